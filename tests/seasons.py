"""Tiny seasons for tests: the 2024 profile and calendar, with what a test wants changed."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from models.calendar import WorkCalendar
from models.committee import Committee, Filing, Room
from models.law import Parameter, Profile
from models.people import Applicant, Expert, Organisation, Title
from models.season import Season

PROFILE = Path(__file__).parent.parent / "instances" / "profiles" / "2024.toml"
RENAMED = {"key": "id", "from": "valid_from", "to": "valid_to"}
SERIES = "工程"


@cache
def _parameters() -> tuple[Parameter, ...]:
    rows = tomllib.loads(PROFILE.read_text(encoding="utf-8"))["parameter"]
    return tuple(
        Parameter.model_validate({RENAMED.get(k, k): v for k, v in row.items()}) for row in rows
    )


def profile(changes: dict[str, Any] | None = None) -> Profile:
    """The 2024 profile with some values changed."""
    wanted = changes or {}
    return Profile(
        parameters=tuple(
            p.model_copy(update={"value": wanted[p.id]}) if p.id in wanted else p
            for p in _parameters()
        )
    )


def calendar() -> WorkCalendar:
    """The days off around the dates that the tests use; checked in full elsewhere."""
    return WorkCalendar(
        year=2024,
        days_off=(date(2024, 6, 10), date(2024, 9, 16), date(2024, 9, 17)),
        makeup_days=(date(2024, 9, 14), date(2024, 9, 29), date(2024, 10, 12)),
    )


def title(level: str = "associate_senior", specialty: str = "", series: str = SERIES) -> Title:
    """A title of the test series."""
    return Title.model_validate({"series": series, "specialty": specialty, "level": level})


def expert(name: str, organisation: str = "外单位", **fields: Any) -> Expert:
    """An eligible expert."""
    fields.setdefault("titles", (title(),))
    return Expert(id=name, name=name, organisation=organisation, **fields)


def applicant(name: str, organisation: str = "甲厂", **fields: Any) -> Applicant:
    """An admissible applicant for a mid title."""
    fields.setdefault("level", "mid")
    return Applicant(id=name, name=name, organisation=organisation, series=SERIES, **fields)


def committee(name: str = "C", **fields: Any) -> Committee:
    """A committee of the test series for mid titles, duly filed."""
    fields.setdefault("levels", ("mid",))
    fields.setdefault("organiser", "主管局")
    fields.setdefault(
        "filing", Filing(status="filed", valid_from=date(2023, 1, 1), valid_to=date(2025, 12, 31))
    )
    fields.setdefault("approver", "city")
    return Committee(id=name, name=f"{name}评委会", series=SERIES, **fields)


def season(*, changes: dict[str, Any] | None = None, **tables: Any) -> Season:
    """A season of these tables; organisations named anywhere are added."""
    names: dict[str, None] = {}
    for item in (*tables.get("experts", ()), *tables.get("applicants", ())):
        names[item.organisation] = None
    for item in tables.get("committees", ()):
        names[item.organiser] = None
    given = {item.id: item for item in tables.pop("organisations", ())}
    everyone = tuple(
        given.get(name) or Organisation(id=name, name=name, kind="municipal")
        for name in [*given, *(n for n in names if n not in given)]
    )
    tables.setdefault(
        "rooms", (Room(id="大", name="大会议室", plenary=True), Room(id="小", name="小会议室"))
    )
    return Season(
        year=2024,
        profile=profile(changes),
        calendar=calendar(),
        organisations=everyone,
        **tables,
    )
