"""What all tests of a run only look at, made once, whichever process of the run asks first."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` fills. Two that ask at the same time both make it; one is kept."""
    own = factory.getbasetemp()
    kept = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    if not kept.exists():
        made = factory.mktemp(name)
        make(made)
        try:
            made.rename(kept)
        except OSError:  # another process was first
            assert kept.is_dir()
    return kept
