"""方案.xlsx, sealed: every decision of the plan in a cell that a person may read and edit.

What nobody decides by hand (windows, quotients, bounds, records of draws, versions) travels in
the hidden sheet 原件, which holds the whole plan as it was written: `plan_readback` compares the
cells with it and so reports every edited cell by its address.
"""

import base64
import re
import zlib
from collections.abc import Sequence

from models.base import Record, sha256
from models.messages import goal_text, text
from models.plan import Plan, Share, plan_bytes
from models.season import Season
from reports.cells import AT_END, Cell, Column, Lookup, encode
from reports.duty_load import duty_form
from reports.forms import A3, A4, Form
from reports.sheets import Book
from reports.tables import TABLES, Table
from reports.view import footer_words
from reports.words import clause_ref, parameter_words, season_name, stamp, word

ORIGINAL = "原件"
CHUNK = 30_000
WIDE = 150
"""Width of columns from which on a sheet is printed on A3."""

_ID = re.compile(r"[a-z_]+(?:[.][a-z0-9_]+)+")
"""The id of a number of the year, in the note of another."""
_HELP = (
    "本工作簿密封保管，含专家姓名，不得外传。",
    "各表可以直接修改：日期写 2024-08-07，半日写“2024-08-07 上午”，多项用“、”隔开。",
    "改人或会场，改名称或行末灰色编号都可以；重名的改编号。新增的行，行号留空；整行删除即取消。",
    "“地点、单位、联系人”等由编号得出的格，改动不起作用，核对时会指出。",
    "改完保存后核对：pingshen verify 季节文件 方案.xlsx，逐格列出改动和违反的条款。",
)


def plan_workbook(season: Season, plan: Plan) -> bytes:
    """The sealed workbook of a plan."""
    look = Lookup(season, plan)
    book = Book(f"{season_name(season)} 方案", stamp(season))
    data = plan_bytes(plan)
    number = sha256(data)
    footer = footer_words(season, "sealed", number)
    book.add(_cover(season, plan, number, footer))
    for table in TABLES:
        book.add(table_form(table, plan, look, footer))
    if season.staff:
        book.add(duty_form(season, plan, footer))
    book.add(_pins(season, footer))
    book.add(_steps(plan, footer))
    book.add(shares_form(plan, look, footer))
    book.add(_parameters(season, footer))
    book.hidden(ORIGINAL, embed(data))
    return book.bytes()


def embed(data: bytes) -> list[str]:
    """The bytes of plan.json as texts short enough for a cell."""
    packed = base64.b85encode(zlib.compress(data, 9)).decode("ascii")
    return [packed[n : n + CHUNK] for n in range(0, len(packed), CHUNK)]


def table_form(table: Table, plan: Plan, look: Lookup, footer: str = "") -> Form:
    """One part of the plan as a sheet."""
    records = list(table.rows(plan))
    if table.sort:
        records.sort(key=lambda row: [str(getattr(row, name) or "") for name in table.sort])
    shown = sum(column.width for column in table.columns if column.kind not in AT_END)
    return Form(
        sheet=table.sheet,
        title=table.title,
        paper=A3 if shown > WIDE else A4,
        notes=(footer,),
        headers=tuple(column.header for column in table.columns),
        widths=tuple(column.width for column in table.columns),
        rows=[row_cells(table.columns, row, look, n) for n, row in enumerate(records, 1)],
        grey=frozenset(n for n, column in enumerate(table.columns) if column.kind in AT_END),
        footer=footer,
        empty="",
    )


def row_cells(columns: Sequence[Column], record: Record, look: Lookup, number: int) -> list[Cell]:
    """The cells of one row."""
    fields = dict(record)
    return [
        number if column.kind == "order" else encode(column, fields, look) for column in columns
    ]


def _cover(season: Season, plan: Plan, number: str, footer: str) -> Form:
    facts: list[tuple[str, Cell]] = [
        ("名称", season_name(season)),
        ("方案号", number),
        ("季节数据", plan.season),
        ("依据的上一方案", plan.base or "—"),
        ("已发布并保持不变的部分", "、".join(plan.frozen) or "—"),
        (
            "版本",
            "、".join(f"{key} {value}" for key, value in sorted(plan.versions.items())) or "—",
        ),
        ("种子", plan.seed),
        ("用力程度", plan.effort),
    ]
    rows: list[list[Cell]] = [[name, value] for name, value in facts]
    for order, line in enumerate(_HELP, 1):
        rows.append([f"说明{order}", line])
    return Form(
        "说明",
        f"{season_name(season)}　方案",
        (footer,),
        ("项目", "内容"),
        (24, 90),
        rows,
        footer=footer,
    )


