"""A workbook that may be hostile, as plain sheets with cell addresses.

Nothing here knows what a season is. Two steps, so that no file takes the program down:

1. `scan` looks at the file with the standard library alone: it inflates every member and counts
   the bytes, refuses entities, and finds how far each sheet reaches.
2. `read` packs just the parts that were scanned into a workbook of its own making (so that no
   second reading of the zip can differ from the first) and has calamine read that in a child
   process, with a time limit and, where the system has one, a memory limit. A child that dies or
   is late is an `Unreadable`.

Rows and columns count from 0, as in ``sheet.rows[6][2]``, the cell ``address(6, 2) == "C7"``;
only `hidden_rows` holds row numbers as Excel prints them.
"""

import datetime as dt
import html
import io
import json
import re
import stat
import subprocess
import sys
import time
import zipfile
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from typing import Final, Literal, TypeAlias, cast
from xml.parsers import expat

MAX_BYTES: Final = 200_000_000  # of the file, and of all its members inflated
MAX_TEXT: Final = 100_000_000  # characters, each cell counted with the shared text it points to
MAX_MEMBERS: Final = 10_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 512
MAX_CELLS: Final = 3_000_000  # written in the file, blank ones with a format among them
MAX_AREA: Final = 10_000_000  # rows times columns, over all sheets: what calamine allocates
MAX_FORMULAS: Final = 10_000  # addresses kept for each sheet

Code: TypeAlias = Literal[
    "file-missing",  # no such file
    "file-is-folder",
    "file-locked",  # the system refuses it: another program holds it, or no permission
    "file-empty",  # no bytes at all
    "file-encrypted",  # needs a password
    "file-old-xls",  # .xls, or .et of WPS; `kind` says which
    "file-csv",  # plain text, whatever its name ends with
    "file-not-xlsx",  # something else: `kind` is html, ods, xlsb, pdf, zip or unknown
    "file-too-large",  # `what` is file, members, inflated or text; `limit`
    "file-broken",  # damaged or forged; `part` of the zip where known
    "sheet-too-large",  # `rows`, `columns` reached, and the limits
    "read-timeout",  # `seconds`
    "read-crashed",  # `exit`, the child's, where known
]

Value: TypeAlias = "str | int | float | bool | dt.date | dt.datetime | dt.time | CellError | None"


@dataclass(frozen=True, slots=True)
class CellError:
    """What Excel shows where a formula failed, such as ``#REF!``."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    sheet: str
    cell: str | None = None

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows[r][c]``, all rows equally long, from A1 to the last cell that holds anything.

    A cell holds what Excel stores: a whole number below 10**15 is an int, a longer one a float
    (its end is lost), a duration below a day a time and a longer one a float of days, blank text
    None. Of a formula it is the value last computed. `formulas` keeps the first 10,000 addresses.
    """

    name: str
    hidden: bool
    rows: list[list[Value]]
    merged: tuple[tuple[int, int, int, int], ...]
    """First row, first column, last row, last column, from 0, the last included."""
    hidden_rows: frozenset[int]
    """Numbers as Excel prints them, from 1."""
    formulas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Workbook:
    path: Path
    sheets: dict[str, Sheet]
    """In the order of the tabs, hidden ones too; chart sheets are left out."""


@dataclass(frozen=True, slots=True)
class SheetScan:
    name: str
    hidden: bool
    part: str
    """The member of the zip."""
    rows: int
    """Number of the last row with a value or formula; 0 when the sheet is empty."""
    columns: int
    cells: int
    """Cells written in the file, blank ones among them."""
    merged: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    formulas: frozenset[str]
    errors: Mapping[tuple[int, int], CellError]
    negatives: Mapping[tuple[int, int], float]
    """Numbers below zero that carry a format: none is a date, but calamine makes one up."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    path: Path
    sheets: tuple[SheetScan, ...]


class Unreadable(Exception):  # noqa: N818 -- says what the file is, as the caller speaks of it
    """The file, or one sheet, cannot be read. No cell value is ever in it."""

    def __init__(self, code: Code, where: Place | None = None, **params: str | int | float) -> None:
        super().__init__(code, where, params)
        self.code: Code = code
        self.where = where
        self.params: Mapping[str, str | int | float] = params

    def __str__(self) -> str:
        """For developers; people read the catalogue's wording of `code`."""
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        place = f" at {self.where}" if self.where else ""
        return f"{self.code}{place}" + (f" ({details})" if details else "")


