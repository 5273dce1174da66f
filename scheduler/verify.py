"""The judge: every rule held against a finished plan, from the data alone, without a solver.

A rule whose steps were not planned is `not-judged`, never passed; so is one that found nothing
to compare. Clauses and numbers that are not law are listed as 待确认 where they were relied on.
"""

from collections import Counter
from collections.abc import Container, Iterator
from typing import Literal

from models.base import Record
from models.calendar import OutsideCalendar
from models.law import UnknownParameter
from models.messages import Lang
from models.plan import Finding, Plan, Seat, Where
from models.season import Season, season_hash
from scheduler.rules import RULES
from scheduler.rules.base import Rule, clauses
from scheduler.rules.facts import Facts, facts_of, forget

Result = Literal["passed", "breached", "warned", "not-judged"]


class RuleVerdict(Record, frozen=True):
    """How one rule came out."""

    rule: str
    clauses: tuple[str, ...]
    result: Result
    compared: int = 0
    """How many things were held against the rule."""
    breaches: int = 0
    warnings: int = 0
    notes: int = 0
    reason: str = ""
    """Why it was not judged: steps (names), parameter (key), calendar (year), nothing-to-compare."""


class ToConfirm(Record, frozen=True):
    """A clause, or a number without one, that was relied on and is not law yet (待确认)."""

    clause: str
    parameters: tuple[str, ...] = ()


class Verdict(Record, frozen=True):
    """What the judge says. Lawful = no breach; it says nothing of what was not judged."""

    lawful: bool
    findings: tuple[Finding, ...]
    by_rule: tuple[RuleVerdict, ...]
    to_confirm: tuple[ToConfirm, ...]

    @property
    def judged(self) -> tuple[str, ...]:
        """The clauses that were held against the plan, without repetition."""
        ids = (c for r in self.by_rule if r.result != "not-judged" for c in r.clauses)
        return tuple(dict.fromkeys(ids))

    def sentence(self, lang: Lang = "zh") -> str:
        """The verdict in one sentence, which promises no more than was compared."""
        judged, open_ = len(self.judged), len(self.to_confirm)
        found = Counter(item.severity for item in self.findings)
        if lang == "zh":
            told = (
                f"所核对的 {judged} 条未发现违反"
                if self.lawful
                else f"所核对的 {judged} 条中发现违反 {found['breach']} 处"
            )
            warned = f"；提醒 {found['warning']} 处" if found["warning"] else ""
            return f"{told}{warned}；{open_} 条待确认"
        told = (
            f"no breach found of the {judged} provisions compared"
            if self.lawful
            else f"{found['breach']} breaches found of the {judged} provisions compared"
        )
        warned = f"; {found['warning']} reminders" if found["warning"] else ""
        return f"{told}{warned}; {open_} to be confirmed"


def verify(season: Season, plan: Plan) -> Verdict:
    """Judge a plan by every rule, and whether it belongs to this season at all."""
    forget()
    facts = facts_of(season, plan)
    findings = list(structure(season, plan))
    verdicts: list[RuleVerdict] = []
    for rule in RULES:
        verdict, found = _judge(rule, facts)
        verdicts.append(verdict)
        findings += found
    lawful = not any(item.severity == "breach" for item in findings)
    relied = tuple(_to_confirm(facts, verdicts))
    forget()
    return Verdict(
        lawful=lawful, findings=tuple(findings), by_rule=tuple(verdicts), to_confirm=relied
    )


def _judge(rule: Rule, facts: Facts) -> tuple[RuleVerdict, list[Finding]]:
    season, plan = facts.season, facts.plan
    missing = [step for step in rule.needs if not plan.done(step)]
    if missing:
        return _unjudged(rule, "steps " + ",".join(missing)), []
    before = set(facts.number.used)
    found: list[Finding] = []
    try:
        found.extend(rule.check(season, plan))
    except OutsideCalendar as outside:
        if not found:
            return _unjudged(rule, f"calendar {outside.day.year}"), []
    except UnknownParameter as unknown:
        facts.number.used = before
        return _unjudged(rule, f"parameter {unknown.args[0]}"), []
    compared = facts.compared[rule.id]
    if not compared and not found:
        facts.number.used = before
        return _unjudged(rule, "nothing-to-compare"), []
    counts = Counter(item.severity for item in found)
    result: Result = "breached" if counts["breach"] else "warned" if counts["warning"] else "passed"
    verdict = RuleVerdict(
        rule=rule.id,
        clauses=rule.clauses,
        result=result,
        compared=compared,
        breaches=counts["breach"],
        warnings=counts["warning"],
        notes=counts["note"],
    )
    return verdict, found


def _unjudged(rule: Rule, reason: str) -> RuleVerdict:
    return RuleVerdict(rule=rule.id, clauses=rule.clauses, result="not-judged", reason=reason)


def _to_confirm(facts: Facts, verdicts: list[RuleVerdict]) -> Iterator[ToConfirm]:
    profile = facts.season.profile
    keys: dict[str, list[str]] = {}
    for key in sorted(facts.number.used):
        if profile.get(key).to_confirm:
            keys.setdefault(profile.get(key).clause, []).append(key)
    confirmed = {p.clause for p in profile.parameters if p.confirmed_by}
    still_open = {p.clause for p in profile.parameters if p.to_confirm}
    judged = (c for v in verdicts if v.result != "not-judged" for c in v.clauses)
    for clause in dict.fromkeys((*judged, *sorted(c for c in keys if c))):
        given = keys.pop(clause, [])
        known = clauses().get(clause)
        settled = clause in confirmed and clause not in still_open
        if given or (known and known.default_status != "law" and not settled):
            yield ToConfirm(clause=clause, parameters=tuple(given))
    for key in keys.pop("", []):
        yield ToConfirm(clause="", parameters=(key,))


# ----------------------------------------------------------------------------------- structure


def structure(season: Season, plan: Plan) -> Iterator[Finding]:
    """Whether the plan is of this season, every id stands once and every reference leads on."""
    if plan.season != season_hash(season):
        yield _fault("plan_other_season", Where(file="plan", field="season"))
    yield from _repeated(plan)
    yield from _dangling(season, plan)
    yield from _planned_though_aside(plan)


def _fault(code: str, where: Where, **args: int | str) -> Finding:
    return Finding(code=code, severity="breach", rule="structure", args=args, where=(where,))


_WITH_IDS = (
    "windows", "awards", "appointments", "groups", "meetings", "seats", "reserves", "sessions",
    "dockets", "milestones",
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
    """References of seats, reserves, sessions and readers."""
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


def _dangling(season: Season, plan: Plan) -> Iterator[Finding]:
    for table, row, field, target, known in _references(season, plan):
        if target not in known:
            where = Where(file="plan", table=table, id=row, field=field)
            yield _fault("plan_reference", where, table=table, row=row, field=field)


def _planned_though_aside(plan: Plan) -> Iterator[Finding]:
    """Whatever was put aside as a whole is not planned all the same."""
    planned = {
        ("committees", "meetings"): {m.id for m in plan.meetings},
        ("applicants", "dockets"): {d.id for d in plan.dockets},
        ("experts", "seats"): {s.expert for s in plan.seats},
        ("submissions", "appointments"): {a.submission for a in plan.appointments},
    }
    for item in plan.put_aside:
        for (table, part), rows in planned.items():
            if item.table == table and item.row in rows:
                where = Where(file="plan", table=part, id=item.row)
                yield _fault("plan_aside_planned", where, table=table, row=item.row)
