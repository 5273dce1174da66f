"""Whether places are those of the method that the city declared: 四(十一), annex 10."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm

from models.plan import Award, Finding, Plan, Where
from models.quota import Body, QuotaRequest
from models.season import Season
from scheduler.rules.annex_10 import (
    by_hand,
    floor_of,
    known_sum,
    method_of,
    rows_of,
    teacher_divisions,
    total_of,
    vacant,
)
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.proportion import Shared, fits


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
        for request, awards in teacher_divisions(facts):
            method = method_of(facts, request)
            if method == "manual":
                continue
            rows = rows_of(facts, request)
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
    free = [a for a in awards if by_hand(facts, rows[a.organisation]) is None]
    weights = _weights(facts, request, {a.organisation: rows[a.organisation] for a in free})
    if weights is None or not free:
        return None
    low = {a.organisation: floor_of(facts, request, rows[a.organisation]) for a in free}
    high = {a.organisation: _cap(facts, rows[a.organisation], request) for a in free}
    parts: list[Shared] = []
    aside = {a.organisation: a.reserved for a in free}
    if request.reserved:
        rural = {body: known_sum(b.rural for b in rows[body]) or 0 for body in weights}
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


def _cap(facts: Facts, rows: tuple[Body, ...], request: QuotaRequest) -> int:
    """The most that a row of annex 10 can get: of each body, the least number that is known."""
    vacancies_bind = facts.number.flag("quota.vacancies_cap_full_senior")
    caps: list[int | None] = []
    for body in rows:
        bounds = (body.cap, body.eligible, vacant(body) if vacancies_bind else None)
        caps.append(min((bound for bound in bounds if bound is not None), default=None))
    whole, total = known_sum(caps), total_of(facts, request)
    return total if whole is None else min(whole, total)


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
                    count = known_sum(_teaching(facts, body) for body in bodies)
                case "eligible":
                    count = known_sum(body.eligible for body in bodies)
                case _:
                    count = known_sum(vacant(body) for body in bodies)
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
