"""No file takes the program down: each is read, or refused with a code and a place."""

import io
import struct
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter

from instances.xlsx_facts import Code, Place, Unreadable
from instances.xlsx_reader import read, scan
from tests.instances.packages import MAIN, only, package, refused, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# ------------------------------------------------------------------------------ not a workbook


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (b"", "file-empty", {}),
        (OLE + bytes(600), "file-old-xls", {"kind": "xls"}),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "file-encrypted", {}),
        ("单位,人数\n".encode("gb18030"), "file-csv", {}),
        ("\ufeff单位,人数\n".encode(), "file-csv", {}),
        ("单位\t人数\n".encode("utf-16"), "file-csv", {}),
        (b"<html><table></table></html>", "file-not-xlsx", {"kind": "html"}),
        (b"%PDF-1.7", "file-not-xlsx", {"kind": "pdf"}),
        (b"\x00\x01\x02", "file-not-xlsx", {"kind": "unknown"}),
        (b"<?xml version='1.0'?><Workbook/>", "file-not-xlsx", {"kind": "unknown"}),
        (b"PK\x03\x04" + bytes(100), "file-broken", {}),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(
    tmp_path: Path, content: bytes, code: Code, params: dict[str, str]
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert refused(path, code).params == params


def test_an_et_of_wps_is_called_et(tmp_path: Path) -> None:
    path = tmp_path / "x.et"
    path.write_bytes(OLE + bytes(600))
    assert refused(path, "file-old-xls").params == {"kind": "et"}


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"mimetype": "", "content.xml": "<x/>"}, "ods"),
        ({"xl/workbook.bin": "", "_rels/.rels": package()["_rels/.rels"]}, "xlsb"),
        ({"word/document.xml": "<x/>"}, "zip"),
    ],
)
def test_another_zip_is_called_by_its_name(
    tmp_path: Path, members: dict[str, str], kind: str
) -> None:
    assert refused(zipped(tmp_path / "x.xlsx", members), "file-not-xlsx").params == {"kind": kind}


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    refused(tmp_path / "没有.xlsx", "file-missing")
    refused(tmp_path / "a\0b.xlsx", "file-missing")
    refused(tmp_path, "file-is-folder")


def test_a_file_of_more_than_200_mb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with path.open("wb") as file:
        file.truncate(200_000_001)
    assert refused(path, "file-too-large").params["what"] == "file"


