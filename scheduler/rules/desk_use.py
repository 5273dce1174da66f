"""What desks take, how much and when, and that nobody is in two places: notice 二(一)1."""

from collections import defaultdict
from collections.abc import Iterator

from models.appointment import Desk, Submission
from models.calendar import HalfDay, half_of
from models.people import Absence, Staff
from models.plan import Appointment, Finding, Plan
from models.season import Season
from scheduler.rules.appointments import held, row_of
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.index import covered, minute_of


class DeskAccepts(Rule):
    """The desk is open then, and takes this band and series."""

    id = "desk-accepts"
    clauses = ("N2024-2.1.1a",)
    title_zh = "窗口当时开放且受理该层级系列"
    title_en = "The desk is open and takes the band and series"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission, item in held(facts):
            desk = season.desk.get(item.desk)
            if desk is None:
                continue
            facts.compared[self.id] += 1
            if not open_desk(desk, item.at):
                yield self.finding(season, "desk_closed", row_of(item), desk=desk.id, at=item.at)
            elif covered(officer_leave(facts, desk), item.at):
                yield self.finding(
                    season, "desk_officer_away", row_of(item), desk=desk.id, at=item.at
                )
            if not takes(desk, submission) or not serves(facts, desk, submission):
                yield self.finding(
                    season,
                    "desk_not_for",
                    row_of(item, "desk"),
                    desk=desk.id,
                    submission=submission.id,
                )
            if (desk.stage == "second") != (item.kind == "second"):
                yield self.finding(
                    season,
                    "desk_wrong_step",
                    row_of(item, "desk"),
                    desk=desk.id,
                    submission=submission.id,
                )
            if covered(submission.closed, item.at):
                yield self.finding(
                    season, "desk_unit_away", row_of(item), submission=submission.id, at=item.at
                )


def open_desk(desk: Desk, at: HalfDay) -> bool:
    """Whether a desk works in an open half-day."""
    usual = not desk.opened or at in desk.opened or at in desk.added
    return usual and not covered(desk.closed, at)


def officer_at(facts: Facts, desk: Desk) -> Staff | None:
    """The member of staff who serves a desk, as far as it is known who that is."""
    staff = facts.season.staff
    named = [person for person in staff if desk.officer and desk.officer == person.id]
    named = named or [person for person in staff if desk.officer and desk.officer == person.name]
    return named[0] if len(named) == 1 else None


def officer_leave(facts: Facts, desk: Desk) -> tuple[Absence, ...]:
    """When the officer of a desk is on leave."""
    officer = officer_at(facts, desk)
    return officer.absences if officer else ()


def takes(desk: Desk, submission: Submission) -> bool:
    """Whether a desk takes a submission's band and series; an unknown series it takes."""
    series = not desk.series or not submission.series or submission.series in desk.series
    return series and (not desk.bands or submission.band in desk.bands)


def serves(facts: Facts, desk: Desk, submission: Submission) -> bool:
    """Whether a unit may go to a desk: some desks are there for certain units alone."""
    units = {facts.body(name) for name in desk.serves}
    return not units or facts.body(submission.organisation) in units


def hours_at(facts: Facts, desk: Desk | None, at: HalfDay) -> tuple[int, int, tuple[str, ...]]:
    """From when to when a desk is open in a half-day, and the numbers of the year asked for."""
    half = half_of(at)
    own = (desk.am if half == "am" else desk.pm) if desk else ""
    if own:
        begin, _, end = own.partition("-")
        return minute_of(begin), minute_of(end), ()
    key = f"desk.{half}"
    opens, closes = (minute_of(str(word)) for word in facts.number.items(key))
    return opens, closes, (key,)


class DeskCapacity(Rule):
    """A desk gets no more work in a half-day than it can do."""

    id = "desk-capacity"
    clauses = ("N2024-2.1.1a",)
    title_zh = "窗口半日工作量不超"
    title_en = "A desk's half-day is not overfilled"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        loads: defaultdict[tuple[str, HalfDay], list[Appointment]] = defaultdict(list)
        for submission, item in held(facts):
            loads[item.desk, item.at].append(item)
            yield from self._own_minutes(facts, submission, item)
        for (name, at), items in sorted(loads.items()):
            desk = season.desk.get(name)
            if desk is None:
                continue
            facts.compared[self.id] += 1
            room, keys = room_at(facts, desk, at)
            used = sum(i.minutes for i in items)
            count = sum(i.dossiers for i in items)
            where = tuple(row_of(i, "minutes") for i in items)
            if used > room:
                yield self.finding(
                    season,
                    "desk_overfull",
                    *where,
                    keys=keys,
                    desk=name,
                    at=at,
                    minutes=used,
                    room=room,
                )
            if desk.dossiers is not None and count > desk.dossiers:
                yield self.finding(
                    season,
                    "desk_too_many",
                    *where,
                    desk=name,
                    at=at,
                    dossiers=count,
                    most=desk.dossiers,
                )

    def _own_minutes(
        self, facts: Facts, submission: Submission, item: Appointment
    ) -> Iterator[Finding]:
        key = f"desk.minutes_per_dossier.{submission.band}"
        own = submission.minutes
        if item.kind == "second" and facts.number.has("desk.minutes_per_dossier.second"):
            key, own = "desk.minutes_per_dossier.second", None
        each = own or facts.number.integer(key)
        if item.minutes < each * item.dossiers:
            yield self.finding(
                facts.season,
                "desk_minutes",
                row_of(item, "minutes"),
                keys=() if own else (key,),
                submission=submission.id,
                minutes=item.minutes,
                needed=each * item.dossiers,
            )


