"""Exact division of places: against brute force, another program, and the law's own number."""

import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.apportionment import quota_ends
from models.people import Organisation
from models.plan import Pin, Plan
from models.quota import Body, QuotaRequest
from scheduler import quota
from scheduler.apportionment import DIVISORS, METHODS, Impossible, Result, apportion
from scheduler.work import Outcome, Work
from tests.seasons import season

WEIGHTS = st.lists(st.integers(0, 40), min_size=1, max_size=4)
BOUNDED = st.lists(
    st.tuples(st.integers(1, 20), st.integers(0, 2), st.integers(2, 5)), min_size=1, max_size=4
)
BAOTOU = {
    "昆都仑": 738, "东河": 508, "青山": 490, "土右": 270, "九原": 208, "固阳": 165,
    "高新": 132, "达茂": 98, "石拐": 33, "白云": 26, "市直": 618,
}  # fmt: skip


def named(weights: list[int]) -> dict[str, int]:
    return {chr(ord("a") + n): weight for n, weight in enumerate(weights)}


@st.composite
def bounded(
    draw: st.DrawFn, extra: int
) -> tuple[dict[str, int], dict[str, int], dict[str, int], int]:
    """Weights, floors, caps, and so many places that they leave at most `extra` to be won."""
    rows = draw(BOUNDED)
    weights, low, high = (named([row[n] for row in rows]) for n in range(3))
    room = sum(high.values()) - sum(low.values())
    return weights, low, high, sum(low.values()) + draw(st.integers(0, min(extra, room)))


def houses(low: Mapping[str, int], high: Mapping[str, int], total: int) -> Iterator[dict[str, int]]:
    """Every way to give out the places within the bounds."""
    ranges = [range(low[b], high[b] + 1) for b in low]
    for seats in product(*ranges):
        if sum(seats) == total:
            yield dict(zip(low, seats, strict=True))


def claim(method: str, weight: int, have: int) -> tuple[int, Fraction]:
    numerator, denominator = DIVISORS[method](weight, have)
    if not denominator:
        return 1, Fraction(weight)
    return 0, Fraction(numerator, denominator)


def stands(
    method: str,
    weights: Mapping[str, int],
    seats: Mapping[str, int],
    low: Mapping[str, int],
    high: Mapping[str, int],
) -> bool:
    """No place was won with a smaller quotient than one that was lost."""
    won = [claim(method, weights[b], have) for b in weights for have in range(low[b], seats[b])]
    lost = [claim(method, weights[b], seats[b]) for b in weights if seats[b] < high[b]]
    return not won or not lost or min(won) >= max(lost)


@pytest.mark.parametrize("method", sorted(DIVISORS))
@given(bounded(6))
def test_divisor_methods_find_what_brute_force_finds(
    method: str, case: tuple[dict[str, int], dict[str, int], dict[str, int], int]
) -> None:
    weights, low, high, total = case
    result = apportion(method, weights, total, floors=low, caps=high)
    right = [s for s in houses(low, high, total) if stands(method, weights, s, low, high)]
    assert result.seats in right
    assert result.decided == (len(right) == 1)
    differing = {b for b in weights if len({s[b] for s in right}) > 1}
    assert set(result.tied) == differing


@given(WEIGHTS, st.integers(0, 9))
def test_the_quota_method_reports_a_tie_exactly_when_the_outcome_hangs_on_it(
    values: list[int], total: int
) -> None:
    assume(any(values))
    weights = named(values)
    result = apportion("quota", weights, total)
    ends = quota_ends(values, total)
    assert tuple(result.seats.values()) in ends
    apart = {body: {end[n] for end in ends} for n, body in enumerate(weights)}
    assert set(result.tied) == {body for body, seats in apart.items() if len(seats) > 1}
    assert all((result.least(b), result.most(b)) == (min(s), max(s)) for b, s in apart.items())


@given(WEIGHTS, st.integers(0, 12))
def test_largest_remainders_stay_within_the_quota_and_tell_ties(
    values: list[int], total: int
) -> None:
    assume(any(values))
    weights, everybody = named(values), sum(values)
    result = apportion("hamilton", weights, total)
    share = {b: Fraction(total * w, everybody) for b, w in weights.items()}
    assert sum(result.seats.values()) == total
    assert all(int(share[b]) <= result.seats[b] < share[b] + 1 for b in weights)
    up = [share[b] - int(share[b]) for b in weights if result.seats[b] > int(share[b])]
    down = [
        share[b] - int(share[b])
        for b in weights
        if result.seats[b] == int(share[b]) and share[b] > int(share[b])
    ]
    assert not up or not down or min(up) >= max(down)
    assert result.decided == (not up or not down or min(up) > max(down))


