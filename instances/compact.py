"""Several values in one cell. Each has a short form; what a short form cannot say is JSON.

A value is written short only when the short form reads back as the very same value, so no
value is ever lost. The forms are described in docs/formats.md.
"""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

from instances import words
from instances.cells import Context, Kind, date, enum, integer, text_of, truth
from instances.faults import CellFault
from instances.text import clean, clean_all, half_width, squeeze
from instances.xlsx_facts import Value

Json = Any
_ITEM = re.compile(r"[；;\n]")
_WORD = re.compile(r"[、，,；;\n]")
_SPELL = re.compile(
    r"(?P<first>[^~至]+?)(?:\s*(?:~|至)\s*(?P<last>[^~]+?))?\s*(?:\((?P<why>.*)\))?"
)
_HALF = re.compile(r"(?P<day>.+?)[\s.]*(?P<half>上午|下午|上|下|am|pm|AM|PM)?")
NOBODY = "无"
APART = "单列"


def items(text: str, pattern: re.Pattern[str]) -> list[str]:
    """The parts between separators, without empty ones."""
    return [part for part in (clean(part) for part in pattern.split(text)) if part]


def strings(text: str, _: Context) -> Json:
    return items(text, _WORD)


def enums(text: str, context: Context) -> Json:
    return [enum(part, context.words) for part in items(text, _WORD)]


_BANDS = {
    "高级": ["full_senior", "associate_senior"],
    "高": ["full_senior", "associate_senior"],
    "中": ["mid"],
    "初": ["junior"],
    "中初级": ["mid", "junior"],
    "高中级": ["full_senior", "associate_senior", "mid"],
}


def levels(text: str, _: Context) -> Json:
    found: list[str] = []
    for part in items(text, re.compile(r"[、，,；;\n/ ]")):
        found += _BANDS.get(part) or [enum(part, "LEVEL")]
    return found


def dates(text: str, context: Context) -> Json:
    return [date(part, context.year, context.notes).isoformat() for part in items(text, _WORD)]


def _halves(text: str, context: Context) -> tuple[str, str]:
    """First and last half-day of "8月7日上午", "8月7日" or "2024-08-07.am"."""
    match = _HALF.fullmatch(half_width(text))
    if match is None:
        raise CellFault("cell-not-half-day")
    day = date(match["day"], context.year, context.notes).isoformat()
    half = match["half"]
    if not half:
        return f"{day}.am", f"{day}.pm"
    code = words.code_of("HALF", half.lower()) or ""
    return f"{day}.{code}", f"{day}.{code}"


def half_days(text: str, context: Context) -> Json:
    found: list[str] = []
    for part in items(text, _WORD):
        first, last = _halves(part, context)
        found += [first] if first == last else [first, last]
    return found


def spells(text: str, context: Context) -> Json:
    found: list[dict[str, str]] = []
    for part in items(text, _ITEM):
        match = _SPELL.fullmatch(part.replace("（", "(").replace("）", ")").replace("～", "~"))
        if match is None:
            raise CellFault("cell-not-spell")
        first, end = _halves(match["first"], context)
        if match["last"]:
            _, end = _halves(match["last"], context)
        found.append({"first": first, "last": end} | _given(reason=match["why"]))
    return found


def titles(text: str, _: Context) -> Json:
    found: list[dict[str, str]] = []
    for part in items(text, _ITEM):
        parts = [squeeze(clean(piece)) for piece in re.split(r"[/／]", part)]
        if len(parts) not in {2, 3}:
            raise CellFault("cell-not-title")
        specialty = parts[1] if len(parts) > 2 else ""  # noqa: PLR2004
        found.append(
            {"series": parts[0]} | _given(specialty=specialty) | {"level": enum(parts[-1], "LEVEL")}
        )
    return found


def expected(text: str, _: Context) -> Json:
    found: list[dict[str, Json]] = []
    for part in items(text, _ITEM):
        count, *rest = (clean(piece) for piece in re.split(r"[/／]", part))
        item: dict[str, Json] = {"count": integer(count)}
        for piece in rest:
            code = words.code_of("FORMAT", piece)
            if piece == APART:
                item["set_apart"] = True
            elif code and "format" not in item:
                item["format"] = code
            elif piece:
                item["group"] = piece
        found.append(item)
    return found


def exemptions(text: str, _: Context) -> Json:
    found: list[dict[str, str]] = []
    for part in items(text, _ITEM):
        parts = [clean(piece) for piece in re.split(r"[|｜]", part)]
        if len(parts) != 3:  # noqa: PLR2004 - clause, reason, author
            raise CellFault("cell-not-exemption")
        found.append(dict(zip(("clause", "reason", "author"), parts, strict=True)))
    return found


def committees(text: str, _: Context) -> Json:
    return [] if text in words.NO else items(text, _WORD)


def service(text: str, context: Context) -> Json:
    found: list[dict[str, Json]] = []
    for part in items(text, _ITEM):
        year, separator, names = part.replace("：", ":").partition(":")
        if not separator:
            raise CellFault("cell-not-service")
        held = committees(clean(names), context)
        found.append({"year": integer(year.strip().rstrip("年"))} | _given(committees=held))
    return found


