"""A committee's meeting days by group and by room, its season below: a page each, A4 landscape."""

from datetime import date

from models.calendar import HalfDay, date_of
from models.committee import Committee
from models.messages import Lang
from models.plan import Meeting
from reports import style
from reports.furniture import Sheet
from reports.gantt_grid import Cell, Line, Table, grid_pages
from reports.gantt_strip import season_strip
from reports.groups import group_names, sittings
from reports.style import Pages
from reports.view import Open, Profile
from reports.words import (
    BLANK,
    clean,
    label,
    provisional,
    season_name,
    span_words,
    stamp,
    word,
    words,
)


def committee_gantt(
    view: Open,
    committee: str,
    profile: Profile = "internal",
    lang: Lang = "zh",
    today: date | None = None,
) -> Pages | None:
    """The meeting days of one committee; None when it has no meeting."""
    found = next((item for item in view.plan.meetings if item.id == committee), None)
    given = view.season.committee.get(committee)
    if found is None or given is None or not found.half_days:
        return None
    name = label("gantt-committee", lang, name=clean(given.name))
    day = today or stamp(view.season).date()
    sheet = Sheet(style.A4, name, profile, view.number, provisional(view.season), lang, day)
    days = sorted({*found.half_days, *found.plenaries, *(use.at for use in found.rooms)})
    facts = _facts(view, given, found, lang)
    lines = _lines(view, found, lang)
    below = season_strip(view, given, sheet, today)
    table = Table(sheet, view.season.calendar, facts, days, lines, today, below)
    return grid_pages(table, stamp(view.season))


def all_committees(
    view: Open, profile: Profile = "internal", lang: Lang = "zh", today: date | None = None
) -> Pages | None:
    """The pages of every committee that meets, in the season's order."""
    each = by_committee(view, profile, lang, today)
    painters = tuple(paint for pages in each.values() for paint in pages.painters)
    if not painters:
        return None
    title = label("gantt-committees", lang, name=season_name(view.season))
    return Pages(title, stamp(view.season), painters)


def by_committee(
    view: Open, profile: Profile = "internal", lang: Lang = "zh", today: date | None = None
) -> dict[str, Pages]:
    """The pages of each committee that meets."""
    each = {c.id: committee_gantt(view, c.id, profile, lang, today) for c in view.season.committees}
    return {key: pages for key, pages in each.items() if pages is not None}


def _facts(view: Open, committee: Committee, meeting: Meeting, lang: Lang) -> str:
    body = view.season.organisation.get(committee.organiser)
    counted = view.applied.get(committee.id)
    return label(
        "gantt-facts",
        lang,
        organiser=clean(body.name) if body else committee.organiser,
        levels=words("level", committee.levels, lang),
        count=counted.total if counted and counted.total else BLANK,
        days=span_words(sorted({*map(date_of, meeting.half_days)}), lang),
    )


def _lines(view: Open, meeting: Meeting, lang: Lang) -> list[Line]:
    plenary = word("kind", "plenary", lang)
    names = group_names(view.plan)
    own = [group.id for group in view.plan.groups if group.committee == meeting.id]
    by_group: dict[str, dict[HalfDay, Cell]] = {key: {} for key in own}
    by_room: dict[str, dict[HalfDay, Cell]] = {}
    for use, who in sorted(sittings(view.plan, meeting, lang), key=lambda pair: pair[0].at):
        room = view.season.room.get(use.room)
        called = clean(room.name) if room else use.room
        whole = not use.group
        kept = ((by_group, use.group, called), (by_room, called, who))
        for cells, text in ((table.setdefault(row, {}), text) for table, row, text in kept):
            before = f"{cells[use.at].text}\n" if use.at in cells else ""
            cells[use.at] = Cell(before + text, whole)
    unknown = Cell(label("gantt-room-unknown", lang), plenary=True)
    whole_line = by_group.pop("", {}) or dict.fromkeys(meeting.plenaries, unknown)
    lines = [Line(label("gantt-group-rows", lang), {}, heading=True)]
    if not any(by_group.values()):
        panels = [at for at in meeting.half_days if at not in meeting.plenaries]
        cell = Cell(label("gantt-room-unknown", lang), plenary=False)
        lines += [Line(word("kind", "panel", lang), dict.fromkeys(panels, cell))] if panels else []
    lines += [Line(names.get(key, key), cells) for key, cells in by_group.items() if cells]
    lines.append(Line(plenary, whole_line))
    if by_room:
        lines.append(Line(label("gantt-room-rows", lang), {}, heading=True))
        order = {clean(room.name): n for n, room in enumerate(view.season.rooms)}
        used = sorted(by_room, key=lambda name: (order.get(name, len(order)), name))
        lines += [Line(name, by_room[name]) for name in used]
    return lines
