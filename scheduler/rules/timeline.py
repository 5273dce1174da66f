"""Dated tasks: notice 二(一)4, 五5, 六(一), 六(二)4, 七(二)2; Order 40 article 26.

The milestones that are looked for, by `code`; `subject` is what stands in brackets:

    local_notice [organiser]          applications_close.senior, applications_close.midjunior []
    roster_posting [organisation]     pool_filing []
    committee_filing [committee]      plan_filing, consent, draw [committee]
    meeting_first, meeting_last, result_posting, publication_end, report, approval, archive
    [committee]

`kind` is `duty` (the organiser's, on a workday) or `right` (an applicant's, the printed date).
"""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar, NamedTuple

from models.base import BAND_OF
from models.calendar import OutsideCalendar, date_of
from models.plan import Finding, Milestone, Plan, Where
from models.season import Season
from scheduler.rules.annexes import roster_full
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.windows_rules import days_of


class Wanted(NamedTuple):
    """A milestone that must be there, not before `first` and not after `last`."""

    code: str
    subject: str
    first: date | None = None
    last: date | None = None
    keys: tuple[str, ...] = ()
    """Numbers on which the limits rest."""


def place(item: Milestone) -> Where:
    """The place of a milestone in the plan."""
    return Where(file="plan", table="milestones", id=item.id, field="due")


def due(facts: Facts, code: str, subject: str) -> date | None:
    """The day of a milestone; the last one if there are several."""
    rows = facts.milestones.get((code, subject), ())
    return max((m.due for m in rows), default=None)


class Tasks(Rule):
    """Every task that a provision asks for is there, and in time."""

    needs = ("milestones",)

    @abstractmethod
    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        """The milestones that the provision asks for."""

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for task in self.wanted(facts):
            facts.compared[self.id] += 1
            rows = facts.milestones.get((task.code, task.subject), ())
            if not rows:
                yield self.finding(
                    season,
                    "time_missing",
                    Where(file="plan", table="milestones"),
                    task=task.code,
                    subject=task.subject,
                )
            for item in rows:
                early = task.first is not None and item.due < task.first
                late = task.last is not None and item.due > task.last
                if early or late:
                    limit = task.first if early else task.last
                    yield self.finding(
                        season,
                        "time_early" if early else "time_late",
                        place(item),
                        keys=task.keys,
                        task=task.code,
                        subject=task.subject,
                        due=item.due.isoformat(),
                        limit=str(limit),
                    )


class LocalNotice(Tasks):
    """Districts, industry departments and self-reviewing bodies issue their own notice."""

    id = "local-notice"
    clauses = ("N2024-2.1.4a",)
    title_zh = "本级通知按期下发、备案"
    title_en = "The local notice is issued and filed in time"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        last = facts.number.day("deadline.local_notice")
        organisers = {facts.body(c.organiser) for c, _ in facts.convened}
        for name in sorted(organisers):
            body = facts.season.organisation.get(name)
            if body is not None and body.kind in {"district", "industry", "self_review"}:
                yield Wanted("local_notice", name, last=last)


class _Closing(Tasks):
    """The closing day is announced as printed: a right is never moved forward."""

    span: ClassVar[str]
    key: ClassVar[str]

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        bands = {BAND_OF[level] for c, _ in facts.convened for level in c.levels}
        if any((band == "senior") == (self.span == "senior") for band in bands):
            day = facts.number.day(self.key)
            yield Wanted(f"applications_close.{self.span}", "", day, day)


class SeniorCloses(_Closing):
    """Senior applications close on the printed day."""

    id = "senior-closes"
    clauses = ("N2024-2.1.4b",)
    title_zh = "高级申报截止日照印发日期"
    title_en = "Senior applications close on the printed day"
    span = "senior"
    key = "deadline.senior.supplement"


class MidJuniorCloses(_Closing):
    """Mid and junior applications close on the printed day."""

    id = "midjunior-closes"
    clauses = ("N2024-2.1.4c",)
    title_zh = "中初级申报截止日照印发日期"
    title_en = "Mid and junior applications close on the printed day"
    span = "midjunior"
    key = "deadline.midjunior.handin"


class RosterPosting(Rule):
    """Every submitting body has a latest posting day, five working days before its hand-in."""

    id = "roster-posting"
    clauses = ("N2024-5.5",)
    title_zh = "送审单位花名册最迟张贴日"
    title_en = "Latest posting day of every roster"
    needs = ("appointments", "milestones")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for name, items in facts.appointments.items():
            submission = season.submission[name]
            first = min(date_of(item.at) for item in items)
            subjects = {submission.organisation, facts.body(submission.organisation), name}
            rows = [
                m for s in sorted(subjects) for m in facts.milestones.get(("roster_posting", s), ())
            ]
            facts.compared[self.id] += 1
            where = Where(table="submissions", id=name)
            if not rows:
                yield self.finding(
                    season,
                    "time_missing",
                    where,
                    task="roster_posting",
                    subject=submission.organisation,
                )
            elif not any(roster_full(facts, m.due, first) for m in rows):
                yield self.finding(
                    season,
                    "time_late",
                    *map(place, rows),
                    task="roster_posting",
                    subject=submission.organisation,
                    due=min(m.due for m in rows).isoformat(),
                    limit=f"< {first.isoformat()}",
                )


