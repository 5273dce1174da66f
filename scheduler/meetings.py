"""Which block of half-days, on which site, for every committee.

One column per committee, first half-day, length and site; exactly one is chosen. Rows keep rooms,
plenary rooms and secretaries within what there is in every half-day, and leave out blocks in
which too few of the pool can come. What a later step proves impossible comes back as a Cut.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from models.plan import Finding, Meeting, Plan, PutAside, StepReport, Where
from models.season import Season
from scheduler.blocks import Block, candidates, decision, named
from scheduler.duties import give_duties
from scheduler.formation_model import formable
from scheduler.grouping import Load
from scheduler.joint import Together
from scheduler.meeting_alone import cannot_alone
from scheduler.meeting_cuts import widened, without_blocks
from scheduler.meeting_levels import by_levels
from scheduler.meeting_model import Given
from scheduler.meeting_reasons import (
    bound_by_pins,
    cannot_form,
    cannot_meet,
    cannot_sit_alone,
    joint_reasons,
    pinned_out,
    refusal,
)
from scheduler.meeting_spread import Spread, as_block, as_laid, beside, together
from scheduler.pin_conflicts import out_by_pins
from scheduler.pools import Measure, Pool, pool_of
from scheduler.rooms import Sites, give_rooms
from scheduler.solver import Answer, Found, Infeasible, Unknown
from scheduler.spans import Laid, open_meeting, published
from scheduler.work import Cut, Outcome, Work

if TYPE_CHECKING:
    from models.calendar import HalfDay


DONE = frozenset({"OPTIMAL", "FEASIBLE"})
MEASURES: tuple[Measure, ...] = ("draws", "comfort", "law")
"""From the most that a pool should have to the least that it must."""


def run(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Mapping[str, Load],
    cuts: Iterable[Cut] = (),
) -> Outcome:
    """Blocks, rooms and duties of every committee that has a window. Proven by levels.

    Where they cannot all meet, those that can never be formed are put aside, and no others for
    their sake.
    """
    outcome = _beside_one_another(season, plan, work, loads, tuple(cuts))
    aside = {item.row for item in outcome.put_aside}
    refused = outcome.report.status == "INFEASIBLE"
    if refused and season.experts and outcome.report.reason != "meetings.none-can-meet":
        again = _beside_one_another(season, plan, work, loads, tuple(cuts), formed=True)
        if aside < {item.row for item in again.put_aside}:
            return again
    return outcome


def _beside_one_another(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Mapping[str, Load],
    cuts: tuple[Cut, ...],
    *,
    formed: bool = False,
) -> Outcome:
    """The meetings of all that can meet; with `formed` of all that the pool can form at all."""
    if not loads:
        return Outcome(
            StepReport(step="meetings", status="SKIPPED", reason="skipped.no-committees")
        )
    together: Together = work.once(
        ("together", id(season), id(loads)), lambda: Together(pool_of(season, work), loads)
    )  # kept over all rounds; it holds both, so that no other has their numbers
    pool = together.pool
    given = Given(season, loads, together, Sites(season), published(work), cuts)
    choices: dict[str, tuple[tuple[Block, ...], ...]] = {}
    spread: dict[str, Meeting] = {}
    out = out_by_pins(season, loads, given.sites)
    aside = list(out.values())
    for name, load in ((name, load) for name, load in loads.items() if name not in out):
        if load.committee.spread:
            span = open_meeting(season, plan, load, given.kept.get(name))
            if span is None and bound_by_pins(season, load):
                aside.append(pinned_out(season, load))
            elif span is None or not pool.enough(load.committee, load, span):
                aside.append(cannot_meet(pool, load, [span] if span else []))
            elif (formed or _failed(given, name)) and not formable(season, load, span, pool, work):
                aside.append(cannot_form(season, work, load, [span], pool))
            elif decision(span) in _failed(given, name, sure=True):
                aside.append(cannot_sit_alone(load))
            else:
                spread[name] = span
            continue
        found = candidates(season, plan, load, given.sites, given.kept.get(name))
        able = tuple(block for block in found if pool.enough(load.committee, load, block))
        some = _formed(given, work, load, able)
        if some and not (formed and _never_formed(given, work, load, some)):
            choices[name] = _choices(pool, load, some)
        elif not found and name not in given.kept and bound_by_pins(season, load):
            aside.append(pinned_out(season, load))
        elif able:
            aside.append(cannot_form(season, work, load, able, pool))
        else:
            aside.append(cannot_meet(pool, load, found))
    every = {name: by_measure[-1] for name, by_measure in choices.items()}
    given = replace(given, cuts=widened(given, work, every, spread), spread=frozenset(spread))
    return _attempts(given, work, choices, spread, tuple(aside))


def _attempts(
    given: Given,
    work: Work,
    choices: Mapping[str, tuple[tuple[Block, ...], ...]],
    spread: Mapping[str, Meeting],
    aside: tuple[PutAside, ...],
) -> Outcome:
    """With reserves, in comfort, with every block that the law allows, and by the law alone.

    Comfort is no law, nor are numbers to be confirmed: both give way before a refusal.
    """
    if not choices and not spread:
        report = StepReport(step="meetings", status="INFEASIBLE", reason="meetings.none-can-meet")
        return Outcome(report, put_aside=aside)
    stuck = without_blocks(given.cuts, spread)
    if stuck:
        report = StepReport(step="meetings", status="INFEASIBLE", reason="meetings.rooms-short")
        shown = frozenset(without_blocks((cut for cut in given.cuts if cut.sure), spread))
        reasons = joint_reasons(given, work, stuck, spread, shown)
        return Outcome(report.model_copy(update={"findings": reasons}), put_aside=aside)
    tried: list[dict[str, tuple[Block, ...]]] = []
    outcome = Outcome(StepReport(step="meetings", status="UNKNOWN"))
    for level in range(len(MEASURES)):
        blocks = {name: by_measure[level] for name, by_measure in choices.items()}
        if blocks in tried:
            continue
        tried.append(blocks)
        outcome = _choose(given, work, blocks, spread, aside)
        if outcome.report.status in DONE:
            return _with_shortages(given, outcome)
    if outcome.report.status == "INFEASIBLE":
        by_law = replace(given, law_alone=True)
        alone = cannot_alone(by_law, work, tried[-1])
        if alone:
            out = {item.row for item in alone}
            left = {name: some for name, some in choices.items() if name not in out}
            return _attempts(given, work, left, spread, (*aside, *alone))
        given = by_law
        outcome = _choose(given, work, tried[-1], spread, aside)
    if outcome.report.status in DONE:
        return _with_shortages(given, outcome)
    if outcome.report.status == "INFEASIBLE":
        reasons = refusal(given, work, tried[-1], spread)
        report = outcome.report.model_copy(update={"findings": reasons})
        outcome = Outcome(report, put_aside=aside)
    return outcome


def _choices(pool: Pool, load: Load, formed: tuple[Block, ...]) -> tuple[tuple[Block, ...], ...]:
    """The blocks that are enough by each measure, the widest where none is.

    Blocks in which every share to be confirmed can be held go before others.
    """
    found = [formed]
    held = tuple(b for b in formed if not pool.known or pool.shares_hold(load.committee, load, b))
    for measure in reversed(MEASURES[:-1]):
        able = tuple(b for b in held or formed if pool.enough(load.committee, load, b, measure))
        found.insert(0, able or (held if len(found) == 1 else ()) or found[0])
    return tuple(found)


def _with_shortages(given: Given, outcome: Outcome) -> Outcome:
    """The meetings as they stand, with a word on every pool that has too few for its reserves."""
    if not given.pool.known:
        return outcome
    told = [
        _few_reserves(given, meeting)
        for meeting in outcome.parts.get("meetings", ())
        if not given.pool.enough(given.loads[meeting.id].committee, given.loads[meeting.id],
                                 meeting, "draws")
    ]  # fmt: skip
    asked = [f for f in told if given.loads[str(f.args["committee"])].committee.draws]
    others = [f for f in told if f not in asked]
    if len(others) > 1:
        worst = max(others, key=lambda f: int(str(f.args["missing"])))
        args = worst.args | {"count": len(others)}
        code = "meetings.few-reserves-many"
        others = [worst.model_copy(update={"code": code, "args": args})]
    told = [*asked, *others]
    report = outcome.report
    findings = (*report.findings, *told)
    return replace(outcome, report=report.model_copy(update={"findings": findings}))


def _few_reserves(given: Given, meeting: Meeting) -> Finding:
    """The class of members that lacks fewest, and how many."""
    load = given.loads[meeting.id]
    short = given.pool.shortage(load.committee, load, [meeting], "draws")
    clause = str(short.pop("clause"))
    sets = given.pool.sets(load.committee)
    return Finding(
        code="meetings.few-reserves",
        severity="warning",
        clause="IM2023-5",
        step="meetings",
        args=short | {"committee": meeting.id, "sets": sets, "for": clause},
        where=(Where(table="committees", id=meeting.id),),
    )


def _formed(given: Given, work: Work, load: Load, able: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks in which the pool forms a lawful committee; asked once one of them failed."""
    alone = _failed(given, load.committee.id)
    if not alone:
        return able
    known: dict[tuple[HalfDay, ...], bool] = {}
    for block in able:
        if block.half_days not in known:
            known[block.half_days] = named(block) not in alone and formable(
                given.season, load, block, given.pool, work
            )
    return tuple(block for block in able if known[block.half_days])


