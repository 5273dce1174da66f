"""Pins of sessions and dossiers that no plan could keep, whatever the others do: told by number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from models.calendar import HalfDay
from models.messages import Arg
from models.plan import PlannedGroup, PutAside, session_parts
from models.season import Season
from scheduler.equipment import Needs
from scheduler.grouping import Load
from scheduler.pinned import (
    Fixed,
    Pinned,
    contradictions,
    own_category,
    pinned,
    pins_any,
)
from scheduler.rooms import Sites

CLAUSES = {
    "panels": "R40-21",
    "work": "N2024-5.4",
    "room": "N2024-6.2.2a",
    "room-twice": "N2024-6.2.2a",
    "few": "R40-21",
    "twice": "R40-20",
    "dossier": "N2024-5.4",
    "contradicts": "N2024-5.4",
}
"""By kind of conflict: the clause that such a session would break."""

Told = tuple[str, tuple[str, ...], dict[str, Arg]]
"""Kind of conflict, pins, and what there is to say."""


@dataclass
class _Taken:
    """Rooms and people that pins of committees before have taken: by half-day, with the pins."""

    rooms: dict[tuple[HalfDay, str], tuple[str, ...]] = field(
        default_factory=dict[tuple[HalfDay, str], tuple[str, ...]]
    )
    people: dict[tuple[HalfDay, str], tuple[str, ...]] = field(
        default_factory=dict[tuple[HalfDay, str], tuple[str, ...]]
    )


def out_by_pins(season: Season, loads: Mapping[str, Load], sites: Sites) -> dict[str, PutAside]:
    """The committees whose pins cannot be kept, in order; of two that clash the later one."""
    found: dict[str, PutAside] = {}
    taken = _Taken()
    for name, load in loads.items() if pins_any(season) else ():
        some = pinned(season, load)
        against = contradictions(season, load.committee)
        twice: Iterator[Told] = (("contradicts", pins, {"count": len(pins)}) for pins in against)
        told = next(chain(twice, _conflicts(some, load, sites, taken)), None)
        if told is not None:
            kind, pins, args = told
            found[name] = PutAside(
                id=f"committees/{name}",
                table="committees",
                row=name,
                code=f"meetings.pin-{kind}",
                clause=CLAUSES[kind],
                step="meetings",
                args={"pins": tuple(dict.fromkeys(pins)), **args},
            )
            continue
        for one in some.sessions:
            taken.rooms[one.at, one.room] = one.pins
            taken.people.update({(one.at, expert): one.pins for expert in one.members})
    return found


def _conflicts(some: Pinned, load: Load, sites: Sites, taken: _Taken) -> Iterator[Told]:
    groups = {group.id: group for group in load.groups}
    yield from _panels(some, load, groups)
    yield from _dossiers(some, load, groups)
    rooms, people = dict(taken.rooms), dict(taken.people)
    for one in some.sessions:
        if one.room and sites.all_rooms:
            yield from _room(one, load, sites)
            if (one.at, one.room) in rooms:
                pins = (*rooms[one.at, one.room], *one.pins)
                args: dict[str, Arg] = {"room": one.room, "half_day": one.at, "count": 2}
                yield "room-twice", pins, args
            rooms[one.at, one.room] = one.pins
        if one.group and one.members and len(one.members) < groups[one.group].panel_size:
            least = groups[one.group].panel_size
            yield "few", one.pins, {"count": len(one.members), "needed": least}
        for expert in one.members:
            if (one.at, expert) in people:
                pins = (*people[one.at, expert], *one.pins)
                yield "twice", pins, {"half_day": one.at, "count": 2}
            people[one.at, expert] = one.pins


def _panels(some: Pinned, load: Load, groups: Mapping[str, PlannedGroup]) -> Iterator[Told]:
    """More panels in a half-day than a group has members for, or more in all than it has work."""
    least = some.half_days(load)
    pins: dict[str, tuple[str, ...]] = {}
    for one in some.panels:
        pins[one.group] = (*pins.get(one.group, ()), *one.pins)
    for (group, at), count in least.items():
        most = load.most_parallel(groups[group])
        if count > most:
            named = pins.get(group, some.pins)
            yield "panels", named, {
                "group": _called(groups[group]), "half_day": at, "count": count, "most": most,
            }  # fmt: skip
    for group in load.groups:
        count = sum(n for (g, _), n in least.items() if g == group.id)
        most = sum(group.panels.values())
        if count > most:
            named = pins.get(group.id, some.pins)
            yield "work", named, {"group": _called(group), "count": count, "most": most}


def _dossiers(some: Pinned, load: Load, groups: Mapping[str, PlannedGroup]) -> Iterator[Told]:
    """Dossiers in the session of another group, or of two categories in one.

    Few set apart are heard in one session, so that their pins name one half-day.
    """
    sessions = {one.id: one for one in some.sessions if one.id}
    category: dict[str, str] = {}
    for group, items in load.items.items():
        few: dict[str, str] = {}
        for item in items:
            said, pin = some.heard.get(item.applicant, ("", ""))
            kind = own_category(groups[group], item.category)
            if said and not kind:
                few.setdefault(session_parts(said)[1], pin)
                if len(few) > 1:
                    yield "dossier", tuple(few.values()), {"session": said, "count": len(few)}
            if said not in sessions:
                continue
            if sessions[said].group != group or (kind and category.setdefault(said, kind) != kind):
                yield "dossier", (pin, *sessions[said].pins), {"session": said, "count": 1}


def _room(one: Fixed, load: Load, sites: Sites) -> Iterator[Told]:
    """A room that is not open then, too small, without what is needed, or on another site."""
    needs = load.needs.get(one.group, Needs())
    site = sites.site_of(one.room)
    fit = (
        sites.panel_rooms(site, one.at, needs.must)
        if one.group
        else sites.rooms_for_all(site, one.at, load.size, needs.must)
    )
    if one.room not in fit or site not in sites.of(load.committee):
        seats = 0 if one.group else load.size
        yield "room", one.pins, {"room": one.room, "half_day": one.at, "seats": seats}


def _called(group: PlannedGroup) -> str:
    return "、".join(group.specialties) or group.name or group.id
