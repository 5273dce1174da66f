"""Who sits: every hard rule as rows, then the lot (`scheduler.lot`).

Committees that share nobody are separate models. With the members, in the same act, an ordered
reserve list is drawn for every group and origin class (`scheduler.reserves`). Where lists in turn
were shown unable to sit, who sits is settled together with when (`scheduler.spread_seats`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.base import RANK
from models.people import Expert
from models.plan import Finding, Goal, Meeting, Plan, Reserve, Seat, Status, StepReport, Where
from models.season import Season
from scheduler.apart import apart_from
from scheduler.binding.formation_rows import FORMATION_ROWS
from scheduler.blocks import decision
from scheduler.eligibility import matches, required_rank
from scheduler.grouping import Load
from scheduler.lot import Lot, exemption_terms, lawful_lot, lot_terms, shift
from scheduler.pools import Pool, Span, last_day
from scheduler.reserves import reserve_list
from scheduler.rows import Rows, Var
from scheduler.solver import Found, Infeasible, Unknown, solve, value_of
from scheduler.spans import least_lead, spans
from scheduler.spread_seats import sit_together, small
from scheduler.work import Cut, Outcome, Work

SETTLE_AFTER = 2
"""Lists shown unable to sit, after which the next is drawn among those that can."""

Kept = tuple[tuple[Seat, ...], tuple[Reserve, ...]]
"""Seats and reserves of one committee that stand already."""


@dataclass(frozen=True)
class Formation:
    """``sits[e, g]``: expert ``e`` is a member in group ``g``. Only candidates have variables."""

    sits: Mapping[tuple[str, str], Var]
    members: Mapping[str, tuple[Expert, ...]]
    """By committee: everybody who may be drawn."""
    of_group: Mapping[str, tuple[str, ...]]
    """By group: the experts who fit it."""
    loads: Mapping[str, Load]
    meetings: Mapping[str, Meeting]
    pool: Pool
    applicants: Mapping[str, tuple[str, ...]]
    """By committee: the applicants routed to it."""
    cuts: tuple[Cut, ...] = ()
    beside: tuple[Meeting, ...] | None = None
    """Where given, members are drawn who can sit beside these blocks."""
    own: int = 0
    """Variables of formation itself; those after them settle when its members sit."""

    def on(self, committee: str) -> list[tuple[Expert, Var]]:
        """Every (expert, seat variable) of a committee, over all groups."""
        return [
            (expert, self.sits[expert.id, group.id])
            for group in self.loads[committee].groups
            for expert in self.members[committee]
            if (expert.id, group.id) in self.sits
        ]


def build(
    season: Season,
    loads: Mapping[str, Load],
    meetings: Mapping[str, Meeting],
    pool: Pool,
    applicants: Mapping[str, tuple[str, ...]],
    cuts: Iterable[Cut] = (),
    without: frozenset[str] = frozenset(),
    beside: tuple[Meeting, ...] | None = None,
    *,
    as_given: bool = True,
) -> tuple[Rows, Formation]:
    """Variables and rows for some committees together; `without` leaves out clauses (tests).

    With `beside` who sits is settled together with when, in the rooms that blocks leave: as they
    are given out, or whichever they might be.
    """
    rows = Rows()
    sits: dict[tuple[str, str], Var] = {}
    members: dict[str, tuple[Expert, ...]] = {}
    of_group: dict[str, tuple[str, ...]] = {}
    for committee_id, load in loads.items():
        committee = load.committee
        meeting = meetings[committee_id]
        rank = required_rank(season, committee)
        able = tuple(pool.able(committee, meeting))
        members[committee_id] = able
        for group in load.groups:
            fit = [e.id for e in able if matches(e, committee.series, group.specialties, rank)]
            of_group[group.id] = tuple(fit)
            for expert in fit:
                sits[expert, group.id] = rows.flag(f"sits[{expert},{group.id}]")
    v = Formation(sits, members, of_group, loads, meetings, pool, applicants, tuple(cuts), beside)
    for add in FORMATION_ROWS:
        if add.clause not in without:
            with rows.declared(add.strength):
                add.rows(rows, v, season)
    v = replace(v, own=len(rows.names))
    if beside is not None and small(v):
        sit_together(rows, v, season, beside, as_given=as_given)
    return rows, v


def run(
    season: Season,
    plan: Plan,
    work: Work,
    loads: Mapping[str, Load],
    applicants: Mapping[str, tuple[str, ...]],
    cuts: Iterable[Cut] = (),
) -> Outcome:
    """The sealed candidate list of every committee that meets: members and ordered reserves."""
    if not season.experts:
        return Outcome(StepReport(step="formation", status="SKIPPED", reason="skipped.no-experts"))
    meetings = spans(season, plan, work, loads)
    if not meetings:
        return Outcome(StepReport(step="formation", status="SKIPPED", reason="skipped.no-meetings"))
    pool = Pool(season)
    cuts = tuple(cuts)
    so_far = _SoFar()
    kept = _kept(plan, work, meetings)
    for component in components(season, pool, loads, meetings):
        if all(committee in kept for committee in component):
            for committee in component:
                so_far.keep(kept[committee])
            continue
        mine = tuple(cut for cut in cuts if cut.committee in component)
        some = {c: loads[c] for c in component}
        settle = sum(not cut.sure for cut in mine) >= SETTLE_AFTER
        beside = plan.meetings if settle else None
        lot, v = work.once(
            (
                "formation",
                tuple(decision(meetings[c]) for c in component),
                mine,
                beside,
            ),
            lambda some=some, mine=mine, beside=beside: draw(
                season, work, some, meetings, pool, applicants, mine, str(work.seed), kept, beside
            ),
        )
        so_far.findings.extend(_notes(season, lot, v))
        match lot.least.answer:
            case Infeasible():
                conflict = _conflict(season, work, v, plan.meetings)
                so_far.back.append(_with_neighbours(season, plan, loads, conflict, mine))
                so_far.findings.extend(_cannot_sit(loads, conflict, mine))
            case Found() as answer:
                _seat(season, work, lot, v, answer, kept, so_far)
            case Unknown() as answer:
                so_far.status = "UNKNOWN"
                so_far.reproducible = so_far.reproducible and answer.reproducible
    return so_far.outcome()


def _conflict(season: Season, work: Work, v: Formation, standing: tuple[Meeting, ...]) -> Cut:
    """Why no list was found: sure where none is lawful and can sit in whatever rooms are left.

    Lists that were ruled out beside other choices only lead on: without them it is asked again.
    """
    some, meetings, pool, applicants = v.loads, v.meetings, v.pool, v.applicants
    sure = tuple(cut for cut in v.cuts if cut.sure)
    if len(sure) == len(v.cuts):
        return least_conflict(season, work, some, meetings, pool, applicants, sure)
    blocks = [m for m in standing if not season.committee[m.id].spread]
    for beside in ((), standing):
        rows, _ = build(
            season, some, meetings, pool, applicants, sure, beside=beside, as_given=False
        )
        law = rows.without(frozenset({"guide"}), unbinding=True)
        if not work.late() and isinstance(solve(law, [], work, units=20), Infeasible):
            conflict = least_conflict(season, work, some, meetings, pool, applicants, sure)
            return _with_blocks(conflict, blocks if beside else ())
    conflict = least_conflict(season, work, some, meetings, pool, applicants, v.cuts)
    if v.beside is not None:
        conflict = _with_blocks(conflict, blocks)
    return replace(conflict, sure=False)


def _with_blocks(cut: Cut, blocks: Iterable[Meeting]) -> Cut:
    """The cut with these blocks, whose rooms it rests on."""
    more = [block for block in blocks if decision(block) not in cut.decisions]
    return replace(
        cut,
        decisions=(*cut.decisions, *map(decision, more)),
        where=(*cut.where, *(Where(table="committees", id=block.id) for block in more)),
    )


def _cannot_sit(loads: Mapping[str, Load], conflict: Cut, cuts: Iterable[Cut]) -> Iterable[Finding]:
    """A word on spread committees for which no list can sit, whichever it is."""
    named = [loads[where.id] for where in conflict.where]
    spread = [load for load in named if load.committee.spread]
    if conflict.sure and spread and not all(cut.sure for cut in cuts):
        yield cannot_sit(spread)


def cannot_sit(loads: Sequence[Load]) -> Finding:
    """No list of members lets these spread committees sit, however many half-days they want."""
    return Finding(
        code="meetings.cannot-sit",
        severity="breach",
        clause="R40-20",
        step="meetings",
        args={
            "committees": tuple(load.committee.name for load in loads),
            "count": len(loads),
            "half_days": sum(least_lead(load) + load.plenary_half_days for load in loads),
        },
        where=tuple(Where(table="committees", id=load.committee.id) for load in loads),
    )


def _with_neighbours(
    season: Season, plan: Plan, loads: Mapping[str, Load], cut: Cut, cuts: Iterable[Cut]
) -> Cut:
    """The cut with every other block that it rests on.

    Blocks whose half-days its spread committees had to leave free, and those beside which
    members were proven unable to sit.
    """
    standing = {meeting.id: meeting for meeting in plan.meetings}
    named = {where.id for where in cut.where}
    spread = [name for name in named if loads[name].committee.spread]
    near = {other for name in spread for other in apart_from(season, name)}
    blocks = {decision(m): m.id for m in standing.values() if not loads[m.id].committee.spread}
    rests = {at for other in cuts if other.committee in named for at in other.given}
    more = {at for at, name in blocks.items() if name in near or at in rests} - {*cut.decisions}
    where = tuple(Where(table="committees", id=blocks[at]) for at in sorted(more))
    return replace(cut, decisions=(*cut.decisions, *sorted(more)), where=(*cut.where, *where))


@dataclass
class _SoFar:
    """Who sits, in the components drawn up to now, and what that adds up to."""

    seats: list[Seat] = field(default_factory=list[Seat])
    reserves: list[Reserve] = field(default_factory=list[Reserve])
    back: list[Cut] = field(default_factory=list[Cut])
    findings: list[Finding] = field(default_factory=list[Finding])
    exemptions: int = 0
    exemptions_bound: int = 0
    lot: int = 0
    lot_bound: int = 0
    status: Status = "OPTIMAL"
    reproducible: bool = True

    def keep(self, kept: Kept) -> None:
        """Members drawn or published before."""
        self.seats.extend(kept[0])
        self.reserves.extend(kept[1])

    def outcome(self) -> Outcome:
        """The step's part of the plan; cuts where some cannot be formed."""
        report = StepReport(
            step="formation",
            status="INFEASIBLE" if self.back else self.status,
            reason="formation.short" if self.back else self._reason(),
            goals=() if self.back else self._goals(),
            reproducible=self.reproducible or bool(self.back),
            findings=tuple(self.findings),
        )
        if self.back:
            return Outcome(report, cuts=tuple(self.back))
        return Outcome(report, {"seats": tuple(self.seats), "reserves": tuple(self.reserves)})

    def _reason(self) -> str:
        return "unproven" if self.status == "UNKNOWN" else ""

    def _goals(self) -> tuple[Goal, ...]:
        rows = (
            ("exemptions", self.exemptions, self.exemptions_bound),
            ("lot", self.lot, self.lot_bound),
        )
        return tuple(
            Goal(name=name, value=value, bound=bound, proven=value == bound)
            for name, value, bound in rows
        )


