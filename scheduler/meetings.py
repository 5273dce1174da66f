"""Which block of half-days, on which site, for every committee.

One column per committee, first half-day, length and site; exactly one is chosen. Rows keep rooms,
plenary rooms and secretaries within what there is in every half-day, and leave out blocks in
which too few of the pool can come. What a later step proves impossible comes back as a Cut.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.calendar import HalfDay, date_of
from models.plan import Finding, Goal, Meeting, Plan, PutAside, StepReport, Where
from models.season import Season
from scheduler.blocks import Block, candidates, named, shortest
from scheduler.eligibility import away
from scheduler.formation import formable, law_alone
from scheduler.grouping import Load
from scheduler.pools import Pool, Span
from scheduler.repair_blocks import Columns, columns, repaired
from scheduler.rooms import Sites, give_duties, give_rooms, open_at
from scheduler.rows import Rows, Var
from scheduler.shortage import shortage
from scheduler.solver import Answer, Found, Infeasible, Unknown, solve
from scheduler.spans import Laid, Rooms, count_rows, laid_out, lay_out, open_meeting, published
from scheduler.work import Cut, Outcome, Work

WISHES, BUSIEST, SLACK = "days_off_wish", "busiest_day_rooms", "days_to_last_plenary"
UNITS = {WISHES: 6.0, BUSIEST: 6.0, SLACK: 8.0}
"""Deterministic time for each level of goals."""
MOVES, ATTEMPTS, EVENING = 20_000, 5, 4_000


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


def run(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Mapping[str, Load],
    cuts: Iterable[Cut] = (),
) -> Outcome:
    """Blocks, rooms and duties of every committee that has a window. Proven by levels."""
    if not loads:
        return Outcome(
            StepReport(step="meetings", status="SKIPPED", reason="skipped.no-committees")
        )
    pool, sites, kept = Pool(season), Sites(season), published(work)
    cuts = tuple(cuts)
    blocks: dict[str, tuple[Block, ...]] = {}
    lawful: dict[str, tuple[Block, ...]] = {}
    spread: dict[str, Meeting] = {}
    aside: list[PutAside] = []
    for name, load in loads.items():
        if load.committee.spread:
            span = open_meeting(season, plan, load, kept.get(name))
            if span is not None and pool.enough(load.committee, load, span):
                spread[name] = span
            else:
                aside.append(_cannot_meet(pool, load, [span] if span else []))
            continue
        found = candidates(season, plan, load, sites, kept.get(name))
        able = tuple(block for block in found if pool.enough(load.committee, load, block))
        formed = _formed(season, work, load, able, pool, cuts)
        if formed:
            lawful[name] = formed
            blocks[name] = _comfortable(pool, load, formed) or formed
        elif able:
            aside.append(_cannot_form(season, work, load, able, pool))
        else:
            aside.append(_cannot_meet(pool, load, found))
    outcome = _choose(season, work, loads, sites, blocks, spread, cuts, tuple(aside))
    if outcome.report.status in {"OPTIMAL", "FEASIBLE"} or blocks == lawful:
        return outcome
    # comfort is no law: blocks where it is missing come in before a refusal
    return _choose(season, work, loads, sites, lawful, spread, cuts, tuple(aside))


def _comfortable(pool: Pool, load: Load, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with people enough for the groups' work and the shares to be confirmed."""
    return tuple(b for b in blocks if pool.enough(load.committee, load, b, law=False))


def _formed(
    season: Season,
    work: Work,
    load: Load,
    able: tuple[Block, ...],
    pool: Pool,
    cuts: tuple[Cut, ...],
) -> tuple[Block, ...]:
    """The blocks in which the pool forms a lawful committee; asked once one of them failed."""
    name = load.committee.id
    alone = {c.decisions[0] for c in cuts if c.committee == name and len(c.decisions) == 1}
    if not alone:
        return able
    known: dict[tuple[HalfDay, ...], bool] = {}
    for block in able:
        if block.half_days not in known:
            known[block.half_days] = named(block) not in alone and formable(
                season, load, block, pool, work
            )
    return tuple(block for block in able if known[block.half_days])


