"""The table of all provisions: how each is met, by which check, shown by which test.

`pingshen rules` prints it, docs/rules.md is written from it: python -m scheduler.rules.table FILE.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from scheduler.rules import RULES, rule_of
from scheduler.rules.base import Clause, clauses

TREATMENTS = ("enforced", "checked", "input", "milestone", "printed", "out-of-scope")
_TESTS = "tests/rules/test_mutations.py"
_PLACE = {"N": "通知", "R": "40号令", "M": "56号文", "I": "自治区", "P": "外地做法"}


class Row(TypedDict):
    """One provision. `check` names rule classes, `test` the file that breaks and keeps them."""

    id: str
    treatment: str
    default_status: str
    step: str
    check: str
    test: str
    reason: str


def table(lang: str = "zh") -> list[Row]:
    """Every provision of the rulebook, in its own order."""
    return [_row(clause, lang) for clause in clauses().values()]


def _row(clause: Clause, lang: str) -> Row:
    rules = rule_of(clause.id)
    names = (f"{type(rule).__module__}.{type(rule).__name__}" for rule in rules)
    return Row(
        id=clause.id,
        treatment=clause.treatment,
        default_status=clause.default_status,
        step=clause.step,
        check=", ".join(names),
        test=_TESTS if rules else "",
        reason=clause.reason_zh if lang == "zh" else clause.reason_en,
    )


def markdown() -> str:
    """docs/rules.md: the table in both languages, with the rules that judge each provision."""
    return "\n".join((*_head(), *_lines(), "")) + "\n".join((*_rules(), ""))


def _head() -> Iterator[str]:
    count = len(clauses())
    yield "# The provisions and how each is met · 条款与处理方式"
    yield ""
    yield "Written by `python -m scheduler.rules.table docs/rules.md`; do not edit by hand."
    yield ""
    yield f"{count} provisions. Treatment: enforced 排程并核对 · checked 核对方案 ·"
    yield "input 核对数据 · milestone 办理事项 · printed 印出 · out-of-scope 不在范围."
    yield "Status other than `law` is printed as 待确认; `recalled` and `planning` only remind."
    yield ""


def _lines() -> Iterator[str]:
    yield "| clause | 条款 | priority | status | treatment | step | rules | reason |"
    yield "|---|---|---|---|---|---|---|---|"
    for clause in clauses().values():
        rules = ", ".join(f"`{rule.id}`" for rule in rule_of(clause.id))
        cells = (
            f"{clause.id}",
            f"{_PLACE[clause.id[0]]} {clause.ref} {clause.title_zh} · {clause.title_en}",
            clause.priority,
            clause.default_status,
            clause.treatment,
            clause.step,
            rules,
            clause.reason_zh,
        )
        yield "| " + " | ".join(cell.replace("|", "／") for cell in cells) + " |"


def _rules() -> Iterator[str]:
    yield ""
    yield "## Rules · 核对规则"
    yield ""
    yield "| rule | 规则 | waiver | needs | clauses |"
    yield "|---|---|---|---|---|"
    for rule in RULES:
        needs = " ".join(rule.needs)
        yield (
            f"| `{rule.id}` | {rule.title_zh} · {rule.title_en} | {rule.waiver} "
            f"| {needs} | {' '.join(rule.clauses)} |"
        )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(markdown(), encoding="utf-8", newline="\n")
