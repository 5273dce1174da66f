"""All that is given for one year: one Season, one hash, whatever file it came from."""

from functools import cached_property
from typing import Any

from models.appointment import Desk, Submission
from models.base import Record, canonical, joined, plain, readable, sha256
from models.calendar import WorkCalendar
from models.committee import Committee, Room, Route
from models.law import Profile
from models.people import Applicant, Conflict, Expert, Organisation, Staff
from models.plan import Pin
from models.quota import QuotaRequest

SEASON_FORMAT = "pingshen.season/1"
TABLES = (
    "organisations",
    "experts",
    "conflicts",
    "committees",
    "applicants",
    "routes",
    "rooms",
    "desks",
    "staff",
    "submissions",
    "quota",
    "pins",
)


class Season(Record, frozen=True):
    """One year of title review in one city. Every table may be empty; order is the user's own."""

    year: int
    name: str = ""
    profile: Profile
    calendar: WorkCalendar
    organisations: tuple[Organisation, ...] = ()
    experts: tuple[Expert, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    committees: tuple[Committee, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    routes: tuple[Route, ...] = ()
    rooms: tuple[Room, ...] = ()
    desks: tuple[Desk, ...] = ()
    staff: tuple[Staff, ...] = ()
    submissions: tuple[Submission, ...] = ()
    quota: tuple[QuotaRequest, ...] = ()
    pins: tuple[Pin, ...] = ()

    @cached_property
    def organisation(self) -> dict[str, Organisation]:
        """Organisations by id."""
        return {item.id: item for item in self.organisations}

    @cached_property
    def expert(self) -> dict[str, Expert]:
        """Experts by id."""
        return {item.id: item for item in self.experts}

    @cached_property
    def committee(self) -> dict[str, Committee]:
        """Committees by id."""
        return {item.id: item for item in self.committees}

    @cached_property
    def applicant(self) -> dict[str, Applicant]:
        """Applicants by id."""
        return {item.id: item for item in self.applicants}

    @cached_property
    def room(self) -> dict[str, Room]:
        """Rooms by id."""
        return {item.id: item for item in self.rooms}

    @cached_property
    def desk(self) -> dict[str, Desk]:
        """Desks by id."""
        return {item.id: item for item in self.desks}

    @cached_property
    def member_of_staff(self) -> dict[str, Staff]:
        """Staff by id."""
        return {item.id: item for item in self.staff}

    @cached_property
    def submission(self) -> dict[str, Submission]:
        """Submissions by id."""
        return {item.id: item for item in self.submissions}

    @cached_property
    def digests(self) -> tuple[str, str]:
        """SHA-256 over the canonical form; and less what is declared later: ties, and leave."""
        data = plain(self)
        whole = {key: canonical(value) for key, value in data.items()}
        lasting = {key: text for key, text in whole.items() if key != "conflicts"}
        for table in [name for name in ("experts", "staff") if name in data]:
            lasting[table] = canonical([_without_leave(person) for person in data[table]])
        return sha256(joined(whole)), sha256(joined(lasting))

    def without(self, table: str, ids: frozenset[str]) -> "Season":
        """The season less these rows of one table."""
        kept = tuple(item for item in getattr(self, table) if item.id not in ids)
        return self.model_copy(update={table: kept})


def season_bytes(season: Season) -> bytes:
    """What a season JSON file holds."""
    return readable(plain(season), SEASON_FORMAT)


def season_hash(season: Season) -> str:
    """SHA-256 over the canonical form: the same for workbook and JSON."""
    return season.digests[0]


def draw_hash(season: Season, committee: str) -> str:
    """SHA-256 over what bears on a draw of the committee: the season less its desks and visits.

    Of the pins, those of the committee's members and meeting, of who sits in a session, of
    dossiers and of quotas stay.
    """
    kept = tuple(
        pin
        for pin in season.pins
        if pin.part in {"quota", "dockets"}
        or (pin.part in {"members", "meetings"} and pin.subject == committee)
        or (pin.part == "sessions" and "members" in pin.value)
    )
    return season_hash(season.model_copy(update={"desks": (), "submissions": (), "pins": kept}))


def lasting_hash(season: Season) -> str:
    """SHA-256 of the season less what is declared as life goes on: ties, and leave of people.

    A plan made before is a plan of this season still, and is judged with what was declared since.
    """
    return season.digests[1]


def _without_leave(person: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in person.items() if key != "absences"}


def season_data(season: Season) -> dict[str, Any]:
    """The season as JSON-able data with its format."""
    return {"format": SEASON_FORMAT} | plain(season)
