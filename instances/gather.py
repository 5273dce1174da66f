"""Cells of several columns and sheets, gathered into the nested records of a season."""

import re
from typing import Any

from instances import words
from instances.columns import Column
from instances.crossref import Index
from instances.drafts import Draft, Intake

_YEAR = re.compile(r"(20\d\d|19\d\d)(?:\.0)?年?(?:任职|任职情况)?")
TEACHERS = "full_senior_teachers"


def year_column(header: str) -> Column | None:
    """A column of 专家库 that says what committees somebody sat on in a year."""
    match = _YEAR.fullmatch(header)
    return Column(match[1], f"+{match[1]}", "committees") if match else None


def gather(
    intake: Intake, drafts: dict[str, list[Draft]], total: tuple[int, str, str] | None
) -> None:
    """Drafts by sheet become drafts by table."""
    found = intake.drafts
    for rows in drafts.values():
        for draft in rows:
            _nest(draft)
            if draft.table in found:
                found[draft.table].append(draft)
    for draft in drafts.get("参数", ()):
        _parameter(intake, draft)
    _calendar(intake)
    for draft in drafts.get("专家库", ()):
        _service(draft)
    for draft in drafts.get("评委会", ()):
        _expected(draft)
    committees = Index.of(_with_names(found["committees"]))
    for sheet, table in (("学科组", "groups"), ("委托评审", "entrustments")):
        for draft in drafts.get(sheet, ()):
            _child(intake, committees, found["committees"], draft, table)
    _bodies(intake, drafts, total)


def _nest(draft: Draft) -> None:
    """Dotted fields become nested records; "titles+" adds to what stands in titles.0."""
    flat, draft.data = draft.data, {}
    for name in list(flat):
        value = flat[name]
        if name.startswith("+"):
            draft.extra[name] = value
            continue
        head, _, rest = name.partition(".")
        if name.endswith("+"):
            _extend(draft, name[:-1], value, name)
        elif rest.startswith("0."):
            items = draft.data.setdefault(head, [{}])
            items[0][rest[2:]] = value
        elif rest:
            draft.data.setdefault(head, {})[rest] = value
        else:
            draft.data[name] = value
    if "+kind" in draft.extra:
        draft.extra["organisation+kind"] = draft.extra["+kind"]
        draft.places["organisation+kind"] = draft.places["+kind"]


def _extend(draft: Draft, field: str, items: Any, name: str) -> None:
    known = draft.data.setdefault(field, [])
    for item in items if isinstance(items, list) else [items]:
        draft.places[f"{field}.{len(known)}"] = draft.places[name]
        known.append(item)


def _parameter(intake: Intake, draft: Draft) -> None:
    """A row of 参数: its value by the type that the year's own parameter has."""
    if "+value" in draft.extra:
        draft.data["value"] = draft.extra.pop("+value")
        draft.places["value"] = draft.places["+value"]
    if "+value" in draft.broken:
        draft.broken.add("value")
    from instances.parameters import fit_to_year, in_codes

    if intake.whole_profile:
        in_codes(draft)
    else:
        fit_to_year(intake, draft)


def _calendar(intake: Intake) -> None:
    """休 and 班 are overrides; 法定休 and 法定班 are the table itself."""
    days: dict[str, list[str]] = {"days_off": [], "makeup_days": []}
    kept: list[Draft] = []
    for draft in intake.drafts["overrides"]:
        word = draft.extra.get("+day", "")
        table = {"法定休": "days_off", "法定班": "makeup_days"}.get(word)
        kind = words.code_of("DAY_KIND", word)
        if table and draft.data.get("date"):
            days[table].append(draft.data["date"])
            continue
        kept.append(draft)
        if kind:
            draft.data["kind"] = kind
        elif not draft.broken:
            intake.fault(
                "cell-not-in-list", "row", draft, "+day", word, column="类型", choices="休、班"
            )
            draft.broken.add("kind")
        else:
            draft.broken.add("kind")
    intake.drafts["overrides"] = kept
    if intake.whole_calendar:
        intake.calendar |= {name: found for name, found in days.items() if found}


def _service(draft: Draft) -> None:
    years = sorted(name for name in draft.extra if name[1:].isdecimal())
    rows = [{"year": int(name[1:]), "committees": draft.extra[name]} for name in years]
    if rows:
        compact = draft.data.get("service", [])
        draft.data["service"] = [*rows, *compact]
        for number, name in enumerate(years):
            draft.places[f"service.{number}"] = draft.places[name]


def _expected(draft: Draft) -> None:
    expected: Any = draft.extra.pop("+expected", None)
    form = draft.extra.get("+format")
    if expected is None:
        return
    if form and isinstance(expected, list):
        expected = [{"format": form} | item for item in expected]
    draft.data["expected"] = expected
    draft.places["expected"] = draft.places["+expected"]


def _with_names(drafts: list[Draft]) -> list[Draft]:
    """As the index wants them: by name where there is no id yet."""
    return [
        Draft(d.table, d.data | {"id": d.data.get("id") or str(number)}, d.places)
        for number, d in enumerate(drafts)
        if d.data.get("name") or d.data.get("id")
    ]


def _child(intake: Intake, index: Index, parents: list[Draft], draft: Draft, table: str) -> None:
    """A row that belongs to a committee; its faults put the committee aside with it."""
    word = draft.extra.get("+committee", "")
    parent = _parent(parents, index, word)
    if parent is None:
        if word:
            intake.fault("reference-unknown", "row", draft, "+committee", word, target="评委会")
        return
    _adopt(intake, parent, draft, table)


def _parent(parents: list[Draft], index: Index, word: str) -> Draft | None:
    found = index.find(word)
    for number, draft in enumerate(parents):
        if found and found[0] == (draft.data.get("id") or str(number)):
            return draft
    return None


def _adopt(intake: Intake, parent: Draft, draft: Draft, table: str) -> None:
    items = parent.data.setdefault(table, [])
    before = f"{table}.{len(items)}"
    for name, place in draft.places.items():
        parent.places[f"{before}.{name}" if name else before] = place
    if "organisation+kind" in draft.extra:
        parent.extra[f"{before}.organisation+kind"] = draft.extra["organisation+kind"]
    items.append(draft.data)
    if draft.aside:
        parent.broken.add(table)
        intake.fault("part-put-aside", "row", parent, before, "")


def _bodies(
    intake: Intake, drafts: dict[str, list[Draft]], total: tuple[int, str, str] | None
) -> None:
    """Bodies go to the project they name, else to the first of their kind, else to a new one."""
    requests = intake.drafts["quota"]
    for sheet, kind in (("教师数", TEACHERS), ("定向岗位名额", "directional")):
        for draft in drafts.get(sheet, ()):
            word = draft.extra.get("+quota", "")
            parent = _request(requests, word, kind)
            if parent is None and word:
                intake.fault("reference-unknown", "row", draft, "+quota", word, target="名额项目")
                continue
            if parent is None:
                parent = Draft("quota", {"kind": kind}, {"": draft.place()})
                requests.append(parent)
            _adopt(intake, parent, draft, "bodies")
    if total is None:
        return
    parent = _request(requests, "", TEACHERS)
    if parent is not None and parent.data.get("total") is None:
        parent.data["total"] = total[0]
        parent.places["total"] = total[1:]


def _request(requests: list[Draft], word: str, kind: str) -> Draft | None:
    for draft in requests:
        data = draft.data
        if word and word in {data.get("id"), data.get("name")}:
            return draft
        if not word and data.get("kind", TEACHERS) == kind:
            return draft
    return None
