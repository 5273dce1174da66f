"""What every step is given besides the data, and what it gives back."""

import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from models.plan import Pin, Plan, PutAside, StepName, StepReport, Where

Effort = Literal["quick", "normal", "thorough"]
UNITS: dict[Effort, float] = {"quick": 0.2, "normal": 1.0, "thorough": 6.0}
"""How the deterministic budgets of the steps are multiplied."""

Item = TypeVar("Item")
Asked = TypeVar("Asked")

Progress = Callable[[StepName, str, int | None, int | None], None]
"""Called with step, goal, value, bound; at a step's end with ENDED instead of a goal."""
ENDED = ""


def silent(step: StepName, goal: str, value: int | None, bound: int | None) -> None:
    """Progress for nobody."""


@dataclass
class Work:
    """Seed, effort, net of time, and the way to stop. `cut` is set when time or Ctrl-C cut in."""

    seed: int = 0
    effort: Effort = "normal"
    workers: int = 1
    deadline: float | None = None
    """A time.monotonic() value after which steps end with what they have."""
    progress: Progress = silent
    base: Plan | None = None
    frozen: frozenset[str] = frozenset()
    """Published parts to be kept: annex5, annex6, annex10, dates, members, members:ID, …"""
    stop: threading.Event = field(default_factory=threading.Event)
    cut: bool = False
    memo: dict[Hashable, Any] = field(default_factory=dict[Hashable, Any])
    """Answers of earlier rounds of one plan: only what a cut concerns is asked again."""

    asked: list[Any] | None = None
    """Where given: every model put to a solver, with its answer and seconds, for measurements."""

    def budget(self, units: float) -> float:
        """Deterministic time for a solve, scaled by the effort."""
        return units * UNITS[self.effort]

    def each(self, ask: Callable[[Item], Asked], items: Sequence[Item]) -> Iterator[Asked]:
        """The answers to independent questions in the order of the items, some asked at once.

        Solvers leave the interpreter free while they search: threads do, nothing is copied, and
        no answer depends on how many there are.
        """
        if self.workers == 1 or len(items) < 2:  # noqa: PLR2004 - one question is asked alone
            yield from map(ask, items)
            return
        with ThreadPoolExecutor(self.workers) as threads:
            yield from threads.map(ask, items)

    def once(self, key: Hashable, ask: Callable[[], Asked]) -> Asked:
        """The answer to this question, asked at most once in one plan."""
        if key not in self.memo:
            self.memo[key] = ask()
        return self.memo[key]

    def late(self) -> bool:
        """Whether to end now with what there is."""
        if self.stop.is_set() or (self.deadline is not None and time.monotonic() > self.deadline):
            self.cut = True
        return self.cut


@dataclass(frozen=True)
class Cut:
    """A proof by a later step that a set of earlier decisions cannot stand together."""

    step: StepName
    committee: str
    decisions: tuple[str, ...]
    """Experts that were all the members of the group, or committee; or blocks of meetings."""
    group: str = ""
    clause: str = ""
    where: tuple[Where, ...] = ()
    seats: tuple[tuple[str, str], ...] = ()
    """(expert, group): seats that stood besides, without which it does not hold."""
    cells: tuple[tuple[str, str, int], ...] = ()
    """Of a timetable: (category, half-day, panels) in which those members cannot hear everybody."""
    given: tuple[str, ...] = ()
    """Blocks beside which it was shown: it holds while all of them stand."""
    sure: bool = True
    """False where it was shown only beside other choices: it leads on and refuses nothing."""


@dataclass(frozen=True)
class Outcome:
    """A step's part of the plan (`parts`: Plan field -> rows), its report, cuts and rejects."""

    report: StepReport
    parts: dict[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])
    cuts: tuple[Cut, ...] = ()
    put_aside: tuple[PutAside, ...] = ()


def pins_of(pins: tuple[Pin, ...], part: str) -> dict[str, list[Pin]]:
    """The pins of one part by subject, in their own order."""
    found: dict[str, list[Pin]] = {}
    for pin in pins:
        if pin.part == part:
            found.setdefault(pin.subject, []).append(pin)
    return found
