"""What was decided: one plan, with the status, values and bounds of every step."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field

from models.base import Id, MadeId, Record, canonical, plain, readable, sha256
from models.calendar import HalfDay
from models.messages import Arg
from models.people import StaffRole
from models.quota import QuotaStudy

PLAN_FORMAT = "pingshen.plan/1"

StepName = Literal[
    "windows",
    "quota",
    "appointments",
    "meetings",
    "formation",
    "timetable",
    "dockets",
    "milestones",
]
STEPS: tuple[StepName, ...] = (
    "windows",
    "quota",
    "appointments",
    "meetings",
    "formation",
    "timetable",
    "dockets",
    "milestones",
)
Status = Literal["OPTIMAL", "FEASIBLE", "INFEASIBLE", "UNKNOWN", "SKIPPED"]
Severity = Literal["breach", "warning", "note"]
Category = Literal["general", "nonpublic", "grassroots"]
"""Dossiers reviewed apart: nonpublic = non-public, 专精特新 or 单项冠军 (四(二)6)."""


class Where(Record, frozen=True):
    """A place in a file: a table's row by its id, and a field of it."""

    file: Literal["season", "plan"] = "season"
    table: str = ""
    id: str = ""
    field: str = ""


class Finding(Record, frozen=True):
    """One breach, warning or note. The text is made from `code` and `args` by models.messages.

    Args whose name starts with "expert", "applicant", "staff" hold ids and are masked on screen.
    """

    code: str
    severity: Severity
    clause: str = ""
    rule: str = ""
    step: str = ""
    args: dict[str, Arg] = Field(default_factory=dict)
    where: tuple[Where, ...] = ()


class Share(Record, frozen=True):
    """What of a goal falls to one committee, and in it to a group, a person or a unit."""

    term: str = ""
    """The term of a weighted sum; empty where the goal counts one thing."""
    committee: str
    group: str = ""
    expert: str = ""
    organisation: str = ""
    amount: int
    weight: int = 1

    @property
    def value(self) -> int:
        """Amount times weight."""
        return self.amount * self.weight


class Goal(Record, frozen=True):
    """One goal of a step: its value, the proven bound, and whether they meet."""

    name: str
    value: int
    bound: int
    sense: Literal["min", "max"] = "min"
    proven: bool = False
    shares: tuple[Share, ...] = ()
    """By committee and person; they add up to the value exactly."""


class StepReport(Record, frozen=True):
    """How one step ended. `reason` is a message code when it was skipped or failed."""

    step: StepName
    status: Status
    reason: str = ""
    args: dict[str, Arg] = Field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    rounds: int = 1
    reproducible: bool = True
    findings: tuple[Finding, ...] = ()
    """Why no plan was found, or which guides had to be dropped."""


class Window(Record, frozen=True):
    """First and last day for something, with the clauses that set them."""

    id: MadeId
    kind: Literal["desk", "meeting"]
    subject: str
    """A unit kind and band ("municipal/senior"), or a committee's id."""
    first: date
    last: date
    printed_last: date | None = None
    """The printed date (a right), when `last` was rounded back to a workday."""
    clauses: tuple[str, ...] = ()


class Award(Record, frozen=True):
    """Places given to one body."""

    id: MadeId
    quota: Id
    organisation: Id
    basis: int
    places: int
    reserved: int = Field(default=0, ge=0)
    """Of these, places of the part set aside for the countryside."""
    fixed: bool = False
    reason: str = ""


class AwardStep(Record, frozen=True):
    """One place, in the order in which it was won: quotients as exact fractions "n/d".

    `ground`: fixed by hand, by the floor, won by the greatest quotient, as part of a whole quota,
    or by the greatest remainder. Huntington–Hill's quotients are squared.
    """

    id: MadeId
    quota: Id
    order: int
    organisation: Id
    quotient: str
    runner_up: str = ""
    margin: str = ""
    ground: Literal["fixed", "floor", "quotient", "whole", "remainder"] = "quotient"
    reserved: bool = False
    """Whether it is a place of the part set aside for the countryside."""


class Appointment(Record, frozen=True):
    """A unit's dossiers at a desk in a half-day. Large units have several, consecutive ones."""

    id: MadeId
    submission: MadeId
    annex: Literal[5, 6]
    desk: Id
    kind: Literal["", "second", "correction", "extra"] = ""
    """Empty: the (first) review; 复核; 补正; more dossiers than were forecast."""
    at: HalfDay
    start: str = ""
    """Clock time "HH:MM" at which the unit is due within the half-day."""
    dossiers: int = Field(ge=0)
    minutes: int = Field(ge=0)


