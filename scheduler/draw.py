"""The act of drawing: members by lot, before witnesses, with a seed that they supply.

Dates stand. Everybody who is eligible and can come is in the lot; everybody else of the filed
pool is listed with the clause that excludes. The lot itself is `scheduler.lot`.
A drawn set that is proven unable to hear the dossiers is excluded by a cut and the same lot is
asked again: the record is that of the set which stands. A second draw needs a reason; the first
record stays in the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.base import canonical, plain, sha256
from models.messages import Arg
from models.plan import DrawRecord, Exclusion, Finding, Meeting, Plan, Reserve, Seat, StepReport
from models.season import Season, draw_hash, season_hash
from scheduler import dockets, formation_model, planning, timetable
from scheduler.eligibility import can_come, exclusion
from scheduler.grouping import Load
from scheduler.lot import ALGORITHM, lawful_lot
from scheduler.pools import Pool, last_day
from scheduler.reserves import UNCOVERED, reserve_list
from scheduler.solver import Found, Infeasible
from scheduler.work import Cut, Work

KEEP = frozenset({"annex5", "annex6", "annex10", "dates", "members"})


class CannotDraw(Exception):  # noqa: N818 - reads as what happened
    """Why the draw cannot be held: a message code and its args."""

    def __init__(self, code: str, **args: Arg) -> None:
        super().__init__(code)
        self.code = code
        self.values = args


def draw(
    season: Season,
    plan: Plan,
    committee: str,
    *,
    seed: str,
    witnesses: Sequence[str],
    held_on: date,
    work: Work,
    reason: str = "",
) -> Plan:
    """The plan with this committee's members drawn anew and everything of others kept.

    Raises CannotDraw where dates are missing, the committee is closed by now or has nothing left
    to hear, it was drawn before and no reason is given, no lawful committee exists, or the budget
    ran out.
    """
    meeting = next((m for m in plan.meetings if m.id == committee), None)
    if committee not in season.committee or meeting is None:
        raise CannotDraw("draw.no-dates", committee=committee)
    earlier = [record for record in plan.draws if record.committee == committee]
    if earlier and not reason:
        raise CannotDraw(
            "draw.needs-reason", committee=committee, held_on=earlier[-1].held_on.isoformat()
        )
    if not seed or not witnesses:
        raise CannotDraw("draw.needs-witnesses", committee=committee)
    given = planning.given_of(season, plan)
    kept = {m.id for m in plan.meetings} - {committee}
    act = _lot(season, plan, given, committee, work, seed, kept)
    record = _record(
        season, meeting, act, len(plan.draws), _Act(seed, tuple(witnesses), held_on, reason)
    )
    seats, reserves = act.seats, act.reserves
    base = plan.model_copy(
        update={
            "seats": tuple(s for s in plan.seats if s.committee != committee) + tuple(seats),
            "reserves": tuple(r for r in plan.reserves if r.committee != committee)
            + tuple(reserves),
            "draws": (*plan.draws, record),
            "steps": tuple(_with_seats(report, committee, act.uncovered) for report in plan.steps),
        }
    )
    again = Work(
        seed=plan.seed,
        effort=work.effort,
        workers=work.workers,
        deadline=work.deadline,
        base=base,
        frozen=KEEP,
        stop=work.stop,
    )
    drawn = planning.plan(season, again)
    return _as_reported(drawn, plan).model_copy(update={"base": plan.base, "frozen": plan.frozen})


def _with_seats(report: StepReport, committee: str, uncovered: tuple[Finding, ...]) -> StepReport:
    """The report of the formation, with what is told of the seats that were drawn just now."""
    if report.step != "formation":
        return report
    others = tuple(
        f for f in report.findings if f.code not in UNCOVERED or f.args["committee"] != committee
    )
    return report.model_copy(update={"findings": (*others, *uncovered)})


def _as_reported(drawn: Plan, before: Plan) -> Plan:
    """The plan with the reports of those steps whose part of it is what it was before."""
    same = {
        step
        for step, fields in planning.FIELDS.items()
        if all(getattr(drawn, field) == getattr(before, field) for field in fields)
    }
    old = {report.step: report for report in before.steps if report.step in same}
    steps = tuple(old.get(report.step, report) for report in drawn.steps)
    return drawn.model_copy(update={"steps": steps})


@dataclass(frozen=True)
class _Act:
    """What the people in the room bring."""

    seed: str
    witnesses: tuple[str, ...]
    held_on: date
    reason: str


@dataclass(frozen=True)
class _Drawn:
    """What the lot gave."""

    seats: tuple[Seat, ...]
    reserves: tuple[Reserve, ...]
    unique: bool
    busy: frozenset[str]
    dropped: tuple[str, ...]
    barred: tuple[tuple[str, ...], ...]
    uncovered: tuple[Finding, ...]
    """Seats that no reserve can take."""


def _lot(
    season: Season,
    plan: Plan,
    given: planning.Given,
    committee: str,
    work: Work,
    seed: str,
    kept: set[str],
) -> _Drawn:
    """Seats and reserves of the least lot, and whether no other set has the same lot."""
    pool = Pool(given.season)
    busy = _busy_elsewhere(season, plan, committee, kept)
    cuts: list[Cut] = []
    if committee not in given.loads:
        raise CannotDraw("draw.closed", committee=committee)
    loads = {committee: given.loads[committee]}
    meetings = {m.id: m for m in plan.meetings}
    for _ in range(planning.MAX_ROUNDS):
        rows, v = formation_model.build(given.season, loads, meetings, pool, given.applicants, cuts)
        for expert, variable in v.on(committee):
            if expert.id in busy:
                rows.exactly(0, [variable], "R40-19")
        lot = lawful_lot(rows, v, given.season, seed, work, units=60)
        answer = lot.least.answer
        if isinstance(answer, Infeasible):
            raise CannotDraw("draw.none-lawful", committee=committee)
        if not isinstance(answer, Found) or not answer.proven:
            raise CannotDraw("unproven", committee=committee)
        seats = formation_model.chosen_seats(given.season, v, committee, answer.values)
        cut = _cannot_work(given.season, plan, meetings[committee], loads, seats, work)
        if cut is None:
            standby = reserve_list(given.season, v, committee, lot.rows, answer.values, seed, busy)
            guides = ("guides",) if lot.code else ()
            return _Drawn(
                tuple(seats),
                standby.reserves,
                lot.least.unique is True,
                busy,
                (*guides, *lot.dropped),
                tuple(cut.decisions for cut in cuts),
                standby.findings,
            )
        cuts.append(cut)
    raise CannotDraw("unproven", committee=committee)


def _busy_elsewhere(season: Season, plan: Plan, committee: str, kept: set[str]) -> frozenset[str]:
    """Members of committees that meet at the same time, and who sit in enough others already."""
    meetings = {m.id: set(m.half_days) for m in plan.meetings}
    clashing = {other for other in kept if meetings[other] & meetings[committee]}
    limit = season.profile.integer("expert.max_committees")
    elsewhere: dict[str, list[str]] = {}
    for seat in plan.seats:
        if seat.committee in kept:
            elsewhere.setdefault(seat.expert, []).append(seat.committee)
    busy: list[str] = []
    for name, committees in elsewhere.items():
        own = season.expert[name].max_committees
        most = limit if own is None else own
        if len(committees) >= most or not clashing.isdisjoint(committees):
            busy.append(name)
    return frozenset(busy)


def _cannot_work(
    season: Season,
    plan: Plan,
    meeting: Meeting,
    loads: dict[str, Load],
    seats: list[Seat],
    work: Work,
) -> Cut | None:
    """The cut, if these members are proven unable to hear the committee's dossiers."""
    trial = plan.model_copy(
        update={"meetings": (meeting,), "seats": tuple(seats), "sessions": (), "dockets": ()}
    )
    outcome = timetable.run(season, trial, work, loads, fixed=True)
    if not outcome.cuts:
        outcome = dockets.run(season, planning.extend(trial, outcome), work, loads)
    return next((cut for cut in outcome.cuts if cut.step == "formation"), None)


