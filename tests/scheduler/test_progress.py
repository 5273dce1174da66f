"""The bar of what is printed, as a terminal gets it."""

import io
import sys

import pytest

from models.messages import Lang
from scheduler.progress import bar

LONG = "internal/评审实施方案/01_昆都仑区中小学教师系列教师中初级评审委员会[1].docx"


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.mark.parametrize(("lang", "word"), [("zh", "打印"), ("en", "printing")])
def test_a_long_name_leaves_the_bar_and_the_count_and_nothing_stays_behind(
    monkeypatch: pytest.MonkeyPatch, lang: Lang, word: str
) -> None:
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    with bar(lang, quiet=False) as tell:
        assert tell is not None
        tell(3, 5, LONG)
    (line, *_) = (line for line in seen.getvalue().split("\r") if "评审实施方案" in line)
    assert word in line
    assert "━" in line
    assert "2/5" in line
    assert seen.getvalue().endswith("\x1b[1A\x1b[2K")


def test_the_bar_is_silent_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with bar(quiet=False) as tell:
        assert tell is None
    assert capsys.readouterr() == ("", "")
