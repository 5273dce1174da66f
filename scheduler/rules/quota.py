"""Places and posts: 四(五)1, 四(九)1, 四(十一), annex 10."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import lcm

from models.people import Applicant
from models.plan import Award, Finding, Plan, Where
from models.quota import MUNICIPAL, Body, QuotaRequest, StageTable
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.proportion import Shared, fits, rounds_to

_TEACHERS = "教师"
"""Posts for full-senior teachers are added afterwards: vacancies are no cap for them."""


def _teachers(facts: Facts) -> Iterator[tuple[QuotaRequest, tuple[Award, ...]]]:
    for request in facts.season.quota:
        if request.kind == "full_senior_teachers" and ("quota", request.id) not in facts.aside:
            yield request, tuple(a for a in facts.plan.awards if a.quota == request.id)


def _bodies(facts: Facts, request: QuotaRequest) -> dict[str, tuple[Body, ...]]:
    """The rows of annex 10: each body by itself, or the municipal ones together."""
    rows: dict[str, tuple[Body, ...]] = {}
    together = request.municipal == "one" and _method(facts, request) != "manual"
    municipal = tuple(b for b in request.bodies if together and _is_municipal(facts, b))
    for body in request.bodies:
        if len(municipal) > 1 and body in municipal:
            rows[MUNICIPAL] = municipal
        else:
            rows[body.organisation] = (body,)
    return rows


def _is_municipal(facts: Facts, body: Body) -> bool:
    unit = facts.season.organisation.get(body.organisation)
    return unit is not None and unit.kind == "municipal"


def _method(facts: Facts, request: QuotaRequest) -> str:
    return request.method or facts.number.word("quota.method")


def _total(facts: Facts, request: QuotaRequest) -> int:
    if request.total is not None:
        return request.total
    return facts.number.integer("quota.full_senior_teachers")


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
            total = _total(facts, request)
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
            bodies = set(_bodies(facts, request))
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
            bodies = _bodies(facts, request)
            for award in awards:
                rows = bodies.get(award.organisation)
                if rows is not None:
                    facts.compared[self.id] += 1
                    yield from self._judge(facts, request, rows, award)

    def _judge(
        self, facts: Facts, request: QuotaRequest, rows: tuple[Body, ...], award: Award
    ) -> Iterator[Finding]:
        name, places = award.organisation, award.places
        fixed = _sum(body.places for body in rows)
        if fixed is not None:
            if places != fixed and not _pinned(facts, name):
                yield self.finding(
                    facts.season,
                    "quota_fixed",
                    _row(award),
                    organisation=name,
                    places=places,
                    fixed=fixed,
                )
            return
        if _pinned(facts, name):
            return
        own = [body.floor for body in rows if body.floor is not None]
        keys = () if own or request.floor is not None else ("quota.floor",)
        common = request.floor
        if common is None:
            common = facts.number.integer("quota.floor")
        least = max(body.floor if body.floor is not None else common for body in rows)
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
        for code, cap in (
            ("quota_cap", _sum(body.cap for body in rows)),
            ("quota_eligible", _sum(body.eligible for body in rows)),
        ):
            if cap is not None and places > cap:
                yield self.finding(
                    facts.season, code, _row(award), organisation=name, places=places, cap=cap
                )


def _sum(values: Iterable[int | None]) -> int | None:
    """The sum, where every number is known."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known) if len(known) == len(listed) else None


def _pinned(facts: Facts, organisation: str) -> bool:
    return any(p.part == "quota" and p.subject == organisation for p in facts.season.pins)


class AsTheMethodHasIt(Rule):
    """Places that no hand has fixed are those of the declared method; else a reason is wanted.

    The formula is advice, so a departure is a reminder. It is tested by what defines each
    method, not by dividing again: no place was won by less than another body was refused for;
    whole quotas with the greatest remainders; or, for the quota method, place by place.
    """

    id = "quota-method"
    clauses = ("N2024-4.11b",)
    title_zh = "未经人工确定的名额与所选方法一致"
    title_en = "Places that nobody fixed by hand are those of the declared method"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in _teachers(facts):
            method = _method(facts, request)
            if method == "manual":
                continue
            rows = _bodies(facts, request)
            if set(rows) != {a.organisation for a in awards}:
                continue
            facts.compared[self.id] += 1
            parts = _parts(facts, request, rows, awards)
            if parts is None or all(fits(method, part) for part in parts):
                continue
            where = Where(table="quota", id=request.id, field="method")
            yield self.finding(
                season,
                "quota_method",
                where,
                keys=("quota.method",),
                quota=request.id,
                method=method,
            )


