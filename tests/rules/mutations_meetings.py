"""What each rule must catch, one broken provision an edit: meetings, rooms, staff."""

from datetime import date

from models.committee import Extension
from models.people import Absence
from models.plan import Plan
from models.season import Season
from tests.rules.editing import (
    Edit,
    Mutation,
    both,
    decided,
    given,
    moved,
    number,
)
from tests.rules.tiny import COMMITTEES, again, day

C1, C2 = COMMITTEES


def _filing(name: str, **changes: object) -> Edit:
    old = {"c1": C1, "c2": C2}[name].filing
    return given("committees", name, filing=again(old, **changes))


def _duties(name: str, *, role: str, half: str = "", **changes: object) -> Edit:
    """The duties of one role in a meeting: taken away, or changed."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        meeting = next(m for m in plan.meetings if m.id == name)
        duties = tuple(
            again(duty, **changes) if duty.role == role and duty.at.endswith(half) else duty
            for duty in meeting.duties
            if changes or not (duty.role == role and duty.at.endswith(half))
        )
        return decided("meetings", name, duties=duties)(season, plan)

    return edit


def _rooms(name: str, half: str, room: str, new: str) -> Edit:
    """Another room in a half-day, for the meeting and its session."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        meeting = next(m for m in plan.meetings if m.id == name)
        uses = tuple(
            again(use, room=new) if use.room == room and use.at.endswith(half) else use
            for use in meeting.rooms
        )
        sessions = tuple(
            again(s, room=new)
            if s.committee == name and s.room == room and s.at.endswith(half)
            else s
            for s in plan.sessions
        )
        season, plan = decided("meetings", name, rooms=uses)(season, plan)
        return season, again(plan, sessions=sessions)

    return edit


_C2_LATE = moved("c2", "2024-08-07", "2024-08-26")
_LAPSED = date(2024, 7, 31)

