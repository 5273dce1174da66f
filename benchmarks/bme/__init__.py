"""Final examinations of Budapest, January 2018: who examines whom in which slot.

`--data DIR` is a folder with `instance_*.json`, or with a folder `bme_final_exam` of them. Methods:
`ours` (two threads with one CP-SAT worker each) and `published`, which scores the reference
schedules beside a case again.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bme.data import Case, Exam, read
from benchmarks.bme.judge import score
from benchmarks.bme.search import search
from benchmarks.row import Options, Row

SECONDS = 60.0
"""Wall time per case where none is given."""
METHODS = ("ours", "published")


def bme(options: Options) -> Iterator[Row]:
    """Every case of the folder."""
    if not options.data:
        raise SystemExit("bme needs --data DIR, a folder with instance_*.json")
    unknown = [name for name in options.methods if name not in METHODS]
    if unknown:
        raise SystemExit(f"no such method: {', '.join(unknown)}; there are {', '.join(METHODS)}")
    folder = Path(options.data)
    found = [*folder.glob("instance_*.json"), *(folder / "bme_final_exam").glob("instance_*.json")]
    if not found:
        raise SystemExit(f"no instance_*.json in {folder}")
    for path in sorted(found):
        case = read(path)
        if "ours" in options.methods:
            yield _ours(path.stem, case, options)
        if "published" in options.methods:
            yield from _published(path, case)


def _ours(name: str, case: Case, options: Options) -> Row:
    began = time.monotonic()
    board = search(case, options.seed, began + (options.time_limit or SECONDS))
    seconds = time.monotonic() - began
    if board.plan is None:
        return Row(name, "UNKNOWN", None, board.bound, seconds, note="2 threads")
    value = sum(score(case, board.plan).values())
    status = "OPTIMAL" if value == board.bound else "FEASIBLE"
    # a search stopped midway may count helper variables higher than they need be, never lower
    checked = board.bound <= value <= (board.value or 0)
    return Row(name, status, value, board.bound, seconds, checked, note="2 threads")


def _published(path: Path, case: Case) -> Iterator[Row]:
    """The reference schedules; checked when their published score is found again."""
    beside = path.with_name(path.name.replace("instance_", "reference_schedules_"))
    for item in json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else ():
        value = sum(score(case, [Exam(*exam) for exam in item["schedule"]]).values())
        known = value == item["score_recomputed"]
        yield Row(f"{path.stem} {item['label']}", "FEASIBLE", value, None, 0.0, known, "published")
