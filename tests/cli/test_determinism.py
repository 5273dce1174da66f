"""The same season, seed, effort and version give the same plan.json, whatever else differs."""

from pathlib import Path

import pytest

from tests.cli.running import DEMO, DEMO_BOOK, QUICK, Ran, run

SOME = ("sealed/plan.json",)
EVERY = (*SOME, "sealed/方案.xlsx", "public/附件10.pdf")


@pytest.mark.parametrize(
    ("hash_seed", "workers", "names"),
    [("1", 2, EVERY), ("random", 8, SOME)],
)
def test_the_plan_is_the_same_to_the_byte(
    planned: tuple[Path, Ran], tmp_path: Path, hash_seed: str, workers: int, names: tuple[str, ...]
) -> None:
    args = ("plan", DEMO_BOOK, "-o", tmp_path / "out", "--workers", str(workers))
    args += QUICK if names is SOME else ()
    assert run(*args, env={"PYTHONHASHSEED": hash_seed}).code == 0
    for name in names:
        assert (tmp_path / "out" / name).read_bytes() == (planned[0] / name).read_bytes(), name


def test_json_and_workbook_give_the_same_plan(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    assert run("plan", DEMO, "-o", tmp_path / "out", *QUICK).code == 0
    name = Path("sealed") / "plan.json"
    assert (tmp_path / "out" / name).read_bytes() == (planned[0] / name).read_bytes()


def test_another_seed_gives_another_lot(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    assert run("plan", DEMO, "-o", tmp_path / "out", "--seed", "5", *QUICK).code == 0
    name = Path("sealed") / "plan.json"
    assert (tmp_path / "out" / name).read_bytes() != (planned[0] / name).read_bytes()
