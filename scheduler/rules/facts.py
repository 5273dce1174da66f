"""What the checks know: indexes of one season and plan, and predicates about people.

Written from docs/readings.md for the judge alone; no step of planning uses it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property

from models.base import RANK, Level
from models.calendar import HalfDay, add_months, date_of
from models.committee import Committee, ReviewGroup
from models.people import Absence, Applicant, Expert, Format
from models.plan import (
    Appointment,
    Docket,
    Meeting,
    Milestone,
    Plan,
    PlannedGroup,
    Reserve,
    Seat,
    Session,
)
from models.season import Season

YEAR_MONTHS = 12


def covered(absences: Iterable[Absence], at: HalfDay) -> bool:
    """Whether a half-day lies in one of these spells."""
    return any(spell.first <= at <= spell.last for spell in absences)


def ceil_share(share: Fraction, count: int) -> int:
    """The least whole number that is at least this share of a count."""
    return -(-share.numerator * count // share.denominator)


def floor_share(share: Fraction, count: int) -> int:
    """The greatest whole number that is at most this share of a count."""
    return share.numerator * count // share.denominator


def minute_of(clock: str) -> int:
    """Minutes since midnight of "HH:MM"."""
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


class Numbers:
    """The year's parameters, remembering which were asked for."""

    def __init__(self, season: Season) -> None:
        self._profile = season.profile
        self.used: set[str] = set()

    def has(self, key: str) -> bool:
        return self._profile.has(key)

    def binds(self, *keys: str) -> bool:
        return self._profile.binds(keys)

    def integer(self, key: str) -> int:
        self.used.add(key)
        return self._profile.integer(key)

    def flag(self, key: str) -> bool:
        self.used.add(key)
        return self._profile.flag(key)

    def word(self, key: str) -> str:
        self.used.add(key)
        return self._profile.text(key)

    def day(self, key: str) -> date:
        self.used.add(key)
        return self._profile.date(key)

    def share(self, key: str) -> Fraction:
        self.used.add(key)
        return self._profile.share(key)

    def items(self, key: str) -> tuple[int | str, ...]:
        self.used.add(key)
        value = self._profile.get(key).value
        return value if isinstance(value, tuple) else ()


