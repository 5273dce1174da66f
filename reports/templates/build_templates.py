"""Builds the Word templates that lie beside this script. An office may edit them afterwards.

Run: python -m reports.templates.build_templates
Layout of official documents (GB/T 9704): A4, 仿宋 16 pt, headings in 黑体, page number below.
"""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.style import fixed_zip

BODY, HEAD, TITLE, KAI = "仿宋_GB2312", "黑体", "方正小标宋简体", "楷体_GB2312"
HERE = Path(__file__).parent


def main() -> None:
    """Write every template."""
    document = Document()
    _layout(document)
    _review_plan(document)
    buffer = io.BytesIO()
    document.save(buffer)
    (HERE / "review_plan.docx").write_bytes(fixed_zip(buffer.getvalue(), datetime(2024, 1, 1)))  # noqa: DTZ001


def _font(target: Any, name: str, size: float, *, bold: bool = False) -> None:
    """A Chinese font on a style or run: Word keeps Chinese and Latin fonts apart."""
    target.font.name = name
    target.font.size = Pt(size)
    target.font.bold = bold
    properties = target.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.append(fonts)
    for kind in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(kind), name)


def _layout(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(20)
    normal = document.styles["Normal"]
    _font(normal, BODY, 16)
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)
    heading = document.styles["Heading 1"]
    _font(heading, HEAD, 16)
    heading.font.color.rgb = None
    heading.paragraph_format.space_before = Pt(6)
    heading.paragraph_format.space_after = Pt(0)
    heading.paragraph_format.first_line_indent = Pt(32)
    _footer(section.footer.paragraphs[0])


def _footer(paragraph: Any) -> None:
    """Number, then — page —."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _small(paragraph.add_run("{{ footer }}　— "))
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run = paragraph.add_run()
        _small(run)
        run._r.append(mark)  # python-docx has no fields of its own
    _small(paragraph.add_run(" —"))


def _small(run: Any) -> None:
    _font(run, BODY, 10.5)


def _line(document: Any, text: str, *, indent: bool = True) -> Any:
    paragraph = document.add_paragraph(text)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    return paragraph


def _tag(document: Any, text: str) -> None:
    """A paragraph that only steers; docxtpl takes it away."""
    document.add_paragraph(text)


def _table(
    document: Any, headers: list[str], loop: str, cells: list[str], widths: list[float]
) -> None:
    """A table with one row for each item of a list; widths in millimetres, 156 in all."""
    table = document.add_table(rows=4, cols=len(headers))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for cell, text in zip(table.rows[0].cells, headers, strict=True):
        cell.text = text
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)  # no name for it
    table.rows[1].cells[0].text = f"{{%tr for row in {loop} %}}"
    for cell, text in zip(table.rows[2].cells, cells, strict=True):
        cell.text = f"{{{{ row.{text} }}}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for number, row in enumerate(table.rows):
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)  # nor for this
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.line_spacing = Pt(18)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                for run in paragraph.runs:
                    _font(run, HEAD if number == 0 else BODY, 10.5)


def _review_plan(document: Any) -> None:
    for text, name, size in (
        ("{{ profile }}{{ stamped }}", HEAD, 12.0),
        ("{{ committee }}", TITLE, 20.0),
        ("{{ year }}年度职称评审实施方案", TITLE, 22.0),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if name == HEAD:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.line_spacing = Pt(34)
        _font(paragraph.add_run(text), name, size)
    _line(document, "{{ approver }}：", indent=False)
    _line(document, "{{ opening }}")
    _applications(document)
    _time_and_place(document)
    _composition(document)
    for heading, loop in (("五、评审工作程序", "procedure"), ("六、工作措施", "measures")):
        document.add_heading(heading, 1)
        _tag(document, f"{{%p for line in {loop} %}}")
        _line(document, "{{ line }}")
        _tag(document, "{%p endfor %}")
    _lists(document)
    _signature(document)
    _unconfirmed(document)


def _applications(document: Any) -> None:
    document.add_heading("一、申报情况", 1)
    _line(document, "{{ applications }}")
    _table(document, ["分类", "项目", "人数"], "counts", ["kind", "name", "count"], [40, 76, 40])


def _time_and_place(document: Any) -> None:
    document.add_heading("二、评审时间", 1)
    _line(document, "{{ time }}")
    _table(
        document, ["日期", "时段", "内容"], "half_days", ["day", "half", "content"], [40, 40, 76]
    )
    document.add_heading("三、评审地点", 1)
    _line(document, "{{ place }}")
    _table(
        document,
        ["日期", "时段", "学科组", "会场"],
        "rooms",
        ["day", "half", "group", "room"],
        [30, 22, 54, 50],
    )


def _composition(document: Any) -> None:
    document.add_heading("四、评委会组建情况", 1)
    _tag(document, "{%p for line in composition %}")
    _line(document, "{{ line }}")
    _tag(document, "{%p endfor %}")
    _table(
        document,
        ["学科组", "专业", "人数", "小组人数"],
        "groups",
        ["name", "specialties", "size", "panel"],
        [46, 66, 20, 24],
    )


def _lists(document: Any) -> None:
    document.add_heading("七、申报人员名单", 1)
    _line(document, "{{ applicants_note }}")
    _tag(document, "{%p if sealed %}")
    _table(
        document,
        ["序号", "姓名", "单位", "系列（专业）", "层级", "类别", "形式", "学科组"],
        "applicants",
        ["number", "name", "unit", "field", "level", "category", "format", "group"],
        [10, 18, 38, 24, 13, 13, 18, 22],
    )
    _tag(document, "{%p endif %}")
    document.add_heading("八、评委推荐名单", 1)
    _line(document, "{{ members_note }}")
    _tag(document, "{%p if sealed %}")
    _table(
        document,
        ["序号", "职务", "姓名", "单位", "职称", "学科组"],
        "members",
        ["number", "role", "name", "unit", "title", "group"],
        [12, 22, 20, 42, 32, 28],
    )
    _line(document, "备选委员按抽取次序如下：")
    _table(
        document,
        ["次序", "姓名", "单位", "职称", "学科组", "来源"],
        "reserves",
        ["number", "name", "unit", "title", "group", "origin"],
        [12, 20, 44, 32, 30, 18],
    )
    _tag(document, "{%p endif %}")


def _signature(document: Any) -> None:
    for text in ("{{ organiser }}（盖章）", "{{ signed_on }}"):
        paragraph = document.add_paragraph(text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _unconfirmed(document: Any) -> None:
    _tag(document, "{%p if parameters %}")
    document.add_heading("附：编制所依据的待确认参数", 1)
    _table(
        document,
        ["参数", "取值", "依据", "状态"],
        "parameters",
        ["title", "value", "clause", "status"],
        [64, 34, 34, 24],
    )
    _tag(document, "{%p endif %}")


if __name__ == "__main__":
    main()
