"""Blocks beside one another: rooms by equipment, people, committees kept apart, and why not."""

from typing import Any

import pytest

from models.committee import Expected, Room
from models.people import Absence, ServiceYear
from models.plan import Pin
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons
from tests.scheduler import blocks
from tests.scheduler.blocks import CHANGES, FIRST, LAST


def test_a_committee_sits_only_in_rooms_that_have_what_it_asks_for() -> None:
    season = seasons.season(
        changes=CHANGES,
        committees=blocks.committees("A", "B", equipment=("投影",)) + blocks.committees("C"),
        rooms=blocks.rooms((), ("投影", "音响"), ("音响",)),
    )
    made = plan(season, Work())
    rooms = {m.id: {use.room for use in m.rooms} for m in made.meetings}
    assert rooms["A"] == rooms["B"] == {"R1"}
    assert "R1" not in rooms["C"]
    assert not blocks.half_days(made, "A") & blocks.half_days(made, "B")
    assert verify(season, made).lawful


def test_a_room_that_does_not_seat_a_panel_is_used_by_nobody() -> None:
    small = tuple(r.model_copy(update={"seats": 2}) for r in blocks.rooms((), (), ())[1:])
    rooms = (*blocks.rooms(()), *small)
    season = seasons.season(changes=CHANGES, committees=blocks.committees("A"), rooms=rooms)
    made = plan(season, Work())
    assert {use.room for m in made.meetings for use in m.rooms} == {rooms[0].id}
    assert verify(season, made).lawful


def test_equipment_that_no_room_states_is_unknown_and_said_so() -> None:
    season = seasons.season(
        changes=CHANGES,
        committees=blocks.committees("A", equipment=("投影",)),
        rooms=blocks.rooms((), ()),
    )
    made = plan(season, Work())
    assert {f.code for f in blocks.told(made)} == {"meetings.equipment-unknown"}
    assert verify(season, made).lawful


def test_too_few_rooms_with_the_equipment_are_told_with_committees_and_number() -> None:
    season = seasons.season(
        changes=CHANGES,
        committees=blocks.committees("A", "B", "C", equipment=("投影",)) + blocks.committees("D"),
        rooms=blocks.rooms((), ("投影",)),
    )
    made = plan(season, Work())
    assert blocks.status(made) == "INFEASIBLE"
    found = {f.code: f for f in blocks.told(made)}
    assert "D评委会" not in str(found["meetings.clash"].args["committees"])
    assert found["meetings.clash"].args["count"] == 3
    assert found["meetings.short-rooms"].args["there"] == 1
    assert found["meetings.short-rooms"].args["missing"] == 2
    assert all(f.clause for f in found.values())


def test_a_committee_without_fit_rooms_is_put_aside_and_the_others_meet() -> None:
    season = seasons.season(
        changes=CHANGES,
        committees=(
            *blocks.committees("A", equipment=("录像",)),
            *blocks.committees("B", "C", equipment=("投影",)),
        ),
        rooms=blocks.rooms((), ("投影",)),
    )
    made = plan(season, Work())
    aside = {item.row: item for item in made.put_aside if item.step == "meetings"}
    assert list(aside) == ["A"]
    assert aside["A"].code == "meetings.no-rooms.equipped"
    assert aside["A"].args["equipment"] == ("录像",)
    assert {meeting.id for meeting in made.meetings} == {"B", "C"}
    assert verify(season, made).lawful


def test_equipment_to_be_confirmed_gives_way_and_is_told() -> None:
    lessons = (Expected(count=3, format="live_lesson"),)
    season = seasons.season(
        changes=CHANGES,
        committees=blocks.committees("A", "B", "C", expected=lessons),
        rooms=blocks.rooms((), ("录像",)),
    )
    made = plan(season, Work())
    assert blocks.status(made) == "OPTIMAL"
    assert {"meetings.law-alone", "meetings.room-lacks"} <= {f.code for f in blocks.told(made)}
    enough = seasons.season(
        changes=CHANGES,
        committees=blocks.committees("A", "B", expected=lessons),
        rooms=blocks.rooms((), ("录像",)),
    )
    made = plan(enough, Work())
    assert not blocks.told(made)
    assert all(use.room == "R1" for m in made.meetings for use in m.rooms if use.group)


