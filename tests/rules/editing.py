"""Small edits to the tiny season and its plan: each makes one provision broken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.base import Record
from models.plan import Meeting, Milestone, Plan, Session
from models.season import Season, season_hash
from tests.rules.tiny import again, day

Edit = Callable[[Season, Plan], tuple[Season, Plan]]


@dataclass(frozen=True)
class Mutation:
    """An edit, and the finding that must come of it."""

    rule: str
    clause: str
    code: str
    edit: Edit
    severity: str = "breach"

    @property
    def name(self) -> str:
        return f"{self.rule}:{self.code}"


def _edited(rows: tuple[Record, ...], row: str, changes: dict[str, Any]) -> tuple[Record, ...]:
    assert any(getattr(item, "id", "") == row for item in rows), row
    return tuple(again(r, **changes) if getattr(r, "id", "") == row else r for r in rows)


def given(table: str, row: str, **changes: Any) -> Edit:
    """Another value in a row of the season."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        rows = _edited(getattr(season, table), row, changes)
        return again(season, **{table: rows}), plan

    return edit


def decided(table: str, row: str, **changes: Any) -> Edit:
    """Another value in a row of the plan."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        rows = _edited(getattr(plan, table), row, changes)
        return season, again(plan, **{table: rows})

    return edit


def whole(**tables: Any) -> Edit:
    """Another whole table of the season."""
    return lambda season, plan: (again(season, **tables), plan)


def without(table: str, *rows: str) -> Edit:
    """Rows of the plan taken away."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        kept = tuple(item for item in getattr(plan, table) if item.id not in rows)
        assert len(kept) + len(rows) == len(getattr(plan, table)), rows
        return season, again(plan, **{table: kept})

    return edit


def plus(table: str, *rows: Record) -> Edit:
    """Rows added to a table of the plan."""
    return lambda season, plan: (season, again(plan, **{table: (*getattr(plan, table), *rows)}))


def number(key: str, value: Any, **more: Any) -> Edit:
    """Another number of the law."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        rows = tuple(
            again(p, value=value, **more) if p.id == key else p for p in season.profile.parameters
        )
        return again(season, profile=again(season.profile, parameters=rows)), plan

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits, one after the other."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        for each in edits:
            season, plan = each(season, plan)
        return season, plan

    return edit


def apply(edit: Edit, season: Season, plan: Plan) -> tuple[Season, Plan]:
    """The edited season and plan; the plan is of the edited season."""
    season, plan = edit(season, plan)
    return season, again(plan, season=season_hash(season))


def task(code: str, subject: str, text: str) -> Edit:
    """Another day for a milestone, "MM-DD"."""
    return decided("milestones", f"{code}/{subject}", due=day(text))


def moved(name: str, old: str, new: str) -> Edit:
    """A committee's meeting on another day: half-days, rooms, duties and sessions with it."""

    def at(text: str) -> str:
        return text.replace(old, new)

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        meetings = tuple(_moved(m, at) if m.id == name else m for m in plan.meetings)
        sessions = tuple(again(s, at=at(s.at)) if s.committee == name else s for s in plan.sessions)
        codes = {"meeting_first", "meeting_last"}
        milestones = tuple(_redated(m, name, codes, new) for m in plan.milestones)
        return season, again(plan, meetings=meetings, sessions=sessions, milestones=milestones)

    return edit


def _redated(item: Milestone, name: str, codes: set[str], new: str) -> Milestone:
    if item.subject == name and item.code in codes:
        return again(item, due=date.fromisoformat(new))
    return item


def _moved(meeting: Meeting, at: Callable[[str], str]) -> Meeting:
    return again(
        meeting,
        half_days=tuple(map(at, meeting.half_days)),
        plenaries=tuple(map(at, meeting.plenaries)),
        rooms=tuple(again(use, at=at(use.at)) for use in meeting.rooms),
        duties=tuple(again(duty, at=at(duty.at)) for duty in meeting.duties),
    )


def attending(session: str, *left: str) -> Edit:
    """Members who stay away from a session."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        rows: list[Session] = []
        for item in plan.sessions:
            kept = tuple(e for e in item.members if item.id != session or e not in left)
            rows.append(again(item, members=kept))
        return season, again(plan, sessions=tuple(rows))

    return edit
