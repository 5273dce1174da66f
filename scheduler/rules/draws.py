"""Pool, renewal, reserves and the draw: Order 40 article 11 and what the region's rules leave."""

from collections import Counter
from collections.abc import Iterator

from models.calendar import date_of
from models.plan import DrawRecord, Finding, Plan, Replacement, Where, last_draw
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.committees import members, seats_of
from scheduler.rules.facts import facts_of
from scheduler.rules.index import ceil_share
from scheduler.rules.people import place


class Renewal(Rule):
    """A share of the members did not sit last year."""

    id = "renewal"
    clauses = ("IM2023-3",)
    title_zh = "每年更换一定比例评委"
    title_en = "A share of the members is new"
    waiver = "goal"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        share = facts.number.share("committee.renewal_share")
        for committee, seats in facts.formed:
            known = [
                committee.id in year.committees
                for e in members(facts, seats)
                for year in e.service
                if year.year == season.year - 1
            ]
            if not known:
                continue
            facts.compared[self.id] += 1
            size = len(members(facts, seats))
            renewed, needed = size - sum(known), ceil_share(share, size)
            if renewed < needed:
                yield self.finding(
                    season,
                    "form_renewal",
                    seats_of(committee),
                    committee=committee.id,
                    renewed=renewed,
                    needed=needed,
                )


class PoolAndReserves(Rule):
    """The pool is large enough, reserves are enough and are not members."""

    id = "pool-and-reserves"
    clauses = ("IM2023-2", "P-1")
    title_zh = "专家库规模与备选人数"
    title_en = "Size of the pool, number of reserves"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        ratio = facts.number.integer("pool.ratio")
        share = facts.number.share("draw.reserve_ratio")
        reserves = Counter(r.committee for r in plan.reserves)
        for committee, seats in facts.formed:
            facts.compared[self.id] += 1
            size = len(members(facts, seats))
            pool = len(facts.pool(committee))
            named, needed = reserves[committee.id], ceil_share(share, size)
            where = seats_of(committee)
            if pool < ratio * size:
                yield self.finding(
                    season, "form_small_pool", where, committee=committee.id, pool=pool, size=size
                )
            if named < needed:
                yield self.finding(
                    season,
                    "form_few_reserves",
                    where,
                    committee=committee.id,
                    reserves=named,
                    needed=needed,
                )
            sitting = {seat.expert for seat in seats}
            for reserve in plan.reserves:
                if reserve.committee == committee.id and reserve.expert in sitting:
                    yield self.finding(
                        season,
                        "form_reserve_sits",
                        place(reserve),
                        expert=reserve.expert,
                        committee=committee.id,
                    )


class DrawnByLot(Rule):
    """A recorded draw took its members from the lot, and a second one gives its reason."""

    id = "drawn-by-lot"
    clauses = ("R40-11a",)
    title_zh = "评委从专家库随机抽取并留记录"
    title_en = "Members are drawn by lot, on record"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        seen: set[str] = set()
        for draw in plan.draws:
            facts.compared[self.id] += 1
            where = Where(file="plan", table="draws", id=draw.id)
            named = (*draw.members, *draw.reserves)
            outside = set(named) - set(draw.eligible)
            excluded = set(draw.eligible) & {e.expert for e in draw.exclusions}
            if outside or excluded or len(set(named)) < len(named):
                yield self.finding(season, "form_draw_outside", where, committee=draw.committee)
            if draw.committee in seen and not draw.reason:
                yield self.finding(season, "form_draw_again", where, committee=draw.committee)
            seen.add(draw.committee)
        last = {draw.committee: draw for draw in plan.draws}
        for name, draw in last.items():
            sitting = {seat.expert for seat in facts.seats.get(name, ())}
            if sitting - set(draw.members) - set(draw.reserves):
                where = Where(file="plan", table="draws", id=draw.id, field="members")
                yield self.finding(season, "form_not_drawn", where, committee=name)


