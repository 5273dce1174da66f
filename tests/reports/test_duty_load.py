"""Half-days on duty: by person in the sealed workbook, without a name in the office's own."""

from io import BytesIO

import openpyxl

from reports.duty_load import served
from reports.plan_workbook import plan_workbook
from reports.rosters import timetable_workbook
from reports.view import open_view
from tests.rules import tiny, tiny_plan


def _cells(data: bytes | None, sheet: str) -> list[list[object]]:
    assert data is not None
    found = openpyxl.load_workbook(BytesIO(data))[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def test_everybody_on_duty_stands_with_half_days_by_duty() -> None:
    season = tiny.season()
    rows = _cells(plan_workbook(season, tiny_plan.plan(season)), "工作人员负荷")
    by_id = {row[-1]: row for row in rows}
    # 监督, 秘书, 计时, 计票, in all, days
    assert by_id["t1"][3:9] == [4, "—", "—", "—", 4, 2]
    assert by_id["t2"][3:9] == ["—", 2, "—", "—", 2, 1]
    assert by_id["t3"][3:9] == ["—", 2, "—", 0, 2, 1]
    assert "t4" not in by_id


def test_the_office_sees_counts_and_nobody() -> None:
    season = tiny.season()
    plan = tiny_plan.plan(season)
    assert served(season, plan) == {"supervisor": (4,), "secretary": (2, 2), "teller": (0,)}
    rows = _cells(timetable_workbook(open_view(season, plan)), "工作人员")
    words = " ".join(str(cell) for row in rows for cell in row if cell)
    assert "2、2" in words
    assert not any(person.name in words for person in season.staff)


def test_without_staff_there_is_no_such_sheet() -> None:
    season = tiny.season().model_copy(update={"staff": ()})
    plan = tiny_plan.plan(season)
    book = openpyxl.load_workbook(BytesIO(plan_workbook(season, plan)))
    assert "工作人员负荷" not in book.sheetnames
    data = timetable_workbook(open_view(season, plan))
    assert data is not None
    assert "工作人员" not in openpyxl.load_workbook(BytesIO(data)).sheetnames
