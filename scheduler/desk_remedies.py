"""What would be needed for those who are left out: minutes missing and the cheapest ways out."""

from collections.abc import Sequence
from math import ceil

from models.calendar import HalfDay
from models.messages import Arg
from models.plan import Finding
from models.season import Season
from scheduler.desk_days import Days
from scheduler.desk_hours import officer_of
from scheduler.desk_opening import Opening, after_steps, ends_of, openings
from scheduler.desk_rooms import CLAUSE
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
    found += _longer_half_days(days, bins, left)
    found += opened_again(days, bins, left)
    found += _more_desks(days, bins, left, least)
    return found


def _finding(code: str, **args: Arg) -> Finding:
    return Finding(code=code, severity="note", clause=CLAUSE, step="appointments", args=args)


MOST_SHOWN = 6
MOST_LONGER = 60
"""Minutes by which a half-day can be longer; beyond them it is another one."""


def _free(days: Days, bins: Bins, left: Sequence[Visit]) -> list[Finding]:
    """The half-days with most time still free for a visit, where a single one is left out."""
    if len(left) > 1:
        return []
    after = after_steps(left[0], ends_of(bins))
    if after is None:
        return []
    free: dict[str, int] = {}
    for at in (at for at in left[0].half_days if at > after):
        for desk in left[0].desks:
            room = days.hours.room(desk, at)
            if room is not None:
                most = room.for_far if left[0].remote else room.minutes
                free[at] = max(free.get(at, 0), most - bins.used((desk, at)))
    emptiest = sorted((at for at in free if free[at]), key=lambda at: (-free[at], at))
    return [_finding("appointments.free", at=at, minutes=free[at]) for at in emptiest[:MOST_SHOWN]]


def _more_desks(days: Days, bins: Bins, left: Sequence[Visit], least: int) -> list[Finding]:
    """Half-days of fewest more desks for everybody left out, who can come at all.

    First fit, earlier steps first, then earliest deadline first. A desk of the second step is
    another one.
    """
    usual = days.season.profile.integer("desk.minutes_per_halfday")
    order = sorted(left, key=lambda v: (len(v.follows), v.window[1], -v.minutes))
    ends = ends_of(bins)
    able: dict[str, Visit] = {}
    desks: dict[bool, list[dict[str, int]]] = {False: [], True: []}
    for visit in order:
        after = after_steps(visit, ends)
        times = [] if after is None else [t for t in office_hours(days, visit) if t > after]
        of_step = desks[visit.kind == "second"]
        new: dict[str, int] = {}
        filled = (_fill(used, visit, times, usual) for used in (*of_step, new))
        span = next((span for span in filled if span), None)
        if not span:
            continue
        of_step += [new] if new else []
        able[visit.id], ends[visit.id] = visit, span[-1]
    if not able:
        return _in_parts(days, left)
    found: list[Finding] = []
    for second, of_step in desks.items():
        mine = [v for v in able.values() if (v.kind == "second") == second]
        others = sum(v.minutes for v in left if v not in mine)
        spans = sorted({at for used in of_step for at in used})
        if of_step:
            found.append(
                _finding(
                    "appointments.more-desks-second" if second else "appointments.more-desks",
                    desks=len(of_step),
                    units=len({visit.organisation for visit in mine}),
                    half_days=sum(map(len, of_step)),
                    fewest=max(1, ceil((least - others) / usual)),
                    at=tuple(spans[:MOST_SHOWN]),
                )
            )
    return found


def _in_parts(days: Days, left: Sequence[Visit]) -> list[Finding]:
    """Parts into which a visit would have to be split that is too long for any one desk."""
    times = {visit.id: office_hours(days, visit) for visit in left}
    return [
        _finding(
            "appointments.in-parts",
            submission=tuple(visit.submissions),
            parts=ceil(len(visit.chunks) / len(times[visit.id])),
        )
        for visit in left
        if len(times[visit.id]) in range(1, len(visit.chunks))
    ]


def office_hours(days: Days, visit: Visit) -> list[str]:
    """Half-days of the visit's window in which offices work and the unit can come."""
    closed = [spell for name in visit.submissions for spell in days.season.submission[name].closed]
    inside = days.season.calendar.half_days(*visit.window)
    able = (at for at in inside if at > visit.after and not away(closed, at))
    return sorted({*visit.half_days, *able})


def _fill(
    used: dict[str, int], visit: Visit, times: Sequence[str], room: int
) -> Sequence[str] | None:
    """Lay a visit into one desk's half-days, those in use first; None where it does not fit."""
    chunks = [minutes_of(chunk) for chunk in visit.chunks]
    spans = [times[n : n + len(chunks)] for n in range(len(times) - len(chunks) + 1)]
    spans.sort(key=lambda span: (sum(at not in used for at in span), span))
    for span in spans:
        pairs = list(zip(span, chunks, strict=True))
        if all(used.get(at, 0) + minutes <= room for at, minutes in pairs):
            for at, minutes in pairs:
                used[at] = used.get(at, 0) + minutes
            return span
    return None


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
            if 0 < longer <= MOST_LONGER and (best is None or longer < best[0]):
                best = (longer, desk, at)
    if best is None:
        return []
    desk = days.season.desk[best[1]].name
    return [_finding("appointments.longer", minutes=best[0], desk=desk, at=best[2])]


def opened_again(days: Days, bins: Bins, left: Sequence[Visit]) -> list[Finding]:
    """By desk, the fewest half-days besides its hours in which it takes those left out."""
    by_desk: dict[str, list[Opening]] = {}
    for found in openings(days, bins, left, office_hours):
        by_desk.setdefault(found.desk, []).append(found)
    told: list[Finding] = []
    for desk, items in by_desk.items():
        times = sorted({at for item in items for at in item.opened})
        leave = [at for at in times if on_leave(days.season, desk, at)]
        units = len({item.visit.organisation for item in items})
        told.append(_half_days("appointments.open-again", days, desk, times, units=units))
        if leave:
            told.append(_half_days("appointments.stand-in", days, desk, leave))
    return told


def _half_days(code: str, days: Days, desk: str, times: Sequence[HalfDay], **more: int) -> Finding:
    name, at = days.season.desk[desk].name, tuple(times[:MOST_SHOWN])
    return _finding(code, desk=name, half_days=len(times), at=at, **more)


def on_leave(season: Season, desk: str, at: HalfDay) -> bool:
    """Whether the desk is shut then because its officer is on leave."""
    officer = officer_of(season, season.desk[desk])
    return officer is not None and away(officer.absences, at)
