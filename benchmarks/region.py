"""The twelve cities of a region, planned and verified side by side on two processors.

First with the least effort, until every city has a lawful plan; then with the usual effort. The
value is the sum of the cities' reference objectives of the timetable, each with its bound.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from benchmarks.row import Options, Row, peak_mib
from models.garbage import collect_seldom
from models.season import Season
from scheduler.work import Effort

PROCESSORS = 2
EFFORTS: tuple[Effort, ...] = ("quick", "normal")


@dataclass(frozen=True)
class City:
    """What came of one city."""

    status: str
    value: int | None
    bound: int | None
    seconds: float
    lawful: bool
    peak_mib: int


def planned(season: Season, seed: int, effort: Effort) -> City:
    """One city planned and verified; seconds for both."""
    from scheduler.planning import plan
    from scheduler.verify import verify
    from scheduler.work import Work

    began = time.monotonic()
    result = plan(season, Work(seed=seed, effort=effort))
    lawful = verify(season, result).lawful
    seconds = time.monotonic() - began
    found = {report.status for report in result.steps}
    status = next((s for s in ("INFEASIBLE", "UNKNOWN", "FEASIBLE") if s in found), "OPTIMAL")
    report = result.report("timetable")
    goal = next((g for g in report.goals if g.name == "reference"), None) if report else None
    value, bound = (goal.value, goal.bound) if goal else (None, None)
    return City(status, value, bound, seconds, lawful, int(peak_mib() or 0))


def region(seasons: Sequence[tuple[str, Season]], options: Options) -> Iterator[Row]:
    """Every city, then all of them: seconds from the start of the processes to the last one."""
    context = multiprocessing.get_context("spawn")
    cases, cities = zip(*seasons, strict=True)
    for effort in EFFORTS:
        began = time.monotonic()
        with ProcessPoolExecutor(PROCESSORS, context, collect_seldom) as pool:
            count = len(cities)
            found: list[City] = []
            answers = pool.map(planned, cities, [options.seed] * count, [effort] * count)
            for case, city in zip(cases, answers, strict=True):
                found.append(city)
                yield _row(f"{case} {effort}", [city], city.seconds)
            yield _row(f"all {effort}", found, time.monotonic() - began)


def _row(case: str, cities: Sequence[City], seconds: float) -> Row:
    found = {city.status for city in cities}
    worst = next((s for s in ("INFEASIBLE", "UNKNOWN", "FEASIBLE") if s in found), "OPTIMAL")
    values = [city.value for city in cities if city.value is not None]
    bounds = [city.bound for city in cities if city.bound is not None]
    peaks = sorted((city.peak_mib for city in cities), reverse=True)
    return Row(
        case,
        worst,
        sum(values) if len(values) == len(cities) else None,
        sum(bounds) if len(bounds) == len(cities) else None,
        seconds,
        all(city.lawful for city in cities),
        note=f"largest processes {sum(peaks[:PROCESSORS])} MiB together",
    )
