"""What each unit brings to the desks, gathered into visits, before any day is chosen.

All series that a unit brings in one annex to the same desks are one visit; a visit that exceeds a
half-day of a desk is cut into consecutive half-days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from models.appointment import Desk, Submission
from models.calendar import HALVES, Half, HalfDay, date_of
from models.plan import Plan, Window
from models.season import Season
from scheduler.eligibility import away
from scheduler.windows import desk_subject


@dataclass(frozen=True, slots=True)
class Part:
    """Whole dossiers of one submission within one half-day."""

    submission: str
    dossiers: int
    minutes: int


@dataclass(frozen=True)
class Visit:
    """A unit's coming to the desks: one chunk per half-day, consecutive, at one desk."""

    id: str
    organisation: str
    annex: int
    chunks: tuple[tuple[Part, ...], ...]
    desks: tuple[str, ...]
    half_days: tuple[HalfDay, ...]
    """Where a chunk may lie: in the window, desks open, the unit not closed."""
    remote: bool
    wished_day: int | None
    """The wished day as an ordinal, if any."""
    at: HalfDay = ""
    """Fixed by a pin, else empty."""

    def minutes_of(self, chunk: int) -> int:
        """Minutes of one chunk."""
        return sum(part.minutes for part in self.chunks[chunk])

    @property
    def minutes(self) -> int:
        """Minutes of all chunks."""
        return sum(part.minutes for chunk in self.chunks for part in chunk)

    def dossiers_of(self, chunk: int) -> int:
        """Dossiers of one chunk."""
        return sum(part.dossiers for part in self.chunks[chunk])


def desk_minutes(season: Season, desk: Desk) -> int:
    """Minutes of work that a desk does in a half-day."""
    return desk.minutes or season.profile.integer("desk.minutes_per_halfday")


def is_open(season: Season, desk: Desk, at: HalfDay) -> bool:
    """Whether a desk receives in a half-day."""
    if away(desk.closed, at):
        return False
    return at in desk.opened if desk.opened else season.calendar.is_open(at)


def accepts(desk: Desk, submission: Submission) -> bool:
    """Whether a desk takes this band and series."""
    return (not desk.bands or submission.band in desk.bands) and (
        not desk.series or not submission.series or submission.series in desk.series
    )


def received_by_industry(season: Season, submission: Submission) -> bool:
    """Whether the routing table has an industry department receive these dossiers (二(一)3)."""
    receiving = {
        route.receiving
        for route in season.routes
        if route.receiving
        and submission.series
        and route.series == submission.series
        and not (route.specialty or route.organisation or route.unit_kind)
        and route.track in (None, "social")
        and (not route.levels or any(_band(level) == submission.band for level in route.levels))
    }
    bodies = [season.organisation.get(name) for name in sorted(receiving)]
    return bool(bodies) and all(
        body is not None and body.kind == "industry" and body.id != submission.organisation
        for body in bodies
    )


def _band(level: str) -> str:
    return "senior" if level in {"full_senior", "associate_senior"} else level


def least_minutes(season: Season, submission: Submission) -> int:
    """Minutes for one dossier, without a margin."""
    key = f"desk.minutes_per_dossier.{submission.band}"
    return submission.minutes or season.profile.integer(key)


def minutes_per_dossier(season: Season, submission: Submission) -> Fraction:
    """Minutes for one dossier; forecasts carry the profile's margin."""
    margin = season.profile.share("forecast.margin") if submission.forecast else Fraction(0)
    return least_minutes(season, submission) * (1 + margin)


def half_days_of(
    season: Season, windows: Iterable[Window], submissions: Iterable[Submission], desks: list[Desk]
) -> tuple[HalfDay, ...]:
    """Half-days inside every submission's window, with a desk open and the unit not closed."""
    items = list(submissions)
    by_subject = {window.subject: window for window in windows if window.kind == "desk"}
    unit = season.organisation[items[0].organisation]
    spans = [by_subject[desk_subject(unit.kind, item.band)] for item in items]
    first, last = max(w.first for w in spans), min(w.last for w in spans)
    earliest = [item.roster_posted for item in items if item.roster_posted is not None]
    if earliest:
        wait = season.profile.integer("publication.roster_workdays") + 1
        first = max(first, season.calendar.add_workdays(max(earliest), wait))
    return tuple(
        at
        for at in season.calendar.half_days(first, last)
        if any(is_open(season, desk, at) for desk in desks)
        and not any(away(item.closed, at) for item in items)
    )