@pytest.mark.parametrize("method", METHODS)
@given(bounded(8))
def test_bounds_are_kept_and_every_place_is_logged(
    method: str, case: tuple[dict[str, int], dict[str, int], dict[str, int], int]
) -> None:
    weights, low, high, total = case
    result = apportion(method, weights, total, floors=low, caps=high)
    assert sum(result.seats.values()) == total
    assert all(low[b] <= result.seats[b] <= high[b] for b in weights)
    assert all(
        low[b] + sum(step.body == b for step in result.steps) == result.seats[b] for b in weights
    )


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"hamilton", "quota"}))
@given(values=WEIGHTS, total=st.integers(0, 12))
def test_one_place_more_takes_none_away(method: str, values: list[int], total: int) -> None:
    assume(any(values))
    fewer = apportion(method, named(values), total).seats
    more = apportion(method, named(values), total + 1).seats
    assert all(fewer[b] <= more[b] for b in fewer)


@pytest.mark.parametrize("method", METHODS)
@given(values=WEIGHTS, total=st.integers(0, 12), data=st.data())
def test_what_is_decided_does_not_hang_on_the_order_of_the_table(
    method: str, values: list[int], total: int, data: st.DataObject
) -> None:
    assume(any(values))
    weights = named(values)
    shuffled = {b: weights[b] for b in data.draw(st.permutations(list(weights)))}
    one, other = apportion(method, weights, total), apportion(method, shuffled, total)
    assert one.decided == other.decided
    assert not one.decided or one.seats == other.seats
    lots = tuple(data.draw(st.permutations(list(weights))))
    drawn = apportion(method, weights, total, lots=lots)
    assert drawn.decided
    assert drawn.seats == apportion(method, shuffled, total, lots=lots).seats


THEIRS = {
    "hamilton": "hamilton",
    "dhondt": "dhondt",
    "sainte_lague": "saintelague",
    "modified_sainte_lague": "modified_saintelague",
    "huntington_hill": "huntington",
    "adams": "adams",
    "dean": "dean",
    "quota": "quota",
}


@pytest.mark.parametrize("method", METHODS)
@settings(deadline=None)
@given(values=st.lists(st.integers(1, 60), min_size=1, max_size=5), extra=st.integers(0, 12))
def test_another_program_gives_the_same_places(method: str, values: list[int], extra: int) -> None:
    others = pytest.importorskip("apportionment.methods")
    total = len(values) + extra
    result = apportion(method, named(values), total)
    assume(result.decided)
    theirs = others.compute(THEIRS[method], values, total, verbose=False)
    assert list(result.seats.values()) == list(theirs)


def test_seventeen_places_of_2024() -> None:
    expected = {
        "昆都仑": 4, "青山": 3, "东河": 3, "市直": 3, "九原": 1, "高新": 1,
        "土右": 1, "固阳": 1, "石拐": 0, "白云": 0, "达茂": 0,
    }  # fmt: skip
    floors = dict.fromkeys(BAOTOU, 1)
    for method in ("hamilton", "sainte_lague"):
        assert apportion(method, BAOTOU, 17).seats == expected
    assert apportion("hamilton", BAOTOU, 17, floors=floors).seats == dict.fromkeys(BAOTOU, 1) | {
        "昆都仑": 3, "青山": 2, "东河": 2, "市直": 3,
    }  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_seventeen_places_take_less_than_a_millisecond(method: str) -> None:
    apportion(method, BAOTOU, 17)
    times: list[float] = []
    for _ in range(20):
        begun = time.process_time()
        apportion(method, BAOTOU, 17)
        times.append(time.process_time() - begun)
    assert min(times) < 0.001


@pytest.mark.parametrize(
    ("code", "weights", "total", "bounds"),
    [
        ("quota.negative", {"a": -1}, 1, {}),
        ("quota.negative", {"a": 1}, -1, {}),
        ("quota.floors-above-total", {"a": 1, "b": 1}, 1, {"floors": {"a": 1, "b": 1}}),
        ("quota.caps-below-total", {"a": 1, "b": 1}, 3, {"caps": {"a": 1, "b": 1}}),
        ("quota.nobody", {}, 1, {}),
        ("quota.floor-above-cap", {"a": 1}, 3, {"floors": {"a": 2}, "caps": {"a": 1}}),
    ],
)
def test_what_cannot_be_divided_is_explained(
    code: str, weights: dict[str, int], total: int, bounds: dict[str, Any]
) -> None:
    with pytest.raises(Impossible) as raised:
        apportion("dhondt", weights, total, **bounds)
    assert raised.value.code == code


