"""Stray blanks, invisible signs and full-width digits: put right in silence, in both formats."""

import re
from typing import Any

_FULL = {
    wide: narrow + offset
    for first, narrow, count in ((0xFF10, 0x30, 10), (0xFF21, 0x41, 26), (0xFF41, 0x61, 26))
    for offset, wide in enumerate(range(first, first + count))
}
_BLANK = dict.fromkeys((0x09, 0x0B, 0x0C, 0xA0, 0x3000, 0x202F, *range(0x2000, 0x200B)), " ")
_KEPT = {0x09, 0x0A, 0x0B, 0x0C, 0x0D}
_NOTHING = dict.fromkeys(
    (
        *(code for code in range(0x20) if code not in _KEPT),
        *range(0x7F, 0xA0),  # controls
        0xAD,  # soft hyphen
        *range(0x200B, 0x2010),  # zero width
        *range(0x2028, 0x202F),  # directions
        *range(0x2060, 0x2070),
        *range(0xD800, 0xE000),  # halves of a sign, which no file can hold
        *(0xFEFF, 0xFFFE, 0xFFFF),
    )
)
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
