"""The Baotou 2024 season: facts where they exist, the rest invented by seed and labelled so."""

import random
from datetime import date

from instances.baotou_people import (
    ELSEWHERE,
    applicants_of,
    extras_of,
    people_of,
    quota_of,
    routes_of,
    submissions_of,
)
from instances.baotou_tables import (
    BUREAU,
    CITY,
    CITY_UNITS,
    COUNTY_UNITS,
    DEPARTMENTS,
    DISTRICTS,
    ENTRUSTED,
    INVENTED,
    NOTICE,
    SELF,
    SMALL,
    SPECS,
    Spec,
)
from instances.generate_blocks import Limits, plant
from instances.generate_check import planted
from instances.generate_people import Cast, Taste, cast_experts, finish
from instances.generate_units import rooms_of, staff_of
from instances.generate_work import job_of
from instances.profile import profile, work_calendar
from models.appointment import Desk
from models.committee import Committee, Entrustment, Filing, ReviewGroup
from models.people import Exemption, Expert, Organisation, OrganisationKind
from models.season import Season

YEAR, SEED = 2024, 20240527
EXPERTS, APPLICANTS, ROOMS, BIG, DESKS, STAFF = 700, 1800, 12, 4, 4, 10
RENEWED, WATCHED = "固-教师", "东-教师"
TASTE = Taste(
    experts=EXPERTS,
    pool_percent=300,
    rotated_percent=15,
    private_percent=30,
    ties_percent=60,
    shared_percent=95,
    second_percent=60,
    related=(
        ("农牧民", "农牧业"),
        ("农牧业", "农牧民"),
        ("艺术", "乌兰牧骑"),
        ("乌兰牧骑", "艺术"),
        ("文物博物", "图书资料"),
        ("图书资料", "档案"),
        ("档案", "图书资料"),
        ("技工院校教师", "中等职业学校教师"),
        ("中等职业学校教师", "技工院校教师"),
        ("高等学校教师", "自然科学研究"),
        ("自然科学研究", "高等学校教师"),
    ),
    spell=(3, 7),
)


def baotou(seed: int = SEED) -> Season:
    """The season of the notice of 2024-05-27; the same seed gives the same season."""
    rng = random.Random(f"baotou-2024/{seed}")
    numbers, calendar = profile(YEAR), work_calendar(YEAR)
    units = units_of(rng)
    committees = tuple(_committee(spec) for spec in SPECS)
    elsewhere = sum(row[5] for row in ELSEWHERE)
    applicants, home = applicants_of(rng, units, APPLICANTS - elsewhere)
    people = people_of(committees, applicants, home)
    jobs = [job_of(numbers, c, people[c.id]) for c in committees]
    blocks, _ = plant(rng, numbers, calendar, jobs, Limits(ROOMS, BIG, STAFF))
    every = [u for kinds in units.values() for u in kinds]
    cast = Cast(
        rng=rng,
        profile=numbers,
        taste=TASTE,
        jobs={job.committee.id: job for job in jobs},
        blocks=blocks,
        people=people,
        units={spec.id: _peers(spec, units) for spec in SPECS},
        neutral=units["neutral"],
    )
    cast_experts(cast, seed)
    half_days = calendar.half_days(date(YEAR, 7, 2), date(YEAR, 8, 22))
    experts, conflicts = finish(cast, half_days, YEAR)
    planted(cast, experts, conflicts)
    extras = extras_of(rng, units, len(applicants))
    submissions = submissions_of(random.Random(f"baotou-2024/{seed}/desks"), units)
    return Season(
        year=YEAR,
        name="包头市2024年度职称评审（日期、机构、权限据通知；人员、单位、份数为虚构）",
        profile=numbers,
        calendar=calendar,
        organisations=(*bodies(), *every),
        experts=tuple(_flagged(n, e, cast.experts[n].sits) for n, e in enumerate(experts)),
        conflicts=conflicts,
        committees=committees,
        applicants=(*applicants, *extras),
        routes=routes_of(),
        rooms=tuple(
            r.model_copy(update={"name": f"{r.name}（{INVENTED}）"}) for r in rooms_of(ROOMS, BIG)
        ),
        desks=tuple(
            Desk(id=f"W{n}", name=f"{n}号窗口", place="市政务服务中心（虚构）")
            for n in range(1, DESKS + 1)
        ),
        staff=staff_of(rng, STAFF, ROOMS),
        submissions=submissions,
        quota=quota_of(applicants, units),
    )


def bodies() -> tuple[Organisation, ...]:
    """The bureau, the city's own units as one body, ten districts, industry departments."""
    own = "机构名称按通行写法，待确认"
    return (
        Organisation(id=BUREAU, name="包头市人力资源和社会保障局", kind="municipal", source=NOTICE),
        Organisation(id=CITY, name="市直各部门和单位", kind="municipal", source=NOTICE),
        *(
            Organisation(id=name, name=name, kind="district", source=f"{NOTICE}四(三)1")
            for name, _, _ in DISTRICTS
        ),
        *(
            Organisation(id=name, name=f"包头{name}", kind="industry", source=f"{NOTICE}；{own}")
            for name in DEPARTMENTS
        ),
        *(
            Organisation(id=name, name=f"{name}（虚构）", kind="self_review", source=INVENTED)
            for name, _ in SELF
        ),
    )