def _parts(
    facts: Facts,
    request: QuotaRequest,
    rows: Mapping[str, tuple[Body, ...]],
    awards: tuple[Award, ...],
) -> list[Shared] | None:
    """What a method divided: the part for the countryside, and the rest; None where unknown."""
    free = [a for a in awards if not _by_hand(facts, rows[a.organisation], a.organisation)]
    weights = _weights(facts, request, {a.organisation: rows[a.organisation] for a in free})
    if weights is None or not free:
        return None
    common = request.floor
    if common is None:
        common = facts.number.integer("quota.floor")
    low = {
        a.organisation: max(
            body.floor if body.floor is not None else common for body in rows[a.organisation]
        )
        for a in free
    }
    high = {a.organisation: _cap(facts, rows[a.organisation], request, low) for a in free}
    parts: list[Shared] = []
    aside = {a.organisation: a.reserved for a in free}
    if request.reserved:
        rural = {body: _sum(b.rural for b in rows[body]) or 0 for body in weights}
        none = dict.fromkeys(weights, 0)
        most = {body: high[body] if rural[body] else 0 for body in weights}
        parts.append(Shared(rural, aside, none, most, _order(facts, request, weights, True)))
    seats = {a.organisation: a.places - a.reserved for a in free}
    low = {body: max(0, n - aside[body]) for body, n in low.items()}
    high = {
        body: min(n - aside[body], sum(seats.values())) if weights[body] else low[body]
        for body, n in high.items()
    }
    parts.append(Shared(weights, seats, low, high, _order(facts, request, weights, False)))
    return parts


def _by_hand(facts: Facts, rows: tuple[Body, ...], organisation: str) -> bool:
    return _sum(body.places for body in rows) is not None or _pinned(facts, organisation)


def _cap(
    facts: Facts, rows: tuple[Body, ...], request: QuotaRequest, low: Mapping[str, int]
) -> int:
    caps = [_total(facts, request)]
    named = [body.cap if body.cap is not None else body.eligible for body in rows]
    both = [
        min(body.cap, body.eligible) if body.cap is not None and body.eligible is not None else cap
        for body, cap in zip(rows, named, strict=True)
    ]
    if facts.number.flag("quota.vacancies_cap_full_senior"):
        caps += [v for v in (_sum(_vacant(body) for body in rows),) if v is not None]
    whole = _sum(both)
    return min([*caps, whole] if whole is not None else caps)


def _order(
    facts: Facts, request: QuotaRequest, weights: Mapping[str, int], reserved: bool
) -> tuple[str, ...]:
    """Who won by the formula, in the order of the plan's log."""
    return tuple(
        step.organisation
        for step in sorted(facts.plan.award_steps, key=lambda s: s.order)
        if step.quota == request.id
        and step.reserved == reserved
        and step.ground not in {"fixed", "floor"}
        and step.organisation in weights
    )


def _teaching(facts: Facts, body: Body) -> int | None:
    """Teachers that count: with kindergartens, without secondary vocational schools."""
    levels = (body.kindergarten, body.primary, body.junior, body.senior, body.vocational)
    given = [n for n in levels if n is not None]
    every = body.teachers if body.teachers is not None else (sum(given) if given else None)
    if every is None:
        return None
    if not facts.number.flag("quota.basis.kindergartens"):
        every -= body.kindergarten or 0
    if not facts.number.flag("quota.basis.vocational"):
        every -= body.vocational or 0
    return max(0, every)


