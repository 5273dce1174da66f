"""Committees that meet over a long span: lawful days, honest bounds, a goal that adds up."""

from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.committee import Expected, Room
from models.people import Absence
from models.plan import Plan, Session
from models.season import Season
from scheduler.explain import explain_expert
from scheduler.planning import plan
from scheduler.reference import breakdown
from scheduler.repair_blocks import Columns, columns, repaired
from scheduler.rows import Rows
from scheduler.shares import total
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 3,
    "committee.deputies_min": 0,
    "committee.unit_cap_share": (1, 1),
    "pool.ratio": 1,
}
DAYS = tuple(f"2024-08-{day:02}.{half}" for day in (7, 8, 9) for half in ("am", "pm"))


def _season(absences: list[tuple[int, int]], applicants: int, committees: int = 1) -> Season:
    """Committees of three over three days; each pair is (expert, half-day) of an absence."""
    names = [f"C{n}" for n in range(committees)]
    given = tuple(
        seasons.committee(
            name, size=3, spread=True, earliest=date(2024, 8, 7), latest=date(2024, 8, 9)
        )
        for name in names
    )
    experts = tuple(
        seasons.expert(
            f"E{n}",
            f"单位{n}",
            pools=(names[n % committees],),
            absences=tuple(Absence(first=DAYS[t], last=DAYS[t]) for e, t in absences if e == n),
        )
        for n in range(3 * committees)
    )
    people = tuple(
        seasons.applicant(f"A{c}{n}", f"学校{c}", committee=names[c])
        for c in range(committees)
        for n in range(applicants)
    )
    return seasons.season(changes=CHANGES, committees=given, experts=experts, applicants=people)


