"""The pipeline: every step in the bureau's own order, and the one loop that takes cuts back.

windows -> quota -> appointments -> meetings -> formation -> timetable -> dockets -> milestones.
A step whose data is absent is skipped and says so. A step that proves an earlier choice
impossible returns cuts; they are collected, sorted, applied together, and the meetings or the
formation are asked again, for at most MAX_ROUNDS rounds; after that the answer is "not shown".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from models.plan import STEPS, Finding, Plan, PutAside, StepName, StepReport, Where
from models.season import Season, lasting_hash, season_hash
from scheduler import (
    appointments,
    dockets,
    formation,
    meetings,
    milestones,
    quota,
    timetable,
    windows,
)
from scheduler.accounts import accounted
from scheduler.admission import Admission, admit
from scheduler.grouping import Load, load
from scheduler.meeting_cuts import committees_of as blocks_named
from scheduler.nominations import within_places
from scheduler.pinned import still_open
from scheduler.work import ENDED, Cut, Outcome, Work

if TYPE_CHECKING:
    from models.messages import Arg

MAX_ROUNDS = 20
RESTS_ON: Mapping[StepName, StepName] = {
    "appointments": "windows",
    "meetings": "windows",
    "formation": "meetings",
    "timetable": "formation",
    "dockets": "timetable",
    "milestones": "windows",
}
"""The step whose result a step works on."""
FROM_MEETINGS = ("meetings", "formation", "timetable", "dockets")


@dataclass(frozen=True)
class Given:
    """What the committee steps work on: the admitted season and each committee's work."""

    season: Season
    loads: Mapping[str, Load]
    applicants: Mapping[str, tuple[str, ...]]


def plan(season: Season, work: Work, only: Iterable[StepName] = STEPS) -> Plan:
    """One lawful plan of the season, as far as its data goes; never raises for lack of a plan."""
    wanted = resting(only, work.base)
    admission = admit(season)
    draft = Plan(
        season=season_hash(season),
        lasting=lasting_hash(season),
        versions=versions(),
        seed=work.seed,
        effort=work.effort,
        put_aside=admission.put_aside,
        draws=work.base.draws if work.base else (),
        replacements=work.base.replacements if work.base else (),
        frozen=tuple(sorted(work.frozen)),
    )
    for name, step in (
        ("windows", windows.run),
        ("quota", quota.run),
        ("appointments", appointments.run),
    ):
        draft = _take(draft, name, step, admission.season, work, wanted)  # pyright: ignore[reportArgumentType]
    admission, draft = within_places(admission, draft)
    given = committees_of(admission, draft)
    given = replace(given, season=still_open(given.season, work, given.loads))
    draft = committee_steps(draft, given, work, wanted)
    draft = _drag_applicants(draft, admission)
    return _take(draft, "milestones", milestones.run, admission.season, work, wanted)


def resting(only: Iterable[StepName], base: Plan | None = None) -> frozenset[StepName]:
    """These steps, and those that they rest on and the base plan has not."""
    wanted = set(only)
    for name in reversed(STEPS):
        below = RESTS_ON.get(name)
        if name in wanted and below and not (base and base.done(below)):
            wanted.add(below)
    return frozenset(wanted)


def versions() -> dict[str, str]:
    """What the plan depends on besides the season: program and solver."""
    return {"pingshen": version("pingshen"), "ortools": version("ortools")}


def _take(
    draft: Plan, name: StepName, step: Any, season: Season, work: Work, wanted: frozenset[str]
) -> Plan:
    if name == "quota" and "annex10" in work.frozen and work.base is not None:
        return _keep(draft, work.base, name, FIELDS["quota"])
    if name not in wanted:
        return _absent(draft, name, work.base)
    outcome = step(season, draft, work)
    work.progress(name, ENDED, None, None)
    return extend(draft, outcome)


FIELDS: dict[StepName, tuple[str, ...]] = {
    "windows": ("windows",),
    "quota": ("awards", "award_steps", "studies"),
    "appointments": ("appointments",),
    "meetings": ("meetings", "groups"),
    "formation": ("seats", "reserves"),
    "timetable": ("sessions",),
    "dockets": ("dockets",),
    "milestones": ("milestones",),
}


