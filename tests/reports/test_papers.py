"""Annexes, review plans, the verification report, and everything written at once."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from models.messages import Lang, catalogue
from models.people import Conflict, Exemption
from models.plan import Finding, Plan, PutAside, Where, plan_number, public_number
from models.season import Season
from reports.annexes import annex_workbook
from reports.jobs import Wanted, run
from reports.lists import aside_notice, aside_workbook
from reports.paths import file_name
from reports.plan_workbook import plan_workbook
from reports.review_plan import review_plan, sealed_review_plan
from reports.verification import verification_json, verification_pages
from reports.view import changed, open_view
from reports.write import Edition, artefacts
from scheduler.admission import ELSEWHERE
from tests.reports.sample import make_season

EIGHT = [
    "一、申报情况",
    "二、评审时间",
    "三、评审地点",
    "四、评委会组建情况",
    "五、评审工作程序",
    "六、工作措施",
    "七、申报人员名单",
    "八、评委推荐名单",
]


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season()


@dataclass(frozen=True)
class Judged:
    rule: str = "rotation"
    clauses: tuple[str, ...] = ("N2024-6.1.3a",)
    result: str = "breached"
    compared: int = 44
    breaches: int = 1
    warnings: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Open:
    clause: str = "N2024-6.1.3a"
    parameters: tuple[str, ...] = ("rotation.max_consecutive_years",)


@dataclass(frozen=True)
class Given:
    id: str
    ref: str = "六(一)3"
    title_zh: str = "连任三年的今年不聘"
    title_en: str = "Three years in a row"
    treatment: str = "enforced"
    default_status: str = "reading"
    reason_zh: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class Said:
    lawful: bool = False
    findings: tuple[Finding, ...] = (
        Finding(
            code="form_title",
            severity="breach",
            clause="N2024-6.1.3a",
            args={"expert": "E001"},
            where=(Where(table="seats", id="C00-1"),),
        ),
    )
    by_rule: tuple[Judged, ...] = (Judged(), Judged("b", ("R40-9a",), "passed", 4, 0))
    to_confirm: tuple[Open, ...] = (Open(),)

    def sentence(self, lang: Lang = "zh") -> str:
        return "所核对的 2 条中发现违反 1 处；1 条待确认" if lang == "zh" else "one breach"


CLAUSES = {
    "N2024-6.1.3a": Given("N2024-6.1.3a"),
    "N2024-3.1a": Given("N2024-3.1a", treatment="input"),
}


def words_of(data: bytes) -> str:
    """Every text of a Word file, its footers too."""
    document = Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in _in_tables(document)]
    texts += [p.text for section in document.sections for p in section.footer.paragraphs]
    return "\n".join(texts)


def _in_tables(document: Any) -> list[Any]:
    return [p for table in document.element.body.iter(qn("w:tbl")) for p in table.iter(qn("w:p"))]


# ------------------------------------------------------------------------------------- annexes


def test_annex_5_holds_every_senior_appointment_in_order(season: Season, plan: Plan) -> None:
    data = annex_workbook(open_view(season, plan), 5)
    assert data is not None
    sheet = load_workbook(io.BytesIO(data))["附件5"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(n for n, row in enumerate(rows) if row[0] == "序号")
    wanted = sorted(
        (item for item in plan.appointments if item.annex == 5),
        key=lambda item: (item.at, item.desk, item.start, item.id),
    )
    assert len(rows) - start - 1 == len(wanted)
    for n, (row, item) in enumerate(zip(rows[start + 1 :], wanted, strict=True), 1):
        submission = season.submission[item.submission]
        assert row == [
            n,
            datetime.fromisoformat(item.at[:10]),
            "上午" if item.at.endswith("am") else "下午",
            item.start,
            f"{season.desk[item.desk].name}　市政务服务中心二楼",
            season.organisation[submission.organisation].name,
            "高级",
            submission.series,
            item.dossiers,
            submission.contact,
            "预计",
        ]
    assert sheet.print_title_rows == f"${start + 1}:${start + 1}"
    assert sheet.freeze_panes == f"A{start + 2}"
    assert str(sheet.print_area).endswith(f"$K${start + 1 + len(wanted)}")


def test_annex_10_adds_up(season: Season, plan: Plan) -> None:
    data = annex_workbook(open_view(season, plan), 10)
    assert data is not None
    rows = [[c.value for c in row] for row in load_workbook(io.BytesIO(data))["附件10"].iter_rows()]
    assert rows[-1][1] == "合计"
    assert rows[-1][3] == sum(award.places for award in plan.awards)


def test_an_annex_without_its_step_is_not_made(season: Season, plan: Plan) -> None:
    bare = plan.model_copy(update={"appointments": (), "awards": ()})
    assert all(annex_workbook(open_view(season, bare), number) is None for number in (5, 6, 10))


def test_no_annex_shows_a_telephone(season: Season, plan: Plan) -> None:
    for number in (5, 6):
        data = annex_workbook(open_view(season, plan), number)
        assert data is not None
        book = load_workbook(io.BytesIO(data))
        texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        assert not texts & {item.phone for item in season.submissions}


# --------------------------------------------------------------------------------- review plans


def test_a_review_plan_has_its_eight_contents(season: Season, plan: Plan) -> None:
    for data in (
        review_plan(open_view(season, plan), "C01"),
        sealed_review_plan(season, plan, "C01"),
    ):
        document = Document(io.BytesIO(data))
        heads = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
        assert heads[:8] == EIGHT
        assert not re.search(r"\{[{%]|[%}]\}|None", words_of(data))
        for table in document.tables:
            assert all(cell.text.strip() for row in table.rows[1:] for cell in row.cells)


def test_what_is_unknown_is_a_marked_blank(season: Season) -> None:
    data = sealed_review_plan(season, Plan(season=""), "C01")
    text = words_of(data)
    assert text.count("〔待填：") > 20
    heads = [p.text for p in Document(io.BytesIO(data)).paragraphs]
    assert all(head in heads for head in EIGHT)


def test_only_the_sealed_review_plan_names_anybody(season: Season, plan: Plan) -> None:
    inside = words_of(review_plan(open_view(season, plan), "C01"))
    sealed = words_of(sealed_review_plan(season, plan, "C01"))
    seated = [season.expert[s.expert].name for s in plan.seats if s.committee == "C01"]
    applied = [season.applicant[d.id].name for d in plan.dockets if d.committee == "C01"]
    assert all(name in sealed for name in seated + applied)
    assert not any(person.name in inside for person in (*season.experts, *season.applicants))
    assert plan_number(plan)[:16] in sealed
    assert plan_number(plan)[:16] not in inside
    assert public_number(plan)[:16] in inside
    assert "按待确认参数编制" in inside


def test_markup_in_a_name_stays_text(season: Season, plan: Plan) -> None:
    name = "<w:br/>&lt;{{ year }}{% for %}\x0b=1"
    experts = tuple(e.model_copy(update={"name": name}) for e in season.experts)
    text = words_of(sealed_review_plan(changed(season, {"experts": experts}), plan, "C01"))
    assert "<w:br/>&lt;{{ year }}{% for %}=1" in text


# -------------------------------------------------------------------------------- verification


def test_the_report_has_every_clause_and_says_how_it_was_judged(season: Season, plan: Plan) -> None:
    data = json.loads(verification_json(season, plan, Said(), CLAUSES))
    assert [*data][:7] == [
        "format",
        "plan",
        "season",
        "lawful",
        "sentence",
        "waivers",
        "to_confirm",
    ]
    told = {line["clause"]: line for line in data["clauses"]}
    assert told["N2024-6.1.3a"]["result"] == "breached"
    assert told["N2024-6.1.3a"]["compared"] == 44
    assert told["N2024-3.1a"]["result"] == "input"
    assert told["R40-9a"]["result"] == "passed"


def test_waivers_are_printed_first(season: Season, plan: Plan) -> None:
    waiver = Exemption(clause="N2024-6.1.3a", reason="专业人手不足", author="李主任")
    first = season.experts[0].model_copy(update={"exemptions": (waiver,)})
    waived = changed(season, {"experts": (first, *season.experts[1:])})
    data = json.loads(verification_json(waived, plan, Said(), CLAUSES))
    assert data["waivers"][0]["author"] == "李主任"
    pages = verification_pages(waived, plan, Said(), CLAUSES)
    figure = next(iter(pages.figures()))
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert any("违反 1 处" in text for text in texts)
    assert "专业人手不足" in texts


def test_nothing_confirmed_stands_among_what_is_to_confirm(season: Season, plan: Plan) -> None:
    key = next(item.id for item in season.profile.parameters if item.status == "planning")
    said = Said(to_confirm=(Open("N2024-6.1.3a", (key,)),))
    clauses = {"N2024-6.1.3a": Given("N2024-6.1.3a", default_status="law")}
    pages = verification_pages(season, plan, said, clauses)
    texts = [text.get_text() for page in list(pages.figures())[1:2] for text in page.axes[0].texts]
    assert "规划假定" in texts
    assert "已确认" not in texts


# ----------------------------------------------------------------------------- everything at once


@pytest.fixture(scope="module")
def everything(season: Season, plan: Plan) -> Mapping[str, bytes]:
    return artefacts(season, plan, Said(), CLAUSES)


def test_the_files_that_an_office_expects(everything: Mapping[str, bytes]) -> None:
    assert {
        "public/附件5.xlsx",
        "public/附件5.pdf",
        "public/附件6.xlsx",
        "public/附件10.pdf",
        "internal/工作进度图.pdf",
        "internal/评委会日程图.pdf",
        "sealed/方案.xlsx",
        "sealed/核对报告.pdf",
        "sealed/核对报告.json",
        "sealed/退回清单.xlsx",
    } <= everything.keys()
    for folder in ("internal", "sealed"):
        assert sum(p.startswith(f"{folder}/评审实施方案/") for p in everything) == 4
    assert all(everything.values())


def secret_twin(season: Season) -> Season:
    """The same season but for what nobody may know."""
    experts = tuple(
        e.model_copy(update={"name": f"另{e.id}", "phone": "1", "note": "秘", "blacklisted": True})
        for e in season.experts
    )
    conflict = Conflict(id="k1", expert="E001", applicant="A0001", kind="kin", reason="亲属")
    people = tuple(a.model_copy(update={"name": "某", "id_number": "9"}) for a in season.applicants)
    staff = tuple(s.model_copy(update={"name": "他"}) for s in season.staff)
    return changed(
        season, {"experts": experts, "conflicts": (conflict,), "applicants": people, "staff": staff}
    )


def test_no_byte_outside_the_sealed_folder_depends_on_a_secret(
    season: Season, plan: Plan, everything: Mapping[str, bytes]
) -> None:
    other = secret_twin(season)
    swapped = tuple(
        seat.model_copy(update={"expert": f"E{13 - n % 3:03}", "role": "member"})
        for n, seat in enumerate(plan.seats)
    )
    changed = plan.model_copy(
        update={
            "seats": swapped,
            "reserves": (),
            "sessions": plan.sessions[::-1],
            "season": "other",
            "draws": (),
            "put_aside": (*plan.put_aside[:1], plan.put_aside[1].model_copy(update={"code": "x"})),
        }
    )
    again = artefacts(other, changed, Said(), CLAUSES)
    outside = [path for path in everything if not path.startswith("sealed/")]
    assert outside == [path for path in again if not path.startswith("sealed/")]
    for path in outside:
        assert everything[path] == again[path], path
    assert everything["sealed/方案.xlsx"] != again["sealed/方案.xlsx"]


def test_two_runs_give_the_same_bytes(
    season: Season, plan: Plan, everything: Mapping[str, bytes]
) -> None:
    """Of what is sealed; the rest is the same even for other secrets."""
    sealed = Wanted(parts=("sealed/",))
    again = run(Edition(season, plan, Said(), CLAUSES, wanted=sealed))
    assert [*again] == [path for path in everything if path.startswith("sealed/")]
    assert [path for path in again if everything[path] != again[path]] == []


def test_skipped_steps_print_nothing_and_nothing_fails(season: Season) -> None:
    assert [*artefacts(season, Plan(season=""))] == ["sealed/方案.xlsx"]
    empty = changed(
        season,
        {
            "organisations": (),
            "experts": (),
            "committees": (),
            "applicants": (),
            "rooms": (),
            "desks": (),
            "submissions": (),
            "quota": (),
        },
    )
    assert [*artefacts(empty, Plan(season=""))] == ["sealed/方案.xlsx"]


def test_lists_put_aside(season: Season, plan: Plan) -> None:
    sealed = aside_workbook(season, plan)
    inside = aside_notice(open_view(season, plan))
    assert sealed is not None
    assert inside is not None
    names = [row[2].value for row in load_workbook(io.BytesIO(sealed))["退回清单"].iter_rows()]
    assert "申报0003" in names
    texts = [
        c.value for row in load_workbook(io.BytesIO(inside)).worksheets[0].iter_rows() for c in row
    ]
    assert "C99" in texts
    assert "申报0003" not in texts


def test_progress_is_told(season: Season, plan: Plan) -> None:
    told: list[tuple[int, int, str]] = []

    def tell(number: int, of: int, name: str) -> None:
        told.append((number, of, name))

    artefacts(season, Plan(season="", awards=plan.awards), progress=tell)
    assert len(told) > 3
    assert [number for number, _, _ in told] == [*range(1, told[-1][1] + 1)]


def test_file_names_that_every_system_takes() -> None:
    assert file_name('市\\局/评:审*委?员"会<一>|二\n') == "市_局_评_审_委_员_会_一_二"
    assert file_name("...") == "_"
    assert len(file_name("长" * 300)) == 60


def test_files_carry_the_season_not_the_clock(everything: Mapping[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(everything["sealed/方案.xlsx"]))
    assert book.properties.created.date() == date(2024, 5, 28)
    word = next(data for path, data in everything.items() if path.endswith(".docx"))
    created = Document(io.BytesIO(word)).core_properties.created
    assert created is not None
    assert created.date() == date(2024, 5, 28)
    assert b"D:20240528120000" in everything["public/附件5.pdf"]


def test_whoever_is_reviewed_elsewhere_is_told_in_words_why_and_what_to_do(season: Season) -> None:
    codes = [code for code in catalogue() if code.startswith(ELSEWHERE)]
    assert len(codes) == 3
    aside = tuple(
        PutAside(id=code, table="applicants", row=season.applicants[0].id, code=code, step="input")
        for code in codes
    )
    plan = Plan(season="", put_aside=aside)
    listed = aside_workbook(season, plan)
    assert listed is not None
    books = {"退回清单": (listed, 5, 6), "方案": (plan_workbook(season, plan), 3, 3)}
    for data, why, todo in books.values():
        rows = [*load_workbook(io.BytesIO(data))["退回清单"].iter_rows(values_only=True)][-3:]
        for row in rows:
            assert re.search("[一-龥]", str(row[why])), row
            assert re.search("[一-龥]", str(row[todo])), row
