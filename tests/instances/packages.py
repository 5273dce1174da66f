"""Workbooks made by hand, part by part, as no office program would write them."""

import zipfile
from pathlib import Path

import pytest

from instances.xlsx_facts import Code, Sheet, Unreadable, Workbook
from instances.xlsx_reader import read, scan

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def package(
    *, sheet: str = "", shared: str = "", names: tuple[str, ...] = ("一",)
) -> dict[str, str]:
    """The least that Excel opens: every sheet holds `sheet` (in full, or just its rows)."""
    if not sheet.startswith("<?xml"):
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
    numbered = list(enumerate(names, 1))
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="w" '
        f'Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        + "".join(
            f'<Relationship Id="s{n}" Type="{KINDS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _ in numbered
        )
        + f'<Relationship Id="t" Type="{KINDS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
    return parts | {f"xl/worksheets/sheet{n}.xml": sheet for n, _ in numbered}


def zipped(path: Path, parts: dict[str, str] | dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refused(path: Path, code: Code) -> Unreadable:
    """Both ways in refuse it, for the same reason."""
    with pytest.raises(Unreadable) as by_read:
        read(path)
    with pytest.raises(Unreadable) as by_scan:
        scan(path)
    assert by_scan.value.code == by_read.value.code == code
    assert str(by_scan.value).startswith(code)
    return by_scan.value


def only(book: Workbook) -> Sheet:
    (sheet,) = book.sheets.values()
    return sheet
