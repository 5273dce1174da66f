"""A row of the sheet 参数 that changes one of the year's own numbers."""

from fractions import Fraction
from typing import Any

from instances import profile
from instances.cells import Context, date
from instances.drafts import Draft, Intake
from instances.faults import CellFault, nearest
from models.base import plain
from models.law import Parameter


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
