"""A workbook as an office saves it, with everything that a cell can hold."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

MOMENT = dt.datetime.fromisoformat("2024-06-01T08:20")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "评审 季 2024.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": 'yyyy"年"m"月"d"日" hh:mm'})
        clock = book.add_format({"num_format": "hh:mm"})
        hours = book.add_format({"num_format": "[h]:mm"})
        sheet = book.add_worksheet("专家库")
        sheet.write_row(1, 1, ["王 伟", 3, 3.0, 2.5, True, "=1+1", " ５ ", "第一行\n第二行"])
        sheet.write_row(2, 1, [1.50203199001011e17, 150203199001011, -4, 0.3])
        sheet.write(3, 1, dt.date(2024, 6, 1), day)
        sheet.write(3, 2, MOMENT, moment)
        sheet.write(3, 3, dt.date(2024, 6, 1), moment)
        sheet.write(3, 4, dt.time(8, 20), clock)
        sheet.write_number(3, 5, 8 / 24, hours)
        sheet.write_number(3, 6, 30 / 24, hours)
        sheet.write_number(3, 7, -5, day)
        computed: list[tuple[str, Any]] = [  # xlsxwriter declares the value as int
            ("=C2+1", 4),
            ('="甲"&"乙"', "甲乙"),
            ("=#REF!+1", "#REF!"),
            ("=NA()", "#N/A"),
        ]
        for column, (formula, value) in enumerate(computed, 1):
            sheet.write_formula(4, column, formula, None, value)
        sheet.merge_range(6, 1, 7, 3, "合并")
        sheet.write_blank(40, 40, None, day)
        sheet.set_row(2, None, None, {"hidden": True})
        book.add_worksheet("空表")
        book.add_worksheet("选项").hide()
        book.add_worksheet("深藏").very_hidden()
        chart = book.add_chart({"type": "bar"})
        assert chart
        chart.add_series({"values": "='专家库'!$C$2:$D$2"})
        book.add_chartsheet("图").set_chart(chart)
    return path
