"""Business-to-business meetings in the words of `scheduler.occupancy`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.b2b.data import AFTERNOON, FAIRNESS, MORNING, Case
from scheduler.occupancy import Occupancy, Occupation, Party, count_gaps, occupy
from scheduler.rows import Rows, Var


@dataclass
class Model:
    """Rows; ``gaps[p]``: the gaps of a party in unary; ``places[m]``: a meeting's slots."""

    rows: Rows
    occupancy: Occupancy
    gaps: dict[Party, list[Var]] = field(default_factory=dict[Party, list[Var]])
    places: dict[str, list[Occupation]] = field(default_factory=dict[str, list[Occupation]])

    @property
    def breaks(self) -> list[Var]:
        """The objective: the number of these that are true."""
        return [one for more in self.gaps.values() for one in more]

    def slots(self, values: Sequence[int]) -> list[int]:
        """The slot of each meeting in a solution."""
        return [
            next(
                place.begin
                for k, place in enumerate(places)
                if values[self.occupancy.takes[name, k]]
            )
            for name, places in self.places.items()
        ]


def party(number: int) -> Party:
    """A party's name; names sort like numbers."""
    return f"party {number:04}"


def places(case: Case) -> dict[str, list[Occupation]]:
    """Every meeting's possible slots: session, promised slot, and when both parties are there."""
    found: dict[str, list[Occupation]] = {}
    for number, meeting in enumerate(case.meetings, 1):
        span = range(1, case.slots + 1)
        if meeting.session == MORNING:
            span = range(1, case.morning + 1)
        if meeting.session == AFTERNOON:
            span = range(case.morning + 1, case.slots + 1)
        away = frozenset[int]().union(*(case.forbidden[one - 1] for one in meeting.parties))
        names = (party(meeting.parties[0]), party(meeting.parties[1]))
        found[f"meeting {number:04}"] = [
            Occupation(names, slot, slot + 1)
            for slot in span
            if slot not in away and meeting.fixed in (0, slot)
        ]
    return found


def build(case: Case) -> Model:
    """The whole problem."""
    rows = Rows()
    given = places(case)
    model = Model(rows, occupy(rows, given), places=given)
    _tables(case, model)
    _precedences(case, model)
    _gaps(case, model)
    _fairness(case, model)
    _neighbours(case, model)
    return model


def relax(case: Case) -> Model:
    """Patterns without meetings: who is taken up when, so that slots can be filled by pairs.

    Every timetable gives such patterns: no pattern, no timetable; least breaks here, a bound there.
    """
    rows = Rows()
    model = Model(rows, Occupancy())
    there: dict[tuple[Party, int], None] = {}
    for choices in places(case).values():
        there.update(((name, p.begin), None) for p in choices for name in p.parties)
    for key in sorted(there):
        model.occupancy.busy[key] = rows.flag(f"busy[{key[0]},{key[1]}]")
    _tables(case, model)
    _sessions(case, model)
    _gaps(case, model)
    _fairness(case, model)
    _neighbours(case, model)
    return model


def _tables(case: Case, model: Model) -> None:
    """Those taken up in a slot come in pairs, no more pairs than tables."""
    for slot in range(1, case.slots + 1):
        present = [v for (_, t), v in model.occupancy.busy.items() if t == slot]
        pairs = model.rows.integer(f"pairs[{slot}]", 0, min(case.tables, len(present) // 2))
        model.rows.exactly(0, [*present, (-2, pairs)])


def _precedences(case: Case, model: Model) -> None:
    """For every slot t: who is not done before t lets nobody after him begin by t."""
    takes = model.occupancy.takes
    names = list(model.places)
    for number, meeting in enumerate(case.meetings):
        for before in meeting.after:
            mine, first = names[number], names[before - 1]
            for slot in range(1, case.slots + 1):
                late = [takes[mine, k] for k, p in enumerate(model.places[mine]) if p.begin <= slot]
                early = [
                    (-1, takes[first, k])
                    for k, p in enumerate(model.places[first])
                    if p.begin < slot
                ]
                if late:
                    model.rows.at_most(0, [*late, *early])


def _totals(case: Case) -> dict[Party, int]:
    totals = {party(number): 0 for number in range(1, case.parties + 1)}
    for meeting in case.meetings:
        for number in meeting.parties:
            totals[party(number)] += 1
    return totals


def _gaps(case: Case, model: Model) -> None:
    """Every party's gaps; where somebody cannot have any, nobody has more than d."""
    totals = _totals(case)
    most = FAIRNESS if min(totals.values()) <= 1 else None
    for name, total in totals.items():
        model.gaps[name] = count_gaps(model.rows, model.occupancy, name, total, most)


def _fairness(case: Case, model: Model) -> None:
    """Whoever has more than k + d gaps lets nobody have k or fewer."""
    longest = max(map(len, model.gaps.values()), default=0)
    for k in range(longest - FAIRNESS):
        everyone = model.rows.flag(f"everybody>{k}")
        for more in model.gaps.values():
            if len(more) > k + FAIRNESS:
                model.rows.at_most(0, [more[k + FAIRNESS], (-1, everyone)])
            fewer = [(-1, more[k])] if len(more) > k else []
            model.rows.at_most(0, [everyone, *fewer])


def _neighbours(case: Case, model: Model) -> None:
    """Implied: whoever is taken up talks with one of those whom he is to meet."""
    busy = model.occupancy.busy
    with_whom: defaultdict[tuple[Party, int], dict[Party, None]] = defaultdict(dict)
    for choices in places(case).values():
        for place in choices:
            one, other = place.parties
            with_whom[one, place.begin][other] = None
            with_whom[other, place.begin][one] = None
    for (name, slot), others in with_whom.items():
        model.rows.at_most(0, [busy[name, slot], *((-1, busy[one, slot]) for one in others)])


def _sessions(case: Case, model: Model) -> None:
    """Implied by the meetings: how often a party is taken up in each half of the day."""
    fewest: defaultdict[tuple[Party, int], int] = defaultdict(int)
    for choices in places(case).values():
        halves = {place.begin > case.morning for place in choices}
        if len(halves) == 1:
            for name in choices[0].parties:
                fewest[name, choices[0].begin > case.morning] += 1
        if len(choices) == 1:
            for name in choices[0].parties:
                model.rows.exactly(1, [model.occupancy.busy[name, choices[0].begin]])
    for (name, half), least in sorted(fewest.items()):
        inside = [
            v
            for (who, slot), v in model.occupancy.busy.items()
            if who == name and (slot > case.morning) == half
        ]
        model.rows.at_least(least, inside)
