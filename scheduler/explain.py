"""Why this person, and why not that one: the discipline officer's question, per committee.

In: the draw and the place of the ticket in it. Out: the clause and the row of the data. Eligible
but not drawn: the place in the lot, and, where the ticket was lower than a member's, the clauses
that an exchange with every such member would have broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.committee import Committee
from models.messages import Arg
from models.plan import DrawRecord, Finding, Meeting, Plan, PlannedGroup, Where, last_draw
from models.season import Season
from scheduler import formation_model, planning
from scheduler.eligibility import can_come, exclusion
from scheduler.lot import ticket
from scheduler.pools import Pool, last_day
from scheduler.reserves import Swaps, origin_of

ELSEWHERE = frozenset({"excluded.title", "excluded.not-in-pool"})
"""Grounds that only say that the committee is of another field."""


@dataclass(frozen=True)
class _Asked:
    """One expert and the plan that is asked about."""

    season: Season
    plan: Plan
    given: planning.Given
    pool: Pool
    expert: str


def explain_expert(season: Season, plan: Plan, expert: str) -> list[Finding]:
    """One note for every committee of the expert's field that meets, and one for all others."""
    given = planning.given_of(season, plan)
    asked = _Asked(season, plan, given, Pool(given.season), expert)
    found: list[Finding] = []
    others = 0
    for meeting in plan.meetings:
        committee = season.committee.get(meeting.id)
        if committee is None:
            continue
        notes = list(_of(asked, committee, meeting))
        others += not notes
        found.extend(notes)
    if others:
        found.append(_note("why.other-field", "R40-10a", expert, count=others))
    return found


def _note(code: str, clause: str, expert: str, **args: Arg) -> Finding:
    """A note about the expert; the place is the row of the data."""
    return Finding(
        code=code,
        severity="note",
        clause=clause,
        args={"expert": expert} | args,
        where=(Where(table="experts", id=expert),),
    )


def _of(asked: _Asked, committee: Committee, meeting: Meeting) -> Iterator[Finding]:
    """What the record of the draw says, where one was held; else what the season says."""
    person = asked.season.expert[asked.expert]
    name = committee.id
    record = next((d for d in reversed(asked.plan.draws) if d.committee == name), None)
    yield from _steps(asked, name)
    ground = exclusion(asked.season, committee, person, last_day(meeting))
    if record is not None and person.id in record.eligible:
        notes = list(_in_the_lot(asked, committee, record))
        yield from notes
        if not notes and ground is not None:
            code = "why.excluded-since"
            yield _note(code, ground.clause, person.id, committee=name, ground=ground.code)
        return
    told = next((e for e in record.exclusions if e.expert == person.id), None) if record else None
    seated = any((s.committee, s.expert) == (name, person.id) for s in asked.plan.seats)
    if told is None and seated:
        yield from _in_the_lot(asked, committee, record)
        return
    out = told or ground
    needed = () if committee.spread else meeting.half_days
    away = next((at for at in needed if not can_come(person, [at])), None)
    if away is not None and (out is None or out.code == "excluded.absent"):
        yield _note("why.absent", "R40-19", person.id, committee=name, at=away)
    elif out is None:
        yield from _in_the_lot(asked, committee, record)
    elif out.code not in ELSEWHERE or name in person.pools:
        yield _note("why.excluded", out.clause, person.id, committee=name, ground=out.code)


def _steps(asked: _Asked, committee: str) -> Iterator[Finding]:
    """The seats that the expert left or took since the committee's last draw."""
    draw = last_draw(asked.plan, committee)
    for step in asked.plan.replacements:
        here = (step.committee, step.draw) == (committee, draw)
        if here and asked.expert in {step.left, step.joined}:
            yield _note(
                "why.replaced" if step.left == asked.expert else "why.joined",
                "R40-11b",
                asked.expert,
                committee=committee,
                day=step.on.isoformat(),
                reason=step.reason,
                order=step.order,
            )


def _in_the_lot(
    asked: _Asked, committee: Committee, record: DrawRecord | None
) -> Iterator[Finding]:
    """Place of the ticket in every group that the expert fits."""
    loads = {c: asked.given.loads[c] for c in [committee.id] if c in asked.given.loads}
    if not loads:
        return
    meetings = {m.id: m for m in asked.plan.meetings}
    rows, v = formation_model.build(
        asked.given.season, loads, meetings, asked.pool, asked.given.applicants
    )
    seated = {(s.expert, s.group) for s in asked.plan.seats if s.committee == committee.id}
    if record is not None and len(record.groups) == len(record.members):
        seated = set(zip(record.members, record.groups, strict=True))
    values = [0] * len(rows.names)
    for pair, variable in v.sits.items():
        values[variable] = int(pair in seated)
    swaps = Swaps(v, committee.id, rows.without(frozenset({"guide"})), values)
    for group in loads[committee.id].groups:
        if (asked.expert, group.id) in v.sits:
            yield _place(asked, committee, group, record, v, swaps)


def _order(asked: _Asked, committee: str, group: str, record: DrawRecord | None) -> int | None:
    """The expert's number among the reserves of a group, as recorded or as planned."""
    if record is not None:
        for name, place in zip(record.reserves, record.reserve_places, strict=False):
            parts = place.rsplit("/", 2)
            if name == asked.expert and parts[0] == group and parts[-1].isdecimal():
                return int(parts[-1])
    wanted = (committee, group, asked.expert)
    found = (r for r in asked.plan.reserves if (r.committee, r.group, r.expert) == wanted)
    return next((r.order for r in found), None)


def _place(
    asked: _Asked,
    committee: Committee,
    group: PlannedGroup,
    record: DrawRecord | None,
    v: formation_model.Formation,
    swaps: Swaps,
) -> Finding:
    seed = record.seed if record else str(asked.plan.seed)
    mine = ticket(seed, committee.id, asked.expert, group.id)
    lot = {asked.expert, *record.eligible} if record else set(v.of_group[group.id])
    tickets = {e: ticket(seed, committee.id, e, group.id) for e in v.of_group[group.id] if e in lot}
    drawn = [e for e in tickets if swaps.values[v.sits[e, group.id]]]
    told: dict[str, Arg] = {
        "committee": committee.id,
        "group": "、".join(group.specialties) or group.name or group.id,
        "place": sum(t <= mine for t in tickets.values()),
        "candidates": len(tickets),
        "seats": len(drawn),
    }
    if asked.expert in drawn:
        return _note("why.drawn", "R40-11a", asked.expert, **told)
    order = _order(asked, committee.id, group.id, record)
    if order is not None:
        told["order"] = order
    dearer = [e for e in drawn if tickets[e] > mine]
    stops = [swaps.broken(e, asked.expert, group.id) for e in dearer]
    clauses = dict.fromkeys(clause for stop in stops for clause in stop)
    if dearer and asked.expert not in swaps.sitting:
        told["clauses"] = tuple(clauses)
        told["dearer"] = len(dearer)
        code = "why.limits-reserve" if order else "why.limits"
    elif asked.expert in swaps.sitting:
        code = "why.other-group"
    else:
        code = "why.reserve" if order else "why.not-drawn"
    told["origin"] = origin_of(v, v.loads[committee.id], asked.season.expert[asked.expert])
    return _note(code, "R40-11a", asked.expert, **told)
