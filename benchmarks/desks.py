"""Appointments: ours beside the tutorial model, x[unit, desk, slot], greedy and HiGHS."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from benchmarks import steps
from benchmarks.desk_cases import ROOM, WEIGHT, Case, Placed, evaluate, floor_hours, reference
from benchmarks.row import Options, Row

Answer = tuple[str, Placed, int | None]
"""Status, places and bound."""
LIMIT = 60.0


def appointments(options: Options) -> Iterator[Row]:
    """Annexes 5 and 6 of a season; sizes reference and reference-2000 beside other methods."""
    if not options.size.startswith("reference"):
        yield from steps.appointments(options)
        return
    unknown = sorted(set(options.methods) - {"ours", *METHODS})
    if unknown:
        raise SystemExit(f"no method {', '.join(unknown)}; known: ours, {', '.join(METHODS)}")
    case = reference(options.size, options.seed)
    for method in options.methods:
        began = time.monotonic()
        if method == "ours":
            yield from _ours(case, options)
            continue
        status, placed, bound = METHODS[method](case, options.time_limit or LIMIT, options.seed)
        seconds = time.monotonic() - began
        value = evaluate(case, placed)
        checked = value is not None if placed else None
        yield Row(case.name, status, value, bound, seconds, checked, method)


# ------------------------------------------------------------------------------------- ours


def _season(case: Case) -> tuple[Any, tuple[date, ...]]:
    """The case as a season, planned by the product's own step."""
    from instances.profile import profile, work_calendar
    from models.appointment import Desk, Submission
    from models.people import Absence, Organisation
    from models.season import Season

    calendar = work_calendar(2024)
    days = calendar.workdays(date(2024, 7, 1), date(2024, 12, 31))[: case.days]
    first, last = days[0].isoformat(), days[-1].isoformat()
    changes = {
        "window.midjunior.first": first,
        "deadline.midjunior.handin": last,
        "deadline.midjunior.supplement": last,
    }
    numbers = profile(2024)
    parameters = tuple(
        p.model_copy(update={"value": changes[p.id]}) if p.id in changes else p
        for p in numbers.parameters
    )
    season = Season(
        year=2024,
        profile=numbers.model_copy(update={"parameters": parameters}),
        calendar=calendar,
        organisations=tuple(
            Organisation(id=u.name, name=u.name, kind="municipal") for u in case.units
        ),
        desks=tuple(Desk(id=f"d{n:02}", name=f"{n}") for n in range(case.desks)),
        submissions=tuple(
            Submission(
                id=u.name,
                organisation=u.name,
                band="mid",
                dossiers=u.minutes // 5,
                minutes=5,
                forecast=False,
                wished=days[u.wished],
                closed=tuple(
                    Absence(first=f"{days[a]}.am", last=f"{days[b]}.pm")
                    for a, b in ((0, u.first - 1), (u.last + 1, case.days - 1))
                    if a <= b
                ),
            )
            for u in case.units
        ),
    )
    return season, days


def _ours(case: Case, options: Options) -> Iterator[Row]:
    from models.plan import Plan
    from scheduler import appointments as step
    from scheduler import windows
    from scheduler.work import Work

    season, days = _season(case)
    number = {day.isoformat(): n for n, day in enumerate(days)}
    firsts: list[tuple[float, float]] = []
    began, began_cpu = time.monotonic(), time.process_time()

    def note(*_: object) -> None:
        if not firsts:
            firsts.append((time.monotonic() - began, time.process_time() - began_cpu))

    deadline = began + options.time_limit if options.time_limit else None
    work = Work(seed=options.seed, deadline=deadline, progress=note)
    found = windows.run(season, Plan(season=""), work).parts["windows"]
    outcome = step.run(season, Plan(season="").model_copy(update={"windows": found}), work)
    seconds = time.monotonic() - began
    goals = {goal.name: goal for goal in outcome.report.goals}
    bound = goals["wish_distance"].bound + WEIGHT * floor_hours(case)
    placed = {
        a.submission: (int(a.desk[1:]), number[a.at[:10]], int(a.at.endswith("pm")))
        for a in outcome.parts["appointments"]
    }
    value = evaluate(case, placed)
    status = "OPTIMAL" if value == bound else "FEASIBLE"
    waited, cpu = firsts[0]
    yield Row(
        f"{case.name} first timetable", "FEASIBLE", None, None, waited, note=f"cpu {cpu:.2f} s"
    )
    yield Row(case.name, status, value, bound, seconds, value == goals["reference"].value)


