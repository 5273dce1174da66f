"""Parties, occupancy and gaps: the facts, and the rows that say the same."""

import itertools
import random
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import date_of
from models.plan import Appointment
from scheduler.occupancy import Clash, Occupation, by_party, clashes, count_gaps, gaps, occupy
from scheduler.rows import Rows
from scheduler.solver import Found, Infeasible, solve
from scheduler.work import Work
from tests.scheduler.test_appointments import brings, desk, minute, plan, rows, tiny

EARLY = Occupation(("unit", "desk"), 0, 2)
TOUCHING = Occupation(("unit", "officer"), 2, 3)
OVERLAPPING = Occupation(("unit",), 1, 3)


def test_one_after_another_is_no_clash() -> None:
    assert list(clashes([EARLY, TOUCHING])) == []


def test_a_party_in_two_places_is_a_clash_of_that_party_alone() -> None:
    assert list(clashes([OVERLAPPING, EARLY])) == [Clash("unit", EARLY, OVERLAPPING)]


def test_a_long_occupation_clashes_with_each_that_begins_inside_it() -> None:
    long, one, two = (Occupation(("desk",), *span) for span in ((0, 9), (1, 2), (4, 5)))
    assert [(c.earlier, c.later) for c in clashes([long, one, two])] == [(long, one), (long, two)]


def test_different_parties_at_the_same_time_do_not_clash() -> None:
    assert list(clashes([EARLY, Occupation(("other",), 0, 2)])) == []


def test_a_gap_is_one_however_long_it_is() -> None:
    items = [Occupation(("unit",), begin, begin + 1) for begin in (1, 2, 7, 9)]
    assert gaps(items) == {"unit": [range(3, 7), range(8, 9)]}


def test_nobody_waits_inside_a_longer_occupation() -> None:
    items = [Occupation(("unit",), 0, 9), Occupation(("unit",), 1, 2), Occupation(("unit",), 9, 10)]
    assert gaps(items) == {"unit": []}


def test_no_occupation_no_party() -> None:
    assert gaps([]) == {}
    assert list(clashes([])) == []


def _least_gaps(places: dict[str, list[Occupation]], most: int | None = None) -> int | None:
    rows = Rows()
    v = occupy(rows, places)
    totals: dict[str, int] = {}
    for choices in places.values():
        for party in choices[0].parties:
            totals[party] = totals.get(party, 0) + len(choices[0].slots)
    breaks = [
        one for party, total in totals.items() for one in count_gaps(rows, v, party, total, most)
    ]
    match solve(rows, [(1, one) for one in breaks] or [(0, 0)], Work(), units=5):
        case Found(value=value, proven=True):
            return value
        case Infeasible():
            return None
        case other:
            raise AssertionError(other)


def _brute(places: dict[str, list[Occupation]], most: int | None = None) -> int | None:
    best: int | None = None
    for chosen in itertools.product(*places.values()):
        if any(clashes(chosen)):
            continue
        counts = [len(found) for found in gaps(chosen).values()]
        if (most is None or max(counts, default=0) <= most) and (
            best is None or sum(counts) < best
        ):
            best = sum(counts)
    return best


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([None, 0, 1]))
def test_rows_agree_with_enumeration(seed: int, most: int | None) -> None:
    lot = random.Random(seed)
    places: dict[str, list[Occupation]] = {}
    for number in range(lot.randint(1, 4)):
        parties = tuple(lot.sample(["a", "b", "c"], lot.randint(1, 2)))
        length = lot.randint(1, 2)
        begins = lot.sample(range(7), lot.randint(1, 5))
        places[f"visit {number}"] = [Occupation(parties, b, b + length) for b in sorted(begins)]
    assert _least_gaps(places, most) == _brute(places, most)


def test_an_appointment_without_a_place_makes_the_rows_infeasible() -> None:
    assert _least_gaps({"visit": [Occupation(("a",), 0, 1)]}) == 0
    rows = Rows()
    occupy(rows, {"visit": []})
    assert isinstance(solve(rows, [], Work(), units=1), Infeasible)


def _occupations(items: Iterable[Appointment]) -> list[Occupation]:
    """Appointments of annexes 5 and 6 in minutes: the unit and the desk are taken up."""
    found: list[Occupation] = []
    for item in items:
        begin = date_of(item.at).toordinal() * 24 * 60 + minute(item.start)
        unit = item.submission.partition("-")[0]
        found.append(Occupation((unit, f"desk {item.desk}"), begin, begin + item.minutes))
    return found


def test_appointments_of_units_and_desks_speak_the_same_words() -> None:
    wishes = [
        brings(f"{unit}-{number}", 3 + number, unit) for unit in "甲乙丙" for number in range(3)
    ]
    items = rows(plan(tiny(*wishes, desks=(desk("D"), desk("E")))))
    occupations = _occupations(items)
    assert len(by_party(occupations)) == 3 + len({item.desk for item in items})
    assert list(clashes(occupations)) == []
    last = max(occupations, key=lambda one: one.begin)
    elsewhere = Occupation((last.parties[0], "desk elsewhere"), last.begin, last.end)
    assert [clash.party for clash in clashes([*occupations, elsewhere])] == [last.parties[0]]
