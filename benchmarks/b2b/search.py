"""Two searches side by side, one worker each: one proves, one finds; they share a `Board`."""

import random
from collections.abc import Iterator
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from benchmarks.b2b.board import Board
from benchmarks.b2b.data import Case
from benchmarks.b2b.model import Model, build, relax
from scheduler.occupancy import Party
from scheduler.solver import render

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver, IntVar

PATTERN_UNITS = 0.6
ATTEMPT_UNITS = 1.0
NEAR = 1e-6


def search(case: Case, seed: int, deadline: float) -> Board:
    """The best timetable and bound that both searches reach before the deadline."""
    board = Board(deadline)
    board.search([partial(prove, case, board, seed), partial(find, case, board, seed)])
    return board


def prove(case: Case, board: Board, seed: int) -> None:
    """Bounds: patterns without meetings first, then the whole model core by core."""
    from ortools.sat.python import cp_model

    patterns = relax(case)
    model, variables = render(patterns.rows)
    model.minimize(cp_model.LinearExpr.sum([variables[one] for one in patterns.breaks]))
    solver, status = board.solve(model, seed, units=PATTERN_UNITS, linear=True)
    if status == cp_model.INFEASIBLE:
        board.refute("patterns")
    else:
        board.raise_bound(_up(solver.best_objective_bound))
    if board.done:
        return
    whole = build(case)
    whole.rows.at_least(board.bound, whole.breaks)
    model, variables = render(whole.rows)
    model.minimize(cp_model.LinearExpr.sum([variables[one] for one in whole.breaks]))
    solver, status = board.solve(
        model, seed, core=True, on_bound=lambda bound: board.raise_bound(_up(bound))
    )
    if status == cp_model.INFEASIBLE:
        board.refute("core by core")
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        _offer(board, whole, variables, solver)
    if status == cp_model.OPTIMAL:
        board.raise_bound(_up(solver.objective_value))


def find(case: Case, board: Board, seed: int) -> None:
    """Timetables: any; then fewer breaks than the best, and as few as the bound, in turns."""
    from ortools.sat.python import cp_model

    whole = build(case)
    model, variables = render(whole.rows)
    solver, status = board.solve(model, seed)
    if status == cp_model.INFEASIBLE:
        board.refute("any")
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return
    _offer(board, whole, variables, solver)
    attempts = Attempts(whole, board, seed)
    while not board.done:
        attempts.aim()
        if not board.done:
            attempts.halve()


class Attempts:
    """Feasibility with at most k breaks. What fails here is a hint where to look, never a bound.

    Only a few parties may have breaks at all. Who may not is assumed, so that a refutation names
    a set of parties of whom one must have a break; the next few are drawn so that they hit all
    the sets named so far.
    """

    def __init__(self, whole: Model, board: Board, seed: int) -> None:
        self.whole, self.board, self.seed = whole, board, seed
        self.lot = random.Random(seed)
        self.model, self.variables = render(whole.rows)
        breaks = [self.variables[one] for one in whole.breaks]
        self.limit = self.model.add(sum(breaks) <= len(breaks)) if breaks else None
        self.able = [name for name, more in whole.gaps.items() if more]
        self.cores: list[list[Party]] = []
        self.most = -1
        self.size = 0.0
        self.tries = luby()
        self.step = 0.5
        self.number = 0

    def aim(self) -> None:
        """As few breaks as the bound, among a few parties."""
        if self.board.bound != self.most:
            self.most, self.cores, self.tries = self.board.bound, [], luby()
            self.size = float(self.most)
        free = set(self._drawn())
        assumed = {
            self.variables[self.whole.gaps[name][0]].negated().index: name
            for name in self.able
            if name not in free
        }
        status, core = self._ask(self.most, assumed, ATTEMPT_UNITS * next(self.tries))
        if status == "refuted" and core:
            self.cores = [one for one in self.cores if not set(core) <= set(one)] + [core]
            self.size += 0.25
        elif status == "open":
            self.size = max(float(self.most), self.size - 1)

    def halve(self) -> None:
        """Half as far from the bound as the best timetable; less far after a failure."""
        best = self.board.value
        assert best is not None
        if best - self.board.bound <= 1:
            return
        most = best - max(1, round(self.step * (best - self.board.bound)))
        status, _ = self._ask(most, {}, 2 * ATTEMPT_UNITS)
        self.step = min(0.5, self.step * 2) if status == "found" else self.step / 2

    def _drawn(self) -> list[Party]:
        drawn: list[Party] = []
        for core in sorted(self.cores, key=len):
            if not set(core) & set(drawn):
                drawn.append(self.lot.choice(core))
        named = dict.fromkeys(name for core in self.cores for name in core)
        pool = [name for name in named or self.able if name not in drawn]
        more = min(len(pool), max(0, int(self.size) - len(drawn)))
        return drawn + self.lot.sample(pool, more)

    def _ask(self, most: int, assumed: dict[int, Party], units: float) -> tuple[str, list[Party]]:
        from ortools.sat.python import cp_model

        if self.limit is not None:
            self.limit.proto.linear.domain[1] = most
        self.model.clear_assumptions()
        self.model.add_assumptions(
            [self.variables[self.whole.gaps[name][0]].negated() for name in assumed.values()]
        )
        self.number += 1
        solver, status = self.board.solve(self.model, self.seed + self.number, units=units)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            _offer(self.board, self.whole, self.variables, solver)
            return "found", []
        if status == cp_model.INFEASIBLE:
            core = solver.sufficient_assumptions_for_infeasibility()
            return "refuted", [assumed[literal] for literal in core]
        return "open", []


def luby() -> Iterator[int]:
    """1 1 2 1 1 2 4 …: long runs rarely, short ones often (Luby, Sinclair, Zuckerman 1993)."""
    number = 1
    while True:
        size = 1
        while size < number + 1:
            size *= 2
        place = number
        while place + 1 != size:
            place -= size // 2 - 1
            size = 1
            while size < place + 1:
                size *= 2
        yield size // 2
        number += 1


def _offer(board: Board, model: Model, variables: "list[IntVar]", solver: "CpSolver") -> None:
    values = [solver.value(one) for one in variables]
    board.offer(model.slots(values), sum(values[one] for one in model.breaks))


def _up(bound: float) -> int:
    """The least whole number not under a bound; no breaks are the least there are."""
    return ceil(bound - NEAR) if bound > 0 else 0
