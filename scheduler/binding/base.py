"""A provision's rows in one step: clause, strength, and the function that adds them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.season import Season
from scheduler.rows import Rows, Strength

V = TypeVar("V")


@dataclass(frozen=True)
class Binding(Generic[V]):
    """`rows(rows, variables, season)` adds what the clause asks of the step."""

    clause: str
    strength: Strength
    rows: Callable[[Rows, V, Season], None]
