"""变更通知: who must be told what between two plans, as a workbook to tick off and as a letter."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from models.messages import Lang
from models.plan import Plan, plan_number
from models.season import Season
from reports.changes import AUDIENCES, Audience, Change, open_changes, recipient, sealed_changes
from reports.forms import Form, Shown
from reports.jobs import Job
from reports.paths import file_name, one
from reports.sheets import Book
from reports.template_fields import PACKAGE, Templates
from reports.view import Profile, footer_words, number_words, open_view
from reports.word_paper import paper
from reports.words import blank, clean, label, season_name, stamp, word

NAME = "变更通知"
PEOPLE: frozenset[Audience] = frozenset(("expert", "applicant", "staff"))


@dataclass(frozen=True)
class Notice:
    """The changes that one profile may know, and the numbers of both plans."""

    season: Season
    """As the profile sees it."""
    profile: Profile
    old: str
    new: str
    changes: tuple[Change, ...]
    templates: Templates = field(default_factory=dict[str, bytes])
    to: str = ""
    """The one whom it addresses, where it holds the changes of nobody else."""

    def of(self, audience: Audience) -> list[Change]:
        """The changes of one audience, by recipient in the order of the season."""
        tables = {
            "unit": self.season.organisation,
            "organiser": self.season.committee,
            "expert": self.season.expert,
            "applicant": self.season.applicant,
            "staff": self.season.member_of_staff,
        }
        place = {key: number for number, key in enumerate(tables[audience])}
        found = [item for item in self.changes if item.audience == audience]
        return sorted(found, key=lambda item: (place.get(item.who, len(place)), item.who))


def notices(
    season: Season,
    old: Plan,
    new: Plan,
    templates: Templates = PACKAGE,
    lang: Lang = "zh",
) -> dict[Profile, Notice]:
    """The notice for the website, for the office, and sealed."""
    was, now = open_view(season, old), open_view(season, new)
    known = tuple(open_changes(was, now, lang))
    public = tuple(item for item in known if item.public)
    secret = (*known, *sealed_changes(season, old, new, lang))
    numbers = (plan_number(old), plan_number(new))
    return {
        "public": Notice(now.season, "public", was.number, now.number, public, templates),
        "internal": Notice(now.season, "internal", was.number, now.number, known, templates),
        "sealed": Notice(season, "sealed", *numbers, secret, templates),
    }


def change_jobs(
    season: Season, old: Plan, new: Plan, templates: Templates = PACKAGE
) -> Iterator[Job]:
    """The notices as files; they say so where nothing changed."""
    for profile, notice in notices(season, old, new, templates).items():
        yield from _jobs(profile, notice)


def changes_since(
    season: Season,
    old: Plan | None,
    new: Plan,
    templates: Templates = PACKAGE,
    subjects: Sequence[str] = (),
) -> Iterator[Job]:
    """The notices of the profiles in which something changed, and a letter to each subject."""
    if old is None:
        return
    found = notices(season, old, new, templates)
    for profile, notice in found.items():
        if notice.changes:
            yield from _jobs(profile, notice)
    for subject in subjects:
        kind, _, key = subject.partition("=")
        profile, audience = ALONE[kind]
        own = tuple(c for c in found[profile].changes if (c.audience, c.who) == (audience, key))
        if own:
            alone = replace(found[profile], changes=own, to=recipient(season, own[0]))
            path = f"{profile}/{NAME}/{file_name(alone.to)}_{file_name(key)}.docx"
            yield one(path, partial(notice_letter, alone), subject)


ALONE: dict[str, tuple[Profile, Audience]] = {
    "unit": ("public", "unit"),
    "committee": ("internal", "organiser"),
    "expert": ("sealed", "expert"),
}
"""Where a letter to one alone lies, by what it is asked for."""


def _jobs(profile: Profile, notice: Notice) -> Iterator[Job]:
    yield one(f"{profile}/{NAME}.docx", partial(notice_letter, notice))
    yield one(f"{profile}/{NAME}.xlsx", partial(notice_workbook, notice))


# ----------------------------------------------------------------------------------- the letter


def notice_letter(notice: Notice) -> bytes:
    """The notice as a Word paper, a section for each audience."""
    sections: list[dict[str, Any]] = []
    for audience in AUDIENCES:
        found = notice.of(audience)
        if found:
            number = "一二三四五"[len(sections)]
            count = len({(item.who) for item in found})
            whom = f"{number}、{label(f'change-to-{audience}', n=count)}"
            alone = notice.to and audience == "expert"
            sections.append(
                {
                    "title": label("change-alone") if notice.to else whom,
                    "note": label("change-alone-expert" if alone else f"change-note-{audience}"),
                    "rows": [_row(notice, item) for item in found],
                }
            )
    context = {"addressee": notice.to, "opening": _opening(notice), "sections": sections}
    title = f"{season_name(notice.season)} {NAME}"
    return paper(
        "change_notice",
        context,
        title,
        notice.season,
        notice.profile,
        notice.new,
        notice.templates,
    )


def _opening(notice: Notice) -> str:
    """Both plans, how many changes, and whom they concern."""
    was, now = (number_words(key, notice.profile) for key in (notice.old, notice.new))
    if not notice.changes:
        return f"原{was} 的安排和现{now} 的安排经逐项核对。"
    changed = f"原{was} 的安排经调整，现按{now} 执行。"
    if notice.to:
        return f"{changed}与您（贵单位）有关的变更共 {len(notice.changes)} 项，其余安排不变。"
    told = Counter(
        "person" if audience in PEOPLE else audience
        for audience, _ in {(item.audience, item.who) for item in notice.changes}
    )
    kinds = (("unit", "送审单位", "个"), ("organiser", "评委会", "个"), ("person", "个人", "名"))
    whom = "、".join(f"{name} {told[kind]} {each}" for kind, name, each in kinds if told[kind])
    return f"{changed}共 {len(notice.changes)} 项变更，须通知{whom}。未列出的安排不变。"


def _row(notice: Notice, item: Change) -> dict[str, str]:
    what = word("change", item.what)
    return {
        "who": recipient(notice.season, item),
        "what": f"{item.about}：{what}" if item.about else what,
        "old": item.old,
        "new": item.new,
        "channel": _channel(notice, item),
    }


def _channel(notice: Notice, item: Change) -> str:
    """How it is told; on the website itself, that the annex there is replaced."""
    return word("channel", "public" if notice.profile == "public" else item.what)


# --------------------------------------------------------------------------------- the workbook


def notice_workbook(notice: Notice) -> bytes:
    """The notice as a list to tick off, a sheet for each audience."""
    title = f"{season_name(notice.season)} {NAME}"
    book = Book(title, stamp(notice.season))
    book.add(_summary(notice))
    for audience in AUDIENCES:
        found = notice.of(audience)
        if found:
            book.add(_list(notice, audience, found))
    return book.bytes()


def _summary(notice: Notice) -> Form:
    rows: list[Sequence[Shown]] = []
    for audience in AUDIENCES:
        found = notice.of(audience)
        if found:
            rows.append(
                [
                    word("audience", audience),
                    len({item.who for item in found}),
                    len(found),
                    "、".join(dict.fromkeys(word("change", item.what) for item in found)),
                ]
            )
    was, now = (number_words(key, notice.profile) for key in (notice.old, notice.new))
    return Form(
        sheet="汇总",
        title=f"{NAME}（汇总）",
        notes=(season_name(notice.season), f"原{was}　→　现{now}"),
        headers=("通知对象", "个数", "变更项数", "事项"),
        widths=(24, 10, 12, 70),
        rows=rows,
        footer=footer_words(notice.season, notice.profile, notice.new),
        empty="两份方案在本件所涉范围内没有不同，不需要通知任何单位和人员。",
        filtered=False,
    )


def _list(notice: Notice, audience: Audience, found: list[Change]) -> Form:
    sealed = notice.profile == "sealed"
    heads = ["序号", "通知对象", "所涉", "事项", "原安排", "现安排", "通知方式"]
    widths: list[float] = [5, 18, 22, 10, 28, 28, 14]
    if notice.profile != "public":
        heads += ["联系人"] + ["电话"] * sealed + ["通知人和时间"]
        widths += [10.0] + [13.0] * sealed + [13.0]
    rows: list[Sequence[Shown]] = []
    for number, item in enumerate(found, 1):
        who, what = recipient(notice.season, item), word("change", item.what)
        row: list[Shown] = [
            number,
            who,
            item.about,
            what,
            item.old,
            item.new,
            _channel(notice, item),
        ]
        if notice.profile != "public":
            contact, phone = _contact(notice.season, item)
            row += [contact] + [phone] * sealed + [""]
        rows.append(row)
    return Form(
        sheet=word("audience", audience),
        title=f"{NAME}：{word('audience', audience)}",
        notes=(label(f"change-note-{audience}"),),
        headers=tuple(heads),
        widths=tuple(widths),
        rows=rows,
        footer=footer_words(notice.season, notice.profile, notice.new),
    )


def _contact(season: Season, item: Change) -> tuple[str, str]:
    """Whom to call, and the telephone where the profile may have it."""
    if item.audience == "unit":
        own = [s for s in season.submissions if s.organisation == item.who]
        name = next((s.contact for s in own if s.contact), "")
        phone = next((s.phone for s in own if s.phone), "")
    elif item.audience == "organiser":
        given = season.committee.get(item.who)
        name, phone = (given.contact, given.phone) if given else ("", "")
    elif item.audience == "applicant":
        person = season.applicant.get(item.who)
        unit = season.organisation.get(person.organisation) if person else None
        name, phone = (f"用人单位：{unit.name}", unit.phone) if unit else ("", "")
    elif item.audience == "expert":
        expert = season.expert.get(item.who)
        name, phone = ("本人", expert.phone) if expert else ("", "")
    else:
        staff = season.member_of_staff.get(item.who)
        name, phone = ("本人", staff.phone) if staff else ("", "")
    return clean(name) or blank("联系人"), clean(phone) or blank("电话")
