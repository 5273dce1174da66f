"""The locks install on a fresh machine, also years later and with an old pip."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?==", re.MULTILINE)


def pins(name: str) -> dict[str, set[str]]:
    """The extras with which each package is pinned."""
    found: dict[str, set[str]] = {}
    for package, extras in PINNED.findall((ROOT / name).read_text("utf-8")):
        found.setdefault(canonicalize_name(package), set()).update(
            extra.strip() for extra in extras.split(",") if extra.strip()
        )
    return found


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_an_extra_that_a_package_asks_for_is_pinned_with_it(name: str) -> None:
    """Else pip looks for the newest release of `package[extra]`, which has no hash here."""
    pinned = pins(name)
    missing: list[str] = []
    for package in pinned:
        try:
            needs = distribution(package).requires or []
        except PackageNotFoundError:  # for another system or Python
            continue
        for need in map(Requirement, needs):
            wanted = not need.marker or any(
                need.marker.evaluate({"extra": extra}) for extra in ("", *sorted(pinned[package]))
            )
            known = pinned.get(canonicalize_name(need.name))
            if wanted and known is not None and not need.extras <= known:
                missing.append(f"{package} wants {need}")
    assert not missing


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash=)", text, re.MULTILINE)
