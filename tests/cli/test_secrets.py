"""No name leaves by the screen, a log or a crash."""

import json
from pathlib import Path

import pytest

from instances import save
from models.committee import Expected
from models.plan import STEPS
from models.season import Season
from tests import seasons
from tests.cli.running import DEMO, DEMO_BOOK, QUICK, Ran, run


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


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_in_any_step_gives_code_and_version_and_no_data(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(season: Season, *_: object, **__: object) -> None:
        raise RuntimeError(" ".join(expert.name for expert in season.experts))

    people = tuple(seasons.expert(f"欧阳某{n}", f"单位{n}") for n in range(12))
    made = (seasons.committee(size=5, expected=(Expected(count=5),)),)
    save(seasons.season(committees=made, experts=people), tmp_path / "季节.json")
    monkeypatch.setattr(f"scheduler.{step}.run", broken)
    ended = run("plan", tmp_path / "季节.json", "-o", tmp_path / "out")
    told = ended.out + ended.err
    assert ended.code == 70, told
    assert "RuntimeError" in told
    assert "Traceback" not in told
    assert "欧阳某" not in told
    assert not (tmp_path / "out").exists()
