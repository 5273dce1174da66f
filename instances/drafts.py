"""Rows on their way from a file into a Season: data not yet believed, and where each stood."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from instances.cells import MOST_ID
from instances.faults import SECRET_TABLES, Fault, Severity, shown
from instances.source import Place, lookup
from models.messages import Arg
from models.season import TABLES

ROWS = (*TABLES, "parameters", "laws", "overrides")


@dataclass(slots=True)
class Draft:
    """One row: `extra` holds what is no field of it, `broken` the fields that could not be read."""

    table: str
    data: dict[str, Any]
    places: dict[str, Place]
    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    broken: set[str] = field(default_factory=set[str])
    aside: bool = False
    made: bool = False

    @property
    def id(self) -> str:
        """The row's id, or empty when it has none that is a text."""
        found = self.data.get("id")
        return found if isinstance(found, str) else ""

    def place(self, name: str = "") -> Place:
        """Where a field stood, else the row."""
        return lookup(self.places, name) or lookup(self.places, "") or ("", "")


@dataclass(slots=True)
class Intake:
    """All that was read of one file."""

    file: str
    creates: bool = False
    """Whether a unit's name makes the unit: in workbooks, where people type names."""
    year: int | None = None
    name: str = ""
    profile_name: str | None = None
    whole_profile: bool = True
    """Whether the rows `parameters` are the whole profile, or change the year's own."""
    calendar: dict[str, Any] = field(default_factory=dict[str, Any])
    whole_calendar: bool = True
    drafts: dict[str, list[Draft]] = field(default_factory=lambda: {table: [] for table in ROWS})
    faults: list[Fault] = field(default_factory=list[Fault])
    sheets: list[str] = field(default_factory=list[str])
    """The order in which faults are listed."""
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    """Where the season's own fields stood."""

    def fault(
        self,
        code: str,
        severity: Severity,
        draft: Draft,
        at: str = "",
        value: object = "",
        **args: Arg,
    ) -> None:
        """Note a fault of a row. A secret table's values and ids are not kept."""
        secret = draft.table in SECRET_TABLES
        if severity == "row":
            draft.aside = True
        sheet, cell = draft.place(at)
        self.faults.append(
            Fault(
                code=code,
                severity=severity,
                sheet=sheet,
                cell=cell if sheet else "",
                path="" if sheet else cell,
                value="" if secret or value is None else shown(value),
                args=args,
                table=draft.table,
                id="" if secret else draft.id,
            )
        )

    def whole(self, code: str, at: str = "", value: object = "", **args: Arg) -> None:
        """Note a fault of the season's own fields, after which nothing can be planned."""
        self.of_season(code, "whole", at, value, **args)

    def of_season(
        self, code: str, severity: Severity, at: str = "", value: object = "", **args: Arg
    ) -> None:
        """Note a fault of the season's own fields."""
        sheet, cell = lookup(self.places, at) or self.places.get("") or ("", "")
        path = "" if sheet else cell
        self.faults.append(
            Fault(code, severity, sheet, cell if sheet else "", path, shown(value), args)
        )

    def fit(self, name: str) -> str:
        """A name as an id: cut where it is too long, its hash telling it from others."""
        if len(name) <= MOST_ID:
            return name
        return name[: MOST_ID - 9] + "#" + hashlib.sha256(name.encode()).hexdigest()[:8]
