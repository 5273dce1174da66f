"""Acts at the desks after publication: an unlisted unit, a correction, a withdrawal."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import rich_click as click

from instances import Loaded
from models.plan import Plan
from models.season import Season
from scheduler import loading, publish
from scheduler.cli_base import (
    MISUSE,
    PLAN,
    SEASON,
    SHOWN,
    Answer,
    Ui,
    command,
    plan_file,
    read_season,
)
from scheduler.cli_data import refuse_existing
from scheduler.cli_group import cli
from scheduler.cli_office import today
from scheduler.cli_options import DAY, WORDS
from scheduler.cli_plan import FORMATS, beside, calendars_of, finish, wanted_in
from scheduler.cli_templates import TEMPLATES, templates_of
from scheduler.printing import Speaker
from scheduler.progress import Watch

if TYPE_CHECKING:
    from models.base import Band
    from reports.jobs import Wanted
    from reports.template_fields import Templates
    from scheduler.desk_acts import Acted

COPY = click.option("--copy", "copy", type=click.Path(path_type=Path), required=True)
FOLDER = click.option("-o", "--output", "folder", type=click.Path(path_type=Path))
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
@FOLDER
@FORMATS
@TEMPLATES
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
    folder: Path | None,
    formats: str,
    templates: Path | None,
) -> Answer:
    """A time for an unlisted unit or for a correction, in what was kept free; nobody moves."""
    from scheduler.desk_acts import CannotAct, Request, correct
    from scheduler.desk_acts import appoint as appoint_unit
    from scheduler.work import Work

    if bool(unit) == bool(correction):
        raise ui.end(MISUSE, "misuse", "appoint.unit-or-correction")
    stands = _read(ui, season, plan, copy, folder, formats, templates)
    given, old = stands.season, stands.plan
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
            made.season, stands.loaded.source, made.plan, "plan.json", ui.lang, ui.sealed
        )
        ui.add(speaker.aside(item) for item in made.aside)
        ui.add(speaker.finding(item) for item in made.needs)
        raise ui.end(SHOWN, "not-appointed", "appoint.no-room")
    return _done(ui, made, stands)


@command(cli, "cancel")
@SEASON
@PLAN
@click.option("--submission", "names", type=WORDS, multiple=True, required=True)
@click.option("--reason", type=WORDS, required=True)
@COPY
@FOLDER
@FORMATS
@TEMPLATES
def cancel(
    ui: Ui,
    season: Path,
    plan: Path,
    names: tuple[str, ...],
    reason: str,
    copy: Path,
    folder: Path | None,
    formats: str,
    templates: Path | None,
) -> Answer:
    """What a unit withdraws takes no time any more; nobody moves."""
    from scheduler.desk_acts import CannotAct
    from scheduler.desk_acts import cancel as cancel_them
    from scheduler.work import Work

    stands = _read(ui, season, plan, copy, folder, formats, templates)
    given, old = stands.season, stands.plan
    try:
        made = cancel_them(given, old, names, reason, Work(seed=old.seed))
    except CannotAct as refused:
        raise ui.end(MISUSE, "misuse", refused.code, **refused.values) from None
    return _done(ui, made, stands)


def _series(season: Season) -> set[str]:
    """Every series that the season names."""
    tables = (season.submissions, season.committees, season.routes)
    named = {row.series for rows in tables for row in rows}
    return named | {series for desk in season.desks for series in desk.series}


@dataclass(frozen=True)
class _Stands:
    """What an act starts from, and where what comes of it is written."""

    season: Season
    loaded: Loaded
    plan: Plan
    file: Path
    copy: Path
    target: Path
    wanted: "Wanted | None"
    templates: "Templates"


def _read(
    ui: Ui,
    season: Path,
    plan: Path,
    copy: Path,
    folder: Path | None,
    formats: str,
    templates: Path | None,
) -> _Stands:
    """Season and plan; the copy of the season must be new and lose nothing."""
    file = plan_file(plan)
    target = beside(file, folder)
    wanted = wanted_in(ui, formats)
    own = templates_of(ui, templates)
    given, loaded = read_season(ui, season)
    if loaded.put_aside:
        raise ui.end(MISUSE, "bad-data", "cli.would-lose", rows=len(loaded.put_aside))
    if copy.suffix.lower() not in {".xlsx", ".json"}:
        raise ui.end(MISUSE, "misuse", "cli.ending", file=copy.name, known=".xlsx、.json")
    refuse_existing(ui, copy)
    old = loading.plan_file(file)
    loading.must_belong(given, old)
    return _Stands(given, loaded, old, file, copy, target, wanted, own)


def _done(ui: Ui, made: "Acted", stands: _Stands) -> Answer:
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
    answer = finish(
        ui,
        made.season,
        stands.loaded,
        made.plan,
        stands.target,
        Watch(ui.lang),
        publish.read(stands.file),
        wanted=stands.wanted,
        told=calendars_of(stands.file, stands.season, stands.plan),
        since=stands.plan,
        templates=stands.templates,
    )
    save(made.season, stands.copy)
    ui.say(ui.word("cli.written", file=stands.copy.name))
    return answer
