"""The plan as data: whether it is of this season, whole, and keeps what was decided before."""

from collections import Counter
from collections.abc import Container, Iterator

from models.messages import Arg
from models.plan import Finding, Meeting, Pin, Plan, Seat, StepName, Where
from models.quota import MUNICIPAL
from models.season import Season, lasting_hash, season_hash

WITHIN = frozenset({"group", "session"})
"""Fields by which a row of the plan points to another row of the plan."""
LATEST = 10
"""Days of declaration, from the last back, that are tried to explain a changed season."""


def structure(season: Season, plan: Plan) -> Iterator[Finding]:
    """Whether the plan is of this season, every id stands once and every reference leads on."""
    if plan.season != season_hash(season):
        yield _changed_season(season, plan)
    yield from _repeated(plan)
    yield from _dangling(season, plan)
    yield from _planned_though_aside(plan)
    yield from _pins(season, plan)


def _changed_season(season: Season, plan: Plan) -> Finding:
    """What changed since the plan was made: ties, leave as well, or more than that."""
    where = Where(file="plan", field="season")
    added = ties_added(season, plan)
    if added:
        told: dict[str, Arg] = {"count": added}
        return Finding(
            code="plan_ties_added", severity="note", rule="structure", args=told, where=(where,)
        )
    if plan.lasting and plan.lasting == lasting_hash(season):
        return Finding(code="plan_leave_changed", severity="note", rule="structure", where=(where,))
    return _fault("plan_other_season", where)


def ties_added(season: Season, plan: Plan) -> int:
    """How many declared ties, the latest by date, the plan did not know; 0 if more changed."""
    dates = sorted({c.declared for c in season.conflicts if c.declared}, reverse=True)
    for day in dates[:LATEST]:
        late = frozenset(c.id for c in season.conflicts if c.declared and c.declared >= day)
        if season_hash(season.without("conflicts", late)) == plan.season:
            return len(late)
    return 0


def _fault(code: str, where: Where, **args: Arg) -> Finding:
    return Finding(code=code, severity="breach", rule="structure", args=args, where=(where,))


_WITH_IDS = (
    "windows", "awards", "appointments", "groups", "meetings", "seats", "reserves", "sessions",
    "dockets", "milestones", "draws", "replacements",
)  # fmt: skip


def _repeated(plan: Plan) -> Iterator[Finding]:
    for table in _WITH_IDS:
        for row, count in Counter(item.id for item in getattr(plan, table)).items():
            if count > 1:
                where = Where(file="plan", table=table, id=row)
                yield _fault("plan_id_repeated", where, table=table, row=row, count=count)


def _references(season: Season, plan: Plan) -> Iterator[tuple[str, str, str, str, Container[str]]]:
    """(table, row, field, id, where the id must be) of every reference that a plan makes."""
    groups = {g.id for g in plan.groups}
    sessions = {s.id for s in plan.sessions}
    quotas = {q.id for q in season.quota}
    for a in plan.awards:
        yield "awards", a.id, "quota", a.quota, quotas
    for a in plan.appointments:
        yield "appointments", a.id, "submission", a.submission, season.submission
        yield "appointments", a.id, "desk", a.desk, season.desk
    for g in plan.groups:
        yield "groups", g.id, "committee", g.committee, season.committee
    for m in plan.meetings:
        yield "meetings", m.id, "id", m.id, season.committee
        for use in m.rooms:
            yield "meetings", m.id, "rooms", use.room, season.room
        for duty in m.duties:
            yield "meetings", m.id, "duties", duty.staff, season.member_of_staff
    yield from _people_named(season, plan, groups)
    for d in plan.dockets:
        yield "dockets", d.id, "id", d.id, season.applicant
        yield "dockets", d.id, "committee", d.committee, season.committee
        yield "dockets", d.id, "session", d.session, sessions


def _people_named(
    season: Season, plan: Plan, groups: set[str]
) -> Iterator[tuple[str, str, str, str, Container[str]]]:
    """References of seats, reserves, replacements, sessions and readers."""
    for step in plan.replacements:
        yield "replacements", step.id, "left", step.left, season.expert
        yield "replacements", step.id, "joined", step.joined, season.expert
    for place in (*plan.seats, *plan.reserves):
        table = "seats" if isinstance(place, Seat) else "reserves"
        yield table, place.id, "committee", place.committee, season.committee
        yield table, place.id, "group", place.group, groups
        yield table, place.id, "expert", place.expert, season.expert
    for s in plan.sessions:
        yield "sessions", s.id, "committee", s.committee, season.committee
        if s.group:
            yield "sessions", s.id, "group", s.group, groups
        if s.room:
            yield "sessions", s.id, "room", s.room, season.room
        for expert in s.members:
            yield "sessions", s.id, "members", expert, season.expert
    for d in plan.dockets:
        for expert in (*d.readers, *d.recused):
            yield "dockets", d.id, "readers", expert, season.expert


