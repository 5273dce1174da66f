"""What would be needed for those who are left out: minutes missing and the cheapest ways out."""

from collections.abc import Mapping, Sequence
from math import ceil

from models.plan import Finding
from scheduler.desk_days import CLAUSE, Days
from scheduler.eligibility import away
from scheduler.packing import Bins
from scheduler.visits import Visit, minutes_of


def remedies(days: Days, bins: Bins, left: Sequence[Visit], least: int) -> list[Finding]:
    """The minutes missing, where they are missing most, then each remedy. `least` is proven."""
    missing = sum(visit.minutes for visit in left)
    first, last = min(v.window[0] for v in left), max(v.window[1] for v in left)
    found = [
        _finding(
            "appointments.short",
            units=len({visit.organisation for visit in left}),
            minutes=missing,
            least=least,
            first=first.isoformat(),
            last=last.isoformat(),
        )
    ]
    found += _free(days, bins, left)
    found += _more_desks(days, left, least)
    found += _longer_half_days(days, bins, left)
    found += _closed_half_days(days, left)
    return found


def _finding(code: str, **args: int | str) -> Finding:
    return Finding(code=code, severity="note", clause=CLAUSE, step="appointments", args=args)


MOST_SHOWN = 6


def _free(days: Days, bins: Bins, left: Sequence[Visit]) -> list[Finding]:
    """The half-days with most time still free for a visit, where a single one is left out."""
    if len(left) > 1:
        return []
    free: dict[str, int] = {}
    for at in left[0].half_days:
        for desk in left[0].desks:
            room = days.hours.room(desk, at)
            if room is not None:
                free[at] = max(free.get(at, 0), room.minutes - bins.used((desk, at)))
    most = sorted((at for at in free if free[at]), key=lambda at: (-free[at], at))[:MOST_SHOWN]
    return [_finding("appointments.free", at=at, minutes=free[at]) for at in most]


def _more_desks(days: Days, left: Sequence[Visit], least: int) -> list[Finding]:
    """Half-days of fewest more desks for everybody left out, who can come at all.

    First fit, earliest deadline first.
    """
    usual = days.season.profile.integer("desk.minutes_per_halfday")
    order = sorted(left, key=lambda v: (v.window[1], -v.minutes))
    times = {visit.id: office_hours(days, visit) for visit in order}
    able = [visit for visit in order if _fill({}, visit, times[visit.id], usual)]
    desks: list[dict[str, int]] = []
    for visit in able:
        if not any(_fill(used, visit, times[visit.id], usual) for used in desks):
            desks.append({})
            _fill(desks[-1], visit, times[visit.id], usual)
    if not desks:
        return _in_parts(left, times)
    spans = [at for used in desks for at in sorted(used)]
    return [
        _finding(
            "appointments.more-desks",
            desks=len(desks),
            units=len({visit.organisation for visit in able}),
            half_days=len(spans),
            fewest=max(1, ceil((least - sum(v.minutes for v in left if v not in able)) / usual)),
            at="、".join(spans[:MOST_SHOWN]),
        )
    ]


def _in_parts(left: Sequence[Visit], times: Mapping[str, Sequence[str]]) -> list[Finding]:
    """Parts into which a visit would have to be split that is too long for any one desk."""
    return [
        _finding(
            "appointments.in-parts",
            submission="、".join(visit.submissions),
            parts=ceil(len(visit.chunks) / len(times[visit.id])),
        )
        for visit in left
        if len(times[visit.id]) in range(1, len(visit.chunks))
    ]


def office_hours(days: Days, visit: Visit) -> list[str]:
    """Half-days of the visit's window in which offices work and the unit can come."""
    closed = [spell for name in visit.submissions for spell in days.season.submission[name].closed]
    inside = days.season.calendar.half_days(*visit.window)
    return sorted({*visit.half_days, *(at for at in inside if not away(closed, at))})


def _fill(used: dict[str, int], visit: Visit, times: Sequence[str], room: int) -> bool:
    """Lay a visit into one desk's half-days, those in use first; False where it does not fit."""
    chunks = [minutes_of(chunk) for chunk in visit.chunks]
    spans = [times[n : n + len(chunks)] for n in range(len(times) - len(chunks) + 1)]
    spans.sort(key=lambda span: (sum(at not in used for at in span), span))
    for span in spans:
        pairs = list(zip(span, chunks, strict=True))
        if all(used.get(at, 0) + minutes <= room for at, minutes in pairs):
            for at, minutes in pairs:
                used[at] = used.get(at, 0) + minutes
            return True
    return False


def _longer_half_days(days: Days, bins: Bins, left: Sequence[Visit]) -> list[Finding]:
    """Minutes by which one desk's half-days would have to be longer, where one would do."""
    best: tuple[int, str, str] | None = None
    if len(left) > 1 or len(left[0].chunks) > 1:
        return []
    visit = left[0]
    for at in visit.half_days:
        for desk in visit.desks:
            room = days.hours.room(desk, at)
            if room is None:
                continue
            longer = bins.used((desk, at)) + visit.minutes - room.minutes
            if longer > 0 and (best is None or longer < best[0]):
                best = (longer, desk, at)
    if best is None:
        return []
    desk = days.season.desk[best[1]].name
    return [_finding("appointments.longer", minutes=best[0], desk=desk, at=best[2])]


def _closed_half_days(days: Days, left: Sequence[Visit]) -> list[Finding]:
    """Half-days inside the windows in which a desk that would do is shut."""
    shut: dict[str, list[str]] = {}
    for visit in left:
        first, last = visit.window
        for desk in visit.desks:
            for at in days.season.calendar.half_days(first, last):
                if days.hours.room(desk, at) is None and at not in shut.setdefault(desk, []):
                    shut[desk].append(at)
    return [
        _finding(
            "appointments.open-again",
            desk=days.season.desk[desk].name,
            half_days=len(times),
            at="、".join(sorted(times)[:MOST_SHOWN]),
        )
        for desk, times in shut.items()
        if times
    ]
