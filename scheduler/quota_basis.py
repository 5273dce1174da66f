"""What a division is asked of: a request for places, and the season's numbers, as a question."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, get_args

from models.quota import MUNICIPAL, STAGES, Body, Method, QuotaRequest, Stage
from models.season import Season
from scheduler.quota_division import COLUMNS, Question, Unit
from scheduler.quota_troubles import Trouble, Troubles

if TYPE_CHECKING:
    from models.messages import Arg

METHOD_NAMES: tuple[str, ...] = get_args(Method)


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
        values: dict[str, Arg] = {"method": question.method, "known": METHOD_NAMES}
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
