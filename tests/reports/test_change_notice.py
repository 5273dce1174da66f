"""Between two plans: who is told what, in which profile, and that nothing changed."""

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from models.plan import Plan, Session
from models.season import Season
from reports.change_notice import (
    Notice,
    change_jobs,
    changes_since,
    notice_letter,
    notice_workbook,
    notices,
)
from reports.view import Profile
from tests.reports.sample import make_season
from tests.reports.test_papers import secret_twin, words_of


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season(3, 30)


def told(
    season: Season, old: Plan, new: Plan, profile: Profile = "sealed"
) -> list[tuple[str, ...]]:
    """The changes as (audience, who, what, old, new)."""
    found = notices(season, old, new)[profile]
    return [(c.audience, c.who, c.what, c.old, c.new) for c in found.changes]


def test_nothing_changed_says_so(season: Season, plan: Plan) -> None:
    for notice in notices(season, plan, plan).values():
        assert notice.changes == ()
        assert "没有不同" in words_of(notice_letter(notice))
        book = load_workbook(io.BytesIO(notice_workbook(notice)))
        assert book.sheetnames == ["汇总"]
        texts = [cell.value for row in book["汇总"].iter_rows() for cell in row]
        assert any("没有不同" in str(text) for text in texts)


def test_a_unit_is_told_its_old_and_new_visit_and_nobody_else_is(
    season: Season, plan: Plan
) -> None:
    first = plan.appointments[0]
    moved = first.model_copy(update={"at": "2024-06-14.pm", "desk": "D3"})
    new = plan.model_copy(update={"appointments": (moved, *plan.appointments[1:])})
    unit = season.submission[first.submission].organisation
    for profile in ("public", "internal", "sealed"):
        assert told(season, plan, new, profile) == [
            (
                "unit",
                unit,
                "visit",
                f"6月6日上午 09:00 1号窗口，{first.dossiers} 份",
                f"6月14日下午 09:00 4号窗口，{first.dossiers} 份",
            )
        ]
    letter = words_of(notice_letter(notices(season, plan, new)["public"]))
    assert season.organisation[unit].name in letter
    assert "6月14日下午" in letter


def test_a_visit_that_is_gone_and_one_that_is_new(season: Season, plan: Plan) -> None:
    fewer = plan.model_copy(update={"appointments": plan.appointments[1:]})
    gone = told(season, plan, fewer)
    assert [row[4] for row in gone] == ["撤销，不再安排"]
    assert [row[3] for row in told(season, fewer, plan)] == ["（无）"]


def test_new_dates_go_to_the_organiser_and_to_everybody_who_comes(
    season: Season, plan: Plan
) -> None:
    later = {"2024-08-08": "2024-08-22"}
    meeting = plan.meetings[1]

    def moved(at: str) -> str:
        return later.get(at[:10], at[:10]) + at[10:]

    shifted = meeting.model_copy(
        update={
            "half_days": tuple(map(moved, meeting.half_days)),
            "plenaries": tuple(map(moved, meeting.plenaries)),
            "rooms": tuple(u.model_copy(update={"at": moved(u.at)}) for u in meeting.rooms),
        }
    )
    sessions = tuple(
        s.model_copy(update={"at": moved(s.at)}) if s.committee == meeting.id else s
        for s in plan.sessions
    )
    meetings = tuple(shifted if m.id == meeting.id else m for m in plan.meetings)
    new = plan.model_copy(update={"meetings": meetings, "sessions": sessions})
    assert shifted != meeting
    found = told(season, plan, new)
    assert {(row[0], row[1]) for row in found if row[0] == "organiser"} == {("organiser", "C01")}
    experts = {row[1] for row in found if row[0] == "expert"}
    touched = {s.id: s for s in plan.sessions if s.committee == "C01" and moved(s.at) != s.at}
    assert experts == {expert for s in touched.values() for expert in s.members}
    applicants = {row[1] for row in found if row[0] == "applicant"}
    assert applicants == {
        d.id
        for d in plan.dockets
        if d.session in touched and season.applicant[d.id].format == "lesson_defence"
    }
    assert told(season, plan, new, "public") == []


