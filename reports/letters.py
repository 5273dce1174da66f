"""Letters of the season's business that name no person: to units, approvers, other bodies.

All are drawn from the open view. Wording lies in the templates; here is what is filled in.
"""

from collections.abc import Iterable
from datetime import date
from math import ceil
from typing import Any

from models.base import Band
from models.calendar import OutsideCalendar, date_of, half_of
from models.committee import Committee, Entrustment
from models.people import Organisation
from models.plan import Appointment
from models.season import Season
from reports.plan_procedure import composition, quorum, share_words, size_of
from reports.review_plan import applications, opening, organisation, scope, venue
from reports.view import Open
from reports.word_paper import paper
from reports.words import (
    blank,
    circular,
    clean,
    dates_words,
    long_date,
    short_date,
    title_lines,
    weekday,
    word,
    words,
)

Row = dict[str, str]
BANDS: tuple[Band, ...] = ("senior", "mid", "junior")


def _paper(view: Open, name: str, context: dict[str, Any], title: str) -> bytes:
    return paper(name, context, title, view.season, "internal", view.number, view.templates)


def due_dates(view: Open, committee: str) -> dict[str, str]:
    """The dates that follow from a committee's meeting, as words."""
    return {i.code: long_date(i.due) for i in view.plan.milestones if i.subject == committee}


def days_of(season: Season, key: str) -> str:
    """A number of days of the profile, or a marked blank."""
    return str(season.profile.integer(key)) if season.profile.has(key) else blank("天数")


def _date(season: Season, key: str, what: str) -> str:
    return long_date(season.profile.date(key)) if season.profile.has(key) else blank(what)


# ------------------------------------------------------------------------------------- to units


def units_with_visits(view: Open) -> dict[str, list[Appointment]]:
    """Each unit's appointments in order of time; units in the order of their first visit."""
    found: dict[str, list[Appointment]] = {}
    for item in sorted(view.plan.appointments, key=lambda item: (item.at, item.start, item.id)):
        submission = view.season.submission.get(item.submission)
        if submission:
            found.setdefault(submission.organisation, []).append(item)
    return found


def unit_notice(view: Open, unit: str, visits: list[Appointment]) -> bytes:
    """送审通知单: a unit's appointments, its own latest posting date, what to bring."""
    season = view.season
    given = [season.submission[item.submission] for item in visits]
    name = organisation(season, unit)
    remarks = [
        text
        for text, holds in (
            ("份数为预报数，以受理时实际份数为准", any(item.forecast for item in given)),
            ("线上审核的，按约定时段在线等候，不到窗口", any(item.online_only for item in given)),
        )
        if holds
    ]
    context = {
        "unit": name,
        "visits": [_visit(season, item) for item in visits],
        "roster_days": days_of(season, "publication.roster_workdays"),
        "posting": _posting(season, visits),
        "materials": _materials(season),
        "supplement": _supplement(season, [item.band for item in given]),
        "change": _change(season),
        "remarks": f"{'；'.join(remarks)}。" if remarks else "",
    }
    return _paper(view, "unit_notice", context, f"{name}送审通知单")


def _visit(season: Season, item: Appointment) -> Row:
    desk = season.desk.get(item.desk)
    submission = season.submission[item.submission]
    day = date_of(item.at)
    return {
        "band": word("band", submission.band),
        "series": clean(submission.series) or "各系列",
        "day": f"{short_date(day)}（{weekday(day)}）{word('half', half_of(item.at))}",
        "start": item.start or blank("到达时间"),
        "place": f"{clean(desk.name)} {clean(desk.place)}".strip() if desk else item.desk,
        "dossiers": str(item.dossiers),
    }


def _posting(season: Season, visits: list[Appointment]) -> str:
    """The unit's own latest posting day for each band; what it already posted."""
    by_day: dict[str, list[str]] = {}
    for band in BANDS:
        own = [v for v in visits if season.submission[v.submission].band == band]
        if own:
            posted = [season.submission[v.submission].roster_posted for v in own]
            known = min((day for day in posted if day), default=None)
            first = min(date_of(v.at) for v in own)
            day = f"已于{long_date(known)}" if known else f"最迟于{latest_posting(season, first)}"
            by_day.setdefault(day, []).append(word("band", band))
    return "，".join(f"{'、'.join(bands)}花名册{day}张贴" for day, bands in by_day.items())


