"""Why one committee cannot be formed from its pool: a smallest set of reasons, shown twice.

Rows are taken away one by one as long as nobody can be seated all the same; what is left is a
smallest set: it is asked again in a second configuration, and without any one of it there is a
committee. The least number of people who would have to be there besides comes from the same rows
made elastic.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.rows import INFINITY, Row, Rows
from scheduler.solver import Found, Infeasible, solve
from scheduler.work import Work


@dataclass(frozen=True)
class Reason:
    """One row: by this clause so many are needed, or allowed, of so many who are there."""

    clause: str
    needed: int
    there: int
    at_most: bool = False
    what: str = ""
    """Specialties of the group that the row speaks of; of several committees, which of them."""

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        head = f"{self.clause} {self.what}".strip()
        return f"{head} {sign}{self.needed}/{self.there}"


def listed(reasons: Iterable[Reason]) -> str:
    """Reasons in a sentence; those that read the same once, with their number."""
    count = Counter(map(str, reasons))
    return "；".join(f"{words} ×{n}" if n > 1 else words for words, n in count.items())


@dataclass(frozen=True)
class Shortage:
    """A smallest set of reasons and the least number missing; `shown` when checked twice."""

    reasons: tuple[Reason, ...]
    missing: int
    shown: bool


def shortage(rows: Rows, work: Work, groups: Mapping[str, str] | None = None) -> Shortage | None:
    """Why the rows (the law alone) cannot hold together; None where that is not proven.

    `groups` has words for the groups that rows speak of.
    """
    found = least_rows(rows, work)
    if found is None:
        return None
    left, shown = found
    reasons = tuple(_reason(row, groups or {}) for row in left)
    return Shortage(reasons, lacking(rows, left, left, work), shown)


def least_rows(rows: Rows, work: Work) -> tuple[list[Row], bool] | None:
    """A smallest set of rows that cannot hold together, and whether it was shown twice.

    None where that they clash at all is not proven.
    """
    if not isinstance(_ask(rows, rows.rows, work), Infeasible):
        return None
    left = list(rows.rows)
    for clause in dict.fromkeys(row.because.clause for row in rows.rows):
        fewer = [row for row in left if row.because.clause != clause]
        if isinstance(_ask(rows, fewer, work), Infeasible):
            left = fewer
    for row in list(left):
        fewer = [other for other in left if other is not row]
        if isinstance(_ask(rows, fewer, work), Infeasible):
            left = fewer
    again = isinstance(_ask(rows, left, work, linear=False), Infeasible)
    each = all(
        isinstance(_ask(rows, [o for o in left if o is not row], work), Found) for row in left
    )
    return left, again and each


def _ask(rows: Rows, kept: list[Row], work: Work, *, linear: bool = True) -> object:
    model = Rows(rows.names, rows.low, rows.high, kept)
    return solve(model, [], work, units=2, linear=linear)


def _reason(row: Row, groups: Mapping[str, str]) -> Reason:
    there = sum(c for c, _ in row.terms if c > 0)
    named = (
        f"固定安排{w.id}" if w.table == "pins" else groups.get(w.id, w.id)
        for w in row.because.where
        if w.table in {"groups", "pins"} or (w.table == "committees" and w.id in groups)
    )
    what = "、".join(dict.fromkeys(named))
    if row.low > -INFINITY:
        return Reason(row.because.clause, row.low, there, what=what)
    return Reason(row.because.clause, row.high, there, at_most=True, what=what)


def lacking(
    rows: Rows,
    kept: Sequence[Row],
    give: Sequence[Row],
    work: Work,
    same: Callable[[Row], Hashable] = id,
) -> int:
    """The least number by which some of the rows that are kept would have to give together.

    Rows with the `same` key give by one common number. At least 1 where it is not settled.
    """
    elastic = Rows(list(rows.names), list(rows.low), list(rows.high))
    soft = {id(row) for row in give}
    more: dict[Hashable, int] = {}
    most = max((_reach(row) for row in give), default=0)
    for row in kept:
        if id(row) not in soft:
            elastic.rows.append(row)
            continue
        if same(row) not in more:
            more[same(row)] = elastic.integer(f"more[{len(more)}]", 0, most)
        extra = more[same(row)]
        if row.low > -INFINITY:
            terms = (*row.terms, (1, extra))
            elastic.rows.append(Row(terms, row.low, INFINITY, row.because))
        if row.high < INFINITY:
            terms = (*row.terms, (-1, extra))
            elastic.rows.append(Row(terms, -INFINITY, row.high, row.because))
    answer = solve(elastic, [(1, x) for x in more.values()], work, units=5)
    return answer.value if isinstance(answer, Found) else 1


def _reach(row: Row) -> int:
    """What a row could be missed by."""
    return sum(abs(c) for c, _ in row.terms) + (abs(row.low) if row.low > -INFINITY else 0)
