"""Committees that meet over a long span (`spread`): their open half-days, and days from counts.

A spread committee has no block. Its panels may sit in any open half-day of its window, its
plenary in any run of half-days after them. From counts alone the days are laid out here; with
members the timetable lays them out anew, for the people who are then known.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from models.calendar import HalfDay, date_of
from models.committee import Room
from models.plan import Meeting, Plan, Where
from models.season import Season
from scheduler.apart import apart_from
from scheduler.equipment import NOTHING, has
from scheduler.grouping import Load
from scheduler.pinned import CLAUSE as HELD
from scheduler.pinned import Pinned
from scheduler.pinned import pinned as held_fast
from scheduler.rooms import Sites, open_at
from scheduler.rows import Rows, Var
from scheduler.work import Work, pins_of

Run = tuple[HalfDay, ...]


def published(work: Work) -> dict[str, Meeting]:
    """The meetings of the base plan whose dates are published, by committee."""
    if work.base is None:
        return {}
    return {
        meeting.id: meeting
        for meeting in work.base.meetings
        if {"dates", f"dates:{meeting.id}"} & work.frozen
    }


def open_half_days(season: Season, plan: Plan, committee: str) -> tuple[HalfDay, ...]:
    """The half-days of a committee's window, from a pinned first one on."""
    window = next((w for w in plan.windows if w.kind == "meeting" and w.subject == committee), None)
    if window is None:
        return ()
    weekends = season.profile.flag("meeting.weekends")
    found = season.calendar.half_days(window.first, window.last, weekends=weekends)
    pins = pins_of(season.pins, "meetings").get(committee, [])
    pinned = [str(pin.value["first"]) for pin in pins if "first" in pin.value]
    return tuple(at for at in found if not pinned or at >= min(pinned))


def least_lead(load: Load) -> int:
    """The least number of half-days in which the panels can sit."""
    return max(
        (ceil(sum(g.panels.values()) / max(1, load.most_parallel(g))) for g in load.groups),
        default=0,
    )


def open_meeting(
    season: Season, plan: Plan, load: Load, kept: Meeting | None = None
) -> Meeting | None:
    """The whole span of a spread committee; `plenaries` are all half-days that may end it.

    A published meeting stays as it is. None when the window is too short.
    """
    if kept is not None:
        return kept
    half_days = open_half_days(season, plan, load.committee.id)
    ends = half_days[least_lead(load) :]
    pins = pins_of(season.pins, "meetings").get(load.committee.id, [])
    pinned = [str(pin.value["plenary"]) for pin in pins if "plenary" in pin.value]
    if pinned:
        ends = tuple(at for at in ends if at >= min(pinned))[: load.plenary_half_days]
        ends = ends if ends[:1] == (min(pinned),) else ()
    ends = _between_pins(held_fast(season, load), load, half_days, ends)
    if len(ends) < load.plenary_half_days:
        return None
    return Meeting(id=load.committee.id, half_days=half_days, plenaries=ends)


def _between_pins(some: Pinned, load: Load, half_days: Run, ends: Run) -> Run:
    """The half-days that may end a span so that what is pinned of its sessions can be kept."""
    panels = some.half_days(load)
    held = [one.at for one in some.plenaries]
    if any(at not in half_days for at in (*held, *(at for _, at in panels))):
        return ()
    last = max((at for _, at in panels), default="")
    if held:
        length = load.plenary_half_days
        low, high = half_days.index(max(held)) - length + 1, half_days.index(min(held)) + length
        ends = tuple(at for at in ends if at in half_days[max(0, low) : high])
    return tuple(at for at in ends if at > last)


def off_time(load: Load, half_days: Sequence[HalfDay], start: HalfDay) -> int:
    """Half-days by which a plenary is off the wished days; without any, off the first possible.

    The organiser's wishes and the chair's are two wishes: their distances are added. On a wished
    day it is 0; else the open half-days that lie between, and one.
    """
    wishes = [w for w in (load.committee.wished, load.committee.chair_wished) if w]
    if not wishes:
        return sum(at < start for at in half_days) - least_lead(load)
    return sum(min(_apart(half_days, start, day) for day in days) for days in wishes)


def _apart(half_days: Sequence[HalfDay], start: HalfDay, day: date) -> int:
    """Open half-days between a half-day and the wished day, with one of the two."""
    if date_of(start) == day:
        return 0
    if date_of(start) > day:
        return 1 + sum(at < start and date_of(at) > day for at in half_days)
    return 1 + sum(at > start and date_of(at) < day for at in half_days)


def runs(load: Load, meeting: Meeting) -> list[Run]:
    """Every run of half-days in which the plenary may be held; one where it is fixed."""
    length = load.plenary_half_days
    ends = meeting.plenaries
    if len(ends) <= length:
        return [ends]
    return [ends[i : i + length] for i in range(len(ends) - length + 1)]


