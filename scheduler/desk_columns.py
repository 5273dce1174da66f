"""Ways of placing a visit: on a day, or in half-days in a row at one desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from models.calendar import HalfDay
from scheduler.desk_hours import Hours
from scheduler.visits import Visit

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Column:
    """One way of placing a visit: half-days of its chunks and the desks where that is possible.

    A visit of one chunk that follows nothing is placed on a day: `at` is its first open half-day.
    """

    at: HalfDay
    cut: int
    span: tuple[HalfDay, ...]
    desks: tuple[str, ...]
    whole_day: bool = False


def columns_of(open_: Hours, visit: Visit, *, by_half: bool = False) -> list[Column]:
    """Every way of placing a visit, in order of time; `by_half` names the half-day of each."""
    if len(visit.cuts) == 1 and len(visit.chunks) == 1 and not (by_half or visit.at):
        days: dict[date, list[HalfDay]] = {}
        for at in visit.half_days:
            days.setdefault(open_.day[at], []).append(at)
        return [_on_day(open_, visit.desks, tuple(times)) for times in days.values()]
    found: dict[tuple[int, tuple[HalfDay, ...]], list[str]] = {}
    for cut, chunks in enumerate(visit.cuts):
        for desk in visit.desks:
            times = [at for at in visit.half_days if open_.room(desk, at)]
            for index in range(len(times) - len(chunks) + 1):
                span = tuple(times[index : index + len(chunks)])
                if visit.at in ("", span[0]) and close(open_, span):
                    found.setdefault((cut, span), []).append(desk)
    ordered = sorted(found.items(), key=lambda item: (item[0][1], item[0][0]))
    return [Column(span[0], cut, span, tuple(desks)) for (cut, span), desks in ordered]


def _on_day(open_: Hours, desks: tuple[str, ...], times: tuple[HalfDay, ...]) -> Column:
    """The column of a day with these half-days, one for all visits to these desks."""
    key = ("day", desks, times)
    if key not in open_.memo:
        able = open_.able(desks, times)
        open_.memo[key] = Column(times[0], 0, (), able, whole_day=True)
    return open_.memo[key]


def all_columns(open_: Hours, visits: Sequence[Visit]) -> list[list[Column]]:
    """The ways of placing each visit; those that others follow are placed by half-day."""
    ordered = {name for visit in visits for name in visit.follows}
    return [
        columns_of(open_, visit, by_half=bool(visit.follows) or visit.id in ordered)
        for visit in visits
    ]


def longest_run(open_: Hours, visit: Visit) -> tuple[int, int]:
    """Most half-days in a row at one desk in which the visit may lie, and their minutes."""
    best = (0, 0)
    for desk in visit.desks:
        run: list[HalfDay] = []
        for at in (at for at in visit.half_days if open_.room(desk, at)):
            run = [*run, at] if run and close(open_, (run[-1], at)) else [at]
            rooms = [room for one in run if (room := open_.room(desk, one))]
            minutes = sum(room.for_far if visit.remote else room.minutes for room in rooms)
            best = max(best, (len(run), minutes))
    return best


def close(open_: Hours, span: Sequence[HalfDay]) -> bool:
    """Whether the half-days of a visit lie on the same or on neighbouring days."""
    days = [open_.number[open_.day[at]] for at in span]
    return all(later - day <= 1 for day, later in pairwise(days))
