"""A member falls out: the next lawful reserve follows, an external by an external; and why."""

from datetime import date
from typing import Any

import pytest

from models.appointment import Desk
from models.people import Conflict, Expert
from models.plan import Pin, Plan, Seat
from models.season import Season, season_hash
from scheduler.draw import draw
from scheduler.explain import explain_expert
from scheduler.planning import plan
from scheduler.replacement import Act, CannotReplace, coverage, replace, swapped
from scheduler.reserves import UNCOVERED
from scheduler.rules import replay
from scheduler.rules.facts import facts_of
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 5,
    "pool.ratio": 1,
    "committee.deputies_min": 1,
    "committee.officials_max_share": (1, 5),
}
ACT = Act("会前因病请假", date(2024, 8, 6), "办公室")


def _expert(number: int) -> Expert:
    inside = number % 3 != 0
    return seasons.expert(
        f"E{number:02}",
        "主管局" if inside else f"外单位{number}",
        department=f"室{number}",
        official=number in {4, 5, 7, 8},
        in_service=True,
        pledge=True,
        blacklisted=False,
    )


def _season(experts: int = 21, **more: Any) -> Season:
    return seasons.season(
        changes=CHANGES,
        committees=(seasons.committee(size=5, self_reviewing=True),),
        experts=tuple(_expert(n) for n in range(experts)),
        applicants=tuple(seasons.applicant(f"A{n}", "主管局", department="无") for n in range(4)),
        **more,
    )


@pytest.fixture(scope="module")
def season() -> Season:
    return _season()


@pytest.fixture(scope="module")
def drawn(season: Season) -> Plan:
    return draw(
        season, plan(season, Work()), "C", seed="七", witnesses=("甲",), held_on=date(2024, 8, 6),
        work=Work(),
    )  # fmt: skip


def _outside(season: Season, made: Plan, seat: Seat) -> bool:
    return facts_of(season, made).external(season.expert[seat.expert], season.committees[0])


def test_every_seat_is_covered_by_the_real_rules(season: Season, drawn: Plan) -> None:
    for cover in coverage(season, drawn, "C"):
        seat, reserve = cover.seat, cover.reserve
        assert reserve is not None, seat.role
        after, _ = swapped(season, drawn, seat, reserve.expert)
        before = {f.code for f in verify(season, drawn).findings}
        assert {f.code for f in verify(season, after).findings} <= before | {"form_few_reserves"}
        assert _outside(season, drawn, seat) == (reserve.origin == "external")


def test_seats_without_a_reserve_stay_named_after_the_draw_and_in_later_plans() -> None:
    season = _season(9)  # all but two sit: some seat has nobody to follow
    made = plan(season, Work())
    found = draw(
        season, made, "C", seed="七", witnesses=("甲",), held_on=date(2024, 8, 6), work=Work()
    )
    again = plan(season, Work(base=found, frozen=frozenset({"dates"})))
    for later in (found, again):
        report = later.report("formation")
        assert report is not None
        told = [f for f in report.findings if f.code in UNCOVERED]
        named = {w.id for f in told for w in f.where}
        assert named
        assert named <= {s.id for s in later.seats}
    (record,) = found.draws
    assert {w.id.partition("/")[2] for w in told[0].where} <= set(record.members)


def test_nothing_else_moves_and_the_step_is_on_record(season: Season, drawn: Plan) -> None:
    seat = next(s for s in drawn.seats if s.role == "member" and _outside(season, drawn, s))
    made = replace(season, drawn, seat.expert, ACT)
    (step,) = made.replacements
    assert (step.left, step.reason, step.origin) == (seat.expert, ACT.reason, "external")
    others = {s.expert for s in drawn.seats} - {seat.expert}
    assert {s.expert for s in made.seats} == others | {step.joined}
    assert [(s.at, s.room, s.id) for s in made.sessions] == [
        (s.at, s.room, s.id) for s in drawn.sessions
    ]
    assert [(d.id, d.session) for d in made.dockets] == [(d.id, d.session) for d in drawn.dockets]
    assert made.meetings == drawn.meetings
    assert seat.expert not in {e for s in made.sessions for e in s.members}
    assert verify(season, made).lawful
    assert drawn.replacements == ()


def test_a_reserve_who_breaks_a_rule_is_passed_over_on_record(season: Season, drawn: Plan) -> None:
    seat = next(s for s in drawn.seats if s.role == "member" and not _outside(season, drawn, s))
    waiting = sorted((r for r in drawn.reserves if r.origin == "internal"), key=lambda r: r.order)
    barred = season.model_copy(
        update={
            "experts": tuple(
                e.model_copy(update={"blacklisted": True}) if e.id == waiting[0].expert else e
                for e in season.experts
            )
        }
    )
    made = replace(barred, drawn, seat.expert, ACT)
    (step,) = made.replacements
    assert step.passed[0].expert == waiting[0].expert
    assert step.passed[0].clause == "N2024-6.1.4b"
    assert step.order > 1


