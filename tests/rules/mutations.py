"""What each rule must catch, one broken provision an edit: quota and desks."""

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
    number,
    plus,
    task,
    whole,
    without,
)
from tests.rules.tiny import QUOTA, again, day


def _bodies(quota: int, *bodies: Body) -> Edit:
    rows = list(QUOTA)
    rows[quota] = again(rows[quota], bodies=bodies)
    return whole(quota=tuple(rows))


def _no_table(season: Season, plan: Plan) -> tuple[Season, Plan]:
    """The table by school level is not there."""
    return season, again(plan, studies=())


def _slot(row: str, **changes: object) -> Edit:
    return decided("appointments", row, **changes)


_LATE = Appointment(
    id="s9", submission="s7", annex=6, desk="k2", at="2024-07-11.am", dossiers=5, minutes=20
)
_ONLINE = Appointment(
    id="s8", submission="s6", annex=5, desk="k1", at="2024-06-12.am", dossiers=3, minutes=15
)
_AGAIN = Appointment(
    id="s4-3", submission="s4", annex=6, desk="k2", kind="correction", at="2024-07-22.am",
    start="08:30", dossiers=1, minutes=4,
)  # fmt: skip
_UNCHECKED = Appointment(
    id="s8-3", submission="s8", annex=6, desk="k2", kind="correction", at="2024-07-11.pm",
    start="15:00", dossiers=1, minutes=4,
)  # fmt: skip
"""After the first step, in the half-day of the second."""
_EXTRA = Award(id="q1/u1", quota="q1", organisation="u1", basis=0, places=0)
_FLOOR = Body(organisation="d2", floor=13, cap=13)
_CAP = Body(organisation="d2", cap=11)
_FIXED = Body(organisation="d1", places=5, nominated=5)
_BY_EXAM = given("committees", "c1", exam_combined=True, specialty="", specialties=(), groups=())
_FEW = Body(organisation="d2", eligible=11)
_OPEN = (Body(organisation="d1", teachers=300), Body(organisation="d2", teachers=300))

QUOTA_AND_DESKS = (
    Mutation("quota-total", "N2024-4.11b", "quota_total", decided("awards", "q1/d2", places=13)),
    Mutation("quota-rows", "N2024-A10", "quota_rows", plus("awards", _EXTRA)),
    Mutation("quota-bounds", "N2024-4.11b", "quota_fixed", decided("awards", "q1/d1", places=4)),
    Mutation("quota-bounds", "N2024-4.11b", "quota_floor", _bodies(0, _FIXED, _FLOOR)),
    Mutation("quota-bounds", "N2024-4.11b", "quota_cap", _bodies(0, _FIXED, _CAP)),
    Mutation("quota-bounds", "N2024-4.11b", "quota_eligible", _bodies(0, _FIXED, _FEW)),
    Mutation("quota-two-way", "N2024-4.11b", "quota_stages", _no_table),
    Mutation("quota-method", "N2024-4.11b", "quota_method", _bodies(0, *_OPEN), "warning"),
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
        "desk_officer_twice",
        both(
            both(given("desks", "k2", officer="t4"), given("desks", "k3", officer="窗口员甲")),
            _slot("s5-1", desk="k3", start="09:00"),
        ),
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
    Mutation(
        "desk-accepts", "N2024-2.1.1a", "desk_officer_away", _slot("s2-1", at="2024-06-07.am")
    ),
    Mutation(
        "desk-accepts", "N2024-2.1.1a", "desk_not_for", given("desks", "k2", serves=("u1", "h2"))
    ),
    Mutation("desk-accepts", "N2024-2.1.1a", "desk_wrong_step", _slot("s8-1", desk="k3")),
    Mutation("desk-accepts", "N2024-2.1.1a", "desk_wrong_step", _slot("s8-2", desk="k2")),
    Mutation(
        "desk-hours", "N2024-2.1.1a", "desk_outside_hours", given("desks", "k2", am="09:00-12:00")
    ),
    Mutation(
        "desk-capacity", "N2024-2.1.1a", "desk_overfull", given("desks", "k2", am="08:30-11:00")
    ),
    Mutation(
        "desk-two-steps", "N2024-2.1.1a", "desk_not_seen_again", without("appointments", "s8-2")
    ),
    Mutation(
        "desk-two-steps",
        "N2024-2.1.1a",
        "desk_not_seen_again",
        _slot("s8-2", dossiers=4, minutes=8),
    ),
    Mutation(
        "desk-two-steps",
        "N2024-2.1.1a",
        "desk_step_too_early",
        _slot("s8-2", at="2024-07-11.am", start="09:00"),
    ),
    Mutation(
        "desk-two-steps", "N2024-2.1.1a", "desk_step_too_early", without("appointments", "s8-1")
    ),
    Mutation(
        "one-correction",
        "R40-18",
        "desk_corrected_twice",
        plus("appointments", _AGAIN),
        "warning",
    ),
    Mutation(
        "one-correction",
        "R40-18",
        "desk_correction_early",
        _slot("s4-2", at="2024-07-09.am"),
        "warning",
    ),
    Mutation(
        "one-correction",
        "R40-18",
        "desk_correction_early",
        plus("appointments", _UNCHECKED),
        "warning",
    ),
    Mutation(
        "no-supplements", "N2024-2.2b", "desk_after_cutoff", _slot("s4-2", at="2024-07-29.am")
    ),
    Mutation(
        "desk-journeys",
        "N2024-2.1.1a",
        "desk_journeys",
        _slot("s5-1", at="2024-07-15.am"),
        "warning",
    ),
    Mutation(
        "desk-own-dates",
        "N2024-2.1.5",
        "desk_outside_own_dates",
        _slot("s9-1", at="2024-06-21.am"),
    ),
    Mutation("desk-own-dates", "N2024-2.1.5", "desk_dates_unknown", _BY_EXAM, "warning"),
    Mutation(
        "desk-withdrawn",
        "N2024-2.1.1a",
        "desk_withdrawn",
        given("submissions", "s8", withdrawn="不来了"),
    ),
    Mutation(
        "printed-dates",
        "N2024-2.1.1d",
        "desk_window_moved",
        decided("windows", "desk/district/senior", last=day("06-19")),
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
