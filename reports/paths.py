"""Where an artefact lies and what it is about: safe file names, and a job of one file."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from models.season import Season
from reports.jobs import Files, Job
from reports.words import clean

_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
LONGEST_NAME = 60


def file_name(text: str) -> str:
    """A name that every system takes."""
    name = _UNSAFE.sub("_", clean(text)).strip("._")[:LONGEST_NAME]
    return name or "_"


def committee_files(season: Season) -> dict[str, str]:
    """A file name for each committee: its number in the season, then its name."""
    return numbered(season.committees)


class Named(Protocol):
    """A row with a name."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


def numbered(rows: Sequence[Named]) -> dict[str, str]:
    """A file name for each row: its number in the season, then its name."""
    digits = len(str(len(rows)))
    return {
        row.id: f"{number:0{digits}}_{file_name(row.name)}" for number, row in enumerate(rows, 1)
    }


def about(kind: str, *keys: str) -> tuple[str, ...]:
    """The subjects of a job."""
    return tuple(f"{kind}={key}" for key in keys)


def one(path: str, make: Callable[[], bytes | None], *subjects: str) -> Job:
    """One file, its format told by its ending; nothing when there is nothing to print."""

    def made() -> Files:
        data = make()
        return {} if data is None else {path: data}

    return Job(path, made, (path.rpartition(".")[2],), subjects)
