"""Who may be reviewed, and by whom: notice 三, 四(一)-(五), 五; Order 40 articles 13 and 28."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import ClassVar

from models.base import BAND_OF
from models.committee import REGION, Committee
from models.people import Applicant
from models.plan import Docket, Finding, Plan, Where
from models.season import Season
from scheduler.rules.applications import (
    closing_day,
    covers,
    destination,
    to_the_region,
)
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.filing import unknown_note


def row_of(docket: Docket, field: str = "session") -> Where:
    """The place of a docket in the plan."""
    return Where(file="plan", table="dockets", id=docket.id, field=field)


class _NotAdmitted(Rule):
    """Nobody is reviewed whom a fact shuts out."""

    needs = ("dockets",)
    code: ClassVar[str]
    unknown_code: ClassVar[str] = ""

    @abstractmethod
    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        """Whether this provision shuts the applicant out; None when the fact is unknown."""

    def cited(self, applicant: Applicant) -> str:
        """The clause that speaks of this applicant."""
        return self.clauses[0]

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        unknown = 0
        for docket, applicant, committee in facts.dockets:
            out = self.shut_out(facts, applicant, committee)
            facts.compared[self.id] += out is not None
            unknown += out is None
            if out:
                yield self.finding(
                    season,
                    self.code,
                    row_of(docket),
                    clause=self.cited(applicant),
                    applicant=docket.id,
                    committee=committee.id,
                )
        if unknown and self.unknown_code:
            yield unknown_note(self, self.unknown_code, unknown)


class EligibleOnly(_NotAdmitted):
    """Nobody is reviewed who is not eligible."""

    id = "eligible-only"
    clauses = ("N2024-1", "R40-13")
    title_zh = "不具资格的不上会"
    title_en = "Nobody ineligible is reviewed"
    code = "app_not_eligible"
    unknown_code = "app_eligible_unknown"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        return None if applicant.eligible is None else not applicant.eligible


class AcceptedOnly(_NotAdmitted):
    """Only accepted dossiers enter a session."""

    id = "accepted-only"
    clauses = ("N2024-5.4",)
    title_zh = "审核通过的才上会"
    title_en = "Only accepted dossiers enter a session"
    code = "app_not_accepted"
    unknown_code = "app_accepted_unknown"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        return None if applicant.accepted is None else not applicant.accepted


class PledgedOnly(_NotAdmitted):
    """Applicants have signed the integrity pledge."""

    id = "pledged-only"
    clauses = ("N2024-5.2",)
    title_zh = "未签诚信承诺书的不上会"
    title_en = "Nobody without an integrity pledge is reviewed"
    code = "app_no_pledge"
    unknown_code = "app_pledge_unknown"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        return None if applicant.pledge is None else not applicant.pledge


class ExamOnlyStayOut(_NotAdmitted):
    """Exam-only series are not reviewed."""

    id = "exam-only"
    clauses = ("N2024-4.2.1",)
    title_zh = "以考代评的不上会"
    title_en = "Exam-only series are not reviewed"
    code = "app_exam_only"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        return bool(applicant.exam_only)


class ExamStillValid(_NotAdmitted):
    """Exam-combined series need a result valid on the closing day."""

    id = "exam-valid"
    clauses = ("N2024-4.2.2", "N2024-4.4.0a")
    title_zh = "考评结合须有有效合格成绩"
    title_en = "Exam-combined series need a valid result"
    code = "app_exam_expired"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        until = applicant.exam_valid_until
        if not committee.exam_combined or until is None:
            return None
        return until < closing_day(facts, applicant)


class DelegatedUnits(_NotAdmitted):
    """Central and regional units need a letter and the city's consent."""

    id = "delegated-units"
    clauses = ("N2024-3.2.2",)
    title_zh = "驻包单位须有委托函和市局同意"
    title_en = "Central and regional units need delegation and consent"
    code = "app_no_delegation"
    unknown_code = "app_delegation_unknown"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        body = facts.season.organisation.get(facts.body(applicant.organisation))
        if body is None or body.kind not in {"central", "regional"}:
            return False
        if body.delegation_letter is False or body.city_consent is False:
            return True
        return None if None in {body.delegation_letter, body.city_consent} else False


