"""A workbook as people fill it in, read into drafts: headers, merged cells, notes, faults."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from instances import cells, xlsx_reader
from instances.columns import BASICS, EXAMPLE, Column, SheetSpec
from instances.drafts import Draft, Intake
from instances.faults import SECRET_TABLES, CellFault, Fault, Severity, nearest, shown
from instances.gather import gather, year_column
from instances.sheets import BASIC, SHEETS, sheet_called
from instances.text import clean, squeeze
from instances.xlsx_facts import CellError, Sheet, Unreadable, Value, address
from models.messages import Arg

_HEADER_ROWS: Final = 10
_NO_YEAR: Final = 2000


@dataclass(slots=True)
class Table:
    """A sheet being read: its spec, the header row, the column of every header."""

    spec: SheetSpec
    sheet: Sheet
    header: int
    columns: dict[int, Column]
    merged: dict[tuple[int, int], tuple[int, int]] = field(
        default_factory=dict[tuple[int, int], tuple[int, int]]
    )

    def value(self, row: int, column: int) -> tuple[Value, str]:
        """The value that holds for a cell, and where it is written."""
        row, column = self.merged.get((row, column), (row, column))
        return self.sheet.rows[row][column], address(row, column)


OF_A_PLAN = {"场次", "分派", "步骤"}
"""Sheets of a printed plan that no season has."""


def read(path: Path) -> Intake:
    """What a season's workbook holds, with a cell for every fact. Raises Unreadable."""
    book = xlsx_reader.read(path)
    if BASICS not in book.sheets and book.sheets.keys() >= OF_A_PLAN:
        raise Unreadable("workbook-is-plan")
    intake = Intake(
        file=path.name,
        creates=True,
        whole_profile=False,
        whole_calendar=False,
        sheets=list(book.sheets),
    )
    sheets: dict[str, Sheet] = {}
    for name, sheet in book.sheets.items():
        word = squeeze(clean(name))
        if word.startswith("_"):
            continue
        spec = sheet_called(word)
        if word != BASICS and spec is None:
            near = nearest(word, [BASICS, *(s.name for s in SHEETS)])
            code = "sheet-unknown" if near else "sheet-strange"
            _note(intake, code, "warning", name, "", word, near=near or "")
            continue
        sheets[word if spec is None else spec.name] = sheet
        if sheet.hidden:
            _note(intake, "sheet-hidden", "warning", name, "", "")
    total = _basics(intake, sheets.get(BASICS))
    tables: dict[str, Table] = {}
    for spec in SHEETS:
        if spec.name in sheets:
            table = _table(intake, spec, sheets[spec.name])
            if table is not None:
                tables[spec.name] = table
    drafts = {name: list(_rows(intake, table)) for name, table in tables.items()}
    gather(intake, drafts, total)
    return intake


def _note(
    intake: Intake,
    code: str,
    severity: Severity,
    sheet: str,
    cell: str,
    value: object,
    **args: Arg,
) -> None:
    intake.faults.append(Fault(code, severity, sheet, cell, "", shown(value), args))


# ------------------------------------------------------------------------------------ 基本信息


def _basics(intake: Intake, sheet: Sheet | None) -> tuple[int, str, str] | None:
    """The season's own fields; the teachers' total with its place."""
    if sheet is None:
        intake.places[""] = (BASICS, "")
        intake.whole("basics-missing")
        return None
    intake.places[""] = (sheet.name, "A1")
    known = {column.header: column for column in BASIC}
    found: dict[str, Any] = {}
    for row, line in enumerate(sheet.rows):
        if not line or cells.blank(line[0]):
            continue
        label = squeeze(clean(str(line[0])))
        column = known.get(label)
        if column is None:
            if label not in {"项目", BASICS} and not label.startswith(EXAMPLE):
                near = nearest(label, known)
                code = "basic-unknown" if near else "basic-strange"
                at = address(row, 0)
                _note(intake, code, "warning", sheet.name, at, label, near=near or "")
            continue
        value = line[1] if len(line) > 1 else None
        if cells.blank(value):
            continue
        at = address(row, 1)
        intake.places[column.field] = (sheet.name, at)
        context = cells.Context(year=_NO_YEAR, words=column.words, notes=[])
        try:
            found[column.field] = cells.read(column.kind, value, context)
        except CellFault as fault:
            args = {"column": column.header} | fault.args_of_code
            intake.whole(fault.code, column.field, value, **args)
            found[column.field] = None
    return _basic_values(intake, sheet, found)


def _basic_values(
    intake: Intake, sheet: Sheet, found: dict[str, Any]
) -> tuple[int, str, str] | None:
    year = found.get("year")
    if year is not None and not 2004 <= year <= 2100:  # noqa: PLR2004 - models.calendar
        intake.whole("year-impossible", "year", year)
    elif year is None and "year" not in found:
        intake.whole("year-missing")
    else:
        intake.year = year
    intake.name = found.get("name") or ""
    intake.whole_profile = found.get("parameters") == "sheet"
    if intake.whole_profile or found.get("profile_name") is not None:
        intake.profile_name = found.get("profile_name") or ""
    intake.whole_calendar = found.get("calendar") == "sheet"
    if intake.whole_calendar:
        intake.calendar = {
            "year": found.get("calendar_year") or intake.year,
            "source": found.get("calendar_source") or "",
        }
    total = found.get("teacher_total")
    if total is None:
        return None
    if total < 0:
        intake.whole("number-too-small", "teacher_total", total, limit="0")
        return None
    return total, *intake.places["teacher_total"]


