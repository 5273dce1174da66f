"""Annexes 5 and 6: when each unit comes to which desk.

Visits first, then a day for each (`desk_days`), then the desks' half-days (`packing`). A first
timetable stands at once; the goals are then bettered one after another, each with its bound. What
was published stays cell by cell; more dossiers than were forecast, units that are not listed and
corrections go into the time kept free.
"""

from collections.abc import Mapping, Sequence

from models.appointment import Submission
from models.plan import Appointment, Finding, Goal, Plan, PutAside, StepReport
from models.season import Season
from scheduler import desk_exchange, desk_search, desk_whole
from scheduler.desk_days import CLAUSE, Days
from scheduler.desk_hours import hours
from scheduler.desk_remedies import remedies
from scheduler.visits import (
    Visit,
    all_columns,
    awaits_region,
    comes_to_desk,
    least_minutes,
    loads_of,
    minutes_per_dossier,
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
    waits = {s.id for s in wanted if awaits_region(season, s)}
    aside = [_waits(season, s) for s in wanted if s.id in waits]
    open_ = hours(season)
    kept = _kept(season, work, [s for s in wanted if s.id not in waits])
    promised = {item.submission for item in kept}
    kept += [
        item
        for s in wanted
        if s.id not in promised | waits and (item := _promised(season, s)) is not None
    ]
    of_submission: dict[str, list[Appointment]] = {}
    for item in kept:
        of_submission.setdefault(item.submission, []).append(item)
    loads = [x for x in loads_of(season, of_submission) if x.submission.id not in waits]
    visits = visits_of(season, plan, open_, loads)
    ways = all_columns(open_, visits)
    able = [n for n, columns in enumerate(ways) if columns]
    for visit, columns in zip(visits, ways, strict=True):
        if not columns:
            aside.extend(_aside(season, visit, "appointments.no-day"))
    days = Days(season, open_, [visits[n] for n in able], kept, [ways[n] for n in able])
    return _plan(days, work, aside)


def _plan(days: Days, work: Work, aside: list[PutAside]) -> Outcome:
    """The better of the first timetable and the one found goal by goal, with what it lacks."""
    best, goals = _best(days, work)
    left = [visit for n, visit in enumerate(days.visits) if n not in best.chosen]
    report = StepReport(
        step="appointments",
        status="OPTIMAL",
        goals=tuple(_reported(days, goals)),
        reproducible=not work.cut,
        findings=tuple(_findings(days, best, goals, left)),
    )
    if not all(goal.proven for goal in report.goals):
        report = report.model_copy(update={"status": "FEASIBLE"})
    full = [item for v in left for item in _aside(days.season, v, "appointments.full")]
    return Outcome(report, {"appointments": best.bins.appointments()}, put_aside=(*aside, *full))


def _best(days: Days, work: Work) -> tuple[desk_exchange.Timetable, list[Goal]]:
    """Days first and desks after; where that proves too little, both at once."""
    best, found = _by_days(days, desk_search.first(days), work)
    if len(best.chosen) == len(days.visits) and found[0].value:
        best, found = _by_days(days, best, work)
    desk_exchange.even_out(days, best)
    goals = desk_search.measured(days, best, found)
    if not _open(goals) or work.late():
        return best, goals
    whole = desk_whole.exact(days, best, work)
    if whole is not None:
        other, proven = whole
        best = _better(days, (other, best), found)
        goals = desk_search.better_bounds(desk_search.measured(days, best, found), proven)
    if _open(goals) and not work.late():
        _, proven = desk_search.by_goals(days, best, work, bounds=True)
        goals = desk_search.better_bounds(goals, proven)
    return best, goals


def _open(goals: Sequence[Goal]) -> bool:
    """Whether something is unproven that could be: waiting has no bound but nought."""
    return not all(goal.proven for goal in goals if goal.name != "waiting")


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


def _reported(days: Days, goals: Sequence[Goal]) -> list[Goal]:
    """The goals in their order, and the sum by which timetables are compared."""
    weight = days.season.profile.integer("goal.appointments.greatest_desk_hours")
    spare = any(visit.spare for visit in days.visits)
    found = [goal for goal in goals if spare or goal.name != "unlisted_left_out"]
    wish = next(goal for goal in found if goal.name == "wish_distance")
    desk = next(goal for goal in found if goal.name == "busiest_desk")
    value, bound = wish.value + weight * desk.value, wish.bound + weight * desk.bound
    found.append(Goal(name="reference", value=value, bound=bound, proven=value == bound))
    return found


def _findings(
    days: Days, table: desk_exchange.Timetable, goals: Sequence[Goal], left: Sequence[Visit]
) -> list[Finding]:
    """What the time kept free lost to listed units, and what would be needed for those left out."""
    found: list[Finding] = []
    used = next(goal.value for goal in goals if goal.name == "reserve_used")
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
    if left:
        least = sum(g.bound for g in goals if g.name.endswith("left_out"))
        found.extend(remedies(days, table.bins, left, least))
    return found


# -------------------------------------------------------------------------------- what stays


def _kept(season: Season, work: Work, wanted: Sequence[Submission]) -> list[Appointment]:
    """Appointments of published annexes: day, hour and desk stay, the real counts go in.

    A forecast's minutes carry a margin, so that somewhat more dossiers fit into the same time.
    """
    if work.base is None:
        return []
    of_submission: dict[str, list[Appointment]] = {s.id: [] for s in wanted}
    for item in work.base.appointments:
        if f"annex{item.annex}" in work.frozen and item.submission in of_submission:
            of_submission[item.submission].append(item)
    return [item for s in wanted for item in _with_counts(season, s, of_submission[s.id])]


def _with_counts(
    season: Season, submission: Submission, kept: list[Appointment]
) -> list[Appointment]:
    """The same appointments with today's dossiers: more where their time holds them, fewer last."""
    kinds = {item.id: "second" if item.kind == "second" else "" for item in kept}
    more = {
        kind: submission.dossiers
        - sum(i.dossiers for i in kept if kinds[i.id] == kind and i.kind != "correction")
        for kind in ("", "second")
    }
    found: dict[str, Appointment] = {}
    for item in kept if max(more.values()) > 0 else reversed(kept):
        count, kind = item.dossiers, kinds[item.id]
        if item.kind != "correction":
            each = least_minutes(season, submission, "second" if kind else "")
            most = max(count, item.minutes // each)
            count = min(most, max(0, count + more[kind]))
            more[kind] -= count - item.dossiers
        if count:
            found[item.id] = item.model_copy(update={"dossiers": count})
    return [found[item.id] for item in kept if item.id in found]


def _promised(season: Season, submission: Submission) -> Appointment | None:
    """An appointment already promised to the minute: a pin with desk, half-day and clock time."""
    pin = next(
        (p for p in season.pins if p.part == "appointments" and p.subject == submission.id), None
    )
    if pin is None or not all(pin.value.get(key) for key in ("at", "desk", "start")):
        return None
    each = minutes_per_dossier(season, submission)
    at, desk = str(pin.value["at"]), str(pin.value["desk"])
    return Appointment(
        id=f"{submission.id}@{at}",
        submission=submission.id,
        annex=submission.annex,
        desk=desk,
        at=at,
        start=str(pin.value["start"]),
        dossiers=submission.dossiers,
        minutes=-(-submission.dossiers * each.numerator // each.denominator),
    )


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


def _aside(season: Season, visit: Visit, code: str) -> list[PutAside]:
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
            },
        )
        for name in visit.submissions
    ]
