"""The final examinations as rows: who presides and keeps the record by block, the rest by slot.

A breach of a hard term costs 1000 or more. Such choices have no variable here; nothing is lost as
soon as a schedule of less than 1000 points is known, and until then the bound is not above 1000.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.bme.data import ROLES, Case, Exam
from benchmarks.bme.judge import BANDS
from scheduler.rows import Rows, Term, Var

Kind = tuple[str, str]
"""(supervisor, course): students of one kind are interchangeable."""
BY_BLOCK = ROLES[:2]
HARD = 1000
AWAY = 5


@dataclass
class Model:
    """Rows, costs, and the variables by the sentence that each makes true.

    ``holds[role, i, t]``: i holds the role, president and secretary in block t, member in slot t.
    ``has[t][kind]``: a student of this kind is examined in slot t. ``asks[t][i]``: i examines.
    """

    case: Case
    rows: Rows = field(default_factory=Rows)
    holds: dict[tuple[str, str, int], Var] = field(default_factory=dict[tuple[str, str, int], Var])
    has: list[dict[Kind, Var]] = field(default_factory=list[dict[Kind, Var]])
    asks: list[dict[str, Var]] = field(default_factory=list[dict[str, Var]])
    cost: list[tuple[int, Var]] = field(default_factory=list[tuple[int, Var]])

    @property
    def blocks(self) -> range:
        """The blocks in which president and secretary stay."""
        return range(-(-self.case.slots // self.case.block))

    def slots_of(self, block: int) -> range:
        """The slots of a block."""
        first = block * self.case.block
        return range(first, min(first + self.case.block, self.case.slots))

    def place(self, role: str, slot: int) -> int:
        """The number under which a role's holder in a slot is kept."""
        return slot // self.case.block if role in BY_BLOCK else slot

    def exams(self, values: Sequence[int]) -> list[Exam]:
        """The schedule of a solution; students of one kind in the order of the file."""
        waiting: defaultdict[Kind, list[str]] = defaultdict(list)
        for student in self.case.students:
            waiting[student.supervisor, student.course].append(student.id)
        holder = {(role, at): i for (role, i, at), v in self.holds.items() if values[v]}
        exams: list[Exam] = []
        for slot, (kinds, people) in enumerate(zip(self.has, self.asks, strict=True)):
            kind = next(kind for kind, v in kinds.items() if values[v])
            chairs = [holder[role, self.place(role, slot)] for role in ROLES]
            examiner = next(person for person, v in people.items() if values[v])
            president, secretary, member = chairs
            student = waiting[kind].pop(0)
            exams.append(Exam(student, kind[0], president, secretary, member, examiner))
        return exams


def build(case: Case) -> Model:
    """All terms but those that cost 1000 or more."""
    model = Model(case)
    _chairs(model, ROLES)
    _long_windows(model, BY_BLOCK)
    _workloads(model, ROLES)
    _students(model)
    _examiners(model)
    _supervisors(model)
    _could_examine(model)
    return model


def alone(case: Case, role: str) -> Model:
    """Who holds one role, with the terms that concern nothing else.

    The terms of different roles are different ones: the least costs of the roles add up to a bound.
    """
    model = Model(case)
    _chairs(model, [role])
    _long_windows(model, [role] if role in BY_BLOCK else [])
    _workloads(model, [role])
    if role not in BY_BLOCK:
        _own_students(model, role)
    return model


def _own_students(model: Model, role: str) -> None:
    """Whoever supervises more students than the slots in which he sits misses the others."""
    own = Counter(student.supervisor for student in model.case.students)
    for person in model.case.of_role(role):
        missed = model.rows.integer(f"missed[{person.id}]", 0, own[person.id])
        sits = [v for (_, i, _), v in model.holds.items() if i == person.id]
        model.rows.at_least(own[person.id], [missed, *sits])
        model.cost.append((1, missed))


def _chairs(model: Model, roles: Sequence[str]) -> None:
    rows, case = model.rows, model.case
    for role in roles:
        places = model.blocks if role in BY_BLOCK else range(case.slots)
        for at in places:
            slots = model.slots_of(at) if role in BY_BLOCK else range(at, at + 1)
            for person in case.of_role(role):
                away = sum(not person.available[slot] for slot in slots)
                if away and role in BY_BLOCK:
                    continue
                model.holds[role, person.id, at] = rows.flag(f"holds[{role},{person.id},{at}]")
                if away:
                    model.cost.append((AWAY, model.holds[role, person.id, at]))
            rows.exactly(1, [v for (r, _, t), v in model.holds.items() if (r, t) == (role, at)])
    for person in case.instructors:
        for slot in range(case.slots if len(person.roles) > 1 else 0):
            rows.at_most_one(_in_chair(model, person.id, slot))


def _in_chair(model: Model, person: str, slot: int) -> list[Var]:
    keys = ((role, person, model.place(role, slot)) for role in ROLES)
    return [model.holds[key] for key in keys if key in model.holds]


