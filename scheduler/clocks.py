"""Clock times within a half-day: dossiers end to end, no unit at two desks at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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


def timed(
    tasks: Sequence[Task],
    free: Mapping[str, Sequence[Segment]],
    busy: Iterable[tuple[str, Segment]] = (),
) -> dict[tuple[str, int], int] | None:
    """When each task begins, by its key; None where they do not fit in this order.

    Units that are awaited at two desks go first, the shortest first, one desk after the other
    without waiting; then the others as they come, those from far last. The order in which desks are
    named makes no difference.
    """
    left = {desk: list(segments) for desk, segments in free.items()}
    engaged: dict[str, list[Segment]] = {}
    for unit, segment in busy:
        engaged.setdefault(unit, []).append(segment)
    at_desks: dict[str, set[str]] = {}
    for task in tasks:
        at_desks.setdefault(task.unit, set()).add(task.desk)
    shared = {u for u, desks in at_desks.items() if len(desks) > 1 or u in engaged}
    order = sorted(
        range(len(tasks)),
        key=lambda n: (
            tasks[n].unit not in shared,
            tasks[n].unit if tasks[n].unit in shared else "",
            tasks[n].earliest,
            (tasks[n].minutes, tasks[n].desk) if tasks[n].unit in shared else (0, ""),
        ),
    )
    found: dict[tuple[str, int], int] = {}
    for number in order:
        task = tasks[number]
        begin = _earliest(task, left[task.desk], engaged.get(task.unit, ()))
        if begin is None:
            return None
        found[task.key] = begin
        end = begin + task.minutes
        left[task.desk] = _without(left[task.desk], (begin, end))
        if task.unit in shared:
            engaged.setdefault(task.unit, []).append((begin, end))
    return found


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
