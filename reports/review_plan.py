"""评审实施方案 of a committee, a Word file: all eight contents of 六(二)2, unknowns as 〔待填〕.

Two versions: internal, drawn from the open view, and sealed, with the lists of names.
"""

from collections.abc import Iterable
from typing import Any, get_args

from models.base import LEVELS, RANK
from models.calendar import date_of, half_of
from models.committee import Committee
from models.people import Expert, Format
from models.plan import Category, Meeting, Plan, plan_number
from models.season import Season
from reports.groups import sittings
from reports.plan_procedure import composition, measures, procedure
from reports.template_fields import PACKAGE, Templates
from reports.view import Applied, Open, applied
from reports.word_paper import paper
from reports.words import (
    blank,
    circular,
    clause_ref,
    clean,
    dates_words,
    field_words,
    half_day_words,
    parameter_words,
    short_date,
    specialty_of,
    title_lines,
    word,
    words,
)

Row = dict[str, str]
NOT_FOR_MEETINGS = (
    "goal.",
    "desk.",
    "quota.",
    "appointments.",
    "window.",
    "correction.",
    "directional.",
    "green.",
    "forecast.",
    "deadline.senior.",
    "deadline.midjunior.",
    "deadline.close_of_day",
    "deadline.right_rounding",
    "publication.roster_",
    "publication.stages",
    "publication.employer_",
    "filing.list_check",
    "approval.",
    "supervision.",
    "title.rank",
)
"""Parameters of other steps than the meetings, and of no number that a committee goes by."""
EXPERT = {"number": "序号", "name": "姓名", "unit": "单位", "title": "职称", "group": "学科组"}
APPLICANT = EXPERT | {"field": "专业", "level": "层级", "category": "类别", "format": "形式"}


def review_plan(view: Open, committee: str) -> bytes:
    """The internal version: dates, places and counts, nobody's name."""
    return _document(
        view.season,
        view.plan,
        committee,
        view.applied[committee],
        view.number,
        view.templates,
    )


def sealed_review_plan(
    season: Season,
    plan: Plan,
    committee: str,
    number: str = "",
    templates: Templates = PACKAGE,
) -> bytes:
    """The sealed version, with applicants, members and reserves.

    `number` is the plan's, where it is known already: it takes a moment for a large plan.
    """
    counted = applied(season, plan, committee)
    known = number or plan_number(plan)
    return _document(season, plan, committee, counted, known, templates, sealed=True)


def _document(
    season: Season,
    plan: Plan,
    committee: str,
    counted: Applied,
    number: str,
    templates: Templates,
    *,
    sealed: bool = False,
) -> bytes:
    given = season.committee[committee]
    meeting = next((item for item in plan.meetings if item.id == committee), None)
    context: dict[str, Any] = {
        "name_lines": title_lines(clean(given.name)),
        "committee": clean(given.name),
        "organiser": organisation(season, given.organiser),
        "signed_on": blank("日期"),
        "sealed": sealed,
        **opening(season, given),
        **applications(season, given, counted),
        **time_and_place(season, plan, given, meeting),
        "composition": composition(season, plan, given),
        "groups": _groups(plan, given),
        "procedure": procedure(season, plan, given, counted),
        "measures": measures(season, plan, given),
        "parameters": _parameters(season, given, counted),
        **(_names(season, plan, committee) if sealed else _no_names(counted)),
    }
    title = f"{clean(given.name)}评审实施方案"
    profile = "sealed" if sealed else "internal"
    return paper("review_plan", context, title, season, profile, number, templates)


def organisation(season: Season, key: str) -> str:
    """A unit's name, else its id as the season has it, else a marked blank."""
    found = season.organisation.get(key)
    return clean(found.name if found else key) or blank("单位")


def opening(season: Season, given: Committee) -> dict[str, str]:
    approvers = {
        "city": "市人力资源和社会保障局",
        "region": "自治区人力资源和社会保障厅",
        None: blank("核准部门"),
    }
    return {
        "approver": approvers[given.approver],
        "opening": (
            f"根据{circular(season)}六(二)2，现将{clean(given.name)}评审实施方案随文报上，"
            "请予备案。"
        ),
    }


