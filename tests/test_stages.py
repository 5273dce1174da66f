"""Each stage of a season works alone, from the empty workbook and what a user types into it."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from instances import load, template
from models.plan import Plan
from models.season import Season
from reports.jobs import Format, Wanted, run
from reports.write import Edition
from scheduler.planning import plan
from scheduler.rules.base import clauses
from scheduler.verify import verify
from scheduler.work import Work

Sheets = dict[str, list[dict[str, Any]]]

UNITS: list[dict[str, Any]] = [
    {"单位": f"市第{n}单位", "单位类别": "市直", "层级": level, "系列": "工程", "预计份数": 3 + n}
    for n in range(1, 7)
    for level in ("高级", "中级")
]
TEACHERS: list[dict[str, Any]] = [
    {"单位": name, "单位类别": kind, "专任教师数": count}
    for name, kind, count in (
        ("昆都仑区", "旗县区", 3300),
        ("青山区", "旗县区", 2500),
        ("东河区", "旗县区", 2400),
        ("市直", "市直", 4000),
    )
]
COMMITTEES: list[dict[str, Any]] = [
    {
        "评委会名称": "工程中级评委会",
        "系列": "工程",
        "层级": "中级",
        "组建单位": "市工信局",
        "预计人数": 30,
    },
    {
        "评委会名称": "卫生副高评委会",
        "系列": "卫生",
        "层级": "副高级",
        "组建单位": "市卫健委",
        "预计人数": 40,
    },
]
EXPERTS: list[dict[str, Any]] = [
    {
        "姓名": f"专家{n:02}",
        "工作单位": f"丙{n % 9}单位",
        "职称系列": "工程" if n % 2 else "卫生",
        "职称层级": "正高级",
        "2021": "无",
        "2022": "无",
        "2023": "无",
    }
    for n in range(90)
]
ROSTER: list[dict[str, Any]] = [
    {
        "姓名": f"申报人{n}",
        "工作单位": f"市第{n % 6 + 1}单位",
        "申报系列": "工程",
        "申报层级": "中级",
    }
    for n in range(30)
]


def _typed(folder: Path, stage: str, sheets: Sheets) -> Path:
    """The stage's empty workbook with these rows typed under their headers."""
    path = folder / f"季度 {stage}.xlsx"
    template.new(path, stage, 2024)
    book = openpyxl.load_workbook(path)
    for name, rows in sheets.items():
        sheet = book[name]
        column = {str(cell.value): int(cell.column or 0) for cell in sheet[1]}
        start = 3 if str(sheet.cell(2, 1).value or "").startswith("示例") else 2
        for number, row in enumerate(rows):
            for header, value in row.items():
                sheet.cell(start + number, column[header], value)
    book.save(path)
    return path


def _planned(path: Path) -> tuple[Season, Plan]:
    loaded = load(path)
    assert loaded.season is not None, loaded.faults
    assert [f for f in loaded.faults if f.severity != "warning"] == []
    made = plan(loaded.season, Work())
    assert made.put_aside == ()
    assert verify(loaded.season, made).lawful
    return loaded.season, made


def _printed(season: Season, made: Plan, *formats: Format) -> set[str]:
    wanted = Wanted(formats=formats)
    return set(run(Edition(season, made, verify(season, made), clauses(), wanted=wanted)))


def test_a_list_of_units_gives_annexes_5_and_6(tmp_path: Path) -> None:
    season, made = _planned(_typed(tmp_path, "A", {"单位送审": UNITS}))
    assert {item.annex for item in made.appointments} == {5, 6}
    assert sum(item.dossiers for item in made.appointments) == sum(u["预计份数"] for u in UNITS)
    assert {"public/附件5.xlsx", "public/附件6.xlsx"} <= _printed(season, made, "xlsx")


def test_b_teachers_give_annex_10(tmp_path: Path) -> None:
    season, made = _planned(_typed(tmp_path, "B", {"教师数": TEACHERS}))
    assert sum(award.places for award in made.awards) == 17
    assert "public/附件10.xlsx" in _printed(season, made, "xlsx")


def test_c_committees_alone_give_dates_and_review_plans(tmp_path: Path) -> None:
    season, made = _planned(_typed(tmp_path, "C", {"评委会": COMMITTEES}))
    assert {meeting.id for meeting in made.meetings} == {c["评委会名称"] for c in COMMITTEES}
    assert {m.code for m in made.milestones} >= {"plan_filing", "consent", "result_posting"}
    printed = _printed(season, made, "docx", "pdf")
    assert any(name.startswith("internal/评审实施方案/") for name in printed)
    assert "internal/工作进度图.pdf" in printed


def test_d_a_pool_gives_sealed_candidate_lists(tmp_path: Path) -> None:
    _, made = _planned(_typed(tmp_path, "D", {"评委会": COMMITTEES, "专家库": EXPERTS}))
    assert {seat.committee for seat in made.seats} == {c["评委会名称"] for c in COMMITTEES}
    assert made.reserves
    assert made.report("dockets") is not None


def test_e_a_roster_gives_dockets_and_recusal(tmp_path: Path) -> None:
    sheets: Sheets = {
        "评委会": COMMITTEES[:1],
        "专家库": EXPERTS,
        "花名册": ROSTER,
        "回避登记": [{"专家": "E0002", "申报人": "A0001", "关系": "亲属"}],
    }
    season, made = _planned(_typed(tmp_path, "E", sheets))
    assert {docket.id for docket in made.dockets} == {a.id for a in season.applicants}
    tied = next(docket for docket in made.dockets if docket.id == "A0001")
    assert "E0002" not in tied.readers


def test_only_the_basic_sheet_is_required(tmp_path: Path) -> None:
    loaded = load(_typed(tmp_path, "A", {}))
    assert loaded.season is not None
    made = plan(loaded.season, Work())
    skipped = {r.step for r in made.steps if r.status == "SKIPPED"}
    assert skipped >= {"quota", "appointments", "meetings", "formation", "timetable", "dockets"}


@pytest.mark.parametrize("stage", ["A", "C"])
def test_the_same_workbook_gives_the_same_plan(tmp_path: Path, stage: str) -> None:
    sheets: Sheets = {"单位送审": UNITS} if stage == "A" else {"评委会": COMMITTEES}
    path = _typed(tmp_path, stage, sheets)
    assert _planned(path)[1] == _planned(path)[1]
