"""Places and posts: 四(五)1, 四(九)1, 四(十一), annex 10."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator

from models.plan import Award, Finding, Plan, Where
from models.quota import Body, QuotaRequest
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of

_TEACHERS = "教师"
"""Posts for full-senior teachers are added afterwards: vacancies are no cap for them."""


def _teachers(facts: Facts) -> Iterator[tuple[QuotaRequest, tuple[Award, ...]]]:
    for request in facts.season.quota:
        if request.kind == "full_senior_teachers" and ("quota", request.id) not in facts.aside:
            yield request, tuple(a for a in facts.plan.awards if a.quota == request.id)


def _row(award: Award) -> Where:
    return Where(file="plan", table="awards", id=award.id, field="places")


class TotalOfPlaces(Rule):
    """The places given out are exactly the city's total."""

    id = "quota-total"
    clauses = ("N2024-4.11b",)
    title_zh = "正高教师名额合计等于总数"
    title_en = "Full-senior teacher places add up to the total"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in _teachers(facts):
            facts.compared[self.id] += 1
            keys = () if request.total is not None else ("quota.full_senior_teachers",)
            total = request.total
            if total is None:
                total = facts.number.integer("quota.full_senior_teachers")
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
        for request, awards in _teachers(facts):
            rows = Counter(a.organisation for a in awards)
            bodies = {b.organisation for b in request.bodies}
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
        for request, awards in _teachers(facts):
            bodies = {b.organisation: b for b in request.bodies}
            for award in awards:
                body = bodies.get(award.organisation)
                if body is not None:
                    facts.compared[self.id] += 1
                    yield from self._judge(facts, request, body, award)

    def _judge(
        self, facts: Facts, request: QuotaRequest, body: Body, award: Award
    ) -> Iterator[Finding]:
        name, places = award.organisation, award.places
        if body.places is not None:
            if places != body.places:
                yield self.finding(
                    facts.season,
                    "quota_fixed",
                    _row(award),
                    organisation=name,
                    places=places,
                    fixed=body.places,
                )
            return
        floor = body.floor if body.floor is not None else request.floor
        keys = () if floor is not None else ("quota.floor",)
        least = floor if floor is not None else facts.number.integer("quota.floor")
        if places < least:
            yield self.finding(
                facts.season,
                "quota_floor",
                _row(award),
                keys=keys,
                organisation=name,
                places=places,
                floor=least,
            )
        if body.cap is not None and places > body.cap:
            yield self.finding(
                facts.season,
                "quota_cap",
                _row(award),
                organisation=name,
                places=places,
                cap=body.cap,
            )


class NominationsWithinPlaces(Rule):
    """Nobody nominates more than the places given."""

    id = "quota-nominations"
    clauses = ("N2024-4.11c",)
    title_zh = "各地申报不超过分配名额"
    title_en = "No body nominates beyond its places"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in _teachers(facts):
            places = {a.organisation: a for a in awards}
            for body in request.bodies:
                award = places.get(body.organisation)
                if award is None:
                    continue
                reviewed = _reviewed(facts, body)
                nominated = max(body.nominated or 0, reviewed)
                if body.nominated is None and not reviewed:
                    continue
                facts.compared[self.id] += 1
                if nominated > award.places:
                    yield self.finding(
                        season,
                        "quota_nominations",
                        _row(award),
                        organisation=body.organisation,
                        nominated=nominated,
                        places=award.places,
                    )


def _reviewed(facts: Facts, body: Body) -> int:
    """Full-senior dockets of a body, where its series is named."""
    if not body.series:
        return 0
    return sum(
        applicant.series == body.series
        and applicant.level == "full_senior"
        and facts.body(body.organisation) in facts.reach(applicant.organisation)
        for _, applicant, _ in facts.dockets
    )


class _Capped(Rule):
    """Dockets of a body compared with a table of caps."""

    kind: str
    code: str

    @abstractmethod
    def counts(self, facts: Facts, body: Body) -> int:
        """How many dockets count against the cap."""

    @abstractmethod
    def cap(self, body: Body) -> int | None:
        """The cap; None when it is not known."""

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request in season.quota:
            if request.kind != self.kind:
                continue
            for body in request.bodies:
                cap = self.cap(body)
                if cap is None:
                    continue
                facts.compared[self.id] += 1
                count = self.counts(facts, body)
                if count > cap:
                    where = Where(table="quota", id=request.id, field=body.organisation)
                    yield self.finding(
                        season,
                        self.code,
                        where,
                        organisation=body.organisation,
                        count=count,
                        cap=cap,
                    )


class DirectionalCaps(_Capped):
    """Directional senior applications stay within the separate posts."""

    id = "directional-caps"
    clauses = ("N2024-4.5.1",)
    title_zh = "定向高级不超过单列岗位数"
    title_en = "Directional senior review within the separate posts"
    needs = ("dockets",)
    kind = "directional"
    code = "quota_directional"

    def cap(self, body: Body) -> int | None:
        return body.places if body.places is not None else body.vacancies

    def counts(self, facts: Facts, body: Body) -> int:
        return sum(
            a.track == "directional"
            and (not body.series or a.series == body.series)
            and (body.level is None or a.level == body.level)
            and facts.body(body.organisation) in facts.reach(a.organisation)
            for _, a, _ in facts.dockets
        )


class PostNumbers(_Capped):
    """Public institutions stay within their vacant posts, unless approved or green."""

    id = "post-numbers"
    clauses = ("N2024-4.9.1", "N2024-4.11d", "N2024-4.4.0a")
    title_zh = "事业单位在岗位数内评审"
    title_en = "Public institutions review within their posts"
    needs = ("dockets",)
    kind = "posts"
    code = "quota_posts"

    def cap(self, body: Body) -> int | None:
        return body.vacancies if body.vacancies is not None else body.places

    def counts(self, facts: Facts, body: Body) -> int:
        return sum(
            a.established_post is True
            and a.over_post_approved is not True
            and a.green_item is None
            and not (a.level == "full_senior" and _TEACHERS in a.series)
            and (not body.series or a.series == body.series)
            and (body.level is None or a.level == body.level)
            and facts.body(a.organisation) == facts.body(body.organisation)
            for _, a, _ in facts.dockets
        )


QUOTA: tuple[type[Rule], ...] = (
    TotalOfPlaces,
    OneRowForEachBody,
    FixedAndBounded,
    NominationsWithinPlaces,
    DirectionalCaps,
    PostNumbers,
)
