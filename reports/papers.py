"""Every Word paper and every workbook beside the plan's own: its path, and how it is made."""

from collections.abc import Iterator
from functools import partial

from models.season import Season
from reports import letters, rosters, sealed_letters
from reports.draw_record import draw_form, draw_record
from reports.jobs import Job
from reports.meeting_sheets import meeting_workbook
from reports.paths import about, file_name, one
from reports.sealed_letters import Sealed
from reports.view import Open


def internal_papers(view: Open, files: dict[str, str]) -> Iterator[Job]:
    """Papers for the office, without anybody's name; `files` are file names by committee."""
    if not (view.plan.meetings or view.plan.appointments):
        return
    make = partial(rosters.timetable_workbook, view)
    yield one("internal/评审会议日程.xlsx", make)
    yield one("internal/附件3_附件4.xlsx", partial(rosters.annexes_3_4, view))
    for number, (unit, visits) in enumerate(letters.units_with_visits(view).items(), 1):
        name = file_name(letters.organisation(view.season, unit))
        path = f"internal/送审通知单/{number:03}_{name}.docx"
        yield one(path, partial(letters.unit_notice, view, unit, visits), *about("unit", unit))
    if view.plan.meetings:
        for key, name in files.items():
            path = f"internal/评审结果公示/{name}.docx"
            yield one(path, partial(letters.result_notice, view, key), *about("committee", key))
            path = f"internal/核准备案报告/{name}.docx"
            yield one(path, partial(letters.approval_report, view, key), *about("committee", key))
    for key in letters.wants_extension(view):
        path = f"internal/延期申请/{files[key]}.docx"
        yield one(path, partial(letters.extension_request, view, key), *about("committee", key))
    yield from _entrustments(view, files)
    yield from _forms(view)


def _entrustments(view: Open, files: dict[str, str]) -> Iterator[Job]:
    season = view.season
    for given in season.committees:
        for item in given.entrustments:
            body = file_name(letters.organisation(season, item.organisation))
            path = f"internal/委托评审函/{files[given.id]}_{body}.docx"
            yield one(
                path,
                partial(letters.entrustment_letter, view, given, item),
                *about("committee", given.id),
                *about("unit", item.organisation),
            )
    for unit in letters.delegated(view):
        path = f"internal/委托评审函/驻包单位_{file_name(unit.name)}.docx"
        yield one(path, partial(letters.delegation_letter, view, unit), *about("unit", unit.id))


def _forms(view: Open) -> Iterator[Job]:
    """The empty forms."""
    for name, make in (
        ("通知回执", letters.receipt),
        ("职称申报诚信承诺书", letters.applicant_pledge),
        ("评审专家回避与诚信承诺书", letters.expert_pledge_form),
        ("抽取记录表", draw_form),
        ("延期申请", letters.extension_request),
        ("委托评审函", letters.entrustment_letter),
    ):
        yield one(f"internal/空白表单/{name}.docx", partial(make, view))


def sealed_papers(season: Season, view: Sealed, files: dict[str, str]) -> Iterator[Job]:
    """Papers that name people."""
    yield one("sealed/委员和备选.xlsx", partial(rosters.members_workbook, view))
    yield one("sealed/附件7.xlsx", partial(rosters.annex_7, view))
    for key, name in files.items():
        if view.seats.get(key):
            path = f"sealed/专家邀请函/{name}.docx"
            yield one(
                path, partial(sealed_letters.invitations, view, key), *about("committee", key)
            )
            if key in view.drawn:
                path = f"sealed/抽取记录表/{name}.docx"
                make = partial(draw_record, season, view.plan, key, view.number, view.templates)
                yield one(path, make, *about("committee", key))
            path = f"sealed/会务表册/{name}.xlsx"
            yield one(path, partial(meeting_workbook, view, key), *about("committee", key))
            path = f"sealed/回避与诚信承诺书/{name}.docx"
            yield one(path, partial(sealed_letters.pledges, view, key), *about("committee", key))
    posters = sealed_letters.posting_units(season)
    for number, (unit, people) in enumerate(posters.items(), 1):
        name = file_name(letters.organisation(season, unit))
        path = f"sealed/花名册公示/{number:03}_{name}.docx"
        yield one(
            path, partial(sealed_letters.roster_notice, view, unit, people), *about("unit", unit)
        )
