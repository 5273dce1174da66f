"""The judge's own test of seats: it passes what each method gives, and nothing else."""

import random
from itertools import product

import pytest

from scheduler.apportionment import METHODS, Impossible, apportion
from scheduler.rules.proportion import Shared, fits


def cases(count: int) -> list[tuple[dict[str, int], int, dict[str, int], dict[str, int]]]:
    chance = random.Random(3)
    found: list[tuple[dict[str, int], int, dict[str, int], dict[str, int]]] = []
    while len(found) < count:
        names = [str(n) for n in range(chance.randint(1, 4))]
        weights = {name: chance.randint(0, 15) for name in names}
        total = chance.randint(0, 6)
        low = {name: chance.choice((0, 0, 1)) for name in names}
        high = {
            name: max(low[name], chance.choice((total, total, 2))) if weights[name] else low[name]
            for name in names
        }
        found.append((weights, total, low, high))
    return found


@pytest.mark.parametrize("method", METHODS)
def test_the_judge_passes_what_the_method_gives_and_nothing_else(method: str) -> None:
    judged = 0
    for weights, total, low, high in cases(150):
        try:
            result = apportion(method, weights, total, floors=low, caps=high)
        except Impossible:
            continue
        order = [step.body for step in result.steps]
        assert fits(method, Shared(weights, result.seats, low, high, order))
        assert fits(method, Shared(weights, result.seats, low, high))
        if not result.decided:
            continue
        for seats in product(range(total + 1), repeat=len(weights)):
            other = dict(zip(weights, seats, strict=True))
            if sum(seats) == total and other != result.seats:
                judged += 1
                assert not fits(method, Shared(weights, other, low, high)), (weights, total, other)
    assert judged
