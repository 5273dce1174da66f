"""The timetable of committees that meet over a long span: plenaries, panels and people.

Given its plenary, a group is bound to the others only by rooms and shared members. So the bound
is the optimum of each group before each possible plenary (`scheduler.group_days`), joined by a
small model that gives every committee a plenary within the plenary rooms, and no more panels
before a half-day than rooms. The plan puts in committee after committee with the rooms left, the
earliest plenary first, then takes a few out at a time and puts them back better. Every bound
holds for the whole; no plan is called best unless it meets it.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import permutations
from math import ceil

from models.calendar import HalfDay, date_of
from models.people import Expert
from models.plan import Meeting, PlannedGroup
from models.season import Season
from scheduler.eligibility import Ties, can_come, term_end
from scheduler.group_days import INFINITE, GroupDays, Sitting, Solved
from scheduler.grouping import Load
from scheduler.reference import group_weights, weights
from scheduler.rows import Rows, Var
from scheduler.solver import Found, Infeasible, solve
from scheduler.spans import Laid, Rooms, Run, before, least_lead, runs
from scheduler.timetable_model import Timetable, attending, build, goal_terms, tied_work
from scheduler.work import Work

ROUNDS = {"quick": 30, "normal": 150, "thorough": 900}
"""Times that committees are taken out and put back."""
TRIES = 4
"""Plenaries tried when a committee is put back."""
NEAR = 10
"""Committees among which those to be taken out together are chosen."""
RESTARTS = 30
MOST_ORDERED = 7
"""Sittings whose categories are tried in every order."""


@dataclass(frozen=True)
class Held:
    """What one group does: sittings with their categories, and the group's part of the goal."""

    sittings: tuple[tuple[Sitting, tuple[str, ...]], ...]
    value: int


@dataclass(frozen=True)
class Placed:
    """A committee with its plenary and what its groups do."""

    run: Run
    held: Mapping[str, Held]
    delay: int

    @property
    def own(self) -> int:
        """The committee's part of the goal, without rooms."""
        return self.delay + sum(item.value for item in self.held.values())

    def panels(self) -> list[tuple[HalfDay, int]]:
        """Rooms used by panels."""
        return [(s.at, s.panels) for item in self.held.values() for s, _ in item.sittings]


