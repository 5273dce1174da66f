"""Rooms and staff of meetings: notice 六(二)1-2, 七(一)3."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from models.calendar import HalfDay
from models.committee import Committee, Room
from models.people import Staff
from models.plan import Duty, Finding, Meeting, Plan, RoomUse
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.index import covered
from scheduler.rules.sessions import row_of
from scheduler.rules.windows_rules import block


def _uses(facts: Facts) -> Iterator[tuple[Meeting, RoomUse, Room]]:
    for meeting in facts.meetings.values():
        for use in meeting.rooms:
            room = facts.season.room.get(use.room)
            if room is not None:
                yield meeting, use, room


def _closed(room: Room, at: HalfDay) -> bool:
    return covered(room.closed, at) or (bool(room.opened) and at not in room.opened)


class RoomsOnce(Rule):
    """No room is used by two at once."""

    id = "room-double-booking"
    clauses = ("N2024-6.2.2a",)
    title_zh = "会议室不重复占用"
    title_en = "No room is used twice at once"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        kept = Counter((use.room, use.at) for _, use, _ in _uses(facts))
        held = Counter((s.room, s.at) for s in plan.sessions if s.room)
        facts.compared[self.id] += len(kept) + len(held)
        for (room, at), count in sorted((kept | held).items()):
            if count > 1:
                users = [m for m, use, _ in _uses(facts) if (use.room, use.at) == (room, at)]
                where = [block(m, "rooms") for m in users]
                where += [row_of(s, "room") for s in plan.sessions if (s.room, s.at) == (room, at)]
                yield self.finding(season, "room_twice", *where, room=room, at=at)


class RoomsOpen(Rule):
    """Rooms are used only when they are open."""

    id = "room-open"
    clauses = ("N2024-6.2.2a",)
    title_zh = "会议室当时可用"
    title_en = "Rooms are open when used"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for meeting, use, room in _uses(facts):
            facts.compared[self.id] += 1
            if _closed(room, use.at):
                yield self.finding(
                    season, "room_closed", block(meeting, "rooms"), room=room.id, at=use.at
                )
        for session in plan.sessions:
            room = season.room.get(session.room)
            if room is not None:
                facts.compared[self.id] += 1
                if _closed(room, session.at):
                    yield self.finding(
                        season, "room_closed", row_of(session, "room"), room=room.id, at=session.at
                    )


class PlenaryRooms(Rule):
    """Plenaries sit in rooms meant for them, with seats for everybody; panels find seats too."""

    id = "plenary-room"
    clauses = ("N2024-6.2.2a",)
    title_zh = "全体会议在大会议室、座位够"
    title_en = "Plenaries sit in plenary rooms with seats enough"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        marked = any(room.plenary for room in season.rooms)
        used = [
            (m.id, use.at, room, block(m, "rooms"))
            for m, use, room in _uses(facts)
            if not use.group
        ]
        used += [
            (s.committee, s.at, season.room[s.room], row_of(s, "room"))
            for s in facts.plenaries
            if s.room in season.room
        ]
        for name, at, room, where in used:
            facts.compared[self.id] += 1
            if marked and not room.plenary:
                yield self.finding(season, "room_no_plenary", where, room=room.id, at=at)
            size = len({seat.expert for seat in facts.seats.get(name, ())})
            if room.seats is not None and size > room.seats:
                yield self.finding(
                    season, "room_too_small", where, room=room.id, seats=room.seats, size=size
                )
        yield from self._panels(season, facts)

    def _panels(self, season: Season, facts: Facts) -> Iterator[Finding]:
        """Rooms that do not seat the least panel (40号令 art. 21)."""
        least = facts.number.integer("group.min_members")
        for session in facts.panels:
            room = season.room.get(session.room)
            if room is not None and room.seats is not None:
                facts.compared[self.id] += 1
                size = min(least, len(session.members))
                if room.seats < size:
                    where = row_of(session, "room")
                    yield self.finding(
                        season, "room_too_small", where, room=room.id, seats=room.seats, size=size
                    )


class RoomForEverySession(Rule):
    """Every session has a room, and it is one that was kept for the committee."""

    id = "room-for-every-session"
    clauses = ("N2024-6.2.2a",)
    title_zh = "每场都有会议室"
    title_en = "Every session has a room"
    needs = ("meetings", "timetable")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        if not season.rooms:
            return
        kept = {(m.id, use.at, use.room) for m, use, _ in _uses(facts)}
        for session in plan.sessions:
            facts.compared[self.id] += 1
            if not session.room:
                yield self.finding(season, "room_none", row_of(session, "room"), session=session.id)
            elif kept and (session.committee, session.at, session.room) not in kept:
                yield self.finding(
                    season,
                    "room_not_kept",
                    row_of(session, "room"),
                    session=session.id,
                    room=session.room,
                    at=session.at,
                )


class RoomEquipment(Rule):
    """Rooms have what the committee asks for, and what the formats heard in them need."""

    id = "room-equipment"
    clauses = ("N2024-6.2.2a",)
    title_zh = "会议室设备够用"
    title_en = "Rooms have the equipment that is needed"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        if not any(room.equipment for room in season.rooms):
            return
        for committee, meeting in facts.convened:
            for use in meeting.rooms:
                room = season.room.get(use.room)
                if room is not None:
                    facts.compared[self.id] += 1
                    yield from self._lacks(season, meeting, use, room, committee.equipment)
        for session in facts.panels:
            room = season.room.get(session.room)
            formats = {facts.format_of(a) for _, a in facts.dockets_in.get(session.id, ())}
            for style in sorted(formats):
                key = f"format.{style}.equipment"
                if room is None or not season.profile.has(key):
                    continue
                facts.compared[self.id] += 1
                lacking = set(season.profile.words(key)) - set(room.equipment)
                if lacking:
                    yield self.finding(
                        season,
                        "room_format",
                        row_of(session, "room"),
                        keys=(key,),
                        session=session.id,
                        room=room.id,
                        lacking=tuple(sorted(lacking)),
                    )

    def _lacks(
        self, season: Season, meeting: Meeting, use: RoomUse, room: Room, wanted: tuple[str, ...]
    ) -> Iterator[Finding]:
        lacking = sorted(set(wanted) - set(room.equipment))
        if lacking:
            yield self.finding(
                season,
                "room_lacks",
                block(meeting, "rooms"),
                committee=meeting.id,
                room=room.id,
                at=use.at,
                lacking=tuple(lacking),
            )


class KeptApart(Rule):
    """Committees that must not overlap share no half-day."""

    id = "kept-apart"
    clauses = ("N2024-6.2.2a",)
    title_zh = "不得同期的评委会错开"
    title_en = "Committees that must not overlap are kept apart"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        told: set[frozenset[str]] = set()
        for committee, meeting in facts.convened:
            for name in committee.apart_from:
                other = facts.meetings.get(name)
                pair = frozenset({committee.id, name})
                if other is None or len(pair) == 1 or pair in told:
                    continue
                told.add(pair)
                facts.compared[self.id] += 1
                shared = sorted(set(meeting.half_days) & set(other.half_days))
                if shared:
                    yield self.finding(
                        season,
                        "meet_not_apart",
                        block(meeting, "half_days"),
                        block(other, "half_days"),
                        committee=committee.id,
                        other=name,
                        at=shared[0],
                        count=len(shared),
                    )


def _duties(facts: Facts) -> Iterator[tuple[Committee, Meeting, Duty, Staff]]:
    for committee, meeting in facts.convened:
        for duty in meeting.duties:
            staff = facts.season.member_of_staff.get(duty.staff)
            if staff is not None:
                yield committee, meeting, duty, staff


class StaffOnce(Rule):
    """Nobody of the staff has two duties in one half-day."""

    id = "staff-double-booking"
    clauses = ("N2024-6.2.2a",)
    title_zh = "工作人员不重复安排"
    title_en = "No member of staff has two duties at once"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        places: defaultdict[tuple[str, HalfDay], list[tuple[Meeting, Duty]]] = defaultdict(list)
        for committee, meeting, duty, staff in _duties(facts):
            facts.compared[self.id] += 1
            places[staff.id, duty.at].append((meeting, duty))
            if duty.at not in meeting.half_days:
                yield self.finding(
                    season,
                    "staff_outside",
                    block(meeting, "duties"),
                    staff=staff.id,
                    committee=committee.id,
                    at=duty.at,
                )
        for (staff, at), duties in sorted(places.items(), key=lambda item: item[0]):
            sites = {(meeting.id, duty.role, duty.room) for meeting, duty in duties}
            watching = all(duty.role == "supervisor" for _, duty in duties)
            if len(sites) > 1 and not (watching and len(_sites(facts, duties)) == 1):
                yield self.finding(
                    season,
                    "staff_twice",
                    *(block(meeting, "duties") for meeting, _ in duties),
                    staff=staff,
                    at=at,
                )


def _sites(facts: Facts, duties: list[tuple[Meeting, Duty]]) -> set[str]:
    """Where duties are done: one supervisor may watch a whole site."""
    found: set[str] = set()
    for meeting, duty in duties:
        found |= _sites_at(facts, meeting, duty.at, duty.room)
    return found


def _sites_at(facts: Facts, meeting: Meeting, at: HalfDay, room: str = "") -> set[str]:
    """The sites of a room, else of all rooms of a meeting in a half-day, else the committee's."""
    committee = facts.season.committee[meeting.id]
    names = [room] if room else [use.room for use in meeting.rooms if use.at == at]
    known = [facts.season.room[name] for name in names if name in facts.season.room]
    standard = committee.site or meeting.id
    return {item.site or standard for item in known} or {standard}


