"""Which panels sit in which half-day, with whom, and the plenaries.

Committees that meet in blocks, and those whose dates are published, have their rooms and days:
one small model each (`scheduler.timetable_model`). Committees that are spread are laid out
together (`scheduler.spread`), with the rooms that the others leave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from models.calendar import HalfDay
from models.people import Expert
from models.plan import Goal, Meeting, Plan, Session, StepReport
from models.season import Season
from scheduler.apart import apart_from
from scheduler.blocks import decision
from scheduler.eligibility import Ties
from scheduler.equipment import NOTHING
from scheduler.grouping import Load
from scheduler.meeting_spread import as_block
from scheduler.meetings import convene
from scheduler.reference import breakdown, open_rooms, weights
from scheduler.rooms import Sites
from scheduler.rows import Rows
from scheduler.shares import total
from scheduler.solver import Answer, Found, Infeasible, Unknown, solve
from scheduler.spans import Rooms, least_lead, less, off_time, open_meeting, published
from scheduler.spread import CannotSit, Spread
from scheduler.spread_case import Case, Placed
from scheduler.spread_whole import clash, settled
from scheduler.timetable_model import Timetable, attending, build, goal_terms
from scheduler.work import Cut, Outcome, Work

CORE_UNITS = 0.3
"""Deterministic time for the first look at a committee on fixed days, with little effort too."""
LP_UNITS = {"quick": 3.0, "normal": 8.0, "thorough": 8.0}
"""Deterministic time for the second look."""
EARLY_TRIES = 3
"""Times that a plan is sought before anything is known of prices."""


Members = Mapping[str, tuple[Expert, ...]]
"""By group."""


@dataclass
class Progress:
    """What the committees done so far add up to."""

    bound: int = 0
    """Of the committees' own parts."""
    with_rooms: int = 0
    """Of the own parts and the rooms that spread committees open."""
    status: str = "OPTIMAL"
    reproducible: bool = True


def run(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Mapping[str, Load],
    *,
    fixed: bool = False,
) -> Outcome:
    """Panel and plenary sessions of every committee that has members.

    With `fixed` no committee's days are laid out anew.
    """
    if not plan.seats:
        return Outcome(StepReport(step="timetable", status="SKIPPED", reason="skipped.no-members"))
    so_far = Progress()
    kept = published(work)
    open_ones = [
        load
        for name, load in loads.items()
        if load.committee.spread and name not in kept and not fixed
    ]
    names = {load.committee.id for load in open_ones}
    closed = [m for m in plan.meetings if m.id not in names]
    sessions, cuts = _closed(season, plan, work, loads, closed, so_far)
    meetings = plan.meetings
    if open_ones and not cuts:
        laid, own, cuts = _apart(season, plan, work, open_ones, closed, so_far)
        sessions.extend(own)
        by_name = {meeting.id: meeting for meeting in laid}
        meetings = tuple(by_name.get(meeting.id, meeting) for meeting in plan.meetings)
    if cuts:
        return Outcome(
            StepReport(step="timetable", status="INFEASIBLE", reason="timetable.cannot-sit"),
            cuts=tuple(cuts),
        )
    if so_far.status == "UNKNOWN":
        report = StepReport(
            step="timetable",
            status="UNKNOWN",
            reason="unproven",
            reproducible=so_far.reproducible,
        )
        return Outcome(report, {"sessions": tuple(sessions)})
    draft = plan.model_copy(update={"meetings": meetings, "sessions": tuple(sessions)})
    value = value_of_plan(season, draft, loads)
    bound = max(so_far.with_rooms, so_far.bound + _room_bound(season, draft, loads, names))
    bound = min(value, bound)
    goal = Goal(name="reference", value=value, bound=bound, proven=value == bound)
    work.progress("timetable", "reference", value, bound)
    report = StepReport(
        step="timetable",
        status="OPTIMAL" if goal.proven else "FEASIBLE",
        goals=(goal,),
        reproducible=so_far.reproducible,
    )
    return Outcome(report, {"sessions": tuple(sessions), "meetings": meetings})


def delays(season: Season, plan: Plan, loads: Mapping[str, Load]) -> dict[str, int]:
    """By committee: half-days by which the plenary is later than the first possible.

    Counted in the committee's block, or over the open half-days of its window where it is spread:
    there from the wished day, if there is one.
    """
    found: dict[str, int] = {}
    for meeting in plan.meetings:
        load = loads.get(meeting.id)
        if load is None or not meeting.plenaries:
            continue
        half_days = meeting.half_days
        if load.committee.spread:
            span = open_meeting(season, plan, load)
            half_days = span.half_days if span else half_days
            found[meeting.id] = max(0, off_time(load, half_days, meeting.plenaries[0]))
            continue
        earlier = sum(at < meeting.plenaries[0] for at in half_days)
        found[meeting.id] = max(0, earlier - least_lead(load))
    return found


def value_of_plan(season: Season, plan: Plan, loads: Mapping[str, Load]) -> int:
    """The reference objective of a plan's sessions."""
    return total(breakdown(season, plan.sessions, delays(season, plan, loads)))


