"""A published part stays; the record is appended to and never rewritten."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.plan import Award, Plan, plan_bytes
from scheduler import publish
from tests.cli.running import DEMO, DEMO_BOOK, QUICK, Ran, run, start

ON = date(2024, 5, 31)


def small(places: int = 3) -> Plan:
    award = Award(id="Q/甲", quota="Q", organisation="甲", basis=100, places=places)
    return Plan(season="s", awards=(award,))


def saved(tmp_path: Path, plan: Plan) -> Path:
    path = tmp_path / "plan.json"
    path.write_bytes(plan_bytes(plan))
    return path


def test_the_plan_is_not_touched(tmp_path: Path) -> None:
    path = saved(tmp_path, small())
    before = path.read_bytes()
    records = publish.publish(small(), path, ["annex10"], ON, "甲")
    assert path.read_bytes() == before
    assert publish.read(path) == records
    assert publish.frozen(small(), records) == {"annex10"}


def test_a_part_is_published_once(tmp_path: Path) -> None:
    path = saved(tmp_path, small())
    publish.publish(small(), path, ["annex10"], ON, "甲")
    with pytest.raises(publish.CannotPublish, match=r"publish\.again"):
        publish.publish(small(), path, ["annex10"], ON, "乙")


@pytest.mark.parametrize(
    ("part", "code"), [("annex5", "publish.empty-part"), ("lunch", "publish.unknown-part")]
)
def test_only_parts_that_are_there(tmp_path: Path, part: str, code: str) -> None:
    with pytest.raises(publish.CannotPublish) as refused:
        publish.publish(small(), saved(tmp_path, small()), [part], ON, "甲")
    assert refused.value.code == code


def test_a_changed_record_is_not_believed(tmp_path: Path) -> None:
    path = saved(tmp_path, small())
    publish.publish(small(), path, ["annex10"], ON, "甲")
    publish.publish(small(4), path, ["annex10"], ON, "甲")
    record = path.with_name(publish.FILE)
    record.write_text(record.read_text("utf-8").replace("甲", "乙", 1), "utf-8")
    with pytest.raises(publish.CannotPublish, match=r"publish\.broken-record"):
        publish.read(path)


def edited(tmp_path: Path) -> Path:
    """The demo with one more unit that hands in."""
    data: dict[str, Any] = json.loads(DEMO.read_text("utf-8"))
    one = dict(data["submissions"][0])
    data["submissions"].append(one | {"id": "新增", "dossiers": 3})
    path = tmp_path / "more.json"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path


def test_the_rest_is_planned_around_what_was_published(
    planned: tuple[Path, Ran], tmp_path: Path
) -> None:
    base = tmp_path / "base"
    shutil.copytree(planned[0], base)
    assert start("publish", base, "--part", "annex6,dates,annex10", "--author", "甲").code == 0

    ended = run("plan", edited(tmp_path), "--base", base, "-o", tmp_path / "out", "--json", *QUICK)

    assert ended.code in {0, 1}, ended.out
    assert ended.answer["status"] in {"lawful", "put-aside"}
    old = json.loads((base / "sealed" / "plan.json").read_text("utf-8"))
    new = json.loads((tmp_path / "out" / "sealed" / "plan.json").read_text("utf-8"))
    kept = {item["id"]: item for item in new["appointments"]}
    assert all(kept[item["id"]] == item for item in old["appointments"] if item["annex"] == 6)
    assert new["meetings"] == old["meetings"]
    assert new["awards"] == old["awards"]
    assert {"annex6", "dates", "annex10"} <= set(new["frozen"])
    assert (tmp_path / "out" / "sealed" / publish.FILE).is_file()


def test_a_plan_changed_after_publication_is_refused(
    planned: tuple[Path, Ran], tmp_path: Path
) -> None:
    base = tmp_path / "base"
    shutil.copytree(planned[0], base)
    run("publish", base, "--part", "annex10", "--author", "甲")
    record = base / "sealed" / publish.FILE
    record.write_text(record.read_text("utf-8").replace('"sha256": "', '"sha256": "0'), "utf-8")
    ended = run("plan", DEMO_BOOK, "--base", base, "-o", tmp_path / "out", "--json", *QUICK)
    assert ended.code == 2
    assert ended.codes("breach") == ["publish.changed-part"]


def test_what_is_taken_back_stays_on_record_and_may_change_again(tmp_path: Path) -> None:
    path = saved(tmp_path, small())
    publish.publish(small(), path, ["annex10"], ON, "甲")
    records = publish.withdraw(small(), path, ["annex10"], ON, "乙", "数据有误")
    assert publish.read(path) == records
    assert [r.withdrawn for r in records] == ["", "数据有误"]
    assert publish.frozen(small(), records) == frozenset()
    again = publish.publish(small(), path, ["annex10"], ON, "甲")
    assert publish.frozen(small(), again) == {"annex10"}
    assert len(again) == 3


@pytest.mark.parametrize(
    ("part", "reason", "code"),
    [
        ("annex5", "误", "publish.not-in-force"),
        ("members", "误", "publish.members-stay"),
        ("annex10", " ", "publish.no-reason"),
    ],
)
def test_only_what_is_in_force_is_taken_back_and_with_a_reason(
    tmp_path: Path, part: str, reason: str, code: str
) -> None:
    path = saved(tmp_path, small())
    before = publish.publish(small(), path, ["annex10"], ON, "甲")
    with pytest.raises(publish.CannotPublish) as refused:
        publish.withdraw(small(), path, [part], ON, "甲", reason)
    assert refused.value.code == code
    assert publish.read(path) == before


def test_a_part_kept_from_an_earlier_plan_is_taken_back(tmp_path: Path) -> None:
    kept = small().model_copy(update={"frozen": ("annex10",)})
    path = saved(tmp_path, kept)
    records = publish.withdraw(kept, path, ["annex10"], ON, "甲", "重排")
    assert publish.frozen(kept, records) == frozenset()
