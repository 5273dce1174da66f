"""The timetable of committees that meet over a long span: plenaries, panels and people.

Given its plenary, a group is bound to the others only by rooms and shared members. So the bound
is the optimum of each group before each possible plenary (`scheduler.group_table`) with a price on
every room, joined by a small model that gives every committee a plenary
(`scheduler.spread_master`). Its best ways are put together to a plan; else committee after
committee is put in with the rooms left, the earliest plenary first. Then a few are taken out at a
time and put back better. Every bound holds for the whole; no plan is called best unless it meets
it.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.plan import PlannedGroup
from models.season import Season
from scheduler.group_days import INFINITE
from scheduler.group_table import Solved
from scheduler.solver import Infeasible, solve
from scheduler.spans import Laid, Rooms, Run
from scheduler.spread_case import (
    Case,
    Placed,
    State,
)
from scheduler.spread_choice import better, choose
from scheduler.spread_early import early
from scheduler.spread_master import Master
from scheduler.spread_places import Places
from scheduler.spread_rows import Member, Problem
from scheduler.timetable_model import goal_terms
from scheduler.work import Work

ROUNDS = {"quick": 30, "normal": 90, "thorough": 400}
"""Times that committees are taken out and put back."""
TRIES = 4
"""Plenaries tried when a committee is put back."""
NEAR = 10
"""Committees among which those to be taken out together are chosen."""
SOON = 6
"""Plenaries among which the first plan looks first, the earliest: tables are the smaller."""
SLOW = 3
"""Committees that get a table while a plan is sought without; tables of more are no hurry."""
RESTARTS = 30


class CannotSit(Exception):  # noqa: N818 - reads as what happened
    """A group has no half-days in its span, whatever the others do: proven."""

    def __init__(self, committee: str, group: str) -> None:
        super().__init__(f"{committee}/{group}")
        self.committee, self.group = committee, group


@dataclass
class Spread:
    """The search over all spread committees together."""

    season: Season
    cases: Mapping[str, Case]
    rooms: Mapping[str, Rooms]
    work: Work

    def __post_init__(self) -> None:
        self.state = State(self.cases, self.rooms, self.work)
        self.places = Places(self.season, self.rooms, self.state, self.work)
        self.weight = self.places.weight
        self.costs: dict[str, list[int]] = {}
        self.flat: dict[str, int] = {}
        self.known: dict[str, Member] = {}
        self.stands: dict[str, Placed] = {}
        """The best plan so far; once there is one, what is late is left undone."""

    # ------------------------------------------------------------------------------- the bound

    def price(self) -> bool:
        """By committee: a bound of its part for every run; False where time has ended before.

        Raises CannotSit.
        """
        for case in self.cases.values():
            if self.over():
                return False
            costs = [self.places.delay(case, run) for run in case.runs]
            self.flat[case.name] = 0
            for group in case.groups:
                found = self._bounds(case, group)
                if all(value >= INFINITE for value in found):
                    raise CannotSit(case.name, group.id)
                costs = [cost + more for cost, more in zip(costs, found, strict=True)]
            self.costs[case.name] = costs
        return True

    def least(self) -> int:
        """A bound of the committees' own parts, by counting where they have not been priced."""
        return sum(
            min(self.costs[case.name])
            if case.name in self.costs
            else min(self.places.delay(case, run) for run in case.runs)
            + sum(case.group_days(group, {}).least for group in case.groups)
            for case in self.cases.values()
        )

    def over(self) -> bool:
        """Whether time has ended and a plan stands."""
        return bool(self.stands) and self.work.late()

    def _bounds(self, case: Case, group: PlannedGroup) -> list[int]:
        days = case.group_days(group, {})
        if case.tabled(group, days):
            solved = Solved(days)
            lessened = self.places.lessened(case, group, {})
            self.known[group.id] = Member(case, group, days, lessened, solved)
            return solved.bounds([run[0] for run in case.runs])
        rows, v = self.places.model(case, group, case.runs[-1])
        law = rows.without(frozenset({"guide"}), unbinding=True)  # else nothing would be proven
        answer = solve(law, goal_terms(self.season, v), self.work, units=2)
        least = INFINITE if isinstance(answer, Infeasible) else max(0, answer.bound)
        self.flat[case.name] += least
        return [least] * len(case.runs)

    @cached_property
    def master(self) -> Master:
        """All committees under prices, once each has been priced by itself."""
        able = {
            name: [n for n, cost in enumerate(costs) if cost < INFINITE]
            for name, costs in self.costs.items()
        }
        problem = Problem(self.season, self.cases, self.rooms, self.known, able, self.flat)
        master = Master(problem, self.work)
        master.learn(self.state.placed)
        return master

    # -------------------------------------------------------------------------------- the plan

    def hurried(self) -> bool:
        """A plan without tables, but for a few committees that find no place without."""
        self._clear()
        slow = 0
        for name in self._order({}, {}):
            case = self.cases[name]
            item = early(self.places, case)
            if item is None and slow < SLOW:
                slow += 1
                item = self.places.best(case, SOON, soon=case.runs[:SOON])
            if item is None:
                self._clear()
                return False
            self.state.put(case, item)
        return True

    def first(self, wished: Mapping[str, Run], restarts: int = RESTARTS) -> bool:
        """A first plan: the earliest plenaries first; whoever finds no way is put in sooner."""
        urgent: dict[str, int] = {}
        for _ in range(restarts):
            self._clear()
            order = self._order(wished, urgent)
            stuck = next(
                (c for c in order if self.over() or not self._insert(c, wished.get(c))), ""
            )
            if not stuck:
                return True
            urgent[stuck] = urgent.get(stuck, 0) + 1
            if self.work.late():
                break
        self._clear()
        return False

    def _order(self, wished: Mapping[str, Run], urgent: Mapping[str, int]) -> list[str]:
        """Committees as they are put in: the urgent ones, then by plenary."""
        first = {name: wished.get(name, case.runs[0]) for name, case in self.cases.items()}
        return sorted(self.cases, key=lambda c: (-urgent.get(c, 0), first[c], c))

    def keep(self) -> None:
        """The cheaper of the plan that stood before and, where it is whole, the one of now."""
        own = dict(self.state.placed) if len(self.state.placed) == len(self.cases) else {}
        value = self.value()
        self._put_all(self.stands)
        if own and (not self.stands or value <= self.value()):
            self._put_all(own)
        self.stands = dict(self.state.placed)

    def _put_all(self, placed: Mapping[str, Placed]) -> None:
        self._clear()
        for name, item in placed.items():
            self.state.put(self.cases[name], item)

    def _clear(self) -> None:
        for name in list(self.state.placed):
            self.state.take_out(self.cases[name])

    def chosen(self) -> bool:
        """A plan from the ways of the master; what is not in it is put in afterwards."""
        found = choose(self.master)
        if found is None:
            return False
        self._put_all(found)
        return all(self._completed(name) for name in found)

    def settle_more(self) -> None:
        """A plan that costs no more, from what was chosen and still more ways."""
        if self.value() <= self.master.bound or self.work.late():
            return
        stood = dict(self.state.placed)
        found = better(self.master, stood)
        self._put_all(found)
        if not all(self._completed(name) for name in found):
            self._put_all(stood)  # a way that ties forbid was chosen, and nothing took its place

    def _completed(self, name: str) -> bool:
        """Put in the groups of a committee that the choice has left out."""
        case = self.cases[name]
        if len(self.state.placed[name].held) == len(case.groups):
            return True
        item = self.state.take_out(case)
        whole = self.places.exact(case, item.run, self.state.busy(case), kept=item.held)
        if whole is not None:
            self.state.put(case, whole)
        return whole is not None

    def _insert(self, name: str, wish: Run | None) -> bool:
        """Put a committee in: with the wished plenary, else with the cheapest that works."""
        case = self.cases[name]
        soon = () if wish else case.runs[:SOON]
        item = self.places.best(case, SOON, soon=soon) if soon else None
        item = item or self.places.best(case, len(case.runs), wish)
        if item is None:
            return False
        self.state.put(self.cases[name], item)
        return True

    # -------------------------------------------------------------------------- improving turns

    def improve(self, bound: int, *, once: bool = False) -> None:
        """Take out a few committees at a time and put them back better (Shaw 1998).

        First each by itself in turn, then those whose plenaries lie near one another; a change
        that costs no more is kept. With `once` each by itself is all.
        """
        names = list(self.cases)
        rng = random.Random(f"{self.work.seed}/spread")
        for number in range(len(names) if once else ROUNDS[self.work.effort]):
            if self.value() <= bound or self.work.late():
                return
            first = names[number % len(names)]
            together = [first]
            if number >= len(names):
                others = [name for name in names if name != first]
                near = sorted(others, key=lambda c: (self._apart(first, c), c))[:NEAR]
                together += rng.sample(near, min(len(near), rng.randint(1, 3)))
            rng.shuffle(together)
            self._again(together)

    def _apart(self, one: str, other: str) -> int:
        """Half-days between two plenaries."""
        days = self.cases[one].span.half_days
        ends = [self.state.placed[name].run[0] for name in (one, other)]
        return abs(sum(at < ends[0] for at in days) - sum(at < ends[1] for at in days))

    def value(self) -> int:
        """The goal as it stands."""
        return self.state.value(self.weight["open_rooms"])

    def _again(self, names: Sequence[str]) -> None:
        """Take these out and put them back in this order, unless that costs more."""
        now = self.value()
        old = {name: self.state.take_out(self.cases[name]) for name in names}
        for name in names:
            item = self.places.best(self.cases[name], TRIES)
            if item is None:
                break
            self.state.put(self.cases[name], item)
        if all(name in self.state.placed for name in names) and self.value() <= now:
            return
        for name in names:
            if name in self.state.placed:
                self.state.take_out(self.cases[name])
        for name in names:
            self.state.put(self.cases[name], old[name])

    # --------------------------------------------------------------------------------- the result

    def laid(self) -> dict[str, Laid]:
        """Half-days of every committee, for rooms and duties."""
        return {
            name: Laid(
                {
                    (group, sitting.at): sitting.panels
                    for group, held in item.held.items()
                    for sitting, _ in held.sittings
                },
                item.run,
                self.rooms[name].site,
            )
            for name, item in self.state.placed.items()
        }
