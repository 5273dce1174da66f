"""The one place that runs CP-SAT or an LP. One worker per call, so that every call repeats."""

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.rows import INFINITY, Row, Rows
from scheduler.work import Work

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar

POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """A solution, one value per variable, with the objective's value and its proven bound."""

    values: tuple[int, ...]
    value: int
    bound: int
    reproducible: bool = True

    @property
    def proven(self) -> bool:
        """Whether no better solution exists."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Shown: the rows cannot all hold."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The budget or the net ran out; that no solution exists was NOT shown.

    `bound`: no solution has a lesser value, as far as was proven.
    """

    reproducible: bool = True
    bound: int = -INFINITY


Answer = Found | Infeasible | Unknown


@dataclass(frozen=True, slots=True)
class Asked:
    """A model as it was put to the solver, and what came back."""

    rows: Rows
    minimise: list[tuple[int, int]]
    answer: Answer
    seconds: float


def solve(
    rows: Rows,
    minimise: list[tuple[int, int]],
    work: Work,
    *,
    units: float,
    hint: dict[int, int] | None = None,
    linear: bool = True,
    core: bool = False,
) -> Answer:
    """The least value of `sum(coefficient * variable)` under the rows.

    `minimise` lists (coefficient, variable); empty asks for any solution. `units` is
    deterministic time before the effort's factor. `linear=True` sets the LP-heavy parameters
    that near-integral models need; `core=True` raises the bound core by core without an LP, which
    settles some small models at once. Sum of |coefficient| x range must stay under 2**62.
    """
    began = time.perf_counter()
    answer = _solve(rows, minimise, work, units=units, hint=hint, linear=linear, core=core)
    if work.asked is not None:
        work.asked.append(Asked(rows, minimise, answer, time.perf_counter() - began))
    return answer


def _solve(
    rows: Rows,
    minimise: list[tuple[int, int]],
    work: Work,
    *,
    units: float,
    hint: dict[int, int] | None,
    linear: bool,
    core: bool,
) -> Answer:
    from ortools.sat.python import cp_model

    model, variables = render(rows)
    if minimise:
        model.minimize(
            cp_model.LinearExpr.weighted_sum(
                [variables[v] for _, v in minimise], [c for c, _ in minimise]
            )
        )
    for variable, value in sorted((hint or {}).items()):
        model.add_hint(variables[variable], value)

    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = work.seed & 0x7FFFFFFF
    parameters.max_deterministic_time = work.budget(units)
    parameters.catch_sigint_signal = False
    if core:
        parameters.linearization_level = 0
        parameters.optimize_with_core = True
        parameters.max_presolve_iterations = 1  # more saves less than it costs
    elif linear:
        parameters.linearization_level = 2
        parameters.add_lp_constraints_lazily = False
    status = _run(solver, model, work)
    cut = work.cut
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        value = round(solver.objective_value) if minimise else 0
        bound = round(_up(solver.best_objective_bound)) if minimise else 0
        bound = value if status == cp_model.OPTIMAL else min(value, bound)
        return Found(tuple(solver.value(v) for v in variables), value, bound, not cut)
    if status == cp_model.INFEASIBLE:
        return Infeasible()
    assert status != cp_model.MODEL_INVALID, model.validate()
    shown = solver.best_objective_bound if minimise else 0.0
    return Unknown(not cut, round(_up(shown)) if abs(shown) < INFINITY else -INFINITY)


def render(rows: Rows, *, logic: bool = False) -> "tuple[CpModel, list[IntVar]]":
    """The rows as a CP-SAT model, and its variables in the rows' own numbers.

    `logic` says clauses, at-most-one and exactly-one rows as such, which presolve does otherwise:
    for calls without presolve.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    names = zip(rows.names, rows.low, rows.high, strict=True)
    variables = [
        model.new_bool_var(name) if (low, high) == (0, 1) else model.new_int_var(low, high, name)
        for name, low, high in names
    ]
    for row in rows.rows:
        if not row.terms:
            if not row.low <= 0 <= row.high:
                model.add_bool_or([])
            continue
        if logic and _said_as_logic(model, rows, row, variables):
            continue
        expression = cp_model.LinearExpr.weighted_sum(
            [variables[v] for _, v in row.terms], [c for c, _ in row.terms]
        )
        low = row.low if row.low > -INFINITY else cp_model.INT_MIN
        high = row.high if row.high < INFINITY else cp_model.INT_MAX
        model.add_linear_constraint(expression, low, high)
    return model, variables


def _said_as_logic(model: "CpModel", rows: Rows, row: Row, variables: "list[IntVar]") -> bool:
    """Whether a row was added as a clause, an at-most-one or an exactly-one of literals."""
    if any(abs(c) != 1 or (rows.low[v], rows.high[v]) != (0, 1) for c, v in row.terms):
        return False
    literals = [variables[v] if c > 0 else variables[v].negated() for c, v in row.terms]
    negated = sum(c < 0 for c, _ in row.terms)
    fewest, most = max(0, row.low + negated), min(len(literals), row.high + negated)
    match fewest, most:
        case 1, 1:
            model.add_exactly_one(literals)
        case 0, 1:
            model.add_at_most_one(literals)
        case 1, _ if most == len(literals):
            model.add_bool_or(literals)
        case 0, _ if most == len(literals) - 1:
            model.add_bool_or([one.negated() for one in literals])
        case _:
            return False
    return True


def value_of(terms: list[tuple[int, int]], values: tuple[int, ...]) -> int:
    """The value of a linear expression in a solution, exact."""
    return sum(coefficient * values[variable] for coefficient, variable in terms)


def _up(bound: float) -> float:
    return -((-bound + 1e-6) // 1)


def _run(solver: "CpSolver", model: "CpModel", work: Work) -> object:
    """Solve in a daemon thread, so that Ctrl-C and the net of time can stop it."""
    done = threading.Event()
    result: list[object] = []

    def target() -> None:
        try:
            result.append(solver.solve(model))
        except BaseException as error:
            result.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    while not done.wait(POLL_SECONDS if work.deadline is not None else 0.1):
        try:
            if work.late():
                solver.stop_search()
                time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            work.stop.set()
    if isinstance(result[0], BaseException):
        raise result[0]
    return result[0]
