"""What the season pins of sessions and of dossiers: panels and plenaries that must be held so.

A pin of 场次 names a group (one of its panels), a committee (its plenary) or a session by the
number that it bore in a plan, with half-day, room and members as far as it says; a pin of 分组 the
session or the half-day in which a dossier is heard. Blocks, rooms, members, panels and dockets are
chosen so; where that cannot be, the committee is put aside by the pin's number.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil

from models.calendar import HalfDay
from models.committee import Committee
from models.plan import Meeting, PlannedGroup, RoomUse, Where, session_parts
from models.season import Season
from scheduler.grouping import Load, groups_of
from scheduler.work import Work

CLAUSE = "R40-11a"
"""Of rows that keep what a person has decided."""


@dataclass(frozen=True)
class Fixed:
    """One session that is pinned: a panel of a group, or with an empty group the plenary."""

    committee: str
    group: str
    at: HalfDay
    id: str = ""
    """The number that it must bear; empty where any will do."""
    room: str = ""
    members: tuple[str, ...] = ()
    """Exactly these sit in it, where any are named."""
    dossiers: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()

    def agrees(self, other: "Fixed") -> bool:
        """Whether both may be said of one session."""
        pairs = ((self.id, other.id), (self.room, other.room), (self.members, other.members))
        return all(not mine or not yours or mine == yours for mine, yours in pairs)

    def joined(self, other: "Fixed") -> "Fixed":
        """What both say of one session."""
        return Fixed(
            self.committee,
            self.group,
            self.at,
            self.id or other.id,
            self.room or other.room,
            self.members or other.members,
            (*self.dossiers, *other.dossiers),
            (*self.pins, *other.pins),
        )

    @property
    def where(self) -> tuple[Where, ...]:
        """The pins that say so."""
        return tuple(Where(table="pins", id=pin) for pin in self.pins)


@dataclass(frozen=True)
class Pinned:
    """Everything that is pinned of one committee's sessions and dossiers."""

    sessions: tuple[Fixed, ...] = ()
    heard: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """By applicant: the session or the half-day of the dossier, and the pin."""

    @property
    def panels(self) -> tuple[Fixed, ...]:
        """The panels."""
        return tuple(one for one in self.sessions if one.group)

    @property
    def plenaries(self) -> tuple[Fixed, ...]:
        """The plenaries."""
        return tuple(one for one in self.sessions if not one.group)

    @property
    def pins(self) -> tuple[str, ...]:
        """The pins, each once."""
        named = [pin for one in self.sessions for pin in one.pins]
        return tuple(dict.fromkeys([*named, *(pin for _, pin in self.heard.values())]))

    def panels_at(self, group: str, at: HalfDay) -> int:
        """Panels of a group that are pinned in a half-day."""
        return sum((one.group, one.at) == (group, at) for one in self.sessions)

    def half_days(self, load: Load) -> dict[tuple[str, HalfDay], int]:
        """Panels that a group must have in a half-day, for its sessions and its dossiers."""
        least = Counter((one.group, one.at) for one in self.panels)
        asked = Counter[tuple[str, HalfDay]]()
        for group, at, category, count in self.dossiers(load):
            if category:
                asked[group, at] += count
            asked[group, at] = max(asked[group, at], count)
        for key, count in asked.items():
            least[key] = max(least[key], count)
        return dict(sorted(least.items()))

    def dossiers(self, load: Load) -> Iterator[tuple[str, HalfDay, str, int]]:
        """(group, half-day, category or any, panels): what the pinned dossiers ask for."""
        at_of = {one.id: one.at for one in self.sessions if one.id}
        for group in load.groups:
            minutes: Counter[tuple[HalfDay, str]] = Counter()
            sessions: dict[tuple[HalfDay, str], set[str]] = {}
            for item in load.items[group.id]:
                if item.applicant not in self.heard:
                    continue
                said = self.heard[item.applicant][0]
                here = (at_of.get(said, said), own_category(group, item.category))
                minutes[here] += item.minutes
                if said in at_of:
                    sessions.setdefault(here, set()).add(said)
            for (at, category), length in minutes.items():
                panels = ceil(length / load.capacity[group.id])
                count = max(panels, len(sessions.get((at, category), ())))
                yield group.id, at, category, count


NOTHING = Pinned()


def own_category(group: PlannedGroup, category: str) -> str:
    """The category in whose sessions dossiers of a category are heard; empty where in any."""
    return category if category in group.panels else ""


def pins_any(season: Season) -> bool:
    """Whether anything is pinned of sessions or dossiers."""
    return any(pin.part in {"sessions", "dockets"} for pin in season.pins)


