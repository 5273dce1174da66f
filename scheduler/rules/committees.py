"""How a committee is made up: notice 六(一)3, 六(二)1; Order 40 articles 9, 11, 21."""

from collections import Counter
from collections.abc import Iterator

from models.committee import Committee
from models.people import Expert
from models.plan import Finding, Plan, Seat, Where
from models.season import Season
from scheduler.rules.base import Rule
from scheduler.rules.facts import Facts, facts_of
from scheduler.rules.index import ceil_share, floor_share
from scheduler.rules.people import place
from scheduler.rules.windows_rules import row


def seats_of(committee: Committee) -> Where:
    """Where a committee's seats stand in the plan."""
    return Where(file="plan", table="seats", id=committee.id, field="committee")


def members(facts: Facts, seats: tuple[Seat, ...]) -> list[Expert]:
    """The experts of these seats, each once."""
    return [facts.season.expert[name] for name in dict.fromkeys(s.expert for s in seats)]


class OddAndChaired(Rule):
    """An odd number of members with one chair."""

    id = "odd-and-chaired"
    clauses = ("R40-9a",)
    title_zh = "人数为单数，设主任委员"
    title_en = "An odd number with a chair"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, seats in facts.formed:
            facts.compared[self.id] += 1
            size = len(members(facts, seats))
            if facts.number.flag("committee.odd") and size % 2 == 0:
                yield self.finding(
                    season, "form_even", seats_of(committee), committee=committee.id, size=size
                )
            if size < len(seats):
                yield self.finding(
                    season, "form_seated_twice", seats_of(committee), committee=committee.id
                )
            chairs = sum(seat.role == "chair" for seat in seats)
            wanted = facts.number.integer("committee.chairs")
            if chairs != wanted:
                yield self.finding(
                    season,
                    "form_chair",
                    seats_of(committee),
                    keys=("committee.chairs",),
                    committee=committee.id,
                    chairs=chairs,
                    wanted=wanted,
                )
            may = facts.may_preside(committee)
            for seat in seats:
                if seat.role != "member" and seat.expert not in may:
                    yield self.finding(
                        season,
                        "form_may_not_preside",
                        place(seat),
                        expert=seat.expert,
                        committee=committee.id,
                    )


class Deputies(Rule):
    """The number of deputies, and not too many officials."""

    id = "deputies-and-officials"
    clauses = ("IM2023-4",)
    title_zh = "副主任人数、领导干部比例"
    title_en = "Number of deputies, share of officials"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        least = facts.number.integer("committee.deputies_min")
        most = facts.number.integer("committee.deputies_max")
        share = facts.number.share("committee.officials_max_share")
        for committee, seats in facts.formed:
            facts.compared[self.id] += 1
            deputies = sum(seat.role == "deputy" for seat in seats)
            if not least <= deputies <= most:
                yield self.finding(
                    season,
                    "form_deputies",
                    seats_of(committee),
                    keys=("committee.deputies_min", "committee.deputies_max"),
                    committee=committee.id,
                    deputies=deputies,
                )
            people = members(facts, seats)
            officials = sum(e.official is True for e in people)
            if officials > floor_share(share, len(people)):
                yield self.finding(
                    season,
                    "form_officials",
                    seats_of(committee),
                    keys=("committee.officials_max_share",),
                    committee=committee.id,
                    officials=officials,
                    size=len(people),
                )


class _MinimumSize(Rule):
    """No committee is smaller than the least number of its kind, but with consent."""

    needs = ("formation",)
    senior: bool

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, seats in facts.formed:
            if (committee.band == "senior") != self.senior:
                continue
            facts.compared[self.id] += 1
            kind = "specialty" if committee.by_specialty else "series"
            key = f"committee.min.{committee.band}.{kind}"
            least, size = facts.number.integer(key), len(members(facts, seats))
            if size < least and not committee.size_consent:
                yield self.finding(
                    season,
                    "form_too_small",
                    seats_of(committee),
                    keys=(key,),
                    committee=committee.id,
                    size=size,
                    least=least,
                )


class SeniorSize(_MinimumSize):
    """Senior committees: 25 by series, 11 by specialty."""

    id = "senior-size"
    clauses = ("R40-9b", "R40-9c")
    title_zh = "高级评委会最低人数"
    title_en = "Least size of senior committees"
    senior = True


class MidJuniorSize(_MinimumSize):
    """Mid and junior committees: the region's numbers."""

    id = "midjunior-size"
    clauses = ("IM2023-1",)
    title_zh = "中初级评委会最低人数"
    title_en = "Least size of mid and junior committees"
    senior = False


class SizeAsFiled(Rule):
    """A committee whose filed size is given has just that many members."""

    id = "size-as-filed"
    clauses = ("N2024-6.1.2a",)
    title_zh = "人数与备案一致"
    title_en = "As many members as filed"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        for committee, seats in facts.formed:
            if committee.size is None:
                continue
            facts.compared[self.id] += 1
            size = len(members(facts, seats))
            if size != committee.size:
                yield self.finding(
                    season,
                    "form_size",
                    seats_of(committee),
                    row(committee, "size"),
                    committee=committee.id,
                    size=size,
                    wanted=committee.size,
                )


