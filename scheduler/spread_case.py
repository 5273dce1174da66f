"""A committee that meets over a long span, and all of them as they are put in so far.

`Case` is what is known of one committee; `Placed` its plenary and what its groups do; `State` the
committees put in, with the rooms and people that they use.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import permutations
from math import ceil

from models.calendar import HalfDay, date_of
from models.people import Expert
from models.plan import Meeting, PlannedGroup
from models.season import Season
from scheduler.eligibility import Ties, term_end
from scheduler.group_days import GroupDays, Sitting
from scheduler.group_shape import Free
from scheduler.grouping import Load, heard
from scheduler.pinned import pinned
from scheduler.reference import group_weights
from scheduler.spans import Rooms, Run, before, off_time, runs
from scheduler.timetable_model import Timetable, lawfully_there, tied_work
from scheduler.work import Cut, Work

MOST_ORDERED = 7
"""Sittings whose categories are tried in every order."""


@dataclass(frozen=True)
class Held:
    """What one group does: sittings with their categories, and the group's part of the goal."""

    sittings: tuple[tuple[Sitting, tuple[str, ...]], ...]
    value: int


@dataclass(frozen=True)
class Placed:
    """A committee with its plenary and what its groups do."""

    run: Run
    held: Mapping[str, Held]
    delay: int
    away: Mapping[HalfDay, frozenset[str]] = field(default_factory=dict[HalfDay, frozenset[str]])
    """By half-day of the plenary: members who sit elsewhere then."""

    @property
    def own(self) -> int:
        """The committee's part of the goal, without rooms."""
        return self.delay + sum(item.value for item in self.held.values())

    def panels(self) -> list[tuple[HalfDay, int]]:
        """Rooms used by panels."""
        return [(s.at, s.panels) for item in self.held.values() for s, _ in item.sittings]


