"""Reference cases of the appointments benchmark, and the evaluator of every method's answer.

A case: units with minutes, a window and a wished day; desks that work two half-days of 210
minutes on each of some days. A unit comes once, to one desk, for all its minutes in one half-day.
15 % of all desks' minutes of every day stay free. To minimise: days off the wishes + 3 x the
hours begun at the busiest desk (the reference objective). Nothing here knows a solver or the
product's own code.
"""

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

ROOM = 210
WEIGHT = 3
SHARE = (85, 100)


@dataclass(frozen=True)
class Unit:
    """A unit of a reference case; days are numbered from 0."""

    name: str
    minutes: int
    wished: int
    first: int
    last: int


@dataclass(frozen=True)
class Case:
    """Units, desks and days."""

    name: str
    units: tuple[Unit, ...]
    desks: int
    days: int

    @property
    def day_minutes(self) -> int:
        """Minutes that may be used on a day."""
        return self.desks * 2 * ROOM * SHARE[0] // SHARE[1]


Placed = Mapping[str, tuple[int, int, int]]
"""By unit: (desk, day, half)."""


def reference(size: str, seed: int) -> Case:
    """`reference`: 600 units, 5 desks, 30 days; `reference-2000`: 2,000 units, 16 desks, 30 days.

    Wishes crowd on a few days, so that the desks are full there and half empty elsewhere.
    """
    count, desks, days = (2000, 16, 30) if size == "reference-2000" else (600, 5, 30)
    rng = random.Random(f"{size}/{seed}")
    crowded = [rng.uniform(0.3, 1.7) for _ in range(days)]
    units: list[Unit] = []
    for n in range(count):
        minutes = 5 * min(30, max(2, round(rng.lognormvariate(2.35, 0.5))))
        wished = rng.choices(range(days), crowded)[0]
        early, late = rng.randint(3, 15), rng.randint(3, 15)
        first, last = max(0, wished - early), min(days - 1, wished + late)
        units.append(Unit(f"u{n:04}", minutes, wished, first, last))
    return Case(f"{size}/{seed}", tuple(units), desks, days)


def evaluate(case: Case, placed: Placed) -> int | None:
    """The reference objective of an answer; None where it breaks a rule of the case."""
    bins: defaultdict[tuple[int, int, int], int] = defaultdict(int)
    on_day: defaultdict[int, int] = defaultdict(int)
    at_desk: defaultdict[int, int] = defaultdict(int)
    away = 0
    for unit in case.units:
        if unit.name not in placed:
            return None
        desk, day, half = placed[unit.name]
        if not (0 <= desk < case.desks and half in (0, 1) and unit.first <= day <= unit.last):
            return None
        bins[desk, day, half] += unit.minutes
        on_day[day] += unit.minutes
        at_desk[desk] += unit.minutes
        away += abs(day - unit.wished)
    if any(used > ROOM for used in bins.values()):
        return None
    if any(used > case.day_minutes for used in on_day.values()):
        return None
    return away + WEIGHT * -(-max(at_desk.values()) // 60)


def floor_hours(case: Case) -> int:
    """Hours that the busiest desk has at least."""
    total = sum(unit.minutes for unit in case.units)
    return -(-total // (case.desks * 60))