def test_a_reminder_of_an_unconfirmed_number_passes_nobody_over(
    season: Season, drawn: Plan
) -> None:
    inside = [s for s in drawn.seats if not _outside(season, drawn, s)]
    seat = next(s for s in inside if s.role == "member")
    first = min((r for r in drawn.reserves if r.origin == "internal"), key=lambda r: r.order)
    officials = {first.expert, next(s.expert for s in inside if s != seat)}
    crowded = season.model_copy(
        update={
            "experts": tuple(
                e.model_copy(update={"official": e.id in officials}) for e in season.experts
            )
        }
    )
    made = replace(crowded, drawn, seat.expert, ACT)
    assert "form_officials" in {f.code for f in verify(crowded, made).findings}
    (step,) = made.replacements
    assert (step.joined, step.passed) == (first.expert, ())


def test_a_second_draw_leaves_the_steps_of_the_first_behind(season: Season, drawn: Plan) -> None:
    seat = next(s for s in drawn.seats if s.role == "member")
    step = replace(season, drawn, seat.expert, ACT).replacements[0]
    assert step.draw == drawn.draws[0].id
    again = drawn.draws[0].model_copy(update={"id": "C/2", "reason": "一名评委涉嫌泄密"})
    second = drawn.model_copy(
        update={"draws": (*drawn.draws, again), "replacements": (step,)}
    )  # the same lot: who left sits again
    assert not {c for c in _codes(season, second) if c.startswith("form_replaced")}
    assert {f.code for f in explain_expert(season, second, step.left)} == {"why.drawn"}
    forged = second.model_copy(
        update={"replacements": (step.model_copy(update={"draw": again.id}),)}
    )
    assert "form_replaced_sits" in _codes(season, forged)
    assert replace(season, second, seat.expert, ACT).replacements[-1].draw == again.id


def _codes(season: Season, made: Plan) -> set[str]:
    return {f.code for f in verify(season, made).findings}


def test_nobody_left_is_said_with_what_stood_against_each(season: Season, drawn: Plan) -> None:
    bare = drawn.model_copy(update={"reserves": ()})
    with pytest.raises(CannotReplace) as refused:
        replace(season, bare, drawn.seats[0].expert, ACT)
    assert refused.value.code == "replace.nobody"
    with pytest.raises(CannotReplace) as unknown:
        replace(season, drawn, "nobody", ACT)
    assert unknown.value.code == "replace.no-seat"


def test_the_chair_falls_out_and_somebody_who_may_preside_takes_the_chair() -> None:
    experts = tuple(
        e.model_copy(update={"presides": ("*",) if n < 9 else ()})
        for n, e in enumerate(_expert(m) for m in range(21))
    )
    season = _season().model_copy(update={"experts": experts})
    made = plan(season, Work())
    chair = next(s for s in made.seats if s.role == "chair")
    after = replace(season, made, chair.expert, ACT)
    (now,) = (s.expert for s in after.seats if s.role == "chair")
    assert season.expert[now].presides
    assert verify(season, after).lawful


def test_a_tie_declared_after_the_draw_names_who_leaves_what(season: Season, drawn: Plan) -> None:
    docket = drawn.dockets[0]
    tie = Conflict(
        id="K", expert=docket.readers[0], applicant=docket.id, kind="kin", declared=date(2024, 8, 7)
    )
    later = season.model_copy(update={"conflicts": (tie,)})
    verdict = verify(later, drawn)
    codes = {f.code for f in verdict.findings}
    assert "plan_ties_added" in codes
    assert "plan_other_season" not in codes
    (told,) = (f for f in verdict.findings if f.code.startswith("dock_declared"))
    assert told.args["expert"] == docket.readers[:1]
    assert told.args["applicant"] == docket.id
    assert told.args["left"] == len(docket.readers) - 1


def test_more_than_ties_changed_is_another_season(season: Season, drawn: Plan) -> None:
    other = season.model_copy(update={"name": "另一个"})
    assert "plan_other_season" in {f.code for f in verify(other, drawn).findings}


def test_a_class_of_which_nobody_sits_stands_in_drawn_order_too() -> None:
    experts = tuple(
        seasons.expert(f"E{n:02}", "主管局" if n % 4 == 0 else f"外单位{n}", department=f"室{n}")
        for n in range(24)
    )
    season = _season().model_copy(update={"experts": experts})
    made = plan(season, Work())
    found = draw(
        season, made, "C", seed="己", witnesses=("甲",), held_on=date(2024, 8, 6), work=Work()
    )
    assert not any(_in(season, seat.expert) for seat in found.seats)
    assert "internal" in {reserve.origin for reserve in found.reserves}
    assert not {f.code for f in verify(season, found).findings if f.rule == "draw-replayed"}


