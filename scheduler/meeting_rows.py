"""What binds the blocks of all committees together: rooms, staff, and what later steps proved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.calendar import HalfDay, date_of
from models.plan import Where
from models.season import Season
from scheduler.blocks import Block, named
from scheduler.eligibility import away
from scheduler.rooms import Sites, open_at
from scheduler.rows import Rows, Var
from scheduler.work import Cut

WISHES, BUSIEST, SLACK = "days_off_wish", "busiest_day_rooms", "days_to_last_plenary"


@dataclass(frozen=True)
class Meetings:
    """``meets[c, i]`` is true when committee ``c`` meets in its candidate block ``i``."""

    meets: Mapping[tuple[str, int], Var]
    blocks: Mapping[str, tuple[Block, ...]]

    def columns(self) -> Iterable[tuple[Block, Var]]:
        """Every candidate with its variable, committee by committee."""
        for committee, blocks in self.blocks.items():
            for index, block in enumerate(blocks):
                yield block, self.meets[committee, index]


def meeting_rows(
    season: Season, sites: Sites, blocks: Mapping[str, tuple[Block, ...]], cuts: Iterable[Cut]
) -> tuple[Rows, Meetings]:
    rows = Rows()
    meets = {
        (committee, index): rows.flag(
            f"meets[{committee},{block.half_days[0]}+{len(block.half_days)}@{block.site}]"
        )
        for committee, found in blocks.items()
        for index, block in enumerate(found)
    }
    v = Meetings(meets, blocks)
    for committee, found in blocks.items():
        rows.exactly(
            1,
            [meets[committee, i] for i in range(len(found))],
            "N2024-2.1.4d",
            Where(table="committees", id=committee),
        )
    rooms_suffice(rows, v, sites)
    secretaries_suffice(rows, v, season)
    for cut in cuts:
        apply_cut(rows, v, cut)
    return rows, v


def rooms_suffice(rows: Rows, v: Meetings, sites: Sites) -> None:
    """No more panels and plenaries at once than rooms, no more plenaries than big rooms."""
    panels: dict[tuple[str, HalfDay], list[tuple[int, Var]]] = {}
    plenaries: dict[tuple[str, HalfDay], list[tuple[int, Var]]] = {}
    for block, variable in v.columns():
        for index, at in enumerate(block.half_days):
            used = block.rooms_at(index)
            if used:
                panels.setdefault((block.site, at), []).append((used, variable))
            if at in block.plenaries:
                plenaries.setdefault((block.site, at), []).append((block.size, variable))
    if not sites.all_rooms:
        return
    for (site, at), terms in sorted(panels.items()):
        rows.at_most(len(open_at(sites.all_rooms[site], at)), terms, "N2024-6.2.2a")
    for (site, at), sized in sorted(plenaries.items()):
        big = open_at(sites.plenary_rooms(site), at)
        for least in sorted({size for size, _ in sized}):
            able = sum(room.seats is None or room.seats >= least for room in big)
            terms = [x for size, x in sized if size >= least]
            rows.at_most(able, terms, "N2024-6.2.2a")


def secretaries_suffice(rows: Rows, v: Meetings, season: Season) -> None:
    """No more committees at once than secretaries who can come, where secretaries are given."""
    secretaries = [s for s in season.staff if "secretary" in s.roles]
    if not secretaries:
        return
    needed = season.profile.integer("secretaries.per_committee")
    terms: dict[HalfDay, list[tuple[int, Var]]] = {}
    for block, variable in v.columns():
        for at in block.half_days:
            terms.setdefault(at, []).append((needed, variable))
    for at, found in sorted(terms.items()):
        rows.at_most(
            sum(not away(s.absences, at) for s in secretaries), found, "N2024-6.2.1c", binds=False
        )


def apply_cut(rows: Rows, v: Meetings, cut: Cut) -> None:
    """Not all of these committees in blocks that share all of these half-days again."""
    chosen = [variable for block, variable in v.columns() if named(block) in cut.decisions]
    concerned = {item.split("@")[0] for item in cut.decisions} & v.blocks.keys()
    if concerned:
        rows.at_most(len(concerned) - 1, chosen, cut.clause or "R40-9a")


def goal_terms(rows: Rows, v: Meetings) -> Iterable[tuple[str, list[tuple[int, int]]]]:
    """Wishes, then the busiest day, then the day of the last plenary: lazily, level by level."""
    yield WISHES, [(b.away_from_wish, x) for b, x in v.columns() if b.away_from_wish]
    busiest = rows.integer("rooms on the busiest day", 0, 100_000)
    for terms in rooms_by_day(v).values():
        rows.at_most(0, [*terms, (-1, busiest)], "")
    yield BUSIEST, [(1, busiest)]
    start = date_of(min(at for b, _ in v.columns() for at in b.half_days))
    latest = max((b.days[-1] - start).days for b, _ in v.columns())
    last = rows.integer("days to the last plenary", 0, latest)
    for name, found in v.blocks.items():
        ends = [((b.days[-1] - start).days, v.meets[name, i]) for i, b in enumerate(found)]
        rows.at_most(0, [*ends, (-1, last)], "")
    yield SLACK, [(1, last)]


def min_rooms(blocks: Mapping[str, tuple[Block, ...]]) -> int:
    """Room half-days that the committees need at least."""
    return sum(
        min(sum(b.rooms_at(i) for i in range(len(b.half_days))) for b in found)
        for found in blocks.values()
    )


def rooms_by_day(v: Meetings) -> dict[str, list[tuple[int, Var]]]:
    by_day: dict[str, list[tuple[int, Var]]] = {}
    for block, variable in v.columns():
        for index, at in enumerate(block.half_days):
            by_day.setdefault(at[:10], []).append((block.rooms_at(index), variable))
    return dict(sorted(by_day.items()))
