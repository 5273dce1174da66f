"""Annexes 5 and 6: when each unit comes to which desk.

Visits first, then a day for each (`desk_days`), then the desks' half-days (`packing`). A first
timetable stands at once; the goals are then bettered one after another, each with its bound. What
was published stays cell by cell; more dossiers than were forecast, units that are not listed and
corrections go into the time kept free.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.appointment import Submission
from models.calendar import HalfDay
from models.plan import Appointment, Finding, Goal, Plan, PutAside, StepReport
from models.season import Season
from scheduler import desk_exchange, desk_search, desk_swaps, desk_whole
from scheduler.desk_columns import all_columns, longest_run
from scheduler.desk_days import Days
from scheduler.desk_hours import hours
from scheduler.desk_kept import kept, promised
from scheduler.desk_opening import after_steps, ends_of
from scheduler.desk_remedies import remedies
from scheduler.desk_rooms import CLAUSE
from scheduler.desk_split import Split, splits
from scheduler.visits import (
    Visit,
    awaits_region,
    comes_to_desk,
    loads_of,
    visits_of,
)
from scheduler.work import Outcome, Work

DATES = "N2024-2.1.5"


def run(season: Season, plan: Plan, work: Work) -> Outcome:
    """Appointments of every submission that comes to a desk; those left out with the reason."""
    wanted = [s for s in season.submissions if comes_to_desk(season, s)]
    if not wanted or not season.desks:
        return Outcome(
            StepReport(
                step="appointments",
                status="SKIPPED",
                reason="skipped.no-submissions" if not wanted else "skipped.no-desks",
            )
        )
    return _outcome(_standing(season, plan, work), work)


@dataclass(frozen=True)
class _Standing:
    """A timetable with its goals, and the visits that it lacks."""

    days: Days
    table: desk_exchange.Timetable
    goals: list[Goal]
    unable: list[Visit]
    """Visits that no desk can take on any day."""
    aside: list[PutAside]
    apart: frozenset[str]
    """Submissions that come one by one."""

    @property
    def left(self) -> list[Visit]:
        """Visits for which there is no room."""
        return [v for n, v in enumerate(self.days.visits) if n not in self.table.chosen]

    @property
    def missing(self) -> tuple[int, int]:
        """Minutes without an appointment: of listed dossiers, of all."""
        return _missing([*self.left, *self.unable])


def _missing(without: Sequence[Visit]) -> tuple[int, int]:
    return sum(v.minutes for v in without if not v.spare), sum(v.minutes for v in without)


def _standing(season: Season, plan: Plan, work: Work) -> _Standing:
    """The best timetable. Submissions that cannot come together come one by one, if they can.

    What finds no room in one piece in the time kept free is taken in pieces.
    """
    best = _found(season, plan, work, frozenset(), {})
    apart = _one_by_one(season, plan, work, best)
    if apart and not work.late():
        best = min(best, _found(season, plan, work, apart, {}), key=lambda s: s.missing)
    pieces: dict[str, Split] = {}
    while not work.late():
        more = splits(best.days, best.table, best.left)
        if not more.keys() - pieces.keys():
            break
        pieces |= more
        found = _found(season, plan, work, best.apart, pieces)
        best = min(best, found, key=lambda s: s.missing)
    return best


def _found(
    season: Season, plan: Plan, work: Work, apart: frozenset[str], pieces: Mapping[str, Split]
) -> _Standing:
    days, unable, aside = days_of(season, plan, work, apart, pieces)
    table, goals = _best(days, work)
    return _Standing(days, table, goals, unable, aside, apart)


def _one_by_one(season: Season, plan: Plan, work: Work, found: _Standing) -> frozenset[str]:
    """Submissions to be taken one by one: of those together who, first laid so, find no place.

    None where nobody together is left out, or where it is shown that no fewer can be and a first
    timetable does no better.
    """
    apart: frozenset[str] = frozenset()
    left, missing = [*found.left, *found.unable], found.missing
    while more := frozenset(n for v in left if len(v.submissions) > 1 for n in v.submissions):
        apart |= more
        days, unable, _ = days_of(season, plan, work, apart)
        table = desk_search.first(days)
        left = [*(v for n, v in enumerate(days.visits) if n not in table.chosen), *unable]
        missing = _missing(left)
        if work.late():
            break
    least = all(goal.proven for goal in found.goals if goal.name in desk_search.LEFT_OUT)
    return frozenset() if least and missing >= found.missing else apart


def days_of(
    season: Season,
    plan: Plan,
    work: Work,
    apart: frozenset[str] = frozenset(),
    pieces: Mapping[str, Split] | None = None,
) -> tuple[Days, list[Visit], list[PutAside]]:
    """What is to be placed and where it can lie; visits that cannot come at all; who waits.

    Submissions in `apart` come in visits of their own; visits in `pieces` may come so, too.
    """
    pieces = pieces or {}
    wanted = [s for s in season.submissions if comes_to_desk(season, s)]
    waits = {s.id for s in wanted if awaits_region(season, s)}
    aside = [_waits(season, s) for s in wanted if s.id in waits]
    open_ = hours(season)
    stays = kept(season, work, [s for s in wanted if s.id not in waits])
    known = {item.submission for item in stays}
    stays += [
        item
        for s in wanted
        if s.id not in known | waits and (item := promised(season, s)) is not None
    ]
    of_submission: dict[str, list[Appointment]] = {}
    for item in stays:
        of_submission.setdefault(item.submission, []).append(item)
    loads = [x for x in loads_of(season, of_submission) if x.submission.id not in waits]
    visits = [
        replace(v, cuts=(pieces[v.id].chunks, *v.cuts)) if v.id in pieces else v
        for v in visits_of(season, plan, open_, loads, apart)
    ]
    ways = [
        [*mine, pieces[v.id].column(0)] if v.id in pieces else mine
        for v, mine in zip(visits, all_columns(open_, visits), strict=True)
    ]
    able = _able(visits, ways)
    days = Days(season, open_, [visits[n] for n in able], stays, [ways[n] for n in able])
    return days, [v for v in visits if v.id not in days.by_id], aside


def _able(visits: Sequence[Visit], ways: Sequence[Sequence[object]]) -> list[int]:
    """Visits that can come at all: on some day, and after visits that can come."""
    found: list[int] = []
    shut: set[str] = set()
    for n, visit in enumerate(visits):
        if ways[n] and shut.isdisjoint(visit.follows):
            found.append(n)
        else:
            shut.add(visit.id)
    return found


def _outcome(found: _Standing, work: Work) -> Outcome:
    """The timetable as the step's part of the plan, with what it lacks."""
    days, left = found.days, found.left
    report = StepReport(
        step="appointments",
        status="OPTIMAL",
        goals=tuple(_reported(days, _with_unable(found))),
        reproducible=not work.cut,
        findings=tuple(_findings(found)),
    )
    if not all(goal.proven for goal in report.goals):
        report = report.model_copy(update={"status": "FEASIBLE"})
    without = [item for v in found.unable for item in _unable(days, v)]
    ends = ends_of(found.table.bins)
    without += [item for v in left for item in _no_room(days.season, v, ends)]
    rows = found.table.bins.appointments()
    return Outcome(report, {"appointments": rows}, put_aside=(*found.aside, *without))


