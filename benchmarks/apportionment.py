"""Annex 10's methods on public instances, random ones against brute force, and big ones.

`--data DIR` is the folder of the instances, or the folder above it: us_house.json,
party_elections.json, balinski_young.json. Without it the random and the big cases run.
`value` counts seats or cases that differ from what was published or enumerated; `bound` is 0.
`checked`: the seats meet the method's min-max inequality, tested here apart from the methods.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.row import Options, Row
from scheduler.apportionment import METHODS, Result, apportion
from scheduler.flip_margins import margin
from scheduler.quota_division import Question, Unit

NAMES = {
    "hamilton": "largest_remainder",
    "dhondt": "dhondt",
    "sainte_lague": "saintelague",
    "modified_sainte_lague": "modified_saintelague",
    "huntington_hill": "huntington",
    "adams": "adams",
    "dean": "dean",
    "quota": "quota",
}
"""Our names, and those of the published results."""
AUSTRIA = Fraction(4, 100)
"""Share of the votes that a party needs; the Knesset's stands with each election."""
CASES, SEED = 10_000, 1


def apportionment(options: Options) -> Iterator[Row]:
    """Public instances, then enumeration, then speed."""
    if options.data:
        folder = Path(options.data)
        folder = folder if (folder / "us_house.json").is_file() else folder / "apportionment"
        yield from _houses(folder)
        yield from _elections(folder)
        yield from _textbook(folder)
    yield from _random(options)
    yield from _flips(options)
    yield from _speed()


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _row(
    case: str, method: str, found: Result, published: Mapping[str, int], seconds: float, **more: Any
) -> Row:
    wrong = sum(abs(found.seats[body] - seats) for body, seats in published.items())
    fits = stands(method, more["weights"], found.seats, more.get("floors", {}))
    status = "OPTIMAL" if wrong == 0 else "ERROR"
    return Row(f"{case}/{method}", status, wrong, 0, seconds, fits and found.decided)


def _timed(ask: Callable[[], Result]) -> tuple[Result, float]:
    began = time.perf_counter()
    found = ask()
    return found, time.perf_counter() - began


def _houses(folder: Path) -> Iterator[Row]:
    data = _read(folder / "us_house.json")
    for year in sorted(key for key in data if key.isdigit()):
        weights = {unit["name"]: unit["population"] for unit in data[year]["units"]}
        official = {unit["name"]: unit["official_seats"] for unit in data[year]["units"]}
        total = data[year]["seats_total"]
        floors = dict.fromkeys(weights, int(data[year]["minimum"]))
        given = ("huntington_hill", weights, total, floors)
        found, seconds = _timed(lambda given=given: _divide(*given))
        more = {"weights": weights, "floors": floors}
        yield _row(f"us_house/{year}", given[0], found, official, seconds, **more)
    yield from _alabama(data)


def _alabama(data: Mapping[str, Any]) -> Iterator[Row]:
    """1880: with at least one seat each, Hamilton gives Alabama 8 of 299 seats and 7 of 300."""
    key = next(key for key in data if key.startswith("1880"))
    weights = {unit["name"]: unit["population"] for unit in data[key]["units"]}
    floors = dict.fromkeys(weights, 1)
    for total, seats in ((299, 8), (300, 7)):
        found, seconds = _timed(lambda t=total: _divide("hamilton", weights, t, floors))
        wrong = abs(found.seats["Alabama"] - seats)
        status = "ERROR" if wrong else "OPTIMAL"
        fits = stands("hamilton", weights, found.seats, floors)
        yield Row(f"us_house/1880-{total}/hamilton", status, wrong, 0, seconds, fits)
    for method in METHODS[1:]:
        fewer, seconds = _timed(lambda m=method: _divide(m, weights, 299, floors))
        more = _divide(method, weights, 300, floors)
        lost = sum(fewer.seats[body] > more.seats[body] for body in weights)
        status = "ERROR" if lost else "OPTIMAL"
        yield Row(f"us_house/1880-no-paradox/{method}", status, lost, 0, seconds, lost == 0)


def _divide(
    method: str, weights: Mapping[str, int], total: int, floors: Mapping[str, int]
) -> Result:
    return apportion(method, weights, total, floors=floors)


