"""Every rule catches the plan that breaks it, and passes the plan that does not."""

import pytest

from scheduler.rules import RULES
from scheduler.verify import Verdict, verify
from tests.rules import tiny, tiny_plan
from tests.rules.editing import Mutation, apply
from tests.rules.mutations import QUOTA_AND_DESKS
from tests.rules.mutations_meetings import MEETINGS
from tests.rules.mutations_people import AFTER, APPLICATIONS, PEOPLE, SITTINGS

MUTATIONS = (*QUOTA_AND_DESKS, *MEETINGS, *PEOPLE, *SITTINGS, *APPLICATIONS, *AFTER)


@pytest.fixture(scope="module")
def lawful() -> Verdict:
    season = tiny.season()
    return verify(season, tiny_plan.plan(season))


def test_the_tiny_plan_is_lawful(lawful: Verdict) -> None:
    assert lawful.findings == ()
    assert lawful.lawful


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_passes_the_lawful_plan(rule: str, lawful: Verdict) -> None:
    """The no-breach case: something was compared, and nothing found."""
    verdict = next(item for item in lawful.by_rule if item.rule == rule)
    assert verdict.result == "passed", verdict.reason
    assert verdict.compared


@pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=[f"{n}-{m.name}" for n, m in enumerate(MUTATIONS)]
)
def test_a_broken_provision_is_caught_with_its_clause(mutation: Mutation) -> None:
    season = tiny.season()
    season, plan = apply(mutation.edit, season, tiny_plan.plan(season))
    verdict = verify(season, plan)
    told = {(f.rule, f.clause, f.code, f.severity) for f in verdict.findings}
    wanted = (mutation.rule, mutation.clause, mutation.code, mutation.severity)
    assert wanted in told, sorted(told)
    assert all(f.code != "plan_other_season" for f in verdict.findings)
    if mutation.severity == "breach":
        assert not verdict.lawful


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_a_mutation(rule: str) -> None:
    assert any(mutation.rule == rule for mutation in MUTATIONS)
