"""Committees that are spread: laid out together in the rooms and half-days that the others leave.

Those that must not overlap come one after the other. What is proven impossible is a Cut, sure only
where nothing but the committee itself bears it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.people import Expert
from models.plan import Meeting, Plan, Session
from models.season import Season
from scheduler.apart import apart_from
from scheduler.blocks import decision
from scheduler.eligibility import Ties, ties_of
from scheduler.equipment import NOTHING
from scheduler.grouping import Load
from scheduler.laid_sessions import spread_sessions
from scheduler.meeting_spread import as_block
from scheduler.meetings import convene
from scheduler.rooms import Sites
from scheduler.seated import heads_of, members_of
from scheduler.solver import Infeasible
from scheduler.spans import Rooms, less, open_meeting
from scheduler.spread import CannotSit, Spread
from scheduler.spread_case import Case
from scheduler.spread_whole import clash, settled
from scheduler.work import Cut, Work

if TYPE_CHECKING:
    from models.calendar import HalfDay

EARLY = 200
"""A plan is chosen once the bound is within this part of the linear program's value.

With more than the least effort prices are sought further.
"""
EARLY_TRIES = 3
"""Times that a plan is sought before anything is known of prices."""


@dataclass
class Progress:
    """What the committees done so far add up to."""

    bound: int = 0
    """Of the committees' own parts."""
    with_rooms: int = 0
    """Of the own parts and the rooms that spread committees open."""
    status: str = "OPTIMAL"
    reproducible: bool = True


def apart(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Sequence[Load],
    closed: Sequence[Meeting],
    so_far: Progress,
    avoided: tuple[Cut, ...] = (),
) -> tuple[tuple[Meeting, ...], list[Session], list[Cut]]:
    """Committees that are spread: together, but those to be kept apart one after the other.

    What comes later is laid out beside what stands already, so that its bounds say nothing of the
    whole. Where that ends without an answer, all of them are asked at once.
    """
    turns = rounds(season, loads)
    if len(turns) > 1:
        before = replace(so_far)
        laid, sessions, cuts = _in_turn(season, plan, work, turns, closed, so_far, avoided)
        if not cuts and so_far.status != "UNKNOWN":
            return laid, sessions, []
        vars(so_far).update(vars(before))
    return _as_often_as_needed(
        season, plan, work, loads, closed, so_far, avoided, whole=len(turns) > 1
    )


def _in_turn(
    season: Season,
    plan: Plan,
    work: Work,
    turns: Sequence[Sequence[Load]],
    closed: Sequence[Meeting],
    so_far: Progress,
    avoided: tuple[Cut, ...] = (),
) -> tuple[tuple[Meeting, ...], list[Session], list[Cut]]:
    laid: list[Meeting] = []
    sessions: list[Session] = []
    for number, some in enumerate(turns):
        before = so_far.bound, so_far.with_rooms
        found, own, cuts = _as_often_as_needed(
            season, plan, work, some, [*closed, *laid], so_far, avoided
        )
        laid.extend(found)
        sessions.extend(own)
        if number:
            so_far.bound, so_far.with_rooms = before
        if cuts or so_far.status == "UNKNOWN":
            return tuple(laid), sessions, cuts
    return tuple(laid), sessions, []


def _as_often_as_needed(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Sequence[Load],
    closed: Sequence[Meeting],
    so_far: Progress,
    avoided: tuple[Cut, ...] = (),
    *,
    whole: bool = False,
) -> tuple[tuple[Meeting, ...], list[Session], list[Cut]]:
    """These together; how often somebody wishes to come is no law and gives way first."""
    shown, before = so_far.status != "UNKNOWN", replace(so_far)
    found, own, cuts = _open(season, plan, work, loads, closed, so_far, avoided, whole=whole)
    if not whole and Sites(season).pinned and any(not session.room for session in own):
        vars(so_far).update(vars(before))  # in numbers rooms sufficed, not beside pinned ones
        found, own, cuts = _open(season, plan, work, loads, closed, so_far, avoided, whole=True)
    stuck = bool(cuts) or (shown and so_far.status == "UNKNOWN")
    if stuck and limited(season, plan, loads) and not work.cut:
        so_far.status = "OPTIMAL" if shown else so_far.status
        free = unlimited(season)
        found, own, cuts = _open(free, plan, work, loads, closed, so_far, avoided, whole=whole)
    return found, own, cuts


def _clear_span(
    season: Season, plan: Plan, load: Load, closed: Sequence[Meeting]
) -> Meeting | None:
    """The open half-days of a committee, less those of others that it must not overlap."""
    span = open_meeting(season, plan, load)
    others = apart_from(season, load.committee.id)
    taken = [at for m in closed if m.id in others for at in m.half_days]
    return less(load, span, taken) if span else None


