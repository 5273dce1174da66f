"""Acts at the desks on the command line: nothing is half-written, everybody is told."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from instances import save
from tests.cli.running import Ran, files, run
from tests.scheduler.test_appointments import brings, tiny


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
    return run("appoint", *office, *asks, *more)


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
    ended = run(
        "cancel", *office, "--submission", "u1", "--reason", "不再申报",
        "--copy", copy, "-o", gone, "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.out
    assert copy.exists()
    assert "public/变更通知.docx" in files(gone)
    changed = {uid: event for uid, event in _told(gone).items() if event != before.get(uid)}
    mine = [e for e in changed.values() if e["calendar"] == "unit=u1"]
    assert mine
    assert all(e["sequence"] == 1 for e in mine)
