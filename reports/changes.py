"""Between two plans: who must be told what. Units by the open views alone, people by the whole.

A change is what somebody has to be told, not a cell that differs: a unit's visits of one band and
series are one change, an expert's half-days in one committee are one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from models.plan import Appointment, Meeting, Plan
from models.season import Season
from reports.review_plan import organisation
from reports.view import Open
from reports.words import clean, half_day_words, long_date, word

Audience = Literal["unit", "organiser", "expert", "applicant", "staff"]
AUDIENCES: tuple[Audience, ...] = ("unit", "organiser", "expert", "applicant", "staff")
NONE = "（无）"


@dataclass(frozen=True)
class Change:
    """One thing to tell somebody: `who` is an id; values are words, （无） where there is none."""

    audience: Audience
    who: str
    what: str
    """The code of what changed: visit, places, window, dates, rooms, due, seat, days, reserve,
    hearing, aside, duty."""
    about: str
    """What it concerns, in words: band and series, a committee."""
    old: str
    new: str
    public: bool = False
    """Whether it stands on the website too."""


def open_changes(old: Open, new: Open) -> list[Change]:
    """What units and organisers must be told; nothing here hangs on a person."""
    return [*_visits(old, new), *_places(old, new), *_meetings(old, new), *_due(old, new)]


def sealed_changes(season: Season, old: Plan, new: Plan) -> list[Change]:
    """What experts, applicants and staff must be told."""
    return [
        *_seats(season, old, new),
        *_expert_days(season, old, new),
        *_reserves(season, old, new),
        *_hearings(season, old, new),
        *_aside(old, new),
        *_duties(season, old, new),
    ]


def _both(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Keys whose words differ, those of the old plan first."""
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, NONE), new.get(key, NONE)
        if was != now:
            yield key, was, now


# ----------------------------------------------------------------------------- units, organisers


def _visits(old: Open, new: Open) -> Iterable[Change]:
    season = new.season
    for key, was, now in _both(_visit_words(old), _visit_words(new)):
        submission = season.submission.get(key) or old.season.submission.get(key)
        if submission:
            series = clean(submission.series)
            about = f"{word('band', submission.band)}{f'　{series}' if series else ''}"
            yield Change("unit", submission.organisation, "visit", about, was, now, public=True)


def _visit_words(view: Open) -> dict[str, str]:
    found: dict[str, list[Appointment]] = {}
    for item in sorted(view.plan.appointments, key=lambda item: (item.at, item.start, item.id)):
        found.setdefault(item.submission, []).append(item)
    return {key: "；".join(_visit(view.season, v) for v in items) for key, items in found.items()}


def _visit(season: Season, item: Appointment) -> str:
    desk = season.desk.get(item.desk)
    where = clean(desk.name) if desk else item.desk
    start = f"{item.start} " if item.start else ""
    return f"{half_day_words(item.at)} {start}{where}，{item.dossiers} 份"


def _places(old: Open, new: Open) -> Iterable[Change]:
    def words(view: Open) -> dict[str, str]:
        return {f"{a.quota}\0{a.organisation}": f"{a.places} 名" for a in view.plan.awards}

    names = {item.id: clean(item.name) or "名额" for item in new.season.quota}
    for key, was, now in _both(words(old), words(new)):
        quota, _, unit = key.partition("\0")
        yield Change("unit", unit, "places", names.get(quota, "名额"), was, now, public=True)


def _meetings(old: Open, new: Open) -> Iterable[Change]:
    parts: tuple[tuple[str, Callable[[Open, Meeting], str]], ...] = (
        ("dates", lambda _view, meeting: _dates(meeting)),
        ("rooms", _rooms),
    )
    for what, show in parts:
        was_words = {m.id: show(old, m) for m in old.plan.meetings}
        now_words = {m.id: show(new, m) for m in new.plan.meetings}
        for key, was, now in _both(was_words, now_words):
            yield Change("organiser", key, what, _committee(new.season, key), was, now)


def _dates(meeting: Meeting) -> str:
    halves = [
        half_day_words(at) + ("（全体）" if at in meeting.plenaries else "")
        for at in meeting.half_days
    ]
    return "、".join(halves) or NONE


def _rooms(view: Open, meeting: Meeting) -> str:
    groups = {group.id: clean(group.name) or "全体" for group in view.plan.groups}
    uses = [
        f"{half_day_words(use.at)}{groups.get(use.group, '') if use.group else '全体会议'}："
        f"{_room(view.season, use.room)}"
        for use in sorted(meeting.rooms, key=lambda use: (use.at, use.group or "~", use.room))
    ]
    return "；".join(uses) or NONE


def _room(season: Season, key: str) -> str:
    room = season.room.get(key)
    return clean(room.name) if room else key


def _committee(season: Season, key: str) -> str:
    found = season.committee.get(key)
    return clean(found.name) if found else key


def _due(old: Open, new: Open) -> Iterable[Change]:
    """Dates that a committee's organiser keeps; those of the meeting itself are told above."""
    skipped = {"meeting_first", "meeting_last", "roster_posting"}

    def words(view: Open) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for item in view.plan.milestones:
            if item.code not in skipped and item.subject in view.season.committee:
                found.setdefault(f"{item.subject}\0{item.code}", []).append(long_date(item.due))
        return {key: "、".join(days) for key, days in found.items()}

    for key, was, now in _both(words(old), words(new)):
        committee, _, code = key.partition("\0")
        about = f"{_committee(new.season, committee)}　{word('milestone', code)}"
        yield Change("organiser", committee, "due", about, was, now)


