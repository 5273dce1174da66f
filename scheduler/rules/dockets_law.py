"""Whose dossier is in which session, read by whom: 四(二)5-6, 四(五)3; Order 40 art. 21, 25."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from models.committee import Committee
from models.people import Applicant
from models.plan import Docket, Finding, Plan, Where
from models.season import Season
from scheduler.rules.applications import (
    admitted,
    category,
    counts_by_group,
    destination,
    recognition_items,
)
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.routing import row_of
from scheduler.rules.sessions import row_of as session_row


def _read(facts: Facts) -> Iterator[tuple[Docket, Applicant, Committee]]:
    """Dossiers that a panel reads: all but recognition items."""
    for docket, applicant, committee in facts.dockets:
        if facts.format_of(applicant) != "recognition":
            yield docket, applicant, committee


class EverybodyIsHeard(Rule):
    """Every applicant sent to a committee that meets has a docket, or is put aside by name."""

    id = "everybody-heard"
    clauses = ("N2024-6.2.1b",)
    title_zh = "应评的都列入场次"
    title_en = "Everybody to be reviewed has a session"
    needs = ("dockets",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        listed = {docket.id for docket in plan.dockets}
        open_ = {committee.id for committee, _ in facts.convened}
        for applicant in season.applicants:
            goal = destination(facts, applicant)
            aside = ("applicants", applicant.id) in facts.aside
            if goal not in open_ or aside or not admitted(facts, applicant):
                continue
            facts.compared[self.id] += 1
            if applicant.id not in listed and facts.format_of(applicant) != "recognition":
                yield self.finding(
                    season,
                    "dock_missing",
                    Where(table="applicants", id=applicant.id),
                    applicant=applicant.id,
                    committee=goal or "?",
                )


class OwnSession(Rule):
    """A dossier is in a session of its own committee and group."""

    id = "own-session"
    clauses = ("N2024-6.2.1a",)
    title_zh = "材料排在本评委会本组的场次"
    title_en = "Dossiers sit in a session of their committee and group"
    needs = ("timetable", "dockets")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for docket, applicant, committee in facts.dockets:
            session = facts.session.get(docket.session)
            if session is None:
                continue
            facts.compared[self.id] += 1
            recognition = facts.format_of(applicant) == "recognition"
            right = facts.group_for(applicant, committee)
            fits = session.committee == committee.id
            if recognition:
                fits = fits and session.kind == "plenary"
            else:
                fits = fits and session.kind == "panel" and session.group == docket.group
                fits = fits and right in {None, docket.group}
            if not fits:
                yield self.finding(
                    season,
                    "dock_wrong_session",
                    row_of(docket),
                    clause="N2024-4.5.3b" if recognition else self.clauses[0],
                    applicant=docket.id,
                    session=session.id,
                    group=right or "?",
                )


class RecognitionWithReview(Rule):
    """Recognition items come up in the plenary of the same meeting, never in a panel."""

    id = "recognition-with-review"
    clauses = ("N2024-4.5.3b", "N2024-4.5.3a")
    title_zh = "认定与评审同会办理"
    title_en = "Recognition in the same meeting as review"
    needs = ("timetable", "dockets")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        voting = {session.committee for session in facts.plenaries}
        listed = {docket.id: docket for docket in plan.dockets}
        for name, items in sorted(recognition_items(facts).items()):
            for applicant in items:
                facts.compared[self.id] += 1
                docket = listed.get(applicant.id)
                session = facts.session.get(docket.session) if docket else None
                apart = session is not None and session.kind != "plenary"
                if apart or name not in voting:
                    where = Where(table="applicants", id=applicant.id)
                    yield self.finding(
                        season,
                        "dock_recognition",
                        row_of(docket) if docket else where,
                        applicant=applicant.id,
                        committee=name,
                    )


class SessionNotOverfull(Rule):
    """The dossiers of a panel fit into its half-day, each with its format's minutes."""

    id = "session-capacity"
    clauses = ("N2024-4.2.3", "P-4", "P-7")
    title_zh = "半日评议时间够用"
    title_en = "A panel's dossiers fit into the half-day"
    needs = ("timetable", "dockets")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        whole = facts.number.integer("session.minutes")
        inside = "preparation.inside_session"
        counted = season.profile.has(inside) and season.profile.flag(inside)
        for session in facts.panels:
            rows = facts.dockets_in.get(session.id, ())
            styles = {facts.format_of(applicant) for _, applicant in rows}
            keys = [f"format.{style}.preparation_minutes" for style in styles]
            longest = [season.profile.integer(key) for key in keys if season.profile.has(key)]
            room = whole - max(longest, default=0) if counted else whole
            facts.compared[self.id] += 1
            used = 0
            for docket, applicant in rows:
                wanted = facts.minutes_for(applicant)
                used += max(wanted, docket.minutes)
                if docket.minutes < wanted:
                    style = facts.format_of(applicant)
                    keys = (f"format.{style}.minutes", "session.changeover_minutes")
                    yield self.finding(
                        season,
                        "dock_minutes",
                        row_of(docket, "minutes"),
                        keys=keys,
                        applicant=docket.id,
                        minutes=docket.minutes,
                        needed=wanted,
                    )
            if used > room:
                yield self.finding(
                    season,
                    "dock_overfull",
                    session_row(session, "at"),
                    keys=("session.minutes",),
                    session=session.id,
                    minutes=used,
                    room=room,
                )


