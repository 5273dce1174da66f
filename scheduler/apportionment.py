"""Dividing places in exact integers and fractions: largest remainder, divisors, quota method.

Sources: M. Balinski, H. P. Young, Fair Representation (1982), for the methods and the quota
method; F. Pukelsheim, Proportional Representation (2014), for bounded divisor methods. Bounds
are kept by construction: every body starts at its floor and stops at its cap. A tie is never
broken silently: it is decided by the recorded lots or a stated order, or reported.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

ENDLESS = Fraction(-1)
"""Stands for an infinite quotient: the first place of Adams, Dean and Huntington–Hill."""

Ground = Literal["quotient", "whole", "remainder"]
Claim = Callable[[int, int], tuple[int, int]]
"""From weight and places held to the quotient that claims the next place, as (numerator,
denominator); a denominator of 0 is an infinite quotient, greater with the weight."""


class Step(NamedTuple):
    """One place: who won it, with which quotient, before whom, by how much.

    `ground`: won by the greatest quotient, as a whole quota, or by the greatest remainder.
    """

    body: str
    quotient: Fraction
    runner_up: str = ""
    margin: Fraction | None = None
    ground: Ground = "quotient"


@dataclass(frozen=True, slots=True)
class Result:
    """Seats by body. Among the `tied` only a lot decides `at_stake` places, lent to `lent`."""

    seats: dict[str, int]
    steps: tuple[Step, ...] = ()
    tied: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether the data and the recorded lots fix every place."""
        return not self.tied

    @property
    def at_stake(self) -> int:
        """How many places hang on a lot."""
        return len(self.lent)

    def least(self, body: str) -> int:
        """The seats that a body has whatever the lot."""
        return self.seats[body] - (body in self.lent)

    def most(self, body: str) -> int:
        """The seats that a body may have by the lot."""
        return self.seats[body] + (body in self.tied and body not in self.lent)


