"""`pingshen quota`: the places of annex 10 by a method, beside all others, and why."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import rich_click as click

from instances.source import Source
from models.base import plain
from models.messages import listed
from models.plan import AwardStep
from models.quota import FlipMargin, Paradox, QuotaRequest, QuotaStudy
from models.season import Season
from scheduler.cli_base import SEASON, SHOWN, Answer, Ui, command, read_season
from scheduler.cli_group import cli
from scheduler.printing import Speaker, columns
from scheduler.quota import Division, division
from scheduler.quota_basis import METHOD_NAMES
from scheduler.quota_division import exact
from scheduler.quota_troubles import Troubles

LONGEST_LOG = 60
"""Places whose steps are shown on the screen; --json and the dossier have all."""


@command(cli, "quota")
@SEASON
@click.option("--method", type=click.Choice(METHOD_NAMES))
@click.option("--compare", is_flag=True)
def quota(ui: Ui, season: Path, method: str | None, compare: bool) -> Answer:
    """The places of annex 10 by one method, all others beside it."""
    given, loaded = read_season(ui, season)
    requests = [item for item in given.quota if item.kind == "full_senior_teachers"]
    if not requests:
        ui.tell("skipped.no-quota", "note")
    shown: list[dict[str, Any]] = []
    whole = True
    for request in requests:
        found = _one(ui, given, loaded.source, request, method or "", compare=compare)
        whole &= found is not None
        if found is not None:
            shown.append(found)
    ui.data = {"quota": shown}
    return Answer() if whole and not loaded.put_aside else Answer(SHOWN, "put-aside")


def _one(
    ui: Ui, season: Season, source: Source, request: QuotaRequest, method: str, *, compare: bool
) -> dict[str, Any] | None:
    """One request, shown; None where it cannot be divided or hangs on a lot."""
    speaker = Speaker(season, source, lang=ui.lang)
    try:
        found = division(season, request, method)
    except Troubles as troubles:
        ui.add(speaker.aside(item) for item in troubles.put_aside(request))
        return None
    _head(ui, found)
    _steps(ui, found)
    if found.tie is not None:
        ui.add([speaker.aside(found.tie)])
    ui.add(speaker.finding(item) for item in found.findings)
    _table(ui, found)
    _stages(ui, found)
    if compare:
        _differences(ui, found)
        _margins(ui, found)
        _paradoxes(ui, found)
    return None if found.tie is not None else _data(found)


def _data(found: Division) -> dict[str, Any]:
    """What --json carries besides the findings."""
    return {
        "id": found.question.id,
        "method": found.question.method,
        "total": found.question.total,
        "awards": [plain(award) for award in found.awards],
        "steps": [plain(step) for step in found.steps],
        "study": plain(found.study),
    }


def method_word(ui: Ui, method: str) -> str:
    """A method by its name in the chosen language."""
    return ui.word(f"quota.method-{method}")


def _head(ui: Ui, found: Division) -> None:
    question = found.question
    basis = tuple(
        ui.word(f"quota.basis-{column}") + (f"×{weight}" if len(question.mix) > 1 else "")
        for column, weight in question.mix.items()
    )
    name = method_word(ui, question.method)
    ui.say(ui.word("cli.quota-head", name=found.name, total=question.total, method=name))
    if question.method != "manual":
        ui.say(ui.word("cli.quota-basis", basis=basis))


def _steps(ui: Ui, found: Division) -> None:
    """Every place in order, with the quotient that won it, the runner-up and the margin."""
    if found.question.method == "manual" or len(found.steps) > LONGEST_LOG:
        return
    rows = [tuple(ui.word("cli.quota-steps").split("|"))]
    rows += [_step(ui, found, step) for step in found.steps]
    for line in columns(rows):
        ui.say(line)
    if found.question.method == "huntington_hill":
        ui.say(ui.word("quota.squared"))
    ui.say()


def _step(ui: Ui, found: Division, step: AwardStep) -> tuple[str, ...]:
    names = found.names
    ground = ui.word(f"quota.ground-{step.ground}")
    if step.reserved:
        ground += ui.word("quota.of-reserve")
    quotient, margin = quotient_words(step.quotient), quotient_words(step.margin)
    body, runner_up = names[step.organisation], names.get(step.runner_up, "")
    return str(step.order), body, ground, quotient, runner_up, margin


def quotient_words(text: str) -> str:
    """An exact quotient with its decimal beside it."""
    if "/" not in text:
        return text
    value = exact(text)
    if value.denominator == 1:
        return str(value.numerator)
    return f"{text}≈{float(value):.4g}"


def _table(ui: Ui, found: Division) -> None:
    study = found.study
    chosen = found.question.method
    methods = [item for item in study.methods if not item.fault]
    head = ["", ui.word("cli.quota-share"), method_word(ui, chosen)]
    head += [method_word(ui, item.method) for item in methods if item.method != chosen]
    code = [ui.word("cli.quota-body"), "", chosen]
    code += [item.method for item in methods if item.method != chosen]
    rows = [tuple(head), tuple(code)]
    for award in found.awards:
        body = award.organisation
        share = study.shares.get(body, "")
        row = [found.names[body], f"{float(exact(share)):.2f}" if share else "", str(award.places)]
        for item in methods:
            if item.method != chosen:
                mark = "?" if body in item.tied else ""
                row.append(f"{item.places.get(body, 0)}{mark}")
        rows.append(tuple(row))
    for line in columns(rows):
        ui.say(line)
    if any(item.tied for item in methods):
        ui.say(ui.word("cli.quota-open"))
    for item in study.methods:
        if item.fault:
            ui.say(f"{method_word(ui, item.method)}：{ui.word(item.fault)}")


def _stages(ui: Ui, found: Division) -> None:
    """The two-way table, where the request asks for one."""
    table = found.study.table
    if table is None:
        return
    stages = list(dict.fromkeys(cell.stage for cell in table.cells))
    places = {(cell.body, cell.stage): cell.places for cell in table.cells}
    rows = [("", *(ui.word(f"quota.stage-{stage}") for stage in stages))]
    for body, name in found.names.items():
        rows.append((name, *(str(places[body, stage]) for stage in stages)))
    ui.say()
    ui.say(ui.word("quota.two-way", method=method_word(ui, table.method)))
    for line in columns(rows):
        ui.say(line)


def differences(
    study: QuotaStudy, places: dict[str, int]
) -> Iterable[tuple[str, list[str], list[str]]]:
    """For each other method: who gains and who loses against these places; their ids."""
    for item in study.methods:
        if item.method == study.method or item.fault:
            continue
        gains = [b for b, n in item.places.items() if n > places.get(b, n)]
        loses = [b for b, n in item.places.items() if n < places.get(b, n)]
        yield item.method, gains, loses


def _differences(ui: Ui, found: Division) -> None:
    places = {award.organisation: award.places for award in found.awards}
    names = found.names
    rows = [tuple(ui.word("cli.quota-differences").split("|"))]
    outside = {item.method: (*item.below, *item.above) for item in found.study.methods}
    for method, gains, loses in differences(found.study, places):
        beyond = outside[method]  # pyright: ignore[reportArgumentType] - one of the methods
        rows.append(
            (
                method_word(ui, method),
                _named(ui, names, gains) or "—",
                _named(ui, names, loses) or "—",
                _named(ui, names, beyond) or ui.word("quota.within"),
            )
        )
    ui.say()
    for line in columns(rows):
        ui.say(line)


def _named(ui: Ui, names: dict[str, str], bodies: Iterable[str]) -> str:
    return listed((names[body] for body in bodies), ui.lang)


def _margins(ui: Ui, found: Division) -> None:
    if not found.study.margins:
        return
    rows = [tuple(ui.word("cli.quota-margins").split("|"))]
    rows += [margin_row(ui, found, item) for item in found.study.margins]
    ui.say()
    for line in columns(rows):
        ui.say(line)
    ui.say(ui.word("quota.margins-note", column=ui.word(f"quota.basis-{found.question.moved_by}")))


def margin_row(ui: Ui, found: Division, item: FlipMargin) -> tuple[str, ...]:
    """One body's flip margins as cells."""

    def cell(change: int | None, lot: int | None, beyond: int | None) -> str:
        by_lot = ui.word("quota.by-lot", n=lot) if lot else ""
        if beyond is not None:
            return ui.word("quota.not-beyond", n=beyond) + by_lot
        return "—" if change is None else f"{change}{by_lot}"

    names = found.names
    return (
        names[item.body],
        cell(item.more, item.more_by_lot, item.more_beyond),
        _named(ui, names, item.giver),
        cell(item.fewer, item.fewer_by_lot, item.fewer_beyond),
        _named(ui, names, item.taker),
    )


def _paradoxes(ui: Ui, found: Division) -> None:
    ui.say()
    if found.question.method == "manual":
        return
    for item in found.study.paradoxes:
        ui.say(paradox_words(ui, found.names, item))
    if not found.study.paradoxes:
        ui.say(ui.word("quota.no-paradox", method=method_word(ui, found.question.method)))


def paradox_words(ui: Ui, names: dict[str, str], item: Paradox) -> str:
    """A paradox as a sentence."""
    return ui.word(
        f"quota.paradox-{item.kind}",
        method=method_word(ui, item.method),
        total=item.total,
        more=item.total + 1,
        loser=names.get(item.loser, ""),
        winner=names.get(item.winner, ""),
        newcomer=names.get(item.newcomer, ""),
        loser_change=item.loser_change,
        winner_change=item.winner_change,
    )