@given(
    absences=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5)), max_size=8),
    applicants=st.sampled_from([3, 36, 40]),
)
@example(absences=[(0, 0), (0, 1), (0, 2), (0, 5)], applicants=36)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_spread_committee_meets_exactly_when_it_can(
    absences: list[tuple[int, int]], applicants: int
) -> None:
    season = _season(absences, applicants)
    made = plan(season, Work())
    found = made.done("meetings", "formation", "timetable", "dockets") and not made.put_aside
    away = {(e, t) for e, t in absences}
    full = [t for t in range(6) if not any((e, t) in away for e in range(3))]
    panels = -(-applicants // 35)
    quorum = [t for t in range(6) if sum((e, t) not in away for e in range(3)) >= 2]
    exists = any(sum(t < end for t in full) >= panels for end in quorum)
    assert found == exists
    assert verify(season, made).lawful


def test_days_of_a_spread_committee_are_those_it_uses_and_no_more() -> None:
    made = plan(_season([(0, 0), (1, 1)], 40), Work())
    (meeting,) = made.meetings
    assert set(meeting.half_days) == {session.at for session in made.sessions}
    assert meeting.half_days[0] >= DAYS[2]


def test_who_misses_the_plenary_of_a_spread_committee_was_in_the_lot_all_the_same() -> None:
    season = _season([], 3)
    spare = seasons.expert("E9", "单位9", pools=("C0",))
    season = season.model_copy(update={"experts": (*season.experts, spare)})
    made = plan(season, Work())
    (meeting,) = made.meetings
    left = ({e.id for e in season.experts} - {s.expert for s in made.seats}).pop()
    away = tuple(Absence(first=at, last=at) for at in meeting.plenaries)
    later = season.model_copy(
        update={
            "experts": tuple(
                e.model_copy(update={"absences": away}) if e.id == left else e
                for e in season.experts
            )
        }
    )
    codes = {f.code for f in explain_expert(later, made, left)}
    assert codes & {"why.not-drawn", "why.reserve"}
    assert "why.absent" not in codes


def test_two_spread_committees_share_two_rooms() -> None:
    season = _season([], 40, committees=2)
    made = plan(season, Work())
    assert made.done("timetable", "dockets")
    assert verify(season, made).lawful
    held = [(session.room, session.at) for session in made.sessions]
    assert len(held) == len(set(held))


def test_too_many_spread_committees_for_the_rooms_are_refused() -> None:
    season = _season([], 140, committees=2)
    season = season.model_copy(update={"rooms": (Room(id="大", name="大会议室", plenary=True),)})
    made = plan(season, Work())
    report = made.report("meetings")
    assert report is not None
    assert (report.status, report.reason) == ("INFEASIBLE", "meetings.rooms-short")


def test_days_from_counts_alone_need_no_people() -> None:
    given = seasons.committee(size=9, spread=True, expected=(Expected(count=80),))
    season = seasons.season(changes=CHANGES, committees=(given,))
    made = plan(season, Work())
    (meeting,) = made.meetings
    assert len(meeting.half_days) >= 2
    assert verify(season, made).lawful


def test_the_goal_reported_is_the_goal_of_the_sessions() -> None:
    season = _season([(0, 0)], 40, committees=2)
    made = plan(season, Work())
    report = made.report("timetable")
    assert report is not None
    (goal,) = report.goals
    assert goal.bound <= goal.value
    assert goal.value == _by_hand(made)


def _by_hand(made: Plan) -> int:
    """The reference objective counted anew, for committees of one group without wishes."""
    panels = [s for s in made.sessions if s.kind == "panel"]
    loads = 0
    for meeting in made.meetings:
        mine = [e for s in panels if s.committee == meeting.id for e in s.members]
        loads += max(mine.count(e) for e in mine)
    person_days = len({(e, s.at[:10]) for s in panels for e in s.members})
    rooms = sum(
        max(sum(s.at == f"{day}.{half}" for s in made.sessions) for half in ("am", "pm"))
        for day in {s.at[:10] for s in made.sessions}
    )
    late = sum(DAYS.index(m.plenaries[0]) - 2 for m in made.meetings)
    return 3 * loads + 2 * person_days + rooms + late


@given(
    absences=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=7),
    panels=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    small=st.integers(0, 1),
)
@example(absences=[(1, 1), (1, 2), (1, 3), (1, 0)], panels=(1, 2), small=0)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_committees_that_share_rooms_reach_the_optimum_of_enumeration(
    absences: list[tuple[int, int]], panels: tuple[int, int], small: int
) -> None:
    season = _season(absences, 0, committees=2)
    people = tuple(
        seasons.applicant(f"A{c}{n}", f"学校{c}", committee=f"C{c}")
        for c in range(2)
        for n in range(35 * panels[c] - 5)
    )
    rooms = (Room(id="大", name="大会议室", plenary=True), *ROOMS[:small])
    season = season.model_copy(update={"applicants": people, "rooms": rooms})
    made = plan(season, Work())
    best = _enumerated({(e % 2, e // 2, t) for e, t in absences}, panels, 1 + small)
    report = made.report("timetable")
    assert (made.done("timetable") and len(made.meetings) == 2) == (best is not None)
    if best is None or report is None:
        return
    (goal,) = report.goals
    assert goal.bound <= best <= goal.value
    assert goal.value == best or not goal.proven


ROOMS = (Room(id="小", name="小会议室"),)


def _enumerated(away: set[tuple[int, int, int]], panels: tuple[int, int], rooms: int) -> int | None:
    """The least reference objective of two committees of three with one group each."""
    choices = [_ways(c, away, panels[c]) for c in range(2)]
    found: int | None = None
    for first in choices[0]:
        for second in choices[1]:
            used = [sum(t in w.held or t == w.plenary for w in (first, second)) for t in range(6)]
            if max(used) > rooms or first.plenary == second.plenary:
                continue
            opened = sum(max(used[t], used[t + 1]) for t in (0, 2, 4))
            value = first.own + second.own + opened
            found = value if found is None else min(found, value)
    return found


class _Way(NamedTuple):
    held: tuple[int, ...]
    plenary: int
    own: int


def _ways(committee: int, away: set[tuple[int, int, int]], panels: int) -> list[_Way]:
    free = [t for t in range(6) if not any((committee, m, t) in away for m in range(3))]
    quorum = [t for t in range(6) if sum((committee, m, t) not in away for m in range(3)) >= 2]
    return [
        _Way(held, end, 3 * panels + 2 * 3 * len({t // 2 for t in held}) + end - panels)
        for held in combinations(free, panels)
        for end in quorum
        if held[-1] < end
    ]


def test_shares_name_who_carries_them_and_add_up() -> None:
    season = _season([], 3)
    sessions = [
        Session(id=f"s{n}", committee="C0", group="G", kind="panel", at=at, members=members)
        for n, (at, members) in enumerate([(DAYS[0], ("E0", "E1")), (DAYS[2], ("E0", "E2"))])
    ]
    shares = breakdown(season, sessions, {"C0": 2})
    assert total(shares) == 3 * 2 + 2 * 4 + 1 * 2 + 1 * 2
    assert [s.expert for s in shares if s.term == "greatest_load"] == ["E0"]
    assert sum(s.amount for s in shares if s.expert == "E0" and s.term == "expert_days") == 2


def _packing(limit: int) -> Columns:
    rows = Rows()
    takes = [[rows.flag(f"{c}{t}") for t in range(3)] for c in range(3)]
    for some in takes:
        rows.exactly(1, some)
    for t in range(3):
        rows.at_most(limit, [some[t] for some in takes])
    found = columns(rows, takes, ())
    assert found is not None
    return found


@pytest.mark.parametrize(("limit", "possible"), [(1, True), (0, False)])
def test_repair_breaks_no_row_or_gives_nothing(limit: int, possible: bool) -> None:
    given = _packing(limit)
    chosen = repaired(given, "1", moves=500, start=[0, 3, 6])
    assert (chosen is not None) == possible
    if chosen is not None:
        assert (given.uses[chosen].sum(axis=0) <= given.limits).all()


@pytest.mark.parametrize("people", [9, 0])
@pytest.mark.parametrize(
    ("wishes", "meant"),
    [
        ({}, ("2024-08-07",)),
        ({"wished": (date(2024, 8, 9),)}, ("2024-08-09",)),
        ({"chair_wished": (date(2024, 8, 12),)}, ("2024-08-12",)),
        ({"wished": (date(2024, 8, 10), date(2024, 8, 20))}, ("2024-08-09", "2024-08-12")),
        (
            {"wished": (date(2024, 8, 8),), "chair_wished": (date(2024, 8, 12),)},
            ("2024-08-08", "2024-08-09", "2024-08-12"),
        ),
    ],
)
def test_a_wish_of_a_spread_committee_is_for_the_day_of_its_plenary(
    people: int, wishes: dict[str, tuple[date, ...]], meant: tuple[str, ...]
) -> None:
    season = seasons.season(
        committees=(
            seasons.committee(
                "C0",
                size=3,
                spread=True,
                earliest=date(2024, 8, 7),
                latest=date(2024, 8, 13),
                **wishes,
            ),
        ),
        experts=tuple(seasons.expert(f"E{n}", f"单位{n}") for n in range(people)),
        applicants=tuple(seasons.applicant(f"A{n}", "甲厂", committee="C0") for n in range(5)),
        rooms=(),
    )
    made = plan(season, Work())
    (meeting,) = made.meetings
    if people or wishes:
        assert meeting.plenaries[0][:10] in meant
    report = made.report("timetable")
    if people and report is not None:
        (goal,) = report.goals
        off = sum(s.amount for s in goal.shares if s.term == "plenary_delay")
        assert off == {1: 0, 2: 1, 3: 3}[len(meant)]
        assert goal.proven
