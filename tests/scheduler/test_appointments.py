"""Timetables of annexes 5 and 6, judged here by a reading of their own."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.appointment import Desk, Submission
from models.calendar import date_of, half_day
from models.people import Absence, Organisation, OrganisationKind
from models.plan import Appointment, Pin, Plan
from models.season import Season
from scheduler import appointments, windows
from scheduler.work import Outcome, Work
from tests.seasons import season

OPENS = {"am": 510, "pm": 840}
TEN = 600
LAST = {"municipal": date(2024, 6, 14), "district": date(2024, 6, 20)}
MINUTES = {"senior": 5, "mid": 4, "junior": 4}


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def unit(name: str, kind: OrganisationKind = "municipal") -> Organisation:
    return Organisation(id=name, name=name, kind=kind)


def brings(name: str, dossiers: int = 4, organisation: str = "甲", **fields: Any) -> Submission:
    """A senior submission of a known number of dossiers."""
    fields.setdefault("band", "senior")
    fields.setdefault("forecast", False)
    return Submission(id=name, organisation=organisation, dossiers=dossiers, **fields)


def desk(name: str = "D", **fields: Any) -> Desk:
    return Desk(id=name, name=name, **fields)


def tiny(*submissions: Submission, desks: tuple[Desk, ...] = (), **tables: Any) -> Season:
    names = dict.fromkeys(s.organisation for s in submissions)
    tables.setdefault("organisations", tuple(unit(name) for name in names))
    return season(submissions=submissions, desks=desks or (desk(),), **tables)


def plan(given_: Season, work: Work | None = None) -> Outcome:
    work = work or Work()
    found = windows.run(given_, Plan(season=""), work)
    return appointments.run(
        given_, Plan(season="").model_copy(update={"windows": found.parts["windows"]}), work
    )


def rows(outcome: Outcome) -> tuple[Appointment, ...]:
    return outcome.parts.get("appointments", ())


def minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def breaches(given_: Season, outcome: Outcome) -> Iterator[str]:
    """What is unlawful about these appointments; shares nothing with the step."""
    items = rows(outcome)
    yield from _each(given_, items)
    yield from _together(given_, items)
    yield from _reserve(given_, outcome)
    yield from _counted(given_, outcome)


def _each(given_: Season, items: tuple[Appointment, ...]) -> Iterator[str]:
    for item in items:
        submission = given_.submission[item.submission]
        senior = submission.band == "senior"
        kind = given_.organisation[submission.organisation].kind or ""
        first = day("06-06") if senior else day("07-01")
        last = LAST.get(kind, day("06-14")) if senior else day("07-26")
        if not first <= date_of(item.at) <= last:
            yield f"{item.id}: outside its window"
        place = given_.desk[item.desk]
        if not given_.calendar.is_open(item.at) or any(
            spell.first <= item.at <= spell.last for spell in (*place.closed, *submission.closed)
        ):
            yield f"{item.id}: closed"
        if place.opened and item.at not in place.opened:
            yield f"{item.id}: not opened"
        if place.bands and submission.band not in place.bands:
            yield f"{item.id}: band"
        if place.series and submission.series and submission.series not in place.series:
            yield f"{item.id}: series"
        if item.minutes < item.dossiers * (submission.minutes or MINUTES[submission.band]):
            yield f"{item.id}: too short"
        begins, opens = minute(item.start), OPENS[item.at[-2:]]
        if begins < opens or begins + item.minutes > opens + 210:
            yield f"{item.id}: outside office hours"
        if submission.remote and begins < TEN:
            yield f"{item.id}: too early for a unit from far"
        if item.annex != (5 if senior else 6):
            yield f"{item.id}: wrong annex"


def _together(given_: Season, items: tuple[Appointment, ...]) -> Iterator[str]:
    at_desk: dict[tuple[str, str], list[Appointment]] = defaultdict(list)
    of_unit: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in items:
        at_desk[item.desk, item.at].append(item)
        of_unit[given_.submission[item.submission].organisation, item.at].add(item.desk)
    for (name, at), inside in at_desk.items():
        place = given_.desk[name]
        if sum(i.minutes for i in inside) > (place.minutes or 210):
            yield f"{name} {at}: overfull"
        if place.dossiers is not None and sum(i.dossiers for i in inside) > place.dossiers:
            yield f"{name} {at}: too many dossiers"
        inside.sort(key=lambda i: minute(i.start))
        for one, other in pairwise(inside):
            if minute(one.start) + one.minutes > minute(other.start):
                yield f"{name} {at}: two at once"
    for (who, at), desks in of_unit.items():
        if len(desks) > 1:
            mine = [i for i in items if i.at == at]
            mine = [i for i in mine if given_.submission[i.submission].organisation == who]
            mine.sort(key=lambda i: minute(i.start))
            for one, other in pairwise(mine):
                if minute(one.start) + one.minutes > minute(other.start):
                    yield f"{who} {at}: at two desks at once"


def _reserve(given_: Season, outcome: Outcome) -> Iterator[str]:
    """15 % of every day free, but for what the step says it had to take of it."""
    on_day: dict[date, int] = defaultdict(int)
    for item in rows(outcome):
        spare = given_.submission[item.submission].unlisted
        on_day[date_of(item.at)] += 0 if spare or item.kind else item.minutes
    told = {goal.name: goal.value for goal in outcome.report.goals}.get("reserve_used", 0)
    for on, used in on_day.items():
        room = sum(
            place.minutes or 210
            for place in given_.desks
            for half in ("am", "pm")
            for at in [half_day(on, half)]
            if (not place.opened or at in place.opened)
            and not any(spell.first <= at <= spell.last for spell in place.closed)
        )
        if used > room * 85 // 100 + told:
            yield f"{on}: no reserve left"


def _counted(given_: Season, outcome: Outcome) -> Iterator[str]:
    aside = {item.row for item in outcome.put_aside}
    for submission in given_.submissions:
        mine = [i for i in rows(outcome) if i.submission == submission.id]
        if submission.online_only:
            if mine:
                yield f"{submission.id}: online takes no slot"
            continue
        if submission.id in aside:
            continue
        if sum(i.dossiers for i in mine) != submission.dossiers:
            yield f"{submission.id}: {sum(i.dossiers for i in mine)} dossiers"
        used = sorted({i.at for i in mine})
        if len({i.desk for i in mine}) > 1:
            yield f"{submission.id}: at several desks"
        if used:
            between = given_.calendar.half_days(date_of(used[0]), date_of(used[-1]))
            if [at for at in between if used[0] <= at <= used[-1]] != used:
                yield f"{submission.id}: not consecutive"


def test_one_unit_gets_its_wished_day() -> None:
    given_ = tiny(brings("s", wished=day("06-12")))
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert [i.at[:10] for i in rows(found)] == ["2024-06-12"]
    assert found.report.status == "OPTIMAL"


def test_all_series_of_a_unit_come_together_one_after_another() -> None:
    given_ = tiny(
        brings("a", series="工程"),
        brings("b", series="卫生"),
        brings("c", 3, "乙"),
        desks=(desk("D"), desk("E")),
    )
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    mine = [i for i in rows(found) if i.submission in {"a", "b"}]
    assert len({(i.desk, i.at) for i in mine}) == 1


def test_a_large_submission_takes_consecutive_half_days_at_one_desk() -> None:
    given_ = tiny(brings("s", 100), desks=(desk("D"), desk("E")))
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert len(rows(found)) == 3


@pytest.mark.parametrize("dossiers", [10, 40, 90])
def test_units_from_far_come_after_ten(dossiers: int) -> None:
    given_ = tiny(brings("s", dossiers, remote=True), desks=(desk("D"), desk("E")))
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert not found.put_aside


def test_online_only_and_empty_submissions_take_no_slot() -> None:
    given_ = tiny(brings("s", online_only=True), brings("t", 0))
    found = plan(given_)
    assert (found.report.status, found.report.reason) == ("SKIPPED", "skipped.no-submissions")


def test_without_desks_the_step_is_skipped() -> None:
    given_ = tiny(brings("s")).model_copy(update={"desks": ()})
    assert plan(given_).report.reason == "skipped.no-desks"


def test_desks_take_only_their_bands_series_and_hours() -> None:
    given_ = tiny(
        brings("a", series="卫生", wished=day("06-07")),
        brings("b", 4, "乙", band="mid"),
        desks=(
            desk("D", bands=("mid",)),
            desk("E", series=("工程",)),
            desk("F", bands=("senior",), opened=("2024-06-13.pm",)),
        ),
    )
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert {i.submission: i.desk for i in rows(found)} == {"a": "F", "b": "D"}


def test_a_unit_that_cannot_come_is_put_aside_and_the_rest_is_planned() -> None:
    away = (Absence(first="2024-06-01.am", last="2024-06-30.pm"),)
    given_ = tiny(brings("a", closed=away), brings("b", 4, "乙"))
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert [(i.row, i.code) for i in found.put_aside] == [("a", "appointments.no-day")]
    assert [i.submission for i in rows(found)] == ["b"]


def test_a_window_too_short_is_explained_in_minutes_and_the_rest_is_planned() -> None:
    # One desk for one day, two half-days of 210 minutes: three units want 150 each.
    place = desk(opened=("2024-06-12.am", "2024-06-12.pm"))
    given_ = tiny(*(brings(f"s{n}", 30, f"u{n}") for n in range(3)), desks=(place,))
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert len(rows(found)) == 2
    (item,) = found.put_aside
    assert item.code == "appointments.full"
    assert item.args["minutes"] == 150
    assert next(g for g in found.report.goals if g.name == "minutes_left_out").bound == 150


def test_a_limit_in_dossiers_holds() -> None:
    place = desk(dossiers=5, opened=("2024-06-12.am", "2024-06-12.pm", "2024-06-13.am"))
    given_ = tiny(*(brings(f"s{n}", 4, f"u{n}") for n in range(4)), desks=(place,))
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert len(rows(found)) == 3
    assert len(found.put_aside) == 1


def test_a_pin_stays() -> None:
    pin = Pin(
        id="p",
        part="appointments",
        subject="s",
        value={"at": "2024-06-13.pm", "desk": "E"},
        reason="已答应",
        author="李",
    )
    given_ = tiny(brings("s", wished=day("06-07")), desks=(desk("D"), desk("E")), pins=(pin,))
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert [(i.at, i.desk) for i in rows(found)] == [("2024-06-13.pm", "E")]


def test_a_published_annex_is_kept_cell_by_cell_and_newcomers_fit_around_it() -> None:
    before = tiny(*(brings(f"s{n}", 20, f"u{n}", wished=day("06-12")) for n in range(3)))
    first = plan(before)
    more = tiny(*before.submissions, brings("new", 20, "新", wished=day("06-12")))
    base = Plan(season="", appointments=rows(first))
    found = plan(more, Work(base=base, frozen=frozenset({"annex5"})))
    assert list(breaches(more, found)) == []
    assert set(rows(first)) < set(rows(found))


@pytest.mark.parametrize(("real", "more"), [(12, 0), (21, 0), (60, 38)])
def test_real_counts_move_no_published_hour_and_a_surplus_goes_into_the_reserve(
    real: int, more: int
) -> None:
    """Fewer, or as many more as the margin holds; what is beyond that gets a time of its own."""
    forecast = brings("s", 20, "u").model_copy(update={"forecast": True})
    first = plan(tiny(forecast))
    base = Plan(season="", appointments=rows(first))
    after = tiny(brings("s", real, "u"))
    found = rows(plan(after, Work(base=base, frozen=frozenset({"annex5"}))))
    assert sum(item.dossiers for item in found) == real
    assert sum(item.dossiers for item in found if item.kind == "extra") == more
    assert {(i.at, i.start, i.desk) for i in found if not i.kind} == {
        (i.at, i.start, i.desk) for i in rows(first)
    }


def test_the_same_season_gives_the_same_timetable() -> None:
    given_ = tiny(*(brings(f"s{n}", 5 + n, f"u{n}") for n in range(12)), desks=(desk(), desk("E")))
    assert rows(plan(given_)) == rows(plan(given_))


DAYS = ("06-06", "06-07", "06-11", "06-12", "06-13")
SUBMISSIONS = st.lists(
    st.tuples(
        st.sampled_from(("甲", "乙", "丙", "丁")),
        st.integers(0, 70),
        st.sampled_from(("", "工程", "卫生")),
        st.sampled_from(("senior", "senior", "mid")),
        st.booleans(),
        st.sampled_from((None, *DAYS)),
        st.sampled_from((None, *DAYS)),
    ),
    min_size=1,
    max_size=7,
)
DESKS = st.lists(
    st.tuples(
        st.sampled_from(((), ("工程",), ("卫生",))),
        st.sampled_from(((), ("senior",))),
        st.sampled_from((None, 20)),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


def small(submissions: list[Any], desks: list[Any]) -> Season:
    opened = tuple(half_day(day(d), half) for d in DAYS[2:4] for half in ("am", "pm"))
    return tiny(
        *(
            brings(
                f"s{n}", count, who, series=series, band=band, remote=remote,
                wished=day(wished) if wished else None,
                closed=(Absence(first=f"2024-{shut}.am", last=f"2024-{shut}.pm"),) if shut else (),
            )
            for n, (who, count, series, band, remote, wished, shut) in enumerate(submissions)
        ),
        desks=tuple(
            desk(f"D{n}", series=series, bands=bands, dossiers=most, opened=opened if few else ())
            for n, (series, bands, most, few) in enumerate(desks)
        ),
        organisations=(unit("甲"), unit("乙", "district"), unit("丙"), unit("丁", "district")),
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SUBMISSIONS, DESKS)
def test_whatever_comes_out_is_lawful_and_its_bounds_hold(
    submissions: list[Any], desks: list[Any]
) -> None:
    given_ = small(submissions, desks)
    found = plan(given_)
    assert list(breaches(given_, found)) == []
    assert found.report.status in {"OPTIMAL", "FEASIBLE", "SKIPPED"}
    assert all(goal.bound <= goal.value for goal in found.report.goals)
    assert all(goal.proven == (goal.bound == goal.value) for goal in found.report.goals)


def test_what_days_cannot_hold_half_day_by_half_day_is_proven_to_be_left_out() -> None:
    """Pieces of 60 minutes in half-days of 100: one each, though the day has room for three."""
    place = desk(minutes=100, opened=("2024-06-12.am", "2024-06-12.pm"))
    found = plan(tiny(*(brings(f"s{n}", 12, f"u{n}") for n in range(3)), desks=(place,)))
    assert len(rows(found)) == 2
    goal = next(g for g in found.report.goals if g.name == "minutes_left_out")
    assert (goal.value, goal.bound) == (60, 60)
    assert all(g.proven for g in found.report.goals)


def test_nobody_is_left_out_for_the_sake_of_fewer_visits() -> None:
    """One half-day of 210 minutes holds 200 of one unit or of four."""
    place = desk(opened=("2024-06-12.am",))
    units = [brings(f"s{n}", 10, f"u{n}") for n in range(4)]
    found = plan(tiny(brings("big", 40, "大"), *units, desks=(place,)))
    goals = {goal.name: goal for goal in found.report.goals}
    assert (goals["minutes_left_out"].value, goals["visits"].value) == (200, 5)
    assert all(goal.proven for goal in goals.values())
