"""Where one committee can be put in: the best plenary and half-days in what the others leave.

Every group is solved once before all plenaries (`scheduler.group_table`); where ties bind, or where
its table would be too large, by its exact model before one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from models.calendar import HalfDay
from models.plan import Meeting, PlannedGroup
from models.season import Season
from scheduler.group_days import INFINITE, GroupDays
from scheduler.group_table import Solved
from scheduler.reference import Term, weights
from scheduler.rows import Rows
from scheduler.solver import Found, Infeasible, solve
from scheduler.spans import Rooms, Run, before
from scheduler.spread_case import (
    Case,
    Held,
    Placed,
    State,
    categories_for,
    read_held,
    value_of_group,
)
from scheduler.timetable_model import Timetable, build, goal_terms
from scheduler.work import Work

Busy = Mapping[str, set[HalfDay]]
"""By member: half-days given to other committees."""


@dataclass(frozen=True)
class Places:
    """Places for committees beside those of the state, in rooms that are free."""

    season: Season
    rooms: Mapping[str, Rooms]
    state: State
    work: Work

    @cached_property
    def weight(self) -> dict[Term, int]:
        """The weights of the goal."""
        return weights(self.season)

    def best(
        self, case: Case, tries: int, wish: Run | None = None, soon: Sequence[Run] = ()
    ) -> Placed | None:
        """The best place of a committee in the rooms and people that are left; `soon`: in these.

        Each group is solved once for all plenaries; then the plenaries are tried, the wished one
        first, then from the cheapest sum on, until one works for all groups together.
        """
        room, busy = self.rooms[case.name], self.state.busy(case)
        solved: dict[str, Solved] = {}
        runs = soon or case.runs
        sums = [self.delay(case, run) for run in runs]
        for group in case.groups:
            days = self.lessened(case, group, busy)
            if not case.tabled(group, days):
                continue
            days = days.before(runs[-1][0]) if soon else days
            left = {at: min(days.parallel, room.left(at)) for at in days.half_days}
            solved[group.id] = Solved(days, room=left, price=self._opening(case, days.half_days))
            values = solved[group.id].before_each([run[0] for run in runs])
            sums = [so_far + value for so_far, value in zip(sums, values, strict=True)]
        order = sorted(zip(sums, runs, strict=True), key=lambda x: (x[1] != wish, x))
        for value, run in [pair for pair in order if pair[0] < INFINITE][:tries]:
            item = self.exact(case, run, busy, solved) if value < INFINITE else None
            if item is not None:
                return item
        return None

    def delay(self, case: Case, run: Run) -> int:
        """What it costs that a plenary is off its time."""
        return self.weight["plenary_delay"] * case.delay(run)

    def exact(
        self,
        case: Case,
        run: Run,
        busy: Busy,
        solved: Mapping[str, Solved] = MappingProxyType({}),
        kept: Mapping[str, Held] = MappingProxyType({}),
    ) -> Placed | None:
        """A committee with this plenary, each group in its best half-days; None without a way.

        Groups in `kept` stay as they are.
        """

        def hold(group: PlannedGroup) -> Held | None:
            return self._hold(case, group, run, busy, solved.get(group.id))

        return self.held(case, run, busy, hold, kept)

    def held(
        self,
        case: Case,
        run: Run,
        busy: Busy,
        hold: Callable[[PlannedGroup], Held | None],
        kept: Mapping[str, Held] = MappingProxyType({}),
    ) -> Placed | None:
        """A committee with this plenary and what `hold` gives each group in the rooms then left.

        None where the plenary has no room or quorum, or a group is given nothing. Groups in
        `kept` stay as they are.
        """
        room, held = self.rooms[case.name], dict(kept)
        if not room.fits(run, case.load.size) or not self._quorum(case, run, busy):
            return None
        room.put(_uses(held.values()), run, case.load.size)
        try:
            for group in case.groups:
                if group.id in held:
                    continue
                item = hold(group)
                if item is None:
                    return None
                held[group.id] = item
                room.put(_uses([item]), (), 0)
        finally:
            room.put(_uses(held.values()), run, case.load.size, -1)
        return Placed(run, held, self.delay(case, run))

    def _quorum(self, case: Case, run: Run, busy: Busy) -> bool:
        """Whether the plenary stands although some members sit elsewhere."""
        return all(
            case.attending(at, frozenset(e for e, spent in busy.items() if at in spent))
            == case.attending(at)
            for at in run
        )

    def _hold(
        self, case: Case, group: PlannedGroup, run: Run, busy: Busy, solved: Solved | None
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

    def _modelled(self, case: Case, group: PlannedGroup, run: Run, busy: Busy) -> Held | None:
        """A group by its exact model: where ties bind, or where the table would be too large."""
        room = self.rooms[case.name]
        days = case.group_days(group, busy)
        opening = self._opening(case, days.half_days)
        rows, v = self.model(case, group, run)
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
        minimise = [*goal_terms(self.season, v), *terms]
        answer = solve(rows, minimise, self.work, units=0.5)
        if isinstance(answer, Infeasible):
            law = rows.without(frozenset({"guide"}), unbinding=True)
            answer = solve(law, minimise, self.work, units=0.5)
        if not isinstance(answer, Found):
            return None
        return read_held(case, group, days, v, answer.values)

    def lessened(self, case: Case, group: PlannedGroup, busy: Busy) -> GroupDays:
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

    def model(self, case: Case, group: PlannedGroup, run: Run) -> tuple[Rows, Timetable]:
        """The model of one group before one plenary: for ties, and for groups of many."""
        half_days = (*before(case.span, run), *run)
        meeting = Meeting(id=case.name, half_days=half_days, plenaries=run)
        load, members = case.load, case.members
        return build(
            self.season, load, meeting, members, case.ties, only=[group.id], cuts=case.cuts
        )


def _uses(held: Iterable[Held]) -> list[tuple[HalfDay, int]]:
    """Rooms in use."""
    return [(sitting.at, sitting.panels) for item in held for sitting, _ in item.sittings]
