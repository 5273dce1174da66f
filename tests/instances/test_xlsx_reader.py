"""Every cell arrives as the office stored it, through a child that may die or be late."""

import datetime as dt
import importlib.util
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter

from instances.xlsx_facts import CellError, Place, Unreadable, address
from instances.xlsx_reader import read, scan
from tests.instances.conftest import MOMENT
from tests.instances.packages import MAIN, only, package, zipped


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
    assert time.monotonic() - started < 25  # the child would take 30


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
