"""Which block of half-days, on which site, for every committee.

One column per committee, first half-day, length and site; exactly one is chosen. Rows keep rooms,
plenary rooms and secretaries within what there is in every half-day, and leave out blocks in
which too few of the pool can come. What a later step proves impossible comes back as a Cut.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import ceil

from models.calendar import HalfDay, date_of
from models.committee import Committee, Room
from models.plan import Finding, Goal, Meeting, Plan, PlannedGroup, PutAside, StepReport, Where
from models.season import Season
from scheduler.eligibility import away
from scheduler.grouping import Load
from scheduler.pools import Pool
from scheduler.rooms import give_duties, give_rooms, open_at
from scheduler.rows import Rows, Var
from scheduler.solver import Found, Infeasible, solve, value_of
from scheduler.work import Cut, Outcome, Work, pins_of

ANYWHERE = ""


@dataclass(frozen=True)
class Block:
    """A candidate: consecutive half-days on one site, the last of them for the plenary."""

    committee: str
    half_days: tuple[HalfDay, ...]
    plenaries: tuple[HalfDay, ...]
    panels: tuple[tuple[tuple[str, int], ...], ...]
    """By panel half-day: (group, panels at the same time), none with zero."""
    site: str
    away_from_wish: int

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The calendar days of the block."""
        return tuple(sorted({date_of(at) for at in self.half_days}))

    def rooms_at(self, index: int) -> int:
        """Rooms used in the block's half-day of this index."""
        if index >= len(self.panels):
            return 1
        return sum(count for _, count in self.panels[index])


@dataclass(frozen=True)
class Meetings:
    """``meets[c, i]`` is true when committee ``c`` meets in its candidate block ``i``."""

    meets: Mapping[tuple[str, int], Var]
    blocks: Mapping[str, tuple[Block, ...]]

    def columns(self) -> Iterable[tuple[Block, Var]]:
        """Every candidate with its variable, committee by committee."""
        for committee, blocks in self.blocks.items():
            for index, block in enumerate(blocks):
                yield block, self.meets[committee, index]


@dataclass
class Sites:
    """Rooms by site. A site without a plenary room is joined to the first site that has one."""

    season: Season
    all_rooms: dict[str, list[Room]] = field(default_factory=dict[str, list[Room]])

    def __post_init__(self) -> None:
        marked = any(room.plenary for room in self.season.rooms)
        home = next((room.site for room in self.season.rooms if room.plenary), ANYWHERE)
        able = {room.site for room in self.season.rooms if room.plenary or not marked}
        for room in self.season.rooms:
            site = room.site if room.site in able else home
            self.all_rooms.setdefault(site, []).append(room)
        self._marked = marked

    def of(self, committee: Committee) -> list[str]:
        """Sites where the committee may meet."""
        if not self.all_rooms:
            return [ANYWHERE]
        if committee.site in self.all_rooms:
            return [committee.site]
        return list(self.all_rooms)

    def plenary_rooms(self, site: str) -> list[Room]:
        """Rooms fit for a plenary; every room when none is marked."""
        return [room for room in self.all_rooms.get(site, []) if room.plenary or not self._marked]


def run(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Mapping[str, Load],
    cuts: Iterable[Cut] = (),
) -> Outcome:
    """Blocks, rooms and duties of every committee that has a window. Proven by levels."""
    committees = [season.committee[c] for c in loads]
    if not committees:
        return Outcome(
            StepReport(step="meetings", status="SKIPPED", reason="skipped.no-committees")
        )
    pool = Pool(season)
    sites = Sites(season)
    blocks: dict[str, tuple[Block, ...]] = {}
    aside: list[PutAside] = []
    kept = published(work)
    for committee in committees:
        found = candidates(season, plan, loads[committee.id], sites, kept.get(committee.id))
        able = tuple(block for block in found if pool.enough(committee, loads[committee.id], block))
        if able:
            blocks[committee.id] = able
            continue
        args: dict[str, int | str] = {
            "half_days": shortest(loads[committee.id]),
            "clause": "N2024-2.1.4d",
        }
        if found:
            args = pool.shortage(committee, loads[committee.id], found)
            args["committee"] = committee.id
        aside.append(
            PutAside(
                id=f"committees/{committee.id}",
                table="committees",
                row=committee.id,
                code=f"meetings.pool-short.{args['what']}" if found else "meetings.window-short",
                clause=str(args.pop("clause")),
                step="meetings",
                args=args,
            )
        )
    return _choose(season, work, loads, sites, blocks, tuple(cuts), tuple(aside))


