"""The command `pingshen`: reads files, calls one library function, prints, exits."""

import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import rich_click as click

from models.messages import Lang
from scheduler import (
    cli_data,
    cli_desks,
    cli_diff,
    cli_members,
    cli_office,
    cli_plan,
    cli_quota,
    cli_report,
    cli_templates,
)
from scheduler.cli_base import MISUSE, STOPPED
from scheduler.cli_group import cli
from scheduler.cli_words import speak
from scheduler.printing import Notice, envelope, forgiving, json_text, say

__all__ = [
    "cli",
    "cli_data",
    "cli_desks",
    "cli_diff",
    "cli_members",
    "cli_office",
    "cli_plan",
    "cli_quota",
    "cli_report",
    "cli_templates",
    "main",
]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    if argv is None:
        _able_to_name_files()
    args = list(sys.argv[1:] if argv is None else argv)
    forgiving(sys.stdout)
    forgiving(sys.stderr)
    lang = language(args)
    speak(cli, lang)
    try:
        code = cli.main(args, prog_name="pingshen", standalone_mode=False)
    except click.ClickException as error:
        code = _misused(error, args)
    except (click.Abort, KeyboardInterrupt):
        code = STOPPED
    except BrokenPipeError:  # whoever read our output has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = STOPPED
    sys.exit(code if isinstance(code, int) else 0)


def _able_to_name_files() -> None:
    """Start again in UTF-8 mode where no file could bear a Chinese name.

    So it is under a Latin-1 locale, or under the C locale with Python's own coercion switched off.
    """
    try:
        os.fsencode("评审")
    except UnicodeEncodeError:
        again = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, again, os.environ | {"PYTHONUTF8": "1"})


def language(args: Sequence[str]) -> Lang:
    """The language asked for, known before the options are read: errors in them are worded too."""
    return "en" if "--lang=en" in args or ("--lang", "en") in pairwise(args) else "zh"


def _misused(error: click.ClickException, args: Sequence[str]) -> int:
    """A wrong option or argument: in words, or in the envelope for scripts."""
    if "--json" not in args:
        error.show()
        return MISUSE
    command = next((word for word in args if word in cli.commands), "")
    notice = Notice("cli.usage", "breach", message=error.format_message())
    say(json_text(envelope(command, MISUSE, "misuse", [notice]), sys.stdout))
    return MISUSE
