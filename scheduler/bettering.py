"""From a solution that stands to a better one, with a bound: for large models of choices.

The LP leaves few variables between whole numbers. What it chose whole is kept and CP-SAT settles
the rest; then whatever costs little by the LP's prices is opened; at last only variables that can
still better the solution are asked again, which proves it. Bounds are exact (`relaxation`).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from scheduler.relaxation import NEAR, Relaxed, relax
from scheduler.rows import Rows
from scheduler.settling import Terms, merged, settle
from scheduler.solver import Found, Infeasible, solve, value_of
from scheduler.work import Work

SCALE = 1 << 20
"""Costs are multiplied by this for the LP, so that its prices keep their fractions."""
MOST_OPEN = 12_000
"""Variables left open for a proof; more are not asked again."""
NEAREST = 4_000
"""Variables of least cost by the LP's prices that are opened for something better."""
PROOFS = 2


def bound_of(rows: Rows, minimise: Terms, work: Work) -> int | None:
    """An exact lower bound of the sum from the LP alone; None where it found none."""
    relaxed = _relaxed(rows, minimise)
    work.late()
    return None if relaxed is None else -(-relaxed.bound // SCALE)


def worst_of(
    rows: Rows, minimise: Terms, stands: tuple[int, ...], work: Work, *, units: float
) -> int:
    """A lower bound of a variable that stands for the worst case: without the cases worse than it.

    What is better than what stands and found on the way raises nothing.
    """
    relaxed = _relaxed(rows, minimise) if _closes(rows, minimise) else None
    if relaxed is None:
        return min(0, value_of(minimise, stands))
    best, bound = _proved(
        rows, minimise, relaxed, stands, -(-relaxed.bound // SCALE), work, units / 4
    )
    return min(bound, value_of(minimise, best))


def better(
    rows: Rows, minimise: Terms, stands: tuple[int, ...], work: Work, *, units: float
) -> Found:
    """The least value found of `sum(coefficient * variable)`, never worse than what stands.

    `stands` keeps all rows. `units` is deterministic time of CP-SAT before the effort's factor.
    """
    relaxed = _relaxed(rows, minimise)
    if relaxed is None:
        value = value_of(minimise, stands)
        answer = solve(rows, minimise, work, units=units, hint=dict(enumerate(stands)))
        return answer if isinstance(answer, Found) else Found(stands, value, min(0, value))
    bound, best = -(-relaxed.bound // SCALE), stands
    if _closes(rows, minimise):
        best, bound = _proved(rows, minimise, relaxed, best, bound, work, units)
    for near in (False, True):
        if value_of(minimise, best) <= bound or work.late():
            break
        fixed = _far(rows, relaxed, best) if near else _whole(rows, relaxed)
        best = _settled(rows, minimise, fixed, best, work, units / 4)
    best, bound = _proved(rows, minimise, relaxed, best, bound, work, units / 4)
    value = value_of(minimise, best)
    return Found(best, value, min(bound, value), not work.cut)


def nearest(
    rows: Rows, minimise: Terms, stands: tuple[int, ...], work: Work, *, units: float
) -> tuple[int, ...]:
    """What stands, or something better among what costs little by the LP's prices: one look."""
    relaxed = _relaxed(rows, minimise)
    if relaxed is None:
        return stands
    return _settled(rows, minimise, _far(rows, relaxed, stands), stands, work, units)


def _relaxed(rows: Rows, minimise: Terms) -> Relaxed | None:
    try:
        return relax(rows, merged(minimise, SCALE))
    except OverflowError:
        return None


def _whole(rows: Rows, relaxed: Relaxed) -> dict[int, int]:
    """Choices (one of exactly one) that the LP made whole."""
    fixed: dict[int, int] = {}
    for row in rows.rows:
        if row.low == row.high == 1 and all(c == 1 for c, _ in row.terms):
            members = [v for _, v in row.terms]
            if max(relaxed.values[v] for v in members) > 1 - NEAR:
                fixed |= {v: round(float(relaxed.values[v])) for v in members}
    return fixed


def _far(rows: Rows, relaxed: Relaxed, best: Sequence[int]) -> dict[int, int]:
    """What costs much by the LP's prices, where the LP and the best solution agree."""
    open_ = np.abs(relaxed.values - np.array(best)) > NEAR
    open_ |= np.array(rows.high) > 1
    open_[np.argsort(np.abs(relaxed.extra), kind="stable")[:NEAREST]] = True
    return {v: best[v] for v in np.flatnonzero(~open_).tolist()}


def _proved(
    rows: Rows,
    minimise: Terms,
    relaxed: Relaxed,
    best: tuple[int, ...],
    bound: int,
    work: Work,
    units: float,
) -> tuple[tuple[int, ...], int]:
    """Something better, or the proof that there is nothing: where costs leave room for it."""
    for _ in range(PROOFS):
        value = value_of(minimise, best)
        if value <= bound or work.late():
            break
        fixed = relaxed.fixed(rows, (value - 1) * SCALE)
        closed = _closes(rows, minimise, value - 1)
        if not closed and len(rows.names) - len(fixed) > MOST_OPEN:
            break
        lower = Rows(rows.names, rows.low, rows.high, list(rows.rows), rows.strength)
        lower.at_most(value - 1, minimise)
        fixed |= dict.fromkeys(closed, 0)
        answer = settle(lower, minimise, fixed, work, units=units, hint=best)
        if isinstance(answer, Infeasible):
            return best, value
        if not isinstance(answer, Found):
            break
        best = answer.values
    return best, bound


def _closes(rows: Rows, minimise: Terms, most: int = 0) -> list[int]:
    """Variables that alone are worse than `most`, where one variable stands for the worst case.

    With these closed the relaxation tends to show at once that nothing is left.
    """
    if len(minimise) > 1 or minimise[0][0] != 1:
        return []
    worst = minimise[0][1]
    pairs = [row.terms for row in rows.rows if row.high == 0 and len(row.terms) == 2]  # noqa: PLR2004 - a choice and the worst case
    return [x for (c, x), end in pairs if end == (-1, worst) and c > most and not rows.low[x]]


def _settled(
    rows: Rows,
    minimise: Terms,
    fixed: Mapping[int, int],
    best: tuple[int, ...],
    work: Work,
    units: float,
) -> tuple[int, ...]:
    """The better of what stands and of what is found with these variables fixed."""
    answer = settle(rows, minimise, fixed, work, units=units, hint=best)
    if isinstance(answer, Found) and answer.value < value_of(minimise, best):
        return answer.values
    return best
