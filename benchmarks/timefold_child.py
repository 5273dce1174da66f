# pyright: basic, reportMissingImports=false
"""The timetable as a tutorial of Timefold would put it; runs in an environment that has Timefold.

Reads `benchmarks.timefold_peer.Case` as JSON from standard input and prints an answer as JSON in
the last line. Panels choose a half-day, their seats a member, plenaries a run of half-days.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Any

from timefold.solver import SolverFactory, config, domain
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

count, most = ConstraintCollectors, ConstraintCollectors.max


@dataclass(eq=False)
class HalfDay:
    """`text` as in the season; texts are in order of time."""

    text: str
    day: str


@dataclass(eq=False)
class Run:
    """Half-days in a row for a plenary, and by how many it is later than it could be."""

    half_days: list[str]
    first: str
    delay: int


@dataclass(eq=False)
class Member:
    """An expert in a group."""

    expert: str
    away: set[str]
    against: set[str]
    most: int


@dataclass(eq=False)
class Limit:
    """No more than so many rooms of a pool for so many people, or panels of a group, at once."""

    id: str
    pool: str
    at: str
    size: int
    rooms: int


@dataclass(eq=False)
class Attends:
    """Who sits in several committees would attend the plenary of one of them in a half-day."""

    expert: str
    committee: str
    at: str


@domain.planning_entity
@dataclass(eq=False)
class Panel:
    """A panel that is to be held."""

    id: Annotated[str, domain.PlanningId]
    group: str
    committee: str
    pool: str
    site: str
    span: Annotated[list[HalfDay], domain.ValueRangeProvider]
    at: Annotated[HalfDay | None, domain.PlanningVariable] = None


@domain.planning_entity
@dataclass(eq=False)
class Seat:
    """A place in a panel."""

    id: Annotated[str, domain.PlanningId]
    panel: str
    group: str
    members: Annotated[list[Member], domain.ValueRangeProvider]
    member: Annotated[Member | None, domain.PlanningVariable] = None


@domain.planning_entity
@dataclass(eq=False)
class Plenary:
    """The plenary of a committee."""

    id: Annotated[str, domain.PlanningId]
    pool: str
    site: str
    size: int
    runs: Annotated[list[Run], domain.ValueRangeProvider]
    run: Annotated[Run | None, domain.PlanningVariable] = None


@domain.planning_solution
@dataclass(eq=False)
class Timetable:
    """All committees of a season."""

    half_days: Annotated[list[HalfDay], domain.ProblemFactCollectionProperty]
    limits: Annotated[list[Limit], domain.ProblemFactCollectionProperty]
    attends: Annotated[list[Attends], domain.ProblemFactCollectionProperty]
    panels: Annotated[list[Panel], domain.PlanningEntityCollectionProperty]
    seats: Annotated[list[Seat], domain.PlanningEntityCollectionProperty]
    plenaries: Annotated[list[Plenary], domain.PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, domain.PlanningScore] = field(default=None)


def _sittings(factory: ConstraintFactory) -> Any:
    """Seats with their panels."""
    return factory.for_each(Seat).join(
        Panel, Joiners.equal(lambda seat: seat.panel, lambda panel: panel.id)
    )


def hard(factory: ConstraintFactory) -> dict[str, Any]:
    """Too much of something: who is away or elsewhere, rooms, panels after their plenary."""
    attended = (
        factory.for_each(Attends)
        .join(Plenary, Joiners.equal(lambda a: a.committee, lambda plenary: plenary.id))
        .filter(lambda a, plenary: a.at in plenary.run.half_days)
    )
    at_once = Joiners.equal(lambda panel: panel.at.text, lambda limit: limit.at)
    same_pool = Joiners.equal(lambda use: use.pool, lambda limit: limit.pool)
    in_plenaries = (
        factory.for_each(Plenary)
        .join(Limit, same_pool)
        .filter(
            lambda plenary, limit: limit.size <= plenary.size and limit.at in plenary.run.half_days
        )
        .map(lambda plenary, limit: limit)
    )
    return {
        "away": _sittings(factory)
        .filter(lambda seat, panel: panel.at.text in seat.member.away)
        .map(lambda seat, panel: 1),
        "in two places": _sittings(factory)
        .map(lambda seat, panel: seat.member.expert, lambda seat, panel: panel.at.text)
        .concat(attended.map(lambda a, plenary: a.expert, lambda a, plenary: a.at))
        .group_by(lambda expert, at: expert, lambda expert, at: at, count.count_bi())
        .filter(lambda expert, at, times: times > 1)
        .map(lambda expert, at, times: times - 1),
        "too often": factory.for_each(Seat)
        .group_by(lambda seat: seat.member, lambda seat: seat.group, count.count())
        .filter(lambda member, group, times: times > member.most)
        .map(lambda member, group, times: times - member.most),
        "after the plenary": factory.for_each(Panel)
        .join(Plenary, Joiners.equal(lambda panel: panel.committee, lambda plenary: plenary.id))
        .filter(lambda panel, plenary: panel.at.text >= plenary.run.first)
        .map(lambda panel, plenary: 1),
        "too few members": factory.for_each(Panel)
        .join(Limit, Joiners.equal(lambda panel: panel.group, lambda limit: limit.pool), at_once)
        .group_by(lambda panel, limit: limit, count.count_bi())
        .filter(lambda limit, used: used > limit.rooms)
        .map(lambda limit, used: used - limit.rooms),
        "no room": factory.for_each(Panel)
        .join(Limit, same_pool, at_once)
        .filter(lambda panel, limit: limit.size == 0)
        .map(lambda panel, limit: limit)
        .concat(in_plenaries)
        .group_by(lambda limit: limit, count.count())
        .filter(lambda limit, used: used > limit.rooms)
        .map(lambda limit, used: used - limit.rooms),
    }


def soft(factory: ConstraintFactory) -> dict[str, Any]:
    """The terms of the reference objective, under the names of their weights."""
    plenary_uses = (
        factory.for_each(Plenary)
        .join(HalfDay)
        .filter(lambda plenary, at: at.text in plenary.run.half_days)
        .map(lambda plenary, at: plenary.site, lambda p, at: at.text, lambda p, at: at.day)
    )
    return {
        "greatest_load": factory.for_each(Seat)
        .group_by(lambda seat: seat.group, lambda seat: seat.member.expert, count.count())
        .group_by(lambda group, expert, n: group, most(lambda group, expert, n: n))
        .map(lambda group, n: n),
        "expert_days": _sittings(factory)
        .group_by(
            lambda seat, panel: seat.group,
            lambda seat, panel: seat.member.expert,
            lambda seat, panel: panel.at.day,
        )
        .map(lambda group, expert, day: 1),
        "against_wish": _sittings(factory)
        .filter(lambda seat, panel: panel.at.text in seat.member.against)
        .map(lambda seat, panel: 1),
        "open_rooms": factory.for_each(Panel)
        .map(lambda p: p.site, lambda p: p.at.text, lambda p: p.at.day)
        .concat(plenary_uses)
        .group_by(lambda s, t, d: s, lambda s, t, d: t, lambda s, t, d: d, count.count_tri())
        .group_by(lambda s, t, d, n: s, lambda s, t, d, n: d, most(lambda s, t, d, n: n))
        .map(lambda site, day, n: n),
        "plenary_delay": factory.for_each(Plenary).map(lambda plenary: plenary.run.delay),
    }


def provider(weights: dict[str, int]) -> Any:
    """All constraints, each amount times its weight."""

    @constraint_provider
    def constraints(factory: ConstraintFactory) -> list[Constraint]:
        every = [(name, HardSoftScore.ONE_HARD, s) for name, s in hard(factory).items()]
        every += [(n, HardSoftScore.of_soft(weights[n]), s) for n, s in soft(factory).items()]
        return [s.penalize(one, lambda amount: amount).as_constraint(n) for n, one, s in every]

    return constraints


def problem(case: dict[str, Any]) -> Timetable:
    """The case, undecided."""
    texts = sorted({at for c in case["committees"] for at in c["span"]})
    half_days = {text: HalfDay(text, text[:10]) for text in texts}
    limits = [Limit(str(n), **limit) for n, limit in enumerate(case["limits"])]
    seats = Counter(
        m["expert"] for c in case["committees"] for g in c["groups"] for m in g["members"]
    )
    made = Timetable(list(half_days.values()), limits, [], [], [], [])
    for c in case["committees"]:
        before = [half_days[at] for at in c["span"] if at < c["runs"][-1][0]]
        runs = [Run(r, r[0], max(0, c["span"].index(r[0]) - c["least"])) for r in c["runs"]]
        made.plenaries.append(Plenary(c["id"], c["pool"], c["site"], c["size"], runs))
        made.attends += [
            Attends(m["expert"], c["id"], at)
            for g in c["groups"]
            for m in g["members"]
            if seats[m["expert"]] > 1
            for at in {at for run in c["runs"] for at in run} - set(m["away"])
        ]
        for g in c["groups"]:
            members = [
                Member(m["expert"], set(m["away"]), set(m["against"]), m["most"])
                for m in g["members"]
            ]
            for at in before:
                able = sum(at.text not in m.away for m in members)
                name = f"{g['id']} {at.text}"
                made.limits.append(Limit(name, g["id"], at.text, 0, able // g["panel_size"]))
            for number in range(g["panels"]):
                name = f"{g['id']}/{number}"
                made.panels.append(Panel(name, g["id"], c["id"], c["pool"], c["site"], before))
                made.seats += [
                    Seat(f"{name}/{n}", name, g["id"], members) for n in range(g["panel_size"])
                ]
    return made


def main() -> None:
    """Solve for as long as the case says."""
    case = json.load(sys.stdin)
    settings = config.SolverConfig(
        solution_class=Timetable,
        # In the order of construction: plenaries put in first leave panels no half-days before.
        entity_class_list=[Panel, Plenary, Seat],
        environment_mode=config.EnvironmentMode.NO_ASSERT,
        random_seed=case["seed"],
        score_director_factory_config=config.ScoreDirectorFactoryConfig(
            constraint_provider_function=provider(case["weights"])
        ),
        termination_config=config.TerminationConfig(
            spent_limit=config.Duration(milliseconds=int(1000 * case["seconds"]))
        ),
    )
    found = SolverFactory.create(settings).build_solver().solve(problem(case))
    sitting: dict[str, list[str]] = {panel.id: [] for panel in found.panels}
    for seat in found.seats:
        if seat.member is not None:
            sitting[seat.panel].append(seat.member.expert)
    answer = {
        "score": str(found.score),
        "panels": [
            {"group": p.group, "at": p.at.text if p.at else "", "members": sitting[p.id]}
            for p in found.panels
        ],
        "plenaries": {p.id: p.run.half_days if p.run else [] for p in found.plenaries},
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
