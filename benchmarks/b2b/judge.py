"""Whether slots are a timetable, and its breaks, in the problem's own words.

Written from the published text; nothing of the model is used.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.b2b.data import AFTERNOON, FAIRNESS, MORNING, Case


def breaks(case: Case, slots: Sequence[int]) -> list[int]:
    """By party: its consecutive meetings that are not in adjacent slots."""
    counts: list[int] = []
    for number in range(1, case.parties + 1):
        mine = sorted(
            slot
            for slot, meeting in zip(slots, case.meetings, strict=True)
            if number in meeting.parties
        )
        counts.append(sum(later - earlier > 1 for earlier, later in pairwise(mine)))
    return counts


def faults(case: Case, slots: Sequence[int]) -> Iterator[str]:
    """Every rule that the slots break; `slots` has one per meeting, from 1."""
    if len(slots) != len(case.meetings):
        yield f"{len(slots)} slots for {len(case.meetings)} meetings"
        return
    seen: set[tuple[int, int]] = set()
    used: dict[int, int] = {}
    for number, (slot, meeting) in enumerate(zip(slots, case.meetings, strict=True), 1):
        yield from _wishes(case, number, slot)
        used[slot] = used.get(slot, 0) + 1
        for earlier in meeting.after:
            if slots[earlier - 1] >= slot:
                yield f"meeting {number}: does not come after meeting {earlier}"
        for party in meeting.parties:
            if (party, slot) in seen:
                yield f"party {party}: two meetings in slot {slot}"
            seen.add((party, slot))
    for slot, count in sorted(used.items()):
        if count > case.tables:
            yield f"slot {slot}: {count} meetings at {case.tables} tables"
    counts = breaks(case, slots)
    if max(counts, default=0) - min(counts, default=0) > FAIRNESS:
        yield f"breaks from {min(counts)} to {max(counts)}: more than {FAIRNESS} apart"


def _wishes(case: Case, number: int, slot: int) -> Iterator[str]:
    """What was asked for one meeting alone."""
    meeting = case.meetings[number - 1]
    if not 1 <= slot <= case.slots:
        yield f"meeting {number}: there is no slot {slot}"
    if meeting.session == MORNING and slot > case.morning:
        yield f"meeting {number}: asked for the morning, is in slot {slot}"
    if meeting.session == AFTERNOON and slot <= case.morning:
        yield f"meeting {number}: asked for the afternoon, is in slot {slot}"
    if meeting.fixed and slot != meeting.fixed:
        yield f"meeting {number}: fixed to slot {meeting.fixed}, is in slot {slot}"
    for party in meeting.parties:
        if slot in case.forbidden[party - 1]:
            yield f"party {party}: slot {slot} is forbidden"
