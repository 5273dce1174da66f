"""Travel and rest of experts: numbers of the office, none of them law; breaches are reminders."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from models.plan import Finding, Plan, Session
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.sessions import row_of


def _sittings(facts: Facts) -> dict[str, list[Session]]:
    """By expert: the sessions that the expert attends, in the order of time."""
    found: defaultdict[str, list[Session]] = defaultdict(list)
    for session in sorted(facts.plan.sessions, key=lambda s: s.at):
        for expert in session.members:
            if expert in facts.season.expert:
                found[expert].append(session)
    return dict(sorted(found.items()))


def _site(facts: Facts, session: Session) -> str:
    """Where a session is held; empty when it is not known."""
    room = facts.season.room.get(session.room)
    committee = facts.season.committee.get(session.committee)
    return (room.site if room else "") or (committee.site if committee else "")


def _sat(season: Season, plan: Plan, key: str) -> Iterator[tuple[Facts, int, str, list[Session]]]:
    """Facts, the office's number and each expert's sessions; nothing where it has no number."""
    if season.profile.has(key):
        facts, most = facts_of(season, plan), season.profile.integer(key)
        for expert, sessions in _sittings(facts).items():
            yield facts, most, expert, sessions


class OneSiteADay(Rule):
    """Nobody goes to more sites in a day than is planned for."""

    id = "sites-a-day"
    clauses = ("R40-20",)
    title_zh = "专家一日内不辗转多处会场"
    title_en = "Nobody is sent from site to site in one day"
    needs = ("timetable",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        key = "travel.sites_per_day"
        for facts, most, expert, sessions in _sat(season, plan, key):
            days: defaultdict[str, list[Session]] = defaultdict(list)
            for session in sessions:
                if _site(facts, session):
                    days[session.at[:10]].append(session)
            for day, mine in days.items():
                facts.compared[self.id] += 1
                sites = {_site(facts, session) for session in mine}
                if len(sites) > most:
                    yield self.finding(
                        season,
                        "sit_many_sites",
                        *map(row_of, mine),
                        keys=(key,),
                        expert=expert,
                        day=day,
                        count=len(sites),
                        most=most,
                    )


class TimeToArrive(Rule):
    """Who comes from another town sits in no panel in the first morning of a meeting."""

    id = "time-to-arrive"
    clauses = ("R40-20",)
    title_zh = "外地专家首日上午在途"
    title_en = "Experts from elsewhere travel in the first morning"
    needs = ("meetings", "timetable")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        key = "travel.remote_first_morning_off"
        if not season.profile.has(key) or not season.profile.flag(key):
            return
        facts = facts_of(season, plan)
        for session in facts.panels:
            meeting = facts.meetings.get(session.committee)
            first = min(meeting.half_days, default="") if meeting else ""
            for expert in session.members:
                person = season.expert.get(expert)
                facts.compared[self.id] += 1
                if person is None or not person.remote:
                    continue
                if session.at == first and first.endswith(".am"):
                    yield self.finding(
                        season,
                        "sit_first_morning",
                        row_of(session),
                        keys=(key,),
                        expert=expert,
                        at=session.at,
                    )


class Rest(Rule):
    """Nobody goes from one committee to the next without a rest."""

    id = "rest-between"
    clauses = ("R40-20",)
    title_zh = "专家兼任时不连续参会过久"
    title_en = "Nobody sits too long in a row for several committees"
    needs = ("timetable",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        key = "rest.half_days_in_row"
        for facts, most, expert, sessions in _sat(season, plan, key):
            facts.compared[self.id] += 1
            for run in _runs(sessions):
                several = len({session.committee for session in run}) > 1
                if several and len({session.at for session in run}) > most:
                    yield self.finding(
                        season,
                        "sit_no_rest",
                        *map(row_of, run),
                        keys=(key,),
                        expert=expert,
                        count=len({session.at for session in run}),
                        most=most,
                        first=run[0].at,
                    )


def _runs(sessions: list[Session]) -> Iterator[list[Session]]:
    """Sessions in half-days that follow one another without a gap."""
    run: list[Session] = []
    for session in sessions:
        if run and session.at not in {run[-1].at, _next(run[-1].at)}:
            yield run
            run = []
        run.append(session)
    if run:
        yield run


def _next(at: str) -> str:
    """The half-day after: the afternoon, or the morning of the next calendar day."""
    if at.endswith(".am"):
        return f"{at[:10]}.pm"
    return f"{date.fromisoformat(at[:10]) + timedelta(days=1)}.am"


TRAVEL: tuple[type[Rule], ...] = (OneSiteADay, TimeToArrive, Rest)
