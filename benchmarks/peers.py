"""Peers of the committee steps, in the same run as ours and on the same data.

`cpsat` (defaults, two workers) and `highs` (MIP) get the very models that our planner put to its
solver, one after another; `checked` says that every optimum they prove is ours. `monolith` is
the timetable as a tutorial would write it: who sits in which session, in which half-day, in which
room. `greedy` puts in committee after committee of those that are spread; `search` goes on from
there by taking a few out and putting them back. `timefold` is another solver in an environment of
its own (`benchmarks.timefold_peer`).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benchmarks.row import Options, Row
from benchmarks.timefold_peer import timefold
from models.plan import Plan, StepName
from models.season import Season
from scheduler.grouping import Load
from scheduler.planning import given_of, plan
from scheduler.relaxation import matrices
from scheduler.solver import Asked, Found, render
from scheduler.work import Work

Said = tuple[str, int | None, int | None]
"""Status, value, bound."""


def peers(
    case: str, season: Season, step: StepName, before: tuple[StepName, ...], options: Options
) -> Iterator[Row]:
    """One row for every method named that is not ours."""
    names = [name for name in options.methods if name != "ours"]
    if not names:
        return
    base = plan(season, Work(seed=options.seed), before)
    if {"cpsat", "highs"} & set(names):
        yield from _same_models(case, season, base, step, options)
    for name in names:
        if step == "timetable" and name in WHOLE:
            given = given_of(season, base)
            began = time.perf_counter()
            status, value, bound = WHOLE[name](given.season, base, given.loads, options)
            seconds = time.perf_counter() - began
            yield Row(case, status, value, bound, seconds, None, name)
        elif step == "timetable" and name == "timefold":
            given = given_of(season, base)
            yield timefold(case, given.season, base, given.loads, options)


def _same_models(
    case: str, season: Season, base: Plan, step: StepName, options: Options
) -> Iterator[Row]:
    work = Work(seed=options.seed, base=base, asked=[])
    plan(season, work, (step,))
    asked: list[Asked] = work.asked or []
    told = f"{case} {len(asked)} models"
    found = [item.answer for item in asked]
    proven = all(isinstance(a, Found) and a.proven for a in found)
    value = sum(a.value for a in found if isinstance(a, Found))
    bound = sum(a.bound for a in found if isinstance(a, Found))
    seconds = sum(item.seconds for item in asked)
    yield Row(told, "OPTIMAL" if proven else "FEASIBLE", value, bound, seconds, None, "ours")
    for name in options.methods:
        if name in ONE:
            limit = (options.time_limit or 60.0) / max(1, len(asked))
            began = time.perf_counter()
            said = [ONE[name](item, max(limit, 1.0), options.seed) for item in asked]
            seconds = time.perf_counter() - began
            yield _summed(told, name, said, asked, seconds)


def _summed(case: str, name: str, said: list[Said], asked: list[Asked], seconds: float) -> Row:
    agree = all(
        status != "OPTIMAL"
        or not isinstance(item.answer, Found)
        or not item.answer.proven
        or value == item.answer.value
        for (status, value, _), item in zip(said, asked, strict=True)
    )
    if any(value is None for _, value, _ in said):
        return Row(case, "UNKNOWN", None, None, seconds, agree, name)
    optimal = all(status == "OPTIMAL" for status, _, _ in said)
    value = sum(v for _, v, _ in said if v is not None)
    bound = sum(b for _, _, b in said if b is not None)
    return Row(case, "OPTIMAL" if optimal else "FEASIBLE", value, bound, seconds, agree, name)


def cpsat(item: Asked, limit: float, seed: int) -> Said:
    """CP-SAT with its defaults and two workers."""
    from ortools.sat.python import cp_model

    model, variables = render(item.rows)
    if item.minimise:
        model.minimize(
            cp_model.LinearExpr.weighted_sum(
                [variables[x] for _, x in item.minimise], [c for c, _ in item.minimise]
            )
        )
    return _run(model, limit, seed)


def _run(model: Any, limit: float, seed: int) -> Said:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = limit
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return solver.status_name(status), None, None
    value = round(solver.objective_value)
    bound = value if status == cp_model.OPTIMAL else round(solver.best_objective_bound)
    return solver.status_name(status), value, bound


def highs(item: Asked, limit: float, seed: int) -> Said:
    """HiGHS as a MIP, through scipy; its bound is in floating point."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    merged: dict[int, int] = {}
    for c, x in item.minimise:
        merged[x] = merged.get(x, 0) + c
    cost, matrix, low, high = matrices(item.rows, merged)
    ask: Callable[..., Any] = milp
    answer = ask(
        cost.astype(float),
        constraints=LinearConstraint(matrix.astype(float), low, high),
        integrality=np.ones(len(cost)),
        bounds=Bounds(np.array(item.rows.low, float), np.array(item.rows.high, float)),
        options={"time_limit": limit, "mip_rel_gap": 0},
    )
    if answer.x is None:
        return ("INFEASIBLE" if answer.status == 2 else "UNKNOWN"), None, None  # noqa: PLR2004
    value = round(float(answer.fun))
    bound = value if answer.status == 0 else round(float(answer.mip_dual_bound or 0))
    return ("OPTIMAL" if answer.status == 0 else "FEASIBLE"), value, bound


