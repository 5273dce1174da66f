"""Business-to-business meetings as published: one `.dzn` file a case."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

FAIRNESS = 2
"""Greatest difference of breaks between two parties: d in the published results."""

MORNING, AFTERNOON = 1, 2


@dataclass(frozen=True)
class Meeting:
    """Two parties that want to talk; the slots from 1 at which the file lets them."""

    parties: tuple[int, int]
    session: int
    fixed: int
    after: tuple[int, ...]
    """Meetings (from 1) that come strictly earlier."""


@dataclass(frozen=True)
class Case:
    """A file's content. Parties, meetings and slots are numbered from 1, as in the file."""

    parties: int
    tables: int
    slots: int
    morning: int
    meetings: tuple[Meeting, ...]
    forbidden: tuple[frozenset[int], ...]
    """By party."""


def read(path: Path) -> Case:
    """The case in a file; ValueError names the entry that is missing or of another length."""
    text = re.sub(r"%.*", "", path.read_text(encoding="utf-8"))
    entries = dict(re.findall(r"(\w+)\s*=\s*([^;]*);", text))
    for name in ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots", "requested"):
        if name not in entries:
            raise ValueError(f"{path.name}: no entry {name!r}; is it a b2b case?")
    parties, count = int(entries["nBusiness"]), int(entries["nMeetings"])
    table = entries["requested"]
    rows = [_numbers(row) for row in table[table.index("|") : table.rindex("|")].split("|")]
    requested = [row for row in rows if row]
    forbidden = _sets(entries.get("forbidden", "")) or [frozenset[int]()] * parties
    fixed = _numbers(entries.get("fixed", "")) or [0] * count
    earlier = _sets(entries.get("precedences", "")) or [frozenset[int]()] * count
    lengths = {
        "requested": (len(requested), count),
        "forbidden": (len(forbidden), parties),
        "fixed": (len(fixed), count),
        "precedences": (len(earlier), count),
    }
    for name, (found, wanted) in lengths.items():
        if found != wanted:
            raise ValueError(f"{path.name}: {name} has {found} rows instead of {wanted}")
    meetings = tuple(
        Meeting((row[0], row[1]), row[2], slot, tuple(sorted(before - {0})))
        for row, slot, before in zip(requested, fixed, earlier, strict=True)
    )
    return Case(
        parties,
        int(entries["nTables"]),
        int(entries["nTotalSlots"]),
        int(entries["nMorningSlots"]),
        meetings,
        tuple(slots - {0} for slots in forbidden),
    )


def published(folder: Path) -> dict[str, str]:
    """By file name: the published optimum, or U where no timetable exists. Empty without a list."""
    path = folder / "published.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {row["file"]: row["optimum_or_U"] for row in csv.DictReader(lines)}


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"-?\d+", text)]


def _sets(text: str) -> list[frozenset[int]]:
    return [
        frozenset(_members(body)) for body in re.findall(r"\{([^}]*)\}|(\d+\s*\.\.\s*\d+)", text)
    ]


def _members(found: tuple[str, str]) -> list[int]:
    body, span = found
    if span:
        first, last = _numbers(span)
        return list(range(first, last + 1))
    return _numbers(body)
