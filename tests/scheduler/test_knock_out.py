"""Without the rows of a provision, the lot yields a committee that the verifier rejects by it."""

from dataclasses import replace
from typing import Any

import pytest

from models.committee import Expected, ReviewGroup
from models.people import Absence, Expert, ServiceYear
from models.plan import Meeting, Pin, Plan, RoomUse, Seat, StepReport
from models.season import Season
from scheduler import laid_sessions, timetable_model
from scheduler.eligibility import Ties
from scheduler.formation_model import Formation, build, chosen_seats
from scheduler.grouping import load
from scheduler.lot import lot_terms
from scheduler.pools import Pool
from scheduler.rows import Rows
from scheduler.rules import rule_of
from scheduler.rules.facts import facts_of
from scheduler.solver import Found, solve
from scheduler.verify import verify
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
            sessions=tuple(laid_sessions.sessions_of(season, v, answer.values)),
        )
        return {
            finding.clause
            for rule in rule_of(clause)
            if "timetable" in rule.needs and plan.done(*rule.needs)
            for finding in rule.check(season, plan)
        }

    assert clause not in complaints(frozenset())
    assert clause in complaints(frozenset({clause}))


SHARED = ("单位甲", "单位乙")


@pytest.mark.parametrize(
    ("clause", "codes"),
    [
        ("R40-21", {"form_group_small", "form_group_size", "form_seated_twice"}),
        ("IM2023-3", {"form_renewal"}),
        ("R40-10a", {"form_too_many"}),
        ("R40-25", {"few readers"}),
        ("R40-11a", {"pin_moved"}),
    ],
)
def test_a_provision_of_groups_ties_and_terms_knocked_out_is_missed(
    clause: str, codes: set[str]
) -> None:
    """Two groups, two committees on different days, a pin, and applicants of two big units."""
    assert not codes & _told("", clause)
    assert codes & _told(clause, clause)


def _told(without: str, clause: str) -> set[str]:
    season = _two_committees()
    days = {"C": "2024-08-07", "D": "2024-08-12"}
    meetings = {
        name: Meeting(id=name, half_days=(f"{day}.am", f"{day}.pm"), plenaries=(f"{day}.pm",))
        for name, day in days.items()
    }
    heard = {"C": season.applicants, "D": ()}
    loads = {c.id: load(season, c, heard[c.id]) for c in season.committees}
    rows, v = build(
        season,
        loads,
        meetings,
        Pool(season),
        {name: tuple(a.id for a in people) for name, people in heard.items()},
        without=frozenset({without} - {""}),
    )
    told: set[str] = set()
    for seed in range(12):
        answer = solve(rows, lot_terms(v, str(seed)), Work(), units=5)
        assert isinstance(answer, Found)
        seats = [s for name in days for s in chosen_seats(season, v, name, answer.values)]
        plan = Plan(
            season="",
            steps=tuple(
                StepReport.model_validate({"step": s, "status": "OPTIMAL"})
                for s in ("meetings", "formation")
            ),
            meetings=tuple(meetings.values()),
            groups=tuple(g for item in loads.values() for g in item.groups),
            seats=tuple(seats),
        )
        found = {f.code for f in verify(season, plan).findings}
        told |= {"pin_moved"} if "Z" not in {s.expert for s in seats} else set()
        told |= found
        told |= {"few readers"} if _too_few_read(season, plan) else set()
    return told


def _two_committees() -> Season:
    groups = (
        ReviewGroup(id="g1", specialties=("地质",), size=4),
        ReviewGroup(id="g2", specialties=("测绘",), size=3),
    )
    committees = (
        seasons.committee("C", size=7, groups=groups),
        seasons.committee("D", size=5),
    )
    experts = tuple(
        seasons.expert(
            f"E{n:02}",
            SHARED[n % 2] if n < 10 else f"外单位{n}",
            titles=(seasons.title(specialty=("地质", "测绘", "")[n % 3]),),
            service=(ServiceYear(year=2023, committees=("C",)),) if n % 4 else (),
        )
        for n in range(20)
    )
    pinned = seasons.expert("Z", "单位丙", titles=(seasons.title(specialty="地质"),))
    pin = Pin.model_validate(
        {"id": "P", "part": "members", "subject": "C", "value": {"expert": "Z", "group": "g1"},
         "reason": "主持", "author": "局"}
    )  # fmt: skip
    applicants = tuple(
        seasons.applicant(f"A{n}", SHARED[n], specialty="地质", format="dossier") for n in range(2)
    )
    changes = CHANGES | {"expert.max_committees": 1, "committee.unit_cap_share": (1, 1)}
    return seasons.season(
        changes=changes,
        committees=committees,
        experts=(*experts, pinned),
        applicants=applicants,
        pins=(pin,),
    )


def _too_few_read(season: Season, plan: Plan) -> bool:
    facts = facts_of(season, plan)
    committee = season.committee["C"]
    members = {s.expert for s in plan.seats if s.group == "g1"}
    return any(len(members - facts.tied(a, committee)) < 3 for a in season.applicants)
