"""A first place for a committee without any table: its groups sit as soon as they can, by counting.

Half-day after half-day those who have sat least sit next, whole days first, so that few days are
spent; dossiers with tied members get their panels before the others. What comes out is lawful;
where it ends nowhere, that says nothing: `scheduler.spread_places` looks at every way.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product

from models.calendar import HalfDay
from models.plan import PlannedGroup
from scheduler.group_days import INFINITE, GroupDays, Sitting
from scheduler.spans import Rooms, Run
from scheduler.spread_case import Case, Held, Placed, categories_for, value_of_group
from scheduler.spread_places import Places


def early(places: Places, case: Case) -> Placed | None:
    """A place of a committee in the rooms and people that are left: the cheapest that it sees."""
    if case.cuts or case.held_fast:
        return None  # panels to be avoided or pinned are a matter of the exact model
    room, busy = places.rooms[case.name], places.state.busy(case)
    days = {group.id: places.lessened(case, group, busy) for group in case.groups}
    ways = {group.id: list(_ways(case, group, days[group.id], room)) for group in case.groups}

    def hold(run: Run, group: PlannedGroup) -> Held | None:
        able = [held for held in ways[group.id] if _last(held) < run[0] and _free(held, room)]
        if not able:  # the groups before it have the room
            able = list(_ways(case, group, days[group.id].before(run[0]), room))
        return min(able, key=lambda held: held.value, default=None)

    def cost(run: Run) -> int:
        """Of the plenary and the groups, each as if it were alone."""
        able = ([h.value for h in some if _last(h) < run[0]] for some in ways.values())
        return places.delay(case, run) + sum(min(values, default=INFINITE) for values in able)

    for value, run in sorted((cost(run), run) for run in case.runs):
        item = places.held(case, run, busy, partial(hold, run)) if value < INFINITE else None
        if item is not None:
            return item
    return None


def _last(held: Held) -> HalfDay:
    """The last half-day in use."""
    return held.sittings[-1][0].at


def _free(held: Held, room: Rooms) -> bool:
    """Whether rooms are left for all of it."""
    return all(room.left(sitting.at) >= sitting.panels for sitting, _ in held.sittings)


def _ways(case: Case, group: PlannedGroup, days: GroupDays, room: Rooms) -> Iterator[Held]:
    """Lawful ways of a group: with few sittings for the busiest, and in few days."""
    left = [min(days.parallel, room.left(at)) for at in days.half_days]
    least = min(days.panels, days.least_load)
    loads = dict.fromkeys((least, min(days.panels, least + 1), days.panels))
    for everybody in (False, True) if days.free else (False,):
        some = False
        for most, whole_days in product(loads, (True, False)):
            if some and most > least + 1:
                break
            sittings = laid(days, left, most, whole_days=whole_days, everybody=everybody)
            tied = case.tied_work[group.id]
            heard = categories_for(tied, case, group, sittings) if sittings else None
            if sittings and heard:
                some = True
                pairs = tuple(zip(sittings, heard, strict=True))
                yield Held(pairs, value_of_group(days, sittings))
        if some:
            return


def laid(
    days: GroupDays, left: Sequence[int], most: int, *, whole_days: bool, everybody: bool = False
) -> tuple[Sitting, ...] | None:
    """Sittings for all panels of a group; None where this way of laying them ends without.

    `left`: by half-day, panels that may sit at once; nobody sits more often than `most`. With
    `whole_days` only the last panel sits in a day of which the same members do not give both
    halves. With `everybody` all who can come sit where a tied member makes it necessary.
    """
    laying = _Laying(days, left, most, everybody)
    for day in days.days:
        halves = [half for half in day if left[half] > 0]
        if laying.todo > 1 and len(halves) > 1 and laying.sit(halves):
            continue
        if laying.todo > 1 and whole_days:
            continue
        for half in halves:
            laying.sit([half])
        if not laying.todo:
            break
    return tuple(laying.sittings) if laying.done else None


class _Laying:
    """A group whose panels are laid, half-day after half-day."""

    def __init__(self, days: GroupDays, left: Sequence[int], most: int, everybody: bool) -> None:
        self.days, self.left, self.everybody = days, left, everybody
        self.able = [min(most, own) for own in days.most]
        """By member: half-days that are left to give."""
        self.todo = days.panels
        self.needs = [need for _, need in days.free]
        """By set of tied members: panels that must still have readers enough without them."""
        self.sittings: list[Sitting] = []

    @property
    def done(self) -> bool:
        """Whether all panels sit, and enough of them without tied members."""
        return not self.todo and max(self.needs, default=0) <= 0

    def sit(self, halves: Sequence[int]) -> bool:
        """As many panels as can sit in these half-days with the same members; False if none."""
        days, length = self.days, len(halves)
        coming = frozenset.intersection(*(days.coming[half] for half in halves))
        here = [m for m in sorted(coming) if self.able[m] >= length]
        most = min(self.left[half] for half in halves)
        count = min(most, self.todo // length, len(here) // days.panel_size)
        chosen = self._chosen(here, halves, count) if count > 0 else ()
        for half in halves if chosen else ():
            self.todo -= count
            self.sittings.append(Sitting(days.half_days[half], count, tuple(sorted(chosen))))
            for m in chosen:
                self.able[m] -= 1
            for number, (tied, _) in enumerate(days.free):
                others = sum(m not in tied for m in chosen)
                self.needs[number] -= min(count, others // days.readers)
        return bool(chosen)

    def _chosen(self, here: Sequence[int], halves: Sequence[int], count: int) -> Sequence[int]:
        """Who sits of those who can; nobody where the panels are needed without tied members."""
        days, at = self.days, self.days.half_days[halves[0]]
        before = self.sittings[-1] if self.sittings else None
        there = before.members if before and before.at[:10] == at[:10] else ()
        unwilling = [days.unwilling[half] for half in halves]
        order = sorted(
            here,
            key=lambda m: (m not in there, -self.able[m], sum(m in some for some in unwilling), m),
        )
        waiting = [tied for (tied, _), need in zip(days.free, self.needs, strict=True) if need > 0]
        if not waiting:
            return order[: count * days.panel_size]
        readers = count * max(days.readers, days.panel_size)
        if self.everybody and any(len(set(order) - tied) >= readers for tied in waiting):
            return order
        for tied in (frozenset[int]().union(*waiting), *waiting):
            others = [m for m in order if m not in tied]
            if len(others) >= readers and not self.everybody:
                return others[:readers]
        needed = sum(need for need in self.needs if need > 0)
        spare = self.todo - count * len(halves) >= needed
        return order[: count * days.panel_size] if spare else ()
