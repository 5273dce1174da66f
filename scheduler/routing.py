"""Where each application goes: the routing table, else the one committee whose scope holds it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from models.committee import REGION, Committee, Route
from models.people import Applicant
from models.season import Season
from scheduler.eligibility import Ties

REGIONAL_ITEMS = "green.regional_items"
OWN_HIRES = "green.self_review_item"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Lawfully reviewed by others: no session here."""

    code: str
    clause: str


@dataclass(frozen=True, slots=True)
class Unrouted:
    """No committee, or more than one, may review this application."""

    code: str
    clause: str
    candidates: tuple[str, ...] = ()


Destination = str | Elsewhere | Unrouted


@dataclass(frozen=True)
class Router:
    """The routing of one season."""

    season: Season

    @cached_property
    def ties(self) -> Ties:
        """Who is part of whom."""
        return Ties(self.season)

    @cached_property
    def _known(self) -> dict[tuple[str, ...], tuple[Committee, ...]]:
        return {}

    def of(self, applicant: Applicant) -> Destination:
        """The committee's id, or why there is none here."""
        if applicant.exam_only:
            return Elsewhere("elsewhere.exam-only", "N2024-4.2.1")
        green = self._green(applicant)
        if green is not None:
            return green
        row = self.row(applicant)
        return self._by_scope(applicant) if row is None else self._by_table(row, applicant)

    def _by_table(self, row: Route, applicant: Applicant) -> Destination:
        if row.reviewing == REGION:
            return Elsewhere("elsewhere.region", "N2024-4.3.0")
        committee = self.season.committee.get(row.reviewing)
        if committee is None:
            return Unrouted("route.unknown-committee", "N2024-2.1.3", (row.reviewing,))
        if not committee.covers(applicant.series, applicant.specialty, applicant.level):
            return Unrouted("route.out-of-scope", "N2024-6.2.1a", (committee.id,))
        return committee.id

    def row(self, applicant: Applicant) -> Route | None:
        """The most exact row of the table that matches; the first among equals."""
        matching = [row for row in self.season.routes if self._matches(row, applicant)]
        return max(matching, key=lambda row: self._exactness(row, applicant), default=None)

    def _green(self, applicant: Applicant) -> Elsewhere | None:
        items = self.season.profile.get(REGIONAL_ITEMS).value
        if not isinstance(items, tuple) or applicant.green_item not in items:
            return None
        own = self.season.profile.integer(OWN_HIRES)
        if applicant.green_item == own and self._own_committee(applicant):
            return None
        return Elsewhere("elsewhere.green-channel", "N2024-4.4.0b")

    def _own_committee(self, applicant: Applicant) -> bool:
        return any(
            c.self_reviewing and self.ties.inside(applicant.organisation, c.organiser)
            for c in self.season.committees
        )

    def _matches(self, row: Route, applicant: Applicant) -> bool:
        unit = self.season.organisation.get(applicant.organisation)
        return (
            row.series in ("", applicant.series)
            and row.specialty in ("", applicant.specialty)
            and (not row.levels or applicant.level in row.levels)
            and row.track in (None, applicant.track)
            and row.unit_kind in (None, unit.kind if unit else None)
            and (not row.organisation or row.organisation in self.bodies(applicant))
        )

    def _exactness(self, row: Route, applicant: Applicant) -> tuple[int, int]:
        filled = (
            row.series,
            row.specialty,
            row.levels,
            row.track,
            row.unit_kind,
            row.organisation,
        )
        return sum(map(bool, filled)), int(row.organisation == applicant.organisation)

    def bodies(self, applicant: Applicant) -> tuple[str, ...]:
        """The unit, everything it is part of, and the districts of these."""
        found: list[str] = []
        at = applicant.organisation
        while at and at not in found:
            found.append(at)
            unit = self.season.organisation.get(at)
            if unit is None:
                break
            if unit.district and unit.district not in found:
                found.append(unit.district)
            at = unit.parent
        return tuple(found)

    def _by_scope(self, applicant: Applicant) -> Destination:
        bodies = self.bodies(applicant)
        able = [c for c in self._covering(applicant) if self._serves(c, bodies)]
        if applicant.committee:
            able = [c for c in able if c.id == applicant.committee]
        if len(able) == 1:
            return able[0].id
        if not able:
            return Unrouted("route.none", "N2024-2.1.3")
        return Unrouted("route.several", "N2024-3.0c", tuple(c.id for c in able))

    def _covering(self, applicant: Applicant) -> tuple[Committee, ...]:
        """The committees whose scope holds the applicant: the same for all who apply alike."""
        alike = applicant.series, applicant.specialty, applicant.level, applicant.track
        if alike not in self._known:
            self._known[alike] = tuple(
                committee
                for committee in self.season.committees
                if committee.covers(applicant.series, applicant.specialty, applicant.level)
                and (not committee.tracks or applicant.track in committee.tracks)
            )
        return self._known[alike]

    def _serves(self, committee: Committee, bodies: tuple[str, ...]) -> bool:
        """Whether a committee reviews the people of these bodies, also by entrustment."""
        if committee.self_reviewing and committee.organiser not in bodies:
            return self._entrusted(committee, bodies)
        if not committee.serves or any(body in committee.serves for body in bodies):
            return True
        return self._entrusted(committee, bodies)

    def _entrusted(self, committee: Committee, bodies: Iterable[str]) -> bool:
        return any(
            item.organisation in bodies and item.consent is not False
            for item in committee.entrustments
        )
