"""Whether every share, recusal and quorum rule bites: each knocked out, one at a time.

The dates are planned once. Then members are drawn, panels set and dossiers given out from the
season without the fact or number by which a provision binds, and the verifier judges by the whole
season. value = breaches and reminders that tell of the provision in that plan, bound = those in
the plan with all provisions; checked = the verifier tells of the first alone.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.row import Options, Row
from benchmarks.steps import load
from models.plan import Plan, StepName
from models.season import Season, season_hash
from tests.knockout import Blind, emptied, every, number

DATES: tuple[StepName, ...] = ("windows", "meetings", "formation")
MEMBERS: tuple[StepName, ...] = ("windows", "formation")
PANELS: tuple[StepName, ...] = (*MEMBERS, "timetable")
ALL: tuple[StepName, ...] = (*PANELS, "dockets")


@dataclass(frozen=True)
class Provision:
    """A clause, how planning is made blind to it, by which steps, and what the verifier says."""

    clause: str
    blind: Blind
    code: str
    steps: tuple[StepName, ...] = MEMBERS
    told_by: str = ""
    """The clause under which the rule reports, where that is another of its own."""

    @property
    def finding(self) -> tuple[str, str]:
        """Clause and code of what the verifier says."""
        return self.told_by or self.clause, self.code


PROVISIONS = (
    Provision("N2024-6.1.3a", every("experts", service=()), "form_rotation"),
    Provision("N2024-6.1.3b", number(committee__external_share=(0, 1)), "form_external"),
    Provision(
        "N2024-6.1.3c",
        number(committee__private_share=(0, 1), committee__private_min=0),
        "form_private",
    ),
    Provision("R40-7", number(committee__unit_cap_share=(1, 1)), "form_unit_cap"),
    Provision("IM2023-3", number(committee__renewal_share=(0, 1)), "form_renewal"),
    Provision("IM2023-4", number(committee__officials_max_share=(1, 1)), "form_officials"),
    Provision("R40-19", every("experts", absences=()), "sit_quorum", PANELS),
    Provision("R40-25", emptied("conflicts"), "dock_conflict", ALL),
    Provision(
        "N2024-4.9.2", every("applicants", home_organisation=""), "dock_conflict", ALL, "R40-25"
    ),
)


def knockout(options: Options) -> Iterator[Row]:
    """Every share, recusal and quorum rule of one size and seed."""
    for case, season in load(options):
        dates = dated(season, options.seed)
        whole = told(season, season, dates, ALL, options.seed)
        for provision in PROVISIONS:
            began = time.monotonic()
            seen = provision.blind(season)
            blind = told(season, seen, dates, provision.steps, options.seed)
            missed, kept = blind[provision.finding], whole[provision.finding]
            seconds = time.monotonic() - began
            name = f"{case} {provision.clause}"
            yield Row(name, "FEASIBLE", missed, kept, seconds, missed > 0 and not kept)


def dated(season: Season, seed: int) -> Plan:
    """The plan with dates on which members can be found."""
    from scheduler.planning import plan
    from scheduler.work import Work

    return plan(season, Work(seed=seed), DATES)


def told(
    season: Season, seen: Season, dates: Plan, steps: tuple[StepName, ...], seed: int
) -> Counter[tuple[str, str]]:
    """What the verifier says of the plan made of what is seen: how often, by clause and code."""
    from scheduler.planning import plan
    from scheduler.verify import verify
    from scheduler.work import Work

    made = plan(seen, Work(seed=seed, base=dates), steps)
    judged = attended(season, made).model_copy(update={"season": season_hash(season)})
    found = verify(season, judged).findings
    return Counter((f.clause, f.code) for f in found if f.severity != "note")


def attended(season: Season, plan: Plan) -> Plan:
    """The plan as it would come to pass: nobody attends who is away."""
    sessions = tuple(
        session.model_copy(
            update={
                "members": tuple(
                    name
                    for name in session.members
                    if not any(
                        s.first <= session.at <= s.last for s in season.expert[name].absences
                    )
                )
            }
        )
        for session in plan.sessions
    )
    return plan.model_copy(update={"sessions": sessions})
