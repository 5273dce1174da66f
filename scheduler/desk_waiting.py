"""Minutes that units wait between two comings on one day; the midday break is no waiting.

What has to be waited at least is shown unit by unit, as if it were alone beside what stands: for
units of two comings, whose hours, desks and steps leave only so many ways of coming twice on a day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

from models.calendar import HalfDay, date_of
from models.plan import Appointment
from scheduler.clocks import Segment, gaps
from scheduler.desk_days import Days
from scheduler.desk_exchange import Timetable
from scheduler.desk_hours import Room, day_half_days, since_midnight
from scheduler.visits import Visit, minutes_of


def waiting(days: Days, table: Timetable) -> int:
    """Minutes that units wait between two of their comings on one day, all units together."""
    return sum(_waited(days, items) for items in _on_days(days, table.bins.appointments()))


def _on_days(days: Days, items: Sequence[Appointment]) -> list[list[Appointment]]:
    """The appointments of each unit on each day, in order of time."""
    found: dict[tuple[str, str], list[Appointment]] = {}
    for item in items:
        if item.start and days.hours.room(item.desk, item.at):
            unit = days.season.submission[item.submission].organisation
            found.setdefault((unit, item.at[:10]), []).append(item)
    return [sorted(of_day, key=lambda i: (i.at, i.start)) for of_day in found.values()]


def _waited(days: Days, items: Sequence[Appointment]) -> int:
    """Minutes between the appointments of one unit on one day."""
    total = 0
    for one, other in pairwise(items):
        if (one.desk, one.kind) != (other.desk, other.kind):
            here, there = days.hours.room(one.desk, one.at), days.hours.room(other.desk, other.at)
            assert here is not None
            assert there is not None
            end, begin = since_midnight(one.start) + one.minutes, since_midnight(other.start)
            total += _between(one.at == other.at, here, there, end, begin)
    return total


def _between(together: bool, here: Room, there: Room, end: int, begin: int) -> int:
    """Minutes of office hours from the end of one appointment to the next of the same day."""
    if together:
        return max(0, begin - end)
    return max(0, here.ends - end) + max(0, begin - there.begins)


# ------------------------------------------------------------------------- what has to be waited


@dataclass(frozen=True)
class _Coming:
    """One way of coming once: when it can begin and end at the earliest and at the latest."""

    at: HalfDay
    desk: str
    kind: str
    room: Room
    minutes: int
    free: Segment

    @property
    def day(self) -> date:
        return date_of(self.at)


def least_waiting(days: Days, visits: int) -> int:
    """Minutes that units wait in any timetable of all visits on no more new days than `visits`.

    Each unit waits its least, or it comes on a day more than it must; of such days there are as
    many as `visits` exceeds what all must come.
    """
    must, stands, waits = 0, 0, list[int]()
    by_coach = {v.organisation for v in days.visits if v.traveller != v.organisation}
    for who, (new, kept) in _by_traveller(days).items():
        if who in by_coach:
            continue
        if not new:
            stands += sum(_waited(days, items) for items in _on_days(days, kept))
            continue
        ways = None if who.startswith("coach/") else _ways_of_unit(days, new, kept)
        if not ways:
            known = {date_of(item.at) for item in kept}
            must += any(known.isdisjoint(_days_of(days, number)) for number in new)
            continue
        fewest = min(more for more, _ in ways)
        must += fewest
        waits.append(min(waited for more, waited in ways if more == fewest))
    spared = max(0, visits - must)
    return stands + sum(sorted(waits)[: max(0, len(waits) - spared)])


def _by_traveller(days: Days) -> dict[str, tuple[list[int], list[Appointment]]]:
    """The visits of each traveller, and what stands of its unit."""
    found: dict[str, tuple[list[int], list[Appointment]]] = {}
    for number, visit in enumerate(days.visits):
        found.setdefault(visit.traveller, ([], []))[0].append(number)
    for item in days.kept:
        unit = days.season.submission[item.submission].organisation
        found.setdefault(unit, ([], []))[1].append(item)
    return found


def _days_of(days: Days, number: int) -> set[date]:
    return {day for n in days.of_visit[number] for day in days.loads[n]}


def _ordered(days: Days, new: Sequence[int]) -> bool:
    """Whether the last of these visits follows another one of them."""
    return any(days.visits[n].id in days.visits[new[-1]].follows for n in new)


def _ways_of_unit(
    days: Days, new: Sequence[int], kept: Sequence[Appointment]
) -> list[tuple[int, int]] | None:
    """New days and least minutes waited of each way of coming; None where there are not two."""
    if len(new) == 1 and kept:
        stands = _standing(days, kept)
        found = (_beside(days, stands, n) for n in days.of_visit[new[0]]) if stands else ()
        return [way for way in found if way is not None]
    long = any(len(days.columns[n][1].span) > 1 for number in new for n in days.of_visit[number])
    if len(new) != 2 or kept or long:  # noqa: PLR2004 - a pair
        return None
    one, other = (list(_ways(days, number)) for number in new)
    least = _least_of_pair(one, other, ordered=_ordered(days, new))
    return [(2, 0)] if least is None else [(1, least)]


def _beside(days: Days, stands: _Coming, n: int) -> tuple[int, int] | None:
    """New days, and least minutes waited, of a visit placed so beside what stands of its unit."""
    number, column = days.columns[n]
    visit = days.visits[number]
    new = len(days.loads[n].keys() - {stands.day})
    spans = [column.span] if column.span else [(at,) for at in day_half_days(date_of(column.at))]
    found: list[int] = []
    for span, desk in product(spans, column.desks):
        chunks = visit.cuts[column.cut]
        first = list(_free(days, visit, desk, span[0], minutes_of(chunks[0])))
        last = list(_free(days, visit, desk, span[-1], minutes_of(chunks[-1])))
        if not first or not last:
            continue
        alike = (desk, visit.kind) == (stands.desk, stands.kind)
        if alike or stands.day not in days.loads[n] or span[0] < stands.at < span[-1]:
            found.append(0)
            continue
        ends = [(stands, way) for way in first] + [(way, stands) for way in last]
        if len(span) > 1:  # what stands may come between the first and the last
            ends += [(way, stands) for way in first if way.at == stands.at]
            ends += [(stands, way) for way in last if way.at == stands.at]
        same = [(a, b) for a, b in ends if a.day == b.day]
        found += [least for a, b in same if (least := _least_between(a, b)) is not None]
    return (new, min(found)) if found else None


def _standing(days: Days, kept: Sequence[Appointment]) -> _Coming | None:
    """What stands of a unit, where it is one coming at one desk without a pause."""
    items = sorted(kept, key=lambda item: (item.at, item.start))
    first, room = items[0], days.hours.room(items[0].desk, items[0].at)
    begin = end = since_midnight(first.start) if first.start else 0
    for item in items:
        alike = (item.desk, item.kind, item.at) == (first.desk, first.kind, first.at)
        if not alike or not item.start or since_midnight(item.start) != end:
            return None
        end += item.minutes
    if room is None:
        return None
    return _Coming(first.at, first.desk, first.kind, room, end - begin, (begin, end))


def _ways(days: Days, number: int) -> Iterator[_Coming]:
    """Every way of coming for a visit of one chunk."""
    visit = days.visits[number]
    for n in days.of_visit[number]:
        column = days.columns[n][1]
        times = column.span or day_half_days(date_of(column.at))
        for at, desk in product(times, column.desks):
            yield from _free(days, visit, desk, at, visit.minutes)


def _free(days: Days, visit: Visit, desk: str, at: HalfDay, minutes: int) -> Iterator[_Coming]:
    """Every free stretch of a desk's half-day that is long enough."""
    room = days.hours.room(desk, at)
    if room is None or at not in visit.half_days:
        return
    opens = room.begins + (room.head_start if visit.remote else 0)
    taken = [
        (begin, begin + item.minutes)
        for item in days.kept
        if (item.desk, item.at) == (desk, at) and item.start
        for begin in [since_midnight(item.start)]
    ]
    for free in gaps((opens, room.ends), taken):
        if free[1] - free[0] >= minutes:
            yield _Coming(at, desk, visit.kind, room, minutes, free)


def _least_of_pair(
    first: Sequence[_Coming], second: Sequence[_Coming], *, ordered: bool
) -> int | None:
    """Least minutes between two comings on one day; None where they cannot be on one day."""
    by_day: dict[date, list[_Coming]] = {}
    for way in second:
        by_day.setdefault(way.day, []).append(way)
    found: list[int] = []
    for one in first:
        for other in by_day.get(one.day, ()):
            if ordered and other.at <= one.at:
                continue
            if (one.desk, one.kind) == (other.desk, other.kind):
                return 0
            found += [
                least
                for a, b in ((one, other), (other, one))
                if (least := _least_between(a, b)) is not None
            ]
    return min(found, default=None)


def _least_between(one: _Coming, other: _Coming) -> int | None:
    """Least minutes from the end of one coming to the other after it; None where that cannot be."""
    if one.at > other.at:
        return None
    latest, soonest = one.free[1], other.free[0]
    together = one.at == other.at
    if together and other.free[1] - other.minutes < one.free[0] + one.minutes:
        return None
    return _between(together, one.room, other.room, latest, soonest)
