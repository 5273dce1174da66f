"""The planner's rows and the verifier's checks allow the same members of tiny committees."""

from datetime import date
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.calendar import half_day
from models.committee import Committee
from models.people import Absence, Exemption, Expert, ServiceYear
from models.plan import Meeting, Plan, Seat, StepReport
from models.season import Season
from scheduler.formation_model import Formation, build
from scheduler.grouping import Load, load
from scheduler.pools import Pool
from scheduler.rows import Rows
from scheduler.rules import RULES
from tests import seasons

DAY = date(2024, 8, 7)
MEETING = Meeting(
    id="C", half_days=(half_day(DAY, "am"), half_day(DAY, "pm")), plenaries=(half_day(DAY, "pm"),)
)
CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 3,
    "committee.deputies_min": 1,
    "committee.unit_cap_share": (2, 3),
}
NOT_OF_MEMBERS = {"pool-and-reserves", "drawn-by-lot", "drawn-in-time"}
"""Rules of formation that judge reserves, the draw or a goal, not who sits."""

experts = st.builds(
    dict,
    organisation=st.sampled_from(["主管局", "甲厂", "乙院"]),
    private_enterprise=st.sampled_from([True, False, None]),
    official=st.sampled_from([True, None, None]),
    blacklisted=st.sampled_from([True, None, None, None, None]),
    pledge=st.sampled_from([False, None, True, True]),
    titles=st.sampled_from(
        [(seasons.title(),), (seasons.title("junior"),), (seasons.title("mid"),)]
    ),
    presides=st.sampled_from([(), ("C",), ("*",)]),
    service=st.sampled_from(
        [
            (),
            tuple(ServiceYear(year=y, committees=("X",)) for y in (2021, 2022, 2023)),
            tuple(ServiceYear(year=y, committees=("X",)) for y in (2020, 2022, 2023)),
            (ServiceYear(year=2023, committees=("C",)),),
        ]
    ),
    exemptions=st.sampled_from(
        [(), (), (Exemption(clause="N2024-6.1.3a", reason="独此一人", author="局"),)]
    ),
    term_from=st.sampled_from([None, date(2023, 3, 1), date(2021, 1, 1)]),
    absences=st.sampled_from([(), (), (Absence(first="2024-08-07.pm", last="2024-08-08.am"),)]),
)


@given(
    people=st.lists(experts, min_size=3, max_size=7),
    self_reviewing=st.booleans(),
    enterprise=st.booleans(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_and_checks_allow_the_same_members(
    people: list[dict[str, Any]], self_reviewing: bool, enterprise: bool
) -> None:
    committee = seasons.committee(
        size=3, self_reviewing=self_reviewing, enterprise_related=enterprise
    )
    season = seasons.season(
        changes=CHANGES,
        committees=(committee,),
        experts=tuple(seasons.expert(f"E{i}", **fields) for i, fields in enumerate(people)),
    )
    work = load(season, committee, ())
    rows, v = build(season, {"C": work}, {"C": MEETING}, Pool(season), {"C": ()})
    for members in combinations(season.experts, 3):
        by_rows = _rows_allow(rows, v, members)
        complaints = _checks_of(season, committee, work, v, members)
        assert by_rows == (not complaints), (sorted(e.id for e in members), complaints)


def _rows_allow(rows: Rows, v: Formation, members: tuple[Expert, ...]) -> bool:
    (group,) = v.loads["C"].groups
    if any((e.id, group.id) not in v.sits for e in members):
        return False
    chosen = {v.sits[e.id, group.id] for e in members}
    return all(
        row.low <= sum(c for c, x in row.terms if x in chosen) <= row.high for row in rows.rows
    )


def _checks_of(
    season: Season, committee: Committee, work: Load, v: Formation, members: tuple[Expert, ...]
) -> list[str]:
    (group,) = work.groups
    fit = v.pool.presiding(committee, DAY)
    order = sorted(members, key=lambda e: e.id not in fit)
    roles = {
        e.id: "chair" if i == 0 else "deputy" if i == 1 else "member" for i, e in enumerate(order)
    }
    plan = Plan(
        season="",
        steps=tuple(
            StepReport.model_validate({"step": s, "status": "OPTIMAL"})
            for s in ("meetings", "formation")
        ),
        meetings=(MEETING,),
        groups=work.groups,
        seats=tuple(
            Seat.model_validate(
                {
                    "id": e.id,
                    "committee": "C",
                    "group": group.id,
                    "expert": e.id,
                    "role": roles[e.id],
                }
            )
            for e in members
        ),
    )
    return [
        f"{rule.id}: {finding.code}"
        for rule in RULES
        if "formation" in rule.needs and set(rule.needs) <= {"meetings", "formation"}
        for finding in rule.check(season, plan)
        if finding.severity != "note" and rule.id not in NOT_OF_MEMBERS
    ]
