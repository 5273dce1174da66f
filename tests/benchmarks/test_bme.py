"""The final examinations: the score term by term, and the best value by enumeration."""

import itertools
import json
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.bme import bme
from benchmarks.bme.data import Case, Exam, Instructor, Student, read
from benchmarks.bme.judge import score
from benchmarks.bme.search import search
from benchmarks.row import Options

ALWAYS = (True, True)
TWO = Case(
    2,
    2,
    (
        Instructor("P", ("president",), ALWAYS),
        Instructor("Q", ("president",), ALWAYS),
        Instructor("S", ("secretary",), ALWAYS),
        Instructor("M", ("member",), ALWAYS),
        Instructor("E", (), ALWAYS),
        Instructor("F", (), ALWAYS),
    ),
    (Student("1", "E", "c"), Student("2", "F", "d")),
    {"c": ("E",), "d": ("F", "M")},
)
FIRST = Exam("1", "E", "P", "S", "M", "E")
SECOND = Exam("2", "F", "P", "S", "M", "F")
EVEN = {"PresidentWorkloadWorst": 60, "MemberNotExaminer": 1}
"""One of two presidents does everything; the member might have asked in the second."""


def _without(person: str, slot: int) -> Case:
    return replace(
        TWO,
        instructors=tuple(
            replace(one, available=tuple(t != slot for t in range(2))) if one.id == person else one
            for one in TWO.instructors
        ),
    )


def test_a_schedule_without_breach_costs_what_is_unavoidable() -> None:
    assert score(TWO, [FIRST, SECOND]) == EVEN


@pytest.mark.parametrize(
    ("second", "more"),
    [
        (replace(SECOND, examiner="E"), {"WrongExaminer": 2000, "SupervisorNotExaminer": 1}),
        (replace(SECOND, supervisor="E"), {"WrongSupervisor": 2000}),
        (replace(SECOND, examiner="M"), {"SupervisorNotExaminer": 1, "MemberNotExaminer": 0}),
        (replace(SECOND, member="S"), {"TwoChairs": 5000, "MemberNotExaminer": 0}),
        (
            replace(SECOND, president="Q"),
            {"PresidentChange": 1000, "PresidentChangeLong": 10, "PresidentWorkloadWorst": 0},
        ),
        (replace(FIRST, president="P"), {"StudentDuplicated": 10000, "MemberNotExaminer": 0}),
    ],
)
def test_every_breach_has_its_points(second: Exam, more: dict[str, int]) -> None:
    points = score(TWO, [FIRST, second])
    found = {name: points[name] for name in more}
    assert found == more


@pytest.mark.parametrize(
    ("person", "term", "cost"),
    [
        ("P", "PresidentNotAvailable", 1000),
        ("S", "SecretaryNotAvailable", 1000),
        ("M", "MemberNotAvailable", 5),
    ],
)
def test_who_is_away_costs(person: str, term: str, cost: int) -> None:
    assert score(_without(person, 0), [FIRST, SECOND])[term] == cost
    assert score(TWO, [FIRST, SECOND])[term] == 0


def test_a_supervisor_with_a_role_should_sit() -> None:
    people = tuple(
        replace(one, roles=("secretary", "member")) if one.id == "E" else one
        for one in TWO.instructors
    )
    case = replace(TWO, instructors=people)
    assert score(case, [FIRST, SECOND])["SupervisorNotSecretary"] == 1
    assert score(case, [FIRST, SECOND])["SupervisorNotMember"] == 1
    sits = [replace(FIRST, member="E"), SECOND]
    assert score(case, sits)["SupervisorNotSecretary"] == 0
    assert score(case, sits)["SupervisorNotMember"] == 0


def _random(seed: int) -> Case:
    lot = random.Random(seed)
    slots = 4

    def times(share: float) -> tuple[bool, ...]:
        return tuple(lot.random() < share for _ in range(slots))

    people = [
        Instructor("P", ("president",), (True,) * slots),
        Instructor("Q", ("president", "member"), times(0.8)),
        Instructor("S", ("secretary",), (True,) * slots),
        Instructor("T", ("secretary",), times(0.7)),
        Instructor("M", ("member",), times(0.7)),
        Instructor("E", (), (True,) * slots),
    ]
    examiners = {"c": ("E",), "d": ("E", lot.choice("PQM"))}
    students = [
        Student(str(number), lot.choice("PQSTME"), lot.choice("cd")) for number in range(slots)
    ]
    return Case(slots, 2, tuple(people), tuple(students), examiners)


def _least(case: Case) -> int:
    """The least score; hard terms kept, so that few schedules are left to score."""
    presidents, secretaries, members = (
        [one.id for one in case.of_role(role)] for role in ("president", "secretary", "member")
    )
    blocks = case.slots // case.block
    best = 10**9
    for order in set(itertools.permutations(range(case.slots))):
        students = [case.students[i] for i in order]
        for chairs in itertools.product(
            itertools.product(presidents, repeat=blocks),
            itertools.product(secretaries, repeat=blocks),
            itertools.product(members, repeat=case.slots),
        ):
            ways = itertools.product(*(case.examiners[s.course] for s in students))
            for way in ways:
                exams = [
                    Exam(
                        s.id,
                        s.supervisor,
                        chairs[0][t // case.block],
                        chairs[1][t // case.block],
                        chairs[2][t],
                        way[t],
                    )
                    for t, s in enumerate(students)
                ]
                if any(e.member == e.president for e in exams):
                    continue
                best = min(best, sum(score(case, exams).values()))
    return best


@pytest.mark.parametrize("seed", [1, 3])
def test_the_value_agrees_with_enumeration(seed: int) -> None:
    case = _random(seed)
    board = search(case, 1, time.monotonic() + 20)
    assert board.plan is not None
    assert sum(score(case, board.plan).values()) == board.value == _least(case)
    assert board.bound == board.value


def test_the_command_scores_its_own_and_the_published_schedules(tmp_path: Path) -> None:
    given = {
        "slots": 2,
        "block_len": 2,
        "instructors": [
            {"id": one.id, "roles": list(one.roles), "available": "11"} for one in TWO.instructors
        ],
        "students": [
            {"id": one.id, "supervisor": one.supervisor, "course": one.course}
            for one in TWO.students
        ],
        "courses": [{"id": name, "examiners": list(who)} for name, who in TWO.examiners.items()],
    }
    folder = tmp_path / "bme_final_exam"
    folder.mkdir()
    (folder / "instance_A.json").write_text(json.dumps(given), encoding="utf-8")
    known = [
        {"label": "a", "score_recomputed": 61, "schedule": [["1", "E", "P", "S", "M", "E"],
                                                            ["2", "F", "P", "S", "M", "F"]]}
    ]  # fmt: skip
    (folder / "reference_schedules_A.json").write_text(json.dumps(known), encoding="utf-8")
    assert read(folder / "instance_A.json") == TWO
    options = Options("demo", str(tmp_path), 1, 20, ["ours", "published"])
    rows = [row.cells() for row in bme(options)]
    assert [(r["method"], r["status"], r["value"], r["checked"]) for r in rows] == [
        ("ours", "OPTIMAL", "61", "yes"),
        ("published", "FEASIBLE", "61", "yes"),
    ]
