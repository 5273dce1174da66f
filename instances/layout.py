"""How a workbook looks: headers, comments, widths, drop-downs from one hidden sheet."""

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from instances import words
from instances.columns import BASICS, Column, SheetSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from instances.workbook_write import Filled

CHOICES: Final = "_选项"
_ROWS_MORE: Final = 2000
_WIDEST: Final = 42
_YES_NO: Final = "YES_NO"


def width(text: object) -> int:
    """Columns of the screen that a text takes: Chinese signs take two."""
    found = str(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in found)


class Book:
    """A workbook being laid out."""

    def __init__(self, workbook: Any) -> None:
        self._book = workbook
        fonts = {"font_name": "Microsoft YaHei", "font_size": 11}
        frame = fonts | {"border": 1, "border_color": "#BFBFBF"}
        head = frame | {"bold": True, "text_wrap": True, "valign": "vcenter"}
        self._head = workbook.add_format(head | {"bg_color": "#DDEBF7"})
        self._need = workbook.add_format(head | {"bg_color": "#FCE4D6"})
        self._text = workbook.add_format(fonts | {"num_format": "@"})
        self._day = workbook.add_format(fonts | {"num_format": "yyyy-mm-dd"})
        self._plain = workbook.add_format(fonts)
        self._grey = workbook.add_format(fonts | {"font_color": "#808080", "italic": True})
        self._lists: dict[str, int] = {}
        self._hidden: Any = None

    def basics(self, rows: "Sequence[tuple[Column, Any]]") -> None:
        """The sheet 基本信息: label, value, what it is."""
        sheet = self._book.add_worksheet(BASICS)
        for number, word in enumerate(("项目", "内容", "说明")):
            sheet.write_string(0, number, word, self._head)
        for row, (column, value) in enumerate(rows, 1):
            sheet.write_string(row, 0, column.header, self._need if column.required else self._head)
            self._cell(sheet, row, 1, column, value)
            sheet.write_string(row, 2, column.comment, self._grey)
            self._drop(sheet, column, row, 1, row)
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 36)
        sheet.set_column(2, 2, 48)
        sheet.freeze_panes(1, 0)

    def table(
        self, spec: SheetSpec, filled: "Sequence[Filled]", example: "Sequence[str]" = ()
    ) -> None:
        """One sheet: a frozen header with comments, a greyed example, the rows."""
        sheet = self._book.add_worksheet(spec.name)
        start = 2 if example else 1
        rows = max((len(column.cells) for column in filled), default=0)
        for number, item in enumerate(filled):
            column = item.column
            sheet.write_string(
                0, number, column.header, self._need if column.required else self._head
            )
            comment = "；".join(part for part in (_needed(column), column.comment) if part)
            if number == 0 and spec.about:
                comment = "\n".join(part for part in (spec.about, comment) if part)
            if comment:
                sheet.write_comment(0, number, comment, {"x_scale": 2, "author": "pingshen"})
            if example:
                sheet.write_string(1, number, example[number], self._grey)
            widest = max([width(column.header) + 4, 10, *map(width, item.cells[:500])])
            shape = self._day if column.kind == "date" else self._text
            if column.kind in {"int", "year"}:
                shape = self._plain
            sheet.set_column(number, number, min(widest + 2, _WIDEST), shape)
            for row, value in enumerate(item.cells, start):
                self._cell(sheet, row, number, column, value)
            self._drop(sheet, column, start, number, start + rows + _ROWS_MORE)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, start + max(rows, 1) - 1, max(len(filled) - 1, 0))

    def _cell(self, sheet: Any, row: int, number: int, column: Column, value: Any) -> None:
        match value:
            case None | "":
                return
            case dt.date():
                sheet.write_datetime(row, number, value, self._day)
            case int():
                shape = self._text if column.kind == "parameter" else self._plain
                sheet.write_number(row, number, value, shape)
            case _:
                sheet.write_string(row, number, str(value), self._text)

    def _drop(self, sheet: Any, column: Column, first: int, number: int, last: int) -> None:
        name = _YES_NO if column.kind == "bool" else column.words if column.kind == "enum" else ""
        if not name:
            return
        place = self._lists.setdefault(name, len(self._lists))
        letter = chr(ord("A") + place)
        source = f"={CHOICES}!${letter}$1:${letter}${len(_options(name))}"
        sheet.data_validation(
            first,
            number,
            last,
            number,
            {
                "validate": "list",
                "source": source,
                "error_type": "warning",
                "error_title": "不在选项内",
                "error_message": "请从下拉列表中选择。",
            },
        )

    def choices(self) -> None:
        """The hidden sheet of all drop-downs; inline lists end at 255 characters."""
        sheet = self._book.add_worksheet(CHOICES)
        for name, number in self._lists.items():
            for row, word in enumerate(_options(name)):
                sheet.write_string(row, number, word)
        sheet.hide()


def _options(name: str) -> tuple[str, ...]:
    return ("是", "否") if name == _YES_NO else words.choices(name)


def _needed(column: Column) -> str:
    return "必填" if column.required else ""
