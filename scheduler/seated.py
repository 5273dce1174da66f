"""Who sits in a committee of a plan: members by group, chair and deputies."""

from collections.abc import Mapping

from models.people import Expert
from models.plan import Plan
from models.season import Season
from scheduler.grouping import Load
from scheduler.work import Work

Members = Mapping[str, tuple[Expert, ...]]
"""By group."""


def stands(work: Work, committee: str) -> bool:
    """Whether members were drawn before witnesses, or published: nobody is drawn anew."""
    if work.base is None:
        return False
    records = (*work.base.draws, *work.base.replacements)
    frozen = bool({"members", f"members:{committee}"} & work.frozen)
    return frozen or any(record.committee == committee for record in records)


def members_of(season: Season, plan: Plan, load: Load) -> dict[str, tuple[Expert, ...]]:
    """The drawn members by group."""
    found: dict[str, list[Expert]] = {group.id: [] for group in load.groups}
    for seat in plan.seats:
        if seat.committee == load.committee.id and seat.group in found:
            found[seat.group].append(season.expert[seat.expert])
    return {group: tuple(experts) for group, experts in found.items()}


def heads_of(plan: Plan, committee: str) -> frozenset[str]:
    """Chair and deputies of a committee."""
    return frozenset(
        seat.expert for seat in plan.seats if seat.committee == committee and seat.role != "member"
    )
