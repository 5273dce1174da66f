"""The command `pingshen`: parse, one call, print. Exit codes as in docs/formats.md."""

import os
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, get_args

import rich_click as click

from instances import Loaded
from models.messages import Lang, text
from models.plan import STEPS, Plan, StepName, plan_number
from models.season import Season
from scheduler import output, printing, publish
from scheduler.loading import Unusable, plan_of, rejected, season_of
from scheduler.printing import Notice, Speaker, of_fault, plain, say
from scheduler.progress import Interrupted, Watch, gap_words, shown, stoppable

LAWFUL, UNLAWFUL, MISUSE, UNPROVEN, FAULT, STOPPED = 0, 1, 2, 3, 70, 130
ELSEWHERE = "elsewhere."
FILE = click.Path(path_type=Path)
EFFORTS = ("quick", "normal", "thorough")

Function = TypeVar("Function", bound=Callable[..., Any])


class Answer:
    """What a command says at its end: lines for people, or one JSON envelope for scripts."""

    def __init__(self, command: str, lang: Lang, *, quiet: bool, as_json: bool, log: Path | None):
        self.command, self.lang, self.quiet, self.as_json = command, lang, quiet, as_json
        self.log = log
        self.notices: list[Notice] = []
        self.lines: list[str] = []

    def finish(self, code: int, status: str) -> None:
        """Print and exit."""
        if self.as_json:
            data = printing.envelope(self.command, code, status, self.notices)
            say(printing.json_text(data, sys.stdout))
        else:
            shown_ones = [n for n in self.notices if not (self.quiet and n.severity != "breach")]
            for line in [*(n.line(self.lang) for n in shown_ones), *self.lines]:
                say(line)
        if self.log is not None:
            self._note(code, status)
        raise click.exceptions.Exit(code)

    def _note(self, code: int, status: str) -> None:
        """Step, counts, codes and times; never names, ids or values."""
        counts: dict[str, int] = {}
        for notice in self.notices:
            counts[notice.code] = counts.get(notice.code, 0) + 1
        told = " ".join(f"{name}={count}" for name, count in sorted(counts.items()))
        moment = time.strftime("%Y-%m-%dT%H:%M:%S")
        assert self.log is not None
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"{moment} {self.command} exit={code} status={status} {told}\n")

    def unusable(self, fault: Unusable, file: Path) -> None:
        """A file that cannot be used: exit 2, nothing written."""
        self.notices += [of_fault(f, file.name, self.lang) for f in fault.faults]
        if fault.code:
            self.notices.append(plain(fault.code, self.lang, file=file.name, **fault.values))
        self.finish(MISUSE, "bad-data")


def common(function: Function) -> Function:
    """The options that every command has."""
    for option in reversed(
        (
            click.option(
                "--lang",
                type=click.Choice(get_args(Lang)),
                default="zh",
                show_default=True,
                help="语言 / language",
            ),
            click.option("--quiet", is_flag=True, help="只说违反之处 / breaches only"),
            click.option("--json", "as_json", is_flag=True, help="结果为 JSON / answer as JSON"),
            click.option("--log", type=FILE, help="记录步骤与代码，不含姓名 / log without names"),
        )
    ):
        function = option(function)
    return function


sealed_option = click.option("--sealed", is_flag=True, help="屏幕上显示姓名 / show names")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("pingshen"), prog_name="pingshen")
def cli() -> None:
    """职称评审编排：读一季数据，排出合法方案，核对并打印。

    Plans one season of title review: lawful, verified, printed.
    """


@cli.command()
@click.argument("file", type=FILE)
@click.option(
    "--for", "stage", default="", help="A 审核时间 B 名额 C 会期 D 抽取 E 分派；不写=全部"
)
@click.option("--year", type=int, help="年度 / year")
@common
def new(
    file: Path,
    stage: str,
    year: int | None,
    lang: Lang,
    quiet: bool,
    as_json: bool,
    log: Path | None,
) -> None:
    """建一个空白工作簿 / an empty workbook."""
    from instances import template
    from instances.profile import NoTable

    answer = Answer("new", lang, quiet=quiet, as_json=as_json, log=log)
    try:
        template.new(file, stage, year)
    except FileExistsError:
        answer.notices.append(plain("cli.exists", lang, file=file.name))
        answer.finish(MISUSE, "exists")
    except (ValueError, NoTable, OSError) as fault:
        answer.notices.append(plain("cli.bad-value", lang, why=str(fault)))
        answer.finish(MISUSE, "bad-value")
    answer.lines.append(str(file))
    answer.finish(LAWFUL, "ok")


