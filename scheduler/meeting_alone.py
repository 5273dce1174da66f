"""Committees that cannot meet whatever the others do, so that nobody else waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.plan import Finding, PutAside
from scheduler.blocks import Block
from scheduler.meeting_model import Given, build
from scheduler.meeting_reasons import refusal
from scheduler.solver import Infeasible, solve
from scheduler.work import Work

ROOMS_SHORT = "meetings.short-rooms"


def cannot_alone(
    given: Given, work: Work, blocks: Mapping[str, tuple[Block, ...]]
) -> tuple[PutAside, ...]:
    """Those with a block none of which the rows of the law allow them by themselves, and why."""
    found: list[PutAside] = []
    given = replace(given, spread=frozenset())  # what is refused beside them is not refused alone
    for name, some in blocks.items():
        rows, _ = build(given, {name: some})
        if work.late() or not isinstance(solve(rows, [], work, units=4, linear=False), Infeasible):
            continue
        told = refusal(given, work, {name: some}, {})
        if told:  # none where time has cut it short
            found.append(_put_aside(name, some, told))
    return tuple(found)


def _put_aside(name: str, blocks: Sequence[Block], told: Sequence[Finding]) -> PutAside:
    """Rooms are told with what they must have; any other reason as the rows of its clause."""
    rooms = next((finding for finding in told if finding.code == ROOMS_SHORT), None)
    reason = rooms or told[0]  # the clash itself comes first
    args = dict(reason.args)
    code = reason.code
    if rooms is not None:
        wanted = dict.fromkeys(
            item for block in blocks for need in block.needs.values() for item in sorted(need.must)
        )
        code = "meetings.no-rooms.equipped" if wanted else "meetings.no-rooms"
        args |= {"equipment": tuple(wanted), "size": max(block.size for block in blocks)}
    return PutAside(
        id=f"committees/{name}",
        table="committees",
        row=name,
        code=code,
        clause=reason.clause,
        step="meetings",
        args=args,
    )
