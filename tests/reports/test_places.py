"""Where a finding stands, in words."""

import pytest

from models.plan import Where
from reports.places import place_words
from tests.reports.sample import make_plan, make_season

SEASON = make_season(2, 12)
PLAN = make_plan(SEASON)


def test_rows_of_season_and_plan_are_told_by_name() -> None:
    committee, person = SEASON.committees[0], SEASON.experts[0]
    assert place_words(SEASON, PLAN, Where(table="experts", id=person.id)) == person.name
    of_plan = Where(file="plan", table="seats", id=committee.id)
    assert place_words(SEASON, PLAN, of_plan) == committee.name


@pytest.mark.parametrize("table", ["seats", "reserves", "sessions", "dockets", "appointments"])
def test_no_id_stands_where_a_name_is_known(table: str) -> None:
    for row in getattr(PLAN, table):
        told = place_words(SEASON, PLAN, Where(file="plan", table=table, id=row.id))
        assert told != row.id
        assert not {"any", "internal", "external", "@"} & {*told.split("　")}


def test_what_is_unknown_is_told_by_its_id() -> None:
    assert place_words(SEASON, PLAN, Where(file="plan", table="seats", id="x/y")) == "x/y"
    assert place_words(SEASON, PLAN, Where(file="plan", table="", id="x")) == "x"
