"""Secretaries and supervisors of blocks beside one another: who serves whom, who is missing."""

import pytest

from models.committee import Committee, Room
from models.people import Staff
from models.plan import Plan
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons
from tests.scheduler import blocks
from tests.scheduler.blocks import CHANGES, FIRST


@pytest.mark.parametrize("people", [1, 2])
def test_one_supervisor_for_two_sites_goes_to_the_other_in_the_afternoon(people: int) -> None:
    """Every site has its supervisor on every day (六(二)1): nobody is in two places for it."""
    staff = tuple(Staff(id=f"S{n}", name=f"{n}", roles=("supervisor",)) for n in range(people))
    day = {"earliest": FIRST, "latest": FIRST}
    season = seasons.season(
        changes=CHANGES,
        committees=(blocks.own("A", site="东", **day), blocks.own("B", site="西", **day)),
        staff=staff,
        rooms=tuple(Room(id=s, name=s, plenary=True, site=s) for s in ("东", "西")),
    )
    made = plan(season, Work())
    found = verify(season, made).findings
    assert not {"staff_no_supervisor", "staff_twice"} & {f.code for f in found}
    duties = [(duty.at, duty.staff) for m in made.meetings for duty in m.duties]
    assert len(duties) == len(set(duties)) == 2 * people
    assert not [f for f in blocks.told(made) if f.code == "meetings.no-supervisor"]


def _serving(*staff: Staff, committees: tuple[Committee, ...], rooms: int = 2) -> Plan:
    season = seasons.season(
        changes=CHANGES, committees=committees, staff=staff, rooms=blocks.rooms(*[()] * rooms)
    )
    made = plan(season, Work())
    assert verify(season, made).lawful
    return made


def test_a_secretary_of_two_committees_keeps_them_apart() -> None:
    own = Staff(id="S1", name="甲", roles=("secretary",), committees=("A", "B"))
    other = Staff(id="S2", name="乙", roles=("secretary",), committees=("C",))
    wish = {"wished": (FIRST,)}
    made = _serving(own, other, committees=blocks.committees("A", "B", "C", **wish), rooms=3)
    assert not blocks.half_days(made, "A") & blocks.half_days(made, "B")
    assert not blocks.told(made)


def test_a_want_of_secretaries_is_told_and_refuses_nothing() -> None:
    only = Staff(id="S1", name="甲", roles=("secretary",))
    made = _serving(only, committees=blocks.committees("A", "B", "C"), rooms=3)
    assert blocks.status(made) == "OPTIMAL"
    assert {f.code for f in blocks.told(made)} == {"meetings.law-alone", "meetings.no-secretary"}
    want = next(f for f in blocks.told(made) if f.code == "meetings.no-secretary")
    assert want.clause == "R40-23"
    assert want.args["needed"] == want.args["missing"] + want.args["there"]  # pyright: ignore[reportOperatorIssue]
    assert (want.args["there"], want.args["missing"]) == (1, 1)
    assert str(want.args["all"]).count("评委会") == want.args["needed"]


def test_duties_go_to_whom_is_free_and_to_the_least_burdened() -> None:
    staff = tuple(Staff(id=f"S{n}", name=f"{n}", roles=("secretary",)) for n in range(2))
    made = _serving(*staff, committees=blocks.committees("A", "B"))
    served = [duty.staff for m in made.meetings for duty in m.duties]
    assert {served.count("S0"), served.count("S1")} == {2}


def test_only_a_matching_serves_everybody_and_it_is_found() -> None:
    """Whoever may serve both is needed where the other may not."""
    both = Staff(id="S1", name="甲", roles=("secretary",))
    one = Staff(id="S2", name="乙", roles=("secretary",), committees=("A",))
    day = {"earliest": FIRST, "latest": FIRST}
    made = _serving(both, one, committees=blocks.committees("A", "B", **day))
    who = {m.id: {duty.staff for duty in m.duties} for m in made.meetings}
    assert who == {"A": {"S2"}, "B": {"S1"}}
