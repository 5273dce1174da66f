"""Questions and acts about one expert: masked, recorded, nothing overwritten."""

import json
from pathlib import Path
from typing import Any

from instances import save
from models.committee import Expected
from tests import seasons
from tests.cli.running import QUICK, files, run, start


def _season(folder: Path) -> Path:
    path = folder / "季节.json"
    season = seasons.season(
        changes={"committee.min.mid.series": 5, "pool.ratio": 1},
        committees=(seasons.committee(size=5, expected=(Expected(count=5),)),),
        experts=tuple(
            seasons.expert(f"E{n:02}", f"单位{n}").model_copy(update={"name": f"欧阳某{n:02}"})
            for n in range(12)
        ),
    )
    save(season, path)
    return path


def _plan(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "sealed" / "plan.json").read_text("utf-8"))


def test_why_an_expert_sits_and_who_follows(tmp_path: Path) -> None:
    season, base = _season(tmp_path), tmp_path / "out"
    run("plan", season, "-o", base, "--only", "windows,meetings,formation", *QUICK)
    plan = _plan(base)
    member = next(s["expert"] for s in plan["seats"] if s.get("role", "member") == "member")
    name = member.replace("E", "欧阳某")

    ended = start("explain", season, base, "--expert", member, "--json")
    assert ended.code == 0, ended.out
    assert "why.drawn" in ended.codes("note")
    assert name not in ended.out
    assert name in run("explain", season, base, "--expert", name, "--sealed").out
    unknown = run("explain", season, base, "--expert", "查无此人", "--json")
    assert unknown.code == 2
    assert "查无此人" not in unknown.out

    before = {path: (base / path).read_bytes() for path in files(base)}
    ended = start(
        "replace", season, base, "--expert", member, "--reason", "因病", "--json",
        "--on", "2024-08-07", "--author", "办公室", "--formats", "docx",
    )  # fmt: skip
    assert ended.code == 0, ended.out
    assert name not in ended.out
    assert {path: (base / path).read_bytes() for path in files(base)} == before
    after = _plan(tmp_path / "out.1")
    (step,) = after["replacements"]
    assert (step["left"], step["reason"], step["author"]) == (member, "因病", "办公室")
    assert {s["expert"] for s in after["seats"]} == (
        {s["expert"] for s in plan["seats"]} - {member} | {step["joined"]}
    )
    assert "sealed/变更通知.docx" in files(tmp_path / "out.1")
