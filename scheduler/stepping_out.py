"""Who keeps out of the vote on an item: ties hold there as they do in a panel (art. 25)."""

from collections.abc import Iterable

from models.plan import Docket, Session
from models.season import Season
from scheduler.eligibility import Ties


def from_the_vote(
    season: Season, dockets: Iterable[Docket], sessions: Iterable[Session], ties: Ties
) -> list[Docket]:
    """The dossiers; after those who leave the panel, the members of the plenary who are tied."""
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
    out = dict.fromkeys((*docket.recused, *(e for e in voters if e in tied)))
    return docket.model_copy(update={"recused": tuple(out)})
