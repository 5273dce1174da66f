"""Charts: what they show, that nothing overlaps or is cut, at 4 committees and at 55."""

import contextlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from models.calendar import date_of
from models.plan import Plan
from reports import style
from reports.furniture import Sheet, fitted
from reports.gantt import deadlines, season_gantt
from reports.gantt_committee import all_committees, committee_gantt
from reports.gantt_experts import expert_gantt, experts_gantt
from reports.gantt_grid import Below, Cell, Line, Table, grid_pages
from reports.gantt_page import Row as ChartRow
from reports.gantt_page import paged
from reports.gantt_rooms import rooms_gantt
from reports.groups import sittings
from reports.style import Align, Pages
from reports.timeline import spans
from reports.view import Open, changed, open_view
from reports.words import clean, stamp
from tests.reports.sample import make_plan, make_season

PALETTE = (style.DEEP, style.STRONG, style.MIDDLE, style.LIGHT, style.PALE, style.MAKEUP)


def view_of(committees: int) -> Open:
    season = make_season(committees, committees * 15)
    return open_view(season, make_plan(season))


@pytest.fixture(scope="module", params=[4, 55])
def view(request: pytest.FixtureRequest) -> Open:
    return view_of(int(str(request.param)))


def figures(pages: Pages | None) -> Iterator[Figure]:
    assert pages is not None
    with style.drawing():
        yield from pages.figures()


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every text with where it stands; in pixels."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for axes in figure.axes
        for text in axes.texts
        if text.get_text().strip()
    ]


def overlaps(one: Bbox, two: Bbox) -> bool:
    """Whether two boxes share more than a hair."""
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    high = min(one.y1, two.y1) - max(one.y0, two.y0)
    return wide > 1 and high > 2.5


def check_texts(figure: Figure) -> None:
    found = sorted(boxes(figure), key=lambda item: item[1].y0)
    page = figure.bbox
    for text, box in found:
        assert page.x0 <= box.x0, text
        assert box.x1 <= page.x1, text
        assert page.y0 <= box.y0, text
        assert box.y1 <= page.y1, text
    for n, (text, box) in enumerate(found):
        for other, near in found[n + 1 :]:
            if near.y0 > box.y1:
                break
            assert not overlaps(box, near), (text, other)


def test_nothing_overlaps_in_the_season_chart(view: Open) -> None:
    for figure in figures(season_gantt(view)):
        check_texts(figure)


@pytest.mark.parametrize("committees", [4, 55])
def test_nothing_overlaps_on_small_paper(committees: int) -> None:
    day = date(2024, 8, 14)
    for figure in figures(season_gantt(view_of(committees), paper=style.A4, today=day)):
        check_texts(figure)


@pytest.mark.parametrize("paper", [style.A3, style.A4])
def test_no_deadline_runs_through_a_date(paper: style.Paper) -> None:
    for figure in figures(season_gantt(view_of(4), paper=paper)):
        dates = [box for text, box in boxes(figure) if re.fullmatch(r"\d+/\d+|\d+年\d+月", text)]
        ends = [
            line.get_window_extent()
            for line in figure.axes[0].lines
            if line.get_linestyle() == "--"
        ]
        assert dates
        assert ends
        assert not [box for box in dates for end in ends if box.fully_overlaps(end)]


def test_a_short_list_of_deadlines_keeps_each_on_one_line() -> None:
    (page,) = figures(committee_gantt(view_of(4), "C00"))
    texts = [text.get_text() for axes in page.axes for text in axes.texts]
    assert [text for text in texts if text.startswith("8月31日") and text.endswith("8月30日）")]


def test_nothing_overlaps_in_the_committee_charts() -> None:
    for figure in figures(all_committees(view_of(4))):
        check_texts(figure)


