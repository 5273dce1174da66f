"""The model of one committee's panels: counts per group, category and half-day, and who sits.

No session index, no room index. A panel has at least the format's number of members; more sit
where ties (art. 25) make it necessary.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from models.calendar import HalfDay, date_of
from models.people import Expert
from models.plan import Meeting, PlannedGroup
from models.season import Season
from scheduler.binding.timetable_rows import TIMETABLE_ROWS
from scheduler.eligibility import Ties, can_come
from scheduler.grouping import Item, Load
from scheduler.reference import weights
from scheduler.rows import Rows, Var
from scheduler.work import Cut


@dataclass(frozen=True)
class Timetable:
    """One committee. ``meets[g, k, t]``: panels of group g and category k in half-day t.

    ``sits_at[e, t]``: expert e sits in a panel at t; ``comes[e, d]``: e comes on day d;
    ``most[g]``: the greatest number of sittings of a member of g.
    """

    load: Load
    meeting: Meeting
    members: Mapping[str, tuple[Expert, ...]]
    before: tuple[HalfDay, ...]
    meets: Mapping[tuple[str, str, HalfDay], Var]
    sits_at: Mapping[tuple[str, HalfDay], Var]
    comes: Mapping[tuple[str, date], Var]
    most: Mapping[str, Var]
    ties: Ties
    cuts: tuple[Cut, ...] = ()
    """Panels in which the members of a group cannot hear everybody."""

    def panels_at(self, group: str, at: HalfDay) -> list[Var]:
        """The panel counts of a group in a half-day, over all categories."""
        return [x for (g, _, t), x in self.meets.items() if (g, t) == (group, at)]

    def panels_on(self, at: HalfDay) -> list[Var]:
        """The panel counts of the whole committee in a half-day."""
        return [x for (_, _, t), x in self.meets.items() if t == at]


def build(
    season: Season,
    load: Load,
    meeting: Meeting,
    members: Mapping[str, tuple[Expert, ...]],
    ties: Ties,
    only: Iterable[str] = (),
    without: frozenset[str] = frozenset(),
    cuts: tuple[Cut, ...] = (),
) -> tuple[Rows, Timetable]:
    """Variables and rows of one committee; `only` restricts it to some groups.

    Panels that `cuts` name are not laid out again for the members for whom it was shown.
    """
    rows = Rows()
    before = tuple(at for at in meeting.half_days if at not in meeting.plenaries)
    chosen = set(only)
    groups = [g for g in load.groups if (not chosen or g.id in chosen) and g.panels]
    meets = {
        (g.id, category, at): rows.integer(
            f"meets[{g.id},{category},{at}]", 0, min(count, load.most_parallel(g))
        )
        for g in groups
        for category, count in g.panels.items()
        for at in before
    }
    sits_at = {
        (e.id, at): rows.flag(f"sits_at[{e.id},{at}]")
        for g in groups
        for e in members[g.id]
        for at in before
    }
    days = sorted({date_of(at) for at in before})
    comes = {
        (e.id, day): rows.flag(f"comes[{e.id},{day}]")
        for g in groups
        for e in members[g.id]
        for day in days
    }
    most = {g.id: rows.integer(f"most[{g.id}]", 0, len(before)) for g in groups}
    v = Timetable(load, meeting, members, before, meets, sits_at, comes, most, ties, cuts)
    _link(rows, v, groups)
    for add in TIMETABLE_ROWS:
        if add.clause not in without:
            with rows.declared(add.strength):
                add.rows(rows, v, season)
    return rows, v


def _link(rows: Rows, v: Timetable, groups: Iterable[PlannedGroup]) -> None:
    """What the counting variables mean, and two cuts that make the LP tight."""
    for group in groups:
        for category, count in group.panels.items():
            rows.exactly(count, [v.meets[group.id, category, at] for at in v.before], "N2024-5.4")
        for at in v.before:
            panels = v.panels_at(group.id, at)
            sitting = [v.sits_at[e.id, at] for e in v.members[group.id]]
            rows.at_least(0, [*sitting, *[(-group.panel_size, x) for x in panels]], "R40-21")
            for variable in sitting:
                rows.at_most(0, [variable, *[(-1, x) for x in panels]])
        total = group.panel_size * sum(group.panels.values())
        if v.members[group.id]:
            rows.at_least(ceil(total / len(v.members[group.id])), [v.most[group.id]])
        for expert in v.members[group.id]:
            rows.at_most(
                0, [*[v.sits_at[expert.id, at] for at in v.before], (-1, v.most[group.id])]
            )
            for at in v.before:
                rows.at_most(0, [v.sits_at[expert.id, at], (-1, v.comes[expert.id, date_of(at)])])


def goal_terms(season: Season, v: Timetable) -> list[tuple[int, int]]:
    """The committee's part of the reference objective; rooms and plenary stand already."""
    weight = weights(season)
    against = {e.id: e.wishes_against for experts in v.members.values() for e in experts}
    return [
        *[(weight["greatest_load"], x) for x in v.most.values()],
        *[(weight["expert_days"], x) for x in v.comes.values()],
        *[
            (weight["against_wish"], x)
            for (expert, at), x in v.sits_at.items()
            if at in against[expert]
        ],
    ]


def attending(
    season: Season,
    load: Load,
    members: Mapping[str, Sequence[Expert]],
    ties: Ties,
    heads: frozenset[str],
    at: HalfDay,
) -> tuple[str, ...]:
    """Who attends a plenary: all who can come, less insiders beyond what is lawful."""
    everyone = [e for experts in members.values() for e in experts]
    there = [e for e in everyone if can_come(e, [at])]
    return lawfully_there(season, load, ties, heads, there)


def lawfully_there(
    season: Season, load: Load, ties: Ties, heads: frozenset[str], coming: Sequence[Expert]
) -> tuple[str, ...]:
    """Those of whoever comes to a plenary who may attend it together.

    In a self-reviewing body a third of those attending are external (六(一)3); chair and
    deputies are the last to be left out.
    """
    if not load.committee.self_reviewing:
        return tuple(e.id for e in coming)
    third = season.profile.share("committee.external_share")
    outside = [e.id for e in coming if ties.external(load.committee, e)]
    inside = [e.id for e in coming if not ties.external(load.committee, e)]
    inside.sort(key=lambda name: name not in heads)
    while inside and len(outside) < ceil(third * (len(outside) + len(inside))):
        inside.pop()
    kept = {*outside, *inside}
    return tuple(e.id for e in coming if e.id in kept)


def tied_work(
    season: Season, load: Load, members: Sequence[Expert], ties: Ties, group: str
) -> dict[tuple[frozenset[str], str], int]:
    """Minutes of dossiers by (tied members, category), for those that have any tied member."""
    found: dict[tuple[frozenset[str], str], int] = {}
    here = frozenset(expert.id for expert in members)
    for item in load.items[group]:
        tied = tied_members(season, load, here, ties, item)
        if tied:
            key = (tied, item.category)
            found[key] = found.get(key, 0) + item.minutes
    return found


def tied_members(
    season: Season, load: Load, members: frozenset[str], ties: Ties, item: Item
) -> frozenset[str]:
    """The members who must step out for one dossier."""
    if not item.applicant:
        return frozenset()
    return members & ties.tied_to(load.committee, season.applicant[item.applicant])
