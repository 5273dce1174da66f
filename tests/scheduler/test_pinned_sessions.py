"""Pins of sessions and dossiers: planning keeps them, or the committee is put aside by name."""

from datetime import date
from random import Random
from typing import Any

import pytest

from models.committee import Expected, ReviewGroup
from models.people import Absence, Conflict
from models.plan import Pin, Plan, Session
from models.season import Season
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons, tight
from tests.scheduler import blocks
from tests.scheduler.blocks import CHANGES

LAST = date(2024, 8, 9)
MORNING, NEXT = "2024-08-07.am", "2024-08-08.am"


def pin(subject: str, part: str = "sessions", name: str = "P", **value: str) -> Pin:
    fields: dict[str, Any] = {"part": part, "subject": subject, "value": value}
    return Pin.model_validate(fields | {"id": name, "reason": "会议定", "author": "李"})


def planned(*pins: Pin, spread: bool = False, **changes: Any) -> tuple[Season, Plan]:
    """One committee of three with two panel half-days and a plenary, in three days."""
    standard: dict[str, Any] = {
        "committees": (
            blocks.own("A", spread=spread, latest=LAST, expected=(Expected(count=60),)),
        ),
        "rooms": blocks.rooms((), ()),
        "experts": blocks.people(6),
    }
    season = seasons.season(
        changes=CHANGES | {"meeting.max_days": 3}, pins=pins, **(standard | changes)
    )
    return season, plan(season, Work())


def held(season: Season, made: Plan) -> list[Session]:
    """The sessions of a plan that is lawful and leaves no pin."""
    verdict = verify(season, made)
    assert made.done("meetings", "formation", "timetable")
    assert verdict.lawful
    assert not any(f.code == "plan_pin_left" for f in verdict.findings)
    assert not made.put_aside
    return list(made.sessions)


@pytest.mark.parametrize("spread", [False, True])
@pytest.mark.parametrize(
    "value",
    [
        {"at": NEXT},
        {"at": "2024-08-08.pm", "room": "R1"},
        {"at": NEXT, "members": "E1、E2、E4"},
        {"at": "2024-08-07.pm", "room": "R1", "members": "E0、E3、E5"},
    ],
)
def test_a_panel_sits_when_where_and_with_whom_it_is_pinned(
    value: dict[str, str], spread: bool
) -> None:
    sessions = held(*planned(pin("A#1", **value), spread=spread))
    (own,) = (s for s in sessions if s.at == value["at"])
    assert own.kind == "panel"
    assert own.room == value.get("room", own.room)
    assert {*own.members} == {*value["members"].split("、")} if "members" in value else own.members


@pytest.mark.parametrize("spread", [False, True])
def test_panels_pinned_apart_leave_the_half_day_between_them_free(spread: bool) -> None:
    apart = pin("A#1", at=MORNING), pin("A#1", name="Q", at=NEXT)
    sessions = held(*planned(*apart, spread=spread))
    assert {s.at for s in sessions if s.kind == "panel"} == {MORNING, NEXT}


@pytest.mark.parametrize("spread", [False, True])
def test_a_session_that_was_moved_keeps_its_number(spread: bool) -> None:
    number = f"A#1@{MORNING}/1"
    sessions = held(*planned(pin(number, at="2024-08-08.pm"), spread=spread))
    assert {s.at for s in sessions if s.id == number} == {"2024-08-08.pm"}
    assert len({s.id for s in sessions}) == len(sessions) == 3


@pytest.mark.parametrize("spread", [False, True])
def test_a_plenary_is_held_when_and_where_it_is_pinned(spread: bool) -> None:
    sessions = held(*planned(pin("A", at="2024-08-09.am", room="R1"), spread=spread))
    assert [(s.at, s.room) for s in sessions if s.kind == "plenary"] == [("2024-08-09.am", "R1")]


def test_a_pinned_room_is_kept_from_others() -> None:
    """Two committees of one half-day each; the second would take the first room."""
    both = blocks.committees("A", "B", latest=blocks.FIRST)
    people = blocks.people(6)
    for spread in (False, True):
        some = tuple(c.model_copy(update={"spread": spread}) for c in both)
        fixed = (
            pin("B#1", at=MORNING, room="R0"),
            pin("B", name="Q", room="R0", at=f"{MORNING[:10]}.pm"),
        )
        season, made = planned(*fixed, committees=some, experts=people)
        rooms = {(s.committee, s.room) for s in held(season, made)}
        assert rooms == {("A", "R1"), ("B", "R0")}


