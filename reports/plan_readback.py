"""方案.xlsx read back: the plan that its cells say, and every cell that was edited, by address.

A bad cell is a fault with its address, never an exception; its row then stays as it was.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from models.base import Record, sha256
from models.plan import STEPS, Meeting, Pin, Plan, StepName, StepReport
from models.season import Season, season_hash
from reports.cells import Lookup, encode, normal
from reports.plan_workbook import ORIGINAL
from reports.row_reader import CellFault, Difference, Found, Reader, Rows
from reports.tables import TABLES, Table

MOST = 60_000_000
"""Bytes that an embedded plan may hold."""


@dataclass(frozen=True)
class ReadBack:
    """What the workbook says."""

    plan: Plan
    original: Plan | None
    differences: tuple[Difference, ...]
    faults: tuple[CellFault, ...]


def read_plan(sheets: Mapping[str, Rows], season: Season, original: Plan | None = None) -> ReadBack:
    """The plan that the cells of a workbook say; compared with `original`, else with the embedded.

    `sheets` are the cells by name of sheet, all from A1, as any reader of workbooks gives them.
    """
    faults: list[CellFault] = []
    own = _embedded(sheets.get(ORIGINAL), faults)
    base = original or own
    start = base or Plan(season=season_hash(season))
    parts = _read_tables(sheets, season, start)
    plan = _assemble(own or start, parts)
    if base is None:
        plan = plan.model_copy(update={"steps": _steps(plan)})
    found = [item for table in TABLES for item in parts[table.sheet].differences]
    faults += [item for table in TABLES for item in parts[table.sheet].faults]
    return ReadBack(plan, base, tuple(found) if base else (), tuple(faults))


def _read_tables(sheets: Mapping[str, Rows], season: Season, start: Plan) -> dict[str, Found]:
    """Groups and sessions first: other rows point to them by name or id."""
    before = look = Lookup(season, start)
    parts: dict[str, Found] = {}
    for table in sorted(TABLES, key=lambda table: _FIRST.get(table.sheet, "~")):
        rows = list(table.rows(start))
        found = Reader(table, sheets.get(table.sheet), rows, (before, look)).read()
        parts[table.sheet] = found
        if pointed_to := _FIRST.get(table.sheet):
            start = start.model_copy(update={pointed_to: tuple(found.rows)})
            look = Lookup(season, start)
    return parts


_FIRST = {"学科组": "groups", "场次": "sessions"}


def _embedded(rows: Rows | None, faults: list[CellFault]) -> Plan | None:
    if not rows:
        return None
    try:
        packed = "".join(str(row[0]) for row in rows if row and row[0]).encode("ascii")
        inflate = zlib.decompressobj()
        data = json.loads(inflate.decompress(base64.b85decode(packed), MOST))
        data.pop("format", None)
        return Plan.model_validate(data)
    except (ValueError, zlib.error, binascii.Error, AttributeError, IndexError):
        faults.append(CellFault("report-embedded-broken", ORIGINAL))
        return None


def _assemble(start: Plan, parts: Mapping[str, Found]) -> Plan:
    def rows(*names: str) -> tuple[Any, ...]:
        return tuple(row for name in names for row in parts[name].rows)

    def uses(name: str, meeting: str) -> tuple[dict[str, Any], ...]:
        return tuple(
            row.model_dump(exclude={"id", "committee"})
            for row in rows(name)
            if row.committee == meeting
        )

    meetings = tuple(
        Meeting.model_validate(
            meeting.model_dump()
            | {"rooms": uses("会场", meeting.id), "duties": uses("值守", meeting.id)}
        )
        for meeting in rows("评委会日程")
    )
    return start.model_copy(
        update={
            "appointments": _ordered(start.appointments, rows("附件5", "附件6")),
            "awards": _ordered(start.awards, rows("附件10")),
            "groups": _ordered(start.groups, rows("学科组")),
            "meetings": _ordered(start.meetings, meetings),
            "seats": _ordered(start.seats, rows("委员")),
            "reserves": _ordered(start.reserves, rows("备选")),
            "sessions": _ordered(start.sessions, rows("场次")),
            "dockets": _ordered(start.dockets, rows("分派")),
            "milestones": _ordered(start.milestones, rows("时间节点")),
            "put_aside": _ordered(start.put_aside, rows("退回清单")),
        }
    )


def _ordered(before: Sequence[Any], rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """The rows in the order that the plan had, new ones after: sorting in Excel is no edit."""
    place = {item.id: n for n, item in enumerate(before)}
    return tuple(sorted(rows, key=lambda row: place.get(row.id, len(place))))


_PARTS_OF: tuple[tuple[StepName, tuple[str, ...]], ...] = (
    ("quota", ("awards",)),
    ("appointments", ("appointments",)),
    ("meetings", ("meetings",)),
    ("formation", ("seats",)),
    ("timetable", ("sessions",)),
    ("dockets", ("dockets",)),
    ("milestones", ("milestones",)),
)


def _steps(plan: Plan) -> tuple[StepReport, ...]:
    """For a plan filled in by hand: the steps whose parts hold something count as done."""
    done = {step for step, parts in _PARTS_OF if all(getattr(plan, part) for part in parts)}
    return tuple(
        StepReport(step=step, status="FEASIBLE", reason="report-by-hand")
        for step in STEPS
        if step in done
    )


def differences(original: Plan, edited: Plan, season: Season) -> tuple[Difference, ...]:
    """What differs between two plans, row by row; without addresses, as there is no sheet."""
    found: list[Difference] = []
    before, after = Lookup(season, original), Lookup(season, edited)
    for table in TABLES:
        old = {str(getattr(row, "id", "")): row for row in table.rows(original)}
        new = {str(getattr(row, "id", "")): row for row in table.rows(edited)}
        for key in [*old, *(key for key in new if key not in old)]:
            found += _row_differences(table, key, (old.get(key), before), (new.get(key), after))
    return tuple(found)


def _row_differences(
    table: Table, key: str, old: tuple[Record | None, Lookup], new: tuple[Record | None, Lookup]
) -> list[Difference]:
    base = Difference(table.sheet, "", key, "", "", "", "", record=new[0] or old[0])
    if old[0] is None:
        return [replace(base, kind="added")]
    if new[0] is None:
        return [replace(base, kind="removed")]
    found: list[Difference] = []
    for column in table.columns:
        if column.kind in {"shown", "order"}:
            continue
        was = normal(encode(column, dict(old[0]), old[1]))
        now = normal(encode(column, dict(new[0]), new[1]))
        if was != now:
            found.append(replace(base, field=column.field, header=column.header, old=was, new=now))
    return found


def pins_from(found: Sequence[Difference], author: str, reason: str) -> tuple[Pin, ...]:
    """The accepted edits as decisions that must stay, one a row that was changed or added."""
    pins: dict[str, Pin] = {}
    edited: dict[tuple[str, str], set[str]] = {}
    for item in found:
        fields = {item.field} if item.kind == "changed" else {"members"}
        edited.setdefault((item.sheet, item.row), set()).update(fields)
    for item in found:
        if item.record is None or item.kind == "removed":
            continue
        pin = _pin(item.sheet, item.record, edited[item.sheet, item.row], author, reason)
        if pin is not None:
            pins[pin.id] = pin
    return tuple(pins[key] for key in sorted(pins))


def _pin(sheet: str, record: Record, edited: Set[str], author: str, reason: str) -> Pin | None:
    """What a row says; of a session that was there, who sits in it only where that was edited."""
    row = dict(record)
    match sheet:
        case "附件5" | "附件6" if not row["kind"]:
            part, subject = "appointments", row["submission"]
            value = {key: row[key] for key in ("at", "desk", "start") if row[key]}
        case "附件10":
            part, subject, value = "quota", row["organisation"], {"places": row["places"]}
        case "评委会日程" if row["half_days"]:
            part, subject = "meetings", row["id"]
            value = {"first": row["half_days"][0]}
            value |= {"plenary": row["plenaries"][0]} if row["plenaries"] else {}
        case "委员":
            part, subject = "members", row["committee"]
            value = {key: row[key] for key in ("expert", "group", "role")}
        case "场次":
            part, subject = "sessions", row["id"]
            value = {key: row[key] for key in ("group", "at", "room") if row[key]}
            if row["kind"] == "panel" and "members" in edited:
                value["members"] = "、".join(row["members"])
        case "分派":
            part, subject, value = "dockets", row["id"], {"session": row["session"]}
        case _:
            return None
    mark = sha256(f"{part}/{row['id']}".encode())[:12]
    return Pin.model_validate(
        {
            "id": f"改-{mark}",
            "part": part,
            "subject": subject,
            "value": value,
            "reason": reason,
            "author": author,
        }
    )