class ReceivedInTime(_NotAdmitted):
    """Nothing received after the closing day is reviewed."""

    id = "received-in-time"
    clauses = ("N2024-2.1.4b", "N2024-2.1.4c")
    title_zh = "截止日后收到的不上会"
    title_en = "Nothing received after the closing day is reviewed"
    code = "app_late"

    def cited(self, applicant: Applicant) -> str:
        senior = BAND_OF[applicant.level] == "senior"
        return self.clauses[0] if senior else self.clauses[1]

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        if applicant.received is None or committee.exam_combined:
            return None
        return applicant.received > closing_day(facts, applicant)


class GreenToTheRegion(_NotAdmitted):
    """Green-channel items 1 to 6 are never reviewed in the city."""

    id = "green-items"
    clauses = (
        "N2024-4.4.0b", "N2024-4.4.1", "N2024-4.4.2", "N2024-4.4.3", "N2024-4.4.4", "N2024-4.4.5",
        "N2024-4.4.6",
    )  # fmt: skip
    title_zh = "绿色通道第1至6项不上市内会议"
    title_en = "Green-channel items 1-6 never meet in the city"
    code = "app_green"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        return None if applicant.green_item is None else to_the_region(facts, applicant)


class GreenOnlyOnce(_NotAdmitted):
    """The green channel is used once; a second use is a reminder."""

    id = "green-once"
    clauses = ("N2024-4.4.0c",)
    title_zh = "绿色通道原则上只享受一次"
    title_en = "The green channel is used once"
    waiver = "goal"
    code = "app_green_again"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        return None if applicant.green_item is None else applicant.prior_green


class InScope(_NotAdmitted):
    """Nobody is reviewed outside the committee's filed scope."""

    id = "in-scope"
    clauses = ("N2024-6.2.1a", "R40-6", "R40-7")
    title_zh = "不超备案的系列、专业、层级评审"
    title_en = "Nobody is reviewed outside the filed scope"
    code = "app_out_of_scope"

    def shut_out(self, facts: Facts, applicant: Applicant, committee: Committee) -> bool | None:
        return not covers(committee, applicant)


