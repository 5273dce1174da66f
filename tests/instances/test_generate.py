"""Synthetic seasons: the sizes asked for, the same bytes again, and shares as promised."""

import json
import os
import subprocess
import sys
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from instances.files import load
from instances.generate import generate, region, sizes, tightness
from instances.generate_sizes import REGION_CITIES
from instances.generate_tightness import eligible
from instances.generate_work import starts, window
from models.season import Season, season_bytes

HERE = Path(__file__).parent.parent.parent
SHAPES = {
    # committees, groups, applicants, experts, units, rooms
    "demo": (4, 8, 60, 90, 30, 4),
    "city": (30, 122, 6000, 1200, 600, 20),
    "city-spread": (30, 122, 6000, 1200, 600, 20),
    "stress": (30, 75, 5000, 1500, 600, None),
}


@cache
def one(size: str, seed: int = 11, *, short: bool = False) -> Season:
    """A season of a size that is one city."""
    season = generate(size, seed, short=short)
    assert isinstance(season, Season)
    return season


@pytest.mark.parametrize("size", SHAPES)
def test_sizes_are_as_asked_for(size: str) -> None:
    season = one(size)
    committees, groups, applicants, experts, units, rooms = SHAPES[size]
    assert len(season.committees) == committees
    assert sum(len(c.groups) for c in season.committees) == groups
    assert len(season.applicants) == applicants
    assert len(season.experts) == experts
    assert sum(o.id.startswith("U") for o in season.organisations) == units
    assert rooms is None or len(season.rooms) == rooms


@pytest.mark.parametrize("size", SHAPES)
def test_the_season_is_read_without_a_fault(size: str, tmp_path: Path) -> None:
    path = tmp_path / "season.json"
    path.write_bytes(season_bytes(one(size)))
    found = load(path)
    assert not found.faults
    assert found.season == one(size)


def test_same_seed_same_bytes_under_any_hash_seed() -> None:
    code = (
        "import sys;from instances.generate import generate;"
        "from models.season import season_bytes;"
        "sys.stdout.buffer.write(season_bytes(generate('demo', 5)))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=HERE,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE)},
        ).stdout
        for seed in ("0", "1", "4711")
    ]
    assert runs[0] == runs[1] == runs[2]
    assert runs[0] != season_bytes(one("demo", 6))


def test_the_demo_file_is_what_the_generator_makes() -> None:
    assert (HERE / "instances" / "demo.json").read_bytes() == season_bytes(one("demo", 3))


def test_no_other_text_holds_the_name_of_an_expert() -> None:
    season = one("city")
    rest = season_bytes(season.model_copy(update={"experts": ()})).decode()
    names = [expert.name for expert in season.experts]
    assert len(set(names)) == len(names)
    assert not [name for name in names if name in rest]


def test_city_is_as_tight_as_promised() -> None:
    season = one("city")
    rows = {row.what: row for row in tightness(season)}
    seats = sum(c.size or 0 for c in season.committees)
    pools = sum(len(e.pools) for e in season.experts)
    assert 2.2 <= pools / seats <= 2.7
    assert 500 <= rows["room half-days"].needed - rows["plenary half-days"].needed <= 520
    assert all(row.ratio <= 1 for row in rows.values())
    kinds = [o.kind for o in season.organisations if o.id.startswith("U")]
    assert 0.25 <= kinds.count("private_enterprise") / len(kinds) <= 0.35
    assert len(season.conflicts) == 720
    rotated = sum(sum(bool(s.committees) for s in e.service) == 3 for e in season.experts)
    assert rotated == 1200 * 17 // 100


def test_three_days_suit_about_two_thirds_of_a_pool() -> None:
    season = one("city")
    coming = total = 0
    for committee in season.committees:
        pool = [e for e in season.experts if committee.id in e.pools]
        spans = starts(window(season.profile, season.calendar, committee), 6, 3)
        for span in spans:
            coming += sum(
                not any(a.first <= span[-1] and span[0] <= a.last for a in e.absences) for e in pool
            )
            total += len(pool)
    assert 0.60 <= coming / total <= 0.72


def test_spread_leaves_an_expert_three_quarters_of_the_half_days() -> None:
    season = one("city-spread")
    half_days = len(window(season.profile, season.calendar, season.committees[0]))
    assert half_days == 40
    free = 1 - sum(len(e.absences) for e in season.experts) / len(season.experts) / half_days
    assert 0.72 <= free <= 0.82
    assert all(c.spread for c in season.committees)
    assert all(6 <= (e.max_half_days or 0) <= 10 for e in season.experts)


def test_stress_uses_nine_tenths_of_the_rooms_of_august() -> None:
    season = one("stress")
    rows = {row.what: row for row in tightness(season)}
    assert 0.88 <= rows["room half-days"].ratio <= 0.92
    assert len(window(season.profile, season.calendar, season.committees[0])) == 26


def test_a_region_is_twelve_cities_and_they_differ() -> None:
    assert REGION_CITIES == 12
    cities = list(islice(region(11), 2))
    assert len({season_bytes(city) for city in cities}) == 2


def test_one_short_lacks_one_expert_in_one_specialty() -> None:
    season = one("demo", short=True)
    committee = season.committees[0]
    group = committee.groups[0]
    fit = [
        e
        for e in season.experts
        if committee.id in e.pools
        and any(t.series == committee.series and t.specialty in group.specialties for t in e.titles)
    ]
    assert len(fit) == season.profile.integer("group.min_members") - 1


def test_every_pool_holds_the_shares_that_the_law_wants() -> None:
    season = one("city")
    for committee in season.committees:
        able = eligible(season, committee)
        assert len(able) >= (committee.size or 0)
        if committee.self_reviewing:
            outside = sum(e.organisation != committee.organiser for e in able)
            assert 3 * outside >= (committee.size or 0)


def test_the_sizes_are_named() -> None:
    assert sizes() == (*SHAPES, "region")
    assert json.loads((HERE / "instances" / "demo.json").read_text("utf-8"))["year"] == 2024
