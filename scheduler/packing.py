"""Visits of a day to desks and half-days, end to end; even over the desks, with clock times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

from models.calendar import HALVES, HalfDay, date_of, half_day, half_of
from models.plan import Appointment, Goal
from models.season import Season
from scheduler.rows import Rows, Var
from scheduler.solver import Found, solve
from scheduler.visits import (
    Part,
    Visit,
    desk_minutes,
    head_start,
    is_open,
    opens,
    since_midnight,
    span_of,
)
from scheduler.work import Work

Bin = tuple[str, HalfDay]
"""(desk, half-day)"""

Chosen = tuple[int, Visit, HalfDay]


def clock(minutes: int) -> str:
    """Minutes since midnight as "HH:MM"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass
class Desks:
    """The desks' half-days while they fill up."""

    season: Season
    kept: Sequence[Appointment]
    placed: dict[Bin, list[tuple[Visit, tuple[Part, ...]]]] = field(
        default_factory=dict[Bin, list[tuple[Visit, tuple[Part, ...]]]]
    )
    total: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self.total = {desk.id: 0 for desk in self.season.desks}
        self.taken: dict[Bin, int] = {}
        self.counted: dict[Bin, int] = {}
        self.units: dict[tuple[str, HalfDay], str] = {}
        for item in self.kept:
            self.total[item.desk] += item.minutes
            count = self.counted.get((item.desk, item.at), 0)
            self.counted[item.desk, item.at] = count + item.dossiers
            self.taken[item.desk, item.at] = self._end(item)
            unit = self.season.submission[item.submission].organisation
            self.units[unit, item.at] = item.desk

    def _end(self, item: Appointment) -> int:
        """Minutes of the half-day used up to the end of a kept appointment."""
        begun = (
            since_midnight(item.start) - opens(self.season, half_of(item.at)) if item.start else 0
        )
        return max(self.taken.get((item.desk, item.at), 0), begun + item.minutes)

    def fits(self, where: Bin, visit: Visit, parts: tuple[Part, ...]) -> bool:
        """Whether the parts can be laid into this desk's half-day."""
        name, at = where
        desk = self.season.desk[name]
        if name not in visit.desks or at not in visit.half_days:
            return False
        if len(visit.chunks) == 1 and visit.at not in ("", at):
            return False
        if (
            not is_open(self.season, desk, at)
            or self.units.get((visit.organisation, at), name) != name
        ):
            return False
        inside = [*self.placed.get(where, []), (visit, parts)]
        if desk.dossiers is not None and self.counted.get(where, 0) + _dossiers(inside) > (
            desk.dossiers
        ):
            return False
        return self._length(where, inside) <= desk_minutes(self.season, desk)

    def _length(self, where: Bin, inside: Iterable[tuple[Visit, tuple[Part, ...]]]) -> int:
        """Minutes used when those from far come last, not before their hour."""
        items = list(inside)
        near = self.taken.get(where, 0) + sum(_minutes(p) for v, p in items if not v.remote)
        far = sum(_minutes(p) for v, p in items if v.remote)
        return max(near, head_start(self.season, half_of(where[1]))) + far if far else near

    def put(self, where: Bin, visit: Visit, parts: tuple[Part, ...]) -> None:
        """Lay the parts into this desk's half-day."""
        self.placed.setdefault(where, []).append((visit, parts))
        self.total[where[0]] += _minutes(parts)
        self.units[visit.organisation, where[1]] = where[0]

    def pack(self, chosen: Sequence[Chosen], work: Work) -> list[tuple[int, HalfDay]] | None:
        """Everybody to a desk; else the visits of a half-day span that cannot be packed."""
        for index, visit, at in sorted(chosen, key=lambda c: (len(c[1].chunks) < 2, c[2], c[0])):  # noqa: PLR2004
            if len(visit.chunks) > 1 and not self._lay_long(visit, at):
                return [
                    (i, t) for i, v, t in chosen if len(v.chunks) > 1 and _meet(v, t, visit, at)
                ] or [(index, at)]
        by_day: dict[str, list[Chosen]] = {}
        for item in chosen:
            if len(item[1].chunks) == 1:
                by_day.setdefault(item[2][:10], []).append(item)
        for day in sorted(by_day):
            if not self._lay_day(by_day[day], work):
                long = [
                    (i, t)
                    for i, v, t in chosen
                    if len(v.chunks) > 1 and day in _days(self.season, v, t)
                ]
                return [*((i, t) for i, _, t in by_day[day]), *long]
        return None

    def _lay_long(self, visit: Visit, at: HalfDay) -> bool:
        """A visit of several half-days at the desk that has least to do and is free for all."""
        span = span_of(self.season, visit, at)
        for desk in sorted(visit.desks, key=lambda name: (self.total[name], name)):
            if all(
                self.fits((desk, t), visit, parts)
                for t, parts in zip(span, visit.chunks, strict=True)
            ):
                for t, parts in zip(span, visit.chunks, strict=True):
                    self.put((desk, t), visit, parts)
                return True
        return False

    def lay_greedily(self, visits: Iterable[tuple[Visit, Sequence[HalfDay]]]) -> list[Visit]:
        """Longest first, each as near to its wish as it still fits; those left out."""
        left: list[Visit] = []
        for visit, starts in sorted(visits, key=lambda v: (-len(v[0].chunks), -v[0].minutes)):
            wished = visit.wished_day
            near = sorted(
                starts,
                key=lambda at: (abs(date_of(at).toordinal() - wished) if wished else 0, at),
            )
            if not any(self._reserved(visit, at) and self._lay_long(visit, at) for at in near):
                left.append(visit)
        return left

    def _reserved(self, visit: Visit, at: HalfDay) -> bool:
        """Whether the reserve of every day is still kept when this visit begins here."""
        share = 1 - self.season.profile.share("desk.reserve_share")
        wanted: dict[str, int] = {}
        for t, parts in zip(span_of(self.season, visit, at), visit.chunks, strict=True):
            wanted[t[:10]] = wanted.get(t[:10], 0) + _minutes(parts)
        for day, minutes in wanted.items():
            half_days = [half_day(date_of(f"{day}.am"), half) for half in HALVES]
            room = sum(
                desk_minutes(self.season, desk)
                for desk in self.season.desks
                for t in half_days
                if is_open(self.season, desk, t)
            )
            used = sum(item.minutes for item in self.kept if item.at in half_days)
            used += sum(
                _minutes(parts)
                for (_, t), items in self.placed.items()
                if t in half_days
                for _, parts in items
            )
            if used + minutes > room * share:
                return False
        return True

    def _lay_day(self, chosen: list[Chosen], work: Work) -> bool:
        """Largest first, to the desk with least so far; where that fails, by an exact model."""
        day = date_of(chosen[0][2])
        bins = [(desk.id, half_day(day, half)) for desk in self.season.desks for half in HALVES]
        order = sorted(
            chosen, key=lambda c: (len(c[1].desks), not c[1].remote, -c[1].minutes, c[0])
        )
        before = ({k: list(v) for k, v in self.placed.items()}, dict(self.total), dict(self.units))
        for _, visit, _ in order:
            able = [where for where in bins if self.fits(where, visit, visit.chunks[0])]
            if not able:
                self.placed, self.total, self.units = before
                return self._lay_exactly(chosen, bins, work)
            best = min(
                able, key=lambda w: (self.total[w[0]], self._length(w, self.placed.get(w, [])), w)
            )
            self.put(best, visit, visit.chunks[0])
        return True

    def _lay_exactly(self, chosen: list[Chosen], bins: list[Bin], work: Work) -> bool:
        rows = Rows()
        goes: dict[tuple[int, Bin], Var] = {}
        for index, visit, _ in chosen:
            able = [where for where in bins if self.fits(where, visit, visit.chunks[0])]
            for where in able:
                goes[index, where] = rows.flag(f"goes[{index},{where}]")
            rows.exactly(1, [goes[index, where] for where in able])
        parts = {index: visit for index, visit, _ in chosen}
        for where in bins:
            inside = [(i, x) for (i, w), x in goes.items() if w == where]
            room = desk_minutes(self.season, self.season.desk[where[0]])
            used = self._length(where, self.placed.get(where, []))
            rows.at_most(room - used, [(parts[i].minutes, x) for i, x in inside])
            most = self.season.desk[where[0]].dossiers
            if most is not None:
                free = most - self.counted.get(where, 0) - _dossiers(self.placed.get(where, []))
                rows.at_most(free, [(parts[i].dossiers_of(0), x) for i, x in inside])
            far = [(parts[i].minutes, x) for i, x in inside if parts[i].remote]
            rows.at_most(max(0, room - head_start(self.season, half_of(where[1]))), far)
        self._one_desk_at_a_time(rows, goes, parts)
        answer = solve(rows, [], work, units=5)
        if not isinstance(answer, Found):
            return False
        for (index, where), x in goes.items():
            if answer.values[x]:
                if not self.fits(where, parts[index], parts[index].chunks[0]):
                    return False
                self.put(where, parts[index], parts[index].chunks[0])
        return True

    def _one_desk_at_a_time(
        self, rows: Rows, goes: dict[tuple[int, Bin], Var], visits: dict[int, Visit]
    ) -> None:
        at: dict[tuple[str, HalfDay], list[Var]] = {}
        for (index, where), variable in goes.items():
            at.setdefault((visits[index].organisation, where[1]), []).append(variable)
        for (unit, _), variables in at.items():
            if sum(visit.organisation == unit for visit in visits.values()) > 1:
                rows.at_most_one(variables)

    def goals(self, visits: Sequence[Visit], found: Sequence[Goal]) -> list[Goal]:
        """The reference objective (wishes + 3 x greatest desk hours) with its bound."""
        weight = self.season.profile.integer("goal.appointments.greatest_desk_hours")
        greatest = ceil(max(self.total.values(), default=0) / 60)
        least = 0
        for names in dict.fromkeys([tuple(self.total), *(visit.desks for visit in visits)]):
            inside = sum(v.minutes for v in visits if set(v.desks) <= set(names))
            inside += (
                sum(item.minutes for item in self.kept) if len(names) == len(self.total) else 0
            )
            least = max(least, ceil(inside / len(names) / 60)) if names else least
        left = next(goal for goal in found if goal.name == "minutes_left_out").value
        wishes = next(goal for goal in found if goal.name == "wish_distance")
        value = wishes.value + weight * greatest
        bound = wishes.bound + (weight * least if not left else 0)
        return [Goal(name="reference", value=value, bound=min(bound, value), proven=value <= bound)]

    def appointments(self) -> tuple[Appointment, ...]:
        """Every appointment with its clock time, kept ones as they were."""
        found: list[Appointment] = list(self.kept)
        for where in sorted(self.placed, key=lambda w: (w[1], w[0])):
            desk, at = where
            used = self.taken.get(where, 0)
            for visit, parts in sorted(self.placed[where], key=lambda item: item[0].remote):
                if visit.remote:
                    used = max(used, head_start(self.season, half_of(at)))
                for part in parts:
                    found.append(
                        Appointment(
                            id=f"{part.submission}@{at}",
                            submission=part.submission,
                            annex=5 if visit.annex == 5 else 6,  # noqa: PLR2004 - the annex's number
                            desk=desk,
                            at=at,
                            start=clock(opens(self.season, half_of(at)) + used),
                            dossiers=part.dossiers,
                            minutes=part.minutes,
                        )
                    )
                    used += part.minutes
        return tuple(found)


def _minutes(parts: Iterable[Part]) -> int:
    return sum(part.minutes for part in parts)


def _dossiers(inside: Iterable[tuple[Visit, tuple[Part, ...]]]) -> int:
    return sum(part.dossiers for _, parts in inside for part in parts)


def _days(season: Season, visit: Visit, at: HalfDay) -> set[str]:
    return {t[:10] for t in span_of(season, visit, at)}


def _meet(one: Visit, at: HalfDay, other: Visit, then: HalfDay) -> bool:
    """Whether two long visits begin near enough to each other to want the same half-days."""
    reach = max(len(one.chunks), len(other.chunks))
    return abs(date_of(at).toordinal() - date_of(then).toordinal()) <= reach