def test_a_file_held_by_another_program_is_locked(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> io.BytesIO:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", denied)
    refused(good, "file-locked")


def test_a_member_with_a_password_is_encrypted(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.xlsx", package())
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    refused(path, "file-encrypted")


# ------------------------------------------------------------------------- damaged and hostile


def test_a_value_in_the_last_cell_is_refused_by_its_address(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("一").write(0, 0, 1)
        book.add_worksheet("二").write("XFD1048576", "x")
    fault = refused(path, "sheet-too-large")
    assert fault.where == Place("二", "XFD1048576")
    assert str(fault.where) == "二!XFD1048576"
    assert (fault.params["rows"], fault.params["columns"]) == (1_048_576, 16_384)


@pytest.mark.parametrize("cell", ["A100001", "SS1", "SR100000", "ZZZ1"])
def test_too_many_rows_columns_or_cells_are_refused(tmp_path: Path, cell: str) -> None:
    rows = f'<row r="1"><c r="{cell}"><v>1</v></c></row>'
    fault = refused(zipped(tmp_path / "x.xlsx", package(sheet=rows)), "sheet-too-large")
    assert fault.where == Place("一", cell)


@pytest.mark.parametrize("cell", ["A100000", "SR1"])
def test_the_largest_sheet_is_read(tmp_path: Path, cell: str) -> None:
    rows = f'<row r="1"><c r="{cell}"><v>1</v></c></row>'
    assert only(read(zipped(tmp_path / "x.xlsx", package(sheet=rows)))).rows[-1][-1] == 1


def test_a_blank_last_cell_does_no_harm(tmp_path: Path) -> None:
    """A format painted over the whole sheet is no content."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert only(read(zipped(tmp_path / "x.xlsx", package(sheet=rows)))).rows == [[1]]


def test_a_dimension_that_lies_is_not_believed(tmp_path: Path) -> None:
    sheet = (
        f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>'
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert only(read(zipped(tmp_path / "x.xlsx", package(sheet=sheet)))).rows == [[1]]


def test_a_zip_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(300):
            member.write(bytes(1_000_000))
    assert path.stat().st_size < 2_000_000
    started = time.process_time()
    assert refused(path, "file-too-large").params["what"] == "inflated"
    assert time.process_time() - started < 5


def test_a_header_that_lies_about_its_size_is_broken(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.xlsx", package() | {"z.xml": "<z/>" * 1000})
    size = struct.pack("<L", 4000)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<L", 4)))
    refused(path, "file-broken")


def test_a_directory_of_a_million_members_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.xlsx", package())
    path.write_bytes(path.read_bytes() + b"PK\x01\x02" * 10_001)
    assert refused(path, "file-too-large").params["what"] == "members"


def test_a_long_text_shown_by_many_cells_is_refused(tmp_path: Path) -> None:
    """A file of a few KB that would be 110 MB of text."""
    cells = "".join(f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(1, 111))
    parts = package(sheet=f"<row>{cells}</row>", shared=f"<si><t>{'x' * 1_000_000}</t></si>")
    assert refused(zipped(tmp_path / "x.xlsx", parts), "file-too-large").params["what"] == "text"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
    ],
)
def test_a_billion_laughs_are_not_heard(tmp_path: Path, part: str) -> None:
    parts = package(sheet='<row><c t="inlineStr"><is><t>x</t></is></c></row>', shared="<si/>")
    parts[part] = LAUGHS + parts[part].replace("<t>x</t>", "<t>&j;</t>")
    fault = refused(zipped(tmp_path / "x.xlsx", parts), "file-broken")
    assert fault.params == {"part": part.lower()}


def test_a_truncated_file_is_broken_wherever_it_was_cut(good: Path) -> None:
    data = good.read_bytes()
    for size in range(8, len(data) - 4, len(data) // 20):
        good.write_bytes(data[:size])
        refused(good, "file-broken")


def test_a_file_with_any_one_byte_wrong_is_read_or_refused(good: Path) -> None:
    data = good.read_bytes()
    for at in range(4, len(data), len(data) // 60):
        good.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        with suppress(Unreadable):
            scan(good)


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "A1"),
        ('<row r="1"><c r="B1" t="s"><v>x</v></c></row>', "B1"),
        ('<row r="1"><c r="1A"><v>1</v></c></row>', None),
        ('<row r="0"><c><v>1</v></c></row>', None),
        ('<row r="1"><c r="A1"><v>1</v></row>', None),
    ],
)
def test_a_damaged_sheet_is_named(tmp_path: Path, rows: str, cell: str | None) -> None:
    fault = refused(zipped(tmp_path / "x.xlsx", package(sheet=rows)), "file-broken")
    assert fault.params["part"] == "xl/worksheets/sheet1.xml"
    assert fault.where is None or fault.where == Place("一", cell)


def test_a_sheet_in_another_encoding_is_broken_not_silently_empty(tmp_path: Path) -> None:
    """As calamine would have it."""
    parts = {name: text.encode() for name, text in package().items()}
    sheet = package(sheet="<row><c><v>1</v></c></row>")["xl/worksheets/sheet1.xml"]
    for content in (
        sheet.encode("utf-16"),
        b'<?xml version="1.0" encoding="GBK"?>' + sheet.encode(),
    ):
        parts["xl/worksheets/sheet1.xml"] = content
        refused(zipped(tmp_path / "x.xlsx", parts), "file-broken")


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("xl/_rels/workbook.xml.rels", "sheet2.xml", "sheet3.xml"),  # a part that is not there
        ("xl/_rels/workbook.xml.rels", "sheet2.xml", "sheet1.xml"),  # one part, shown twice
        ("xl/workbook.xml", "二", "一"),  # one name, twice
    ],
)
def test_a_forged_table_of_contents_is_broken(
    tmp_path: Path, part: str, before: str, after: str
) -> None:
    parts = package(names=("一", "二"))
    parts[part] = parts[part].replace(before, after)
    refused(zipped(tmp_path / "x.xlsx", parts), "file-broken")


def test_a_member_that_is_there_twice_is_broken(tmp_path: Path) -> None:
    """One reader would take the first, another the last."""
    parts = package() | {"XL/Workbook.xml": "<x/>"}
    refused(zipped(tmp_path / "x.xlsx", parts), "file-broken")
