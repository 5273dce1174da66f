"""One division in numbers: bodies, what they count by, bounds, and the places they get."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import gcd

from models.quota import Stage
from scheduler.apportionment import ENDLESS, Impossible, Result, Step, apportion
from scheduler.quota_troubles import Trouble, Troubles

COLUMNS = ("teachers", "eligible", "vacancies")


@dataclass(frozen=True)
class Unit:
    """One body of the division: as listed, or all municipal ones together."""

    id: str
    name: str
    columns: Mapping[str, int | None]
    """teachers, eligible, vacancies, rural: counts, None where unknown."""
    stages: Mapping[Stage, int | None]
    floor: int
    cap: int | None
    fixed: int | None
    reason: str
    nominated: int | None
    at: str
    """Where it stands in the request ("bodies.3")."""


@dataclass(frozen=True)
class Question:
    """One division in numbers. `units` are all bodies, in the order of the table."""

    id: str
    method: str
    total: int
    units: tuple[Unit, ...]
    mix: Mapping[str, int]
    """The columns that count and their weights; a single column has weight 1."""
    reserved: int = 0
    lots: tuple[str, ...] = ()
    tie_rule: str = ""

    @cached_property
    def free(self) -> tuple[Unit, ...]:
        """The bodies that a formula divides among."""
        return tuple(unit for unit in self.units if unit.fixed is None)

    @cached_property
    def fixed(self) -> dict[str, int]:
        """Places fixed by hand."""
        return {unit.id: unit.fixed for unit in self.units if unit.fixed is not None}

    @property
    def rest(self) -> int:
        """Places that a formula divides."""
        return self.total - sum(self.fixed.values())

    @cached_property
    def weights(self) -> dict[str, int]:
        """What each free body counts by, whole numbers without a common divisor.

        Mixed: the body's share of each column, times the column's weight, summed; brought to
        one denominator.
        """
        if len(self.mix) == 1:
            (column,) = self.mix
            return {unit.id: unit.columns[column] or 0 for unit in self.free}
        sums = {c: sum(unit.columns[c] or 0 for unit in self.free) for c in self.mix}
        product = 1
        for total in sums.values():
            product *= total or 1
        weights = {
            unit.id: sum(
                weight * (unit.columns[c] or 0) * (product // (sums[c] or 1))
                for c, weight in self.mix.items()
            )
            for unit in self.free
        }
        common = gcd(*weights.values()) or 1
        return {body: weight // common for body, weight in weights.items()}

    @property
    def moved_by(self) -> str:
        """The column in which flip margins are counted: teachers where they count."""
        return next(column for column in COLUMNS if column in self.mix)

    def with_more(self, body: str, change: int) -> "Question":
        """The question, had a body so many more (or fewer) of what it counts by."""
        return self.changed({body: change})

    def changed(self, changes: Mapping[str, int]) -> "Question":
        """The question, had bodies so many more (or fewer) of what they count by."""
        column = self.moved_by
        units = tuple(
            replace(
                unit,
                columns={**unit.columns, column: (unit.columns[column] or 0) + changes[unit.id]},
            )
            if unit.id in changes
            else unit
            for unit in self.units
        )
        return replace(self, units=units)

    def ranks(self) -> dict[str, int]:
        """The stated order among equals; equal numbers stay tied."""
        weights = self.weights
        match self.tie_rule:
            case "larger":
                order = sorted({*weights.values()}, reverse=True)
                return {body: order.index(weight) for body, weight in weights.items()}
            case "smaller":
                order = sorted({*weights.values()})
                return {body: order.index(weight) for body, weight in weights.items()}
            case "listed":
                return {body: n for n, body in enumerate(weights)}
            case _:
                return {}

    def share(self, body: str) -> Fraction:
        """A body's exact share of what a formula divides; fixed places as they are."""
        if body in self.fixed:
            return Fraction(self.fixed[body])
        return Fraction(self.rest * self.weights[body], sum(self.weights.values()) or 1)


