"""Faults that one row, or the season as a whole, shows by itself: dates, shares, doubles."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from instances import parameters
from instances.drafts import Draft, Intake
from instances.sheets_of_units import TEACHERS
from models.calendar import WorkCalendar
from models.law import Profile, UnknownParameter
from models.messages import Arg

_DIVIDING = ("session.minutes", "desk.minutes_per_dossier.")
"""Time is divided by these."""
_FEW = 5
"""Parameters that are named where a profile lacks more."""
_ORDER: Final = (
    ("season.notice_dated", "season.notice_issued"),
    ("season.notice_issued", "deadline.local_notice"),
    ("season.notice_issued", "window.senior.first"),
    ("window.senior.first", "deadline.senior.municipal.handin"),
    ("window.senior.first", "deadline.senior.self_review.handin"),
    ("window.senior.first", "deadline.senior.district.handin"),
    ("window.senior.first", "deadline.senior.industry.handin"),
    ("deadline.senior.municipal.handin", "deadline.senior.supplement"),
    ("window.midjunior.first", "deadline.midjunior.handin"),
    ("deadline.midjunior.handin", "deadline.midjunior.supplement"),
    ("deadline.senior.district.handin", "deadline.review_and_publication"),
    ("deadline.midjunior.handin", "deadline.review_and_publication"),
    ("deadline.review_and_publication", "deadline.approval"),
    ("deadline.approval", "season.year_end"),
)
_ROW_ORDER: Final = {
    "committees": (
        ("filing.valid_from", "filing.valid_to"),
        ("earliest", "latest"),
        ("plan_filed", "consent_on"),
        ("extension.requested", "extension.until"),
    ),
    "parameters": (("valid_from", "valid_to"),),
}
_SPELLS: Final = {
    "experts": "absences",
    "staff": "absences",
    "rooms": "closed",
    "desks": "closed",
    "submissions": "closed",
}
_IN_YEAR: Final = {
    "committees": ("earliest", "latest"),
    "submissions": ("wished", "roster_posted", "earliest", "latest"),
    "overrides": ("date",),
}


def get(data: Any, path: str) -> Any:
    """A nested field, or None."""
    for key in path.split("."):
        data = data.get(key) if isinstance(data, dict) else None
    return data


def doubles(intake: Intake) -> None:
    """The same id twice: the later row is put aside, but a committee stops everything."""
    for table, drafts in intake.drafts.items():
        seen: dict[str, Draft] = {}
        for draft in drafts:
            for key in _marks(draft):
                first = seen.setdefault(key, draft)
                if first is draft:
                    continue
                where = first.place("id" if key.startswith("id:") else "name")[1]
                if table == "committees":
                    intake.fault("committee-twice", "whole", draft, "name", draft.id, first=where)
                elif key.startswith("id:"):
                    intake.fault("id-twice", "row", draft, "id", draft.id, first=where)
                else:
                    intake.fault("person-twice", "row", draft, "id_number", first=where)
                break


_PEOPLE: Final = {
    "experts": ("name", "organisation"),
    "applicants": ("name", "organisation", "series", "specialty", "level"),
}
"""What the rows of one person agree in."""
_APART: Final = ("id_number", "phone", "birth_year", "department")


def same_people(intake: Intake) -> None:
    """A person typed twice, nothing in the rows telling two apart: the later is put aside.

    Where the user gave both rows ids of their own they stay, and the likeness is pointed out.
    """
    for table, names in _PEOPLE.items():
        seen: dict[tuple[str, ...], list[Draft]] = {}
        for draft in intake.drafts[table]:
            key = tuple(str(draft.data.get(name, "")) for name in names)
            if not draft.data.get("name"):
                continue
            first = next((d for d in seen.get(key, []) if not _told_apart(d, draft)), None)
            if first is not None:
                where, named = first.place("name")[1], draft.data["name"]
                if first.id != draft.id and all(_numbered(intake, d) for d in (first, draft)):
                    intake.fault("person-namesake", "warning", draft, "name", named, first=where)
                else:
                    intake.fault("person-again", "row", draft, "name", named, first=where)
            seen.setdefault(key, []).append(draft)


def _told_apart(one: Draft, other: Draft) -> bool:
    pairs = ((one.data.get(name), other.data.get(name)) for name in _APART)
    return any(a and b and a != b for a, b in pairs)


def _numbered(intake: Intake, draft: Draft) -> bool:
    """Whether the row's id stood in the file; those made for a workbook have no cell."""
    return bool(draft.id) and (not intake.creates or "id" in draft.places)


