"""Invented applicants, routes, quotas and submissions of the Baotou season."""

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from instances.baotou_tables import (
    BUREAU,
    CITY,
    CITY_TEACHERS,
    DISTRICTS,
    ENTRUSTED,
    INDUSTRY,
    INVENTED,
    POPULATION,
    SPECS,
    TEACHERS,
    TEACHERS_SOURCE,
    TEACHING,
    URBAN,
    Spec,
)
from instances.generate_names import applicant_name
from models.appointment import Submission
from models.committee import Committee, Route
from models.people import Applicant, Format, Organisation, Track
from models.quota import Body, QuotaRequest

if TYPE_CHECKING:
    from models.base import Band, Level

RECOGNISED = 3
"""Recognition items of each county teachers' committee (四(五)3)."""
HEARD = 900
Units = Mapping[str, Sequence[Organisation]]


def applicants_of(
    rng: random.Random, units: Units, count: int
) -> tuple[list[Applicant], dict[str, str]]:
    """Applicants and each one's committee; exactly HEARD are interviewed or give lessons."""
    wanted = {spec.id: spec.applicants for spec in SPECS}
    rest = count - sum(wanted.values())
    spare = [s.id for s in SPECS if s.id.endswith("-教师") or s.id == "建工"]
    for index in range(abs(rest)):
        wanted[spare[index % len(spare)]] += 1 if rest > 0 else -1
    found: list[Applicant] = []
    home: dict[str, str] = {}
    for spec in SPECS:
        for index in range(wanted[spec.id]):
            applicant = _applicant(rng, spec, units, index, len(found) + 1)
            home[applicant.id] = spec.id
            found.append(applicant)
    return _heard(rng, found), home


def employers(spec: Spec, units: Units) -> list[Organisation]:
    """The units whose people the committee reviews."""
    if spec.units == "self":
        return []
    able = list(units[spec.units])
    if not spec.serves:
        return able
    guests = [guest for guest, host, _ in ENTRUSTED if host == spec.id]
    near = {*spec.serves, *guests}
    return [u for u in able if u.district in near or u.parent in near]


def _applicant(rng: random.Random, spec: Spec, units: Units, index: int, number: int) -> Applicant:
    parts = [part for _, joined in spec.groups for part in joined.split()]
    able = employers(spec, units)
    unit = rng.choice(able) if able else None
    if spec.id == "教师正高":
        unit = rng.choice(_place_units(spec, units)[index])
    if spec.id == "教师副高" and index % 10:
        unit = rng.choice([u for u in able if u.parent or u.district])
    recognised = "recognition" in spec.tracks and index < RECOGNISED
    level: Level = "junior" if recognised else rng.choice(spec.levels)
    track = _track(spec, index, recognised, unit)
    private = bool(unit and unit.kind == "private_enterprise")
    lesson = spec.series in {TEACHING, "中等职业学校教师"}
    heard = rng.randrange(100) < spec.heard_percent
    form: Format = "lesson_defence" if lesson else "interview"
    return Applicant(
        id=f"A{number:04d}",
        name=applicant_name(rng),
        organisation=unit.id if unit else spec.organiser,
        department=f"第{rng.randint(1, 6)}科室" if spec.self_reviewing else "",
        series=spec.series,
        specialty=rng.choice(parts),
        level=level,
        track=track,
        nonpublic=private if spec.enterprise else None,
        specialised=True if private and spec.enterprise and rng.random() < 0.3 else None,  # noqa: PLR2004
        green_item=7 if spec.enterprise and index == 1 else None,
        origin=_origin(spec, unit),
        format="recognition" if recognised else form if heard else "dossier",
        eligible=True,
        accepted=True,
        pledge=True,
        note=INVENTED,
    )


def _place_units(spec: Spec, units: Units) -> list[list[Organisation]]:
    """For each full-senior teacher, the schools of the body that has the place."""
    places = hamilton()
    schools = units[spec.units]
    return [
        [u for u in schools if body in {u.district, u.parent}]
        for body, count in places.items()
        for _ in range(count)
    ]


def _track(spec: Spec, index: int, recognised: bool, unit: Organisation | None) -> Track:
    if recognised:
        return "recognition"
    rural = unit is not None and unit.district not in URBAN and not unit.parent
    if spec.tracks[0] in {"farmer", "directional"}:
        return spec.tracks[0]
    if "directional" in spec.tracks and rural and index % 3 == 0:
        return "directional"
    return "grassroots" if "grassroots" in spec.tracks and rural and index % 5 == 0 else "social"


