"""Acts at the desks on the command line: nothing is half-written, everybody is told."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from instances import save
from models.appointment import Submission
from tests.cli.running import DEMO_BOOK, QUICK, Ran, files, run, start
from tests.scheduler.test_appointments import brings, desk, tiny


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A season of two units at one desk, and the folder of its plan."""
    place = tmp_path_factory.mktemp("desks")
    season, folder = place / "季节.json", place / "out"
    units = (brings(f"s{n}", 20, f"u{n}", wished=date(2024, 6, 12)) for n in range(2))
    save(tiny(*units), season)
    steps = ("--only", "windows,appointments", "--formats", "ics")
    ended = run("plan", season, "-o", folder, *steps, "--json")
    assert ended.code == 0, ended.out
    return season, folder


def _appoint(office: tuple[Path, Path], *more: str | Path) -> Ran:
    copy = office[0].with_name("copy.json")
    asks = ("--unit", "某研究所", "--dossiers", "10", "--copy", copy, "--json")
    return run("appoint", *office, *asks, *QUICK, *more)


def _told(folder: Path) -> dict[str, dict[str, Any]]:
    told = json.loads((folder / "sealed" / "calendar.json").read_text("utf-8"))["events"]
    return {event["uid"]: event for event in told}


def test_an_act_that_cannot_be_done_leaves_no_copy(office: tuple[Path, Path]) -> None:
    ended = _appoint(office, "--on", "2026-06-06")
    assert (ended.code, ended.codes()) == (2, ["appoint.other-year"])
    blocked = office[0] / "in-a-file" / "out"
    ended = _appoint(office, "--on", "2024-06-06", "-o", blocked)
    assert (ended.code, ended.codes()) == (2, ["output.cannot-write"])
    assert not office[0].with_name("copy.json").exists()


