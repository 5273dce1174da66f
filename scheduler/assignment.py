"""The cheapest way to give each of some takers one thing."""

from collections.abc import Sequence

FORBIDDEN = 10**12
"""The cost of a pair that may not be; a taker for whom only such pairs are left gets nothing."""


def assigned(costs: Sequence[Sequence[int]]) -> list[int | None]:
    """For each row its column, none used twice: as many rows as can be, at the least sum.

    Kuhn's problem, solved by scipy (Crouse 2016). Allowed costs must stay far under FORBIDDEN.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not costs or not costs[0]:
        return [None] * len(costs)
    found: list[int | None] = [None] * len(costs)
    rows, columns = linear_sum_assignment(np.array(costs, dtype=np.float64))
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if costs[row][column] < FORBIDDEN:
            found[row] = column
    return found
