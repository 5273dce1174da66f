"""The notice chain: every dated task that follows from the plan, with its clause.

An organiser's duty whose day is a rest day is done on the workday before; `printed` keeps the
law's date. A right of applicants keeps the printed date.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from models.calendar import add_months, date_of
from models.committee import Committee
from models.plan import Meeting, Milestone, Plan, StepReport
from models.season import Season
from scheduler.windows import plan_filed, review_deadline
from scheduler.work import Outcome, Work


def run(season: Season, plan: Plan, work: Work) -> Outcome:
    """All milestones, in the order of their dates."""
    found = [
        *_season(season, plan),
        *_rosters(season, plan),
        *(
            m
            for meeting in plan.meetings
            for m in _meeting(season, season.committee[meeting.id], meeting)
        ),
    ]
    found.sort(key=lambda item: (item.due, item.id))
    report = StepReport(step="milestones", status="OPTIMAL")
    return Outcome(report, {"milestones": tuple(found)})


def _duty(
    season: Season,
    code: str,
    subject: str,
    day: date,
    clause: str,
    owner: str = "",
) -> Milestone:
    due = _workday_by(season, day)
    return Milestone(
        id=f"{code}/{subject}" if subject else code,
        code=code,
        subject=subject,
        due=due,
        printed=day if due != day else None,
        clause=clause,
        owner=owner,
    )


def _workday_by(season: Season, day: date) -> date:
    """The last workday until then; past the table of days off, the last one that it knows."""
    last = date(season.calendar.year, 12, 31)
    return season.calendar.on_or_before(min(day, last))


def _workday_after(season: Season, day: date) -> date:
    """The next workday; the day itself where the table of days off ends before one."""
    later = season.calendar.workdays(day, date(season.calendar.year, 12, 31))[1:2]
    return later[0] if later else day


def _fixed(
    code: str,
    subject: str,
    day: date,
    clause: str,
    owner: str = "",
    kind: Literal["duty", "right"] = "duty",
) -> Milestone:
    identity = f"{code}/{subject}" if subject else code
    return Milestone(
        id=identity, code=code, subject=subject, due=day, clause=clause, owner=owner, kind=kind
    )


def _season(season: Season, plan: Plan) -> Iterator[Milestone]:
    value = season.profile
    yield _fixed(
        "applications_close.senior",
        "",
        value.date("deadline.senior.supplement"),
        "N2024-2.1.4b",
        kind="right",
    )
    yield _fixed(
        "applications_close.midjunior",
        "",
        value.date("deadline.midjunior.supplement"),
        "N2024-2.1.4c",
        kind="right",
    )
    organisers = dict.fromkeys(season.committee[m.id].organiser for m in plan.meetings)
    for organiser in organisers:
        yield _duty(
            season,
            "local_notice",
            organiser,
            value.date("deadline.local_notice"),
            "N2024-2.1.4a",
            organiser,
        )
    if season.experts:
        yield _duty(
            season, "pool_filing", "", value.date("deadline.committee_filing"), "N2024-6.1.1b"
        )


def _rosters(season: Season, plan: Plan) -> Iterator[Milestone]:
    """The latest day on which each unit may post its roster before its first appointment."""
    first: dict[str, date] = {}
    for appointment in plan.appointments:
        unit = season.submission[appointment.submission].organisation
        day = date_of(appointment.at)
        first[unit] = min(day, first.get(unit, day))
    for unit, day in first.items():
        yield _fixed("roster_posting", unit, latest_posting(season, day), "N2024-5.5", unit)


def latest_posting(season: Season, hand_in: date) -> date:
    """Posted on this day, a roster has hung its working days before the hand-in day begins."""
    days = season.profile.integer("publication.roster_workdays") * season.profile.integer(
        "publication.stages"
    )
    counted = season.profile.flag("publication.posting_day_counts")
    return season.calendar.add_workdays(hand_in, -(days if counted else days + 1))


def _meeting(season: Season, committee: Committee, meeting: Meeting) -> Iterator[Milestone]:
    first, last = date_of(meeting.half_days[0]), date_of(meeting.half_days[-1])
    yield from _before(season, committee, first)
    yield _fixed("meeting_first", committee.id, first, "N2024-6.2.2a", committee.organiser)
    yield _fixed("meeting_last", committee.id, last, "N2024-6.2.2a", committee.organiser)
    yield from _after(season, committee, last)


def _before(season: Season, committee: Committee, first: date) -> Iterator[Milestone]:
    """What is filed, agreed and drawn before the first day of a meeting."""
    value, name, owner = season.profile, committee.id, committee.organiser
    if committee.filing.renewal:
        filed = committee.filing.filed_on or value.date("deadline.committee_filing")
        yield _duty(season, "committee_filing", name, filed, "N2024-6.1.2b", owner)
    latest = first - timedelta(days=value.integer("filing.plan_days_before"))
    filed = committee.plan_filed or max(plan_filed(season, committee), latest)
    yield _duty(season, "plan_filing", name, filed, "N2024-6.2.2b", owner)
    consent = committee.consent_on or first - timedelta(days=1)
    yield _duty(season, "consent", name, consent, "N2024-6.2.2b", committee.approver or "")
    drawn = season.calendar.add_workdays(first, -value.integer("draw.days_before_min"))
    yield _fixed("draw", name, drawn, "IM2023-5", owner)


def _after(season: Season, committee: Committee, last: date) -> Iterator[Milestone]:
    """What is posted, reported, approved and archived after the last day of a meeting."""
    value, calendar = season.profile, season.calendar
    name, owner = committee.id, committee.organiser
    lag = value.integer("publication.posting_lag_workdays")
    posted = calendar.add_workdays(last, lag) if lag else calendar.on_or_after(last)
    length = value.integer("publication.result_workdays")
    if value.flag("publication.posting_day_counts"):
        length -= 1
    ended = calendar.add_workdays(posted, length) if length else posted
    yield _fixed("result_posting", name, posted, "N2024-2.1.4d", owner)
    yield _fixed("publication_end", name, ended, "R40-26", owner)
    report_clause = "N2024-6.2.4a" if committee.band == "senior" else "N2024-6.2.4b"
    approval = value.date("deadline.approval")
    if review_deadline(season, committee) > value.date("deadline.review_and_publication"):
        approval = max(approval, add_months(ended, value.integer("report.months")))
    buffer = calendar.add_workdays(
        _workday_by(season, approval), -value.integer("approval.buffer_workdays")
    )
    month = add_months(last, value.integer("report.months"))
    reported = max(_workday_after(season, ended), min(month, buffer))
    yield _duty(season, "report", name, reported, report_clause, owner)
    yield _duty(season, "approval", name, approval, "N2024-2.1.4f", committee.approver or "")
    archived = add_months(approval, value.integer("archive.months"))
    yield _duty(season, "archive", name, archived, "N2024-7.2.2", owner)
