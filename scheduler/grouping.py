"""Groups, categories and panel half-days: how much work a committee has, before any date.

From the roster where there is one for the committee, else from the expected counts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from models.committee import Committee, ReviewGroup
from models.people import Applicant, Format
from models.plan import Category, PlannedGroup
from models.season import Season
from scheduler.equipment import Needs, needs

PANEL_FREE: frozenset[str] = frozenset({"recognition"})
UNHURRIED: frozenset[str] = frozenset({"dossier", "recognition"})
"""Formats without a changeover between two candidates."""


@dataclass(frozen=True, slots=True)
class Item:
    """One dossier to be heard by a panel, or `count` expected ones alike."""

    category: Category
    minutes: int
    format: Format
    applicant: str = ""


@dataclass(frozen=True)
class Load:
    """The work of one committee: its groups, their items, and the length of its plenary."""

    committee: Committee
    size: int
    groups: tuple[PlannedGroup, ...]
    items: Mapping[str, tuple[Item, ...]]
    """By group."""
    plenary_half_days: int
    votes: int
    needs: Mapping[str, Needs] = field(default_factory=dict[str, Needs])
    """What rooms must have, by group; of the plenary under ""."""
    capacity: Mapping[str, int] = field(default_factory=dict[str, int])
    """Minutes that a half-day has for dossiers, by group."""
    recognised: tuple[tuple[str, str], ...] = ()
    """Applicant and group of every item of recognition, which the plenary deals with."""

    @property
    def applicants(self) -> tuple[str, ...]:
        """Those whose dossiers panels hear; none where only numbers are expected."""
        items = (item for found in self.items.values() for item in found)
        return tuple(item.applicant for item in items if item.applicant)

    def most_parallel(self, group: PlannedGroup) -> int:
        """Panels of this group that can sit at the same time."""
        return group.size // group.panel_size


def minutes_of(season: Season, form: Format, given: int | None) -> int:
    """Minutes that one dossier takes from a session, with the change to the next."""
    minutes = given if given is not None else season.profile.integer(f"format.{form}.minutes")
    return minutes + (
        0 if form in UNHURRIED else season.profile.integer("session.changeover_minutes")
    )


def format_of(applicant: Applicant) -> Format:
    """The applicant's format; recognition track and unknown formats by default."""
    return applicant.format or ("recognition" if applicant.track == "recognition" else "dossier")


def groups_of(committee: Committee) -> tuple[ReviewGroup, ...]:
    """The groups as given, else one group that is the whole committee."""
    return committee.groups or (ReviewGroup(id=f"{committee.id}#1", name=committee.name),)


def group_of(committee: Committee, applicant: Applicant) -> str:
    """The group that hears the applicant: the first that names the specialty, else one for all."""
    groups = groups_of(committee)
    for group in groups:
        if applicant.specialty and applicant.specialty in group.specialties:
            return group.id
    open_groups = [group for group in groups if not group.specialties]
    return (open_groups or list(groups))[-1].id


def least_size(season: Season, committee: Committee) -> int:
    """The least number of members that the profile allows for band and kind."""
    kind = "specialty" if committee.by_specialty else "series"
    return season.profile.integer(f"committee.min.{committee.band}.{kind}")


def categories(season: Season, members: Iterable[Applicant]) -> dict[str, Category]:
    """The category of each applicant of one group (四(二)5-6)."""
    everyone = list(members)
    grassroots = [a for a in everyone if not a.set_apart and a.origin]
    apart = season.profile.flag("apart.grassroots") and len(grassroots) >= season.profile.integer(
        "apart.grassroots_threshold"
    )
    return {
        a.id: "nonpublic" if a.set_apart else "grassroots" if apart and a.origin else "general"
        for a in everyone
    }


def heard(group: PlannedGroup, category: str) -> str:
    """The category in whose sessions dossiers of a category are heard."""
    return category if category in group.panels else next(iter(group.panels), category)


def bins(minutes: Iterable[int], capacity: int) -> int:
    """Half-days that hold these dossiers, by first fit decreasing (exact for equal lengths)."""
    free: list[int] = []
    for length in sorted(minutes, reverse=True):
        for index, left in enumerate(free):
            if left >= length:
                free[index] -= length
                break
        else:
            free.append(capacity - length)
    return len(free)


def capacity_for(season: Season, formats: Iterable[str]) -> int:
    """Minutes that a half-day has for dossiers of these formats.

    Candidates prepare while the one before is heard; where the profile says that the first one's
    preparation lies inside the half-day, the longest of it is lost.
    """
    profile = season.profile
    whole = profile.integer("session.minutes")
    inside = "preparation.inside_session"
    if not profile.has(inside) or not profile.flag(inside):
        return whole
    keys = [f"format.{name}.preparation_minutes" for name in formats]
    return whole - max((profile.integer(key) for key in keys if profile.has(key)), default=0)


