"""The published score of a schedule, term by term. Nothing of the model is used."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from benchmarks.bme.data import ROLES, Case, Exam

BANDS = ((50, 150, 30), (70, 130, 20), (90, 110, 10))
"""Percent of the even share: outside these, so many points."""
WORKLOAD_NAMES = {30: "Worst", 20: "Worse", 10: "Bad"}


def score(case: Case, exams: Sequence[Exam]) -> Counter[str]:
    """Points by term; terms without points are absent. ValueError if slots and exams differ."""
    if len(exams) != case.slots:
        raise ValueError(f"{len(exams)} exams for {case.slots} slots")
    points: Counter[str] = Counter()
    seen = Counter(exam.student for exam in exams)
    points["StudentDuplicated"] = sum(10000 * (count - 1) for count in seen.values())
    for slot, exam in enumerate(exams):
        points += _slot(case, slot, exam)
    for role in ("president", "secretary"):
        held = [getattr(exam, role) for exam in exams]
        name = role.capitalize()
        changes = sum(held[i] != held[j] for i, j in pairwise(range(case.slots)) if j % case.block)
        points[f"{name}Change"] = 1000 * changes
        points[f"{name}ChangeLong"] = sum(
            10 * (len({held[slot] for slot in window}) > 1) for window in case.windows
        )
    for role in ROLES:
        points += _workload(case, role, Counter(getattr(exam, role) for exam in exams))
    return +points


def _slot(case: Case, slot: int, exam: Exam) -> Counter[str]:
    points: Counter[str] = Counter()
    student = next(one for one in case.students if one.id == exam.student)
    may = case.examiners[student.course]
    if exam.examiner not in may:
        points["WrongExaminer"] += 2000
    if exam.supervisor != student.supervisor:
        points["WrongSupervisor"] += 2000
    chairs = [exam.president, exam.secretary, exam.member]
    points["TwoChairs"] += 5000 * (len(set(chairs)) < len(chairs))
    for role, cost in (
        ("president", 1000),
        ("secretary", 1000),
        ("examiner", 1000),
        ("member", 5),
        ("supervisor", 5),
    ):
        if not case.instructor[getattr(exam, role)].available[slot]:
            points[f"{role.capitalize()}NotAvailable"] += cost
        if role != "examiner" and exam.examiner != getattr(exam, role) in may:
            points[f"{role.capitalize()}NotExaminer"] += 1
    roles = case.instructor[exam.supervisor].roles
    for role in ("president", "secretary"):
        if role in roles and exam.supervisor not in chairs:
            points[f"SupervisorNot{role.capitalize()}"] += 1
    if "member" in roles and exam.supervisor != exam.member:
        points["SupervisorNotMember"] += 1
    return points


def _workload(case: Case, role: str, held: Counter[str]) -> Counter[str]:
    points: Counter[str] = Counter()
    people = [one.id for one in case.of_role(role)]
    even = case.slots // max(1, len(people))
    for person in people:
        cost = next(
            (c for low, high, c in BANDS if not low * even <= 100 * held[person] <= high * even), 0
        )
        if cost:
            points[f"{role.capitalize()}Workload{WORKLOAD_NAMES[cost]}"] += cost
    return points
