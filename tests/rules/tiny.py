"""One tiny season with one lawful plan, written out by hand: what every rule test starts from."""

import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from models.appointment import Desk, Submission
from models.base import Record
from models.calendar import WorkCalendar
from models.committee import (
    Committee,
    Entrustment,
    Extension,
    Filing,
    ReviewGroup,
    Room,
    Route,
)
from models.law import Parameter, Profile, Value
from models.people import (
    Absence,
    Applicant,
    Conflict,
    Exemption,
    Expert,
    Organisation,
    ServiceYear,
    Staff,
    Title,
)
from models.quota import Body, QuotaRequest
from models.season import Season

OTHER = {
    "pool.ratio": 1,
    "draw.reserve_ratio": (1, 10),
    "apart.nonpublic_min": 2,
    "apart.grassroots_threshold": 2,
}
"""Numbers that a tiny season cannot meet, made small."""

R = TypeVar("R", bound=Record)


def again(record: R, **changes: Any) -> R:
    """The record with other fields, nothing cached kept."""
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    return type(record)(**(fields | changes))


def profile_2024(**other: Value) -> Profile:
    """The numbers of 2024, some of them replaced; keys with "__" for "."."""
    path = Path(str(files("instances"))) / "profiles" / "2024.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    new = OTHER | {key.replace("__", "."): value for key, value in other.items()}
    rows = [
        Parameter(
            id=row["key"],
            value=new.get(row["key"], _value(row["value"])),
            clause=row["clause"],
            default_status=row["default_status"],
        )
        for row in data["parameter"]
    ]
    return Profile(name=data["name"], parameters=tuple(rows))


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value


def day(text: str) -> date:
    """A day of 2024 from "MM-DD"."""
    return date.fromisoformat(f"2024-{text}")


CALENDAR = WorkCalendar(
    year=2024,
    days_off=(
        *map(day, ("05-01", "05-02", "05-03", "06-10", "09-16", "09-17")),
        *(date(2024, 10, n) for n in (1, 2, 3, 4, 7)),
    ),
    makeup_days=tuple(map(day, ["05-11", "09-14", "09-29", "10-12"])),
)

ORGANISATIONS = (
    Organisation(id="bureau", name="市局", kind="municipal"),
    Organisation(id="firm", name="某自评单位", aliases=("自评",), kind="self_review"),
    Organisation(id="lab", name="自评单位下属所", parent="firm"),
    Organisation(id="d1", name="甲区", kind="district"),
    Organisation(id="d2", name="乙旗", kind="district"),
    Organisation(id="edu", name="市教育局", kind="industry"),
    Organisation(id="u1", name="甲区医院", kind="municipal", district="d1"),
    Organisation(id="u2", name="乙旗医院", kind="municipal", district="d2"),
    Organisation(id="p1", name="民营医院", kind="private_enterprise", district="d1"),
    Organisation(
        id="state", name="驻包单位", kind="central", delegation_letter=True, city_consent=True
    ),
    *(Organisation(id=name, name=name, kind="municipal") for name in ("uni", "inst", "h1", "h2")),
)


def _served(*years: int) -> tuple[ServiceYear, ...]:
    """Served in these of the last three years, known not to have in the others."""
    return tuple(
        ServiceYear(year=year, committees=("c1",) if year in years else ())
        for year in (2021, 2022, 2023)
    )


def _expert(name: str, unit: str, title: Title, **more: Any) -> Expert:
    standard: dict[str, Any] = {
        "in_service": True,
        "pledge": True,
        "blacklisted": False,
        "official": False,
        "private_enterprise": False,
        "term_from": day("01-01"),
        "service": _served(2022),
    }
    return Expert(id=name, name=name, organisation=unit, titles=(title,), **(standard | more))