def _best(days: Days, work: Work) -> tuple[desk_exchange.Timetable, list[Goal]]:
    """Days first and desks after; where that proves too little, both at once."""
    best, found = _by_days(days, desk_search.first(days), work)
    if len(best.chosen) == len(days.visits) and found[0].value:
        best, found = _by_days(days, best, work)
    desk_exchange.even_out(days, best)
    goals = desk_search.measured(days, best, found)
    if _open(goals) and not work.late() and desk_swaps.swap_days(days, best):
        goals = desk_search.measured(days, best, found)
    if not _open(goals) or work.late():
        return best, goals
    whole = desk_whole.exact(days, best, work)
    if whole is not None:
        other, proven = whole
        best = _better(days, (other, best), found)
        goals = desk_search.better_bounds(desk_search.measured(days, best, found), proven)
    if _open(goals) and not work.late() and _others(goals, found):
        _, proven = desk_search.by_goals(days, best, work, bounds=True)
        goals = desk_search.better_bounds(goals, proven)
    return best, goals


def _open(goals: Sequence[Goal]) -> bool:
    """Whether something is unproven that could be: waiting has no bound but nought."""
    return not all(goal.proven for goal in goals if goal.name != "waiting")


def _others(goals: Sequence[Goal], found: Sequence[Goal]) -> bool:
    """Whether the goals stand at other values than those at which bounds were asked for."""
    asked = {goal.name: goal.value for goal in found}
    return any(asked.get(goal.name, goal.value) != goal.value for goal in goals)


def _by_days(
    days: Days, stands: desk_exchange.Timetable, work: Work
) -> tuple[desk_exchange.Timetable, list[Goal]]:
    """The better of what stands and of the days found goal by goal, and what was proven then."""
    values, found = desk_search.by_goals(days, stands, work)
    other = desk_search.packed(days, values, work)
    return _better(days, (other, stands), found), found


def _better(
    days: Days, tables: Sequence[desk_exchange.Timetable], found: Sequence[Goal]
) -> desk_exchange.Timetable:
    """The timetable with the better goals, in their order."""
    return min(tables, key=lambda t: _values(desk_search.measured(days, t, found)))


