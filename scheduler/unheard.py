"""Dossiers that no member may read, since all of a list that stands are tied to the applicant.

A list that was drawn or published is not drawn anew for ties declared later. These dossiers are
put aside by name, each with what to do, and everybody else is planned. Where fewer than the
profile wants are free, those read, and the verifier reminds (`readers.min` is to be confirmed);
a committee that is spread wants them all.
"""

from collections.abc import Mapping
from dataclasses import replace

from models.plan import Plan, PutAside
from models.season import Season
from scheduler.eligibility import Ties
from scheduler.grouping import Item, Load
from scheduler.seated import members_of, stands
from scheduler.work import Work

Loads = Mapping[str, Load]


def heard(season: Season, plan: Plan, work: Work, loads: Loads) -> tuple[Loads, list[PutAside]]:
    """The work without what nobody may read, and these dossiers with the reason."""
    ties = Ties(season)
    found: dict[str, Load] = {}
    aside: list[PutAside] = []
    for name, load in loads.items():
        own = _unread(season, plan, load, ties) if stands(work, name) else []
        aside.extend(own)
        out = {item.row for item in own}
        found[name] = load if not out else replace(load, items=_without(load, out))
    return found, aside


def _unread(season: Season, plan: Plan, load: Load, ties: Ties) -> list[PutAside]:
    least = season.profile.integer("readers.min") if load.committee.spread else 1
    members = {g: [e.id for e in found] for g, found in members_of(season, plan, load).items()}
    called = {group.id: group.name or group.id for group in load.groups}
    return [
        PutAside(
            id=f"applicants/{item.applicant}",
            table="applicants",
            row=item.applicant,
            code="put-aside.no-readers",
            clause="R40-25",
            step="timetable",
            args={
                "committee": load.committee.id,
                "group": called[group],
                "free": len(free),
            },
        )
        for group, items in load.items.items()
        if members.get(group)
        for item in items
        if item.applicant
        for tied in [ties.tied_to(load.committee, season.applicant[item.applicant])]
        for free in [[e for e in members[group] if e not in tied]]
        if len(free) < least
    ]


def _without(load: Load, out: set[str]) -> dict[str, tuple[Item, ...]]:
    return {g: tuple(i for i in items if i.applicant not in out) for g, items in load.items.items()}