def _room_bound(season: Season, plan: Plan, loads: Mapping[str, Load], open_ones: set[str]) -> int:
    """A bound of what rooms cost: those of full blocks stand, half of all uses are needed.

    A block is full when it keeps no more rooms than it has panels: then its use stands.
    """
    weight = weights(season)["open_rooms"]
    full: set[str] = set()
    for meeting in plan.meetings:
        load = loads.get(meeting.id)
        if load is not None and meeting.id not in open_ones:
            kept = sum(bool(use.group) for use in meeting.rooms)
            if kept == sum(sum(group.panels.values()) for group in load.groups):
                full.add(meeting.id)
    certain = open_rooms(season, [s for s in plan.sessions if s.committee in full])
    least = sum(sum(day.values()) for day in certain.values())
    return weight * max(least, -(-len(plan.sessions) // 2))


def _closed(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Mapping[str, Load],
    meetings: Iterable[Meeting],
    so_far: Progress,
) -> tuple[list[Session], list[Cut]]:
    """Committees whose half-days stand, each by itself."""
    ties = Ties(season)
    sessions: list[Session] = []
    cuts: list[Cut] = []
    weight = weights(season)["plenary_delay"]
    late = delays(season, plan, loads)
    every = ((meeting, members_of(season, plan, loads[meeting.id])) for meeting in meetings)
    cases = [(meeting, members) for meeting, members in every if any(members.values())]

    def ask(case: tuple[Meeting, Members]) -> tuple[Answer, Timetable]:
        meeting, members = case
        sitting = tuple(e.id for experts in members.values() for e in experts)
        return work.once(
            ("timetable", decision(meeting), sitting),
            lambda: _solve(season, loads[meeting.id], meeting, members, ties, work),
        )

    for (meeting, members), (answer, v) in zip(cases, work.each(ask, cases), strict=True):
        load = loads[meeting.id]
        match answer:
            case Found():
                so_far.bound += answer.bound + weight * late.get(meeting.id, 0)
                so_far.reproducible = so_far.reproducible and answer.reproducible
                sessions.extend(sessions_of(season, v, answer.values, heads_of(plan, meeting.id)))
            case Infeasible():
                cuts.append(_blame(season, load, meeting, members, ties, work))
            case Unknown():
                so_far.status = "UNKNOWN"
                so_far.reproducible = so_far.reproducible and answer.reproducible
        work.progress("timetable", "reference", None, so_far.bound)
    return sessions, cuts


def _apart(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Sequence[Load],
    closed: Sequence[Meeting],
    so_far: Progress,
) -> tuple[tuple[Meeting, ...], list[Session], list[Cut]]:
    """Committees that are spread: together, but those to be kept apart one after the other.

    What comes later is laid out beside what stands already, so that its bounds say nothing of the
    whole. Where that ends without an answer, all of them are asked at once.
    """
    turns = rounds(season, loads)
    if len(turns) > 1:
        before = replace(so_far)
        laid, sessions, cuts = _in_turn(season, plan, work, turns, closed, so_far)
        if not cuts and so_far.status != "UNKNOWN":
            return laid, sessions, []
        vars(so_far).update(vars(before))
    return _as_often_as_needed(season, plan, work, loads, closed, so_far, whole=len(turns) > 1)


def _in_turn(
    season: Season,
    plan: Plan,
    work: Work,
    turns: Sequence[Sequence[Load]],
    closed: Sequence[Meeting],
    so_far: Progress,
) -> tuple[tuple[Meeting, ...], list[Session], list[Cut]]:
    laid: list[Meeting] = []
    sessions: list[Session] = []
    for number, some in enumerate(turns):
        before = so_far.bound, so_far.with_rooms
        found, own, cuts = _as_often_as_needed(season, plan, work, some, [*closed, *laid], so_far)
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
    *,
    whole: bool = False,
) -> tuple[tuple[Meeting, ...], list[Session], list[Cut]]:
    """These together; how often somebody wishes to come is no law and gives way first."""
    shown = so_far.status != "UNKNOWN"
    found, own, cuts = _open(season, plan, work, loads, closed, so_far, whole=whole)
    stuck = bool(cuts) or (shown and so_far.status == "UNKNOWN")
    if stuck and limited(season, plan, loads) and not work.cut:
        so_far.status = "OPTIMAL" if shown else so_far.status
        free = unlimited(season)
        found, own, cuts = _open(free, plan, work, loads, closed, so_far, whole=whole)
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
    *,
    whole: bool,
) -> tuple[tuple[Meeting, ...], list[Session], list[Cut]]:
    """Committees that are spread, all together; with `whole` by the exact model alone."""
    if not all(_has_days(season, plan, load, closed) for load in loads):
        so_far.status = "UNKNOWN"  # what stands already leaves some no half-days
        return (), [], []
    search = search_of(season, plan, work, loads, closed)
    if search is None:
        return (), [], []
    cases = search.cases
    cut = _without_quorum(plan, cases, closed)
    early: dict[str, Placed] = {}
    if cut is None and not whole and search.first({}, EARLY_TRIES):
        early = dict(search.state.placed)
        work.progress("timetable", "reference", so_far.bound + search.value(), so_far.bound)
    try:
        if cut is None:
            search.price()
    except CannotSit as stuck:
        case = cases[stuck.committee]
        cut = _beside(plan, case, case.members[stuck.group], closed, stuck.group, "R40-21")
    if cut is not None:
        return (), [], [cut]
    master = search.master
    master.rounds()
    work.progress("timetable", "reference", None, so_far.bound + master.bound)
    chosen = not whole and search.chosen()
    if not (chosen or (not whole and search.first(master.wished())) or early):
        answer, early = settled(season, cases, search.rooms, work)
        if isinstance(answer, Infeasible):
            return (), [], [clash(season, cases, search.rooms, closed, work)]
        if not early:
            so_far.status = "UNKNOWN"
            so_far.reproducible = so_far.reproducible and not work.cut
            return (), [], []
    search.keep(early)
    work.progress("timetable", "reference", search.value(), so_far.bound + master.bound)
    if not whole and (not chosen or work.effort == "thorough"):
        search.improve(master.bound)
    if len({musts(load) for load in loads}) == 1:  # else rooms were counted too strictly
        so_far.with_rooms = so_far.bound + master.bound
    so_far.bound += master.own_bound
    so_far.reproducible = so_far.reproducible and not work.cut
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


