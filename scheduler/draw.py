"""The act of drawing: members by lot, before witnesses, with a seed that they supply.

Dates stand. Everybody who is eligible and can come is in the lot; everybody else of the filed
pool is listed with the clause that excludes. The lot itself is that of `scheduler.formation`.
A drawn set that is proven unable to hear the dossiers is excluded by a cut and the same lot is
asked again: the record is that of the set which stands. A second draw needs a reason; the first
record stays in the plan.
"""

from collections.abc import Sequence
from datetime import date

from models.base import canonical, plain, sha256
from models.plan import DrawRecord, Exclusion, Meeting, Plan, Seat
from models.season import Season
from scheduler import dockets, formation, planning, timetable
from scheduler.admission import admit
from scheduler.eligibility import can_come, exclusion
from scheduler.grouping import Load
from scheduler.pools import Pool, last_day
from scheduler.rows import Rows
from scheduler.solver import Found, Infeasible, solve, value_of
from scheduler.work import Cut, Work

KEEP = frozenset({"annex5", "annex6", "annex10", "dates", "members"})


class CannotDraw(Exception):  # noqa: N818 - reads as what happened
    """Why the draw cannot be held: a message code and its args."""

    def __init__(self, code: str, **args: int | str) -> None:
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

    Raises CannotDraw where dates are missing, the committee was drawn before and no reason is
    given, no lawful committee exists, or the budget ran out.
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
    given = planning.committees_of(admit(season), plan)
    kept = {m.id for m in plan.meetings} - {committee}
    seats, reserves, unique = _lot(season, plan, given, committee, work, seed, kept)
    record = _record(
        season,
        meeting,
        seats,
        [r.expert for r in reserves],
        seed,
        tuple(witnesses),
        held_on,
        reason,
        unique,
        len(plan.draws),
    )
    base = plan.model_copy(
        update={
            "seats": tuple(s for s in plan.seats if s.committee != committee) + tuple(seats),
            "reserves": tuple(r for r in plan.reserves if r.committee != committee)
            + tuple(reserves),
            "draws": (*plan.draws, record),
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
    return drawn.model_copy(update={"base": plan.base, "frozen": plan.frozen})


def _lot(
    season: Season,
    plan: Plan,
    given: planning.Given,
    committee: str,
    work: Work,
    seed: str,
    kept: set[str],
) -> tuple[list[Seat], list[formation.Reserve], bool]:
    """Seats and reserves of the least lot, and whether no other set has the same lot."""
    pool = Pool(given.season)
    busy = _busy_elsewhere(season, plan, committee, kept)
    cuts: list[Cut] = []
    loads = {committee: given.loads[committee]}
    meetings = {m.id: m for m in plan.meetings}
    for _ in range(planning.MAX_ROUNDS):
        rows, v = formation.build(given.season, loads, meetings, pool, given.applicants, cuts)
        for expert, variable in v.on(committee):
            if expert.id in busy:
                rows.exactly(0, [variable], "R40-19")
        answer, rows = _least(rows, v, given.season, seed, work)
        seats = formation.chosen_seats(given.season, v, committee, answer.values)
        cut = _cannot_work(given.season, plan, meetings[committee], loads, seats, work)
        if cut is None:
            reserves = formation.reserve_list(given.season, v, committee, seats, seed)
            free = [r for r in reserves if r.expert not in busy]
            return seats, free, _unique(rows, v, given.season, seed, answer, work)
        cuts.append(cut)
    raise CannotDraw("unproven", committee=committee)


def _least(
    rows: Rows, v: formation.Formation, season: Season, seed: str, work: Work
) -> tuple[Found, Rows]:
    minimise = lot_objective(v, season, seed)
    for tried in (
        rows,
        rows.without(frozenset({"guide"})),
        rows.without(frozenset({"guide"}), unbinding=True),
    ):
        answer = solve(tried, minimise, work, units=60)
        if isinstance(answer, Found):
            if not answer.proven:
                raise CannotDraw("unproven")
            return answer, tried
        if not isinstance(answer, Infeasible):
            raise CannotDraw("unproven")
    raise CannotDraw("draw.none-lawful")


def lot_objective(v: formation.Formation, season: Season, seed: str) -> list[tuple[int, int]]:
    """Fewest exemptions, then the least sum of tickets."""
    weight = formation.shift(v)
    total = {variable: coefficient for coefficient, variable in formation.lot_terms(v, seed)}
    for coefficient, variable in formation.exemption_terms(season, v):
        total[variable] += coefficient << weight
    return [(coefficient, variable) for variable, coefficient in total.items()]


def _unique(
    rows: Rows, v: formation.Formation, season: Season, seed: str, answer: Found, work: Work
) -> bool:
    """Whether no other lawful set has the same lot: shown by asking for one."""
    minimise = lot_objective(v, season, seed)
    other = Rows(list(rows.names), list(rows.low), list(rows.high), list(rows.rows), rows.strength)
    other.at_most(value_of(minimise, answer.values), minimise)
    chosen = [variable for variable in v.sits.values() if answer.values[variable]]
    other.at_most(len(chosen) - 1, chosen)
    return isinstance(solve(other, [], work, units=20), Infeasible)


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
    outcome = timetable.run(season, trial, work, loads)
    if not outcome.cuts:
        outcome = dockets.run(season, planning.extend(trial, outcome), work, loads)
    return next((cut for cut in outcome.cuts if cut.step == "formation"), None)


def _record(
    season: Season,
    meeting: Meeting,
    seats: list[Seat],
    reserves: list[str],
    seed: str,
    witnesses: tuple[str, ...],
    held_on: date,
    reason: str,
    unique: bool,
    number: int,
) -> DrawRecord:
    committee = season.committee[meeting.id]
    needed = meeting.plenaries if committee.spread else meeting.half_days
    eligible: list[str] = []
    out: list[Exclusion] = []
    for expert in season.experts:
        ground = exclusion(season, committee, expert, last_day(meeting))
        if ground is None and can_come(expert, needed):
            eligible.append(expert.id)
        elif ground is None:
            out.append(Exclusion(expert=expert.id, clause="R40-19", code="excluded.absent"))
        else:
            out.append(Exclusion(expert=expert.id, clause=ground.clause, code=ground.code))
    record = DrawRecord(
        id=f"{meeting.id}/{number + 1}",
        committee=meeting.id,
        held_on=held_on,
        witnesses=witnesses,
        seed=seed,
        algorithm=formation.ALGORITHM,
        eligible=tuple(eligible),
        exclusions=tuple(out),
        members=tuple(seat.expert for seat in seats),
        reserves=tuple(reserves),
        unique=unique,
        reason=reason,
    )
    return record.model_copy(update={"sha256": sha256(canonical(plain(record)))})
