"""The sheets of the sealed workbook: which part of the plan each holds, column by column."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from models.base import Record
from models.calendar import HalfDay
from models.messages import text
from models.people import StaffRole
from models.plan import (
    Appointment,
    Award,
    Docket,
    Meeting,
    Milestone,
    Plan,
    PlannedGroup,
    PutAside,
    Reserve,
    Seat,
    Session,
)
from reports.cells import Cell, Column, Fields, Lookup
from reports.words import clause_ref, clean, half_day_words, word


class RoomRow(Record, frozen=True):
    """A RoomUse with its meeting, as a row of its own."""

    id: str
    committee: str
    at: HalfDay
    room: str
    group: str = ""


class DutyRow(Record, frozen=True):
    """A Duty with its meeting, as a row of its own."""

    id: str
    committee: str
    at: HalfDay
    staff: str
    role: StaffRole
    room: str = ""


@dataclass(frozen=True)
class Table:
    """One sheet: rows of one kind of record."""

    sheet: str
    title: str
    record: type[Record]
    rows: Callable[[Plan], Iterable[Record]]
    columns: tuple[Column, ...]
    fixed: tuple[tuple[str, Any], ...] = ()
    """Fields that the sheet itself settles."""
    sort: tuple[str, ...] = ()
    """Fields by which the rows are printed; else the plan's own order."""


def room_rows(plan: Plan) -> list[RoomRow]:
    """Every room kept, numbered within its meeting."""
    return [
        RoomRow(id=f"{m.id}/{n}", committee=m.id, **dict(use))
        for m in plan.meetings
        for n, use in enumerate(m.rooms, 1)
    ]


def duty_rows(plan: Plan) -> list[DutyRow]:
    """Every duty, numbered within its meeting."""
    return [
        DutyRow(id=f"{m.id}/{n}", committee=m.id, **dict(duty))
        for m in plan.meetings
        for n, duty in enumerate(m.duties, 1)
    ]


def _submission(attribute: str, kind: str = "") -> Callable[[Lookup, Fields], Cell]:
    def show(look: Lookup, fields: Fields) -> Cell:
        found = look.season.submission.get(fields["submission"])
        value = getattr(found, attribute) if found else ""
        return word(kind, value) if kind else clean(value)

    return show


def _place(look: Lookup, fields: Fields) -> Cell:
    desk = look.season.desk.get(fields["desk"])
    return clean(desk.place) if desk else ""


def _unit(table: str, field: str) -> Callable[[Lookup, Fields], Cell]:
    def show(look: Lookup, fields: Fields) -> Cell:
        items: dict[str, Any] = {"expert": look.season.expert, "applicant": look.season.applicant}[
            table
        ]
        person = items.get(fields[field])
        return look.name("organisation", person.organisation) if person else ""

    return show


def _organiser(look: Lookup, fields: Fields) -> Cell:
    found = look.season.committee.get(fields["id"])
    return look.name("organisation", found.organiser) if found else ""


def _session(look: Lookup, fields: Fields) -> Cell:
    found = look.sessions.get(fields["session"])
    return f"{half_day_words(found.at)} {look.name('room', found.room)}".strip() if found else ""


def _subject(look: Lookup, fields: Fields) -> Cell:
    subject = fields["subject"]
    for table in ("committee", "organisation"):
        if look.has(table, subject):
            return look.name(table, subject)
    head, _, tail = subject.partition("/")
    if tail:
        return f"{word('unit', head)} {word('band', tail)}"
    return word("band", subject) if subject else "全市"


def _owner(look: Lookup, fields: Fields) -> Cell:
    owner = fields["owner"]
    return look.name("organisation", owner) or word("owner", owner)


def _aside(look: Lookup, fields: Fields) -> Cell:
    tables = {
        "applicants": "applicant",
        "experts": "expert",
        "committees": "committee",
        "submissions": "submission",
        "organisations": "organisation",
        "quota": "quota",
    }
    return look.name(tables[fields["table"]], fields["row"])


def _reason(_look: Lookup, fields: Fields) -> Cell:
    return clean(text(fields["code"], fields["args"]))


def _step(_look: Lookup, fields: Fields) -> Cell:
    return word("step", fields["step"]) if fields["step"] else ""


