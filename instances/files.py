"""Files in and out: a workbook or JSON, by what the file is called."""

import os
from pathlib import Path
from typing import Any, Literal

from instances import season_json
from instances.assemble import Loaded, assemble
from instances.drafts import Intake
from models.plan import PLAN_FORMAT, Plan
from models.season import SEASON_FORMAT, Season


def load(path: str | Path) -> Loaded:
    """The season of a workbook or JSON file, and every fault in it; bad data raises nothing."""
    path = Path(path)
    if path.suffix.lower() == ".json":
        return assemble(season_json.read(path))
    from instances import workbook_read
    from instances.xlsx_facts import Unreadable

    try:
        intake = workbook_read.read(path)
    except Unreadable as unreadable:
        intake = Intake(file=path.name, whole_profile=False, whole_calendar=False)
        if unreadable.where:
            intake.places[""] = (unreadable.where.sheet, unreadable.where.cell or "")
        args = {k: v if isinstance(v, int | str) else str(v) for k, v in unreadable.params.items()}
        intake.whole(unreadable.code, "", path.name, **args)
    return assemble(intake)


def save(season: Season, path: str | Path) -> None:
    """Write the season as a workbook or JSON, by the ending. Complete or not at all."""
    path = Path(path)
    if path.suffix.lower() == ".json":
        data = season_json.write(season)
    elif path.suffix.lower() == ".xlsx":
        from instances import workbook_write

        data = workbook_write.write(season)
    else:
        raise ValueError(f"a season is written as .xlsx or .json, not {path.suffix or 'nothing'}")
    write_whole(path, data)


def write_whole(path: Path, data: bytes, *, new: bool = False) -> None:
    """Write a file complete or not at all; as a new one only where none is there.

    Raises OSError; of it, with `new`, FileExistsError where the name is taken.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        if new:
            path.open("xb").close()  # the name is taken only now, when the bytes lie there
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def schema(what: Literal["season", "plan"]) -> dict[str, Any]:
    """The published JSON Schema of a season or a plan file."""
    model, name = (Season, SEASON_FORMAT) if what == "season" else (Plan, PLAN_FORMAT)
    found = model.model_json_schema()
    found["properties"] = {"format": {"const": name}} | found["properties"]
    found["required"] = ["format", *found.get("required", ())]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
    } | found
