"""The common form of every workbook: fonts, formats, print set-up, and no live formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from math import ceil
from typing import Any, TypedDict

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reports.cells import LONGEST, Cell
from reports.words import clean, storable

A4, A3 = 9, 8
SIDES = {A4: (595.3, 841.9), A3: (841.9, 1190.6)}
"""Points of a paper's sides, the shorter first."""
TOP, BOTTOM = 0.6, 0.7
"""Inches of the margins above and below."""
LINE, HIGHEST, CLOSING, ACROSS = 13.5, 400.0, 26.0, 22.0
NORMAL: dict[str, Any] = {
    "default_format_properties": {"font_name": "宋体", "font_size": 11, "font_scheme": "none"},
    "default_row_height": 18,
    "default_column_width": 72,
}
"""A new workbook of a Chinese office: its widths hang on its usual font, which every such computer
has; they came out a third wider with Calibri where that is missing."""
STROKE = "—"
"""What stands where there is nothing to fill in."""
LETTER = 7
"""Pixels for a Latin character of a cell: half a Chinese one of 10 pt, and a little."""
FOOTER = 80
"""Characters of 8 pt that a line below a page takes beside the count of pages."""
AGAIN = "（续）"
ENDS = 2
"""Rows at the end of a list that stay together, and with those who sign for it."""
LOWEST = 18.0
"""Points on paper of the lowest row in which somebody can still sign: 6.3 mm."""
SMALLEST = 0.65
"""Of its size, the smallest at which a sheet that was turned to fit can still be read."""
Formats = dict[str, Any]


@dataclass(frozen=True)
class Formula:
    """A formula of ours; `{r}` is its own row, `{f}` the row of the sheet's facts."""

    text: str
    now: "str | int" = ""
    """Its value until something is filled in: a program that opens the file only to read it, as
    one from the mail, works nothing out."""


@dataclass(frozen=True)
class Section:
    """A line across the table, such as a session; a page begins with it, but the first."""

    text: str
    page: bool = True
    signed: bool = False
    """Whether it closes a part instead: a plain line for those who sign."""


@dataclass(frozen=True)
class Input:
    """A cell to be filled in: what stands there now, and the bounds of whole numbers allowed."""

    now: "Cell | Formula" = ""
    least: str = ""
    most: str = ""


Shown = Cell | Formula | Input


@dataclass(frozen=True)
class Form:
    """A sheet ready to print."""

    sheet: str
    title: str
    notes: tuple[str, ...]
    """Lines between the title and the header, wrapped where the sheet is narrow."""
    headers: tuple[str, ...]
    widths: tuple[float, ...]
    """In Latin characters; a Chinese one takes two."""
    rows: Sequence[Sequence[Shown] | Section]
    grey: frozenset[int] = frozenset()
    """Columns of ids, small and grey."""
    footer: str = ""
    heading: str = ""
    """A line above the title, such as 附件5."""
    paper: int = A4
    empty: str = "（无）"
    facts: tuple[Shown, ...] = ()
    """A row of labels and values above the header, of a sheet that counts."""
    closing: tuple[str, ...] = ()
    """Lines below the table: who signs."""
    by_hand: float = 0
    """The least height of a row in points, where people write in it."""
    portrait: bool = False
    filtered: bool = True
    guarded: bool = False
    """Whether only inputs may be changed; no password."""
    one_page: bool = False
    """Whether the sheet may be turned and its rows be lower, so that it stays on one page."""
    marks: tuple[tuple[str, str], ...] = ()
    """Columns in which a word is coloured as a warning: ("N:N", word)."""


class Columns(TypedDict):
    """Headers and widths of a form's columns."""

    headers: tuple[str, ...]
    widths: tuple[float, ...]


def columns(*given: tuple[str, float]) -> Columns:
    """Each header beside its width, as a Form takes them."""
    return {"headers": tuple(h for h, _ in given), "widths": tuple(w for _, w in given)}


