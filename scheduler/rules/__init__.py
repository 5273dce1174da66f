"""Every provision that a plan can break, by chapter of the law, in the order of a season."""

from scheduler.rules.base import Rule
from scheduler.rules.quota import QUOTA

RULES: tuple[Rule, ...] = tuple(rule() for rule in (*QUOTA,))
"""Every rule, once."""


def rule_of(clause: str) -> tuple[Rule, ...]:
    """The rules that judge a clause."""
    return tuple(rule for rule in RULES if clause in rule.clauses)
