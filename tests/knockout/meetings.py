"""What binds days, rooms and staff of meetings, panels, and whose dossier is heard where."""

from datetime import date
from typing import Any

from models.committee import Expected
from models.people import Absence, Conflict, Staff
from models.season import Season
from tests import seasons
from tests.knockout import KnockOut, changed, doubled, emptied, every, number
from tests.knockout.entrance import CHANGES, pool
from tests.knockout.members import drawn

AUGUST = ("2024-08-07.am", "2024-08-09.pm")


def meets(wished: date, changes: dict[str, Any] | None = None, **committee: Any) -> Season:
    """One committee without a pool that wishes for a day."""
    fields: dict[str, Any] = {"size": 5, "expected": (Expected(count=10),), "wished": (wished,)}
    given = seasons.committee(**(fields | committee))
    return seasons.season(changes=CHANGES | (changes or {}), committees=(given,))


def _filed(valid_to: date, **committee: Any) -> Season:
    filing = seasons.committee().filing.model_copy(update={"valid_to": valid_to})
    return meets(date(2024, 8, 20), filing=filing, **committee)


def _unfiled(season: Season) -> Season:
    """Blind to the end of the filing's term."""
    (given,) = season.committees
    filing = given.filing.model_copy(update={"valid_to": None})
    return every("committees", filing=filing)(season)


def two(people: int = 0, **tables: Any) -> Season:
    """Two committees that wish for the same day."""
    more = {"wished": (date(2024, 8, 12),)}
    season = drawn(people, 0, committees=2, more=more)
    return changed(season, **tables)


def _same_people() -> Season:
    """Two committees that wish for one day and must have the same five people; four rooms."""
    season = two(5)
    rooms = tuple(r.model_copy(update={"id": f"{r.id}{n}"}) for r in season.rooms for n in (1, 2))
    return changed(season, rooms=rooms)


STAFF = (
    Staff(id="T1", name="监督", roles=("supervisor",)),
    Staff(id="T2", name="秘书", roles=("secretary",)),
)


def spread(absent: int, **changes: Any) -> Season:
    """A committee over many days; the first of its five members are away in the first days."""
    away = (Absence(first=AUGUST[0], last=AUGUST[1]),)
    people = tuple(
        seasons.expert(f"E{n}", f"单位{n}", absences=away if n < absent else ()) for n in range(5)
    )
    given = seasons.committee(
        size=5, spread=True, expected=(Expected(count=10),), latest=date(2024, 8, 13)
    )
    return seasons.season(changes=CHANGES | changes, committees=(given,), experts=people)


def heard(
    count: int, experts: int = 10, changes: dict[str, Any] | None = None, **facts: Any
) -> Season:
    """A committee of five with a pool and a roster, of which the first six have these facts."""
    people = tuple(
        seasons.applicant(f"A{n:02}", "甲厂", **({"format": "dossier"} | (facts if n < 6 else {})))
        for n in range(count)
    )
    return seasons.season(
        changes=CHANGES | (changes or {}),
        committees=(seasons.committee(size=5),),
        experts=pool(experts),
        applicants=people,
    )


def _kin() -> Season:
    ties = tuple(Conflict(id=f"K{n}", expert=f"E{n}", applicant="A00") for n in range(6))
    return changed(heard(4), conflicts=ties)


def _founder() -> Season:
    """An applicant who runs a firm, and experts of the institute that still employs them."""
    season = heard(4, home_organisation="乙院")
    people = tuple(
        e.model_copy(update={"organisation": "乙院"}) if n < 6 else e
        for n, e in enumerate(season.experts)
    )
    return changed(season, experts=people)


