"""会务表册 of a committee, sealed: what its secretary takes into the meeting, one workbook.

Signatures, the lots by which the order inside a half-day is drawn on site, the panels' lists, and
the count of the ballots with annex 8.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from models.calendar import date_of
from models.people import Applicant
from models.plan import Docket, Session
from reports.ballots import Dockets, counted
from reports.forms import Form, Rows, Section, Shown, columns
from reports.groups import sitting_of
from reports.letters import quorum_of
from reports.plan_procedure import IN_PERSON
from reports.review_plan import organisation
from reports.sealed_letters import Sealed
from reports.sheets import Book
from reports.view import footer_words
from reports.words import (
    blank,
    clean,
    half_day_words,
    long_date,
    specialty_of,
    stamp,
    word,
)

HAND = 27.0
"""Points of a row in which somebody signs."""
ROOMY = 4
"""Half-days beside which the other columns of the signatures may be wide."""
DUTY_COLUMNS = columns(
    *(("序号", 6), ("时间", 16), ("职责", 10), ("姓名", 12), ("会场", 20), ("签名", 18)),
    ("备注", 20),
)
LOT_COLUMNS = columns(
    *(
        ("序号", 6),
        ("申报编号", 14),
        ("姓名", 12),
        ("专业", 24),
        ("形式", 12),
        ("用时分钟", 9),
    ),
    *(("备课分钟", 10), ("抽签号", 12), ("本人签名", 20), ("备注", 18)),
)
PANEL_COLUMNS = columns(
    *(("序号", 6), ("申报编号", 12), ("姓名", 10), ("单位", 30), ("专业", 16), ("层级", 8)),
    *(("评议专家", 30), ("回避", 12), ("评议意见", 18), ("签名", 16)),
)


def meeting_workbook(view: Sealed, committee: str) -> bytes | None:
    """Attendance, lots, ballots and annex 8 of one committee; None when it does not meet."""
    meeting = next((item for item in view.plan.meetings if item.id == committee), None)
    if meeting is None or not meeting.half_days:
        return None
    given = view.season.committee[committee]
    name = clean(given.name)
    book = Book(f"{name} 会务表册", stamp(view.season))
    dockets = _dockets(view, committee)
    for form in (
        *_attendance(view, committee, meeting.half_days),
        _on_duty(view, committee),
        _lots(view, committee, dockets),
        _called(view, committee, dockets),
        *counted(view, committee, dockets),
    ):
        if form is not None:
            book.add(form)
    return book.bytes()


def _dockets(view: Sealed, committee: str) -> Dockets:
    """The committee's dockets by the number of the applicant: no order of hearing is told."""
    people = view.season.applicant
    found = [(d, people[d.id]) for d in view.plan.dockets if d.committee == committee]
    return sorted(found, key=lambda pair: pair[0].id)


def _group_names(view: Sealed) -> dict[str, str]:
    return {group.id: clean(group.name) or "全体" for group in view.plan.groups}


# ------------------------------------------------------------------------------------ signatures


def _attendance(view: Sealed, committee: str, half_days: Sequence[str]) -> list[Form]:
    """Members and half-days, a box for each signature; who is not due has a stroke."""
    seats = view.seats[committee]
    if not seats:
        return []
    name = clean(view.season.committee[committee].name)
    groups = _group_names(view)
    due: dict[str, set[str]] = defaultdict(set)
    for session in view.sessions[committee]:
        for member in session.members:
            due[member].add(session.at)
    rows: Rows = []
    for number, seat in enumerate(seats, 1):
        boxes = ["" if not due or at in due[seat.expert] else "—" for at in half_days]
        rows.append(
            [
                number,
                _expert_name(view, seat.expert),
                word("role", seat.role),
                groups.get(seat.group, ""),
                _expert_unit(view, seat.expert),
                *boxes,
            ]
        )
    rows += [[""] * (5 + len(half_days)) for _ in range(3)]
    wanted = ["", "应到人数", "", "", ""]
    rows.append(
        [*wanted, *(sum(not due or at in due[s.expert] for s in seats) for at in half_days)]
    )
    rows.append(["", "实到人数", "", "", "", *["" for _ in half_days]])
    least = quorum_of(view.season, len(seats))
    notes = (
        f"委员 {len(seats)} 人，全体会议到会不少于 {least or blank('最少人数')} 人方可开会；"
        "“—”为该半日不需到会。替补到会的在空行填写姓名并注明所替委员。",
    )
    group, unit, box = (26.0, 24.0, 14.0) if len(half_days) <= ROOMY else (18.0, 18.0, 12.0)
    widths = (6.0, 10.0, 11.0, group, unit, *(box for _ in half_days))
    heads = ("序号", "姓名", "职务", "学科组", "单位", *map(half_day_words, half_days))
    return [
        Form(
            sheet="签到表",
            title=f"{name}委员签到表",
            notes=notes,
            headers=heads,
            widths=widths,
            rows=rows,
            footer=footer_words(view.season, "sealed", view.number),
            closing=("主持人：　　　　　　　　监督人员：　　　　　　　　秘书：",),
            by_hand=HAND,
            filtered=False,
            one_page=True,
        )
    ]


def _expert_name(view: Sealed, key: str) -> str:
    person = view.season.expert.get(key)
    return clean(person.name) if person else key


