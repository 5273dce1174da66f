"""Who sits in spread committees and when, settled together: formation takes in the exact rows.

It is asked once lists in turn were shown unable to sit. The next list is drawn among those that
can sit in the rooms as they are given out; what is to be refused is asked again as if the rooms
of blocks could be any: that is refused in whichever rooms.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from models.plan import Meeting, Where
from models.season import Season
from scheduler.equipment import Needs
from scheduler.hall import no_more_than_there_are
from scheduler.pools import last_day
from scheduler.rooms import Sites, open_at
from scheduler.rows import Rows, Term, Var
from scheduler.spans import Rooms
from scheduler.spread_case import Case
from scheduler.spread_whole import Whole, pinned_rooms

if TYPE_CHECKING:
    from models.calendar import HalfDay
    from scheduler.formation_model import Formation

MOST = 30_000
"""Seats times half-days beyond which who sits and when is not settled for all of them together.

Half as many were 108,000 rows, 26 s and 0.6 GiB.
"""


def settled_together(v: "Formation") -> tuple[str, ...]:
    """The spread committees for which who sits and when is settled together.

    All of them; where they are too many, those that were shown to be in one another's way, at
    last or ever.
    """
    clashes = [{w.id for w in cut.where} for cut in v.cuts if not cut.sure]
    everybody = set(_spread(v))
    for some in (everybody, set[str]().union(*clashes), *reversed(clashes)):
        names = tuple(name for name in _spread(v) if name in some)
        sizes = (
            len(v.of_group[group.id]) * len(v.meetings[name].half_days)
            for name in names
            for group in v.loads[name].groups
        )
        if sum(sizes) <= MOST:
            return names
    return ()


def sit_together(
    rows: Rows, v: "Formation", season: Season, meetings: Sequence[Meeting], *, as_given: bool
) -> None:
    """Rows: whoever has the seats of these committees finds half-days for panels and plenaries.

    With `meetings` also rooms: beside those of blocks, as they are given out or any.
    """
    elsewhere: dict[str, list[tuple[HalfDay, Var]]] = {}
    for name, load in v.loads.items():
        if not load.committee.spread:
            for expert, seat in v.on(name):
                elsewhere.setdefault(expert.id, []).extend(
                    (at, seat) for at in v.meetings[name].half_days
                )
    cases = {name: _case(v, season, name) for name in v.settled}
    with rows.declared("needed"):
        blocks = [m for m in meetings if not season.committee[m.id].spread]
        rooms = _left(season, meetings, blocks) if as_given else {}
        whole = Whole(season, cases, rooms, seats=v.sits, elsewhere=elsewhere, rows=rows)
        if not as_given:
            _rooms(whole, season, blocks)


def _spread(v: "Formation") -> Iterable[str]:
    return (name for name, load in v.loads.items() if load.committee.spread)


def _case(v: "Formation", season: Season, name: str) -> Case:
    """A committee in which whoever fits may sit."""
    load, span = v.loads[name], v.meetings[name]
    members = {g.id: tuple(season.expert[e] for e in v.of_group[g.id]) for g in load.groups}
    presiding = v.pool.presiding(load.committee, last_day(span))
    return Case(season, load, span, members, presiding, v.pool.ties, {})


def _left(
    season: Season, meetings: Iterable[Meeting], blocks: Iterable[Meeting]
) -> dict[str, Rooms]:
    """By committee: the rooms of its site that the blocks leave as theirs are given out."""
    sites = Sites(season)
    taken: dict[HalfDay, frozenset[str]] = {}
    for block in blocks:
        for use in block.rooms:
            taken[use.at] = taken.get(use.at, frozenset()) | {use.room}
    found: dict[str, Rooms] = {}
    for meeting in meetings:
        site = next((sites.site_of(use.room) for use in meeting.rooms), "")
        found[meeting.id] = Rooms(season, sites, site, taken=taken)
    return found


def _rooms(whole: Whole, season: Season, blocks: Iterable[Meeting]) -> None:
    """No more rooms than there are, on whichever site a committee may meet."""
    sites, rows = Sites(season), whole.rows
    if not sites.all_rooms:
        return
    wants: dict[HalfDay, list[tuple[frozenset[str], Term]]] = {}
    for name, case in whole.cases.items():
        able = sites.of(case.load.committee)
        for group, at, x in whole.panels_of(name):
            must = case.load.needs.get(group, Needs()).must
            fit = frozenset[str]().union(*(sites.panel_rooms(s, at, must) for s in able))
            wants.setdefault(at, []).append((fit, x))
        must = case.load.needs.get("", Needs()).must
        for n, run in enumerate(whole.runs[name]):
            for at in run:
                halls = (sites.rooms_for_all(s, at, case.load.size, must) for s in able)
                fit = frozenset[str]().union(*halls)
                wants.setdefault(at, []).append((fit, whole.ends[name, n]))
        for use, fit in pinned_rooms(sites, case, able):
            wants.setdefault(use.at, []).extend(whole.kept_for(use, fit))
    used = rows.integer("rooms of blocks", 1, 1)
    for block in blocks:
        for use in block.rooms:
            if use.at in wants:
                there = (open_at(rooms, use.at) for rooms in sites.all_rooms.values())
                every = frozenset((use.room, *(room.id for rooms in there for room in rooms)))
                wants[use.at].append((every, used))
    for at, some in wants.items():
        no_more_than_there_are(rows, some, "N2024-6.2.2a", Where(table="rooms", id="", field=at))
