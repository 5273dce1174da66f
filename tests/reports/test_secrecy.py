"""What is public or internal hangs on no secret, byte by byte; and no field can do anything."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.base import Record
from models.people import Conflict, Exemption
from models.plan import Plan, PutAside, public_number
from models.season import Season
from reports import vega
from reports.jobs import FORMATS, Files, Wanted
from reports.view import open_view
from reports.write import Edition
from tests.reports.sample import make_plan, make_season

SEASON = make_season(1, 12)
PLAN = make_plan(SEASON)
RARE = "䶮㛃𬭊"
"""Characters that stand in secret names and nowhere else."""
WANTED = Wanted(formats=FORMATS)
ONCE = Wanted(formats=("pdf", "html", "ics", "xlsx", "docx", "json"))
"""Pictures are drawn from the same figures as the PDF."""


@pytest.fixture(autouse=True, scope="module")
def without_vega() -> Any:
    """The script takes seconds to bundle and holds no data."""
    patch = pytest.MonkeyPatch()
    patch.setattr(vega, "script", lambda: "/* vega */")
    yield
    patch.undo()


def printed(season: Season, plan: Plan, *folders: str, wanted: Wanted = WANTED) -> Files:
    found: Files = {}
    for job in Edition(season, plan, wanted=wanted)():
        if job.name.startswith(folders):
            found |= {n: data for n, data in job.make().items() if n.startswith(folders)}
    return found


@cache
def baseline() -> Files:
    return printed(SEASON, PLAN, "public/", "internal/", wanted=ONCE)


def swapped(value: Any, ids: dict[str, str]) -> Any:
    """The same data with other ids of people, wherever they stand."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, dict):
        return {key: swapped(item, ids) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [swapped(item, ids) for item in value]
    return value


@st.composite
def secrets(draw: st.DrawFn) -> tuple[Season, Plan]:
    """The season and plan with other people: names, ids, units, seats, conflicts, phones."""
    people = [item.id for item in SEASON.experts]
    mixed = draw(st.permutations(people))
    head = draw(st.sampled_from(["X", "专-", "E9"]))
    ids = {old: f"{head}{new}" for old, new in zip(people, mixed, strict=True)}
    ids |= {"S1": f"{head}s1", "S2": f"{head}s2"}
    unit = st.sampled_from([item.id for item in SEASON.organisations])
    experts = tuple(
        item.model_copy(
            update={
                "id": ids[item.id],
                "name": draw(st.text(RARE, min_size=2, max_size=3)),
                "organisation": draw(unit),
                "phone": draw(st.from_regex(r"1\d{10}", fullmatch=True)),
                "note": RARE,
                "exemptions": (Exemption(clause="N2024-6.1.3a", reason=RARE, author=RARE),),
            }
        )
        for item in SEASON.experts[: draw(st.integers(12, 14))]
    )
    conflicts = tuple(
        Conflict(id=f"K{n}", expert=item.id, organisation=draw(unit), reason=RARE)
        for n, item in enumerate(experts[: draw(st.integers(0, 3))])
    )
    staff = tuple(
        item.model_copy(update={"id": ids[item.id], "name": RARE, "phone": "13900000000"})
        for item in SEASON.staff
    )
    season = SEASON.model_copy(
        update={"experts": experts, "conflicts": conflicts, "staff": staff, "pins": ()}
    )
    plan = Plan.model_validate(swapped(PLAN.model_dump(), ids))
    seed = draw(st.integers(1, 9))
    aside = PutAside(id="x9", table="experts", row=experts[0].id, code="expert-away")
    kept = draw(st.integers(9, len(plan.seats)))
    update = {"seed": seed, "seats": plan.seats[:kept], "put_aside": (*plan.put_aside, aside)}
    return season, plan.model_copy(update=update)


def asked(season: Season, plan: Plan) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What is to be printed outside the sealed folder: paths, formats, subjects."""
    jobs = Edition(season, plan, wanted=ONCE)()
    return [
        (job.name, job.formats, job.about) for job in jobs if not job.name.startswith("sealed/")
    ]


ASKED = asked(SEASON, PLAN)
VIEW = open_view(SEASON, PLAN)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(secrets())
def test_what_public_and_internal_papers_are_drawn_from_hangs_on_no_secret(
    other: tuple[Season, Plan],
) -> None:
    assert open_view(*other) == VIEW
    assert asked(*other) == ASKED


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(secrets())
def test_public_and_internal_bytes_are_equal_for_plans_that_differ_in_secrets(
    other: tuple[Season, Plan],
) -> None:
    found = printed(*other, "public/", "internal/", wanted=ONCE)
    assert [*found] == [*baseline()]
    different = [name for name in found if found[name] != baseline()[name]]
    assert not different
    assert public_number(other[1]) == public_number(PLAN)


def characters(data: bytes) -> set[str]:
    """Every character that a PDF shows or its fonts can show."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            text = stream
        pattern = rb"<([0-9a-fA-F]{4,})>" if b"begincmap" in text else rb"<([0-9a-fA-F]+)> Tj"
        for hexed in re.findall(pattern, text):
            found |= set(bytes.fromhex(hexed.decode()).decode("utf-16-be", "ignore"))
    return found


def text_of(name: str, data: bytes) -> str:
    """All text of a file, whatever it is."""
    if name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = [book.read(member).decode("utf-8", "ignore") for member in book.namelist()]
        return " ".join([*parts, *book.namelist()])
    if name.endswith(".pdf"):
        return "".join(sorted(characters(data))) + data.decode("latin-1")
    return data.decode("utf-8", "ignore").replace("\r\n ", "")


def test_no_name_is_in_any_public_or_internal_file_nor_in_its_name() -> None:
    named = tuple(e.model_copy(update={"name": RARE, "id_number": "15020"}) for e in SEASON.experts)
    season = SEASON.model_copy(update={"experts": named})
    found = printed(season, PLAN, "public/", "internal/")
    assert {name.rpartition(".")[2] for name in found} >= {"pdf", "png", "svg", "html", "ics"}
    for name, data in found.items():
        assert not set(RARE) & {*text_of(name, data), *name}, name
    sealed = Edition(season, PLAN, wanted=Wanted(formats=("pdf", "ics"), parts=("sealed/",)))
    made = {n: data for job in sealed() for n, data in job.make().items()}
    told = [name for name, data in made.items() if set(RARE) <= set(text_of(name, data))]
    assert any(name.endswith(".pdf") for name in told)  # the search does find what is there
    assert any(name.endswith(".ics") for name in told)


# ---------------------------------------------------------------------------- hostile fields

BAD = (
    '=HYPERLINK("http://evil.example","x")</w:t></text><script>alert(1)</script>'
    "<img src=x onerror=alert(1)>&amp;{{7*7}}{%x%}\r\nATTENDEE:mailto:evil\r\n@SUM(A1)"
    "\u202egnp.exe\u2066\u200f\u2028"
)
KEYS = frozenset(
    {"id", "organisation", "committee", "parent", "district", "home_organisation", "expert"}
    | {"applicant", "series", "specialty", "group", "receiving", "reviewing", "approving"}
    | {"quota", "desk", "room", "subject", "submission", "code", "clause", "step", "rule"}
    | {"unit", "origin", "stage"}
)
"""Fields that refer to a row or hold a code."""
NAMED = {"name", "reason", "author"}
"""Fields of words that have a length."""
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of text."""


def planted(record: Any) -> Any:
    """The record with hostile text in every field that people type words into."""
    update: dict[str, Any] = {}
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        words = field.annotation is str and (not field.metadata or name in NAMED)
        if words and name not in KEYS:
            update[name] = BAD
        elif isinstance(value, Record):
            update[name] = planted(value)
        elif isinstance(value, tuple) and value and all(isinstance(v, Record) for v in value):
            update[name] = tuple(map(planted, value))
    return record.model_copy(update=update)


@cache
def hostile() -> Files:
    kept = {"profile": SEASON.profile, "calendar": SEASON.calendar}
    season = planted(SEASON).model_copy(update=kept)
    wanted = Wanted(formats=tuple(f for f in FORMATS if f != "png"))  # pixels hold no markup
    return printed(season, PLAN, "public/", "internal/", "sealed/", wanted=wanted)


def of_kind(ending: str) -> dict[str, bytes]:
    found = {name: data for name, data in hostile().items() if name.endswith(ending)}
    assert found
    return found


def test_no_field_becomes_a_formula_or_a_link_in_a_workbook() -> None:
    told = False
    for name, data in of_kind(".xlsx").items():
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for member in book.namelist():
                text = book.read(member).decode("utf-8", "ignore")
                assert not re.search(r"<f>[^<]*(HYPERLINK|SUM\(A1)", text), (name, member)
                assert not re.search(r'Target="[^"]*evil', text), (name, member)
                told |= "HYPERLINK" in text
    assert told


def test_no_field_becomes_markup_or_a_template_in_a_document() -> None:
    told = False
    for name, data in of_kind(".docx").items():
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for member in book.namelist():
                if member.endswith((".xml", ".rels")):
                    tree = ET.fromstring(book.read(member))
                    assert not [e for e in tree.iter() if e.tag.endswith("script")], name
                    words = "".join(tree.itertext())
                    assert not TURNS.search(words), name
                    told |= "{{7*7}}" in words
                    assert "Target" not in words
    assert told


def test_no_field_becomes_markup_in_pictures_and_pages() -> None:
    for name, data in of_kind(".svg").items():
        tags = {e.tag.rpartition("}")[2] for e in ET.fromstring(data).iter()}
        assert not tags & {"script", "img", "a"}, name
    for name, data in of_kind(".html").items():
        assert data.lower().count(b"<script") == 2, name
        assert b"<img" not in data, name
    for name, data in of_kind(".pdf").items():
        assert not re.search(rb"/(JavaScript|JS|URI|Launch)\b", data), name


def test_no_field_adds_a_line_to_a_calendar_or_a_folder_to_a_path() -> None:
    for name, data in of_kind(".ics").items():
        lines = data.replace(b"\r\n ", b"").split(b"\r\n")
        assert not [line for line in lines if line.startswith((b"ATTENDEE", b"@SUM"))], name
    depth = {name.count("/") for name in hostile()}
    assert max(depth) <= 3
    assert not [name for name in hostile() if re.search(r'[\\:*?"<>|\r\n]', name)]
    assert not [name for name in hostile() if TURNS.search(name)]
    assert any("HYPERLINK" in name for name in hostile())