class PlannedGroup(Record, frozen=True):
    """A discipline group as it will sit: given in the season, or the whole committee."""

    id: MadeId
    committee: Id
    name: str = ""
    specialties: tuple[str, ...] = ()
    size: int = Field(ge=1)
    panels: dict[str, int] = Field(default_factory=dict)
    """Panel half-days needed, by category."""
    panel_size: int = Field(default=3, ge=1)
    """Members of one panel."""


class RoomUse(Record, frozen=True):
    """A room kept for a committee in a half-day; `group` is empty for a plenary."""

    at: HalfDay
    room: Id
    group: str = ""


class Duty(Record, frozen=True):
    """Somebody of the staff who serves a committee on a half-day."""

    at: HalfDay
    staff: Id
    role: StaffRole
    room: str = ""


class Meeting(Record, frozen=True):
    """The block of half-days in which a committee meets; its id is the committee's."""

    id: MadeId
    half_days: tuple[HalfDay, ...]
    plenaries: tuple[HalfDay, ...]
    rooms: tuple[RoomUse, ...] = ()
    duties: tuple[Duty, ...] = ()


class Seat(Record, frozen=True):
    """A member of a committee, in one of its groups."""

    id: MadeId
    committee: Id
    group: Id
    expert: Id
    role: Literal["chair", "deputy", "member"] = "member"


class Reserve(Record, frozen=True):
    """A substitute, in drawn order within group and origin class."""

    id: MadeId
    committee: Id
    group: Id
    origin: Literal["internal", "external", "any"] = "any"
    order: int = Field(ge=1)
    expert: Id


class Session(Record, frozen=True):
    """A panel of a group, or the plenary of a committee, in one half-day and room."""

    id: MadeId
    committee: Id
    group: str = ""
    kind: Literal["panel", "plenary"]
    at: HalfDay
    room: str = ""
    category: Category = "general"
    members: tuple[str, ...] = ()


_NUMBER = re.compile(r"(?:(?P<of>.+)@)?(?P<at>\d{4}-\d{2}-\d{2}\.(?:am|pm))(?:/\d+)?")


def session_parts(number: str) -> tuple[str, str]:
    """The group or committee that a session's number names, and the half-day; both may be empty.

    "G@2024-08-07.am/1" is the first panel of G then, "C@2024-08-07.am" a plenary of C, and a bare
    half-day names nobody.
    """
    found = _NUMBER.fullmatch(number)
    return (found["of"] or "", found["at"]) if found else ("", "")


class Docket(Record, frozen=True):
    """One applicant's dossier in a panel session; its id is the applicant's."""

    id: MadeId
    committee: Id
    group: Id
    session: MadeId
    category: Category = "general"
    minutes: int = Field(ge=0)
    readers: tuple[str, ...] = ()
    """Members of the panel without conflict, at least three."""
    recused: tuple[str, ...] = ()
    """Members who keep out of this item: first those of its panel, then others at the vote."""


class Milestone(Record, frozen=True):
    """A dated task. `duty` is the organiser's: done by a workday; a right keeps its date."""

    id: MadeId
    code: str
    """roster_posting, plan_filing, consent, draw, meeting, posting, publication_end, report, …"""
    subject: str = ""
    """A committee, organisation or band; empty = the whole season."""
    due: date
    printed: date | None = None
    """The date that the law prints, when `due` was moved to a workday."""
    clause: str = ""
    owner: str = ""
    kind: Literal["duty", "right"] = "duty"


class PutAside(Record, frozen=True):
    """A person, unit or committee that is not planned, with the clause and the reason."""

    id: MadeId
    table: Literal["applicants", "experts", "committees", "submissions", "organisations", "quota"]
    row: MadeId
    code: str
    clause: str = ""
    step: str = ""
    args: dict[str, Arg] = Field(default_factory=dict)


class Pin(Record, frozen=True):
    """A decision that must stay, with reason and author.

    `part`: meetings {subject: committee, first, plenary?}; members {subject: committee,
    expert, group?, role?}; appointments {subject: submission, at, desk, start?}; quota {subject:
    organisation, places}; sessions {subject: group, committee (its plenary) or session, at?,
    room?, group?, members?}; dockets {subject: applicant, session: session or half-day}.
    """

    id: MadeId
    part: Literal["meetings", "members", "appointments", "quota", "sessions", "dockets"]
    subject: MadeId
    value: dict[str, int | str] = Field(default_factory=dict)
    reason: str = Field(min_length=1)
    author: str = Field(min_length=1)


class Exclusion(Record, frozen=True):
    """Why an expert was not in the lot of a draw."""

    expert: Id
    clause: str
    code: str