def latest_posting(season: Season, hand_in: date) -> str:
    """The last day on which a roster may go up so that it has hung its workdays by the hand-in."""
    value = season.profile
    needs = ("publication.roster_workdays", "publication.stages", "publication.posting_day_counts")
    if not all(map(value.has, needs)):
        return blank("最迟张贴日")
    days = value.integer(needs[0]) * value.integer(needs[1]) + (0 if value.flag(needs[2]) else 1)
    try:
        return long_date(season.calendar.add_workdays(hand_in, -days))
    except OutsideCalendar:
        return blank("最迟张贴日")


def _materials(season: Season) -> list[str]:
    year = season.year
    return [
        f"1.{year}职称申报情况报告（含公示情况）；",
        f"2.《{year}年职称申报人数统计表（事业在编）》（附件3）、"
        f"《{year}年职称申报人数统计表（事业非在编）》（附件4）；",
        f"3.《{year}年申报专业技术资格花名册》（附件7）；",
        "4.申报人员材料，按《专业技术职称送评材料目录单》（附件1）排列，装入专用袋（附件9），"
        "审核人签字并加盖单位公章（五1）；",
        "5.申报人员诚信承诺书及其电子档案（五2）。评审费随材料按规定标准交纳（七(三)）。",
    ]


def _supplement(season: Season, bands: Iterable[Band]) -> str:
    found = set(bands)
    parts: list[str] = []
    if "senior" in found:
        parts.append(f"高级于{_date(season, 'deadline.senior.supplement', '截止日')}")
    if found - {"senior"}:
        parts.append(f"中初级于{_date(season, 'deadline.midjunior.supplement', '截止日')}")
    return f"{'、'.join(parts)}申报工作结束后，不再补报材料（二(二)）。"


def _change(season: Season) -> str:
    ahead = days_of(season, "appointments.request_workdays")
    return f"不能按时送审的，请至少提前{ahead}个工作日与受理部门另约，逾期窗口时段不予保留。"


# --------------------------------------------------------------------------------- of committees


def result_notice(view: Open, committee: str) -> bytes:
    """评审结果公示: the frame, with its dates; who passed is not known to a plan."""
    season, given = view.season, view.season.committee[committee]
    due = due_dates(view, committee)
    days = days_of(season, "publication.result_workdays")
    first = due.get("result_posting", blank("张贴日期"))
    last = due.get("publication_end", blank("公示结束日期"))
    context = {
        "name_lines": title_lines(clean(given.name)),
        "committee": clean(given.name),
        "organiser": organisation(season, given.organiser),
        "met": _met(view, committee),
        "pass_share": share_words(season, "vote.pass_share"),
        "period": f"公示时间：{first}张贴，公示不少于{days}个工作日，至{last}结束。",
        "passed": [
            {
                "name": blank("姓名"),
                "unit": blank("单位"),
                "field": blank("系列和专业"),
                "level": blank("层级"),
            }
        ]
        * 3,
        "posted": first.split("（")[0],  # a date below a paper has no weekday
    }
    return _paper(view, "result_notice", context, f"{clean(given.name)}评审结果公示")


def _met(view: Open, committee: str) -> str:
    meeting = next((item for item in view.plan.meetings if item.id == committee), None)
    if meeting is None or not meeting.half_days:
        return blank("会议日期")
    return dates_words(sorted({*map(date_of, meeting.half_days)}))


