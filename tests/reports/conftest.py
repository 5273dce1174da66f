"""One season with four committees and its plan, for all tests that only look at papers.

A file that wants another season names it; the rest follows.
"""

import pytest

from models.plan import Plan, plan_number
from models.season import Season
from reports.sealed_letters import Sealed, sealed_view
from reports.view import Open, open_view
from tests.reports.sample import make_plan, make_season


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season(4, 24)


@pytest.fixture(scope="module")
def plan(season: Season) -> Plan:
    return make_plan(season)


@pytest.fixture(scope="module")
def view(season: Season, plan: Plan) -> Open:
    return open_view(season, plan)


@pytest.fixture(scope="module")
def sealed(season: Season, plan: Plan) -> Sealed:
    return sealed_view(season, plan, plan_number(plan))
