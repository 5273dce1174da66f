"""Timefold's Python solver as a peer of the timetable, in an environment of its own.

`PINGSHEN_TIMEFOLD_PYTHON` names that environment's interpreter; Java must be there. The case goes
to `benchmarks/timefold_child.py` as JSON; the answer is judged here, whatever score it claims.
Ties to dossiers (art. 25) are not asked of it, as they are not of `monolith`.
"""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from benchmarks.row import Options, Row
from benchmarks.timefold_case import Answer, Body, Case, Group, Limit, Member, judge
from models.people import Expert
from models.plan import Plan
from models.season import Season
from scheduler.eligibility import can_come
from scheduler.grouping import Load
from scheduler.reference import weights
from scheduler.rooms import Sites
from scheduler.seated import members_of
from scheduler.spans import least_lead
from scheduler.timetable_spread import search_of
from scheduler.work import Work

INTERPRETER = "PINGSHEN_TIMEFOLD_PYTHON"
STARTING = 300
"""Seconds over its limit that the other process may take to start and to answer."""


def timefold(
    name: str, season: Season, base: Plan, loads: Mapping[str, Load], options: Options
) -> Row:
    """The row of Timefold; UNKNOWN with a note where it cannot run or breaks a hard constraint."""
    case = case_of(season, base, loads, options)
    began = time.perf_counter()
    answer = ask(case) if case else "committees without members"
    seconds = time.perf_counter() - began
    if case is None or isinstance(answer, str):
        return Row(name, "UNKNOWN", None, None, seconds, None, "timefold", str(answer))
    faults, value = judge(case, answer)
    if faults:
        note = f"{faults} hard constraints broken; {answer.score}"
        return Row(name, "UNKNOWN", None, None, seconds, None, "timefold", note)
    claimed = answer.score == f"0hard/{-value}soft"
    return Row(name, "FEASIBLE", value, None, seconds, claimed, "timefold", answer.score)


def ask(case: Case) -> Answer | str:
    """The answer of the other process, or why there is none."""
    python = os.environ.get(INTERPRETER)
    if not python:
        return f"{INTERPRETER} is not set"
    child = Path(__file__).with_name("timefold_child.py")
    try:
        done = subprocess.run(
            [python, str(child)],
            input=case.model_dump_json(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=case.seconds + STARTING,
            check=True,
        )
        return Answer.model_validate_json(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return "no answer in time"
    except subprocess.CalledProcessError as error:
        return f"ended with {error.returncode}: {(error.stderr.splitlines() or [''])[-1]}"
    except OSError as error:
        return f"does not start: {error.strerror}"
    except (IndexError, ValidationError):
        return "its answer cannot be read"


def case_of(season: Season, base: Plan, loads: Mapping[str, Load], options: Options) -> Case | None:
    """The season after formation; None where no committee has members."""
    spread = [load for load in loads.values() if load.committee.spread]
    closed = [m for m in base.meetings if m.id in loads and not loads[m.id].committee.spread]
    sites = Sites(season)
    bodies: list[Body] = []
    limits: dict[tuple[str, str, int], int] = {}
    for meeting in closed:
        site = next((sites.site_of(use.room) for use in meeting.rooms), "")
        load = loads[meeting.id]
        members = members_of(season, base, load)
        ends = (meeting.plenaries,)
        bodies.append(
            _body(load, members, site, load.committee.id, meeting.half_days, ends, _can_come)
        )
        for at in meeting.half_days if meeting.rooms else ():
            if at not in meeting.plenaries:
                limits[meeting.id, at, 0] = sum(use.at == at for use in meeting.rooms)
    search = search_of(season, base, Work(seed=options.seed), spread, closed) if spread else None
    for name, case in search.cases.items() if search else ():
        rooms = search.rooms[name] if search else None
        assert rooms is not None
        pool, span = f"site {rooms.site}", case.span.half_days
        bodies.append(_body(case.load, case.members, rooms.site, pool, span, case.runs, case.comes))
        for at in span if rooms.given else ():
            limits[pool, at, 0] = rooms.there(at)
            limits[pool, at, case.load.size] = rooms.big_there(at, case.load.size)
    if not any(group.members for body in bodies for group in body.groups):
        return None
    return Case(
        seconds=options.time_limit or 60.0,
        seed=options.seed,
        weights={str(term): value for term, value in weights(season).items()},
        committees=tuple(bodies),
        limits=tuple(
            Limit(pool=pool, at=at, size=size, rooms=n) for (pool, at, size), n in limits.items()
        ),
    )


def _can_come(expert: Expert, at: str) -> bool:
    return can_come(expert, [at])


def _body(
    load: Load,
    members: Mapping[str, tuple[Expert, ...]],
    site: str,
    pool: str,
    span: tuple[str, ...],
    runs: Sequence[tuple[str, ...]],
    comes: Callable[[Expert, str], bool],
) -> Body:
    def member(expert: Expert, panels: int) -> Member:
        return Member(
            expert=expert.id,
            away=tuple(at for at in span if not comes(expert, at)),
            against=tuple(at for at in span if at in expert.wishes_against),
            most=panels if expert.max_half_days is None else max(0, expert.max_half_days),
        )

    groups = [
        Group(
            id=group.id,
            panels=(panels := sum(group.panels.values())),
            panel_size=group.panel_size,
            members=tuple(member(e, panels) for e in members[group.id]),
        )
        for group in load.groups
    ]
    return Body(
        id=load.committee.id,
        site=site,
        pool=pool,
        size=load.size,
        span=span,
        runs=tuple(runs),
        least=least_lead(load),
        groups=tuple(groups),
    )