def approval_report(view: Open, committee: str) -> bytes:
    """核准备案报告 (annex 2), the frame: all that the plan knows, the results as blanks."""
    season, given = view.season, view.season.committee[committee]
    meeting = next((item for item in view.plan.meetings if item.id == committee), None)
    due = due_dates(view, committee)
    size = size_of(view.plan, given)
    days = days_of(season, "publication.result_workdays")
    first = due.get("result_posting", blank("张贴日期"))
    last = due.get("publication_end", blank("公示结束日期"))
    context = {
        "name_lines": title_lines(clean(given.name)),
        "committee": clean(given.name),
        "organiser": organisation(season, given.organiser),
        "approver": opening(season, given)["approver"],
        "composition": composition(season, view.plan, given)[:-1],
        **applications(season, given, view.applied[committee]),
        "time": f"会议时间：{_met(view, committee)}。",
        "place": f"会议地点：{venue(season, given, meeting)}。",
        "size": str(size) if size else blank("人数"),
        "quorum": quorum(season, size).removeprefix("，") or f"到会不少于{blank('最少人数')}",
        "pass_share": share_words(season, "vote.pass_share"),
        "publication": (
            f"评审结果于{first}张贴，公示{days}个工作日，至{last}结束；"
            f"本报告应于{due.get('report', blank('报送期限'))}前报送。"
        ),
    }
    return _paper(view, "approval_report", context, f"{clean(given.name)}核准备案报告")


def wants_extension(view: Open) -> list[str]:
    """Committees that asked for more time, and those for which no meeting was found."""
    met = {item.id for item in view.plan.meetings if item.half_days}
    return [
        item.id
        for item in view.season.committees
        if item.extension is not None or (view.plan.meetings and item.id not in met)
    ]


def extension_request(view: Open, committee: str = "") -> bytes:
    """延期申请; without a committee, the empty form."""
    season = view.season
    given = season.committee.get(committee)
    asked = given.extension if given else None
    opinions = {None: blank("同意或不同意"), True: "已批准", False: "未批准"}
    context = {
        "approver": opening(season, given)["approver"] if given else blank("核准部门"),
        "committee": clean(given.name) if given else blank("评委会"),
        "organiser": organisation(season, given.organiser) if given else blank("组建单位"),
        "planned": _planned(view, given),
        "reason": blank("不能按期评审的具体原因"),
        "until": long_date(asked.until) if asked else blank("延至日期"),
        "year_end": _year_end(season),
        "arrangement": blank("申报材料保管、人员告知和重新确定的评审时间"),
        "contact": (clean(given.contact) if given else "") or blank("联系人"),
        "requested": long_date(asked.requested) if asked else blank("日期"),
        "opinion": opinions[asked.approved if asked else None],
        "granted": long_date(asked.until) if asked and asked.approved else blank("批准的日期"),
    }
    return _paper(view, "extension_request", context, "职称评审延期申请")


def _year_end(season: Season) -> str:
    """The last day of the year, in brackets: without its weekday, which stands in brackets too."""
    key = "season.year_end"
    return dates_words([season.profile.date(key)]) if season.profile.has(key) else blank("年末")


def _planned(view: Open, given: Committee | None) -> str:
    if given is None:
        return f"于{blank('原定日期')}召开评审会议"
    met = _met(view, given.id)
    if not met.startswith("〔"):
        return f"于{met}召开评审会议"
    due = _date(view.season, "deadline.review_and_publication", "期限")
    return f"应于{due}前完成评审和公示"


# ------------------------------------------------------------------------------- entrusted review


def entrustment_letter(
    view: Open, given: Committee | None = None, entrusted: Entrustment | None = None
) -> bytes:
    """委托（联合）评审函 of a body to a committee, four (三)4; without one, the empty form."""
    season = view.season
    joint = entrusted is not None and entrusted.kind == "joint"
    kind = "联合" if joint else "委托"
    sender = organisation(season, entrusted.organisation) if entrusted else blank("委托单位")
    to = organisation(season, given.organiser) if given else blank("受托评委会组建单位")
    name = clean(given.name) if given else blank("受托评委会")
    consent = entrusted.consent if entrusted else None
    agreed = {
        True: "市人力资源和社会保障局已研究同意",
        False: "市人力资源和社会保障局尚未同意，未同意前不开展",
        None: f"市人力资源和社会保障局意见：{blank('是否同意')}",
    }[consent]
    context = {
        "title_words": f"关于{kind}开展{season.year}年度职称评审的函",
        "addressee": to,
        "sender": sender,
        "opening": (
            f"因不具备单独开展评审工作的条件，根据{circular(season)}四(三)4，"
            + (
                f"现商请与{name}联合评审我地区（单位）申报人员。"
                if joint
                else f"现商请由{name}受托评审我地区（单位）申报人员。"
            )
        ),
        "request": f"{agreed}。请予函复。",
        "facts": _entrusted_facts(season, given),
        "promises": [
            "申报人员资格、推荐程序和材料由我方审核把关并公示，逐级上报。",
            "接受评审结果，按规定公示和报送核准备案。",
        ],
    }
    return _paper(view, "entrustment", context, f"{kind}评审函")


