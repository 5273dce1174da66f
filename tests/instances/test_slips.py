"""What people type by mistake and would not notice: doubles, absurd numbers, missing reasons."""

from pathlib import Path

import pytest

from tests.instances.test_workbook import Rows, book, codes

PEOPLE = ["姓名", "工作单位", "职称系列", "职称层级", "电话"]
BODIES = ["单位", "单位类别", "专任教师数", "指定名额", "指定理由"]
UNITS = ["单位", "单位类别", "层级", "系列", "预计份数"]


def row(name: str, phone: str = "") -> list[str]:
    return [name, "一中", "中小学教师", "副高级", phone]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([row("甲"), row("甲")], {("A3", "person-again")}),
        ([row("甲", "13000000001"), row("甲", "13000000001")], {("A3", "person-again")}),
        ([row("甲", "13000000001"), row("甲", "13000000002")], set[tuple[str, str]]()),
        ([row("甲"), row("乙")], set[tuple[str, str]]()),
    ],
    ids=["twice", "same-phone", "namesakes", "two"],
)
def test_one_person_is_not_two_experts(
    rows: Rows, faults: set[tuple[str, str]], tmp_path: Path
) -> None:
    loaded = book(tmp_path, {"专家库": [PEOPLE, *rows]})
    assert codes(loaded) == faults
    assert loaded.season is not None
    assert len(loaded.season.experts) == 2 - len(faults)


@pytest.mark.parametrize(
    ("ids", "code", "kept"),
    [
        (("Z1", "Z2"), "person-namesake", ["Z1", "Z2"]),
        (("Z1", None), "person-again", ["Z1"]),
        ((None, "Z2"), "person-again", ["E0001"]),
    ],
)
def test_ids_that_were_typed_keep_namesakes_and_made_ones_do_not(
    ids: tuple[str | None, str | None], code: str, kept: list[str], tmp_path: Path
) -> None:
    rows = [[number, *row("甲")] for number in ids]
    loaded = book(tmp_path, {"专家库": [["编号", *PEOPLE], *rows]})
    assert codes(loaded) == {("B3", code)}
    assert loaded.season is not None
    assert [expert.id for expert in loaded.season.experts] == kept
    assert not any("甲" in fault.message() + fault.value for fault in loaded.faults)


def test_a_body_is_listed_once_and_a_fixed_place_has_a_reason(tmp_path: Path) -> None:
    rows = [
        ["甲区", "旗县区", 900, None, None],
        ["甲区", "旗县区", 900, None, None],
        ["乙区", "旗县区", 500, 2, None],
        ["丙区", "旗县区", 500, 2, "上年结转"],
    ]
    found = codes(book(tmp_path, {"教师数": [BODIES, *rows]}))
    assert {("A3", "body-twice"), ("D4", "quota-reason-missing")} <= found
    assert not [cell for cell, code in found if code == "quota-reason-missing" and cell != "D4"]


def test_the_same_submission_twice_is_pointed_out_and_planned(tmp_path: Path) -> None:
    rows = [["一中", "市直", "高级", "中小学教师", 5]] * 2
    loaded = book(tmp_path, {"单位送审": [UNITS, *rows]})
    assert codes(loaded) == {("A3", "submission-again")}
    assert loaded.season is not None
    assert len(loaded.season.submissions) == 2


def test_an_absurd_number_puts_its_row_aside(tmp_path: Path) -> None:
    rows = [
        ["一中", "市直", "高级", "中小学教师", 10**12],
        ["二中", "市直", "高级", "中小学教师", 5],
    ]
    loaded = book(tmp_path, {"单位送审": [UNITS, *rows]})
    assert codes(loaded) == {("E2", "number-too-great")}
    assert loaded.season is not None
    assert [s.dossiers for s in loaded.season.submissions] == [5]


def test_a_name_that_fits_on_no_sheet_is_told(tmp_path: Path) -> None:
    loaded = book(tmp_path, {"会议室": [["名称"], ["长" * 5000], ["一号"]]})
    assert {code for _, code in codes(loaded)} == {"text-too-long"}


def test_a_sheet_like_no_other_gets_no_suggestion(tmp_path: Path) -> None:
    loaded = book(tmp_path, {"Sheet1": [["x"]]})
    assert [fault.code for fault in loaded.faults] == ["sheet-strange"]
    assert "—" not in loaded.faults[0].todo()


PINS = ["事项", "对象", "内容", "理由", "作者"]
BOOKED: dict[str, Rows] = {
    "审核窗口": [["名称", "层级"], ["1号窗口", "高级"]],
    "单位送审": [["编号", *UNITS], ["S1", "一中", "市直", "高级", "教师", 3]],
    "评委会": [
        ["评委会名称", "系列", "层级", "组建单位"],
        ["教师中评委", "教师", "中级", "教育局"],
    ],
    "专家库": [PEOPLE, row("甲")],
}


