"""Dockets filled by hand: lawful as they stand, and every unit in its least number of sessions."""

from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from models.plan import PlannedGroup, Session
from scheduler.docket_fill import filled
from scheduler.docket_model import Block, build
from scheduler.dockets import as_solution, by_count
from tests import seasons

CAPACITY, READERS = 60, 3


def _session(number: int, category: str, members: str) -> Session:
    return Session(
        id=f"s{number}",
        committee="C",
        group="G",
        kind="panel",
        at=f"2024-08-{number + 1:02d}.am",
        room="R",
        category=category,  # pyright: ignore[reportArgumentType]
        members=tuple(members),
    )


def _block(unit: str, minutes: int, count: int, tied: str = "", category: str = "general") -> Block:
    names = tuple(f"{unit}{minutes}{category}{tied}{n}" for n in range(count))
    return Block(unit, category, minutes, frozenset(tied), names)


blocks_lists = st.lists(
    st.builds(
        _block,
        st.sampled_from("uvwx"),
        st.sampled_from([10, 20, 30]),
        st.integers(1, 6),
        st.sampled_from(["", "", "a"]),
        st.sampled_from(["general", "nonpublic"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda b: (b.unit, b.minutes, b.tied, b.category),
)
session_lists = st.lists(
    st.tuples(st.sampled_from(["general", "nonpublic"]), st.sampled_from(["abc", "bcd", "abcd"])),
    min_size=1,
    max_size=6,
).map(lambda some: [_session(n, category, who) for n, (category, who) in enumerate(some)])


@given(blocks_lists, session_lists)
def test_what_is_filled_is_lawful_and_no_unit_comes_more_often_than_its_minutes_need(
    blocks: list[Block], sessions: list[Session]
) -> None:
    found = filled(blocks, sessions, CAPACITY, READERS)
    if found is None:
        return
    by_id = {session.id: session for session in sessions}
    for number, block in enumerate(blocks):
        mine = {s: count for (b, s), count in found.items() if b == number}
        assert sum(mine.values()) == len(block.applicants)
        for name in mine:
            assert by_id[name].category == block.category
            assert (
                sum(m not in block.tied for m in by_id[name].members) >= READERS or not block.tied
            )
    for session in sessions:
        spent = sum(c * blocks[b].minutes for (b, s), c in found.items() if s == session.id)
        assert spent <= CAPACITY
    for unit, category in dict.fromkeys((block.unit, block.category) for block in blocks):
        numbers = [n for n, b in enumerate(blocks) if (b.unit, b.category) == (unit, category)]
        minutes = sum(blocks[n].minutes * len(blocks[n].applicants) for n in numbers)
        visited = {s for (b, s), c in found.items() if b in numbers and c}
        assert len(visited) == ceil(minutes / CAPACITY)


def test_units_that_fit_whole_are_put_in_whole() -> None:
    sessions = [_session(0, "general", "abc"), _session(1, "general", "abc")]
    blocks = [_block("u", 10, 4), _block("v", 10, 3), _block("w", 10, 3), _block("x", 10, 2)]
    found = filled(blocks, sessions, CAPACITY, READERS)
    assert found is not None
    assert len(found) == len(blocks)


def test_a_tied_dossier_goes_where_three_others_read_it() -> None:
    sessions = [_session(0, "general", "abc"), _session(1, "general", "bcd")]
    found = filled([_block("u", 10, 2, "a"), _block("v", 20, 3)], sessions, CAPACITY, READERS)
    assert found is not None
    assert found[0, "s1"] == 2


def test_nothing_is_said_where_a_unit_would_have_to_be_split_or_a_category_has_no_session() -> None:
    sessions = [_session(0, "general", "abc"), _session(1, "general", "abc")]
    split = [_block(unit, 20, 2) for unit in "uvw"]
    assert filled(split, sessions, CAPACITY, READERS) is None
    assert filled([_block("u", 10, 1, "", "nonpublic")], sessions, CAPACITY, READERS) is None
    assert filled([_block("u", 10, 1, "ab")], sessions, CAPACITY, READERS) is None


@given(blocks_lists, session_lists)
def test_what_is_filled_is_a_solution_of_the_model_that_it_spares(
    blocks: list[Block], sessions: list[Session]
) -> None:
    season, group = seasons.season(), PlannedGroup(id="G", committee="C", size=4)
    laid = by_count(season, group, sessions, blocks, CAPACITY)
    if laid is None:
        return
    members = tuple(seasons.expert(name) for name in "abcd")
    rows, v, goal = build(
        season, group, tuple(sessions), tuple(blocks), members, CAPACITY, free=False
    )
    assert rows.hold(as_solution(laid, rows, v, goal).values)


def test_nothing_is_counted_where_somebody_sits_in_two_panels_at_once_or_too_few_sit() -> None:
    season, blocks = seasons.season(), [_block("u", 10, 2)]
    group = PlannedGroup(id="G", committee="C", size=4)
    one, two = _session(0, "general", "abc"), _session(1, "general", "abc")
    at_once = two.model_copy(update={"at": one.at})
    assert by_count(season, group, [one, two], blocks, CAPACITY) is not None
    assert by_count(season, group, [one, at_once], blocks, CAPACITY) is None
    few = one.model_copy(update={"members": ("a", "b")})
    assert by_count(season, group, [few, two], blocks, CAPACITY) is None
