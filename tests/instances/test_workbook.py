"""Workbooks as people type them: names instead of ids, stray signs, merged cells, few sheets."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from instances import Loaded, load
from instances.columns import EXAMPLE, STAGES
from instances.describe import in_step
from instances.profile import NoTable, profile, work_calendar
from instances.template import Exists, new, sheets
from models.messages import catalogue
from models.season import Season

Rows = Sequence[Sequence[Any]]
BASICS: Rows = [["项目", "内容"], ["年度", 2024]]


def day(year: int, month: int, number: int) -> dt.datetime:
    return dt.datetime(year, month, number)  # noqa: DTZ001 - as Excel keeps a date


def book(path: Path, tables: dict[str, Rows], merge: Sequence[str] = ()) -> Loaded:
    with xlsxwriter.Workbook(path / "季.xlsx") as workbook:
        shape = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in {"基本信息": BASICS, **tables}.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, dt.datetime):
                        sheet.write_datetime(r, c, value, shape)
                    elif value is not None:
                        sheet.write(r, c, value)
            for place in merge if name != "基本信息" else ():
                sheet.merge_range(place, rows[1][0])
    return load(path / "季.xlsx")


def season(loaded: Loaded) -> Season:
    assert loaded.season is not None, loaded.faults
    return loaded.season


def codes(loaded: Loaded) -> set[tuple[str, str]]:
    return {(fault.cell, fault.code) for fault in loaded.faults}


def test_only_the_basics_are_required(tmp_path: Path) -> None:
    loaded = book(tmp_path, {})
    assert season(loaded).profile == profile(2024)
    assert season(loaded).calendar == work_calendar(2024)
    assert loaded.faults == ()


def test_without_basics_nothing_is_planned_but_every_fault_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("会议室")
        sheet.write_row(0, 0, ["名称", "座位"])
        sheet.write_row(1, 0, ["一号", "许多"])
    loaded = load(path)
    assert loaded.season is None
    assert {f.code for f in loaded.faults} == {"basics-missing", "cell-not-integer"}


def test_a_typed_name_and_kind_make_the_unit(tmp_path: Path) -> None:
    loaded = book(
        tmp_path,
        {
            "单位送审": [
                ["单位", "单位类别", "层级", "系列", "预计份数"],
                ["第一中学", "市直", "高级", "中小学教师", 12],
                ["第一中学", "", "中级", "中小学教师", "３０份"],
                [" 第一\u200b中学 ", "", "初级", "中小学教师", "1,200"],
            ]
        },
    )
    found = season(loaded)
    assert [(o.id, o.name, o.kind) for o in found.organisations] == [
        ("第一中学", "第一中学", "municipal")
    ]
    assert [(s.id, s.dossiers) for s in found.submissions] == [
        ("第一中学·senior·中小学教师", 12),
        ("第一中学·mid·中小学教师", 30),
        ("第一中学·junior·中小学教师", 1200),
    ]
    assert loaded.source.place("submissions", "第一中学·mid·中小学教师", "dossiers") == (
        "单位送审",
        "E3",
    )


def test_the_teachers_total_comes_from_the_basics(tmp_path: Path) -> None:
    loaded = book(
        tmp_path,
        {
            "基本信息": [["年度", 2024], ["正高级教师名额", 17]],
            "教师数": [["单位", "专任教师数"], ["昆都仑区", 300], ["青山区", 200]],
        },
    )
    (request,) = season(loaded).quota
    assert (request.id, request.total, len(request.bodies)) == ("Q1", 17, 2)


def test_committees_experts_and_conflicts_by_name(tmp_path: Path) -> None:
    loaded = book(
        tmp_path,
        {
            "评委会": [
                ["评委会名称", "系列", "层级", "组建单位", "预计人数", "评审方式", "备案有效期止"],
                ["甲评委会", "教师", "高级、中级", "教育局", 120, "说课", day(2026, 5, 1)],
            ],
            "专家库": [
                ["姓名", "工作单位", "职称系列", "专业", "职称层级", "可任主任", 2022, "2023年"],
                ["示例：某", "某", "教师", "", "中级", "", "", ""],
                ["张　三", "教育局", "教师", "语文", "正高", "甲评委会", "无", "甲评委会"],
                ["李四", "教育局", "教师", "", "副高级", "任意", "", ""],
            ],
            "花名册": [["姓名", "单位", "系列", "层级"], ["王五", "教育局", "教师", "中级"]],
            "回避登记": [["专家", "申报人", "关系"], ["张三", "王五", "师生"]],
            "路由": [["系列", "评审"], ["教师", "甲评委会"], ["卫生", "上报自治区"]],
        },
    )
    assert [f for f in loaded.faults if f.severity != "warning"] == []
    found = season(loaded)
    (committee,) = found.committees
    assert committee.levels == ("full_senior", "associate_senior", "mid")
    assert committee.expected[0].format == "lesson_defence"
    first, second = found.experts
    assert (first.id, first.name, second.id) == ("E0001", "张三", "E0002")
    assert first.presides == ("甲评委会",)
    assert second.presides == ("*",)
    assert {s.year: s.committees for s in first.service} == {2022: (), 2023: ("甲评委会",)}
    assert second.service == ()
    assert [(c.expert, c.applicant, c.kind) for c in found.conflicts] == [
        ("E0001", "A0001", "mentor")
    ]
    assert [route.reviewing for route in found.routes] == ["甲评委会", "region"]


def test_a_merged_cell_holds_for_its_range_and_is_noted(tmp_path: Path) -> None:
    loaded = book(
        tmp_path,
        {
            "花名册": [
                ["单位", "姓名", "系列", "层级"],
                ["一中", "甲", "教", "中级"],
                [None, "乙", "教", "中级"],
            ]
        },
        merge=["A2:A3"],
    )
    assert [a.organisation for a in season(loaded).applicants] == ["一中", "一中"]
    assert codes(loaded) == {("A2", "cells-merged")}


def test_titles_above_the_header_hidden_rows_and_odd_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("基本信息").write_row(0, 0, ["年度", 2024])
        sheet = workbook.add_worksheet("会议室")
        sheet.write(0, 0, "包头市评审会议室一览表")
        for row, values in enumerate([["名称", "座位"], ["一号", 30], ["二号", 40]], 1):
            sheet.write_row(row, 0, values)
        sheet.set_row(3, None, None, {"hidden": True})
        workbook.add_worksheet("_草稿").write(0, 0, "x")
        workbook.add_worksheet("评委汇").write(0, 0, "x")
    loaded = load(path)
    assert [room.name for room in season(loaded).rooms] == ["一号", "二号"]
    assert codes(loaded) == {("A4", "row-hidden"), ("", "sheet-unknown")}
    assert "评委会" in next(f for f in loaded.faults if f.code == "sheet-unknown").todo()


def test_a_row_put_aside_takes_its_dependents_along(tmp_path: Path) -> None:
    loaded = book(
        tmp_path,
        {
            "单位": [["单位名称", "单位类别"], ["一中", "怪"], ["二中", "市直"]],
            "评委会": [["评委会名称", "系列", "层级", "组建单位"], ["甲", "教师", "中级", "一中"]],
            "花名册": [
                ["姓名", "单位", "系列", "层级", "指定评委会"],
                ["王五", "二中", "教师", "中级", "甲"],
                ["赵六", "二中", "教师", "中级", ""],
            ],
        },
    )
    assert [a.name for a in season(loaded).applicants] == ["赵六"]
    assert codes(loaded) == {
        ("B2", "cell-not-in-list"),
        ("D2", "reference-put-aside"),
        ("E2", "reference-put-aside"),
    }


@pytest.mark.parametrize(
    "value",
    [
        *["2024-06-14", "2024.6.14", "2024/6/14", "2024年6月14日", "6月14日", "６月１４日", "6.14"],
        *[20240614, 45457, day(2024, 6, 14), "2024-06-14 00:00:00"],
    ],
)
def test_a_date_in_any_usual_writing(tmp_path: Path, value: Any) -> None:
    rows: Rows = [["单位", "层级", "份数", "希望送审日"], ["一中", "高级", 5, value]]
    assert season(book(tmp_path, {"单位送审": rows})).submissions[0].wished == dt.date(2024, 6, 14)


def test_a_row_of_parameters_changes_one_number(tmp_path: Path) -> None:
    rows: Rows = [
        ["参数", "值", "确认来源"],
        ["deadline.midjunior.handin", day(2024, 7, 19), ""],
        ["committee.private_share", "1/5", "办公室2024-06-01"],
        ["halfday.am", "09:00、12:00", ""],
    ]
    found = season(book(tmp_path, {"参数": rows})).profile
    assert found.date("deadline.midjunior.handin") == dt.date(2024, 7, 19)
    assert found.share("committee.private_share").denominator == 5
    assert found.get("committee.private_share").status == "law"
    assert found.get("halfday.am").value == ("09:00", "12:00")
    assert len(found.parameters) == len(profile(2024).parameters)


def test_a_share_that_excel_made_a_date_is_not_guessed(tmp_path: Path) -> None:
    rows: Rows = [["参数", "值"], ["quorum.share", day(2024, 2, 3)]]
    loaded = book(tmp_path, {"参数": rows})
    assert loaded.season is None
    assert codes(loaded) == {("B2", "parameter-type")}


@pytest.mark.parametrize("year", [2027, 1999])
def test_a_year_without_a_table_is_refused(tmp_path: Path, year: int) -> None:
    assert book(tmp_path, {"基本信息": [["年度", year]]}).season is None
    with pytest.raises(NoTable):
        work_calendar(2027)


def test_an_unreadable_file_is_one_clear_fault(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 nonsense")
    loaded = load(tmp_path / "a.xlsx")
    assert loaded.season is None
    assert [fault.code for fault in loaded.faults] == ["file-broken"]
    assert [fault.code for fault in load(tmp_path / "none.xlsx").faults] == ["file-missing"]


@pytest.mark.parametrize("stage", ["", *STAGES])
def test_a_new_workbook_reads_as_an_empty_season(tmp_path: Path, stage: str) -> None:
    path = tmp_path / "新 季.xlsx"
    new(path, stage)
    loaded = load(path)
    assert {fault.code for fault in loaded.faults} == {"sheet-empty"}
    assert season(loaded).profile == profile(2024)
    before = path.read_bytes()
    with pytest.raises(Exists):
        new(path, stage)
    assert path.read_bytes() == before


def test_a_new_workbook_holds_what_the_stage_needs(tmp_path: Path) -> None:
    import openpyxl

    new(tmp_path / "e.xlsx", "e")
    found = openpyxl.load_workbook(tmp_path / "e.xlsx")
    names = ["基本信息", "参数", "评委会", "会议室", "专家库", "花名册", "回避登记", "_选项"]
    assert found.sheetnames == names
    assert found["_选项"].sheet_state == "hidden"
    experts = found["专家库"]
    assert str(experts["A2"].value).startswith(EXAMPLE)
    assert experts.freeze_panes == "A2"
    assert {"2021", "2022", "2023"} <= {str(cell.value) for cell in experts[1]}
    assert experts.data_validations.dataValidation
    assert [s.name for s in sheets("A")] == ["参数", "单位送审", "审核窗口"]


def test_formats_md_is_in_step_with_the_columns() -> None:
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert text == in_step(text)


def test_every_code_has_its_words() -> None:
    import re

    folder = Path(__file__).parents[2] / "instances"
    known = catalogue()
    used: set[str] = set()
    for name in ("assemble", "cells", "checks", "compact", "crossref", "gather", "parameters"):
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        used |= set(re.findall(r'(?:fault|whole|CellFault|_note)\(\s*"([a-z]+-[a-z-]+)"', text))
    assert len(used) > 30
    assert used - set(known) == set()


def test_every_fault_of_the_teachers_sheet_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "B.xlsx"
    rows = [
        ["单位", "单位类别", "专任教师数", "其中中职", "最少名额", "符合条件人数", "指定名额"],
        ["甲区", "旗县区", None, None, None, None, None],
        ["乙区", "旗县区", 500, None, 3, 1, None],
        ["丙区", "旗县区", 50, 60, None, None, None],
        ["丁区", "旗县区", 400, None, None, None, 2],
    ]
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("基本信息").write_row(0, 0, ["年度", 2024])
        sheet = book.add_worksheet("教师数")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    told = {(f.code, f.cell, f.severity) for f in load(path).faults if f.sheet == "教师数"}
    assert told >= {
        ("quota-count-missing", "A2", "row"),
        ("number-contradicts", "E3", "row"),
        ("quota-parts", "C4", "row"),
        ("quota-reason-missing", "G5", "warning"),
    }
