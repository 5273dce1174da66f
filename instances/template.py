"""An empty workbook to be filled in: only the sheets that a stage needs."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import xlsxwriter

from instances import profile
from instances.columns import EXAMPLE, STAGES, Column, SheetSpec
from instances.files import write_whole
from instances.layout import Book
from instances.sheets import BASIC, SHEETS
from instances.workbook_write import Filled
from models.base import plain

_DATES = ("season.", "deadline.", "window.")


READY = {"审核窗口": {"name": "1号窗口"}}
"""Rows that stand there from the start: one desk, so that a list of units alone gives annexes."""


class Exists(FileExistsError):  # noqa: N818 - reads as what happened
    """The file is there already: nothing of a person's work is ever overwritten."""


def new(path: str | Path, stage: str = "", year: int | None = None) -> None:
    """Write the empty workbook of a stage (A…E; empty = all sheets).

    Raises Exists, profile.NoTable for a year without numbers, ValueError for no such stage.
    """
    path, stage = Path(path), stage.upper()
    if stage and (len(stage) != 1 or stage not in STAGES):
        raise ValueError(f"no such stage: {stage}; one of {'、'.join(STAGES)}")
    data = template(stage, year or profile.years()[-1])
    try:
        write_whole(path, data, new=True)
    except FileExistsError:
        raise Exists(f"{path.name} exists and is not overwritten; choose another name") from None


def sheets(stage: str = "") -> tuple[SheetSpec, ...]:
    """The sheets of a stage, 基本信息 aside."""
    if not stage:
        return tuple(spec for spec in SHEETS if spec.name != "依据")
    return tuple(spec for spec in SHEETS if stage in spec.stages)


def template(stage: str, year: int) -> bytes:
    """The bytes of the empty workbook."""
    buffer = io.BytesIO()
    numbers = profile.profile(year)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": dt.datetime(year, 1, 1)})  # noqa: DTZ001 - fixed
        book = Book(workbook)
        total = numbers.integer("quota.full_senior_teachers") if stage in {"", "B"} else None
        book.basics(_basics(year, numbers.name, total))
        for spec in sheets(stage):
            shown = [column for column in spec.columns if column.main]
            if spec.table == "parameters":
                book.table(spec, _dates(shown, year))
                continue
            if spec.name == "专家库":
                years = range(year - 3, year)
                shown += [
                    Column(str(y), f"+{y}", "committees", comment="评委会或无") for y in years
                ]
            examples = [column.example for column in shown]
            examples[0] = f"{EXAMPLE}：{examples[0]}" if examples[0] else EXAMPLE
            given = READY.get(spec.name, {})
            rows = [Filled(c, [given[c.field]] if c.field in given else []) for c in shown]
            book.table(spec, rows, examples)
        book.choices()
    return buffer.getvalue()


def _basics(year: int, name: str, total: int | None) -> list[tuple[Column, Any]]:
    found = {"year": year, "name": name, "teacher_total": total}
    return [(column, found.get(column.field)) for column in BASIC if column.main]


def _dates(columns: list[Column], year: int) -> list[Filled]:
    """The year's dates as rows of 参数, to be looked over and changed."""
    rows: list[dict[str, Any]] = [
        plain(parameter)
        for parameter in profile.profile(year).parameters
        if parameter.unit == "日期" and parameter.id.startswith(_DATES)
    ]
    return [Filled(column, [_cell(column, row) for row in rows]) for column in columns]


def _cell(column: Column, row: dict[str, Any]) -> Any:
    from instances import cells

    value = row.get("value" if column.field == "+value" else column.field)
    if column.field == "default_status":
        value = row.get("default_status", "planning")
    return None if value is None else cells.write(column.kind, value, column.words)