def _expert_unit(view: Sealed, key: str) -> str:
    person = view.season.expert.get(key)
    return organisation(view.season, person.organisation) if person else blank("单位")


def _on_duty(view: Sealed, committee: str) -> Form | None:
    """Supervisors, secretaries, timekeepers and tellers, with a box to sign."""
    season = view.season
    meeting = next(item for item in view.plan.meetings if item.id == committee)
    rows: Rows = []
    for n, duty in enumerate(sorted(meeting.duties, key=lambda d: (d.at, d.role, d.staff)), 1):
        person = season.member_of_staff.get(duty.staff)
        room = season.room.get(duty.room)
        rows.append(
            [
                n,
                half_day_words(duty.at),
                word("duty", duty.role),
                clean(person.name) if person else duty.staff,
                clean(room.name) if room else "各会场",
                "",
                "",
            ]
        )
    if not rows:
        return None
    return Form(
        sheet="工作人员签到",
        title=f"{clean(season.committee[committee].name)}工作人员签到表",
        notes=(),
        **DUTY_COLUMNS,
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        by_hand=HAND,
        filtered=False,
        one_page=True,
    )


# ------------------------------------------------------------------------------------------ lots


def _lots(view: Sealed, committee: str, dockets: Dockets) -> Form | None:
    """Who draws a lot in which half-day; the order of hearing is what the lot says."""
    rows = _by_session(
        view,
        committee,
        [pair for pair in dockets if pair[1].format in IN_PERSON],
        lambda number, docket, person: [
            number,
            docket.id,
            clean(person.name),
            specialty_of(person),
            word("format", person.format or "dossier"),
            docket.minutes,
            _preparation(view, person),
            "",
            "",
            "",
        ],
        "抽签主持人：　　　　　　　　监督人员：　　　　　　　　计时：",
    )
    if not rows:
        return None
    return Form(
        sheet="抽签表",
        title=f"{clean(view.season.committee[committee].name)}答辩（说课）抽签表",
        notes=(
            "只定组别和半日，半日内的次序由本人现场抽签。本表按申报编号排列，不是次序。",
            "须备课的，抽签后按“备课分钟”提前进备课室；第一位在半日开始"
            + ("后备课。" if _inside(view) else "前备课。"),
        ),
        **LOT_COLUMNS,
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        by_hand=HAND,
        filtered=False,
    )


def _inside(view: Sealed) -> bool:
    """Whether the first one prepares within the half-day."""
    key = "preparation.inside_session"
    return view.season.profile.has(key) and view.season.profile.flag(key)


def _preparation(view: Sealed, person: Applicant) -> int | str:
    """Minutes that the format gives to prepare; a dash where it gives none."""
    key = f"format.{person.format or 'dossier'}.preparation_minutes"
    profile = view.season.profile
    return (profile.integer(key) if profile.has(key) else 0) or "—"


def _called(view: Sealed, committee: str, dockets: Dockets) -> Form | None:
    """The dossiers of every panel with its readers, and room for their opinion."""
    panel = {s.id: s.members for s in view.sessions[committee] if s.kind == "panel"}
    rows = _by_session(
        view,
        committee,
        [pair for pair in dockets if pair[0].session in panel],
        lambda number, docket, person: [
            number,
            docket.id,
            clean(person.name),
            organisation(view.season, person.organisation),
            specialty_of(person),
            word("level", person.level),
            "、".join(_expert_name(view, key) for key in docket.readers) or "全体",
            "、".join(
                _expert_name(view, key) for key in docket.recused if key in panel[docket.session]
            )
            or "—",
            "",
            "",
        ],
        "组长：　　　　　　　　秘书：　　　　　　　　监督人员：",
    )
    if not rows:
        return None
    return Form(
        sheet="小组评议表",
        title=f"{clean(view.season.committee[committee].name)}小组评议表",
        notes=("每份材料由无回避关系的评委评议；评议意见写同意推荐或不同意推荐，并签名。",),
        **PANEL_COLUMNS,
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        by_hand=HAND,
        filtered=False,
    )


def _by_session(
    view: Sealed,
    committee: str,
    dockets: Dockets,
    make: Callable[[int, Docket, Applicant], list[Shown]],
    signed: str,
) -> Rows:
    """Rows by session, each a section that begins a page and ends with who signs for it."""
    by: dict[str, Dockets] = defaultdict(list)
    for pair in dockets:
        by[pair[0].session].append(pair)
    rows: Rows = []
    for session in view.sessions[committee]:
        if own := by.get(session.id):
            rows.append(Section(_session_words(view, session, len(own))))
            rows += [make(n, *pair) for n, pair in enumerate(own, 1)]
            rows.append(Section(signed, page=False, signed=True))
    return rows


def _session_words(view: Sealed, session: Session, count: int) -> str:
    room = view.season.room.get(session.room)
    group = sitting_of(view.plan, session) if session.group else ""
    day = long_date(date_of(session.at))
    parts = [
        f"{day}{half_day_words(session.at)[-2:]}",
        clean(room.name) if room else blank("会场"),
        group,
        word("kind", session.kind),
        word("category", session.category),
        f"{count} 人",
    ]
    return "　".join(part for part in parts if part)
