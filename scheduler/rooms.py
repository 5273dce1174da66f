"""Rooms for blocks that stand: fit for the work, and the same from one half-day to the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.calendar import HalfDay
from models.committee import Committee, Room
from models.plan import Finding, Meeting, RoomUse, Where
from models.season import Season
from scheduler.assignment import FORBIDDEN, assigned
from scheduler.eligibility import away
from scheduler.equipment import NOTHING, Needs, has, known
from scheduler.pinned import rooms_pinned

if TYPE_CHECKING:
    from scheduler.blocks import Block

ANYWHERE = ""
LACKING, MOVED, BIG, SURPLUS = 10**8, 10**5, 10**4, 100
"""What it costs a panel: equipment that is to be confirmed, another room than before, a plenary
room, and every piece of equipment that nobody asked for."""


@dataclass
class Sites:
    """Rooms by site. A site without a plenary room is joined to the first site that has one.

    Rooms that do not even seat the least panel are left out.
    """

    season: Season
    all_rooms: dict[str, list[Room]] = field(default_factory=dict[str, list[Room]])
    _fit: dict[tuple[str, HalfDay, int, frozenset[str]], frozenset[str]] = field(
        default_factory=dict[tuple[str, HalfDay, int, frozenset[str]], frozenset[str]]
    )

    def __post_init__(self) -> None:
        marked = any(room.plenary for room in self.season.rooms)
        home = next((room.site for room in self.season.rooms if room.plenary), ANYWHERE)
        able = {room.site for room in self.season.rooms if room.plenary or not marked}
        least = self.season.profile.integer("group.min_members")
        fit = [r for r in self.season.rooms if r.seats is None or r.seats >= least]
        for room in fit or self.season.rooms:
            site = room.site if room.site in able else home
            self.all_rooms.setdefault(site, []).append(room)
        self._marked = marked
        self.pinned = {
            committee.id: uses
            for committee in self.season.committees
            if (uses := rooms_pinned(self.season, committee))
        }
        """Rooms that pins keep, by committee."""

    def of(self, committee: Committee) -> list[str]:
        """Sites where the committee may meet."""
        if not self.all_rooms:
            return [ANYWHERE]
        able = list(self.all_rooms)
        if committee.site and committee.site in self.all_rooms:
            able = [committee.site]
        held = {self.site_of(use.room) for use in self.pinned.get(committee.id, ())}
        return [site for site in able if held <= {site}]

    def of_pinned_panels(self, at: HalfDay) -> frozenset[str]:
        """Rooms that pins keep for panels in a half-day: no plenary has them."""
        every = (use for uses in self.pinned.values() for use in uses)
        return frozenset(use.room for use in every if use.group and use.at == at)

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

    def unequipped(self, committees: Iterable[Committee]) -> list[Finding]:
        """Committees that name equipment where no room says what it has: it is not looked at."""
        return [
            Finding(
                code="meetings.equipment-unknown",
                severity="note",
                clause="N2024-6.2.2a",
                step="meetings",
                args={"committee": committee.id, "equipment": tuple(committee.equipment)},
                where=(Where(table="committees", id=committee.id, field="equipment"),),
            )
            for committee in committees
            if committee.equipment and self.all_rooms and not known(self.season)
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

    def panel_rooms(
        self, site: str, at: HalfDay, wanted: frozenset[str] = NOTHING
    ) -> frozenset[str]:
        """The rooms of a site that are open and have what a panel needs."""
        key = (site, at, -1, wanted)
        if key not in self._fit:
            rooms = open_at(self.all_rooms.get(site, []), at)
            self._fit[key] = frozenset(room.id for room in rooms if has(room, wanted))
        return self._fit[key]

    def rooms_for_all(
        self, site: str, at: HalfDay, size: int, wanted: frozenset[str] = NOTHING
    ) -> frozenset[str]:
        """The open rooms fit for a plenary of this many members."""
        key = (site, at, size, wanted)
        if key not in self._fit:
            self._fit[key] = frozenset(
                room.id
                for room in open_at(self.plenary_rooms(site), at)
                if (room.seats is None or room.seats >= size) and has(room, wanted)
            )
        return self._fit[key]


@dataclass(frozen=True)
class _Wanted:
    """A panel of a group, or with an empty group the plenary, that needs a room in a half-day."""

    block: "Block"
    group: str
    number: int
    needs: Needs

    @property
    def key(self) -> tuple[str, str, int]:
        return self.block.committee, self.group, self.number


def give_rooms(
    sites: Sites,
    blocks: Sequence["Block"],
    kept: Mapping[str, Meeting],
    others: Iterable[Meeting] = (),
) -> tuple[dict[str, tuple[RoomUse, ...]], list[Finding]]:
    """A room for every panel and plenary, and what rooms lack that should have it.

    In each half-day the cheapest assignment: published rooms stand; the largest committee has
    the largest plenary room; a group keeps its room. Rooms of `others` are not given again.
    """
    given: dict[str, list[RoomUse]] = {block.committee: [] for block in blocks}
    lacking: dict[tuple[str, str], list[HalfDay]] = {}
    if not sites.all_rooms:
        return dict.fromkeys(given, ()), []
    last: dict[tuple[str, str, int], str] = {}
    taken = {(use.at, use.room) for meeting in others for use in meeting.rooms}
    for at in sorted({at for block in blocks for at in block.half_days}):
        for site, rooms in sites.all_rooms.items():
            here = [block for block in blocks if block.site == site and at in block.half_days]
            free = [room for room in open_at(rooms, at) if (at, room.id) not in taken]
            promised = _promised(at, here, free, kept, sites.pinned, given)
            wanted = [w for block in here for w in _wanted(block, at, promised)]
            big = {room.id for room in sites.plenary_rooms(site)}
            costs = [[_cost(w, room, n, big, last, free) for n, room in enumerate(free)]
                     for w in wanted]  # fmt: skip
            for w, column in zip(wanted, assigned(costs), strict=True):
                if column is None:
                    continue
                room = free[column]
                last[w.key] = room.id
                given[w.block.committee].append(RoomUse(at=at, room=room.id, group=w.group))
                if not has(room, w.needs.wish):
                    lacking.setdefault((w.block.committee, room.id), []).append(at)
    return {name: tuple(uses) for name, uses in given.items()}, _told(sites.season, lacking)


def _promised(
    at: HalfDay,
    blocks: Sequence["Block"],
    free: list[Room],
    kept: Mapping[str, Meeting],
    pinned: Mapping[str, tuple[RoomUse, ...]],
    given: dict[str, list[RoomUse]],
) -> dict[tuple[str, str], int]:
    """Rooms that are pinned, or that a published meeting has: as many as it uses, by group."""
    count: dict[tuple[str, str], int] = {}
    for block in blocks:
        meeting = kept.get(block.committee)
        for use in meeting.rooms if meeting else pinned.get(block.committee, ()):
            room = next((room for room in free if room.id == use.room), None)
            if use.at == at and room is not None:
                free.remove(room)
                given[block.committee].append(use)
                count[block.committee, use.group] = count.get((block.committee, use.group), 0) + 1
    return count


def _wanted(
    block: "Block", at: HalfDay, promised: Mapping[tuple[str, str], int]
) -> Iterable[_Wanted]:
    panels = [("", 1)] if at in block.plenaries else block.panels[block.half_days.index(at)]
    for group, count in panels:
        for number in range(promised.get((block.committee, group), 0), count):
            yield _Wanted(block, group, number, block.needs.get(group, Needs()))


def _cost(
    wanted: _Wanted,
    room: Room,
    place: int,
    big: set[str],
    last: Mapping[tuple[str, str, int], str],
    free: Sequence[Room],
) -> int:
    """What it costs to give the room; rooms that may not be given are forbidden."""
    size = wanted.block.size
    if not has(room, wanted.needs.must):
        return FORBIDDEN
    cost = place + (0 if has(room, wanted.needs.wish) else LACKING)
    cost += 0 if last.get(wanted.key) == room.id else MOVED
    if wanted.group:
        surplus = len(frozenset(room.equipment) - wanted.needs.wish)
        return cost + (BIG if room.id in big else 0) + SURPLUS * surplus
    if room.id not in big or (room.seats or size) < size:
        return FORBIDDEN
    larger = sum((other.seats or 0) > (room.seats or 0) for other in free if other.id in big)
    return cost + SURPLUS * larger * size


def _told(season: Season, lacking: Mapping[tuple[str, str], Sequence[HalfDay]]) -> list[Finding]:
    return [
        Finding(
            code="meetings.room-lacks",
            severity="warning",
            clause="N2024-6.2.2a",
            step="meetings",
            args={"committee": committee, "room": room, "half_day": at[0], "half_days": len(at)},
            where=(Where(table="rooms", id=room, field="equipment"),),
        )
        for (committee, room), at in sorted(lacking.items())
    ]


def open_at(rooms: Iterable[Room], at: HalfDay) -> list[Room]:
    """The rooms that may be used in a half-day."""
    return [
        room
        for room in rooms
        if not away(room.closed, at) and (not room.opened or at in room.opened)
    ]
