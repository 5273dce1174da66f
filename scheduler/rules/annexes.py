"""Annexes 5 and 6 as a whole: who is listed, what is kept free, and the roster before: 五5."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.appointment import Desk, Submission
from models.calendar import HalfDay, date_of
from models.plan import Appointment, Finding, Plan, Where
from models.season import Season
from scheduler.rules.appointments import held, row_of, span_of
from scheduler.rules.base import Rule
from scheduler.rules.desk_use import officer_leave, open_desk, room_at
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.index import ceil_share, covered


def _unit(submission: Submission) -> Where:
    return Where(table="submissions", id=submission.id, field="dossiers")


class _Listed(Rule):
    """Every unit that hands in here has its rows, for all of its dossiers and no others."""

    needs = ("appointments",)
    annex: int

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission in season.submissions:
            if submission.annex != self.annex or not submission.comes:
                continue
            every = facts.appointments.get(submission.id, ())
            items = [item for item in every if item.kind in {"", "extra"}]
            for item in every:
                if item.annex != self.annex:
                    yield self.finding(
                        season,
                        "desk_wrong_annex",
                        row_of(item, "annex"),
                        submission=submission.id,
                        annex=item.annex,
                        right=self.annex,
                    )
            if ("submissions", submission.id) in facts.aside or elsewhere(facts, submission):
                continue
            facts.compared[self.id] += 1
            planned = sum(item.dossiers for item in items)
            most = submission.dossiers
            if submission.forecast and facts.number.has("forecast.margin"):
                most += ceil_share(facts.number.share("forecast.margin"), most)
            if not submission.dossiers <= planned <= most:
                yield self.finding(
                    season,
                    "desk_dossiers",
                    _unit(submission),
                    submission=submission.id,
                    planned=planned,
                    dossiers=submission.dossiers,
                )


class AnnexFive(_Listed):
    """Annex 5 holds every senior submission, whole and once."""

    id = "annex-5"
    clauses = ("N2024-A5", "N2024-2.1.1a")
    title_zh = "附件5：送审高级材料的单位不重不漏"
    title_en = "Annex 5 holds every senior submission, whole and once"
    annex = 5


class AnnexSix(_Listed):
    """Annex 6 holds every mid and junior submission, whole and once."""

    id = "annex-6"
    clauses = ("N2024-A6", "N2024-2.1.1a")
    title_zh = "附件6：送审中初级材料的单位不重不漏"
    title_en = "Annex 6 holds every mid and junior submission, whole and once"
    annex = 6


class Contiguous(Rule):
    """The slots of one submission follow each other without a gap in open half-days.

    What comes in the time kept free may pass over half-days that are full.
    """

    id = "desk-contiguous"
    clauses = ("N2024-2.1.1a",)
    title_zh = "同一单位的多个时段相连"
    title_en = "Several slots of a unit follow each other"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for (name, kind), items in _visits(facts).items():
            used = sorted({item.at for item in items})
            if len(used) < 2:  # noqa: PLR2004 - one slot is contiguous
                continue
            facts.compared[self.id] += 1
            submission = season.submission[name]
            spare = submission.unlisted or kind in {"extra", "correction"}
            desks = [d for d in season.desks if any(i.desk == d.id for i in items)]
            possible = [
                at
                for at in season.calendar.half_days(date_of(used[0]), date_of(used[-1]))
                if used[0] <= at <= used[-1]
                and not covered(submission.closed, at)
                and any(
                    open_desk(desk, at) and not (spare and _full(facts, desk, at, submission))
                    for desk in desks
                )
            ]
            if any(at not in used for at in possible):
                yield self.finding(season, "desk_gap", *(row_of(i) for i in items), submission=name)


def _full(facts: Facts, desk: Desk, at: HalfDay, submission: Submission) -> bool:
    """Whether a desk has no time for one more of these dossiers in a half-day, or takes no more."""
    here = [i for _, i in held(facts) if (i.desk, i.at) == (desk.id, at)]
    key = f"desk.minutes_per_dossier.{submission.band}"
    least = submission.minutes or facts.number.integer(key)
    free = room_at(facts, desk, at)[0] - sum(i.minutes for i in here)
    return free < least or (
        desk.dossiers is not None and sum(i.dossiers for i in here) >= desk.dossiers
    )


def _visits(facts: Facts) -> dict[tuple[str, str], list[Appointment]]:
    """Appointments by submission and kind: each kind is a coming of its own."""
    found: dict[tuple[str, str], list[Appointment]] = {}
    for name, items in facts.appointments.items():
        for item in items:
            found.setdefault((name, item.kind), []).append(item)
    return found


class ReserveKept(Rule):
    """A share of the desks' time is left free for units that are not listed."""

    id = "desk-reserve"
    clauses = ("N2024-2.1.1b",)
    title_zh = "为表外单位留足时段"
    title_en = "Slots kept for unlisted units"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        share = facts.number.share("desk.reserve_share")
        for span in ("senior", "midjunior"):
            used = sum(
                i.minutes
                for s, i in held(facts)
                if span_of(s.band) == span
                and not s.unlisted
                and i.kind not in {"extra", "correction"}
            )
            if not used:
                continue
            facts.compared[self.id] += 1
            room = self._room(facts, span)
            if used * share.denominator > room * (share.denominator - share.numerator):
                yield self.finding(
                    season,
                    "desk_reserve",
                    Where(table="desks"),
                    keys=("desk.reserve_share",),
                    annex=5 if span == "senior" else 6,
                    used=used,
                    room=room,
                    percent=100 * share.numerator // share.denominator,
                )

    def _room(self, facts: Facts, span: str) -> int:
        calendar, number = facts.season.calendar, facts.number
        first = number.day(f"window.{span}.first")
        last = number.day(f"deadline.{span}.supplement")
        return sum(
            room_at(facts, desk, at)[0]
            for at in calendar.half_days(first, last)
            for desk in facts.season.desks
            if open_desk(desk, at)
            and not covered(officer_leave(facts, desk), at)
            and (not desk.bands or any(span_of(band) == span for band in desk.bands))
        )