def _marks(draft: Draft) -> Iterator[str]:
    if draft.id:
        yield f"id:{draft.id}"
    if draft.table == "committees" and draft.data.get("name"):
        yield f"name:{draft.data['name']}"
    if draft.table == "experts" and draft.data.get("id_number"):
        yield f"person:{draft.data['id_number']}"


def rows(intake: Intake) -> None:
    """Dates in a row that contradict one another, and numbers that cannot be."""
    _orders(intake)
    _spells(intake)
    _years(intake)
    for draft in intake.drafts["quota"]:
        _quota(intake, draft)
    _submissions(intake)
    for draft in intake.drafts["conflicts"]:
        if not draft.broken and not (draft.data.get("applicant") or draft.data.get("organisation")):
            intake.fault("conflict-with-nobody", "row", draft)


def _orders(intake: Intake) -> None:
    for table, pairs in _ROW_ORDER.items():
        for draft in intake.drafts[table]:
            for first, last in pairs:
                early, late = get(draft.data, first), get(draft.data, last)
                if isinstance(early, str) and isinstance(late, str) and early > late:
                    intake.fault(
                        "dates-contradict", "row", draft, last, late, first=early, last=late
                    )


def _spells(intake: Intake) -> None:
    for table, name in _SPELLS.items():
        for draft in intake.drafts[table]:
            for number, spell in enumerate(_list(draft.data.get(name))):
                first, last = get(spell, "first"), get(spell, "last")
                if isinstance(first, str) and isinstance(last, str) and first > last:
                    at = f"{name}.{number}"
                    intake.fault("dates-contradict", "row", draft, at, first=first, last=last)


def _years(intake: Intake) -> None:
    for table, names in _IN_YEAR.items():
        for draft in intake.drafts[table]:
            for name in names:
                day = draft.data.get(name)
                year = day[:4] if isinstance(day, str) else ""
                if year.isdecimal() and intake.year and year != f"{intake.year:04}":
                    intake.fault("date-outside-year", "row", draft, name, day, year=intake.year)


def _submissions(intake: Intake) -> None:
    """The same unit, level and series in two rows: both count, but it may be a slip."""
    seen: dict[tuple[str, ...], Draft] = {}
    for draft in intake.drafts["submissions"]:
        names = ("organisation", "band", "series", "kind")
        key = tuple(str(draft.data.get(name, "")) for name in names)
        first = seen.setdefault(key, draft)
        if first is not draft and draft.data.get("series"):
            where = first.place("organisation")[1]
            intake.fault("submission-again", "warning", draft, "organisation", key[0], first=where)


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


_AT_MOST: Final = (
    ("floor", "cap"),
    ("places", "cap"),
    ("floor", "places"),
    ("eligible", "teachers"),
    ("floor", "eligible"),
    ("rural", "teachers"),
)
_PARTS: Final = ("kindergarten", "primary", "junior", "senior", "vocational")


def _header(field: str) -> str:
    """The header of a field in the sheet of the bodies."""
    return next((c.header for c in TEACHERS.columns if c.field == field), field)


def _quota(intake: Intake, draft: Draft) -> None:
    bodies = _list(draft.data.get("bodies"))
    for number, body in enumerate(bodies):
        for low, high in _AT_MOST:
            small, great = get(body, low), get(body, high)
            if isinstance(small, int) and isinstance(great, int) and small > great:
                at = f"bodies.{number}.{low}"
                named = {"other": great, "column": _header(high)}
                intake.fault("number-contradicts", "row", draft, at, small, **named)
    if draft.data.get("kind", "full_senior_teachers") == "full_senior_teachers":
        _counts(intake, draft, bodies)
    _bodies(intake, draft, bodies)
    total = draft.data.get("total")
    needed = sum(max(_int(body, "floor"), _int(body, "places")) for body in bodies)
    if isinstance(total, int) and needed > total:
        intake.fault("quota-impossible", "row", draft, "total", total, needed=needed)


