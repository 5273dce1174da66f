"""All spread committees in one exact model: any lawful half-days at all, or none, shown.

It is asked where the search has found no way: members of several committees, committees that
share no half-day, rooms that just suffice. Who sits elsewhere may miss a plenary as long as its
quorum stands. The rows are those of each group by itself (`scheduler.timetable_model`) with
every plenary left open, and what ties the groups and committees to one another. Formation takes
the same rows in where who sits has to be settled together with when (`scheduler.spread_seats`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from models.calendar import HalfDay, date_of
from models.plan import Meeting, RoomUse, Where
from models.season import Season
from scheduler.apart import apart
from scheduler.blocks import decision
from scheduler.eligibility import term_end
from scheduler.equipment import Needs
from scheduler.hall import no_more_than_there_are
from scheduler.reference import weights
from scheduler.rooms import Sites
from scheduler.rows import Rows, Term, Var
from scheduler.solver import Answer, Found, Infeasible, solve
from scheduler.spans import Rooms, Run, runs
from scheduler.spread_case import Case, Placed, read_held
from scheduler.timetable_model import Timetable, build
from scheduler.work import Cut, Work

UNITS = 8.0
"""Deterministic time for one question."""
OF_PEOPLE = frozenset({"R40-20", "R40-25"})
"""Clauses of rows that speak of absences and ties of those who have the seats."""
MOST_SEATS = 80
"""Seats that are tried one by one for what bears on a clash."""


@dataclass
class Whole:
    """The rows, and by committee and group its own variables, numbered from `moved` on.

    ``ends[c, n]``: plenary in run n; ``there[c, e, t]``: e attends c's plenary in half-day t.
    """

    season: Season
    cases: Mapping[str, Case]
    rooms: Mapping[str, Rooms]
    fixed: frozenset[tuple[str, str]] | None = None
    """Where given, only these seats (expert, group) are theirs; the others are anybody's."""
    seats: Mapping[tuple[str, str], Var] = field(default_factory=dict[tuple[str, str], Var])
    """Where given, the rows' own variables for who sits: (expert, group). Members are whoever
    might."""
    elsewhere: Mapping[str, Sequence[tuple[HalfDay, Var]]] = field(
        default_factory=dict[str, Sequence[tuple[HalfDay, Var]]]
    )
    """By expert: half-days of blocks, each with the seat there that takes it."""
    rows: Rows = field(default_factory=Rows)
    own: dict[tuple[str, str], Timetable] = field(default_factory=dict[tuple[str, str], Timetable])
    moved: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    runs: dict[str, list[Run]] = field(default_factory=dict[str, list[Run]])
    """By committee: the plenaries that are open to it."""
    ends: dict[tuple[str, int], Var] = field(default_factory=dict[tuple[str, int], Var])
    there: dict[tuple[str, str, HalfDay], Var] = field(
        default_factory=dict[tuple[str, str, HalfDay], Var]
    )

    def __post_init__(self) -> None:
        for case in self.cases.values():
            given = self.fixed is None and not self.seats
            self.runs[case.name] = case.runs if given else runs(case.load, case.span)
            self._one(case)
            self._plenary(case)
        self._one_place_at_a_time()
        self._rooms()
        self._apart()

    def meeting(self, name: str, at: HalfDay) -> list[Var]:
        """The plenaries of a committee that would be held in a half-day."""
        return [self.ends[name, n] for n, run in enumerate(self.runs[name]) if at in run]

    def _one(self, case: Case) -> None:
        """A committee by itself: one plenary, its panels before whichever that is."""
        name, last = case.name, self.runs[case.name][-1]
        half_days = tuple(at for at in case.span.half_days if at < last[0])
        meeting = Meeting(id=name, half_days=(*half_days, *last), plenaries=last)
        where = Where(table="committees", id=name)
        for n, run in enumerate(self.runs[name]):
            self.ends[name, n] = self.rows.flag(f"plenary[{name},{run[0]}]")
        held = [self.ends[name, n] for n in range(len(self.runs[name]))]
        self.rows.exactly(1, held, "R40-20", where)
        for group in case.groups:
            self._group(case, group.id, meeting, where)

    def _group(self, case: Case, group: str, meeting: Meeting, where: Where) -> None:
        """A group by itself, with whoever sits in it."""
        name = case.name
        load, members = case.load, case.members
        rows, v = build(
            self.season, load, meeting, members, case.ties, only=[group], cuts=case.cuts
        )
        law = rows.without(frozenset({"guide"}), unbinding=True)
        if self.fixed is not None:
            law.rows = [row for row in law.rows if row.because.clause not in OF_PEOPLE]
        moved = self.rows.take_in(law)
        self.own[name, group], self.moved[name, group] = v, moved
        for (_, _, at), x in v.meets.items():
            most = law.high[x]
            over = [
                (most, self.ends[name, n]) for n, run in enumerate(self.runs[name]) if run[0] <= at
            ]
            self.rows.at_most(most, [moved + x, *over], "R40-20", where)
        for (expert, at), x in v.sits_at.items():
            if not self._anybody(case, expert) and not case.comes(self.season.expert[expert], at):
                self.rows.exactly(0, [moved + x], "R40-20", where)
            if self.seats:
                self.rows.at_most(0, [moved + x, (-1, self.seats[expert, group])], "R40-21", where)

    def _anybody(self, case: Case, expert: str) -> bool:
        """Whether this seat is taken for anybody's, who could do whatever helps."""
        return self.fixed is not None and all(
            (expert, group) not in self.fixed for group in case.members
        )

    def _plenary(self, case: Case) -> None:
        """Wherever a plenary is held: its quorum, a chair, and a third external."""
        name, profile = case.name, self.season.profile
        where = Where(table="committees", id=name)
        everyone = {e.id: e for e in case.everyone}
        size = case.load.size if self.seats else len(everyone)
        needed = ceil(profile.share("quorum.share") * size)
        third = profile.share("committee.external_share")
        for at in dict.fromkeys(at for run in self.runs[name] for at in run):
            held = self.meeting(name, at)
            there = {e: self._attends(case, e, at, held) for e in everyone}
            here = list(there.values())
            self.rows.at_least(0, [*here, *((-needed, x) for x in held)], "R40-19", where)
            heads = [x for e, x in there.items() if e in case.presiding or self._anybody(case, e)]
            self.rows.at_least(0, [*heads, *((-1, x) for x in held)], "R40-19", where)
            if case.load.committee.self_reviewing:
                up, down = third.numerator, third.denominator
                outside = {
                    e
                    for e, expert in everyone.items()
                    if self._anybody(case, e) or case.ties.external(case.load.committee, expert)
                }
                terms = [(down * (e in outside) - up, x) for e, x in there.items()]
                self.rows.at_least(0, terms, "N2024-6.1.3b", where)
        for n, run in enumerate(self.runs[name]) if self.seats else ():
            over = (
                e
                for e in everyone.values()
                if (term_end(self.season, e) or date.max) < date_of(run[-1])
            )
            for expert in over:
                sits = self._seats_of(case, expert.id)
                self.rows.at_most_one([*sits, self.ends[name, n]], "R40-10b", where)

    def _seats_of(self, case: Case, expert: str) -> list[Var]:
        """The open seats of an expert in a committee."""
        return [self.seats[expert, g] for g in case.members if (expert, g) in self.seats]

    def _attends(self, case: Case, expert: str, at: HalfDay, held: Sequence[Var]) -> Var:
        x = self.rows.flag(f"there[{case.name},{expert},{at}]")
        self.there[case.name, expert, at] = x
        able = self._anybody(case, expert) or case.comes(self.season.expert[expert], at)
        self.rows.at_most(0, [x, *((-1, end) for end in held)] if able else [x], "R40-19")
        if self.seats:
            sits = self._seats_of(case, expert)
            self.rows.at_most(0, [x, *((-1, seat) for seat in sits)], "R40-19")
        return x

    def _one_place_at_a_time(self) -> None:
        """Nobody in two places; and nobody more often than they can give."""
        spent: dict[str, dict[HalfDay, list[Var]]] = {}
        for (name, group), v in self.own.items():
            moved = self.moved[name, group]
            for (expert, at), x in v.sits_at.items():
                if not self._anybody(self.cases[name], expert):
                    spent.setdefault(expert, {}).setdefault(at, []).append(moved + x)
        for (name, expert, at), x in self.there.items():
            if not self._anybody(self.cases[name], expert):
                spent.setdefault(expert, {}).setdefault(at, []).append(x)
        for expert, by_half_day in spent.items():
            where = Where(table="experts", id=expert)
            for variables in by_half_day.values():
                if len(variables) > 1:
                    self.rows.at_most_one(variables, "R40-20", where)
            for at, seat in self.elsewhere.get(expert, ()):
                if at in by_half_day:
                    self.rows.at_most_one([*by_half_day[at], seat], "R40-20", where)
            most = self.season.expert[expert].max_half_days
            if most is not None and not self.seats:
                every = [x for variables in by_half_day.values() for x in variables]
                self.rows.at_most(most, every, "R40-20", binds=False)

    def _rooms(self) -> None:
        """No more panels and plenaries at once than rooms that are fit for them."""
        wants: dict[tuple[str, HalfDay], list[tuple[frozenset[str], Term]]] = {}
        for name, case in self.cases.items():
            if name not in self.rooms or not self.rooms[name].given:
                continue
            rooms = self.rooms[name]
            needs, sites, site = case.load.needs, rooms.sites, rooms.site
            for group, at, x in self.panels_of(name):
                able = sites.panel_rooms(site, at, needs.get(group, Needs()).must)
                fit = able - rooms.taken.get(at, frozenset())
                wants.setdefault((site, at), []).append((fit, x))
            for n, run in enumerate(self.runs[name]):
                for at in run:
                    must = needs.get("", Needs()).must
                    able = sites.rooms_for_all(site, at, case.load.size, must)
                    fit = able - rooms.taken.get(at, frozenset())
                    wants.setdefault((site, at), []).append((fit, self.ends[name, n]))
            for use, able in pinned_rooms(sites, case, [site]):
                fit = able - rooms.taken.get(use.at, frozenset())
                wants.setdefault((site, use.at), []).extend(self.kept_for(use, fit))
        for (site, at), some in wants.items():
            where = Where(table="rooms", id=site, field=at)
            no_more_than_there_are(self.rows, some, "N2024-6.2.2a", where)

    def kept_for(self, use: RoomUse, fit: frozenset[str]) -> list[tuple[frozenset[str], Term]]:
        """One of the sessions that want any of these rooms has this one by a pin."""
        one = self.rows.integer("pinned", 1, 1)
        return [(frozenset({use.room}), one), (fit, (-1, one))]

    def _apart(self) -> None:
        """Committees that must not overlap share no half-day."""
        for (one, other), clause in apart(self.season).items():
            if one not in self.cases or other not in self.cases:
                continue
            where = [Where(table="committees", id=name) for name in (one, other)]
            both = set(self.cases[one].span.half_days) & set(self.cases[other].span.half_days)
            for at in sorted(both):
                sits = [self._sits(one, at), self._sits(other, at)]
                self.rows.at_most_one(sits, clause, *where)

    def _sits(self, name: str, at: HalfDay) -> Var:
        """True where a committee has a panel or its plenary in a half-day."""
        sits = self.rows.flag(f"sits[{name},{at}]")
        for _, half_day, x in self.panels_of(name):
            if half_day == at:
                self.rows.at_most(0, [x, (-self.rows.high[x], sits)])
        for x in self.meeting(name, at):
            self.rows.at_most(0, [x, (-1, sits)])
        return sits

    def panels_of(self, name: str) -> Iterator[tuple[str, HalfDay, Var]]:
        """Group, half-day and number of panels, of one committee."""
        for (committee, group), v in self.own.items():
            if committee == name:
                for (_, _, at), x in v.meets.items():
                    yield group, at, self.moved[name, group] + x

    def solved(self, work: Work) -> Answer:
        """Any way at all, with as few away from a plenary as can be."""
        return solve(self.rows, [(-1, x) for x in self.there.values()], work, units=UNITS)

    def read(self, values: Sequence[int]) -> dict[str, Placed]:
        """Each committee's plenary, its panels, and who of its members is elsewhere then."""
        return {name: self._read(case, values) for name, case in self.cases.items()}

    def _read(self, case: Case, values: Sequence[int]) -> Placed:
        name = case.name
        run = next(run for n, run in enumerate(self.runs[name]) if values[self.ends[name, n]])
        held = {
            g.id: read_held(
                case,
                g,
                case.group_days(g, {}),
                self.own[name, g.id],
                values[self.moved[name, g.id] :],
            )
            for g in case.groups
        }
        away = {
            at: frozenset(
                e.id
                for e in case.everyone
                if case.comes(e, at) and not values[self.there[name, e.id, at]]
            )
            for at in run
        }
        delay = weights(self.season)["plenary_delay"] * case.delay(run)
        return Placed(run, held, delay, {at: names for at, names in away.items() if names})


