"""Counts of who could sit, before any model: they filter blocks and explain shortages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Literal, NamedTuple, Protocol

from models.calendar import HalfDay, date_of
from models.committee import Committee
from models.messages import Arg
from models.people import Expert
from models.season import Season
from scheduler.eligibility import (
    exclusion,
    matches,
    presiders,
    required_rank,
    sat_last_year,
    term_end,
    ties_of,
)
from scheduler.grouping import Load
from scheduler.work import Work

Measure = Literal["law", "comfort", "draws"]
"""law: what the law alone needs; comfort: also the sizes of groups that their work suggests and
the shares to be confirmed; draws: also reserves, and as many sets as are to be drawn apart."""


class Span(Protocol):
    """Anything with half-days and plenaries."""

    @property
    def half_days(self) -> tuple[HalfDay, ...]: ...
    @property
    def plenaries(self) -> tuple[HalfDay, ...]: ...


class Kind(NamedTuple):
    """A class of members: how many are needed, and who of the pool belongs to it."""

    clause: str
    what: str
    subject: str
    needed: int
    ids: frozenset[str]
    comfort: int = 0
    """Needed besides the law: for the group's work, or by a share that is to be confirmed."""


def last_day(span: Span) -> date:
    """The last calendar day of a span."""
    return date_of(span.half_days[-1])


