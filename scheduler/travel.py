"""Which meetings one person should not serve together: too far apart, or too long in a row."""

from collections.abc import Iterable
from datetime import timedelta

from models.calendar import HalfDay, date_of, half_day
from models.plan import Meeting
from models.season import Season


def too_far(season: Season, one: Meeting, other: Meeting) -> bool:
    """Whether some day would take a person to more sites than planned for."""
    key = "travel.sites_per_day"
    if not season.profile.has(key):
        return False
    days: dict[str, set[str]] = {}
    for meeting in (one, other):
        committee = season.committee[meeting.id]
        sites = {use.at: season.room[use.room].site for use in meeting.rooms}
        for at in meeting.half_days:
            site = sites.get(at) or committee.site
            if site:
                days.setdefault(at[:10], set()).add(site)
    return any(len(sites) > season.profile.integer(key) for sites in days.values())


def too_long(season: Season, one: Meeting, other: Meeting) -> bool:
    """Whether the two follow one another without a rest for longer than planned for."""
    key = "rest.half_days_in_row"
    if not season.profile.has(key):
        return False
    most = season.profile.integer(key)
    mine, theirs = set(one.half_days), set(other.half_days)
    return any(
        len(run) > most and not mine.isdisjoint(run) and not theirs.isdisjoint(run)
        for run in runs({*mine, *theirs})
    )


def runs(half_days: Iterable[HalfDay]) -> list[list[HalfDay]]:
    """Half-days that follow one another without a gap, night apart."""
    found: list[list[HalfDay]] = []
    for at in sorted(half_days):
        if found and at == _after(found[-1][-1]):
            found[-1].append(at)
        else:
            found.append([at])
    return found


def _after(at: HalfDay) -> HalfDay:
    """The next half-day, whether offices work in it or not."""
    if at.endswith(".am"):
        return half_day(date_of(at), "pm")
    return half_day(date_of(at) + timedelta(days=1), "am")


def on_the_way(season: Season, meeting: Meeting) -> HalfDay | None:
    """The half-day in which those who come from another town are still travelling."""
    key = "travel.remote_first_morning_off"
    first = min(meeting.half_days, default="")
    off = season.profile.has(key) and season.profile.flag(key)
    return first if off and first.endswith(".am") else None