@cli.command()
@click.argument("season", type=FILE)
@click.option("--mark", type=FILE, help="在副本上标出每处问题 / a copy with every fault marked")
@common
def check(
    season: Path, mark: Path | None, lang: Lang, quiet: bool, as_json: bool, log: Path | None
) -> None:
    """一次列出全部数据问题，不编排 / every data fault at once."""
    from instances import load
    from instances import mark as marking

    answer = Answer("check", lang, quiet=quiet, as_json=as_json, log=log)
    if not season.is_file():
        answer.unusable(Unusable("cli.no-file", file=season.name), season)
    loaded = load(season)
    answer.notices += [of_fault(fault, season.name, lang) for fault in loaded.faults]
    if mark is not None:
        try:
            marking.mark(season, loaded, mark, lang)
        except FileExistsError:
            answer.notices.append(plain("cli.exists", lang, file=mark.name))
            answer.finish(MISUSE, "exists")
    count = {s: sum(f.severity == s for f in loaded.faults) for s in ("whole", "row", "warning")}
    rows = len(loaded.source.rows)
    answer.lines.append(text("cli.checked", {"rows": rows, **count}, lang))
    answer.finish(MISUSE if count["whole"] else UNLAWFUL if count["row"] else LAWFUL, "checked")


@cli.command(name="plan")
@click.argument("season", type=FILE)
@click.option(
    "-o", "--output", "folder", type=FILE, required=True, help="输出文件夹 / output folder"
)
@click.option(
    "--base", type=FILE, help="已公布部分照旧的前一方案 / earlier plan whose published parts stay"
)
@click.option("--only", default=",".join(STEPS), help="只做这些步骤 / only these steps")
@click.option("--effort", type=click.Choice(EFFORTS), default="normal", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="抽签种子 / seed of the lot")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="同时进行的独立任务"
)
@click.option("--time-limit", type=click.FloatRange(min=0), help="秒；到时保留最好的 / seconds")
@click.option("--strict", is_flag=True, help="有一行有误即停 / stop at the first bad row")
@sealed_option
@common
def plan_command(
    season: Path, folder: Path, base: Path | None, only: str, effort: Any, seed: int, workers: int,
    time_limit: float | None, strict: bool, sealed: bool, lang: Lang, quiet: bool, as_json: bool, log: Path | None,
) -> None:  # fmt: skip
    """编排、核对、打印 / the main job: plan, verify, print."""
    from scheduler.planning import plan as make
    from scheduler.work import Work

    answer = Answer("plan", lang, quiet=quiet, as_json=as_json, log=log)
    steps = _steps(answer, only)
    given, loaded = _season(answer, season)
    answer.notices += [of_fault(fault, season.name, lang) for fault in loaded.faults]
    if strict and loaded.put_aside:
        answer.finish(MISUSE, "bad-data")
    before, frozen = _base(answer, base, given)
    deadline = time.monotonic() + time_limit if time_limit is not None else None
    watch = Watch(lang)
    stop = threading.Event()
    with shown(watch, quiet=quiet or as_json) as progress, stoppable(stop, lang):
        work = Work(
            seed=seed,
            effort=effort,
            workers=workers,
            deadline=deadline,
            progress=progress,
            base=before,
            frozen=frozen,
            stop=stop,
        )
        made = make(given, work, steps)
        made = made.model_copy(
            update={
                "put_aside": rejected(loaded) + made.put_aside,
                "base": plan_number(before) if before else "",
            }
        )
        _write(
            answer,
            given,
            loaded,
            made,
            folder,
            progress,
            sealed=sealed,
            workers=workers,
            carried=base,
        )


def _steps(answer: Answer, only: str) -> tuple[StepName, ...]:
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in STEPS]
    if unknown:
        why = f"{'、'.join(unknown)}（{', '.join(STEPS)}）"
        answer.notices.append(plain("cli.bad-value", answer.lang, why=why))
        answer.finish(MISUSE, "bad-value")
    return tuple(step for step in STEPS if step in wanted)


def _season(answer: Answer, file: Path) -> tuple[Season, Loaded]:
    try:
        return season_of(file)
    except Unusable as fault:
        answer.unusable(fault, file)
        raise AssertionError from None


