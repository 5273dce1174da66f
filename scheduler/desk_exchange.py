"""Small exchanges at the desks: room filled up with those left out, desks evenly used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.desk_days import Days
from scheduler.packing import Bin, Bins, Chosen, Laid
from scheduler.visits import minutes_of


@dataclass
class Timetable:
    """Which columns are chosen, by visit, and the desks' half-days that hold them."""

    bins: Bins
    chosen: dict[int, int]


def fill_up(days: Days, table: Timetable, left: Sequence[int]) -> list[int]:
    """Fill each half-day as full as it goes with those left out; who is left then.

    Visits of one chunk, not promised and not from far, change places; a listed unit never makes
    way for one that is not. Each half-day is filled anew, by subset sums, while minutes are won.
    """
    waits = sorted(left)
    for _ in range(PASSES):
        before = sum(days.visits[n].minutes for n in waits)
        for at in days.hours.half_days:
            for desk in days.season.desks:
                waits = _fill_bin(days, table, (desk.id, at), waits)
        waits = [n for n in waits if not _lay_anywhere(days, table, n)]
        if sum(days.visits[n].minutes for n in waits) >= before:
            break
    return waits


PASSES = 8


def _fill_bin(days: Days, table: Timetable, where: Bin, waits: list[int]) -> list[int]:
    """The subset of those here and those waiting that uses most minutes of one half-day."""
    bins, room = table.bins, days.hours.room(*where)
    if room is None:
        return waits
    here = [x for x in bins.placed.get(where, ()) if _may_go(days, x.number)]
    free = room.minutes - bins.used(where)
    able = [n for n in waits if _may_go(days, n) and column_at(days, n, where) is not None]
    if not free or not able:
        return waits
    inside = free + sum(minutes_of(x.chunk) for x in here)
    spare = bool(here) and any(days.visits[n].spare for n in able)
    items = [*(x.number for x in here), *(n for n in able if not (spare and days.visits[n].spare))]
    wanted = _subset([days.visits[n].minutes for n in items], inside)
    chosen = [items[k] for k in wanted]
    if sum(days.visits[n].minutes for n in chosen) <= inside - free:
        return waits
    for laid in here:
        bins.take(where, laid)
    done: list[int] = []
    for n in chosen:
        if bins.fits(where, days.visits[n], days.visits[n].chunks[0]):
            bins.put(where, Laid(n, days.visits[n], days.visits[n].chunks[0]))
            done.append(n)
    if sum(days.visits[n].minutes for n in done) <= inside - free:
        for laid in [x for x in bins.placed[where] if x.number in done]:
            bins.take(where, laid)
        for laid in here:
            bins.put(where, laid)
        return waits
    for laid in here:
        table.chosen.pop(laid.number, None)
    for n in done:
        column = column_at(days, n, where)
        assert column is not None
        table.chosen[n] = column
    out = [x.number for x in here if x.number not in done]
    return sorted([*(n for n in waits if n not in done), *out])


def _subset(minutes: Sequence[int], room: int) -> list[int]:
    """Positions of a subset of these minutes whose sum is greatest within the room."""
    full = (1 << (room + 1)) - 1
    reach = [1]
    for amount in minutes:
        reach.append((reach[-1] | (reach[-1] << amount)) & full)
    total, found = reach[-1].bit_length() - 1, list[int]()
    for number in range(len(minutes) - 1, -1, -1):
        if not reach[number] >> total & 1:
            total -= minutes[number]
            found.append(number)
    return found


def column_at(days: Days, number: int, where: Bin) -> int | None:
    """The column that places a visit of one chunk at this desk in this half-day."""
    visit = days.visits[number]
    if where[0] not in visit.desks or where[1] not in visit.half_days:
        return None
    for n in days.of_visit[number]:
        column = days.columns[n][1]
        if column.whole_day and where[0] in column.desks and column.at[:10] == where[1][:10]:
            return n
    return None


def _may_go(days: Days, number: int) -> bool:
    """Whether a visit may change places: one chunk, from near, not promised, nobody after it."""
    visit = days.visits[number]
    whole = days.columns[days.of_visit[number][0]][1].whole_day
    return whole and not visit.at and not visit.remote


def _lay_anywhere(days: Days, table: Timetable, number: int) -> bool:
    visit = days.visits[number]
    if visit.follows:
        return False
    for n in days.of_visit[number]:
        if table.bins.lay(Chosen(number, visit, days.columns[n][1])):
            table.chosen[number] = n
            return True
    return False


def even_out(days: Days, table: Timetable) -> None:
    """Move and swap within half-days until no desk can be relieved of what another has too little.

    Days, wishes and everything else stay as they are.
    """
    bins = table.bins
    for _ in range(MOST_MOVES):
        names = sorted(bins.total, key=lambda name: (-bins.total[name], name))
        if not any(_relieve(days, bins, high, low) for high, low in _pairs(names)):
            return


MOST_MOVES = 4000


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not names:
        return
    for low in reversed(names[1:]):
        yield names[0], low


def _relieve(days: Days, bins: Bins, high: str, low: str) -> bool:
    """One move or swap that makes the fuller desk less full, and the other no fuller than that."""
    gap = bins.total[high] - bins.total[low]
    if gap <= 1:
        return False
    best: tuple[int, Bin, Laid, Laid | None] | None = None
    for at in days.hours.half_days:
        mine = [x for x in bins.placed.get((high, at), ()) if _movable(days, x, at)]
        theirs = [x for x in bins.placed.get((low, at), ()) if _movable(days, x, at)]
        for one in mine:
            if low not in one.visit.desks:
                continue
            for other in (None, *theirs):
                if other is not None and high not in other.visit.desks:
                    continue
                given = minutes_of(one.chunk) - (minutes_of(other.chunk) if other else 0)
                rest = abs(gap - 2 * given)
                if (
                    0 < given < gap
                    and (best is None or rest < best[0])
                    and _swap(bins, (high, at), (low, at), one, other, keep=False)
                ):
                    best = (rest, (high, at), one, other)
                    if rest <= 1:
                        break
        if best is not None and best[0] <= NEAR:
            break
    if best is None:
        return False
    _, where, one, other = best
    return _swap(bins, where, (low, where[1]), one, other, keep=True)


NEAR = 2
"""Minutes between two desks that need no better swap."""


def _movable(days: Days, laid: Laid, at: str) -> bool:
    return (
        len(laid.visit.cuts) == 1
        and len(laid.visit.chunks) == 1
        and not (laid.visit.at == at and len(laid.visit.desks) == 1)
    )


def _swap(bins: Bins, high: Bin, low: Bin, one: Laid, other: Laid | None, *, keep: bool) -> bool:
    """Exchange two chunks between desks of a half-day; undone where it does not fit, or at will."""
    stood = {where: list(bins.placed.get(where, ())) for where in (high, low)}
    bins.take(high, one)
    if other:
        bins.take(low, other)
    done: list[tuple[Bin, Laid]] = []
    fits = True
    for where, laid in ((low, one), (high, other)):
        if laid is None:
            continue
        if not bins.fits(where, laid.visit, laid.chunk):
            fits = False
            break
        bins.put(where, laid)
        done.append((where, laid))
    if fits and keep:
        return True
    for where, laid in done:
        bins.take(where, laid)
    if other:
        bins.put(low, other)
    bins.put(high, one)
    bins.restore(stood)
    return fits