def _experts() -> tuple[Expert, ...]:
    earth = Title(series="工程", specialty="稀土", level="full_senior")
    inner = Title(series="卫生", specialty="内科", level="associate_senior")
    nurse = Title(series="卫生", specialty="护理", level="mid")
    found = [
        _expert(f"m{n:02}", "firm", earth, department=f"室{n}", presides=("c1",) * (n == 1))
        for n in (1, 2, 3, 4, 5, 6, 7, 12)
    ]
    found += [
        _expert(f"m{n:02}", unit, earth, presides=("c1",) * (n == 8))
        for n, unit in ((8, "uni"), (9, "uni"), (10, "inst"), (11, "inst"), (13, "inst"))
    ]
    both = found.index(next(e for e in found if e.id == "m11"))
    found[both] = again(
        found[both], titles=(earth, again(nurse, level="associate_senior")), max_committees=2
    )
    units = ("h1", "h2", "p1")
    found += [
        _expert(
            f"n{n:02}",
            units[n % 3],
            inner if n <= 8 or n == 16 else nurse,
            presides=("c2",) * (n in {1, 9}),
            private_enterprise=n % 3 == 2,
        )
        for n in range(1, 18)
    ]
    return tuple(found)


COMMITTEES = (
    Committee(
        id="c1",
        name="稀土专业高级评委会",
        series="工程",
        specialty="稀土",
        levels=("associate_senior",),
        organiser="firm",
        approver="region",
        size=11,
        self_reviewing=True,
        filing=Filing(status="filed", valid_from=day("01-01"), valid_to=date(2026, 12, 31)),
        plan_filed=day("06-28"),
        consent_on=day("07-05"),
        earliest=day("07-01"),
        latest=day("08-01"),
        extension=Extension(requested=day("08-01"), approved=True, until=day("10-31")),
        exam_combined=True,
        equipment=("投影",),
        apart_from=("c2",),
    ),
    Committee(
        id="c2",
        name="卫生系列中初级评委会",
        series="卫生",
        specialties=("内科", "护理"),
        levels=("mid", "junior"),
        organiser="d1",
        approver="city",
        size=15,
        enterprise_related=True,
        filing=Filing(
            status="pending",
            renewal=True,
            filed_on=day("07-30"),
            valid_from=day("07-30"),
            valid_to=date(2027, 7, 29),
        ),
        watched=True,
        groups=(
            ReviewGroup(id="ga", name="内科组", specialties=("内科",), size=8),
            ReviewGroup(id="gb", name="护理组", specialties=("护理",), size=7),
        ),
        entrustments=(Entrustment(organisation="d2", kind="entrusted", consent=True),),
    ),
)


def _applicant(name: str, unit: str, specialty: str, **more: Any) -> Applicant:
    standard: dict[str, Any] = {
        "series": "卫生",
        "level": "mid",
        "eligible": True,
        "accepted": True,
        "pledge": True,
        "received": day("07-10"),
        "id_number": f"ID-{name}",
    }
    return Applicant(
        id=name, name=name, organisation=unit, specialty=specialty, **(standard | more)
    )


def _applicants() -> tuple[Applicant, ...]:
    earth: dict[str, Any] = {
        "series": "工程",
        "level": "associate_senior",
        "exam_valid_until": day("12-31"),
        "format": "interview",
        "received": day("06-18"),
    }
    return (
        _applicant("a1", "firm", "稀土", department="室2", **earth),
        _applicant("a2", "firm", "稀土", department="室20", **earth),
        _applicant("a3", "firm", "稀土", green_item=2, prior_green=False, **earth),
        _applicant("b1", "h1", "内科", established_post=True),
        _applicant("b2", "u2", "内科", home_organisation="inst"),
        _applicant("b3", "p1", "内科", nonpublic=True),
        _applicant("b4", "p1", "内科", specialised=True),
        _applicant("b5", "u1", "护理", origin="township"),
        _applicant("b6", "u1", "护理", origin="county"),
        _applicant("b7", "state", "护理", track="directional"),
        _applicant("b8", "u1", "内科", track="recognition"),
        _applicant("x1", "u1", "内科", eligible=False),
        _applicant("x2", "u1", "内科", green_item=1),
    )


