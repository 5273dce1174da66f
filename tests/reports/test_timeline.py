"""The interactive timeline: what stands in it, and that it neither lets in nor sends out."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from reports import timeline_page as pages
from reports import vega
from reports.timeline import expert_spans, spans
from reports.view import open_view
from tests.reports.sample import make_plan, make_season

SEASON = make_season(4, 60)
PLAN = make_plan(SEASON)
VIEW = open_view(SEASON, PLAN)


@pytest.fixture(autouse=True)
def without_vega(monkeypatch: pytest.MonkeyPatch) -> None:
    """The script takes seconds to bundle and is not ours to test."""
    monkeypatch.setattr(vega, "script", lambda: "/* vega */")


def page(profile: Any = "internal") -> str:
    made = (
        pages.sealed_timeline(SEASON, PLAN, VIEW)
        if profile == "sealed"
        else pages.timeline_page(VIEW, profile)
    )
    assert made is not None
    return made.decode("utf-8")


def spec(text: str) -> dict[str, Any]:
    found = re.search(r'vegaEmbed\("#chart", (\{.*\}), (\{.*\})\)', text)
    assert found
    assert json.loads(found[2])["actions"] is False
    return json.loads(found[1])


def test_each_profile_has_its_own_views() -> None:
    views = {
        profile: {bar["view"] for bar in spec(page(profile))["datasets"]["bars"]}
        for profile in ("public", "internal", "sealed")
    }
    assert views["public"] == {"season", "desk"}
    assert views["internal"] == {"season", "desk", "committee", "room"}
    assert views["sealed"] == {"season", "desk", "committee", "room", "expert"}


def test_every_half_day_room_visit_and_session_is_a_bar() -> None:
    found = spans(VIEW, "internal")
    half_days = [s for s in found if s.view == "committee" and s.kind in {"panel", "plenary"}]
    assert len(half_days) == sum(len(m.half_days) for m in PLAN.meetings)
    assert len([s for s in found if s.view == "room"]) == sum(len(m.rooms) for m in PLAN.meetings)
    assert len([s for s in found if s.view == "desk"]) == len(PLAN.appointments)
    assert len(expert_spans(SEASON, PLAN)) == sum(len(s.members) for s in PLAN.sessions)


def test_bars_of_a_lane_never_overlap() -> None:
    lanes: dict[tuple[str, int, str, int], list[Any]] = {}
    for item in [*spans(VIEW, "internal"), *expert_spans(SEASON, PLAN)]:
        lanes.setdefault((item.view, item.order, item.row, item.lane), []).append(item)
    for own in lanes.values():
        own.sort(key=lambda item: item.begins)
        assert all(one.ends <= two.begins for one, two in pairwise(own))


def test_hovering_shows_clause_and_reason_and_search_finds_them() -> None:
    bars = spec(page())["datasets"]["bars"]
    panel = next(bar for bar in bars if bar["kind"] == "小组评议")
    assert "40号令第21条" in panel["clause"]
    assert "待确认" in panel["clause"]
    assert panel["reason"] == "未提意愿日期"
    assert panel["when"].endswith("08:30—12:00")
    moved = next(bar for bar in bars if "休息日" in bar["reason"])
    assert "8月31日" in moved["reason"] or "10月13日" in moved["reason"]
    assert all(bar["clause"] in bar["found"] and bar["row"] in bar["found"] for bar in bars)
    text = json.dumps(spec(page()), ensure_ascii=False)
    for name in ("chosen", "sought", "kind"):
        assert f'"name": "{name}"' in text
    ends = [item["text"] for item in spec(page())["datasets"]["deadlines"]]
    assert any("二(一)4" in text for text in ends)


def test_the_browser_is_told_to_refuse_every_connection() -> None:
    text = page("sealed")
    assert "default-src 'none'" in text
    assert "connect-src 'none'" in text
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?\s*(?:https?:)?//""", text)


def test_no_name_ends_the_script_or_begins_a_tag() -> None:
    bad = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&\u2028"
    named = tuple(c.model_copy(update={"name": bad}) for c in SEASON.committees)
    season = SEASON.model_copy(update={"committees": named, "name": bad})
    made = pages.timeline_page(open_view(season, PLAN))
    assert made is not None
    text = made.decode("utf-8")
    assert text.lower().count("<script") == 2
    assert text.lower().count("</script") == 2
    assert "<img" not in text
    assert bad[:20] in spec(text)["datasets"]["bars"][-1]["text"] + json.dumps(spec(text))


def test_the_same_plan_gives_the_same_page() -> None:
    assert page() == page()