def _vacant(body: Body) -> int | None:
    """Vacant posts: as given, else the approved share of the posts less their holders."""
    if body.vacancies is not None:
        return body.vacancies
    if body.posts is None or body.ratio is None or body.ratio[1] <= 0:
        return None
    return max(0, (body.posts * body.ratio[0]) // body.ratio[1] - (body.holders or 0))


def _weights(
    facts: Facts, request: QuotaRequest, rows: Mapping[str, tuple[Body, ...]]
) -> dict[str, int] | None:
    """What each body counts by; None where a number is not known."""
    mix = dict(request.mix) if request.basis == "mixed" else {str(request.basis): 1}
    columns: dict[str, dict[str, int]] = {}
    for column in mix:
        columns[column] = {}
        for name, bodies in rows.items():
            match column:
                case "teachers":
                    count = _sum(_teaching(facts, body) for body in bodies)
                case "eligible":
                    count = _sum(body.eligible for body in bodies)
                case _:
                    count = _sum(_vacant(body) for body in bodies)
            if count is None:
                return None
            columns[column][name] = count
    if len(mix) == 1:
        return next(iter(columns.values()))
    shares = {
        name: sum(
            (
                Fraction(mix[column] * counts[name], sum(counts.values()) or 1)
                for column, counts in columns.items()
            ),
            Fraction(0),
        )
        for name in rows
    }
    common = lcm(*(share.denominator for share in shares.values())) if shares else 1
    return {name: int(share * common) for name, share in shares.items()}


class TwoWayTable(Rule):
    """A table by body and school level keeps both margins, and its multipliers prove it."""

    id = "quota-two-way"
    clauses = ("N2024-4.11b",)
    title_zh = "分学段名额两边合计都不变"
    title_en = "Places by school level keep both margins"
    needs = ("quota",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for request, awards in _teachers(facts):
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
        bodies = _bodies(facts, request)
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
        for request, awards in _teachers(facts):
            places = {a.organisation: a for a in awards}
            for name, rows in _bodies(facts, request).items():
                award = places.get(name)
                if award is None:
                    continue
                reviewed = sum(_reviewed(facts, body) for body in rows)
                told = _sum(body.nominated for body in rows)
                if told is None and not reviewed:
                    continue
                facts.compared[self.id] += 1
                nominated = max(reviewed, (told or 0) - _set_aside(facts, name, rows))
                if nominated > award.places:
                    yield self.finding(
                        season,
                        "quota_nominations",
                        _row(award),
                        organisation=name,
                        nominated=nominated,
                        places=award.places,
                    )


def _set_aside(facts: Facts, organisation: str, rows: tuple[Body, ...]) -> int:
    """Nominations of a body put aside: its surplus, by name or number, and that of 四(五)1."""
    surplus = sum(
        int(item.args.get("surplus", 0)) if item.table == "organisations" else 1
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


class _Capped(Rule):
    """Dockets of a body compared with a table of caps."""

    kind: str
    code: str

    @abstractmethod
    def counts(self, facts: Facts, body: Body) -> int:
        """How many dockets count against the cap."""

    def cited(self, body: Body) -> str:
        """The clause that speaks of this body."""
        return self.clauses[0]

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
                        clause=self.cited(body),
                        organisation=body.organisation,
                        count=count,
                        cap=cap,
                    )


def _outside(applicant: Applicant) -> bool:
    """四(四), 四(五)2: outside post limits, as a green-channel case or named by clause."""
    if applicant.green_item is not None or applicant.track == "green":
        return True
    return any(e.clause in {"N2024-4.4.0a", "N2024-4.5.2"} for e in applicant.exemptions)


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
        return body.places if body.places is not None else _vacant(body)

    def counts(self, facts: Facts, body: Body) -> int:
        return sum(
            a.track == "directional"
            and not _outside(a)
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

    def cited(self, body: Body) -> str:
        """Teachers' posts have a provision of their own."""
        return self.clauses[1] if _TEACHERS in body.series else self.clauses[0]

    def cap(self, body: Body) -> int | None:
        vacant = _vacant(body)
        return vacant if vacant is not None else body.places

    def counts(self, facts: Facts, body: Body) -> int:
        return sum(
            a.established_post is True
            and a.over_post_approved is not True
            and not _outside(a)
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
    AsTheMethodHasIt,
    TwoWayTable,
    NominationsWithinPlaces,
    DirectionalCaps,
    PostNumbers,
)
