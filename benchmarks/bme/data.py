"""The final examinations of Budapest as published: students, instructors, slots."""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

ROLES = ("president", "secretary", "member")
WINDOW_ENDS = (0, 10, 21, 32, 43, 54, 65, 76, 87, 98)
"""Long windows lie between these slots; what is left at the end belongs to none."""


@dataclass(frozen=True)
class Instructor:
    """`available`: one truth per slot."""

    id: str
    roles: tuple[str, ...]
    available: tuple[bool, ...]


@dataclass(frozen=True)
class Student:
    """Who supervised the thesis, and the course of the examination."""

    id: str
    supervisor: str
    course: str


@dataclass(frozen=True)
class Case:
    """`examiners`: by course, who may examine it."""

    slots: int
    block: int
    instructors: tuple[Instructor, ...]
    students: tuple[Student, ...]
    examiners: dict[str, tuple[str, ...]]

    @cached_property
    def instructor(self) -> dict[str, Instructor]:
        """By id."""
        return {one.id: one for one in self.instructors}

    @cached_property
    def windows(self) -> list[range]:
        """The long windows, cut off where the slots end."""
        ends = [min(end, self.slots) for end in WINDOW_ENDS]
        return [range(first, last) for first, last in pairwise(ends) if first < last]

    def of_role(self, role: str) -> list[Instructor]:
        """Those who hold a role."""
        return [one for one in self.instructors if role in one.roles]


@dataclass(frozen=True)
class Exam:
    """One slot of a schedule, by ids."""

    student: str
    supervisor: str
    president: str
    secretary: str
    member: str
    examiner: str


def read(path: Path) -> Case:
    """The case in a file."""
    given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Case(
        given["slots"],
        given["block_len"],
        tuple(
            Instructor(i["id"], tuple(i["roles"]), tuple(mark == "1" for mark in i["available"]))
            for i in given["instructors"]
        ),
        tuple(Student(s["id"], s["supervisor"], s["course"]) for s in given["students"]),
        {c["id"]: tuple(c["examiners"]) for c in given["courses"]},
    )
