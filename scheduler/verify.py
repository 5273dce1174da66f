"""The judge: every rule held against a finished plan, from the data alone, without a solver.

A rule whose steps were not planned is `not-judged`, never passed; so is one that found nothing
to compare. Clauses and numbers that are not law are listed as 待确认 where they were relied on.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from models.base import Record
from models.calendar import OutsideCalendar
from models.law import UnknownParameter
from models.messages import Lang
from models.plan import Finding, Plan
from models.season import Season
from scheduler.rules import RULES
from scheduler.rules.base import Rule, clauses
from scheduler.rules.facts import Facts, facts_of, forget
from scheduler.rules.structure import structure

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
    """Why not judged: steps (names), parameter (key), calendar (year) or nothing-to-compare."""


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
