"""One cell <-> one value, by kind. Simple kinds here, compact syntaxes in `compact`."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Literal

from instances import words
from instances.faults import CellFault
from instances.text import clean, half_width, squeeze
from instances.xlsx_facts import CellError, Value

Kind = Literal[
    "id",
    "text",
    "name",
    "int",
    "year",
    "bool",
    "date",
    "enum",
    "enums",
    "levels",
    "list",
    "dates",
    "halfdays",
    "spells",
    "titles",
    "expected",
    "exemptions",
    "service",
    "committees",
    "parameter",
    "pin",
]
MOST_ID = 64
EXACT = 10**15
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73415  # 2000-01-01 to 2100-12-31
_EPOCH = dt.date(1899, 12, 30)
_YMD = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]\s*[\d:.]+)?")
_YMD8 = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_MD = re.compile(r"(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?")
_NUMBER = re.compile(r"([+-]?\d+(?:,\d{3})*)(?:\.0+)?\s*[人名份个分钟天年所]*")


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell is read by: the season's year, the enumeration, and a place for notes."""

    year: int
    words: str
    notes: list[str]


def blank(value: Value) -> bool:
    """Whether a cell holds nothing, or only blanks."""
    return value is None or (isinstance(value, str) and not clean(value))


def text_of(value: Value) -> str:
    """Any cell as text, where a text is wanted."""
    match value:
        case str():
            return clean(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            if abs(value) >= EXACT:
                raise CellFault("cell-number-lost")
            return repr(value)
        case dt.datetime() | dt.date():
            raise CellFault("cell-date-for-text", date=value.isoformat())
        case dt.time():
            return value.strftime("%H:%M")
        case CellError():
            raise CellFault("cell-error", error=value.text)
        case None:
            return ""


def id_of(value: Value) -> str:
    """An id; a number that lost its end or its form is not guessed at."""
    if isinstance(value, float):
        raise CellFault("cell-number-lost" if abs(value) >= EXACT else "cell-id-number")
    text = text_of(value)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
        raise CellFault("cell-number-lost")
    if len(text) > MOST_ID:
        raise CellFault("text-too-long", limit=MOST_ID)
    return text


def integer(value: Value) -> int:
    """A whole number, also typed as text with blanks, commas or a unit."""
    if isinstance(value, bool):
        raise CellFault("cell-not-integer")
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    if isinstance(value, str):
        match = _NUMBER.fullmatch(half_width(value))
        if match:
            return int(match[1].replace(",", ""))
    if isinstance(value, dt.date):
        raise CellFault("cell-date-for-number", date=value.isoformat()[:10])
    if isinstance(value, CellError):
        raise CellFault("cell-error", error=value.text)
    raise CellFault("cell-not-integer")


def truth(value: Value) -> bool:
    """A yes or no by any of the usual words and marks."""
    if isinstance(value, bool):
        return value
    if isinstance(value, dt.date | float):
        raise CellFault("cell-not-bool")
    text = text_of(value).lower()
    if text in words.YES:
        return True
    if text in words.NO:
        return False
    raise CellFault("cell-not-bool")


def date(value: Value, year: int, notes: list[str]) -> dt.date:
    """A date, as Excel keeps it or in any usual writing; without a year, the season's."""
    match value:
        case dt.datetime():
            return value.date()
        case dt.date():
            return value
        case bool() | float() | dt.time() | None:
            raise CellFault("cell-not-date")
        case CellError():
            raise CellFault("cell-error", error=value.text)
        case int():
            if _FIRST_SERIAL <= value <= _LAST_SERIAL:
                notes.append("cell-date-serial")
                return _EPOCH + dt.timedelta(days=value)
            return _date_of_text(str(value), year)
        case str():
            return _date_of_text(half_width(value), year)


def _date_of_text(text: str, year: int) -> dt.date:
    match = _YMD.fullmatch(text) or _YMD8.fullmatch(text)
    if match:
        numbers = (int(match[1]), int(match[2]), int(match[3]))
    else:
        match = _MD.fullmatch(text)
        if not match:
            raise CellFault("cell-not-date")
        numbers = (year, int(match[1]), int(match[2]))
    try:
        return dt.date(*numbers)
    except ValueError:
        raise CellFault("cell-no-such-day") from None


def enum(value: Value, name: str) -> str:
    """The code of a word."""
    text = text_of(value)
    code = words.code_of(name, text)
    if code is None:
        raise CellFault("cell-not-in-list", choices=tuple(words.choices(name)))
    return code


def read(kind: Kind, value: Value, context: Context) -> Any:  # noqa: PLR0911 - one a kind
    """The JSON-able value of a cell that is not blank. Raises CellFault."""
    if isinstance(value, CellError):
        raise CellFault("cell-error", error=value.text)
    match kind:
        case "id":
            return id_of(value)
        case "text":
            return text_of(value)
        case "name":
            return squeeze(text_of(value))
        case "int" | "year":
            return integer(value.rstrip("年") if isinstance(value, str) else value)
        case "bool":
            return truth(value)
        case "date":
            return date(value, context.year, context.notes).isoformat()
        case "enum":
            return enum(value, context.words)
        case _:
            from instances import compact

            return compact.read(kind, value, context)


def write(kind: Kind, value: Any, enumeration: str = "") -> str | int | dt.date:
    """The cell for a value; what is read from it is that value again."""
    match kind:
        case "bool":
            return "是" if value else "否"
        case "int" | "year":
            return value if abs(value) < EXACT else str(value)
        case "date":
            day = dt.date.fromisoformat(value)
            return day if day.year > 1900 else str(value)  # noqa: PLR2004 - Excel begins in 1900
        case "enum":
            return words.word_of(enumeration, value)
        case "id" | "text" | "name":
            return value
        case _:
            from instances import compact

            return compact.write(kind, value, enumeration)
