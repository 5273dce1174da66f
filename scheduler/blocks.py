"""Candidate blocks of a committee: consecutive half-days on one site, with a pattern of panels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from models.calendar import HalfDay, date_of
from models.committee import Committee
from models.plan import Meeting, Plan, PlannedGroup
from models.season import Season
from scheduler.equipment import Needs
from scheduler.grouping import Load
from scheduler.pinned import NOTHING, Pinned, pinned
from scheduler.rooms import ANYWHERE, Sites
from scheduler.spans import least_lead, open_half_days
from scheduler.work import pins_of


@dataclass(frozen=True)
class Block:
    """A candidate: consecutive half-days on one site, the last of them for the plenary."""

    committee: str
    half_days: tuple[HalfDay, ...]
    plenaries: tuple[HalfDay, ...]
    panels: tuple[tuple[tuple[str, int], ...], ...]
    """By panel half-day: (group, panels at the same time), none with zero."""
    site: str
    away_from_wish: int
    size: int = 0
    """Members, all of whom the plenary room must seat."""
    needs: Mapping[str, Needs] = field(default_factory=dict[str, Needs], compare=False)
    """What rooms must have, by group; of the plenary under ""."""

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The calendar days of the block."""
        return tuple(sorted({date_of(at) for at in self.half_days}))

    def rooms_at(self, index: int) -> int:
        """Rooms used in the block's half-day of this index."""
        if index >= len(self.panels):
            return 1
        return sum(count for _, count in self.panels[index])


def shortest(load: Load) -> int:
    """The least number of half-days in which the committee can do its work."""
    return least_lead(load) + load.plenary_half_days


def candidates(
    season: Season, plan: Plan, load: Load, sites: Sites, kept: Meeting | None = None
) -> list[Block]:
    """Every block inside the window, shortest first; only the published one if there is one."""
    committee = load.committee
    half_days = open_half_days(season, plan, committee.id)
    pins = pins_of(season.pins, "meetings").get(committee.id, [])
    starts = [pin.value["first"] for pin in pins if "first" in pin.value]
    ends = [pin.value["plenary"] for pin in pins if "plenary" in pin.value]
    held = pinned(season, load)
    if kept is not None:
        return _kept_block(load, kept, sites)
    least = least_lead(load)
    most = max((sum(g.panels.values()) for g in load.groups), default=0)
    if held.panels or held.heard:
        most = len(half_days)  # what is pinned may lie apart
    lengths = range(least, max(least, most) + 1)
    found: list[Block] = []
    patterns: set[tuple[tuple[tuple[str, int], ...], ...]] = set()
    for length in lengths:
        pattern = tuple(_pattern(load.groups, length, index) for index in range(length))
        if pattern in patterns:
            continue
        patterns.add(pattern)
        total = length + load.plenary_half_days
        for start in range(len(half_days) - total + 1):
            span = half_days[start : start + total]
            if (starts and span[0] not in starts) or (ends and span[length] not in ends):
                continue
            panels = pattern if held is NOTHING else _as_pinned(load, held, span, length)
            if panels is None or not _one_block(season, committee, span):
                continue
            off = off_wish(committee, span)
            found.extend(
                Block(committee.id, span, span[length:], panels, site, off, load.size, load.needs)
                for site in sites.of(committee)
            )
    return found


def _as_pinned(
    load: Load, held: Pinned, span: tuple[HalfDay, ...], length: int
) -> tuple[tuple[tuple[str, int], ...], ...] | None:
    """Panels by half-day with those that are pinned, the others as even as can be.

    None where the span cannot keep what is pinned, or stands idle before it or after it.
    """
    if any(one.at not in span[length:] for one in held.plenaries):
        return None
    least = held.half_days(load)
    if any(at not in span[:length] for _, at in least):
        return None
    fixed = [span.index(at) for _, at in least]
    found: list[list[tuple[str, int]]] = [[] for _ in range(length)]
    for group in load.groups:
        counts = [least.get((group.id, at), 0) for at in span[:length]]
        for _ in range(sum(group.panels.values()) - sum(counts)):
            counts[counts.index(min(counts))] += 1
        for index, count in enumerate(counts):
            found[index] += [(group.id, count)] if count else []
    idle = [index for index, panels in enumerate(found) if not panels]
    if idle and not min(fixed, default=0) < min(idle) <= max(idle) < max(fixed, default=0):
        return None
    return tuple(map(tuple, found))


def _kept_block(load: Load, kept: Meeting, sites: Sites) -> list[Block]:
    """The published block with the work of today; none when the work no longer fits into it."""
    length = len(kept.half_days) - len(kept.plenaries)
    if length < least_lead(load) or len(kept.plenaries) < load.plenary_half_days:
        return []
    return [as_candidate(load, kept, sites)]


def as_candidate(load: Load, kept: Meeting, sites: Sites) -> Block:
    """A block that stands, in the form in which it was chosen."""
    length = len(kept.half_days) - len(kept.plenaries)
    pattern = tuple(_pattern(load.groups, length, index) for index in range(length))
    held = pinned(sites.season, load)
    if held is not NOTHING:
        pattern = _as_pinned(load, held, kept.half_days, length) or pattern
    rooms = {use.room for use in kept.rooms}
    site = next(
        (s for s, there in sites.all_rooms.items() if rooms & {r.id for r in there}), ANYWHERE
    )
    half_days, ends = kept.half_days, kept.plenaries
    off = off_wish(load.committee, half_days)
    name, size = load.committee.id, load.size
    return Block(name, half_days, ends, pattern, site, off, size, load.needs)


def _pattern(
    groups: Iterable[PlannedGroup], length: int, index: int
) -> tuple[tuple[str, int], ...]:
    """Panels of each group in one of `length` half-days: as even as can be, more at the start."""
    found: list[tuple[str, int]] = []
    for group in groups:
        base, extra = divmod(sum(group.panels.values()), length)
        count = base + (index < extra)
        if count:
            found.append((group.id, count))
    return tuple(found)


def _one_block(season: Season, committee: Committee, span: tuple[HalfDay, ...]) -> bool:
    """Whether the half-days lie on consecutive calendar days, not more than allowed."""
    first, last = date_of(span[0]), date_of(span[-1])
    limit = committee.max_days or season.profile.integer("meeting.max_days")
    days = {date_of(at) for at in span}
    return (last - first).days < limit and len(days) == (last - first).days + 1


def off_wish(committee: Committee, span: tuple[HalfDay, ...]) -> int:
    """Days between the block's first day and the nearest wished one; 0 without a wish.

    The organiser's wishes and the chair's are two wishes: their distances are added.
    """
    return sum(
        min((abs((date_of(span[0]) - wish).days) for wish in wishes), default=0)
        for wishes in (committee.wished, committee.chair_wished)
    )


def decision(meeting: Meeting) -> str:
    """A meeting's block as a Cut names it."""
    return f"{meeting.id}@{meeting.half_days[0]}+{len(meeting.half_days)}"


def named(block: Block) -> str:
    """A candidate block as a Cut names it."""
    return f"{block.committee}@{block.half_days[0]}+{len(block.half_days)}"
