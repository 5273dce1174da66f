"""会务表册 of a committee, sealed: what its secretary takes into the meeting, one workbook.

Signatures, the lots by which the order inside a half-day is drawn on site, and the count of the
ballots, worked by formula; annex 8 follows the count.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from models.calendar import date_of
from models.people import Applicant
from models.plan import Docket, Session
from reports.letters import quorum_of
from reports.plan_procedure import share_words
from reports.review_plan import organisation
from reports.sealed_letters import Sealed
from reports.sheets import Book, Form, Formula, Input, Section, Shown
from reports.view import footer_words
from reports.words import (
    blank,
    clean,
    half_day_words,
    long_date,
    season_name,
    stamp,
    word,
)

Rows = list[Sequence[Shown] | Section]
IN_PERSON = ("interview", "lesson_defence", "live_lesson")
BALLOTS: Final = "票决统计表"
FIRST_BALLOT: Final = 5
"""The first row of the count, below title, note, facts and header; annex 8 points to it."""
HAND = 27.0
"""Points of a row in which somebody signs."""


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
        *_counted(view, committee, dockets),
    ):
        if form is not None:
            book.add(form)
    return book.bytes()


def _dockets(view: Sealed, committee: str) -> list[tuple[Docket, Applicant]]:
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
    widths = (6.0, 10.0, 12.0, 18.0, 24.0, *(14.0 for _ in half_days))
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
        headers=("序号", "时间", "职责", "姓名", "会场", "签名", "备注"),
        widths=(6, 16, 10, 12, 20, 18, 20),
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        by_hand=HAND,
        filtered=False,
    )


# ------------------------------------------------------------------------------------------ lots


def _lots(view: Sealed, committee: str, dockets: list[tuple[Docket, Applicant]]) -> Form | None:
    """Who draws a lot in which half-day; the order of hearing is what the lot says."""
    rows = _by_session(
        view,
        committee,
        [pair for pair in dockets if pair[1].format in IN_PERSON],
        lambda number, docket, person: [
            number,
            docket.id,
            clean(person.name),
            _specialty(person),
            word("format", person.format or "dossier"),
            docket.minutes,
            _preparation(view, person),
            "",
            "",
            "",
        ],
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
        headers=(
            "序号",
            "申报编号",
            "姓名",
            "专业",
            "形式",
            "分钟",
            "备课分钟",
            "抽签号",
            "本人签名",
            "备注",
        ),
        widths=(6, 14, 12, 24, 12, 8, 10, 12, 20, 18),
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        closing=("抽签主持人：　　　　　　　　监督人员：　　　　　　　　计时：",),
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


def _called(view: Sealed, committee: str, dockets: list[tuple[Docket, Applicant]]) -> Form | None:
    """The dossiers of every panel with its readers, and room for their opinion."""
    rows = _by_session(
        view,
        committee,
        dockets,
        lambda number, docket, person: [
            number,
            docket.id,
            clean(person.name),
            organisation(view.season, person.organisation),
            _specialty(person),
            word("level", person.level),
            "、".join(_expert_name(view, key) for key in docket.readers) or "全体",
            "、".join(_expert_name(view, key) for key in docket.recused) or "—",
            "",
            "",
        ],
    )
    if not rows:
        return None
    return Form(
        sheet="小组评议表",
        title=f"{clean(view.season.committee[committee].name)}小组评议表",
        notes=("每份材料由无回避关系的评委评议；评议意见写同意推荐或不同意推荐，并签名。",),
        headers=(
            "序号",
            "申报编号",
            "姓名",
            "单位",
            "专业",
            "层级",
            "评议专家",
            "回避",
            "评议意见",
            "签名",
        ),
        widths=(6, 12, 10, 24, 18, 8, 22, 12, 20, 18),
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        closing=("组长：　　　　　　　　秘书：　　　　　　　　监督人员：",),
        by_hand=HAND,
        filtered=False,
    )


def _by_session(
    view: Sealed,
    committee: str,
    dockets: list[tuple[Docket, Applicant]],
    make: Callable[[int, Docket, Applicant], list[Shown]],
) -> Rows:
    """Rows by session, each session a section that begins a page."""
    by: dict[str, list[tuple[Docket, Applicant]]] = defaultdict(list)
    for pair in dockets:
        by[pair[0].session].append(pair)
    rows: Rows = []
    for session in view.sessions[committee]:
        if own := by.get(session.id):
            rows.append(Section(_session_words(view, session, len(own))))
            rows += [make(n, *pair) for n, pair in enumerate(own, 1)]
    return rows


def _session_words(view: Sealed, session: Session, count: int) -> str:
    room = view.season.room.get(session.room)
    group = _group_names(view).get(session.group, "")
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


def _specialty(person: Applicant) -> str:
    return clean(person.specialty) or clean(person.series)


# --------------------------------------------------------------------------------------- ballots


def _counted(view: Sealed, committee: str, dockets: list[tuple[Docket, Applicant]]) -> list[Form]:
    """The count of the ballots, and annex 8, whose results follow from it."""
    if not dockets:
        return []
    return [_ballots(view, committee, dockets), _annex_8(view, committee, dockets)]


def _ballots(view: Sealed, committee: str, dockets: list[tuple[Docket, Applicant]]) -> Form:
    season = view.season
    size = len(view.seats[committee]) or season.committee[committee].size or 0
    least = quorum_of(season, size)
    apart = _ballot_base(view) != "attending"
    rows: Rows = [
        [
            number,
            docket.id,
            clean(person.name),
            organisation(season, person.organisation),
            _specialty(person),
            word("level", person.level),
            Input(Formula('=IF($F${f}="","",$F${f})'), most=str(size) if size else ""),
            Input(len(docket.recused), most="$G{r}"),
            Input(most="$G{r}"),
            Input(most="$G{r}"),
            Input(most="$G{r}"),
            Formula(_check()),
            Formula(_result(view, least, apart=apart)),
        ]
        for number, (docket, person) in enumerate(dockets, 1)
    ]
    share = share_words(season, "vote.pass_share")
    base = "到会委员减去回避的" if apart else "到会委员（回避的不剔除）"
    facts: tuple[Shown, ...] = (
        "应到",
        size or blank("人数"),
        "最少到会",
        least or blank("人数"),
        "实到（填）",
        Input(most=str(size) if size else ""),
        "能否开会",
        Formula('=IF($F${f}="","",IF($F${f}<$D${f},"人数不足，不得表决","可以表决"))'),
        "参评",
        len(rows),
        "通过",
        Formula(f'=COUNTIF($M${FIRST_BALLOT}:$M${FIRST_BALLOT + len(rows) - 1},"通过")'),
    )
    return Form(
        sheet=BALLOTS,
        title=f"{clean(season.committee[committee].name)}票决统计表",
        notes=(
            f"黄色格填写，其余由公式得出。同意票达到{base}的 {share} 为通过（40号令第20条）；"
            "半日换人的，在“到会”列改填该半日人数。",
        ),
        facts=facts,
        headers=(
            "序号",
            "申报编号",
            "姓名",
            "单位",
            "专业",
            "层级",
            "到会",
            "回避",
            "同意",
            "不同意",
            "弃权",
            "票数核对",
            "结果",
        ),
        widths=(7, 14, 12, 24, 18, 11, 10, 20, 8, 8, 8, 12, 14),
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        closing=(
            "主持人：　　　　　　　　计票人：　　　　　　　　监票人：",
            "监督人员：　　　　　　　　日期：",
        ),
        by_hand=22,
        filtered=False,
        guarded=True,
        marks=(("L:L", "不符"), ("M:M", "不得"), ("H:H", "不足")),
    )


def _ballot_base(view: Sealed) -> str:
    key = "vote.denominator"
    profile = view.season.profile
    return str(profile.get(key).value) if profile.has(key) else "attending"


def _check() -> str:
    """Whether the ballots are as many as may vote."""
    return (
        '=IF(COUNT(I{r}:K{r})=0,"",IF(G{r}="","先填实到",'
        'IF(SUM(I{r}:K{r})=G{r}-N(H{r}),"相符","票数不符")))'
    )


def _result(view: Sealed, least: int, *, apart: bool) -> str:
    """Pass or not, in whole numbers: yes x denominator >= base x numerator."""
    key = "vote.pass_share"
    share = view.season.profile.share(key) if view.season.profile.has(key) else None
    if share is None:
        return '=""'
    base = "(G{r}-N(H{r}))" if apart else "G{r}"
    enough = f"I{{r}}*{share.denominator}>={base}*{share.numerator}"
    judged = f'IF({enough},"通过","未通过")'
    return (
        '=IF(OR(G{r}="",I{r}=""),"",'
        f'IF(G{{r}}<{least},"不得表决",IF(L{{r}}<>"相符","票数不符",{judged})))'
    )


def _annex_8(view: Sealed, committee: str, dockets: list[tuple[Docket, Applicant]]) -> Form:
    """核准备案花名册: everybody voted upon; filter the result to 通过 before it is filed."""
    season = view.season
    rows: Rows = [
        [
            number,
            clean(person.name),
            person.id_number or blank("证件号码"),
            organisation(season, person.organisation),
            clean(person.series),
            _specialty(person),
            word("level", person.level),
            word("track", person.track),
            Formula(f"=IF('{BALLOTS}'!I{row}=\"\",\"\",'{BALLOTS}'!I{row})"),
            Formula(f"='{BALLOTS}'!M{row}"),
            Input(),
            Input(),
        ]
        for number, row, person in (
            (n, FIRST_BALLOT + n - 1, person) for n, (_, person) in enumerate(dockets, 1)
        )
    ]
    return Form(
        sheet="附件8",
        heading="附件8",
        title="专业技术资格核准备案花名册",
        notes=(
            f"{clean(season.committee[committee].name)}　{season_name(season)}",
            "同意票和结果取自票决统计表；报送前按“结果”列筛选“通过”。",
        ),
        headers=(
            "序号",
            "姓名",
            "证件号码",
            "单位",
            "系列",
            "专业",
            "层级",
            "类别",
            "同意票",
            "结果",
            "资格起算时间",
            "备注",
        ),
        widths=(6, 10, 20, 26, 16, 18, 8, 10, 8, 10, 14, 16),
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        closing=("评委会组建单位（盖章）：　　　　　　　　核准部门（盖章）：",),
        by_hand=22,
    )
