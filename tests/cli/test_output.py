"""The folder is whole or not there, and nothing that people changed is lost."""

from pathlib import Path

import pytest

from models.plan import Plan
from scheduler import output
from scheduler.output import CannotWrite

FILES = {"public/a.txt": b"1", "sealed/b.txt": b"2"}


def write(target: Path, **more: bytes) -> output.Written:
    every = FILES | {name.replace("__", "/"): data for name, data in more.items()}
    return output.write_folder(target, output.complete(every, Plan(season="s"), {"seconds": 1}))


def test_a_folder_that_is_as_written_is_replaced(tmp_path: Path) -> None:
    write(tmp_path / "out")
    again = write(tmp_path / "out", public__c=b"3")
    assert again.path == tmp_path / "out"
    assert (tmp_path / "out" / "public" / "c").read_bytes() == b"3"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["public/a.txt", "public/note.txt", "sealed/manifest.json"])
def test_a_folder_that_people_changed_is_kept(tmp_path: Path, name: str) -> None:
    write(tmp_path / "out")
    (tmp_path / "out" / name).write_bytes(b"mine")
    again = write(tmp_path / "out")
    third = write(tmp_path / "out")
    assert (again.path.name, again.code) == ("out.1", "output.kept")
    assert third.path.name == "out.2"
    assert (tmp_path / "out" / name).read_bytes() == b"mine"


def test_a_folder_of_somebody_else_is_kept(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_bytes(b"mine")
    assert write(tmp_path / "out").path.name == "out.1"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert write(tmp_path / "out").path.name == "out"


def test_a_file_in_the_way_is_kept(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    assert write(tmp_path / "out").path.name == "out.1"
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_a_refused_rename_leaves_both_and_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "out")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "out":
            raise PermissionError(13, "in use", str(self / "sealed" / "方案.xlsx"))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    again = write(tmp_path / "out", public__c=b"3")

    assert (again.path.name, again.code, again.file) == ("out.new", "output.refused", "方案.xlsx")
    assert not (tmp_path / "out" / "public" / "c").exists()
    assert (tmp_path / "out.new" / "public" / "c").exists()


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _data: bytes) -> int:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CannotWrite):
        write(tmp_path / "out")
    assert not list(tmp_path.iterdir())
