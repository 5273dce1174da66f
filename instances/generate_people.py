"""Experts: first a lawful membership for every committee, planted, then the rest of the pools.

What was planted is not written down: the season that comes out knows pools, not members.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from instances.generate_names import expert_names
from instances.generate_work import CannotPlant, Job
from models.base import LEVELS, RANK, Level
from models.calendar import HalfDay
from models.committee import Committee
from models.law import Profile
from models.people import Absence, Applicant, Conflict, Expert, ServiceYear, Title
from models.people import Organisation as Unit


@dataclass(frozen=True)
class Taste:
    """How the people of a season are: shares out of 100, and spells of absence."""

    experts: int
    pool_percent: int
    rotated_percent: int = 17
    private_percent: int = 30
    ties_percent: int = 60
    unknown_percent: int = 8
    shared_percent: int = 0
    """Of planted seats: those given to somebody who already sits elsewhere."""
    second_percent: int = 0
    """Of experts: those with a title in a second specialty, of the series or a related one."""
    related: tuple[tuple[str, str], ...] = ()
    spells: int = 2
    spell: tuple[int, int] = (5, 11)
    scattered_percent: int = 0
    """For spread seasons: single half-days away instead of spells."""
    most_half_days: tuple[int, int] | None = None


@dataclass
class Person:
    """An expert in the making."""

    id: str
    name: str
    unit: str
    titles: list[Title]
    pools: list[str]
    sits: list[str] = field(default_factory=list[str])
    busy: list[HalfDay] = field(default_factory=list[HalfDay])
    private: bool = False
    official: bool = False
    presides: bool = False
    department: str = ""


@dataclass
class Cast:
    """What the experts of a season are made from."""

    rng: random.Random
    profile: Profile
    taste: Taste
    jobs: Mapping[str, Job]
    blocks: Mapping[str, Mapping[str, tuple[HalfDay, ...]]]
    """By committee and group."""
    people: Mapping[str, Mapping[str, list[Applicant]]]
    """Applicants by committee and group."""
    units: Mapping[str, Sequence[Unit]]
    """By committee: units whose people are its peers."""
    neutral: Sequence[Unit]
    """Units from which nobody applies."""
    experts: list[Person] = field(default_factory=list[Person])
    pool: dict[str, list[Person]] = field(default_factory=dict[str, list[Person]])
    names: Iterator[str] = field(default_factory=lambda: iter(()))

    def employers(self, committee: str, group: str) -> frozenset[str]:
        """Units that have an applicant in a group."""
        rows = self.people[committee].get(group, [])
        return frozenset(x for a in rows for x in (a.organisation, a.home_organisation) if x)


def cast_experts(cast: Cast, seed: int) -> list[Person]:
    """The experts of a season; every committee has a lawful membership among them."""
    cast.names = expert_names(seed)
    for committee in cast.jobs:
        cast.pool.setdefault(committee, [])
    for committee in sorted(cast.jobs, key=lambda c: (-cast.jobs[c].size, c)):
        _plant(cast, committee)
    if len(cast.experts) > cast.taste.experts:
        raise CannotPlant(f"{len(cast.experts)} members, {cast.taste.experts} experts")
    _fill(cast)
    return cast.experts


def needed_level(committee: Committee) -> Level:
    """The least title of a member: that of the highest level reviewed, never below mid."""
    highest = max(committee.levels, key=lambda level: RANK[level])
    return "mid" if highest == "junior" else highest


def _level(rng: random.Random, least: Level) -> Level:
    able: list[Level] = [level for level in LEVELS if RANK[level] >= RANK[least]]
    weights: dict[Level, int] = {"full_senior": 2, "associate_senior": 5, "mid": 3}
    return rng.choices(able, [weights.get(level, 1) for level in able])[0]


def _seats(cast: Cast, job: Job) -> list[tuple[str, str]]:
    """(group, kind) of every seat: outside, private or any. The shares are met with one over."""
    seats = [group for group, size in job.sizes.items() for _ in range(size)]
    kinds = [""] * len(seats)
    if job.committee.self_reviewing:
        share = cast.profile.share("committee.external_share")
        count = ceil(share * job.size) + 1
        private = 2 if job.committee.enterprise_related else 0
        kinds = ["private"] * private + ["outside"] * (count - private)
        kinds += ["inside"] * (len(seats) - count)
    elif job.committee.enterprise_related:
        share = cast.profile.share("committee.private_share")
        count = max(cast.profile.integer("committee.private_min"), ceil(share * job.size)) + 1
        kinds = ["private" if i < count else "" for i in range(len(seats))]
    cast.rng.shuffle(kinds)
    return list(zip(seats, kinds, strict=True))


def _plant(cast: Cast, committee_id: str) -> None:
    job = cast.jobs[committee_id]
    of_unit: Counter[str] = Counter()
    most = max(1, job.size // 2) - 1 or 1
    for number, (group, kind) in enumerate(_seats(cast, job)):
        person = None
        if kind == "" and cast.rng.randrange(100) < cast.taste.shared_percent:
            person = _borrow(cast, job, group, of_unit, most)
        if person is None:
            person = _member(cast, job, group, kind, of_unit, most)
        of_unit[person.unit] += kind != "inside"
        person.sits.append(committee_id)
        person.busy.extend(cast.blocks[committee_id][group])
        person.presides = person.presides or number % 3 == 0
        if committee_id not in person.pools:
            person.pools.append(committee_id)
        if person not in cast.pool[committee_id]:
            cast.pool[committee_id].append(person)


def _borrow(cast: Cast, job: Job, group: str, of_unit: Counter[str], most: int) -> Person | None:
    """A member of another committee of the series who is free in this block and fits."""
    committee = job.committee
    block = frozenset(cast.blocks[committee.id][group])
    able = [
        person
        for person in cast.experts
        if len(person.sits) == 1
        and committee.id not in person.sits
        and block.isdisjoint(person.busy)
        and person.unit not in cast.employers(committee.id, group)
        and of_unit[person.unit] < most
        and fits(person, committee, _specialties(committee, group))
    ]
    return cast.rng.choice(able) if able else None


def _specialties(committee: Committee, group: str) -> tuple[str, ...]:
    return next(g.specialties for g in committee.groups if g.id == group)


def fits(person: Person, committee: Committee, specialties: tuple[str, ...]) -> bool:
    """Whether one of the titles is a peer's, high enough."""
    rank = RANK[needed_level(committee)]
    return any(
        t.series == committee.series
        and RANK[t.level] >= rank
        and (not t.specialty or not specialties or t.specialty in specialties)
        for t in person.titles
    )


