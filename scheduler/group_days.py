"""One review group by itself: its half-days, who can come, how much there is to do, who is tied.

What it costs at least before every possible end is the matter of `scheduler.group_table`.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, prod

import numpy as np

from models.calendar import HalfDay
from scheduler.group_shape import Flags, Free, Numbers, Sets, number_of_sets, sets_of

INFINITE = 1 << 40
MOST_STATES = 300_000
MOST_WAYS = 40_000


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
    def number(self) -> dict[HalfDay, int]:
        """The number of each half-day."""
        return {at: number for number, at in enumerate(self.half_days)}

    @cached_property
    def days(self) -> tuple[tuple[int, ...], ...]:
        """The half-days of each day, by number, in order."""
        found: dict[str, list[int]] = {}
        for number, at in enumerate(self.half_days):
            found.setdefault(at[:10], []).append(number)
        return tuple(tuple(numbers) for numbers in found.values())