Rows = list[Sequence[Shown] | Section]


def _height(cells: Sequence[Shown], form: Form) -> float:
    """Points that a row needs: not every program fits rows to wrapped text by itself.

    Ids stay on one line and are not printed: they make no row higher.
    """
    most = 1
    for column, cell in enumerate(cells):
        if isinstance(cell, Formula | Input) or column in form.grey:
            continue
        units = _units(str(cell))
        room = max(2.0, 1.05 * form.widths[column] - 0.5)
        most = max(most, ceil(units / room))
    return min(max(LINE * most + 4, form.by_hand), HIGHEST)


def _note_height(note: str, form: Form) -> float:
    """Points of a line above the table, in letters a tenth smaller than the table's."""
    room = max(2.0, 1.1 * sum(w for n, w in enumerate(form.widths) if n not in form.grey) - 2)
    return LINE * ceil(_units(note) / room) + 1.5


@lru_cache(65536)
def _units(text: str) -> int:
    """The width of a text in Latin characters; a Chinese one takes two."""
    return 2 * len(text) - sum(map(str.isascii, text))


def _scale(form: Form) -> int:
    """Per cent at which the columns fit the width of the page, wider fonts put for ours allowed."""
    inches = {A4: (7.2, 10.6), A3: (10.6, 15.4)}[form.paper][not form.portrait]
    return max(10, min(100, int(inches * 96 / _pixels(form) * 82)))


def _pixels(form: Form) -> float:
    """The width of the columns that are printed."""
    return sum(LETTER * w + 5 for n, w in enumerate(form.widths) if n not in form.grey)


def _on_one_page(form: Form) -> Form | None:
    """The form on one page, upright where it is long; None where its rows get too low to sign."""
    turned = replace(form, portrait=not form.portrait)
    for way, smallest in ((form, 0.0), (turned, SMALLEST)):
        scale, height = _shrunk(way)
        if scale >= smallest and height * scale >= LOWEST:
            return replace(way, by_hand=min(form.by_hand / scale, height))
    return None


def _shrunk(form: Form) -> tuple[float, float]:
    """What a form on one page is scaled by, and the height in points that its rows then can have.

    Rows of wrapped text may be higher; what they take beyond the height is taken off the others.
    """
    inches, high = (7.2, 10.2) if form.portrait else (10.6, 6.9)
    scale = min(1.0, inches * 96 / _pixels(form))
    room = high * 72 / scale - 58 - CLOSING * len(form.closing)
    room -= sum(_note_height(note, form) for note in form.notes)
    room -= 18 * bool(form.heading) + 24 * bool(form.facts)
    wrapped = replace(form, by_hand=0)
    needed = sorted(_height(row, wrapped) for row in form.rows if not isinstance(row, Section))
    while needed and needed[-1] > room / len(needed):
        room -= needed.pop()
    return scale, room / len(needed) if needed else 0.0


def _page_starts(form: Form) -> list[int]:
    """Rows, counted from 0, with which the pages after the first begin; none on one page.

    Programs end pages where they are full, be it below a line across the table or above the one
    for those who sign: it is settled here.
    """
    side = SIDES[form.paper][form.portrait]
    room = 0.95 * (side - 72 * (TOP + BOTTOM)) * 100 / _scale(form) - _header_height(form)
    head = 28 + sum(_note_height(note, form) for note in form.notes)
    head += 18 * bool(form.heading) + 24 * bool(form.facts)
    again = head if _by_section(form) else 0.0
    left = room - head
    found: list[int] = []
    for number, (height, needed) in enumerate(_stacked(form)):
        row = form.rows[number]
        if number and ((isinstance(row, Section) and row.page) or needed > left):
            found.append(number)
            left = room - again
        left -= height
    return found


