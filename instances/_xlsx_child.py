"""Reads one scanned workbook with calamine and writes its cells as JSON; alone in its process.

Run by ``xlsx_reader`` as a script, never imported, so it needs nothing of this project.
Argument: the memory limit in MiB. Standard input: an xlsx. Standard output: UTF-8 JSON, a list of
sheets in workbook order, each a list of rows, or null where calamine could not read the sheet.
A cell is null, text, number or boolean as in JSON, ``["d" | "dt" | "t", ISO text]`` for a date,
a date with time, a time, or ``["e", text]`` for a number that is none.
"""

import datetime as dt
import io
import json
import math
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Raw = str | int | float | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Cell = str | int | float | bool | list[str] | None

# Excel keeps 15 digits; what is longer has lost its end, and stays a float to show it.
EXACT = 10**15
DAY = dt.timedelta(days=1)
MIDNIGHT = dt.datetime(1900, 1, 1)  # noqa: DTZ001 -- of any day; a cell knows no zone
HALF_SECOND = dt.timedelta(microseconds=500_000)


def limit(memory_mib: int) -> None:
    """Bind this process to so much memory, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for what, size in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, memory_mib << 20)):
        try:
            resource.setrlimit(what, (size, resource.getrlimit(what)[1]))
        except (ValueError, OSError):
            continue


def number(value: float) -> Cell:
    if not math.isfinite(value):
        return ["e", "#NUM!"]
    if abs(value) < EXACT:
        return int(value) if value == int(value) else value
    return float(value)


def moment(value: dt.datetime) -> list[str]:
    with suppress(OverflowError):  # the last half second of the year 9999
        value = (value + HALF_SECOND).replace(microsecond=0)
    if value.time() == dt.time():
        return ["d", value.date().isoformat()]
    return ["dt", value.isoformat()]


def duration(value: dt.timedelta) -> Cell:
    """Less than a day is a time of day; more is the number of days that the cell holds."""
    if dt.timedelta() <= value < DAY - HALF_SECOND:
        return ["t", (MIDNIGHT + value + HALF_SECOND).time().replace(microsecond=0).isoformat()]
    return number(value / DAY)


def plain(value: Raw) -> Cell:  # noqa: PLR0911 -- one for each type
    match value:
        case str():
            return value or None
        case bool():
            return value
        case int() | float():
            return number(value)
        case dt.datetime():
            return moment(value)
        case dt.date():
            return ["d", value.isoformat()]
        case dt.time():
            return duration(dt.datetime.combine(MIDNIGHT, value) - MIDNIGHT)
        case dt.timedelta():
            return duration(value)


def rows(sheet: "CalamineSheet") -> list[list[Cell]]:
    """Every row from A1 on. The sheet's own count is no guide: 0 where only A1 is filled."""
    return [[plain(v) for v in row] for row in sheet.to_python(skip_empty_area=False)]


def main() -> None:
    limit(int(sys.argv[1]))
    from python_calamine import CalamineError, load_workbook

    book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    sheets: list[list[list[Cell]] | None] = []
    for index in range(len(book.sheet_names)):
        try:
            sheets.append(rows(book.get_sheet_by_index(index)))
        except CalamineError:
            sheets.append(None)
    sys.stdout.buffer.write(json.dumps(sheets, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
