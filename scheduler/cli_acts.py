"""What every act upon a plan begins and ends with: refused before any work, printed as one."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from instances import Loaded
from models.plan import Plan
from models.season import Season
from scheduler import loading, output, publish
from scheduler.cli_base import Answer, Ui, plan_file, read_season
from scheduler.cli_plan import FORMATS, calendars_of, finish, wanted_in
from scheduler.cli_templates import TEMPLATES, templates_of
from scheduler.progress import Watch

if TYPE_CHECKING:
    from reports.jobs import Wanted
    from reports.template_fields import Templates

OUTPUT = click.option("-o", "--output", "folder", type=click.Path(path_type=Path))


@dataclass(frozen=True)
class Prints:
    """Where and how what comes of an act is to be printed, as it was asked for."""

    folder: Path | None
    formats: str
    templates: Path | None


def printed(body: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the options of what it prints; the function takes them as `prints`."""

    @functools.wraps(body)
    def run(
        ui: Ui, *, folder: Path | None, formats: str, templates: Path | None, **given: object
    ) -> Answer:
        return body(ui, prints=Prints(folder, formats, templates), **given)

    for option in (TEMPLATES, FORMATS, OUTPUT):
        run = option(run)
    return run


@dataclass(frozen=True)
class Stands:
    """What an act starts from, and where and how what comes of it is printed."""

    season: Season
    loaded: Loaded
    plan: Plan
    file: Path
    target: Path
    wanted: "Wanted | None"
    templates: "Templates"


def stands(ui: Ui, season: Path, plan: Path, prints: Prints, *, again: bool = False) -> Stands:
    """Season and plan, once it is known that what comes of them can be printed.

    It goes into the folder asked for, else into a new one beside the plan's; `again`: into the
    plan's own. Raises CannotWrite, Unusable or Ended before any work is done.
    """
    file = plan_file(plan)
    own = file.parent.parent if file.parent.name == "sealed" else Path("out")
    target = prints.folder or (own if again else output.free(own))
    output.refuse_unwritable(target)
    wanted = wanted_in(ui, prints.formats)
    templates = templates_of(ui, prints.templates)
    given, loaded = read_season(ui, season)
    return Stands(given, loaded, loading.plan_file(file), file, target, wanted, templates)


def reprint(
    ui: Ui, stands: Stands, season: Season, made: Plan, watch: Watch, *, stopped: bool = False
) -> Answer:
    """Verify and print what came of an act, and tell what it changes for whom."""
    return finish(
        ui,
        season,
        stands.loaded,
        made,
        stands.target,
        watch,
        publish.read(stands.file),
        stopped=stopped,
        wanted=stands.wanted,
        told=calendars_of(stands.file, stands.season, stands.plan),
        since=stands.plan,
        templates=stands.templates,
    )
