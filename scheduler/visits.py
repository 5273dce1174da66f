"""What each unit brings to the desks, gathered into visits, before any day is chosen.

All series that a unit brings in one annex to the same desks are one visit; a visit that exceeds a
half-day of a desk is cut into consecutive half-days. A second step, a correction and dossiers
beyond a published forecast are visits of their own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal

from models.appointment import Desk, Submission
from models.calendar import HalfDay, OutsideCalendar
from models.plan import Appointment, Pin, Plan, Window
from models.season import Season
from scheduler.desk_hours import Hours, usual_rooms
from scheduler.windows import desk_subject, roster_open

Kind = Literal["", "second", "correction", "extra"]
STEPS: tuple[tuple[Kind, ...], ...] = (("", "extra"), ("second",), ("correction",))
"""Kinds of visits in the order in which the dossiers go through them."""


@dataclass(frozen=True, slots=True)
class Part:
    """Whole dossiers of one submission within one half-day."""

    submission: str
    dossiers: int
    minutes: int


Chunk = tuple[Part, ...]
"""What is brought in one half-day."""


@dataclass(frozen=True)
class Visit:
    """A unit's coming to the desks: one chunk per half-day, consecutive, at one desk."""

    id: str
    organisation: str
    annex: int
    cuts: tuple[tuple[Chunk, ...], ...]
    """Ways of cutting it into half-days: with and without a share kept free, where these differ."""
    desks: tuple[str, ...]
    half_days: tuple[HalfDay, ...]
    """Where a chunk may lie: in the window, a desk open, the unit not closed."""
    window: tuple[date, date]
    """First and last day on which it may come, whether or not a desk is open then."""
    aims: date
    """The last day that the desks aim at: the workday before a last day that is a day of rest."""
    remote: bool = False
    wished: date | None = None
    at: HalfDay = ""
    """Fixed by a pin, else empty."""
    kind: Kind = ""
    spare: bool = False
    """Comes in the time kept free for units that are not listed."""
    follows: tuple[str, ...] = ()
    """The visits of earlier steps, after all of which it comes, at least one half-day later."""
    after: HalfDay = ""
    """Not before the half-day after this one: what stands of its earlier steps."""
    traveller: str = ""
    """Who comes on a day: the unit, or the coach that it shares with others."""
    closes: date | None = None
    """The end of supplements: until then something can be corrected."""

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """The way of cutting that uses fewest half-days."""
        return self.cuts[-1]

    @cached_property
    def lengths(self) -> tuple[tuple[int, ...], ...]:
        """Minutes of each chunk, by the way of cutting."""
        return tuple(tuple(map(minutes_of, chunks)) for chunks in self.cuts)

    @property
    def minutes(self) -> int:
        """Minutes of all chunks."""
        return sum(self.lengths[-1])

    @property
    def comes_in_time(self) -> bool:
        """Whether its first day is not after its last."""
        return self.window[0] <= self.window[1]

    @property
    def submissions(self) -> tuple[str, ...]:
        """The submissions that it brings dossiers of."""
        return tuple(dict.fromkeys(part.submission for chunk in self.chunks for part in chunk))


def minutes_of(chunk: Chunk) -> int:
    """Minutes of one chunk."""
    return sum([part.minutes for part in chunk])


def dossiers_of(chunk: Chunk) -> int:
    """Dossiers of one chunk."""
    return sum([part.dossiers for part in chunk])


def accepts(desk: Desk, submission: Submission) -> bool:
    """Whether a desk takes this band and series, and this unit."""
    return (
        (not desk.bands or submission.band in desk.bands)
        and (not desk.series or not submission.series or submission.series in desk.series)
        and (not desk.serves or submission.organisation in desk.serves)
    )


def comes_to_desk(season: Season, submission: Submission) -> bool:
    """Whether a submission is to have an appointment at all."""
    return submission.comes and not received_by_industry(season, submission)


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


def awaits_region(season: Season, submission: Submission) -> bool:
    """Whether the region still has to set the days of an exam-combined senior series (二(一)5)."""
    if submission.band != "senior" or submission.latest or not submission.series:
        return False
    of_series = [
        c for c in season.committees if c.series == submission.series and c.band == "senior"
    ]
    whole = any(not (c.specialty or c.specialties) for c in of_series)
    return whole and all(c.exam_combined for c in of_series)


def _band(level: str) -> str:
    return "senior" if level in {"full_senior", "associate_senior"} else level


def least_minutes(season: Season, submission: Submission, kind: Kind = "") -> int:
    """Minutes for one dossier, without a margin."""
    second = "desk.minutes_per_dossier.second"
    if kind == "second" and season.profile.has(second):
        return season.profile.integer(second)
    key = f"desk.minutes_per_dossier.{submission.band}"
    return submission.minutes or season.profile.integer(key)


def minutes_per_dossier(season: Season, submission: Submission, kind: Kind = "") -> Fraction:
    """Minutes for one dossier; forecasts carry the profile's margin."""
    least = least_minutes(season, submission, kind)
    if not submission.forecast:
        return Fraction(least)
    return least * (1 + season.profile.share("forecast.margin"))