def _roster(*pins: Pin, **changes: Any) -> tuple[Season, Plan]:
    """A committee of six that hears 8 dossiers in two panels at once or after one another."""
    people = tuple(seasons.applicant(f"D{n}", f"厂{n}", committee="A") for n in range(8))
    own = blocks.own("A", size=7, latest=LAST, expected=())
    return planned(
        *pins,
        committees=(changes.pop("committee", own),),
        applicants=people,
        experts=blocks.people(7),
        **changes,
    )


@pytest.mark.parametrize("said", [f"A#1@{NEXT}/1", NEXT])
@pytest.mark.parametrize("spread", [False, True])
def test_a_dossier_is_heard_in_the_pinned_session_or_half_day(said: str, spread: bool) -> None:
    own = blocks.own("A", size=7, latest=LAST, expected=(), spread=spread)
    season, made = _roster(pin("D3", "dockets", session=said), committee=own)
    at = {s.id: s.at for s in held(season, made)}
    (docket,) = (d for d in made.dockets if d.id == "D3")
    assert said in {docket.session, at[docket.session]}
    assert made.done("dockets")


def test_who_is_pinned_in_a_session_stays_there_when_panels_share_out_members() -> None:
    """Two panels at once; one has three named members, one of whom is tied to a dossier."""
    own = blocks.own("A", size=7, latest=date(2024, 8, 7), expected=())
    people = tuple(seasons.applicant(f"D{n}", f"厂{n}", committee="A") for n in range(60))
    season, made = planned(
        pin("A#1", at=MORNING, members="E0、E1、E2"),
        committees=(own,),
        applicants=people,
        experts=blocks.people(7),
        conflicts=(Conflict(id="K", expert="E0", applicant="D0"),),
    )
    panels = [{*s.members} for s in held(season, made) if s.kind == "panel"]
    assert {"E0", "E1", "E2"} in panels
    assert len(panels) == 2
    readers = {d.id: {*d.readers} for d in made.dockets}
    assert readers["D0"].isdisjoint({"E0"})


def test_members_of_a_pinned_session_are_drawn_and_can_come_then() -> None:
    """Of a spread committee nobody else is tried: who cannot come then is told by the pin."""
    away = Absence(first=NEXT, last=NEXT)
    people = tuple(
        e.model_copy(update={"absences": (away,)}) if e.id == "E5" else e for e in blocks.people(6)
    )
    fixed = pin("A#1", at=NEXT, members="E3、E4、E5")
    for spread in (False, True):
        _, made = planned(fixed, spread=spread, experts=people)
        (aside,) = made.put_aside
        assert aside.code == "meetings.pool-short.joint"
        assert "固定安排P" in str(aside.args["reasons"])


def test_that_too_few_can_come_to_a_pinned_panel_is_shown_at_once() -> None:
    """The one who presides cannot come then: no list does, so none is tried after another."""
    away = Absence(first=NEXT, last=NEXT)
    people = blocks.people(14)
    only = people[0].model_copy(update={"presides": ("A",), "absences": (away,)})
    some = (only, *(e.model_copy(update={"presides": ()}) for e in people[1:]))
    _, made = planned(pin("A#1", at=NEXT), spread=True, experts=some)
    assert [report.status for report in made.steps if report.step == "meetings"] == ["INFEASIBLE"]
    (aside,) = made.put_aside
    assert aside.args["missing"] == 1


GROUPS = tuple(ReviewGroup(id=f"A{f}", name=f"{f}组", specialties=(f,)) for f in ("地质", "测绘"))