def _continued(form: Form) -> Form:
    """The form with its line across the table again where a page begins below it."""
    rows, line, starts = [*form.rows], "", _page_starts(form)
    for number, row in enumerate(form.rows):
        if isinstance(row, Section):
            line = "" if row.signed else row.text
        elif line and number in starts and not isinstance(rows[number - 1], Section):
            again = Section(f"{line.removesuffix(AGAIN)}{AGAIN}", page=False)
            return _continued(replace(form, rows=[*rows[:number], again, *rows[number:]]))
    return form


def _by_section(form: Form) -> bool:
    """Whether a line across the table begins a page, which then has the title again."""
    return any(isinstance(row, Section) and row.page for row in form.rows[1:])


def _stacked(form: Form) -> list[tuple[float, float]]:
    """Points of each row, and with what stays below it on its page.

    A line across the table stays with its row; the last two rows, together and with who signs.
    """
    found: list[tuple[float, float]] = []
    needed = 18 + CLOSING * len(form.closing) if form.closing else 0.0
    above = 0  # rows between here and who signs, or the end
    for row in reversed(form.rows):
        if isinstance(row, Section):
            height = CLOSING if row.signed else ACROSS
            needed = height + (0 if row.signed else needed)
            above = 0 if row.signed else ENDS
        else:
            height = _height(row, form)
            needed = height + (needed if above < ENDS else 0)
            above += 1
        found.append((height, needed))
    return found[::-1]


def _header_height(form: Form) -> float:
    return max(18, _height(form.headers, form))


def _below(form: Form) -> str:
    """What stands below each page: the numbers, and the title where the sheet may go on."""
    if form.one_page or form.portrait:
        return form.footer
    title = f"{form.heading} {form.title}".strip()
    return f"{form.footer}　{title}" if len(form.footer + title) <= FOOTER else form.footer