def before(meeting: Meeting, run: Run) -> tuple[HalfDay, ...]:
    """The half-days of a span in which panels may sit when the plenary is in this run."""
    return tuple(at for at in meeting.half_days if at < run[0])


def less(load: Load, span: Meeting, taken: Iterable[HalfDay]) -> Meeting:
    """An open span without some half-days; what may end it leaves room for the panels before."""
    out = frozenset(taken)
    if not out:
        return span
    half_days = tuple(at for at in span.half_days if at not in out)
    ends = tuple(at for at in half_days[least_lead(load) :] if at in span.plenaries)
    return span.model_copy(update={"half_days": half_days, "plenaries": ends})


def spans(season: Season, plan: Plan, work: Work, loads: Mapping[str, Load]) -> dict[str, Meeting]:
    """Every meeting as members must be able to come: blocks, and open spans."""
    kept = published(work)
    found: dict[str, Meeting] = {}
    for meeting in plan.meetings:
        load = loads.get(meeting.id)
        if load is None or not load.committee.spread:
            found[meeting.id] = meeting
            continue
        span = open_meeting(season, plan, load, kept.get(meeting.id))
        if span is None or meeting.id in kept:
            found[meeting.id] = span or meeting
            continue
        clear = less(load, span, _taken(season, plan, loads, meeting.id))
        found[meeting.id] = clear if len(clear.plenaries) >= load.plenary_half_days else span
    return found


def _taken(
    season: Season, plan: Plan, loads: Mapping[str, Load], committee: str
) -> frozenset[HalfDay]:
    """Half-days of committees not to be overlapped, as far as these have no others to go to."""
    others = apart_from(season, committee)
    taken: set[HalfDay] = set()
    for meeting in plan.meetings if others else ():
        load = loads.get(meeting.id)
        if meeting.id not in others or load is None:
            continue
        span = open_meeting(season, plan, load) if load.committee.spread else meeting
        least = least_lead(load) + load.plenary_half_days
        if not load.committee.spread or (span and len(span.half_days) == least):
            taken |= set(meeting.half_days)
    return frozenset(taken)


@dataclass
class Rooms:
    """Rooms of a site less those in use: how many are left in each half-day, by least size."""

    season: Season
    sites: Sites
    site: str
    used: Counter[HalfDay] = field(default_factory=Counter[HalfDay])
    big_used: Counter[tuple[HalfDay, int]] = field(default_factory=Counter[tuple[HalfDay, int]])
    """By half-day and number of seats: plenaries that need so many."""
    taken: Mapping[HalfDay, frozenset[str]] = field(default_factory=dict[HalfDay, frozenset[str]])
    """Rooms given to others already."""
    wanted: frozenset[str] = NOTHING
    """Equipment that every room must have to be counted."""
    _open: dict[HalfDay, int] = field(default_factory=dict[HalfDay, int])
    _big: dict[HalfDay, list[Room]] = field(default_factory=dict[HalfDay, list[Room]])

    @property
    def given(self) -> bool:
        """Whether there are rooms to count at all."""
        return bool(self.sites.all_rooms)

    def there(self, at: HalfDay) -> int:
        """Rooms that may be used in a half-day by these committees."""
        if at not in self._open:
            rooms = open_at(self.sites.all_rooms.get(self.site, []), at)
            out = self.taken.get(at, frozenset())
            self._open[at] = sum(room.id not in out and has(room, self.wanted) for room in rooms)
        return self._open[at]

    def left(self, at: HalfDay) -> int:
        """Rooms that are still free."""
        return self.there(at) - self.used[at] if self.given else 1000

    def big_there(self, at: HalfDay, size: int) -> int:
        """Rooms fit for a plenary of this many members."""
        if at not in self._big:
            out = self.taken.get(at, frozenset()) | self.sites.of_pinned_panels(at)
            rooms = open_at(self.sites.plenary_rooms(self.site), at)
            self._big[at] = [r for r in rooms if r.id not in out and has(r, self.wanted)]
        return sum(room.seats is None or room.seats >= size for room in self._big[at])

    def fits(self, run: Run, size: int) -> bool:
        """Whether one more plenary of this size finds a room in each half-day of a run."""
        if not self.given:
            return True
        for at in run:
            if self.left(at) < 1:
                return False
            sizes = sorted({s for (t, s), n in self.big_used.items() if t == at and n} | {size})
            for least in sizes:
                held = sum(n for (t, s), n in self.big_used.items() if t == at and s >= least)
                if held + (size >= least) > self.big_there(at, least):
                    return False
        return True

    def put(
        self, panels: Iterable[tuple[HalfDay, int]], run: Run, size: int, times: int = 1
    ) -> None:
        """Take panels and a plenary into account, or out again with times = -1."""
        for at, count in panels:
            self.used[at] += times * count
        for at in run:
            self.used[at] += times
            self.big_used[at, size] += times


