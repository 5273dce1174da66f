"""Half-days across, groups, rooms or committees down: how such a page is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from models.calendar import HalfDay, OutsideCalendar, WorkCalendar, date_of, half_of
from models.messages import Lang
from reports import style
from reports.furniture import LEADING as LINE_STEP
from reports.furniture import SMALLEST, Sample, Sheet, fitted, furnish, legend
from reports.style import (
    DEEP,
    GREY,
    INK,
    LINE,
    MAKEUP,
    MIDDLE,
    PALE,
    Pages,
    box,
    hatch_of,
    stroke,
    write,
)
from reports.words import label, short_date, weekday, word

if TYPE_CHECKING:
    from datetime import date, datetime

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = 1.9
HIGH, WIDE = 0.52, 2.4
"""A row of short texts and a column are at most so high and wide."""
LEAST = 1.05
"""Inches that a column has at least."""
SHORTER, TIGHT = 0.42, 0.25
"""Inches that a row has at least, and where every text of a table takes one line."""
SIZE = 8.5
"""Points of the text of a cell."""
LEGIBLE = 6.4
"""Points below which the text of a cell does not go while its column can be wider."""
FILLED, INSIDE = 0.84, 0.95
"""Share of a row that a cell fills, and of a cell that its text may take."""
LEADING = 1.25
"""Lines of text that a line takes with the room around it."""


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
class Below:
    """What stands below a table on its last page."""

    height: float
    """Inches."""
    draw: "Callable[[Axes, float], None]"
    """From a height in inches downwards."""


@dataclass(frozen=True)
class Table:
    """What is to be drawn, on as many pages as it needs."""

    sheet: Sheet
    calendar: WorkCalendar
    facts: str
    half_days: Sequence[HalfDay]
    lines: Sequence[Line]
    today: "date | None" = None
    below: Below | None = None


Grid = Table
"""One page: a table that fits."""


def grid_pages(table: Table, stamp: "datetime") -> Pages:
    """The table page by page: half-days side by side first, then further lines."""
    sheet = table.sheet
    high = sheet.top - 1.15 - sheet.bottom - 0.05
    across = _across(table, high)
    days = _day_parts(table.half_days, across)
    one = all(_most_lines(table, part, joined=True) == 1 for part in days)
    least = TIGHT if one and len(table.lines) * TIGHT <= high else SHORTER
    least = max(least, *(_needed(table, part) for part in days))
    parts = [
        replace(table, half_days=half_days, lines=lines, below=None)
        for lines in _line_parts(table.lines, int(high / least), sheet.lang)
        for half_days in days
    ]
    if table.below and len(parts[-1].lines) * least + table.below.height <= high:
        parts[-1] = replace(parts[-1], below=table.below)
    elif table.below:
        parts.append(replace(table, half_days=(), lines=(), below=table.below))
    return Pages(sheet.title, stamp, tuple(partial(_paint, part) for part in parts))


def _across(table: Table, high: float) -> int:
    """The most columns in which every text of a cell can be read without a glass."""
    room = table.sheet.right - table.sheet.left - NAME
    most = int(room / LEAST)
    row = max(SHORTER, high / max(1, len(table.lines))) * FILLED * INSIDE
    texts = {cell.text.replace("\n", "　") for line in table.lines for cell in line.cells.values()}
    for across in range(most, 3, -1):
        wide = room / across - 0.16
        if all(
            len(style.wrap(text, wide, LEGIBLE)) * LEGIBLE * LINE_STEP / 72 <= row for text in texts
        ):
            return across
    return most


def _needed(table: Table, half_days: Sequence[HalfDay]) -> float:
    """Inches of a row in which no text of a cell is cut, however small it is drawn."""
    room, size = _wide(table, half_days) - 0.16, SIZE * SMALLEST
    texts = {
        cell.text for line in table.lines for at, cell in line.cells.items() if at in half_days
    }
    lines = max((len(style.wrap(t.replace("\n", "　"), room, size)) for t in texts), default=1)
    return (lines + 0.2) * size * LINE_STEP / 72 / (FILLED * INSIDE)


def _wide(table: Table, half_days: Sequence[HalfDay]) -> float:
    """Inches of a column."""
    return min((table.sheet.right - table.sheet.left - NAME) / max(1, len(half_days)), WIDE)


def _most_lines(table: Table, half_days: Sequence[HalfDay], *, joined: bool = False) -> int:
    """Lines that the longest text of a cell takes at full size, its own line ends kept or not."""
    room = _wide(table, half_days) - 0.16
    texts = {
        cell.text.replace("\n", "　") if joined else cell.text
        for line in table.lines
        for at, cell in line.cells.items()
        if at in half_days
    }
    return max((len(style.wrap(text, room, SIZE)) for text in texts), default=1)


def _line_parts(lines: Sequence[Line], most: int, lang: Lang) -> list[Sequence[Line]]:
    """The lines in parts; one that goes on repeats its heading, and none ends with one."""
    parts: list[list[Line]] = [[]]
    above: Line | None = None
    for number, line in enumerate(lines):
        after = number + 1 < len(lines) and line.heading
        if parts[-1] and len(parts[-1]) + 1 + after > most:
            again = [replace(above, text=above.text + label("continued", lang))] if above else []
            parts.append([] if line.heading else again)
        above = line if line.heading else above
        parts[-1].append(line)
    return [*parts]


def _day_parts(half_days: Sequence[HalfDay], most: int) -> list[list[HalfDay]]:
    """The half-days in as many nearly equal parts as needed; no day is parted."""
    parts = -(-len(half_days) // most)
    each = -(-len(half_days) // max(1, parts))
    found: list[list[HalfDay]] = [[]]
    for day in dict.fromkeys(at[:10] for at in half_days):
        own = [at for at in half_days if at.startswith(day)]
        full = len(found[-1]) >= each or len(found[-1]) + len(own) > most
        if found[-1] and full:
            found.append([])
        found[-1] += own
    return found


def _paint(grid: Grid, number: int, of: int) -> "Figure":
    figure, axes = style.page(grid.sheet.paper)
    sheet = grid.sheet
    furnish(axes, sheet, number, of)
    fitted(axes, (sheet.left, sheet.top - 0.05), grid.facts, (sheet.right - sheet.left, 0.3), 9)
    legend(axes, (sheet.left, sheet.top - 0.38), _samples(grid), sheet.right)
    if grid.below:
        high = sheet.bottom + grid.below.height if grid.lines else sheet.top - 0.6
        grid.below.draw(axes, high)
    if grid.lines:
        _table(axes, grid)
    return figure


def _samples(grid: Grid) -> list[Sample]:
    lang = grid.sheet.lang
    samples = [
        Sample(MIDDLE, label("gantt-panel", lang)),
        Sample(DEEP, label("gantt-plenary", lang)),
    ]
    grounds = {_ground_of(grid, date_of(at)) for at in grid.half_days}
    samples += [
        Sample(fill, label(f"gantt-{code}", lang))
        for fill, code in ((PALE, "rest"), (MAKEUP, "makeup"))
        if fill in grounds
    ]
    if grid.today:
        samples.append(Sample(INK, label("gantt-today", lang), "today"))
    return samples


def _table(axes: "Axes", grid: Grid) -> None:
    """The half-days and the lines."""
    sheet = grid.sheet
    left, top = sheet.left + NAME, sheet.top - 1.15
    size = _wide(grid, grid.half_days)
    _head(axes, grid, (left, top), size)
    wanted = _most_lines(grid, grid.half_days) * SIZE * LEADING / 72 / 0.84
    room = top - sheet.bottom - 0.05 - (grid.below.height if grid.below else 0)
    high = min(max(HIGH, wanted), room / len(grid.lines))
    y = top
    right = left + size * len(grid.half_days)
    _ground(axes, grid, (left, top), (size, high * len(grid.lines)))
    for line in grid.lines:
        y -= high
        _line(axes, grid, line, (left, y), (size, high))
    stroke(axes, [sheet.left, right], [y, y], GREY, 0.8)
    for column in range(len(grid.half_days) + 1):
        x = left + size * column
        stroke(axes, [x, x], [y, top + 0.5], LINE, 0.5, zorder=1)


def _ground(
    axes: "Axes", grid: Grid, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    """Rest days and make-up workdays behind the columns, and today at the left of its own."""
    (left, top), (wide, high) = corner, size
    for place, at in enumerate(grid.half_days):
        day = date_of(at)
        fill = _ground_of(grid, day)
        x = left + wide * place
        if fill:
            where, extent = (x, top - high), (wide, high + 0.5)
            hatch = hatch_of(fill)
            box(axes, where, extent, fill, zorder=0, hatch=hatch, edgecolor=LINE, lw=0)
        if day == grid.today and (place == 0 or date_of(grid.half_days[place - 1]) != day):
            stroke(axes, [x, x], [top - high, top + 0.5], INK, 2, zorder=2.5)


def _ground_of(grid: Grid, day: "date") -> str:
    """The colour behind a rest day or make-up workday; nothing behind others."""
    try:
        works = grid.calendar.is_workday(day)
    except OutsideCalendar:
        return ""
    return PALE if not works else MAKEUP if day.weekday() > 4 else ""  # noqa: PLR2004


def _head(axes: "Axes", grid: Grid, corner: tuple[float, float], size: float) -> None:
    """The days, and the halves below them."""
    left, top = corner
    lang = grid.sheet.lang
    right = left + size * len(grid.half_days)
    stroke(axes, [grid.sheet.left, right], [top, top], GREY, 0.8)
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
    stroke(axes, [sheet.left, x + wide * len(grid.half_days)], [y, y], LINE, 0.4)
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
    color = "white" if cell.plenary else INK
    fitted(axes, at, cell.text, (size[0] - 0.1, size[1] * 0.95), SIZE, color=color, zorder=4)
