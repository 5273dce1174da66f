"""One plan of the demo for all tests that only look at it."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.cli.running import DEMO_BOOK, Ran, run
from tests.once import once


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The folder of the demo's plan and how planning ended; not to be written to."""

    def make(folder: Path) -> None:
        ended = run("plan", DEMO_BOOK, "-o", folder / "out", "--workers", "1", "--json")
        (folder / "ran.json").write_text(json.dumps(asdict(ended)), "utf-8")

    kept = once(tmp_path_factory, "demo-planned", make)
    return kept / "out", Ran(**json.loads((kept / "ran.json").read_text("utf-8")))
