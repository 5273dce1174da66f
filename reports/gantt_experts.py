"""Experts' own days, sealed: all of them committee by committee, or one alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from models.calendar import HalfDay, date_of, half_of
from models.messages import Lang
from models.plan import Plan, Session, plan_number
from models.season import Season
from reports import style
from reports.furniture import Sample, Sheet
from reports.gantt import axis_of
from reports.gantt_grid import Cell, Line, Table, grid_pages
from reports.gantt_page import Bar, Chart, Columns, Row, columns_of, paged, paint, room_of
from reports.style import DEEP, INK, LIGHT, MAKEUP, PALE, STRONG, Pages
from reports.words import clean, label, provisional, season_name, stamp, word


@dataclass(frozen=True)
class Duties:
    """Where each expert is in each half-day."""

    sessions: Mapping[str, tuple[Session, ...]]
    """By expert, in the order of time."""

    @classmethod
    def of(cls, plan: Plan) -> "Duties":
        """The sessions of every expert of the plan."""
        found: dict[str, list[Session]] = {}
        for session in sorted(plan.sessions, key=lambda item: (item.at, item.id)):
            for expert in session.members:
                found.setdefault(expert, []).append(session)
        return cls({key: tuple(items) for key, items in found.items()})


def experts_gantt(
    season: Season,
    plan: Plan,
    lang: Lang = "zh",
    paper: style.Paper = style.A3,
    today: date | None = None,
) -> Pages | None:
    """Every member's half-days under the committee; None before there are sessions."""
    if not (plan.seats and plan.sessions):
        return None
    title = label("gantt-experts", lang, name=season_name(season))
    sheet = _sheet(season, plan, title, lang, paper, today)
    columns = columns_of(paper)
    rows = _rows(season, plan, columns, lang)
    samples = (
        Sample(STRONG, label("gantt-panel", lang)),
        Sample(DEEP, label("gantt-plenary", lang)),
        Sample(LIGHT, label("gantt-elsewhere", lang)),
        Sample(PALE, label("gantt-rest", lang)),
        Sample(MAKEUP, label("gantt-makeup", lang)),
        *([Sample(INK, label("gantt-today", lang), "today")] if today else []),
    )
    axis = axis_of(season, rows, (), sheet, columns)
    chart = Chart(sheet, season, axis, (), samples, columns, today)
    painters = tuple(partial(paint, chart, part) for part in paged(rows, room_of(chart), lang))
    return Pages(title, stamp(season), painters)


def _rows(season: Season, plan: Plan, columns: Columns, lang: Lang) -> list[Row]:
    """The members of each committee in the order of rank, their half-days as bars."""
    duties = Duties.of(plan).sessions
    order = {"chair": 0, "deputy": 1, "member": 2}
    rows: list[Row] = []
    for committee in season.committees:
        seats = [seat for seat in plan.seats if seat.committee == committee.id]
        if seats:
            rows.append(Row(clean(committee.name), heading=True))
        for seat in sorted(seats, key=lambda item: (order[item.role], item.group, item.id)):
            own = duties.get(seat.expert, ())
            here = len({item.at for item in own if item.committee == committee.id})
            name = f"{_named(season, seat.expert)}　{word('role', seat.role, lang)}"
            span = label("gantt-half-days", lang, n=here)
            bars = tuple(_bar(item, committee.id) for item in own)
            rows.append(Row(name, span, bars, height=columns.height(name)))
    return rows


def _bar(session: Session, committee: str) -> Bar:
    elsewhere, whole = session.committee != committee, session.kind == "plenary"
    fill = LIGHT if elsewhere else DEEP if whole else STRONG
    half = (0.0, 0.5) if half_of(session.at) == "am" else (0.5, 1.0)
    return Bar(date_of(session.at), date_of(session.at), fill, half)


def expert_gantt(
    season: Season, plan: Plan, expert: str, lang: Lang = "zh", today: date | None = None
) -> Pages | None:
    """One expert's half-days by committee and group; None when there are none."""
    own = Duties.of(plan).sessions.get(expert, ())
    if not own:
        return None
    groups = {group.id: clean(group.name) or group.id for group in plan.groups}
    cells: dict[tuple[str, str], dict[HalfDay, Cell]] = {}
    for item in own:
        room = season.room.get(item.room)
        where = clean(room.name) if room else label("gantt-room-unknown", lang)
        line = cells.setdefault((item.committee, item.group), {})
        line[item.at] = Cell(where, item.kind == "plenary")
    lines: list[Line] = []
    for committee in dict.fromkeys(key for key, _ in cells):
        given = season.committee.get(committee)
        lines.append(Line(clean(given.name) if given else committee, {}, heading=True))
        for (home, group), line in cells.items():
            if home == committee:
                name = groups.get(group, group) if group else word("kind", "plenary", lang)
                lines.append(Line(name, line))
    title = label("gantt-expert", lang, name=_named(season, expert))
    sheet = _sheet(season, plan, title, lang, style.A4, today)
    roles = "；".join(
        f"{clean(season.committee[seat.committee].name)} {word('role', seat.role, lang)}"
        for seat in plan.seats
        if seat.expert == expert and seat.committee in season.committee
    )
    half_days = sorted({item.at for item in own})
    return grid_pages(Table(sheet, season.calendar, roles, half_days, lines, today), stamp(season))


def _named(season: Season, expert: str) -> str:
    """Name and unit."""
    person = season.expert.get(expert)
    if person is None:
        return expert
    body = season.organisation.get(person.organisation)
    return f"{clean(person.name)}（{clean(body.name) if body else person.organisation}）"


def _sheet(
    season: Season, plan: Plan, title: str, lang: Lang, paper: style.Paper, today: date | None
) -> Sheet:
    day = today or stamp(season).date()
    return Sheet(paper, title, "sealed", plan_number(plan), provisional(season), lang, day)
