"""Sessions with their rooms and members, from one committee's solution or from the search."""

from collections.abc import Mapping

from models.calendar import HalfDay
from models.plan import Meeting, Session
from models.season import Season
from scheduler.spread import Spread
from scheduler.spread_case import Case
from scheduler.timetable_model import Timetable, attending


def sessions_of(
    season: Season, v: Timetable, values: tuple[int, ...], heads: frozenset[str] = frozenset()
) -> list[Session]:
    """Sessions of one solution. Parallel panels share out their members in dockets."""
    committee = v.load.committee.id
    found: list[Session] = []
    for at in v.before:
        free = [use for use in v.meeting.rooms if use.at == at]
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
            for number, category in enumerate(wanted):
                use = next((u for u in free if u.group == group.id), None) or (
                    free[0] if free else None
                )
                if use is not None:
                    free.remove(use)
                found.append(
                    Session(
                        id=f"{group.id}@{at}/{number + 1}",
                        committee=committee,
                        group=group.id,
                        kind="panel",
                        at=at,
                        room=use.room if use else "",
                        category=category,  # pyright: ignore[reportArgumentType]
                        members=tuple(sitting[number :: len(wanted)]),
                    )
                )
    coming = {
        at: attending(season, v.load, v.members, v.ties, heads, at) for at in v.meeting.plenaries
    }
    return [*found, *_plenaries(v.meeting, coming)]


def spread_sessions(case: Case, search: Spread, meeting: Meeting) -> list[Session]:
    """Sessions of one spread committee in the rooms it was given."""
    item = search.state.placed[case.name]
    free = list(meeting.rooms)
    found: list[Session] = []
    for group in case.load.groups:
        held = item.held.get(group.id)
        for sitting, categories in held.sittings if held else ():
            members = [case.members[group.id][number].id for number in sitting.members]
            for number, category in enumerate(categories):
                use = next((u for u in free if (u.at, u.group) == (sitting.at, group.id)), None)
                if use is not None:
                    free.remove(use)
                found.append(
                    Session(
                        id=f"{group.id}@{sitting.at}/{number + 1}",
                        committee=case.name,
                        group=group.id,
                        kind="panel",
                        at=sitting.at,
                        room=use.room if use else "",
                        category=category,  # pyright: ignore[reportArgumentType]
                        members=tuple(members[number :: len(categories)]),
                    )
                )
    found.sort(key=lambda session: (session.at, session.id))
    coming = {at: case.attending(at, item.away.get(at, frozenset())) for at in meeting.plenaries}
    return [*found, *_plenaries(meeting, coming)]


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
