"""The layout of official documents (GB/T 9704) for the templates: page, fonts, tables, footer.

A4; title 方正小标宋 22 pt, text 仿宋 16 pt on lines of 28 pt, headings 黑体 and 楷体, the page
number below in 宋体 14 pt.
"""

import io
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, Literal

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.style import fixed_zip
from reports.words import blank

BODY, HEAD, TITLE, KAI, SONG = "仿宋_GB2312", "黑体", "方正小标宋简体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
DATED = blank("日期")
KEPT_STYLES = {
    "Normal",
    "Heading1",
    "DefaultParagraphFont",
    "TableNormal",
    "TableGrid",
    "NoList",
    "Header",
    "HeaderChar",
    "Footer",
    "FooterChar",
}


Stays = Literal["", "ends", "with-next", "whole"]
"""What of a table stays on one page: two rows at either end; these and what follows; all of it.

No row stands alone below its heading or at the head of a page.
"""
_FIRST: dict[Stays, str] = {
    "ends": "loop.first or loop.revindex == 2",
    "with-next": "loop.first or loop.revindex <= 2",
    "whole": "loop.last",
}
"""For which items the first of the two rows is."""


class Paper:
    """One template in the making."""

    def __init__(self) -> None:
        self.document: Any = Document()
        self._open: Any = None  # the last table, where its last row is to stay with what follows
        _page(self.document)
        _styles(self.document)
        _footer(self.document.sections[0].footer.paragraphs[0])

    def head(self) -> None:
        """The line above the title: profile, and whether numbers are to be confirmed."""
        paragraph = self._paragraph(0)
        _font(paragraph.add_run("{{ head }}"), HEAD, 12)

    def title(self, *lines: str) -> None:
        """Title lines, centred; the last is the name of the paper."""
        for number, text in enumerate(lines, 1):
            paragraph = self._paragraph(0)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.line_spacing = Pt(34)
            paragraph.paragraph_format.keep_with_next = True
            if number == len(lines):
                paragraph.paragraph_format.space_after = Pt(12)
            _font(paragraph.add_run(text), TITLE, 22 if number == len(lines) else 20)

    def title_each(self, loop: str) -> None:
        """Title lines of a list: a long name is broken by its sense, and stands above the last."""
        self.tag(f"{{%p for line in {loop} %}}")
        paragraph = self._paragraph(0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = Pt(34)
        _font(paragraph.add_run("{{ line }}"), TITLE, 20)
        self.tag("{%p endfor %}")

    def to(self, text: str) -> None:
        """Whom it addresses, without indent."""
        self._paragraph(0).add_run(text)

    def line(self, *texts: str) -> None:
        """Paragraphs of text, first lines indented by two characters."""
        for text in texts:
            self._paragraph().add_run(text)

    def heading(self, text: str) -> None:
        """一、 in 黑体."""
        self.document.add_heading(text, 1)

    def second(self, text: str) -> None:
        """（一） in 楷体."""
        _font(self._paragraph().add_run(text), KAI, 16)

    def tag(self, text: str) -> None:
        """A paragraph that only steers; docxtpl takes it away."""
        self.document.add_paragraph(text)

    def each(self, loop: str, text: str = "{{ line }}", *, stays: bool = False) -> None:
        """One paragraph for each item of a list; the last may stay with what follows.

        One that stays is there twice: what steers a list is taken away, and could hold nothing.
        """
        self.tag(f"{{%p for line in {loop} %}}")
        if stays:
            self.tag("{%p if loop.last %}")
            self.line(text)
            self.keep()
            self.tag("{%p else %}")
        self.line(text)
        if stays:
            self.tag("{%p endif %}")
        self.tag("{%p endfor %}")

    def signature(self, *lines: str) -> None:
        """Who signs and when, at the right; never alone on a page.

        Below a table it is the last row: programs keep rows together, not all a row with a text.
        """
        below = self._open is not None and self._last() is self._open._tbl  # no name for it
        if not below:
            self.keep()
        row = _bare_row(self._open, len(lines)) if below else None
        for number, text in enumerate(lines):
            paragraph = row[number] if row else self._paragraph(0)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(32)
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = not row and text is not lines[-1]
            paragraph.add_run(text)

    def keep(self) -> None:
        """The last paragraph, or the last row of a form, stays on the page of what follows."""
        last = self._last()
        if last.tag == qn("w:p"):
            Paragraph(last, self.document).paragraph_format.keep_with_next = True
        elif last.tag == qn("w:tbl"):
            _keep(Table(last, self.document).rows[-1])

    def _last(self) -> Any:
        return self.document.element.body.xpath("./*[not(self::w:sectPr)]")[-1]

    def for_each(self, loop: str) -> None:
        """Begin a part for each of a list: on a page of its own, with pages counted from 1.

        It ends with the tag {%p endfor %}. Each part goes to somebody else.
        """
        self.tag(f"{{%p for {loop} %}}")
        self.tag("{%p if not loop.first %}")
        section = self.document.sections[0]._sectPr  # no name for it
        count = OxmlElement("w:pgNumType")
        count.set(qn("w:start"), "1")
        section.insert_element_before(count, "w:cols", "w:docGrid")
        mark = self.document.add_paragraph()
        mark.paragraph_format.line_spacing = Pt(1)
        mark._p.get_or_add_pPr().append(deepcopy(section))
        self.tag("{%p endif %}")

    def table(
        self,
        headers: Sequence[str],
        loop: str,
        cells: Sequence[str],
        widths: Sequence[float],
        *,
        size: float = 10.5,
        stays: Stays = "",
    ) -> None:
        """A table with one row for each item of a list; widths in millimetres, 156 in all.

        Cells name fields of `row`. One that stays has its row twice, of which one stays.
        """
        self.keep()
        if stays:
            wraps = (f"{{%tr if {_FIRST[stays]} %}}", "", "{%tr else %}", "", "{%tr endif %}")
        else:
            wraps = ("",)
        table = self._table(len(wraps) + 3, widths)
        for cell, text in zip(table.rows[0].cells, headers, strict=True):
            cell.text = text
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)  # no name for it
        table.rows[1].cells[0].text = f"{{%tr for row in {loop} %}}"
        kept: list[bool] = []
        for row, steering in zip(table.rows[2:-1], wraps, strict=True):
            if steering:
                row.cells[0].text = steering
                continue
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = f"{{{{ row.{text} }}}}"
            kept.append(stays in (("whole",) if kept else ("ends", "with-next")))
            if kept[-1]:
                _keep(row)
        table.rows[-1].cells[0].text = "{%tr endfor %}"
        _finish(table, heads=1, size=size)
        self._open = table if stays == "with-next" else None

    def grid(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float] = (26, 52, 26, 52)
    ) -> None:
        """A form of fixed cells: labels in 黑体 in the odd columns, what is filled in beside."""
        table = self._table(len(rows), widths)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        _finish(table, labels=True, size=12)

    def _table(self, rows: int, widths: Sequence[float]) -> Any:
        table = self.document.add_table(rows=rows, cols=len(widths))
        table.style = "Table Grid"
        table.autofit = False
        _margins(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return table

    def _paragraph(self, indent: float = 32) -> Any:
        paragraph = self.document.add_paragraph()
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(indent)
        return paragraph

    def bytes(self) -> bytes:
        """The finished template, without what nobody uses of the library's own template."""
        package = self.document.part.package
        for rel in [*package.rels.values()]:
            if rel.reltype.endswith("/thumbnail"):
                del package.rels[rel.rId]
        part = self.document.part
        for rel in [*part.rels.values()]:
            if rel.reltype.endswith(("/stylesWithEffects", "/customXml")):
                del part.rels[rel.rId]
        buffer = io.BytesIO()
        self.document.save(buffer)
        return fixed_zip(buffer.getvalue(), datetime(2024, 1, 1))  # noqa: DTZ001 - a zip has no zone


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(20)


def _styles(document: Any) -> None:
    styles = document.styles.element
    for style in [*styles.style_lst]:
        if style.get(qn("w:styleId")) not in KEPT_STYLES:
            styles.remove(style)
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
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
    heading.paragraph_format.keep_with_next = True


def _font(target: Any, name: str, size: float, *, bold: bool = False) -> None:
    """A Chinese font on a style or run: Word keeps Chinese and Latin fonts apart."""
    target.font.name = LATIN
    target.font.size = Pt(size)
    target.font.bold = bold
    properties = target.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for key in [*fonts.attrib]:
        if "Theme" in key:  # a theme's font would be taken before ours
            del fonts.attrib[key]
    fonts.set(qn("w:eastAsia"), name)
    for kind in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(kind), LATIN)
    fonts.set(qn("w:hint"), "eastAsia")