@dataclass(frozen=True)
class Case:
    """One committee: its span, its members by group, and what is known of them."""

    season: Season
    load: Load
    span: Meeting
    members: Mapping[str, tuple[Expert, ...]]
    presiding: frozenset[str]
    ties: Ties
    busy: Mapping[str, frozenset[HalfDay]]
    """Half-days that members give to committees which are not spread."""

    @property
    def name(self) -> str:
        """The committee's id."""
        return self.load.committee.id

    @cached_property
    def everyone(self) -> tuple[Expert, ...]:
        """All members."""
        return tuple(e for experts in self.members.values() for e in experts)

    def comes(self, expert: Expert, at: HalfDay) -> bool:
        """Whether a member can come in a half-day."""
        return can_come(expert, [at]) and at not in self.busy.get(expert.id, frozenset())

    def attending(self, at: HalfDay, out: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Who attends a plenary; empty when that is no quorum, or nobody there may preside."""
        elsewhere = frozenset(e for e, spent in self.busy.items() if at in spent)
        coming = attending(
            self.season,
            self.load,
            self.members,
            self.ties,
            self.presiding,
            at,
            out | elsewhere,
        )
        needed = ceil(self.season.profile.share("quorum.share") * len(self.everyone))
        if len(coming) < needed or not self.presiding & set(coming):
            return ()
        return coming

    @cached_property
    def runs(self) -> list[Run]:
        """Runs of half-days in which a plenary has its quorum and nobody's term is over."""
        terms = [until for e in self.everyone if (until := term_end(self.season, e)) is not None]
        over = min(terms, default=None)
        return [
            run
            for run in runs(self.load, self.span)
            if all(self.attending(at) for at in run) and (over is None or date_of(run[-1]) <= over)
        ]

    def delay(self, run: Run) -> int:
        """Half-days by which a plenary is later than the first possible."""
        return self.span.half_days.index(run[0]) - least_lead(self.load)

    def group_days(self, group: PlannedGroup, busy: Mapping[str, set[HalfDay]]) -> GroupDays:
        """A group with all half-days of the span before the last possible plenary."""
        half_days = before(self.span, self.runs[-1])
        experts = self.members[group.id]
        return GroupDays(
            half_days,
            tuple(
                frozenset(
                    n
                    for n, e in enumerate(experts)
                    if self.comes(e, at) and at not in busy.get(e.id, ())
                )
                for at in half_days
            ),
            tuple(
                frozenset(n for n, e in enumerate(experts) if at in e.wishes_against)
                for at in half_days
            ),
            tuple(
                sum(group.panels.values()) if e.max_half_days is None else max(0, e.max_half_days)
                for e in experts
            ),
            sum(group.panels.values()),
            group.panel_size,
            max(1, self.load.most_parallel(group)),
            group_weights(self.season),
        )

    @cached_property
    def groups(self) -> tuple[PlannedGroup, ...]:
        """Groups that have panels, the busiest first."""
        some = [group for group in self.load.groups if group.panels]
        return tuple(sorted(some, key=lambda g: -sum(g.panels.values())))


@dataclass
class State:
    """All committees put in so far, the rooms and people that they use."""

    cases: Mapping[str, Case]
    rooms: Mapping[str, Rooms]
    work: Work
    placed: dict[str, Placed] = field(default_factory=dict[str, Placed])
    engaged: dict[str, dict[str, set[HalfDay]]] = field(
        default_factory=dict[str, dict[str, set[HalfDay]]]
    )
    """By member of several committees: half-days by committee."""

    @cached_property
    def shared(self) -> frozenset[str]:
        """Members of more than one of these committees."""
        seen: dict[str, int] = {}
        for case in self.cases.values():
            for expert in case.everyone:
                seen[expert.id] = seen.get(expert.id, 0) + 1
        return frozenset(name for name, count in seen.items() if count > 1)

    def busy(self, case: Case) -> dict[str, set[HalfDay]]:
        """Half-days that shared members give to the other committees."""
        found: dict[str, set[HalfDay]] = {}
        for expert in case.everyone:
            for committee, spent in self.engaged.get(expert.id, {}).items():
                if committee != case.name:
                    found.setdefault(expert.id, set()).update(spent)
        return found

    def put(self, case: Case, item: Placed) -> None:
        """Put a committee in."""
        self.rooms[case.name].put(item.panels(), item.run, case.load.size)
        self.placed[case.name] = item
        for at in item.run:
            for name in case.attending(at):
                self._engage(case, name, at)
        for group, held in item.held.items():
            for sitting, _ in held.sittings:
                for number in sitting.members:
                    self._engage(case, case.members[group][number].id, sitting.at)

    def _engage(self, case: Case, name: str, at: HalfDay) -> None:
        if name in self.shared:
            self.engaged.setdefault(name, {}).setdefault(case.name, set()).add(at)

    def take_out(self, case: Case) -> Placed:
        """Take a committee out again."""
        item = self.placed.pop(case.name)
        self.rooms[case.name].put(item.panels(), item.run, case.load.size, -1)
        for spent in self.engaged.values():
            spent.pop(case.name, None)
        return item

    def opened(self) -> int:
        """Rooms opened per day, over all sites."""
        total = 0
        for site in {room.site: room for room in self.rooms.values()}.values():
            days: dict[str, int] = {}
            for at, count in site.used.items():
                days[at[:10]] = max(days.get(at[:10], 0), count)
            total += sum(days.values())
        return total

    def value(self, weight: int) -> int:
        """The goal as far as these committees go, with all rooms of their sites."""
        return weight * self.opened() + sum(item.own for item in self.placed.values())


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
        self.proven = False
        self.reproducible = True

    # ------------------------------------------------------------------------------- the bound

    def price(self) -> None:
        """By committee: a bound of its part for every run. Raises CannotSit."""
        for case in self.cases.values():
            costs = [self.weight["plenary_delay"] * case.delay(run) for run in case.runs]
            for group in case.groups:
                found = self._bounds(case, group)
                if all(value >= INFINITE for value in found):
                    raise CannotSit(case.name, group.id)
                costs = [cost + more for cost, more in zip(costs, found, strict=True)]
            self.costs[case.name] = costs

    def _bounds(self, case: Case, group: PlannedGroup) -> list[int]:
        days = case.group_days(group, {})
        if days.small(1):
            solved = Solved(days)
            values = solved.before_each([run[0] for run in case.runs])
            return [min(value, solved.beyond) for value in values]
        rows, v = self._model(case, group, case.runs[-1])
        answer = solve(rows, goal_terms(self.season, v), self.work, units=2)
        least = INFINITE if isinstance(answer, Infeasible) else max(0, answer.bound)
        return [least] * len(case.runs)

    def bound(self) -> tuple[int, dict[str, Run] | None]:
        """A proven bound of the sum of all own parts, and the plenaries that reach it."""
        rows = Rows()
        choose: dict[tuple[str, int], Var] = {}
        minimise: list[tuple[int, int]] = []
        for name, case in self.cases.items():
            for number, run in enumerate(case.runs):
                if self.costs[name][number] < INFINITE:
                    choose[name, number] = rows.flag(f"plenary[{name},{run[0]}]")
                    minimise.append((self.costs[name][number], choose[name, number]))
            rows.exactly(1, [x for (c, _), x in choose.items() if c == name], "R40-20")
        for site in {room.site: room for room in self.rooms.values()}.values():
            if site.given:
                self._rooms_in_time(rows, choose, site)
        answer = solve(rows, minimise, self.work, units=4, linear=False)
        if not isinstance(answer, Found):
            least = sum(min(costs) for costs in self.costs.values())
            return least, None
        self.reproducible = self.reproducible and answer.reproducible
        chosen = {c: self.cases[c].runs[n] for (c, n), x in choose.items() if answer.values[x]}
        return answer.bound, chosen

    def _rooms_in_time(
        self, rows: Rows, choose: Mapping[tuple[str, int], Var], site: Rooms
    ) -> None:
        """No more plenaries at once than rooms for them; no more panels by then than rooms."""
        at_once: dict[HalfDay, list[tuple[int, Var]]] = {}
        every: set[HalfDay] = set()
        here = [(c, n, x) for (c, n), x in choose.items() if self.rooms[c] is site]
        for name, number, variable in here:
            every.update(self.cases[name].span.half_days)
            for at in self.cases[name].runs[number]:
                at_once.setdefault(at, []).append((self.cases[name].load.size, variable))
        for at, sized in sorted(at_once.items()):
            for least in sorted({size for size, _ in sized}):
                able = [x for size, x in sized if size >= least]
                rows.at_most(site.big_there(at, least), able, "N2024-6.2.2a")
        there = 0
        for at in sorted(every):
            terms: list[tuple[int, Var]] = []
            for name, number, variable in here:
                run = self.cases[name].runs[number]
                panels = sum(sum(g.panels.values()) for g in self.cases[name].groups)
                used = (panels if run[0] <= at else 0) + sum(t < at for t in run)
                if used:
                    terms.append((used, variable))
            rows.at_most(there, terms, "N2024-6.2.2a")
            there += site.left(at)

    # -------------------------------------------------------------------------------- the plan

    def first(self, wished: Mapping[str, Run]) -> bool:
        """A first plan: the earliest plenaries first; whoever finds no way is put in sooner."""
        urgent: dict[str, int] = {}
        for _ in range(RESTARTS):
            for name in list(self.state.placed):
                self.state.take_out(self.cases[name])
            order = sorted(self.cases, key=lambda c: (-urgent.get(c, 0), wished[c], c))
            stuck = next((name for name in order if not self._insert(name, wished[name])), None)
            if stuck is None:
                return True
            urgent[stuck] = urgent.get(stuck, 0) + 1
            if self.work.late():
                break
        return False

    def cheapest(self) -> dict[str, Run]:
        """Each committee's cheapest run by itself."""
        return {
            name: min(zip(self.costs[name], case.runs, strict=True))[1]
            for name, case in self.cases.items()
        }

    def _insert(self, name: str, wish: Run) -> bool:
        """Put a committee in: with the wished plenary, else with the cheapest that works."""
        item = self.best_place(self.cases[name], len(self.cases[name].runs), wish)
        if item is None:
            return False
        self.state.put(self.cases[name], item)
        return True

    def best_place(self, case: Case, tries: int, wish: Run | None = None) -> Placed | None:
        """The best place of a committee in the rooms and people that are left.

        Each group is solved once for all plenaries; then the plenaries are tried, the wished one
        first, then from the cheapest sum on, until one works for all groups together.
        """
        room, busy = self.rooms[case.name], self.state.busy(case)
        solved: dict[str, Solved] = {}
        sums = [self.weight["plenary_delay"] * case.delay(run) for run in case.runs]
        for group in case.groups:
            days = self._lessened(case, group, busy)
            if not days.small(1):
                continue
            left = {at: min(days.parallel, room.left(at)) for at in days.half_days}
            solved[group.id] = Solved(days, room=left, price=self._opening(case, days.half_days))
            values = solved[group.id].before_each([run[0] for run in case.runs])
            sums = [so_far + value for so_far, value in zip(sums, values, strict=True)]
        order = sorted(zip(sums, case.runs, strict=True), key=lambda x: (x[1] != wish, x))
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
    ) -> Placed | None:
        """A committee with this plenary in the rooms that are left; None when there is no way."""
        room = self.rooms[case.name]
        if not room.fits(run, case.load.size) or not self._quorum(case, run, busy):
            return None
        held: dict[str, Held] = {}
        room.put((), run, case.load.size)
        try:
            for group in case.groups:
                item = self._hold(case, group, run, busy, solved.get(group.id))
                if item is None:
                    return None
                held[group.id] = item
                room.put([(s.at, s.panels) for s, _ in item.sittings], (), 0)
        finally:
            room.put((), run, case.load.size, -1)
            for item in held.values():
                room.put([(s.at, s.panels) for s, _ in item.sittings], (), 0, -1)
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
                    heard = categories_for(self._tied_work(case, group), case, group, sittings)
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
        return self._read(case, group, days, v, answer.values)

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
        return replace(days, most=most)

    def _opening(self, case: Case, half_days: Iterable[HalfDay]) -> dict[HalfDay, int]:
        """What one more room costs in a half-day: nothing where the day has it open already."""
        used = self.rooms[case.name].used
        weight = self.weight["open_rooms"]
        found: dict[HalfDay, int] = {}
        for at in half_days:
            other = f"{at[:10]}.{'pm' if at.endswith('am') else 'am'}"
            found[at] = 0 if used[at] < used[other] else weight
        return found

    def _tied_work(self, case: Case, group: PlannedGroup) -> dict[tuple[frozenset[str], str], int]:
        key = ("tied", case.name, group.id, tuple(e.id for e in case.members[group.id]))
        members, ties = case.members[group.id], case.ties
        return self.work.once(
            key, lambda: tied_work(self.season, case.load, members, ties, group.id)
        )

    def _model(self, case: Case, group: PlannedGroup, run: Run) -> tuple[Rows, Timetable]:
        """The model of one group before one plenary: for ties, and for groups of many."""
        half_days = (*before(case.span, run), *run)
        meeting = Meeting(id=case.name, half_days=half_days, plenaries=run)
        return build(self.season, case.load, meeting, case.members, case.ties, only=[group.id])

    def _read(
        self,
        case: Case,
        group: PlannedGroup,
        days: GroupDays,
        v: Timetable,
        values: Sequence[int],
    ) -> Held:
        held: list[tuple[Sitting, tuple[str, ...]]] = []
        for at in v.before:
            heard = tuple(
                name for name in group.panels for _ in range(values[v.meets[group.id, name, at]])
            )
            members = tuple(
                number
                for number, e in enumerate(case.members[group.id])
                if values[v.sits_at[e.id, at]]
            )
            if heard:
                held.append((Sitting(at, len(heard), members), heard))
        return Held(tuple(held), value_of_group(days, [s for s, _ in held]))

    # -------------------------------------------------------------------------- improving turns

    def improve(self, bound: int) -> None:
        """Take out a few committees at a time and put them back better (Shaw 1998).

        First each by itself in turn, then those whose plenaries lie near one another; a change
        that costs no more is kept.
        """
        names = list(self.cases)
        rng = random.Random(f"{self.work.seed}/spread")
        for number in range(ROUNDS[self.work.effort]):
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


