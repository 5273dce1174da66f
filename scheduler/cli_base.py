"""What every command shares: options, the answer with its exit code, and how it is shown."""

import errno
import functools
import logging
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import rich_click as click

from instances import Loaded
from models.law import UnknownParameter
from models.messages import Lang, text
from models.season import Season
from scheduler import loading
from scheduler.loading import Unusable
from scheduler.output import CannotWrite
from scheduler.printing import Notice, Severity, envelope, json_text, of_fault, plain, say
from scheduler.progress import Interrupted
from scheduler.publish import CannotPublish

LAWFUL, SHOWN, MISUSE, UNPROVEN, FAULT, STOPPED = 0, 1, 2, 3, 70, 130
SHOWN_LINES = {"breach": 60, "warning": 20, "note": 8}
"""Lines of each kind on the screen; --json and the verification report have all."""


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    exit: int = LAWFUL
    status: str = "ok"


class Ended(Exception):  # noqa: N818 - reads as what happened
    """Ends a command with an answer; what is to be said was said."""

    def __init__(self, code: int, status: str) -> None:
        super().__init__(status)
        self.answer = Answer(code, status)


@dataclass
class Ui:
    """One run of one command: language, what may be shown, and what there is to say."""

    command: str
    lang: Lang = "zh"
    quiet: bool = False
    as_json: bool = False
    sealed: bool = False
    log: Path | None = None
    notices: list[Notice] = field(default_factory=list[Notice])
    steps: list[str] = field(default_factory=list[str])
    """Lines for the log: step, status, seconds."""
    began: float = field(default_factory=time.monotonic)
    raw: bool = False
    """Whether standard output was given over to a document (schema, rules --json)."""
    lines: list[str] = field(default_factory=list[str])
    data: dict[str, Any] = field(default_factory=dict[str, Any])
    """What the envelope carries besides the findings."""

    def say(self, line: str = "") -> None:
        """A line for people, after the notices."""
        if not self.quiet:
            self.lines.append(line)

    def word(self, code: str, /, **args: object) -> str:
        """A text of the catalogue in the chosen language."""
        return text(code, args, self.lang)

    def tell(self, code: str, severity: Severity = "breach", /, **args: object) -> None:
        """A notice of the command line's own."""
        self.notices.append(plain(code, self.lang, severity, **args))

    def end(self, code: int, status: str, message: str = "", /, **args: object) -> Ended:
        """To be raised: the end, with a notice."""
        if message:
            self.tell(message, **args)
        return Ended(code, status)

    def add(self, notices: Iterable[Notice]) -> None:
        """More notices."""
        self.notices.extend(notices)

    def show(self, answer: Answer) -> None:
        """The end of every command."""
        if self.as_json and not self.raw:
            data = envelope(self.command, answer.exit, answer.status, self.notices) | self.data
            say(json_text(data, sys.stdout))
        elif not self.as_json:
            self._lines()
        self._log(answer)

    def _lines(self) -> None:
        for severity, most in SHOWN_LINES.items():
            found = _gathered(item for item in self.notices if item.severity == severity)
            if self.quiet and severity != "breach":
                continue
            for item, others in found[:most]:
                more = self.word("cli.same", n=others) if others else ""
                say(item.line(self.lang) + more, sys.stderr if self.raw else sys.stdout)
            if len(found) > most:
                say(self.word("cli.more", n=len(found) - most))
        for line in self.lines:
            say(line, sys.stderr if self.raw else sys.stdout)

    def _log(self, answer: Answer) -> None:
        if self.log is None:
            return
        counts = Counter((item.severity, item.code) for item in self.notices)
        lines = [
            f"command {self.command} exit {answer.exit} status {answer.status}"
            f" seconds {time.monotonic() - self.began:.1f}",
            *self.steps,
            *(f"{severity} {code} {count}" for (severity, code), count in sorted(counts.items())),
        ]
        try:
            with self.log.open("a", encoding="utf-8") as file:
                file.write("".join(line + "\n" for line in lines))
        except OSError:  # it could be written when the command began: the disk is full by now
            say(self.word("cli.no-log", file=self.log), sys.stderr)


def _gathered(notices: Iterable[Notice]) -> list[tuple[Notice, int]]:
    """Each notice once; those who fall with one committee after the first only as a number."""
    found: dict[tuple[str, str], tuple[Notice, int]] = {}
    for number, item in enumerate(notices):
        fell = item.code in DRAGGED
        key = (
            item.code,
            item.message.replace(": ", "：").partition("：")[2] if fell else str(number),
        )
        first, others = found.get(key, (item, -1))
        found[key] = (first, others + 1)
    return list(found.values())


DRAGGED = frozenset({"put-aside.committee-cannot-meet", "put-aside.committee-closed"})
"""Codes of applicants who are put aside with their committee."""
Body = Callable[..., Answer]


