"""The first plan of spread committees, without tables: lawful, told at once, kept at the end."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.committee import Room
from models.people import Absence, Conflict
from models.plan import Plan, StepName
from models.season import Season
from scheduler.group_days import INFINITE, GroupDays, Weights
from scheduler.group_table import Solved
from scheduler.planning import plan
from scheduler.spread import Spread
from scheduler.spread_early import laid
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

DAYS = tuple(f"2024-08-{day:02}.{half}" for day in (7, 8, 9, 12) for half in ("am", "pm"))
CHANGES = {
    "committee.min.mid.series": 3,
    "committee.deputies_min": 0,
    "committee.unit_cap_share": (1, 1),
    "pool.ratio": 1,
}
STEPS: tuple[StepName, ...] = ("windows", "meetings", "formation", "timetable")


def _group(
    members: int,
    coming: list[frozenset[int]],
    most: list[int],
    panels: int,
    parallel: int,
    tied: frozenset[int],
) -> GroupDays:
    there = frozenset(range(members))
    return GroupDays(
        DAYS,
        tuple(some & there for some in coming),
        tuple(some & frozenset({0}) for some in coming),
        tuple(most[:members]),
        panels,
        panel_size=3,
        parallel=parallel,
        weights=Weights(greatest_load=3, expert_days=2, against_wish=1),
        free=((tied & there, 1),) if tied & there else (),
    )


groups = st.builds(
    _group,
    members=st.integers(3, 6),
    coming=st.lists(st.frozensets(st.integers(0, 5), min_size=3), min_size=8, max_size=8),
    most=st.lists(st.integers(1, 5), min_size=6, max_size=6),
    panels=st.integers(1, 4),
    parallel=st.integers(1, 2),
    tied=st.frozensets(st.integers(0, 2), max_size=2),
)


@given(
    group=groups,
    rooms=st.lists(st.integers(0, 2), min_size=8, max_size=8),
    whole_days=st.booleans(),
    everybody=st.booleans(),
)
@example(
    group=_group(6, [frozenset(range(6))] * 8, [9] * 6, 4, 2, frozenset()),
    rooms=[1, 2, 1, 2, 1, 0, 2, 1],
    whole_days=False,
    everybody=False,
)
@settings(max_examples=100, deadline=None)
def test_what_is_laid_without_a_table_keeps_to_the_people_and_rooms_that_there_are(
    group: GroupDays, rooms: list[int], whole_days: bool, everybody: bool
) -> None:
    left = [min(group.parallel, room) for room in rooms]
    sittings = laid(group, left, group.panels, whole_days=whole_days, everybody=everybody)
    if sittings is None:
        return
    assert sum(s.panels for s in sittings) == group.panels
    assert [s.at for s in sittings] == sorted({s.at for s in sittings})
    for sitting in sittings:
        number = DAYS.index(sitting.at)
        assert set(sitting.members) <= group.coming[number]
        assert sitting.panels <= left[number]
        assert len(sitting.members) >= 3 * sitting.panels
    loads = [sum(m in s.members for s in sittings) for m in range(group.members)]
    assert all(load <= most for load, most in zip(loads, group.most, strict=True))
    for tied, need in group.free:
        assert sum(min(s.panels, len(set(s.members) - tied) // 3) for s in sittings) >= need


@given(group=groups)
@settings(max_examples=30, deadline=None)
def test_what_a_group_costs_at_least_is_not_above_its_optimum(group: GroupDays) -> None:
    best = Solved(group, slack=group.panels).at_last
    assert group.least <= best or best >= INFINITE


def test_whole_days_come_before_an_early_half_day() -> None:
    """Two panels of three: nobody comes twice where one day later all of them stay for both."""
    coming = [frozenset({0, 1, 2}), frozenset({0}), *[frozenset({0, 1, 2})] * 6]
    group = _group(3, coming, [9] * 6, 2, 1, frozenset())
    used = {
        whole: [s.at for s in laid(group, [1] * 8, 2, whole_days=whole) or ()]
        for whole in (True, False)
    }
    assert used == {True: [DAYS[2], DAYS[3]], False: [DAYS[0], DAYS[2]]}


def test_a_panel_without_the_tied_members_is_laid_where_one_is_needed() -> None:
    coming = [frozenset(range(5))] * 8
    group = _group(5, coming, [9] * 6, 3, 1, frozenset({0, 1}))
    sittings = laid(group, [1] * 8, 3, whole_days=True)
    assert sittings is not None
    assert any(sitting.members == (2, 3, 4) for sitting in sittings)


def _season(
    absences: list[tuple[int, int]], ties: list[tuple[int, int]], rooms: int, applicants: int
) -> Season:
    """Two committees of five over four days; pairs: (expert, half-day), (expert, applicant)."""
    names = ("C0", "C1")
    committees = tuple(
        seasons.committee(
            name, size=5, spread=True, earliest=date(2024, 8, 7), latest=date(2024, 8, 12)
        )
        for name in names
    )
    experts = tuple(
        seasons.expert(
            f"E{n}",
            f"单位{n}",
            pools=(names[n % 2],),
            absences=tuple(Absence(first=DAYS[t], last=DAYS[t]) for e, t in absences if e == n),
        )
        for n in range(10)
    )
    people = tuple(
        seasons.applicant(f"A{name}{n}", f"学校{name}", committee=name)
        for name in names
        for n in range(applicants)
    )
    return seasons.season(
        changes=CHANGES,
        committees=committees,
        experts=experts,
        applicants=people,
        conflicts=tuple(
            Conflict(id=f"T{n}", expert=f"E{e}", applicant=f"AC{e % 2}{a}", kind="kin")
            for n, (e, a) in enumerate(dict.fromkeys(ties))
            if a < applicants
        ),
        rooms=tuple(
            Room(id=f"R{n}", name=f"会议室{n}", seats=30, plenary=True) for n in range(rooms)
        ),
    )


def _stopped(season: Season, words: int) -> tuple[Plan, list[tuple[int, int | None]]]:
    """A plan stopped after so many words on its timetable, and the plans that were told."""
    told: list[tuple[int, int | None]] = []
    left = words

    def note(step: StepName, goal: str, value: int | None, bound: int | None) -> None:
        nonlocal left
        if step == "timetable" and goal and (told or value is not None):
            left -= 1
            if left <= 0:
                work.stop.set()
            if value is not None:
                told.append((value, bound))

    work = Work(progress=note)
    return plan(season, work, STEPS), told


@given(
    absences=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 7)), max_size=12),
    ties=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=4),
    rooms=st.integers(1, 2),
    applicants=st.sampled_from([3, 40, 80]),
    words=st.sampled_from([1, 1, 2, 3, 4]),
)
@example(absences=[], ties=[(0, 0), (2, 1), (4, 2)], rooms=1, applicants=80, words=1)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_stopped_ends_with_the_best_plan_that_was_told(
    absences: list[tuple[int, int]],
    ties: list[tuple[int, int]],
    rooms: int,
    applicants: int,
    words: int,
) -> None:
    season = _season(absences, ties, rooms, applicants)
    made, told = _stopped(season, words)
    assert verify(season, made).lawful
    report = made.report("timetable")
    if report is None or not told:
        return
    (goal,) = report.goals
    assert goal.value == min(value for value, _ in told)
    assert goal.value == told[0][0] or words > 1
    whole = plan(season, Work(), STEPS).report("timetable")
    assert whole is not None
    (best,) = whole.goals
    assert best.value <= goal.value
    assert all((bound or 0) <= best.value for _, bound in [*told, (0, goal.bound)])


def test_what_ends_with_the_first_plan_has_the_bound_of_counting() -> None:
    """Three panels of three by five members: greatest load 2, five days; twice. Four rooms."""
    made, told = _stopped(_season([], [], 2, 80), 1)
    report = made.report("timetable")
    assert report is not None
    assert told[0][1] == 2 * (3 * 2 + 2 * 5)
    assert report.goals[0].bound == told[0][1] + 4
    assert not report.reproducible


def test_a_worse_plan_takes_nobodys_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the plan by counting comes second: it is neither told nor kept."""
    by_counting, by_tables = Spread.hurried, Spread.first
    values: list[int] = []

    def count(search: Spread, *_: object) -> bool:
        found = by_counting(search)
        values.append(search.value())
        return found

    def by_tables_first(search: Spread) -> bool:
        return by_tables(search, {})

    monkeypatch.setattr(Spread, "hurried", by_tables_first)
    monkeypatch.setattr(Spread, "first", count)
    season = _season([(n, t) for n in (0, 1, 2, 3) for t in (0, 3)], [], 1, 80)
    _, told = _stopped(season, 9)
    assert values[0] > told[0][0]
    assert [value for value, _ in told] == sorted([value for value, _ in told], reverse=True)
