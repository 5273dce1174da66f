"""Synthetic seasons with a lawful plan by construction, from a size and a seed.

A block of half-days and a membership are planted for every committee, everybody else gets
absences, ties and service at random, and what was planted is forgotten.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil

from instances.generate_bite import (
    away,
    employed_elsewhere,
    enough_are_new,
    renewed,
    rested,
    tempt,
)
from instances.generate_blocks import Limits, Planted, plant
from instances.generate_check import free_of_homes, planted
from instances.generate_people import Cast, cast_experts, finish
from instances.generate_sizes import CITY, ENTERPRISE, FIELDS, PARTS, REGION_CITIES, SIZES, Size
from instances.generate_tightness import Row, tightness
from instances.generate_units import (
    applicants_of,
    by_group,
    closed_to,
    desks_of,
    districts,
    quota_of,
    rooms_of,
    staff_of,
    submissions_of,
    units_of,
)
from instances.generate_work import CannotPlant, Job, job_of, room_half_days, window
from instances.profile import profile as load_profile
from instances.profile import work_calendar
from models.base import Level
from models.calendar import HalfDay, date_of
from models.committee import Committee, Filing, ReviewGroup, Room
from models.law import Profile
from models.season import Season

__all__ = ["Row", "generate", "sizes", "tightness"]
YEAR = 2024


def sizes() -> tuple[str, ...]:
    """The sizes that can be asked for."""
    return (*SIZES, "region")


def generate(size: str, seed: int, *, short: bool = False) -> Season | list[Season]:
    """A season of this size; a list of cities for "region".

    The same size and seed give the same season. With `short`, one specialty of the first
    committee has one expert less than its group needs.
    """
    if size == "region":
        return list(region(seed, short=short))
    return _season(size, seed, "示例市", SIZES[size], short=short)


def region(seed: int, *, short: bool = False) -> Iterator[Season]:
    """The twelve cities of a region, each made when it is asked for."""
    for number in range(1, REGION_CITIES + 1):
        yield _season("city", seed * 100 + number, f"盟市{number:02d}", CITY, short=short)


def _season(name: str, seed: int, city: str, size: Size, *, short: bool) -> Season:
    for attempt in range(20):
        rng = random.Random(f"{name}/{seed}/{attempt}")
        try:
            season = _build(name, size, seed, rng, city)
        except CannotPlant:
            continue
        return one_short(season) if short else season
    raise CannotPlant(f"{name}: no season with seed {seed}")


def _build(name: str, size: Size, seed: int, rng: random.Random, city: str) -> Season:
    profile = _profile(size)
    calendar = work_calendar(YEAR)
    committees = _committees(rng, size, city)
    committees = _within(profile, committees, size)
    bodies = districts(city)
    units, tagged, neutral = units_of(rng, size.units, committees, bodies)
    applicants = applicants_of(rng, size, committees, tagged)
    people = by_group(committees, applicants)
    jobs = [job_of(profile, c, people[c.id]) for c in committees]
    half_days = window(profile, calendar, committees[0])
    rooms, blocks = _room_plan(rng, profile, size, jobs, half_days)
    _, staff = _others(len(rooms), jobs)
    cast = Cast(
        rng=rng,
        profile=profile,
        taste=size.taste,
        jobs={j.committee.id: j for j in jobs},
        blocks=blocks,
        people=people,
        units={c: [u for u in units if u.id in tagged[c]] for c in tagged},
        neutral=neutral,
    )
    cast_experts(cast, seed)
    if size.tempts:
        tempt(cast)
    experts, conflicts = finish(cast, half_days, YEAR)
    if size.tempts:
        experts = rested(cast, renewed(cast, experts, YEAR))
        experts = away(cast, experts, half_days)
        applicants = employed_elsewhere(cast, applicants)
    experts = enough_are_new(cast, experts)
    planted(cast, experts, conflicts)
    free_of_homes(cast, applicants)
    submissions = submissions_of(rng, applicants)
    return Season(
        year=YEAR,
        name=f"{city}{YEAR}年职称评审（{name}，虚构，种子{seed}）",
        profile=profile,
        calendar=calendar,
        organisations=(*bodies, *units),
        experts=experts,
        conflicts=conflicts,
        committees=committees,
        applicants=tuple(applicants),
        rooms=rooms,
        desks=desks_of(profile, submissions),
        staff=staff_of(rng, staff, len(rooms)),
        submissions=submissions,
        quota=(quota_of(rng, bodies),),
    )


def _others(rooms: int, jobs: Sequence[Job]) -> tuple[int, int]:
    """Plenary rooms, and secretaries (supervisors as many)."""
    return max(2, rooms // 3), max(4, len(jobs) * 2 // 3)


def _room_plan(
    rng: random.Random,
    profile: Profile,
    size: Size,
    jobs: Sequence[Job],
    half_days: Sequence[HalfDay],
) -> tuple[tuple[Room, ...], Planted]:
    """The rooms, and blocks in them; as few rooms as were found to do where none are given."""
    calendar = work_calendar(YEAR)
    if size.rooms:
        limits = Limits(size.rooms, *_others(size.rooms, jobs))
        blocks, _ = plant(rng, profile, calendar, jobs, limits)
        return rooms_of(limits.rooms, limits.plenary_rooms), blocks
    wanted = ceil(room_half_days(jobs) * 100 / size.room_percent)
    least = ceil(wanted / len(half_days))
    for count in range(least, least * 3 // 2):
        limits = Limits(count, *_others(count, jobs))
        try:
            blocks, used = plant(rng, profile, calendar, jobs, limits, paces=True)
        except CannotPlant:
            continue
        rooms = rooms_of(limits.rooms, limits.plenary_rooms)
        return closed_to(rng, rooms, half_days, used, wanted), blocks
    raise CannotPlant("no number of rooms was enough")


def _profile(size: Size) -> Profile:
    profile = load_profile(YEAR)
    if not size.same_day_posting:
        return profile
    changed = tuple(
        p.model_copy(update={"value": 0}) if p.id == "publication.posting_lag_workdays" else p
        for p in profile.parameters
    )
    return profile.model_copy(update={"parameters": changed})


def _committees(rng: random.Random, size: Size, city: str) -> tuple[Committee, ...]:
    members = [size.sizes[n % len(size.sizes)] for n in range(size.committees)]
    groups = _group_counts(members, size.groups)
    return tuple(_committee(rng, size, n, members[n], groups[n]) for n in range(size.committees))


def _group_counts(members: Sequence[int], total: int) -> list[int]:
    counts = [max(2, n // 5) for n in members]
    while sum(counts) < total:
        index = max(range(len(members)), key=lambda i: (members[i] / counts[i], -i))
        counts[index] += 1
    while sum(counts) > total:
        index = min(range(len(members)), key=lambda i: (members[i] / counts[i], -i))
        counts[index] -= 1
    return counts


def _committee(rng: random.Random, size: Size, number: int, members: int, count: int) -> Committee:
    series, specialty = FIELDS[number]
    parts = tuple(f"{specialty}{PARTS[i]}" for i in range(count))
    base, extra = divmod(members, count)
    groups = tuple(
        ReviewGroup(
            id=f"C{number + 1:02d}-{i + 1}",
            name=f"{parts[i]}评议组",
            specialties=(parts[i],),
            size=base + (i < extra),
        )
        for i in range(count)
    )
    own = number % 10 == 1 and size.committees > 3  # noqa: PLR2004
    return Committee(
        id=f"C{number + 1:02d}",
        name=f"{series}系列{specialty}专业评审委员会",
        series=series,
        specialty=specialty,
        specialties=parts,
        levels=_levels(size, members),
        organiser=f"U{number + 1:03d}" if own else "B00",
        approver="region" if size.senior else "city",
        size=members,
        self_reviewing=own,
        enterprise_related=series in ENTERPRISE and not own,
        filing=Filing(
            status="filed",
            number=f"备〔{YEAR - 1}〕{number + 1}号",
            valid_from=date(YEAR - 1, 1, 1),
            valid_to=date(YEAR + 1, 12, 31),
            renewal=False,
        ),
        groups=groups,
        spread=size.spread,
        max_days=size.max_days,
        source="虚构",
    )


def _levels(size: Size, members: int) -> tuple[Level, ...]:
    if size.senior:
        return ("associate_senior",)
    return ("mid", "junior") if members >= 9 else ("junior",)  # noqa: PLR2004


def _within(
    profile: Profile, committees: tuple[Committee, ...], size: Size
) -> tuple[Committee, ...]:
    """The committees with a last day, so that the size's number of working days is left."""
    if size.days is None:
        return committees
    spans = [window(profile, work_calendar(YEAR), c) for c in committees]
    last = [date_of(_day_end(span, size.days)) for span in spans]
    return tuple(
        c.model_copy(update={"latest": day}) for c, day in zip(committees, last, strict=True)
    )


def _day_end(span: Sequence[HalfDay], days: int) -> HalfDay:
    return span[min(len(span), days * 2) - 1]


def one_short(season: Season) -> Season:
    """The season with one expert less in one specialty than the law wants in its group."""
    committee = season.committees[0]
    group = committee.groups[0]
    fit = [
        e.id
        for e in season.experts
        if committee.id in e.pools
        and any(
            t.series == committee.series and t.specialty in ("", *group.specialties)
            for t in e.titles
        )
    ]
    gone = frozenset(fit[season.profile.integer("group.min_members") - 1 :])
    kept = season.without("experts", gone)
    ties = tuple(c for c in season.conflicts if c.expert not in gone)
    return kept.model_copy(update={"conflicts": ties, "name": f"{season.name}（缺一人）"})
