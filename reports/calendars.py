"""Calendar files: of a committee (internal), of a unit (public), of an expert (sealed).

UIDs hang on what an event is about, never on when it is, so that a changed plan moves the event
that people have already. What was told is kept beside the plan; an event that differs from what
was told carries a higher SEQUENCE, and one that is gone is told as cancelled.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from models.base import Record, canonical, plain, readable, sha256
from models.calendar import HalfDay, date_of, half_of
from models.messages import Lang
from models.plan import Meeting, Milestone, Plan, Session
from models.season import Season
from reports.groups import sittings
from reports.view import Open, open_view
from reports.words import clause_ref, clean, label, short_date, stamp, word

FILE = "calendar.json"
FORMAT = "pingshen.calendar/1"
ZONE = "Asia/Shanghai"
HOURS = {"am": ("08:30", "12:00"), "pm": ("14:30", "18:00")}
"""Where the season does not say when half-days begin and end."""


class Told(Record, frozen=True):
    """What was last told of an event."""

    uid: str
    calendar: str
    """Whose it is, "committee=C01"."""
    sequence: int = 0
    digest: str = ""
    """Of the facts; empty once it is cancelled."""
    begins: str
    summary: str


@dataclass(frozen=True)
class Event:
    """One entry of a calendar; a whole day when it begins on a date."""

    uid: str
    calendar: str
    begins: datetime | date
    ends: datetime | date
    summary: str
    location: str = ""
    description: str = ""
    facts: tuple[str, ...] = ()
    """What must be told again when it changes, beside the times; ids, in no language."""

    @cached_property
    def digest(self) -> str:
        """The same as long as nothing that people must know has changed."""
        times = [self.begins.isoformat(), self.ends.isoformat()]
        return sha256(canonical({"facts": [*times, *self.facts]}))


Events = dict[str, list[Event]]
"""By the calendar they belong to."""


def open_events(view: Open, lang: Lang = "zh") -> Events:
    """The events of committees and units: no person is in them."""
    found: Events = {}
    milestones: dict[str, list[Milestone]] = {}
    for item in view.plan.milestones:
        milestones.setdefault(item.subject, []).append(item)
    for meeting in view.plan.meetings:
        key = f"committee={meeting.id}"
        dated = milestones.get(meeting.id, [])
        found[key] = [*_meeting(view, meeting, lang), *_milestones(view.season, dated, key, lang)]
    for key, events in _visits(view, lang).items():
        dated = milestones.get(key.partition("=")[2], [])
        found[key] = [*events, *_milestones(view.season, dated, key, lang)]
    return found


def sealed_events(season: Season, plan: Plan, lang: Lang = "zh") -> Events:
    """The sessions of every expert."""
    seats = {(seat.expert, seat.committee): seat for seat in plan.seats}
    counts: dict[tuple[str, str], int] = {}
    found: Events = {}
    for session in sorted(plan.sessions, key=lambda item: (item.at, item.id)):
        for expert in session.members:
            key = f"expert={expert}"
            own = found.setdefault(key, [])
            number = counts[expert, session.committee] = (
                counts.get((expert, session.committee), -1) + 1
            )
            seat = seats.get((expert, session.committee))
            role = seat.role if seat else ""
            own.append(_session(season, session, (expert, number), role, lang))
    return found


def _meeting(view: Open, meeting: Meeting, lang: Lang) -> Iterable[Event]:
    given = view.season.committee.get(meeting.id)
    name = clean(given.name) if given else meeting.id
    seats = sorted(sittings(view.plan, meeting, lang), key=lambda item: item[0].room)
    for number, at in enumerate(meeting.half_days):
        whole = at in meeting.plenaries
        uses = [(use, who) for use, who in seats if use.at == at]
        rooms = list(dict.fromkeys(room_words(view.season, use.room) for use, _ in uses))
        lines = [f"{who}：{room_words(view.season, use.room)}" for use, who in uses]
        begins, ends = half_day_hours(view.season, at, "halfday")
        yield Event(
            uid=_uid(view.season, "meeting", meeting.id, number),
            calendar=f"committee={meeting.id}",
            begins=begins,
            ends=ends,
            summary=f"{name}　{word('kind', 'plenary' if whole else 'panel', lang)}",
            location="、".join(rooms) or (clean(given.site) if given else ""),
            description="\n".join(lines),
            facts=(str(whole), *(f"{use.room}/{use.group}" for use, _ in uses)),
        )


def _milestones(
    season: Season, items: Sequence[Milestone], key: str, lang: Lang
) -> Iterable[Event]:
    for number, item in enumerate(sorted(items, key=lambda m: (m.code, m.due, m.id))):
        notes = [clause_ref(item.clause)] if item.clause else []
        if item.printed and item.printed != item.due:
            notes.append(label("gantt-printed", lang, date=short_date(item.printed, lang)))
        committee = season.committee.get(item.subject)
        unit = season.organisation.get(item.subject)
        whose = clean(committee.name if committee else unit.name if unit else "")
        earlier = sum(other.code == item.code for other in items[:number])
        yield Event(
            uid=_uid(season, f"milestone/{item.code}", item.subject, earlier),
            calendar=key,
            begins=item.due,
            ends=item.due + timedelta(days=1),
            summary=f"{whose}　{word('milestone', item.code, lang)}".strip(),
            description="\n".join(notes),
            facts=(item.code,),
        )


def _visits(view: Open, lang: Lang) -> Events:
    found: Events = {}
    counts: dict[str, int] = {}
    for item in sorted(view.plan.appointments, key=lambda a: (a.at, a.start, a.id)):
        submission = view.season.submission.get(item.submission)
        if submission is None:
            continue
        key = f"unit={submission.organisation}"
        number = counts[item.submission] = counts.get(item.submission, -1) + 1
        desk = view.season.desk.get(item.desk)
        begins, ends = half_day_hours(view.season, item.at, "desk")
        if item.start:
            begins = datetime.combine(date_of(item.at), time.fromisoformat(item.start))
            ends = begins + timedelta(minutes=item.minutes)
        band = word("band", submission.band, lang)
        found.setdefault(key, []).append(
            Event(
                uid=_uid(view.season, "visit", item.submission, number),
                calendar=key,
                begins=begins,
                ends=ends,
                summary=label("ics-visit", lang, band=band, series=clean(submission.series)),
                location=f"{clean(desk.name)}　{clean(desk.place)}".strip() if desk else item.desk,
                description=label("ics-files", lang, n=item.dossiers, annex=item.annex),
                facts=(item.desk, str(item.dossiers)),
            )
        )
    return found


def _session(
    season: Season, session: Session, own: tuple[str, int], role: str, lang: Lang
) -> Event:
    """The session of an expert, counted within the committee: another committee moves nothing."""
    expert, number = own
    given = season.committee.get(session.committee)
    name = clean(given.name) if given else session.committee
    begins, ends = half_day_hours(season, session.at, "halfday")
    return Event(
        uid=_uid(season, "session", f"{expert}/{session.committee}", number),
        calendar=f"expert={expert}",
        begins=begins,
        ends=ends,
        summary=f"{name}　{word('kind', session.kind, lang)}",
        location=room_words(season, session.room) if session.room else "",
        description=word("role", role, lang) if role else "",
        facts=(session.committee, session.group, session.room, session.kind, role),
    )


def _uid(season: Season, kind: str, subject: str, number: int) -> str:
    """The same for the same subject in every plan of the year."""
    return f"{uuid5(NAMESPACE_URL, f'pingshen/{season.year}/{kind}/{subject}/{number}')}@pingshen"


def room_words(season: Season, key: str) -> str:
    room = season.room.get(key)
    if room is None:
        return key
    return "　".join(part for part in (clean(room.site), clean(room.name)) if part)


def half_day_hours(season: Season, at: HalfDay, what: str) -> tuple[datetime, datetime]:
    """When a half-day begins and ends, by the season's own hours of meetings or desks."""
    half = half_of(at)
    hours: Sequence[Any] = HOURS[half]
    if season.profile.has(f"{what}.{half}"):
        value = season.profile.get(f"{what}.{half}").value
        hours = value if isinstance(value, tuple) and len(value) == len(hours) else hours
    begins, ends = (datetime.combine(date_of(at), time.fromisoformat(str(h))) for h in hours)
    return begins, ends


