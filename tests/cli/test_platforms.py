"""Office machines: a GBK console, the C locale, paths with blanks and Chinese, Ctrl-C."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler.cli import main
from scheduler.cli_base import Answer, Ui, answered
from tests.cli.running import DEMO_BOOK, QUICK, ROOT, start


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "gbk"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["gbk", "C-for-good"],
)
def test_any_console_and_any_path(env: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "职称 评审 2024"
    folder.mkdir()
    book = folder / "年度 数据.xlsx"
    book.write_bytes(DEMO_BOOK.read_bytes())
    out = folder / "结果 一"
    for command in (["check", book], ["plan", book, "-o", out, "--only", "windows,quota", *QUICK]):
        assert start(*command, env=env).code == 0
    assert start("plan", "--help", env=env).code == 0
    assert start("rules", "--json", env=env).code == 0
    assert (out / "sealed" / "plan.json").is_file()


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_ctrl_c_keeps_the_best_plan(tmp_path: Path) -> None:
    args = [sys.executable, "-m", "scheduler", "plan", str(DEMO_BOOK), "-o", str(tmp_path / "out")]
    args += [*QUICK, "--log", str(tmp_path / "log.txt")]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    while not (tmp_path / "log.txt").exists() and process.poll() is None:
        time.sleep(0.05)  # the command has begun when its log can be written
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)
    # Anything from "stopped before any plan" to "all but done": never a crash, never a half.
    # Where the signal falls into code that an import runs, CPython ends by it: 130 to a shell, too.
    assert process.returncode in {0, 1, 3, 130, -signal.SIGINT}, out.decode()
    left = {p.name for p in tmp_path.iterdir()} - {"log.txt"}
    assert left <= {"out"}
    if left:
        assert (tmp_path / "out" / "sealed" / "manifest.json").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_a_full_disk_is_no_fault_of_the_program() -> None:
    def body() -> Answer:
        with Path("/dev/full").open("w", encoding="utf-8") as file:
            file.write("满")
        return Answer()

    ui = Ui("new")
    assert answered(ui, body) == Answer(2, "misuse")
    assert [item.code for item in ui.notices] == ["cli.disk"]


@pytest.mark.parametrize("command", ["new", "check"])
def test_a_disk_that_fills_up_leaves_no_half_of_a_workbook(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    copy = tmp_path / "表.xlsx"
    given = [str(copy)] if command == "new" else [str(DEMO_BOOK), "--mark", str(copy)]
    with pytest.raises(SystemExit, match="2"):
        main([command, *given])
    assert list(tmp_path.iterdir()) == []


STOPPED_WHILE_LOADING = """
import sys
class Stop:
    def find_spec(self, name, *rest):
        if name == "rich_click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
from scheduler.__main__ import main
main()
"""


def test_ctrl_c_while_the_program_loads_ends_it_in_silence() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_LOADING],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
