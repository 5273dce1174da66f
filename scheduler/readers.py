"""Who reads which dossier where a committee has no groups: the best matches, proven (art. 21).

Readers have scores for dossiers (-1 = conflict), dossiers want so many readers, readers take so
many dossiers: a transport problem, solved as a flow in whole numbers. Only the best pairs enter
at first; the prices of the optimal flow tell which other pairs could still improve it, and none
left is the proof. The bound is the dual value, computed over all pairs in whole numbers.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
FIRST = 12
"""Pairs per dossier and per reader beyond those wanted that enter at first."""
MORE = 8
"""Pairs per dossier that enter in a round."""
SMALL = 60_000
"""Up to so many pairs all enter at once."""


@dataclass(frozen=True)
class Reading:
    """Pairs (reader, dossier), their sum of scores and its proven bound."""

    pairs: tuple[tuple[int, int], ...]
    value: int
    bound: int
    rounds: int


@dataclass(frozen=True)
class Shown:
    """No division exists: so many readings are wanted, so many are possible within the limits."""

    wanted: int
    possible: int


def divide(scores: Whole, wanted: Whole, least: Whole, most: Whole) -> Reading | Shown:
    """The division of the dossiers with the greatest sum of scores.

    `scores`: readers x dossiers, whole, -1 = conflict. `wanted`: readers of each dossier.
    `least`, `most`: dossiers of each reader. Exact; raises ValueError where shapes do not fit.
    """
    readers, dossiers = scores.shape
    if wanted.shape != (dossiers,) or least.shape != (readers,) or most.shape != (readers,):
        raise ValueError(f"shapes do not fit: {scores.shape}, {wanted.shape}, {most.shape}")
    entered = _first(scores, wanted, most)
    rounds = 0
    while True:
        rounds += 1
        pairs = np.flatnonzero(entered.ravel())
        flow = _flow(scores, pairs, wanted, least, most)
        if flow is None:
            full = (scores >= 0).ravel()
            if np.array_equal(full, entered.ravel()):
                return _shown(scores, wanted, least, most)
            entered = (scores >= 0) if rounds > 1 else _wider(scores, entered)
            continue
        price, level, used = _prices(scores, pairs, flow, least, most)
        gain = np.where(scores >= 0, scores - price[:, None] - level[None, :], 0)
        fresh = (gain > 0) & ~entered
        if not fresh.any():
            chosen = pairs[used]
            value = int(scores.ravel()[chosen].sum())
            bound = _bound(gain, price, level, wanted, least, most)
            listed = tuple((int(p // dossiers), int(p % dossiers)) for p in chosen)
            return Reading(listed, value, bound, rounds)
        entered |= fresh & _greatest(np.where(fresh, gain, -1), MORE, axis=0)


def _first(scores: Whole, wanted: Whole, most: Whole) -> NDArray[np.bool_]:
    """The best pairs of every dossier and every reader; all of them when they are few."""
    allowed = scores >= 0
    if scores.size <= SMALL:
        return allowed
    count = int(wanted.max(initial=0)) + FIRST
    share = int(most.max(initial=0)) + FIRST
    return allowed & (
        _greatest(scores, count, axis=0) | _greatest(scores, min(share, 3 * FIRST), axis=1)
    )


def _wider(scores: Whole, entered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    count = 2 * int(entered.sum(axis=0).max(initial=0)) + FIRST
    return entered | ((scores >= 0) & _greatest(scores, count, axis=0))


def _greatest(values: Whole, count: int, axis: int) -> NDArray[np.bool_]:
    """Where the `count` greatest values along an axis stand."""
    size = values.shape[axis]
    if count >= size:
        return np.ones(values.shape, dtype=np.bool_)
    # stable, so that among equals it is always the first: a partition differs between processors
    places = np.argsort(-values, axis=axis, kind="stable")
    best = np.take(places, range(count), axis=axis)
    found = np.zeros(values.shape, dtype=np.bool_)
    np.put_along_axis(found, best, values=True, axis=axis)
    return found


def _flow(
    scores: Whole, pairs: Whole, wanted: Whole, least: Whole, most: Whole
) -> tuple[Whole, Whole] | None:
    """The best flow over these pairs: used (0/1) by pair, and extra dossiers by reader."""
    from ortools.graph.python import min_cost_flow

    readers, dossiers = scores.shape
    source = readers + dossiers
    total = int(wanted.sum())
    graph: Any = min_cost_flow.SimpleMinCostFlow()
    graph.add_arcs_with_capacity_and_unit_cost(
        pairs // dossiers,
        readers + pairs % dossiers,
        np.ones(len(pairs), dtype=np.int64),
        -scores.ravel()[pairs],
    )
    graph.add_arcs_with_capacity_and_unit_cost(
        np.full(readers, source),
        np.arange(readers),
        np.maximum(0, np.minimum(most, total) - least),
        np.zeros(readers, dtype=np.int64),
    )
    spare = total - int(least.sum())
    if spare < 0 or bool(np.any(most < least)):
        return None
    graph.set_nodes_supplies(
        np.arange(source + 1), np.concatenate([least, -wanted, np.array([spare])])
    )
    if graph.solve() != graph.OPTIMAL:
        return None
    flows = np.asarray(graph.flows(np.arange(len(pairs) + readers)), dtype=np.int64)
    return flows[: len(pairs)], flows[len(pairs) :]


def _prices(
    scores: Whole, pairs: Whole, flow: tuple[Whole, Whole], least: Whole, most: Whole
) -> tuple[Whole, Whole, NDArray[np.bool_]]:
    """Whole prices of readers and levels of dossiers at which the flow is optimal; used pairs.

    Shortest distances in the residual graph (Bellman and Ford): it has no negative circle.
    """
    readers, dossiers = scores.shape
    used = flow[0] > 0
    source = readers + dossiers
    tails, heads = pairs // dossiers, readers + pairs % dossiers
    cost = -scores.ravel()[pairs]
    everyone = np.arange(readers)
    more, fewer = flow[1] < most - least, flow[1] > 0
    zeros = np.zeros(readers, dtype=np.int64)
    start = np.concatenate(
        [tails[~used], heads[used], np.full(readers, source)[more], everyone[fewer]]
    )
    end = np.concatenate(
        [heads[~used], tails[used], everyone[more], np.full(readers, source)[fewer]]
    )
    length = np.concatenate([cost[~used], -cost[used], zeros[more], zeros[fewer]])
    order = np.argsort(end, kind="stable")
    start, end, length = start[order], end[order], length[order]
    first = np.flatnonzero(np.r_[True, end[1:] != end[:-1]]) if len(end) else np.zeros(0, int)
    far = np.zeros(source + 1, dtype=np.int64)
    for _ in range(source + 2):
        reach = np.minimum.reduceat(far[start] + length, first) if len(end) else far[:0]
        nearer = np.minimum(far[end[first]], reach)
        if np.array_equal(nearer, far[end[first]]):
            break
        far[end[first]] = nearer
    return far[:readers] - far[source], far[source] - far[readers:source], used


def _bound(
    gain: Whole, price: Whole, level: Whole, wanted: Whole, least: Whole, most: Whole
) -> int:
    """The dual value: no division has a greater sum, whatever the prices."""
    return (
        int((wanted * level).sum())
        + int((most * np.maximum(price, 0)).sum())
        - int((least * np.maximum(-price, 0)).sum())
        + int(np.maximum(gain, 0).sum())
    )


def _shown(scores: Whole, wanted: Whole, least: Whole, most: Whole) -> Shown:
    """How many readings are wanted and possible: the greatest flow within the upper limits."""
    from ortools.graph.python import max_flow

    readers, dossiers = scores.shape
    pairs = np.flatnonzero((scores >= 0).ravel())
    source, sink = readers + dossiers, readers + dossiers + 1
    graph: Any = max_flow.SimpleMaxFlow()
    graph.add_arcs_with_capacity(
        pairs // dossiers, readers + pairs % dossiers, np.ones(len(pairs), dtype=np.int64)
    )
    graph.add_arcs_with_capacity(np.full(readers, source), np.arange(readers), most)
    graph.add_arcs_with_capacity(readers + np.arange(dossiers), np.full(dossiers, sink), wanted)
    graph.solve(source, sink)
    return Shown(max(int(wanted.sum()), int(least.sum())), int(graph.optimal_flow()))
