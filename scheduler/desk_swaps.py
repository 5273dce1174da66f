"""Visits that change places, two at a time, where desks are too full for anything to be moved.

Both take as many minutes and may go to the same desks, so that no desk and no day gets more or
less to do, and what is kept free stays as it is: only days of coming, wishes and time to correct
change, and never for the worse in their order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from models.calendar import date_of
from scheduler.desk_days import Days, days_off
from scheduler.desk_exchange import Timetable, column_at
from scheduler.packing import Bin, Laid

PASSES = 4
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
    alike: defaultdict[tuple[int, bool], list[int]] = field(
        default_factory=lambda: defaultdict[tuple[int, bool], list[int]](list)
    )
    """By minutes, and whether they come in the time kept free."""

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
        for number in sorted(self.place):
            visit = days.visits[number]
            self.alike[visit.minutes, visit.spare].append(number)

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
        for other in self.alike[visit.minutes, visit.spare]:
            if self.days.visits[other].traveller == visit.traveller:
                continue
            here, there = self.place[number][0], self.place[other][0]
            if here[1][:10] == there[1][:10]:
                continue
            new, back = column_at(self.days, number, there), column_at(self.days, other, here)
            if new is None or back is None or not self._same_desks(number, new, other, back):
                continue
            if self._wins(number, new, other, back) and self._swap(number, new, other, back):
                return True
        return False

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
        bins.placed |= stood  # in the order in which they have clock times
        return False

    def _count(self, number: int, n: int) -> None:
        who, chosen = self.days.visits[number].traveller, self.table.chosen
        for day in self.days.loads[chosen[number]]:
            self.comes[who, day] -= 1
        for day in self.days.loads[n]:
            self.comes[who, day] += 1
        chosen[number] = n