@pytest.mark.parametrize("how", ["said", "pinned", "neither"])
def test_committees_that_must_not_overlap_are_kept_apart(how: str) -> None:
    pins = tuple(
        Pin.model_validate(
            {"id": f"P{name}", "part": "members", "subject": name, "value": {"expert": "E0"},
             "reason": "主持", "author": "局"}
        )
        for name in "AB"
    )  # fmt: skip
    wish = {"wished": (FIRST,)}
    season = seasons.season(
        changes=CHANGES,
        committees=(
            blocks.own("A", **wish),
            blocks.own("B", apart_from=("A",) * (how == "said"), **wish),
        ),
        rooms=blocks.rooms((), ()),
        experts=tuple(seasons.expert(f"E{n}", f"单位{n}") for n in range(6)),
        pins=pins if how == "pinned" else (),
    )
    made = plan(season, Work())
    overlap = blocks.half_days(made, "A") & blocks.half_days(made, "B")
    assert bool(overlap) == (how == "neither")
    assert verify(season, made).lawful


def test_committees_that_cannot_be_kept_apart_are_named() -> None:
    day = {"earliest": FIRST, "latest": FIRST}
    season = seasons.season(
        changes=CHANGES,
        committees=(
            blocks.own("A", apart_from=("B",), **day),
            blocks.own("B", **day),
            blocks.own("C"),
        ),
        rooms=blocks.rooms((), (), ()),
    )
    made = plan(season, Work())
    found = {f.code: f for f in blocks.told(made)}
    assert blocks.status(made) == "INFEASIBLE"
    assert found["meetings.clash"].args["committees"] == ("A评委会", "B评委会")
    assert found["meetings.short-apart"].args == {"one": "A评委会", "other": "B评委会"}


@pytest.mark.parametrize(("people", "met"), [(6, True), (5, False)])
def test_two_committees_at_once_need_people_enough_for_both(people: int, met: bool) -> None:
    """Same day, same series: one short is told with the clause and the number."""
    day = {"earliest": FIRST, "latest": FIRST}
    season = seasons.season(
        changes=CHANGES, committees=blocks.committees("A", "B", **day), rooms=blocks.rooms((), ()),
        experts=blocks.people(people),
    )  # fmt: skip
    made = plan(season, Work())
    assert made.done("meetings", "formation") == met
    assert verify(season, made).lawful
    if not met:
        (told,) = (f for f in blocks.told(made) if f.code == "meetings.short-shared")
        assert (told.clause, told.args["needed"], told.args["there"]) == ("R40-9a", 6, 5)
        assert told.args["missing"] == 1


def test_three_committees_of_which_any_two_have_people_enough_are_told_by_name() -> None:
    day = {"earliest": FIRST, "latest": FIRST}
    season = seasons.season(
        changes=CHANGES,
        committees=blocks.committees("A", "B", "C", **day),
        rooms=blocks.rooms((), (), ()),
        experts=blocks.people(8),
    )
    made = plan(season, Work())
    assert blocks.status(made) == "INFEASIBLE"
    (told,) = (f for f in blocks.told(made) if f.code == "meetings.short-joint")
    assert told.args["missing"] == 1
    for name in ("A评委会", "B评委会", "C评委会"):
        assert f"{name} ≥3/8" in str(told.args["reasons"])
    assert "×8" in str(told.args["reasons"])


def test_the_same_people_serve_two_committees_one_after_the_other() -> None:
    season = seasons.season(
        changes=CHANGES,
        committees=blocks.committees("A", "B"),
        rooms=blocks.rooms((), ()),
        experts=blocks.people(3),
    )
    made = plan(season, Work())
    assert made.done("meetings", "formation")
    assert not blocks.half_days(made, "A") & blocks.half_days(made, "B")


@pytest.mark.parametrize("field", ["wished", "chair_wished"])
def test_wishes_of_organiser_and_chair_are_met_where_they_can_be(field: str) -> None:
    season = seasons.season(
        changes=CHANGES, committees=(blocks.own("A", **{field: (LAST,)}),), rooms=blocks.rooms(())
    )
    made = plan(season, Work())
    report = made.report("meetings")
    assert report is not None
    assert {at[:10] for at in blocks.half_days(made, "A")} == {LAST.isoformat()}
    assert next(g for g in report.goals if g.name == "days_off_wish").value == 0


