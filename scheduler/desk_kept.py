"""Appointments that stay: those of a published annex, and those promised to the minute."""

from collections.abc import Sequence

from models.appointment import Submission
from models.calendar import half_of
from models.plan import Appointment
from models.season import Season
from scheduler.desk_hours import hours_of, since_midnight
from scheduler.visits import least_minutes, minutes_per_dossier
from scheduler.work import Work


def kept(season: Season, work: Work, wanted: Sequence[Submission]) -> list[Appointment]:
    """Appointments of published annexes: day, hour and desk stay, the real counts go in.

    A forecast's minutes carry a margin, so that somewhat more dossiers fit into the same time.
    """
    if work.base is None:
        return []
    of_submission: dict[str, list[Appointment]] = {s.id: [] for s in wanted}
    for item in work.base.appointments:
        if f"annex{item.annex}" in work.frozen and item.submission in of_submission:
            of_submission[item.submission].append(item)
    return [item for s in wanted for item in _with_counts(season, s, of_submission[s.id])]


def _with_counts(
    season: Season, submission: Submission, kept: list[Appointment]
) -> list[Appointment]:
    """The same appointments with today's dossiers: more where their time holds them, fewer last."""
    kinds = {item.id: "second" if item.kind == "second" else "" for item in kept}
    more = {
        kind: submission.dossiers
        - sum(i.dossiers for i in kept if kinds[i.id] == kind and i.kind != "correction")
        for kind in ("", "second")
    }
    found: dict[str, Appointment] = {}
    for item in kept if max(more.values()) > 0 else reversed(kept):
        count, kind = item.dossiers, kinds[item.id]
        if item.kind != "correction":
            each = least_minutes(season, submission, "second" if kind else "")
            most = max(count, item.minutes // each)
            count = min(most, max(0, count + more[kind]))
            more[kind] -= count - item.dossiers
        if count:
            found[item.id] = item.model_copy(update={"dossiers": count})
    return [found[item.id] for item in kept if item.id in found]


def promised(season: Season, submission: Submission) -> Appointment | None:
    """An appointment already promised to the minute: a pin with desk, half-day and clock time.

    None where all dossiers do not fit in before the desk closes: then half-day and desk alone are
    held, as of a pin without a clock time, and the rest of the visit comes in half-days after it.
    """
    pin = next(
        (p for p in season.pins if p.part == "appointments" and p.subject == submission.id), None
    )
    if pin is None or not all(pin.value.get(key) for key in ("at", "desk", "start")):
        return None
    each = minutes_per_dossier(season, submission)
    at, desk, start = (str(pin.value[key]) for key in ("at", "desk", "start"))
    minutes = -(-submission.dossiers * each.numerator // each.denominator)
    begin, end = hours_of(season, season.desk[desk], half_of(at))
    if not begin <= since_midnight(start) <= end - minutes:
        return None
    return Appointment(
        id=f"{submission.id}@{at}",
        submission=submission.id,
        annex=submission.annex,
        desk=desk,
        at=at,
        start=start,
        dossiers=submission.dossiers,
        minutes=minutes,
    )
