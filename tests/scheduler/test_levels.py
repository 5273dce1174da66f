"""Levels of the timetable around the reference objective, each with its bound."""

from collections.abc import Iterator

import pytest

from models.law import Parameter
from models.plan import Goal, Plan, Share
from models.season import Season
from scheduler.planning import plan
from scheduler.reference import REFERENCE, TERMS, factors, goals_of, levels, of_level, weights
from scheduler.shares import total
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons


def _season(*named: str, wishes: bool = True) -> Season:
    """Twelve dossiers of one unit with two colleagues on the list, who sit only if need be."""
    experts = tuple(
        seasons.expert(
            f"E{n}",
            f"所{n}",
            wishes_against=HALVES if wishes and n < 3 else (),
        )
        for n in range(6)
    )
    found = seasons.season(
        changes={"committee.min.mid.series": 5, "pool.ratio": 1},
        committees=(seasons.committee(size=5),),
        experts=experts,
        applicants=tuple(
            seasons.applicant(f"A{n}", f"厂{n}", format="live_lesson") for n in range(12)
        ),
    )
    if not named:
        return found
    row = Parameter.model_validate(
        {"id": "goal.timetable.levels", "value": named, "default_status": "planning"}
    )
    kept = tuple(p for p in found.profile.parameters if p.id != row.id)
    profile = found.profile.model_copy(update={"parameters": (*kept, row)})
    return found.model_copy(update={"profile": profile})


HALVES = tuple(f"2024-08-{day:02}.{half}" for day in range(7, 24) for half in ("am", "pm"))


def _goals(made: Plan) -> dict[str, Goal]:
    report = made.report("timetable")
    assert report is not None
    return {goal.name: goal for goal in report.goals}


def test_without_a_choice_the_reference_is_the_one_level() -> None:
    season = _season()
    assert levels(season) == (REFERENCE,)
    assert factors(season) == {REFERENCE: 1}
    assert list(_goals(plan(season, Work()))) == ["reference"]


def test_a_wish_above_the_reference_is_kept_whatever_that_costs() -> None:
    first = plan(_season("against_wish", "reference", "open_rooms"), Work())
    goals = _goals(first)
    assert list(goals) == ["timetable.against_wish", "reference", "timetable.open_rooms"]
    plain = plan(_season(), Work())
    wishes = sum(s.amount for s in _goals(plain)["reference"].shares if s.term == "against_wish")
    assert goals["timetable.against_wish"].value <= wishes
    assert goals["reference"].value >= _goals(plain)["reference"].value
    for goal in goals.values():
        assert goal.proven
        assert goal.value == total(goal.shares)
    assert verify(_season("against_wish", "reference", "open_rooms"), first).lawful


def _some(seed: int) -> Iterator[Share]:
    for n, term in enumerate(TERMS):
        yield Share(term=term, committee="C", amount=(seed * 7 + n * 3) % 11, weight=1)


@pytest.mark.parametrize("seed", range(6))
def test_bounds_of_levels_are_those_of_their_sum(seed: int) -> None:
    season = _season("against_wish", "reference", "plenary_delay")
    shares = list(_some(seed))
    by = weights(season)
    value = sum(s.amount * by[s.term] for s in shares)  # pyright: ignore[reportArgumentType]
    assert value == sum(
        factors(season)[level] * total(of_level(season, level, shares)) for level in levels(season)
    )
    assert all(goal.proven for goal in goals_of(season, shares, value))
    loose = goals_of(season, shares, value - 1)
    assert all(goal.bound <= goal.value for goal in loose)
    assert not value or not all(goal.proven for goal in loose)
