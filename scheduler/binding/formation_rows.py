"""How the law binds formation: one function a provision, listed at the end."""

from collections.abc import Iterable
from itertools import combinations
from math import ceil
from typing import TYPE_CHECKING

from models.calendar import date_of
from models.plan import RoomUse, Where
from models.season import Season
from scheduler.binding.base import Binding
from scheduler.blocks import decision
from scheduler.eligibility import can_come, sat_last_year, term_end
from scheduler.pinned import pinned
from scheduler.pools import last_day
from scheduler.rows import Rows, Var
from scheduler.spans import before, least_lead, runs
from scheduler.travel import too_far, too_long

if TYPE_CHECKING:
    from scheduler.formation_model import Formation


SHORT_SPAN = 12
"""Half-days of a span up to which it is asked when panels find their members."""


def _at(committee: str) -> Where:
    return Where(table="committees", id=committee)


def committee_has_its_size(rows: Rows, v: "Formation", season: Season) -> None:
    """Exactly the planned number of members: odd, and not below the least lawful number."""
    for committee, load in v.loads.items():
        rows.exactly(load.size, [x for _, x in v.on(committee)], "R40-9a", _at(committee))


def one_group_per_member(rows: Rows, v: "Formation", season: Season) -> None:
    """Nobody sits in two groups of one committee."""
    for committee in v.loads:
        of_expert: dict[str, list[Var]] = {}
        for expert, variable in v.on(committee):
            of_expert.setdefault(expert.id, []).append(variable)
        for variables in of_expert.values():
            if len(variables) > 1:
                rows.at_most_one(variables, "R40-21", _at(committee))


def groups_have_three(rows: Rows, v: "Formation", season: Season) -> None:
    """Every group has at least the lawful number, and as many as its panels need."""
    least = season.profile.integer("group.min_members")
    for committee, load in v.loads.items():
        meeting = v.meetings[committee]
        for group in load.groups:
            parallel = _most_parallel(meeting.rooms, group.id)
            needed = max(least, parallel * group.panel_size)
            rows.at_least(
                needed,
                [v.sits[e, group.id] for e in v.of_group[group.id]],
                "R40-21",
                _at(committee),
                Where(table="groups", id=group.id),
            )


def _most_parallel(uses: Iterable[RoomUse], group: str) -> int:
    at: dict[str, int] = {}
    for use in uses:
        if use.group == group:
            at[use.at] = at.get(use.at, 0) + 1
    return max(at.values(), default=1)


def groups_have_their_size(rows: Rows, v: "Formation", season: Season) -> None:
    """Groups as large as given in the season (exact), or as planned from their work (a guide)."""
    for committee, load in v.loads.items():
        given = {group.id for group in load.committee.groups if group.size is not None}
        for group in load.groups:
            seats = [v.sits[e, group.id] for e in v.of_group[group.id]]
            with rows.declared("exact" if group.id in given else "guide"):
                rows.exactly(group.size, seats, "R40-21", _at(committee), binds=False)


def a_third_is_external(rows: Rows, v: "Formation", season: Season) -> None:
    """In a self-reviewing committee at least a third are peers from outside (六(一)3)."""
    share = season.profile.share("committee.external_share")
    for committee, load in v.loads.items():
        if load.committee.self_reviewing:
            outside = [x for e, x in v.on(committee) if v.pool.ties.external(load.committee, e)]
            rows.at_least(ceil(share * load.size), outside, "N2024-6.1.3b", _at(committee))


def private_enterprise_has_its_share(rows: Rows, v: "Formation", season: Season) -> None:
    """Committees that concern enterprises take in private-enterprise experts (六(一)3)."""
    share = season.profile.share("committee.private_share")
    least = season.profile.integer("committee.private_min")
    for committee, load in v.loads.items():
        if load.committee.enterprise_related:
            private = [x for e, x in v.on(committee) if e.private_enterprise]
            rows.at_least(
                max(least, ceil(share * load.size)),
                private,
                "N2024-6.1.3c",
                _at(committee),
                binds=False,
            )