def parameter(text: str, _: Context) -> Json:
    if text in {"是", "否"}:
        return truth(text)
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    share = re.fullmatch(r"(-?\d{1,15})\s*[/:]\s*(-?\d{1,15})", text)
    if share and not re.fullmatch(r"\d\d:\d\d", text):
        return [int(share[1]), int(share[2])]
    percent = re.fullmatch(r"(\d{1,9})\s*[%％]", text)
    if percent:
        return [int(percent[1]), 100]
    parts = items(text, re.compile(r"、"))
    if len(parts) > 1:
        numbers = all(re.fullmatch(r"-?\d{1,15}", part) for part in parts)
        return [int(part) for part in parts] if numbers else parts
    return text


def pin(text: str, context: Context) -> Json:
    """Pairs of a key and a value; where an enumeration is given, its words are the keys."""
    found: dict[str, int | str] = {}
    for part in items(text, _ITEM):
        key, separator, value = part.replace("＝", "=").partition("=")
        if not separator:
            raise CellFault("cell-not-pin")
        word = clean(value)
        name = words.code_of(context.words, clean(key)) if context.words else None
        found[name or clean(key)] = int(word) if re.fullmatch(r"\d{1,15}", word) else word
    return found


def _given(**fields: Json) -> dict[str, Json]:
    return {key: value for key, value in fields.items() if value}


READ: dict[str, Callable[[str, Context], Json]] = {
    "list": strings,
    "enums": enums,
    "levels": levels,
    "dates": dates,
    "halfdays": half_days,
    "spells": spells,
    "titles": titles,
    "expected": expected,
    "exemptions": exemptions,
    "committees": committees,
    "service": service,
    "parameter": parameter,
    "pin": pin,
}


def read(kind: Kind, value: Value, context: Context) -> Json:
    """The JSON-able value of a cell of a compact kind. Raises CellFault."""
    if kind in {"dates", "halfdays", "spells"} and isinstance(value, int | dt.date):
        value = date(value, context.year, context.notes).isoformat()
    if kind == "parameter":
        match value:
            case bool() | float():
                return value
            case dt.date():
                return value.isoformat()[:10]
            case dt.time():
                return value.strftime("%H:%M")
            case _:
                pass
    text = text_of(value)
    if text[:1] in {"[", "{", '"'}:
        try:
            return clean_all(json.loads(text))
        except ValueError:
            raise CellFault("cell-not-json") from None
    return READ[kind](text, context)


def _half_word(at: str) -> str:
    return at[:10] + ("上午" if at.endswith(".am") else "下午")


def _spell_words(spell: Json) -> str:
    why = f"（{spell['reason']}）" if spell.get("reason") else ""
    return f"{_half_word(spell['first'])}~{_half_word(spell['last'])}{why}"


def _expected_words(item: Json) -> str:
    parts = [str(item["count"])]
    parts += [words.word_of("FORMAT", item["format"])] if item.get("format") else []
    parts += [item["group"]] if item.get("group") else []
    return "/".join([*parts, APART] if item.get("set_apart") else parts)


def _title_words(title: Json) -> str:
    level = words.word_of("LEVEL", title["level"])
    return "/".join((title["series"], title.get("specialty", ""), level))


def _short(kind: Kind, value: Json, name: str) -> str:  # noqa: PLR0911 - one a kind
    """The short form, right or wrong: `write` tries it."""
    match kind:
        case "enums" | "levels":
            return "、".join(words.word_of(name or "LEVEL", item) for item in value)
        case "halfdays":
            return "、".join(_half_word(item) for item in value)
        case "spells":
            return "；".join(_spell_words(item) for item in value)
        case "titles":
            return "；".join(_title_words(item) for item in value)
        case "expected":
            return "；".join(_expected_words(item) for item in value)
        case "exemptions":
            return "；".join(f"{i['clause']}|{i['reason']}|{i['author']}" for i in value)
        case "committees":
            return "、".join(value) or NOBODY
        case "service":
            rows = ((item["year"], item.get("committees") or [NOBODY]) for item in value)
            return "；".join(f"{year}:{'、'.join(names)}" for year, names in rows)
        case "pin":
            named = {words.word_of(name, key) if name else key: item for key, item in value.items()}
            return "；".join(f"{key}={item}" for key, item in named.items())
        case "parameter":
            return _parameter_words(value)
        case _:
            return "、".join(value)


def _parameter_words(value: Json) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, list):
        return str(value)
    numbers = all(isinstance(item, int) for item in value)
    return ("/" if len(value) == 2 and numbers else "、").join(map(str, value))  # noqa: PLR2004


def write(kind: Kind, value: Json, name: str = "") -> str:
    """The short form if it reads back as the same value, else JSON."""
    context = Context(year=1, words=name, notes=[])
    try:
        short = _short(kind, value, name)
        if _bare(read(kind, short, context)) == _bare(value) and (short or not value):
            return short
    except (CellFault, KeyError, TypeError, AttributeError):
        pass
    return json.dumps(value, ensure_ascii=False)


def _bare(value: Json) -> Json:
    """Without what is a default anyway, in an exact form: 1 is not true, [1] not ["1"]."""
    if isinstance(value, dict):
        kept = {key: _bare(item) for key, item in value.items()}
        dropped = {key: item for key, item in kept.items() if item not in ("''", "[]", "'dossier'")}
        return json.dumps(dropped, sort_keys=True)
    if isinstance(value, list):
        return json.dumps([_bare(item) for item in value]) if value else "[]"
    return repr(value)
