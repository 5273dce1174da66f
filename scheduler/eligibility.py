"""Who may sit where, and who must step out for whom: the planner's own reading of the facts.

The verifier has predicates of its own (`scheduler.rules.facts`); neither imports the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.base import RANK, Level
from models.calendar import HalfDay
from models.committee import Committee
from models.people import Absence, Applicant, Expert
from models.season import Season

ROTATION = "N2024-6.1.3a"
ANY = "*"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why an expert may not be in the lot of a committee."""

    clause: str
    code: str


def away(absences: Iterable[Absence], at: HalfDay) -> bool:
    """Whether one of the spells covers the half-day."""
    for spell in absences:  # noqa: SIM110 - a loop is faster, and this is asked a million times
        if spell.first <= at <= spell.last:
            return True
    return False


def can_come(expert: Expert, half_days: Iterable[HalfDay]) -> bool:
    """Whether the expert can come in every one of these half-days."""
    return not any(away(expert.absences, at) for at in half_days)


def required_rank(season: Season, committee: Committee) -> int:
    """The least rank of title that a member needs: that of the highest level reviewed."""
    highest = max(committee.levels, key=lambda level: RANK[level])
    needed: Level = season.profile.text(f"title.min_for.{highest}")  # pyright: ignore[reportAssignmentType]
    return RANK[needed]


def scope(committee: Committee) -> tuple[str, ...]:
    """The specialties in the filed scope; empty means the whole series."""
    return committee.specialties or ((committee.specialty,) if committee.specialty else ())


def matches(expert: Expert, series: str, specialties: tuple[str, ...], rank: int) -> bool:
    """Whether a title of the expert is in the series, high enough, and of these specialties."""
    return any(
        title.series == series
        and RANK[title.level] >= rank
        and (not title.specialty or not specialties or title.specialty in specialties)
        for title in expert.titles
    )


def exclusion(
    season: Season, committee: Committee, expert: Expert, last_day: date
) -> Exclusion | None:
    """The first ground on which the expert may not be drawn, or None. Unknown is no ground."""
    rank = required_rank(season, committee)
    term = term_end(season, expert)
    grounds = (
        (bool(expert.blacklisted), "N2024-6.1.4b", "excluded.blacklisted"),
        (bool(expert.purge_cause), "N2024-6.1.1a", "excluded.purged"),
        (expert.in_service is False, "R40-10a", "excluded.not-in-service"),
        (expert.pledge is False, "N2024-6.1.4a", "excluded.no-pledge"),
        (
            bool(expert.pools) and committee.id not in expert.pools,
            "R40-11b",
            "excluded.not-in-pool",
        ),
        (
            not matches(expert, committee.series, scope(committee), rank),
            "R40-10a",
            "excluded.title",
        ),
        (
            term is not None and term < last_day,
            "R40-10b",
            "excluded.term",
        ),
        (
            rotated_out(season, expert) and not exempt(expert, ROTATION),
            ROTATION,
            "excluded.rotation",
        ),
    )
    return next((Exclusion(clause, code) for holds, clause, code in grounds if holds), None)


def term_end(season: Season, expert: Expert) -> date | None:
    """The last day of a known term."""
    if expert.term_from is None:
        return None
    return _add_years(expert.term_from, season.profile.integer("expert.term_years"))


def rotated_out(season: Season, expert: Expert) -> bool:
    """Appointed in each of the last years that the profile names; an unknown year is no year."""
    span = season.profile.integer("rotation.max_consecutive_years")
    served = {entry.year for entry in expert.service if entry.committees}
    return all(season.year - back in served for back in range(1, span + 1))


def exempt(expert: Expert, clause: str) -> bool:
    """Whether the data exempts this person from the clause, by name and with a reason."""
    return any(item.clause == clause for item in expert.exemptions)


def _add_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True)
class Ties:
    """Who is tied to whom: declared conflicts, employers, one and the same person."""

    season: Season

    @cached_property
    def _declared(self) -> dict[tuple[str, str], set[str]]:
        """Experts tied by declaration, by ("applicant", id) or ("unit", id)."""
        found: dict[tuple[str, str], set[str]] = {}
        for conflict in self.season.conflicts:
            if conflict.applicant:
                found.setdefault(("applicant", conflict.applicant), set()).add(conflict.expert)
            if conflict.organisation:
                found.setdefault(("unit", conflict.organisation), set()).add(conflict.expert)
        return found

    @cached_property
    def _employed(self) -> dict[str, list[Expert]]:
        found: dict[str, list[Expert]] = {}
        for expert in self.season.experts:
            found.setdefault(expert.organisation, []).append(expert)
        return found

    @cached_property
    def _numbered(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for expert in self.season.experts:
            if expert.id_number:
                found.setdefault(expert.id_number, set()).add(expert.id)
        return found

    @cached_property
    def _known(self) -> dict[tuple[str, bool], frozenset[str]]:
        return {}

    def inside(self, organisation: str, body: str) -> bool:
        """Whether an organisation is a body or a part of it (by `parent`)."""
        seen: set[str] = set()
        while organisation and organisation not in seen:
            if organisation == body:
                return True
            seen.add(organisation)
            unit = self.season.organisation.get(organisation)
            organisation = unit.parent if unit else ""
        return False

    def external(self, committee: Committee, expert: Expert) -> bool:
        """Whether the expert comes from outside a self-reviewing body."""
        return not self.inside(expert.organisation, committee.organiser)

    def tied(self, committee: Committee, expert: Expert, applicant: Applicant) -> bool:
        """Whether the expert must step out for this applicant (40号令 art. 25)."""
        return expert.id in self.tied_to(committee, applicant)

    def tied_to(self, committee: Committee, applicant: Applicant) -> frozenset[str]:
        """Every expert who must step out for this applicant in this committee."""
        within = bool(committee.self_reviewing)
        key = (applicant.id, within)
        if key not in self._known:
            found = {applicant.id, *self._declared.get(("applicant", applicant.id), ())}
            found.update(self._numbered.get(applicant.id_number, ()))
            for unit in dict.fromkeys((applicant.organisation, applicant.home_organisation)):
                if unit:
                    found.update(self._declared.get(("unit", unit), ()))
                    found.update(
                        e.id
                        for e in self._employed.get(unit, ())
                        if not within or (e.department and e.department == applicant.department)
                    )
            self._known[key] = frozenset(found)
        return self._known[key]


_latest: list[Ties] = []


def ties_of(season: Season) -> Ties:
    """The ties of this very season, kept until those of another one are asked for."""
    for ties in _latest:
        if ties.season is season:
            return ties
    ties = Ties(season)
    _latest[:] = [ties]
    return ties


def presiders(committee: Committee, experts: Iterable[Expert]) -> list[Expert]:
    """Those who may be chair or deputy; when nobody is named, everybody."""
    everyone = list(experts)
    named = [e for e in everyone if committee.id in e.presides or ANY in e.presides]
    return named or everyone


def sat_last_year(season: Season, expert: Expert, committee: str) -> bool:
    """Whether somebody sat in this committee in the year before."""
    return any(
        entry.year == season.year - 1 and committee in entry.committees for entry in expert.service
    )
