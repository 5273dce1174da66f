"""What desks and units ask for besides a day: steps, leave, hours, coaches, dates of their own."""

from datetime import date
from typing import Any

from models.appointment import Submission
from models.calendar import date_of
from models.committee import Committee
from models.people import Absence, Staff
from models.plan import Pin, Plan, StepReport
from models.season import season_hash
from scheduler.clocks import Task, timed
from scheduler.verify import verify
from scheduler.work import Outcome
from tests import seasons
from tests.rules.tiny import COMMITTEES, again
from tests.scheduler.test_appointments import brings, desk, plan, rows, tiny


def test_the_second_step_is_later_and_at_another_desk() -> None:
    given = tiny(
        *(brings(f"s{n}", 30, f"u{n}", wished=date(2024, 6, 12)) for n in range(4)),
        desks=(desk("D", stage="first"), desk("E", stage="second")),
    )
    found = plan(given)
    assert not found.put_aside
    for name in given.submission:
        first = [a for a in rows(found) if a.submission == name and not a.kind]
        second = [a for a in rows(found) if a.submission == name and a.kind == "second"]
        assert {a.desk for a in first} == {"D"}
        assert {a.desk for a in second} == {"E"}
        assert sum(a.dossiers for a in second) == 30
        assert max(a.at for a in first) < min(a.at for a in second)


def test_a_desk_is_closed_while_its_officer_is_on_leave() -> None:
    leave = (Absence(first="2024-06-01.am", last="2024-06-12.pm"),)
    given = tiny(
        brings("s", wished=date(2024, 6, 7)),
        desks=(desk(officer="王受理"),),
        staff=(Staff(id="t", name="王受理", roles=("desk_officer",), absences=leave),),
    )
    assert [a.at[:10] for a in rows(plan(given))] == ["2024-06-13"]


def test_a_park_has_its_own_units_and_hours_and_a_saturday() -> None:
    park = desk("P", serves=("园区厂",), opened=("2024-06-12.am",), am="09:00-11:00")
    given = tiny(
        brings("a", 10, "园区厂", wished=date(2024, 6, 7)),
        brings("b", 10, "别处", wished=date(2024, 6, 12)),
        desks=(park, desk("D", bands=("mid",), added=("2024-06-15.am",))),
    )
    found = plan(given)
    assert [(a.submission, a.desk, a.start) for a in rows(found)] == [("a", "P", "09:00")]
    assert [(item.row, item.code) for item in found.put_aside] == [("b", "appointments.no-desk")]


def test_units_of_one_coach_come_on_the_same_day() -> None:
    days = ("06-07", "06-11", "06-12", "06-13")
    given = tiny(
        *(
            brings(f"s{n}", 6, f"u{n}", coach="一号车", wished=date.fromisoformat(f"2024-{day}"))
            for n, day in enumerate(days)
        ),
        desks=(desk("D"), desk("E")),
    )
    found = plan(given)
    assert len({a.at[:10] for a in rows(found)}) == 1
    assert next(g for g in found.report.goals if g.name == "visits").proven


def test_a_unit_at_two_desks_does_not_wait_between_them() -> None:
    given = tiny(
        brings("a", 20, series="工程"),
        brings("b", 20, series="卫生"),
        desks=(desk("D", series=("工程",)), desk("E", series=("卫生",))),
    )
    found = plan(given)
    assert len({a.at[:10] for a in rows(found)}) == 1
    assert next(g for g in found.report.goals if g.name == "waiting").value == 0


def _exam(**dates: Any) -> tuple[Submission, Committee]:
    committee = again(
        COMMITTEES[0], series="会计", specialty="", specialties=(), groups=(), exam_combined=True
    )
    return brings("s", series="会计", **dates), committee


def test_an_exam_combined_series_waits_for_the_dates_of_the_region() -> None:
    submission, committee = _exam()
    found = plan(tiny(submission, committees=(committee,)))
    assert not rows(found)
    assert [item.code for item in found.put_aside] == ["appointments.no-dates-of-region"]


def test_an_exam_combined_series_comes_in_its_own_dates() -> None:
    submission, committee = _exam(earliest=date(2024, 7, 8), latest=date(2024, 7, 12))
    found = plan(tiny(submission, committees=(committee,)))
    (item,) = rows(found)
    assert date(2024, 7, 8) <= date_of(item.at) <= date(2024, 7, 12)


