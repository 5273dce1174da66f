"""The form of a rule: one provision of the law, judged on a finished plan.

Where a provision also binds a step of planning, its rows stand in `scheduler.binding` under the
same clause. `check` and the rows share nothing but facts from `models`: predicates are written
twice, and tests hold the two readings against each other.
"""

import csv
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Literal

from models.plan import Finding, Plan, StepName, Where
from models.season import Season


@dataclass(frozen=True, slots=True)
class Clause:
    """One row of the rulebook. `treatment` says how the software meets it."""

    id: str
    source: str
    ref: str
    type: str
    default_status: str
    priority: str
    title_zh: str
    title_en: str
    treatment: str
    step: str
    reason_zh: str
    reason_en: str

    @property
    def binds(self) -> bool:
        """Whether a breach voids a plan by itself; else it is a reminder (提醒)."""
        return self.default_status in {"law", "reading"}


@cache
def clauses() -> dict[str, Clause]:
    """The rulebook by clause id, in its own order."""
    text = (files("scheduler.rules") / "clauses.csv").read_text(encoding="utf-8-sig")
    return {
        row["id"]: Clause(
            id=row["id"],
            source=row["source"],
            ref=row["clause_ref"],
            type=row["type"],
            default_status=row["default_status"],
            priority=row["priority"],
            title_zh=row["title_zh"],
            title_en=row["title_en"],
            treatment=row["treatment"],
            step=row["step"],
            reason_zh=row["reason_zh"],
            reason_en=row["reason_en"],
        )
        for row in csv.DictReader(text.splitlines())
    }


class Rule(ABC):
    """One provision. Subclasses set the class variables and write `check`."""

    id: ClassVar[str]
    clauses: ClassVar[tuple[str, ...]]
    title_zh: ClassVar[str]
    title_en: ClassVar[str]
    waiver: ClassVar[Literal["never", "named", "goal"]] = "never"
    needs: ClassVar[tuple[StepName, ...]] = ()
    """Steps without which the rule is not judged (never: passed)."""

    @abstractmethod
    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        """Every breach of this provision in the plan."""

    def finding(
        self,
        season: Season,
        code: str,
        *where: Where,
        clause: str = "",
        keys: tuple[str, ...] = (),
        **args: Any,
    ) -> Finding:
        """A breach, or a warning where the clause or one of the numbers (`keys`) is not law."""
        clause = clause or self.clauses[0]
        binding = season.profile.binds(keys) if keys else clauses()[clause].binds
        return Finding(
            code=code,
            severity="breach" if binding and self.waiver != "goal" else "warning",
            clause=clause,
            rule=self.id,
            args=args,
            where=where,
        )
