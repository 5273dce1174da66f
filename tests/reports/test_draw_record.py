"""抽取记录表: who was drawn, in which order others follow, and on what grounds some were not."""

import io
from datetime import date
from typing import Any

from docx import Document

from models.committee import Expected
from models.plan import plan_number
from reports.draw_record import draw_record
from scheduler.draw import draw
from scheduler.planning import plan
from scheduler.replacement import Act, replace
from scheduler.work import Work
from tests import seasons


def _text(data: bytes) -> str:
    document: Any = Document(io.BytesIO(data))
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_record_can_be_signed_and_shows_who_stepped_in() -> None:
    experts = tuple(
        seasons.expert(f"专家{n:02}", f"单位{n}", blacklisted=n == 0 or None) for n in range(16)
    )
    season = seasons.season(
        changes={"committee.min.mid.series": 5, "pool.ratio": 1},
        committees=(seasons.committee(size=5, expected=(Expected(count=10),)),),
        experts=experts,
    )
    made = plan(season, Work())
    assert draw_record(season, made, "C", plan_number(made)) is None
    drawn = draw(
        season, made, "C", seed="七号", witnesses=("甲见证",), held_on=date(2024, 8, 6), work=Work()
    )
    out = drawn.seats[0].expert
    after = replace(season, drawn, out, Act("因病", date(2024, 8, 7)))
    data = draw_record(season, after, "C", plan_number(after))
    assert data is not None
    assert data == draw_record(season, after, "C", plan_number(after))
    text = _text(data)
    (record,) = after.draws
    assert all(name in text for name in (*record.members, *record.reserves))
    for told in ("七号", "甲见证", record.sha256, "有失信记录", "唯一", "因病", "2024年8月6日"):
        assert told in text.replace(" ", ""), told
    assert "{{" not in text