def limited(season: Season, plan: Plan, loads: Sequence[Load]) -> bool:
    """Whether some member of these committees gives only so many half-days."""
    names = {load.committee.id for load in loads}
    seated = (season.expert[seat.expert] for seat in plan.seats if seat.committee in names)
    return any(expert.max_half_days is not None for expert in seated)


def unlimited(season: Season) -> Season:
    """The season with experts who come as often as they are needed."""
    experts = tuple(
        expert
        if expert.max_half_days is None
        else expert.model_copy(update={"max_half_days": None})
        for expert in season.experts
    )
    return season.model_copy(update={"experts": experts})


def rounds(season: Season, loads: Sequence[Load]) -> list[list[Load]]:
    """Committees in order, none in one round with another that it must not overlap."""
    found: list[list[Load]] = []
    for load in loads:
        others = apart_from(season, load.committee.id)
        able = (some for some in found if others.isdisjoint(o.committee.id for o in some))
        some = next(able, None)
        if some is None:
            found.append([load])
        else:
            some.append(load)
    return found


def _open(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Sequence[Load],
    closed: Sequence[Meeting],
    so_far: Progress,
    avoided: tuple[Cut, ...] = (),
    *,
    whole: bool,
) -> tuple[tuple[Meeting, ...], list[Session], list[Cut]]:
    """Committees that are spread, all together; with `whole` by the exact model alone."""
    if not all(_has_days(season, plan, load, closed) for load in loads):
        so_far.status = "UNKNOWN"  # what stands already leaves some no half-days
        return (), [], []
    search = search_of(season, plan, work, loads, closed, avoided)
    if search is None:
        return (), [], []
    cases = search.cases
    missed = _settle(search, plan, work, loads, closed, so_far, whole=whole)
    so_far.reproducible = so_far.reproducible and not work.cut
    if missed is not None:
        return (), [], missed
    by_load = {load.committee.id: load for load in loads}
    sit = [as_block(by_load[name], item) for name, item in search.laid().items()]
    sit.sort(key=lambda block: list(cases).index(block.committee))
    meetings, _ = convene(season, work, Sites(season), sit, closed)
    sessions = [
        session
        for meeting in meetings
        for session in spread_sessions(cases[meeting.id], search, meeting)
    ]
    return meetings, sessions, []


def _settle(
    search: Spread,
    plan: Plan,
    work: Work,
    loads: Sequence[Load],
    closed: Sequence[Meeting],
    so_far: Progress,
    *,
    whole: bool,
) -> list[Cut] | None:
    """A plan in the search and its bound; else what is proven impossible, none where not shown."""
    cases = search.cases
    cut = _without_quorum(plan, cases, closed)
    if cut is not None:
        return [cut]
    if not whole:
        _early(search, work, so_far)
    try:
        if not search.price():
            so_far.bound += search.least()
            return None
    except CannotSit as stuck:
        case = cases[stuck.committee]
        return [_beside(plan, case, case.members[stuck.group], closed, stuck.group, "R40-21")]
    master = search.master
    chosen = _chosen(search, work, so_far, whole=whole)
    if chosen:
        search.settle_more()
    if not (chosen or (not whole and search.first(master.wished())) or search.stands):
        answer, search.stands = settled(search.season, cases, search.rooms, work)
        if isinstance(answer, Infeasible):
            return [clash(search.season, cases, search.rooms, closed, work)]
        if not search.stands:
            so_far.status = "UNKNOWN"
            return []
    search.keep()
    work.progress(
        "timetable", "reference", so_far.bound + search.value(), so_far.bound + master.bound
    )
    if not whole:
        search.improve(master.bound, once=chosen and work.effort != "thorough")
    if len({musts(load) for load in loads}) == 1:  # else rooms were counted too strictly
        so_far.with_rooms = so_far.bound + master.bound
    so_far.bound += master.own_bound
    return None


def _early(search: Spread, work: Work, so_far: Progress) -> None:
    """The first plans, each told as soon as it stands: without tables, then the best one by one."""
    for seek in (search.hurried, lambda: search.first({}, EARLY_TRIES)):
        before = search.stands
        seek()
        search.keep()
        if search.stands != before:
            bound = so_far.bound + search.least()
            work.progress("timetable", "reference", so_far.bound + search.value(), bound)