def closing_day(season: Season, submission: Submission) -> date:
    """The end of supplements for a submission: its own last day, or the band's."""
    band = "senior" if submission.band == "senior" else "midjunior"
    return submission.latest or season.profile.date(f"deadline.{band}.supplement")


@dataclass(frozen=True)
class Load:
    """Dossiers of one submission for one kind of visit."""

    submission: Submission
    dossiers: int
    kind: Kind = ""
    after: HalfDay = ""
    """Not before the half-day after this one."""


def loads_of(season: Season, kept: Mapping[str, Sequence[Appointment]]) -> Iterator[Load]:
    """What still needs an appointment: `kept` lists those that stay, by submission."""
    for submission in season.submissions:
        if not comes_to_desk(season, submission):
            continue
        mine = kept.get(submission.id, ())
        steps: tuple[Kind, ...] = ("", "second") if asks_second(season, submission) else ("",)
        for kind in steps:
            stays = [a for a in mine if a.kind in {kind, kind or "extra"}]
            left = submission.dossiers - sum(a.dossiers for a in stays)
            if left > 0:
                beyond: Kind = "extra" if stays and not kind else kind
                first = [a.at for a in mine if not a.kind] if kind else []
                yield Load(submission, left, beyond, max(first, default=""))
        corrected = sum(a.dossiers for a in mine if a.kind == "correction")
        if submission.corrections > corrected and not corrected:
            seen = max((a.at for a in mine), default="")
            yield Load(submission, submission.corrections, "correction", seen)


def asks_second(season: Season, submission: Submission) -> bool:
    """Whether the season has the dossiers checked again, at a desk of the second step."""
    return any(desk.stage == "second" and accepts(desk, submission) for desk in season.desks)


def desks_for(season: Season, submission: Submission, kind: Kind) -> tuple[str, ...]:
    """The desks that take these dossiers in this step."""
    return tuple(
        desk.id
        for desk in season.desks
        if accepts(desk, submission) and (desk.stage == "second") == (kind == "second")
    )


def visits_of(
    season: Season,
    plan: Plan,
    open_: Hours,
    loads: Iterable[Load],
    apart: frozenset[str] = frozenset(),
) -> list[Visit]:
    """The visits of these loads, step by step, each step in the order of the season.

    A later step bundles only what came together in the steps before it, and comes after them.
    Submissions in `apart` are not bundled.
    """
    pins = {pin.subject: pin for pin in season.pins if pin.part == "appointments"}
    windows = {window.subject: window for window in plan.windows if window.kind == "desk"}
    every = list(loads)
    found: list[Visit] = []
    known: dict[tuple[object, ...], tuple[str, ...]] = {}
    """Desks by what they take dossiers by."""
    by_unit = any(desk.serves for desk in season.desks)
    before: dict[str, tuple[str, ...]] = {}
    for kinds in STEPS:
        grouped: dict[tuple[str, int, tuple[str, ...], *tuple[object, ...]], list[Load]] = {}
        for load in (load for load in every if load.kind in kinds):
            submission = load.submission
            unit = submission.organisation if by_unit else ""
            of = submission.band, submission.series, unit, load.kind
            names = known.get(of) or desks_for(season, submission, load.kind)
            known[of] = names
            pin = pins.get(submission.id) if not load.kind else None
            after = before.get(submission.id, ())
            key = (submission.organisation, submission.annex, names, load.kind, _pinned(pin))
            alone = submission.id if submission.id in apart else ""
            grouped.setdefault((*key, *_own(load), after, alone), []).append(load)
        for (_, _, names, *_), items in grouped.items():
            first = items[0].submission.id
            follows = before.get(first, ())
            found.append(_visit(season, windows, open_, items, names, pins.get(first), follows))
        before |= {
            name: (*v.follows, v.id) for v in found if v.kind in kinds for name in v.submissions
        }
    return found


def _own(load: Load) -> tuple[object, ...]:
    """What keeps a submission from coming together with another one of its unit."""
    one = load.submission
    days = one.earliest, one.latest, one.roster_posted, one.closed, load.after
    return (*days, one.unlisted, one.remote)


def _pinned(pin: Pin | None) -> tuple[str, str]:
    value = pin.value if pin else {}
    return str(value.get("at", "")), str(value.get("desk", ""))


