"""What Timefold is given and what it answers; an answer judged by code that shares nothing."""

from collections import Counter

from models.base import Record


class Member(Record, frozen=True):
    """An expert in a group: half-days of the span when away or unwilling; greatest load."""

    expert: str
    away: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    most: int


class Group(Record, frozen=True):
    """Panels to hold, each with so many of these members."""

    id: str
    panels: int
    panel_size: int
    members: tuple[Member, ...]


class Body(Record, frozen=True):
    """A committee. `runs`: where its plenary may be; `least`: half-days that panels need."""

    id: str
    site: str
    pool: str
    size: int
    span: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]
    least: int
    groups: tuple[Group, ...]


class Limit(Record, frozen=True):
    """Rooms of a pool in a half-day for plenaries of `size` members and more; 0: for all."""

    pool: str
    at: str
    size: int
    rooms: int


class Case(Record, frozen=True):
    """What the other process is given."""

    seconds: float
    seed: int
    weights: dict[str, int]
    committees: tuple[Body, ...]
    limits: tuple[Limit, ...]


class Panel(Record, frozen=True):
    """A panel as answered."""

    group: str
    at: str
    members: tuple[str, ...]


class Answer(Record, frozen=True):
    """What the other process says; places left open are empty."""

    score: str
    panels: tuple[Panel, ...]
    plenaries: dict[str, tuple[str, ...]]


def judge(case: Case, answer: Answer) -> tuple[int, int]:
    """Hard constraints broken, and the reference objective, counted from the answer alone."""
    faults = 0
    engaged: Counter[tuple[str, str]] = Counter()
    rooms: Counter[tuple[str, str, int]] = Counter()
    """By pool, half-day and size; 0 is a panel."""
    used: Counter[tuple[str, str]] = Counter()
    """By site and half-day."""
    amount: Counter[str] = Counter()
    for body in case.committees:
        end = answer.plenaries.get(body.id, ())
        faults += end not in body.runs
        first = min(end, default="")
        amount["plenary_delay"] += max(0, sum(at < first for at in body.span) - body.least)
        uses = [(at, body.size) for at in end]
        for group in body.groups:
            held = [panel for panel in answer.panels if panel.group == group.id]
            faults += abs(len(held) - group.panels)
            faults += sum(len(panel.members) != group.panel_size for panel in held)
            faults += sum(panel.at not in body.span or panel.at >= first for panel in held)
            uses += [(panel.at, 0) for panel in held]
            sat = [(panel.at, name) for panel in held for name in panel.members]
            engaged.update(sat)
            loads = Counter(name for _, name in sat)
            known = {member.expert: member for member in group.members}
            faults += sum(name not in known or at in known[name].away for at, name in sat)
            faults += sum(n > known[name].most for name, n in loads.items() if name in known)
            amount["greatest_load"] += max(loads.values(), default=0)
            amount["expert_days"] += len({(at[:10], name) for at, name in sat})
            amount["against_wish"] += sum(
                name in known and at in known[name].against for at, name in sat
            )
            engaged.update((at, m.expert) for at in end for m in group.members if at not in m.away)
        rooms.update((body.pool, at, size) for at, size in uses)
        used.update((body.site, at) for at, _ in uses)
    faults += sum(n - 1 for n in engaged.values() if n > 1)
    for limit in case.limits:
        taken = sum(
            n
            for (pool, at, size), n in rooms.items()
            if (pool, at) == (limit.pool, limit.at) and size >= limit.size
        )
        faults += max(0, taken - limit.rooms)
    busiest: dict[tuple[str, str], int] = {}
    for (site, at), n in used.items():
        busiest[site, at[:10]] = max(busiest.get((site, at[:10]), 0), n)
    amount["open_rooms"] = sum(busiest.values())
    return faults, sum(case.weights[term] * n for term, n in amount.items())
