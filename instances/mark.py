"""A copy of the user's own workbook with every fault marked in its cell."""

import io
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from instances.assemble import Loaded
from instances.faults import Fault
from instances.files import write_whole
from models.messages import Lang

LIST: Final = "_退回清单"
_COLOURS: Final = {"whole": "FFFF9999", "row": "FFFFCC99", "warning": "FFFFFF99"}
_WORDS: Final = {"whole": "须先改正", "row": "本行搁置", "warning": "请核对"}
_MOST: Final = 5000


def mark(path: str | Path, loaded: Loaded, copy: str | Path, lang: Lang = "zh") -> int:
    """Write the marked copy; how many faults are in it. Raises FileExistsError, ValueError.

    Only for a workbook that `load` could read: that is what keeps a hostile file out.
    """
    path, copy = Path(path), Path(copy)
    if copy.exists():
        raise FileExistsError(f"{copy.name} exists and is not overwritten; choose another name")
    if path.suffix.lower() != ".xlsx" or not any(loaded.source.rows):
        raise ValueError("only a workbook (.xlsx) that can be read can be marked")
    if any(fault.code.startswith(("file-", "read-", "sheet-too")) for fault in loaded.faults):
        raise ValueError("only a workbook (.xlsx) that can be read can be marked")
    import openpyxl

    book: Any = openpyxl.load_workbook(path)
    by_cell: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in loaded.faults[:_MOST]:
        if fault.sheet in book.sheetnames and fault.cell:
            by_cell[fault.sheet, fault.cell].append(fault)
    for (sheet, cell), faults in by_cell.items():
        _cell(book[sheet], cell, faults, lang)
    _list(book, loaded.faults, lang)
    buffer = io.BytesIO()
    book.save(buffer)
    write_whole(copy, buffer.getvalue(), new=True)
    return len(loaded.faults)


def _cell(sheet: Any, at: str, faults: list[Fault], lang: Lang) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet[at]
    if isinstance(cell, MergedCell):
        around = next(r for r in sheet.merged_cells.ranges if at in r)
        cell = sheet.cell(around.min_row, around.min_col)
    worst = min(faults, key=lambda fault: list(_COLOURS).index(fault.severity))
    cell.fill = PatternFill("solid", fgColor=_COLOURS[worst.severity])
    lines = [cell.comment.text] if cell.comment else []
    lines += [f"【{_WORDS[f.severity]}】{f.message(lang)}{f.todo(lang)}" for f in faults]
    note = Comment("\n".join(lines), "pingshen")
    note.width, note.height = 360, 60 + 40 * len(lines)
    cell.comment = note


def _list(book: Any, faults: tuple[Fault, ...], lang: Lang) -> None:
    if LIST in book.sheetnames:
        del book[LIST]
    sheet = book.create_sheet(LIST)
    sheet.append(["程度", "工作表", "单元格", "内容", "问题", "怎么改"])
    for fault in faults:
        row = [
            _WORDS[fault.severity],
            fault.sheet,
            fault.cell,
            fault.value,
            fault.message(lang),
            fault.todo(lang),
        ]
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s" if cell.value is not None else "n"  # text, never a formula
    for letter, wide in zip("ABCDEF", (12, 14, 10, 24, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = wide
    sheet.freeze_panes = "A2"