DRAW_NUMBERS = ("draw.days_before_min", "draw.days_before_max", "draw.witnesses_min")


class DrawnInTime(Rule):
    """The draw is held shortly before the meeting, before witnesses."""

    id = "drawn-in-time"
    clauses = ("IM2023-5",)
    title_zh = "会前几日内在见证下抽取"
    title_en = "Drawn a few days before the meeting, witnessed"
    needs = ("meetings", "formation")

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for draw in plan.draws:
            meeting = facts.meetings.get(draw.committee)
            if meeting is None or not meeting.half_days:
                continue
            facts.compared[self.id] += 1
            ahead = (date_of(min(meeting.half_days)) - draw.held_on).days
            witnesses = len(draw.witnesses)
            least, most, needed = (facts.number.integer(key) for key in DRAW_NUMBERS)
            if not least <= ahead <= most or witnesses < needed:
                where = Where(file="plan", table="draws", id=draw.id, field="held_on")
                yield self.finding(
                    season,
                    "form_draw_time" if ahead >= 0 else "form_draw_after",
                    where,
                    committee=draw.committee,
                    days=abs(ahead),
                    witnesses=witnesses,
                    least=least,
                    most=most,
                    needed=needed,
                )


class ReplacedInOrder(Rule):
    """A seat that changed hands went to the next reserve of its group and class, on record."""

    id = "replaced-in-order"
    clauses = ("R40-11b",)
    title_zh = "按备选顺序替补，同专业同来源，留有记录"
    title_en = "Replaced by the next reserve in order, of the same specialty and class"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        draws = {(draw.committee, draw.id): draw for draw in plan.draws}
        gone: set[tuple[str, str]] = set()
        for step in plan.replacements:
            draw = draws.get((step.committee, step.draw))
            if (draw or not step.draw) and step.draw != last_draw(plan, step.committee):
                continue
            facts.compared[self.id] += 1
            gone |= {(step.committee, step.left), (step.committee, step.joined)}
            committee = season.committee.get(step.committee)
            people = [season.expert.get(name) for name in (step.left, step.joined)]
            known = [e for e in people if e is not None]
            same = committee is None or not committee.self_reviewing
            same = same or len({facts.external(e, committee) for e in known if committee}) < 2  # noqa: PLR2004 - two people
            listed = step.joined in draw.reserves if draw else not step.draw
            passed = {(step.committee, item.expert) for item in step.passed}
            waiting = {
                r.expert: r.order
                for r in plan.reserves
                if (r.committee, r.group, r.origin) == (step.committee, step.group, step.origin)
            }
            skipped = any(
                order < step.order and (step.committee, name) not in gone | passed
                for name, order in waiting.items()
            )
            later = any(
                order > step.order and (step.committee, name) in passed
                for name, order in (waiting | self._drawn(step, draw)).items()
            )
            if not same or not listed or skipped or later:
                yield self.finding(
                    season,
                    "form_replaced_order",
                    Where(file="plan", table="replacements", id=step.id, field="joined"),
                    expert=step.joined,
                    committee=step.committee,
                )
            sitting = {seat.expert for seat in facts.seats.get(step.committee, ())}
            if step.left in sitting:
                yield self.finding(
                    season,
                    "form_replaced_sits",
                    Where(file="plan", table="replacements", id=step.id, field="left"),
                    expert=step.left,
                    committee=step.committee,
                )

    def _drawn(self, step: Replacement, draw: DrawRecord | None) -> dict[str, int]:
        """The drawn order of every reserve of the step's group and class, who joined since too."""
        found: dict[str, int] = {}
        if draw is not None:
            for name, place in zip(draw.reserves, draw.reserve_places, strict=False):
                head, _, order = place.rpartition("/")
                if head == f"{step.group}/{step.origin}" and order.isdecimal():
                    found[name] = int(order)
        return found


DRAWS: tuple[type[Rule], ...] = (
    Renewal,
    PoolAndReserves,
    DrawnByLot,
    DrawnInTime,
    ReplacedInOrder,
)
