"""What the interactive timeline shows: bars of committees, rooms, desks and, sealed, experts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from models.calendar import HalfDay, date_of, half_of
from models.committee import Committee
from models.messages import Lang, listed
from models.plan import Appointment, Meeting, Milestone, Plan
from models.season import Season
from reports.calendars import half_day_hours, room_words
from reports.groups import group_names, sittings
from reports.style import lanes
from reports.view import Open, Profile
from reports.words import bracketed, clause_ref, clean, label, parted, short_date, weekday, word

DAY = timedelta(days=1)
Kind = Literal["panel", "plenary", "posted", "task", "allowed", "window", "annex5", "annex6"]
LANES: dict[Kind, int] = {"task": 1, "allowed": 2}
"""Kinds that take the lanes below those of the others."""
NAMED = 6
"""Units named in a bar of many."""
POSTED = ("result_posting", "publication_end")


@dataclass(frozen=True)
class Span:
    """One bar, in one row of one view."""

    view: str
    row: str
    begins: datetime
    ends: datetime
    kind: Kind
    text: str
    clause: str = ""
    reason: str = ""
    order: int = 0
    lane: int = 0
    when: str = ""
    """The hours, where they are not those of the bar: half-days are drawn as halves of a day."""
    more: str = ""
    """What is searched beside what is shown."""


def spans(view: Open, profile: Profile, lang: Lang = "zh") -> list[Span]:
    """What may be seen in a profile; the rows in their order, overlapping bars in lanes."""
    found = [*_season(view, lang), *_desks(view, lang)]
    if profile != "public":
        found += [*_committees(view, lang), *_rooms(view, lang)]
    return arranged(found)


def expert_spans(season: Season, plan: Plan, lang: Lang = "zh") -> list[Span]:
    """The experts' own sessions; sealed."""
    order = {person.id: n for n, person in enumerate(season.experts)}
    roles = {(seat.expert, seat.committee): seat.role for seat in plan.seats}
    recused = Counter((docket.session, key) for docket in plan.dockets for key in docket.recused)
    votes = Counter((docket.committee, key) for docket in plan.dockets for key in docket.recused)
    groups = group_names(plan)
    found: list[Span] = []
    for session in plan.sessions:
        home = season.committee.get(session.committee)
        name = clean(home.name) if home else session.committee
        times, when = half_span(session.at), half_words(season, session.at, lang)
        for expert in session.members:
            person = season.expert.get(expert)
            body = season.organisation.get(person.organisation) if person else None
            unit = bracketed(clean(body.name), lang) if body else ""
            role = word("role", roles.get((expert, session.committee), "member"), lang)
            away = (
                votes[session.committee, expert]
                if session.kind == "plenary"
                else recused[session.id, expert]
            )
            notes = [role, groups.get(session.group, ""), room_words(season, session.room)]
            notes += [label("timeline-recused", lang, n=away)] if away else []
            found.append(
                Span(
                    "expert",
                    (clean(person.name) if person else expert) + unit,
                    *times,
                    session.kind,
                    name,
                    cited(season, "R40-21" if session.kind == "panel" else "R40-19", lang),
                    listed(filter(None, notes), lang),
                    order.get(expert, len(order)),
                    when=when,
                )
            )
    return arranged(found)


def arranged(found: Iterable[Span]) -> list[Span]:
    """Rows in order, and in each row every bar in the lowest lane that is free."""
    rows: dict[tuple[str, int, str], list[Span]] = {}
    for item in found:
        rows.setdefault((item.view, item.order, item.row), []).append(item)
    made: list[Span] = []
    for key in sorted(rows):
        under = 0
        for level in (0, 1, 2):
            own = [item for item in rows[key] if LANES.get(item.kind, 0) == level]
            own.sort(key=lambda item: (item.begins, item.ends, item.text, item.kind))
            marks = [(item.begins.timestamp(), item.ends.timestamp()) for item in own]
            chosen = [under + lane for lane in lanes(marks, gap=0)]
            made += [replace(item, lane=lane) for item, lane in zip(own, chosen, strict=True)]
            under = max([under, *(lane + 1 for lane in chosen)])
    return made


def cited(season: Season, clause: str, lang: Lang) -> str:
    """A clause as it is cited, marked where a number of it is not yet confirmed."""
    if not clause:
        return ""
    shown = clause_ref(clause)
    open_numbers = any(p.to_confirm for p in season.profile.parameters if p.clause == clause)
    return label("timeline-unconfirmed", lang, clause=shown) if open_numbers else shown