def pinned_rooms(
    sites: Sites, case: Case, able: Sequence[str]
) -> Iterator[tuple[RoomUse, frozenset[str]]]:
    """What pins keep for a committee, each with the rooms that would be fit on these sites."""
    load = case.load
    for use in sites.pinned.get(case.name, ()):
        must = load.needs.get(use.group, Needs()).must
        fit = (
            sites.panel_rooms(s, use.at, must)
            if use.group
            else sites.rooms_for_all(s, use.at, load.size, must)
            for s in able
        )
        yield use, frozenset[str]().union(*fit)


def settled(
    season: Season, cases: Mapping[str, Case], rooms: Mapping[str, Rooms], work: Work
) -> tuple[Answer, dict[str, Placed]]:
    """The exact answer to whether these committees can sit, and how."""
    model = Whole(season, cases, rooms)
    answer = model.solved(work)
    return answer, model.read(answer.values) if isinstance(answer, Found) else {}


def clash(
    season: Season,
    cases: Mapping[str, Case],
    rooms: Mapping[str, Rooms],
    closed: Iterable[Meeting],
    work: Work,
) -> Cut:
    """The fewest committees whose members cannot all sit, as a cut: one of their seats changes.

    Seats that could be anybody's are left out of it; where all could, formation is to show it, and
    of many seats blocks have to change. It was shown for rooms as they were given out, so that it
    leads on and refuses nothing.
    """
    names = list(cases)
    for name in list(cases):
        rest = [other for other in names if other != name]
        if rest and _refuted(season, cases, rest, rooms, work):
            names = rest
    some = {name: cases[name] for name in names}
    every = [
        (expert.id, group)
        for case in some.values()
        for group, experts in case.members.items()
        for expert in experts
    ]
    seats = list(every)
    for seat in every if len(every) <= MOST_SEATS else ():
        fewer = [other for other in seats if other != seat]
        if _refuted(season, some, names, rooms, work, frozenset(fewer)):
            seats = fewer
    where = tuple(Where(table="committees", id=name) for name in names)
    blocks = tuple(decision(meeting) for meeting in closed)
    if seats or len(every) <= MOST_SEATS:
        return Cut(
            "formation",
            names[0],
            (),
            clause="R40-20",
            where=where,
            seats=tuple(seats or every),
            given=blocks,
            sure=False,
        )
    spans = tuple(decision(some[name].span) for name in names)
    return Cut("meetings", names[0], (*spans, *blocks), clause="R40-20", where=where, sure=False)


def _refuted(
    season: Season,
    cases: Mapping[str, Case],
    names: Sequence[str],
    rooms: Mapping[str, Rooms],
    work: Work,
    fixed: frozenset[tuple[str, str]] | None = None,
) -> bool:
    """Whether these cannot sit; where `fixed` is given, whoever has the other seats."""
    if work.late():
        return False
    some = {name: cases[name] for name in names}
    model = Whole(season, some, rooms, fixed)
    return isinstance(solve(model.rows, [], work, units=UNITS, linear=False), Infeasible)
