"""Commands about data: new, check, convert, schema, rules, generate."""

import os
import sys
from pathlib import Path
from typing import Literal

import rich_click as click

from instances import Loaded
from models.season import Season
from scheduler import output
from scheduler.cli_base import MISUSE, SEASON, SHOWN, Answer, Ui, command, read_season
from scheduler.cli_group import cli
from scheduler.loading import must_be_file
from scheduler.printing import Speaker, columns, json_text, of_fault, say

SIZES = ("demo", "city", "city-spread", "stress", "region")
PLACE = click.Path(path_type=Path)


def refuse_existing(ui: Ui, path: Path) -> None:
    """Nothing of a person's work is ever overwritten."""
    if path.exists():
        raise ui.end(MISUSE, "misuse", "cli.exists", file=path.name)
    output.refuse_unwritable(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise output.CannotWrite(path) from None


@command(cli, "new")
@click.argument("file", type=PLACE)
@click.option("--for", "stage", type=click.Choice(list("ABCDE"), case_sensitive=False))
@click.option("--year", type=int)
def new(ui: Ui, file: Path, stage: str | None, year: int | None) -> Answer:
    """An empty workbook with drop-downs, comments and the year's dates."""
    from instances import profile, template

    if file.suffix.lower() != ".xlsx":
        raise ui.end(MISUSE, "misuse", "cli.ending", file=file.name, known=".xlsx")
    refuse_existing(ui, file)
    try:
        template.new(file, stage or "", year)
    except profile.NoTable:
        known = tuple(map(str, profile.years()))
        raise ui.end(MISUSE, "misuse", "cli.no-year", year=year, known=known) from None
    sheets = tuple(spec.name for spec in template.sheets((stage or "").upper()))
    ui.say(ui.word("cli.new", file=file.name, sheets=sheets))
    return Answer()


@command(cli, "check")
@SEASON
@click.option("--mark", type=PLACE)
def check(ui: Ui, season: Path, mark: Path | None) -> Answer:
    """Every fault of the data at once, with its place and what to do."""
    from instances import load
    from instances.mark import mark as mark_copy

    must_be_file(season)
    loaded = load(season)
    ui.add(of_fault(item, season.name, ui.lang) for item in loaded.faults)
    counts = {
        kind: sum(1 for item in loaded.faults if item.severity == kind)
        for kind in ("whole", "row", "warning")
    }
    ui.say(ui.word("cli.checked", rows=len(loaded.source.rows), **counts))
    if mark is not None:
        refuse_existing(ui, mark)
        try:
            mark_copy(season, loaded, mark, ui.lang)
        except ValueError:
            raise ui.end(MISUSE, "misuse", "cli.cannot-mark", file=season.name) from None
        ui.say(ui.word("cli.marked", file=mark.name))
    if loaded.season is None:
        return Answer(MISUSE, "bad-data")
    refused = _refused(ui, loaded, loaded.season)
    return Answer(SHOWN, "put-aside") if counts["row"] or refused else Answer()


def _refused(ui: Ui, loaded: Loaded, season: Season) -> int:
    """What the law puts aside before any planning, said as `plan` will say it; how many."""
    from scheduler.admission import ELSEWHERE, admit

    known = {f"{item.table}/{item.id}" for item in loaded.put_aside}
    aside = [
        item
        for item in admit(season).put_aside
        if item.id not in known and not item.code.startswith(ELSEWHERE)
    ]
    speaker = Speaker(season, loaded.source, None, "", ui.lang, ui.sealed)
    ui.add(speaker.aside(item) for item in aside)
    if aside:
        ui.say(ui.word("cli.refused", n=len(aside)))
    return len(aside)


@command(cli, "convert")
@click.argument("source", type=PLACE)
@click.argument("target", type=PLACE)
def convert(ui: Ui, source: Path, target: Path) -> Answer:
    """A workbook to JSON or back, without loss."""
    from instances import save

    if target.suffix.lower() not in {".xlsx", ".json"}:
        raise ui.end(MISUSE, "misuse", "cli.ending", file=target.name, known=(".xlsx", ".json"))
    season, loaded = read_season(ui, source)
    if loaded.put_aside:
        raise ui.end(MISUSE, "bad-data", "cli.would-lose", rows=len(loaded.put_aside))
    refuse_existing(ui, target)
    save(season, target)
    ui.say(ui.word("cli.written", file=target.name))
    return Answer()


@command(cli, "schema")
@click.argument("what", type=click.Choice(["season", "plan"]))
def schema(ui: Ui, what: Literal["season", "plan"]) -> Answer:
    """The JSON Schema of a format."""
    from instances import files

    ui.raw = True
    say(json_text(files.schema(what), sys.stdout))
    return Answer()


@command(cli, "rules")
def rules(ui: Ui) -> Answer:
    """The table of provisions."""
    from scheduler.rules.base import clauses
    from scheduler.rules.table import table

    rows = table(ui.lang)
    if ui.as_json:
        ui.raw = True
        say(json_text(rows, sys.stdout))
        return Answer()
    titles = {key: c.title_zh if ui.lang == "zh" else c.title_en for key, c in clauses().items()}
    lines = [(r["id"], r["treatment"], r["default_status"], r["step"]) for r in rows]
    for row, line in zip(rows, columns(lines), strict=True):
        ui.say(f"{line}  {titles[row['id']]}")
    return Answer()


@command(cli, "generate")
@click.option("--size", type=click.Choice(SIZES), required=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--short", is_flag=True)
@click.option("-o", "--output", type=PLACE, required=True)
def generate(ui: Ui, size: str, seed: int, short: bool, output: Path) -> Answer:
    """A synthetic season and its tightness table; region is a folder of 12 seasons."""
    from instances import generate as generator
    from instances import save

    refuse_existing(ui, output)
    found = generator.generate(size, seed, short=short)
    if isinstance(found, Season):
        if output.suffix.lower() not in {".xlsx", ".json"}:
            raise ui.end(MISUSE, "misuse", "cli.ending", file=output.name, known=(".xlsx", ".json"))
        save(found, output)
        _tightness(ui, found)
    else:
        beside = output.with_name(f".{output.name}.{os.getpid()}")
        beside.mkdir()
        for number, season in enumerate(found, 1):
            save(season, beside / f"{number:02}.json")
            ui.say(season.name)
            _tightness(ui, season)
        beside.rename(output)
    ui.say(ui.word("cli.written", file=output.name))
    return Answer()


def _tightness(ui: Ui, season: Season) -> None:
    from instances.generate_tightness import tightness

    head = ui.word("cli.tightness").split("|")
    rows = [
        (row.what, str(row.needed), str(row.available), f"{int(row.ratio * 100)}%")
        for row in tightness(season)
    ]
    for line in columns([head, *rows]):
        ui.say(line)
