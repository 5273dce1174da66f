"""The output folder: public/, internal/, sealed/; whole or not at all, nothing of others lost.

Everything is written beside, then renamed. An existing folder is replaced only when every file
in it is as we wrote it; else it is kept and the new one is called DIR.1, DIR.2 ….
"""

import json
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.base import readable, sha256
from models.plan import Plan, plan_bytes, plan_number, public_number

MANIFEST = "sealed/manifest.json"
MANIFEST_FORMAT = "pingshen.manifest/1"
PLAN = "sealed/plan.json"
RUN = "sealed/run.json"
RUN_FORMAT = "pingshen.run/1"
PARTS = ("public", "internal", "sealed")
MOST = 1000
"""Folders DIR.1, DIR.2 … that may stand beside each other."""


class CannotWrite(Exception):  # noqa: N818 - says what cannot be done, as its message does
    """The folder cannot be made, or the disk refused."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.code = "output.cannot-write"
        self.values = {"folder": str(folder)}


def refuse_unwritable(target: Path) -> None:
    """Raise CannotWrite before any work is done where the folder could never be made."""
    above = target.absolute().parent
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise CannotWrite(target)


@dataclass(frozen=True)
class Written:
    """Where the files lie, and what went otherwise than asked."""

    path: Path
    code: str = ""
    """A message code: output.kept, output.refused."""
    file: str = ""
    open_to_others: bool = False
    """Whether the system could not keep sealed/ from others."""


def complete(files: Mapping[str, bytes], plan: Plan, run: Mapping[str, object]) -> dict[str, bytes]:
    """The artefacts with plan.json, run.json and the manifest that ties them."""
    every = dict(files) | {PLAN: plan_bytes(plan), RUN: readable(dict(run), RUN_FORMAT)}
    manifest = {
        "plan": plan_number(plan),
        "public": public_number(plan),
        "files": {name: sha256(data) for name, data in sorted(every.items())},
    }
    return every | {MANIFEST: readable(manifest, MANIFEST_FORMAT)}


def write_folder(target: Path, files: Mapping[str, bytes]) -> Written:
    """Write all files as one folder called `target`, or as near to it as may be."""
    target = target.resolve()
    beside = target.with_name(f"{target.name}.new-{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _fill(beside, files)
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)
        raise CannotWrite(target) from None
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    exposed = _exposed(beside / "sealed")
    if not target.exists() and not target.is_symlink():
        return _settle(beside, target, "", exposed)
    if as_written(target):
        return _replace(beside, target, exposed)
    return _settle(beside, _free(target), "output.kept", exposed)


def write_new(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files as one folder that is not there yet; whole or not at all."""
    target = target.resolve()
    beside = target.with_name(f"{target.name}.new-{secrets.token_hex(4)}")
    try:
        beside.mkdir(parents=True)
        for name, data in files.items():
            (beside / name).write_bytes(data)
        beside.rename(target)
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)
        raise CannotWrite(target) from None


def already(folder: Path, plan: Plan) -> dict[str, bytes]:
    """What a folder as we wrote it holds of the same plan; nothing of another folder."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        same = manifest["plan"] == plan_number(plan) and as_written(folder)
        return {n: (folder / n).read_bytes() for n in manifest["files"]} if same else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def processors() -> int:
    """Processors to print on at once: those of the machine, at most four."""
    return min(4, os.cpu_count() or 1)


def as_written(folder: Path) -> bool:
    """Whether every file in the folder is as its manifest says, and none is there besides."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known: dict[str, str] = dict(manifest["files"])
        found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if not p.is_dir()}
        found.pop(MANIFEST)
        return set(found) == set(known) and all(
            sha256(path.read_bytes()) == known[name] for name, path in found.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return folder.is_dir() and not any(folder.iterdir())


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for part in PARTS:
        (folder / part).mkdir(mode=0o700 if part == "sealed" else 0o777)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "sealed").chmod(0o700)


def _exposed(folder: Path) -> bool:
    """Whether others can open it: a system without such modes, or a disk that ignores them."""
    return os.name == "nt" or bool(stat.S_IMODE(folder.stat().st_mode) & 0o077)


def free(target: Path) -> Path:
    """The folder itself where there is none yet, else the next of DIR.1, DIR.2 … that is not."""
    return _free(target) if target.exists() or target.is_symlink() else target


def _free(target: Path) -> Path:
    for number in range(1, MOST):
        path = target.with_name(f"{target.name}.{number}")
        if not path.exists() and not path.is_symlink():
            return path
    raise FileExistsError(f"{target.name}.1 to {target.name}.{MOST - 1} exist already")


def _settle(beside: Path, target: Path, code: str, exposed: bool) -> Written:
    try:
        beside.rename(target)
    except OSError as refused:
        return _stay(beside, target, refused, exposed)
    return Written(target, code, target.name, exposed)


def _replace(beside: Path, target: Path, exposed: bool) -> Written:
    old = target.with_name(f"{target.name}.old-{secrets.token_hex(4)}")
    try:
        target.rename(old)
    except OSError as refused:
        return _stay(beside, target, refused, exposed)
    try:
        beside.rename(target)
    except OSError as refused:
        old.rename(target)
        return _stay(beside, target, refused, exposed)
    shutil.rmtree(old, ignore_errors=True)
    return Written(target, open_to_others=exposed)


def _stay(beside: Path, target: Path, refused: OSError, exposed: bool) -> Written:
    """The new folder under the name DIR.new; the message names the file that is in the way."""
    blocked = Path(str(refused.filename or target)).name
    new = target.with_name(f"{target.name}.new")
    try:
        beside.rename(new)
    except OSError:
        new = beside
    return Written(new, "output.refused", blocked, exposed)
