"""Which calendar files there are, and where."""

from collections.abc import Iterator, Mapping
from functools import partial

from models.messages import Lang
from models.plan import Plan
from models.season import Season
from reports.calendars import (
    FILE,
    Events,
    Told,
    calendar_bytes,
    open_events,
    sealed_events,
    told,
    told_bytes,
)
from reports.jobs import Job
from reports.paths import numbered, one
from reports.view import Open
from reports.words import clean, season_name


def calendar_jobs(
    season: Season, plan: Plan, view: Open, before: Mapping[str, Told], lang: Lang = "zh"
) -> Iterator[Job]:
    """A file for every committee, unit and expert, one of all committees, and what was told."""
    opened, sealed = open_events(view, lang), sealed_events(season, plan, lang)
    if not (opened or sealed):
        return
    entries = told(opened | sealed, before)

    def file(path: str, name: str, events: Events, *subjects: str) -> Job:
        every = [event for own in events.values() for event in own]
        make = partial(calendar_bytes, name, every, entries, season, frozenset(events))
        return one(f"{path}.ics", make, *subjects)

    cancelled = sorted({item.calendar for item in entries.values() if not item.digest})
    every: Events = {key: [] for key in cancelled} | opened | sealed
    for kind, folder, rows in (
        ("committee", "internal/日历/评委会", season.committees),
        ("unit", "public/日历/单位", season.organisations),
        ("expert", "sealed/日历/专家", season.experts),
    ):
        names = numbered(rows)
        for row in rows:
            key = f"{kind}={row.id}"
            if key in every:
                yield file(f"{folder}/{names[row.id]}", clean(row.name), {key: every[key]}, key)
    meetings = {key: own for key, own in every.items() if key.startswith("committee=")}
    if meetings:
        yield file("internal/日历/全部评委会", season_name(season), meetings)
    yield Job(f"sealed/{FILE}", lambda: {f"sealed/{FILE}": told_bytes(entries)}, ("ics",))
