"""What was put aside: in full when sealed, by name of committee and unit for the office."""

from models.messages import Lang, text, todo
from models.plan import Plan, plan_number
from models.season import Season
from reports.cells import Cell, Lookup
from reports.forms import Form
from reports.sentences import sealed_args
from reports.sheets import Book
from reports.view import Open, footer_words, number_words
from reports.words import clause_ref, clean, label, season_name, stamp, word

TABLE_OF = {
    "applicants": "applicant",
    "experts": "expert",
    "committees": "committee",
    "submissions": "submission",
    "organisations": "organisation",
    "quota": "quota",
}


def aside_workbook(season: Season, plan: Plan, lang: Lang = "zh") -> bytes | None:
    """Everybody and everything put aside, with clause, reason and what to do."""
    if not plan.put_aside:
        return None
    look = Lookup(season, plan)
    rows: list[list[Cell]] = []
    for number, item in enumerate(plan.put_aside, 1):
        args = sealed_args(season, plan, item.args, lang)
        rows.append(
            [
                number,
                word("table", item.table, lang),
                look.name(TABLE_OF[item.table], item.row) or item.row,
                item.row,
                " ".join(str(item.args[name]) for name in ("sheet", "cell") if item.args.get(name))
                or "—",
                clean(text(item.code, args, lang)),
                clean(todo(item.code, args, lang)),
                clause_ref(item.clause) if item.clause else "—",
                word("step", item.step, lang),
            ]
        )
    footer = footer_words(season, "sealed", plan_number(plan))
    form = Form(
        sheet="退回清单",
        title="退回与不能开评清单",
        notes=(footer,),
        headers=("序号", "种类", "名称", "编号", "表与单元格", "原因", "如何处理", "依据", "步骤"),
        widths=(6, 10, 30, 14, 16, 42, 38, 14, 12),
        rows=rows,
        footer=footer,
    )
    book = Book(f"{season_name(season)} 退回清单", stamp(season))
    book.add(form)
    return book.bytes()


def aside_notice(view: Open) -> bytes | None:
    """Committees and units not planned, by name alone: a reason might tell about experts."""
    if not view.plan.put_aside:
        return None
    look = Lookup(view.season, view.plan)
    rows: list[list[Cell]] = [
        [number, word("table", table), name]
        for number, (table, name) in enumerate(
            sorted(
                (item.table, look.name(TABLE_OF[item.table], item.row) or item.row)
                for item in view.plan.put_aside
            ),
            1,
        )
    ]
    footer = f"{label('profile-internal')}　{number_words(view.number, 'internal')}"
    form = Form(
        sheet="未列入安排",
        title="未列入安排的评委会和送审单位",
        notes=(season_name(view.season), "原因见密封的退回清单。"),
        headers=("序号", "种类", "名称"),
        widths=(8, 12, 60),
        rows=rows,
        footer=footer,
    )
    book = Book(f"{season_name(view.season)} 未列入安排", stamp(view.season))
    book.add(form)
    return book.bytes()