def _record(season: Season, meeting: Meeting, act: _Drawn, number: int, by: _Act) -> DrawRecord:
    committee = season.committee[meeting.id]
    needed = () if committee.spread else meeting.half_days
    eligible: list[str] = []
    out: list[Exclusion] = []
    for expert in season.experts:
        ground = exclusion(season, committee, expert, last_day(meeting))
        if ground is not None:
            out.append(Exclusion(expert=expert.id, clause=ground.clause, code=ground.code))
        elif not can_come(expert, needed):
            out.append(Exclusion(expert=expert.id, clause="R40-19", code="excluded.absent"))
        elif expert.id in act.busy:
            out.append(Exclusion(expert=expert.id, clause="R40-20", code="excluded.busy"))
        else:
            eligible.append(expert.id)
    record = DrawRecord(
        id=f"{meeting.id}/{number + 1}",
        committee=meeting.id,
        held_on=by.held_on,
        witnesses=by.witnesses,
        seed=by.seed,
        algorithm=ALGORITHM,
        eligible=tuple(eligible),
        exclusions=tuple(out),
        members=tuple(seat.expert for seat in act.seats),
        groups=tuple(seat.group for seat in act.seats),
        reserves=tuple(reserve.expert for reserve in act.reserves),
        reserve_places=tuple(f"{r.group}/{r.origin}/{r.order}" for r in act.reserves),
        unique=act.unique,
        dropped=act.dropped,
        season=season_hash(season),
        bearing=draw_hash(season, meeting.id),
        barred=act.barred,
        reason=by.reason,
    )
    return record.model_copy(update={"sha256": sha256(canonical(plain(record)))})
