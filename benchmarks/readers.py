"""`readers`: who reads which dossier, the greatest sum of scores; ours beside peers.

With --data DIR: scores.npy (readers x dossiers, -1 = conflict), covs.npy (readers wanted per
dossier), loads.npy and loads-lb.npy (most and fewest per reader). Without: two synthetic cases,
177 x 118 and 1,000 x 6,000. `value` is the sum of scores of the used pairs; the case names the
worst dossier's sum, as told by an evaluator that shares no code with the methods.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.row import Options, Row, in_ones

Whole = NDArray[np.int64]
Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Case:
    """One instance in whole numbers; scores of the file times `scale`."""

    name: str
    scores: Whole
    wanted: Whole
    least: Whole
    most: Whole
    scale: int = 1


LARGE = 1_000_000
"""Pairs beyond which a model with a variable for each takes gigabytes: not tried."""
CONFLICTS = 0.02
"""Share of pairs in conflict in the synthetic cases."""
Method = Callable[[Case, Options], tuple[str, Pairs, int | None]]
"""Gives status, pairs and bound."""


def readers(options: Options) -> Iterator[Row]:
    """One row per case and method."""
    for case in cases(options):
        for name in options.methods:
            if name not in METHODS:
                continue
            began = time.perf_counter()
            status, pairs, bound = METHODS[name](case, options)
            seconds = time.perf_counter() - began
            value, worst, lawful = judge(case, pairs) if pairs else (None, None, None)
            least = "" if worst is None else f" worst={in_ones(worst, case.scale)}"
            told = f"{case.name}{least}"
            yield Row(told, status, value, bound, seconds, lawful, name, scale=case.scale)


def cases(options: Options) -> list[Case]:
    """The folder's instance, or the synthetic ones of the given seed."""
    if options.data:
        return [read(Path(options.data))]
    return [synthetic(177, 118, options.seed), synthetic(1000, 6000, options.seed)]


def read(folder: Path) -> Case:
    """An instance from four .npy files; scores with fractions are scaled by a power of ten."""

    def whole(name: str) -> Whole:
        return np.asarray(np.load(folder / name), dtype=np.int64).ravel()

    raw = np.asarray(np.load(folder / "scores.npy"), dtype=np.float64)
    scale = next((s for s in (1, 10, 100, 1000, 10**4) if _is_whole(raw * s)), 10**6)
    scores = np.where(raw < 0, -1, np.rint(raw * scale)).astype(np.int64)
    return Case(
        folder.name, scores, whole("covs.npy"), whole("loads-lb.npy"), whole("loads.npy"), scale
    )


def _is_whole(values: NDArray[np.float64]) -> bool:
    return bool(np.allclose(values, np.rint(values), rtol=0, atol=1e-9))


def synthetic(readers: int, dossiers: int, seed: int) -> Case:
    """Readers and dossiers of 40 specialties, scores 0 to 100, 2 % conflicts, 3 readers each."""
    rng = np.random.default_rng(seed)
    fields = 40
    of_reader, of_dossier = rng.integers(fields, size=readers), rng.integers(fields, size=dossiers)
    near = np.abs(of_reader[:, None] - of_dossier[None, :])
    scores = np.maximum(0, 80 - 15 * near) + rng.integers(0, 21, size=(readers, dossiers))
    scores = np.where(rng.random((readers, dossiers)) < CONFLICTS, -1, scores).astype(np.int64)
    share = 3 * dossiers / readers
    return Case(
        f"{readers}x{dossiers}/{seed}",
        scores,
        np.full(dossiers, 3, dtype=np.int64),
        np.full(readers, int(share * 0.7), dtype=np.int64),
        np.full(readers, int(share * 1.3) + 1, dtype=np.int64),
    )