def test_nobody_is_left_out_while_time_kept_free_is_unused() -> None:
    """Two half-days of 210 minutes; two units of 200: more than 85 %, and said so."""
    place = desk(opened=("2024-06-12.am", "2024-06-12.pm"))
    given = tiny(*(brings(f"s{n}", 40, f"u{n}") for n in range(2)), desks=(place,))
    found = plan(given)
    assert not found.put_aside
    goals = {goal.name: goal for goal in found.report.goals}
    assert (goals["reserve_used"].value, goals["reserve_used"].bound) == (43, 43)
    assert [item.code for item in found.report.findings] == ["appointments.reserve-used"]


def test_everybody_has_time_for_a_correction_where_the_days_allow_it() -> None:
    given = tiny(*(brings(f"s{n}", 20, f"u{n}") for n in range(5)))
    found = plan(given)
    goal = next(g for g in found.report.goals if g.name == "correction_days_missing")
    assert (goal.value, goal.proven) == (0, True)


def test_a_promised_clock_time_stays() -> None:
    value = {"at": "2024-06-13.pm", "desk": "D", "start": "15:00"}
    pin = Pin(id="p", part="appointments", subject="s", value=dict(value), reason="约", author="李")
    given = tiny(brings("s"), *(brings(f"t{n}", 20, f"u{n}") for n in range(3)), pins=(pin,))
    found = plan(given)
    mine = next(a for a in rows(found) if a.submission == "s")
    assert {"at": mine.at, "desk": mine.desk, "start": mine.start} == value
    assert isinstance(verify(given, Plan(season="", appointments=rows(found))).lawful, bool)


def test_a_clock_time_that_cannot_hold_the_whole_visit_leaves_half_day_and_desk_promised() -> None:
    value = {"at": "2024-06-12.pm", "desk": "D", "start": "14:00"}
    pin = Pin(id="p", part="appointments", subject="s", value=dict(value), reason="约", author="李")
    found = plan(tiny(brings("s", 60), pins=(pin,)))
    assert not found.put_aside
    assert sum(a.dossiers for a in rows(found)) == 60
    assert ("2024-06-12.pm", "D") in {(a.at, a.desk) for a in rows(found)}
    assert len(rows(found)) == 2


def test_each_submission_is_checked_again_after_its_own_first_check() -> None:
    """One unit brings both; one of the two is promised another half-day."""
    pin = Pin(
        id="p", part="appointments", subject="b", value={"at": "2024-06-13.pm"}, reason="约",
        author="李",
    )  # fmt: skip
    given = tiny(
        brings("a", 10, corrections=2),
        brings("b", 10, corrections=2),
        desks=(desk("D", stage="first"), desk("E", stage="second")),
        pins=(pin,),
    )
    found = plan(given)
    assert not found.put_aside
    for name in given.submission:
        at = {a.kind: a.at for a in rows(found) if a.submission == name}
        assert at[""] < at["second"] < at["correction"]
    steps = (StepReport(step="appointments", status="OPTIMAL"),)
    judged = Plan(season=season_hash(given), steps=steps, appointments=rows(found))
    assert not [f for f in verify(given, judged).findings if f.severity == "breach"]


def test_a_unit_at_two_desks_has_times_whichever_desk_is_named_first() -> None:
    """A long visit of another unit needs what is left at one of them in one piece."""
    tasks = [Task("D", "甲", 95, 510, ("D", 0)), Task("E", "甲", 15, 510, ("E", 0))]
    tasks.append(Task("E", "乙", 135, 510, ("E", 1)))
    free = {"D": [(510, 720)], "E": [(510, 720)]}
    found = timed(tasks, free)
    assert found is not None
    assert timed([*tasks[1:], tasks[0]], free) == found


def test_a_second_step_without_a_first_takes_no_time() -> None:
    given = tiny(brings("s", 6), desks=(desk("D", bands=("mid",)), desk("E", stage="second")))
    found = plan(given)
    assert not rows(found)
    assert sorted(item.id for item in found.put_aside) == ["submissions/s", "submissions/s/second"]


def test_units_from_far_use_what_is_left_of_a_desk_with_little_work() -> None:
    """30 minutes of work between half past nine and 10:20: from ten there is time for 20."""
    place = desk(minutes=30, am="09:30-10:20", opened=("2024-06-13.am",))
    found = plan(tiny(brings("s", 4, remote=True), desks=(place,)))
    assert [(a.start, a.minutes) for a in rows(found)] == [("10:00", 20)]


def test_series_that_cannot_come_together_come_one_by_one() -> None:
    """Three half-days of 210 minutes, none beside another: 200 and 200 do not fit in a row."""
    place = desk(opened=("2024-06-07.am", "2024-06-12.am", "2024-06-14.am"))
    given = tiny(brings("a", 40, series="工程"), brings("b", 40, series="卫生"), desks=(place,))
    found = plan(given)
    assert not found.put_aside
    assert len({a.at for a in rows(found)}) == 2


