"""Linear rows over integer variables, without any solver.

Rules say what must hold as rows with a reason; `scheduler.solver` renders them to CP-SAT or to
an LP, `scheduler.explain` to sentences.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from models.plan import Where

Strength = Literal["exact", "needed", "guide"]
"""exact: the rows say the law; needed: every lawful plan meets them; guide: stronger than law."""

Var = int
"""A variable, by the number in which it was made."""

Term = Var | tuple[int, Var]

INFINITY = 1 << 62


class Because(NamedTuple):
    """Why a row stands: the clause, the rows of the season concerned, how strong it is."""

    clause: str
    where: tuple[Where, ...] = ()
    strength: Strength = "exact"
    binds: bool = True
    """False where clause or number is not law (planning, recalled): dropped before a refusal."""


class Row(NamedTuple):
    """`low <= sum(coefficient * variable) <= high`."""

    terms: tuple[tuple[int, Var], ...]
    low: int
    high: int
    because: Because


@dataclass
class Rows:
    """A growing set of variables and rows. Variables are numbered in the order of creation."""

    names: list[str] = field(default_factory=list[str])
    low: list[int] = field(default_factory=list[int])
    high: list[int] = field(default_factory=list[int])
    rows: list[Row] = field(default_factory=list[Row])
    strength: Strength = "exact"

    def flag(self, name: str) -> Var:
        """A yes-or-no variable, named for the sentence that it makes true."""
        return self.integer(name, 0, 1)

    def integer(self, name: str, low: int, high: int) -> Var:
        """A whole number from low to high."""
        self.names.append(name)
        self.low.append(low)
        self.high.append(high)
        return len(self.names) - 1

    @contextmanager
    def declared(self, strength: Strength) -> Generator[None]:
        """Rows added inside are of this strength."""
        before, self.strength = self.strength, strength
        try:
            yield
        finally:
            self.strength = before

    def between(
        self,
        low: int,
        terms: Iterable[Term],
        high: int,
        clause: str = "",
        *where: Where,
        binds: bool = True,
    ) -> None:
        """The sum of the terms lies from low to high."""
        pairs = tuple([term if isinstance(term, tuple) else (1, term) for term in terms])
        self.rows.append(Row(pairs, low, high, Because(clause, where, self.strength, binds)))

    def at_least(
        self, low: int, terms: Iterable[Term], clause: str = "", *where: Where, binds: bool = True
    ) -> None:
        """The sum of the terms is at least low."""
        self.between(low, terms, INFINITY, clause, *where, binds=binds)

    def at_most(
        self, high: int, terms: Iterable[Term], clause: str = "", *where: Where, binds: bool = True
    ) -> None:
        """The sum of the terms is at most high."""
        self.between(-INFINITY, terms, high, clause, *where, binds=binds)

    def exactly(
        self, value: int, terms: Iterable[Term], clause: str = "", *where: Where, binds: bool = True
    ) -> None:
        """The sum of the terms is this value."""
        self.between(value, terms, value, clause, *where, binds=binds)

    def at_most_one(
        self, variables: Iterable[Var], clause: str = "", *where: Where, binds: bool = True
    ) -> None:
        """No two of these are true together."""
        self.between(-INFINITY, variables, 1, clause, *where, binds=binds)

    def copy(self) -> "Rows":
        """The same variables and rows, to which more can be added."""
        return Rows(
            list(self.names), list(self.low), list(self.high), list(self.rows), self.strength
        )

    def take_in(self, other: "Rows") -> int:
        """Take in the variables and rows of another set; by how much its variables have moved."""
        moved = len(self.names)
        self.names += other.names
        self.low += other.low
        self.high += other.high
        for terms, low, high, because in other.rows:
            shifted = tuple([(number, moved + variable) for number, variable in terms])
            self.rows.append(Row(shifted, low, high, because))
        return moved

    def without(self, drop: frozenset[Strength], *, unbinding: bool = False) -> "Rows":
        """The same variables with fewer rows: less these strengths, and less unbinding rows."""
        kept = [
            row
            for row in self.rows
            if row.because.strength not in drop and (row.because.binds or not unbinding)
        ]
        return Rows(self.names, self.low, self.high, kept, self.strength)

    def hold(self, values: Mapping[Var, int] | Sequence[int]) -> bool:
        """Whether these values meet every row."""
        return all(
            low <= sum([c * values[x] for c, x in terms]) <= high
            for terms, low, high, _ in self.rows
        )

    def less(self, clauses: Iterable[str]) -> "Rows":
        """The same variables without the unbinding rows of these clauses."""
        gone = frozenset(clauses)
        kept = [r for r in self.rows if r.because.binds or r.because.clause not in gone]
        return Rows(self.names, self.low, self.high, kept, self.strength)
