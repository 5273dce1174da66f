"""A season as a workbook that reads back as the very same season."""

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import xlsxwriter

from instances import cells, words
from instances.columns import Column, SheetSpec
from instances.layout import Book
from instances.sheets import BASIC, SHEETS
from models.season import Season, season_data

Json = dict[str, Any]
Line = dict[str, Any]
LONGEST: Final = 32767
_TABLES: Final = {spec.table: spec for spec in SHEETS}
_PARTS: Final = {"groups": "学科组", "entrustments": "委托评审"}


class TooLong(ValueError):  # noqa: N818 - reads as what happened
    """A text longer than a cell of Excel holds; JSON has no such limit."""


def write(season: Season) -> bytes:
    """The workbook's bytes: the same season, the same bytes."""
    data = season_data(season)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        made = dt.datetime(season.year, 1, 1)  # noqa: DTZ001 - not a time but the season
        workbook.set_properties({"created": made, "title": season.name})
        book = Book(workbook)
        book.basics(_basics(season, data))
        for spec in SHEETS:
            lines = list(_lines(spec, data))
            if lines:
                book.table(spec, [_cells(column, lines) for column in _used(spec, lines)])
        book.choices()
    return buffer.getvalue()


def _basics(season: Season, data: Json) -> list[tuple[Column, Any]]:
    profile, calendar = data["profile"], data["calendar"]
    found: Json = {
        "year": season.year,
        "name": data.get("name"),
        "parameters": "sheet",
        "profile_name": profile.get("name"),
        "calendar": "sheet",
        "calendar_year": calendar["year"],
        "calendar_source": calendar.get("source"),
    }
    return [
        (column, cells.write(column.kind, found[column.field], column.words))
        for column in BASIC
        if found.get(column.field) is not None
    ]


@dataclass(frozen=True, slots=True)
class Filled:
    """One column of a sheet with the cells below its header."""

    column: Column
    cells: list[Any]


def _used(spec: SheetSpec, lines: list[Line]) -> list[Column]:
    """The columns of the template and those that hold anything; of 任职年份 each year's own."""
    held = {name for line in lines for name in line}
    years = sorted(name for name in held if name[:1] == "+" and name[1:].isdecimal())
    found = [
        column
        for column in spec.columns
        if column.field in held or (column.main and not column.field.startswith("+kind"))
    ]
    return [*found, *(Column(name[1:], name, "committees") for name in years)]


def _cells(column: Column, lines: list[Line]) -> Filled:
    found: list[Any] = []
    for line in lines:
        value = line.get(column.field)
        cell = None if value is None else cells.write(column.kind, value, column.words)
        if isinstance(cell, str) and len(cell) > LONGEST:
            raise TooLong(f"{column.header}: {len(cell)} characters, a cell holds {LONGEST}")
        found.append(cell)
    return Filled(column, found)


def _lines(spec: SheetSpec, data: Json) -> Iterable[Line]:  # noqa: PLR0912 - one a sheet
    """The rows of a sheet: column field -> value."""
    match spec.name:
        case "参数":
            for row in data["profile"].get("parameters", ()):
                yield {"+value": row["value"]} | {k: v for k, v in row.items() if k != "value"}
        case "依据":
            yield from data["profile"].get("laws", ())
        case "日历":
            yield from _calendar(data["calendar"])
        case "学科组" | "委托评审":
            for committee in data.get("committees", ()):
                for row in committee.get(spec.table, ()):
                    yield {"+committee": committee["id"]} | row
        case "教师数" | "定向岗位名额":
            yield from _bodies(data, teachers=spec.name == "教师数")
        case "评委会":
            yield from (_committee(row) for row in data.get("committees", ()))
        case "专家库":
            yield from (_expert(row) for row in data.get("experts", ()))
        case "名额项目":
            for row in data.get("quota", ()):
                yield {key: value for key, value in row.items() if key != "bodies"}
        case _:
            yield from data.get(spec.table, ())


def _calendar(calendar: Json) -> Iterable[Line]:
    for name, word in (("days_off", "法定休"), ("makeup_days", "法定班")):
        for day in calendar.get(name, ()):
            yield {"date": day, "+day": word}
    for row in calendar.get("overrides", ()):
        kept = {key: value for key, value in row.items() if key != "kind"}
        yield kept | {"+day": words.word_of("DAY_KIND", row["kind"])}


def _bodies(data: Json, *, teachers: bool) -> Iterable[Line]:
    for request in data.get("quota", ()):
        if (request.get("kind", "full_senior_teachers") == "full_senior_teachers") is teachers:
            for row in request.get("bodies", ()):
                yield {"+quota": request["id"]} | row


def _flat(row: Json, names: tuple[str, ...]) -> Line:
    line = {key: value for key, value in row.items() if key not in names}
    for name in names:
        for key, value in (row.get(name) or {}).items():
            line[f"{name}.{key}"] = value
    return line


def _committee(row: Json) -> Line:
    line = _flat(row, ("filing", "extension"))
    for part in _PARTS:
        line.pop(part, None)
    expected = line.pop("expected", None)
    if expected:
        line["+expected"] = expected
        if len(expected) == 1 and not expected[0].keys() - {"count", "format"}:
            line["+expected"] = [{"count": expected[0]["count"]}]
            line["+format"] = expected[0].get("format", "dossier")
    return line


def _expert(row: Json) -> Line:
    line = {key: value for key, value in row.items() if key not in {"titles", "service"}}
    titles = row.get("titles", [])
    first = titles[0] if titles else {}
    if first.get("series") and len(titles) > 0:
        line |= {f"titles.0.{key}": value for key, value in first.items()}
        titles = titles[1:]
    if titles:
        line["titles+"] = titles
    service = row.get("service", [])
    years = [item["year"] for item in service]
    if all(a < b for a, b in pairwise(years)) and all(1900 <= year < 2100 for year in years):  # noqa: PLR2004
        line |= {f"+{item['year']}": item.get("committees", []) for item in service}
    elif service:
        line["service+"] = service
    return line
