"""Days made even: agreement with enumeration, and nothing unlawful on the way."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evening import Days, evened
from scheduler.rows import Rows
from scheduler.work import Work

DAYS = 3
Loads = list[list[int]]


def _made(loads: Loads, forbidden: tuple[int, int]) -> Days:
    """Every committee takes one of three days, with so many rooms there; one pair excludes."""
    rows = Rows()
    of = [[rows.flag(f"{c}@{d}") for d in range(DAYS)] for c in range(len(loads))]
    for some in of:
        rows.exactly(1, some)
    first, second = forbidden
    for d in range(DAYS):
        rows.at_most_one({of[first % len(of)][d], of[second % len(of)][d]})
    busiest = rows.integer("busiest", 0, 100)
    by_day = {str(d): [(loads[c][d], of[c][d]) for c in range(len(of))] for d in range(DAYS)}
    for terms in by_day.values():
        rows.at_most(0, [*terms, (-1, busiest)])
    return Days(rows, of, by_day)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 5), min_size=DAYS, max_size=DAYS), min_size=2, max_size=6),
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
)
def test_the_lightest_busiest_day_is_found_and_every_row_holds(
    loads: Loads, forbidden: tuple[int, int]
) -> None:
    days = _made(loads, forbidden)
    size = len(days.rows.names)
    lawful = [
        values
        for picks in product(range(DAYS), repeat=len(loads))
        if days.rows.hold(values := _values(days, picks, size))
    ]
    best = min(days.busiest(values) for values in lawful)
    found = evened(days, lawful[-1], 0, Work(effort="quick"))
    assert days.rows.hold(found)
    assert days.busiest(found) == best


def _values(days: Days, picks: tuple[int, ...], size: int) -> tuple[int, ...]:
    taken = {some[pick] for some, pick in zip(days.of, picks, strict=True)}
    return tuple(100 if x == size - 1 else int(x in taken) for x in range(size))
