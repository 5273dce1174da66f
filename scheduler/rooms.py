"""Rooms and staff for blocks that stand: the same room and the same person where possible."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.calendar import HalfDay
from models.committee import Committee, Room
from models.people import Staff, StaffRole
from models.plan import Duty, Finding, Meeting, RoomUse, Where
from models.season import Season
from scheduler.eligibility import away

if TYPE_CHECKING:
    from scheduler.blocks import Block

ANYWHERE = ""
Taken = Mapping[HalfDay, frozenset[str]]
"""What is given to others already in a half-day: rooms, or staff."""


@dataclass
class Sites:
    """Rooms by site. A site without a plenary room is joined to the first site that has one."""

    season: Season
    all_rooms: dict[str, list[Room]] = field(default_factory=dict[str, list[Room]])

    def __post_init__(self) -> None:
        marked = any(room.plenary for room in self.season.rooms)
        home = next((room.site for room in self.season.rooms if room.plenary), ANYWHERE)
        able = {room.site for room in self.season.rooms if room.plenary or not marked}
        for room in self.season.rooms:
            site = room.site if room.site in able else home
            self.all_rooms.setdefault(site, []).append(room)
        self._marked = marked

    def of(self, committee: Committee) -> list[str]:
        """Sites where the committee may meet."""
        if not self.all_rooms:
            return [ANYWHERE]
        if committee.site in self.all_rooms:
            return [committee.site]
        return list(self.all_rooms)

    def elsewhere(self, committees: Iterable[Committee]) -> list[Finding]:
        """Committees whose place has no room of its own: they meet where there are rooms."""
        return [
            Finding(
                code="meetings.site-without-rooms",
                severity="warning",
                clause="N2024-6.2.2a",
                step="meetings",
                args={"committee": committee.id, "site": committee.site},
                where=(Where(table="committees", id=committee.id, field="site"),),
            )
            for committee in committees
            if self.all_rooms and committee.site and committee.site not in self.all_rooms
        ]

    def site_of(self, room: str) -> str:
        """The site to which a room is counted."""
        return next(
            (site for site, rooms in self.all_rooms.items() if any(r.id == room for r in rooms)),
            ANYWHERE,
        )

    def plenary_rooms(self, site: str) -> list[Room]:
        """Rooms fit for a plenary; every room when none is marked."""
        return [room for room in self.all_rooms.get(site, []) if room.plenary or not self._marked]


def give_rooms(
    sites: Sites,
    blocks: Sequence["Block"],
    season: Season,
    kept: Mapping[str, Meeting],
    others: Iterable[Meeting] = (),
) -> dict[str, tuple[RoomUse, ...]]:
    """A room for every panel and plenary; a group keeps its room from one half-day to the next.

    The counts of the model guarantee enough rooms of each class: published rooms are placed
    first, then plenaries, the largest committee in the largest room, then panels. Rooms of
    `others` are not given again.
    """
    given: dict[str, list[RoomUse]] = {block.committee: [] for block in blocks}
    last: dict[tuple[str, str, int], str] = {}
    if not sites.all_rooms:
        return dict.fromkeys(given, ())
    taken = {(use.at, use.room) for meeting in others for use in meeting.rooms}
    for at in sorted({at for block in blocks for at in block.half_days}):
        for site in sites.all_rooms:
            here = [block for block in blocks if block.site == site and at in block.half_days]
            free = [room for room in _open(sites.all_rooms[site], at) if (at, room) not in taken]
            promised = _promised(at, here, free, kept, given)
            big = [room for room in free if room in {r.id for r in sites.plenary_rooms(site)}]
            ends = [
                block
                for block in here
                if at in block.plenaries and not promised.get((block.committee, ""))
            ]
            _plenaries(season, at, ends, free, list(big), last, given)
            _panels(at, here, free, frozenset(big), last, given, promised)
    return {committee: tuple(uses) for committee, uses in given.items()}


def _promised(
    at: HalfDay,
    blocks: Sequence["Block"],
    free: list[str],
    kept: Mapping[str, Meeting],
    given: dict[str, list[RoomUse]],
) -> dict[tuple[str, str], int]:
    """Rooms that a published meeting has already: as many as it still uses, by group."""
    count: dict[tuple[str, str], int] = {}
    for block in blocks:
        meeting = kept.get(block.committee)
        for use in meeting.rooms if meeting else ():
            if use.at == at and use.room in free:
                free.remove(use.room)
                given[block.committee].append(use)
                count[block.committee, use.group] = count.get((block.committee, use.group), 0) + 1
    return count


def open_at(rooms: Iterable[Room], at: HalfDay) -> list[Room]:
    """The rooms that may be used in a half-day."""
    return [
        room
        for room in rooms
        if not away(room.closed, at) and (not room.opened or at in room.opened)
    ]


def _open(rooms: Iterable[Room], at: HalfDay) -> list[str]:
    return [room.id for room in open_at(rooms, at)]


def _plenaries(
    season: Season,
    at: HalfDay,
    ends: Sequence["Block"],
    free: list[str],
    big: list[str],
    last: dict[tuple[str, str, int], str],
    given: dict[str, list[RoomUse]],
) -> None:
    """The largest committee gets the largest room; its room of the half-day before if it may."""
    seats = {room: season.room[room].seats for room in big}

    def fits(room: str, block: "Block") -> bool:
        return (seats[room] or block.size) >= block.size

    order = sorted(big, key=lambda room: (seats[room] is not None, -(seats[room] or 0), room))
    for block in sorted(ends, key=lambda b: (-b.size, b.committee)):
        wish = last.get((block.committee, "", 0))
        room = wish if wish in order and fits(wish, block) else order[0]
        order.remove(room)
        free.remove(room)
        last[block.committee, "", 0] = room
        given[block.committee].append(RoomUse(at=at, room=room))


def _panels(
    at: HalfDay,
    blocks: Sequence["Block"],
    free: list[str],
    big: frozenset[str],
    last: dict[tuple[str, str, int], str],
    given: dict[str, list[RoomUse]],
    promised: Mapping[tuple[str, str], int],
) -> None:
    wanted = [
        (block.committee, group, number)
        for block in blocks
        if at not in block.plenaries
        for group, count in block.panels[block.half_days.index(at)]
        for number in range(promised.get((block.committee, group), 0), count)
    ]
    placed: set[tuple[str, str, int]] = set()
    for key in wanted:
        if last.get(key) in free:
            _keep(at, key, last[key], free, given)
            placed.add(key)
    for key in wanted:
        if key not in placed:
            room = min(free, key=lambda r: (r in big, r))
            last[key] = room
            _keep(at, key, room, free, given)


def _keep(
    at: HalfDay,
    key: tuple[str, str, int],
    room: str,
    free: list[str],
    given: dict[str, list[RoomUse]],
) -> None:
    free.remove(room)
    given[key[0]].append(RoomUse(at=at, room=room, group=key[1]))


def give_duties(
    season: Season,
    blocks: Sequence["Block"],
    kept: Mapping[str, Meeting],
    others: Iterable[Meeting] = (),
) -> tuple[dict[str, tuple[Duty, ...]], list[Finding]]:
    """Secretaries, supervisors, timekeepers and tellers, nobody in two places in a half-day.

    One supervisor per site and half-day is wanted (6.2.1c), one for each committee where there
    are enough, one for every session of a watched committee. What is missing is reported.
    """
    given: dict[str, list[Duty]] = {block.committee: [] for block in blocks}
    short: list[Finding] = []
    if not season.staff:
        return dict.fromkeys(given, ()), short
    keeps: dict[tuple[str, StaffRole], str] = {
        (meeting.id, duty.role): duty.staff for meeting in kept.values() for duty in meeting.duties
    }
    elsewhere = {(duty.at, duty.staff) for meeting in others for duty in meeting.duties}
    for at in sorted({at for block in blocks for at in block.half_days}):
        busy = {staff for when, staff in elsewhere if when == at}
        here = [block for block in blocks if at in block.half_days]
        for role in ("secretary", "supervisor", "timekeeper", "teller"):
            _serve(season, at, role, here, keeps, busy, given, short)
    return {committee: tuple(duties) for committee, duties in given.items()}, short


def _serve(
    season: Season,
    at: HalfDay,
    role: StaffRole,
    blocks: Sequence["Block"],
    keeps: dict[tuple[str, StaffRole], str],
    busy: set[str],
    given: dict[str, list[Duty]],
    short: list[Finding],
) -> None:
    able = [s for s in season.staff if role in s.roles and not away(s.absences, at)]
    if not any(role in s.roles for s in season.staff):
        return
    served: set[str] = set()
    order = sorted(
        blocks,
        key=lambda b: (
            not _named(able, b.committee),
            (b.committee, role) not in keeps,
            b.site in served,
            b.committee,
        ),
    )
    for block in order:
        if role == "teller" and at not in block.plenaries:
            continue
        if role == "timekeeper" and at in block.plenaries:
            continue
        free = [
            s
            for s in able
            if s.id not in busy and (not s.committees or block.committee in s.committees)
        ]
        if not free:
            if role == "secretary" or (role == "supervisor" and block.site not in served):
                short.append(_missing(at, role, block.committee))
            continue
        wish = keeps.get((block.committee, role))
        person = next((s for s in free if s.id == wish), None) or min(
            free,
            key=lambda s: (
                not s.committees,
                len(s.roles),
                sum(d.staff == s.id for ds in given.values() for d in ds),
                s.id,
            ),
        )
        keeps[block.committee, role] = person.id
        busy.add(person.id)
        served.add(block.site)
        given[block.committee].append(Duty(at=at, staff=person.id, role=role))


def _named(staff: Sequence[Staff], committee: str) -> bool:
    return any(committee in s.committees for s in staff)


def _missing(at: HalfDay, role: StaffRole, committee: str) -> Finding:
    return Finding(
        code=f"meetings.no-{role}",
        severity="warning",
        clause="N2024-6.2.1c",
        step="meetings",
        args={"committee": committee, "half_day": at},
        where=(Where(table="committees", id=committee),),
    )