def test_what_is_withdrawn_is_told_in_notice_and_calendar(office: tuple[Path, Path]) -> None:
    before, gone = _told(office[1]), office[1].with_name("gone")
    copy = office[0].with_name("last.json")
    ended = start(
        "cancel", *office, "--submission", "u1", "--reason", "不再申报",
        "--copy", copy, "-o", gone, "--formats", "docx,ics", "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.out
    assert copy.exists()
    assert "public/变更通知.docx" in files(gone)
    changed = {uid: event for uid, event in _told(gone).items() if event != before.get(uid)}
    mine = [e for e in changed.values() if e["calendar"] == "unit=u1"]
    assert mine
    assert all(e["sequence"] == 1 for e in mine)


def test_what_calendars_told_is_not_forgotten_where_none_are_printed(
    office: tuple[Path, Path], tmp_path: Path
) -> None:
    """A later calendar of the same entry must be numbered higher, or nobody's would move."""
    act = ("--submission", "u1", "--reason", "不再申报", "--copy", tmp_path / "copy.json")
    assert run("cancel", *office, *act, "-o", tmp_path / "out", *QUICK).code == 0
    assert _told(tmp_path / "out") == _told(office[1])
    again = ("-o", tmp_path / "again", "--formats", "ics")
    assert run("report", tmp_path / "copy.json", tmp_path / "out", *again).code == 0
    told = _told(tmp_path / "again")
    mine = {uid for uid, event in _told(office[1]).items() if event["calendar"] == "unit=u1"}
    assert mine
    assert all(told[uid]["sequence"] == 1 for uid in mine)


def _goals(folder: Path) -> dict[str, dict[str, Any]]:
    plan = json.loads((folder / "out" / "sealed" / "plan.json").read_text("utf-8"))
    step = next(s for s in plan["steps"] if s["step"] == "appointments")
    return {goal["name"]: goal for goal in step["goals"]}


def _short(tmp_path: Path, *submissions: Submission, **fields: Any) -> Ran:
    season = tmp_path / "short.json"
    save(tiny(*submissions, desks=(desk(**fields),)), season)
    steps = ("--only", "windows,appointments", "--formats", "xlsx", "--json")
    return run("plan", season, "-o", tmp_path / "out", *steps)


def test_a_window_one_half_day_too_short_is_explained_in_minutes_with_remedies(
    tmp_path: Path,
) -> None:
    """Three half-days of 210 minutes for a unit of 600, and the desk is open in two."""
    ended = _short(tmp_path, brings("s", 120), opened=("2024-06-12.am", "2024-06-12.pm"))
    told = {item["code"]: item["message"] for item in ended.answer["findings"]}
    assert (ended.code, ended.answer["status"]) == (1, "put-aside")
    assert "缺 180 分钟" in told["appointments.window-short"]
    assert "3 个半天" in told["appointments.more-desks"]
    assert "窗口 D 加开 1 个半天（2024-06-11下午）" in told["appointments.open-again"]
    goal = _goals(tmp_path)["minutes_left_out"]
    assert (goal["value"], goal["bound"]) == (600, 600)


def test_an_over_full_season_names_who_is_left_out_and_what_would_be_needed(
    tmp_path: Path,
) -> None:
    """Two half-days hold two units of 200 minutes each; four come."""
    units = (brings(f"s{n}", 40, f"单位{n}") for n in range(4))
    ended = _short(tmp_path, *units, opened=("2024-06-12.am", "2024-06-12.pm"))
    told = {item["code"]: item["message"] for item in ended.answer["findings"]}
    left = [item for item in ended.answer["findings"] if item["code"] == "appointments.full"]
    assert ended.code == 1
    assert len(left) == 2
    assert all(item["message"].startswith("单位") for item in left)
    assert "2 个单位排不下，共 400 分钟" in told["appointments.short"]
    assert "至少有 400 分钟排不下" in told["appointments.short"]
    assert "加开 2 个半天" in told["appointments.open-again"]
    assert "增开 1 个窗口，共 2 个半天" in told["appointments.more-desks"]


def test_without_room_in_the_reserve_the_emptiest_half_days_are_told(tmp_path: Path) -> None:
    opened = ("2024-06-12.am", "2024-06-12.pm")
    ended = _short(tmp_path, brings("s", 30, "u"), opened=opened)
    assert ended.code == 0
    asks = ("--unit", "新单位", "--dossiers", "60", "--on", "2024-06-06", "--json")
    copy = tmp_path / "copy.json"
    ended = start("appoint", tmp_path / "short.json", tmp_path / "out", *asks, "--copy", copy)
    told = [item["message"] for item in ended.answer["findings"]]
    assert ended.code == 1
    assert any("还有 210 分钟" in line for line in told)
    assert any("还有 60 分钟" in line for line in told)
    assert not copy.exists()


def test_a_request_after_the_last_day_is_told_so(office: tuple[Path, Path]) -> None:
    ended = _appoint(office, "--on", "2024-08-01")
    assert ended.code == 1
    assert "appointments.window-over" in ended.codes()


def test_everything_that_is_told_of_a_unit_stands_in_its_row(office: tuple[Path, Path]) -> None:
    more = ("--band", "mid", "--series", "卫生", "--wished", "2024-07-10", "--on", "2024-06-20")
    who = ("--contact", "张三", "--phone", "0472-1", "--note", "午前")
    out = office[0].with_name("told")
    ended = _appoint(office, *more, *who, "-o", out)
    assert ended.code == 0, ended.out
    rows = json.loads(office[0].with_name("copy.json").read_text("utf-8"))["submissions"]
    office[0].with_name("copy.json").unlink()
    told = {"band": "mid", "series": "卫生", "contact": "张三", "phone": "0472-1", "note": "午前"}
    assert told.items() <= rows[-1].items()
    plan = json.loads((out / "sealed" / "plan.json").read_text("utf-8"))
    mine = next(a for a in plan["appointments"] if a["submission"] == rows[-1]["id"])
    assert mine["at"].startswith("2024-07-10")
    assert mine["annex"] == 6


def test_a_roster_posted_on_new_years_eve_leaves_the_others_their_time(tmp_path: Path) -> None:
    late = brings("s", 4, "甲", roster_posted=date(2024, 12, 31))
    ended = _short(tmp_path, late, brings("t", 4, "乙"))
    assert ended.code == 1
    assert "appointments.window-over" in ended.codes()
    plan = json.loads((tmp_path / "out" / "sealed" / "plan.json").read_text("utf-8"))
    assert [a["submission"] for a in plan["appointments"]] == ["t"]


def test_own_dates_of_another_year_are_a_fault_of_the_row(tmp_path: Path) -> None:
    ended = _short(tmp_path, brings("s", 4, latest=date(2025, 1, 10)), brings("t", 4, "乙"))
    assert ended.code == 1
    assert "date-outside-year" in ended.codes()


def test_a_series_that_the_season_does_not_name_is_pointed_out(office: tuple[Path, Path]) -> None:
    out = office[0].with_name("series")
    ended = _appoint(office, "--series", "工呈", "--on", "2024-06-06", "-o", out)
    office[0].with_name("copy.json").unlink()
    assert ended.code == 0, ended.out
    assert "appoint.series-unknown" in ended.codes("warning")


@pytest.mark.parametrize("command", ["cancel", "diff"])
def test_a_plan_of_another_season_is_refused_before_anything_is_made_of_it(
    office: tuple[Path, Path], tmp_path: Path, command: str
) -> None:
    more = ("--submission", "u1", "--reason", "不再申报", "--copy", tmp_path / "copy.json")
    args = more if command == "cancel" else (office[1],)
    ended = run(command, DEMO_BOOK, office[1], *args, "--json")
    assert (ended.code, ended.codes()) == (2, ["plan_other_season"])
    assert not files(tmp_path)
