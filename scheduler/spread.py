"""The timetable of committees that meet over a long span: plenaries, panels and people.

Given its plenary, a group is bound to the others only by rooms and shared members. So the bound
is the optimum of each group before each possible plenary (`scheduler.group_days`) with a price on
every room, joined by a small model that gives every committee a plenary
(`scheduler.spread_master`). Its best ways are put together to a plan; else committee after
committee is put in with the rooms left, the earliest plenary first. Then a few are taken out at a
time and put back better. Every bound holds for the whole; no plan is called best unless it meets
it.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from models.calendar import HalfDay
from models.plan import Meeting, PlannedGroup
from models.season import Season
from scheduler.group_days import INFINITE, GroupDays, Solved
from scheduler.reference import weights
from scheduler.rows import Rows
from scheduler.solver import Found, Infeasible, solve
from scheduler.spans import Laid, Rooms, Run, before
from scheduler.spread_case import (
    Case,
    Held,
    Placed,
    State,
    categories_for,
    read_held,
    value_of_group,
)
from scheduler.spread_choice import better, choose
from scheduler.spread_master import Master
from scheduler.spread_rows import Member, Problem
from scheduler.timetable_model import Timetable, build, goal_terms
from scheduler.work import Work

ROUNDS = {"quick": 30, "normal": 90, "thorough": 400}
"""Times that committees are taken out and put back."""
TRIES = 4
"""Plenaries tried when a committee is put back."""
NEAR = 10
"""Committees among which those to be taken out together are chosen."""
SOON = 6
"""Plenaries among which the first plan looks first, the earliest: tables are the smaller."""
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
        self.weight = weights(self.season)
        self.state = State(self.cases, self.rooms, self.work)
        self.costs: dict[str, list[int]] = {}
        self.flat: dict[str, int] = {}
        self.known: dict[str, Member] = {}

    # ------------------------------------------------------------------------------- the bound

    def price(self) -> None:
        """By committee: a bound of its part for every run. Raises CannotSit."""
        for case in self.cases.values():
            costs = [self.weight["plenary_delay"] * case.delay(run) for run in case.runs]
            self.flat[case.name] = 0
            for group in case.groups:
                found = self._bounds(case, group)
                if all(value >= INFINITE for value in found):
                    raise CannotSit(case.name, group.id)
                costs = [cost + more for cost, more in zip(costs, found, strict=True)]
            self.costs[case.name] = costs

    def _bounds(self, case: Case, group: PlannedGroup) -> list[int]:
        days = case.group_days(group, {})
        if case.tabled(group, days):
            solved = Solved(days)
            lessened = self._lessened(case, group, {})
            self.known[group.id] = Member(case, group, days, lessened, solved)
            return solved.bounds([run[0] for run in case.runs])
        rows, v = self._model(case, group, case.runs[-1])
        answer = solve(rows, goal_terms(self.season, v), self.work, units=2)
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

    def first(self, wished: Mapping[str, Run], restarts: int = RESTARTS) -> bool:
        """A first plan: the earliest plenaries first; whoever finds no way is put in sooner."""
        urgent: dict[str, int] = {}
        for _ in range(restarts):
            self._clear()
            order = sorted(
                self.cases,
                key=lambda c: (-urgent.get(c, 0), wished.get(c, self.cases[c].runs[0]), c),
            )
            stuck = next((name for name in order if not self._insert(name, wished.get(name))), None)
            if stuck is None:
                return True
            urgent[stuck] = urgent.get(stuck, 0) + 1
            if self.work.late():
                break
        self._clear()
        return False

    def keep(self, other: Mapping[str, Placed]) -> None:
        """Go back to a plan found before, where the one that stands is none or costs more."""
        if not other:
            return
        own = dict(self.state.placed) if len(self.state.placed) == len(self.cases) else None
        value = self.value()
        self._put_all(other)
        if own is not None and value <= self.value():
            self._put_all(own)

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
        if self.value() <= self.master.bound:
            return
        self._put_all(better(self.master, self.state.placed))

    def _completed(self, name: str) -> bool:
        """Put in the groups of a committee that the choice has left out."""
        case = self.cases[name]
        if len(self.state.placed[name].held) == len(case.groups):
            return True
        item = self.state.take_out(case)
        whole = self.place(case, item.run, self.state.busy(case), {}, item.held)
        if whole is not None:
            self.state.put(case, whole)
        return whole is not None

    def _insert(self, name: str, wish: Run | None) -> bool:
        """Put a committee in: with the wished plenary, else with the cheapest that works."""
        case = self.cases[name]
        soon = () if wish else case.runs[:SOON]
        item = self.best_place(case, SOON, soon=soon) if soon else None
        item = item or self.best_place(case, len(case.runs), wish)
        if item is None:
            return False
        self.state.put(self.cases[name], item)
        return True

    def best_place(
        self, case: Case, tries: int, wish: Run | None = None, soon: Sequence[Run] = ()
    ) -> Placed | None:
        """The best place of a committee in the rooms and people that are left; `soon`: in these.

        Each group is solved once for all plenaries; then the plenaries are tried, the wished one
        first, then from the cheapest sum on, until one works for all groups together.
        """
        room, busy = self.rooms[case.name], self.state.busy(case)
        solved: dict[str, Solved] = {}
        runs = soon or case.runs
        sums = [self.weight["plenary_delay"] * case.delay(run) for run in runs]
        for group in case.groups:
            days = self._lessened(case, group, busy)
            if not case.tabled(group, days):
                continue
            days = days.before(runs[-1][0]) if soon else days
            left = {at: min(days.parallel, room.left(at)) for at in days.half_days}
            solved[group.id] = Solved(days, room=left, price=self._opening(case, days.half_days))
            values = solved[group.id].before_each([run[0] for run in runs])
            sums = [so_far + value for so_far, value in zip(sums, values, strict=True)]
        order = sorted(zip(sums, runs, strict=True), key=lambda x: (x[1] != wish, x))
        for value, run in [pair for pair in order if pair[0] < INFINITE][:tries]:
            item = self.place(case, run, busy, solved) if value < INFINITE else None
            if item is not None:
                return item
        return None

    def place(
        self,
        case: Case,
        run: Run,
        busy: Mapping[str, set[HalfDay]],
        solved: Mapping[str, Solved],
        kept: Mapping[str, Held] = MappingProxyType({}),
    ) -> Placed | None:
        """A committee with this plenary in the rooms that are left; None when there is no way.

        Groups in `kept` stay as they are.
        """
        room = self.rooms[case.name]
        if not room.fits(run, case.load.size) or not self._quorum(case, run, busy):
            return None
        held = dict(kept)
        room.put(_uses(held.values()), run, case.load.size)
        try:
            for group in case.groups:
                if group.id in held:
                    continue
                item = self._hold(case, group, run, busy, solved.get(group.id))
                if item is None:
                    return None
                held[group.id] = item
                room.put(_uses([item]), (), 0)
        finally:
            room.put(_uses(held.values()), run, case.load.size, -1)
        return Placed(run, held, self.weight["plenary_delay"] * case.delay(run))

    def _quorum(self, case: Case, run: Run, busy: Mapping[str, set[HalfDay]]) -> bool:
        """Whether the plenary stands although some members sit elsewhere."""
        return all(
            case.attending(at, frozenset(e for e, spent in busy.items() if at in spent))
            == case.attending(at)
            for at in run
        )

    def _hold(
        self,
        case: Case,
        group: PlannedGroup,
        run: Run,
        busy: Mapping[str, set[HalfDay]],
        solved: Solved | None,
    ) -> Held | None:
        """A group's best half-days: from its table while they are free, else solved anew."""
        room = self.rooms[case.name]
        if solved is not None:
            days = solved.group
            again = False
            for _ in range(2):
                if solved.before_each([run[0]])[0] >= INFINITE:
                    break
                sittings = solved.sittings(run[0])
                if all(room.left(s.at) >= s.panels for s in sittings):
                    heard = categories_for(case.tied_work[group.id], case, group, sittings)
                    if heard is not None:
                        pairs = tuple(zip(sittings, heard, strict=True))
                        return Held(pairs, value_of_group(days, sittings))
                    break
                if again:
                    break
                again = True
                left = {at: min(days.parallel, room.left(at)) for at in days.half_days}
                opening = self._opening(case, days.half_days)
                solved = Solved(days, room=left, price=opening)
        return self._modelled(case, group, run, busy)

    def _modelled(
        self, case: Case, group: PlannedGroup, run: Run, busy: Mapping[str, set[HalfDay]]
    ) -> Held | None:
        """A group by its exact model: where ties bind, or where the table would be too large."""
        room = self.rooms[case.name]
        days = case.group_days(group, busy)
        opening = self._opening(case, days.half_days)
        rows, v = self._model(case, group, run)
        for at in v.before:
            left = max(0, min(days.parallel, room.left(at)))
            rows.at_most(left, v.panels_at(group.id, at), "N2024-6.2.2a")
            for expert in case.members[group.id]:
                if not case.comes(expert, at) or at in busy.get(expert.id, ()):
                    rows.exactly(0, [v.sits_at[expert.id, at]], "R40-20")
        for expert in case.members[group.id]:
            if expert.max_half_days is not None and busy.get(expert.id):
                most = expert.max_half_days - len(busy[expert.id]) - len(run)
                rows.at_most(max(0, most), [v.sits_at[expert.id, at] for at in v.before], "R40-20")
        terms = [(opening[t], x) for (_, _, t), x in v.meets.items() if opening[t]]
        answer = solve(rows, [*goal_terms(self.season, v), *terms], self.work, units=0.5)
        if not isinstance(answer, Found):
            return None
        return read_held(case, group, days, v, answer.values)

    def _lessened(
        self, case: Case, group: PlannedGroup, busy: Mapping[str, set[HalfDay]]
    ) -> GroupDays:
        """A group whose members keep the half-days of the plenary free of panels."""
        days = case.group_days(group, busy)
        most = tuple(
            count
            if expert.max_half_days is None
            else max(0, count - case.load.plenary_half_days - len(busy.get(expert.id, ())))
            for count, expert in zip(days.most, case.members[group.id], strict=True)
        )
        return days if most == days.most else replace(days, most=most)

    def _opening(self, case: Case, half_days: Iterable[HalfDay]) -> dict[HalfDay, int]:
        """What one more room costs in a half-day: nothing where the day has it open already."""
        used = self.rooms[case.name].used
        weight = self.weight["open_rooms"]
        found: dict[HalfDay, int] = {}
        for at in half_days:
            other = f"{at[:10]}.{'pm' if at.endswith('am') else 'am'}"
            found[at] = 0 if used[at] < used[other] else weight
        return found

    def _model(self, case: Case, group: PlannedGroup, run: Run) -> tuple[Rows, Timetable]:
        """The model of one group before one plenary: for ties, and for groups of many."""
        half_days = (*before(case.span, run), *run)
        meeting = Meeting(id=case.name, half_days=half_days, plenaries=run)
        load, members = case.load, case.members
        return build(
            self.season, load, meeting, members, case.ties, only=[group.id], cuts=case.cuts
        )

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
            item = self.best_place(self.cases[name], TRIES)
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


def _uses(held: Iterable[Held]) -> list[tuple[HalfDay, int]]:
    """Rooms in use."""
    return [(sitting.at, sitting.panels) for item in held for sitting, _ in item.sittings]