def room_at(facts: Facts, desk: Desk, at: HalfDay) -> tuple[int, tuple[str, ...]]:
    """Minutes of work of a desk in a half-day, and the number of the year that says so, if any."""
    if desk.minutes:
        return desk.minutes, ()
    begin, end, keys = hours_at(facts, desk, at)
    if not keys:
        return end - begin, ()
    key = "desk.minutes_per_halfday"
    return facts.number.integer(key), (key,)


class OnePlaceAtATime(Rule):
    """No desk serves two units at once, no unit and no officer is at two desks at once."""

    id = "desk-double-booking"
    clauses = ("N2024-2.1.1a",)
    title_zh = "窗口、单位、审核人都不重复占用"
    title_en = "No desk, unit or officer is booked twice"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        desks: defaultdict[tuple[str, HalfDay], list[Appointment]] = defaultdict(list)
        units: defaultdict[tuple[str, HalfDay], list[Appointment]] = defaultdict(list)
        officers: defaultdict[tuple[str, HalfDay], list[Appointment]] = defaultdict(list)
        serves_at = {desk.id: officer_at(facts, desk) for desk in season.desks}
        for submission, item in held(facts):
            if item.start:
                facts.compared[self.id] += 1
                desks[item.desk, item.at].append(item)
                units[facts.body(submission.organisation), item.at].append(item)
                officer = serves_at.get(item.desk)
                if officer is not None:
                    officers[officer.id, item.at].append(item)
        for code, booked in (("desk_booked_twice", desks), ("desk_unit_twice", units)):
            for (who, at), items in sorted(booked.items()):
                for one, other in _overlapping(items):
                    yield self.finding(
                        season, code, row_of(one, "start"), row_of(other, "start"), who=who, at=at
                    )
        for (_, at), items in sorted(officers.items()):
            for one, other in _overlapping(items):
                if one.desk != other.desk:
                    yield self.finding(
                        season,
                        "desk_officer_twice",
                        row_of(one, "start"),
                        row_of(other, "start"),
                        desk=one.desk,
                        desk_other=other.desk,
                        at=at,
                    )


def _overlapping(items: list[Appointment]) -> Iterator[tuple[Appointment, Appointment]]:
    ordered = sorted(items, key=lambda i: (minute_of(i.start), i.id))
    longest = ordered[0]
    for item in ordered[1:]:
        if minute_of(item.start) < _until(longest):
            yield longest, item
        longest = max(longest, item, key=_until)


def _until(item: Appointment) -> int:
    return minute_of(item.start) + item.minutes


class ClockTimes(Rule):
    """Units are due within the desk's hours; those from far not too early."""

    id = "desk-hours"
    clauses = ("N2024-2.1.1a",)
    title_zh = "到窗口的时刻在办公时间内，远途的不过早"
    title_en = "Clock times within office hours, far units not too early"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission, item in held(facts):
            if not item.start:
                continue
            facts.compared[self.id] += 1
            opens, closes, keys = hours_at(facts, season.desk.get(item.desk), item.at)
            start = minute_of(item.start)
            if start < opens or start + item.minutes > closes:
                yield self.finding(
                    season,
                    "desk_outside_hours",
                    row_of(item, "start"),
                    keys=keys,
                    submission=submission.id,
                    at=item.at,
                    start=item.start,
                )
            if submission.remote:
                earliest = facts.number.word("desk.travel_earliest")
                if start < minute_of(earliest):
                    yield self.finding(
                        season,
                        "desk_too_early",
                        row_of(item, "start"),
                        keys=("desk.travel_earliest",),
                        submission=submission.id,
                        start=item.start,
                        earliest=earliest,
                    )


DESK_USE: tuple[type[Rule], ...] = (
    DeskAccepts,
    DeskCapacity,
    OnePlaceAtATime,
    ClockTimes,
)
