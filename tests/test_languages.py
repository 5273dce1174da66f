"""The two languages of the catalogue: each message says its own, and names what the other names."""

import re
from string import Formatter

import pytest

from models.messages import Lang, catalogue, text, todo

HAN = re.compile("[\u4e00-\u9fff]+")
FULL_WIDTH = re.compile("[\u3001-\u3003\u3008-\u301f\uff01-\uff5e]")
WORD = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(
    r"\{[^}]*\}|--[a-z-]+|\S+\.(?:md|json|xlsx|docx|am|pm)\b|pingshen( \w+)?|[a-z_.*]+=\S*|[a-z]+/"
)
"""Fields, options, files, commands and settings: they are called the same in every language."""
MACHINE = {"Word", "WPS", "JSON", "Schema", "CSV", "UTF", "PDF", "Shift", "MB", "PINGSHEN"} | {
    "PINGSHEN_DEBUG",
    "PINGSHEN_TEMPLATES",
    "DEBUG",
    "TEMPLATES",
}


def pairs() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for code, message in catalogue().items():
        found += [(code, message.zh, message.en), (code, message.todo_zh, message.todo_en)]
    return found


def test_every_message_stands_in_both_languages_with_the_same_fields() -> None:
    for code, zh, en in pairs():
        assert bool(zh) == bool(en), code
        named = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (zh, en)]
        assert named[1] <= named[0] | {"about_en"}, code


def test_english_has_chinese_only_as_names_of_what_is_called_so() -> None:
    for code, zh, en in pairs():
        for name in HAN.findall(en):
            assert name in zh or name in KNOWN, (code, name)


KNOWN = frozenset(
    {"单位送审", "专家库", "评委会", "花名册", "教师数", "编号", "评审", "上午", "下午"}
)
"""Sheets, columns and values that the Chinese sentence names in other words."""


def test_chinese_has_english_only_as_names_of_what_is_called_so() -> None:
    values = {
        "out",
        "UTF",
        "first",
        "format",
        "for",
        "endfor",
        "if",
        "endif",
        "thorough",
        "region",
        "all",
        "txt",
    }
    values |= {"senior", "mid", "junior", "true", "false", "pdf", "png", "svg", "html", "ics"}
    values |= {"annex", "dates", "members", "committee", "unit", "expert", "plan", "verify"}
    values |= {"templates", "quota", "method", "docx", "json", "xlsx", "equipment", "SHA", "IM"}
    for code, zh, _ in pairs():
        if code.startswith(("click.", "panel.")):
            continue
        for word in WORD.findall(NAMES.sub(" ", zh)):
            assert word in MACHINE | values, (code, word)


@pytest.mark.parametrize(("lang", "sign"), [("zh", "、"), ("en", ", ")])
def test_a_list_is_parted_as_the_language_does_and_a_name_stays_as_it_was_written(
    lang: Lang, sign: str
) -> None:
    args = {"name": "化工、材料", "known": ("甲", "乙、丙")}
    assert "化工、材料" in text("cli.no-committee", args, lang)
    assert f"甲{sign}乙、丙" in todo("cli.no-committee", args, lang)
