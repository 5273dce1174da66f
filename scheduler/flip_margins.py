"""Flip margins: how many more or fewer of what a body counts by move a place."""

from collections.abc import Callable
from functools import cache

from models.quota import FlipMargin
from scheduler.quota_division import Divided, Question, answer, teller

TRIED = 10_000
"""Changes that are tried one by one under the quota method where no greater one helps."""


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

    told = teller(question)

    @cache
    def after(change: int) -> Divided | None:
        return told({body: change})

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
