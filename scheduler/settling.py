"""The least solution with some variables fixed: what every proof by parts asks for."""

from collections.abc import Mapping, Sequence

from scheduler.relaxation import restricted
from scheduler.rows import Rows
from scheduler.solver import Answer, Found, Infeasible, solve
from scheduler.work import Work

Terms = list[tuple[int, int]]


def settle(
    rows: Rows,
    minimise: Terms,
    fixed: Mapping[int, int],
    work: Work,
    *,
    units: float,
    hint: Sequence[int] | None = None,
) -> Answer:
    """CP-SAT on the variables that are not fixed; values, value and bound are of the whole.

    The bound holds for solutions with these variables fixed. `hint`: a value for every variable.
    """
    small = restricted(rows, fixed)
    if small is None:
        return Infeasible()
    left, variables = small
    number = {x: n for n, x in enumerate(variables)}
    known = sum(c * fixed[x] for c, x in minimise if x in fixed)
    answer: Answer = Found((), 0, 0)
    if variables:
        terms = [(c, number[x]) for c, x in minimise if x in number]
        near = {n: hint[x] for x, n in number.items()} if hint is not None else None
        answer = solve(left, terms, work, units=units, hint=near)
    if not isinstance(answer, Found):
        return answer
    values = [fixed.get(x, 0) for x in range(len(rows.names))]
    for x, n in number.items():
        values[x] = answer.values[n]
    return Found(tuple(values), answer.value + known, answer.bound + known, answer.reproducible)


def merged(minimise: Terms, scale: int = 1) -> dict[int, int]:
    """The coefficient of every variable, where one is named more than once."""
    total: dict[int, int] = {}
    for coefficient, variable in minimise:
        total[variable] = total.get(variable, 0) + coefficient * scale
    return total