def test_who_comes_from_afar_sits_in_the_afternoon() -> None:
    season = seasons.season(
        changes=CHANGES | {"meeting.max_days": 2},
        committees=(blocks.own("A", size=5, latest=LAST),),
        rooms=blocks.rooms(()),
        experts=(*blocks.people(4), seasons.expert("F", "外市", remote=True)),
    )
    made = plan(season, Work())
    assert made.done("timetable")
    panels = [s for s in made.sessions if s.kind == "panel" and "F" in s.members]
    first = min(s.at for s in made.sessions)
    assert all(s.at != first or not first.endswith(".am") for s in panels)
    assert verify(season, made).lawful


@pytest.mark.parametrize("spread", [False, True])
def test_a_committee_without_a_place_meets_wherever_there_are_rooms(spread: bool) -> None:
    """The room that names no place is closed: that is no reason to refuse the others."""
    closed = (Absence(first=f"{FIRST}.am", last=f"{LAST}.pm"),)
    season = seasons.season(
        changes=CHANGES,
        committees=blocks.committees("A", spread=spread),
        rooms=(
            Room(id="R1", name="厅", plenary=True, closed=closed),
            Room(id="R2", name="东厅", site="东", plenary=True),
        ),
    )
    made = plan(season, Work())
    assert {use.room for m in made.meetings for use in m.rooms} == {"R2"}
    assert verify(season, made).lawful


@pytest.mark.parametrize("spread", [False, True])
def test_how_often_somebody_wishes_to_come_refuses_nothing(spread: bool) -> None:
    """Two panels of three and a plenary; each of the only three wishes to give one half-day."""
    season = seasons.season(
        changes=CHANGES | {"meeting.max_days": 3},
        committees=(blocks.own("A", spread=spread, expected=(Expected(count=60),)),),
        rooms=blocks.rooms(()),
        experts=blocks.people(3, max_half_days=1),
    )
    made = plan(season, Work())
    assert len(made.sessions) == 3
    assert verify(season, made).lawful


def test_nobody_serves_two_sites_on_one_day() -> None:
    """Two committees in two towns on one day: with people enough nobody goes to both."""
    away = (Absence(first="2024-08-08.am", last="2024-08-08.pm"),)
    season = seasons.season(
        changes=CHANGES | {"travel.sites_per_day": 1},
        committees=(blocks.own("A", site="东"), blocks.own("B", site="西")),
        rooms=(
            Room(id="R1", name="东厅", site="东", plenary=True, closed=away),
            Room(id="R2", name="西厅", site="西", plenary=True, closed=away),
        ),
        experts=blocks.people(6),
    )
    made = plan(season, Work())
    seats = {m: {s.expert for s in made.seats if s.committee == m} for m in "AB"}
    assert not seats["A"] & seats["B"]


@pytest.mark.parametrize(("draws", "sets"), [(None, 1), (3, 3)])
def test_the_block_is_one_in_which_several_sets_can_be_drawn(draws: int | None, sets: int) -> None:
    """On the first day some are away: enough to form it, too few to draw it several times."""
    away = (Absence(first="2024-08-07.am", last="2024-08-07.pm"),)
    season = seasons.season(
        changes=CHANGES | {"draw.reserve_ratio": (0, 1)},
        committees=(blocks.own("A", draws=draws, wished=(FIRST,)),),
        rooms=blocks.rooms(()),
        experts=(
            *blocks.people(3),
            *(seasons.expert(f"F{n}", f"厂{n}", absences=away) for n in range(6)),
        ),
    )
    made = plan(season, Work())
    day = {at[:10] for at in blocks.half_days(made, "A")}
    assert day == {(FIRST if sets == 1 else LAST).isoformat()}
    assert not blocks.told(made)


AWAY = (Absence(first="2024-08-07.am", last="2024-08-07.pm"),)


LAST_YEAR = (ServiceYear(year=2023, committees=("A",)),)