# -------------------------------------------------------------------------------- what was told


def told(events: Events, before: Mapping[str, Told]) -> dict[str, Told]:
    """What is told now, after what was told before; what is gone stays, cancelled."""
    found: dict[str, Told] = {}
    for item in (event for own in events.values() for event in own):
        old = before.get(item.uid)
        again = old is not None and old.digest != item.digest
        found[item.uid] = Told(
            uid=item.uid,
            calendar=item.calendar,
            sequence=(old.sequence + again) if old else 0,
            digest=item.digest,
            begins=item.begins.isoformat(),
            summary=item.summary,
        )
    for uid, old in before.items():
        if uid not in found:
            gone = {"sequence": old.sequence + 1, "digest": ""}
            found[uid] = old.model_copy(update=gone) if old.digest else old
    return found


def every_event(season: Season, plan: Plan, lang: Lang = "zh") -> Events:
    """The events of all calendars."""
    return open_events(open_view(season, plan), lang) | sealed_events(season, plan, lang)


def told_bytes(entries: Mapping[str, Told]) -> bytes:
    """What sealed/calendar.json holds."""
    return readable({"events": [plain(entries[uid]) for uid in sorted(entries)]}, FORMAT)


def read_told(plan_file: Path, season: Season, plan: Plan) -> dict[str, Told]:
    """What was told with an earlier plan: by the file beside it, else by the plan itself."""
    try:
        data = json.loads(plan_file.with_name(FILE).read_text(encoding="utf-8"))
        rows = data["events"] if data["format"] == FORMAT else None
        items = [Told.model_validate(row) for row in rows or ()]
        return {item.uid: item for item in items}
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return told(every_event(season, plan), {})