def _saturday(*submissions: Submission) -> Outcome:
    """Handing in ends on Saturday 27 July, when the only desk is open for one half-day."""
    given = tiny(*submissions, desks=(desk(opened=("2024-07-26.pm",), added=("2024-07-27.am",)),))
    late = {f"deadline.midjunior.{name}": "2024-07-27" for name in ("handin", "supplement")}
    return plan(given.model_copy(update={"profile": seasons.profile(late)}))


def test_desks_aim_at_the_workday_before_a_deadline_on_a_day_of_rest() -> None:
    wish = date(2024, 7, 27)
    found = _saturday(brings("s", 10, band="mid", wished=wish))
    assert [a.at for a in rows(found)] == ["2024-07-26.pm"]
    goal = next(g for g in found.report.goals if g.name == "rest_day_visits")
    assert (goal.value, goal.proven) == (0, True)


def test_nobody_is_refused_before_the_printed_last_day() -> None:
    found = _saturday(*(brings(f"s{n}", 40, f"u{n}", band="mid") for n in range(2)))
    assert not found.put_aside
    assert {a.at for a in rows(found)} == {"2024-07-26.pm", "2024-07-27.am"}


def test_a_unit_from_far_comes_once_for_all_its_series_and_not_before_ten() -> None:
    far: dict[str, Any] = {"remote": True, "wished": date(2024, 6, 12)}
    given = tiny(
        brings("a", 8, series="工程", **far),
        brings("b", 8, series="卫生", remote=True, wished=date(2024, 6, 7)),
        brings("c", 8, series="农业", **far),
        desks=(desk("D", series=("工程",)), desk("E", series=("卫生", "农业"))),
    )
    found = plan(given)
    assert len({a.at[:10] for a in rows(found)}) == 1
    assert all(a.start >= "10:00" for a in rows(found))


def test_an_officer_of_two_desks_is_at_one_of_them_at_a_time() -> None:
    """Each desk has room for both units in one half-day; the officer has time for 210 minutes."""
    both = ("2024-06-12.am",)
    given = tiny(
        brings("a", 24, "u1", series="工程"),
        brings("b", 18, "u2", series="卫生"),
        brings("c", 8, "u3", series="卫生"),
        desks=(
            desk("D", series=("工程",), officer="王受理", opened=both),
            desk("E", series=("卫生",), officer="t", opened=both),
        ),
        staff=(Staff(id="t", name="王受理", roles=("desk_officer",)),),
    )
    found = plan(given)
    times = sorted((a.start, a.minutes) for a in rows(found))
    assert times in ([("08:30", 120), ("10:30", 90)], [("08:30", 90), ("10:00", 120)])
    assert [item.row for item in found.put_aside] == ["c"]
    assert all(goal.proven for goal in found.report.goals if goal.name != "waiting")


def test_who_comes_again_after_noon_does_not_wait_longer_than_noon() -> None:
    """First step up to noon, second step from the opening after it."""
    given = tiny(
        brings("a", 10, "u1", wished=date(2024, 6, 12)),
        desks=(
            desk("D", stage="first", opened=("2024-06-12.am",)),
            desk("E", stage="second", opened=("2024-06-12.pm",)),
        ),
    )
    found = plan(given)
    times = {a.kind: (a.start, a.minutes) for a in rows(found)}
    assert times == {"": ("11:10", 50), "second": ("14:00", times["second"][1])}
    assert next(g for g in found.report.goals if g.name == "waiting").value == 0


def test_of_several_who_come_again_after_noon_the_short_ones_are_nearest_to_it() -> None:
    """The shorter of two visits is waited for before noon, the shorter of two after it."""
    given = tiny(
        brings("a", 20, "u1"),
        brings("b", 10, "u2"),
        desks=(
            desk("D", stage="first", opened=("2024-06-12.am",)),
            desk("E", stage="second", opened=("2024-06-12.pm",)),
        ),
    )
    found = plan(given)
    times = {(a.submission, a.kind): a.start for a in rows(found)}
    assert times["a", ""] < times["b", ""]
    assert times["b", "second"] < times["a", "second"]
    shortest = min(a.minutes for a in rows(found) if not a.kind)
    again = min(a.minutes for a in rows(found) if a.kind)
    goal = next(g for g in found.report.goals if g.name == "waiting")
    assert goal.value == shortest + again
