"""One sheet of an edited workbook, read row by row against what the plan said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from models.base import Record
from reports.cells import BadCell, Column, Fields, Lookup, decode, encode, normal, split
from reports.tables import Table

Rows = Sequence[Sequence[object]]
HEADER_WITHIN = 12
"""Rows in which the header is looked for."""


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be used: the code of its message, and where it stands."""

    code: str
    sheet: str
    cell: str = ""
    value: str = ""
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One edited cell, or a row added or removed (`field` empty)."""

    sheet: str
    cell: str
    row: str
    """Id of the row."""
    field: str
    header: str
    old: str
    new: str
    kind: str = "changed"
    record: Record | None = None
    """The row as it now reads; as it was, when it was removed."""


@dataclass
class Found:
    """The rows of one table, and what was noticed while reading them."""

    rows: list[Record]
    differences: list[Difference]
    faults: list[CellFault]


class Reader:
    """Reads one sheet against the rows that the original plan had."""

    def __init__(
        self,
        table: Table,
        rows: Rows | None,
        before: Sequence[Record],
        looks: tuple[Lookup, Lookup],
    ) -> None:
        self.table = table
        self.rows = rows
        self.before = {str(getattr(row, "id", "")): row for row in before}
        self.before_look, self.look = looks
        self.found = Found([], [], [])
        self.columns: dict[str, int] = {}

    def read(self) -> Found:
        """Every row."""
        first = self._header()
        if first is None or self.rows is None:
            self.found.rows = list(self.before.values())
            return self.found
        seen: set[str] = set()
        for number in range(first, len(self.rows)):
            cells = self._cells(number)
            if any(cells[c.header] for c in self.table.columns if c.kind != "order"):
                self._row(number, cells, seen)
        for key, record in self.before.items():
            if key not in seen:
                self._note("", key, "removed", record)
        place = {key: n for n, key in enumerate(self.before)}
        # In the plan's own order, new ones after: the sheet may be sorted otherwise.
        self.found.rows.sort(key=lambda row: place.get(str(getattr(row, "id", "")), len(place)))
        return self.found

    def _header(self) -> int | None:
        """The row after the header; None with a fault when there is none."""
        wanted = [column.header for column in self.table.columns if column.kind != "order"]
        if self.rows is None:
            if self.before:
                self._fault("report-sheet-missing", sheet=self.table.sheet)
            return None
        lacking = wanted
        for number, row in enumerate(self.rows[:HEADER_WITHIN]):
            places = {normal(cell): n for n, cell in reversed(list(enumerate(row)))}
            missing = [header for header in wanted if header not in places]
            if not missing:
                self.columns = {c.header: places.get(c.header, -1) for c in self.table.columns}
                return number + 1
            lacking = min(lacking, missing, key=len)
        names = "、".join(lacking)
        self._fault("report-sheet-header", sheet=self.table.sheet, columns=names)
        return None

    def _cells(self, number: int) -> dict[str, str]:
        assert self.rows is not None
        row = self.rows[number]
        return {
            header: normal(row[place]) if 0 <= place < len(row) else ""
            for header, place in self.columns.items()
        }

    def _row(self, number: int, cells: dict[str, str], seen: set[str]) -> None:
        key = self._key(number, cells)
        if key in seen:
            self._fault("report-row-twice", self._address(number, self._key_column()), key)
            return
        before = self.before.get(key)
        seen.add(key)
        shown = self._shown(before)
        fields, bad = self._fields(number, cells, before, shown)
        record = None if bad else self._record(number, {"id": key} | fields)
        kept = record or before
        if kept is None:
            return
        self.found.rows.append(kept)
        if before is None:
            self._note(self._address(number, self.table.columns[0]), key, "added", kept)
            return
        for column in self.table.columns:
            if column.kind != "order" and cells[column.header] != shown[column.header]:
                self.found.differences.append(
                    Difference(
                        self.table.sheet,
                        self._address(number, column),
                        key,
                        column.field,
                        column.header,
                        shown[column.header],
                        cells[column.header],
                        record=kept,
                    )
                )

    def _key_column(self) -> Column:
        return next(c for c in self.table.columns if c.kind == "id" and c.field == "id")

    def _key(self, number: int, cells: dict[str, str]) -> str:
        column = self._key_column()
        if key := cells[column.header]:
            return key
        named = next((c for c in self.table.columns if c.kind == "name" and c.field == "id"), None)
        if named and cells[named.header]:
            try:
                return self.look.find(named.table, cells[named.header])
            except BadCell:
                return ""
        return f"手填-{self.table.sheet}-{number + 1}"

    def _shown(self, before: Record | None) -> dict[str, str]:
        if before is None:
            return {}
        fields = dict(before)
        return {
            column.header: normal(encode(column, fields, self.before_look))
            for column in self.table.columns
            if column.kind != "order"
        }

    def _fields(
        self, number: int, cells: dict[str, str], before: Record | None, shown: dict[str, str]
    ) -> tuple[dict[str, Any], bool]:
        """Fields whose cells are untouched keep their value; the others are read."""
        fields: dict[str, Any] = dict(before) if before else dict(self.table.fixed)
        bad = False
        by_field: dict[str, list[Column]] = {}
        for column in self.table.columns:
            if column.kind not in {"shown", "order"}:
                by_field.setdefault(column.field, []).append(column)
            elif column.kind == "shown" and before and cells[column.header] != shown[column.header]:
                where = self._address(number, column)
                self._fault("report-cell-shown-only", where, cells[column.header])
        if not self._key_column().table:
            del by_field["id"]  # settled by `_key`; a new row leaves it empty
        ranked = sorted(by_field.items(), key=lambda item: item[0] != "committee")
        for name, columns in ranked:
            edited = [c for c in columns if before is None or cells[c.header] != shown[c.header]]
            if not edited:
                continue
            try:
                fields[name] = self._value(columns, edited, cells, fields)
            except BadCell as fault:
                bad = True
                where = self._address(number, edited[0])
                self._fault(fault.code, where, cells[edited[0].header], **fault.args_of)
        return fields, bad

    def _value(
        self, columns: list[Column], edited: list[Column], cells: dict[str, str], fields: Fields
    ) -> Any:
        kinds = {column.kind: column for column in columns}
        year = self.look.season.year
        if "day" in kinds:
            day = decode(kinds["day"], cells[kinds["day"].header], year)
            return f"{day}.{decode(kinds['half'], cells[kinds['half'].header], year)}"
        if "names" in kinds:
            return self._ids(kinds["names"], kinds["ids"], edited, cells)
        if "id" in kinds:
            committee = str(fields.get("committee", ""))
            return self._id((kinds.get("name"), kinds["id"]), edited, cells, committee)
        if "name" in kinds:
            return self.look.find(kinds["name"].table, cells[kinds["name"].header])
        return decode(columns[0], cells[columns[0].header], year)

    def _id(
        self,
        columns: tuple[Column | None, Column],
        edited: list[Column],
        cells: dict[str, str],
        committee: str,
    ) -> str:
        """The id of a pair: the cell that was edited counts, and both must not say two things."""
        name, column = columns
        key = cells[column.header]
        called = cells[name.header] if name else ""
        if name and called and (not key or column not in edited):
            return self.look.find(name.table, called, committee)
        if key and column.table and not self.look.has(column.table, key):
            raise BadCell("unknown")
        renamed = name is not None and name in edited and called
        if renamed and called != self.look.name(column.table, key):
            raise BadCell("mismatch")
        return key

    def _ids(
        self, names: Column, ids: Column, edited: list[Column], cells: dict[str, str]
    ) -> tuple[str, ...]:
        keys, called = split(cells[ids.header]), split(cells[names.header])
        if names in edited and (ids not in edited or not keys):
            known = {self.look.name(ids.table, key): key for key in keys}
            return tuple(known.get(name) or self.look.find(ids.table, name) for name in called)
        for key in keys:
            if not self.look.has(ids.table, key):
                raise BadCell("unknown")
        if (
            names in edited
            and called
            and called != tuple(self.look.name(ids.table, k) for k in keys)
        ):
            raise BadCell("mismatch")
        return keys

    def _record(self, number: int, fields: dict[str, Any]) -> Record | None:
        try:
            return self.table.record.model_validate(fields)
        except ValidationError as error:
            wrong = {
                str(item["loc"][0]) for item in error.errors(include_input=False) if item["loc"]
            }
            columns = [c for c in self.table.columns if c.field in wrong]
            where = self._address(number, columns[0] if columns else self.table.columns[0])
            headers = "、".join(c.header for c in columns)
            self._fault("report-row-invalid", where, fields=headers)
            return None

    def _address(self, number: int, column: Column) -> str:
        place = self.columns.get(column.header, 0)
        letters = ""
        place += 1
        while place:
            place, left = divmod(place - 1, 26)
            letters = chr(65 + left) + letters
        return f"{letters}{number + 1}"

    def _fault(self, code: str, cell: str = "", value: str = "", /, **args: str) -> None:
        self.found.faults.append(CellFault(code, self.table.sheet, cell, value, args))

    def _note(self, cell: str, key: str, kind: str, record: Record) -> None:
        self.found.differences.append(
            Difference(self.table.sheet, cell, key, "", "", "", "", kind, record)
        )
