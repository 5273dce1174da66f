"""The lawful plan of the tiny season."""

from datetime import date
from typing import Any

from models.plan import (
    STEPS,
    Appointment,
    Award,
    Docket,
    DrawRecord,
    Duty,
    Meeting,
    Milestone,
    Plan,
    PlannedGroup,
    PutAside,
    Replacement,
    Reserve,
    RoomUse,
    Seat,
    Session,
    StepReport,
    Window,
)
from models.quota import QuotaStudy, StageCell, StageTable
from models.season import Season, season_hash
from tests.rules.tiny import day

M1, A1 = "2024-07-09.am", "2024-07-09.pm"
M2, A2 = "2024-08-07.am", "2024-08-07.pm"


def _seats() -> tuple[Seat, ...]:
    heads = {"m01": "chair", "m08": "deputy", "n01": "chair", "n09": "deputy"}
    rows = [("c1", "c1", f"m{n:02}") for n in range(1, 12)]
    rows += [("c2", "ga" if n <= 8 else "gb", f"n{n:02}") for n in range(1, 15)]
    rows.append(("c2", "gb", "m11"))
    return tuple(
        Seat.model_validate(
            {
                "id": f"{c}/{e}",
                "committee": c,
                "group": g,
                "expert": e,
                "role": heads.get(e, "member"),
            }
        )
        for c, g, e in rows
    )


def _reserves() -> tuple[Reserve, ...]:
    rows = (
        ("c1", "c1", "internal", "m12"),
        ("c1", "c1", "external", "m13"),
        ("c2", "ga", "any", "n16"),
        ("c2", "gb", "any", "n17"),
    )
    return tuple(
        Reserve.model_validate(
            {"id": f"{c}/{e}", "committee": c, "group": g, "origin": o, "order": 1, "expert": e}
        )
        for c, g, o, e in rows
    )


def _session(name: str, group: str, at: str, room: str, members: str, category: str) -> Session:
    return Session.model_validate(
        {
            "id": name,
            "committee": name[:2],
            "group": group,
            "kind": "panel" if group else "plenary",
            "at": at,
            "room": room,
            "category": category,
            "members": tuple(members.split()),
        }
    )


def _sessions() -> tuple[Session, ...]:
    all1 = " ".join(f"m{n:02}" for n in range(1, 12))
    all2 = " ".join(f"n{n:02}" for n in range(1, 15)) + " m11"
    return (
        _session("c1-1", "c1", M1, "r1", "m02 m08 m09 m10", "general"),
        _session("c1-2", "c1", M1, "r2", "m03 m04 m05 m06", "general"),
        _session("c1-p", "", A1, "hall", all1, "general"),
        _session("c2-1", "ga", M2, "r1", "n01 n02 n03 n05", "general"),
        _session("c2-2", "ga", M2, "r2", "n04 n06 n07", "nonpublic"),
        _session("c2-3", "gb", M2, "r3", "n09 n10 n11", "grassroots"),
        _session("c2-4", "gb", M2, "r4", "n12 n13 n14 m11", "general"),
        _session("c2-p", "", A2, "hall", all2, "general"),
    )


def _docket(
    name: str, session: str, readers: str, recused: str = "", category: str = "general"
) -> Docket:
    group = {"c1": "c1", "c2": "ga"}[session[:2]]
    group = "gb" if session in {"c2-3", "c2-4"} else group
    minutes = 12 if session.startswith("c1") else 2 if session.endswith("p") else 6
    return Docket.model_validate(
        {
            "id": name,
            "committee": session[:2],
            "group": group,
            "session": session,
            "category": category,
            "minutes": minutes,
            "readers": tuple(readers.split()),
            "recused": tuple(recused.split()),
        }
    )