def _seat(
    season: Season,
    work: Work,
    lot: Lot,
    v: Formation,
    answer: Found,
    kept: Mapping[str, Kept],
    so_far: _SoFar,
) -> None:
    """The members and reserves of one component, and its part of the goals."""
    seed = str(work.seed)
    if not answer.proven and so_far.status != "UNKNOWN":
        so_far.status = "FEASIBLE"
    so_far.reproducible = so_far.reproducible and answer.reproducible
    used = value_of(exemption_terms(season, v), answer.values)
    tickets = value_of(lot_terms(v, seed), answer.values)
    so_far.exemptions += used
    so_far.exemptions_bound += used if answer.proven else 0
    so_far.lot += tickets
    so_far.lot_bound += tickets if answer.proven else max(0, answer.bound - (used << shift(v)))
    work.progress("formation", "lot", so_far.lot, so_far.lot_bound)
    for committee in v.loads:
        if committee in kept:
            so_far.keep(kept[committee])
            continue
        so_far.seats.extend(chosen_seats(season, v, committee, answer.values))
        standby = reserve_list(season, v, committee, lot.rows, answer.values, seed)
        so_far.reserves.extend(standby.reserves)
        so_far.findings.extend(standby.findings)


def _kept(plan: Plan, work: Work, meetings: Mapping[str, Meeting]) -> dict[str, Kept]:
    """Members that were drawn before witnesses, or published: kept seat by seat."""
    if work.base is None:
        return {}
    drawn = {record.committee for record in (*work.base.draws, *work.base.replacements)}
    found: dict[str, Kept] = {}
    for committee in meetings:
        if committee in drawn or {"members", f"members:{committee}"} & work.frozen:
            seats = tuple(seat for seat in work.base.seats if seat.committee == committee)
            if seats:
                found[committee] = (
                    seats,
                    tuple(r for r in work.base.reserves if r.committee == committee),
                )
    return found


