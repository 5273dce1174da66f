"""What stands beside a division: all formulas, who would be next, school levels, unused places."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil, floor
from typing import cast

from models.quota import (
    STAGES,
    Method,
    MethodPlaces,
    QuotaStudy,
    Stage,
    StageCell,
    StageTable,
)
from scheduler import biproportional
from scheduler.apportionment import METHODS, Impossible
from scheduler.flip_margins import margin
from scheduler.paradoxes import paradoxes
from scheduler.quota_division import Divided, Question, answer, fraction

LARGEST = 400
"""Bodies up to which margins and paradoxes are worked out."""


def study(question: Question, divided: Divided) -> QuotaStudy:
    """Formulas side by side, flip margins, paradoxes.

    A table by hand has no margins; beside it stand the formulas, as far as the basis is known.
    """
    asked = advised(question)
    known = all(unit.columns[column] is not None for unit in asked.free for column in asked.mix)
    if not known or len(question.free if asked is question else asked.free) > LARGEST:
        methods = tuple(_places(asked, method) for method in METHODS) if known else ()
        return QuotaStudy(id=question.id, method=cast("Method", question.method), methods=methods)
    by_formula = question.method != "manual" and divided.decided
    return QuotaStudy(
        id=question.id,
        method=cast("Method", question.method),
        shares={unit.id: fraction(asked.share(unit.id)) for unit in asked.units},
        methods=tuple(_places(asked, method) for method in METHODS),
        margins=tuple(margin(question, u.id) for u in question.free) if by_formula else (),
        paradoxes=tuple(paradoxes(asked)) if len(asked.free) > 2 else (),  # noqa: PLR2004
        next_in_turn=tuple(_next(asked)),
    )


def advised(question: Question) -> Question:
    """The question as a formula is asked it: of a table by hand, all places are open."""
    if question.method != "manual":
        return question
    units = tuple(replace(unit, fixed=None) for unit in question.units)
    return replace(question, units=units, method="hamilton")


def _places(asked: Question, method: str) -> MethodPlaces:
    """What a formula gives, and whether it stays within lower and upper quota."""
    try:
        found = answer(asked, method)
    except Impossible as fault:
        return MethodPlaces(method=cast("Method", method), fault=fault.code)
    seats = found.seats
    shares = {unit.id: asked.share(unit.id) for unit in asked.units}
    return MethodPlaces(
        method=cast("Method", method),
        places=seats,
        tied=found.tied,
        below=tuple(body for body, share in shares.items() if seats[body] < floor(share)),
        above=tuple(body for body, share in shares.items() if seats[body] > ceil(share)),
    )


def _next(question: Question) -> Iterator[str]:
    """Who would have the next places: one more place at a time, up to three."""
    try:
        before = answer(question)
        for extra in (1, 2, 3):
            after = answer(replace(question, total=question.total + extra))
            gained = [b for b, seats in after.seats.items() if seats > before.seats[b]]
            if not after.decided or len(gained) != 1:
                return
            yield gained[0]
            before = after
    except Impossible:
        return


def unused(question: Question, nominated: dict[str, int], divided: Divided) -> dict[str, int]:
    """Where unused places would go by the same method, as a proposal: further places by body.

    Whoever said how many it nominates takes no more than that.
    """
    asked = advised(question)
    used = {b: min(seats, nominated.get(b, seats)) for b, seats in divided.seats.items()}
    if sum(used.values()) == question.total:
        return {}

    def cap(body: str, own: int | None) -> int:
        known = [c for c in (own, nominated.get(body)) if c is not None]
        return max(used[body], min(known, default=question.total))

    units = tuple(
        replace(unit, fixed=None, floor=used[unit.id], cap=cap(unit.id, unit.cap))
        for unit in asked.units
    )
    total = min(question.total, sum(unit.cap or 0 for unit in units))
    try:
        found = answer(replace(asked, units=units, total=total, reserved=0))
    except Impossible:
        return {}
    return {b: s - used[b] for b, s in found.seats.items() if s > used[b]} if found.decided else {}


def with_stages(
    study: QuotaStudy, question: Question, stages: Mapping[Stage, int], seats: Mapping[str, int]
) -> QuotaStudy:
    """The study with the places by body and school level, both margins kept, or with the tie.

    Raises Impossible.
    """
    method = question.method if question.method in biproportional.METHODS else "sainte_lague"
    names: list[Stage] = [stage for stage in STAGES if stage in stages]
    weights = {
        (unit.id, str(stage)): unit.stages.get(stage) or 0
        for unit in question.units
        for stage in names
    }
    columns = {str(stage): stages[stage] for stage in names}
    found = biproportional.round_both(method, weights, seats, columns)
    if found.tied:
        tied = tuple(name for side, name in found.tied if side == "row")
        return study.model_copy(update={"stages_tied": tied})
    table = StageTable(
        method=cast("Method", method),
        cells=tuple(
            StageCell(body=unit.id, stage=stage, places=found.places.get((unit.id, stage), 0))
            for unit in question.units
            for stage in names
        ),
        body_multipliers={body: fraction(value) for body, value in found.rows.items()},
        stage_multipliers={name: fraction(value) for name, value in found.columns.items()},
    )
    return study.model_copy(update={"table": table})
