"""Business-to-business meetings: reading, judging, and the best value by enumeration."""

import itertools
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.b2b import METHODS, b2b
from benchmarks.b2b.data import Case, Meeting, published, read
from benchmarks.b2b.judge import breaks, faults
from benchmarks.b2b.search import luby
from benchmarks.row import Options

TINY = """
nBusiness = 4;  % a remark
nMeetings = 4;
nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1, 2,1,
|1, 3,2,
|2, 3,3,
|3, 4,3,
|];
forbidden = [{0},
{0,4},
{},
{}];
fixed = [0,0,0,4];
precedences = [{},
{1},
{},
{}];
"""


def _case(tmp_path: Path, text: str = TINY) -> Case:
    path = tmp_path / "tiny.dzn"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    case = _case(tmp_path)
    assert (case.parties, case.tables, case.slots, case.morning) == (4, 2, 4, 2)
    assert case.meetings == (
        Meeting((1, 2), 1, 0, ()),
        Meeting((1, 3), 2, 0, (1,)),
        Meeting((2, 3), 3, 0, ()),
        Meeting((3, 4), 3, 4, ()),
    )
    assert case.forbidden == (frozenset(), frozenset({4}), frozenset(), frozenset())


def test_a_range_is_a_set(tmp_path: Path) -> None:
    case = _case(tmp_path, TINY.replace("{0,4}", "2..4"))
    assert case.forbidden[1] == frozenset({2, 3, 4})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (TINY.replace("nTables", "tables"), "no entry 'nTables'"),
        (TINY.replace("|3, 4,3,\n", ""), "requested has 3 rows instead of 4"),
        (TINY.replace("fixed = [0,0,0,4]", "fixed = [0,0]"), "fixed has 2 rows instead of 4"),
        ("", "no entry"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, wrong: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _case(tmp_path, wrong)


PLAIN = Case(
    3,
    1,
    5,
    3,
    (Meeting((1, 2), 3, 0, ()), Meeting((1, 3), 3, 0, ()), Meeting((1, 2), 3, 0, ())),
    (frozenset(), frozenset(), frozenset()),
)


def test_a_timetable_without_fault_has_none() -> None:
    assert list(faults(PLAIN, [1, 2, 3])) == []


def test_a_break_is_one_however_long_and_noon_is_none() -> None:
    assert breaks(PLAIN, [1, 2, 5]) == [1, 1, 0]
    assert breaks(PLAIN, [3, 4, 5]) == [0, 1, 0]


def _first(**changes: object) -> Case:
    return replace(PLAIN, meetings=(replace(PLAIN.meetings[0], **changes), *PLAIN.meetings[1:]))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("case", "slots", "said"),
    [
        (PLAIN, [1, 2], "2 slots for 3 meetings"),
        (PLAIN, [0, 1, 2], "no slot 0"),
        (PLAIN, [1, 1, 2], "party 1: two meetings in slot 1"),
        (PLAIN, [1, 1, 2], "2 meetings at 1 tables"),
        (_first(session=1), [4, 5, 3], "asked for the morning"),
        (_first(session=2), [3, 4, 5], "asked for the afternoon"),
        (_first(fixed=2), [1, 2, 3], "fixed to slot 2"),
        (_first(after=(2,)), [1, 2, 3], "does not come after meeting 2"),
        (replace(PLAIN, forbidden=(frozenset({3}), *PLAIN.forbidden[1:])), [1, 2, 3], "forbidden"),
    ],
)
def test_every_fault_is_found(case: Case, slots: list[int], said: str) -> None:
    assert any(said in fault for fault in faults(case, slots))


def test_fairness_counts_every_party() -> None:
    meetings = tuple(Meeting((1, 2), 3, 0, ()) for _ in range(4))
    case = Case(3, 1, 9, 9, meetings, (frozenset(),) * 3)
    assert list(faults(case, [1, 3, 5, 6])) == []
    assert any("more than 2 apart" in fault for fault in faults(case, [1, 3, 5, 7]))


def _random(seed: int) -> Case:
    lot = random.Random(seed)
    parties, slots = lot.randint(2, 5), lot.randint(2, 5)
    meetings: list[Meeting] = []
    for number in range(1, lot.randint(1, 5) + 1):
        one, other = lot.sample(range(1, parties + 1), 2)
        after = (lot.randint(1, number - 1),) if number > 1 and lot.random() < 0.2 else ()
        fixed = lot.randint(1, slots) if lot.random() < 0.1 else 0
        meetings.append(Meeting((one, other), lot.choice([1, 2, 3, 3, 3]), fixed, after))
    away = tuple(
        frozenset({lot.randint(1, slots)}) if lot.random() < 0.2 else frozenset[int]()
        for _ in range(parties)
    )
    return Case(parties, lot.randint(1, 2), slots, slots // 2, tuple(meetings), away)


def _least(case: Case) -> int | None:
    every = itertools.product(range(1, case.slots + 1), repeat=len(case.meetings))
    return min((sum(breaks(case, s)) for s in every if not any(faults(case, s))), default=None)


@pytest.mark.parametrize("method", METHODS)
@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_value_and_infeasibility_agree_with_enumeration(method: str, seed: int) -> None:
    case = _random(seed)
    board = METHODS[method](case, 1, time.monotonic() + 30)
    least = _least(case)
    assert board.infeasible == (least is None)
    if least is not None:
        assert board.plan is not None
        assert list(faults(case, board.plan)) == []
        assert (board.value, board.bound) == (least, least)
        assert sum(breaks(case, board.plan)) == least


def _options(folder: Path, *methods: str) -> Options:
    return Options("demo", str(folder), 1, 20, list(methods))


def test_the_command_takes_every_case_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "instances"
    inside.mkdir()
    (inside / "a.dzn").write_text(TINY, encoding="utf-8")
    full = TINY.replace("{0,4},\n{}", "1..4,\n{}")
    (tmp_path / "b.dzn").write_text(full, encoding="utf-8")
    (tmp_path / "c.dzn").write_text("nonsense", encoding="utf-8")
    (tmp_path / "published.csv").write_text("file,optimum_or_U\na.dzn,0\n", encoding="utf-8")
    rows = [row.cells() for row in b2b(_options(tmp_path, "ours"))]
    assert [(r["case"], r["status"], r["checked"]) for r in rows] == [
        ("a", "OPTIMAL", "yes"),
        ("b", "INFEASIBLE", "yes"),
        ("c", "ERROR", "no"),
    ]
    assert rows[0]["versions"].endswith("published 0")
    assert published(tmp_path / "instances") == {}


@pytest.mark.parametrize(
    ("methods", "said"), [(["ours", "magic"], "no such method: magic"), (["ours"], "no .dzn file")]
)
def test_misuse_is_told(tmp_path: Path, methods: list[str], said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        list(b2b(_options(tmp_path, *methods)))


def test_luby() -> None:
    assert list(itertools.islice(luby(), 15)) == [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]
