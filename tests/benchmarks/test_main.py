"""The command of the benchmarks: names, sizes and data that do not exist are told, with 2."""

import sys

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.row import Row


def _told(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["benchmarks", *words])
    try:
        return main()
    except SystemExit as ended:
        return int(ended.code or 0)


def test_without_a_name_the_names_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _told(monkeypatch) == 0
    assert capsys.readouterr().out.split() == sorted(BENCHMARKS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none",), "none"),
        (("meetings", "--size", "huge"), "huge"),
        (("meetings", "--size", "reference"), "appointments alone"),
        (("readers", "--data", "/nowhere"), "/nowhere"),
        (("readers", "--data", "."), "scores.npy"),
    ],
)
def test_what_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    assert _told(monkeypatch, *words) == 2
    assert said in capsys.readouterr().err


def test_scores_with_fractions_are_told_as_they_were_given() -> None:
    cells = Row("c", "OPTIMAL", 1_234_500, 1_300_000, 0.1, scale=10**6).cells()
    assert (cells["value"], cells["bound"], cells["gap"]) == ("1.2345", "1.3", "0.0531")
    assert Row("c", "OPTIMAL", 120, None, 0.1, scale=10).cells()["value"] == "12"
    assert Row("c", "OPTIMAL", 120, None, 0.1).cells()["value"] == "120"