def _origin(spec: Spec, unit: Organisation | None) -> Any:
    if unit is None or not unit.district:
        return ""
    if unit.township:
        return "township"
    return "" if spec.serves or unit.district in URBAN else "county"


def _heard(rng: random.Random, people: list[Applicant]) -> list[Applicant]:
    """The same people with formats changed at random until HEARD of them are heard."""
    series = {"工程", "农牧业", "卫生", "艺术", TEACHING}
    formats = {a.id: a.format for a in people}
    order = [a for a in people if a.series in series and a.format != "recognition"]
    rng.shuffle(order)
    heard = sum(f in {"interview", "lesson_defence"} for f in formats.values())
    for applicant in order:
        full = applicant.level in {"associate_senior", "full_senior"} or heard == HEARD
        if full:
            continue
        if heard < HEARD and formats[applicant.id] == "dossier":
            lesson = applicant.series == TEACHING
            formats[applicant.id] = "lesson_defence" if lesson else "interview"
            heard += 1
        elif heard > HEARD and formats[applicant.id] != "dossier":
            formats[applicant.id] = "dossier"
            heard -= 1
    return [a.model_copy(update={"format": formats[a.id]}) for a in people]


def people_of(
    committees: Sequence[Committee], applicants: Sequence[Applicant], home: Mapping[str, str]
) -> dict[str, dict[str, list[Applicant]]]:
    """Applicants by committee and group, recognition items under ""."""
    known = {c.id: c for c in committees}
    found: dict[str, dict[str, list[Applicant]]] = {c.id: {} for c in committees}
    for applicant in applicants:
        committee = known[home[applicant.id]]
        group = next(g.id for g in committee.groups if applicant.specialty in g.specialties)
        key = "" if applicant.track == "recognition" else group
        found[committee.id].setdefault(key, []).append(applicant)
    return found


ELSEWHERE: tuple[tuple[str, str, str, int | None, bool, int, str], ...] = (
    ("工程", "机械", "associate_senior", None, False, 8, "虚构：高级工程师报自治区评审"),
    ("工程", "稀土", "full_senior", 1, False, 2, "虚构：绿色通道第1项，自治区评审"),
    ("工程", "光伏", "associate_senior", 2, False, 2, "虚构：绿色通道第2项，自治区评审"),
    ("工程", "信息", "associate_senior", 3, False, 1, "虚构：绿色通道第3项，自治区认定"),
    ("工程", "电气", "full_senior", 6, False, 1, "虚构：绿色通道第6项，自治区评审"),
    ("卫生", "内科", "mid", None, True, 5, "虚构：以考代评，不上会"),
    ("卫生", "护理", "mid", None, True, 5, "虚构：以考代评，不上会"),
)
"""Rows that lawfully meet nowhere in the city: series, specialty, level, green item, exam only."""


def extras_of(rng: random.Random, units: Units, after: int) -> list[Applicant]:
    """Applicants for whom there is no session here; `after` applicants stand before them."""
    found: list[Applicant] = []
    for series, specialty, level, item, exam, count, note in ELSEWHERE:
        for _ in range(count):
            unit = rng.choice(units["clinic" if exam else "works"])
            data: dict[str, Any] = {
                "id": f"A{after + len(found) + 1:04d}",
                "name": applicant_name(rng),
                "organisation": unit.id,
                "series": series,
                "specialty": specialty,
                "level": level,
                "track": "green" if item else "social",
                "green_item": item,
                "exam_only": exam or None,
                "eligible": True,
                "note": note,
            }
            found.append(Applicant.model_validate(data))
    return found


def routes_of() -> tuple[Route, ...]:
    """二(一)3 and 四(三)2 as rows; the region's own; everything else goes by filed scope."""
    rows: list[dict[str, Any]] = []
    teaching = [s for s in SPECS if s.id in {"教师副高", "教师正高", "中职高"}]
    for spec in (*INDUSTRY, *teaching):
        whole = not spec.specialty or spec.specialty == spec.series
        parts = [""] if whole else [p for _, joined in spec.groups for p in joined.split()]
        track = spec.tracks[0] if spec.tracks[0] in {"farmer", "directional"} else None
        for part in parts:
            rows.append(  # noqa: PERF401
                {
                    "series": spec.series,
                    "specialty": part,
                    "levels": spec.levels,
                    "track": track,
                    "receiving": spec.organiser,
                    "reviewing": spec.id,
                    "approving": "自治区人社厅" if "senior" in spec.levels[0] else BUREAU,
                    "source": spec.source,
                }
            )
    rows.append(
        {
            "series": "工程",
            "levels": ("associate_senior", "full_senior"),
            "receiving": BUREAU,
            "reviewing": "region",
            "approving": "自治区人社厅",
            "source": "待确认：本市无工程系列高级评审权的示例",
        }
    )
    return tuple(Route.model_validate({"id": f"L{n:02d}", **r}) for n, r in enumerate(rows, 1))


