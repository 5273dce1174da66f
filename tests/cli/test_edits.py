"""方案.xlsx after people have worked in it: every edit by its address, breaches by their cell."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.running import DEMO_BOOK, Ran, run


def edit(
    planned: Path, tmp_path: Path, where: tuple[str, str], value: object, *, last: bool = False
) -> tuple[Path, str]:
    """A copy of the workbook with one cell below a header changed, and its address."""
    book = openpyxl.load_workbook(planned / "sealed" / "方案.xlsx")
    page: Any = book[where[0]]
    header = next(c for row in page.iter_rows(max_row=12) for c in row if c.value == where[1])
    rows = [n for n in range(header.row + 1, page.max_row + 1) if page.cell(n, 1).value]
    below = page.cell(rows[-1 if last else 0], header.column)
    below.value = value
    book.save(tmp_path / "方案.xlsx")
    return tmp_path / "方案.xlsx", below.coordinate


def test_an_unedited_workbook_passes_without_a_difference(planned: tuple[Path, Ran]) -> None:
    ended = run("verify", DEMO_BOOK, planned[0] / "sealed" / "方案.xlsx", "--json")
    assert ended.code == 0
    assert not [code for code in ended.codes() if code.startswith("cli.")]


def test_a_breach_is_told_by_the_cell(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    book, cell = edit(planned[0], tmp_path, ("附件6", "日期"), "2024-07-06")
    ended = run("verify", DEMO_BOOK, book, "--json")
    assert ended.code == 1
    edits = [f["where"] for f in ended.answer["findings"] if f["code"] == "cli.edited"]
    assert {"file": "方案.xlsx", "sheet": "附件6", "cell": cell} in edits
    breaches = [f["where"] for f in ended.answer["findings"] if f["severity"] == "breach"]
    assert {"file": "方案.xlsx", "sheet": "附件6", "cell": cell} in breaches


@pytest.mark.parametrize("sealed", [False, True])
def test_a_place_in_the_plan_says_what_it_is_about(
    planned: tuple[Path, Ran], tmp_path: Path, *, sealed: bool
) -> None:
    season = json.loads(DEMO_BOOK.with_suffix(".json").read_text("utf-8"))
    plan = json.loads((planned[0] / "sealed" / "plan.json").read_text("utf-8"))
    docket = plan["dockets"][0]
    docket["readers"] = []
    edited = tmp_path / "plan.json"
    edited.write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    ended = run("verify", DEMO_BOOK, edited, "--json", *(["--sealed"] if sealed else []))
    places = [f["where"] for f in ended.answer["findings"]]
    (about,) = {w["about"] for w in places if w.get("path") == "$.dockets[0].readers"}
    names = {row["id"]: row["name"] for row in (*season["committees"], *season["applicants"])}
    assert names[docket["committee"]] in about
    assert (names[docket["id"]] in about) is sealed
    assert f"{names[docket['id']][0]}" in about


def test_a_cell_that_cannot_be_read_is_bad_data(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    book, cell = edit(planned[0], tmp_path, ("附件10", "分配名额"), "三个半")
    ended = run("verify", DEMO_BOOK, book, "--json")
    assert ended.code == 2
    assert any(f["where"].get("cell") == cell for f in ended.answer["findings"])


def test_edits_of_people_are_not_shown(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    plan = json.loads((planned[0] / "sealed" / "plan.json").read_text("utf-8"))
    book, cell = edit(planned[0], tmp_path, ("委员", "姓名"), "无此人")
    ended = run("verify", DEMO_BOOK, book, "--json")
    assert "无此人" not in ended.out
    assert plan["seats"][0]["expert"] not in ended.out
    assert any(f["where"].get("cell") == cell for f in ended.answer["findings"])


@pytest.mark.parametrize("author", ["", "张工"])
def test_lawful_edits_become_pins_with_author_and_reason(
    planned: tuple[Path, Ran], tmp_path: Path, author: str
) -> None:
    book, _ = edit(planned[0], tmp_path, ("附件6", "到达时间"), "11:40", last=True)
    copy = tmp_path / "season.json"
    act = ("--accept-edits", "--author", author, "--reason", "单位来电", "-o", copy)
    ended = run("verify", DEMO_BOOK, book, *act, "--json")
    if not author:
        assert ended.code == 2
        assert not copy.exists()
    else:
        assert ended.code == 0, ended.out
        pins = json.loads(copy.read_text("utf-8"))["pins"]
        assert {(pin["author"], pin["reason"]) for pin in pins} == {("张工", "单位来电")}
