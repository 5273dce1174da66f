"""The draw is lawful, repeatable, recorded, and touches nobody else."""

from datetime import date
from typing import Any

import pytest

from models.committee import Expected, ReviewGroup
from models.people import Applicant
from models.plan import Pin, Plan, PutAside
from models.quota import Body, QuotaRequest
from models.season import Season, season_hash
from scheduler import formation_model, lot
from scheduler.draw import CannotDraw, draw
from scheduler.explain import explain_expert
from scheduler.formation_model import Formation
from scheduler.planning import plan
from scheduler.pools import Pool
from scheduler.rows import Rows
from scheduler.solver import Answer, Found, Infeasible, Unknown, solve
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES: dict[str, Any] = {"committee.min.mid.series": 5, "pool.ratio": 1}
HELD = date(2024, 8, 6)


@pytest.fixture(scope="module")
def season() -> Season:
    committees = tuple(
        seasons.committee(name, size=5, expected=(Expected(count=10),)) for name in ("C", "D")
    )
    experts = tuple(
        seasons.expert(f"E{n:02}", f"单位{n % 8}", blacklisted=n == 0 or None, max_committees=1)
        for n in range(24)
    )
    return seasons.season(changes=CHANGES, committees=committees, experts=experts)


@pytest.fixture(scope="module")
def made(season: Season) -> Plan:
    return plan(season, Work())


def _draw(season: Season, made: Plan, seed: str = "七", reason: str = "") -> Plan:
    return draw(
        season,
        made,
        "C",
        seed=seed,
        witnesses=("甲", "乙"),
        held_on=HELD,
        work=Work(),
        reason=reason,
    )


def _members(made: Plan, committee: str) -> set[str]:
    return {seat.expert for seat in made.seats if seat.committee == committee}


def test_a_draw_is_lawful_repeats_and_leaves_the_others(season: Season, made: Plan) -> None:
    drawn = _draw(season, made)
    assert verify(season, drawn).lawful
    assert _members(drawn, "D") == _members(made, "D")
    assert _draw(season, made) == drawn
    assert _members(drawn, "C").isdisjoint(_members(drawn, "D"))


def test_the_record_names_everybody_in_and_out_of_the_lot(season: Season, made: Plan) -> None:
    (record,) = _draw(season, made).draws
    assert set(record.eligible) | {item.expert for item in record.exclusions} == set(season.expert)
    assert {item.clause for item in record.exclusions if item.expert == "E00"} == {"N2024-6.1.4b"}
    assert record.unique
    assert record.witnesses == ("甲", "乙")


def test_another_seed_draws_others(season: Season, made: Plan) -> None:
    lots = {frozenset(_members(_draw(season, made, seed), "C")) for seed in "一二三四五"}
    assert len(lots) > 1


def test_a_second_draw_needs_a_reason_and_keeps_the_first_record(
    season: Season, made: Plan
) -> None:
    first = _draw(season, made)
    with pytest.raises(CannotDraw) as refused:
        _draw(season, first, "八")
    assert refused.value.code == "draw.needs-reason"
    second = _draw(season, first, "八", "一名评委涉嫌泄密")
    assert second.draws[0] == first.draws[0]
    assert second.draws[1].reason == "一名评委涉嫌泄密"


def test_a_committee_closed_since_its_dates_is_not_drawn(season: Season, made: Plan) -> None:
    idle = tuple(c.model_copy(update={"expected": ()}) for c in season.committees)
    emptied = season.model_copy(update={"committees": idle})
    with pytest.raises(CannotDraw) as refused:
        _draw(emptied, made)
    assert refused.value.code == "draw.closed"
    closed = made.model_copy(
        update={"put_aside": (PutAside(id="C", table="committees", row="C", code="x"),)}
    )
    with pytest.raises(CannotDraw) as aside:
        _draw(season, closed)
    assert aside.value.code == "draw.closed"


