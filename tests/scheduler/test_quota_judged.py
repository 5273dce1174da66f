"""What the planner divides, the judge finds to be as the method and the hands have it."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from models.people import Organisation
from models.plan import Pin, Plan
from models.quota import MUNICIPAL, Body, QuotaRequest
from models.season import Season
from scheduler import quota
from scheduler.apportionment import METHODS
from scheduler.rules.facts import forget
from scheduler.rules.quota import QUOTA
from scheduler.work import Work
from tests.seasons import season

CASES = 60
"""Seasons a method, of which about a third can be divided."""


def planned(given: Season) -> Plan | None:
    """The places of a season as planned; None where its request was put aside."""
    found = quota.run(given, Plan(season=""), Work())
    if found.report.status != "OPTIMAL":
        return None
    return Plan(season="").model_copy(update=found.parts)


def told(given: Season, plan: Plan) -> list[str]:
    """The codes of what the rules of annex 10 find."""
    forget()
    return [finding.code for rule in QUOTA for finding in rule().check(given, plan)]


def fixed_by_pin(body: str, places: int) -> Pin:
    value: dict[str, int | str] = {"places": places}
    return Pin(id=body, part="quota", subject=body, value=value, reason="会议定", author="李")


def municipal(*bodies: Body, pins: tuple[Pin, ...] = (), **more: Any) -> Season:
    """A county and municipal schools, which are counted as one."""
    changes = more.pop("changes", {})
    units = (
        Organisation(id="县", name="县", kind="district"),
        *(Organisation(id=b.organisation, name=b.organisation, kind="municipal") for b in bodies),
    )
    county = Body(organisation="县", teachers=30)
    request = QuotaRequest(id="q", bodies=(county, *bodies), municipal="one", **more)
    return season(changes=changes, organisations=units, quota=(request,), pins=pins)


def test_a_municipal_row_is_bounded_by_what_bounds_each_of_its_schools() -> None:
    """Two schools may get 1 and 2: what is known of each, not the sums of what is known of all."""
    schools = (
        Body(organisation="一中", teachers=60, eligible=1),
        Body(organisation="二中", teachers=60, vacancies=2),
    )
    changes = {"quota.vacancies_cap_full_senior": True}
    given = municipal(*schools, total=9, method="dhondt", changes=changes)
    plan = planned(given)
    assert plan
    assert {a.organisation: a.places for a in plan.awards} == {"县": 6, MUNICIPAL: 3}
    assert told(given, plan) == []


def test_a_pin_on_a_school_counts_in_the_municipal_row() -> None:
    schools = (
        Body(organisation="一中", teachers=60, places=2, reason="定"),
        Body(organisation="二中", teachers=60, places=1, reason="定"),
    )
    given = municipal(*schools, total=4, method="dhondt", pins=(fixed_by_pin("一中", 0),))
    plan = planned(given)
    assert plan
    assert {a.organisation: a.places for a in plan.awards} == {"县": 3, MUNICIPAL: 1}
    assert told(given, plan) == []
    other = plan.model_copy(
        update={"awards": tuple(a.model_copy(update={"places": 2}) for a in plan.awards)}
    )
    assert "quota_fixed" in told(given, other)


def seasons(method: str) -> Iterator[Season]:
    """Small requests with every kind of bound, hand and basis that the workbook has."""
    chance = Random(f"annex 10, {method}")

    def maybe(share: float, most: int) -> int | None:
        return chance.randint(0, most) if chance.random() < share else None

    for _ in range(CASES):
        names = [f"单位{n}" for n in range(chance.randint(2, 5))]
        kinds = [chance.choice(("municipal", "municipal", "district")) for _ in names]
        by_vacancies = chance.random() < 0.2
        bodies: list[Body] = []
        for name in names:
            teachers = chance.randint(0, 30)
            bodies.append(
                Body(
                    organisation=name,
                    teachers=teachers,
                    rural=chance.randint(0, teachers),
                    eligible=maybe(0.3, 6),
                    vacancies=maybe(1 if by_vacancies else 0.3, 6),
                    floor=maybe(0.2, 1),
                    cap=maybe(0.3, 5),
                    places=maybe(0.1, 2),
                    reason="定",
                )
            )
        request = QuotaRequest(
            id="q",
            bodies=tuple(bodies),
            total=chance.randint(2, 9),
            method=method,  # pyright: ignore[reportArgumentType] - one of METHODS
            basis="vacancies" if by_vacancies else "teachers",
            municipal=chance.choice(("one", "split")),
            reserved=chance.choice((0, 0, 1)),
            lots=tuple(names),
        )
        yield season(
            changes={"quota.vacancies_cap_full_senior": chance.random() < 0.5},
            organisations=tuple(
                Organisation.model_validate({"id": name, "name": name, "kind": kind})
                for name, kind in zip(names, kinds, strict=True)
            ),
            quota=(request,),
            pins=(fixed_by_pin(names[0], 1),) if chance.random() < 0.2 else (),
        )


@pytest.mark.parametrize("method", METHODS)
def test_whatever_is_divided_is_found_lawful_and_one_place_more_is_not(method: str) -> None:
    divided = 0
    for given in seasons(method):
        plan = planned(given)
        if plan is None:
            continue
        divided += 1
        assert told(given, plan) == []
        first, *others = plan.awards
        more = plan.model_copy(
            update={"awards": (first.model_copy(update={"places": first.places + 1}), *others)}
        )
        assert "quota_total" in told(given, more)
    assert divided >= CASES // 6
