"""A desk's day on paper: every appointment of the desk once, a sheet for each day."""

import io

import openpyxl

from models.plan import Plan
from reports.desk_lists import HEADERS, desk_forms, desk_workbook, desks_with_visits
from reports.view import open_view
from tests.scheduler.test_appointments import brings, desk, plan, rows, tiny


def test_each_day_of_a_desk_is_a_sheet_with_all_its_appointments() -> None:
    given = tiny(
        *(brings(f"s{n}", 30, f"单位{n}") for n in range(6)), desks=(desk("甲"), desk("乙"))
    )
    made = Plan(season="", appointments=rows(plan(given)))
    view = open_view(given, made)
    shown = 0
    for name in desks_with_visits(view):
        data = desk_workbook(view, name)
        assert data is not None
        for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
            values = [[cell.value for cell in row] for row in sheet.iter_rows()]
            head = next(n for n, row in enumerate(values) if row[0] == HEADERS[0])
            starts = [row[1] for row in values[head + 1 :]]
            assert starts == sorted(starts, key=str)
            shown += len(starts)
    assert shown == len(made.appointments)


def test_the_step_is_left_out_where_every_visit_is_an_ordinary_one() -> None:
    given = tiny(brings("s", 30))
    made = Plan(season="", appointments=rows(plan(given)))
    again = made.appointments[0].model_copy(update={"id": "补", "kind": "correction"})
    for visits, shown in ((made.appointments, False), ((*made.appointments, again), True)):
        with_them = made.model_copy(update={"appointments": visits})
        (form,) = desk_forms(open_view(given, with_them), "D")
        assert ("步骤" in form.headers) == shown
        assert {len(row) for row in form.rows if isinstance(row, list)} == {len(form.headers)}
        assert len(form.headers) == len(form.widths)


def test_a_desk_without_appointments_has_no_list() -> None:
    given = tiny(brings("s"))
    view = open_view(given, Plan(season=""))
    assert desks_with_visits(view) == {}
    assert desk_workbook(view, "D") is None