class StaffFit(Rule):
    """Staff do what their role, committees and absences allow."""

    id = "staff-fit"
    clauses = ("N2024-6.2.2a",)
    title_zh = "工作人员角色、服务范围、请假相符"
    title_en = "Staff fit their role, committees and absences"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, meeting, duty, staff in _duties(facts):
            facts.compared[self.id] += 1
            barred = bool(staff.committees) and committee.id not in staff.committees
            if duty.role not in staff.roles or barred or covered(staff.absences, duty.at):
                yield self.finding(
                    season,
                    "staff_unfit",
                    block(meeting, "duties"),
                    staff=staff.id,
                    committee=committee.id,
                    role=duty.role,
                    at=duty.at,
                )


class Supervised(Rule):
    """Every site has its supervisors on every day of a meeting."""

    id = "supervised"
    clauses = ("N2024-6.2.1c",)
    title_zh = "每个会场每日有监督人员"
    title_en = "Every site has a supervisor on every day"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        if not any("supervisor" in staff.roles for staff in season.staff):
            return
        needed = facts.number.integer("supervisors.per_site_day")
        watch: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        wanted: dict[tuple[str, str], Meeting] = {}
        for _, meeting in facts.convened:
            for at in meeting.half_days:
                for site in _sites_at(facts, meeting, at):
                    wanted[site, at[:10]] = meeting
        for _, meeting, duty, staff in _duties(facts):
            if duty.role == "supervisor":
                for site in _sites_at(facts, meeting, duty.at, duty.room):
                    watch[site, duty.at[:10]].add(staff.id)
        for (site, day), meeting in sorted(wanted.items(), key=lambda item: item[0]):
            facts.compared[self.id] += 1
            if len(watch[site, day]) < needed:
                yield self.finding(
                    season,
                    "staff_no_supervisor",
                    block(meeting, "duties"),
                    keys=("supervisors.per_site_day",),
                    site=site,
                    day=day,
                    needed=needed,
                )


