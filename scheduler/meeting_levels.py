"""The best blocks by levels of goals, each level from a first choice that repair found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.plan import Goal
from scheduler.blocks import Block
from scheduler.meeting_model import (
    BUSIEST,
    SLACK,
    WISHES,
    Given,
    Meetings,
    build,
    goal_terms,
    min_rooms,
    rooms_by_day,
)
from scheduler.relaxation import relax
from scheduler.repair_blocks import Columns, columns, repaired
from scheduler.rows import Rows, Var
from scheduler.solver import Answer, Found, Infeasible, Unknown, solve
from scheduler.work import Work

UNITS = {WISHES: 6.0, BUSIEST: 6.0, SLACK: 8.0}
"""Deterministic time for each level of goals."""
BETTER_UNITS = {"quick": (0.75, 0.0), "normal": (0.3, 4.0), "thorough": (3.0, 6.0)}
"""Deterministic time for the question whether anything is better: without an LP, then with it."""
FINE = 1 << 20
"""Multipliers of a linear program are whole numbers of this part of a unit of the goal."""
MOVES, BY_COLUMN, ATTEMPTS = 20_000, 25, 5
"""Moves of repair: at most so many, and so many for every column; tries."""
EVENING = {"quick": 4_000, "normal": 20_000, "thorough": 60_000}
"""Moves of repair to even out days."""


def by_levels(
    given: Given, work: Work, blocks: Mapping[str, tuple[Block, ...]]
) -> tuple[tuple[Block, ...] | Answer, tuple[Goal, ...], bool]:
    """The best blocks, level by level; a level not proven is frozen at its best value."""
    if not blocks:
        return (), (), True
    rows, v = build(given, blocks)
    goals: list[Goal] = []
    values = _first(rows, v, work)
    reproducible = True
    for name, goal in goal_terms(rows, v):
        values = _evened(rows, v, work, values) if name == BUSIEST else values
        hint = _complete(rows, values[: len(v.meets)])
        answer = _best(rows, goal, work, UNITS[name], hint)
        if isinstance(answer, Infeasible):
            return answer, (), reproducible
        reproducible = reproducible and answer.reproducible
        if not isinstance(answer, Found):
            if not hint:
                return answer, (), reproducible
            answer = _by_hint(rows, goal, hint, answer)
        values, value, bound = answer.values[: len(rows.names)], answer.value, answer.bound
        work.progress("meetings", name, value, bound)
        goals.append(Goal(name=name, value=value, bound=bound, proven=value == bound))
        rows.at_most(value, goal, "")
    chosen = tuple(block for block, variable in v.columns() if values[variable])
    return chosen, tuple(goals), reproducible


def _best(
    rows: Rows, goal: list[tuple[int, int]], work: Work, units: float, hint: dict[int, int]
) -> Answer:
    """The best choice: "is there a better one than this?" is often refuted at once.

    Where that is not settled, with the least effort the choice stands, with a linear program's
    bound.
    """
    while hint and rows.hold(hint):
        value = sum(c * hint[x] for c, x in goal)
        bound = min(value, _least(rows, goal))
        known = tuple(hint[x] for x in range(len(rows.names)))
        if bound == value:
            return Found(known, value, bound, not work.cut)
        better = replace(rows, rows=list(rows.rows))
        better.at_most(value - 1, goal, "")
        answer: Answer = Unknown()
        for linear in (False, True):
            if isinstance(answer, Unknown) and BETTER_UNITS[work.effort][linear]:
                most = BETTER_UNITS[work.effort][linear]
                answer = solve(better, [], work, units=most, linear=linear)
        if isinstance(answer, Infeasible):
            return Found(known, value, value, not work.cut)
        if not isinstance(answer, Found):
            if work.effort == "quick":
                return Found(known, value, bound, not work.cut)
            break
        hint = dict(enumerate(answer.values))
    return solve(rows, goal, work, units=units, hint=hint, linear=False)


def _least(rows: Rows, goal: list[tuple[int, int]]) -> int:
    """What every choice costs at least, by a linear program or by the ends of the variables."""
    trivial = sum(c * (rows.low[x] if c > 0 else rows.high[x]) for c, x in goal)
    relaxed = relax(rows, {x: FINE * c for c, x in goal}) if goal else None
    return max(trivial, -(-relaxed.bound // FINE)) if relaxed else trivial


def _by_hint(
    rows: Rows, goal: list[tuple[int, int]], hint: dict[int, int], answer: Unknown
) -> Found:
    """What was known before, with whatever bound the search proved."""
    value = sum(c * hint[x] for c, x in goal)
    trivial = sum(c * (rows.low[x] if c > 0 else rows.high[x]) for c, x in goal)
    bound = min(value, max(answer.bound, trivial))
    return Found(tuple(hint[x] for x in range(len(rows.names))), value, bound, answer.reproducible)


def _columns_of(v: Meetings) -> list[list[Var]]:
    return [[v.meets[c, i] for i in range(len(found))] for c, found in v.blocks.items()]


def _first(rows: Rows, v: Meetings, work: Work) -> tuple[int, ...]:
    """A first choice by repair, among the blocks nearest to the wishes first; empty if none."""
    given = columns(rows, _columns_of(v), ())
    if given is None:
        return ()
    moves = min(MOVES, BY_COLUMN * len(given.variables))
    for attempt in range(ATTEMPTS):
        chosen = repaired(given, f"{work.seed}/{attempt}", moves)
        if chosen is not None:
            return _values(rows, given, chosen)
        if work.late():
            break
    return ()


def _values(rows: Rows, given: Columns, chosen: Sequence[int]) -> tuple[int, ...]:
    taken = {given.variables[column] for column in chosen}
    return tuple(int(variable in taken) for variable in range(len(rows.names)))


def _evened(rows: Rows, v: Meetings, work: Work, values: tuple[int, ...]) -> tuple[int, ...]:
    """A choice with a busiest day as light as repair finds it, one room less at a time."""
    if not values:
        return values
    by_day = rooms_by_day(v)
    most = max(sum(c * values[x] for c, x in terms) for terms in by_day.values())
    least = -(-min_rooms(v.blocks) // len(by_day))
    while most > least and not work.late():
        given = columns(rows, _columns_of(v), [(terms, most - 1) for terms in by_day.values()])
        if given is None:
            break
        start = [next(c for c in some if values[given.variables[c]]) for some in given.of]
        chosen = repaired(given, f"{work.seed}/even", EVENING[work.effort], start)
        if chosen is None:
            break
        values = _values(rows, given, chosen)
        most = max(sum(c * values[x] for c, x in terms) for terms in by_day.values())
    return values


def _complete(rows: Rows, values: tuple[int, ...]) -> dict[int, int]:
    """A hint for every variable: those that are new take the least value their rows allow."""
    if not values:
        return {}
    hint = dict(enumerate(values))
    fresh = range(len(values), len(rows.names))
    for variable in fresh:
        hint[variable] = rows.low[variable]
    for row in rows.rows:
        for coefficient, variable in row.terms:
            if variable in fresh and coefficient == -1:
                others = sum(c * hint[x] for c, x in row.terms if x != variable)
                hint[variable] = max(hint[variable], others - row.high)
    return hint
