"""The reference objective of the timetable: what it counts, for whom, with the profile's weights.

3 x the greatest load of every group + 2 x the days on which each member comes to panels +
sittings against a wish + rooms opened per day + half-days by which each plenary is later than
it could be. Explained in docs/goals.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from models.plan import Session, Share
from models.season import Season
from scheduler.group_days import Weights

if TYPE_CHECKING:
    from models.calendar import HalfDay

Term = Literal["greatest_load", "expert_days", "against_wish", "open_rooms", "plenary_delay"]
TERMS: tuple[Term, ...] = (
    "greatest_load",
    "expert_days",
    "against_wish",
    "open_rooms",
    "plenary_delay",
)


def weights(season: Season) -> dict[Term, int]:
    """The weights of the year."""
    return {term: season.profile.integer(f"goal.timetable.{term}") for term in TERMS}


def group_weights(season: Season) -> Weights:
    """The weights that concern one group alone."""
    found = weights(season)
    return Weights(found["greatest_load"], found["expert_days"], found["against_wish"])


def open_rooms(
    season: Season, sessions: Iterable[Session]
) -> dict[tuple[str, str], dict[str, int]]:
    """By site and day: rooms in use in its busiest half-day, by committee."""
    used: dict[tuple[str, HalfDay], Counter[str]] = {}
    for session in sessions:
        room = season.room.get(session.room)
        site = room.site if room else ""
        used.setdefault((site, session.at), Counter())[session.committee] += 1
    found: dict[tuple[str, str], dict[str, int]] = {}
    for (site, at), count in sorted(used.items()):
        day = (site, at[:10])
        if sum(count.values()) > sum(found.get(day, {}).values()):
            found[day] = dict(count)
    return found


def breakdown(
    season: Season, sessions: Iterable[Session], delays: Mapping[str, int]
) -> list[Share]:
    """Every share of the objective; their values add up to it exactly.

    The greatest load of a group falls to the first of its members who has it, rooms to the
    committees that use them in the busiest half-day. `delays`: half-days by committee.
    """
    given = weights(season)
    everything = list(sessions)
    loads: dict[tuple[str, str], Counter[str]] = {}
    days: dict[tuple[str, str, str], set[str]] = {}
    against: Counter[tuple[str, str, str]] = Counter()
    for session in everything:
        if session.kind != "panel":
            continue
        for name in session.members:
            loads.setdefault((session.committee, session.group), Counter())[name] += 1
            key = (session.committee, session.group, name)
            days.setdefault(key, set()).add(session.at[:10])
            expert = season.expert.get(name)
            against[key] += expert is not None and session.at in expert.wishes_against
    found: list[Share] = []

    def add(term: Term, committee: str, group: str, expert: str, amount: int) -> None:
        if amount:
            weight = given[term]
            found.append(
                Share(
                    term=term,
                    committee=committee,
                    group=group,
                    expert=expert,
                    amount=amount,
                    weight=weight,
                )
            )

    for (committee, group), count in loads.items():
        busiest = min(count, key=lambda name: (-count[name], name))
        add("greatest_load", committee, group, busiest, count[busiest])
    for (committee, group, name), seen in days.items():
        add("expert_days", committee, group, name, len(seen))
        add("against_wish", committee, group, name, against[committee, group, name])
    for share in open_rooms(season, everything).values():
        for committee, amount in share.items():
            add("open_rooms", committee, "", "", amount)
    for committee, amount in delays.items():
        add("plenary_delay", committee, "", "", amount)
    return found
