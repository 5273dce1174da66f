"""Every provision that a plan can break, by chapter of the law, in the order of a season."""

from scheduler.rules.afterwards import AFTERWARDS
from scheduler.rules.annexes import ANNEXES
from scheduler.rules.appointments import APPOINTMENTS
from scheduler.rules.base import Rule
from scheduler.rules.committees import COMMITTEES
from scheduler.rules.desk_steps import DESK_STEPS
from scheduler.rules.desk_use import DESK_USE
from scheduler.rules.dockets_law import DOCKETS
from scheduler.rules.draws import DRAWS
from scheduler.rules.filing import FILING
from scheduler.rules.people import PEOPLE
from scheduler.rules.quota import QUOTA
from scheduler.rules.replay import REPLAY
from scheduler.rules.routing import ROUTING
from scheduler.rules.sessions import SESSIONS
from scheduler.rules.stepping_out import STEPPING_OUT
from scheduler.rules.timeline import TIMELINE
from scheduler.rules.travel import TRAVEL
from scheduler.rules.venues import VENUES
from scheduler.rules.windows_rules import WINDOWS

CHAPTERS: tuple[tuple[type[Rule], ...], ...] = (
    QUOTA, APPOINTMENTS, DESK_USE, DESK_STEPS, ANNEXES, FILING, WINDOWS, VENUES, PEOPLE, COMMITTEES,
    DRAWS, REPLAY, SESSIONS, TRAVEL, ROUTING, DOCKETS, STEPPING_OUT, TIMELINE, AFTERWARDS,
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(rule() for chapter in CHAPTERS for rule in chapter)
"""Every rule, once."""


def rule_of(clause: str) -> tuple[Rule, ...]:
    """The rules that judge a clause."""
    return tuple(rule for rule in RULES if clause in rule.clauses)