def _member(
    cast: Cast, job: Job, group: str, kind: str, of_unit: Counter[str], most: int
) -> Person:
    """A new expert without any tie to the group's applicants."""
    committee = job.committee
    employers = cast.employers(committee.id, group)
    if kind == "inside":
        person = _person(cast, job, group, committee.organiser)
        person.department = "评审专家组"
        return person
    own = committee.organiser if committee.self_reviewing else ""
    pool = [*cast.units[committee.id], *cast.neutral]
    free = [u for u in pool if u.id not in employers and u.id != own and of_unit[u.id] < most]
    private = [u for u in free if u.kind == "private_enterprise"]
    if kind == "private":
        free = private
    if not free:
        raise CannotPlant(f"no unit for a member of {group}")
    unit = cast.rng.choice(free)
    return _person(cast, job, group, unit.id, private=unit.kind == "private_enterprise")


def _person(cast: Cast, job: Job, group: str, unit: str, *, private: bool = False) -> Person:
    committee = job.committee
    specialties = _specialties(committee, group)
    level = _level(cast.rng, needed_level(committee))
    specialty = cast.rng.choice(specialties) if specialties else ""
    person = Person(
        id=f"E{len(cast.experts) + 1:04d}",
        name=next(cast.names),
        unit=unit,
        titles=[Title(series=committee.series, specialty=specialty, level=level)],
        pools=[],
        private=private,
    )
    if cast.rng.randrange(100) < cast.taste.second_percent:
        person.titles.extend(_second_title(cast, committee, level))
    cast.experts.append(person)
    return person