def day_span(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of one day to the end of another."""
    return datetime.combine(first, time()), datetime.combine(last, time()) + DAY


def half_span(at: HalfDay) -> tuple[datetime, datetime]:
    """The half of the day in which a half-day is drawn."""
    begins = datetime.combine(date_of(at), time(0 if half_of(at) == "am" else 12))
    return begins, begins + DAY / 2


def half_words(season: Season, at: HalfDay, lang: Lang) -> str:
    """8月7日 周三 上午 08:30—12:00."""
    begins, ends = half_day_hours(season, at, "halfday")
    day, half = date_of(at), word("half", half_of(at), lang)
    name = f"{short_date(day, lang)} {weekday(day, lang)} {half}"
    return f"{name} {begins:%H:%M}—{ends:%H:%M}"


# ------------------------------------------------------------------------------------- the views


def _season(view: Open, lang: Lang) -> Iterable[Span]:
    for number, item in enumerate(w for w in view.plan.windows if w.kind == "desk"):
        unit, _, band = item.subject.partition("/")
        clauses = listed((cited(view.season, clause, lang) for clause in item.clauses), lang)
        moved = item.printed_last
        reason = (
            label("timeline-rounded", lang, date=short_date(moved, lang))
            if moved
            else label("timeline-window", lang)
        )
        name = f"{word('unit', unit, lang)}　{word('band', band, lang)}"
        yield Span(
            "season",
            name,
            *day_span(item.first, item.last),
            "window",
            name,
            clauses,
            reason,
            number,
        )
    tasks = [item for item in view.plan.milestones if item.subject not in view.season.committee]
    first: dict[str, date] = {}
    for item in tasks:
        first[item.code] = min(first.get(item.code, item.due), item.due)
    codes = sorted(first, key=lambda code: (first[code], code))
    alike: dict[tuple[str, date], list[Milestone]] = {}
    for item in tasks:
        alike.setdefault((item.code, item.due), []).append(item)
    for (code, _), items in alike.items():
        row = word("milestone", code, lang)
        yield _task(view, items, "season", row, len(codes) + 100 + codes.index(code), lang)


def _task(view: Open, items: list[Milestone], shown: str, row: str, order: int, lang: Lang) -> Span:
    """What is due on one day: one bar, with the units that it is due from."""
    item = items[0]
    bodies = (view.season.organisation.get(other.subject) for other in items)
    units = [clean(body.name) for body in bodies if body]
    named = listed(units[:NAMED], lang)
    if len(units) > NAMED:
        named = label("timeline-units", lang, names=named, n=len(units))
    reason = label(f"timeline-{item.kind}", lang)
    if item.printed and item.printed != item.due:
        reason = label("timeline-rounded", lang, date=short_date(item.printed, lang))
    return Span(
        shown,
        row,
        *day_span(item.due, item.due),
        "task",
        f"{word('milestone', item.code, lang)}　{named}".strip(),
        cited(view.season, item.clause, lang),
        reason,
        order,
        more=listed(units, lang),
    )


def _desks(view: Open, lang: Lang) -> Iterable[Span]:
    order = {desk.id: n for n, desk in enumerate(view.season.desks)}
    for item in view.plan.appointments:
        desk = view.season.desk.get(item.desk)
        given = view.season.submission.get(item.submission)
        unit = view.season.organisation.get(given.organisation) if given else None
        times, when = _visit(view.season, item, lang)
        number = label("gantt-dossiers", lang, n=item.dossiers)
        wished = given.wished if given else None
        yield Span(
            "desk",
            f"{clean(desk.name)}　{clean(desk.place)}".strip() if desk else item.desk,
            *times,
            "annex5" if item.annex == 5 else "annex6",  # noqa: PLR2004 - its name
            f"{clean(unit.name) if unit else item.submission}　{number}",
            listed((clause_ref("N2024-2.1.1c"), clause_ref(f"N2024-A{item.annex}")), lang),
            _wish(date_of(item.at), (wished,) if wished else (), lang),
            order.get(item.desk, len(order)),
            when=when,
        )


def _visit(season: Season, item: Appointment, lang: Lang) -> tuple[tuple[datetime, datetime], str]:
    """Where a visit is drawn, the open hours stretched over the half of the day; and its hours."""
    opens, closes = half_day_hours(season, item.at, "desk")
    begins, ends = opens, closes
    if item.start:
        begins = datetime.combine(date_of(item.at), time.fromisoformat(item.start))
        ends = begins + timedelta(minutes=item.minutes)
    day = date_of(item.at)
    when = f"{short_date(day, lang)} {weekday(day, lang)} {begins:%H:%M}—{ends:%H:%M}"
    floor, ceiling = half_span(item.at)
    share = (ceiling - floor) / (closes - opens)
    drawn = [min(max(floor + (at - opens) * share, floor), ceiling) for at in (begins, ends)]
    return (drawn[0].replace(microsecond=0), drawn[1].replace(microsecond=0)), when


def _wish(day: date, wished: tuple[date, ...], lang: Lang) -> str:
    """How a day stands to the days that were wished for."""
    if not wished:
        return label("timeline-no-wish", lang)
    if day in wished:
        return label("timeline-wish", lang)
    near = min(wished, key=lambda other: (abs((other - day).days), other))
    return label("timeline-off-wish", lang, date=short_date(near, lang), n=abs((near - day).days))


def _committees(view: Open, lang: Lang) -> Iterable[Span]:
    order = {item.id: n for n, item in enumerate(view.season.committees)}
    for item in view.plan.windows:
        given = view.season.committee.get(item.subject)
        if item.kind == "meeting" and given:
            clauses = listed((cited(view.season, clause, lang) for clause in item.clauses), lang)
            times = day_span(item.first, item.last)
            reason = label("timeline-allowed", lang)
            row = clean(given.name)
            yield Span("committee", row, *times, "allowed", row, clauses, reason, order[given.id])
    dated: dict[str, dict[str, Milestone]] = {}
    for item in view.plan.milestones:
        if item.subject in order:
            dated.setdefault(item.subject, {})[item.code] = item
    for meeting in view.plan.meetings:
        given = view.season.committee.get(meeting.id)
        if given:
            yield from _half_days(view, given, meeting, order[given.id], lang)
    for key, items in dated.items():
        row = clean(view.season.committee[key].name)
        posted = [items[code] for code in POSTED if code in items]
        if len(posted) == len(POSTED):
            clause = next((item.clause for item in posted if item.clause), "")
            clause = cited(view.season, clause, lang)
            times = day_span(posted[0].due, posted[1].due)
            reason = label("timeline-posted", lang)
            yield Span(
                "committee",
                row,
                *times,
                "posted",
                row,
                cited(view.season, clause, lang),
                reason,
                order[key],
            )
        for code, item in items.items():
            if code not in POSTED:
                yield _task(view, [item], "committee", row, order[key], lang)


def _half_days(
    view: Open, given: Committee, meeting: Meeting, order: int, lang: Lang
) -> Iterable[Span]:
    rooms = sorted(sittings(view.plan, meeting, lang), key=lambda pair: pair[0].room)
    wish = _wish(date_of(meeting.half_days[0]), given.wished, lang) if meeting.half_days else ""
    for at in meeting.half_days:
        kind = "plenary" if at in meeting.plenaries else "panel"
        seats = (
            f"{who if use.group else ''} {room_words(view.season, use.room)}".strip()
            for use, who in rooms
            if use.at == at
        )
        where = parted(seats, lang)
        yield Span(
            "committee",
            clean(given.name),
            *half_span(at),
            kind,
            where or label("gantt-room-unknown", lang),
            cited(view.season, "R40-21" if kind == "panel" else "R40-19", lang),
            wish,
            order,
            when=half_words(view.season, at, lang),
        )


def _rooms(view: Open, lang: Lang) -> Iterable[Span]:
    order = {room.id: n for n, room in enumerate(view.season.rooms)}
    for meeting in view.plan.meetings:
        given = view.season.committee.get(meeting.id)
        name = clean(given.name) if given else meeting.id
        wished = given.wished if given else ()
        wish = _wish(date_of(meeting.half_days[0]), wished, lang) if meeting.half_days else ""
        for use, who in sittings(view.plan, meeting, lang):
            kind = "panel" if use.group else "plenary"
            yield Span(
                "room",
                room_words(view.season, use.room),
                *half_span(use.at),
                kind,
                f"{name}　{who if use.group else ''}".strip(),
                cited(view.season, "R40-21" if kind == "panel" else "R40-19", lang),
                wish,
                order.get(use.room, len(order)),
                when=half_words(view.season, use.at, lang),
            )
