"""The reference objective of the timetable: what it counts, for whom, with the profile's weights.

3 x the greatest load of every group + 2 x the days on which each member comes to panels +
sittings against a wish + rooms opened per day + half-days by which each plenary is later than
it could be. Explained in docs/goals.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from models.plan import Goal, Session, Share
from models.season import Season
from scheduler.group_days import Weights
from scheduler.shares import total

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


REFERENCE = "reference"
LEVELS = "goal.timetable.levels"
HALF_DAYS = 2 * 366
"""Half-days of a year: nobody sits, and no room is open, in more."""


def own_weights(season: Season) -> dict[Term, int]:
    """The weights of the year in the reference objective itself."""
    return {term: season.profile.integer(f"goal.timetable.{term}") for term in TERMS}


def levels(season: Season) -> tuple[str, ...]:
    """The goals of the timetable, what goes before first: terms of the year's choice around it."""
    value = season.profile.get(LEVELS).value if season.profile.has(LEVELS) else ()
    named = value if isinstance(value, tuple) else (value,)
    known = tuple(dict.fromkeys(str(n) for n in named if n == REFERENCE or n in TERMS))
    return known if REFERENCE in known else (*known, REFERENCE)


def factors(season: Season) -> dict[str, int]:
    """By level: what one of it weighs, which is more than everything below it can add up to."""
    many = len(season.experts) + len(season.rooms) + 2 * len(season.committees)
    many += sum(len(committee.groups) for committee in season.committees)
    most = many * HALF_DAYS
    found: dict[str, int] = {}
    below = 0
    for level in reversed(levels(season)):
        found[level] = below + 1
        each = sum(own_weights(season).values()) if level == REFERENCE else 1
        below += found[level] * each * most
    return found


def weights(season: Season) -> dict[Term, int]:
    """The weights by which levels are kept apart in one sum of whole numbers."""
    own = own_weights(season)
    if levels(season) == (REFERENCE,):
        return own
    many = factors(season)
    return {term: many[REFERENCE] * own[term] + many.get(term, 0) for term in TERMS}


def of_level(season: Season, level: str, shares: Iterable[Share]) -> list[Share]:
    """The shares of one level: of the reference objective by its own weights, of a term by one."""
    own = own_weights(season)
    if level == REFERENCE:
        return [s.model_copy(update={"weight": own[s.term]}) for s in shares if own[s.term]]  # pyright: ignore[reportArgumentType]
    return [s.model_copy(update={"weight": 1}) for s in shares if s.term == level]


def goals_of(season: Season, shares: Iterable[Share], bound: int) -> tuple[Goal, ...]:
    """Every level with its value and bound; `bound` is that of their sum.

    All below a level adds up to less than one of it, so that the sum's bound, rounded up, bounds
    the level; where that is its value, what is left bounds the next. Below one that is not proven
    no bound holds.
    """
    every, many = list(shares), factors(season)
    found: list[Goal] = []
    left = bound
    for level in levels(season):
        value = total(of_level(season, level, every))
        least = min(value, max(0, -(-(left - many[level] + 1) // many[level])))
        proven = least == value
        found.append(Goal(name=goal_name(level), value=value, bound=least, proven=proven))
        left = left - many[level] * value if proven else 0
    return tuple(found)


def goal_name(level: str) -> str:
    """The name under which a level is reported."""
    return level if level == REFERENCE else f"timetable.{level}"


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