def components(
    season: Season, pool: Pool, loads: Mapping[str, Load], meetings: Mapping[str, Meeting]
) -> list[list[str]]:
    """Committees tied by an expert whom more than one could draw; in the season's order."""
    root: dict[str, str] = {committee: committee for committee in loads if committee in meetings}

    def find(committee: str) -> str:
        while root[committee] != committee:
            committee = root[committee]
        return committee

    first: dict[str, str] = {}
    for committee in root:
        for expert in pool.able(loads[committee].committee, meetings[committee]):
            other = first.setdefault(expert.id, committee)
            root[find(committee)] = find(other)
    grouped: dict[str, list[str]] = {}
    for committee in root:
        grouped.setdefault(find(committee), []).append(committee)
    return list(grouped.values())


def draw(
    season: Season,
    work: Work,
    loads: Mapping[str, Load],
    meetings: Mapping[str, Meeting],
    pool: Pool,
    applicants: Mapping[str, tuple[str, ...]],
    cuts: tuple[Cut, ...],
    seed: str,
    kept: Mapping[str, Kept] | None = None,
    beside: tuple[Meeting, ...] | None = None,
) -> tuple[Lot, Formation]:
    """The least lot over all lawful memberships of these committees together."""
    rows, v = build(season, loads, meetings, pool, applicants, cuts, beside=beside)
    for committee, (seats, _) in (kept or {}).items():
        if committee in loads:
            _pin(rows, v, committee, seats)
    return lawful_lot(rows, v, season, seed, work), v


