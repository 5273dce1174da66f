"""What `plan` leaves behind, and how it ends."""

import hashlib
import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from models.base import canonical
from tests.cli.running import DEMO, DEMO_BOOK, QUICK, Ran, files, run, start

KEYS = {"code", "severity", "clause", "message", "value", "where", "todo"}


def season_with(tmp_path: Path, **changes: Any) -> Path:
    """The demo with some tables replaced."""
    data = json.loads(DEMO.read_text(encoding="utf-8")) | changes
    path = tmp_path / "season.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def demo() -> dict[str, Any]:
    """The demo as data."""
    return json.loads(DEMO.read_text(encoding="utf-8"))


def test_the_demo_is_planned_lawfully(planned: tuple[Path, Ran]) -> None:
    _, ended = planned
    assert (ended.code, ended.answer["status"]) == (0, "lawful")


def test_the_envelope_is_that_of_the_contract(planned: tuple[Path, Ran]) -> None:
    _, ended = planned
    assert set(ended.answer) == {"format", "command", "exit", "status", "findings"}
    assert ended.answer["command"] == "plan"
    assert all(set(item) == KEYS for item in ended.answer["findings"])


def test_three_folders_and_only_one_plan_json(planned: tuple[Path, Ran]) -> None:
    out, _ = planned
    found = files(out)
    assert {name.partition("/")[0] for name in found} == {"public", "internal", "sealed"}
    assert [n for n in found if Path(n).name.startswith("plan")] == ["sealed/plan.json"]
    assert stat.S_IMODE((out / "sealed").stat().st_mode) == 0o700