@dataclass
class Pool:
    """The eligible of each committee, by the day up to which their term must run."""

    season: Season
    _standing: dict[str, list[tuple[Expert, date | None]]] = field(
        default_factory=dict[str, list[tuple[Expert, date | None]]]
    )
    _eligible: dict[tuple[str, date], list[Expert]] = field(
        default_factory=dict[tuple[str, date], list[Expert]]
    )
    _away: dict[HalfDay, frozenset[str]] = field(default_factory=dict[HalfDay, frozenset[str]])
    _able: dict[tuple[str, tuple[HalfDay, ...]], tuple[Expert, ...]] = field(
        default_factory=dict[tuple[str, tuple[HalfDay, ...]], tuple[Expert, ...]]
    )
    _kinds: dict[str, tuple[Kind, ...]] = field(default_factory=dict[str, tuple[Kind, ...]])
    _presiding: dict[tuple[str, date], frozenset[str]] = field(
        default_factory=dict[tuple[str, date], frozenset[str]]
    )

    def __post_init__(self) -> None:
        self.ties = ties_of(self.season)
        self._spells = [
            (spell.first, spell.last, expert.id)
            for expert in self.season.experts
            for spell in expert.absences
        ]
        self._titled: dict[str, list[Expert]] = {}
        for expert in self.season.experts:
            for series in dict.fromkeys(title.series for title in expert.titles):
                self._titled.setdefault(series, []).append(expert)

    @property
    def known(self) -> bool:
        """Whether there is a pool at all; without it nothing is filtered."""
        return bool(self.season.experts)

    def eligible(self, committee: Committee, last_day: date) -> list[Expert]:
        """Those who may be drawn for a meeting that ends on this day, wherever they are."""
        key = (committee.id, last_day)
        if key not in self._eligible:
            self._eligible[key] = [
                expert
                for expert, until in self._fit(committee)
                if until is None or until >= last_day
            ]
        return self._eligible[key]

    def _fit(self, committee: Committee) -> list[tuple[Expert, date | None]]:
        """Those whom nothing but their term can keep out, with the end of their term."""
        if committee.id not in self._standing:
            self._standing[committee.id] = [
                (expert, term_end(self.season, expert))
                for expert in self._titled.get(committee.series, ())
                if (not expert.pools or committee.id in expert.pools)
                and exclusion(self.season, committee, expert, date.min) is None
            ]
        return self._standing[committee.id]

    def comes(self, expert: Expert, at: HalfDay) -> bool:
        """Whether the expert can come in a half-day."""
        return expert.id not in self._away_at(at)

    def _away_at(self, at: HalfDay) -> frozenset[str]:
        """Everybody in the season who cannot come in a half-day."""
        if at not in self._away:
            some = [name for first, last, name in self._spells if first <= at <= last]
            self._away[at] = frozenset(some)
        return self._away[at]

    def able(self, committee: Committee, span: Span) -> Sequence[Expert]:
        """The eligible who can come throughout a block; for a spread meeting all of them.

        In a spread meeting terms must run to its first possible plenary.
        """
        if committee.spread:
            return self.eligible(committee, date_of(span.plenaries[0]))
        key = (committee.id, span.half_days)
        if key not in self._able:
            out = frozenset[str]().union(*(self._away_at(at) for at in span.half_days))
            some = self.eligible(committee, last_day(span))
            self._able[key] = tuple(e for e in some if e.id not in out)
        return self._able[key]

    def presiding(self, committee: Committee, last_day: date) -> frozenset[str]:
        """Those who may be chair or deputy, whether they can come or not."""
        key = (committee.id, last_day)
        if key not in self._presiding:
            able = presiders(committee, self.eligible(committee, last_day))
            self._presiding[key] = frozenset(e.id for e in able)
        return self._presiding[key]

    def kinds(self, committee: Committee, load: Load) -> tuple[Kind, ...]:
        """The classes of which a committee needs members."""
        if committee.id not in self._kinds:
            self._kinds[committee.id] = tuple(self._classes(committee, load))
        return self._kinds[committee.id]

    def _classes(self, committee: Committee, load: Load) -> Iterable[Kind]:
        able = [expert for expert, _ in self._fit(committee)]
        size, value = load.size, self.season.profile
        least = value.integer("group.min_members")
        yield Kind("R40-9a", "members", committee.id, size, frozenset(e.id for e in able))
        rank = required_rank(self.season, committee)
        for group in load.groups:
            fit = [e.id for e in able if matches(e, committee.series, group.specialties, rank)]
            subject = "、".join(group.specialties) or group.name or group.id
            yield Kind("N2024-6.2.1a", "group", subject, least, frozenset(fit), group.size)
        if committee.self_reviewing:
            needed = ceil(value.share("committee.external_share") * size)
            outside = frozenset(e.id for e in able if self.ties.external(committee, e))
            yield Kind("N2024-6.1.3b", "external", committee.id, needed, outside)
        if committee.enterprise_related:
            share = ceil(value.share("committee.private_share") * size)
            needed = max(value.integer("committee.private_min"), share)
            private = frozenset(e.id for e in able if e.private_enterprise)
            yield Kind("N2024-6.1.3c", "private", committee.id, 0, private, needed)

    def counts(
        self, committee: Committee, load: Load, span: Span, measure: Measure = "law"
    ) -> Iterable[tuple[str, str, str, int, int]]:
        """(clause, what, subject, needed, available) for every class of members."""
        able = frozenset(e.id for e in self.able(committee, span))
        sets = self.sets(committee) if measure == "draws" else 1
        share = self.season.profile.share("draw.reserve_ratio") if measure == "draws" else 0
        for kind in self.kinds(committee, load):
            there = len(kind.ids & able)
            seats = kind.needed if measure == "law" else max(kind.needed, kind.comfort)
            needed = sets * seats + ceil(share * seats)
            yield kind.clause, kind.what, kind.subject, needed, there
        day = date_of(span.plenaries[0]) if committee.spread else last_day(span)
        chairs = self.presiding(committee, day)
        yield "R40-9a", "presiding", committee.id, sets, len(chairs & able)

    def sets(self, committee: Committee) -> int:
        """Sets of members, nobody in two of them, that should be there to be drawn."""
        key = "draw.independent_sets"
        asked = self.season.profile.integer(key) if self.season.profile.has(key) else 1
        return committee.draws or asked

    def enough(
        self, committee: Committee, load: Load, span: Span, measure: Measure = "law"
    ) -> bool:
        """Whether every class is large enough for this block, by this measure."""
        return not self.known or all(
            there >= needed
            for _, _, _, needed, there in self.counts(committee, load, span, measure)
        )

    def shares_hold(self, committee: Committee, load: Load, span: Span) -> bool:
        """Whether those who can come leave room for every share that is still to be confirmed.

        Officials, members of one unit, those of last year, chair and deputies: counted one by
        one, so that a block in which each can be held goes before one in which some cannot.
        """
        value, size = self.season.profile, load.size
        able = self.able(committee, span)
        others = sum(not e.official for e in able)
        new = sum(not sat_last_year(self.season, e, committee.id) for e in able)
        day = date_of(span.plenaries[0]) if committee.spread else last_day(span)
        chairs = self.presiding(committee, day)
        presiding = sum(e.id in chairs for e in able)
        most = max(1, int(value.share("committee.unit_cap_share") * size))
        units = Counter(e.organisation for e in able)
        apart = sum(min(most, count) for count in units.values())
        return (
            others >= size - int(value.share("committee.officials_max_share") * size)
            and new >= ceil(value.share("committee.renewal_share") * size)
            and presiding > value.integer("committee.deputies_min")
            and (committee.self_reviewing is True or apart >= size)
        )

    def shortage(
        self, committee: Committee, load: Load, spans: Iterable[Span], measure: Measure = "law"
    ) -> dict[str, Arg]:
        """What is short in the best block: clause, what, subject, needed, there, missing.

        A specialty is named before the committee as a whole, and the class that lacks most first.
        """
        best: tuple[int, dict[str, Arg]] | None = None
        for span in spans:
            short = [c for c in self.counts(committee, load, span, measure) if c[4] < c[3]]
            lack = sum(needed - there for _, _, _, needed, there in short)
            if best is None or lack < best[0]:
                clause, what, subject, needed, there = min(
                    short, key=lambda c: (c[1] != "group", c[4] - c[3])
                )
                best = (
                    lack,
                    {
                        "clause": clause,
                        "what": what,
                        "subject": subject,
                        "needed": needed,
                        "there": there,
                        "missing": needed - there,
                    },
                )
        assert best is not None
        return best[1]


def pool_of(season: Season, work: Work) -> Pool:
    """The pool of a season, counted once for the steps of one plan."""
    return work.once(("pool", id(season)), lambda: Pool(season))
