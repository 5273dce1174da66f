"""The timeline driven in a browser: views, kinds, search and hovering, and a picture of it."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from reports import style
from reports.timeline import expert_spans, spans
from reports.timeline_page import sealed_timeline
from reports.view import open_view
from tests.reports.sample import make_plan, make_season

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

SEASON = make_season(4, 60)
PLAN = make_plan(SEASON)
VIEW = open_view(SEASON, PLAN)
EVERY = [*spans(VIEW, "sealed"), *expert_spans(SEASON, PLAN)]

DRIVER = """<script>
const embed = window.vegaEmbed;
window.vegaEmbed = (...given) => embed(...given).then(function (made) {
  setTimeout(() => drive(made.view), 0);
  return made;
});
const put = async function (view, name, value) {
  const control = document.querySelector(`[name=${name}]`);
  control.value = value;
  control.dispatchEvent(new Event(control.tagName === "SELECT" ? "change" : "input"));
  await new Promise(done => setTimeout(done, 100));
  await view.runAsync();
};
const seen = () => ({
  bars: document.querySelectorAll("g.bars_marks path").length,
  rows: [...document.querySelectorAll("g.role-axis-label text")].map(t => t.textContent),
  count: document.querySelector("#count").textContent,
  kinds: [...document.querySelectorAll("select[name=kind] option")]
    .filter(o => !o.disabled).map(o => o.value),
  kind: document.querySelector("select[name=kind]").value,
});
async function drive(view) {
  const found = [];
  const note = document.createElement("pre");
  note.id = "result";
  try {
    for (const step of STEPS) {
      for (const [name, value] of Object.entries(step)) await put(view, name, value);
      found.push(seen());
    }
    const bar = document.querySelector("g.bars_marks path");
    const box = bar.getBoundingClientRect();
    const at = {bubbles: true, clientX: box.x + 1, clientY: box.y + 1};
    bar.dispatchEvent(new PointerEvent("pointerover", at));
    bar.dispatchEvent(new PointerEvent("pointermove", at));
    await new Promise(done => setTimeout(done, 100));
    const tooltip = document.querySelector("#vg-tooltip-element");
    const links = document.querySelectorAll("a[href], form[action], details, iframe, img[src]");
    note.textContent = JSON.stringify(
      {found, tooltip: tooltip ? tooltip.textContent : "", links: links.length});
  } catch (fault) { note.textContent = JSON.stringify({fault: String(fault)}); }
  document.body.append(note);
}
</script>
<script>
vegaEmbed("""
UNIT = next(item.text.split("　")[0] for item in EVERY if item.view == "desk")
STEPS: list[dict[str, str]] = [
    {"chosen": "committee"},
    {"kind": "节点"},
    {"kind": "结果公示"},
    {"chosen": "room"},
    {"chosen": "desk", "sought": UNIT},
    {"sought": "附件6"},
    {"chosen": "expert", "sought": ""},
    {"kind": "全体会议"},
    {"sought": SEASON.expert[PLAN.sessions[0].members[0]].name},
    {"sought": "谁也不是"},
    {"chosen": "season", "sought": ""},
]


def browse(folder: Path, steps: list[dict[str, str]], *options: str) -> str:
    """What the browser says after the steps."""
    page = sealed_timeline(SEASON, PLAN, VIEW)
    assert page is not None
    driver = DRIVER.replace("STEPS", json.dumps(steps, ensure_ascii=False))
    file = folder / "page.html"
    text = page.decode("utf-8").replace("<script>\nvegaEmbed(", driver, 1)
    file.write_text(text, encoding="utf-8")
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", *options]
    done = subprocess.run([*command, file.as_uri()], capture_output=True, timeout=240, check=True)
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stood on the page after each step, and what hovering told."""
    text = browse(tmp_path_factory.mktemp("browser"), STEPS, "--dump-dom")
    found = re.search(r'<pre id="result">(.*?)</pre>', text, re.DOTALL)
    assert found, text[-2000:]
    return json.loads(html.unescape(found[1]))


def drawn(view: str, kind: str = "", sought: str = "") -> int:
    kinds = {"节点": "task", "结果公示": "posted", "全体会议": "plenary"}
    return sum(
        item.view == view
        and (not kind or item.kind == kinds[kind])
        and sought in " ".join((item.row, item.text, item.clause, item.reason, item.more))
        for item in EVERY
    )


def test_every_step_draws_what_was_chosen_and_says_how_many(driven: dict[str, Any]) -> None:
    assert "fault" not in driven, driven
    person = STEPS[8]["sought"]
    expected = [
        drawn("committee"),
        drawn("committee", "节点"),
        drawn("committee", "结果公示"),
        drawn("room"),
        drawn("desk", "", UNIT),
        drawn("desk", "", "附件6"),
        drawn("expert"),
        drawn("expert", "全体会议"),
        drawn("expert", "全体会议", person),
        0,
        drawn("season"),
    ]
    assert [step["bars"] for step in driven["found"]] == expected
    for step, number in zip(driven["found"], expected, strict=True):
        assert (f"共 {number} 条" if number else "没有符合条件的条目") in step["count"]
    assert all(expected[:9])


def test_every_row_keeps_its_name_when_a_kind_hides_its_first_lane(driven: dict[str, Any]) -> None:
    names = {item.name for item in SEASON.committees}
    for step in driven["found"][:3]:
        assert {row for row in step["rows"] if row in names} == names


def test_only_kinds_of_the_view_are_offered_and_another_view_takes_back_the_choice(
    driven: dict[str, Any],
) -> None:
    committee, room, desk = (driven["found"][n] for n in (2, 3, 4))
    assert committee["kind"] == "结果公示"
    assert room["kind"] == ""
    assert "结果公示" not in room["kinds"]
    assert set(desk["kinds"]) <= {"", "附件5送审", "附件6送审"}


def test_hovering_tells_clause_and_reason_and_nothing_leads_out(driven: dict[str, Any]) -> None:
    assert "依据" in driven["tooltip"]
    assert "理由" in driven["tooltip"]
    assert driven["links"] == 0


def test_a_picture_of_the_page_shows_bars_rest_days_and_deadlines(tmp_path: Path) -> None:
    browse(tmp_path, STEPS[:1], f"--screenshot={tmp_path / 'page.png'}", "--window-size=1500,900")
    pixels = matplotlib.image.imread(tmp_path / "page.png")[:, :, :3]
    for colour in (style.STRONG, style.DEEP, style.PALE, style.ALARM):
        near = np.abs(pixels - np.array(to_rgb(colour))).max(axis=2) < 0.02
        assert near.sum() > 20, colour
