"""Who may sit where, as rows; and the members that a solution names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from models.base import RANK
from models.people import Expert
from models.plan import Meeting, Seat
from models.season import Season
from scheduler.binding.formation_rows import FORMATION_ROWS
from scheduler.eligibility import matches, required_rank
from scheduler.grouping import Load
from scheduler.pools import Pool, Span, last_day
from scheduler.rows import Rows, Var
from scheduler.solver import Infeasible, solve
from scheduler.spread_seats import settled_together, sit_together
from scheduler.work import Cut, Work


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
    settled: tuple[str, ...] = ()
    """The spread committees of which that holds."""
    own: int = 0
    """Variables of formation itself; those after them settle when its members sit."""

    def on(self, committee: str) -> Sequence[tuple[Expert, Var]]:
        """Every (expert, seat variable) of a committee, over all groups."""
        if committee not in self._on:
            self._on[committee] = tuple(
                (expert, self.sits[expert.id, group.id])
                for group in self.loads[committee].groups
                for expert in self.members[committee]
                if (expert.id, group.id) in self.sits
            )
        return self._on[committee]

    @cached_property
    def _on(self) -> dict[str, tuple[tuple[Expert, Var], ...]]:
        return {}


def build(
    season: Season,
    loads: Mapping[str, Load],
    meetings: Mapping[str, Meeting],
    pool: Pool,
    applicants: Mapping[str, tuple[str, ...]],
    cuts: Iterable[Cut] = (),
    without: frozenset[str] = frozenset(),
    beside: tuple[Meeting, ...] | None = None,
    settled: tuple[str, ...] | None = None,
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
    if beside is not None:
        v = replace(v, settled=settled_together(v) if settled is None else settled)
        sit_together(rows, v, season, beside, as_given=as_given)
    return rows, v


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
