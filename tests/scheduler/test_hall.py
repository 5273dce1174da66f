"""Wants that share things: the worst set of them by looking at every set; who gets what."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.assignment import FORBIDDEN, assigned
from scheduler.hall import Want, no_more_than_there_are, unions, violator
from scheduler.rows import Rows

THINGS = "abcd"


wants = st.lists(
    st.tuples(st.integers(0, 3), st.frozensets(st.sampled_from(THINGS), max_size=4)), max_size=4
)


def _lack(some: list[tuple[int, frozenset[str]]]) -> int:
    """What the worst set of wants lacks, by looking at every set."""
    return max(
        sum(needed for needed, _ in chosen) - len(frozenset().union(*(a for _, a in chosen)))
        for size in range(len(some) + 1)
        for chosen in combinations(some, size)
    )


@given(some=wants)
@settings(max_examples=200, deadline=None)
def test_the_violator_lacks_what_the_worst_set_of_wants_lacks(
    some: list[tuple[int, frozenset[str]]],
) -> None:
    found = violator([Want(n, needed, among) for n, (needed, among) in enumerate(some)])
    lack = _lack(some)
    assert (found is None) == (lack <= 0)
    if found is not None:
        assert found.missing == lack
        reached = frozenset().union(*(want.among for want in found.wants))
        assert found.needed == sum(want.needed for want in found.wants)
        assert found.there == len(reached)


@given(some=wants)
@settings(max_examples=100, deadline=None)
def test_rows_over_unions_hold_exactly_when_all_wants_can_be_met(
    some: list[tuple[int, frozenset[str]]],
) -> None:
    rows = Rows()
    ones = [rows.flag(f"x{n}") for n in range(len(some))]
    packed = [(among, (needed, x)) for (needed, among), x in zip(some, ones, strict=True)]
    no_more_than_there_are(rows, packed, "N2024-6.2.2a")
    holds = all(sum(c for c, _ in row.terms) <= row.high for row in rows.rows)
    assert holds == (_lack(some) <= 0)


def test_a_row_that_one_number_alone_can_break_is_there() -> None:
    rows = Rows()
    no_more_than_there_are(rows, [(frozenset("a"), rows.integer("x", 0, 2))], "N2024-6.2.2a")
    (row,) = rows.rows
    assert row.high == 1


def test_sets_that_share_nothing_need_no_union() -> None:
    sets = [frozenset({name}) for name in "abcdefghijklmnopqrstuvwxyz"]
    assert sorted(unions(sets), key=sorted) == sets


def test_as_many_as_can_be_get_something_at_the_least_cost() -> None:
    assert assigned([[1, 2], [1, FORBIDDEN]]) == [1, 0]
    assert assigned([[5, FORBIDDEN], [1, FORBIDDEN]]) in ([None, 0], [0, None])
    assert assigned([]) == []
