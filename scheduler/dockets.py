"""Whose dossier goes to which session: group by group, by count or by a model.

Where members of parallel panels are tied to dossiers, who sits in which panel is decided here
too; where the sittings of the timetable leave no lawful way, they are decided anew in the same
half-days; else the group is a Cut.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from models.people import Expert
from models.plan import Docket, Goal, Plan, PlannedGroup, Session, Share, StepReport
from models.season import Season
from scheduler.division import share_out
from scheduler.docket_fill import filled
from scheduler.docket_model import Block, Dockets, blocks_of, build
from scheduler.eligibility import Ties, ties_of
from scheduler.grouping import Load
from scheduler.pinned import pinned
from scheduler.rows import Rows
from scheduler.seated import members_of
from scheduler.shares import shared_goal, total
from scheduler.solver import Asked, Found, Infeasible, Unknown, solve, value_of
from scheduler.stepping_out import from_the_vote, recognised
from scheduler.unheard import heard
from scheduler.work import Cut, Outcome, Work


@dataclass(frozen=True, slots=True)
class Laid:
    """The dockets of one group: dossiers of each block by session, and who sits in which."""

    amount: Mapping[tuple[int, str], int]
    members: Mapping[str, frozenset[str]]
    proven: bool = True
    reproducible: bool = True


def run(season: Season, plan: Plan, work: Work, loads: Mapping[str, Load]) -> Outcome:
    """A session for every dossier that needs a panel; sessions get their final members."""
    if not plan.sessions:
        return Outcome(StepReport(step="dockets", status="SKIPPED", reason="skipped.no-sessions"))
    loads, _ = heard(season, plan, work, loads)
    if not any(load.applicants or load.recognised for load in loads.values()):
        return Outcome(StepReport(step="dockets", status="SKIPPED", reason="skipped.no-applicants"))
    ties = ties_of(season)
    dockets: list[Docket] = []
    final = {session.id: session for session in plan.sessions}
    cuts: list[Cut] = []
    value = bound = matchable = 0
    visits: list[Share] = []
    matches: list[Share] = []
    status, reproducible = "OPTIMAL", True
    of_group: dict[str, list[Session]] = {}
    for session in plan.sessions:
        of_group.setdefault(session.group, []).append(session)
    cases = [
        (load, group, tuple(of_group[group.id]), members[group.id])
        for load in loads.values()
        if (members := members_of(season, plan, load))
        for group in load.groups
        if group.id in of_group and any(item.applicant for item in load.items[group.id])
    ]  # not where there is nobody to hear, or only expected numbers
    in_several = _shared(plan)
    answers = work.each(lambda case: settle(season, *case, ties, work, in_several), cases)
    for load in loads.values():
        before = len(dockets)
        for _, group, sessions, members in (case for case in cases if case[0] is load):
            answer, blocks = next(answers)
            match answer:
                case Laid():
                    _seat(sessions, members, answer, final)
                    placed = tuple(_place(load, group, sessions, blocks, answer, final))
                    mine = _visits(season, placed)
                    visits.extend(mine)
                    value += total(mine)
                    bound += total(mine) if answer.proven else len(mine)
                    status = status if answer.proven or status == "UNKNOWN" else "FEASIBLE"
                    reproducible = reproducible and answer.reproducible
                    dockets.extend(placed)
                case Infeasible():
                    cuts.append(_other_panels(load, group, sessions, members, in_several))
                case Unknown():
                    status, reproducible = "UNKNOWN", reproducible and answer.reproducible
        shared = share_out(season, load, final.values(), dockets[before:], ties)
        dockets[before:] = (*shared.dockets, *recognised(season, load, final.values()))
        matches.extend(
            Share(committee=load.committee.id, expert=reader, amount=amount)
            for reader, amount in shared.by_reader.items()
            if amount
        )
        matchable += shared.bound
        work.progress("dockets", "unit_sessions", value, bound)
    if cuts:
        return Outcome(
            StepReport(step="dockets", status="INFEASIBLE", reason="dockets.cannot-read"),
            cuts=tuple(cuts),
        )
    goals = [shared_goal(Goal(name="unit_sessions", value=0, bound=bound), visits)]
    if matchable:
        goals.append(
            shared_goal(Goal(name="readers_match", value=0, bound=matchable, sense="max"), matches)
        )
    if not plan.done("timetable"):
        status = "UNKNOWN"  # dockets stand for the sessions there are, not for everybody
    dockets = from_the_vote(season, dockets, final.values(), ties)
    report = StepReport(
        step="dockets",
        status=status,  # pyright: ignore[reportArgumentType]
        reason="unproven" if status == "UNKNOWN" else "",
        goals=tuple(goals),
        reproducible=reproducible,
    )
    return Outcome(report, {"dockets": tuple(dockets), "sessions": tuple(final.values())})


def _shared(plan: Plan) -> frozenset[str]:
    """Members of several committees: where they sit elsewhere is not known here."""
    seats = Counter(
        expert for expert, _ in dict.fromkeys((s.expert, s.committee) for s in plan.seats)
    )
    return frozenset(expert for expert, count in seats.items() if count > 1)


def _other_panels(
    load: Load,
    group: PlannedGroup,
    sessions: Iterable[Session],
    members: Iterable[Expert],
    shared: frozenset[str],
) -> Cut:
    """Whoever of these members sits where, these panels cannot hear everybody: others may.

    Of the shared it is not sure: they might sit where now they do not.
    """
    cells = Counter((session.category, session.at) for session in sessions)
    return Cut(
        "timetable",
        load.committee.id,
        tuple(expert.id for expert in members),
        group.id,
        "R40-25",
        cells=tuple((category, at, count) for (category, at), count in sorted(cells.items())),
        sure=all(expert.id not in shared for expert in members),
    )


def _visits(season: Season, placed: Iterable[Docket]) -> list[Share]:
    """The sessions in which each unit of a group is heard."""
    heard: dict[tuple[str, str, str], set[str]] = {}
    for docket in placed:
        unit = season.applicant[docket.id].organisation
        heard.setdefault((docket.committee, docket.group, unit), set()).add(docket.session)
    return [
        Share(committee=committee, group=group, organisation=unit, amount=len(sessions))
        for (committee, group, unit), sessions in heard.items()
    ]


def settle(
    season: Season,
    load: Load,
    group: PlannedGroup,
    sessions: tuple[Session, ...],
    members: tuple[Expert, ...],
    ties: Ties,
    work: Work,
    shared: frozenset[str] = frozenset(),
) -> tuple[Laid | Infeasible | Unknown, tuple[Block, ...]]:
    """The best dockets with the sittings as they stand; if there are none, with new sittings.

    The `shared`, who sit in other committees too, keep theirs.
    """
    blocks = blocks_of(season, load, group.id, members, ties)
    capacity = load.capacity[group.id]
    fixed = _as_pinned(season, load, sessions)

    def model(*, free: bool) -> tuple[Rows, Dockets, list[tuple[int, int]]]:
        return build(
            season, group, sessions, blocks, members, capacity, free=free, shared=shared,
            fixed=fixed,
        )  # fmt: skip

    began = time.perf_counter()
    laid = by_count(season, group, sessions, blocks, capacity)
    if laid is not None:
        if work.asked is not None:
            rows, v, minimise = model(free=False)
            answer = as_solution(laid, rows, v, minimise)
            work.asked.append(Asked(rows, minimise, answer, time.perf_counter() - began))
        return laid, blocks
    answer = Unknown()
    for free, law in ((False, False), (True, False), (True, True)):
        rows, v, minimise = model(free=free)
        if law:
            rows = rows.without(frozenset(), unbinding=True)
        answer = solve(rows, minimise, work, units=6)
        if isinstance(answer, Found):
            return _laid(v, answer), blocks
        if isinstance(answer, Unknown):
            break
    return answer, blocks


def _as_pinned(season: Season, load: Load, sessions: Iterable[Session]) -> frozenset[str]:
    """The sessions in which just those sit whom a pin names."""
    named = {
        (one.group, one.at, frozenset(one.members))
        for one in pinned(season, load).panels
        if one.members
    }
    return frozenset(s.id for s in sessions if (s.group, s.at, frozenset(s.members)) in named)


def by_count(
    season: Season,
    group: PlannedGroup,
    sessions: Sequence[Session],
    blocks: Sequence[Block],
    capacity: int,
) -> Laid | None:
    """Dockets in which every unit has its least number of sessions: shown best without a model.

    Only where the panels may stand: full, and nobody in two of them at once.
    """
    sitting = [(session.at, name) for session in sessions for name in session.members]
    full = all(len(session.members) >= group.panel_size for session in sessions)
    if not full or len(set(sitting)) < len(sitting):
        return None
    found = filled(blocks, sessions, capacity, season.profile.integer("readers.min"))
    of = {session.id: session for session in sessions}
    if found is None or not all(blocks[b].may_be_in(of[s]) for b, s in found):
        return None
    return Laid(found, {session.id: frozenset(session.members) for session in sessions})


def _laid(v: Dockets, answer: Found) -> Laid:
    """What a solution of the model says."""
    values = answer.values
    amount = {key: values[x] for key, x in v.amount.items() if values[x]}
    members = {
        session.id: frozenset(e.id for e in v.members if values[v.in_panel[e.id, session.id]])
        for session in v.sessions
    }
    return Laid(amount, members, answer.proven, answer.reproducible)


def as_solution(laid: Laid, rows: Rows, v: Dockets, minimise: list[tuple[int, int]]) -> Found:
    """Dockets by count, as a solution of the model that they spared."""
    values = [0] * len(rows.names)
    for (b, s), count in laid.amount.items():
        values[v.amount[b, s]] = count
        values[v.holds[b, s]] = values[v.visits[v.blocks[b].unit, s]] = 1
    for session, names in laid.members.items():
        for name in names:
            values[v.in_panel[name, session]] = 1
    value = value_of(minimise, tuple(values))
    return Found(tuple(values), value, value)


def _seat(
    sessions: Iterable[Session],
    members: Iterable[Expert],
    laid: Laid,
    final: dict[str, Session],
) -> None:
    """The sessions get the members that were settled with the dockets."""
    order = [expert.id for expert in members]
    for session in sessions:
        sitting = tuple(name for name in order if name in laid.members[session.id])
        if sitting != session.members:
            final[session.id] = session.model_copy(update={"members": sitting})


def _place(
    load: Load,
    group: PlannedGroup,
    sessions: Sequence[Session],
    blocks: Sequence[Block],
    laid: Laid,
    final: Mapping[str, Session],
) -> Iterable[Docket]:
    """The dockets of a group, in the order of its blocks and sessions."""
    for b, block in enumerate(blocks):
        waiting = iter(block.applicants)
        for session in sessions:
            count = laid.amount.get((b, session.id), 0)
            if not count:
                continue
            members = final[session.id].members
            readers = tuple(e for e in members if e not in block.tied)
            recused = tuple(e for e in members if e in block.tied)
            for applicant in islice(waiting, count):
                yield Docket(
                    id=applicant,
                    committee=load.committee.id,
                    group=group.id,
                    session=session.id,
                    category=block.category,  # pyright: ignore[reportArgumentType]
                    minutes=block.minutes,
                    readers=readers,
                    recused=recused,
                )
