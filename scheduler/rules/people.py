"""Who may sit, one person at a time: notice 六(一)1, 3, 4; Order 40 articles 10, 11, 42."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from models.committee import Committee
from models.people import Expert
from models.plan import Finding, Plan, Reserve, Seat, Where
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.filing import unknown_note
from scheduler.rules.index import covered


def place(item: Seat | Reserve) -> Where:
    """The place of a seat or a reserve in the plan."""
    table = "seats" if isinstance(item, Seat) else "reserves"
    return Where(file="plan", table=table, id=item.id, field="expert")


class _Barred(Rule):
    """Nobody named for a committee, as member or reserve, is barred from it."""

    needs = ("formation",)
    code: ClassVar[str]
    unknown_code: ClassVar[str] = ""

    @abstractmethod
    def barred(self, facts: Facts, expert: Expert, committee: Committee) -> bool | None:
        """Whether this provision bars the expert; None when the fact is unknown."""

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        unknown: set[str] = set()
        for committee, expert, item in facts.placements:
            barred = self.barred(facts, expert, committee)
            facts.compared[self.id] += barred is not None
            if barred is None:
                unknown.add(expert.id)
            elif barred:
                yield self.finding(
                    season, self.code, place(item), expert=expert.id, committee=committee.id
                )
        if unknown and self.unknown_code:
            yield unknown_note(self, self.unknown_code, len(unknown))


class PurgedSitNowhere(_Barred):
    """Experts purged from the pool have no seat."""

    id = "purged"
    clauses = ("N2024-6.1.1a",)
    title_zh = "清理出库的专家不入会"
    title_en = "Purged experts sit nowhere"
    code = "form_purged"

    def barred(self, facts: Facts, expert: Expert, committee: Committee) -> bool | None:
        return bool(expert.purge_cause)


class DishonestSitNowhere(_Barred):
    """Experts recorded as dishonest are never used again."""

    id = "dishonest"
    clauses = ("N2024-6.1.4b", "R40-42", "M56-2024")
    title_zh = "失信专家不得入会"
    title_en = "Dishonest experts sit nowhere"
    code = "form_dishonest"
    unknown_code = "form_dishonest_unknown"

    def barred(self, facts: Facts, expert: Expert, committee: Committee) -> bool | None:
        return expert.blacklisted


class PledgeSigned(_Barred):
    """Members have signed the integrity pledge."""

    id = "pledge-signed"
    clauses = ("N2024-6.1.4a",)
    title_zh = "评委签订诚信承诺书"
    title_en = "Members have signed the integrity pledge"
    code = "form_no_pledge"
    unknown_code = "form_pledge_unknown"

    def barred(self, facts: Facts, expert: Expert, committee: Committee) -> bool | None:
        return None if expert.pledge is None else not expert.pledge


class StillAtWork(_Barred):
    """Members are in service."""

    id = "still-at-work"
    clauses = ("R40-10a",)
    title_zh = "评委在职在岗"
    title_en = "Members are in service"
    code = "form_not_in_service"
    unknown_code = "form_service_unknown"

    def barred(self, facts: Facts, expert: Expert, committee: Committee) -> bool | None:
        return None if expert.in_service is None else not expert.in_service


class TitleHighEnough(_Barred):
    """Members hold a title of the series not below the level reviewed."""

    id = "title-high-enough"
    clauses = ("R40-10a", "R40-7")
    title_zh = "评委具有本系列相应层级职称"
    title_en = "Members hold the series' title at the level"
    code = "form_title"

    def barred(self, facts: Facts, expert: Expert, committee: Committee) -> bool | None:
        return not facts.titled(expert, committee)


class TermNotOver(_Barred):
    """Nobody sits after the end of a term."""

    id = "term"
    clauses = ("R40-10b",)
    title_zh = "评委在任期内"
    title_en = "Members are within their term"
    code = "form_term_over"
    unknown_code = "form_term_unknown"

    def barred(self, facts: Facts, expert: Expert, committee: Committee) -> bool | None:
        last = facts.last_day(committee.id)
        if last is None or expert.term_from is None:
            return None
        return facts.term_over(expert, last)


class FromTheFiledPool(_Barred):
    """Members come from the filed pool of the committee."""

    id = "filed-pool"
    clauses = ("R40-11b",)
    title_zh = "评委出自备案专家库"
    title_en = "Members come from the filed pool"
    code = "form_not_in_pool"

    def barred(self, facts: Facts, expert: Expert, committee: Committee) -> bool | None:
        return not facts.pooled(expert, committee)


class Rotation(Rule):
    """Nobody sits after three years of appointment in a row, but for a named exemption."""

    id = "rotation"
    clauses = ("N2024-6.1.3a",)
    title_zh = "连续担任三年的今年不聘"
    title_en = "Nobody sits after three years in a row"
    waiver = "named"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        span = facts.number.integer("rotation.max_consecutive_years")
        recent = set(range(season.year - span, season.year))
        unknown: set[str] = set()
        for committee, expert, item in facts.placements:
            facts.compared[self.id] += 1
            served = {row.year for row in expert.service if row.committees}
            idle = {row.year for row in expert.service if not row.committees}
            if facts.years_running(expert):
                yield self._judge(facts, committee, expert, item)
            elif not idle & recent and recent - served:
                unknown.add(expert.id)
        if unknown:
            yield unknown_note(self, "form_service_years_unknown", len(unknown))

    def _judge(
        self, facts: Facts, committee: Committee, expert: Expert, item: Seat | Reserve
    ) -> Finding:
        granted = [e for e in expert.exemptions if e.clause == self.clauses[0]]
        if not granted:
            return self.finding(
                facts.season, "form_rotation", place(item), expert=expert.id, committee=committee.id
            )
        return Finding(
            code="form_rotation_exempt",
            severity="note",
            clause=self.clauses[0],
            rule=self.id,
            args={
                "expert": expert.id,
                "committee": committee.id,
                "reason": granted[0].reason,
                "author": granted[0].author,
            },
            where=(place(item),),
        )


class CanCome(Rule):
    """A member of a block can come in every half-day of it."""

    id = "can-come"
    clauses = ("P-9",)
    title_zh = "评委全程在会"
    title_en = "Members can come throughout"
    needs = ("meetings", "formation")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, seats in facts.formed:
            meeting = facts.meetings.get(committee.id)
            if meeting is None or committee.spread:
                continue
            for seat in seats:
                facts.compared[self.id] += 1
                absences = season.expert[seat.expert].absences
                missed = [at for at in meeting.half_days if covered(absences, at)]
                if missed:
                    yield self.finding(
                        season,
                        "form_cannot_come",
                        place(seat),
                        keys=("meeting.absence_max_hours",),
                        expert=seat.expert,
                        committee=committee.id,
                        at=missed[0],
                    )


class NotTooManyCommittees(Rule):
    """Nobody sits on more committees than allowed."""

    id = "max-committees"
    clauses = ("R40-10a",)
    title_zh = "专家任职的评委会不过多"
    title_en = "Nobody sits on too many committees"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        common = facts.number.integer("expert.max_committees")
        for expert, seats in _by_expert(facts).items():
            facts.compared[self.id] += 1
            own = season.expert[expert].max_committees
            most = common if own is None else own
            committees = {seat.committee for seat in seats}
            if len(committees) > most:
                yield self.finding(
                    season,
                    "form_too_many",
                    *(place(seat) for seat in seats),
                    keys=("expert.max_committees",),
                    expert=expert,
                    count=len(committees),
                    most=most,
                )


def _by_expert(facts: Facts) -> dict[str, list[Seat]]:
    found: defaultdict[str, list[Seat]] = defaultdict(list)
    for _, seats in facts.formed:
        for seat in seats:
            found[seat.expert].append(seat)
    return found


class CommitteesDoNotClash(Rule):
    """Nobody sits on two committees that meet in the same half-day."""

    id = "committees-clash"
    clauses = ("R40-20",)
    title_zh = "一人不在同一时间任两个评委会"
    title_en = "Nobody sits on two committees that meet at once"
    needs = ("meetings", "formation")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for expert, seats in _by_expert(facts).items():
            blocks = [
                (seat, set(facts.meetings[seat.committee].half_days))
                for seat in seats
                if seat.committee in facts.meetings and not season.committee[seat.committee].spread
            ]
            for index, (seat, halves) in enumerate(blocks):
                for other, others in blocks[index + 1 :]:
                    facts.compared[self.id] += 1
                    if seat.committee != other.committee and halves & others:
                        yield self.finding(
                            season,
                            "form_clash",
                            place(seat),
                            place(other),
                            expert=expert,
                            committee=seat.committee,
                            other=other.committee,
                        )


PEOPLE: tuple[type[Rule], ...] = (
    PurgedSitNowhere,
    DishonestSitNowhere,
    PledgeSigned,
    StillAtWork,
    TitleHighEnough,
    TermNotOver,
    FromTheFiledPool,
    Rotation,
    CanCome,
    NotTooManyCommittees,
    CommitteesDoNotClash,
)
