"""Who of the office and the inspection serves which meeting, in which half-day, as what.

In each half-day everybody has one duty at most. What the plan must have comes before what is
good to have; then the person who served the committee before, then whoever has served least.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.calendar import HalfDay
from models.people import Staff, StaffRole
from models.plan import Duty, Finding, Meeting, Where
from models.season import Season
from scheduler.assignment import FORBIDDEN, assigned
from scheduler.eligibility import away
from scheduler.hall import Want, violator

if TYPE_CHECKING:
    from scheduler.blocks import Block

UNSERVED = {"needed": 10**10, "site": 10**9, "again": 5 * 10**8, "good": 10**8}
"""What it costs to leave a duty without anybody."""
CLAUSES: dict[StaffRole, str] = {"secretary": "R40-23", "supervisor": "N2024-6.2.1c"}
"""Where the law speaks of a duty that is missed when nobody has it."""
CHANGED, OTHERS, ROLES, SERVED = 10**6, 10**5, 10**4, 10**2
"""Another person than before; one who is meant for any committee; one with several roles; and
every half-day that the person has served already."""


@dataclass(frozen=True)
class _Wanted:
    block: "Block"
    role: StaffRole
    number: int
    weight: str
    """needed: the committee cannot do without; site: nobody of the site has had one on that day;
    again: somebody had, in its other half-day; good."""


@dataclass
class _Service:
    """What was given up to now."""

    keeps: dict[tuple[str, StaffRole, int], str] = field(
        default_factory=dict[tuple[str, StaffRole, int], str]
    )
    served: Counter[str] = field(default_factory=Counter[str])


def give_duties(
    season: Season,
    blocks: Sequence["Block"],
    kept: Mapping[str, Meeting],
    others: Iterable[Meeting] = (),
) -> tuple[dict[str, tuple[Duty, ...]], list[Finding]]:
    """Secretaries, supervisors, timekeepers and tellers, nobody in two places in a half-day.

    One supervisor per site and day is wanted (6.2.1c), then one in its other half-day, one for
    each committee where there are enough, one for every session of a watched committee. What is
    missing is reported.
    """
    given: dict[str, list[Duty]] = {block.committee: [] for block in blocks}
    if not season.staff:
        return dict.fromkeys(given, ()), []
    missed: list[tuple[_Wanted, HalfDay, Finding]] = []
    per_site = season.profile.integer("supervisors.per_site_day")
    service = _Service()
    for meeting in kept.values():
        for duty in meeting.duties:
            service.keeps.setdefault((meeting.id, duty.role, 0), duty.staff)
    watched: dict[tuple[str, str], frozenset[str]] = {}
    elsewhere: set[tuple[HalfDay, str]] = set()
    for meeting in others:
        for duty in meeting.duties:
            elsewhere.add((duty.at, duty.staff))
            service.served[duty.staff] += 1
    for at in sorted({at for block in blocks for at in block.half_days}):
        here = [block for block in blocks if at in block.half_days]
        able = [
            person
            for person in season.staff
            if (at, person.id) not in elsewhere and not away(person.absences, at)
        ]
        wanted = list(_wanted(season, at, here, watched))
        nobody = [[UNSERVED[w.weight]] * len(wanted) for w in wanted]
        costs = [_costs(w, able, service) + spare for w, spare in zip(wanted, nobody, strict=True)]
        people = assigned(costs)
        watching = Counter[str]()
        lacking: list[_Wanted] = []
        for w, column in zip(wanted, people, strict=True):
            if column is None or column >= len(able):
                continue
            person = able[column]
            if w.role == "supervisor":
                watching[w.block.site] += 1
                day = (w.block.site, at[:10])
                watched[day] = watched.get(day, frozenset()) | {person.id}
            service.keeps[w.block.committee, w.role, w.number] = person.id
            service.served[person.id] += 1
            given[w.block.committee].append(Duty(at=at, staff=person.id, role=w.role))
        for w, column in zip(wanted, people, strict=True):
            served = column is not None and column < len(able)
            elsewhere_on_site = w.weight == "site" and watching[w.block.site] >= per_site
            if not served and w.weight in {"needed", "site"} and not elsewhere_on_site:
                lacking.append(w)
        told = _missing(season, at, wanted, lacking, able, watching)
        missed.extend(zip(lacking, [at] * len(lacking), told, strict=True))
    short = [
        finding
        for w, at, finding in missed
        if w.weight != "site" or len(watched.get((w.block.site, at[:10]), ())) < per_site
    ]
    return {name: tuple(duties) for name, duties in given.items()}, short


def _wanted(
    season: Season,
    at: HalfDay,
    blocks: Sequence["Block"],
    before: Mapping[tuple[str, str], frozenset[str]],
) -> Iterable[_Wanted]:
    """The duties of a half-day, in the order in which they are printed."""
    roles = {role for person in season.staff for role in person.roles}
    secretaries = season.profile.integer("secretaries.per_committee")
    watched = season.profile.flag("supervisors.watched_every_session")
    per_site = season.profile.integer("supervisors.per_site_day")
    seen: Counter[str] = Counter()
    named = {
        c for person in season.staff if "supervisor" in person.roles for c in person.committees
    }
    order = sorted(
        blocks,
        key=lambda b: (
            not season.committee[b.committee].watched,
            b.committee not in named,
            b.committee,
        ),
    )
    for block in order:
        committee = season.committee[block.committee]
        if "secretary" in roles:
            for number in range(secretaries):
                yield _Wanted(block, "secretary", number, "needed")
        if "supervisor" in roles:
            first = seen[block.site] < per_site
            must = watched and committee.watched
            seen[block.site] += 1
            had = len(before.get((block.site, at[:10]), ())) >= per_site
            once = "again" if had else "site"
            weight = "needed" if must else once if first else "good"
            yield _Wanted(block, "supervisor", 0, weight)
        if "timekeeper" in roles and at not in block.plenaries:
            yield _Wanted(block, "timekeeper", 0, "good")
        if "teller" in roles and at in block.plenaries:
            yield _Wanted(block, "teller", 0, "good")


def _may(wanted: _Wanted, person: Staff) -> bool:
    """Whether somebody has the role, and serves this committee."""
    barred = bool(person.committees) and wanted.block.committee not in person.committees
    return wanted.role in person.roles and not barred


def _costs(wanted: _Wanted, able: Sequence[Staff], service: _Service) -> list[int]:
    """What each of the staff would cost."""
    name = wanted.block.committee
    before = service.keeps.get((name, wanted.role, wanted.number))
    found: list[int] = []
    for place, person in enumerate(able):
        if not _may(wanted, person):
            found.append(FORBIDDEN)
            continue
        cost = place + SERVED * service.served[person.id] + ROLES * (len(person.roles) - 1)
        cost += 0 if person.committees else OTHERS
        cost += CHANGED if before not in (None, person.id) else 0
        found.append(cost)
    return found


def _missing(
    season: Season,
    at: HalfDay,
    wanted: Sequence[_Wanted],
    lacking: Iterable[_Wanted],
    able: Sequence[Staff],
    watching: Mapping[str, int],
) -> Iterable[Finding]:
    """Each duty without anybody, with those who want more people than there are for them."""
    must = [
        Want(w, 1, frozenset(person.id for person in able if _may(w, person)))
        for w in wanted
        if w in lacking
        or w.weight == "needed"
        or (w.weight in {"site", "again"} and watching[w.block.site])
    ]
    most = violator(must) if must else None
    for w in lacking:
        rivals = [want for want in most.wants if want.subject.role == w.role] if most else []
        names = (season.committee[want.subject.block.committee].name for want in rivals)
        there = frozenset[str]().union(*(want.among for want in rivals))
        yield Finding(
            code=f"meetings.no-{w.role}",
            severity="warning",
            clause=CLAUSES[w.role],
            step="meetings",
            args={
                "committee": w.block.committee,
                "half_day": at,
                "all": tuple(dict.fromkeys(names)),
                "needed": len(rivals),
                "there": len(there),
                "missing": most.missing if most else 1,
            },
            where=(Where(table="committees", id=w.block.committee),),
        )