def officials_stay_few(rows: Rows, v: "Formation", season: Season) -> None:
    """Leading officials are at most the profile's share."""
    share = season.profile.share("committee.officials_max_share")
    for committee, load in v.loads.items():
        officials = [x for e, x in v.on(committee) if e.official]
        if officials:
            rows.at_most(int(share * load.size), officials, "IM2023-4", _at(committee), binds=False)


def no_unit_dominates(rows: Rows, v: "Formation", season: Season) -> None:
    """Members of one unit are at most the profile's share, but for self-reviewing bodies."""
    share = season.profile.share("committee.unit_cap_share")
    for committee, load in v.loads.items():
        if load.committee.self_reviewing:
            continue
        by_unit: dict[str, list[Var]] = {}
        for expert, variable in v.on(committee):
            by_unit.setdefault(expert.organisation, []).append(variable)
        most = max(1, int(share * load.size))
        for variables in by_unit.values():
            if len(variables) > most:
                rows.at_most(most, variables, "R40-7", _at(committee), binds=False)


def some_are_new(rows: Rows, v: "Formation", season: Season) -> None:
    """Those who sat in this committee last year leave room for the share that is renewed."""
    share = season.profile.share("committee.renewal_share")
    for committee, load in v.loads.items():
        again = [x for e, x in v.on(committee) if sat_last_year(season, e, committee)]
        most = load.size - ceil(share * load.size)
        if len(again) > most:
            rows.at_most(most, again, "IM2023-3", _at(committee), binds=False)


def somebody_presides(rows: Rows, v: "Formation", season: Season) -> None:
    """A chair and the least number of deputies are among the members (art. 9, 19)."""
    needed = 1 + season.profile.integer("committee.deputies_min")
    for committee, load in v.loads.items():
        fit = v.pool.presiding(load.committee, last_day(v.meetings[committee]))
        variables = [x for e, x in v.on(committee) if e.id in fit]
        rows.at_least(1, variables, "R40-9a", _at(committee))
        rows.at_least(needed, variables, "IM2023-4", _at(committee), binds=False)


def three_can_read(rows: Rows, v: "Formation", season: Season) -> None:
    """For everybody reviewed, enough members of the group have no tie (art. 21, 25)."""
    readers = season.profile.integer("readers.min")
    for committee, load in v.loads.items():
        for group in load.groups:
            for tied, somebody in tied_sets(season, v, committee, group.id):
                free = [v.sits[e, group.id] for e in v.of_group[group.id] if e not in tied]
                rows.at_least(
                    readers,
                    free,
                    "R40-25",
                    _at(committee),
                    Where(table="applicants", id=somebody),
                    Where(table="groups", id=group.id),
                )


def tied_sets(
    season: Season, v: "Formation", committee: str, group: str
) -> list[tuple[frozenset[str], str]]:
    """The different sets of candidates tied to some applicant, with one such applicant each."""
    load = v.loads[committee]
    here = frozenset(v.of_group[group])
    found: dict[frozenset[str], str] = {}
    for item in load.items[group]:
        if not item.applicant:
            continue
        tied = here & v.pool.ties.tied_to(load.committee, season.applicant[item.applicant])
        if tied:
            found.setdefault(tied, item.applicant)
    return list(found.items())


def not_too_many_committees(rows: Rows, v: "Formation", season: Season) -> None:
    """Nobody sits on more committees than the limit, or their own."""
    limit = season.profile.integer("expert.max_committees")
    for expert, seats in _seats_by_expert(v).items():
        given = season.expert[expert].max_committees
        most = limit if given is None else given
        if len(seats) > most:
            rows.at_most(most, [x for xs in seats.values() for x in xs], "R40-10a", binds=False)


def nobody_in_two_places(rows: Rows, v: "Formation", season: Season) -> None:
    """Not in two committees that share a half-day."""
    for seats in _seats_by_expert(v).values():
        at: dict[str, list[str]] = {}
        for committee in seats:
            if not v.loads[committee].committee.spread:
                for half_day in v.meetings[committee].half_days:
                    at.setdefault(half_day, []).append(committee)
        for together in dict.fromkeys(tuple(c) for c in at.values() if len(c) > 1):
            rows.at_most_one([x for c in together for x in seats[c]], "R40-20")


