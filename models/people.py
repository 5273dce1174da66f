"""Organisations and persons. `None` in a flag means unknown, never "no"."""

from datetime import date
from typing import Literal

from pydantic import Field

from models.base import Id, Level, Name, Record
from models.calendar import HalfDay

OrganisationKind = Literal[
    "municipal",  # 市直部门和单位
    "district",  # 旗县区（含稀土高新区）
    "self_review",  # 自主评审单位
    "industry",  # 行业主管部门
    "central",  # 中央驻包单位
    "regional",  # 自治区驻包单位
    "state_enterprise",  # 国有企业
    "private_enterprise",  # 民营企业
    "social",  # 人才交流机构、工商联、协会、园区
    "other",
]
Track = Literal["social", "grassroots", "directional", "farmer", "green", "recognition"]
"""社会化 / 基层 / 定向评价 / 农牧民 / 绿色通道 / 认定."""

Format = Literal["dossier", "interview", "lesson_defence", "live_lesson", "recognition"]
"""材料评审 / 面试答辩 / 说课答辩 / 讲课 / 认定."""

StaffRole = Literal["supervisor", "secretary", "timekeeper", "teller", "desk_officer"]
"""监督 / 秘书 / 计时 / 计票 / 受理."""

ConflictKind = Literal[
    "kin", "mentor", "coauthor", "recommender", "superior", "same_department", "self", "other"
]


class Exemption(Record, frozen=True):
    """A named, reasoned departure from a clause worded 原则上. Every use is printed."""

    clause: Id
    reason: str = Field(min_length=1)
    author: str = Field(min_length=1)


class Absence(Record, frozen=True):
    """A spell, both ends included, in which somebody or something cannot be used."""

    first: HalfDay
    last: HalfDay
    reason: str = ""


class Organisation(Record, frozen=True):
    """A unit, department, district or body."""

    id: Id
    name: Name
    aliases: tuple[str, ...] = ()
    kind: OrganisationKind | None = None
    parent: str = ""
    district: str = ""
    township: bool | None = None
    contact: str = ""
    phone: str = ""
    suspended: bool | None = None
    delegation_letter: bool | None = None
    city_consent: bool | None = None
    source: str = ""


class Title(Record, frozen=True):
    """A professional title held. An empty specialty means the whole series."""

    series: str
    specialty: str = ""
    level: Level


class ServiceYear(Record, frozen=True):
    """The committees that appointed somebody in a year; empty = known not to have served.

    A year without a ServiceYear is unknown.
    """

    year: int
    committees: tuple[str, ...] = ()


class Expert(Record, frozen=True):
    """A member of the filed pool. Available unless an absence says otherwise."""

    id: Id
    name: Name
    organisation: Id
    department: str = ""
    former_organisations: tuple[str, ...] = ()
    titles: tuple[Title, ...] = ()
    pools: tuple[str, ...] = ()
    """Committees in whose filed pool the expert is; empty = every committee of the series."""
    private_enterprise: bool | None = None
    official: bool | None = None
    in_service: bool | None = None
    pledge: bool | None = None
    blacklisted: bool | None = None
    purge_cause: str = ""
    purge_date: date | None = None
    term_from: date | None = None
    birth_year: int | None = None
    service: tuple[ServiceYear, ...] = ()
    presides: tuple[str, ...] = ()
    """Committees whose chair or deputy the expert may be; "*" = any."""
    absences: tuple[Absence, ...] = ()
    max_committees: int | None = Field(default=None, ge=0)
    max_half_days: int | None = Field(default=None, ge=0)
    remote: bool | None = None
    """Comes from another town."""
    wishes_against: tuple[HalfDay, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    id_number: str = ""
    phone: str = ""
    note: str = ""


class Conflict(Record, frozen=True):
    """A declared tie between an expert and an applicant, or a whole unit."""

    id: Id
    expert: Id
    applicant: str = ""
    organisation: str = ""
    kind: ConflictKind = "other"
    reason: str = ""
    declared: date | None = None


class Applicant(Record, frozen=True):
    """Somebody to be reviewed for one title."""

    id: Id
    name: Name
    organisation: Id
    home_organisation: str = ""
    department: str = ""
    series: str
    specialty: str = ""
    level: Level
    track: Track = "social"
    committee: str = ""
    """The committee asked for, when the routing table leaves a choice; else empty."""
    green_item: int | None = Field(default=None, ge=1, le=8)
    prior_green: bool | None = None
    nonpublic: bool | None = None
    specialised: bool | None = None
    """专精特新 enterprise."""
    champion: bool | None = None
    """制造业单项冠军 enterprise."""
    origin: Literal["", "county", "township"] = ""
    format: Format | None = None
    minutes: int | None = Field(default=None, ge=1, le=240)
    eligible: bool | None = None
    accepted: bool | None = None
    pledge: bool | None = None
    received: date | None = None
    roster_posted: date | None = None
    exam_valid_until: date | None = None
    exam_only: bool | None = None
    rank: int | None = Field(default=None, ge=1)
    """Place in the employer's order of nomination: who stays when there are too many."""
    established_post: bool | None = None
    over_post_approved: bool | None = None
    exemptions: tuple[Exemption, ...] = ()
    id_number: str = ""
    note: str = ""

    @property
    def set_apart(self) -> bool:
        """Non-public, 专精特新 or 单项冠军: by 四(二)6 one category apart from all others."""
        return bool(self.nonpublic or self.specialised or self.champion)


class Staff(Record, frozen=True):
    """Somebody of the office or the discipline inspection who serves meetings or a desk."""

    id: Id
    name: Name
    organisation: str = ""
    roles: tuple[StaffRole, ...]
    committees: tuple[str, ...] = ()
    """Committees served; empty = any."""
    absences: tuple[Absence, ...] = ()
    phone: str = ""