def _cannot_form(
    season: Season, work: Work, load: Load, able: tuple[Block, ...], pool: Pool
) -> PutAside:
    """Why: the block in which fewest are missing, by a smallest set of reasons."""
    name = load.committee.id
    seen = {block.half_days: block for block in able}
    groups = {g.id: "、".join(g.specialties) or g.name for g in load.groups}
    asked = (
        shortage(law_alone(season, load, block, pool), work, groups) for block in seen.values()
    )
    found = [item for item in asked if item is not None]
    best = min(found, key=lambda item: item.missing, default=None)
    reasons = best.reasons if best is not None else ()
    return PutAside(
        id=f"committees/{name}",
        table="committees",
        row=name,
        code="meetings.pool-short.joint" if reasons else "meetings.pool-short.ties",
        clause=reasons[0].clause if reasons else "R40-25",
        step="meetings",
        args={
            "committee": name,
            "missing": best.missing if best is not None else 0,
            "reasons": "；".join(map(str, reasons)),
        },
    )


def _cannot_meet(pool: Pool, load: Load, found: Sequence[Span]) -> PutAside:
    """Why a committee is put aside: the class that is short in every block, or the window."""
    name = load.committee.id
    args: dict[str, int | str] = {"half_days": shortest(load), "clause": "N2024-2.1.4d"}
    if found:
        args = pool.shortage(load.committee, load, found)
        args["committee"] = name
    return PutAside(
        id=f"committees/{name}",
        table="committees",
        row=name,
        code=f"meetings.pool-short.{args['what']}" if found else "meetings.window-short",
        clause=str(args.pop("clause")),
        step="meetings",
        args=args,
    )


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
                plenaries.setdefault((block.site, at), []).append((block.size, variable))
    if not sites.all_rooms:
        return
    for (site, at), terms in sorted(panels.items()):
        rows.at_most(len(open_at(sites.all_rooms[site], at)), terms, "N2024-6.2.2a")
    for (site, at), sized in sorted(plenaries.items()):
        big = open_at(sites.plenary_rooms(site), at)
        for least in sorted({size for size, _ in sized}):
            able = sum(room.seats is None or room.seats >= least for room in big)
            terms = [x for size, x in sized if size >= least]
            rows.at_most(able, terms, "N2024-6.2.2a")


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
    chosen = [variable for block, variable in v.columns() if named(block) in cut.decisions]
    concerned = {item.split("@")[0] for item in cut.decisions} & v.blocks.keys()
    if concerned:
        rows.at_most(len(concerned) - 1, chosen, cut.clause or "R40-9a")


def _choose(
    season: Season,
    work: Work,
    loads: Mapping[str, Load],
    sites: Sites,
    blocks: Mapping[str, tuple[Block, ...]],
    spread: Mapping[str, Meeting],
    cuts: tuple[Cut, ...],
    aside: tuple[PutAside, ...],
) -> Outcome:
    """Blocks by levels of goals, then half-days from counts for what is spread."""
    if not blocks and not spread:
        report = StepReport(step="meetings", status="INFEASIBLE", reason="meetings.none-can-meet")
        return Outcome(report, put_aside=aside)
    chosen, goals, reproducible = _by_levels(season, work, sites, blocks, cuts)
    laid: dict[str, Laid] | None = {}
    answer: Answer | None = None
    if isinstance(chosen, tuple) and spread:
        some = [loads[name] for name in spread]
        rooms = _rooms_left(season, sites, some, chosen)
        laid = lay_out(some, spread, rooms)
        if laid is None:
            chosen, laid, answer = _together(season, work, sites, blocks, cuts, some, spread)
            if isinstance(chosen, tuple) and chosen:
                goals = _as_laid(goals, chosen, blocks)
            if isinstance(answer, Found | Unknown):
                reproducible = reproducible and answer.reproducible
    failed = answer if laid is None else chosen if not isinstance(chosen, tuple) else None
    if failed is not None or laid is None or not isinstance(chosen, tuple):
        return _refused(season, sites, blocks, loads, spread, failed, aside)
    sit = [*chosen, *(as_block(loads[c], item) for c, item in laid.items())]
    sit.sort(key=lambda block: list(loads).index(block.committee))
    meetings, short = convene(season, work, sites, sit)
    report = StepReport(
        step="meetings",
        status="OPTIMAL" if all(goal.proven for goal in goals) else "FEASIBLE",
        goals=goals,
        reproducible=reproducible,
        findings=(*short, *sites.elsewhere(load.committee for load in loads.values())),
    )
    groups = tuple(group for block in sit for group in loads[block.committee].groups)
    return Outcome(report, {"meetings": meetings, "groups": groups}, put_aside=aside)


