"""The model of one group's dockets: how many of which dossiers in which session, and who sits.

Dossiers alike (unit, category, minutes, tied members) are one block with a whole amount per
session. A unit is split over as few sessions as possible.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from models.people import Expert
from models.plan import PlannedGroup, Session
from models.season import Season
from scheduler.eligibility import Ties, can_come
from scheduler.grouping import Load
from scheduler.pinned import CLAUSE, pinned
from scheduler.rows import Rows, Var
from scheduler.timetable_model import tied_members

LOAD_WEIGHT = 1000


@dataclass(frozen=True, slots=True)
class Block:
    """Dossiers alike: same unit, category, minutes, tied members, and session if one is pinned."""

    unit: str
    category: str
    minutes: int
    tied: frozenset[str]
    applicants: tuple[str, ...]
    pinned: str = ""
    """The session or half-day in which these are to be heard, where somebody said so."""

    def may_be_in(self, session: Session) -> bool:
        """Whether these may be heard there as far as pins go."""
        return self.pinned in ("", session.id, session.at)


@dataclass(frozen=True)
class Dockets:
    """The variables of one group.

    ``amount[b, s]``: dossiers of block b in session s; ``holds[b, s]``: any at all;
    ``visits[u, s]``: unit u is heard in s; ``in_panel[e, s]``: expert e sits in s.
    """

    group: PlannedGroup
    sessions: tuple[Session, ...]
    blocks: tuple[Block, ...]
    members: tuple[Expert, ...]
    amount: Mapping[tuple[int, str], Var]
    holds: Mapping[tuple[int, str], Var]
    visits: Mapping[tuple[str, str], Var]
    in_panel: Mapping[tuple[str, str], Var]


def blocks_of(
    season: Season, load: Load, group: str, members: Iterable[Expert], ties: Ties
) -> tuple[Block, ...]:
    """Dossiers of a group gathered into blocks, in the order of the roster."""
    here = frozenset(expert.id for expert in members)
    held = pinned(season, load).heard
    found: dict[tuple[str, str, int, frozenset[str], str], list[str]] = {}
    for item in load.items[group]:
        unit = season.applicant[item.applicant].organisation
        tied = tied_members(season, load, here, ties, item)
        said = held[item.applicant][0] if item.applicant in held else ""
        key = (unit, item.category, item.minutes, tied, said)
        found.setdefault(key, []).append(item.applicant)
    return tuple(
        Block(unit, category, minutes, tied, tuple(applicants), said)
        for (unit, category, minutes, tied, said), applicants in found.items()
    )


def build(
    season: Season,
    group: PlannedGroup,
    sessions: tuple[Session, ...],
    blocks: tuple[Block, ...],
    members: tuple[Expert, ...],
    capacity: int,
    *,
    free: bool,
    shared: frozenset[str] = frozenset(),
    fixed: frozenset[str] = frozenset(),
) -> tuple[Rows, Dockets, list[tuple[int, int]]]:
    """Variables, rows and goal of one group; `capacity` in minutes of a session.

    `free` lets members but the shared sit anew in the same half-days; the `fixed` sessions keep
    theirs.
    """
    rows = Rows()
    heard = {session.category for session in sessions}
    fits = {
        (b, s.id): s
        for b, block in enumerate(blocks)
        for s in sessions
        if s.category == block.category
        or (block.category == "nonpublic" and "nonpublic" not in heard)
    }
    amount = {
        (b, s): rows.integer(f"amount[{b},{s}]", 0, len(blocks[b].applicants)) for b, s in fits
    }
    holds = {(b, s): rows.flag(f"holds[{b},{s}]") for b, s in fits}
    visits: dict[tuple[str, str], Var] = {}
    for b, s in fits:
        if (blocks[b].unit, s) not in visits:
            visits[blocks[b].unit, s] = rows.flag(f"visits[{blocks[b].unit},{s}]")
    in_panel = {
        (e.id, s.id): rows.flag(f"in_panel[{e.id},{s.id}]") for e in members for s in sessions
    }
    v = Dockets(group, sessions, blocks, members, amount, holds, visits, in_panel)
    for b, block in enumerate(blocks):
        mine = [s for s in sessions if (b, s.id) in fits]
        rows.exactly(len(block.applicants), [amount[b, s.id] for s in mine], "N2024-5.4")
        if block.pinned:
            away = [amount[b, s.id] for s in mine if not block.may_be_in(s)]
            rows.exactly(0, away, CLAUSE)
        for s in mine:
            rows.at_most(0, [amount[b, s.id], (-len(block.applicants), holds[b, s.id])])
            rows.at_most(0, [holds[b, s.id], (-1, visits[block.unit, s.id])])
    for s in sessions:
        rows.at_most(
            capacity,
            [(blocks[b].minutes, x) for (b, t), x in amount.items() if t == s.id],
            "N2024-4.2.3",
        )
    _few_set_apart_stay_together(rows, v, heard)
    for s in sessions:
        for e in members if s.id in fixed else ():
            rows.exactly(int(e.id in s.members), [in_panel[e.id, s.id]], CLAUSE)
    load_terms = _panels(rows, v, season, shared, free=free)
    least_visits(rows, v, capacity)
    return rows, v, [*[(1, x) for x in visits.values()], *load_terms]


def least_visits(rows: Rows, v: Dockets, capacity: int) -> None:
    """A cut: a unit with this many minutes needs at least so many sessions."""
    minutes: dict[str, int] = {}
    for block in v.blocks:
        minutes[block.unit] = minutes.get(block.unit, 0) + block.minutes * len(block.applicants)
    for unit, wanted in minutes.items():
        rows.at_least(ceil(wanted / capacity), [x for (u, _), x in v.visits.items() if u == unit])


def _few_set_apart_stay_together(rows: Rows, v: Dockets, heard: set[str]) -> None:
    """Too few set apart for a session of their own: one block of one session (四(二)6)."""
    few = [b for b, block in enumerate(v.blocks) if block.category == "nonpublic"]
    if not few or "nonpublic" in heard:
        return
    here = {s.id: rows.flag(f"set_apart_in[{s.id}]") for s in v.sessions}
    rows.exactly(1, list(here.values()), "N2024-4.2.6a")
    for b in few:
        for s in v.sessions:
            if (b, s.id) in v.amount:
                count = len(v.blocks[b].applicants)
                rows.exactly(0, [v.amount[b, s.id], (-count, here[s.id])], "N2024-4.2.6a")


def _panels(
    rows: Rows, v: Dockets, season: Season, shared: frozenset[str], *, free: bool
) -> list[tuple[int, int]]:
    """Who sits in which panel; every dossier has enough readers without a tie (art. 21, 25).

    Of a list that stands fewer may be free since it was drawn: then all of them read (a reminder).
    """
    readers = season.profile.integer("readers.min")
    at: dict[str, list[Session]] = {}
    for session in v.sessions:
        at.setdefault(session.at, []).append(session)
    for session in v.sessions:
        rows.at_least(
            v.group.panel_size, [v.in_panel[e.id, session.id] for e in v.members], "R40-21"
        )
    for half_day, together in at.items():
        sitting = {e for session in together for e in session.members}
        for expert in v.members:
            mine = [v.in_panel[expert.id, s.id] for s in together]
            if not free or expert.id in shared:
                rows.exactly(int(expert.id in sitting), mine, "R40-19")
            else:
                rows.at_most(int(can_come(expert, [half_day])), mine, "R40-19")
    for (b, s), holds in v.holds.items():
        tied = v.blocks[b].tied
        if tied:
            others = [v.in_panel[e.id, s] for e in v.members if e.id not in tied]
            rows.at_least(0, [*others, (-min(readers, len(others)), holds)], "R40-25")
    if not free:
        return []
    greatest = rows.integer("greatest load", 0, len(v.sessions))
    for expert in v.members:
        rows.at_most(0, [*[v.in_panel[expert.id, s.id] for s in v.sessions], (-1, greatest)])
        if expert.max_half_days is not None:
            rows.at_most(
                max(0, expert.max_half_days - 1),
                [v.in_panel[expert.id, s.id] for s in v.sessions],
                "R40-19",
                binds=False,
            )
    return [(LOAD_WEIGHT, greatest)]