def judge(case: Case, pairs: Pairs) -> tuple[int, int, bool]:
    """The sum of scores, the worst dossier's sum, and whether every limit is kept."""
    seen = set(pairs)
    of_dossier: dict[int, list[int]] = {d: [] for d in range(case.scores.shape[1])}
    loads = dict.fromkeys(range(case.scores.shape[0]), 0)
    conflicts = 0
    for reader, dossier in pairs:
        score = int(case.scores[reader, dossier])
        conflicts += score < 0
        of_dossier[dossier].append(score)
        loads[reader] += 1
    lawful = (
        len(seen) == len(pairs)
        and not conflicts
        and all(len(of_dossier[d]) == int(n) for d, n in enumerate(case.wanted))
        and all(int(case.least[r]) <= n <= int(case.most[r]) for r, n in loads.items())
    )
    sums = [sum(scores) for scores in of_dossier.values()]
    return sum(sums), min(sums), lawful


def ours(case: Case, options: Options) -> tuple[str, Pairs, int | None]:
    """The product's own."""
    from scheduler.readers import Reading, divide

    answer = divide(case.scores, case.wanted, case.least, case.most)
    if isinstance(answer, Reading):
        status = "OPTIMAL" if answer.value == answer.bound else "FEASIBLE"
        return status, answer.pairs, answer.bound
    return "INFEASIBLE", (), None


def highs(case: Case, options: Options) -> tuple[str, Pairs, int | None]:
    """The whole transport LP by HiGHS (scipy): its vertices are whole. Not beyond `LARGE`."""
    if case.scores.size > LARGE:
        return "UNKNOWN", (), None
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    count, dossiers = case.scores.shape
    pairs = np.flatnonzero((case.scores >= 0).ravel())
    ones, at = np.ones(len(pairs)), np.arange(len(pairs))
    by_dossier = csr_array((ones, (pairs % dossiers, at)), shape=(dossiers, len(pairs)))
    by_reader = csr_array((ones, (pairs // dossiers, at)), shape=(count, len(pairs)))
    solve: Callable[..., Any] = linprog
    answer: Any = solve(
        -case.scores.ravel()[pairs].astype(float),
        A_ub=vstack([by_reader, -by_reader]),
        b_ub=np.concatenate([case.most, -case.least]),
        A_eq=by_dossier,
        b_eq=case.wanted,
        bounds=(0, 1),
        method="highs",
        options={"time_limit": options.time_limit or 60.0},
    )
    if answer.status != 0:
        return "UNKNOWN", (), None
    chosen = pairs[answer.x > 0.5]  # noqa: PLR2004 - a whole vertex
    listed = tuple((int(p // dossiers), int(p % dossiers)) for p in chosen)
    return "OPTIMAL", listed, round(-float(answer.fun))


def cpsat(case: Case, options: Options) -> tuple[str, Pairs, int | None]:
    """CP-SAT with its defaults, as a tutorial would write it. Not beyond `LARGE`."""
    if case.scores.size > LARGE:
        return "UNKNOWN", (), None
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    count, dossiers = case.scores.shape
    reads = {
        (r, d): model.new_bool_var("")
        for r in range(count)
        for d in range(dossiers)
        if case.scores[r, d] >= 0
    }
    of_dossier: dict[int, list[cp_model.IntVar]] = {d: [] for d in range(dossiers)}
    of_reader: dict[int, list[cp_model.IntVar]] = {r: [] for r in range(count)}
    for (r, d), variable in reads.items():
        of_dossier[d].append(variable)
        of_reader[r].append(variable)
    for d, variables in of_dossier.items():
        model.add(sum(variables) == int(case.wanted[d]))
    for r, variables in of_reader.items():
        model.add(sum(variables) <= int(case.most[r]))
        model.add(sum(variables) >= int(case.least[r]))
    model.maximize(
        cp_model.LinearExpr.weighted_sum(
            list(reads.values()), [int(case.scores[pair]) for pair in reads]
        )
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = options.time_limit or 60.0
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return "UNKNOWN", (), None
    listed = tuple(pair for pair, variable in reads.items() if solver.value(variable))
    return solver.status_name(status), listed, round(solver.best_objective_bound)


METHODS: dict[str, Method] = {"ours": ours, "highs": highs, "cpsat": cpsat}