@pytest.mark.parametrize(
    ("pin", "fault"),
    [
        (["名额", "一中", "places=2"], ""),
        (["名额", "一中", "places=两个"], "not-a-count"),
        (["名额", "一中", "places=-1"], "not-a-count"),
        (["名额", "一中", "place=2"], "pin-key-unknown"),
        (["名额", "一中", None], "pin-says-nothing"),
        (["会议", "教师中评委", "first=2024-08-07.am"], ""),
        (["会议", "教师中评委", "first=8月7日上午"], "not-a-half-day"),
        (["会议", "教师中评委", "first=2024-02-31.am"], "not-a-half-day"),
        (["会议", "教师中评委", "plenary=2024-08-07.am"], ""),
        (["会议", "教师中评委", None], "pin-says-nothing"),
        (["评委", "教师中评委", "expert=E0001；group=第1组"], ""),
        (["评委", "教师中评委", "group=第1组"], "pin-says-nothing"),
        (["评委", "教师中评委", "expert=E0001；role=副主任"], ""),
        (["评委", "教师中评委", "expert=E0001；role=组长"], "not-a-role"),
        (["送审", "S1", "at=2024-06-12.am；desk=1号窗口；start=09:30"], ""),
        (["送审", "S1", "desk=1号窗口"], ""),
        (["场次", "教师中评委#1", "at=2024-08-07.am；members=E0001"], ""),
        (["场次", "教师中评委", "at=8月7日"], "not-a-half-day"),
        (["送审", "S1", "at=2024-06-12.am；start=25:30"], "not-a-clock-time"),
    ],
)
def test_a_pin_that_no_step_could_read_is_put_aside(
    pin: list[str | None], fault: str, tmp_path: Path
) -> None:
    rows = [PINS, [*pin, "会议定", "李"]]
    loaded = book(tmp_path, BOOKED | {"固定安排": rows})
    found = [(f.code, f.sheet, f.cell) for f in loaded.faults if f.severity != "warning"]
    cell = "C2" if pin[2] else "A2"
    assert found == ([(fault, "固定安排", cell)] if fault else [])
    assert loaded.season is not None
    assert len(loaded.season.pins) == (not fault)
    assert not any("第1组" in f.message() or "甲" in f.message() for f in loaded.faults)


@pytest.mark.parametrize(
    ("pin", "fault", "cell"),
    [
        (["场次", "教师中评委", "at=2024-08-07.am；members=E0001"], "pin-plenary-members", "C2"),
        (["场次", "语文组", "at=2024-08-07.am"], "reference-ambiguous", "B2"),
        (["场次", "数学组", "at=2024-08-07.am"], "", ""),
        (["场次", "数学组", "at=2024-08-07.am；members=没有此人"], "reference-unknown", "C2"),
        (["分组", "A1", "session=2024-08-07.am"], "pin-recognised", "B2"),
        (["分组", "A2", "session=2024-08-07.am"], "", ""),
    ],
)
def test_a_pin_of_what_has_no_session_or_two_is_refused_at_its_cell(
    pin: list[str], fault: str, cell: str, tmp_path: Path
) -> None:
    more: dict[str, Rows] = {
        "评委会": [*BOOKED["评委会"], ["教师高评委", "教师", "高级", "教育局"]],
        "学科组": [
            ["评委会", "编号", "名称"],
            ["教师中评委", "G1", "语文组"],
            ["教师高评委", "G2", "语文组"],
            ["教师高评委", "G3", "数学组"],
        ],
        "花名册": [
            ["编号", "姓名", "工作单位", "申报系列", "申报层级", "评审方式"],
            ["A1", "丙", "一中", "教师", "中级", "认定"],
            ["A2", "丁", "一中", "教师", "中级", ""],
        ],
        "固定安排": [PINS, [*pin, "会议定", "李"]],
    }
    loaded = book(tmp_path, BOOKED | more)
    found = [(f.code, f.sheet, f.cell) for f in loaded.faults if f.sheet == "固定安排"]
    assert found == ([(fault, "固定安排", cell)] if fault else [])
    assert all(f.message() and f.todo() for f in loaded.faults)
    assert loaded.season is not None
    assert len(loaded.season.pins) == (not fault)


@pytest.mark.parametrize(
    ("pin", "told"),
    [
        (["会议", "教师中评委", "first=2024-08-07.am"], ""),
        (["会议", "教师中评委", "first=2024-08-07.am；plenary=2024-08-08.pm"], ""),
        (["评委", "教师中评委", "expert=E0001；role=chair"], ""),
        (["送审", "S1", "at=2024-06-12.am；dossiers=3"], "dossiers"),
        (["送审", "S1", "at=2024-06-12.am；desk=1号窗口；start=09:30"], ""),
        (["送审", "S1", "at=2024-06-12.am；start=09:30"], "start"),
        (["场次", "教师中评委-1", "at=2024-08-07.am；room=一号厅"], "at、room"),
        (["场次", "教师中评委", "at=2024-08-07.am；room=一号厅"], ""),
        (["场次", "教师中评委#1", "at=2024-08-07.am；members=E0001"], ""),
        (["场次", "教师中评委#1@2024-08-07.am/1", "room=一号厅"], ""),
        (["分组", "A0001", "session=教师中评委-1"], "session"),
        (["分组", "A0001", "session=2024-08-07.am"], ""),
        (["分组", "A0001", "session=教师中评委#1@2024-08-07.am/1"], ""),
    ],
)
def test_what_planning_does_not_follow_of_a_pin_is_told_and_the_pin_stays(
    pin: list[str], told: str, tmp_path: Path
) -> None:
    more: dict[str, Rows] = {
        "会议室": [["名称", "座位"], ["一号厅", 40]],
        "花名册": [
            ["编号", "姓名", "工作单位", "申报系列", "申报层级"],
            ["A0001", "丙", "一中", "教师", "中级"],
        ],
        "固定安排": [PINS, [*pin, "会议定", "李"]],
    }
    loaded = book(tmp_path, BOOKED | more)
    found = [f for f in loaded.faults if f.code in {"pin-not-planned", "pin-start-alone"}]
    keys = [f.args.get("keys", ("start",)) for f in found]
    assert keys == ([tuple(told.split("、"))] if told else [])
    cell = "B2" if pin[0] == "场次" else "C2"
    assert {(f.severity, f.sheet, f.cell) for f in found} <= {("warning", "固定安排", cell)}
    assert all(f.message() and f.todo() for f in found)
    assert loaded.season is not None
    assert len(loaded.season.pins) == 1
