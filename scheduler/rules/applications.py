"""What the checks know of applications: where each goes, and its category.

Written from docs/readings.md for the judge alone; no step of planning uses it.
"""

from collections import Counter, defaultdict
from datetime import date

from models.base import BAND_OF
from models.committee import REGION, Committee, Route
from models.people import Applicant
from models.plan import Category
from scheduler.rules.facts import Facts
from scheduler.rules.windows_rules import closing_key


def closing_day(facts: Facts, applicant: Applicant) -> date:
    """The closing day of an applicant's band."""
    return facts.number.day(closing_key(BAND_OF[applicant.level]))


def to_the_region(facts: Facts, applicant: Applicant) -> bool:
    """Whether a green-channel item takes the case to the region."""
    item = applicant.green_item
    if item is None or item not in facts.number.items("green.regional_items"):
        return False
    own = item == facts.number.integer("green.self_review_item")
    return not (own and _reviews_itself(facts, applicant))


def _reviews_itself(facts: Facts, applicant: Applicant) -> bool:
    employer = facts.body(applicant.organisation)
    known = facts.season.organisation.get(employer)
    return (known is not None and known.kind == "self_review") or any(
        bool(c.self_reviewing) and facts.body(c.organiser) == employer
        for c in facts.season.committees
    )


def _exactness(facts: Facts, row: Route, applicant: Applicant) -> tuple[int, int] | None:
    """How exactly a row fits: filled fields, then unit before district; None = not at all."""
    body = facts.season.organisation.get(facts.body(applicant.organisation))
    kind = body.kind if body else None
    tests = (
        (bool(row.series), row.series == applicant.series),
        (bool(row.specialty), row.specialty == applicant.specialty),
        (bool(row.levels), applicant.level in row.levels),
        (row.track is not None, row.track == applicant.track),
        (row.unit_kind is not None, row.unit_kind == kind),
        (
            bool(row.organisation),
            facts.body(row.organisation) in facts.reach(applicant.organisation),
        ),
    )
    if any(filled and not fits for filled, fits in tests):
        return None
    own = facts.body(row.organisation) == facts.body(applicant.organisation)
    return sum(filled for filled, _ in tests), int(bool(row.organisation) and own)


def serves(facts: Facts, committee: Committee, applicant: Applicant) -> bool:
    """Whether a committee reviews people of this unit, also by entrustment with consent."""
    reach = facts.reach(applicant.organisation)
    for entrusted in committee.entrustments:
        if facts.body(entrusted.organisation) in reach:
            return entrusted.consent is not False
    return not committee.serves or any(facts.body(name) in reach for name in committee.serves)


def covers(committee: Committee, applicant: Applicant) -> bool:
    """Whether the filed scope holds the applicant; an unknown specialty is not held against it."""
    specialty = applicant.specialty or committee.specialty
    if not specialty and committee.specialties:
        specialty = committee.specialties[0]
    inside = committee.covers(applicant.series, specialty, applicant.level)
    return inside and (not committee.tracks or applicant.track in committee.tracks)


def destination(facts: Facts, applicant: Applicant) -> str | None:
    """The committee that reviews an applicant, REGION, or None where the data leave it open."""
    if applicant.id not in facts.destinations:
        facts.destinations[applicant.id] = _destination(facts, applicant)
    return facts.destinations[applicant.id]


def _destination(facts: Facts, applicant: Applicant) -> str | None:
    if to_the_region(facts, applicant):
        return REGION
    rows = (*facts.routes_of.get(applicant.series, ()), *facts.routes_of.get("", ()))
    fits = [
        (exact, row.reviewing)
        for row in rows
        if (exact := _exactness(facts, row, applicant)) is not None
    ]
    if fits:
        best = max(exact for exact, _ in fits)
        results = {reviewing for exact, reviewing in fits if exact == best}
        return results.pop() if len(results) == 1 else None
    able = [c.id for c in _covering(facts, applicant) if serves(facts, c, applicant)]
    if applicant.committee in able:
        return applicant.committee
    return able[0] if len(able) == 1 else None


def _covering(facts: Facts, applicant: Applicant) -> tuple[Committee, ...]:
    """The committees whose scope holds the applicant: the same for all who apply alike."""
    alike = applicant.series, applicant.specialty, applicant.level, applicant.track
    if alike not in facts.covering:
        some = facts.of_series.get(applicant.series, ())
        facts.covering[alike] = tuple(c for c in some if covers(c, applicant))
    return facts.covering[alike]


def grassroots(applicant: Applicant) -> bool:
    """From a county or township, and not of the category that is always apart."""
    return bool(applicant.origin) and not applicant.set_apart


def counts_by_group(facts: Facts) -> dict[tuple[str, str], Counter[str]]:
    """Dossiers by committee and group: nonpublic and grassroots ones, recognition left out."""
    if facts.by_group is not None:
        return facts.by_group
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for docket, applicant, _ in facts.dockets:
        if facts.format_of(applicant) == "recognition":
            continue
        kind = "nonpublic" if applicant.set_apart else ""
        kind = kind or ("grassroots" if grassroots(applicant) else "general")
        found[docket.committee, docket.group][kind] += 1
    facts.by_group = found
    return found


def category(facts: Facts, applicant: Applicant, counts: Counter[str]) -> Category:
    """The category of a dossier in a group with these counts."""
    if applicant.set_apart:
        return "nonpublic"
    if grassroots(applicant) and facts.number.flag("apart.grassroots"):
        threshold = facts.number.integer("apart.grassroots_threshold")
        return "grassroots" if counts["grassroots"] >= threshold else "general"
    return "general"


def admitted(facts: Facts, applicant: Applicant) -> bool:
    """Whether nothing that is known keeps an applicant from being reviewed in the city."""
    body = facts.season.organisation.get(facts.body(applicant.organisation))
    outside = body is not None and body.kind in {"central", "regional"}
    undelegated = (
        outside
        and body is not None
        and (body.delegation_letter is False or body.city_consent is False)
    )
    late = applicant.received is not None and applicant.received > closing_day(facts, applicant)
    refused = False in {applicant.eligible, applicant.accepted, applicant.pledge}
    return not (
        refused
        or applicant.exam_only
        or undelegated
        or late
        or to_the_region(facts, applicant)
        or _in_both_tracks(facts, applicant)
    )


def _in_both_tracks(facts: Facts, applicant: Applicant) -> bool:
    return (
        bool(applicant.id_number) and {"social", "grassroots"} <= facts.tracks[applicant.id_number]
    )


def recognition_items(facts: Facts) -> dict[str, list[Applicant]]:
    """Recognition items by the committee that meets to handle them, with or without a docket."""
    found: defaultdict[str, list[Applicant]] = defaultdict(list)
    open_ = {committee.id for committee, _ in facts.convened}
    for applicant in facts.season.applicants:
        if facts.format_of(applicant) != "recognition":
            continue
        goal = destination(facts, applicant)
        aside = ("applicants", applicant.id) in facts.aside
        if goal in open_ and not aside and admitted(facts, applicant):
            found[goal].append(applicant)
    return found
