"""The main job, and what every printing ends with."""

import os
import platform
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from instances import Loaded
from models.base import sha256
from models.messages import goal_text
from models.plan import STEPS, Plan, StepName
from models.season import Season
from scheduler import loading, output, publish
from scheduler.cli_base import (
    LAWFUL,
    MISUSE,
    SEASON,
    SHOWN,
    STOPPED,
    UNPROVEN,
    Answer,
    Ui,
    command,
    plan_file,
    read_season,
)
from scheduler.cli_group import cli
from scheduler.cli_templates import TEMPLATES, templates_of
from scheduler.printing import Severity, Speaker, columns
from scheduler.progress import Watch, bar, gap_words, shown, stoppable
from scheduler.publish import Published

if TYPE_CHECKING:
    from reports.calendars import Told
    from reports.jobs import Format, Wanted
    from reports.template_fields import Templates
    from scheduler.verify import Verdict
    from scheduler.work import Effort, Work

FOLDER = click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), default="out", show_default=True
)
FORMATS = click.option("--formats", default="")
ELSEWHERE = "elsewhere."
"""Codes of what is lawfully decided elsewhere: not planned here, and nothing to mend."""


@command(cli, "plan")
@SEASON
@FOLDER
@click.option("--base", type=click.Path(path_type=Path))
@click.option("--only", default="")
@click.option("--effort", type=click.Choice(["quick", "normal", "thorough"]), default="normal")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--workers", type=click.IntRange(min=1))
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True))
@click.option("--strict", is_flag=True)
@FORMATS
@TEMPLATES
def plan(
    ui: Ui,
    season: Path,
    folder: Path,
    base: Path | None,
    only: str,
    effort: "Effort",
    seed: int,
    workers: int | None,
    time_limit: float | None,
    strict: bool,
    formats: str,
    templates: Path | None,
) -> Answer:
    """One lawful plan, verified and printed."""
    from scheduler.work import Work

    steps = _steps(ui, only)
    output.refuse_unwritable(folder)
    wanted = wanted_in(ui, formats)
    own = templates_of(ui, templates)
    given, loaded = read_season(ui, season)
    if strict and loaded.put_aside:
        raise ui.end(MISUSE, "bad-data", "cli.strict", rows=len(loaded.put_aside))
    old, records, frozen = _base(ui, base, given)
    told = calendars_of(base, given, old)
    watch = Watch(ui.lang, workers=workers or output.processors())
    work = Work(
        seed=seed,
        effort=effort,
        workers=watch.workers,
        deadline=None if time_limit is None else time.monotonic() + time_limit,
        progress=watch,
        base=old,
        frozen=frozen,
    )
    found = _planned(ui, given, work, steps, watch)
    if old is not None:
        from models.plan import plan_number

        found = found.model_copy(update={"base": plan_number(old)})
    return finish(
        ui,
        given,
        loaded,
        found,
        folder,
        watch,
        records,
        stopped=work.stop.is_set(),
        wanted=wanted,
        told=told,
        since=old,
        templates=own,
    )


def _steps(ui: Ui, only: str) -> tuple[StepName, ...]:
    asked = [name.strip() for name in only.replace("，", ",").split(",") if name.strip()]
    unknown = [name for name in asked if name not in STEPS]
    if unknown:
        raise ui.end(MISUSE, "misuse", "cli.no-step", name=tuple(unknown), known=",".join(STEPS))
    return tuple(name for name in STEPS if name in asked) or STEPS


def _base(
    ui: Ui, path: Path | None, season: Season
) -> tuple[Plan | None, tuple[Published, ...], frozenset[str]]:
    """The plan to start from, what of it was published, and the parts to be kept."""
    if path is None:
        return None, (), frozenset()
    file = plan_file(path)
    old = loading.plan_of(file, season).plan
    records = publish.read(file)
    frozen = publish.frozen(old, records)
    if not frozen:
        ui.tell("cli.not-published", "note")
    return old, records, frozen


def calendars_of(path: Path | None, season: Season, plan: Plan | None) -> "dict[str, Told]":
    """What the calendars of a plan told; nothing without a plan."""
    if path is None or plan is None:
        return {}
    from reports.calendars import read_told

    return read_told(plan_file(path), season, plan)


