"""Every command of the two READMEs, run."""

import re
import shlex
from pathlib import Path

import pytest

from scheduler.cli import cli
from tests.cli.running import ROOT, start

READMES = ("README.md", "README.zh.md")
SHELL = re.compile(r"```(?:sh|bat)\n(.*?)```", re.DOTALL)
PINGSHEN = re.compile(r"`pingshen ([a-z]+)")


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def commands(name: str) -> list[list[str]]:
    """The pingshen commands of all blocks."""
    found: list[list[str]] = []
    for block in SHELL.findall(text(name)):
        for line in block.splitlines():
            words = shlex.split(line.replace("\\", "/"), comments=True)
            if words and Path(words[0]).name == "pingshen":
                found.append(words[1:])
    return found


@pytest.mark.parametrize("name", READMES)
def test_the_blocks_run_one_after_another(name: str, tmp_path: Path) -> None:
    every = commands(name)
    assert len(every) >= 4
    for words in every:
        if "baotou-2024" in " ".join(words):
            continue  # the whole season: tests marked slow, and `make demo`
        ended = start(*words, cwd=tmp_path)
        assert ended.code == 0, (words, ended.out, ended.err)


@pytest.mark.parametrize("name", READMES)
def test_the_table_names_every_command_and_no_other(name: str) -> None:
    assert set(PINGSHEN.findall(text(name))) == set(cli.commands)


@pytest.mark.parametrize("name", READMES)
def test_what_make_is_asked_for_is_in_the_makefile(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make ([a-z]+)`", text(name))):
        assert f"\n{target}:" in makefile, target


@pytest.mark.parametrize("name", READMES)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", text(name)):
        assert (ROOT / target).exists(), target


def test_both_readmes_have_the_same_parts() -> None:
    counts = [
        [len(re.findall(pattern, text(name), re.MULTILINE)) for pattern in ("^## ", "^\\|", "^```")]
        for name in READMES
    ]
    assert counts[0] == counts[1]
