"""What a round settled about the dates: in the next one it holds, as choices become only fewer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.plan import Goal
from scheduler.blocks import Block
from scheduler.meeting_model import Given
from scheduler.work import Cut, Work

KEY = "dates of the round before"


@dataclass(frozen=True)
class Settled:
    """The choices that there were in a round, what was chosen, and each level's value and bound."""

    blocks: Mapping[str, frozenset[Block]]
    cuts: frozenset[tuple[frozenset[str], tuple[str, ...]]]
    law_alone: bool
    chosen: Mapping[str, Block]
    goals: tuple[Goal, ...]

    def level(self, above: Sequence[Goal]) -> Goal | None:
        """The level below these: its bound holds where none of them is worse than it was."""
        if any(now.value > was.value for now, was in zip(above, self.goals, strict=False)):
            return None
        return self.goals[len(above)]


def remember(
    given: Given,
    work: Work,
    blocks: Mapping[str, Sequence[Block]],
    chosen: Sequence[Block],
    goals: tuple[Goal, ...],
) -> None:
    """Keep what this round settled for the rounds after it."""
    work.memo[KEY] = Settled(
        {name: frozenset(some) for name, some in blocks.items()},
        _excluded(given.cuts),
        given.law_alone,
        {block.committee: block for block in chosen},
        goals,
    )


def before(given: Given, work: Work, blocks: Mapping[str, Sequence[Block]]) -> Settled | None:
    """What the round before settled, where every choice of now was one of then."""
    known: Settled | None = work.memo.get(KEY)
    if known is None or known.blocks.keys() != blocks.keys() or known.law_alone != given.law_alone:
        return None
    fewer = all(known.blocks[name].issuperset(some) for name, some in blocks.items())
    return known if fewer and known.cuts <= _excluded(given.cuts) else None


def stood(work: Work) -> Mapping[str, Block]:
    """The blocks of the round before, whatever else has changed."""
    known: Settled | None = work.memo.get(KEY)
    return known.chosen if known else {}


def _excluded(cuts: Sequence[Cut]) -> frozenset[tuple[frozenset[str], tuple[str, ...]]]:
    return frozenset((frozenset(cut.decisions), cut.given) for cut in cuts)
