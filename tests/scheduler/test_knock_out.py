"""Without the rows of a provision, the lot yields a committee that the verifier rejects by it."""

from dataclasses import replace
from typing import Any

import pytest

from models.committee import Expected
from models.people import Absence, Expert
from models.plan import Meeting, Plan, RoomUse, Seat, StepReport
from scheduler import timetable, timetable_model
from scheduler.eligibility import Ties
from scheduler.formation import Formation, build, chosen_seats
from scheduler.grouping import load
from scheduler.lot import lot_terms
from scheduler.pools import Pool
from scheduler.rows import Rows
from scheduler.rules import rule_of
from scheduler.solver import Found, solve
from scheduler.work import Work
from tests import seasons

MEETINGS = {
    name: Meeting(
        id=name, half_days=("2024-08-07.am", "2024-08-07.pm"), plenaries=("2024-08-07.pm",)
    )
    for name in ("C", "D")
}
CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 5,
    "committee.unit_cap_share": (2, 5),
    "committee.private_share": (1, 5),
}
SEEDS = range(60)
EARLY, LATE, PLENARY = "2024-08-07.am", "2024-08-07.pm", "2024-08-08.am"


def _people() -> tuple[Expert, ...]:
    """A pool in which every share can be missed: few private, few outside, many officials."""
    units = ["主管局", "主管局", "主管局", "甲厂", "乙院", "丙校"]
    return tuple(
        seasons.expert(
            f"E{i:02}",
            units[i % 6],
            private_enterprise=i % 6 == 3,
            official=i % 2 == 0,
            presides=("*",) if i in {1, 5, 9, 13} else (),
        )
        for i in range(18)
    )


def _build(without: str, *, self_reviewing: bool) -> tuple[Rows, Formation]:
    committees = tuple(
        seasons.committee(name, size=5, self_reviewing=self_reviewing, enterprise_related=True)
        for name in ("C", "D")
    )
    season = seasons.season(changes=CHANGES, committees=committees, experts=_people())
    loads = {c.id: load(season, c, ()) for c in committees}
    applicants: dict[str, tuple[str, ...]] = {"C": (), "D": ()}
    return build(
        season, loads, MEETINGS, Pool(season), applicants, without=frozenset({without} - {""})
    )


def _plans(rows: Rows, v: Formation) -> list[Plan]:
    found: list[Plan] = []
    for seed in SEEDS:
        answer = solve(rows, lot_terms(v, str(seed)), Work(), units=5)
        assert isinstance(answer, Found)
        seats: list[Seat] = []
        for name in ("C", "D"):
            seats += chosen_seats(v.pool.season, v, name, answer.values)
        found.append(
            Plan(
                season="",
                steps=tuple(
                    StepReport.model_validate({"step": s, "status": "OPTIMAL"})
                    for s in ("meetings", "formation")
                ),
                meetings=tuple(MEETINGS.values()),
                groups=tuple(g for item in v.loads.values() for g in item.groups),
                seats=tuple(seats),
            )
        )
    return found


@pytest.mark.parametrize(
    ("clause", "self_reviewing"),
    [
        ("R40-9a", False),
        ("R40-7", False),
        ("IM2023-4", False),
        ("N2024-6.1.3c", False),
        ("N2024-6.1.3b", True),
        ("R40-20", False),
    ],
)
def test_a_provision_knocked_out_is_missed(clause: str, self_reviewing: bool) -> None:
    def complaints(without: str) -> int:
        rows, v = _build(without, self_reviewing=self_reviewing)
        season = v.pool.season
        return sum(
            finding.clause == clause and finding.severity != "note"
            for plan in _plans(rows, v)
            for rule in rule_of(clause)
            if set(rule.needs) <= {"meetings", "formation"}
            for finding in rule.check(season, plan)
        )

    assert complaints("") == 0
    assert complaints(clause) > 0


@pytest.mark.parametrize(
    ("clause", "members", "absent", "unwished"),
    [("R40-20", 3, (EARLY,), (LATE,)), ("N2024-6.2.2a", 6, (), (LATE,))],
    ids=["absent", "rooms"],
)
def test_a_provision_of_the_timetable_knocked_out_is_missed(
    clause: str, members: int, absent: tuple[str, ...], unwished: tuple[str, ...]
) -> None:
    """Wishes pull the panels into a half-day that only the provision keeps free."""
    experts = tuple(
        seasons.expert(
            f"E{n}",
            f"单位{n}",
            absences=tuple(Absence(first=at, last=at) for at in absent) if n == 0 else (),
            wishes_against=unwished,
        )
        for n in range(members)
    )
    given = seasons.committee(size=members, spread=True, expected=(Expected(count=members * 10),))
    changes = CHANGES | {"goal.timetable.against_wish": 20}
    season = seasons.season(changes=changes, committees=(given,), experts=experts)
    work = load(season, given, ())
    uses = tuple(RoomUse(at=at, room="小") for at in (EARLY, LATE))
    uses += (RoomUse(at=PLENARY, room="大"),)
    meeting = Meeting(id="C", half_days=(EARLY, LATE, PLENARY), plenaries=(PLENARY,), rooms=uses)
    (group,) = work.groups
    work = replace(work, groups=(group.model_copy(update={"panels": {"general": members // 3}}),))

    def complaints(without: frozenset[str]) -> set[str]:
        rows, v = timetable_model.build(
            season, work, meeting, {group.id: experts}, Ties(season), without=without
        )
        answer = solve(rows, timetable_model.goal_terms(season, v), Work(), units=5)
        assert isinstance(answer, Found)
        plan = Plan(
            season="",
            steps=tuple(
                StepReport.model_validate({"step": s, "status": "OPTIMAL"})
                for s in ("meetings", "formation", "timetable")
            ),
            meetings=(meeting,),
            groups=work.groups,
            seats=tuple(Seat(id=e.id, committee="C", group=group.id, expert=e.id) for e in experts),
            sessions=tuple(timetable.sessions_of(season, v, answer.values)),
        )
        return {
            finding.clause
            for rule in rule_of(clause)
            if "timetable" in rule.needs and plan.done(*rule.needs)
            for finding in rule.check(season, plan)
        }

    assert clause not in complaints(frozenset())
    assert clause in complaints(frozenset({clause}))
