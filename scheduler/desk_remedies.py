"""What would be needed for those who are left out: minutes missing and the cheapest ways out."""

from collections.abc import Sequence
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
    found += _one_more_desk(days, left, least)
    found += _longer_half_days(days, bins, left)
    found += _closed_half_days(days, left)
    return found


def _finding(code: str, **args: int | str) -> Finding:
    return Finding(code=code, severity="note", clause=CLAUSE, step="appointments", args=args)


def _one_more_desk(days: Days, left: Sequence[Visit], least: int) -> list[Finding]:
    """Half-days of one more desk for everybody left out: first fit, earliest deadline first."""
    usual = days.season.profile.integer("desk.minutes_per_halfday")
    used: dict[str, int] = {}
    for visit in sorted(left, key=lambda v: (v.window[1], -v.minutes)):
        if not _fill(used, visit, office_hours(days, visit), usual):
            return []
    fewest = max(1, ceil(least / usual))
    return [
        _finding(
            "appointments.one-more-desk",
            half_days=len(used),
            fewest=fewest,
            at="、".join(sorted(used)[:6]),
        )
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
            at="、".join(sorted(times)[:6]),
        )
        for desk, times in shut.items()
        if times
    ]
