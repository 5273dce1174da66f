"""A form as pages of a PDF: the header on every page, rows as high as their text needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from reports import style
from reports.forms import Form, Section, Shown
from reports.furniture import Sheet, furnish
from reports.style import GREY, Pages, box, stroke, width, wrap, write
from reports.words import clean

if TYPE_CHECKING:
    from datetime import datetime

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE, STEP, PAD = 8.5, 0.155, 0.05
HEADER, NOTE = "#e4eaf2", 0.18
LEAD, LEAD_STEP = 13.0, 0.3
MOST = 12
"""Lines of one cell; a longer text is cut, so that no row is higher than a page."""


@dataclass(frozen=True)
class _Line:
    """One row: the lines of each cell."""

    cells: tuple[tuple[str, ...], ...]
    strong: bool = False

    @property
    def height(self) -> float:
        return STEP * max(1, *(len(cell) for cell in self.cells)) + 2 * PAD


@dataclass(frozen=True)
class _Part:
    """One page."""

    sheet: Sheet
    notes: tuple[str, ...]
    edges: tuple[float, ...]
    centred: frozenset[int]
    header: _Line
    lines: tuple[_Line, ...]
    lead: tuple[str, ...] = ()


def table_pages(form: Form, sheet: Sheet, stamp: "datetime", lead: str = "") -> Pages:
    """The form on as many pages as it needs, `lead` large on the first. No columns of ids."""
    sheet = replace(sheet, day=sheet.day or stamp.date())
    shown = [n for n in range(len(form.headers)) if n not in form.grey]
    rows = [[_text(row[n]) for n in shown] for row in form.rows if not isinstance(row, Section)]
    sizes = _sizes([form.headers[n] for n in shown], rows, sheet.right - sheet.left)
    edges = tuple(sheet.left + sum(sizes[:n]) for n in range(len(sizes) + 1))
    header = _line([form.headers[n] for n in shown], sizes)
    lines = [_line(row, sizes) for row in rows] or [_line([form.empty], [sum(sizes)])]
    notes = tuple(note for note in form.notes if note)
    room = sheet.top - sheet.bottom - NOTE * len(notes) - header.height - 0.1
    centred = frozenset(n for n in range(len(shown)) if _is_short([row[n] for row in rows]))
    pages: list[list[_Line]] = [[]]
    leading = tuple(wrap(lead, sheet.right - sheet.left, LEAD)) if lead else ()
    used = LEAD_STEP * len(leading)
    for line in lines:
        if pages[-1] and used + line.height > room:
            pages.append([])
            used = 0
        pages[-1].append(line)
        used += line.height
    painters = tuple(
        partial(
            _paint,
            _Part(sheet, notes, edges, centred, header, tuple(page), () if n else leading),
        )
        for n, page in enumerate(pages)
    )
    return Pages(sheet.title, stamp, painters)


def _text(cell: Shown) -> str:
    return clean(str(cell))


def _is_short(texts: Sequence[str]) -> bool:
    return all(len(text) <= 6 for text in texts)  # noqa: PLR2004


def _sizes(headers: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Widths that suit the texts: short columns whole, long ones share what is left."""
    wanted = [
        max([width(header, SIZE), *(width(row[n], SIZE) for row in rows)]) + 2 * PAD + 0.06
        for n, header in enumerate(headers)
    ]
    least = [width(header, SIZE) + 2 * PAD + 0.06 for header in headers]
    if sum(wanted) <= room:
        return [size * room / sum(wanted) for size in wanted]
    fair = room / len(headers)
    kept = [size if size <= fair else 0.0 for size in wanted]
    left = room - sum(kept)
    long = sum(size**0.5 for size, keep in zip(wanted, kept, strict=True) if not keep)
    sizes = [
        keep or max(low, left * size**0.5 / long)
        for size, keep, low in zip(wanted, kept, least, strict=True)
    ]
    return [size * room / sum(sizes) for size in sizes]


def _line(texts: Sequence[str], sizes: Sequence[float]) -> _Line:
    cells = tuple(
        tuple(wrap(text, size - 2 * PAD, SIZE, MOST))
        for text, size in zip(texts, sizes, strict=True)
    )
    return _Line(cells)


def _paint(part: _Part, number: int, of: int) -> "Figure":
    figure, axes = style.page(part.sheet.paper)
    furnish(axes, part.sheet, number, of)
    y = part.sheet.top
    for line in part.lead:
        write(axes, (part.sheet.left, y - 0.08), line, LEAD)
        y -= LEAD_STEP
    for note in part.notes:
        write(axes, (part.sheet.left, y - 0.02), note, 8, color=GREY)
        y -= NOTE
    top = y
    for line in (part.header, *part.lines):
        if line is part.header:
            across = part.edges[-1] - part.edges[0]
            box(axes, (part.edges[0], y - line.height), (across, line.height), HEADER)
        stroke(axes, [part.edges[0], part.edges[-1]], [y, y], GREY, 0.5)
        _cells(axes, part, line, y)
        y -= line.height
    stroke(axes, [part.edges[0], part.edges[-1]], [y, y], GREY, 0.5)
    for edge in part.edges:
        stroke(axes, [edge, edge], [y, top], GREY, 0.5)
    return figure


def _cells(axes: "Axes", part: _Part, line: _Line, y: float) -> None:
    """The texts of a row, each in the middle of its height."""
    for column, cell in enumerate(line.cells):
        left = part.edges[column]
        middle = len(line.cells) > 1 and (line is part.header or column in part.centred)
        x = (left + part.edges[column + 1]) / 2 if middle else left + PAD
        first = y - line.height / 2 + STEP * (len(cell) - 1) / 2
        for number, text in enumerate(cell):
            at = (x, first - STEP * number)
            write(axes, at, text, SIZE, ha="center" if middle else "left")
