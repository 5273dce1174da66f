"""A first choice of blocks by repair: what overflows moves, until nothing overflows.

Every committee takes one of its columns. As long as a row is broken, a committee in it moves to
the column that breaks least; rows that stay broken weigh more and more (breakout, Morris 1993).
It proves nothing: it hands the solver a first solution.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.rows import INFINITY, Rows, Var

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Columns:
    """What each column uses of each row, and the rows' limits; columns by committee."""

    uses: Whole
    limits: Whole
    variables: tuple[Var, ...]
    of: tuple[tuple[int, ...], ...]

    def limited(self, first: int, limit: int) -> "Columns":
        """The same with another limit for the first rows, which are those given as `more`."""
        limits = self.limits.copy()
        limits[:first] = limit
        return replace(self, limits=limits)


def columns(
    rows: Rows, of: Sequence[Sequence[Var]], more: Iterable[tuple[Sequence[tuple[int, Var]], int]]
) -> Columns | None:
    """The packing rows over column variables, with `more` of them: (terms, limit).

    None where another kind of row binds a column, which this search would not see.
    """
    variables = tuple(x for some in of for x in some)
    place = {x: number for number, x in enumerate(variables)}
    packed: list[tuple[Sequence[tuple[int, Var]], int]] = list(more)
    for row in rows.rows:
        inside = [x in place for _, x in row.terms]
        if not any(inside) or row.low == row.high == 1:
            continue
        if not all(inside):
            continue
        if row.low > -INFINITY or any(c < 0 for c, _ in row.terms):
            return None
        packed.append((row.terms, row.high))
    uses = np.zeros((len(variables), len(packed)), dtype=np.int64)
    for number, (terms, _) in enumerate(packed):
        for coefficient, variable in terms:
            uses[place[variable], number] += coefficient
    limits = np.array([high for _, high in packed], dtype=np.int64)
    groups = tuple(tuple(place[x] for x in some) for some in of)
    return Columns(uses, limits, variables, groups)


def repaired(
    given: Columns, seed: str, moves: int, start: Sequence[int | None] = ()
) -> list[int] | None:
    """One column for every committee that breaks no row, or None when the moves run out.

    `start`: a column for every committee, or None where the one that breaks least is to be taken.
    """
    rng = random.Random(seed)
    weight = np.ones(len(given.limits), dtype=np.int64)
    used = np.zeros(len(given.limits), dtype=np.int64)
    many = np.array([len(some) > 1 for some in given.of])
    chosen: list[int] = []
    for number, some in enumerate(given.of):
        first = start[number] if start else None
        chosen.append(_least(given, used, weight, some, rng) if first is None else first)
        used = used + given.uses[chosen[number]]
    for _ in range(moves):
        broken = used > given.limits
        if not broken.any():
            return chosen
        hot = given.uses[chosen][:, broken].any(axis=1)
        movable = np.flatnonzero(hot & many)
        if not len(movable):
            return None
        number = int(movable[rng.randrange(len(movable))])
        old = chosen[number]
        used = used - given.uses[old]
        others = [column for column in given.of[number] if column != old]
        chosen[number] = _least(given, used, weight, others, rng)
        used = used + given.uses[chosen[number]]
        weight[used > given.limits] += 1
    return None


def _least(
    given: Columns, used: Whole, weight: Whole, some: Sequence[int], rng: random.Random
) -> int:
    """The column that breaks least, by weight; among equals one by lot."""
    over = np.maximum(0, given.uses[np.array(some)] + (used - given.limits))
    cost = over @ weight
    best = np.flatnonzero(cost == cost.min())
    return some[int(best[rng.randrange(len(best))])]
