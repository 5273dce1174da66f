"""First and last days: of desks by unit kind and band, of meetings by committee."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.base import BAND_OF, Band
from models.calendar import date_of
from models.committee import Committee
from models.messages import Arg
from models.plan import Plan, PutAside, StepReport, Window
from models.season import Season
from scheduler.work import Outcome, Work

DESK_KINDS = ("municipal", "self_review", "district", "industry")
OTHER_KINDS_AS = "municipal"
"""Unit kinds without a deadline of their own hand in like municipal ones."""


@dataclass(frozen=True)
class Span:
    """A meeting window in the making: the latest of the firsts, the earliest of the lasts."""

    first: date
    last: date
    clauses: tuple[str, ...]

    def not_before(self, day: date | None, clause: str) -> "Span":
        if day is None or day <= self.first:
            return self
        return Span(day, self.last, (*self.clauses, clause))

    def not_after(self, day: date | None, clause: str) -> "Span":
        if day is None or day >= self.last:
            return self
        return Span(self.first, day, (*self.clauses, clause))


def run(season: Season, plan: Plan, work: Work) -> Outcome:
    """Every window; a committee whose window is empty is put aside with its clauses."""
    windows = [*desk_windows(season)]
    aside: list[PutAside] = []
    for committee in season.committees:
        span = meeting_span(season, committee)
        if span is None:
            aside.append(_aside(committee, "windows.no-dates-of-region", "N2024-2.1.5", {}))
            continue
        if span.first > span.last:
            args: dict[str, Arg] = {
                "first": span.first.isoformat(),
                "last": span.last.isoformat(),
                "missing": (span.first - span.last).days,
                "clauses": span.clauses,
            }
            aside.append(_aside(committee, "windows.empty", span.clauses[-1], args))
            continue
        windows.append(
            Window(
                id=f"meeting/{committee.id}",
                kind="meeting",
                subject=committee.id,
                first=span.first,
                last=span.last,
                clauses=tuple(dict.fromkeys(span.clauses)),
            )
        )
    report = StepReport(step="windows", status="OPTIMAL")
    return Outcome(report, {"windows": tuple(windows)}, put_aside=tuple(aside))


def _aside(committee: Committee, code: str, clause: str, args: dict[str, Arg]) -> PutAside:
    return PutAside(
        id=f"committees/{committee.id}",
        table="committees",
        row=committee.id,
        code=code,
        clause=clause,
        step="meetings",
        args=args,
    )


def desk_windows(season: Season) -> Iterable[Window]:
    """Desk days by unit kind and band; `printed_last` keeps the right where a workday was taken."""
    value = season.profile
    for kind in DESK_KINDS:
        for band in ("senior", "midjunior"):
            senior = band == "senior"
            key = f"deadline.senior.{kind}.handin" if senior else "deadline.midjunior.handin"
            first, printed = value.date(f"window.{band}.first"), value.date(key)
            last = season.calendar.on_or_before(printed)
            clause = value.get(key).clause
            yield Window(
                id=f"desk/{kind}/{band}",
                kind="desk",
                subject=f"{kind}/{band}",
                first=season.calendar.on_or_after(first),
                last=last,
                printed_last=printed if printed != last else None,
                clauses=tuple(c for c in (clause, "N2024-5.5") if c),
            )


def desk_subject(kind: str | None, band: Band) -> str:
    """The desk window of a unit kind and band."""
    known = kind if kind in DESK_KINDS else OTHER_KINDS_AS
    return f"{known}/{'senior' if band == 'senior' else 'midjunior'}"


def lists_closed(season: Season, committee: Committee) -> date:
    """The day on which the last of the committee's applications close."""
    bands = {BAND_OF[level] for level in committee.levels}
    keys = [
        "deadline.senior.supplement" if band == "senior" else "deadline.midjunior.supplement"
        for band in bands
    ]
    return max(season.profile.date(key) for key in keys)


def plan_filed(season: Season, committee: Committee) -> date:
    """The day on which the review plan is (to be) filed: checked lists, then the plan."""
    if committee.plan_filed is not None:
        return committee.plan_filed
    days = season.profile.integer("filing.list_check_workdays") + season.profile.integer(
        "filing.plan_prepare_workdays"
    )
    return season.calendar.add_workdays(lists_closed(season, committee), days)


def last_plenary(season: Season, committee: Committee) -> date:
    """The last day of a plenary whose results are still published in full before the deadline."""
    value, calendar = season.profile, season.calendar
    deadline = review_deadline(season, committee)
    if deadline.year != calendar.year:
        return deadline
    end = calendar.on_or_before(deadline)
    length = value.integer("publication.result_workdays")
    posted = calendar.add_workdays(end, -length)
    if value.flag("publication.posting_day_counts"):
        posted = calendar.add_workdays(end, 1 - length) if length > 1 else end
    lag = value.integer("publication.posting_lag_workdays")
    if not lag:
        return posted
    signed = calendar.add_workdays(posted, 1 - lag) if lag > 1 else posted
    return signed - timedelta(days=1)


def review_deadline(season: Season, committee: Committee) -> date:
    """The day by which review and publication end: an extension goes before, the year ends it."""
    extension, end = committee.extension, season.profile.date("season.year_end")
    deadline = season.profile.date("deadline.review_and_publication")
    if extension is not None and extension.approved and extension.requested <= deadline:
        return min(extension.until, end)
    return min(deadline, end)


def meeting_span(season: Season, committee: Committee) -> Span | None:
    """First and last day of a committee's meeting; None while the region's dates are missing."""
    if committee.exam_combined and committee.band == "senior" and committee.earliest is None:
        return None
    value = season.profile
    ahead = timedelta(days=value.integer("filing.plan_days_before"))
    span = Span(
        plan_filed(season, committee) + ahead,
        last_plenary(season, committee),
        ("N2024-6.2.2b", "N2024-2.1.4d"),
    )
    span = span.not_before(lists_closed(season, committee) + timedelta(days=1), "N2024-2.1.4b")
    if committee.consent_on is not None:
        span = span.not_before(committee.consent_on + timedelta(days=1), "N2024-6.2.2b")
    filing = committee.filing
    if filing.renewal:
        filed = filing.filed_on or value.date("deadline.committee_filing")
        span = span.not_before(filed + timedelta(days=1), "N2024-6.1.2b")
    span = span.not_before(filing.valid_from, "R40-8").not_after(filing.valid_to, "R40-8")
    by_region = committee.exam_combined and committee.band == "senior"
    own = "N2024-2.1.5" if by_region else "N2024-6.2.2a"
    span = span.not_before(committee.earliest, own).not_after(committee.latest, "N2024-6.2.2a")
    span = span.not_after(value.date("season.year_end"), "N2024-6.2.1e")
    return _on_open_days(season, span)


def _on_open_days(season: Season, span: Span) -> Span:
    """The span from its first to its last day on which a meeting may be held, if any."""
    if span.first > span.last:
        return span
    weekends = season.profile.flag("meeting.weekends")
    days = season.calendar.half_days(span.first, span.last, weekends=weekends)
    if not days:
        return Span(span.last + timedelta(days=1), span.last, span.clauses)
    return Span(date_of(days[0]), date_of(days[-1]), span.clauses)


def roster_open(season: Season, posted: date) -> date:
    """The first day of handing in for a unit whose roster was posted on this day."""
    value = season.profile
    days = value.integer("publication.roster_workdays")
    if value.integer("publication.stages") > 1:
        days += value.integer("publication.employer_workdays")
    counted = value.flag("publication.posting_day_counts")
    return season.calendar.add_workdays(posted, days if counted else days + 1)
