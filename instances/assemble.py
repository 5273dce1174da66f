"""From drafts to a Season: ids, references, pydantic row by row, what falls with what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from instances import checks, crossref, pins, profile
from instances.drafts import Draft, Intake
from instances.faults import Fault
from instances.sheets import SHEETS
from instances.source import Source
from instances.text import squeeze
from models.appointment import Desk, Submission
from models.calendar import DayOverride, WorkCalendar
from models.committee import Committee, Room, Route
from models.law import Law, Parameter, Profile
from models.people import Applicant, Conflict, Expert, Organisation, Staff
from models.plan import Pin
from models.quota import QuotaRequest
from models.season import TABLES, Season

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "organisations": Organisation,
    "experts": Expert,
    "conflicts": Conflict,
    "committees": Committee,
    "applicants": Applicant,
    "routes": Route,
    "rooms": Room,
    "desks": Desk,
    "staff": Staff,
    "submissions": Submission,
    "quota": QuotaRequest,
    "pins": Pin,
    "parameters": Parameter,
    "laws": Law,
    "overrides": DayOverride,
}
_LETTERS: Final = {
    "experts": "E{:04}",
    "applicants": "A{:04}",
    "conflicts": "X{:04}",
    "routes": "R{:03}",
    "staff": "G{:03}",
    "pins": "P{:03}",
    "quota": "Q{}",
}
NAMED: Final = frozenset({"organisations", "committees", "rooms", "desks", "staff", "experts"}) | {
    "applicants"
}
_SQUEEZED: Final = {
    table: tuple(
        column.field
        for spec in SHEETS
        if spec.table == table
        for column in spec.columns
        if column.kind == "name" and "." not in column.field and "+" not in column.field
    )
    for table in {spec.table for spec in SHEETS}
}
_CHILDREN: Final = {"committees": ("groups", "entrustments"), "quota": ("bodies",)}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file gave: the season unless a fault of the whole stopped it, and every fault."""

    season: Season | None
    faults: tuple[Fault, ...]
    source: Source = field(default_factory=Source)

    @property
    def put_aside(self) -> tuple[Fault, ...]:
        """The faults by which rows were put aside (退回清单)."""
        return tuple(fault for fault in self.faults if fault.severity == "row")


def assemble(intake: Intake) -> Loaded:
    """The season of an intake, as far as its faults allow."""
    for drafts in intake.drafts.values():
        for draft in drafts:
            _squeeze(draft.table, draft.data)
    _ids(intake)
    crossref.resolve(intake)
    _submission_ids(intake)
    facts = {
        table: [(draft, _validated(intake, draft)) for draft in drafts]
        for table, drafts in intake.drafts.items()
    }
    checks.doubles(intake)
    checks.same_people(intake)
    checks.rows(intake)
    pins.check(intake)
    crossref.drag(intake)
    kept = {
        table: tuple(fact for draft, fact in rows if fact is not None and not draft.aside)
        for table, rows in facts.items()
    }
    numbers, days = _profile(intake, kept), _calendar(intake, kept)
    season = None
    if numbers and days and not any(fault.severity == "whole" for fault in intake.faults):
        tables: dict[str, Any] = {table: kept[table] for table in TABLES}
        season = Season(
            year=intake.year or 0,
            name=intake.name,
            profile=numbers,
            calendar=days,
            **tables,
        )
    source = Source(intake.file, {("season", ""): intake.places})
    for table, drafts in intake.drafts.items():
        for draft in drafts:
            source.rows.setdefault((table, draft.id), draft.places)
    return Loaded(season, tuple(_in_order(intake)), source)


def _squeeze(table: str, data: dict[str, Any]) -> None:
    for name in _SQUEEZED.get(table, ()):
        found = data.get(name)
        if isinstance(found, str):
            data[name] = squeeze(found)
    for child in _CHILDREN.get(table, ()):
        items = data.get(child)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                _squeeze(child, item)
    titles = data.get("titles") if table == "experts" else None
    for title in titles if isinstance(titles, list) else ():
        for name in ("series", "specialty"):
            if isinstance(title, dict) and isinstance(title.get(name), str):
                title[name] = squeeze(title[name])


def _ids(intake: Intake) -> None:
    """Ids for the rows of a workbook that have none: the name, or a number by order."""
    if not intake.creates:
        return
    for table, drafts in intake.drafts.items():
        used = {draft.id for draft in drafts}
        for number, draft in enumerate(drafts, 1):
            if "id" in draft.broken:
                draft.data["id"] = f"?{number}"  # put aside, but others may name it
                continue
            if draft.id or table in {"submissions", "overrides"}:
                continue
            name = draft.data.get("name")
            if table in _LETTERS:
                wish = _LETTERS[table].format(number)
            elif isinstance(name, str) and name:
                wish = intake.fit(name)
            else:
                continue
            # Two committees, units or rooms of one name are one thing typed twice: a fault.
            draft.data["id"] = _free(wish, used) if table in _LETTERS else wish
            used.add(wish)
        for draft in drafts if table == "committees" else ():
            groups = draft.data.get("groups", ())
            for number, group in enumerate(groups, 1):
                group.setdefault("id", intake.fit(group.get("name") or f"第{number}组"))


def _free(wish: str, used: set[str]) -> str:
    found, number = wish, 2
    while found in used:
        found, number = f"{wish}-{number}", number + 1
    used.add(found)
    return found