def address(row: int, column: int) -> str:
    """The cell's name, rows and columns from 0: ``address(6, 2) == "C7"``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def scan(path: Path, seconds: float = 60) -> ScanReport:
    """What is in the workbook and how far its sheets reach; raises `Unreadable`."""
    return _scan(path, time.monotonic() + seconds, seconds)[0]


def read(path: Path, seconds: float = 60, memory_mib: int = 2048) -> Workbook:
    """The workbook's cells; raises `Unreadable`. Both limits are for the whole file."""
    deadline = time.monotonic() + seconds
    report, clean = _scan(path, deadline, seconds)
    found = _in_child(clean, deadline, seconds, memory_mib)
    if len(found) != len(report.sheets):
        raise Unreadable("read-crashed")
    sheets: dict[str, Sheet] = {}
    for scanned, rows in zip(report.sheets, found, strict=True):
        if rows is None:
            raise Unreadable("file-broken", Place(scanned.name), part=scanned.part)
        sheets[scanned.name] = Sheet(
            name=scanned.name,
            hidden=scanned.hidden,
            rows=_values(rows, scanned),
            merged=scanned.merged,
            hidden_rows=scanned.hidden_rows,
            formulas=scanned.formulas,
        )
    return Workbook(path, sheets)


# ------------------------------------------------------------------------------------- the file

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OLE: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_CENTRAL: Final = b"PK\x01\x02"
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)
_CHUNK: Final = 1 << 20


@dataclass(slots=True)
class _Budget:
    """What the whole file may still use."""

    deadline: float
    seconds: float
    members: int = MAX_BYTES
    cells: int = MAX_CELLS
    text: int = MAX_TEXT
    area: int = MAX_AREA

    def check_time(self) -> None:
        if time.monotonic() > self.deadline:
            raise Unreadable("read-timeout", seconds=self.seconds)


def _scan(path: Path, deadline: float, seconds: float) -> tuple[ScanReport, bytes]:
    """The report, and a clean workbook of the parts it speaks of, for calamine."""
    budget = _Budget(deadline, seconds)
    parts = _members(_bytes(path), path, budget)
    book = _Book.of(parts, budget)
    texts = _SharedStrings.lengths(parts, book.shared_strings, budget)
    if book.styles is not None:
        _parse(book.styles, parts[book.styles], budget)  # well-formed and without entities
    scanners = [
        _SheetScanner.of(name, part, parts[part], texts, budget) for name, _, part in book.sheets
    ]
    report = ScanReport(
        path,
        tuple(
            scanner.report(hidden)
            for scanner, (_, hidden, _) in zip(scanners, book.sheets, strict=True)
        ),
    )
    return report, _clean(parts, book, scanners)


