"""Nominations above what a body was given: the surplus is put aside by name, the rest goes on.

Three tables bound nominations: the full-senior places of annex 10 (四(十一)), the posts set apart
for directional review by field and county (四(五)1), and the vacant posts of public institutions,
associate-senior teachers included (四(九)1, 四(十一)). Green-channel applicants stand outside
post limits (四(四)); full-senior teachers' posts are added afterwards and bound nobody. Within
a body those with the better rank stay, then those listed first: the notice has no rule (待确认).
The narrowest table, directional places, speaks first; whoever one table puts aside takes no place
of another.
"""

from collections.abc import Callable
from dataclasses import replace

from models.people import Applicant
from models.plan import Plan, PutAside
from models.quota import MUNICIPAL, Body, QuotaRequest
from models.season import Season
from scheduler.admission import Admission
from scheduler.quota_basis import vacant
from scheduler.quota_troubles import UNUSED

SERIES = "中小学教师"
"""The series of annex 10."""
DIRECTIONAL, POSTS, TEACHERS = "N2024-4.5.1", "N2024-4.9.1", "N2024-4.11d"
OUTSIDE_POSTS = frozenset({"N2024-4.4.0a", "N2024-4.5.2"})
"""Provisions that set an applicant outside post limits, where the data names them."""


def within_places(admission: Admission, plan: Plan) -> tuple[Admission, Plan]:
    """The admission and plan without the surplus, which is put aside with clause and numbers."""
    season = admission.season
    found: dict[str, PutAside] = {}
    for request in sorted(season.quota, key=lambda request: request.kind != "directional"):
        _of(season, plan, request, found)
    if not found:
        return admission, plan
    people = frozenset(item.row for item in found.values() if item.table == "applicants")
    routes = {key: goal for key, goal in admission.routes.items() if key not in people}
    known = {item.id for item in plan.put_aside}
    more = tuple(item for item in found.values() if item.id not in known)
    return (
        replace(admission, season=season.without("applicants", people), routes=routes),
        plan.model_copy(update={"put_aside": plan.put_aside + more}),
    )


def _of(season: Season, plan: Plan, request: QuotaRequest, found: dict[str, PutAside]) -> None:
    """The surplus of one table, added to what other tables have put aside."""
    match request.kind:
        case "full_senior_teachers":
            _full_seniors(season, plan, request, found)
        case "directional":
            for body in request.bodies:
                cap = body.places if body.places is not None else vacant(body)
                clause = DIRECTIONAL
                _over(season, body, cap, clause, lambda a, b=body: _directional(a, b), found)
        case "posts":
            for body in request.bodies:
                cap = vacant(body) if vacant(body) is not None else body.places
                clause = TEACHERS if SERIES in body.series else POSTS
                _over(season, body, cap, clause, lambda a, b=body: _in_a_post(a, b), found)


def _over(
    season: Season,
    body: Body,
    cap: int | None,
    clause: str,
    counts: Callable[[Applicant], bool],
    found: dict[str, PutAside],
) -> None:
    if cap is None:
        return
    whole = body.organisation
    people = [
        a
        for a in season.applicants
        if counts(a) and whole in _stands_for(season, a, district=clause == DIRECTIONAL)
    ]
    _named(people, cap, whole, clause, found)


def _named(
    people: list[Applicant], cap: int, body: str, clause: str, found: dict[str, PutAside]
) -> None:
    """Those beyond the cap, by rank and then as listed; whoever is aside already takes no place."""
    standing = [a for a in people if _key(a) not in found]
    ranked = sorted(standing, key=lambda a: (a.rank is None, a.rank or 0))
    for applicant in ranked[cap:]:
        found[_key(applicant)] = PutAside(
            id=_key(applicant),
            table="applicants",
            row=applicant.id,
            code="put-aside.over-places",
            clause=clause,
            step="quota",
            args={"organisation": body, "nominated": len(standing), "places": cap},
        )


def _key(applicant: Applicant) -> str:
    return f"applicants/{applicant.id}"


def _full_seniors(
    season: Season, plan: Plan, request: QuotaRequest, found: dict[str, PutAside]
) -> None:
    """The surplus by name where there is a roster, else by number."""
    places = {a.organisation: a.places for a in plan.awards if a.quota == request.id}
    bodies = {body.organisation: body for body in request.bodies}
    inside = {
        key: MUNICIPAL if MUNICIPAL in places and key not in places else key for key in bodies
    }
    people: dict[str, list[Applicant]] = {key: [] for key in places}
    for applicant in season.applicants:
        if applicant.level != "full_senior":
            continue
        for unit in _stands_for(season, applicant, district=True):
            row = inside.get(unit)
            if row in people and applicant.series == (bodies[unit].series or SERIES):
                people[row].append(applicant)
                break
    told = dict.fromkeys(places, 0)
    for body in bodies.values():
        told[inside[body.organisation]] = told.get(inside[body.organisation], 0) + (
            body.nominated or 0
        )
    for row, cap in places.items():
        _named(people[row], cap, row, UNUSED, found)
        named = sum(_key(applicant) in found for applicant in people[row])
        unnamed = told[row] - cap - named
        if unnamed > 0:
            key = f"organisations/{request.id}/{row}"
            found[key] = PutAside(
                id=key,
                table="organisations",
                row=row,
                code="put-aside.over-places-unnamed",
                clause=UNUSED,
                step="quota",
                args={"nominated": told[row], "places": cap, "surplus": unnamed},
            )


def _stands_for(season: Season, applicant: Applicant, *, district: bool) -> list[str]:
    """The applicant's unit; with its district also what it is inside of, the nearest first."""
    chain = [applicant.organisation]
    while district and chain[-1] in season.organisation:
        parent = season.organisation[chain[-1]].parent
        if not parent or parent in chain:
            break
        chain.append(parent)
    if not district:
        return chain
    districts = [season.organisation[u].district for u in chain if u in season.organisation]
    return list(dict.fromkeys([*chain, *(name for name in districts if name)]))


def _directional(applicant: Applicant, body: Body) -> bool:
    return (
        applicant.track == "directional"
        and not outside_posts(applicant)
        and body.series in {"", applicant.series}
        and body.level in {None, applicant.level}
    )


def _in_a_post(applicant: Applicant, body: Body) -> bool:
    """Somebody of a public institution whose review needs a vacant post."""
    added_afterwards = applicant.level == "full_senior" and "教师" in applicant.series
    return (
        applicant.established_post is True
        and applicant.over_post_approved is not True
        and not outside_posts(applicant)
        and not added_afterwards
        and body.series in {"", applicant.series}
        and body.level in {None, applicant.level}
    )


def outside_posts(applicant: Applicant) -> bool:
    """Green channel, or somebody whom the data sets outside post limits by clause."""
    named = any(item.clause in OUTSIDE_POSTS for item in applicant.exemptions)
    return applicant.green_item is not None or applicant.track == "green" or named
