"""The common form of every workbook: fonts, formats, print set-up, and no live formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reports.cells import LONGEST, Cell
from reports.words import clean

A4, A3 = 9, 8
LINE, HIGHEST = 13.5, 400.0
Formats = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A sheet ready to print."""

    sheet: str
    title: str
    notes: tuple[str, ...]
    """Lines between the title and the header, one cell wide."""
    headers: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[Cell]]
    grey: frozenset[int] = frozenset()
    """Columns of ids, small and grey."""
    footer: str = ""
    heading: str = ""
    """A line above the title, such as 附件5."""
    paper: int = A4
    empty: str = "（无）"


def _height(cells: Sequence[Cell], form: Form) -> float:
    """Points that a row needs: not every program fits rows to wrapped text by itself."""
    most = 1
    for column, cell in enumerate(cells):
        # A column's width counts Latin characters; a Chinese one takes two.
        units = sum(1 if character.isascii() else 2 for character in str(cell))
        room = max(2.0, form.widths[column] - 1) * (1.25 if column in form.grey else 1)
        most = max(most, ceil(units / room))
    return min(LINE * most + 4, HIGHEST)


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
            },
        )
        self._book.set_properties({"title": title, "created": created})
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        cell = base | {"border": 1, "text_wrap": True}
        grey = {"font_color": "#808080", "font_size": 8}
        self._formats: Formats = {
            "heading": self._book.add_format(base | {"font_name": "黑体", "font_size": 12}),
            "title": self._book.add_format(
                base | {"font_name": "黑体", "font_size": 16, "align": "center"}
            ),
            "note": self._book.add_format(base | {"font_size": 9, "font_color": "#404040"}),
            "header": self._book.add_format(
                cell | {"font_name": "黑体", "align": "center", "bg_color": "#E4EAF2"}
            ),
            "text": self._book.add_format(cell | {"num_format": "@"}),
            "number": self._book.add_format(cell | {"align": "center"}),
            "date": self._book.add_format(cell | {"align": "center", "num_format": "yyyy-mm-dd"}),
            "grey": self._book.add_format(cell | grey | {"num_format": "@"}),
            "grey-header": self._book.add_format(cell | grey | {"align": "center"}),
        }

    def add(self, form: Form) -> Worksheet:
        """One sheet."""
        sheet = self._book.add_worksheet(form.sheet)
        row = self._head(sheet, form)
        for column, (header, size) in enumerate(zip(form.headers, form.widths, strict=True)):
            style = "grey-header" if column in form.grey else "header"
            sheet.write_string(row, column, header, self._formats[style])
            sheet.set_column(column, column, size)
        first = row + 1
        for number, cells in enumerate(form.rows, first):
            for column, cell in enumerate(cells):
                self.put(sheet, (number, column), cell, grey=column in form.grey)
            sheet.set_row(number, _height(cells, form))
        if not form.rows and form.empty:
            sheet.write_string(first, 0, form.empty, self._formats["note"])
        self._print(sheet, form, row, max(first, first + len(form.rows) - 1))
        return sheet

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
            sheet.write_string(row, 0, note, self._formats["note"])
        return row + 1

    def put(self, sheet: Worksheet, at: tuple[int, int], cell: Cell, *, grey: bool = False) -> None:
        """One cell, by its type."""
        if isinstance(cell, str):
            text = clean(cell)[:LONGEST]
            style = self._formats["grey" if grey else "text"]
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
        sheet.freeze_panes(header + 1, 0)
        sheet.repeat_rows(header)
        sheet.print_area(0, 0, last, max(shown, default=0))
        sheet.set_landscape()
        sheet.set_paper(form.paper)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L&8{form.footer.replace('&', '&&')}&R&8第 &P 页，共 &N 页")
        if form.rows:
            sheet.autofilter(header, 0, last, len(form.headers) - 1)

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
