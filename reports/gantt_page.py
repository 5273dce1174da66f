"""How a chart of the season is drawn: its parts, its pages, and the one hand that paints them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from models.calendar import OutsideCalendar, day_range
from models.messages import Lang
from models.season import Season
from reports import style
from reports.furniture import Sample, Sheet, fitted, furnish, legend, legend_height, marker
from reports.style import ALARM, GREY, INK, LINE, MAKEUP, PALE, box, hatch_of, stroke, width, write
from reports.words import label, short_date

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, TALL = 0.2, 0.48
NAME_SIZE = 6.4
"""Points of a name that just fits its column; a longer one takes a higher row."""


@dataclass(frozen=True)
class Columns:
    """Inches of the two columns of text left of the chart."""

    name: float = 3.35
    span: float = 1.55

    def height(self, name: str) -> float:
        """The height of a row with this name."""
        lines = width(name, NAME_SIZE) / (self.name - 0.2)
        return ROW if lines <= 1 else 1.5 * ROW if lines <= 2 else 2 * ROW  # noqa: PLR2004


A3_COLUMNS, A4_COLUMNS = Columns(), Columns(2.5, 1.3)


def columns_of(paper: style.Paper) -> Columns:
    """The columns of text that suit a paper."""
    return A3_COLUMNS if paper.width >= style.A3.width else A4_COLUMNS


@dataclass(frozen=True)
class Bar:
    """From one moment to another, in days since the season's first day shown."""

    first: date
    last: date
    fill: str
    half: tuple[float, float] = (0, 1)
    """Where on the first day it begins and on the last it ends."""
    size: float = 0.62
    """Share of the row's height."""
    outline: bool = False
    text: str = ""
    grows: bool = False
    """Stands on the row's floor: its size is a quantity."""


@dataclass(frozen=True)
class Mark:
    """Something due on a day."""

    day: date
    shape: str = "D"
    fill: str = "white"


@dataclass(frozen=True)
class Row:
    """One line of the chart; a heading when `heading`."""

    text: str
    span: str = ""
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    heading: bool = False
    height: float = ROW


@dataclass(frozen=True)
class Deadline:
    """A printed date with everything that ends on it."""

    day: date
    text: str


@dataclass(frozen=True)
class Label:
    """Where a date stands above the rows, in inches."""

    left: float
    size: float
    middle: float
    half: float

    def struck(self, x: float) -> bool:
        """Whether a line at this place would run through it."""
        return self.left - 0.01 < x < self.left + self.size + 0.01


@dataclass(frozen=True)
class Axis:
    """Days across the page."""

    first: date
    last: date
    left: float
    right: float

    @property
    def unit(self) -> float:
        """Inches for a day."""
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def x(self, day: date, share: float = 0) -> float:
        """Inches from the left edge of the page."""
        return self.left + ((day - self.first).days + share) * self.unit


@dataclass(frozen=True)
class Chart:
    """Pages with one axis and one list of deadlines."""

    sheet: Sheet
    season: Season
    axis: Axis
    deadlines: tuple[Deadline, ...]
    samples: tuple[Sample, ...]
    columns: Columns = A3_COLUMNS
    today: date | None = None

    @property
    def head(self) -> float:
        """Inches of the legend and of the lines of dates below it."""
        return 0.73 + legend_height(self.samples, self.sheet.right - self.sheet.left)


def paged(rows: Sequence[Row], room: float, lang: Lang = "zh") -> list[list[Row]]:
    """The rows page by page. No heading ends a page; a page that goes on repeats its heading."""
    pages: list[list[Row]] = [[]]
    used = 0.0
    above: list[Row] = []
    for number, row in enumerate(rows):
        after = rows[number + 1].height if row.heading and number + 1 < len(rows) else 0
        if pages[-1] and used + row.height + after > room:
            pages.append([])
            used = 0
            if not row.heading and above:
                again = replace(above[-1], span=label("continued", lang))
                pages[-1].append(again)
                used = again.height
        if row.heading:
            above.append(row)
        pages[-1].append(row)
        used += row.height
    return pages


def stretched(rows: Sequence[Row], room: float) -> Sequence[Row]:
    """Rows that fit one page, a little higher where there is room; tall ones lower where not."""
    share = min(1.5, room / sum(row.height for row in rows))
    if share > 1:
        return [replace(row, height=row.height * share * 0.999) for row in rows]
    tall = sum(row.height for row in rows if row.height >= TALL)
    spare = room - sum(row.height for row in rows if row.height < TALL)
    if spare < LOWEST * tall:
        return rows
    share = 0.999 * spare / tall if tall else 1
    return [replace(row, height=row.height * share) if row.height >= TALL else row for row in rows]


