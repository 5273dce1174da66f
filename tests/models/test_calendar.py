"""Days and half-days: the national table, local overrides over it, weekends that are no holiday."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from instances.profile import work_calendar
from models.calendar import (
    HALVES,
    DayOverride,
    HalfDay,
    OutsideCalendar,
    WorkCalendar,
    add_months,
    date_of,
    day_range,
    half_day,
    half_of,
)

OF_2024 = work_calendar(2024)
DAYS = st.dates(date(2024, 2, 1), date(2024, 11, 30))


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def ruled(*overrides: DayOverride) -> WorkCalendar:
    return OF_2024.model_copy(update={"overrides": overrides})


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_every_day_of_a_year_is_as_the_state_council_has_it(year: int) -> None:
    table = work_calendar(year)
    for at in day_range(date(year, 1, 1), date(year, 12, 31)):
        assert table.is_workday(at) == chinese_calendar.is_workday(at), at
    assert all(table.is_open(half_day(at, "pm")) for at in table.makeup_days)


def test_a_day_of_another_year_is_never_guessed() -> None:
    with pytest.raises(OutsideCalendar) as raised:
        OF_2024.is_workday(date(2025, 1, 2))
    assert raised.value.day == date(2025, 1, 2)
    with pytest.raises(OutsideCalendar):
        OF_2024.add_workdays(day("12-31"), 1)


def test_a_local_override_goes_before_the_table_and_a_half_before_the_day() -> None:
    found = ruled(
        DayOverride(date=day("06-12"), kind="off"),
        DayOverride(date=day("06-13"), kind="off", half="pm"),
        DayOverride(date=day("06-15"), kind="work", half="am"),
        DayOverride(date=day("06-16"), kind="work"),
        DayOverride(date=day("06-16"), kind="off", half="am"),
    )
    open_ = {at[5:] for at in found.half_days(day("06-12"), day("06-16"))}
    assert open_ == {"06-13.am", "06-14.am", "06-14.pm", "06-15.am", "06-16.pm"}
    assert [found.is_workday(day(f"06-{n}")) for n in range(12, 17)] == [False, *[True] * 4]


@given(DAYS, st.integers(1, 20))
def test_the_nth_workday_after_has_n_workdays_up_to_it(at: date, count: int) -> None:
    after, before = OF_2024.add_workdays(at, count), OF_2024.add_workdays(at, -count)
    assert len(OF_2024.workdays(at + timedelta(days=1), after)) == count
    assert len(OF_2024.workdays(before, at - timedelta(days=1))) == count
    assert OF_2024.is_workday(after)
    assert OF_2024.is_workday(before)
    assert OF_2024.add_workdays(at, 0) == at


@given(DAYS)
def test_a_day_of_rest_moves_to_the_nearest_workday_and_a_workday_stays(at: date) -> None:
    later, earlier = OF_2024.on_or_after(at), OF_2024.on_or_before(at)
    assert earlier <= at <= later
    assert len(OF_2024.workdays(earlier, later)) == (1 if OF_2024.is_workday(at) else 2)


def test_nothing_lies_between_a_day_and_the_day_before() -> None:
    assert OF_2024.workdays(day("06-14"), day("06-13")) == ()
    assert OF_2024.half_days(day("06-14"), day("06-13"), weekends=True) == ()


@pytest.mark.parametrize(
    ("at", "sits"),
    [
        ("2024-06-01", True),  # a Saturday like any other
        ("2024-06-08", False),  # the Saturday before Monday, the Dragon Boat Festival
        ("2024-06-09", False),
        ("2024-09-15", False),  # the Sunday before the Mid-Autumn Festival of Monday and Tuesday
        ("2024-04-07", True),  # a Sunday that is worked
        ("2024-06-10", False),  # the festival itself, a Monday
        ("2025-04-05", False),  # the Saturday after a Friday off
        ("2025-04-06", False),
        ("2025-04-12", True),
    ],
)
def test_weekend_sessions_leave_holidays_alone(at: str, sits: bool) -> None:
    that = date.fromisoformat(at)
    found = work_calendar(that.year).half_days(that, that, weekends=True)
    assert found == (tuple(half_day(that, half) for half in HALVES) if sits else ())


def test_a_local_day_off_is_no_day_for_a_weekend_session() -> None:
    found = ruled(
        DayOverride(date=day("06-01"), kind="off"),
        DayOverride(date=day("06-02"), kind="off", half="am"),
    )
    assert found.half_days(day("06-01"), day("06-02"), weekends=True) == ("2024-06-02.pm",)


@pytest.mark.parametrize(
    ("at", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-08-31", 1, "2024-09-30"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-05-20", 0, "2024-05-20"),
    ],
)
def test_some_months_later_is_the_same_day_or_the_last_of_the_month(
    at: str, months: int, end: str
) -> None:
    assert add_months(date.fromisoformat(at), months) == date.fromisoformat(end)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from(HALVES))
def test_a_half_day_is_its_date_and_its_half_and_sorts_in_time(at: date, half: str) -> None:
    made = half_day(at, "am" if half == "am" else "pm")
    assert (date_of(made), half_of(made)) == (at, half)
    assert TypeAdapter(HalfDay).validate_python(made) == made
    assert half_day(at, "am") < half_day(at, "pm")


@pytest.mark.parametrize(
    "text", ["2024-02-30.am", "2024-6-1.am", "2024-06-01", "2024-06-01.noon", "２024-06-01.am", ""]
)
def test_what_is_no_half_day_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(HalfDay).validate_python(text)
