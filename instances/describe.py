"""The sheets and columns as a text, for docs/formats.md."""

from instances import words
from instances.columns import BASICS, Column, SheetSpec
from instances.sheets import BASIC, SHEETS
from models.season import TABLES

BEGIN = "<!-- sheets: begin -->"
END = "<!-- sheets: end -->"
_KINDS = {
    "id": "id",
    "text": "text",
    "name": "text",
    "int": "whole number",
    "year": "year",
    "bool": "是 / 否",
    "date": "date",
    "list": "list",
    "dates": "dates",
    "halfdays": "half-days",
    "spells": "spells",
    "titles": "titles",
    "expected": "expected",
    "exemptions": "exemptions",
    "service": "service",
    "committees": "committees",
    "parameter": "value",
    "pin": "pairs",
    "levels": "levels",
}


def markdown() -> str:
    """Every sheet with its columns."""
    parts = [f"### {BASICS}\n\nThe only required sheet: one row for each item.\n", _head()]
    parts += [_row(column) for column in BASIC]
    for spec in SHEETS:
        parts.append(_sheet(spec))
    return "\n".join(parts) + "\n"


def in_step(text: str) -> str:
    """The document with its generated part brought up to date."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{markdown()}{END}{after}"


def _sheet(spec: SheetSpec) -> str:
    where = f"`{spec.table}`" if spec.table in TABLES else f"`{spec.table}` of another table"
    stages = f" Stages {', '.join(spec.stages)}." if spec.stages else ""
    lines = [f"\n### {spec.name}\n\n{where}.{stages} {spec.about}".rstrip() + "\n", _head()]
    return "\n".join([*lines, *(_row(column) for column in spec.columns)])


def _head() -> str:
    return "| column | field | kind | |\n|---|---|---|---|"


def _row(column: Column) -> str:
    kind = _KINDS.get(column.kind, "")
    if column.kind in {"enum", "enums"}:
        kind = " / ".join(words.choices(column.words))
    header = f"**{column.header}**" if column.required else column.header
    also = f"也可写 {'、'.join(column.aliases)}" if column.aliases else ""
    note = "；".join(part for part in (column.comment, also) if part).replace("|", "\\|")
    return f"| {header} | `{column.field}` | {kind} | {note} |"