def nobody_is_worn_out(rows: Rows, v: "Formation", season: Season) -> None:
    """Not in two committees that are too far apart on one day, or too long in a row."""
    fixed = [c for c in v.loads if not v.loads[c].committee.spread]
    hard = {
        (one, other)
        for one, other in combinations(fixed, 2)
        for pair in [(v.meetings[one], v.meetings[other])]
        if too_far(season, *pair) or too_long(season, *pair)
    }
    for seats in _seats_by_expert(v).values():
        for one, other in combinations(seats, 2):
            if (one, other) in hard:
                rows.at_most_one([*seats[one], *seats[other]], "R40-20", binds=False)


def one_spread_meeting_each(rows: Rows, v: "Formation", season: Season) -> None:
    """A member of a spread committee sits in no other: the days of both are still open."""
    for seats in _seats_by_expert(v).values():
        if len(seats) > 1 and any(v.loads[c].committee.spread for c in seats):
            rows.at_most_one([x for xs in seats.values() for x in xs], "R40-20")


def spread_meetings_leave_time(rows: Rows, v: "Formation", season: Season) -> None:
    """Not in two committees whose half-days are too few to be different ones."""
    pairs = [
        (one, other)
        for one, other in combinations(v.loads, 2)
        if v.loads[one].committee.spread or v.loads[other].committee.spread
    ]
    short = {
        pair
        for pair in pairs
        if len({at for name in pair for at in v.meetings[name].half_days})
        < sum(_half_days_used(v, name) for name in pair)
    }
    for seats in _seats_by_expert(v).values():
        for one, other in combinations(seats, 2):
            if (one, other) in short:
                rows.at_most_one([*seats[one], *seats[other]], "R40-20")


def _half_days_used(v: "Formation", committee: str) -> int:
    """Half-days that a committee sits in, at the least."""
    load = v.loads[committee]
    if not load.committee.spread:
        return len(v.meetings[committee].half_days)
    return least_lead(load) + load.plenary_half_days


def _seats_by_expert(v: "Formation") -> dict[str, dict[str, list[Var]]]:
    """The seat variables of each expert, by committee."""
    found: dict[str, dict[str, list[Var]]] = {}
    for committee in v.loads:
        for expert, variable in v.on(committee):
            found.setdefault(expert.id, {}).setdefault(committee, []).append(variable)
    return found


def quorum_can_come(rows: Rows, v: "Formation", season: Season) -> None:
    """In some run of half-days every plenary has its quorum, a chair and a third external.

    Nobody's term has ended by then.
    """
    for committee, load in v.loads.items():
        if not load.committee.spread:
            continue
        able = runs(load, v.meetings[committee])
        held = [rows.flag(f"plenary[{committee},{run[0]}]") for run in able]
        rows.exactly(1, held, "R40-20", _at(committee))
        for run, here in zip(able, held, strict=True):
            for at in run:
                _quorum(rows, v, season, committee, at, here)


def _quorum(rows: Rows, v: "Formation", season: Season, committee: str, at: str, here: Var) -> None:
    """What one plenary half-day asks of the members, if it is held then."""
    load = v.loads[committee]
    share = season.profile.share("quorum.share")
    on = v.on(committee)
    coming = [(e, _free_at(rows, v, committee, e.id, x, at)) for e, x in on if v.pool.comes(e, at)]
    needed = ceil(share * load.size)
    rows.at_least(0, [*[x for _, x in coming], (-needed, here)], "R40-19", _at(committee))
    fit = v.pool.presiding(load.committee, last_day(v.meetings[committee]))
    rows.at_least(0, [*[x for e, x in coming if e.id in fit], (-1, here)], "R40-19", _at(committee))
    if load.committee.self_reviewing:
        third = ceil(season.profile.share("committee.external_share") * needed)
        outside = [x for e, x in coming if v.pool.ties.external(load.committee, e)]
        rows.at_least(0, [*outside, (-third, here)], "N2024-6.1.3b", _at(committee))
    for expert, variable in on:
        until = term_end(season, expert)
        if until is not None and until < date_of(at):
            rows.at_most(1, [variable, here], "R40-10b", _at(committee))


