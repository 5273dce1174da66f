"""The model of all committees' blocks: one column per committee, half-days and site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.calendar import date_of
from models.plan import Meeting
from models.season import Season
from scheduler.binding.meeting_rows import MEETING_ROWS
from scheduler.blocks import Block
from scheduler.grouping import Load
from scheduler.joint import Together
from scheduler.pools import Pool
from scheduler.rooms import Sites
from scheduler.rows import Rows, Var
from scheduler.work import Cut

WISHES, BUSIEST, SLACK = "days_off_wish", "busiest_day_rooms", "days_to_last_plenary"


@dataclass(frozen=True)
class Given:
    """What blocks are chosen from, whichever they are."""

    season: Season
    loads: Mapping[str, Load]
    together: Together
    """Who could sit in two committees at once; it knows the pool."""
    sites: Sites
    kept: Mapping[str, Meeting]
    """Published meetings."""
    cuts: tuple[Cut, ...] = ()
    spread: frozenset[str] = frozenset()
    """Committees that have no block and meet all the same: cuts may name them."""
    law_alone: bool = False
    """Without the rows whose clause or number is still to be confirmed."""

    @property
    def pool(self) -> Pool:
        """The experts, with what is known of them."""
        return self.together.pool


@dataclass(frozen=True)
class Meetings:
    """``meets[c, i]`` is true when committee ``c`` meets in its candidate block ``i``."""

    meets: Mapping[tuple[str, int], Var]
    blocks: Mapping[str, tuple[Block, ...]]
    given: Given

    def columns(self) -> Iterable[tuple[Block, Var]]:
        """Every candidate with its variable, committee by committee."""
        for committee, blocks in self.blocks.items():
            for index, block in enumerate(blocks):
                yield block, self.meets[committee, index]


def build(
    given: Given,
    blocks: Mapping[str, tuple[Block, ...]],
    without: frozenset[str] = frozenset(),
) -> tuple[Rows, Meetings]:
    """Variables and rows; `without` leaves out clauses (tests)."""
    rows = Rows()
    meets = {
        (committee, index): rows.flag(
            f"meets[{committee},{block.half_days[0]}+{len(block.half_days)}@{block.site}]"
        )
        for committee, found in blocks.items()
        for index, block in enumerate(found)
    }
    v = Meetings(meets, blocks, given)
    for add in MEETING_ROWS:
        if add.clause not in without:
            with rows.declared(add.strength):
                add.rows(rows, v, given.season)
    return rows.without(frozenset(), unbinding=True) if given.law_alone else rows, v


def goal_terms(rows: Rows, v: Meetings) -> Iterable[tuple[str, list[tuple[int, int]]]]:
    """Wishes, then the busiest day, then the day of the last plenary: lazily, level by level."""
    yield WISHES, [(b.away_from_wish, x) for b, x in v.columns() if b.away_from_wish]
    busiest = rows.integer("rooms on the busiest day", 0, 100_000)
    for terms in rooms_by_day(v).values():
        rows.at_most(0, [*terms, (-1, busiest)], "")
    yield BUSIEST, [(1, busiest)]
    start = date_of(min(at for b, _ in v.columns() for at in b.half_days))
    latest = max((b.days[-1] - start).days for b, _ in v.columns())
    last = rows.integer("days to the last plenary", 0, latest)
    for name, found in v.blocks.items():
        ends = [((b.days[-1] - start).days, v.meets[name, i]) for i, b in enumerate(found)]
        rows.at_most(0, [*ends, (-1, last)], "")
    yield SLACK, [(1, last)]


def min_rooms(blocks: Mapping[str, tuple[Block, ...]]) -> int:
    """Room half-days that the committees need at least."""
    return sum(
        min(sum(b.rooms_at(i) for i in range(len(b.half_days))) for b in found)
        for found in blocks.values()
    )


def rooms_by_day(v: Meetings) -> dict[str, list[tuple[int, Var]]]:
    by_day: dict[str, list[tuple[int, Var]]] = {}
    for block, variable in v.columns():
        for index, at in enumerate(block.half_days):
            by_day.setdefault(at[:10], []).append((block.rooms_at(index), variable))
    return dict(sorted(by_day.items()))