def _cited(field: str) -> Callable[[Lookup, Fields], Cell]:
    return lambda _look, fields: clause_ref(fields[field]) if fields[field] else ""


ORDER = Column("序号", "order", width=6)
ROW = Column("行号", "id", "id", width=14)


def pair(
    header: str, field: str, table: str, width: float = 14, id_header: str = ""
) -> tuple[Column, Column]:
    """The name of something, for people, and its id."""
    return (
        Column(header, "name", field, table, width),
        Column(id_header or f"{header}编号", "id", field, table, 12),
    )


def _at() -> tuple[Column, Column]:
    return Column("日期", "day", "at", width=12), Column("时段", "half", "at", width=6)


COMMITTEE = pair("评委会", "committee", "committee", 46)
GROUP = pair("学科组", "group", "group", 24)
ROOM = pair("会场", "room", "room", 20)
EXPERT = pair("姓名", "expert", "expert", 10, "专家编号")


def _annex(number: int, title: str) -> Table:
    desk = pair("窗口", "desk", "desk", 12)
    return Table(
        f"附件{number}",
        title,
        Appointment,
        lambda plan: [item for item in plan.appointments if item.annex == number],
        (
            *_at(),
            desk[0],
            Column("地点", "shown", width=22, show=_place),
            Column("单位", "name", "submission", "submission", 30),
            Column("层级", "shown", width=8, show=_submission("band", "band")),
            Column("系列", "shown", width=14, show=_submission("series")),
            Column("份数", "whole", "dossiers", width=7),
            Column("到达时间", "text", "start", width=9),
            Column("用时分钟", "whole", "minutes", width=9),
            Column("步骤", "word", "kind", "desk-step", 8),
            Column("联系人", "shown", width=10, show=_submission("contact")),
            Column("联系电话", "shown", width=14, show=_submission("phone")),
            Column("备注", "shown", width=20, show=_submission("note")),
            desk[1],
            Column("送审编号", "id", "submission", "submission", 12),
            ROW,
        ),
        fixed=(("annex", number),),
        sort=("at", "desk", "start"),
    )


