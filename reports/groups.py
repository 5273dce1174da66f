"""What the groups of a plan are called, and which panel of a group sits in which room."""

from collections import Counter

from models.messages import Lang
from models.plan import Meeting, Plan, RoomUse, Session
from reports.words import clean, label, word


def group_names(plan: Plan) -> dict[str, str]:
    """The groups by id: each by its name, else by its specialties, else by its id."""
    return {
        group.id: clean(group.name) or "、".join(map(clean, group.specialties)) or group.id
        for group in plan.groups
    }


def sittings(plan: Plan, meeting: Meeting, lang: Lang = "zh") -> list[tuple[RoomUse, str]]:
    """Every use of a room with who sits there; panels of one group at once bear their number.

    Panels are numbered as the sessions of the half-day are: in the order of the meeting's rooms.
    """
    names = group_names(plan)
    at_once = Counter((use.at, use.group) for use in meeting.rooms)
    begun: Counter[tuple[str, str]] = Counter()
    found: list[tuple[RoomUse, str]] = []
    for use in meeting.rooms:
        key = use.at, use.group
        begun[key] += 1
        who = names.get(use.group, use.group) if use.group else word("kind", "plenary", lang)
        if use.group and at_once[key] > 1:
            who = label("panel-number", lang, group=who, n=begun[key])
        found.append((use, who))
    return found


def sitting_of(plan: Plan, session: Session, lang: Lang = "zh") -> str:
    """The group of a session, with the number of its panel where it has several at once."""
    meetings = (meeting for meeting in plan.meetings if meeting.id == session.committee)
    found = (
        who
        for meeting in meetings
        for use, who in sittings(plan, meeting, lang)
        if (use.at, use.room, use.group) == (session.at, session.room, session.group)
    )
    return next(found, None) or group_names(plan).get(session.group, "")