def _has_days(season: Season, plan: Plan, load: Load, closed: Sequence[Meeting]) -> bool:
    """Whether those that it must not overlap leave a plenary its half-days."""
    span = _clear_span(season, plan, load, closed)
    return span is None or len(span.plenaries) >= load.plenary_half_days


def search_of(
    season: Season, plan: Plan, work: Work, loads: Sequence[Load], closed: Sequence[Meeting] = ()
) -> Spread | None:
    """The search over spread committees beside those on fixed days; None where none has members."""
    cases = {
        load.committee.id: case
        for load in loads
        if (case := _case(season, plan, load, closed)) is not None
    }
    if not cases:
        return None
    named = {name: case.load for name, case in cases.items()}
    return Spread(season, cases, _rooms_left(season, plan, Sites(season), named, closed), work)


def _case(season: Season, plan: Plan, load: Load, closed: Sequence[Meeting]) -> Case | None:
    members = members_of(season, plan, load)
    span = _clear_span(season, plan, load, closed)
    if span is None or not any(members.values()):
        return None
    ties = Ties(season)
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


def heads_of(plan: Plan, committee: str) -> frozenset[str]:
    """Chair and deputies of a committee."""
    return frozenset(
        seat.expert for seat in plan.seats if seat.committee == committee and seat.role != "member"
    )


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


def _solve(
    season: Season,
    load: Load,
    meeting: Meeting,
    members: Mapping[str, tuple[Expert, ...]],
    ties: Ties,
    work: Work,
) -> tuple[Answer, Timetable]:
    rows, v = build(season, load, meeting, members, ties)
    answer = _settled(rows, goal_terms(season, v), work)
    law = rows.without(frozenset({"guide"}), unbinding=True)
    if isinstance(answer, Infeasible) and len(law.rows) < len(rows.rows):
        answer = _settled(law, goal_terms(season, v), work)
    return answer, v


def _settled(rows: Rows, goal: list[tuple[int, int]], work: Work) -> Answer:
    """The least value: core by core where that settles it at once, else with an LP."""
    quick = solve(rows, goal, work, units=CORE_UNITS / min(1.0, work.budget(1)), core=True)
    if isinstance(quick, Infeasible) or (isinstance(quick, Found) and quick.proven):
        return quick
    return solve(rows, goal, work, units=LP_UNITS[work.effort])


def members_of(season: Season, plan: Plan, load: Load) -> dict[str, tuple[Expert, ...]]:
    """The drawn members by group."""
    found: dict[str, list[Expert]] = {group.id: [] for group in load.groups}
    for seat in plan.seats:
        if seat.committee == load.committee.id and seat.group in found:
            found[seat.group].append(season.expert[seat.expert])
    return {group: tuple(experts) for group, experts in found.items()}


def _blame(
    season: Season,
    load: Load,
    meeting: Meeting,
    members: Mapping[str, tuple[Expert, ...]],
    ties: Ties,
    work: Work,
) -> Cut:
    """The group whose members cannot do the work by themselves; else the block and its rooms."""
    for group in load.groups:
        rows, _ = build(season, load, meeting, members, ties, only=[group.id])
        if group.panels and isinstance(
            solve(rows.without(frozenset({"guide"}), unbinding=True), [], work, units=4), Infeasible
        ):
            sitting = tuple(expert.id for expert in members[group.id])
            given = (decision(meeting),)
            return Cut("formation", load.committee.id, sitting, group.id, "R40-21", given=given)
    return Cut("meetings", load.committee.id, (decision(meeting),), clause="R40-21")


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