class DrawRecord(Record, frozen=True):
    """The act of drawing members by lot: everything needed to replay it."""

    id: MadeId
    committee: Id
    held_on: date
    witnesses: tuple[str, ...] = Field(min_length=1)
    seed: str = Field(min_length=1)
    algorithm: str
    eligible: tuple[str, ...]
    exclusions: tuple[Exclusion, ...] = ()
    members: tuple[str, ...]
    groups: tuple[str, ...] = ()
    """The group of each member, in the same order."""
    reserves: tuple[str, ...] = ()
    reserve_places: tuple[str, ...] = ()
    """Group, origin class and number of each reserve: "group/external/1", in the same order."""
    unique: bool = True
    """Whether no other committee has the same lot value."""
    dropped: tuple[str, ...] = ()
    """"guides", and the clauses whose unconfirmed numbers had to be left out to draw at all."""
    season: str = ""
    """SHA-256 of the season that the draw was held from."""
    bearing: str = ""
    """SHA-256 of what in it bears on this draw: while that stands, the draw can be replayed."""
    barred: tuple[tuple[str, ...], ...] = ()
    """Sets of one group that were proven unable to hear the dossiers, and not drawn for it."""
    reason: str = ""
    """Why it was drawn again; empty for a first draw."""
    sha256: str = ""


class Replacement(Record, frozen=True):
    """One seat that changed hands after the draw; nothing else moved."""

    id: MadeId
    committee: Id
    group: Id
    origin: Literal["internal", "external", "any"] = "any"
    order: int = Field(ge=1)
    """The number of the reserve who joined, in drawn order."""
    left: Id
    joined: Id
    reason: str = Field(min_length=1)
    on: date
    author: str = ""
    draw: str = ""
    """The record of the draw whose lists it follows; empty where none was held before."""
    passed: tuple[Exclusion, ...] = ()
    """Earlier reserves who could not follow, with the clause that each would have broken."""
    roles: dict[str, str] = Field(default_factory=dict)
    """By expert: roles that passed on because the new member may not preside."""
    previous: str = ""
    """Number of the plan before."""
    sha256: str = ""


class Plan(Record, frozen=True):
    """One season's decisions. Parts of steps that were skipped are empty."""

    season: str
    """SHA-256 of the season's canonical form."""
    lasting: str = ""
    """SHA-256 of it less what is declared as life goes on: ties, leave of experts and staff."""
    base: str = ""
    """Plan number of the plan this one keeps frozen parts of."""
    versions: dict[str, str] = Field(default_factory=dict)
    seed: int = 0
    effort: str = "normal"
    steps: tuple[StepReport, ...] = ()
    windows: tuple[Window, ...] = ()
    awards: tuple[Award, ...] = ()
    award_steps: tuple[AwardStep, ...] = ()
    studies: tuple[QuotaStudy, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    groups: tuple[PlannedGroup, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    seats: tuple[Seat, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    sessions: tuple[Session, ...] = ()
    dockets: tuple[Docket, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    put_aside: tuple[PutAside, ...] = ()
    draws: tuple[DrawRecord, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    frozen: tuple[str, ...] = ()
    """Parts published before this plan and kept cell by cell."""

    def done(self, *steps: StepName) -> bool:
        """Whether all these steps ended with a result."""
        status = {report.step: report.status for report in self.steps}
        return all(status.get(step) in {"OPTIMAL", "FEASIBLE"} for step in steps)

    def report(self, step: StepName) -> StepReport | None:
        """The report of a step, if it ran."""
        return next((report for report in self.steps if report.step == step), None)


def last_draw(plan: Plan, committee: str) -> str:
    """The id of the committee's last draw; empty when none was held."""
    return next((d.id for d in reversed(plan.draws) if d.committee == committee), "")


def plan_bytes(plan: Plan) -> bytes:
    """What sealed/plan.json holds; the plan number is its SHA-256."""
    return readable(plain(plan), PLAN_FORMAT)


def plan_number(plan: Plan) -> str:
    """SHA-256 of plan.json: on sealed artefacts only."""
    return sha256(plan_bytes(plan))


PUBLIC_PARTS = ("season_public", "windows", "awards", "appointments", "milestones")


def public_projection(plan: Plan) -> dict[str, Any]:
    """What of the plan may be known outside: no person, and nothing that hangs on one."""
    data: Mapping[str, Any] = plain(plan)
    shown = {key: data[key] for key in PUBLIC_PARTS if key in data}
    shown["meetings"] = [
        {key: value for key, value in meeting.items() if key != "duties"}
        for meeting in data.get("meetings", [])
    ]
    shown["put_aside"] = sorted(
        item["row"]
        for item in data.get("put_aside", [])
        if item["table"] in {"committees", "submissions"}
    )
    return shown


def public_number(plan: Plan) -> str:
    """SHA-256 of the public projection: on public and internal artefacts."""
    return sha256(canonical(public_projection(plan)))
