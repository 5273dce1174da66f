"""Who sits: every hard rule as rows, then the lot (`scheduler.lot`).

Committees that share nobody are separate models. With the members, in the same act, an ordered
reserve list is drawn for every group and origin class (`scheduler.reserves`). Where lists in turn
were shown unable to sit, who sits is settled together with when (`scheduler.spread_seats`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.plan import Finding, Goal, Meeting, Plan, Reserve, Seat, Status, StepReport
from models.season import Season
from scheduler.blocks import decision
from scheduler.formation_conflict import conflict_of, none_can_sit, with_neighbours
from scheduler.formation_model import Formation, build, chosen_seats
from scheduler.grouping import Load
from scheduler.lot import Lot, exemption_terms, lawful_lot, lot_terms, shift
from scheduler.pools import Pool, pool_of
from scheduler.reserves import reserve_list, uncovered_of
from scheduler.rows import Rows
from scheduler.seated import stands
from scheduler.solver import Found, Infeasible, Unknown, value_of
from scheduler.spans import spans
from scheduler.work import Cut, Outcome, Work

SETTLE_AFTER = 2
"""Lists shown unable to sit beside others, after which the next is drawn among those that can."""
SETTLE_ALL_AFTER = 6
"""The same of lists that cannot sit whatever the others do: few of them are tried one by one."""

Kept = tuple[tuple[Seat, ...], tuple[Reserve, ...]]
"""Seats and reserves of one committee that stand already."""


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
    pool = pool_of(season, work)
    cuts = tuple(cuts)
    so_far = _SoFar()
    kept = _kept(plan, work, meetings)
    so_far.findings.extend(uncovered_of(work.base, kept))
    for component in components(season, pool, loads, meetings):
        if all(committee in kept for committee in component):
            for committee in component:
                so_far.keep(kept[committee])
            continue
        mine = tuple(cut for cut in cuts if cut.committee in component)
        some = {c: loads[c] for c in component}
        unsure = sum(not cut.sure for cut in mine)
        settle = unsure >= SETTLE_AFTER or len(mine) >= SETTLE_ALL_AFTER
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
                conflict = conflict_of(season, work, v, plan.meetings)
                so_far.back.append(with_neighbours(season, plan, loads, conflict, mine))
                so_far.findings.extend(none_can_sit(loads, conflict, mine))
            case Found() as answer:
                _seat(season, work, lot, v, answer, kept, so_far)
            case Unknown() as answer:
                so_far.status = "UNKNOWN"
                so_far.reproducible = so_far.reproducible and answer.reproducible
    return so_far.outcome()


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
    found: dict[str, Kept] = {}
    for committee in meetings:
        if stands(work, committee):
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
