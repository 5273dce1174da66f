"""What must hold of the visits of each day: the desks' room in sum, what stays free, the steps."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from models.calendar import date_of
from models.plan import Appointment
from scheduler.desk_hours import day_half_days
from scheduler.visits import dossiers_of

if TYPE_CHECKING:
    from scheduler.desk_days import Days

CLAUSE = "N2024-2.1.1a"
RESERVE = "N2024-2.1.1b"
Key = tuple[date, frozenset[str]]
"""A day and a set of desks."""


def post(days: "Days") -> None:
    """Every row over the columns of the visits."""
    _rooms(days)
    _orders(days)


def _rooms(days: "Days") -> None:
    """No more minutes, dossiers and long chunks than a set of desks can take in a day."""
    for day in sorted(days.on_day):
        times = day_half_days(day)
        kept = [item for item in days.kept if date_of(item.at) == day]
        for names, inside in days.sets.items():
            columns = [n for n in days.on_day[day] if inside.issuperset(days.columns[n][1].desks)]
            if not columns:
                continue
            here = [item for item in kept if item.desk in inside]
            room = days.hours.minutes(names, times)
            free = _free(days, day, names, here, columns)
            _at_most(days, free, [(days.loads[n][day], n) for n in columns])
            if names in days.open_sets[day]:
                _reserve(days, (day, inside), room, columns)
            _dossiers(days, day, names, here, columns)
            _long(days, day, names, columns)


def _free(
    days: "Days",
    day: date,
    names: tuple[str, ...],
    here: Sequence[Appointment],
    columns: Sequence[int],
) -> int:
    """Minutes of a day that these chunks can fill: a half-day of 210 by fours holds 208."""
    taken: dict[tuple[str, str], int] = {}
    for item in here:
        taken[item.desk, item.at] = taken.get((item.desk, item.at), 0) + item.minutes
    sizes: set[int] = set()
    for n in columns:
        visit, column = days.columns[n]
        sizes.update(days.visits[visit].lengths[column.cut])
    ordered, total = tuple(sorted(sizes)), 0
    for at in day_half_days(day):
        given = {name: taken.get((name, at), 0) for name in names}
        left = {
            name: _fullest(ordered, room.minutes - given[name])
            for name in names
            if (room := days.hours.room(name, at))
        }
        total += days.hours.together(left, at, given)
    return total


def _at_most(days: "Days", high: int, terms: Sequence[tuple[int, int]]) -> None:
    """A row over columns, where it can be broken at all."""
    if _most(days, terms) > high:
        days.rows.at_most(max(0, high), [(c, days.comes[n]) for c, n in terms], CLAUSE)


def _most(days: "Days", terms: Sequence[tuple[int, int]]) -> int:
    """The greatest sum of these columns, one a visit."""
    most: dict[int, int] = {}
    for amount, number in terms:
        visit = days.columns[number][0]
        most[visit] = max(most.get(visit, 0), amount)
    return sum(most.values())


def _reserve(days: "Days", key: Key, room: int, columns: Sequence[int]) -> None:
    limit = days.limits[key]
    terms = [
        (days.loads[n][key[0]], n) for n in columns if not days.visits[days.columns[n][0]].spare
    ]
    if _most(days, terms) <= limit:
        return
    days.over[key] = days.rows.integer(f"over[{key[0]},{len(days.over)}]", 0, room)
    pairs = [(c, days.comes[n]) for c, n in terms]
    days.rows.at_most(limit, [*pairs, (-1, days.over[key])], RESERVE)


def _dossiers(
    days: "Days",
    day: date,
    names: tuple[str, ...],
    here: Sequence[Appointment],
    columns: Sequence[int],
) -> None:
    rooms = [days.hours.room(name, at) for name in names for at in day_half_days(day)]
    most = [room.dossiers for room in rooms if room is not None]
    limits = [limit for limit in most if limit is not None]
    if len(limits) < len(most):
        return
    free = sum(limits) - sum(item.dossiers for item in here)
    _at_most(days, free, [(_brought(days, n, day), n) for n in columns])


def _brought(days: "Days", number: int, day: date) -> int:
    visit, column = days.columns[number]
    times = column.span or (column.at,)
    pairs = zip(times, days.visits[visit].cuts[column.cut], strict=True)
    return sum(dossiers_of(chunk) for at, chunk in pairs if date_of(at) == day)


def _long(days: "Days", day: date, names: tuple[str, ...], columns: Sequence[int]) -> None:
    """Of chunks above 1/2 of a half-day one desk takes one, above 1/3 two (2/3 count twice).

    Dual feasible functions: Fekete & Schepers 2001.
    """
    bins = [
        room for name in names for at in day_half_days(day) if (room := days.hours.room(name, at))
    ]
    widest = max((room.minutes for room in bins), default=0)
    for parts in (2, 3):
        terms: list[tuple[int, int]] = []
        for n in columns:
            visit, column = days.columns[n]
            pairs = zip(
                column.span or (column.at,), days.visits[visit].lengths[column.cut], strict=True
            )
            count = sum(
                [
                    _pieces(length, widest, parts)
                    for at, length in pairs
                    if days.hours.day[at] == day
                ]
            )
            if count:
                terms.append((count, n))
        _at_most(days, (parts - 1) * len(bins), terms)


def _orders(days: "Days") -> None:
    """Who follows others comes at least one half-day after the last one of each."""
    for number, visit in enumerate(days.visits):
        mine = [(days.columns[n][1].span, n) for n in days.of_visit[number]]
        for first in (days.by_id[name] for name in visit.follows if name in days.by_id):
            before = [(days.columns[n][1].span, n) for n in days.of_visit[first]]
            for at in dict.fromkeys(span[0] for span, _ in mine):
                begun = [days.comes[n] for span, n in mine if span[0] <= at]
                ended = [(-1, days.comes[n]) for span, n in before if span[-1] < at]
                days.rows.at_most(0, [*begun, *ended], CLAUSE)


@lru_cache(maxsize=4096)
def _fullest(sizes: tuple[int, ...], room: int) -> int:
    """The greatest sum within the room of chunks of these minutes, each as often as one likes."""
    if room <= 0:
        return 0
    reach = 1
    for size in sizes:
        if size:
            for _ in range(room // size):
                reach |= reach << size
    return (reach & ((1 << (room + 1)) - 1)).bit_length() - 1


def _pieces(minutes: int, room: int, parts: int) -> int:
    """How many of (parts - 1) shares of a half-day a chunk takes for sure."""
    if not room:
        return 0
    count, rest = divmod(parts * minutes, room)
    return count if rest else max(0, count - 1)
