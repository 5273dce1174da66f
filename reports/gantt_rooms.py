"""Rooms by day: which committee and group sits where in each half-day."""

from datetime import date

from models.calendar import HalfDay
from models.messages import Lang
from reports import style
from reports.furniture import Sheet
from reports.gantt_grid import Cell, Line, Table, grid_pages
from reports.groups import sittings
from reports.style import Pages
from reports.view import Open, Profile
from reports.words import clean, label, provisional, season_name, stamp


def rooms_gantt(
    view: Open,
    profile: Profile = "internal",
    lang: Lang = "zh",
    paper: style.Paper = style.A3,
    today: date | None = None,
) -> Pages | None:
    """Every room that is used, by site, across the half-days; None when no room is."""
    cells: dict[str, dict[HalfDay, Cell]] = {}
    for meeting in view.plan.meetings:
        given = view.season.committee.get(meeting.id)
        name = clean(given.name) if given else meeting.id
        for use, who in sittings(view.plan, meeting, lang):
            whole = not use.group
            text = f"{name}\n{who}"
            own = cells.setdefault(use.room, {})
            # two in one room break the law; the page shows both
            own[use.at] = Cell(f"{own[use.at].text}；{text}" if use.at in own else text, whole)
    if not cells:
        return None
    title = label("gantt-rooms", lang, name=season_name(view.season))
    day = today or stamp(view.season).date()
    sheet = Sheet(paper, title, profile, view.number, provisional(view.season), lang, day)
    half_days = sorted({at for own in cells.values() for at in own})
    uses = sum(map(len, cells.values()))
    facts = label("gantt-rooms-facts", lang, rooms=len(cells), uses=uses, half_days=len(half_days))
    lines = _lines(view, cells)
    return grid_pages(
        Table(sheet, view.season.calendar, facts, half_days, lines, today), stamp(view.season)
    )


def _lines(view: Open, cells: dict[str, dict[HalfDay, Cell]]) -> list[Line]:
    """The rooms in the season's order under their sites; unknown ones last."""
    known = [room for room in view.season.rooms if room.id in cells]
    sites = dict.fromkeys(room.site for room in known)
    lines: list[Line] = []
    for site in sites:
        lines += [Line(clean(site), {}, heading=True)] if site else []
        lines += [Line(clean(room.name), cells[room.id]) for room in known if room.site == site]
    named = {room.id for room in known}
    return lines + [Line(key, own) for key, own in cells.items() if key not in named]
