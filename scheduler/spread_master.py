"""The bound of all spread committees together, and the ways that lead to it: prices on rooms.

A way (`Column`) is one choice of half-days and members for one group. A linear program picks a
plenary for every committee and a way for every group within the rooms; its multipliers are prices
on rooms, by half-day. With these prices each group by itself (`scheduler.group_days`) either knows
a way that would pay, which enters, or shows that there is none: column generation (Dantzig and
Wolfe 1960; Gilmore and Gomory 1961). Any prices give a bound, computed in whole numbers: each
committee's cheapest plenary and ways at these prices, less the worth of all rooms (Geoffrion
1974). The ways found are then chosen from in whole numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil

from models.calendar import HalfDay
from models.plan import PlannedGroup
from models.season import Season
from scheduler.group_days import INFINITE, GroupDays, Sitting, Solved
from scheduler.reference import weights
from scheduler.relaxation import NEAR, Relaxed, relax
from scheduler.rows import Rows, Term, Var
from scheduler.solver import Found, solve
from scheduler.spans import Rooms, Run
from scheduler.spread_case import Case, Held, Placed, categories_for, value_of_group
from scheduler.work import Work

SCALE = 1000
"""Prices are whole numbers of this part of a unit of the goal."""
MOST_ROUNDS = {"quick": 8, "normal": 24, "thorough": 80}
NEAR_ENOUGH = {"quick": 200, "normal": 2000, "thorough": 1 << 30}
"""Rounds end when the bound is within this part of the linear program's value."""
SURE = 0.99
"""What the linear program must give to a plenary that is kept when whole numbers are sought."""
NEVER_BINDING = 2
"""An upper end above the one that the rows imply, so that it draws no multiplier to itself."""


@dataclass(frozen=True)
class Column:
    """One way of one group: its sittings, the categories heard, and its part of the goal.

    `lawful` is False where the members' limits allow it only without the plenary, or ties leave
    a dossier without readers: such a way serves the bound, and in a plan it only keeps rooms
    until the group is put in by its exact model.
    """

    sittings: tuple[Sitting, ...]
    categories: tuple[tuple[str, ...], ...]
    value: int
    lawful: bool

    @property
    def last(self) -> HalfDay:
        """The last half-day in use."""
        return self.sittings[-1].at

    def at(self, prices: Mapping[HalfDay, int]) -> int:
        """What it costs with these prices of rooms, times SCALE."""
        return SCALE * self.value + sum(s.panels * prices.get(s.at, 0) for s in self.sittings)

    @property
    def held(self) -> Held:
        """What the group then does."""
        return Held(tuple(zip(self.sittings, self.categories, strict=True)), self.value)


@dataclass
class Member:
    """A group in the master: its days, the same days kept lawful, and its ways so far."""

    case: Case
    group: PlannedGroup
    days: GroupDays
    lessened: GroupDays
    known: Solved
    columns: list[Column] = field(default_factory=list[Column])
    seen: dict[tuple[tuple[HalfDay, tuple[int, ...]], ...], None] = field(
        default_factory=dict[tuple[tuple[HalfDay, tuple[int, ...]], ...], None]
    )

    def enter(self, sittings: tuple[Sitting, ...]) -> bool:
        """Take a way in; False where it is known."""
        key = tuple((sitting.at, sitting.members) for sitting in sittings)
        if key in self.seen:
            return False
        self.seen[key] = None
        heard = categories_for(self.case.tied_work[self.group.id], self.case, self.group, sittings)
        loads = [sum(m in s.members for s in sittings) for m in range(self.days.members)]
        fits = all(load <= most for load, most in zip(loads, self.lessened.most, strict=True))
        value = value_of_group(self.days, sittings)
        lawful = fits and heard is not None
        self.columns.append(Column(sittings, tuple(heard or ()), value, lawful))
        return True