# ------------------------------------------------------------------------------------ others


def _greedy(case: Case, limit: float, seed: int) -> Answer:
    """Longest first, to the nearest day and the desk with least to do."""
    bins: dict[tuple[int, int, int], int] = {}
    on_day = [0] * case.days
    at_desk = [0] * case.desks
    placed: dict[str, tuple[int, int, int]] = {}
    for unit in sorted(case.units, key=lambda u: -u.minutes):
        days = sorted(range(unit.first, unit.last + 1), key=lambda d: abs(d - unit.wished))
        for day in days:
            if on_day[day] + unit.minutes > case.day_minutes:
                continue
            able = [
                (at_desk[desk], desk, half)
                for desk in range(case.desks)
                for half in (0, 1)
                if bins.get((desk, day, half), 0) + unit.minutes <= ROOM
            ]
            if able:
                _, desk, half = min(able)
                bins[desk, day, half] = bins.get((desk, day, half), 0) + unit.minutes
                on_day[day] += unit.minutes
                at_desk[desk] += unit.minutes
                placed[unit.name] = (desk, day, half)
                break
    return ("FEASIBLE" if len(placed) == len(case.units) else "UNKNOWN"), placed, None


def _solved(model: Any, limit: float, seed: int) -> tuple[str, Any]:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = limit
    status = solver.status_name(solver.solve(model))
    return status, solver


def _intervals(case: Case, limit: float, seed: int) -> Answer:
    """The tutorial way: an interval in minutes for each unit and desk, NoOverlap on each desk.

    A half-day is 210 minutes; an interval must not cross its end. Days are 420 minutes each.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    total = [model.new_int_var(0, case.days * 2 * ROOM, f"total[{d}]") for d in range(case.desks)]
    lines: list[list[Any]] = [[] for _ in range(case.desks)]
    loads: list[list[Any]] = [[] for _ in range(case.desks)]
    stays: list[tuple[Any, int]] = []
    costs: list[Any] = []
    chosen: dict[str, tuple[Any, list[Any]]] = {}
    for unit in case.units:
        half = model.new_int_var(2 * unit.first, 2 * unit.last + 1, "half")
        inside = model.new_int_var(0, ROOM - unit.minutes, "inside")
        start = model.new_int_var(0, case.days * 2 * ROOM, "start")
        model.add(start == ROOM * half + inside)
        at = [model.new_bool_var("at") for _ in range(case.desks)]
        model.add_exactly_one(at)
        for desk, here in enumerate(at):
            lines[desk].append(
                model.new_optional_fixed_size_interval_var(start, unit.minutes, here, "visit")
            )
            loads[desk].append(unit.minutes * here)
        day = model.new_int_var(unit.first, unit.last, "day")
        model.add(2 * day <= half)
        model.add(half <= 2 * day + 1)
        away = model.new_int_var(0, case.days, "away")
        model.add_abs_equality(away, day - unit.wished)
        costs.append(away)
        stay = model.new_fixed_size_interval_var(day, 1, "day")
        stays.append((stay, unit.minutes))
        chosen[unit.name] = (half, at)
    model.add_cumulative([stay for stay, _ in stays], [m for _, m in stays], case.day_minutes)
    hours = model.new_int_var(0, case.days * 7, "hours")
    for desk in range(case.desks):
        model.add_no_overlap(lines[desk])
        model.add(total[desk] == sum(loads[desk]))
        model.add(total[desk] <= 60 * hours)
    model.minimize(sum(costs) + WEIGHT * hours)
    status, solver = _solved(model, limit, seed)
    if status not in {"OPTIMAL", "FEASIBLE"}:
        return status, {}, None
    placed = {
        name: (
            next(d for d, here in enumerate(at) if solver.value(here)),
            solver.value(half) // 2,
            solver.value(half) % 2,
        )
        for name, (half, at) in chosen.items()
    }
    return status, placed, round(solver.best_objective_bound)


def _xudt(case: Case, limit: float, seed: int) -> Answer:
    """One flag for every unit, desk and half-day."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    comes: dict[tuple[str, int, int, int], Any] = {}
    bins: dict[tuple[int, int, int], list[Any]] = {}
    on_day: list[list[Any]] = [[] for _ in range(case.days)]
    loads: list[list[Any]] = [[] for _ in range(case.desks)]
    costs: list[Any] = []
    for unit in case.units:
        mine: list[Any] = []
        for day in range(unit.first, unit.last + 1):
            for desk in range(case.desks):
                for half in (0, 1):
                    x = model.new_bool_var("comes")
                    comes[unit.name, desk, day, half] = x
                    mine.append(x)
                    bins.setdefault((desk, day, half), []).append(unit.minutes * x)
                    on_day[day].append(unit.minutes * x)
                    loads[desk].append(unit.minutes * x)
                    costs.append(abs(day - unit.wished) * x)
        model.add_exactly_one(mine)
    for items in bins.values():
        model.add(sum(items) <= ROOM)
    for items in on_day:
        model.add(sum(items) <= case.day_minutes)
    hours = model.new_int_var(0, case.days * 7, "hours")
    for items in loads:
        model.add(sum(items) <= 60 * hours)
    model.minimize(sum(costs) + WEIGHT * hours)
    status, solver = _solved(model, limit, seed)
    if status not in {"OPTIMAL", "FEASIBLE"}:
        return status, {}, None
    placed = {key[0]: key[1:] for key, x in comes.items() if solver.value(x)}
    return status, placed, round(solver.best_objective_bound)


