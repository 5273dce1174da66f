"""`python -m benchmarks [NAME]`: CSV, one row per case and method; without a name, the names."""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator

from benchmarks import desks, formation, knockout, readers, steps
from benchmarks.apportionment import apportionment
from benchmarks.b2b import b2b
from benchmarks.bme import bme
from benchmarks.row import COLUMNS, Options, Row
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


def main() -> int:
    """Parse, run, print; 2 for a name that does not exist."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS))
    parser.add_argument(
        "--size",
        default="demo",
        help="demo, city, …, region; appointments: reference, reference-2000",
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
    options = Options(
        given.size, given.data, given.seed, given.time_limit, given.methods.split(",")
    )
    writer = csv.DictWriter(sys.stdout, list[str](COLUMNS))
    writer.writeheader()
    for row in BENCHMARKS[given.name](options):
        writer.writerow(row.cells())
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
