"""The interactive timeline as one HTML file that needs no network and sends nothing out."""

import html
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from models.calendar import OutsideCalendar, day_range
from models.messages import Lang
from models.plan import Plan, plan_number
from models.season import Season
from reports import style
from reports.gantt import deadlines
from reports.timeline import Kind, Span, day_span, expert_spans, spans
from reports.view import Open, Profile, number_words
from reports.words import label, provisional, season_name

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
WIDE, STEP = 980, 20
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'"
)
"""The browser itself refuses every connection."""


def timeline_page(view: Open, profile: Profile = "internal", lang: Lang = "zh") -> bytes | None:
    """The timeline of what may be seen in a profile; None when there is nothing."""
    words = number_words(view.number, profile, lang)
    return _page(view.season, spans(view, profile, lang), profile, words, lang)


def sealed_timeline(season: Season, plan: Plan, view: Open, lang: Lang = "zh") -> bytes | None:
    """The whole timeline with every expert's own sessions."""
    words = number_words(plan_number(plan), "sealed", lang)
    found = [*spans(view, "sealed", lang), *expert_spans(season, plan, lang)]
    return _page(season, found, "sealed", words, lang)


def _page(
    season: Season, found: Sequence[Span], profile: Profile, number: str, lang: Lang
) -> bytes | None:
    if not found:
        return None
    title = label("timeline-title", lang, name=season_name(season))
    notes = [label(f"profile-{profile}", lang), number]
    notes += [label("provisional", lang)] if provisional(season) else []
    spec = timeline_spec(season, found, title, "　".join(notes), lang)
    page = PAGE.format(
        lang="zh-CN" if lang == "zh" else "en",
        policy=POLICY,
        title=html.escape(f"{title}　{notes[0]}"),
        script=bundle(),
        spec=embedded(spec),
        options=embedded({"actions": False, "mode": "vega-lite", "renderer": "canvas"}),
        hint=html.escape(label("timeline-hint", lang)),
    )
    return page.encode("utf-8")


PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
body {{ font-family: "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif;
  margin: 16px; color: #1a1a1a; }}
#chart form.vega-bindings {{ position: sticky; top: 0; background: white; padding: 6px 0;
  display: flex; flex-wrap: wrap; gap: 6px 20px; z-index: 1; }}