def units_of(rng: random.Random) -> dict[str, list[Organisation]]:
    """Invented units by kind, and units from which nobody applies."""
    found: dict[str, list[Organisation]] = {}
    number = 0
    for district, short, _ in DISTRICTS:
        for key, label, count, kind in COUNTY_UNITS:
            small = district in SMALL
            if small and key in {"library", "farm", "culture", "builder"}:
                continue
            for index in range(min(count, SMALL[district]) if small else count):
                number += 1
                unit = _unit(number, f"{short}区{label}{index + 1}", kind, key, index)
                found.setdefault(key, []).append(
                    unit.model_copy(
                        update={"district": district, "township": rng.random() < 0.3}  # noqa: PLR2004
                    )
                )
    for key, label, count, kind in CITY_UNITS:
        for index in range(count):
            number += 1
            unit = _unit(number, f"市{label}{index + 1}", kind, key, index)
            found.setdefault(key, []).append(unit.model_copy(update={"parent": CITY}))
    number += 1
    found["works"].append(
        Organisation(
            id=f"U{number:03d}",
            name="示例驻包中央单位（虚构）",
            kind="central",
            district="昆都仑区",
            delegation_letter=True,
            city_consent=True,
            source=INVENTED,
        )
    )
    found["neutral"] = [
        _unit(number + n, f"外地单位{n}", "other" if n % 2 else "private_enterprise", "", 1)
        for n in range(1, 11)
    ]
    return found


def _unit(number: int, label: str, kind: OrganisationKind, key: str, index: int) -> Organisation:
    if key == "works" and index % 2 == 0:
        kind = "private_enterprise"
    return Organisation(
        id=f"U{number:03d}", name=f"示例{label}（虚构）", kind=kind, source=INVENTED
    )


def _peers(spec: Spec, units: dict[str, list[Organisation]]) -> list[Organisation]:
    """Units whose people may be the committee's experts."""
    if spec.units == "self":
        near = {"医院": "clinic", "大学": "vocational", "研究院": "works", "钢铁": "works"}
        return units[near[spec.id]]
    return units[spec.units]


def _committee(spec: Spec) -> Committee:
    groups = tuple(
        ReviewGroup(
            id=f"{spec.id}#{n}",
            name=f"{parts.replace(' ', '、') or spec.series}评议组",
            specialties=tuple(parts.split()),
            size=size,
        )
        for n, (size, parts) in enumerate(spec.groups, 1)
    )
    senior = spec.levels[0] in {"associate_senior", "full_senior"}
    renewed = spec.id == RENEWED
    return Committee(
        id=spec.id,
        name=spec.name,
        series=spec.series,
        specialty=spec.specialty,
        specialties=tuple(part for group in groups for part in group.specialties),
        levels=spec.levels,
        organiser=spec.organiser,
        approver="region" if senior else "city",
        size=sum(size for size, _ in spec.groups),
        self_reviewing=spec.self_reviewing,
        enterprise_related=spec.enterprise,
        filing=Filing(
            status="filed",
            number=f"虚构备案{spec.id}",
            valid_from=date(2024, 7, 29) if renewed else date(2023, 1, 1),
            valid_to=date(2027, 7, 28) if renewed else date(2025, 12, 31),
            renewal=renewed,
            filed_on=date(2024, 7, 29) if renewed else None,
        ),
        watched=spec.id == WATCHED,
        groups=groups,
        tracks=spec.tracks,
        serves=spec.serves,
        entrustments=tuple(
            Entrustment.model_validate({"organisation": guest, "kind": kind, "consent": True})
            for guest, host, kind in ENTRUSTED
            if host == spec.id
        ),
        source=spec.source,
    )


def _flagged(number: int, expert: Expert, sits: list[str]) -> Expert:
    """Some who may not sit, and two named exemptions; nobody whom the plan would need."""
    if sits:
        return expert
    rotated = sum(bool(s.committees) for s in expert.service) == 3  # noqa: PLR2004
    if number % 97 == 0:
        return expert.model_copy(update={"blacklisted": True, "note": "虚构：失信记录"})
    if number % 53 == 0:
        cause = {"purge_cause": "不再从事专业技术工作", "purge_date": date(2024, 6, 3)}
        return expert.model_copy(update=cause)
    if rotated and number % 41 == 0:
        reason = Exemption(
            clause="N2024-6.1.3a", reason="虚构：本专业专家不足", author="市人社局（虚构）"
        )
        return expert.model_copy(update={"exemptions": (reason,)})
    return expert