def applications(season: Season, given: Committee, counted: Applied) -> dict[str, Any]:
    total = f"{counted.total} 人" if counted.total else blank("申报人数")
    forecast = "（预计数，以受理结果为准）" if counted.forecast else ""
    rows = [
        {"kind": kind, "name": word(of, key), "count": str(counts[key])}
        for kind, of, order, counts in (
            ("层级", "level", LEVELS, counted.levels),
            ("类别", "category", get_args(Category), counted.categories),
            ("评审形式", "format", get_args(Format), counted.formats),
        )
        for key in order
        if counts[key]
    ]
    return {
        "applications": (
            f"本次受理{scope(given)}{words('level', given.levels)}职称申报，"
            f"共 {total}{forecast}。{_entrusted(season, given)}分类情况如下。"
        ),
        "counts": rows or [_blanks(kind="分类", name="项目", count="人数")],
    }


def _entrusted(season: Season, given: Committee) -> str:
    """For whom else it reviews, four (三)4; what the city refused is left out."""
    agreed = [item for item in given.entrustments if item.consent is not False]
    parts: list[str] = []
    for joint, words_ in ((False, "受{}委托评审"), (True, "与{}联合评审")):
        bodies = [
            organisation(season, item.organisation)
            for item in agreed
            if (item.kind == "joint") == joint
        ]
        if bodies:
            parts.append(words_.format("、".join(bodies)))
    return f"本评委会同时{'，并'.join(parts)}。" if parts else ""


def scope(given: Committee) -> str:
    """Series and specialties of a committee."""
    return field_words(f"{clean(given.series)}系列", _specialties(given))


def _specialties(given: Committee) -> list[str]:
    """The specialties in its scope; one that is the whole series goes without saying."""
    names = given.specialties or (given.specialty,)
    return [name for name in names if name != given.series]


def time_and_place(
    season: Season, plan: Plan, given: Committee, meeting: Meeting | None
) -> dict[str, Any]:
    if meeting is None or not meeting.half_days:
        return {
            "time": f"评审时间：{blank('会议日期')}。",
            "place": f"评审地点：{venue(season, given, meeting)}。",
            "half_days": [_blanks(day="日期", half="时段", content="内容")],
            "rooms": [_blanks(day="日期", half="时段", group="学科组", room="会场")],
        }
    days = sorted({*map(date_of, meeting.half_days)})
    half_days = [
        _when(at) | {"content": word("kind", "plenary" if at in meeting.plenaries else "panel")}
        for at in meeting.half_days
    ]
    plenaries = "、".join(map(half_day_words, meeting.plenaries))
    ending = f"，全体会议于{plenaries}举行" if plenaries else ""
    return {
        "time": f"评审时间：{dates_words(days)}，共 {len(days)} 天{ending}。"
        f"{_dates(plan, given.id)}",
        "half_days": half_days,
        "place": f"评审地点：{venue(season, given, meeting)}。各学科组会场如下。",
        "rooms": _rooms(season, plan, meeting),
    }


def venue(season: Season, given: Committee, meeting: Meeting | None) -> str:
    """Where a committee meets: the sites of its rooms, else its own, else the rooms by name."""
    used = {use.room for use in meeting.rooms} if meeting else set[str]()
    rooms = [room for room in season.rooms if room.id in used]
    sites = sorted({clean(room.site) for room in rooms if room.site})
    names = [clean(room.name) for room in rooms]
    return "、".join(sites) or clean(given.site) or "、".join(names) or blank("会议地点")


def _when(at: str) -> Row:
    return {"day": short_date(date_of(at)), "half": word("half", half_of(at))}


def _dates(plan: Plan, committee: str) -> str:
    """The dates that follow from the meeting."""
    due = {i.code: i.due for i in plan.milestones if i.subject == committee}
    known = [
        f"{short_date(due[code])}{word('milestone', code)}"
        for code in ("plan_filing", "draw", "result_posting", "publication_end", "report")
        if code in due
    ]
    return f"相关节点：{'，'.join(known)}。" if known else ""


def _rooms(season: Season, plan: Plan, meeting: Meeting) -> list[Row]:
    rows: list[Row] = []
    each = sorted(sittings(plan, meeting), key=lambda item: (item[0].at, item[0].group or "~"))
    for use, who in each:
        room = season.room.get(use.room)
        rows.append(
            _when(use.at) | {"group": who, "room": clean(room.name) if room else blank("会场")}
        )
    return rows or [_blanks(day="日期", half="时段", group="学科组", room="会场")]


def _groups(plan: Plan, given: Committee) -> list[Row]:
    rows = [
        {
            "name": clean(group.name) or "全体",
            "specialties": "、".join(map(clean, group.specialties)) or "本系列各专业",
            "size": str(group.size),
            "panel": str(group.panel_size),
        }
        for group in plan.groups
        if group.committee == given.id
    ]
    return rows or [_blanks(name="学科组", specialties="专业", size="人数", panel="小组人数")]