class ExternalThird(Rule):
    """At least a third of a self-reviewing committee are peers from outside."""

    id = "external-third"
    clauses = ("N2024-6.1.3b",)
    title_zh = "自主评审外单位同行不少于三分之一"
    title_en = "A third of a self-reviewing committee are external peers"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        share = facts.number.share("committee.external_share")
        for committee, seats in facts.formed:
            if not committee.self_reviewing:
                continue
            facts.compared[self.id] += 1
            people = members(facts, seats)
            outside = sum(is_external_peer(facts, e, committee) for e in people)
            needed = ceil_share(share, len(people))
            if outside < needed:
                yield self.finding(
                    season,
                    "form_external",
                    seats_of(committee),
                    keys=("committee.external_share",),
                    committee=committee.id,
                    external=outside,
                    needed=needed,
                    size=len(people),
                )


def is_external_peer(facts: Facts, expert: Expert, committee: Committee) -> bool:
    """Somebody of the specialty from outside the organiser."""
    return facts.external(expert, committee) and facts.peer(expert, committee, ())


class PrivateExperts(Rule):
    """Committees and pools that concern enterprises hold private-enterprise experts."""

    id = "private-experts"
    clauses = ("N2024-6.1.3c",)
    title_zh = "涉企评委会、专家库有民营企业专家"
    title_en = "Private-enterprise experts in committees and pools that concern enterprises"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        least = facts.number.integer("committee.private_min")
        for committee, seats in facts.formed:
            if not committee.enterprise_related:
                continue
            facts.compared[self.id] += 1
            pool = facts.pool(committee)
            for code, key, people in (
                ("form_private", "committee.private_share", members(facts, seats)),
                ("form_private_pool", "pool.private_share", pool),
            ):
                needed = max(least, ceil_share(facts.number.share(key), len(people)))
                count = sum(e.private_enterprise is True for e in people)
                if count < needed:
                    yield self.finding(
                        season,
                        code,
                        seats_of(committee),
                        keys=(key, "committee.private_min"),
                        committee=committee.id,
                        count=count,
                        needed=needed,
                    )


class UnitCap(Rule):
    """No unit holds more than its share of a committee that is not self-reviewing."""

    id = "unit-cap"
    clauses = ("R40-7",)
    title_zh = "同一单位评委不过多"
    title_en = "No unit holds too many seats"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        share = facts.number.share("committee.unit_cap_share")
        for committee, seats in facts.formed:
            if committee.self_reviewing:
                continue
            facts.compared[self.id] += 1
            people = members(facts, seats)
            most = max(1, floor_share(share, len(people)))
            units = Counter(facts.body(e.organisation) for e in people)
            for unit, count in sorted(units.items()):
                if count > most:
                    yield self.finding(
                        season,
                        "form_unit_cap",
                        seats_of(committee),
                        keys=("committee.unit_cap_share",),
                        committee=committee.id,
                        organisation=unit,
                        count=count,
                        most=most,
                    )


class GroupsOfThree(Rule):
    """Every group has at least three members, and the size that the season gives it."""

    id = "groups-of-three"
    clauses = ("R40-21",)
    title_zh = "评议组不少于三人"
    title_en = "Groups of at least three"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        least = facts.number.integer("group.min_members")
        for committee, _ in facts.formed:
            given = {group.id: group.size for group in committee.groups}
            for group in facts.groups.get(committee.id, ()):
                facts.compared[self.id] += 1
                wanted = given.get(group.id)
                size = len(set(facts.in_group.get((committee.id, group.id), ())))
                where = Where(file="plan", table="groups", id=group.id, field="size")
                if size < least:
                    yield self.finding(
                        season,
                        "form_group_small",
                        where,
                        keys=("group.min_members",),
                        group=group.id,
                        size=size,
                        least=least,
                    )
                elif wanted is not None and size != wanted:
                    yield self.finding(
                        season,
                        "form_group_size",
                        where,
                        group=group.id,
                        size=size,
                        planned=wanted,
                    )


class PeersOfTheGroup(Rule):
    """Members match their group; every group has enough of its specialty."""

    id = "peers-of-the-group"
    clauses = ("N2024-6.2.1a",)
    title_zh = "评委专业与评议组对口"
    title_en = "Members match the specialty of their group"
    needs = ("formation",)

    def check(self, season: Season, plan: Plan) -> Iterator[Finding]:
        facts = facts_of(season, plan)
        least = facts.number.integer("match.min_specialty")
        for committee, seats in facts.formed:
            matching: Counter[str] = Counter({g.id: 0 for g in facts.groups.get(committee.id, ())})
            for seat in seats:
                facts.compared[self.id] += 1
                group = facts.group.get(seat.group)
                if group is not None and group.committee != committee.id:
                    yield self.finding(
                        season,
                        "form_other_group",
                        place(seat),
                        expert=seat.expert,
                        group=seat.group,
                    )
                specialties = group.specialties if group else ()
                if facts.peer(season.expert[seat.expert], committee, specialties):
                    matching[seat.group] += 1
                else:
                    yield self.finding(
                        season,
                        "form_specialty",
                        place(seat),
                        expert=seat.expert,
                        committee=committee.id,
                        group=seat.group,
                    )
            for name, count in sorted(matching.items()):
                if count < least:
                    yield self.finding(
                        season,
                        "form_few_peers",
                        Where(file="plan", table="groups", id=name),
                        keys=("match.min_specialty",),
                        group=name,
                        count=count,
                        least=least,
                    )


COMMITTEES: tuple[type[Rule], ...] = (
    OddAndChaired,
    Deputies,
    SeniorSize,
    MidJuniorSize,
    SizeAsFiled,
    ExternalThird,
    PrivateExperts,
    UnitCap,
    GroupsOfThree,
    PeersOfTheGroup,
)
