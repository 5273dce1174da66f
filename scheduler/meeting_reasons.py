"""Why a committee cannot meet, and why all of them cannot meet beside one another."""

from collections.abc import Mapping, Sequence

from models.plan import Finding, Meeting, PutAside
from models.season import Season
from scheduler.blocks import Block, shortest
from scheduler.formation import law_alone
from scheduler.grouping import Load
from scheduler.meeting_rows import min_rooms
from scheduler.pools import Pool, Span
from scheduler.rooms import Sites, open_at
from scheduler.shortage import shortage
from scheduler.work import Work


def cannot_form(
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


def cannot_meet(pool: Pool, load: Load, found: Sequence[Span]) -> PutAside:
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


def room_counts(
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
