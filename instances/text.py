"""Stray blanks, invisible signs and full-width digits: put right in silence, in both formats."""

import re
from typing import Any

_FULL = {0xFF10 + i: 0x30 + i for i in range(10)}
_FULL |= {0xFF21 + i: 0x41 + i for i in range(26)} | {0xFF41 + i: 0x61 + i for i in range(26)}
_BLANK = dict.fromkeys((9, 11, 12, 160, 12288, 8239, *range(8192, 8203)), " ")
_NOTHING = dict.fromkeys((*(code for code in range(32) if code not in {9, 10, 11, 12, 13}), *range(127, 160), 173, *range(8203, 8208), *range(8232, 8239), *range(8288, 8304), 65279, 65534, 65535, *range(55296, 57344)))
_TABLE: dict[int, int | str | None] = {**_FULL, **_BLANK, **_NOTHING}
_HAN_BLANK = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff]) +(?=[\u3400-\u9fff\U00020000-\U0003ffff])"
)
_PUNCTUATION = str.maketrans("．／－：，；（）［］｛｝～－　", "./-:,;()[]{}~- ")


def clean(text: str) -> str:
    """Text as a season holds it. Doing it twice changes nothing."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE).strip()


def squeeze(text: str) -> str:
    """A name without the blanks that were typed between Chinese characters to align it."""
    return _HAN_BLANK.sub("", text)


def half_width(text: str) -> str:
    """Cleaned text with ASCII punctuation, for dates and numbers."""
    return clean(text).translate(_PUNCTUATION).strip()


def clean_all(data: Any) -> Any:
    """The same for every text inside JSON data."""
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, list):
        return [clean_all(item) for item in data]
    if isinstance(data, dict):
        return {clean(str(key)): clean_all(value) for key, value in data.items()}
    return data
