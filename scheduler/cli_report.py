"""Printing again, whole or in part: what is wanted, in which formats, and about whom."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import rich_click as click

from models.season import Season
from reports.jobs import SUBJECTS, Wanted
from scheduler import loading, output, publish
from scheduler.cli_base import (
    MISUSE,
    PLAN,
    SEASON,
    Answer,
    Ui,
    command,
    nearest,
    plan_file,
    read_season,
)
from scheduler.cli_group import cli
from scheduler.cli_options import DAY
from scheduler.cli_plan import FOLDER, FORMATS, calendars_of, finish, formats_of
from scheduler.cli_templates import TEMPLATES, templates_of
from scheduler.progress import Watch

Paper = Literal["A3", "A4"]


@command(cli, "report")
@SEASON
@PLAN
@FOLDER
@FORMATS
@click.option("--for", "subjects", multiple=True)
@click.option("--part", "pieces", multiple=True)
@click.option("--paper", type=click.Choice(get_args(Paper)), default="A3", show_default=True)
@click.option("--grey", is_flag=True)
@click.option("--today", type=DAY)
@click.option("--since", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(min=1))
@TEMPLATES
def report(
    ui: Ui,
    season: Path,
    plan: Path,
    folder: Path,
    formats: str,
    subjects: tuple[str, ...],
    pieces: tuple[str, ...],
    paper: Paper,
    grey: bool,
    today: date | None,
    since: Path | None,
    workers: int | None,
    templates: Path | None,
) -> Answer:
    """Print a plan again, or some of it."""
    output.refuse_unwritable(folder)
    own = templates_of(ui, templates)
    given, loaded = read_season(ui, season)
    wanted = Wanted(
        formats=formats_of(ui, formats),
        about=tuple(_subject(ui, given, words) for words in subjects),
        parts=pieces,
        paper=paper,
        grey=grey,
        today=today,
    )
    file = plan_file(plan)
    back = loading.plan_of(file, given)
    if back.faults:
        raise ui.end(MISUSE, "bad-data", "cli.cells-broken", n=len(back.faults), file=file.name)
    records = publish.read(file) if file.suffix.lower() == ".json" else ()
    watch = Watch(ui.lang, workers=workers or output.processors())
    some = None if wanted == Wanted() else wanted
    told = calendars_of(file, given, back.plan)
    known = loading.plan_of(plan_file(since), given).plan if since else None
    return finish(
        ui,
        given,
        loaded,
        back.plan,
        folder,
        watch,
        records,
        wanted=some,
        told=told,
        since=known,
        templates=own,
    )


def _subject(ui: Ui, season: Season, words: str) -> str:
    """A subject given as kind=id or kind=name, by id."""
    kind, _, name = words.partition("=")
    kind = next((k for k in SUBJECTS if kind == ui.word(f"subject.{k}")), kind)
    rows: dict[str, Sequence[tuple[str, str]]] = {
        "committee": [(item.id, item.name) for item in season.committees],
        "unit": [(item.id, item.name) for item in season.organisations],
        "expert": [(item.id, item.name) for item in season.experts],
    }
    if kind not in SUBJECTS or not name:
        known = tuple(f"{kind}=…" for kind in SUBJECTS)
        raise ui.end(MISUSE, "misuse", "cli.no-kind", name=kind, known=known)
    found = [key for key, called in rows[kind] if name in {key, called}]
    if len(found) != 1:
        code = "cli.many-subjects" if found else "cli.no-subject"
        near = "—" if kind == "expert" else tuple(nearest(rows[kind], name)) or "—"
        called = ui.word(f"subject.{kind}")
        raise ui.end(MISUSE, "misuse", code, kind=called, n=len(found), near=near)
    return f"{kind}={found[0]}"
