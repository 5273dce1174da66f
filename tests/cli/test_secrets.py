"""No name leaves by the screen, a log or a crash."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from models.plan import STEPS
from tests.cli.running import DEMO, DEMO_BOOK, QUICK, Ran, run

STEP_MODULES = {
    "windows": "scheduler.windows",
    "quota": "scheduler.quota",
    "appointments": "scheduler.appointments",
    "meetings": "scheduler.meetings",
    "formation": "scheduler.formation",
    "timetable": "scheduler.timetable",
    "dockets": "scheduler.dockets",
    "milestones": "scheduler.milestones",
}


def names() -> set[str]:
    data = json.loads(DEMO.read_text("utf-8"))
    return {row["name"] for table in ("experts", "applicants") for row in data[table]}


def secrets() -> set[str]:
    data = json.loads(DEMO.read_text("utf-8"))
    return names() | {row["id"] for row in data["experts"]}


def test_neither_screen_nor_log_names_anybody(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    ended = run("plan", DEMO_BOOK, "-o", tmp_path / "out", "--log", log, *QUICK)
    told = log.read_text("utf-8")
    assert "step formation OPTIMAL" in told
    for secret in secrets():
        assert secret not in ended.out + ended.err
        assert secret not in told


def test_no_log_unless_asked_for(tmp_path: Path) -> None:
    run("check", DEMO_BOOK, cwd=tmp_path)
    assert not list(tmp_path.iterdir())


def test_json_for_scripts_names_nobody_either(planned: tuple[Path, Ran]) -> None:
    _, ended = planned
    assert not [name for name in names() if name in ended.out]


CRASH = """
import sys
import {module} as step
def broken(*args, **kwargs):
    names = [e.name for e in args[0].experts]
    raise RuntimeError(" ".join(names))
step.run = broken
from scheduler.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("step", STEPS[::3])
def test_a_crash_in_any_step_gives_code_and_version_and_no_data(step: str, tmp_path: Path) -> None:
    code = CRASH.format(module=STEP_MODULES[step])
    args = ["plan", str(DEMO_BOOK), "-o", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, check=False)
    told = (done.stdout + done.stderr).decode("utf-8")
    assert done.returncode == 70, told
    assert "RuntimeError" in told
    assert "Traceback" not in told
    assert not [secret for secret in secrets() if secret in told]
    assert not (tmp_path / "out").exists()
