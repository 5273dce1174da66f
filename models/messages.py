"""One catalogue of messages: code -> text and what to do, in Chinese and English.

The texts are data: `models/catalogue/*.toml`, one file per room, each entry
`[code]` with `zh`, `en` and, where there is something to do, `todo_zh`, `todo_en`.
Placeholders are `{name}`, filled from a finding's args.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from models.base import Record

Lang = Literal["zh", "en"]
Arg = int | str | tuple[str, ...]
"""What fills a placeholder; several words are a tuple, and the language sets what parts them."""


class Message(Record, frozen=True):
    """A sentence and what to do about it, in both languages."""

    zh: str
    en: str
    todo_zh: str = ""
    todo_en: str = ""


@cache
def catalogue() -> dict[str, Message]:
    """Every message by code. A code that stands in two files is a fault of the program."""
    found: dict[str, Message] = {}
    folder = files("models") / "catalogue"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        for code, fields in tomllib.loads(entry.read_text(encoding="utf-8")).items():
            assert code not in found, f"message code used twice: {code}"
            found[code] = Message.model_validate(fields)
    return found


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


def text(code: str, args: Mapping[str, object] | None = None, lang: Lang = "zh") -> str:
    """The sentence of a code. Unknown codes read as themselves, so that nothing is hidden."""
    message = catalogue().get(code)
    if message is None:
        return code
    return (message.zh if lang == "zh" else message.en).format_map(_filled(args, lang))


def _filled(args: Mapping[str, object] | None, lang: Lang) -> _Blank:
    """The args with half-days in words, 2024-07-01.am as 2024-07-01上午; several as a list."""
    words = HALF_WORDS[lang]

    def shown(value: object) -> object:
        if isinstance(value, tuple):
            return listed(map(str, cast("tuple[object, ...]", value)), lang)
        return value

    found = {name: shown(value) for name, value in (args or {}).items()}
    return _Blank(
        {
            name: HALF_DAY.sub(lambda m: m[1] + words[m[2]], value)
            if isinstance(value, str)
            else value
            for name, value in found.items()
        }
    )


def listed(words: Iterable[str], lang: Lang = "zh") -> str:
    """Several words as the language parts them; a sign inside one of them stays as it is."""
    return ("、" if lang == "zh" else ", ").join(words)


HALF_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\.(am|pm)\b")
HALF_WORDS: dict[Lang, dict[str, str]] = {
    "zh": {"am": "上午", "pm": "下午"},
    "en": {"am": " a.m.", "pm": " p.m."},
}


def goal_text(step: str, goal: str, lang: Lang = "zh") -> str:
    """What a goal measures, in the words of its step where the name serves several steps."""
    own = f"goal.{step}.{goal}"
    return text(own if own in catalogue() else f"goal.{goal}", None, lang)


def todo(code: str, args: Mapping[str, object] | None = None, lang: Lang = "zh") -> str:
    """What to do about it; empty when there is nothing."""
    message = catalogue().get(code)
    if message is None:
        return ""
    return (message.todo_zh if lang == "zh" else message.todo_en).format_map(_filled(args, lang))
