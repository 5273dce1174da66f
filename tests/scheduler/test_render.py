"""Rows said as logic allow what they allow as sums."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.rows import Row, Rows
from scheduler.solver import render

terms = st.lists(
    st.tuples(st.sampled_from([1, -1]), st.integers(0, 3)), max_size=4, unique_by=lambda t: t[1]
)


def _holds(row: Row, point: tuple[int, ...]) -> bool:
    return row.low <= sum(c * point[v] for c, v in row.terms) <= row.high


class Points(cp_model.CpSolverSolutionCallback):
    """Every solution."""

    def __init__(self, variables: list[cp_model.IntVar]) -> None:
        super().__init__()
        self.variables = variables
        self.found: set[tuple[int, ...]] = set()

    def on_solution_callback(self) -> None:
        self.found.add(tuple(self.value(v) for v in self.variables))


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(terms, st.integers(-2, 2), st.integers(0, 3)), max_size=4))
def test_logic_and_sums_agree(given_rows: list[tuple[list[tuple[int, int]], int, int]]) -> None:
    rows = Rows()
    for number in range(4):
        rows.flag(f"x[{number}]")
    for pairs, low, width in given_rows:
        rows.between(low, pairs, low + width)
    every = {p for p in product((0, 1), repeat=4) if all(_holds(row, p) for row in rows.rows)}
    for logic in (False, True):
        model, variables = render(rows, logic=logic)
        solver = cp_model.CpSolver()
        solver.parameters.enumerate_all_solutions = True
        solver.parameters.num_workers = 1
        points = Points(variables)
        solver.solve(model, points)
        assert points.found == every