class OnlineTakesNoSlot(Rule):
    """What is handled online takes no desk slot."""

    id = "desk-online"
    clauses = ("N2024-4.2.4",)
    title_zh = "网上申报的不占窗口"
    title_en = "Online submissions take no desk slot"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission in season.submissions:
            if not submission.online_only:
                continue
            facts.compared[self.id] += 1
            for item in facts.appointments.get(submission.id, ()):
                yield self.finding(
                    season, "desk_online", row_of(item, "submission"), submission=submission.id
                )


def elsewhere(facts: Facts, submission: Submission) -> bool:
    """Whether the routing table sends a whole submission to an industry department instead."""
    if not submission.series:
        return False
    rows = [
        r
        for r in facts.season.routes
        if r.series == submission.series
        and not r.specialty
        and not r.organisation
        and r.unit_kind is None
        and r.track in {None, "social"}
        and (not r.levels or any(_band(level) == submission.band for level in r.levels))
        and r.receiving
    ]
    bodies = {facts.body(r.receiving) for r in rows}
    return bool(bodies) and all(
        (known := facts.season.organisation.get(body)) is not None
        and known.kind == "industry"
        and body != facts.body(submission.organisation)
        for body in bodies
    )


def _band(level: str) -> str:
    return "senior" if level.endswith("senior") else level


class ReceivedElsewhere(Rule):
    """Series received by an industry department take no slot at the city's desks."""

    id = "desk-elsewhere"
    clauses = ("N2024-2.1.3",)
    title_zh = "归行业主管部门受理的不占市局窗口"
    title_en = "Series received by industry departments take no city slot"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission in season.submissions:
            if elsewhere(facts, submission):
                facts.compared[self.id] += 1
                for item in facts.appointments.get(submission.id, ()):
                    yield self.finding(
                        season,
                        "desk_elsewhere",
                        row_of(item, "submission"),
                        submission=submission.id,
                        series=submission.series,
                    )


