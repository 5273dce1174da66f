"""The script of the timeline: bundled once, believed only as it was written."""

from pathlib import Path

import pytest
import vl_convert

from reports import vega


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often it was bundled, into a place of its own."""
    calls: list[str] = []

    def bundle(snippet: str, *, vl_version: str) -> str:
        calls.append(vl_version)
        return f"{snippet}\r\n// 脚本 {vl_version}"

    monkeypatch.setattr(vl_convert, "javascript_bundle", bundle)

    def place(name: str) -> Path:
        return tmp_path / "kept" / f"{name}.js"

    monkeypatch.setattr(vega, "place", place)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return calls


def script() -> str:
    """As a new process would have it."""
    return vega.script.__wrapped__()


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "kept").iterdir())


def test_it_is_bundled_once_and_the_same_to_the_byte(bundled: list[str], tmp_path: Path) -> None:
    first = script()
    assert first == script()
    assert len(bundled) == len(kept(tmp_path)) == 1


def test_a_file_that_was_changed_or_cut_is_bundled_anew(bundled: list[str], tmp_path: Path) -> None:
    first = script()
    (path,) = kept(tmp_path)
    whole = path.read_bytes()
    for number, broken in enumerate((whole + b";", whole[:-1], b"", b"\xff\n\xff"), 2):
        path.write_bytes(broken)
        assert script() == first
        assert len(bundled) == number
        assert path.read_bytes() == whole


def test_another_version_has_a_file_of_its_own(
    bundled: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script()
    monkeypatch.setattr(vega, "version", str)
    script()
    assert len(bundled) == len(kept(tmp_path)) == 2


def test_where_nothing_may_be_written_it_is_bundled_anew(
    bundled: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").write_text("a file in the way")
    assert script() == script()
    (tmp_path / "kept").unlink()
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    script()
    assert len(bundled) == 3
    assert not (tmp_path / "kept").exists()
