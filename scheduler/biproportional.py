"""Two-way rounding: a matrix of places with both margins kept, as near as may be to proportion.

M. L. Balinski, G. Demange, Algorithms for proportional matrices in reals and integers,
Mathematical Programming 45 (1989): cell (i, j) is w_ij times a multiplier of its row times one of
its column, rounded by a divisor method. Such a matrix is the one with the greatest product of
w_ij / s(k) over all places, so it is found as a flow, one place after another along the path of
the greatest product (Rote, Zachariasen 2007); all in fractions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scheduler.apportionment import Impossible

METHODS = ("sainte_lague", "dhondt", "modified_sainte_lague")
"""Methods whose first divisor is not zero; others are rounded by Sainte-Laguë."""

Cell = tuple[str, str]
Node = tuple[str, str]
"""("row", body) or ("column", stage)."""


@dataclass(frozen=True)
class Matrix:
    """Places by cell, and the multipliers that prove them: s(n) <= w x y <= s(n + 1)."""

    places: dict[Cell, int]
    rows: dict[str, Fraction]
    columns: dict[str, Fraction]
    tied: tuple[Node, ...]
    """Rows and columns on a circle of transfers that changes nothing: another matrix is as good."""


def divisor(method: str, place: int) -> Fraction:
    """The divisor s(k) of a cell's k-th place, k from 1."""
    if method == "dhondt":
        return Fraction(place)
    if method == "modified_sainte_lague" and place == 1:
        return Fraction(7, 5)
    return Fraction(2 * place - 1)


def round_both(
    method: str,
    weights: Mapping[Cell, int],
    rows: Mapping[str, int],
    columns: Mapping[str, int],
) -> Matrix:
    """The matrix with these margins. Raises Impossible where the zeros of the table forbid any."""
    if sum(rows.values()) != sum(columns.values()):
        given, total = sum(columns.values()), sum(rows.values())
        raise Impossible("quota.stages-sum", given=given, total=total)
    places = {cell: 0 for cell, weight in weights.items() if weight}
    supply, demand = dict(rows), dict(columns)
    while any(supply.values()):
        starts = [("row", body) for body, left in supply.items() if left]
        best, before = _products(method, weights, places, rows, columns, starts)
        ends = [("column", name) for name, left in demand.items() if left]
        ends = [end for end in ends if end in best]
        if not ends:
            raise Impossible("quota.stages-impossible")
        node: Node = max(ends, key=lambda end: best[end])
        demand[node[1]] -= 1
        while node in before:
            last = before[node]
            if node[0] == "column":
                places[last[1], node[1]] += 1
            else:
                places[node[1], last[1]] -= 1
            node = last
        supply[node[1]] -= 1
    return _proven(method, weights, places, rows, columns)


def _arcs(
    method: str, weights: Mapping[Cell, int], places: Mapping[Cell, int]
) -> list[tuple[Node, Node, Fraction]]:
    """Each change of one place with what it multiplies the product by."""
    found: list[tuple[Node, Node, Fraction]] = []
    for (row, column), have in places.items():
        weight = weights[row, column]
        here, there = ("row", row), ("column", column)
        found.append((here, there, weight / divisor(method, have + 1)))
        if have:
            found.append((there, here, divisor(method, have) / weight))
    return found


def _products(
    method: str,
    weights: Mapping[Cell, int],
    places: Mapping[Cell, int],
    rows: Mapping[str, int],
    columns: Mapping[str, int],
    starts: list[Node],
) -> tuple[dict[Node, Fraction], dict[Node, Node]]:
    """The greatest product of a path from any start to each node (Bellman, Ford), and the way."""
    arcs = _arcs(method, weights, places)
    best: dict[Node, Fraction] = dict.fromkeys(starts, Fraction(1))
    before: dict[Node, Node] = {}
    for _ in range(len(rows) + len(columns)):
        moved = False
        for here, there, gain in arcs:
            if here in best and (there not in best or best[here] * gain > best[there]):
                best[there] = best[here] * gain
                before[there] = here
                moved = True
        if not moved:
            break
    return best, before


def _proven(
    method: str,
    weights: Mapping[Cell, int],
    places: dict[Cell, int],
    rows: Mapping[str, int],
    columns: Mapping[str, int],
) -> Matrix:
    """The multipliers, from the products of the best paths into each node; and whether tied."""
    every = [("row", body) for body in rows] + [("column", name) for name in columns]
    best, _ = _products(method, weights, places, rows, columns, every)
    tight: dict[Node, list[Node]] = {node: [] for node in every}
    for here, there, gain in _arcs(method, weights, places):
        if best[here] * gain == best[there]:
            tight[here].append(there)
    return Matrix(
        places=places,
        rows={body: best["row", body] for body in rows},
        columns={name: 1 / best["column", name] for name in columns},
        tied=_circle(tight),
    )


def _circle(arcs: Mapping[Node, list[Node]]) -> tuple[Node, ...]:
    """The nodes that lie on a circle of arcs, in their order."""
    left = dict(arcs)
    while True:
        ends = [node for node, goals in left.items() if not any(goal in left for goal in goals)]
        if not ends:
            return tuple(node for node in left if _returns(left, node))
        for node in ends:
            del left[node]


def _returns(arcs: Mapping[Node, list[Node]], start: Node) -> bool:
    """Whether some way along the arcs leads back to its start."""
    reached: dict[Node, None] = {}
    open_ = [start]
    while open_:
        for goal in arcs.get(open_.pop(), ()):
            if goal == start:
                return True
            if goal not in reached:
                reached[goal] = None
                open_.append(goal)
    return False