def _submissions() -> tuple[Submission, ...]:
    common: dict[str, Any] = {"forecast": False}
    return (
        Submission(
            id="s1", organisation="firm", band="senior", series="工程", dossiers=50,
            roster_posted=day("05-29"), **common,
        ),
        Submission(id="s2", organisation="d1", band="senior", dossiers=10, **common),
        Submission(id="s3", organisation="edu", band="senior", series="艺术", dossiers=4, **common),
        Submission(
            id="s4", organisation="u1", band="mid", series="卫生", dossiers=20, corrections=3,
            coach="一号车", **common,
        ),
        Submission(
            id="s5", organisation="h1", band="mid", series="卫生", dossiers=20, remote=True,
            coach="一号车", **common,
        ),
        Submission(
            id="s6", organisation="h2", band="senior", series="统计", dossiers=3, online_only=True,
            **common,
        ),
        Submission(id="s7", organisation="h2", band="mid", series="艺术", dossiers=5, **common),
        Submission(id="s8", organisation="h2", band="mid", series="卫生", dossiers=5, **common),
        Submission(
            id="s9", organisation="edu", band="senior", series="会计", dossiers=3,
            earliest=day("06-24"), latest=day("06-28"), **common,
        ),
        Submission(
            id="sw", organisation="d2", band="mid", dossiers=4, withdrawn="不再申报", **common
        ),
    )  # fmt: skip


QUOTA = (
    QuotaRequest(
        id="q1",
        total=17,
        stages={"primary": 17},
        bodies=(
            Body(organisation="d1", places=5, nominated=5, teachers=300, primary=300),
            Body(organisation="d2", floor=1, cap=13, nominated=2, teachers=700, primary=700),
        ),
    ),
    QuotaRequest(
        id="q2", kind="directional", bodies=(Body(organisation="state", series="卫生", places=1),)
    ),
    QuotaRequest(
        id="q3", kind="posts", bodies=(Body(organisation="h1", level="mid", vacancies=1),)
    ),
)


def season() -> Season:
    """The tiny season."""
    return Season(
        year=2024,
        name="小季",
        profile=profile_2024(),
        calendar=CALENDAR,
        organisations=ORGANISATIONS,
        experts=_experts(),
        conflicts=(
            Conflict(id="k1", expert="m03", applicant="a2", kind="mentor"),
            Conflict(id="k2", expert="n13", organisation="state", kind="superior"),
        ),
        committees=COMMITTEES,
        applicants=_applicants(),
        routes=(
            Route(id="r1", series="卫生", reviewing="c2"),
            Route(
                id="r2", series="艺术", levels=("mid", "junior"), receiving="edu", reviewing="c9"
            ),
        ),
        rooms=(
            *(
                Room(id=f"r{n}", name=f"{n}号", site="楼", seats=10, equipment=("投影", "录像"))
                for n in (1, 2, 3, 4)
            ),
            Room(id="hall", name="礼堂", site="楼", seats=30, plenary=True, equipment=("投影",)),
        ),
        desks=(
            Desk(id="k1", name="一号窗口", bands=("senior",), dossiers=45, officer="窗口员甲"),
            Desk(
                id="k2",
                name="二号窗口",
                bands=("mid", "junior"),
                closed=(Absence(first="2024-07-01.am", last="2024-07-02.pm"),),
            ),
            Desk(id="k3", name="复核窗口", stage="second", serves=("h2",)),
        ),
        staff=(
            Staff(id="t1", name="监督甲", roles=("supervisor",)),
            Staff(id="t2", name="秘书甲", roles=("secretary",), committees=("c1",)),
            Staff(id="t3", name="秘书乙", roles=("secretary", "teller"), committees=("c2",)),
            Staff(
                id="t4",
                name="窗口员甲",
                roles=("desk_officer",),
                absences=(Absence(first="2024-06-07.am", last="2024-06-07.pm"),),
            ),
        ),
        submissions=_submissions(),
        quota=QUOTA,
    )


EXEMPT = Exemption(clause="N2024-6.1.3a", reason="专业稀缺", author="办公室")
