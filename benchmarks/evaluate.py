"""The reference objective of a finished plan, counted anew: shares no code with the planner."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from models.plan import Plan
from models.season import Season


def reference(season: Season, plan: Plan) -> int:
    """Greatest loads, days of experts, sittings against a wish, rooms by day, late plenaries."""
    weight = {
        p.id.rpartition(".")[2]: p.value
        for p in season.profile.parameters
        if p.id.startswith("goal.timetable.") and isinstance(p.value, int)
    }
    amount = {
        "greatest_load": _loads(plan),
        "expert_days": len(
            {
                (s.committee, s.group, e, s.at[:10])
                for s in plan.sessions
                if s.kind == "panel"
                for e in s.members
            }
        ),
        "against_wish": sum(
            s.at in season.expert[e].wishes_against
            for s in plan.sessions
            if s.kind == "panel"
            for e in s.members
        ),
        "open_rooms": _rooms(season, plan),
        "plenary_delay": _late(season, plan),
    }
    return sum(weight[name] * count for name, count in amount.items())


def _loads(plan: Plan) -> int:
    sat: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for session in plan.sessions:
        if session.kind == "panel":
            sat[session.group].update(session.members)
    return sum(max(count.values()) for count in sat.values())


def _rooms(season: Season, plan: Plan) -> int:
    used: Counter[tuple[str, str]] = Counter()
    for session in plan.sessions:
        room = season.room.get(session.room)
        used[room.site if room else "", session.at] += 1
    days: dict[tuple[str, str], int] = {}
    for (site, at), count in used.items():
        days[site, at[:10]] = max(days.get((site, at[:10]), 0), count)
    return sum(days.values())


def _late(season: Season, plan: Plan) -> int:
    """Half-days before each plenary, less the least number in which the panels can sit."""
    total = 0
    windows = {w.subject: w for w in plan.windows if w.kind == "meeting"}
    for meeting in plan.meetings:
        half_days = list(meeting.half_days)
        if season.committee[meeting.id].spread:
            first, last = windows[meeting.id].first, windows[meeting.id].last
            half_days = _open(season, first, last)
        groups = [g for g in plan.groups if g.committee == meeting.id]
        least = max(-(-sum(g.panels.values()) // max(1, g.size // g.panel_size)) for g in groups)
        total += max(0, sum(at < min(meeting.plenaries) for at in half_days) - least)
    return total


def _open(season: Season, first: date, last: date) -> list[str]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    halves = [f"{day.isoformat()}.{half}" for day in days for half in ("am", "pm")]
    return [at for at in halves if season.calendar.is_open(at)]
