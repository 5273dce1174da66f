"""Blocks beside one another: rooms by equipment, staff, committees kept apart, and why not."""

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.committee import Committee, Expected, Room
from models.people import Absence, Expert, ServiceYear, Staff
from models.plan import Finding, Pin, Plan
from scheduler.assignment import FORBIDDEN, assigned
from scheduler.hall import Want, no_more_than_there_are, unions, violator
from scheduler.planning import plan
from scheduler.rows import Rows
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 3,
    "committee.deputies_min": 0,
    "committee.unit_cap_share": (1, 1),
    "pool.ratio": 1,
    "meeting.max_days": 1,
}
THINGS = "abcd"
FIRST, LAST = date(2024, 8, 7), date(2024, 8, 8)

wants = st.lists(
    st.tuples(st.integers(0, 3), st.frozensets(st.sampled_from(THINGS), max_size=4)), max_size=4
)


def _lack(some: list[tuple[int, frozenset[str]]]) -> int:
    """What the worst set of wants lacks, by looking at every set."""
    return max(
        sum(needed for needed, _ in chosen) - len(frozenset().union(*(a for _, a in chosen)))
        for size in range(len(some) + 1)
        for chosen in combinations(some, size)
    )


@given(some=wants)
@settings(max_examples=200, deadline=None)
def test_the_violator_lacks_what_the_worst_set_of_wants_lacks(
    some: list[tuple[int, frozenset[str]]],
) -> None:
    found = violator([Want(n, needed, among) for n, (needed, among) in enumerate(some)])
    lack = _lack(some)
    assert (found is None) == (lack <= 0)
    if found is not None:
        assert found.missing == lack
        reached = frozenset().union(*(want.among for want in found.wants))
        assert found.needed == sum(want.needed for want in found.wants)
        assert found.there == len(reached)


@given(some=wants)
@settings(max_examples=100, deadline=None)
def test_rows_over_unions_hold_exactly_when_all_wants_can_be_met(
    some: list[tuple[int, frozenset[str]]],
) -> None:
    rows = Rows()
    ones = [rows.flag(f"x{n}") for n in range(len(some))]
    packed = [(among, (needed, x)) for (needed, among), x in zip(some, ones, strict=True)]
    no_more_than_there_are(rows, packed, "N2024-6.2.2a")
    holds = all(sum(c for c, _ in row.terms) <= row.high for row in rows.rows)
    assert holds == (_lack(some) <= 0)


def test_a_row_that_one_number_alone_can_break_is_there() -> None:
    rows = Rows()
    no_more_than_there_are(rows, [(frozenset("a"), rows.integer("x", 0, 2))], "N2024-6.2.2a")
    (row,) = rows.rows
    assert row.high == 1


def test_sets_that_share_nothing_need_no_union() -> None:
    sets = [frozenset({name}) for name in "abcdefghijklmnopqrstuvwxyz"]
    assert sorted(unions(sets), key=sorted) == sets


def test_as_many_as_can_be_get_something_at_the_least_cost() -> None:
    assert assigned([[1, 2], [1, FORBIDDEN]]) == [1, 0]
    assert assigned([[5, FORBIDDEN], [1, FORBIDDEN]]) in ([None, 0], [0, None])
    assert assigned([]) == []


def _committees(*names: str, **fields: Any) -> tuple[Committee, ...]:
    standard: dict[str, Any] = {
        "size": 3,
        "earliest": FIRST,
        "latest": LAST,
        "expected": (Expected(count=3),),
    }
    return tuple(seasons.committee(name, **(standard | fields)) for name in names)


def _own(name: str, **fields: Any) -> Committee:
    return _committees(name, **fields)[0]


def _rooms(*equipment: tuple[str, ...]) -> tuple[Room, ...]:
    return tuple(
        Room(id=f"R{n}", name=f"{n}号", plenary=True, equipment=some)
        for n, some in enumerate(equipment)
    )


def _told(made: Plan) -> list[Finding]:
    report = made.report("meetings")
    assert report is not None
    return list(report.findings)


def _status(made: Plan) -> str:
    report = made.report("meetings")
    assert report is not None
    return report.status


def _half_days(made: Plan, committee: str) -> set[str]:
    return set(next(m.half_days for m in made.meetings if m.id == committee))


