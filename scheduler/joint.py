"""Two committees that share experts: whether there are enough for both at the same time.

A count, not a model: seats of each group by law, then what the committee lacks to its size,
all of them filled by different people (Hall). What it calls short is short; shares of origin or
unit may make more of it short, which formation then proves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from models.calendar import HalfDay
from scheduler.grouping import Load
from scheduler.hall import Violator, Want, violator
from scheduler.pools import Pool, Span

Seats = Want[tuple[str, str]]
"""Seats of a committee, in a group or (with "") in any."""


class Sitting(Span, Protocol):
    """A committee's half-days."""

    @property
    def committee(self) -> str: ...


def seats(pool: Pool, load: Load, able: Iterable[str]) -> list[Seats]:
    """The seats that the law asks for, each with who of the able could take it."""
    there = frozenset(able)
    kinds = pool.kinds(load.committee, load)
    found: list[Seats] = []
    reached: frozenset[str] = frozenset()
    for kind in kinds:
        if kind.what == "group":
            among = kind.ids & there
            reached |= among
            found.append(Want((load.committee.id, kind.subject), kind.needed, among))
    left = load.size - sum(want.needed for want in found)
    found.append(Want((load.committee.id, ""), max(0, left), reached))
    return found


@dataclass
class Together:
    """Answers about pairs of committees, each asked once."""

    pool: Pool
    loads: Mapping[str, Load]
    _able: dict[tuple[str, tuple[HalfDay, ...]], frozenset[str]] = field(
        default_factory=dict[tuple[str, tuple[HalfDay, ...]], frozenset[str]]
    )
    _short: dict[tuple[str, str, frozenset[str], frozenset[str]], bool] = field(
        default_factory=dict[tuple[str, str, frozenset[str], frozenset[str]], bool]
    )

    def share(self, one: str, other: str) -> bool:
        """Whether anybody could be drawn for both."""
        return bool(self._everybody(one) & self._everybody(other))

    def short(self, one: Sitting, other: Sitting) -> bool:
        """Whether the two overlap and their members cannot all be different people."""
        if not self.overlap(one, other):
            return False
        sets = self.able(one), self.able(other)
        if not sets[0] & sets[1]:
            return False
        key = (one.committee, other.committee, *sets)
        if key not in self._short:
            self._short[key] = self.lack(one, other) is not None
        return self._short[key]

    def lack(self, one: Sitting, other: Sitting) -> Violator[tuple[str, str]] | None:
        """The seats that lack people when both meet at once."""
        wants = [
            want
            for sitting in (one, other)
            for want in seats(self.pool, self.loads[sitting.committee], self.able(sitting))
        ]
        return violator(wants)

    def overlap(self, one: Span, other: Span) -> bool:
        """Whether the two share a half-day."""
        return not set(one.half_days).isdisjoint(other.half_days)

    def able(self, sitting: Sitting) -> frozenset[str]:
        """Who could be drawn and can come throughout."""
        key = (sitting.committee, sitting.half_days)
        if key not in self._able:
            committee = self.loads[sitting.committee].committee
            self._able[key] = frozenset(e.id for e in self.pool.able(committee, sitting))
        return self._able[key]

    def _everybody(self, committee: str) -> frozenset[str]:
        load = self.loads[committee]
        ids = (kind.ids for kind in self.pool.kinds(load.committee, load))
        return frozenset().union(*ids)