@pytest.mark.parametrize(("committees", "paper"), [(4, style.A4), (44, style.A3)])
def test_nothing_overlaps_in_the_chart_of_the_rooms(committees: int, paper: style.Paper) -> None:
    for figure in figures(rooms_gantt(view_of(committees), paper=paper)):
        check_texts(figure)


def test_nothing_overlaps_in_the_sealed_charts_of_experts() -> None:
    season = make_season(4, 60)
    plan = make_plan(season)
    for figure in figures(experts_gantt(season, plan)):
        check_texts(figure)
    for figure in figures(expert_gantt(season, plan, plan.sessions[0].members[0])):
        check_texts(figure)


def texts_of(pages: Pages | None) -> list[str]:
    return [t.get_text() for page in figures(pages) for axes in page.axes for t in axes.texts]


def test_a_room_shows_every_half_day_of_its_use_and_no_day_is_parted() -> None:
    view = view_of(44)
    pages = list(figures(rooms_gantt(view)))
    fills = (style.MIDDLE, style.DEEP)
    drawn = sum(len(bars(page, *fills)) for page in pages) - 2 * len(pages)
    assert drawn == len({(u.room, u.at) for m in view.plan.meetings for u in m.rooms})
    for page in pages:
        texts = [t.get_text() for axes in page.axes for t in axes.texts]
        assert texts.count("上午") == texts.count("下午")


def test_an_experts_chart_is_sealed_and_shows_only_the_experts_own_days() -> None:
    season = make_season(4, 60)
    plan = make_plan(season)
    expert = plan.sessions[0].members[0]
    own = {s.at for s in plan.sessions if expert in s.members}
    (page,) = figures(expert_gantt(season, plan, expert))
    drawn = bars(page, style.MIDDLE, style.DEEP)
    assert len(drawn) - 2 == len([s for s in plan.sessions if expert in s.members])
    texts = [t.get_text() for axes in page.axes for t in axes.texts]
    assert texts.count("上午") + texts.count("下午") == len(own)
    assert "密封" in texts
    assert any(season.expert[expert].name in text for text in texts)
    assert not any(e.name in "".join(texts) for e in season.experts if e.id != expert)


def test_today_stands_on_the_chart_only_when_it_was_given() -> None:
    view = view_of(4)
    assert "今天" not in texts_of(season_gantt(view))
    given = texts_of(season_gantt(view, today=date(2024, 8, 14)))
    assert "今天" in given
    assert any("2024年8月14日" in text for text in given)
    season = make_season(4, 60)
    members = experts_gantt(season, make_plan(season), today=date(2024, 8, 14))
    assert "今天" in texts_of(members), "the line of today stands in the legend of the members too"
    assert any("2024年5月28日" in text for text in texts_of(season_gantt(view)))


def test_today_stands_once_before_its_first_half_day_be_it_the_afternoon() -> None:
    season = make_season(4, 60)
    plan = make_plan(season)
    halves: dict[tuple[str, date], set[str]] = {}
    for session in plan.sessions:
        for expert in session.members:
            halves.setdefault((expert, date_of(session.at)), set()).add(session.at[-2:])
    for wanted in ({"pm"}, {"am", "pm"}):
        expert, day = next(key for key, own in halves.items() if own == wanted)
        (page,) = figures(expert_gantt(season, plan, expert, today=day))
        assert len([line for line in page.axes[0].lines if line.get_linewidth() == 2]) == 1


def test_bars_that_overlap_stand_in_lanes() -> None:
    view = view_of(4)
    last = view.plan.meetings[0].half_days[-1]
    posted = [
        item.model_copy(update={"due": date_of(last)})
        if item.code == "result_posting" and item.subject == "C00"
        else item
        for item in view.plan.milestones
    ]
    plan = view.plan.model_copy(update={"milestones": tuple(posted)})
    pages = list(figures(season_gantt(Open(view.season, plan, view.number, view.applied))))
    drawn = [b.get_bbox() for b in bars(pages[1], style.DEEP, style.STRONG, style.LIGHT)]
    for n, one in enumerate(drawn):
        for two in drawn[n + 1 :]:
            wide = min(one.x1, two.x1) - max(one.x0, two.x0)
            assert wide < 0.001 or min(one.y1, two.y1) <= max(one.y0, two.y0) + 0.001


