"""What a sheet and a column of a season's workbook are, and the columns that many sheets have.

Field paths: "filing.status" is a field of a nested record; "titles.0.level" one of the first
item of a list; "titles+" adds items to a list; "+word" is no field of the row itself, and
`instances.gather` knows what becomes of it.
"""

from dataclasses import dataclass
from typing import Final

from instances.cells import Kind

Stage = str
STAGES: Final = "ABCDE"
EXAMPLE: Final = "示例"
BASICS: Final = "基本信息"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field, how a cell is read, and what a person is told."""

    header: str
    field: str
    kind: Kind = "text"
    words: str = ""
    required: bool = False
    main: bool = True
    """Stands in the template; the others are written when used."""
    comment: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet: a table of the season, or rows that belong to rows of another table."""

    name: str
    table: str
    columns: tuple[Column, ...]
    stages: Stage = ""
    about: str = ""
    aliases: tuple[str, ...] = ()

    def column(self, header: str) -> Column | None:
        """The column with this header or alias."""
        for column in self.columns:
            if header == column.header or header in column.aliases:
                return column
        return None


def col(
    header: str, field: str, kind: Kind = "text", words: str = "", **more: str | bool
) -> Column:
    """`more`: need, extra (not in the template), say (comment), eg (example), also (aliases)."""
    return Column(
        header=header,
        field=field,
        kind=kind,
        words=words,
        required=bool(more.get("need")),
        main=not more.get("extra"),
        comment=str(more.get("say", "")),
        example=str(more.get("eg", "")),
        aliases=tuple(str(more.get("also", "")).split()),
    )


ID = col("编号", "id", "id", extra=True, say="可不填，程序按名称或行次编号", also="ID 序号")
NOTE = col("备注", "note", extra=True)
SOURCE = col("来源", "source", extra=True)
PHONE = col("电话", "phone", also="联系电话 手机")
CONTACT = col("联系人", "contact")
KIND_OF = col(
    "单位类别",
    "+kind",
    "enum",
    "ORGANISATION_KIND",
    eg="市直",
    say="单位表里没有的单位，填了类别即自动登记",
)
SPELLS_SAY = "写法：8月7日上午~8月9日下午（原因）；多段用；隔开"
EXEMPTIONS = col("豁免", "exemptions", "exemptions", extra=True, say="条款|理由|批准人")