@pytest.mark.parametrize(
    ("there", "share"),
    [
        ({"official": True}, {"committee.officials_max_share": (1, 3)}),
        ({"service": LAST_YEAR}, {"committee.renewal_share": (2, 3)}),
        ({"organisation": "甲厂"}, {"committee.unit_cap_share": (1, 3)}),
        ({"presides": ()}, {"committee.deputies_min": 1}),
        ({}, {}),
    ],
    ids=["officials", "renewal", "unit", "deputy", "nothing"],
)
def test_a_block_that_leaves_a_share_room_goes_before_the_wish(
    there: dict[str, Any], share: dict[str, Any]
) -> None:
    """A number to be confirmed refuses nothing: but another day is tried before it is given up."""
    first = [
        seasons.expert(f"E{n}", f"单位{n}", **({"presides": ("A",)} if n == 0 else {}))
        for n in range(4)
    ]
    change = {k: v for k, v in there.items() if k != "presides"}
    season = seasons.season(
        changes=CHANGES | {"draw.reserve_ratio": (0, 1)} | share,
        committees=(blocks.own("A", wished=(FIRST,)),),
        rooms=blocks.rooms(()),
        experts=(
            first[0],
            *(e.model_copy(update=change) for e in first[1:3]),
            *([first[3].model_copy(update=change)] if change else []),
            *(seasons.expert(f"F{n}", f"厂{n}", absences=AWAY, presides=("A",)) for n in range(3)),
        ),
    )
    made = plan(season, Work())
    day = {at[:10] for at in blocks.half_days(made, "A")}
    assert day == {(LAST if share else FIRST).isoformat()}
    report = made.report("formation")
    assert report is not None
    assert "formation.unbinding-dropped" not in {f.code for f in report.findings}


def test_too_few_for_several_sets_is_told_and_refuses_nothing() -> None:
    season = seasons.season(
        changes=CHANGES | {"draw.reserve_ratio": (1, 3)},
        committees=(blocks.own("A", draws=3),),
        rooms=blocks.rooms(()),
        experts=blocks.people(9),
    )
    made = plan(season, Work())
    (told,) = blocks.told(made)
    assert told.code == "meetings.few-reserves"
    assert [told.args[name] for name in ("sets", "needed", "there", "missing")] == [3, 10, 9, 1]
    assert made.done("formation")


@pytest.mark.parametrize(("inside", "panels"), [(False, 1), (True, 2)])
def test_preparation_takes_from_the_half_day_only_where_the_profile_says_so(
    inside: bool, panels: int
) -> None:
    """Twelve lessons of 15 minutes fill 204 of 210 minutes; 30 to prepare do not fit beside."""
    season = seasons.season(
        changes=CHANGES | {"preparation.inside_session": inside, "meeting.max_days": 2},
        committees=(blocks.own("A", expected=()),),
        rooms=blocks.rooms(()),
        experts=blocks.people(3),
        applicants=tuple(
            seasons.applicant(f"P{n}", "学校", format="lesson_defence") for n in range(12)
        ),
    )
    made = plan(season, Work())
    assert sum(s.kind == "panel" for s in made.sessions) == panels
    assert len(made.dockets) == 12
    assert verify(season, made).lawful


@pytest.mark.parametrize("other_spread", [False, True])
def test_a_spread_committee_keeps_apart_and_sits_in_rooms_with_its_equipment(
    other_spread: bool,
) -> None:
    """Laid out anew for its members, it still keeps clear of the other and of bare rooms."""
    season = seasons.season(
        changes=CHANGES,
        committees=(
            blocks.own("A", spread=True, equipment=("投影",), apart_from=("B",), expected=()),
            blocks.own("B", spread=other_spread, expected=(), wished=(FIRST,)),
        ),
        rooms=blocks.rooms((), ("投影",), ()),
        experts=blocks.people(6),
        applicants=tuple(
            seasons.applicant(f"{name}{n}", f"学校{name}", committee=name)
            for name in "AB"
            for n in range(3)
        ),
    )
    made = plan(season, Work())
    assert made.done("meetings", "formation", "timetable", "dockets")
    assert not blocks.half_days(made, "A") & blocks.half_days(made, "B")
    assert {s.room for s in made.sessions if s.committee == "A"} == {"R1"}
    report = made.report("timetable")
    assert report is not None
    assert all(goal.bound <= goal.value for goal in report.goals)
    assert verify(season, made).lawful
