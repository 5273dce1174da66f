"""The same season, seed, effort and version give the same plan.json, whatever else differs."""

from pathlib import Path

import pytest

from tests.cli.running import DEMO, DEMO_BOOK, QUICK, Ran, files, run, start

OF_THE_RUN = {"sealed/run.json", "sealed/manifest.json"}
"""Clock and host stand in the one, a sum of it in the other."""
PAPERS = ("--formats", "pdf,xlsx,docx,ics,json")
ALWAYS = {"sealed/plan.json", "sealed/核对报告.json"}
PRINTED = ALWAYS | {"sealed/方案.xlsx", "public/附件10.pdf", "internal/评委会日程图.pdf"}


@pytest.mark.parametrize(
    ("hash_seed", "workers", "formats", "wanted"),
    [("1", 2, PAPERS, PRINTED), ("random", 8, QUICK, ALWAYS)],
)
def test_every_file_is_the_same_to_the_byte(
    planned: tuple[Path, Ran],
    tmp_path: Path,
    hash_seed: str,
    workers: int,
    formats: tuple[str, ...],
    wanted: set[str],
) -> None:
    args = ("plan", DEMO_BOOK, "-o", tmp_path / "out", "--workers", str(workers), *formats)
    assert start(*args, env={"PYTHONHASHSEED": hash_seed}).code == 0
    made = (files(tmp_path / "out") & files(planned[0])) - OF_THE_RUN
    assert wanted <= made
    for name in sorted(made):
        assert (tmp_path / "out" / name).read_bytes() == (planned[0] / name).read_bytes(), name


def test_json_and_workbook_give_the_same_plan(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    assert run("plan", DEMO, "-o", tmp_path / "out", *QUICK).code == 0
    name = Path("sealed") / "plan.json"
    assert (tmp_path / "out" / name).read_bytes() == (planned[0] / name).read_bytes()


def test_another_seed_gives_another_lot(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    assert run("plan", DEMO, "-o", tmp_path / "out", "--seed", "5", *QUICK).code == 0
    name = Path("sealed") / "plan.json"
    assert (tmp_path / "out" / name).read_bytes() != (planned[0] / name).read_bytes()
