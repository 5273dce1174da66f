"""Clock times within a half-day: dossiers end to end, nobody at two desks at once.

`timed` lays tasks in one good order; `in_any_order` tries every order, and so shows that there are
no times. Both lay each task as early as it can be: whatever fits at all also fits so, when taken in
the order of its beginnings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.occupancy import Party

Segment = tuple[int, int]
"""From and to, in minutes since midnight."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that one desk does for one unit without interruption."""

    desk: str
    unit: str
    minutes: int
    earliest: int
    """Not before, in minutes since midnight: units from far."""
    key: tuple[str, int] = ("", 0)
    officer: str = ""
    """Who serves the desk, where that person serves others too."""
    lean: int = 0
    """1: rather late, since the unit comes again in the next half-day; -1: rather early."""

    @property
    def parties(self) -> tuple[Party, ...]:
        """Whom it takes up besides the desk: nobody is in two places."""
        return (self.unit, self.officer) if self.officer else (self.unit,)


def timed(
    tasks: Sequence[Task],
    free: Mapping[str, Sequence[Segment]],
    busy: Iterable[tuple[str, Segment]] = (),
) -> dict[tuple[str, int], int] | None:
    """When each task begins, by its key; None where they do not fit in this order.

    Units that are awaited at two desks go first, the shortest first, one desk after the other
    without waiting; then the others, who lean early first, those from far after the rest, who lean
    late last; the short ones nearest to noon, so that least is waited in all. The order in which
    desks are named makes no difference.
    """
    engaged, shared = _shared(tasks, busy)
    order = sorted(
        range(len(tasks)),
        key=lambda n: (
            tasks[n].unit not in shared,
            tasks[n].unit if tasks[n].unit in shared else "",
            tasks[n].lean,
            tasks[n].earliest,
            tasks[n].minutes if tasks[n].unit in shared else -tasks[n].lean * tasks[n].minutes,
            tasks[n].desk if tasks[n].unit in shared else "",
        ),
    )
    state = _State({desk: list(segments) for desk, segments in free.items()}, engaged)
    found: dict[tuple[str, int], int] = {}
    for number in order:
        begin = state.lay(tasks[number], shared)
        if begin is None:
            return None
        found[tasks[number].key] = begin
    return found


class Unsettled(Exception):  # noqa: N818 - reads as what happened
    """Too many orders: whether there are times was not shown."""


MOST_ORDERS = 20_000
"""Tasks laid before a search through all orders is given up."""


def in_any_order(
    tasks: Sequence[Task],
    free: Mapping[str, Sequence[Segment]],
    busy: Iterable[tuple[str, Segment]] = (),
) -> dict[tuple[str, int], int] | None:
    """When each task begins; None where no order fits. Raises Unsettled."""
    engaged, shared = _shared(tasks, busy)
    start = _State({desk: list(segments) for desk, segments in free.items()}, engaged)
    laid = 0

    def rest(left: tuple[Task, ...], state: _State) -> dict[tuple[str, int], int] | None:
        nonlocal laid
        if not left:
            return {}
        tried: set[tuple[str, str, int, int]] = set()
        for number, task in enumerate(left):
            alike = (
                task.desk,
                task.unit if task.unit in shared else "",
                task.minutes,
                task.earliest,
            )
            if alike in tried:
                continue
            tried.add(alike)
            laid += 1
            if laid > MOST_ORDERS:
                raise Unsettled
            after = state.copy()
            begin = after.lay(task, shared)
            if begin is None:
                return None
            found = rest(left[:number] + left[number + 1 :], after)
            if found is not None:
                return {task.key: begin} | found
        return None

    return rest(tuple(tasks), start)


def drawn_together(
    tasks: Sequence[Task],
    starts: Mapping[tuple[str, int], int],
    free: Mapping[str, Sequence[Segment]],
    busy: Iterable[tuple[str, Segment]] = (),
) -> dict[tuple[str, int], int]:
    """The same times, but whoever goes on to another desk comes as late before it as can be."""
    found, taken = dict(starts), list(busy)
    for task in sorted(tasks, key=lambda one: (-starts[one.key], one.key)):
        end = found[task.key] + task.minutes
        others = [o for o in tasks if o.key != task.key and found[o.key] >= end]
        later = [segment for party, segment in taken if party in task.parties and segment[0] >= end]
        onward = [found[o.key] for o in others if o.unit == task.unit and o.desk != task.desk]
        onward += [begin for party, (begin, _) in taken if party == task.unit and begin >= end]
        if not onward:
            continue
        limits = [min(onward), *(begin for begin, _ in later)]
        limits += [stop for begin, stop in free[task.desk] if begin < end <= stop]
        limits += [
            found[o.key]
            for o in others
            if o.desk == task.desk or not set(o.parties).isdisjoint(task.parties)
        ]
        found[task.key] += min(limits) - end
    return found


def _shared(
    tasks: Sequence[Task], busy: Iterable[tuple[str, Segment]]
) -> tuple[dict[Party, list[Segment]], frozenset[Party]]:
    """When parties are engaged elsewhere, and which are awaited at more than one desk."""
    engaged: dict[Party, list[Segment]] = {}
    for party, segment in busy:
        engaged.setdefault(party, []).append(segment)
    at_desks: dict[Party, set[str]] = {}
    for task in tasks:
        for party in task.parties:
            at_desks.setdefault(party, set()).add(task.desk)
    return engaged, frozenset(p for p, desks in at_desks.items() if len(desks) > 1 or p in engaged)


@dataclass
class _State:
    """What desks have free, and when parties are engaged."""

    free: dict[str, list[Segment]]
    engaged: dict[Party, list[Segment]]

    def copy(self) -> "_State":
        return _State(
            {desk: list(segments) for desk, segments in self.free.items()},
            {unit: list(segments) for unit, segments in self.engaged.items()},
        )

    def lay(self, task: Task, shared: frozenset[Party]) -> int | None:
        """The first minute at which the task can begin, which is then taken; None for none."""
        engaged = [segment for party in task.parties for segment in self.engaged.get(party, ())]
        begin = _earliest(task, self.free[task.desk], engaged)
        if begin is None:
            return None
        end = begin + task.minutes
        self.free[task.desk] = _without(self.free[task.desk], (begin, end))
        for party in task.parties:
            if party in shared:
                self.engaged.setdefault(party, []).append((begin, end))
        return begin


def _earliest(task: Task, free: Sequence[Segment], engaged: Sequence[Segment]) -> int | None:
    """The first minute at which the desk is free for all of it and the unit is not elsewhere."""
    for begin, end in free:
        at = max(begin, task.earliest)
        moved = True
        while moved:
            moved = False
            for start, stop in engaged:
                if at < stop and start < at + task.minutes:
                    at, moved = stop, True
        if at + task.minutes <= end:
            return at
    return None


def _without(free: Sequence[Segment], taken: Segment) -> list[Segment]:
    """What stays free."""
    found: list[Segment] = []
    for begin, end in free:
        pieces = ((begin, min(end, taken[0])), (max(begin, taken[1]), end))
        if taken[1] <= begin or taken[0] >= end:
            found.append((begin, end))
        else:
            found.extend(piece for piece in pieces if piece[0] < piece[1])
    return found


def gaps(room: Segment, taken: Iterable[Segment]) -> list[Segment]:
    """What is free of a room, less what is taken."""
    free: list[Segment] = [room]
    for segment in taken:
        free = _without(free, segment)
    return free