def test_a_committee_sits_only_in_rooms_that_have_what_it_asks_for() -> None:
    season = seasons.season(
        changes=CHANGES,
        committees=_committees("A", "B", equipment=("投影",)) + _committees("C"),
        rooms=_rooms((), ("投影", "音响"), ("音响",)),
    )
    made = plan(season, Work())
    rooms = {m.id: {use.room for use in m.rooms} for m in made.meetings}
    assert rooms["A"] == rooms["B"] == {"R1"}
    assert "R1" not in rooms["C"]
    assert not _half_days(made, "A") & _half_days(made, "B")
    assert verify(season, made).lawful


def test_equipment_that_no_room_states_is_unknown_and_said_so() -> None:
    season = seasons.season(
        changes=CHANGES, committees=_committees("A", equipment=("投影",)), rooms=_rooms((), ())
    )
    made = plan(season, Work())
    assert {f.code for f in _told(made)} == {"meetings.equipment-unknown"}
    assert verify(season, made).lawful


def test_too_few_rooms_with_the_equipment_are_told_with_committees_and_number() -> None:
    season = seasons.season(
        changes=CHANGES,
        committees=_committees("A", "B", "C", equipment=("投影",)) + _committees("D"),
        rooms=_rooms((), ("投影",)),
    )
    made = plan(season, Work())
    assert _status(made) == "INFEASIBLE"
    found = {f.code: f for f in _told(made)}
    assert "D评委会" not in str(found["meetings.clash"].args["committees"])
    assert found["meetings.clash"].args["count"] == 3
    assert found["meetings.short-rooms"].args["there"] == 1
    assert found["meetings.short-rooms"].args["missing"] == 2
    assert all(f.clause for f in found.values())


def test_equipment_to_be_confirmed_gives_way_and_is_told() -> None:
    lessons = (Expected(count=3, format="live_lesson"),)
    season = seasons.season(
        changes=CHANGES,
        committees=_committees("A", "B", "C", expected=lessons),
        rooms=_rooms((), ("录像",)),
    )
    made = plan(season, Work())
    assert _status(made) == "OPTIMAL"
    assert {"meetings.law-alone", "meetings.room-lacks"} <= {f.code for f in _told(made)}
    enough = seasons.season(
        changes=CHANGES,
        committees=_committees("A", "B", expected=lessons),
        rooms=_rooms((), ("录像",)),
    )
    made = plan(enough, Work())
    assert not _told(made)
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
        committees=(_own("A", **wish), _own("B", apart_from=("A",) * (how == "said"), **wish)),
        rooms=_rooms((), ()),
        experts=tuple(seasons.expert(f"E{n}", f"单位{n}") for n in range(6)),
        pins=pins if how == "pinned" else (),
    )
    made = plan(season, Work())
    overlap = _half_days(made, "A") & _half_days(made, "B")
    assert bool(overlap) == (how == "neither")
    assert verify(season, made).lawful


def test_committees_that_cannot_be_kept_apart_are_named() -> None:
    day = {"earliest": FIRST, "latest": FIRST}
    season = seasons.season(
        changes=CHANGES,
        committees=(_own("A", apart_from=("B",), **day), _own("B", **day), _own("C")),
        rooms=_rooms((), (), ()),
    )
    made = plan(season, Work())
    found = {f.code: f for f in _told(made)}
    assert _status(made) == "INFEASIBLE"
    assert found["meetings.clash"].args["committees"] == "A评委会、B评委会"
    assert found["meetings.short-apart"].args == {"one": "A评委会", "other": "B评委会"}


def _people(count: int, **fields: Any) -> tuple[Expert, ...]:
    return tuple(seasons.expert(f"E{n}", f"单位{n}", **fields) for n in range(count))


@pytest.mark.parametrize(("people", "met"), [(6, True), (5, False)])
def test_two_committees_at_once_need_people_enough_for_both(people: int, met: bool) -> None:
    """Same day, same series: one short is told with the clause and the number."""
    day = {"earliest": FIRST, "latest": FIRST}
    season = seasons.season(
        changes=CHANGES, committees=_committees("A", "B", **day), rooms=_rooms((), ()),
        experts=_people(people),
    )  # fmt: skip
    made = plan(season, Work())
    assert made.done("meetings", "formation") == met
    assert verify(season, made).lawful
    if not met:
        (told,) = (f for f in _told(made) if f.code == "meetings.short-shared")
        assert (told.clause, told.args["needed"], told.args["there"]) == ("R40-9a", 6, 5)
        assert told.args["missing"] == 1


