"""The season on paper: windows, desks, tasks, and every committee's block, A3 landscape."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from models.base import BAND_OF
from models.calendar import OutsideCalendar, date_of, half_of
from models.committee import Committee
from models.messages import Lang, listed
from models.plan import Milestone, Window
from models.season import Season
from reports import style
from reports.furniture import Sample, Sheet
from reports.gantt_page import (
    TALL,
    Axis,
    Bar,
    Chart,
    Columns,
    Deadline,
    Mark,
    Row,
    columns_of,
    paged,
    paint,
    room_of,
    stretched,
)
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
)
from reports.view import Open, Profile
from reports.words import (
    bracketed,
    clause_ref,
    clean,
    label,
    parted,
    provisional,
    season_name,
    short_date,
    span_words,
    stamp,
    word,
)

PUBLICATION = ("result_posting", "publication_end")


def season_gantt(
    view: Open,
    profile: Profile = "internal",
    lang: Lang = "zh",
    paper: style.Paper = style.A3,
    today: date | None = None,
) -> Pages:
    """The season: first what concerns all, then the committees by band and organiser."""
    name = label("gantt-title", lang, name=season_name(view.season))
    day = today or stamp(view.season).date()
    sheet = Sheet(paper, name, profile, view.number, provisional(view.season), lang, day)
    columns = columns_of(paper)
    ends = deadlines(view.season, lang)
    inside = profile != "public"
    common = _common_rows(view, lang, columns, inside=inside)
    committees = _committee_rows(view, lang, columns) if inside else []
    charts: list[tuple[Chart, list[Row]]] = []
    for rows in (common, committees):
        if not rows:
            continue
        axis = axis_of(view.season, rows, ends, sheet, columns)
        shown = tuple(item for item in ends if axis.first <= item.day <= axis.last)
        samples = samples_of(rows, lang, today)
        chart = Chart(sheet, view.season, axis, shown, samples, columns, today)
        room = room_of(chart)
        charts += [(chart, part) for part in paged(stretched(rows, room), room, lang)]
    painters = tuple(partial(paint, chart, rows) for chart, rows in charts)
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
            text += bracketed(clause_ref(parameter.clause), lang)
        if not any(part in parameter.id for part in ("handin", "supplement")):
            text += _moved(season, day, lang)
        found.setdefault(day, []).append(text)
    return tuple(Deadline(day, parted(texts, lang)) for day, texts in sorted(found.items()))


def _moved(season: Season, day: date, lang: Lang) -> str:
    """A duty whose printed day is no workday is done on the one before."""
    try:
        due = season.calendar.on_or_before(day)
    except OutsideCalendar:
        return ""
    return "" if due == day else label("gantt-duty", lang, date=short_date(due, lang))


# ------------------------------------------------------------------------------------- the rows


def _common_rows(view: Open, lang: Lang, columns: Columns, *, inside: bool) -> list[Row]:
    windows = [item for item in view.plan.windows if item.kind == "desk"]
    rows = [_high(_window_row(item, lang), columns) for item in windows]
    found = [Row(label("gantt-windows", lang), heading=True), *rows] if rows else []
    if loads := _desk_rows(view, lang):
        found += [Row(label("gantt-desks", lang, n=_busiest(view)), heading=True), *loads]
    if inside and (load := _meeting_load(view, lang)):
        found += [Row(label("gantt-load", lang), heading=True), load]
    if tasks := _task_rows(view, lang):
        tasks = [_high(row, columns) for row in tasks]
        found += [Row(label("gantt-tasks", lang), heading=True), *tasks]
    return found


def _high(row: Row, columns: Columns) -> Row:
    """The row as high as its name needs."""
    return replace(row, height=max(row.height, columns.height(row.text)))


def _window_row(window: Window, lang: Lang) -> Row:
    unit, _, band = window.subject.partition("/")
    name = f"{word('unit', unit, lang)}　{word('band', band, lang)}"
    cited = listed(map(clause_ref, window.clauses), lang)
    bar = Bar(window.first, window.last, MIDDLE)
    span = f"{short_date(window.first, lang)}—{short_date(window.last, lang)}"
    if window.printed_last:
        day = short_date(window.printed_last, lang)
        cited = parted((cited, label("gantt-printed", lang, date=day)), lang)
    return Row(name + bracketed(cited, lang), span, (bar,))


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
                grows=True,
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
        Bar(day, day, STRONG, (0.08, 0.92), 0.72 * n / most, text=str(n), grows=True)
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
        name = word("milestone", code, lang) + bracketed(listed(cited, lang), lang)
        most = 2
        shown = (
            listed((short_date(day, lang) for day in days), lang)
            if len(days) <= most
            else f"{short_date(days[0], lang)}—{short_date(days[-1], lang)}"
        )
        rows.append(Row(name, shown, marks=tuple(Mark(day) for day in days)))
    return rows


def _committee_rows(view: Open, lang: Lang, columns: Columns) -> list[Row]:
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
            rows.append(_high(committee_row(view, item, lang), columns))
    return rows


def committee_row(view: Open, committee: Committee, lang: Lang) -> Row:
    """When the committee may meet, meets, posts and reports."""
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


def axis_of(
    season: Season,
    rows: Sequence[Row],
    ends: Sequence[Deadline],
    sheet: Sheet,
    columns: Columns,
) -> Axis:
    """The days from the first to the last that anything of the rows or a deadline stands on."""
    days = [mark.day for row in rows for mark in row.marks]
    days += [day for row in rows for bar in row.bars for day in (bar.first, bar.last)]
    days = days or [end.day for end in ends] or [date(season.year, 1, 1), date(season.year, 12, 31)]
    first, last = min(days), max(days)
    last = max([last, *(end.day for end in ends)])
    first -= timedelta(days=first.weekday())
    return Axis(
        first, last + timedelta(days=2), sheet.left + columns.name + columns.span, sheet.right
    )


def samples_of(rows: Sequence[Row], lang: Lang, today: date | None) -> tuple[Sample, ...]:
    """The legend of these rows."""
    committees = any(bar.fill == LIGHT or bar.outline for row in rows for bar in row.bars)
    meet = any(bar.text for row in rows for bar in row.bars)
    loads = ("gantt-handin", "gantt-load") if meet else ("gantt-handin",)
    shared = (
        Sample(PALE, label("gantt-rest", lang)),
        Sample(MAKEUP, label("gantt-makeup", lang)),
        Sample(ALARM, label("gantt-deadline", lang), "line"),
        *([Sample(INK, label("gantt-today", lang), "today")] if today else []),
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
        Sample(STRONG, " / ".join(label(code, lang) for code in loads)),
        Sample("white", label("gantt-task", lang), "D"),
        *shared,
    )
