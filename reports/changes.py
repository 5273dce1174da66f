"""Between two plans: who must be told what. Units by the open views alone, people by the whole.

A change is what somebody has to be told, not a cell that differs: a unit's visits of one band and
series are one change, an expert's half-days in one committee are one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from models.messages import Lang
from models.plan import Appointment, Meeting, Plan
from models.season import Season
from reports.review_plan import organisation
from reports.view import Open
from reports.words import clean, half_day_words, label, long_date, word

Audience = Literal["unit", "organiser", "expert", "applicant", "staff"]
AUDIENCES: tuple[Audience, ...] = ("unit", "organiser", "expert", "applicant", "staff")
GAP: dict[Lang, str] = {"zh": "　", "en": "  "}
COMMA: dict[Lang, str] = {"zh": "、", "en": ", "}
STOP: dict[Lang, str] = {"zh": "；", "en": "; "}


@dataclass(frozen=True)
class Change:
    """One thing to tell somebody: `who` is an id; values are words, also where there is none."""

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


def open_changes(old: Open, new: Open, lang: Lang = "zh") -> list[Change]:
    """What units and organisers must be told; nothing here hangs on a person."""
    parts = (_visits, _places, _meetings, _due)
    return [change for part in parts for change in part(old, new, lang)]


def sealed_changes(season: Season, old: Plan, new: Plan, lang: Lang = "zh") -> list[Change]:
    """What experts, applicants and staff must be told."""
    parts = (_seats, _expert_days, _reserves, _hearings, _aside, _duties)
    return [change for part in parts for change in part(season, old, new, lang)]


def _both(
    old: Mapping[str, str], new: Mapping[str, str], none: str
) -> Iterable[tuple[str, str, str]]:
    """Keys whose words differ, those of the old plan first."""
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, none), new.get(key, none)
        if was != now:
            yield key, was, now


def _none(lang: Lang) -> str:
    return label("change-none", lang)


# ----------------------------------------------------------------------------- units, organisers


def _visits(old: Open, new: Open, lang: Lang) -> Iterable[Change]:
    season = new.season
    none, left = _none(lang), label("change-visit-left", lang)
    for key, was, now in _both(_visit_words(old, lang), _visit_words(new, lang), none):
        submission = season.submission.get(key) or old.season.submission.get(key)
        if submission:
            series = clean(submission.series)
            about = f"{word('band', submission.band, lang)}{GAP[lang] + series if series else ''}"
            ends = left if now == none else now
            yield Change("unit", submission.organisation, "visit", about, was, ends, public=True)


def _visit_words(view: Open, lang: Lang) -> dict[str, str]:
    found: dict[str, list[Appointment]] = {}
    for item in sorted(view.plan.appointments, key=lambda item: (item.at, item.start, item.id)):
        found.setdefault(item.submission, []).append(item)
    return {
        key: STOP[lang].join(_visit(view.season, v, lang) for v in items)
        for key, items in found.items()
    }


def _visit(season: Season, item: Appointment, lang: Lang) -> str:
    desk = season.desk.get(item.desk)
    where = clean(desk.name) if desk else item.desk
    start = f"{item.start} " if item.start else ""
    at = half_day_words(item.at, lang)
    return label("change-visit-words", lang, at=at, where=start + where, n=item.dossiers)


def _places(old: Open, new: Open, lang: Lang) -> Iterable[Change]:
    def words(view: Open) -> dict[str, str]:
        return {
            f"{a.quota}\0{a.organisation}": label("change-places-words", lang, n=a.places)
            for a in view.plan.awards
        }

    plain = word("change", "places", lang)
    names = {item.id: clean(item.name) or plain for item in new.season.quota}
    for key, was, now in _both(words(old), words(new), _none(lang)):
        quota, _, unit = key.partition("\0")
        yield Change("unit", unit, "places", names.get(quota, plain), was, now, public=True)


def _meetings(old: Open, new: Open, lang: Lang) -> Iterable[Change]:
    parts: tuple[tuple[str, Callable[[Open, Meeting], str]], ...] = (
        ("dates", lambda _view, meeting: _dates(meeting, lang)),
        ("rooms", lambda view, meeting: _rooms(view, meeting, lang)),
    )
    for what, show in parts:
        was_words = {m.id: show(old, m) for m in old.plan.meetings}
        now_words = {m.id: show(new, m) for m in new.plan.meetings}
        for key, was, now in _both(was_words, now_words, _none(lang)):
            yield Change("organiser", key, what, _committee(new.season, key), was, now)


def _dates(meeting: Meeting, lang: Lang) -> str:
    whole = label("change-whole", lang)
    halves = [
        half_day_words(at, lang) + (whole if at in meeting.plenaries else "")
        for at in meeting.half_days
    ]
    return COMMA[lang].join(halves) or _none(lang)


def _rooms(view: Open, meeting: Meeting, lang: Lang) -> str:
    plenary = word("kind", "plenary", lang)
    groups = {group.id: clean(group.name) or plenary for group in view.plan.groups}
    uses = [
        label(
            "change-room-words",
            lang,
            at=half_day_words(use.at, lang),
            who=groups.get(use.group, "") if use.group else plenary,
            room=_room(view.season, use.room),
        )
        for use in sorted(meeting.rooms, key=lambda use: (use.at, use.group or "~", use.room))
    ]
    return STOP[lang].join(uses) or _none(lang)


def _room(season: Season, key: str) -> str:
    room = season.room.get(key)
    return clean(room.name) if room else key


def _committee(season: Season, key: str) -> str:
    found = season.committee.get(key)
    return clean(found.name) if found else key


def _due(old: Open, new: Open, lang: Lang) -> Iterable[Change]:
    """Dates that a committee's organiser keeps; those of the meeting itself are told above."""
    skipped = {"meeting_first", "meeting_last", "roster_posting"}

    def words(view: Open) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for item in view.plan.milestones:
            if item.code not in skipped and item.subject in view.season.committee:
                found.setdefault(f"{item.subject}\0{item.code}", []).append(
                    long_date(item.due, lang)
                )
        return {key: COMMA[lang].join(days) for key, days in found.items()}

    for key, was, now in _both(words(old), words(new), _none(lang)):
        committee, _, code = key.partition("\0")
        about = f"{_committee(new.season, committee)}{GAP[lang]}{word('milestone', code, lang)}"
        yield Change("organiser", committee, "due", about, was, now)