def _dockets() -> tuple[Docket, ...]:
    return (
        _docket("a1", "c1-1", "m08 m09 m10", "m02"),
        _docket("a2", "c1-2", "m04 m05 m06", "m03"),
        _docket("a3", "c1-1", "m02 m08 m09"),
        _docket("b1", "c2-1", "n01 n02 n05", "n03 n06 n09 n12"),
        _docket("b2", "c2-1", "n01 n02 n03", "m11"),
        _docket("b3", "c2-2", "n04 n06 n07", "n02 n05 n08 n11 n14", "nonpublic"),
        _docket("b4", "c2-2", "n04 n06 n07", "n02 n05 n08 n11 n14", "nonpublic"),
        _docket("b5", "c2-3", "n09 n10 n11", "", "grassroots"),
        _docket("b6", "c2-3", "n09 n10 n11", "", "grassroots"),
        _docket("b7", "c2-4", "n12 n14 m11", "n13"),
        _docket("b8", "c2-p", ""),
    )


def _meeting(name: str, halves: tuple[str, str], rooms: tuple[str, ...], secretary: str) -> Meeting:
    groups = {"c1": ("c1", "c1"), "c2": ("ga", "ga", "gb", "gb")}[name]
    uses = [
        RoomUse(at=halves[0], room=room, group=group)
        for room, group in zip(rooms, groups, strict=True)
    ]
    duties = [Duty(at=at, staff="t1", role="supervisor", room="hall") for at in halves]
    duties += [Duty(at=at, staff=secretary, role="secretary") for at in halves]
    return Meeting(
        id=name,
        half_days=halves,
        plenaries=halves[1:],
        rooms=(*uses, RoomUse(at=halves[1], room="hall")),
        duties=tuple(duties),
    )


def _appointment(
    name: str, desk: str, at: str, start: str, dossiers: int, each: int, **more: Any
) -> Appointment:
    return Appointment(
        id=name,
        submission=name[:2],
        annex=5 if desk == "k1" else 6,
        desk=desk,
        at=f"2024-{at}",
        start=start,
        dossiers=dossiers,
        minutes=dossiers * each,
        **more,
    )


def _appointments() -> tuple[Appointment, ...]:
    return (
        _appointment("s1-1", "k1", "06-13.pm", "14:00", 30, 5),
        _appointment("s1-2", "k1", "06-14.am", "08:30", 20, 5),
        _appointment("s2-1", "k1", "06-19.am", "08:30", 10, 5),
        _appointment("s3-1", "k1", "06-19.am", "10:00", 4, 5),
        _appointment("s4-1", "k2", "07-10.am", "08:30", 20, 4),
        _appointment("s5-1", "k2", "07-10.am", "10:00", 20, 4),
        _appointment("s8-1", "k2", "07-11.am", "08:30", 5, 4),
        _appointment("s8-2", "k3", "07-11.pm", "14:00", 5, 2, kind="second"),
        _appointment("s4-2", "k2", "07-12.am", "08:30", 3, 4, kind="correction"),
        _appointment("s9-1", "k1", "06-25.am", "08:30", 3, 5),
    )


def _task(code: str, subject: str, due: date, clause: str, kind: str = "duty") -> Milestone:
    return Milestone.model_validate(
        {
            "id": f"{code}/{subject}",
            "code": code,
            "subject": subject,
            "due": due,
            "clause": clause,
            "kind": kind,
        }
    )


CHAIN = {
    "plan_filing": ("N2024-6.2.2b", "06-28", "07-31"),
    "consent": ("N2024-6.2.2b", "07-05", "08-06"),
    "draw": ("IM2023-5", "07-08", "08-06"),
    "meeting_first": ("N2024-6.2.1b", "07-09", "08-07"),
    "meeting_last": ("N2024-6.2.1b", "07-09", "08-07"),
    "result_posting": ("N2024-2.1.4d", "07-10", "08-08"),
    "publication_end": ("R40-26", "07-17", "08-15"),
    "report": ("N2024-6.2.4a", "07-24", "08-20"),
    "approval": ("N2024-2.1.4f", "07-31", "08-30"),
    "archive": ("N2024-7.2.2", "08-30", "09-27"),
}


