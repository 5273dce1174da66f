"""One sheet of a workbook: how far it reaches, and what calamine would get wrong in it."""

import re
from typing import TYPE_CHECKING, Final

from instances.xlsx_facts import (
    MAX_COLUMNS,
    MAX_FORMULAS,
    MAX_ROWS,
    MAX_TEXT,
    CellError,
    Place,
    SheetScan,
    Unreadable,
    address,
)
from instances.xlsx_package import Attributes, Budget, local, parse, truth

if TYPE_CHECKING:
    from array import array

_CELL: Final = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ROW: Final = re.compile(r"[1-9][0-9]{0,6}")
_INDEX: Final = re.compile(r"[0-9]{1,9}")
_ERROR_LENGTH: Final = 32


class SheetScanner:
    """Follows the cells of one sheet. Neither ``dimension`` nor ``spans`` is believed."""

    def __init__(self, name: str, part: str, texts: "array[int]", budget: Budget) -> None:
        self.name = name
        self.part = part
        self._texts = texts
        self._budget = budget
        self._columns_by_letters: dict[str, int] = {}
        self._in_cells = False
        self._row = -1
        self._column = -1
        self._kind: str | None = None
        self._styled = False
        self._wanted = False
        self._text = ""
        self.rows = 0
        self.columns = 0
        self.cells = 0
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.formulas: set[str] = set()
        self.errors: dict[tuple[int, int], CellError] = {}
        self.negatives: dict[tuple[int, int], float] = {}

    @staticmethod
    def of(
        name: str, part: str, data: bytes, texts: "array[int]", budget: Budget
    ) -> "SheetScanner":
        scanner = SheetScanner(name, part, texts, budget)
        parse(part, data, budget, scanner.start, scanner.end, scanner.text)
        budget.area -= scanner.rows * scanner.columns
        return scanner

    def report(self, hidden: bool) -> SheetScan:
        return SheetScan(
            name=self.name,
            hidden=hidden,
            part=self.part,
            rows=self.rows,
            columns=self.columns,
            cells=self.cells,
            merged=tuple(self.merged),
            hidden_rows=frozenset(self.hidden_rows),
            formulas=frozenset(self.formulas),
            errors=self.errors,
            negatives=self.negatives,
        )

    def start(self, name: str, attributes: Attributes) -> None:
        name = name if ":" not in name else local(name)
        if name == "sheetData":
            self._in_cells = True
        elif name == "mergeCell":
            self._count()
            first, _, last = attributes.get("ref", "").partition(":")
            self.merged.append((*self._position(first), *self._position(last or first)))
        elif self._in_cells:  # an `f` further down is of a drop-down or a chart
            self._in_row(name, attributes)

    def _in_row(self, name: str, attributes: Attributes) -> None:
        match name:
            case "c":
                self._cell(attributes)
            case "v":
                self._used()
                self._wanted = True
                self._text = ""
            case "is":
                self._used()
            case "f":
                self._used()
                if len(self.formulas) < MAX_FORMULAS:
                    self.formulas.add(address(self._row, self._column))
            case "row":
                self._start_row(attributes)
            case _:
                pass

    def text(self, text: str) -> None:
        if self._wanted:
            self._text += text

    def end(self, name: str) -> None:
        if self._wanted and (name == "v" or local(name) == "v"):
            self._wanted = False
            self._value(self._text.strip())
        elif name == "sheetData" or local(name) == "sheetData":
            self._in_cells = False

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        if number is None:
            self._row += 1
        elif _ROW.fullmatch(number):
            self._row = int(number) - 1
        else:
            raise self._broken()
        self._column = -1
        if truth(attributes.get("hidden")) and self._row < MAX_ROWS:
            self.hidden_rows.add(self._row + 1)

    def _cell(self, attributes: Attributes) -> None:
        self._count()
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            self._row, self._column = self._position(reference)
        self._kind = attributes.get("t")
        self._styled = "s" in attributes

    def _position(self, reference: str) -> tuple[int, int]:
        match = _CELL.fullmatch(reference)
        if match is None:
            raise self._broken()
        letters, row = match.groups()
        column = self._columns_by_letters.get(letters)
        if column is None:
            column = 0
            for letter in letters.upper():
                column = 26 * column + ord(letter) - ord("A") + 1
            self._columns_by_letters[letters] = column
        return int(row) - 1, column - 1

    def _count(self) -> None:
        self.cells += 1
        self._budget.cells -= 1
        if self._budget.cells < 0:
            raise self._too_large()

    def _used(self) -> None:
        """The current cell holds something, so calamine will allocate as far as here."""
        if self._row < self.rows and self._column < self.columns:
            return
        self.rows = max(self.rows, self._row + 1)
        self.columns = max(self.columns, self._column + 1)
        if (
            self.rows > MAX_ROWS
            or self.columns > MAX_COLUMNS
            or self.rows * self.columns > self._budget.area
        ):
            raise self._too_large()

    def _value(self, text: str) -> None:
        match self._kind:
            case "s":
                if not _INDEX.fullmatch(text) or int(text) >= len(self._texts):
                    raise self._broken(address(self._row, self._column))
                self._budget.text -= self._texts[int(text)]
                if self._budget.text < 0:
                    raise Unreadable("file-too-large", what="text", limit=MAX_TEXT)
            case "e":
                self.errors[self._row, self._column] = CellError(text[:_ERROR_LENGTH])
            case None | "n" if self._styled and text.startswith("-"):
                try:
                    self.negatives[self._row, self._column] = float(text)
                except ValueError:
                    return  # comes as text
            case _:
                pass

    def _broken(self, cell: str | None = None) -> Unreadable:
        return Unreadable("file-broken", Place(self.name, cell), part=self.part)

    def _too_large(self) -> Unreadable:
        return Unreadable(
            "sheet-too-large",
            Place(self.name, address(max(self._row, 0), max(self._column, 0))),
            rows=self._row + 1,
            columns=self._column + 1,
            max_rows=MAX_ROWS,
            max_columns=MAX_COLUMNS,
        )
