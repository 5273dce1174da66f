"""Business-to-business meetings: the public set, ours beside the tutorial's model.

`--data DIR` is a folder with `.dzn` files, or with a folder `instances` of them; a list
`published.csv` beside them puts the published value into each row. Methods: `ours` (two threads
with one CP-SAT worker each), `naive` (CP-SAT's defaults on two workers).
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.b2b.data import Case, published, read
from benchmarks.b2b.judge import breaks, faults
from benchmarks.b2b.naive import solve as naive
from benchmarks.b2b.search import search
from benchmarks.board import Board
from benchmarks.row import Options, Row

SECONDS = 60.0
"""Wall time per case where none is given."""
THREADS = 2

METHODS: dict[str, Callable[[Case, int, float], Board[list[int]]]] = {
    "ours": search,
    "naive": naive,
}


def b2b(options: Options) -> Iterator[Row]:
    """Every case of the folder by every method."""
    if not options.data:
        raise SystemExit("b2b needs --data DIR, a folder of .dzn files")
    unknown = [name for name in options.methods if name not in METHODS]
    if unknown:
        raise SystemExit(f"no such method: {', '.join(unknown)}; there are {', '.join(METHODS)}")
    folder = Path(options.data)
    found = [*folder.glob("*.dzn"), *(folder / "instances").glob("*.dzn")]
    paths = sorted(found, key=lambda path: (path.name, path))
    if not paths:
        raise SystemExit(f"no .dzn file in {folder}")
    known = published(folder)
    for path in paths:
        for method in options.methods:
            yield _row(path, method, options, known.get(path.name, ""))


def _row(path: Path, method: str, options: Options, known: str) -> Row:
    note = f"{THREADS} threads" + (f"; published {known}" if known else "")
    began = time.monotonic()
    try:
        case = read(path)
        board = METHODS[method](case, options.seed, began + (options.time_limit or SECONDS))
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return Row(path.stem, "ERROR", None, None, time.monotonic() - began, False, method, note)
    seconds = time.monotonic() - began
    if board.infeasible:
        return Row(path.stem, "INFEASIBLE", None, None, seconds, True, method, note)
    if board.plan is None:
        return Row(path.stem, "UNKNOWN", None, board.bound, seconds, None, method, note)
    wrong = list(faults(case, board.plan))
    print(*(f"{path.stem}: {fault}" for fault in wrong), sep="\n", end="", file=sys.stderr)
    value = sum(breaks(case, board.plan))
    status = "OPTIMAL" if board.value == board.bound else "FEASIBLE"
    checked = not wrong and value == board.value
    return Row(path.stem, status, board.value, board.bound, seconds, checked, method, note)
