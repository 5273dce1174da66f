"""The draw is lawful, repeatable, recorded, and touches nobody else."""

from datetime import date
from typing import Any

import pytest

from models.committee import Expected
from models.plan import Plan
from models.season import Season
from scheduler.draw import CannotDraw, draw
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES: dict[str, Any] = {"committee.min.mid.series": 5, "pool.ratio": 1}
HELD = date(2024, 8, 6)


@pytest.fixture(scope="module")
def season() -> Season:
    committees = tuple(
        seasons.committee(name, size=5, expected=(Expected(count=10),)) for name in ("C", "D")
    )
    experts = tuple(
        seasons.expert(f"E{n:02}", f"单位{n % 8}", blacklisted=n == 0 or None, max_committees=1)
        for n in range(24)
    )
    return seasons.season(changes=CHANGES, committees=committees, experts=experts)


@pytest.fixture(scope="module")
def made(season: Season) -> Plan:
    return plan(season, Work())


def _draw(season: Season, made: Plan, seed: str = "七", reason: str = "") -> Plan:
    return draw(
        season,
        made,
        "C",
        seed=seed,
        witnesses=("甲", "乙"),
        held_on=HELD,
        work=Work(),
        reason=reason,
    )


def _members(made: Plan, committee: str) -> set[str]:
    return {seat.expert for seat in made.seats if seat.committee == committee}


def test_a_draw_is_lawful_repeats_and_leaves_the_others(season: Season, made: Plan) -> None:
    drawn = _draw(season, made)
    assert verify(season, drawn).lawful
    assert _members(drawn, "D") == _members(made, "D")
    assert _draw(season, made) == drawn
    assert _members(drawn, "C").isdisjoint(_members(drawn, "D"))


def test_the_record_names_everybody_in_and_out_of_the_lot(season: Season, made: Plan) -> None:
    (record,) = _draw(season, made).draws
    assert set(record.eligible) | {item.expert for item in record.exclusions} == set(season.expert)
    assert {item.clause for item in record.exclusions if item.expert == "E00"} == {"N2024-6.1.4b"}
    assert record.unique
    assert record.witnesses == ("甲", "乙")


def test_another_seed_draws_others(season: Season, made: Plan) -> None:
    lots = {frozenset(_members(_draw(season, made, seed), "C")) for seed in "一二三四五"}
    assert len(lots) > 1


def test_a_second_draw_needs_a_reason_and_keeps_the_first_record(
    season: Season, made: Plan
) -> None:
    first = _draw(season, made)
    with pytest.raises(CannotDraw) as refused:
        _draw(season, first, "八")
    assert refused.value.code == "draw.needs-reason"
    second = _draw(season, first, "八", "一名评委涉嫌泄密")
    assert second.draws[0] == first.draws[0]
    assert second.draws[1].reason == "一名评委涉嫌泄密"
