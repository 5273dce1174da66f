"""What a division is asked of: bodies, what they count by, bounds, and what was fixed by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import gcd
from typing import get_args

from models.plan import PutAside
from models.quota import MUNICIPAL, STAGES, Body, Method, QuotaRequest, Stage
from models.season import Season
from scheduler.apportionment import ENDLESS, Impossible, Result, Step, apportion

CLAUSE, UNUSED = "N2024-4.11b", "N2024-4.11c"
METHOD_NAMES: tuple[str, ...] = get_args(Method)
COLUMNS = ("teachers", "eligible", "vacancies")


@dataclass(frozen=True)
class Trouble:
    """One fault of the data: a message code, the field of the request, and values."""

    code: str
    at: str = ""
    values: Mapping[str, int | str] = field(default_factory=dict[str, int | str])


class Troubles(ValueError):  # noqa: N818 - reads as what there is
    """Every fault for which a request cannot be divided."""

    def __init__(self, *found: Trouble) -> None:
        super().__init__(", ".join(item.code for item in found))
        self.found = found

    def put_aside(self, request: QuotaRequest) -> Iterable[PutAside]:
        """The request as put aside, once for each fault, each with its field."""
        for number, trouble in enumerate(self.found):
            yield aside(request, trouble, number)


def aside(request: QuotaRequest, trouble: Trouble, number: int = 0) -> PutAside:
    """A request that is put aside for one fault."""
    return PutAside(
        id=f"quota/{request.id}" + (f"/{number}" if number else ""),
        table="quota",
        row=request.id,
        code=trouble.code,
        clause=CLAUSE,
        step="quota",
        args=dict(trouble.values) | ({"field": trouble.at} if trouble.at else {}),
    )


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
        column = self.moved_by
        units = tuple(
            replace(
                unit,
                columns=dict(unit.columns) | {column: (unit.columns[column] or 0) + change},
            )
            if unit.id == body
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
        return {unit.id: self.least(unit.id) + self.lent(unit.id) for unit in self.question.units}

    @property
    def parts(self) -> tuple[Result, ...]:
        """The results of the formula."""
        return (self.main,) if self.reserve is None else (self.reserve, self.main)

    def lent(self, body: str) -> int:
        """Places that a body has only until the lot is drawn."""
        return sum(body in part.lent for part in self.parts)

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


# ------------------------------------------------------------------------- from the season


def total_of(season: Season, request: QuotaRequest) -> int:
    """The request's total, else the profile's number for the year."""
    if request.total is not None:
        return request.total
    return season.profile.integer("quota.full_senior_teachers")


def method_of(season: Season, request: QuotaRequest) -> str:
    """The request's method, else the profile's."""
    return request.method or season.profile.text("quota.method")


def counted(season: Season, body: Body) -> int | None:
    """Teachers that count: all less the school levels that the profile leaves out.

    四(十一): kindergartens count among 中小学（含幼儿园）教师, secondary vocational schools have a
    series of their own.
    """
    parts = {stage: getattr(body, stage) for stage in STAGES}
    known = [count for count in parts.values() if count is not None]
    every = body.teachers if body.teachers is not None else (sum(known) if known else None)
    if every is None:
        return None
    left_out = sum(parts[stage] or 0 for stage in STAGES if not counts(season, stage))
    return max(0, every - left_out)


def counts(season: Season, stage: Stage) -> bool:
    """Whether a school level's teachers count."""
    match stage:
        case "kindergarten":
            return season.profile.flag("quota.basis.kindergartens")
        case "vocational":
            return season.profile.flag("quota.basis.vocational")
        case _:
            return True


