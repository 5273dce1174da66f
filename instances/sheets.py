"""The sheets of a season's workbook, in their order: the one description that all else reads."""

from typing import Final

from instances.columns import ID, Column, SheetSpec, col
from instances.sheets_of_meetings import COMMITTEES, ENTRUSTMENTS, GROUPS, ROOMS, ROUTES, STAFF
from instances.sheets_of_people import APPLICANTS, CONFLICTS, EXPERTS
from instances.sheets_of_units import DESKS, ORGANISATIONS, POSTS, QUOTA, SUBMISSIONS, TEACHERS

PINS = SheetSpec(
    "固定安排",
    "pins",
    (
        ID,
        col("事项", "part", "enum", "PIN_PART", need=True),
        col("对象", "subject", "name", need=True),
        col("内容", "value", "pin", say="如 first=2024-08-07.am；多项用；隔开"),
        col("理由", "reason", need=True),
        col("作者", "author", need=True),
    ),
)
PARAMETERS = SheetSpec(
    "参数",
    "parameters",
    (
        col("参数", "id", "id", need=True, also="键 编号"),
        col("名称", "title", also="含义"),
        col("值", "+value", "parameter", need=True, say="比例写成 2/3（单元格为文本）或 40%"),
        col("单位", "unit"),
        col("条款", "clause"),
        col("依据性质", "default_status", "enum", "STATUS"),
        col("确认来源", "confirmed_by", say="办公室确认后填写出处"),
        col("生效", "valid_from", "date", extra=True),
        col("失效", "valid_to", "date", extra=True),
        col("说明", "note"),
    ),
    stages="ABCDE",
    about="只列要改的参数即可，其余按年度默认值。",
)
LAWS = SheetSpec(
    "依据",
    "laws",
    (
        col("编号", "id", "id", need=True),
        col("名称", "name", need=True),
        col("日期", "issued", "date"),
    ),
)
CALENDAR = SheetSpec(
    "日历",
    "overrides",
    (
        col("日期", "date", "date", need=True),
        col("类型", "+day", need=True, say="休 / 班；整表时另有 法定休 / 法定班"),
        col("半日", "half", "enum", "HALF"),
        col("说明", "note"),
        col("编号", "id", "text", extra=True),
    ),
    about="本地的休、班调整；国家节假日已内置。",
)
SHEETS: Final = (
    PARAMETERS, LAWS, CALENDAR, ORGANISATIONS, SUBMISSIONS, DESKS, TEACHERS, QUOTA, POSTS,
    COMMITTEES, GROUPS, ENTRUSTMENTS, ROOMS, STAFF, EXPERTS, APPLICANTS, CONFLICTS, ROUTES, PINS,
)  # fmt: skip
BASIC: Final = (
    Column("年度", "year", "year", required=True, comment="必填，如 2024"),
    Column("名称", "name", "text", comment="如 包头市2024年度职称评审"),
    Column("正高级教师名额", "teacher_total", "int", comment="附件10的总数"),
    Column("参数", "parameters", "enum", "WHOLE", main=False, comment="空白：参数表只改年度默认值"),
    Column("参数名称", "profile_name", "text", main=False),
    Column("日历", "calendar", "enum", "WHOLE", main=False, comment="空白：国家节假日用内置表"),
    Column("日历年度", "calendar_year", "year", main=False),
    Column("日历依据", "calendar_source", "text", main=False),
)
"""Rows of 基本信息: what stands in the first column, and how the second is read."""


def sheet_called(name: str) -> SheetSpec | None:
    """The sheet with this name or alias."""
    return next((s for s in SHEETS if name == s.name or name in s.aliases), None)