@dataclass(frozen=True)
class Case:
    """One committee: its span, its members by group, and what is known of them."""

    season: Season
    load: Load
    span: Meeting
    members: Mapping[str, tuple[Expert, ...]]
    presiding: frozenset[str]
    ties: Ties
    busy: Mapping[str, frozenset[HalfDay]]
    """Half-days that members give to committees which are not spread."""
    cuts: tuple[Cut, ...] = ()
    """Panels in which the members of a group cannot hear everybody."""

    @property
    def name(self) -> str:
        """The committee's id."""
        return self.load.committee.id

    @cached_property
    def everyone(self) -> tuple[Expert, ...]:
        """All members."""
        return tuple(e for experts in self.members.values() for e in experts)

    def comes(self, expert: Expert, at: HalfDay) -> bool:
        """Whether a member can come in a half-day of the span."""
        return at not in self.away(expert)

    def away(self, expert: Expert) -> frozenset[HalfDay]:
        """The half-days of the span in which a member cannot come."""
        found = self._away.get(expert.id)
        if found is None:
            span = self.span.half_days
            spells = [
                span[bisect_left(span, spell.first) : bisect_right(span, spell.last)]
                for spell in expert.absences
            ]
            found = self.busy.get(expert.id, frozenset[HalfDay]()).union(*spells)
            self._away[expert.id] = found
        return found

    @cached_property
    def _away(self) -> dict[str, frozenset[HalfDay]]:
        return {}

    def attending(self, at: HalfDay, out: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Who attends a plenary; empty when that is no quorum, or nobody there may preside."""
        key = (at, out)
        if key not in self._attending:
            self._attending[key] = self._who_attends(at, out)
        return self._attending[key]

    @cached_property
    def _attending(self) -> dict[tuple[HalfDay, frozenset[str]], tuple[str, ...]]:
        return {}

    def _who_attends(self, at: HalfDay, out: frozenset[str]) -> tuple[str, ...]:
        there = [e for e, spent in self._spent if at not in spent and e.id not in out]
        coming = lawfully_there(self.season, self.load, self.ties, self.presiding, there)
        if len(coming) < self._quorum or not self.presiding & set(coming):
            return ()
        return coming

    @cached_property
    def _spent(self) -> list[tuple[Expert, frozenset[HalfDay]]]:
        return [(expert, self.away(expert)) for expert in self.everyone]

    @cached_property
    def _quorum(self) -> int:
        return ceil(self.season.profile.share("quorum.share") * len(self.everyone))

    @cached_property
    def tied_work(self) -> dict[str, dict[tuple[frozenset[str], str], int]]:
        """By group: minutes of dossiers by the members who must step out, and the category."""
        return {
            group.id: tied_work(self.season, self.load, self.members[group.id], self.ties, group.id)
            for group in self.groups
        }

    @cached_property
    def runs(self) -> list[Run]:
        """Runs of half-days in which a plenary has its quorum and nobody's term is over."""
        terms = [until for e in self.everyone if (until := term_end(self.season, e)) is not None]
        over = min(terms, default=None)
        return [
            run
            for run in runs(self.load, self.span)
            if all(self.attending(at) for at in run) and (over is None or date_of(run[-1]) <= over)
        ]

    def delay(self, run: Run) -> int:
        """Half-days by which a plenary is off its time: the wished day, else the first possible."""
        if run[0] not in self._delays:
            self._delays[run[0]] = off_time(self.load, self.span.half_days, run[0])
        return self._delays[run[0]]

    @cached_property
    def _delays(self) -> dict[HalfDay, int]:
        return {}

    def group_days(self, group: PlannedGroup, busy: Mapping[str, set[HalfDay]]) -> GroupDays:
        """A group with all half-days of the span before the last possible plenary."""
        if group.id not in self._days:
            self._days[group.id] = self._all_days(group)
        days = self._days[group.id]
        spent = [busy.get(e.id, frozenset[HalfDay]()) for e in self.members[group.id]]
        if not any(spent):
            return days
        coming = tuple(
            frozenset(n for n in here if at not in spent[n])
            for at, here in zip(days.half_days, days.coming, strict=True)
        )
        return replace(days, coming=coming)

    @cached_property
    def _days(self) -> dict[str, GroupDays]:
        return {}

    def tabled(self, group: PlannedGroup, days: GroupDays) -> bool:
        """Whether a table of half-days says all of the group: small, nothing avoided or pinned."""
        bound = any(cut.group == group.id for cut in self.cuts) or group.id in self.held_fast
        return days.small(1) and not bound

    @cached_property
    def held_fast(self) -> frozenset[str]:
        """Groups of which something is pinned."""
        return frozenset(group for group, _ in pinned(self.season, self.load).half_days(self.load))

    def _all_days(self, group: PlannedGroup) -> GroupDays:
        half_days = before(self.span, self.runs[-1])
        experts = self.members[group.id]
        away = [self.away(e) for e in experts]
        days = GroupDays(
            half_days,
            tuple(
                frozenset(n for n, spent in enumerate(away) if at not in spent) for at in half_days
            ),
            tuple(
                frozenset(n for n, e in enumerate(experts) if at in e.wishes_against)
                for at in half_days
            ),
            tuple(
                sum(group.panels.values()) if e.max_half_days is None else max(0, e.max_half_days)
                for e in experts
            ),
            sum(group.panels.values()),
            group.panel_size,
            max(1, self.load.most_parallel(group)),
            group_weights(self.season),
            self._free(group),
            self.season.profile.integer("readers.min"),
        )
        while not days.small(1) and days.free:
            days = replace(days, free=days.free[:-1])
        return days

    def _free(self, group: PlannedGroup) -> Free:
        """Sets of members tied to some dossier, and panels that must do without them.

        Panels of two categories are two panels; those of one may serve several dossiers.
        """
        capacity = self.load.capacity[group.id]
        numbers = {e.id: n for n, e in enumerate(self.members[group.id])}
        needed: dict[frozenset[int], dict[str, int]] = {}
        for (names, category), minutes in self.tied_work[group.id].items():
            tied = frozenset(numbers[name] for name in names if name in numbers)
            by_category = needed.setdefault(tied, {})
            at = heard(group, category)
            by_category[at] = max(by_category.get(at, 0), ceil(minutes / capacity))
        pairs = [(tied, sum(counts.values())) for tied, counts in needed.items() if tied]
        return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), -pair[1], sorted(pair[0]))))

    @cached_property
    def groups(self) -> tuple[PlannedGroup, ...]:
        """Groups that have panels, the busiest first."""
        some = [group for group in self.load.groups if group.panels]
        return tuple(sorted(some, key=lambda g: -sum(g.panels.values())))


