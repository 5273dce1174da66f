"""What was published, when and by whom: an append-only record beside the plan.

plan.json is never changed. Each record names the part, the plan's number and the part's hash;
its own hash covers the record before it, so that nothing can be taken out unseen.
"""

import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.base import Record, canonical, plain, readable, sha256
from models.messages import Arg
from models.plan import Plan, plan_number

FORMAT = "pingshen.published/1"
FILE = "published.json"
PARTS = ("annex5", "annex6", "annex10", "dates", "members")


class CannotPublish(Exception):  # noqa: N818 - reads as what happened
    """Why a part cannot be published or a record not be relied on: a message code and its args."""

    def __init__(self, code: str, **args: Arg) -> None:
        super().__init__(code)
        self.code = code
        self.values = args


class Published(Record, frozen=True):
    """One part, published or taken back."""

    part: str
    plan: str
    """Number of the plan."""
    sha256: str
    """Of the part's canonical form."""
    on: date
    author: str
    previous: str = ""
    """Hash of the record before this one."""
    withdrawn: str = ""
    """Why the part was taken back; empty where it was published."""


def part_data(plan: Plan, part: str) -> dict[str, Any]:
    """The decisions of a part; raises CannotPublish when it is unknown or empty."""
    head, _, committee = part.partition(":")
    if head not in PARTS or (committee and head not in {"members", "dates"}):
        raise CannotPublish("publish.unknown-part", part=part, known=PARTS)
    rows = _rows(plan, committee)
    if not rows[head]:
        known = tuple(name for name, found in _rows(plan, "").items() if found) or "—"
        raise CannotPublish("publish.empty-part", part=part, known=known)
    return {"part": part, "rows": [plain(row) for row in rows[head]]}


def _rows(plan: Plan, committee: str) -> dict[str, list[Record]]:
    """What each part holds, of one committee where one is named."""
    return {
        "annex5": [*(a for a in plan.appointments if a.annex == 5)],  # noqa: PLR2004 - its name
        "annex6": [*(a for a in plan.appointments if a.annex == 6)],  # noqa: PLR2004 - its name
        "annex10": [*plan.awards, *plan.award_steps],
        "dates": [m for m in plan.meetings if committee in {"", m.id}],
        "members": [s for s in (*plan.seats, *plan.reserves) if committee in {"", s.committee}],
    }


def part_hash(plan: Plan, part: str) -> str:
    """SHA-256 of a part."""
    return sha256(canonical(part_data(plan, part)))


def read(plan_file: Path) -> tuple[Published, ...]:
    """The records beside a plan; raises CannotPublish when the chain is broken."""
    path = plan_file.with_name(FILE)
    if not path.exists():
        return ()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.get("format") != FORMAT:
            raise CannotPublish("publish.broken-record", file=path.name)
        records = tuple(Published.model_validate(item) for item in data["records"])
    except (OSError, ValueError, KeyError, AttributeError, ValidationError):
        raise CannotPublish("publish.broken-record", file=path.name) from None
    before = ""
    for record in records:
        if record.previous != before:
            raise CannotPublish("publish.broken-record", file=path.name)
        before = record_hash(record)
    return records


def record_hash(record: Published) -> str:
    """SHA-256 of one record, and through `previous` of all before it."""
    return sha256(canonical(plain(record)))


def records_bytes(records: Iterable[Published]) -> bytes:
    """What published.json holds."""
    return readable({"records": [plain(item) for item in records]}, FORMAT)


def publish(
    plan: Plan, plan_file: Path, parts: Iterable[str], on: date, author: str
) -> tuple[Published, ...]:
    """Add a record for each part; those published before stay. Raises CannotPublish."""
    records = list(read(plan_file))
    number = plan_number(plan)
    for part in parts:
        digest = part_hash(plan, part)
        last = _in_force(records).get(part)
        if last is not None and last.plan == number:
            raise CannotPublish("publish.again", part=part, on=last.on.isoformat())
        _append(records, Published(part=part, plan=number, sha256=digest, on=on, author=author))
    _write(plan_file, records)
    return tuple(records)


def withdraw(
    plan: Plan, plan_file: Path, parts: Iterable[str], on: date, author: str, reason: str
) -> tuple[Published, ...]:
    """Add a record for each part that is taken back; the records before it stay.

    Later plans may change the part again. Members stay as drawn: raises CannotPublish for them, for
    a part that is not in force, and without a reason.
    """
    if not reason.strip():
        raise CannotPublish("publish.no-reason")
    records = list(read(plan_file))
    for part in parts:
        if part.partition(":")[0] == "members":
            raise CannotPublish("publish.members-stay")
        known = sorted({*plan.frozen, *_in_force(records)} - _taken_back(records))
        if part not in known:
            raise CannotPublish("publish.not-in-force", part=part, known=tuple(known) or "—")
        _append(
            records,
            Published(
                part=part, plan=plan_number(plan), sha256="", on=on, author=author, withdrawn=reason
            ),
        )
    _write(plan_file, records)
    return tuple(records)


def _append(records: list[Published], new: Published) -> None:
    previous = record_hash(records[-1]) if records else ""
    records.append(new.model_copy(update={"previous": previous}))


def _in_force(records: Iterable[Published]) -> dict[str, Published]:
    """The last publication of each part that was not taken back after it."""
    last = {record.part: record for record in records}
    return {part: record for part, record in last.items() if not record.withdrawn}


def _taken_back(records: Iterable[Published]) -> set[str]:
    last = {record.part: record for record in records}
    return {part for part, record in last.items() if record.withdrawn}


def _write(plan_file: Path, records: Iterable[Published]) -> None:
    """The records beside the plan, whole or not at all."""
    path = plan_file.with_name(FILE)
    beside = path.with_name(f".{FILE}.{os.getpid()}")
    try:
        beside.write_bytes(records_bytes(records))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def frozen(plan: Plan, records: Iterable[Published]) -> frozenset[str]:
    """Parts to be kept; raises CannotPublish when a part is no longer what was published.

    Records that were carried from an earlier plan name that plan: their parts were kept there.
    """
    number, chain = plan_number(plan), tuple(records)
    for record in chain:
        stands = record.plan == number and not record.withdrawn
        if stands and part_hash(plan, record.part) != record.sha256:
            raise CannotPublish("publish.changed-part", part=record.part)
    return frozenset({*plan.frozen, *_in_force(chain)} - _taken_back(chain))