def _planned(ui: Ui, season: Season, work: "Work", steps: Sequence[StepName], watch: Watch) -> Plan:
    from scheduler import planning

    with shown(watch, quiet=ui.quiet), stoppable(work.stop, ui.lang):
        return planning.plan(season, work, steps)


def finish(
    ui: Ui,
    season: Season,
    loaded: Loaded,
    found: Plan,
    folder: Path,
    watch: Watch,
    records: tuple[Published, ...] = (),
    *,
    stopped: bool = False,
    wanted: "Wanted | None" = None,
    told: "Mapping[str, Told] | None" = None,
    since: Plan | None = None,
    templates: "Templates | None" = None,
) -> Answer:
    """Verify, print, write, say; the same after planning, after a draw and when printed again.

    `told` is what the calendars of an earlier plan told, `since` the plan that people know so far:
    what has changed since is printed as a notice. `templates` are the office's own.
    Where only some artefacts are wanted, those that a folder of the same plan holds stay in it.
    """
    from reports import calendars
    from scheduler.verify import verify

    known = {item.id for item in found.put_aside}
    rejected = tuple(item for item in loading.rejected(loaded) if item.id not in known)
    found = found.model_copy(update={"put_aside": rejected + found.put_aside})
    verdict = verify(season, found)
    _notices(ui, season, loaded, found, verdict)
    answer = judged(found, loaded, verdict, stopped=stopped)
    steps_of(ui, found, watch)
    if answer.exit == STOPPED:
        return answer
    files = _papers(ui, season, found, verdict, watch, wanted, (told or {}, since, templates or {}))
    if wanted is not None and not files:
        ui.tell("cli.nothing-wanted", "warning")
    if wanted is not None:
        files = output.already(folder, found) | files
    if told:  # printed without calendars: what people were told before still stands
        files.setdefault(f"sealed/{calendars.FILE}", calendars.told_bytes(told))
    if records:
        files[f"sealed/{publish.FILE}"] = publish.records_bytes(records)
    written = output.write_folder(
        folder, output.complete(files, found, _run(watch, templates or {}, stopped=stopped))
    )
    _summary(ui, found, verdict, written, files)
    return answer


def judged(found: Plan, loaded: Loaded, verdict: "Verdict", *, stopped: bool = False) -> Answer:
    """Exit code and status of a plan."""
    status = {report.status for report in found.steps}
    has_plan = bool(status & {"OPTIMAL", "FEASIBLE"})
    aside = any(not item.code.startswith(ELSEWHERE) for item in found.put_aside)
    cases = (
        (stopped and not has_plan, Answer(STOPPED, "stopped")),
        (not verdict.lawful, Answer(SHOWN, "unlawful")),
        ("INFEASIBLE" in status, Answer(SHOWN, "infeasible")),
        ("UNKNOWN" in status, Answer(UNPROVEN, "unproven")),
        (aside or bool(loaded.put_aside), Answer(SHOWN, "put-aside")),
        (stopped, Answer(LAWFUL, "stopped-with-plan")),
        (not has_plan, Answer(LAWFUL, "nothing-planned")),
    )
    return next((answer for holds, answer in cases if holds), Answer(LAWFUL, "lawful"))


def _notices(ui: Ui, season: Season, loaded: Loaded, found: Plan, verdict: "Verdict") -> None:
    speaker = Speaker(season, loaded.source, found, "plan.json", ui.lang, ui.sealed)
    known = {loading.aside_id(item) for item in loaded.put_aside}
    ui.add(speaker.finding(item) for item in verdict.findings)
    for report in found.steps:
        ui.add(speaker.finding(item) for item in report.findings)
    ui.add(speaker.aside(item) for item in found.put_aside if item.id not in known)


def steps_of(ui: Ui, found: Plan, watch: Watch) -> None:
    """Each step with status, goals, value, bound, gap and time."""
    rows: list[tuple[str, ...]] = [tuple(ui.word("cli.step-head").split("|"))]
    for report in found.steps:
        seconds = watch.seconds.get(report.step)
        spent = "" if seconds is None else f"{seconds:.1f} s"
        ui.steps.append(f"step {report.step} {report.status} {report.reason} {spent}".rstrip())
        name = ui.word(f"step.{report.step}")
        status = ui.word(f"status.{report.status}")
        why = ui.word(report.reason, **report.args) if report.reason else ""
        if not report.goals:
            rows.append((name, status, why, "", "", "", spent))
        for number, goal in enumerate(report.goals):
            first = number == 0
            numbers = (str(goal.value), str(goal.bound), gap_words(goal.value, goal.bound))
            label = goal_text(report.step, goal.name, ui.lang)
            rows.append(
                (name if first else "", status if first else "", label, *numbers, spent * first)
            )
    for line in columns(rows):
        ui.say(line)


