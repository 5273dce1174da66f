"""Near-whole models: the same answers as plain CP-SAT, with bounds and ties that are true."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.near_integral import least
from scheduler.relaxation import relax
from scheduler.rows import Rows
from scheduler.solver import Found, Infeasible
from scheduler.work import Work

rows_of_six = st.lists(
    st.tuples(st.lists(st.sampled_from([-1, 0, 1, 1, 2]), min_size=6, max_size=6),
              st.integers(-1, 3), st.integers(0, 3)),
    min_size=1, max_size=4,
)  # fmt: skip


@given(
    given_rows=rows_of_six,
    costs=st.lists(st.integers(0, 9), min_size=6, max_size=6),
    helping=st.integers(0, 2),
)
@settings(max_examples=60, deadline=None)
def test_least_is_the_least_and_ties_are_seen(
    given_rows: list[tuple[list[int], int, int]], costs: list[int], helping: int
) -> None:
    """The last flags may only help rows along: two solutions that differ in them alone are one."""
    rows = Rows()
    mine = 6 - helping
    costs = [*costs[:mine], *[0] * helping]
    flags = [rows.flag(f"x{n}") for n in range(6)]
    for coefficients, low, width in given_rows:
        terms = [(c, x) for c, x in zip(coefficients, flags, strict=True) if c]
        if terms:
            rows.between(low, terms, low + width)
    lawful = {
        values[:mine]: sum(c * v for c, v in zip(costs, values, strict=True))
        for values in product((0, 1), repeat=6)
        if all(r.low <= sum(c * values[x] for c, x in r.terms) <= r.high for r in rows.rows)
    }
    minimise = [(c, x) for c, x in zip(costs, flags, strict=True) if c]
    found = least(rows, minimise, [flags[:3], flags[3:mine]], Work(), units=5)
    if not lawful:
        assert isinstance(found.answer, Infeasible)
        return
    assert isinstance(found.answer, Found)
    assert found.answer.value == found.answer.bound == min(lawful.values())
    assert found.unique is (list(lawful.values()).count(min(lawful.values())) == 1)
    relaxed = relax(rows, {x: c for c, x in minimise})
    assert relaxed is not None
    assert relaxed.bound <= min(lawful.values())