def _plan(answer: Answer, file: Path, season: Season) -> Plan:
    try:
        return plan_of(file, season).plan
    except Unusable as fault:
        answer.unusable(fault, file)
        raise AssertionError from None


def _base(answer: Answer, base: Path | None, season: Season) -> tuple[Plan | None, frozenset[str]]:
    """The earlier plan and the parts of it that were published."""
    if base is None:
        return None, frozenset()
    before = _plan(answer, base, season)
    try:
        frozen = publish.frozen(before, publish.read(base))
    except publish.CannotPublish as fault:
        answer.notices.append(plain(fault.code, answer.lang, file=base.name, **fault.values))
        answer.finish(MISUSE, "bad-record")
        raise AssertionError from None
    if not frozen:
        answer.notices.append(plain("cli.not-published", answer.lang, severity="note"))
    return before, frozen


def _write(
    answer: Answer, season: Season, loaded: Loaded, made: Plan, folder: Path, watch: Watch, *,
    sealed: bool, workers: int, carried: Path | None = None,
) -> None:  # fmt: skip
    """Verify, print, write the folder, and say how it ended."""
    from reports.write import artefacts
    from scheduler.rules.base import clauses
    from scheduler.verify import verify as judge

    lang = answer.lang
    verdict = judge(season, made)

    def tell(number: int, count: int, name: str) -> None:
        watch.tell(text("cli.printing", {"name": name, "number": number, "count": count}, lang))

    files = artefacts(season, made, verdict, clauses(), lang, tell)
    if carried is not None and carried.with_name(publish.FILE).is_file():
        files[f"sealed/{publish.FILE}"] = carried.with_name(publish.FILE).read_bytes()
    run = {
        "written": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seconds": {step: f"{seconds:.2f}" for step, seconds in watch.seconds.items()},
        "host": platform.node(),
        "python": platform.python_version(),
        "workers": workers,
    }
    written = output.write_folder(folder, output.complete(files, made, run))
    speaker = Speaker(season, loaded.source, made, output.PLAN, lang, sealed)
    answer.notices += [speaker.finding(f) for r in made.steps for f in r.findings]
    answer.notices += [
        speaker.aside(item)
        for item in made.put_aside
        if item.step != "input" or item.id not in {i.id for i in rejected(loaded)}
    ]
    answer.notices += [speaker.finding(f) for f in verdict.findings]
    answer.lines += _summary(made, watch, lang)
    answer.lines.append(verdict.sentence(lang))
    if not verdict.lawful:
        answer.lines.append(text("cli.unlawful", None, lang))
    if written.code:
        answer.lines.append(
            text(written.code, {"folder": written.path, "file": written.file}, lang)
        )
    if written.open_to_others:
        answer.lines.append(text("output.open", None, lang))
    answer.lines.append(text("cli.where", {"folder": written.path}, lang))
    code, status = _outcome(made, lawful=verdict.lawful)
    answer.finish(code, status)


def _outcome(made: Plan, *, lawful: bool) -> tuple[int, str]:
    """The exit code and the word for it."""
    statuses = {report.status for report in made.steps}
    if not lawful or "INFEASIBLE" in statuses:
        return UNLAWFUL, "unlawful" if not lawful else "no-lawful-plan"
    if any(not item.code.startswith(ELSEWHERE) for item in made.put_aside):
        return UNLAWFUL, "put-aside"
    if "UNKNOWN" in statuses:
        return UNPROVEN, "not-shown"
    if any(not report.reproducible for report in made.steps):
        return LAWFUL, "lawful-cut-short"
    return LAWFUL, "lawful"


def _summary(made: Plan, watch: Watch, lang: Lang) -> Iterable[str]:
    """One row a step: status, goals with value, bound and gap, seconds."""
    rows: list[list[str]] = []
    for report in made.steps:
        reason = text(report.reason, report.args, lang) if report.reason else ""
        spent = watch.seconds.get(report.step)
        took = f"{spent:.1f} s" if spent is not None else ""
        status = text(f"status.{report.status}", None, lang)
        rows.append([text(f"step.{report.step}", None, lang), status, took, reason])
        for goal in report.goals:
            numbers = f"{goal.value} / {goal.bound}  {gap_words(goal.value, goal.bound)}"
            rows.append(["", "", "", f"{text(f'goal.{goal.name}', None, lang)}  {numbers}"])
    return printing.columns(rows)


