"""A committee's meeting days by group and by room: a page each, A4 landscape."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from models.calendar import HalfDay, date_of, half_of
from models.committee import Committee
from models.messages import Lang
from models.plan import Meeting
from reports import style
from reports.furniture import Sample, Sheet, fitted, furnish, legend
from reports.style import DEEP, GREY, LINE, MIDDLE, PALE, Pages, box, write
from reports.view import Open, Profile
from reports.words import (
    BLANK,
    clean,
    label,
    provisional,
    season_name,
    short_date,
    span_words,
    stamp,
    weekday,
    word,
    words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS, ROWS = 10, 12
NAME = 1.9
HIGH, WIDE = 0.52, 2.4
"""A row and a column are at most so high and wide."""


@dataclass(frozen=True)
class Cell:
    """What is in a half-day: a room for a group, or a group for a room."""

    text: str
    plenary: bool


@dataclass(frozen=True)
class Line:
    """A group or a room across the half-days; a heading when it has no cells and `heading`."""

    text: str
    cells: dict[HalfDay, Cell]
    heading: bool = False


@dataclass(frozen=True)
class Grid:
    """One page."""

    sheet: Sheet
    facts: str
    half_days: Sequence[HalfDay]
    lines: Sequence[Line]


def committee_gantt(
    view: Open, committee: str, profile: Profile = "internal", lang: Lang = "zh"
) -> Pages | None:
    """The meeting days of one committee; None when it has no meeting."""
    found = next((item for item in view.plan.meetings if item.id == committee), None)
    given = view.season.committee.get(committee)
    if found is None or given is None or not found.half_days:
        return None
    name = label("gantt-committee", lang, name=clean(given.name))
    sheet = Sheet(style.A4, name, profile, view.number, provisional(view.season), lang)
    facts = _facts(view, given, found, lang)
    lines = _lines(view, found, lang)
    days = sorted({*found.half_days, *found.plenaries, *(use.at for use in found.rooms)})
    grids = [
        Grid(sheet, facts, half_days, part)
        for half_days in _parts(days, COLUMNS)
        for part in _parts(lines, ROWS)
    ]
    painters = tuple(partial(_paint, grid) for grid in grids)
    return Pages(name, stamp(view.season), painters)


def all_committees(view: Open, profile: Profile = "internal", lang: Lang = "zh") -> Pages | None:
    """The pages of every committee that meets, in the season's order."""
    each = by_committee(view, profile, lang)
    painters = tuple(paint for pages in each.values() for paint in pages.painters)
    if not painters:
        return None
    title = label("gantt-committees", lang, name=season_name(view.season))
    return Pages(title, stamp(view.season), painters)


def by_committee(view: Open, profile: Profile = "internal", lang: Lang = "zh") -> dict[str, Pages]:
    """The pages of each committee that meets."""
    each = {c.id: committee_gantt(view, c.id, profile, lang) for c in view.season.committees}
    return {key: pages for key, pages in each.items() if pages is not None}


Item = TypeVar("Item")


