"""The meeting itself: who is in which room when; Order 40 articles 19-21, notice 四(二)3."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from models.committee import Committee
from models.plan import Finding, Plan, Session, Where
from models.season import Season
from scheduler.rules.applications import recognition_items
from scheduler.rules.base import Rule
from scheduler.rules.committees import is_external_peer
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.index import ceil_share, covered


def row_of(session: Session, field: str = "members") -> Where:
    """The place of a session in the plan."""
    return Where(file="plan", table="sessions", id=session.id, field=field)


def _known(facts: Facts, sessions: tuple[Session, ...]) -> Iterator[tuple[Session, Committee]]:
    for session in sessions:
        committee = facts.season.committee.get(session.committee)
        if committee is not None:
            yield session, committee


class OnePlaceAtATime(Rule):
    """No expert is in two sessions in one half-day."""

    id = "expert-one-place"
    clauses = ("R40-20",)
    title_zh = "专家不在同一时间出席两处"
    title_en = "No expert is in two places at once"
    needs = ("timetable",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        places: defaultdict[tuple[str, str], list[Session]] = defaultdict(list)
        for session in plan.sessions:
            facts.compared[self.id] += len(session.members)
            for expert in session.members:
                places[expert, session.at].append(session)
        for (expert, at), sessions in sorted(places.items()):
            if len(sessions) > 1:
                yield self.finding(
                    season, "sit_two_places", *map(row_of, sessions), expert=expert, at=at
                )


class PresentWhenSitting(Rule):
    """Nobody is put into a session during an absence, or beyond the half-days they give."""

    id = "expert-available"
    clauses = ("R40-20", "P-9")
    title_zh = "请假期间不排专家"
    title_en = "No expert sits during an absence"
    needs = ("timetable",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        halves: defaultdict[str, set[str]] = defaultdict(set)
        for session in plan.sessions:
            for name in session.members:
                expert = season.expert.get(name)
                if expert is None:
                    continue
                facts.compared[self.id] += 1
                halves[name].add(session.at)
                if covered(expert.absences, session.at):
                    yield self.finding(
                        season, "sit_absent", row_of(session), expert=name, at=session.at
                    )
        for name, used in sorted(halves.items()):
            most = season.expert[name].max_half_days
            if most is not None and len(used) > most:
                yield self.finding(
                    season,
                    "sit_too_often",
                    Where(table="experts", id=name, field="max_half_days"),
                    clause="P-9",
                    expert=name,
                    count=len(used),
                    most=most,
                )


class OnlyMembersSit(Rule):
    """Panels are of members of the group, plenaries of members of the committee."""

    id = "only-members-sit"
    clauses = ("N2024-6.1.2a", "R40-21")
    title_zh = "出席的都是本评委会、本组评委"
    title_en = "Only members of the committee and group sit"
    needs = ("formation", "timetable")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        seated = {name: {s.expert for s in seats} for name, seats in facts.seats.items()}
        for session, committee in _known(facts, plan.sessions):
            group = set(facts.in_group.get((committee.id, session.group), ()))
            allowed = group if session.kind == "panel" else seated.get(committee.id, set())
            for expert in session.members:
                facts.compared[self.id] += 1
                if expert not in allowed:
                    yield self.finding(
                        season,
                        "sit_not_member",
                        row_of(session),
                        expert=expert,
                        session=session.id,
                        committee=committee.id,
                    )


class PanelOfThree(Rule):
    """A panel has at least three members, and as many as its format needs."""

    id = "panel-size"
    clauses = ("R40-21",)
    title_zh = "评议小组不少于三人"
    title_en = "Panels of at least three"
    needs = ("timetable",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        least = facts.number.integer("readers.min")
        for session in facts.panels:
            facts.compared[self.id] += 1
            group = facts.group.get(session.group)
            formats = {facts.format_of(a) for _, a in facts.dockets_in.get(session.id, ())}
            keys = [f"format.{style}.panel" for style in sorted(formats)]
            wanted = max([least, *(facts.number.integer(key) for key in keys)])
            wanted = max(wanted, group.panel_size if group else 0)
            if len(set(session.members)) < wanted:
                yield self.finding(
                    season,
                    "sit_small_panel",
                    row_of(session),
                    session=session.id,
                    size=len(set(session.members)),
                    wanted=wanted,
                )


class PanelsBeforePlenary(Rule):
    """Every panel is over before its committee votes, and every committee votes."""

    id = "panels-before-plenary"
    clauses = ("R40-20", "R40-21")
    title_zh = "分组评议在前、全体表决在后"
    title_en = "Panels first, then the plenary votes"
    needs = ("timetable",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, _ in facts.convened:
            sessions = facts.sessions.get(committee.id, ())
            plenaries = [s for s in sessions if s.kind == "plenary"]
            facts.compared[self.id] += 1
            if not plenaries:
                where = Where(file="plan", table="meetings", id=committee.id, field="plenaries")
                yield self.finding(season, "sit_no_plenary", where, committee=committee.id)
                continue
            first = min(s.at for s in plenaries)
            for panel in sessions:
                if panel.kind == "panel" and panel.at >= first:
                    yield self.finding(
                        season,
                        "sit_panel_late",
                        row_of(panel, "at"),
                        session=panel.id,
                        at=panel.at,
                        plenary=first,
                    )


class PlenaryLongEnough(Rule):
    """The plenary half-days hold the opening, every vote and every recognition item."""

    id = "plenary-length"
    clauses = ("N2024-4.2.3", "N2024-4.5.3a", "N2024-4.5.3b")
    title_zh = "全体会议时间够表决和认定"
    title_en = "The plenary is long enough for votes and recognition"
    needs = ("timetable", "dockets")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        number = facts.number
        recognised = {name: len(items) for name, items in recognition_items(facts).items()}
        votes = Counter(c.id for _, a, c in facts.dockets if facts.format_of(a) != "recognition")
        for committee, _ in facts.convened:
            halves = {s.at for s in facts.plenaries if s.committee == committee.id}
            if not halves:
                continue
            facts.compared[self.id] += 1
            needed = number.integer("plenary.opening_minutes")
            needed += votes[committee.id] * number.integer("plenary.vote_minutes")
            if committee.id in recognised:
                each = number.integer("format.recognition.minutes")
                needed += recognised[committee.id] * each
            room = len(halves) * number.integer("session.minutes")
            if needed > room:
                yield self.finding(
                    season,
                    "sit_short_plenary",
                    Where(file="plan", table="meetings", id=committee.id, field="plenaries"),
                    keys=("plenary.vote_minutes", "plenary.opening_minutes", "session.minutes"),
                    committee=committee.id,
                    needed=needed,
                    room=room,
                )


def _attendance(facts: Facts) -> Iterator[tuple[Session, Committee, set[str], int]]:
    """Each plenary with its attendance and the number of members."""
    for session, committee in _known(facts, facts.plenaries):
        seats = facts.seats.get(committee.id, ())
        seated = {seat.expert for seat in seats}
        if seated:
            yield session, committee, set(session.members) & seated, len(seated)


class Quorum(Rule):
    """Two thirds of the members attend each plenary, chair or deputy among them."""

    id = "quorum"
    clauses = ("R40-19",)
    title_zh = "三分之二以上到会，主任或副主任主持"
    title_en = "Two thirds attend, chair or deputy presides"
    needs = ("formation", "timetable")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        share = facts.number.share("quorum.share")
        for session, committee, present, size in _attendance(facts):
            facts.compared[self.id] += 1
            needed = ceil_share(share, size)
            if len(present) < needed:
                yield self.finding(
                    season,
                    "sit_quorum",
                    row_of(session),
                    keys=("quorum.share",),
                    committee=committee.id,
                    present=len(present),
                    needed=needed,
                    size=size,
                )
            heads = {s.expert for s in facts.seats[committee.id] if s.role != "member"}
            if not heads & present:
                yield self.finding(
                    season, "sit_nobody_presides", row_of(session), committee=committee.id
                )


class QuorumForEachItem(Rule):
    """Those free of conflict are still two thirds; else the office is reminded."""

    id = "quorum-for-each-item"
    clauses = ("R40-19",)
    title_zh = "逐项表决时未回避的仍达三分之二"
    title_en = "Two thirds remain for each item after recusal"
    waiver = "goal"
    needs = ("formation", "timetable", "dockets")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        share = facts.number.share("quorum.share")
        for session, committee, present, size in _attendance(facts):
            needed, short = ceil_share(share, size), 0
            items = facts.heard.get(committee.id, ())
            facts.compared[self.id] += len(items)
            for applicant in items:
                free = len(present) - len(present & facts.tied(applicant, committee))
                short += free < needed <= len(present)
            if short:
                yield self.finding(
                    season,
                    "sit_item_quorum",
                    row_of(session),
                    committee=committee.id,
                    count=short,
                    needed=needed,
                )


class ExternalThirdPresent(Rule):
    """In a self-reviewing committee a third of those attending are external peers."""

    id = "external-third-present"
    clauses = ("N2024-6.1.3b",)
    title_zh = "自主评审到会评委三分之一为外单位同行"
    title_en = "A third of those attending are external peers"
    needs = ("formation", "timetable")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        share = facts.number.share("committee.external_share")
        for session, committee, present, _ in _attendance(facts):
            if not committee.self_reviewing:
                continue
            facts.compared[self.id] += 1
            outside = sum(is_external_peer(facts, season.expert[e], committee) for e in present)
            needed = ceil_share(share, len(present))
            if outside < needed:
                yield self.finding(
                    season,
                    "sit_external",
                    row_of(session),
                    keys=("committee.external_share",),
                    committee=committee.id,
                    external=outside,
                    needed=needed,
                    present=len(present),
                )


class InsideTheMeeting(Rule):
    """Sessions lie in the half-days that were filed for the committee."""

    id = "inside-the-meeting"
    clauses = ("N2024-6.2.2a",)
    title_zh = "场次在所报会期之内"
    title_en = "Sessions lie in the committee's filed half-days"
    needs = ("meetings", "timetable")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for session in plan.sessions:
            meeting = facts.meetings.get(session.committee)
            facts.compared[self.id] += 1
            if meeting is None or session.at not in meeting.half_days:
                yield self.finding(
                    season,
                    "sit_outside_meeting",
                    row_of(session, "at"),
                    session=session.id,
                    committee=session.committee,
                    at=session.at,
                )


SESSIONS: tuple[type[Rule], ...] = (
    OnePlaceAtATime,
    PresentWhenSitting,
    OnlyMembersSit,
    PanelOfThree,
    PanelsBeforePlenary,
    PlenaryLongEnough,
    Quorum,
    QuorumForEachItem,
    ExternalThirdPresent,
    InsideTheMeeting,
)
