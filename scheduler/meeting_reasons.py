"""Why a committee cannot meet, and why all of them cannot meet beside one another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from models.messages import Arg
from models.plan import Finding, Meeting, PutAside, Where
from models.season import Season
from scheduler.binding.meeting_rows import ROOMS, WINDOW
from scheduler.blocks import Block, named, shortest
from scheduler.formation_conflict import cannot_sit
from scheduler.formation_model import law_alone, law_together
from scheduler.grouping import Load
from scheduler.meeting_cuts import clear_of
from scheduler.meeting_model import Given, build, min_rooms
from scheduler.meeting_spread import MOST_SHARES, Spread, joint_rows, shares
from scheduler.pinned import pinned
from scheduler.pools import Pool, Span
from scheduler.rooms import open_at
from scheduler.rows import Row, Rows
from scheduler.shortage import Shortage, lacking, least_rows, listed, shortage
from scheduler.solver import Infeasible, solve
from scheduler.work import Work, pins_of


def cannot_form(
    season: Season, work: Work, load: Load, able: Sequence[Span], pool: Pool
) -> PutAside:
    """Why: the block in which fewest are missing, by a smallest set of reasons."""
    name = load.committee.id
    seen = {block.half_days: block for block in able}
    groups = {g.id: "、".join(g.specialties) or g.name for g in load.groups}
    asked = (
        shortage(law_alone(season, load, block, pool), work, groups) for block in seen.values()
    )
    found = [item for item in asked if item is not None]
    best = min(found, key=lambda item: item.missing, default=None)
    reasons = best.reasons if best is not None else ()
    return PutAside(
        id=f"committees/{name}",
        table="committees",
        row=name,
        code="meetings.pool-short.joint" if reasons else "meetings.pool-short.ties",
        clause=reasons[0].clause if reasons else "R40-25",
        step="meetings",
        args={
            "committee": name,
            "missing": best.missing if best is not None else 0,
            "reasons": listed(reasons),
        },
    )


def cannot_meet(pool: Pool, load: Load, found: Sequence[Span]) -> PutAside:
    """Why a committee is put aside: the class that is short in every block, or the window."""
    name = load.committee.id
    args: dict[str, Arg] = {"half_days": shortest(load), "clause": "N2024-2.1.4d"}
    if found:
        args = pool.shortage(load.committee, load, found)
        args["committee"] = name
    return PutAside(
        id=f"committees/{name}",
        table="committees",
        row=name,
        code=f"meetings.pool-short.{args['what']}" if found else "meetings.window-short",
        clause=str(args.pop("clause")),
        step="meetings",
        args=args,
    )


def bound_by_pins(season: Season, load: Load) -> tuple[str, ...]:
    """The pins that say when a committee meets, its sessions are held and its dossiers heard."""
    own = pins_of(season.pins, "meetings").get(load.committee.id, [])
    return (*(pin.id for pin in own), *pinned(season, load).pins)


def pinned_out(season: Season, load: Load) -> PutAside:
    """Why a committee is put aside whose pinned dates fit no lawful block."""
    name = load.committee.id
    return PutAside(
        id=f"committees/{name}",
        table="committees",
        row=name,
        code="meetings.pinned-out",
        clause="N2024-2.1.4d",
        step="meetings",
        args={"half_days": shortest(load), "pins": bound_by_pins(season, load)},
    )


def cannot_sit_alone(load: Load) -> PutAside:
    """Why a spread committee is put aside that no list of members lets sit."""
    told = cannot_sit([load])
    name = load.committee.id
    return PutAside(
        id=f"committees/{name}",
        table="committees",
        row=name,
        code=told.code,
        clause=told.clause,
        step="meetings",
        args=told.args,
    )


def refusal(
    given: Given,
    work: Work,
    blocks: Mapping[str, tuple[Block, ...]],
    spread: Mapping[str, Meeting],
) -> tuple[Finding, ...]:
    """Why all of them cannot meet: the fewest committees that clash, over what, and how much.

    Rows of the law alone. Committees are left out one by one as long as the others still clash,
    then rows; what is left is asked again in a second configuration.
    """
    names = [*blocks, *spread]
    for name in list(names):
        rest = [other for other in names if other != name]
        if rest and _clash(given, work, blocks, spread, rest):
            names = rest
    rows = next(iter(_ways(given, blocks, spread, names)))
    found = least_rows(rows, work)
    if found is None:
        return tuple(_pigeonhole(given, blocks, spread, names))
    clashing, _ = found
    what = _kinds(clashing)
    head = Finding(
        code="meetings.clash" if len(names) > 1 else "meetings.clash-alone",
        severity="breach",
        clause=clashing[0].because.clause or WINDOW,
        step="meetings",
        args={
            "committees": tuple(_name(given, name) for name in names),
            "count": len(names),
            "clauses": tuple(dict.fromkeys(r.because.clause for rs in what.values() for r in rs)),
        },
        where=tuple(Where(table="committees", id=name) for name in names),
    )
    told = [
        *_rooms(rows, clashing, work),
        *_apart(what.get("committees", []), given),
        *_shared(what.get("experts", []), given, blocks),
        *_joint(what.get("cuts", []), given, blocks, spread, work),
    ]
    return (head, *told, *_pigeonhole(given, blocks, spread, names))


def _ways(
    given: Given,
    blocks: Mapping[str, tuple[Block, ...]],
    spread: Mapping[str, Meeting],
    names: Sequence[str],
) -> Iterable[Rows]:
    """The rows of some committees alone: one way, or one for each way of sharing sites out."""
    some = {name: blocks[name] for name in names if name in blocks}
    spans = {name: spread[name] for name in names if name in spread}
    given = replace(given, spread=frozenset(spans))
    if not spans:
        yield build(given, some)[0]
        return
    of_them = Spread(given, tuple(given.loads[name] for name in spans), spans)
    for share in shares(of_them):
        yield joint_rows(of_them, some, share)[0]


def _clash(
    given: Given,
    work: Work,
    blocks: Mapping[str, tuple[Block, ...]],
    spread: Mapping[str, Meeting],
    names: Sequence[str],
) -> bool:
    """Whether it is shown that these cannot all meet."""
    ways = list(islice(_ways(given, blocks, spread, names), MOST_SHARES + 1))
    return len(ways) <= MOST_SHARES and all(
        not work.late() and isinstance(solve(way, [], work, units=4, linear=False), Infeasible)
        for way in ways
    )


def _kinds(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by what they speak of; those that only say "one block each" are left out."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        named_rows = row.because.where and row.because.where[0].table != "windows"
        if row.because.clause != WINDOW and named_rows:
            found.setdefault(row.because.where[0].table, []).append(row)
    return found


def _name(given: Given, committee: str) -> str:
    return given.loads[committee].committee.name


def _rooms(rows: Rows, clashing: Sequence[Row], work: Work) -> Iterable[Finding]:
    """The half-days of a site in which rooms do not suffice, and how many are lacking at least."""
    by_site: dict[str, list[Row]] = {}
    for row in _kinds(clashing).get("rooms", []):
        by_site.setdefault(row.because.where[0].id, []).append(row)
    for site, some in by_site.items():
        half_days = sorted({row.because.where[0].field for row in some})
        yield _finding(
            "meetings.short-rooms",
            ROOMS,
            site=site or "—",
            half_days=len(half_days),
            first=half_days[0],
            last=half_days[-1],
            there=max(row.high for row in some),
            missing=_rooms_lacking(rows, site, work),
        )


def _rooms_lacking(rows: Rows, site: str, work: Work) -> int:
    """The fewest rooms, fit for everything and by half-day, with which all of them could meet."""
    there = [row for row in rows.rows if row.because.where[:1] and _at_site(row, site)]
    return lacking(rows, rows.rows, there, work, lambda row: row.because.where[0].field)


def _at_site(row: Row, site: str) -> bool:
    where = row.because.where[0]
    return (where.table, where.id) == ("rooms", site)


def _apart(short: Sequence[Row], given: Given) -> Iterable[Finding]:
    pairs = {tuple(w.id for w in row.because.where): row.because.clause for row in short}
    for (one, other), clause in pairs.items():
        names = {"one": _name(given, one), "other": _name(given, other)}
        yield _finding("meetings.short-apart", clause, **names)


def _shared(
    short: Sequence[Row], given: Given, blocks: Mapping[str, tuple[Block, ...]]
) -> Iterable[Finding]:
    """Of two committees at once: the seats that lack people, in the two blocks that lack fewest."""
    together = given.together
    for one, other in dict.fromkeys(tuple(w.id for w in row.because.where) for row in short):
        least = min(
            (
                lack
                for block in blocks[one]
                for against in blocks[other]
                if together.short(block, against)
                and (lack := together.lack(block, against)) is not None
            ),
            key=lambda lack: lack.missing,
        )
        seats = [
            f"{_name(given, committee)}{f'（{subject}）' if subject else ''} {want.needed}"
            for want in least.wants
            for committee, subject in [want.subject]
        ]
        yield _finding(
            "meetings.short-shared",
            "R40-9a",
            one=_name(given, one),
            other=_name(given, other),
            seats=tuple(seats),
            needed=least.needed,
            there=least.there,
            missing=least.missing,
        )


def _joint(
    short: Sequence[Row],
    given: Given,
    blocks: Mapping[str, tuple[Block, ...]],
    spread: Mapping[str, Meeting],
    work: Work,
) -> Iterable[Finding]:
    """Committees that formation could not man together, in the blocks that lack fewest."""
    by_name = {named(block): block for found in blocks.values() for block in found}
    best: dict[tuple[str, ...], Shortage] = {}
    for row in short:
        some = [by_name[w.id] for w in row.because.where if w.id in by_name]
        names = (w.id.rsplit("@", 1)[0] for w in row.because.where)
        spans: dict[str, Span] = {block.committee: block for block in some}
        spans |= {n: clear_of(given, spread[n], some) for n in names if n in spread}
        found = _man(given, work, spans) if spans else None
        key = tuple(spans)
        if found is not None and (key not in best or found.missing < best[key].missing):
            best[key] = found
    for names, found in best.items():
        yield _short_joint(given, names, found)


def joint_reasons(
    given: Given,
    work: Work,
    stuck: Iterable[tuple[str, ...]],
    spread: Mapping[str, Meeting],
    shown: frozenset[tuple[str, ...]],
) -> tuple[Finding, ...]:
    """Spread committees that cannot be manned together: the rows of the law that clash.

    Where lists are lawful, none of them can sit, if that was `shown`.
    """
    told: list[Finding] = []
    for names in stuck:
        found = _man(given, work, {name: spread[name] for name in names})
        if found is not None:
            told.append(_short_joint(given, names, found))
        elif names in shown:
            told.append(cannot_sit([given.loads[name] for name in names]))
    return tuple(told)


def _man(given: Given, work: Work, spans: Mapping[str, Span]) -> Shortage | None:
    if work.late():
        return None
    words = {name: _name(given, name) for name in spans}
    words |= {
        g.id: "、".join(g.specialties) or g.name or _name(given, name)
        for name in spans
        for g in given.loads[name].groups
    }
    rows = law_together(given.season, given.loads, spans, given.pool)
    return shortage(rows, work, words)


def _short_joint(given: Given, names: Sequence[str], found: Shortage) -> Finding:
    return _finding(
        "meetings.short-joint",
        found.reasons[0].clause,
        committees=tuple(_name(given, name) for name in names),
        reasons=listed(found.reasons),
        missing=found.missing,
    )


def _pigeonhole(
    given: Given,
    blocks: Mapping[str, tuple[Block, ...]],
    spread: Mapping[str, Meeting],
    names: Sequence[str],
) -> Iterable[Finding]:
    """Room half-days wanted at least, against those there are, where that alone is too many."""
    some = {name: blocks[name] for name in names if name in blocks}
    wanted = min_rooms(some)
    days = {at for found in some.values() for block in found for at in block.half_days}
    for name in names:
        if name in spread:
            load = given.loads[name]
            wanted += sum(sum(g.panels.values()) for g in load.groups) + load.plenary_half_days
            days |= set(spread[name].half_days)
    there = sum(len(open_at(rooms, at)) for rooms in given.sites.all_rooms.values() for at in days)
    if given.sites.all_rooms and wanted > there:
        yield _finding(
            "meetings.count-rooms",
            WINDOW,
            wanted=wanted,
            there=there,
            half_days=len(days),
            committees=len(names),
        )


def _finding(code: str, clause: str, **args: Arg) -> Finding:
    return Finding(code=code, severity="breach", clause=clause, step="meetings", args=args)
