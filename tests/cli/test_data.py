"""Commands about data."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from models.messages import Lang
from models.season import Season
from scheduler.cli import cli
from scheduler.cli_words import speak
from scheduler.rules.base import clauses
from tests.cli.running import DEMO, DEMO_BOOK, run, start, type_in


def test_convert_goes_both_ways_without_loss(tmp_path: Path) -> None:
    assert start("convert", DEMO, tmp_path / "a.xlsx").code == 0
    assert run("convert", tmp_path / "a.xlsx", tmp_path / "b.json").code == 0
    assert (tmp_path / "b.json").read_bytes() == DEMO.read_bytes()


def test_nothing_of_a_person_is_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "mine.xlsx"
    mine.write_bytes(b"work of a week")
    for args in (
        ("new", mine),
        ("convert", DEMO, mine),
        ("generate", "--size", "demo", "-o", mine),
        ("check", DEMO_BOOK, "--mark", mine),
    ):
        ended = run(*args, "--json")
        assert (ended.code, ended.codes()) == (2, ["cli.exists"])
    assert mine.read_bytes() == b"work of a week"


def test_check_marks_a_copy(tmp_path: Path) -> None:
    book, copy = tmp_path / "a.xlsx", tmp_path / "copy.xlsx"
    run("new", book, "--for", "A")
    row = {"单位": "一中", "单位类别": "什么", "层级": "高级", "系列": "工程", "预计份数": 3}
    type_in(book, {"单位送审": [row], "审核窗口": [{"名称": "1号"}]})
    before = book.read_bytes()

    ended = run("check", book, "--mark", copy, "--json")

    assert ended.code == 1
    places = [f["where"] for f in ended.answer["findings"] if f["severity"] == "breach"]
    assert {"file": "a.xlsx", "sheet": "单位送审", "cell": "B3"} in places
    assert openpyxl.load_workbook(copy)["单位送审"]["B3"].comment is not None
    assert book.read_bytes() == before


def test_rules_lists_every_provision_for_scripts() -> None:
    rows = json.loads(run("rules", "--json").out)
    assert [row["id"] for row in rows] == list(clauses())
    keys = {"id", "treatment", "default_status", "step", "check", "test", "reason"}
    assert all(set(row) == keys for row in rows)


@pytest.mark.parametrize("what", ["season", "plan"])
def test_schema_is_json_alone(what: str) -> None:
    assert json.loads(start("schema", what).out)["$id"] == f"pingshen.{what}/1"


def test_generate_prints_the_tightness_and_the_same_bytes(tmp_path: Path) -> None:
    first = start("generate", "--size", "demo", "--seed", "4", "-o", tmp_path / "a.json")
    run("generate", "--size", "demo", "--seed", "4", "-o", tmp_path / "b.json")
    assert "room half-days" in first.out
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    data = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert data.pop("format") == "pingshen.season/1"
    assert Season.model_validate(data).experts


def test_quota_shows_the_methods_side_by_side() -> None:
    ended = start("quota", DEMO_BOOK)
    assert ended.code == 0
    assert "hamilton" in ended.out
    assert "sainte_lague" in ended.out


def test_quota_compares_and_carries_its_numbers_for_scripts() -> None:
    ended = run("quota", DEMO_BOOK, "--method", "sainte_lague", "--compare")
    assert ended.code == 0
    assert "再多几人多得1名" in ended.out
    told = json.loads(run("quota", DEMO_BOOK, "--json", "--method", "adams").out)
    (found,) = told["quota"]
    assert found["method"] == "adams"
    assert sum(award["places"] for award in found["awards"]) == found["total"]
    assert len(found["steps"]) == found["total"]
    assert {item["method"] for item in found["study"]["methods"]} >= {"hamilton", "dean"}


def test_every_command_and_option_has_help_in_both_languages() -> None:
    for lang in ("en", "zh"):
        speak(cli, lang)
        for name, command in cli.commands.items():
            assert command.help, name
            options = [p for p in command.params if p.param_type_name == "option"]
            assert all(getattr(option, "help", "") for option in options), name


def test_help_is_told_in_chinese_and_by_its_short_name() -> None:
    told = run("-h")
    assert told.code == 0
    assert "显示这段说明。" in told.out
    assert "Show this message" not in told.out


@pytest.mark.parametrize("command", [None, *cli.commands])
def test_chinese_help_has_no_words_of_the_library_left(command: str | None) -> None:
    def told(lang: Lang) -> str:
        speak(cli, lang)
        found = cli.commands[command] if command else cli
        with found.make_context("pingshen", [], resilient_parsing=True) as context:
            return found.get_help(context)

    strange = re.compile(
        r"Usage|OPTIONS|COMMAND|ARGS|required|default|TEXT|INTEGER|FLOAT|PATH|FILE|DATE|SEASON|PLAN"
    )
    assert strange.findall(told("en"))
    assert "Usage:" in told("en")
    assert "用法：" in told("zh")
    assert not strange.findall(told("zh"))
