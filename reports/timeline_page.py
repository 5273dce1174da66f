"""The interactive timeline as one HTML file that needs no network and sends nothing out."""

import html
import json
from collections.abc import Sequence

from models.messages import Lang
from models.plan import Plan, plan_number
from models.season import Season
from reports import vega
from reports.timeline import Span, expert_spans, spans
from reports.view import Open, Profile, number_words
from reports.words import label, provisional, season_name

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
    from reports.timeline_chart import kinds_by_view, timeline_spec

    title = label("timeline-title", lang, name=season_name(season))
    notes = [label(f"profile-{profile}", lang), number]
    notes += [label("provisional", lang)] if provisional(season) else []
    spec = timeline_spec(season, found, title, "　".join(notes), lang)
    page = PAGE.format(
        lang="zh-CN" if lang == "zh" else "en",
        policy=POLICY,
        title=html.escape(f"{title}　{notes[0]}"),
        script=vega.script(),
        spec=embedded(spec),
        options=embedded({"actions": False, "mode": "vega-lite", "renderer": "svg"}),
        hint=html.escape(label("timeline-hint", lang)),
        kinds=embedded(kinds_by_view(found, lang)),
        count=embedded(label("timeline-count", lang, n="#")),
        nothing=embedded(label("timeline-nothing", lang)),
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
#count {{ color: #5f5f5f; }}
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
  const view = made.view, bars = made.spec.datasets.bars, kinds = {kinds};
  const form = document.querySelector("#chart form.vega-bindings");
  const count = document.createElement("span");
  count.id = "count";
  form.append(count);
  document.querySelector("#chart").prepend(form);
  function refresh() {{
    const chosen = view.signal("chosen"), kind = view.signal("kind");
    const sought = view.signal("sought").trim().toLowerCase();
    if (kind && !kinds[chosen].includes(kind)) {{ view.signal("kind", "").runAsync(); return; }}
    for (const option of form.querySelectorAll("select[name=kind] option")) {{
      const away = option.value !== "" && !kinds[chosen].includes(option.value);
      option.hidden = option.disabled = away;
    }}
    const n = bars.filter(bar => bar.view === chosen && (!kind || bar.kind === kind)
      && bar.found.toLowerCase().includes(sought)).length;
    count.textContent = n ? {count}.replace("#", n) : {nothing};
  }}
  for (const name of ["chosen", "kind", "sought"]) view.addSignalListener(name, refresh);
  refresh();
}});
</script>
</body>
</html>
"""


def embedded(data: object) -> str:
    """Data as a script may hold it: no character of it can end the script or begin a tag."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