def _absent(draft: Plan, name: StepName, base: Plan | None) -> Plan:
    """A step that was not asked for: what the base plan has, else nothing."""
    if base is not None and base.done(name):
        return _keep(draft, base, name, FIELDS[name])
    return _with_report(draft, StepReport(step=name, status="SKIPPED", reason="skipped.not-asked"))


def _keep(draft: Plan, base: Plan, name: StepName, fields: tuple[str, ...]) -> Plan:
    kept = draft.model_copy(update={field: getattr(base, field) for field in fields})
    report = base.report(name) or StepReport(step=name, status="FEASIBLE")
    return _with_report(kept, report.model_copy(update={"reason": "kept.published"}))


def extend(draft: Plan, outcome: Outcome) -> Plan:
    """The plan with a step's part, its rejects and its report."""
    parts: dict[str, Any] = dict(outcome.parts)
    known = {item.id for item in draft.put_aside}
    parts["put_aside"] = draft.put_aside + tuple(i for i in outcome.put_aside if i.id not in known)
    return _with_report(draft.model_copy(update=parts), outcome.report)


def _with_report(draft: Plan, report: StepReport) -> Plan:
    others = [item for item in draft.steps if item.step != report.step]
    ordered = sorted([*others, report], key=lambda item: STEPS.index(item.step))
    return draft.model_copy(update={"steps": tuple(ordered)})


def committees_of(admission: Admission, draft: Plan) -> Given:
    """Each open committee's work: from the roster where it has one, else from expected counts."""
    season = admission.season
    aside = {item.row for item in draft.put_aside if item.table == "committees"}
    routed: dict[str, list[str]] = {}
    for applicant, committee in admission.routes.items():
        routed.setdefault(committee, []).append(applicant)
    loads: dict[str, Load] = {}
    for committee in season.committees:
        if committee.id in aside:
            continue
        people = [season.applicant[a] for a in routed.get(committee.id, ())]
        if people or sum(item.count for item in committee.expected):
            loads[committee.id] = load(season, committee, people)
    applicants = {committee: tuple(routed.get(committee, ())) for committee in loads}
    return Given(season, loads, applicants)


def given_of(season: Season, plan: Plan) -> Given:
    """What the committee steps of this plan work on: its season admitted, the surplus aside."""
    return committees_of(*within_places(admit(season), plan))


def committee_steps(draft: Plan, given: Given, work: Work, wanted: frozenset[str]) -> Plan:
    """Meetings, formation, timetable and dockets, with cuts taken back until all stand."""
    cuts: list[Cut] = []
    trial = draft
    work.memo.clear()
    for number in range(1, MAX_ROUNDS + 1):
        trial, new = _one_round(draft, given, work, wanted, tuple(cuts), number)
        fresh = [cut for cut in new if cut not in cuts]
        if not fresh:
            shown = trial if _sure(trial, cuts) else _unshown(trial)
            return _open_questions(given, shown, work, cuts)
        cuts.extend(
            sorted(fresh, key=lambda cut: (cut.step, cut.committee, cut.group, cut.decisions))
        )
        if work.late():
            break
    return _open_questions(given, _unshown(trial), work, cuts)


def committees_in(cut: Cut) -> tuple[str, ...]:
    """The committees that a cut concerns."""
    named = (where.id for where in cut.where if where.table == "committees")
    blocks = blocks_named(cut) if cut.step == "meetings" else ()
    return tuple(dict.fromkeys((*named, *blocks, cut.committee)))


def _sure(trial: Plan, cuts: Iterable[Cut]) -> bool:
    """Whether a refusal stands: meetings are refused by what was shown of blocks alone."""
    report = trial.report("meetings")
    of_blocks = report is not None and report.status == "INFEASIBLE"
    return all(cut.sure for cut in cuts if cut.step == "meetings" or not of_blocks)


