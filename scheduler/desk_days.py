"""Which day each visit comes: one column per way of placing it, with the desks' room as rows.

Goals, one after another: nobody left out, nothing of the time kept free used, nobody after the
workday before a deadline on a day of rest, fewest days on which units come, days off the wishes,
even days, time to correct.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from models.calendar import HalfDay, date_of
from models.plan import Appointment
from models.season import Season
from scheduler.desk_columns import Column
from scheduler.desk_hours import Hours, day_half_days
from scheduler.desk_rooms import CLAUSE, Key, post
from scheduler.packing import Chosen
from scheduler.rows import Rows, Var
from scheduler.visits import Visit

Terms = list[tuple[int, int]]


@dataclass
class Days:
    """``comes[n]``: column n is chosen; ``left_out[v]``: visit v has no appointment."""

    season: Season
    hours: Hours
    visits: Sequence[Visit]
    kept: Sequence[Appointment]
    ways: Sequence[Sequence[Column]]
    """By visit: its columns."""
    rows: Rows = field(default_factory=Rows)
    columns: list[tuple[int, Column]] = field(default_factory=list[tuple[int, Column]])
    """(visit, column)."""
    comes: list[Var] = field(default_factory=list[Var])
    of_visit: list[list[int]] = field(default_factory=list[list[int]])
    """By visit: its columns."""
    left_out: list[Var] = field(default_factory=list[Var])
    loads: list[dict[date, int]] = field(default_factory=list[dict[date, int]])
    """By column: minutes by day."""
    over: dict[Key, Var] = field(default_factory=dict[Key, Var])
    """Minutes used of what should stay free, where it can be used at all."""
    limits: dict[Key, int] = field(default_factory=dict[Key, int])
    used: dict[tuple[str, date], Var] = field(default_factory=dict[tuple[str, date], Var])
    """Whether a traveller comes on a day, where several visits may share it."""
    busiest: Var = -1
    late: Var = -1
    goals: list[tuple[str, Terms]] = field(default_factory=list[tuple[str, Terms]])

    def __post_init__(self) -> None:
        self._ends: dict[date, int] = {}
        self._built = False
        self.past: set[int] = set()
        """Columns that end after the day that the desks aim at."""
        self.on_day: dict[date, list[int]] = {}
        """By day: the columns that reach into it."""
        self.open_sets: dict[date, dict[tuple[str, ...], None]] = {}
        """By day: sets of desks to which one visit can go. Each keeps its share free."""
        everyone = tuple(desk.id for desk in self.season.desks)
        self.by_id = {visit.id: number for number, visit in enumerate(self.visits)}
        self.keys: dict[date, list[Key]] = {}
        for number, columns in enumerate(self.ways):
            first = len(self.columns)
            self.of_visit.append(list(range(first, first + len(columns))))
            minutes = self.visits[number].lengths
            for n, column in enumerate(columns, first):
                load: dict[date, int] = {}
                for at, amount in zip(
                    column.span or (column.at,), minutes[column.cut], strict=True
                ):
                    day = self.hours.day[at]
                    load[day] = load.get(day, 0) + amount
                for day in load:
                    self.on_day.setdefault(day, []).append(n)
                    of_day = self.open_sets.setdefault(day, {everyone: None})
                    if column.whole_day:
                        of_day[column.desks] = None
                self.columns.append((number, column))
                self.loads.append(load)
            if columns and not columns[0].whole_day:
                self._open_to(self.visits[number], everyone)
            if self.visits[number].aims < self.visits[number].window[1]:
                late = (
                    n
                    for n in self.of_visit[number]
                    if max(self.loads[n]) > self.visits[number].aims
                )
                self.past.update(late)
        sets = dict.fromkeys([everyone, *(column.desks for _, column in self.columns)])
        sets |= dict.fromkeys(names for of_day in self.open_sets.values() for names in of_day)
        self.sets = {names: frozenset(names) for names in sets}
        self._limits()

    def _open_to(self, visit: Visit, everyone: tuple[str, ...]) -> None:
        """The desks to which a visit placed by half-days can go on each of its days."""
        times: dict[date, list[HalfDay]] = {}
        for at in visit.half_days:
            times.setdefault(self.hours.day[at], []).append(at)
        for day, of_day in times.items():
            able = self.hours.able(visit.desks, tuple(of_day))
            self.open_sets.setdefault(day, {everyone: None})[able] = None

    def build(self) -> None:
        """Variables, rows and goals: once, when a first timetable stands."""
        if self._built:
            return
        self._built = True
        for number, column in self.columns:
            name = f"comes[{self.visits[number].id},{column.at},{column.cut}]"
            self.comes.append(self.rows.flag(name))
        for number, visit in enumerate(self.visits):
            self.left_out.append(self.rows.flag(f"left_out[{visit.id}]"))
            terms = [*(self.comes[n] for n in self.of_visit[number]), self.left_out[-1]]
            self.rows.exactly(1, terms, CLAUSE)
        post(self)
        self.goals = [
            ("minutes_left_out", self._left(spare=False)),
            ("unlisted_left_out", self._left(spare=True)),
            ("reserve_used", [(1, x) for x in self.over.values()]),
            ("rest_day_visits", [(1, self.comes[n]) for n in sorted(self.past)]),
            ("visits", self._travels()),
            ("wish_distance", self._wishes()),
            ("busiest_day", self._even()),
            ("correction_days_missing", self._slack()),
        ]

    def _limits(self) -> None:
        """Minutes of each day and set of desks that listed units may use."""
        share = 1 - self.season.profile.share("desk.reserve_share")
        listed = {s.id for s in self.season.submissions if not s.unlisted}
        regular: dict[date, list[Appointment]] = {}
        for item in self.kept:
            if item.submission in listed and item.kind in {"", "second"}:
                regular.setdefault(date_of(item.at), []).append(item)
        for day in sorted(self.on_day):
            for names in self.open_sets[day]:
                inside = self.sets[names]
                room = self.hours.minutes(names, day_half_days(day))
                here = sum(i.minutes for i in regular.get(day, ()) if i.desk in inside)
                self.limits[day, inside] = max(0, int(room * share) - here)
                self.keys.setdefault(day, []).append((day, inside))

    # ------------------------------------------------------------------------------------ goals

    def _left(self, *, spare: bool) -> Terms:
        return [
            (visit.minutes, self.left_out[n])
            for n, visit in enumerate(self.visits)
            if visit.spare == spare
        ]

    def _travels(self) -> Terms:
        """Days on which each traveller comes; a day on which it comes anyway costs nothing.

        Who is left out still has to come once: that counts as a day, so that nobody is left out
        for the sake of fewer visits.
        """
        visitors: Counter[tuple[str, date]] = Counter()
        for number, visit in enumerate(self.visits):
            days = {day for n in self.of_visit[number] for day in self.loads[n]}
            visitors.update((visit.traveller, day) for day in days)
        known = {
            (self.season.submission[item.submission].organisation, date_of(item.at))
            for item in self.kept
        }
        terms: Terms = [(1, flag) for flag in self.left_out]
        on: dict[tuple[int, str, date], list[int]] = {}
        for n, (number, _) in enumerate(self.columns):
            who = self.visits[number].traveller
            days = [day for day in self.loads[n] if (who, day) not in known]
            alone = sum(visitors[who, day] == 1 for day in days)
            if alone:
                terms.append((alone, self.comes[n]))
            for day in days:
                if visitors[who, day] == 1:
                    continue
                if (who, day) not in self.used:
                    self.used[who, day] = self.rows.flag(f"comes_on[{who},{day}]")
                    terms.append((1, self.used[who, day]))
                on.setdefault((number, who, day), []).append(self.comes[n])
        for (_, who, day), mine in on.items():
            self.rows.at_most(0, [*mine, (-1, self.used[who, day])])
        return terms

    def _wishes(self) -> Terms:
        weight = self.season.profile.integer("goal.appointments.wish_distance")
        terms: Terms = []
        for n, (number, column) in enumerate(self.columns):
            away = days_off(self.visits[number], column)
            if away:
                terms.append((weight * away, self.comes[n]))
        return terms

    def _even(self) -> Terms:
        kept: dict[date, int] = {}
        for item in self.kept:
            kept[date_of(item.at)] = kept.get(date_of(item.at), 0) + item.minutes
        least = ceil(max(kept.values(), default=0) / 60)
        most = ceil((sum(visit.minutes for visit in self.visits) + sum(kept.values())) / 60)
        self.busiest = self.rows.integer("desk hours on the busiest day", least, max(most, least))
        for day in sorted(self.on_day):
            terms = [(self.loads[n][day], self.comes[n]) for n in self.on_day[day]]
            self.rows.at_most(-kept.get(day, 0), [*terms, (-60, self.busiest)])
        return [(1, self.busiest)]

    def _slack(self) -> Terms:
        """Workdays that the worst-placed unit lacks for a correction before supplements end."""
        wanted = self.season.profile.integer("correction.workdays")
        self.late = self.rows.integer("workdays missing for corrections", 0, wanted)
        for n, (number, column) in enumerate(self.columns):
            missing = self.missing(self.visits[number], column, wanted)
            if missing:
                self.rows.at_most(0, [(missing, self.comes[n]), (-1, self.late)])
        return [(1, self.late)]

    def missing(self, visit: Visit, column: Column, wanted: int) -> int:
        """Workdays missing between a visit and the end of its supplements."""
        if visit.kind == "correction" or visit.closes is None:
            return 0
        last = self.hours.number[self.hours.day[column.span[-1] if column.span else column.at]]
        if visit.closes not in self._ends:
            days = (n for day, n in self.hours.number.items() if day <= visit.closes)
            self._ends[visit.closes] = max(days, default=0)
        return max(0, wanted - max(0, self._ends[visit.closes] - last))

    # ------------------------------------------------------------------------------- solutions

    def values(self, chosen: Mapping[int, int]) -> tuple[int, ...]:
        """The value of every variable when these columns are chosen, by visit."""
        found = [0] * len(self.rows.names)
        for number in range(len(self.visits)):
            if number not in chosen:
                found[self.left_out[number]] = 1
        minutes: dict[date, int] = {}
        listed: dict[Key, int] = {}
        for number, n in chosen.items():
            found[self.comes[n]] = 1
            visit, column = self.visits[number], self.columns[n][1]
            for day, load in self.loads[n].items():
                minutes[day] = minutes.get(day, 0) + load
                if (visit.traveller, day) in self.used:
                    found[self.used[visit.traveller, day]] = 1
                for key in () if visit.spare else self.keys.get(day, ()):
                    if key[1].issuperset(column.desks):
                        listed[key] = listed.get(key, 0) + load
        for key, variable in self.over.items():
            found[variable] = max(0, listed.get(key, 0) - self.limits[key])
        for item in self.kept:
            day = date_of(item.at)
            minutes[day] = minutes.get(day, 0) + item.minutes
        found[self.busiest] = ceil(max(minutes.values(), default=0) / 60)
        wanted = self.season.profile.integer("correction.workdays")
        found[self.late] = max(
            (self.missing(self.visits[v], self.columns[n][1], wanted) for v, n in chosen.items()),
            default=0,
        )
        return tuple(found)

    def chosen(self, values: Sequence[int]) -> list[Chosen]:
        """The columns chosen by these values."""
        return [
            Chosen(number, self.visits[number], column)
            for n, (number, column) in enumerate(self.columns)
            if values[self.comes[n]]
        ]


def days_off(visit: Visit, column: Column) -> int:
    """Days between the wish and the first day of the visit."""
    return abs((date_of(column.at) - visit.wished).days) if visit.wished else 0
