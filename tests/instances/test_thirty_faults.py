"""A workbook with thirty planted faults of different kinds: all are listed, each with its cell."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from instances import load
from instances.mark import mark

SHEETS: dict[str, list[list[Any]]] = {
    "基本信息": [["项目", "内容"], ["年度", 2024], ["名稱", "包头"]],
    "参数": [
        ["参数", "值"],
        ["deadline.midjunior.handin", "2024.6.1"],
        ["quorum.share", "4/3"],
        ["group.min_member", 4],
    ],
    "日历": [["日期", "类型"], ["2024-07-01", "放"]],
    "单位": [
        ["编号", "单位名称", "单位类别", "主管单位"],
        ["D1", "昆都仑区", "旗县区", ""],
        ["D2", "第一中学", "市值", ""],
        ["D3", "第二中学", "市直", ""],
        ["D3", "第三中学", "市直", ""],
    ],
    "单位送审": [
        ["单位", "层级", "预计份数", "希望送审日", "不便时段", "备注说明"],
        ["第二中学", "高级", -3, "", "", ""],
        ["第二中学", "高级", "十二", "", "", ""],
        ["第二中学", "高级", 5, "6月31日", "", ""],
        ["第二中学", "高级", 5, 45457, "", ""],
        ["第二中学", "高级", 5, "", "8月9日~8月7日", ""],
        ["第二种学", "高级", 5, "", "", ""],
        ["第一中学", "高级", 5, "", "", ""],
        ["第二中学", "高级", 5, "2023-06-07", "", ""],
        ["第二中学", "", 5, "", "", ""],
    ],
    "教师数": [
        ["单位", "专任教师数", "最少名额", "最多名额"],
        ["昆都仑区", 300, 3, 2],
        ["第二中学", dt.date(2024, 3, 1), "", ""],
    ],
    "评委会": [
        ["评委会名称", "系列", "层级", "组建单位", "备案有效期起", "备案有效期止", "自主评审"],
        ["甲评委会", "教师", "中级", "昆都仑区", "2024-05-01", "2023-05-01", ""],
        ["乙评委会", "教师", "中及", "昆都仑区", "", "", ""],
        ["丙评委会", "卫生", "中级", "昆都仑区", "", "", "也许"],
        ["丁评委会", "卫生", "中级", "昆都仑区", "", "", ""],
        ["丁评委会", "卫生", "初级", "昆都仑区", "", "", ""],
    ],
    "专家库": [
        ["姓名", "工作单位", "职称系列", "职称层级", "身份证号", "请假"],
        ["王秘密", "第二中学", "教师", "中级", 1.50202197001011e17, ""],
        ["李秘密", "查无此校", "教师", "中级", "", ""],
        ["赵秘密", "第二中学", "教师", "中级", "", "下周"],
    ],
    "回避登记": [["专家", "申报人", "关系"], ["钱秘密", "孙某", "亲属"], ["赵秘密", "", "亲属"]],
    "花名册": [
        ["编号", "姓名", "工作单位", "申报系列", "申报层级", "绿色通道项", "分钟"],
        ["A" * 65, "孙某", "第二中学", "教师", "中级", "", ""],
        ["A2", "周某", "第二中学", "教师", "中级", 9, ""],
        ["A3", "吴某", "第二中学", "教师", "中级", "", "=NA()"],
    ],
    "花名册2": [["姓名"]],
    "会议室": [["名称", "座位"], ["一号", 30], ["二号", "=1/0"]],
    "工作人员": [["姓名", "职责"]],
}

EXPECTED = {
    ("基本信息", "A3", "basic-unknown"),
    ("参数", "B2", "deadlines-contradict"),
    ("参数", "B3", "share-impossible"),
    ("参数", "A4", "parameter-unknown"),
    ("日历", "B2", "cell-not-in-list"),
    ("单位", "C3", "cell-not-in-list"),
    ("单位", "A5", "id-twice"),
    ("单位送审", "F1", "column-unknown"),
    ("单位送审", "C2", "number-too-small"),
    ("单位送审", "C3", "cell-not-integer"),
    ("单位送审", "D4", "cell-no-such-day"),
    ("单位送审", "D5", "cell-date-serial"),
    ("单位送审", "E6", "dates-contradict"),
    ("单位送审", "A7", "reference-unknown-near"),
    ("单位送审", "A8", "reference-put-aside"),
    ("单位送审", "D9", "date-outside-year"),
    ("单位送审", "B10", "cell-missing"),
    ("教师数", "C2", "number-contradicts"),
    ("教师数", "B3", "cell-date-for-number"),
    ("评委会", "F2", "dates-contradict"),
    ("评委会", "C3", "cell-not-in-list"),
    ("评委会", "G4", "cell-not-bool"),
    ("评委会", "A6", "committee-twice"),
    ("专家库", "E2", "cell-number-lost"),
    ("专家库", "B3", "reference-unknown"),
    ("专家库", "F4", "cell-not-date"),
    ("回避登记", "A2", "reference-unknown"),
    ("花名册", "A2", "text-too-long"),
    ("花名册", "F3", "number-too-great"),
    ("花名册", "G4", "cell-error"),
    ("会议室", "B3", "cell-error"),
    ("花名册2", "", "sheet-unknown"),
    ("工作人员", "", "sheet-empty"),
    ("教师数", "A3", "part-put-aside"),
    ("回避登记", "A3", "conflict-with-nobody"),
}
CONSEQUENCES = {"part-put-aside", "reference-put-aside"}


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "三十处 错误.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(r, c, dt.datetime(2024, 3, 1), day)  # noqa: DTZ001
                    elif isinstance(value, str) and value.startswith("="):
                        sheet.write(r, c, value, None, "#N/A")
                    elif value != "":
                        sheet.write(r, c, value)
    return path


def test_all_thirty_are_listed_with_their_cells(faulty: Path) -> None:
    loaded = load(faulty)
    found = {(fault.sheet, fault.cell, fault.code) for fault in loaded.faults}
    assert found == EXPECTED
    assert len({fault for fault in EXPECTED if fault[2] not in CONSEQUENCES}) >= 30
    assert loaded.season is None  # two faults of the whole are among them


def test_each_says_what_is_wrong_and_what_to_do(faulty: Path) -> None:
    for fault in load(faulty).faults:
        for lang in ("zh", "en"):
            assert fault.message(lang) not in {"", fault.code}
            assert fault.todo(lang)
            assert "—" not in fault.message(lang), fault


def test_no_fault_says_the_name_of_an_expert(faulty: Path) -> None:
    said = " ".join(
        fault.value + fault.id + fault.message() + fault.todo() + str(dict(fault.args))
        for fault in load(faulty).faults
    )
    assert "秘密" not in said
    assert "查无此校" not in said
    assert "下周" not in said


def test_marked_copy_keeps_every_fault_at_its_cell(faulty: Path, tmp_path: Path) -> None:
    import openpyxl

    loaded = load(faulty)
    copy = tmp_path / "标注.xlsx"
    assert mark(faulty, loaded, copy) == len(loaded.faults)
    book = openpyxl.load_workbook(copy)
    for fault in loaded.faults:
        if fault.cell:
            assert fault.message() in str(book[fault.sheet][fault.cell].comment)
    formulas = {"cell-error", "formula-empty"}  # openpyxl keeps a formula without its value
    again = {(f.sheet, f.cell, f.code) for f in load(copy).faults if f.code not in formulas}
    assert again == {fault for fault in EXPECTED if fault[2] not in formulas}
    with pytest.raises(FileExistsError):
        mark(faulty, loaded, copy)
