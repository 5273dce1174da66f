"""Random tight seasons of every kind: planned lawfully, or refused with clause and number."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.planning import plan
from scheduler.work import Work
from tests import tight


@given(rng=st.randoms(use_true_random=False))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_whatever_is_tight_is_planned_lawfully_or_explained(rng: Random) -> None:
    season = tight.season(rng)
    assert tight.unexplained(season, plan(season, Work())) == []


@pytest.mark.parametrize(
    "seed",
    [
        1253,  # rooms with equipment for one of two spread committees
        1307,  # a block leaves a spread committee no half-day: with clause and number
        2016,  # spread committees that must not overlap one another
        2137,  # members of two spread committees, one of which misses a plenary
        3008,  # the same with a single day for one of them
        3058,  # members who sit in blocks as well
        3210,  # three committees that only together have too few people
        3372,  # everybody sits in two committees
        3400,  # a quorum that only other blocks leave
        6112,  # blocks and a spread committee, in whatever half-days
        5378,  # one member away when the only room is free
        1685,  # the rooms as given out decide who can sit
        6419,  # of many lawful lists few can sit: who and when are settled together
        60642,  # a way that ties forbid is put in by its exact model, or not chosen
        12252,  # committees without a place, rooms of a place and rooms of none
    ],
)
def test_seasons_that_once_had_no_answer_have_one(seed: int) -> None:
    season = tight.season(Random(seed))
    made = plan(season, Work())
    assert tight.unexplained(season, made) == []
    assert not any(report.status == "UNKNOWN" for report in made.steps)


def test_the_kinds_that_are_drawn_hold_everything_that_can_bind() -> None:
    """Blocks and spread, groups and none, self-reviewing, non-public, two steps at the desks …."""
    drawn = [tight.season(Random(seed)) for seed in range(60)]
    committees = [c for season in drawn for c in season.committees]
    applicants = [a for season in drawn for a in season.applicants]
    assert {True, False} <= {c.spread for c in committees}
    assert {True, False} <= {bool(c.groups) for c in committees}
    assert {True, None} <= {c.self_reviewing for c in committees}
    assert any(c.apart_from for c in committees)
    assert any(c.equipment for c in committees)
    assert any(c.draws for c in committees)
    assert any(a.set_apart for a in applicants)
    assert any(a.origin for a in applicants)
    assert {"lesson_defence", "live_lesson", "interview", "recognition"} <= {
        a.format for a in applicants
    }
    assert any(desk.stage == "second" for season in drawn for desk in season.desks)
    assert any(not season.experts for season in drawn)
    assert any(season.conflicts for season in drawn)
    assert any(season.staff for season in drawn)
    assert any(season.pins for season in drawn)
