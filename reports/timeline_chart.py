"""The timeline as Vega-Lite: controls, bars in lanes, rest days and deadlines, and their data."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from models.calendar import OutsideCalendar, day_range
from models.messages import Lang
from models.season import Season
from reports import style
from reports.gantt import deadlines
from reports.timeline import Kind, Span, day_span
from reports.words import label, short_date, weekday

VIEWS = ("season", "committee", "room", "desk", "expert")
KINDS: dict[Kind, tuple[str, str]] = {
    "panel": ("gantt-panel", style.STRONG),
    "plenary": ("gantt-plenary", style.DEEP),
    "posted": ("gantt-posted", "#d9a441"),
    "task": ("gantt-task", "#7a8b99"),
    "allowed": ("gantt-allowed", "#dfe6ee"),
    "window": ("gantt-desk-window", style.MIDDLE),
    "annex5": ("timeline-annex5", style.STRONG),
    "annex6": ("timeline-annex6", style.MIDDLE),
}
"""The name and colour of each kind of bar."""
TOLD = ("row", "text", "when", "kind", "clause", "reason")
"""What hovering over a bar shows, line by line."""
WIDE, STEP = 980, 20
SHOWN = (
    "datum.view == chosen && (kind == '' || datum.kind == kind) && "
    "indexof(lower(datum.found), lower(trim(sought))) >= 0"
)
KEY = "datum.order + '|' + datum.row + '|' + pad(datum.shown, 3, '0', 'left')"
"""Sorts rows in their order and lanes below one another; the axis names the first lane shown."""
ROW_NAME = "slice(datum.value, -3) == '001' ? slice(datum.value, 6, -4) : ''"


def timeline_spec(
    season: Season, found: Sequence[Span], title: str, subtitle: str, lang: Lang = "zh"
) -> dict[str, Any]:
    """The chart with its data: what may be chosen, rest days, bars and deadlines."""
    heading = alt.TitleParams(text=title, subtitle=subtitle, anchor="start", offset=12)
    chart = (
        alt.layer(_ground(lang), _bars(found, lang), _ends(lang), title=heading)
        .add_params(*_controls(found, lang))
        .configure(font='"Microsoft YaHei", "Noto Sans CJK SC", sans-serif')
        .configure_view(stroke=style.LINE)
        .configure_axisY(grid=True)
    )
    data = chart.to_dict()
    data["datasets"] = {
        "bars": [_bar(item, lang) for item in found],
        "rest": _rest_days(season, found, lang),
        "deadlines": _deadlines(season, found, lang),
    }
    return data


def views_of(found: Sequence[Span]) -> list[str]:
    """The views that have bars, in their order."""
    return [name for name in VIEWS if any(item.view == name for item in found)]


def kinds_by_view(found: Sequence[Span], lang: Lang) -> dict[str, list[str]]:
    """The names of the kinds of bars that each view has."""
    kinds = {(item.view, item.kind) for item in found}
    return {
        view: [label(code, lang) for kind, (code, _) in KINDS.items() if (view, kind) in kinds]
        for view in views_of(found)
    }


# --------------------------------------------------------------------------------- what is chosen


def _controls(found: Sequence[Span], lang: Lang) -> tuple[alt.Parameter, ...]:
    """The view, the search and the kind, above the chart."""
    views, kinds = views_of(found), list(_colours(found, lang))
    of_views = alt.binding_select(
        options=views,
        labels=[label(f"timeline-view-{name}", lang) for name in views],
        name=label("timeline-view", lang),
    )
    of_kinds = alt.binding_select(
        options=["", *kinds],
        labels=[label("timeline-all", lang), *kinds],
        name=label("timeline-kind", lang),
    )
    typed = alt.Binding(input="text", name=label("timeline-search", lang))
    return (
        alt.param(
            name="chosen", value="committee" if "committee" in views else views[0], bind=of_views
        ),
        alt.param(name="sought", value="", bind=typed),
        alt.param(name="kind", value="", bind=of_kinds),
    )


def _colours(found: Sequence[Span], lang: Lang) -> dict[str, str]:
    """The colour of every kind that there is, by its name."""
    present = {item.kind for item in found}
    return {label(code, lang): colour for kind, (code, colour) in KINDS.items() if kind in present}


# ---------------------------------------------------------------------------------- what is drawn


def _bars(found: Sequence[Span], lang: Lang) -> alt.Chart:
    """What is chosen, in as many lanes as that needs; the days are moved and zoomed."""
    colours = _colours(found, lang)
    names = alt.Axis(labelExpr=ROW_NAME, labelLimit=320, ticks=False, domain=False)
    days = alt.Axis(format=label("timeline-days", lang), orient="top")
    told = [alt.Tooltip(f"{name}:N", title=label(f"timeline-{name}", lang)) for name in TOLD]
    moves = alt.selection_interval(
        name="moves", bind="scales", encodings=["x"], zoom="wheel![event.shiftKey]"
    )
    return (
        alt.Chart(alt.NamedData("bars"))
        .transform_filter(SHOWN)
        .transform_window(
            shown="dense_rank()",
            groupby=["order", "row"],
            sort=[alt.SortField("lane")],
            frame=[None, None],
        )
        .transform_calculate(key=KEY)
        .mark_bar(clip=True)
        .encode(
            x=alt.X("begins:T", title=None, axis=days),
            x2="ends:T",
            y=alt.Y("key:N", title=None, sort="ascending", axis=names),
            color=alt.Color(
                "kind:N",
                title=label("timeline-kind", lang),
                scale=alt.Scale(domain=[*colours], range=[*colours.values()]),
                legend=alt.Legend(orient="top", labelLimit=240),
            ),
            tooltip=told,
        )
        .properties(name="bars", height={"step": STEP}, width=WIDE)
        .add_params(moves)
    )


def _ground(lang: Lang) -> alt.Chart:
    """Rest days and make-up workdays."""
    return (
        alt.Chart(alt.NamedData("rest"))
        .mark_rect(clip=True)
        .encode(
            x="begins:T",
            x2="ends:T",
            color=alt.Color("fill:N", scale=None),
            tooltip=alt.Tooltip("text:N", title=label("timeline-text", lang)),
        )
    )


def _ends(lang: Lang) -> alt.Chart:
    """Deadlines as dashed lines."""
    return (
        alt.Chart(alt.NamedData("deadlines"))
        .mark_rule(color=style.ALARM, strokeDash=[5, 4], strokeWidth=1.5, clip=True)
        .encode(x="ends:T", tooltip=alt.Tooltip("text:N", title=label("gantt-deadlines", lang)))
    )


# -------------------------------------------------------------------------------------- the data


def _bar(item: Span, lang: Lang) -> dict[str, str]:
    begins, ends = item.begins, item.ends
    name = label(KINDS[item.kind][0], lang)
    when = item.when or _days(begins.date(), (ends - style.HAIR).date(), lang)
    written = begins.date().isoformat()
    sought = (item.row, item.text, when, written, name, item.clause, item.reason, item.more)
    return {
        "view": item.view,
        "order": f"{item.order:05}",
        "lane": f"{item.lane:03}",
        "row": item.row,
        "begins": begins.isoformat(),
        "ends": ends.isoformat(),
        "kind": name,
        "text": item.text,
        "when": when,
        "clause": item.clause,
        "reason": item.reason,
        "found": " ".join(sought),
    }


def _days(first: date, last: date, lang: Lang) -> str:
    """8月21日 周三, or from one day to another."""
    begins, ends = (f"{short_date(day, lang)} {weekday(day, lang)}" for day in (first, last))
    if first == last:
        return begins
    return label("timeline-from-to", lang, begins=begins, ends=ends)


def _rest_days(season: Season, found: Sequence[Span], lang: Lang) -> list[dict[str, str]]:
    first = min(item.begins for item in found).date()
    last = max(item.ends for item in found).date()
    made: list[dict[str, str]] = []
    for day in day_range(first, last):
        try:
            works = season.calendar.is_workday(day)
        except OutsideCalendar:
            continue
        if works and day.weekday() < 5:  # noqa: PLR2004
            continue
        begins, ends = (moment.isoformat() for moment in day_span(day, day))
        text = label("gantt-makeup" if works else "gantt-rest", lang)
        fill = style.MAKEUP if works else style.PALE
        made.append({"begins": begins, "ends": ends, "fill": fill, "text": text})
    return made


def _deadlines(season: Season, found: Sequence[Span], lang: Lang) -> list[dict[str, str]]:
    first = min(item.begins for item in found).date()
    return [
        {"ends": day_span(item.day, item.day)[1].isoformat(), "text": f"{item.day}　{item.text}"}
        for item in deadlines(season, lang)
        if item.day >= first
    ]
