"""How the law binds blocks of different committees to one another: rooms, staff, shared people."""

from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from models.calendar import HalfDay
from models.people import StaffRole
from models.plan import Meeting, Where
from models.season import Season
from scheduler.apart import apart
from scheduler.binding.base import Binding
from scheduler.blocks import named
from scheduler.eligibility import away
from scheduler.equipment import Needs
from scheduler.hall import no_more_than_there_are
from scheduler.rooms import Sites
from scheduler.rows import Rows, Term, Var

if TYPE_CHECKING:
    from scheduler.blocks import Block
    from scheduler.meeting_model import Meetings

APART = "apart_from"
WINDOW, ROOMS, STAFF, SHARED = "N2024-2.1.4d", "N2024-6.2.2a", "R40-23", "R40-20"


def one_block_each(rows: Rows, v: "Meetings", season: Season) -> None:
    """Every committee meets in one of its blocks, all of which lie in its window."""
    for committee, found in v.blocks.items():
        columns = [v.meets[committee, number] for number in range(len(found))]
        rows.exactly(1, columns, WINDOW, Where(table="committees", id=committee))


class RoomWant(NamedTuple):
    """Rooms that must do, rooms that would be right, and how many are wanted if it is so."""

    must: frozenset[str]
    wish: frozenset[str]
    term: tuple[int, Var]


RoomWants = dict[tuple[str, HalfDay], list[RoomWant]]
"""By site and half-day."""


def rooms_suffice(rows: Rows, v: "Meetings", season: Season) -> None:
    """No more panels and plenaries at once than rooms that are fit for them."""
    if v.given.sites.all_rooms:
        enough_rooms(rows, room_wants(v), law_alone=v.given.law_alone)


def enough_rooms(rows: Rows, wants: RoomWants, *, law_alone: bool) -> None:
    """First what rooms must have, then also the equipment that is still to be confirmed."""
    for (site, at), some in sorted(wants.items(), key=lambda item: item[0]):
        where = Where(table="rooms", id=site, field=at)
        no_more_than_there_are(rows, [(w.must, w.term) for w in some], ROOMS, where)
        if not law_alone and any(w.must != w.wish for w in some):
            wished = [(w.wish, w.term) for w in some]
            no_more_than_there_are(rows, wished, ROOMS, where, binds=False)


def room_wants(v: "Meetings") -> RoomWants:
    """What the blocks want of rooms."""
    found: RoomWants = {}
    for block, variable in v.columns():
        kept = v.given.kept.get(block.committee)
        for at, count, must, wish in wants_of(block, v.given.sites, kept):
            found.setdefault((block.site, at), []).append(RoomWant(must, wish, (count, variable)))
    return found


def wants_of(
    block: "Block", sites: Sites, kept: Meeting | None
) -> Iterable[tuple[HalfDay, int, frozenset[str], frozenset[str]]]:
    """Half-day, number, rooms fit by law and as wished; pinned and published ones stay."""
    for index, at in enumerate(block.half_days):
        ending = at in block.plenaries
        for group, count in (("", 1),) if ending else block.panels[index]:
            needs = block.needs.get(group, Needs())
            left = count
            for use in kept.rooms if kept else sites.pinned.get(block.committee, ()):
                here = (use.at, use.group) == (at, group)
                if left and here and use.room in sites.panel_rooms(block.site, at):
                    room = frozenset({use.room})
                    yield at, 1, room, room
                    left -= 1
            if not left:
                continue
            fit = [
                sites.rooms_for_all(block.site, at, block.size, wanted)
                if ending
                else sites.panel_rooms(block.site, at, wanted)
                for wanted in (needs.must, needs.wish)
            ]
            yield at, left, fit[0], fit[1]


def secretaries_suffice(rows: Rows, v: "Meetings", season: Season) -> None:
    """No more committees at once than secretaries who may serve them, where any are given."""
    if not any("secretary" in person.roles for person in season.staff):
        return
    needed = season.profile.integer("secretaries.per_committee")
    wants: dict[HalfDay, list[tuple[frozenset[str], Term]]] = {}
    serving: dict[tuple[str, HalfDay], frozenset[str]] = {}
    for block, variable in v.columns():
        for at in block.half_days:
            key = (block.committee, at)
            if key not in serving:
                serving[key] = _serving(season, "secretary", block.committee, at)
            wants.setdefault(at, []).append((serving[key], (needed, variable)))
    for at in sorted(wants):
        where = Where(table="staff", id="secretary", field=at)
        no_more_than_there_are(rows, wants[at], STAFF, where, binds=False)


def _serving(season: Season, role: StaffRole, committee: str, at: HalfDay) -> frozenset[str]:
    return frozenset(
        person.id
        for person in season.staff
        if role in person.roles
        and (not person.committees or committee in person.committees)
        and not away(person.absences, at)
    )


def kept_apart(rows: Rows, v: "Meetings", season: Season) -> None:
    """Committees that must not overlap share no half-day."""
    for (one, other), clause in apart(season).items():
        if one not in v.blocks or other not in v.blocks:
            continue
        covers: dict[HalfDay, dict[str, list[Var]]] = {}
        for name in (one, other):
            for index, block in enumerate(v.blocks[name]):
                for at in block.half_days:
                    covers.setdefault(at, {}).setdefault(name, []).append(v.meets[name, index])
        where = [Where(table="committees", id=name, field=APART) for name in (one, other)]
        for _, by_name in sorted(covers.items()):
            if by_name.keys() == {one, other}:
                rows.at_most_one([*by_name[one], *by_name[other]], clause, *where)


def shared_experts_suffice(rows: Rows, v: "Meetings", season: Season) -> None:
    """Committees that share experts do not meet at once where these are too few for both."""
    together = v.given.together
    for one, other in combinations(v.blocks, 2):
        if not together.share(one, other):
            continue
        where = [Where(table="experts", id=name) for name in (one, other)]
        for number, block in enumerate(v.blocks[one]):
            barred = [
                v.meets[other, n]
                for n, against in enumerate(v.blocks[other])
                if together.short(block, against)
            ]
            if barred:
                rows.at_most_one([v.meets[one, number], *barred], SHARED, *where)


def proven_blocks_are_left(rows: Rows, v: "Meetings", season: Season) -> None:
    """Not all of these committees in blocks that were proven impossible together."""
    by_name: dict[str, list[Var]] = {}
    for block, variable in v.columns():
        by_name.setdefault(named(block), []).append(variable)
    for cut in v.given.cuts:
        names = {item.rsplit("@", 1)[0] for item in cut.decisions}
        if not names <= v.blocks.keys() | v.given.spread:
            continue  # one of them does not meet at all
        concerned = names & v.blocks.keys()
        chosen = [x for item in cut.decisions for x in by_name.get(item, ())]
        if concerned:
            where = [Where(table="cuts", id=name) for name in cut.decisions]
            rows.at_most(len(concerned) - 1, chosen, cut.clause or "R40-9a", *where)


MEETING_ROWS: tuple[Binding["Meetings"], ...] = (
    Binding(WINDOW, "exact", one_block_each),
    Binding(ROOMS, "exact", rooms_suffice),
    Binding(STAFF, "exact", secretaries_suffice),
    Binding(ROOMS, "exact", kept_apart),
    Binding(SHARED, "needed", shared_experts_suffice),
    Binding("", "needed", proven_blocks_are_left),
)
