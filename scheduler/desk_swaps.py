"""Visits that change places, two at a time, where desks are too full for anything to be moved.

Two that take as many minutes and may go to the same desks leave every desk and day as full as it
was, and what is kept free as it is; of others all goals are counted anew. Days of coming, wishes
and time to correct never change for the worse in their order.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from models.calendar import date_of
from scheduler.desk_days import Days, days_off
from scheduler.desk_exchange import Timetable
from scheduler.packing import Bin, Laid
from scheduler.solver import value_of

PASSES = 4
MOST_APART = 30
"""Minutes by which two visits that change places may differ."""
Gain = tuple[int, int, int]
"""Visits after the aim, days on which units come, days off the wish: more of each by a swap."""
NONE: Gain = (0, 0, 0)


def swap_days(days: Days, table: Timetable) -> bool:
    """Swap while something is won; whether anything was."""
    state, won = _State(days, table), False
    for _ in range(PASSES):
        done = [state.better(number) for number in state.wanting()]
        if not any(done):
            break
        won = True
    return won


@dataclass
class _State:
    """Where each visit lies that may change places, and how often each traveller comes a day."""

    days: Days
    table: Timetable
    place: dict[int, tuple[Bin, Laid]] = field(default_factory=dict[int, tuple[Bin, Laid]])
    comes: Counter[tuple[str, date]] = field(default_factory=Counter[tuple[str, date]])
    ways: dict[int, dict[date, int]] = field(default_factory=dict[int, dict[date, int]])
    """By visit and day: the column that places it there."""

    def __post_init__(self) -> None:
        days = self.days
        self.wanted = days.season.profile.integer("correction.workdays")
        for item in days.kept:
            unit = days.season.submission[item.submission].organisation
            self.comes[unit, date_of(item.at)] += 1
        for number, n in self.table.chosen.items():
            for day in days.loads[n]:
                self.comes[days.visits[number].traveller, day] += 1
        for where, laid in self.table.bins.placed.items():
            for item in laid:
                if days.columns[self.table.chosen[item.number]][1].whole_day:
                    self.place[item.number] = where, item
        for number in self.place:
            mine = days.of_visit[number]
            self.ways[number] = {days.hours.day[days.columns[n][1].at]: n for n in mine}
        self.value = self._value()

    def _value(self) -> list[int]:
        """All goals of the timetable but waiting, in their order."""
        values = self.days.values(self.table.chosen)
        return [value_of(terms, values) for _, terms in self.days.goals]

    def wanting(self) -> Iterator[int]:
        """Visits that come late, on another day than their unit's others, or not as wished."""
        days = self.days
        on: Counter[str] = Counter(who for (who, _), count in self.comes.items() if count)
        worst = self._worst()
        for number in sorted(self.place):
            n, visit = self.table.chosen[number], days.visits[number]
            column = days.columns[n][1]
            if (
                n in days.past
                or on[visit.traveller] > 1
                or days_off(visit, column)
                or (worst and days.missing(visit, column, self.wanted) == worst)
            ):
                yield number

    def _worst(self) -> int:
        return max(map(self._missing, self.table.chosen.items()), default=0)

    def _missing(self, chosen: tuple[int, int]) -> int:
        number, n = chosen
        return self.days.missing(self.days.visits[number], self.days.columns[n][1], self.wanted)

    def better(self, number: int) -> bool:
        """Swap a visit with the first one by which something is won; whether there is one."""
        visit = self.days.visits[number]
        for other in self._peers(number):
            here, there = self.place[number][0], self.place[other][0]
            new, back = self._column(number, there), self._column(other, here)
            if new is None or back is None or not self._wins(number, new, other, back):
                continue
            old, was = self.table.chosen[number], self.table.chosen[other]
            alike = visit.minutes == self.days.visits[other].minutes
            alike = alike and self._same_desks(number, new, other, back)
            if not self._swap(number, new, other, back):
                continue
            value = self.value if alike else self._value()
            if alike or value < self.value:
                self.value = self._value() if alike else value
                return True
            self._swap(number, old, other, was)
        return False

    def _peers(self, number: int) -> list[int]:
        """Visits of others on other days, those of most nearly as many minutes first."""
        visit, here = self.days.visits[number], self.place[number][0]
        found = [
            other
            for other, ((_, at), laid) in self.place.items()
            if laid.visit.traveller != visit.traveller
            and laid.visit.spare == visit.spare
            and at[:10] != here[1][:10]
            and abs(laid.visit.minutes - visit.minutes) <= MOST_APART
        ]
        return sorted(found, key=lambda n: (abs(self.days.visits[n].minutes - visit.minutes), n))

    def _column(self, number: int, where: Bin) -> int | None:
        """The column that places a visit at this desk in this half-day."""
        visit, day = self.days.visits[number], date_of(where[1])
        able = where[0] in visit.desks and where[1] in visit.half_days
        return self.ways[number].get(day) if able else None

    def _same_desks(self, number: int, new: int, other: int, back: int) -> bool:
        columns, chosen = self.days.columns, self.table.chosen
        return (
            columns[new][1].desks == columns[chosen[other]][1].desks
            and columns[back][1].desks == columns[chosen[number]][1].desks
        )

    def _wins(self, number: int, new: int, other: int, back: int) -> bool:
        pairs = ((number, new), (other, back))
        gain, apart = NONE, True
        for one, n in pairs:
            more, alone = self._gain(one, n)
            gain = gain[0] + more[0], gain[1] + more[1], gain[2] + more[2]
            apart = apart and alone
        if gain[:2] < NONE[:2]:
            return True
        if not apart or gain[:2] > NONE[:2]:  # who waits between two visits is not looked at here
            return False
        before = max(self._missing((one, self.table.chosen[one])) for one, _ in pairs)
        after = max(map(self._missing, pairs))
        return gain < NONE or (gain == NONE and after < before)

    def _gain(self, number: int, n: int) -> tuple[Gain, bool]:
        """What a visit changes by going there, and whether its unit is there alone, as before."""
        days, old = self.days, self.table.chosen[number]
        visit = days.visits[number]
        (leaves,), (arrives,) = days.loads[old], days.loads[n]
        last = self.comes[visit.traveller, leaves] == 1
        new = self.comes[visit.traveller, arrives] == 0
        past = (n in days.past) - (old in days.past)
        off = days_off(visit, days.columns[n][1]) - days_off(visit, days.columns[old][1])
        return (past, new - last, off), last and new

    def _swap(self, number: int, new: int, other: int, back: int) -> bool:
        bins = self.table.bins
        (here, one), (there, two) = self.place[number], self.place[other]
        stood = {where: list(bins.placed[where]) for where in (here, there)}
        bins.take(here, one)
        bins.take(there, two)
        if bins.fits(there, one.visit, one.chunk):
            bins.put(there, one)
            if bins.fits(here, two.visit, two.chunk):
                bins.put(here, two)
                self._count(number, new)
                self._count(other, back)
                self.place[number], self.place[other] = (there, one), (here, two)
                return True
            bins.take(there, one)
        bins.put(here, one)
        bins.put(there, two)
        bins.restore(stood)
        return False

    def _count(self, number: int, n: int) -> None:
        who, chosen = self.days.visits[number].traveller, self.table.chosen
        for day in self.days.loads[chosen[number]]:
            self.comes[who, day] -= 1
        for day in self.days.loads[n]:
            self.comes[who, day] += 1
        chosen[number] = n
