"""Shortages of two committees at once: every choice of days is asked, and the reason is told."""

from datetime import date
from typing import Any

import pytest

from models.committee import Expected, Room
from models.messages import Arg
from models.people import Absence, Conflict, Organisation
from models.plan import Plan
from models.season import Season
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 3,
    "committee.deputies_min": 0,
    "committee.unit_cap_share": (1, 1),
    "committee.external_share": (1, 3),
    "pool.ratio": 1,
    "meeting.max_days": 1,
}


def _season(insiders: int, outsiders: int, last: int, *, spread: bool = False) -> Season:
    """Two self-reviewing committees of three of one body, in August from the 7th to `last`."""
    committees = tuple(
        seasons.committee(
            name, size=3, self_reviewing=True, organiser="本院", spread=spread,
            earliest=date(2024, 8, 7), latest=date(2024, 8, last),
        )
        for name in "AB"
    )  # fmt: skip
    experts = [seasons.expert(f"I{n}", "本院") for n in range(insiders)]
    experts += [seasons.expert(f"O{n}", f"外单位{n}") for n in range(outsiders)]
    applicants = tuple(
        seasons.applicant(f"{name}{n}", f"院{name}", committee=name)
        for name in "AB"
        for n in range(2)
    )
    return seasons.season(
        changes=CHANGES,
        committees=committees,
        experts=tuple(experts),
        applicants=applicants,
        organisations=tuple(
            Organisation(id=f"院{name}", name=f"院{name}", kind="self_review", parent="本院")
            for name in "AB"
        ),
        rooms=tuple(Room(id=f"R{n}", name=f"{n}号", plenary=True) for n in range(2)),
    )


def _codes(made: Plan) -> dict[str, dict[str, Arg]]:
    report = made.report("meetings")
    assert report is not None
    return {finding.code: finding.args for finding in report.findings}


@pytest.mark.parametrize(("outsiders", "met"), [(2, True), (1, False)])
def test_a_share_that_two_committees_lack_together_is_told(outsiders: int, met: bool) -> None:
    """Six people for six seats on one day, but two must be from outside."""
    season = _season(6 - outsiders, outsiders, 7)
    made = plan(season, Work())
    assert made.done("meetings", "formation") == met
    assert verify(season, made).lawful
    if not met:
        told = _codes(made)
        assert told["meetings.clash"]["count"] == 2
        assert told["meetings.short-joint"]["missing"] == 1
        assert "N2024-6.1.3b" in str(told["meetings.short-joint"]["reasons"])


def test_every_pair_of_days_is_asked_before_the_rounds_run_out() -> None:
    """Over many days most pairs overlap in no half-day: one pair of free days is enough."""
    season = _season(5, 1, 30)
    made = plan(season, Work())
    assert made.done("meetings", "formation", "timetable", "dockets")
    days = [set(m.half_days) for m in made.meetings]
    assert not days[0] & days[1]
    report = made.report("meetings")
    assert report is not None
    assert report.rounds <= 3


def test_spread_committees_that_share_too_few_are_told() -> None:
    """Members of a spread committee sit in no other: a guide, which gives way to the law."""
    made = plan(_season(5, 1, 8, spread=True), Work())
    report = made.report("formation")
    assert report is not None
    assert report.status in {"OPTIMAL", "SKIPPED"}


def test_a_committee_whose_members_are_all_tied_is_put_aside_with_the_clause_and_number() -> None:
    season = _season(3, 3, 7)
    ties = tuple(
        Conflict(id=f"K{n}", expert=name, applicant="A0", kind="kin")
        for n, name in enumerate(("I0", "I1", "I2", "O0"))
    )
    made = plan(season.model_copy(update={"conflicts": ties}), Work())
    (aside,) = (item for item in made.put_aside if item.table == "committees")
    assert aside.row == "A"
    assert aside.clause == "R40-25"
    assert aside.args["missing"] == 1


def test_blocks_that_leave_a_spread_committee_no_half_days_are_no_choice() -> None:
    """Three half-days of A from the 13th on: beside some S cannot sit, others leave it none."""
    away = (Absence(first="2024-08-15.am", last="2024-08-15.pm"),)
    last = date(2024, 8, 15)
    committees = (
        seasons.committee(
            "A", size=3, apart_from=("S",), earliest=date(2024, 8, 13), latest=last,
            expected=(Expected(count=60),),
        ),
        seasons.committee(
            "S", size=3, spread=True, earliest=date(2024, 8, 14), latest=last,
            expected=(Expected(count=1),),
        ),
    )  # fmt: skip
    people = [seasons.expert(f"A{n}", f"单位{n}", pools=("A",)) for n in range(3)]
    people += [seasons.expert(f"S{n}", f"处{n}", pools=("S",), absences=away) for n in range(3)]
    season = seasons.season(
        changes=CHANGES | {"meeting.max_days": 2}, committees=committees, experts=tuple(people)
    )
    made = plan(season, Work())
    report = made.report("meetings")
    assert report is not None
    assert report.status == "INFEASIBLE"
    assert _codes(made)["meetings.clash"]["count"] == 2
