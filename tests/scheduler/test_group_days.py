"""The table of a group's half-days against every choice there is, and what it promises."""

from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.group_days import INFINITE, GroupDays, Sitting, Weights
from scheduler.group_table import Solved

HALF_DAYS = tuple(f"2024-08-0{day}.{half}" for day in (5, 6, 7) for half in ("am", "pm"))
WEIGHTS = Weights(greatest_load=3, expert_days=2, against_wish=1)


def _group(
    members: int,
    coming: list[frozenset[int]],
    unwilling: list[frozenset[int]],
    most: list[int],
    panels: int,
) -> GroupDays:
    there = frozenset(range(members))
    return GroupDays(
        HALF_DAYS,
        tuple(some & there for some in coming),
        tuple(some & there for some in unwilling),
        tuple(most[:members]),
        panels,
        panel_size=3,
        parallel=1,
        weights=WEIGHTS,
    )


groups = st.builds(
    _group,
    members=st.integers(3, 5),
    coming=st.lists(st.frozensets(st.integers(0, 4), min_size=2), min_size=6, max_size=6),
    unwilling=st.lists(st.frozensets(st.integers(0, 4), max_size=2), min_size=6, max_size=6),
    most=st.lists(st.integers(0, 4), min_size=5, max_size=5),
    panels=st.integers(1, 3),
)


@given(group=groups, end=st.sampled_from(HALF_DAYS))
@settings(max_examples=60, deadline=None)
def test_the_table_knows_the_optimum_before_every_end(group: GroupDays, end: str) -> None:
    solved = Solved(group, slack=group.panels)
    assert solved.before_each([end]) == [_by_hand(group, end)]


@given(group=groups)
@settings(max_examples=40, deadline=None)
def test_the_sittings_are_lawful_and_cost_what_the_table_says(group: GroupDays) -> None:
    solved = Solved(group, slack=group.panels)
    if solved.at_last >= INFINITE:
        return
    sittings = solved.sittings("2024-08-09.am")
    assert _cost(group, sittings) == solved.at_last
    assert sum(sitting.panels for sitting in sittings) == group.panels


@given(group=groups)
@settings(max_examples=40, deadline=None)
def test_a_table_without_slack_never_promises_too_much(group: GroupDays) -> None:
    narrow, wide = Solved(group, slack=0), Solved(group, slack=group.panels)
    ends = [*HALF_DAYS, "2024-08-09.am"]
    for least, exact in zip(narrow.bounds(ends), wide.before_each(ends), strict=True):
        assert least <= exact


@given(group=groups, tied=st.frozensets(st.integers(0, 2), min_size=1, max_size=2))
@settings(max_examples=40, deadline=None)
def test_a_panel_without_the_tied_is_found_when_there_is_one(
    group: GroupDays, tied: frozenset[int]
) -> None:
    """Panels may then have more members than the format asks for."""
    free = replace(group, free=((tied, 1),))
    solved = Solved(free, slack=group.panels)
    assert solved.before_each([HALF_DAYS[4]]) == [_by_hand(group, HALF_DAYS[4], tied)]
    if solved.at_last < INFINITE:
        sittings = solved.sittings("2024-08-09.am")
        assert any(len(set(sitting.members) - tied) >= 3 for sitting in sittings)
        assert _cost(group, sittings) == solved.at_last


def test_a_half_day_without_a_room_is_not_used() -> None:
    everybody = (frozenset({0, 1, 2}),) * 6
    group = GroupDays(HALF_DAYS, everybody, (frozenset[int](),) * 6, (9, 9, 9), 2, 3, 1, WEIGHTS)
    room = dict.fromkeys(HALF_DAYS, 1) | {HALF_DAYS[0]: 0, HALF_DAYS[1]: 0}
    used = [sitting.at for sitting in Solved(group, room=room).sittings("2024-08-09.am")]
    assert not {HALF_DAYS[0], HALF_DAYS[1]} & set(used)


def _by_hand(group: GroupDays, end: str, tied: frozenset[int] = frozenset()) -> int:
    """The least cost over every set of half-days and every choice of three in each.

    With `tied`, of three or more, and one of them has three who are not tied.
    """
    free = [number for number, at in enumerate(group.half_days) if at < end]
    best = INFINITE
    for chosen in combinations(free, group.panels):
        sizes = range(3, group.members + 1 if tied else 4)
        panels = [
            [some for size in sizes for some in combinations(sorted(group.coming[n]), size)]
            for n in chosen
        ]
        for picked in product(*panels):
            if tied and not any(len(set(some) - tied) >= 3 for some in picked):
                continue
            sittings = [
                Sitting(group.half_days[n], 1, members)
                for n, members in zip(chosen, picked, strict=True)
            ]
            loads = [sum(m in s.members for s in sittings) for m in range(group.members)]
            if all(load <= most for load, most in zip(loads, group.most, strict=True)):
                best = min(best, _cost(group, sittings))
    return best


def _cost(group: GroupDays, sittings: list[Sitting] | tuple[Sitting, ...]) -> int:
    loads = [sum(m in s.members for s in sittings) for m in range(group.members)]
    days = {(m, s.at[:10]) for s in sittings for m in s.members}
    against = sum(
        m in group.unwilling[group.half_days.index(s.at)] for s in sittings for m in s.members
    )
    return 3 * max(loads, default=0) + 2 * len(days) + against
