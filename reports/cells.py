"""How a field of the plan stands in a cell of the sealed workbook, and how it is read back.

A field may take two cells: a half-day its date and 上午/下午; somebody or something its name, for
people, and its id, grey at the end of the row. Either may be edited.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from models.calendar import HalfDay, date_of, half_day, half_of
from models.messages import catalogue
from models.plan import Plan
from models.season import Season
from reports.words import clean, storable, word

Cell = str | int | date
"""What we write: blank is the empty text."""

Fields = Mapping[str, Any]
"""One row of the plan, by field."""

Kind = Literal[
    "text",
    "whole",
    "flag",
    "date",
    "day",  # the date of a half-day
    "half",  # and 上午 or 下午
    "half_days",
    "word",  # a code as a word; `table` names the kind of word
    "texts",
    "counts",  # by category
    "json",
    "id",
    "name",  # of the id that stands in the same row
    "ids",
    "names",
    "shown",  # follows from others; never read
    "order",  # a running number; never read
]
LONGEST = 32_767
"""Characters that a cell can hold."""
AT_END = {"id", "ids"}


class BadCell(ValueError):  # noqa: N818 - reads as what happened
    """A cell that cannot be read, with the code of the message."""

    def __init__(self, code: str, **args: str) -> None:
        super().__init__(code)
        self.code = f"report-cell-{code}"
        self.args_of = args


class Lookup:
    """Names of everything that a row may point to, and back."""

    def __init__(self, season: Season, plan: Plan) -> None:
        self.season = season
        organisations = season.organisation
        self.groups = {group.id: group for group in plan.groups}
        self.sessions = {session.id: session for session in plan.sessions}
        self._names: dict[str, dict[str, str]] = {
            "organisation": {key: item.name for key, item in organisations.items()},
            "expert": {key: item.name for key, item in season.expert.items()},
            "committee": {key: item.name for key, item in season.committee.items()},
            "applicant": {key: item.name for key, item in season.applicant.items()},
            "room": {key: item.name for key, item in season.room.items()},
            "desk": {key: item.name for key, item in season.desk.items()},
            "staff": {key: item.name for key, item in season.member_of_staff.items()},
            "group": {key: item.name or "全体" for key, item in self.groups.items()},
            "submission": {
                key: organisations[item.organisation].name
                for key, item in season.submission.items()
                if item.organisation in organisations
            },
            "session": dict.fromkeys(self.sessions, ""),
            "quota": {item.id: item.name for item in season.quota},
        }
        self._ids: dict[str, dict[str, list[str]]] = {}
        for table, names in self._names.items():
            ids = self._ids.setdefault(table, {})
            for key, name in names.items():
                ids.setdefault(clean(name).strip(), []).append(key)

    def has(self, table: str, key: str) -> bool:
        """Whether the season (or, for groups and sessions, the plan) has this id."""
        return key in self._names[table]

    def name(self, table: str, key: str) -> str:
        """The name for an id; empty when there is none."""
        return clean(self._names[table].get(key, "")).strip()

    def find(self, table: str, name: str, committee: str = "") -> str:
        """The id of a name. Groups are looked for in their committee."""
        found = self._ids[table].get(name, [])
        if table == "group" and committee:
            found = [key for key in found if self.groups[key].committee == committee]
        if not found:
            raise BadCell("unknown")
        if len(found) > 1:
            raise BadCell("ambiguous")
        return found[0]


@dataclass(frozen=True)
class Column:
    """One column: its header, the field that it shows, and how."""

    header: str
    kind: Kind
    field: str = ""
    table: str = ""
    width: float = 10
    show: "Callable[[Lookup, Fields], Cell] | None" = None


_MARKS = re.compile(r"[\\、；;]")


def join(values: "tuple[str, ...] | list[str]") -> str:
    """Several texts in one cell."""
    return "、".join(_MARKS.sub(r"\\\g<0>", value) for value in values)


def split(text: str) -> tuple[str, ...]:
    """The texts of one cell."""
    found: list[str] = []
    part, escaped = "", False
    for character in text:
        if escaped:
            part, escaped = part + character, False
        elif character == "\\":
            escaped = True
        elif character in "、；;":
            found.append(part)
            part = ""
        else:
            part += character
    found.append(part)
    return tuple(item for item in (entry.strip() for entry in found) if item)


def half_day_text(at: HalfDay) -> str:
    """2024-08-07 上午."""
    return f"{at[:10]} {word('half', half_of(at))}"


def encode(column: Column, fields: Fields, look: Lookup) -> Cell:  # noqa: PLR0911, PLR0912
    """What stands in the cell."""
    if column.kind in {"shown", "order"}:
        return column.show(look, fields) if column.show else ""
    value = fields[column.field]
    match column.kind:
        case "flag":
            return "是" if value else "否"
        case "date":
            return "" if value is None else value
        case "day":
            return date_of(value)
        case "half":
            return word("half", half_of(value))
        case "half_days":
            return "、".join(half_day_text(at) for at in value)
        case "word":
            return word(column.table, value)
        case "texts" | "ids":
            return join(value)
        case "name":
            return look.name(column.table, value)
        case "names":
            return join([look.name(column.table, key) for key in value])
        case "counts":
            return join([f"{word('category', key)}={number}" for key, number in value.items()])
        case "json":
            return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
        case _:
            return value


def normal(cell: object) -> str:  # noqa: PLR0911 - one type each
    """A cell as a text that compares: blanks stripped, whole floats whole, midnights dates."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = cell.time() == datetime.min.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    text = str(getattr(cell, "text", cell))  # an error such as #REF! has a text
    return storable(text)[:LONGEST].strip()


