"""The year's numbers as a season gives them: rows of the sheet 参数, and what form each has."""

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from instances import profile
from instances.cells import Context, date
from instances.drafts import Draft, Intake
from instances.faults import CellFault, nearest
from instances.words import APPROVER, GOAL, LEVEL, METHOD, code_of
from models.appointment import CLOCK
from models.base import plain
from models.law import Parameter, Profile

_IN_CHINESE: Final[Mapping[str, str]] = {
    "quota.method": "METHOD",
    "title.rank": "LEVEL",
    "title.min_for.full_senior": "LEVEL",
    "title.min_for.associate_senior": "LEVEL",
    "title.min_for.mid": "LEVEL",
    "title.min_for.junior": "LEVEL",
    "authority.district.levels": "LEVEL",
    "goal.timetable.levels": "GOAL",
    "authority.midjunior.approver": "APPROVER",
    "authority.senior.approver": "APPROVER",
}
"""Numbers of the year that are words of an enumeration, which people may write in Chinese."""
_ENUMERATIONS: Final = {"METHOD": METHOD, "LEVEL": LEVEL, "APPROVER": APPROVER, "GOAL": GOAL}
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "deadline.right_rounding": ("printed",),
    "deadline.duty_rounding": ("previous_workday",),
    "rotation.scope": ("any committee of the city",),
    "rotation.unknown_years": ("ask",),
    "vote.denominator": ("attending", "voting"),
    "directional.cap_on": ("applications",),
} | {key: tuple(_ENUMERATIONS[name]) for key, name in _IN_CHINESE.items()}
"""By number: the words that it may be. One alone is the only way in which the program goes."""


def unknown_word(key: str, value: Any) -> tuple[str, ...]:
    """The words that a number may be, where its value is none of them; else empty."""
    known = _WORDS.get(key, ())
    said = value if isinstance(value, tuple) else (value,)
    return () if set(said) <= set(known) else known


def fit_to_year(intake: Intake, draft: Draft) -> None:
    """Completes the row from the year's parameter and gives the value that one's type."""
    if intake.year is None or intake.year not in profile.years():
        return
    base = profile.profile(intake.year)
    key = draft.id
    if not base.has(key):
        if key:
            near = nearest(key, [p.id for p in base.parameters]) or "—"
            intake.fault("parameter-unknown", "warning", draft, "id", key, near=near)
        return
    own = base.get(key)
    draft.data = plain(own) | draft.data
    if "value" in draft.broken or "value" not in draft.places:
        return
    try:
        draft.data["value"] = typed(draft.data["value"], own, intake.year)
    except CellFault:
        draft.broken.add("value")
        intake.fault(
            "parameter-type", "row", draft, "value", draft.data["value"], name=own.title or key
        )


def in_codes(draft: Draft) -> None:
    """Gives a number that is a word its code, where it was written in Chinese."""
    if "value" in draft.data:
        draft.data["value"] = _code(draft.data["value"], _IN_CHINESE.get(draft.id, ""))


def typed(value: Any, own: Parameter, year: int) -> Any:
    """The value in the form that the year's parameter has. Raises CellFault."""
    if own.unit == "日期":
        return date(value, year, Context(year, "", []).notes).isoformat()
    known = own.value
    value = _code(value, _IN_CHINESE.get(own.id, ""))
    if own.unit == "比例" and isinstance(known, tuple):
        return _share(value)
    if isinstance(known, tuple) and not isinstance(value, list):
        value = [value]
    fits = (
        isinstance(value, bool)
        if isinstance(known, bool)
        else isinstance(value, int) and not isinstance(value, bool)
        if isinstance(known, int)
        else isinstance(value, list)
        if isinstance(known, tuple)
        else isinstance(value, str)
    )
    if not fits:
        raise CellFault("parameter-type")
    return value


def _code(value: Any, enumeration: str) -> Any:
    """The code that a Chinese word of an enumeration stands for; all else as it is."""
    if isinstance(value, list):
        return [_code(item, enumeration) for item in value]
    return (code_of(enumeration, value) if enumeration and isinstance(value, str) else "") or value


def _share(value: Any) -> list[int]:
    match value:
        case [int(over), int(under)]:
            return [over, under]
        case bool():
            raise CellFault("parameter-type")
        case int():
            return [value, 1]
        case float():
            share = Fraction(value).limit_denominator(1000)
            return [share.numerator, share.denominator]
        case _:
            raise CellFault("parameter-type")


def _known(year: int | None) -> Profile:
    """The profile that tells the form of every number: the year's own, else the newest."""
    years = profile.years()
    return profile.profile(year if year in years else years[-1])


def fits(found: Parameter, year: int | None) -> bool:
    """Whether a number has the form in which the steps ask for it."""
    known = _known(year)
    own = known.get(found.id) if known.has(found.id) else found
    value = found.value
    match own.unit:
        case "日期":
            return isinstance(value, str) and _is_date(value)
        case "时刻":
            return isinstance(value, str) and re.fullmatch(CLOCK, value) is not None
        case "时段":
            clocks = [str(item) for item in value] if isinstance(value, tuple) else []
            good = [clock for clock in clocks if re.fullmatch(CLOCK, clock)]
            return len(good) == len(clocks) == 2 and good[0] < good[1]  # noqa: PLR2004
        case "比例":
            return isinstance(value, tuple) and [type(item) for item in value] == [int, int]
        case _:
            return _of_one_type(value, own.value)


def _of_one_type(value: Any, known: Any) -> bool:
    if isinstance(value, tuple) and isinstance(known, tuple):
        return not value or not known or type(value[0]) is type(known[0])
    return type(value) is type(known)


def _is_date(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def lacking(found: Profile, year: int | None) -> tuple[str, ...]:
    """Numbers that steps of planning ask for and the profile has not."""
    return tuple(p.id for p in _known(year).parameters if not found.has(p.id))