def test_greyscale_is_grey_and_keeps_apart_what_colour_kept_apart() -> None:
    (figure, *_) = figures(season_gantt(view_of(4)))
    style.greyed(figure)
    for axes in figure.axes:
        for patch in axes.patches:
            red, green, blue, _ = to_rgba(patch.get_facecolor())
            assert red == green == blue
    greys = [style.luma(c) for c in (style.DEEP, style.STRONG, style.MIDDLE)]
    assert all(lighter - darker > 0.15 for darker, lighter in pairwise(greys))
    hatched = {style.LIGHT, style.MAKEUP}
    assert all((style.hatch_of(fill) is None) == (fill not in hatched) for fill in PALETTE)


def test_the_same_pages_give_the_same_bytes_in_every_format() -> None:
    pages = season_gantt(view_of(4), "public")
    one, two = (style.render(pages, ("pdf", "png", "svg"), 40, grey=True) for _ in range(2))
    assert one == two
    assert [len(one[kind]) for kind in ("pdf", "png", "svg")] == [1, 1, 1]


def bars(figure: Figure, *fills: str) -> list[Rectangle]:
    return [
        patch
        for axes in figure.axes
        for patch in axes.patches
        if isinstance(patch, Rectangle) and to_hex(patch.get_facecolor()) in fills
    ]


def test_every_half_day_of_every_committee_is_a_bar(view: Open) -> None:
    half_days = [at for meeting in view.plan.meetings for at in meeting.half_days]
    pages = list(figures(season_gantt(view)))
    drawn = [bar for page in pages for bar in bars(page, style.DEEP)]
    samples = len(pages) - 1  # each page with committees has one in its legend
    plenaries = [at for meeting in view.plan.meetings for at in meeting.plenaries]
    assert len(drawn) == len(plenaries) + samples
    committees = [bar for page in pages[1:] for bar in bars(page, style.DEEP, style.STRONG)]
    assert len(committees) == len(half_days) + 2 * samples


def test_every_committee_is_named_and_pages_are_numbered(view: Open) -> None:
    pages = list(figures(season_gantt(view)))
    texts = [text.get_text() for page in pages for axes in page.axes for text in axes.texts]
    together = "".join(texts)  # a long name stands on two lines
    for committee in view.season.committees:
        assert committee.name in together
    assert f"第 1 页，共 {len(pages)} 页" in texts
    assert any(view.number[:16] in text for text in texts)
    assert texts.count("内部") == len(pages)


def test_the_public_chart_names_no_committee() -> None:
    view = view_of(4)
    (page,) = figures(season_gantt(view, "public"))
    texts = " ".join(text.get_text() for axes in page.axes for text in axes.texts)
    assert "公开" in texts
    assert not any(committee.name in texts for committee in view.season.committees)


def test_deadlines_carry_their_clause_and_the_day_the_organiser_keeps() -> None:
    found = {item.day.isoformat(): item.text for item in deadlines(make_season().model_copy())}
    assert "二(一)4" in found["2024-08-31"]
    assert "8月30日" in found["2024-08-31"]
    assert [*found] == sorted(found)


def test_a_page_never_ends_with_a_heading_and_goes_on_under_its_heading() -> None:
    rows = [ChartRow("A", heading=True), *[ChartRow(str(n)) for n in range(7)]]
    rows += [ChartRow("B", heading=True), ChartRow("last")]
    pages = paged(rows, 8 * 0.2 + 0.01)
    assert not any(page[-1].heading for page in pages)
    assert [page[0].heading for page in pages] == [True] * len(pages)
    assert sum(not row.heading for page in pages for row in page) == 8