def pinned(season: Season, load: Load) -> Pinned:
    """What is pinned of the sessions of a committee, and of the dossiers that its panels hear."""
    if not pins_any(season):
        return NOTHING
    sessions = list(sessions_pinned(season, load.committee))
    groups = {item.applicant: g for g, items in load.items.items() for item in items}
    dossiers: dict[str, tuple[str, str]] = {}
    for pin in season.pins:
        said = str(pin.value.get("session", ""))
        named, at = session_parts(said)
        if pin.part != "dockets" or pin.subject not in groups or pin.subject in dossiers or not at:
            continue
        dossiers[pin.subject] = (said, pin.id)
        if named:
            one = Fixed(load.committee.id, named, at, said, dossiers=(pin.subject,), pins=(pin.id,))
            _take_in(sessions, one)
    return Pinned(tuple(sessions), dossiers)


def sessions_pinned(season: Season, committee: Committee) -> tuple[Fixed, ...]:
    """The sessions of one committee that pins of 场次 hold fast.

    Pins that do not contradict one another are of one session; of one number the first counts.
    """
    found: list[Fixed] = []
    for one in _each(season, committee):
        _take_in(found, one)
    return tuple(found)


def contradictions(season: Season, committee: Committee) -> Iterator[tuple[str, ...]]:
    """Pins of one session of which not all can be kept, the one that came first before."""
    found: list[Fixed] = []
    for one in _each(season, committee):
        before = _take_in(found, one)
        if before is not None:
            yield (*before.pins, *one.pins)


def _each(season: Season, committee: Committee) -> Iterator[Fixed]:
    """What each pin of 场次 says of a committee."""
    groups = {group.id for group in groups_of(committee)}
    for pin in season.pins:
        if pin.part != "sessions":
            continue
        named, of_number = session_parts(pin.subject)
        group = str(pin.value.get("group", "")) or (named if of_number else pin.subject)
        at = str(pin.value.get("at", "")) or of_number
        if not at or (group not in groups and group != committee.id):
            continue
        members = str(pin.value.get("members", ""))
        yield Fixed(
            committee.id,
            "" if group == committee.id else group,
            at,
            pin.subject if of_number else "",
            str(pin.value.get("room", "")),
            tuple(sorted(dict.fromkeys(m for m in members.split("、") if m))),
            pins=(pin.id,),
        )


def _take_in(found: list[Fixed], new: Fixed) -> Fixed | None:
    """One more session, or what is new of one that is there; which one, where it says otherwise."""
    for number, old in enumerate(found):
        same = (old.group, old.at) == (new.group, new.at) and old.agrees(new)
        if new.id and old.id == new.id and not same:
            return old
        if same:
            found[number] = old.joined(new)
            return None
    found.append(new)
    return None


def rooms_pinned(season: Season, committee: Committee) -> tuple[RoomUse, ...]:
    """The rooms that pins keep for a committee."""
    if not pins_any(season):
        return ()
    return tuple(
        RoomUse(at=one.at, room=one.room, group=one.group)
        for one in sessions_pinned(season, committee)
        if one.room
    )


def still_open(season: Season, work: Work, loads: Mapping[str, Load]) -> Season:
    """The season without pins of sessions and dossiers that what is published rules out.

    Published dates and members stay; the verifier tells which pin they leave.
    """
    base = work.base
    if base is None or not work.frozen or not pins_any(season):
        return season
    seated = {(seat.committee, seat.group, seat.expert) for seat in base.seats}
    out: set[str] = set()
    for name, load in loads.items():
        some = pinned(season, load)
        if {"members", f"members:{name}"} & work.frozen:
            away = (f for f in some.sessions for e in f.members if (name, f.group, e) not in seated)
            out.update(pin for one in away for pin in one.pins)
        if {"dates", f"dates:{name}"} & work.frozen:
            for meeting in base.meetings:
                if meeting.id == name:
                    out.update(_left(some, meeting))
    kept = tuple(pin for pin in season.pins if pin.id not in out)
    return season.model_copy(update={"pins": kept}) if out else season


def _left(some: Pinned, meeting: Meeting) -> Iterator[str]:
    """Pins that a published meeting does not keep."""
    panels = {at for at in meeting.half_days if at not in meeting.plenaries}
    for one in some.sessions:
        rooms = {use.room for use in meeting.rooms if use.at == one.at}
        there = one.at in (panels if one.group else meeting.plenaries)
        if not there or (one.room and rooms and one.room not in rooms):
            yield from one.pins
    for said, pin in some.heard.values():
        if session_parts(said)[1] not in panels and all(one.id != said for one in some.sessions):
            yield pin
