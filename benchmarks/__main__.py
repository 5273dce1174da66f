"""`python -m benchmarks [NAME]`: CSV, one row per case and method; without a name, the names."""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import desks, formation, knockout, readers, steps
from benchmarks.apportionment import apportionment
from benchmarks.b2b import b2b
from benchmarks.bme import bme
from benchmarks.row import COLUMNS, Options, Row
from instances.generate_sizes import SIZES
from models.garbage import collect_seldom

BENCHMARKS: dict[str, Callable[[Options], Iterator[Row]]] = {
    "apportionment": apportionment,
    "b2b": b2b,
    "bme": bme,
    "meetings": steps.meetings,
    "formation": formation.formation,
    "timetable": steps.timetable,
    "dockets": steps.dockets,
    "appointments": desks.appointments,
    "season": steps.season,
    "readers": readers.readers,
    "knockout": knockout.knockout,
    "verify": steps.verify,
}


KNOWN_SIZES = (*SIZES, "region", "reference", "reference-2000")


def main() -> int:
    """Parse, run, print; 2 for a name, a size or data that do not exist."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS))
    parser.add_argument(
        "--size",
        default="demo",
        choices=KNOWN_SIZES,
        help="of the synthetic season; reference and reference-2000 of appointments alone",
    )
    parser.add_argument("--data", help="a folder, or a season file instead of --size")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--time-limit", type=float, help="seconds of wall time per case")
    parser.add_argument("--methods", default="ours")
    given = parser.parse_args()
    collect_seldom()
    if given.name is None:
        print("\n".join(sorted(BENCHMARKS)))
        return 0
    if given.data and not Path(given.data).exists():
        parser.error(f"--data: no such file or folder: {given.data}")
    if given.size.startswith("reference") and given.name != "appointments":
        parser.error(f"--size {given.size} is one of appointments alone")
    options = Options(
        given.size, given.data, given.seed, given.time_limit, given.methods.split(",")
    )
    writer = csv.DictWriter(sys.stdout, list[str](COLUMNS))
    writer.writeheader()
    try:
        for row in BENCHMARKS[given.name](options):
            writer.writerow(row.cells())
            sys.stdout.flush()
    except FileNotFoundError as missing:
        parser.error(f"--data: {missing.filename} is missing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
