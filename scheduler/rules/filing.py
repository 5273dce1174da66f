"""Who may open a review at all: notice 四(三), 六(一)2, 七(一)2; Order 40 articles 6-8."""

from collections.abc import Iterator

from models.calendar import add_months
from models.committee import Committee
from models.plan import Finding, Meeting, Plan
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.windows_rules import block, days_of, row

_MIXED = ("、", ",", "，", ";", "；", "综合")
"""What a series' name holds when several series are put together."""


class FiledCommittee(Rule):
    """Only a filed committee meets; a lapsed or missing filing voids what it does."""

    id = "filed-committee"
    clauses = ("N2024-6.1.2a", "N2024-6.1.2d", "R40-38")
    title_zh = "未备案、备案失效的评委会不得开评"
    title_en = "No meeting of a committee unfiled or lapsed"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        unknown = 0
        for committee, meeting in facts.convened:
            status = committee.filing.status
            renewing = status == "pending" or bool(committee.filing.renewal)
            open_ = status is None or (renewing and committee.filing.filed_on is None)
            unknown += open_
            facts.compared[self.id] += not open_
            if status in {"lapsed", "none"}:
                yield self.finding(
                    season,
                    "filing_missing",
                    row(committee, "filing"),
                    block(meeting),
                    clause="N2024-6.1.2d",
                    committee=committee.id,
                    status=status,
                )
            elif status == "pending" and self._early(committee, meeting):
                yield self.finding(
                    season,
                    "filing_after_meeting",
                    row(committee, "filing"),
                    block(meeting),
                    committee=committee.id,
                    filed=str(committee.filing.filed_on),
                )
        if unknown:
            yield unknown_note(self, "filing_unknown", unknown)

    def _early(self, committee: Committee, meeting: Meeting) -> bool:
        filed = committee.filing.filed_on
        return filed is not None and filed >= days_of(meeting)[0]


def unknown_note(rule: Rule, code: str, count: int) -> Finding:
    """A note that so many facts are unknown: 待确认, never taken as no."""
    return Finding(
        code=code, severity="note", clause=rule.clauses[0], rule=rule.id, args={"count": count}
    )


class FiledByTheDay(Rule):
    """Expired, new and changed committees are filed by the filing date."""

    id = "filed-by-the-day"
    clauses = ("N2024-6.1.2b",)
    title_zh = "到期、新建、变更的评委会按期备案"
    title_en = "Expired, new and changed committees file in time"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            filing = committee.filing
            if not (filing.renewal or filing.status == "pending") or filing.filed_on is None:
                continue
            facts.compared[self.id] += 1
            last = facts.number.day("deadline.committee_filing")
            if filing.filed_on > last:
                yield self.finding(
                    season,
                    "filing_late",
                    row(committee, "filing"),
                    block(meeting),
                    keys=("deadline.committee_filing",),
                    committee=committee.id,
                    filed=filing.filed_on.isoformat(),
                    last=last.isoformat(),
                )


class _InForce(Rule):
    """Every meeting day lies within the filing's term, and no filing runs too long."""

    needs = ("meetings",)
    own: bool
    """Whether it speaks of self-reviewing bodies."""

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            filing = committee.filing
            first, last = days_of(meeting)
            unknown = filing.valid_from is None and filing.valid_to is None
            if unknown or bool(committee.self_reviewing) != self.own:
                continue
            facts.compared[self.id] += 1
            early = filing.valid_from is not None and first < filing.valid_from
            late = filing.valid_to is not None and last > filing.valid_to
            if early or late:
                yield self.finding(
                    season,
                    "filing_not_valid",
                    row(committee, "filing"),
                    block(meeting),
                    committee=committee.id,
                    first=first.isoformat(),
                    last=last.isoformat(),
                    valid_from=str(filing.valid_from),
                    valid_to=str(filing.valid_to),
                )
            yield from self._term(facts, committee)

    def _term(self, facts: Facts, committee: Committee) -> Iterator[Finding]:
        filing, years = committee.filing, facts.number.integer("filing.max_years")
        if filing.valid_from is None or filing.valid_to is None:
            return
        if filing.valid_to > add_months(filing.valid_from, 12 * years):
            yield self.finding(
                facts.season,
                "filing_too_long",
                row(committee, "filing"),
                keys=("filing.max_years",),
                committee=committee.id,
                years=years,
            )


class FilingInForce(_InForce):
    """A committee meets within the term of its filing."""

    id = "filing-in-force"
    clauses = ("R40-8",)
    title_zh = "会议在备案有效期内，有效期不超过三年"
    title_en = "Meetings lie within the filing's term of at most three years"
    own = False


class SelfReviewInForce(_InForce):
    """A self-reviewing body acts within the term that it filed."""

    own = True

    id = "self-review-in-force"
    clauses = ("N2024-4.3.3",)
    title_zh = "自主评审单位在备案有效期内评审"
    title_en = "A self-reviewing body acts within its filed term"


class NotSuspended(Rule):
    """A suspended committee, or one of a suspended body, does not meet."""

    id = "not-suspended"
    clauses = ("N2024-7.1.2", "M56-2024")
    title_zh = "被暂停的评委会不得开评"
    title_en = "No meeting of a suspended committee or body"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting in facts.convened:
            facts.compared[self.id] += 1
            body = season.organisation.get(facts.body(committee.organiser))
            if committee.suspended or (body is not None and body.suspended):
                yield self.finding(
                    season,
                    "filing_suspended",
                    row(committee, "suspended"),
                    block(meeting),
                    committee=committee.id,
                )


class RightApprover(Rule):
    """The region files senior committees, the city the others."""

    id = "right-approver"
    clauses = ("N2024-6.1.2c", "N2024-4.11a")
    title_zh = "核准机关与层级相符"
    title_en = "The approver matches the level"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, _ in facts.convened:
            if committee.approver is None:
                continue
            facts.compared[self.id] += 1
            span = "senior" if committee.band == "senior" else "midjunior"
            right = facts.number.word(f"authority.{span}.approver")
            if committee.approver != right:
                yield self.finding(
                    season,
                    "filing_approver",
                    row(committee, "approver"),
                    committee=committee.id,
                    approver=committee.approver,
                    right=right,
                )


class OneSeries(Rule):
    """A committee has one series, and everybody before it applies in that series."""

    id = "one-series"
    clauses = ("R40-6",)
    title_zh = "评委会按一个系列或专业组建"
    title_en = "A committee is of one series"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, _ in facts.convened:
            facts.compared[self.id] += 1
            if any(sign in committee.series for sign in _MIXED):
                yield self.finding(
                    season,
                    "filing_mixed_series",
                    row(committee, "series"),
                    committee=committee.id,
                    series=committee.series,
                )


class DistrictPower(Rule):
    """District bodies review mid and junior levels only."""

    id = "district-power"
    clauses = ("N2024-4.3.1", "N2024-4.3.0")
    title_zh = "旗县区只评中、初级"
    title_en = "District bodies review mid and junior levels only"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, _ in facts.convened:
            body = season.organisation.get(facts.body(committee.organiser))
            if body is None or body.kind != "district":
                continue
            facts.compared[self.id] += 1
            if set(committee.levels) - set(facts.number.items("authority.district.levels")):
                yield self.finding(
                    season,
                    "filing_beyond_power",
                    row(committee, "levels"),
                    committee=committee.id,
                    levels=" ".join(committee.levels),
                )


FILING: tuple[type[Rule], ...] = (
    FiledCommittee,
    FiledByTheDay,
    FilingInForce,
    SelfReviewInForce,
    NotSuspended,
    RightApprover,
    OneSeries,
    DistrictPower,
)
