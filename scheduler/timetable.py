"""Which panels sit in which half-day, and with whom: one small model per committee.

Blocks and rooms stand and members are drawn, so committees are independent of one another.
Panels are counts per group, category and half-day: no session index, no room index. A panel has at
least the format's number of members; more sit where ties (art. 25) make it necessary.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from models.calendar import HalfDay, date_of
from models.people import Expert
from models.plan import Goal, Meeting, Plan, PlannedGroup, Session, StepReport
from models.season import Season
from scheduler.binding.timetable_rows import TIMETABLE_ROWS
from scheduler.eligibility import Ties, can_come
from scheduler.grouping import Item, Load
from scheduler.meetings import decision
from scheduler.rows import Rows, Var
from scheduler.solver import Answer, Found, Infeasible, Unknown, solve
from scheduler.work import Cut, Outcome, Work


@dataclass(frozen=True)
class Timetable:
    """One committee. ``meets[g, k, t]``: panels of group g and category k in half-day t.

    ``sits_at[e, t]``: expert e sits in a panel at t; ``comes[e, d]``: e comes on day d;
    ``most[g]``: the greatest number of sittings of a member of g; ``opens[d]``: rooms on day d.
    """

    load: Load
    meeting: Meeting
    members: Mapping[str, tuple[Expert, ...]]
    before: tuple[HalfDay, ...]
    meets: Mapping[tuple[str, str, HalfDay], Var]
    sits_at: Mapping[tuple[str, HalfDay], Var]
    comes: Mapping[tuple[str, date], Var]
    most: Mapping[str, Var]
    opens: Mapping[date, Var]
    ties: Ties

    def panels_at(self, group: str, at: HalfDay) -> list[Var]:
        """The panel counts of a group in a half-day, over all categories."""
        return [x for (g, _, t), x in self.meets.items() if (g, t) == (group, at)]

    def panels_on(self, at: HalfDay) -> list[Var]:
        """The panel counts of the whole committee in a half-day."""
        return [x for (_, _, t), x in self.meets.items() if t == at]


def build(
    season: Season,
    load: Load,
    meeting: Meeting,
    members: Mapping[str, tuple[Expert, ...]],
    ties: Ties,
    only: Iterable[str] = (),
    without: frozenset[str] = frozenset(),
) -> tuple[Rows, Timetable]:
    """Variables and rows of one committee; `only` restricts it to some groups."""
    rows = Rows()
    before = tuple(at for at in meeting.half_days if at not in meeting.plenaries)
    chosen = set(only)
    groups = [g for g in load.groups if (not chosen or g.id in chosen) and g.panels]
    meets = {
        (g.id, category, at): rows.integer(
            f"meets[{g.id},{category},{at}]", 0, min(count, load.most_parallel(g))
        )
        for g in groups
        for category, count in g.panels.items()
        for at in before
    }
    sits_at = {
        (e.id, at): rows.flag(f"sits_at[{e.id},{at}]")
        for g in groups
        for e in members[g.id]
        for at in before
    }
    days = sorted({date_of(at) for at in before})
    comes = {
        (e.id, day): rows.flag(f"comes[{e.id},{day}]")
        for g in groups
        for e in members[g.id]
        for day in days
    }
    most = {g.id: rows.integer(f"most[{g.id}]", 0, len(before)) for g in groups}
    opens = {day: rows.integer(f"opens[{day}]", 0, 1000) for day in days}
    v = Timetable(load, meeting, members, before, meets, sits_at, comes, most, opens, ties)
    _link(rows, v, groups)
    for add in TIMETABLE_ROWS:
        if add.clause not in without:
            with rows.declared(add.strength):
                add.rows(rows, v, season)
    return rows, v


def _link(rows: Rows, v: Timetable, groups: Iterable[PlannedGroup]) -> None:
    """What the counting variables mean, and two cuts that make the LP tight."""
    for group in groups:
        for category, count in group.panels.items():
            rows.exactly(count, [v.meets[group.id, category, at] for at in v.before], "N2024-5.4")
        for at in v.before:
            panels = v.panels_at(group.id, at)
            sitting = [v.sits_at[e.id, at] for e in v.members[group.id]]
            rows.at_least(0, [*sitting, *[(-group.panel_size, x) for x in panels]], "R40-21")
            for variable in sitting:
                rows.at_most(0, [variable, *[(-1, x) for x in panels]])
        total = group.panel_size * sum(group.panels.values())
        if v.members[group.id]:
            rows.at_least(ceil(total / len(v.members[group.id])), [v.most[group.id]])
        for expert in v.members[group.id]:
            rows.at_most(
                0, [*[v.sits_at[expert.id, at] for at in v.before], (-1, v.most[group.id])]
            )
            for at in v.before:
                rows.at_most(0, [v.sits_at[expert.id, at], (-1, v.comes[expert.id, date_of(at)])])
    for at in v.before:
        rows.at_most(0, [*v.panels_on(at), (-1, v.opens[date_of(at)])])


def goal_terms(season: Season, v: Timetable) -> list[tuple[int, int]]:
    """The reference objective, with its weights from the profile."""
    weight = season.profile.integer
    plenary_days = {date_of(at) for at in v.meeting.plenaries}
    wished: list[tuple[int, int]] = []
    for (expert_id, at), variable in v.sits_at.items():
        against = next(
            e.wishes_against for es in v.members.values() for e in es if e.id == expert_id
        )
        if at in against:
            wished.append((weight("goal.timetable.against_wish"), variable))
    return [
        *[(weight("goal.timetable.greatest_load"), x) for x in v.most.values()],
        *[
            (weight("goal.timetable.expert_days"), x)
            for (_, day), x in v.comes.items()
            if day not in plenary_days
        ],
        *wished,
        *[(weight("goal.timetable.open_rooms"), x) for x in v.opens.values()],
    ]


def run(season: Season, plan: Plan, work: Work, loads: Mapping[str, Load]) -> Outcome:
    """Panel and plenary sessions of every committee that has members."""
    if not plan.seats:
        return Outcome(StepReport(step="timetable", status="SKIPPED", reason="skipped.no-members"))
    ties = Ties(season)
    sessions: list[Session] = []
    cuts: list[Cut] = []
    value = bound = 0
    status, reproducible = "OPTIMAL", True
    for meeting in plan.meetings:
        load = loads[meeting.id]
        members = members_of(season, plan, load)
        if not any(members.values()):
            continue
        sitting = tuple(e.id for experts in members.values() for e in experts)
        answer, v = work.once(
            ("timetable", decision(meeting), sitting),
            lambda load=load, meeting=meeting, members=members: _solve(
                season, load, meeting, members, ties, work
            ),
        )
        match answer:
            case Found():
                value, bound = value + answer.value, bound + answer.bound
                reproducible = reproducible and answer.reproducible
                status = status if answer.proven or status == "UNKNOWN" else "FEASIBLE"
                sessions.extend(sessions_of(season, v, answer.values))
            case Infeasible():
                cuts.append(_blame(season, load, meeting, members, ties, work))
            case Unknown():
                status, reproducible = "UNKNOWN", reproducible and answer.reproducible
        work.progress("timetable", "reference", value, bound)
    if cuts:
        return Outcome(
            StepReport(step="timetable", status="INFEASIBLE", reason="timetable.cannot-sit"),
            cuts=tuple(cuts),
        )
    report = StepReport(
        step="timetable",
        status=status,  # pyright: ignore[reportArgumentType]
        reason="unproven" if status == "UNKNOWN" else "",
        goals=(Goal(name="reference", value=value, bound=bound, proven=value == bound),),
        reproducible=reproducible,
    )
    return Outcome(report, {"sessions": tuple(sessions)})


def _solve(
    season: Season,
    load: Load,
    meeting: Meeting,
    members: Mapping[str, tuple[Expert, ...]],
    ties: Ties,
    work: Work,
) -> tuple[Answer, Timetable]:
    rows, v = build(season, load, meeting, members, ties)
    return solve(rows, goal_terms(season, v), work, units=8), v


def members_of(season: Season, plan: Plan, load: Load) -> dict[str, tuple[Expert, ...]]:
    """The drawn members by group."""
    found: dict[str, list[Expert]] = {group.id: [] for group in load.groups}
    for seat in plan.seats:
        if seat.committee == load.committee.id and seat.group in found:
            found[seat.group].append(season.expert[seat.expert])
    return {group: tuple(experts) for group, experts in found.items()}


def _blame(
    season: Season,
    load: Load,
    meeting: Meeting,
    members: Mapping[str, tuple[Expert, ...]],
    ties: Ties,
    work: Work,
) -> Cut:
    """The group whose members cannot do the work by themselves; else the block and its rooms."""
    for group in load.groups:
        rows, _ = build(season, load, meeting, members, ties, only=[group.id])
        if group.panels and isinstance(
            solve(rows.without(frozenset({"guide"})), [], work, units=4), Infeasible
        ):
            sitting = tuple(expert.id for expert in members[group.id])
            return Cut("formation", load.committee.id, sitting, group=group.id, clause="R40-21")
    return Cut("meetings", load.committee.id, (decision(meeting),), clause="R40-21")


def sessions_of(season: Season, v: Timetable, values: tuple[int, ...]) -> list[Session]:
    """Sessions of one solution. Parallel panels share out their members in dockets."""
    committee = v.load.committee.id
    found: list[Session] = []
    for at in v.before:
        free = [use for use in v.meeting.rooms if use.at == at]
        for group in v.load.groups:
            sitting = [
                e.id
                for e in v.members[group.id]
                if (e.id, at) in v.sits_at and values[v.sits_at[e.id, at]]
            ]
            wanted = [
                category
                for category in group.panels
                for _ in range(values[v.meets[group.id, category, at]])
            ]
            for number, category in enumerate(wanted):
                use = next((u for u in free if u.group == group.id), None) or (
                    free[0] if free else None
                )
                if use is not None:
                    free.remove(use)
                found.append(
                    Session(
                        id=f"{group.id}@{at}/{number + 1}",
                        committee=committee,
                        group=group.id,
                        kind="panel",
                        at=at,
                        room=use.room if use else "",
                        category=category,  # pyright: ignore[reportArgumentType]
                        members=tuple(sitting[number :: len(wanted)]),
                    )
                )
    for at in v.meeting.plenaries:
        room = next((use.room for use in v.meeting.rooms if use.at == at and not use.group), "")
        coming = tuple(e.id for es in v.members.values() for e in es if can_come(e, [at]))
        found.append(
            Session(
                id=f"{committee}@{at}",
                committee=committee,
                kind="plenary",
                at=at,
                room=room,
                members=coming,
            )
        )
    return found


def tied_work(season: Season, v: Timetable, group: str) -> dict[tuple[frozenset[str], str], int]:
    """Minutes of dossiers by (tied members, category), for those that have any tied member."""
    found: dict[tuple[frozenset[str], str], int] = {}
    for item in v.load.items[group]:
        tied = tied_members(season, v.load, v.members[group], v.ties, item)
        if tied:
            key = (tied, item.category)
            found[key] = found.get(key, 0) + item.minutes
    return found


def tied_members(
    season: Season, load: Load, members: Iterable[Expert], ties: Ties, item: Item
) -> frozenset[str]:
    """The members who must step out for one dossier."""
    if not item.applicant:
        return frozenset()
    applicant = season.applicant[item.applicant]
    return frozenset(e.id for e in members if ties.tied(load.committee, e, applicant))
