"""Committees without groups: who of those present reads which dossier on paper (art. 21).

The regulation lets a committee do without groups when at least three of its experts share the
work on every dossier. In every half-day the dossiers on paper are divided among all members who
sit then, whatever their panel (where a panel hears somebody as well, among its own): nobody reads
what ties forbid, or more than a half-day holds, the specialties match best, with proof, and under
that the work is as even as can be.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from models.people import Applicant, Expert
from models.plan import Docket, Session
from models.season import Season
from scheduler.eligibility import Ties
from scheduler.grouping import Load, format_of
from scheduler.readers import Reading, Whole, divide
from scheduler.specialists import match


@dataclass(frozen=True)
class Division:
    """Dossiers with their readers; the sum of matches and the most that it could be."""

    dockets: tuple[Docket, ...]
    value: int
    bound: int
    by_reader: Mapping[str, int]
    """What of the value falls to each reader."""


def share_out(
    season: Season,
    load: Load,
    sessions: Iterable[Session],
    dockets: Iterable[Docket],
    ties: Ties,
) -> Division:
    """The dossiers of one committee; unchanged where it has groups or somebody must be heard."""
    given = tuple(dockets)
    if load.committee.groups:
        return Division(given, 0, 0, {})
    panels = {s.id: s for s in sessions if s.kind == "panel"}
    by_half_day: dict[str, list[Docket]] = {}
    for docket in given:
        on_paper = format_of(season.applicant[docket.id]) == "dossier"
        if on_paper and docket.session in panels:
            by_half_day.setdefault(panels[docket.session].at, []).append(docket)
    readers: dict[str, tuple[str, ...]] = {}
    by_reader: Counter[str] = Counter()
    bound = 0
    for at, items in sorted(by_half_day.items()):
        together = [s for s in panels.values() if s.at == at and s.committee == load.committee.id]
        busy = _hearing(given, {s.id for s in together}, items)
        quiet = [s for s in together if s.id not in busy]
        for tables in ([quiet] if quiet else []) + [[s] for s in together if s.id in busy]:
            present = list(dict.fromkeys(e for s in tables for e in s.members))
            here = {s.id for s in tables}
            mine = [d for d in items if d.session in here]
            found = _half_day(season, load, present, mine, ties) if mine else None
            if found is not None:
                readers |= found[0]
                by_reader.update(found[1])
                bound += found[2]
    return Division(
        tuple(
            d.model_copy(update={"readers": readers[d.id]}) if d.id in readers else d for d in given
        ),
        by_reader.total(),
        bound,
        by_reader,
    )


def _hearing(dockets: Iterable[Docket], together: set[str], paper: list[Docket]) -> set[str]:
    """Sessions in which somebody is heard as well: their members read what lies before them."""
    on_paper = {d.id for d in paper}
    return {d.session for d in dockets if d.session in together and d.id not in on_paper}


def _half_day(
    season: Season, load: Load, present: list[str], items: list[Docket], ties: Ties
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, int], int] | None:
    """Readers by dossier, matches by reader and the bound of their sum.

    None where dossiers differ in length or the panels must stand.
    """
    minutes = {d.minutes for d in items}
    if len(minutes) != 1 or not present:
        return None
    people = [season.expert[e] for e in present]
    applicants = [season.applicant[d.id] for d in items]
    scores = np.array(
        [[_score(season, load, e, a, ties) for a in applicants] for e in people], dtype=np.int64
    )
    wanted = np.full(len(items), season.profile.integer("readers.min"), dtype=np.int64)
    capacity = season.profile.integer("session.minutes") // max(1, next(iter(minutes)))
    best = _evenly(scores, wanted, min(capacity, len(items)))
    if best is None:
        return None
    found: dict[str, list[str]] = {d.id: [] for d in items}
    matches: Counter[str] = Counter()
    for reader, dossier in sorted(best.pairs):
        found[items[dossier].id].append(present[reader])
        matches[present[reader]] += int(scores[reader, dossier])
    return {key: tuple(names) for key, names in found.items()}, matches, best.bound


def _evenly(scores: Whole, wanted: Whole, capacity: int) -> Reading | None:
    """The best division there is within a half-day, and of those one with the least greatest load.

    The sum of matches only grows with what a reader may take: the least is found by halving.
    """

    def within(most: int) -> Reading | None:
        loads = np.full(len(scores), most, dtype=np.int64)
        found = divide(scores, wanted, np.zeros(len(scores), dtype=np.int64), loads)
        return found if isinstance(found, Reading) else None

    best = within(capacity)
    if best is None:
        return None
    low, high = -(-int(wanted.sum()) // len(scores)), capacity
    while low < high:
        middle = (low + high) // 2
        found = within(middle)
        if found is not None and found.value == best.value:
            best, high = found, middle
        else:
            low = middle + 1
    return best


def _score(season: Season, load: Load, expert: Expert, applicant: Applicant, ties: Ties) -> int:
    """How well a reader matches a dossier; -1 where a tie forbids it."""
    if ties.tied(load.committee, expert, applicant):
        return -1
    return match(season, load, expert, applicant)
