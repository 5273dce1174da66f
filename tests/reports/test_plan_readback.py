"""The sealed workbook says the plan, and every edit is told by its address."""

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from models.plan import Plan, plan_bytes
from models.season import Season
from reports.cells import join, split
from reports.plan_readback import ReadBack, differences, pins_from, read_plan
from reports.plan_workbook import ORIGINAL, plan_workbook
from reports.row_reader import Rows
from reports.view import changed
from tests.reports.sample import make_plan, make_season

PARTS = [
    "appointments",
    "awards",
    "groups",
    "meetings",
    "seats",
    "reserves",
    "sessions",
    "dockets",
    "milestones",
    "put_aside",
]


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season()


@pytest.fixture
def book(season: Season, plan: Plan) -> Workbook:
    return load_workbook(io.BytesIO(plan_workbook(season, plan)))


def cells(data: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def saved(book: Workbook) -> dict[str, Rows]:
    buffer = io.BytesIO()
    book.save(buffer)
    return cells(buffer.getvalue())


def address(book: Workbook, sheet: str, header: str, row: int = 4) -> str:
    for cell in book[sheet][3]:
        if cell.value == header:
            return f"{get_column_letter(cell.column or 0)}{row}"
    raise KeyError(header)


def edit(book: Workbook, season: Season, sheet: str, header: str, value: str) -> ReadBack:
    book[sheet][address(book, sheet, header)] = value
    return read_plan(saved(book), season)


def test_an_untouched_workbook_is_the_plan(season: Season, plan: Plan) -> None:
    found = read_plan(cells(plan_workbook(season, plan)), season)
    assert found.plan == plan
    assert plan_bytes(found.plan) == plan_bytes(plan)
    assert found.differences == ()
    assert found.faults == ()


def test_rooms_keep_their_order_though_the_sheet_is_sorted_otherwise(
    season: Season, plan: Plan
) -> None:
    turned = tuple(m.model_copy(update={"rooms": m.rooms[::-1]}) for m in plan.meetings)
    other = plan.model_copy(update={"meetings": turned})
    assert read_plan(cells(plan_workbook(season, other)), season).plan == other


def test_the_cells_alone_hold_every_decision(season: Season, plan: Plan) -> None:
    sheets = cells(plan_workbook(season, plan))
    del sheets[ORIGINAL]
    found = read_plan(sheets, season)
    assert found.faults == ()
    for part in PARTS:
        told = sorted(getattr(found.plan, part), key=lambda row: row.id)
        assert told == sorted(getattr(plan, part), key=lambda row: row.id), part
    assert found.plan.done("appointments", "meetings", "formation", "timetable", "dockets")


def test_an_edited_cell_is_told_by_its_address(book: Workbook, season: Season) -> None:
    found = edit(book, season, "评委会日程", "会议半日", "2024-08-08 上午、2024-08-08 下午")
    (only,) = found.differences
    assert (only.sheet, only.cell, only.field) == ("评委会日程", "D4", "half_days")
    assert found.plan.meetings[0].half_days == ("2024-08-08.am", "2024-08-08.pm")
    (pin,) = pins_from(found.differences, "李主任", "会场冲突")
    assert (pin.part, pin.subject, pin.author) == ("meetings", "C00", "李主任")
    assert pin.value["first"] == "2024-08-08.am"


@pytest.mark.parametrize("written", ["8月8日", "８月８日", "8/8", "2024.8.8", "2024年8月8日"])
def test_days_are_read_as_people_write_them(book: Workbook, season: Season, written: str) -> None:
    halves = f"{written}上午、{written} 下午"
    found = edit(book, season, "评委会日程", "会议半日", halves)
    assert found.plan.meetings[0].half_days == ("2024-08-08.am", "2024-08-08.pm")
    found = edit(book, season, "附件5", "日期", written)
    assert found.plan.appointments[0].at.startswith("2024-08-08.")
    assert not found.faults


def test_a_person_may_be_changed_by_name_or_by_id(
    book: Workbook, season: Season, plan: Plan
) -> None:
    other = season.experts[12]
    assert plan.seats[0].expert != other.id
    by_name = edit(book, season, "委员", "姓名", other.name)
    assert by_name.plan.seats[0].expert == other.id
    assert [item.header for item in by_name.differences] == ["姓名"]
    book = load_workbook(io.BytesIO(plan_workbook(season, plan)))
    by_id = edit(book, season, "委员", "专家编号", other.id)
    assert by_id.plan.seats[0].expert == other.id


@pytest.mark.parametrize(
    ("sheet", "header", "value", "code"),
    [
        ("附件5", "日期", "下周三", "report-cell-date"),
        ("附件5", "份数", "许多", "report-cell-whole"),
        ("附件5", "联系人", "别人", "report-cell-shown-only"),
        ("附件5", "窗口", "九号窗口", "report-cell-unknown"),
        ("附件10", "指定", "也许", "report-cell-flag"),
        ("评委会日程", "会议半日", "八月", "report-cell-half-day"),
        ("委员", "职务", "大王", "report-cell-word"),
        ("委员", "专家编号", "E999", "report-cell-unknown"),
        ("学科组", "小组半日数", "很多", "report-cell-table"),
        ("学科组", "人数", "0", "report-row-invalid"),
    ],
)
def test_a_bad_cell_is_a_fault_with_its_address(
    book: Workbook, season: Season, plan: Plan, sheet: str, header: str, value: str, code: str
) -> None:
    where = address(book, sheet, header)
    found = edit(book, season, sheet, header, value)
    assert [(fault.code, fault.sheet, fault.cell) for fault in found.faults] == [
        (code, sheet, where)
    ]
    assert found.plan == plan
    assert [item.cell for item in found.differences] == [where]


def test_rows_may_be_sorted_removed_and_added(book: Workbook, season: Season, plan: Plan) -> None:
    sheet = book["委员"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    gone = rows.pop(0)
    for n, row in enumerate([*reversed(rows), [*gone[:-1], None]], 4):
        for column, value in enumerate(row, 1):
            sheet[f"{get_column_letter(column)}{n}"] = value
    found = read_plan(saved(book), season)
    assert found.faults == ()
    assert sorted(item.kind for item in found.differences) == ["added", "removed"]
    assert found.plan.seats[:-1] == plan.seats[1:]
    assert found.plan.seats[-1].expert == plan.seats[0].expert


def test_a_missing_sheet_and_a_broken_header_are_faults(book: Workbook, season: Season) -> None:
    book["委员"]["A3"] = "？"
    book["委员"]["B3"] = "？"
    del book["场次"]
    codes = {fault.code for fault in read_plan(saved(book), season).faults}
    assert codes == {"report-sheet-missing", "report-sheet-header"}


def test_a_damaged_original_is_said_and_not_used(season: Season, plan: Plan) -> None:
    sheets = cells(plan_workbook(season, plan))
    sheets[ORIGINAL] = [["nonsense"]]
    found = read_plan(sheets, season)
    assert found.original is None
    assert [fault.code for fault in found.faults] == ["report-embedded-broken"]


def test_differences_between_two_plans(season: Season, plan: Plan) -> None:
    later = plan.model_copy(update={"awards": (plan.awards[0].model_copy(update={"places": 9}),)})
    found = differences(plan, later, season)
    assert [item.kind for item in found] == ["changed"] + ["removed"] * 9
    assert (found[0].old, found[0].new) == ("1", "9")
    assert replace(found[0], record=None).header == "分配名额"


def test_formula_text_stays_text(season: Season, plan: Plan) -> None:
    experts = tuple(e.model_copy(update={"name": f"=1+{e.id}"}) for e in season.experts)
    hostile = changed(season, {"experts": experts})
    book = load_workbook(io.BytesIO(plan_workbook(hostile, plan)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_two_runs_give_the_same_bytes(season: Season, plan: Plan) -> None:
    assert plan_workbook(season, plan) == plan_workbook(season, plan)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=TEXTS, reason=TEXTS, group=TEXTS, key=TEXTS)
def test_no_text_however_odd_is_taken_for_an_edit(
    name: str, reason: str, group: str, key: str
) -> None:
    season, plan = ODD
    own = "".join((key.strip() or "E").split()) + "、\\1"
    first = season.experts[0].model_copy(update={"id": own, "name": name})
    odd = changed(season, {"experts": (first, *season.experts[1:])})
    seats = (plan.seats[0].model_copy(update={"expert": own}), *plan.seats[1:])
    awards = tuple(award.model_copy(update={"reason": reason.strip()}) for award in plan.awards)
    groups = tuple(item.model_copy(update={"name": group.strip()}) for item in plan.groups)
    update = {"seats": seats, "awards": awards, "groups": groups}
    drawn = plan.model_copy(update=update)
    found = read_plan(cells(plan_workbook(odd, drawn)), odd)
    assert found.faults == ()
    assert found.differences == ()
    assert found.plan == drawn


ODD = (make_season(2, 6), make_plan(make_season(2, 6)))


@given(st.lists(TEXTS.map(str.strip).filter(bool)))
def test_lists_in_a_cell_come_back(texts: list[str]) -> None:
    assert split(join(texts)) == tuple(texts)
