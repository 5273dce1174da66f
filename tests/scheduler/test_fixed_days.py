"""A committee on fixed days: asked whole or group by group, the least value is the same."""

from typing import TYPE_CHECKING

import pytest

from instances.generate import generate
from models.season import Season
from scheduler import timetable
from scheduler.planning import given_of, plan
from scheduler.work import Work

if TYPE_CHECKING:
    from models.plan import Plan, StepReport


def _timetable(season: Season, formed: "Plan") -> "StepReport":
    loads = given_of(season, formed).loads
    return timetable.run(season, formed, Work(), loads).report


@pytest.mark.parametrize("seed", [3, 4])
def test_groups_asked_one_by_one_cost_what_the_whole_costs(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    season = generate("demo", seed)
    assert isinstance(season, Season)
    formed = plan(season, Work(), ["formation"])
    whole = _timetable(season, formed)
    monkeypatch.setattr(timetable, "CORE_UNITS", 0.0)  # settles nothing
    by_groups = _timetable(season, formed)
    assert whole.status == by_groups.status == "OPTIMAL"
    assert whole.goals == by_groups.goals
