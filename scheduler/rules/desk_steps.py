"""Second steps, corrections, journeys, own dates and those who do not come: 二(一), 40号令 18."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from models.appointment import Submission
from models.calendar import date_of
from models.plan import Appointment, Finding, Plan
from models.season import Season
from scheduler.rules.appointments import held, row_of
from scheduler.rules.base import Rule
from scheduler.rules.desk_use import serves, takes
from scheduler.rules.facts import Facts, facts_of


class TwoSteps(Rule):
    """Where the season has desks that check again, all is seen twice: later, at another desk."""

    id = "desk-two-steps"
    clauses = ("N2024-2.1.1a",)
    title_zh = "要求两步审核的先初审后复核，不在同一窗口、不在同一半日"
    title_en = "Two steps: the first before the second, at another desk, in another half-day"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for name, items in facts.appointments.items():
            submission = season.submission[name]
            if not _seen_twice(facts, submission):
                continue
            facts.compared[self.id] += 1
            first = [i for i in items if i.kind in {"", "extra"}]
            second = [i for i in items if i.kind == "second"]
            seen = sum(i.dossiers for i in second)
            whole = sum(i.dossiers for i in first)
            if seen < whole and ("submissions", name) not in facts.aside:
                yield self.finding(
                    season,
                    "desk_not_seen_again",
                    *(row_of(i, "kind") for i in first[:1]),
                    submission=name,
                    seen=seen,
                    dossiers=whole,
                )
            listed = max((i.at for i in first if not i.kind), default="")
            for item in second:
                if not first or item.at <= listed:
                    yield self.finding(
                        season, "desk_step_too_early", row_of(item), submission=name, at=item.at
                    )


def _seen_twice(facts: Facts, submission: Submission) -> bool:
    return any(
        desk.stage == "second" and takes(desk, submission) and serves(facts, desk, submission)
        for desk in facts.season.desks
    )


class OneCorrection(Rule):
    """Corrections are brought once, after the review, no later than its number of workdays."""

    id = "one-correction"
    clauses = ("R40-18",)
    title_zh = "补正只来一次，在审核之后"
    title_en = "One coming for corrections, after the review"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for name, items in facts.appointments.items():
            again = [i for i in items if i.kind == "correction"]
            if not again:
                continue
            facts.compared[self.id] += 1
            days = sorted({date_of(i.at) for i in again})
            rounds = 1 + sum(len(season.calendar.workdays(a, b)) > 2 for a, b in pairwise(days))  # noqa: PLR2004 - both ends
            if rounds > facts.number.integer("correction.rounds"):
                yield self.finding(
                    season,
                    "desk_corrected_twice",
                    *(row_of(i) for i in again),
                    keys=("correction.rounds",),
                    submission=name,
                )
            reviewed = [i.at for i in items if i.kind != "correction"]
            soonest = min(again, key=lambda i: i.at)
            if reviewed and soonest.at <= max(reviewed):
                yield self.finding(
                    season, "desk_correction_early", row_of(soonest), submission=name
                )


class OneJourney(Rule):
    """Units from far come on days in a row; units that share a coach come on the same days."""

    id = "desk-journeys"
    clauses = ("N2024-2.1.1a",)
    title_zh = "远途单位一次来齐，同车单位同日来"
    title_en = "One journey for units from far, the same days for those of one coach"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        if not facts.number.has("desk.journeys"):
            return
        coming: defaultdict[tuple[str, int], list[tuple[Submission, Appointment]]]
        coming = defaultdict(list)
        for submission, item in held(facts):
            who = submission.coach or (submission.organisation if submission.remote else "")
            if who and item.kind in {"", "second"} and not submission.unlisted:
                coming[who, submission.annex].append((submission, item))
        for (who, annex), items in coming.items():
            facts.compared[self.id] += 1
            days = sorted({date_of(item.at) for _, item in items})
            journeys = 1 + sum(
                len(season.calendar.workdays(a, b)) > 2  # noqa: PLR2004 - both ends
                for a, b in pairwise(days)
            )
            if journeys > facts.number.integer("desk.journeys"):
                yield self.finding(
                    season,
                    "desk_journeys",
                    *(row_of(item) for _, item in items[:4]),
                    keys=("desk.journeys",),
                    who=who,
                    annex=annex,
                    journeys=journeys,
                )


class OwnDates(Rule):
    """Exam-combined senior series come in the days that the region sets, and in no others."""

    id = "desk-own-dates"
    clauses = ("N2024-2.1.5",)
    title_zh = "考评结合的高级系列按自治区另定的日期送审"
    title_en = "Exam-combined senior series hand in within the region's own dates"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission, item in held(facts):
            if submission.latest is None and not _by_exam(facts, submission):
                continue
            facts.compared[self.id] += 1
            day = date_of(item.at)
            if submission.latest is None:
                told = self.finding(
                    season, "desk_dates_unknown", row_of(item), submission=submission.id
                )
                # A missing date is a reminder, not a failure: the region may not have said it yet.
                yield told.model_copy(update={"severity": "warning"})
            elif day > submission.latest or (submission.earliest and day < submission.earliest):
                yield self.finding(
                    season,
                    "desk_outside_own_dates",
                    row_of(item),
                    submission=submission.id,
                    at=item.at,
                )


def _by_exam(facts: Facts, submission: Submission) -> bool:
    """Whether every senior committee of the series goes by the region's examination."""
    if submission.band != "senior" or not submission.series:
        return False
    known = [
        c for c in facts.season.committees if c.series == submission.series and c.band == "senior"
    ]
    whole = any(not c.specialty and not c.specialties for c in known)
    return whole and all(c.exam_combined is True for c in known)


class WithdrawnTakesNoSlot(Rule):
    """A unit that said it will not come takes no time."""

    id = "desk-withdrawn"
    clauses = ("N2024-2.1.1a",)
    title_zh = "已撤销的送审不占时段"
    title_en = "What is withdrawn takes no slot"
    needs = ("appointments",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for submission in season.submissions:
            if not submission.withdrawn:
                continue
            facts.compared[self.id] += 1
            for item in facts.appointments.get(submission.id, ()):
                yield self.finding(season, "desk_withdrawn", row_of(item), submission=submission.id)


DESK_STEPS: tuple[type[Rule], ...] = (
    TwoSteps,
    OneCorrection,
    OneJourney,
    OwnDates,
    WithdrawnTakesNoSlot,
)
