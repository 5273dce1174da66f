"""What stands beside a division: all formulas, flip margins, and what the paradoxes would be."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import ceil, floor

from models.quota import (
    STAGES,
    FlipMargin,
    Method,
    MethodPlaces,
    Paradox,
    QuotaStudy,
    Stage,
    StageCell,
    StageTable,
)
from scheduler import biproportional
from scheduler.apportionment import DIVISORS, METHODS, Impossible, apportion
from scheduler.quota_basis import Divided, Question, answer, fraction

HOUSES = 60
"""Totals above and below that are searched for an Alabama paradox, the nearest first."""
CHANGES = 100
"""Sizes of change that are tried for a population paradox, for each pair."""
TRIED = 10_000
"""Changes that are tried one by one under the quota method where no greater one helps."""
LARGEST = 400
"""Bodies up to which margins and paradoxes are worked out."""


def study(question: Question, divided: Divided) -> QuotaStudy:
    """Formulas side by side, flip margins, paradoxes.

    A table by hand has no margins; beside it stand the formulas, as far as the basis is known.
    """
    asked = advised(question)
    known = all(unit.columns[column] is not None for unit in asked.free for column in asked.mix)
    if not known or len(question.free if asked is question else asked.free) > LARGEST:
        methods = tuple(_places(asked, method) for method in METHODS) if known else ()
        return QuotaStudy(id=question.id, method=_method(question.method), methods=methods)
    by_formula = question.method != "manual" and divided.decided
    return QuotaStudy(
        id=question.id,
        method=_method(question.method),
        shares={unit.id: fraction(asked.share(unit.id)) for unit in asked.units},
        methods=tuple(_places(asked, method) for method in METHODS),
        margins=tuple(margin(question, u.id) for u in question.free) if by_formula else (),
        paradoxes=tuple(paradoxes(asked)) if len(asked.free) > 2 else (),  # noqa: PLR2004
        next_in_turn=tuple(_next(asked)),
    )


def _method(name: str) -> Method:
    return name  # pyright: ignore[reportReturnType] - checked by question_of


def advised(question: Question) -> Question:
    """The question as a formula is asked it: of a table by hand, all places are open."""
    if question.method != "manual":
        return question
    units = tuple(replace(unit, fixed=None) for unit in question.units)
    return replace(question, units=units, method="hamilton")


def _places(asked: Question, method: str) -> MethodPlaces:
    """What a formula gives, and whether it stays within lower and upper quota."""
    try:
        found = answer(asked, method)
    except Impossible as fault:
        return MethodPlaces(method=_method(method), fault=fault.code)
    seats = found.seats
    shares = {unit.id: asked.share(unit.id) for unit in asked.units}
    return MethodPlaces(
        method=_method(method),
        places=seats,
        tied=found.tied,
        below=tuple(body for body, share in shares.items() if seats[body] < floor(share)),
        above=tuple(body for body, share in shares.items() if seats[body] > ceil(share)),
    )


# --------------------------------------------------------------------------------- flip margins


def margin(question: Question, body: str) -> FlipMargin:
    """The least change of a body's own count that moves a place to it, and from it; exact.

    A body never loses by a greater count under the divisor methods and Hamilton's, so halving
    finds the change; under the quota method, which may harm it, each change is tried in turn,
    and no further than `TRIED` where none of 1, 2, 4, 8 … moves a place.
    """
    now = answer(question)
    have = now.seats[body]
    unit = next(unit for unit in question.units if unit.id == body)
    count = unit.columns[question.moved_by] or 0

    after = _teller(question, body, count)

    def gains(change: int, *, surely: bool) -> bool:
        found = after(change)
        seats = -1 if found is None else found.least(body) if surely else found.most(body)
        return seats > have

    def loses(change: int, *, surely: bool) -> bool:
        found = after(-change)
        seats = have if found is None else found.most(body) if surely else found.least(body)
        return seats < have

    room = question.rest - sum(other.floor for other in question.free if other.id != body)
    at_cap = have >= (room if unit.cap is None else min(room, unit.cap))
    others = sum(other.columns[question.moved_by] or 0 for other in question.free)
    most = 0 if at_cap else max(1, others) * (2 * question.total + 2)
    steady = question.method != "quota"
    more = _least(lambda k: gains(k, surely=True), most, steady=steady)
    by_lot = _least(lambda k: gains(k, surely=False), more or most, steady=steady)
    least = count if have > unit.floor else 0
    fewer = _least(lambda k: loses(k, surely=True), least, steady=steady)
    lost_by_lot = _least(lambda k: loses(k, surely=False), fewer or least, steady=steady)
    gain = after(more) if more else None
    loss = after(-fewer) if fewer else None
    return FlipMargin(
        body=body,
        more=more,
        giver=_moved(now, gain, body, -1) if gain else (),
        more_by_lot=by_lot if by_lot != more else None,
        fewer=fewer,
        taker=_moved(now, loss, body, 1) if loss else (),
        fewer_by_lot=lost_by_lot if lost_by_lot != fewer else None,
        more_beyond=TRIED if more is None and most > TRIED and not steady else None,
        fewer_beyond=TRIED if fewer is None and least > TRIED and not steady else None,
    )


def _teller(question: Question, body: str, count: int) -> Callable[[int], Divided | None]:
    """The answer, had the body so many more; a plain question need not be put together anew."""
    plain = len(question.mix) == 1 and not question.reserved and not question.tie_rule
    weights = dict(question.weights)
    floors = {unit.id: unit.floor for unit in question.free}
    caps = {unit.id: unit.cap for unit in question.free if unit.cap is not None}

    @cache
    def after(change: int) -> Divided | None:
        try:
            if not plain:
                return answer(question.with_more(body, change))
            weights[body] = count + change
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

    return after


def _least(holds: Callable[[int], bool], most: int, *, steady: bool) -> int | None:
    """The least change from 1 to `most` for which something holds; None if there is none.

    Not steady: none found up to `TRIED`, nor at the powers of two beyond, also is None.
    """
    if most < 1:
        return None
    high = 1
    while high < most and not holds(high):
        high *= 2
    high = min(high, most)
    if not steady:
        last = high if holds(high) else min(high, TRIED)
        return next((k for k in range(1, last + 1) if holds(k)), None)
    if not holds(high):
        return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _moved(now: Divided, then: Divided, body: str, sign: int) -> tuple[str, ...]:
    """Who else has fewer (sign -1) or more (1) places than now."""
    return tuple(
        unit.id
        for unit in now.question.units
        if unit.id != body and (then.seats[unit.id] - now.seats[unit.id]) * sign > 0
    )


def _next(question: Question) -> Iterator[str]:
    """Who would have the next places: one more place at a time, up to three."""
    try:
        before = answer(question)
        for extra in (1, 2, 3):
            after = answer(replace(question, total=question.total + extra))
            gained = [b for b, seats in after.seats.items() if seats > before.seats[b]]
            if not after.decided or len(gained) != 1:
                return
            yield gained[0]
            before = after
    except Impossible:
        return


# ------------------------------------------------------------------------------------ paradoxes


def paradoxes(question: Question) -> Iterator[Paradox]:
    """One example of each paradox that the method shows near these numbers.

    Divisor methods show none: they are the methods without the population paradox, and give
    each part of a division what it had in the whole (Balinski, Young 1982). The quota method is
    free of the Alabama paradox alone.
    """
    if question.method in DIVISORS:
        return
    try:
        now = answer(question)
    except Impossible:
        return
    for search in (_alabama, _population, _new_state):
        found = next(search(question, now), None)
        if found is not None:
            yield found


def _alabama(question: Question, now: Divided) -> Iterator[Paradox]:
    """A total, the nearest to ours, at which one place more takes one from a body."""
    if question.method == "quota":
        return
    for distance in range(HOUSES):
        for total in (question.total + distance, question.total - 1 - distance):
            try:
                fewer = answer(replace(question, total=total))
                more = answer(replace(question, total=total + 1))
            except Impossible:
                continue
            lost = [b for b, seats in fewer.seats.items() if more.seats[b] < seats]
            if lost and fewer.decided and more.decided:
                yield Paradox(
                    kind="alabama", method=_method(question.method), total=total, loser=lost[0]
                )


def _population(question: Question, now: Divided) -> Iterator[Paradox]:
    """Two bodies shrink, one by a smaller part of itself, and yet loses a place to the other."""
    if not now.decided:
        return
    column = question.moved_by
    counts = {unit.id: unit.columns[column] or 0 for unit in question.free}
    for great, winner in _pairs(question, now, counts):
        for loss in _sizes(counts[great]):
            other = loss * counts[winner] // counts[great] + 1
            if other >= counts[winner]:
                break
            changed = question.with_more(great, -loss).with_more(winner, -other)
            try:
                then = answer(changed)
            except Impossible:
                continue
            lost = then.decided and then.seats[great] < now.seats[great]
            if lost and then.seats[winner] > now.seats[winner]:
                yield Paradox(
                    kind="population",
                    method=_method(question.method),
                    loser=great,
                    winner=winner,
                    loser_change=loss,
                    winner_change=other,
                )


def _pairs(question: Question, now: Divided, counts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """A greater body that was rounded up and a smaller one rounded down, the nearest first."""
    rest = {b: question.share(b) - floor(question.share(b)) for b in counts}
    up = [b for b in counts if now.seats[b] > question.share(b)]
    down = [b for b in counts if now.seats[b] < question.share(b)]
    pairs = [(a, b) for a in up for b in down if counts[a] > counts[b] > 0]
    yield from sorted(pairs, key=lambda pair: rest[pair[0]] - rest[pair[1]])[:12]


def _sizes(count: int) -> Iterator[int]:
    """Losses up to a fifth of a body, evenly spread."""
    most = count // 5
    step = max(1, most // CHANGES)
    yield from range(1, most + 1, step)


def _new_state(question: Question, now: Divided) -> Iterator[Paradox]:
    """A body leaves with its own places, and a place moves between two that stay."""
    if not now.decided:
        return
    for newcomer in sorted(question.free, key=lambda unit: now.seats[unit.id]):
        without = replace(
            question,
            total=question.total - now.seats[newcomer.id],
            units=tuple(unit for unit in question.units if unit is not newcomer),
        )
        try:
            then = answer(without)
        except Impossible:
            continue
        losers = [b for b, seats in then.seats.items() if seats < now.seats[b]]
        winners = [b for b, seats in then.seats.items() if seats > now.seats[b]]
        if then.decided and losers and winners:
            yield Paradox(
                kind="new_state",
                method=_method(question.method),
                newcomer=newcomer.id,
                loser=losers[0],
                winner=winners[0],
            )


def unused(question: Question, nominated: dict[str, int], divided: Divided) -> dict[str, int]:
    """Where unused places would go by the same method, as a proposal: further places by body.

    Whoever said how many it nominates takes no more than that.
    """
    asked = advised(question)
    used = {b: min(seats, nominated.get(b, seats)) for b, seats in divided.seats.items()}
    if sum(used.values()) == question.total:
        return {}

    def cap(body: str, own: int | None) -> int:
        known = [c for c in (own, nominated.get(body)) if c is not None]
        return max(used[body], min(known, default=question.total))

    units = tuple(
        replace(unit, fixed=None, floor=used[unit.id], cap=cap(unit.id, unit.cap))
        for unit in asked.units
    )
    total = min(question.total, sum(unit.cap or 0 for unit in units))
    try:
        found = answer(replace(asked, units=units, total=total, reserved=0))
    except Impossible:
        return {}
    return {b: s - used[b] for b, s in found.seats.items() if s > used[b]} if found.decided else {}


def with_stages(
    study: QuotaStudy, question: Question, stages: Mapping[Stage, int], seats: Mapping[str, int]
) -> QuotaStudy:
    """The study with the places by body and school level, both margins kept, or with the tie.

    Raises Impossible.
    """
    method = question.method if question.method in biproportional.METHODS else "sainte_lague"
    names: list[Stage] = [stage for stage in STAGES if stage in stages]
    weights = {
        (unit.id, str(stage)): unit.stages.get(stage) or 0
        for unit in question.units
        for stage in names
    }
    columns = {str(stage): stages[stage] for stage in names}
    found = biproportional.round_both(method, weights, seats, columns)
    if found.tied:
        tied = tuple(name for side, name in found.tied if side == "row")
        return study.model_copy(update={"stages_tied": tied})
    table = StageTable(
        method=_method(method),
        cells=tuple(
            StageCell(body=unit.id, stage=stage, places=found.places.get((unit.id, stage), 0))
            for unit in question.units
            for stage in names
        ),
        body_multipliers={body: fraction(value) for body, value in found.rows.items()},
        stage_multipliers={name: fraction(value) for name, value in found.columns.items()},
    )
    return study.model_copy(update={"table": table})


def exact(text: str) -> Fraction:
    """A fraction that was written as "n/d"."""
    over, _, under = text.partition("/")
    return Fraction(int(over), int(under or 1))
