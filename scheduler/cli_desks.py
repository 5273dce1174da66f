"""Acts at the desks after publication: an unlisted unit, a correction, a withdrawal."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import rich_click as click

from models.season import Season
from scheduler import loading
from scheduler.cli_acts import Prints, Stands, printed, reprint, stands
from scheduler.cli_base import MISUSE, PLAN, SEASON, SHOWN, Answer, Ui, command
from scheduler.cli_data import refuse_existing
from scheduler.cli_group import cli
from scheduler.cli_office import today
from scheduler.cli_options import DAY, WORDS
from scheduler.printing import Speaker
from scheduler.progress import Watch

if TYPE_CHECKING:
    from models.base import Band
    from scheduler.desk_acts import Acted

COPY = click.option("--copy", "copy", type=click.Path(path_type=Path), required=True)
BANDS = ("senior", "mid", "junior")


@command(cli, "appoint")
@SEASON
@PLAN
@click.option("--unit", type=WORDS, default="")
@click.option("--band", type=click.Choice(BANDS), default="senior", show_default=True)
@click.option("--series", type=WORDS, default="")
@click.option("--dossiers", type=int, required=True)
@click.option("--wished", type=DAY)
@click.option("--correct", "correction", type=WORDS, default="")
@click.option("--contact", default="")
@click.option("--phone", default="")
@click.option("--note", default="")
@click.option("--on", type=DAY)
@COPY
@printed
def appoint(
    ui: Ui,
    season: Path,
    plan: Path,
    unit: str,
    band: str,
    series: str,
    dossiers: int,
    wished: date | None,
    correction: str,
    contact: str,
    phone: str,
    note: str,
    on: date | None,
    copy: Path,
    prints: Prints,
) -> Answer:
    """A time for an unlisted unit or for a correction, in what was kept free; nobody moves."""
    from scheduler.desk_acts import CannotAct, Request, correct
    from scheduler.desk_acts import appoint as appoint_unit
    from scheduler.work import Work

    if bool(unit) == bool(correction):
        raise ui.end(MISUSE, "misuse", "appoint.unit-or-correction")
    before = _read(ui, season, plan, copy, prints)
    given, old = before.season, before.plan
    asked = on or today()
    if series and series not in _series(given):
        ui.tell("appoint.series-unknown", "warning", series=series)
    try:
        if correction:
            made = correct(given, old, correction, dossiers, Work(seed=old.seed))
        else:
            request = Request(
                unit=unit,
                band=cast("Band", band),
                dossiers=dossiers,
                on=asked,
                series=series,
                wished=wished,
                contact=contact,
                phone=phone,
                note=note,
            )
            made = appoint_unit(given, old, request, Work(seed=old.seed))
    except CannotAct as refused:
        raise ui.end(MISUSE, "misuse", refused.code, **refused.values) from None
    if made.aside or not any(item.submission in made.submissions for item in made.new):
        speaker = Speaker(
            made.season, before.loaded.source, made.plan, "plan.json", ui.lang, ui.sealed
        )
        ui.add(speaker.aside(item) for item in made.aside)
        ui.add(speaker.finding(item) for item in made.needs)
        raise ui.end(SHOWN, "not-appointed", "appoint.no-room")
    return _done(ui, made, before, copy)


@command(cli, "cancel")
@SEASON
@PLAN
@click.option("--submission", "names", type=WORDS, multiple=True, required=True)
@click.option("--reason", type=WORDS, required=True)
@COPY
@printed
def cancel(
    ui: Ui,
    season: Path,
    plan: Path,
    names: tuple[str, ...],
    reason: str,
    copy: Path,
    prints: Prints,
) -> Answer:
    """What a unit withdraws takes no time any more; nobody moves."""
    from scheduler.desk_acts import CannotAct
    from scheduler.desk_acts import cancel as cancel_them
    from scheduler.work import Work

    before = _read(ui, season, plan, copy, prints)
    given, old = before.season, before.plan
    try:
        made = cancel_them(given, old, names, reason, Work(seed=old.seed))
    except CannotAct as refused:
        raise ui.end(MISUSE, "misuse", refused.code, **refused.values) from None
    return _done(ui, made, before, copy)


def _series(season: Season) -> set[str]:
    """Every series that the season names."""
    tables = (season.submissions, season.committees, season.routes)
    named = {row.series for rows in tables for row in rows}
    return named | {series for desk in season.desks for series in desk.series}


def _read(ui: Ui, season: Path, plan: Path, copy: Path, prints: Prints) -> Stands:
    """Season and plan; the copy of the season must be new and lose nothing."""
    before = stands(ui, season, plan, prints)
    if before.loaded.put_aside:
        raise ui.end(MISUSE, "bad-data", "cli.would-lose", rows=len(before.loaded.put_aside))
    if copy.suffix.lower() not in {".xlsx", ".json"}:
        raise ui.end(MISUSE, "misuse", "cli.ending", file=copy.name, known=(".xlsx", ".json"))
    refuse_existing(ui, copy)
    loading.must_belong(before.season, before.plan)
    return before


def _done(ui: Ui, made: "Acted", before: Stands, copy: Path) -> Answer:
    """Say what changed, print the plan, then write the copy of the season that it is made of."""
    from instances import save
    from reports.words import half_day_words

    for item in made.new:
        submission = made.season.submission[item.submission]
        asked = item.submission in made.submissions
        ui.say(
            ui.word(
                "appoint.done" if asked else "appoint.also",
                unit=made.season.organisation[submission.organisation].name,
                submission=item.submission,
                at=half_day_words(item.at, ui.lang),
                start=item.start,
                desk=made.season.desk[item.desk].name,
                dossiers=item.dossiers,
            )
        )
    for item in made.gone:
        ui.say(
            ui.word("appoint.gone", submission=item.submission, at=half_day_words(item.at, ui.lang))
        )
    answer = reprint(ui, before, made.season, made.plan, Watch(ui.lang))
    save(made.season, copy)
    ui.say(ui.word("cli.written", file=copy.name))
    return answer
