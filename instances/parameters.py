"""The year's numbers as a season gives them: rows of the sheet 参数, and what form each has."""

import datetime as dt
import re
from fractions import Fraction
from typing import Any

from instances import profile
from instances.cells import Context, date
from instances.drafts import Draft, Intake
from instances.faults import CellFault, nearest
from models.appointment import CLOCK
from models.base import plain
from models.law import Parameter, Profile


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


def typed(value: Any, own: Parameter, year: int) -> Any:
    """The value in the form that the year's parameter has. Raises CellFault."""
    if own.unit == "日期":
        return date(value, year, Context(year, "", []).notes).isoformat()
    known = own.value
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
