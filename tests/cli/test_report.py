"""Printing again, in part: what was asked for, what stays, and what is refused."""

from pathlib import Path

import pytest

from tests.cli.running import DEMO_BOOK, Ran, files, run


def report(planned: tuple[Path, Ran], folder: Path, *options: str) -> set[str]:
    ended = run("report", DEMO_BOOK, planned[0], "-o", folder, "--quiet", *options)
    assert ended.code == planned[1].code, ended.err
    return {name for name in files(folder) if not name.endswith(".json")}


def test_only_what_was_asked_for_is_printed_and_the_rest_of_the_folder_stays(
    planned: tuple[Path, Ran], tmp_path: Path
) -> None:
    first = report(planned, tmp_path / "out", "--formats", "ics", "--part", "评委会")
    assert first
    assert all(name.endswith(".ics") and "评委会" in name for name in first)
    more = report(planned, tmp_path / "out", "--part", "附件10", "--formats", "xlsx")
    assert more == first | {"public/附件10.xlsx"}
    assert not (tmp_path / "out.1").exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--formats", "doc"], "cli.no-format"),
        (["--for", "committee=没有"], "cli.no-subject"),
        (["--for", "room=1"], "cli.no-kind"),
        (["--for", "expert=王"], "cli.no-subject"),
    ],
)
def test_what_is_unknown_is_refused_in_words(
    planned: tuple[Path, Ran], tmp_path: Path, options: list[str], code: str
) -> None:
    ended = run("report", DEMO_BOOK, planned[0], "-o", tmp_path / "x", "--json", *options)
    assert ended.code == 2
    assert code in ended.codes()
    assert not (tmp_path / "x").exists()


def test_a_season_and_a_plan_are_not_taken_for_each_other(
    planned: tuple[Path, Ran], tmp_path: Path
) -> None:
    folder, _ = planned
    for args in (
        ("verify", DEMO_BOOK, DEMO_BOOK),
        ("report", DEMO_BOOK, folder, "--since", DEMO_BOOK),
    ):
        ended = run(*args, "--json", cwd=tmp_path)
        assert (ended.code, ended.codes()) == (2, ["cli.season-not-plan"])
    ended = run("check", folder / "sealed" / "方案.xlsx", "--json")
    assert (ended.code, ended.codes()) == (2, ["workbook-is-plan"])
    assert not files(tmp_path)


def test_a_part_that_nothing_is_called_is_told(planned: tuple[Path, Ran], tmp_path: Path) -> None:
    ended = run("report", DEMO_BOOK, planned[0], "--part", "附件55", "-o", tmp_path / "a", "--json")
    assert "cli.nothing-wanted" in ended.codes("warning")


def test_a_subject_by_half_its_name_is_offered_whole(planned: tuple[Path, Ran]) -> None:
    ended = run("report", DEMO_BOOK, planned[0], "--for", "评委会=临床医学", "--json")
    assert ended.code == 2
    assert "C02 卫生系列临床医学专业评审委员会" in ended.answer["findings"][0]["todo"]
