"""Committees, their groups, the rooms, and where each application goes."""

from datetime import date
from typing import Literal

from pydantic import Field

from models.base import BAND_OF, Band, Count, Id, Level, Name, Record
from models.calendar import HalfDay
from models.people import Absence, Exemption, Format, OrganisationKind, Track

REGION = "region"
"""The 评审 value of a route that goes to the autonomous region: it creates no session here."""


class Filing(Record, frozen=True):
    """核准备案 of a committee. A date that is None is unknown."""

    status: Literal["filed", "pending", "lapsed", "none"] | None = None
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    renewal: bool | None = None
    """True when expired, new or changed: must be filed (again) by the filing date."""
    filed_on: date | None = None


class Extension(Record, frozen=True):
    """A written request to review later (延期申请)."""

    requested: date
    approved: bool | None = None
    until: date


class Entrustment(Record, frozen=True):
    """A body that has this committee review for it (委托、联合评审)."""

    organisation: Id
    kind: Literal["entrusted", "joint"] = "entrusted"
    consent: bool | None = None


class Expected(Record, frozen=True):
    """Applications expected before there is a roster."""

    count: Count
    format: Format = "dossier"
    group: str = ""
    set_apart: bool = False


class ReviewGroup(Record, frozen=True):
    """A discipline group (学科评议组). Without specialties it covers all of the committee's."""

    id: Id
    name: Name = ""
    specialties: tuple[str, ...] = ()
    size: int | None = Field(default=None, ge=1, le=999)


class Committee(Record, frozen=True):
    """One review committee; by specialty when `specialty` is given, else by series."""

    id: Id
    name: Name
    series: str
    specialty: str = ""
    specialties: tuple[str, ...] = ()
    """Specialties in the filed scope; empty = the whole series (or the one `specialty`)."""
    levels: tuple[Level, ...] = Field(min_length=1)
    organiser: Id
    approver: Literal["city", "region"] | None = None
    size: int | None = Field(default=None, ge=1, le=999)
    size_consent: str = ""
    """Number of the provincial consent to another size (40号令 art. 9)."""
    self_reviewing: bool | None = None
    enterprise_related: bool | None = None
    filing: Filing = Filing()
    suspended: bool | None = None
    watched: bool | None = None
    groups: tuple[ReviewGroup, ...] = ()
    expected: tuple[Expected, ...] = ()
    tracks: tuple[Track, ...] = ()
    """Tracks in scope; empty = all but the region's own."""
    serves: tuple[str, ...] = ()
    """Organisations (districts, departments) whose people it reviews; empty = all."""
    entrustments: tuple[Entrustment, ...] = ()
    plan_filed: date | None = None
    consent_on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    wished: tuple[date, ...] = ()
    chair_wished: tuple[date, ...] = ()
    """Days wished by the chair; `wished` are those of the organiser."""
    equipment: tuple[str, ...] = ()
    """What every room in which it sits must have."""
    apart_from: tuple[str, ...] = ()
    """Committees with which it shares no half-day (shared experts, one supervisor)."""
    draws: int | None = Field(default=None, ge=1, le=99)
    """Sets of members that could be drawn one beside another; None: as the profile says."""
    spread: bool = False
    max_days: int | None = Field(default=None, ge=1, le=366)
    extension: Extension | None = None
    exam_combined: bool | None = None
    site: str = ""
    exemptions: tuple[Exemption, ...] = ()
    contact: str = ""
    phone: str = ""
    source: str = ""

    @property
    def by_specialty(self) -> bool:
        """Whether it is formed by specialty (else by series)."""
        return bool(self.specialty)

    @property
    def band(self) -> Band:
        """The highest band reviewed, which sets size and titles."""
        bands = {BAND_OF[level] for level in self.levels}
        return "senior" if "senior" in bands else "mid" if "mid" in bands else "junior"

    def covers(self, series: str, specialty: str, level: Level) -> bool:
        """Whether the filed scope holds this series, specialty and level."""
        scope = self.specialties or ((self.specialty,) if self.specialty else ())
        return series == self.series and level in self.levels and (not scope or specialty in scope)


class Route(Record, frozen=True):
    """One row of the routing table; an empty field matches anything, the most exact row wins."""

    id: Id
    series: str = ""
    specialty: str = ""
    levels: tuple[Level, ...] = ()
    track: Track | None = None
    unit_kind: OrganisationKind | None = None
    organisation: str = ""
    """The applicant's unit, or a district that contains it."""
    receiving: str = ""
    reviewing: str = Field(min_length=1)
    """A committee's id, or "region" (上报自治区)."""
    approving: str = ""
    source: str = ""


class Room(Record, frozen=True):
    """A room in which panels or plenaries sit."""

    id: Id
    name: Name
    site: str = ""
    seats: int | None = Field(default=None, ge=1, le=100_000)
    plenary: bool = False
    equipment: tuple[str, ...] = ()
    closed: tuple[Absence, ...] = ()
    opened: tuple[HalfDay, ...] = ()
    """When not empty, the only half-days in which the room may be used."""
