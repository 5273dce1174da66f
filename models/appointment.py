"""Desks that examine dossiers, and the units that bring them (annexes 5 and 6)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from models.base import Band, Count, Id, Name, Record
from models.calendar import HalfDay
from models.people import Absence

Hours = Annotated[
    str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$")
]
"""From when to when, "09:00-11:30"; empty = the profile's hours."""

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
Clock = Annotated[str, StringConstraints(pattern=CLOCK)]
"""A time of day, "09:30"."""


class Desk(Record, frozen=True):
    """A review desk. Open in every open half-day of the window unless closed."""

    id: Id
    name: Name
    place: str = ""
    bands: tuple[Band, ...] = ()
    series: tuple[str, ...] = ()
    stage: Literal["", "first", "second"] = ""
    """初审 or 复核: a season with a desk for the second step asks for both steps."""
    serves: tuple[Id, ...] = ()
    """Units that may come here, such as those of a park; empty = all."""
    officer: str = ""
    """Who serves the desk: it is closed while the member of staff of this name is on leave."""
    am: Hours = ""
    pm: Hours = ""
    minutes: int | None = Field(default=None, ge=1, le=1440)
    """Minutes of work per half-day; the profile's when absent."""
    dossiers: int | None = Field(default=None, ge=1, le=100_000)
    """Most dossiers per half-day, when limited."""
    opened: tuple[HalfDay, ...] = ()
    """The only half-days in which it is open; empty = all that offices work."""
    added: tuple[HalfDay, ...] = ()
    """Half-days in which it is open besides, such as a Saturday."""
    closed: tuple[Absence, ...] = ()


class Submission(Record, frozen=True):
    """The dossiers that one unit brings for one band and series."""

    id: Id
    organisation: Id
    band: Band
    series: str = ""
    dossiers: Count
    forecast: bool = True
    minutes: int | None = Field(default=None, ge=1, le=1440)
    """Minutes per dossier, when other than the profile's."""
    roster_posted: date | None = None
    earliest: date | None = None
    latest: date | None = None
    """First and last day of its own, where the region sets them (考评结合); a first day alone
    only holds the unit back until then."""
    wished: date | None = None
    closed: tuple[Absence, ...] = ()
    remote: bool = False
    """Comes from far: once, and not before the profile's hour."""
    coach: str = ""
    """Units that name the same coach come on the same days."""
    unlisted: bool = False
    """Not in the published annex: comes by arrangement, in the time kept free."""
    corrections: Count = 0
    """Dossiers to be brought again after the review, once (补正)."""
    withdrawn: str = ""
    """Why the unit does not come after all: it takes no slot, its row stays."""
    online_only: bool = False
    contact: str = ""
    phone: str = ""
    note: str = ""

    @property
    def comes(self) -> bool:
        """Whether anything is brought to a desk."""
        return bool(self.dossiers) and not self.online_only and not self.withdrawn

    @property
    def annex(self) -> Literal[5, 6]:
        """Annex 5 holds senior, annex 6 mid and junior submissions."""
        return 5 if self.band == "senior" else 6