def _free_at(rows: Rows, v: "Formation", committee: str, expert: str, sits: Var, at: str) -> Var:
    """True at most where somebody sits in the committee, and in no block that covers `at`."""
    elsewhere = [
        v.sits[expert, group.id]
        for other, load in v.loads.items()
        if other != committee and not load.committee.spread
        if at in v.meetings[other].half_days
        for group in load.groups
        if (expert, group.id) in v.sits
    ]
    if not elsewhere:
        return sits
    free = rows.flag(f"free[{expert},{committee},{at}]")
    rows.at_most(0, [free, (-1, sits)], "R40-20", _at(committee))
    rows.at_most_one([free, *elsewhere], "R40-20", _at(committee))
    return free


def panels_can_be_filled(rows: Rows, v: "Formation", season: Season) -> None:
    """The half-days that members can give together fill all panels of the group.

    How many somebody wishes to give is no law: that gives way before a refusal.
    """
    for committee, load in v.loads.items():
        if not load.committee.spread:
            continue
        meeting = v.meetings[committee]
        free = before(meeting, runs(load, meeting)[-1])
        for group in load.groups:
            able: list[tuple[int, Var]] = []
            wished: list[tuple[int, Var]] = []
            for expert in v.of_group[group.id]:
                person = season.expert[expert]
                days = sum(v.pool.comes(person, at) for at in free)
                limit = person.max_half_days
                seat = v.sits[expert, group.id]
                able.append((days, seat))
                wished.append((days if limit is None else min(days, max(0, limit)), seat))
            needed = group.panel_size * sum(group.panels.values())
            rows.at_least(needed, able, "R40-21", _at(committee))
            if wished != able:
                rows.at_least(needed, wished, "R40-21", _at(committee), binds=False)


def panels_find_half_days(rows: Rows, v: "Formation", season: Season) -> None:
    """In a short span: enough half-days in which as many members can come as a panel needs.

    In a long span the rows above do; there are days enough for everybody.
    """
    for committee, load in v.loads.items():
        meeting = v.meetings[committee]
        if not load.committee.spread or len(meeting.half_days) > SHORT_SPAN:
            continue
        free = before(meeting, runs(load, meeting)[-1])
        for group in load.groups:
            panels = sum(group.panels.values())
            if not panels:
                continue
            held: list[Var] = []
            for at in free:
                able = [e for e in v.of_group[group.id] if v.pool.comes(season.expert[e], at)]
                here = rows.flag(f"panel[{group.id},{at}]")
                sitting = [_free_at(rows, v, committee, e, v.sits[e, group.id], at) for e in able]
                rows.at_least(0, [*sitting, (-group.panel_size, here)], "R40-21")
                held.append(here)
            least = ceil(panels / max(1, load.most_parallel(group)))
            rows.at_least(least, held, "R40-21", _at(committee))


def proven_sets_are_left(rows: Rows, v: "Formation", season: Season) -> None:
    """A set of members proven unable to work is not drawn again; every other set still may be."""
    stand = {decision(meeting) for meeting in v.meetings.values()}
    for cut in v.cuts:
        if cut.step != "formation" or cut.committee not in v.loads or not stand >= {*cut.given}:
            continue
        if any(seat not in v.sits for seat in cut.seats):
            continue  # somebody may not sit there any more
        inside = set(cut.decisions)
        groups = [cut.group] if cut.group else [g.id for g in v.loads[cut.committee].groups]
        own = [(e, g) for g in groups if inside for e in v.of_group[g]]
        left = [(-1, v.sits[seat]) for seat in own if seat[0] in inside]
        joined = [(1, v.sits[seat]) for seat in own if seat[0] not in inside]
        others = [(-1, v.sits[seat]) for seat in cut.seats]
        fewest = 1 - len(inside) - len(others)
        rows.at_least(fewest, [*left, *joined, *others], cut.clause)