def _milestones() -> tuple[Milestone, ...]:
    found = [
        _task("local_notice", "firm", day("05-31"), "N2024-2.1.4a"),
        _task("local_notice", "d1", day("05-31"), "N2024-2.1.4a"),
        _task("applications_close.senior", "", day("06-20"), "N2024-2.1.4b", "right"),
        _task("applications_close.midjunior", "", day("07-26"), "N2024-2.1.4c", "right"),
        _task("pool_filing", "", day("07-30"), "N2024-6.1.1b"),
        _task("committee_filing", "c2", day("07-30"), "N2024-6.1.2b"),
        _task("roster_posting", "firm", day("05-29"), "N2024-5.5"),
        _task("roster_posting", "d1", day("06-11"), "N2024-5.5"),
        _task("roster_posting", "edu", day("06-11"), "N2024-5.5"),
        _task("roster_posting", "u1", day("07-02"), "N2024-5.5"),
        _task("roster_posting", "h1", day("07-02"), "N2024-5.5"),
        _task("roster_posting", "h2", day("07-03"), "N2024-5.5"),
    ]
    for code, (clause, first, second) in CHAIN.items():
        found.append(_task(code, "c1", day(first), clause))
        found.append(_task(code, "c2", day(second), clause))
    return tuple(found)


WINDOWS = tuple(
    Window(id=f"desk/{subject}", kind="desk", subject=subject, first=day(first), last=day(last))
    for subject, first, last in (
        ("municipal/senior", "06-06", "06-14"),
        ("self_review/senior", "06-06", "06-14"),
        ("district/senior", "06-06", "06-20"),
        ("industry/senior", "06-06", "06-20"),
        ("municipal/midjunior", "07-01", "07-26"),
    )
)


def plan(season: Season) -> Plan:
    """The lawful plan."""
    seats = _seats()
    drawn = tuple(seat.expert for seat in seats if seat.committee == "c1")
    return Plan(
        season=season_hash(season),
        steps=tuple(StepReport(step=step, status="OPTIMAL") for step in STEPS),
        awards=(
            Award(id="q1/d1", quota="q1", organisation="d1", basis=300, places=5, fixed=True),
            Award(id="q1/d2", quota="q1", organisation="d2", basis=700, places=12),
        ),
        studies=(
            QuotaStudy(
                id="q1",
                method="hamilton",
                table=StageTable(
                    method="sainte_lague",
                    cells=(
                        StageCell(body="d1", stage="primary", places=5),
                        StageCell(body="d2", stage="primary", places=12),
                    ),
                    body_multipliers={"d1": "1/30", "d2": "6/175"},
                    stage_multipliers={"primary": "1"},
                ),
            ),
        ),
        windows=WINDOWS,
        appointments=_appointments(),
        groups=(
            PlannedGroup(id="c1", committee="c1", size=11),
            PlannedGroup(id="ga", committee="c2", specialties=("内科",), size=8),
            PlannedGroup(id="gb", committee="c2", specialties=("护理",), size=7),
        ),
        meetings=(
            _meeting("c1", (M1, A1), ("r1", "r2"), "t2"),
            _meeting("c2", (M2, A2), ("r1", "r2", "r3", "r4"), "t3"),
        ),
        seats=seats,
        reserves=_reserves(),
        sessions=_sessions(),
        dockets=_dockets(),
        milestones=_milestones(),
        put_aside=(
            PutAside(id="x1", table="applicants", row="x1", code="app_not_eligible"),
            PutAside(id="x2", table="applicants", row="x2", code="app_green"),
        ),
        replacements=(
            Replacement(
                id="c2/1",
                committee="c2",
                group="gb",
                order=1,
                left="n15",
                joined="n14",
                reason="因病",
                on=day("08-06"),
            ),
        ),
        draws=(
            DrawRecord(
                id="c1/1",
                committee="c1",
                held_on=day("07-08"),
                witnesses=("纪检甲",),
                seed="2024-176",
                algorithm="pingshen-lot/1",
                eligible=(*drawn, "m12", "m13"),
                members=drawn,
                groups=("c1",) * len(drawn),
                reserves=("m12", "m13"),
                reserve_places=("c1/internal/1", "c1/external/1"),
                season=season_hash(season),
            ),
        ),
    )