@dataclass(frozen=True)
class Choice:
    """The rows of the master with their variables; `at_price[site, t]`: the rows of its rooms."""

    rows: Rows
    minimise: list[tuple[int, Var]]
    plenary: Mapping[tuple[str, int], Var]
    ways: Mapping[tuple[str, int], Var]
    at_price: Mapping[tuple[str, HalfDay], tuple[int, ...]]
    served: Mapping[tuple[str, int], int]
    """By group and number of the run: the row that ties ways to plenaries."""
    spare: Sequence[Var]


class Master:
    """All spread committees with at least one possible plenary each."""

    def __init__(
        self,
        season: Season,
        cases: Mapping[str, Case],
        rooms: Mapping[str, Rooms],
        known: Mapping[str, Member],
        costs: Mapping[str, Sequence[int]],
        flat: Mapping[str, int],
        work: Work,
    ) -> None:
        self.season, self.cases, self.rooms, self.work = season, cases, rooms, work
        self.weight = weights(season)
        self.members = known
        self.flat = flat
        """By committee: a bound of its groups that are not in the master."""
        self.runs = {
            name: [n for n, cost in enumerate(costs[name]) if cost < INFINITE] for name in cases
        }
        self.starts = {
            name: [case.runs[n][0] for n in self.runs[name]] for name, case in cases.items()
        }
        self.penalty = 3 * max(1, self.weight["expert_days"])
        self.own_bound = 0
        """A bound of the committees' own parts, without rooms opened."""
        self.bound = 0
        """A bound of their own parts and the rooms that they open."""
        self.point: Mapping[tuple[str, int], float] = {}
        """What the linear program gives to each plenary."""
        self.reproducible = True

    @cached_property
    def sites(self) -> dict[str, Rooms]:
        """The sites in use."""
        return {room.site: room for room in self.rooms.values()}

    @cached_property
    def half_days(self) -> dict[str, list[HalfDay]]:
        """By site: every half-day in which one of its committees may meet."""
        found: dict[str, dict[HalfDay, None]] = {site: {} for site in self.sites}
        for name, case in self.cases.items():
            found[self.rooms[name].site].update(dict.fromkeys(case.span.half_days))
        return {site: sorted(half_days) for site, half_days in found.items()}

    @property
    def _amends(self) -> int:
        """What one more member in a panel costs: a guess at what makes a way lawful."""
        return self.weight["expert_days"] + self.weight["greatest_load"]

    def of(self, name: str) -> list[Member]:
        """The groups of a committee that are in the master."""
        groups = self.cases[name].groups
        return [self.members[group.id] for group in groups if group.id in self.members]

    # ------------------------------------------------------------------------------- the rounds

    def rounds(self) -> None:
        """Prices, ways that pay at them, and prices anew, until the bound is near enough."""
        effort = self.work.effort
        self._without_prices()
        for _ in range(MOST_ROUNDS[effort]):
            choice = self.rows(whole=False)
            relaxed = relax(choice.rows, _merged(choice.minimise))
            if relaxed is None or self.work.late():
                return
            self.point = {key: float(relaxed.values[x]) for key, x in choice.plenary.items()}
            value = sum(c * float(relaxed.values[x]) for c, x in choice.minimise)
            new = self._price(choice, relaxed)
            lacking = sum(float(relaxed.values[x]) for x in choice.spare) > NEAR
            if not new and lacking:
                self.penalty *= 4
            elif not new or (value - self.bound) * NEAR_ENOUGH[effort] <= value:
                return

    def _without_prices(self) -> None:
        """Every group's own optima: the first ways, and a bound of the own parts."""
        least: dict[str, list[int]] = {}
        for name in self.cases:
            sums = [SCALE * self.flat[name]] * len(self.runs[name])
            for member in self.of(name):
                self._enter(member, member.known, self.starts[name])
                own = member.known.bounds(self.starts[name])
                sums = [so_far + SCALE * value for so_far, value in zip(sums, own, strict=True)]
            least[name] = sums
        nothing = {(site, at): 0 for site, here in self.half_days.items() for at in here}
        self.own_bound = self.bound = self._bounded(nothing, least, 0)

    def _price(self, choice: Choice, relaxed: Relaxed) -> int:
        """Ways that pay at the prices of a linear program, and the bound that they prove."""
        prices = self._prices(choice, relaxed)
        least: dict[str, list[int]] = {}
        new = 0
        for name in self.cases:
            site = self.rooms[name].site
            here = {at: prices[site, at] for at in self.half_days[site]}
            sums = [SCALE * self.flat[name]] * len(self.runs[name])
            for member in self.of(name):
                limits = [
                    ceil(SCALE * float(relaxed.prices[choice.served[member.group.id, n]]))
                    for n in self.runs[name]
                ]
                values, entered = self._ask(member, here, self.starts[name], limits)
                sums = [so_far + value for so_far, value in zip(sums, values, strict=True)]
                new += entered
            least[name] = sums
        opening = SCALE * self.weight["open_rooms"]
        self.bound = max(self.bound, self._bounded(prices, least, opening))
        return new

    def _prices(self, choice: Choice, relaxed: Relaxed) -> dict[tuple[str, HalfDay], int]:
        """A linear program's prices of rooms; without a number of rooms, of opening them alone."""
        found: dict[tuple[str, HalfDay], int] = {}
        left: dict[tuple[str, str], int] = {}
        for (site, at), rows in choice.at_price.items():
            price = max(0, round(-SCALE * sum(float(relaxed.prices[row]) for row in rows)))
            if not self.sites[site].given:
                day = (site, at[:10])
                price = min(price, left.setdefault(day, SCALE * self.weight["open_rooms"]))
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

    def learn(self, placed: Mapping[str, Placed]) -> None:
        """Take in the ways of a plan."""
        for item in placed.values():
            for group, held in item.held.items():
                if group in self.members:
                    self.members[group].enter(tuple(sitting for sitting, _ in held.sittings))

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
        for name, case in self.cases.items():
            site = self.rooms[name].site
            costs: list[int] = []
            for n, sums in zip(self.runs[name], least[name], strict=True):
                run = case.runs[n]
                plenary[name, n] = rows.flag(f"plenary[{name},{run[0]}]")
                cost = SCALE * self.weight["plenary_delay"] * case.delay(run) + sums
                costs.append(cost + sum(prices[site, at] for at in run))
                minimise.append((costs[-1], plenary[name, n]))
            floor += min(costs)
            rows.exactly(1, [plenary[name, n] for n in self.runs[name]], "R40-20")
        self._plenary_rooms(rows, plenary)
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
        for site, room in self.sites.items():
            if room.given:
                for at in sorted(self.half_days[site], key=lambda t: (-room.there(t), t)):
                    day = (site, at[:10])
                    free = min(left.setdefault(day, opening), prices[site, at])
                    left[day] -= free
                    found += (prices[site, at] - free) * room.there(at)
        return found

    # --------------------------------------------------------------------------------- the rows

    def rows(self, *, whole: bool) -> Choice:
        """The master over the ways known so far; `whole` for one that is to be kept in fact."""
        rows = Rows()
        top = 1 if whole else NEVER_BINDING
        minimise: list[tuple[int, Var]] = []
        plenary: dict[tuple[str, int], Var] = {}
        ways: dict[tuple[str, int], Var] = {}
        served: dict[tuple[str, int], int] = {}
        used: dict[tuple[str, HalfDay], list[Term]] = {
            (site, at): [] for site, half_days in self.half_days.items() for at in half_days
        }
        for name, case in self.cases.items():
            site = self.rooms[name].site
            for n in self.runs[name]:
                run = case.runs[n]
                plenary[name, n] = x = rows.integer(f"plenary[{name},{run[0]}]", 0, top)
                minimise.append((self.weight["plenary_delay"] * case.delay(run), x))
                for at in run:
                    used[site, at].append(x)
            rows.exactly(1, [plenary[name, n] for n in self.runs[name]], "R40-20")
            for member in self.of(name):
                for number, column in enumerate(member.columns):
                    x = rows.integer(f"way[{member.group.id},{number}]", 0, top)
                    ways[member.group.id, number] = x
                    more = self._amends if whole and not column.lawful else 0
                    minimise.append((column.value + more, x))
                    for sitting in column.sittings:
                        used[site, sitting.at].append((sitting.panels, x))
                self._served(rows, member, plenary, ways, served, top)
        at_price, spare = self._rooms(rows, used, minimise, whole=whole)
        self._plenary_rooms(rows, plenary)
        return Choice(rows, minimise, plenary, ways, at_price, served, spare)

    def _served(
        self,
        rows: Rows,
        member: Member,
        plenary: Mapping[tuple[str, int], Var],
        ways: Mapping[tuple[str, int], Var],
        served: dict[tuple[str, int], int],
        top: int,
    ) -> None:
        """A group's way ends before the plenary: what a later one leaves goes to earlier ends."""
        name = member.case.name
        classes: dict[int, list[Var]] = {n: [] for n in self.runs[name]}
        pairs = list(zip(self.runs[name], self.starts[name], strict=True))
        for number, column in enumerate(member.columns):
            first = next(n for n, start in pairs if column.last < start)
            classes[first].append(ways[member.group.id, number])
        carried: Var | None = None
        for n in reversed(self.runs[name]):
            terms: list[Term] = [*classes[n], (-1, plenary[name, n])]
            if carried is not None:
                terms.append((-1, carried))
            if n != self.runs[name][0]:
                carried = rows.integer(f"carried[{member.group.id},{n}]", 0, top)
                terms.append(carried)
            served[member.group.id, n] = len(rows.rows)
            rows.exactly(0, terms, "R40-20")

    def _rooms(
        self,
        rows: Rows,
        used: Mapping[tuple[str, HalfDay], list[Term]],
        minimise: list[tuple[int, Var]],
        *,
        whole: bool,
    ) -> tuple[dict[tuple[str, HalfDay], tuple[int, ...]], list[Var]]:
        """No more rooms in use than there are; those of a day are opened once.

        While ways are still sought, a room too many may be had at a penalty.
        """
        at_price: dict[tuple[str, HalfDay], tuple[int, ...]] = {}
        spare: list[Var] = []
        opened: dict[tuple[str, str], Var] = {}
        everything = sum(len(terms) for terms in used.values()) + 1
        for (site, at), terms in used.items():
            day = (site, at[:10])
            if day not in opened:
                opened[day] = rows.integer(f"opened[{day}]", 0, everything)
                minimise.append((self.weight["open_rooms"], opened[day]))
            concerned = [len(rows.rows)]
            rows.at_most(0, [*terms, (-1, opened[day])], "N2024-6.2.2a")
            if self.sites[site].given:
                concerned.append(len(rows.rows))
                more: list[Term] = []
                if not whole:
                    spare.append(rows.integer(f"spare[{site},{at}]", 0, everything))
                    minimise.append((self.penalty, spare[-1]))
                    more = [(-1, spare[-1])]
                rows.at_most(self.sites[site].there(at), [*terms, *more], "N2024-6.2.2a")
            at_price[site, at] = tuple(concerned)
        return at_price, spare

    def _plenary_rooms(self, rows: Rows, plenary: Mapping[tuple[str, int], Var]) -> None:
        """No more plenaries at once than rooms that seat them."""
        for site, room in self.sites.items():
            if not room.given:
                continue
            at_once: dict[HalfDay, list[tuple[int, Var]]] = {}
            for (name, n), x in plenary.items():
                if self.rooms[name].site == site:
                    for at in self.cases[name].runs[n]:
                        at_once.setdefault(at, []).append((self.cases[name].load.size, x))
            for at, sized in sorted(at_once.items()):
                for least in sorted({size for size, _ in sized}):
                    able = [x for size, x in sized if size >= least]
                    rows.at_most(room.big_there(at, least), able, "N2024-6.2.2a")

    # -------------------------------------------------------------------------------- the choice

    def wished(self) -> dict[str, Run]:
        """For every committee the plenary that the linear program likes best."""
        return {
            name: case.runs[
                max(self.runs[name], key=lambda n, name=name: (self.point.get((name, n), 0.0), -n))
            ]
            for name, case in self.cases.items()
        }

    def choose(self, units: float) -> dict[str, Placed] | None:
        """A plan of the lawful ways, in whole numbers; None where none was found.

        Groups without a lawful way in it are left out. Plenaries of which the linear program is
        sure are kept; if that finds nothing, none is.
        """
        choice = self.rows(whole=True)
        self._once_at_a_time(choice)
        for sure in (SURE, NEVER_BINDING):
            rows = replace(choice.rows, low=list(choice.rows.low))
            for key, x in choice.plenary.items():
                if self.point.get(key, 0.0) >= sure:
                    rows.low[x] = 1
            answer = solve(rows, choice.minimise, self.work, units=units)
            if isinstance(answer, Found):
                self.reproducible = self.reproducible and answer.reproducible
                return dict(self._read(choice, answer.values))
        return None

    def _once_at_a_time(self, choice: Choice) -> None:
        """Members of several of these committees sit in one place at a time."""
        shared = self._shared()
        sits: dict[tuple[str, HalfDay], list[Var]] = {}
        for (group, number), x in choice.ways.items():
            member = self.members[group]
            experts = member.case.members[group]
            for sitting in member.columns[number].sittings:
                for m in sitting.members:
                    if experts[m].id in shared:
                        sits.setdefault((experts[m].id, sitting.at), []).append(x)
        for (name, n), x in choice.plenary.items():
            case = self.cases[name]
            for at in case.runs[n]:
                for expert in case.attending(at):
                    if expert in shared:
                        sits.setdefault((expert, at), []).append(x)
        for _, variables in sorted(sits.items()):
            choice.rows.at_most_one(variables, "R40-20")
        self._within_limits(choice, sits)

    def _within_limits(self, choice: Choice, sits: Mapping[tuple[str, HalfDay], list[Var]]) -> None:
        """Members of several committees give no more half-days in all than they can."""
        by_expert: dict[str, list[Var]] = {}
        for (expert, _), variables in sorted(sits.items()):
            by_expert.setdefault(expert, []).extend(variables)
        for expert, variables in by_expert.items():
            most = self.season.expert[expert].max_half_days
            if most is not None:
                choice.rows.at_most(max(0, most), variables, "R40-20")

    def _shared(self) -> dict[str, None]:
        """Members of more than one committee, in order."""
        seen: dict[str, int] = {}
        for case in self.cases.values():
            for expert in case.everyone:
                seen[expert.id] = seen.get(expert.id, 0) + 1
        return {name: None for name, count in seen.items() if count > 1}

    def _read(self, choice: Choice, values: Sequence[int]) -> Iterator[tuple[str, Placed]]:
        taken = {group: number for (group, number), x in choice.ways.items() if values[x]}
        for name, case in self.cases.items():
            run = case.runs[next(n for n in self.runs[name] if values[choice.plenary[name, n]])]
            chosen = {m.group.id: m.columns[taken[m.group.id]] for m in self.of(name)}
            held = {group: column.held for group, column in chosen.items() if column.lawful}
            yield name, Placed(run, held, self.weight["plenary_delay"] * case.delay(run))


def _merged(terms: Iterable[tuple[int, Var]]) -> dict[Var, int]:
    found: dict[Var, int] = {}
    for coefficient, variable in terms:
        found[variable] = found.get(variable, 0) + coefficient
    return found