def _visit(
    season: Season,
    windows: Mapping[str, Window],
    open_: Hours,
    loads: Sequence[Load],
    names: tuple[str, ...],
    pin: Pin | None,
    follows: tuple[str, ...],
) -> Visit:
    first = loads[0]
    submission, kind = first.submission, first.kind
    at, desk = _pinned(pin if not kind else None)
    names = (desk,) if desk in names else names
    items = [load.submission for load in loads]
    wished = [item.wished for item in items if item.wished]
    coach = next((item.coach for item in items if item.coach), "")
    spans = [_window(season, windows, load) for load in loads]
    window = max(span[0] for span in spans), min(span[1] for span in spans)
    return Visit(
        id="/".join((submission.organisation, str(submission.annex), submission.id, kind)),
        organisation=submission.organisation,
        annex=submission.annex,
        cuts=_cuts(season, open_, loads, names),
        desks=names,
        half_days=tuple(_half_days(window, open_, loads, names)),
        window=window,
        aims=season.calendar.on_or_before(window[1]),
        remote=any(item.remote for item in items),
        wished=wished[0] if wished and not kind else None,
        at=at,
        kind=kind,
        spare=submission.unlisted or kind in {"extra", "correction"},
        follows=follows,
        after=max(load.after for load in loads),
        traveller=f"coach/{coach}" if coach else submission.organisation,
        closes=min(closing_day(season, item) for item in items),
    )


def _half_days(
    window: tuple[date, date], open_: Hours, loads: Sequence[Load], desks: tuple[str, ...]
) -> Iterator[HalfDay]:
    """Half-days inside the window, with a desk open and the unit not closed."""
    times = open_.times(desks)
    after = max(load.after for load in loads)
    begin = max(bisect_left(times, f"{window[0]}.am"), bisect_right(times, after))
    end = bisect_right(times, f"{window[1]}.pm")
    closed = [spell for load in loads for spell in load.submission.closed]
    shut = [(bisect_left(times, c.first), bisect_right(times, c.last)) for c in closed]
    for first, last in sorted(shut):
        yield from times[begin : min(first, end)]
        begin = max(begin, last)
    yield from times[begin:end]


def _window(season: Season, windows: Mapping[str, Window], load: Load) -> tuple[date, date]:
    """First and last day: its own where set, else those of its kind of unit.

    The last day is the printed one, where a desk opens on a day of rest. The second step and
    corrections may come until the end of supplements. Both days lie in the calendar's year.
    """
    submission = load.submission
    unit = season.organisation[submission.organisation]
    window = windows[desk_subject(unit.kind, submission.band)]
    first = max(submission.earliest or window.first, window.first)
    first = (submission.earliest or first) if submission.latest else first
    last = submission.latest or window.printed_last or window.last
    if load.kind in {"second", "correction"}:
        last = max(last, closing_day(season, submission))
    begins, ends = date(season.calendar.year, 1, 1), date(season.calendar.year, 12, 31)
    if submission.roster_posted is not None:
        try:
            first = max(first, roster_open(season, submission.roster_posted))
        except OutsideCalendar:  # posted so late that the year ends before anything is handed in
            first = ends
    return min(max(first, begins), ends), min(max(last, begins), ends)


def _cuts(
    season: Season, open_: Hours, loads: Sequence[Load], desks: tuple[str, ...]
) -> tuple[tuple[Chunk, ...], ...]:
    """Cut with a share of each half-day kept free, and without where that needs fewer."""
    share = 1 - season.profile.share("desk.reserve_share")
    whole, far, most = open_.narrowest(desks)
    if not whole:
        whole, far, most = _usual(season, desks)
    kept = int(whole * share)
    if any(load.submission.remote for load in loads):
        whole, kept = far, min(kept, far)
    each = [minutes_per_dossier(season, load.submission, load.kind) for load in loads]
    narrow = _chunks(loads, each, kept, most)
    wide = narrow if len(narrow) == 1 else _chunks(loads, each, whole, most)
    return (narrow,) if len(narrow) == len(wide) else (narrow, wide)


def _usual(season: Season, desks: tuple[str, ...]) -> tuple[int, int, int | None]:
    """The same of desks that are never open: what is missing is told in their usual half-days."""
    rooms = [room for name in desks for room in usual_rooms(season, season.desk[name]).values()]
    if not rooms:
        whole = season.profile.integer("desk.minutes_per_halfday")
        return whole, whole, None
    limits = [room.dossiers for room in rooms if room.dossiers is not None]
    whole, far = min(room.minutes for room in rooms), min(room.for_far for room in rooms)
    return whole, far, min(limits, default=None)


def _chunks(
    loads: Sequence[Load], each: Sequence[Fraction], room: int, most: int | None
) -> tuple[Chunk, ...]:
    """Whole dossiers laid into as few half-days as this room allows."""
    chunks: list[list[Part]] = [[]]
    free, count = room, most
    for load, one in zip(loads, each, strict=True):
        minutes_of_all, dossiers, left = one.numerator, one.denominator, load.dossiers
        while left:
            fit = min(left, free * dossiers // minutes_of_all)
            fit = fit if count is None else min(fit, count)
            if fit <= 0:
                if not chunks[-1]:
                    fit = 1
                else:
                    chunks.append([])
                    free, count = room, most
                    continue
            minutes = -(-fit * minutes_of_all // dossiers)
            chunks[-1].append(Part(load.submission.id, fit, minutes))
            free, left = free - minutes, left - fit
            count = None if count is None else count - fit
    return tuple(tuple(chunk) for chunk in chunks)
