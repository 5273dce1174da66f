"""The common form of every workbook: fonts, formats, print set-up, and no live formula."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reports.cells import LONGEST, Cell
from reports.forms import (
    ACROSS,
    BOTTOM,
    CLOSING,
    LETTER,
    TOP,
    Form,
    Formula,
    Input,
    Section,
    Shown,
    below,
    by_section,
    continued,
    header_height,
    note_height,
    on_one_page,
    page_starts,
    print_scale,
    row_height,
)
from reports.words import clean, storable

NORMAL: dict[str, Any] = {
    "default_format_properties": {"font_name": "宋体", "font_size": 11, "font_scheme": "none"},
    "default_row_height": 18,
    "default_column_width": 72,
}
"""A new workbook of a Chinese office: its widths hang on its usual font, which every such computer
has; they came out a third wider with Calibri where that is missing."""
STROKE = "—"
"""What stands where there is nothing to fill in."""
Formats = dict[str, Any]


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
            form = on_one_page(form) or replace(form, one_page=False)
        form = form if form.one_page else continued(form)
        sheet = self._book.add_worksheet(form.sheet)
        row = self._head(sheet, form)
        for column, (header, size) in enumerate(zip(form.headers, form.widths, strict=True)):
            style = "grey-header" if column in form.grey else "header"
            sheet.write_string(row, column, header, self._formats[style])
            sheet.set_column_pixels(column, column, round(LETTER * size + 5))
        sheet.set_row(row, header_height(form))
        first = row + 1
        for number, cells in enumerate(form.rows, first):
            if isinstance(cells, Section):
                self._section(sheet, number, cells, form)
                continue
            for column, cell in enumerate(cells):
                self._any(sheet, (number, column), cell, (row, column in form.grey))
            sheet.set_row(number, row_height(cells, form))
        if not form.rows and form.empty:
            sheet.write_string(first, 0, form.empty, self._formats["note"])
        self._bounds(sheet, form, row)
        self._print(sheet, form, row, max(first, first + len(form.rows) - 1))
        if by_section(form):
            sheet.repeat_rows(0, row)
        if not form.one_page and (form.closing or any(isinstance(r, Section) for r in form.rows)):
            # a program that fits the width passes over breaks: the scale is set instead
            sheet.set_h_pagebreaks([first + start for start in page_starts(form)])
            sheet.set_print_scale(print_scale(form))
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
        sheet.set_row(row, note_height(note, form))

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
        sheet.set_footer(f"&L&8{below(form).replace('&', '&&')}&R&8第 &P 页，共 &N 页")
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
