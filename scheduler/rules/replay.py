"""A recorded draw, held again from its record: without a solver, without the code that drew.

Tickets are computed anew from the seed. A search through all lawful memberships cheaper than the
drawn one (branch and bound over counting conditions, written from docs/readings.md) shows that
there is none, or finds it; a search that would take too long says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from models.people import Expert
from models.plan import DrawRecord, Finding, Plan, Where, session_parts
from models.season import Season, draw_hash, season_hash
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.index import ceil_share, covered, floor_share

ALGORITHM = "pingshen-lot/1"
STEPS = 30_000
"""Choices that a replay looks at before it gives up."""
EXEMPTION = 1 << 60
"""What a seat on a named exemption weighs: more than any sum of tickets."""
Ended = Literal["least", "lower", "tied", "unfinished"]


def ticket(seed: str, committee: str, expert: str, group: str) -> int:
    """The first 36 bits of SHA-256 over `seed|committee|expert|group`."""
    text = "|".join((seed, committee, expert, group)).encode("utf-8")
    return int(sha256(text).hexdigest()[:9], 16)


@dataclass(frozen=True)
class Condition:
    """So many of these (expert, group) pairs at least and at most."""

    pairs: frozenset[tuple[str, str]]
    low: int
    high: int


@dataclass
class Search:
    """Whether a lawful membership is cheaper than `limit`: depth first, cheapest first."""

    pairs: list[tuple[int, str, str]]
    """(cost, expert, group), the cheapest first."""
    places: dict[str, int]
    conditions: Sequence[Condition]
    barred: frozenset[tuple[str, frozenset[str]]]
    limit: int
    drawn: frozenset[tuple[str, str]]
    steps: int = 0
    tied: bool = False
    _left: list[list[int]] = field(default_factory=list[list[int]])

    def run(self) -> Ended:
        """least: none is cheaper, and none as cheap; tied: one is as cheap."""
        for condition in self.conditions:
            ahead, counts = 0, [0]
            for _, expert, group in reversed(self.pairs):
                ahead += (expert, group) in condition.pairs
                counts.append(ahead)
            self._left.append(counts[::-1])
        try:
            lower = self._go(0, 0, dict(self.places), [0] * len(self.conditions), frozenset())
        except TimeoutError:
            return "unfinished"
        return "lower" if lower else "tied" if self.tied else "least"

    def _cheapest(self, start: int, places: dict[str, int], taken: frozenset[str]) -> int | None:
        """The least cost of the places left, whoever sits; None when nobody is left for one."""
        need, total = dict(places), 0
        missing = sum(need.values())
        for cost, expert, group in self.pairs[start:]:
            if not missing:
                break
            if need[group] and expert not in taken:
                need[group] -= 1
                missing -= 1
                total += cost
        return None if missing else total

    def _go(
        self,
        start: int,
        spent: int,
        places: dict[str, int],
        counts: list[int],
        chosen: frozenset[tuple[str, str]],
    ) -> bool:
        self.steps += 1
        if self.steps > STEPS:
            raise TimeoutError
        if not any(places.values()):
            return self._end(spent, counts, chosen)
        taken = frozenset(expert for expert, _ in chosen)
        rest = self._cheapest(start, places, taken)
        if rest is None or spent + rest > self.limit or not self._can(start, counts):
            return False
        for at in range(start, len(self.pairs)):
            cost, expert, group = self.pairs[at]
            if not places[group] or expert in taken:
                continue
            rest = self._cheapest(at, places, taken)
            if rest is None or spent + rest > self.limit or not self._can(at, counts):
                return False
            pair = (expert, group)
            new = [n + (pair in c.pairs) for n, c in zip(counts, self.conditions, strict=True)]
            if all(n <= c.high for n, c in zip(new, self.conditions, strict=True)):
                fewer = places | {group: places[group] - 1}
                if self._go(at + 1, spent + cost, fewer, new, chosen | {pair}):
                    return True
        return False

    def _can(self, start: int, counts: list[int]) -> bool:
        return all(
            n + ahead[start] >= c.low
            for n, ahead, c in zip(counts, self._left, self.conditions, strict=True)
        )

    def _end(self, spent: int, counts: list[int], chosen: frozenset[tuple[str, str]]) -> bool:
        lawful = all(c.low <= n <= c.high for n, c in zip(counts, self.conditions, strict=True))
        groups = {group: frozenset(e for e, g in chosen if g == group) for group in self.places}
        if not lawful or any((group, members) in self.barred for group, members in groups.items()):
            return False
        self.tied |= spent == self.limit and chosen != self.drawn
        return spent < self.limit


def replay(facts: Facts, draw: DrawRecord) -> Ended:
    """How the search for a cheaper lawful membership than the recorded one ends."""
    committee = facts.season.committee[draw.committee]
    places: dict[str, int] = {}
    for group in draw.groups:
        places[group] = places.get(group, 0) + 1
    drawn = frozenset(zip(draw.members, draw.groups, strict=True))
    specialties = {g.id: g.specialties for g in facts.groups.get(committee.id, ())}
    pairs = sorted(
        (_cost(facts, draw, facts.season.expert[name], group), name, group)
        for name in draw.eligible
        for group in places
        if name in facts.season.expert
        and facts.peer(facts.season.expert[name], committee, specialties.get(group, ()))
    )
    costs = {(name, group): cost for cost, name, group in pairs}
    if not drawn <= set(costs):
        return "lower"
    barred = frozenset((group, frozenset(members)) for members in draw.barred for group in places)
    search = Search(
        pairs,
        places,
        tuple(_conditions(facts, draw, list(costs))),
        barred,
        sum(costs[pair] for pair in drawn),
        drawn,
    )
    return search.run()


def _cost(facts: Facts, draw: DrawRecord, expert: Expert, group: str) -> int:
    exempt = facts.years_running(expert) and facts.exempt(expert, "N2024-6.1.3a")
    return ticket(draw.seed, draw.committee, expert.id, group) + EXEMPTION * exempt


def _conditions(
    facts: Facts, draw: DrawRecord, pairs: list[tuple[str, str]]
) -> Iterator[Condition]:
    """How many of whom: the law of a committee's members in counts."""
    season, number = facts.season, facts.number
    committee, size = season.committee[draw.committee], len(draw.members)
    expert = season.expert

    def those(names: set[str]) -> frozenset[tuple[str, str]]:
        return frozenset(pair for pair in pairs if pair[0] in names)

    names = dict.fromkeys(name for name, _ in pairs)
    if committee.self_reviewing:
        outside = {n for n in names if facts.external(expert[n], committee)}
        yield Condition(
            those(outside), ceil_share(number.share("committee.external_share"), size), size
        )
    elif "R40-7" not in draw.dropped:
        most = max(1, floor_share(number.share("committee.unit_cap_share"), size))
        units: dict[str, set[str]] = {}
        for n in names:
            units.setdefault(facts.body(expert[n].organisation), set()).add(n)
        for members in units.values():
            yield Condition(those(members), 0, most)
    if committee.enterprise_related and "N2024-6.1.3c" not in draw.dropped:
        least = ceil_share(number.share("committee.private_share"), size)
        private = {n for n in names if expert[n].private_enterprise}
        yield Condition(those(private), max(least, number.integer("committee.private_min")), size)
    preside = set(facts.may_preside(committee))
    deputies = 0 if "IM2023-4" in draw.dropped else number.integer("committee.deputies_min")
    yield Condition(those(preside), 1 + deputies, size)
    if "IM2023-4" not in draw.dropped:
        few = floor_share(number.share("committee.officials_max_share"), size)
        yield Condition(those({n for n in names if expert[n].official}), 0, few)
    if "IM2023-3" not in draw.dropped:
        again = {
            n
            for n in names
            for year in expert[n].service
            if year.year == season.year - 1 and committee.id in year.committees
        }
        renewed = ceil_share(number.share("committee.renewal_share"), size)
        yield Condition(those(again), 0, size - renewed)
    yield from _pinned(season, draw, pairs)
    readers = number.integer("readers.min")
    seen: set[frozenset[tuple[str, str]]] = set()
    for docket, applicant, own in facts.dockets:
        if own.id != committee.id or facts.format_of(applicant) == "recognition":
            continue
        tied = facts.tied(applicant, committee)
        free = frozenset(p for p in pairs if p[1] == docket.group and p[0] not in tied)
        if free not in seen:
            seen.add(free)
            yield Condition(free, readers, size)