@dataclass(frozen=True)
class Divided:
    """An answer: the reserved part and the rest apart, and both together."""

    question: Question
    reserve: Result | None
    main: Result

    @cached_property
    def seats(self) -> dict[str, int]:
        """Places by body, fixed ones included, in the order of the table."""
        fixed, parts = self.question.fixed, [part.seats for part in self.parts]
        return {
            unit.id: fixed.get(unit.id, 0) + sum(seats.get(unit.id, 0) for seats in parts)
            for unit in self.question.units
        }

    @property
    def parts(self) -> tuple[Result, ...]:
        """The results of the formula."""
        return (self.main,) if self.reserve is None else (self.reserve, self.main)

    def least(self, body: str) -> int:
        """Places of a body whatever the lot."""
        fixed = self.question.fixed.get(body, 0)
        return fixed + sum(part.least(body) for part in self.parts if body in part.seats)

    def most(self, body: str) -> int:
        """Places that a body may have by the lot."""
        fixed = self.question.fixed.get(body, 0)
        return fixed + sum(part.most(body) for part in self.parts if body in part.seats)

    @property
    def tied(self) -> tuple[str, ...]:
        """Bodies among which a lot decides."""
        return tuple(dict.fromkeys(body for part in self.parts for body in part.tied))

    @property
    def at_stake(self) -> int:
        """How many places a lot decides."""
        return sum(part.at_stake for part in self.parts)

    @property
    def decided(self) -> bool:
        """Whether no lot is needed."""
        return not self.tied

    def reserved(self, body: str) -> int:
        """Places of a body from the reserved part."""
        return self.reserve.seats.get(body, 0) if self.reserve else 0


def answer(question: Question, method: str = "") -> Divided:
    """Places by the question's method, or another. Raises Impossible.

    The reserved part is divided first, by the teachers of the countryside; what a body has from
    it counts towards its floor and cap in the rest.
    """
    method = method or question.method
    weights, ranks = question.weights, question.ranks()
    floors = {unit.id: unit.floor for unit in question.free}
    caps = {unit.id: unit.cap for unit in question.free if unit.cap is not None}
    reserve = None
    rest = question.rest
    if rest < 0:
        raise Impossible("quota.fixed-above-total", fixed=rest * -1 + question.total)
    if question.reserved:
        rural = {unit.id: unit.columns["rural"] or 0 for unit in question.free}
        reserve = apportion(
            method, rural, question.reserved, caps=caps, lots=question.lots, ranks=ranks
        )
        floors = {body: max(0, least - reserve.seats[body]) for body, least in floors.items()}
        caps = {body: most - reserve.seats[body] for body, most in caps.items()}
        rest -= question.reserved
    main = apportion(
        method, weights, rest, floors=floors, caps=caps, lots=question.lots, ranks=ranks
    )
    return Divided(question, reserve, main)


def teller(question: Question) -> Callable[[Mapping[str, int]], Divided | None]:
    """The answer, had bodies so many more of what they count by; None where there is none.

    A plain question is not put together anew.
    """
    plain = len(question.mix) == 1 and not question.reserved and not question.tie_rule
    floors = {unit.id: unit.floor for unit in question.free}
    caps = {unit.id: unit.cap for unit in question.free if unit.cap is not None}

    def told(changes: Mapping[str, int]) -> Divided | None:
        try:
            if not plain:
                return answer(question.changed(changes))
            weights = dict(question.weights)
            for body, change in changes.items():
                weights[body] += change
            main = apportion(
                question.method,
                weights,
                question.rest,
                floors=floors,
                caps=caps,
                lots=question.lots,
            )
        except Impossible:
            return None
        return Divided(question, None, main)

    return told


def manual(question: Question) -> Divided:
    """The places as fixed by hand. Raises Troubles where some are missing or do not add up."""
    missing = [unit for unit in question.units if unit.fixed is None]
    if missing:
        raise Troubles(
            *(
                Trouble("quota.manual-incomplete", f"{unit.at}.places", {"body": unit.name})
                for unit in missing
            )
        )
    given = sum(question.fixed.values())
    if given != question.total:
        values: dict[str, int | str] = {"given": given, "total": question.total}
        raise Troubles(Trouble("quota.manual-sum", "total", values))
    return Divided(question, None, Result({}))


def all_steps(divided: Divided) -> Iterable[tuple[Step, str, bool]]:
    """Every place in order: fixed by hand, by the floor, then as won; (step, ground, reserved)."""
    question = divided.question
    for body, places in question.fixed.items():
        for _ in range(places):
            yield Step(body, Fraction(0)), "fixed", False
    if divided.reserve:
        yield from ((step, step.ground, True) for step in divided.reserve.steps)
    if question.method == "manual":
        return
    for unit in question.free:
        won = sum(step.body == unit.id for step in divided.main.steps)
        for _ in range(divided.main.seats[unit.id] - won):
            yield Step(unit.id, Fraction(0)), "floor", False
    yield from ((step, step.ground, False) for step in divided.main.steps)


def fraction(value: Fraction) -> str:
    """An exact quotient as "n/d", an infinite one as ∞."""
    return "∞" if value == ENDLESS else f"{value.numerator}/{value.denominator}"


def exact(text: str) -> Fraction:
    """A fraction that was written as "n/d"."""
    over, _, under = text.partition("/")
    return Fraction(int(over), int(under or 1))
