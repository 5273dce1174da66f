"""`pingshen diff`: who must be told, masked on the screen; the notices in a folder of their own."""

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from instances import load
from tests.cli.running import DEMO_BOOK, Ran, files, run, start


@pytest.fixture(scope="module")
def changed(planned: tuple[Path, Ran], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's plan with its first reserve in the place of the last member of that committee."""
    plan: dict[str, Any] = json.loads((planned[0] / "sealed/plan.json").read_text("utf-8"))
    reserve = plan["reserves"].pop(0)
    seat = next(s for s in reversed(plan["seats"]) if s["committee"] == reserve["committee"])
    left, seat["expert"] = seat["expert"], reserve["expert"]
    for session in plan["sessions"]:
        session["members"] = [
            seat["expert"] if member == left else member for member in session["members"]
        ]
    path = tmp_path_factory.mktemp("changed") / "plan.json"
    path.write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    return path


def test_the_same_plan_twice_changes_nothing(planned: tuple[Path, Ran]) -> None:
    ended = run("diff", DEMO_BOOK, planned[0], planned[0], "--json")
    assert ended.code == 0
    assert ended.answer["status"] == "same"
    assert ended.answer["findings"] == []


def test_people_are_masked_unless_asked_otherwise(planned: tuple[Path, Ran], changed: Path) -> None:
    masked = run("diff", DEMO_BOOK, planned[0], changed, "--json")
    whole = run("diff", DEMO_BOOK, planned[0], changed, "--json", "--sealed")
    assert masked.answer["status"] == "changed"
    assert len(masked.answer["findings"]) == len(whole.answer["findings"]) >= 2
    assert all("*（" in f["message"] for f in masked.answer["findings"])
    assert not any("*（" in f["message"] for f in whole.answer["findings"])


def test_the_notices_are_written_by_profile(
    planned: tuple[Path, Ran], changed: Path, tmp_path: Path
) -> None:
    ended = start("diff", DEMO_BOOK, planned[0], changed, "-o", tmp_path / "通知")
    assert ended.code == 0
    found = files(tmp_path / "通知")
    for part in ("public", "internal", "sealed"):
        assert {f"{part}/变更通知.docx", f"{part}/变更通知.xlsx"} <= found
    assert stat.S_IMODE((tmp_path / "通知/sealed").stat().st_mode) & 0o077 == 0


def test_a_report_since_a_plan_has_the_notice_of_what_changed(
    planned: tuple[Path, Ran], changed: Path, tmp_path: Path
) -> None:
    since = ("--since", planned[0], "--part", "变更通知", "--json")
    ended = run("report", DEMO_BOOK, changed, "-o", tmp_path / "a", *since)
    assert ended.code in {0, 1}, ended.out
    found = {name for name in files(tmp_path / "a") if "变更通知" in name}
    assert found == {"sealed/变更通知.docx", "sealed/变更通知.xlsx"}
    run("report", DEMO_BOOK, planned[0], "-o", tmp_path / "b", *since)
    assert not any("变更通知" in name for name in files(tmp_path / "b"))


def test_changes_are_told_in_english_where_that_was_asked_for(
    planned: tuple[Path, Ran], tmp_path: Path
) -> None:
    folder, _ = planned
    plan = json.loads((folder / "sealed" / "plan.json").read_text(encoding="utf-8"))
    for name in ("appointments", "awards", "reserves", "seats", "sessions", "dockets"):
        plan[name] = plan[name][1:]
    plan["meetings"] = plan["meetings"][1:]
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    found = run("diff", DEMO_BOOK, folder, tmp_path / "plan.json", "--lang", "en", "--json")
    assert found.code == 0, found.out
    told = found.answer["findings"]
    assert len({item["code"] for item in told}) >= 6
    known = names_in(DEMO_BOOK)
    for item in told:
        rest = item["message"]
        for name in known:
            rest = rest.replace(name, "")
        assert not re.search("[\u3000-\u303f\uff00-\uff65]|[\u4e00-\u9fff]", rest), item


def names_in(book: Path) -> list[str]:
    """Every text of the season's own, the longest first: names stay as they are."""
    season = load(book).season
    assert season is not None
    texts: set[str] = {"*", "退回清单", "专家库", "花名册", "工作人员"}
    stack: list[object] = [season.model_dump()]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack += item.values()
        elif isinstance(item, (list, tuple)):
            stack += item
        elif isinstance(item, str):
            texts.add(item)
    texts |= {text[:1] + "*" for text in texts if text}
    return sorted(texts, key=len, reverse=True)
