"""Templates of Word papers: written out for an office to edit, and taken back from its folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from scheduler import output
from scheduler.cli_base import MISUSE, Answer, Ui, command
from scheduler.cli_group import cli

if TYPE_CHECKING:
    from reports.template_fields import Templates

TEMPLATES = click.option(
    "--templates", type=click.Path(path_type=Path), envvar="PINGSHEN_TEMPLATES"
)


@command(cli, "templates")
@click.argument("folder", type=click.Path(path_type=Path))
def templates(ui: Ui, folder: Path) -> Answer:
    """Write the templates into a new folder, or judge those of a folder that there is."""
    from reports.office_templates import export

    if folder.is_dir():
        used = templates_of(ui, folder)
        ui.say(ui.word("cli.templates-fit", n=len(used)))
        return Answer()
    if folder.exists():
        raise ui.end(MISUSE, "misuse", "cli.exists", file=folder.name)
    output.write_new(folder, export(ui.lang))
    ui.say(ui.word("cli.templates", folder=folder))
    return Answer()


def templates_of(ui: Ui, folder: Path | None) -> "Templates":
    """The office's own templates; ends the command where one of them cannot be used."""
    from reports.office_templates import read
    from reports.template_fields import PACKAGE

    if folder is None:
        return PACKAGE
    if not folder.is_dir():
        raise ui.end(MISUSE, "misuse", "template.no-folder", file=str(folder))
    found, flaws = read(folder)
    for flaw in flaws:
        severity = "breach" if flaw.grave else "warning"
        ui.tell(flaw.code, severity, **(dict(flaw.args) | {"file": flaw.file}))
    broken = {flaw.file for flaw in flaws if flaw.grave}
    if broken:
        raise ui.end(MISUSE, "bad-data", "template.refused", n=len(broken))
    if not found:
        raise ui.end(MISUSE, "misuse", "template.none", file=str(folder))
    return found
