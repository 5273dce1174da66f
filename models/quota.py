"""Places to be divided: full-senior teachers (annex 10), directional and post quotas."""

from typing import Literal

from pydantic import Field

from models.base import Id, Level, Record

Method = Literal[
    "manual",
    "hamilton",
    "dhondt",
    "sainte_lague",
    "modified_sainte_lague",
    "huntington_hill",
    "adams",
    "dean",
    "quota",
]


class Body(Record, frozen=True):
    """A district or unit among which places are divided. Unknown counts are None."""

    organisation: Id
    teachers: int | None = Field(default=None, ge=0)
    eligible: int | None = Field(default=None, ge=0)
    vacancies: int | None = Field(default=None, ge=0)
    floor: int | None = Field(default=None, ge=0)
    cap: int | None = Field(default=None, ge=0)
    places: int | None = Field(default=None, ge=0)
    """Places fixed by hand (annex 10), or approved places (directional, posts)."""
    reason: str = ""
    nominated: int | None = Field(default=None, ge=0)
    series: str = ""
    level: Level | None = None
    source: str = ""
    note: str = ""


class QuotaRequest(Record, frozen=True):
    """One total to be divided, or one table of caps to be kept."""

    id: Id
    name: str = ""
    kind: Literal["full_senior_teachers", "directional", "posts"] = "full_senior_teachers"
    total: int | None = Field(default=None, ge=0)
    method: Method = "hamilton"
    basis: Literal["teachers", "eligible", "vacancies"] = "teachers"
    floor: int | None = Field(default=None, ge=0)
    lots: tuple[str, ...] = ()
    """Organisations in the order of a recorded lot, used only to break a tie."""
    bodies: tuple[Body, ...] = ()
    reason: str = ""