class _KeptApart(Rule):
    """Dossiers of one category share no panel session with others."""

    needs = ("timetable", "dockets")
    apart: ClassVar[str]
    tolerated: ClassVar[frozenset[str]] = frozenset()
    """Categories whose mixing another provision judges."""
    code: ClassVar[str]

    @abstractmethod
    def small(self, facts: Facts, count: int) -> bool:
        """Whether there are so few that they may be a block inside another session."""

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        counts = counts_by_group(facts)
        for session in facts.panels:
            kinds: set[str] = set()
            for docket, applicant in facts.dockets_in.get(session.id, ()):
                if facts.format_of(applicant) == "recognition":
                    continue
                right = category(facts, applicant, counts[docket.committee, docket.group])
                kinds.add(right)
                if docket.category != right and self.apart in {docket.category, right}:
                    yield self.finding(
                        season,
                        "dock_category",
                        row_of(docket, "category"),
                        applicant=docket.id,
                        category=docket.category,
                        right=right,
                    )
            if self.apart not in kinds:
                continue
            facts.compared[self.id] += 1
            count = counts[session.committee, session.group][self.apart]
            others = kinds - {self.apart} - self.tolerated
            if others and not self.small(facts, count):
                yield self.finding(
                    season,
                    self.code,
                    session_row(session, "category"),
                    session=session.id,
                    count=count,
                )


class NonPublicApart(_KeptApart):
    """Non-public, 专精特新 and 单项冠军 staff are reviewed apart from all others."""

    id = "nonpublic-apart"
    clauses = ("N2024-4.2.6a",)
    title_zh = "非公、专精特新、单项冠军单独评审"
    title_en = "Non-public and specialised firms are reviewed apart"
    apart = "nonpublic"
    code = "dock_nonpublic_mixed"

    def small(self, facts: Facts, count: int) -> bool:
        return count < facts.number.integer("apart.nonpublic_min")


class GrassrootsApart(_KeptApart):
    """County and township staff are reviewed apart where the option is on."""

    id = "grassroots-apart"
    clauses = ("N2024-4.2.5",)
    title_zh = "基层人员单独评审"
    title_en = "Grassroots staff are reviewed apart"
    apart = "grassroots"
    tolerated = frozenset({"nonpublic"})
    code = "dock_grassroots_mixed"

    def small(self, facts: Facts, count: int) -> bool:
        return False


class Recusal(Rule):
    """Nobody reads the dossier of somebody they are tied to."""

    id = "recusal"
    clauses = ("R40-25", "N2024-4.9.2")
    title_zh = "有利害关系的专家回避"
    title_en = "Conflicted experts step out"
    needs = ("timetable", "dockets")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for docket, applicant, committee in facts.dockets:
            session = facts.session.get(docket.session)
            known = session is not None and session.kind == "panel"
            panel = session.members if session is not None and known else ()
            there = [e for e in dict.fromkeys((*docket.readers, *panel)) if e in season.expert]
            facts.compared[self.id] += len(there)
            tied = facts.tied(applicant, committee)
            for expert in (e for e in there if e in tied):
                reads = expert in docket.readers
                if reads or expert not in docket.recused:
                    yield self.finding(
                        season,
                        "dock_conflict" if reads else "dock_not_recorded",
                        row_of(docket, "readers" if reads else "recused"),
                        expert=expert,
                        applicant=docket.id,
                    )


