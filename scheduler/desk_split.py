"""What finds no time in one piece, among the others' hours that stand: over half-days in a row.

Once an annex is published, dossiers beyond a forecast, units that are not listed and corrections
have only the time kept free, and that may be too short in each half-day. They are then taken in
pieces at one desk: as much as a half-day has left, the rest in the next; half-days that are full
are passed over, since nobody is moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.calendar import HalfDay
from scheduler.desk_columns import Column, close
from scheduler.desk_days import Days
from scheduler.desk_exchange import Timetable
from scheduler.packing import Bins, Laid
from scheduler.visits import Chunk, Part, Visit, dossiers_of, least_minutes, minutes_per_dossier


@dataclass(frozen=True)
class Split:
    """One chunk for each half-day at a desk."""

    chunks: tuple[Chunk, ...]
    span: tuple[HalfDay, ...]
    desk: str

    def column(self, cut: int) -> Column:
        """The same as a way of placing a visit whose cut of this number it is."""
        return Column(self.span[0], cut, self.span, (self.desk,))


def splits(days: Days, table: Timetable, left: Sequence[Visit]) -> dict[str, Split]:
    """By visit: pieces for those left out that come in the time kept free; fewest days first.

    None before anything stands: then everybody may still move.
    """
    if not days.kept:
        return {}
    found: dict[str, Split] = {}
    laid: list[tuple[tuple[str, HalfDay], Laid]] = []
    for visit in left:
        after = _after(days, table, visit)
        if not visit.spare or visit.at or after is None:
            continue
        ways = list(_ways(days, table.bins, visit, after))
        if not ways:
            continue
        found[visit.id] = best = min(ways, key=_cost)
        for at, chunk in zip(best.span, best.chunks, strict=True):
            laid.append(((best.desk, at), Laid(days.by_id[visit.id], visit, chunk)))
            table.bins.put(*laid[-1])
    for where, item in reversed(laid):
        table.bins.take(where, item)
    return found


def _after(days: Days, table: Timetable, visit: Visit) -> HalfDay | None:
    """The last half-day of the visits that it follows; None where one of them has no time."""
    first = [days.by_id[name] for name in visit.follows if name in days.by_id]
    if any(n not in table.chosen for n in first):
        return None
    return max((days.columns[table.chosen[n]][1].span[-1] for n in first), default="")


def _cost(split: Split) -> tuple[int, int, HalfDay, str]:
    days = dict.fromkeys(at[:10] for at in split.span)
    return len(days), len(split.span), split.span[0], split.desk


def _ways(days: Days, bins: Bins, visit: Visit, after: HalfDay) -> Iterator[Split]:
    """From each half-day at each desk, as much as there is room for until nothing is left."""
    for desk in visit.desks:
        times = [at for at in visit.half_days if at > after and days.hours.room(desk, at)]
        for n in range(len(times)):
            found = _from(days, bins, visit, desk, times[n:])
            if found is not None and len(found.span) > 1:
                yield found


def _from(
    days: Days, bins: Bins, visit: Visit, desk: str, times: Sequence[HalfDay]
) -> Split | None:
    rest = _dossiers(visit)
    chunks: list[Chunk] = []
    span: list[HalfDay] = []
    for at in times:
        if span and not close(days.hours, (span[-1], at)):
            return None
        chunk = _most(days, bins, visit, (desk, at), rest)
        if chunk:
            chunks.append(chunk)
            span.append(at)
            for part in chunk:
                rest[part.submission] -= part.dossiers
        elif not span or not _full(days, bins, rest, visit, (desk, at)):
            return None
        if not any(rest.values()):
            return Split(tuple(chunks), tuple(span), desk)
    return None


def _full(
    days: Days, bins: Bins, rest: Mapping[str, int], visit: Visit, where: tuple[str, HalfDay]
) -> bool:
    """Whether a half-day has no time for one dossier more, or takes none."""
    room = days.hours.room(*where)
    assert room is not None
    if room.dossiers is not None and bins.count(where) >= room.dossiers:
        return True
    following = next(name for name, count in rest.items() if count)
    least = least_minutes(days.season, days.season.submission[following], visit.kind)
    return room.minutes - bins.used(where) < least


def _dossiers(visit: Visit) -> dict[str, int]:
    found = dict.fromkeys(visit.submissions, 0)
    for part in (part for chunk in visit.chunks for part in chunk):
        found[part.submission] += part.dossiers
    return found


def _most(
    days: Days, bins: Bins, visit: Visit, where: tuple[str, HalfDay], rest: Mapping[str, int]
) -> Chunk:
    """As many of these dossiers as a half-day still holds; an empty chunk for none."""
    low, high = 0, sum(rest.values())
    while low < high:
        middle = (low + high + 1) // 2
        if bins.fits(where, visit, _chunk(days, visit, rest, middle)):
            low = middle
        else:
            high = middle - 1
    found = _chunk(days, visit, rest, low)
    assert dossiers_of(found) == low
    return found


def _chunk(days: Days, visit: Visit, rest: Mapping[str, int], count: int) -> Chunk:
    """The first so many of these dossiers."""
    parts: list[Part] = []
    for name, dossiers in rest.items():
        taken = min(count, dossiers)
        count -= taken
        if taken:
            each = minutes_per_dossier(days.season, days.season.submission[name], visit.kind)
            minutes = -(-taken * each.numerator // each.denominator)
            parts.append(Part(name, taken, minutes))
    return tuple(parts)
