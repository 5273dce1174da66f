"""Which panels sit in which half-day, with whom, and the plenaries.

Committees that meet in blocks, and those whose dates are published, have their rooms and days:
one small model each (`scheduler.timetable_model`). Committees that are spread are laid out
together (`scheduler.spread`), with the rooms that the others leave.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from models.people import Expert
from models.plan import Finding, Meeting, Plan, Session, Share, StepReport, Where
from models.season import Season
from scheduler.blocks import decision
from scheduler.eligibility import Ties, ties_of
from scheduler.grouping import Load
from scheduler.laid_sessions import sessions_of
from scheduler.reference import breakdown, goals_of, open_rooms, weights
from scheduler.rows import Rows
from scheduler.seated import Members, heads_of, members_of
from scheduler.shares import total
from scheduler.solver import Answer, Found, Infeasible, Unknown, solve
from scheduler.spans import least_lead, off_time, open_meeting, published
from scheduler.timetable_model import Timetable, build, goal_terms, tied_work
from scheduler.timetable_spread import Progress, apart
from scheduler.unheard import heard
from scheduler.work import Cut, Outcome, Work

Terms = list[tuple[int, int]]
CORE_UNITS, GROUP_UNITS = 0.15, 0.03
"""Deterministic time for the first look at a committee on fixed days, with little effort too."""
LP_UNITS = {"quick": 3.0, "normal": 8.0, "thorough": 8.0}
"""Deterministic time for the second look."""


def run(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Mapping[str, Load],
    cuts: Iterable[Cut] = (),
    *,
    fixed: bool = False,
) -> Outcome:
    """Panel and plenary sessions of every committee that has members.

    With `fixed` no committee's days are laid out anew. Panels that `cuts` name are avoided.
    """
    avoided = tuple(cuts)
    if not plan.seats:
        return Outcome(StepReport(step="timetable", status="SKIPPED", reason="skipped.no-members"))
    loads, unread = heard(season, plan, work, loads)
    so_far = Progress()
    kept = published(work)
    open_ones = [
        load
        for name, load in loads.items()
        if load.committee.spread and name not in kept and not fixed
    ]
    names = {load.committee.id for load in open_ones}
    closed = [m for m in plan.meetings if m.id not in names]
    sessions, back = _closed(season, plan, work, loads, closed, so_far, avoided)
    meetings = plan.meetings
    if open_ones and not back:
        laid, own, back = apart(season, plan, work, open_ones, closed, so_far, avoided)
        sessions.extend(own)
        by_name = {meeting.id: meeting for meeting in laid}
        meetings = tuple(by_name.get(meeting.id, meeting) for meeting in plan.meetings)
    if back:
        return Outcome(
            StepReport(
                step="timetable",
                status="INFEASIBLE",
                reason="timetable.cannot-sit",
                findings=tuple(_stuck(loads[cut.committee], cut) for cut in back),
            ),
            cuts=tuple(back),
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
    goals = goals_of(season, shares_of(season, draft, loads), bound)
    work.progress("timetable", "reference", value, bound)
    report = StepReport(
        step="timetable",
        status="OPTIMAL" if value == bound else "FEASIBLE",
        goals=goals,
        reproducible=so_far.reproducible,
    )
    parts = {"sessions": tuple(sessions), "meetings": meetings}
    return Outcome(report, parts, put_aside=tuple(unread))


def _stuck(load: Load, cut: Cut) -> Finding:
    """The group, or the committee, that finds no sessions: told where nothing can be drawn anew."""
    group = next((g.name or g.id for g in load.groups if g.id == cut.group), "")
    return Finding(
        code="timetable.group-stuck" if group else "timetable.committee-stuck",
        severity="warning",
        clause=cut.clause,
        step="timetable",
        args={"committee": cut.committee, "group": group, "count": len(cut.decisions)},
        where=(Where(table="committees", id=cut.committee),),
    )


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
    """The objective of a plan's sessions: the reference, with the levels around it."""
    return total(shares_of(season, plan, loads))


