"""The same season, seed, effort and version give the same bytes, whatever the machine does."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _plan(folder: Path, hash_seed: str, workers: int) -> dict[str, bytes]:
    command = [sys.executable, "-m", "scheduler", "plan", "instances/demo.json"]
    command += ["-o", str(folder), "--workers", str(workers), "--quiet"]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"run.json", "manifest.json"}
    }


def test_hash_seed_and_workers_change_no_byte(tmp_path: Path) -> None:
    first = _plan(tmp_path / "一", "0", 1)
    assert "sealed/plan.json" in first
    assert _plan(tmp_path / "二", "1", 2) == first
    assert _plan(tmp_path / "三", "random", 8) == first
