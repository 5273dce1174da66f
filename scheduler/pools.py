"""Counts of who could sit, before any model: they filter blocks and explain shortages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Protocol

from models.calendar import HalfDay, date_of
from models.committee import Committee
from models.people import Expert
from models.season import Season
from scheduler.eligibility import Ties, can_come, exclusion, matches, presiders, required_rank
from scheduler.grouping import Load


class Span(Protocol):
    """Anything with half-days and plenaries."""

    @property
    def half_days(self) -> tuple[HalfDay, ...]: ...
    @property
    def plenaries(self) -> tuple[HalfDay, ...]: ...


def last_day(span: Span) -> date:
    """The last calendar day of a span."""
    return date_of(span.half_days[-1])


@dataclass
class Pool:
    """The eligible of each committee, by the day up to which their term must run."""

    season: Season
    _eligible: dict[tuple[str, date], list[Expert]] = field(
        default_factory=dict[tuple[str, date], list[Expert]]
    )

    def __post_init__(self) -> None:
        self.ties = Ties(self.season)
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
                for expert in self._titled.get(committee.series, ())
                if exclusion(self.season, committee, expert, last_day) is None
            ]
        return self._eligible[key]

    def able(self, committee: Committee, span: Span) -> list[Expert]:
        """The eligible who can come: throughout a block, or to the plenary of a spread meeting."""
        last = last_day(span)
        needed = span.plenaries if committee.spread else span.half_days
        return [e for e in self.eligible(committee, last) if can_come(e, needed)]

    def presiding(self, committee: Committee, last_day: date) -> frozenset[str]:
        """Those who may be chair or deputy, whether they can come or not."""
        return frozenset(e.id for e in presiders(committee, self.eligible(committee, last_day)))

    def counts(
        self, committee: Committee, load: Load, span: Span
    ) -> Iterable[tuple[str, str, str, int, int]]:
        """(clause, what, subject, needed, available) for every class of members."""
        able = self.able(committee, span)
        size = load.size
        yield "R40-9a", "members", committee.id, size, len(able)
        rank = required_rank(self.season, committee)
        for group in load.groups:
            fit = sum(matches(e, committee.series, group.specialties, rank) for e in able)
            yield (
                "N2024-6.2.1a",
                "group",
                "、".join(group.specialties) or group.name or group.id,
                group.size,
                fit,
            )
        if committee.self_reviewing:
            share = self.season.profile.share("committee.external_share")
            outside = sum(self.ties.external(committee, e) for e in able)
            yield "N2024-6.1.3b", "external", committee.id, ceil(share * size), outside
        if committee.enterprise_related:
            share = self.season.profile.share("committee.private_share")
            needed = max(self.season.profile.integer("committee.private_min"), ceil(share * size))
            yield (
                "N2024-6.1.3c",
                "private",
                committee.id,
                needed,
                sum(bool(e.private_enterprise) for e in able),
            )
        chairs = self.presiding(committee, last_day(span))
        yield "R40-9a", "presiding", committee.id, 1, sum(e.id in chairs for e in able)

    def enough(self, committee: Committee, load: Load, span: Span) -> bool:
        """Whether every class is large enough for this block."""
        return not self.known or all(
            there >= needed for _, _, _, needed, there in self.counts(committee, load, span)
        )

    def shortage(
        self, committee: Committee, load: Load, spans: Iterable[Span]
    ) -> dict[str, int | str]:
        """The class that lacks fewest in the best block: clause, what, subject, needed, there."""
        best: tuple[int, dict[str, int | str]] | None = None
        for span in spans:
            short = [c for c in self.counts(committee, load, span) if c[4] < c[3]]
            lack = sum(needed - there for _, _, _, needed, there in short)
            if best is None or lack < best[0]:
                clause, what, subject, needed, there = short[0]
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
