"""From days to desks: a first timetable, the goals one by one, and desks evenly used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from models.calendar import date_of
from models.plan import Goal
from scheduler.bettering import better, bound_of, worst_of
from scheduler.desk_columns import Column
from scheduler.desk_days import Days, Terms
from scheduler.desk_exchange import Timetable, fill_up
from scheduler.desk_rooms import Key
from scheduler.desk_waiting import least_waiting, waiting
from scheduler.packing import Bins, Chosen
from scheduler.rows import Rows, Var
from scheduler.solver import value_of
from scheduler.visits import Visit
from scheduler.work import Work

LEFT_OUT = ("minutes_left_out", "unlisted_left_out")
UNITS = {"visits": 4.0, "wish_distance": 12.0}
OTHER_UNITS = 2.0


def bins_of(days: Days) -> Bins:
    """The desks with nothing but what stays."""
    return Bins(days.season, days.hours, days.kept)


# ------------------------------------------------------------------------------ a first timetable


def first(days: Days) -> Timetable:
    """Everybody as near to the wish as it fits, the long and the least free first."""
    found = Timetable(bins_of(days), {})
    order = sorted(
        range(len(days.visits)),
        key=lambda n: (
            days.visits[n].spare,
            len(days.visits[n].follows),
            not days.visits[n].at,
            -len(days.visits[n].chunks),
            len(days.of_visit[n]) > FEW,
            -days.visits[n].minutes,
            n,
        ),
    )
    insert(days, found, order)
    return found


FEW = 4
"""A visit with so few columns or less goes before the others."""


def insert(days: Days, table: Timetable, numbers: Sequence[int]) -> list[int]:
    """Lay visits one after another where they cost least; those for which there is no room."""
    load = _loads(days, table)
    left = _insert(days, table, numbers, load, reserve=True)
    left = _insert(days, table, left, load, reserve=False) if left else []
    return fill_up(days, table, left) if left else []


@dataclass
class _Loads:
    minutes: dict[date, int]
    listed: dict[Key, int]
    there: dict[str, set[date]]
    ends: dict[str, str]
    """By visit: its last half-day."""
    starts: dict[str, str]
    """By visit that others follow: the first half-day of the others."""


def _loads(days: Days, table: Timetable) -> _Loads:
    found = _Loads({}, {}, {}, {}, {})
    for item in days.kept:
        unit = days.season.submission[item.submission].organisation
        found.there.setdefault(unit, set()).add(date_of(item.at))
    for number, n in table.chosen.items():
        _count(days, found, table, number, n)
    return found


def _count(days: Days, load: _Loads, table: Timetable, number: int, n: int) -> None:
    visit, column = days.visits[number], days.columns[n][1]
    for day, minutes in days.loads[n].items():
        load.minutes[day] = load.minutes.get(day, 0) + minutes
        load.there.setdefault(visit.traveller, set()).add(day)
        for key in () if visit.spare else days.keys.get(day, ()):
            if key[1].issuperset(column.desks):
                load.listed[key] = load.listed.get(key, 0) + minutes
    if column.span:
        load.ends[visit.id] = column.span[-1]
        for name in visit.follows:
            load.starts[name] = min(column.span[0], load.starts.get(name, "~"))


def _insert(
    days: Days, table: Timetable, numbers: Sequence[int], load: _Loads, *, reserve: bool
) -> list[int]:
    left: list[int] = []
    for number in numbers:
        for n in _by_cost(days, load, number):
            visit, column = days.visits[number], days.columns[n][1]
            if reserve and not visit.spare and not _keeps_reserve(days, load, n):
                continue
            if not _in_order(days, load, visit, column):
                continue
            if table.bins.lay(Chosen(number, visit, column)):
                table.chosen[number] = n
                _count(days, load, table, number, n)
                break
        else:
            left.append(number)
    return left


def _in_order(days: Days, load: _Loads, visit: Visit, column: Column) -> bool:
    """Whether a visit comes after those that it follows, and before those that follow it."""
    if not column.span:
        return True
    before = [name for name in visit.follows if name in days.by_id]
    if any(load.ends.get(name, "~") >= column.span[0] for name in before):
        return False
    return column.span[-1] < load.starts.get(visit.id, "~")


def _by_cost(days: Days, load: _Loads, number: int) -> list[int]:
    """Columns by days on which the unit comes besides, or at all, days off the wish, how full."""
    visit = days.visits[number]
    there = load.there.get(visit.traveller, set())
    wanted = 0 if visit.wished else days.season.profile.integer("correction.workdays")
    costs: list[tuple[bool, int, int, int, int, int, int]] = []
    for n in days.of_visit[number]:
        on, column = days.loads[n], days.columns[n][1]
        new = sum(day not in there for day in on) if there else len(on)
        away = abs((days.hours.day[column.at] - visit.wished).days) if visit.wished else 0
        late = days.missing(visit, column, wanted) if wanted else 0
        fullest = max([load.minutes.get(day, 0) for day in on])
        costs.append((n in days.past, new, len(on), away, late, fullest, n))
    return [n for *_, n in sorted(costs)]


def _keeps_reserve(days: Days, load: _Loads, n: int) -> bool:
    desks = days.columns[n][1].desks
    return all(
        load.listed.get(key, 0) + minutes <= days.limits[key]
        for day, minutes in days.loads[n].items()
        for key in days.keys.get(day, ())
        if key[1].issuperset(desks)
    )


# -------------------------------------------------------------------------------- goal by goal


def by_goals(
    days: Days, table: Timetable, work: Work, *, bounds: bool = False
) -> tuple[tuple[int, ...], list[Goal]]:
    """The goals one after another, each frozen at its value, from a timetable that stands.

    With `bounds`, or where desks are over-full and effort is not great, only bounds are asked for:
    days filled to the last minute seldom fit the desks' half-days, and what stands has filled them
    one by one. Whether they are over-full is shown first: a timetable that leaves somebody out for
    whom there is room is bettered.
    """
    if not bounds:
        work.progress("appointments", "first", None, None)
    days.build()
    rows = Rows(days.rows.names, list(days.rows.low), list(days.rows.high), list(days.rows.rows))
    values = days.values(table.chosen)
    found: list[Goal] = []
    choices = _choices(rows)
    full = bounds or (len(table.chosen) < len(days.visits) and work.effort != "thorough")
    short = 0
    for name, terms in days.goals:
        value, bound = value_of(terms, values), least(rows, choices, terms)
        if value > bound and not work.late() and full:
            bound = max(bound, bound_of(rows, terms, work) or 0)
            if value > bound and len(terms) == 1 and not work.late():
                bound = max(bound, worst_of(rows, terms, values, work, units=OTHER_UNITS))
        if name in LEFT_OUT:
            short += bound
            full = bounds or (full and (bool(short) or value == bound))
        if not full and value > bound and not work.late():
            units = UNITS.get(name, OTHER_UNITS)
            answer = better(rows, terms, values, work, units=units)
            values, value = answer.values, answer.value
            bound = max(bound, answer.bound)
        work.progress("appointments", name, value, bound)
        found.append(_goal(name, value, bound))
        _freeze(rows, terms, value)
    return values, found


def _choices(rows: Rows) -> list[list[Var]]:
    """The variables of each row that asks for exactly one of them."""
    return [
        [variable for _, variable in row.terms]
        for row in rows.rows
        if row.low == row.high == 1 and all(coefficient == 1 for coefficient, _ in row.terms)
    ]


def least(rows: Rows, choices: Sequence[Sequence[Var]], terms: Terms) -> int:
    """A bound from the choices alone: the cheapest of each exactly-one row, the rest at its end."""
    cost: dict[int, int] = {}
    for coefficient, variable in terms:
        cost[variable] = cost.get(variable, 0) + coefficient
    total = 0
    for choice in choices:
        members = [v for v in choice if rows.high[v]]
        if any(v in cost for v in members):
            total += min(cost.get(v, 0) for v in members)
            for v in members:
                cost.pop(v, None)
    return total + least_of([(c, v) for v, c in cost.items()], rows)


def _freeze(rows: Rows, terms: Terms, value: int) -> None:
    """No worse than this from now on; a goal at zero closes its variables."""
    if value == 0 and all(c > 0 for c, _ in terms):
        for _, variable in terms:
            rows.high[variable] = 0
    elif terms:
        rows.at_most(value, terms)


# ---------------------------------------------------------------------------------- to the desks


def packed(days: Days, values: Sequence[int], work: Work) -> Timetable:
    """The chosen columns laid at the desks; what a day cannot hold goes where there is room."""
    table = Timetable(bins_of(days), {})
    chosen = {n: number for n, (number, _) in enumerate(days.columns) if values[days.comes[n]]}
    items = {n: Chosen(v, days.visits[v], days.columns[n][1]) for n, v in chosen.items()}
    left: list[int] = []
    by_day: dict[date, list[int]] = {}
    for n in sorted(items, key=lambda n: (-len(items[n].column.span), items[n].column.at, n)):
        item = items[n]
        if item.column.whole_day:
            by_day.setdefault(date_of(item.column.at), []).append(n)
        elif table.bins.lay(item):
            table.chosen[item.number] = n
        else:
            left.append(item.number)
    for day in sorted(by_day):
        out = table.bins.lay_day([items[n] for n in by_day[day]], work)
        missed = {item.number for item in out}
        left.extend(sorted(missed))
        table.chosen |= {items[n].number: n for n in by_day[day] if items[n].number not in missed}
    absent = [n for n in range(len(days.visits)) if n not in table.chosen and n not in left]
    insert(days, table, [*sorted(left, key=lambda n: -days.visits[n].minutes), *absent])
    return table


# --------------------------------------------------------------------------------------- measure


def measured(days: Days, table: Timetable, found: Sequence[Goal]) -> list[Goal]:
    """Every goal, in order, as the timetable stands, with the bounds that were proven.

    The bound of a later goal was found where those before it were no more than their values then;
    it holds while they are no more than that.
    """
    values = days.values(table.chosen)
    proven = {goal.name: goal for goal in found}
    done: list[Goal] = []
    holds = True
    for name, terms in days.goals:
        value = value_of(terms, values)
        bound = max(proven[name].bound if holds else 0, least_of(terms, days.rows))
        done.append(_goal(name, value, min(bound, value)))
        holds = holds and value <= proven[name].value
        if name == "visits":
            done.append(_waiting(days, table, done))
        if name == "busiest_day":
            done.append(desk_hours(days, table))
    return done


def least_of(terms: Terms, rows: Rows) -> int:
    """The sum at the cheap end of every variable."""
    return sum(c * (rows.low[v] if c > 0 else rows.high[v]) for c, v in terms)


def _goal(name: str, value: int, bound: int) -> Goal:
    return Goal(name=name, value=value, bound=bound, proven=value == bound)


def better_bounds(goals: Sequence[Goal], found: Sequence[Goal]) -> list[Goal]:
    """The goals of a timetable with what another search proved, as far as that holds for it."""
    proven = {goal.name: goal for goal in found}
    done: list[Goal] = []
    holds = True
    for goal in goals:
        other = proven.get(goal.name)
        if other is None:
            done.append(goal)
            continue
        bound = max(goal.bound, other.bound if holds else goal.bound)
        done.append(_goal(goal.name, goal.value, min(bound, goal.value)))
        holds = holds and goal.value <= other.value
    return done


def _waiting(days: Days, table: Timetable, before: Sequence[Goal]) -> Goal:
    """Minutes waited, and what has to be waited where no more is left out and nobody comes oftener.

    `before`: the goals up to the days on which units come.
    """
    value = waiting(days, table)
    goals = {goal.name: goal for goal in before}
    placed = not any(goals[name].value for name in LEFT_OUT)
    least = least_waiting(days, goals["visits"].value) if value and placed else 0
    return _goal("waiting", value, min(value, least))


def desk_hours(days: Days, table: Timetable) -> Goal:
    """Hours begun at the busiest desk; at least what the visits of some desks share out.

    The bound holds where no more is left out than here.
    """
    totals = table.bins.total
    value = ceil(max(totals.values(), default=0) / 60)
    least = [min(map(sum, visit.lengths)) for visit in days.visits]
    taken = [frozenset(visit.desks) for visit in days.visits]
    out = sum(v.minutes for n, v in enumerate(days.visits) if n not in table.chosen)
    bound = 0
    for names in dict.fromkeys([tuple(totals), *(visit.desks for visit in days.visits)]):
        here = frozenset(names)
        inside = sum(m for m, desks in zip(least, taken, strict=True) if desks <= here)
        inside += sum(item.minutes for item in days.kept if item.desk in names) - out
        bound = max(bound, ceil(inside / len(names) / 60) if names else 0)
    return _goal("busiest_desk", value, min(bound, value))
