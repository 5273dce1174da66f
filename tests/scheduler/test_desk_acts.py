"""An unlisted unit, a correction, a withdrawal: the others' rows stay cell by cell."""

from datetime import date
from typing import Any

import pytest

from models.plan import Appointment, Plan, StepReport
from models.season import Season, season_hash
from scheduler.desk_acts import CannotAct, Request, appoint, cancel, correct
from scheduler.verify import verify
from scheduler.work import Work
from tests.scheduler.test_appointments import brings, desk, plan, rows, tiny


def standing() -> tuple[Season, Plan]:
    """Three units at one desk on a plan of appointments alone."""
    given = tiny(*(brings(f"s{n}", 20, f"u{n}", wished=date(2024, 6, 12)) for n in range(3)))
    steps = (StepReport(step="appointments", status="OPTIMAL"),)
    return given, Plan(season=season_hash(given), steps=steps, appointments=rows(plan(given)))


def asks(dossiers: int = 10, on: date = date(2024, 6, 6)) -> Request:
    return Request("某研究所", "senior", dossiers, on, wished=date(2024, 6, 12))


def test_an_unlisted_unit_gets_a_time_and_nobody_moves() -> None:
    given, base = standing()
    made = appoint(given, base, asks(), Work())
    (new,) = made.new
    assert set(base.appointments) < set(made.plan.appointments)
    assert new.at.startswith("2024-06-12")
    assert made.season.submission[new.submission].unlisted
    assert made.plan.frozen == ()
    assert verify(made.season, made.plan).lawful


def test_an_unlisted_unit_comes_no_sooner_than_a_workday_after_it_asks() -> None:
    given, base = standing()
    made = appoint(given, base, asks(on=date(2024, 6, 13)), Work())
    assert [a.at[:10] for a in made.new] == ["2024-06-14"]


def test_no_room_is_said_with_what_is_missing() -> None:
    place = desk(opened=("2024-06-12.am",))
    given = tiny(brings("s", 40, "u"), desks=(place,))
    base = Plan(season="", appointments=rows(plan(given)))
    made = appoint(given, base, asks(10), Work())
    assert [item.code for item in made.aside] == ["appointments.full"]
    report = made.plan.report("appointments")
    assert report is not None
    codes = {item.code: item.args for item in report.findings}
    assert codes["appointments.short"]["minutes"] == 50
    assert codes["appointments.more-desks"]["half_days"] == 1
    assert codes["appointments.longer"]["minutes"] == 40
    assert codes["appointments.open-again"]["half_days"] == 1


def test_a_withdrawal_frees_its_time_and_the_next_unit_may_have_it() -> None:
    given, base = standing()
    made = cancel(given, base, ["u1"], "不再申报", Work())
    assert {a.submission for a in made.gone} == {"s1"}
    assert {a for a in base.appointments if a.submission != "s1"} == set(made.plan.appointments)
    assert made.season.submission["s1"].withdrawn == "不再申报"
    assert verify(made.season, made.plan).lawful
    (freed,) = made.gone
    again = appoint(made.season, made.plan, asks(20), Work())
    assert len(again.new) == 1
    assert not _overlap(again.new[0], [a for a in base.appointments if a != freed])


def _overlap(one: Appointment, others: list[Appointment]) -> bool:
    def span(item: Appointment) -> tuple[int, int]:
        begin = int(item.start[:2]) * 60 + int(item.start[3:])
        return begin, begin + item.minutes

    (a, b), same = span(one), [o for o in others if (o.desk, o.at) == (one.desk, one.at)]
    return any(a < span(o)[1] and span(o)[0] < b for o in same)


def test_a_correction_comes_once_after_the_review() -> None:
    given, base = standing()
    made = correct(given, base, "s0", 3, Work())
    (new,) = made.new
    reviewed = next(a.at for a in base.appointments if a.submission == "s0")
    assert (new.kind, new.dossiers) == ("correction", 3)
    assert reviewed < new.at <= "2024-06-20.pm"
    assert verify(made.season, made.plan).lawful
    with pytest.raises(CannotAct, match=r"appoint\.corrected"):
        correct(made.season, made.plan, "s0", 1, Work())


@pytest.mark.parametrize("name", ["nobody", ""])
def test_what_is_not_there_cannot_be_withdrawn(name: str) -> None:
    given, base = standing()
    with pytest.raises(CannotAct, match=r"appoint\.no-submission"):
        cancel(given, base, [name], "x", Work())


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"online_only": True}, "appoint.online"),
        ({"withdrawn": "不报了"}, "appoint.withdrawn"),
        ({}, "appoint.no-review"),
    ],
)
def test_what_was_not_reviewed_at_a_desk_is_not_corrected_there(
    fields: dict[str, Any], why: str
) -> None:
    given = tiny(brings("s", 4, "甲", **fields), brings("t", 4, "乙"))
    with pytest.raises(CannotAct) as refused:
        correct(given, Plan(season=""), "s", 2, Work())
    assert refused.value.code == why


def test_a_series_that_is_handled_online_takes_no_slot() -> None:
    given = tiny(brings("s", 4, "甲", series="会计", online_only=True), brings("t", 4, "乙"))
    asked = Request("新单位", "senior", 3, date(2024, 6, 6), series="会计")
    with pytest.raises(CannotAct) as refused:
        appoint(given, Plan(season=""), asked, Work())
    assert refused.value.code == "appoint.online-series"