class CommitteeFiling(Tasks):
    """Expired, new and changed committees file by the filing day."""

    id = "committee-filing"
    clauses = ("N2024-6.1.2b",)
    title_zh = "评委会备案按期办理"
    title_en = "Committees are filed in time"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        last = facts.number.day("deadline.committee_filing")
        for committee, _ in facts.convened:
            if committee.filing.renewal:
                yield Wanted("committee_filing", committee.id, last=last)


class PoolFiling(Tasks):
    """The purge of the pools is filed before committees are."""

    id = "pool-filing"
    clauses = ("N2024-6.1.1b",)
    title_zh = "清理调整情况备案"
    title_en = "The purge of the pools is filed"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        subjects = sorted(subject for code, subject in facts.milestones if code == "pool_filing")
        if not facts.season.experts and not subjects:
            return
        last = facts.season.calendar.on_or_before(facts.number.day("deadline.committee_filing"))
        for subject in subjects or [""]:
            yield Wanted("pool_filing", subject, last=last)


class PlanFiling(Tasks):
    """The review plan is filed a week before the meeting and consent is noted before it."""

    id = "plan-filing"
    clauses = ("N2024-6.2.2b",)
    title_zh = "方案备案、同意列有期限"
    title_en = "Filing of the plan and consent are dated"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        days = facts.number.integer("filing.plan_days_before")
        for committee, meeting in facts.convened:
            first = days_of(meeting)[0]
            keys = ("filing.plan_days_before",)
            week = first - timedelta(days=days)
            yield Wanted("plan_filing", committee.id, None, week, keys)
            filed = due(facts, "plan_filing", committee.id)
            yield Wanted("consent", committee.id, filed, first - timedelta(days=1))


class DrawTask(Tasks):
    """The draw is dated a few days before the meeting."""

    id = "draw-task"
    clauses = ("IM2023-5",)
    title_zh = "评委抽取日期"
    title_en = "The draw is dated shortly before the meeting"
    needs = ("formation", "milestones")

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        least = facts.number.integer("draw.days_before_min")
        most = facts.number.integer("draw.days_before_max")
        calendar = facts.season.calendar
        for committee, meeting in facts.convened:
            first = days_of(meeting)[0]
            earliest = calendar.on_or_before(first - timedelta(days=most))
            yield Wanted("draw", committee.id, earliest, first - timedelta(days=least))


class MeetingDates(Tasks):
    """First and last meeting day stand in the list of tasks as they are."""

    id = "meeting-dates"
    clauses = ("N2024-6.2.1b",)
    title_zh = "会期与办理事项一致"
    title_en = "Meeting days agree with the list of tasks"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        for committee, meeting in facts.convened:
            first, last = days_of(meeting)
            yield Wanted("meeting_first", committee.id, first, first)
            yield Wanted("meeting_last", committee.id, last, last)


class DutiesOnWorkdays(Rule):
    """A duty of the organiser falls on a workday, and not after its printed date."""

    id = "duties-on-workdays"
    clauses = ("N2024-6.2.1b",)
    title_zh = "组织者的事项落在工作日"
    title_en = "Organisers' duties fall on workdays"
    needs = ("milestones",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for item in plan.milestones:
            facts.compared[self.id] += 1
            meeting = item.code.startswith("meeting")
            rest = item.kind == "duty" and not meeting and not self._workday(season, item.due)
            moved = item.printed is not None and (
                item.due > item.printed or (item.kind == "right" and item.due != item.printed)
            )
            if rest or moved:
                yield self.finding(
                    season,
                    "time_rest_day" if rest else "time_moved",
                    place(item),
                    task=item.code,
                    subject=item.subject,
                    due=item.due.isoformat(),
                )

    def _workday(self, season: Season, day: date) -> bool:
        try:
            return season.calendar.is_workday(day)
        except OutsideCalendar:
            return day.weekday() < 5  # noqa: PLR2004 - Saturday, beyond the table


class InOrder(Rule):
    """The tasks of a committee follow each other in the order of the procedure."""

    id = "tasks-in-order"
    clauses = ("N2024-6.2.1b",)
    title_zh = "各环节先后有序"
    title_en = "The tasks of a committee follow in order"
    needs = ("milestones",)
    chain: ClassVar[tuple[str, ...]] = (
        "plan_filing", "consent", "draw", "meeting_first", "meeting_last", "result_posting",
        "publication_end", "report", "approval", "archive",
    )  # fmt: skip

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, _ in facts.convened:
            known = [(code, day) for code in self.chain if (day := due(facts, code, committee.id))]
            known = [row for row in known if row[0] != "draw" or self._after_consent(known)]
            facts.compared[self.id] += len(known)
            for (before, one), (after, other) in pairwise(known):
                if other < one:
                    yield self.finding(
                        season,
                        "time_order",
                        *map(place, facts.milestones[after, committee.id]),
                        committee=committee.id,
                        task=after,
                        before=before,
                    )

    def _after_consent(self, known: list[tuple[str, date]]) -> bool:
        """Whether the draw stands after consent: it may also be prepared before it."""
        days = dict(known)
        return "consent" not in days or days["draw"] >= days["consent"]


TIMELINE: tuple[type[Rule], ...] = (
    LocalNotice,
    SeniorCloses,
    MidJuniorCloses,
    RosterPosting,
    CommitteeFiling,
    PoolFiling,
    PlanFiling,
    DrawTask,
    MeetingDates,
    DutiesOnWorkdays,
    InOrder,
)