def _chosen(search: Spread, work: Work, so_far: Progress, *, whole: bool) -> bool:
    """Prices until the bound is near enough; whether a plan was chosen on the way (not `whole`)."""
    master = search.master
    chosen = False
    for near in (EARLY,) if work.effort == "quick" else (EARLY, None):
        if search.over():
            break
        master.rounds(near)
        bound = so_far.bound + master.bound
        work.progress("timetable", "reference", None, bound)
        if not (whole or chosen or search.over()) and search.chosen():
            chosen = True
            work.progress("timetable", "reference", so_far.bound + search.value(), bound)
    return chosen


def _has_days(season: Season, plan: Plan, load: Load, closed: Sequence[Meeting]) -> bool:
    """Whether those that it must not overlap leave a plenary its half-days."""
    span = _clear_span(season, plan, load, closed)
    return span is None or len(span.plenaries) >= load.plenary_half_days


def search_of(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Sequence[Load],
    closed: Sequence[Meeting] = (),
    avoided: tuple[Cut, ...] = (),
) -> Spread | None:
    """The search over spread committees beside those on fixed days; None where none has members."""
    ties = ties_of(season)
    cases = {
        load.committee.id: case
        for load in loads
        if (case := _case(season, plan, load, closed, ties, avoided)) is not None
    }
    if not cases:
        return None
    named = {name: case.load for name, case in cases.items()}
    return Spread(season, cases, _rooms_left(season, plan, Sites(season), named, closed), work)


def _case(
    season: Season,
    plan: Plan,
    load: Load,
    closed: Sequence[Meeting],
    ties: Ties,
    avoided: tuple[Cut, ...],
) -> Case | None:
    members = members_of(season, plan, load)
    span = _clear_span(season, plan, load, closed)
    if span is None or not any(members.values()):
        return None
    everyone = [e for experts in members.values() for e in experts]
    elsewhere = {m.id: frozenset(m.half_days) for m in closed}
    busy: dict[str, frozenset[HalfDay]] = {}
    names = {e.id for e in everyone}
    for seat in plan.seats:
        if seat.expert in names and seat.committee in elsewhere:
            busy[seat.expert] = busy.get(seat.expert, frozenset()) | elsewhere[seat.committee]
    return Case(
        season,
        load,
        span,
        members,
        heads_of(plan, load.committee.id),
        ties,
        busy,
        tuple(cut for cut in avoided if cut.committee == load.committee.id),
    )


def _without_quorum(plan: Plan, cases: Mapping[str, Case], closed: Sequence[Meeting]) -> Cut | None:
    """The first committee whose members cannot hold a plenary in any half-day."""
    for case in cases.values():
        if not case.runs:
            return _beside(plan, case, case.everyone, closed, "", "R40-19")
    return None


def _beside(
    plan: Plan,
    case: Case,
    members: Iterable[Expert],
    closed: Sequence[Meeting],
    group: str,
    clause: str,
) -> Cut:
    """Members who cannot sit beside the blocks that stand, and what that rests on.

    The blocks of committees that must not be overlapped, those in which some of the members sit
    as well, and their seats there.
    """
    blocks = {m.id: decision(m) for m in closed}
    busy = [e.id for e in members if e.id in case.busy]
    seats = [s for s in plan.seats if s.expert in busy and s.committee in blocks]
    near = {*apart_from(case.season, case.name), *(seat.committee for seat in seats)}
    return Cut(
        "formation",
        case.name,
        tuple(e.id for e in members),
        group,
        clause,
        seats=tuple((seat.expert, seat.group) for seat in seats),
        given=tuple(blocks[name] for name in sorted(near) if name in blocks),
    )


def _rooms_left(
    season: Season,
    plan: Plan,
    sites: Sites,
    loads: Mapping[str, Load],
    closed: Sequence[Meeting],
) -> dict[str, Rooms]:
    """By spread committee: the rooms of its site that the others leave.

    Only rooms with all that any of the site's committees must have are counted.
    """
    taken: dict[HalfDay, set[str]] = {}
    for meeting in closed:
        for use in meeting.rooms:
            taken.setdefault(use.at, set()).add(use.room)
    out = {at: frozenset(rooms) for at, rooms in taken.items()}
    site_of = {
        meeting.id: next((sites.site_of(use.room) for use in meeting.rooms), "")
        for meeting in plan.meetings
    }
    wanted: dict[str, frozenset[str]] = {}
    for name, load in loads.items():
        wanted[site_of[name]] = wanted.get(site_of[name], NOTHING) | musts(load)
    by_site = {
        site: Rooms(season, sites, site, taken=out, wanted=some) for site, some in wanted.items()
    }
    return {name: by_site[site_of[name]] for name in loads}


def musts(load: Load) -> frozenset[str]:
    """The equipment that some room of a committee must have."""
    return frozenset().union(*(needs.must for needs in load.needs.values()))
