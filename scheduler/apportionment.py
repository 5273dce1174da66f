"""Dividing places in exact integers and fractions: largest remainder, divisors, quota method.

Sources: M. Balinski, H. P. Young, Fair Representation (1982), for the methods and the quota
method; F. Pukelsheim, Proportional Representation (2014), for bounded divisor methods. Bounds
are kept by construction: every body starts at its floor and stops at its cap. A tie is never
broken silently: it is decided by the recorded lots, or reported.
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

ENDLESS = Fraction(-1)
"""Stands for an infinite quotient: the first place of Adams, Dean and Huntington–Hill."""

Key = tuple[int, Fraction]
"""(1, weight) for an infinite quotient, (0, quotient) for a finite one: compares as wanted."""


@dataclass(frozen=True, slots=True)
class Step:
    """One place: who won it, with which quotient, before whom, by how much."""

    body: str
    quotient: Fraction
    runner_up: str = ""
    margin: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Seats by body; `tied` are bodies among which only a lot decides `at_stake` places."""

    seats: dict[str, int]
    steps: tuple[Step, ...] = ()
    tied: tuple[str, ...] = ()
    at_stake: int = 0

    @property
    def decided(self) -> bool:
        """Whether the data and the recorded lots fix every place."""
        return not self.tied


class Impossible(ValueError):  # noqa: N818 - reads as what happened
    """Floors above the total, caps below it, or nobody to give places to: a message code."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def _squared(weight: int, have: int) -> Fraction:
    return Fraction(weight * weight, have * (have + 1))


DIVISORS: dict[str, Callable[[int, int], Fraction]] = {
    "dhondt": lambda weight, have: Fraction(weight, have + 1),
    "sainte_lague": lambda weight, have: Fraction(weight, 2 * have + 1),
    "modified_sainte_lague": lambda weight, have: (
        Fraction(5 * weight, 7) if have == 0 else Fraction(weight, 2 * have + 1)
    ),
    "huntington_hill": lambda weight, have: _squared(weight, have) if have else ENDLESS,
    "adams": lambda weight, have: Fraction(weight, have) if have else ENDLESS,
    "dean": lambda weight, have: (
        Fraction(weight * (2 * have + 1), 2 * have * (have + 1)) if have else ENDLESS
    ),
}
"""The quotient with which a body claims its next place, having so many. Huntington–Hill's is
squared, so that it stays a fraction; the order is the same."""

METHODS = ("hamilton", *DIVISORS, "quota")


def apportion(
    method: str,
    weights: Mapping[str, int],
    total: int,
    *,
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int] | None = None,
    lots: tuple[str, ...] = (),
) -> Result:
    """Places by body under floors and caps.

    A body of weight 0 gets its floor and no more. Raises Impossible where the bounds cannot be
    met, KeyError for an unknown method.
    """
    low = {body: (floors or {}).get(body, 0) for body in weights}
    high = {
        body: min((caps or {}).get(body, total), total) if weight else low[body]
        for body, weight in weights.items()
    }
    _check(weights, total, low, high)
    lot = {body: place for place, body in enumerate(lots)}
    if method == "hamilton":
        return _hamilton(weights, total, low, high, lot)
    if method == "quota":
        return _quota(weights, total, low, high, lot)
    return _divisor(DIVISORS[method], weights, total, low, high, lot)


def _check(
    weights: Mapping[str, int], total: int, low: Mapping[str, int], high: Mapping[str, int]
) -> None:
    if total < 0 or any(weight < 0 for weight in weights.values()):
        raise Impossible("quota.negative")
    crossed = [body for body in weights if low[body] > high[body]]
    if crossed:
        raise Impossible("quota.floor-above-cap", bodies=len(crossed))
    if sum(low.values()) > total:
        raise Impossible("quota.floors-above-total", floors=sum(low.values()), total=total)
    if sum(high.values()) < total:
        raise Impossible("quota.caps-below-total", caps=sum(high.values()), total=total)


def _key(quotient: Fraction, weight: int) -> Key:
    return (1, Fraction(weight)) if quotient == ENDLESS else (0, quotient)


def _divisor(
    divide: Callable[[int, int], Fraction],
    weights: Mapping[str, int],
    total: int,
    low: Mapping[str, int],
    high: Mapping[str, int],
    lot: Mapping[str, int],
) -> Result:
    seats = dict(low)
    order = {body: index for index, body in enumerate(weights)}

    def entry(body: str) -> tuple[int, Fraction, int, int, str]:
        rank, quotient = _key(divide(weights[body], seats[body]), weights[body])
        return -rank, -quotient, lot.get(body, len(lot)), order[body], body

    heap = [entry(body) for body in weights if seats[body] < high[body]]
    heapq.heapify(heap)
    steps: list[Step] = []
    won_at: dict[Key, list[str]] = {}
    last: Key | None = None
    for _ in range(total - sum(low.values())):
        rank, negative, _, _, body = heapq.heappop(heap)
        quotient = divide(weights[body], seats[body])
        seats[body] += 1
        last = (-rank, -negative)
        won_at.setdefault(last, []).append(body)
        rival = heap[0][4] if heap else ""
        margin = -negative + heap[0][1] if heap and heap[0][0] == rank else None
        steps.append(Step(body, quotient, rival, margin))
        if seats[body] < high[body]:
            heapq.heappush(heap, entry(body))
    left_out = [item[4] for item in heap if last is not None and (-item[0], -item[1]) == last]
    return _with_ties(seats, steps, left_out, won_at.get(last, []) if last else [], lot)


def _with_ties(
    seats: dict[str, int],
    steps: list[Step],
    left_out: list[str],
    winners: list[str],
    lot: Mapping[str, int],
) -> Result:
    """A tie stands where equals were left out, unless a recorded lot ranks all of them."""
    tied = [*winners, *left_out] if left_out else []
    if all(body in lot for body in tied):
        return Result(seats, tuple(steps))
    return Result(seats, tuple(steps), tuple(dict.fromkeys(tied)), len(winners))


def _hamilton(
    weights: Mapping[str, int],
    total: int,
    low: Mapping[str, int],
    high: Mapping[str, int],
    lot: Mapping[str, int],
) -> Result:
    """Whole quotas first, then the largest remainders; bodies held by a bound leave the count."""
    seats: dict[str, int] = {}
    steps: list[Step] = []
    free = list(weights)
    while True:
        rest = total - sum(seats.values())
        sum_of_weights = sum(weights[body] for body in free)
        quota = {
            body: Fraction(rest * weights[body], sum_of_weights) if sum_of_weights else Fraction(0)
            for body in free
        }
        below = [body for body in free if quota[body] < low[body]]
        above = [body for body in free if quota[body] > high[body]]
        shortage = sum((low[b] - quota[b] for b in below), Fraction(0))
        excess = sum((quota[b] - high[b] for b in above), Fraction(0))
        bound = below if below and shortage >= excess else above
        if not bound:
            break
        for body in bound:
            seats[body] = low[body] if bound is below else high[body]
            steps.extend(Step(body, quota[body]) for _ in range(seats[body] - low[body]))
        free = [body for body in free if body not in seats]
    seats |= {body: int(quota[body]) for body in free}
    steps.extend(Step(body, quota[body]) for body in free for _ in range(seats[body] - low[body]))
    return _remainders(seats, steps, quota, high, total, lot)


def _remainders(
    seats: dict[str, int],
    steps: list[Step],
    quota: Mapping[str, Fraction],
    high: Mapping[str, int],
    total: int,
    lot: Mapping[str, int],
) -> Result:
    order = {body: index for index, body in enumerate(quota)}
    remainder = {body: share - int(share) for body, share in quota.items()}
    waiting = sorted(
        (body for body in quota if seats[body] < high[body]),
        key=lambda b: (-remainder[b], lot.get(b, len(lot)), order[b]),
    )
    left = total - sum(seats.values())
    for place, body in enumerate(waiting[:left]):
        rival = waiting[place + 1] if place + 1 < len(waiting) else ""
        margin = remainder[body] - remainder[rival] if rival else None
        steps.append(Step(body, remainder[body], rival, margin))
        seats[body] += 1
    if not left:
        return Result(seats, tuple(steps))
    edge = remainder[waiting[left - 1]]
    out = [body for body in waiting[left:] if remainder[body] == edge]
    won = [body for body in waiting[:left] if remainder[body] == edge]
    return _with_ties(seats, steps, out, won, lot)


def _quota(
    weights: Mapping[str, int],
    total: int,
    low: Mapping[str, int],
    high: Mapping[str, int],
    lot: Mapping[str, int],
) -> Result:
    """Balinski and Young's quota method: D'Hondt's order, never above the upper quota so far.

    Equals matter only where the order in which they are taken changes the seats: the house is
    filled twice, equals taken from first to last and from last to first.
    """
    rank = {body: index for index, body in enumerate(weights)}
    forth = {body: (lot.get(body, len(lot)), rank[body]) for body in weights}
    back = {body: (-a, -b) for body, (a, b) in forth.items()}
    seats, steps, equals = _house(weights, total, low, high, forth)
    other, _, more = _house(weights, total, low, high, back)
    differing = {body for body in weights if seats[body] != other[body]}
    tied = dict.fromkeys(b for group in (*equals, *more) if differing & set(group) for b in group)
    if not differing or all(body in lot for body in tied):
        return Result(seats, tuple(steps))
    at_stake = sum(max(0, seats[body] - other[body]) for body in differing)
    return Result(seats, tuple(steps), tuple(b for b in weights if b in tied), at_stake)


def _house(
    weights: Mapping[str, int],
    total: int,
    low: Mapping[str, int],
    high: Mapping[str, int],
    order: Mapping[str, tuple[int, int]],
) -> tuple[dict[str, int], list[Step], list[list[str]]]:
    """Seats, steps and groups of equals, when equals are taken in this order."""
    seats = dict(low)
    sum_of_weights = sum(weights.values())
    steps: list[Step] = []
    groups: list[list[str]] = []
    for house in range(sum(low.values()) + 1, total + 1):
        open_ = [b for b in weights if seats[b] < high[b]]
        able = [b for b in open_ if seats[b] * sum_of_weights < house * weights[b]] or open_
        claim = {b: Fraction(weights[b], seats[b] + 1) for b in able}
        able.sort(key=lambda b: (-claim[b], order[b]))
        winner, rival = able[0], able[1] if len(able) > 1 else ""
        margin = claim[winner] - claim[rival] if rival else None
        steps.append(Step(winner, claim[winner], rival, margin))
        equals = [b for b in able if claim[b] == claim[winner]]
        if len(equals) > 1:
            groups.append(equals)
        seats[winner] += 1
    return seats, steps, groups
