"""What the plenary deals with: items of recognition, and who keeps out of the vote on an item."""

from collections.abc import Iterable

from models.plan import Docket, Session
from models.season import Season
from scheduler.eligibility import Ties
from scheduler.grouping import Load


def recognised(season: Season, load: Load, sessions: Iterable[Session]) -> list[Docket]:
    """Items of recognition: no panel reads them, they come up in the (first) plenary (四(五)3)."""
    name = load.committee.id
    plenaries = [s for s in sessions if s.kind == "plenary" and s.committee == name]
    if not plenaries or not load.recognised:
        return []
    first = min(plenaries, key=lambda session: session.at)
    minutes = season.profile.integer("format.recognition.minutes")
    return [
        Docket(id=applicant, committee=name, group=group, session=first.id, minutes=minutes)
        for applicant, group in load.recognised
    ]


def from_the_vote(
    season: Season, dockets: Iterable[Docket], sessions: Iterable[Session], ties: Ties
) -> list[Docket]:
    """The dossiers; after those who leave the panel, the members of the plenary who are tied.

    Ties hold at the vote as they do in a panel (40号令 art. 25).
    """
    voters: dict[str, dict[str, None]] = {}
    for session in sessions:
        if session.kind == "plenary":
            voters.setdefault(session.committee, {}).update(dict.fromkeys(session.members))
    return [
        _with_voters(season, docket, voters.get(docket.committee, ()), ties) for docket in dockets
    ]


def _with_voters(season: Season, docket: Docket, voters: Iterable[str], ties: Ties) -> Docket:
    committee = season.committee[docket.committee]
    tied = ties.tied_to(committee, season.applicant[docket.id])
    if tied.isdisjoint(voters):
        return docket
    out = tuple(dict.fromkeys((*docket.recused, *(e for e in voters if e in tied))))
    return docket if out == docket.recused else docket.model_copy(update={"recused": out})
