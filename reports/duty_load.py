"""How much the staff of meetings serve: by person under seal, by duty and counts elsewhere."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.plan import Plan
from models.season import Season
from reports.forms import Form
from reports.words import clean, season_name, word

if TYPE_CHECKING:
    from reports.cells import Cell

ROLES = ("supervisor", "secretary", "timekeeper", "teller")
Served = Mapping[str, tuple[int, ...]]
"""By duty: the half-days of everybody who may do it, most first; nobody is named."""


def served(season: Season, plan: Plan) -> Served:
    """Half-days on duty of each person who may do it, as counts alone."""
    done = Counter((duty.role, duty.staff) for m in plan.meetings for duty in m.duties)
    found: dict[str, tuple[int, ...]] = {}
    for role in ROLES:
        people = [person.id for person in season.staff if role in person.roles]
        if people:
            counts = sorted((done[role, person] for person in people), reverse=True)
            found[role] = tuple(counts)
    return found


def duty_form(season: Season, plan: Plan, footer: str) -> Form:
    """工作人员负荷: half-days and days on duty of every member of the staff, by duty."""
    halves: defaultdict[str, Counter[str]] = defaultdict(Counter)
    days: defaultdict[str, set[str]] = defaultdict(set)
    committees: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for meeting in plan.meetings:
        for duty in meeting.duties:
            halves[duty.staff][duty.role] += 1
            days[duty.staff].add(duty.at[:10])
            committees[duty.staff][clean(season.committee[meeting.id].name)] = None
    rows: list[list[Cell]] = []
    for person in season.staff:
        if not set(person.roles) & set(ROLES):
            continue
        mine = halves[person.id]
        rows.append(
            [
                clean(person.name),
                clean(person.organisation) or "—",
                "、".join(word("duty", role) for role in ROLES if role in person.roles),
                *(mine[role] if role in person.roles else "—" for role in ROLES),
                mine.total(),
                len(days[person.id]),
                "、".join(committees[person.id]) or "—",
                person.id,
            ]
        )
    each = tuple(f"{word('duty', role)}半日" for role in ROLES)
    headers = ("姓名", "单位", "可任职责", *each, "合计半日", "天数", "服务的评委会", "编号")
    return Form(
        "工作人员负荷",
        "工作人员值守的半日数",
        (footer,),
        headers,
        (12, 22, 20, 10, 10, 10, 10, 10, 8, 50, 12),
        rows,
        grey=frozenset({len(headers) - 1}),
        footer=footer,
    )


def role_form(season: Season, served: Served, footer: str) -> Form | None:
    """工作人员: half-days on duty by duty, from the most to the least burdened, no names."""
    if not served:
        return None
    rows: list[list[Cell]] = [
        [
            word("duty", role),
            len(counts),
            sum(counts),
            max(counts),
            min(counts),
            "、".join(map(str, counts)),
        ]
        for role, counts in served.items()
    ]
    return Form(
        "工作人员",
        "评审会议日程（工作人员负荷）",
        (season_name(season), "每人值守的半日数由多到少排列，不具名。"),
        ("职责", "可任人数", "值守半日合计", "最多", "最少", "各人半日数"),
        (12, 12, 16, 8, 8, 60),
        rows,
        footer=footer,
    )