def _parts(items: Sequence[Item], most: int) -> list[Sequence[Item]]:
    """The items in as many equal parts as needed for at most so many in each."""
    parts = -(-len(items) // most)
    size = -(-len(items) // max(1, parts))
    return [items[n : n + size] for n in range(0, len(items), size)]


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
    names = {
        group.id: clean(group.name) or group.id
        for group in view.plan.groups
        if group.committee == meeting.id
    }
    by_group: dict[str, dict[HalfDay, Cell]] = {key: {} for key in names}
    by_room: dict[str, dict[HalfDay, Cell]] = {}
    for use in sorted(meeting.rooms, key=lambda use: (use.at, use.room)):
        room = view.season.room.get(use.room)
        called = clean(room.name) if room else use.room
        whole = not use.group
        cells = by_group.setdefault(use.group, {})
        before = f"{cells[use.at].text}、" if use.at in cells else ""
        cells[use.at] = Cell(before + called, whole)
        group = plenary if whole else names.get(use.group, use.group)
        cells = by_room.setdefault(called, {})
        before = f"{cells[use.at].text}、" if use.at in cells else ""
        cells[use.at] = Cell(before + group, whole)
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
        lines += [Line(key, cells) for key, cells in sorted(by_room.items())]
    return lines


def _paint(grid: Grid, number: int, of: int) -> "Figure":
    figure, axes = style.page(grid.sheet.paper)
    sheet, lang = grid.sheet, grid.sheet.lang
    furnish(axes, sheet, number, of)
    fitted(axes, (sheet.left, sheet.top - 0.05), grid.facts, (sheet.right - sheet.left, 0.3), 9)
    samples = [
        Sample(MIDDLE, label("gantt-panel", lang)),
        Sample(DEEP, label("gantt-plenary", lang)),
    ]
    legend(axes, (sheet.left, sheet.top - 0.38), samples, sheet.right)
    left, top = sheet.left + NAME, sheet.top - 1.15
    size = min((sheet.right - left) / len(grid.half_days), WIDE)
    _head(axes, grid, (left, top), size)
    high = min(HIGH, (top - sheet.bottom - 0.05) / len(grid.lines))
    y = top
    right = left + size * len(grid.half_days)
    for line in grid.lines:
        y -= high
        _line(axes, grid, line, (left, y), (size, high))
    axes.plot([sheet.left, right], [y, y], color=GREY, lw=0.8)
    for column in range(len(grid.half_days) + 1):
        x = left + size * column
        axes.plot([x, x], [y, top + 0.5], color=LINE, lw=0.5, zorder=1)
    return figure


def _head(axes: "Axes", grid: Grid, corner: tuple[float, float], size: float) -> None:
    """The days, and the halves below them."""
    left, top = corner
    lang = grid.sheet.lang
    right = left + size * len(grid.half_days)
    axes.plot([grid.sheet.left, right], [top, top], color=GREY, lw=0.8)
    shown = ""
    for place, at in enumerate(grid.half_days):
        x = left + size * (place + 0.5)
        write(axes, (x, top + 0.12), word("half", half_of(at), lang), 8.5, ha="center")
        if at[:10] == shown:
            continue
        shown = at[:10]
        day = date_of(at)
        text = f"{short_date(day, lang)} {weekday(day, lang)}"
        same = sum(other[:10] == shown for other in grid.half_days)
        fitted(axes, (x - size / 2 + 0.06, top + 0.36), text, (size * same - 0.1, 0.22), 9)


def _line(
    axes: "Axes", grid: Grid, line: Line, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    (x, y), (wide, high) = corner, size
    sheet = grid.sheet
    if line.heading:
        across = NAME + wide * len(grid.half_days)
        box(axes, (sheet.left, y), (across, high), PALE, zorder=2)
        write(axes, (sheet.left + 0.06, y + high / 2), line.text, 9, zorder=3)
        return
    fitted(axes, (sheet.left + 0.12, y + high / 2), line.text, (NAME - 0.2, high * 0.92), 9)
    axes.plot([sheet.left, x + wide * len(grid.half_days)], [y, y], color=LINE, lw=0.4)
    for place, at in enumerate(grid.half_days):
        cell = line.cells.get(at)
        if cell is None:
            continue
        fill = DEEP if cell.plenary else MIDDLE
        corner = (x + wide * place + 0.03, y + high * 0.08)
        box(axes, corner, (wide - 0.06, high * 0.84), fill, zorder=3)
        _inside(axes, cell, corner, (wide - 0.06, high * 0.84))


def _inside(
    axes: "Axes", cell: Cell, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    at = (corner[0] + 0.05, corner[1] + size[1] / 2)
    before = len(axes.texts)
    fitted(axes, at, cell.text, (size[0] - 0.1, size[1] * 0.95), 8.5)
    for text in axes.texts[before:]:
        text.set_zorder(4)
        text.set_color("white" if cell.plenary else style.INK)
