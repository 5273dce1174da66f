"""The Baotou 2024 season: facts as the notice has them, counts as asked for, labels on the rest."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from instances.baotou import baotou
from instances.baotou_people import HEARD, teachers
from instances.baotou_tables import BUREAU, CITY, DEPARTMENTS, DISTRICTS
from instances.files import load
from instances.generate import tightness
from instances.profile import work_calendar
from models.season import Season, season_bytes

FILE = Path(__file__).parent.parent.parent / "instances" / "baotou-2024.json"


@pytest.fixture(scope="module")
def season() -> Season:
    """The season as built from facts and seed."""
    return baotou()


def test_the_file_is_what_the_code_makes(season: Season) -> None:
    assert FILE.read_bytes() == season_bytes(season)


def test_the_file_is_read_without_a_fault(season: Season) -> None:
    found = load(FILE)
    assert not found.faults
    assert found.season == season


def test_counts_are_those_of_the_field(season: Season) -> None:
    assert 54 <= len(season.committees) <= 58
    assert len(season.applicants) == 1800
    assert len(season.experts) == 700
    assert (len(season.rooms), len(season.desks)) == (12, 4)
    assert sum(o.id.startswith("U") for o in season.organisations) in range(225, 236)
    heard = Counter(a.format for a in season.applicants)
    assert heard["interview"] + heard["lesson_defence"] == HEARD
    apart = sum(a.set_apart for a in season.applicants)
    assert 0.10 <= apart / 1800 <= 0.20
    assert len(season.conflicts) == 420


def test_ten_bodies_and_the_city_receive(season: Season) -> None:
    districts = [o.id for o in season.organisations if o.kind == "district"]
    assert len(districts) == 10
    assert {"稀土高新区", "达尔罕茂明安联合旗"} <= set(districts)
    assert {BUREAU, CITY, *DEPARTMENTS} <= set(season.organisation)


def test_counties_review_mid_and_junior_only(season: Season) -> None:
    names = {name for name, _, _ in DISTRICTS}
    own = Counter(c.organiser for c in season.committees if c.organiser in names)
    assert all(3 <= count <= 6 for count in own.values())
    for committee in season.committees:
        if committee.organiser in names:
            assert set(committee.levels) <= {"mid", "junior"}
    guests = {e.organisation for c in season.committees for e in c.entrustments}
    assert names - set(own) <= guests
    assert all(e.consent for c in season.committees for e in c.entrustments)


def test_seventeen_places_and_the_sourced_teachers(season: Season) -> None:
    request = next(q for q in season.quota if q.kind == "full_senior_teachers")
    assert request.total == 17
    assert len(request.bodies) == 11
    assert sum(b.teachers or 0 for b in request.bodies) == sum(teachers().values()) == 21012
    assert all("21012" in b.source for b in request.bodies)


def test_annex_units(season: Season) -> None:
    by_annex = {
        annex: Counter(s.organisation for s in season.submissions if s.annex == annex)
        for annex in (5, 6)
    }
    assert (len(by_annex[5]), len(by_annex[6])) == (90, 140)
    assert all(1 <= n <= 4 for counts in by_annex.values() for n in counts.values())


def test_what_is_invented_says_so(season: Season) -> None:
    for unit in season.organisations:
        assert unit.source
        if unit.id.startswith("U"):
            assert "虚构" in unit.name
            assert unit.source == "虚构"
    assert all("虚构" in a.note for a in season.applicants)
    assert all(c.source for c in season.committees)


def test_dates_are_the_notices(season: Season) -> None:
    value = season.profile
    assert value.date("deadline.senior.municipal.handin") == date(2024, 6, 14)
    assert value.date("deadline.review_and_publication") == date(2024, 8, 31)
    assert value.date("deadline.approval") == date(2024, 9, 13)
    assert season.calendar == work_calendar(2024)


def test_rows_that_meet_nowhere_here_are_few_and_noted(season: Season) -> None:
    away = [a for a in season.applicants if a.exam_only or (a.green_item or 9) <= 6]
    assert 10 <= len(away) <= 30
    assert all(a.note for a in away)


def test_experts_are_named_in_no_other_text(season: Season) -> None:
    rest = season_bytes(season.model_copy(update={"experts": ()})).decode()
    names = [e.name for e in season.experts]
    assert len(set(names)) == 700
    assert not [name for name in names if name in rest]


def test_nothing_is_needed_that_is_not_there(season: Season) -> None:
    assert all(row.ratio <= 1 for row in tightness(season))
