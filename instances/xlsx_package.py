"""The zip and the XML of a workbook that may be hostile, by the standard library alone.

Every byte that comes out is counted against a budget for the whole file; a document type, and so
any entity, is refused.
"""

import html
import io
import stat
import time
import zipfile
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from typing import Final, TypeAlias
from xml.parsers import expat

from instances.xlsx_facts import (
    MAX_AREA,
    MAX_BYTES,
    MAX_CELLS,
    MAX_MEMBERS,
    MAX_TEXT,
    Place,
    SheetScan,
    Unreadable,
)

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
class Budget:
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


def bytes_of(path: Path) -> bytes:
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


def members_of(data: bytes, path: Path, budget: Budget) -> dict[str, bytes]:
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
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, *, keep: bool
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

Attributes: TypeAlias = dict[str, str]


def _nothing(_name: str, _attributes: Attributes) -> None: ...


def parse(
    part: str,
    data: bytes,
    budget: Budget,
    start: Callable[[str, Attributes], None] = _nothing,
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


def local(name: str) -> str:
    return name.rpartition(":")[2]


def truth(text: str | None) -> bool:
    return text in {"1", "true", "on"}


# ---------------------------------------------------------------------------------- the workbook

_PACKAGE_RELATIONS: Final = "_rels/.rels"
_WORKBOOK: Final = "xl/workbook.xml"
_NO_SHEETS_OF_CELLS: Final = frozenset({"chartsheet", "dialogsheet", "xlMacrosheet"})


@dataclass(slots=True)
class Book:
    """The table of contents: name, hidden, part for each worksheet in the order of the tabs."""

    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    shared_strings: str | None = None
    styles: str | None = None
    from_1904: bool = False

    @staticmethod
    def of(parts: dict[str, bytes], budget: Budget) -> "Book":
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
        book = Book()
        listed: list[tuple[str, bool, str]] = []

        def start(name: str, attributes: Attributes) -> None:
            match local(name):
                case "sheet":
                    near = {local(key): value for key, value in attributes.items()}
                    hidden = near.get("state", "visible") != "visible"
                    listed.append((near.get("name", ""), hidden, near.get("id", "")))
                case "workbookPr":
                    book.from_1904 = truth(attributes.get("date1904"))
                case _:
                    pass

        parse(part, parts[part], budget, start)
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


def _relations(part: str, parts: dict[str, bytes], budget: Budget) -> dict[str, tuple[str, str]]:
    """By id: the kind and the member that it points to. Of the whole package if part is ""."""
    folder, _, file = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "").replace("\\", "/").lower()
            found[attributes.get("Id", "")] = (
                kind,
                normpath(join("/", folder, target)).lstrip("/"),
            )

    listing = join(folder, "_rels", f"{file}.rels")
    if listing in parts:
        parse(listing, parts[listing], budget, start)
    return found


class SharedStrings:
    """The length of each shared text. One text can be shown by a million cells."""

    def __init__(self) -> None:
        self.lengths_of: array[int] = array("L")
        self._length = 0

    @staticmethod
    def lengths(parts: dict[str, bytes], part: str | None, budget: Budget) -> "array[int]":
        found = SharedStrings()
        if part is not None:
            parse(part, parts[part], budget, found.start, found.end, found.text)
        return found.lengths_of

    def start(self, name: str, _attributes: Attributes) -> None:
        if name == "si" or local(name) == "si":
            self._length = 0

    def end(self, name: str) -> None:
        if name == "si" or local(name) == "si":
            self.lengths_of.append(self._length)

    def text(self, text: str) -> None:
        self._length += len(text)


# ------------------------------------------------------------------------------ the second reading

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"


# What calamine knows; on any other it gives up the sheet, though Excel has more every year.
_OLD_ERRORS: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)


def clean_copy(parts: dict[str, bytes], book: Book, scans: Sequence[SheetScan]) -> bytes:
    """A workbook of the scanned parts and nothing else; its sheets are called by number."""
    numbers = range(1, len(scans) + 1)
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
    for n, scanned in zip(numbers, scans, strict=True):
        data = parts[scanned.part]
        for error in {error.text for error in scanned.errors.values()} - _OLD_ERRORS:
            written = html.escape(error, quote=False).encode()
            data = data.replace(b">" + written + b"</", b">#N/A</")
        files[f"xl/worksheets/{n}.xml"] = data
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
