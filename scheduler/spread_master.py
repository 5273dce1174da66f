"""The bound of all spread committees together, and the ways that lead to it: prices on rooms.

A way (`Column`) is one choice of half-days and members for one group. A linear program picks a
plenary for every committee and a way for every group within the rooms; its multipliers are prices
on rooms, by half-day. With these prices each group by itself (`scheduler.group_table`) either knows
a way that would pay, which enters, or shows that there is none: column generation (Dantzig and
Wolfe 1960; Gilmore and Gomory 1961). Any prices give a bound, computed in whole numbers: each
committee's cheapest plenary and ways at these prices, less the worth of all rooms (Geoffrion
1974). The ways found are then chosen from in whole numbers.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from models.calendar import HalfDay
from scheduler.group_days import INFINITE
from scheduler.group_table import Solved
from scheduler.relaxation import NEAR, Relaxed, relax
from scheduler.rows import Rows, Var
from scheduler.solver import Found, solve
from scheduler.spans import Run
from scheduler.spread_case import Placed
from scheduler.spread_rows import SCALE, Choice, Member, Problem, plenary_rooms
from scheduler.work import Work

MOST_ROUNDS = {"quick": 8, "normal": 24, "thorough": 80}
NEAR_ENOUGH = {"quick": 200, "normal": 2000, "thorough": 1 << 30}
"""Rounds end when the bound is within this part of the linear program's value."""
SHAKEN = (0.6, 1.4)
"""By how much prices are shaken to find ways that are nearly as good."""


