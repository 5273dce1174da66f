"""Annexes 5 and 6: a day for every visit as a flow over the desks' minutes, then each day packed.

Days first: one column per visit and day (or starting half-day, for visits of several), with the
desks' minutes less the reserve as capacity. Then each day's visits are laid end to end at desks,
which needs no intervals. A day that cannot be packed goes back as a row. Goals in order: nobody
left out, wishes and the busiest desk (reference objective), the busiest day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from models.appointment import Submission
from models.calendar import HalfDay, date_of
from models.plan import Appointment, Goal, Plan, PutAside, StepReport
from models.season import Season
from scheduler.packing import Chosen, Desks
from scheduler.rows import Rows, Var
from scheduler.solver import Found, Infeasible, solve, value_of
from scheduler.visits import (
    Visit,
    desk_minutes,
    is_open,
    received_by_industry,
    span_of,
    starts_of,
    visits_of,
)
from scheduler.work import Outcome, Work

MAX_ROUNDS = 8
CLAUSE = "N2024-2.1.1a"


@dataclass
class Days:
    """``comes[v, t]``: visit v begins at half-day t (single ones: on t's day, half still open)."""

    visits: Sequence[Visit]
    comes: dict[tuple[int, HalfDay], Var] = field(default_factory=dict[tuple[int, HalfDay], Var])
    left_out: dict[int, Var] = field(default_factory=dict[int, Var])
    on_day: dict[date, list[tuple[int, int, Var]]] = field(
        default_factory=dict[date, list[tuple[int, int, Var]]]
    )
    """By day: (visit, minutes on that day, variable)."""


def run(season: Season, plan: Plan, work: Work) -> Outcome:
    """Appointments of every submission that comes to a desk; those left out with the reason."""
    wanted = [
        s
        for s in season.submissions
        if s.dossiers and not s.online_only and not received_by_industry(season, s)
    ]
    if not wanted or not season.desks:
        return Outcome(
            StepReport(
                step="appointments",
                status="SKIPPED",
                reason="skipped.no-submissions" if not wanted else "skipped.no-desks",
            )
        )
    kept = _published(plan, work, wanted)
    promised = {item.submission for item in kept}
    visits = visits_of(season, plan, [s for s in wanted if s.id not in promised])
    able = [v for v in visits if v.desks and starts_of(season, v)]
    aside = [_aside(season, v, "appointments.no-day") for v in visits if v not in able]
    return _plan(season, work, able, kept, aside)


def _published(plan: Plan, work: Work, wanted: Sequence[Submission]) -> list[Appointment]:
    """Appointments of published annexes, kept cell by cell."""
    if work.base is None:
        return []
    here = {s.id for s in wanted}
    return [
        item
        for item in work.base.appointments
        if f"annex{item.annex}" in work.frozen and item.submission in here
    ]


def _plan(
    season: Season,
    work: Work,
    visits: list[Visit],
    kept: list[Appointment],
    aside: list[PutAside],
) -> Outcome:
    rows, v = _rows(season, visits, kept)
    goals = _goals(season, rows, v)
    bounds: list[int] = []
    found: list[Goal] = []
    chosen: list[Chosen] = []
    reproducible = True
    for number in range(MAX_ROUNDS):
        solved = _levels(rows, goals, work, units=4 if not number else 1)
        if isinstance(solved, str):
            return Outcome(StepReport(step="appointments", status="UNKNOWN", reason=solved))
        values, found, reproducible = solved
        # Rows that send a day back are no proof: the first round's bounds stay the bounds.
        bounds = bounds or [goal.bound for goal in found]
        desks = Desks(season, kept)
        chosen = _chosen(v, values)
        failed = desks.pack(chosen, work)
        if failed is None:
            break
        rows.at_most(len(failed) - 1, [v.comes[visit, at] for visit, at in failed], CLAUSE)
    else:
        desks, chosen = _fewer(season, kept, chosen, work)
    here = {index for index, _, _ in chosen}
    left = [visit for index, visit in enumerate(visits) if index not in here]
    aside = [*aside, *(_aside(season, visit, "appointments.full") for visit in left)]
    goals_met = _measured(found, bounds, sum(visit.minutes for visit in left))
    goals_met += desks.goals(visits, goals_met)
    report = StepReport(
        step="appointments",
        status="OPTIMAL" if all(goal.proven for goal in goals_met) else "FEASIBLE",
        goals=tuple(goals_met),
        reproducible=reproducible,
    )
    return Outcome(report, {"appointments": desks.appointments()}, put_aside=tuple(aside))


def _measured(found: list[Goal], bounds: list[int], left_out: int) -> list[Goal]:
    """The goals as reached, each with the bound of the first round."""
    values = {"minutes_left_out": left_out}
    return [
        Goal(
            name=goal.name,
            value=(value := values.get(goal.name, goal.value)),
            bound=min(bound, value),
            proven=value <= bound,
        )
        for goal, bound in zip(found, bounds, strict=True)
    ]


def _fewer(
    season: Season, kept: list[Appointment], chosen: list[Chosen], work: Work
) -> tuple[Desks, list[Chosen]]:
    """Where no round could be packed: leave out the shortest visit that stands in the way."""
    while True:
        desks = Desks(season, kept)
        failed = desks.pack(chosen, work)
        if failed is None:
            return desks, chosen
        names = {index for index, _ in failed}
        least = min((c for c in chosen if c[0] in names), key=lambda c: (c[1].minutes, c[0]))
        chosen = [item for item in chosen if item is not least]


def _rows(season: Season, visits: list[Visit], kept: list[Appointment]) -> tuple[Rows, Days]:
    rows = Rows()
    v = Days(visits)
    for index, visit in enumerate(visits):
        days: dict[HalfDay, HalfDay] = {}
        for at in starts_of(season, visit):
            key = at if len(visit.chunks) > 1 else at[:10]
            days.setdefault(key, at)
        for at in days.values():
            v.comes[index, at] = rows.flag(f"comes[{visit.id},{at}]")
            _spread(season, v, index, at)
        v.left_out[index] = rows.flag(f"left_out[{visit.id}]")
        mine = [v.comes[index, at] for at in days.values()]
        rows.exactly(1, [*mine, v.left_out[index]], CLAUSE)
    _capacity(season, rows, v, kept)
    _long_visits(season, rows, v)
    return rows, v


def _spread(season: Season, v: Days, index: int, at: HalfDay) -> None:
    """The minutes that a visit begun at `at` takes from each day."""
    visit = v.visits[index]
    variable = v.comes[index, at]
    if len(visit.chunks) == 1:
        v.on_day.setdefault(date_of(at), []).append((index, visit.minutes, variable))
        return
    per_day: dict[date, int] = {}
    for chunk, t in enumerate(span_of(season, visit, at)):
        per_day[date_of(t)] = per_day.get(date_of(t), 0) + visit.minutes_of(chunk)
    for day, minutes in per_day.items():
        v.on_day.setdefault(day, []).append((index, minutes, variable))


def _capacity(season: Season, rows: Rows, v: Days, kept: list[Appointment]) -> None:
    """On no day more than the desks' minutes less the reserve, for every set of desks."""
    share = 1 - season.profile.share("desk.reserve_share")
    everyone = tuple(desk.id for desk in season.desks)
    sets = dict.fromkeys([everyone, *(visit.desks for visit in v.visits)])
    taken: dict[tuple[date, str], int] = {}
    for item in kept:
        key = (date_of(item.at), item.desk)
        taken[key] = taken.get(key, 0) + item.minutes
    for day, items in sorted(v.on_day.items()):
        for names in sets:
            inside = [(m, x) for i, m, x in items if set(v.visits[i].desks) <= set(names)]
            room = sum(
                desk_minutes(season, season.desk[name])
                for name in names
                for at in season.calendar.half_days(day, day)
                if is_open(season, season.desk[name], at)
            )
            free = int(room * share) - sum(taken.get((day, name), 0) for name in names)
            if inside:
                rows.at_most(max(0, free), inside, "N2024-2.1.1b")


def _long_visits(season: Season, rows: Rows, v: Days) -> None:
    """Chunks of more than half a desk's half-day cannot share a desk: no more than desks."""
    big: dict[HalfDay, list[Var]] = {}
    half = max(desk_minutes(season, desk) for desk in season.desks) // 2
    for (index, at), variable in v.comes.items():
        visit = v.visits[index]
        if len(visit.chunks) == 1:
            continue
        for chunk, t in enumerate(span_of(season, visit, at)):
            if visit.minutes_of(chunk) > half:
                big.setdefault(t, []).append(variable)
    for at, variables in sorted(big.items()):
        rows.at_most(sum(is_open(season, desk, at) for desk in season.desks), variables, CLAUSE)


def _goals(season: Season, rows: Rows, v: Days) -> list[tuple[str, list[tuple[int, int]]]]:
    """Minutes left out, then days off the wishes, then the busiest day."""
    weight = season.profile.integer("goal.appointments.wish_distance")
    left = [(v.visits[i].minutes, x) for i, x in v.left_out.items()]
    wishes: list[tuple[int, int]] = []
    for (index, at), variable in v.comes.items():
        wished = v.visits[index].wished_day
        away = abs(date_of(at).toordinal() - wished) if wished is not None else 0
        if away:
            wishes.append((weight * away, variable))
    most = sum(visit.minutes for visit in v.visits)
    busiest = rows.integer("minutes on the busiest day", 0, max(most, 1))
    for day in sorted(v.on_day):
        rows.at_most(0, [*[(m, x) for _, m, x in v.on_day[day]], (-1, busiest)])
    return [("minutes_left_out", left), ("wish_distance", wishes), ("busiest_day", [(1, busiest)])]


Solved = tuple[tuple[int, ...], list[Goal], bool]


def _levels(
    rows: Rows, goals: list[tuple[str, list[tuple[int, int]]]], work: Work, *, units: float
) -> Solved | str:
    """The goals one after another, each frozen at its value; a code where nothing was found."""
    fixed = Rows(rows.names, rows.low, rows.high, list(rows.rows), rows.strength)
    values: tuple[int, ...] = ()
    found: list[Goal] = []
    reproducible = True
    for name, terms in goals:
        answer = solve(fixed, terms, work, units=units, hint=dict(enumerate(values)) or None)
        assert not isinstance(answer, Infeasible), "everybody may be left out"
        if isinstance(answer, Found):
            values, value, bound = answer.values, answer.value, answer.bound
        elif values:
            value, bound = value_of(terms, values), 0
        else:
            return "unproven"
        reproducible = reproducible and answer.reproducible
        work.progress("appointments", name, value, bound)
        found.append(Goal(name=name, value=value, bound=bound, proven=value == bound))
        fixed.at_most(value, terms)
    return values, found, reproducible


def _chosen(v: Days, values: tuple[int, ...]) -> list[Chosen]:
    return [(i, v.visits[i], at) for (i, at), x in v.comes.items() if values[x]]


def _aside(season: Season, visit: Visit, code: str) -> PutAside:
    first = visit.chunks[0][0].submission
    days: Mapping[str, None] = dict.fromkeys(at[:10] for at in visit.half_days)
    return PutAside(
        id=f"submissions/{first}",
        table="submissions",
        row=first,
        code=code,
        clause=CLAUSE,
        step="appointments",
        args={
            "unit": season.organisation[visit.organisation].name,
            "minutes": visit.minutes,
            "half_days": len(visit.chunks),
            "days": len(days),
        },
    )


def hours(minutes: int) -> int:
    """Hours begun."""
    return ceil(minutes / 60)