def _elections(folder: Path) -> Iterator[Row]:
    for entry in _read(folder / "party_elections.json"):
        place = "austria" if "austria" in str(entry["test"]) else "knesset"
        called = entry["year"] if place == "austria" else entry["knesset_nr"]
        least = AUSTRIA if place == "austria" else Fraction(str(entry["threshold"]))
        votes = {
            f"{n} {name}": count
            for n, (name, count) in enumerate(zip(entry["partynames"], entry["votes"], strict=True))
        }
        official = dict(zip(votes, entry["officialresult"], strict=True))
        cast = sum(votes.values())
        weights = {name: count if count >= least * cast else 0 for name, count in votes.items()}
        total = sum(official.values())
        found, seconds = _timed(lambda w=weights, t=total: _divide("dhondt", w, t, {}))
        case = f"party_elections/{place}-{called}"
        yield _row(case, "dhondt", found, official, seconds, weights=weights)


def _textbook(folder: Path) -> Iterator[Row]:
    for entry in _read(folder / "balinski_young.json"):
        weights = {str(n): votes for n, votes in enumerate(entry["votes"])}
        total = entry["seats"]
        for method, name in NAMES.items():
            published = dict(zip(weights, entry["expected"][name], strict=True))
            found, seconds = _timed(lambda m=method, w=weights, t=total: _divide(m, w, t, {}))
            case = f"balinski_young/{total}"
            yield _row(case, method, found, published, seconds, weights=weights)


# ------------------------------------------------------------ the evaluator: no method of ours


def divisor(method: str, place: int) -> tuple[int, int]:
    """The divisor of a body's n-th place as a square, (numerator, denominator); n from 1."""
    n = place
    return {
        "dhondt": (n * n, 1),
        "sainte_lague": ((2 * n - 1) ** 2, 4),
        "modified_sainte_lague": (49, 100) if n == 1 else ((2 * n - 1) ** 2, 4),
        "huntington_hill": (n * (n - 1), 1),
        "adams": ((n - 1) ** 2, 1),
        "dean": ((2 * n * (n - 1)) ** 2, (2 * n - 1) ** 2),
    }[method]


def stands(
    method: str, weights: Mapping[str, int], seats: Mapping[str, int], floors: Mapping[str, int]
) -> bool:
    """Whether no place was won by less than what another body was refused one for."""
    if method in {"hamilton", "quota"}:
        return True  # their seats are compared with what was published
    won = [
        (Fraction(w * w) / Fraction(*divisor(method, seats[b])), b)
        for b, w in weights.items()
        if seats[b] > max(floors.get(b, 0), 0 if divisor(method, 1)[0] else 1)
    ]
    lost = [
        (Fraction(w * w) / Fraction(*divisor(method, seats[b] + 1)), b)
        for b, w in weights.items()
        if seats[b] or divisor(method, 1)[0]
    ]
    if not divisor(method, 1)[0] and any(w and not seats[b] for b, w in weights.items()):
        return all(have <= 1 for have in seats.values())
    return not won or not lost or min(won)[0] >= max(lost)[0]


# --------------------------------------------------------------------- enumeration, and speed


def outcomes(method: str, weights: list[int], total: int) -> set[tuple[int, ...]]:
    """Every lawful end of a method, whatever way equals are taken; by enumeration alone."""
    if method == "quota":
        return quota_ends(weights, total)
    ways = (w for w in product(range(total + 1), repeat=len(weights)) if sum(w) == total)
    ways = (
        w for w in ways if all(weight or not have for weight, have in zip(weights, w, strict=True))
    )
    if method == "hamilton":
        return {way for way in ways if _remainders_stand(weights, way, total)}
    names = [str(n) for n in range(len(weights))]
    given = dict(zip(names, weights, strict=True))
    return {way for way in ways if _fits(method, given, dict(zip(names, way, strict=True)))}


def _fits(method: str, weights: Mapping[str, int], seats: Mapping[str, int]) -> bool:
    """The inequality pair by pair, infinite first claims ranked by weight."""

    def claim(body: str, place: int) -> tuple[int, Fraction]:
        over, under = divisor(method, place)
        weight = weights[body]
        return (0, Fraction(weight * weight * under, over)) if over else (1, Fraction(weight))

    return all(
        claim(a, seats[a]) >= claim(b, seats[b] + 1)
        for a in weights
        for b in weights
        if a != b and seats[a] and weights[b]
    )


def _remainders_stand(weights: list[int], way: tuple[int, ...], total: int) -> bool:
    everybody = sum(weights)
    share = [Fraction(total * w, everybody) for w in weights]
    rest = [s - int(s) for s in share]
    if any(not 0 <= have - int(s) <= 1 for have, s in zip(way, share, strict=True)):
        return False
    up = [r for r, have, s in zip(rest, way, share, strict=True) if have > int(s)]
    down = [r for r, have, s in zip(rest, way, share, strict=True) if have == int(s)]
    return (not up or min(up) > 0) and (not up or not down or min(up) >= max(down))