MEETINGS = (
    KnockOut(
        "N2024-2.1.4d",
        lambda: meets(date(2024, 8, 29)),
        number(deadline__review_and_publication="2024-09-30"),
        "meet_too_late",
    ),
    KnockOut(
        "N2024-6.2.1e",
        lambda: meets(
            date(2024, 9, 26),
            {"season.year_end": "2024-09-30", "deadline.review_and_publication": "2024-10-31"},
        ),
        number(season__year_end="2024-12-31"),
        "meet_outside_year",
    ),
    KnockOut("R40-8", lambda: _filed(date(2024, 8, 12)), _unfiled, "filing_not_valid"),
    KnockOut(
        "N2024-4.3.3",
        lambda: _filed(date(2024, 8, 12), self_reviewing=True),
        _unfiled,
        "filing_not_valid",
    ),
    KnockOut(
        "N2024-6.2.2b",
        lambda: meets(date(2024, 8, 7), plan_filed=date(2024, 8, 5)),
        number(filing__plan_days_before=0),
        "meet_plan_late",
    ),
    KnockOut(
        "N2024-6.2.2b",
        lambda: meets(date(2024, 8, 7), consent_on=date(2024, 8, 12)),
        every("committees", consent_on=None),
        "meet_before_consent",
    ),
    KnockOut(
        "N2024-6.2.1b",
        lambda: meets(date(2024, 8, 1)),
        number(filing__list_check_workdays=0),
        "meet_before_ready",
    ),
    KnockOut(
        "N2024-2.1.4b",
        lambda: meets(date(2024, 6, 12), levels=("associate_senior",), plan_filed=date(2024, 6, 3)),
        number(deadline__senior__supplement="2024-06-05"),
        "meet_before_closing",
    ),
    KnockOut(
        "N2024-2.1.4c",
        lambda: meets(date(2024, 7, 16), plan_filed=date(2024, 6, 3)),
        number(deadline__midjunior__supplement="2024-07-01"),
        "meet_before_closing",
    ),
    KnockOut(
        "N2024-6.2.2a",
        lambda: meets(date(2024, 8, 12), earliest=date(2024, 8, 20)),
        every("committees", earliest=None),
        "meet_own_dates",
    ),
    KnockOut("N2024-6.2.2a", two, doubled("rooms"), "room_twice"),
    KnockOut("N2024-6.2.2a", lambda: two(staff=STAFF), doubled("staff"), "staff_twice"),
    KnockOut(
        "N2024-6.2.1c",
        lambda: changed(meets(date(2024, 8, 12)), staff=STAFF),
        emptied("staff"),
        "staff_no_supervisor",
    ),
    KnockOut(
        "R40-23",
        lambda: changed(meets(date(2024, 8, 12)), staff=STAFF),
        emptied("staff"),
        "staff_no_secretary",
    ),
    KnockOut("R40-20", _same_people, doubled("experts"), "form_clash"),
    KnockOut("R40-20", lambda: spread(1), every("experts", absences=()), "sit_absent"),
    KnockOut(
        "P-9",
        lambda: drawn(6, 9, absences=(Absence(first=AUGUST[0], last="2024-08-30.pm"),)),
        every("experts", absences=()),
        "form_cannot_come",
    ),
    KnockOut("R40-19", lambda: spread(2), number(quorum__share=(1, 3)), "sit_quorum"),
    KnockOut(
        "R40-21",
        lambda: heard(4),
        number(readers__min=2, group__min_members=2, format__dossier__panel=2),
        "sit_small_panel",
    ),
    KnockOut("R40-25", _kin, emptied("conflicts"), "dock_conflict"),
    KnockOut(
        "N2024-4.9.2",
        _founder,
        every("applicants", home_organisation=""),
        "dock_conflict",
        told_by="R40-25",
    ),
    KnockOut("N2024-4.2.3", lambda: heard(40), number(format__dossier__minutes=3), "dock_overfull"),
    KnockOut(
        "P-4",
        lambda: heard(6, format="lesson_defence"),
        number(format__lesson_defence__minutes=5),
        "dock_minutes",
        told_by="N2024-4.2.3",
    ),
    KnockOut(
        "P-7",
        lambda: heard(6, format="interview"),
        number(format__interview__minutes=5),
        "dock_minutes",
        told_by="N2024-4.2.3",
    ),
    KnockOut(
        "N2024-4.2.5",
        lambda: heard(12, origin="township"),
        number(apart__grassroots=False),
        "dock_grassroots_mixed",
    ),
    KnockOut(
        "N2024-4.2.6a",
        lambda: heard(12, nonpublic=True),
        every("applicants", nonpublic=None),
        "dock_nonpublic_mixed",
    ),
)
