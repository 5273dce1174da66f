"""The planted memberships, held once against the rules they were made for, then forgotten."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

from instances.generate_people import Cast, fits
from models.people import Applicant, Conflict, Expert


def planted(cast: Cast, experts: Sequence[Expert], conflicts: Sequence[Conflict]) -> None:
    """Assert that every committee's planted members may sit, can come, and are free of ties."""
    record = {expert.id: expert for expert in experts}
    tied = {(c.expert, c.applicant) for c in conflicts}
    for committee_id, job in cast.jobs.items():
        committee = job.committee
        members = [p for p in cast.experts if committee_id in p.sits]
        assert len(members) == job.size, committee_id
        assert job.size % 2, committee_id
        assert sum(p.presides for p in members) >= 2, committee_id  # noqa: PLR2004
        assert all(committee_id in record[p.id].pools for p in members)
        assert all(fits(p, committee, committee.specialties) for p in members)
        served = (sum(bool(s.committees) for s in record[p.id].service) for p in members)
        assert all(count < 3 for count in served), committee_id  # noqa: PLR2004
        applicants = [a.id for rows in cast.people[committee_id].values() for a in rows]
        assert not any((p.id, a) in tied for p in members for a in applicants)
        units = Counter(p.unit for p in members)
        if committee.self_reviewing:
            share = cast.profile.share("committee.external_share")
            outside = job.size - units[committee.organiser]
            assert outside >= ceil(share * job.size), committee_id
        else:
            assert max(units.values()) <= job.size // 2, committee_id
        if committee.enterprise_related:
            share = cast.profile.share("committee.private_share")
            assert sum(p.private for p in members) >= ceil(share * job.size), committee_id
        officials = int(cast.profile.share("committee.officials_max_share") * job.size)
        assert sum(p.official for p in members) <= officials, committee_id
        _enough_are_new(cast, committee_id, [record[p.id] for p in members])
        _can_come(cast, committee_id, [record[p.id] for p in members])


def _enough_are_new(cast: Cast, committee_id: str, members: Sequence[Expert]) -> None:
    """The share to be renewed did not sit in this committee in the last year that is known."""
    last = max((s.year for e in members for s in e.service), default=0)
    again = sum(s.year == last and committee_id in s.committees for e in members for s in e.service)
    new = ceil(cast.profile.share("committee.renewal_share") * len(members))
    assert len(members) - again >= new, committee_id


def free_of_homes(cast: Cast, applicants: Sequence[Applicant]) -> None:
    """Assert that nobody planted works where somebody of the committee is still employed."""
    homes = {a.id: a.home_organisation for a in applicants if a.home_organisation}
    for committee_id, groups in cast.people.items():
        units = {p.unit for p in cast.experts if committee_id in p.sits}
        people = (a.id for rows in groups.values() for a in rows)
        assert not any(homes.get(name) in units for name in people), committee_id


def _can_come(cast: Cast, committee_id: str, members: Sequence[Expert]) -> None:
    """Enough can come to every half-day: all of a block, at least three to a group's panel."""
    spans = cast.blocks[committee_id]
    needed = len(members) if len(dict.fromkeys(spans.values())) == 1 else 3
    for at in dict.fromkeys(at for span in spans.values() for at in span):
        coming = sum(not any(a.first <= at <= a.last for a in e.absences) for e in members)
        assert coming >= needed, (committee_id, at)
