"""What the season pins of plenaries and roles: planned so, or refused by name."""

from datetime import date

import pytest

from models.committee import Expected
from models.plan import Pin, Plan
from models.season import Season
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons
from tests.scheduler import blocks
from tests.scheduler.blocks import CHANGES


def _meeting(*, spread: bool, **value: str) -> tuple[Season, Plan]:
    """One committee of three with three half-days of work, pinned so."""
    pin = Pin(id="P", part="meetings", subject="A", value=dict(value), reason="会议定", author="李")
    season = seasons.season(
        changes=CHANGES | {"meeting.max_days": 3},
        committees=(
            blocks.own("A", spread=spread, latest=date(2024, 8, 9), expected=(Expected(count=60),)),
        ),
        rooms=blocks.rooms(()),
        experts=blocks.people(3),
        pins=(pin,),
    )
    return season, plan(season, Work())


@pytest.mark.parametrize("spread", [False, True])
@pytest.mark.parametrize("at", ["2024-08-08.am", "2024-08-08.pm", "2024-08-09.am"])
def test_a_pinned_plenary_is_held_then(at: str, spread: bool) -> None:
    season, made = _meeting(spread=spread, plenary=at)
    assert made.done("meetings", "formation", "timetable")
    assert made.meetings[0].plenaries[0] == at
    assert [s.at for s in made.sessions if s.kind == "plenary"] == [at]
    verdict = verify(season, made)
    assert verdict.lawful
    assert not any(f.code == "plan_pin_left" for f in verdict.findings)


@pytest.mark.parametrize("spread", [False, True])
def test_pins_that_leave_no_block_are_told_with_clause_and_number(spread: bool) -> None:
    _, made = _meeting(spread=spread, first="2024-08-07.pm", plenary="2024-08-08.am")
    (aside,) = made.put_aside
    assert (aside.code, aside.clause) == ("meetings.pinned-out", "N2024-2.1.4d")
    assert aside.args["pins"] == ("P",)
    assert aside.args["half_days"] == 3


@pytest.mark.parametrize(("role", "chair"), [("chair", "E2"), ("member", "E0"), ("", "E0")])
def test_a_pinned_role_is_kept_by_who_may_preside(role: str, chair: str) -> None:
    """Three may preside; without a pin the first of them by title and number is the chair."""
    expert = "E2" if role != "member" else "E1"
    value = {"expert": expert} | ({"role": role} if role else {})
    pin = Pin(id="P", part="members", subject="A", value=dict(value), reason="定", author="李")
    season = seasons.season(
        changes=CHANGES | {"committee.deputies_min": 1},
        committees=(blocks.own("A"),),
        rooms=blocks.rooms(()),
        experts=blocks.people(3, presides=("A",)),
        pins=(pin,),
    )
    made = plan(season, Work())
    roles = {seat.expert: seat.role for seat in made.seats}
    assert roles[chair] == "chair"
    assert roles[expert] == (role or roles[expert])
    assert sorted(roles.values()) == ["chair", "deputy", "member"]
    assert not any(f.code == "plan_pin_left" for f in verify(season, made).findings)