MEETINGS = (
    Mutation("filed-committee", "N2024-6.1.2d", "filing_missing", _filing("c2", status="lapsed")),
    Mutation("filed-committee", "N2024-6.1.2d", "filing_missing", _filing("c1", status="none")),
    Mutation(
        "filed-committee",
        "N2024-6.1.2a",
        "filing_after_meeting",
        _filing("c2", filed_on=day("08-07")),
    ),
    Mutation(
        "filed-committee", "N2024-6.1.2a", "filing_unknown", _filing("c1", status=None), "note"
    ),
    Mutation(
        "filed-by-the-day", "N2024-6.1.2b", "filing_late", _filing("c2", filed_on=day("08-01"))
    ),
    Mutation("filing-in-force", "R40-8", "filing_not_valid", _filing("c2", valid_to=_LAPSED)),
    Mutation(
        "filing-in-force", "R40-8", "filing_too_long", _filing("c2", valid_to=date(2028, 1, 1))
    ),
    Mutation(
        "self-review-in-force",
        "N2024-4.3.3",
        "filing_not_valid",
        _filing("c1", valid_from=day("07-10")),
    ),
    Mutation(
        "not-suspended",
        "N2024-7.1.2",
        "filing_suspended",
        given("committees", "c1", suspended=True),
    ),
    Mutation(
        "not-suspended",
        "N2024-7.1.2",
        "filing_suspended",
        given("organisations", "d1", suspended=True),
    ),
    Mutation(
        "right-approver",
        "N2024-6.1.2c",
        "filing_approver",
        given("committees", "c1", approver="city"),
    ),
    Mutation(
        "one-series", "R40-6", "filing_mixed_series", given("committees", "c2", series="卫生、教育")
    ),
    Mutation(
        "district-power",
        "N2024-4.3.1",
        "filing_beyond_power",
        given("committees", "c2", levels=("associate_senior", "mid")),
    ),
    Mutation("finished-in-time", "N2024-2.1.4d", "meet_too_late", _C2_LATE),
    Mutation(
        "finished-in-time",
        "N2024-2.1.4d",
        "meet_too_late",
        moved("c2", "2024-08-07", "2024-08-23"),
        "warning",
    ),
    Mutation(
        "extension",
        "N2024-6.2.1d",
        "meet_extension",
        both(
            moved("c1", "2024-07-09", "2024-09-03"),
            given(
                "committees", "c1", extension=Extension(requested=day("08-01"), until=day("10-31"))
            ),
        ),
    ),
    Mutation(
        "extension",
        "N2024-6.2.1d",
        "meet_extension",
        both(
            moved("c1", "2024-07-09", "2024-09-03"),
            given(
                "committees",
                "c1",
                extension=Extension(requested=day("09-02"), approved=True, until=day("10-31")),
            ),
        ),
    ),
    Mutation(
        "within-year", "N2024-6.2.1e", "meet_outside_year", moved("c2", "2024-08-07", "2024-12-30")
    ),
    Mutation(
        "after-closing",
        "N2024-2.1.4c",
        "meet_before_closing",
        moved("c2", "2024-08-07", "2024-07-26"),
    ),
    Mutation(
        "after-closing",
        "N2024-2.1.4b",
        "meet_before_closing",
        both(
            given("committees", "c1", exam_combined=False), moved("c1", "2024-07-09", "2024-06-20")
        ),
    ),
    Mutation(
        "after-closing",
        "N2024-6.2.1b",
        "meet_before_ready",
        moved("c2", "2024-08-07", "2024-08-06"),
        "warning",
    ),
    Mutation(
        "filed-before-review",
        "N2024-2.1.4e",
        "meet_not_filed",
        given("committees", "c1", plan_filed=day("07-09")),
    ),
    Mutation(
        "plan-a-week-before",
        "N2024-6.2.2b",
        "meet_plan_late",
        given("committees", "c1", plan_filed=day("07-03")),
        "warning",
    ),
    Mutation(
        "plan-a-week-before",
        "N2024-6.2.2b",
        "meet_before_consent",
        given("committees", "c1", consent_on=day("07-09")),
    ),
    Mutation(
        "open-half-days",
        "N2024-6.2.2a",
        "meet_rest_day",
        moved("c2", "2024-08-07", "2024-08-10"),
        "warning",
    ),
    Mutation(
        "one-block",
        "R40-24",
        "meet_not_block",
        decided("meetings", "c2", half_days=("2024-08-07.am", "2024-08-08.pm")),
        "warning",
    ),
    Mutation(
        "one-block",
        "R40-24",
        "meet_not_block",
        decided(
            "meetings",
            "c2",
            half_days=(
                "2024-08-07.am",
                "2024-08-07.pm",
                "2024-08-08.am",
                "2024-08-08.pm",
                "2024-08-09.am",
                "2024-08-09.pm",
                "2024-08-12.am",
            ),
        ),
        "warning",
    ),
    Mutation(
        "own-dates",
        "N2024-6.2.2a",
        "meet_own_dates",
        given("committees", "c1", latest=day("07-08")),
    ),
    Mutation(
        "own-dates",
        "N2024-2.1.5",
        "meet_own_dates",
        given("committees", "c1", earliest=day("07-10")),
    ),
    Mutation(
        "own-dates",
        "N2024-6.2.2a",
        "meet_own_dates",
        given("committees", "c1", earliest=day("07-10"), exam_combined=False),
    ),
    Mutation(
        "plenary-planned", "R40-20", "meet_no_plenary", decided("meetings", "c2", plenaries=())
    ),
    Mutation("room-double-booking", "N2024-6.2.2a", "room_twice", _rooms("c2", "am", "r2", "r1")),
    Mutation(
        "room-open",
        "N2024-6.2.2a",
        "room_closed",
        given("rooms", "r4", closed=(Absence(first="2024-08-07.am", last="2024-08-07.am"),)),
    ),
    Mutation(
        "room-open", "N2024-6.2.2a", "room_closed", given("rooms", "r4", opened=("2024-08-08.am",))
    ),
    Mutation("plenary-room", "N2024-6.2.2a", "room_no_plenary", _rooms("c2", "pm", "hall", "r1")),
    Mutation("plenary-room", "N2024-6.2.2a", "room_too_small", given("rooms", "hall", seats=12)),
    Mutation("plenary-room", "N2024-6.2.2a", "room_too_small", given("rooms", "r2", seats=2)),
    Mutation(
        "room-for-every-session", "N2024-6.2.2a", "room_none", decided("sessions", "c2-4", room="")
    ),
    Mutation(
        "room-for-every-session",
        "N2024-6.2.2a",
        "room_not_kept",
        decided("sessions", "c1-2", room="r3"),
    ),
    Mutation(
        "staff-double-booking",
        "N2024-6.2.2a",
        "staff_twice",
        _duties("c2", role="secretary", half="am", staff="t1"),
    ),
    Mutation(
        "staff-double-booking",
        "N2024-6.2.2a",
        "staff_outside",
        _duties("c2", role="secretary", half="am", at="2024-08-08.am"),
    ),
    Mutation(
        "staff-fit", "N2024-6.2.2a", "staff_unfit", _duties("c2", role="secretary", staff="t2")
    ),
    Mutation(
        "staff-fit",
        "N2024-6.2.2a",
        "staff_unfit",
        given("staff", "t3", absences=(Absence(first="2024-08-07.am", last="2024-08-07.am"),)),
    ),
    Mutation("staff-fit", "N2024-6.2.2a", "staff_unfit", given("staff", "t1", committees=("c1",))),
    Mutation(
        "supervised",
        "N2024-6.2.1c",
        "staff_no_supervisor",
        _duties("c1", role="supervisor"),
        "warning",
    ),
    Mutation(
        "watched-throughout",
        "N2024-7.1.3",
        "staff_not_watched",
        _duties("c2", role="supervisor", half="am"),
        "warning",
    ),
    Mutation(
        "secretaries",
        "R40-23",
        "staff_no_secretary",
        _duties("c2", role="secretary", half="am"),
        "warning",
    ),
    Mutation(
        "room-equipment", "N2024-6.2.2a", "room_lacks", given("rooms", "hall", equipment=("音响",))
    ),
    Mutation(
        "room-equipment",
        "N2024-6.2.2a",
        "room_format",
        both(
            given("rooms", "r1", equipment=("投影",)),
            given("applicants", "a1", format="lesson_defence"),
        ),
        "warning",
    ),
    Mutation(
        "session-capacity",
        "N2024-4.2.3",
        "dock_overfull",
        both(
            number("preparation.inside_session", True),
            number("session.minutes", 50),
            given("applicants", "a1", format="lesson_defence"),
        ),
        "warning",
    ),
    Mutation(
        "kept-apart", "N2024-6.2.2a", "meet_not_apart", moved("c1", "2024-07-09", "2024-08-07")
    ),
    Mutation(
        "sites-a-day",
        "R40-20",
        "sit_many_sites",
        given("rooms", "r1", site="郊区"),
        "warning",
    ),
    Mutation(
        "time-to-arrive",
        "R40-20",
        "sit_first_morning",
        given("experts", "m02", remote=True),
        "warning",
    ),
    Mutation(
        "rest-between",
        "R40-20",
        "sit_no_rest",
        both(moved("c1", "2024-07-09", "2024-08-06"), number("rest.half_days_in_row", 1)),
        "warning",
    ),
)
