"""Seasons and plans written by hand, of any number of committees; no planner is asked."""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from models.appointment import Desk, Submission
from models.base import LEVELS
from models.calendar import WorkCalendar, date_of, half_day
from models.committee import Committee, Expected, Filing, ReviewGroup, Room
from models.law import Parameter, Profile
from models.people import Applicant, Expert, Organisation, Staff, Title
from models.plan import (
    STEPS,
    Appointment,
    Award,
    AwardStep,
    Docket,
    DrawRecord,
    Duty,
    Goal,
    Meeting,
    Milestone,
    Plan,
    PlannedGroup,
    PutAside,
    Reserve,
    RoomUse,
    Seat,
    Session,
    StepReport,
    Window,
)
from models.quota import Body, QuotaRequest
from models.season import Season, season_hash

PROFILE = Path(__file__).parents[2] / "instances" / "profiles" / "2024.toml"
DISTRICTS = [
    "市教育局",
    "市卫生健康委员会",
    "市工业和信息化局",
    "昆都仑区人力资源和社会保障局",
    "青山区人力资源和社会保障局",
    "东河区人力资源和社会保障局",
    "九原区人力资源和社会保障局",
    "石拐区人力资源和社会保障局",
    "达尔罕茂明安联合旗人力资源和社会保障局",
    "内蒙古科技大学附属稀土研究院（自主评审单位）",
]
KIND = {"associate_senior": "副高级", "junior": "中初级"}
SERIES = ["中小学教师", "卫生技术", "工程技术", "农业技术", "图书资料", "艺术", "经济", "会计"]
MakeName = Callable[[int], str]


