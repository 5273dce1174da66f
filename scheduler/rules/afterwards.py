"""After the meeting: notice 二(一)4, 六(二)4, 七(二)2; Order 40 article 26."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from models.calendar import add_months
from models.committee import Committee
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts
from scheduler.rules.timeline import Tasks, Wanted, due
from scheduler.rules.windows_rules import days_of, deadline_of


class ResultPosting(Tasks):
    """Results are posted after the last session, so that publication can still end in time."""

    id = "result-posting"
    clauses = ("N2024-2.1.4d",)
    title_zh = "评审结果按期张贴、公示按期结束"
    title_en = "Results are posted and their publication ends in time"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        calendar = facts.season.calendar
        for committee, meeting in facts.convened:
            last = days_of(meeting)[1]
            end = calendar.on_or_before(deadline_of(facts, committee))
            yield Wanted("result_posting", committee.id, last, end)
            if due(facts, "publication_end", committee.id) is not None:
                yield Wanted("publication_end", committee.id, None, end)


class PublicationFull(Tasks):
    """Results hang out five full working days, the posting day not counted."""

    id = "publication-full"
    clauses = ("R40-26", "IM2023-6")
    title_zh = "结果公示满五个工作日"
    title_en = "Results are published five full working days"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        days = facts.number.integer("publication.result_workdays")
        days -= facts.number.flag("publication.posting_day_counts")
        for committee, _ in facts.convened:
            posted = due(facts, "result_posting", committee.id)
            full = facts.season.calendar.add_workdays(posted, days) if posted else None
            yield Wanted("publication_end", committee.id, full)


class _Report(Tasks):
    """Results are reported after publication and within a month of the review."""

    senior: ClassVar[bool]

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        months = facts.number.integer("report.months")
        for committee, meeting in facts.convened:
            if (committee.band == "senior") == self.senior:
                last = add_months(days_of(meeting)[1], months)
                published = due(facts, "publication_end", committee.id)
                yield Wanted("report", committee.id, published, last)


class SeniorReport(_Report):
    """Senior results go to the region within a month."""

    id = "senior-report"
    clauses = ("N2024-6.2.4a",)
    title_zh = "高级结果一个月内报自治区"
    title_en = "Senior results reported to the region within a month"
    senior = True


class MidJuniorReport(_Report):
    """Mid and junior results go to the city within a month."""

    id = "midjunior-report"
    clauses = ("N2024-6.2.4b",)
    title_zh = "中初级结果一个月内报市局"
    title_en = "Mid and junior results reported to the city within a month"
    senior = False


class Approval(Tasks):
    """Approval filing is done by its day, with some days in hand for the answer."""

    id = "approval"
    clauses = ("N2024-2.1.4f",)
    title_zh = "核准备案按期完成"
    title_en = "Approval filing is done in time"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        for committee, _ in facts.convened:
            last = self._last(facts, committee)
            yield Wanted("approval", committee.id, due(facts, "report", committee.id), last)
            if due(facts, "report", committee.id) is not None:
                days = facts.number.integer("approval.buffer_workdays")
                sent = facts.season.calendar.add_workdays(last, -days) if days else last
                yield Wanted("report", committee.id, None, sent, ("approval.buffer_workdays",))

    def _last(self, facts: Facts, committee: Committee) -> date:
        """The approval day; later only for a committee whose review was put off with consent."""
        last = facts.number.day("deadline.approval")
        printed = facts.number.day("deadline.review_and_publication")
        if deadline_of(facts, committee) > printed:
            last = max(last, facts.number.day("season.year_end"))
        return last


class Archive(Tasks):
    """Forms are uploaded within a month of the approval filing."""

    id = "archive"
    clauses = ("N2024-7.2.2",)
    title_zh = "电子档案一个月内上传"
    title_en = "Forms are uploaded within a month"

    def wanted(self, facts: Facts) -> Iterator[Wanted]:
        months = facts.number.integer("archive.months")
        for committee, _ in facts.convened:
            approved = due(facts, "approval", committee.id)
            last = add_months(approved, months) if approved else None
            yield Wanted("archive", committee.id, approved, last)


AFTERWARDS: tuple[type[Rule], ...] = (
    ResultPosting,
    PublicationFull,
    SeniorReport,
    MidJuniorReport,
    Approval,
    Archive,
)
