"""Small seasons of committees that meet beside one another, and what planning says of them."""

from datetime import date
from typing import Any

from models.committee import Committee, Expected, Room
from models.people import Expert
from models.plan import Finding, Plan
from tests import seasons

CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 3,
    "committee.deputies_min": 0,
    "committee.unit_cap_share": (1, 1),
    "pool.ratio": 1,
    "meeting.max_days": 1,
}
FIRST, LAST = date(2024, 8, 7), date(2024, 8, 8)


def committees(*names: str, **fields: Any) -> tuple[Committee, ...]:
    standard: dict[str, Any] = {
        "size": 3,
        "earliest": FIRST,
        "latest": LAST,
        "expected": (Expected(count=3),),
    }
    return tuple(seasons.committee(name, **(standard | fields)) for name in names)


def own(name: str, **fields: Any) -> Committee:
    return committees(name, **fields)[0]


def rooms(*equipment: tuple[str, ...]) -> tuple[Room, ...]:
    return tuple(
        Room(id=f"R{n}", name=f"{n}号", plenary=True, equipment=some)
        for n, some in enumerate(equipment)
    )


def people(count: int, **fields: Any) -> tuple[Expert, ...]:
    return tuple(seasons.expert(f"E{n}", f"单位{n}", **fields) for n in range(count))


def told(made: Plan) -> list[Finding]:
    report = made.report("meetings")
    assert report is not None
    return list(report.findings)


def status(made: Plan) -> str:
    report = made.report("meetings")
    assert report is not None
    return report.status


def half_days(made: Plan, committee: str) -> set[str]:
    return set(next(m.half_days for m in made.meetings if m.id == committee))