def replaced(plan: Plan) -> tuple[Plan, str, str]:
    """The plan with the first reserve of C01 in the place of its last member."""
    reserve = next(r for r in plan.reserves if r.committee == "C01")
    seat = [s for s in plan.seats if s.committee == "C01"][-1]

    def put(session: Session) -> Session:
        members = tuple(reserve.expert if m == seat.expert else m for m in session.members)
        return session.model_copy(update={"members": members})

    new = plan.model_copy(
        update={
            "seats": tuple(
                s.model_copy(update={"expert": reserve.expert}) if s == seat else s
                for s in plan.seats
            ),
            "reserves": tuple(r for r in plan.reserves if r != reserve),
            "sessions": tuple(map(put, plan.sessions)),
        }
    )
    return new, seat.expert, reserve.expert


def test_a_replacement_is_told_to_two_people_under_seal_only(season: Season, plan: Plan) -> None:
    new, left, came = replaced(plan)
    found = told(season, plan, new)
    assert {(row[0], row[1]) for row in found} == {("expert", left), ("expert", came)}
    assert (left, "不再担任") in {(row[1], row[4]) for row in found if row[2] == "seat"}
    (new_member,) = [row for row in found if row[1] == came]  # one thing to tell, days and all
    assert new_member[2:4] == ("seat", "（无）")
    assert new_member[4].startswith("委员（")
    assert re.search(r"；\d+月\d+日[上下]午 ", new_member[4])
    assert told(season, plan, new, "internal") == []
    assert told(season, plan, new, "public") == []


def test_open_notices_hang_on_no_secret(season: Season, plan: Plan) -> None:
    new, _, _ = replaced(plan)
    first = plan.appointments[0].model_copy(update={"at": "2024-06-14.pm"})
    new = new.model_copy(update={"appointments": (first, *plan.appointments[1:])})
    other = new.model_copy(update={"seats": plan.seats[::-1], "sessions": (), "reserves": ()})
    made = [
        {path: data for job in change_jobs(*given) for path, data in job.make().items()}
        for given in ((season, plan, new), (secret_twin(season), plan, other))
    ]
    assert {*made[0]} == {
        f"{p}/变更通知.{e}" for p in ("public", "internal", "sealed") for e in ("docx", "xlsx")
    }
    for path, data in made[0].items():
        assert (data == made[1][path]) is not path.startswith("sealed/"), path


def test_a_letter_to_one_alone_holds_nothing_of_another(season: Season, plan: Plan) -> None:
    new, left, came = replaced(plan)
    first = plan.appointments[0].model_copy(update={"at": "2024-06-14.pm"})
    new = new.model_copy(update={"appointments": (first, *plan.appointments[1:])})
    unit = season.submission[first.submission].organisation
    wanted = (f"expert={came}", f"unit={unit}", "unit=O9", "committee=C01")
    jobs = [j for j in changes_since(season, plan, new, subjects=wanted) if j.about]
    assert [j.about for j in jobs] == [(f"expert={came}",), (f"unit={unit}",)]
    (sealed,), (public,) = (list(job.make().items()) for job in jobs)
    assert sealed[0].startswith("sealed/变更通知/")
    assert public[0].startswith("public/变更通知/")
    told_words = words_of(sealed[1])
    assert f"{season.expert[came].name}：" in told_words
    assert season.expert[left].name not in told_words
    assert "不告知其他评委" not in told_words  # what the office is told, not the expert
    assert season.organisation[unit].name in words_of(public[1])
    assert season.expert[came].name not in words_of(public[1])


def test_the_list_to_tick_off_has_a_sheet_for_each_audience(season: Season, plan: Plan) -> None:
    new, left, _ = replaced(plan)
    book: Any = load_workbook(io.BytesIO(notice_workbook(notices(season, plan, new)["sealed"])))
    assert book.sheetnames == ["汇总", "评审专家"]
    rows = [[cell.value for cell in row] for row in book["评审专家"].iter_rows()]
    head = next(row for row in rows if row[0] == "序号")
    assert head[-3:] == ["联系人", "电话", "通知人和时间"]
    mine = next(row for row in rows if row[1] == season.expert[left].name)
    assert mine[head.index("电话")] == season.expert[left].phone


def test_internal_lists_have_no_telephone(season: Season, plan: Plan) -> None:
    first = plan.appointments[0].model_copy(update={"at": "2024-06-14.pm"})
    new = plan.model_copy(update={"appointments": (first, *plan.appointments[1:])})
    notice: Notice = notices(season, plan, new)["internal"]
    book: Any = load_workbook(io.BytesIO(notice_workbook(notice)))
    texts = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    assert "电话" not in texts
    assert not texts & {item.phone for item in season.submissions}
