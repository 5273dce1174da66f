"""Live progress on a terminal: step, goal, value, bound, gap, time. Silent when piped."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from models.messages import Lang, goal_text, text
from models.plan import StepName

BAR = 20
"""Columns of the bar of what is printed."""


class Interrupted(BaseException):
    """Ctrl-C a second time: end now, with nothing written."""


def gap_words(value: int | None, bound: int | None) -> str:
    """The gap as a share of the value, in exact tenths of a percent; empty without a bound."""
    if value is None or bound is None:
        return ""
    per_mille = 1000 * abs(value - bound) // max(1, abs(value))
    return f"{per_mille // 10}.{per_mille % 10}%"


@dataclass
class Watch:
    """Takes the calls of the steps; shows a line of them, and keeps each step's time."""

    lang: Lang = "zh"
    workers: int = 1
    live: Any = None
    began: float = field(default_factory=time.monotonic)
    last: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    log: list[str] = field(default_factory=list[str])

    def __call__(self, step: StepName, goal: str, value: int | None, bound: int | None) -> None:
        """Called by a step with a goal, its value and bound."""
        now = time.monotonic()
        self.seconds[step] = self.seconds.get(step, 0) + now - self.last
        self.last = now
        if self.live is not None:
            self.live.update(self.line(step, goal, value, bound))

    def line(self, step: str, goal: str, value: int | None, bound: int | None) -> str:
        """One line for the terminal."""
        name = text(f"step.{step}", None, self.lang)
        wanted = goal_text(step, goal, self.lang) if goal else ""
        numbers = "" if value is None else f"{value} / {bound}  {gap_words(value, bound)}"
        return f"{name}  {wanted}  {numbers}  {time.monotonic() - self.began:.0f} s"


@contextmanager
def shown(watch: Watch, *, quiet: bool) -> Generator[Watch]:
    """The watch, live on standard error when that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield watch
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    class Line:
        def __init__(self, live: Live) -> None:
            self.live = live

        def update(self, words: str) -> None:
            self.live.update(Text(words, no_wrap=True, overflow="ellipsis"))

    with Live(console=Console(stderr=True), transient=True, refresh_per_second=4) as live:
        watch.live = Line(live)
        yield watch
        watch.live = None


@contextmanager
def bar(lang: Lang = "zh", *, quiet: bool) -> Generator[Callable[[int, int, str], None] | None]:
    """A bar of what is being printed, on standard error when that is a terminal.

    It is told the number of the job begun, how many there are, and the path of the first file;
    a file that is about a person is shown as its folder.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column

    # what is left of the line is the file's: a long name is cut, never the bar or the count
    rest = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    columns = (
        TextColumn(text("cli.printing", None, lang)),
        BarColumn(bar_width=BAR),
        MofNCompleteColumn(),
        TextColumn("{task.description}", table_column=rest),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, expand=True) as shown_bar:
        task = shown_bar.add_task("", total=None)

        def tell(number: int, count: int, name: str) -> None:
            place = name.rpartition("/")[0] if name.startswith("sealed/") else name
            shown_bar.update(task, completed=number - 1, total=count, description=escape(place))

        yield tell


@contextmanager
def stoppable(stop: threading.Event, lang: Lang) -> Generator[None]:
    """Ctrl-C ends the search with the best plan so far; a second Ctrl-C ends the program."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise Interrupted
        stop.set()
        sys.stderr.write("\n" + text("cli.stopping", None, lang) + "\n")

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
