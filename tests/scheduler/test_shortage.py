"""A pool exactly large enough forms the committee; one short says the clause and how many."""

from datetime import date
from typing import Any

import pytest

from models.committee import Expected, ReviewGroup
from models.people import Absence
from models.season import Season
from scheduler.planning import plan
from scheduler.rows import Rows
from scheduler.shortage import shortage
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 7,
    "pool.ratio": 1,
    "committee.unit_cap_share": (1, 1),
    "committee.deputies_min": 0,
}


def _season(specialties: list[str], **fields: Any) -> Season:
    groups = (
        ReviewGroup(id="g1", specialties=("地质",)),
        ReviewGroup(id="g2", specialties=("测绘",)),
    )
    committee = seasons.committee(
        size=7, groups=groups, expected=(Expected(count=6),), earliest=date(2024, 8, 7),
        latest=date(2024, 8, 9),
    )  # fmt: skip
    return seasons.season(
        changes=CHANGES,
        committees=(committee,),
        experts=tuple(
            seasons.expert(f"E{n}", f"单位{n}", titles=(seasons.title(specialty=name),), **fields)
            for n, name in enumerate(specialties)
        ),
    )


def test_a_pool_exactly_large_enough_forms_the_committee() -> None:
    season = _season(["地质"] * 4 + ["测绘"] * 3)
    made = plan(season, Work())
    assert len(made.seats) == 7
    assert not made.put_aside
    assert verify(season, made).lawful


@pytest.mark.parametrize(
    ("specialties", "what"),
    [(["地质"] * 5 + ["测绘"] * 2, "测绘"), (["地质"] * 4 + ["测绘"] * 2, "")],
    ids=["a specialty", "members"],
)
def test_a_pool_one_short_names_specialty_clause_and_number(
    specialties: list[str], what: str
) -> None:
    made = plan(_season(specialties), Work())
    (aside,) = (item for item in made.put_aside if item.table == "committees")
    assert aside.code.startswith("meetings.pool-short")
    assert aside.clause
    assert aside.args["missing"] == 1
    assert what in str(aside.args.values())


def test_those_on_leave_are_missing_and_the_reason_is_joint() -> None:
    """Each group alone has its three and the pool its seven, but one person counts twice."""
    season = _season(["地质"] * 4 + ["测绘"] * 2 + ["园林"] * 4)
    both = (seasons.title(specialty="地质"), seasons.title(specialty="测绘"))
    experts = [e.model_copy(update={"titles": both}) if n < 1 else e
               for n, e in enumerate(season.experts)]  # fmt: skip
    away = (Absence(first="2024-08-01.am", last="2024-08-31.pm"),)
    experts[1] = experts[1].model_copy(update={"absences": away})
    season = season.model_copy(update={"experts": tuple(experts)})
    made = plan(season, Work())
    (aside,) = (item for item in made.put_aside if item.table == "committees")
    assert aside.code == "meetings.pool-short.joint"
    assert int(str(aside.args["missing"])) >= 1
    assert aside.clause in str(aside.args["reasons"])


def test_a_smallest_set_of_reasons_shown_twice() -> None:
    """Six people, of whom one counts for both groups of three: each count holds, together not."""
    rows = Rows()
    first = [rows.flag(f"a{n}") for n in range(3)]
    second = [rows.flag(f"b{n}") for n in range(3)]
    rows.at_least(3, first, "R40-21")
    rows.at_least(3, second, "R40-21")
    rows.at_most_one([first[0], second[0]], "R40-20")
    rows.at_most(6, [*first, *second], "R40-9a")
    found = shortage(rows, Work())
    assert found is not None
    assert found.shown
    assert found.missing == 1
    assert sorted(r.clause for r in found.reasons) == ["R40-20", "R40-21", "R40-21"]
    assert shortage(Rows(rows.names, rows.low, rows.high, rows.rows[:2]), Work()) is None
