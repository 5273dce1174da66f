"""Units, applicants, rooms, desks, staff and what is handed in, for synthetic seasons."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil

from instances.generate_names import applicant_name, staff_name
from instances.generate_sizes import Size
from models.appointment import Desk, Submission
from models.base import BAND_OF, Band, Level
from models.calendar import HalfDay
from models.committee import Committee, Room
from models.law import Profile
from models.people import (
    Absence,
    Applicant,
    Format,
    Organisation,
    OrganisationKind,
    Staff,
    StaffRole,
)
from models.quota import Body, QuotaRequest

INVENTED = "虚构"
NEUTRAL = 8
"""Units from which nobody applies, at least; every second one private."""


def districts(city: str) -> tuple[Organisation, ...]:
    """The bureau and ten districts."""
    bureau = Organisation(id="B00", name=f"{city}人社局", kind="municipal", source=INVENTED)
    names = "一二三四五六七八九十"
    others = (
        Organisation(id=f"B{n:02d}", name=f"{city}第{name}区", kind="district", source=INVENTED)
        for n, name in enumerate(names, 1)
    )
    return (bureau, *others)


def units_of(
    rng: random.Random,
    count: int,
    committees: Sequence[Committee],
    bodies: Sequence[Organisation],
) -> tuple[tuple[Organisation, ...], dict[str, list[str]], list[Organisation]]:
    """Units, the units whose people each committee reviews, and units without applicants."""
    spare = max(NEUTRAL, count // 40)
    organisers = [c.organiser for c in committees if c.self_reviewing]
    units: list[Organisation] = []
    tagged: dict[str, list[str]] = {c.id: [] for c in committees}
    for number in range(1, count + 1):
        key = f"U{number:03d}"
        free = number > count - spare
        kind = _kind(rng, free=free, number=number, own=key in organisers)
        units.append(
            Organisation(
                id=key,
                name=f"示例{'民营企业' if kind == 'private_enterprise' else '单位'}{number:03d}",
                kind=kind,
                district=rng.choice(bodies[1:]).id if rng.random() < 0.4 else "",  # noqa: PLR2004
                source=INVENTED,
            )
        )
        if free or key in organisers:
            continue
        home = committees[number % len(committees)].id
        others = [c.id for c in rng.sample(list(committees), min(2, len(committees)))]
        for committee in dict.fromkeys((home, *others)):
            if not next(c for c in committees if c.id == committee).self_reviewing:
                tagged[committee].append(key)
    for committee in committees:
        if committee.self_reviewing:
            tagged[committee.id] = [committee.organiser]
    return tuple(units), tagged, units[-spare:]


def _kind(rng: random.Random, *, free: bool, number: int, own: bool) -> OrganisationKind:
    if own:
        return "self_review"
    if free:
        return "private_enterprise" if number % 2 else "other"
    return rng.choices(
        ("private_enterprise", "municipal", "state_enterprise"), weights=(30, 50, 20)
    )[0]


def applicants_of(
    rng: random.Random, size: Size, committees: Sequence[Committee], tagged: Mapping[str, list[str]]
) -> list[Applicant]:
    """Applicants by group, each from some of the committee's units."""
    groups = [(c, g) for c in committees for g in c.groups]
    weights = [rng.randint(70, 130) * (g.size or 3) ** 0.5 for _, g in groups]
    counts = _shares(size.applicants, weights)
    found: list[Applicant] = []
    for (committee, group), count in zip(groups, counts, strict=True):
        units = tagged[committee.id]
        some = rng.sample(units, max(1, len(units) * 2 // 3))
        for _ in range(count):
            number = len(found) + 1
            unit = rng.choice(some)
            found.append(_applicant(rng, size, committee, group.specialties[0], unit, number))
    return found


def _shares(total: int, weights: Sequence[float]) -> list[int]:
    whole = sum(weights)
    counts = [int(total * w / whole) for w in weights]
    for index in range(total - sum(counts)):
        counts[index % len(counts)] += 1
    return counts


def _applicant(
    rng: random.Random, size: Size, committee: Committee, specialty: str, unit: str, number: int
) -> Applicant:
    level: Level = rng.choice(committee.levels)
    form: Format = "interview"
    if size.minutes is None:
        form = (
            "lesson_defence"
            if "教师" in committee.series
            else rng.choice(("dossier",) * 2 + ("interview",))
        )
    return Applicant(
        id=f"A{number:04d}",
        name=applicant_name(rng),
        organisation=unit,
        department=f"第{rng.randint(1, 6)}科室" if committee.self_reviewing else "",
        series=committee.series,
        specialty=specialty,
        level=level,
        nonpublic=bool(committee.enterprise_related and rng.random() < 0.25),  # noqa: PLR2004
        origin="county" if rng.random() < 0.1 else "",  # noqa: PLR2004
        format=form,
        minutes=size.minutes,
        eligible=True,
        accepted=True,
        pledge=True,
    )


def by_group(
    committees: Sequence[Committee], applicants: Sequence[Applicant]
) -> dict[str, dict[str, list[Applicant]]]:
    """Applicants by committee and group; each specialty is in the scope of one committee only."""
    home = {
        (c.series, s): (c.id, g.id) for c in committees for g in c.groups for s in g.specialties
    }
    found: dict[str, dict[str, list[Applicant]]] = {
        c.id: {g.id: [] for g in c.groups} for c in committees
    }
    for applicant in applicants:
        committee, group = home[applicant.series, applicant.specialty]
        found[committee][group].append(applicant)
    return found


def rooms_of(count: int, big: int) -> tuple[Room, ...]:
    """Rooms, the first of them for plenaries."""
    return tuple(
        Room(
            id=f"R{n:02d}",
            name=f"第{n}会议室",
            seats=60 if n <= big else 20,
            plenary=n <= big,
        )
        for n in range(1, count + 1)
    )


def closed_to(
    rng: random.Random,
    rooms: tuple[Room, ...],
    half_days: Sequence[HalfDay],
    used: Mapping[HalfDay, int],
    wanted: int,
) -> tuple[Room, ...]:
    """The rooms, closed in unused half-days until only so many room half-days are `wanted`."""
    spare = {at: len(rooms) - used.get(at, 0) for at in half_days}
    shut = dict.fromkeys(half_days, 0)
    for _ in range(len(rooms) * len(half_days) - wanted):
        able = [at for at in half_days if shut[at] < spare[at]]
        if not able:
            break
        shut[rng.choice(able)] += 1
    return tuple(
        room.model_copy(
            update={
                "closed": tuple(
                    Absence(first=at, last=at, reason="另有安排")
                    for at in half_days
                    if len(rooms) - number < shut[at]
                )
            }
        )
        for number, room in enumerate(rooms, 1)
    )


def staff_of(rng: random.Random, each: int, rooms: int) -> tuple[Staff, ...]:
    """Secretaries and supervisors for as many committees as may meet at once, and helpers."""
    roles: tuple[tuple[StaffRole, int], ...] = (
        ("secretary", each),
        ("supervisor", each),
        ("timekeeper", max(each, rooms // 2)),
        ("teller", max(2, each // 2)),
        ("desk_officer", 4),
    )
    found: list[Staff] = []
    for role, count in roles:
        for _ in range(count):
            number = len(found) + 1
            found.append(Staff(id=f"S{number:03d}", name=staff_name(rng), roles=(role,)))
    return tuple(found)


def submissions_of(rng: random.Random, applicants: Sequence[Applicant]) -> tuple[Submission, ...]:
    """What every unit brings, by band and series, as the roster has it."""
    counts: Counter[tuple[str, Band, str]] = Counter(
        (a.organisation, BAND_OF[a.level], a.series) for a in applicants
    )
    return tuple(
        Submission(
            id=f"P{n:04d}",
            organisation=unit,
            band=band,
            series=series,
            dossiers=counts[unit, band, series],
            forecast=False,
        )
        for n, (unit, band, series) in enumerate(sorted(counts), 1)
    )


def desks_of(profile: Profile, submissions: Sequence[Submission]) -> tuple[Desk, ...]:
    """Enough desks: three quarters of the minutes of the shortest window, less the reserve."""
    minutes = {
        band: sum(
            s.dossiers * profile.integer(f"desk.minutes_per_dossier.{s.band}")
            for s in submissions
            if (s.band == "senior") == (band == "senior")
        )
        for band in ("senior", "midjunior")
    }
    half_days = {"senior": 12, "midjunior": 40}
    free = 1 - profile.share("desk.reserve_share")
    per = profile.integer("desk.minutes_per_halfday")
    need = max(ceil(minutes[band] * 4 / (3 * half_days[band] * per * free)) for band in minutes)
    return tuple(
        Desk(id=f"D{n}", name=f"{n}号窗口", place="服务大厅") for n in range(1, max(2, need) + 1)
    )


def quota_of(rng: random.Random, bodies: Sequence[Organisation]) -> QuotaRequest:
    """Full-senior teachers' places of the ten districts and the bureau's own units."""
    teachers = sorted((rng.randint(4, 60) * 100 + rng.randint(1, 97) for _ in bodies), reverse=True)
    return QuotaRequest(
        id="Q1",
        name="正高级教师名额",
        total=17,
        bodies=tuple(
            Body(organisation=body.id, teachers=count, source=INVENTED)
            for body, count in zip(bodies, teachers, strict=True)
        ),
    )


__all__ = [
    "applicants_of",
    "by_group",
    "desks_of",
    "districts",
    "quota_of",
    "rooms_of",
    "staff_of",
    "submissions_of",
    "units_of",
]
