"""Why this person, and why not that one: the discipline officer's question, per committee.

In: the draw and the place of the ticket in it. Out: the clause and the row of the data. Eligible
but not drawn: the place in the lot, and, where the ticket was lower than a member's, the clauses
that an exchange with every such member would have broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.committee import Committee
from models.plan import Finding, Meeting, Plan, PlannedGroup, Where
from models.season import Season
from scheduler import formation, planning
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


def _note(code: str, clause: str, expert: str, **args: int | str) -> Finding:
    """A note about the expert; the place is the row of the data."""
    return Finding(
        code=code,
        severity="note",
        clause=clause,
        args={"expert": expert} | args,
        where=(Where(table="experts", id=expert),),
    )


def _of(asked: _Asked, committee: Committee, meeting: Meeting) -> Iterator[Finding]:
    person = asked.season.expert[asked.expert]
    name = committee.id
    record = next((d for d in reversed(asked.plan.draws) if d.committee == name), None)
    for step in asked.plan.replacements:
        if step.committee == name and asked.expert in {step.left, step.joined}:
            code = "why.replaced" if step.left == asked.expert else "why.joined"
            yield _note(
                code, "R40-11b", asked.expert, committee=name, day=step.on.isoformat(),
                reason=step.reason, order=step.order,
            )  # fmt: skip
    seat = next((s for s in asked.plan.seats if (s.committee, s.expert) == (name, person.id)), None)
    ground = exclusion(asked.season, committee, person, last_day(meeting))
    if seat is None and ground is not None:
        if ground.code not in ELSEWHERE or name in person.pools:
            yield _note(
                "why.excluded", ground.clause, person.id, committee=name, ground=ground.code
            )
        return
    needed = meeting.plenaries if committee.spread else meeting.half_days
    if seat is None and not can_come(person, needed):
        away = next(at for at in needed if not can_come(person, [at]))
        yield _note("why.absent", "R40-19", person.id, committee=name, at=away)
        return
    excluded = {e.expert: e for e in record.exclusions} if record else {}
    if seat is None and person.id in excluded:
        item = excluded[person.id]
        yield _note("why.excluded", item.clause, person.id, committee=name, ground=item.code)
        return
    yield from _in_the_lot(asked, committee, record.seed if record else str(asked.plan.seed))


def _in_the_lot(asked: _Asked, committee: Committee, seed: str) -> Iterator[Finding]:
    """Place of the ticket in every group that the expert fits."""
    loads = {c: asked.given.loads[c] for c in [committee.id] if c in asked.given.loads}
    if not loads:
        return
    meetings = {m.id: m for m in asked.plan.meetings}
    rows, v = formation.build(
        asked.given.season, loads, meetings, asked.pool, asked.given.applicants
    )
    seated = {(s.expert, s.group) for s in asked.plan.seats if s.committee == committee.id}
    values = [0] * len(rows.names)
    for pair, variable in v.sits.items():
        values[variable] = int(pair in seated)
    swaps = Swaps(v, committee.id, rows.without(frozenset({"guide"})), values)
    for group in loads[committee.id].groups:
        if (asked.expert, group.id) in v.sits:
            yield _place(asked, committee, group, seed, v, swaps)


def _place(
    asked: _Asked,
    committee: Committee,
    group: PlannedGroup,
    seed: str,
    v: formation.Formation,
    swaps: Swaps,
) -> Finding:
    mine = ticket(seed, committee.id, asked.expert, group.id)
    tickets = {e: ticket(seed, committee.id, e, group.id) for e in v.of_group[group.id]}
    drawn = [e for e in tickets if swaps.values[v.sits[e, group.id]]]
    told: dict[str, int | str] = {
        "committee": committee.id,
        "group": "、".join(group.specialties) or group.name or group.id,
        "place": sum(t <= mine for t in tickets.values()),
        "candidates": len(tickets),
        "seats": len(drawn),
    }
    if asked.expert in drawn:
        return _note("why.drawn", "R40-11a", asked.expert, **told)
    reserve = next(
        (
            r
            for r in asked.plan.reserves
            if (r.committee, r.group, r.expert) == (committee.id, group.id, asked.expert)
        ),
        None,
    )
    if reserve is not None:
        told["order"] = reserve.order
    dearer = [e for e in drawn if tickets[e] > mine]
    stops = [swaps.broken(e, asked.expert, group.id) for e in dearer]
    clauses = dict.fromkeys(clause for stop in stops for clause in stop)
    if dearer and asked.expert not in swaps.sitting:
        told["clauses"] = "、".join(clauses)
        told["dearer"] = len(dearer)
        code = "why.limits-reserve" if reserve else "why.limits"
    elif asked.expert in swaps.sitting:
        code = "why.other-group"
    else:
        code = "why.reserve" if reserve else "why.not-drawn"
    told["origin"] = origin_of(v, v.loads[committee.id], asked.season.expert[asked.expert])
    return _note(code, "R40-11a", asked.expert, **told)