# ---------------------------------------------------------------------------------------- people


def _seats(season: Season, old: Plan, new: Plan) -> Iterable[Change]:
    def words(plan: Plan) -> dict[str, str]:
        groups = {group.id: clean(group.name) for group in plan.groups}
        return {
            f"{seat.committee}\0{seat.expert}": word("role", seat.role)
            + (f"（{group}）" if (group := groups.get(seat.group)) else "")
            for seat in plan.seats
        }

    for key, was, now in _both(words(old), words(new)):
        committee, _, expert = key.partition("\0")
        ends = "不再担任" if now == NONE else now
        yield Change("expert", expert, "seat", _committee(season, committee), was, ends)


def _expert_days(season: Season, old: Plan, new: Plan) -> Iterable[Change]:
    """The half-days and rooms of members who stay or are new."""
    was_words, now_words = _attending(season, old), _attending(season, new)
    seated = {f"{seat.committee}\0{seat.expert}" for seat in new.seats}
    for key, was, now in _both(was_words, now_words):
        if key in seated:
            committee, _, expert = key.partition("\0")
            yield Change("expert", expert, "days", _committee(season, committee), was, now)


def _attending(season: Season, plan: Plan) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for session in sorted(plan.sessions, key=lambda s: (s.at, s.room)):
        place = f" {_room(season, session.room)}" if session.room else ""
        for expert in session.members:
            words = f"{half_day_words(session.at)}{place}"
            found.setdefault(f"{session.committee}\0{expert}", []).append(words)
    if not plan.sessions:
        days = {meeting.id: _dates(meeting) for meeting in plan.meetings}
        return {
            f"{s.committee}\0{s.expert}": days[s.committee]
            for s in plan.seats
            if s.committee in days
        }
    return {key: "、".join(dict.fromkeys(words)) for key, words in found.items()}


def _reserves(season: Season, old: Plan, new: Plan) -> Iterable[Change]:
    def words(plan: Plan) -> dict[str, str]:
        groups = {group.id: clean(group.name) for group in plan.groups}
        found: dict[str, list[str]] = {}
        for item in plan.reserves:
            group = groups.get(item.group)
            place = f"{group}　" if group else ""
            text = f"备选 {place}第 {item.order}（{word('origin', item.origin)}）"
            found.setdefault(f"{item.committee}\0{item.expert}", []).append(text)
        return {key: "；".join(texts) for key, texts in found.items()}

    for key, was, now in _both(words(old), words(new)):
        committee, _, expert = key.partition("\0")
        ends = "不再备选" if now == NONE else now
        yield Change("expert", expert, "reserve", _committee(season, committee), was, ends)


def _hearings(season: Season, old: Plan, new: Plan) -> Iterable[Change]:
    """Committee, group, half-day and room of an applicant; the dossier alone concerns nobody."""

    def words(plan: Plan) -> dict[str, str]:
        groups = {group.id: clean(group.name) for group in plan.groups}
        sessions = {session.id: session for session in plan.sessions}
        found: dict[str, str] = {}
        for docket in plan.dockets:
            at = sessions.get(docket.session)
            person = season.applicant.get(docket.id)
            in_person = person is not None and person.format not in {None, "dossier", "recognition"}
            parts = [_committee(season, docket.committee), groups.get(docket.group, "")]
            if at and in_person:
                parts += [half_day_words(at.at), _room(season, at.room) if at.room else ""]
            found[docket.id] = "　".join(part for part in parts if part)
        return found

    for key, was, now in _both(words(old), words(new)):
        yield Change("applicant", key, "hearing", "评议安排", was, now)


def _aside(old: Plan, new: Plan) -> Iterable[Change]:
    def words(plan: Plan) -> dict[str, str]:
        return {
            item.row: "不列入安排（原因见退回清单）"
            for item in plan.put_aside
            if item.table == "applicants"
        }

    for key, was, now in _both(words(old), words(new)):
        old_words = "列入安排" if was == NONE else was
        new_words = "列入安排" if now == NONE else now
        yield Change("applicant", key, "aside", "受理", old_words, new_words)


def _duties(season: Season, old: Plan, new: Plan) -> Iterable[Change]:
    def words(plan: Plan) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for meeting in plan.meetings:
            for duty in sorted(meeting.duties, key=lambda duty: (duty.at, duty.role)):
                room = f" {_room(season, duty.room)}" if duty.room else ""
                text = f"{half_day_words(duty.at)}{word('duty', duty.role)}{room}"
                found.setdefault(f"{meeting.id}\0{duty.staff}", []).append(text)
        return {key: "、".join(texts) for key, texts in found.items()}

    for key, was, now in _both(words(old), words(new)):
        committee, _, person = key.partition("\0")
        yield Change("staff", person, "duty", _committee(season, committee), was, now)


# ------------------------------------------------------------------------------------ recipients


def recipient(season: Season, change: Change) -> str:
    """Who is to be told, by name: an organiser for its committee."""
    tables: Mapping[str, Mapping[str, object]] = {
        "expert": season.expert,
        "applicant": season.applicant,
        "staff": season.member_of_staff,
    }
    if change.audience == "unit":
        return organisation(season, change.who)
    if change.audience == "organiser":
        given = season.committee.get(change.who)
        return organisation(season, given.organiser) if given else change.who
    person = tables[change.audience].get(change.who)
    return clean(str(getattr(person, "name", ""))) or change.who
