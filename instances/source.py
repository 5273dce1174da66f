"""Where each fact of a Season stood in its file. Beside the Season, never in its hash."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str, str]
"""(sheet, cell) of a workbook, or ("", path) of a JSON file."""


@dataclass(slots=True)
class Source:
    """The places of every row, by table and id. Fields are dotted paths: "filing.valid_to"."""

    file: str = ""
    rows: dict[tuple[str, str], Mapping[str, Place]] = field(
        default_factory=dict[tuple[str, str], Mapping[str, Place]]
    )

    def place(self, table: str, row: str, name: str = "") -> Place | None:
        """The field's place, else that of the nearest field around it, else that of the row."""
        return lookup(self.rows.get((table, row), {}), name)

    def where(self, table: str, row: str, name: str = "") -> dict[str, str]:
        """The place as the `--json` output gives it; only the file when it is not known."""
        place = self.place(table, row, name)
        if place is None:
            return {"file": self.file}
        sheet, at = place
        if sheet:
            return {"file": self.file, "sheet": sheet, "cell": at}
        return {"file": self.file, "path": at}


def lookup(places: Mapping[str, Place], name: str) -> Place | None:
    """The place of a dotted path, "" being the row: exact in JSON, else of its known beginning."""
    row = places.get("")
    if name and row and row[1].startswith("$"):
        parts = name.split(".")
        return "", row[1] + "".join(f"[{p}]" if p.isdecimal() else f".{p}" for p in parts)
    while name and name not in places:
        name = name.rpartition(".")[0]
    return places.get(name)
