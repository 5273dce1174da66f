"""One plan of the demo for all tests that only look at it."""

from pathlib import Path

import pytest

from tests.cli.running import DEMO_BOOK, Ran, run


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The folder of the demo's plan and how planning ended; not to be written to."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    return folder, run("plan", DEMO_BOOK, "-o", folder, "--json")