def _open_questions(given: Given, trial: Plan, work: Work, cuts: Sequence[Cut]) -> Plan:
    """The plan in which every step without an answer says what was tried, and of whom."""
    names = given.season.committee
    concerned = dict.fromkeys(c for cut in cuts for c in committees_in(cut) if c in names)
    args: dict[str, Arg] = {
        "committees": tuple(names[c].name for c in concerned or given.loads),
        "tried": len(cuts),
        "clauses": tuple(dict.fromkeys(cut.clause for cut in cuts if cut.clause)),
        "effort": work.effort,
    }
    told = Finding(
        code="planning.not-shown" if cuts else "planning.not-settled",
        severity="warning",
        clause=cuts[-1].clause if cuts else "R40-20",
        args=args,
        where=tuple(Where(table="committees", id=c) for c in concerned),
    )
    steps = tuple(
        report.model_copy(
            update={"findings": (*report.findings, told.model_copy(update={"step": report.step}))}
        )
        if report.status == "UNKNOWN" and report.step in FROM_MEETINGS
        else report
        for report in trial.steps
    )
    return trial.model_copy(update={"steps": steps})


def _unshown(trial: Plan) -> Plan:
    """What was refused is not shown: rounds ran out, or a cut was not sure.

    That no committee can meet at all stands: each was put aside by what holds of it alone.
    """
    reports = tuple(
        r.model_copy(update={"status": "UNKNOWN", "reason": "unproven"})
        if r.status == "INFEASIBLE" and r.reason != "meetings.none-can-meet"
        else r
        for r in trial.steps
    )
    return trial.model_copy(update={"steps": reports})


def _one_round(
    draft: Plan,
    given: Given,
    work: Work,
    wanted: frozenset[str],
    cuts: tuple[Cut, ...],
    number: int,
) -> tuple[Plan, tuple[Cut, ...]]:
    """The four committee steps once; the cuts of the first step that fails."""
    trial = draft
    for name in FROM_MEETINGS:
        if name not in wanted:
            trial = _absent(trial, name, work.base)  # pyright: ignore[reportArgumentType]
            continue
        outcome = _committee_step(name, trial, given, work, cuts)
        work.progress(name, ENDED, None, None)
        report = outcome.report.model_copy(update={"rounds": number})
        trial = extend(trial, Outcome(report, outcome.parts, outcome.cuts, outcome.put_aside))
        if outcome.cuts:
            return trial, outcome.cuts
    return accounted(given.season, trial, work.base, given.loads), ()


def _committee_step(
    name: str, trial: Plan, given: Given, work: Work, cuts: tuple[Cut, ...]
) -> Outcome:
    standing = {meeting.id for meeting in trial.meetings}
    loads = {c: item for c, item in given.loads.items() if c in standing}
    if name == "meetings":
        mine = tuple(c for c in cuts if c.step == "meetings")
        return work.once(
            ("meetings", mine),
            lambda: meetings.run(given.season, trial, work, given.loads, mine),
        )
    if name == "formation":
        mine = [c for c in cuts if c.step == "formation"]
        return formation.run(given.season, trial, work, loads, given.applicants, mine)
    if name == "timetable":
        mine = [c for c in cuts if c.step == "timetable"]
        return timetable.run(given.season, trial, work, loads, mine)
    return dockets.run(given.season, trial, work, loads)


def _drag_applicants(draft: Plan, admission: Admission) -> Plan:
    """The applicants of a committee that cannot meet are put aside with it."""
    aside = {
        item.row: item
        for item in draft.put_aside
        if item.table == "committees" and item.step == "meetings"
    }
    known = {item.id for item in draft.put_aside}
    dragged = tuple(
        PutAside(
            id=f"applicants/{applicant}",
            table="applicants",
            row=applicant,
            code="put-aside.committee-cannot-meet",
            clause=aside[committee].clause,
            step="meetings",
            args={"committee": committee},
        )
        for applicant, committee in admission.routes.items()
        if committee in aside and f"applicants/{applicant}" not in known
    )
    return draft.model_copy(update={"put_aside": draft.put_aside + dragged})