def step(*bodies: Body, **fields: Any) -> Outcome:
    units = tuple(Organisation(id=b.organisation, name=b.organisation) for b in bodies)
    request = QuotaRequest(id="q", bodies=bodies, **fields)
    return quota.run(season(organisations=units, quota=(request,)), Plan(season=""), Work())


def places(outcome: Outcome) -> dict[str, int]:
    return {award.organisation: award.places for award in outcome.parts["awards"]}


def test_places_fixed_by_hand_leave_the_count() -> None:
    found = step(
        Body(organisation="甲", teachers=600),
        Body(organisation="乙", teachers=300),
        Body(organisation="丙", teachers=5, places=2, reason="紧缺"),
        total=5,
    )
    assert places(found) == {"甲": 2, "乙": 1, "丙": 2}
    award = next(a for a in found.parts["awards"] if a.fixed)
    assert (award.organisation, award.reason) == ("丙", "紧缺")
    assert found.report.status == "OPTIMAL"
    assert all(goal.value == goal.bound and goal.proven for goal in found.report.goals)


def test_no_body_gets_more_places_than_it_has_eligible_teachers() -> None:
    found = step(
        Body(organisation="甲", teachers=900, eligible=1),
        Body(organisation="乙", teachers=100),
        total=4,
    )
    assert places(found) == {"甲": 1, "乙": 3}


def test_a_tie_is_named_and_only_a_recorded_lot_decides_it() -> None:
    bodies = (Body(organisation="甲", teachers=10), Body(organisation="乙", teachers=10))
    tie = step(*bodies, total=3)
    assert tie.report.status == "INFEASIBLE"
    (item,) = tie.put_aside
    assert item.code == "quota.tie"
    assert item.args == {"bodies": ("甲", "乙"), "places": 1, "field": "lots"}
    assert places(step(*bodies, total=3, lots=("乙", "甲"))) == {"甲": 1, "乙": 2}
    assert places(step(*bodies, total=4)) == {"甲": 2, "乙": 2}


def test_a_manual_table_is_taken_whole_or_not_at_all() -> None:
    good = step(
        Body(organisation="甲", places=2),
        Body(organisation="乙", places=1),
        total=3,
        method="manual",
    )
    assert places(good) == {"甲": 2, "乙": 1}
    short = step(Body(organisation="甲", places=2), total=3, method="manual")
    assert [item.code for item in short.put_aside] == ["quota.manual-sum"]
    open_ = step(Body(organisation="甲"), total=3, method="manual")
    assert [item.code for item in open_.put_aside] == ["quota.manual-incomplete"]


def test_unknown_numbers_of_teachers_are_asked_for_not_taken_as_none() -> None:
    found = step(Body(organisation="甲"), Body(organisation="乙", teachers=3), total=3)
    assert [item.code for item in found.put_aside] == ["quota.unknown-teachers"]


def test_nominations_over_and_under_the_places_are_told() -> None:
    found = step(
        Body(organisation="甲", teachers=2, nominated=3),
        Body(organisation="乙", teachers=1, nominated=0),
        total=3,
    )
    codes = [(f.code, f.args["body"]) for f in found.report.findings]
    assert codes == [("quota.nominated-over", "甲"), ("quota.places-unused", "乙")]


def test_without_a_quota_the_step_is_skipped() -> None:
    found = quota.run(season(), Plan(season=""), Work())
    assert (found.report.status, found.report.reason) == ("SKIPPED", "skipped.no-quota")


def test_equal_results_are_no_tie() -> None:
    assert apportion("dhondt", {"a": 5, "b": 5}, 2) == Result(
        {"a": 1, "b": 1}, apportion("dhondt", {"a": 5, "b": 5}, 2).steps
    )


def test_a_pinned_number_of_places_stays_and_the_rest_is_divided() -> None:
    bodies = (Body(organisation="甲", teachers=600), Body(organisation="乙", teachers=300))
    given_ = season(
        organisations=tuple(Organisation(id=b.organisation, name=b.organisation) for b in bodies),
        quota=(QuotaRequest(id="q", total=3, bodies=bodies),),
        pins=(
            Pin(
                id="p",
                part="quota",
                subject="乙",
                value={"places": 2},
                reason="会议定",
                author="李",
            ),
        ),
    )
    assert places(quota.run(given_, Plan(season=""), Work())) == {"甲": 1, "乙": 2}
