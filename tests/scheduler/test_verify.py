"""The judge as a whole: structure, steps left out, 待确认, speed of thought without a solver."""

import subprocess
import sys
from typing import Any

import pytest

from models.plan import Pin, Plan, PutAside, StepReport
from models.season import Season, season_hash
from scheduler.rules.structure import structure
from scheduler.verify import Verdict, verify
from tests.rules import tiny, tiny_plan
from tests.rules.editing import apply, decided, number
from tests.rules.tiny import again


@pytest.fixture
def season() -> Season:
    return tiny.season()


@pytest.fixture
def plan(season: Season) -> Plan:
    return tiny_plan.plan(season)


def _codes(season: Season, plan: Plan) -> set[str]:
    return {finding.code for finding in structure(season, plan)}


def _by_rule(verdict: Verdict) -> dict[str, str]:
    return {item.rule: item.result for item in verdict.by_rule}


def test_a_plan_of_another_season_is_refused(season: Season, plan: Plan) -> None:
    other = again(season, name="另一季")
    assert _codes(other, plan) == {"plan_other_season"}
    assert not verify(other, plan).lawful


def test_an_id_that_stands_twice_is_told(season: Season, plan: Plan) -> None:
    twice = again(plan, seats=(*plan.seats, plan.seats[0]))
    assert "plan_id_repeated" in _codes(season, twice)


