"""Who sits and when, where committees share people: planned just when enumeration finds a way."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from random import Random

import pytest

from models.committee import Expected, Room
from models.people import Absence
from models.season import Season
from scheduler import spread_seats
from scheduler.planning import plan
from scheduler.work import Work
from tests import seasons, tight
from tests.scheduler.blocks import CHANGES

HALF_DAYS = [f"2024-08-{day:02}.{half}" for day in (7, 8) for half in ("am", "pm")]
Away = Mapping[str, Sequence[str]]
Use = tuple[int, frozenset[str]]
"""A half-day by number, and who is in one room."""


def _drawn(rng: Random) -> tuple[Season, str, Away, int]:
    """Committees of three with one panel each (small letters: blocks), people, where, rooms."""
    names = rng.choice(["AB", "AB", "ABC", "ABc", "Ac", "ABcd"])
    away = {
        f"E{n}": [at for at in HALF_DAYS if rng.random() < 0.25]
        for n in range(rng.choice([3, 4, 4, 5, 5]))
    }
    rooms = rng.choice([1, 1, 2, 3])
    season = seasons.season(
        changes=CHANGES | {"meeting.max_days": 3, "draw.reserve_ratio": (0, 1)},
        committees=tuple(
            seasons.committee(
                name, size=3, spread=name.isupper(), expected=(Expected(count=2),),
                earliest=date(2024, 8, 7), latest=date(2024, 8, 8),
            )
            for name in names
        ),
        experts=tuple(
            seasons.expert(
                name, f"单位{name}", presides=("*",),
                absences=tuple(Absence(first=at, last=at) for at in gone),
            )
            for name, gone in away.items()
        ),
        rooms=tuple(Room(id=f"R{n}", name=f"{n}号", plenary=True) for n in range(rooms)),
    )  # fmt: skip
    return season, names, away, rooms


def _ways(away: Away, *, spread: bool) -> Iterator[tuple[Use, Use]]:
    """A panel of all three, then a plenary of two thirds; in a block all three, in a row."""
    for members in combinations(sorted(away), 3):
        for panel, plenary in combinations(range(4), 2):
            here = [{e for e in members if HALF_DAYS[t] not in away[e]} for t in (panel, plenary)]
            if len(here[0]) < 3 or (not spread and plenary > panel + 1):
                continue
            for size in (2, 3) if spread else (3,):
                for some in combinations(sorted(here[1]), size):
                    yield (panel, frozenset(members)), (plenary, frozenset(some))


def _stands(uses: Sequence[Use], rooms: int) -> bool:
    for at in range(4):
        inside = [people for half_day, people in uses if half_day == at]
        if len(inside) > rooms or sum(map(len, inside)) > len(frozenset[str]().union(*inside)):
            return False
    return True


def _exists(names: str, away: Away, rooms: int, uses: tuple[Use, ...] = ()) -> bool:
    if not _stands(uses, rooms):
        return False
    return not names or any(
        _exists(names[1:], away, rooms, (*uses, *way))
        for way in _ways(away, spread=names[0].isupper())
    )


@pytest.mark.parametrize("seed", [2, 5, 14, 18, 60, *range(1000, 1006)])
def test_committees_that_share_people_sit_exactly_when_there_is_a_way(seed: int) -> None:
    season, names, away, rooms = _drawn(Random(seed))
    made = plan(season, Work())
    sit = {session.committee for session in made.sessions}
    assert (sit == set(names)) == _exists(names, away, rooms)
    assert tight.unexplained(season, made) == []
    assert not any(report.status == "UNKNOWN" for report in made.steps)


@pytest.mark.parametrize(("most", "status"), [(40, "INFEASIBLE"), (10, "UNKNOWN")])
def test_of_too_many_those_in_one_anothers_way_are_settled_together(
    most: int, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three committees have 60 seats times half-days, the two that cannot both sit have 40."""
    monkeypatch.setattr(spread_seats, "MOST", most)
    season, names, away, rooms = _drawn(Random(98))
    assert not _exists(names, away, rooms)
    report = plan(season, Work()).report("meetings")
    assert report is not None
    assert report.status == status


def test_that_no_list_can_sit_is_told_with_clause_and_number() -> None:
    """Three people for both; two are away in the first of four half-days that both need."""
    made = plan(_drawn(Random(2))[0], Work())
    told = [f for report in made.steps for f in report.findings if f.code == "meetings.cannot-sit"]
    assert told
    assert told[0].clause == "R40-20"
    assert told[0].args["half_days"] == 4


@pytest.mark.parametrize("later", [True, False])
def test_a_seat_that_another_plenary_covers_is_not_called_open(later: bool) -> None:
    """Two of three are a quorum: E0 and E1 in the first afternoon; the others next day, or never.

    Whoever of a pair falls out, the other pair can hold the plenary in its half-day, if it has one.
    """
    first, second, third, fourth = HALF_DAYS
    away = {
        "E0": [third, fourth],
        "E1": [third, fourth],
        "E2": [second, fourth] if later else [second, third, fourth],
        "E3": [second, fourth] if later else [second, third, fourth],
    }
    season = seasons.season(
        changes=CHANGES | {"draw.reserve_ratio": (1, 3)},
        committees=(
            seasons.committee(
                "A", size=3, spread=True, expected=(Expected(count=2),),
                earliest=date(2024, 8, 7), latest=date(2024, 8, 8),
            ),
        ),
        experts=tuple(
            seasons.expert(
                name, f"单位{name}", presides=("*",),
                absences=tuple(Absence(first=at, last=at) for at in gone),
            )
            for name, gone in away.items()
        ),
        rooms=(Room(id="R0", name="0号", plenary=True),),
    )  # fmt: skip
    made = plan(season, Work())
    assert {s.at for s in made.sessions if s.kind == "panel"} == {first}
    report = made.report("formation")
    assert report is not None
    told = [f for f in report.findings if f.code == "formation.seat-uncovered"]
    assert [{*f.args["experts"]} for f in told if isinstance(f.args["experts"], tuple)] == (
        [] if later else [{"E0", "E1"}]
    )
