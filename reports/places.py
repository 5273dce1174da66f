"""Where a finding stands, in words: a row of the season or of the plan, without its id."""

from collections.abc import Callable
from typing import Any

from models.messages import Lang
from models.plan import Plan, Where
from models.season import Season
from reports.words import clean, half_day_words, label, word


def place_words(
    season: Season,
    plan: Plan,
    where: Where,
    lang: Lang = "zh",
    applicant: Callable[[str], str] | None = None,
) -> str:
    """The row by the names of what it is about; the id of a row that is nobody's and nothing's.

    `applicant` words the id of one of them, where the name may not be shown.
    """
    named = _name(season, where.table, where.id) or _name(season, "committees", where.id)
    if named or where.file != "plan":
        return named or where.id
    rows: tuple[Any, ...] = getattr(plan, where.table, None) or ()
    row = next((row for row in rows if getattr(row, "id", "") == where.id), None)
    if row is None:
        return where.id
    parts = {
        "seats": lambda: word("role", row.role, lang),
        "reserves": lambda: label(
            "place-reserve",
            lang,
            group=_group(plan, row.group),
            origin=word("origin", row.origin, lang),
            order=row.order,
        ),
        "sessions": lambda: f"{half_day_words(row.at, lang)} {_name(season, 'rooms', row.room)}",
        "groups": lambda: clean(row.name),
        "dockets": lambda: applicant(row.id) if applicant else _name(season, "applicants", row.id),
    }
    own = parts[where.table]() if where.table in parts else ""
    about = _name(season, "committees", getattr(row, "committee", ""))
    unit = _name(season, "organisations", getattr(row, "organisation", ""))
    given = season.submission.get(getattr(row, "submission", ""))
    unit = unit or (_name(season, "organisations", given.organisation) if given else "")
    found = (about, unit, own)
    return "　".join(part.strip() for part in found if part.strip()) or where.id


def _name(season: Season, table: str, key: str) -> str:
    row = next((row for row in getattr(season, table, ()) if row.id == key), None)
    return clean(getattr(row, "name", "")) if row is not None else ""


def _group(plan: Plan, key: str) -> str:
    return next((clean(group.name) for group in plan.groups if group.id == key), "")