class RoutedHere(Rule):
    """Every dossier is before the committee to which the routing leads."""

    id = "routed-here"
    clauses = ("N2024-2.1.3", "N2024-3.0a", "N2024-4.3.0", "N2024-4.3.2", "N2024-4.8")
    title_zh = "按受理评审路由归会"
    title_en = "Dossiers go where the routing leads"
    needs = ("dockets",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for docket, applicant, committee in facts.dockets:
            goal = destination(facts, applicant)
            if goal == REGION and to_the_region(facts, applicant):
                continue
            facts.compared[self.id] += 1
            if goal != committee.id:
                yield self.finding(
                    season,
                    "app_wrong_committee",
                    row_of(docket, "committee"),
                    applicant=docket.id,
                    committee=committee.id,
                    right=goal or "?",
                )


class ConsentedEntrustment(Rule):
    """People of another body are reviewed only with the city's consent."""

    id = "entrustment"
    clauses = ("N2024-4.3.4", "R40-28")
    title_zh = "联合、委托评审须经同意"
    title_en = "Joint and entrusted review needs consent"
    needs = ("dockets",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for docket, applicant, committee in facts.dockets:
            for given in committee.entrustments:
                if facts.body(given.organisation) in facts.reach(applicant.organisation):
                    facts.compared[self.id] += given.consent is not None
                    if given.consent is False:
                        yield self.finding(
                            season,
                            "app_no_consent",
                            row_of(docket),
                            applicant=docket.id,
                            committee=committee.id,
                            organisation=given.organisation,
                        )


def _exempt(facts: Facts, clause: str, *applicants: Applicant) -> bool:
    return any(facts.exempt(a, clause) for a in applicants)


class OneCommitteeForAUnit(Rule):
    """One employer's dossiers of a series and level go to one committee."""

    id = "one-committee-for-a-unit"
    clauses = ("N2024-3.0c",)
    title_zh = "同单位同系列同层级归一个评委会"
    title_en = "One employer, series and level: one committee"
    waiver = "named"
    needs = ("dockets",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        alike: defaultdict[tuple[str, ...], list[tuple[Docket, Applicant, Committee]]]
        alike = defaultdict(list)
        for docket, applicant, committee in facts.dockets:
            unit = facts.body(applicant.organisation)
            key = (unit, applicant.series, applicant.level, applicant.track)
            alike[key].append((docket, applicant, committee))
        for key, rows in sorted(alike.items()):
            facts.compared[self.id] += 1
            first: dict[tuple[str, str], tuple[Docket, Applicant, Committee]] = {}
            for row in rows:
                first.setdefault((row[2].id, row[1].specialty), row)
            for one, other in combinations(first.values(), 2):
                if self._apart(one, other):
                    yield self._judge(facts, one, other, key[0])

    def _apart(
        self, one: tuple[Docket, Applicant, Committee], other: tuple[Docket, Applicant, Committee]
    ) -> bool:
        """Whether two dossiers that belong together sit before two committees."""
        if one[2].id == other[2].id:
            return False
        narrow = any(c.by_specialty or c.specialties for c in (one[2], other[2]))
        return not narrow or one[1].specialty == other[1].specialty

    def _judge(
        self,
        facts: Facts,
        one: tuple[Docket, Applicant, Committee],
        other: tuple[Docket, Applicant, Committee],
        unit: str,
    ) -> Finding:
        clause = self.clauses[0]
        named = _exempt(facts, clause, one[1], other[1]) or any(
            facts.exempt(c, clause) for c in (one[2], other[2])
        )
        found = self.finding(
            facts.season,
            "app_unit_exempt" if named else "app_unit_split",
            row_of(one[0], "committee"),
            row_of(other[0], "committee"),
            organisation=unit,
            committee=one[2].id,
            other=other[2].id,
        )
        return found.model_copy(update={"severity": "note"}) if named else found


class OneCommitteeForAPerson(Rule):
    """One person applies to one committee for a level in a year."""

    id = "one-committee-for-a-person"
    clauses = ("N2024-3.0b",)
    title_zh = "一人一年同一层级只报一个评委会"
    title_en = "One person, one level, one committee in a year"
    waiver = "named"
    needs = ("dockets",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        seen: dict[tuple[str, str], tuple[Docket, Applicant]] = {}
        for docket, applicant, _ in facts.dockets:
            if not applicant.id_number:
                continue
            facts.compared[self.id] += 1
            earlier = seen.setdefault((applicant.id_number, applicant.level), (docket, applicant))
            if earlier[0] is docket:
                continue
            named = _exempt(facts, self.clauses[0], applicant, earlier[1])
            found = self.finding(
                season,
                "app_twice_exempt" if named else "app_twice",
                row_of(docket),
                row_of(earlier[0]),
                applicant=docket.id,
                applicant_other=earlier[0].id,
            )
            yield found.model_copy(update={"severity": "note"}) if named else found


class SocialOrGrassroots(Rule):
    """Nobody is in the social and in the grassroots track in one year."""

    id = "social-or-grassroots"
    clauses = ("N2024-3.0d",)
    title_zh = "社会化与基层系列只选其一"
    title_en = "Social or grassroots track, not both"
    needs = ("dockets",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for docket, applicant, _ in facts.dockets:
            if not applicant.id_number:
                continue
            facts.compared[self.id] += 1
            if {"social", "grassroots"} <= facts.tracks[applicant.id_number]:
                yield self.finding(season, "app_both_tracks", row_of(docket), applicant=docket.id)


ROUTING: tuple[type[Rule], ...] = (
    EligibleOnly,
    AcceptedOnly,
    PledgedOnly,
    ExamOnlyStayOut,
    ExamStillValid,
    DelegatedUnits,
    ReceivedInTime,
    GreenToTheRegion,
    GreenOnlyOnce,
    InScope,
    RoutedHere,
    ConsentedEntrustment,
    OneCommitteeForAUnit,
    OneCommitteeForAPerson,
    SocialOrGrassroots,
)