# --------------------------------------------------------------------------------- other sheets


def _table(intake: Intake, spec: SheetSpec, sheet: Sheet) -> Table | None:
    """The sheet with its header found; None when it is empty."""
    if not any(not cells.blank(value) for line in sheet.rows for value in line):
        _note(intake, "sheet-empty", "warning", sheet.name, "", "")
        return None
    best, header = 0, -1
    for row, line in enumerate(sheet.rows[:_HEADER_ROWS]):
        count = sum(1 for value in line if _column(spec, value) is not None)
        if count > best:
            best, header = count, row
    if header < 0:
        heads = tuple(column.header for column in spec.columns if column.required)
        _note(intake, "header-missing", "whole", sheet.name, "A1", "", heads=heads)
        return None
    table = Table(spec, sheet, header, {})
    seen: dict[str, int] = {}
    for number, value in enumerate(sheet.rows[header]):
        if not cells.blank(value):
            _head(intake, table, number, value, seen)
    for column in spec.columns:
        if column.required and column.header not in seen:
            at = address(header, 0)
            _note(intake, "column-missing", "whole", sheet.name, at, "", column=column.header)
            table.columns = {}
    if not table.columns:
        return None
    _merged(intake, table)
    return table


def _head(intake: Intake, table: Table, number: int, value: Value, seen: dict[str, int]) -> None:
    column, at = _column(table.spec, value), address(table.header, number)
    if column is None:
        heads = [column.header for column in table.spec.columns]
        word = shown(value)
        near = nearest(word, heads) or "—"
        _note(intake, "column-unknown", "warning", table.sheet.name, at, word, near=near)
    elif column.header in seen:
        first = address(table.header, seen[column.header])
        _note(intake, "column-twice", "warning", table.sheet.name, at, column.header, first=first)
    else:
        seen[column.header] = number
        table.columns[number] = column


def _column(spec: SheetSpec, value: Value) -> Column | None:
    if value is None:
        return None
    word = squeeze(clean(str(value))).rstrip("*＊").strip()
    return spec.column(word) or (year_column(word) if spec.table == "experts" else None)


def _merged(intake: Intake, table: Table) -> None:
    """A merged cell's value holds for its whole range below the header."""
    rows = table.sheet.rows
    for top, left, bottom, right in table.sheet.merged:
        if bottom <= table.header or top <= table.header:
            continue
        at = f"{address(top, left)}"
        _note(
            intake, "cells-merged", "warning", table.sheet.name, at, "", last=address(bottom, right)
        )
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                table.merged[row, column] = (top, left)


def _rows(intake: Intake, table: Table) -> Iterator[Draft]:
    rows, sheet, found = table.sheet.rows, table.sheet, 0
    for row in range(table.header + 1, len(rows)):
        line = rows[row]
        own = any(
            line[number] is not None and not cells.blank(line[number]) for number in table.columns
        )
        merged = table.merged and any((row, number) in table.merged for number in table.columns)
        if not own and not merged:
            _beside(intake, table, row)
            continue
        first = line[0]
        if isinstance(first, str) and clean(first).startswith(EXAMPLE):
            continue
        if row + 1 in sheet.hidden_rows:
            _note(intake, "row-hidden", "warning", sheet.name, address(row, 0), "", row=row + 1)
        found += 1
        yield _draft(intake, table, row)
    if not found:
        _note(intake, "sheet-empty", "warning", sheet.name, "", "")


def _beside(intake: Intake, table: Table, row: int) -> None:
    """A row with something only under headers that are not known."""
    for number, value in enumerate(table.sheet.rows[row]):
        if not cells.blank(value):
            _note(intake, "row-outside", "warning", table.sheet.name, address(row, number), "")
            return


def _draft(intake: Intake, table: Table, row: int) -> Draft:
    name = table.sheet.name
    draft = Draft(table.spec.table, {}, {"": (name, address(row, 0))})
    notes: list[str] = []
    for number, column in table.columns.items():
        value, at = table.value(row, number)
        if cells.blank(value):
            if column.required:
                draft.broken.add(column.field.partition(".")[0])
                draft.places[column.field] = (name, at)
                code = "formula-empty" if at in table.sheet.formulas else "cell-missing"
                intake.fault(code, "row", draft, column.field, "", column=column.header)
            elif at in table.sheet.formulas:
                _note(intake, "formula-empty", "warning", name, at, "")
            continue
        draft.places[column.field] = (name, at)
        context = cells.Context(intake.year or _NO_YEAR, column.words, notes)
        try:
            draft.data[column.field] = cells.read(column.kind, value, context)
        except CellFault as fault:
            draft.broken.add(column.field.partition(".")[0].rstrip("+"))
            shows: object = value.text if isinstance(value, CellError) else value
            args = {"column": column.header} | fault.args_of_code
            intake.fault(fault.code, "row", draft, column.field, shows, **args)
        for note in notes:
            value_shown = "" if table.spec.table in SECRET_TABLES else value
            _note(intake, note, "warning", name, at, value_shown, column=column.header)
        notes.clear()
    return draft
