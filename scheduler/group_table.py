"""The best half-days of one review group for every possible end, by dynamic programming.

Day by day the state is how often each member has sat. A day adds a panel (or parallel panels) in
the morning, in the afternoon, in both or in neither; who sits in both halves travels once. How
much the panels that are still to be held cost at least, whoever sits in them, is known for every
day and every end; a state from which no end can be reached below a limit is dropped, and the
limit rises until every end has its optimum. Exact; the states grow as (load + 1) ** members, so
that it is used for groups of a few members and short loads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.calendar import HalfDay
from scheduler.group_days import INFINITE, GroupDays, Sitting
from scheduler.group_shape import Numbers, shape_of

FIRST_LIMIT = 2
"""Units of the goal above the bound up to which optima are sought first."""
MANY = 16
"""Where a table may hold more than one of so many states, all of them are looked through."""


@dataclass(frozen=True, slots=True)
class Table:
    """States reachable after some days, ascending, and what each costs at least."""

    states: Numbers
    costs: Numbers
    valued: Numbers
    """The costs with that of the greatest load."""
    left: Numbers
    """Panels still to be held."""


@dataclass(frozen=True, slots=True)
class Day:
    """The ways in which a day may be spent, by number, and the cheapest cost of each."""

    ways: Numbers
    costs: Numbers
    held: Numbers
    """Panels that each way holds."""


class Solved:
    """The optimum of a group before every end, and how to reach it.

    `room` gives rooms left by half-day, `price` what each panel costs there; costs are multiplied
    by `scale`, so that prices may be fractions of a unit. With `within`, only optima up to that
    many (by end) are sought; the others count as INFINITE.
    """

    def __init__(
        self,
        group: GroupDays,
        *,
        slack: int = 1,
        room: Mapping[HalfDay, int] | None = None,
        price: Mapping[HalfDay, int] | None = None,
        scale: int = 1,
        within: Mapping[HalfDay, int] | None = None,
    ) -> None:
        self.group, self.scale = group, scale
        self._room, self._price = room, price or {}
        self._caps = group.caps(slack)
        self._shape = shape_of(
            self._caps, group.panels, group.panel_size, group.at_once, group.free, group.readers
        )
        self._load = group.weights.greatest_load * scale
        sets = self._set_costs()
        whole = [(day[0], day[1] if len(day) > 1 else -1) for day in group.days]
        cut = [(day[0], -1) if len(day) > 1 else (-1, -1) for day in group.days]
        self._pairs, self._cut_pairs = self._pair_costs(sets, whole), self._pair_costs(sets, cut)
        self._days = self._shape.cheapest(self._pairs)
        self._cut_days = self._shape.cheapest(self._cut_pairs)
        """Of days of two half-days, the first alone."""
        self._ends = [(n, h) for n, day in enumerate(group.days) for h in range(len(day))]
        self._ends.append((len(group.days), 0))
        self._rest = self._least_rest()
        self._cheapest = np.full(self._shape.size, INFINITE, dtype=np.int64)
        """By state, while a table is made."""
        self._found: dict[int, tuple[list[Table], int, int]] = {}
        """By end that has an optimum: its tables, the last state, and its cost without load."""
        self._optima = [INFINITE] * len(self._ends)
        if within is None:
            self._seek_all()
        else:
            ends = {group.number.get(at, -1): most for at, most in within.items()}
            limits = np.full(len(self._ends), -1, dtype=np.int64)
            limits[list(ends)] = list(ends.values())
            self._seek(limits, [n % len(self._ends) for n in ends])
        self.best = dict(zip(group.half_days, self._optima, strict=False))
        """The optimum if the plenary begins in this half-day; INFINITE where there is no way."""
        self.at_last = self._optima[-1]
        """The optimum with all half-days."""

    def before_each(self, ends: Sequence[HalfDay]) -> list[int]:
        """The optimum before each of these half-days; INFINITE where there is no way."""
        return [self.best.get(end, self.at_last) for end in ends]

    def bounds(self, ends: Sequence[HalfDay]) -> list[int]:
        """The least that the group costs before each of these half-days, at any load.

        Where somebody sits more often than the states know, the load alone costs one more, and
        the panels what they cost whoever sits in them.
        """
        top = max(self._caps, default=0)
        if top >= min(self.group.panels, max(self.group.most, default=0)):
            return self.before_each(ends)
        place = self.group.number
        more = self._load * (top + 1)
        rest = [int(self._rest[place.get(end, -1), 0, self.group.panels]) for end in ends]
        return [
            min(value, least + more)
            for value, least in zip(self.before_each(ends), rest, strict=True)
        ]

    # ---------------------------------------------------------------------- what a day may cost

    def _set_costs(self) -> Numbers:
        """[half-day, set]: what it costs that they sit; INFINITE where they cannot.

        In the last row, for a half-day that there is not, nobody sits.
        """
        group, counts = self.group, self.group.sets.counts
        against, there = group.wishes
        prices = np.array([self._price.get(at, 0) for at in group.half_days], dtype=np.int64)
        costs = against * (group.weights.against_wish * self.scale) + prices[:, None] * counts
        if self._room is not None:
            left = np.array([self._room.get(at, 0) for at in group.half_days], dtype=np.int64)
            there = there & (counts <= left[:, None])
        nobody = np.where(counts == 0, 0, INFINITE)
        return np.vstack((np.where(there, costs, INFINITE), nobody))

    def _pair_costs(self, sets: Numbers, days: Sequence[tuple[int, int]]) -> Numbers:
        """[day, pair]: what each pair of sets costs in a day of these half-days (-1: none)."""
        shape = self._shape
        first, second = np.array(days, dtype=np.int64).reshape(-1, 2).T
        come = shape.come * (self.group.weights.expert_days * self.scale)
        costs = sets[first][:, shape.first] + sets[second][:, shape.second] + come
        return np.minimum(costs, INFINITE)

    def _by_count(self, ways: Numbers) -> list[list[tuple[int, int]]]:
        """By day: numbers of panels that it may hold, from one on, and what they cost at least."""
        found: list[list[tuple[int, int]]] = [[] for _ in ways]
        for count, some in enumerate(self._shape.of_count, start=1):
            least = ways[:, some].min(axis=1, initial=INFINITE).tolist()
            for day, cost in zip(found, least, strict=True):
                if cost < INFINITE:
                    day.append((count, cost))
        return found

    def _day(self, ways: Numbers) -> Day:
        """The ways in which a day may be spent at all, from what every way costs."""
        some = (ways < INFINITE).nonzero()[0]
        return Day(some, ways[some], self._shape.held[some])

    def _least_rest(self) -> Numbers:
        """[end, day, panels left]: what these panels cost at least from this day to this end."""
        panels, days = self.group.panels, len(self.group.days)
        found = np.full((len(self._ends), days + 1, panels + 1), INFINITE, dtype=np.int64)
        found[:, days, 0] = 0
        whole, cut = self._by_count(self._days), self._by_count(self._cut_days)
        first_end = np.searchsorted([n for n, _ in self._ends], np.arange(days + 1)).tolist()
        for day in range(days - 1, -1, -1):
            after = found[:, day + 1]
            new = found[:, day]
            new[:] = after
            for by_count, begin, end in (
                (cut[day], first_end[day] + 1, first_end[day + 1]),
                (whole[day], first_end[day + 1], len(self._ends)),
            ):
                for count, cost in by_count:
                    lower = new[begin:end, count:]
                    np.minimum(lower, after[begin:end, : panels + 1 - count] + cost, out=lower)
        return found

    # ------------------------------------------------------------------------------- the search

    def _seek_all(self) -> None:
        """The optimum of every end: limits rise until nothing can lie below them unseen."""
        bounds = self._rest[:, 0, self.group.panels] + self._load * self.group.least_load
        open_ends = [e for e, bound in enumerate(bounds) if bound < INFINITE]
        more = FIRST_LIMIT * self.scale
        while open_ends:
            limits = np.full(len(self._ends), -1, dtype=np.int64)
            everything = more >= self._load * (self.group.panels + 1) + 64 * self.scale
            limits[open_ends] = INFINITE if everything else bounds[open_ends] + more
            dropped = self._seek(limits, open_ends)
            unseen = dropped and not everything
            open_ends = [e for e in open_ends if self._optima[e] >= INFINITE] if unseen else []
            more *= 4

    def _seek(self, limits: Numbers, ends: Sequence[int]) -> bool:
        """Fill the tables for these ends up to their limits; whether a state was dropped."""
        panels = self.group.panels
        least = self._rest[:, 0, panels] + self._load * self.group.least_load
        ends = [end for end in ends if least[end] <= limits[end]]
        if not ends:
            return True
        most = (limits[:, None, None] - self._rest).max(axis=0)
        start = np.zeros(1, dtype=np.int64)
        tables = [self._table(start, start)]
        dropped = False
        for day in range(max(self._ends[end][0] for end in ends)):
            table, lost = self._after(tables[-1], self._day(self._days[day]), most[day + 1])
            tables.append(table)
            dropped |= lost
        for end in ends:
            states, costs, valued = self._last(tables, end)
            value = int(valued.min(initial=INFINITE))
            if value < INFINITE and value <= limits[end]:
                self._optima[end] = value
                best = (valued == value).nonzero()[0]
                index = best[states[best].argmin()]
                self._found[end] = tables, int(states[index]), int(costs[index])
        return dropped

    def _last(self, tables: Sequence[Table], end: int) -> tuple[Numbers, Numbers, Numbers]:
        """States before an end with all panels held, what they cost, and with the greatest load.

        A state may be named more than once.
        """
        shape = self._shape
        number, half = self._ends[end]
        table = tables[number]
        whole = shape.done[table.states]
        states, costs = table.states[whole], table.costs[whole]
        if half:
            day = self._day(self._cut_days[number])
            source, place = np.nonzero(table.left[:, None] == day.held)
            more, added = self._reached(table, day, source, place)
            whole = shape.done[more]
            states = np.concatenate((states, more[whole]))
            costs = np.concatenate((costs, added[whole]))
        return states, costs, self._valued(states, costs)

    def _valued(self, states: Numbers, costs: Numbers) -> Numbers:
        """Costs with that of the greatest load."""
        return costs + self._load * np.maximum(self._shape.top[states], self.group.least_load)

    def _table(self, states: Numbers, costs: Numbers) -> Table:
        return Table(states, costs, self._valued(states, costs), self._shape.left[states])

    def _reached(
        self, table: Table, day: Day, source: Numbers, place: Numbers
    ) -> tuple[Numbers, Numbers]:
        """States and costs to which ways of a day (by place) lead, where nobody sits too often."""
        shape = self._shape
        way, states = day.ways[place], table.states[source]
        fits = (shape.filled[states] + shape.way_loads[way]) & shape.guard == 0
        costs = table.costs[source] + day.costs[place]
        return shape.after(states[fits], way[fits]), costs[fits]

    def _after(self, table: Table, day: Day, most: Numbers) -> tuple[Table, bool]:
        """The states after one more day; `most`: by panels left, what may still be of use."""
        stay = table.valued <= most[table.left]
        left = table.left[:, None] - day.held
        there = left >= 0
        useful = (table.valued[:, None] + day.costs <= most[left]) & there
        dropped = not stay.all() or bool(useful.sum() < there.sum())
        reached, added = self._reached(table, day, *np.nonzero(useful))
        states = np.concatenate((table.states[stay], reached))
        np.minimum.at(self._cheapest, states, np.concatenate((table.costs[stay], added)))
        kept = self._distinct(states)
        new = self._table(kept, self._cheapest[kept])
        self._cheapest[kept] = INFINITE
        fine = new.valued <= most[new.left]
        if fine.all():
            return new, dropped
        return Table(new.states[fine], new.costs[fine], new.valued[fine], new.left[fine]), True

    def _distinct(self, states: Numbers) -> Numbers:
        """These states ascending, each once; what they cost stands."""
        if len(states) * MANY > len(self._cheapest):
            return (self._cheapest < INFINITE).nonzero()[0]
        states.sort()
        first = np.ones(len(states), dtype=np.bool_)
        np.not_equal(states[1:], states[:-1], out=first[1:])
        return states[first]

    # -------------------------------------------------------------------------------- the answer

    def sittings(self, end: HalfDay) -> tuple[Sitting, ...]:
        """One optimum before an end, in order of time."""
        group = self.group
        number = group.number.get(end, len(self._ends) - 1)
        tables, state, cost = self._found[number]
        last, half = self._ends[number]
        found: list[Sitting] = []
        for day in range(last if half else last - 1, -1, -1):
            before = tables[day]
            place = int(np.searchsorted(before.states, state))
            if (
                place < len(before.states)
                and before.states[place] == state
                and before.costs[place] == cost
            ):
                continue
            pairs = self._cut_pairs if day == last else self._pairs
            state, cost, sittings = self._back(before, day, pairs[day], state, cost)
            found[:0] = sittings
        return tuple(found)

    def _back(
        self, before: Table, day: int, costs: Numbers, state: int, cost: int
    ) -> tuple[int, int, list[Sitting]]:
        """The state of the day before from which this one is reached, and the day's sittings."""
        shape = self._shape
        states, pairs = shape.sources(state)
        place = np.minimum(np.searchsorted(before.states, states), len(before.states) - 1)
        right = (before.states[place] == states) & (costs[pairs] < INFINITE)
        right &= before.costs[place] + costs[pairs] == cost
        found = int(np.flatnonzero(right)[0])
        pair = int(pairs[found])
        sets = [int(shape.first[pair]), int(shape.second[pair])]
        sittings = [
            Sitting(self.group.half_days[half], *self.group.sets.chosen[number])
            for half, number in zip(self.group.days[day], sets, strict=False)
            if number
        ]
        return int(states[found]), cost - int(costs[pair]), sittings
