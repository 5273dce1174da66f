"""Workbooks beside the plan's own: attendance, lots, ballots, members, timetable, annexes."""

import io
import re
from collections import Counter
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from openpyxl import load_workbook

from models.plan import Plan
from models.season import Season
from reports.ballots import BALLOTS, FIRST_BALLOT
from reports.forms import Form, Rows, Section
from reports.meeting_sheets import meeting_workbook
from reports.rosters import (
    annex_7,
    annexes_3_4,
    members_workbook,
    sheet_name,
    timetable_workbook,
)
from reports.sealed_letters import Sealed, sealed_view
from reports.sheets import Book
from reports.view import Open, changed, open_view


@pytest.fixture(scope="module")
def kit(sealed: Sealed) -> Any:
    return read(meeting_workbook(sealed, "C01"))


def read(data: bytes | None) -> Any:
    assert data is not None
    return load_workbook(io.BytesIO(data))


def table(sheet: Any) -> list[list[Any]]:
    """The cells below the header, sections left out."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(n for n, row in enumerate(rows) if row[0] in {"序号", "时段", "评委会", "时间"})
    return rows[start + 1 :]


def test_a_committee_takes_its_sheets_in_one_workbook(kit: Any) -> None:
    assert kit.sheetnames == [
        "签到表",
        "工作人员签到",
        "抽签表",
        "小组评议表",
        BALLOTS,
        "附件8",
    ]
    for sheet in kit:
        assert sheet.print_title_rows, sheet.title
        assert sheet.print_area, sheet.title
        assert sheet.freeze_panes, sheet.title


def test_every_member_signs_for_the_half_days_of_the_own_sessions(
    kit: Any, sealed: Sealed, plan: Plan
) -> None:
    meeting = next(m for m in plan.meetings if m.id == "C01")
    rows = table(kit["签到表"])
    for row, seat in zip(rows, sealed.seats["C01"], strict=False):
        assert row[1] == sealed.season.expert[seat.expert].name
        due = {s.at for s in plan.sessions if s.committee == "C01" and seat.expert in s.members}
        boxes = row[5 : 5 + len(meeting.half_days)]
        assert [box is None for box in boxes] == [at in due for at in meeting.half_days]
    wanted = next(row for row in rows if row[1] == "应到人数")
    assert wanted[5 + len(meeting.half_days) - 1] == 11


def test_the_lot_lists_who_comes_in_person_and_tells_no_order(
    kit: Any, season: Season, plan: Plan
) -> None:
    rows = [row for row in table(kit["抽签表"]) if isinstance(row[0], int)]
    wanted = {
        d.id
        for d in plan.dockets
        if d.committee == "C01" and season.applicant[d.id].format == "lesson_defence"
    }
    assert {row[1] for row in rows} == wanted
    assert all(row[6] == 30 for row in rows)  # minutes to prepare
    assert all(row[7] is None for row in rows)  # the lot itself is drawn on site
    sections = [
        row[0]
        for row in table(kit["抽签表"])
        if isinstance(row[0], str) and row[0].startswith("2024年")
    ]
    assert len(sections) == len({d.session for d in plan.dockets if d.id in wanted})
    assert len(kit["抽签表"].row_breaks.brk) == len(sections) - 1


def judged(row: dict[str, Any], formula: str, least: int) -> str:
    """The ballot formula worked in Python: a different reading of the same numbers."""
    found = re.fullmatch(
        r'=IF\(OR\(G\d+="",I\d+=""\),"",IF\(G\d+<(\d+),"不得表决",'
        r'IF\(L\d+<>"相符","票数不符",IF\(I\d+\*(\d+)>=(\(G\d+-N\(H\d+\)\)|G\d+)\*(\d+),'
        r'"通过","未通过"\)\)\)\)',
        formula,
    )
    assert found, formula
    assert int(found[1]) == least
    base = row["attending"] - (row["recused"] if "-" in found[3] else 0)
    return "通过" if row["yes"] * int(found[2]) >= base * int(found[4]) else "未通过"


@pytest.mark.parametrize(
    ("attending", "recused", "yes", "passed"),
    [(8, 0, 6, True), (8, 0, 5, False), (9, 0, 6, True), (11, 0, 8, True), (11, 0, 7, False)],
)
def test_two_thirds_of_those_attending_pass(
    kit: Any, attending: int, recused: int, yes: int, passed: bool
) -> None:
    formula = str(kit[BALLOTS][f"M{FIRST_BALLOT}"].value)
    row = {"attending": attending, "recused": recused, "yes": yes}
    assert (judged(row, formula, 8) == "通过") is passed


def test_the_recused_leave_the_base_only_where_the_office_says_so(
    season: Season, plan: Plan
) -> None:
    parameters = tuple(
        p.model_copy(update={"value": "voting"}) if p.id == "vote.denominator" else p
        for p in season.profile.parameters
    )
    profile = season.profile.model_copy(update={"parameters": parameters})
    twin = season.model_copy(update={"profile": profile})
    book = read(meeting_workbook(sealed_view(twin, plan, "n"), "C01"))
    formula = str(book[BALLOTS][f"M{FIRST_BALLOT}"].value)
    assert judged({"attending": 11, "recused": 2, "yes": 6}, formula, 8) == "通过"


def test_too_few_attending_is_flagged_and_only_inputs_are_open(kit: Any) -> None:
    sheet = kit[BALLOTS]
    facts = [cell.value for cell in sheet[FIRST_BALLOT - 2]]
    assert facts[:4] == ["应到", 11, "最少到会", 8]
    assert "人数不足，不得表决" in facts[7]
    assert sheet.protection.sheet
    for column, locked in {"F": False}.items():
        assert sheet[f"{column}{FIRST_BALLOT - 2}"].protection.locked is locked
    for column in "GHIJK":
        assert not sheet[f"{column}{FIRST_BALLOT}"].protection.locked
    for column in "ACLM":
        assert sheet[f"{column}{FIRST_BALLOT}"].protection.locked


def test_the_count_starts_from_who_may_not_vote_on_an_item_and_names_them(
    season: Season, plan: Plan
) -> None:
    panels = {s.id: s.members for s in plan.sessions}
    sitting = [s.expert for s in plan.seats if s.committee == "C01"]
    dockets = [
        d.model_copy(update={"recused": (*d.recused, next(e for e in sitting if e not in seen))})
        for d in plan.dockets
        if d.committee == "C01"
        for seen in [{*d.recused, *panels[d.session]}]
    ]  # each with one more, who is of another panel and votes
    twin = plan.model_copy(update={"dockets": tuple(dockets)})
    kit = read(meeting_workbook(sealed_view(season, twin, "n"), "C01"))
    rows = {row[1]: row for row in table(kit[BALLOTS]) if isinstance(row[0], int)}
    for docket in dockets:
        row = rows[docket.id]
        assert row[7] == len(docket.recused)
        assert (row[13] or "") == "、".join(season.expert[e].name for e in docket.recused)
    beside = {row[1]: row[7] for row in table(kit["小组评议表"]) if isinstance(row[0], int)}
    for docket in dockets:
        own = [season.expert[e].name for e in docket.recused if e in panels[docket.session]]
        assert beside[docket.id] == ("、".join(own) or "—")


def test_annex_8_follows_the_count(kit: Any) -> None:
    rows = [row for row in table(kit["附件8"]) if isinstance(row[0], int)]
    names = [row[2] for row in table(kit[BALLOTS]) if isinstance(row[0], int)]
    assert [row[1] for row in rows] == names
    for number, row in enumerate(rows):
        assert row[9] == f"='{BALLOTS}'!M{FIRST_BALLOT + number}"


def test_a_text_that_looks_like_a_formula_stays_a_text(season: Season, plan: Plan) -> None:
    evil = '=HYPERLINK("http://x")'
    people = tuple(a.model_copy(update={"name": evil}) for a in season.applicants)
    experts = tuple(e.model_copy(update={"name": evil, "phone": "+1"}) for e in season.experts)
    view = sealed_view(changed(season, {"applicants": people, "experts": experts}), plan, "n")
    for data in (meeting_workbook(view, "C01"), members_workbook(view), annex_7(view)):
        for sheet in read(data):
            for row in sheet.iter_rows():
                for cell in row:
                    assert not (cell.data_type == "f" and "HYPERLINK" in str(cell.value))
                    assert cell.hyperlink is None


def test_members_then_reserves_in_drawn_order(sealed: Sealed, season: Season) -> None:
    book = read(members_workbook(sealed))
    assert len(book.sheetnames) == 4
    rows = [row for row in table(book.worksheets[1]) if isinstance(row[0], int)]
    wanted = [s.expert for s in sealed.seats["C01"]] + [r.expert for r in sealed.reserves["C01"]]
    assert [row[3] for row in rows] == [season.expert[key].name for key in wanted]
    assert [row[1] for row in rows][:2] == ["主任委员", "副主任委员"]


def test_the_timetable_has_every_session_and_no_name(
    view: Open, season: Season, plan: Plan
) -> None:
    book = read(timetable_workbook(view))
    uses = [use for meeting in plan.meetings for use in meeting.rooms]
    for name, column in (("按日期", 1), ("按会场", 1)):
        rows = [row for row in table(book[name]) if row[column]]
        assert len(rows) == len(uses), name
    assert len(table(book["按评委会"])) == len(plan.meetings)
    texts = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    assert not texts & {p.name for p in (*season.experts, *season.applicants)}


def test_annexes_3_and_4_count_established_and_others_apart(season: Season, plan: Plan) -> None:
    posts = (True, False, None)
    people = tuple(
        a.model_copy(update={"established_post": posts[n % 3]})
        for n, a in enumerate(season.applicants)
    )
    book = read(annexes_3_4(open_view(changed(season, {"applicants": people}), plan)))
    wanted = Counter(a.established_post for a in people)
    for name, post in (("附件3", True), ("附件4", False), ("在编情况待填", None)):
        total = next(row for row in table(book[name]) if row[1] == "合计")
        assert total[7] == wanted[post], name


def test_annex_7_has_everybody(sealed: Sealed, season: Season) -> None:
    rows = table(read(annex_7(sealed))["附件7"])
    assert {row[9] for row in rows} == {a.id for a in season.applicants}
    assert all(cell is not None for row in rows for cell in row[:10])


def test_sheet_names_that_excel_takes() -> None:
    taken: set[str] = set()
    names = [sheet_name("甲/乙:评[委]会" * 8, taken) for _ in range(3)]
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_the_same_bytes_twice(sealed: Sealed, view: Open) -> None:
    assert meeting_workbook(sealed, "C01") == meeting_workbook(sealed, "C01")
    assert timetable_workbook(view) == timetable_workbook(view)


@pytest.mark.parametrize(("rows", "pages"), [(10, 1), (20, 1), (60, 0)])
def test_a_sheet_to_be_signed_stays_on_one_page_while_its_rows_are_high_enough(
    rows: int, pages: int
) -> None:
    cells = [["", ""]] * rows
    form = Form("x", "t", (), ("a", "b"), (10.0, 10.0), cells, by_hand=27, one_page=True)
    book = Book("t", datetime(2024, 1, 1))  # noqa: DTZ001 - files hold local times
    book.add(form)
    sheet = read(book.bytes())["x"]
    heights = [sheet.row_dimensions[n].height for n in range(3, 3 + rows)]
    assert (sheet.page_setup.fitToHeight is None) == bool(pages)  # 1 is not written
    assert min(heights) >= 18
    assert pages == 0 or sum(heights) < 480


@pytest.mark.parametrize("days", [1, 5, 7, 23])
def test_no_page_ends_with_a_day_whose_sessions_stand_on_the_next(days: int) -> None:
    rows: Rows = []
    for day in range(days):
        rows.append(Section(f"8月{day + 1}日", page=False))
        rows += [["上午", "评委会"]] * (day % 5 + 1)
    form = Form("x", "t", ("n",), ("a", "b"), (10.0, 60.0), rows)
    book = Book("t", datetime(2024, 1, 1))  # noqa: DTZ001 - files hold local times
    book.add(form)
    sheet = read(book.bytes())["x"]
    starts = [brk.id - 3 for brk in sheet.row_breaks.brk]  # title, note and header come before
    assert bool(starts) == (days > 5)
    assert all(not isinstance(rows[start - 1], Section) for start in starts)
    for start, end in pairwise([0, *starts, len(rows)]):
        height = sum(sheet.row_dimensions[n].height for n in range(4 + start, 4 + end))
        assert height < 480  # points; A4 lying, less its margins, has 501
        assert height > 330 or end == len(rows)


@pytest.mark.parametrize("closing", [(), ("主持人：",)])
def test_who_signs_never_stands_alone_on_a_page(closing: tuple[str, ...]) -> None:
    """With a line below the table, or with one below each session."""
    book = Book("t", datetime(2024, 1, 1))  # noqa: DTZ001 - files hold local times
    counts = range(10, 42)
    for count in counts:
        rows: Rows = [[str(n), ""] for n in range(count)]
        if not closing:
            rows = [Section("上午"), *rows, Section("组长：", page=False, signed=True)]
            rows += [Section("下午"), ["1", ""], Section("组长：", page=False, signed=True)]
        given = Form(str(count), "t", ("n",), ("a", "b"), (10.0, 60.0), rows, closing=closing)
        book.add(given)
    found = read(book.bytes())
    pages: set[int] = set()
    for count in counts:
        sheet = found[str(count)]
        column = [cell.value for cell in sheet["A"]]
        starts = [brk.id for brk in sheet.row_breaks.brk]
        if closing:
            assert all(start + 2 <= 3 + count for start in starts)
        else:
            assert column[starts.pop()] == "下午"
            assert all(column[start] == "上午（续）" for start in starts)
            assert all(start + 3 <= column.index("组长：") for start in starts)
        pages.add(len(starts))
    assert pages == {0, 1}


@pytest.mark.parametrize(
    ("members", "half_days", "upright"), [(9, 4, False), (25, 4, True), (25, 6, True)]
)
def test_the_signatures_of_a_committee_of_25_stay_on_one_page(
    season: Season, plan: Plan, members: int, half_days: int, upright: bool
) -> None:
    seat = next(s for s in plan.seats if s.committee == "C01")
    meeting = next(m for m in plan.meetings if m.id == "C01")
    days = tuple(f"2024-08-{d:02}.{half}" for d in (7, 8, 9) for half in ("am", "pm"))[:half_days]
    seats = tuple(seat.model_copy(update={"id": f"s{n}"}) for n in range(members))
    update = {"half_days": days, "plenaries": days[-1:], "rooms": ()}
    given = {"seats": seats, "meetings": (meeting.model_copy(update=update),), "sessions": ()}
    twin = plan.model_copy(update=given)
    book = read(meeting_workbook(sealed_view(season, twin, "n"), "C01"))
    sheet = book["签到表"]
    assert sheet.page_setup.fitToHeight is None  # 1 is not written
    assert (sheet.page_setup.orientation == "portrait") == upright
    wide = sum(8 * sheet.column_dimensions[c].width for c in "ABCDEFGHIJK"[: 5 + half_days])
    inches, high = (7.2, 10.2) if upright else (10.6, 6.9)
    scale = min(1, inches * 96 / wide)
    heights = [sheet.row_dimensions[n].height for n in range(4, 4 + members + 3)]
    assert min(heights) * scale >= 18
    assert sum(heights) * scale < high * 72


def test_what_a_formula_shows_before_anything_is_filled_in(sealed: Sealed) -> None:
    data = meeting_workbook(sealed, "C01")
    assert data is not None
    sheet = load_workbook(io.BytesIO(data), data_only=True)[BALLOTS]
    assert sheet.cell(FIRST_BALLOT - 2, 12).value == 0  # passed
    assert not sheet.cell(FIRST_BALLOT, 13).value
