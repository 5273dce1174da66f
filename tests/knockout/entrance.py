"""What keeps applications out of a session: admission, routing, places and posts."""

from datetime import date
from typing import Any

from models.base import Level
from models.committee import Route
from models.people import Applicant, Organisation
from models.quota import Body, QuotaRequest
from models.season import Season
from tests import seasons
from tests.knockout import Blind, KnockOut, changed, emptied, every, number

CHANGES: dict[str, Any] = {
    "committee.min.mid.series": 5,
    "committee.min.senior.series": 5,
    "committee.deputies_min": 0,
    "committee.unit_cap_share": (1, 1),
    "pool.ratio": 1,
    "draw.reserve_ratio": (0, 1),
}
"""Numbers that a tiny season cannot meet, made small."""


def pool(count: int = 6) -> tuple[Any, ...]:
    """Experts from as many units, fit for every committee of the series."""
    return tuple(seasons.expert(f"E{n}", f"单位{n}") for n in range(count))


def one(level: str = "mid", committee: dict[str, Any] | None = None, **applicant: Any) -> Season:
    """One committee, three ordinary applicants and one with these facts."""
    organisations = applicant.pop("organisations", ())
    people = [seasons.applicant(f"A{n}", "甲厂", level=level) for n in range(3)]
    people.append(seasons.applicant("B", **({"organisation": "乙院", "level": level} | applicant)))
    fields: dict[str, Any] = {"size": 5, "levels": (level,)} | (committee or {})
    given = seasons.committee(**fields)
    return seasons.season(
        changes=CHANGES,
        organisations=organisations,
        committees=(given,),
        experts=pool(),
        applicants=tuple(people),
    )


def _delegated() -> Season:
    unit = Organisation(id="驻包", name="驻包", kind="central", delegation_letter=False)
    return one(organisations=(unit,), organisation="驻包")


def _routed(**route: Any) -> Season:
    rows = (Route(id="r", series=seasons.SERIES, track="farmer", **route),)
    return one(track="farmer").model_copy(update={"routes": rows})


def _both_tracks() -> Season:
    season = one(id_number="1", track="grassroots")
    twin = seasons.applicant("B2", "乙院", id_number="1")
    return season.model_copy(update={"applicants": (*season.applicants, twin)})


def _split_unit() -> Season:
    """Two committees could review; of one unit's people, one asks for each, one says nothing."""
    given = tuple(seasons.committee(name, size=5) for name in ("C", "D"))
    people = (
        seasons.applicant("A1", "甲厂", committee="C"),
        seasons.applicant("A2", "乙院", committee="D"),
        seasons.applicant("B", "甲厂"),
    )
    experts = (*pool(), *pool(12)[6:])
    return seasons.season(changes=CHANGES, committees=given, experts=experts, applicants=people)


def _places(kind: str, series: str = "", **applicant: Any) -> Season:
    """A unit with no place, and one of its people."""
    body = Body(organisation="乙院", places=0, vacancies=0, series=series)
    quota = QuotaRequest.model_validate({"id": "q", "kind": kind, "bodies": (body,)})
    return one(**applicant).model_copy(update={"quota": (quota,)})


def _teachers(level: Level, kind: str, **quota: Any) -> Season:
    """Teachers, of whom a district may nominate one, and does nominate two."""
    series = "中小学教师"
    people = tuple(
        Applicant(
            id=name, name=name, organisation="甲区", series=series, level=level,
            format="dossier", established_post=True,
        )
        for name in ("T1", "T2")
    )  # fmt: skip
    district = Organisation(id="甲区", name="甲区", kind="district")
    body = Body(organisation="甲区", series=series, teachers=100, vacancies=1)
    request = QuotaRequest.model_validate({"id": "q", "kind": kind, "bodies": (body,)} | quota)
    title = seasons.title("full_senior", series=series)
    experts = tuple(e.model_copy(update={"titles": (title,)}) for e in pool())
    given = seasons.committee(size=5, levels=(level,)).model_copy(update={"series": series})
    return seasons.season(
        changes=CHANGES,
        organisations=(district,),
        committees=(given,),
        experts=experts,
        applicants=people,
        quota=(request,),
    )


def _filed(**filing: Any) -> Season:
    season = one()
    (given,) = season.committees
    changed = given.model_copy(update={"filing": given.filing.model_copy(update=filing)})
    return season.model_copy(update={"committees": (changed,)})


def _filing(**filing: Any) -> Blind:
    """Blind to what a committee's filing says."""

    def blind(season: Season) -> Season:
        (given,) = season.committees
        return every("committees", filing=given.filing.model_copy(update=filing))(season)

    return blind


