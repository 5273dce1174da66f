"""Places to be divided: full-senior teachers (annex 10), directional and post quotas."""

from typing import Literal

from pydantic import Field

from models.base import Count, Id, Level, Name, Record

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


Basis = Literal["teachers", "eligible", "vacancies", "mixed"]
"""What a body counts by. mixed: its shares in several columns, by declared weights."""

Stage = Literal["kindergarten", "primary", "junior", "senior", "vocational"]
"""School level (学段): 幼儿园 小学 初中 高中 中职."""

STAGES: tuple[Stage, ...] = ("kindergarten", "primary", "junior", "senior", "vocational")
MUNICIPAL = "市直单位"
"""The body that stands for all municipal ones where they are counted as one."""


class Body(Record, frozen=True):
    """A district or unit among which places are divided. Unknown counts are None."""

    organisation: Id
    teachers: Count | None = None
    """Full-time teachers, all that follow included; their sum where this is absent."""
    kindergarten: Count | None = None
    primary: Count | None = None
    junior: Count | None = None
    senior: Count | None = None
    vocational: Count | None = None
    rural: Count | None = None
    """Of these, teachers of the countryside: they divide the reserved places."""
    eligible: Count | None = None
    vacancies: Count | None = None
    posts: Count | None = None
    """Posts in all; with the approved ratio and the holders they give the vacancies."""
    ratio: tuple[int, int] | None = None
    """The approved share of posts of this level, as (numerator, denominator)."""
    holders: Count | None = None
    floor: Count | None = None
    cap: Count | None = None
    places: Count | None = None
    """Places fixed by hand (annex 10), or approved places (directional, posts)."""
    reason: str = ""
    nominated: Count | None = None
    series: str = ""
    level: Level | None = None
    source: str = ""
    note: str = ""


class QuotaRequest(Record, frozen=True):
    """One total to be divided, or one table of caps to be kept."""

    id: Id
    name: Name = ""
    kind: Literal["full_senior_teachers", "directional", "posts"] = "full_senior_teachers"
    total: Count | None = None
    method: Method | Literal[""] = ""
    """Empty = the profile's quota.method."""
    basis: Basis = "teachers"
    mix: dict[str, int] = Field(default_factory=dict)
    """For a mixed basis: weight of each column (teachers, eligible, vacancies)."""
    floor: Count | None = None
    reserved: Count = 0
    """Places set aside for the countryside, divided by its teachers first."""
    municipal: Literal["split", "one"] = "split"
    """Whether municipal bodies are counted each by itself or as one."""
    tie_rule: Literal["", "larger", "smaller", "listed"] = ""
    """A stated order among equals, where no lot is recorded: by basis, or as listed."""
    lots: tuple[str, ...] = ()
    """Organisations in the order of a recorded lot, used only to break a tie."""
    stages: dict[Stage, int] = Field(default_factory=dict)
    """Places by school level, for a two-way table; the order of levels is the law's own."""
    bodies: tuple[Body, ...] = ()
    reason: str = ""


class MethodPlaces(Record, frozen=True):
    """What one formula gives (测算参考)."""

    method: Method
    places: dict[str, int] = Field(default_factory=dict)
    tied: tuple[str, ...] = ()
    """Bodies among which that formula would need a lot."""
    below: tuple[str, ...] = ()
    """Bodies with fewer places than their exact share rounded down."""
    above: tuple[str, ...] = ()
    """Bodies with more places than their exact share rounded up."""
    fault: str = ""
    """A message code, where the formula gives no division."""


class FlipMargin(Record, frozen=True):
    """How many more or fewer of what a body counts by move a place; None = never does.

    With `more` the body gains a place whatever the lot, from `giver`; from `more_by_lot` on it
    may gain one by lot. Likewise `fewer`, `taker`, `fewer_by_lot`. All else stays.
    `more_beyond`, `fewer_beyond`: None is true up to this change; beyond, not each one was tried.
    """

    body: str
    more: int | None = None
    giver: tuple[str, ...] = ()
    more_by_lot: int | None = None
    fewer: int | None = None
    taker: tuple[str, ...] = ()
    fewer_by_lot: int | None = None
    more_beyond: int | None = None
    fewer_beyond: int | None = None


class Paradox(Record, frozen=True):
    """An example of what a method does to these very numbers.

    kind `alabama`: with `total` + 1 places `loser` has fewer than with `total`. `population`:
    `loser` shrinks by `loser_change` and `winner` by `winner_change` (a greater share of it), and
    yet a place goes from one to the other. `new_state`: `newcomer` leaves with its own places,
    and a place moves from `loser` to `winner`.
    """

    kind: Literal["alabama", "population", "new_state"]
    method: Method
    total: int = 0
    loser: str = ""
    winner: str = ""
    newcomer: str = ""
    loser_change: int = 0
    winner_change: int = 0


class StageCell(Record, frozen=True):
    """Places of one body at one school level, in a two-way table."""

    body: str
    stage: Stage
    places: int


class StageTable(Record, frozen=True):
    """The two-way table: each cell is its teachers times both multipliers, rounded."""

    method: Method
    cells: tuple[StageCell, ...] = ()
    body_multipliers: dict[str, str] = Field(default_factory=dict)
    stage_multipliers: dict[str, str] = Field(default_factory=dict)


class QuotaStudy(Record, frozen=True):
    """What stands beside a division so that it can be argued: formulas, margins, paradoxes."""

    id: Id
    """The request."""
    method: Method
    shares: dict[str, str] = Field(default_factory=dict)
    """The exact share of each body as "n/d"."""
    methods: tuple[MethodPlaces, ...] = ()
    margins: tuple[FlipMargin, ...] = ()
    paradoxes: tuple[Paradox, ...] = ()
    table: StageTable | None = None
    stages_tied: tuple[str, ...] = ()
    """Bodies between which several two-way tables are equally good; `table` then is left out."""
    next_in_turn: tuple[str, ...] = ()
    """Who would have the next places, if some stay unused."""
