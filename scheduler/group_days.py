"""The best half-days of one review group for every possible end, by dynamic programming.

Day by day the state is how often each member has sat. A day adds a panel (or parallel panels) in
the morning, in the afternoon, in both or in neither; who sits in both halves travels once. After
the last day the optimum for every plenary half-day is read off at once. Exact; the work grows as
(load + 1) ** members, so that it is used for groups of a few members and short loads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import ceil, prod

import numpy as np
from numpy.typing import NDArray

from models.calendar import HalfDay

INFINITE = 1 << 28
MOST_STATES = 80_000
Table = NDArray[np.int32]


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

    @property
    def members(self) -> int:
        """Members of the group."""
        return len(self.most)

    @cached_property
    def least_load(self) -> int:
        """No member's greatest load is below this."""
        return ceil(self.panels * self.panel_size / max(1, self.members))

    @cached_property
    def ceiling(self) -> int:
        """A load above which no optimum lies: more load cannot save as many days as it costs."""
        days = self.panel_size * ceil(self.panels / (2 * max(1, self.parallel)))
        most_days = self.panel_size * self.panels
        spare = (most_days - days) * self.weights.expert_days + most_days * (
            self.weights.against_wish
        )
        if not self.weights.greatest_load:
            return self.panels
        return min(self.panels, self.least_load + spare // self.weights.greatest_load)

    def caps(self, slack: int) -> tuple[int, ...]:
        """By member: the load up to which states are kept."""
        top = min(self.ceiling, self.least_load + slack)
        return tuple(min(top, most) for most in self.most)

    def small(self, slack: int) -> bool:
        """Whether the table of states is small enough to be filled."""
        return prod(cap + 1 for cap in self.caps(slack)) <= MOST_STATES

    @cached_property
    def days(self) -> tuple[tuple[int, ...], ...]:
        """The half-days of each day, by number, in order."""
        found: dict[str, list[int]] = {}
        for number, at in enumerate(self.half_days):
            found.setdefault(at[:10], []).append(number)
        return tuple(tuple(numbers) for numbers in found.values())


@dataclass(frozen=True, slots=True)
class Step:
    """One way to spend a day: sittings added per member, cost, and what sits when."""

    added: tuple[int, ...]
    cost: int
    sittings: tuple[Sitting, ...]


class Solved:
    """The filled table of a group: the optimum before every end, and how to reach it.

    `room` gives rooms left by half-day, `price` what each panel costs there; both in the scale
    `scale` (costs are multiplied by it, so that prices may be fractions of a unit).
    """

    def __init__(
        self,
        group: GroupDays,
        *,
        slack: int = 1,
        room: Mapping[HalfDay, int] | None = None,
        price: Mapping[HalfDay, int] | None = None,
        scale: int = 1,
    ) -> None:
        self.group, self.scale = group, scale
        self._room, self._price = room, price or {}
        self._caps = group.caps(slack)
        self._shape = tuple(cap + 1 for cap in self._caps)
        self._steps: dict[tuple[int, ...], list[Step]] = {}
        self._tables: list[Table] = []
        start = np.full(self._shape, INFINITE, dtype=np.int32)
        start[(0,) * group.members] = 0
        self._tables.append(start)
        for day in group.days:
            self._tables.append(self._after(self._tables[-1], day))
        self._ends = self._final_states()
        self.best = self._optima()

    def _final_states(self) -> list[tuple[int, NDArray[np.bool_]]]:
        """(greatest load, states with all panels held within it), loads ascending."""
        grid = np.indices(self._shape)
        held = grid.sum(axis=0) == self.group.panels * self.group.panel_size
        top = grid.max(axis=0)
        loads = range(self.group.least_load, max(self._caps, default=0) + 1)
        return [(load, held & (top <= load)) for load in loads]

    def _value(self, table: Table) -> int:
        weight = self.group.weights.greatest_load * self.scale
        found = (
            weight * load + int(table[states].min()) for load, states in self._ends if states.any()
        )
        return min(INFINITE, min(found, default=INFINITE))

    def _optima(self) -> dict[HalfDay, int]:
        """The optimum if the plenary begins in this half-day; INFINITE where there is no way."""
        found: dict[HalfDay, int] = {}
        for number, day in enumerate(self.group.days):
            for index, half in enumerate(day):
                table = self._tables[number]
                if index:
                    table = self._after(table, day[:index])
                found[self.group.half_days[half]] = self._value(table)
        return found

    @cached_property
    def at_last(self) -> int:
        """The optimum with all half-days."""
        return self._value(self._tables[-1])

    @cached_property
    def beyond(self) -> int:
        """No plan in which somebody sits more often than the table knows costs less than this."""
        group, weights = self.group, self.group.weights
        top = max(self._caps, default=0)
        if top >= min(group.panels, max(group.most, default=0)):
            return INFINITE
        days = group.panel_size * ceil(group.panels / (2 * max(1, group.parallel)))
        own = weights.greatest_load * (top + 1) + weights.expert_days * days
        return own * self.scale + group.panels * min(self._price.values(), default=0)

    def before_each(self, ends: Sequence[HalfDay]) -> list[int]:
        """The optimum before each of these half-days; INFINITE where there is no way."""
        return [self.best.get(end, self.at_last) for end in ends]

    def _after(self, table: Table, day: tuple[int, ...]) -> Table:
        new = table.copy()
        for step in self._ways(day):
            source = tuple(slice(0, n - a) for n, a in zip(self._shape, step.added, strict=True))
            target = tuple(slice(a, None) for a in step.added)
            np.minimum(new[target], table[source] + np.int32(step.cost), out=new[target])
        return new

    def _ways(self, day: tuple[int, ...]) -> list[Step]:
        if day not in self._steps:
            self._steps[day] = list(self._make(day).values())
        return self._steps[day]

    def _make(self, day: tuple[int, ...]) -> dict[tuple[int, ...], Step]:
        """The cheapest way to add each vector of sittings in a day, but for adding nothing."""
        weights, scale = self.group.weights, self.scale
        halves = [[None, *self._sittings(half)] for half in day]
        found: dict[tuple[int, ...], Step] = {}
        pairs = (
            [(a,) for a in halves[0]]
            if len(halves) == 1
            else [(a, b) for a in halves[0] for b in halves[1]]
        )
        for pair in pairs:
            held = tuple(item for item in pair if item is not None)
            added = [0] * self.group.members
            cost = 0
            for sitting, own in held:
                cost += own
                for member in sitting.members:
                    added[member] += 1
            if not held or any(a > cap for a, cap in zip(added, self._caps, strict=True)):
                continue
            cost += weights.expert_days * scale * sum(a > 0 for a in added)
            key = tuple(added)
            if key not in found or cost < found[key].cost:
                found[key] = Step(key, cost, tuple(sitting for sitting, _ in held))
        return found

    def _sittings(self, half: int) -> list[tuple[Sitting, int]]:
        """Every set of members that may sit in a half-day, with wishes and rooms paid for."""
        group, at = self.group, self.group.half_days[half]
        able = sorted(m for m in group.coming[half] if self._caps[m] > 0)
        left = group.parallel if self._room is None else self._room.get(at, 0)
        found: list[tuple[Sitting, int]] = []
        for panels in range(1, min(group.parallel, left, group.panels) + 1):
            for members in combinations(able, panels * group.panel_size):
                against = sum(member in group.unwilling[half] for member in members)
                cost = group.weights.against_wish * self.scale * against
                cost += panels * self._price.get(at, 0)
                found.append((Sitting(at, panels, members), cost))
        return found

    def sittings(self, end: HalfDay) -> tuple[Sitting, ...]:
        """One optimum before an end, in order of time."""
        group = self.group
        numbers = [half for day in group.days for half in day if group.half_days[half] < end]
        last = len({group.half_days[half][:10] for half in numbers})
        days = [tuple(h for h in day if group.half_days[h] < end) for day in group.days[:last]]
        table = self._tables[last]
        if last and days[-1] != group.days[last - 1]:
            table = self._after(self._tables[last - 1], days[-1])
        weight = group.weights.greatest_load * self.scale
        value = self._value(table)
        assert value < INFINITE
        states = next(
            states
            for load, states in self._ends
            if states.any() and weight * load + int(table[states].min()) == value
        )
        flat = np.where(states, table, INFINITE)
        state = tuple(int(x) for x in np.unravel_index(int(flat.argmin()), self._shape))
        found: list[Sitting] = []
        for number in range(last - 1, -1, -1):
            before, here = self._tables[number], int(table[state])
            if int(before[state]) != here:
                step = next(
                    step
                    for step in self._ways(days[number])
                    if all(a <= s for a, s in zip(step.added, state, strict=True))
                    and int(before[_less(state, step.added)]) + step.cost == here
                )
                state = _less(state, step.added)
                found[:0] = step.sittings
            table = before
        return tuple(found)


def _less(state: Sequence[int], added: Sequence[int]) -> tuple[int, ...]:
    return tuple(s - a for s, a in zip(state, added, strict=True))
