"""When each desk works and how much it can do, worked out once for a season."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.appointment import Desk
from models.calendar import HALVES, Half, HalfDay, date_of, half_day, half_of
from models.people import Absence, Staff
from models.season import Season
from scheduler.eligibility import away


def since_midnight(text: str) -> int:
    """Minutes since midnight of "HH:MM"."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def clock(minutes: int) -> str:
    """Minutes since midnight as "HH:MM"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def hours_of(season: Season, desk: Desk, half: Half) -> tuple[int, int]:
    """Minutes since midnight at which a desk opens and closes: its own, else the profile's."""
    own = desk.am if half == "am" else desk.pm
    if own:
        begin, _, end = own.partition("-")
        return since_midnight(begin), since_midnight(end)
    value = season.profile.get(f"desk.{half}").value
    assert isinstance(value, tuple)
    return since_midnight(str(value[0])), since_midnight(str(value[1]))


def officer_of(season: Season, desk: Desk) -> Staff | None:
    """The member of staff who is a desk's officer, named by id or by a name that only one has."""
    if not desk.officer:
        return None
    if desk.officer in season.member_of_staff:
        return season.member_of_staff[desk.officer]
    found = [person for person in season.staff if person.name == desk.officer]
    return found[0] if len(found) == 1 else None


def is_open(season: Season, desk: Desk, at: HalfDay) -> bool:
    """Whether a desk receives: in its hours or the offices' or those added, its officer there."""
    officer = officer_of(season, desk)
    absences: Iterable[Absence] = (*desk.closed, *(officer.absences if officer else ()))
    if away(absences, at):
        return False
    if at in desk.added:
        return True
    return at in desk.opened if desk.opened else season.calendar.is_open(at)


@dataclass(frozen=True)
class Room:
    """What a desk can do in one half-day."""

    begins: int
    """Minutes since midnight."""
    minutes: int
    """Minutes of work."""
    length: int
    """Minutes from opening to closing: no fewer."""
    head_start: int
    """Minutes before units from far can be there."""
    dossiers: int | None

    @property
    def ends(self) -> int:
        """Minutes since midnight."""
        return self.begins + self.length

    @property
    def for_far(self) -> int:
        """Most minutes of work for units from far."""
        return max(0, min(self.minutes, self.length - self.head_start))


@dataclass(frozen=True)
class Hours:
    """Rooms by (desk, half-day), in order of time; closed ones are not there."""

    rooms: Mapping[tuple[str, HalfDay], Room]
    half_days: tuple[HalfDay, ...]
    """Half-days in which some desk works."""
    number: Mapping[date, int]
    """The number of each day on which offices or a desk work: neighbours differ by one."""
    day: Mapping[HalfDay, date]
    """The date of each of the half-days."""
    officers: Mapping[str, str] = field(default_factory=dict[str, str])
    """By desk: its officer, where that person serves other desks too."""
    memo: dict[object, Any] = field(default_factory=dict[object, Any])
    """What was asked before of sets of desks."""

    def room(self, desk: str, at: HalfDay) -> Room | None:
        """What the desk can do then; None when it is closed."""
        return self.rooms.get((desk, at))

    def able(self, desks: tuple[str, ...], times: tuple[HalfDay, ...]) -> tuple[str, ...]:
        """Those of the desks that work in one of these half-days."""
        key = (desks, times)
        if key not in self.memo:
            self.memo[key] = tuple(
                desk for desk in desks if any((desk, at) in self.rooms for at in times)
            )
        return self.memo[key]

    def times(self, desks: tuple[str, ...]) -> tuple[HalfDay, ...]:
        """The half-days in which one of the desks works, in order."""
        key = ("times", desks)
        if key not in self.memo:
            self.memo[key] = tuple(at for at in self.half_days if self.able(desks, (at,)))
        return self.memo[key]

    def narrowest(self, desks: tuple[str, ...]) -> tuple[int, int, int | None]:
        """Least minutes of a half-day of these desks, for units from far too, least dossiers."""
        if desks not in self.memo:
            mine = set(desks)
            rooms = {room for (desk, _), room in self.rooms.items() if desk in mine}
            limits = [room.dossiers for room in rooms if room.dossiers is not None]
            self.memo[desks] = (
                min((room.minutes for room in rooms), default=0),
                min((room.for_far for room in rooms), default=0),
                min(limits, default=None),
            )
        return self.memo[desks]

    def minutes(self, desks: Iterable[str], half_days: Iterable[HalfDay]) -> int:
        """Minutes of these desks in these half-days together."""
        names = list(desks)
        total = 0
        for at in half_days:
            rooms = {desk: room.minutes for desk in names if (room := self.room(desk, at))}
            total += self.together(rooms, at)
        return total

    def together(
        self, minutes: Mapping[str, int], at: HalfDay, taken: Mapping[str, int] | None = None
    ) -> int:
        """Minutes of desks in a half-day, an officer's desks no more than one can serve in turn.

        `taken`: minutes of each desk that are given away, which `minutes` leaves out.
        """
        total = sum(amount for desk, amount in minutes.items() if desk not in self.officers)
        for who in dict.fromkeys(self.officers[d] for d in minutes if d in self.officers):
            mine = [desk for desk in minutes if self.officers.get(desk) == who]
            longest = self.served(who, at) - sum((taken or {}).get(desk, 0) for desk in mine)
            total += max(0, min(longest, sum(minutes[desk] for desk in mine)))
        return total

    def served(self, officer: str, at: HalfDay) -> int:
        """Minutes from the first opening to the last closing of an officer's desks."""
        desks = [desk for desk, who in self.officers.items() if who == officer]
        rooms = [room for desk in desks if (room := self.room(desk, at))]
        if not rooms:
            return 0
        return max(room.ends for room in rooms) - min(room.begins for room in rooms)