def test_the_manifest_holds_every_file(planned: tuple[Path, Ran]) -> None:
    out, _ = planned
    manifest = json.loads((out / "sealed" / "manifest.json").read_text("utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest, name
    assert set(manifest["files"]) == files(out) - {"sealed/manifest.json"}
    assert manifest["plan"] == manifest["files"]["sealed/plan.json"]


def test_clock_and_host_stand_in_run_json_alone(planned: tuple[Path, Ran]) -> None:
    out, _ = planned
    run_json = json.loads((out / "sealed" / "run.json").read_text("utf-8"))
    assert {"written", "seconds", "host", "workers", "python"} <= set(run_json)
    assert run_json["written"] not in (out / "sealed" / "plan.json").read_text("utf-8")


def test_every_step_that_was_planned_has_its_time(planned: tuple[Path, Ran]) -> None:
    out, _ = planned
    steps = json.loads((out / "sealed" / "plan.json").read_text("utf-8"))["steps"]
    done = {report["step"] for report in steps if report["status"] != "SKIPPED"}
    assert {"windows", "milestones"} <= done
    assert done <= set(json.loads((out / "sealed" / "run.json").read_text("utf-8"))["steps"])


def test_the_summary_says_every_step_and_where_things_lie(tmp_path: Path) -> None:
    ended = run(
        "plan", DEMO_BOOK, "-o", tmp_path / "out", "--only", "windows,quota", "--formats", "xlsx"
    )
    assert ended.code == 0
    assert any(re.match(r"期限 .* \d+\.\d s$", line.rstrip()) for line in ended.out.splitlines())
    for words in ("附件10", "最优（已证明）", "跳过", "未发现违反", "待确认", "public/附件10"):
        assert words in ended.out


def test_english_when_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = run("plan", DEMO_BOOK, "-o", out, "--only", "quota", "--lang", "en", *QUICK)
    assert "no breach found" in ended.out
    assert "optimal (proven)" in ended.out


def test_a_fault_of_the_whole_writes_nothing(tmp_path: Path) -> None:
    path = season_with(tmp_path, year=1999)
    ended = run("plan", path, "-o", tmp_path / "out", "--json")
    assert ended.code == 2
    assert ended.answer["status"] == "bad-data"
    assert not (tmp_path / "out").exists()


def test_a_faulty_row_is_put_aside_and_the_rest_is_planned(tmp_path: Path) -> None:
    people = demo()["applicants"]
    people[0]["level"] = "无此层级"
    path = season_with(tmp_path, applicants=people)

    ended = run("plan", path, "-o", tmp_path / "out", "--json", "--formats", "xlsx")

    assert (ended.code, ended.answer["status"]) == (1, "put-aside")
    plan = json.loads((tmp_path / "out" / "sealed" / "plan.json").read_text("utf-8"))
    assert people[0]["id"] in {item["row"] for item in plan["put_aside"]}
    assert "sealed/退回清单.xlsx" in files(tmp_path / "out")
    where = [f["where"] for f in ended.answer["findings"] if f["code"] == "value-not-in-list"]
    assert where == [{"file": "season.json", "path": "$.applicants[0].level"}]


def test_strict_stops_instead(tmp_path: Path) -> None:
    people = demo()["applicants"]
    people[0]["level"] = "无此层级"
    path = season_with(tmp_path, applicants=people)
    ended = run("plan", path, "-o", tmp_path / "out", "--strict")
    assert ended.code == 2
    assert not (tmp_path / "out").exists()


def test_one_expert_short_is_told_by_specialty_and_number(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    run("generate", "--size", "demo", "--seed", "4", "--short", "-o", path)
    ended = run("plan", path, "-o", tmp_path / "out", *QUICK)
    assert ended.code == 1
    assert "要 3 人，只有 2 人，缺 1 人" in ended.out
    assert ended.out.count("不能开会") == 1
    assert "名申报人同此" in ended.out


@pytest.mark.parametrize(
    "args",
    [
        ("plan",),
        ("plan", "nowhere.xlsx"),
        ("plan", "nowhere.xlsx", "--only", "lunch"),
        ("plan", "nowhere.xlsx", "--effort", "heroic"),
        ("nonsense",),
        ("publish", "nowhere.json", "--part", "annex5", "--author", "甲"),
        ("verify", "nowhere.xlsx", "nowhere.json"),
        ("new", "book.docx"),
        ("generate", "--size", "demo", "-o", "season.docx"),
        ("publish", "nowhere.json", "--part", "annex5", "--author", " "),
        ("publish", "nowhere.json", "--part", "annex5", "--author", "甲", "--on", "6月14日"),
        ("rules", "--log", "nowhere/run.log"),
        ("check", "."),
    ],
)
def test_misuse_is_two_and_said_in_chinese(args: tuple[str, ...], tmp_path: Path) -> None:
    ended = run(*args, cwd=tmp_path)
    assert ended.code == 2
    assert any("一" <= c <= "鿿" for c in ended.out + ended.err)
    assert "Traceback" not in ended.err
    assert run(*args, "--json", cwd=tmp_path).answer["exit"] == 2
    assert not list(tmp_path.iterdir())


def test_a_printed_plan_can_be_printed_again(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    out, _ = planned
    ended = start("report", DEMO_BOOK, out, "-o", tmp_path / "again", "--formats", "xlsx")
    assert ended.code == 0
    for name in ("sealed/plan.json", "sealed/方案.xlsx", "public/附件10.xlsx"):
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes(), name


def test_an_unlawful_plan_is_never_printed_as_lawful(
    planned: tuple[Path, Ran], tmp_path: Path
) -> None:
    plan = json.loads((planned[0] / "sealed" / "plan.json").read_text("utf-8"))
    plan["awards"][0]["places"] += 5
    changed = tmp_path / "plan.json"
    changed.write_bytes(canonical(plan))

    ended = run("report", DEMO_BOOK, changed, "-o", tmp_path / "out", "--workers", "1")

    assert ended.code == 1
    assert "不能使用" in ended.out
    assert {n for n in files(tmp_path / "out") if n.startswith(("public/", "internal/"))} == {
        "public/不得使用.txt",
        "internal/不得使用.txt",
    }


def test_verify_needs_no_solver(planned: tuple[Path, Ran]) -> None:
    code = "import sys; sys.modules['ortools'] = None; from scheduler.cli import main; main()"
    args = ["verify", str(DEMO_BOOK), str(planned[0])]
    done = subprocess.run([sys.executable, "-c", code, *args], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


HEAVY = (
    "ortools", "scipy", "numpy", "pandas", "matplotlib", "altair", "docx", "openpyxl", "xlsxwriter",
    "icalendar", "scheduler.rules",
)  # fmt: skip


def test_help_is_quick_and_loads_neither_solver_nor_printer() -> None:
    code = (
        "import sys; from scheduler.cli import main\n"
        "try: main(['plan', '--help'])\n"
        "except SystemExit: pass\n"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_a_step_asked_for_alone_brings_those_it_rests_on(tmp_path: Path) -> None:
    ended = run("plan", DEMO, "--only", "appointments", "-o", tmp_path / "out", *QUICK, "--json")
    assert ended.code == 0, ended.out
    plan = json.loads((tmp_path / "out" / "sealed" / "plan.json").read_text("utf-8"))
    done = {step["step"]: step["status"] for step in plan["steps"]}
    assert (done["windows"], done["appointments"]) == ("OPTIMAL", "OPTIMAL")
    assert done["meetings"] == "SKIPPED"