def quota_ends(weights: list[int], total: int) -> set[tuple[int, ...]]:
    """Every end of the quota method, whatever way equals are taken."""
    states = {tuple(0 for _ in weights)}
    everybody = sum(weights)
    for house in range(1, total + 1):
        after: set[tuple[int, ...]] = set()
        for state in states:
            able = [n for n, h in enumerate(state) if h * everybody < house * weights[n]]
            best = max(Fraction(weights[n], state[n] + 1) for n in able)
            after |= {
                tuple(h + (i == n) for i, h in enumerate(state))
                for n in able
                if Fraction(weights[n], state[n] + 1) == best
            }
        states = after
    return states


def _random(options: Options) -> Iterator[Row]:
    """Seats and tie sets on random small cases: value = cases that differ from enumeration."""
    for method in METHODS:
        chance = random.Random(SEED + options.seed)
        wrong, began = 0, time.perf_counter()
        for _ in range(CASES):
            weights = [chance.randint(0, 12) for _ in range(chance.randint(1, 4))]
            total = chance.randint(0, 6)
            if not any(weights):
                weights[0] = 1
            ends = outcomes(method, weights, total)
            found = apportion(method, {str(n): w for n, w in enumerate(weights)}, total)
            apart = {str(n) for n in range(len(weights)) if len({end[n] for end in ends}) > 1}
            wrong += tuple(found.seats.values()) not in ends or set(found.tied) != apart
        seconds = time.perf_counter() - began
        status = "ERROR" if wrong else "OPTIMAL"
        yield Row(f"random/{CASES}/{method}", status, wrong, 0, seconds, wrong == 0)


def _flips(options: Options) -> Iterator[Row]:
    """Flip margins on random small cases: value = margins that trying every change contradicts."""
    for method in METHODS:
        chance = random.Random(SEED + options.seed)
        wrong, cases, began = 0, 0, time.perf_counter()
        while cases < CASES // len(METHODS):
            weights = {str(n): chance.randint(1, 9) for n in range(chance.randint(2, 3))}
            total = chance.randint(1, 5)
            now = apportion(method, weights, total)
            if now.tied:
                continue
            cases += 1
            asked = _question(method, weights, total)
            wrong += sum(_flip(asked, body, now) for body in weights)
        seconds = time.perf_counter() - began
        status = "ERROR" if wrong else "OPTIMAL"
        yield Row(f"flips/{cases}/{method}", status, wrong, 0, seconds, wrong == 0)


def _question(method: str, weights: Mapping[str, int], total: int) -> Question:
    units = tuple(
        Unit(
            id=body,
            name=body,
            columns={"teachers": weight, "eligible": None, "vacancies": None, "rural": None},
            stages={},
            floor=0,
            cap=None,
            fixed=None,
            reason="",
            nominated=None,
            at="",
        )
        for body, weight in weights.items()
    )
    return Question("q", method, total, units, {"teachers": 1})


def _flip(asked: Question, body: str, now: Result) -> bool:
    """Whether a body's margins differ from what trying every change up to a limit finds."""
    weights, have = asked.weights, now.seats[body]
    found = margin(asked, body)

    def surely(change: int) -> tuple[int, int] | None:
        changed = dict(weights) | {body: weights[body] + change}
        if not any(changed.values()):
            return None
        result = apportion(asked.method, changed, asked.total)
        return result.least(body), result.most(body)

    tried = [(k, surely(k)) for k in range(1, 60)]
    more = next((k for k, ends in tried if ends and ends[0] > have), None)
    tried = [(k, surely(-k)) for k in range(1, weights[body] + 1)]
    fewer = next((k for k, ends in tried if ends and ends[1] < have), None)
    beyond = more is None and (found.more is None or found.more >= 60)  # noqa: PLR2004
    return not (beyond or found.more == more) or found.fewer != fewer


def _speed() -> Iterator[Row]:
    """Median of 50 runs for 12 bodies and 17 places, one run for 2,000 and 20,000."""
    chance = random.Random(SEED)
    small = {str(n): chance.randint(100, 5_000) for n in range(12)}
    big = {str(n): chance.randint(1, 100_000) for n in range(2_000)}
    for method in METHODS:
        times = sorted(_timed(lambda m=method: apportion(m, small, 17))[1] for _ in range(50))
        yield Row(f"speed/12x17/{method}", "OPTIMAL", None, None, times[25])
        _, seconds = _timed(lambda m=method: apportion(m, big, 20_000))
        yield Row(f"speed/2000x20000/{method}", "OPTIMAL", None, None, seconds)