def test_lanes_keep_what_overlaps_apart() -> None:
    spans = [(0.0, 2.0), (1.0, 3.0), (2.5, 4.0), (2.6, 5.0)]
    chosen = style.lanes(spans)
    assert chosen == [0, 1, 0, 2]
    for lane in set(chosen):
        inside = [span for span, own in zip(spans, chosen, strict=True) if own == lane]
        assert all(one[1] < two[0] for one, two in pairwise(inside))


def test_a_committee_without_meeting_has_no_chart_and_without_rooms_says_so() -> None:
    view = view_of(4)
    nothing = Open(view.season, Plan(season=""), view.number, view.applied)
    assert committee_gantt(nothing, "C00") is None
    bare = tuple(meeting.model_copy(update={"rooms": ()}) for meeting in view.plan.meetings)
    plan = view.plan.model_copy(update={"meetings": bare})
    (page,) = figures(committee_gantt(Open(view.season, plan, view.number, view.applied), "C01"))
    texts = [text.get_text() for axes in page.axes for text in axes.texts]
    assert "会场待定" in texts


def test_rare_surnames_and_markup_are_drawn_as_they_are() -> None:
    view = view_of(4)
    name = "䶮㛃𬭊 $x^2$ <b>&amp;</b>\n评委会"
    named = tuple(c.model_copy(update={"name": name}) for c in view.season.committees)
    season = changed(view.season, {"committees": named})
    pages = season_gantt(Open(season, view.plan, view.number, view.applied))
    texts = [t.get_text() for page in figures(pages) for axes in page.axes for t in axes.texts]
    assert "䶮㛃𬭊 $x^2$ <b>&amp;</b> 评委会" in texts


def test_long_texts_are_wrapped_and_at_last_cut_never_run_over() -> None:
    text = "很长的名称" * 30
    for line in style.wrap(text, 1.5, 8):
        assert style.width(line, 8) <= 1.5
    assert "".join(style.wrap(text, 1.5, 8)) == text
    assert style.fit(text, 1.5, 8).endswith("…")
    assert style.width(style.fit(text, 1.5, 8), 8) <= 1.5
    assert len(style.wrap(text, 1.5, 8, most=2)) == 2


def test_what_no_font_has_is_drawn_as_a_box_and_stops_nothing() -> None:
    words = "包头ᠮᠣᠩ学校😀"
    assert style.drawable(words) == "包头□□□学校□"
    with style.drawing():
        figure, axes = style.page(style.A4)
        style.write(axes, (1, 1), words)
        figure.canvas.draw()
    assert style.width(words, 10) == style.width("包头□□□学校□", 10)


