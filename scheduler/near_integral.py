"""The least solution of rows whose linear relaxation is nearly whole, with its proof.

LP; the parts (committees) in which its point is whole are kept and CP-SAT settles the rest: a
good solution. Every variable that no solution as good can change is then fixed, by whole-number
costs of the LP's multipliers, and CP-SAT proves the little that is left: the least solution, and
whether another one is as good. Where the LP does not help, CP-SAT is asked about the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.relaxation import Relaxed, relax, restricted
from scheduler.rows import Rows
from scheduler.settling import merged, settle
from scheduler.solver import Answer, Found, Infeasible, solve, value_of
from scheduler.work import Work


@dataclass(frozen=True)
class Least:
    """The answer, and for a proven one whether no other is as good (None: not shown)."""

    answer: Answer
    unique: bool | None = None


def least(
    rows: Rows,
    minimise: list[tuple[int, int]],
    parts: Sequence[Iterable[int]],
    work: Work,
    *,
    units: float,
    unique: bool = True,
) -> Least:
    """The least value of `sum(coefficient * variable)`; `parts` groups the variables that matter.

    `unique` asks whether another choice of those is as good: others only serve the rows.
    Infeasible is said by CP-SAT alone. A solution with `value > bound` is not proven least.
    """
    parts = [list(part) for part in parts]
    try:
        relaxed = relax(rows, merged(minimise))
    except OverflowError:
        relaxed = None
    if relaxed is None:
        return _plain(rows, minimise, parts, work, units, unique=unique)
    good = _good(rows, minimise, parts, relaxed, work, units)
    if not isinstance(good, Found):
        return Least(good)
    return _proven(rows, minimise, parts, relaxed, good, work, units, unique=unique)


def _plain(
    rows: Rows,
    minimise: list[tuple[int, int]],
    parts: Sequence[Sequence[int]],
    work: Work,
    units: float,
    *,
    unique: bool,
) -> Least:
    answer = solve(rows, minimise, work, units=units)
    if not unique or not isinstance(answer, Found) or not answer.proven:
        return Least(answer)
    mine = [x for part in parts for x in part]
    return Least(answer, _no_second(rows, minimise, mine, answer, work, units))


def _good(
    rows: Rows,
    minimise: list[tuple[int, int]],
    parts: Sequence[Sequence[int]],
    relaxed: Relaxed,
    work: Work,
    units: float,
) -> Answer:
    """A solution near the LP's: its whole parts kept, the rest settled; else any good one."""
    kept: dict[int, int] = {}
    for variables in parts:
        if relaxed.integral(variables):
            kept |= {x: round(float(relaxed.values[x])) for x in variables}
    rest = settle(rows, minimise, kept, work, units=units)
    return rest if isinstance(rest, Found) else solve(rows, minimise, work, units=units)


def _proven(
    rows: Rows,
    minimise: list[tuple[int, int]],
    parts: Sequence[Sequence[int]],
    relaxed: Relaxed,
    good: Found,
    work: Work,
    units: float,
    *,
    unique: bool,
) -> Least:
    fixed = relaxed.fixed(rows, good.value)
    best = settle(rows, minimise, fixed, work, units=units)
    if not isinstance(best, Found):
        bound = good.value if isinstance(best, Infeasible) else relaxed.bound
        return Least(Found(good.values, good.value, bound, good.reproducible))
    if not best.proven:
        better = min(best, good, key=lambda found: found.value)
        bound = max(relaxed.bound, min(best.bound, better.value))
        return Least(Found(better.values, better.value, bound, best.reproducible))
    if not unique:
        return Least(best)
    fixed = relaxed.fixed(rows, best.value)
    small = restricted(rows, fixed)
    if small is None:
        return Least(best)
    left, variables = small
    number = {x: n for n, x in enumerate(variables)}
    known = sum(c * fixed[x] for c, x in minimise if x in fixed)
    terms = [(c, number[x]) for c, x in minimise if x in number]
    here = Found(tuple(best.values[x] for x in variables), best.value - known, best.value - known)
    mine = [number[x] for part in parts for x in part if x in number]
    return Least(best, _no_second(left, terms, mine, here, work, units))


def _no_second(
    rows: Rows,
    minimise: list[tuple[int, int]],
    mine: Sequence[int],
    best: Found,
    work: Work,
    units: float,
) -> bool | None:
    """Whether no other choice of these flags is as good: shown by asking for one."""
    if not mine:
        return True
    other = rows.copy()
    other.at_most(value_of(minimise, best.values), minimise)
    changed = [(-1 if best.values[x] else 1, x) for x in mine]
    other.at_least(1 - sum(bool(best.values[x]) for x in mine), changed)
    match solve(other, [], work, units=units):
        case Infeasible():
            return True
        case Found():
            return False
        case _:
            return None