def name_of(number: int) -> str:
    """An invented name, rare surnames among them."""
    return (
        "王李张刘陈䶮㛃欧赵孙"[number % 10] + "试样甲乙丙丁戊己庚"[number // 10 % 9] + str(number)
    )


@cache
def profile() -> Profile:
    """The numbers of 2024."""
    data = tomllib.loads(PROFILE.read_text(encoding="utf-8"))
    rows = [
        {
            "valid_from" if key == "from" else "valid_to" if key == "to" else key: value
            for key, value in row.items()
        }
        for row in data["parameter"]
    ]
    parameters = tuple(Parameter.model_validate({"id": row.pop("key"), **row}) for row in rows)
    return Profile(name=data["name"], parameters=parameters)


def calendar() -> WorkCalendar:
    """The working days of the 2024 season."""
    return WorkCalendar(
        year=2024,
        days_off=(date(2024, 6, 10), date(2024, 9, 16), date(2024, 9, 17)),
        makeup_days=(date(2024, 9, 14), date(2024, 9, 29), date(2024, 10, 12)),
    )


def _experts(count: int, name: MakeName) -> tuple[Expert, ...]:
    return tuple(
        Expert(
            id=f"E{n:03}",
            name=name(n),
            organisation=f"O{n % len(DISTRICTS)}",
            titles=(Title(series=SERIES[n % len(SERIES)], level="associate_senior"),),
            phone=f"1390472{n:04}",
        )
        for n in range(count)
    )


def _committee(number: int) -> Committee:
    series = SERIES[number % len(SERIES)]
    levels = LEVELS[1:2] if number % 4 == 0 else LEVELS[2:]
    where = DISTRICTS[number % len(DISTRICTS)].removesuffix("人力资源和社会保障局")
    return Committee(
        id=f"C{number:02}",
        name=f"{where}{series}系列{KIND[levels[-1]]}职称评审委员会{number + 1}",
        series=series,
        levels=levels,
        organiser=f"O{number % len(DISTRICTS)}",
        approver="city",
        size=11,
        self_reviewing=number % len(DISTRICTS) == 9,
        filing=Filing(status="filed", number=f"包人社备〔2024〕{number + 1}号"),
        groups=(
            ReviewGroup(id=f"C{number:02}-1", name="第一组"),
            ReviewGroup(id=f"C{number:02}-2", name="实践操作与现场考核第二组"),
        ),
        expected=(Expected(count=15), Expected(count=5, format="lesson_defence")),
        site="市人事考试中心",
    )


def make_season(committees: int = 4, applicants: int = 60, name: MakeName = name_of) -> Season:
    """A season of so many committees; everything else follows from the number."""
    made = tuple(_committee(n) for n in range(committees))
    return Season(
        year=2024,
        name="包头市2024年度职称评审（样例）",
        profile=profile(),
        calendar=calendar(),
        organisations=tuple(
            Organisation(id=f"O{n}", name=title, kind="municipal" if n < 3 else "district")
            for n, title in enumerate(DISTRICTS)
        ),
        experts=_experts(14 * committees, name),
        committees=made,
        applicants=tuple(
            Applicant(
                id=f"A{n:04}",
                name=f"申报{n:04}",
                organisation=f"O{n % len(DISTRICTS)}",
                series=made[n % committees].series,
                level=made[n % committees].levels[-1],
                nonpublic=n % 7 == 0,
                format="lesson_defence" if n % 3 == 0 else None,
            )
            for n in range(applicants)
        ),
        rooms=tuple(
            Room(id=f"R{n}", name=f"第{n + 1}评议室", site="市人事考试中心", plenary=n < 2)
            for n in range(12)
        ),
        desks=tuple(
            Desk(id=f"D{n}", name=f"{n + 1}号窗口", place="市政务服务中心二楼") for n in range(4)
        ),
        staff=(
            Staff(id="S1", name="监督甲", roles=("supervisor",)),
            Staff(id="S2", name="秘书乙", roles=("secretary", "teller")),
        ),
        submissions=tuple(
            Submission(
                id=f"U{n:03}",
                organisation=f"O{n % len(DISTRICTS)}",
                band="senior" if n % 3 == 0 else "mid",
                series=SERIES[n % len(SERIES)],
                dossiers=5 + n % 17,
                contact=f"联络{n}",
                phone=f"0472-5{n:06}",
                note='=HYPERLINK("http://x")' if n == 1 else "",
            )
            for n in range(10 + 4 * committees)
        ),
        quota=(
            QuotaRequest(
                id="Q1",
                name="2024年中小学正高级教师申报名额分配表",
                total=17,
                bodies=tuple(
                    Body(organisation=f"O{n}", teachers=1000 + 300 * n) for n in range(10)
                ),
            ),
        ),
    )


def _workdays(first: date, count: int) -> list[date]:
    found = [first]
    while len(found) < count:
        found.append(calendar().add_workdays(found[-1], 1))
    return found


def _appointments(season: Season) -> tuple[Appointment, ...]:
    made: list[Appointment] = []
    for n, item in enumerate(season.submissions):
        first = date(2024, 6, 6) if item.annex == 5 else date(2024, 7, 1)
        day = _workdays(first, 12)[n // 8 % 12]
        made.append(
            Appointment(
                id=f"P{n:03}",
                submission=item.id,
                annex=item.annex,
                desk=f"D{n % 4}",
                at=half_day(day, "am" if n // 4 % 2 == 0 else "pm"),
                start="09:00",
                dossiers=item.dossiers,
                minutes=5 * item.dossiers,
            )
        )
    return tuple(made)


def _meeting(number: int, committee: Committee) -> Meeting:
    first = date(2024, 7, 3) if committee.band == "senior" else date(2024, 8, 7)
    days = _workdays(_workdays(first, 10)[number % 10], 1 + number % 3)
    halves = tuple(half_day(day, half) for day in days for half in ("am", "pm"))
    rooms = [
        RoomUse(at=at, room=f"R{(2 * number + g) % 12}", group=f"{committee.id}-{g + 1}")
        for at in halves[:-1]
        for g in (0, 1)
    ]
    rooms.append(RoomUse(at=halves[-1], room=f"R{number % 2}"))
    return Meeting(
        id=committee.id,
        half_days=halves,
        plenaries=halves[-1:],
        rooms=tuple(rooms),
        duties=(
            Duty(at=halves[0], staff="S1", role="supervisor"),
            Duty(at=halves[-1], staff="S2", role="teller", room=f"R{number % 2}"),
        ),
    )


def _milestones(meeting: Meeting) -> list[Milestone]:
    first, last = date_of(meeting.half_days[0]), date_of(meeting.plenaries[-1])
    posted = calendar().add_workdays(last, 1)
    ends = calendar().add_workdays(posted, 5)
    dates = {
        "plan_filing": first - timedelta(days=7),
        "draw": first - timedelta(days=2),
        "result_posting": posted,
        "publication_end": ends,
        "report": calendar().on_or_before(date(last.year, last.month + 1, min(last.day, 30))),
    }
    clauses = {"result_posting": "R40-26", "report": "N2024-6.2.4a", "plan_filing": "N2024-6.2.2b"}
    return [
        Milestone(
            id=f"{code}-{meeting.id}",
            code=code,
            subject=meeting.id,
            due=due,
            clause=clauses.get(code, ""),
            owner="评委会办事机构",
        )
        for code, due in dates.items()
    ]


def _season_milestones() -> list[Milestone]:
    return [
        Milestone(id="notice", code="local_notice", due=date(2024, 5, 31), clause="N2024-2.1.4a"),
        Milestone(id="roster-s", code="roster_posting", subject="senior", due=date(2024, 6, 5)),
        Milestone(id="roster-m", code="roster_posting", subject="mid", due=date(2024, 7, 18)),
        Milestone(
            id="filing", code="committee_filing", due=date(2024, 7, 31), clause="N2024-6.1.2b"
        ),
        Milestone(
            id="pub",
            code="publication_end",
            due=date(2024, 8, 30),
            printed=date(2024, 8, 31),
            clause="N2024-2.1.4d",
        ),
        Milestone(id="approval", code="approval", due=date(2024, 9, 13), clause="N2024-2.1.4f"),
        Milestone(
            id="archive",
            code="archive",
            due=date(2024, 10, 12),
            printed=date(2024, 10, 13),
            clause="N2024-7.2.2",
        ),
    ]


def _windows(committees: tuple[Committee, ...]) -> tuple[Window, ...]:
    desks = (
        Window(
            id="w1",
            kind="desk",
            subject="municipal/senior",
            first=date(2024, 6, 6),
            last=date(2024, 6, 14),
            clauses=("N2024-2.1.1c", "N2024-5.5"),
        ),
        Window(
            id="w2",
            kind="desk",
            subject="district/senior",
            first=date(2024, 6, 6),
            last=date(2024, 6, 20),
            clauses=("N2024-2.1.1d",),
        ),
        Window(
            id="w3",
            kind="desk",
            subject="municipal/mid",
            first=date(2024, 7, 1),
            last=date(2024, 7, 26),
            clauses=("N2024-2.1.4c",),
        ),
    )
    meetings = tuple(
        Window(
            id=f"w-{c.id}",
            kind="meeting",
            subject=c.id,
            last=date(2024, 8, 22),
            first=date(2024, 7, 2) if c.band == "senior" else date(2024, 8, 7),
        )
        for c in committees
    )
    return desks + meetings


def _sessions(meeting: Meeting, members: list[str]) -> list[Session]:
    return [
        Session(
            id=f"{meeting.id}-s{n}",
            committee=meeting.id,
            group=use.group,
            kind="panel" if use.group else "plenary",
            at=use.at,
            room=use.room,
            category="nonpublic" if n % 5 == 4 else "general",
            members=tuple(members[n % 5 : n % 5 + 3]) if use.group else tuple(members),
        )
        for n, use in enumerate(meeting.rooms)
    ]


def make_plan(season: Season) -> Plan:
    """A plan for a season of `make_season`: complete, though nobody asked whether it is lawful."""
    meetings = tuple(_meeting(n, c) for n, c in enumerate(season.committees))
    members = {
        c.id: [e.id for e in season.experts[14 * n : 14 * n + 11]]
        for n, c in enumerate(season.committees)
    }
    sessions = {m.id: _sessions(m, members[m.id]) for m in meetings}
    dockets: list[Docket] = []
    for n, person in enumerate(season.applicants):
        home = season.committees[n % len(season.committees)].id
        panels = [s for s in sessions[home] if s.kind == "panel"]
        session = panels[n // len(season.committees) % len(panels)]
        dockets.append(
            Docket(
                id=person.id,
                committee=home,
                group=session.group,
                session=session.id,
                minutes=8,
                readers=session.members[:2],
                recused=session.members[2:],
            )
        )
    milestones = [item for meeting in meetings for item in _milestones(meeting)]
    roles = ("chair", "deputy", *["member"] * 9)
    return Plan(
        season=season_hash(season),
        versions={"pingshen": "0.1.0"},
        seed=7,
        steps=tuple(
            StepReport(
                step=step,
                status="OPTIMAL",
                goals=(Goal(name=f"{step}.late", value=3, bound=3, proven=True),),
            )
            for step in STEPS
        ),
        windows=_windows(season.committees),
        awards=tuple(
            Award(
                id=f"Q1-O{n}",
                quota="Q1",
                organisation=f"O{n}",
                basis=1000 + 300 * n,
                places=1 + n % 3,
            )
            for n in range(10)
        ),
        award_steps=(
            AwardStep(id="Q1-1", quota="Q1", order=1, organisation="O9", quotient="37/10"),
        ),
        appointments=_appointments(season),
        groups=tuple(
            PlannedGroup(
                id=g.id, committee=c.id, name=g.name, size=5, panels={"general": 3, "nonpublic": 1}
            )
            for c in season.committees
            for g in c.groups
        ),
        meetings=meetings,
        seats=tuple(
            Seat(id=f"{c}-{n}", committee=c, group=f"{c}-{1 + n % 2}", expert=e, role=roles[n])  # pyright: ignore[reportArgumentType]
            for c, group in members.items()
            for n, e in enumerate(group)
        ),
        reserves=tuple(
            Reserve(
                id=f"{c.id}-r{k}",
                committee=c.id,
                group=f"{c.id}-1",
                order=k + 1,
                expert=season.experts[14 * n + 11 + k].id,
            )
            for n, c in enumerate(season.committees)
            for k in range(3)
        ),
        sessions=tuple(s for made in sessions.values() for s in made),
        dockets=tuple(dockets),
        milestones=(*_season_milestones(), *milestones),
        put_aside=(
            PutAside(
                id="x1",
                table="applicants",
                row="A0003",
                code="applicant-late",
                clause="N2024-2.1.4c",
            ),
            PutAside(
                id="x2", table="committees", row="C99", code="filing-lapsed", clause="N2024-6.1.2d"
            ),
        ),
        draws=(
            DrawRecord(
                id="d1",
                committee="C00",
                held_on=date(2024, 7, 1),
                witnesses=("见证甲",),
                seed="8",
                algorithm="a1",
                eligible=("E001",),
                members=("E001",),
            ),
        ),
    )
