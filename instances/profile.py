"""The year's numbers and the year's days off, as shipped. A year without them is refused."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from models.calendar import WorkCalendar, day_range
from models.law import Profile

SATURDAY = 5


class NoTable(LookupError):  # noqa: N818 - reads as what happened
    """A year for which no numbers, or no days off, are known. Never guessed."""

    def __init__(self, what: str, year: int) -> None:
        super().__init__(f"no {what} for {year}")
        self.year = year


@cache
def years() -> tuple[int, ...]:
    """The years whose numbers are shipped."""
    folder = files("instances") / "profiles"
    names = (entry.name.removesuffix(".toml") for entry in folder.iterdir())
    return tuple(sorted(int(name) for name in names if name.isdecimal()))


@cache
def profile(year: int) -> Profile:
    """The numbers of a year. Raises NoTable."""
    if year not in years():
        raise NoTable("profile", year)
    text = (files("instances") / "profiles" / f"{year}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    laws = [{"id": f"L{n}", "name": name} for n, name in enumerate(data.get("source", ()), 1)]
    return Profile.model_validate(
        {
            "name": data.get("name", ""),
            "laws": laws,
            "parameters": [_parameter(item) for item in data.get("parameter", ())],
        }
    )


_FIELDS = {"key": "id", "from": "valid_from", "to": "valid_to"}


def _parameter(item: dict[str, Any]) -> dict[str, Any]:
    return {_FIELDS.get(key, key): value for key, value in item.items()}


@cache
def work_calendar(year: int) -> WorkCalendar:
    """The State Council's days off and make-up days of a year. Raises NoTable."""
    import chinese_calendar

    first, last = date(year, 1, 1), date(year, 12, 31)
    try:
        worked = {day: chinese_calendar.is_workday(day) for day in day_range(first, last)}
    except NotImplementedError:
        raise NoTable("calendar", year) from None
    return WorkCalendar(
        year=year,
        source=f"国务院办公厅{year}年部分节假日安排（chinesecalendar）",
        days_off=tuple(d for d, work in worked.items() if not work and d.weekday() < SATURDAY),
        makeup_days=tuple(d for d, work in worked.items() if work and d.weekday() >= SATURDAY),
    )