def wanted_in(ui: Ui, formats: str) -> "Wanted | None":
    """Every artefact in these formats; None where none was named."""
    from reports.jobs import Wanted

    asked = formats_of(ui, formats)
    return Wanted(formats=asked) if asked else None


def formats_of(ui: Ui, words: str) -> "tuple[Format, ...]":
    """The formats named on the command line; none named: each artefact in its usual ones."""
    from reports.jobs import FORMATS

    asked = [word.strip().lower() for word in words.replace("，", ",").split(",") if word.strip()]
    if "all" in asked:
        return FORMATS
    unknown = [word for word in asked if word not in FORMATS]
    if unknown:
        known = ",".join((*FORMATS, "all"))
        raise ui.end(MISUSE, "misuse", "cli.no-format", name=tuple(unknown), known=known)
    return tuple(known for known in FORMATS if known in asked)


def _papers(
    ui: Ui,
    season: Season,
    found: Plan,
    verdict: "Verdict",
    watch: Watch,
    wanted: "Wanted | None",
    before: "tuple[Mapping[str, Told], Plan | None, Templates]",
) -> dict[str, bytes]:
    """Every artefact; of an unlawful plan only what is sealed, and a word that it is not one."""
    from reports.jobs import Wanted, run
    from reports.write import Edition
    from scheduler.rules.base import clauses

    edition = Edition(
        season,
        found,
        verdict,
        clauses(),
        ui.lang,
        wanted or Wanted(),
        *before,
        sealed_only=not verdict.lawful,
    )
    with bar(ui.lang, quiet=ui.quiet) as progress:
        files = run(edition, watch.workers, progress)
    if not verdict.lawful:
        words = (ui.word("cli.unlawful") + "\n").encode("utf-8-sig")
        files |= {f"{part}/不得使用.txt": words for part in output.PARTS}
    return files


def _run(watch: Watch, templates: "Templates", *, stopped: bool) -> dict[str, Any]:
    """What of this run is not the plan: clock, host, seconds, the office's own templates."""
    return {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - watch.began, 1),
        "steps": {name: round(value, 1) for name, value in watch.seconds.items()},
        "host": platform.node(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "workers": watch.workers,
        "stopped": stopped,
        **({"templates": {k: sha256(v) for k, v in templates.items()}} if templates else {}),
    }


def _summary(
    ui: Ui, found: Plan, verdict: "Verdict", written: output.Written, files: dict[str, bytes]
) -> None:
    ui.say()
    if not verdict.lawful:
        ui.tell("cli.unlawful")
    ui.say(verdict.sentence(ui.lang))
    aside = sum(1 for item in found.put_aside if not item.code.startswith(ELSEWHERE))
    if aside:
        ui.say(ui.word("cli.aside", n=aside))
    if written.code:
        severity: Severity = "warning" if written.code == "output.refused" else "note"
        ui.tell(written.code, severity, file=written.file, folder=str(written.path))
    if written.open_to_others:
        ui.tell("output.open", "warning")
    where = "cli.where" if verdict.lawful else "cli.where-unlawful"
    ui.say(ui.word(where, folder=written.path))
    for code, starts in PLACES:
        here = sorted(name for name in files if name.startswith(starts))
        if here:
            ui.say(f"  {ui.word(code)}  {here[0]}" + (f"  (+{len(here) - 1})" if here[1:] else ""))


PLACES = (
    ("cli.place-annexes", "public/附件"),
    ("cli.place-chart", ("public/工作进度图", "internal/工作进度图")),
    ("cli.place-days", "internal/评委会日程图"),
    ("cli.place-papers", "internal/评审实施方案/"),
    ("cli.place-workbook", "sealed/方案.xlsx"),
    ("cli.place-report", "sealed/核对报告.pdf"),
    ("cli.place-aside", "sealed/退回清单.xlsx"),
)
