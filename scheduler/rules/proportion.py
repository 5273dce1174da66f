"""Whether seats are those of a method, told by what defines it; nothing is divided here.

Written for the judge alone, from Balinski and Young, Fair Representation (1982), appendix A. The
planner's division is `scheduler.apportionment`; neither imports the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

Number = TypeVar("Number", int, Fraction)


@dataclass(frozen=True)
class Shared:
    """Seats by body, what each counts by, and its bounds; `order`: who won in turn, if known."""

    weights: Mapping[str, int]
    seats: Mapping[str, int]
    low: Mapping[str, int]
    high: Mapping[str, int]
    order: Sequence[str] = ()

    @property
    def total(self) -> int:
        """All seats."""
        return sum(self.seats.values())


def fits(method: str, shared: Shared) -> bool:
    """Whether the seats are an outcome of the method; equals may have gone either way."""
    inside = all(shared.low[b] <= n <= shared.high[b] for b, n in shared.seats.items())
    if not inside:
        return False
    if method == "hamilton":
        return _largest_remainders(shared)
    if method == "quota":
        return _in_order(shared)
    return _no_better_claim(method, shared)


def _divisor(method: str, place: int) -> Fraction:
    """The square of the divisor of a body's n-th place, n from 1; 0 for an endless claim."""
    n = place
    match method:
        case "dhondt":
            return Fraction(n * n)
        case "sainte_lague":
            return Fraction((2 * n - 1) ** 2)
        case "modified_sainte_lague":
            return Fraction(49, 25) if n == 1 else Fraction((2 * n - 1) ** 2)
        case "huntington_hill":
            return Fraction(n * (n - 1))
        case "adams":
            return Fraction((n - 1) ** 2)
        case "dean":
            return Fraction(2 * n * (n - 1), 2 * n - 1) ** 2
        case _:
            raise KeyError(method)


def rounds_to(method: str, value: Fraction, places: int) -> bool:
    """Whether a scaled count rounds to so many places; a count of zero only to none."""
    if not value:
        return not places
    above = _divisor(method, places + 1)
    return value * value <= above and (not places or value * value >= _divisor(method, places))


def _no_better_claim(method: str, shared: Shared) -> bool:
    """No seat above a floor was won by less than a body below its cap could claim."""

    def claim(body: str, place: int) -> tuple[bool, Fraction]:
        weight, divisor = shared.weights[body], _divisor(method, place)
        if not divisor:
            return True, Fraction(weight)
        return False, Fraction(weight * weight) / divisor

    won = [claim(b, n) for b, n in shared.seats.items() if n > shared.low[b]]
    refused = [claim(b, n + 1) for b, n in shared.seats.items() if n < shared.high[b]]
    return not won or not refused or min(won) >= max(refused)


def _largest_remainders(shared: Shared) -> bool:
    """Whole quotas within the bounds, and the rest to the greatest remainders."""
    everybody = sum(shared.weights.values())
    if not everybody:
        return True
    scale = Fraction(shared.total, everybody)
    quota = {b: scale * w for b, w in shared.weights.items()}
    whole = {b: _between(shared.low[b], q.__floor__(), shared.high[b]) for b, q in quota.items()}
    may_gain = {b for b, q in quota.items() if shared.low[b] <= q.__floor__() < shared.high[b]}
    over = shared.total - sum(whole.values())
    if not 0 <= over <= len(may_gain):
        bounded = _bounded_scale(shared)
        quota = {
            b: Fraction(_between(shared.low[b], bounded * w, shared.high[b]))
            for b, w in shared.weights.items()
        }
        whole = {b: q.__floor__() for b, q in quota.items()}
        may_gain = {b for b in quota if whole[b] < shared.high[b]}
    extra = {b: n - whole[b] for b, n in shared.seats.items()}
    if any(n not in {0, 1} or (n and b not in may_gain) for b, n in extra.items()):
        return False
    up = [quota[b] - whole[b] for b, n in extra.items() if n]
    down = [quota[b] - whole[b] for b, n in extra.items() if not n and b in may_gain]
    return not up or not down or min(up) >= max(down)


def _between(low: int, value: Number, high: int) -> Number | int:
    return low if value < low else min(value, high)


def _bounded_scale(shared: Shared) -> Fraction:
    """The scale at which weights, held between the bounds, add up to the total."""
    active = {b: w for b, w in shared.weights.items() if w}

    def given(scale: Fraction) -> Fraction:
        idle = sum(n for b, n in shared.low.items() if b not in active)
        return Fraction(
            idle
            + sum(_between(shared.low[b], scale * w, shared.high[b]) for b, w in active.items())
        )

    turns = sorted(
        {Fraction(edge[b], w) for b, w in active.items() for edge in (shared.low, shared.high)}
    )
    first, last = 0, len(turns) - 1
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (middle, last) if given(turns[middle]) <= shared.total else (first, middle)
    below, above = turns[first], turns[last]
    rise = given(above) - given(below)
    if not rise:
        return below
    return below + (above - below) * (shared.total - given(below)) / rise


def _in_order(shared: Shared) -> bool:
    """The quota method, house by house: nobody above the upper quota, the greatest claim first."""
    everybody = sum(shared.weights.values())
    have = dict(shared.low)
    clock = 0
    told = list(shared.order)
    for house in range(sum(have.values()) + 1, shared.total + 1):
        open_ = [b for b in have if have[b] < shared.high[b] and shared.weights[b]]
        due = {b: have[b] * everybody // shared.weights[b] + 1 for b in open_}
        clock = max(clock, house, min(due.values()))
        claims = {b: Fraction(shared.weights[b], have[b] + 1) for b in open_ if due[b] <= clock}
        best = [b for b, claim in claims.items() if claim == max(claims.values())]
        if told:
            winner = told.pop(0)
            if winner not in best:
                return False
        else:
            winner = max(best, key=lambda b: shared.seats[b] - have[b])
        have[winner] += 1
    return have == dict(shared.seats)