def _values(goals: Sequence[Goal]) -> list[int]:
    return [goal.value for goal in goals]


def _with_unable(found: _Standing) -> list[Goal]:
    """The goals, in which who cannot come at all in the time that is left counts as left out."""
    goals: list[Goal] = []
    for goal in found.goals:
        spare = goal.name == "unlisted_left_out"
        if spare or goal.name == "minutes_left_out":
            without = [v for v in found.unable if v.comes_in_time and v.spare == spare]
            more = sum(v.minutes for v in without)
            changed = {"value": goal.value + more, "bound": goal.bound + more}
            goals.append(goal.model_copy(update=changed))
        else:
            goals.append(goal)
    return goals


def _reported(days: Days, goals: Sequence[Goal]) -> list[Goal]:
    """The goals in their order, and the sum by which timetables are compared."""
    weight = days.season.profile.integer("goal.appointments.greatest_desk_hours")
    spare = any(visit.spare for visit in days.visits)
    spare = spare or any(g.value for g in goals if g.name == "unlisted_left_out")
    asked = {"unlisted_left_out": spare, "rest_day_visits": bool(days.past)}
    found = [goal for goal in goals if asked.get(goal.name, True)]
    wish = next(goal for goal in found if goal.name == "wish_distance")
    desk = next(goal for goal in found if goal.name == "busiest_desk")
    value, bound = wish.value + weight * desk.value, wish.bound + weight * desk.bound
    found.append(Goal(name="reference", value=value, bound=bound, proven=value == bound))
    return found


def _findings(standing: _Standing) -> list[Finding]:
    """What the time kept free lost to listed units, and what would be needed for those left out."""
    found: list[Finding] = []
    used = next(goal.value for goal in standing.goals if goal.name == "reserve_used")
    if used:
        found.append(
            Finding(
                code="appointments.reserve-used",
                severity="warning",
                clause="N2024-2.1.1b",
                step="appointments",
                args={"minutes": used},
            )
        )
    unable = [visit for visit in standing.unable if visit.comes_in_time]
    without = [*standing.left, *unable]
    if without:
        least = sum(g.bound for g in standing.goals if g.name.endswith("left_out"))
        least += sum(visit.minutes for visit in unable)
        found.extend(remedies(standing.days, standing.table.bins, without, least))
    return found


# ------------------------------------------------------------------------------ who is put aside


def _waits(season: Season, submission: Submission) -> PutAside:
    """An exam-combined senior series whose days the region has not set yet."""
    return PutAside(
        id=f"submissions/{submission.id}",
        table="submissions",
        row=submission.id,
        code="appointments.no-dates-of-region",
        clause=DATES,
        step="appointments",
        args={
            "unit": season.organisation[submission.organisation].name,
            "series": submission.series,
        },
    )


def _unable(days: Days, visit: Visit) -> list[PutAside]:
    """Why a visit cannot lie anywhere: too late, no half-day at all, or too few in a row."""
    run, room = longest_run(days.hours, visit)
    if not visit.comes_in_time:
        return _aside(days.season, visit, "appointments.window-over")
    if not visit.desks:
        return _aside(days.season, visit, "appointments.no-desk")
    if not run or run >= len(visit.chunks):
        return _aside(days.season, visit, "appointments.no-day")
    missing = max(1, visit.minutes - room)
    return _aside(days.season, visit, "appointments.window-short", run=run, missing=missing)


def _no_room(season: Season, visit: Visit, ends: Mapping[str, HalfDay]) -> list[PutAside]:
    """Why a visit that could come has no time: the desks are full, or an earlier step is late."""
    after = after_steps(visit, ends)
    if after is None:
        return _aside(season, visit, "appointments.step-first")
    if all(at <= after for at in visit.half_days):
        return _aside(season, visit, "appointments.step-late", at=after)
    return _aside(season, visit, "appointments.full")


def _aside(season: Season, visit: Visit, code: str, **more: int | str) -> list[PutAside]:
    """Every submission of a visit that has no appointment."""
    days: Mapping[str, None] = dict.fromkeys(at[:10] for at in visit.half_days)
    return [
        PutAside(
            id=f"submissions/{name}/{visit.kind}" if visit.kind else f"submissions/{name}",
            table="submissions",
            row=name,
            code=code,
            clause=CLAUSE,
            step="appointments",
            args={
                "unit": season.organisation[visit.organisation].name,
                "minutes": visit.minutes,
                "half_days": len(visit.chunks),
                "days": len(days),
                "first": visit.window[0].isoformat(),
                "last": visit.window[1].isoformat(),
                "step": visit.kind,
                **more,
            },
        )
        for name in visit.submissions
    ]
