"""Whose dossier goes to which session: one model per group.

Dossiers alike (unit, category, minutes, tied members) are one block with a whole amount per
session. A unit is split over as few sessions as possible. Where members of parallel panels are
tied to dossiers, who sits in which panel is decided here too; where the sittings of the timetable
leave no lawful way, they are decided anew in the same half-days; else the group is a Cut.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from models.people import Expert
from models.plan import Docket, Goal, Plan, PlannedGroup, Session, Share, StepReport
from models.season import Season
from scheduler.division import share_out
from scheduler.docket_fill import filled
from scheduler.eligibility import Ties, can_come
from scheduler.grouping import Load
from scheduler.rows import Rows, Var
from scheduler.seated import members_of
from scheduler.shares import shared_goal, total
from scheduler.solver import Asked, Found, Infeasible, Unknown, solve
from scheduler.timetable_model import tied_members
from scheduler.work import Cut, Outcome, Work

LOAD_WEIGHT = 1000


@dataclass(frozen=True, slots=True)
class Block:
    """Dossiers alike: same unit, category, minutes and tied members."""

    unit: str
    category: str
    minutes: int
    tied: frozenset[str]
    applicants: tuple[str, ...]


@dataclass(frozen=True)
class Dockets:
    """The variables of one group.

    ``amount[b, s]``: dossiers of block b in session s; ``holds[b, s]``: any at all;
    ``visits[u, s]``: unit u is heard in s; ``in_panel[e, s]``: expert e sits in s.
    """

    group: PlannedGroup
    sessions: tuple[Session, ...]
    blocks: tuple[Block, ...]
    members: tuple[Expert, ...]
    amount: Mapping[tuple[int, str], Var]
    holds: Mapping[tuple[int, str], Var]
    visits: Mapping[tuple[str, str], Var]
    in_panel: Mapping[tuple[str, str], Var]


def run(season: Season, plan: Plan, work: Work, loads: Mapping[str, Load]) -> Outcome:
    """A session for every dossier that needs a panel; sessions get their final members."""
    if not plan.sessions:
        return Outcome(StepReport(step="dockets", status="SKIPPED", reason="skipped.no-sessions"))
    if not any(
        item.applicant for load in loads.values() for items in load.items.values() for item in items
    ):
        return Outcome(StepReport(step="dockets", status="SKIPPED", reason="skipped.no-applicants"))
    ties = Ties(season)
    dockets: list[Docket] = []
    final = {session.id: session for session in plan.sessions}
    cuts: list[Cut] = []
    bound = matchable = 0
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
        for _, group, _, members in (case for case in cases if case[0] is load):
            answer, v = next(answers)
            match answer:
                case Found():
                    placed = tuple(_place(load, v, answer.values, final))
                    mine = _visits(season, placed)
                    visits.extend(mine)
                    bound += total(mine) if answer.proven else len(mine)
                    status = status if answer.proven or status == "UNKNOWN" else "FEASIBLE"
                    reproducible = reproducible and answer.reproducible
                    dockets.extend(placed)
                case Infeasible():
                    cuts.append(_other_panels(load, group, of_group[group.id], members, in_several))
                case Unknown():
                    status, reproducible = "UNKNOWN", reproducible and answer.reproducible
        shared = share_out(season, load, final.values(), dockets[before:], ties)
        dockets[before:] = shared.dockets
        matches.extend(
            Share(committee=load.committee.id, expert=reader, amount=amount)
            for reader, amount in shared.by_reader.items()
            if amount
        )
        matchable += shared.bound
        work.progress("dockets", "unit_sessions", total(visits), bound)
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
) -> tuple[Found | Infeasible | Unknown, Dockets]:
    """The best dockets with the sittings as they stand; if there are none, with new sittings.

    The `shared`, who sit in other committees too, keep theirs.
    """
    blocks = blocks_of(season, load, group.id, members, ties)
    for free, law in ((False, False), (True, False), (True, True)):
        rows, v, minimise = build(
            season, group, sessions, blocks, members, load.capacity[group.id], free=free,
            shared=shared,
        )  # fmt: skip
        if law:
            rows = rows.without(frozenset(), unbinding=True)
        answer = (
            None if free else by_count(season, rows, v, minimise, load.capacity[group.id], work)
        )
        answer = answer or solve(rows, minimise, work, units=6)
        if not isinstance(answer, Infeasible):
            break
    return answer, v


def by_count(
    season: Season,
    rows: Rows,
    v: Dockets,
    minimise: list[tuple[int, int]],
    capacity: int,
    work: Work,
) -> Found | None:
    """Dockets in which every unit has its least number of sessions: shown best without a model."""
    began = time.perf_counter()
    found = filled(v.blocks, v.sessions, capacity, season.profile.integer("readers.min"))
    if found is None:
        return None
    values = [0] * len(rows.names)
    for (b, s), count in found.items():
        values[v.amount[b, s]] = count
        values[v.holds[b, s]] = values[v.visits[v.blocks[b].unit, s]] = 1
    for session in v.sessions:
        for name in session.members:
            values[v.in_panel[name, session.id]] = 1
    if not rows.hold(values):
        return None
    value = sum(c * values[x] for c, x in minimise)
    answer = Found(tuple(values), value, value)
    if work.asked is not None:
        work.asked.append(Asked(rows, minimise, answer, time.perf_counter() - began))
    return answer


def blocks_of(
    season: Season, load: Load, group: str, members: Iterable[Expert], ties: Ties
) -> tuple[Block, ...]:
    """Dossiers of a group gathered into blocks, in the order of the roster."""
    experts = tuple(members)
    found: dict[tuple[str, str, int, frozenset[str]], list[str]] = {}
    for item in load.items[group]:
        unit = season.applicant[item.applicant].organisation
        tied = tied_members(season, load, experts, ties, item)
        found.setdefault((unit, item.category, item.minutes, tied), []).append(item.applicant)
    return tuple(Block(*key, tuple(applicants)) for key, applicants in found.items())


def build(
    season: Season,
    group: PlannedGroup,
    sessions: tuple[Session, ...],
    blocks: tuple[Block, ...],
    members: tuple[Expert, ...],
    capacity: int,
    *,
    free: bool,
    shared: frozenset[str] = frozenset(),
) -> tuple[Rows, Dockets, list[tuple[int, int]]]:
    """Variables, rows and goal of one group; `capacity` in minutes of a session.

    `free` lets members but the shared sit anew in the same half-days.
    """
    rows = Rows()
    heard = {session.category for session in sessions}
    fits = {
        (b, s.id): s
        for b, block in enumerate(blocks)
        for s in sessions
        if s.category == block.category
        or (block.category == "nonpublic" and "nonpublic" not in heard)
    }
    amount = {
        (b, s): rows.integer(f"amount[{b},{s}]", 0, len(blocks[b].applicants)) for b, s in fits
    }
    holds = {(b, s): rows.flag(f"holds[{b},{s}]") for b, s in fits}
    visits: dict[tuple[str, str], Var] = {}
    for b, s in fits:
        if (blocks[b].unit, s) not in visits:
            visits[blocks[b].unit, s] = rows.flag(f"visits[{blocks[b].unit},{s}]")
    in_panel = {
        (e.id, s.id): rows.flag(f"in_panel[{e.id},{s.id}]") for e in members for s in sessions
    }
    v = Dockets(group, sessions, blocks, members, amount, holds, visits, in_panel)
    for b, block in enumerate(blocks):
        mine = [s for s in sessions if (b, s.id) in fits]
        rows.exactly(len(block.applicants), [amount[b, s.id] for s in mine], "N2024-5.4")
        for s in mine:
            rows.at_most(0, [amount[b, s.id], (-len(block.applicants), holds[b, s.id])])
            rows.at_most(0, [holds[b, s.id], (-1, visits[block.unit, s.id])])
    for s in sessions:
        rows.at_most(
            capacity,
            [(blocks[b].minutes, x) for (b, t), x in amount.items() if t == s.id],
            "N2024-4.2.3",
        )
    _few_set_apart_stay_together(rows, v, heard)
    load_terms = _panels(rows, v, season, shared, free=free)
    least_visits(rows, v, capacity)
    return rows, v, [*[(1, x) for x in visits.values()], *load_terms]


def least_visits(rows: Rows, v: Dockets, capacity: int) -> None:
    """A cut: a unit with this many minutes needs at least so many sessions."""
    minutes: dict[str, int] = {}
    for block in v.blocks:
        minutes[block.unit] = minutes.get(block.unit, 0) + block.minutes * len(block.applicants)
    for unit, wanted in minutes.items():
        rows.at_least(ceil(wanted / capacity), [x for (u, _), x in v.visits.items() if u == unit])


def _few_set_apart_stay_together(rows: Rows, v: Dockets, heard: set[str]) -> None:
    """Too few set apart for a session of their own: one block of one session (四(二)6)."""
    few = [b for b, block in enumerate(v.blocks) if block.category == "nonpublic"]
    if not few or "nonpublic" in heard:
        return
    here = {s.id: rows.flag(f"set_apart_in[{s.id}]") for s in v.sessions}
    rows.exactly(1, list(here.values()), "N2024-4.2.6a")
    for b in few:
        for s in v.sessions:
            if (b, s.id) in v.amount:
                count = len(v.blocks[b].applicants)
                rows.exactly(0, [v.amount[b, s.id], (-count, here[s.id])], "N2024-4.2.6a")


def _panels(
    rows: Rows, v: Dockets, season: Season, shared: frozenset[str], *, free: bool
) -> list[tuple[int, int]]:
    """Who sits in which panel; every dossier has enough readers without a tie (art. 21, 25)."""
    readers = season.profile.integer("readers.min")
    at: dict[str, list[Session]] = {}
    for session in v.sessions:
        at.setdefault(session.at, []).append(session)
    for session in v.sessions:
        rows.at_least(
            v.group.panel_size, [v.in_panel[e.id, session.id] for e in v.members], "R40-21"
        )
    for half_day, together in at.items():
        sitting = {e for session in together for e in session.members}
        for expert in v.members:
            mine = [v.in_panel[expert.id, s.id] for s in together]
            if not free or expert.id in shared:
                rows.exactly(int(expert.id in sitting), mine, "R40-19")
            else:
                rows.at_most(int(can_come(expert, [half_day])), mine, "R40-19")
    for (b, s), holds in v.holds.items():
        tied = v.blocks[b].tied
        if tied:
            others = [v.in_panel[e.id, s] for e in v.members if e.id not in tied]
            rows.at_least(0, [*others, (-readers, holds)], "R40-25")
    if not free:
        return []
    greatest = rows.integer("greatest load", 0, len(v.sessions))
    for expert in v.members:
        rows.at_most(0, [*[v.in_panel[expert.id, s.id] for s in v.sessions], (-1, greatest)])
        if expert.max_half_days is not None:
            rows.at_most(
                max(0, expert.max_half_days - 1),
                [v.in_panel[expert.id, s.id] for s in v.sessions],
                "R40-19",
                binds=False,
            )
    return [(LOAD_WEIGHT, greatest)]


def _place(
    load: Load, v: Dockets, values: tuple[int, ...], final: dict[str, Session]
) -> Iterable[Docket]:
    """The dockets of a solution; the sessions get the members that were settled with them."""
    for session in v.sessions:
        members = tuple(e.id for e in v.members if values[v.in_panel[e.id, session.id]])
        final[session.id] = final[session.id].model_copy(update={"members": members})
    for b, block in enumerate(v.blocks):
        waiting = list(block.applicants)
        for session in v.sessions:
            if (b, session.id) not in v.amount:
                continue
            members = final[session.id].members
            for applicant in waiting[: values[v.amount[b, session.id]]]:
                yield Docket(
                    id=applicant,
                    committee=load.committee.id,
                    group=v.group.id,
                    session=session.id,
                    category=block.category,  # pyright: ignore[reportArgumentType]
                    minutes=block.minutes,
                    readers=tuple(e for e in members if e not in block.tied),
                    recused=tuple(e for e in members if e in block.tied),
                )
            del waiting[: values[v.amount[b, session.id]]]