def _parameters(season: Season, given: Committee, counted: Applied) -> list[Row]:
    """The numbers to be confirmed that bear on this committee."""
    return [
        {
            "title": clean(item.title or item.id),
            "value": clean(parameter_words(item)),
            "clause": clause_ref(item.clause) or "—",
            "status": word("status", item.status),
        }
        for item in season.profile.parameters
        if item.to_confirm and not item.id.startswith(NOT_FOR_MEETINGS)
        if _bears(item.id, given, counted)
    ]


def _bears(key: str, given: Committee, counted: Applied) -> bool:
    """Whether a number of one level, format or kind of committee is one of this committee's."""
    parts = key.split(".")
    if key.startswith("committee.min."):
        basis = "specialty" if given.by_specialty else "series"
        return parts[2] in given.levels and parts[-1] == basis
    if key.startswith("title.min_for."):
        return parts[2] in given.levels
    if key.startswith("format."):
        return not counted.formats or parts[1] in counted.formats
    if key == "committee.external_share":
        return given.self_reviewing is not False
    if key.startswith(("committee.private_", "pool.private_")):
        return given.enterprise_related is not False
    return True


def _no_names(counted: Applied) -> dict[str, Any]:
    total = f"共 {counted.total} 人，" if counted.total else ""
    return {
        "applicants_note": f"{total}名单见密封件。",
        "members_note": "评委推荐名单作为密封附件另行报送，不得公开。",
        **dict.fromkeys(("applicants", "members", "reserves"), ()),
    }


def _names(season: Season, plan: Plan, committee: str) -> dict[str, Any]:
    groups = {group.id: clean(group.name) or "全体" for group in plan.groups}
    rows = _applicants(season, plan, committee, groups)
    seats = [seat for seat in plan.seats if seat.committee == committee]
    order = {"chair": 0, "deputy": 1, "member": 2}
    seats.sort(key=lambda seat: order[seat.role])
    members = [
        {"number": str(n), "role": word("role", seat.role), "group": groups.get(seat.group, "")}
        | expert_row(season, committee, seat.expert)
        for n, seat in enumerate(seats, 1)
    ]
    reserves = [
        {
            "number": str(item.order),
            "group": groups.get(item.group, ""),
            "origin": word("origin", item.origin),
        }
        | expert_row(season, committee, item.expert)
        for item in plan.reserves
        if item.committee == committee
    ]
    return {
        "applicants_note": f"共 {len(rows)} 人。" if rows else f"{blank('申报人员名单')}。",
        "applicants": rows or [_blanks(**APPLICANT)],
        "members_note": "下列名单为拟定，密封保管，以抽取结果为准。",
        "members": members or [_blanks(role="职务", **EXPERT)],
        "reserves": reserves or [_blanks(origin="来源", **EXPERT)],
    }


def _blanks(**fields: str) -> Row:
    """A row of marked blanks, each with what is to be filled in."""
    return {key: blank(what) for key, what in fields.items()}


def _applicants(season: Season, plan: Plan, committee: str, groups: dict[str, str]) -> list[Row]:
    rows: list[Row] = []
    own = season.committee[committee].series
    for docket in plan.dockets:
        person = season.applicant.get(docket.id)
        if docket.committee != committee or person is None:
            continue
        rows.append(
            {
                "number": str(len(rows) + 1),
                "name": clean(person.name),
                "unit": organisation(season, person.organisation),
                "field": specialty_of(person)
                if person.series == own
                else field_words(person.series, [person.specialty]),
                "level": word("level", person.level),
                "category": word("category", docket.category),
                "format": word("format", person.format or "dossier"),
                "group": groups.get(docket.group, ""),
            }
        )
    return rows


def expert_row(season: Season, committee: str, key: str) -> Row:
    person = season.expert.get(key)
    if person is None:
        return {"name": key, "unit": blank("单位"), "title": blank("职称")}
    return {
        "name": clean(person.name),
        "unit": organisation(season, person.organisation),
        "title": title_words(person, season.committee[committee].series),
    }


def title_words(person: Expert, series: str) -> str:
    """The highest title, of the committee's series where there is one."""
    own: Iterable[Any] = [t for t in person.titles if t.series == series] or person.titles
    best = max(own, key=lambda title: RANK[title.level], default=None)
    if best is None:
        return blank("职称")
    return f"{clean(best.specialty or best.series)}{word('level', best.level)}"
