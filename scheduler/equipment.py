"""What the rooms of a committee must have: its own word, and the formats that its panels hear."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.committee import Committee, Room
from models.people import Format
from models.season import Season

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Needs:
    """`must`: by the committee's own row or by law; `wish`: that, and what is to be confirmed."""

    must: frozenset[str] = NOTHING
    wish: frozenset[str] = NOTHING


def known(season: Season) -> bool:
    """Whether any room says what it has; while none does, what they have is unknown."""
    return any(room.equipment for room in season.rooms)


def needs(season: Season, committee: Committee, formats: Iterable[Format] = ()) -> Needs:
    """What a room needs for panels that hear these formats; for a plenary without formats."""
    if not known(season):
        return Needs()
    must = wish = frozenset(committee.equipment)
    for name in formats:
        key = f"format.{name}.equipment"
        asked = frozenset(season.profile.words(key))
        wish |= asked
        if asked and season.profile.get(key).binds:
            must |= asked
    return Needs(must, wish)


def has(room: Room, wanted: frozenset[str]) -> bool:
    """Whether the room has all of this."""
    return wanted <= frozenset(room.equipment)
