"""Caps by the number of posts: 四(五)1 directional, 四(九)1 and 四(十一) public institutions."""

from abc import abstractmethod
from collections.abc import Iterator

from models.people import Applicant
from models.plan import Finding, Plan, Where
from models.quota import Body
from models.season import Season
from scheduler.rules.annex_10 import vacant
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of

_TEACHERS = "教师"
"""Posts for full-senior teachers are added afterwards: vacancies are no cap for them."""


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
        return body.places if body.places is not None else vacant(body)

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
        unfilled = vacant(body)
        return unfilled if unfilled is not None else body.places

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


POST_CAPS: tuple[type[Rule], ...] = (DirectionalCaps, PostNumbers)
