"""Dockets filled by hand, and the count that shows that nothing is better.

A unit's dossiers of one category need at least as many sessions as their minutes fill. Units are
put in whole, those with the fewest possible sessions and the most minutes first, where they leave
least over (best fit, decreasing); where every unit ends with its least number of sessions, no
dockets are better and no model is asked.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from models.plan import Session

ORDERS = 12
"""Orders of units that are tried: the first by size, the others shaken."""
SHAKEN = (0.7, 1.3)


class Alike(Protocol):
    """Dossiers alike, as `scheduler.dockets.Block`."""

    @property
    def unit(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def minutes(self) -> int: ...
    @property
    def tied(self) -> frozenset[str]: ...
    @property
    def applicants(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Part:
    """What one unit hands in of one category."""

    blocks: tuple[int, ...]
    minutes: int
    least: int
    """Sessions that it needs at least."""
    able: tuple[str, ...]
    """Sessions in which all of it finds readers."""


Amounts = dict[tuple[int, str], int]
"""By block and session: dossiers."""


def filled(
    blocks: Sequence[Alike], sessions: Sequence[Session], capacity: int, readers: int
) -> Amounts | None:
    """Dossiers by block and session, every unit in its least number of sessions; None if not found.

    Members sit as the sessions say. Every category must have sessions of its own.
    """
    heard = {session.category for session in sessions}
    if any(block.category not in heard for block in blocks):
        return None
    parts = _parts(blocks, sessions, capacity, readers)
    if not all(part.able for part in parts):
        return None
    for order in _orders(parts):
        found = _in_order(blocks, order, sessions, capacity)
        if found is not None:
            return found
    return None


def _parts(
    blocks: Sequence[Alike], sessions: Sequence[Session], capacity: int, readers: int
) -> list[Part]:
    gathered: dict[tuple[str, str], list[int]] = {}
    for number, block in enumerate(blocks):
        gathered.setdefault((block.unit, block.category), []).append(number)
    parts: list[Part] = []
    for (_, category), numbers in gathered.items():
        minutes = sum(blocks[b].minutes * len(blocks[b].applicants) for b in numbers)
        able = tuple(
            session.id
            for session in sessions
            if session.category == category
            and all(
                sum(member not in blocks[b].tied for member in session.members) >= readers
                for b in numbers
                if blocks[b].tied
            )
        )
        parts.append(Part(tuple(numbers), minutes, ceil(minutes / capacity), able))
    return parts


def _orders(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """The parts with the least choice first, then the largest; later orders shake the sizes."""
    rng = random.Random(0)
    sizes: Sequence[float] = [float(part.minutes) for part in parts]
    for _ in range(ORDERS):
        ranked = sorted(
            range(len(parts)),
            key=lambda n: (parts[n].least < 2, len(parts[n].able), -sizes[n], n),  # noqa: PLR2004
        )
        yield [parts[n] for n in ranked]
        sizes = [part.minutes * rng.uniform(*SHAKEN) for part in parts]


def _in_order(
    blocks: Sequence[Alike], order: Sequence[Part], sessions: Sequence[Session], capacity: int
) -> Amounts | None:
    left = {session.id: capacity for session in sessions}
    found: Amounts = {}
    for part in order:
        some = _whole(part, left) if part.least == 1 else _split(part, left)
        if some is None or not _put(blocks, part, some, left, found):
            return None
    return found


def _whole(part: Part, left: Mapping[str, int]) -> list[str] | None:
    """The session that is fullest with all of it."""
    some = [s for s in part.able if left[s] >= part.minutes]
    return [min(some, key=lambda s: left[s])] if some else None


def _split(part: Part, left: Mapping[str, int]) -> list[str]:
    """As many of the emptiest sessions as it needs."""
    return sorted(part.able, key=lambda s: -left[s])[: part.least]


def _put(
    blocks: Sequence[Alike],
    part: Part,
    some: Sequence[str],
    left: dict[str, int],
    found: Amounts,
) -> bool:
    """Put a part into these sessions, the longest dossiers first; False where it does not fit."""
    for b in sorted(part.blocks, key=lambda b: -blocks[b].minutes):
        waiting = len(blocks[b].applicants)
        for session in some:
            count = (
                min(waiting, left[session] // blocks[b].minutes) if blocks[b].minutes else waiting
            )
            if count:
                found[b, session] = found.get((b, session), 0) + count
                left[session] -= count * blocks[b].minutes
                waiting -= count
        if waiting:
            return False
    return True
