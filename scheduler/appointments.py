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
    least_minutes,
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
    kept = _published(season, work, wanted)
    promised = {item.submission for item in kept}
    visits = visits_of(season, plan, [s for s in wanted if s.id not in promised])
    able = [v for v in visits if v.desks and starts_of(season, v)]
    aside = [
        item for v in visits if v not in able for item in _aside(season, v, "appointments.no-day")
    ]
    return _plan(season, work, able, kept, aside)


def _published(season: Season, work: Work, wanted: Sequence[Submission]) -> list[Appointment]:
    """Appointments of published annexes: day, hour and desk stay, the real counts go in.

    A forecast's minutes carry a margin, so that somewhat more dossiers fit into the same time.
    """
    if work.base is None:
        return []
    of_submission: dict[str, list[Appointment]] = {s.id: [] for s in wanted}
    for item in work.base.appointments:
        if f"annex{item.annex}" in work.frozen and item.submission in of_submission:
            of_submission[item.submission].append(item)
    return [item for s in wanted for item in _with_counts(season, s, of_submission[s.id])]


def _with_counts(
    season: Season, submission: Submission, kept: list[Appointment]
) -> list[Appointment]:
    """The same appointments with today's dossiers; as they were when these do not fit in."""
    each = least_minutes(season, submission)
    left, found = submission.dossiers, list[Appointment]()
    for item in kept:
        count = min(left, item.minutes // each)
        left -= count
        if count:
            found.append(item.model_copy(update={"dossiers": count}))
    return kept if left else found


def _plan(
    season: Season,
    work: Work,
    visits: list[Visit],
    kept: list[Appointment],
    aside: list[PutAside],
) -> Outcome:
    rows, v = _rows(season, visits, kept)
    goals = _goals(season, rows, v)
    first: list[Goal] = []
    found: list[Goal] = []
    chosen: list[Chosen] = []
    reproducible = True
    for number in range(MAX_ROUNDS):
        solved = _levels(rows, goals, work, units=8 if not number else 3)
        if solved is None:
            reproducible = not work.cut
            break
        values, found, reproducible = solved
        first = first or found
        desks = Desks(season, kept)
        chosen = _chosen(v, values)
        failed = desks.pack(chosen, work)
        if failed is None:
            left = [visits[i] for i, x in v.left_out.items() if values[x]]
            found = _bounded(first, _measured(season, desks, visits, left))
            return _outcome(season, desks, visits, left, aside, found, reproducible)
        rows.at_most(len(failed) - 1, [v.comes[visit, at] for visit, at in failed], CLAUSE)
    if chosen:
        desks, chosen = _fewer(season, kept, chosen, work)
        here = {index for index, _, _ in chosen}
        left = [visit for index, visit in enumerate(visits) if index not in here]
    else:
        desks = Desks(season, kept)
        left = desks.lay_greedily([(visit, starts_of(season, visit)) for visit in visits])
    found = _bounded(first, _measured(season, desks, visits, left))
    return _outcome(season, desks, visits, left, aside, found, reproducible)


def _bounded(first: Sequence[Goal], found: Sequence[Goal]) -> list[Goal]:
    """Goals with the bounds of the first round: rows that send a day back are no proof.

    A bound of a later goal holds for the values of those before it, so it falls with them.
    """
    same = True
    done: list[Goal] = []
    for index, goal in enumerate(found):
        bound = first[index].bound if same and index < len(first) else 0
        bound = min(bound, goal.value)
        done.append(goal.model_copy(update={"bound": bound, "proven": goal.value == bound}))
        same = same and index < len(first) and goal.value == first[index].value
    return done


def _measured(
    season: Season, desks: Desks, visits: Sequence[Visit], left: Sequence[Visit]
) -> list[Goal]:
    """The goals as the desks stand, where no model's values hold."""
    weight = season.profile.integer("goal.appointments.wish_distance")
    minutes: dict[str, int] = {}
    comes: set[tuple[str, str]] = set()
    begins: dict[str, HalfDay] = {}
    for (_, at), items in desks.placed.items():
        for visit, parts in items:
            minutes[at[:10]] = minutes.get(at[:10], 0) + sum(part.minutes for part in parts)
            comes.add((visit.organisation, at[:10]))
            begins[visit.id] = min(at, begins.get(visit.id, at))
    away = sum(
        abs(date_of(begins[v.id]).toordinal() - v.wished_day)
        for v in visits
        if v.wished_day is not None and v.id in begins
    )
    return [
        Goal(name="minutes_left_out", value=sum(v.minutes for v in left), bound=0),
        Goal(name="visits", value=len(comes), bound=0),
        Goal(name="wish_distance", value=weight * away, bound=0),
        Goal(name="busiest_day", value=ceil(max(minutes.values(), default=0) / 60), bound=0),
    ]


def _outcome(
    season: Season,
    desks: Desks,
    visits: Sequence[Visit],
    left: Sequence[Visit],
    aside: list[PutAside],
    found: list[Goal],
    reproducible: bool,
) -> Outcome:
    full = [item for visit in left for item in _aside(season, visit, "appointments.full")]
    found = [*found, *desks.goals(visits, found)]
    done = all(goal.proven for goal in found)
    report = StepReport(
        step="appointments",
        status="OPTIMAL" if done else "FEASIBLE",
        goals=tuple(found),
        reproducible=reproducible,
    )
    return Outcome(report, {"appointments": desks.appointments()}, put_aside=(*aside, *full))


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
    most = ceil(sum(visit.minutes for visit in v.visits) / 60)
    busiest = rows.integer("desk hours begun on the busiest day", 0, max(most, 1))
    for day in sorted(v.on_day):
        rows.at_most(0, [*[(m, x) for _, m, x in v.on_day[day]], (-60, busiest)])
    return [
        ("minutes_left_out", left),
        ("visits", _visits(season, rows, v)),
        ("wish_distance", wishes),
        ("busiest_day", [(1, busiest)]),
    ]


def _visits(season: Season, rows: Rows, v: Days) -> list[tuple[int, int]]:
    """Days on which each unit comes: a unit with several visits may have them on one day."""
    of_unit: dict[str, list[int]] = {}
    for index, visit in enumerate(v.visits):
        of_unit.setdefault(visit.organisation, []).append(index)
    terms: list[tuple[int, int]] = []
    used: dict[tuple[str, date], Var] = {}
    for (index, at), variable in v.comes.items():
        visit = v.visits[index]
        days = {date_of(t) for t in span_of(season, visit, at)}
        if len(of_unit[visit.organisation]) == 1:
            terms.append((len(days), variable))
            continue
        for day in sorted(days):
            key = (visit.organisation, day)
            if key not in used:
                used[key] = rows.flag(f"comes_on[{visit.organisation},{day}]")
                terms.append((1, used[key]))
            rows.at_most(0, [variable, (-1, used[key])])
    return terms


Solved = tuple[tuple[int, ...], list[Goal], bool]


def _levels(
    rows: Rows, goals: list[tuple[str, list[tuple[int, int]]]], work: Work, *, units: float
) -> Solved | None:
    """The goals one after another, each frozen at its value; None where nothing was found."""
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
            return None
        reproducible = reproducible and answer.reproducible
        work.progress("appointments", name, value, bound)
        found.append(Goal(name=name, value=value, bound=bound, proven=value == bound))
        fixed.at_most(value, terms)
    return values, found, reproducible


def _chosen(v: Days, values: tuple[int, ...]) -> list[Chosen]:
    return [(i, v.visits[i], at) for (i, at), x in v.comes.items() if values[x]]


def _aside(season: Season, visit: Visit, code: str) -> list[PutAside]:
    """Every submission of a visit that has no appointment."""
    days: Mapping[str, None] = dict.fromkeys(at[:10] for at in visit.half_days)
    names = dict.fromkeys(part.submission for chunk in visit.chunks for part in chunk)
    return [
        PutAside(
            id=f"submissions/{name}",
            table="submissions",
            row=name,
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
        for name in names
    ]