def published(work: Work) -> dict[str, Meeting]:
    """The meetings of the base plan whose dates are published, by committee."""
    if work.base is None:
        return {}
    return {
        meeting.id: meeting
        for meeting in work.base.meetings
        if {"dates", f"dates:{meeting.id}"} & work.frozen
    }


def shortest(load: Load) -> int:
    """The least number of half-days in which the committee can do its work."""
    return _least_panel_half_days(load) + load.plenary_half_days


def _least_panel_half_days(load: Load) -> int:
    return max(
        (ceil(sum(g.panels.values()) / max(1, load.most_parallel(g))) for g in load.groups),
        default=0,
    )


def candidates(
    season: Season, plan: Plan, load: Load, sites: Sites, kept: Meeting | None = None
) -> list[Block]:
    """Every block inside the window, shortest first; only the published one if there is one."""
    committee = load.committee
    window = next(
        (w for w in plan.windows if w.kind == "meeting" and w.subject == committee.id), None
    )
    if window is None:
        return []
    weekends = season.profile.flag("meeting.weekends")
    half_days = season.calendar.half_days(window.first, window.last, weekends=weekends)
    pinned = [
        pin.value.get("first") for pin in pins_of(season.pins, "meetings").get(committee.id, [])
    ]
    if kept is not None:
        return _kept_block(load, kept, sites)
    least = _least_panel_half_days(load)
    most = max((sum(g.panels.values()) for g in load.groups), default=0)
    lengths = range(least, max(least, most) + 1)
    found: list[Block] = []
    patterns: set[tuple[tuple[tuple[str, int], ...], ...]] = set()
    for length in lengths:
        pattern = tuple(_pattern(load.groups, length, index) for index in range(length))
        if pattern in patterns:
            continue
        patterns.add(pattern)
        total = length + load.plenary_half_days
        for start in range(len(half_days) - total + 1):
            span = half_days[start : start + total]
            if pinned and span[0] not in pinned:
                continue
            if not committee.spread and not _one_block(season, committee, span):
                continue
            found.extend(
                Block(committee.id, span, span[length:], pattern, site, _off_wish(committee, span))
                for site in sites.of(committee)
            )
    return found


def _kept_block(load: Load, kept: Meeting, sites: Sites) -> list[Block]:
    """The published block with the work of today; none when the work no longer fits into it."""
    length = len(kept.half_days) - len(kept.plenaries)
    if length < _least_panel_half_days(load) or len(kept.plenaries) < load.plenary_half_days:
        return []
    pattern = tuple(_pattern(load.groups, length, index) for index in range(length))
    rooms = {use.room for use in kept.rooms}
    site = next(
        (s for s, there in sites.all_rooms.items() if rooms & {r.id for r in there}), ANYWHERE
    )
    return [Block(load.committee.id, kept.half_days, kept.plenaries, pattern, site, 0)]


def _pattern(
    groups: Iterable[PlannedGroup], length: int, index: int
) -> tuple[tuple[str, int], ...]:
    """Panels of each group in one of `length` half-days: as even as can be, more at the start."""
    found: list[tuple[str, int]] = []
    for group in groups:
        base, extra = divmod(sum(group.panels.values()), length)
        count = base + (index < extra)
        if count:
            found.append((group.id, count))
    return tuple(found)


