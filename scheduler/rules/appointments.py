"""First and last days of units at desks: notice 二(一)1, 二(二), Order 40 article 18."""

from abc import abstractmethod
from collections.abc import Iterator

from models.appointment import Submission
from models.calendar import date_of
from models.plan import Appointment, Finding, Plan, Where
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.index import minute_of

LATER = frozenset({"second", "correction"})
"""What may come after the hand-in, until supplements end."""


def row_of(item: Appointment, field: str = "at") -> Where:
    return Where(file="plan", table="appointments", id=item.id, field=field)


def held(facts: Facts) -> Iterator[tuple[Submission, Appointment]]:
    for submission, items in facts.appointments.items():
        for item in items:
            yield facts.season.submission[submission], item


def span_of(band: str) -> str:
    return "senior" if band == "senior" else "midjunior"


def hand_in_key(facts: Facts, submission: Submission) -> str:
    """The parameter that holds the last hand-in day of a unit: its printed date, a right."""
    if submission.band != "senior":
        return "deadline.midjunior.handin"
    body = facts.season.organisation.get(facts.body(submission.organisation))
    key = f"deadline.senior.{body.kind}.handin" if body and body.kind else ""
    return key if facts.number.has(key) else "deadline.senior.supplement"


class _LastHandIn(Rule):
    """No unit is called after its printed last day."""

    needs = ("appointments",)

    @abstractmethod
    def governs(self, key: str) -> bool:
        """Whether this provision sets the day held by the parameter."""

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission, item in held(facts):
            key = hand_in_key(facts, submission)
            if submission.latest or item.kind in LATER or not self.governs(key):
                continue
            facts.compared[self.id] += 1
            last = facts.number.day(key)
            if date_of(item.at) > last:
                yield self.finding(
                    season,
                    "desk_after_last_day",
                    row_of(item),
                    keys=(key,),
                    submission=submission.id,
                    at=item.at,
                    last=last.isoformat(),
                )


class MunicipalHandIn(_LastHandIn):
    """Municipal and self-reviewing units hand in senior dossiers by their day."""

    id = "hand-in-municipal"
    clauses = ("N2024-2.1.1c",)
    title_zh = "市直单位高级送审不晚于规定日"
    title_en = "Senior hand-in of municipal units by their day"

    def governs(self, key: str) -> bool:
        return key in {"deadline.senior.municipal.handin", "deadline.senior.self_review.handin"}


class DistrictHandIn(_LastHandIn):
    """Districts hand in senior dossiers by their day."""

    id = "hand-in-district"
    clauses = ("N2024-2.1.1d",)
    title_zh = "旗县区高级送审不晚于规定日"
    title_en = "Senior hand-in of districts by their day"

    def governs(self, key: str) -> bool:
        return key == "deadline.senior.district.handin"


class SeniorClosing(_LastHandIn):
    """All others hand in senior dossiers by the closing day."""

    id = "hand-in-senior"
    clauses = ("N2024-2.1.4b",)
    title_zh = "高级送审不晚于申报截止日"
    title_en = "Senior hand-in by the closing day"

    def governs(self, key: str) -> bool:
        return key in {"deadline.senior.industry.handin", "deadline.senior.supplement"}


class MidJuniorClosing(_LastHandIn):
    """Mid and junior dossiers, of whatever track, are handed in by their closing day."""

    id = "hand-in-midjunior"
    clauses = ("N2024-2.1.4c", "N2024-2.1.6")
    title_zh = "中初级送审不晚于申报截止日"
    title_en = "Mid and junior hand-in by the closing day"

    def governs(self, key: str) -> bool:
        return key == "deadline.midjunior.handin"


class NothingAfterTheCutOff(Rule):
    """No slot of any kind after the level's cut-off for supplements."""

    id = "no-supplements"
    clauses = ("N2024-2.2b", "R40-18")
    title_zh = "截止后不再安排送审、补件"
    title_en = "No slot after the cut-off for supplements"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        close = minute_of(facts.number.word("deadline.close_of_day"))
        for submission, item in held(facts):
            facts.compared[self.id] += 1
            key = f"deadline.{span_of(submission.band)}.supplement"
            last, day = submission.latest or facts.number.day(key), date_of(item.at)
            late = bool(item.start) and minute_of(item.start) + item.minutes > close
            if day > last or (day == last and late):
                yield self.finding(
                    season,
                    "desk_after_cutoff",
                    row_of(item),
                    keys=(key, "deadline.close_of_day"),
                    submission=submission.id,
                    at=item.at,
                    last=last.isoformat(),
                )


class FirstDayOfDesks(Rule):
    """No unit is called before the window opens, or on a day of rest."""

    id = "desk-window"
    clauses = ("N2024-2.1.1a",)
    title_zh = "送审在窗口期内的工作日"
    title_en = "Hand-in on a workday of the window"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission, item in held(facts):
            facts.compared[self.id] += 1
            key = f"window.{span_of(submission.band)}.first"
            first = facts.number.day(key)
            if submission.latest and submission.earliest:
                first = submission.earliest
            if date_of(item.at) < first:
                yield self.finding(
                    season,
                    "desk_before_window",
                    row_of(item),
                    keys=(key,),
                    submission=submission.id,
                    at=item.at,
                    first=first.isoformat(),
                )
            desk = season.desk.get(item.desk)
            opened = desk is not None and item.at in (*desk.opened, *desk.added)
            if not opened and not season.calendar.is_open(item.at):
                yield self.finding(
                    season, "desk_rest_day", row_of(item), submission=submission.id, at=item.at
                )


APPOINTMENTS: tuple[type[Rule], ...] = (
    MunicipalHandIn,
    DistrictHandIn,
    SeniorClosing,
    MidJuniorClosing,
    NothingAfterTheCutOff,
    FirstDayOfDesks,
)
