"""Where applications go, and who is put aside with which clause."""

from datetime import date
from typing import Any

import pytest

from models.committee import Committee, Entrustment, Filing, Route
from models.people import Applicant, Organisation
from models.season import Season
from scheduler.admission import ELSEWHERE, Admission, admit
from scheduler.routing import Router, Unrouted
from tests.seasons import SERIES, applicant, committee, season

DISTRICT = Organisation(id="甲区", name="甲区", kind="district")
UNIT = Organisation(id="甲厂", name="甲厂", kind="private_enterprise", district="甲区")


def town(*people: Applicant, **tables: Any) -> Season:
    tables.setdefault("committees", (committee("C"),))
    tables.setdefault("organisations", (DISTRICT, UNIT))
    return season(applicants=people, **tables)


def of(person: Applicant, *committees: Committee, routes: tuple[Route, ...] = ()) -> object:
    return Router(town(person, committees=committees, routes=routes)).of(person)


def put_aside(admission: Admission) -> dict[str, str]:
    return {item.row: item.code for item in admission.put_aside}


def test_the_one_committee_whose_scope_holds_the_application() -> None:
    assert of(applicant("a"), committee("C"), committee("S", levels=("associate_senior",))) == "C"


def test_several_committees_are_not_chosen_between_but_the_applicant_may() -> None:
    both = (committee("C"), committee("D"))
    found = of(applicant("a"), *both)
    assert isinstance(found, Unrouted)
    assert (found.code, found.candidates) == ("route.several", ("C", "D"))
    assert of(applicant("a", committee="D"), *both) == "D"


def test_none_is_told() -> None:
    found = of(applicant("a", level="junior"), committee("C"))
    assert isinstance(found, Unrouted)
    assert found.code == "route.none"


def test_a_committee_serves_the_unit_its_district_or_those_who_entrust_it() -> None:
    assert of(applicant("a"), committee("C", serves=("甲区",)), committee("D", serves=("乙",))) == (
        "C"
    )
    entrusted = Entrustment(organisation="甲区", consent=True)
    assert of(applicant("a"), committee("C", serves=("乙",), entrustments=(entrusted,))) == "C"
    refused = Entrustment(organisation="甲区", consent=False)
    found = of(applicant("a"), committee("C", serves=("乙",), entrustments=(refused,)))
    assert isinstance(found, Unrouted)


def test_the_most_exact_row_wins_and_the_unit_beats_its_district() -> None:
    routes = (
        Route(id="1", series=SERIES, reviewing="A"),
        Route(id="2", series=SERIES, organisation="甲区", reviewing="B"),
        Route(id="3", series=SERIES, organisation="甲厂", reviewing="C"),
    )
    three = tuple(committee(name) for name in "ABC")
    assert of(applicant("a"), *three, routes=routes) == "C"
    assert of(applicant("a"), *three, routes=routes[:2]) == "B"
    assert of(applicant("a"), *three, routes=routes[:1]) == "A"


def test_a_row_to_a_committee_out_of_scope_or_unknown_is_told() -> None:
    out = of(
        applicant("a"), committee("S", levels=("junior",)),
        routes=(Route(id="1", series=SERIES, reviewing="S"),),
    )  # fmt: skip
    assert isinstance(out, Unrouted)
    assert out.code == "route.out-of-scope"
    unknown = of(applicant("a"), committee("C"), routes=(Route(id="1", reviewing="X"),))
    assert isinstance(unknown, Unrouted)
    assert unknown.code == "route.unknown-committee"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"exam_only": True}, "elsewhere.exam-only"),
        *(({"green_item": n}, "elsewhere.green-channel") for n in range(1, 7)),
    ],
)
def test_what_is_lawfully_elsewhere_is_no_error(fields: dict[str, Any], code: str) -> None:
    found = admit(town(applicant("a", **fields)))
    assert put_aside(found) == {"a": code}
    assert code.startswith(ELSEWHERE)
    assert found.season.applicants == ()


def test_rows_to_the_region_create_no_session_here() -> None:
    route = Route(id="1", series=SERIES, levels=("mid",), reviewing="region")
    assert put_aside(admit(town(applicant("a"), routes=(route,)))) == {"a": "elsewhere.region"}


@pytest.mark.parametrize("item", [7, 8])
def test_the_local_items_of_the_green_channel_stay(item: int) -> None:
    assert admit(town(applicant("a", green_item=item))).routes == {"a": "C"}