def _second_title(cast: Cast, committee: Committee, level: Level) -> list[Title]:
    """A title of another committee's field: of the same series, or of a related one."""
    near = {committee.series, *(b for a, b in cast.taste.related if a == committee.series)}
    others = [
        (job.committee.series, specialty)
        for job in cast.jobs.values()
        if job.committee.series in near and job.committee.id != committee.id
        for specialty in job.committee.specialties
    ]
    if not others:
        return []
    series, specialty = cast.rng.choice(list(dict.fromkeys(others)))
    return [Title(series=series, specialty=specialty, level=level)]


def _fill(cast: Cast) -> None:
    """The rest of the experts, where pools are shortest; then second pools."""
    want = {c: ceil(job.size * cast.taste.pool_percent / 100) for c, job in cast.jobs.items()}
    _second_pools(cast, want, planted=True)
    while len(cast.experts) < cast.taste.experts:
        committee = max(want, key=lambda c: (want[c] * 100 // max(1, len(cast.pool[c])), c))
        job = cast.jobs[committee]
        short = [
            (
                sum(
                    fits(p, job.committee, _specialties(job.committee, g))
                    for p in cast.pool[committee]
                )
                / job.sizes[g],
                g,
            )
            for g in job.sizes
        ]
        person = _outsider(cast, job, min(short)[1])
        person.pools.append(committee)
        cast.pool[committee].append(person)
        person.presides = cast.rng.random() < 0.35  # noqa: PLR2004
    _second_pools(cast, want)


def _outsider(cast: Cast, job: Job, group: str) -> Person:
    """Somebody of the pool who was not planted: any unit, ties and all."""
    committee = job.committee
    if committee.self_reviewing and cast.rng.random() < 0.55:  # noqa: PLR2004
        person = _person(cast, job, group, committee.organiser)
        person.department = f"第{cast.rng.randint(1, 6)}科室"
        return person
    units = [*cast.units[committee.id], *cast.neutral[:3]]
    units = [u for u in units if not committee.self_reviewing or u.id != committee.organiser]
    private = [u for u in units if u.kind == "private_enterprise"]
    wanted = cast.rng.randrange(100) < cast.taste.private_percent and private
    unit = cast.rng.choice(private if wanted else units)
    person = _person(cast, job, group, unit.id, private=unit.kind == "private_enterprise")
    person.official = cast.rng.random() < 0.08  # noqa: PLR2004
    return person


def _second_pools(cast: Cast, want: Mapping[str, int], *, planted: bool = False) -> None:
    """Experts of the series join the pools of other committees that are still short."""
    for committee_id, job in cast.jobs.items():
        committee = job.committee
        if planted and not cast.taste.shared_percent:
            return
        able = [
            p
            for p in cast.experts
            if committee_id not in p.pools
            and len(p.pools) < 6  # noqa: PLR2004
            and fits(p, committee, committee.specialties)
        ]
        cast.rng.shuffle(able)
        missing = max(0, want[committee_id] - len(cast.pool[committee_id]))
        missing = missing * 2 // 3 if planted else missing
        for person in able[:missing]:
            person.pools.append(committee_id)
            cast.pool[committee_id].append(person)


def finish(
    cast: Cast, half_days: Sequence[HalfDay], year: int
) -> tuple[tuple[Expert, ...], tuple[Conflict, ...]]:
    """The experts as records, with service, absences and flags; and the declared ties."""
    rotated = _rotated(cast)
    experts = tuple(_record(cast, p, half_days, year, p.id in rotated) for p in cast.experts)
    return experts, tuple(_ties(cast))


def _rotated(cast: Cast) -> frozenset[str]:
    free = [p.id for p in cast.experts if not p.sits]
    count = min(len(free) * 2 // 3, len(cast.experts) * cast.taste.rotated_percent // 100)
    return frozenset(cast.rng.sample(free, count))


def _record(
    cast: Cast, person: Person, half_days: Sequence[HalfDay], year: int, rotated: bool
) -> Expert:
    rng = cast.rng
    most = cast.taste.most_half_days
    limit = None
    if most:
        limit = max(rng.randint(*most), len(person.busy))
    return Expert(
        id=person.id,
        name=person.name,
        organisation=person.unit,
        department=person.department,
        titles=tuple(person.titles),
        pools=tuple(sorted(person.pools)),
        private_enterprise=person.private,
        official=person.official,
        in_service=True,
        pledge=True,
        term_from=date(year - rng.randint(1, 2), rng.randint(9, 12), 1),
        birth_year=year - rng.randint(35, 59),
        service=_service(rng, person, year, rotated, cast.taste.unknown_percent),
        presides=("*",) if person.presides else (),
        absences=_absences(cast, person, half_days),
        max_half_days=limit,
    )


def _service(
    rng: random.Random, person: Person, year: int, rotated: bool, unknown: int
) -> tuple[ServiceYear, ...]:
    """The last three years: all for the rotated, at most two for others, some unknown."""
    years = (year - 3, year - 2, year - 1)
    if rotated:
        return tuple(ServiceYear(year=y, committees=(person.pools[0],)) for y in years)
    served = frozenset(rng.sample(years, rng.choice((0, 0, 1, 1, 2))))
    return tuple(
        ServiceYear(year=y, committees=(person.pools[0],) if y in served else ())
        for y in years
        if y in served or rng.randrange(100) >= unknown
    )


def _absences(cast: Cast, person: Person, half_days: Sequence[HalfDay]) -> tuple[Absence, ...]:
    """Spells away, never over a block that was planted."""
    rng, busy = cast.rng, frozenset(person.busy)
    if cast.taste.scattered_percent:
        free = [at for at in half_days if at not in busy]
        count = len(half_days) * cast.taste.scattered_percent // 100
        gone = sorted(rng.sample(free, count))
        return tuple(Absence(first=at, last=at) for at in gone)
    found: list[Absence] = []
    for _ in range(cast.taste.spells):
        length = rng.randint(*cast.taste.spell)
        start = rng.randrange(-length + 1, len(half_days))
        span = half_days[max(0, start) : start + length]
        if span and busy.isdisjoint(span):
            found.append(Absence(first=span[0], last=span[-1], reason=rng.choice(REASONS)))
    return tuple(sorted(found, key=lambda spell: (spell.first, spell.last)))


REASONS = ("外出培训", "年休假", "出差", "单位任务", "探亲")


def _ties(cast: Cast) -> Iterator[Conflict]:
    """Kin, mentors and co-authors; those planted have none in their own committee."""
    count = len(cast.experts) * cast.taste.ties_percent // 100
    applicants = {
        c: [a for rows in groups.values() for a in rows] for c, groups in cast.people.items()
    }
    number = 0
    seen: set[tuple[str, str]] = set()
    for _ in range(count * 20):
        if number >= count:
            return
        person = cast.rng.choice(cast.experts)
        near = [c for c in person.pools if c not in person.sits and applicants.get(c)]
        committee = cast.rng.choice(near or list(applicants))
        if committee in person.sits or not applicants[committee]:
            continue
        applicant = cast.rng.choice(applicants[committee]).id
        if (person.id, applicant) in seen:
            continue
        seen.add((person.id, applicant))
        kind = cast.rng.choice(("kin", "mentor", "mentor", "coauthor"))
        number += 1
        yield Conflict(
            id=f"K{number:04d}",
            expert=person.id,
            applicant=applicant,
            kind=kind,
            reason={"kin": "近亲属", "mentor": "师生", "coauthor": "论文合作"}[kind],
        )
