"""Runs the command as a person or a script would: words in, files, lines and a code out."""

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl

from scheduler.cli import main

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "instances" / "demo.json"
QUICK = ("--formats", "json")
"""For a plan of which no paper is looked at."""
DEMO_BOOK = ROOT / "instances" / "demo.xlsx"


@dataclass(frozen=True)
class Ran:
    """How it ended."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON envelope."""
        return json.loads(self.out)

    def codes(self, severity: str = "") -> list[str]:
        """The codes of the findings."""
        return [f["code"] for f in self.answer["findings"] if severity in {"", f["severity"]}]


def run(*args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """`pingshen ARGS` in this process: as in one of its own, without the second that it starts in.

    What a process of its own is needed for is started: consoles, signals, what is loaded when.
    """
    out, err = io.BytesIO(), io.BytesIO()
    with (
        contextlib.chdir(cwd or Path.cwd()),
        mock.patch.dict(os.environ, env or {}),
        contextlib.redirect_stdout(io.TextIOWrapper(out, "utf-8", write_through=True)),
        contextlib.redirect_stderr(io.TextIOWrapper(err, "utf-8", write_through=True)),
    ):
        code = _ended(list(map(str, args)))
        return Ran(code, out.getvalue().decode("utf-8"), err.getvalue().decode("utf-8"))


def _ended(args: list[str]) -> int:
    """The code that the command exits with."""
    try:
        main(args)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        logging.disable(logging.NOTSET)
    raise AssertionError("it did not exit")


def start(*args: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """`pingshen ARGS` in a process of its own."""
    more = dict(env or {})
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", *map(str, args)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | more,
        capture_output=True,
        check=False,
        timeout=300,
    )
    wide = more.get("PYTHONIOENCODING", "utf-8")
    return Ran(done.returncode, done.stdout.decode(wide), done.stderr.decode(wide))


def type_in(book: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """Fill in rows under the headers, as a person does; the example rows stay."""
    found: Any = openpyxl.load_workbook(book)
    for name, rows in sheets.items():
        sheet = found[name]
        places = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, 3):
            for header, value in row.items():
                sheet.cell(number, places[header], value)
    found.save(book)


def files(folder: Path) -> set[str]:
    """The paths below a folder."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