class Impossible(ValueError):  # noqa: N818 - reads as what happened
    """Floors above the total, caps below it, or nobody to give places to: a message code."""

    def __init__(self, code: str, **values: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


DIVISORS: dict[str, Claim] = {
    "dhondt": lambda weight, have: (weight, have + 1),
    "sainte_lague": lambda weight, have: (weight, 2 * have + 1),
    "modified_sainte_lague": lambda weight, have: (
        (weight, 2 * have + 1) if have else (5 * weight, 7)
    ),
    "huntington_hill": lambda weight, have: (weight * weight, have * (have + 1)),
    "adams": lambda weight, have: (weight, have),
    "dean": lambda weight, have: (weight * (2 * have + 1), 2 * have * (have + 1)),
}
"""The claims of the divisor methods. Huntington–Hill's quotient is squared, so that it stays a
fraction; the order is the same."""

METHODS = ("hamilton", *DIVISORS, "quota")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One division, checked. `rank` orders equals; bodies that lack one or share one are tied."""

    weights: Mapping[str, int]
    total: int
    low: Mapping[str, int]
    high: Mapping[str, int]
    rank: Mapping[str, int]
    place: Mapping[str, int]

    def turn(self, body: str) -> tuple[int, int]:
        """Where a body stands among equals: by rank, then as listed."""
        return self.rank.get(body, len(self.place)), self.place[body]


def apportion(
    method: str,
    weights: Mapping[str, int],
    total: int,
    *,
    floors: Mapping[str, int] | None = None,
    caps: Mapping[str, int] | None = None,
    lots: tuple[str, ...] = (),
    ranks: Mapping[str, int] | None = None,
) -> Result:
    """Places by body under floors and caps.

    `lots` is a recorded order by lot. `ranks` is a stated order (lower first), in which bodies
    may stand level and then stay tied; lots come before it. A body of weight 0 gets its floor
    and no more. Raises Impossible where the bounds cannot be met, KeyError for an unknown method.
    """
    low = {body: (floors or {}).get(body, 0) for body in weights}
    high = {
        body: min((caps or {}).get(body, total), total) if weight else low[body]
        for body, weight in weights.items()
    }
    _check(weights, total, low, high)
    rank = {body: n for n, body in enumerate(lots)} or dict(ranks or {})
    place = {body: n for n, body in enumerate(weights)}
    asked = _Asked(weights, total, low, high, rank, place)
    if method == "hamilton":
        return _hamilton(asked)
    if method == "quota":
        return _quota(asked)
    return _divisor(DIVISORS[method], asked)


def _check(
    weights: Mapping[str, int], total: int, low: Mapping[str, int], high: Mapping[str, int]
) -> None:
    if total < 0 or any(weight < 0 for weight in weights.values()):
        raise Impossible("quota.negative")
    if not weights and total:
        raise Impossible("quota.nobody", total=total)
    crossed = [body for body in weights if low[body] > high[body]]
    if crossed:
        raise Impossible("quota.floor-above-cap", bodies=len(crossed))
    if sum(low.values()) > total:
        raise Impossible("quota.floors-above-total", floors=sum(low.values()), total=total)
    if total > sum(low.values()) and not any(weights.values()):
        raise Impossible("quota.all-zero")
    if sum(high.values()) < total:
        raise Impossible("quota.caps-below-total", caps=sum(high.values()), total=total)


class Scale:
    """Quotients as whole numbers that keep their order, equality included.

    Two different fractions with denominators up to d differ by at least 1/d², so scaled by a
    power of two above d² their whole parts differ. Infinite quotients stand above all others.
    """

    def __init__(self, weights: Mapping[str, int], total: int) -> None:
        self.shift = 2 * (7 * (2 * total + 2) ** 2).bit_length()
        self._above = 7 * (max(weights.values(), default=0) + 1) ** 2

    def of(self, numerator: int, denominator: int, weight: int) -> int:
        """A quotient on the scale."""
        if not denominator:
            return (self._above + weight) << self.shift
        return (numerator << self.shift) // denominator


def _difference(one: Fraction, other: Fraction) -> Fraction | None:
    """By how much a quotient beats another; None where one is infinite."""
    return None if ENDLESS in (one, other) else one - other


def _divisor(claim: Claim, asked: _Asked) -> Result:
    """Bounded divisor method: the next place goes to the greatest quotient (heap, O(h log n)).

    An entry of the heap is one whole number: the claim on the scale, then the turn.
    """
    weights, seats, high = asked.weights, dict(asked.low), asked.high
    bodies, scale = sorted(weights, key=asked.turn), Scale(weights, asked.total)
    many = len(bodies)

    quotients: dict[int, Fraction] = {}

    def entry(turn: int) -> int:
        body = bodies[turn]
        weight = weights[body]
        over, under = claim(weight, seats[body])
        quotients[turn] = Fraction(over, under) if under else ENDLESS
        return turn - many * scale.of(over, under, weight)

    heap = [entry(turn) for turn, body in enumerate(bodies) if seats[body] < high[body]]
    heapq.heapify(heap)
    steps: list[Step] = []
    keys: list[int] = []
    for _ in range(asked.total - sum(asked.low.values())):
        first = heapq.heappop(heap)
        turn = first % many
        body, won = bodies[turn], quotients[turn]
        keys.append(first // many)
        if heap:
            rival = heap[0] % many
            steps.append(Step(body, won, bodies[rival], _difference(won, quotients[rival])))
        else:
            steps.append(Step(body, won))
        seats[body] += 1
        if seats[body] < high[body]:
            heapq.heappush(heap, entry(turn))
    if not keys:
        return Result(seats)
    left_out = [bodies[item % many] for item in heap if item // many == keys[-1]]
    winners = [step.body for step, key in zip(steps, keys, strict=True) if key == keys[-1]]
    return _with_ties(asked, seats, steps, [(winners, left_out)])


def _with_ties(
    asked: _Asked,
    seats: dict[str, int],
    steps: list[Step],
    groups: Iterable[tuple[list[str], list[str]]],
) -> Result:
    """Equals of whom some won and some were left out are tied, unless a rank parts them."""
    tied: list[str] = []
    lent: list[str] = []
    rank = asked.rank
    for won, lost in groups:
        if not lost:
            continue
        shared = {rank.get(b) for b in won} & {rank.get(b) for b in lost}
        if any(b not in rank for b in (*won, *lost)):
            shared = {rank.get(b) for b in (*won, *lost)}
        lent += [b for b in won if rank.get(b) in shared]
        tied += [b for b in (*won, *lost) if rank.get(b) in shared]
    return Result(seats, tuple(steps), tuple(tied), tuple(lent))


def _hamilton(asked: _Asked) -> Result:
    """Whole quotas first, then the largest remainders, as the Act of 1850 had it.

    A body whose quota is below its floor has the floor and no remainder; one above its cap has
    the cap. Where that gives out too many places or leaves too many over, the quotas themselves
    are bounded: `_bounded`.
    """
    weights, low, high, total = asked.weights, asked.low, asked.high, asked.total
    everybody = sum(weights.values()) or 1
    quota = {body: divmod(total * weight, everybody) for body, weight in weights.items()}
    seats = {body: max(low[body], min(high[body], n)) for body, (n, _) in quota.items()}
    waiting = {body: rest for body, (n, rest) in quota.items() if low[body] <= n < high[body]}
    if not 0 <= total - sum(seats.values()) <= len(waiting):
        return _bounded(asked)
    steps: list[Step] = []
    for body, weight in weights.items():
        steps += _whole(body, total * weight, everybody, seats[body] - low[body])
    return _remainders(asked, seats, steps, waiting, everybody)


def _bounded(asked: _Asked) -> Result:
    """Largest remainders of bounded quotas: those that a bound holds leave the count with it."""
    weights, low, high = asked.weights, asked.low, asked.high
    seats: dict[str, int] = {}
    steps: list[Step] = []
    free = list(weights)
    while True:
        rest = asked.total - sum(seats.values())
        everybody = sum(weights[body] for body in free) or 1
        over = {body: rest * weights[body] for body in free}
        below = [body for body in free if over[body] < low[body] * everybody]
        above = [body for body in free if over[body] > high[body] * everybody]
        shortage = sum(low[body] * everybody - over[body] for body in below)
        excess = sum(over[body] - high[body] * everybody for body in above)
        bound = below if below and shortage >= excess else above
        if not bound:
            break
        for body in bound:
            seats[body] = low[body] if bound is below else high[body]
            steps += _whole(body, over[body], everybody, seats[body] - low[body])
        free = [body for body in free if body not in seats]
    for body in free:
        seats[body] = over[body] // everybody
        steps += _whole(body, over[body], everybody, seats[body] - low[body])
    waiting = {body: over[body] % everybody for body in free if seats[body] < high[body]}
    return _remainders(asked, seats, steps, waiting, everybody)


def _whole(body: str, over: int, under: int, places: int) -> list[Step]:
    return [Step(body, Fraction(over, under), ground="whole")] * places if places else []


def _remainders(
    asked: _Asked, seats: dict[str, int], steps: list[Step], rests: Mapping[str, int], under: int
) -> Result:
    """What whole quotas leave over; `rests` of the bodies that may have one more, by `under`."""
    waiting = sorted(rests, key=lambda body: (-rests[body], asked.turn(body)))
    left = asked.total - sum(seats.values())
    for place, body in enumerate(waiting[:left]):
        rival = waiting[place + 1] if place + 1 < len(waiting) else ""
        margin = Fraction(rests[body] - rests[rival], under) if rival else None
        steps.append(Step(body, Fraction(rests[body], under), rival, margin, "remainder"))
        seats[body] += 1
    seats = {body: seats[body] for body in asked.weights}
    if not left:
        return Result(seats, tuple(steps))
    edge = rests[waiting[left - 1]]
    out = [body for body in waiting[left:] if rests[body] == edge]
    won = [body for body in waiting[:left] if rests[body] == edge]
    return _with_ties(asked, seats, steps, [(won, out)])


def _quota(asked: _Asked) -> Result:
    """Balinski and Young's quota method: D'Hondt's order, never above the upper quota so far.

    A body may claim its next place from the house in which that place is within its upper
    quota; where bounds leave nobody who may, the house that lets the first one in counts.
    Equals that may claim are served before any lower claim, so what hangs on their order are
    only the places of equals who were never all served: a tie is reported just for these.
    """
    weights, seats = asked.weights, dict(asked.low)
    bodies, scale = sorted(weights, key=asked.turn), Scale(weights, asked.total)
    everybody, many = sum(weights.values()), len(bodies)

    def due(turn: int) -> tuple[int, int]:
        body = bodies[turn]
        return seats[body] * everybody // weights[body] + 1, turn

    quotients: dict[int, Fraction] = {}
    waiting = [due(turn) for turn, body in enumerate(bodies) if seats[body] < asked.high[body]]
    heapq.heapify(waiting)
    able: list[int] = []
    since: dict[str, int] = {}
    served: dict[int, tuple[list[str], int]] = {}
    """By claim that was not served to all: who won by it, and in which house last."""
    steps: list[Step] = []
    clock = 0
    for house in range(sum(asked.low.values()) + 1, asked.total + 1):
        clock = max(clock, house, 0 if able else waiting[0][0])
        while waiting and waiting[0][0] <= clock:
            _, turn = heapq.heappop(waiting)
            body = bodies[turn]
            since[body] = house
            quotients[turn] = Fraction(weights[body], seats[body] + 1)
            claim = scale.of(weights[body], seats[body] + 1, 0)
            heapq.heappush(able, turn - many * claim)
        first = heapq.heappop(able)
        winner, won = bodies[first % many], quotients[first % many]
        if able:
            rival = able[0] % many
            steps.append(Step(winner, won, bodies[rival], won - quotients[rival]))
        else:
            steps.append(Step(winner, won))
        seats[winner] += 1
        before, _ = served.pop(first // many, ([], 0))
        if able and able[0] // many == first // many:
            served[first // many] = [*before, winner], house
        if seats[winner] < asked.high[winner]:
            heapq.heappush(waiting, due(first % many))
    groups = [
        (won, [b for b in (bodies[e % many] for e in able if e // many == key) if since[b] <= last])
        for key, (won, last) in served.items()
    ]
    return _with_ties(asked, seats, steps, groups)