def command(group: click.RichGroup, name: str) -> Callable[[Body], Body]:
    """Make a function a command: it is given a Ui and its options, and returns its Answer."""

    def wrap(body: Body) -> Body:
        @functools.wraps(body)
        def run(
            lang: Lang, quiet: bool, as_json: bool, sealed: bool, log: Path | None, **given: Any
        ) -> int:
            ui = Ui(name, lang, quiet, as_json, sealed, log)
            answer = answered(ui, lambda: _logging(ui) or body(ui, **given))
            ui.show(answer)
            return answer.exit

        params = getattr(body, "__click_params__", None)
        if params is not None:
            cast("Any", run).__click_params__ = params
        for option in _common():
            run = option(run)
        group.command(name)(run)
        return body

    return wrap


def _common() -> list[Callable[[Any], Any]]:
    return [
        click.option("--log", type=click.Path(path_type=Path, dir_okay=False)),
        click.option("--sealed", is_flag=True),
        click.option("--json", "as_json", is_flag=True),
        click.option("--quiet", is_flag=True),
        click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True),
    ]


def _logging(ui: Ui) -> None:
    """Refuse a log that cannot be written before any work is done, not after it."""
    try:
        if ui.log is not None:
            ui.log.open("a", encoding="utf-8").close()
    except OSError:
        name, ui.log = str(ui.log), None
        raise ui.end(MISUSE, "misuse", "cli.no-log", file=name) from None


def answered(ui: Ui, body: Callable[[], Answer]) -> Answer:
    """The answer, whatever happens; errors are worded here and nowhere else."""
    logging.disable(logging.CRITICAL)  # a library's log might quote data
    try:
        return body()
    except Ended as ended:
        return ended.answer
    except (Unusable, UnknownParameter) as unusable:
        if isinstance(unusable, UnknownParameter):
            ui.tell("cli.no-parameter", key=str(unusable.args[0]))
        else:
            _tell_unusable(ui, unusable)
        return Answer(MISUSE, "bad-data")
    except (CannotPublish, CannotWrite) as refused:
        ui.tell(refused.code, **refused.values)
        return Answer(MISUSE, "misuse")
    except (Interrupted, KeyboardInterrupt):
        ui.tell("cli.stopped", "note")
        return Answer(STOPPED, "stopped")
    except BrokenPipeError:
        raise
    except Exception as error:  # the one place that sees every fault
        return _failed(ui, error)


def _failed(ui: Ui, error: Exception) -> Answer:
    """What nobody foresaw: a disk that refuses, or a fault of the program, told without data."""
    if os.environ.get("PINGSHEN_DEBUG"):
        traceback.print_exc()
    if isinstance(error, OSError) and error.errno in DISK:
        ui.tell("cli.disk")
        return Answer(MISUSE, "misuse")
    ui.tell("cli.fault", code=fault_code(error), version=version("pingshen"))
    return Answer(FAULT, "program-fault")


def _tell_unusable(ui: Ui, unusable: Unusable) -> None:
    if unusable.code:
        ui.tell(unusable.code, **unusable.values)
    ui.add(of_fault(item, "", ui.lang) for item in unusable.faults)


DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})
"""What a disk says that is full, or may not be written: no fault of the program."""


def fault_code(error: BaseException) -> str:
    """Kind of the error and the line of ours that it came from; no data."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if Path(f.filename).parent.name in OWN or "rules" in f.filename]
    place = f"@{Path(own[-1].filename).stem}:{own[-1].lineno}" if own else ""
    return f"{type(error).__name__}{place}"


OWN = {"scheduler", "instances", "reports", "models", "rules", "binding"}


def read_season(ui: Ui, path: Path) -> tuple[Season, Loaded]:
    """The season, its faults said; ends the command where it cannot be used."""
    try:
        season, loaded = loading.season_of(path)
    except Unusable as unusable:
        if unusable.code:
            raise
        ui.add(of_fault(item, path.name, ui.lang) for item in unusable.faults)
        raise Ended(MISUSE, "bad-data") from None
    ui.add(of_fault(item, path.name, ui.lang) for item in loaded.faults)
    return season, loaded


def plan_file(path: Path) -> Path:
    """plan.json itself, or that of an output folder."""
    for inside in (path / "sealed" / "plan.json", path / "plan.json"):
        if path.is_dir() and inside.is_file():
            return inside
    return path


def nearest(rows: Sequence[tuple[str, str]], words: str) -> list[str]:
    """“id name” of the rows that may be meant: they have the words in them, or resemble them."""
    alike = get_close_matches(words, [name for _, name in rows], NEAREST, 0.3)
    both = [(f"{key} {name}", name) for key, name in rows]
    holding = [told for told, _ in both if words and words in told]
    return (holding or [told for told, name in both if name in alike])[:NEAREST]


NEAREST = 5
"""Names offered in place of one that is not there."""
SEASON = click.argument("season", type=click.Path(path_type=Path))
PLAN = click.argument("plan", type=click.Path(path_type=Path))