def test_three_committees_of_which_any_two_have_people_enough_are_told_by_name() -> None:
    day = {"earliest": FIRST, "latest": FIRST}
    season = seasons.season(
        changes=CHANGES, committees=_committees("A", "B", "C", **day), rooms=_rooms((), (), ()),
        experts=_people(8),
    )  # fmt: skip
    made = plan(season, Work())
    assert _status(made) == "INFEASIBLE"
    (told,) = (f for f in _told(made) if f.code == "meetings.short-joint")
    assert told.args["missing"] == 1
    for name in ("A评委会", "B评委会", "C评委会"):
        assert f"{name} ≥3/8" in str(told.args["reasons"])
    assert "×8" in str(told.args["reasons"])


@pytest.mark.parametrize("people", [1, 2])
def test_one_supervisor_for_two_sites_goes_to_the_other_in_the_afternoon(people: int) -> None:
    """Every site has its supervisor on every day (六(二)1): nobody is in two places for it."""
    staff = tuple(Staff(id=f"S{n}", name=f"{n}", roles=("supervisor",)) for n in range(people))
    day = {"earliest": FIRST, "latest": FIRST}
    season = seasons.season(
        changes=CHANGES,
        committees=(_own("A", site="东", **day), _own("B", site="西", **day)),
        staff=staff,
        rooms=tuple(Room(id=s, name=s, plenary=True, site=s) for s in ("东", "西")),
    )
    made = plan(season, Work())
    found = verify(season, made).findings
    assert not {"staff_no_supervisor", "staff_twice"} & {f.code for f in found}
    duties = [(duty.at, duty.staff) for m in made.meetings for duty in m.duties]
    assert len(duties) == len(set(duties)) == 2 * people
    assert not [f for f in _told(made) if f.code == "meetings.no-supervisor"]


def test_the_same_people_serve_two_committees_one_after_the_other() -> None:
    season = seasons.season(
        changes=CHANGES, committees=_committees("A", "B"), rooms=_rooms((), ()), experts=_people(3)
    )
    made = plan(season, Work())
    assert made.done("meetings", "formation")
    assert not _half_days(made, "A") & _half_days(made, "B")


def _serving(*staff: Staff, committees: tuple[Committee, ...], rooms: int = 2) -> Plan:
    season = seasons.season(
        changes=CHANGES, committees=committees, staff=staff, rooms=_rooms(*[()] * rooms)
    )
    made = plan(season, Work())
    assert verify(season, made).lawful
    return made


def test_a_secretary_of_two_committees_keeps_them_apart() -> None:
    own = Staff(id="S1", name="甲", roles=("secretary",), committees=("A", "B"))
    other = Staff(id="S2", name="乙", roles=("secretary",), committees=("C",))
    wish = {"wished": (FIRST,)}
    made = _serving(own, other, committees=_committees("A", "B", "C", **wish), rooms=3)
    assert not _half_days(made, "A") & _half_days(made, "B")
    assert not _told(made)


def test_a_want_of_secretaries_is_told_and_refuses_nothing() -> None:
    only = Staff(id="S1", name="甲", roles=("secretary",))
    made = _serving(only, committees=_committees("A", "B", "C"), rooms=3)
    assert _status(made) == "OPTIMAL"
    assert {f.code for f in _told(made)} == {"meetings.law-alone", "meetings.no-secretary"}
    want = next(f for f in _told(made) if f.code == "meetings.no-secretary")
    assert want.clause == "R40-23"
    assert want.args["needed"] == want.args["missing"] + want.args["there"]  # pyright: ignore[reportOperatorIssue]
    assert (want.args["there"], want.args["missing"]) == (1, 1)
    assert str(want.args["all"]).count("评委会") == want.args["needed"]


def test_duties_go_to_whom_is_free_and_to_the_least_burdened() -> None:
    staff = tuple(Staff(id=f"S{n}", name=f"{n}", roles=("secretary",)) for n in range(2))
    made = _serving(*staff, committees=_committees("A", "B"))
    served = [duty.staff for m in made.meetings for duty in m.duties]
    assert {served.count("S0"), served.count("S1")} == {2}


def test_only_a_matching_serves_everybody_and_it_is_found() -> None:
    """Whoever may serve both is needed where the other may not."""
    both = Staff(id="S1", name="甲", roles=("secretary",))
    one = Staff(id="S2", name="乙", roles=("secretary",), committees=("A",))
    day = {"earliest": FIRST, "latest": FIRST}
    made = _serving(both, one, committees=_committees("A", "B", **day))
    who = {m.id: {duty.staff for duty in m.duties} for m in made.meetings}
    assert who == {"A": {"S2"}, "B": {"S1"}}


