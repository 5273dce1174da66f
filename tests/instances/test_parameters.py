"""The numbers of a season's own profile have the form in which the steps ask for them."""

import json
from pathlib import Path
from typing import Any

import pytest

from instances import Loaded, load
from instances.parameters import fits, unknown_word
from instances.profile import profile
from models.base import plain
from models.law import Parameter
from tests.cli.running import run
from tests.instances.test_workbook import Rows, book

OF_2024 = profile(2024).parameters
ALIENS: tuple[Any, ...] = ("一些", True, 7, (1, 2), ("甲", "乙"))


def written(path: Path, parameters: list[dict[str, Any]], **tables: Any) -> Path:
    data = {"format": "pingshen.season/1", "year": 2024, **tables}
    data["profile"] = {"name": "", "parameters": parameters}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def faults(loaded: Loaded) -> list[tuple[str, str, str]]:
    return [(fault.severity, fault.code, fault.path) for fault in loaded.faults]


@pytest.mark.parametrize("own", OF_2024, ids=lambda own: own.id)
def test_the_years_own_value_fits_and_one_of_another_form_does_not(own: Parameter) -> None:
    assert fits(own, 2024)
    aliens = [value for value in ALIENS if type(value) is not type(own.value)]
    assert len(aliens) >= 3
    for value in aliens:
        assert not fits(own.model_copy(update={"value": value}), 2024), value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("desk.am", ("8点", "11点半")),
        ("desk.am", ("12:00", "08:30")),
        ("desk.am", ("08:30",)),
        ("desk.travel_earliest", "25:00"),
        ("deadline.approval", "2024-02-31"),
        ("quorum.share", (1, 2, 3)),
        ("title.rank", (1, 2)),
    ],
)
def test_hours_dates_and_shares_that_cannot_be_do_not_fit(key: str, value: Any) -> None:
    found = profile(2024).get(key).model_copy(update={"value": value})
    assert not fits(found, 2024)
    assert not fits(found, 2099)  # by the form of the newest year that is known


def test_a_number_that_no_step_could_use_stops_the_season_by_its_path(tmp_path: Path) -> None:
    rows = [plain(parameter) for parameter in OF_2024]
    (at,) = (n for n, row in enumerate(rows) if row["id"] == "session.minutes")
    rows[at]["value"] = "三小时半"
    loaded = load(written(tmp_path / "s.json", rows))
    assert loaded.season is None
    assert faults(loaded) == [("whole", "parameter-type", f"$.profile.parameters[{at}].value")]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("session.minutes", 0, "parameter-zero"),
        ("desk.minutes_per_dossier.senior", 0, "parameter-zero"),
        ("desk.minutes_per_dossier.second", 0, "parameter-zero"),
        ("session.changeover_minutes", 0, ""),
        ("session.changeover_minutes", -1, "parameter-negative"),
        ("quorum.share", [0, 1], ""),
        ("quorum.share", [1, 1], ""),
        ("quorum.share", [2, 0], "share-impossible"),
        ("quorum.share", [-1, 2], "share-impossible"),
        ("quorum.share", [3, 2], "share-impossible"),
        ("draw.reserve_ratio", [3, 2], ""),
        ("rotation.unknown_years", "guess", "parameter-word"),
        ("vote.denominator", "present", "parameter-word"),
        ("vote.denominator", "voting", ""),
        ("quota.method", "largest", "parameter-word"),
        ("quota.method", "dhondt", ""),
        ("title.min_for.mid", "middle", "parameter-word"),
        ("authority.district.levels", ["mid", "low"], "parameter-word"),
        ("authority.senior.approver", "city", ""),
    ],
)
def test_a_number_that_cannot_be_is_told_by_its_path_and_others_pass(
    key: str, value: Any, code: str, tmp_path: Path
) -> None:
    rows = [plain(parameter) for parameter in OF_2024]
    (at,) = (n for n, row in enumerate(rows) if row["id"] == key)
    rows[at]["value"] = value
    loaded = load(written(tmp_path / "s.json", rows))
    told = [("whole", code, f"$.profile.parameters[{at}].value")] if code else []
    assert faults(loaded) == told
    assert (loaded.season is None) is bool(code)


def test_the_words_that_a_number_may_be_are_named_and_may_be_chinese(tmp_path: Path) -> None:
    rows: Rows = [
        ["参数", "值"],
        ["vote.denominator", "全体"],
        ["quota.method", "洪德法"],
        ["title.min_for.junior", "初级"],
    ]
    loaded = book(tmp_path, {"参数": rows})
    (fault,) = loaded.faults
    assert (fault.code, fault.sheet, fault.cell) == ("parameter-word", "参数", "B2")
    assert "attending、voting" in fault.todo()
    assert loaded.season is None
    rows[1][1] = "voting"
    found = book(tmp_path, {"参数": rows}).season
    assert found is not None
    assert found.profile.text("quota.method") == "dhondt"
    assert found.profile.text("title.min_for.junior") == "junior"


@pytest.mark.parametrize("own", OF_2024, ids=lambda own: own.id)
def test_every_number_that_is_one_word_has_its_words_named(own: Parameter) -> None:
    if isinstance(own.value, str) and own.unit not in {"日期", "时刻"}:
        assert not unknown_word(own.id, own.value)
        assert unknown_word(own.id, "?")


def test_a_number_that_is_not_there_is_told_and_named_where_a_step_needs_it(tmp_path: Path) -> None:
    rows = [plain(parameter) for parameter in OF_2024 if parameter.id != "quota.floor"]
    bodies = [{"organisation": "甲", "teachers": 9}]
    tables: dict[str, Any] = {
        "organisations": [{"id": "甲", "name": "甲区"}],
        "quota": [{"id": "q", "total": 2, "bodies": bodies}],
    }
    path = written(tmp_path / "s.json", rows, **tables)
    loaded = load(path)
    assert loaded.season is not None
    assert faults(loaded) == [("warning", "profile-lacks", "$.profile")]
    assert "quota.floor" in loaded.faults[0].message()
    ended = run("quota", path, "--json")
    assert (ended.code, ended.codes("breach")) == (2, ["cli.no-parameter"])
