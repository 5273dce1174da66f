"""When a committee may meet: notice 二(一)4-6, 六(二)1-2; Order 40 articles 24 and 26."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.base import BAND_OF
from models.calendar import HalfDay, OutsideCalendar, date_of
from models.committee import Committee
from models.plan import Finding, Meeting, Plan, Where
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of


def days_of(meeting: Meeting) -> tuple[date, date]:
    """First and last day of a meeting."""
    return date_of(min(meeting.half_days)), date_of(max(meeting.half_days))


def block(meeting: Meeting, field: str = "half_days") -> Where:
    """The place of a meeting in the plan."""
    return Where(file="plan", table="meetings", id=meeting.id, field=field)


def row(committee: Committee, field: str) -> Where:
    """The place of a committee in the season."""
    return Where(table="committees", id=committee.id, field=field)


def closing_key(band: str) -> str:
    """The parameter that holds the closing day of a band."""
    return "deadline.senior.supplement" if band == "senior" else "deadline.midjunior.handin"


def deadline_of(facts: Facts, committee: Committee) -> date:
    """Last day for review and publication: an approved extension asked for in time replaces it."""
    deadline = facts.number.day("deadline.review_and_publication")
    given = committee.extension
    if given and given.approved is True and given.requested <= deadline:
        return min(given.until, facts.number.day("season.year_end"))
    return deadline


def publication_end(facts: Facts, last: date, lag: int) -> date:
    """When results posted so long after the last session have hung out in full.

    Beyond the calendar it is beyond every deadline.
    """
    calendar = facts.season.calendar
    days = facts.number.integer("publication.result_workdays")
    days -= facts.number.flag("publication.posting_day_counts")
    try:
        posted = calendar.add_workdays(last, lag) if lag else calendar.on_or_after(last)
        return calendar.add_workdays(posted, days)
    except OutsideCalendar:
        return date.max


class FinishedByTheDeadline(Rule):
    """Review and publication of the results are finished by the deadline."""

    id = "finished-in-time"
    clauses = ("N2024-2.1.4d", "N2024-2.1.6")
    title_zh = "评审和公示在期限前完成"
    title_en = "Review and publication end by the deadline"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        lag = facts.number.integer("publication.posting_lag_workdays")
        for committee, meeting in facts.convened:
            facts.compared[self.id] += 1
            deadline = deadline_of(facts, committee)
            due = season.calendar.on_or_before(deadline)
            last = days_of(meeting)[1]
            if publication_end(facts, last, 0) > due:
                end, keys = publication_end(facts, last, 0), ()
            elif publication_end(facts, last, lag) > due:
                end = publication_end(facts, last, lag)
                keys = ("publication.posting_lag_workdays",)
            else:
                continue
            yield self.finding(
                season,
                "meet_too_late",
                block(meeting),
                keys=keys,
                committee=committee.id,
                last=last.isoformat(),
                end=end.isoformat(),
                due=due.isoformat(),
            )


class ExtensionAsked(Rule):
    """Only an approved extension that was asked for before the deadline moves it."""

    id = "extension"
    clauses = ("N2024-6.2.1d",)
    title_zh = "延期须事先书面申请并获批准"
    title_en = "A delay is requested beforehand and approved"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        deadline = facts.number.day("deadline.review_and_publication")
        for committee, meeting in facts.convened:
            given = committee.extension
            if given is None:
                continue
            facts.compared[self.id] += 1
            last = days_of(meeting)[1]
            late = publication_end(facts, last, 0) > season.calendar.on_or_before(deadline)
            if late and (given.approved is not True or given.requested > deadline):
                yield self.finding(
                    season,
                    "meet_extension",
                    row(committee, "extension"),
                    block(meeting),
                    committee=committee.id,
                    requested=given.requested.isoformat(),
                    approved=str(given.approved),
                )


class WithinTheYear(Rule):
    """Sessions and publication lie inside the calendar year."""

    id = "within-year"
    clauses = ("N2024-6.2.1e",)
    title_zh = "评审和公示不跨年度"
    title_en = "Review does not cross the year's end"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        end = facts.number.day("season.year_end")
        for committee, meeting in facts.convened:
            facts.compared[self.id] += 1
            first, last = days_of(meeting)
            inside = first.year == season.year and last <= end
            if not inside or publication_end(facts, last, 0) > end:
                yield self.finding(
                    season,
                    "meet_outside_year",
                    block(meeting),
                    committee=committee.id,
                    first=first.isoformat(),
                    last=last.isoformat(),
                )


class AfterTheClosingDay(Rule):
    """No committee meets before applications of its kind are closed, checked and filed."""

    id = "after-closing"
    clauses = ("N2024-2.1.4b", "N2024-2.1.4c", "N2024-6.2.1b")
    title_zh = "申报截止、审核完成后才开评"
    title_en = "No meeting before applications are closed and checked"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            if committee.exam_combined is True:
                continue
            facts.compared[self.id] += 1
            key = min(
                (closing_key(BAND_OF[level]) for level in committee.levels), key=facts.number.day
            )
            closed, first = facts.number.day(key), days_of(meeting)[0]
            if first <= closed:
                clause = self.clauses[0] if key.startswith("deadline.senior") else self.clauses[1]
                yield self.finding(
                    season,
                    "meet_before_closing",
                    block(meeting),
                    clause=clause,
                    committee=committee.id,
                    first=first.isoformat(),
                    closed=closed.isoformat(),
                )
            elif committee.plan_filed is None and first < self._earliest(facts, closed):
                yield self.finding(
                    season,
                    "meet_before_ready",
                    block(meeting),
                    clause="N2024-6.2.1b",
                    keys=("filing.list_check_workdays", "filing.plan_days_before"),
                    committee=committee.id,
                    first=first.isoformat(),
                    earliest=self._earliest(facts, closed).isoformat(),
                )

    def _earliest(self, facts: Facts, closed: date) -> date:
        number = facts.number
        work = number.integer("filing.list_check_workdays")
        work += number.integer("filing.plan_prepare_workdays")
        filed = facts.season.calendar.add_workdays(closed, work) if work else closed
        return filed + timedelta(days=number.integer("filing.plan_days_before"))


def plan_filed(facts: Facts, committee: Committee) -> date | None:
    """When the review plan is filed: as entered, else as its milestone says."""
    if committee.plan_filed is not None:
        return committee.plan_filed
    rows = facts.milestones.get(("plan_filing", committee.id), ())
    return max((m.due for m in rows), default=None)


def consented(facts: Facts, committee: Committee) -> date | None:
    """When consent is given: as entered, else as its milestone says."""
    if committee.consent_on is not None:
        return committee.consent_on
    rows = facts.milestones.get(("consent", committee.id), ())
    return max((m.due for m in rows), default=None)


class FiledBeforeReview(Rule):
    """The review plan is filed before the review begins."""

    id = "filed-before-review"
    clauses = ("N2024-2.1.4e",)
    title_zh = "方案备案在先、开评在后"
    title_en = "The plan is filed before the review begins"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            filed = plan_filed(facts, committee)
            if filed is None:
                continue
            facts.compared[self.id] += 1
            if filed >= days_of(meeting)[0]:
                yield self.finding(
                    season,
                    "meet_not_filed",
                    block(meeting),
                    committee=committee.id,
                    filed=filed.isoformat(),
                )


class FiledAWeekBefore(Rule):
    """The plan lies a week with the approver, and consent comes before the first session."""

    id = "plan-a-week-before"
    clauses = ("N2024-6.2.2b",)
    title_zh = "方案提前一周报备，经同意后开评"
    title_en = "The plan is filed a week ahead; consent precedes the first session"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        days = facts.number.integer("filing.plan_days_before")
        needed = facts.number.flag("filing.consent_required")
        for committee, meeting in facts.convened:
            first = days_of(meeting)[0]
            filed, consent = plan_filed(facts, committee), consented(facts, committee)
            facts.compared[self.id] += (filed is not None) + (consent is not None)
            if filed is not None and (first - filed).days < days:
                yield self.finding(
                    season,
                    "meet_plan_late",
                    block(meeting),
                    keys=("filing.plan_days_before",),
                    committee=committee.id,
                    filed=filed.isoformat(),
                    first=first.isoformat(),
                    days=days,
                )
            if needed and consent is not None and consent >= first:
                yield self.finding(
                    season,
                    "meet_before_consent",
                    block(meeting),
                    keys=("filing.consent_required",),
                    committee=committee.id,
                    consent=consent.isoformat(),
                    first=first.isoformat(),
                )


def possible(facts: Facts, first: date, last: date) -> tuple[HalfDay, ...]:
    """The half-days in which meetings may be held."""
    weekends = facts.number.flag("meeting.weekends")
    return facts.season.calendar.half_days(first, last, weekends=weekends)


class OpenHalfDays(Rule):
    """Meetings are held when offices work, or at weekends where the profile allows it."""

    id = "open-half-days"
    clauses = ("N2024-6.2.2a",)
    title_zh = "会议安排在可用的半日"
    title_en = "Meetings lie in half-days that may be used"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            first, last = days_of(meeting)
            if first.year != season.year or last.year != season.year:
                continue
            open_ = set(possible(facts, first, last))
            for at in sorted(set(meeting.half_days)):
                facts.compared[self.id] += 1
                if at not in open_:
                    yield self.finding(
                        season,
                        "meet_rest_day",
                        block(meeting),
                        keys=("meeting.weekends",),
                        committee=committee.id,
                        at=at,
                    )


class OneBlock(Rule):
    """A closed meeting is one run of half-days on consecutive days, unless spread on purpose."""

    id = "one-block"
    clauses = ("R40-24",)
    title_zh = "会议连续召开、不超过规定天数"
    title_en = "A meeting is one run of days, not too many"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            first, last = days_of(meeting)
            if committee.spread or first.year != season.year or last.year != season.year:
                continue
            facts.compared[self.id] += 1
            most = committee.max_days or facts.number.integer("meeting.max_days")
            run = [
                at
                for at in possible(facts, first, last)
                if min(meeting.half_days) <= at <= max(meeting.half_days)
            ]
            whole_days = (last - first).days + 1
            unbroken = set(run) <= set(meeting.half_days)
            worked = len({date_of(at) for at in meeting.half_days}) == whole_days
            if not (unbroken and worked) or whole_days > most:
                yield self.finding(
                    season,
                    "meet_not_block",
                    block(meeting),
                    keys=("meeting.max_days",),
                    committee=committee.id,
                    first=first.isoformat(),
                    last=last.isoformat(),
                    days=most,
                )


class AsTheOfficeGave(Rule):
    """A committee's own first and last day hold; by exam and review, the first is the region's."""

    id = "own-dates"
    clauses = ("N2024-6.2.2a", "N2024-2.1.5")
    title_zh = "评委会自定的起止日期"
    title_en = "A committee's own first and last day"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            if committee.earliest is None and committee.latest is None:
                continue
            facts.compared[self.id] += 1
            first, last = days_of(meeting)
            early = committee.earliest is not None and first < committee.earliest
            by_region = committee.exam_combined and committee.band == "senior"
            if early or (committee.latest is not None and last > committee.latest):
                yield self.finding(
                    season,
                    "meet_own_dates",
                    block(meeting),
                    row(committee, "earliest" if early else "latest"),
                    clause="N2024-2.1.5" if early and by_region else "N2024-6.2.2a",
                    committee=committee.id,
                    first=first.isoformat(),
                    last=last.isoformat(),
                )


class PlenaryAtTheEnd(Rule):
    """Every meeting ends with its plenary half-days."""

    id = "plenary-planned"
    clauses = ("R40-20",)
    title_zh = "会议以全体会议表决结束"
    title_en = "Every meeting ends with its plenary"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            facts.compared[self.id] += 1
            halves = sorted(set(meeting.half_days))
            plenaries = sorted(set(meeting.plenaries))
            tail = halves[len(halves) - len(plenaries) :]
            ends = bool(plenaries) and plenaries[-1] == halves[-1]
            if not ends or (not committee.spread and plenaries != tail):
                yield self.finding(
                    season, "meet_no_plenary", block(meeting, "plenaries"), committee=committee.id
                )


WINDOWS: tuple[type[Rule], ...] = (
    FinishedByTheDeadline,
    ExtensionAsked,
    WithinTheYear,
    AfterTheClosingDay,
    FiledBeforeReview,
    FiledAWeekBefore,
    OpenHalfDays,
    OneBlock,
    AsTheOfficeGave,
    PlenaryAtTheEnd,
)
