"""Dates in rounds: what a round settled is never wrong in the rounds after it."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import Goal, Plan
from models.season import Season
from scheduler import meetings
from scheduler.admission import admit
from scheduler.blocks import decision
from scheduler.planning import committees_of, plan
from scheduler.work import Cut, Work
from tests import seasons
from tests.scheduler import blocks

NAMES = ("A", "B", "C", "D")
ROUNDS = 3
Named = tuple[str, ...]


def _season(wishes: tuple[int, ...], rooms: int) -> Season:
    days = [date(2024, 8, day) for day in (5, 6, 7, 8, 9)]
    return seasons.season(
        changes=blocks.CHANGES | {"meeting.max_days": 2},
        committees=tuple(
            blocks.own(name, earliest=days[0], latest=days[-1], wished=(days[wish],))
            for name, wish in zip(NAMES, wishes, strict=True)
        ),
        rooms=blocks.rooms(*((),) * rooms),
    )


def _round(
    season: Season, draft: Plan, work: Work, cuts: list[Cut]
) -> tuple[str, tuple[Goal, ...], tuple[str, ...]]:
    loads = committees_of(admit(season), draft).loads
    outcome = meetings.run(season, draft, work, loads, cuts)
    chosen = tuple(decision(meeting) for meeting in outcome.parts.get("meetings", ()))
    return outcome.report.status, outcome.report.goals, chosen


@settings(max_examples=8, deadline=None)
@given(
    st.tuples(*[st.integers(0, 4)] * len(NAMES)),
    st.integers(1, 2),
    st.lists(st.sets(st.integers(0, 3), min_size=1, max_size=3), min_size=2, max_size=2),
)
def test_a_later_round_is_answered_as_if_there_had_been_none_before(
    wishes: tuple[int, ...], rooms: int, excluded: list[set[int]]
) -> None:
    season = _season(wishes, rooms)
    draft = plan(season, Work(), ["windows"])
    work, cuts = Work(), list[Cut]()
    for number in range(ROUNDS):
        status, goals, chosen = _round(season, draft, work, cuts)
        anew, alone, _ = _round(season, draft, Work(), cuts)
        assert status == anew
        assert [(g.value, g.bound) for g in goals] == [(g.value, g.bound) for g in alone]
        if number == len(excluded) or not chosen:
            break
        some = tuple(chosen[n] for n in sorted(excluded[number]) if n < len(chosen))
        if some:
            cuts.append(Cut("meetings", some[0].partition("@")[0], some))
