"""No file takes the program down: each is read, or refused with a code and a place."""

import datetime as dt
import importlib.util
import io
import struct
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from instances.xlsx_facts import CellError, Code, Place, Sheet, Unreadable, Workbook, address
from instances.xlsx_reader import read, scan

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MOMENT = dt.datetime.fromisoformat("2024-06-01T08:20")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def package(
    *, sheet: str = "", shared: str = "", names: tuple[str, ...] = ("一",)
) -> dict[str, str]:
    """The least that Excel opens: every sheet holds `sheet` (in full, or just its rows)."""
    if not sheet.startswith("<?xml"):
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
    numbered = list(enumerate(names, 1))
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="w" '
        f'Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        + "".join(
            f'<Relationship Id="s{n}" Type="{KINDS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _ in numbered
        )
        + f'<Relationship Id="t" Type="{KINDS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
    return parts | {f"xl/worksheets/sheet{n}.xml": sheet for n, _ in numbered}


def zipped(path: Path, parts: dict[str, str] | dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refused(path: Path, code: Code) -> Unreadable:
    """Both ways in refuse it, for the same reason."""
    with pytest.raises(Unreadable) as by_read:
        read(path)
    with pytest.raises(Unreadable) as by_scan:
        scan(path)
    assert by_scan.value.code == by_read.value.code == code
    assert str(by_scan.value).startswith(code)
    return by_scan.value


def only(book: Workbook) -> Sheet:
    (sheet,) = book.sheets.values()
    return sheet


# ------------------------------------------------------------------------------------ good files


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "评审 季 2024.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": 'yyyy"年"m"月"d"日" hh:mm'})
        clock = book.add_format({"num_format": "hh:mm"})
        hours = book.add_format({"num_format": "[h]:mm"})
        sheet = book.add_worksheet("专家库")
        sheet.write_row(1, 1, ["王 伟", 3, 3.0, 2.5, True, "=1+1", " ５ ", "第一行\n第二行"])
        sheet.write_row(2, 1, [1.50203199001011e17, 150203199001011, -4, 0.3])
        sheet.write(3, 1, dt.date(2024, 6, 1), day)
        sheet.write(3, 2, MOMENT, moment)
        sheet.write(3, 3, dt.date(2024, 6, 1), moment)
        sheet.write(3, 4, dt.time(8, 20), clock)
        sheet.write_number(3, 5, 8 / 24, hours)
        sheet.write_number(3, 6, 30 / 24, hours)
        sheet.write_number(3, 7, -5, day)
        computed: list[tuple[str, Any]] = [  # xlsxwriter declares the value as int
            ("=C2+1", 4),
            ('="甲"&"乙"', "甲乙"),
            ("=#REF!+1", "#REF!"),
            ("=NA()", "#N/A"),
        ]
        for column, (formula, value) in enumerate(computed, 1):
            sheet.write_formula(4, column, formula, None, value)
        sheet.merge_range(6, 1, 7, 3, "合并")
        sheet.write_blank(40, 40, None, day)
        sheet.set_row(2, None, None, {"hidden": True})
        book.add_worksheet("空表")
        book.add_worksheet("选项").hide()
        book.add_worksheet("深藏").very_hidden()
        chart = book.add_chart({"type": "bar"})
        assert chart
        chart.add_series({"values": "='专家库'!$C$2:$D$2"})
        book.add_chartsheet("图").set_chart(chart)
    return path


def test_every_kind_of_value_arrives_as_excel_stores_it(good: Path) -> None:
    rows = read(good).sheets["专家库"].rows
    assert rows[0] == [None] * 9
    assert rows[1] == [None, "王 伟", 3, 3, 2.5, True, "=1+1", " ５ ", "第一行\n第二行"]
    assert [type(value) for value in rows[1][2:6]] == [int, int, float, bool]
    assert rows[3][1:] == [
        dt.date(2024, 6, 1),
        MOMENT,
        dt.date(2024, 6, 1),
        dt.time(8, 20),
        dt.time(8, 0),
        1.25,
        -5,
        None,
    ]
    assert type(rows[3][3]) is dt.date
    assert rows[4][1:5] == [4, "甲乙", CellError("#REF!"), CellError("#N/A")]
    assert rows[6][1:4] == ["合并", None, None]
    assert len(rows) == 7  # a blank cell with a format is no content
    assert {len(row) for row in rows} == {9}


def test_a_number_beyond_15_digits_stays_a_float(good: Path) -> None:
    rows = read(good).sheets["专家库"].rows
    assert rows[2][1:5] == [1.50203199001011e17, 150203199001011, -4, 0.3]
    assert [type(value) for value in rows[2][1:5]] == [float, int, int, float]


def test_sheets_keep_order_and_state(good: Path) -> None:
    book = read(good)
    assert book.path == good
    assert [(s.name, s.hidden) for s in book.sheets.values()] == [
        ("专家库", False),
        ("空表", False),
        ("选项", True),
        ("深藏", True),
    ]
    assert book.sheets["空表"].rows == []


