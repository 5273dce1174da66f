"""The notice chain of meetings and appointments whose days are known."""

from datetime import date
from typing import Any

from models.appointment import Desk, Submission
from models.committee import Extension, Filing
from models.people import Organisation
from models.plan import Appointment, Meeting, Milestone, Plan
from scheduler import milestones
from scheduler.milestones import latest_posting
from scheduler.work import Work
from tests.seasons import committee, expert, season


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def chain(first: str, last: str, **fields: Any) -> dict[str, Milestone]:
    """Milestones by code of one committee that meets on these days."""
    meeting = Meeting(
        id="C",
        half_days=(f"2024-{first}.am", f"2024-{last}.pm"),
        plenaries=(f"2024-{last}.pm",),
    )
    given = season(committees=(committee(**fields),), experts=(expert("张"),))
    found = milestones.run(given, Plan(season="", meetings=(meeting,)), Work())
    items: tuple[Milestone, ...] = found.parts["milestones"]
    assert len({item.id for item in items}) == len(items)
    assert list(items) == sorted(items, key=lambda item: item.due)
    return {item.code: item for item in items}


def test_every_task_of_a_mid_committee_on_the_last_days_possible() -> None:
    found = chain("08-21", "08-22", filing=Filing(status="pending", renewal=True))
    assert {code: item.due for code, item in found.items()} == {
        "local_notice": day("05-31"),
        "applications_close.senior": day("06-20"),
        "applications_close.midjunior": day("07-26"),
        "committee_filing": day("07-31"),
        "pool_filing": day("07-31"),
        "plan_filing": day("08-14"),
        "consent": day("08-20"),
        "draw": day("08-20"),
        "meeting_first": day("08-21"),
        "meeting_last": day("08-22"),
        "result_posting": day("08-23"),
        "publication_end": day("08-30"),
        "report": day("09-06"),
        "approval": day("09-13"),
        "archive": day("10-12"),
    }
    assert found["report"].clause == "N2024-6.2.4b"
    assert {item.subject for item in found.values()} == {"", "C", "主管局"}


def test_only_the_closing_days_are_rights_and_they_are_not_moved() -> None:
    found = chain("08-21", "08-22")
    rights = {code for code, item in found.items() if item.kind == "right"}
    assert rights == {"applications_close.senior", "applications_close.midjunior"}
    assert all(found[code].printed is None for code in rights)


def test_a_duty_on_a_rest_day_is_done_before_and_keeps_the_printed_date() -> None:
    archive = chain("08-21", "08-22")["archive"]
    # 10-13 is a Sunday, Saturday 10-12 is worked.
    assert (archive.due, archive.printed) == (day("10-12"), day("10-13"))
    monday = chain("08-12", "08-12")
    assert (monday["consent"].due, monday["consent"].printed) == (day("08-09"), day("08-11"))
    assert monday["draw"].due == day("08-09")


def test_a_senior_committee_reports_within_a_month() -> None:
    found = chain("07-02", "07-03", levels=("associate_senior",))
    assert (found["report"].due, found["report"].clause) == (day("08-02"), "N2024-6.2.4a")
    assert found["report"].printed == day("08-03")
    assert found["plan_filing"].due == day("06-25")


def test_what_was_filed_and_agreed_stands_as_entered() -> None:
    found = chain("08-21", "08-22", plan_filed=day("08-01"), consent_on=day("08-05"))
    assert (found["plan_filing"].due, found["consent"].due) == (day("08-01"), day("08-05"))


def test_an_extended_review_has_its_tasks_before_the_table_of_days_ends() -> None:
    until = Extension(requested=day("08-01"), approved=True, until=day("12-31"))
    found = chain("12-23", "12-23", extension=until)
    assert found["publication_end"].due == day("12-31")
    assert found["report"].due == day("12-31")
    assert (found["approval"].due, found["approval"].printed) == (day("12-31"), date(2025, 1, 31))


def test_without_experts_or_renewal_nothing_is_filed_for_them() -> None:
    given = season(committees=(committee(),))
    plan = Plan(
        season="",
        meetings=(Meeting(id="C", half_days=("2024-08-12.am",), plenaries=("2024-08-12.am",)),),
    )
    codes = {m.code for m in milestones.run(given, plan, Work()).parts["milestones"]}
    assert not codes & {"pool_filing", "committee_filing"}


def test_the_latest_posting_days_of_the_notice() -> None:
    given = season()
    assert latest_posting(given, day("06-06")) == day("05-29")
    assert latest_posting(given, day("06-14")) == day("06-05")
    assert latest_posting(given, day("06-20")) == day("06-12")
    assert latest_posting(given, day("07-26")) == day("07-18")
    counted = season(changes={"publication.posting_day_counts": True})
    assert latest_posting(counted, day("06-14")) == day("06-06")


def test_each_unit_is_told_its_own_latest_posting_day() -> None:
    units = tuple(Organisation(id=name, name=name, kind="municipal") for name in ("甲", "乙"))
    given = season(
        organisations=units,
        submissions=tuple(
            Submission(id=f"s{unit.id}", organisation=unit.id, band="senior", dossiers=1)
            for unit in units
        ),
        desks=(Desk(id="D", name="窗口"),),
    )
    plan = Plan(
        season="",
        appointments=tuple(
            Appointment(
                id=f"a{n}", submission=f"s{unit}", annex=5, desk="D", at=at, dossiers=1, minutes=5
            )
            for n, (unit, at) in enumerate(
                [("甲", "2024-06-13.am"), ("甲", "2024-06-12.pm"), ("乙", "2024-06-14.am")]
            )
        ),
    )
    items: tuple[Milestone, ...] = milestones.run(given, plan, Work()).parts["milestones"]
    posted = {m.subject: m.due for m in items if m.code == "roster_posting"}
    assert posted == {"甲": day("06-03"), "乙": day("06-05")}
