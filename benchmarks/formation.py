"""`formation`: members by lot, one season at a time; ours beside peers on the same rows.

Dates are planned first and not measured. `value` is the sum of tickets over all committees (with
2**k for every named exemption), `seconds` the solver's; the case says what building the rows
took. `unique` is ours again with the search for a second lot. `checked`: the verifier, held
against the members alone, finds no breach.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.row import Options, Row
from benchmarks.steps import load
from models.plan import Plan, Seat, StepName
from models.season import Season
from scheduler import formation as step
from scheduler import formation_model
from scheduler.lot import Lot, lawful_lot, objective
from scheduler.planning import given_of, plan
from scheduler.pools import Pool
from scheduler.relaxation import matrices, relax
from scheduler.rows import Rows
from scheduler.solver import Found
from scheduler.verify import verify
from scheduler.work import Work

DATES: tuple[StepName, ...] = ("windows", "meetings", "formation")
"""Dates that hold: where a pool cannot be formed on them, others were asked for."""
WARM = "a first call that loads the libraries"


@dataclass(frozen=True)
class Model:
    """One component: committees that share experts, their rows as the draw obeys them."""

    rows: Rows
    v: formation_model.Formation
    minimise: list[tuple[int, int]]


Answer = tuple[str, int | None, int | None, list[tuple[int, ...] | None]]
"""Status, value, bound and, by model, the values of its variables."""


def formation(options: Options) -> Iterator[Row]:
    """One row per season and method."""
    for case, season in load(options):
        dated = plan(season, Work(seed=options.seed, effort="quick"), DATES)
        given = given_of(season, dated)
        meetings = {meeting.id: meeting for meeting in dated.meetings}
        loads = {c: item for c, item in given.loads.items() if c in meetings}
        seed, work = str(options.seed), Work(seed=options.seed)
        _warm()
        began = time.perf_counter()
        pool = Pool(given.season)
        built: list[tuple[Rows, formation_model.Formation]] = []
        for part in step.components(given.season, pool, loads, meetings):
            some = {c: loads[c] for c in part}
            built.append(
                formation_model.build(given.season, some, meetings, pool, given.applicants)
            )
        told = f"{case} build={time.perf_counter() - began:.2f}s"
        lots: list[Lot] = []
        models: list[Model] = []
        for name, unique in (("ours", False), ("unique", True)):
            if name != "ours" and "ours" not in options.methods:
                continue
            began = time.perf_counter()
            lots = [
                lawful_lot(rows, v, given.season, seed, work, unique=unique) for rows, v in built
            ]
            seconds = time.perf_counter() - began
            models = [
                Model(lot.rows, v, objective(v, given.season, seed))
                for lot, (_, v) in zip(lots, built, strict=True)
            ]
            answer = _of_lots(lots)
            shown = told
            if unique:
                shown += f" unique={all(lot.least.unique for lot in lots)}"
            yield _row(shown, name, answer, seconds, season, dated, models)
        for name in options.methods:
            if name in METHODS:
                began = time.perf_counter()
                answer = METHODS[name](models, options)
                seconds = time.perf_counter() - began
                yield _row(told, name, answer, seconds, season, dated, models)


def _warm() -> None:
    rows = Rows()
    flags = [rows.flag(WARM) for _ in range(3)]
    rows.exactly(1, flags)
    from scheduler.near_integral import least

    least(rows, [(n, x) for n, x in enumerate(flags, 1)], [flags], Work(), units=1)


def _of_lots(lots: list[Lot]) -> Answer:
    found = [lot.least.answer for lot in lots]
    values = [a.values if isinstance(a, Found) else None for a in found]
    if not all(isinstance(a, Found) for a in found):
        return "UNKNOWN", None, None, values
    value = sum(a.value for a in found if isinstance(a, Found))
    bound = sum(a.bound for a in found if isinstance(a, Found))
    return ("OPTIMAL" if value == bound else "FEASIBLE"), value, bound, values


def _row(
    case: str,
    method: str,
    answer: Answer,
    seconds: float,
    season: Season,
    dated: Plan,
    models: list[Model],
) -> Row:
    status, value, bound, values = answer
    checked = None
    if value is not None:
        checked = _lawful(season, dated, models, values)
    return Row(case, status, value, bound, seconds, checked, method)


def _lawful(
    season: Season, dated: Plan, models: list[Model], values: list[tuple[int, ...] | None]
) -> bool:
    """Whether the verifier finds no breach in these members."""
    seats: list[Seat] = []
    for model, chosen in zip(models, values, strict=True):
        if chosen is None:
            return False
        for committee in model.v.loads:
            seats.extend(formation_model.chosen_seats(season, model.v, committee, chosen))
    reports = tuple(
        r.model_copy(update={"status": "FEASIBLE"}) if r.step == "formation" else r
        for r in dated.steps
    )
    return verify(season, dated.model_copy(update={"seats": tuple(seats), "steps": reports})).lawful


def cpsat(models: list[Model], options: Options) -> Answer:
    """CP-SAT with its defaults and two workers, the whole season at once."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    flags = [[model.new_bool_var(name) for name in item.rows.names] for item in models]
    for item, variables in zip(models, flags, strict=True):
        for row in item.rows.rows:
            total = cp_model.LinearExpr.weighted_sum(
                [variables[x] for _, x in row.terms], [c for c, _ in row.terms]
            )
            model.add_linear_constraint(total, row.low, row.high)
    terms = [(c, flags[n][x]) for n, item in enumerate(models) for c, x in item.minimise]
    model.minimize(cp_model.LinearExpr.weighted_sum([x for _, x in terms], [c for c, _ in terms]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = options.seed
    solver.parameters.max_time_in_seconds = options.time_limit or 60.0
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return solver.status_name(status), None, None, [None] * len(models)
    values = [tuple(solver.value(x) for x in variables) for variables in flags]
    value = _value(models, values)
    bound = value if status == cp_model.OPTIMAL else int(solver.best_objective_bound)
    return solver.status_name(status), value, bound, [*values]


def highs(models: list[Model], options: Options) -> Answer:
    """HiGHS as a MIP, through scipy; its bound is in floating point."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    ask: Callable[..., Any] = milp
    values: list[tuple[int, ...] | None] = []
    bound, proven = 0, True
    for item in models:
        cost, matrix, low, high = matrices(item.rows, dict(_swapped(item.minimise)))
        answer = ask(
            cost.astype(float),
            constraints=LinearConstraint(matrix.astype(float), low, high),
            integrality=np.ones(len(cost)),
            bounds=Bounds(0, 1),
            options={"time_limit": (options.time_limit or 60.0) / len(models), "mip_rel_gap": 0},
        )
        if answer.x is None:
            return "UNKNOWN", None, None, [None] * len(models)
        values.append(tuple(round(float(x)) for x in answer.x))
        proven &= answer.status == 0
        bound += round(float(answer.mip_dual_bound))
    value = _value(models, values)
    return ("OPTIMAL" if proven else "FEASIBLE"), value, min(bound, value), values


def lp(models: list[Model], options: Options) -> Answer:
    """The linear relaxation alone: a bound."""
    found = [relax(item.rows, dict(_swapped(item.minimise))) for item in models]
    bounds = [item.bound for item in found if item is not None]
    return "UNKNOWN", None, sum(bounds), [None] * len(models)


def flow(models: list[Model], options: Options) -> Answer:
    """Min-cost flow over persons, groups and sizes alone, no shares, no recusal: a bound."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    total = 0
    for item in models:
        v, cost = item.v, dict(_swapped(item.minimise))
        people = list(dict.fromkeys(e for e, _ in v.sits))
        groups, committees = list(v.of_group), list(v.loads)
        node = {name: n for n, name in enumerate([*people, *groups, *committees])}
        supply = np.zeros(len(node) + 1, dtype=np.int64)
        least = v.pool.season.profile.integer("group.min_members")
        graph: Any = min_cost_flow.SimpleMinCostFlow()
        for (e, g), x in v.sits.items():
            graph.add_arc_with_capacity_and_unit_cost(node[e], node[g], 1, cost[x])
        for e in people:
            graph.add_arc_with_capacity_and_unit_cost(len(node), node[e], len(committees), 0)
        for committee, given in v.loads.items():
            for group in given.groups:
                supply[node[group.id]] = -least
                graph.add_arc_with_capacity_and_unit_cost(
                    node[group.id], node[committee], given.size, 0
                )
            supply[node[committee]] = least * len(given.groups) - given.size
        supply[len(node)] = -supply.sum()
        graph.set_nodes_supplies(np.arange(len(node) + 1), supply)
        if graph.solve() != graph.OPTIMAL:
            return "UNKNOWN", None, None, [None] * len(models)
        total += int(graph.optimal_cost())
    return "UNKNOWN", None, total, [None] * len(models)


def _swapped(terms: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    return ((x, c) for c, x in terms)


def _value(
    models: list[Model], values: list[tuple[int, ...]] | list[tuple[int, ...] | None]
) -> int:
    return sum(
        c * chosen[x]
        for item, chosen in zip(models, values, strict=True)
        if chosen is not None
        for c, x in item.minimise
    )


METHODS: dict[str, Callable[[list[Model], Options], Answer]] = {
    "lp": lp,
    "flow": flow,
    "highs": highs,
    "cpsat": cpsat,
}
