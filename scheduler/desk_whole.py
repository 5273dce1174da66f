"""Days, desks and half-days in one model: exact where the desks are few or full.

`desk_days` chooses days against the desks' room in sum; what a day holds in sum need not fit its
half-days one by one. Here every visit has a flag for each desk and half-day, and the goals are
asked for again, one after another. Clock times follow from the half-days; a half-day that has
none is excluded and asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.calendar import HalfDay, date_of
from models.plan import Goal
from scheduler.clocks import Unsettled
from scheduler.desk_days import Days, Terms
from scheduler.desk_exchange import Timetable
from scheduler.desk_hours import day_half_days
from scheduler.desk_rooms import CLAUSE
from scheduler.packing import Bin, Bins, Laid
from scheduler.rows import Rows, Var
from scheduler.solver import Found, solve, value_of
from scheduler.visits import Chunk, dossiers_of, minutes_of
from scheduler.work import Work

MOST_PLACES = 1_500
"""Places above which the model is not asked."""
UNITS = 2.0
ROUNDS = 6
"""How often half-days without clock times are excluded."""
Place = tuple[str, tuple[HalfDay, ...]]
"""A desk, and the half-day of each chunk."""


@dataclass
class Whole:
    """``goes[n, place]``: the visit of column n has its chunks there."""

    days: Days
    rows: Rows = field(default_factory=Rows)
    goes: dict[tuple[int, Place], Var] = field(default_factory=dict[tuple[int, Place], Var])
    inside: dict[Bin, list[tuple[Var, int, Chunk]]] = field(
        default_factory=dict[Bin, list[tuple[Var, int, Chunk]]]
    )
    """By desk and half-day: the flag, the visit and the chunk."""
    hours: Var = -1
    """Hours begun at the busiest desk."""
    goals: list[tuple[str, Terms]] = field(default_factory=list[tuple[str, Terms]])

    def __post_init__(self) -> None:
        days = self.days
        days.build()
        given = days.rows
        self.rows = Rows(list(given.names), list(given.low), list(given.high), list(given.rows))
        empty = Bins(days.season, days.hours, days.kept)
        for n in range(len(days.columns)):
            self._places(n, empty)
        for where, items in self.inside.items():
            self._room(where, items, empty)
        self._one_unit()
        self._one_officer(empty)
        self._desks()
        named = dict(days.goals)
        self.goals = [(name, named[name]) for name in named]
        at = [name for name, _ in self.goals].index("busiest_day") + 1
        self.goals.insert(at, ("busiest_desk", [(1, self.hours)]))

    def _places(self, n: int, empty: Bins) -> None:
        """Column n is chosen with one desk and its half-days."""
        number, _ = self.days.columns[n]
        visit, flags = self.days.visits[number], list[Var]()
        for desk, times in places(self.days, n):
            chunks = visit.cuts[self.days.columns[n][1].cut]
            pairs = list(zip(times, chunks, strict=True))
            if not all(empty.fits((desk, at), visit, chunk) for at, chunk in pairs):
                continue
            flag = self.rows.flag(f"goes[{visit.id},{desk},{times[0]},{len(times)}]")
            self.goes[n, (desk, times)] = flag
            flags.append(flag)
            for at, chunk in pairs:
                self.inside.setdefault((desk, at), []).append((flag, number, chunk))
        self.rows.exactly(0, [*flags, (-1, self.days.comes[n])], CLAUSE)

    def _room(self, where: Bin, items: Sequence[tuple[Var, int, Chunk]], empty: Bins) -> None:
        """No more minutes and dossiers than are left; those from far fit after their hour."""
        room = self.days.hours.room(*where)
        assert room is not None
        loads = [(minutes_of(chunk), flag) for flag, _, chunk in items]
        self.rows.at_most(room.minutes - empty.used(where), loads, CLAUSE)
        far = [(minutes_of(chunk), flag) for flag, v, chunk in items if self.days.visits[v].remote]
        if far:
            self.rows.at_most(room.for_far, far, CLAUSE)
        if room.dossiers is not None:
            count = [(dossiers_of(chunk), flag) for flag, _, chunk in items]
            self.rows.at_most(room.dossiers - empty.count(where), count, CLAUSE)

    def _one_unit(self) -> None:
        """A unit that goes to several desks in a half-day has no more work there than minutes."""
        of_unit: dict[tuple[str, HalfDay], list[tuple[int, Var]]] = {}
        for (_, at), items in self.inside.items():
            for flag, v, chunk in items:
                unit = self.days.visits[v].organisation
                of_unit.setdefault((unit, at), []).append((minutes_of(chunk), flag))
        for (_, at), loads in of_unit.items():
            rooms = [self.days.hours.room(desk.id, at) for desk in self.days.season.desks]
            opens = min(room.begins for room in rooms if room)
            closes = max(room.ends for room in rooms if room)
            self.rows.at_most(closes - opens, loads, CLAUSE)

    def _one_officer(self, empty: Bins) -> None:
        """An officer of several desks serves one after the other."""
        of_officer: dict[tuple[str, HalfDay], list[Bin]] = {}
        for desk, at in self.inside:
            if desk in self.days.hours.officers:
                of_officer.setdefault((self.days.hours.officers[desk], at), []).append((desk, at))
        for (officer, at), bins in of_officer.items():
            loads = [(minutes_of(c), flag) for where in bins for flag, _, c in self.inside[where]]
            given = sum(empty.used(where) for where in bins)
            most = max(0, self.days.hours.served(officer, at) - given)
            self.rows.at_most(most, loads, CLAUSE)

    def _desks(self) -> None:
        kept: dict[str, int] = {}
        for item in self.days.kept:
            kept[item.desk] = kept.get(item.desk, 0) + item.minutes
        most = sum(kept.values()) + sum(v.minutes for v in self.days.visits)
        self.hours = self.rows.integer("hours at the busiest desk", 0, -(-most // 60))
        for desk in self.days.season.desks:
            loads = [
                (minutes_of(chunk), flag)
                for (name, _), items in self.inside.items()
                if name == desk.id
                for flag, _, chunk in items
            ]
            self.rows.at_most(-kept.get(desk.id, 0), [*loads, (-60, self.hours)])

    # ------------------------------------------------------------------------------- solutions

    def values(self, table: Timetable) -> tuple[int, ...]:
        """The value of every variable in a timetable that stands."""
        found = [*self.days.values(table.chosen)]
        found += [0] * (len(self.rows.names) - len(found))
        found[self.hours] = -(-max(table.bins.total.values(), default=0) // 60)
        there: dict[int, list[tuple[HalfDay, str]]] = {}
        for (desk, at), laid in table.bins.placed.items():
            for item in laid:
                there.setdefault(item.number, []).append((at, desk))
        for number, cells in there.items():
            cells.sort()
            place = cells[0][1], tuple(at for at, _ in cells)
            found[self.goes[table.chosen[number], place]] = 1
        return tuple(found)

    def table(self, values: Sequence[int]) -> Timetable | list[Var]:
        """The timetable of these values; else the flags of a half-day that has no clock times."""
        days = self.days
        bins, chosen = Bins(days.season, days.hours, days.kept), dict[int, int]()
        flags: dict[HalfDay, list[Var]] = {}
        for (n, (desk, times)), flag in self.goes.items():
            if not values[flag]:
                continue
            number, column = days.columns[n]
            chosen[number] = n
            for at, chunk in zip(times, days.visits[number].cuts[column.cut], strict=True):
                bins.put((desk, at), Laid(number, days.visits[number], chunk))
                flags.setdefault(at, []).append(flag)
        for at, mine in flags.items():
            if not bins.has_times(at):
                return mine
        return Timetable(bins, chosen)


def places(days: Days, n: int) -> list[Place]:
    """The desks and half-days in which a column can lie."""
    number, column = days.columns[n]
    if not column.whole_day:
        return [(desk, column.span) for desk in column.desks]
    allowed = set(days.visits[number].half_days)
    times = [at for at in day_half_days(date_of(column.at)) if at in allowed]
    return [(d, (at,)) for at in times for d in column.desks if days.hours.room(d, at)]


def size(days: Days) -> int:
    """How many places there are, at most."""
    return sum(len(column.desks) * (1 + column.whole_day) for _, column in days.columns)


def exact(days: Days, table: Timetable, work: Work) -> tuple[Timetable, list[Goal]] | None:
    """The goals one after another in the whole model, from a timetable that stands.

    None where the model is too large or no timetable with clock times was found.
    """
    if size(days) > MOST_PLACES:
        return None
    whole = Whole(days)
    for _ in range(ROUNDS):
        values, goals = _by_goals(whole, whole.values(table), work)
        try:
            found = whole.table(values)
        except Unsettled:
            return None
        if isinstance(found, Timetable):
            return found, goals
        whole.rows.at_most(len(found) - 1, found, CLAUSE)
    return None


def _by_goals(
    whole: Whole, stands: tuple[int, ...], work: Work
) -> tuple[tuple[int, ...], list[Goal]]:
    given = whole.rows
    rows = Rows(given.names, list(given.low), list(given.high), list(given.rows))
    values, found = stands, list[Goal]()
    for name, terms in whole.goals:
        value = value_of(terms, values)
        bound = sum(min(c * rows.low[v], c * rows.high[v]) for c, v in terms)
        if value > bound and not work.late():
            answer = solve(rows, terms, work, units=UNITS, hint=dict(enumerate(values)))
            if isinstance(answer, Found):
                bound = answer.bound
                if answer.value < value:
                    values, value = answer.values, answer.value
        found.append(Goal(name=name, value=value, bound=bound, proven=value == bound))
        rows.at_most(value, terms)
    return values, found