def _never_formed(given: Given, work: Work, load: Load, blocks: Iterable[Block]) -> bool:
    """Whether the pool forms a lawful committee in none of these half-days, on whichever site."""
    spans = {block.half_days: block for block in blocks}.values()
    return not any(formable(given.season, load, span, given.pool, work) for span in spans)


def _failed(given: Given, committee: str, *, sure: bool = False) -> frozenset[str]:
    """The blocks of a committee that were proven impossible by themselves."""
    mine = (c for c in given.cuts if c.committee == committee and (c.sure or not sure))
    return frozenset(cut.decisions[0] for cut in mine if len(cut.decisions) == 1)


def _choose(
    given: Given,
    work: Work,
    blocks: Mapping[str, tuple[Block, ...]],
    spread: Mapping[str, Meeting],
    aside: tuple[PutAside, ...],
) -> Outcome:
    """Blocks by levels of goals, then half-days from counts for what is spread."""
    season, sites, loads = given.season, given.sites, given.loads
    chosen, goals, reproducible = by_levels(given, work, blocks)
    laid: dict[str, Laid] | None = {}
    answer: Answer | None = None
    if isinstance(chosen, tuple) and spread:
        some = Spread(given, tuple(loads[name] for name in spread), spread)
        laid = beside(some, chosen)
        if laid is None:
            chosen, laid, answer = together(some, work, blocks)
            if chosen:
                goals = as_laid(goals, chosen, blocks)
            if isinstance(answer, Found | Unknown):
                reproducible = reproducible and answer.reproducible
    failed = answer if laid is None else chosen if not isinstance(chosen, tuple) else None
    if failed is not None or laid is None or not isinstance(chosen, tuple):
        return Outcome(_not_found(failed), put_aside=aside)
    sit = [*chosen, *(as_block(loads[c], item) for c, item in laid.items())]
    sit.sort(key=lambda block: list(loads).index(block.committee))
    meetings, short = convene(season, work, sites, sit)
    waived = (_law_alone(),) if given.law_alone else ()
    report = StepReport(
        step="meetings",
        status="OPTIMAL" if all(goal.proven for goal in goals) else "FEASIBLE",
        goals=goals,
        reproducible=reproducible,
        findings=(
            *waived,
            *short,
            *sites.elsewhere(load.committee for load in loads.values()),
            *sites.unequipped(load.committee for load in loads.values()),
        ),
    )
    groups = tuple(group for block in sit for group in loads[block.committee].groups)
    return Outcome(report, {"meetings": meetings, "groups": groups}, put_aside=aside)


def _law_alone() -> Finding:
    """Rows to be confirmed had to give way."""
    return Finding(code="meetings.law-alone", severity="warning", clause="R40-23", step="meetings")


def convene(
    season: Season, work: Work, sites: Sites, sit: Sequence[Block], others: Iterable[Meeting] = ()
) -> tuple[tuple[Meeting, ...], list[Finding]]:
    """Rooms and duties for blocks that stand, beside the meetings of others."""
    kept = published(work)
    rooms, lacking = give_rooms(sites, sit, kept, others)
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
    return found, [*lacking, *short]


def _not_found(answer: Answer | None) -> StepReport:
    """No meetings: proven, or not shown."""
    if isinstance(answer, Infeasible):
        return StepReport(step="meetings", status="INFEASIBLE", reason="meetings.rooms-short")
    cut = isinstance(answer, Unknown) and not answer.reproducible
    return StepReport(step="meetings", status="UNKNOWN", reason="unproven", reproducible=not cut)