def shares_of(season: Season, plan: Plan, loads: Mapping[str, Load]) -> list[Share]:
    """What the objective of a plan's sessions is made of."""
    return breakdown(season, plan.sessions, delays(season, plan, loads))


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
    avoided: tuple[Cut, ...],
) -> tuple[list[Session], list[Cut]]:
    """Committees whose half-days stand, each by itself."""
    ties = ties_of(season)
    sessions: list[Session] = []
    cuts: list[Cut] = []
    weight = weights(season)["plenary_delay"]
    late = delays(season, plan, loads)
    every = ((meeting, members_of(season, plan, loads[meeting.id])) for meeting in meetings)
    cases = [(meeting, members) for meeting, members in every if any(members.values())]

    def ask(case: tuple[Meeting, Members]) -> tuple[Answer, Timetable]:
        meeting, members = case
        sitting = tuple(e.id for experts in members.values() for e in experts)
        mine = tuple(cut for cut in avoided if cut.committee == meeting.id)
        return work.once(
            ("timetable", decision(meeting), sitting, mine),
            lambda: _solve(season, loads[meeting.id], meeting, members, ties, work, mine),
        )

    for (meeting, members), (answer, v) in zip(cases, work.each(ask, cases), strict=True):
        load = loads[meeting.id]
        match answer:
            case Found():
                so_far.bound += answer.bound + weight * late.get(meeting.id, 0)
                so_far.reproducible = so_far.reproducible and answer.reproducible
                sessions.extend(sessions_of(season, v, answer.values, heads_of(plan, meeting.id)))
            case Infeasible():
                mine = tuple(cut for cut in avoided if cut.committee == meeting.id)
                cuts.append(_blame(season, load, meeting, members, ties, work, mine))
            case Unknown():
                so_far.status = "UNKNOWN"
                so_far.reproducible = so_far.reproducible and answer.reproducible
        work.progress("timetable", "reference", None, so_far.bound)
    return sessions, cuts


def _solve(
    season: Season,
    load: Load,
    meeting: Meeting,
    members: Mapping[str, tuple[Expert, ...]],
    ties: Ties,
    work: Work,
    avoided: tuple[Cut, ...],
) -> tuple[Answer, Timetable]:
    make = partial(build, season, load, meeting, members, ties, cuts=avoided)
    rows, v = make()
    goal = goal_terms(season, v)

    def parts(of: Callable[[Rows], Rows]) -> Iterator[tuple[Rows, Terms]]:
        for group in v.most:
            own, alone = make(only=[group])
            yield of(own), goal_terms(season, alone)

    answer = _settled(rows, goal, parts(Rows.copy), work)
    law = _law(rows)
    if isinstance(answer, Infeasible) and len(law.rows) < len(rows.rows):
        answer = _settled(law, goal, parts(_law), work)
    return answer, v


def _law(rows: Rows) -> Rows:
    """The rows that must hold."""
    return rows.without(frozenset({"guide"}), unbinding=True)


def _settled(rows: Rows, goal: Terms, parts: Iterator[tuple[Rows, Terms]], work: Work) -> Answer:
    """The least value: core by core where that settles it at once, else group by group.

    Rooms alone join the groups of a committee. What each costs at least by itself is a row of
    the whole, whose linear program is weak without it.
    """
    quick = _by_cores(rows, goal, work, CORE_UNITS)
    if _done(quick):
        return quick
    whole = rows.copy()
    number = {name: x for x, name in enumerate(rows.names)}
    for own, terms in parts:
        answer = _by_cores(own, terms, work, GROUP_UNITS)
        if not _done(answer):
            answer = solve(own, terms, work, units=LP_UNITS[work.effort])
        if isinstance(answer, Infeasible):
            return answer
        if isinstance(answer, Found):
            whole.at_least(answer.bound, [(c, number[own.names[x]]) for c, x in terms])
    return solve(whole, goal, work, units=LP_UNITS[work.effort])


def _by_cores(rows: Rows, goal: Terms, work: Work, units: float) -> Answer:
    return solve(rows, goal, work, units=units / min(1.0, work.budget(1)), core=True)


def _done(answer: Answer) -> bool:
    return isinstance(answer, Infeasible) or (isinstance(answer, Found) and answer.proven)


def _blame(
    season: Season,
    load: Load,
    meeting: Meeting,
    members: Mapping[str, tuple[Expert, ...]],
    ties: Ties,
    work: Work,
    avoided: tuple[Cut, ...],
) -> Cut:
    """The group whose members cannot do the work by themselves; else the block and its rooms.

    Where it hangs on the members' ties, it is all of them in this block.
    """
    given = (decision(meeting),)
    for group in load.groups:
        rows, _ = build(season, load, meeting, members, ties, only=[group.id], cuts=avoided)
        if group.panels and isinstance(solve(_law(rows), [], work, units=4), Infeasible):
            sitting = tuple(expert.id for expert in members[group.id])
            clause = "R40-25" if avoided else "R40-21"
            return Cut("formation", load.committee.id, sitting, group.id, clause, given=given)
    if avoided or any(tied_work(season, load, members[g.id], ties, g.id) for g in load.groups):
        every = tuple(e.id for experts in members.values() for e in experts)
        return Cut("formation", load.committee.id, every, "", "R40-25", given=given)
    return Cut("meetings", load.committee.id, (decision(meeting),), clause="R40-21")
