"""The dates of the 2024 notice as facts, and what moves a committee's window."""

from datetime import date
from typing import Any

import pytest

from instances.profile import NoTable, work_calendar
from instances.profile import profile as shipped
from models.calendar import OutsideCalendar, WorkCalendar
from models.committee import Extension, Filing
from models.messages import Arg
from models.plan import Plan, Window
from models.season import Season
from scheduler import windows
from scheduler.work import Outcome, Work
from tests.seasons import committee, season


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def outcome(given: Season) -> Outcome:
    return windows.run(given, Plan(season=""), Work())


def ask(changes: dict[str, Any] | None = None, **fields: Any) -> Outcome:
    """The windows of a season with one committee, under the shipped days off."""
    given = season(changes=changes, committees=(committee(**fields),))
    return outcome(given.model_copy(update={"calendar": work_calendar(2024)}))


def meeting(changes: dict[str, Any] | None = None, **fields: Any) -> tuple[date, date]:
    found: list[Window] = [
        w for w in ask(changes, **fields).parts["windows"] if w.kind == "meeting"
    ]
    assert len(found) == 1
    return found[0].first, found[0].last


def refused(**fields: Any) -> tuple[str, dict[str, Arg]]:
    """The code and numbers with which the one committee is put aside."""
    found = ask(**fields)
    assert all(w.kind == "desk" for w in found.parts["windows"])
    (item,) = found.put_aside
    return item.code, item.args


@pytest.mark.parametrize(
    ("subject", "first", "last", "workdays"),
    [
        ("municipal/senior", "06-06", "06-14", 6),
        ("self_review/senior", "06-06", "06-14", 6),
        ("district/senior", "06-06", "06-20", 10),
        ("industry/senior", "06-06", "06-20", 10),
        ("municipal/midjunior", "07-01", "07-26", 20),
        ("district/midjunior", "07-01", "07-26", 20),
    ],
)
def test_desks_of_2024(subject: str, first: str, last: str, workdays: int) -> None:
    given = season().model_copy(update={"calendar": work_calendar(2024)})
    window = next(w for w in windows.desk_windows(given) if w.subject == subject)
    assert (window.first, window.last) == (day(first), day(last))
    assert len(given.calendar.workdays(window.first, window.last)) == workdays
    assert window.printed_last is None
    assert "N2024-5.5" in window.clauses


def test_a_right_keeps_its_printed_day_while_desks_aim_at_the_workday_before() -> None:
    given = season(changes={"deadline.midjunior.handin": "2024-07-28"})
    window = next(w for w in windows.desk_windows(given) if w.subject == "district/midjunior")
    assert (window.last, window.printed_last) == (day("07-26"), day("07-28"))


def test_units_without_a_deadline_of_their_own_hand_in_like_municipal_ones() -> None:
    assert windows.desk_subject("private_enterprise", "senior") == "municipal/senior"
    assert windows.desk_subject(None, "junior") == "municipal/midjunior"


def test_mid_and_junior_committees_have_thirteen_days_less_one_of_signing() -> None:
    first, last = meeting()
    assert (first, last) == (day("08-07"), day("08-22"))
    assert len(work_calendar(2024).workdays(first, last)) == 12


def test_senior_committees_begin_on_the_second_of_july() -> None:
    assert meeting(levels=("associate_senior",)) == (day("07-02"), day("08-22"))


def test_a_committee_of_both_bands_waits_for_the_later_closing() -> None:
    assert meeting(levels=("associate_senior", "mid"))[0] == day("08-07")


def test_same_day_posting_wins_a_day_and_thirteen_workdays() -> None:
    first, last = meeting({"publication.posting_lag_workdays": 0})
    assert last == day("08-23")
    assert len(work_calendar(2024).workdays(first, last)) == 13


def test_a_posting_day_that_counts_wins_another() -> None:
    assert meeting({"publication.posting_day_counts": True})[1] == day("08-23")


def test_weekend_sessions_reach_up_to_the_day_before_posting() -> None:
    changes = {
        "meeting.weekends": True,
        "publication.result_workdays": 4,
    }
    # Published 08-27 .. 08-30, posted Monday 08-26: a plenary on Sunday 08-25 is in time.
    assert meeting(changes)[1] == day("08-25")
    assert meeting({"publication.result_workdays": 4})[1] == day("08-23")


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        ({"plan_filed": day("08-05")}, "08-12"),
        ({"consent_on": day("08-14")}, "08-15"),
        ({"earliest": day("08-11")}, "08-12"),
        ({"filing": Filing(status="filed", valid_from=day("08-10"))}, "08-12"),
        ({"filing": Filing(status="pending", renewal=True, filed_on=day("08-08"))}, "08-09"),
        ({"filing": Filing(status="pending", renewal=True)}, "08-07"),
        ({"levels": ("associate_senior",), "filing": Filing(renewal=True)}, "08-01"),
    ],
)
def test_what_moves_the_first_day(fields: dict[str, Any], first: str) -> None:
    assert meeting(**fields)[0] == day(first)


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"latest": day("08-18")}, "08-16"),
        ({"filing": Filing(status="filed", valid_to=day("08-20"))}, "08-20"),
        ({"extension": Extension(requested=day("08-20"), until=day("10-31"))}, "08-22"),
        (
            {"extension": Extension(requested=day("08-20"), approved=True, until=day("10-31"))},
            "10-23",
        ),
        (
            {"extension": Extension(requested=day("09-02"), approved=True, until=day("10-31"))},
            "08-22",
        ),
        (
            {"extension": Extension(requested=day("08-20"), approved=True, until=date(2025, 3, 1))},
            "12-23",
        ),
    ],
)
def test_what_moves_the_last_day(fields: dict[str, Any], last: str) -> None:
    assert meeting(**fields)[1] == day(last)


def test_a_window_that_is_empty_tells_its_clauses_and_the_days_missing() -> None:
    code, args = refused(earliest=day("08-26"))
    assert code == "windows.empty"
    assert (args["first"], args["last"], args["missing"]) == ("2024-08-26", "2024-08-22", 4)
    assert "N2024-2.1.4d" in str(args["clauses"])


@pytest.mark.parametrize(
    "fields",
    [
        {"consent_on": day("12-31")},
        {"plan_filed": day("12-28")},
        {"filing": Filing(status="filed", valid_from=date(2025, 3, 1))},
        {"extension": Extension(requested=day("01-02"), approved=True, until=date(2023, 2, 1))},
    ],
)
def test_a_date_beyond_the_year_closes_the_window_and_nothing_else(fields: dict[str, Any]) -> None:
    assert refused(**fields)[0] == "windows.empty"


def test_exam_combined_senior_series_wait_for_the_regions_dates() -> None:
    senior: dict[str, Any] = {"levels": ("associate_senior",), "exam_combined": True}
    assert refused(**senior)[0] == "windows.no-dates-of-region"
    assert meeting(**senior, earliest=day("07-15"))[0] == day("07-15")


def test_a_year_without_a_table_is_refused() -> None:
    with pytest.raises(NoTable):
        work_calendar(2031)
    with pytest.raises(NoTable):
        shipped(2031)
    other = season().model_copy(update={"calendar": WorkCalendar(year=2023)})
    with pytest.raises(OutsideCalendar):
        outcome(other)
