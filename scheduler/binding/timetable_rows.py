"""How the law binds the timetable: one function a provision, listed at the end."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

from models.calendar import HalfDay
from models.plan import PlannedGroup
from models.season import Season
from scheduler.binding.base import Binding
from scheduler.eligibility import can_come
from scheduler.grouping import heard
from scheduler.pinned import CLAUSE, NOTHING, Fixed, pinned
from scheduler.rows import Rows, Var
from scheduler.travel import on_the_way

if TYPE_CHECKING:
    from scheduler.timetable_model import Timetable


def rooms_suffice(rows: Rows, v: "Timetable", season: Season) -> None:
    """No more panels at once than rooms kept for the committee."""
    if not v.meeting.rooms:
        return
    for at in v.before:
        kept = sum(use.at == at for use in v.meeting.rooms)
        rows.at_most(kept, v.panels_on(at), "N2024-6.2.2a")


def only_who_can_come_sits(rows: Rows, v: "Timetable", season: Season) -> None:
    """Nobody sits in a half-day of absence, nor more often than they can give."""
    for experts in v.members.values():
        for expert in experts:
            mine: list[Var] = []
            for at in v.before:
                if (expert.id, at) not in v.sits_at:
                    continue
                mine.append(v.sits_at[expert.id, at])
                if not can_come(expert, [at]):
                    rows.exactly(0, [v.sits_at[expert.id, at]], "R40-20")
            if mine and expert.max_half_days is not None:
                left = expert.max_half_days - len(v.meeting.plenaries)
                rows.at_most(max(0, left), mine, "R40-20", binds=False)


def those_from_afar_arrive(rows: Rows, v: "Timetable", season: Season) -> None:
    """Who comes from another town sits in no panel in the first morning."""
    first = on_the_way(season, v.meeting)
    for experts in v.members.values():
        for expert in experts:
            if expert.remote and first and (expert.id, first) in v.sits_at:
                rows.exactly(0, [v.sits_at[expert.id, first]], "R40-20", binds=False)


def free_panels_for_the_tied(rows: Rows, v: "Timetable", season: Season) -> None:
    """Wherever a member is tied to a dossier, some panel of three others can hear it (art. 25).

    Of a list that stands fewer may be free since it was drawn: then some panel of all of them.
    """
    from scheduler.timetable_model import tied_work

    for group in v.load.groups:
        if group.id in v.most:
            work = tied_work(season, v.load, v.members[group.id], v.ties, group.id)
            _panels_without(rows, v, season, group, work, "free", "R40-25")


def readers_of_the_specialty(rows: Rows, v: "Timetable", season: Season) -> None:
    """In a committee without groups some panel has three readers of a dossier's own specialty.

    All of one list may read there (art. 21): without this whoever comes, be they of another
    specialty, would read everything. Where the list has fewer of it, some panel has them all.
    """
    from scheduler.specialists import strangers_work

    if v.load.committee.groups:
        return
    for group in v.load.groups:
        if group.id in v.most:
            work = strangers_work(season, v.load, v.members[group.id], v.ties, group.id)
            _panels_without(rows, v, season, group, work, "own", "N2024-6.2.1a")


def _panels_without(
    rows: Rows,
    v: "Timetable",
    season: Season,
    group: PlannedGroup,
    work: Mapping[tuple[frozenset[str], str], int],
    name: str,
    clause: str,
) -> None:
    """Panels enough for this work in which, without those of its key, three can read it."""
    readers = season.profile.integer("readers.min")
    capacity = v.load.capacity[group.id]
    for number, ((out, category), minutes) in enumerate(work.items()):
        host = heard(group, category)
        found: list[Var] = []
        for at in v.before:
            panels = rows.integer(
                f"{name}[{group.id},{number},{at}]", 0, v.load.most_parallel(group)
            )
            others = [v.sits_at[e.id, at] for e in v.members[group.id] if e.id not in out]
            rows.at_least(0, [*others, (-min(readers, len(others)), panels)], clause)
            rows.at_most(0, [panels, (-1, v.meets[group.id, host, at])], clause)
            found.append(panels)
        rows.at_least(ceil(minutes / capacity), found, clause)


def panels_hear_everybody(rows: Rows, v: "Timetable", season: Season) -> None:
    """Panels in which a group's members were shown unable to hear everybody are laid out anew.

    As many are needed in all, so that in some half-day there are more of a category. Panels all
    in one half-day are no better in another to which nobody else can come.
    """
    for number, cut in enumerate(v.cuts):
        members = tuple(e.id for e in v.members.get(cut.group, ()))
        if cut.group not in v.most or members != cut.decisions:
            continue
        here = {(category, at): count for category, at, count in cut.cells}
        total = sum(here.values())
        if len({at for _, at in here}) == 1:
            for at in _no_better(v, cut.group, next(at for _, at in here)):
                rows.at_most(total - 1, v.panels_at(cut.group, at), "R40-25")
            continue
        more: list[Var] = []
        for (group, category, at), x in v.meets.items():
            if group == cut.group:
                least = here.get((category, at), 0) + 1
                some = rows.flag(f"more[{number},{group},{category},{at}]")
                rows.at_least(0, [x, (-least, some)], "R40-25")
                more.append(some)
        rows.at_least(1, more, "R40-25")


def _no_better(v: "Timetable", group: str, at: HalfDay) -> Iterator[HalfDay]:
    """The half-days to which of a group nobody can come who could not then."""
    away = [expert for expert in v.members[group] if not can_come(expert, [at])]
    for other in v.before:
        if not any(can_come(expert, [other]) for expert in away):
            yield other


def pinned_panels_sit(rows: Rows, v: "Timetable", season: Season) -> None:
    """What is pinned of sessions: half-days with their panels, and exactly who sits in one."""
    held = pinned(season, v.load)
    if held is NOTHING:
        return
    for (group, at), count in held.half_days(v.load).items():
        if group in v.most:
            where = [
                w for one in held.panels if (one.group, one.at) == (group, at) for w in one.where
            ]
            rows.at_least(count, v.panels_at(group, at), CLAUSE, *where)
    for group, at, category, count in held.dossiers(v.load):
        if group in v.most:
            here = [x for (g, k, t), x in v.meets.items() if (g, t) == (group, at)
                    and category in ("", k)]  # fmt: skip
            rows.at_least(count, here, CLAUSE)
    for group in v.load.groups:
        for at in v.before if group.id in v.most else ():
            named = [f for f in held.panels if (f.group, f.at) == (group.id, at) and f.members]
            if named:
                _just_these(rows, v, group, at, named)


def _just_these(
    rows: Rows, v: "Timetable", group: PlannedGroup, at: HalfDay, named: Sequence[Fixed]
) -> None:
    """Whom pins name sit then; others only in further panels of the group, enough for these."""
    inside = {expert for one in named for expert in one.members}
    for expert in sorted(inside):
        sits = [v.sits_at[key] for key in [(expert, at)] if key in v.sits_at]
        rows.exactly(1, sits, CLAUSE, *(w for f in named if expert in f.members for w in f.where))
    others = [v.sits_at[e.id, at] for e in v.members[group.id] if e.id not in inside]
    panels, where = v.panels_at(group.id, at), [w for one in named for w in one.where]
    for low, each in ((True, group.panel_size), (False, max(1, len(others)))):
        terms = [*others, *((-each, x) for x in panels)]
        if low:
            rows.at_least(-each * len(named), terms, CLAUSE, *where)
        else:
            rows.at_most(-each * len(named), terms, CLAUSE, *where)


TIMETABLE_ROWS: tuple[Binding["Timetable"], ...] = (
    Binding("N2024-6.2.2a", "exact", rooms_suffice),
    Binding("R40-20", "exact", only_who_can_come_sits),
    Binding("R40-20", "guide", those_from_afar_arrive),
    Binding("R40-25", "needed", free_panels_for_the_tied),
    Binding("N2024-6.2.1a", "guide", readers_of_the_specialty),
    Binding("R40-25", "needed", panels_hear_everybody),
    Binding(CLAUSE, "exact", pinned_panels_sit),
)
