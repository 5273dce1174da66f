"""How much a generated committee has to do, and a block of half-days planted for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

from models.base import BAND_OF
from models.calendar import HalfDay, WorkCalendar, date_of
from models.committee import Committee
from models.law import Profile
from models.people import Applicant

PANEL = 3


class CannotPlant(RuntimeError):  # noqa: N818 - reads as what happened
    """The sizes asked for leave no room for a plan; nothing is generated."""


@dataclass(frozen=True)
class Job:
    """A committee's work in half-days: panels by group, then the plenary."""

    committee: Committee
    size: int
    sizes: Mapping[str, int]
    panels: Mapping[str, int]
    plenary: int
    lead: int
    """Half-days of panels before the plenary."""

    @property
    def length(self) -> int:
        """Half-days of the block."""
        return self.lead + self.plenary

    def leads(self) -> range:
        """From all panels that can sit at once to one panel of a group at a time."""
        least = max(ceil(self.panels[g] / (self.sizes[g] // PANEL)) for g in self.sizes)
        return range(least, max(least, *self.panels.values()) + 1)

    def rooms_at(self, index: int) -> int:
        """Rooms used in a half-day of the block, panels spread as evenly as can be."""
        if index >= self.lead:
            return 1
        spread = (divmod(count, self.lead) for count in self.panels.values())
        return sum(base + (index < extra) for base, extra in spread)


def category(applicant: Applicant, grassroots: bool) -> str:
    """The kind of session an applicant needs."""
    if applicant.set_apart:
        return "nonpublic"
    return "grassroots" if grassroots and applicant.origin else "general"


def job_of(profile: Profile, committee: Committee, people: Mapping[str, list[Applicant]]) -> Job:
    """The work of a committee; `people` are its applicants by group, recognition under ""."""
    panels = {g.id: _panels(profile, people.get(g.id, [])) for g in committee.groups}
    votes = sum(len(people.get(g.id, [])) for g in committee.groups)
    minutes = (
        profile.integer("plenary.opening_minutes")
        + votes * profile.integer("plenary.vote_minutes")
        + len(people.get("", [])) * profile.integer("format.recognition.minutes")
    )
    sizes = {g.id: g.size or PANEL for g in committee.groups}
    plenary = max(1, ceil(minutes / profile.integer("session.minutes")))
    job = Job(committee, sum(sizes.values()), sizes, panels, plenary, lead=0)
    return replace(job, lead=job.leads()[0])


def _panels(profile: Profile, people: Sequence[Applicant]) -> int:
    """Panel half-days of a group: whole sessions of one category each."""
    rural = sum(bool(a.origin) for a in people if not a.set_apart)
    apart = rural >= profile.integer("apart.grassroots_threshold")
    lengths: dict[str, list[int]] = {}
    for applicant in people:
        form = applicant.format or "dossier"
        minutes = applicant.minutes or profile.integer(f"format.{form}.minutes")
        extra = 0 if form == "dossier" else profile.integer("session.changeover_minutes")
        lengths.setdefault(category(applicant, apart), []).append(minutes + extra)
    few = lengths.get("nonpublic", [])
    others = [name for name in ("general", "grassroots") if name in lengths]
    if few and others and len(few) < profile.integer("apart.nonpublic_min"):
        lengths[max(others, key=lambda n: sum(lengths[n]))].extend(lengths.pop("nonpublic"))
    return sum(_bins(found, profile.integer("session.minutes")) for found in lengths.values())


def _bins(lengths: Iterable[int], capacity: int) -> int:
    free: list[int] = []
    for length in sorted(lengths, reverse=True):
        fit = next((i for i, left in enumerate(free) if left >= length), None)
        if fit is None:
            free.append(capacity - length)
        else:
            free[fit] -= length
    return len(free)


def window(profile: Profile, calendar: WorkCalendar, committee: Committee) -> tuple[HalfDay, ...]:
    """The half-days between the plan's week with the approver and the last lawful plenary."""
    bands = {BAND_OF[level] for level in committee.levels}
    keys = ("senior" if band == "senior" else "midjunior" for band in bands)
    closed = max(profile.date(f"deadline.{key}.supplement") for key in keys)
    filed = calendar.add_workdays(closed, profile.integer("filing.list_check_workdays"))
    first = filed + timedelta(days=profile.integer("filing.plan_days_before"))
    end = calendar.on_or_before(profile.date("deadline.review_and_publication"))
    posted = calendar.add_workdays(end, -profile.integer("publication.result_workdays"))
    lag = profile.integer("publication.posting_lag_workdays")
    last = calendar.add_workdays(posted, -lag) if lag else posted
    filing = committee.filing
    if filing.renewal and filing.filed_on:
        first = max(first, filing.filed_on + timedelta(days=1))
    first = max(day for day in (first, filing.valid_from, committee.earliest) if day)
    last = min(day for day in (last, filing.valid_to, committee.latest) if day)
    return calendar.half_days(first, last)


def starts(half_days: Sequence[HalfDay], length: int, days: int) -> list[tuple[HalfDay, ...]]:
    """Every block of consecutive half-days on consecutive calendar days."""
    found: list[tuple[HalfDay, ...]] = []
    for start in range(len(half_days) - length + 1):
        span = tuple(half_days[start : start + length])
        first, last = date_of(span[0]), date_of(span[-1])
        whole = len(dict.fromkeys(date_of(at) for at in span))
        if (last - first).days < days and whole == (last - first).days + 1:
            found.append(span)
    return found


def room_half_days(jobs: Iterable[Job]) -> int:
    """Rooms times half-days that all committees need together."""
    return sum(sum(job.panels.values()) + job.plenary for job in jobs)
