"""The best half-days of one review group for every possible end, by dynamic programming.

Day by day the state is how often each member has sat. A day adds a panel (or parallel panels) in
the morning, in the afternoon, in both or in neither; who sits in both halves travels once. How
much the panels that are still to be held cost at least, whoever sits in them, is known for every
day and every end; a state from which no end can be reached below a limit is dropped, and the
limit rises until every end has its optimum. Exact; the states grow as (load + 1) ** members, so
that it is used for groups of a few members and short loads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, prod

import numpy as np

from models.calendar import HalfDay
from scheduler.group_shape import Flags, Free, Numbers, Sets, number_of_sets, sets_of, shape_of

INFINITE = 1 << 40
MOST_STATES = 300_000
MOST_WAYS = 40_000
FIRST_LIMIT = 2
"""Units of the goal above the bound up to which optima are sought first."""


@dataclass(frozen=True)
class Weights:
    """The weights of the reference objective that concern one group."""

    greatest_load: int
    expert_days: int
    against_wish: int


@dataclass(frozen=True)
class Sitting:
    """The members of a group who sit in one half-day, in so many panels."""

    at: HalfDay
    panels: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class GroupDays:
    """One group: half-days in order, who can come, who would rather not, and how much to do."""

    half_days: tuple[HalfDay, ...]
    coming: tuple[frozenset[int], ...]
    """By half-day: members who can come, by number."""
    unwilling: tuple[frozenset[int], ...]
    most: tuple[int, ...]
    """By member: half-days that they can give."""
    panels: int
    panel_size: int
    parallel: int
    weights: Weights
    free: Free = ()
    """Sets of tied members, and how many panels must have readers enough without them."""
    readers: int = 3

    @property
    def members(self) -> int:
        """Members of the group."""
        return len(self.most)

    @cached_property
    def least_load(self) -> int:
        """No member's greatest load is below this."""
        return ceil(self.panels * self.panel_size / max(1, self.members))

    @property
    def least(self) -> int:
        """What the group costs at least: loads shared out evenly, all of them in whole days."""
        days = ceil(self.panels * self.panel_size / 2)
        return self.weights.greatest_load * self.least_load + self.weights.expert_days * days

    @cached_property
    def ceiling(self) -> int:
        """A load above which no optimum lies: more load cannot save as many days as it costs.

        Ties may ask for any load.
        """
        days = self.panel_size * ceil(self.panels / (2 * max(1, self.parallel)))
        most_days = self.panel_size * self.panels
        spare = (most_days - days) * self.weights.expert_days + most_days * (
            self.weights.against_wish
        )
        if not self.weights.greatest_load or self.free:
            return self.panels
        return min(self.panels, self.least_load + spare // self.weights.greatest_load)

    def caps(self, slack: int) -> tuple[int, ...]:
        """By member: the load up to which states are kept."""
        top = min(self.ceiling, self.least_load + slack)
        return tuple(min(top, most) for most in self.most)

    def small(self, slack: int) -> bool:
        """Whether there are few enough states, and few enough ways to spend a day."""
        sets = number_of_sets(self.members, self.panel_size, self.at_once, bool(self.free))
        states = prod(cap + 1 for cap in self.caps(slack)) * (self.panels + 1)
        states *= prod(need + 1 for _, need in self.free)
        return states <= MOST_STATES and sets * sets <= MOST_WAYS

    def before(self, end: HalfDay) -> "GroupDays":
        """The same group with the half-days before this one alone."""
        count = sum(at < end for at in self.half_days)
        return replace(
            self,
            half_days=self.half_days[:count],
            coming=self.coming[:count],
            unwilling=self.unwilling[:count],
        )

    @property
    def at_once(self) -> int:
        """Panels that may sit at once."""
        return min(self.parallel, self.panels)

    @cached_property
    def sets(self) -> Sets:
        """The sets of members that may sit at once."""
        return sets_of(self.members, self.panel_size, self.at_once, self.free, self.readers)

    @cached_property
    def wishes(self) -> tuple[Numbers, Flags]:
        """[half-day, set]: sittings against a wish, and whether all of the set can come."""
        numbers = range(self.members)
        absent = np.array([[m not in here for m in numbers] for here in self.coming], np.int64)
        unwilling = np.array([[m in here for m in numbers] for here in self.unwilling], np.int64)
        there = absent.reshape(-1, self.members) @ self.sets.sits.T == 0
        return unwilling.reshape(-1, self.members) @ self.sets.sits.T, there

    @cached_property
    def days(self) -> tuple[tuple[int, ...], ...]:
        """The half-days of each day, by number, in order."""
        found: dict[str, list[int]] = {}
        for number, at in enumerate(self.half_days):
            found.setdefault(at[:10], []).append(number)
        return tuple(tuple(numbers) for numbers in found.values())


@dataclass(frozen=True, slots=True)
class Table:
    """States reachable after some days, ascending, and what each costs at least."""

    states: Numbers
    costs: Numbers
    valued: Numbers
    """The costs with that of the greatest load."""
    left: Numbers
    """Panels still to be held."""


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
        self._sets = self._set_costs()
        self._days = [self._day(day) for day in group.days]
        self._starts = [self._day(day[:1]) if len(day) > 1 else None for day in group.days]
        self._ends = [(n, h) for n, day in enumerate(group.days) for h in range(len(day))]
        self._ends.append((len(group.days), 0))
        self._rest = self._least_rest()
        self._runs: list[list[Table]] = []
        self._run_of = [0] * len(self._ends)
        self._optima = [INFINITE] * len(self._ends)
        if within is None:
            self._seek_all()
        else:
            ends = {
                group.half_days.index(at) if at in group.half_days else -1: most
                for at, most in within.items()
            }
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
        place = {at: n for n, at in enumerate(self.group.half_days)}
        more = self._load * (top + 1)
        rest = [int(self._rest[place.get(end, -1), 0, self.group.panels]) for end in ends]
        return [
            min(value, least + more)
            for value, least in zip(self.before_each(ends), rest, strict=True)
        ]

    # ---------------------------------------------------------------------- what a day may cost

    def _set_costs(self) -> Numbers:
        """[half-day, set]: what it costs that they sit; INFINITE where they cannot."""
        group, counts = self.group, self.group.sets.counts
        against, there = group.wishes
        prices = np.array([self._price.get(at, 0) for at in group.half_days], dtype=np.int64)
        costs = against * (group.weights.against_wish * self.scale) + prices[:, None] * counts
        if self._room is not None:
            left = np.array([self._room.get(at, 0) for at in group.half_days], dtype=np.int64)
            there = there & (counts <= left[:, None])
        return np.where(there, costs, INFINITE)

    def _pairs(self, day: Sequence[int]) -> Numbers:
        """What each pair of sets costs in a day of one or two half-days."""
        shape = self._shape
        costs = shape.come * (self.group.weights.expert_days * self.scale)
        costs = costs + self._sets[day[0]][shape.first]
        if len(day) > 1:
            return np.minimum(costs + self._sets[day[1]][shape.second], INFINITE)
        return np.where(shape.second == 0, np.minimum(costs, INFINITE), INFINITE)

    def _day(self, day: Sequence[int]) -> Numbers:
        """The cheapest way to add each vector of sittings in a day."""
        found = np.full(len(self._shape.codes), INFINITE, dtype=np.int64)
        np.minimum.at(found, self._shape.way, self._pairs(day))
        return found

    def _least_rest(self) -> Numbers:
        """[end, day, panels left]: what these panels cost at least from this day to this end."""
        panels, days = self.group.panels, len(self.group.days)
        found = np.full((len(self._ends), days + 1, panels + 1), INFINITE, dtype=np.int64)
        found[:, days, 0] = 0
        first_end = np.searchsorted([n for n, _ in self._ends], np.arange(days + 1))
        for day in range(days - 1, -1, -1):
            after = found[:, day + 1]
            new = found[:, day]
            new[:] = after
            start = self._starts[day]
            if start is not None:
                concerned = slice(int(first_end[day]) + 1, int(first_end[day + 1]))
                self._add(new[concerned], after[concerned], start)
            concerned = slice(int(first_end[day + 1]), None)
            self._add(new[concerned], after[concerned], self._days[day])
        return found

    def _add(self, new: Numbers, after: Numbers, ways: Numbers) -> None:
        """Lower `new` to what a day that may be spent in these ways leaves to be paid."""
        panels = self.group.panels
        for count, cost in enumerate(self._shape.by_count(ways, panels, INFINITE)):
            if count and cost < INFINITE:
                np.minimum(
                    new[:, count:], after[:, : panels + 1 - count] + cost, out=new[:, count:]
                )

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
        for day in range(len(self.group.days)):
            table, lost = self._after(tables[-1], self._days[day], most[day + 1])
            tables.append(table)
            dropped |= lost
        self._runs.append(tables)
        for end in ends:
            last = self._last(tables, end)
            whole = self._shape.done[last.states]
            if whole.any():
                value = int(last.valued[whole].min())
                if value <= limits[end]:
                    self._optima[end] = value
                    self._run_of[end] = len(self._runs) - 1
        return dropped

    def _last(self, tables: Sequence[Table], end: int) -> Table:
        """The states before an end; of a day that it cuts, those with all panels held."""
        day, half = self._ends[end]
        table = tables[day]
        ways = self._starts[day] if half else None
        if ways is None:
            return table
        near = table.left <= self.group.at_once
        some = Table(table.states[near], table.costs[near], table.valued[near], table.left[near])
        limits = np.where(np.arange(self.group.panels + 1), -1, INFINITE)
        return self._after(some, ways, limits)[0]

    def _table(self, states: Numbers, costs: Numbers) -> Table:
        loads = np.maximum(self._shape.top[states], self.group.least_load)
        return Table(states, costs, costs + self._load * loads, self._shape.left[states])

    def _after(self, table: Table, ways: Numbers, most: Numbers) -> tuple[Table, bool]:
        """The states after one more day; `most`: by panels left, what may still be of use."""
        shape = self._shape
        stay = table.valued <= most[table.left]
        able = np.flatnonzero(ways < INFINITE)
        left = table.left[:, None] - shape.held[able]
        useful = (table.valued[:, None] + ways[able] <= most[left]) & (left >= 0)
        dropped = not stay.all() or int(useful.sum()) < int((left >= 0).sum())
        source, way = np.nonzero(useful)
        way = able[way]
        fits = (shape.loads[table.states[source]] + shape.added[way] <= shape.caps).all(axis=1)
        source, way = source[fits], way[fits]
        dense = np.full(shape.size, INFINITE, dtype=np.int64)
        dense[table.states[stay]] = table.costs[stay]
        states = shape.after(table.states[source], way)
        np.minimum.at(dense, states, table.costs[source] + ways[way])
        kept = np.flatnonzero(dense < INFINITE)
        new = self._table(kept, dense[kept])
        fine = new.valued <= most[new.left]
        if fine.all():
            return new, dropped
        return Table(new.states[fine], new.costs[fine], new.valued[fine], new.left[fine]), True

    # -------------------------------------------------------------------------------- the answer

    def sittings(self, end: HalfDay) -> tuple[Sitting, ...]:
        """One optimum before an end, in order of time."""
        group, shape = self.group, self._shape
        number = group.half_days.index(end) if end in self.best else len(self._ends) - 1
        assert self._optima[number] < INFINITE
        tables = self._runs[self._run_of[number]]
        last, half = self._ends[number]
        days = [*group.days[:last], *([group.days[last][:half]] if half else [])]
        found: list[Sitting] = []
        target = self._optima[number]
        final = self._last(tables, number)
        here = shape.done[final.states] & (final.valued == target)
        index = int(np.flatnonzero(here)[0])
        state, cost = int(final.states[index]), int(final.costs[index])
        for day in range(len(days) - 1, -1, -1):
            before = tables[day]
            place = int(np.searchsorted(before.states, state))
            if (
                place < len(before.states)
                and before.states[place] == state
                and before.costs[place] == cost
            ):
                continue
            state, cost, sittings = self._back(before, days[day], state, cost)
            found[:0] = sittings
        return tuple(found)

    def _back(
        self, before: Table, day: Sequence[int], state: int, cost: int
    ) -> tuple[int, int, list[Sitting]]:
        """The state of the day before from which this one is reached, and the day's sittings."""
        shape = self._shape
        costs = self._pairs(day)
        states, pairs = shape.sources(state)
        place = np.minimum(np.searchsorted(before.states, states), len(before.states) - 1)
        right = (before.states[place] == states) & (costs[pairs] < INFINITE)
        right &= before.costs[place] + costs[pairs] == cost
        found = int(np.flatnonzero(right)[0])
        pair = int(pairs[found])
        sets = [int(shape.first[pair]), int(shape.second[pair])][: len(day)]
        sittings = [
            Sitting(self.group.half_days[half], *self.group.sets.chosen[number])
            for half, number in zip(day, sets, strict=True)
            if number
        ]
        return int(states[found]), cost - int(costs[pair]), sittings
