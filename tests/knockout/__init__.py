"""Knock-outs: planned without a provision, a kept season gets a plan that the verifier rejects.

The planner is given the season without the fact or the number by which the provision binds; the
verifier judges the plan by the whole season. So everything that a step does with the fact is
knocked out together: its rows, its filters, and the columns that it never makes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from models.base import Record, plain
from models.plan import STEPS, Finding, Plan, StepName
from models.season import Season, season_hash
from scheduler.planning import plan
from scheduler.rules import RULES
from scheduler.verify import verify
from scheduler.work import Work

COPY = "~"
"""Ends the id of a second specimen of somebody or something that is there only once."""

STRUCTURE = ""
"""Told by the structure of the plan, which is no clause: a pin that was not kept."""

Blind = Callable[[Season], Season]


@dataclass(frozen=True)
class KnockOut:
    """A clause, a season that it binds, the season without it, and what the verifier must say."""

    clause: str
    season: Callable[[], Season]
    blind: Blind
    code: str
    told_by: str | None = None
    """The clause under which the rule of `clause` reports, where that is another of its own."""

    @property
    def cited(self) -> str:
        """The clause of the finding."""
        return self.clause if self.told_by is None else self.told_by

    def told(self, found: tuple[Finding, ...]) -> bool:
        """Whether the verifier rejects by this provision."""
        return any(
            (f.code, f.clause) == (self.code, self.cited) and f.severity != "note" for f in found
        )

    @property
    def judged(self) -> bool:
        """Whether one and the same rule holds the clause and reports under the cited one."""
        held = any({self.clause, self.cited} <= set(rule.clauses) for rule in RULES)
        return held or self.told_by == STRUCTURE


def findings(
    season: Season, blind: Blind = lambda season: season, only: Iterable[StepName] = STEPS
) -> tuple[Finding, ...]:
    """What the verifier says of the plan that is made of the blinded season."""
    made = plan(blind(season), Work(), only)
    told = _originals(plain(made))
    judged = Plan.model_validate(told | {"season": season_hash(season)})
    return verify(season, judged).findings


def _originals(value: Any) -> Any:
    """The plan with every copy called by the name of what it is a copy of."""
    match value:
        case dict():
            return {key: item if key == "id" else _originals(item) for key, item in value.items()}
        case list():
            return [_originals(item) for item in value]
        case str():
            return value.removesuffix(COPY)
        case _:
            return value


def number(**changes: Any) -> Blind:
    """Blind to numbers of the year; "__" stands for "."."""
    new = {key.replace("__", "."): value for key, value in changes.items()}

    def blind(season: Season) -> Season:
        parameters = tuple(
            p.model_copy(update={"value": new[p.id]}) if p.id in new else p
            for p in season.profile.parameters
        )
        return changed(season, profile=type(season.profile)(parameters=parameters))

    return blind


def every(table: str, **fields: Any) -> Blind:
    """Blind to a field: every row of the table has this value there."""

    def blind(season: Season) -> Season:
        return changed(
            season, **{table: tuple(_again(r, **fields) for r in getattr(season, table))}
        )

    return blind


def emptied(*tables: str) -> Blind:
    """Blind to whole tables."""
    return lambda season: changed(season, **dict.fromkeys(tables, ()))


def doubled(table: str, **fields: Any) -> Blind:
    """Blind to something being there once only: every row of the table has a copy."""

    def blind(season: Season) -> Season:
        rows = getattr(season, table)
        copies = tuple(_again(row, id=row.id + COPY, **fields) for row in rows)
        return changed(season, **{table: (*rows, *copies)})

    return blind


def changed(season: Season, **tables: Any) -> Season:
    """The season with other tables or another profile."""
    return _again(season, **tables)


def _again(record: Record, **changes: Any) -> Any:
    """The record with other fields, nothing cached kept."""
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    return type(record)(**(fields | changes))
