"""A workbook that may be hostile, as plain sheets with cell addresses.

Nothing here knows what a season is. Two steps, so that no file takes the program down:

1. `scan` looks at the file with the standard library alone: it inflates every member and counts
   the bytes, refuses entities, and finds how far each sheet reaches.
2. `read` packs just the parts that were scanned into a workbook of its own making (so that no
   second reading of the zip can differ from the first) and has calamine read that in a child
   process, with a time limit and, where the system has one, a memory limit. A child that dies or
   is late is an `Unreadable`.

`xlsx_facts` says what is returned and refused; `xlsx_package` opens zip and XML, `xlsx_sheet`
follows the cells of one sheet.
"""

import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TypeAlias, cast

from instances.xlsx_facts import (
    CellError,
    Place,
    ScanReport,
    Sheet,
    SheetScan,
    Unreadable,
    Value,
    Workbook,
)
from instances.xlsx_package import (
    Book,
    Budget,
    SharedStrings,
    bytes_of,
    clean_copy,
    members_of,
    parse,
)
from instances.xlsx_sheet import SheetScanner


def scan(path: Path, seconds: float = 60) -> ScanReport:
    """What is in the workbook and how far its sheets reach; raises `Unreadable`."""
    return _scan(path, time.monotonic() + seconds, seconds)[0]


def read(path: Path, seconds: float = 60, memory_mib: int = 2048) -> Workbook:
    """The workbook's cells; raises `Unreadable`. Both limits are for the whole file."""
    deadline = time.monotonic() + seconds
    report, clean = _scan(path, deadline, seconds)
    found = _in_child(clean, deadline, seconds, memory_mib)
    if len(found) != len(report.sheets):
        raise Unreadable("read-crashed")
    sheets: dict[str, Sheet] = {}
    for scanned, rows in zip(report.sheets, found, strict=True):
        if rows is None:
            raise Unreadable("file-broken", Place(scanned.name), part=scanned.part)
        sheets[scanned.name] = Sheet(
            name=scanned.name,
            hidden=scanned.hidden,
            rows=_values(rows, scanned),
            merged=scanned.merged,
            hidden_rows=scanned.hidden_rows,
            formulas=scanned.formulas,
        )
    return Workbook(path, sheets)


def _scan(path: Path, deadline: float, seconds: float) -> tuple[ScanReport, bytes]:
    """The report, and a clean workbook of the parts it speaks of, for calamine."""
    budget = Budget(deadline, seconds)
    parts = members_of(bytes_of(path), path, budget)
    book = Book.of(parts, budget)
    texts = SharedStrings.lengths(parts, book.shared_strings, budget)
    if book.styles is not None:
        parse(book.styles, parts[book.styles], budget)  # well-formed and without entities
    scanners = [
        SheetScanner.of(name, part, parts[part], texts, budget) for name, _, part in book.sheets
    ]
    report = ScanReport(
        path,
        tuple(
            scanner.report(hidden)
            for scanner, (_, hidden, _) in zip(scanners, book.sheets, strict=True)
        ),
    )
    return report, clean_copy(parts, book, report.sheets)


def _command(memory_mib: int) -> list[str]:
    """``-P`` keeps a ``json.py`` that lies about in some folder out of the child."""
    child = Path(__file__).with_name("_xlsx_child.py")
    return [sys.executable, "-P", str(child), str(memory_mib)]


_Raw: TypeAlias = "str | int | float | bool | list[str] | None"


def _in_child(
    clean: bytes, deadline: float, seconds: float, memory_mib: int
) -> list[list[list[_Raw]] | None]:
    """The rows of each sheet as `_xlsx_child` writes them.

    What it says when it crashes is thrown away: that might hold cell values.
    """
    try:
        done = subprocess.run(
            _command(memory_mib),
            input=clean,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=max(deadline - time.monotonic(), 0.001),
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        return cast("list[list[list[_Raw]] | None]", json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        raise Unreadable("read-timeout", seconds=seconds) from None
    except subprocess.CalledProcessError as error:
        raise Unreadable("read-crashed", exit=error.returncode) from None
    except (OSError, ValueError):
        raise Unreadable("read-crashed") from None


def _values(rows: list[list[_Raw]], scanned: SheetScan) -> list[list[Value]]:
    """Plain cells, with what calamine drops or makes up put right from the scan."""
    values: list[list[Value]] = [[_value(raw) for raw in row] for row in rows]
    for (row, column), error in scanned.errors.items():
        _put(values, row, column, error)
    for (row, column), number in scanned.negatives.items():
        if row < len(values) and column < len(values[row]):
            found = values[row][column]
            if isinstance(found, dt.date | dt.time):
                values[row][column] = int(number) if number == int(number) else number
    return values


def _put(values: list[list[Value]], row: int, column: int, value: Value) -> None:
    """Set one cell, though calamine ended before it."""
    width = max(len(values[0]) if values else 0, column + 1)
    values.extend([] for _ in range(len(values), row + 1))
    for line in values if len(values[row]) < width else ():
        line.extend([None] * (width - len(line)))
    values[row][column] = value


def _value(raw: _Raw) -> Value:
    match raw:
        case ["d", text]:
            return dt.date.fromisoformat(text)
        case ["dt", text]:
            return dt.datetime.fromisoformat(text)
        case ["t", text]:
            return dt.time.fromisoformat(text)
        case list():
            return CellError(raw[-1])
        case _:
            return raw
