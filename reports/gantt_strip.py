"""One committee's season in a strip: filing, meeting, posting, report, rest days and deadlines."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from models.committee import Committee
from reports.furniture import Sheet
from reports.gantt import axis_of, committee_row, deadlines, samples_of
from reports.gantt_grid import Below
from reports.gantt_page import Chart, Columns, Row, draw, key_height
from reports.style import DEEP, INK, MIDDLE, STRONG
from reports.view import Open
from reports.words import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HIGH = 0.3
"""Inches of the row."""
COLUMNS = Columns(1.0, 0)


def season_strip(view: Open, committee: Committee, sheet: Sheet, today: date | None) -> Below:
    """The strip as it stands below the committee's days."""
    row = committee_row(view, committee, sheet.lang)
    # a panel has the colour that it has in the table above
    bars = (replace(bar, fill=MIDDLE) if bar.fill == STRONG else bar for bar in row.bars)
    name = label("gantt-strip", sheet.lang)
    row = replace(row, text=name, span="", bars=tuple(bars), height=HIGH)
    ends = deadlines(view.season, sheet.lang)
    axis = axis_of(view.season, [row], ends, sheet, COLUMNS)
    shown = tuple(item for item in ends if axis.first <= item.day <= axis.last)
    above = (STRONG, DEEP, INK)  # panel, plenary and today stand in the legend of the page
    every = samples_of([row], sheet.lang, today)
    samples = tuple(sample for sample in every if sample.fill not in above)
    chart = Chart(sheet, view.season, axis, shown, samples, COLUMNS, today)
    return Below(chart.head + HIGH + key_height(chart), partial(_draw, chart, row))


def _draw(chart: Chart, row: Row, axes: "Axes", high: float) -> None:
    draw(axes, chart, [row], high)
