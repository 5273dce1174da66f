"""The least that units have to wait between two comings, unit by unit and by enumeration."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.appointment import Desk
from models.plan import Goal, Plan
from models.season import Season
from scheduler.desk_waiting import least_waiting
from scheduler.work import Outcome, Work
from tests.scheduler.test_appointments import brings, desk, plan, rows, tiny
from tests.scheduler.test_desk_agreement import all_timetables, days_and_visits, lawful, with_times

AM = ("2024-06-13.am",)


def _waiting(found: Outcome) -> Goal:
    return next(g for g in found.report.goals if g.name == "waiting")


def _two_series(*desks: Desk) -> Season:
    """One unit with a series for each of two desks."""
    return tiny(brings("a", 4, series="工程"), brings("b", 4, series="卫生"), desks=desks)


def test_hours_that_lie_apart_have_to_be_waited_for() -> None:
    """20 minutes until 9:00 at the latest, the other desk opens at 10:00."""
    early = desk("D", series=("工程",), opened=AM, am="08:30-09:00")
    late = desk("E", series=("卫生",), opened=AM, am="10:00-10:45")
    goal = _waiting(plan(_two_series(early, late)))
    assert (goal.value, goal.bound, goal.proven) == (60, 60, True)


def test_another_day_instead_of_waiting_would_be_a_visit_more() -> None:
    early = desk("D", series=("工程",), opened=AM, am="08:30-09:00")
    days = (*AM, "2024-06-14.am")
    late = desk("E", series=("卫生",), opened=days, am="10:00-10:45")
    goal = _waiting(plan(_two_series(early, late)))
    assert (goal.value, goal.bound) == (60, 60)


def test_what_stands_leaves_only_some_hours_for_what_comes_later() -> None:
    """The unit's own hour is first in the morning; until 11:00 the desk is taken by another."""
    place = desk("D", opened=AM)
    first = plan(tiny(brings("s", 4, "u"), brings("t", 26, "v"), desks=(place,)))
    items = [a.model_copy(update={"start": {"s": "08:30", "t": "08:50"}[a.submission]})
             for a in rows(first)]  # fmt: skip
    given = tiny(brings("s", 8, "u"), brings("t", 26, "v"), desks=(place,))
    base = Plan(season="", appointments=tuple(items))
    goal = _waiting(plan(given, Work(base=base, frozen=frozenset({"annex5"}))))
    assert (goal.value, goal.bound) == (130, 130)


@pytest.mark.parametrize(("times", "waited"), [(3, 155), (4, 0)])
def test_a_surplus_in_pieces_waits_from_its_own_hour_to_the_first_of_them(
    times: int, waited: int
) -> None:
    """Own hour until 11:55; free from 16:30 and the next morning, or all of the next day."""
    opened = (*AM, "2024-06-13.pm", "2024-06-14.am", "2024-06-14.pm")[:times]
    place = desk("D", opened=opened)
    units = [brings(f"t{n}", 30, f"v{n}") for n in range(times)]
    first = plan(tiny(brings("s", 10, "u", forecast=True), *units, desks=(place,)))
    base = Plan(season="", appointments=rows(first))
    found = plan(
        tiny(brings("s", 26, "u"), *units, desks=(place,)),
        Work(base=base, frozen=frozenset({"annex5"})),
    )
    goal = _waiting(found)
    assert len([a for a in rows(found) if a.kind == "extra"]) == 2
    assert (goal.value, goal.bound) == (waited, waited)


def test_two_steps_on_one_day_wait_until_the_second_desk_opens_after_noon() -> None:
    first = desk("D", opened=AM, stage="first")
    second = desk("E", opened=("2024-06-13.pm",), stage="second")
    goal = _waiting(plan(tiny(brings("s", 4), desks=(first, second))))
    assert (goal.value, goal.bound) == (0, 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.tuples(st.integers(1, 8), st.integers(1, 8)),
    st.tuples(st.sampled_from(("08:30-09:15", "10:00-10:50")), st.sampled_from(("", "second"))),
    st.booleans(),
)
def test_no_lawful_timetable_waits_less(
    dossiers: tuple[int, int], other: tuple[str, str], far: bool
) -> None:
    """Among all that leave nobody out and come on no more days."""
    am, stage = other
    one = desk("D0", series=("工程",), opened=(*AM, "2024-06-13.pm"), am="08:30-09:30",
               pm="14:00-14:45", minutes=45)  # fmt: skip
    two = desk("D1", opened=(*AM, "2024-06-14.am"), am=am, pm="14:00-14:45", minutes=45,
               stage=stage, series=() if stage else ("卫生",))  # fmt: skip
    given_ = tiny(
        brings("a", dossiers[0], series="工程", remote=far),
        brings("b", dossiers[1], series="工程" if stage else "卫生", remote=far),
        desks=(one, two),
    )
    days, every = days_and_visits(given_)
    assume(len(every) <= 3 and len(days.visits) == len(every))
    found = [
        judged
        for laid in all_timetables(given_, every)
        if all(place[0] for _, _, place in laid.values())
        for judged in with_times(given_, laid)
        if lawful(given_, judged)
    ]
    coming = [(len({a.at[:10] for a in p.appointments}), _minutes(p)) for p in found]
    for most in {days_ for days_, _ in coming}:
        least = min(waited for days_, waited in coming if days_ <= most)
        assert least_waiting(days, most) <= least


def _minutes(judged: Plan) -> int:
    """Minutes waited by the only unit, counted from the plan alone, those of noon left out."""
    total = 0
    items = sorted(judged.appointments, key=lambda a: (a.at, a.start))
    for one, other in pairwise(items):
        if one.at[:10] != other.at[:10] or (one.desk, one.kind) == (other.desk, other.kind):
            continue
        end, begin = _clock(one.start) + one.minutes, _clock(other.start)
        if one.at == other.at:
            total += max(0, begin - end)
        else:
            total += max(0, begin - 840)
    return total


def _clock(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
