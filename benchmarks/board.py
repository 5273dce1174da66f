"""What the searches of one case know together, and the one way in which they call CP-SAT."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, CpSolverSolutionCallback

Plan = TypeVar("Plan")

POLL_SECONDS = 0.05
CONFIRMATIONS = 2
"""A case is called infeasible when so many configurations have refuted it."""


@dataclass
class Board(Generic[Plan]):
    """The best plan and the bound so far; written by any search, read by all."""

    deadline: float
    """A time.monotonic() value."""
    plan: Plan | None = None
    value: int | None = None
    bound: int = 0
    refuted_by: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[CpSolver] = []
        self._faults: list[BaseException] = []

    @property
    def infeasible(self) -> bool:
        """Whether it is shown, twice, that there is no plan."""
        return len(self.refuted_by) >= CONFIRMATIONS

    @property
    def done(self) -> bool:
        """Whether there is nothing left to find, or no time."""
        return (
            self.infeasible
            or bool(self._faults)
            or self.value == self.bound
            or time.monotonic() > self.deadline
        )

    def offer(self, plan: Plan, value: int) -> None:
        """A plan of this value."""
        with self._lock:
            if self.value is None or value < self.value:
                self.plan, self.value = plan, value

    def raise_bound(self, bound: int) -> None:
        """No plan has a lesser value."""
        with self._lock:
            self.bound = max(self.bound, bound)

    def refute(self, configuration: str) -> None:
        """There is no plan, says this configuration."""
        with self._lock:
            if configuration not in self.refuted_by:
                self.refuted_by.append(configuration)

    def search(self, searches: list[Callable[[], None]]) -> None:
        """Run the searches side by side, one thread each, until one has settled the case."""
        ended = threading.Event()

        def guarded(search: Callable[[], None]) -> None:
            try:
                search()
            except BaseException as fault:
                self._faults.append(fault)
            finally:
                ended.set()

        threads = [
            threading.Thread(target=guarded, args=(search,), daemon=True) for search in searches
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            if self.done:
                with self._lock:
                    for solver in self._running:
                        solver.stop_search()
            if ended.wait(POLL_SECONDS):
                ended.clear()
        if self._faults:
            raise self._faults[0]

    def solve(
        self,
        model: "CpModel",
        seed: int,
        *,
        units: float | None = None,
        core: bool = False,
        linear: bool = False,
        presolve: bool = True,
        on_solution: "CpSolverSolutionCallback | None" = None,
        on_bound: Callable[[float], None] | None = None,
    ) -> "tuple[CpSolver, int]":
        """One CP-SAT call with one worker: the solver and its status.

        `units`: most deterministic time; `core`: raise the bound core by core; `linear`: LP-heavy.
        """
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.catch_sigint_signal = False
        parameters.max_time_in_seconds = max(0.0, self.deadline - time.monotonic())
        parameters.linearization_level = 2 if linear else 0
        parameters.add_lp_constraints_lazily = not linear
        parameters.optimize_with_core = core
        parameters.cp_model_presolve = presolve
        if units is not None:
            parameters.max_deterministic_time = units
        solver.best_bound_callback = on_bound
        with self._lock:
            self._running.append(solver)
        try:
            status = solver.solve(model, on_solution)
        finally:
            with self._lock:
                self._running.remove(solver)
        assert status != cp_model.MODEL_INVALID, model.validate()
        return solver, int(status)