@dataclass
class State:
    """All committees put in so far, the rooms and people that they use."""

    cases: Mapping[str, Case]
    rooms: Mapping[str, Rooms]
    work: Work
    placed: dict[str, Placed] = field(default_factory=dict[str, Placed])
    engaged: dict[str, dict[str, set[HalfDay]]] = field(
        default_factory=dict[str, dict[str, set[HalfDay]]]
    )
    """By member of several committees: half-days by committee."""

    @cached_property
    def shared(self) -> frozenset[str]:
        """Members of more than one of these committees."""
        seen: dict[str, int] = {}
        for case in self.cases.values():
            for expert in case.everyone:
                seen[expert.id] = seen.get(expert.id, 0) + 1
        return frozenset(name for name, count in seen.items() if count > 1)

    def busy(self, case: Case) -> dict[str, set[HalfDay]]:
        """Half-days that shared members give to the other committees."""
        found: dict[str, set[HalfDay]] = {}
        for expert in case.everyone:
            for committee, spent in self.engaged.get(expert.id, {}).items():
                if committee != case.name:
                    found.setdefault(expert.id, set()).update(spent)
        return found

    def put(self, case: Case, item: Placed) -> None:
        """Put a committee in."""
        self.rooms[case.name].put(item.panels(), item.run, case.load.size)
        self.placed[case.name] = item
        for at in item.run:
            for name in case.attending(at, item.away.get(at, frozenset())):
                self._engage(case, name, at)
        for group, held in item.held.items():
            for sitting, _ in held.sittings:
                for number in sitting.members:
                    self._engage(case, case.members[group][number].id, sitting.at)

    def _engage(self, case: Case, name: str, at: HalfDay) -> None:
        if name in self.shared:
            self.engaged.setdefault(name, {}).setdefault(case.name, set()).add(at)

    def take_out(self, case: Case) -> Placed:
        """Take a committee out again."""
        item = self.placed.pop(case.name)
        self.rooms[case.name].put(item.panels(), item.run, case.load.size, -1)
        for spent in self.engaged.values():
            spent.pop(case.name, None)
        return item

    def opened(self) -> int:
        """Rooms opened per day, over all sites."""
        total = 0
        for site in {room.site: room for room in self.rooms.values()}.values():
            days: dict[str, int] = {}
            for at, count in site.used.items():
                days[at[:10]] = max(days.get(at[:10], 0), count)
            total += sum(days.values())
        return total

    def value(self, weight: int) -> int:
        """The goal as far as these committees go, with all rooms of their sites."""
        return weight * self.opened() + sum(item.own for item in self.placed.values())


def read_held(
    case: Case, group: PlannedGroup, days: GroupDays, v: Timetable, values: Sequence[int]
) -> Held:
    """What a solution of the exact model has one group do."""
    held: list[tuple[Sitting, tuple[str, ...]]] = []
    for at in v.before:
        heard = tuple(
            name for name in group.panels for _ in range(values[v.meets[group.id, name, at]])
        )
        members = tuple(
            number for number, e in enumerate(case.members[group.id]) if values[v.sits_at[e.id, at]]
        )
        if heard:
            held.append((Sitting(at, len(heard), members), heard))
    return Held(tuple(held), value_of_group(days, [s for s, _ in held]))


def value_of_group(days: GroupDays, sittings: Iterable[Sitting]) -> int:
    """A group's part of the goal: greatest load, days of its members, sittings against a wish."""
    loads: Counter[int] = Counter()
    seen: set[tuple[int, str]] = set()
    against = 0
    for sitting in sittings:
        loads.update(sitting.members)
        seen.update((member, sitting.at[:10]) for member in sitting.members)
        unwilling = days.unwilling[days.number[sitting.at]]
        against += sum(member in unwilling for member in sitting.members)
    weight = days.weights
    return (
        weight.greatest_load * max(loads.values(), default=0)
        + weight.expert_days * len(seen)
        + weight.against_wish * against
    )


def categories_for(
    tied: Mapping[tuple[frozenset[str], str], int],
    case: Case,
    group: PlannedGroup,
    sittings: Sequence[Sitting],
) -> list[tuple[str, ...]] | None:
    """Categories for sittings so that every tied dossier finds readers; None if there are none."""
    waiting = tuple(name for name, count in group.panels.items() for _ in range(count))
    assert sum(s.panels for s in sittings) == len(waiting)
    experts = case.members[group.id]
    readers = case.season.profile.integer("readers.min")
    capacity = case.load.capacity[group.id]
    needs = [
        (
            heard(group, category),
            ceil(minutes / capacity),
            [sum(experts[m].id not in names for m in s.members) // readers for s in sittings],
        )
        for (names, category), minutes in tied.items()
    ]
    """Categories, panels that must do without the tied, and those that can, by sitting."""
    for order in _orders(waiting) if tied and len(group.panels) > 1 else (waiting,):
        cells: list[tuple[str, ...]] = []
        used = 0
        for sitting in sittings:
            cells.append(order[used : used + sitting.panels])
            used += sitting.panels
        if all(
            sum(min(cell.count(name), most) for cell, most in zip(cells, able, strict=True)) >= need
            for name, need, able in needs
        ):
            return cells
    return None


@cache
def _orders(waiting: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Every order of categories, each once; none where they are too many."""
    return tuple(dict.fromkeys(permutations(waiting))) if len(waiting) <= MOST_ORDERED else ()
