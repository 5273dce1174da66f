"""A unit added to a timetable that stands, or one that withdraws: nobody else moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.appointment import Submission
from models.base import Band
from models.calendar import OutsideCalendar
from models.messages import Arg
from models.people import Organisation
from models.plan import Appointment, Finding, Plan, PutAside, StepName, plan_number
from models.season import Season
from scheduler import planning
from scheduler.work import Work

STEPS: tuple[StepName, ...] = ("windows", "appointments", "milestones")
ANNEXES = frozenset({"annex5", "annex6"})


class CannotAct(Exception):  # noqa: N818 - reads as what happened
    """Why nothing was done: a message code and its args."""

    def __init__(self, code: str, **args: Arg) -> None:
        super().__init__(code)
        self.code = code
        self.values = args


@dataclass(frozen=True)
class Request:
    """What an unlisted unit asks for, and when it asks."""

    unit: str
    band: Band
    dossiers: int
    on: date
    series: str = ""
    wished: date | None = None
    contact: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Acted:
    """The season and plan after the act, and what came of it."""

    season: Season
    plan: Plan
    submissions: tuple[str, ...]
    new: tuple[Appointment, ...] = ()
    gone: tuple[Appointment, ...] = ()
    aside: tuple[PutAside, ...] = ()
    needs: tuple[Finding, ...] = ()
    """What would be needed for those put aside, beside what stands."""


def appoint(season: Season, plan: Plan, request: Request, work: Work) -> Acted:
    """A unit that is not in the annex, into the time kept free.

    It comes the profile's number of workdays after it asks at the earliest. A series that all hand
    in online takes no slot.
    """
    if request.dossiers < 1:
        raise CannotAct("appoint.no-dossiers")
    alike = [s for s in season.submissions if (s.series, s.band) == (request.series, request.band)]
    if request.series and alike and all(s.online_only for s in alike):
        raise CannotAct("appoint.online-series", series=request.series)
    earliest = _earliest(season, request.on)
    bodies, unit = _body(season, request.unit)
    submission = Submission(
        id=_free_id(season),
        organisation=unit,
        band=request.band,
        series=request.series,
        dossiers=request.dossiers,
        forecast=False,
        earliest=earliest,
        wished=request.wished,
        unlisted=True,
        contact=request.contact,
        phone=request.phone,
        note=request.note,
    )
    after = season.model_copy(
        update={"organisations": bodies, "submissions": (*season.submissions, submission)}
    )
    return _acted(season, after, plan, (submission.id,), work)


def _earliest(season: Season, on: date) -> date:
    """The first day on which who asks on this day may come."""
    days = season.profile.integer("appointments.request_workdays")
    try:
        return season.calendar.add_workdays(on, days)
    except OutsideCalendar:
        year = season.calendar.year
        raise CannotAct("appoint.other-year", on=on.isoformat(), year=year) from None


def correct(season: Season, plan: Plan, name: str, dossiers: int, work: Work) -> Acted:
    """The one coming for corrections, after the review and before supplements end."""
    known = season.submission.get(name)
    if known is None:
        raise CannotAct("appoint.no-submission", name=name)
    if known.online_only or known.withdrawn:
        why = "appoint.online" if known.online_only else "appoint.withdrawn"
        raise CannotAct(why, name=name)
    mine = [a.kind for a in plan.appointments if a.submission == name]
    if "correction" in mine:
        raise CannotAct("appoint.corrected", name=name)
    if not mine:
        raise CannotAct("appoint.no-review", name=name)
    if not 1 <= dossiers <= known.dossiers:
        raise CannotAct("appoint.no-dossiers")
    after = _with(season, {name: known.model_copy(update={"corrections": dossiers})})
    return _acted(season, after, plan, (name,), work)


def cancel(season: Season, plan: Plan, names: Sequence[str], reason: str, work: Work) -> Acted:
    """Submissions that do not come after all: their time is free, their rows stay as a record."""
    found: dict[str, Submission] = {}
    for name in names:
        mine = [s for s in season.submissions if name in _names(season, s)]
        if not mine:
            raise CannotAct("appoint.no-submission", name=name)
        found |= {s.id: s.model_copy(update={"withdrawn": reason}) for s in mine}
    return _acted(season, _with(season, found), plan, tuple(found), work)


def _names(season: Season, submission: Submission) -> set[str]:
    body = season.organisation.get(submission.organisation)
    return {submission.id, submission.organisation, body.name if body else ""} - {""}


def _with(season: Season, changed: dict[str, Submission]) -> Season:
    rows = tuple(changed.get(item.id, item) for item in season.submissions)
    return season.model_copy(update={"submissions": rows})


def _body(season: Season, name: str) -> tuple[tuple[Organisation, ...], str]:
    """The season's organisations with this unit among them, and its id."""
    for item in season.organisations:
        if name in {item.id, item.name, *item.aliases}:
            return season.organisations, item.id
    new = Organisation(id=name[:64], name=name)
    return (*season.organisations, new), new.id


def _free_id(season: Season) -> str:
    number = 1
    while f"B{number:03}" in season.submission:
        number += 1
    return f"B{number:03}"


def _acted(before: Season, after: Season, plan: Plan, names: tuple[str, ...], work: Work) -> Acted:
    """Only desks are planned again, everything that stands being kept cell by cell."""
    work.base, work.frozen = plan, frozenset(plan.frozen) | ANNEXES
    made = planning.plan(after, work, STEPS)
    known = {item.id for item in made.put_aside}
    kept = tuple(i for i in plan.put_aside if i.step not in STEPS and i.id not in known)
    made = made.model_copy(
        update={
            "base": plan_number(plan),
            "frozen": plan.frozen,
            "put_aside": kept + made.put_aside,
        }
    )
    old = {item.id: item for item in plan.appointments}
    new = {item.id: item for item in made.appointments}
    others = {s.id for s in before.submissions} - set(names)
    moved = [a for a in plan.appointments if a.submission in others and new.get(a.id) != a]
    if moved:
        raise CannotAct("appoint.would-move", n=len(moved))
    aside = tuple(i for i in made.put_aside if i.table == "submissions" and i.row in names)
    return Acted(
        after,
        made,
        names,
        tuple(a for key, a in new.items() if key not in old),
        tuple(a for key, a in old.items() if key not in new),
        aside,
        _needs(after, made, names, work) if aside else (),
    )


def _needs(after: Season, made: Plan, names: tuple[str, ...], work: Work) -> tuple[Finding, ...]:
    """What would be needed for these alone, without the others who have no time either."""
    out = {i.row for i in made.put_aside if i.table == "submissions"} - set(names)
    rows = tuple(s for s in after.submissions if s.id not in out)
    report = made.report("appointments")
    if out:
        alone = planning.plan(after.model_copy(update={"submissions": rows}), work, STEPS)
        report = alone.report("appointments")
    return report.findings if report else ()
