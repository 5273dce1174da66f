"""What review groups of one size have in common: who may sit at once, ways of a day, states.

A state is a number of mixed digits: how often each member has sat, how many panels were held, and
for every set of tied members how many panels were free of them, up to as many as are needed.
"""

from functools import lru_cache
from itertools import combinations
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Free = tuple[tuple[frozenset[int], int], ...]
"""Sets of tied members, and how many panels must have readers enough without them."""


class Sets:
    """The sets of members that may sit at once: none, then one panel, then several.

    A panel has `panel_size` members; where there are ties (`free`), it may have more.
    """

    def __init__(self, members: int, panel_size: int, most: int, free: Free, readers: int) -> None:
        self.chosen: list[tuple[int, tuple[int, ...]]] = [(0, ())] + [
            (count, chosen)
            for count in range(1, most + 1)
            for size in sizes(members, panel_size, count, bool(free))
            for chosen in combinations(range(members), size)
        ]
        sits = [[m in chosen for m in range(members)] for _, chosen in self.chosen]
        self.sits = np.array(sits, dtype=np.int64).reshape(len(self.chosen), members)
        self.counts = np.array([count for count, _ in self.chosen], dtype=np.int64)
        freed = [
            [min(count, sum(m not in tied for m in chosen) // readers) for tied, _ in free]
            for count, chosen in self.chosen
        ]
        self.free = np.array(freed, dtype=np.int64).reshape(len(self.chosen), len(free))


def sizes(members: int, panel_size: int, count: int, tied: bool) -> range:
    """How many may sit at once in so many panels."""
    least = count * panel_size
    return range(least, (members if tied else min(members, least)) + 1)


def number_of_sets(members: int, panel_size: int, most: int, tied: bool) -> int:
    """How many sets may sit at once, with none."""
    return 1 + sum(
        comb(members, size)
        for count in range(1, most + 1)
        for size in sizes(members, panel_size, count, tied)
    )


@lru_cache(maxsize=256)
def sets_of(members: int, panel_size: int, most: int, free: Free, readers: int) -> Sets:
    """The sets, built once for all groups of a kind."""
    return Sets(members, panel_size, most, free, readers)


class Shape:
    """Ways of a day (pairs of sets, morning and afternoon) and states for loads up to `caps`."""

    def __init__(self, caps: tuple[int, ...], panels: int, sets: Sets, free: Free) -> None:
        self.need = np.array([need for _, need in free], dtype=np.int64)
        highest = [*self.need.tolist(), *caps, panels]
        bases = _bases(highest)
        tied, load, held = (
            bases[: len(free)],
            bases[len(free) : -1],
            int(bases[-1]),
        )
        self.tied_base, self.tied_states = tied, int(prod(n + 1 for n in self.need.tolist()))
        self.size = held * (panels + 1)
        digits = _digits(highest, bases, self.size)
        self.caps = np.array(caps, dtype=np.int64)
        self.ties = np.ascontiguousarray(digits[:, : len(free)])
        loads = digits[:, len(free) : -1]
        self.top = loads.max(axis=1, initial=0)
        self.left = panels - digits[:, -1]
        self.done = (self.left == 0) & (self.ties == self.need).all(axis=1)
        self._pairs(sets, panels, np.append(load, held))
        self.guard, place = _guarded(caps)
        self.loaded = loads @ place + self.guard
        """By state: all loads in one number. A guard bit is gone where a pair takes too much,"""
        self.filled = self.loaded - (self.caps + 1) @ place
        """and here one is set where a way adds too much."""
        self.way_loads, self.pair_loads = self.added @ place, self.pair_added @ place

    def _pairs(self, sets: Sets, panels: int, base: Numbers) -> None:
        first, second = (a.ravel() for a in np.indices((len(sets.chosen), len(sets.chosen))))
        added = sets.sits[first] + sets.sits[second]
        count = sets.counts[first] + sets.counts[second]
        some = (count <= panels) & (first + second > 0) & (added <= self.caps).all(axis=1)
        added, count = added[some], count[some]
        self.first, self.second = first[some], second[some]
        freed = np.minimum(self.need, sets.free[self.first] + sets.free[self.second])
        self.come = (added > 0).sum(axis=1)
        """By pair: members who travel."""
        self.pair_code = np.column_stack((added, count)) @ base
        self.pair_added, self.pair_freed = added, freed
        _, chosen, ways = np.unique(
            self.pair_code + freed @ self.tied_base, return_index=True, return_inverse=True
        )
        ways = ways.ravel()
        self.by_way = np.argsort(ways, kind="stable")
        self.first_of_way = np.searchsorted(ways[self.by_way], np.arange(len(chosen)))
        self.codes = self.pair_code[chosen]
        self.added, self.freed, self.held = added[chosen], freed[chosen], count[chosen]
        most = int(self.held.max(initial=0))
        self.of_count = [np.flatnonzero(self.held == number) for number in range(1, most + 1)]
        """Ways by the panels that they hold, from one on."""

    def cheapest(self, pairs: Numbers) -> Numbers:
        """[day, way]: the least that a pair of its kind costs, from [day, pair]."""
        if not len(self.first_of_way):
            return pairs
        return np.minimum.reduceat(pairs[:, self.by_way], self.first_of_way, axis=1)

    def after(self, states: Numbers, ways: Numbers) -> Numbers:
        """The states to which these ways lead from these states; loads must fit."""
        if not len(self.need):
            return states + self.codes[ways]
        ties = self.ties[states]
        grown = np.minimum(self.need, ties + self.freed[ways])
        return states + self.codes[ways] + (grown - ties) @ self.tied_base

    def sources(self, state: int) -> tuple[Numbers, Numbers]:
        """States and pairs of sets that lead to a state."""
        able = np.flatnonzero((self.loaded[state] - self.pair_loads) & self.guard == self.guard)
        loads = state - state % self.tied_states - self.pair_code[able]
        before = (loads[:, None] + np.arange(self.tied_states)).ravel()
        pairs = np.repeat(able, self.tied_states)
        right = before >= 0
        before, pairs = before[right], pairs[right]
        if len(self.need):
            grown = np.minimum(self.need, self.ties[before] + self.pair_freed[pairs])
            right = (grown == self.ties[state]).all(axis=1)
            before, pairs = before[right], pairs[right]
        return before, pairs


@lru_cache(maxsize=256)
def shape_of(
    caps: tuple[int, ...], panels: int, panel_size: int, most: int, free: Free, readers: int
) -> Shape:
    """The shape, built once for all groups that have it."""
    return Shape(caps, panels, sets_of(len(caps), panel_size, most, free, readers), free)


def _guarded(caps: tuple[int, ...]) -> tuple[int, Numbers]:
    """Fields of one number for loads up to `caps`: their guard bits, and what one more adds."""
    widths = [cap.bit_length() for cap in caps]
    starts = [sum(widths[:n]) + n for n in range(len(caps))]
    guard = sum(1 << (start + width) for start, width in zip(starts, widths, strict=True))
    return guard, np.array([1 << start for start in starts], dtype=np.int64)


def _bases(highest: list[int]) -> Numbers:
    return np.array([prod(h + 1 for h in highest[:n]) for n in range(len(highest))], dtype=np.int64)


def _digits(highest: list[int], bases: Numbers, size: int) -> Numbers:
    """[state, place]: the digits of every state, places side by side in memory."""
    digits = np.empty((len(highest), size), dtype=np.int64)
    for row, high, base in zip(digits, highest, bases.tolist(), strict=True):
        row.reshape(-1, high + 1, base)[:] = np.arange(high + 1)[:, None]
    return digits.T
