"""The rows of all spread committees together: a plenary for each, a way for each group, rooms.

The same rows serve the linear program that prices rooms (`scheduler.spread_master`) and the choice
in whole numbers (`scheduler.spread_choice`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.calendar import HalfDay
from models.plan import PlannedGroup
from models.season import Season
from scheduler.group_days import GroupDays, Sitting
from scheduler.group_table import Solved
from scheduler.reference import Term as GoalTerm
from scheduler.reference import weights
from scheduler.rows import Rows, Term, Var
from scheduler.spans import Rooms
from scheduler.spread_case import Case, Held, categories_for, value_of_group

SCALE = 1000
"""Prices are whole numbers of this part of a unit of the goal."""
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
        loads = [0] * self.days.members
        for sitting in sittings:
            for m in sitting.members:
                loads[m] += 1
        fits = all(load <= most for load, most in zip(loads, self.lessened.most, strict=True))
        value = value_of_group(self.days, sittings)
        lawful = fits and heard is not None
        self.columns.append(Column(sittings, tuple(heard or ()), value, lawful))
        return True


@dataclass(frozen=True)
class Problem:
    """Every spread committee with its possible plenaries, the groups that are small, and rooms.

    `runs`: by committee, numbers of plenaries that are possible for all its groups; `flat`: by
    committee, a bound of its groups that are not in `members`.
    """

    season: Season
    cases: Mapping[str, Case]
    rooms: Mapping[str, Rooms]
    members: Mapping[str, Member]
    runs: Mapping[str, list[int]]
    flat: Mapping[str, int]

    @cached_property
    def weight(self) -> dict[GoalTerm, int]:
        """The weights of the goal."""
        return weights(self.season)

    @cached_property
    def starts(self) -> dict[str, list[HalfDay]]:
        """By committee: when its possible plenaries begin."""
        return {
            name: [self.cases[name].runs[n][0] for n in runs] for name, runs in self.runs.items()
        }

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

    def of(self, name: str) -> list[Member]:
        """The groups of a committee that are in the master."""
        groups = self.cases[name].groups
        return [self.members[group.id] for group in groups if group.id in self.members]

    @property
    def amends(self) -> int:
        """What one more member in a panel costs: a guess at what makes a way lawful."""
        return self.weight["expert_days"] + self.weight["greatest_load"]


class Choice:
    """The rows over the ways known so far, with their variables.

    `whole`: ways are to be kept in fact; else a room too many may be had at `penalty`.
    """

    def __init__(self, problem: Problem, *, whole: bool, penalty: int = 0) -> None:
        self.problem, self.whole, self.penalty = problem, whole, penalty
        self.rows = Rows()
        self.minimise: list[tuple[int, Var]] = []
        self.plenary: dict[tuple[str, int], Var] = {}
        self.ways: dict[tuple[str, int], Var] = {}
        self.served: dict[tuple[str, int], int] = {}
        """By group and number of the run: the row that ties ways to plenaries."""
        self.carried: dict[tuple[str, int], Var] = {}
        """By group and number of the run: a later plenary serves a way that ends sooner."""
        self.opened: dict[tuple[str, str], Var] = {}
        """By site and day: rooms opened."""
        self.spare: list[Var] = []
        self.at_price: dict[tuple[str, HalfDay], tuple[int, ...]] = {}
        """By site and half-day: the rows of its rooms."""
        self.committee: dict[Var, str] = {}
        """Whose every variable is, but for those of rooms."""
        self._used: dict[tuple[str, HalfDay], list[Term]] = {
            (site, at): [] for site, here in problem.half_days.items() for at in here
        }
        self._top = 1 if whole else NEVER_BINDING
        for name in problem.cases:
            before = len(self.rows.names)
            self._one_plenary(name)
            for member in problem.of(name):
                self._one_way(member)
                self._served(member)
            made = range(before, len(self.rows.names))
            self.committee.update(dict.fromkeys(made, name))
        self._rooms()
        plenary_rooms(self.rows, problem, self.plenary)

    def _one_plenary(self, name: str) -> None:
        problem, case = self.problem, self.problem.cases[name]
        site = problem.rooms[name].site
        for n in problem.runs[name]:
            run = case.runs[n]
            x = self.rows.integer(f"plenary[{name},{run[0]}]", 0, self._top)
            self.plenary[name, n] = x
            self.minimise.append((problem.weight["plenary_delay"] * case.delay(run), x))
            for at in run:
                self._used[site, at].append(x)
        self.rows.exactly(1, [self.plenary[name, n] for n in problem.runs[name]], "R40-20")

    def _one_way(self, member: Member) -> None:
        group, site = member.group.id, self.problem.rooms[member.case.name].site
        last = self.problem.starts[member.case.name][-1]
        for number, column in enumerate(member.columns):
            if column.last >= last:
                continue
            x = self.rows.integer(f"way[{group},{number}]", 0, self._top)
            self.ways[group, number] = x
            more = self.problem.amends if self.whole and not column.lawful else 0
            self.minimise.append((column.value + more, x))
            for sitting in column.sittings:
                self._used[site, sitting.at].append((sitting.panels, x))

    def _served(self, member: Member) -> None:
        """A group's way ends before the plenary: what a later one leaves goes to earlier ends."""
        name, group = member.case.name, member.group.id
        runs = self.problem.runs[name]
        classes: dict[int, list[Var]] = {n: [] for n in runs}
        for number, column in enumerate(member.columns):
            if (group, number) in self.ways:
                classes[self.ends(name, column)].append(self.ways[group, number])
        carried: Var | None = None
        for n in reversed(runs):
            terms: list[Term] = [*classes[n], (-1, self.plenary[name, n])]
            if carried is not None:
                terms.append((-1, carried))
            if n != runs[0]:
                carried = self.rows.integer(f"carried[{group},{n}]", 0, self._top)
                self.carried[group, n] = carried
                terms.append(carried)
            self.served[group, n] = len(self.rows.rows)
            self.rows.exactly(0, terms, "R40-20")

    def ends(self, name: str, column: Column) -> int:
        """The first possible plenary after a way."""
        pairs = zip(self.problem.runs[name], self.problem.starts[name], strict=True)
        return next(n for n, start in pairs if column.last < start)

    def with_rooms(self, values: Mapping[Var, int]) -> dict[Var, int]:
        """These values with as many rooms opened in every day as they need."""
        found = dict(values)
        for (site, day), x in self.opened.items():
            terms = (some for (s, at), some in self._used.items() if (s, at[:10]) == (site, day))
            found[x] = max(sum(c * values[y] for c, y in map(_pair, some)) for some in terms)
        return found

    def _rooms(self) -> None:
        """No more rooms in use than there are; those of a day are opened once."""
        rows, everything = self.rows, sum(len(terms) for terms in self._used.values()) + 1
        for (site, at), terms in self._used.items():
            room, day = self.problem.sites[site], (site, at[:10])
            if day not in self.opened:
                self.opened[day] = rows.integer(f"opened[{day}]", 0, everything)
                self.minimise.append((self.problem.weight["open_rooms"], self.opened[day]))
            concerned = [len(rows.rows)]
            rows.at_most(0, [*terms, (-1, self.opened[day])], "N2024-6.2.2a")
            if room.given:
                concerned.append(len(rows.rows))
                more: list[Term] = []
                if not self.whole:
                    self.spare.append(rows.integer(f"spare[{site},{at}]", 0, everything))
                    self.minimise.append((self.penalty, self.spare[-1]))
                    more = [(-1, self.spare[-1])]
                rows.at_most(room.there(at), [*terms, *more], "N2024-6.2.2a")
            self.at_price[site, at] = tuple(concerned)


def _pair(term: Term) -> tuple[int, Var]:
    return term if isinstance(term, tuple) else (1, term)


def plenary_rooms(rows: Rows, problem: Problem, plenary: Mapping[tuple[str, int], Var]) -> None:
    """No more plenaries at once than rooms that seat them."""
    for site, room in problem.sites.items():
        if not room.given:
            continue
        at_once: dict[HalfDay, list[tuple[int, Var]]] = {}
        for (name, n), x in plenary.items():
            if problem.rooms[name].site == site:
                for at in problem.cases[name].runs[n]:
                    at_once.setdefault(at, []).append((problem.cases[name].load.size, x))
        for at, sized in sorted(at_once.items()):
            for least in sorted({size for size, _ in sized}):
                able = [x for size, x in sized if size >= least]
                rows.at_most(room.big_there(at, least), able, "N2024-6.2.2a")
