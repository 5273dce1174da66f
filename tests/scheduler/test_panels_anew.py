"""Panels beside one another that cannot hear everybody: laid out anew, with the same members."""

from datetime import date

import pytest

from models.committee import Room
from models.people import Conflict
from models.plan import Plan
from models.season import Season
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons, tight
from tests.scheduler.blocks import CHANGES

LINES = ("123", "145", "167", "246", "257", "347", "356")
"""The seven lines of the Fano plane: however seven are shared out to a panel of four and one of
three, some line has two of its points in the four. One panel of all seven hears everybody."""


def _season(last: int, *, spread: bool) -> Season:
    """Seven members, two panels of work; seven applicants have three of them as mentors each."""
    return seasons.season(
        changes=CHANGES | {"meeting.max_days": 3},
        committees=(
            seasons.committee(
                "A", size=7, spread=spread, earliest=date(2024, 8, 7), latest=date(2024, 8, last)
            ),
        ),
        experts=tuple(
            seasons.expert(f"E{n}", f"单位{n}", presides=("A",)) for n in range(1, 8)
        ),
        applicants=tuple(
            seasons.applicant(f"a{n}", f"厂{n}", committee="A") for n in range(60)
        ),
        conflicts=tuple(
            Conflict(id=f"K{n}{e}", expert=f"E{e}", applicant=f"a{n}")
            for n, line in enumerate(LINES)
            for e in line
        ),
        rooms=tuple(Room(id=f"R{n}", name=f"{n}号", plenary=True) for n in range(2)),
    )  # fmt: skip


def _panels(made: Plan) -> list[str]:
    return [session.at for session in made.sessions if session.kind == "panel"]


@pytest.mark.parametrize("spread", [False, True])
def test_one_panel_after_the_other_hears_whom_two_at_once_cannot(spread: bool) -> None:
    season = _season(9, spread=spread)
    made = plan(season, Work())
    assert made.done("meetings", "formation", "timetable", "dockets")
    assert len(set(_panels(made))) == 2
    assert verify(season, made).lawful


@pytest.mark.parametrize("spread", [False, True])
def test_where_there_is_room_for_two_at_once_alone_it_is_refused(spread: bool) -> None:
    """One day: a half-day for both panels, one for the plenary."""
    season = _season(7, spread=spread)
    made = plan(season, Work())
    (aside,) = (item for item in made.put_aside if item.table == "committees")
    assert aside.clause in {"R40-20", "R40-25"}
    assert tight.unexplained(season, made) == []