class Facts:
    """Indexes over one season and one plan. Dangling ids are left out here, told by verify."""

    def __init__(self, season: Season, plan: Plan) -> None:
        self.season = season
        self.plan = plan
        self.number = Numbers(season)
        self.compared: Counter[str] = Counter()
        """By rule: how many things were held against it."""
        self._floors: dict[str, int] = {}
        self._conflicts: dict[tuple[str, str, bool], bool] = {}

    # ------------------------------------------------------------------------ what was decided

    @cached_property
    def meetings(self) -> dict[str, Meeting]:
        """Meetings by committee, of committees that the season has."""
        return {m.id: m for m in self.plan.meetings if m.id in self.season.committee}

    @cached_property
    def convened(self) -> tuple[tuple[Committee, Meeting], ...]:
        """Every committee that meets, with its meeting, half-days given."""
        return tuple(
            (self.season.committee[m.id], m) for m in self.meetings.values() if m.half_days
        )

    @cached_property
    def seats(self) -> dict[str, tuple[Seat, ...]]:
        """Seats by committee."""
        found: defaultdict[str, list[Seat]] = defaultdict(list)
        for seat in self.plan.seats:
            if seat.expert in self.season.expert and seat.committee in self.season.committee:
                found[seat.committee].append(seat)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def formed(self) -> tuple[tuple[Committee, tuple[Seat, ...]], ...]:
        """Every committee that has members, with its seats."""
        return tuple((self.season.committee[key], seats) for key, seats in self.seats.items())

    @cached_property
    def in_group(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Experts by committee and group."""
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for seats in self.seats.values():
            for seat in seats:
                found[seat.committee, seat.group].append(seat.expert)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def placements(self) -> tuple[tuple[Committee, Expert, Seat | Reserve], ...]:
        """Everybody named for a committee: its members, then its reserves."""
        return tuple(
            (self.season.committee[place.committee], self.season.expert[place.expert], place)
            for place in (*self.plan.seats, *self.plan.reserves)
            if place.committee in self.season.committee and place.expert in self.season.expert
        )

    @cached_property
    def groups(self) -> dict[str, tuple[PlannedGroup, ...]]:
        """Groups as planned, by committee."""
        found: defaultdict[str, list[PlannedGroup]] = defaultdict(list)
        for group in self.plan.groups:
            found[group.committee].append(group)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def group(self) -> dict[str, PlannedGroup]:
        """Groups as planned, by id."""
        return {group.id: group for group in self.plan.groups}

    @cached_property
    def session(self) -> dict[str, Session]:
        """Sessions by id."""
        return {session.id: session for session in self.plan.sessions}

    @cached_property
    def sessions(self) -> dict[str, tuple[Session, ...]]:
        """Sessions by committee, in time."""
        found: defaultdict[str, list[Session]] = defaultdict(list)
        for session in sorted(self.plan.sessions, key=lambda item: (item.at, item.id)):
            found[session.committee].append(session)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def panels(self) -> tuple[Session, ...]:
        return tuple(s for s in self.plan.sessions if s.kind == "panel")

    @cached_property
    def plenaries(self) -> tuple[Session, ...]:
        return tuple(s for s in self.plan.sessions if s.kind == "plenary")

    @cached_property
    def dockets(self) -> tuple[tuple[Docket, Applicant, Committee], ...]:
        """Every docket whose applicant and committee the season has."""
        return tuple(
            (d, self.season.applicant[d.id], self.season.committee[d.committee])
            for d in self.plan.dockets
            if d.id in self.season.applicant and d.committee in self.season.committee
        )

    @cached_property
    def dockets_in(self) -> dict[str, tuple[tuple[Docket, Applicant], ...]]:
        """Dockets with their applicants, by session."""
        found: defaultdict[str, list[tuple[Docket, Applicant]]] = defaultdict(list)
        for docket, applicant, _ in self.dockets:
            found[docket.session].append((docket, applicant))
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def appointments(self) -> dict[str, tuple[Appointment, ...]]:
        """Appointments by submission, in time."""
        found: defaultdict[str, list[Appointment]] = defaultdict(list)
        for item in sorted(self.plan.appointments, key=lambda a: (a.at, a.start, a.id)):
            if item.submission in self.season.submission:
                found[item.submission].append(item)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def milestones(self) -> dict[tuple[str, str], tuple[Milestone, ...]]:
        """Milestones by code and subject."""
        found: defaultdict[tuple[str, str], list[Milestone]] = defaultdict(list)
        for item in self.plan.milestones:
            found[item.code, item.subject].append(item)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def aside(self) -> frozenset[tuple[str, str]]:
        """(table, row) of everything put aside."""
        return frozenset((item.table, item.row) for item in self.plan.put_aside)

    def last_day(self, committee: str) -> date | None:
        """The last meeting day of a committee, if it meets."""
        meeting = self.meetings.get(committee)
        return date_of(max(meeting.half_days)) if meeting and meeting.half_days else None

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
        found = set(self.above(name))
        for item in tuple(found):
            known = self.season.organisation.get(item)
            if known and known.district:
                found.add(self.body(known.district))
        return frozenset(found)

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
        return committee.id in expert.pools or (
            not expert.pools and any(t.series == committee.series for t in expert.titles)
        )

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
        last = self.last_day(committee.id)
        return (
            not self.unfit(expert)
            and self.pooled(expert, committee)
            and self.peer(expert, committee, ())
            and not (last and self.term_over(expert, last))
            and (not self.years_running(expert) or self.exempt(expert, "N2024-6.1.3a"))
        )

    def exempt(self, who: Expert | Applicant | Committee, clause: str) -> bool:
        """Whether somebody carries a named exemption from a clause."""
        return any(item.clause == clause for item in who.exemptions)

    @cached_property
    def eligible(self) -> dict[str, tuple[Expert, ...]]:
        """Experts who may sit, by committee that has members."""
        return {
            committee.id: tuple(e for e in self.season.experts if self.may_sit(e, committee))
            for committee, _ in self.formed
        }

    def may_preside(self, committee: Committee) -> frozenset[str]:
        """Who may preside: those named for it, or everybody eligible if nobody is."""
        eligible = self.eligible.get(committee.id, ())
        named = {e.id for e in eligible if committee.id in e.presides or "*" in e.presides}
        return frozenset(named or {e.id for e in eligible})

    # -------------------------------------------------------------------------------- conflicts

    @cached_property
    def _declared(self) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        persons = {(c.expert, c.applicant) for c in self.season.conflicts if c.applicant}
        bodies = {
            (c.expert, self.body(c.organisation)) for c in self.season.conflicts if c.organisation
        }
        return frozenset(persons), frozenset(bodies)

    @cached_property
    def _unit(self) -> dict[str, str]:
        return {e.id: self.body(e.organisation) for e in self.season.experts}

    def conflicted(self, expert: str, applicant: Applicant, committee: Committee) -> bool:
        """Whether an expert must keep out of an applicant's item in this committee."""
        within = bool(committee.self_reviewing)
        key = (expert, applicant.id, within)
        if key not in self._conflicts:
            self._conflicts[key] = self._tied(self.season.expert[expert], applicant, within=within)
        return self._conflicts[key]

    def _tied(self, expert: Expert, applicant: Applicant, *, within: bool) -> bool:
        persons, bodies = self._declared
        units = {self.body(applicant.organisation)}
        if applicant.home_organisation:
            units.add(self.body(applicant.home_organisation))
        if (expert.id, applicant.id) in persons or expert.id == applicant.id:
            return True
        if any((expert.id, unit) in bodies for unit in units):
            return True
        if expert.id_number and expert.id_number == applicant.id_number:
            return True
        if self._unit[expert.id] not in units:
            return False
        return not within or (bool(expert.department) and expert.department == applicant.department)

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