def opens(season: Season, half: Half) -> int:
    """The minute of the day at which desks open in a half-day."""
    value = season.profile.get(f"desk.{half}").value
    assert isinstance(value, tuple)
    return since_midnight(str(value[0]))


def head_start(season: Season, half: Half) -> int:
    """Minutes of a half-day before units from far can be there."""
    earliest = since_midnight(season.profile.text("desk.travel_earliest"))
    return max(0, earliest - opens(season, half))


def since_midnight(text: str) -> int:
    """Minutes since midnight of "HH:MM"."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def visits_of(season: Season, plan: Plan, left: Iterable[Submission]) -> list[Visit]:
    """The visits of these submissions, in the order of the season."""
    grouped: dict[tuple[str, int, tuple[str, ...]], list[Submission]] = {}
    for submission in left:
        desks = tuple(desk.id for desk in season.desks if accepts(desk, submission))
        grouped.setdefault((submission.organisation, submission.annex, desks), []).append(
            submission
        )
    pins = {pin.subject: pin for pin in season.pins if pin.part == "appointments"}
    found: list[Visit] = []
    for (organisation, annex, names), items in grouped.items():
        desks = [season.desk[name] for name in names]
        pin = next((pins[item.id] for item in items if item.id in pins), None)
        pinned = str(pin.value.get("desk", "")) if pin else ""
        wished = next((item.wished for item in items if item.wished is not None), None)
        found.append(
            Visit(
                id=f"{organisation}/{annex}/{items[0].id}",
                organisation=organisation,
                annex=annex,
                chunks=_chunks(season, items, desks),
                desks=(pinned,) if pinned in names else names,
                half_days=half_days_of(season, plan.windows, items, desks),
                remote=any(item.remote for item in items),
                wished_day=wished.toordinal() if wished else None,
                at=str(pin.value.get("at", "")) if pin else "",
            )
        )
    return found


def _chunks(
    season: Season, items: list[Submission], desks: list[Desk]
) -> tuple[tuple[Part, ...], ...]:
    """Whole dossiers laid into as few half-days as the smallest desk, less its reserve, allows."""
    kept = 1 - season.profile.share("desk.reserve_share")
    room = min((int(desk_minutes(season, desk) * kept) for desk in desks), default=0)
    if any(item.remote for item in items):
        whole = min((desk_minutes(season, desk) for desk in desks), default=0)
        room = min(room, whole - max(head_start(season, half) for half in HALVES))
    most = min((desk.dossiers for desk in desks if desk.dossiers is not None), default=None)
    chunks: list[list[Part]] = [[]]
    free, count = room, most
    for item in items:
        each, left = minutes_per_dossier(season, item), item.dossiers
        while left:
            fit = min(left, int(free // each) if each else left)
            fit = fit if count is None else min(fit, count)
            if fit <= 0:
                if not chunks[-1]:
                    fit = 1
                else:
                    chunks.append([])
                    free, count = room, most
                    continue
            minutes = ceil(fit * each)
            chunks[-1].append(Part(item.id, fit, minutes))
            free, left = free - minutes, left - fit
            count = None if count is None else count - fit
    return tuple(tuple(chunk) for chunk in chunks)


def starts_of(season: Season, visit: Visit) -> list[HalfDay]:
    """Half-days at which a visit may begin, so that all its chunks follow without a gap."""
    length = len(visit.chunks)
    if not visit.half_days:
        return []
    first, last = date_of(visit.half_days[0]), date_of(visit.half_days[-1])
    open_days = season.calendar.half_days(first, last)
    allowed = set(visit.half_days)
    found: list[HalfDay] = []
    for index in range(len(open_days) - length + 1):
        span = open_days[index : index + length]
        if set(span) <= allowed and any(
            all(is_open(season, season.desk[desk], at) for at in span) for desk in visit.desks
        ):
            found.append(span[0])
    return [at for at in found if visit.at in ("", at)]


def span_of(season: Season, visit: Visit, at: HalfDay) -> list[HalfDay]:
    """The half-days of a visit that begins at this one: consecutive open ones."""
    later = season.calendar.half_days(date_of(at), date_of(visit.half_days[-1]))
    return [t for t in later if t >= at][: len(visit.chunks)]
