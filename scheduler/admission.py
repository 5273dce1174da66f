"""Who may be reviewed this year and which committees may open; everybody else with the clause."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.base import BAND_OF
from models.committee import Committee
from models.messages import Arg
from models.people import Applicant
from models.plan import PutAside
from models.season import Season
from scheduler.routing import Elsewhere, Router, Unrouted

ELSEWHERE = "elsewhere."


@dataclass(frozen=True)
class Admission:
    """The season less what is put aside, and each admitted applicant's committee."""

    season: Season
    put_aside: tuple[PutAside, ...]
    routes: dict[str, str]


Ground = tuple[str, str]
"""(message code, clause)"""


def admit(season: Season) -> Admission:
    """Applicants and committees judged row by row; one row's fault concerns that row alone."""
    aside = list(_committees(season))
    closed = {item.row: item for item in aside}
    router = Router(season)
    both = _both_tracks(season)
    routes: dict[str, str] = {}
    for applicant in season.applicants:
        found = _judge(season, router, applicant, both)
        if isinstance(found, PutAside):
            aside.append(found)
        elif found in closed:
            aside.append(
                _aside(
                    "applicants",
                    applicant.id,
                    "put-aside.committee-closed",
                    closed[found].clause,
                    committee=found,
                )
            )
        else:
            routes[applicant.id] = found
    people = frozenset(item.row for item in aside if item.table == "applicants")
    admitted = season.without("applicants", people).without("committees", frozenset(closed))
    return Admission(admitted, tuple(aside), routes)


def _aside(table: str, row: str, code: str, clause: str, **args: Arg) -> PutAside:
    return PutAside.model_validate(
        {
            "id": f"{table}/{row}",
            "table": table,
            "row": row,
            "code": code,
            "clause": clause,
            "step": "input",
            "args": args,
        }
    )


def _committees(season: Season) -> Iterator[PutAside]:
    for committee in season.committees:
        ground = _closed(season, committee)
        if ground is not None:
            yield _aside("committees", committee.id, *ground)


def _closed(season: Season, committee: Committee) -> Ground | None:
    """Why a committee may not open (不能开评); unknown is no ground."""
    filing = committee.filing
    organiser = season.organisation.get(committee.organiser)
    years = season.profile.integer("filing.max_years")
    by = season.profile.date("deadline.committee_filing")
    too_long = (
        filing.valid_from is not None
        and filing.valid_to is not None
        and filing.valid_to > _years_later(filing.valid_from, years)
    )
    kind = "specialty" if committee.by_specialty else "series"
    number = season.profile.get(f"committee.min.{committee.band}.{kind}")
    small = (
        committee.size is not None
        and not committee.size_consent
        and number.binds
        and committee.size < season.profile.integer(number.id)
    )
    odd = season.profile.get("committee.odd")
    even = (committee.size or 1) % 2 == 0 and bool(odd.value) and odd.binds
    late = bool(filing.renewal) and filing.filed_on is not None and filing.filed_on > by
    grounds = (
        (bool(committee.suspended), "closed.suspended", "N2024-7.1.2"),
        (bool(organiser and organiser.suspended), "closed.suspended", "N2024-7.1.2"),
        (filing.status in {"lapsed", "none"}, "closed.not-filed", "N2024-6.1.2d"),
        (too_long, "closed.filed-too-long", "R40-8"),
        (late, "closed.filed-late", "N2024-6.1.2b"),
        (small, "closed.too-small", number.clause),
        (even, "closed.even", odd.clause),
    )
    return next(((code, clause) for holds, code, clause in grounds if holds), None)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _both_tracks(season: Season) -> frozenset[str]:
    """Applicants whose id number stands in the social and in the grassroots track (三)."""
    tracks: dict[str, set[str]] = {}
    for applicant in season.applicants:
        if applicant.id_number:
            tracks.setdefault(applicant.id_number, set()).add(applicant.track)
    return frozenset(
        a.id
        for a in season.applicants
        if a.id_number and {"social", "grassroots"} <= tracks[a.id_number]
    )


def _judge(
    season: Season, router: Router, applicant: Applicant, both: frozenset[str]
) -> PutAside | str:
    destination = router.of(applicant)
    if isinstance(destination, Elsewhere):
        return _aside("applicants", applicant.id, destination.code, destination.clause)
    ground = _refused(season, applicant, both)
    if ground is not None:
        return _aside("applicants", applicant.id, *ground)
    if isinstance(destination, Unrouted):
        return _aside(
            "applicants",
            applicant.id,
            destination.code,
            destination.clause,
            committees=tuple(destination.candidates),
            series=applicant.series,
            specialty=applicant.specialty,
        )
    return destination


def _refused(season: Season, applicant: Applicant, both: frozenset[str]) -> Ground | None:
    """Why an application is returned (退回); unknown is no ground."""
    band = BAND_OF[applicant.level]
    closing = season.profile.date(
        "deadline.senior.supplement" if band == "senior" else "deadline.midjunior.supplement"
    )
    unit = season.organisation.get(applicant.organisation)
    outside = unit is not None and unit.kind in {"central", "regional"}
    grounds = (
        (applicant.eligible is False, "returned.not-eligible", "N2024-1"),
        (applicant.accepted is False, "returned.not-accepted", "N2024-5.4"),
        (applicant.pledge is False, "returned.no-pledge", "N2024-5.2"),
        (
            applicant.exam_valid_until is not None and applicant.exam_valid_until < closing,
            "returned.exam-expired",
            "N2024-4.2.2",
        ),
        (
            applicant.received is not None and applicant.received > closing,
            "returned.late",
            "N2024-2.1.4b" if band == "senior" else "N2024-2.1.4c",
        ),
        (
            outside
            and unit is not None
            and (unit.delegation_letter is False or unit.city_consent is False),
            "returned.no-delegation",
            "N2024-3.2.2",
        ),
        (applicant.id in both, "returned.both-tracks", "N2024-3.0d"),
    )
    return next(((code, clause) for holds, code, clause in grounds if holds), None)
