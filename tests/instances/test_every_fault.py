"""Faults that no other test provokes: each with the cell or path at which a person finds it."""

import json
from pathlib import Path
from typing import Any

import pytest

from instances import load
from tests.instances.test_workbook import Rows, book, codes, day

PEOPLE = ["姓名", "工作单位", "职称系列", "职称层级"]
PERSON = ["某某", "一中", "教师", "副高级"]
UNITS = ["单位", "层级", "系列", "预计份数"]
SENT: Rows = [UNITS, ["一中", "高级", "教师", 3]]


@pytest.mark.parametrize(
    ("sheet", "rows", "faults"),
    [
        ("会议室", [["甲", "乙"], [40, "是"]], {("A1", "header-missing")}),
        (
            "单位送审",
            [["单位", "层级", "系列"], ["一中", "高级", "教师"]],
            {("A1", "column-missing")},
        ),
        ("会议室", [["名称", "座位", "座位"], ["一号", 40, 50]], {("C1", "column-twice")}),
        ("会议室", [["座位", "可开全体会"], [40, "是"]], {("A1", "column-missing")}),
        ("会议室", [["名称", "座位"], ["一号", 40], [None, None, "多余"]], {("C3", "row-outside")}),
        ("专家库", [[*PEOPLE, "身份证号"], [*PERSON, 1502.5]], {("E2", "cell-id-number")}),
        ("专家库", [[*PEOPLE, "请假"], [*PERSON, "~8月9日"]], {("E2", "cell-not-spell")}),
        ("专家库", [[*PEOPLE, "不愿时段"], [*PERSON, "下周"]], {("E2", "cell-not-date")}),
        ("专家库", [[*PEOPLE, "其他职称"], [*PERSON, "教授"]], {("E2", "cell-not-title")}),
        ("专家库", [[*PEOPLE, "任职记录"], [*PERSON, "去年"]], {("E2", "cell-not-service")}),
        ("专家库", [[*PEOPLE, "豁免"], [*PERSON, "满30年"]], {("E2", "cell-not-exemption")}),
        ("专家库", [[*PEOPLE, "豁免"], [*PERSON, '[{"a":']], {("E2", "cell-not-json")}),
        ("专家库", [PEOPLE, [day(2024, 6, 1), *PERSON[1:]]], {("A2", "cell-date-for-text")}),
        (
            "专家库",
            [[*PEOPLE, "身份证号"], [*PERSON, "X1"], ["别人", *PERSON[1:], "X1"]],
            {("E3", "person-twice")},
        ),
        (
            "固定安排",
            [["事项", "对象", "内容", "理由", "作者"], ["名额", "一中", "两个", "定", "李"]],
            {("B2", "reference-unknown"), ("C2", "cell-not-pin")},
        ),
    ],
)
def test_a_slip_in_a_cell_is_told_at_that_cell(
    sheet: str, rows: Rows, faults: set[tuple[str, str]], tmp_path: Path
) -> None:
    loaded = book(tmp_path, {sheet: rows})
    assert codes(loaded) == faults
    assert all(fault.sheet == sheet for fault in loaded.faults)
    assert all(fault.message() and fault.todo() for fault in loaded.faults)


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([["项目", "内容"], ["名称", "包头"]], "year-missing", "A1"),
        ([["项目", "内容"], ["年度", 24]], "year-impossible", "B2"),
        ([["项目", "内容"], ["年度", 2024], ["天气", "晴"]], "basic-strange", "A3"),
    ],
)
def test_a_slip_in_the_basics_is_told(rows: Rows, code: str, cell: str, tmp_path: Path) -> None:
    loaded = book(tmp_path, {"基本信息": rows})
    assert code in {fault.code for fault in loaded.faults}
    assert cell in {fault.cell for fault in loaded.faults if fault.code == code}


def test_a_unit_of_two_kinds_and_a_name_of_two_units_are_told(tmp_path: Path) -> None:
    units = [["编号", "单位名称", "单位类别"], ["U1", "一中", "市直"], ["U2", "二中", ""]]
    twins = [*units, ["U3", "同名校", ""], ["U4", "同名校", ""]]
    sent = [
        ["单位", "单位类别", *UNITS[1:]],
        ["一中", "旗县区", "高级", "教师", 3],
        ["二中", "旗县区", "高级", "教师", 3],
        ["同名校", None, "高级", "教师", 3],
    ]
    loaded = book(tmp_path, {"单位": twins, "单位送审": sent})
    told = {(f.sheet, f.cell, f.code) for f in loaded.faults}
    assert ("单位送审", "B2", "kind-contradicts") in told
    assert ("单位送审", "A4", "reference-ambiguous") in told
    assert loaded.season is not None
    kinds = {unit.id: unit.kind for unit in loaded.season.organisations}
    assert (kinds["U1"], kinds["U2"]) == ("municipal", "district")


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ({"rooms": {}}, ("$.rooms", "not-a-list")),
        ({"rooms": [7]}, ("$.rooms[0]", "not-an-object")),
        ({"rooms": [{"id": "r"}]}, ("$.rooms[0].name", "field-missing")),
        ({"rooms": [{"id": "r", "name": ""}]}, ("$.rooms[0].name", "text-missing")),
        (
            {"rooms": [{"id": "r", "name": "厅", "seats": 1.5}]},
            ("$.rooms[0].seats", "not-a-whole-number"),
        ),
        (
            {"rooms": [{"id": "r", "name": "厅", "plenary": 7}]},
            ("$.rooms[0].plenary", "not-yes-or-no"),
        ),
        (
            {"calendar": {"year": 2023}},
            ("$.calendar", "calendar-other-year"),
        ),
        ({"calendar": {"days_off": ["昨天"]}}, ("$.calendar.days_off[0]", "calendar-invalid")),
        ({"year": None}, ("$.year", "year-missing")),
        (
            {
                "quota": [
                    {
                        "id": "q",
                        "total": 1,
                        "bodies": [{"organisation": "U", "teachers": 9, "floor": 2}],
                    }
                ]
            },
            ("$.quota[0].total", "quota-impossible"),
        ),
        (
            {
                "committees": [
                    {"id": "c", "name": "会", "series": "教师", "levels": [], "organiser": "U"}
                ]
            },
            ("$.committees[0].levels", "list-empty"),
        ),
        (
            {
                "submissions": [
                    {"id": "s", "organisation": "U", "band": "mid", "dossiers": 1, "wished": "明天"}
                ]
            },
            ("$.submissions[0].wished", "not-a-date"),
        ),
    ],
)
def test_a_slip_in_a_season_file_is_told_by_its_path(
    tables: dict[str, Any], fault: tuple[str, str], tmp_path: Path
) -> None:
    data = {
        "format": "pingshen.season/1",
        "year": 2024,
        "organisations": [{"id": "U", "name": "一中"}],
    }
    path = tmp_path / "s.json"
    path.write_text(json.dumps(data | tables, ensure_ascii=False), encoding="utf-8")
    loaded = load(path)
    assert {(f.path, f.code) for f in loaded.faults} == {fault}
    assert all(item.message() and item.todo() for item in loaded.faults)
