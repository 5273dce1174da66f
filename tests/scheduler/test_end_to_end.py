"""On tiny seasons the pipeline finds a lawful plan exactly when there is one, by brute force."""

from datetime import date
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.calendar import HalfDay
from models.people import Absence, Conflict
from models.season import Season
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons
from tests.scheduler.blocks import CHANGES

DAYS: tuple[HalfDay, ...] = ("2024-08-07.am", "2024-08-07.pm", "2024-08-08.am")
UNITS = ("甲厂", "乙院", "丙校")

ABLE: dict[str, Any] = {"organisation": "甲厂", "titles": (seasons.title(),)}

people = st.builds(
    dict,
    organisation=st.sampled_from(UNITS),
    absences=st.sampled_from([(), (), *(((Absence(first=at, last=at),)) for at in DAYS)]),
    titles=st.sampled_from([(seasons.title(),), (seasons.title(),), (seasons.title("junior"),)]),
)


@given(
    pool=st.lists(people, min_size=2, max_size=5),
    applicants=st.lists(st.sampled_from(UNITS), min_size=1, max_size=3),
    kin=st.sets(st.tuples(st.integers(0, 4), st.integers(0, 2)), max_size=3),
)
@example(pool=[ABLE, ABLE, ABLE], applicants=["丙校"], kin=set())
@example(pool=[ABLE, ABLE, ABLE], applicants=["丙校"], kin={(0, 0)})
@example(pool=[ABLE, ABLE, ABLE, ABLE], applicants=["丙校"], kin={(0, 0)})
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_plan_is_found_exactly_when_there_is_one(
    pool: list[dict[str, Any]], applicants: list[str], kin: set[tuple[int, int]]
) -> None:
    season = _season(pool, applicants, kin)
    made = plan(season, Work())
    found = made.done("meetings", "formation", "timetable", "dockets") and not made.put_aside
    assert found == _exists(season)
    assert verify(season, made).lawful


def _season(pool: list[dict[str, Any]], applicants: list[str], kin: set[tuple[int, int]]) -> Season:
    return seasons.season(
        changes=CHANGES,
        committees=(seasons.committee(size=3, earliest=date(2024, 8, 7), latest=date(2024, 8, 8)),),
        experts=tuple(seasons.expert(f"E{n}", **fields) for n, fields in enumerate(pool)),
        applicants=tuple(seasons.applicant(f"A{n}", unit) for n, unit in enumerate(applicants)),
        conflicts=tuple(
            Conflict(id=f"K{e}{a}", expert=f"E{e}", applicant=f"A{a}", kind="kin")
            for e, a in sorted(kin)
            if e < len(pool) and a < len(applicants)
        ),
    )


def _exists(season: Season) -> bool:
    """Every block and every three members: titled, there throughout, three readers a dossier.

    The law in its shortest words for these seasons: one day at most, a panel half-day and then
    the plenary; a member in no way tied to the applicant reads. With three members all must be
    free of ties, and one session holds the few short dossiers.
    """
    blocks = [(DAYS[0], DAYS[1]), *((at, _later(at)) for at in ("2024-08-08.am",))]
    ties = {(c.expert, c.applicant) for c in season.conflicts}
    for block in blocks:
        for members in combinations(season.experts, 3):
            titled = all(e.titles[0].level == "associate_senior" for e in members)
            there = all(
                not any(s.first <= at <= s.last for s in e.absences)
                for e in members
                for at in block
            )
            free = all(
                e.organisation != a.organisation and (e.id, a.id) not in ties
                for e in members
                for a in season.applicants
            )
            if titled and there and free:
                return True
    return False


def _later(at: HalfDay) -> HalfDay:
    return at.replace(".am", ".pm")
