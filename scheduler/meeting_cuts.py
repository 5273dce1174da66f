"""What formation proved of one choice of blocks, asked of every other choice of the same two.

A cut names two committees that cannot be formed in the blocks they had. Excluding that pair of
blocks alone would bring the same answer back pair by pair; here every pair of overlapping blocks
of the two is asked at once, each set of people once.
"""

from collections.abc import Iterable, Mapping, Sequence

from models.plan import Meeting
from scheduler.blocks import Block, named
from scheduler.formation import law_together
from scheduler.joint import Together
from scheduler.meeting_model import Given
from scheduler.solver import Infeasible, solve
from scheduler.work import Cut, Work

MOST_ASKED = 200
"""Pairs of blocks asked about for two committees; the others wait for a cut of their own."""


def committees_of(cut: Cut) -> tuple[str, ...]:
    """The committees whose blocks a cut names."""
    return tuple(dict.fromkeys(item.rsplit("@", 1)[0] for item in cut.decisions))


def widened(given: Given, work: Work, blocks: Mapping[str, Sequence[Block]]) -> tuple[Cut, ...]:
    """The cuts, and one for every other pair of blocks in which the same two cannot be formed."""
    found = list(given.cuts)
    known = {frozenset(cut.decisions) for cut in found}
    together = Together(given.pool, given.loads)
    pairs = dict.fromkeys(committees_of(cut) for cut in given.cuts)
    for pair in pairs:
        if len(pair) != 2 or not all(name in blocks for name in pair):  # noqa: PLR2004
            continue
        asked: dict[tuple[frozenset[str], frozenset[str]], bool] = {}
        for one in _by_half_days(blocks[pair[0]]):
            for other in _by_half_days(blocks[pair[1]]):
                decisions = frozenset({named(one), named(other)})
                if decisions in known or not together.overlap(one, other):
                    continue
                key = (together.able(one), together.able(other))
                if key not in asked and len(asked) < MOST_ASKED and not work.late():
                    asked[key] = _cannot(given, work, one, other)
                if asked.get(key):
                    known.add(decisions)
                    found.append(
                        Cut("meetings", pair[0], (named(one), named(other)), clause="R40-9a")
                    )
    return tuple(found)


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


def _cannot(given: Given, work: Work, one: Block, other: Block) -> bool:
    spans = {one.committee: one, other.committee: other}
    rows = law_together(given.season, given.loads, spans, given.pool)
    return isinstance(solve(rows, [], work, units=5), Infeasible)