def _entrusted_facts(season: Season, given: Committee | None) -> list[Row]:
    if given is None:
        fields, levels, filing = blank("系列和专业"), blank("层级"), blank("备案号和有效期")
    else:
        fields = scope(given)
        levels = words("level", given.levels)
        filing = clean(given.filing.number) or blank("备案号")
        if given.filing.valid_to:
            filing += f"，有效期至{dates_words([given.filing.valid_to])}"
    return [
        {"name": "系列（专业）", "value": fields},
        {"name": "层级", "value": levels},
        {"name": "受托评委会备案", "value": filing},
        {"name": "申报人数", "value": blank("人数")},
        {"name": "评审年度", "value": f"{season.year}年度，不跨年度"},
    ]


def delegated(view: Open) -> list[Organisation]:
    """Central and regional units, whose people are reviewed here upon a letter: three (二)2."""
    return [o for o in view.season.organisations if o.kind in {"central", "regional"}]


def delegation_letter(view: Open, unit: Organisation) -> bytes:
    """委托函 of the superior of a central or regional unit to the city bureau."""
    season = view.season
    name = clean(unit.name)
    context = {
        "title_words": f"关于委托开展{season.year}年度职称评审的函",
        "addressee": "市人力资源和社会保障局",
        "sender": blank("上级主管部门"),
        "opening": (
            f"{name}为中央（自治区）驻包单位。经单位同意，根据{circular(season)}三(二)2，"
            "现委托贵局组织其专业技术人员的职称评审。"
        ),
        "request": "请审核同意后受理申报、组织评审。",
        "facts": [
            {"name": "委托单位", "value": name},
            {"name": "系列（专业）", "value": blank("系列和专业")},
            {"name": "层级", "value": blank("层级")},
            {"name": "申报人数", "value": blank("人数")},
            {"name": "评审年度", "value": f"{season.year}年度，不跨年度"},
        ],
        "promises": [
            "申报人员已经所在单位同意，资格和材料由所在单位和我方审核。",
            "评审结果由我方认可，并按规定聘用。",
        ],
    }
    return _paper(view, "entrustment", context, f"{name}委托评审函")


def receipt(view: Open) -> bytes:
    """通知回执, the empty form."""
    context = {
        "addressee": blank("发出通知的部门"),
        "notice": blank("通知名称和日期"),
        "unit": blank("单位"),
    }
    return _paper(view, "receipt", context, "通知回执")


def applicant_pledge(view: Open) -> bytes:
    """职称申报诚信承诺书 (five 2), the empty form."""
    return _paper(view, "applicant_pledge", {}, "职称申报诚信承诺书")


def expert_pledge_form(view: Open) -> bytes:
    """评审专家回避与诚信承诺书, the empty form."""
    row = {"name": blank("姓名"), "unit": blank("单位"), "reason": blank("原因")}
    person = {
        "name": blank("姓名"),
        "unit": blank("单位"),
        "role": blank("职务"),
        "recusals": [row, row],
    }
    context = {"committee": blank("评委会"), "people": [person]}
    return _paper(view, "pledge", context, "评审专家回避与诚信承诺书")


def quorum_of(season: Season, size: int) -> int:
    """The least number that must be there; 0 when size or share is unknown."""
    if not size or not season.profile.has("quorum.share"):
        return 0
    return ceil(size * season.profile.share("quorum.share"))
