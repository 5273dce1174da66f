"""Situations from the law's own words, as data: lawful, a breach, or a reminder, by clause."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from models.plan import Plan, StepReport
from models.season import Season
from scheduler.rules import rule_of
from scheduler.verify import verify
from tests.rules import tiny, tiny_plan
from tests.rules.editing import Edit, apply, attending, both, decided, given, moved, number, without
from tests.rules.tiny import again

FOLDER = Path(__file__).parents[1] / "cases"
CASES: list[dict[str, Any]] = [
    case
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
DAYS = {"c1": "2024-07-09", "c2": "2024-08-07"}
SEVERITY = {"breach": "breach", "reminder": "warning"}


def _edit(row: dict[str, Any]) -> Edit:
    match row:
        case {"move": name, "to": day}:
            return moved(name, DAYS[name], day)
        case {"given": table, "row": name, "set": changes}:
            return given(table, name, **changes)
        case {"decided": table, "row": name, "set": changes}:
            return decided(table, name, **changes)
        case {"number": key, "value": value}:
            return number(key, value)
        case {"away": session, "who": names}:
            return attending(session, *names)
        case {"without": table, "rows": names}:
            return without(table, *names)
        case _:
            raise ValueError(f"an edit of no known form: {sorted(row)}")


def _skipping(steps: list[str]) -> Edit:
    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        reports = tuple(
            StepReport(step=s.step, status="SKIPPED") if s.step in steps else s for s in plan.steps
        )
        changes: dict[str, Any] = {"steps": reports}
        if "milestones" in steps:
            changes["milestones"] = ()
        return season, again(plan, **changes)

    return edit


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_case_is_judged_as_the_law_says(case: dict[str, Any]) -> None:
    season = tiny.season()
    steps = _skipping(case.get("skip", []))
    edit = both(steps, *(_edit(row) for row in case["edits"]))
    verdict = verify(*apply(edit, season, tiny_plan.plan(season)))
    told = {f.severity for f in verdict.findings if f.clause == case["clause"]} - {"note"}
    if case["verdict"] == "lawful":
        rules = {rule.id for rule in rule_of(case["clause"])}
        assert not told
        assert any(v.rule in rules and v.result == "passed" for v in verdict.by_rule)
    else:
        # a breach may be followed by reminders of what it leads to
        assert ("breach" if "breach" in told else "warning") == SEVERITY[case["verdict"]]
        assert told


def test_there_are_cases_enough_of_both_kinds() -> None:
    lawful = sum(case["verdict"] == "lawful" for case in CASES)
    assert lawful >= 15
    assert len(CASES) - lawful >= 15
