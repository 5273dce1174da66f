"""From a solution that stands to a better one, with a bound: for large models of choices.

The LP leaves few variables between whole numbers. What it chose whole is kept and CP-SAT settles
the rest; then whatever costs little by the LP's prices is opened; at last only variables that can
still better the solution are asked again, which proves it. Bounds are exact (`relaxation`).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from scheduler.relaxation import NEAR, Relaxed, relax, restricted
from scheduler.rows import Rows
from scheduler.solver import Answer, Found, Infeasible, solve, value_of
from scheduler.work import Work

SCALE = 1 << 20
"""Costs are multiplied by this for the LP, so that its prices keep their fractions."""
MOST_OPEN = 12_000
"""Variables left open for a proof; more are not asked again."""
NEAREST = 4_000
"""Variables of least cost by the LP's prices that are opened for something better."""
PROOFS = 2
Terms = list[tuple[int, int]]


def bound_of(rows: Rows, minimise: Terms, work: Work) -> int | None:
    """An exact lower bound of the sum from the LP alone; None where it found none."""
    relaxed = _relaxed(rows, minimise)
    work.late()
    return None if relaxed is None else -(-relaxed.bound // SCALE)


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
    for near in (False, True):
        if value_of(minimise, best) <= bound or work.late():
            break
        fixed = _far(rows, relaxed, best) if near else _whole(rows, relaxed)
        best = _settled(rows, minimise, fixed, best, work, units / 4)
    best, bound = _proved(rows, minimise, relaxed, best, bound, work, units / 4)
    value = value_of(minimise, best)
    return Found(best, value, min(bound, value), not work.cut)


def _relaxed(rows: Rows, minimise: Terms) -> Relaxed | None:
    cost: dict[int, int] = {}
    for coefficient, variable in minimise:
        cost[variable] = cost.get(variable, 0) + coefficient * SCALE
    try:
        return relax(rows, cost)
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
        fixed = relaxed.fixed(rows, (value - 1) * SCALE)
        if value <= bound or work.late() or len(rows.names) - len(fixed) > MOST_OPEN:
            break
        lower = Rows(rows.names, rows.low, rows.high, list(rows.rows), rows.strength)
        lower.at_most(value - 1, minimise)
        answer = _rest(lower, minimise, fixed, best, work, units)
        if isinstance(answer, Infeasible):
            return best, value
        if not isinstance(answer, Found):
            break
        best = answer.values
    return best, bound


def _settled(
    rows: Rows,
    minimise: Terms,
    fixed: Mapping[int, int],
    best: tuple[int, ...],
    work: Work,
    units: float,
) -> tuple[int, ...]:
    """The better of what stands and of what is found with these variables fixed."""
    answer = _rest(rows, minimise, fixed, best, work, units)
    if isinstance(answer, Found) and answer.value < value_of(minimise, best):
        return answer.values
    return best


def _rest(
    rows: Rows,
    minimise: Terms,
    fixed: Mapping[int, int],
    best: Sequence[int],
    work: Work,
    units: float,
) -> Answer:
    """CP-SAT on the variables that are not fixed."""
    small = restricted(rows, fixed)
    if small is None:
        return Infeasible()
    left, variables = small
    number = {v: n for n, v in enumerate(variables)}
    terms = [(c, number[v]) for c, v in minimise if v in number]
    answer: Answer = Found((), 0, 0)
    if variables:
        known = {n: best[v] for v, n in number.items()}
        answer = solve(left, terms, work, units=units, hint=known)
    if not isinstance(answer, Found):
        return answer
    values = [fixed.get(v, 0) for v in range(len(rows.names))]
    for v, n in number.items():
        values[v] = answer.values[n]
    value = value_of(minimise, tuple(values))
    return Found(tuple(values), value, value, answer.reproducible)
