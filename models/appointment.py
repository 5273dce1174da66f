"""Desks that examine dossiers, and the units that bring them (annexes 5 and 6)."""

from datetime import date
from typing import Literal

from pydantic import Field

from models.base import Band, Id, Record
from models.calendar import HalfDay
from models.people import Absence


class Desk(Record, frozen=True):
    """A review desk. Open in every open half-day of the window unless closed."""

    id: Id
    name: str
    place: str = ""
    bands: tuple[Band, ...] = ()
    series: tuple[str, ...] = ()
    stage: Literal["", "first", "second"] = ""
    """初审 or 复核 where the season asks for two steps."""
    officer: str = ""
    minutes: int | None = Field(default=None, ge=1)
    """Minutes of work per half-day; the profile's when absent."""
    dossiers: int | None = Field(default=None, ge=1)
    """Most dossiers per half-day, when limited."""
    opened: tuple[HalfDay, ...] = ()
    closed: tuple[Absence, ...] = ()


class Submission(Record, frozen=True):
    """The dossiers that one unit brings for one band and series."""

    id: Id
    organisation: Id
    band: Band
    series: str = ""
    dossiers: int = Field(ge=0)
    forecast: bool = True
    minutes: int | None = Field(default=None, ge=1)
    """Minutes per dossier, when other than the profile's."""
    roster_posted: date | None = None
    wished: date | None = None
    closed: tuple[Absence, ...] = ()
    remote: bool = False
    """Comes from far: once, and not before the profile's hour."""
    online_only: bool = False
    contact: str = ""
    phone: str = ""
    note: str = ""

    @property
    def annex(self) -> Literal[5, 6]:
        """Annex 5 holds senior, annex 6 mid and junior submissions."""
        return 5 if self.band == "senior" else 6
