"""What binds the drawing of members: who may sit, shares, groups."""

from datetime import date
from typing import Any

from models.committee import Expected, ReviewGroup
from models.people import ServiceYear
from models.plan import Pin
from models.season import Season
from tests import seasons
from tests.knockout import STRUCTURE, KnockOut, changed, emptied, every, number
from tests.knockout.entrance import CHANGES

YEARS = (2021, 2022, 2023)
THREE = tuple(ServiceYear(year=year, committees=("X",)) for year in YEARS)


def drawn(
    plain: int,
    others: int,
    committees: int = 1,
    changes: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
    **fields: Any,
) -> Season:
    """Committees of five; a pool of this many plain experts, and of others with these facts."""
    given = {"size": 5, "expected": (Expected(count=10),)} | (more or {})
    people = [seasons.expert(f"E{n:02}", f"单位{n}") for n in range(plain)]
    people += [
        seasons.expert(f"X{n:02}", **({"organisation": f"外单位{n}"} | fields))
        for n in range(others)
    ]
    return seasons.season(
        changes=CHANGES | (changes or {}),
        committees=tuple(seasons.committee(name, **given) for name in "CDEF"[:committees]),
        experts=tuple(people),
    )


def bureau(count: int, private: int = 0, **committee: Any) -> Season:
    """A pool of which most belong to the organiser, with some of other units and firms."""
    season = drawn(5, count, organisation="主管局", more=committee)
    firms = tuple(
        seasons.expert(f"P{n}", f"民企{n}", private_enterprise=True) for n in range(private)
    )
    return changed(season, experts=(*season.experts, *firms))


def _grouped(*specialties: str, size: int = 7) -> Season:
    """A committee of groups by specialty, of which the first has the work, and experts of each."""
    groups = tuple(
        ReviewGroup(id=f"g{n}", specialties=(name,)) for n, name in enumerate(specialties)
    )
    people = tuple(
        seasons.expert(
            f"E{n:02}", f"单位{n}", titles=(seasons.title(specialty=specialties[n % len(groups)]),)
        )
        for n in range(9 * len(groups))
    )
    work = (Expected(count=60, group="g0"),)
    return seasons.season(
        changes=CHANGES,
        committees=(seasons.committee(size=size, groups=groups, expected=work),),
        experts=people,
    )


def _pin(expert: str) -> Pin:
    return Pin.model_validate(
        {"id": "P", "part": "members", "subject": "C", "value": {"expert": expert},
         "reason": "主持", "author": "局"}
    )  # fmt: skip


MEMBERS = (
    KnockOut(
        "N2024-6.1.1a",
        lambda: drawn(6, 8, purge_cause="违规"),
        every("experts", purge_cause=""),
        "form_purged",
    ),
    KnockOut(
        "N2024-6.1.4b",
        lambda: drawn(6, 8, blacklisted=True),
        every("experts", blacklisted=None),
        "form_dishonest",
    ),
    KnockOut(
        "R40-42",
        lambda: drawn(6, 8, blacklisted=True),
        every("experts", blacklisted=None),
        "form_dishonest",
        told_by="N2024-6.1.4b",
    ),
    KnockOut(
        "N2024-6.1.4a",
        lambda: drawn(6, 8, pledge=False),
        every("experts", pledge=None),
        "form_no_pledge",
    ),
    KnockOut(
        "N2024-6.1.3a",
        lambda: drawn(6, 8, service=THREE),
        every("experts", service=()),
        "form_rotation",
    ),
    KnockOut(
        "R40-10a",
        lambda: drawn(6, 8, in_service=False),
        every("experts", in_service=None),
        "form_not_in_service",
    ),
    KnockOut(
        "R40-10a",
        lambda: drawn(6, 8, titles=(seasons.title("junior"),)),
        every("experts", titles=(seasons.title(),)),
        "form_title",
    ),
    KnockOut(
        "R40-10b",
        lambda: drawn(6, 8, term_from=date(2021, 1, 1)),
        every("experts", term_from=None),
        "form_term_over",
    ),
    KnockOut(
        "R40-11b",
        lambda: drawn(6, 8, pools=("D",)),
        every("experts", pools=()),
        "form_not_in_pool",
    ),
    KnockOut(
        "N2024-6.1.3b",
        lambda: bureau(20, self_reviewing=True),
        number(committee__external_share=(0, 1)),
        "form_external",
    ),
    KnockOut(
        "N2024-6.1.3c",
        lambda: bureau(20, private=2, enterprise_related=True),
        number(committee__private_share=(0, 1), committee__private_min=0),
        "form_private",
    ),
    KnockOut(
        "R40-7",
        lambda: changed(
            bureau(12), profile=seasons.profile(CHANGES | {"committee.unit_cap_share": (2, 5)})
        ),
        number(committee__unit_cap_share=(1, 1)),
        "form_unit_cap",
    ),
    KnockOut(
        "IM2023-4",
        lambda: drawn(5, 12, official=True),
        number(committee__officials_max_share=(1, 1)),
        "form_officials",
    ),
    KnockOut(
        "IM2023-3",
        lambda: drawn(5, 40, service=(ServiceYear(year=2023, committees=("C",)),)),
        number(committee__renewal_share=(0, 1)),
        "form_renewal",
    ),
    KnockOut(
        "IM2023-1",
        lambda: drawn(16, 0, more={"size": None}),
        number(committee__min__mid__series=3),
        "form_too_small",
    ),
    KnockOut(
        "R40-9a",
        lambda: drawn(16, 0, changes={"committee.min.mid.series": 6}, more={"size": None}),
        number(committee__odd=False),
        "form_even",
    ),
    KnockOut(
        "R40-9a",
        lambda: drawn(12, 2, presides=("C",)),
        every("experts", presides=()),
        "form_may_not_preside",
    ),
    KnockOut(
        "R40-10a",
        lambda: drawn(16, 0, committees=3, changes={"expert.max_committees": 1}),
        number(expert__max_committees=3),
        "form_too_many",
    ),
    KnockOut(
        "R40-11a",
        lambda: changed(drawn(16, 1), pins=(_pin("X00"),)),
        emptied("pins"),
        "plan_pin_left",
        told_by=STRUCTURE,
    ),
    KnockOut(
        "N2024-6.2.1a",
        lambda: _grouped("地质", "测绘"),
        every("experts", titles=(seasons.title(),)),
        "form_specialty",
    ),
    KnockOut(
        "R40-21",
        lambda: _grouped("地质", "测绘", "采矿", size=9),
        number(group__min_members=1, format__dossier__panel=1),
        "form_group_small",
    ),
    KnockOut(
        "IM2023-2",
        lambda: drawn(16, 0, changes={"draw.reserve_ratio": (1, 1)}),
        number(draw__reserve_ratio=(0, 1)),
        "form_few_reserves",
    ),
)
