"""Plans of spread committees in whole numbers, from the ways that the master knows.

First the plenaries of which the linear program is sure are kept and the rest is settled
(relaxation enforced neighbourhood, Berthold 2014); then a few committees at a time are set free
among all their ways while the others stand (Shaw 1998).
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.relaxation import restricted
from scheduler.rows import Var
from scheduler.solver import Found, solve
from scheduler.spread_case import Held, Placed
from scheduler.spread_master import Master
from scheduler.spread_rows import NEVER_BINDING, Choice, Member, Problem

if TYPE_CHECKING:
    from models.calendar import HalfDay

SURE = 0.99
"""What the linear program must give to a plenary that is kept when whole numbers are sought."""
UNITS = 4.0
"""Deterministic time for the first choice among all ways."""
VARIED = {"quick": 1, "normal": 4, "thorough": 16}
"""Times that prices are shaken for more ways to choose from."""
FREE = 12
"""Committees set free at a time."""
FREE_UNITS = 1.0
FREE_ROUNDS = {"quick": 6, "normal": 15, "thorough": 120}


def choose(master: Master) -> dict[str, Placed] | None:
    """A plan of the lawful ways; None where none was found.

    Groups without a lawful way in it are left out.
    """
    master.vary(VARIED[master.work.effort])
    choice = Choice(master.problem, whole=True)
    _once_at_a_time(master.problem, choice)
    for sure in (SURE, NEVER_BINDING):
        rows = replace(choice.rows, low=list(choice.rows.low))
        for key, x in choice.plenary.items():
            if master.point.get(key, 0.0) >= sure:
                rows.low[x] = 1
        answer = solve(rows, choice.minimise, master.work, units=UNITS)
        if isinstance(answer, Found):
            return dict(_read(master.problem, choice, answer.values))
    return None


def better(master: Master, placed: Mapping[str, Placed]) -> dict[str, Placed]:
    """A plan that costs no more, from one that has a way of every group.

    First more ways are priced for the plenaries as they stand.
    """
    master.learn(placed)
    runs = {name: [master.problem.cases[name].runs.index(placed[name].run)] for name in placed}
    Master(replace(master.problem, runs=runs), master.work).rounds()
    choice = Choice(master.problem, whole=True)
    _once_at_a_time(master.problem, choice)
    current = _values(master.problem, choice, placed)
    if current is None:
        return dict(placed)
    names = list(placed)
    rng = random.Random(f"{master.work.seed}/choice")
    cost = _cost(choice, current)
    for number in range(FREE_ROUNDS[master.work.effort]):
        if cost <= master.bound or master.work.late():
            break
        free = _near(master.problem, choice, current, names, number, rng)
        answer = _settled(master, choice, current, free)
        if answer is not None and _cost(choice, answer) <= cost:
            current, cost = answer, _cost(choice, answer)
    return dict(_read(master.problem, choice, [current[x] for x in range(len(choice.rows.names))]))


def _near(
    problem: Problem,
    choice: Choice,
    current: Mapping[Var, int],
    names: Sequence[str],
    number: int,
    rng: random.Random,
) -> frozenset[str]:
    """One committee in turn, and some of those whose plenaries are near its own."""
    start = {
        name: problem.cases[name].runs[n][0]
        for (name, n), x in choice.plenary.items()
        if current[x]
    }
    everyone = sorted(names, key=lambda name: (start[name], name))
    place = everyone.index(names[number % len(names)])
    near = sorted(everyone, key=lambda name: (abs(everyone.index(name) - place), name))
    return frozenset([near[0], *rng.sample(near[1 : 2 * FREE], min(FREE - 1, len(near) - 1))])


def _settled(
    master: Master, choice: Choice, current: Mapping[Var, int], free: frozenset[str]
) -> dict[Var, int] | None:
    """The best choice with only these committees free; None where none was found."""
    fixed = {x: current[x] for x, name in choice.committee.items() if name not in free}
    small = restricted(choice.rows, fixed)
    if small is None:
        return None
    rows, left = small
    number = {x: n for n, x in enumerate(left)}
    terms = [(c, number[x]) for c, x in choice.minimise if x in number]
    hint = {number[x]: current[x] for x in left}
    answer = solve(rows, terms, master.work, units=FREE_UNITS, hint=hint)
    if not isinstance(answer, Found):
        return None
    return fixed | {x: answer.values[n] for x, n in number.items()}


def _cost(choice: Choice, values: Mapping[Var, int]) -> int:
    return sum(c * values[x] for c, x in choice.minimise)


def _values(
    problem: Problem, choice: Choice, placed: Mapping[str, Placed]
) -> dict[Var, int] | None:
    """A plan as values of the rows' variables; None where it has a way that is not lawful."""
    values = dict.fromkeys(range(len(choice.rows.names)), 0)
    used: dict[tuple[str, HalfDay], int] = {}
    for name, item in placed.items():
        case, site = problem.cases[name], problem.rooms[name].site
        plenary = case.runs.index(item.run)
        if (name, plenary) not in choice.plenary:
            return None
        values[choice.plenary[name, plenary]] = 1
        for at, count in [*item.panels(), *((at, 1) for at in item.run)]:
            used[site, at] = used.get((site, at), 0) + count
        for group, held in item.held.items():
            number = _number(problem.members.get(group), held)
            if number is None:
                return None
            values[choice.ways[group, number]] = 1
            first = choice.ends(name, problem.members[group].columns[number])
            for n in problem.runs[name]:
                if (group, n) in choice.carried:
                    values[choice.carried[group, n]] = int(first < n <= plenary)
    for (site, day), x in choice.opened.items():
        values[x] = max(
            (c for (s, at), c in used.items() if (s, at[:10]) == (site, day)), default=0
        )
    return values


