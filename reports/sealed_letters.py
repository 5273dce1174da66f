"""Letters that name people, sealed: invitations and pledges of experts, rosters to be posted."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from models.base import BAND_OF
from models.calendar import date_of, half_of
from models.people import Applicant
from models.plan import Plan, Reserve, Seat, Session
from models.season import Season
from reports.letters import BANDS, days_of, latest_posting
from reports.review_plan import organisation
from reports.template_fields import PACKAGE, Templates
from reports.word_paper import paper
from reports.words import blank, clean, field_words, long_date, short_date, weekday, word

Row = dict[str, str]


@dataclass(frozen=True)
class Sealed:
    """A season and its whole plan, with the plan number and what is looked up again and again."""

    season: Season
    plan: Plan
    number: str
    seats: dict[str, list[Seat]]
    reserves: dict[str, list[Reserve]]
    sessions: dict[str, list[Session]]
    recused: dict[tuple[str, str], list[str]]
    """Applicants from whom an expert steps out, by committee and expert."""
    drawn: frozenset[str]
    """Committees whose members were drawn by lot."""
    templates: Templates = field(default_factory=dict[str, bytes])


def sealed_view(season: Season, plan: Plan, number: str, templates: Templates = PACKAGE) -> Sealed:
    """The plan by committee."""
    seats: dict[str, list[Seat]] = defaultdict(list)
    reserves: dict[str, list[Reserve]] = defaultdict(list)
    sessions: dict[str, list[Session]] = defaultdict(list)
    recused: dict[tuple[str, str], list[str]] = defaultdict(list)
    order = {"chair": 0, "deputy": 1, "member": 2}
    for seat in sorted(plan.seats, key=lambda seat: order[seat.role]):
        seats[seat.committee].append(seat)
    for item in plan.reserves:
        reserves[item.committee].append(item)
    for session in sorted(plan.sessions, key=lambda session: (session.at, session.room)):
        sessions[session.committee].append(session)
    for docket in plan.dockets:
        for expert in docket.recused:
            recused[docket.committee, expert].append(docket.id)
    drawn = frozenset(record.committee for record in plan.draws)
    return Sealed(season, plan, number, seats, reserves, sessions, recused, drawn, templates)


def _paper(view: Sealed, name: str, context: dict[str, Any], title: str) -> bytes:
    return paper(name, context, title, view.season, "sealed", view.number, view.templates)


def invitations(view: Sealed, committee: str) -> bytes | None:
    """专家邀请函 to every member and reserve, a page each; none tells of another."""
    season, given = view.season, view.season.committee[committee]
    people = [_to_member(view, committee, seat) for seat in view.seats[committee]]
    people += [_to_reserve(view, committee, item) for item in view.reserves[committee]]
    if not people:
        return None
    context = {
        "people": people,
        "contact": clean(given.contact) or blank("联系人"),
        "phone": clean(given.phone) or blank("电话"),
        "organiser": organisation(season, given.organiser),
    }
    return _paper(view, "invitation", context, f"{clean(given.name)}专家邀请函")


def _to_member(view: Sealed, committee: str, seat: Seat) -> dict[str, Any]:
    days = _own_days(view, committee, seat)
    role = word("role", seat.role) + _in_brackets(_group(view, seat.group))
    return _person(view.season, seat.expert) | {
        "opening": f"{_asked(view, committee, role)}。现将有关事项通知如下，本函请妥善保管，"
        "不得外传。",
        "report": _report(view.season, days),
        "days": days,
    }


def _to_reserve(view: Sealed, committee: str, item: Reserve) -> dict[str, Any]:
    origin = "" if item.origin == "any" else word("origin", item.origin)
    place = _in_brackets(_group(view, item.group), origin)
    role = f"备选委员{place}，次序第{item.order}"
    return _person(view.season, item.expert) | {
        "opening": f"{_asked(view, committee, role)}。会议期间请保持通信畅通；"
        "接到替补通知前不必到会，本函不得外传。",
        "report": "接到替补通知的，按下列时间到会：",
        "days": _meeting_days(view, committee, item.group),
    }


def _asked(view: Sealed, committee: str, role: str) -> str:
    """What somebody is asked to be; before the draw it hangs on the draw."""
    name, drawn = clean(view.season.committee[committee].name), committee in view.drawn
    asked = f"{'经抽取，' if drawn else '拟'}邀请您担任{name}{view.season.year}年度{role}"
    return asked if drawn else f"{asked}，以抽取结果为准"


def _group(view: Sealed, key: str) -> str:
    return next((clean(group.name) for group in view.plan.groups if group.id == key), "")


def _in_brackets(*parts: str) -> str:
    found = "，".join(part for part in parts if part)
    return f"（{found}）" if found else ""


def _person(season: Season, key: str) -> dict[str, Any]:
    person = season.expert.get(key)
    if person is None:
        return {"name": key, "unit": blank("单位")}
    return {"name": clean(person.name), "unit": organisation(season, person.organisation)}


def _own_days(view: Sealed, committee: str, seat: Seat) -> list[Row]:
    """The half-days of one member: the sessions, else the whole meeting."""
    rooms = view.season.room
    own = [s for s in view.sessions[committee] if seat.expert in s.members]
    rows = [
        _day(s.at, s.kind, clean(rooms[s.room].name) if s.room in rooms else blank("会场"))
        for s in own
    ]
    return rows or _meeting_days(view, committee, seat.group)


def _meeting_days(view: Sealed, committee: str, group: str) -> list[Row]:
    """The half-days of the meeting, with the room of the group or of all where it is known."""
    meeting = next((item for item in view.plan.meetings if item.id == committee), None)
    if meeting is None or not meeting.half_days:
        return [{key: blank(key_words) for key, key_words in _DAY.items()}]
    rooms = view.season.room
    kept = {
        use.at: clean(rooms[use.room].name)
        for use in meeting.rooms
        if use.room in rooms and use.group in {"", group}
    }
    site = clean(view.season.committee[committee].site) or "以到会时引导为准"
    return [
        _day(at, "plenary" if at in meeting.plenaries else "panel", kept.get(at, site))
        for at in meeting.half_days
    ]


_DAY = {"day": "日期", "half": "时段", "kind": "会议", "room": "会场"}


def _day(at: str, kind: str, room: str) -> Row:
    day = date_of(at)
    return {
        "day": f"{short_date(day)}（{weekday(day)}）",
        "half": word("half", half_of(at)),
        "kind": word("kind", kind),
        "room": room,
    }


def _report(season: Season, days: list[Row]) -> str:
    """When to be there first."""
    half = "am" if days[0]["half"] == word("half", "am") else "pm"
    key = f"halfday.{half}"
    value = season.profile.get(key).value if season.profile.has(key) else ()
    begins = str(value[0]) if isinstance(value, tuple) and value else blank("开始时间")
    return f"请于{days[0]['day']}{days[0]['half']}{begins}前到会报到。您的会议安排如下："


def pledges(view: Sealed, committee: str) -> bytes | None:
    """回避与诚信承诺书 of every member and reserve, a page each, with the ties on record."""
    season, given = view.season, view.season.committee[committee]
    people: list[dict[str, Any]] = []
    for expert, role in (
        *((s.expert, word("role", s.role)) for s in view.seats[committee]),
        *((r.expert, "备选委员") for r in view.reserves[committee]),
    ):
        out = view.recused.get((committee, expert)) or _on_record(view, committee, expert)
        ties = [_tie(season, expert, applicant) for applicant in out]
        none = {"name": "登记中无", "unit": "—", "reason": "—"}
        people.append(_person(season, expert) | {"role": role, "recusals": ties or [none]})
    if not people:
        return None
    context = {"committee": clean(given.name), "people": people}
    return _paper(view, "pledge", context, f"{clean(given.name)}回避与诚信承诺书")


def _on_record(view: Sealed, committee: str, expert: str) -> list[str]:
    """Applicants to whom somebody is tied who is given no item yet, such as a reserve."""
    season, own = view.season, view.season.expert.get(expert)
    declared = {
        (item.applicant, item.organisation) for item in season.conflicts if item.expert == expert
    }
    if own and not season.committee[committee].self_reviewing:
        declared.add(("", own.organisation))
    heard = [d.id for d in view.plan.dockets if d.committee == committee]
    return [
        key
        for key in heard
        if (person := season.applicant.get(key))
        and (
            any(name == key for name, _ in declared)
            or {("", u) for u in (person.organisation, person.home_organisation) if u} & declared
        )
    ]


def _tie(season: Season, expert: str, applicant: str) -> Row:
    """Why an expert steps out, as it was declared; else that they share a unit."""
    person = season.applicant.get(applicant)
    units = {"", *((person.organisation, person.home_organisation) if person else ())}
    declared = [
        clean(item.reason) or word("tie", item.kind)
        for item in season.conflicts
        if item.expert == expert
        if item.applicant == applicant or (not item.applicant and item.organisation in units)
    ]
    own = season.expert.get(expert)
    if own and own.organisation in units:
        declared.append(word("tie", "unit"))
    return {
        "name": clean(person.name) if person else applicant,
        "unit": organisation(season, person.organisation) if person else blank("单位"),
        "reason": "、".join(dict.fromkeys(declared)) or word("tie", "found"),
    }


# -------------------------------------------------------------------------- rosters to be posted


def posting_units(season: Season) -> dict[str, list[Applicant]]:
    """Applicants by the unit that posts their roster: theirs, or the one above that hands in."""
    hands_in = {item.organisation for item in season.submissions}
    found: dict[str, list[Applicant]] = {}
    for person in season.applicants:
        found.setdefault(_poster(season, person.organisation, hands_in), []).append(person)
    return found


def _poster(season: Season, unit: str, hands_in: set[str]) -> str:
    seen: list[str] = []
    at = unit
    while at and at not in seen:
        if at in hands_in:
            return at
        seen.append(at)
        above = season.organisation.get(at)
        at = (above.parent or above.district) if above else ""
    return unit


def roster_notice(view: Sealed, unit: str, people: list[Applicant]) -> bytes:
    """花名册公示 of one unit, a page for each band: to be sealed until the unit posts it."""
    season = view.season
    parts: list[dict[str, Any]] = []
    for band in BANDS:
        own = [person for person in people if BAND_OF[person.level] == band]
        if own:
            rows = [_applicant(season, n, person) for n, person in enumerate(own, 1)]
            parts.append(
                {
                    "band": word("band", band),
                    "total": str(len(own)),
                    "people": rows,
                    **_period(view, unit, band),
                }
            )
    name = organisation(season, unit)
    return _paper(view, "roster_notice", {"unit": name, "parts": parts}, f"{name}花名册公示")


def _applicant(season: Season, number: int, person: Applicant) -> Row:
    return {
        "number": str(number),
        "name": clean(person.name),
        "unit": organisation(season, person.organisation),
        "field": field_words(person.series, [person.specialty]),
        "level": word("level", person.level),
        "track": word("track", person.track),
    }


def _posting_day(season: Season) -> str:
    key = "publication.posting_day_counts"
    if not season.profile.has(key):
        return blank("计入或不计")
    return "计入" if season.profile.flag(key) else "不计"


def _period(view: Sealed, unit: str, band: str) -> Row:
    season = view.season
    days = days_of(season, "publication.roster_workdays")
    own = [s for s in season.submissions if s.organisation == unit and s.band == band]
    posted = next((s.roster_posted for s in own if s.roster_posted), None)
    if posted:
        when = long_date(posted)
        count = days if days.isdigit() else "0"
        end = long_date(season.calendar.add_workdays(posted, int(count)))
        return {"period": f"公示时间：{when}至{end}，共{days}个工作日。", "posted": when}
    ids = {item.id for item in own}
    visits = [date_of(a.at) for a in view.plan.appointments if a.submission in ids]
    latest = f"，最迟{latest_posting(season, min(visits))}" if visits else ""
    before = "" if visits else "，送审前期满"
    return {
        "period": (
            f"公示时间：自{blank(f'张贴日期{latest}')}起不少于{days}个工作日，"
            f"张贴当日{_posting_day(season)}{before}。"
        ),
        "posted": blank("张贴日期"),
    }