@cli.command()
@click.argument("season", type=FILE)
@click.argument("plan", type=FILE)
@click.option("--base", type=FILE, help="改动前的 plan.json / the plan before the edits")
@click.option(
    "--accept",
    type=FILE,
    help="把改动写成固定安排，存为新的数据文件 / write edits as pins into a new season file",
)
@click.option("--author", default="", help="改动人 / author of the edits")
@click.option("--reason", default="", help="理由 / reason")
@sealed_option
@common
def verify(
    season: Path, plan: Path, base: Path | None, accept: Path | None, author: str, reason: str,
    sealed: bool, lang: Lang, quiet: bool, as_json: bool, log: Path | None,
) -> None:  # fmt: skip
    """按条款核对任何方案 / judge any plan by clause."""
    from scheduler.verify import verify as judge

    answer = Answer("verify", lang, quiet=quiet, as_json=as_json, log=log)
    given, loaded = _season(answer, season)
    original = _plan(answer, base, given) if base else None
    try:
        back = plan_of(plan, given, original)
    except Unusable as fault:
        answer.unusable(fault, plan)
        return
    cells = {
        (item.record.__class__.__name__, item.row, item.field): (item.sheet, item.cell)
        for item in back.differences
    }
    for item in back.faults:
        why = text(item.code, dict(item.args) | {"value": item.value}, lang)
        where = {"file": plan.name, "sheet": item.sheet, "cell": item.cell}
        answer.notices.append(Notice(item.code, "breach", "", why, "", where))
    for item in back.differences:
        open_part = sealed or item.sheet.startswith("附件") or item.sheet == "评委会日程"
        told = text("cli.edited" if open_part else "cli.edited-secret", item.__dict__, lang)
        where = {"file": plan.name, "sheet": item.sheet, "cell": item.cell}
        answer.notices.append(Notice("cli.edited", "note", "", told, "", where))
    verdict = judge(given, back.plan)
    speaker = Speaker(
        given, loaded.source, back.plan, plan.name, lang, sealed, _places(back.differences, cells)
    )
    answer.notices += [speaker.finding(finding) for finding in verdict.findings]
    if accept is not None:
        _accept(answer, given, back.differences, accept, author, reason)
    answer.lines.append(verdict.sentence(lang))
    lawful = verdict.lawful and not back.faults
    answer.finish(LAWFUL if lawful else UNLAWFUL, "lawful" if lawful else "unlawful")


def _places(
    differences: Iterable[Any], cells: dict[Any, tuple[str, str]]
) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Edited cells by the plan's own table, row and field."""
    tables = {
        "Appointment": "appointments", "Award": "awards", "Meeting": "meetings", "PlannedGroup": "groups",
        "Seat": "seats", "Reserve": "reserves", "Session": "sessions", "Docket": "dockets", "Milestone": "milestones",
    }  # fmt: skip
    return {
        (tables[name], row, field): place
        for (name, row, field), place in cells.items()
        if name in tables
    }


def _accept(
    answer: Answer, season: Season, differences: Any, target: Path, author: str, reason: str
) -> None:
    """The edits as pins with author and reason, in a new season file."""
    from instances import save
    from reports.plan_readback import pins_from

    if not author or not reason:
        answer.notices.append(plain("cli.bad-value", answer.lang, why="--author, --reason"))
        answer.finish(MISUSE, "bad-value")
    if target.exists():
        answer.notices.append(plain("cli.exists", answer.lang, file=target.name))
        answer.finish(MISUSE, "exists")
    pins = {pin.id: pin for pin in (*season.pins, *pins_from(differences, author, reason))}
    save(season.model_copy(update={"pins": tuple(pins.values())}), target)
    answer.lines.append(str(target))


def main() -> int:
    """Run; every error is worded once, here. Unexpected ones give code and version, no data."""
    import scheduler.cli_more  # noqa: F401 - the other commands

    for stream in (sys.stdout, sys.stderr):
        printing.forgiving(stream)
    try:
        result: Any = cli(standalone_mode=False)
    except click.exceptions.Exit as end:
        return int(end.exit_code)
    except (click.exceptions.Abort, Interrupted, KeyboardInterrupt):
        return STOPPED
    except click.ClickException as fault:
        fault.show()
        return MISUSE
    except Exception as fault:
        if os.environ.get("PINGSHEN_DEBUG"):
            raise
        args = {"code": type(fault).__name__, "version": version("pingshen")}
        say(text("cli.fault", args, "zh"), sys.stderr)
        return FAULT
    return result if isinstance(result, int) else LAWFUL