# ---------------------------------------------------------------------------------------- people


def _seats(season: Season, old: Plan, new: Plan, lang: Lang) -> Iterable[Change]:
    """Who sits; a new member is told the own half-days at once."""
    inside = " ({})" if lang == "en" else "（{}）"

    def words(plan: Plan) -> dict[str, str]:
        groups = {group.id: inside.format(clean(group.name)) for group in plan.groups if group.name}
        return {
            f"{seat.committee}\0{seat.expert}": word("role", seat.role, lang)
            + groups.get(seat.group, "")
            for seat in plan.seats
        }

    none, left = _none(lang), label("change-left", lang)
    days = _attending(season, new, lang)
    for key, was, now in _both(words(old), words(new), none):
        committee, _, expert = key.partition("\0")
        ends = left if now == none else now
        if was == none and key in days:
            ends = STOP[lang].join((now, days[key]))
        yield Change("expert", expert, "seat", _committee(season, committee), was, ends)


def _expert_days(season: Season, old: Plan, new: Plan, lang: Lang) -> Iterable[Change]:
    """The half-days and rooms of members who stay."""
    was_words, now_words = _attending(season, old, lang), _attending(season, new, lang)
    seated = _seated(old) & _seated(new)
    for key, was, now in _both(was_words, now_words, _none(lang)):
        if key in seated:
            committee, _, expert = key.partition("\0")
            yield Change("expert", expert, "days", _committee(season, committee), was, now)


def _seated(plan: Plan) -> frozenset[str]:
    """Committee and expert of every seat, as keys."""
    return frozenset(f"{seat.committee}\0{seat.expert}" for seat in plan.seats)


def _attending(season: Season, plan: Plan, lang: Lang) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for session in sorted(plan.sessions, key=lambda s: (s.at, s.room)):
        place = f" {_room(season, session.room)}" if session.room else ""
        for expert in session.members:
            words = f"{half_day_words(session.at, lang)}{place}"
            found.setdefault(f"{session.committee}\0{expert}", []).append(words)
    if not plan.sessions:
        days = {meeting.id: _dates(meeting, lang) for meeting in plan.meetings}
        return {
            f"{s.committee}\0{s.expert}": days[s.committee]
            for s in plan.seats
            if s.committee in days
        }
    return {key: COMMA[lang].join(dict.fromkeys(words)) for key, words in found.items()}


def _reserves(season: Season, old: Plan, new: Plan, lang: Lang) -> Iterable[Change]:
    def words(plan: Plan) -> dict[str, str]:
        groups = {group.id: clean(group.name) for group in plan.groups}
        found: dict[str, list[str]] = {}
        for item in plan.reserves:
            text = label(
                "place-reserve-any" if item.origin == "any" else "place-reserve",
                lang,
                group=groups.get(item.group, ""),
                order=item.order,
                origin=word("origin", item.origin, lang),
            )
            found.setdefault(f"{item.committee}\0{item.expert}", []).append(text)
        return {key: STOP[lang].join(texts) for key, texts in found.items()}

    none, left, seated = _none(lang), label("change-reserve-left", lang), _seated(new)
    for key, was, now in _both(words(old), words(new), none):
        committee, _, expert = key.partition("\0")
        if now == none and key in seated:
            continue  # told as a new member
        ends = left if now == none else now
        yield Change("expert", expert, "reserve", _committee(season, committee), was, ends)


def _hearings(season: Season, old: Plan, new: Plan, lang: Lang) -> Iterable[Change]:
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
                parts += [half_day_words(at.at, lang), _room(season, at.room) if at.room else ""]
            found[docket.id] = GAP[lang].join(part for part in parts if part)
        return found

    about = label("change-hearing-about", lang)
    for key, was, now in _both(words(old), words(new), _none(lang)):
        yield Change("applicant", key, "hearing", about, was, now)


def _aside(_: Season, old: Plan, new: Plan, lang: Lang) -> Iterable[Change]:
    outside, inside = label("change-outside", lang), label("change-inside", lang)
    about = label("change-aside-about", lang)

    def words(plan: Plan) -> dict[str, str]:
        return {item.row: outside for item in plan.put_aside if item.table == "applicants"}

    for key, was, now in _both(words(old), words(new), inside):
        yield Change("applicant", key, "aside", about, was, now)


def _duties(season: Season, old: Plan, new: Plan, lang: Lang) -> Iterable[Change]:
    def words(plan: Plan) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for meeting in plan.meetings:
            for duty in sorted(meeting.duties, key=lambda duty: (duty.at, duty.role)):
                room = f" {_room(season, duty.room)}" if duty.room else ""
                blank = "" if lang == "zh" else " "
                role = word("duty", duty.role, lang)
                text = f"{half_day_words(duty.at, lang)}{blank}{role}{room}"
                found.setdefault(f"{meeting.id}\0{duty.staff}", []).append(text)
        return {key: COMMA[lang].join(texts) for key, texts in found.items()}

    for key, was, now in _both(words(old), words(new), _none(lang)):
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
