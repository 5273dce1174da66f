"""Seasons as JSON: read row by row, so that one bad row never stops the others; written whole."""

import json
from pathlib import Path
from typing import Any, Final, NoReturn

from instances import migrate
from instances.drafts import Draft, Intake
from instances.faults import CellFault, nearest
from instances.text import clean, clean_all
from models.season import TABLES, Season, season_bytes

MAX_BYTES: Final = 200_000_000
_OWN: Final = ("format", "year", "name", "profile", "calendar")
Json = dict[str, Any]


def read(path: Path) -> Intake:
    """What a season's JSON file holds, with a path for every fact."""
    intake = Intake(file=path.name)
    intake.places[""] = ("", "$")
    data = _data(intake, path)
    if data is not None:
        _fill(intake, data)
    return intake


def write(season: Season) -> bytes:
    """The season's JSON file."""
    return season_bytes(season)


def _data(intake: Intake, path: Path) -> Json | None:  # noqa: PLR0911 - one a fault
    """The file's JSON object in the present format, or None with the fault noted."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return intake.whole("file-too-large", "", "", limit=MAX_BYTES)
        text = path.read_bytes().decode("utf-8-sig")
        data = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except FileNotFoundError:
        return intake.whole("file-missing")
    except OSError:
        return intake.whole("file-locked")
    except UnicodeDecodeError:
        return intake.whole("json-not-utf8")
    except CellFault as fault:
        return intake.whole(fault.code, "", "", **fault.args_of_code)
    except json.JSONDecodeError as error:
        return intake.whole("json-broken", "", "", line=error.lineno, column=error.colno)
    except RecursionError:
        return intake.whole("json-too-deep")
    except ValueError:  # a number of more digits than Python reads
        return intake.whole("json-long-number")
    if not isinstance(data, dict):
        return intake.whole("json-not-an-object")
    try:
        return migrate.migrate(data)
    except CellFault as fault:
        intake.places["format"] = ("", "$.format")
        found = data.get("format", "")
        return intake.whole(fault.code, "format", found, **fault.args_of_code)


def _no_number(word: str) -> NoReturn:
    raise CellFault("json-no-number", word=word)


def _once(pairs: list[tuple[str, Any]]) -> Json:
    data: Json = {}
    for key, value in pairs:
        if key in data:
            raise CellFault("json-key-twice", key=key[:80])
        data[key] = value
    return data


def _fill(intake: Intake, data: Json) -> None:
    known = (*_OWN, *TABLES)
    for key in data:
        intake.places[key] = ("", f"$.{key}")
        if key not in known:
            intake.whole("key-unknown", key, key, near=nearest(key, known) or "—")
    year = data.get("year")
    if isinstance(year, int) and not isinstance(year, bool) and 2004 <= year <= 2100:  # noqa: PLR2004
        intake.year = year
    else:
        intake.whole("year-missing", "year", "" if year is None else year)
    name = data.get("name", "")
    if isinstance(name, str):
        intake.name = clean(name)
    else:
        intake.whole("not-a-text", "name", name)
    _profile(intake, data.get("profile"))
    _calendar(intake, data.get("calendar"))
    for table in TABLES:
        _rows(intake, table, data.get(table, []), f"$.{table}")


def _rows(intake: Intake, table: str, rows: Any, path: str) -> None:
    if not isinstance(rows, list):
        intake.places[table] = ("", path)
        intake.whole("not-a-list", table)
        return
    for number, row in enumerate(rows):
        draft = Draft(table, {}, {"": ("", f"{path}[{number}]")})
        if isinstance(row, dict):
            draft.data = clean_all(row)
            intake.drafts[table].append(draft)
        else:
            intake.fault("not-an-object", "row", draft)


def _profile(intake: Intake, data: Any) -> None:
    """A profile that is absent is the year's own; one that is given is the whole."""
    if data is None:
        intake.whole_profile = False
        return
    if not isinstance(data, dict):
        intake.whole("not-an-object", "profile")
        return
    _only(intake, "profile", data, ("name", "laws", "parameters"))
    intake.profile_name = clean(str(data.get("name", "")))
    _rows(intake, "parameters", data.get("parameters", []), "$.profile.parameters")
    _rows(intake, "laws", data.get("laws", []), "$.profile.laws")


def _calendar(intake: Intake, data: Any) -> None:
    if data is None:
        intake.whole_calendar = False
        return
    if not isinstance(data, dict):
        intake.whole("not-an-object", "calendar")
        return
    _rows(intake, "overrides", data.get("overrides", []), "$.calendar.overrides")
    for key in data:
        intake.places[f"calendar.{key}"] = ("", f"$.calendar.{key}")
    intake.calendar = clean_all({k: v for k, v in data.items() if k != "overrides"})


def _only(intake: Intake, at: str, data: Json, known: tuple[str, ...]) -> None:
    for key in data:
        if key not in known:
            intake.places[f"{at}.{key}"] = ("", f"$.{at}.{key}")
            intake.whole("key-unknown", f"{at}.{key}", key, near=nearest(key, known) or "—")