def _footer(paragraph: Any) -> None:
    """Profile and number, then — page —."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(paragraph.add_run("{{ footer }}　"), SONG, 9)
    _font(paragraph.add_run("— "), SONG, 14)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run = paragraph.add_run()
        _font(run, SONG, 14)
        run._r.append(mark)  # python-docx has no fields of its own
    _font(paragraph.add_run(" —"), SONG, 14)


def _margins(table: Any) -> None:
    """A millimetre left and right of what stands in a cell, half of what Word leaves."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _bare_row(table: Any, lines: int) -> list[Any]:
    """The paragraphs of a new last row, which is one cell without lines around it."""
    cells = table.add_row().cells
    cell = cells[0].merge(cells[-1])
    borders = OxmlElement("w:tcBorders")
    for side in ("left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        border.set(qn("w:val"), "nil")
        borders.append(border)
    cell._tc.get_or_add_tcPr().append(borders)  # no name for it
    uncut = OxmlElement("w:cantSplit")
    table.rows[-1]._tr.get_or_add_trPr().append(uncut)
    while len(cell.paragraphs) > 1:
        cell.paragraphs[-1]._p.getparent().remove(cell.paragraphs[-1]._p)
    return [cell.paragraphs[0], *(cell.add_paragraph() for _ in range(lines - 1))]


def _keep(row: Any) -> None:
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _finish(table: Any, *, heads: int = 0, labels: bool = False, size: float = 10.5) -> None:
    """Rows that stay whole; a form (with labels) stays on one page."""
    rows = [*table.rows]
    last = rows[-1]
    for number, row in enumerate(rows):
        uncut = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(uncut)  # no name for it
        for column, cell in enumerate(row.cells):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            label = number < heads or (labels and column % 2 == 0)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.line_spacing = Pt(size + 7.5)
                paragraph.paragraph_format.space_before = Pt(size / 4 if labels else 0)
                paragraph.paragraph_format.space_after = Pt(size / 4 if labels else 0)
                if number < heads or (labels and row is not last):
                    paragraph.paragraph_format.keep_with_next = True
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                for run in paragraph.runs:
                    _font(run, HEAD if label else BODY, size)
