"""Indexes of a plan and the year's numbers, for the checks only."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cached_property

from models.calendar import HalfDay, date_of
from models.committee import Committee
from models.people import Absence, Applicant, Expert
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
        self._integers: dict[str, int] = {}

    def has(self, key: str) -> bool:
        return self._profile.has(key)

    def binds(self, *keys: str) -> bool:
        return self._profile.binds(keys)

    def integer(self, key: str) -> int:
        self.used.add(key)
        if key not in self._integers:
            self._integers[key] = self._profile.integer(key)
        return self._integers[key]

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


class Index:
    """What was decided, by whatever it is asked for. Dangling ids are left out, told by verify."""

    def __init__(self, season: Season, plan: Plan) -> None:
        self.season = season
        self.plan = plan
        self.number = Numbers(season)
        self.compared: Counter[str] = Counter()
        """By rule: how many things were held against it."""

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
    def heard(self) -> dict[str, tuple[Applicant, ...]]:
        """Applicants who have a docket, by committee."""
        found: defaultdict[str, list[Applicant]] = defaultdict(list)
        for _, applicant, committee in self.dockets:
            found[committee.id].append(applicant)
        return {key: tuple(value) for key, value in found.items()}

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