def _contrary() -> Rows:
    """Two numbers to be confirmed that cannot both be met; each alone can."""
    rows = Rows()
    flag = rows.flag("sits")
    rows.exactly(0, [flag], "first", binds=False)
    rows.exactly(1, [flag], "second", binds=False)
    return rows


@pytest.mark.parametrize(
    ("untested", "code"),
    [(0, "formation.unbinding-dropped"), (1, "formation.unbinding-untested"), (3, "")],
)
def test_what_was_not_shown_impossible_is_neither_infeasible_nor_passed_over_in_silence(
    season: Season, monkeypatch: pytest.MonkeyPatch, untested: int, code: str
) -> None:
    asked: list[Rows] = []

    def short(rows: Rows, terms: list[tuple[int, int]], work: Work, *, units: float) -> Answer:
        asked.append(rows)
        late = len(asked) <= untested
        return Unknown(reproducible=False) if late else solve(rows, terms, work, units=units)

    monkeypatch.setattr(lot, "solve", short)
    v = Formation({}, {}, {}, {}, {}, Pool(season), {}, ())
    given = lot.lawful_lot(_contrary(), v, season, "七", Work())
    assert given.code == code
    assert isinstance(given.least.answer, Found if code else Unknown)
    if untested:
        assert not isinstance(given.least.answer, Infeasible)
        assert not given.least.answer.reproducible


def test_a_draw_and_its_explanation_count_no_surplus(
    season: Season, made: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = tuple(
        Applicant(
            id=f"a{n}",
            name=f"a{n}",
            organisation="单位1",
            series=season.committee["C"].series,
            level=season.committee["C"].levels[0],
            committee="C",
            established_post=True,
        )
        for n in range(3)
    )
    bodies = (Body(organisation="单位1", places=1),)
    posts = QuotaRequest(id="p", kind="posts", bodies=bodies)
    full = season.model_copy(update={"applicants": people, "quota": (posts,)})
    asked: list[tuple[str, ...]] = []

    def build(*given: Any, **_: Any) -> None:
        asked.append(given[4]["C"])
        raise InterruptedError

    monkeypatch.setattr(formation_model, "build", build)
    with pytest.raises(InterruptedError):
        _draw(full, made)
    with pytest.raises(InterruptedError):
        explain_expert(full, made, next(iter(_members(made, "C"))))
    assert asked == [("a0",), ("a0",)]


def test_the_replay_knows_in_which_group_a_pinned_member_sits() -> None:
    groups = tuple(ReviewGroup(id=g, specialties=(g,), size=3 + (g == "ga")) for g in ("ga", "gb"))
    given = seasons.committee(
        size=7, groups=groups, expected=tuple(Expected(group=g, count=5) for g in ("ga", "gb"))
    )
    titles = tuple(seasons.title(specialty=g) for g in ("ga", "gb"))
    experts = tuple(seasons.expert(f"E{n:02}", f"单位{n}", titles=titles) for n in range(12))
    pin = Pin(
        id="P",
        part="members",
        subject="C",
        value={"expert": "E00", "group": "gb"},
        reason="牵头单位推荐",
        author="办公室",
    )
    season = seasons.season(changes=CHANGES, committees=(given,), experts=experts, pins=(pin,))
    # a seed by which the pinned member would rather sit in the other group
    seed = next(
        str(n)
        for n in range(1000)
        if lot.ticket(str(n), "C", "E00", "gb") >> 35
        and not lot.ticket(str(n), "C", "E00", "ga") >> 32
    )
    drawn = _draw(season, plan(season, Work()), seed)
    assert ("E00", "gb") in {(s.expert, s.group) for s in drawn.seats}
    assert not [f for f in verify(season, drawn).findings if f.rule == "draw-replayed"]
    free = season.model_copy(update={"pins": ()})
    (record,) = drawn.draws
    forged = drawn.model_copy(
        update={"draws": (record.model_copy(update={"season": season_hash(free)}),)}
    )
    assert "form_replay_lower" in {f.code for f in verify(free, forged).findings}
