"""Every goal is the sum of its shares: by committee, and by person where people count."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from random import Random

import pytest

from models.plan import Goal, Plan
from models.season import Season
from reports.cells import Lookup
from reports.forms import Section
from reports.plan_workbook import shares_form
from scheduler.draw import draw
from scheduler.lot import ticket
from scheduler.planning import plan
from scheduler.replacement import Act, replace
from scheduler.work import Work
from tests import seasons, tight

STEPS = ("meetings", "formation", "timetable", "dockets")


def _goals(made: Plan) -> Iterable[Goal]:
    return (goal for r in made.steps if r.step in STEPS and made.done(r.step) for goal in r.goals)


@pytest.mark.parametrize("seed", range(3400, 3408))
def test_every_goal_of_a_tight_season_is_the_sum_of_its_shares(seed: int) -> None:
    made = plan(tight.season(Random(seed)), Work())
    for goal in _goals(made):
        assert sum(share.value for share in goal.shares) == goal.value, goal.name
        assert goal.bound <= goal.value if goal.sense == "min" else goal.bound >= goal.value
        assert goal.proven == (goal.bound == goal.value)
        meets = {meeting.id for meeting in made.meetings}
        assert {share.committee for share in goal.shares} <= meets


def _season() -> Plan:
    return plan(_given(), Work(seed=5))


def _given() -> Season:
    return seasons.season(
        committees=(seasons.committee("C0", size=3, wished=(date(2024, 8, 8),)),),
        experts=tuple(seasons.expert(f"E{n}", f"单位{n}") for n in range(7)),
        applicants=tuple(seasons.applicant(f"A{n}", "甲厂", committee="C0") for n in range(5)),
        rooms=(),
    )


def test_people_answer_for_their_days_and_loads() -> None:
    made = _season()
    report = made.report("timetable")
    assert report is not None
    (goal,) = report.goals
    sat: dict[str, set[str]] = {}
    for session in made.sessions:
        for name in session.members if session.kind == "panel" else ():
            sat.setdefault(name, set()).add(session.at[:10])
    days = {s.expert: s.amount for s in goal.shares if s.term == "expert_days"}
    assert days == {name: len(seen) for name, seen in sat.items()}


def test_the_lot_of_a_seat_is_its_ticket_also_after_a_draw_with_another_seed() -> None:
    season, made = _given(), _season()
    drawn = draw(
        season,
        made,
        "C0",
        seed="当场",
        witnesses=("张",),
        held_on=date(2024, 8, 6),
        work=Work(),
    )
    for found, seed in ((made, "5"), (drawn, "当场")):
        report = found.report("formation")
        assert report is not None
        lot = next(goal for goal in report.goals if goal.name == "lot")
        assert {s.expert: s.amount for s in lot.shares} == {
            seat.expert: ticket(seed, "C0", seat.expert, seat.group) for seat in found.seats
        }
        assert lot.value == sum(s.amount for s in lot.shares) > 0


def test_a_draw_leaves_the_reports_of_other_steps_as_they_were() -> None:
    season, made = _given(), _season()
    drawn = draw(
        season, made, "C0", seed="7", witnesses=("张",), held_on=date(2024, 8, 6), work=Work()
    )
    for step in ("windows", "meetings", "milestones"):
        assert drawn.report(step) == made.report(step)


def test_the_sheet_adds_up_goal_by_goal() -> None:
    season, made = _given(), _season()
    form = shares_form(made, Lookup(season, made), "")
    sums: Counter[tuple[object, object]] = Counter()
    for row in form.rows:
        assert not isinstance(row, Section)
        if row[2] == "合计":
            assert sums[row[0], row[1]] == row[8]
        else:
            sums[row[0], row[1]] += int(str(row[8]))
    assert sums


def test_a_reserve_who_joins_answers_for_the_days_of_whom_it_follows() -> None:
    season, made = _given(), _season()
    left = made.seats[0].expert
    changed = replace(season, made, left, Act("生病", date(2024, 8, 6)))
    joined = changed.replacements[-1].joined
    for step in ("formation", "timetable"):
        before, after = made.report(step), changed.report(step)
        assert before is not None
        assert after is not None
        for old, goal in zip(before.goals, after.goals, strict=True):
            assert sum(share.value for share in goal.shares) == goal.value
            assert left not in {share.expert for share in goal.shares}
            if old.name == "reference":
                days = {s.expert: s.amount for s in old.shares if s.term == "expert_days"}
                now = {s.expert: s.amount for s in goal.shares if s.term == "expert_days"}
                assert now.get(joined) == days.get(left)
