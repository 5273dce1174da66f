"""What is printed, one job for each artefact, and how many are printed at once."""

import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Literal

Files = dict[str, bytes]
Format = Literal["pdf", "png", "svg", "html", "ics", "xlsx", "docx", "json"]
FORMATS: tuple[Format, ...] = ("pdf", "png", "svg", "html", "ics", "xlsx", "docx", "json")
SUBJECTS = ("committee", "unit", "expert")
"""What an artefact may be about: `committee=C01`."""
WORTHWHILE = 24
"""Jobs from which on other processes save more time than their start takes."""


@dataclass(frozen=True)
class Wanted:
    """What of a plan is to be printed, and how it is to look."""

    formats: tuple[Format, ...] = ()
    """Empty: those in which each artefact is usually wanted."""
    about: tuple[str, ...] = ()
    """Subjects, "committee=C01"; empty: everything."""
    parts: tuple[str, ...] = ()
    """Pieces of paths, "附件5"; empty: everything."""
    paper: Literal["A3", "A4"] = "A3"
    """Of the charts of the season; those of one committee are A4."""
    grey: bool = False
    today: date | None = None
    """The day drawn as today and printed as the day of printing; none unless it was given."""

    def of(self, usual: Sequence[Format], possible: Sequence[Format]) -> tuple[Format, ...]:
        """The formats in which an artefact is to be made."""
        return tuple(f for f in possible if f in (self.formats or usual))

    def takes(self, job: "Job") -> bool:
        """Whether the job is among what is wanted."""
        return (
            bool(job.formats)
            and (not self.about or any(subject in self.about for subject in job.about))
            and (not self.parts or any(part in job.name for part in self.parts))
            and (not self.formats or any(f in self.formats for f in job.formats))
        )


@dataclass(frozen=True)
class Job:
    """One artefact, or several that are drawn together."""

    name: str
    make: Callable[[], Files]
    formats: tuple[str, ...]
    """What it makes, by the endings of the files."""
    about: tuple[str, ...] = ()


Finished = Callable[[int, int, str], None]
"""Called with the number of the job begun (from 1), how many there are, and its name."""
Source = Callable[[], Sequence[Job]]
"""Lists the same jobs in the same order in every process; it travels there pickled."""


def run(source: Source, workers: int = 1, progress: Finished | None = None) -> Files:
    """Every file of the jobs. The number of workers changes the time, never a byte."""
    every = source()
    found: Files = {}
    made = (
        _together(source, len(every), workers)
        if workers > 1 and len(every) >= WORTHWHILE
        else (job.make() for job in every)
    )
    for number in range(len(every)):
        if progress:
            progress(number + 1, len(every), every[number].name)
        found |= next(made)
    return found


def _together(source: Source, count: int, workers: int) -> Iterator[Files]:
    # spawn on every system: what a forked child inherits differs between them
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _begin, (source,)) as pool:
        yield from pool.map(_do, range(count))


_jobs: list[Job] = []


def _begin(source: Source) -> None:
    """In a worker: the list of jobs. Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    _jobs[:] = source()


def _do(number: int) -> Files:
    return _jobs[number].make()
