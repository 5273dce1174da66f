"""What every goal of the committees' steps is made of, counted anew from the plan that stands.

A level may end better than it was when it was frozen, members are settled in their panels only
with the dockets, and what is kept of an earlier plan has its part too. So goals are counted once,
at the end, from the decisions themselves: by committee, and where it is people's, by person.
"""

from collections.abc import Iterable, Iterator, Mapping

from models.calendar import date_of
from models.plan import Goal, Meeting, Plan, Share, StepReport
from models.season import Season
from scheduler.blocks import as_candidate, off_wish
from scheduler.eligibility import ROTATION, exempt, rotated_out
from scheduler.grouping import Load
from scheduler.lot import ticket
from scheduler.meeting_model import BUSIEST, SLACK, WISHES
from scheduler.reference import breakdown, goal_name, levels, of_level
from scheduler.rooms import Sites
from scheduler.shares import shared_goal
from scheduler.timetable import delays


def accounted(season: Season, plan: Plan, base: Plan | None, loads: Mapping[str, Load]) -> Plan:
    """The plan with every goal of meetings, members and sessions as the sum of its shares.

    `base` is the plan of which members may have been kept: their lots are those of its seed.
    """
    steps = tuple(_counted(season, plan, base, loads, report) for report in plan.steps)
    return plan.model_copy(update={"steps": steps})


def _counted(
    season: Season, plan: Plan, base: Plan | None, loads: Mapping[str, Load], report: StepReport
) -> StepReport:
    if not report.goals or not plan.done(report.step) or report.reason:
        return report
    if report.step == "meetings":
        goals = tuple(_of_meetings(season, plan, loads, report.goals))
    elif report.step == "formation":
        goals = tuple(_of_members(season, plan, base, report.goals))
    elif report.step == "timetable":
        shares = breakdown(season, plan.sessions, delays(season, plan, loads))
        parts = {goal_name(level): of_level(season, level, shares) for level in levels(season)}
        goals = tuple(shared_goal(g, parts.get(g.name, shares)) for g in report.goals)
    else:
        return report
    proven = all(goal.proven for goal in goals)
    return report.model_copy(update={"goals": goals, "status": "OPTIMAL" if proven else "FEASIBLE"})


def _of_meetings(
    season: Season, plan: Plan, loads: Mapping[str, Load], goals: Iterable[Goal]
) -> Iterator[Goal]:
    """Wishes by committee, rooms of the busiest day, and the committee that ends last."""
    blocks = [m for m in plan.meetings if m.id in loads and not loads[m.id].committee.spread]
    for goal in goals:
        if goal.name == WISHES:
            shares = _wishes(season, blocks)
        elif goal.name == BUSIEST:
            shares = _busiest(season, loads, blocks)
        elif goal.name == SLACK:
            last = max(blocks, key=lambda m: (date_of(m.half_days[-1]), m.id))
            shares = [Share(committee=last.id, amount=goal.value)]
        else:
            yield goal
            continue
        yield shared_goal(goal, shares)


def _wishes(season: Season, meetings: Iterable[Meeting]) -> list[Share]:
    found = ((m.id, off_wish(season.committee[m.id], m.half_days)) for m in meetings)
    return [Share(committee=name, amount=amount) for name, amount in found if amount]


def _busiest(season: Season, loads: Mapping[str, Load], meetings: Iterable[Meeting]) -> list[Share]:
    """Room half-days of the first of the busiest days, by committee."""
    sites = Sites(season)
    by_day: dict[str, dict[str, int]] = {}
    for meeting in meetings:
        block = as_candidate(loads[meeting.id], meeting, sites)
        for index, at in enumerate(meeting.half_days):
            used = by_day.setdefault(at[:10], {})
            used[meeting.id] = used.get(meeting.id, 0) + block.rooms_at(index)
    busiest = max(sorted(by_day), key=lambda day: sum(by_day[day].values()))
    return [Share(committee=name, amount=amount) for name, amount in by_day[busiest].items()]


def _of_members(
    season: Season, plan: Plan, base: Plan | None, goals: Iterable[Goal]
) -> Iterator[Goal]:
    """Named exemptions used and tickets of the lot, seat by seat; what was kept stands."""
    for goal in goals:
        shares = tuple(_lots(plan, base)) if goal.name == "lot" else tuple(_exempted(season, plan))
        kept = sum(share.value for share in shares) - goal.value
        yield shared_goal(goal.model_copy(update={"bound": goal.bound + kept}), shares)


def _lots(plan: Plan, base: Plan | None) -> Iterator[Share]:
    seeds = {record.committee: record.seed for record in plan.draws}
    kept = {(s.committee, s.expert) for s in base.seats} if base else frozenset[tuple[str, str]]()
    for seat in plan.seats:
        own = str(base.seed if base and (seat.committee, seat.expert) in kept else plan.seed)
        lot = ticket(seeds.get(seat.committee, own), seat.committee, seat.expert, seat.group)
        yield Share(committee=seat.committee, group=seat.group, expert=seat.expert, amount=lot)


def _exempted(season: Season, plan: Plan) -> Iterator[Share]:
    for seat in plan.seats:
        expert = season.expert[seat.expert]
        if exempt(expert, ROTATION) and rotated_out(season, expert):
            yield Share(committee=seat.committee, group=seat.group, expert=seat.expert, amount=1)
