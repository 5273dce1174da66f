"""Desks' half-days while they fill: visits end to end, even over the desks, with clock times."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from models.calendar import HalfDay, date_of
from models.plan import Appointment
from models.season import Season
from scheduler.clocks import Segment, Task, drawn_together, gaps, in_any_order, timed
from scheduler.desk_columns import Column
from scheduler.desk_hours import Hours, clock, day_half_days, since_midnight
from scheduler.rows import Rows, Var
from scheduler.solver import Found, solve
from scheduler.visits import Chunk, Visit, dossiers_of, minutes_of
from scheduler.work import Work

Bin = tuple[str, HalfDay]
"""(desk, half-day)"""


class Chosen(NamedTuple):
    """A visit, by its number, and how it is placed."""

    number: int
    visit: Visit
    column: Column

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """What is brought, by half-day."""
        return self.visit.cuts[self.column.cut]


class Laid(NamedTuple):
    """A chunk of a visit in a bin."""

    number: int
    visit: Visit
    chunk: Chunk


@dataclass
class Bins:
    """What each desk does in each half-day. `kept` appointments stay as they are."""

    season: Season
    hours: Hours
    kept: Sequence[Appointment]
    placed: dict[Bin, list[Laid]] = field(default_factory=dict[Bin, list[Laid]])
    total: dict[str, int] = field(default_factory=dict[str, int])
    """Minutes by desk."""

    def __post_init__(self) -> None:
        self.total = {desk.id: 0 for desk in self.season.desks}
        self._stays: dict[Bin, list[Segment]] = {}
        self._busy: dict[HalfDay, list[tuple[str, Segment]]] = {}
        self._used: dict[Bin, int] = {}
        self._near: dict[Bin, int] = {}
        self._far: dict[Bin, int] = {}
        self._count: dict[Bin, int] = {}
        self._units: dict[HalfDay, dict[str, dict[str, int]]] = {}
        self._made: tuple[Appointment, ...] | None = None
        self._shared: dict[HalfDay, int] = {}
        """Units at several desks in a half-day."""
        for item in self.kept:
            self._keep(item)

    def _keep(self, item: Appointment) -> None:
        where = (item.desk, item.at)
        self.total[item.desk] = self.total.get(item.desk, 0) + item.minutes
        self._count[where] = self._count.get(where, 0) + item.dossiers
        self._used[where] = self._used.get(where, 0) + item.minutes
        room = self.hours.room(*where)
        stays = self._stays.setdefault(where, [])
        usual = room.begins if room else 0
        begin = since_midnight(item.start) if item.start else max([usual, *(e for _, e in stays)])
        stays.append((begin, begin + item.minutes))
        unit = self.season.submission[item.submission].organisation
        officer = self.hours.officers.get(item.desk, "")
        for party in filter(None, (unit, officer)):
            self._busy.setdefault(item.at, []).append((party, stays[-1]))
        self._stand(item.at, unit, item.desk, 1)

    def _stand(self, at: HalfDay, unit: str, desk: str, more: int) -> None:
        """Count a unit's chunks at a desk in a half-day."""
        desks = self._units.setdefault(at, {}).setdefault(unit, {})
        before = len(desks) > 1
        desks[desk] = desks.get(desk, 0) + more
        if not desks[desk]:
            del desks[desk]
        self._shared[at] = self._shared.get(at, 0) + (len(desks) > 1) - before

    def used(self, where: Bin) -> int:
        """Minutes of work in a bin."""
        return self._used.get(where, 0)

    def count(self, where: Bin) -> int:
        """Dossiers in a bin."""
        return self._count.get(where, 0)

    def fits(self, where: Bin, visit: Visit, chunk: Chunk) -> bool:
        """Whether the chunk can be laid into this desk's half-day besides what is there."""
        room = self.hours.room(*where)
        if room is None or where[0] not in visit.desks:
            return False
        count = self._count.get(where, 0) + dossiers_of(chunk)
        if room.dossiers is not None and count > room.dossiers:
            return False
        minutes = minutes_of(chunk)
        if self.used(where) + minutes > room.minutes:
            return False
        elsewhere = self._units.get(where[1], {}).get(visit.organisation, {}).keys() - {where[0]}
        alone = where[0] not in self.hours.officers and where not in self._stays
        if elsewhere or not alone or self._shared.get(where[1]):
            tasks = [*self._tasks(where[1]), self._task(where, visit, chunk, ("", 0))]
            return self._timed(where[1], tasks) is not None
        near = self._near.get(where, 0) + (0 if visit.remote else minutes)
        far = self._far.get(where, 0) + (minutes if visit.remote else 0)
        return not far or max(near, room.head_start) + far <= room.length

    def put(self, where: Bin, laid: Laid) -> None:
        """Lay a chunk into this desk's half-day."""
        self.placed.setdefault(where, []).append(laid)
        self._change(where, laid, 1)

    def take(self, where: Bin, laid: Laid) -> None:
        """Take a chunk out again."""
        self.placed[where].remove(laid)
        self._change(where, laid, -1)

    def restore(self, stood: Mapping[Bin, list[Laid]]) -> None:
        """Bins in which the same chunks lie again, in the order in which they have clock times."""
        self.placed |= stood
        self._made = None

    def _change(self, where: Bin, laid: Laid, sign: int) -> None:
        self._made = None
        minutes = sign * minutes_of(laid.chunk)
        table = self._far if laid.visit.remote else self._near
        table[where] = table.get(where, 0) + minutes
        self._used[where] = self._used.get(where, 0) + minutes
        self._count[where] = self._count.get(where, 0) + sign * dossiers_of(laid.chunk)
        self.total[where[0]] += minutes
        self._stand(where[1], laid.visit.organisation, where[0], sign)

    # ------------------------------------------------------------------------- laying one visit

    def lay(self, item: Chosen) -> bool:
        """Lay a visit as chosen, at the desk with least to do that is free for all of it."""
        if item.column.whole_day:
            return self._lay_on_day(item)
        for desk in sorted(item.column.desks, key=lambda name: (self.total[name], name)):
            pairs = list(zip(item.column.span, item.chunks, strict=True))
            if all(self.fits((desk, at), item.visit, chunk) for at, chunk in pairs):
                for at, chunk in pairs:
                    self.put((desk, at), Laid(item.number, item.visit, chunk))
                return True
        return False

    def _lay_on_day(self, item: Chosen) -> bool:
        visit, chunk = item.visit, item.chunks[0]
        there = self._here(visit, item.column.at)
        total, used = self.total, self._used
        bins = [
            (bool(there) and at not in there, total[desk], used.get((desk, at), 0), (desk, at))
            for at in day_half_days(date_of(item.column.at))
            if at in visit.half_days
            for desk in item.column.desks
        ]
        bins.sort()
        for *_, where in bins:
            if self.fits(where, visit, chunk):
                self.put(where, Laid(item.number, visit, chunk))
                return True
        return False

    def _here(self, visit: Visit, at: HalfDay) -> set[HalfDay]:
        """Half-days of this day in which the unit is at a desk anyway."""
        times = day_half_days(date_of(at))
        return {t for t in times if self._units.get(t, {}).get(visit.organisation)}

    # ---------------------------------------------------------------------------------- one day

    def lay_day(self, items: Sequence[Chosen], work: Work) -> list[Chosen]:
        """Visits of one chunk on one day, largest first, else by an exact model; who is left."""
        order = sorted(
            items,
            key=lambda c: (
                len(c.column.desks),
                not c.visit.remote,
                -minutes_of(c.chunks[0]),
                c.number,
            ),
        )
        done: list[Chosen] = []
        left: list[Chosen] = []
        for item in order:
            (done if self.lay(item) else left).append(item)
        if not left:
            return []
        before = {item.number: self._find(item) for item in done}
        for item in done:
            self.take(*before[item.number])
        found = self._lay_exactly(order, work)
        if found is not None:
            return found
        for item in done:
            self.put(*before[item.number])
        return left

    def _find(self, item: Chosen) -> tuple[Bin, Laid]:
        for at in day_half_days(date_of(item.column.at)):
            for desk in item.column.desks:
                for laid in self.placed.get((desk, at), ()):
                    if laid.number == item.number:
                        return (desk, at), laid
        raise AssertionError(f"visit {item.number} is not placed")

    def _lay_exactly(self, items: Sequence[Chosen], work: Work) -> list[Chosen] | None:
        """As many minutes of the visits as the bins hold; None where none was found."""
        rows = Rows()
        goes: dict[tuple[int, Bin], Var] = {}
        by_bin: dict[Bin, list[tuple[Chosen, Var]]] = {}
        for item in items:
            allowed = set(item.visit.half_days)
            for at in day_half_days(date_of(item.column.at)):
                for desk in item.column.desks:
                    where = (desk, at)
                    if at in allowed and self.fits(where, item.visit, item.chunks[0]):
                        variable = rows.flag(f"goes[{item.number},{where}]")
                        goes[item.number, where] = variable
                        by_bin.setdefault(where, []).append((item, variable))
            rows.at_most_one([x for (n, _), x in goes.items() if n == item.number])
        for where, inside in by_bin.items():
            self._bin_rows(rows, where, inside)
        self._one_desk_rows(rows, by_bin)
        weigh = {item.number: minutes_of(item.chunks[0]) for item in items}
        answer = solve(
            rows, [(-weigh[n], x) for (n, _), x in goes.items()], work, units=0.5, linear=False
        )
        if not isinstance(answer, Found):
            return None
        by_number = {item.number: item for item in items}
        done: set[int] = set()
        for (number, where), x in goes.items():
            item = by_number[number]
            if answer.values[x] and self.fits(where, item.visit, item.chunks[0]):
                self.put(where, Laid(number, item.visit, item.chunks[0]))
                done.add(number)
        return [item for item in items if item.number not in done]

    def _bin_rows(self, rows: Rows, where: Bin, inside: Sequence[tuple[Chosen, Var]]) -> None:
        room = self.hours.room(*where)
        assert room is not None
        minutes = [(minutes_of(c.chunks[0]), x) for c, x in inside]
        rows.at_most(room.minutes - self.used(where), minutes)
        if room.dossiers is not None:
            count = [(dossiers_of(c.chunks[0]), x) for c, x in inside]
            rows.at_most(room.dossiers - self._count.get(where, 0), count)
        far = [(minutes_of(c.chunks[0]), x) for c, x in inside if c.visit.remote]
        taken = self._far.get(where, 0)
        rows.at_most(max(0, room.length - room.head_start - taken), far)

    def _one_desk_rows(self, rows: Rows, by_bin: Mapping[Bin, list[tuple[Chosen, Var]]]) -> None:
        """A unit at one desk in a half-day: an order of clock times is not modelled here."""
        at: dict[tuple[str, HalfDay], dict[str, list[Var]]] = {}
        for (desk, t), inside in by_bin.items():
            for item, variable in inside:
                by_desk = at.setdefault((item.visit.organisation, t), {})
                by_desk.setdefault(desk, []).append(variable)
        for by_desk in at.values():
            several = [x for variables in by_desk.values() for x in variables]
            if len(by_desk) > 1 and len({rows.names[x].split(",")[0] for x in several}) > 1:
                rows.at_most_one(several)

    # ---------------------------------------------------------------------------- clock times

    def _task(
        self, where: Bin, visit: Visit, chunk: Chunk, key: tuple[str, int], lean: int = 0
    ) -> Task:
        room = self.hours.room(*where)
        assert room is not None
        earliest = room.begins + (room.head_start if visit.remote else 0)
        officer = self.hours.officers.get(where[0], "")
        return Task(where[0], visit.organisation, minutes_of(chunk), earliest, key, officer, lean)

    def _tasks(self, at: HalfDay, *, lean: bool = False) -> list[Task]:
        """What is laid in a half-day; with `lean`, near to the unit's other half of the day."""
        morning = at.endswith("am")
        beside = self._units.get(f"{at[:-2]}{'pm' if morning else 'am'}", {}) if lean else {}
        ways = {unit: 1 if morning else -1 for unit, desks in beside.items() if desks}
        return [
            self._task(
                (desk.id, at),
                laid.visit,
                laid.chunk,
                (desk.id, number),
                ways.get(laid.visit.organisation, 0),
            )
            for desk in self.season.desks
            for number, laid in enumerate(self.placed.get((desk.id, at), ()))
        ]

    def _timed(
        self, at: HalfDay, tasks: Sequence[Task], *, thorough: bool = False
    ) -> dict[tuple[str, int], int] | None:
        """When each task begins; `thorough` tries every order. Raises Unsettled then."""
        free, busy = self._free(at, tasks), self._busy.get(at, ())
        found = timed(tasks, free, busy)
        return in_any_order(tasks, free, busy) if found is None and thorough else found

    def _free(self, at: HalfDay, tasks: Sequence[Task]) -> dict[str, list[Segment]]:
        """What each desk of these tasks has free beside what stays."""
        free: dict[str, list[Segment]] = {}
        for name in dict.fromkeys(task.desk for task in tasks):
            room = self.hours.room(name, at)
            assert room is not None
            free[name] = gaps((room.begins, room.ends), self._stays.get((name, at), ()))
        return free

    def has_times(self, at: HalfDay) -> bool:
        """Whether all that lies in a half-day has clock times. Raises Unsettled."""
        return self._timed(at, self._tasks(at), thorough=True) is not None

    def appointments(self) -> tuple[Appointment, ...]:
        """Every appointment with its clock time, kept ones as they were."""
        if self._made is None:
            self._made = self._appointments()
        return self._made

    def _appointments(self) -> tuple[Appointment, ...]:
        found = list(self.kept)
        known = {item.id for item in found}
        times = dict.fromkeys(sorted(at for (_, at), laid in self.placed.items() if laid))
        for at in times:
            starts = self._starts(at)
            for desk in sorted(self.season.desk):
                inside = self.placed.get((desk, at), ())
                begun = [(starts[desk, n], laid) for n, laid in enumerate(inside)]
                for begin, laid in sorted(begun, key=lambda item: item[0]):
                    for item in _appointments(desk, at, begin, laid):
                        found.append(_renamed(item, known))
                        known.add(found[-1].id)
        return tuple(found)

    def _starts(self, at: HalfDay) -> dict[tuple[str, int], int]:
        """When each chunk begins: who comes again after noon goes last, and up to noon."""
        leaning = self._tasks(at, lean=True)
        found = self._timed(at, leaning) or self._timed(at, self._tasks(at), thorough=True)
        assert found is not None, "what fits has a time"
        starts = found
        if self._shared.get(at) or at in self._busy:
            return drawn_together(leaning, starts, self._free(at, leaning), self._busy.get(at, ()))
        for desk in dict.fromkeys(task.desk for task in leaning if task.lean > 0):
            room = self.hours.room(desk, at)
            assert room is not None
            mine = sorted((t for t in leaning if t.desk == desk), key=lambda t: -starts[t.key])
            last = list(takewhile(lambda task: task.lean > 0, mine))
            if last and desk not in self.hours.officers:
                later = room.ends - starts[last[0].key] - last[0].minutes
                starts |= {task.key: starts[task.key] + later for task in last}
        return starts


def _appointments(desk: str, at: HalfDay, begin: int, laid: Laid) -> Iterator[Appointment]:
    for part in laid.chunk:
        yield Appointment(
            id="@".join(filter(None, (part.submission, laid.visit.kind, at))),
            submission=part.submission,
            annex=5 if laid.visit.annex == 5 else 6,  # noqa: PLR2004 - the annex's number
            desk=desk,
            kind=laid.visit.kind,
            at=at,
            start=clock(begin),
            dossiers=part.dossiers,
            minutes=part.minutes,
        )
        begin += part.minutes


def _renamed(item: Appointment, known: Set[str]) -> Appointment:
    """The appointment under an id that no other has: more may come to an hour than once."""
    name, number = item.id, 2
    while name in known:
        name, number = f"{item.id}#{number}", number + 1
    return item if name == item.id else item.model_copy(update={"id": name})
