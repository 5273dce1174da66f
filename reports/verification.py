"""The verification report, sealed: every clause, how it was judged, the result and the numbers.

Waivers and 待确认 come first. What judged the plan is known here by its shape only.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from models.messages import Lang, listed, text, todo
from models.plan import Finding, Plan, plan_number
from models.season import Season
from reports import style
from reports.cells import Cell
from reports.forms import Form
from reports.furniture import Sheet
from reports.places import place_words
from reports.sentences import sealed_args
from reports.style import Pages
from reports.table_pages import table_pages
from reports.words import clause_ref, clean, label, season_name, stamp, word, words

MOST = 400
"""Findings on paper; the file for programs has them all."""
FORMAT = "pingshen.verification/1"


class RuleLike(Protocol):
    """How one rule came out."""

    @property
    def rule(self) -> str: ...
    @property
    def clauses(self) -> tuple[str, ...]: ...
    @property
    def result(self) -> str: ...
    @property
    def compared(self) -> int: ...
    @property
    def breaches(self) -> int: ...
    @property
    def warnings(self) -> int: ...
    @property
    def reason(self) -> str: ...


class ToConfirmLike(Protocol):
    """A clause or number that was relied on and is not law."""

    @property
    def clause(self) -> str: ...
    @property
    def parameters(self) -> tuple[str, ...]: ...


class VerdictLike(Protocol):
    """What the judge says of a plan."""

    @property
    def lawful(self) -> bool: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def by_rule(self) -> Sequence[RuleLike]: ...
    @property
    def to_confirm(self) -> Sequence[ToConfirmLike]: ...
    def sentence(self, lang: Lang = "zh") -> str: ...


class ClauseLike(Protocol):
    """One row of the rulebook."""

    @property
    def id(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def title_zh(self) -> str: ...
    @property
    def title_en(self) -> str: ...
    @property
    def treatment(self) -> str: ...
    @property
    def default_status(self) -> str: ...
    @property
    def reason_zh(self) -> str: ...
    @property
    def reason_en(self) -> str: ...


@dataclass(frozen=True)
class Line:
    """One clause in the report."""

    clause: str
    cited: str
    title: str
    how: str
    result: str
    compared: int
    breaches: int
    warnings: int
    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Waiver:
    """A named exemption: whose, from what, why, by whom."""

    whose: str
    clause: str
    reason: str
    author: str


WORST = ("breached", "warned", "passed", "not-judged")


def lines(verdict: VerdictLike, clauses: Mapping[str, ClauseLike], lang: Lang = "zh") -> list[Line]:
    """Every clause, in the rulebook's order; those that no table knows come last."""
    judged: dict[str, list[RuleLike]] = {}
    for rule in verdict.by_rule:
        for clause in rule.clauses:
            judged.setdefault(clause, []).append(rule)
    every = [*clauses, *(key for key in judged if key not in clauses)]
    return [_line(key, clauses.get(key), judged.get(key, []), lang) for key in every]


def _line(key: str, clause: ClauseLike | None, rules: Sequence[RuleLike], lang: Lang) -> Line:
    treatment = clause.treatment if clause else "checked"
    result = min((rule.result for rule in rules), key=WORST.index, default="")
    reasons = [_reason(rule.reason, lang) for rule in rules if rule.reason]
    told = (clause.reason_zh if lang == "zh" else clause.reason_en) if clause else ""
    title = (clause.title_zh if lang == "zh" else clause.title_en) if clause else key
    return Line(
        clause=key,
        cited=clause_ref(key),
        title=title,
        how=word("treatment", treatment, lang),
        result=result or treatment,
        compared=sum(rule.compared for rule in rules),
        breaches=sum(rule.breaches for rule in rules),
        warnings=sum(rule.warnings for rule in rules),
        reason=("；".join(dict.fromkeys(reasons)) if result in {"", "not-judged"} else "")
        or ("" if rules else told),
        rules=tuple(rule.rule for rule in rules),
    )


def _reason(reason: str, lang: Lang) -> str:
    """Why a rule was not judged, in words."""
    head, _, rest = reason.partition(" ")
    names = listed((word("step", step, lang) for step in rest.split(",")), lang) if rest else ""
    return label(f"unjudged-{head}", lang, names=names) if head else ""


def waivers(season: Season) -> list[Waiver]:
    """Every named exemption in the season."""
    found: list[Waiver] = []
    for table in (season.committees, season.experts, season.applicants):
        for item in table:
            found += [
                Waiver(
                    f"{clean(item.name)}（{item.id}）", e.clause, clean(e.reason), clean(e.author)
                )
                for e in item.exemptions
            ]
    return found


def sentence_of(
    season: Season, finding: Finding, lang: Lang = "zh", plan: Plan | None = None
) -> str:
    """A finding in words; ids of people as their names."""
    return clean(text(finding.code, sealed_args(season, plan, finding.args, lang), lang))


