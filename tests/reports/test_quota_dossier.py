"""The explanation of annex 10: what a reader finds on the page, and nobody's name."""

from typing import Any

import pytest

from models.people import Expert, Organisation, Title
from models.plan import Plan
from models.quota import Body, QuotaRequest
from models.season import Season
from reports import style
from reports.annexes import annex_form
from reports.forms import Section
from reports.quota_dossier import quota_dossier
from reports.view import open_view
from scheduler import quota
from scheduler.planning import extend
from scheduler.work import Work
from tests.seasons import season

NAMES = ("昆都仑区", "东河区", "青山区", "达茂旗", "市直单位")
COUNTS = (4707, 3240, 3124, 625, 4000)


def planned(*bodies: Body, **fields: Any) -> tuple[Season, Plan]:
    units = tuple(Organisation(id=b.organisation, name=b.organisation) for b in bodies)
    expert = Expert(
        id="E9",
        name="欧阳某某",
        organisation="昆都仑区",
        titles=(Title(series="中小学教师", level="full_senior"),),
    )
    request = QuotaRequest(id="q", name="正高级教师", bodies=bodies, **fields)
    given = season(organisations=units, experts=(expert,), quota=(request,))
    return given, extend(Plan(season=""), quota.run(given, Plan(season=""), Work()))


def by_teachers(**fields: Any) -> tuple[Season, Plan]:
    bodies = tuple(Body(organisation=n, teachers=c) for n, c in zip(NAMES, COUNTS, strict=True))
    return planned(*bodies, total=17, **fields)


def words(given: Season, plan: Plan) -> str:
    pages = quota_dossier(open_view(given, plan))
    assert pages is not None
    with style.drawing():
        figures = list(pages.figures())
    assert len(figures) == 1
    return "\n".join(text.get_text() for text in figures[0].axes[0].texts)


def test_one_page_has_shares_formulas_margins_and_the_log() -> None:
    given, plan = by_teachers()
    shown = words(given, plan)
    assert all(name in shown for name in NAMES)
    assert "最大余数法" in shown
    assert "圣拉古法" in shown
    assert "逐名记录" in shown
    margin = next(m for m in plan.studies[0].margins if m.body == "达茂旗")
    assert f"{margin.more}　{margin.giver[0]}" in shown
    assert "欧阳" not in shown


def test_a_margin_to_a_body_of_a_long_name_stays_on_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = (*NAMES[:2], "达尔罕茂明安联合旗教育局", *NAMES[3:])
    monkeypatch.setattr("tests.reports.test_quota_dossier.NAMES", names)
    given, plan = by_teachers()
    margins = [m for m in plan.studies[0].margins if m.fewer and names[2] in m.taker]
    assert margins
    shown = words(given, plan).splitlines()
    assert all(f"{m.fewer}　{'、'.join(m.taker)}" in shown for m in margins)


def test_a_table_by_hand_shows_its_reasons_and_the_formulas() -> None:
    places = (5, 4, 3, 1, 4)
    bodies = tuple(
        Body(organisation=n, teachers=c, places=p)
        for n, c, p in zip(NAMES, COUNTS, places, strict=True)
    )
    given, plan = planned(*bodies, total=17, method="manual", reason="经局长办公会研究")
    shown = words(given, plan)
    assert shown.count("经局长办公会研究") == 6
    assert "逐名记录" not in shown
    assert "最大余数" in shown


def test_annex_ten_marks_a_missing_reason_and_the_reserved_part() -> None:
    given, plan = planned(
        Body(organisation="甲", teachers=10, places=1),
        Body(organisation="乙", teachers=20, rural=5),
        Body(organisation="丙", teachers=30, rural=1),
        total=5,
        reserved=1,
    )
    form = annex_form(open_view(given, plan), 10)
    assert form is not None
    assert form.headers == ("序号", "地区/单位", "专任教师数", "分配名额", "备注")
    remarks = {row[1]: row[4] for row in form.rows if not isinstance(row, Section)}
    assert remarks["甲"] == "指定〔理由待填〕"
    assert remarks["乙"] == "其中乡村 1 名"


def test_nothing_divided_prints_nothing() -> None:
    assert quota_dossier(open_view(season(), Plan(season=""))) is None
