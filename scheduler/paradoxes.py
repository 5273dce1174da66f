"""Examples of the paradoxes of apportionment on a season's own numbers, the nearest first."""

from collections.abc import Iterator
from dataclasses import replace
from math import floor
from typing import cast

from models.quota import Method, Paradox
from scheduler.apportionment import DIVISORS, Impossible
from scheduler.quota_division import Divided, Question, answer, teller

HOUSES = 60
"""Totals above and below that are searched for an Alabama paradox, the nearest first."""
CHANGES = 100
"""Sizes of change that are tried for a population paradox, for each pair."""


def paradoxes(question: Question) -> Iterator[Paradox]:
    """One example of each paradox that the method shows near these numbers.

    Divisor methods show none: they are the methods without the population paradox, and give
    each part of a division what it had in the whole (Balinski, Young 1982). The quota method is
    free of the Alabama paradox alone.
    """
    if question.method in DIVISORS:
        return
    try:
        now = answer(question)
    except Impossible:
        return
    for search in (_alabama, _population, _new_state):
        found = next(search(question, now), None)
        if found is not None:
            yield found


def _alabama(question: Question, now: Divided) -> Iterator[Paradox]:
    """A total, the nearest to ours, at which one place more takes one from a body."""
    if question.method == "quota":
        return
    for distance in range(HOUSES):
        for total in (question.total + distance, question.total - 1 - distance):
            try:
                fewer = answer(replace(question, total=total))
                more = answer(replace(question, total=total + 1))
            except Impossible:
                continue
            lost = [b for b, seats in fewer.seats.items() if more.seats[b] < seats]
            if lost and fewer.decided and more.decided:
                yield Paradox(
                    kind="alabama",
                    method=cast("Method", question.method),
                    total=total,
                    loser=lost[0],
                )


def _population(question: Question, now: Divided) -> Iterator[Paradox]:
    """Two bodies shrink, one by a smaller part of itself, and yet loses a place to the other."""
    if not now.decided:
        return
    column = question.moved_by
    counts = {unit.id: unit.columns[column] or 0 for unit in question.free}
    told = teller(question)
    for great, winner in _pairs(question, now, counts):
        for loss in _sizes(counts[great]):
            other = loss * counts[winner] // counts[great] + 1
            if other >= counts[winner]:
                break
            then = told({great: -loss, winner: -other})
            if then is None or not then.decided:
                continue
            if then.seats[great] < now.seats[great] and then.seats[winner] > now.seats[winner]:
                yield Paradox(
                    kind="population",
                    method=cast("Method", question.method),
                    loser=great,
                    winner=winner,
                    loser_change=loss,
                    winner_change=other,
                )


def _pairs(question: Question, now: Divided, counts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """A greater body that was rounded up and a smaller one rounded down, the nearest first."""
    rest = {b: question.share(b) - floor(question.share(b)) for b in counts}
    up = [b for b in counts if now.seats[b] > question.share(b)]
    down = [b for b in counts if now.seats[b] < question.share(b)]
    pairs = [(a, b) for a in up for b in down if counts[a] > counts[b] > 0]
    yield from sorted(pairs, key=lambda pair: rest[pair[0]] - rest[pair[1]])[:12]


def _sizes(count: int) -> Iterator[int]:
    """Losses up to a fifth of a body, evenly spread."""
    most = count // 5
    step = max(1, most // CHANGES)
    yield from range(1, most + 1, step)


def _new_state(question: Question, now: Divided) -> Iterator[Paradox]:
    """A body leaves with its own places, and a place moves between two that stay."""
    if not now.decided:
        return
    for newcomer in sorted(question.free, key=lambda unit: now.seats[unit.id]):
        without = replace(
            question,
            total=question.total - now.seats[newcomer.id],
            units=tuple(unit for unit in question.units if unit is not newcomer),
        )
        try:
            then = answer(without)
        except Impossible:
            continue
        losers = [b for b, seats in then.seats.items() if seats < now.seats[b]]
        winners = [b for b, seats in then.seats.items() if seats > now.seats[b]]
        if then.decided and losers and winners:
            yield Paradox(
                kind="new_state",
                method=cast("Method", question.method),
                newcomer=newcomer.id,
                loser=losers[0],
                winner=winners[0],
            )
