"""Places for full-senior teachers: 四(十一), annex 10."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from models.people import Applicant
from models.plan import Award, Finding, Plan, Where
from models.quota import Body, QuotaRequest, StageTable
from models.season import Season
from scheduler.rules.annex_10 import (
    by_hand,
    floor_of,
    known_sum,
    pinned,
    rows_of,
    teacher_divisions,
    total_of,
)
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.post_caps import POST_CAPS
from scheduler.rules.proportion import rounds_to
from scheduler.rules.quota_method import AsTheMethodHasIt


class TotalOfPlaces(Rule):
    """The places given out are exactly the city's total."""

    id = "quota-total"
    clauses = ("N2024-4.11b",)
    title_zh = "正高教师名额合计等于总数"
    title_en = "Full-senior teacher places add up to the total"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in teacher_divisions(facts):
            facts.compared[self.id] += 1
            keys = () if request.total is not None else ("quota.full_senior_teachers",)
            total = total_of(facts, request)
            given = sum(a.places for a in awards)
            if given != total or any(a.places < 0 for a in awards):
                where = Where(table="quota", id=request.id, field="total")
                yield self.finding(
                    season,
                    "quota_total",
                    where,
                    keys=keys,
                    quota=request.id,
                    given=given,
                    total=total,
                )


class OneRowForEachBody(Rule):
    """Annex 10 has one row for each body, and none for another."""

    id = "quota-rows"
    clauses = ("N2024-A10",)
    title_zh = "附件10各受分配单位各有一行"
    title_en = "Annex 10 has one row for each body"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in teacher_divisions(facts):
            rows = Counter(a.organisation for a in awards)
            bodies = set(rows_of(facts, request))
            for organisation in sorted(bodies | set(rows)):
                facts.compared[self.id] += 1
                wanted = int(organisation in bodies)
                if rows[organisation] != wanted:
                    where = Where(table="quota", id=request.id, field=organisation)
                    yield self.finding(
                        season,
                        "quota_rows",
                        where,
                        quota=request.id,
                        organisation=organisation,
                        rows=rows[organisation],
                        wanted=wanted,
                    )


class FixedAndBounded(Rule):
    """Places fixed by hand stay; floors and caps hold."""

    id = "quota-bounds"
    clauses = ("N2024-4.11b",)
    title_zh = "人工确定的名额不动，上下限不破"
    title_en = "Places fixed by hand stay, floors and caps hold"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in teacher_divisions(facts):
            bodies = rows_of(facts, request)
            for award in awards:
                rows = bodies.get(award.organisation)
                if rows is not None:
                    facts.compared[self.id] += 1
                    yield from self._judge(facts, request, rows, award)

    def _judge(
        self, facts: Facts, request: QuotaRequest, rows: tuple[Body, ...], award: Award
    ) -> Iterator[Finding]:
        name, places = award.organisation, award.places
        fixed = by_hand(facts, rows)
        if fixed is not None:
            if places != fixed and name not in pinned(facts):
                yield self.finding(
                    facts.season,
                    "quota_fixed",
                    row_of(award),
                    organisation=name,
                    places=places,
                    fixed=fixed,
                )
            return
        own = [body.floor for body in rows if body.floor is not None]
        keys = () if own or request.floor is not None else ("quota.floor",)
        least = floor_of(facts, request, rows)
        if places < least:
            yield self.finding(
                facts.season,
                "quota_floor",
                row_of(award),
                keys=keys,
                organisation=name,
                places=places,
                floor=least,
            )
        for code, cap in (
            ("quota_cap", known_sum(body.cap for body in rows)),
            ("quota_eligible", known_sum(body.eligible for body in rows)),
        ):
            if cap is not None and places > cap:
                yield self.finding(
                    facts.season, code, row_of(award), organisation=name, places=places, cap=cap
                )


