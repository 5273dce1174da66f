"""Pools that tempt: in some committees a share would be missed by whoever draws at will.

Nobody planted loses a lawful seat. Of those who were not planted, some become insiders, officials,
members of one unit, people of last year; so do as many of the planted as the law lets sit. There
are enough others for the share to be met on other days than the planted ones. Nothing is left to
chance here: what else the season draws stays as it was.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from instances.generate_people import Cast, Person, fits
from instances.generate_work import Job
from models.calendar import HalfDay
from models.people import Absence, Applicant, Expert, ServiceYear

SOME = 5
"""Committees for each share of those that are neither self-reviewing nor of enterprises."""
ONE_UNIT, OFFICIALS, AGAIN, AWAY = 62, 45, 64, 90
"""Of those not planted, in percent."""
LEAVE = "离岗进修"
HOMES = 4
"""Applicants of a group whom another institution still employs."""


def tempt(cast: Cast) -> None:
    """Units and flags of the pools of some committees, a share each."""
    own, firms, others = _kinds(cast)
    for job in own:
        for person in _rest(cast, job):
            person.unit, person.private = job.committee.organiser, False
    apart = [unit.id for unit in cast.neutral if unit.kind != "private_enterprise"]
    for job in firms:
        _few_private(cast, job, apart)
    for job, unit in zip(others[:SOME], apart, strict=False):
        _of_one_unit(cast, job, unit)
    share = cast.profile.share("committee.officials_max_share")
    for job in others[SOME : 2 * SOME]:
        planted = _planted(cast, job)[: int(share * job.size)]
        for person in (*planted, *_part(cast, job, OFFICIALS)):
            person.official = True


def renewed(cast: Cast, experts: Sequence[Expert], year: int) -> tuple[Expert, ...]:
    """The experts, of whom those of some committees sat there last year."""
    _, _, others = _kinds(cast)
    share = cast.profile.share("committee.renewal_share")
    last: dict[str, tuple[str, ...]] = {}
    for job in others[2 * SOME : 3 * SOME]:
        planted, committee = _planted(cast, job), job.committee.id
        most = job.size - ceil(share * job.size)
        last |= dict.fromkeys((p.id for p in planted[most:]), ())
        for person in (*planted[:most], *_part(cast, job, AGAIN)):
            last.setdefault(person.id, (committee,))
    return tuple(
        expert.model_copy(update={"service": _with_last(expert, last[expert.id], year)})
        if expert.id in last and not _three_years(expert)
        else expert
        for expert in experts
    )


def rested(cast: Cast, experts: Sequence[Expert]) -> tuple[Expert, ...]:
    """The experts, of whom insiders and those away may sit: others had their three years."""
    own, _, others = _kinds(cast)
    tempting = frozenset(p.id for job in (*own, *others[3 * SOME :]) for p in _rest(cast, job))
    planted = frozenset(p.id for p in cast.experts if p.sits)
    able = [e for e in experts if not _three_years(e) and e.id not in tempting | planted]
    barred = [e for e in experts if _three_years(e) and e.id in tempting]
    served: dict[str, tuple[ServiceYear, ...]] = {}
    for number, expert in enumerate(barred):
        other = able[number * len(able) // len(barred)]
        served[expert.id] = ()
        served[other.id] = tuple(
            s.model_copy(update={"committees": other.pools[:1]}) for s in expert.service
        )
    return tuple(
        expert.model_copy(update={"service": served[expert.id]}) if expert.id in served else expert
        for expert in experts
    )


def enough_are_new(cast: Cast, experts: Sequence[Expert]) -> tuple[Expert, ...]:
    """The experts, of whom no more of those planted sat in their committee last than the law lets.

    The last of those who are too many did not sit anywhere in that year.
    """
    record = {expert.id: expert for expert in experts}
    share = cast.profile.share("committee.renewal_share")
    for job in cast.jobs.values():
        committee = job.committee.id
        members = [record[p.id] for p in _planted(cast, job)]
        last = max((s.year for e in members for s in e.service), default=0)
        again = [e for e in members if any(_sat(s, committee, last) for s in e.service)]
        for expert in again[job.size - ceil(share * job.size) :]:
            service = tuple(
                s.model_copy(update={"committees": ()}) if _sat(s, committee, last) else s
                for s in expert.service
            )
            record[expert.id] = expert.model_copy(update={"service": service})
    return tuple(record.values())


def _sat(entry: ServiceYear, committee: str, year: int) -> bool:
    return entry.year == year and committee in entry.committees


def away(cast: Cast, experts: Sequence[Expert], half_days: Sequence[HalfDay]) -> tuple[Expert, ...]:
    """The experts, of whom most of some pools are away throughout; nobody who is planted is.

    On whichever dates their committee meets, whoever draws without asking misses its quorum.
    """
    _, _, others = _kinds(cast)
    gone = frozenset(p.id for job in others[3 * SOME :] for p in _part(cast, job, AWAY))
    whole = (Absence(first=half_days[0], last=half_days[-1], reason=LEAVE),)
    return tuple(
        expert.model_copy(update={"absences": whole}) if expert.id in gone else expert
        for expert in experts
    )


def employed_elsewhere(cast: Cast, applicants: Iterable[Applicant]) -> list[Applicant]:
    """The applicants, of whom some in each group are still employed where a rival member works."""
    _, _, others = _kinds(cast)
    homes = {
        applicant.id: home
        for job in others[SOME : 3 * SOME]
        for group in job.sizes
        if (home := _home(cast, job, group))
        for applicant in cast.people[job.committee.id].get(group, [])[:HOMES]
        if applicant.organisation != home
    }
    return [
        a.model_copy(update={"home_organisation": homes[a.id]}) if a.id in homes else a
        for a in applicants
    ]


def _kinds(cast: Cast) -> tuple[list[Job], list[Job], list[Job]]:
    """Self-reviewing committees, those that concern enterprises, and all others."""
    jobs = list(cast.jobs.values())
    own = [j for j in jobs if j.committee.self_reviewing]
    firms = [j for j in jobs if j.committee.enterprise_related]
    others = [j for j in jobs if j not in own and j not in firms]
    return own, firms, others


def _planted(cast: Cast, job: Job) -> list[Person]:
    return [p for p in cast.experts if job.committee.id in p.sits]


def _rest(cast: Cast, job: Job) -> Iterator[Person]:
    """Those of a pool who were planted nowhere."""
    return (p for p in cast.pool[job.committee.id] if not p.sits)


def _part(cast: Cast, job: Job, percent: int) -> Iterator[Person]:
    """This part of those of a pool who were planted nowhere, evenly over its list."""
    for number, person in enumerate(_rest(cast, job)):
        if (number + 1) * percent // 100 > number * percent // 100:
            yield person


def _few_private(cast: Cast, job: Job, units: Sequence[str]) -> None:
    """Of the planted one more than the share comes from a private enterprise, of others nobody."""
    share = cast.profile.share("committee.private_share")
    least = max(cast.profile.integer("committee.private_min"), ceil(share * job.size))
    planted = [person for person in _planted(cast, job) if person.private]
    rest = [person for person in _rest(cast, job) if person.private]
    for number, person in enumerate((*planted[least + 1 :], *rest)):
        person.unit, person.private = units[number % len(units)], False


def _of_one_unit(cast: Cast, job: Job, unit: str) -> None:
    """As many of the planted as one unit may hold come from it, and all others of the pool."""
    share = cast.profile.share("committee.unit_cap_share")
    planted = sorted(_planted(cast, job), key=lambda person: person.unit != unit)
    for person in (*planted[: int(share * job.size)], *_part(cast, job, ONE_UNIT)):
        person.unit, person.private = unit, False


def _three_years(expert: Expert) -> bool:
    return sum(bool(entry.committees) for entry in expert.service) > 2  # noqa: PLR2004


def _with_last(expert: Expert, last: tuple[str, ...], year: int) -> tuple[ServiceYear, ...]:
    """Last year in these committees, and at most one of the years before as it was."""
    before = [entry for entry in expert.service if entry.year != year - 1]
    served = [entry for entry in before if entry.committees]
    kept = tuple(entry for entry in before if entry not in served[1:])
    return (*kept, ServiceYear(year=year - 1, committees=last))


def _home(cast: Cast, job: Job, group: str) -> str:
    """The unit of most who fit a group and were not planted, and of no planted member."""
    committee = job.committee
    taken = {person.unit for person in _planted(cast, job)} | {committee.organiser}
    specialties = next(g.specialties for g in committee.groups if g.id == group)
    able = Counter(
        person.unit
        for person in _rest(cast, job)
        if person.unit not in taken and fits(person, committee, specialties)
    )
    return max(able, key=lambda unit: (able[unit], unit), default="")