def _notes(season: Season, lot: Lot, v: Formation) -> list[Finding]:
    """What had to be dropped for these committees, and whether another set had the same lot."""
    names = tuple(load.committee.name for load in v.loads.values())
    return [
        Finding(
            code=code,
            severity="warning",
            step="formation",
            args={"committees": names, "clauses": tuple(lot.dropped)},
        )
        for code in (lot.code, "formation.tied" if lot.least.unique is False else "")
        if code
    ]


def _pin(rows: Rows, v: Formation, committee: str, seats: tuple[Seat, ...]) -> None:
    sitting = {(seat.expert, seat.group) for seat in seats}
    for group in v.loads[committee].groups:
        for expert in v.of_group[group.id]:
            rows.exactly(int((expert, group.id) in sitting), [v.sits[expert, group.id]], "R40-11a")


def least_conflict(
    season: Season,
    work: Work,
    loads: Mapping[str, Load],
    meetings: Mapping[str, Meeting],
    pool: Pool,
    applicants: Mapping[str, tuple[str, ...]],
    cuts: tuple[Cut, ...],
) -> Cut:
    """A smallest set of committees whose blocks cannot stand together: drop any and they can."""
    kept = list(loads)
    for committee in list(loads):
        rest = [c for c in kept if c != committee]
        if not rest:
            break
        rows, _ = build(season, {c: loads[c] for c in rest}, meetings, pool, applicants, cuts)
        law_only = rows.without(frozenset({"guide"}), unbinding=True)
        if isinstance(solve(law_only, [], work, units=5), Infeasible):
            kept = rest
    names = tuple(decision(meetings[c]) for c in kept)
    return Cut(
        "meetings",
        kept[0],
        names,
        clause="R40-9a",
        where=tuple(Where(table="committees", id=c) for c in kept),
    )