def _by_levels(
    season: Season,
    work: Work,
    sites: Sites,
    blocks: Mapping[str, tuple[Block, ...]],
    cuts: tuple[Cut, ...],
) -> tuple[tuple[Block, ...] | Answer, tuple[Goal, ...], bool]:
    """The best blocks, level by level; a level not proven is frozen at its best value."""
    if not blocks:
        return (), (), True
    rows, v = _rows(season, sites, blocks, cuts)
    goals: list[Goal] = []
    values = _first(rows, v, work)
    reproducible = True
    for name, goal in _goals(rows, v):
        hint = _complete(rows, _evened(rows, v, work, values) if name == BUSIEST else values)
        answer = solve(rows, goal, work, units=UNITS[name], hint=hint, linear=False)
        if isinstance(answer, Infeasible):
            return answer, (), reproducible
        reproducible = reproducible and answer.reproducible
        if not isinstance(answer, Found):
            if not hint:
                return answer, (), reproducible
            answer = _by_hint(rows, goal, hint, answer)
        values, value, bound = answer.values[: len(rows.names)], answer.value, answer.bound
        work.progress("meetings", name, value, bound)
        goals.append(Goal(name=name, value=value, bound=bound, proven=value == bound))
        rows.at_most(value, goal, "")
    chosen = tuple(block for block, variable in v.columns() if values[variable])
    return chosen, tuple(goals), reproducible


def _by_hint(
    rows: Rows, goal: list[tuple[int, int]], hint: dict[int, int], answer: Unknown
) -> Found:
    """What was known before, with whatever bound the search proved."""
    value = sum(c * hint[x] for c, x in goal)
    trivial = sum(c * (rows.low[x] if c > 0 else rows.high[x]) for c, x in goal)
    bound = min(value, max(answer.bound, trivial))
    return Found(tuple(hint[x] for x in range(len(rows.names))), value, bound, answer.reproducible)


def _columns_of(v: Meetings) -> list[list[Var]]:
    return [[v.meets[c, i] for i in range(len(found))] for c, found in v.blocks.items()]


def _first(rows: Rows, v: Meetings, work: Work) -> tuple[int, ...]:
    """A first choice by repair, among the blocks nearest to the wishes first; empty if none."""
    given = columns(rows, _columns_of(v), ())
    if given is None:
        return ()
    for attempt in range(ATTEMPTS):
        chosen = repaired(given, f"{work.seed}/{attempt}", MOVES)
        if chosen is not None:
            return _values(rows, given, chosen)
        if work.late():
            break
    return ()


def _values(rows: Rows, given: Columns, chosen: Sequence[int]) -> tuple[int, ...]:
    taken = {given.variables[column] for column in chosen}
    return tuple(int(variable in taken) for variable in range(len(rows.names)))


