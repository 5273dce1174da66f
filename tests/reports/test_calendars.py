"""Calendar files: what stands in them, and what a changed plan tells anew."""

from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from models.calendar import date_of
from models.plan import Meeting, Plan, plan_bytes
from models.season import Season
from reports.calendar_files import calendar_jobs
from reports.calendars import FILE, Told, every_event, read_told, told, told_bytes
from reports.view import open_view
from tests.reports.sample import make_plan, make_season

SEASON = make_season(2, 30)
PLAN = make_plan(SEASON)


def files_of(
    season: Season = SEASON, plan: Plan = PLAN, before: dict[str, Told] | None = None
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for job in calendar_jobs(season, plan, open_view(season, plan), before or {}):
        found |= job.make()
    return found


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def moved(plan: Plan, committee: str, later: int) -> Plan:
    """The plan with one committee's half-days exchanged for those of another day."""

    def changed(meeting: Meeting) -> Meeting:
        if meeting.id != committee:
            return meeting
        old = meeting.half_days
        new = tuple(f"2024-08-{20 + later + n // 2:02}.{('am', 'pm')[n % 2]}" for n in range(2))
        rooms = tuple(
            use.model_copy(update={"at": dict(zip(old, new, strict=False)).get(use.at, new[0])})
            for use in meeting.rooms
        )
        return meeting.model_copy(update={"half_days": new, "plenaries": new[-1:], "rooms": rooms})

    return plan.model_copy(update={"meetings": tuple(map(changed, plan.meetings))})


def test_every_half_day_of_a_meeting_is_an_event_with_its_hours_and_rooms() -> None:
    (name,) = [n for n in files_of() if n.startswith("internal/日历/评委会/1_")]
    found = [e for e in events(files_of()[name]) if isinstance(e["DTSTART"].dt, datetime)]
    meeting = PLAN.meetings[0]
    assert [e["DTSTART"].dt.date() for e in found] == [date_of(at) for at in meeting.half_days]
    first = found[0]
    assert str(first["DTSTART"].dt.tzinfo) == "Asia/Shanghai"
    assert f"{first['DTSTART'].dt:%H:%M}" == "08:30"
    assert f"{first['DTEND'].dt:%H:%M}" == "12:00"
    assert "第1评议室" in first["LOCATION"]
    assert first["DTSTAMP"].dt == datetime(2024, 5, 28, 4, tzinfo=UTC)


def test_the_zone_is_in_the_file_and_long_lines_are_folded() -> None:
    for data in (d for n, d in files_of().items() if n.endswith(".ics")):
        (zone,) = Calendar.from_ical(data).walk("VTIMEZONE")
        assert zone["TZID"] == "Asia/Shanghai"
        assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_a_unit_is_told_when_to_come_and_an_expert_where_to_sit() -> None:
    found = files_of()
    units = {s.organisation for s in SEASON.submissions}
    assert len([n for n in found if n.startswith("public/日历/单位/")]) == len(units)
    starts = [e["DTSTART"].dt for n, d in found.items() if "/单位/" in n for e in events(d)]
    visits = [s for s in starts if isinstance(s, datetime)]
    assert len(visits) == len(PLAN.appointments)
    assert {f"{s:%H:%M}" for s in visits} == {"09:00"}
    seated = {e for s in PLAN.sessions for e in s.members}
    assert len([n for n in found if n.startswith("sealed/日历/专家/")]) == len(seated)


def test_uids_are_one_each_and_stay_when_the_plan_changes() -> None:
    uids = [e.uid for own in every_event(SEASON, PLAN).values() for e in own]
    assert len(uids) == len({*uids})
    again = [e.uid for own in every_event(SEASON, moved(PLAN, "C01", 0)).values() for e in own]
    assert {*again} <= {*uids}


def test_what_changed_is_told_again_with_a_higher_sequence_and_the_rest_is_not() -> None:
    first = told(every_event(SEASON, PLAN), {})
    assert {item.sequence for item in first.values()} == {0}
    once = told(every_event(SEASON, moved(PLAN, "C01", 0)), first)
    twice = told(every_event(SEASON, moved(PLAN, "C01", 2)), once)
    same = told(every_event(SEASON, moved(PLAN, "C01", 2)), twice)
    meeting = every_event(SEASON, PLAN)["committee=C01"][0].uid
    assert [t[meeting].sequence for t in (first, once, twice, same)] == [0, 1, 2, 2]
    other = [e.uid for e in every_event(SEASON, PLAN)["committee=C00"]]
    assert {twice[uid].sequence for uid in other} == {0}


def test_what_is_gone_is_told_as_cancelled_and_comes_back_later_still() -> None:
    long = next(m for m in PLAN.meetings if len(m.half_days) > 2)
    short = moved(PLAN, long.id, 0)
    first = told(every_event(SEASON, PLAN), {})
    gone = [e for e in first.values() if e.calendar == f"committee={long.id}"]
    files = files_of(plan=short, before=first)
    (name,) = [n for n in files if n.startswith(f"internal/日历/评委会/{int(long.id[1:]) + 1}_")]
    cancelled = [e for e in events(files[name]) if e.get("STATUS") == "CANCELLED"]
    assert len(cancelled) == len(long.half_days) - 2
    assert {e["SEQUENCE"] for e in cancelled} == {1}
    assert {str(e["UID"]) for e in cancelled} <= {e.uid for e in gone}
    second = told(every_event(SEASON, short), first)
    back = told(every_event(SEASON, PLAN), second)
    assert {back[str(e["UID"])].sequence for e in cancelled} == {2}


def test_what_one_committee_drops_leaves_the_expert_the_events_of_another_as_they_are() -> None:
    both = PLAN.sessions[0].members[0]
    (other, *_) = [s for s in PLAN.sessions if s.committee != PLAN.sessions[0].committee]
    late = other.model_copy(update={"at": "2024-12-30.am", "members": (*other.members, both)})
    twin = PLAN.model_copy(update={"sessions": (*PLAN.sessions, late)})
    first = told(every_event(SEASON, twin), {})
    kept = next(e for e in every_event(SEASON, twin)[f"expert={both}"] if e.begins.month == 12)
    rest = tuple(s for s in twin.sessions if s.committee == late.committee)
    second = told(every_event(SEASON, twin.model_copy(update={"sessions": rest})), first)
    assert second[kept.uid] == first[kept.uid]
    gone = [t for t in second.values() if t.calendar == f"expert={both}" and not t.digest]
    assert {t.sequence for t in gone} == {1}
    assert len(gone) == len(every_event(SEASON, PLAN)[f"expert={both}"])


def test_a_new_role_is_told_again() -> None:
    expert = PLAN.sessions[0].members[0]
    seats = tuple(
        seat.model_copy(update={"role": "deputy" if seat.role == "chair" else "chair"})
        if seat.expert == expert
        else seat
        for seat in PLAN.seats
    )
    now = every_event(SEASON, PLAN.model_copy(update={"seats": seats}))[f"expert={expert}"]
    was = every_event(SEASON, PLAN)[f"expert={expert}"]
    assert [e.uid for e in now] == [e.uid for e in was]
    assert all(a.digest != b.digest for a, b in zip(now, was, strict=True))


def test_a_date_to_keep_takes_nobodys_day() -> None:
    for name, data in files_of().items():
        for event in events(data) if name.endswith(".ics") else ():
            whole = not isinstance(event["DTSTART"].dt, datetime)
            assert (event.get("TRANSP") == "TRANSPARENT") == whole


def test_what_was_told_is_read_from_beside_the_plan_else_made_from_it(tmp_path: Any) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(plan_bytes(PLAN))
    alone = read_told(file, SEASON, PLAN)
    assert {*alone} == {e.uid for own in every_event(SEASON, PLAN).values() for e in own}
    later = told(every_event(SEASON, moved(PLAN, "C01", 0)), alone)
    (tmp_path / FILE).write_bytes(told_bytes(later))
    assert read_told(file, SEASON, PLAN) == later
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert read_told(file, SEASON, PLAN) == alone


@pytest.mark.parametrize("text", ["a\r\nATTENDEE:mailto:x", "a\nBEGIN:VALARM", 'x;y,z\\n:"q"'])
def test_no_field_can_add_a_line_of_its_own(text: str) -> None:
    named = tuple(c.model_copy(update={"name": text, "site": text}) for c in SEASON.committees)
    found = files_of(SEASON.model_copy(update={"committees": named}))
    for data in (d for n, d in found.items() if n.endswith(".ics")):
        lines = data.replace(b"\r\n ", b"").split(b"\r\n")
        heads = {line.partition(b":")[0].partition(b";")[0] for line in lines}
        assert not heads & {b"ATTENDEE", b"a"}
        assert b"BEGIN:VALARM" not in lines