def _number(member: Member | None, held: Held) -> int | None:
    """Which lawful way of a group this is."""
    if member is None:
        return None
    sittings = tuple(sitting for sitting, _ in held.sittings)
    return next(
        (n for n, way in enumerate(member.columns) if way.lawful and way.sittings == sittings),
        None,
    )


def _once_at_a_time(problem: Problem, choice: Choice) -> None:
    """Members of several of these committees sit in one place at a time, within their limits."""
    shared = _shared(problem)
    sits: dict[tuple[str, HalfDay], list[Var]] = {}
    for (group, number), x in choice.ways.items():
        member = problem.members[group]
        experts = member.case.members[group]
        for sitting in member.columns[number].sittings:
            for m in sitting.members:
                if experts[m].id in shared:
                    sits.setdefault((experts[m].id, sitting.at), []).append(x)
    for (name, n), x in choice.plenary.items():
        case = problem.cases[name]
        for at in case.runs[n]:
            for expert in case.attending(at):
                if expert in shared:
                    sits.setdefault((expert, at), []).append(x)
    by_expert: dict[str, list[Var]] = {}
    for (expert, _), variables in sorted(sits.items()):
        choice.rows.at_most_one(variables, "R40-20")
        by_expert.setdefault(expert, []).extend(variables)
    for expert, variables in by_expert.items():
        most = problem.season.expert[expert].max_half_days
        if most is not None:
            choice.rows.at_most(max(0, most), variables, "R40-20")


def _shared(problem: Problem) -> dict[str, None]:
    """Members of more than one committee, in order."""
    seen: dict[str, int] = {}
    for case in problem.cases.values():
        for expert in case.everyone:
            seen[expert.id] = seen.get(expert.id, 0) + 1
    return {name: None for name, count in seen.items() if count > 1}


def _read(problem: Problem, choice: Choice, values: Sequence[int]) -> Iterator[tuple[str, Placed]]:
    taken = {group: number for (group, number), x in choice.ways.items() if values[x]}
    for name, case in problem.cases.items():
        run = case.runs[next(n for n in problem.runs[name] if values[choice.plenary[name, n]])]
        chosen = {m.group.id: m.columns[taken[m.group.id]] for m in problem.of(name)}
        held = {group: column.held for group, column in chosen.items() if column.lawful}
        yield name, Placed(run, held, problem.weight["plenary_delay"] * case.delay(run))