def _pins(season: Season, footer: str) -> Form:
    rows: list[list[Cell]] = [
        [
            word("part", pin.part),
            pin.subject,
            "；".join(f"{key}={value}" for key, value in sorted(pin.value.items())),
            pin.reason,
            pin.author,
            pin.id,
        ]
        for pin in season.pins
    ]
    headers = ("部分", "对象编号", "内容", "理由", "决定人", "编号")
    return Form(
        "固定安排",
        "季节数据中的固定安排",
        (footer,),
        headers,
        (10, 16, 40, 40, 14, 12),
        rows,
        grey=frozenset({5}),
        footer=footer,
    )


def _steps(plan: Plan, footer: str) -> Form:
    rows: list[list[Cell]] = []
    for report in plan.steps:
        head: list[Cell] = [word("step", report.step), word("status", report.status)]
        reason = text(report.reason, report.args) if report.reason else ""
        tail: list[Cell] = [report.rounds, "是" if report.reproducible else "否", reason]
        for goal in report.goals:
            proven = "已证明" if goal.proven else "未证明"
            label = goal_text(report.step, goal.name)
            rows.append([*head, label, goal.value, goal.bound, proven, *tail])
        if not report.goals:
            rows.append([*head, "—", "—", "—", "—", *tail])
    headers = ("步骤", "结果", "目标", "值", "界", "最优性", "轮数", "可重现", "说明")
    return Form(
        "步骤",
        "各步骤的目标、值和界",
        (footer,),
        headers,
        (12, 16, 36, 16, 16, 10, 8, 8, 32),
        rows,
        footer=footer,
    )


def shares_form(plan: Plan, look: Lookup, footer: str) -> Form:
    """目标构成: what of every goal falls to whom; the rows of a goal add up to its value."""
    rows: list[list[Cell]] = []
    for report in plan.steps:
        for goal in report.goals:
            name = word("step", report.step), goal_text(report.step, goal.name)
            rows += [
                [*name, *_share(share, look)] for share in sorted(goal.shares, key=_by_committee)
            ]
            if goal.shares:
                rows.append([*name, "合计", "", "", "", "", "", goal.value, ""])
    headers = (
        "步骤",
        "目标",
        "其中",
        "评委会",
        "学科组",
        "个人或单位",
        "数量",
        "权重",
        "值",
        "编号",
    )
    return Form(
        "目标构成",
        "各目标的值由谁构成（逐项相加等于目标值）",
        (footer,),
        headers,
        (12, 44, 14, 44, 24, 32, 14, 6, 16, 12),
        rows,
        grey=frozenset({9}),
        footer=footer,
        paper=A3,
    )


def _share(share: Share, look: Lookup) -> list[Cell]:
    return [
        word("term", share.term) if share.term else "",
        look.name("committee", share.committee),
        look.name("group", share.group) if share.group else "",
        _whose(share, look),
        share.amount,
        share.weight,
        share.value,
        share.expert or share.organisation,
    ]


def _by_committee(share: Share) -> tuple[str, str, str, str, str]:
    return share.committee, share.term, share.group, share.expert, share.organisation


def _whose(share: Share, look: Lookup) -> str:
    if share.expert:
        return look.name("expert", share.expert)
    return look.name("organisation", share.organisation) if share.organisation else ""


def _parameters(season: Season, footer: str) -> Form:
    titles = {p.id: p.title or p.id for p in season.profile.parameters}
    notes = {
        p.id: _ID.sub(lambda found: titles.get(found[0], found[0]), p.note)
        for p in season.profile.parameters
    }
    rows: list[list[Cell]] = [
        [titles[p.id], value, clause_ref(p.clause), _beside(notes[p.id], value), p.clause, p.id]
        for p in season.profile.parameters
        if p.to_confirm
        for value in [parameter_words(p)]
    ]
    headers = ("待确认的参数", "值", "依据", "说明", "条款编号", "参数名")
    return Form(
        "待确认",
        "按下列待确认参数编制",
        (footer,),
        headers,
        (40, 26, 22, 60, 14, 28),
        rows,
        grey=frozenset({4, 5}),
        footer=footer,
    )


def _beside(note: str, value: str) -> str:
    """What a note says beyond the value, which may be the note in place of a code."""
    return "" if note.endswith(value) else note