LOWEST = 0.6
"""Share of their height to which tall rows go down, so that all stands on one page."""
KEY_STEP = 0.13


def _key_columns(chart: Chart) -> list[list[tuple[int, str]]]:
    """The list of deadlines in columns of lines: its number (-1 when it goes on), text.

    As few columns as keep it low: a short list has wide ones and its texts stay on one line.
    """
    return min((_key_in(chart, many) for many in (1, 2, 3)), key=lambda found: max(map(len, found)))


def _key_in(chart: Chart, many: int) -> list[list[tuple[int, str]]]:
    """The list in so many columns."""
    room = (chart.sheet.right - chart.sheet.left) / many - 0.45
    entries: list[list[tuple[int, str]]] = []
    for number, item in enumerate(chart.deadlines):
        text = f"{short_date(item.day, chart.sheet.lang)}　{item.text}"
        lines = style.wrap(text, room, 7)
        entries.append([(number if n == 0 else -1, line) for n, line in enumerate(lines)])
    each = -(-sum(map(len, entries)) // many)
    columns: list[list[tuple[int, str]]] = [[] for _ in range(many)]
    place = 0
    for entry in entries:
        if columns[place] and len(columns[place]) + len(entry) > each and place < many - 1:
            place += 1
        columns[place] += entry
    return columns


def key_height(chart: Chart) -> float:
    """Inches of the list of deadlines."""
    return KEY_STEP * max(map(len, _key_columns(chart))) + 0.2 if chart.deadlines else 0


def room_of(chart: Chart) -> float:
    """Inches for rows on one page."""
    return chart.sheet.top - chart.head - key_height(chart) - chart.sheet.bottom


def paint(chart: Chart, rows: Sequence[Row], number: int, of: int) -> "Figure":
    """One page with these rows."""
    figure, axes = style.page(chart.sheet.paper)
    furnish(axes, chart.sheet, number, of)
    draw(axes, chart, rows, chart.sheet.top)
    return figure


def draw(axes: "Axes", chart: Chart, rows: Sequence[Row], high: float) -> None:
    """The legend, the rows over their days and the list of deadlines, from a height downwards."""
    legend(axes, (chart.sheet.left, high - 0.1), chart.samples, chart.sheet.right)
    top = high - chart.head
    bottom = top - sum(row.height for row in rows)
    labels = _ground(axes, chart, top, bottom)
    y = top
    for row in rows:
        y -= row.height
        _row(axes, chart, row, y)
    _lines(axes, chart, top, bottom, labels)
    box(
        axes,
        (chart.sheet.left, bottom),
        (chart.sheet.right - chart.sheet.left, top - bottom),
        "none",
        edgecolor=GREY,
        linewidth=0.8,
        zorder=5,
    )
    _key(axes, chart, bottom)


def _ground(axes: "Axes", chart: Chart, top: float, bottom: float) -> list[Label]:
    """Rest days, make-up workdays, months and weeks; where the dates above the rows stand."""
    axis, lang = chart.axis, chart.sheet.lang
    labels: list[Label] = []
    for day in day_range(axis.first, axis.last):
        try:
            works = chart.season.calendar.is_workday(day)
        except OutsideCalendar:
            works = True
        weekend = day.weekday() > 4  # noqa: PLR2004
        odd = label("gantt-odd-makeup" if works else "gantt-odd-rest", lang) * (works == weekend)
        if not works or odd:
            fill = MAKEUP if works else PALE
            corner, size = (axis.x(day), bottom), (axis.unit, top - bottom)
            box(axes, corner, size, fill, zorder=0, hatch=hatch_of(fill), edgecolor=LINE, lw=0)
        if odd and axis.unit > 0.07:  # noqa: PLR2004
            write(axes, (axis.x(day, 0.5), top + 0.07), odd, 5.5, ha="center", color=ALARM)
        if day.weekday() == 0:
            stroke(axes, [axis.x(day)] * 2, [bottom, top], LINE, 0.3, zorder=0.5)
            text = f"{day.month}/{day.day}"
            size = width(text, 7)
            if size < 5 * axis.unit and axis.x(day) + size < axis.right:
                write(axes, (axis.x(day) + 0.02, top + 0.2), text, 7, color=GREY)
                labels.append(Label(axis.x(day) + 0.02, size, top + 0.2, 0.07))
        if day.day == 1 or day == axis.first:
            shown = f"{day.year}年{day.month}月" if lang == "zh" else f"{day:%b %Y}"
            end = min(axis.last, (day.replace(day=1) + timedelta(days=32)).replace(day=1))
            stroke(axes, [axis.x(day)] * 2, [top + 0.3, top + 0.5], GREY, 0.6)
            if width(shown, 9) + 0.15 < axis.x(end) - axis.x(day):
                write(axes, (axis.x(day) + 0.05, top + 0.4), shown, 9)
                labels.append(Label(axis.x(day) + 0.05, width(shown, 9), top + 0.4, 0.09))
    return labels


def _row(axes: "Axes", chart: Chart, row: Row, y: float) -> None:
    sheet, axis = chart.sheet, chart.axis
    middle = y + row.height / 2
    if row.heading:
        fill = "#dfe6ee"
        box(axes, (sheet.left, y), (axis.left - sheet.left, row.height), fill, zorder=1)
        room = (axis.left - sheet.left - 0.1, row.height)
        fitted(axes, (sheet.left + 0.06, middle), f"{row.text}{row.span}", room, 8.5)
    else:
        name, span = chart.columns.name, chart.columns.span
        fitted(axes, (sheet.left + 0.12, middle), row.text, (name - 0.2, row.height), 8)
        fitted(axes, (sheet.left + name, middle), row.span, (span - 0.08, row.height), 7.5)
    stroke(axes, [sheet.left, sheet.right], [y, y], LINE, 0.3, zorder=1)
    for bar in row.bars:
        if bar.outline:
            _outline(axes, axis, bar, middle, row.height * bar.size)
    solid = sorted((bar for bar in row.bars if not bar.outline), key=partial(_span, axis))
    chosen = style.lanes((_span(axis, bar) for bar in solid), gap=-0.001)
    for bar, lane in zip(solid, chosen, strict=True):
        _bar(axes, axis, row, bar, (y, lane, max(chosen) + 1))
    size = max(2.5, min(5, 65 * axis.unit))
    for mark in row.marks:
        marker(axes, (axis.x(mark.day, 0.5), middle), mark.shape, mark.fill, size)


def _span(axis: Axis, bar: Bar) -> tuple[float, float]:
    return axis.x(bar.first, bar.half[0]), axis.x(bar.last, bar.half[1])


def _outline(axes: "Axes", axis: Axis, bar: Bar, middle: float, high: float) -> None:
    left, right = _span(axis, bar)
    corner, size = (left, middle - high / 2), (right - left, high)
    box(axes, corner, size, "none", edgecolor=GREY, ls=":", zorder=1.5)


def _bar(axes: "Axes", axis: Axis, row: Row, bar: Bar, place: tuple[float, int, int]) -> None:
    """A bar; where bars of a row overlap, each lane has its share of the height."""
    y, lane, lanes = place
    left, right = _span(axis, bar)
    share = row.height / lanes
    high = share * bar.size
    low = y + share * (lanes - 1 - lane) + (0.02 if bar.grows else (share - high) / 2)
    hatch = hatch_of(bar.fill)
    edge = GREY if hatch else INK
    corner, size = (left, low), (right - left, high)
    box(axes, corner, size, bar.fill, zorder=3, linewidth=0.2, hatch=hatch, edgecolor=edge)
    if bar.text:
        write(axes, ((left + right) / 2, low + high + 0.06), bar.text, 6, ha="center", zorder=6)


def _lines(axes: "Axes", chart: Chart, top: float, bottom: float, labels: Sequence[Label]) -> None:
    """Deadlines as dashed lines that spare the dates, numbered; today as a whole one."""
    high = top + 0.56
    places = [chart.axis.x(item.day, 1) for item in chart.deadlines]
    levels = style.lanes(((x - 0.08, x + 0.08) for x in places), gap=0)
    for number, (x, level) in enumerate(zip(places, levels, strict=True), 1):
        y = bottom
        for spared in sorted((item for item in labels if item.struck(x)), key=lambda i: i.middle):
            stroke(axes, [x, x], [y, spared.middle - spared.half], ALARM, 0.8, ls="--", zorder=3.5)
            y = spared.middle + spared.half
        stroke(axes, [x, x], [y, high - 0.06], ALARM, 0.8, ls="--", zorder=3.5)
        at = (x, high + 0.13 * (level % 2))
        write(axes, at, style.counted(number), 8.5, ha="center", color=ALARM)
    if chart.today and chart.axis.first <= chart.today <= chart.axis.last:
        x = chart.axis.x(chart.today, 0.5)
        stroke(axes, [x, x], [bottom, top], INK, 1.4, zorder=3.6)


def _key(axes: "Axes", chart: Chart, y: float) -> None:
    top = y - 0.15
    columns = _key_columns(chart)
    step = (chart.sheet.right - chart.sheet.left) / len(columns)
    for place, column in enumerate(columns):
        x = chart.sheet.left + step * place
        for line, (number, text) in enumerate(column):
            if number >= 0:
                mark = style.counted(number + 1)
                write(axes, (x, top - KEY_STEP * line), mark, 8, color=ALARM)
            write(axes, (x + 0.2, top - KEY_STEP * line), text, 7)