def _asks_for_the_other(season: Season) -> Season:
    """The one who said nothing asks for the committee that does not review the unit's others."""
    *others, last = season.applicants
    return changed(season, applicants=(*others, last.model_copy(update={"committee": "D"})))


def _quota(body: dict[str, Any], **request: Any) -> Blind:
    """Blind to what a table of places says."""

    def blind(season: Season) -> Season:
        (quota,) = season.quota
        bodies = tuple(b.model_copy(update=body) for b in quota.bodies)
        return every("quota", bodies=bodies, **request)(season)

    return blind


LATE = {"senior": date(2024, 6, 21), "mid": date(2024, 7, 27)}

ENTRANCE = (
    KnockOut(
        "N2024-1",
        lambda: one(eligible=False),
        every("applicants", eligible=None),
        "app_not_eligible",
    ),
    KnockOut(
        "N2024-5.4",
        lambda: one(accepted=False),
        every("applicants", accepted=None),
        "app_not_accepted",
    ),
    KnockOut(
        "N2024-5.2", lambda: one(pledge=False), every("applicants", pledge=None), "app_no_pledge"
    ),
    KnockOut(
        "N2024-4.2.1",
        lambda: one(exam_only=True),
        every("applicants", exam_only=None),
        "app_exam_only",
    ),
    KnockOut(
        "N2024-4.2.2",
        lambda: one(committee={"exam_combined": True}, exam_valid_until=date(2024, 1, 1)),
        every("applicants", exam_valid_until=None),
        "app_exam_expired",
    ),
    KnockOut(
        "N2024-2.1.4b",
        lambda: one("associate_senior", received=LATE["senior"]),
        every("applicants", received=None),
        "app_late",
    ),
    KnockOut(
        "N2024-2.1.4c",
        lambda: one(received=LATE["mid"]),
        every("applicants", received=None),
        "app_late",
    ),
    KnockOut(
        "N2024-3.2.2",
        _delegated,
        every("organisations", delegation_letter=None),
        "app_no_delegation",
    ),
    KnockOut(
        "N2024-3.0d",
        _both_tracks,
        every("applicants", id_number=""),
        "app_both_tracks",
    ),
    KnockOut(
        "N2024-2.1.3", lambda: _routed(reviewing="无此会"), emptied("routes"), "app_wrong_committee"
    ),
    KnockOut(
        "N2024-4.3.0",
        lambda: _routed(reviewing="region"),
        emptied("routes"),
        "app_wrong_committee",
        told_by="N2024-2.1.3",
    ),
    KnockOut(
        "N2024-4.4.0b",
        lambda: one(green_item=1),
        every("applicants", green_item=None),
        "app_green",
    ),
    KnockOut("N2024-3.0c", _split_unit, _asks_for_the_other, "app_unit_split"),
    KnockOut(
        "N2024-4.5.1",
        lambda: _places("directional", track="directional"),
        emptied("quota"),
        "quota_directional",
    ),
    KnockOut(
        "N2024-4.9.1",
        lambda: _places("posts", established_post=True),
        emptied("quota"),
        "quota_posts",
    ),
    KnockOut(
        "N2024-4.11d",
        lambda: _teachers("associate_senior", "posts"),
        emptied("quota"),
        "quota_posts",
    ),
    KnockOut(
        "N2024-4.11c",
        lambda: _teachers("full_senior", "full_senior_teachers", total=1),
        _quota({"series": "其他"}),
        "quota_nominations",
    ),
    KnockOut(
        "N2024-4.11b",
        lambda: _teachers("full_senior", "full_senior_teachers", total=1),
        _quota({}, total=2),
        "quota_total",
    ),
    KnockOut(
        "N2024-7.1.2",
        lambda: one(committee={"suspended": True}),
        every("committees", suspended=None),
        "filing_suspended",
    ),
    KnockOut(
        "N2024-6.1.2d",
        lambda: _filed(status="lapsed"),
        _filing(status="filed"),
        "filing_missing",
    ),
    KnockOut(
        "N2024-6.1.2b",
        lambda: _filed(renewal=True, filed_on=date(2024, 8, 1)),
        _filing(filed_on=date(2024, 7, 31)),
        "filing_late",
    ),
    KnockOut(
        "R40-8",
        lambda: _filed(valid_to=date(2027, 1, 1)),
        _filing(valid_to=None),
        "filing_too_long",
    ),
    KnockOut(
        "R40-9b",
        lambda: one("associate_senior", committee={"size": 3}),
        number(committee__min__senior__series=3),
        "form_too_small",
    ),
)
