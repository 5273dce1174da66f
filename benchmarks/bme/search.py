"""Two searches side by side, one worker each, that share a `Board`."""

import random
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.bme.data import ROLES, Case, Exam
from benchmarks.bme.model import BY_BLOCK, HARD, Model, alone, build
from benchmarks.board import Board
from scheduler.rows import Rows
from scheduler.solver import render

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

Schedules = Board[list[Exam]]
NEIGHBOURHOOD_UNITS = 1.0
FREE = 5
"""Blocks that are planned again at once."""


def search(case: Case, seed: int, deadline: float) -> Schedules:
    """The best schedule and bound that both searches reach before the deadline."""
    board = Schedules(deadline)
    board.search([partial(by_role, case, board, seed), partial(whole, case, board, seed)])
    return board


def whole(case: Case, board: Schedules, seed: int) -> None:
    """The whole model at once; every better schedule on the way is shared."""
    from ortools.sat.python import cp_model

    class Better(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            _offer(board, model, [self.value(one) for one in variables])

    model = build(case)
    rendered, variables = _minimising(model, model.rows)
    solver, status = board.solve(rendered, seed, on_solution=Better())
    if status == cp_model.OPTIMAL:
        board.raise_bound(min(HARD, round(solver.objective_value)))


def by_role(case: Case, board: Schedules, seed: int) -> None:
    """Each role alone: bounds that add up, and blocks into which the rest is fitted."""
    from ortools.sat.python import cp_model

    model = build(case)
    fixed: dict[int, int] = {}
    bound = 0
    for role in reversed(ROLES):
        one = alone(case, role)
        rendered, variables = _minimising(one, one.rows)
        solver, status = board.solve(rendered, seed, linear=True)
        bound += max(0, round(solver.best_objective_bound))
        board.raise_bound(min(HARD, bound))
        if board.done or status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return
        if role in BY_BLOCK:
            chosen = (
                (model.holds[key], solver.value(variables[v])) for key, v in one.holds.items()
            )
            fixed |= dict(chosen)
    values = _fitted(model, board, fixed, [], seed, None)
    lot = random.Random(seed)
    number = 0
    while not board.done:
        number += 1
        blocks = lot.sample(list(model.blocks), min(FREE, len(model.blocks)))
        kept = _outside(model, blocks, values) if values else {}
        values = _fitted(model, board, kept, values, seed + number, NEIGHBOURHOOD_UNITS) or values


def _outside(model: Model, blocks: Sequence[int], values: Sequence[int]) -> dict[int, int]:
    """The choices of a solution but for those in these blocks."""
    free = {slot for block in blocks for slot in model.slots_of(block)}
    kept: dict[int, int] = {}
    for slot, (has, asks) in enumerate(zip(model.has, model.asks, strict=True)):
        if slot not in free:
            kept |= {v: values[v] for v in [*has.values(), *asks.values()]}
    for (role, _, at), v in model.holds.items():
        if at not in (blocks if role in BY_BLOCK else free):
            kept[v] = values[v]
    return kept


def _fitted(
    model: Model,
    board: Schedules,
    fixed: dict[int, int],
    hint: Sequence[int],
    seed: int,
    units: float | None,
) -> list[int]:
    """The best with these choices fixed, as values; empty when none was found."""
    from ortools.sat.python import cp_model

    rows = model.rows.without(frozenset())
    for variable, value in fixed.items():
        rows.exactly(value, [variable])
    rendered, variables = _minimising(model, rows)
    for variable, value in enumerate(hint):
        rendered.add_hint(variables[variable], value)
    solver, status = board.solve(rendered, seed, units=units, linear=True)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return []
    values = [solver.value(one) for one in variables]
    _offer(board, model, values)
    return values


def _minimising(model: Model, rows: Rows) -> "tuple[CpModel, list[IntVar]]":
    from ortools.sat.python import cp_model

    rendered, variables = render(rows)
    costs, priced = [cost for cost, _ in model.cost], [variables[v] for _, v in model.cost]
    rendered.minimize(cp_model.LinearExpr.weighted_sum(priced, costs))
    return rendered, variables


def _offer(board: Schedules, model: Model, values: Sequence[int]) -> None:
    board.offer(model.exams(values), sum(cost * values[v] for cost, v in model.cost))
