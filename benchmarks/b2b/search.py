"""Two searches side by side, one worker each: one proves, one finds; they share a `Board`."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from math import ceil

from benchmarks.b2b.data import Case
from benchmarks.b2b.model import Model, build, relax
from benchmarks.board import Board
from scheduler.occupancy import Party
from scheduler.solver import render

PATTERN_UNITS = 0.6
ATTEMPT_UNITS = 0.5
NO_BREAKS = 4
"""How much longer an attempt without any break is given: it leaves presolve much to fix."""
GROWTH = 30
SLACK = 8
NEAR = 1e-6


def search(case: Case, seed: int, deadline: float) -> Board[list[int]]:
    """The best timetable and bound that both searches reach before the deadline."""
    board = Board[list[int]](deadline)
    board.search([partial(prove, case, board, seed), partial(find, case, board, seed)])
    return board


def prove(case: Case, board: Board[list[int]], seed: int) -> None:
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
        values = [solver.value(one) for one in variables]
        board.offer(whole.slots(values), sum(values[one] for one in whole.breaks))
    if status == cp_model.OPTIMAL:
        board.raise_bound(_up(solver.objective_value))


def find(case: Case, board: Board[list[int]], seed: int) -> None:
    """Timetables: any; then fewer breaks than the best, and as few as the bound, in turns."""
    from ortools.sat.python import cp_model

    whole = build(case)
    model, variables = render(whole.rows)
    solver, status = board.solve(model, seed)
    if status == cp_model.INFEASIBLE:
        board.refute("any")
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return
    values = [solver.value(one) for one in variables]
    board.offer(whole.slots(values), sum(values[one] for one in whole.breaks))
    few = Few(whole, board, seed)
    while not board.done:
        few.aim()
        if not board.done:
            few.improve()


@dataclass
class Asked:
    """The answer to one attempt; neither found nor refuted: open when its time ran out."""

    found: bool = False
    refuted: bool = False
    core: list[Party] = field(default_factory=list[Party])
    """Parties of whom one must have a break, where so many breaks are to do."""


class Few:
    """Feasibility with at most so many breaks, among a few parties.

    Who may not have breaks is assumed, so that a refutation names parties of whom one must (a
    core); the next few are drawn so that they hit all cores. What fails here is a hint where to
    look, never a bound.
    """

    def __init__(self, whole: Model, board: Board[list[int]], seed: int) -> None:
        self.whole, self.board, self.seed = whole, board, seed
        self.lot = random.Random(seed)
        self.model, self.variables = render(whole.rows, logic=True)
        breaks = [self.variables[one] for one in whole.breaks]
        self.limit = self.model.add(sum(breaks) <= len(breaks)) if breaks else None
        self.able = [name for name, more in whole.gaps.items() if more]
        self.broken: list[Party] = list(self.able)
        """Those who have breaks in the best timetable of this search."""
        self.cores: dict[int, list[list[Party]]] = {}
        """By number of breaks: cores hold for as many breaks or fewer."""
        self.units = luby()
        self.step = 0.5
        self.number = 0

    def aim(self) -> None:
        """As few breaks as the bound: hit every core, one party more for each new one."""
        most = self.board.bound
        units = ATTEMPT_UNITS * next(self.units)
        if most == 0:
            if self._ask(most, [], NO_BREAKS * units).refuted:
                self.board.raise_bound(1)  # no breaks are assumed, and asked for by the limit too
            return
        few = self._hitting(most, [])
        for _ in range(self.lot.randint(2, SLACK)):
            asked = self._ask(most, few, units)
            if self.board.done or not asked.core:
                return
            few.append(self._one_of(asked.core, most))

    def improve(self) -> None:
        """Fewer breaks than the best: those who have them now, less some, plus what it takes."""
        best = self.board.value
        assert best is not None
        if best - self.board.bound <= 1:
            return
        most = best - max(1, round(self.step * (best - self.board.bound)))
        share = self.lot.random()
        few = self._hitting(most, [one for one in self.broken if self.lot.random() < share])
        asked = self._ask(most, few, ATTEMPT_UNITS)
        for _ in range(GROWTH):
            if self.board.done or not asked.core:
                break
            few += self.lot.sample(asked.core, ceil(len(asked.core) / 4))
            asked = self._ask(most, few, ATTEMPT_UNITS)
        self.step = min(0.5, self.step * 1.5) if asked.found else self.step / 1.5

    def _hitting(self, most: int, few: list[Party]) -> list[Party]:
        """These and one more party of each core for so many breaks that they do not hit."""
        cores = [core for known, found in self.cores.items() if known >= most for core in found]
        for core in sorted(cores, key=len):
            if not set(core) & set(few):
                few.append(self._one_of(core, most))
        return few

    def _one_of(self, core: list[Party], most: int) -> Party:
        """By lot; who is in many small cores has more tickets."""
        tickets = dict.fromkeys(core, 0.0)
        for known, found in self.cores.items():
            for other in found if known >= most else []:
                for name in other:
                    if name in tickets:
                        tickets[name] += 1 / len(other)
        return self.lot.choices(core, list(tickets.values()))[0]

    def _ask(self, most: int, few: list[Party], units: float) -> Asked:
        from ortools.sat.python import cp_model

        if self.limit is not None:
            self.limit.proto.linear.domain[1] = most
        whole = {
            self.variables[self.whole.gaps[name][0]].negated().index: name
            for name in self.able
            if name not in few
        }
        self.model.clear_assumptions()
        self.model.add_assumptions(
            [self.variables[self.whole.gaps[name][0]].negated() for name in whole.values()]
        )
        self.number += 1
        solver, status = self.board.solve(
            self.model, self.seed + self.number, units=units, presolve=most == 0
        )
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            values = [solver.value(one) for one in self.variables]
            value = sum(values[one] for one in self.whole.breaks)
            self.board.offer(self.whole.slots(values), value)
            self.broken = [name for name in self.able if values[self.whole.gaps[name][0]]]
            return Asked(found=True)
        if status == cp_model.INFEASIBLE:
            literals = solver.sufficient_assumptions_for_infeasibility()
            core = [whole[literal] for literal in literals]
            if core:
                known = self.cores.setdefault(most, [])
                known[:] = [*(one for one in known if not set(core) <= set(one)), core]
            return Asked(refuted=True, core=core)
        return Asked()


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


def _up(bound: float) -> int:
    """The least whole number not under a bound; no breaks are the least there are."""
    return ceil(bound - NEAR) if bound > 0 else 0
