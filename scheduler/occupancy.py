"""Parties, occupancy and gaps: who is taken up when, nobody in two places, idle waits counted.

An appointment occupies a set of parties (unit, desk, officer; or two businesses that meet) from
one slot to another. A slot is whatever its user counts in: minutes, half-days, rounds of talks.
The first half of the module states facts about what was decided; the second says the same as
linear rows for what is still to be decided. Neither knows a solver.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scheduler.rows import Rows, Var

Party = str
"""Whoever or whatever can be in one place only: a unit, a desk, an officer."""

Slot = int


@dataclass(frozen=True, slots=True)
class Occupation:
    """These parties are taken up from slot `begin` to before slot `end`."""

    parties: tuple[Party, ...]
    begin: Slot
    end: Slot

    @property
    def slots(self) -> range:
        """The slots taken up."""
        return range(self.begin, self.end)


@dataclass(frozen=True, slots=True)
class Clash:
    """One party in two places: the later occupation begins before the earlier one has ended."""

    party: Party
    earlier: Occupation
    later: Occupation


def by_party(occupations: Iterable[Occupation]) -> dict[Party, list[Occupation]]:
    """Every party's own occupations, in time."""
    found: dict[Party, list[Occupation]] = {}
    for item in sorted(occupations, key=lambda item: (item.begin, item.end)):
        for party in item.parties:
            found.setdefault(party, []).append(item)
    return found


def clashes(occupations: Iterable[Occupation]) -> Iterator[Clash]:
    """Every party that is in two places, once for each occupation that begins too early."""
    for party, items in by_party(occupations).items():
        longest = items[0]
        for item in items[1:]:
            if item.begin < longest.end:
                yield Clash(party, longest, item)
            longest = max(longest, item, key=lambda one: one.end)


def gaps(occupations: Iterable[Occupation]) -> dict[Party, list[range]]:
    """The idle slots between two occupations of a party; a gap is one, however long it is."""
    found: dict[Party, list[range]] = {}
    for party, items in by_party(occupations).items():
        found[party], until = [], items[0].end
        for item in items[1:]:
            if item.begin > until:
                found[party].append(range(until, item.begin))
            until = max(until, item.end)
    return found


@dataclass
class Occupancy:
    """The same as variables.

    ``takes[a, k]``: appointment a takes the k-th of its places. ``busy[p, t]``: party p is taken
    up in slot t; pairs that cannot be have no variable.
    """

    takes: dict[tuple[str, int], Var] = field(default_factory=dict[tuple[str, int], Var])
    busy: dict[tuple[Party, Slot], Var] = field(default_factory=dict[tuple[Party, Slot], Var])

    def slots_of(self, party: Party) -> list[Slot]:
        """The slots in which a party can be taken up at all."""
        return sorted(slot for name, slot in self.busy if name == party)


def occupy(rows: Rows, places: Mapping[str, Sequence[Occupation]], clause: str = "") -> Occupancy:
    """Every appointment takes one of its places, and no party is in two places.

    An appointment without any place makes the rows infeasible.
    """
    v = Occupancy()
    there: dict[tuple[Party, Slot], list[Var]] = {}
    for name, choices in places.items():
        for k, place in enumerate(choices):
            v.takes[name, k] = rows.flag(f"takes[{name},{place.begin}]")
            for party in place.parties:
                for slot in place.slots:
                    there.setdefault((party, slot), []).append(v.takes[name, k])
        rows.exactly(1, [v.takes[name, k] for k in range(len(choices))], clause)
    for party, slot in sorted(there):
        v.busy[party, slot] = rows.flag(f"busy[{party},{slot}]")
        terms = [*there[party, slot], (-1, v.busy[party, slot])]
        rows.exactly(0, terms, clause)
    return v


def count_gaps(
    rows: Rows, v: Occupancy, party: Party, total: int, most: int | None = None
) -> list[Var]:
    """The gaps of a party that is taken up for `total` slots, in unary.

    The k-th variable (from 0) is true exactly when the party has more than k gaps; `most` caps
    their number. A party is in one unbroken block or it has a gap, and the blocks are variables:
    without them a solver sees only that one slot follows another.
    """
    slots = v.slots_of(party)
    free = slots[-1] - slots[0] + 1 - total if slots else 0
    limit = max(0, min(total - 1, free))
    limit = limit if most is None else min(limit, most)
    more = [rows.flag(f"gaps[{party}]>{k}") for k in range(limit)]
    rows.exactly(total, [v.busy[party, slot] for slot in slots])
    if not total:
        return more
    for fewer, one_more in pairwise(more):
        rows.at_most(0, [one_more, (-1, fewer)])
    _blocks(rows, v, party, total, more[:1])
    _rises(rows, v, party, more)
    return more


def _blocks(rows: Rows, v: Occupancy, party: Party, total: int, broken: list[Var]) -> None:
    """Exactly one unbroken block, or a gap."""
    slots = v.slots_of(party)
    possible = set(slots)
    covers: dict[Slot, list[Var]] = {slot: [] for slot in slots}
    blocks: list[Var] = []
    for first in slots:
        span = range(first, first + total)
        if possible.issuperset(span):
            blocks.append(rows.flag(f"block[{party},{first}]"))
            for slot in span:
                covers[slot].append(blocks[-1])
    rows.exactly(1, [*blocks, *broken])
    for slot in slots:
        minus_busy = (-1, v.busy[party, slot])
        rows.at_most(0, [*covers[slot], minus_busy])
        rows.at_least(0, [*covers[slot], *broken, minus_busy])


def _rises(rows: Rows, v: Occupancy, party: Party, more: list[Var]) -> None:
    """A gap fewer than times that the party goes from idle to taken up."""
    rises: list[Var] = []
    for slot in v.slots_of(party):
        now, before = v.busy[party, slot], v.busy.get((party, slot - 1))
        if before is None:
            rises.append(now)
            continue
        rise = rows.flag(f"rises[{party},{slot}]")
        rises.append(rise)
        rows.at_most(0, [now, (-1, before), (-1, rise)])
        rows.at_most(0, [rise, (-1, now)])
        rows.at_most(1, [rise, before])
    rows.exactly(1, [*rises, *((-1, one) for one in more)])