def _counts(intake: Intake, draft: Draft, bodies: list[Any]) -> None:
    """Annex 10: parts within their whole, a count for whoever is to be counted, and reasons."""
    by_hand = draft.data.get("method") == "manual"
    basis = draft.data.get("basis", "teachers")
    for number, body in enumerate(bodies):
        parts = [_int(body, name) for name in _PARTS]
        every, fixed = get(body, "teachers"), isinstance(get(body, "places"), int)
        if isinstance(every, int) and any(parts) and sum(parts) > every:
            at = f"bodies.{number}.teachers"
            intake.fault("quota-parts", "row", draft, at, every, parts=sum(parts))
        at = f"bodies.{number}.teachers"
        unread = at in draft.places and every is None
        absent = every is None and not any(parts) and not unread
        if basis == "teachers" and absent and not (fixed or by_hand):
            intake.fault("quota-count-missing", "row", draft, at)
        if fixed and not (get(body, "reason") or draft.data.get("reason")):
            at = f"bodies.{number}.places"
            intake.fault("quota-reason-missing", "warning", draft, at, get(body, "places"))


def _bodies(intake: Intake, draft: Draft, bodies: list[Any]) -> None:
    """A body stands once for a level and series."""
    seen: dict[tuple[str, ...], int] = {}
    for number, body in enumerate(bodies):
        key = tuple(str(get(body, name) or "") for name in ("organisation", "series", "level"))
        first = seen.setdefault(key, number)
        if key[0] and first != number:
            where = draft.place(f"bodies.{first}.organisation")[1]
            at = f"bodies.{number}.organisation"
            intake.fault("body-twice", "row", draft, at, key[0], first=where)


def _int(body: Any, name: str) -> int:
    found = get(body, name)
    return found if isinstance(found, int) else 0


def profile(intake: Intake, found: Profile) -> None:
    """Deadlines in an order that cannot be, shares that are none: faults of the whole."""
    place = {draft.id: draft for draft in intake.drafts["parameters"]}

    def whole(code: str, key: str, value: object, **args: Arg) -> None:
        draft = place.get(key)
        if draft is not None:
            intake.fault(code, "whole", draft, "value", value, **args)
        else:
            intake.whole(code, "profile", value, **args)

    for first, last in _ORDER:
        days = _day(found, first), _day(found, last)
        if days[0] and days[1] and days[0] > days[1]:
            key = last if last in place or first not in place else first
            title = found.get(last if key == first else first).title
            whole(
                "deadlines-contradict",
                key,
                days[1 if key == last else 0],
                other=title,
                day=days[0 if key == last else 1].isoformat(),  # pyright: ignore[reportOptionalMemberAccess]
            )
    for parameter in found.parameters:
        fault = _impossible(parameter.id, parameter.value, parameter.unit)
        if fault:
            whole(fault, parameter.id, parameter.value, name=parameter.title or parameter.id)
        elif not parameters.fits(parameter, intake.year):
            name = parameter.title or parameter.id
            whole("parameter-type", parameter.id, parameter.value, name=name)
        elif known := parameters.unknown_word(parameter.id, parameter.value):
            name = parameter.title or parameter.id
            whole("parameter-word", parameter.id, parameter.value, name=name, known=known)
    lacking = parameters.lacking(found, intake.year)
    if lacking:
        few = tuple(lacking[:_FEW])
        intake.of_season("profile-lacks", "warning", "profile", count=len(lacking), keys=few)


def _day(found: Profile, key: str) -> date | None:
    try:
        return found.date(key)
    except UnknownParameter:
        return None


def _impossible(key: str, value: Any, unit: str) -> str:
    match value:
        case (int(over), int(under)) if unit == "比例" or "share" in key:
            if under <= 0 or over < 0 or ("share" in key and over > under):
                return "share-impossible"
        case bool():
            return ""
        case int() if value < 0:
            return "parameter-negative"
        case 0 if key.startswith(_DIVIDING):
            return "parameter-zero"
        case _:
            return ""
    return ""


def calendar(intake: Intake, found: WorkCalendar) -> None:
    """The days off are those of the season's year."""
    if intake.year is not None and found.year != intake.year:
        intake.whole("calendar-other-year", "calendar", found.year, year=intake.year)
    others = [day for day in (*found.days_off, *found.makeup_days) if day.year != found.year]
    if others:
        intake.whole("calendar-other-year", "calendar", others[0], year=found.year)