def test_the_replay_finds_a_list_that_was_not_drawn(season: Season, drawn: Plan) -> None:
    codes = {f.code for f in verify(season, drawn).findings}
    assert not {c for c in codes if c.startswith("form_replay")}
    (record,) = drawn.draws
    assert record.season == season_hash(season)
    reserve = next(
        (name, place)
        for name, place in zip(record.reserves, record.reserve_places, strict=True)
        if "/internal/" in place
    )[0]
    at = next(n for n, m in enumerate(record.members) if _in(season, m))
    members = (*record.members[:at], reserve, *record.members[at + 1 :])
    reserves = tuple(record.members[at] if r == reserve else r for r in record.reserves)
    forged = record.model_copy(update={"members": members, "reserves": reserves})
    told = {
        f.code
        for f in verify(season, drawn.model_copy(update={"draws": (forged,)})).findings
        if f.rule == "draw-replayed"
    }
    assert "form_replay_lower" in told
    silent = record.model_copy(update={"eligible": record.eligible[1:]})
    told = {f.code for f in verify(season, drawn.model_copy(update={"draws": (silent,)})).findings}
    assert "form_replay_left_out" in told


def test_a_lot_recorded_as_the_only_one_is_not_tied(
    season: Season, drawn: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tickets of 36 bits hardly ever tie: here all are alike, so that other lists cost as much."""
    (record,) = drawn.draws
    assert record.unique
    assert "form_replay_tied" not in _codes(season, drawn)

    def alike(*_: str) -> int:
        return 7

    monkeypatch.setattr(replay, "ticket", alike)
    assert "form_replay_tied" in _codes(season, drawn)
    said = record.model_copy(update={"unique": False})
    assert "form_replay_tied" not in _codes(season, drawn.model_copy(update={"draws": (said,)}))


def test_a_replay_that_takes_too_long_says_so_and_accuses_nobody(
    season: Season, drawn: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "STEPS", 1)
    told = [f for f in verify(season, drawn).findings if f.rule == "draw-replayed"]
    assert [(f.code, f.severity) for f in told] == [("form_replay_unfinished", "note")]


def test_a_visit_booked_after_the_draw_leaves_the_replay_on(season: Season, drawn: Plan) -> None:
    visit = Pin(id="V", part="appointments", subject="甲厂", reason="改约", author="办公室")
    booked = season.model_copy(
        update={"desks": (Desk(id="收件台", name="收件台"),), "pins": (visit,)}
    )
    (record,) = drawn.draws
    forged = record.model_copy(update={"eligible": record.eligible[1:]})
    told = _codes(booked, drawn.model_copy(update={"draws": (forged,)}))
    assert "form_replay_left_out" in told
    assert "form_replay_later" not in told
    seat = visit.model_copy(update={"part": "members", "subject": "C"})
    for later in ({"experts": season.experts[:-1]}, {"pins": (seat,)}):
        assert "form_replay_later" in _codes(season.model_copy(update=later), drawn)


def _in(season: Season, name: str) -> bool:
    return season.expert[name].organisation == "主管局"


def test_why_this_person_and_why_not_that_one(season: Season, drawn: Plan) -> None:
    def codes(name: str) -> set[str]:
        return {f.code for f in explain_expert(season, drawn, name)}

    assert codes(drawn.seats[0].expert) == {"why.drawn"}
    reserve = drawn.reserves[0].expert
    assert codes(reserve) <= {"why.reserve", "why.limits-reserve"}
    out = season.experts[0].model_copy(update={"blacklisted": True})
    barred = season.model_copy(update={"experts": (out, *season.experts[1:])})
    seats = tuple(s for s in drawn.seats if s.expert != out.id)
    (told,) = explain_expert(barred, drawn.model_copy(update={"seats": seats}), out.id)
    assert (told.code, told.clause) == ("why.excluded-since", "N2024-6.1.4b")
    bare = drawn.model_copy(update={"seats": seats, "draws": ()})
    (told,) = explain_expert(barred, bare, out.id)
    assert (told.code, told.clause) == ("why.excluded", "N2024-6.1.4b")


def test_who_joined_was_not_drawn_and_who_left_was(season: Season, drawn: Plan) -> None:
    seat = next(s for s in drawn.seats if s.role == "member")
    made = replace(season, drawn, seat.expert, ACT)
    (step,) = made.replacements
    joined = explain_expert(season, made, step.joined)
    assert [f.code for f in joined][:1] == ["why.joined"]
    assert {f.code for f in joined[1:]} <= {"why.reserve", "why.limits-reserve"}
    assert [f.args["order"] for f in joined] == [step.order] * 2
    assert [f.code for f in explain_expert(season, made, seat.expert)] == [
        "why.replaced",
        "why.drawn",
    ]
