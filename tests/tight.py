"""Small random seasons in which little is to spare, of every kind; and what a plan must explain."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from models.appointment import Desk, Submission
from models.committee import Committee, Expected, ReviewGroup, Room
from models.messages import Arg, text
from models.people import Absence, Applicant, Conflict, Exemption, Expert, ServiceYear, Staff
from models.plan import Finding, Pin, Plan, session_parts
from models.season import Season
from scheduler.verify import verify
from tests import seasons

FIRST = date(2024, 8, 7)
FIELDS = ("地质", "测绘")
UNITS = ("主管局", "甲厂", "乙院", "丙校", "丁所")
FORMATS = (None, "dossier", "interview", "lesson_defence", "live_lesson", "recognition")
CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 3,
    "committee.deputies_min": 1,
    "pool.ratio": 1,
    "draw.reserve_ratio": (1, 3),
    "apart.nonpublic_min": 2,
    "apart.grassroots_threshold": 2,
}


OF_SPREAD = ("meetings", "formation", "timetable", "dockets")


def season(rng: Random) -> Season:
    """A season of one to four committees; most can be planned, some lack a person or a room."""
    names = [f"C{n}" for n in range(rng.choice((1, 1, 2, 2, 3, 4)))]
    committees = tuple(_committee(rng, name, names) for name in names)
    experts = tuple(_people(rng, committees))
    applicants = tuple(_applicants(rng, committees)) if rng.random() < 0.8 else ()
    changes = CHANGES | {
        "committee.unit_cap_share": rng.choice([(1, 1), (1, 1), (2, 3), (1, 3)]),
        "meeting.weekends": rng.random() < 0.2,
        "apart.grassroots": rng.random() < 0.5,
        "preparation.inside_session": rng.random() < 0.2,
        "expert.max_committees": rng.choice([1, 2, 2]),
        "session.minutes": rng.choice([60, 120, 210]),
    }
    return seasons.season(
        changes=changes,
        committees=committees,
        experts=experts if rng.random() < 0.85 else (),
        applicants=applicants,
        conflicts=tuple(_conflicts(rng, experts, applicants)),
        rooms=tuple(_rooms(rng, len(names))),
        staff=tuple(_staff(rng, names)),
        desks=_desks(rng),
        submissions=tuple(_submissions(rng)),
        pins=tuple(_pins(rng, committees, experts)),
    )


def _some(rng: Random, chance: float) -> bool | None:
    return True if rng.random() < chance else rng.choice([None, False])


def _committee(rng: Random, name: str, names: list[str]) -> Committee:
    grouped = rng.random() < 0.35
    size = rng.choice([7, 7, 9] if grouped else [3, 3, 5, 7])
    groups = tuple(ReviewGroup(id=f"{name}{field}", specialties=(field,)) for field in FIELDS)
    first = FIRST + timedelta(days=rng.choice([0, 0, 0, 1]))
    return seasons.committee(
        name,
        size=rng.choice([size, size, None]),
        groups=groups if grouped else (),
        self_reviewing=_some(rng, 0.2),
        enterprise_related=_some(rng, 0.15),
        spread=rng.random() < 0.3,
        watched=_some(rng, 0.2),
        expected=(
            Expected(count=rng.choice([1, 3, 9, 30]), format=rng.choice(FORMATS) or "dossier"),
        ),
        earliest=first,
        latest=first + timedelta(days=rng.choice([0, 1, 1, 2, 5])),
        max_days=rng.choice([None, 1, 2]),
        wished=(FIRST + timedelta(days=1),) * (rng.random() < 0.3),
        chair_wished=(FIRST,) * (rng.random() < 0.2),
        equipment=("投影",) * (rng.random() < 0.2),
        apart_from=tuple(n for n in names if n != name and rng.random() < 0.15),
        draws=rng.choice([None, None, None, 2]),
        site=rng.choice(["", "", "", "东楼", "西楼"]),
    )


def _absences(rng: Random) -> tuple[Absence, ...]:
    if rng.random() < 0.75:
        return ()
    day = (FIRST + timedelta(days=rng.choice([0, 0, 1, 2]))).isoformat()
    halves = rng.choice([("am", "pm"), ("am", "am"), ("pm", "pm")])
    return (Absence(first=f"{day}.{halves[0]}", last=f"{day}.{halves[1]}"),)


def _people(rng: Random, committees: tuple[Committee, ...]) -> Iterator[Expert]:
    wanted = sum(c.size or 3 for c in committees)
    spare = rng.choice([-1, 0, 1, 2, 4, 8, 12])
    shared = rng.random() < 0.5
    for n in range(max(1, wanted + spare)):
        home = committees[n % len(committees)]
        yield seasons.expert(
            f"E{n:02}",
            rng.choice(UNITS) if rng.random() < 0.6 else f"单位{n}",
            department=rng.choice(["", "一室", "二室"]),
            titles=(
                seasons.title(
                    rng.choice(["associate_senior", "associate_senior", "full_senior", "mid"]),
                    rng.choice(("", "", *FIELDS)),
                ),
            ),
            pools=() if shared or rng.random() < 0.2 else (home.id,),
            private_enterprise=_some(rng, 0.4),
            official=_some(rng, 0.15),
            blacklisted=_some(rng, 0.04),
            presides=(home.id,) * (rng.random() < 0.4),
            service=rng.choice(
                [
                    (),
                    (),
                    (),
                    (ServiceYear(year=2023, committees=(home.id,)),),
                    tuple(ServiceYear(year=y, committees=("X",)) for y in (2021, 2022, 2023)),
                ]
            ),
            exemptions=(Exemption(clause="N2024-6.1.3a", reason="专业稀缺", author="局"),)
            * (rng.random() < 0.2),
            absences=_absences(rng),
            max_committees=rng.choice([None, None, None, 1]),
            max_half_days=rng.choice([None, None, None, 2, 3]),
            remote=_some(rng, 0.15),
            wishes_against=(f"{FIRST}.am",) * (rng.random() < 0.1),
        )


def _applicants(rng: Random, committees: tuple[Committee, ...]) -> Iterator[Applicant]:
    for committee in committees:
        if rng.random() < 0.2:
            continue
        style = rng.choice(FORMATS)
        for n in range(rng.choice([1, 2, 3, 5, 9, 14])):
            yield seasons.applicant(
                f"{committee.id}-{n}",
                rng.choice((*UNITS[1:], *UNITS[1:], "主管局")) + committee.id,
                committee=committee.id,
                specialty=rng.choice(("", *FIELDS)),
                department=rng.choice(["", "一室"]),
                nonpublic=_some(rng, 0.2),
                specialised=_some(rng, 0.05),
                origin=rng.choice(["", "", "", "county", "township"]),
                format=style if rng.random() < 0.7 else rng.choice(FORMATS),
                eligible=_some(rng, 0.9) is not False or None,
            )


def _conflicts(
    rng: Random, experts: tuple[Expert, ...], applicants: tuple[Applicant, ...]
) -> Iterator[Conflict]:
    for n in range(rng.choice([0, 0, 1, 3, 6]) if applicants else 0):
        person = rng.choice(experts).id
        if rng.random() < 0.8:
            yield Conflict(id=f"K{n}", expert=person, applicant=rng.choice(applicants).id)
        else:
            yield Conflict(
                id=f"K{n}", expert=person, organisation=rng.choice(applicants).organisation
            )


def _rooms(rng: Random, committees: int) -> Iterator[Room]:
    stated = rng.random() < 0.5
    for n in range(max(1, committees + rng.choice([-1, 0, 1, 1, 2, 3]))):
        yield Room(
            id=f"R{n}",
            name=f"{n}号",
            site=rng.choice(["", "", "东楼"]),
            seats=rng.choice([None, None, 20, 5]),
            plenary=n == 0 or rng.random() < 0.6,
            equipment=tuple(e for e in ("投影", "录像") if stated and rng.random() < 0.6),
            closed=_absences(rng),
        )


def _staff(rng: Random, names: list[str]) -> Iterator[Staff]:
    for n in range(rng.choice([0, 0, 1, 2, 4])):
        yield Staff(
            id=f"S{n}",
            name=f"工作人员{n}",
            roles=rng.choice(
                [("secretary",), ("supervisor",), ("secretary", "teller"), ("timekeeper",)]
            ),
            committees=(rng.choice(names),) * (rng.random() < 0.3),
            absences=_absences(rng),
        )


def _desks(rng: Random) -> tuple[Desk, ...]:
    if rng.random() < 0.5:
        return ()
    first = Desk(id="D1", name="一号窗口", dossiers=rng.choice([None, 10, 40]))
    second = Desk(id="D2", name="复核窗口", stage="second")
    return (first, second) if rng.random() < 0.5 else (first,)


def _submissions(rng: Random) -> Iterator[Submission]:
    for n in range(rng.choice([0, 0, 2, 5])):
        yield Submission(
            id=f"U{n}",
            organisation="主管局",
            band=rng.choice(["senior", "mid", "junior"]),
            series=seasons.SERIES,
            dossiers=rng.choice([3, 20, 60]),
        )


def _pins(
    rng: Random, committees: tuple[Committee, ...], experts: tuple[Expert, ...]
) -> Iterator[Pin]:
    for n in range(rng.choice([0, 0, 0, 1, 2])):
        value = {"expert": rng.choice(experts[:2]).id}
        yield Pin(
            id=f"P{n}",
            part="members",
            subject=rng.choice(committees).id,
            value=dict(value),
            reason="主持",
            author="局",
        )


def pinned(rng: Random) -> Season:
    """Such a season in which somebody has fixed panels, plenaries, rooms, sitters or dossiers."""
    drawn = season(rng)
    made = [_fixed(rng, drawn, f"F{n}") for n in range(rng.choice([1, 1, 2, 3]))]
    return drawn.model_copy(update={"pins": (*drawn.pins, *(pin for pin in made if pin))})


def _fixed(rng: Random, drawn: Season, name: str) -> Pin | None:
    committee = rng.choice(drawn.committees)
    groups = [group.id for group in committee.groups] or [f"{committee.id}#1"]
    window = committee.earliest, committee.latest
    days = (window[1] - window[0]).days if window[0] and window[1] else 0
    day = (window[0] or FIRST) + timedelta(days=rng.randint(0, days))
    at = f"{day.isoformat()}.{rng.choice(['am', 'pm'])}"
    own = [a.id for a in drawn.applicants if a.committee == committee.id]
    kind = rng.choice(["panel", "panel", "number", "plenary", "dossier"])
    if kind == "dossier":
        value = rng.choice([at, at, f"{rng.choice(groups)}@{at}/1"])
        return _pin(name, "dockets", rng.choice(own), {"session": value}) if own else None
    said: dict[str, str] = {"at": at}
    if rng.random() < 0.4:
        said["room"] = rng.choice(drawn.rooms).id
    if kind == "plenary":
        return _pin(name, "sessions", committee.id, said)
    group = rng.choice(groups)
    if drawn.experts and rng.random() < 0.3:
        names = [e.id for e in drawn.experts]
        said["members"] = "、".join(rng.sample(names, min(len(names), rng.choice([3, 3, 4]))))
    subject = group if kind == "panel" else f"{group}@{FIRST}.am/1"
    return _pin(name, "sessions", subject, said)


def _pin(name: str, part: Any, subject: str, value: dict[str, str]) -> Pin:
    return Pin(id=name, part=part, subject=subject, value=dict(value), reason="会议定", author="局")


def as_planned(rng: Random, season: Season, plan: Plan) -> Season:
    """The season in which some of what a plan decided is fixed: so it can be planned again."""
    pins: list[Pin] = []
    for n, session in enumerate(rng.sample(plan.sessions, min(len(plan.sessions), 2))):
        said = {"at": session.at}
        if session.room and rng.random() < 0.6:
            said["room"] = session.room
        if session.kind == "panel" and rng.random() < 0.5:
            said["members"] = "、".join(session.members)
        subject = rng.choice([session.id, session.group or session.committee])
        pins.append(_pin(f"F{n}", "sessions", subject, said))
    of = {session.id: session.at for session in plan.sessions}
    for docket in rng.sample(plan.dockets, min(len(plan.dockets), 1)):
        value = {"session": rng.choice([docket.session, of[docket.session]])}
        pins.append(_pin("F9", "dockets", docket.id, value))
    return season.model_copy(update={"pins": (*season.pins, *pins)})


def left(season: Season, plan: Plan) -> list[str]:
    """Pins of sessions and dossiers that a plan does not keep although the committee is in it."""
    told = {f.where[0].id for f in verify(season, plan).findings if f.code == "plan_pin_left"}
    groups = {g.id: g.committee for g in plan.groups}
    panels = {s.id for s in plan.sessions if s.kind == "panel"}
    heard = {d.id for d in plan.dockets if d.session in panels}
    found: list[str] = []
    for pin in season.pins:
        of = session_parts(pin.subject)[0] or pin.subject
        there = groups.get(of, of) in {s.committee for s in plan.sessions}
        if pin.id in told and pin.part in {"sessions", "dockets"}:
            found += [f"{pin.id} left"] * (pin.subject in heard or there)
    return found


def unexplained(season: Season, plan: Plan) -> list[str]:
    """What of a plan nobody could explain: breaches, and refusals without clause or number.

    "Not shown" is an answer for committees that are spread alone, and says how many choices were
    ruled out and by which clauses: rounds may run out, or what was shown held only beside other
    choices. For blocks it is none.
    """
    spread = any(committee.spread for committee in season.committees)
    found = [f"breach {f.rule} {f.code}" for f in verify(season, plan).findings
             if f.severity == "breach"]  # fmt: skip
    for report in plan.steps:
        for finding in report.findings:
            found += [f"words of {finding.code}"] * (not _told(finding))
        if report.status == "UNKNOWN" and not (report.step in OF_SPREAD and spread):
            found.append(f"{report.step} not shown")
        if report.status == "UNKNOWN" and not _reasons(plan, report.findings):
            found.append(f"{report.step} left open without a word")
        if report.status == "INFEASIBLE" and not _reasons(plan, report.findings):
            found.append(f"{report.step} refused without clause and number")
    for item in plan.put_aside:
        if not item.clause or not text(item.code, item.args):
            found.append(f"{item.id} aside without a clause: {item.code}")
        if item.table == "committees" and item.step == "meetings" and not _number(item.args):
            found.append(f"{item.id} aside without a number: {item.code}")
    return found


def _told(finding: Finding) -> bool:
    return bool(text(finding.code, finding.args) and text(finding.code, finding.args, "en"))


def _number(args: dict[str, Arg]) -> bool:
    return any(isinstance(value, int) for value in args.values())


def _reasons(plan: Plan, findings: tuple[Finding, ...]) -> bool:
    """Whether a refusal names a clause and a number, by itself or committee by committee."""
    if any(f.clause and _number(f.args) for f in findings):
        return True
    return any(item.table == "committees" and item.step == "meetings" for item in plan.put_aside)
