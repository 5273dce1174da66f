"""What changed between two plans: who must be told what, on the screen and as 变更通知."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from reports.sentences import PEOPLE
from scheduler import loading, output
from scheduler.cli_base import SEASON, Answer, Ui, command, plan_file, read_season
from scheduler.cli_group import cli
from scheduler.cli_templates import TEMPLATES, templates_of
from scheduler.printing import Notice, Speaker

if TYPE_CHECKING:
    from reports.change_notice import Notice as Changes
    from reports.changes import Change

OLD = click.argument("old", type=click.Path(path_type=Path))
NEW = click.argument("new", type=click.Path(path_type=Path))


@command(cli, "diff")
@SEASON
@OLD
@NEW
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path))
@TEMPLATES
def diff(
    ui: Ui, season: Path, old: Path, new: Path, folder: Path | None, templates: Path | None
) -> Answer:
    """Who must be told what between two plans."""
    from models.plan import plan_number
    from reports.change_notice import change_jobs, notices

    own = templates_of(ui, templates)
    given, loaded = read_season(ui, season)
    was, now = (loading.plan_of(plan_file(path), given).plan for path in (old, new))
    loading.must_belong(given, now)
    found = notices(given, was, now, lang=ui.lang)["sealed"]
    speaker = Speaker(given, loaded.source, now, lang=ui.lang, sealed=ui.sealed)
    ui.add(_said(ui, speaker, found, item) for item in found.changes)
    _summary(ui, found)
    if folder is not None:
        jobs = change_jobs(given, was, now, own)
        files = {path: data for job in jobs for path, data in job.make().items()}
        run = {"since": plan_number(was)}
        written = output.write_folder(folder, output.complete(files, now, run))
        if written.code:
            severity = "warning" if written.code == "output.refused" else "note"
            ui.tell(written.code, severity, file=written.file, folder=str(written.path))
        ui.say(ui.word("cli.where", folder=written.path))
    return Answer(0, "changed" if found.changes else "same")


def _said(ui: Ui, speaker: Speaker, found: "Changes", item: "Change") -> Notice:
    """One change on the screen; people are masked unless asked otherwise."""
    from reports.changes import recipient

    table = PEOPLE.get(item.audience)
    who = speaker.person(table, item.who) if table else recipient(found.season, item)
    what = ui.word(f"report-change-{item.what}")
    colon = "：" if ui.lang == "zh" else ": "
    message = f"{who}{colon}{item.about} {what}{colon}{item.old} → {item.new}"
    return Notice(f"report-change-{item.what}", "note", message=message)


def _summary(ui: Ui, found: "Changes") -> None:
    from reports.changes import AUDIENCES

    if not found.changes:
        ui.say(ui.word("cli.diff-same"))
        return
    people = Counter(audience for audience, _ in {(c.audience, c.who) for c in found.changes})
    parts = [
        f"{ui.word(f'report-audience-{audience}')} {people[audience]}"
        for audience in AUDIENCES
        if people[audience]
    ]
    joined = ("、" if ui.lang == "zh" else ", ").join(parts)
    ui.say(ui.word("cli.diff", n=len(found.changes), told=joined))
