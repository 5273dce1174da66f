"""Word papers beside the review plan: their contents, their blanks, and whom they name."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from models.committee import Committee, Entrustment, Extension
from models.people import Conflict
from models.plan import Plan
from models.season import Season
from reports import letters
from reports.draw_record import draw_form
from reports.letters import latest_posting, units_with_visits
from reports.review_plan import review_plan, scope
from reports.sealed_letters import (
    Sealed,
    invitations,
    pledges,
    posting_units,
    roster_notice,
    sealed_view,
)
from reports.templates.build_templates import TEMPLATES
from reports.templates.layout import Paper
from reports.view import Applied, Open, changed, open_view
from reports.word_paper import fill
from reports.words import field_words, stamp, title_lines
from reports.write import Edition
from tests.reports.test_papers import words_of


@pytest.fixture(scope="module")
def every_paper(season: Season, plan: Plan) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for job in Edition(season, plan)():
        if job.name.endswith(".docx"):
            found |= job.make()
    return found


def test_every_paper_has_no_empty_field_and_no_tag_left(every_paper: dict[str, bytes]) -> None:
    assert len({path.split("/")[1] for path in every_paper}) == 9
    for path, data in every_paper.items():
        document = Document(io.BytesIO(data))
        assert not re.search(r"\{[{%]|[%}]\}|None|UNKNOWN", words_of(data)), path
        for kind in ("w:tc", "w:p"):
            for item in document.element.body.iter(qn(kind)):
                if item.xpath("./w:pPr/w:sectPr"):
                    continue  # the end of a part
                assert "".join(t.text or "" for t in item.iter(qn("w:t"))).strip(), path


def test_every_paper_is_laid_out_as_an_official_one(every_paper: dict[str, bytes]) -> None:
    for path, data in every_paper.items():
        document = Document(io.BytesIO(data))
        section = document.sections[0]
        assert section.page_width is not None, path
        assert round(section.page_width.mm) == 210, path
        fonts = document.styles["Normal"].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312", path
        normal = document.styles["Normal"].element
        assert normal.rPr.find(qn("w:sz")).get(qn("w:val")) == "32", path
        assert normal.pPr.find(qn("w:spacing")).get(qn("w:line")) == "560", path
        assert "— " in words_of(data), path


def test_templates_are_as_the_script_builds_them() -> None:
    for name, build in TEMPLATES.items():
        paper = Paper()
        build(paper)
        kept = (files("reports") / "templates" / f"{name}.docx").read_bytes()
        with (
            zipfile.ZipFile(io.BytesIO(kept)) as old,
            zipfile.ZipFile(io.BytesIO(paper.bytes())) as new,
        ):
            part = "word/document.xml"
            assert old.read(part) == new.read(part), name


def test_a_unit_is_told_its_visit_and_its_own_latest_posting_day(view: Open) -> None:
    unit, visits = next(iter(units_with_visits(view).items()))
    text = words_of(letters.unit_notice(view, unit, visits))
    assert view.season.organisation[unit].name in text
    for visit in visits:
        assert f"{int(visit.at[5:7])}月{int(visit.at[8:10])}日" in text
        assert str(visit.dossiers) in text
    first = min(
        date.fromisoformat(visit.at[:10])
        for visit in visits
        if view.season.submission[visit.submission].band == "senior"
    )
    assert f"高级花名册最迟于{latest_posting(view.season, first)}张贴" in text


def test_the_posting_day_of_the_notice(season: Season) -> None:
    assert latest_posting(season, date(2024, 6, 14)) == "2024年6月5日（星期三）"
    assert latest_posting(season, date(2024, 6, 20)) == "2024年6月12日（星期三）"


def test_a_result_notice_has_its_dates_and_blanks_for_who_passed(view: Open, plan: Plan) -> None:
    text = words_of(letters.result_notice(view, "C01"))
    due = {i.code: i.due for i in plan.milestones if i.subject == "C01"}
    for code in ("result_posting", "publication_end"):
        assert f"{due[code].month}月{due[code].day}日" in text
    assert "〔待填：通过人数〕" in text
    assert "5个工作日" in text
    assert "2/3以上赞成票" in text


def test_an_approval_report_says_what_the_plan_knows(view: Open) -> None:
    text = words_of(letters.approval_report(view, "C01"))
    assert "应到委员 11 人" in text
    assert "即 8 人方可开会" in text
    assert "公示期间收到举报 〔待填：件数〕 件" in text
    assert "包人社备〔2024〕2号" in text


def test_an_extension_request_of_who_asked_and_of_who_has_no_meeting(
    season: Season, plan: Plan
) -> None:
    asked = Extension(requested=date(2024, 8, 1), until=date(2024, 10, 31))
    first = season.committees[0].model_copy(update={"extension": asked})
    twin = changed(season, {"committees": (first, *season.committees[1:])})
    view = open_view(twin, plan.model_copy(update={"meetings": plan.meetings[:3]}))
    assert letters.wants_extension(view) == ["C00", "C03"]
    text = words_of(letters.extension_request(view, "C00"))
    assert "延期至2024年10月31日（星期四）" in text
    assert "应于2024年8月31日（星期六）前完成" in words_of(letters.extension_request(view, "C03"))


@pytest.mark.parametrize(
    ("consent", "words"),
    [(True, "已研究同意"), (False, "尚未同意"), (None, "〔待填：是否同意〕")],
)
def test_an_entrustment_says_whether_the_city_agreed(
    view: Open, consent: bool | None, words: str
) -> None:
    item = Entrustment(organisation="O5", kind="joint", consent=consent)
    text = words_of(letters.entrustment_letter(view, view.season.committees[0], item))
    assert words in text
    assert f"现商请与{view.season.committees[0].name}联合评审" in text
    assert view.season.organisation["O5"].name in text


def test_an_invitation_tells_of_its_own_half_days_and_of_nobody_else(
    sealed: Sealed, season: Season, plan: Plan
) -> None:
    data = invitations(sealed, "C01")
    assert data is not None
    pages = _pages(data, "评审专家邀请函")
    people = [s.expert for s in sealed.seats["C01"]] + [r.expert for r in sealed.reserves["C01"]]
    assert len(pages) == len(people)
    for page, expert in zip(pages, people, strict=True):
        named = [e.id for e in season.experts if f"{e.name} 同志" in page]
        assert named == [expert]
        assert not any(
            season.expert[other].name in page.replace(season.expert[expert].name, "")
            for other in people
            if season.expert[other].name not in season.expert[expert].name and other != expert
        )
    chair = sealed.seats["C01"][0].expert
    own = [s for s in plan.sessions if s.committee == "C01" and chair in s.members]
    assert pages[0].count("上午") + pages[0].count("下午") >= len(own)


def _pages(data: bytes, title: str) -> list[str]:
    """The text of each page that begins with this title, tables too, in order."""
    body = Document(io.BytesIO(data)).element.body
    texts = ["".join(t.text or "" for t in item.iter(qn("w:t"))) for item in body]
    starts = [n for n, text in enumerate(texts) if text == title]
    return ["\n".join(texts[a:b]) for a, b in zip(starts, [*starts[1:], len(texts)], strict=True)]


def test_a_pledge_lists_the_ties_on_record(sealed: Sealed, season: Season, plan: Plan) -> None:
    data = pledges(sealed, "C01")
    assert data is not None
    text = words_of(data)
    docket = next(d for d in plan.dockets if d.committee == "C01" and d.recused)
    assert season.applicant[docket.id].name in text
    assert "登记中无" in text
    tables = [*Document(io.BytesIO(data)).element.body.iter(qn("w:tbl"))]
    assert all(_kept(table)[-1] for table in tables), "what is signed stands below a name"


def test_a_pledge_says_which_tie_was_declared_else_that_the_unit_is_the_same(
    season: Season, plan: Plan
) -> None:
    docket = next(d for d in plan.dockets if d.committee == "C01" and d.recused)
    expert, person = docket.recused[0], season.applicant[docket.id]
    tie = Conflict(id="T1", expert=expert, applicant=docket.id, kind="mentor", reason="硕士导师")
    unit = season.expert[expert].organisation
    people = tuple(
        e.model_copy(update={"organisation": "O0" if unit != "O0" else "O1"})
        if e.id == expert and unit == person.organisation
        else e
        for e in season.experts
    )
    for ties, reasons in (
        ((tie,), ["硕士导师"]),
        ((tie.model_copy(update={"reason": ""}),), ["师生"]),
        ((), ["登记的回避关系或同一单位"]),
    ):
        twin = changed(season, {"conflicts": ties, "experts": people})
        data = pledges(sealed_view(twin, plan, "n"), "C01")
        assert data is not None
        told = [
            [cell.text for cell in row.cells]
            for table in Document(io.BytesIO(data)).tables
            for row in table.rows
        ]
        assert [row[2] for row in told if row[0] == person.name][:1] == reasons


def test_a_reserve_is_told_the_own_group_and_its_room(sealed: Sealed, plan: Plan) -> None:
    data = invitations(sealed, "C01")
    assert data is not None
    page = _pages(data, "评审专家邀请函")[len(sealed.seats["C01"])]
    assert "备选委员（第一组），次序第1" in page
    meeting = next(m for m in plan.meetings if m.id == "C01")
    own = {use.room for use in meeting.rooms if use.group in {"", "C01-1"}}
    for room in sealed.season.rooms:
        assert (room.name in page) == (room.id in own)


def test_every_applicant_is_on_one_roster(sealed: Sealed, season: Season) -> None:
    posters = posting_units(season)
    assert sum(map(len, posters.values())) == len(season.applicants)
    unit, people = next(iter(posters.items()))
    text = words_of(roster_notice(sealed, unit, people))
    assert all(person.name in text for person in people)
    assert "张贴当日不计" in text


@pytest.mark.parametrize("make", [letters.receipt, letters.applicant_pledge, draw_form])
def test_forms_are_all_blanks(view: Open, make: Callable[[Open], bytes]) -> None:
    assert words_of(make(view)).count("〔待填：") >= 5


def test_no_paper_outside_the_sealed_folder_names_a_person(
    season: Season, every_paper: dict[str, bytes]
) -> None:
    secrets = [p.name for p in (*season.experts, *season.applicants)]
    secrets += [p.phone for p in season.experts] + [s.phone for s in season.submissions]
    for path, data in every_paper.items():
        if not path.startswith("sealed/"):
            text = words_of(data)
            assert not any(secret in text for secret in secrets), path


def test_a_tag_that_the_paper_does_not_know_is_an_error(season: Season) -> None:
    with pytest.raises(Exception, match="undefined"):
        fill("receipt", {"unit": "甲"}, "t", stamp(season))


def test_each_part_that_goes_to_somebody_else_counts_its_pages_from_one(sealed: Sealed) -> None:
    data = invitations(sealed, "C01")
    assert data is not None
    sections = Document(io.BytesIO(data)).element.body.xpath(".//w:sectPr")
    assert len(sections) == len(sealed.seats["C01"]) + len(sealed.reserves["C01"])
    for section in sections:
        assert section.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.find(qn("w:footerReference")) is not None


def test_no_signature_stands_alone_on_a_page(every_paper: dict[str, bytes]) -> None:
    for path, data in every_paper.items():
        body = Document(io.BytesIO(data)).element.body
        signed = [p for p in body.iter(qn("w:p")) if "（盖章）" in "".join(p.itertext())]
        for paragraph in signed:
            before = paragraph.getprevious()
            if before is not None and before.tag == qn("w:p"):
                assert before.pPr.find(qn("w:keepNext")) is not None, path
            elif before is not None and before.tag == qn("w:tbl"):
                assert _kept(before)[-1], path
            elif before is None:  # in the last row of a table
                table = next(paragraph.iterancestors(qn("w:tbl")))
                assert _kept(table)[-2], path


FEW = 3
"""Rows up to which both ends meet."""


def _kept(table: Any) -> list[bool]:
    """For each row, whether it stays with what follows."""
    return [
        all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row.iter(qn("w:p")))
        for row in table.iter(qn("w:tr"))
    ]


def test_short_tables_of_a_plan_stay_whole(view: Open) -> None:
    body = Document(io.BytesIO(review_plan(view, "C01"))).element.body
    tables = [*body.iter(qn("w:tbl"))]
    for table in (tables[0], tables[1], tables[3]):  # applications, half-days, groups
        *rows, last = _kept(table)
        assert all(rows)
        assert not last


def test_no_row_of_a_list_stands_alone_at_either_end_of_a_page(
    every_paper: dict[str, bytes],
) -> None:
    lists = [
        (p, d) for p, d in every_paper.items() if "花名册公示" in p or "sealed/评审实施方案" in p
    ]
    seen = 0
    for path, data in lists:
        for table in Document(io.BytesIO(data)).element.body.iter(qn("w:tbl")):
            head, *rows = _kept(table)
            assert head, path
            if len(rows) > FEW and not all(rows[:-1]):
                seen += 1
                assert rows[0], path
                assert rows[-2], path
    assert seen


def test_the_line_that_leads_to_a_table_stays_on_its_page(view: Open) -> None:
    body = Document(io.BytesIO(review_plan(view, "C01"))).element.body
    led = [table.getprevious() for table in body.iter(qn("w:tbl"))]
    assert "学科组设置如下。" in "".join("".join(line.itertext()) for line in led)
    for line in led:
        assert line.pPr.find(qn("w:keepNext")) is not None, "".join(line.itertext())


def test_a_long_name_is_broken_by_its_sense() -> None:
    assert title_lines("市直档案系列中初级评审委员会") == ["市直档案系列中初级评审委员会"]
    long = "达尔罕茂明安联合旗工程系列采矿中初级评审委员会"
    assert title_lines(long) == ["达尔罕茂明安联合旗工程系列", "采矿中初级评审委员会"]
    assert "".join(title_lines("很" * 30)) == "很" * 30


def test_a_review_plan_says_how_those_are_heard_who_appear(view: Open) -> None:
    counted = view.applied["C01"]
    told = words_of(review_plan(view, "C01"))
    assert f"说课答辩 {counted.formats['lesson_defence']} 人，每人 15 分钟，另备课 30 分钟" in told
    assert "（四）现场评审。" in told
    quiet = Applied(total=3, forecast=False, formats=Counter(dossier=3))
    twin = replace(view, applied=dict(view.applied) | {"C01": quiet})
    assert "现场评审" not in words_of(review_plan(twin, "C01"))


def test_a_specialty_of_the_name_of_its_series_is_said_once() -> None:
    assert field_words("档案", ["档案"]) == "档案"
    assert field_words("工程", ["机械", "电气"]) == "工程（机械、电气）"
    given = Committee(
        id="C", name="甲", series="档案", specialty="档案", levels=("mid",), organiser="O0"
    )
    assert scope(given) == "档案系列"


def test_counts_stand_in_the_order_of_levels(season: Season, plan: Plan) -> None:
    people = tuple(
        a.model_copy(update={"level": ("junior", "mid")[n // 4 % 2]})
        for n, a in enumerate(season.applicants)
    )
    data = review_plan(open_view(changed(season, {"applicants": people}), plan), "C01")
    rows = [[c.text for c in row.cells] for row in Document(io.BytesIO(data)).tables[0].rows]
    assert [row[1] for row in rows if row[0] == "层级"] == ["中级", "初级"]


def test_a_review_plan_lists_the_numbers_of_its_own_levels_and_formats(view: Open) -> None:
    given = view.season.committee["C01"]
    told = words_of(review_plan(view, "C01"))
    for level, title in (
        ("mid", "中级"),
        ("full_senior", "正高级"),
    ):
        known = view.season.profile.has(f"title.min_for.{level}")
        assert (f"评{title}的评委最低职称" in told) == (known and level in given.levels)
