"""What each rule must catch, one broken provision an edit: members, sessions, dossiers, tasks."""

from datetime import date

from models.committee import Entrustment, Filing
from models.people import Absence, Conflict, Exemption, ServiceYear, Title
from models.plan import DrawRecord, Exclusion, Plan, Reserve, Seat
from models.season import Season
from tests.rules.editing import (
    Edit,
    Mutation,
    attending,
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
from tests.rules.tiny import COMMITTEES, EXEMPT, again, day
from tests.rules.tiny_plan import A1, A2, M1

C1, C2 = COMMITTEES
_ALL = tuple(ServiceYear(year=year, committees=("c7",)) for year in (2021, 2022, 2023))
_UNTIED = Exemption(clause="N2024-3.0c", reason="专项评审", author="办公室")
_ONCE = Exemption(clause="N2024-3.0b", reason="转系列", author="办公室")


def _draw(**changes: object) -> Edit:
    return decided("draws", "c1/1", **changes)


def _leaving(*seats: str) -> Edit:
    """Members who leave their committee: seat, sessions and readers with them."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        season, plan = without("seats", *seats)(season, plan)
        gone = {seat.split("/")[1] for seat in seats}
        sessions = tuple(
            again(s, members=tuple(e for e in s.members if e not in gone)) for s in plan.sessions
        )
        return season, again(plan, sessions=sessions)

    return edit


_INSIDE = tuple(
    given("experts", name, organisation="lab", department="别室") for name in ("m08", "m09")
)
_TITLE = Title(series="卫生", specialty="内科", level="junior")
_OTHER = Title(series="卫生", specialty="护理", level="mid")

PEOPLE = (
    Mutation("purged", "N2024-6.1.1a", "form_purged",
             given("experts", "m02", purge_cause="不再从事专业技术工作")),
    Mutation("purged", "N2024-6.1.1a", "form_purged",
             given("experts", "n16", purge_cause="不遵守职业操守")),
    Mutation("dishonest", "N2024-6.1.4b", "form_dishonest",
             given("experts", "m02", blacklisted=True)),
    Mutation("dishonest", "N2024-6.1.4b", "form_dishonest_unknown",
             given("experts", "m02", blacklisted=None), "note"),
    Mutation("pledge-signed", "N2024-6.1.4a", "form_no_pledge",
             given("experts", "m02", pledge=False)),
    Mutation("pledge-signed", "N2024-6.1.4a", "form_pledge_unknown",
             given("experts", "m02", pledge=None), "note"),
    Mutation("still-at-work", "R40-10a", "form_not_in_service",
             given("experts", "m02", in_service=False)),
    Mutation("still-at-work", "R40-10a", "form_service_unknown",
             given("experts", "m02", in_service=None), "note"),
    Mutation("title-high-enough", "R40-10a", "form_title",
             given("experts", "n02", titles=(_TITLE,))),
    Mutation("term", "R40-10b", "form_term_over",
             given("experts", "m02", term_from=date(2021, 7, 8))),
    Mutation("term", "R40-10b", "form_term_unknown",
             given("experts", "m02", term_from=None), "note"),
    Mutation("filed-pool", "R40-11b", "form_not_in_pool",
             given("experts", "m02", pools=("c9",)), "warning"),
    Mutation("rotation", "N2024-6.1.3a", "form_rotation", given("experts", "m02", service=_ALL)),
    Mutation("rotation", "N2024-6.1.3a", "form_rotation_exempt",
             given("experts", "m02", service=_ALL, exemptions=(EXEMPT,)), "note"),
    Mutation("rotation", "N2024-6.1.3a", "form_service_years_unknown",
             given("experts", "m02", service=_ALL[1:]), "note"),
    Mutation("can-come", "P-9", "form_cannot_come",
             given("experts", "m07", absences=(Absence(first=M1, last=M1),)), "warning"),
    Mutation("max-committees", "R40-10a", "form_too_many",
             given("experts", "m11", max_committees=1), "warning"),
    Mutation("committees-clash", "R40-20", "form_clash", moved("c2", "2024-08-07", "2024-07-09")),
    Mutation("odd-and-chaired", "R40-9a", "form_even", _leaving("c1/m07")),
    Mutation("odd-and-chaired", "R40-9a", "form_chair",
             decided("seats", "c1/m01", role="member")),
    Mutation("odd-and-chaired", "R40-9a", "form_may_not_preside", both(
        decided("seats", "c1/m01", role="member"), decided("seats", "c1/m02", role="chair"))),
    Mutation("odd-and-chaired", "R40-9a", "form_seated_twice", plus(
        "seats", Seat(id="again", committee="c1", group="c1", expert="m02"))),
    Mutation("deputies-and-officials", "IM2023-4", "form_deputies",
             decided("seats", "c1/m08", role="member"), "warning"),
    Mutation("deputies-and-officials", "IM2023-4", "form_officials", both(
        *(given("experts", f"m{n:02}", official=True) for n in (1, 2, 3, 4))), "warning"),
    Mutation("senior-size", "R40-9b", "form_too_small", _leaving("c1/m06", "c1/m07")),
    Mutation("midjunior-size", "IM2023-1", "form_too_small",
             _leaving("c2/n08", "c2/n07"), "warning"),
    Mutation("size-as-filed", "N2024-6.1.2a", "form_size", given("committees", "c1", size=13)),
    Mutation("external-third", "N2024-6.1.3b", "form_external", _INSIDE[0]),
    Mutation("private-experts", "N2024-6.1.3c", "form_private", both(
        *(given("experts", f"n{n:02}", private_enterprise=False) for n in (2, 5, 8, 11, 14))),
        "warning"),
    Mutation("private-experts", "N2024-6.1.3c", "form_private_pool",
             number("pool.private_share", (1, 2)), "warning"),
    Mutation("unit-cap", "R40-7", "form_unit_cap", both(
        *(given("experts", f"n{n:02}", organisation="h1") for n in (2, 5, 8, 11))), "warning"),
    Mutation("groups-of-three", "R40-21", "form_group_small",
             both(*(decided("seats", f"c2/n{n:02}", group="gb") for n in range(3, 9))), "warning"),
    Mutation("groups-of-three", "R40-21", "form_group_size", given(
        "committees", "c2", groups=(C2.groups[0], again(C2.groups[1], size=6))), "warning"),
    Mutation("peers-of-the-group", "N2024-6.2.1a", "form_specialty",
             given("experts", "n02", titles=(_OTHER,))),
    Mutation("peers-of-the-group", "N2024-6.2.1a", "form_few_peers",
             decided("groups", "gb", specialties=("影像",))),
    Mutation("peers-of-the-group", "N2024-6.2.1a", "form_other_group",
             decided("seats", "c2/n02", group="c1")),
    Mutation("renewal", "IM2023-3", "form_renewal", both(*(
        given("experts", f"m{n:02}", service=(ServiceYear(year=2023, committees=("c1",)),))
        for n in range(1, 9))), "warning"),
    Mutation("pool-and-reserves", "IM2023-2", "form_few_reserves",
             without("reserves", "c1/m12"), "warning"),
    Mutation("pool-and-reserves", "IM2023-2", "form_small_pool",
             number("pool.ratio", 3), "warning"),
    Mutation("pool-and-reserves", "IM2023-2", "form_reserve_sits", plus("reserves", Reserve(
        id="twice", committee="c1", group="c1", order=2, expert="m02")), "warning"),
    Mutation("drawn-by-lot", "R40-11a", "form_draw_outside",
             _draw(exclusions=(Exclusion(expert="m02", clause="N2024-6.1.1a", code="x"),)),
             "warning"),
    Mutation("drawn-by-lot", "R40-11a", "form_draw_again", plus("draws", DrawRecord(
        id="c1/2", committee="c1", held_on=day("07-08"), witnesses=("甲",), seed="2",
        algorithm="1", eligible=tuple(f"m{n:02}" for n in range(1, 14)),
        members=tuple(f"m{n:02}" for n in range(1, 12)))), "warning"),
    Mutation("drawn-by-lot", "R40-11a", "form_not_drawn",
             _draw(members=tuple(f"m{n:02}" for n in range(1, 11))), "warning"),
    Mutation("draw-replayed", "R40-11a", "form_replay_order",
             _draw(reserve_places=("c1/internal/2", "c1/external/1")), "warning"),
    Mutation("draw-replayed", "R40-11a", "form_replay_lower", _draw(seed="2024-80"), "warning"),
    Mutation("draw-replayed", "R40-11a", "form_replay_left_out",
             _draw(eligible=tuple(f"m{n:02}" for n in range(1, 13)), reserves=("m12",),
                   reserve_places=("c1/internal/1",)), "warning"),
    Mutation("replaced-in-order", "R40-11b", "form_replaced_order",
             decided("replacements", "c2/1", order=2), "warning"),
    Mutation("replaced-in-order", "R40-11b", "form_replaced_order",
             both(
                 plus("reserves", Reserve(
                     id="c2/gb/n16", committee="c2", group="gb", order=2, expert="n16")),
                 decided("replacements", "c2/1", passed=(
                     Exclusion(expert="n16", clause="N2024-6.1.4b", code="x"),)),
             ), "warning"),
    Mutation("replaced-in-order", "R40-11b", "form_replaced_order",
             decided("replacements", "c2/1", draw="c2/9"), "warning"),
    Mutation("replaced-in-order", "R40-11b", "form_replaced_sits",
             decided("replacements", "c2/1", left="n01"), "warning"),
    Mutation("drawn-in-time", "IM2023-5", "form_draw_time",
             _draw(held_on=day("07-02")), "warning"),
    Mutation("drawn-in-time", "IM2023-5", "form_draw_after",
             _draw(held_on=day("07-10")), "warning"),
)  # fmt: skip

SITTINGS = (
    Mutation("expert-one-place", "R40-20", "sit_two_places",
             decided("sessions", "c1-2", members=("m03", "m04", "m05", "m06", "m08"))),
    Mutation("expert-available", "R40-20", "sit_absent",
             given("experts", "m02", absences=(Absence(first=M1, last=A1),))),
    Mutation("expert-available", "P-9", "sit_too_often",
             given("experts", "m02", max_half_days=1), "warning"),
    Mutation("only-members-sit", "N2024-6.1.2a", "sit_not_member",
             decided("sessions", "c1-2", members=("m03", "m04", "m05", "m06", "m12"))),
    Mutation("only-members-sit", "N2024-6.1.2a", "sit_not_member",
             decided("sessions", "c2-3", members=("n09", "n10", "n08"))),
    Mutation("panel-size", "R40-21", "sit_small_panel", attending("c2-2", "n07"), "warning"),
    Mutation("panels-before-plenary", "R40-20", "sit_panel_late",
             decided("sessions", "c2-4", at=A2)),
    Mutation("panels-before-plenary", "R40-20", "sit_no_plenary", without("sessions", "c2-p")),
    Mutation("plenary-length", "N2024-4.2.3", "sit_short_plenary",
             number("plenary.vote_minutes", 30), "warning"),
    Mutation("quorum", "R40-19", "sit_quorum",
             attending("c1-p", "m02", "m03", "m04", "m05"), "warning"),
    Mutation("quorum", "R40-19", "sit_nobody_presides", attending("c1-p", "m01", "m08"), "warning"),
    Mutation("quorum-for-each-item", "R40-19", "sit_item_quorum",
             attending("c1-p", "m05", "m06", "m07"), "warning"),
    Mutation("external-third-present", "N2024-6.1.3b", "sit_external",
             attending("c1-p", "m09", "m10")),
    Mutation("inside-the-meeting", "N2024-6.2.2a", "sit_outside_meeting",
             decided("sessions", "c2-1", at="2024-08-06.am")),
)  # fmt: skip


def _applies(row: str, **changes: object) -> Edit:
    return given("applicants", row, **changes)


def _third(**changes: object) -> Edit:
    """A third committee, which reviews one employer's dossier too."""

    def edit(season: Season, plan: Plan) -> tuple[Season, Plan]:
        c3 = again(C2, id="c3", groups=(), specialties=(), filing=Filing(status="filed"))
        committees = tuple(again(c, specialties=()) if c.id == "c2" else c for c in COMMITTEES)
        season = again(season, committees=(*committees, c3))
        docket = next(d for d in plan.dockets if d.id == "b5")
        return decided("dockets", docket.id, committee="c3")(season, plan)

    return both(edit, _applies("b5", **changes)) if changes else edit


APPLICATIONS = (
    Mutation("eligible-only", "N2024-1", "app_not_eligible", _applies("b1", eligible=False)),
    Mutation("eligible-only", "N2024-1", "app_eligible_unknown", _applies("b1", eligible=None),
             "note"),
    Mutation("accepted-only", "N2024-5.4", "app_not_accepted", _applies("b1", accepted=False)),
    Mutation("accepted-only", "N2024-5.4", "app_accepted_unknown", _applies("b1", accepted=None),
             "note"),
    Mutation("pledged-only", "N2024-5.2", "app_no_pledge", _applies("b1", pledge=False)),
    Mutation("pledged-only", "N2024-5.2", "app_pledge_unknown", _applies("b1", pledge=None),
             "note"),
    Mutation("exam-only", "N2024-4.2.1", "app_exam_only", _applies("b1", exam_only=True)),
    Mutation("exam-valid", "N2024-4.2.2", "app_exam_expired",
             _applies("a1", exam_valid_until=day("06-19"))),
    Mutation("delegated-units", "N2024-3.2.2", "app_no_delegation",
             given("organisations", "state", city_consent=False)),
    Mutation("delegated-units", "N2024-3.2.2", "app_delegation_unknown",
             given("organisations", "state", city_consent=None), "note"),
    Mutation("received-in-time", "N2024-2.1.4c", "app_late", _applies("b1", received=day("07-27"))),
    Mutation("green-items", "N2024-4.4.0b", "app_green", _applies("b1", green_item=4)),
    Mutation("green-items", "N2024-4.4.0b", "app_green", _applies("b1", green_item=2)),
    Mutation("green-once", "N2024-4.4.0c", "app_green_again", _applies("a3", prior_green=True),
             "warning"),
    Mutation("in-scope", "N2024-6.2.1a", "app_out_of_scope", _applies("b1", specialty="影像")),
    Mutation("in-scope", "N2024-6.2.1a", "app_out_of_scope",
             _applies("b1", level="associate_senior")),
    Mutation("routed-here", "N2024-2.1.3", "app_wrong_committee",
             given("routes", "r1", reviewing="c1")),
    Mutation("routed-here", "N2024-2.1.3", "app_wrong_committee",
             given("routes", "r1", reviewing="region")),
    Mutation("entrustment", "N2024-4.3.4", "app_no_consent", given(
        "committees", "c2", entrustments=(Entrustment(organisation="d2", consent=False),))),
    Mutation("one-committee-for-a-unit", "N2024-3.0c", "app_unit_split", _third()),
    Mutation("one-committee-for-a-unit", "N2024-3.0c", "app_unit_exempt",
             _third(exemptions=(_UNTIED,)), "note"),
    Mutation("one-committee-for-a-person", "N2024-3.0b", "app_twice",
             _applies("b2", id_number="ID-b1")),
    Mutation("one-committee-for-a-person", "N2024-3.0b", "app_twice_exempt",
             _applies("b2", id_number="ID-b1", exemptions=(_ONCE,)), "note"),
    Mutation("social-or-grassroots", "N2024-3.0d", "app_both_tracks", both(
        _applies("x1", id_number="ID-b1", track="grassroots"))),
    Mutation("everybody-heard", "N2024-6.2.1b", "dock_missing", without("dockets", "b2")),
    Mutation("own-session", "N2024-6.2.1a", "dock_wrong_session",
             decided("dockets", "b1", session="c2-4", readers=("n12", "m11", "n14"))),
    Mutation("own-session", "N2024-6.2.1a", "dock_wrong_session",
             decided("dockets", "b1", session="c1-1")),
    Mutation("recognition-with-review", "N2024-4.5.3b", "dock_recognition",
             both(without("dockets", "b8"), without("sessions", "c2-p"))),
    Mutation("plenary-length", "N2024-4.2.3", "sit_short_plenary", both(
        without("dockets", "b8"), number("format.recognition.minutes", 200)), "warning"),
    Mutation("recognition-with-review", "N2024-4.5.3b", "dock_recognition",
             decided("dockets", "b8", session="c2-1")),
    Mutation("session-capacity", "N2024-4.2.3", "dock_overfull",
             both(_applies("a1", minutes=200), decided("dockets", "a1", minutes=202)), "warning"),
    Mutation("session-capacity", "N2024-4.2.3", "dock_minutes",
             decided("dockets", "a1", minutes=5), "warning"),
    Mutation("nonpublic-apart", "N2024-4.2.6a", "dock_nonpublic_mixed", both(
        decided("dockets", "b4", session="c2-1", readers=("n01", "n03", "n05")))),
    Mutation("nonpublic-apart", "N2024-4.2.6a", "dock_category",
             decided("dockets", "b4", category="general")),
    Mutation("grassroots-apart", "N2024-4.2.5", "dock_grassroots_mixed",
             decided("dockets", "b6", session="c2-4", readers=("n12", "n13", "n14")), "warning"),
    Mutation("grassroots-apart", "N2024-4.2.5", "dock_category",
             decided("dockets", "b6", category="general"), "warning"),
    Mutation("recusal", "R40-25", "dock_conflict",
             decided("dockets", "b1", readers=("n01", "n02", "n05", "n03"), recused=())),
    Mutation("recusal", "R40-25", "dock_not_recorded", decided("dockets", "b1", recused=())),
    Mutation("recusal", "R40-25", "dock_conflict", whole(
        conflicts=(Conflict(id="k9", expert="n04", applicant="b3", kind="kin"),))),
    Mutation("recusal", "R40-25", "dock_conflict", _applies("b3", home_organisation="h2")),
    Mutation("must-step-out", "R40-25", "dock_declared_later", whole(
        conflicts=(Conflict(id="k9", expert="n05", applicant="b2", kind="kin"),)), "warning"),
    Mutation("must-step-out", "R40-25", "dock_declared_later",
             decided("dockets", "b2", recused=()), "warning"),  # of another panel, but votes
    Mutation("must-step-out", "R40-25", "dock_declared_short", whole(
        conflicts=(Conflict(id="k9", expert="n04", applicant="b3", kind="kin"),)), "warning"),
    Mutation("three-readers", "R40-21", "dock_few_readers",
             decided("dockets", "b3", readers=("n04", "n06")), "warning"),
    Mutation("three-readers", "R40-21", "dock_few_readers", whole(
        conflicts=(Conflict(id="k9", expert="n04", applicant="b3", kind="kin"),)), "warning"),
    Mutation("three-readers", "R40-21", "dock_few_readers",
             decided("dockets", "b3", readers=("n04", "n06", "n08")), "warning"),
    Mutation("dossiers-per-day", "P-5", "dock_daily_load",
             number("throughput.dossiers_per_committee_day", 6), "warning"),
    Mutation("defences-per-day", "P-6", "dock_daily_load",
             number("throughput.defences_per_panel_day", 1), "warning"),
)  # fmt: skip

AFTER = (
    Mutation("local-notice", "N2024-2.1.4a", "time_late", task("local_notice", "d1", "06-03")),
    Mutation("local-notice", "N2024-2.1.4a", "time_missing",
             without("milestones", "local_notice/firm")),
    Mutation("senior-closes", "N2024-2.1.4b", "time_early",
             task("applications_close.senior", "", "06-19")),
    Mutation("midjunior-closes", "N2024-2.1.4c", "time_late",
             task("applications_close.midjunior", "", "07-29")),
    Mutation("roster-posting", "N2024-5.5", "time_late", task("roster_posting", "u1", "07-04")),
    Mutation("roster-posting", "N2024-5.5", "time_missing",
             without("milestones", "roster_posting/u1")),
    Mutation("committee-filing", "N2024-6.1.2b", "time_late",
             task("committee_filing", "c2", "08-01")),
    Mutation("pool-filing", "N2024-6.1.1b", "time_late", task("pool_filing", "", "08-01")),
    Mutation("plan-filing", "N2024-6.2.2b", "time_late",
             task("plan_filing", "c2", "08-01"), "warning"),
    Mutation("plan-filing", "N2024-6.2.2b", "time_late",
             task("consent", "c2", "08-07"), "warning"),
    Mutation("draw-task", "IM2023-5", "time_early", task("draw", "c2", "08-01"), "warning"),
    Mutation("meeting-dates", "N2024-6.2.1b", "time_late", task("meeting_first", "c2", "08-08")),
    Mutation("result-posting", "N2024-2.1.4d", "time_early",
             task("result_posting", "c2", "08-06")),
    Mutation("result-posting", "N2024-2.1.4d", "time_late",
             task("publication_end", "c2", "09-02")),
    Mutation("publication-full", "R40-26", "time_early", task("publication_end", "c2", "08-14")),
    Mutation("senior-report", "N2024-6.2.4a", "time_late", task("report", "c1", "08-12")),
    Mutation("midjunior-report", "N2024-6.2.4b", "time_late", task("report", "c2", "09-09")),
    Mutation("approval", "N2024-2.1.4f", "time_late", task("approval", "c2", "09-14"), "warning"),
    Mutation("archive", "N2024-7.2.2", "time_late", task("archive", "c2", "10-08")),
    Mutation("duties-on-workdays", "N2024-6.2.1b", "time_rest_day",
             task("report", "c2", "08-24")),
    Mutation("duties-on-workdays", "N2024-6.2.1b", "time_moved",
             decided("milestones", "report/c2", printed=day("08-19"))),
    Mutation("tasks-in-order", "N2024-6.2.1b", "time_order", task("approval", "c2", "08-19")),
)  # fmt: skip
