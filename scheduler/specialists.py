"""Committees without groups: whose dossier is of whose specialty (六(二)1)."""

from collections.abc import Sequence

from models.base import RANK
from models.people import Applicant, Expert
from models.season import Season
from scheduler.eligibility import Ties, required_rank
from scheduler.grouping import Load

OWN, WIDE, STRANGE = 2, 1, 0
"""A reader of the very specialty, one whose title is of the whole series, and any other."""


def match(season: Season, load: Load, expert: Expert, applicant: Applicant) -> int:
    """How near a reader's titles are to a dossier: OWN, WIDE or STRANGE."""
    rank = required_rank(season, load.committee)
    fitting = [
        title.specialty
        for title in expert.titles
        if title.series == applicant.series and RANK[title.level] >= rank
    ]
    if applicant.specialty and applicant.specialty in fitting:
        return OWN
    return WIDE if "" in fitting or not applicant.specialty else STRANGE


def strangers_work(
    season: Season, load: Load, members: Sequence[Expert], ties: Ties, group: str
) -> dict[tuple[frozenset[str], str], int]:
    """Minutes of dossiers by (members who are tied or of another specialty, category).

    Only dossiers of which somebody free is near and somebody is not.
    """
    near: dict[tuple[str, str], frozenset[str]] = {}
    found: dict[tuple[frozenset[str], str], int] = {}
    everybody = frozenset(e.id for e in members)
    for item in load.items[group]:
        if not item.applicant:
            continue
        person = season.applicant[item.applicant]
        kind = (person.series, person.specialty)
        if kind not in near:
            close = (e.id for e in members if match(season, load, e, person) != STRANGE)
            near[kind] = frozenset(close)
        able = near[kind] - ties.tied_to(load.committee, person)
        if able and able != everybody:
            key = (everybody - able, item.category)
            found[key] = found.get(key, 0) + item.minutes
    return found