def hours(season: Season) -> Hours:
    """The desks' rooms from the first day of hand-in to the last day of supplements."""
    first, last = span(season)
    days = season.calendar.half_days(first, last)
    extra = {at for desk in season.desks for at in (*desk.opened, *desk.added)}
    wide = sorted({*days, *(at for at in extra if first <= date_of(at) <= last)})
    rooms: dict[tuple[str, HalfDay], Room] = {}
    for desk in season.desks:
        by_half = usual_rooms(season, desk)
        for at in wide:
            if by_half[half_of(at)].minutes > 0 and is_open(season, desk, at):
                rooms[desk.id, at] = by_half[half_of(at)]
    times = {at for _, at in rooms}
    worked = sorted({date_of(at) for at in (*days, *times)})
    return Hours(
        rooms,
        tuple(sorted(times)),
        {day: n for n, day in enumerate(worked)},
        {at: date_of(at) for at in times},
        _several(season),
    )


def usual_rooms(season: Season, desk: Desk) -> dict[Half, Room]:
    """What a desk can do in a morning and in an afternoon in which it is open."""
    travel = since_midnight(season.profile.text("desk.travel_earliest"))
    standard = season.profile.integer("desk.minutes_per_halfday")
    found: dict[Half, Room] = {}
    for half in HALVES:
        begin, end = hours_of(season, desk, half)
        own = desk.am if half == "am" else desk.pm
        usual = end - begin if own else standard
        minutes = min(desk.minutes or usual, end - begin)
        found[half] = Room(begin, minutes, end - begin, max(0, travel - begin), desk.dossiers)
    return found


def _several(season: Season) -> dict[str, str]:
    """The officer of each desk whose officer serves more than one."""
    named = {d.id: who.id for d in season.desks if (who := officer_of(season, d)) is not None}
    count = Counter(named.values())
    return {desk: f"officer/{who}" for desk, who in named.items() if count[who] > 1}


def span(season: Season) -> tuple[date, date]:
    """First and last day on which anything may be handed in, within the year's calendar."""
    value, year = season.profile, season.calendar.year
    first = [value.date("window.senior.first"), value.date("window.midjunior.first")]
    last = [value.date(f"deadline.{name}.supplement") for name in ("senior", "midjunior")]
    last += [value.date("deadline.midjunior.handin"), value.date("deadline.senior.district.handin")]
    first += [s.earliest for s in season.submissions if s.earliest]
    last += [s.latest for s in season.submissions if s.latest]
    return max(min(first), date(year, 1, 1)), min(max(last), date(year, 12, 31))


def day_half_days(day: date) -> tuple[HalfDay, ...]:
    """Both half-days of a date."""
    return tuple(half_day(day, half) for half in HALVES)
