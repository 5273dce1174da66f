"""What binds the units' coming to the desks."""

from datetime import date
from typing import Any

from models.appointment import Desk, Submission
from models.committee import Route
from models.people import Absence, Organisation
from models.season import Season
from tests import seasons
from tests.knockout import KnockOut, changed, doubled, emptied, every, number

PLACES: dict[str, Any] = {
    "municipal": Organisation(id="市直", name="市直", kind="municipal"),
    "district": Organisation(id="甲区", name="甲区", kind="district"),
    "industry": Organisation(id="行业", name="行业", kind="industry"),
}


def units(*submissions: dict[str, Any], kind: str = "municipal", **tables: Any) -> Season:
    """One desk, and what the units of a kind bring: twenty dossiers each unless said otherwise."""
    place = PLACES[kind]
    rows = tuple(
        Submission.model_validate(
            {"id": f"S{n}", "organisation": place.id, "band": "senior", "dossiers": 20}
            | {"forecast": False}
            | fields
        )
        for n, fields in enumerate(submissions)
    )
    return seasons.season(
        organisations=tuple(PLACES.values()),
        desks=(Desk(id="K", name="一号窗口"),),
        submissions=rows,
        **tables,
    )


def _exam_series() -> Season:
    given = seasons.committee(levels=("associate_senior",), exam_combined=True)
    return units({"series": seasons.SERIES}, committees=(given,))


def _received_by_industry() -> Season:
    route = Route(id="r", series="艺术", receiving="行业", reviewing="region")
    return units({"series": "艺术"}, routes=(route,))


def _one_wished_day() -> Season:
    """Three units that fill most of a half-day each, and wish for the same day."""
    places = tuple(Organisation(id=f"{n}局", name=f"{n}局", kind="municipal") for n in "甲乙丙")
    wish: dict[str, Any] = {"dossiers": 30, "wished": date(2024, 6, 12)}
    season = units(*({"organisation": place.id} | wish for place in places))
    return changed(season, organisations=(*season.organisations, *places))


def _comes_back() -> Season:
    """A unit that hands in on its last day, is away until supplements end, and has corrections."""
    away = Absence(first="2024-06-14.pm", last="2024-06-20.pm")
    return units({"earliest": date(2024, 6, 14), "corrections": 5, "closed": (away,)})


DESKS = (
    KnockOut(
        "N2024-2.1.1a",
        _one_wished_day,
        doubled("desks"),
        "desk_booked_twice",
    ),
    KnockOut(
        "N2024-2.1.1c",
        lambda: units({"wished": date(2024, 6, 18)}),
        number(deadline__senior__municipal__handin="2024-06-20"),
        "desk_after_last_day",
    ),
    KnockOut(
        "N2024-2.1.1d",
        lambda: units({"wished": date(2024, 6, 24)}, kind="district"),
        number(
            deadline__senior__district__handin="2024-06-28",
            deadline__senior__supplement="2024-06-28",
        ),
        "desk_after_last_day",
    ),
    KnockOut(
        "N2024-2.1.4b",
        lambda: units({"wished": date(2024, 6, 24)}, kind="industry"),
        number(
            deadline__senior__industry__handin="2024-06-28",
            deadline__senior__supplement="2024-06-28",
        ),
        "desk_after_last_day",
    ),
    KnockOut(
        "N2024-2.1.4c",
        lambda: units({"band": "mid", "wished": date(2024, 7, 30)}),
        number(
            deadline__midjunior__handin="2024-08-02", deadline__midjunior__supplement="2024-08-02"
        ),
        "desk_after_last_day",
    ),
    KnockOut(
        "N2024-2.2b",
        _comes_back,
        number(deadline__senior__supplement="2024-06-28"),
        "desk_after_cutoff",
    ),
    KnockOut(
        "N2024-5.5",
        lambda: units({"roster_posted": date(2024, 6, 5), "wished": date(2024, 6, 7)}),
        every("submissions", roster_posted=None),
        "desk_roster",
    ),
    KnockOut(
        "N2024-2.1.5",
        _exam_series,
        every("committees", exam_combined=None),
        "desk_dates_unknown",
    ),
    KnockOut("N2024-2.1.3", _received_by_industry, emptied("routes"), "desk_elsewhere"),
)
