"""Which desk would have to open in which half-days besides, so that those left out can come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.calendar import HalfDay, date_of, half_of
from scheduler.desk_days import Days
from scheduler.desk_hours import usual_rooms
from scheduler.packing import Bin, Bins
from scheduler.visits import Visit, dossiers_of, minutes_of


@dataclass(frozen=True)
class Opening:
    """A visit at a desk in half-days in a row, some of which would be open besides."""

    visit: Visit
    desk: str
    opened: tuple[HalfDay, ...]


@dataclass
class _Desks:
    """What has been given away, in the timetable that stands and by openings before this one."""

    days: Days
    bins: Bins
    given: dict[Bin, tuple[int, int]]
    """By desk and half-day: minutes and dossiers given to those left out."""
    opened: dict[Bin, None]
    ends: dict[str, HalfDay]
    """By visit that has a time: its last half-day."""
    there: dict[tuple[str, HalfDay], None]
    """Units and half-days in which they are at a desk."""


def openings(
    days: Days,
    bins: Bins,
    left: Sequence[Visit],
    times: Callable[[Days, Visit], Sequence[HalfDay]],
) -> Iterator[Opening]:
    """Visits one after another, each with the fewest half-days to be opened for it.

    Earlier steps and earlier deadlines go first; what no desk could hold is passed over. `times`:
    half-days in which offices work and the unit can come.
    """
    unit = {s.id: s.organisation for s in days.season.submissions}
    there = {(unit[item.submission], item.at): None for item in days.kept}
    for (_, at), laid in bins.placed.items():
        there |= dict.fromkeys((item.visit.organisation, at) for item in laid)
    state = _Desks(days, bins, {}, {}, ends_of(bins), there)
    for visit in sorted(left, key=lambda v: (len(v.follows), v.window[1], -v.minutes, v.id)):
        after = after_steps(visit, state.ends)
        if after is None:
            continue
        able = [at for at in times(days, visit) if at > after]
        ways = [way for desk in visit.desks for way in _ways(state, visit, desk, able)]
        if not ways:
            continue
        *_, span, desk, opened = min(ways)
        for at, chunk in zip(span, visit.chunks, strict=True):
            minutes, dossiers = state.given.get((desk, at), (0, 0))
            state.given[desk, at] = minutes + minutes_of(chunk), dossiers + dossiers_of(chunk)
            state.there[visit.organisation, at] = None
        state.opened |= dict.fromkeys((desk, at) for at in opened)
        state.ends[visit.id] = span[-1]
        if opened:
            yield Opening(visit, desk, opened)


def ends_of(bins: Bins) -> dict[str, HalfDay]:
    """By visit that has a time: its last half-day."""
    found: dict[str, HalfDay] = {}
    for (_, at), laid in bins.placed.items():
        for item in laid:
            found[item.visit.id] = max(at, found.get(item.visit.id, ""))
    return found


def after_steps(visit: Visit, ends: Mapping[str, HalfDay]) -> HalfDay | None:
    """The half-day after which a visit may come; None where an earlier step has no time."""
    if any(name not in ends for name in visit.follows):
        return None
    return max((ends[name] for name in visit.follows), default="")


Way = tuple[int, int, tuple[HalfDay, ...], str, tuple[HalfDay, ...]]
"""How many half-days to open, on how many days to come, the half-days, the desk, those to open."""


def _ways(state: _Desks, visit: Visit, desk: str, able: Sequence[HalfDay]) -> Iterator[Way]:
    days = state.days
    length = len(visit.chunks)
    for n in range(len(able) - length + 1):
        span = tuple(able[n : n + length])
        near = all(_near(days, one, other) for one, other in pairwise(span))
        if near and all(_holds(state, visit, (desk, at), index) for index, at in enumerate(span)):
            opened = tuple(
                at
                for at in span
                if days.hours.room(desk, at) is None and (desk, at) not in state.opened
            )
            yield len(opened), len({at[:10] for at in span}), span, desk, opened


def _near(days: Days, one: HalfDay, other: HalfDay) -> bool:
    """Whether the two lie on the same or on neighbouring working days."""
    return len(days.season.calendar.workdays(date_of(one), date_of(other))) <= 2  # noqa: PLR2004 - both ends


def _holds(state: _Desks, visit: Visit, where: Bin, index: int) -> bool:
    """Whether a desk would have room for a chunk, open or opened besides."""
    days, (desk, at) = state.days, where
    if (visit.organisation, at) in state.there or _officer_elsewhere(days, desk, at):
        return False
    room = usual_rooms(days.season, days.season.desk[desk])[half_of(at)]
    minutes, dossiers = state.given.get(where, (0, 0))
    chunk = visit.chunks[index]
    if days.hours.room(desk, at) is not None:
        return not minutes and state.bins.fits(where, visit, chunk)
    count = dossiers + dossiers_of(chunk)
    most = room.for_far if visit.remote else room.minutes
    return minutes + minutes_of(chunk) <= most and (room.dossiers is None or count <= room.dossiers)


def _officer_elsewhere(days: Days, desk: str, at: HalfDay) -> bool:
    """Whether opening the desk would call its officer away from another one."""
    officer = days.hours.officers.get(desk)
    return officer is not None and any(
        who == officer and name != desk and days.hours.room(name, at) is not None
        for name, who in days.hours.officers.items()
    )