def vacant(body: Body) -> int | None:
    """Vacant posts: as given, else the approved share of the posts less their holders."""
    if body.vacancies is not None:
        return body.vacancies
    if body.posts is None or body.ratio is None or body.ratio[1] <= 0:
        return None
    return max(0, body.posts * body.ratio[0] // body.ratio[1] - (body.holders or 0))


def question_of(season: Season, request: QuotaRequest, method: str = "") -> Question:
    """The request as numbers. Raises Troubles with every fault that forbids a division."""
    method = method or method_of(season, request)
    units = _units(season, request)
    mix = dict(request.mix) if request.basis == "mixed" else {request.basis: 1}
    question = Question(
        id=request.id,
        method=method,
        total=total_of(season, request),
        units=tuple(units),
        mix=mix,
        reserved=request.reserved,
        lots=_lots(request, units),
        tie_rule=request.tie_rule,
    )
    found = [*_half_fixed(season, request), *_troubles(question)]
    if found:
        raise Troubles(*found)
    return question


def _lots(request: QuotaRequest, units: Iterable[Unit]) -> tuple[str, ...]:
    """A lot is drawn among those who are tied: it may name the municipal body by its name."""
    known = {unit.name: unit.id for unit in units}
    return tuple(known.get(name, name) for name in request.lots)


def _pinned(season: Season) -> dict[str, int]:
    return {
        pin.subject: int(pin.value["places"])
        for pin in season.pins
        if pin.part == "quota" and "places" in pin.value
    }


def _as_one(season: Season, request: QuotaRequest) -> frozenset[str]:
    """The municipal bodies that are counted as one; none where there is nothing to put together."""
    if request.municipal != "one" or method_of(season, request) == "manual":
        return frozenset()
    listed = (body.organisation for body in request.bodies)
    inside = frozenset(name for name in listed if season.organisation[name].kind == "municipal")
    return inside if len(inside) > 1 else frozenset()


def _half_fixed(season: Season, request: QuotaRequest) -> Iterable[Trouble]:
    """Places fixed for some of the bodies that are counted as one: not kept, so told."""
    inside, pins = _as_one(season, request), _pinned(season)
    fixed = {
        body.organisation: pins.get(body.organisation, body.places) is not None
        for body in request.bodies
        if body.organisation in inside
    }
    if any(fixed.values()) and not all(fixed.values()):
        for number, body in enumerate(request.bodies):
            if fixed.get(body.organisation):
                name = season.organisation[body.organisation].name
                yield Trouble(
                    "quota.municipal-half-fixed", f"bodies.{number}.places", {"body": name}
                )


def _units(season: Season, request: QuotaRequest) -> list[Unit]:
    places = _pinned(season)
    reasons = {pin.subject: pin.reason for pin in season.pins if pin.part == "quota"}
    least = request.floor if request.floor is not None else season.profile.integer("quota.floor")
    rows = [
        _unit(season, request, body, n, least, places, reasons)
        for n, body in enumerate(request.bodies)
    ]
    as_one = _as_one(season, request)
    if not as_one:
        return rows
    inside = [unit for unit in rows if unit.id in as_one]
    place = rows.index(inside[0])
    kept = [unit for unit in rows if unit not in inside]
    return [*kept[:place], _together(inside, request, least), *kept[place:]]


def _unit(
    season: Season,
    request: QuotaRequest,
    body: Body,
    number: int,
    least: int,
    places: Mapping[str, int],
    reasons: Mapping[str, str],
) -> Unit:
    caps = [body.cap, body.eligible]
    if season.profile.flag("quota.vacancies_cap_full_senior"):
        caps.append(vacant(body))
    known = [cap for cap in caps if cap is not None]
    organisation = season.organisation[body.organisation]
    return Unit(
        id=body.organisation,
        name=organisation.name,
        columns={
            "teachers": counted(season, body),
            "eligible": body.eligible,
            "vacancies": vacant(body),
            "rural": body.rural,
        },
        stages={stage: getattr(body, stage) for stage in STAGES},
        floor=body.floor if body.floor is not None else least,
        cap=min(known) if known else None,
        fixed=places.get(body.organisation, body.places),
        reason=reasons.get(body.organisation, "") or body.reason,
        nominated=body.nominated,
        at=f"bodies.{number}",
    )


def _together(units: list[Unit], request: QuotaRequest, least: int) -> Unit:
    """All municipal bodies as one: counts added up, its own floor the common one."""

    def added(values: Iterable[int | None]) -> int | None:
        listed = list(values)
        known = [value for value in listed if value is not None]
        return sum(known) if listed and len(known) == len(listed) else None

    own = [body.floor for body in request.bodies if body.floor is not None]
    floors = [u.floor for u in units] if own else [least]
    return Unit(
        id=MUNICIPAL,
        name=MUNICIPAL,
        columns={c: added(u.columns[c] for u in units) for c in units[0].columns},
        stages={s: added(u.stages[s] for u in units) for s in STAGES},
        floor=max(floors),
        cap=added(u.cap for u in units),
        fixed=added(u.fixed for u in units),
        reason="；".join(dict.fromkeys(u.reason for u in units if u.reason)),
        nominated=added(u.nominated for u in units),
        at=units[0].at,
    )


def _troubles(question: Question) -> Iterable[Trouble]:
    if question.method not in METHOD_NAMES:
        values: dict[str, int | str] = {"method": question.method, "known": "、".join(METHOD_NAMES)}
        yield Trouble("quota.method-unknown", "method", values)
    if not question.units:
        yield Trouble("quota.nobody", "", {"total": question.total})
    if question.method == "manual":
        return
    unknown_mix = [column for column in question.mix if column not in COLUMNS]
    if unknown_mix or not question.mix or any(w < 0 for w in question.mix.values()):
        yield Trouble("quota.mix-wrong", "mix")
        return
    for unit in question.free:
        for column in question.mix:
            if unit.columns[column] is None:
                at = f"{unit.at}.{column}"
                yield Trouble(f"quota.unknown-{column}", at, {"body": unit.name})
        if unit.cap is not None and unit.floor > unit.cap:
            values = {"body": unit.name, "floor": unit.floor, "cap": unit.cap}
            yield Trouble("quota.floor-above-cap-of", f"{unit.at}.floor", values)
        rural, every = unit.columns["rural"], unit.columns["teachers"]
        if rural is not None and every is not None and rural > every:
            values = {"body": unit.name, "rural": rural, "teachers": every}
            yield Trouble("quota.rural-above", f"{unit.at}.rural", values)
    if question.reserved > max(0, question.rest):
        values = {"reserved": question.reserved, "rest": max(0, question.rest)}
        yield Trouble("quota.reserved-above", "reserved", values)
    elif question.reserved and not any(unit.columns["rural"] for unit in question.free):
        yield Trouble("quota.reserved-nobody", "reserved", {"reserved": question.reserved})


def fraction(value: Fraction) -> str:
    """An exact quotient as "n/d", an infinite one as ∞."""
    return "∞" if value == ENDLESS else f"{value.numerator}/{value.denominator}"


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
