"""Half-days planted for every committee within rooms, plenary rooms and secretaries.

A block is found by repair: every committee takes the block that overflows least, then those in
an overflow move until nothing overflows. Spread committees take single half-days.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from instances.generate_work import CannotPlant, Job, starts, window
from models.calendar import HalfDay, WorkCalendar
from models.law import Profile

MOVES = 4000
Planted = dict[str, dict[str, tuple[HalfDay, ...]]]
"""By committee and group: the half-days in which the group's members must be able to come."""


Block = tuple[Job, tuple[HalfDay, ...]]
"""A committee's work at one pace, and the half-days for it."""


class Limits(NamedTuple):
    """What there is in every half-day."""

    rooms: int
    plenary_rooms: int
    together: int
    """Committees at once: secretaries."""


@dataclass
class Use:
    """What is used in each half-day so far."""

    limits: Limits
    rooms: Counter[HalfDay] = field(default_factory=Counter[HalfDay])
    plenaries: Counter[HalfDay] = field(default_factory=Counter[HalfDay])
    meetings: Counter[HalfDay] = field(default_factory=Counter[HalfDay])

    def put(self, job: Job, span: Sequence[HalfDay], times: int = 1) -> None:
        """Take a block into account, or out again with times = -1."""
        for index, at in enumerate(span):
            self.rooms[at] += times * job.rooms_at(index)
            self.plenaries[at] += times * (index >= job.lead)
            self.meetings[at] += times

    def overflow(self, at: HalfDay) -> int:
        """How much more is used than there is."""
        return (
            max(0, self.rooms[at] - self.limits.rooms)
            + max(0, self.plenaries[at] - self.limits.plenary_rooms)
            + max(0, self.meetings[at] - self.limits.together)
        )

    def cost(self, job: Job, span: Sequence[HalfDay]) -> tuple[int, int]:
        """Overflow with this block, then how uneven the half-days become."""
        self.put(job, span)
        over = sum(self.overflow(at) for at in span)
        uneven = sum(self.rooms[at] ** 2 for at in span) // len(span)
        self.put(job, span, -1)
        return over, uneven


def plant(
    rng: random.Random,
    profile: Profile,
    calendar: WorkCalendar,
    jobs: Sequence[Job],
    limits: Limits,
    *,
    paces: bool = False,
) -> tuple[Planted, Counter[HalfDay]]:
    """Half-days for every group, and rooms used in each; `paces` tries longer blocks too.

    Raises CannotPlant.
    """
    windows = {j.committee.id: window(profile, calendar, j.committee) for j in jobs}
    if any(job.committee.spread for job in jobs):
        return _spread(rng, jobs, windows, limits)
    most = profile.integer("meeting.max_days")
    able: dict[str, list[Block]] = {}
    for job in jobs:
        free, limit = windows[job.committee.id], job.committee.max_days or most
        variants = [replace(job, lead=n) for n in (job.leads() if paces else [job.lead])]
        able[job.committee.id] = [
            (variant, span) for variant in variants for span in starts(free, variant.length, limit)
        ]
    short = [name for name, spans in able.items() if not spans]
    if short:
        raise CannotPlant(f"no block is long enough for {short[0]}")
    chosen = _repaired(rng, jobs, able, limits)
    use = Use(limits)
    for block in chosen.values():
        use.put(*block)
    planted = {j.committee.id: dict.fromkeys(j.sizes, chosen[j.committee.id][1]) for j in jobs}
    return planted, use.rooms


def _repaired(
    rng: random.Random,
    jobs: Sequence[Job],
    able: Mapping[str, Sequence[Block]],
    limits: Limits,
) -> dict[str, Block]:
    use = Use(limits)
    chosen: dict[str, Block] = {}
    order = sorted(jobs, key=lambda j: (-j.length * sum(j.panels.values()), j.committee.id))
    names = [job.committee.id for job in order]
    for name in names:
        chosen[name] = _best(rng, use, able[name], None)
        use.put(*chosen[name])
    for _ in range(MOVES):
        hot = [name for name in names if any(map(use.overflow, chosen[name][1]))]
        if not hot:
            return chosen
        name = rng.choice(hot)
        use.put(*chosen[name], -1)
        chosen[name] = _best(rng, use, able[name], chosen[name])
        use.put(*chosen[name])
    raise CannotPlant(f"{len(jobs)} committees do not fit into {limits.rooms} rooms")


def _best(rng: random.Random, use: Use, blocks: Sequence[Block], old: Block | None) -> Block:
    """The block that overflows least, other than the old one; now and then any of the others."""
    others = [block for block in blocks if block != old] or list(blocks)
    if old and rng.random() < 0.06:  # noqa: PLR2004
        return rng.choice(others)
    return min(others, key=lambda block: (*use.cost(*block), rng.random()))


def _spread(
    rng: random.Random,
    jobs: Sequence[Job],
    windows: Mapping[str, Sequence[HalfDay]],
    limits: Limits,
) -> tuple[Planted, Counter[HalfDay]]:
    """Plenaries in the last third of the window, panels in the emptiest half-days before."""
    use = Use(limits)
    found: Planted = {}
    ends: dict[str, tuple[HalfDay, ...]] = {}
    for job in jobs:
        free = windows[job.committee.id]
        late = range(len(free) * 2 // 3, len(free) - job.plenary + 1)
        spans = [tuple(free[i : i + job.plenary]) for i in late]
        fit = [s for s in spans if all(use.plenaries[at] < limits.plenary_rooms for at in s)]
        if not fit:
            raise CannotPlant(f"no plenary for {job.committee.id}")
        end = min(fit, key=lambda s: (sum(use.plenaries[at] for at in s), rng.random()))
        ends[job.committee.id] = end
        use.plenaries.update(end)
        use.rooms.update(end)
    for job in sorted(jobs, key=lambda j: (ends[j.committee.id], j.committee.id)):
        end = ends[job.committee.id]
        before = [at for at in windows[job.committee.id] if at < end[0]]
        found[job.committee.id] = {}
        for group, count in job.panels.items():
            order = sorted(before, key=lambda at: (use.rooms[at], rng.random()))[:count]
            if len(order) < count or any(use.rooms[at] >= limits.rooms for at in order):
                raise CannotPlant(f"no rooms for {group}")
            use.rooms.update(order)
            found[job.committee.id][group] = (*sorted(order), *end)
    return found, use.rooms