def _one_block(season: Season, committee: Committee, span: tuple[HalfDay, ...]) -> bool:
    """Whether the half-days lie on consecutive calendar days, not more than allowed."""
    first, last = date_of(span[0]), date_of(span[-1])
    limit = committee.max_days or season.profile.integer("meeting.max_days")
    days = {date_of(at) for at in span}
    return (last - first).days < limit and len(days) == (last - first).days + 1


def _off_wish(committee: Committee, span: tuple[HalfDay, ...]) -> int:
    """Days between the block's first day and the nearest wished one; 0 without a wish."""
    return min((abs((date_of(span[0]) - wish).days) for wish in committee.wished), default=0)


def _rows(
    season: Season, sites: Sites, blocks: Mapping[str, tuple[Block, ...]], cuts: Iterable[Cut]
) -> tuple[Rows, Meetings]:
    rows = Rows()
    meets = {
        (committee, index): rows.flag(
            f"meets[{committee},{block.half_days[0]}+{len(block.half_days)}@{block.site}]"
        )
        for committee, found in blocks.items()
        for index, block in enumerate(found)
    }
    v = Meetings(meets, blocks)
    for committee, found in blocks.items():
        rows.exactly(
            1,
            [meets[committee, i] for i in range(len(found))],
            "N2024-2.1.4d",
            Where(table="committees", id=committee),
        )
    rooms_suffice(rows, v, sites)
    secretaries_suffice(rows, v, season)
    for cut in cuts:
        _apply(rows, v, cut)
    return rows, v


def rooms_suffice(rows: Rows, v: Meetings, sites: Sites) -> None:
    """No more panels and plenaries at once than rooms, no more plenaries than big rooms."""
    panels: dict[tuple[str, HalfDay], list[tuple[int, Var]]] = {}
    plenaries: dict[tuple[str, HalfDay], list[tuple[int, Var]]] = {}
    for block, variable in v.columns():
        for index, at in enumerate(block.half_days):
            used = block.rooms_at(index)
            if used:
                panels.setdefault((block.site, at), []).append((used, variable))
            if at in block.plenaries:
                plenaries.setdefault((block.site, at), []).append((1, variable))
    if not sites.all_rooms:
        return
    for (site, at), terms in sorted(panels.items()):
        rows.at_most(len(open_at(sites.all_rooms[site], at)), terms, "N2024-6.2.2a")
    for (site, at), terms in sorted(plenaries.items()):
        rows.at_most(len(open_at(sites.plenary_rooms(site), at)), terms, "N2024-6.2.2a")


def secretaries_suffice(rows: Rows, v: Meetings, season: Season) -> None:
    """No more committees at once than secretaries who can come, where secretaries are given."""
    secretaries = [s for s in season.staff if "secretary" in s.roles]
    if not secretaries:
        return
    needed = season.profile.integer("secretaries.per_committee")
    terms: dict[HalfDay, list[tuple[int, Var]]] = {}
    for block, variable in v.columns():
        for at in block.half_days:
            terms.setdefault(at, []).append((needed, variable))
    for at, found in sorted(terms.items()):
        rows.at_most(
            sum(not away(s.absences, at) for s in secretaries), found, "N2024-6.2.1c", binds=False
        )


def _apply(rows: Rows, v: Meetings, cut: Cut) -> None:
    """Not all of these committees in blocks that share all of these half-days again."""
    chosen = [
        variable
        for block, variable in v.columns()
        if f"{block.committee}@{block.half_days[0]}+{len(block.half_days)}" in cut.decisions
    ]
    named = {decision.split("@")[0] for decision in cut.decisions}
    rows.at_most(len(named) - 1, chosen, cut.clause or "R40-9a")


def decision(meeting: Meeting) -> str:
    """A meeting's block as a Cut names it."""
    return f"{meeting.id}@{meeting.half_days[0]}+{len(meeting.half_days)}"


