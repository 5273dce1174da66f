"""The tutorial's way: `x[meeting, slot]` and a chain of Booleans per party, one CP-SAT call."""

import time
from typing import TYPE_CHECKING

from benchmarks.b2b.data import AFTERNOON, FAIRNESS, MORNING, Case
from benchmarks.board import Board

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

WORKERS = 2


def solve(case: Case, seed: int, deadline: float) -> Board[list[int]]:
    """What CP-SAT's defaults with two workers make of it."""
    from ortools.sat.python import cp_model

    board = Board[list[int]](deadline)
    model = cp_model.CpModel()
    slots = range(1, case.slots + 1)
    x = {
        (m, t): model.new_bool_var(f"x[{m},{t}]") for m in range(len(case.meetings)) for t in slots
    }
    for m, meeting in enumerate(case.meetings):
        model.add_exactly_one(x[m, t] for t in slots)
        for t in slots:
            wrong = (meeting.session == MORNING and t > case.morning) or (
                meeting.session == AFTERNOON and t <= case.morning
            )
            away = any(t in case.forbidden[p - 1] for p in meeting.parties)
            if wrong or away or meeting.fixed not in {0, t}:
                model.add(x[m, t] == 0)
        for before in meeting.after:
            model.add(
                sum(t * x[before - 1, t] for t in slots) + 1 <= sum(t * x[m, t] for t in slots)
            )
    for t in slots:
        model.add(sum(x[m, t] for m in range(len(case.meetings))) <= case.tables)
    counts = [_breaks(case, model, x, number) for number in range(1, case.parties + 1)]
    least = model.new_int_var(0, case.slots, "least")
    for count in counts:
        model.add(count >= least)
        model.add(count <= least + FAIRNESS)
    model.minimize(sum(counts))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.0, deadline - time.monotonic())
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        board.refuted_by += ["naive", "naive"]
    elif status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        found = [next(t for t in slots if solver.value(x[m, t])) for m in range(len(case.meetings))]
        board.offer(found, round(solver.objective_value))
    board.raise_bound(max(0, round(solver.best_objective_bound)) if not board.infeasible else 0)
    return board


def _breaks(
    case: Case, model: "CpModel", x: "dict[tuple[int, int], IntVar]", number: int
) -> "IntVar":
    mine = [m for m, meeting in enumerate(case.meetings) if number in meeting.parties]
    count = model.new_int_var(0, len(mine), f"breaks[{number}]")
    if not mine:
        return count
    begins: list[IntVar] = []
    before: list[IntVar] = []
    for t in range(1, case.slots + 1):
        now = [x[m, t] for m in mine]
        model.add_at_most_one(now)
        begin = model.new_bool_var(f"begins[{number},{t}]")
        model.add(begin >= sum(now) - sum(before))
        model.add(begin <= sum(now))
        model.add(begin <= 1 - sum(before))
        begins.append(begin)
        before = now
    model.add(count == sum(begins) - 1)
    return count