def foreign(season: Season, plan: Plan) -> bool:
    """Whether the plan names rows that the season has not: it was made from another one."""
    return any(
        target not in known and field not in WITHIN
        for _, _, field, target, known in _references(season, plan)
    )


def _dangling(season: Season, plan: Plan) -> Iterator[Finding]:
    for table, row, field, target, known in _references(season, plan):
        if target not in known:
            where = Where(file="plan", table=table, id=row, field=field)
            yield _fault("plan_reference", where, table=table, row=row, field=field)


def _planned_though_aside(plan: Plan) -> Iterator[Finding]:
    """Whatever was put aside as a whole is not planned all the same.

    Of a submission the desks may have no time for some visits only: its rules count those.
    """
    planned = {
        ("committees", "meetings"): {m.id for m in plan.meetings},
        ("applicants", "dockets"): {d.id for d in plan.dockets},
        ("experts", "seats"): {s.expert for s in plan.seats},
        ("submissions", "appointments"): {a.submission for a in plan.appointments},
    }
    for item in plan.put_aside:
        in_part = item.table == "submissions" and item.step == "appointments"
        for (table, part), rows in planned.items():
            if item.table == table and item.row in rows and not in_part:
                where = Where(file="plan", table=part, id=item.row)
                yield _fault("plan_aside_planned", where, table=table, row=item.row)


def _pins(season: Season, plan: Plan) -> Iterator[Finding]:
    """A decision that somebody pinned and the plan does not keep: told, though not unlawful."""
    for pin in season.pins:
        kept = _kept(plan, pin)
        if kept is False:
            args: dict[str, Arg] = {"pin": pin.id, "part": pin.part, "author": pin.author}
            published = [part for part in plan.frozen if part.startswith(_PARTS.get(pin.part, ()))]
            if published:
                args["frozen"] = tuple(published)
            yield Finding(
                code="plan_pin_published" if published else "plan_pin_left",
                severity="warning",
                rule="structure",
                args=args,
                where=(Where(table="pins", id=pin.id),),
            )


_PARTS = {
    "appointments": ("annex5", "annex6"),
    "quota": ("annex10",),
    "meetings": ("dates",),
    "members": ("members",),
    "sessions": ("dates", "members"),
    "dockets": ("dates",),
}
"""What of a plan may be published, by the part that a pin is of."""
_STEP: dict[str, StepName] = {
    "meetings": "meetings",
    "members": "formation",
    "appointments": "appointments",
    "quota": "quota",
    "sessions": "timetable",
    "dockets": "dockets",
}


def _kept(plan: Plan, pin: Pin) -> bool | None:
    """Whether some row of the plan says what a pin says; None where that cannot be asked.

    It cannot where the step was not planned, nor of a body inside the municipal row of annex 10:
    its places are judged as part of that row.
    """
    rows = _rows_pinned(plan, pin)
    wanted = {key: _said(pin.part, key, value) for key, value in pin.value.items()}
    in_a_row = pin.part == "quota" and any(a.organisation == MUNICIPAL for a in plan.awards)
    if not plan.done(_STEP[pin.part]) or (in_a_row and not rows):
        return None
    return any(
        all(_said(pin.part, key, row[key]) == wanted[key] for key in wanted if key in row)
        for row in rows
    )


def _said(part: str, key: str, value: object) -> object:
    """A value as it is compared: those who sit in a session have no order."""
    if (part, key) == ("sessions", "members"):
        return frozenset(str(value).split("、"))
    return str(value)


def _rows_pinned(plan: Plan, pin: Pin) -> list[dict[str, object]]:
    """What the plan says of a pin's subject, by the names that pins use."""
    subject = pin.subject
    match pin.part:
        case "meetings":
            meetings = [m for m in plan.meetings if m.id == subject and m.half_days]
            return [_meeting(m) for m in meetings]
        case "members":
            seats = [s for s in plan.seats if s.committee == subject]
            return [{"expert": s.expert, "group": s.group, "role": s.role} for s in seats]
        case "appointments":
            slots = [a for a in plan.appointments if a.submission == subject and not a.kind]
            keys = ("at", "desk", "start", "dossiers")
            return [{key: getattr(a, key) for key in keys} for a in slots]
        case "quota":
            return [{"places": a.places} for a in plan.awards if a.organisation == subject]
        case "sessions":
            every = plan.sessions
            sessions = [s for s in every if s.id == subject] or [
                s for s in every if subject == (s.group if s.kind == "panel" else s.committee)
            ]
            return [
                {"at": s.at, "room": s.room, "group": s.group, "members": "、".join(s.members)}
                for s in sessions
            ]
        case "dockets":
            own = [d.session for d in plan.dockets if d.id == subject]
            at = {s.id: s.at for s in plan.sessions}
            return [{"session": said} for d in own for said in (d, at.get(d, d))]


def _meeting(meeting: Meeting) -> dict[str, object]:
    said: dict[str, object] = {"first": min(meeting.half_days)}
    if meeting.plenaries:
        said["plenary"] = min(meeting.plenaries)
    return said
