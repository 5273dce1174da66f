"""A member falls out: the next reserve in drawn order takes the seat, and nothing else moves.

Same group, same class (an external is followed by an external). Every rule of people,
committees, sessions and recusal is held against the committee with the reserve in it; a reserve
with whom a rule would be broken is passed over, by name of the clause, on record.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.base import RANK, canonical, plain, sha256
from models.committee import Committee
from models.messages import Arg
from models.plan import (
    Docket,
    Exclusion,
    Finding,
    Plan,
    Replacement,
    Reserve,
    Seat,
    last_draw,
    plan_number,
)
from models.season import Season
from scheduler import planning
from scheduler.accounts import accounted
from scheduler.rules.base import Rule
from scheduler.rules.committees import COMMITTEES
from scheduler.rules.dockets_law import Recusal, ThreeReaders
from scheduler.rules.draws import Renewal
from scheduler.rules.facts import facts_of, forget
from scheduler.rules.people import PEOPLE
from scheduler.rules.sessions import SESSIONS

JUDGES: tuple[Rule, ...] = tuple(
    rule() for rule in (*PEOPLE, *COMMITTEES, *SESSIONS, Renewal, Recusal, ThreeReaders)
)
"""What is held against a committee in which one seat has changed."""

Objections = dict[str, tuple[Finding, ...]]
"""By reserve who cannot follow, in the order of the lot: what would be broken, breaches first."""


class CannotReplace(Exception):  # noqa: N818 - reads as what happened
    """Why nobody takes the seat: a message code, its args, and what stood against each reserve."""

    def __init__(self, code: str, objections: Objections, /, **args: Arg) -> None:
        super().__init__(code)
        self.code = code
        self.values = args
        self.objections = objections


@dataclass(frozen=True)
class Act:
    """Why, when and by whom a seat changes hands."""

    reason: str
    on: date
    author: str = ""


def replace(season: Season, plan: Plan, expert: str, act: Act, committee: str = "") -> Plan:
    """The plan with the next lawful reserve in every seat of `expert` (or in one committee).

    What goals are made of is counted anew: the reserve answers for the days that were another's.

    Raises CannotReplace where the expert has no seat or no reserve can lawfully follow.
    """
    seats = [s for s in plan.seats if s.expert == expert and committee in {"", s.committee}]
    if not seats:
        raise CannotReplace("replace.no-seat", {}, expert=expert)
    for seat in seats:
        plan = _seat(season, plan, seat, act)
    given = planning.given_of(season, plan)
    return accounted(given.season, plan, None, given.loads)


def _seat(season: Season, plan: Plan, seat: Seat, act: Act) -> Plan:
    reserve, objections = follower(season, plan, seat)
    if reserve is None:
        raise CannotReplace(
            "replace.nobody", objections, expert=seat.expert, committee=seat.committee
        )
    changed, roles = swapped(season, plan, seat, reserve.expert)
    record = Replacement(
        id=f"{seat.committee}/{len(plan.replacements) + 1}",
        committee=seat.committee,
        group=seat.group,
        origin=reserve.origin,
        order=reserve.order,
        left=seat.expert,
        joined=reserve.expert,
        reason=act.reason,
        on=act.on,
        author=act.author,
        draw=last_draw(plan, seat.committee),
        passed=tuple(
            Exclusion(expert=name, clause=found[0].clause, code=found[0].code)
            for name, found in objections.items()
        ),
        roles=roles,
        previous=plan_number(plan),
    )
    record = record.model_copy(update={"sha256": sha256(canonical(plain(record)))})
    return changed.model_copy(update={"replacements": (*plan.replacements, record)})


def follower(season: Season, plan: Plan, seat: Seat) -> tuple[Reserve | None, Objections]:
    """The first reserve in drawn order with whom no rule is newly broken, and why none earlier.

    A reminder (of a number still to be confirmed) binds nobody and passes over nobody.
    """
    cover, objections = _cover(season, plan, seat)
    return cover.reserve, objections


@dataclass(frozen=True)
class Cover:
    """Who would follow in a seat, and of what one would then be reminded that is not so now."""

    seat: Seat
    reserve: Reserve | None
    reminders: tuple[Finding, ...] = ()


def coverage(season: Season, plan: Plan, committee: str) -> list[Cover]:
    """For every seat of a committee the reserve who would lawfully follow, by the real rules."""
    return [_cover(season, plan, s)[0] for s in plan.seats if s.committee == committee]


def _cover(season: Season, plan: Plan, seat: Seat) -> tuple[Cover, Objections]:
    before = _judged(*_around(season, plan, seat))
    objections: Objections = {}
    for reserve in _waiting(season, plan, seat):
        trial, _ = swapped(season, plan, seat, reserve.expert)
        found = _newly(before, _judged(*_around(season, trial, seat, reserve.expert)))
        if not any(item.severity == "breach" for item in found):
            return Cover(seat, reserve, found), objections
        objections[reserve.expert] = found
    return Cover(seat, None), objections


def _waiting(season: Season, plan: Plan, seat: Seat) -> Iterator[Reserve]:
    """The reserves of the seat's group and class, in drawn order, who sit nowhere in it yet."""
    committee = season.committee[seat.committee]
    origin = "any"
    if committee.self_reviewing:
        outside = facts_of(season, plan).external(season.expert[seat.expert], committee)
        origin = "external" if outside else "internal"
    sitting = {s.expert for s in plan.seats if s.committee == seat.committee}
    mine = [
        r
        for r in plan.reserves
        if (r.committee, r.group, r.origin) == (seat.committee, seat.group, origin)
        and r.expert not in sitting
    ]
    yield from sorted(mine, key=lambda r: r.order)