def test_own_hires_of_a_self_reviewing_unit_stay_with_it() -> None:
    own = committee("C", organiser="甲厂", self_reviewing=True)
    found = admit(
        town(applicant("a", green_item=2), applicant("b", green_item=1), committees=(own,))
    )
    assert found.routes == {"a": "C"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"eligible": False}, "returned.not-eligible"),
        ({"accepted": False}, "returned.not-accepted"),
        ({"pledge": False}, "returned.no-pledge"),
        ({"exam_valid_until": date(2024, 7, 25)}, "returned.exam-expired"),
        ({"received": date(2024, 7, 27)}, "returned.late"),
    ],
)
def test_who_is_returned_and_nobody_else(fields: dict[str, Any], code: str) -> None:
    found = admit(town(applicant("a", **fields), applicant("b")))
    assert put_aside(found) == {"a": code}
    assert found.routes == {"b": "C"}


def test_unknown_is_no_ground_and_the_printed_day_is_in_time() -> None:
    person = applicant("a", received=date(2024, 7, 26), exam_valid_until=date(2024, 7, 26))
    assert admit(town(person)).routes == {"a": "C"}


@pytest.mark.parametrize("missing", ["delegation_letter", "city_consent"])
def test_central_and_regional_units_need_letter_and_consent(missing: str) -> None:
    plain: dict[str, Any] = {"id": "甲厂", "name": "甲厂", "kind": "central"}
    lacking = Organisation.model_validate(plain | {missing: False})
    found = admit(town(applicant("a"), organisations=(lacking,)))
    assert put_aside(found) == {"a": "returned.no-delegation"}
    assert admit(town(applicant("a"), organisations=(Organisation(**plain),))).routes == {"a": "C"}


def test_both_tracks_under_one_number_are_both_returned() -> None:
    people = (
        applicant("a", id_number="1"),
        applicant("b", id_number="1", track="grassroots"),
        applicant("c", id_number="2", track="grassroots"),
    )
    found = admit(town(*people))
    assert put_aside(found) == dict.fromkeys("ab", "returned.both-tracks")
    assert found.routes == {"c": "C"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"suspended": True}, "closed.suspended"),
        ({"filing": Filing(status="lapsed")}, "closed.not-filed"),
        ({"filing": Filing(status="none")}, "closed.not-filed"),
        (
            {"filing": Filing(valid_from=date(2022, 1, 1), valid_to=date(2025, 1, 2))},
            "closed.filed-too-long",
        ),
        ({"filing": Filing(renewal=True, filed_on=date(2024, 8, 1))}, "closed.filed-late"),
    ],
)
def test_a_committee_that_may_not_open_takes_its_applicants_along(
    fields: dict[str, Any], code: str
) -> None:
    found = admit(town(applicant("a"), committees=(committee("C", **fields),)))
    assert put_aside(found) == {"C": code, "a": "put-aside.committee-closed"}
    assert (found.season.committees, found.season.applicants) == ((), ())
    clauses = {item.clause for item in found.put_aside}
    assert len(clauses) == 1
    assert clauses != {""}


@pytest.mark.parametrize(
    "filing",
    [
        Filing(),
        Filing(status="pending", renewal=True),
        Filing(valid_from=date(2022, 1, 1), valid_to=date(2025, 1, 1)),
        Filing(renewal=True, filed_on=date(2024, 7, 31)),
    ],
)
def test_an_unknown_filing_closes_nobody(filing: Filing) -> None:
    assert admit(town(applicant("a"), committees=(committee("C", filing=filing),))).routes == {
        "a": "C"
    }


def test_experts_are_never_listed_by_name() -> None:
    found = admit(town(applicant("a", eligible=False)))
    assert {item.table for item in found.put_aside} <= {"applicants", "committees"}


@pytest.mark.parametrize(
    ("size", "consent", "opens"),
    [(23, "", False), (23, "内人社函〔2024〕1号", True), (25, "", True), (None, "", True)],
)
def test_a_senior_committee_below_the_least_number_may_not_open(
    size: int | None, consent: str, opens: bool
) -> None:
    levels = ("associate_senior",)
    one = committee("S", levels=levels, specialty="", size=size, size_consent=consent)
    found = put_aside(admit(town(committees=(one,))))
    assert found == ({} if opens else {"S": "closed.too-small"})


@pytest.mark.parametrize(("size", "opens"), [(15, True), (16, False), (None, True)])
def test_a_given_size_must_be_odd(size: int | None, opens: bool) -> None:
    """40号令 第9条: an even size is told before anything is planned."""
    found = put_aside(admit(town(committees=(committee("S", specialty="", size=size),))))
    assert found == ({} if opens else {"S": "closed.even"})