def decode(column: Column, text: str, year: int) -> Any:  # noqa: PLR0911 - one kind each
    """The value of a cell of its own, a day without a year being of `year`; else BadCell."""
    match column.kind:
        case "whole":
            if not text.isdecimal():
                raise BadCell("whole")
            return int(text)
        case "flag":
            if text not in {"是", "否"}:
                raise BadCell("flag")
            return text == "是"
        case "date" | "day":
            return _date(text, year) if text or column.kind == "day" else None
        case "half":
            return decode_word("half", text)
        case "half_days":
            return tuple(_half_day(part, year) for part in split(text))
        case "word":
            return decode_word(column.table, text)
        case "texts" | "ids" | "names":
            return split(text)
        case "counts":
            return dict(_count(part) for part in split(text))
        case "json":
            return _json(text)
        case _:
            return text


def decode_word(kind: str, text: str) -> str:
    """The code of a word. Milestones may have codes without a word."""
    prefix = f"report-{kind}-"
    known = {m.zh: code.removeprefix(prefix) for code, m in _of_kind(prefix).items()}
    if text in known:
        return known[text]
    if text in known.values() or (kind == "milestone" and text):
        return text
    raise BadCell("word", words="、".join(known))


def _of_kind(prefix: str) -> dict[str, Any]:
    return {code: message for code, message in catalogue().items() if code.startswith(prefix)}


_DAY = re.compile(r"(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")


def _date(text: str, year: int) -> date:
    """A day in any usual writing; without a year, of this one."""
    match = _DAY.fullmatch(text)
    if not match:
        raise BadCell("date")
    try:
        return date(int(match[1] or year), int(match[2]), int(match[3]))
    except ValueError:
        raise BadCell("date") from None


def _half_day(text: str, year: int) -> HalfDay:
    for mark, half in (("上午", "am"), ("下午", "pm")):
        if text.endswith(mark):
            try:
                return half_day(_date(text.removesuffix(mark).strip(), year), half)  # pyright: ignore[reportArgumentType]
            except BadCell:
                break
    raise BadCell("half-day")


def _count(text: str) -> tuple[str, int]:
    name, mark, number = text.partition("=")
    if not mark or not number.strip().isdecimal():
        raise BadCell("table")
    return decode_word("category", name.strip()), int(number)


def _json(text: str) -> Any:
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        raise BadCell("table") from None
    if not isinstance(value, dict):
        raise BadCell("table")
    return value