def _highs(case: Case, limit: float, seed: int) -> Answer:
    """The same flags as a mixed-integer program for HiGHS (scipy)."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    keys = [
        (n, desk, day, half)
        for n, unit in enumerate(case.units)
        for day in range(unit.first, unit.last + 1)
        for desk in range(case.desks)
        for half in (0, 1)
    ]
    count = len(keys) + 1
    units, desks, days = len(case.units), case.desks, case.days
    size = np.array([case.units[n].minutes for n, *_ in keys])
    columns = np.arange(len(keys))
    of_unit = np.array([n for n, *_ in keys])
    of_bin = np.array([(desk * days + day) * 2 + half for _, desk, day, half in keys])
    of_day = np.array([day for _, _, day, _ in keys])
    of_desk = np.array([desk for _, desk, _, _ in keys])

    def rows(where: Any, values: Any, number: int) -> Any:
        return csr_array((values, (where, columns)), shape=(number, count))

    load = csr_array(
        (
            np.concatenate([size, np.full(desks, -60)]),
            (
                np.concatenate([of_desk, np.arange(desks)]),
                np.concatenate([columns, np.full(desks, len(keys))]),
            ),
        ),
        shape=(desks, count),
    )
    cost = np.array([abs(day - case.units[n].wished) for n, _, day, _ in keys] + [WEIGHT])
    run: Any = milp
    found = run(
        cost,
        constraints=[
            LinearConstraint(rows(of_unit, np.ones(len(keys)), units), 1, 1),
            LinearConstraint(rows(of_bin, size, desks * days * 2), -np.inf, ROOM),
            LinearConstraint(rows(of_day, size, days), -np.inf, case.day_minutes),
            LinearConstraint(load, -np.inf, 0),
        ],
        integrality=np.ones(count),
        bounds=Bounds(0, np.array([1.0] * len(keys) + [days * 7.0])),
        options={"time_limit": limit},
    )
    if found.x is None:
        return "UNKNOWN", {}, None
    placed = {
        case.units[n].name: (desk, day, half)
        for (n, desk, day, half), x in zip(keys, found.x, strict=False)
        if x > 0.5  # noqa: PLR2004 - a flag
    }
    bound = -int(-found.mip_dual_bound // 1) if found.mip_dual_bound is not None else None
    return ("OPTIMAL" if found.status == 0 else "FEASIBLE"), placed, bound


METHODS: dict[str, Callable[[Case, float, int], Answer]] = {
    "intervals": _intervals,
    "xudt": _xudt,
    "greedy": _greedy,
    "highs": _highs,
}
