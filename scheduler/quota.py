"""Annex 10: the places of full-senior teachers over districts and municipal units."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from models.plan import Award, AwardStep, Finding, Goal, Plan, PutAside, StepReport
from models.quota import Body, QuotaRequest
from models.season import Season
from scheduler.apportionment import Impossible, Result, apportion
from scheduler.work import Outcome, Work

CLAUSE = "N2024-4.11b"


def run(season: Season, plan: Plan, work: Work) -> Outcome:
    """Awards and their step log for every quota that divides a total."""
    requests = [request for request in season.quota if request.kind == "full_senior_teachers"]
    if not requests:
        return Outcome(StepReport(step="quota", status="SKIPPED", reason="skipped.no-quota"))
    awards: list[Award] = []
    steps: list[AwardStep] = []
    aside: list[PutAside] = []
    goals: list[Goal] = []
    for request in requests:
        total = total_of(season, request)
        try:
            result, fixed = divide(season, request)
        except Impossible as fault:
            aside.append(_aside(request, fault.code, dict(fault.values)))
            continue
        if not result.decided:
            names = "、".join(season.organisation[body].name for body in result.tied)
            aside.append(_aside(request, "quota.tie", {"bodies": names, "places": result.at_stake}))
            continue
        awards.extend(_awards(request, result, fixed))
        steps.extend(_steps(request, result))
        given = sum(result.seats.values())
        goals.append(
            Goal(name="places", value=given, bound=total, sense="max", proven=given == total)
        )
        work.progress("quota", "places", given, total)
    status = "OPTIMAL" if awards else "INFEASIBLE"
    report = StepReport(
        step="quota",
        status=status,
        reason="" if awards else "quota.none",
        goals=tuple(goals),
        findings=tuple(_nominations(season, awards)),
    )
    return Outcome(
        report, {"awards": tuple(awards), "award_steps": tuple(steps)}, put_aside=tuple(aside)
    )


def total_of(season: Season, request: QuotaRequest) -> int:
    """The request's total, else the profile's number for the year."""
    if request.total is not None:
        return request.total
    return season.profile.integer("quota.full_senior_teachers")


def weight_of(request: QuotaRequest, body: Body) -> int | None:
    """What a body counts by, or None when it is not known."""
    return {
        "teachers": body.teachers,
        "eligible": body.eligible,
        "vacancies": body.vacancies,
    }[request.basis]


def divide(
    season: Season, request: QuotaRequest, method: str = ""
) -> tuple[Result, frozenset[str]]:
    """Places by organisation and those fixed by hand. Raises Impossible.

    A manual allocation takes the places as given. Else bodies with fixed places leave the count,
    with their places.
    """
    total = total_of(season, request)
    fixed = {b.organisation: b.places for b in request.bodies if b.places is not None}
    bodies = {body.organisation for body in request.bodies}
    for pin in season.pins:
        if pin.part == "quota" and pin.subject in bodies and "places" in pin.value:
            fixed[pin.subject] = int(pin.value["places"])
    method = method or request.method
    if method == "manual":
        return _manual(request, fixed, total)
    free = [body for body in request.bodies if body.organisation not in fixed]
    unknown = [body for body in free if weight_of(request, body) is None]
    if unknown:
        raise Impossible("quota.basis-unknown", bodies=len(unknown))
    least = request.floor if request.floor is not None else season.profile.integer("quota.floor")
    result = apportion(
        method,
        {body.organisation: weight_of(request, body) or 0 for body in free},
        total - sum(fixed.values()),
        floors={b.organisation: b.floor if b.floor is not None else least for b in free},
        caps=_caps(free, total),
        lots=request.lots,
    )
    return _merged(result, fixed), frozenset(fixed)


def _caps(bodies: Iterable[Body], total: int) -> Mapping[str, int]:
    """A body's own cap, and never more than its eligible teachers where these are known."""
    return {
        body.organisation: min(
            total if body.cap is None else body.cap,
            total if body.eligible is None else body.eligible,
        )
        for body in bodies
    }


def _manual(
    request: QuotaRequest, fixed: Mapping[str, int], total: int
) -> tuple[Result, frozenset[str]]:
    missing = [body for body in request.bodies if body.organisation not in fixed]
    if missing:
        raise Impossible("quota.manual-incomplete", bodies=len(missing))
    if sum(fixed.values()) != total:
        raise Impossible("quota.manual-sum", given=sum(fixed.values()), total=total)
    return Result(dict(fixed)), frozenset(fixed)


def _merged(result: Result, fixed: Mapping[str, int]) -> Result:
    return Result(result.seats | dict(fixed), result.steps, result.tied, result.lent)


def _awards(request: QuotaRequest, result: Result, fixed: frozenset[str]) -> Iterable[Award]:
    for body in request.bodies:
        yield Award(
            id=f"{request.id}/{body.organisation}",
            quota=request.id,
            organisation=body.organisation,
            basis=weight_of(request, body) or 0,
            places=result.seats[body.organisation],
            fixed=body.organisation in fixed,
            reason=body.reason or (request.reason if body.organisation in fixed else ""),
        )


def _steps(request: QuotaRequest, result: Result) -> Iterable[AwardStep]:
    for order, step in enumerate(result.steps, 1):
        yield AwardStep(
            id=f"{request.id}/{order}",
            quota=request.id,
            order=order,
            organisation=step.body,
            quotient=_text(step.quotient),
            runner_up=step.runner_up,
            margin="" if step.margin is None else _text(step.margin),
        )


def _text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}" if value >= 0 else "∞"


def _aside(request: QuotaRequest, code: str, args: dict[str, int | str]) -> PutAside:
    return PutAside(
        id=f"quota/{request.id}",
        table="quota",
        row=request.id,
        code=code,
        clause=CLAUSE,
        step="quota",
        args=args,
    )


def _nominations(season: Season, awards: Iterable[Award]) -> Iterable[Finding]:
    """Bodies that nominated more than their places (六 names the surplus later), or fewer."""
    nominated = {
        (request.id, body.organisation): body.nominated
        for request in season.quota
        for body in request.bodies
        if body.nominated is not None
    }
    for award in awards:
        count = nominated.get((award.quota, award.organisation))
        if count is not None and count != award.places:
            over = count > award.places
            yield Finding(
                code="quota.nominated-over" if over else "quota.places-unused",
                severity="warning",
                clause="N2024-4.11c",
                step="quota",
                args={
                    "body": season.organisation[award.organisation].name,
                    "nominated": count,
                    "places": award.places,
                },
            )
