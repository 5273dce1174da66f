"""Half-days from counts for committees that are spread, in the rooms that blocks leave."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from models.calendar import HalfDay, date_of
from models.plan import Goal, Meeting, Where
from scheduler.apart import apart, apart_from
from scheduler.binding.meeting_rows import RoomWant, enough_rooms, room_wants, wants_of
from scheduler.blocks import Block
from scheduler.equipment import Needs
from scheduler.grouping import Load
from scheduler.hall import Want, violator
from scheduler.meeting_model import BUSIEST, SLACK, WISHES, Given, Meetings, build
from scheduler.rows import Rows, Term
from scheduler.solver import Answer, Found, Infeasible, Unknown, solve
from scheduler.spans import Counts, Laid, Rooms, count_rows, laid_out, lay_out, less
from scheduler.work import Work

Share = Mapping[str, str]
"""By spread committee: the site on which it meets."""
MOST_SHARES = 64
"""Ways of sharing sites out that are tried before the answer is "not shown"."""


@dataclass(frozen=True)
class Spread:
    """The committees that are spread, and the half-days that are open to each."""

    given: Given
    loads: tuple[Load, ...]
    spans: Mapping[str, Meeting]

    def clear_of(self, chosen: Sequence[Block]) -> dict[str, Meeting]:
        """The spans less the half-days of blocks that a committee must not overlap."""
        found: dict[str, Meeting] = {}
        for load in self.loads:
            name, span = load.committee.id, self.spans[load.committee.id]
            others = apart_from(self.given.season, name)
            taken = {at for b in chosen if b.committee in others for at in b.half_days}
            found[name] = span if name in self.given.kept else less(load, span, taken)
        return found


def beside(spread: Spread, chosen: Sequence[Block]) -> dict[str, Laid] | None:
    """Half-days beside blocks that stand, quickly; None when that finds no way."""
    spans = spread.clear_of(chosen)
    for load in spread.loads:
        span = spans[load.committee.id]
        if len(span.plenaries) < load.plenary_half_days:
            return None
    share = next(shares(spread))
    rooms = rooms_left(spread, chosen, share)
    laid = lay_out(spread.given.season, spread.loads, spans, rooms)
    if laid is None or not _roomy(spread, chosen, laid):
        return None
    if any(
        one in laid and other in laid and not _used(laid[one]).isdisjoint(_used(laid[other]))
        for one, other in apart(spread.given.season)
    ):
        return None
    return laid


def _roomy(spread: Spread, chosen: Sequence[Block], laid: Mapping[str, Laid]) -> bool:
    """Whether every panel and plenary finds a room that is fit for it."""
    blocks = [*chosen, *(as_block(load, laid[load.committee.id]) for load in spread.loads)]
    found: dict[tuple[str, HalfDay], list[Want[str]]] = {}
    for block in blocks:
        kept = spread.given.kept.get(block.committee)
        for at, count, must, _ in wants_of(block, spread.given.sites, kept):
            found.setdefault((block.site, at), []).append(Want(block.committee, count, must))
    rooms = spread.given.sites.all_rooms
    return not rooms or all(violator(some) is None for some in found.values())


def _used(item: Laid) -> set[HalfDay]:
    return {at for _, at in item.panels} | set(item.plenary)


def shares(spread: Spread) -> Iterator[Share]:
    """Ways of sharing the sites out, the one that loads them most evenly first."""
    sites = spread.given.sites
    wanted: dict[str, int] = {}
    first: dict[str, str] = {}
    places = [sites.of(load.committee) for load in spread.loads]
    for load, able in zip(spread.loads, places, strict=True):
        site = min(
            able, key=lambda s: (wanted.get(s, 0) / max(1, len(sites.all_rooms.get(s, ()))), s)
        )
        wanted[site] = wanted.get(site, 0) + sum(sum(g.panels.values()) for g in load.groups)
        first[load.committee.id] = site
    yield first
    names = [load.committee.id for load in spread.loads]
    for some in product(*places):
        share = dict(zip(names, some, strict=True))
        if share != first:
            yield share


def rooms_left(spread: Spread, chosen: Sequence[Block], share: Share) -> dict[str, Rooms]:
    """By spread committee: the rooms of its site that the blocks leave."""
    given = spread.given
    by_site: dict[str, Rooms] = {}
    for site in share.values():
        if site in by_site:
            continue
        by_site[site] = Rooms(given.season, given.sites, site)
        for block in chosen:
            if block.site == site:
                uses = [(at, block.rooms_at(i)) for i, at in enumerate(block.half_days)]
                ends = set(block.plenaries)
                panels = [use for use in uses if use[0] not in ends]
                by_site[site].put(panels, block.plenaries, block.size)
    return {name: by_site[site] for name, site in share.items()}


def together(
    spread: Spread, work: Work, blocks: Mapping[str, tuple[Block, ...]]
) -> tuple[tuple[Block, ...], dict[str, Laid] | None, Answer]:
    """Blocks and half-days of what is spread in one exact model: any way at all.

    Infeasible only where every way of sharing out the sites was shown to have none.
    """
    open_: Unknown | None = None
    ways = list(islice(shares(spread), MOST_SHARES + 1))
    for share in ways[:MOST_SHARES]:
        rows, v, counts, rooms = joint_rows(spread, blocks, share)
        answer = solve(rows, [], work, units=30, linear=False)
        if isinstance(answer, Found):
            chosen = tuple(block for block, x in v.columns() if answer.values[x])
            return chosen, laid_out(spread.loads, counts, rooms, answer.values), answer
        if isinstance(answer, Unknown) and (open_ is None or open_.reproducible):
            open_ = answer
    if open_ is None and len(ways) <= MOST_SHARES:
        return (), None, Infeasible()
    return (), None, open_ or Unknown()


def joint_rows(
    spread: Spread, blocks: Mapping[str, tuple[Block, ...]], share: Share
) -> tuple[Rows, Meetings, Counts, Mapping[str, Rooms]]:
    """The rows of blocks, of counts by half-day, and of who is kept apart from whom."""
    rows, v = build(spread.given, blocks)
    rooms = rooms_left(spread, (), share)
    counts = count_rows(rows, spread.given.season, spread.loads, spread.spans)
    _rooms_suffice(rows, spread, v, counts, share)
    _kept_apart(rows, spread, v, counts)
    return rows, v, counts, rooms


def _rooms_suffice(rows: Rows, spread: Spread, v: Meetings, counts: Counts, share: Share) -> None:
    """No more panels and plenaries at once, of blocks and of spread committees, than rooms."""
    sites = spread.given.sites
    if not sites.all_rooms:
        return
    wants = room_wants(v)
    one = rows.integer("pinned", 1, 1) if sites.pinned else 0
    for load in spread.loads:
        name = load.committee.id
        site = share[name]
        for group in load.groups:
            needs = load.needs.get(group.id, Needs())
            for (of, at), x in counts.meets.items():
                if of == group.id:
                    must = sites.panel_rooms(site, at, needs.must)
                    wish = sites.panel_rooms(site, at, needs.wish)
                    wants.setdefault((site, at), []).append(RoomWant(must, wish, (1, x)))
        needs = load.needs.get("", Needs())
        for number, run in enumerate(counts.runs[name]):
            for at in run:
                must = sites.rooms_for_all(site, at, load.size, needs.must)
                wish = sites.rooms_for_all(site, at, load.size, needs.wish)
                term = (1, counts.ends[name, number])
                wants.setdefault((site, at), []).append(RoomWant(must, wish, term))
        for use in sites.pinned.get(name, ()):
            needs, room = load.needs.get(use.group, Needs()), frozenset({use.room})
            must, wish = (
                sites.panel_rooms(site, use.at, some)
                if use.group
                else sites.rooms_for_all(site, use.at, load.size, some)
                for some in (needs.must, needs.wish)
            )
            here = wants.setdefault((site, use.at), [])
            here += [RoomWant(room, room, (1, one)), RoomWant(must, wish, (-1, one))]
    enough_rooms(rows, wants, law_alone=spread.given.law_alone)


def _kept_apart(rows: Rows, spread: Spread, v: Meetings, counts: Counts) -> None:
    """A spread committee shares no half-day with those that it must not overlap."""
    loads = {load.committee.id: load for load in spread.loads}
    here: dict[tuple[str, HalfDay], Term] = {}
    for (one, other), clause in apart(spread.given.season).items():
        if one not in loads and other not in loads:
            continue
        where = [Where(table="committees", id=n, field="apart_from") for n in (one, other)]
        for at in spread.spans[one if one in loads else other].half_days:
            terms: list[Term] = []
            for name in (one, other):
                if name in loads:
                    if (name, at) not in here:
                        here[name, at] = _sits(rows, loads[name], counts, at)
                    terms.append(here[name, at])
                else:
                    columns = enumerate(v.blocks.get(name, ()))
                    terms += [v.meets[name, n] for n, b in columns if at in b.half_days]
            rows.between(0, terms, 1, clause, *where)


def _sits(rows: Rows, load: Load, counts: Counts, at: HalfDay) -> Term:
    """True where a spread committee has a panel or its plenary in a half-day."""
    name = load.committee.id
    sits = rows.flag(f"sits[{name},{at}]")
    for group in load.groups:
        if (group.id, at) in counts.meets:
            most = load.most_parallel(group)
            rows.at_most(0, [counts.meets[group.id, at], (-most, sits)])
    for number, run in enumerate(counts.runs[name]):
        if at in run:
            rows.at_most(0, [counts.ends[name, number], (-1, sits)])
    return sits


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