def _pinned(season: Season, draw: DrawRecord, pairs: list[tuple[str, str]]) -> Iterator[Condition]:
    """Whoever is pinned as a member, or as sitting in a session of a group, has a seat there."""
    for pin in season.pins:
        group = str(pin.value.get("group", ""))
        if pin.part == "members" and pin.subject == draw.committee:
            name = str(pin.value.get("expert", ""))
            seat = frozenset(p for p in pairs if p[0] == name and group in {"", p[1]})
            yield Condition(seat, 1, 1)
        elif pin.part == "sessions" and "members" in pin.value:
            group = group or session_parts(pin.subject)[0] or pin.subject
            for name in str(pin.value["members"]).split("、") if group in draw.groups else ():
                yield Condition(frozenset(p for p in pairs if p == (name, group)), 1, 1)


class DrawReplayed(Rule):
    """The last draw of a committee gives the same members and reserves when held again."""

    id = "draw-replayed"
    clauses = ("R40-11a",)
    title_zh = "按记录重演抽取，结果一致"
    title_en = "The draw, held again from its record, gives the same"
    needs = ("meetings", "formation")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        digest = season_hash(season) if plan.draws else ""
        for draw in {draw.committee: draw for draw in plan.draws}.values():
            if not draw.groups or not draw.algorithm.startswith(ALGORITHM):
                continue
            if draw.committee not in season.committee:
                continue
            facts.compared[self.id] += 1
            where = Where(file="plan", table="draws", id=draw.id, field="members")
            if not self._in_order(draw):
                yield self.finding(season, "form_replay_order", where, committee=draw.committee)
                continue
            spread = season.committee[draw.committee].spread
            stands = draw.season == digest or draw.bearing == draw_hash(season, draw.committee)
            if not stands or spread or {"guides", "R40-21"} & set(draw.dropped):
                yield self._note("form_replay_later", where, draw)
                continue
            left_out = self._left_out(facts, draw)
            for name in left_out:
                yield self.finding(
                    season, "form_replay_left_out", where, committee=draw.committee, expert=name
                )
            ended = replay(facts, draw)
            if ended == "unfinished":
                yield self._note("form_replay_unfinished", where, draw)
            elif ended == "lower":
                yield self.finding(season, "form_replay_lower", where, committee=draw.committee)
            elif ended == "tied" and draw.unique:
                yield self.finding(season, "form_replay_tied", where, committee=draw.committee)

    def _note(self, code: str, where: Where, draw: DrawRecord) -> Finding:
        return Finding(
            code=code,
            severity="note",
            clause=self.clauses[0],
            rule=self.id,
            args={"committee": draw.committee},
            where=(where,),
        )

    def _in_order(self, draw: DrawRecord) -> bool:
        """Reserves of each group and class stand in the order of their tickets, none skipped."""
        if len(draw.reserve_places) != len(draw.reserves) or len(draw.groups) != len(draw.members):
            return False
        last: dict[str, tuple[int, int]] = {}
        for name, place in zip(draw.reserves, draw.reserve_places, strict=True):
            head, _, number = place.rpartition("/")
            group, _, _ = head.rpartition("/")
            now = (int(number), ticket(draw.seed, draw.committee, name, group))
            before = last.get(head, (0, -1))
            if now[0] != before[0] + 1 or now[1] < before[1]:
                return False
            last[head] = now
        return True

    def _left_out(self, facts: Facts, draw: DrawRecord) -> list[str]:
        """Experts who may sit and can come, yet were excluded, but for those busy elsewhere."""
        committee = facts.season.committee[draw.committee]
        meeting = facts.meetings.get(draw.committee)
        needed = meeting.half_days if meeting else ()
        busy = {e.expert for e in draw.exclusions if e.clause == "R40-20"}
        inside = {*draw.eligible, *busy}
        return [
            e.id
            for e in facts.season.experts
            if e.id not in inside
            and facts.may_sit(e, committee)
            and not any(covered(e.absences, at) for at in needed)
        ]


REPLAY: tuple[type[Rule], ...] = (DrawReplayed,)
