"""Lists as workbooks: the session timetable, members and reserves, annexes 3, 4 and 7."""

from collections import Counter
from collections.abc import Sequence

from models.base import LEVELS
from models.calendar import date_of, half_of
from reports.cells import Cell
from reports.duty_load import role_form
from reports.forms import Form, Section, Shown
from reports.groups import sittings
from reports.review_plan import organisation, title_words
from reports.sealed_letters import Sealed
from reports.sheets import Book
from reports.view import Open, footer_words
from reports.words import (
    blank,
    clean,
    half_day_words,
    season_name,
    stamp,
    weekday,
    word,
    words,
)

Rows = list[Sequence[Shown] | Section]


def sheet_name(text: str, taken: set[str]) -> str:
    """A name that a sheet may bear: at most 31 characters, none that Excel refuses, no twin."""
    short = "".join(" " if c in "[]:*?/\\'" else c for c in clean(text))[:27].strip() or "表"
    name, number = short, 1
    while name.lower() in taken:
        number += 1
        name = f"{short}~{number}"
    taken.add(name.lower())
    return name


# ------------------------------------------------------------------------- sessions, internal


def timetable_workbook(view: Open) -> bytes | None:
    """评审会议日程: by day, by committee, by room; dates, rooms and counts, no names."""
    if not view.plan.meetings:
        return None
    book = Book(f"{season_name(view.season)} 评审会议日程", stamp(view.season))
    for form in (_by_day(view), _by_committee(view), _by_room(view)):
        book.add(form)
    footer = footer_words(view.season, "internal", view.number)
    staff = role_form(view.season, view.served, footer)
    if staff is not None:
        book.add(staff)
    return book.bytes()


def _uses(view: Open) -> list[tuple[str, str, str, str]]:
    """Half-day, committee, group and room of every session; the room is empty when unknown."""
    found: list[tuple[str, str, str, str]] = []
    for meeting in view.plan.meetings:
        with_room = {use.at for use in meeting.rooms}
        for use, who in sittings(view.plan, meeting):
            found.append((use.at, meeting.id, who if use.group else "", use.room))
        found += [(at, meeting.id, "", "") for at in meeting.half_days if at not in with_room]
    return sorted(found)


def _session_cells(view: Open, at: str, committee: str, group: str, room: str) -> list[Shown]:
    given = view.season.committee[committee]
    meeting = next(item for item in view.plan.meetings if item.id == committee)
    kind = "plenary" if at in meeting.plenaries and not group else "panel"
    place = view.season.room.get(room)
    return [
        clean(given.name),
        group or "全体",
        word("kind", kind),
        clean(place.name) if place else blank("会场"),
        (clean(place.site) if place else "") or clean(given.site) or "—",
    ]


def _by_day(view: Open) -> Form:
    rows: Rows = []
    day = None
    for at, committee, group, room in _uses(view):
        if date_of(at) != day:
            day = date_of(at)
            rows.append(Section(f"{day.month}月{day.day}日（{weekday(day)}）", page=False))
        rows.append([half_day_words(at), *_session_cells(view, at, committee, group, room)])
    heads = ("时间", "评委会", "学科组", "会议", "会场", "地点")
    widths = (14, 46, 26, 12, 20, 24)
    if all(isinstance(row, Section) or row[-1] == "—" for row in rows):  # nowhere a place is given
        rows = [row if isinstance(row, Section) else row[:-1] for row in rows]
        heads, widths = heads[:-1], widths[:-1]
    return _timetable(view, "按日期", heads, rows, widths)


def _by_committee(view: Open) -> Form:
    rows: Rows = []
    for meeting in view.plan.meetings:
        given = view.season.committee[meeting.id]
        counted = view.applied[meeting.id]
        days = len({*map(date_of, meeting.half_days)})
        rows.append(
            [
                clean(given.name),
                organisation(view.season, given.organiser),
                words("level", given.levels),
                counted.total or blank("人数"),
                half_day_words(meeting.half_days[0]) if meeting.half_days else blank("日期"),
                half_day_words(meeting.half_days[-1]) if meeting.half_days else blank("日期"),
                days,
                "、".join(map(half_day_words, meeting.plenaries)) or blank("时间"),
                len({use.group for use in meeting.rooms if use.group}) or 1,
            ]
        )
    heads = (
        "评委会",
        "组建单位",
        "层级",
        "申报人数",
        "开始",
        "结束",
        "天数",
        "全体会议",
        "学科组数",
    )
    return _timetable(view, "按评委会", heads, rows, (38, 24, 14, 10, 14, 14, 7, 16, 9))


def _by_room(view: Open) -> Form:
    rows: Rows = []
    last = None
    for at, committee, group, room in sorted(_uses(view), key=lambda use: (use[3], use[0])):
        place = view.season.room.get(room)
        if room != last:
            last = room
            rows.append(Section(clean(place.name) if place else blank("会场"), page=False))
        day = date_of(at)
        when = f"{day.month}月{day.day}日（{weekday(day)}）{word('half', half_of(at))}"
        given = view.season.committee[committee]
        rows.append([when, clean(given.name), group or "全体"])
    heads = ("时间", "评委会", "学科组")
    return _timetable(view, "按会场", heads, rows, (26, 60, 36))


def _timetable(
    view: Open,
    sheet: str,
    headers: tuple[str, ...],
    rows: Rows,
    widths: tuple[float, ...],
) -> Form:
    return Form(
        sheet=sheet,
        title=f"评审会议日程（{sheet}）",
        notes=(season_name(view.season),),
        headers=headers,
        widths=widths,
        rows=rows,
        footer=footer_words(view.season, "internal", view.number),
        filtered=not any(isinstance(row, Section) for row in rows),
    )


