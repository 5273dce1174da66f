"""What would be needed: each remedy that is named does what it says."""

from typing import cast

from models.people import Absence, Staff
from models.plan import Finding, Plan
from models.season import Season
from scheduler.desk_acts import Request, appoint, cancel
from scheduler.work import Work
from tests.scheduler.test_appointments import brings, day, desk, plan, rows, tiny

OPENED = ("2024-06-12.am", "2024-06-12.pm")


def _told(given: Season) -> dict[str, Finding]:
    found = plan(given)
    assert found.put_aside
    return {item.code: item for item in found.report.findings}


def _opened(given: Season, finding: Finding) -> Season:
    """The season with the half-days that a remedy names."""
    more = cast("tuple[str, ...]", finding.args["at"])
    desks = tuple(
        d.model_copy(update={"added": (*d.added, *more)}) if d.name == finding.args["desk"] else d
        for d in given.desks
    )
    return given.model_copy(update={"desks": desks})


def test_one_half_day_more_at_its_own_desk_is_enough_for_a_window_one_too_short() -> None:
    given = tiny(brings("s", 120), desks=(desk(opened=OPENED),))
    finding = _told(given)["appointments.open-again"]
    assert (finding.args["half_days"], finding.args["units"]) == (1, 1)
    assert not plan(_opened(given, finding)).put_aside


def test_half_days_are_shared_by_those_left_out() -> None:
    """Four more units of 60 minutes than a desk holds: two half-days of 210 minutes."""
    given = tiny(*(brings(f"s{n}", 12, f"u{n}") for n in range(10)), desks=(desk(opened=OPENED),))
    finding = _told(given)["appointments.open-again"]
    assert finding.args["half_days"] == 2
    assert not plan(_opened(given, finding)).put_aside


def test_a_second_step_may_be_what_is_missing() -> None:
    first, second = desk("D", opened=OPENED, stage="first"), desk("E", stage="second")
    second = second.model_copy(update={"opened": ("2024-06-11.am",)})
    given = tiny(brings("s", 10), desks=(first, second))
    told = _told(given)
    assert told["appointments.open-again"].args["desk"] == "E"
    opened = _opened(given, told["appointments.open-again"])
    assert not plan(opened).put_aside


def test_a_half_day_of_leave_needs_somebody_to_stand_in() -> None:
    leave = (Absence(first="2024-06-06.am", last="2024-06-14.pm"),)
    who = Staff(id="t", name="王受理", roles=("desk_officer",), absences=leave)
    told = _told(tiny(brings("s", 10), desks=(desk(officer="王受理"),), staff=(who,)))
    assert told["appointments.open-again"].args["half_days"] == 1
    assert told["appointments.stand-in"].args["half_days"] == 1


def _full() -> tuple[Season, Plan]:
    """Two of four units of 200 minutes have a time."""
    given = tiny(*(brings(f"s{n}", 40, f"u{n}") for n in range(4)), desks=(desk(opened=OPENED),))
    found = plan(given)
    base = Plan(season="", steps=(found.report,), appointments=rows(found))
    return given, base.model_copy(update={"put_aside": found.put_aside})


def test_who_asks_is_told_what_it_needs_itself_not_what_others_lack() -> None:
    given, base = _full()
    made = appoint(given, base, Request("新单位", "senior", 10, day("06-06")), Work())
    needs = {item.code: item.args for item in made.needs}
    assert (needs["appointments.short"]["units"], needs["appointments.short"]["minutes"]) == (1, 50)
    assert needs["appointments.open-again"]["half_days"] == 1


def test_who_had_no_time_may_get_that_of_one_who_withdraws_and_it_is_told() -> None:
    given, base = _full()
    gone = base.appointments[0]
    made = cancel(given, base, [gone.submission], "不再申报", Work())
    assert [a.submission for a in made.gone] == [gone.submission]
    assert len(made.new) == 1
    assert made.new[0].submission not in {a.submission for a in base.appointments}
    assert set(base.appointments) - set(made.plan.appointments) == {gone}


def test_a_desk_that_is_never_open_cuts_nothing_into_single_dossiers() -> None:
    leave = (Absence(first="2024-06-06.am", last="2024-06-14.pm"),)
    told = plan(tiny(brings("s", 10), desks=(desk(closed=leave),))).put_aside
    assert [(item.code, item.args["half_days"]) for item in told] == [("appointments.no-day", 1)]


def test_that_no_desk_takes_a_series_is_said_so() -> None:
    told = plan(tiny(brings("s", 10, series="艺术"), desks=(desk(series=("工程",)),))).put_aside
    assert [item.code for item in told] == ["appointments.no-desk"]


def test_a_desk_more_of_the_second_step_comes_after_the_first() -> None:
    """The only half-day of 复核 is before that of 初审 ends: another desk, from noon on."""
    first = desk("D", opened=OPENED[:1], stage="first")
    second = desk("E", opened=("2024-06-11.am",), stage="second")
    told = _told(tiny(brings("s", 10), desks=(first, second)))
    assert told["appointments.more-desks-second"].args["at"] == (OPENED[1],)
    assert "appointments.more-desks" not in told


def test_minutes_missing_of_a_unit_from_far_are_counted_from_its_hour_on() -> None:
    """From ten o'clock a half-day has 120 of its 210 minutes."""
    found = plan(tiny(brings("s", 40, remote=True), desks=(desk(opened=OPENED[:1]),)))
    assert [(p.code, p.args["missing"]) for p in found.put_aside] == [
        ("appointments.window-short", 80)
    ]
    told = {item.code: item.args for item in found.report.findings}
    assert told["appointments.free"]["minutes"] == 120
    assert told["appointments.open-again"]["at"] == (OPENED[1],), (
        "on the same day, not the day before"
    )


def test_a_step_without_time_is_not_said_to_be_crowded_out() -> None:
    """The second desk is open before the first step ends, or the first step has no time itself."""
    second = desk("E", opened=OPENED[:1], stage="second")
    late = plan(tiny(brings("s", 10), desks=(desk("D", opened=OPENED, stage="first"), second)))
    assert [(p.code, p.args["step"]) for p in late.put_aside] == [
        ("appointments.step-late", "second")
    ]
    assert "appointments.free" not in {item.code for item in late.report.findings}
    units = (brings(f"s{n}", 40, f"u{n}") for n in range(2))
    full = desk("D", opened=OPENED[:1], stage="first")
    found = plan(tiny(*units, desks=(full, desk("E", stage="second"))))
    assert {p.code for p in found.put_aside} == {"appointments.full", "appointments.step-first"}
