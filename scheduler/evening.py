"""Days made even: large neighbourhoods, for the busiest day with the fewest rooms.

From a lawful choice of one column per committee. What lies over the wanted rooms of a day is
counted; about half the committees, some of them from a day that is over, choose anew such that
the least lies over, and so on until nothing does. It proves nothing about what it does not find.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.repair_blocks import columns, repaired
from scheduler.rows import Rows, Var
from scheduler.settling import settle
from scheduler.solver import Found
from scheduler.work import Work

Terms = Sequence[tuple[int, Var]]

ROUNDS = {"quick": 0, "normal": 100, "thorough": 400}
"""Choices anew for one wanted number of rooms, over all walks."""
WALKS = 2
"""Walks side by side, each with its lot: whichever comes first ends the search."""
MOVES = {"quick": 1000, "normal": 4000, "thorough": 4000}
"""Moves of repair for one room less."""
UNITS = 0.05
"""Deterministic time for one of them, whatever the effort."""
SHARE = 2
"""One committee in so many chooses anew, of them one in so many from a day that is over."""
FEWEST = 12
"""But so many at least."""
OVER, LOT = 1000, 3
"""What a room over the wanted number weighs, and below what the lot of a column lies.

The lot is drawn anew every time: without it the search comes to rest too soon.
"""


@dataclass(frozen=True)
class Days:
    """The rows, the columns of every committee, and the rooms that they take on every day."""

    rows: Rows
    of: Sequence[Sequence[Var]]
    by_day: Mapping[str, Terms]

    def busiest(self, values: Sequence[int]) -> int:
        """Rooms on the busiest day."""
        return max(self.rooms(terms, values) for terms in self.by_day.values())

    @staticmethod
    def rooms(terms: Terms, values: Sequence[int]) -> int:
        """Rooms on one day."""
        return sum(c * values[x] for c, x in terms)


def evened(days: Days, values: Sequence[int], least: int, work: Work) -> tuple[int, ...]:
    """Values with a busiest day as light as is found, down to `least` rooms.

    Repair goes down room by room as far as it comes. Then the least is wanted by neighbourhoods;
    where it is not found, one room more, from what was reached.
    """
    best = reached = lightened(days, values, least, work)
    for wanted in range(least, days.busiest(best)):
        if work.late():
            break
        reached = _within(days, reached, wanted, work)
        if days.busiest(reached) < days.busiest(best):
            best = reached
        if days.busiest(best) <= wanted:
            break
    return best


def lightened(days: Days, values: Sequence[int], least: int, work: Work) -> tuple[int, ...]:
    """Values with a busiest day one room lighter again and again, by repair, down to `least`.

    Cheap, and far down from where a first choice lies; the last rooms it does not find.
    """
    limits = [(terms, days.busiest(values)) for terms in days.by_day.values()]
    given = columns(days.rows, days.of, limits)
    best = tuple(values)
    if given is None:
        return best
    while (busiest := days.busiest(best)) > least and not work.late():
        limited = given.limited(len(limits), busiest - 1)
        place = [next(n for n in some if best[given.variables[n]]) for some in given.of]
        chosen = repaired(limited, f"{work.seed}/{busiest}", MOVES[work.effort], place)
        if chosen is None:
            break
        taken = {given.variables[n] for n in chosen}
        mine = {x for some in days.of for x in some}
        best = tuple(int(x in taken) if x in mine else best[x] for x in range(len(best)))
    return best


def _within(days: Days, values: tuple[int, ...], wanted: int, work: Work) -> tuple[int, ...]:
    """Values with as little as is found above the wanted rooms of a day, by some walks at once."""
    soft = _soft(days, wanted)
    walks = [
        _Walk(days, soft, random.Random(f"{work.seed}/even/{wanted}/{n}"), values)
        for n in range(WALKS)
    ]
    for _ in range(ROUNDS[work.effort] // WALKS):
        if work.late() or not all(walk.over() for walk in walks):
            break
        walks = list(work.each(lambda walk: walk.step(work), walks))
    return min(walks, key=_Walk.over).values


@dataclass(frozen=True)
class _Walk:
    """A search on its own lot: where it stands, and the step to where less lies over."""

    days: Days
    soft: tuple[Rows, Mapping[str, Var], int]
    rng: random.Random
    values: tuple[int, ...]

    def over(self) -> int:
        """Rooms above the wanted number, over all days."""
        return sum(self._spare().values())

    def step(self, work: Work) -> "_Walk":
        """Some committees, among them those of a day that is over, choose anew."""
        rows, over, _ = self.soft
        spare = self._spare()
        hot = [day for day, rooms in spare.items() if rooms]
        free = _free(self.days, self.values, self.days.by_day[self.rng.choice(hot)], self.rng)
        column = {x for some in self.days.of for x in some}
        fixed = {x: rows.high[x] for x in range(len(self.values)) if x not in column} | {
            x: self.values[x] for n, some in enumerate(self.days.of) if n not in free for x in some
        }
        lot = [(self.rng.randrange(LOT), x) for n in sorted(free) for x in self.days.of[n]]
        goal = [*((OVER, x) for x in over.values()), *lot]
        hint = [*self.values, *spare.values()]
        answer = settle(rows, goal, fixed, work, units=UNITS / work.budget(1), hint=hint)
        if not isinstance(answer, Found):
            return self
        return replace(self, values=answer.values[: len(self.values)])

    def _spare(self) -> dict[str, int]:
        _, over, wanted = self.soft
        return {
            day: max(0, self.days.rooms(self.days.by_day[day], self.values) - wanted)
            for day in over
        }


def _soft(days: Days, wanted: int) -> tuple[Rows, dict[str, Var], int]:
    """The rows, with a variable for what lies over the wanted rooms on every day."""
    soft = days.rows.copy()
    over: dict[str, Var] = {}
    for day, terms in days.by_day.items():
        over[day] = soft.integer(f"over on {day}", 0, sum(c for c, _ in terms))
        soft.at_most(wanted, [*terms, (-1, over[day])])
    return soft, over, wanted


def _free(days: Days, values: Sequence[int], hot: Terms, rng: random.Random) -> set[int]:
    """The committees that choose anew: some of a day that is over, the rest by lot."""
    sits = {x for _, x in hot if values[x]}
    here = [n for n, some in enumerate(days.of) if not sits.isdisjoint(some)]
    many = max(FEWEST, len(days.of) // SHARE)
    rng.shuffle(here)
    first = here[: max(1, many // SHARE)]
    rest = [n for n in range(len(days.of)) if n not in first]
    rng.shuffle(rest)
    return {*first, *rest[: many - len(first)]}
