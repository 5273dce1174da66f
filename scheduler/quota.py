"""Annex 10: the places of full-senior teachers over districts and municipal units.

The formula is advice: a manual allocation with a written reason stands in its own right, and the
formulas are kept beside it (测算参考).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from models.plan import Award, AwardStep, Finding, Goal, Plan, PutAside, StepReport, Where
from models.quota import QuotaRequest, QuotaStudy
from models.season import Season
from scheduler.apportionment import Impossible
from scheduler.quota_basis import question_of
from scheduler.quota_compare import study, unused, with_stages
from scheduler.quota_division import Divided, Question, Unit, all_steps, answer, fraction, manual
from scheduler.quota_troubles import CLAUSE, UNUSED, Trouble, Troubles, aside
from scheduler.work import Outcome, Work


@dataclass(frozen=True)
class Division:
    """One request divided: the question, the places, the log, and what stands beside them."""

    name: str
    question: Question
    awards: tuple[Award, ...]
    steps: tuple[AwardStep, ...]
    study: QuotaStudy
    findings: tuple[Finding, ...]
    tie: PutAside | None

    @property
    def names(self) -> dict[str, str]:
        """Names of the bodies by id."""
        return {unit.id: unit.name for unit in self.question.units}


def run(season: Season, plan: Plan, work: Work) -> Outcome:
    """Awards, their step log and the study beside them, for every quota that divides a total."""
    requests = [request for request in season.quota if request.kind == "full_senior_teachers"]
    if not requests:
        return Outcome(StepReport(step="quota", status="SKIPPED", reason="skipped.no-quota"))
    done: list[Division] = []
    left: list[PutAside] = []
    for request in requests:
        try:
            found = division(season, request)
        except Troubles as fault:
            left.extend(fault.put_aside(request))
            continue
        if found.tie is not None:
            left.append(found.tie)
            continue
        done.append(found)
        total = found.question.total
        work.progress("quota", "places", total, total)
    report = StepReport(
        step="quota",
        status="OPTIMAL" if done else "INFEASIBLE",
        reason="" if done else "quota.none",
        goals=tuple(_goal(found) for found in done),
        findings=tuple(finding for found in done for finding in found.findings),
    )
    parts = {
        "awards": tuple(award for found in done for award in found.awards),
        "award_steps": tuple(step for found in done for step in found.steps),
        "studies": tuple(found.study for found in done),
    }
    return Outcome(report, parts, put_aside=tuple(left))


def division(season: Season, request: QuotaRequest, method: str = "") -> Division:
    """A request divided by its method, or another. Raises Troubles with every fault."""
    question = question_of(season, request, method)
    divided = _divide(question)
    beside = study(question, divided)
    if request.stages and divided.decided:
        beside = _by_stage(request, divided, beside)
    return Division(
        name=request.name or request.id,
        question=question,
        awards=tuple(_awards(request, divided)),
        steps=tuple(_steps(request, divided)),
        study=beside,
        findings=(
            *_reasons(request, question),
            *_stages_tied(request, question, beside),
            *_nominations(question, divided),
        ),
        tie=None if divided.decided else aside(request, _tie(question, divided)),
    )


def _goal(found: Division) -> Goal:
    given = sum(award.places for award in found.awards)
    total = found.question.total
    return Goal(name="places", value=given, bound=total, sense="max", proven=given == total)


def _divide(question: Question) -> Divided:
    """The places, by hand or by the method."""
    if question.method == "manual":
        return manual(question)
    try:
        return answer(question)
    except Impossible as fault:
        raise Troubles(Trouble(fault.code, "total", fault.values)) from None


def _by_stage(request: QuotaRequest, divided: Divided, beside: QuotaStudy) -> QuotaStudy:
    """The study with the two-way table that the request asks for, or with its tie."""
    unknown = [
        Trouble("quota.stages-unknown", f"{unit.at}.{stage}", {"body": unit.name})
        for unit in divided.question.units
        for stage in request.stages
        if unit.stages[stage] is None and divided.seats[unit.id]
    ]
    if unknown:
        raise Troubles(*unknown)
    try:
        return with_stages(beside, divided.question, request.stages, divided.seats)
    except Impossible as fault:
        raise Troubles(Trouble(fault.code, "stages", fault.values)) from None


def _tie(question: Question, divided: Divided) -> Trouble:
    named = {unit.id: unit.name for unit in question.units}
    bodies = tuple(named[body] for body in divided.tied)
    return Trouble("quota.tie", "lots", {"bodies": bodies, "places": divided.at_stake})


def _awards(request: QuotaRequest, divided: Divided) -> Iterable[Award]:
    for unit in divided.question.units:
        fixed = unit.fixed is not None
        yield Award(
            id=f"{request.id}/{unit.id}",
            quota=request.id,
            organisation=unit.id,
            basis=_basis(unit),
            places=divided.seats[unit.id],
            reserved=divided.reserved(unit.id),
            fixed=fixed,
            reason=unit.reason or (request.reason if fixed else ""),
        )


def _basis(unit: Unit) -> int:
    """The teachers that annex 10 prints, 0 where unknown."""
    return unit.columns["teachers"] or 0


def _steps(request: QuotaRequest, divided: Divided) -> Iterable[AwardStep]:
    for order, (step, ground, reserved) in enumerate(all_steps(divided), 1):
        won = ground not in {"fixed", "floor"}
        yield AwardStep(
            id=f"{request.id}/{order}",
            quota=request.id,
            order=order,
            organisation=step.body,
            quotient=fraction(step.quotient) if won else "",
            runner_up=step.runner_up,
            margin="" if step.margin is None else fraction(step.margin),
            ground=ground,  # pyright: ignore[reportArgumentType] - as all_steps has them
            reserved=reserved,
        )


def _reasons(request: QuotaRequest, question: Question) -> Iterable[Finding]:
    """Places fixed by hand without a written reason: the annex says that it is to be given."""
    for unit in question.units:
        if unit.fixed is not None and not (unit.reason or request.reason):
            yield Finding(
                code="quota.reason-missing",
                severity="warning",
                clause=CLAUSE,
                step="quota",
                args={"body": unit.name, "places": unit.fixed},
                where=(Where(table="quota", id=request.id, field=f"{unit.at}.reason"),),
            )


def _stages_tied(
    request: QuotaRequest, question: Question, beside: QuotaStudy
) -> Iterable[Finding]:
    """Several two-way tables equally good: the places stand, the table is left to the office."""
    named = {unit.id: unit.name for unit in question.units}
    if beside.stages_tied:
        yield Finding(
            code="quota.stages-tied",
            severity="warning",
            clause=CLAUSE,
            step="quota",
            args={"bodies": tuple(named[body] for body in beside.stages_tied)},
            where=(Where(table="quota", id=request.id, field="stages"),),
        )


def _nominations(question: Question, divided: Divided) -> Iterable[Finding]:
    """Bodies that nominated more than their places, or fewer; with the options for the rest."""
    nominated = {u.id: u.nominated for u in question.units if u.nominated is not None}
    named = {unit.id: unit.name for unit in question.units}
    proposal = unused(question, nominated, divided)
    moved = tuple(f"{named[body]} {places}" for body, places in proposal.items()) or "—"
    for unit in question.units:
        places = divided.seats[unit.id]
        if unit.nominated is None or unit.nominated == places:
            continue
        over = unit.nominated > places
        yield Finding(
            code="quota.nominated-over" if over else "quota.places-unused",
            severity="warning",
            clause=UNUSED,
            step="quota",
            args={
                "body": unit.name,
                "nominated": unit.nominated,
                "places": places,
                "surplus": abs(unit.nominated - places),
                "proposal": moved,
            },
            where=(Where(table="quota", id=question.id, field=f"{unit.at}.nominated"),),
        )
