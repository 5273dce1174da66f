"""The season on paper: windows, desks, tasks, and every committee's block, A3 landscape."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from models.base import BAND_OF
from models.calendar import OutsideCalendar, date_of, day_range, half_of
from models.committee import Committee
from models.messages import Lang
from models.plan import Milestone, Window
from models.season import Season
from reports import style
from reports.furniture import Sample, Sheet, fitted, furnish, legend, marker
from reports.style import (
    ALARM,
    DEEP,
    GREY,
    INK,
    LIGHT,
    LINE,
    MAKEUP,
    MIDDLE,
    PALE,
    STRONG,
    Pages,
    box,
    write,
)
from reports.view import Open, Profile
from reports.words import (
    clause_ref,
    clean,
    label,
    provisional,
    season_name,
    short_date,
    span_words,
    stamp,
    word,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME, SPAN = 3.35, 1.55
"""Inches of the two columns of text left of the chart."""
ROW, TALL = 0.2, 0.48
PUBLICATION = ("result_posting", "publication_end")


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


def season_gantt(view: Open, profile: Profile = "internal", lang: Lang = "zh") -> Pages:
    """The season: first what concerns all, then the committees by band and organiser."""
    name = label("gantt-title", lang, name=season_name(view.season))
    sheet = Sheet(style.A3, name, profile, view.number, provisional(view.season), lang)
    ends = deadlines(view.season, lang)
    common = _common_rows(view, lang)
    committees = _committee_rows(view, lang) if profile != "public" else []
    charts: list[tuple[Chart, list[Row]]] = []
    for rows in (common, committees):
        if not rows:
            continue
        axis = _axis(view.season, rows, ends, sheet)
        inside = tuple(item for item in ends if axis.first <= item.day <= axis.last)
        chart = Chart(sheet, view.season, axis, inside, _samples(rows, lang))
        charts += [(chart, part) for part in paged(_stretched(rows, _room(chart)), _room(chart))]
    painters = tuple(partial(_paint, chart, rows) for chart, rows in charts)
    return Pages(name, stamp(view.season), painters)


def deadlines(season: Season, lang: Lang = "zh") -> tuple[Deadline, ...]:
    """The deadlines of the profile by day, each with its clause."""
    found: dict[date, list[str]] = {}
    for parameter in season.profile.parameters:
        if not parameter.id.startswith("deadline.") or not isinstance(parameter.value, str):
            continue
        try:
            day = date.fromisoformat(parameter.value)
        except ValueError:
            continue
        text = clean(parameter.title or parameter.id)
        if parameter.clause:
            text += f"（{clause_ref(parameter.clause)}）"
        if not any(part in parameter.id for part in ("handin", "supplement")):
            text += _moved(season, day, lang)
        found.setdefault(day, []).append(text)
    return tuple(Deadline(day, "；".join(texts)) for day, texts in sorted(found.items()))


def _moved(season: Season, day: date, lang: Lang) -> str:
    """A duty whose printed day is no workday is done on the one before."""
    try:
        due = season.calendar.on_or_before(day)
    except OutsideCalendar:
        return ""
    return "" if due == day else label("gantt-duty", lang, date=short_date(due, lang))


def paged(rows: Sequence[Row], room: float) -> list[list[Row]]:
    """The rows page by page. No heading ends a page; a page that goes on repeats its headings."""
    pages: list[list[Row]] = [[]]
    used = 0.0
    above: list[Row] = []
    for number, row in enumerate(rows):
        after = rows[number + 1].height if row.heading and number + 1 < len(rows) else 0
        if pages[-1] and used + row.height + after > room:
            pages.append([])
            used = 0
            if not row.heading and above:
                again = replace(above[-1], span="…")
                pages[-1].append(again)
                used = again.height
        if row.heading:
            above.append(row)
        pages[-1].append(row)
        used += row.height
    return pages


def _stretched(rows: Sequence[Row], room: float) -> Sequence[Row]:
    """Rows that fit one page, a little higher where there is room."""
    share = min(1.5, room / sum(row.height for row in rows))
    if share <= 1:
        return rows
    return [replace(row, height=row.height * share * 0.999) for row in rows]


# ------------------------------------------------------------------------------------- the rows


def _common_rows(view: Open, lang: Lang) -> list[Row]:
    windows = [item for item in view.plan.windows if item.kind == "desk"]
    rows = [_window_row(item, lang) for item in windows]
    found = [Row(label("gantt-windows", lang), heading=True), *rows] if rows else []
    if loads := _desk_rows(view, lang):
        found += [Row(label("gantt-desks", lang, n=_busiest(view)), heading=True), *loads]
    if load := _meeting_load(view, lang):
        found += [Row(label("gantt-load", lang), heading=True), load]
    if tasks := _task_rows(view, lang):
        found += [Row(label("gantt-tasks", lang), heading=True), *tasks]
    return found


def _window_row(window: Window, lang: Lang) -> Row:
    unit, _, band = window.subject.partition("/")
    name = f"{word('unit', unit, lang)}　{word('band', band, lang)}"
    cited = "、".join(clause_ref(clause) for clause in window.clauses)
    bar = Bar(window.first, window.last, MIDDLE)
    span = f"{short_date(window.first, lang)}—{short_date(window.last, lang)}"
    if window.printed_last:
        day = short_date(window.printed_last, lang)
        cited = "；".join(part for part in (cited, label("gantt-printed", lang, date=day)) if part)
    return Row(f"{name}（{cited}）" if cited else name, span, (bar,))


def _loads(view: Open) -> dict[str, Counter[str]]:
    loads: dict[str, Counter[str]] = {}
    for item in view.plan.appointments:
        loads.setdefault(item.desk, Counter())[item.at] += item.dossiers
    return loads


def _busiest(view: Open) -> int:
    """Dossiers in the fullest half-day of a desk."""
    return max([1, *(n for load in _loads(view).values() for n in load.values())])


def _desk_rows(view: Open, lang: Lang) -> list[Row]:
    rows: list[Row] = []
    loads = _loads(view)
    most = _busiest(view)
    for desk in view.season.desks:
        load = loads.get(desk.id)
        if not load:
            continue
        bars = tuple(
            Bar(
                date_of(at),
                date_of(at),
                STRONG,
                (0, 0.5) if half_of(at) == "am" else (0.5, 1),
                0.85 * number / most,
            )
            for at, number in sorted(load.items())
        )
        total = label("gantt-dossiers", lang, n=sum(load.values()))
        name = f"{clean(desk.name)}　{clean(desk.place)}".strip()
        rows.append(Row(name, total, bars, height=TALL))
    return rows


def _meeting_load(view: Open, lang: Lang) -> Row | None:
    days = Counter(day for item in view.plan.meetings for day in {*map(date_of, item.half_days)})
    if not days:
        return None
    most = max(days.values())
    bars = tuple(
        Bar(day, day, STRONG, (0.08, 0.92), 0.72 * n / most, text=str(n))
        for day, n in sorted(days.items())
    )
    return Row(
        word("table", "committees", lang), label("gantt-most", lang, n=most), bars, height=0.8
    )


def _task_rows(view: Open, lang: Lang) -> list[Row]:
    by_code: dict[str, list[Milestone]] = {}
    for item in view.plan.milestones:
        if item.subject not in view.season.committee:
            by_code.setdefault(item.code, []).append(item)
    rows: list[Row] = []
    for code, items in sorted(by_code.items(), key=lambda pair: min(i.due for i in pair[1])):
        days = sorted({item.due for item in items})
        cited = sorted({clause_ref(item.clause) for item in items if item.clause})
        name = word("milestone", code, lang) + (f"（{'、'.join(cited)}）" if cited else "")
        most = 2
        shown = (
            "、".join(short_date(day, lang) for day in days)
            if len(days) <= most
            else f"{short_date(days[0], lang)}—{short_date(days[-1], lang)}"
        )
        rows.append(Row(name, shown, marks=tuple(Mark(day) for day in days)))
    return rows


def _committee_rows(view: Open, lang: Lang) -> list[Row]:
    rows: list[Row] = []
    organisers = {item.id: n for n, item in enumerate(view.season.organisations)}
    for band in dict.fromkeys(BAND_OF.values()):
        group = [item for item in view.season.committees if item.band == band]
        group.sort(key=lambda item: organisers.get(item.organiser, len(organisers)))
        above = ""
        for item in group:
            if item.organiser != above:
                above = item.organiser
                body = view.season.organisation.get(above)
                name = clean(body.name) if body else above
                rows.append(Row(f"{word('band', band, lang)}　{name}", heading=True))
            rows.append(_committee_row(view, item, lang))
    return rows


def _committee_row(view: Open, committee: Committee, lang: Lang) -> Row:
    bars = [
        Bar(window.first, window.last, LINE, size=0.85, outline=True)
        for window in view.plan.windows
        if window.kind == "meeting" and window.subject == committee.id
    ]
    meeting = next((item for item in view.plan.meetings if item.id == committee.id), None)
    span = label("gantt-no-meeting", lang)
    if meeting and meeting.half_days:
        days = sorted({*map(date_of, meeting.half_days)})
        span = span_words(days, lang)
        for at in meeting.half_days:
            fill = DEEP if at in meeting.plenaries else STRONG
            half = (0.0, 0.5) if half_of(at) == "am" else (0.5, 1.0)
            bars.append(Bar(date_of(at), date_of(at), fill, half))
    due = {item.code: item.due for item in view.plan.milestones if item.subject == committee.id}
    if all(code in due for code in PUBLICATION):
        bars.append(Bar(due[PUBLICATION[0]], due[PUBLICATION[1]], LIGHT))
    marks = [
        Mark(due[code], shape, fill)
        for code, shape, fill in (("plan_filing", "D", "white"), ("report", "v", GREY))
        if code in due
    ]
    return Row(clean(committee.name), span, tuple(bars), tuple(marks))


# ---------------------------------------------------------------------------------- the drawing


def _axis(season: Season, rows: Sequence[Row], ends: Sequence[Deadline], sheet: Sheet) -> Axis:
    days = [mark.day for row in rows for mark in row.marks]
    days += [day for row in rows for bar in row.bars for day in (bar.first, bar.last)]
    days = days or [end.day for end in ends] or [date(season.year, 1, 1), date(season.year, 12, 31)]
    first, last = min(days), max(days)
    last = max([last, *(end.day for end in ends)])
    first -= timedelta(days=first.weekday())
    return Axis(first, last + timedelta(days=2), sheet.left + NAME + SPAN, sheet.right)


def _samples(rows: Sequence[Row], lang: Lang) -> tuple[Sample, ...]:
    committees = any(bar.fill == LIGHT or bar.outline for row in rows for bar in row.bars)
    shared = (
        Sample(PALE, label("gantt-rest", lang)),
        Sample(MAKEUP, label("gantt-makeup", lang)),
        Sample(ALARM, label("gantt-deadline", lang), "line"),
    )
    if committees:
        return (
            Sample(LINE, label("gantt-allowed", lang), "outline"),
            Sample(STRONG, label("gantt-panel", lang)),
            Sample(DEEP, label("gantt-plenary", lang)),
            Sample(LIGHT, label("gantt-posted", lang)),
            Sample("white", word("milestone", "plan_filing", lang), "D"),
            Sample(GREY, word("milestone", "report", lang), "v"),
            *shared,
        )
    return (
        Sample(MIDDLE, label("gantt-desk-window", lang)),
        Sample(STRONG, f"{label('gantt-handin', lang)} / {label('gantt-load', lang)}"),
        Sample("white", label("gantt-task", lang), "D"),
        *shared,
    )


HEAD = 0.95
"""Inches of the legend and of the lines of dates below it."""


KEY_STEP = 0.13


def _key_columns(chart: Chart) -> list[list[tuple[int, str]]]:
    """The list of deadlines in three columns of lines: its number (-1 when it goes on), text."""
    room = (chart.sheet.right - chart.sheet.left) / 3 - 0.45
    entries: list[list[tuple[int, str]]] = []
    for number, item in enumerate(chart.deadlines):
        text = f"{short_date(item.day, chart.sheet.lang)}　{item.text}"
        lines = style.wrap(text, room, 7)
        entries.append([(number if n == 0 else -1, line) for n, line in enumerate(lines)])
    each = -(-sum(map(len, entries)) // 3)
    columns: list[list[tuple[int, str]]] = [[], [], []]
    place = 0
    for entry in entries:
        if columns[place] and len(columns[place]) + len(entry) > each + 1 and place < 2:  # noqa: PLR2004
            place += 1
        columns[place] += entry
    return columns


def _key_height(chart: Chart) -> float:
    return KEY_STEP * max(map(len, _key_columns(chart))) + 0.2 if chart.deadlines else 0


def _room(chart: Chart) -> float:
    return chart.sheet.top - HEAD - _key_height(chart) - chart.sheet.bottom


def _paint(chart: Chart, rows: Sequence[Row], number: int, of: int) -> "Figure":
    figure, axes = style.page(chart.sheet.paper)
    furnish(axes, chart.sheet, number, of)
    legend(axes, (chart.sheet.left, chart.sheet.top - 0.1), list(chart.samples), chart.sheet.right)
    top = chart.sheet.top - HEAD
    bottom = top - sum(row.height for row in rows)
    _ground(axes, chart, top, bottom)
    y = top
    for row in rows:
        y -= row.height
        _row(axes, chart, row, y)
    _lines(axes, chart, top, bottom)
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
    return figure


def _ground(axes: "Axes", chart: Chart, top: float, bottom: float) -> None:
    """Rest days, make-up workdays, months and weeks."""
    axis, lang = chart.axis, chart.sheet.lang
    for day in day_range(axis.first, axis.last):
        try:
            works = chart.season.calendar.is_workday(day)
        except OutsideCalendar:
            works = True
        weekend = day.weekday() > 4  # noqa: PLR2004
        odd = "班" if works and weekend else "休" if not works and not weekend else ""
        if not works or odd:
            fill = MAKEUP if works else PALE
            box(axes, (axis.x(day), bottom), (axis.unit, top - bottom), fill, zorder=0)
        if odd and axis.unit > 0.07:  # noqa: PLR2004
            write(axes, (axis.x(day, 0.5), top + 0.07), odd, 5.5, ha="center", color=ALARM)
        if day.weekday() == 0:
            axes.plot([axis.x(day)] * 2, [bottom, top], color=LINE, lw=0.3, zorder=0.5)
            text = f"{day.month}/{day.day}"
            size = style.width(text, 7)
            if size < 5 * axis.unit and axis.x(day) + size < axis.right:
                write(axes, (axis.x(day) + 0.02, top + 0.2), text, 7, color=GREY)
        if day.day == 1 or day == axis.first:
            shown = f"{day.year}年{day.month}月" if lang == "zh" else f"{day:%b %Y}"
            end = min(axis.last, (day.replace(day=1) + timedelta(days=32)).replace(day=1))
            axes.plot([axis.x(day)] * 2, [top + 0.3, top + 0.5], color=GREY, lw=0.6)
            if style.width(shown, 9) < axis.x(end) - axis.x(day):
                write(axes, (axis.x(day) + 0.05, top + 0.4), shown, 9)


def _row(axes: "Axes", chart: Chart, row: Row, y: float) -> None:
    sheet, axis = chart.sheet, chart.axis
    middle = y + row.height / 2
    if row.heading:
        fill = "#dfe6ee"
        box(axes, (sheet.left, y), (axis.left - sheet.left, row.height), fill, zorder=1)
        room = (NAME + SPAN - 0.1, row.height)
        fitted(axes, (sheet.left + 0.06, middle), f"{row.text}{row.span}", room, 8.5)
    else:
        fitted(axes, (sheet.left + 0.12, middle), row.text, (NAME - 0.2, row.height), 8)
        fitted(axes, (sheet.left + NAME, middle), row.span, (SPAN - 0.08, row.height), 7.5)
    axes.plot([sheet.left, sheet.right], [y, y], color=LINE, lw=0.3, zorder=1)
    for bar in row.bars:
        _bar(axes, axis, row, bar, y)
    for mark in row.marks:
        marker(axes, (axis.x(mark.day, 0.5), middle), mark.shape, mark.fill)


def _bar(axes: "Axes", axis: Axis, row: Row, bar: Bar, y: float) -> None:
    left, right = axis.x(bar.first, bar.half[0]), axis.x(bar.last, bar.half[1])
    high = row.height * bar.size
    tall = row.height > 2 * ROW
    low = y + 0.02 if tall else y + (row.height - high) / 2
    if bar.outline:
        box(axes, (left, low), (right - left, high), "none", edgecolor=GREY, ls=":", zorder=1.5)
        return
    box(axes, (left, low), (right - left, high), bar.fill, zorder=3, edgecolor=INK, linewidth=0.2)
    if bar.text:
        write(axes, ((left + right) / 2, low + high + 0.06), bar.text, 6, ha="center", zorder=6)


def _lines(axes: "Axes", chart: Chart, top: float, bottom: float) -> None:
    """Deadlines as dashed lines, each with its number."""
    last = -1.0
    high = top + 0.56
    for number, item in enumerate(chart.deadlines):
        x = chart.axis.x(item.day, 1)
        axes.plot([x, x], [bottom, high - 0.06], color=ALARM, lw=0.8, ls="--", zorder=3.5)
        level = high + (0.13 if x - last < 0.16 else 0)  # noqa: PLR2004
        write(axes, (x, level), style.CIRCLED[number % 20], 8.5, ha="center", color=ALARM)
        last = x if level == high else last


def _key(axes: "Axes", chart: Chart, y: float) -> None:
    top = y - 0.15
    step = (chart.sheet.right - chart.sheet.left) / 3
    for place, column in enumerate(_key_columns(chart)):
        x = chart.sheet.left + step * place
        for line, (number, text) in enumerate(column):
            if number >= 0:
                mark = style.CIRCLED[number % 20]
                write(axes, (x, top - KEY_STEP * line), mark, 8, color=ALARM)
            write(axes, (x + 0.2, top - KEY_STEP * line), text, 7)
