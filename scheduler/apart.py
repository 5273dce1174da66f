"""Committees that must not meet in one half-day: the season says so, or they share a member."""

from itertools import combinations

from models.season import Season

SAID, SHARED = "N2024-6.2.2a", "R40-20"


def apart(season: Season) -> dict[tuple[str, str], str]:
    """Pairs that share no half-day, in the season's order, each with the clause that says so.

    Either names the other as not to overlap with; or one and the same expert is pinned in both.
    """
    order = [committee.id for committee in season.committees]
    place = {name: number for number, name in enumerate(order)}
    found: dict[tuple[str, str], str] = {}
    for committee in season.committees:
        for other in committee.apart_from:
            if other in place and other != committee.id:
                found[_pair(place, committee.id, other)] = SAID
    seats: dict[str, list[str]] = {}
    for pin in season.pins:
        expert = str(pin.value.get("expert", ""))
        if pin.part == "members" and expert and pin.subject in place:
            seats.setdefault(expert, []).append(pin.subject)
    for names in seats.values():
        for one, other in combinations(dict.fromkeys(names), 2):
            found.setdefault(_pair(place, one, other), SHARED)
    return dict(sorted(found.items(), key=lambda item: [place[name] for name in item[0]]))


def apart_from(season: Season, committee: str) -> frozenset[str]:
    """The committees with which this one shares no half-day."""
    return frozenset(
        other for pair in apart(season) if committee in pair for other in pair if other != committee
    )


def _pair(place: dict[str, int], one: str, other: str) -> tuple[str, str]:
    return (one, other) if place[one] < place[other] else (other, one)
