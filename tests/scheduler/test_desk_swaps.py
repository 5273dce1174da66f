"""Visits that change places where desks are full: never for the worse."""

from datetime import date

import pytest

from models.season import Season
from scheduler.desk_days import Days
from scheduler.desk_exchange import Timetable
from scheduler.desk_swaps import swap_days
from scheduler.packing import Bins, Laid
from scheduler.solver import value_of
from tests.scheduler.test_appointments import brings, desk, tiny
from tests.scheduler.test_desk_agreement import days_and_visits

FIRST, SECOND = "2024-06-12.am", "2024-06-13.am"


def _laid(given: Season, where: dict[str, str]) -> tuple[Days, Timetable]:
    """The visits of these submissions laid in these half-days at the only desk."""
    days, _ = days_and_visits(given)
    table = Timetable(Bins(days.season, days.hours, days.kept), {})
    for number, visit in enumerate(days.visits):
        at = where[visit.submissions[0]]
        mine = days.of_visit[number]
        table.chosen[number] = next(n for n in mine if days.columns[n][1].at[:10] == at[:10])
        table.bins.put(("D", at), Laid(number, visit, visit.chunks[0]))
    days.build()
    return days, table


def _goals(days: Days, table: Timetable) -> dict[str, int]:
    values = days.values(table.chosen)
    return {name: value_of(terms, values) for name, terms in days.goals}


@pytest.mark.parametrize("other", [20, 18])
def test_a_unit_on_two_days_changes_places_with_one_that_comes_once(other: int) -> None:
    """Two half-days of 210 minutes, each with one of the unit's two visits of 100 and another's."""
    posted = date(2024, 5, 20)  # so that the two do not come as one visit
    given = tiny(
        brings("a1", 20, "甲"), brings("a2", 20, "甲", roster_posted=posted),
        brings("b", other, "乙"), brings("c", 20, "丙"),
        desks=(desk(opened=(FIRST, SECOND)),),
    )  # fmt: skip
    days, table = _laid(given, {"a1": FIRST, "b": FIRST, "a2": SECOND, "c": SECOND})
    before = _goals(days, table)
    assert swap_days(days, table)
    after = _goals(days, table)
    assert (before["visits"], after["visits"]) == (4, 3)
    assert list(after.values()) < list(before.values())
    assert sum(map(len, table.bins.placed.values())) == len(days.visits)


def test_nobody_changes_places_for_nothing() -> None:
    units = (brings(name, 20, name) for name in "甲乙丙丁")
    given = tiny(*units, desks=(desk(opened=(FIRST, SECOND)),))
    days, table = _laid(given, {"甲": FIRST, "乙": FIRST, "丙": SECOND, "丁": SECOND})
    stood = dict(table.chosen)
    assert not swap_days(days, table)
    assert table.chosen == stood


def test_a_wish_is_met_by_a_swap_that_harms_nobody() -> None:
    wished = date(2024, 6, 13)
    given = tiny(
        brings("a", 30, "甲", wished=wished), brings("b", 30, "乙"),
        desks=(desk(opened=(FIRST, SECOND)),),
    )  # fmt: skip
    days, table = _laid(given, {"a": FIRST, "b": SECOND})
    assert swap_days(days, table)
    assert _goals(days, table)["wish_distance"] == 0