@dataclass(frozen=True)
class Laid:
    """A committee's half-days from counts: panels by group and half-day, then the plenary."""

    panels: Mapping[tuple[str, HalfDay], int]
    plenary: Run
    site: str


def lay_out(
    season: Season,
    loads: Sequence[Load],
    meetings: Mapping[str, Meeting],
    rooms: Mapping[str, Rooms],
) -> dict[str, Laid] | None:
    """Half-days for every spread committee, the emptiest first; None when that finds no way."""
    found: dict[str, Laid] = {}
    order = sorted(loads, key=lambda item: (meetings[item.committee.id].half_days[-1], -item.votes))
    ends: dict[str, Run] = {}
    for load in order:
        meeting, room = meetings[load.committee.id], rooms[load.committee.id]
        choice = runs(load, meeting)
        wish = meeting.half_days if load.committee.wished or load.committee.chair_wished else ()
        later = choice if wish else choice[len(choice) // 3 :] or choice
        able = [run for run in later if room.fits(run, load.size)]
        if not able:
            return None
        run = min(
            able,
            key=lambda r: (
                off_time(load, wish, r[0]) if wish else 0,
                sum(room.used[at] for at in r),
                r,
            ),
        )
        ends[load.committee.id] = run
        room.put((), run, load.size)
    for load in sorted(order, key=lambda item: (ends[item.committee.id], item.committee.id)):
        run, room = ends[load.committee.id], rooms[load.committee.id]
        free = before(meetings[load.committee.id], run)
        panels = held_fast(season, load).half_days(load)
        for (_, at), count in panels.items():
            if at not in free or room.left(at) < count:
                return None
            room.put([(at, count)], (), load.size)
        for group in load.groups:
            held = sum(n for (g, _), n in panels.items() if g == group.id)
            for _ in range(sum(group.panels.values()) - held):
                most = load.most_parallel(group)
                able = [
                    at for at in free if room.left(at) > 0 and panels.get((group.id, at), 0) < most
                ]
                if not able:
                    return None
                at = min(able, key=lambda t: (panels.get((group.id, t), 0), -room.left(t), t))
                panels[group.id, at] = panels.get((group.id, at), 0) + 1
                room.put([(at, 1)], (), load.size)
        found[load.committee.id] = Laid(panels, run, room.site)
    return found


@dataclass(frozen=True)
class Counts:
    """``meets[g, t]``: panels of group g in half-day t; ``ends[c, n]``: plenary in run n."""

    meets: Mapping[tuple[str, HalfDay], Var]
    ends: Mapping[tuple[str, int], Var]
    runs: Mapping[str, list[Run]]


def count_rows(
    rows: Rows, season: Season, loads: Sequence[Load], meetings: Mapping[str, Meeting]
) -> Counts:
    """The count model of spread committees, but for rooms: panels, then the plenary."""
    meets: dict[tuple[str, HalfDay], Var] = {}
    ends: dict[tuple[str, int], Var] = {}
    choice = {load.committee.id: runs(load, meetings[load.committee.id]) for load in loads}
    for load in loads:
        name = load.committee.id
        able = choice[name]
        for number, run in enumerate(able):
            ends[name, number] = rows.flag(f"plenary[{name},{run[0]}]")
        where = Where(table="windows", id=name)
        rows.exactly(1, [ends[name, n] for n in range(len(able))], "R40-20", where)
        free = before(meetings[name], able[-1])
        for group in load.groups:
            total, most = sum(group.panels.values()), load.most_parallel(group)
            if not total:
                continue
            for at in free:
                meets[group.id, at] = rows.integer(f"meets[{group.id},{at}]", 0, most)
                over = [ends[name, n] for n, run in enumerate(able) if run[0] <= at]
                if over:
                    late = [(most, x) for x in over]
                    rows.at_most(most, [meets[group.id, at], *late], "R40-20", where)
            rows.exactly(total, [meets[group.id, at] for at in free], "N2024-5.4", where)
        for (group_id, at), count in held_fast(season, load).half_days(load).items():
            there = [meets[key] for key in [(group_id, at)] if key in meets]
            rows.at_least(count, there, HELD, where)
    return Counts(meets, ends, choice)


def laid_out(
    loads: Sequence[Load], v: Counts, rooms: Mapping[str, Rooms], values: Sequence[int]
) -> dict[str, Laid]:
    """The half-days of a solution."""
    found: dict[str, Laid] = {}
    for load in loads:
        name = load.committee.id
        number = next(n for n in range(len(v.runs[name])) if values[v.ends[name, n]])
        groups = {group.id for group in load.groups}
        panels = {(g, at): values[x] for (g, at), x in v.meets.items() if g in groups and values[x]}
        found[name] = Laid(panels, v.runs[name][number], rooms[name].site)
    return found
