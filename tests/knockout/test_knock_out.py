"""Guard: planned without a provision, a kept season gets a plan that the verifier rejects by it."""

import ast
from pathlib import Path

import pytest

import scheduler
from scheduler.rules.base import clauses
from tests.knockout import KnockOut, findings
from tests.knockout.desks import DESKS
from tests.knockout.entrance import ENTRANCE
from tests.knockout.meetings import MEETINGS
from tests.knockout.members import MEMBERS

KNOCK_OUTS = (*ENTRANCE, *DESKS, *MEETINGS, *MEMBERS)

NOTHING_TO_BREAK = {
    "N2024-2.1.1b": "The law wants a share of the whole window free. How much of it listed units "
    "use is their dossiers' time, whatever the plan: leaving nobody out goes before the share, "
    "and its rows only spread what is free over the days.",
    "N2024-4.4.0a": "A permission: green-channel cases stand outside post numbers.",
    "N2024-4.5.2": "A permission: long rural service stands outside post numbers.",
    "IM2023-5": "A preference: blocks on which the pool has reserves for every set of members go "
    "before others, and where none is it is told. The draw itself is judged on its record.",
}
"""Clauses that planning names but that no plan can break, and why."""


@pytest.mark.parametrize(
    "case", KNOCK_OUTS, ids=[f"{n}-{case.clause}" for n, case in enumerate(KNOCK_OUTS)]
)
def test_a_provision_knocked_out_is_missed(case: KnockOut) -> None:
    season = case.season()
    assert case.judged
    assert not case.told(findings(season))
    told = findings(season, case.blind)
    assert case.told(told), sorted({(f.code, f.clause) for f in told if f.severity != "note"})


def test_every_clause_that_binds_a_step_is_knocked_out() -> None:
    """Complete by construction: what planning names, and what the rules' table calls enforced."""
    enforced = {c.id for c in clauses().values() if c.treatment == "enforced"}
    done = {case.clause for case in KNOCK_OUTS}
    assert not (enforced | _named_in_planning()) - done - NOTHING_TO_BREAK.keys()
    assert not done & NOTHING_TO_BREAK.keys()


def _named_in_planning() -> set[str]:
    """Clauses named in the modules that planning imports, but for rules and milestones."""
    root = Path(scheduler.__file__).parent
    waiting, seen = ["scheduler.planning"], set[str]()
    named: set[str] = set()
    while waiting:
        module = waiting.pop()
        path = root.joinpath(*module.split(".")[1:]).with_suffix(".py")
        if module in seen or module in APART or not path.exists():
            continue
        seen.add(module)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value in clauses():
                named.add(str(node.value))
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting.append(node.module)
                waiting.extend(f"{node.module}.{name.name}" for name in node.names)
    return named


APART = {"scheduler.milestones"}
"""Dates reckoned from what was decided: they bind no decision, and have tests of their own."""