class TwoWayTable(Rule):
    """A table by body and school level keeps both margins, and its multipliers prove it."""

    id = "quota-two-way"
    clauses = ("N2024-4.11b",)
    title_zh = "分学段名额两边合计都不变"
    title_en = "Places by school level keep both margins"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in teacher_divisions(facts):
            if not request.stages:
                continue
            facts.compared[self.id] += 1
            study = next((item for item in plan.studies if item.id == request.id), None)
            table = study.table if study else None
            where = Where(table="quota", id=request.id, field="stages")
            if table is None and study and study.stages_tied:
                told = self.finding(season, "quota_stages_tied", where, quota=request.id)
                yield told.model_copy(update={"severity": "warning"})
            elif table is None or not self._stands(facts, request, awards, table):
                yield self.finding(season, "quota_stages", where, quota=request.id)

    def _stands(
        self,
        facts: Facts,
        request: QuotaRequest,
        awards: tuple[Award, ...],
        table: StageTable,
    ) -> bool:
        rows, columns = Counter[str](), Counter[str]()
        bodies = rows_of(facts, request)
        for cell in table.cells:
            rows[cell.body] += cell.places
            columns[cell.stage] += cell.places
            listed = bodies.get(cell.body, ())
            teachers = sum(getattr(body, cell.stage) or 0 for body in listed)
            scaled = (
                teachers
                * Fraction(table.body_multipliers.get(cell.body, "0"))
                * Fraction(table.stage_multipliers.get(cell.stage, "0"))
            )
            if not rounds_to(table.method, scaled, cell.places):
                return False
        kept = all(rows[award.organisation] == award.places for award in awards)
        return kept and all(columns[stage] == n for stage, n in request.stages.items())


class NominationsWithinPlaces(Rule):
    """Nobody nominates more than the places given."""

    id = "quota-nominations"
    clauses = ("N2024-4.11c",)
    title_zh = "各地申报不超过分配名额"
    title_en = "No body nominates beyond its places"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in teacher_divisions(facts):
            places = {a.organisation: a for a in awards}
            for name, rows in rows_of(facts, request).items():
                award = places.get(name)
                if award is None:
                    continue
                reviewed = sum(_reviewed(facts, body) for body in rows)
                told = known_sum(body.nominated for body in rows)
                if told is None and not reviewed:
                    continue
                facts.compared[self.id] += 1
                nominated = max(reviewed, (told or 0) - _set_aside(facts, name, rows))
                if nominated > award.places:
                    yield self.finding(
                        season,
                        "quota_nominations",
                        row_of(award),
                        organisation=name,
                        nominated=nominated,
                        places=award.places,
                    )


def _set_aside(facts: Facts, organisation: str, rows: tuple[Body, ...]) -> int:
    """Nominations of a body put aside: its surplus, by name or number, and that of 四(五)1."""
    surplus = sum(
        int(str(item.args.get("surplus", 0))) if item.table == "organisations" else 1
        for item in facts.plan.put_aside
        if item.clause == "N2024-4.11c"
        and organisation in {item.row, item.args.get("organisation")}
    )
    directional = [
        facts.season.applicant[item.row]
        for item in facts.plan.put_aside
        if item.clause == "N2024-4.5.1" and item.row in facts.season.applicant
    ]
    return surplus + sum(any(_nominee(facts, b, a) for b in rows) for a in directional)


def _reviewed(facts: Facts, body: Body) -> int:
    """Full-senior dockets of a body, in its series or that of annex 10."""
    return sum(_nominee(facts, body, applicant) for applicant in facts.full_seniors)


def _nominee(facts: Facts, body: Body, applicant: Applicant) -> bool:
    return (
        applicant.series == (body.series or "中小学教师")
        and applicant.level == "full_senior"
        and facts.body(body.organisation) in facts.reach(applicant.organisation)
    )


def row_of(award: Award) -> Where:
    return Where(file="plan", table="awards", id=award.id, field="places")


QUOTA: tuple[type[Rule], ...] = (
    TotalOfPlaces,
    OneRowForEachBody,
    FixedAndBounded,
    AsTheMethodHasIt,
    TwoWayTable,
    NominationsWithinPlaces,
    *POST_CAPS,
)
