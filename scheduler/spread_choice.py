"""Plans of spread committees in whole numbers, from the ways that the master knows.

First the plenaries of which the linear program is sure are kept and the rest is settled
(relaxation enforced neighbourhood, Berthold 2014); then whatever costs little by the prices of a
linear program over all ways is set free at once beside what stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.bettering import nearest
from scheduler.solver import Found, solve, value_of
from scheduler.spread_case import Held, Placed
from scheduler.spread_master import Master
from scheduler.spread_rows import NEVER_BINDING, Choice, Member, Problem

if TYPE_CHECKING:
    from models.calendar import HalfDay
    from scheduler.rows import Var

SURE = 0.99
"""What the linear program must give to a plenary that is kept when whole numbers are sought."""
UNITS = 1.0
"""Deterministic time for the first choice among all ways."""
VARIED, MORE = 1, 6
"""Times that prices are shaken for more ways to choose from, then for every look."""
OF_FEW = 16
"""Groups asked at shaken prices at least: where there are few, each is asked the oftener."""
LOOKS = {"quick": 1, "normal": 1, "thorough": 8}
"""Looks for something better, as long as one finds it."""
LOOK_UNITS = 6.0


def choose(master: Master) -> dict[str, Placed] | None:
    """A plan of the lawful ways; None where none was found.

    Groups without a lawful way in it are left out.
    """
    master.vary(_times(master, VARIED))
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

    More ways are priced, for the plenaries as they stand and for all that are likely; then all
    that costs little by the prices of a linear program over them is settled at once.
    """
    for _ in range(LOOKS[master.work.effort]):
        master.learn(placed)
        runs = {name: [master.problem.cases[name].runs.index(placed[name].run)] for name in placed}
        Master(replace(master.problem, runs=runs), master.work).rounds()
        master.vary(_times(master, MORE))
        choice = Choice(master.problem, whole=True)
        _once_at_a_time(master.problem, choice)
        stands = _values(master.problem, choice, placed)
        if stands is None or master.work.late():
            break
        found = nearest(choice.rows, choice.minimise, stands, master.work, units=LOOK_UNITS)
        placed = dict(_read(master.problem, choice, found))
        if found == stands or value_of(choice.minimise, found) <= master.bound:
            break
    return dict(placed)


def _times(master: Master, least: int) -> int:
    return max(least, OF_FEW // max(1, len(master.problem.members)))


def _values(
    problem: Problem, choice: Choice, placed: Mapping[str, Placed]
) -> tuple[int, ...] | None:
    """A plan as values of the rows' variables; None where it has a way that is not lawful."""
    values = dict.fromkeys(range(len(choice.rows.names)), 0)
    for name, item in placed.items():
        plenary = problem.cases[name].runs.index(item.run)
        if (name, plenary) not in choice.plenary:
            return None
        values[choice.plenary[name, plenary]] = 1
        for group, held in item.held.items():
            number = _number(problem.members.get(group), held)
            if number is None:
                return None
            values[choice.ways[group, number]] = 1
            first = choice.ends(name, problem.members[group].columns[number])
            for n in problem.runs[name]:
                if (group, n) in choice.carried:
                    values[choice.carried[group, n]] = int(first < n <= plenary)
    found = choice.with_rooms(values)
    return tuple(found[x] for x in range(len(choice.rows.names)))


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