class Master:
    """All spread committees with at least one possible plenary each."""

    def __init__(self, problem: Problem, work: Work) -> None:
        self.problem, self.work = problem, work
        self.left = MOST_ROUNDS[work.effort]
        """Rounds that are left."""
        self.settled = False
        """Whether no way is left that would pay."""
        self.penalty = 3 * max(1, problem.weight["expert_days"])
        self.own_bound = 0
        """A bound of the committees' own parts, without rooms opened."""
        self.bound = 0
        """A bound of their own parts and the rooms that they open."""
        self.prices: Mapping[tuple[str, HalfDay], int] = {}
        """The last prices, by site and half-day."""
        self.point: Mapping[tuple[str, int], float] = {}
        """What the linear program gives to each plenary."""

    # ------------------------------------------------------------------------------- the rounds

    def rounds(self, near: int | None = None) -> None:
        """Prices, ways that pay at them, and prices anew, until the bound is near enough.

        `near`: within this part of the linear program's value, else as near as the effort wants.
        """
        near = near or NEAR_ENOUGH[self.work.effort]
        if self.settled:
            return
        if not self.prices:
            self._without_prices()
        while self.left and not (self.point and self.work.late()):
            self.left -= 1
            choice = Choice(self.problem, whole=False, penalty=self.penalty)
            relaxed = relax(choice.rows, _merged(choice.minimise))
            if relaxed is None or self.work.late():
                return
            self.point = {key: float(relaxed.values[x]) for key, x in choice.plenary.items()}
            value = sum(c * float(relaxed.values[x]) for c, x in choice.minimise)
            new = self._price(choice, relaxed)
            lacking = sum(float(relaxed.values[x]) for x in choice.spare) > NEAR
            if not new and lacking:
                self.penalty *= 4
            elif not new or (value - self.bound) * near <= value:
                self.settled = not new
                return

    def _without_prices(self) -> None:
        """Every group's own optima: the first ways, and a bound of the own parts."""
        least: dict[str, list[int]] = {}
        for name in self.problem.cases:
            sums = [SCALE * self.problem.flat[name]] * len(self.problem.runs[name])
            for member in self.problem.of(name):
                self._enter(member, member.known, self.problem.starts[name])
                own = member.known.bounds(self.problem.starts[name])
                sums = [so_far + SCALE * value for so_far, value in zip(sums, own, strict=True)]
            least[name] = sums
        nothing = {(site, at): 0 for site, here in self.problem.half_days.items() for at in here}
        self.own_bound = self.bound = self._bounded(nothing, least, 0)

    def _price(self, choice: Choice, relaxed: Relaxed) -> int:
        """Ways that pay at the prices of a linear program, and the bound that they prove."""
        self.prices = prices = self._prices(choice, relaxed)
        least: dict[str, list[int]] = {}
        new = 0
        for name in self.problem.cases:
            site = self.problem.rooms[name].site
            here = {at: prices[site, at] for at in self.problem.half_days[site]}
            sums = [SCALE * self.problem.flat[name]] * len(self.problem.runs[name])
            for member in self.problem.of(name):
                limits = [
                    ceil(SCALE * float(relaxed.prices[choice.served[member.group.id, n]]))
                    for n in self.problem.runs[name]
                ]
                values, entered = self._ask(member, here, self.problem.starts[name], limits)
                sums = [so_far + value for so_far, value in zip(sums, values, strict=True)]
                new += entered
            least[name] = sums
        opening = SCALE * self.problem.weight["open_rooms"]
        self.bound = max(self.bound, self._bounded(prices, least, opening))
        return new

    def _prices(self, choice: Choice, relaxed: Relaxed) -> dict[tuple[str, HalfDay], int]:
        """A linear program's prices of rooms; without a number of rooms, of opening them alone."""
        found: dict[tuple[str, HalfDay], int] = {}
        left: dict[tuple[str, str], int] = {}
        for (site, at), rows in choice.at_price.items():
            price = max(0, round(-SCALE * sum(float(relaxed.prices[row]) for row in rows)))
            if not self.problem.sites[site].given:
                day = (site, at[:10])
                price = min(price, left.setdefault(day, SCALE * self.problem.weight["open_rooms"]))
                left[day] -= price
            found[site, at] = price
        return found

    def _ask(
        self,
        member: Member,
        prices: Mapping[HalfDay, int],
        starts: Sequence[HalfDay],
        limits: Sequence[int],
    ) -> tuple[list[int], int]:
        """A bound before every start at these prices, and how many new ways cost less.

        Only what costs less than the limit and than every known way is sought.
        """
        known = [(column.last, column.at(prices)) for column in member.columns]
        limits = [
            min([limit, *(cost for last, cost in known if last < start)])
            for start, limit in zip(starts, limits, strict=True)
        ]
        within = {start: limit - 1 for start, limit in zip(starts, limits, strict=True)}
        solved = Solved(member.days, price=prices, scale=SCALE, within=within)
        values = [
            min(value, limit) for value, limit in zip(solved.bounds(starts), limits, strict=True)
        ]
        entered = self._enter(member, solved, starts)
        if member.lessened.caps(1) != member.days.caps(1):
            lawful = Solved(member.lessened, price=prices, scale=SCALE, within=within)
            entered += self._enter(member, lawful, starts)
        return values, entered

    def _enter(self, member: Member, solved: Solved, starts: Sequence[HalfDay]) -> int:
        """Take in the best way before each start, unless an earlier one is as good."""
        entered = 0
        best = INFINITE
        for start, value in zip(starts, solved.before_each(starts), strict=True):
            if value < best:
                best = value
                entered += member.enter(solved.sittings(start))
        return entered

    def vary(self, times: int) -> None:
        """Ways that are nearly as good: each group asked again at prices shaken a little.

        Only plenaries to which the linear program gives something are asked for.
        """
        rng = random.Random(f"{self.work.seed}/vary")
        for _ in range(times):
            for name in self.problem.cases:
                runs = zip(self.problem.runs[name], self.problem.starts[name], strict=True)
                likely = [at for n, at in runs if self.point.get((name, n), 0.0) > NEAR]
                for member in self.problem.of(name):
                    if self.work.late():
                        return
                    self._shaken(member, likely, rng)

    def _shaken(self, member: Member, starts: Sequence[HalfDay], rng: random.Random) -> None:
        site = self.problem.rooms[member.case.name].site
        prices = {
            at: round(self.prices.get((site, at), 0) * rng.uniform(*SHAKEN))
            + rng.randrange(SCALE // 4)
            for at in member.lessened.half_days
        }
        known = [(column.last, column.at(prices)) for column in member.columns]
        within = {
            start: min(costs) - 1
            for start in starts
            if (costs := [cost for last, cost in known if last < start])
        }
        solved = Solved(member.lessened, price=prices, scale=SCALE, within=within)
        self._enter(member, solved, list(within))

    def learn(self, placed: Mapping[str, Placed]) -> None:
        """Take in the ways of a plan."""
        for item in placed.values():
            for group, held in item.held.items():
                if group in self.problem.members:
                    self.problem.members[group].enter(
                        tuple(sitting for sitting, _ in held.sittings)
                    )

    # -------------------------------------------------------------------------------- the bound

    def _bounded(
        self,
        prices: Mapping[tuple[str, HalfDay], int],
        least: Mapping[str, Sequence[int]],
        opening: int,
    ) -> int:
        """What these prices prove, with so much for a room opened; in whole numbers."""
        rows = Rows()
        minimise: list[tuple[int, int]] = []
        plenary: dict[tuple[str, int], Var] = {}
        floor = 0
        for name, case in self.problem.cases.items():
            site = self.problem.rooms[name].site
            costs: list[int] = []
            for n, sums in zip(self.problem.runs[name], least[name], strict=True):
                run = case.runs[n]
                plenary[name, n] = rows.flag(f"plenary[{name},{run[0]}]")
                cost = SCALE * self.problem.weight["plenary_delay"] * case.delay(run) + sums
                costs.append(cost + sum(prices[site, at] for at in run))
                minimise.append((costs[-1], plenary[name, n]))
            floor += min(costs)
            rows.exactly(1, [plenary[name, n] for n in self.problem.runs[name]], "R40-20")
        plenary_rooms(rows, self.problem, plenary)
        answer = solve(rows, minimise, self.work, units=2)
        value = max(floor, answer.bound) if isinstance(answer, Found) else floor
        return -((self._worth(prices, opening) - value) // SCALE)

    def _worth(self, prices: Mapping[tuple[str, HalfDay], int], opening: int) -> int:
        """What all rooms are worth at these prices beyond opening them.

        Opening a room for a day pays for both halves: up to that cost a price is no price on
        the number of rooms.
        """
        found = 0
        left: dict[tuple[str, str], int] = {}
        for site, room in self.problem.sites.items():
            if room.given:
                for at in sorted(self.problem.half_days[site], key=lambda t: (-room.there(t), t)):
                    day = (site, at[:10])
                    free = min(left.setdefault(day, opening), prices[site, at])
                    left[day] -= free
                    found += (prices[site, at] - free) * room.there(at)
        return found

    def wished(self) -> dict[str, Run]:
        """For every committee the plenary that the linear program likes best."""
        return {
            name: case.runs[
                max(
                    self.problem.runs[name],
                    key=lambda n, name=name: (self.point.get((name, n), 0.0), -n),
                )
            ]
            for name, case in self.problem.cases.items()
        }


def _merged(terms: Iterable[tuple[int, Var]]) -> dict[Var, int]:
    found: dict[Var, int] = {}
    for coefficient, variable in terms:
        found[variable] = found.get(variable, 0) + coefficient
    return found
