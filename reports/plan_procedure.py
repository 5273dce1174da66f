"""The running text of a review plan: composition, procedure, measures, by the year's numbers."""

from math import ceil
from typing import Final

from models.committee import Committee
from models.plan import Plan
from models.season import Season
from reports.view import Applied
from reports.words import blank, clean, dates_words, short_date, word


def composition(season: Season, plan: Plan, given: Committee) -> list[str]:
    """Kind, filing, size, quorum and the marks that bind its members."""
    body = season.organisation.get(given.organiser)
    by = f"按专业（{clean(given.specialty)}）" if given.by_specialty else "按系列"
    filing = given.filing
    until = f"，有效期至{dates_words([filing.valid_to])}" if filing.valid_to else ""
    size = size_of(plan, given)
    lines = [
        f"评委会由{clean(body.name) if body else blank('组建单位')}组建，{by}组建，"
        f"备案号{clean(filing.number) or blank('备案号')}{until}。",
        f"评委会组成人数 {size or blank('人数')} 人{_chairs(season)}{quorum(season, size)}。",
        f"自主评审：{_flag(given.self_reviewing)}；与企业相关：{_flag(given.enterprise_related)}。",
    ]
    if given.self_reviewing:
        lines.append(
            f"非本单位同行专家不少于{share_words(season, 'committee.external_share')}（六(一)3）。"
        )
    if given.enterprise_related:
        lines.append("吸纳一定比例的民营企业专家（六(一)3）。")
    lines.append("连续三年担任评委的，原则上不再聘任为本年度评委（六(一)3）。学科组设置如下。")
    return lines


def _chairs(season: Season) -> str:
    """How many chairs and deputies, beginning with a comma."""
    keys = ("committee.chairs", "committee.deputies_min", "committee.deputies_max")
    if not all(map(season.profile.has, keys)):
        return ""
    chairs, least, most = map(season.profile.integer, keys)
    deputies = f"{least}" if least == most else f"{least} 至 {most}"
    return f"，其中主任委员 {chairs} 人、副主任委员 {deputies} 人"


def size_of(plan: Plan, given: Committee) -> int:
    """The size given, else that of the groups planned."""
    return given.size or sum(g.size for g in plan.groups if g.committee == given.id)


def quorum(season: Season, size: int) -> str:
    """How many must be there, beginning with a comma; empty when size or share is unknown."""
    key = "quorum.share"
    if not size or not season.profile.has(key):
        return ""
    share = season.profile.share(key)
    return f"，到会不少于{share.numerator}/{share.denominator}，即 {ceil(size * share)} 人方可开会"


def share_words(season: Season, key: str) -> str:
    """A share of the profile as 2/3."""
    if not season.profile.has(key):
        return blank("比例")
    share = season.profile.share(key)
    return f"{share.numerator}/{share.denominator}"


def _flag(value: bool | None) -> str:
    return blank("是或否") if value is None else "是" if value else "否"


def _number(season: Season, key: str) -> str:
    return str(season.profile.integer(key)) if season.profile.has(key) else blank("天数")


IN_PERSON: Final = ("interview", "lesson_defence", "live_lesson")
"""Formats in which an applicant appears."""
NUMERALS: Final = "一二三四五六七八九十"


def procedure(season: Season, plan: Plan, given: Committee, counted: Applied) -> list[str]:
    """The steps of the review, dated where the plan knows the day."""
    due = {i.code: i.due for i in plan.milestones if i.subject == given.id}

    def on(code: str) -> str:
        return f"{short_date(due[code])}" if code in due else blank("日期")

    days = _number(season, "publication.result_workdays")
    lines = [
        f"方案备案。本方案于{on('plan_filing')}报核准部门备案，经同意后开展评审（六(二)2）。",
        f"抽取评委。于{on('draw')}在监督人员见证下，从专家库中抽取评委和备选，名单不公开。",
        "预备会。宣布纪律，签订评审专家诚信承诺书，核对回避关系（六(一)4，40号令第25条）。",
        *_in_person(season, counted),
        f"小组评议。每份材料由不少于 {_number(season, 'readers.min')} 名无回避关系的"
        "评委评议，提出评议意见（40号令第21条）。",
        "全体会议。听取小组意见，充分讨论后无记名投票；赞成票达到到会评委的"
        f"{share_words(season, 'vote.pass_share')}即为通过，当场计票、宣布并签字（40号令第20条）。",
        f"结果公示。于{on('result_posting')}张贴，公示 {days} 个工作日，"
        f"至{on('publication_end')}结束（40号令第26条）。",
        f"核准备案。于{on('report')}前报送核准备案报告和通过人员花名册（六(二)4）。",
    ]
    return _numbered(lines)


def _in_person(season: Season, counted: Applied) -> list[str]:
    """How those are heard who appear themselves; nothing where nobody does."""
    profile = season.profile
    parts: list[str] = []
    for key in IN_PERSON:
        if number := counted.formats[key]:
            minutes = _number(season, f"format.{key}.minutes")
            ahead = f"format.{key}.preparation_minutes"
            prepares = profile.has(ahead) and profile.integer(ahead)
            extra = f"，另备课 {prepares} 分钟" if prepares else ""
            parts.append(f"{word('format', key)} {number} 人，每人 {minutes} 分钟{extra}")
    if not parts:
        return []
    heard = "；".join(parts)
    return [f"现场评审。{heard}。按学科组和半日分别进行，半日内的次序由本人现场抽签。"]


def _numbered(lines: list[str]) -> list[str]:
    return [f"（{NUMERALS[n]}）{line}" for n, line in enumerate(lines)]


def measures(season: Season, plan: Plan, given: Committee) -> list[str]:
    """Supervision, recusal, secrecy and what is done when somebody fails to come."""
    apart = any(
        group.panels.get("nonpublic") for group in plan.groups if group.committee == given.id
    )
    lines = [
        "监督。邀请纪检监察部门全程监督，评审过程全程记录（六(二)1）。",
        "回避。评委与申报人有亲属、师生、同事等可能影响公正的关系的，评委回避，"
        "申报人不换评委会（40号令第25条）。",
        "保密。评委名单、评议和表决情况不对外泄露；会场统一保管通信工具。",
        "替补。评委因故不能到会或需回避的，按抽取次序从备选中替补，记录原因和见证人。",
        "举报。公示期间受理举报投诉，由组建单位调查核实（六(二)3）。",
        f"联系人：{clean(given.contact) or blank('姓名和电话')}。",
    ]
    if apart:
        lines.insert(4, "分开评议。非公、专精特新和制造业单项冠军企业人员单独成场评议（四(二)6）。")
    return _numbered(lines)