class WatchedThroughout(Rule):
    """A committee under watch has a supervisor in every half-day."""

    id = "watched-throughout"
    clauses = ("N2024-7.1.3",)
    title_zh = "重点监督的评委会每场有监督人员"
    title_en = "A committee under watch is supervised in every session"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        key = "supervisors.watched_every_session"
        for committee, meeting in facts.convened:
            if not committee.watched or not facts.number.flag(key):
                continue
            there = {duty.at for duty in meeting.duties if duty.role == "supervisor"}
            for at in meeting.half_days:
                facts.compared[self.id] += 1
                if at not in there:
                    yield self.finding(
                        season,
                        "staff_not_watched",
                        block(meeting, "duties"),
                        keys=(key,),
                        committee=committee.id,
                        at=at,
                    )


class Secretaries(Rule):
    """Every committee has its secretaries in every half-day."""

    id = "secretaries"
    clauses = ("R40-23",)
    title_zh = "每个评委会有秘书"
    title_en = "Every committee has its secretaries"
    needs = ("meetings",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        if not any("secretary" in staff.roles for staff in season.staff):
            return
        needed = facts.number.integer("secretaries.per_committee")
        for committee, meeting in facts.convened:
            here = Counter(d.at for d in meeting.duties if d.role == "secretary")
            for at in meeting.half_days:
                facts.compared[self.id] += 1
                if here[at] < needed:
                    yield self.finding(
                        season,
                        "staff_no_secretary",
                        block(meeting, "duties"),
                        keys=("secretaries.per_committee",),
                        committee=committee.id,
                        at=at,
                    )


VENUES: tuple[type[Rule], ...] = (
    RoomsOnce,
    RoomsOpen,
    PlenaryRooms,
    RoomForEverySession,
    RoomEquipment,
    KeptApart,
    StaffOnce,
    StaffFit,
    Supervised,
    WatchedThroughout,
    Secretaries,
)
