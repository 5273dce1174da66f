"""Hall's condition: whether wants can each have something of their own out of what there is.

Wants are met together exactly when no set of them reaches fewer things than it asks for
(P. Hall, 1935). Where sets of things overlap little it is enough to look at unions of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.plan import Where
from scheduler.rows import Rows, Term

Subject = TypeVar("Subject")

MOST_UNIONS = 256
"""Unions of sets that overlap, beyond which only the single sets and the whole are counted."""


@dataclass(frozen=True)
class Want(Generic[Subject]):
    """So many of these things are wanted for a subject."""

    subject: Subject
    needed: int
    among: frozenset[str]


@dataclass(frozen=True)
class Violator(Generic[Subject]):
    """Wants that ask for more than they reach together."""

    wants: tuple[Want[Subject], ...]
    needed: int
    there: int

    @property
    def missing(self) -> int:
        """How many things are lacking."""
        return self.needed - self.there


def violator(wants: Sequence[Want[Subject]]) -> Violator[Subject] | None:
    """The wants that lack most, none of them idle; None when all can be met.

    Augmenting paths give a greatest assignment; from what it leaves unmet, alternating paths
    reach exactly the wants of a deficient set.
    """
    held: dict[str, int] = {}
    count = [0] * len(wants)
    among = [sorted(want.among) for want in wants]

    def reach(start: int) -> tuple[list[int], list[str] | None]:
        """The wants reached from one; the things of an augmenting path, if there is one."""
        came: dict[int, tuple[int, str]] = {}
        order, seen = [start], {start}
        for number in order:
            for thing in among[number]:
                owner = held.get(thing)
                if owner is None:
                    path = [thing]
                    at = number
                    while at != start:
                        at, given = came[at]
                        path.append(given)
                    return order, path
                if owner not in seen:
                    seen.add(owner)
                    came[owner] = (number, thing)
                    order.append(owner)
        return order, None

    lacking: list[int] = []
    for number, want in enumerate(wants):
        for thing in among[number]:
            if count[number] == want.needed:
                break
            if thing not in held:
                held[thing] = number
                count[number] += 1
        while count[number] < want.needed:
            order, path = reach(number)
            if path is None:
                lacking.extend(order)
                break
            taker = number
            for thing in reversed(path):
                owner = held.get(thing)
                held[thing] = taker
                if owner is not None:
                    taker = owner
            count[number] += 1
    if not lacking:
        return None
    chosen = tuple(wants[number] for number in sorted(set(lacking)) if wants[number].needed)
    things = frozenset().union(*(want.among for want in chosen))
    return Violator(chosen, sum(want.needed for want in chosen), len(things))


def unions(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Every union of sets that hang together by shared things; smallest first.

    Sets that share nothing need no union. Where there are very many unions, only the single
    sets and each whole: rows over them are needed, and no longer all there is to say.
    """
    found: list[frozenset[str]] = []
    for component in _components(dict.fromkeys(sets)):
        made: dict[frozenset[str], None] = {}
        for one in component:
            for other in list(made):
                made[other | one] = None
            made[one] = None
            if len(made) > MOST_UNIONS:
                whole = frozenset().union(*component)
                made = dict.fromkeys([*component, whole])
                break
        found.extend(made)
    return sorted(found, key=lambda one: (len(one), sorted(one)))


def _components(sets: Iterable[frozenset[str]]) -> list[list[frozenset[str]]]:
    parts: list[tuple[set[str], list[frozenset[str]]]] = []
    for one in sets:
        apart = [part for part in parts if not part[0] & one]
        near = [part for part in parts if part[0] & one]
        things = set(one).union(*(part[0] for part in near))
        parts = [*apart, (things, [*(s for part in near for s in part[1]), one])]
    return [part[1] for part in parts]


def no_more_than_there_are(
    rows: Rows,
    wants: Iterable[tuple[frozenset[str], Term]],
    clause: str,
    *where: Where,
    binds: bool = True,
) -> None:
    """Rows: for every union of sets, what is wanted inside it is at most as much as it holds."""
    by_set: dict[frozenset[str], dict[int, int]] = {}
    for among, term in wants:
        number, variable = term if isinstance(term, tuple) else (1, term)
        terms = by_set.setdefault(among, {})
        terms[variable] = terms.get(variable, 0) + number
    for union in unions(by_set):
        terms: dict[int, int] = {}
        for among, some in by_set.items():
            if among <= union:
                for variable, number in some.items():
                    terms[variable] = terms.get(variable, 0) + number
        if sum(number * rows.high[variable] for variable, number in terms.items()) > len(union):
            packed = [(number, variable) for variable, number in terms.items()]
            rows.at_most(len(union), packed, clause, *where, binds=binds)