class ThreeReaders(Rule):
    """Every dossier is read by at least three members of its panel.

    In a committee without groups a dossier on paper may go to any members who sit in that half-day.
    """

    id = "three-readers"
    clauses = ("R40-21",)
    title_zh = "每份材料至少三名评委评议"
    title_en = "Every dossier has three readers of its panel"
    needs = ("timetable", "dockets")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        least = facts.number.integer("readers.min")
        present: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for session in facts.panels:
            present[session.committee, session.at] |= set(session.members)
        sitting = {session.id: set(session.members) for session in plan.sessions}
        for docket, applicant, committee in _read(facts):
            facts.compared[self.id] += 1
            session = facts.session.get(docket.session)
            panel = sitting.get(docket.session, set[str]())
            if session and not committee.groups and facts.format_of(applicant) == "dossier":
                panel = present[committee.id, session.at]
            readers = set(docket.readers)
            of_panel = readers & panel
            free = of_panel - facts.tied(applicant, committee)
            if len(free) < least or len(of_panel) < len(readers):
                yield self.finding(
                    season,
                    "dock_few_readers",
                    row_of(docket, "readers"),
                    keys=("readers.min",),
                    applicant=docket.id,
                    readers=len(free),
                    least=least,
                )


class _DailyLoad(Rule):
    """A day's work is within what others have done in a day."""

    needs = ("timetable", "dockets")
    key: ClassVar[str]

    @abstractmethod
    def loads(self, facts: Facts) -> dict[tuple[str, str], int]:
        """Work by committee or panel, and day."""

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        most = facts.number.integer(self.key)
        for (who, day), count in sorted(self.loads(facts).items()):
            facts.compared[self.id] += 1
            if count > most:
                yield self.finding(
                    season,
                    "dock_daily_load",
                    Where(file="plan", table="sessions", id=who),
                    keys=(self.key,),
                    who=who,
                    day=day,
                    count=count,
                    most=most,
                )


class DossiersPerDay(_DailyLoad):
    """Dossiers of one committee in a day."""

    id = "dossiers-per-day"
    clauses = ("P-5",)
    title_zh = "评委会每日评议份数"
    title_en = "Dossiers of a committee in a day"
    key = "throughput.dossiers_per_committee_day"

    def loads(self, facts: Facts) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for session in facts.panels:
            key = (session.committee, session.at[:10])
            found[key] = found.get(key, 0) + len(facts.dockets_in.get(session.id, ()))
        return found


class DefencesPerDay(_DailyLoad):
    """Defences before one group in a day, for each of its panels."""

    id = "defences-per-day"
    clauses = ("P-6",)
    title_zh = "每个小组每日答辩人数"
    title_en = "Defences before a panel in a day"
    key = "throughput.defences_per_panel_day"

    def loads(self, facts: Facts) -> dict[tuple[str, str], int]:
        """By group and day: the average over the panels that sit side by side."""
        people: dict[tuple[str, str], int] = {}
        panels: dict[tuple[str, str], dict[str, int]] = {}
        for session in facts.panels:
            key = (session.group or session.committee, session.at[:10])
            heard = sum(
                facts.format_of(a) != "dossier" for _, a in facts.dockets_in.get(session.id, ())
            )
            people[key] = people.get(key, 0) + heard
            side = panels.setdefault(key, {})
            side[session.at] = side.get(session.at, 0) + 1
        return {key: -(-count // max(panels[key].values())) for key, count in people.items()}


DOCKETS: tuple[type[Rule], ...] = (
    EverybodyIsHeard,
    OwnSession,
    RecognitionWithReview,
    SessionNotOverfull,
    NonPublicApart,
    GrassrootsApart,
    Recusal,
    ThreeReaders,
    DossiersPerDay,
    DefencesPerDay,
)