ONE: dict[str, Callable[[Asked, float, int], Said]] = {"cpsat": cpsat, "highs": highs}


def monolith(season: Season, base: Plan, loads: Mapping[str, Load], options: Options) -> Said:
    """Sessions, half-days, rooms and people as Booleans of their own, in one model."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    in_room: dict[tuple[str, str], list[Any]] = {}
    busy: dict[tuple[str, str], list[Any]] = {}
    terms: list[Any] = []
    rooms = [room.id for room in season.rooms]
    for meeting in base.meetings:
        load = loads[meeting.id]
        windows = [w for w in base.windows if w.kind == "meeting" and w.subject == meeting.id]
        span = (
            season.calendar.half_days(windows[0].first, windows[0].last, weekends=False)
            if load.committee.spread
            else meeting.half_days
        )
        index = {at: n for n, at in enumerate(span)}
        end = model.new_int_var(0, len(span) - 1, f"end {meeting.id}")
        terms.append(end)
        for group in load.groups:
            seated = [seat.expert for seat in base.seats if seat.group == group.id]
            load_of = {e: [] for e in seated}
            comes: dict[tuple[str, str], Any] = {}
            for number in range(sum(group.panels.values())):
                name = f"{group.id}/{number}"
                held = {
                    (at, room): model.new_bool_var(f"{name} {at} {room}")
                    for at in span
                    for room in rooms
                }
                model.add_exactly_one(held.values())
                for (at, room), x in held.items():
                    in_room.setdefault((at, room), []).append(x)
                    model.add(end > index[at]).only_enforce_if(x)
                sits = {e: model.new_bool_var(f"{name} {e}") for e in seated}
                model.add(sum(sits.values()) == group.panel_size)
                for e, y in sits.items():
                    load_of[e].append(y)
                    for at in span:
                        both = model.new_bool_var(f"{name} {e} {at}")
                        here = [held[at, room] for room in rooms]
                        model.add(both >= y + sum(here) - 1)
                        busy.setdefault((e, at), []).append(both)
                        day = comes.setdefault((e, at[:10]), model.new_bool_var(f"{e} {at[:10]}"))
                        model.add_implication(both, day)
                        if any(a.first <= at <= a.last for a in season.expert[e].absences):
                            model.add(both == 0)
            most = model.new_int_var(0, sum(group.panels.values()), f"most {group.id}")
            for own in load_of.values():
                model.add(most >= sum(own))
            terms += [3 * most, *(2 * x for x in comes.values())]
    for at_once in [*in_room.values(), *busy.values()]:
        model.add_at_most_one(at_once)
    model.minimize(sum(terms))
    return _run(model, options.time_limit or 60.0, options.seed)


def greedy(season: Season, base: Plan, loads: Mapping[str, Load], options: Options) -> Said:
    """Spread committees one after another, the earliest first."""
    return _put_in(season, base, loads, options, rounds=False)


def search(season: Season, base: Plan, loads: Mapping[str, Load], options: Options) -> Said:
    """From the greedy plan on, a few committees out and in again."""
    return _put_in(season, base, loads, options, rounds=True)


def _put_in(
    season: Season, base: Plan, loads: Mapping[str, Load], options: Options, *, rounds: bool
) -> Said:
    from scheduler.timetable_spread import search_of

    spread = [load for load in loads.values() if load.committee.spread]
    found = search_of(season, base, Work(seed=options.seed), spread)
    if found is None or not found.first({}):
        return "UNKNOWN", None, None
    if rounds:
        found.improve(0)
    return "FEASIBLE", found.value(), None


WHOLE: dict[str, Callable[[Season, Plan, Mapping[str, Load], Options], Said]] = {
    "monolith": monolith,
    "greedy": greedy,
    "search": search,
}