@pytest.mark.parametrize(("ha", "left"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_words_stand_where_matplotlib_would_put_them(ha: Align, left: float) -> None:
    with style.drawing():
        figure, axes = style.page(style.A4)
        style.write(axes, (4, 4), "包头市 2024 年度职称评审", 20, ha=ha)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        (words,) = axes.texts
        box = words.get_window_extent(canvas.get_renderer())
        ink = np.argwhere(np.asarray(canvas.buffer_rgba())[:, :, :3].min(axis=2) < 128)
    high, wide = figure.bbox.height, style.width(words.get_text(), 20) * figure.dpi
    assert abs(ink[:, 1].min() - (4 * figure.dpi - left * wide)) < 6
    assert abs(ink[:, 1].min() - box.x0) < 6
    assert abs(ink[:, 1].max() - box.x1) < 6
    assert abs((ink[:, 0].min() + ink[:, 0].max()) / 2 - (high - 4 * figure.dpi)) < 3


def _pdf_of(text: str) -> tuple[bytes, bytes]:
    """A PDF with one line of text, and what its pages draw."""

    def paint(_number: int, _of: int) -> Figure:
        figure, axes = style.page(style.A4)
        style.write(axes, (1, 1), text)
        return figure

    data = style.pdf(Pages("title", datetime(2024, 5, 28), (paint,)))  # noqa: DTZ001
    drawn = b""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        with contextlib.suppress(zlib.error):
            drawn += zlib.decompress(stream)
    return data, drawn


def test_a_text_stands_whole_in_a_pdf_and_one_font_serves_the_document() -> None:
    text = "市政务服务中心（虚构）　08:30—12:00 <A&B>"
    data, drawn = _pdf_of(text)
    assert b"<" + text.encode("utf-16-be").hex().encode() + b"> Tj" in drawn
    assert data.count(b"/FontFile2") == 1


def test_a_rare_name_is_drawn_from_the_other_font() -> None:
    text = "王㙓"
    assert style.drawable(text) == text
    data, drawn = _pdf_of(text)
    assert b"> Tj" not in drawn
    assert data.count(b"/FontFile2") == 2


def test_a_text_of_a_room_begins_a_line_with_the_group_where_it_fits() -> None:
    figure, axes = style.page(style.A4)
    fitted(axes, (1, 1), "某评审委员会\n语文评议组", (1.2, 0.5), 8)
    assert [text.get_text() for text in axes.texts] == ["某评审委员会", "语文评议组"]
    figure, axes = style.page(style.A4)
    fitted(axes, (1, 1), "某评审委员会\n语文评议组", (3, 0.14), 8)
    assert [text.get_text() for text in axes.texts] == ["某评审委员会　语文评议组"]
    assert figure.axes == [axes]


def test_a_committees_page_shows_its_season_with_deadlines_and_rest_days() -> None:
    view = view_of(4)
    (page,) = figures(committee_gantt(view, "C01"))
    texts = [text.get_text() for axes in page.axes for text in axes.texts]
    for word in ("工作期限", "休息日", "结果公示", "报实施方案"):
        assert word in texts
    assert any("二(一)4" in text for text in texts)
    assert bars(page, style.PALE)
    assert bars(page, style.LIGHT)


def test_panels_of_one_group_at_once_bear_their_number_in_every_view_of_the_rooms() -> None:
    view = view_of(4)
    meeting = view.plan.meetings[1]
    first = meeting.half_days[0]
    both = tuple(
        use.model_copy(update={"group": "C01-1"}) if use.at == first else use
        for use in meeting.rooms
    )
    doubled = meeting.model_copy(update={"rooms": both})
    changed_plan = view.plan.model_copy(update={"meetings": (doubled,)})
    view = replace(view, plan=changed_plan)
    group = next(clean(item.name) for item in view.plan.groups if item.id == "C01-1")
    who = {use.room: name for use, name in sittings(view.plan, doubled) if use.at == first}
    assert [*who.values()] == [f"{group}第1小组", f"{group}第2小组"]
    later = [name for use, name in sittings(view.plan, doubled) if use.at == meeting.half_days[1]]
    assert group in later, "a group that sits in one room has no number"
    for pages in (rooms_gantt(view), committee_gantt(view, "C01")):
        shown = "".join(texts_of(pages)).replace("\n", "")
        assert all(name in shown for name in who.values())
    bars_of = [span for span in spans(view, "internal") if span.view == "room"]
    assert all(any(name in span.text for span in bars_of) for name in who.values())


def test_two_rooms_of_a_group_in_one_cell_do_not_part_a_committees_page() -> None:
    view = view_of(4)
    at = view.plan.meetings[0].half_days
    sheet = Sheet(style.A4, "某评审委员会", "internal", "0" * 16, provisional=False)
    lines = [Line(f"第{n}组", {at[0]: Cell("501\n502", plenary=False)}) for n in range(14)]
    below = Below(1.4, lambda _axes, _high: None)
    table = Table(sheet, view.season.calendar, "", at, lines, None, below)
    (page,) = figures(grid_pages(table, stamp(view.season)))
    check_texts(page)
