"""An office's own templates on the command line: written out, judged, and printed from."""

import shutil
import zipfile
from pathlib import Path

from tests.cli.running import DEMO_BOOK, Ran, files, run, start
from tests.reports.test_office_templates import edited
from tests.reports.test_papers import words_of


def test_templates_are_written_once_and_then_judged(tmp_path: Path) -> None:
    folder = tmp_path / "我的 模板"
    assert start("templates", folder).code == 0
    assert {"评审实施方案.docx", "字段说明.xlsx"} <= files(folder)
    (folder / "送审通知单.docx").write_bytes(edited("unit_notice", "{{ unit }}", "{{ unyt }}"))
    mine = (folder / "送审通知单.docx").read_bytes()
    ended = run("templates", folder, "--json")
    assert ended.code == 2
    assert ended.codes() == ["template.unknown-field", "template.refused"]
    assert (folder / "送审通知单.docx").read_bytes() == mine


def test_papers_are_printed_from_the_offices_own_templates(
    planned: tuple[Path, Ran], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "评审结果公示.docx").write_bytes(edited("result_notice", "评审结果公示", "评审结果公告"))
    given = ("report", DEMO_BOOK, planned[0], "-o", tmp_path / "out", "--quiet")
    part = ("--part", "评审结果公示")
    ended = run(*given, *part, env={"PINGSHEN_TEMPLATES": str(own)})
    assert ended.code == planned[1].code, ended.err
    (path, *_) = sorted((tmp_path / "out" / "internal" / "评审结果公示").iterdir())
    assert "年度职称评审结果公告" in words_of(path.read_bytes())
    assert "result_notice" in (tmp_path / "out" / "sealed" / "run.json").read_text()


def test_nothing_is_printed_from_a_broken_template(
    planned: tuple[Path, Ran], tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    with zipfile.ZipFile(tmp_path / "own" / "评审结果公示.docx", "w"):
        pass
    ended = run(
        *("report", DEMO_BOOK, planned[0], "-o", tmp_path / "out", "--json"),
        *("--templates", tmp_path / "own"),
    )
    assert ended.code == 2
    assert ended.codes() == ["template.unreadable", "template.refused"]
    assert not (tmp_path / "out").exists()
    shutil.rmtree(tmp_path / "own")
    ended = run("report", DEMO_BOOK, planned[0], "--templates", tmp_path / "own", "--json")
    assert ended.codes() == ["template.no-folder"]