def _submission_ids(intake: Intake) -> None:
    """Unit, band and series, so that a new row above changes no other row's id."""
    if not intake.creates:
        return
    drafts = intake.drafts["submissions"]
    used = {draft.id for draft in drafts}
    for draft in drafts:
        if not draft.id and "id" not in draft.broken:
            parts = (draft.data.get(key) for key in ("organisation", "band", "series"))
            wish = "·".join(part for part in parts if isinstance(part, str) and part)
            draft.data["id"] = _free(intake.fit(wish[:60]), used)


CODES: Final = {
    "missing": "field-missing",
    "extra_forbidden": "field-unknown",
    "literal_error": "value-not-in-list",
    "greater_than_equal": "number-too-small",
    "greater_than": "number-too-small",
    "less_than_equal": "number-too-great",
    "less_than": "number-too-great",
    "string_too_short": "text-missing",
    "string_too_long": "text-too-long",
    "string_pattern_mismatch": "not-a-half-day",
    "half_day": "not-a-half-day",
    "string_type": "not-a-text",
    "too_short": "list-empty",
    "tuple_type": "not-a-list",
    "list_type": "not-a-list",
    "dict_type": "not-an-object",
    "model_type": "not-an-object",
    "model_attributes_type": "not-an-object",
}
_BEGINNINGS: Final = {
    "date": "not-a-date",
    "int": "not-a-whole-number",
    "bool": "not-yes-or-no",
}
_LIMITS: Final = ("ge", "gt", "le", "lt", "max_length", "expected")


def _validated(intake: Intake, draft: Draft) -> BaseModel | None:
    """The fact, or None with its faults noted."""
    if draft.table in NAMED and "name" not in draft.broken and not draft.data.get("name", True):
        intake.fault("text-missing", "row", draft, "name", field="name")
    try:
        return MODELS[draft.table].model_validate(draft.data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            where = [str(part) for part in item["loc"]]
            if where and where[0] in draft.broken:
                continue
            code = CODES.get(item["type"]) or next(
                (code for start, code in _BEGINNINGS.items() if item["type"].startswith(start)),
                "value-invalid",
            )
            context = item.get("ctx", {})
            args = {name: str(context[name]) for name in _LIMITS if name in context} | {
                "limit": next((str(context[n]) for n in _LIMITS if n in context), "")
            }
            at = ".".join(where)
            value = "" if code in {"field-missing", "not-an-object"} else item["input"]
            intake.fault(code, "row", draft, at, value, field=where[-1] if where else "", **args)
        draft.aside = True
        return None


def _profile(intake: Intake, kept: Mapping[str, tuple[BaseModel, ...]]) -> Profile | None:
    rows: tuple[Any, ...] = kept["parameters"]
    if any(draft.aside for draft in intake.drafts["parameters"]):
        # A number of law that cannot be read is never replaced in silence by another.
        intake.faults = [
            Fault(f.code, "whole", f.sheet, f.cell, f.path, f.value, f.args, f.table, f.id)
            if f.table == "parameters" and f.severity == "row"
            else f
            for f in intake.faults
        ]
    laws: tuple[Any, ...] = kept["laws"]
    if intake.whole_profile:
        found = Profile(name=intake.profile_name or "", laws=laws, parameters=rows)
    else:
        if intake.year is None:
            return None
        try:
            base = profile.profile(intake.year)
        except profile.NoTable:
            known = tuple(map(str, profile.years()))
            intake.whole("year-without-profile", "year", intake.year, known=known)
            return None
        by_id = {row.id: row for row in rows}
        own = {parameter.id for parameter in base.parameters}
        found = Profile(
            name=base.name if intake.profile_name is None else intake.profile_name,
            laws=laws or base.laws,
            parameters=(
                *(by_id.get(p.id, p) for p in base.parameters),
                *(row for row in rows if row.id not in own),
            ),
        )
    checks.profile(intake, found)
    return found


def _calendar(intake: Intake, kept: Mapping[str, tuple[BaseModel, ...]]) -> WorkCalendar | None:
    if intake.year is None:
        return None
    overrides: tuple[Any, ...] = kept["overrides"]
    if intake.whole_calendar:
        try:
            found = WorkCalendar.model_validate(
                {"year": intake.year} | intake.calendar | {"overrides": overrides}
            )
        except ValidationError as error:
            for item in error.errors(include_url=False):
                at = ".".join(str(part) for part in item["loc"])
                intake.whole("calendar-invalid", f"calendar.{at}", item["input"])
            return None
    else:
        try:
            found = profile.work_calendar(intake.year)
        except profile.NoTable:
            intake.whole("year-without-calendar", "year", intake.year)
            return None
        found = found.model_copy(update={"overrides": overrides})
    checks.calendar(intake, found)
    return found


def _in_order(intake: Intake) -> list[Fault]:
    """By sheet and cell as a person goes through the workbook; each fault once."""
    order = {name: number for number, name in enumerate(intake.sheets)}

    def key(fault: Fault) -> tuple[int, int, int, str]:
        letters = fault.cell.rstrip("0123456789")
        digits = fault.cell[len(letters) :]
        row = int(digits) if digits else 0
        return order.get(fault.sheet, len(order)), row, len(letters), letters

    seen: dict[tuple[str, ...], Fault] = {}
    for fault in intake.faults:
        seen.setdefault((fault.code, fault.sheet, fault.cell, fault.path, fault.value), fault)
    return sorted(seen.values(), key=key)