# ------------------------------------------------------------------------------------- the files


def calendar_bytes(
    name: str,
    events: Iterable[Event],
    entries: Mapping[str, Told],
    season: Season,
    calendars: frozenset[str],
) -> bytes:
    """One .ics: the events, and those of the same calendars that were cancelled."""
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", "-//pingshen//pingshen//ZH")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("x-wr-timezone", ZONE)
    found.add_component(_zone())
    moment = stamp(season).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    shown = sorted(events, key=lambda item: (item.begins.isoformat(), item.uid))
    for item in shown:
        entry = _entry(item.uid, moment, entries[item.uid].sequence, item.begins, item.summary)
        entry.add("dtend", _zoned(item.ends))
        if not isinstance(item.begins, datetime):
            entry.add("transp", "TRANSPARENT")  # a date to keep takes nobody's day
        for field, value in (("location", item.location), ("description", item.description)):
            if value:
                entry.add(field, value)
        found.add_component(entry)
    gone = (old for old in entries.values() if not old.digest and old.calendar in calendars)
    for old in sorted(gone, key=lambda item: item.uid):
        whole = len(old.begins) == len("2024-08-07")
        begins = date.fromisoformat(old.begins) if whole else datetime.fromisoformat(old.begins)
        entry = _entry(old.uid, moment, old.sequence, begins, old.summary)
        entry.add("status", "CANCELLED")
        found.add_component(entry)
    return found.to_ical()


def _entry(uid: str, moment: datetime, sequence: int, begins: datetime | date, summary: str) -> Any:
    from icalendar import Event as Entry

    entry: Any = Entry()
    entry.add("uid", uid)
    entry.add("dtstamp", moment)
    entry.add("sequence", sequence)
    entry.add("dtstart", _zoned(begins))
    entry.add("summary", summary)
    return entry


def _zoned(moment: datetime | date) -> datetime | date:
    return moment.replace(tzinfo=ZoneInfo(ZONE)) if isinstance(moment, datetime) else moment


@cache
def _zone() -> Any:
    """VTIMEZONE of a zone that has kept one offset since 1991."""
    from icalendar import Timezone, TimezoneStandard

    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1991, 9, 15))  # noqa: DTZ001 - local time by the format
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(standard)
    return zone