def _choose(
    season: Season,
    work: Work,
    loads: Mapping[str, Load],
    sites: Sites,
    blocks: Mapping[str, tuple[Block, ...]],
    cuts: tuple[Cut, ...],
    aside: tuple[PutAside, ...],
) -> Outcome:
    if not blocks:
        report = StepReport(step="meetings", status="INFEASIBLE", reason="meetings.none-can-meet")
        return Outcome(report, put_aside=aside)
    rows, v = _rows(season, sites, blocks, cuts)
    goals: list[Goal] = []
    values: tuple[int, ...] = ()
    reproducible = True
    for name, goal in _goals(rows, v):
        answer = solve(rows, goal, work, units=20, hint=dict(enumerate(values)) if values else None)
        if isinstance(answer, Infeasible):
            report = StepReport(
                step="meetings",
                status="INFEASIBLE",
                reason="meetings.rooms-short",
                findings=_counts(season, sites, blocks),
            )
            return Outcome(report, put_aside=aside)
        if not isinstance(answer, Found):
            if not values:
                return Outcome(
                    StepReport(
                        step="meetings",
                        status="UNKNOWN",
                        reason="unproven",
                        reproducible=answer.reproducible,
                    ),
                    put_aside=aside,
                )
            bound = 0
            value = value_of(goal, values)
            reproducible = reproducible and answer.reproducible
        else:
            values, value, bound = answer.values[: len(rows.names)], answer.value, answer.bound
            reproducible = reproducible and answer.reproducible
        work.progress("meetings", name, value, bound)
        goals.append(Goal(name=name, value=value, bound=bound, proven=value == bound))
        rows.at_most(value, goal, "")
    chosen = [block for block, variable in v.columns() if values[variable]]
    kept = published(work)
    rooms = give_rooms(sites, chosen, season, kept)
    duties, short = give_duties(season, chosen, kept)
    meetings = tuple(
        Meeting(
            id=block.committee,
            half_days=block.half_days,
            plenaries=block.plenaries,
            rooms=rooms[block.committee],
            duties=duties[block.committee],
        )
        for block in chosen
    )
    groups = tuple(group for block in chosen for group in loads[block.committee].groups)
    report = StepReport(
        step="meetings",
        status="OPTIMAL" if all(goal.proven for goal in goals) else "FEASIBLE",
        goals=tuple(goals),
        reproducible=reproducible,
        findings=tuple(short),
    )
    return Outcome(report, {"meetings": meetings, "groups": groups}, put_aside=aside)


def _goals(rows: Rows, v: Meetings) -> Iterable[tuple[str, list[tuple[int, int]]]]:
    """Wishes, then the busiest day, then slack before the deadline: lazily, level by level."""
    yield "days_off_wish", [(b.away_from_wish, x) for b, x in v.columns() if b.away_from_wish]
    by_day: dict[date, list[tuple[int, Var]]] = {}
    for block, variable in v.columns():
        for index, at in enumerate(block.half_days):
            by_day.setdefault(date_of(at), []).append((block.rooms_at(index), variable))
    busiest = rows.integer("rooms on the busiest day", 0, 100_000)
    for day in sorted(by_day):
        rows.at_most(0, [*by_day[day], (-1, busiest)], "")
    yield "busiest_day_rooms", [(1, busiest)]
    first = min(at for b, _ in v.columns() for at in b.half_days)
    start = date_of(first)
    yield "days_to_last_plenary", [((b.days[-1] - start).days, x) for b, x in v.columns()]


def _counts(
    season: Season, sites: Sites, blocks: Mapping[str, tuple[Block, ...]]
) -> tuple[Finding, ...]:
    """Pigeonholes: room half-days wanted at least, against those there are."""
    wanted = sum(
        min(sum(b.rooms_at(i) for i in range(len(b.half_days))) for b in found)
        for found in blocks.values()
    )
    spans = sorted({at for found in blocks.values() for b in found for at in b.half_days})
    there = sum(len(open_at(rooms, at)) for rooms in sites.all_rooms.values() for at in spans)
    return (
        Finding(
            code="meetings.count-rooms",
            severity="breach",
            clause="N2024-2.1.4d",
            step="meetings",
            args={
                "wanted": wanted,
                "there": there,
                "half_days": len(spans),
                "committees": len(blocks),
            },
        ),
    )
