"""What formation proved of one choice of blocks, asked of the other choices of the same committees.

A cut names committees that cannot be formed in the blocks they had. Excluding that choice alone
would bring the same answer back choice by choice; here all of them in which some overlap are
asked at once, each set of people once.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice, product

from models.plan import Meeting
from scheduler.apart import apart_from
from scheduler.blocks import Block, decision, named
from scheduler.formation_model import law_together
from scheduler.meeting_model import Given
from scheduler.pools import Span
from scheduler.solver import Infeasible, solve
from scheduler.spans import less
from scheduler.work import Cut, Work

MOST_ASKED = 200
"""Choices of blocks asked about for the committees of a cut; others wait for a cut of their own."""
MOST_ASKED_OF_MORE = 100
"""The same for more than two committees: each question is larger."""
MOST_CHOICES = 2000
"""Choices of blocks looked at for them."""
MOST_NAMED = 4
"""Committees of a cut beyond which no other choice of blocks is asked about."""


def committees_of(cut: Cut) -> tuple[str, ...]:
    """The committees whose blocks a cut names."""
    return tuple(dict.fromkeys(item.rsplit("@", 1)[0] for item in cut.decisions))


def widened(
    given: Given,
    work: Work,
    blocks: Mapping[str, Sequence[Block]],
    spread: Mapping[str, Meeting],
) -> tuple[Cut, ...]:
    """The cuts, and one for every other choice in which the same committees cannot be formed."""
    found = list(given.cuts)
    known = {frozenset(cut.decisions) for cut in found}
    for names in dict.fromkeys(committees_of(cut) for cut in given.cuts):
        mine = [name for name in names if name in blocks]
        if not mine or not 1 < len(names) <= MOST_NAMED or not {*names} <= {*blocks, *spread}:
            continue
        others = [spread[name] for name in names if name not in blocks]
        most = MOST_ASKED if len(names) == 2 else MOST_ASKED_OF_MORE  # noqa: PLR2004 - a pair
        asked: dict[tuple[object, ...], bool] = {}
        choices = product(*(_by_half_days(blocks[name]) for name in mine))
        for some in islice(choices, MOST_CHOICES):
            decisions = (*map(named, some), *map(decision, others))
            if frozenset(decisions) in known:
                continue
            left = [clear_of(given, other, some) for other in others]
            if any(len(o.plenaries) < given.loads[o.id].plenary_half_days for o in left):
                continue  # no choice: these blocks leave a spread committee no half-days
            spans: list[Block | Meeting] = [*some, *left]
            key = _alike(given, spans)
            if key is not None and key not in asked and len(asked) < most:
                asked[key] = not work.late() and _cannot(given, work, dict(zip(
                    [*mine, *(other.id for other in others)], spans, strict=True)))  # fmt: skip
            if key is not None and asked.get(key):
                known.add(frozenset(decisions))
                found.append(Cut("meetings", names[0], decisions, clause="R40-9a"))
    return tuple(found)


def _alike(given: Given, spans: Sequence[Block | Meeting]) -> tuple[object, ...] | None:
    """What the answer hangs on: who can come, and which overlap; None for blocks that do not."""
    together = given.together
    meets = [together.overlap(one, other) for one, other in combinations(spans, 2)]
    if any(isinstance(span, Meeting) for span in spans):
        return tuple(span.half_days for span in spans)
    if not any(meets):
        return None
    return (*(together.able(span) for span in spans if isinstance(span, Block)), *meets)


def clear_of(given: Given, span: Meeting, blocks: Iterable[Block]) -> Meeting:
    """The span of a spread committee, less the blocks that it must not overlap."""
    others = apart_from(given.season, span.id)
    taken = [at for block in blocks if block.committee in others for at in block.half_days]
    return less(given.loads[span.id], span, taken)


def without_blocks(
    cuts: Iterable[Cut], spread: Mapping[str, Meeting]
) -> tuple[tuple[str, ...], ...]:
    """Spread committees that cannot be formed together, in whatever half-days they meet."""
    found = (committees_of(cut) for cut in cuts)
    return tuple(
        names
        for names in dict.fromkeys(found)
        if len(names) > 1 and all(name in spread for name in names)
    )


def _by_half_days(blocks: Sequence[Block]) -> list[Block]:
    return list({block.half_days: block for block in blocks}.values())


def _cannot(given: Given, work: Work, spans: Mapping[str, Span]) -> bool:
    rows = law_together(given.season, given.loads, spans, given.pool)
    return isinstance(solve(rows, [], work, units=5), Infeasible)
