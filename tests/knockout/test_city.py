"""At city size, seed 11, every share, recusal and quorum rule bites; here on some committees.

`python -m benchmarks knockout --size city` asks the whole season.
"""

from functools import cache

import pytest

from benchmarks.knockout import ALL, PROVISIONS, Provision, dated, told
from instances.generate import generate
from models.plan import Plan
from models.season import Season

SEED = 11
MOST = ("C01", "C03", "C04", "C06", "C07", "C08", "C14", "C22", "C26", "C27")
LAST = tuple(f"C{number}" for number in range(21, 31))
SOME = (MOST, LAST)
"""Committees planned by themselves: on which dates they meet decides what bites, so that a
provision need bite in one of the sets only."""


@cache
def _city() -> Season:
    season = generate("city", SEED)
    assert isinstance(season, Season)
    return season


@cache
def _some(names: tuple[str, ...]) -> tuple[Season, Plan]:
    """The city with these committees and their applicants alone, and dates for them."""
    season = _city()
    heard = {specialty for name in names for specialty in season.committee[name].specialties}
    others = frozenset(c.id for c in season.committees) - set(names)
    away = frozenset(a.id for a in season.applicants if a.specialty not in heard)
    some = season.without("committees", others).without("applicants", away)
    return some, dated(some, SEED)


@pytest.mark.parametrize("provision", PROVISIONS, ids=[item.clause for item in PROVISIONS])
def test_a_provision_bites_at_city_size(provision: Provision) -> None:
    planned = (_some(names) for names in SOME)
    assert any(
        told(season, provision.blind(season), dates, provision.steps, SEED)[provision.finding]
        for season, dates in planned
    )


@pytest.mark.parametrize("names", SOME, ids=["most", "last"])
def test_with_all_provisions_none_of_them_is_told(names: tuple[str, ...]) -> None:
    season, dates = _some(names)
    found = told(season, season, dates, ALL, SEED)
    assert not {item.finding for item in PROVISIONS} & found.keys()
