"""Seasons and plans from disk, with what was wrong with them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from instances import Fault, Loaded, load
from instances.columns import BASICS
from instances.xlsx_facts import CellError, Unreadable, address
from instances.xlsx_reader import read
from models.plan import PLAN_FORMAT, Plan, PutAside
from models.season import Season

if TYPE_CHECKING:
    from reports.plan_readback import ReadBack

TABLES: tuple[str, ...] = get_args(PutAside.model_fields["table"].annotation)


class Unusable(Exception):  # noqa: N818 - reads as what happened
    """A file that cannot be used: a message code, its args, and the faults found in it."""

    def __init__(self, code: str, faults: tuple[Fault, ...] = (), **args: object) -> None:
        super().__init__(code)
        self.code = code
        self.faults = faults
        self.values = args


def season_of(path: Path) -> tuple[Season, Loaded]:
    """The season of a file; raises Unusable where a fault of the whole stops it."""
    must_be_file(path)
    loaded = load(path)
    if loaded.season is None:
        raise Unusable("", loaded.faults)
    return loaded.season, loaded


def must_be_file(path: Path) -> None:
    """Raise Unusable for what is not there, and for a folder."""
    if not path.is_file():
        raise Unusable("cli.is-folder" if path.is_dir() else "cli.no-file", file=str(path))


def aside_id(fault: Fault) -> str:
    """The id of a row put aside in the plan's own list."""
    return f"{fault.table}/{_row(fault)}"


def _row(fault: Fault) -> str:
    """The row's id; where it has none yet, or it is not to be told, the place where it stands."""
    return fault.id or fault.path or f"{fault.sheet}!{fault.cell}"


def rejected(loaded: Loaded) -> tuple[PutAside, ...]:
    """The rows that could not be read, as rows of the list of what was put aside."""
    found: dict[str, PutAside] = {}
    for fault in loaded.put_aside:
        if fault.table in TABLES:
            item = PutAside.model_validate(
                {
                    "id": aside_id(fault),
                    "table": fault.table,
                    "row": _row(fault),
                    "code": fault.code,
                    "step": "input",
                    "args": {
                        "sheet": fault.sheet or fault.path,
                        "cell": fault.cell,
                        "value": fault.value or "—",
                    }
                    | dict(fault.args),
                }
            )
            found.setdefault(item.id, item)
    return tuple(found.values())


def plan_file(path: Path) -> Plan:
    """The plan of a plan.json alone: what is published or drawn upon is never a workbook."""
    must_be_file(path)
    return plan_from_json(path)


def must_belong(season: Season, plan: Plan) -> None:
    """Raise Unusable for a plan that names what the season has not."""
    from scheduler.rules.structure import foreign

    if foreign(season, plan):
        raise Unusable("plan_other_season")


def plan_of(path: Path, season: Season, original: Plan | None = None) -> "ReadBack":
    """The plan of a plan.json or a 方案.xlsx, edited or not. Raises Unusable."""
    from reports.plan_readback import ReadBack, read_plan
    from reports.tables import TABLES as TABLES_OF_PLAN

    must_be_file(path)
    if path.suffix.lower() == ".json":
        return ReadBack(plan_from_json(path), original, (), ())
    sheets = _sheets(path)
    if BASICS in sheets:
        raise Unusable("cli.season-not-plan", file=path.name)
    if not any(table.sheet in sheets for table in TABLES_OF_PLAN):
        raise Unusable("cli.not-a-plan", file=path.name)
    return read_plan(sheets, season, original)


def _sheets(path: Path) -> dict[str, list[list[object]]]:
    try:
        book = read(path)
    except Unreadable:
        raise Unusable("cli.not-a-plan", file=path.name) from None
    return {
        name: [[v.text if isinstance(v, CellError) else v for v in row] for row in sheet.rows]
        for name, sheet in book.sheets.items()
    }


PARTS = {
    "附件5": "appointments",
    "附件6": "appointments",
    "附件10": "awards",
    "评委会日程": "meetings",
    "学科组": "groups",
    "委员": "seats",
    "备选": "reserves",
    "场次": "sessions",
    "分派": "dockets",
    "时间节点": "milestones",
    "退回清单": "put_aside",
}
"""The part of the plan that a sheet of 方案.xlsx holds."""


def cells_of(path: Path) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(part, row, field) -> (sheet, cell) of a 方案.xlsx; nothing for a plan.json."""
    from reports.row_reader import HEADER_WITHIN
    from reports.tables import TABLES as TABLES_OF_PLAN

    if path.suffix.lower() == ".json":
        return {}
    found: dict[tuple[str, str, str], tuple[str, str]] = {}
    sheets = _sheets(path)
    for table in TABLES_OF_PLAN:
        part, rows = PARTS.get(table.sheet), sheets.get(table.sheet, [])
        key = next((c.header for c in table.columns if c.kind == "id" and c.field == "id"), "")
        head = next((n for n, row in enumerate(rows[:HEADER_WITHIN]) if key in row), None)
        if part is None or head is None:
            continue
        places = {str(cell): n for n, cell in reversed(list(enumerate(rows[head]))) if cell}
        for number, row in enumerate(rows[head + 1 :], head + 1):
            row_id = str(row[places[key]] or "")
            found.setdefault((part, row_id, ""), (table.sheet, address(number, 0)))
            for column in table.columns:
                if column.field and column.header in places:
                    cell = address(number, places[column.header])
                    found.setdefault((part, row_id, column.field), (table.sheet, cell))
    return found


def plan_from_json(path: Path) -> Plan:
    """The plan of a plan.json; raises Unusable."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(data, Mapping) or data.get("format") != PLAN_FORMAT:
            raise Unusable("cli.not-a-plan", file=path.name)
        return Plan.model_validate({k: v for k, v in data.items() if k != "format"})
    except (OSError, ValueError, RecursionError):
        raise Unusable("cli.not-a-plan", file=path.name) from None