.vega-bind-name {{ margin-right: 6px; }}
#hint {{ color: #5f5f5f; font-size: 13px; }}
#vg-tooltip-element {{ max-width: 460px; }}
#vg-tooltip-element td.value {{ max-width: 360px; white-space: normal; }}
@media print {{ form.vega-bindings, #hint {{ display: none; }} }}
</style>
<script>{script}</script>
</head>
<body>
<p id="hint">{hint}</p>
<div id="chart"></div>
<script>
vegaEmbed("#chart", {spec}, {options}).then(function (made) {{
  const bindings = document.querySelector("#chart form.vega-bindings");
  if (bindings) document.querySelector("#chart").prepend(bindings);
}});
</script>
</body>
</html>
"""


@cache
def bundle() -> str:
    """Vega, Vega-Lite and vega-embed as one script."""
    import altair as alt
    from vl_convert import javascript_bundle

    version = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
    script: str = javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    assert "</script" not in script.lower()
    return script


def embedded(data: object) -> str:
    """Data as a script may hold it: no character of it can end the script or begin a tag."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def timeline_spec(
    season: Season, found: Sequence[Span], title: str, subtitle: str, lang: Lang = "zh"
) -> dict[str, Any]:
    """The chart as Vega-Lite: a view, a search and a kind to choose; bars, rest days, deadlines."""
    import altair as alt

    views = [name for name in VIEWS if any(item.view == name for item in found)]
    present = {item.kind for item in found}
    kinds = {label(code, lang): colour for k, (code, colour) in KINDS.items() if k in present}
    first = "committee" if "committee" in views else views[0]
    chosen = alt.param(
        name="chosen",
        value=first,
        bind=alt.binding_select(
            options=views,
            labels=[label(f"timeline-view-{name}", lang) for name in views],
            name=label("timeline-view", lang),
        ),
    )
    sought = alt.param(
        name="sought",
        value="",
        bind=alt.Binding(input="text", name=label("timeline-search", lang)),
    )
    kind = alt.param(
        name="kind",
        value="",
        bind=alt.binding_select(
            options=["", *kinds],
            labels=[label("timeline-all", lang), *kinds],
            name=label("timeline-kind", lang),
        ),
    )
    shown = (
        "datum.view == chosen && (kind == '' || datum.kind == kind) && "
        "(sought == '' || indexof(lower(datum.found), lower(sought)) >= 0)"
    )
    moves = alt.selection_interval(
        name="moves", bind="scales", encodings=["x"], zoom="wheel![event.shiftKey]"
    )
    x = alt.X(
        "begins:T", title=None, axis=alt.Axis(format=label("timeline-days", lang), orient="top")
    )
    row = alt.Y(
        "key:N",
        title=None,
        sort=None,
        axis=alt.Axis(
            labelExpr="split(datum.value, '|')[1] == '0' ? "
            "slice(datum.value, indexof(datum.value, '|') + 3) : ''",
            labelLimit=320,
            ticks=False,
            domain=False,
        ),
    )
    told = [
        alt.Tooltip(f"{name}:N", title=label(f"timeline-{name}", lang))
        for name in ("row", "text", "when", "kind", "clause", "reason")
    ]
    bars = (
        alt.Chart(alt.NamedData("bars"))
        .transform_filter(shown)
        .mark_bar(clip=True)
        .encode(
            x=x,
            x2="ends:T",
            y=row,
            color=alt.Color(
                "kind:N",
                title=label("timeline-kind", lang),
                scale=alt.Scale(domain=[*kinds], range=[*kinds.values()]),
                legend=alt.Legend(orient="top", labelLimit=240),
            ),
            tooltip=told,
        )
        .properties(height={"step": STEP}, width=WIDE)
        .add_params(moves)
    )
    rest = (
        alt.Chart(alt.NamedData("rest"))
        .mark_rect(clip=True)
        .encode(
            x="begins:T",
            x2="ends:T",
            color=alt.Color("fill:N", scale=None),
            tooltip=alt.Tooltip("text:N", title=label("timeline-text", lang)),
        )
    )
    ends = (
        alt.Chart(alt.NamedData("deadlines"))
        .mark_rule(color=style.ALARM, strokeDash=[5, 4], strokeWidth=1.5, clip=True)
        .encode(x="ends:T", tooltip=alt.Tooltip("text:N", title=label("gantt-deadlines", lang)))
    )
    heading = alt.TitleParams(text=title, subtitle=subtitle, anchor="start", offset=12)
    chart = (
        alt.layer(rest, bars, ends, title=heading)
        .add_params(chosen, sought, kind)
        .configure(font='"Microsoft YaHei", "Noto Sans CJK SC", sans-serif')
        .configure_view(stroke="#bdbdbd")
        .configure_axisY(grid=True)
    )
    data = chart.to_dict()
    data["datasets"] = {
        "bars": [_bar(item, lang) for item in found],
        "rest": _rest_days(season, found, lang),
        "deadlines": _deadlines(season, found, lang),
    }
    return data


def _bar(item: Span, lang: Lang) -> dict[str, str]:
    begins, ends = item.begins, item.ends
    whole = begins.time() == ends.time()
    name = label(KINDS[item.kind][0], lang)
    when = item.when or label(
        "timeline-from-to",
        lang,
        begins=begins.date().isoformat() if whole else f"{begins:%Y-%m-%d %H:%M}",
        ends=f"{ends - style.HAIR:%Y-%m-%d}" if whole else f"{ends:%H:%M}",
    )
    sought = (item.row, item.text, name, item.clause, item.reason, item.more)
    return {
        "view": item.view,
        "key": f"{item.order:05}|{item.lane}|{item.row}",
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