@pytest.mark.parametrize(
    ("table", "row", "changes"),
    [
        ("seats", "c1/m02", {"expert": "nobody"}),
        ("seats", "c1/m02", {"group": "no-group"}),
        ("sessions", "c1-1", {"room": "no-room"}),
        ("sessions", "c1-1", {"members": ("nobody", "m02", "m03")}),
        ("dockets", "b1", {"session": "no-session"}),
        ("dockets", "b1", {"readers": ("nobody",)}),
        ("appointments", "s1-1", {"desk": "no-desk"}),
        ("appointments", "s1-1", {"submission": "nothing"}),
        ("groups", "ga", {"committee": "nothing"}),
        ("awards", "q1/d1", {"quota": "nothing"}),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_and_nothing_falls_over(
    table: str, row: str, changes: dict[str, object], season: Season, plan: Plan
) -> None:
    season, plan = apply(decided(table, row, **changes), season, plan)
    verdict = verify(season, plan)
    assert "plan_reference" in {finding.code for finding in verdict.findings}
    assert not verdict.lawful


def test_what_was_put_aside_is_not_planned(season: Season, plan: Plan) -> None:
    aside = PutAside(id="p", table="applicants", row="b1", code="app_not_eligible")
    told = _codes(season, again(plan, put_aside=(*plan.put_aside, aside)))
    assert told == {"plan_aside_planned"}


@pytest.mark.parametrize(
    ("part", "subject", "kept", "left"),
    [
        ("meetings", "c2", {"first": "2024-08-07.am"}, {"first": "2024-08-08.am"}),
        ("members", "c1", {"expert": "m02"}, {"expert": "m12"}),
        ("members", "c1", {"expert": "m02"}, {"expert": "m0"}),
        (
            "appointments",
            "s4",
            {"at": "2024-07-10.am", "desk": "k2"},
            {"at": "2024-07-10.am", "desk": "k1"},
        ),
        ("appointments", "s4", {"start": "08:30"}, {"start": "08:40"}),
        ("appointments", "s4", {"at": "2024-07-10.am"}, {"at": "2024-07-12.am"}),
        ("appointments", "s1", {"at": "2024-06-14.am"}, {"at": "2024-06-17.am"}),
        ("quota", "d1", {"places": 5}, {"places": 4}),
        ("quota", "d2", {"places": 12}, {"places": 1}),
        ("meetings", "c2", {"plenary": "2024-08-07.pm"}, {"plenary": "2024-08-08.am"}),
        ("members", "c1", {"expert": "m02", "role": "member"}, {"expert": "m02", "role": "chair"}),
        ("sessions", "c1-1", {"at": "2024-07-09.am"}, {"at": "2024-07-09.pm"}),
        ("dockets", "b1", {"session": "c2-1"}, {"session": "c2-2"}),
        ("dockets", "b1", {"session": "2024-08-07.am"}, {"session": "2024-08-07.pm"}),
        ("sessions", "c2", {"room": "hall"}, {"room": "r1"}),
        ("sessions", "ga", {"members": "n07、n06、n04"}, {"members": "n07、n06"}),
    ],
)
def test_a_pin_that_is_not_kept_is_told(
    part: str, subject: str, kept: dict[str, Any], left: dict[str, Any], season: Season, plan: Plan
) -> None:
    for value, codes in ((kept, set[str]()), (left, {"plan_pin_left"})):
        pin = {"id": "p", "part": part, "subject": subject, "value": value}
        pinned = again(season, pins=(Pin.model_validate(pin | {"reason": "定", "author": "甲"}),))
        verdict = verify(pinned, again(plan, season=season_hash(pinned)))
        told = {finding.code for finding in verdict.findings if finding.severity != "note"}
        assert told == codes
        assert verdict.lawful


@pytest.mark.parametrize(
    ("moved", "codes"),
    [
        ({}, set[str]()),
        ({"at": "2024-07-11.pm"}, {"plan_pin_left"}),
        ({"desk": "k3"}, {"plan_pin_left"}),
        ({"start": "09:10"}, {"plan_pin_left"}),
    ],
)
def test_a_promised_appointment_that_the_plan_moves_is_told(
    moved: dict[str, str], codes: set[str], season: Season, plan: Plan
) -> None:
    value = {"at": "2024-07-10.am", "desk": "k2", "start": "08:30"}
    pin = Pin(
        id="p", part="appointments", subject="s4", value=dict(value), reason="约", author="甲"
    )
    pinned = again(season, pins=(pin,))
    _, edited = apply(decided("appointments", "s4-1", **moved), pinned, plan)
    told = _codes(pinned, again(edited, season=season_hash(pinned)))
    assert {code for code in told if code.startswith("plan_pin")} == codes


def test_a_promised_appointment_that_the_plan_leaves_out_is_told(
    season: Season, plan: Plan
) -> None:
    value: dict[str, int | str] = {"at": "2024-07-10.am", "desk": "k2"}
    pin = Pin(id="p", part="appointments", subject="s4", value=value, reason="约", author="甲")
    pinned = again(season, pins=(pin,))
    left = tuple(a for a in plan.appointments if a.submission != "s4")
    edited = again(plan, appointments=left, season=season_hash(pinned))
    assert "plan_pin_left" in _codes(pinned, edited)


def test_a_pin_on_what_is_published_is_told_why_it_is_not_kept(season: Season, plan: Plan) -> None:
    value = {"at": "2024-07-10.am", "desk": "k1"}
    pin = {"id": "p", "part": "appointments", "subject": "s4", "value": value}
    pinned = again(season, pins=(Pin.model_validate(pin | {"reason": "定", "author": "甲"}),))
    frozen = again(plan, season=season_hash(pinned), frozen=("annex5", "annex6"))
    (told,) = (f for f in verify(pinned, frozen).findings if f.severity == "warning")
    assert (told.code, told.args["frozen"]) == ("plan_pin_published", ("annex5", "annex6"))


def test_rules_of_absent_steps_are_not_judged(season: Season, plan: Plan) -> None:
    steps = tuple(
        StepReport(step=s.step, status="SKIPPED" if s.step == "formation" else s.status)
        for s in plan.steps
    )
    verdict = verify(season, again(plan, steps=steps))
    results = _by_rule(verdict)
    assert results["quorum"] == "not-judged"
    assert results["rotation"] == "not-judged"
    assert results["quota-total"] == "passed"
    assert "R40-19" not in verdict.judged


def test_an_empty_plan_promises_nothing(season: Season) -> None:
    verdict = verify(season, apply(lambda s, p: (s, p), season, Plan(season=""))[1])
    assert verdict.lawful
    assert set(_by_rule(verdict).values()) == {"not-judged"}
    assert verdict.sentence() == "所核对的 0 条未发现违反；0 条待确认"


def test_a_missing_number_is_not_guessed(season: Season, plan: Plan) -> None:
    kept = tuple(p for p in season.profile.parameters if p.id != "quorum.share")
    season = again(season, profile=again(season.profile, parameters=kept))
    season, plan = apply(lambda s, p: (s, p), season, plan)
    verdict = next(v for v in verify(season, plan).by_rule if v.rule == "quorum")
    assert (verdict.result, verdict.reason) == ("not-judged", "parameter quorum.share")


def test_the_sentence_counts_what_was_compared(season: Season, plan: Plan) -> None:
    verdict = verify(season, plan)
    expected = f"所核对的 {len(verdict.judged)} 条未发现违反；{len(verdict.to_confirm)} 条待确认"
    assert verdict.sentence() == expected
    assert f"{len(verdict.judged)} provisions" in verdict.sentence("en")


def test_a_planning_number_is_to_confirm_until_the_office_confirms_it(
    season: Season, plan: Plan
) -> None:
    key = "supervisors.per_site_day"
    relied = {k for item in verify(season, plan).to_confirm for k in item.parameters}
    assert key in relied
    season, plan = apply(number(key, 1, confirmed_by="市局函"), season, plan)
    relied = {k for item in verify(season, plan).to_confirm for k in item.parameters}
    assert key not in relied


def test_a_confirmed_number_makes_a_reminder_a_breach(season: Season, plan: Plan) -> None:
    key = "supervisors.per_site_day"
    reminded = verify(*apply(number(key, 2), season, plan))
    assert reminded.lawful
    assert _by_rule(reminded)["supervised"] == "warned"
    confirmed = verify(*apply(number(key, 2, confirmed_by="市局函"), season, plan))
    assert not confirmed.lawful
    assert _by_rule(confirmed)["supervised"] == "breached"


def test_the_judge_runs_where_no_solver_is_installed() -> None:
    program = (
        "import sys; sys.modules['ortools'] = None; sys.modules['scipy'] = None\n"
        "from scheduler.verify import verify\n"
        "from tests.rules import tiny, tiny_plan\n"
        "season = tiny.season()\n"
        "assert verify(season, tiny_plan.plan(season)).lawful\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_a_submission_with_one_visit_left_out_may_have_another(season: Season, plan: Plan) -> None:
    row = plan.appointments[0].submission
    whole = PutAside(id="p", table="submissions", row=row, code="x", step="input")
    visit = whole.model_copy(update={"step": "appointments"})
    assert "plan_aside_planned" in _codes(season, again(plan, put_aside=(whole,)))
    assert "plan_aside_planned" not in _codes(season, again(plan, put_aside=(visit,)))
