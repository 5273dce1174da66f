"""Half-days from counts for committees that are spread, in the rooms that blocks leave."""

from collections import Counter
from collections.abc import Mapping, Sequence

from models.calendar import date_of
from models.plan import Goal, Meeting
from models.season import Season
from scheduler.blocks import Block
from scheduler.grouping import Load
from scheduler.meeting_model import BUSIEST, SLACK, WISHES, Given, build
from scheduler.rooms import Sites
from scheduler.solver import Answer, Found, Infeasible, Unknown, solve
from scheduler.spans import Laid, Rooms, count_rows, laid_out
from scheduler.work import Work


def rooms_left(
    season: Season, sites: Sites, loads: Sequence[Load], chosen: Sequence[Block]
) -> dict[str, Rooms]:
    """By spread committee: the rooms of its site that the blocks leave."""
    by_site: dict[str, Rooms] = {}
    wanted: dict[str, int] = {}
    found: dict[str, Rooms] = {}
    for load in loads:
        places = sites.of(load.committee)
        site = min(
            places,
            key=lambda s: (wanted.get(s, 0) / max(1, len(sites.all_rooms.get(s, ()))), s),
        )
        wanted[site] = wanted.get(site, 0) + sum(sum(g.panels.values()) for g in load.groups)
        if site not in by_site:
            by_site[site] = Rooms(season, sites, site)
            for block in chosen:
                if block.site == site:
                    uses = [(at, block.rooms_at(i)) for i, at in enumerate(block.half_days)]
                    ends = set(block.plenaries)
                    by_site[site].put(
                        [u for u in uses if u[0] not in ends], block.plenaries, block.size
                    )
        found[load.committee.id] = by_site[site]
    return found


def together(
    given: Given,
    work: Work,
    blocks: Mapping[str, tuple[Block, ...]],
    some: Sequence[Load],
    spread: Mapping[str, Meeting],
) -> tuple[tuple[Block, ...] | Answer, dict[str, Laid] | None, Answer | None]:
    """Blocks and half-days of what is spread in one exact model: any way at all."""
    rows, v = build(given, blocks)
    rooms = rooms_left(given.season, given.sites, some, ())
    counts = count_rows(rows, some, spread, rooms, v.columns())
    answer = solve(rows, [], work, units=30, linear=False)
    if isinstance(answer, Infeasible) and len(given.sites.all_rooms) > 1:
        answer = Unknown()  # another share of the sites may do
    if not isinstance(answer, Found):
        return (), None, answer
    chosen = tuple(block for block, variable in v.columns() if answer.values[variable])
    return chosen, laid_out(some, counts, rooms, answer.values), answer


def as_laid(
    goals: Sequence[Goal], chosen: Sequence[Block], blocks: Mapping[str, tuple[Block, ...]]
) -> tuple[Goal, ...]:
    """The goals of blocks that had to give way to what is spread.

    The first level's bound still holds; the others' held for blocks that are no longer there.
    """
    rooms = Counter[str]()
    for block in chosen:
        for index, at in enumerate(block.half_days):
            rooms[at[:10]] += block.rooms_at(index)
    start = date_of(min(at for found in blocks.values() for b in found for at in b.half_days))
    values = {
        WISHES: sum(block.away_from_wish for block in chosen),
        BUSIEST: max(rooms.values()),
        SLACK: max((block.days[-1] - start).days for block in chosen),
    }
    bounds = [min(goal.bound, values[goal.name]) if not n else 0 for n, goal in enumerate(goals)]
    return tuple(
        Goal(name=g.name, value=values[g.name], bound=low, proven=values[g.name] == low)
        for g, low in zip(goals, bounds, strict=True)
    )


def as_block(load: Load, item: Laid) -> Block:
    """Half-days from counts in the form of a block, for rooms and duties."""
    used = sorted({at for _, at in item.panels})
    panels = tuple(
        tuple((g.id, item.panels[g.id, at]) for g in load.groups if (g.id, at) in item.panels)
        for at in used
    )
    half_days = (*used, *item.plenary)
    return Block(
        load.committee.id, half_days, item.plenary, panels, item.site, 0, load.size, load.needs
    )
