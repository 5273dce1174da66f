"""What stands beside the places: flip margins against brute force, formulas, paradoxes, bounds."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from models.people import Organisation
from models.plan import Plan
from models.quota import MUNICIPAL, Body, QuotaRequest
from scheduler import flip_margins, quota, quota_division
from scheduler.apportionment import DIVISORS, METHODS, Impossible, apportion
from scheduler.flip_margins import margin
from scheduler.paradoxes import paradoxes
from scheduler.quota import Division, division
from scheduler.quota_basis import counted, question_of
from scheduler.quota_compare import unused
from scheduler.quota_division import Question, Unit, answer
from scheduler.quota_troubles import Troubles
from scheduler.work import Work
from tests.seasons import season

CASES = 400
"""A method; the benchmark tries ten thousand."""


def unit(name: str, weight: int, floor: int = 0, cap: int | None = None) -> Unit:
    columns = {"teachers": weight, "eligible": None, "vacancies": None, "rural": None}
    return Unit(name, name, columns, {}, floor, cap, None, "", None, f"bodies.{name}")


def question(method: str, weights: list[int], total: int, **more: Any) -> Question:
    units = tuple(unit(str(n), weight) for n, weight in enumerate(weights))
    return Question("q", method, total, units, {"teachers": 1}, **more)


def outcome(asked: Question, body: str, change: int) -> tuple[int, int] | None:
    try:
        found = answer(asked.with_more(body, change))
    except Impossible:
        return None
    return found.least(body), found.most(body)


def first(
    asked: Question, body: str, changes: Iterable[int], does: Callable[[int, int], bool]
) -> int | None:
    """The first change after which the least and the most that the body may have are so."""
    ends = ((change, outcome(asked, body, change)) for change in changes)
    return next((change for change, found in ends if found and does(*found)), None)


@pytest.mark.parametrize("method", METHODS)
def test_flip_margins_are_what_trying_every_change_finds(method: str) -> None:
    chance = random.Random(17)
    for _ in range(CASES // 8):
        weights = [chance.randint(1, 20) for _ in range(chance.randint(2, 4))]
        asked = question(method, weights, chance.randint(1, 7))
        now = answer(asked)
        if not now.decided:
            continue
        for body, weight in zip(now.seats, weights, strict=True):
            have = now.seats[body]
            found = margin(asked, body)
            gain = first(asked, body, range(1, 150), lambda least, _, have=have: least > have)
            if gain is None:
                assert found.more is None or found.more >= 150
            else:
                assert found.more == gain
                maybe = first(asked, body, range(1, 150), lambda _, most, have=have: most > have)
                assert (found.more_by_lot or found.more) == maybe
                then = answer(asked.with_more(body, gain))
                givers = tuple(b for b in now.seats if then.seats[b] < now.seats[b])
                assert found.giver == givers
            fewer = range(-1, -weight - 1, -1)
            loss = first(asked, body, fewer, lambda _, most, have=have: most < have)
            assert found.fewer == (None if loss is None else -loss)


@pytest.mark.parametrize("total", [10, 11])
def test_a_body_for_which_no_place_is_left_is_not_searched(
    monkeypatch: pytest.MonkeyPatch, total: int
) -> None:
    weights = {str(n): 2000 + 100 * n for n in range(10)}
    units = tuple(unit(name, weight, floor=1) for name, weight in weights.items())
    asked = Question("q", "quota", total, units, {"teachers": 1})
    calls: list[str] = []

    def counting(method: str, *given: Any, **more: Any) -> Any:
        calls.append(method)
        return apportion(method, *given, **more)

    monkeypatch.setattr(quota_division, "apportion", counting)
    found = margin(asked, "9")
    assert (found.more, found.more_beyond) == (None, None)
    assert found.fewer == (None if total == 10 else 101)
    assert len(calls) < 300


def test_where_nothing_helps_the_search_stops_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flip_margins, "TRIED", 50)
    seen: list[int] = []

    def holds(at: int) -> Callable[[int], bool]:
        return lambda k: seen.append(k) or k == at

    least = flip_margins._least  # pyright: ignore[reportPrivateUsage]
    assert least(holds(37), 10**6, steady=False) == 37
    assert least(holds(64), 10**6, steady=False) == 64
    assert least(holds(75), 10**6, steady=False) is None
    assert len(seen) < 300
    units = (unit("great", 10_000), unit("a", 10, cap=1), unit("b", 10, cap=1))
    found = margin(Question("q", "quota", 9, units, {"teachers": 1}), "great")
    assert (found.fewer, found.fewer_beyond) == (None, 50)


def test_a_weighted_mix_adds_shares_not_numbers() -> None:
    bodies = (
        Body(organisation="甲", teachers=900, vacancies=1),
        Body(organisation="乙", teachers=100, vacancies=3),
    )
    mix = {"teachers": 1, "vacancies": 1}
    found = divided(*bodies, total=40, basis="mixed", mix=mix)
    share = {u.id: found.question.share(u.id) for u in found.question.units}
    assert share == {"甲": Fraction(23), "乙": Fraction(17)}
    assert places(found) == {"甲": 23, "乙": 17}


def divided(*bodies: Body, kinds: dict[str, str] | None = None, **fields: Any) -> Division:
    units = tuple(
        Organisation.model_validate(
            {"id": name, "name": name, "kind": (kinds or {}).get(name, "other")}
        )
        for name in (body.organisation for body in bodies)
    )
    request = QuotaRequest(id="q", bodies=bodies, **fields)
    return division(season(organisations=units, quota=(request,)), request)


def places(found: Division) -> dict[str, int]:
    return {award.organisation: award.places for award in found.awards}


def test_kindergartens_count_and_vocational_schools_do_not() -> None:
    body = Body(organisation="甲", teachers=1000, kindergarten=200, vocational=150)
    assert counted(season(), body) == 850
    assert (
        counted(season(), Body(organisation="甲", primary=10, kindergarten=5, vocational=7)) == 15
    )
    other = season(changes={"quota.basis.kindergartens": False})
    assert counted(other, body) == 650
    assert counted(season(), Body(organisation="甲")) is None


def test_the_reserved_part_is_divided_by_countryside_teachers_first() -> None:
    bodies = (
        Body(organisation="城", teachers=900, rural=0),
        Body(organisation="乡", teachers=100, rural=80),
    )
    assert places(divided(*bodies, total=4)) == {"城": 4, "乡": 0}
    found = divided(*bodies, total=5, reserved=1)
    assert places(found) == {"城": 4, "乡": 1}
    award = next(a for a in found.awards if a.organisation == "乡")
    assert award.reserved == 1
    assert [step.organisation for step in found.steps if step.reserved] == ["乡"]


def test_municipal_units_as_one_body_or_by_school() -> None:
    bodies = (
        Body(organisation="区", teachers=600),
        *(Body(organisation=f"校{n}", teachers=100) for n in range(4)),
    )
    kinds = {f"校{n}": "municipal" for n in range(4)}
    split = divided(*bodies, kinds=kinds, total=5, method="dhondt")
    assert places(split)["区"] == 5
    one = divided(*bodies, kinds=kinds, total=5, method="dhondt", municipal="one")
    assert places(one) == {"区": 3, MUNICIPAL: 2}


@pytest.mark.parametrize(("rule", "winner"), [("larger", "甲"), ("smaller", "乙"), ("", "")])
def test_a_stated_rule_decides_a_tie_and_no_rule_leaves_it_to_the_lot(
    rule: str, winner: str
) -> None:
    bodies = (Body(organisation="甲", teachers=20), Body(organisation="乙", teachers=10))
    found = divided(*bodies, total=2, method="dhondt", tie_rule=rule)
    assert (found.tie is None) is bool(winner)
    if winner:
        assert places(found)[winner] == (2 if winner == "甲" else 1)


def test_a_stated_rule_does_not_part_equals() -> None:
    bodies = (Body(organisation="甲", teachers=10), Body(organisation="乙", teachers=10))
    assert divided(*bodies, total=3, tie_rule="larger").tie is not None
    assert divided(*bodies, total=3, tie_rule="listed").tie is None


def test_every_place_is_in_the_log_with_its_ground() -> None:
    found = divided(
        Body(organisation="甲", teachers=600),
        Body(organisation="乙", teachers=300, floor=1),
        Body(organisation="丙", teachers=5, places=2, reason="紧缺"),
        total=6,
        method="sainte_lague",
    )
    assert len(found.steps) == 6
    grounds = [step.ground for step in found.steps]
    assert grounds == ["fixed", "fixed", "floor", "quotient", "quotient", "quotient"]
    first = found.steps[3]
    assert (first.organisation, first.quotient, first.runner_up) == ("甲", "600/1", "乙")
    assert first.margin == "500/1"


def test_a_manual_table_stands_with_the_formulas_beside_it() -> None:
    found = divided(
        Body(organisation="甲", teachers=600, places=1),
        Body(organisation="乙", teachers=300, places=2),
        total=3,
        method="manual",
        reason="乙为薄弱地区",
    )
    assert places(found) == {"甲": 1, "乙": 2}
    assert all(award.fixed and award.reason == "乙为薄弱地区" for award in found.awards)
    beside = {item.method: item.places for item in found.study.methods}
    assert set(beside) == set(METHODS)
    assert beside["hamilton"] == {"甲": 2, "乙": 1}
    assert not found.findings


def test_places_by_hand_without_a_reason_are_told_and_stop_nothing() -> None:
    found = divided(
        Body(organisation="甲", teachers=600, places=1),
        Body(organisation="乙", teachers=3),
        total=3,
    )
    assert [(f.code, f.severity) for f in found.findings] == [("quota.reason-missing", "warning")]
    assert found.findings[0].where[0].field == "bodies.0.reason"
    assert places(found) == {"甲": 1, "乙": 2}


def test_who_leaves_the_quota_is_named() -> None:
    found = divided(
        Body(organisation="大", teachers=8500),
        *(Body(organisation=f"小{n}", teachers=100) for n in range(15)),
        total=20,
        method="hamilton",
    )
    beside = {item.method: item for item in found.study.methods}
    assert "大" in beside["dhondt"].above
    assert beside["hamilton"].above == beside["hamilton"].below == ()


def test_an_alabama_paradox_is_found_and_is_one() -> None:
    asked = question("hamilton", [6, 6, 2], 10)
    example = next(p for p in paradoxes(asked) if p.kind == "alabama")
    fewer = answer(replace(asked, total=example.total)).seats
    more = answer(replace(asked, total=example.total + 1)).seats
    assert more[example.loser] < fewer[example.loser]


def test_population_and_new_state_paradoxes_are_what_they_say() -> None:
    weights = [4707, 3240, 3124, 1723, 1328, 1050, 845, 625, 207, 163, 4000]
    asked = question("hamilton", weights, 17)
    now = answer(asked).seats
    found = {item.kind: item for item in paradoxes(asked)}
    people = found["population"]
    shrunk = asked.with_more(people.loser, -people.loser_change)
    then = answer(shrunk.with_more(people.winner, -people.winner_change)).seats
    great, small = weights[int(people.loser)], weights[int(people.winner)]
    assert people.loser_change * small < people.winner_change * great
    assert then[people.loser] < now[people.loser]
    assert then[people.winner] > now[people.winner]
    state = found["new_state"]
    rest = tuple(u for u in asked.units if u.id != state.newcomer)
    left = answer(replace(asked, units=rest, total=17 - now[state.newcomer])).seats
    assert left[state.loser] < now[state.loser]
    assert left[state.winner] > now[state.winner]


@pytest.mark.parametrize("method", sorted(DIVISORS))
def test_divisor_methods_show_no_paradox(method: str) -> None:
    assert list(paradoxes(question(method, [47, 32, 31, 17, 13], 17))) == []


def test_unused_places_are_proposed_by_the_same_method_and_moved_by_nobody() -> None:
    bodies = (
        Body(organisation="甲", teachers=600, nominated=1),
        Body(organisation="乙", teachers=300, nominated=3),
        Body(organisation="丙", teachers=100),
    )
    found = divided(*bodies, total=5)
    assert places(found)["甲"] == 3
    asked = found.question
    proposal = unused(asked, {"甲": 1, "乙": 3}, answer(asked))
    assert sum(proposal.values()) == 2
    assert "甲" not in proposal
    told = {(f.code, f.args["body"]) for f in found.findings}
    assert ("quota.places-unused", "甲") in told
    assert found.findings[0].args["proposal"] == tuple(f"{b} {n}" for b, n in proposal.items())


def faults(*bodies: Body, **fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(Troubles) as raised:
        divided(*bodies, **fields)
    return [(trouble.code, trouble.at) for trouble in raised.value.found]


def test_every_fault_is_told_at_once_with_its_field() -> None:
    found = faults(
        Body(organisation="甲"),
        Body(organisation="乙", teachers=5, floor=3, cap=1),
        Body(organisation="丙", teachers=5, rural=9),
        total=3,
        reserved=9,
    )
    assert found == [
        ("quota.unknown-teachers", "bodies.0.teachers"),
        ("quota.floor-above-cap-of", "bodies.1.floor"),
        ("quota.rural-above", "bodies.2.rural"),
        ("quota.reserved-above", "reserved"),
    ]


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("quota.mix-wrong", {"basis": "mixed"}),
        ("quota.reserved-nobody", {"reserved": 1}),
        ("quota.floors-above-total", {"floor": 3}),
    ],
)
def test_what_cannot_be_asked_is_explained(code: str, fields: dict[str, Any]) -> None:
    bodies = (Body(organisation="甲", teachers=1), Body(organisation="乙", teachers=2))
    assert [c for c, _ in faults(*bodies, total=3, **fields)] == [code]


def test_nobody_and_nothing_to_divide_by_are_told() -> None:
    assert [c for c, _ in faults(total=3)] == ["quota.nobody"]
    assert [c for c, _ in faults(Body(organisation="甲", teachers=0), total=3)] == [
        "quota.all-zero"
    ]
    fixed = Body(organisation="甲", places=9, reason="定")
    assert [c for c, _ in faults(fixed, total=3)] == ["quota.fixed-above-total"]


def test_the_profile_names_the_method_where_the_request_does_not() -> None:
    bodies = (Body(organisation="甲", teachers=90), Body(organisation="乙", teachers=10))
    units = tuple(Organisation(id=b.organisation, name=b.organisation) for b in bodies)
    request = QuotaRequest(id="q", total=2, bodies=bodies)
    given = season(organisations=units, quota=(request,), changes={"quota.method": "adams"})
    assert places(division(given, request)) == {"甲": 1, "乙": 1}
    assert question_of(given, request).method == "adams"
    wrong = season(organisations=units, quota=(request,), changes={"quota.method": "?"})
    found = quota.run(wrong, Plan(season=""), Work())
    assert [item.code for item in found.put_aside] == ["quota.method-unknown"]


def test_vacancies_follow_from_posts_ratio_and_holders() -> None:
    body = Body(organisation="甲", teachers=1, posts=101, ratio=(40, 100), holders=37)
    found = divided(body, Body(organisation="乙", vacancies=3), total=3, basis="vacancies")
    assert found.tie is not None
    assert {u.id: u.columns["vacancies"] for u in found.question.units} == {"甲": 3, "乙": 3}


def test_places_fixed_for_one_school_of_a_municipal_row_are_told_and_not_passed_over() -> None:
    bodies = (
        Body(organisation="区", teachers=600),
        Body(organisation="一中", teachers=100, places=1, reason="定"),
        Body(organisation="二中", teachers=100),
    )
    kinds = {"一中": "municipal", "二中": "municipal"}
    with pytest.raises(Troubles) as raised:
        divided(*bodies, kinds=kinds, total=5, municipal="one")
    (trouble,) = raised.value.found
    assert (trouble.code, trouble.at) == ("quota.municipal-half-fixed", "bodies.1.places")
    assert trouble.values == {"body": "一中"}
    assert places(divided(*bodies, kinds=kinds, total=5))["一中"] == 1
