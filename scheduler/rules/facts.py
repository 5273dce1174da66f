"""What the checks know of people and bodies: who is external, eligible, tied to whom.

Written from docs/readings.md for the judge alone; no step of planning uses it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from models.base import RANK, Level
from models.calendar import add_months
from models.committee import Committee, ReviewGroup, Route
from models.people import Applicant, Expert, Format
from models.plan import Plan, PlannedGroup
from models.season import Season
from scheduler.rules.index import Index

YEAR_MONTHS = 12


class Facts(Index):
    """Predicates over one season and one plan, each worked out once."""

    def __init__(self, season: Season, plan: Plan) -> None:
        super().__init__(season, plan)
        self._floors: dict[str, int] = {}
        self._reaches: dict[str, frozenset[str]] = {}
        self.destinations: dict[str, str | None] = {}
        """By applicant: where the routing leads, as far as asked."""
        self.rosters: dict[tuple[date, date], bool] = {}
        """By posting day and first day of handing in: whether the roster hung out in full."""
        self._pools: dict[str, list[Expert]] = {}
        self._ties: dict[bool, dict[str, frozenset[str]]] = {False: {}, True: {}}
        """By whether the committee reviews its own people, and applicant."""
        self.covering: dict[tuple[str, ...], tuple[Committee, ...]] = {}
        """Committees by what their filed scope is asked for, as far as asked."""
        self.by_group: dict[tuple[str, str], Counter[str]] | None = None
        """Dossiers by committee, group and category, once counted."""

    # ---------------------------------------------------------------------------------- bodies

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for item in self.season.organisations:
            for name in (item.id, item.name, *item.aliases):
                names.setdefault(name, item.id)
        return names | {item.id: item.id for item in self.season.organisations}

    def body(self, name: str) -> str:
        """The id of an organisation called by id, name or alias; the word itself if unknown."""
        return self._names.get(name, name)

    def above(self, name: str) -> Iterator[str]:
        """A body, then everything that it is inside of, by `parent`."""
        seen: set[str] = set()
        at = self.body(name)
        while at and at not in seen:
            seen.add(at)
            yield at
            known = self.season.organisation.get(at)
            at = self.body(known.parent) if known and known.parent else ""

    def reach(self, name: str) -> frozenset[str]:
        """A unit, what it is inside of, and its district: whoever may stand for it."""
        if name not in self._reaches:
            self._reaches[name] = frozenset(self._reach(name))
        return self._reaches[name]

    def _reach(self, name: str) -> set[str]:
        found = set(self.above(name))
        for item in tuple(found):
            known = self.season.organisation.get(item)
            if known and known.district:
                found.add(self.body(known.district))
        return found

    # ----------------------------------------------------------------------------------- people

    def external(self, expert: Expert, committee: Committee) -> bool:
        """Neither of the organiser nor inside it."""
        return self.body(committee.organiser) not in self.above(expert.organisation)

    def floor_level(self, committee: Committee) -> int:
        """The least rank that a member needs: that of the highest level reviewed."""
        if committee.id not in self._floors:
            highest: Level = max(committee.levels, key=lambda level: RANK[level])
            word = self.number.word(f"title.min_for.{highest}")
            self._floors[committee.id] = next(r for level, r in RANK.items() if level == word)
        return self._floors[committee.id]

    def titled(self, expert: Expert, committee: Committee) -> bool:
        """Holds a title of the series, high enough."""
        floor = self.floor_level(committee)
        return any(t.series == committee.series and RANK[t.level] >= floor for t in expert.titles)

    def peer(self, expert: Expert, committee: Committee, specialties: tuple[str, ...]) -> bool:
        """Holds a title high enough in one of these specialties; none given = the committee's."""
        scope = specialties or committee.specialties
        scope = scope or ((committee.specialty,) if committee.specialty else ())
        floor = self.floor_level(committee)
        return any(
            t.series == committee.series
            and RANK[t.level] >= floor
            and (not t.specialty or not scope or t.specialty in scope)
            for t in expert.titles
        )

    def pooled(self, expert: Expert, committee: Committee) -> bool:
        """In the filed pool of a committee."""
        return committee.id in expert.pools or (not expert.pools and self.titled(expert, committee))

    @cached_property
    def _in_pools(self) -> dict[str, tuple[Expert, ...]]:
        """Experts by a committee named among their pools; "" holds those who name none."""
        found: defaultdict[str, list[Expert]] = defaultdict(list)
        for expert in self.season.experts:
            for name in dict.fromkeys(expert.pools) or ("",):
                found[name].append(expert)
        return {key: tuple(value) for key, value in found.items()}

    def pool(self, committee: Committee) -> list[Expert]:
        """Everybody in the filed pool of a committee."""
        if committee.id not in self._pools:
            open_to_all = self._in_pools.get("", ())
            named = self._in_pools.get(committee.id, ())
            self._pools[committee.id] = [
                *named,
                *(e for e in open_to_all if self.pooled(e, committee)),
            ]
        return self._pools[committee.id]

    def term_over(self, expert: Expert, day: date) -> bool:
        """Whether a known term has run out by a day."""
        months = YEAR_MONTHS * self.number.integer("expert.term_years")
        return expert.term_from is not None and add_months(expert.term_from, months) < day

    def years_running(self, expert: Expert) -> bool:
        """Appointed in every one of the last years that rotation looks at, as far as known."""
        span = self.number.integer("rotation.max_consecutive_years")
        served = {row.year for row in expert.service if row.committees}
        return all(self.season.year - back in served for back in range(1, span + 1))

    def unfit(self, expert: Expert) -> bool:
        """Shut out by an explicit fact: not working, no pledge, dishonest, or purged."""
        return bool(
            expert.in_service is False
            or expert.pledge is False
            or expert.blacklisted
            or expert.purge_cause
        )

    def may_sit(self, expert: Expert, committee: Committee) -> bool:
        """Eligible for a committee, whatever the day."""
        return (
            self.pooled(expert, committee)
            and not self.unfit(expert)
            and self.peer(expert, committee, ())
            and not ((last := self.last_day(committee.id)) and self.term_over(expert, last))
            and (not self.years_running(expert) or self.exempt(expert, "N2024-6.1.3a"))
        )

    def exempt(self, who: Expert | Applicant | Committee, clause: str) -> bool:
        """Whether somebody carries a named exemption from a clause."""
        return any(item.clause == clause for item in who.exemptions)

    @cached_property
    def eligible(self) -> dict[str, tuple[Expert, ...]]:
        """Experts who may sit, by committee that has members."""
        return {
            committee.id: tuple(e for e in self.pool(committee) if self.may_sit(e, committee))
            for committee, _ in self.formed
        }

    def may_preside(self, committee: Committee) -> frozenset[str]:
        """Who may preside: those named for it, or everybody eligible if nobody is."""
        eligible = self.eligible.get(committee.id, ())
        named = {e.id for e in eligible if committee.id in e.presides or "*" in e.presides}
        return frozenset(named or {e.id for e in eligible})

    # -------------------------------------------------------------------------------- conflicts

    @cached_property
    def _of_unit(self) -> dict[str, tuple[Expert, ...]]:
        found: defaultdict[str, list[Expert]] = defaultdict(list)
        for expert in self.season.experts:
            found[self.body(expert.organisation)].append(expert)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def _declared(self) -> dict[tuple[str, str], frozenset[str]]:
        """Experts tied by declaration, by ("applicant", id) or ("body", id)."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for tie in self.season.conflicts:
            if tie.applicant:
                found["applicant", tie.applicant].add(tie.expert)
            if tie.organisation:
                found["body", self.body(tie.organisation)].add(tie.expert)
        return {key: frozenset(value) for key, value in found.items()}

    @cached_property
    def _by_number(self) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for expert in self.season.experts:
            if expert.id_number:
                found[expert.id_number].add(expert.id)
        return {key: frozenset(value) for key, value in found.items()}

    def tied(self, applicant: Applicant, committee: Committee) -> frozenset[str]:
        """The experts who must keep out of an applicant's item in this committee."""
        within = bool(committee.self_reviewing)
        known = self._ties[within]
        found = known.get(applicant.id)
        if found is None:
            found = known[applicant.id] = frozenset(self._find_ties(applicant, within=within))
        return found

    def conflicted(self, expert: str, applicant: Applicant, committee: Committee) -> bool:
        """Whether an expert must keep out of an applicant's item in this committee."""
        return expert in self.tied(applicant, committee)

    def _find_ties(self, applicant: Applicant, *, within: bool) -> set[str]:
        found = {applicant.id, *self._declared.get(("applicant", applicant.id), ())}
        if applicant.id_number:
            found.update(self._by_number.get(applicant.id_number, ()))
        names = (applicant.organisation, applicant.home_organisation)
        for unit in dict.fromkeys(self.body(name) for name in names if name):
            found.update(self._declared.get(("body", unit), ()))
            found.update(
                e.id
                for e in self._of_unit.get(unit, ())
                if not within or (e.department and e.department == applicant.department)
            )
        return found

    @cached_property
    def routes_of(self) -> dict[str, tuple[Route, ...]]:
        """Routing rows by series; "" holds those for any series."""
        found: defaultdict[str, list[Route]] = defaultdict(list)
        for route in self.season.routes:
            found[route.series].append(route)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def of_series(self) -> dict[str, tuple[Committee, ...]]:
        """Committees by series."""
        found: defaultdict[str, list[Committee]] = defaultdict(list)
        for committee in self.season.committees:
            found[committee.series].append(committee)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def full_seniors(self) -> tuple[Applicant, ...]:
        """Whoever has a docket for a full-senior title."""
        return tuple(a for _, a, _ in self.dockets if a.level == "full_senior")

    @cached_property
    def tracks(self) -> dict[str, frozenset[str]]:
        """Tracks in which a person applies this year, by identity number."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for applicant in self.season.applicants:
            if applicant.id_number:
                found[applicant.id_number].add(applicant.track)
        return {key: frozenset(value) for key, value in found.items()}

    # ----------------------------------------------------------------------------------- groups

    def groups_of(self, committee: Committee) -> tuple[PlannedGroup | ReviewGroup, ...]:
        """The season's groups of a committee, else the plan's."""
        return committee.groups or self.groups.get(committee.id, ())

    def group_for(self, applicant: Applicant, committee: Committee) -> str | None:
        """The group to which an applicant belongs; None when no group's specialties hold him."""
        groups = self.groups_of(committee)
        for group in groups:
            if group.specialties and applicant.specialty in group.specialties:
                return group.id
        return next((group.id for group in groups if not group.specialties), None)

    def format_of(self, applicant: Applicant) -> Format:
        """How somebody is reviewed; on paper when not said."""
        if applicant.format:
            return applicant.format
        return "recognition" if applicant.track == "recognition" else "dossier"

    def minutes_for(self, applicant: Applicant) -> int:
        """Minutes that a dossier takes in its session, with the change of persons."""
        style = self.format_of(applicant)
        minutes = applicant.minutes or self.number.integer(f"format.{style}.minutes")
        if style in {"dossier", "recognition"}:
            return minutes
        return minutes + self.number.integer("session.changeover_minutes")


_latest: list[Facts] = []


def facts_of(season: Season, plan: Plan) -> Facts:
    """The facts of this very season and plan, kept until another pair is judged."""
    if not (_latest and _latest[0].season is season and _latest[0].plan is plan):
        _latest[:] = [Facts(season, plan)]
    return _latest[0]


def forget() -> None:
    """Drop what is kept, so that counts start anew."""
    _latest.clear()
