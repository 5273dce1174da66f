"""Annex 10 as the plan must have it: who shares, how many, by which method, what hands fixed."""

from collections.abc import Iterable, Iterator

from models.plan import Award
from models.quota import MUNICIPAL, Body, QuotaRequest
from scheduler.rules.facts import Facts


def teacher_divisions(facts: Facts) -> Iterator[tuple[QuotaRequest, tuple[Award, ...]]]:
    """The divisions of places for full-senior teachers, with what the plan gives in each."""
    for request in facts.season.quota:
        if request.kind == "full_senior_teachers" and ("quota", request.id) not in facts.aside:
            yield request, tuple(a for a in facts.plan.awards if a.quota == request.id)


def rows_of(facts: Facts, request: QuotaRequest) -> dict[str, tuple[Body, ...]]:
    """The rows of annex 10: each body by itself, or the municipal ones together."""
    rows: dict[str, tuple[Body, ...]] = {}
    together = request.municipal == "one" and method_of(facts, request) != "manual"
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


def method_of(facts: Facts, request: QuotaRequest) -> str:
    """The declared method, else the profile's."""
    return request.method or facts.number.word("quota.method")


def total_of(facts: Facts, request: QuotaRequest) -> int:
    """The places there are, else the profile's number."""
    if request.total is not None:
        return request.total
    return facts.number.integer("quota.full_senior_teachers")


def floor_of(facts: Facts, request: QuotaRequest, rows: Iterable[Body]) -> int:
    """The least that a row of annex 10 gets: its own floor, else the common one."""
    common = request.floor
    if common is None:
        common = facts.number.integer("quota.floor")
    return max(body.floor if body.floor is not None else common for body in rows)


def known_sum(values: Iterable[int | None]) -> int | None:
    """The sum, where every number is known."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known) if len(known) == len(listed) else None


def pinned(facts: Facts) -> dict[str, int]:
    """Places by body that pins fix."""
    return {
        pin.subject: int(pin.value["places"])
        for pin in facts.season.pins
        if pin.part == "quota" and "places" in pin.value
    }


def by_hand(facts: Facts, rows: Iterable[Body]) -> int | None:
    """Places of a row of annex 10 that hands fixed, a pin before the table; None where open."""
    pins = pinned(facts)
    return known_sum(pins.get(body.organisation, body.places) for body in rows)


def vacant(body: Body) -> int | None:
    """Vacant posts: as given, else the approved share of the posts less their holders."""
    if body.vacancies is not None:
        return body.vacancies
    if body.posts is None or body.ratio is None or body.ratio[1] <= 0:
        return None
    return max(0, (body.posts * body.ratio[0]) // body.ratio[1] - (body.holders or 0))