def law_alone(season: Season, load: Load, span: Span, pool: Pool) -> Rows:
    """What the law alone asks of one committee's members, in this block."""
    return law_together(season, {load.committee.id: load}, {load.committee.id: span}, pool)


def law_together(
    season: Season, loads: Mapping[str, Load], spans: Mapping[str, Span], pool: Pool
) -> Rows:
    """What the law alone asks of the members of some committees, each in its block."""
    meetings = {
        name: Meeting(id=name, half_days=span.half_days, plenaries=span.plenaries)
        for name, span in spans.items()
    }
    some = {name: loads[name] for name in spans}
    heard = {name: load.applicants for name, load in some.items()}
    rows, _ = build(season, some, meetings, pool, heard)
    return rows.without(frozenset({"guide"}), unbinding=True)


def formable(season: Season, load: Load, span: Span, pool: Pool, work: Work) -> bool:
    """Whether a lawful committee exists among those who can come in this block."""
    rows = law_alone(season, load, span, pool)
    return not isinstance(solve(rows, [], work, units=5), Infeasible)


def _heads(season: Season, committee: str, order: Sequence[Expert]) -> list[Expert]:
    """Chair and deputies of those who may preside, in this order but for pinned roles."""
    wanted = {
        str(pin.value.get("expert", "")): str(pin.value["role"])
        for pin in season.pins
        if pin.part == "members" and pin.subject == committee and "role" in pin.value
    }

    def role(expert: Expert) -> str:
        return wanted.get(expert.id, "")

    chairs = sorted(order, key=lambda e: ("chair", "", "deputy", "member").index(role(e)))
    rest = sorted(chairs[1:], key=lambda e: ("deputy", "", "chair", "member").index(role(e)))
    least = season.profile.integer("committee.deputies_min")
    asked = sum(role(e) == "deputy" for e in rest)
    return [*chairs[:1], *rest[: max(least, asked)]]


def chosen_seats(
    season: Season, v: Formation, committee: str, values: tuple[int, ...]
) -> list[Seat]:
    """The drawn members, with chair and deputies named by highest title among who may preside.

    Whom the season pins as chair or deputy goes before, whom it pins as member comes last.
    Of a spread committee, in whatever half-day the plenary may be, somebody named can come if
    anybody may preside then: else a day that the law allows would be lost to the naming.
    """
    load = v.loads[committee]
    drawn = [
        (group.id, expert)
        for group in load.groups
        for expert in v.members[committee]
        if (expert.id, group.id) in v.sits and values[v.sits[expert.id, group.id]]
    ]
    fit = v.pool.presiding(load.committee, last_day(v.meetings[committee]))
    series = load.committee.series
    order = sorted(
        (expert for _, expert in drawn if expert.id in fit),
        key=lambda e: (
            -max((RANK[t.level] for t in e.titles if t.series == series), default=0),
            e.id,
        ),
    )
    heads = _heads(season, committee, order)
    for at in v.meetings[committee].plenaries if load.committee.spread else ():
        if not any(v.pool.comes(expert, at) for expert in heads):
            heads += [expert for expert in order if v.pool.comes(expert, at)][:1]
    roles = {expert.id: "deputy" if i else "chair" for i, expert in enumerate(heads)}
    return [
        Seat(
            id=f"{committee}/{expert.id}",
            committee=committee,
            group=group,
            expert=expert.id,
            role=roles.get(expert.id, "member"),  # pyright: ignore[reportArgumentType]
        )
        for group, expert in drawn
    ]