def value_of_group(days: GroupDays, sittings: Iterable[Sitting]) -> int:
    """A group's part of the goal: greatest load, days of its members, sittings against a wish."""
    loads: Counter[int] = Counter()
    seen: set[tuple[int, str]] = set()
    against = 0
    number = {at: n for n, at in enumerate(days.half_days)}
    for sitting in sittings:
        loads.update(sitting.members)
        seen.update((member, sitting.at[:10]) for member in sitting.members)
        unwilling = days.unwilling[number[sitting.at]]
        against += sum(member in unwilling for member in sitting.members)
    weight = days.weights
    return (
        weight.greatest_load * max(loads.values(), default=0)
        + weight.expert_days * len(seen)
        + weight.against_wish * against
    )


def categories_for(
    tied: Mapping[tuple[frozenset[str], str], int],
    case: Case,
    group: PlannedGroup,
    sittings: Sequence[Sitting],
) -> list[tuple[str, ...]] | None:
    """Categories for sittings so that every tied dossier finds readers; None if there are none."""
    waiting = [name for name, count in group.panels.items() for _ in range(count)]
    experts = case.members[group.id]
    readers = case.season.profile.integer("readers.min")
    capacity = case.season.profile.integer("session.minutes")
    spread = sum(s.panels for s in sittings)
    assert spread == len(waiting)
    orders = [tuple(waiting)]
    if tied and len(group.panels) > 1:
        orders = list(dict.fromkeys(permutations(waiting))) if len(waiting) <= MOST_ORDERED else []
    for order in orders:
        cells: list[tuple[str, ...]] = []
        used = 0
        for sitting in sittings:
            cells.append(order[used : used + sitting.panels])
            used += sitting.panels
        if all(
            _free_panels(experts, sittings, cells, names, heard(group, category), readers)
            >= ceil(minutes / capacity)
            for (names, category), minutes in tied.items()
        ):
            return cells
    return None


def _free_panels(
    experts: Sequence[Expert],
    sittings: Sequence[Sitting],
    cells: Sequence[tuple[str, ...]],
    tied: frozenset[str],
    category: str,
    readers: int,
) -> int:
    """Panels of a category that can be filled with enough members who are not tied."""
    return sum(
        min(
            cell.count(category),
            sum(experts[m].id not in tied for m in sitting.members) // readers,
        )
        for sitting, cell in zip(sittings, cells, strict=True)
    )


def heard(group: PlannedGroup, category: str) -> str:
    """The category in whose sessions dossiers of a category are heard."""
    return category if category in group.panels else next(iter(group.panels))
