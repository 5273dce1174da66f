"""Nominations beyond what a body was given: named, put aside, and nobody else is touched."""

from typing import Any

import pytest

from models.committee import Committee, Filing
from models.people import Applicant, Exemption, Organisation
from models.plan import Award, Plan, StepReport
from models.quota import MUNICIPAL, Body, QuotaRequest
from scheduler.admission import admit
from scheduler.nominations import SERIES, within_places
from scheduler.planning import given_of
from scheduler.rules.facts import forget
from scheduler.verify import verify
from tests.seasons import season

UNITS = (
    Organisation(id="甲区", name="甲区", kind="district"),
    Organisation(id="一中", name="一中", kind="other", district="甲区"),
    Organisation(id="二中", name="二中", kind="other", parent="甲区"),
    Organisation(id="市校", name="市校", kind="municipal"),
)
TEACHERS = Committee(
    id="c",
    name="教师高评委",
    series=SERIES,
    levels=("full_senior", "associate_senior"),
    organiser="甲区",
    filing=Filing(status="filed"),
)


def person(name: str, organisation: str = "一中", **fields: Any) -> Applicant:
    fields = {"level": "full_senior", "series": SERIES, "committee": "c"} | fields
    return Applicant(id=name, name=name, organisation=organisation, **fields)


def left(
    *people: Applicant, request: QuotaRequest, awards: tuple[Award, ...] = ()
) -> tuple[list[str], Plan]:
    given = season(organisations=UNITS, committees=(TEACHERS,), applicants=people, quota=(request,))
    admission = admit(given)
    assert not admission.put_aside, admission.put_aside
    kept, plan = within_places(admission, Plan(season="", awards=awards))
    assert set(kept.routes) == {a.id for a in kept.season.applicants}
    return [a.id for a in kept.season.applicants], plan


def award(body: str, places: int) -> Award:
    return Award(id=f"q/{body}", quota="q", organisation=body, basis=0, places=places)


def request(*bodies: Body, **fields: Any) -> QuotaRequest:
    return QuotaRequest(id="q", bodies=bodies, **fields)


def test_the_surplus_of_full_seniors_is_named_by_rank_and_stops_nobody_else() -> None:
    people = (
        person("a1", rank=2),
        person("a2", "二中", rank=1),
        person("a3"),
        person("m1", "市校"),
        person("x", level="associate_senior"),
    )
    asked = request(Body(organisation="甲区"), Body(organisation="市校"))
    kept, plan = left(*people, request=asked, awards=(award("甲区", 2), award("市校", 1)))
    assert kept == ["a1", "a2", "m1", "x"]
    (item,) = plan.put_aside
    assert (item.row, item.code, item.clause) == ("a3", "put-aside.over-places", "N2024-4.11c")
    assert item.args == {"organisation": "甲区", "nominated": 3, "places": 2}


def test_municipal_units_counted_as_one_share_their_places() -> None:
    asked = request(Body(organisation="市校"), Body(organisation="二中"), municipal="one")
    kept, _ = left(
        person("m1", "市校"), person("m2", "二中"), request=asked, awards=(award(MUNICIPAL, 1),)
    )
    assert kept == ["m1"]


def test_a_number_without_a_roster_is_put_aside_as_a_number() -> None:
    asked = request(Body(organisation="甲区", nominated=4))
    _, plan = left(request=asked, awards=(award("甲区", 3),))
    (item,) = plan.put_aside
    assert item.code == "put-aside.over-places-unnamed"
    assert item.args["surplus"] == 1


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"over_post_approved": True}, False),
        ({"green_item": 7}, False),
        ({"exemptions": (Exemption(clause="N2024-4.5.2", reason="满30年", author="局"),)}, False),
        ({"established_post": False}, False),
        ({"level": "full_senior"}, False),
        ({"organisation": "二中"}, False),
    ],
)
def test_posts_bound_those_who_need_one(fields: dict[str, Any], counts: bool) -> None:
    body = Body(organisation="一中", posts=10, ratio=(30, 100), holders=3)
    base: dict[str, Any] = {"level": "associate_senior", "established_post": True} | fields
    kept, plan = left(person("a", **base), request=request(body, kind="posts"))
    assert (kept == []) is counts
    assert [item.clause for item in plan.put_aside] == (["N2024-4.9.1"] if counts else [])


def test_directional_posts_are_counted_by_field_and_county() -> None:
    fields: dict[str, Any] = {"track": "directional", "level": "associate_senior"}
    body = Body(organisation="甲区", series=SERIES, places=1)
    kept, plan = left(
        person("a", **fields),
        person("b", "二中", **fields),
        person("c", level="associate_senior"),
        request=request(body, kind="directional"),
    )
    assert kept == ["a", "c"]
    assert plan.put_aside[0].clause == "N2024-4.5.1"


def test_the_judge_accepts_a_surplus_that_was_put_aside_and_no_other() -> None:
    asked = request(Body(organisation="甲区", nominated=4, teachers=10), total=3)
    given = season(organisations=UNITS, committees=(TEACHERS,), quota=(asked,))
    done = (StepReport(step="quota", status="OPTIMAL"),)
    plan = Plan(season="", awards=(award("甲区", 3),), steps=done)
    codes = {f.code for f in verify(given, plan).findings}
    assert "quota_nominations" in codes
    forget()
    _, told = within_places(admit(given), plan)
    assert "quota_nominations" not in {f.code for f in verify(given, told).findings}


def test_whoever_one_table_puts_aside_takes_no_place_of_another() -> None:
    post: dict[str, Any] = {"level": "associate_senior", "established_post": True}
    people = (
        person("d", rank=1, track="directional", **post),
        person("x", rank=2, track="directional", **post),
        person("y", rank=3, **post),
    )
    posts = QuotaRequest(id="p", kind="posts", bodies=(Body(organisation="一中", places=2),))
    narrow = Body(organisation="一中", places=1)
    directional = QuotaRequest(id="q", kind="directional", bodies=(narrow,))
    for requests in ((directional, posts), (posts, directional)):
        given = season(
            organisations=UNITS, committees=(TEACHERS,), applicants=people, quota=requests
        )
        work = given_of(given, Plan(season=""))
        assert work.applicants == {"c": ("d", "y")}
        assert sum(map(len, work.loads["c"].items.values())) == 2


def test_the_judge_counts_who_is_aside_for_a_directional_place() -> None:
    people = tuple(
        person(f"a{n}", rank=n, track="directional" if n < 3 else "social") for n in range(1, 5)
    )
    annex10 = request(Body(organisation="甲区", nominated=4, teachers=10), total=3)
    narrow = Body(organisation="甲区", places=1)
    directional = QuotaRequest(id="d", kind="directional", bodies=(narrow,))
    given = season(
        organisations=UNITS,
        committees=(TEACHERS,),
        applicants=people,
        quota=(annex10, directional),
    )
    done = (StepReport(step="quota", status="OPTIMAL"),)
    kept, told = within_places(
        admit(given), Plan(season="", awards=(award("甲区", 3),), steps=done)
    )
    assert [item.row for item in told.put_aside] == ["a2"]
    assert "quota_nominations" not in {f.code for f in verify(given, told).findings}
    assert [a.id for a in kept.season.applicants] == ["a1", "a3", "a4"]
