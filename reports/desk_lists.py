"""What an officer has on the desk: a desk's appointments, a sheet for each day."""

from models.calendar import date_of, half_of
from models.plan import Appointment
from models.season import Season
from reports import style
from reports.cells import Cell
from reports.forms import Form
from reports.furniture import Sheet
from reports.sheets import Book
from reports.style import Pages
from reports.table_pages import table_pages
from reports.view import Open, footer_words
from reports.words import clean, long_date, provisional, season_name, stamp, word

HEADERS = (
    "时段",
    "到达时间",
    "约需分钟",
    "单位（主管部门）",
    "层级",
    "系列",
    "份数",
    "步骤",
    "联系人",
    "实到份数",
    "经手人",
)
WIDTHS = (6, 9, 9, 34, 8, 16, 6, 8, 12, 10, 12)
STEP = HEADERS.index("步骤")
"""A column that is left out where every visit of the desk is an ordinary one."""


def desks_with_visits(view: Open) -> dict[str, list[Appointment]]:
    """Each desk's appointments in order of time; desks in the order of the season."""
    found: dict[str, list[Appointment]] = {desk.id: [] for desk in view.season.desks}
    for item in sorted(view.plan.appointments, key=lambda a: (a.at, a.start, a.id)):
        found.setdefault(item.desk, []).append(item)
    return {desk: items for desk, items in found.items() if items}


def desk_forms(view: Open, desk: str) -> list[Form]:
    """One form for each day of a desk."""
    items = desks_with_visits(view).get(desk, [])
    known = view.season.desk.get(desk)
    place = f"{clean(known.name)}　{clean(known.place)}".strip() if known else desk
    kept = [c for c in range(len(HEADERS)) if c != STEP or any(item.kind for item in items)]
    by_day: dict[str, list[Appointment]] = {}
    for item in items:
        by_day.setdefault(item.at[:10], []).append(item)
    forms: list[Form] = []
    for mine in by_day.values():
        count = sum(item.dossiers for item in mine)
        minutes = sum(item.minutes for item in mine)
        day = date_of(mine[0].at)
        forms.append(
            Form(
                sheet=f"{day.month}月{day.day}日",
                title=f"{place}　{long_date(day)}　审核日程",
                notes=(
                    season_name(view.season),
                    f"共 {len(mine)} 批、{count} 份，约 {minutes} 分钟；空余时间留给表外单位。",
                ),
                headers=tuple(HEADERS[column] for column in kept),
                widths=tuple(WIDTHS[column] for column in kept),
                rows=[[cells[c] for c in kept] for cells in (_row(view.season, v) for v in mine)],
                footer=footer_words(view.season, "internal", view.number),
            )
        )
    return forms


def _row(season: Season, item: Appointment) -> list[Cell]:
    submission = season.submission.get(item.submission)
    body = season.organisation.get(submission.organisation) if submission else None
    return [
        word("half", half_of(item.at)),
        item.start,
        item.minutes,
        clean(body.name) if body else item.submission,
        word("band", submission.band) if submission else "",
        clean(submission.series) if submission else "",
        item.dossiers,
        word("desk-step", item.kind),
        clean(submission.contact) if submission else "",
        "",
        "",
    ]


def desk_workbook(view: Open, desk: str) -> bytes | None:
    """A desk's days, a sheet each, ready to print as a whole."""
    forms = desk_forms(view, desk)
    if not forms:
        return None
    book = Book(forms[0].title, stamp(view.season))
    for form in forms:
        book.add(form)
    return book.bytes()


def desk_pages(view: Open, desk: str) -> Pages | None:
    """A desk's days as pages, each day on its own."""
    found: list[Pages] = []
    for form in desk_forms(view, desk):
        sheet = Sheet(style.A4, form.title, "internal", view.number, provisional(view.season))
        found.append(table_pages(form, sheet, stamp(view.season)))
    if not found:
        return None
    painters = tuple(painter for pages in found for painter in pages.painters)
    return Pages(found[0].title, found[0].stamp, painters)