TABLES: tuple[Table, ...] = (
    _annex(5, "高级专业技术资格申报材料审核时间安排表"),
    _annex(6, "中、初级专业技术资格申报材料审核时间安排表"),
    Table(
        "附件10",
        "中小学正高级教师申报名额分配表",
        Award,
        lambda plan: plan.awards,
        (
            ORDER,
            Column("地区/单位", "name", "organisation", "organisation", 36),
            Column("专任教师数", "whole", "basis", width=12),
            Column("分配名额", "whole", "places", width=10),
            Column("指定", "flag", "fixed", width=6),
            Column("备注", "text", "reason", width=30),
            Column("单位编号", "id", "organisation", "organisation", 12),
            Column("名额表编号", "id", "quota", "quota", 12),
            ROW,
        ),
    ),
    Table(
        "评委会日程",
        "评委会会议日程",
        Meeting,
        lambda plan: plan.meetings,
        (
            ORDER,
            Column("评委会", "name", "id", "committee", 40),
            Column("组建单位", "shown", width=26, show=_organiser),
            Column("会议半日", "half_days", "half_days", width=60),
            Column("全体会议", "half_days", "plenaries", width=30),
            Column("评委会编号", "id", "id", "committee", 12),
        ),
    ),
    Table(
        "会场",
        "会场使用安排",
        RoomRow,
        room_rows,
        (*_at(), COMMITTEE[0], GROUP[0], ROOM[0], COMMITTEE[1], GROUP[1], ROOM[1], ROW),
        sort=("at", "room"),
    ),
    Table(
        "值守",
        "监督、秘书、计时、计票人员安排",
        DutyRow,
        duty_rows,
        (
            *_at(),
            COMMITTEE[0],
            Column("职责", "word", "role", "duty", 8),
            Column("姓名", "name", "staff", "staff", 10),
            ROOM[0],
            COMMITTEE[1],
            Column("人员编号", "id", "staff", "staff", 12),
            ROOM[1],
            ROW,
        ),
        sort=("at", "committee"),
    ),
    Table(
        "学科组",
        "学科组",
        PlannedGroup,
        lambda plan: plan.groups,
        (
            COMMITTEE[0],
            Column("学科组", "text", "name", width=24),
            Column("专业", "texts", "specialties", width=30),
            Column("人数", "whole", "size", width=7),
            Column("小组半日数", "counts", "panels", width=28),
            Column("小组人数", "whole", "panel_size", width=9),
            COMMITTEE[1],
            Column("学科组编号", "id", "id", width=14),
        ),
    ),
    Table(
        "委员",
        "评委会委员（拟）",
        Seat,
        lambda plan: plan.seats,
        (
            ORDER,
            COMMITTEE[0],
            GROUP[0],
            Column("职务", "word", "role", "role", 12),
            EXPERT[0],
            Column("单位", "shown", width=32, show=_unit("expert", "expert")),
            COMMITTEE[1],
            GROUP[1],
            EXPERT[1],
            ROW,
        ),
    ),
    Table(
        "备选",
        "备选委员（按抽取次序）",
        Reserve,
        lambda plan: plan.reserves,
        (
            COMMITTEE[0],
            GROUP[0],
            Column("来源", "word", "origin", "origin", 8),
            Column("次序", "whole", "order", width=6),
            EXPERT[0],
            Column("单位", "shown", width=32, show=_unit("expert", "expert")),
            COMMITTEE[1],
            GROUP[1],
            EXPERT[1],
            ROW,
        ),
    ),
    Table(
        "场次",
        "评议场次",
        Session,
        lambda plan: plan.sessions,
        (
            *_at(),
            COMMITTEE[0],
            GROUP[0],
            Column("会议", "word", "kind", "kind", 10),
            Column("类别", "word", "category", "category", 8),
            ROOM[0],
            Column("到会委员", "names", "members", "expert", 50),
            COMMITTEE[1],
            GROUP[1],
            ROOM[1],
            Column("委员编号", "ids", "members", "expert", 20),
            Column("场次编号", "id", "id", width=14),
        ),
        sort=("at", "committee", "room"),
    ),
    Table(
        "分派",
        "申报材料分派",
        Docket,
        lambda plan: plan.dockets,
        (
            COMMITTEE[0],
            GROUP[0],
            Column("申报人", "name", "id", "applicant", 10),
            Column("单位", "shown", width=32, show=_unit("applicant", "id")),
            Column("类别", "word", "category", "category", 8),
            Column("分钟", "whole", "minutes", width=6),
            Column("场次", "shown", width=32, show=_session),
            Column("评议专家", "names", "readers", "expert", 30),
            Column("回避", "names", "recused", "expert", 16),
            COMMITTEE[1],
            GROUP[1],
            Column("场次编号", "id", "session", "session", 14),
            Column("评议专家编号", "ids", "readers", "expert", 20),
            Column("回避编号", "ids", "recused", "expert", 14),
            Column("申报编号", "id", "id", "applicant", 12),
        ),
    ),
    Table(
        "时间节点",
        "时间节点",
        Milestone,
        lambda plan: plan.milestones,
        (
            Column("日期", "date", "due", width=12),
            Column("事项", "word", "code", "milestone", 18),
            Column("对象", "shown", width=46, show=_subject),
            Column("印发日期", "date", "printed", width=12),
            Column("依据", "shown", width=20, show=_cited("clause")),
            Column("办理方", "shown", width=30, show=_owner),
            Column("性质", "word", "kind", "binding", 8),
            Column("对象编号", "id", "subject", width=14),
            Column("办理方编号", "id", "owner", width=14),
            Column("条款编号", "id", "clause", width=14),
            ROW,
        ),
        sort=("due", "code", "subject"),
    ),
    Table(
        "退回清单",
        "退回与不能开评清单",
        PutAside,
        lambda plan: plan.put_aside,
        (
            ORDER,
            Column("种类", "word", "table", "table", 10),
            Column("名称", "shown", width=36, show=_aside),
            Column("原因", "shown", width=42, show=_reason),
            Column("依据", "shown", width=16, show=_cited("clause")),
            Column("步骤", "shown", width=12, show=_step),
            Column("数值", "json", "args", width=20),
            Column("编号", "id", "row", width=14),
            Column("原因编号", "id", "code", width=28),
            Column("步骤编号", "id", "step", width=12),
            Column("条款编号", "id", "clause", width=14),
            ROW,
        ),
    ),
)