def _evened(rows: Rows, v: Meetings, work: Work, values: tuple[int, ...]) -> tuple[int, ...]:
    """A choice with a busiest day as light as repair finds it, one room less at a time."""
    if not values:
        return values
    by_day = _rooms_by_day(v)
    most = max(sum(c * values[x] for c, x in terms) for terms in by_day.values())
    least = -(-min_rooms(v.blocks) // len(by_day))
    while most > least and not work.late():
        given = columns(rows, _columns_of(v), [(terms, most - 1) for terms in by_day.values()])
        if given is None:
            break
        start = [next(c for c in some if values[given.variables[c]]) for some in given.of]
        chosen = repaired(given, f"{work.seed}/even", EVENING, start)
        if chosen is None:
            break
        values = _values(rows, given, chosen)
        most = max(sum(c * values[x] for c, x in terms) for terms in by_day.values())
    return values


def min_rooms(blocks: Mapping[str, tuple[Block, ...]]) -> int:
    """Room half-days that the committees need at least."""
    return sum(
        min(sum(b.rooms_at(i) for i in range(len(b.half_days))) for b in found)
        for found in blocks.values()
    )


def _rooms_by_day(v: Meetings) -> dict[str, list[tuple[int, Var]]]:
    by_day: dict[str, list[tuple[int, Var]]] = {}
    for block, variable in v.columns():
        for index, at in enumerate(block.half_days):
            by_day.setdefault(at[:10], []).append((block.rooms_at(index), variable))
    return dict(sorted(by_day.items()))


def _complete(rows: Rows, values: tuple[int, ...]) -> dict[int, int]:
    """A hint for every variable: those that are new take the least value their rows allow."""
    if not values:
        return {}
    hint = dict(enumerate(values))
    fresh = range(len(values), len(rows.names))
    for variable in fresh:
        hint[variable] = rows.low[variable]
    for row in rows.rows:
        for coefficient, variable in row.terms:
            if variable in fresh and coefficient == -1:
                others = sum(c * hint[x] for c, x in row.terms if x != variable)
                hint[variable] = max(hint[variable], others - row.high)
    return hint


def _rooms_left(
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


def _together(
    season: Season,
    work: Work,
    sites: Sites,
    blocks: Mapping[str, tuple[Block, ...]],
    cuts: tuple[Cut, ...],
    some: Sequence[Load],
    spread: Mapping[str, Meeting],
) -> tuple[tuple[Block, ...] | Answer, dict[str, Laid] | None, Answer | None]:
    """Blocks and half-days of what is spread in one exact model: any way at all."""
    rows, v = _rows(season, sites, blocks, cuts)
    rooms = _rooms_left(season, sites, some, ())
    counts = count_rows(rows, some, spread, rooms, v.columns())
    answer = solve(rows, [], work, units=30, linear=False)
    if isinstance(answer, Infeasible) and len(sites.all_rooms) > 1:
        answer = Unknown()  # another share of the sites may do
    if not isinstance(answer, Found):
        return (), None, answer
    chosen = tuple(block for block, variable in v.columns() if answer.values[variable])
    return chosen, laid_out(some, counts, rooms, answer.values), answer


def _as_laid(
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
    return Block(load.committee.id, half_days, item.plenary, panels, item.site, 0, load.size)


def convene(
    season: Season, work: Work, sites: Sites, sit: Sequence[Block], others: Iterable[Meeting] = ()
) -> tuple[tuple[Meeting, ...], list[Finding]]:
    """Rooms and duties for blocks that stand, beside the meetings of others."""
    kept = published(work)
    rooms = give_rooms(sites, sit, season, kept, others)
    duties, short = give_duties(season, sit, kept, others)
    found = tuple(
        Meeting(
            id=block.committee,
            half_days=block.half_days,
            plenaries=block.plenaries,
            rooms=rooms[block.committee],
            duties=duties[block.committee],
        )
        for block in sit
    )
    return found, short


def _refused(
    season: Season,
    sites: Sites,
    blocks: Mapping[str, tuple[Block, ...]],
    loads: Mapping[str, Load],
    spread: Mapping[str, Meeting],
    answer: Answer | None,
    aside: tuple[PutAside, ...],
) -> Outcome:
    """No meetings: proven, or not shown."""
    if isinstance(answer, Infeasible):
        report = StepReport(
            step="meetings",
            status="INFEASIBLE",
            reason="meetings.rooms-short",
            findings=_counts(sites, blocks, [loads[c] for c in spread], spread),
        )
        return Outcome(report, put_aside=aside)
    cut = isinstance(answer, Unknown) and not answer.reproducible
    report = StepReport(step="meetings", status="UNKNOWN", reason="unproven", reproducible=not cut)
    return Outcome(report, put_aside=aside)


def _goals(rows: Rows, v: Meetings) -> Iterable[tuple[str, list[tuple[int, int]]]]:
    """Wishes, then the busiest day, then the day of the last plenary: lazily, level by level."""
    yield WISHES, [(b.away_from_wish, x) for b, x in v.columns() if b.away_from_wish]
    busiest = rows.integer("rooms on the busiest day", 0, 100_000)
    for terms in _rooms_by_day(v).values():
        rows.at_most(0, [*terms, (-1, busiest)], "")
    yield BUSIEST, [(1, busiest)]
    start = date_of(min(at for b, _ in v.columns() for at in b.half_days))
    latest = max((b.days[-1] - start).days for b, _ in v.columns())
    last = rows.integer("days to the last plenary", 0, latest)
    for name, found in v.blocks.items():
        ends = [((b.days[-1] - start).days, v.meets[name, i]) for i, b in enumerate(found)]
        rows.at_most(0, [*ends, (-1, last)], "")
    yield SLACK, [(1, last)]


def _counts(
    sites: Sites,
    blocks: Mapping[str, tuple[Block, ...]],
    spread: Sequence[Load],
    spans: Mapping[str, Meeting],
) -> tuple[Finding, ...]:
    """Pigeonholes: room half-days wanted at least, against those there are."""
    wanted = min_rooms(blocks)
    for load in spread:
        wanted += sum(sum(g.panels.values()) for g in load.groups) + load.plenary_half_days
    days = {at for found in blocks.values() for b in found for at in b.half_days}
    days |= {at for span in spans.values() for at in span.half_days}
    there = sum(len(open_at(rooms, at)) for rooms in sites.all_rooms.values() for at in days)
    return (
        Finding(
            code="meetings.count-rooms",
            severity="breach",
            clause="N2024-2.1.4d",
            step="meetings",
            args={
                "wanted": wanted,
                "there": there,
                "half_days": len(days),
                "committees": len(blocks) + len(spread),
            },
        ),
    )