def pinned_members_sit(rows: Rows, v: "Formation", season: Season) -> None:
    """Members that the season pins sit where they are pinned."""
    for pin in season.pins:
        if pin.part == "members" and pin.subject in v.loads:
            expert, group = str(pin.value.get("expert", "")), str(pin.value.get("group", ""))
            seats = [
                v.sits[expert, g.id]
                for g in v.loads[pin.subject].groups
                if (expert, g.id) in v.sits and group in ("", g.id)
            ]
            rows.at_least(1, seats, "R40-11a", Where(table="pins", id=pin.id))
    for load in v.loads.values():
        for one in pinned(season, load).panels:
            for expert in one.members:
                seat = v.sits.get((expert, one.group))
                able = seat is not None and can_come(season.expert[expert], [one.at])
                rows.at_least(1, [seat] if able and seat is not None else [], "R40-11a", *one.where)


def pinned_panels_are_filled(rows: Rows, v: "Formation", season: Season) -> None:
    """In every half-day in which panels of a group are pinned, enough of its members can come."""
    for load in v.loads.values():
        held = pinned(season, load)
        size = {group.id: group.panel_size for group in load.groups}
        for (group, at), count in held.half_days(load).items():
            able = [e for e in v.of_group.get(group, ()) if can_come(season.expert[e], [at])]
            where = [
                w for one in held.panels if (one.group, one.at) == (group, at) for w in one.where
            ]
            rows.at_least(size[group] * count, [v.sits[e, group] for e in able], "R40-21", *where)


def pinned_panels_hear_everybody(rows: Rows, v: "Formation", season: Season) -> None:
    """A dossier has readers in some panel, where pins name all that sit in those it may be in."""
    readers = season.profile.integer("readers.min")
    for load in v.loads.values():
        held = pinned(season, load)
        for group in load.groups if held.panels else ():
            named = [one for one in held.panels if one.group == group.id and one.members]
            every = len(named) == sum(group.panels.values())
            for item in load.items[group.id]:
                own = [one for one in named if item.applicant in one.dossiers]
                able = own or (named if every else [])
                if able and item.applicant:
                    applicant = season.applicant[item.applicant]
                    tied = v.pool.ties.tied_to(load.committee, applicant)
                    if all(len({*one.members} - {*tied}) < readers for one in able):
                        rows.at_least(1, [], "R40-25", *(w for one in able for w in one.where))


FORMATION_ROWS: tuple[Binding["Formation"], ...] = (
    Binding("R40-9a", "exact", committee_has_its_size),
    Binding("R40-21", "exact", one_group_per_member),
    Binding("R40-21", "needed", groups_have_three),
    Binding("R40-21", "guide", groups_have_their_size),
    Binding("N2024-6.1.3b", "exact", a_third_is_external),
    Binding("N2024-6.1.3c", "exact", private_enterprise_has_its_share),
    Binding("IM2023-4", "exact", officials_stay_few),
    Binding("R40-7", "exact", no_unit_dominates),
    Binding("IM2023-3", "exact", some_are_new),
    Binding("R40-9a", "exact", somebody_presides),
    Binding("R40-25", "needed", three_can_read),
    Binding("R40-10a", "exact", not_too_many_committees),
    Binding("R40-20", "needed", nobody_in_two_places),
    Binding("R40-20", "needed", spread_meetings_leave_time),
    Binding("R40-20", "guide", nobody_is_worn_out),
    Binding("R40-20", "guide", one_spread_meeting_each),
    Binding("R40-19", "needed", quorum_can_come),
    Binding("R40-21", "needed", panels_can_be_filled),
    Binding("R40-21", "needed", panels_find_half_days),
    Binding("", "needed", proven_sets_are_left),
    Binding("R40-11a", "exact", pinned_members_sit),
    Binding("R40-21", "needed", pinned_panels_are_filled),
    Binding("R40-25", "needed", pinned_panels_hear_everybody),
)
"""Eligibility (title, term, filing, purge, blacklist, pledge, rotation) leaves no variable at all:
see `scheduler.eligibility.exclusion`."""
