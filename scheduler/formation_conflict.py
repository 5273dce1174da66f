"""Committees that cannot be formed: which blocks that rests on, and what is told of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from models.plan import Finding, Meeting, Plan, Where
from models.season import Season
from scheduler.apart import apart_from
from scheduler.blocks import decision
from scheduler.formation_model import Formation, build
from scheduler.grouping import Load
from scheduler.pools import Pool
from scheduler.solver import Infeasible, solve
from scheduler.spans import least_lead
from scheduler.spread_seats import settled_together
from scheduler.work import Cut, Work


def conflict_of(season: Season, work: Work, v: Formation, standing: tuple[Meeting, ...]) -> Cut:
    """Why no list was found: sure where none is lawful and can sit in whatever rooms are left.

    Lists that were ruled out beside other choices only lead on: without them it is asked again.
    """
    some, meetings, pool, applicants = v.loads, v.meetings, v.pool, v.applicants
    sure = tuple(cut for cut in v.cuts if cut.sure)
    if len(sure) == len(v.cuts) and v.beside is None:
        return least_conflict(season, work, some, meetings, pool, applicants, sure)
    blocks = [m for m in standing if not season.committee[m.id].spread]
    for beside in ((), standing):
        rows, _ = build(
            season,
            some,
            meetings,
            pool,
            applicants,
            sure,
            beside=beside,
            settled=settled_together(v),
            as_given=False,
        )
        law = rows.without(frozenset({"guide"}), unbinding=True)
        if not work.late() and isinstance(solve(law, [], work, units=20), Infeasible):
            conflict = least_conflict(season, work, some, meetings, pool, applicants, sure)
            return _with_blocks(conflict, blocks if beside else ())
    conflict = least_conflict(season, work, some, meetings, pool, applicants, v.cuts)
    if v.beside is not None:
        conflict = _with_blocks(conflict, blocks)
    return replace(conflict, sure=False)


def _with_blocks(cut: Cut, blocks: Iterable[Meeting]) -> Cut:
    """The cut with these blocks, whose rooms it rests on."""
    more = [block for block in blocks if decision(block) not in cut.decisions]
    return replace(
        cut,
        decisions=(*cut.decisions, *map(decision, more)),
        where=(*cut.where, *(Where(table="committees", id=block.id) for block in more)),
    )


def none_can_sit(
    loads: Mapping[str, Load], conflict: Cut, cuts: Iterable[Cut]
) -> Iterable[Finding]:
    """A word on spread committees for which no list can sit, whichever it is."""
    named = [loads[where.id] for where in conflict.where]
    spread = [load for load in named if load.committee.spread]
    if conflict.sure and spread and not all(cut.sure for cut in cuts):
        yield cannot_sit(spread)


def cannot_sit(loads: Sequence[Load]) -> Finding:
    """No list of members lets these spread committees sit, however many half-days they want."""
    return Finding(
        code="meetings.cannot-sit",
        severity="breach",
        clause="R40-20",
        step="meetings",
        args={
            "committees": tuple(load.committee.name for load in loads),
            "count": len(loads),
            "half_days": sum(least_lead(load) + load.plenary_half_days for load in loads),
        },
        where=tuple(Where(table="committees", id=load.committee.id) for load in loads),
    )


def with_neighbours(
    season: Season, plan: Plan, loads: Mapping[str, Load], cut: Cut, cuts: Iterable[Cut]
) -> Cut:
    """The cut with every other block that it rests on.

    Blocks whose half-days its spread committees had to leave free, and those beside which
    members were proven unable to sit.
    """
    standing = {meeting.id: meeting for meeting in plan.meetings}
    named = {where.id for where in cut.where}
    spread = [name for name in named if loads[name].committee.spread]
    near = {other for name in spread for other in apart_from(season, name)}
    blocks = {decision(m): m.id for m in standing.values() if not loads[m.id].committee.spread}
    rests = {at for other in cuts if other.committee in named for at in other.given}
    more = {at for at, name in blocks.items() if name in near or at in rests} - {*cut.decisions}
    where = tuple(Where(table="committees", id=blocks[at]) for at in sorted(more))
    return replace(cut, decisions=(*cut.decisions, *sorted(more)), where=(*cut.where, *where))


def least_conflict(
    season: Season,
    work: Work,
    loads: Mapping[str, Load],
    meetings: Mapping[str, Meeting],
    pool: Pool,
    applicants: Mapping[str, tuple[str, ...]],
    cuts: tuple[Cut, ...],
) -> Cut:
    """A smallest set of committees whose blocks cannot stand together: drop any and they can."""
    kept = list(loads)
    for committee in list(loads):
        rest = [c for c in kept if c != committee]
        if not rest:
            break
        rows, _ = build(season, {c: loads[c] for c in rest}, meetings, pool, applicants, cuts)
        law_only = rows.without(frozenset({"guide"}), unbinding=True)
        if isinstance(solve(law_only, [], work, units=5), Infeasible):
            kept = rest
    names = tuple(decision(meetings[c]) for c in kept)
    return Cut(
        "meetings",
        kept[0],
        names,
        clause="R40-9a",
        where=tuple(Where(table="committees", id=c) for c in kept),
    )
