"""Sessions with their rooms and members, from one committee's solution or from the search."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.calendar import HalfDay
from models.plan import Meeting, PlannedGroup, RoomUse, Session
from models.season import Season
from scheduler.grouping import Load
from scheduler.pinned import Fixed, Pinned, own_category, pinned
from scheduler.spread import Spread
from scheduler.spread_case import Case
from scheduler.timetable_model import Timetable, attending


def sessions_of(
    season: Season, v: Timetable, values: tuple[int, ...], heads: frozenset[str] = frozenset()
) -> list[Session]:
    """Sessions of one solution. Parallel panels share out their members in dockets."""
    held = pinned(season, v.load)
    found: list[Session] = []
    for at in v.before:
        free = _free(v.meeting, at, held)
        for group in v.load.groups:
            sitting = [
                e.id
                for e in v.members[group.id]
                if (e.id, at) in v.sits_at and values[v.sits_at[e.id, at]]
            ]
            wanted = [
                category
                for category in group.panels
                for _ in range(values[v.meets[group.id, category, at]])
            ]
            for panel in _numbered(v.load, group, at, wanted, sitting, held):
                use = next((u for u in free if u.group == group.id), None) or (
                    free[0] if free else None
                )
                found.append(panel.session(v.load, use, free))
    coming = {
        at: attending(season, v.load, v.members, v.ties, heads, at) for at in v.meeting.plenaries
    }
    return [*found, *_plenaries(v.meeting, coming)]


def spread_sessions(case: Case, search: Spread, meeting: Meeting) -> list[Session]:
    """Sessions of one spread committee in the rooms it was given."""
    item = search.state.placed[case.name]
    season, load = case.season, case.load
    pins = pinned(season, load)
    free = [use for at in sorted(dict.fromkeys(u.at for u in meeting.rooms))
            for use in _free(meeting, at, pins)]  # fmt: skip
    found: list[Session] = []
    for group in case.load.groups:
        held = item.held.get(group.id)
        for sitting, categories in held.sittings if held else ():
            members = [case.members[group.id][number].id for number in sitting.members]
            for panel in _numbered(load, group, sitting.at, categories, members, pins):
                use = next((u for u in free if (u.at, u.group) == (sitting.at, group.id)), None)
                found.append(panel.session(load, use, free))
    found.sort(key=lambda session: (session.at, session.id))
    coming = {at: case.attending(at, item.away.get(at, frozenset())) for at in meeting.plenaries}
    return [*found, *_plenaries(meeting, coming)]


@dataclass(frozen=True)
class _Panel:
    """One panel of a group in a half-day, with what is pinned of it."""

    id: str
    group: PlannedGroup
    at: HalfDay
    category: str
    members: tuple[str, ...]
    room: str

    def session(self, load: Load, use: RoomUse | None, free: list[RoomUse]) -> Session:
        """The session, in the pinned room or in this one, which is then no longer free."""
        if use is not None and not self.room:
            free.remove(use)
        return Session(
            id=self.id,
            committee=load.committee.id,
            group=self.group.id,
            kind="panel",
            at=self.at,
            room=self.room or (use.room if use else ""),
            category=self.category,  # pyright: ignore[reportArgumentType]
            members=self.members,
        )


def _free(meeting: Meeting, at: HalfDay, held: Pinned) -> list[RoomUse]:
    """The rooms of a meeting in a half-day but those that pins keep for certain panels."""
    out = {one.room for one in held.panels if one.at == at}
    return [use for use in meeting.rooms if use.at == at and use.room not in out]


def _numbered(
    load: Load,
    group: PlannedGroup,
    at: HalfDay,
    categories: Sequence[str],
    sitting: Sequence[str],
    held: Pinned,
) -> Iterator[_Panel]:
    """The panels of a group in a half-day by number: what is pinned bears its own."""
    fixed = [one for one in held.panels if (one.group, one.at) == (group.id, at)]
    places = _places(load, group, categories, fixed)
    taken = {one.id for one in held.panels if one.id}
    named = {member for one in fixed for member in one.members}
    others = [member for member in sitting if member not in named]
    open_ones = [n for n in range(len(categories)) if n not in places or not places[n].members]
    number = 0
    for n, category in enumerate(categories):
        one = places.get(n)
        number += 1
        while f"{group.id}@{at}/{number}" in taken:
            number += 1
        own = one.id if one and one.id else f"{group.id}@{at}/{number}"
        number -= bool(one and one.id)
        members = tuple(m for m in sitting if m in one.members) if one and one.members else ()
        if n in open_ones:
            members = tuple(others[open_ones.index(n) :: len(open_ones)])
        yield _Panel(own, group, at, category, members, one.room if one else "")


def _places(
    load: Load, group: PlannedGroup, categories: Sequence[str], fixed: Sequence[Fixed]
) -> dict[int, Fixed]:
    """Which panel of a half-day is which pinned session: its dossiers' category, then its place."""
    of = {item.applicant: own_category(group, item.category) for item in load.items[group.id]}
    found: dict[int, Fixed] = {}
    for one in sorted(fixed, key=lambda one: not any(of.get(name) for name in one.dossiers)):
        asked = {of[name] for name in one.dossiers if of.get(name)}
        able = [n for n, category in enumerate(categories)
                if n not in found and (not asked or category in asked)]  # fmt: skip
        own = [n for n in able if one.id.endswith(f"/{n + 1}")]
        if able:
            found[(own or able)[0]] = one
    return found


def _plenaries(meeting: Meeting, coming: Mapping[HalfDay, tuple[str, ...]]) -> list[Session]:
    return [
        Session(
            id=f"{meeting.id}@{at}",
            committee=meeting.id,
            kind="plenary",
            at=at,
            room=next((u.room for u in meeting.rooms if u.at == at and not u.group), ""),
            members=coming[at],
        )
        for at in meeting.plenaries
    ]