def _students(model: Model) -> None:
    rows, case = model.rows, model.case
    kinds = Counter((student.supervisor, student.course) for student in case.students)
    for slot in range(case.slots):
        has = {kind: rows.flag(f"has[{'/'.join(kind)},{slot}]") for kind in kinds}
        model.has.append(has)
        rows.exactly(1, has.values())
        for (supervisor, _), v in has.items():
            if not case.instructor[supervisor].available[slot]:
                model.cost.append((AWAY, v))
    for kind, count in kinds.items():
        rows.at_most(count, [has[kind] for has in model.has])


def _examiners(model: Model) -> None:
    """One examiner a slot, of the student's course, who is there."""
    rows, case = model.rows, model.case
    people = dict.fromkeys(i for may in case.examiners.values() for i in may)
    for slot, has in enumerate(model.has):
        there = [i for i in people if case.instructor[i].available[slot]]
        asks = {person: rows.flag(f"asks[{person},{slot}]") for person in there}
        model.asks.append(asks)
        rows.exactly(1, asks.values())
        for course, may in case.examiners.items():
            able = [asks[person] for person in may if person in asks]
            needed = [(-1, v) for kind, v in has.items() if kind[1] == course]
            rows.at_least(0, [*able, *needed])


def _long_windows(model: Model, roles: Sequence[str]) -> None:
    """Ten points for a window in which somebody presides in one block and not in another."""
    for role in roles:
        for number, window in enumerate(model.case.windows):
            blocks = sorted({slot // model.case.block for slot in window})
            change = model.rows.flag(f"change[{role},{number}]")
            model.cost.append((10, change))
            for person in model.case.of_role(role):
                held = [model.holds.get((role, person.id, block)) for block in blocks]
                present = [one for one in held if one is not None]
                if not present:
                    continue
                all_through = model.rows.flag(f"all_through[{role},{person.id},{number}]")
                for one in held:
                    still = [] if one is None else [(-1, one)]
                    model.rows.at_most(0, [all_through, *still])
                for one in present:
                    model.rows.at_most(0, [one, (-1, all_through), (-1, change)])


def _workloads(model: Model, roles: Sequence[str]) -> None:
    """The band in which each person's number of exams lies."""
    rows, case = model.rows, model.case
    for role in roles:
        people = case.of_role(role)
        even = case.slots // max(1, len(people))
        costs = [_points(count, even) for count in range(case.slots + 1)]
        for person in people:
            exams: list[Term] = [
                (len(model.slots_of(at)) if role in BY_BLOCK else 1, v)
                for (r, i, at), v in model.holds.items()
                if (r, i) == (role, person.id)
            ]
            bands: list[tuple[int, int, int]] = []
            for count, points in enumerate(costs):
                if bands and bands[-1][2] == points:
                    bands[-1] = (bands[-1][0], count, points)
                else:
                    bands.append((count, count, points))
            flags = [rows.flag(f"load[{role},{person.id},{low}..{high}]") for low, high, _ in bands]
            rows.exactly(1, flags)
            lows = [(-low, v) for (low, _, _), v in zip(bands, flags, strict=True)]
            highs = [(-high, v) for (_, high, _), v in zip(bands, flags, strict=True)]
            rows.at_least(0, [*exams, *lows])
            rows.at_most(0, [*exams, *highs])
            model.cost += [
                (points, v) for (_, _, points), v in zip(bands, flags, strict=True) if points
            ]


def _points(count: int, even: int) -> int:
    outside = (c for low, high, c in BANDS if not low * even <= 100 * count <= high * even)
    return next(outside, 0)


def _supervisors(model: Model) -> None:
    """A point where a supervisor could sit in a chair and does not."""
    people = [one for one in model.case.instructors if one.roles]
    for slot, has in enumerate(model.has):
        for person in people:
            students = [v for kind, v in has.items() if kind[0] == person.id]
            seats = _in_chair(model, person.id, slot)
            member = model.holds.get(("member", person.id, slot))
            as_member = [] if member is None else [member]
            for role in person.roles:
                chairs = as_member if role == "member" else seats
                _missing(model, students, chairs, f"{role},{person.id},{slot}")


def _missing(model: Model, here: list[Var], seats: list[Var], what: str) -> None:
    """A point when somebody is here and in none of these seats."""
    if here:
        missing = model.rows.flag(f"missing[{what}]")
        model.cost.append((1, missing))
        model.rows.at_most(0, [*here, (-1, missing), *((-1, seat) for seat in seats)])


def _could_examine(model: Model) -> None:
    """A point where somebody who is there may examine and another one does."""
    courses: defaultdict[str, list[str]] = defaultdict(list)
    for course, may in model.case.examiners.items():
        for person in may:
            courses[person].append(course)
    for slot, has in enumerate(model.has):
        for person, known in courses.items():
            does = [v for one, v in model.asks[slot].items() if one == person]
            could = {kind: v for kind, v in has.items() if kind[1] in known}
            own = [v for kind, v in could.items() if kind[0] == person]
            _missing(model, own, does, f"examiner as supervisor,{person},{slot}")
            for number, seat in enumerate(_in_chair(model, person, slot)):
                both = model.rows.flag(f"may_ask[{person},{slot},{number}]")
                model.rows.at_most(1, [*could.values(), seat, (-1, both)])
                _missing(model, [both], does, f"examiner,{person},{slot},{number}")
