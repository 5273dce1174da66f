"""The five small workbooks, typed in as the README says."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import QUICK, files, run, start, type_in

Rows = Sequence[Mapping[str, object]]

UNITS: Rows = [
    {"单位": unit, "单位类别": kind, "层级": band, "系列": series, "预计份数": dossiers}
    for unit, kind, band, series, dossiers in (
        ("市第一中学", "市直", "高级", "中小学教师", 24),
        ("市第二中学", "市直", "中级", "中小学教师", 30),
        ("昆都仑区", "旗县区", "高级", "工程", 40),
    )
]
DESKS: Rows = [{"名称": "1号窗口"}, {"名称": "2号窗口"}]
TEACHERS: Rows = [
    {"单位": f"{name}区", "单位类别": "旗县区", "专任教师数": teachers}
    for name, teachers in (("甲", 6100), ("乙", 5200), ("丙", 3300), ("丁", 2150))
]
COMMITTEE = {
    "评委会名称": "中小学教师中级评委会",
    "系列": "中小学教师",
    "层级": "中级",
    "组建单位": "市教育局",
    "人数": 9,
    "预计人数": 20,
    "评审方式": "材料评审",
    "备案状态": "已备案",
    "备案有效期起": "2023-01-01",
    "备案有效期止": "2025-12-31",
}
ROOMS: Rows = [
    {"名称": "第一会议室", "可开全体会": "是"},
    {"名称": "第二会议室", "可开全体会": "否"},
]
EXPERTS: Rows = [
    {
        "姓名": f"专家{number:02}",
        "工作单位": f"第{number % 9 + 10}中学",
        "职称系列": "中小学教师",
        "职称层级": "副高级",
        "承诺书": "是",
        "2021": "无",
        "2022": "无",
        "2023": "无",
    }
    for number in range(1, 31)
]
APPLICANTS: Rows = [
    {
        "姓名": f"申报{number:02}",
        "工作单位": f"第{number % 5 + 1}中学",
        "申报系列": "中小学教师",
        "申报层级": "中级",
        "评审方式": "材料评审",
        "承诺书": "是",
    }
    for number in range(1, 21)
]
C: dict[str, Rows] = {"评委会": [COMMITTEE], "会议室": ROOMS}
STAGES: dict[str, tuple[dict[str, Rows], set[str]]] = {
    "A": ({"单位送审": UNITS, "审核窗口": DESKS}, {"public/附件5.xlsx", "public/附件6.pdf"}),
    "B": ({"教师数": TEACHERS}, {"public/附件10.xlsx"}),
    "C": (C, {"internal/评审实施方案/1_中小学教师中级评委会.docx", "internal/评委会日程图.pdf"}),
    "D": (C | {"专家库": EXPERTS}, {"sealed/评审实施方案/1_中小学教师中级评委会.docx"}),
    "E": (
        C | {"专家库": EXPERTS, "花名册": APPLICANTS},
        {"sealed/评审实施方案/1_中小学教师中级评委会.docx"},
    ),
}
SHEETS = {"D": "委员", "E": "分派"}


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_a_small_workbook_gives_its_result(stage: str, tmp_path: Path) -> None:
    book, out = tmp_path / "年度 表.xlsx", tmp_path / "out"
    rows, wanted = STAGES[stage]
    assert run("new", book, "--for", stage).code == 0
    type_in(book, rows)

    checked = run("check", book, "--json")
    assert checked.code == 0, checked.out
    formats = ",".join(sorted({"xlsx"} | {name.rpartition(".")[2] for name in wanted}))
    ended = run("plan", book, "-o", out, "--json", "--formats", formats)

    assert ended.code == 0, ended.out
    assert ended.answer["status"] == "lawful"
    assert wanted <= files(out)
    if stage in SHEETS:
        sheet = openpyxl.load_workbook(out / "sealed" / "方案.xlsx")[SHEETS[stage]]
        assert sheet.max_row > 9
    assert run("verify", book, out / "sealed" / "plan.json").code == 0
    assert run("verify", book, out / "sealed" / "方案.xlsx").code == 0


def test_an_empty_workbook_plans_nothing_and_says_so(tmp_path: Path) -> None:
    run("new", tmp_path / "a.xlsx")
    ended = run("plan", tmp_path / "a.xlsx", "-o", tmp_path / "out", *QUICK)
    assert ended.code == 0
    assert "没有单位送审数据，未排审核时间" in ended.out


def test_a_draw_is_held_before_witnesses_and_not_again_without_a_reason(tmp_path: Path) -> None:
    book, out = tmp_path / "d.xlsx", tmp_path / "out"
    run("new", book, "--for", "D")
    type_in(book, STAGES["D"][0])
    run("plan", book, "-o", out, *QUICK)
    act = ("--committee", "中小学教师中级评委会", "--witness", "甲", "--witness", "乙", *QUICK)

    nowhere = run("draw", book, out, *act, "--seed", "7 9 4", "-o", book / "out", "--json")
    first = start("draw", book, out, *act, "--seed", "7 9 4", "--json")
    again = run("draw", book, out, *act, "--seed", "1 1 1", "--json")
    other = run("draw", book, out, *act, "--seed", "1 1 1", "--reason", "一人回避", "--json")

    assert (nowhere.code, nowhere.codes()) == (2, ["output.cannot-write"])
    assert first.code == 0, first.out
    assert again.code == 2
    assert again.codes("breach") == ["draw.needs-reason"]
    assert other.code == 0, other.out
    assert (out / "sealed" / "plan.json").read_text("utf-8").count('"algorithm"') == 2