def _bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("file-is-folder")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("file-not-xlsx", kind="unknown")
        if status.st_size > MAX_BYTES:
            raise Unreadable("file-too-large", what="file", limit=MAX_BYTES)
        with path.open("rb") as file:
            return file.read(MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the path
        raise Unreadable("file-missing") from None
    except PermissionError:
        raise Unreadable("file-locked") from None
    except OSError:
        raise Unreadable("file-broken") from None


def _members(data: bytes, path: Path, budget: _Budget) -> dict[str, bytes]:
    """Every XML member inflated, by name; the others are inflated too, counted and dropped."""
    _refuse_other_formats(data, path)
    # Before zipfile builds an object for each: a full directory of 200 MB would take gigabytes.
    if data.count(_CENTRAL) > MAX_MEMBERS:
        raise Unreadable("file-too-large", what="members", limit=MAX_MEMBERS)
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.flag_bits & 0x1:
                    raise Unreadable("file-encrypted")
                name = info.filename.replace("\\", "/").lower()
                if name in parts:
                    raise Unreadable("file-broken", part=name)
                parts[name] = _inflate(archive, info, budget, keep=name.endswith((".xml", ".rels")))
    except _ZIP_FAULTS:
        raise Unreadable("file-broken") from None
    return parts


def _inflate(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget, *, keep: bool
) -> bytes:
    """Bytes that really come out are counted: what the header promises may be a lie."""
    chunks: list[bytes] = []
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            budget.members -= len(chunk)
            if budget.members < 0:
                raise Unreadable("file-too-large", what="inflated", limit=MAX_BYTES)
            budget.check_time()
            if keep:
                chunks.append(chunk)
    return b"".join(chunks)


def _refuse_other_formats(data: bytes, path: Path) -> None:
    """By content, not by ending: a .xls renamed to .xlsx is still a .xls."""
    if not data:
        raise Unreadable("file-empty")
    if data.startswith(_OLE):
        if _ENCRYPTED_OLE in data:
            raise Unreadable("file-encrypted")
        raise Unreadable("file-old-xls", kind="et" if path.suffix.lower() == ".et" else "xls")
    if data.startswith(_ZIP):
        return
    if data.startswith(b"%PDF"):
        raise Unreadable("file-not-xlsx", kind="pdf")
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        raise Unreadable("file-not-xlsx", kind="html")
    if not head.startswith(b"<") and _is_text(data[:4096]):
        raise Unreadable("file-csv")
    raise Unreadable("file-not-xlsx", kind="unknown")


def _is_text(head: bytes) -> bool:
    """UTF-16 by its mark; else without control characters: UTF-8, GBK and GB 18030 alike."""
    if head.startswith(_UTF_16):
        return True
    return not any(byte < ord(" ") and byte not in b"\t\n\r\f" for byte in head)


# -------------------------------------------------------------------------------------- the XML

_Attributes: TypeAlias = dict[str, str]


def _nothing(_name: str, _attributes: _Attributes) -> None: ...


def _parse(
    part: str,
    data: bytes,
    budget: _Budget,
    start: Callable[[str, _Attributes], None] = _nothing,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through one part; a document type, and so any entity, is refused.

    So is any encoding but UTF-8: calamine takes UTF-16 for an empty sheet.
    """
    if data.startswith(_UTF_16):
        raise Unreadable("file-broken", part=part)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def forbidden(*_: object) -> None:
        raise Unreadable("file-broken", part=part)

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "us-ascii"}:
            forbidden()

    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = forbidden
    parser.EntityDeclHandler = forbidden
    parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    try:
        for at in range(0, len(data), _CHUNK):
            budget.check_time()
            parser.Parse(data[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Unreadable("file-broken", part=part) from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _truth(text: str | None) -> bool:
    return text in {"1", "true", "on"}


# ---------------------------------------------------------------------------------- the workbook

_PACKAGE_RELATIONS: Final = "_rels/.rels"
_WORKBOOK: Final = "xl/workbook.xml"
_NO_SHEETS_OF_CELLS: Final = frozenset({"chartsheet", "dialogsheet", "xlMacrosheet"})


@dataclass(slots=True)
class _Book:
    """The table of contents: name, hidden, part for each worksheet in the order of the tabs."""

    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    shared_strings: str | None = None
    styles: str | None = None
    from_1904: bool = False

    @staticmethod
    def of(parts: dict[str, bytes], budget: _Budget) -> "_Book":
        part = next(
            (
                target
                for kind, target in _relations("", parts, budget).values()
                if kind == "officeDocument"
            ),
            _WORKBOOK,
        )
        if not part.endswith(".xml") or part not in parts:
            raise _no_workbook(parts)
        book = _Book()
        listed: list[tuple[str, bool, str]] = []

        def start(name: str, attributes: _Attributes) -> None:
            match _local(name):
                case "sheet":
                    near = {_local(key): value for key, value in attributes.items()}
                    hidden = near.get("state", "visible") != "visible"
                    listed.append((near.get("name", ""), hidden, near.get("id", "")))
                case "workbookPr":
                    book.from_1904 = _truth(attributes.get("date1904"))
                case _:
                    pass

        _parse(part, parts[part], budget, start)
        targets = _relations(part, parts, budget)
        for kind, target in targets.values():
            if kind == "sharedStrings" and target in parts:
                book.shared_strings = target
            if kind == "styles" and target in parts:
                book.styles = target
        for name, hidden, id_ in listed:
            kind, target = targets.get(id_, ("", ""))
            if kind not in _NO_SHEETS_OF_CELLS:
                book.sheets.append((name, hidden, target))
                if not target.endswith(".xml") or target not in parts:
                    raise Unreadable("file-broken", Place(name))
        book.refuse_doubles()
        return book

    def refuse_doubles(self) -> None:
        """Two sheets of one name, or one part shown as a thousand sheets."""
        for seen in (
            Counter(name.casefold() for name, _, _ in self.sheets),
            Counter(part for _, _, part in self.sheets),
        ):
            for name, _, part in self.sheets:
                if not name or seen[name.casefold()] > 1 or seen[part] > 1:
                    raise Unreadable("file-broken", Place(name))


def _no_workbook(parts: dict[str, bytes]) -> Unreadable:
    if "xl/workbook.bin" in parts:
        return Unreadable("file-not-xlsx", kind="xlsb")
    if "mimetype" in parts and "content.xml" in parts:
        return Unreadable("file-not-xlsx", kind="ods")
    return Unreadable("file-not-xlsx", kind="zip")


def _relations(part: str, parts: dict[str, bytes], budget: _Budget) -> dict[str, tuple[str, str]]:
    """By id: the kind and the member that it points to. Of the whole package if part is ""."""
    folder, _, file = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: _Attributes) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "").replace("\\", "/").lower()
            found[attributes.get("Id", "")] = (
                kind,
                normpath(join("/", folder, target)).lstrip("/"),
            )

    listing = join(folder, "_rels", f"{file}.rels")
    if listing in parts:
        _parse(listing, parts[listing], budget, start)
    return found


class _SharedStrings:
    """The length of each shared text. One text can be shown by a million cells."""

    def __init__(self) -> None:
        self.lengths_of: array[int] = array("L")
        self._length = 0

    @staticmethod
    def lengths(parts: dict[str, bytes], part: str | None, budget: _Budget) -> "array[int]":
        found = _SharedStrings()
        if part is not None:
            _parse(part, parts[part], budget, found.start, found.end, found.text)
        return found.lengths_of

    def start(self, name: str, _attributes: _Attributes) -> None:
        if name == "si" or _local(name) == "si":
            self._length = 0

    def end(self, name: str) -> None:
        if name == "si" or _local(name) == "si":
            self.lengths_of.append(self._length)

    def text(self, text: str) -> None:
        self._length += len(text)


# ------------------------------------------------------------------------------------ the sheets

_CELL: Final = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ROW: Final = re.compile(r"[1-9][0-9]{0,6}")
_INDEX: Final = re.compile(r"[0-9]{1,9}")
# What calamine knows; on any other it gives up the sheet, though Excel has more every year.
_OLD_ERRORS: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
_ERROR_LENGTH: Final = 32


class _SheetScanner:
    """Follows the cells of one sheet. Neither ``dimension`` nor ``spans`` is believed."""

    def __init__(self, name: str, part: str, texts: "array[int]", budget: _Budget) -> None:
        self.name = name
        self.part = part
        self._texts = texts
        self._budget = budget
        self._columns_by_letters: dict[str, int] = {}
        self._in_cells = False
        self._row = -1
        self._column = -1
        self._kind: str | None = None
        self._styled = False
        self._wanted = False
        self._text = ""
        self.rows = 0
        self.columns = 0
        self.cells = 0
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.formulas: set[str] = set()
        self.errors: dict[tuple[int, int], CellError] = {}
        self.negatives: dict[tuple[int, int], float] = {}

    @staticmethod
    def of(
        name: str, part: str, data: bytes, texts: "array[int]", budget: _Budget
    ) -> "_SheetScanner":
        scanner = _SheetScanner(name, part, texts, budget)
        _parse(part, data, budget, scanner.start, scanner.end, scanner.text)
        budget.area -= scanner.rows * scanner.columns
        return scanner

    def report(self, hidden: bool) -> SheetScan:
        return SheetScan(
            name=self.name,
            hidden=hidden,
            part=self.part,
            rows=self.rows,
            columns=self.columns,
            cells=self.cells,
            merged=tuple(self.merged),
            hidden_rows=frozenset(self.hidden_rows),
            formulas=frozenset(self.formulas),
            errors=self.errors,
            negatives=self.negatives,
        )

    def start(self, name: str, attributes: _Attributes) -> None:
        name = name if ":" not in name else _local(name)
        if name == "sheetData":
            self._in_cells = True
        elif name == "mergeCell":
            self._count()
            first, _, last = attributes.get("ref", "").partition(":")
            self.merged.append((*self._position(first), *self._position(last or first)))
        elif self._in_cells:  # an `f` further down is of a drop-down or a chart
            self._in_row(name, attributes)

    def _in_row(self, name: str, attributes: _Attributes) -> None:
        match name:
            case "c":
                self._cell(attributes)
            case "v":
                self._used()
                self._wanted = True
                self._text = ""
            case "is":
                self._used()
            case "f":
                self._used()
                if len(self.formulas) < MAX_FORMULAS:
                    self.formulas.add(address(self._row, self._column))
            case "row":
                self._start_row(attributes)
            case _:
                pass

    def text(self, text: str) -> None:
        if self._wanted:
            self._text += text

    def end(self, name: str) -> None:
        if self._wanted and (name == "v" or _local(name) == "v"):
            self._wanted = False
            self._value(self._text.strip())
        elif name == "sheetData" or _local(name) == "sheetData":
            self._in_cells = False

    def _start_row(self, attributes: _Attributes) -> None:
        number = attributes.get("r")
        if number is None:
            self._row += 1
        elif _ROW.fullmatch(number):
            self._row = int(number) - 1
        else:
            raise self._broken()
        self._column = -1
        if _truth(attributes.get("hidden")) and self._row < MAX_ROWS:
            self.hidden_rows.add(self._row + 1)

    def _cell(self, attributes: _Attributes) -> None:
        self._count()
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            self._row, self._column = self._position(reference)
        self._kind = attributes.get("t")
        self._styled = "s" in attributes

    def _position(self, reference: str) -> tuple[int, int]:
        match = _CELL.fullmatch(reference)
        if match is None:
            raise self._broken()
        letters, row = match.groups()
        column = self._columns_by_letters.get(letters)
        if column is None:
            column = 0
            for letter in letters.upper():
                column = 26 * column + ord(letter) - ord("A") + 1
            self._columns_by_letters[letters] = column
        return int(row) - 1, column - 1

    def _count(self) -> None:
        self.cells += 1
        self._budget.cells -= 1
        if self._budget.cells < 0:
            raise self._too_large()

    def _used(self) -> None:
        """The current cell holds something, so calamine will allocate as far as here."""
        if self._row < self.rows and self._column < self.columns:
            return
        self.rows = max(self.rows, self._row + 1)
        self.columns = max(self.columns, self._column + 1)
        if (
            self.rows > MAX_ROWS
            or self.columns > MAX_COLUMNS
            or self.rows * self.columns > self._budget.area
        ):
            raise self._too_large()

    def _value(self, text: str) -> None:
        match self._kind:
            case "s":
                if not _INDEX.fullmatch(text) or int(text) >= len(self._texts):
                    raise self._broken(address(self._row, self._column))
                self._budget.text -= self._texts[int(text)]
                if self._budget.text < 0:
                    raise Unreadable("file-too-large", what="text", limit=MAX_TEXT)
            case "e":
                self.errors[self._row, self._column] = CellError(text[:_ERROR_LENGTH])
            case None | "n" if self._styled and text.startswith("-"):
                try:
                    self.negatives[self._row, self._column] = float(text)
                except ValueError:
                    return  # comes as text
            case _:
                pass

    def _broken(self, cell: str | None = None) -> Unreadable:
        return Unreadable("file-broken", Place(self.name, cell), part=self.part)

    def _too_large(self) -> Unreadable:
        return Unreadable(
            "sheet-too-large",
            Place(self.name, address(max(self._row, 0), max(self._column, 0))),
            rows=self._row + 1,
            columns=self._column + 1,
            max_rows=MAX_ROWS,
            max_columns=MAX_COLUMNS,
        )


# ------------------------------------------------------------------------------ the second reading

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"


def _clean(parts: dict[str, bytes], book: _Book, scanners: list[_SheetScanner]) -> bytes:
    """A workbook of the scanned parts and nothing else; its sheets are called by number."""
    numbers = range(1, len(scanners) + 1)
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="s{n}"/>' for n in numbers)
    relations = "".join(
        f'<Relationship Id="s{n}" Type="{_KINDS}/worksheet" Target="worksheets/{n}.xml"/>'
        for n in numbers
    )
    files: dict[str, str | bytes] = {
        _PACKAGE_RELATIONS: f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="w" '
        f'Type="{_KINDS}/officeDocument" Target="{_WORKBOOK}"/></Relationships>',
        _WORKBOOK: f'<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><workbookPr '
        f'date1904="{int(book.from_1904)}"/><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}'
        "</Relationships>",
    }
    if book.shared_strings is not None:
        files["xl/sharedStrings.xml"] = parts[book.shared_strings]
    if book.styles is not None:
        files["xl/styles.xml"] = parts[book.styles]
    for n, scanner in zip(numbers, scanners, strict=True):
        data = parts[scanner.part]
        for error in {error.text for error in scanner.errors.values()} - _OLD_ERRORS:
            written = html.escape(error, quote=False).encode()
            data = data.replace(b">" + written + b"</", b">#N/A</")
        files[f"xl/worksheets/{n}.xml"] = data
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _command(memory_mib: int) -> list[str]:
    """``-P`` keeps a ``json.py`` that lies about in some folder out of the child."""
    child = Path(__file__).with_name("_xlsx_child.py")
    return [sys.executable, "-P", str(child), str(memory_mib)]


_Raw: TypeAlias = "str | int | float | bool | list[str] | None"


def _in_child(
    clean: bytes, deadline: float, seconds: float, memory_mib: int
) -> list[list[list[_Raw]] | None]:
    """The rows of each sheet as `_xlsx_child` writes them.

    What it says when it crashes is thrown away: that might hold cell values.
    """
    try:
        done = subprocess.run(
            _command(memory_mib),
            input=clean,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=max(deadline - time.monotonic(), 0.001),
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        return cast("list[list[list[_Raw]] | None]", json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        raise Unreadable("read-timeout", seconds=seconds) from None
    except subprocess.CalledProcessError as error:
        raise Unreadable("read-crashed", exit=error.returncode) from None
    except (OSError, ValueError):
        raise Unreadable("read-crashed") from None


def _values(rows: list[list[_Raw]], scanned: SheetScan) -> list[list[Value]]:
    """Plain cells, with what calamine drops or makes up put right from the scan."""
    values: list[list[Value]] = [[_value(raw) for raw in row] for row in rows]
    for (row, column), error in scanned.errors.items():
        _put(values, row, column, error)
    for (row, column), number in scanned.negatives.items():
        if row < len(values) and column < len(values[row]):
            found = values[row][column]
            if isinstance(found, dt.date | dt.time):
                values[row][column] = int(number) if number == int(number) else number
    return values


def _put(values: list[list[Value]], row: int, column: int, value: Value) -> None:
    """Set one cell, though calamine ended before it."""
    width = max(len(values[0]) if values else 0, column + 1)
    values.extend([] for _ in range(len(values), row + 1))
    for line in values if len(values[row]) < width else ():
        line.extend([None] * (width - len(line)))
    values[row][column] = value


def _value(raw: _Raw) -> Value:
    match raw:
        case ["d", text]:
            return dt.date.fromisoformat(text)
        case ["dt", text]:
            return dt.datetime.fromisoformat(text)
        case ["t", text]:
            return dt.time.fromisoformat(text)
        case list():
            return CellError(raw[-1])
        case _:
            return raw
