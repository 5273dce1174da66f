"""The lot: a ticket for every free seat, and the lawful committee with the least sum of them.

A ticket is the first 36 bits of SHA-256(seed | committee | expert | group). Fewest named
exemptions come first, then the least sum. Reproducible, and open to no wish; not a uniform draw
over all lawful committees, which the record says. `scheduler.rules.replay` checks a recorded
draw again without this module and without a solver.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations
from typing import TYPE_CHECKING

from models.season import Season
from scheduler.eligibility import ROTATION, exempt, rotated_out
from scheduler.near_integral import Least, least
from scheduler.rows import Rows
from scheduler.solver import Found, Infeasible, Unknown, solve
from scheduler.work import Work

if TYPE_CHECKING:
    from scheduler.formation_model import Formation

TICKET_BITS = 36
ALGORITHM = "pingshen-lot/1: least sum of 36-bit SHA-256 tickets among all lawful committees"
UNITS = 30.0


def ticket(seed: str, committee: str, expert: str, group: str) -> int:
    """The 36-bit ticket of a seat: the first bits of SHA-256 over the named text."""
    digest = sha256(f"{seed}|{committee}|{expert}|{group}".encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - TICKET_BITS)


def lot_terms(v: "Formation", seed: str) -> list[tuple[int, int]]:
    """Every seat with its ticket."""
    return [
        (ticket(seed, committee, expert.id, group.id), v.sits[expert.id, group.id])
        for committee, load in v.loads.items()
        for group in load.groups
        for expert in v.members[committee]
        if (expert.id, group.id) in v.sits
    ]


def exemption_terms(season: Season, v: "Formation") -> list[tuple[int, int]]:
    """Seats that rest on a named exemption from the rotation."""
    return [
        (1, variable)
        for committee in v.loads
        for expert, variable in v.on(committee)
        if exempt(expert, ROTATION) and rotated_out(season, expert)
    ]


def shift(v: "Formation") -> int:
    """Bits by which one exemption outweighs every lot."""
    return TICKET_BITS + sum(load.size for load in v.loads.values()).bit_length()


def objective(v: "Formation", season: Season, seed: str) -> list[tuple[int, int]]:
    """Fewest exemptions, then the least sum of tickets: one coefficient a variable."""
    weight = shift(v)
    total = {variable: coefficient for coefficient, variable in lot_terms(v, seed)}
    for coefficient, variable in exemption_terms(season, v):
        total[variable] += coefficient << weight
    return [(coefficient, variable) for variable, coefficient in total.items()]


@dataclass(frozen=True)
class Lot:
    """The least lawful lot, the rows it obeys, and what had to be dropped to find one at all."""

    least: Least
    rows: Rows
    code: str = ""
    """formation.guides-dropped, formation.unbinding-dropped, formation.unbinding-untested (that
    fewer would do was not ruled out); empty when nothing was dropped."""
    dropped: tuple[str, ...] = ()
    """Clauses whose numbers are still to be confirmed (待确认): the fewest, unless untested."""


def lawful_lot(
    rows: Rows,
    v: "Formation",
    season: Season,
    seed: str,
    work: Work,
    units: float = UNITS,
    *,
    unique: bool = True,
) -> Lot:
    """The least lot of a lawful committee.

    Guides, then as few unconfirmed numbers as possible, are dropped before a refusal; the law
    itself never is. Infeasible is said only where every choice of them was shown to have none.
    """
    minimise = objective(v, season, seed)
    parts = [[x for _, x in v.on(committee)] for committee in v.loads]
    tried = least(rows, minimise, parts, work, units=units, unique=unique)
    if not isinstance(tried.answer, Infeasible):
        return Lot(tried, rows)
    law = rows.without(frozenset({"guide"}))
    tried = least(law, minimise, parts, work, units=units, unique=unique)
    if not isinstance(tried.answer, Infeasible):
        return Lot(tried, law, "formation.guides-dropped")
    open_: Unknown | None = None
    for dropped in _subsets(law):
        fewer = law.less(dropped)
        answer = solve(fewer, [], work, units=units)
        if isinstance(answer, Found):
            tried = least(fewer, minimise, parts, work, units=units, unique=unique)
            if open_ is None:
                return Lot(tried, fewer, "formation.unbinding-dropped", dropped)
            return Lot(_as_sure(tried, open_), fewer, "formation.unbinding-untested", dropped)
        if isinstance(answer, Unknown) and (open_ is None or open_.reproducible):
            open_ = answer
    return Lot(tried if open_ is None else Least(open_), law)


def _as_sure(found: Least, untested: Unknown) -> Least:
    """What was found, reproducible only where the choice before it ended reproducibly too."""
    if untested.reproducible or isinstance(found.answer, Infeasible):
        return found
    return replace(found, answer=replace(found.answer, reproducible=False))


def _subsets(rows: Rows) -> Iterable[tuple[str, ...]]:
    """Sets of unconfirmed clauses, the smallest first."""
    clauses = dict.fromkeys(r.because.clause for r in rows.rows if not r.because.binds)
    for size in range(1, len(clauses) + 1):
        yield from combinations(clauses, size)
