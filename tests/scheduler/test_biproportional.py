"""Two-way tables: both margins kept, the best product of all tables, multipliers that prove it."""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod

import pytest

from models.people import Organisation
from models.plan import Plan, StepReport
from models.quota import Body, QuotaRequest
from scheduler import quota
from scheduler.apportionment import Impossible
from scheduler.biproportional import METHODS, Cell, divisor, round_both
from scheduler.planning import extend
from scheduler.quota import division
from scheduler.quota_troubles import Troubles
from scheduler.rules.facts import forget
from scheduler.verify import verify
from scheduler.work import Work
from tests.seasons import season


def tables(rows: dict[str, int], columns: dict[str, int]) -> Iterator[dict[Cell, int]]:
    """Every table with these margins."""
    cells = [(r, c) for r in rows for c in columns]
    for places in product(*(range(min(rows[r], columns[c]) + 1) for r, c in cells)):
        table = dict(zip(cells, places, strict=True))
        if all(sum(table[r, c] for c in columns) == n for r, n in rows.items()) and all(
            sum(table[r, c] for r in rows) == n for c, n in columns.items()
        ):
            yield table


def worth(method: str, weights: dict[Cell, int], table: dict[Cell, int]) -> Fraction:
    return prod(
        (
            weights[cell] / divisor(method, k)
            for cell, have in table.items()
            for k in range(1, have + 1)
        ),
        start=Fraction(1),
    )


@pytest.mark.parametrize("method", METHODS)
def test_two_way_tables_are_the_best_of_all_with_both_margins(method: str) -> None:
    chance = random.Random(4)
    ties = 0
    for _ in range(60):
        rows = {r: chance.randint(0, 3) for r in "abc"[: chance.randint(2, 3)]}
        left = sum(rows.values())
        first = chance.randint(0, left)
        columns = {"x": first, "y": left - first}
        weights = {(r, c): chance.choice((0, 1, 2, 3, 5, 8)) for r in rows for c in columns}
        ranked = [(worth(method, weights, t), t) for t in tables(rows, columns)]
        best = max((value for value, _ in ranked), default=Fraction(0))
        winners = [t for value, t in ranked if value == best]
        if not best:
            with pytest.raises(Impossible):
                round_both(method, weights, rows, columns)
            continue
        found = round_both(method, weights, rows, columns)
        whole = {cell: found.places.get(cell, 0) for cell in weights}
        assert whole in winners
        assert bool(found.tied) == (len(winners) > 1)
        differ = {r for t in winners for r, c in t if t[r, c] != whole[r, c]}
        assert {name for side, name in found.tied if side == "row"} >= differ
        ties += bool(found.tied)
        for (r, c), have in found.places.items():
            scaled = weights[r, c] * found.rows[r] * found.columns[c]
            assert scaled <= divisor(method, have + 1)
            assert not have or scaled >= divisor(method, have)
    assert ties


BODIES = (
    Body(organisation="甲", primary=2000, junior=900, senior=600),
    Body(organisation="乙", primary=700, junior=500, senior=90),
    Body(organisation="丙", primary=150, junior=120, senior=700),
)


def test_a_request_by_school_level_is_divided_and_the_judge_agrees() -> None:
    units = tuple(Organisation(id=b.organisation, name=b.organisation) for b in BODIES)
    asked = QuotaRequest(
        id="q", total=9, bodies=BODIES, stages={"primary": 4, "junior": 3, "senior": 2}
    )
    given = season(organisations=units, quota=(asked,))
    found = division(given, asked)
    table = found.study.table
    assert table is not None
    for award in found.awards:
        own = [c.places for c in table.cells if c.body == award.organisation]
        assert sum(own) == award.places
    done = (StepReport(step="quota", status="OPTIMAL"),)
    plan = Plan(
        season="", awards=found.awards, award_steps=found.steps, studies=(found.study,), steps=done
    )
    forget()
    assert "quota_stages" not in {f.code for f in verify(given, plan).findings}
    moved = table.model_copy(
        update={"cells": tuple(c.model_copy(update={"places": c.places + 1}) for c in table.cells)}
    )
    broken = plan.model_copy(update={"studies": (found.study.model_copy(update={"table": moved}),)})
    forget()
    assert "quota_stages" in {f.code for f in verify(given, broken).findings}


def test_levels_that_do_not_add_up_or_are_not_known_are_told() -> None:
    units = tuple(Organisation(id=b.organisation, name=b.organisation) for b in BODIES)
    wrong = QuotaRequest(id="q", total=9, bodies=BODIES, stages={"primary": 4})
    with pytest.raises(Troubles) as raised:
        division(season(organisations=units), wrong)
    assert [(t.code, t.at) for t in raised.value.found] == [("quota.stages-sum", "stages")]
    bare = tuple(Body(organisation=b.organisation, teachers=100 + n) for n, b in enumerate(BODIES))
    unknown = QuotaRequest(id="q", total=9, bodies=bare, stages={"primary": 9})
    with pytest.raises(Troubles) as raised:
        division(season(organisations=units), unknown)
    assert {t.code for t in raised.value.found} == {"quota.stages-unknown"}


def test_a_tie_between_levels_keeps_the_places_and_leaves_out_the_table() -> None:
    bodies = (
        Body(organisation="甲", primary=100, junior=100),
        Body(organisation="乙", primary=100, junior=100),
        Body(organisation="丙", primary=2000, junior=0),
    )
    units = tuple(Organisation(id=b.organisation, name=b.organisation) for b in bodies)
    asked = QuotaRequest(id="q", total=22, bodies=bodies, stages={"primary": 21, "junior": 1})
    given = season(organisations=units, quota=(asked,))
    outcome = quota.run(given, Plan(season=""), Work())
    assert not outcome.put_aside
    plan = extend(Plan(season=""), outcome)
    assert {award.organisation: award.places for award in plan.awards} == {
        "甲": 2,
        "乙": 2,
        "丙": 18,
    }
    assert plan.studies[0].table is None
    (told,) = [f for f in outcome.report.findings if f.code == "quota.stages-tied"]
    assert (told.severity, told.args) == ("warning", {"bodies": ("甲", "乙")})
    forget()
    judged = {f.code: f.severity for f in verify(given, plan).findings}
    assert judged["quota_stages_tied"] == "warning"
    assert "quota_stages" not in judged