def panels_needed(season: Season, items: Iterable[Item], capacity: int) -> dict[str, int]:
    """Panel half-days by category. Few non-public dossiers ride with another category's."""
    by_category: dict[str, list[int]] = {}
    for item in items:
        by_category.setdefault(item.category, []).append(item.minutes)
    few = by_category.get("nonpublic", [])
    others = [name for name in ("general", "grassroots") if name in by_category]
    if few and others and len(few) < season.profile.integer("apart.nonpublic_min"):
        host = max(others, key=lambda name: sum(by_category[name]))
        by_category[host] = [*by_category[host], *by_category.pop("nonpublic")]
    return {name: bins(by_category[name], capacity) for name in sorted(by_category)}


def load(season: Season, committee: Committee, applicants: Iterable[Applicant]) -> Load:
    """The work of a committee whose applicants (routed to it and admitted) these are."""
    people = list(applicants)
    items: dict[str, list[Item]] = {group.id: [] for group in groups_of(committee)}
    listed = tuple(
        (person.id, group_of(committee, person))
        for person in people
        if format_of(person) in PANEL_FREE
    )
    recognised = len(listed)
    if people:
        _from_roster(season, committee, people, items)
    else:
        recognised = _from_counts(season, committee, items)
    votes = sum(map(len, items.values()))
    length = (
        season.profile.integer("plenary.opening_minutes")
        + votes * season.profile.integer("plenary.vote_minutes")
        + recognised * season.profile.integer("format.recognition.minutes")
    )
    plenary = max(1, ceil(Fraction(length, season.profile.integer("session.minutes"))))
    groups, size = _sizes(season, committee, items)
    frozen = {group: tuple(found) for group, found in items.items()}
    wanted = {
        group: needs(season, committee, sorted({item.format for item in found}))
        for group, found in frozen.items()
    }
    wanted[""] = needs(season, committee)
    capacity = {
        group: capacity_for(season, sorted({item.format for item in found}))
        for group, found in frozen.items()
    }
    return Load(
        committee, size, groups, frozen, plenary, votes + recognised, wanted, capacity, listed
    )


def _from_roster(
    season: Season, committee: Committee, people: list[Applicant], items: dict[str, list[Item]]
) -> None:
    by_group: dict[str, list[Applicant]] = {}
    for person in people:
        if format_of(person) not in PANEL_FREE:
            by_group.setdefault(group_of(committee, person), []).append(person)
    for group, members in by_group.items():
        category = categories(season, members)
        for person in members:
            form = format_of(person)
            minutes = minutes_of(season, form, person.minutes)
            items[group].append(Item(category[person.id], minutes, form, person.id))


def _from_counts(season: Season, committee: Committee, items: dict[str, list[Item]]) -> int:
    names = list(items)
    recognised = 0
    for expected in committee.expected:
        if expected.format in PANEL_FREE:
            recognised += expected.count
            continue
        item = Item(
            "nonpublic" if expected.set_apart else "general",
            minutes_of(season, expected.format, None),
            expected.format,
        )
        if expected.group in items:
            items[expected.group].extend([item] * expected.count)
            continue
        for index in range(expected.count):
            items[names[index % len(names)]].append(item)
    return recognised


def _sizes(
    season: Season, committee: Committee, items: Mapping[str, list[Item]]
) -> tuple[tuple[PlannedGroup, ...], int]:
    """Planned groups whose sizes sum to the committee's; spare members go where most is heard."""
    least = season.profile.integer("group.min_members")
    max_days = committee.max_days or season.profile.integer("meeting.max_days")
    given = groups_of(committee)
    panel: dict[str, int] = {}
    need: dict[str, dict[str, int]] = {}
    low: dict[str, int] = {}
    for group in given:
        formats = Counter(item.format for item in items[group.id])
        panel[group.id] = max(
            [season.profile.integer(f"format.{name}.panel") for name in sorted(formats)],
            default=least,
        )
        need[group.id] = panels_needed(
            season, items[group.id], capacity_for(season, sorted(formats))
        )
        parallel = ceil(Fraction(sum(need[group.id].values()), max(1, 2 * max_days - 1)))
        wanted = max(least, panel[group.id] * max(1, parallel))
        low[group.id] = group.size if group.size is not None else wanted
    size = committee.size or max(least_size(season, committee), sum(low.values()))
    if committee.size is None and season.profile.flag("committee.odd"):
        size += size % 2 == 0
    free = [group.id for group in given if group.size is None]
    while free and sum(low.values()) > size and any(low[g] > least for g in free):
        low[max(free, key=lambda g: low[g])] -= 1
    while free and sum(low.values()) < size:
        low[max(free, key=lambda g: (Fraction(1 + sum(need[g].values()), low[g]), g))] += 1
    groups = tuple(
        PlannedGroup(
            id=group.id,
            committee=committee.id,
            name=group.name,
            specialties=group.specialties,
            size=low[group.id],
            panels=need[group.id],
            panel_size=max(1, min(panel[group.id], low[group.id])),
        )
        for group in given
    )
    return groups, size
