"""Workbook and JSON hold the same season, whatever is in it."""

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from instances import Loaded, load, save, schema
from instances.migrate import migrate
from instances.profile import profile, work_calendar
from models.season import Season, season_bytes, season_hash
from tests.instances.seasons import seasons


def good(loaded: Loaded) -> Season:
    assert loaded.season is not None, loaded.faults
    assert not [f for f in loaded.faults if f.severity != "warning"], loaded.faults
    return loaded.season


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(season=seasons())
def test_any_season_comes_back_the_same_from_both_formats(season: Season) -> None:
    with TemporaryDirectory() as folder:
        for name in ("season.xlsx", "season.json"):
            path = Path(folder) / name
            save(season, path)
            again = good(load(path))
            assert season_bytes(again).decode() == season_bytes(season).decode()
            assert season_hash(again) == season_hash(season)


def test_the_same_season_gives_the_same_workbook_bytes(tmp_path: Path) -> None:
    season = big(20, 50)
    for name in ("a.xlsx", "b.xlsx"):
        save(season, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def big(experts: int, applicants: int) -> Season:
    return Season.model_validate(
        {
            "year": 2024,
            "profile": profile(2024),
            "calendar": work_calendar(2024),
            "organisations": [{"id": f"U{n:03}", "name": f"第{n}单位"} for n in range(600)],
            "committees": [
                {"id": f"C{n}", "name": f"第{n}评委会", "series": f"系列{n}", "levels": ("mid",)}
                | {"organiser": "U001", "expected": [{"count": 200}]}
                for n in range(30)
            ],
            "experts": [
                {"id": f"E{n:04}", "name": f"专家{n}", "organisation": f"U{n % 600:03}"}
                | {"titles": [{"series": f"系列{n % 30}", "specialty": "甲", "level": "mid"}]}
                | {"service": [{"year": 2022}, {"year": 2023, "committees": [f"C{n % 30}"]}]}
                | {"absences": [{"first": "2024-08-07.am", "last": "2024-08-09.pm"}]}
                | {"pledge": True, "in_service": True, "private_enterprise": False}
                for n in range(experts)
            ],
            "applicants": [
                {"id": f"A{n:05}", "name": f"申报{n}", "organisation": f"U{n % 600:03}"}
                | {"series": f"系列{n % 30}", "specialty": "甲", "level": "mid", "pledge": True}
                | {"format": "interview", "received": "2024-07-20", "nonpublic": n % 7 == 0}
                for n in range(applicants)
            ],
        }
    )


def test_a_city_loads_in_a_few_seconds(tmp_path: Path) -> None:
    season = big(1200, 6000)
    for name in ("city.xlsx", "city.json"):
        save(season, tmp_path / name)
        start = time.process_time()
        assert season_hash(good(load(tmp_path / name))) == season_hash(season)
        assert time.process_time() - start < 10  # 2 s on an idle machine


def test_one_bad_row_never_stops_the_others(tmp_path: Path) -> None:
    data = json.loads(season_bytes(big(5, 5)))
    data["applicants"][1]["level"] = "middle"
    data["applicants"][2]["sex"] = "x"
    data["experts"][3]["titles"][0]["level"] = "?"
    data["experts"][4]["name"] = 7
    path = tmp_path / "s.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    loaded = load(path)
    assert loaded.season is not None
    assert {(f.path, f.code, f.value) for f in loaded.faults} == {
        ("$.applicants[1].level", "value-not-in-list", "middle"),
        ("$.applicants[2].sex", "field-unknown", "x"),
        ("$.experts[3].titles[0].level", "value-not-in-list", ""),
        ("$.experts[4].name", "not-a-text", ""),
    }
    assert [a.id for a in loaded.season.applicants] == ["A00000", "A00003", "A00004"]
    assert loaded.source.where("applicants", "A00003", "level")["path"] == "$.applicants[3].level"


@pytest.mark.parametrize("at", ["2024-02-31.am", "2024-13-01.pm", "2024-06-31.am", "2024-6-1.am"])
def test_a_half_day_of_no_date_is_told_before_anything_is_planned(at: str, tmp_path: Path) -> None:
    data = json.loads(season_bytes(big(1, 1)))
    data["rooms"] = [{"id": "r", "name": "厅", "opened": ["2024-02-29.am", at]}]
    data["experts"][0]["absences"] = [{"first": at, "last": at}]
    path = tmp_path / "s.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = {(f.path, f.code) for f in load(path).faults}
    assert found == {
        ("$.rooms[0].opened[1]", "not-a-half-day"),
        ("$.experts[0].absences[0].first", "not-a-half-day"),
        ("$.experts[0].absences[0].last", "not-a-half-day"),
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json-broken"),
        ("[]", "json-not-an-object"),
        ('{"format": "pingshen.season/9"}', "format-newer"),
        ('{"format": "other/1"}', "format-unknown"),
        ('{"year": NaN}', "json-no-number"),
        ('{"a": 1, "a": 2}', "json-key-twice"),
        ("[" * 100_000, "json-too-deep"),
        (f'{{"year": {"9" * 5000}}}', "json-long-number"),
        ('{"format": "pingshen.season/1", "year": 2024, "aplicants": []}', "key-unknown"),
        ('{"format": "pingshen.season/1", "year": 2027}', "year-without-profile"),
        ('{"format": "pingshen.season/1", "year": 2027, "profile": {}}', "year-without-calendar"),
    ],
)
def test_a_json_that_cannot_be_a_season_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text, encoding="utf-8")
    loaded = load(path)
    assert loaded.season is None
    assert code in {fault.code for fault in loaded.faults}
    assert all(fault.message() != fault.code for fault in loaded.faults)


def test_a_json_of_the_year_alone_is_a_season(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text('{"format": "pingshen.season/1", "year": 2024}', encoding="utf-8")
    season = good(load(path))
    assert season.profile == profile(2024)
    assert season.calendar == work_calendar(2024)


def test_older_formats_are_migrated_step_by_step() -> None:
    def second(data: dict[str, Any]) -> dict[str, Any]:
        return data | {"b": data["a"]}

    def third(data: dict[str, Any]) -> dict[str, Any]:
        return data | {"c": data["b"]}

    steps = {1: second, 2: third}
    found = migrate({"format": "pingshen.season/1", "a": 1}, steps, 3)
    assert found == {"format": "pingshen.season/3", "a": 1, "b": 1, "c": 1}


def test_the_published_schema_names_the_format() -> None:
    for what in ("season", "plan"):
        found = schema(what)
        assert found["properties"]["format"] == {"const": f"pingshen.{what}/1"}
        assert "format" in found["required"]
