"""Annex 10 explained on a page: shares and places, all formulas, flip margins, the step log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING

from models.messages import Lang, listed, text
from models.plan import Award, AwardStep
from models.quota import FlipMargin, MethodPlaces, QuotaRequest, QuotaStudy
from reports import style
from reports.furniture import Sheet, fitted, furnish
from reports.style import ALARM, DEEP, GREY, INK, LINE, MIDDLE, PALE, Pages, box, fit, stroke, write
from reports.view import Open
from reports.words import clean, provisional, season_name, stamp

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, HEAD, LOG, TEXT = 0.235, 0.4, 0.165, 0.19
ON_A4, ON_A3 = 14, 30
"""Bodies that one page of each size holds beside the log."""
NARROW = 3.45
"""Inches of one column of the step log."""
SIZE = 7.5


@dataclass(frozen=True)
class _Matter:
    """One request with all that is printed about it."""

    view: Open
    request: QuotaRequest
    awards: tuple[Award, ...]
    steps: tuple[AwardStep, ...]
    study: QuotaStudy
    lang: Lang

    def say(self, code: str, /, **args: object) -> str:
        return text(code, args, self.lang)

    def name(self, body: str) -> str:
        unit = self.view.season.organisation.get(body)
        return clean(unit.name) if unit else body

    def names(self, bodies: Iterable[str]) -> str:
        return listed(map(self.name, bodies), self.lang)

    def method(self, name: str) -> str:
        return self.say(f"quota.method-{name}")

    @cached_property
    def margins(self) -> dict[str, FlipMargin]:
        return {item.body: item for item in self.study.margins}

    @cached_property
    def shares(self) -> dict[str, Fraction]:
        return {body: Fraction(share) for body, share in self.study.shares.items()}

    @cached_property
    def others(self) -> list[MethodPlaces]:
        """The formulas beside the chosen one."""
        return [m for m in self.study.methods if m.method != self.study.method and not m.fault]

    @cached_property
    def stages(self) -> dict[str, dict[str, int]]:
        """Places by school level and body, where the table is two-way."""
        found: dict[str, dict[str, int]] = {}
        for cell in self.study.table.cells if self.study.table else ():
            found.setdefault(cell.stage, {})[cell.body] = cell.places
        return found

    @property
    def total(self) -> int:
        return sum(award.places for award in self.awards)


def quota_dossier(view: Open, lang: Lang = "zh") -> Pages | None:
    """A page for each quota that was divided; more only where bodies or places are very many."""
    painters: list[style.Painter] = []
    title = text("quota.dossier", {"year": view.season.year}, lang)
    for request in view.season.quota:
        study = next((item for item in view.plan.studies if item.id == request.id), None)
        awards = tuple(item for item in view.plan.awards if item.quota == request.id)
        if study is None or not awards:
            continue
        steps = tuple(item for item in view.plan.award_steps if item.quota == request.id)
        painters += _painters(_Matter(view, request, awards, steps, study, lang), title)
    return Pages(title, stamp(view.season), tuple(painters)) if painters else None


def _painters(matter: _Matter, title: str) -> list[style.Painter]:
    paper = style.A4 if len(matter.awards) <= ON_A4 and len(matter.steps) <= 48 else style.A3  # noqa: PLR2004
    most = ON_A4 if paper is style.A4 else ON_A3
    season = matter.view.season
    about = (matter.view.number, provisional(season), matter.lang, stamp(season).date())
    sheet = Sheet(paper, title, "public", *about)
    parts = [matter.awards[n : n + most] for n in range(0, len(matter.awards), most)]
    log = list(matter.steps) if matter.study.method != "manual" else []
    across = max(1, int((sheet.right - sheet.left) / NARROW))
    room = sheet.top - sheet.bottom - HEAD - TEXT * 3 - ROW * (len(parts[-1]) + 1) - 1.3
    first = across * max(0, int(room / LOG))
    a_page = across * int((sheet.top - sheet.bottom - 0.5) / LOG)
    rest = [log[n : n + a_page] for n in range(first, len(log), a_page)]
    last = len(parts) - 1
    found: list[style.Painter] = [
        partial(_page, matter, sheet, part, log[:first] if n == last else [], n == last)
        for n, part in enumerate(parts)
    ]
    return [*found, *(partial(_log_page, matter, sheet, more) for more in rest)]


def _page(
    matter: _Matter,
    sheet: Sheet,
    awards: Sequence[Award],
    log: Sequence[AwardStep],
    last: bool,
    number: int,
    of: int,
) -> "Figure":
    figure, axes = style.page(sheet.paper)
    furnish(axes, sheet, number, of)
    y = _notes(axes, matter, sheet)
    y = _table(axes, matter, sheet, awards, y)
    if last:
        y = _paradoxes(axes, matter, sheet, y - 0.1)
        if log:
            _log(axes, matter, sheet, log, y - 0.12)
    return figure


def _log_page(
    matter: _Matter, sheet: Sheet, log: Sequence[AwardStep], number: int, of: int
) -> "Figure":
    figure, axes = style.page(sheet.paper)
    furnish(axes, sheet, number, of)
    _log(axes, matter, sheet, log, sheet.top - 0.1)
    return figure


def _notes(axes: "Axes", matter: _Matter, sheet: Sheet) -> float:
    """Season, total, method and basis; the reason of a table by hand."""
    request, study = matter.request, matter.study
    column = {"teachers": 1} if request.basis != "mixed" else dict(request.mix)
    if request.basis not in {"teachers", "mixed"}:
        column = {request.basis: 1}
    columns = (
        matter.say(f"quota.basis-{name}") + (f"×{weight}" if len(column) > 1 else "")
        for name, weight in column.items()
    )
    basis = listed(columns, matter.lang)
    lines = [
        f"{season_name(matter.view.season)}　{clean(request.name)}　"
        + matter.say(
            "quota.dossier-head",
            total=matter.total,
            method=matter.method(study.method),
            basis=basis,
        ),
        matter.say("quota.dossier-law"),
    ]
    if request.reason:
        lines.append(matter.say("quota.dossier-reason", reason=clean(request.reason)))
    y = sheet.top
    for line in lines:
        write(axes, (sheet.left, y - 0.03), fit(line, sheet.right - sheet.left, 8), 8, color=INK)
        y -= TEXT
    return y - 0.02


@dataclass(frozen=True)
class _Column:
    """A column of the table: its head, where it begins and how wide it is."""

    head: str
    at: float
    size: float


def _columns(matter: _Matter, sheet: Sheet) -> dict[str, _Column]:
    """Names and margins take what the numbers leave."""
    sizes = {"name": 1.55, "basis": 0.6, "share": 0.5, "bar": 1.7, "places": 0.5}
    sizes |= {f"stage-{stage}": 0.42 for stage in matter.stages}
    sizes |= {f"method-{m.method}": 0.46 for m in matter.others}
    if matter.margins:
        sizes |= _shared(matter)
    else:
        sizes |= {"reason": 2.7}
    heads = {key: matter.say(f"quota.column-{key}") for key in sizes if "-" not in key}
    heads |= {f"stage-{stage}": matter.say(f"quota.stage-{stage}") for stage in matter.stages}
    heads |= {f"method-{m.method}": matter.method(m.method) for m in matter.others}
    scale = (sheet.right - sheet.left) / sum(sizes.values())
    found: dict[str, _Column] = {}
    at = sheet.left
    for key, size in sizes.items():
        found[key] = _Column(heads[key], at, size * scale)
        at += size * scale
    return found


def _shared(matter: _Matter) -> dict[str, float]:
    """Inches of name and margins, by the widest text of each: none is squeezed for another."""
    texts = {
        "name": [matter.name(award.organisation) for award in matter.awards],
        "more": [_more(matter, margin) for margin in matter.margins.values()],
        "fewer": [_fewer(matter, margin) for margin in matter.margins.values()],
    }
    widest = {
        key: max([0.7, *(style.width(words, SIZE) for words in found)]) + 0.1
        for key, found in texts.items()
    }
    return {key: 4.25 * size / sum(widest.values()) for key, size in widest.items()}


def _table(axes: "Axes", matter: _Matter, sheet: Sheet, awards: Sequence[Award], y: float) -> float:
    """Each body: its share as a line over its places as a bar, the formulas, the margins."""
    columns = _columns(matter, sheet)
    top = y
    box(axes, (sheet.left, y - HEAD), (sheet.right - sheet.left, HEAD), "#e4eaf2")
    for key, column in columns.items():
        lines = style.wrap(column.head, column.size - 0.04, 6.8, 3)
        middle = key != "name"
        x = column.at + (column.size / 2 if middle else 0.04)
        for n, line in enumerate(lines):
            height = y - HEAD / 2 + 0.11 * ((len(lines) - 1) / 2 - n)
            write(axes, (x, height), line, 6.8, ha="center" if middle else "left")
    y -= HEAD
    most = max([1, *(a.places for a in matter.awards)], default=1)
    most = max([most, *(float(share) for share in matter.shares.values())])
    for award in awards:
        _row(axes, matter, columns, award, y, most)
        y -= ROW
        stroke(axes, [sheet.left, sheet.right], [y, y], LINE, 0.4)
    stroke(axes, [sheet.left, sheet.right], [top, top], GREY, 0.6)
    stroke(axes, [sheet.left, sheet.right], [y, y], GREY, 0.6)
    note = matter.say("quota.dossier-key")
    if any(m.tied for m in matter.others):
        note += matter.say("quota.dossier-tied")
    write(axes, (sheet.left, y - 0.1), fit(note, sheet.right - sheet.left, 6.8), 6.8, color=GREY)
    return y - 0.2


def _row(
    axes: "Axes",
    matter: _Matter,
    columns: dict[str, _Column],
    award: Award,
    y: float,
    most: float,
) -> None:
    body, middle = award.organisation, y - ROW / 2
    share = matter.shares.get(body)
    cells = {
        "name": matter.name(body),
        "basis": f"{award.basis:,}" if award.basis else "—",
        "share": f"{float(share):.2f}" if share is not None else "—",
        "places": str(award.places),
    }
    for stage, at_stage in matter.stages.items():
        cells[f"stage-{stage}"] = str(at_stage.get(body, 0))
    for m in matter.others:
        cells[f"method-{m.method}"] = f"{m.places.get(body, 0)}" + "?" * (body in m.tied)
    if matter.margins:
        margin = matter.margins.get(body)
        cells["more"] = _more(matter, margin) if margin else "—"
        cells["fewer"] = _fewer(matter, margin) if margin else "—"
    else:
        cells["reason"] = clean(award.reason) or _blank(award)
    for key, words in cells.items():
        column = columns[key]
        other = key.startswith("method-") and words.rstrip("?") != str(award.places)
        if other:
            box(axes, (column.at, y - ROW), (column.size, ROW), "#f6e3c5")
        centred = key not in {"name", "more", "fewer", "reason"}
        x = column.at + (column.size / 2 if centred else 0.04)
        size = 9.5 if key == "places" else SIZE
        if not centred:
            fitted(axes, (x, middle), words, (column.size - 0.08, ROW), SIZE)
            continue
        shown = fit(words, column.size - 0.06, size)
        write(axes, (x, middle), shown, size, ha="center")
    _bar(axes, columns["bar"], award, share, middle, most)


def _blank(award: Award) -> str:
    """A reason that is still to be written."""
    return "〔理由待填〕" if award.fixed else ""


def _bar(
    axes: "Axes",
    column: _Column,
    award: Award,
    share: Fraction | None,
    middle: float,
    most: float,
) -> None:
    """Places as blocks, the exact share as a line across."""
    room = column.size - 0.16
    left, unit = column.at + 0.08, room / most
    box(axes, (left, middle - 0.055), (room, 0.11), PALE)
    fill = MIDDLE if award.fixed else DEEP
    for place in range(award.places):
        gap = min(0.02, unit / 8)
        box(axes, (left + unit * place, middle - 0.055), (unit - gap, 0.11), fill)
    if share is not None:
        x = left + unit * float(share)
        stroke(axes, [x, x], [middle - 0.095, middle + 0.095], ALARM, 1.2)


def _more(matter: _Matter, margin: FlipMargin) -> str:
    return _margin(matter, margin.more, margin.giver, margin.more_beyond)


def _fewer(matter: _Matter, margin: FlipMargin) -> str:
    return _margin(matter, margin.fewer, margin.taker, margin.fewer_beyond)


def _margin(matter: _Matter, change: int | None, others: Sequence[str], beyond: int | None) -> str:
    if beyond is not None:
        return matter.say("quota.not-beyond", n=beyond)
    if change is None:
        return "—"
    names = matter.names(others)
    return f"{change}　{names}"


def _paradoxes(axes: "Axes", matter: _Matter, sheet: Sheet, y: float) -> float:
    """What another total, other numbers or another body would do; who is next."""
    lines = [
        matter.say(
            f"quota.paradox-{item.kind}",
            method=matter.method(item.method),
            total=item.total,
            more=item.total + 1,
            loser=matter.name(item.loser),
            winner=matter.name(item.winner),
            newcomer=matter.name(item.newcomer),
            loser_change=item.loser_change,
            winner_change=item.winner_change,
        )
        for item in matter.study.paradoxes
    ]
    if not lines and matter.study.method != "manual":
        lines = [matter.say("quota.no-paradox", method=matter.method(matter.study.method))]
    if matter.study.table is not None:
        lines.append(matter.say("quota.two-way", method=matter.method(matter.study.table.method)))
    if matter.study.stages_tied:
        tied = matter.names(matter.study.stages_tied)
        lines.append(matter.say("quota.stages-tied", bodies=tied))
    outside = [m for m in matter.study.methods if m.below or m.above]
    if outside:
        told = "；".join(
            f"{matter.method(m.method)}：{matter.names((*m.below, *m.above))}" for m in outside
        )
        lines.append(matter.say("quota.dossier-outside", told=told))
    else:
        lines.append(matter.say("quota.dossier-inside"))
    if matter.study.next_in_turn:
        names = matter.names(matter.study.next_in_turn)
        lines.append(matter.say("quota.dossier-next", names=names))
    for line in lines:
        write(axes, (sheet.left, y - 0.05), fit(line, sheet.right - sheet.left, SIZE), SIZE)
        y -= 0.165
    return y


def _log(axes: "Axes", matter: _Matter, sheet: Sheet, log: Sequence[AwardStep], y: float) -> None:
    """Every place in order, down the columns: who, by what, before whom, by how much."""
    title = matter.say("quota.dossier-log")
    if matter.study.method == "huntington_hill":
        title += matter.say("quota.squared")
    write(axes, (sheet.left, y), fit(title, sheet.right - sheet.left, SIZE), SIZE, color=GREY)
    y -= LOG
    room = sheet.right - sheet.left
    across = max(1, int(room / NARROW))
    down = -(-len(log) // across)
    for n, step in enumerate(log):
        x = sheet.left + room / across * (n // down)
        at = y - LOG * (n % down)
        write(axes, (x + 0.2, at), str(step.order), 7, ha="right", color=GREY)
        write(axes, (x + 0.27, at), fit(_step(matter, step), room / across - 0.35, 7), 7)


def _step(matter: _Matter, step: AwardStep) -> str:
    words = f"{matter.name(step.organisation)}　{matter.say(f'quota.ground-{step.ground}')}"
    if step.reserved:
        words += matter.say("quota.of-reserve")
    if step.quotient:
        words += f" {_decimal(step.quotient)}"
    if step.runner_up:
        ahead = f" +{_decimal(step.margin)}" if step.margin else ""
        words += f"　＞{matter.name(step.runner_up)}{ahead}"
    return words


def _decimal(quotient: str) -> str:
    """A quotient for reading; the plan has it as a fraction."""
    if "/" not in quotient:
        return quotient
    value = Fraction(quotient)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.4g}"
