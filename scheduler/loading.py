"""Seasons and plans from disk, with what was wrong with them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from instances import Fault, Loaded, load
from instances.xlsx_reader import CellError, Unreadable, read
from models.plan import PLAN_FORMAT, Plan, PutAside
from models.season import Season
from reports.plan_readback import ReadBack, read_plan

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
    if not path.is_file():
        raise Unusable("cli.no-file", file=path.name)
    loaded = load(path)
    if loaded.season is None:
        raise Unusable("", loaded.faults)
    return loaded.season, loaded


def rejected(loaded: Loaded) -> tuple[PutAside, ...]:
    """The rows that could not be read, as rows of the list of what was put aside."""
    found: dict[str, PutAside] = {}
    for fault in loaded.put_aside:
        if fault.table in TABLES and fault.id:
            item = PutAside.model_validate(
                {
                    "id": f"{fault.table}/{fault.id}",
                    "table": fault.table,
                    "row": fault.id,
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


def plan_of(path: Path, season: Season, original: Plan | None = None) -> ReadBack:
    """The plan of a plan.json or a 方案.xlsx, edited or not. Raises Unusable."""
    if not path.is_file():
        raise Unusable("cli.no-file", file=path.name)
    if path.suffix.lower() == ".json":
        return ReadBack(plan_from_json(path), original, (), ())
    try:
        book = read(path)
    except Unreadable:
        raise Unusable("cli.not-a-plan", file=path.name) from None
    sheets = {
        name: [[str(v.text) if isinstance(v, CellError) else v for v in row] for row in sheet.rows]
        for name, sheet in book.sheets.items()
    }
    return read_plan(sheets, season, original)


def plan_from_json(path: Path) -> Plan:
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(data, Mapping) or data.get("format") != PLAN_FORMAT:
            raise Unusable("cli.not-a-plan", file=path.name)
        return Plan.model_validate({k: v for k, v in data.items() if k != "format"})
    except (OSError, ValueError, ValidationError):
        raise Unusable("cli.not-a-plan", file=path.name) from None
