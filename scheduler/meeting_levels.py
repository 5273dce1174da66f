"""The best blocks by levels of goals, each level from a first choice that repair found."""

import time
from collections.abc import Mapping, Sequence
from functools import partial

from models.plan import Goal
from scheduler.blocks import Block
from scheduler.evening import Days, evened
from scheduler.meeting_model import (
    BUSIEST,
    SLACK,
    WISHES,
    Given,
    Meetings,
    build,
    goal_terms,
    rooms_by_day,
)
from scheduler.meeting_rounds import before, remember, stood
from scheduler.relaxation import relax
from scheduler.repair_blocks import Columns, columns, repaired
from scheduler.rows import Rows, Var
from scheduler.solver import Answer, Asked, Found, Infeasible, Unknown, solve, value_of
from scheduler.work import Work

UNITS = {WISHES: 6.0, BUSIEST: 6.0, SLACK: 8.0}
"""Deterministic time for each level of goals."""
ASK_UNITS = {"quick": (0.15, 0.0), "normal": (0.3, 4.0), "thorough": (3.0, 6.0)}
"""Deterministic time for whether any choice has at most a value: without an LP, then with it."""
ENDS = {"quick": 1, "normal": 2, "thorough": 2}
"""Of the two ends so many are asked for: with the least effort only one better."""
FINE = 1 << 20
"""Multipliers of a linear program are whole numbers of this part of a unit of the goal."""
MOVES, BY_COLUMN, ATTEMPTS = 20_000, 25, 5
"""Moves of repair: at most so many, and so many for every column; tries."""


def by_levels(
    given: Given, work: Work, blocks: Mapping[str, tuple[Block, ...]]
) -> tuple[tuple[Block, ...] | Answer, tuple[Goal, ...], bool]:
    """The best blocks, level by level; a level not proven is frozen at its best value."""
    if not blocks:
        return (), (), True
    rows, v = build(given, blocks)
    goals: list[Goal] = []
    settled = before(given, work, blocks)
    values = _first(rows, v, work, stood(work))
    reproducible = True
    for name, goal in goal_terms(rows, v):
        hint = _complete(rows, values[: len(v.meets)])
        asked, began = len(work.asked or ()), time.perf_counter()
        known = settled.level(goals) if settled else None
        if name == BUSIEST and hint:
            answer = _even(rows, v, goal, work, hint, known)
        else:
            answer = _best(rows, goal, work, UNITS[name], hint, known)
        if work.asked is not None:
            work.asked[asked:] = [Asked(rows.copy(), goal, answer, time.perf_counter() - began)]
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
    remember(given, work, blocks, chosen, tuple(goals))
    return chosen, tuple(goals), reproducible


def _even(
    rows: Rows,
    v: Meetings,
    goal: list[tuple[int, int]],
    work: Work,
    hint: dict[int, int],
    settled: Goal | None,
) -> Answer:
    """The lightest busiest day: by neighbourhoods to one room above the bound, then asked for.

    That last room is mostly refuted; where it is neither, neighbourhoods look for it as well.
    What a round before did not find is not looked for again. With the least effort what repair
    came to stands.
    """
    days = Days(rows, _columns_of(v), rooms_by_day(v))
    values = tuple(hint[x] for x in range(len(rows.names)))
    bound = settled.bound if settled else _least(rows, goal)
    least = settled.value if settled else bound + 1
    while True:
        values = evened(days, values, least, work)
        hint = _complete(rows, values[: len(v.meets)])
        if work.effort == "quick":
            value = value_of(goal, values := tuple(hint[x] for x in range(len(rows.names))))
            return Found(values, value, min(bound, value), not work.cut)
        answer = _best(rows, goal, work, UNITS[BUSIEST], hint, settled)
        if not isinstance(answer, Found) or answer.proven or answer.bound >= least:
            return answer
        if settled:
            return answer
        values, least = answer.values, answer.bound


def _best(
    rows: Rows,
    goal: list[tuple[int, int]],
    work: Work,
    units: float,
    hint: dict[int, int],
    settled: Goal | None = None,
) -> Answer:
    """The best choice, asked for from both ends: anything better, anything as good as halfway.

    Each is asked once; what that does not settle stands, with the bound so far. After a round
    before, its bound holds, and only what it found is asked for.
    """
    if not hint or not rows.hold(hint):
        return solve(rows, goal, work, units=units, hint=hint, linear=False)
    known = tuple(hint[x] for x in range(len(rows.names)))
    bound = max(_least(rows, goal), settled.bound if settled else 0)
    aim = settled.value if settled else None
    unsettled: set[int] = set()
    while bound < (value := value_of(goal, known)):
        ends = _ends(bound, value, unsettled)[: ENDS[work.effort]] if aim is None else [aim]
        ends = [most for most in ends if bound <= most < value and most not in unsettled]
        if not ends:
            break
        asked = list(work.each(partial(_at_most, rows, goal, work), ends))
        for most, answer in zip(ends, asked, strict=True):
            if isinstance(answer, Infeasible):
                bound, aim = max(bound, most + 1), None
            elif not isinstance(answer, Found):
                unsettled.add(most)
                aim = None
            elif value_of(goal, answer.values) < value_of(goal, known):
                known = answer.values
    return Found(known, value, min(bound, value), not work.cut)


def _ends(bound: int, value: int, unsettled: set[int]) -> list[int]:
    """One better than the value, and halfway from the bound to the least that is not settled."""
    top = min([value, *unsettled]) - 1
    return list(dict.fromkeys((value - 1, (bound + top) // 2)))


def _at_most(rows: Rows, goal: list[tuple[int, int]], work: Work, most: int) -> Answer:
    """Any choice of at most this value: asked without a linear program, then with it."""
    within = rows.copy()
    within.at_most(most, goal, "")
    answer: Answer = Unknown()
    for linear in (False, True):
        if isinstance(answer, Unknown) and ASK_UNITS[work.effort][linear]:
            units = ASK_UNITS[work.effort][linear]
            answer = solve(within, [], work, units=units, linear=linear)
    return answer


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


def _first(rows: Rows, v: Meetings, work: Work, earlier: Mapping[str, Block]) -> tuple[int, ...]:
    """A first choice by repair, from the blocks of an earlier round on; empty if none."""
    given = columns(rows, _columns_of(v), ())
    if given is None:
        return ()
    moves = min(MOVES, BY_COLUMN * len(given.variables))
    start = [
        some[v.blocks[c].index(earlier[c])] if earlier.get(c) in v.blocks[c] else None
        for c, some in zip(v.blocks, given.of, strict=True)
    ]
    for attempt in range(ATTEMPTS):
        chosen = repaired(given, f"{work.seed}/{attempt}", moves, start if attempt == 0 else ())
        if chosen is not None:
            return _values(rows, given, chosen)
        if work.late():
            break
    return ()


def _values(rows: Rows, given: Columns, chosen: Sequence[int]) -> tuple[int, ...]:
    taken = {given.variables[column] for column in chosen}
    return tuple(int(variable in taken) for variable in range(len(rows.names)))


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