class Book:
    """A workbook in memory: texts are never formulas or links, and no time but the season's."""

    def __init__(self, title: str, created: datetime) -> None:
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            }
            | NORMAL,
        )
        self._book.set_properties({"title": title, "created": created})
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        cell = base | {"border": 1, "text_wrap": True}
        grey = {"font_color": "#808080", "font_size": 8, "text_wrap": False}
        self._formats: Formats = {
            "heading": self._book.add_format(base | {"font_name": "黑体", "font_size": 12}),
            "title": self._book.add_format(
                base | {"font_name": "黑体", "font_size": 16, "align": "center"}
            ),
            "note": self._book.add_format(
                base | {"font_size": 9, "font_color": "#404040", "text_wrap": True}
            ),
            "header": self._book.add_format(
                cell | {"font_name": "黑体", "align": "center", "bg_color": "#E4EAF2"}
            ),
            "text": self._book.add_format(cell | {"num_format": "@"}),
            "number": self._book.add_format(cell | {"align": "center", "num_format": "0"}),
            "stroke": self._book.add_format(cell | {"align": "center", "num_format": "@"}),
            "date": self._book.add_format(cell | {"align": "center", "num_format": "yyyy-mm-dd"}),
            "grey": self._book.add_format(cell | grey | {"num_format": "@"}),
            "grey-header": self._book.add_format(cell | grey | {"align": "center"}),
            "section": self._book.add_format(
                cell | {"font_name": "黑体", "bg_color": "#F2F2F2", "text_wrap": False}
            ),
            "input": self._book.add_format(
                cell | {"align": "center", "bg_color": "#FFFBE6", "locked": False}
            ),
            "formula": self._book.add_format(cell | {"align": "center", "bold": True}),
            "warn": self._book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"}),
            "closing": self._book.add_format(base | {"font_size": 11}),
        }

    def add(self, form: Form) -> Worksheet:
        """One sheet."""
        if form.one_page:
            form = _on_one_page(form) or replace(form, one_page=False)
        form = form if form.one_page else _continued(form)
        sheet = self._book.add_worksheet(form.sheet)
        row = self._head(sheet, form)
        for column, (header, size) in enumerate(zip(form.headers, form.widths, strict=True)):
            style = "grey-header" if column in form.grey else "header"
            sheet.write_string(row, column, header, self._formats[style])
            sheet.set_column_pixels(column, column, round(LETTER * size + 5))
        sheet.set_row(row, _header_height(form))
        first = row + 1
        for number, cells in enumerate(form.rows, first):
            if isinstance(cells, Section):
                self._section(sheet, number, cells, form)
                continue
            for column, cell in enumerate(cells):
                self._any(sheet, (number, column), cell, (row, column in form.grey))
            sheet.set_row(number, _height(cells, form))
        if not form.rows and form.empty:
            sheet.write_string(first, 0, form.empty, self._formats["note"])
        self._bounds(sheet, form, row)
        self._print(sheet, form, row, max(first, first + len(form.rows) - 1))
        if _by_section(form):
            sheet.repeat_rows(0, row)
        if not form.one_page and (form.closing or any(isinstance(r, Section) for r in form.rows)):
            # a program that fits the width passes over breaks: the scale is set instead
            sheet.set_h_pagebreaks([first + start for start in _page_starts(form)])
            sheet.set_print_scale(_scale(form))
        return sheet

    def _section(self, sheet: Worksheet, row: int, cells: Section, form: Form) -> None:
        last = len(form.headers) - 1
        style = self._formats["closing" if cells.signed else "section"]
        if last:
            sheet.merge_range(row, 0, row, last, clean(cells.text), style)
        else:
            sheet.write_string(row, 0, clean(cells.text), style)
        sheet.set_row(row, CLOSING if cells.signed else ACROSS)

    def _any(
        self, sheet: Worksheet, at: tuple[int, int], cell: Shown, where: tuple[int, bool]
    ) -> None:
        """A cell, an input or a formula; `where`: the row of the header, whether it is grey."""
        header, grey = where
        if isinstance(cell, Input):
            self._input(sheet, at, cell, header)
        elif isinstance(cell, Formula):
            self._formula(sheet, at, cell, header, "formula")
        else:
            self.put(sheet, at, cell, grey=grey)

    def _formula(
        self, sheet: Worksheet, at: tuple[int, int], cell: Formula, header: int, style: str
    ) -> None:
        text = cell.text.replace("{r}", str(at[0] + 1)).replace("{f}", str(header))
        now: Any = cell.now  # the library's own type leaves texts out
        sheet.write_formula(*at, text, self._formats[style], now)

    def _input(self, sheet: Worksheet, at: tuple[int, int], cell: Input, header: int) -> None:
        style = self._formats["input"]
        if isinstance(cell.now, Formula):
            self._formula(sheet, at, cell.now, header, "input")
        elif isinstance(cell.now, int):
            sheet.write_number(*at, cell.now, style)
        elif isinstance(cell.now, str) and cell.now:
            sheet.write_string(*at, clean(cell.now), style)
        else:
            sheet.write_blank(*at, None, style)

    def _bounds(self, sheet: Worksheet, form: Form, header: int) -> None:
        """Whole numbers within bounds, one rule for a run of cells of a column."""
        runs: dict[tuple[int, Input], list[int]] = {}
        every = [(header - 1, form.facts), *enumerate(form.rows, header + 1)]
        for row, cells in every:
            for column, cell in enumerate(() if isinstance(cells, Section) else cells):
                if isinstance(cell, Input) and cell.most:
                    runs.setdefault((column, replace(cell, now="")), []).append(row)
        for (column, cell), rows in runs.items():
            first, last = rows[0], rows[-1]
            bound = cell.most.replace("{r}", str(first + 1)).replace("{f}", str(header))
            sheet.data_validation(
                first,
                column,
                last,
                column,
                {
                    "validate": "integer",
                    "criteria": "between",
                    "minimum": int(cell.least or 0),
                    "maximum": int(bound) if bound.isdigit() else f"={bound}",
                    "error_title": "数字不对",
                    "error_message": "填不小于0、不超过到会人数的整数。",
                },
            )

    def _head(self, sheet: Worksheet, form: Form) -> int:
        """Heading, title and notes; the row of the header."""
        row = 0
        shown = [c for c in range(len(form.headers)) if c not in form.grey]
        last = max(shown, default=0)
        if form.heading:
            sheet.write_string(row, 0, form.heading, self._formats["heading"])
            row += 1
        if last:
            sheet.merge_range(row, 0, row, last, form.title, self._formats["title"])
        else:
            sheet.write_string(row, 0, form.title, self._formats["title"])
        sheet.set_row(row, 28)
        for note in form.notes:
            row += 1
            self._note(sheet, row, note, form, last)
        if form.facts:
            row += 1
            for column, cell in enumerate(form.facts):
                # The facts stand just above the header: their row is the header's number.
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell, self._formats["header"])
                else:
                    self._any(sheet, (row, column), cell, (row + 1, False))
            sheet.set_row(row, 24)
        return row + 1

    def _note(self, sheet: Worksheet, row: int, note: str, form: Form, last: int) -> None:
        """A line above the table, wrapped where the sheet is narrower."""
        if last:
            sheet.merge_range(row, 0, row, last, note, self._formats["note"])
        else:
            sheet.write_string(row, 0, note, self._formats["note"])
        sheet.set_row(row, _note_height(note, form))

    def put(self, sheet: Worksheet, at: tuple[int, int], cell: Cell, *, grey: bool = False) -> None:
        """One cell, by its type."""
        if isinstance(cell, str):
            text = storable(cell)[:LONGEST]
            style = self._formats["grey" if grey else "stroke" if text == STROKE else "text"]
            if text:
                sheet.write_string(*at, text, style)
            else:
                sheet.write_blank(*at, None, style)
        elif isinstance(cell, date):
            sheet.write_datetime(
                *at, datetime.combine(cell, datetime.min.time()), self._formats["date"]
            )
        else:
            sheet.write_number(*at, cell, self._formats["number"])

    def _print(self, sheet: Worksheet, form: Form, header: int, last: int) -> None:
        shown = [c for c in range(len(form.headers)) if c not in form.grey]
        for number, line in enumerate(form.closing, last + 2):
            sheet.write_string(number, 0, line, self._formats["closing"])
            sheet.set_row(number, CLOSING)
        for columns, mark in form.marks:
            area = f"{columns[0]}1:{columns[-1]}{last + 1}"
            rule = {"type": "text", "criteria": "containing", "value": mark}
            sheet.conditional_format(area, rule | {"format": self._formats["warn"]})
        bottom = last + 1 + len(form.closing) if form.closing else last
        sheet.freeze_panes(header + 1, 0)
        sheet.repeat_rows(header)
        sheet.print_area(0, 0, bottom, max(shown, default=0))
        if not form.portrait:
            sheet.set_landscape()
        sheet.set_paper(form.paper)
        sheet.fit_to_pages(1, 1 if form.one_page else 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=TOP, bottom=BOTTOM)
        sheet.set_footer(f"&L&8{_below(form).replace('&', '&&')}&R&8第 &P 页，共 &N 页")
        if form.rows and form.filtered:
            sheet.autofilter(header, 0, last, len(form.headers) - 1)
        if form.guarded:
            allowed = {"format_cells": True, "format_rows": True, "format_columns": True}
            sheet.protect("", allowed | {"sort": True, "autofilter": True})

    def hidden(self, name: str, chunks: Sequence[str]) -> None:
        """A sheet that is not shown, one text a row."""
        sheet = self._book.add_worksheet(name)
        for row, chunk in enumerate(chunks):
            sheet.write_string(row, 0, chunk)
        sheet.very_hidden()

    def bytes(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._buffer.getvalue()