class RosterPublished(Rule):
    """The roster hangs out its full working days before the first hand-in."""

    id = "roster-published"
    clauses = ("N2024-5.5", "R40-16")
    title_zh = "花名册公示满期后再送审"
    title_en = "The roster is published in full before the hand-in"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        keys = ("publication.roster_workdays", "publication.posting_day_counts")
        if facts.number.integer("publication.stages") > 1:
            keys = (*keys, "publication.employer_workdays", "publication.stages")
        for name, items in facts.appointments.items():
            submission = season.submission[name]
            first = min(date_of(item.at) for item in items)
            posted = self._posted(facts, submission)
            if not posted:
                continue
            facts.compared[self.id] += 1
            if not any(roster_full(facts, day, first) for day in posted):
                yield self.finding(
                    season,
                    "desk_roster",
                    _unit(submission),
                    row_of(items[0]),
                    keys=keys,
                    submission=name,
                    posted=max(posted).isoformat(),
                    at=items[0].at,
                )

    def _posted(self, facts: Facts, submission: Submission) -> list[date]:
        if submission.roster_posted is not None:
            return [submission.roster_posted]
        if not facts.plan.done("milestones"):
            return []
        names = {submission.organisation, submission.id}
        rows = (facts.milestones.get(("roster_posting", name), ()) for name in names)
        return sorted({m.due for row in rows for m in row})


def roster_full(facts: Facts, posted: date, hand_in: date) -> bool:
    """Whether the working days between posting and hand-in are enough."""
    if (posted, hand_in) not in facts.rosters:
        facts.rosters[posted, hand_in] = _roster_full(facts, posted, hand_in)
    return facts.rosters[posted, hand_in]


def _roster_full(facts: Facts, posted: date, hand_in: date) -> bool:
    number = facts.number
    needed = number.integer("publication.roster_workdays")
    if number.integer("publication.stages") > 1:
        needed += number.integer("publication.employer_workdays")
    start = posted + timedelta(days=0 if number.flag("publication.posting_day_counts") else 1)
    free = facts.season.calendar.workdays(start, hand_in - timedelta(days=1))
    return len(free) >= needed


_CLAUSE_OF = {
    "deadline.senior.municipal.handin": "N2024-2.1.1c",
    "deadline.senior.self_review.handin": "N2024-2.1.1c",
    "deadline.senior.district.handin": "N2024-2.1.1d",
    "deadline.senior.industry.handin": "N2024-2.1.4b",
    "deadline.midjunior.handin": "N2024-2.1.4c",
}


class PrintedDates(Rule):
    """A window that is announced ends on the printed day: a right is not cut short."""

    id = "printed-dates"
    clauses = ("N2024-2.1.1c", "N2024-2.1.1d", "N2024-2.1.4b", "N2024-2.1.4c")
    title_zh = "送审窗口照印发的截止日"
    title_en = "Hand-in windows end on the printed day"
    needs = ("windows",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for window in plan.windows:
            kind, _, span = window.subject.partition("/")
            senior = f"deadline.senior.{kind}.handin"
            key = senior if span == "senior" else "deadline.midjunior.handin"
            if window.kind != "desk" or key not in _CLAUSE_OF or not facts.number.has(key):
                continue
            facts.compared[self.id] += 1
            told, printed = window.printed_last or window.last, facts.number.day(key)
            if told != printed or window.last > printed:
                yield self.finding(
                    season,
                    "desk_window_moved",
                    Where(file="plan", table="windows", id=window.id, field="last"),
                    clause=_CLAUSE_OF[key],
                    keys=(key,),
                    window=window.subject,
                    told=told.isoformat(),
                    printed=printed.isoformat(),
                )


ANNEXES: tuple[type[Rule], ...] = (
    PrintedDates,
    AnnexFive,
    AnnexSix,
    Contiguous,
    ReserveKept,
    OnlineTakesNoSlot,
    ReceivedElsewhere,
    RosterPublished,
)
