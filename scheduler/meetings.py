"""Which block of half-days, on which site, for every committee.

One column per committee, first half-day, length and site; exactly one is chosen. Rows keep rooms,
plenary rooms and secretaries within what there is in every half-day, and leave out blocks in
which too few of the pool can come. What a later step proves impossible comes back as a Cut.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from models.plan import Finding, Meeting, Plan, PutAside, StepReport
from models.season import Season
from scheduler.blocks import Block, candidates, named
from scheduler.formation import formable
from scheduler.grouping import Load
from scheduler.meeting_levels import by_levels
from scheduler.meeting_reasons import cannot_form, cannot_meet, room_counts
from scheduler.meeting_spread import as_block, as_laid, rooms_left, together
from scheduler.pools import Pool
from scheduler.rooms import Sites, give_duties, give_rooms
from scheduler.solver import Answer, Found, Infeasible, Unknown
from scheduler.spans import Laid, lay_out, open_meeting, published
from scheduler.work import Cut, Outcome, Work

if TYPE_CHECKING:
    from models.calendar import HalfDay


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
                aside.append(cannot_meet(pool, load, [span] if span else []))
            continue
        found = candidates(season, plan, load, sites, kept.get(name))
        able = tuple(block for block in found if pool.enough(load.committee, load, block))
        formed = _formed(season, work, load, able, pool, cuts)
        if formed:
            lawful[name] = formed
            blocks[name] = _comfortable(pool, load, formed) or formed
        elif able:
            aside.append(cannot_form(season, work, load, able, pool))
        else:
            aside.append(cannot_meet(pool, load, found))
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
    chosen, goals, reproducible = by_levels(season, work, sites, blocks, cuts)
    laid: dict[str, Laid] | None = {}
    answer: Answer | None = None
    if isinstance(chosen, tuple) and spread:
        some = [loads[name] for name in spread]
        rooms = rooms_left(season, sites, some, chosen)
        laid = lay_out(some, spread, rooms)
        if laid is None:
            chosen, laid, answer = together(season, work, sites, blocks, cuts, some, spread)
            if isinstance(chosen, tuple) and chosen:
                goals = as_laid(goals, chosen, blocks)
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
            findings=room_counts(sites, blocks, [loads[c] for c in spread], spread),
        )
        return Outcome(report, put_aside=aside)
    cut = isinstance(answer, Unknown) and not answer.reproducible
    report = StepReport(step="meetings", status="UNKNOWN", reason="unproven", reproducible=not cut)
    return Outcome(report, put_aside=aside)
