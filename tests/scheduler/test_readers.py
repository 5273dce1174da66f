"""Dossiers among readers: exactly the best division, with its bound, within every limit."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.readers import Case, judge, synthetic
from scheduler import readers
from scheduler.readers import Reading, Shown, divide

cell = st.integers(-1, 4)


@given(
    table=st.lists(st.lists(cell, min_size=3, max_size=3), min_size=3, max_size=3),
    wanted=st.lists(st.integers(0, 2), min_size=3, max_size=3),
    least=st.lists(st.integers(0, 1), min_size=3, max_size=3),
    room=st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
@settings(max_examples=120, deadline=None)
def test_the_division_is_the_best_of_all(
    table: list[list[int]], wanted: list[int], least: list[int], room: list[int]
) -> None:
    most = [low + more for low, more in zip(least, room, strict=True)]
    scores = np.array(table, dtype=np.int64)
    given_limits = [np.array(x, dtype=np.int64) for x in (wanted, least, most)]
    found = divide(scores, *given_limits)
    best = None
    for used in product((0, 1), repeat=9):
        grid = np.array(used).reshape(3, 3)
        loads = grid.sum(axis=1)
        if (
            not (grid * (scores < 0)).any()
            and (grid.sum(axis=0) == wanted).all()
            and (loads >= least).all()
            and (loads <= most).all()
        ):
            value = int((grid * scores).sum())
            best = value if best is None else max(best, value)
    if best is None:
        assert isinstance(found, Shown)
        return
    assert isinstance(found, Reading)
    assert found.value == found.bound == best
    case = Case("t", scores, given_limits[0], given_limits[1], given_limits[2])
    assert judge(case, found.pairs)[::2] == (best, True)


def test_few_pairs_at_first_lose_nothing() -> None:
    case = synthetic(40, 160, 3)
    whole = divide(case.scores, case.wanted, case.least, case.most)
    small = readers.SMALL
    readers.SMALL = 0
    try:
        grown = divide(case.scores, case.wanted, case.least, case.most)
    finally:
        readers.SMALL = small
    assert isinstance(whole, Reading)
    assert isinstance(grown, Reading)
    assert grown.value == grown.bound == whole.value
    assert judge(case, grown.pairs)[2]


def test_too_few_readers_are_counted() -> None:
    scores = np.array([[1, 1], [-1, 1]], dtype=np.int64)
    ones, twos = np.ones(2, dtype=np.int64), np.full(2, 2, dtype=np.int64)
    found = divide(scores, twos, ones * 0, twos)
    assert found == Shown(wanted=4, possible=3)
