"""Every provision has its treatment, and the table agrees with the rules that there are."""

from pathlib import Path

import pytest

from models.plan import STEPS
from scheduler.rules import RULES, rule_of
from scheduler.rules.base import Clause, clauses
from scheduler.rules.table import TREATMENTS, markdown, table

ROOT = Path(__file__).parents[2]
ALL = list(clauses().values())
CORE_HARD = [c for c in ALL if c.priority == "core" and c.type == "hard"]


def test_the_table_has_every_provision_once() -> None:
    rows = table()
    assert [row["id"] for row in rows] == [clause.id for clause in ALL]
    assert len(rows) == 178


@pytest.mark.parametrize("clause", ALL, ids=[c.id for c in ALL])
def test_a_provision_is_met_or_says_why_not(clause: Clause) -> None:
    assert clause.treatment in TREATMENTS
    judged = clause.treatment in {"enforced", "checked", "milestone"}
    if judged:
        assert rule_of(clause.id), "no rule judges it"
        assert clause.step in STEPS
    if clause.treatment in {"input", "printed", "out-of-scope"}:
        assert clause.reason_zh
        assert clause.reason_en
    if clause.treatment in {"input", "out-of-scope"}:
        assert not rule_of(clause.id), "a rule judges it: say checked"
    if clause.priority == "core":
        assert clause.treatment != "out-of-scope"


@pytest.mark.parametrize("clause", CORE_HARD, ids=[c.id for c in CORE_HARD])
def test_a_hard_core_provision_binds(clause: Clause) -> None:
    paper = clause.treatment == "printed"
    assert paper or clause.treatment in {"enforced", "checked", "input", "milestone"}
    if paper:
        assert clause.step == "report"


@pytest.mark.parametrize("rule", RULES, ids=[r.id for r in RULES])
def test_a_rule_cites_provisions_that_exist(rule: object) -> None:
    found = next(r for r in RULES if r is rule)
    assert found.clauses
    assert set(found.clauses) <= set(clauses())
    assert found.title_zh
    assert found.title_en
    assert found.needs
    assert type(found).__doc__


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_in_principle_rules_may_be_waived_by_name_only() -> None:
    named = {clause for rule in RULES if rule.waiver == "named" for clause in rule.clauses}
    assert named == {"N2024-6.1.3a", "N2024-3.0b", "N2024-3.0c"}


def test_the_document_is_in_step() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == markdown()
