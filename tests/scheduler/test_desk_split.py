"""What finds no time in one piece in the time kept free: over half-days in a row."""

import pytest

from models.appointment import Submission
from models.plan import Appointment, Plan
from models.season import Season
from scheduler.rules import RULES
from scheduler.work import Outcome, Work
from tests.scheduler.test_appointments import brings, desk, plan, rows, tiny, unit

OPENED = ("2024-06-12.am", "2024-06-12.pm", "2024-06-13.am", "2024-06-13.pm")


def _published(*others: int) -> tuple[Season, Plan]:
    """A forecast of 10 dossiers, and a unit of so many minutes in each half-day of one desk."""
    units = (brings(f"t{n}", m // 5, f"v{n}") for n, m in enumerate(others))
    forecast = brings("s", 10, "u", forecast=True)
    names = ("u", "新", *(f"v{n}" for n in range(len(others))))
    bodies = tuple(unit(name) for name in names)
    given = tiny(forecast, *units, desks=(desk(opened=OPENED),), organisations=bodies)
    found = plan(given)
    assert not found.put_aside
    return given, Plan(season="", appointments=rows(found))


def _with(given: Season, base: Plan, changed: Submission) -> Outcome:
    submissions = {s.id: s for s in (*given.submissions, changed)}
    after = given.model_copy(update={"submissions": tuple(submissions.values())})
    found = plan(after, Work(base=base, frozen=frozenset({"annex5"})))
    judged = Plan(
        season="",
        steps=(found.report,),
        appointments=rows(found),
        put_aside=found.put_aside,
    )
    wrong = [f for r in RULES if r.needs == ("appointments",) for f in r.check(after, judged)]
    assert [f.code for f in wrong if f.severity == "breach"] == []
    return found


def _of(found: Outcome, name: str, kind: str = "extra") -> list[Appointment]:
    return [a for a in rows(found) if (a.submission, a.kind) == (name, kind)]


def _hours(items: list[Appointment]) -> set[tuple[str, str, str, str]]:
    return {(a.submission, a.at, a.start, a.desk) for a in items}


@pytest.mark.parametrize("real", [24, 26, 40])
def test_a_surplus_too_long_for_any_half_day_goes_into_the_next_ones_too(real: int) -> None:
    """Four half-days with 60 minutes free in three of them, for up to 145 minutes more."""
    given, base = _published(150, 150, 150, 150)
    found = _with(given, base, brings("s", real, "u"))
    more = _of(found, "s")
    assert len(more) > 1
    assert sum(a.dossiers for a in more) + sum(a.dossiers for a in _of(found, "s", "")) == real
    assert len({a.desk for a in more}) == 1
    assert _hours(list(base.appointments)) <= _hours(list(rows(found)))
    assert not found.put_aside


def test_a_half_day_that_is_full_is_passed_over() -> None:
    given, base = _published(150, 150, 150, 150)
    filled = (a.model_copy(update={"minutes": 210}) for a in base.appointments if a.at == OPENED[2])
    others = (a for a in base.appointments if a.at != OPENED[2])
    base = base.model_copy(update={"appointments": (*others, *filled)})
    found = _with(given, base, brings("s", 30, "u"))
    assert [a.at for a in _of(found, "s")] == [OPENED[1], OPENED[3]]


def test_an_unlisted_unit_comes_in_pieces_before_it_is_refused() -> None:
    given, base = _published(150, 150, 150, 150)
    found = _with(given, base, brings("b", 20, "新", unlisted=True))
    assert sum(a.dossiers for a in _of(found, "b", "")) == 20
    assert len(_of(found, "b", "")) > 1


def test_what_is_more_than_all_the_time_left_is_put_aside() -> None:
    given, base = _published(150, 150, 150, 150)
    found = _with(given, base, brings("s", 80, "u"))
    assert [p.row for p in found.put_aside] == ["s"]
    assert _of(found, "s") == []


def test_before_anything_is_published_a_unit_is_not_cut_into_pieces() -> None:
    """Then the others may still move."""
    units = (brings(f"t{n}", 36, f"v{n}") for n in range(4))
    given = tiny(brings("b", 20, "新", unlisted=True), *units, desks=(desk(opened=OPENED),))
    found = plan(given)
    assert [p.row for p in found.put_aside] == ["b"]
