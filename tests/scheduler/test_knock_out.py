"""Without the rows of a provision, the lot yields a committee that the verifier rejects by it."""

from typing import Any

import pytest

from models.people import Expert
from models.plan import Meeting, Plan, Seat, StepReport
from scheduler.formation import Formation, build, chosen_seats, lot_terms
from scheduler.grouping import load
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
