"""Annexes 5, 6 and 10 as the forms that are published: workbook and PDF. They name no expert."""

from dataclasses import replace
from datetime import date
from typing import Literal

from models.calendar import date_of, half_of
from models.messages import text
from models.plan import Appointment, Award
from models.quota import QuotaRequest
from models.season import Season
from reports import style
from reports.cells import Cell
from reports.forms import Form, Section
from reports.furniture import Sheet
from reports.sheets import Book
from reports.style import Pages
from reports.table_pages import table_pages
from reports.view import Open, number_words
from reports.words import clean, label, provisional, season_name, stamp, word

Annex = Literal[5, 6, 10]
TITLES: dict[Annex, str] = {
    5: "{year}年高级专业技术资格申报材料审核时间安排表",
    6: "{year}年中、初级专业技术资格申报材料审核时间安排表",
    10: "{year}年中小学正高级教师申报名额分配表",
}
TIMETABLE = (
    "序号",
    "日期",
    "时段",
    "到达时间",
    "窗口/地点",
    "单位（主管部门）",
    "层级",
    "系列",
    "预计份数",
    "联系人",
    "备注",
)
WIDTHS = (6, 12, 6, 9, 30, 31, 8, 16, 9, 10, 15)


def annex_form(view: Open, number: Annex) -> Form | None:
    """The annex as a form; None when its step made nothing."""
    title = TITLES[number].format(year=view.season.year)
    if number == 10:  # noqa: PLR2004 - the annex of that number
        return _quota_form(view, title)
    found = [item for item in view.plan.appointments if item.annex == number]
    if not found:
        return None
    found.sort(key=lambda item: (item.at, item.desk, item.start, item.id))
    rows = [_appointment_row(view.season, n, item) for n, item in enumerate(found, 1)]
    total = sum(item.dossiers for item in found)
    note = f"共 {len(found)} 批、{total} 份。未列出的单位请提前联系约定时间。{_hours(view.season)}"
    return Form(
        sheet=f"附件{number}",
        heading=f"附件{number}",
        title=title,
        notes=_notes(view.season, note),
        headers=TIMETABLE,
        widths=WIDTHS,
        rows=rows,
        footer=number_words(view.number, "public"),
    )


def _appointment_row(season: Season, number: int, item: Appointment) -> list[Cell]:
    desk = season.desk.get(item.desk)
    submission = season.submission.get(item.submission)
    body = season.organisation.get(submission.organisation) if submission else None
    place = f"{clean(desk.name)}　{clean(desk.place)}".strip() if desk else item.desk
    remarks = ["预计"] if submission and submission.forecast else []
    remarks += ["表外"] if submission and submission.unlisted else []
    remarks += [word("desk-step", item.kind)] if item.kind else []
    return [
        number,
        date_of(item.at),
        word("half", half_of(item.at)),
        item.start,
        place,
        clean(body.name) if body else item.submission,
        word("band", submission.band) if submission else "",
        clean(submission.series) if submission else "",
        item.dossiers,
        clean(submission.contact) if submission else "",
        "；".join(remarks),
    ]


def _quota_form(view: Open, title: str) -> Form | None:
    quotas = [item for item in view.season.quota if item.kind == "full_senior_teachers"]
    ids = {item.id for item in quotas}
    found = [item for item in view.plan.awards if item.quota in ids]
    if not found:
        return None
    stages = _stages(view)
    rows = [
        _award_row(view.season, n, item, stages.get((item.quota, item.organisation), ""))
        for n, item in enumerate(found, 1)
    ]
    known = all(item.basis for item in found)
    total: list[Cell] = ["", "合计", sum(item.basis for item in found) if known else ""]
    rows.append([*total, sum(item.places for item in found), ""])
    return Form(
        sheet="附件10",
        heading="附件10",
        title=title,
        notes=_notes(view.season, _quota_note(view, quotas)),
        headers=("序号", "地区/单位", "专任教师数", "分配名额", "备注"),
        widths=(8, 44, 16, 14, 36),
        rows=rows,
        footer=number_words(view.number, "public"),
    )


def _quota_note(view: Open, quotas: list[QuotaRequest]) -> str:
    """How the places came about: by hand, or by which formula."""
    methods = {study.id: study.method for study in view.plan.studies}
    told = [
        text("quota.annex-note", {"method": text(f"quota.method-{methods[item.id]}")})
        if methods[item.id] != "manual"
        else text("quota.annex-manual")
        for item in quotas
        if item.id in methods
    ]
    return "；".join(dict.fromkeys(told))


def _stages(view: Open) -> dict[tuple[str, str], str]:
    """Places by school level in words, by quota and body, where the table is two-way."""
    found: dict[tuple[str, str], list[str]] = {}
    for study in view.plan.studies:
        for cell in study.table.cells if study.table else ():
            if cell.places:
                words = f"{text(f'quota.stage-{cell.stage}')} {cell.places}"
                found.setdefault((study.id, cell.body), []).append(words)
    return {key: "、".join(words) for key, words in found.items()}


def _award_row(season: Season, number: int, item: Award, stages: str = "") -> list[Cell]:
    body = season.organisation.get(item.organisation)
    name = clean(body.name) if body else item.organisation
    remarks = [clean(item.reason) or ("指定〔理由待填〕" if item.fixed else "")]
    remarks += [f"其中乡村 {item.reserved} 名"] if item.reserved else []
    shown = "；".join(remark for remark in (*remarks, stages) if remark)
    return [number, name, item.basis or "", item.places, shown]


def _hours(season: Season) -> str:
    """The opening hours of the desks, where the profile knows them."""
    parts: list[str] = []
    for half in ("am", "pm"):
        if season.profile.has(f"desk.{half}"):
            value = season.profile.get(f"desk.{half}").value
            if isinstance(value, tuple) and len(value) == 2:  # noqa: PLR2004 - from, to
                parts.append(f"{word('half', half)} {value[0]}—{value[1]}")
    return f"窗口时间：{'，'.join(parts)}。" if parts else ""


def _notes(season: Season, note: str) -> tuple[str, ...]:
    stamped = label("provisional") if provisional(season) else ""
    return tuple(text for text in (season_name(season), note, stamped) if text)


def annex_workbook(view: Open, number: Annex) -> bytes | None:
    """The annex as a workbook ready to print."""
    form = annex_form(view, number)
    if form is None:
        return None
    book = Book(form.title, stamp(view.season))
    book.add(form)
    return book.bytes()


def annex_pages(view: Open, number: Annex) -> Pages | None:
    """The annex as pages."""
    form = annex_form(view, number)
    if form is None:
        return None
    title = f"{form.heading}　{form.title}"
    sheet = Sheet(style.A4, title, "public", view.number, provisional(view.season))
    return table_pages(_with_days(form), sheet, stamp(view.season))


def _with_days(form: Form) -> Form:
    """Dates as an office prints them: 6月14日."""
    rows = [
        [f"{c.month}月{c.day}日" if isinstance(c, date) else c for c in row]
        for row in form.rows
        if not isinstance(row, Section)
    ]
    return replace(form, rows=rows)
