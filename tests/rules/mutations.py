"""What each rule must catch, one broken provision an edit: quota, desks, meetings."""

from datetime import date

from models.committee import Extension
from models.people import Absence
from models.plan import Appointment, Award, Plan
from models.quota import Body
from models.season import Season
from tests.rules.editing import (
    Edit,
    Mutation,
    both,
    decided,
    given,
    moved,
    number,
    plus,
    task,
    whole,
    without,
)
from tests.rules.tiny import COMMITTEES, QUOTA, again, day

C1, C2 = COMMITTEES


def _filing(name: str, **changes: object) -> Edit:
    old = {"c1": C1, "c2": C2}[name].filing
    return given("committees", name, filing=again(old, **changes))


def _bodies(quota: int, *bodies: Body) -> Edit:
    rows = list(QUOTA)
    rows[quota] = again(rows[quota], bodies=bodies)
    return whole(quota=tuple(rows))


def _slot(row: str, **changes: object) -> Edit:
    return decided("appointments", row, **changes)


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


_LATE = Appointment(
    id="s9", submission="s7", annex=6, desk="k2", at="2024-07-11.am", dossiers=5, minutes=20
)
_ONLINE = Appointment(
    id="s8", submission="s6", annex=5, desk="k1", at="2024-06-12.am", dossiers=3, minutes=15
)
_EXTRA = Award(id="q1/u1", quota="q1", organisation="u1", basis=0, places=0)
_FLOOR = Body(organisation="d2", floor=13, cap=13)
_CAP = Body(organisation="d2", cap=11)
_FIXED = Body(organisation="d1", places=5, nominated=5)

QUOTA_AND_DESKS = (
    Mutation("quota-total", "N2024-4.11b", "quota_total", decided("awards", "q1/d2", places=13)),
    Mutation("quota-rows", "N2024-A10", "quota_rows", plus("awards", _EXTRA)),
    Mutation("quota-bounds", "N2024-4.11b", "quota_fixed", decided("awards", "q1/d1", places=4)),
    Mutation("quota-bounds", "N2024-4.11b", "quota_floor", _bodies(0, _FIXED, _FLOOR)),
    Mutation("quota-bounds", "N2024-4.11b", "quota_cap", _bodies(0, _FIXED, _CAP)),
    Mutation(
        "quota-nominations",
        "N2024-4.11c",
        "quota_nominations",
        _bodies(0, again(_FIXED, nominated=6), Body(organisation="d2")),
    ),
    Mutation(
        "directional-caps",
        "N2024-4.5.1",
        "quota_directional",
        _bodies(1, Body(organisation="state", series="卫生", places=0)),
        "warning",
    ),
    Mutation(
        "post-numbers",
        "N2024-4.9.1",
        "quota_posts",
        _bodies(2, Body(organisation="h1", level="mid", vacancies=0)),
    ),
    Mutation(
        "hand-in-municipal",
        "N2024-2.1.1c",
        "desk_after_last_day",
        _slot("s1-2", at="2024-06-17.am"),
    ),
    Mutation(
        "hand-in-district",
        "N2024-2.1.1d",
        "desk_after_last_day",
        _slot("s2-1", at="2024-06-21.am"),
    ),
    Mutation(
        "hand-in-senior",
        "N2024-2.1.4b",
        "desk_after_last_day",
        _slot("s3-1", at="2024-06-21.am"),
    ),
    Mutation(
        "hand-in-midjunior",
        "N2024-2.1.4c",
        "desk_after_last_day",
        _slot("s4-1", at="2024-07-29.am"),
    ),
    Mutation(
        "no-supplements", "N2024-2.2b", "desk_after_cutoff", _slot("s4-1", at="2024-07-29.am")
    ),
    Mutation(
        "no-supplements",
        "N2024-2.2b",
        "desk_after_cutoff",
        _slot("s4-1", at="2024-07-26.pm", start="17:00"),
    ),
    Mutation(
        "desk-window",
        "N2024-2.1.1a",
        "desk_before_window",
        _slot("s4-1", at="2024-06-28.am"),
        "warning",
    ),
    Mutation("desk-window", "N2024-2.1.1a", "desk_rest_day", _slot("s4-1", at="2024-07-13.am")),
    Mutation("desk-accepts", "N2024-2.1.1a", "desk_closed", _slot("s4-1", at="2024-07-02.am")),
    Mutation("desk-accepts", "N2024-2.1.1a", "desk_not_for", _slot("s4-1", desk="k1")),
    Mutation(
        "desk-accepts",
        "N2024-2.1.1a",
        "desk_unit_away",
        given("submissions", "s4", closed=(Absence(first="2024-07-10.am", last="2024-07-10.pm"),)),
    ),
    Mutation(
        "desk-capacity", "N2024-2.1.1a", "desk_overfull", _slot("s5-1", minutes=131), "warning"
    ),
    Mutation("desk-capacity", "N2024-2.1.1a", "desk_too_many", given("desks", "k1", dossiers=13)),
    Mutation("desk-capacity", "N2024-2.1.1a", "desk_minutes", _slot("s5-1", minutes=10), "warning"),
    Mutation(
        "desk-double-booking", "N2024-2.1.1a", "desk_booked_twice", _slot("s5-1", start="09:00")
    ),
    Mutation(
        "desk-double-booking",
        "N2024-2.1.1a",
        "desk_unit_twice",
        both(
            _slot("s5-1", desk="k1", start="09:00"), given("submissions", "s5", organisation="u1")
        ),
    ),
    Mutation(
        "desk-hours", "N2024-2.1.1a", "desk_outside_hours", _slot("s4-1", start="08:00"), "warning"
    ),
    Mutation(
        "desk-hours", "N2024-2.1.1a", "desk_too_early", _slot("s5-1", start="09:50"), "warning"
    ),
    Mutation("annex-5", "N2024-A5", "desk_dossiers", without("appointments", "s2-1")),
    Mutation("annex-5", "N2024-A5", "desk_wrong_annex", _slot("s2-1", annex=6)),
    Mutation("annex-6", "N2024-A6", "desk_dossiers", _slot("s4-1", dossiers=21, minutes=84)),
    Mutation("annex-6", "N2024-A6", "desk_wrong_annex", _slot("s4-1", annex=5)),
    Mutation("desk-contiguous", "N2024-2.1.1a", "desk_gap", _slot("s1-1", at="2024-06-12.pm")),
    Mutation(
        "desk-reserve",
        "N2024-2.1.1b",
        "desk_reserve",
        number("desk.reserve_share", (99, 100)),
        "warning",
    ),
    Mutation("desk-online", "N2024-4.2.4", "desk_online", plus("appointments", _ONLINE)),
    Mutation("desk-elsewhere", "N2024-2.1.3", "desk_elsewhere", plus("appointments", _LATE)),
    Mutation(
        "roster-published",
        "N2024-5.5",
        "desk_roster",
        given("submissions", "s1", roster_posted=day("06-06")),
    ),
    Mutation("roster-published", "N2024-5.5", "desk_roster", task("roster_posting", "u1", "07-04")),
)

_C2_LATE = moved("c2", "2024-08-07", "2024-08-26")
_LAPSED = date(2024, 7, 31)

MEETINGS = (
    Mutation("filed-committee", "N2024-6.1.2a", "filing_missing", _filing("c2", status="lapsed")),
    Mutation("filed-committee", "N2024-6.1.2a", "filing_missing", _filing("c1", status="none")),
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
        "N2024-6.2.2a",
        "meet_own_dates",
        given("committees", "c1", earliest=day("07-10")),
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
)
