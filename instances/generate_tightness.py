"""How tight a season is: what is needed against what there is, before any plan."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from instances.generate_work import Job, job_of, room_half_days, window
from models.base import RANK
from models.committee import Committee, ReviewGroup
from models.people import Applicant, Expert
from models.season import Season


class Row(NamedTuple):
    """One line of the table; ratio = needed / available."""

    what: str
    needed: int
    available: int

    @property
    def ratio(self) -> Fraction:
        """The part that is needed; above 1 there is too little."""
        return Fraction(self.needed, max(1, self.available))


def tightness(season: Season, routes: dict[str, str] | None = None) -> list[Row]:
    """Seats, outsiders and private experts by committee; rooms, supervisors and desks in all.

    `routes` gives each applicant's committee; without it the filed scope decides.
    """
    jobs = jobs_of(season, routes)
    rows: list[Row] = []
    for job in jobs:
        rows.extend(_committee_rows(season, job))
    span = sorted(
        {at for job in jobs for at in window(season.profile, season.calendar, job.committee)}
    )
    closed = sum(
        any(spell.first <= at <= spell.last for spell in room.closed)
        for room in season.rooms
        for at in span
    )
    there = len(span) * len(season.rooms) - closed
    rows.append(Row("room half-days", room_half_days(jobs), there))
    big = sum(room.plenary for room in season.rooms)
    rows.append(Row("plenary half-days", sum(j.plenary for j in jobs), len(span) * big))
    supervisors = sum("supervisor" in s.roles for s in season.staff)
    rows.append(Row("supervisor half-days", sum(j.length for j in jobs), len(span) * supervisors))
    rows.extend(_desks(season))
    return rows


def jobs_of(season: Season, routes: dict[str, str] | None = None) -> list[Job]:
    """The work of every committee that has groups of given sizes."""
    people: dict[str, dict[str, list[Applicant]]] = {c.id: {} for c in season.committees}
    for applicant in season.applicants:
        committee = _home(season, applicant, routes)
        if committee is not None:
            group = "" if applicant.track == "recognition" else _group(committee, applicant)
            people[committee.id].setdefault(group, []).append(applicant)
    return [job_of(season.profile, c, people[c.id]) for c in season.committees if c.groups]


def _home(season: Season, applicant: Applicant, routes: dict[str, str] | None) -> Committee | None:
    if routes is not None:
        return season.committee.get(routes.get(applicant.id, ""))
    able = (
        c
        for c in season.committees
        if c.covers(applicant.series, applicant.specialty, applicant.level)
    )
    return season.committee.get(applicant.committee) or next(able, None)


def _group(committee: Committee, applicant: Applicant) -> str:
    def hears(group: ReviewGroup) -> bool:
        return not group.specialties or applicant.specialty in group.specialties

    return next((g.id for g in committee.groups if hears(g)), committee.groups[-1].id)


def eligible(season: Season, committee: Committee) -> list[Expert]:
    """The filed pool less rotation, purge and title: the standing conditions only."""
    least = max(RANK["mid"], *(RANK[level] for level in committee.levels))
    years = {season.year - back for back in (1, 2, 3)}
    return [
        e
        for e in season.experts
        if committee.id in e.pools
        and not e.blacklisted
        and not e.purge_cause
        and e.in_service is not False
        and any(t.series == committee.series and RANK[t.level] >= least for t in e.titles)
        and not years <= {s.year for s in e.service if s.committees}
    ]


def _committee_rows(season: Season, job: Job) -> Iterator[Row]:
    committee = job.committee
    able = eligible(season, committee)
    yield Row(f"seats {committee.id}", job.size, len(able))
    if committee.self_reviewing:
        share = season.profile.share("committee.external_share")
        outside = sum(e.organisation != committee.organiser for e in able)
        yield Row(f"external {committee.id}", ceil(share * job.size), outside)
    if committee.enterprise_related:
        share = season.profile.share("committee.private_share")
        private = sum(bool(e.private_enterprise) for e in able)
        yield Row(f"private {committee.id}", max(1, ceil(share * job.size)), private)


def _desks(season: Season) -> Iterator[Row]:
    value = season.profile
    free = 1 - value.share("desk.reserve_share")
    for name, key in (("senior", "municipal"), ("midjunior", "")):
        last = value.date(f"deadline.senior.{key}.handin" if key else "deadline.midjunior.handin")
        days = season.calendar.half_days(value.date(f"window.{name}.first"), last)
        needed = sum(
            s.dossiers * (s.minutes or value.integer(f"desk.minutes_per_dossier.{s.band}"))
            for s in season.submissions
            if (s.band == "senior") == (name == "senior")
        )
        minutes = value.integer("desk.minutes_per_halfday")
        there = int(len(days) * len(season.desks) * minutes * free)
        yield Row(f"desk minutes {name}", needed, there)
