"""The linear relaxation of rows by HiGHS, and the exact proof that whole numbers draw from it.

Multipliers come from the LP in floating point, are rounded to whole numbers, and everything that
is claimed from them (the bound, what every variable costs beyond it) is computed in whole
numbers: rounding can weaken a bound, never make it false.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scheduler.rows import INFINITY, Row, Rows

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Whole = NDArray[np.int64]
LIMIT = 1 << 61
NEAR = 1e-6


@dataclass(frozen=True)
class Relaxed:
    """The LP's own point (`values`) and what it proves of whole solutions.

    None costs less than `bound`; one in which variable x leaves its cheap end costs at least
    `|extra[x]|` more than that.
    """

    values: NDArray[np.float64]
    bound: int
    extra: Whole
    prices: NDArray[np.float64]
    """By row: what the least value gains when the row's end moves up by one; in floating point."""

    def integral(self, variables: Iterable[int]) -> bool:
        """Whether the LP's point is whole in these variables."""
        chosen = self.values[list(variables)]
        return bool(np.all(np.abs(chosen - np.rint(chosen)) < NEAR))

    def fixed(self, rows: Rows, limit: int) -> dict[int, int]:
        """Variables that have one value in every solution that costs at most `limit`."""
        room = limit - self.bound
        return {
            int(x): rows.low[x] if self.extra[x] >= 0 else rows.high[x]
            for x in np.flatnonzero(np.abs(self.extra) > room)
        }


def relax(rows: Rows, minimise: Mapping[int, int]) -> Relaxed | None:
    """The LP over the rows; None when it has no point at all (to be confirmed before it is said).

    Raises OverflowError where the numbers are too large for exact sums in 64 bits.
    """
    from scipy.optimize import linprog

    count = len(rows.names)
    cost = np.zeros(count, dtype=np.int64)
    for variable, coefficient in minimise.items():
        cost[variable] = coefficient
    scale = float(max(1, int(np.abs(cost).max(initial=0)) >> 10))
    equal = [r for r in rows.rows if r.low == r.high]
    upper = [r for r in rows.rows if r.low < r.high < INFINITY]
    lower = [r for r in rows.rows if r.high > r.low > -INFINITY]
    at_most = _matrix([(r, 1) for r in upper] + [(r, -1) for r in lower], count)
    exactly = _matrix([(r, 1) for r in equal], count)
    most = np.array([*(r.high for r in upper), *(-r.low for r in lower)], dtype=np.int64)
    values = np.array([r.low for r in equal], dtype=np.int64)
    box = list(zip(map(float, rows.low), map(float, rows.high), strict=True))
    solve_lp: Callable[..., Any] = linprog
    answer = solve_lp(
        cost / scale,
        A_ub=at_most.astype(float) if len(most) else None,
        b_ub=most if len(most) else None,
        A_eq=exactly.astype(float) if len(values) else None,
        b_eq=values if len(values) else None,
        bounds=box,
        method="highs",
    )
    if answer.status != 0:
        return None
    down = np.minimum(0, np.rint(np.asarray(answer.ineqlin.marginals) * scale)).astype(np.int64)
    free = np.rint(np.asarray(answer.eqlin.marginals) * scale).astype(np.int64)
    low, high = np.array(rows.low, np.int64), np.array(rows.high, np.int64)
    prices = np.zeros(len(rows.rows))
    place = {id(row): number for number, row in enumerate(rows.rows)}
    marginals = np.asarray(answer.ineqlin.marginals) * scale
    prices[[place[id(row)] for row in upper]] = marginals[: len(upper)]
    prices[[place[id(row)] for row in lower]] -= marginals[len(upper) :]
    prices[[place[id(row)] for row in equal]] = np.asarray(answer.eqlin.marginals) * scale
    known = (answer.x, prices)
    return _exact(known, cost, (at_most, most, down), (exactly, values, free), low, high)


Ends = NDArray[np.float64]


def matrices(rows: Rows, minimise: Mapping[int, int]) -> "tuple[Whole, csr_array, Ends, Ends]":
    """Costs, the matrix of all rows, and their lower and upper ends: for any LP or MIP solver.

    An open end is an infinite float.
    """
    cost = np.zeros(len(rows.names), dtype=np.int64)
    for variable, coefficient in minimise.items():
        cost[variable] = coefficient
    low = np.array([row.low if row.low > -INFINITY else -np.inf for row in rows.rows], float)
    high = np.array([row.high if row.high < INFINITY else np.inf for row in rows.rows], float)
    return cost, _matrix([(row, 1) for row in rows.rows], len(cost)), low, high


def _exact(
    known: tuple[NDArray[np.float64], NDArray[np.float64]],
    cost: Whole,
    first: "tuple[csr_array, Whole, Whole]",
    second: "tuple[csr_array, Whole, Whole]",
    low: Whole,
    high: Whole,
) -> Relaxed:
    """Bound and extra costs from whole multipliers: sum y b + sum over x of the cheaper end."""
    extra = cost.copy()
    bound = 0
    for matrix, right, multipliers in (first, second):
        if not len(right):
            continue
        _guard(matrix, multipliers, right)
        extra -= matrix.T @ multipliers  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
        bound += sum(int(y) * int(b) for y, b in zip(multipliers, right, strict=True))
    ends = np.where(extra >= 0, low, high)
    bound += sum(int(c) * int(x) for c, x in zip(extra, ends, strict=True))
    return Relaxed(known[0], bound, extra, known[1])


def _guard(matrix: "csr_array", multipliers: Whole, right: Whole) -> None:
    sizes = abs(matrix).astype(float).T @ np.abs(multipliers).astype(float)  # pyright: ignore
    if max(float(sizes.max(initial=0.0)), 0.0) >= LIMIT:
        raise OverflowError("multipliers too large for exact sums")


def _matrix(rows: "list[tuple[Row, int]]", count: int) -> "csr_array":
    from scipy.sparse import csr_array

    lengths = np.array([len(row.terms) for row, _ in rows], dtype=np.int64)
    total = int(lengths.sum())
    flat = chain.from_iterable(chain.from_iterable(row.terms for row, _ in rows))
    pairs = np.fromiter(flat, dtype=np.int64, count=2 * total).reshape(total, 2)
    signs = np.repeat(np.array([sign for _, sign in rows], dtype=np.int64), lengths)
    where = np.repeat(np.arange(len(rows)), lengths)
    return csr_array((pairs[:, 0] * signs, (where, pairs[:, 1])), shape=(len(rows), count))


def restricted(rows: Rows, fixed: Mapping[int, int]) -> tuple[Rows, list[int]] | None:
    """The rows over the variables that are left, and which they are; None when a row is broken."""
    left = [x for x in range(len(rows.names)) if x not in fixed]
    number = {x: n for n, x in enumerate(left)}
    small = Rows(
        [rows.names[x] for x in left],
        [rows.low[x] for x in left],
        [rows.high[x] for x in left],
        strength=rows.strength,
    )
    for row in rows.rows:
        known = sum(c * fixed[x] for c, x in row.terms if x in fixed)
        terms = tuple((c, number[x]) for c, x in row.terms if x in number)
        low = row.low - known if row.low > -INFINITY else -INFINITY
        high = row.high - known if row.high < INFINITY else INFINITY
        if not terms:
            if not low <= 0 <= high:
                return None
            continue
        small.rows.append(Row(terms, low, high, row.because))
    return small, left