@pytest.mark.parametrize("field", ["wished", "chair_wished"])
def test_wishes_of_organiser_and_chair_are_met_where_they_can_be(field: str) -> None:
    season = seasons.season(
        changes=CHANGES, committees=(_own("A", **{field: (LAST,)}),), rooms=_rooms(())
    )
    made = plan(season, Work())
    report = made.report("meetings")
    assert report is not None
    assert {at[:10] for at in _half_days(made, "A")} == {LAST.isoformat()}
    assert next(g for g in report.goals if g.name == "days_off_wish").value == 0


def test_who_comes_from_afar_sits_in_the_afternoon() -> None:
    season = seasons.season(
        changes=CHANGES | {"meeting.max_days": 2},
        committees=(_own("A", size=5, latest=LAST),),
        rooms=_rooms(()),
        experts=(*_people(4), seasons.expert("F", "外市", remote=True)),
    )
    made = plan(season, Work())
    assert made.done("timetable")
    panels = [s for s in made.sessions if s.kind == "panel" and "F" in s.members]
    first = min(s.at for s in made.sessions)
    assert all(s.at != first or not first.endswith(".am") for s in panels)
    assert verify(season, made).lawful


def test_nobody_serves_two_sites_on_one_day() -> None:
    """Two committees in two towns on one day: with people enough nobody goes to both."""
    away = (Absence(first="2024-08-08.am", last="2024-08-08.pm"),)
    season = seasons.season(
        changes=CHANGES | {"travel.sites_per_day": 1},
        committees=(_own("A", site="东"), _own("B", site="西")),
        rooms=(
            Room(id="R1", name="东厅", site="东", plenary=True, closed=away),
            Room(id="R2", name="西厅", site="西", plenary=True, closed=away),
        ),
        experts=_people(6),
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
        committees=(_own("A", draws=draws, wished=(FIRST,)),),
        rooms=_rooms(()),
        experts=(
            *_people(3),
            *(seasons.expert(f"F{n}", f"厂{n}", absences=away) for n in range(6)),
        ),
    )
    made = plan(season, Work())
    day = {at[:10] for at in _half_days(made, "A")}
    assert day == {(FIRST if sets == 1 else LAST).isoformat()}
    assert not _told(made)


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
        committees=(_own("A", wished=(FIRST,)),),
        rooms=_rooms(()),
        experts=(
            first[0],
            *(e.model_copy(update=change) for e in first[1:3]),
            *([first[3].model_copy(update=change)] if change else []),
            *(seasons.expert(f"F{n}", f"厂{n}", absences=AWAY, presides=("A",)) for n in range(3)),
        ),
    )
    made = plan(season, Work())
    day = {at[:10] for at in _half_days(made, "A")}
    assert day == {(LAST if share else FIRST).isoformat()}
    report = made.report("formation")
    assert report is not None
    assert "formation.unbinding-dropped" not in {f.code for f in report.findings}


def test_too_few_for_several_sets_is_told_and_refuses_nothing() -> None:
    season = seasons.season(
        changes=CHANGES | {"draw.reserve_ratio": (1, 3)},
        committees=(_own("A", draws=3),),
        rooms=_rooms(()),
        experts=_people(9),
    )
    made = plan(season, Work())
    (told,) = _told(made)
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
        committees=(_own("A", expected=()),),
        rooms=_rooms(()),
        experts=_people(3),
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
            _own("A", spread=True, equipment=("投影",), apart_from=("B",), expected=()),
            _own("B", spread=other_spread, expected=(), wished=(FIRST,)),
        ),
        rooms=_rooms((), ("投影",), ()),
        experts=_people(6),
        applicants=tuple(
            seasons.applicant(f"{name}{n}", f"学校{name}", committee=name)
            for name in "AB"
            for n in range(3)
        ),
    )
    made = plan(season, Work())
    assert made.done("meetings", "formation", "timetable", "dockets")
    assert not _half_days(made, "A") & _half_days(made, "B")
    assert {s.room for s in made.sessions if s.committee == "A"} == {"R1"}
    report = made.report("timetable")
    assert report is not None
    assert all(goal.bound <= goal.value for goal in report.goals)
    assert verify(season, made).lawful
