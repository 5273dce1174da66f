"""Reserves, drawn in the same act as the members: who follows whom, and for which seat.

Per group and origin class, in the order of their tickets. For every seat the list holds somebody
of the same group and class who can take it without breaking a row that formed the committee:
where the usual number of reserves has nobody, the list goes on down the lot until it has; where
the whole pool has nobody, the seat is named.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from models.people import Expert
from models.plan import Finding, Plan, Reserve, Where
from models.season import Season
from scheduler.grouping import Load
from scheduler.lot import ticket
from scheduler.rows import INFINITY, Row, Rows
from scheduler.solver import Found, solve
from scheduler.work import Work

if TYPE_CHECKING:
    from scheduler.formation_model import Formation

PINNED = "R40-11a"
"""Rows that keep a named person in a seat: they say nothing of who may follow."""
UNCOVERED = ("formation.seat-uncovered", "formation.no-reserve")
"""What is told of seats that nobody can take."""


@dataclass(frozen=True)
class Standby:
    """The ordered reserves of one committee, and a finding for each seat that nobody can take."""

    reserves: tuple[Reserve, ...]
    findings: tuple[Finding, ...]


def reserve_list(
    season: Season,
    v: "Formation",
    committee: str,
    rows: Rows,
    values: Sequence[int],
    seed: str,
    barred: frozenset[str] = frozenset(),
) -> Standby:
    """Reserves of a drawn committee. `values` solve `rows`; `barred` are busy elsewhere."""
    load = v.loads[committee]
    share = season.profile.share("draw.reserve_ratio")
    swaps = Swaps(v, committee, rows, values)
    found: list[Reserve] = []
    open_seats: list[Finding] = []
    for group in load.groups:
        wanted = ceil(share * group.size)
        seats = [e for e in v.of_group[group.id] if swaps.values[v.sits[e, group.id]]]
        classes = _classes(v, load, group.id, swaps.sitting | barred)
        for waiting in classes.values():
            waiting.sort(key=lambda e: (ticket(seed, committee, e.id, group.id), e.id))
        for origin in dict.fromkeys(origin_of(v, load, season.expert[e]) for e in seats):
            waiting = classes.setdefault(origin, [])
            alone: dict[str, list[str]] = {}
            for seat in (e for e in seats if origin_of(v, load, season.expert[e]) == origin):
                stops = [swaps.broken(seat, e.id, group.id) for e in waiting]
                number = next((n for n, stop in enumerate(stops, 1) if not stop), None)
                number = number or next(
                    (n for n, e in enumerate(waiting, 1) if swaps.later(seat, e.id, group.id)), None
                )
                if number is None:
                    alone[seat] = [clause for stop in stops for clause in stop]
                wanted = max(wanted, number or 0)
            open_seats.extend(_uncovered(swaps, committee, group.id, alone, len(waiting)))
        found.extend(
            Reserve(
                id=f"{committee}/{group.id}/{origin}/{number}",
                committee=committee,
                group=group.id,
                origin=origin,  # pyright: ignore[reportArgumentType]
                order=number,
                expert=expert.id,
            )
            for origin, waiting in sorted(classes.items())
            for number, expert in enumerate(waiting[:wanted], 1)
        )
    return Standby(tuple(found), tuple(open_seats))


def uncovered_of(plan: Plan | None, committees: Collection[str]) -> tuple[Finding, ...]:
    """What a plan says of the seats of these committees that no reserve can take."""
    report = plan.report("formation") if plan else None
    sitting = {seat.id for seat in plan.seats} if plan else set[str]()
    return tuple(
        finding
        for finding in (report.findings if report else ())
        if finding.code in UNCOVERED
        and finding.args.get("committee") in committees
        and all(where.id in sitting for where in finding.where)
    )


def _classes(
    v: "Formation", load: Load, group: str, out: frozenset[str]
) -> dict[str, list[Expert]]:
    found: dict[str, list[Expert]] = {}
    for name in v.of_group[group]:
        if name not in out:
            expert = v.pool.season.expert[name]
            found.setdefault(origin_of(v, load, expert), []).append(expert)
    return found


def origin_of(v: "Formation", load: Load, expert: Expert) -> str:
    """The class: external or internal in a self-reviewing committee, else any."""
    if not load.committee.self_reviewing:
        return "any"
    return "external" if v.pool.ties.external(load.committee, expert) else "internal"


class Swaps:
    """Which rows break when one member's seat goes to somebody else."""

    def __init__(self, v: "Formation", committee: str, rows: Rows, values: Sequence[int]) -> None:
        self.v = v
        self.values = values
        mine = frozenset(x for _, x in v.on(committee))
        self.sitting = frozenset(e.id for e, x in v.on(committee) if values[x])
        self._rows_of: dict[int, list[tuple[Row, int]]] = {}
        self._sums: dict[int, int] = {}
        self._rows = rows
        self._seats = frozenset(v.sits.values())
        self._loose: dict[int, list[Row]] = {}
        """By variable that is no seat (the half-day of a plenary, a panel): the rows it is in."""
        for row in rows.rows:
            if row.because.clause != PINNED and all(x < v.own for _, x in row.terms):
                for _, x in row.terms:
                    if x not in self._seats:
                        self._loose.setdefault(x, []).append(row)
            touched = [(c, x) for c, x in row.terms if x in mine]
            if not touched or row.because.clause == PINNED:
                continue
            if any(x >= v.own for _, x in row.terms):
                continue  # it holds when these very members sit
            self._sums[id(row)] = sum([c * values[x] for c, x in row.terms])
            for coefficient, variable in touched:
                self._rows_of.setdefault(variable, []).append((row, coefficient))

    def broken(self, seat: str, other: str, group: str) -> tuple[str, ...]:
        """The clauses of the rows that break when `other` takes the seat in the group."""
        broken = self._broken(seat, other, group)
        return tuple(dict.fromkeys(row.because.clause for row in broken))

    def later(self, seat: str, other: str, group: str) -> bool:
        """Whether `other` may take the seat if plenary and panels of the same span move.

        Members of a spread committee are drawn before its half-days are laid out: what breaks
        with the half-days that the solution names need not break with others.
        """
        broken = self._broken(seat, other, group)
        waiting = [x for row in broken for _, x in row.terms if x not in self._seats]
        if any(all(x in self._seats for _, x in row.terms) for row in broken):
            return False
        concerned: dict[int, Row] = {}
        free: dict[int, int] = {}
        small = Rows()
        while waiting:
            x = waiting.pop()
            if x not in free:
                free[x] = small.integer(self._rows.names[x], self._rows.low[x], self._rows.high[x])
                for row in self._loose[x]:
                    concerned[id(row)] = row
                    waiting.extend(y for _, y in row.terms if y not in self._seats)
        moved = {self.v.sits[seat, group]: 0, self.v.sits[other, group]: 1}
        for row in concerned.values():
            stands = sum(c * moved.get(x, self.values[x]) for c, x in row.terms if x not in free)
            terms = [(c, free[x]) for c, x in row.terms if x in free]
            if row.low > -INFINITY:
                small.at_least(row.low - stands, terms)
            if row.high < INFINITY:
                small.at_most(row.high - stands, terms)
        return isinstance(solve(small, [], Work(), units=1), Found)

    def _broken(self, seat: str, other: str, group: str) -> list[Row]:
        change: dict[int, tuple[Row, int]] = {}
        for name, sign in ((seat, -1), (other, 1)):
            for row, coefficient in self._rows_of.get(self.v.sits[name, group], ()):
                before = change.get(id(row), (row, 0))[1]
                change[id(row)] = (row, before + sign * coefficient)
        return [
            row
            for row, delta in change.values()
            if not row.low <= self._sums[id(row)] + delta <= row.high
        ]


def _uncovered(
    swaps: Swaps, committee: str, group: str, open_seats: Mapping[str, list[str]], waiting: int
) -> Iterator[Finding]:
    """The seats of a group and class that nobody there can take, with the clauses in the way."""
    if not open_seats:
        return
    clauses = dict.fromkeys(clause for found in open_seats.values() for clause in found)
    yield Finding(
        code=UNCOVERED[0] if waiting else UNCOVERED[1],
        severity="warning",
        clause="IM2023-2",
        step="formation",
        args={
            "committee": committee,
            "group": _called(swaps.v.loads[committee], group),
            "experts": tuple(open_seats),
            "count": len(open_seats),
            "waiting": waiting,
            "clauses": tuple(clauses),
        },
        where=tuple(
            Where(file="plan", table="seats", id=f"{committee}/{seat}", field="expert")
            for seat in open_seats
        ),
    )


def _called(load: Load, group: str) -> str:
    return next("、".join(g.specialties) or g.name or g.id for g in load.groups if g.id == group)