def swapped(season: Season, plan: Plan, seat: Seat, other: str) -> tuple[Plan, dict[str, str]]:
    """The plan with `other` in the seat: sessions, dossiers, reserves; and roles that pass on."""
    new = seat.model_copy(update={"id": f"{seat.committee}/{other}", "expert": other})
    seats = [new if item.id == seat.id else item for item in plan.seats]
    plan = plan.model_copy(
        update={
            "seats": tuple(seats),
            "reserves": tuple(
                r for r in plan.reserves if (r.committee, r.expert) != (seat.committee, other)
            ),
            "sessions": tuple(
                s.model_copy(
                    update={"members": tuple(other if e == seat.expert else e for e in s.members)}
                )
                if s.committee == seat.committee and seat.expert in s.members
                else s
                for s in plan.sessions
            ),
        }
    )
    facts = facts_of(season, plan)
    committee = season.committee[seat.committee]
    sits_in = {s.id for s in plan.sessions if s.committee == committee.id and other in s.members}
    votes = any(s.id in sits_in and s.kind == "plenary" for s in plan.sessions)
    dockets = tuple(
        _docket(
            d,
            seat.expert,
            other,
            free=not facts.conflicted(other, season.applicant[d.id], committee),
            panel=d.session in sits_in,
        )
        if d.committee == committee.id and (votes or seat.expert in (*d.readers, *d.recused))
        else d
        for d in plan.dockets
    )
    return _roles(season, plan.model_copy(update={"dockets": dockets}), new)


def _docket(docket: Docket, old: str, new: str, *, free: bool, panel: bool) -> Docket:
    """The dossier with another member; who is tied to the applicant steps out, on record."""
    readers = [new if e == old else e for e in docket.readers if free or e != old]
    recused = [new if e == old else e for e in docket.recused if not free or e != old]
    if old in docket.recused and free and panel:
        readers.append(new)
    if old not in docket.recused and not free:
        recused.append(new)
    return docket.model_copy(update={"readers": tuple(readers), "recused": tuple(recused)})


def _roles(season: Season, plan: Plan, new: Seat) -> tuple[Plan, dict[str, str]]:
    """The role goes with the seat where the new member may preside; else it passes down."""
    if new.role == "member":
        return plan, {}
    committee = season.committee[new.committee]
    may = facts_of(season, plan).may_preside(committee)
    if new.expert in may:
        return plan, {}
    mine = [s for s in plan.seats if s.committee == new.committee]
    roles = {new.expert: "member"}
    heirs = _heirs(season, committee, mine, may)
    if new.role == "chair":
        deputy = next((s for s in mine if s.role == "deputy"), None)
        if deputy is not None:
            roles[deputy.expert] = "chair"
            roles |= dict.fromkeys(heirs[:1], "deputy")
        else:
            roles |= dict.fromkeys(heirs[:1], "chair")
    else:
        roles |= dict.fromkeys(heirs[:1], "deputy")
    seats = tuple(
        s.model_copy(update={"role": roles[s.expert]})
        if s.committee == new.committee and s.expert in roles
        else s
        for s in plan.seats
    )
    return plan.model_copy(update={"seats": seats}), roles


def _heirs(
    season: Season, committee: Committee, seats: Sequence[Seat], may: frozenset[str]
) -> list[str]:
    """Members without a role who may preside, the highest title first."""

    def rank(name: str) -> int:
        titles = season.expert[name].titles
        return max((RANK[t.level] for t in titles if t.series == committee.series), default=0)

    free = [s.expert for s in seats if s.role == "member" and s.expert in may]
    return sorted(free, key=lambda name: (-rank(name), name))


def _around(season: Season, plan: Plan, seat: Seat, other: str = "") -> tuple[Season, Plan]:
    """Season and plan cut down to one committee and to the other seats of the two people."""
    people = {seat.expert, other}
    seats = tuple(s for s in plan.seats if s.committee == seat.committee or s.expert in people)
    near = {s.committee for s in seats}
    series = season.committee[seat.committee].series
    named = {s.expert for s in seats} | people
    dockets = tuple(d for d in plan.dockets if d.committee == seat.committee)
    heard = {d.id for d in dockets}
    small = season.model_copy(
        update={
            "experts": tuple(
                e
                for e in season.experts
                if e.id in named or any(t.series == series for t in e.titles)
            ),
            "applicants": tuple(a for a in season.applicants if a.id in heard),
        }
    )
    part = plan.model_copy(
        update={
            "seats": seats,
            "meetings": tuple(m for m in plan.meetings if m.id in near),
            "groups": tuple(g for g in plan.groups if g.committee in near),
            "reserves": (),
            "sessions": tuple(s for s in plan.sessions if s.committee in near),
            "dockets": dockets,
            "draws": (),
        }
    )
    return small, part


def _judged(season: Season, plan: Plan) -> list[Finding]:
    forget()
    return [
        finding
        for rule in JUDGES
        if plan.done(*rule.needs)
        for finding in rule.check(season, plan)
        if finding.severity != "note"
    ]


def _newly(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that were not there before; breaches first."""
    known = Counter(map(_key, before))
    found: list[Finding] = []
    for item in after:
        key = _key(item)
        if known[key]:
            known[key] -= 1
        else:
            found.append(item)
    return tuple(sorted(found, key=lambda item: item.severity != "breach"))


def _key(item: Finding) -> tuple[str, ...]:
    return (
        item.code,
        item.severity,
        item.clause,
        *(f"{k}={v}" for k, v in sorted(item.args.items())),
    )