def test_merged_cells_hidden_rows_and_formulas_are_told(good: Path) -> None:
    sheet = read(good).sheets["专家库"]
    assert sheet.merged == ((6, 1, 7, 3),)
    assert sheet.hidden_rows == {3}
    assert sheet.formulas == {"B5", "C5", "D5", "E5"}


def test_the_scan_reports_how_far_a_sheet_reaches(good: Path) -> None:
    report = scan(good)
    assert [(s.name, s.rows, s.columns) for s in report.sheets] == [
        ("专家库", 7, 9),
        ("空表", 0, 0),
        ("选项", 0, 0),
        ("深藏", 0, 0),
    ]
    assert report.sheets[0].cells == 26


def test_an_office_with_gbk_or_no_locale_reads_the_same(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = read(good)
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")
    monkeypatch.setenv("LC_ALL", "C")
    assert read(good) == expected


def test_a_script_of_the_same_name_nearby_is_not_run(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(1)", encoding="ascii")
    monkeypatch.chdir(tmp_path)
    assert read(good).sheets


def test_dates_may_count_from_1904(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("一").write(0, 0, dt.date(2024, 6, 1), form)
    assert only(read(path)).rows == [[dt.date(2024, 6, 1)]]


def test_prefixed_names_and_cells_without_addresses_are_read(tmp_path: Path) -> None:
    """As some other programs write them."""
    sheet = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row>'
        '<x:c><x:v>1</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>'
        '<x:row hidden="1"><x:c/><x:c><x:f>A1</x:f><x:v>2</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    found = only(read(zipped(tmp_path / "x.xlsx", package(sheet=sheet))))
    assert found.rows == [[1, CellError("#N/A")], [None, 2]]
    assert found.hidden_rows == {2}
    assert found.formulas == {"B2"}


def test_the_formula_of_a_drop_down_is_not_in_a_cell(tmp_path: Path) -> None:
    """Excel keeps lists from other sheets as `f` in an extension after the cells."""
    sheet = (
        f'<?xml version="1.0"?><worksheet xmlns="{MAIN}" xmlns:xm="urn:xm"><sheetData><row r="1">'
        '<c r="A1"><v>1</v></c><c r="B1" s="0"/></row></sheetData>'
        "<extLst><ext><xm:f>选项!$A$1:$A$9</xm:f></ext></extLst></worksheet>"
    )
    found = only(read(zipped(tmp_path / "x.xlsx", package(sheet=sheet))))
    assert found.rows == [[1]]
    assert found.formulas == frozenset()


def test_an_error_that_is_new_in_excel_costs_one_cell(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>7</v></c></row>'
    path = zipped(tmp_path / "x.xlsx", package(sheet=rows))
    assert only(read(path)).rows == [[CellError("#SPILL!"), 7]]


def test_a_number_that_is_none_is_an_error_of_the_cell(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>nan</v></c></row>'
    path = zipped(tmp_path / "x.xlsx", package(sheet=rows))
    assert only(read(path)).rows == [[CellError("#NUM!"), CellError("#NUM!")]]


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (6, 2, "C7"), (8, 25, "Z9"), (9, 26, "AA10"), (1_048_575, 16_383, "XFD1048576")],
)
def test_address(row: int, column: int, name: str) -> None:
    assert address(row, column) == name


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


# --------------------------------------------------------------------------------- the child


def child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def command(_memory_mib: int) -> list[str]:
        return [sys.executable, "-c", code]

    monkeypatch.setattr("instances.xlsx_reader._command", command)


@pytest.mark.parametrize(
    "code",
    [
        "import os; os._exit(9)",
        "raise ValueError('王秘密')",
        "print('王秘密')",
        "print('[]')",
    ],
)
def test_a_child_that_dies_or_babbles_is_a_clear_error(
    good: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], code: str
) -> None:
    child(monkeypatch, code)
    with pytest.raises(Unreadable) as fault:
        read(good)
    assert fault.value.code == "read-crashed"
    assert "王" not in str(fault.value)
    assert capfd.readouterr() == ("", "")


def test_a_sheet_that_only_the_child_finds_damaged_is_named(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(monkeypatch, "print('[[], [], null, []]')")
    with pytest.raises(Unreadable) as fault:
        read(good)
    assert (fault.value.code, fault.value.where) == ("file-broken", Place("选项"))


def test_a_child_that_is_too_slow_is_stopped(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "import time; time.sleep(30)")
    started = time.monotonic()
    with pytest.raises(Unreadable) as fault:
        read(good, seconds=0.3)
    assert fault.value.code == "read-timeout"
    assert fault.value.params == {"seconds": 0.3}
    assert time.monotonic() - started < 5


def test_a_scan_that_is_too_slow_is_stopped(good: Path) -> None:
    with pytest.raises(Unreadable) as fault:
        scan(good, seconds=-1)
    assert fault.value.code == "read-timeout"


@pytest.mark.skipif(importlib.util.find_spec("resource") is None, reason="no memory limit here")
def test_a_child_out_of_memory_is_a_clear_error(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A100000"><v>1</v></c><c r="CV1"><v>1</v></c></row>'
    path = zipped(tmp_path / "x.xlsx", package(sheet=rows))
    with pytest.raises(Unreadable) as fault:
        read(path, memory_mib=128)
    assert fault.value.code == "read-crashed"