def _remainders(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Largest remainders in exact integers."""
    whole = sum(weights.values())
    parts = {key: divmod(total * weight, whole) for key, weight in weights.items()}
    found = {key: part[0] for key, part in parts.items()}
    order = sorted(parts, key=lambda key: -parts[key][1])
    for key in order[: total - sum(found.values())]:
        found[key] += 1
    return found


def teachers() -> dict[str, int]:
    """Full-time teachers by body: the total is a fact, its division an estimate."""
    shares = _remainders(TEACHERS - CITY_TEACHERS, {name: n for name, _, n in DISTRICTS})
    return {**shares, CITY: CITY_TEACHERS}


def hamilton(places: int = 17) -> dict[str, int]:
    """The invented full-senior applicants keep to this split; the plan computes its own."""
    return _remainders(places, teachers())


def quota_of(applicants: Sequence[Applicant], units: Units) -> tuple[QuotaRequest, ...]:
    """Annex 10 from teachers, and the directional posts by series and body."""
    bodies = tuple(
        Body(
            organisation=name,
            teachers=count,
            series=TEACHING,
            level="full_senior",
            source=f"{TEACHERS_SOURCE}；市直4000为假定"
            if name == CITY
            else f"{TEACHERS_SOURCE}；分区按人口比例估算，人口：{POPULATION}",
            note="估计数",
        )
        for name, count in teachers().items()
    )
    where = {u.id: u.district for kind in units.values() for u in kind}
    counts: dict[tuple[str, str], int] = {}
    for applicant in applicants:
        if applicant.track == "directional":
            key = (where[applicant.organisation] or CITY, applicant.series)
            counts[key] = counts.get(key, 0) + 1
    posts = tuple(
        Body(
            organisation=district,
            series=series,
            level="associate_senior",
            places=counts[district, series] + 1,
            source="虚构：单列岗位数",
        )
        for district, series in sorted(counts)
    )
    return (
        QuotaRequest(id="正高教师", name="2024年中小学正高级教师申报名额", total=17, bodies=bodies),
        QuotaRequest(id="定向", name="基层定向评价高级单列岗位", kind="directional", bodies=posts),
    )


BRINGS: dict[str, tuple[str, ...]] = {
    "works": ("工程", "经济", "会计", "档案"),
    "school": ("图书资料", "档案", "会计"),
    "library": ("图书资料", "档案", "经济"),
    "culture": ("图书资料", "档案"),
    "clinic": ("卫生", "会计"),
    "builder": ("工程", "经济"),
    "technical": ("技工院校教师", "会计"),
    "vocational": ("图书资料", "会计"),
    "agri": ("工程", "经济", "会计"),
}
SENIOR_UNITS, OTHER_UNITS = 90, 140


def submissions_of(rng: random.Random, units: Units) -> tuple[Submission, ...]:
    """Forecasts of 90 units for annex 5 and 140 for annex 6, one to four series each."""
    every = [(key, unit) for key in BRINGS for unit in units[key]]
    rows: list[Submission] = []
    plans: tuple[tuple[int, tuple[Band, ...]], ...] = (
        (SENIOR_UNITS, ("senior",)),
        (OTHER_UNITS, ("mid", "junior")),
    )
    for count, bands in plans:
        for key, unit in sorted(rng.sample(every, count), key=lambda item: item[1].id):
            for series in BRINGS[key][: rng.randint(1, 4)]:
                rows.append(
                    Submission(
                        id=f"S{len(rows) + 1:04d}",
                        organisation=unit.id,
                        band=rng.choice(bands),
                        series=series,
                        dossiers=rng.randint(2, 7 if bands[0] == "senior" else 10)
                        * (2 if unit.parent else 1),
                        remote=unit.district in {"达尔罕茂明安联合旗", "白云鄂博矿区", "固阳县"},
                        note=INVENTED,
                    )
                )
    return tuple(rows)