def verification_json(
    season: Season,
    plan: Plan,
    verdict: VerdictLike,
    clauses: Mapping[str, ClauseLike],
    lang: Lang = "zh",
) -> bytes:
    """The report for programs: waivers and 待确认 first, then every clause, then every finding."""
    data = {
        "format": FORMAT,
        "plan": plan_number(plan),
        "season": plan.season,
        "lawful": verdict.lawful,
        "sentence": verdict.sentence(lang),
        "waivers": [vars(item) for item in waivers(season)],
        "to_confirm": [
            {"clause": item.clause, "parameters": list(item.parameters)}
            for item in verdict.to_confirm
        ],
        "clauses": [vars(item) for item in lines(verdict, clauses, lang)],
        "findings": [
            item.model_dump(mode="json") | {"message": sentence_of(season, item, lang, plan)}
            for item in verdict.findings
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def verification_pages(
    season: Season,
    plan: Plan,
    verdict: VerdictLike,
    clauses: Mapping[str, ClauseLike],
    lang: Lang = "zh",
) -> Pages:
    """The report on paper: every page bears its part in the title, and the season below it."""
    name = label("verification", lang, name=season_name(season))
    short = label("verification-short", lang)
    base = Sheet(style.A4, name, "sealed", plan_number(plan), bool(verdict.to_confirm), lang)
    forms = [
        _waiver_form(season, lang),
        _confirm_form(season, verdict, clauses, lang),
        _finding_form(season, plan, verdict.findings, lang),
        _clause_form(lines(verdict, clauses, lang), lang),
    ]
    leads = (verdict.sentence(lang), "", "", "")
    painters = tuple(
        paint
        for form, lead in zip(forms, leads, strict=True)
        for paint in table_pages(
            replace(form, notes=(season_name(season), *form.notes)),
            replace(base, title=f"{short}　{form.title}"),
            stamp(season),
            lead,
        ).painters
    )
    return Pages(name, stamp(season), painters)


def _form(kind: str, rows: Sequence[Sequence[Cell]], lang: Lang) -> Form:
    """A table of the report, its headers from the catalogue."""
    headers = tuple(label(f"verification-{kind}-headers", lang).split("|"))
    title = label(f"verification-{kind}", lang)
    widths = (10.0,) * len(headers)
    return Form(kind, title, (), headers, widths, rows, empty=label("none", lang))


def _waiver_form(season: Season, lang: Lang) -> Form:
    rows: list[list[Cell]] = [
        [item.whose, clause_ref(item.clause), item.reason, item.author] for item in waivers(season)
    ]
    return _form("waivers", rows, lang)


def _confirm_form(
    season: Season, verdict: VerdictLike, clauses: Mapping[str, ClauseLike], lang: Lang
) -> Form:
    rows: list[list[Cell]] = []
    for item in verdict.to_confirm:
        clause = clauses.get(item.clause)
        known = (clause.title_zh if lang == "zh" else clause.title_en) if clause else ""
        used = [season.profile.get(key) for key in item.parameters if season.profile.has(key)]
        own = [clause.default_status] if clause and clause.default_status != "law" else []
        # a clause that is law stands here for its numbers: their status is the open one
        states = own or [parameter.status for parameter in used]
        status = words("status", dict.fromkeys(states), lang)
        cited = clause_ref(item.clause) if item.clause else "—"
        known = known or label("verification-no-clause", lang)
        titles = [parameter.title or parameter.id for parameter in used]
        rows.append([cited, known, listed(titles, lang), status])
    return _form("confirm", rows, lang)


def _finding_form(season: Season, plan: Plan, findings: Iterable[Finding], lang: Lang) -> Form:
    order = ("breach", "warning", "note")
    rows: list[list[Cell]] = []
    for item in sorted(findings, key=lambda found: order.index(found.severity)):
        rows_of = [place_words(season, plan, where, lang) for where in item.where if where.id]
        places = listed(dict.fromkeys(rows_of), lang)
        rows.append(
            [
                word("severity", item.severity, lang),
                clause_ref(item.clause) if item.clause else "—",
                sentence_of(season, item, lang, plan),
                places,
                clean(todo(item.code, sealed_args(season, plan, item.args, lang), lang)),
            ]
        )
    form = _form("findings", rows[:MOST], lang)
    if len(rows) <= MOST:
        return form
    return replace(form, notes=(label("verification-more", lang, n=len(rows), most=MOST),))


def _clause_form(found: Sequence[Line], lang: Lang) -> Form:
    rows: list[list[Cell]] = [
        [
            item.clause,
            item.cited,
            item.title,
            item.how,
            word("result", item.result, lang),
            item.compared or "",
            item.breaches or "",
            item.warnings or "",
            item.reason,
        ]
        for item in found
    ]
    return _form("clauses", rows, lang)
