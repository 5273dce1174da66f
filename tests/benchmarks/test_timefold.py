"""Timefold as a peer: its answers are judged anew, and nothing fails where it is not there."""

import os

import pytest

from benchmarks.timefold_case import Answer, Body, Case, Group, Limit, Member, Panel, judge
from benchmarks.timefold_peer import INTERPRETER, ask

MORNING, NOON, NEXT, LAST = "2024-07-01.am", "2024-07-01.pm", "2024-07-02.am", "2024-07-02.pm"
WEIGHTS = {
    "greatest_load": 3,
    "expert_days": 2,
    "against_wish": 1,
    "open_rooms": 1,
    "plenary_delay": 1,
}


def _case(seconds: float = 1) -> Case:
    """Two panels of two by three members; one is away at first, one unwilling at noon."""
    return Case(
        seconds=seconds,
        seed=1,
        weights=WEIGHTS,
        committees=(
            Body(
                id="C",
                site="S",
                pool="site S",
                size=3,
                span=(MORNING, NOON, NEXT, LAST),
                runs=((NEXT,), (LAST,)),
                least=2,
                groups=(
                    Group(
                        id="C-1",
                        panels=2,
                        panel_size=2,
                        members=(
                            Member(expert="a", most=2),
                            Member(expert="b", away=(MORNING,), most=2),
                            Member(expert="c", against=(NOON,), most=2),
                        ),
                    ),
                ),
            ),
        ),
        limits=tuple(
            Limit(pool="site S", at=at, size=size, rooms=1)
            for at in (MORNING, NOON, NEXT, LAST)
            for size in (0, 3)
        ),
    )


def _answer(first: Panel, second: Panel, plenary: str = NEXT) -> Answer:
    return Answer(score="", panels=(first, second), plenaries={"C": (plenary,)})


def _panel(at: str, members: str) -> Panel:
    return Panel(group="C-1", at=at, members=tuple(members))


def test_a_lawful_answer_is_valued_term_by_term() -> None:
    """Load 2, days a, b, c; a room on each of two days; then a wish, and a late plenary."""
    best = _answer(_panel(MORNING, "ac"), _panel(NOON, "ab"))
    assert judge(_case(), best) == (0, 3 * 2 + 2 * 3 + 2)
    unwilling = _answer(_panel(MORNING, "ac"), _panel(NOON, "bc"), LAST)
    assert judge(_case(), unwilling) == (0, 3 * 2 + 2 * 3 + 1 + 2 + 1)


@pytest.mark.parametrize(
    ("first", "second", "plenary", "faults"),
    [
        (_panel(MORNING, "ab"), _panel(NOON, "ac"), NEXT, 1),  # b is away
        (_panel(MORNING, "ac"), _panel(NOON, "aa"), NEXT, 2),  # a sits twice at once, and too often
        (_panel(MORNING, "ac"), _panel(NOON, "a"), NEXT, 1),  # a seat is empty
        (_panel(NOON, "ac"), _panel(NOON, "ab"), NEXT, 2),  # one room, a twice
        (_panel(MORNING, "ac"), _panel(NEXT, "ab"), LAST, 0),
        (_panel(MORNING, "ac"), _panel(NEXT, "ab"), NEXT, 4),  # late, no room, a and b in two
        (_panel(MORNING, "ac"), _panel(NOON, "ax"), NEXT, 1),  # x is no member
        (_panel(MORNING, "ac"), _panel(NOON, "ab"), NOON, 5),  # no such run, and late
    ],
)
def test_broken_constraints_are_counted(
    first: Panel, second: Panel, plenary: str, faults: int
) -> None:
    assert judge(_case(), _answer(first, second, plenary))[0] == faults


def test_an_unfinished_answer_is_no_plan() -> None:
    nothing = Answer(score="", panels=(), plenaries={})
    assert judge(_case(), nothing)[0] > 0


def test_without_the_interpreter_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(INTERPRETER, raising=False)
    assert ask(_case()) == f"{INTERPRETER} is not set"
    monkeypatch.setenv(INTERPRETER, "/nowhere/python")
    assert str(ask(_case())).startswith("does not start: ")


@pytest.mark.slow
@pytest.mark.skipif(INTERPRETER not in os.environ, reason=f"{INTERPRETER} is not set")
def test_timefold_finds_the_best_timetable_of_a_tiny_case() -> None:
    case = _case(seconds=2)
    answer = ask(case)
    assert isinstance(answer, Answer), answer
    assert judge(case, answer) == (0, 13)
    assert answer.score == "0hard/-13soft"