# --------------------------------------------------------------- members and reserves, sealed


def members_workbook(view: Sealed) -> bytes | None:
    """评委会委员和备选, a sheet for each committee: who sits, who is called next, and how."""
    if not view.plan.seats:
        return None
    book = Book(f"{season_name(view.season)} 委员和备选", stamp(view.season))
    taken: set[str] = set()
    for given in view.season.committees:
        if view.seats.get(given.id):
            book.add(_members(view, given.id, sheet_name(given.name, taken)))
    return book.bytes()


def _members(view: Sealed, committee: str, sheet: str) -> Form:
    groups = {group.id: clean(group.name) or "全体" for group in view.plan.groups}
    seats, reserves = view.seats[committee], view.reserves.get(committee, [])
    rows: Rows = [Section(f"委员 {len(seats)} 人", page=False)]
    for number, seat in enumerate(seats, 1):
        own = [word("role", seat.role), groups.get(seat.group, "")]
        rows.append([number, *own, *_expert(view, committee, seat.expert)])
    rows.append(Section(f"备选 {len(reserves)} 人，按次序替补", page=False))
    for item in reserves:
        own = [f"备选（{word('origin', item.origin)}）", groups.get(item.group, "")]
        rows.append([item.order, *own, *_expert(view, committee, item.expert)])
    drawn = "已抽取" if committee in view.drawn else "拟定名单，以抽取结果为准"
    return Form(
        sheet=sheet,
        title=clean(view.season.committee[committee].name),
        notes=(f"委员和备选　{drawn}　密封保管，不得外传",),
        headers=("序号", "职务", "学科组", "姓名", "单位", "职称", "民企", "电话"),
        widths=(6, 16, 24, 12, 30, 22, 7, 16),
        rows=rows,
        footer=footer_words(view.season, "sealed", view.number),
        filtered=False,
        by_hand=20,
    )


def _expert(view: Sealed, committee: str, key: str) -> list[Cell]:
    person = view.season.expert.get(key)
    if person is None:
        return [key, blank("单位"), blank("职称"), "", ""]
    private = {True: "是", False: "否", None: blank("是或否")}[person.private_enterprise]
    return [
        clean(person.name),
        organisation(view.season, person.organisation),
        title_words(person, view.season.committee[committee].series),
        private,
        clean(person.phone) or blank("电话"),
    ]


# -------------------------------------------------------------------------- annexes 3, 4 and 7


def annexes_3_4(view: Open) -> bytes | None:
    """申报人数统计表: counts by unit, series and level; established posts and others apart."""
    if not view.posts:
        return None
    year = view.season.year
    book = Book(f"{season_name(view.season)} 附件3、附件4", stamp(view.season))
    book.add(_counts(view, 3, f"{year}年职称申报人数统计表（事业在编）", established=True))
    book.add(_counts(view, 4, f"{year}年职称申报人数统计表（事业非在编）", established=False))
    if any(post is None for *_, post in view.posts):
        form = _counts(view, 0, f"{year}年职称申报人数（是否在编待填）", established=None)
        book.add(form)
    return book.bytes()


def _counts(view: Open, annex: int, title: str, *, established: bool | None) -> Form:
    table: dict[tuple[str, str], Counter[str]] = {}
    for (unit, series, level, post), count in view.posts.items():
        if post == established:
            table.setdefault((unit, series), Counter())[level] += count
    rows: Rows = []
    total: Counter[str] = Counter()
    for number, ((unit, series), found) in enumerate(sorted(table.items()), 1):
        total += found
        counts = [found[level] for level in LEVELS]
        name = organisation(view.season, unit)
        rows.append([number, name, clean(series), *counts, sum(counts), ""])
    if rows:
        sums = [total[level] for level in LEVELS]
        rows.append(["", "合计", "", *sums, sum(sums), ""])
    return Form(
        sheet=f"附件{annex}" if annex else "在编情况待填",
        heading=f"附件{annex}" if annex else "",
        title=title,
        notes=(season_name(view.season),),
        headers=("序号", "单位", "系列", *(word("level", v) for v in LEVELS), "合计", "备注"),
        widths=(6, 40, 20, 9, 9, 9, 9, 9, 18),
        rows=rows,
        footer=footer_words(view.season, "internal", view.number),
    )


def annex_7(view: Sealed) -> bytes | None:
    """申报专业技术资格花名册: everybody who applies, by unit; sealed for its id numbers."""
    season = view.season
    if not season.applicants:
        return None
    posts = {True: "在编", False: "非在编", None: blank("是否在编")}
    ordered = sorted(season.applicants, key=lambda a: (a.organisation, a.series, a.id))
    rows: Rows = [
        [
            number,
            clean(person.name),
            clean(person.id_number) or blank("证件号码"),
            organisation(season, person.organisation),
            clean(person.series),
            clean(person.specialty) or "—",
            word("level", person.level),
            word("track", person.track),
            posts[person.established_post],
            person.id,
            "",
        ]
        for number, person in enumerate(ordered, 1)
    ]
    form = Form(
        sheet="附件7",
        heading="附件7",
        title=f"{season.year}年申报专业技术资格花名册",
        notes=(f"{season_name(season)}　共 {len(rows)} 人",),
        headers=(
            "序号",
            "姓名",
            "证件号码",
            "单位",
            "系列",
            "专业",
            "申报层级",
            "类别",
            "是否在编",
            "申报编号",
            "备注",
        ),
        widths=(6, 10, 20, 30, 16, 18, 10, 10, 18, 12, 12),
        rows=rows,
        footer=footer_words(season, "sealed", view.number),
    )
    book = Book(f"{season_name(season)} 附件7", stamp(season))
    book.add(form)
    return book.bytes()