@pytest.mark.parametrize(
    ("pins", "code", "args"),
    [
        ((pin("A#1", at="2024-08-12.am"),), "meetings.pinned-out", {"pins": ("P",)}),
        (
            (pin("A#1", at="2024-08-08.am"), pin("A", name="Q", at="2024-08-07.pm")),
            "meetings.pinned-out",
            {"pins": ("P", "Q"), "half_days": 3},
        ),
        (
            (pin("A#1", at=NEXT, room="R0"), pin("A#1", name="Q", at=NEXT, room="R1")),
            "meetings.pin-panels",
            {"pins": ("P", "Q"), "count": 2, "most": 1},
        ),
        (
            tuple(pin("A#1", name=f"P{n}", at=f"2024-08-0{n}.am") for n in (7, 8, 9)),
            "meetings.pin-work",
            {"count": 3, "most": 2},
        ),
        (
            (pin("A#1", at=NEXT, members="E1、E2"),),
            "meetings.pin-few",
            {"count": 2, "needed": 3},
        ),
        (
            (pin("A#1", at=NEXT, room="R0"), pin("A", name="Q", at=NEXT, room="R0")),
            "meetings.pin-room-twice",
            {"pins": ("P", "Q"), "room": "R0"},
        ),
        ((pin("A", at=NEXT, room="R2"),), "meetings.pin-room", {"room": "R2", "seats": 3}),
        (
            (pin(f"A#1@{NEXT}/1", room="R0"), pin(f"A#1@{NEXT}/1", name="Q", room="R1")),
            "meetings.pin-contradicts",
            {"pins": ("P", "Q"), "count": 2},
        ),
    ],
)
@pytest.mark.parametrize("spread", [False, True])
def test_pins_that_no_plan_can_keep_are_told_by_number(
    pins: tuple[Pin, ...], code: str, args: dict[str, Any], spread: bool
) -> None:
    rooms = (*blocks.rooms((), ()), blocks.rooms(())[0].model_copy(update={"id": "R2", "seats": 2}))
    _, made = planned(*pins, spread=spread, rooms=rooms)
    (aside,) = made.put_aside
    assert aside.code == code
    assert {key: aside.args[key] for key in args} == args
    assert aside.clause


def test_one_expert_in_two_pinned_sessions_at_once_is_told() -> None:
    both = blocks.committees("A", "B", latest=blocks.FIRST)
    fixed = (
        pin("A#1", at=MORNING, members="E0、E1、E2"),
        pin("B#1", name="Q", at=MORNING, members="E2、E3、E4"),
    )
    _, made = planned(*fixed, committees=both, experts=blocks.people(9))
    (aside,) = made.put_aside
    assert (aside.row, aside.code, aside.args["pins"]) == ("B", "meetings.pin-twice", ("P", "Q"))
    assert {s.committee for s in made.sessions} == {"A"}


def test_a_dossier_in_the_session_of_another_group_is_told() -> None:
    people = tuple(
        seasons.applicant(f"D{n}", f"厂{n}", committee="A", specialty=field)
        for n, field in enumerate(("地质", "测绘"))
    )
    season, made = planned(
        pin("D0", "dockets", session=f"A测绘@{MORNING}/1"),
        committees=(blocks.own("A", size=7, groups=GROUPS, latest=LAST, expected=()),),
        applicants=people,
        experts=blocks.people(9),
    )
    assert season.pins
    (aside,) = (item for item in made.put_aside if item.table == "committees")
    assert aside.code == "meetings.pin-dossier"
    assert aside.args["session"] == f"A测绘@{MORNING}/1"


def test_published_dates_stay_and_the_pin_that_they_leave_is_told() -> None:
    _, made = planned()
    frozen = made.model_copy(update={"frozen": ("dates",)})
    at = next(s.at for s in made.sessions if s.kind == "plenary")
    season, _ = planned(pin("A#1", at=at))
    again = plan(season, Work(base=frozen, frozen=frozenset({"dates"})))
    assert [m.half_days for m in again.meetings] == [m.half_days for m in made.meetings]
    verdict = verify(season, again)
    assert {f.code for f in verdict.findings} >= {"plan_pin_published"}
    assert verdict.lawful


def test_who_comes_from_afar_on_the_first_morning_is_no_refusal() -> None:
    """That travellers are spared the first panel is planning: a pin there is kept all the same."""
    people = blocks.people(3, remote=True)
    held(*planned(pin("A#1", at=MORNING), spread=True, experts=people))


@pytest.mark.parametrize("seed", [2, 53, 71, 96, 131, 198, 243, 9042])
def test_what_a_plan_decided_can_be_pinned_and_planned_again(seed: int) -> None:
    """Random tight seasons: there is a plan that keeps these pins, so one must be found."""
    drawn = tight.season(Random(seed))
    made = plan(drawn, Work())
    season = tight.as_planned(Random(seed), drawn, made)
    again = plan(season, Work(seed=1))
    assert tight.unexplained(season, again) == []
    assert tight.left(season, again) == []
    sat, sits = ({s.committee for s in one.sessions} for one in (made, again))
    assert sits >= sat
