"""Codes of the data as words, clause ids as a lawyer cites them, dates as an office writes them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache

from models.calendar import HalfDay, date_of, half_of
from models.law import Parameter
from models.messages import Lang, catalogue, listed, text
from models.people import Applicant
from models.season import Season

BLANK = "〔待填〕"
_NUMERALS = (
    "零",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
)
_WEEKDAYS = "一二三四五六日"
_NOTICE = re.compile(r"N\d{4}-(\d+)(?:\.(\d+))?(?:\.(\d+))?[a-z]?")
_ORDER = re.compile(r"R40-(\d+)[a-z]?")
_ANNEX = re.compile(r"N\d{4}-A(\d+)")
_SOURCES = {
    "IM2023-": "内人社发〔2023〕4号",
    "IM85-": "内人社办发〔2024〕85号",
    "M56-": "人社部发〔2024〕56号",
    "P-": "外地做法",
    "IMold-1": "自治区早年通知",
    "IMold-2": "自治区2010年通知",
}
LONGEST_TITLE = 21
"""Characters that a line of a title takes at 20 pt."""
_SENSE = re.compile("合旗|[区县旗市厅局]|公司|大学|学校|医院|研究院|中心|系列")
# Control characters that neither XML nor a font has a form for.
_LINES = re.compile("\r\n|[\n\r\t\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What turns the direction of text or has no width: a name could look like another with it."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def blank(what: str) -> str:
    """A marked blank that says what is to be filled in: 〔待填：联系电话〕."""
    return f"〔待填：{what}〕"


def label(code: str, lang: Lang = "zh", **args: object) -> str:
    """A label of the catalogue's report room."""
    return text(f"report-{code}", args, lang)


def word(kind: str, value: str, lang: Lang = "zh") -> str:
    """A code of the data as a word; an unknown code reads as itself."""
    code = f"report-{kind}-{value}"
    return text(code, lang=lang) if code in catalogue() else value


def words(kind: str, values: Iterable[str], lang: Lang = "zh") -> str:
    """Several codes as words."""
    return listed((word(kind, value, lang) for value in values), lang)


@lru_cache(65536)
def clean(value: str) -> str:
    """The text as it is printed: without what breaks XML, has no glyph or turns what follows."""
    return _UNSEEN.sub("", storable(value))


def storable(value: str) -> str:
    """The text as a cell can hold it and give it back; line ends become blanks."""
    return _CONTROL.sub("", _LINES.sub(" ", value))


def clause_ref(clause: str) -> str:  # noqa: PLR0911 - one source each
    """A clause id as it is cited: N2024-2.1.1c is 二(一)1, R40-26 is 40号令第26条."""
    for head, name in _SOURCES.items():
        if clause.startswith(head):
            return name
    if found := _ANNEX.fullmatch(clause):
        return f"附件{found[1]}"
    if found := _ORDER.fullmatch(clause):
        return f"40号令第{found[1]}条"
    found = _NOTICE.fullmatch(clause)
    if found is None:
        return clause
    chapter, section, item = (int(part) if part else 0 for part in found.groups())
    if chapter >= len(_NUMERALS) or section >= len(_NUMERALS):
        return clause
    head = _NUMERALS[chapter] if chapter else "题头"
    if chapter == 5:  # the fifth chapter has items, no sections  # noqa: PLR2004
        return f"{head}{section or ''}"
    return f"{head}{f'({_NUMERALS[section]})' if section else ''}{item or ''}"


def short_date(day: date, lang: Lang = "zh") -> str:
    """8月7日, or 7 Aug."""
    return f"{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {day:%b}"


def long_date(day: date, lang: Lang = "zh") -> str:
    """2024年8月7日（星期三）."""
    if lang != "zh":
        return f"{day.isoformat()} ({day:%a})"
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def weekday(day: date, lang: Lang = "zh") -> str:
    """周三, or Wed."""
    return f"周{_WEEKDAYS[day.weekday()]}" if lang == "zh" else f"{day:%a}"


def half_day_words(at: HalfDay, lang: Lang = "zh") -> str:
    """8月7日上午."""
    blank = "" if lang == "zh" else " "
    return f"{short_date(date_of(at), lang)}{blank}{word('half', half_of(at), lang)}"


def span_words(days: list[date], lang: Lang = "zh") -> str:
    """The first and last of some days, and how many days they are."""
    first, last = short_date(days[0], lang), short_date(days[-1], lang)
    if len(days) == 1:
        return label("gantt-day", lang, first=first)
    return label("gantt-days", lang, first=first, last=last, days=len(days))


def title_lines(name: str) -> list[str]:
    """A name as the lines of a title: one too long for a line is broken by its sense."""
    if len(name) <= LONGEST_TITLE:
        return [name]
    ends = [found.end() for found in _SENSE.finditer(name, 2, len(name) - 2)]
    fits = [at for at in ends if max(at, len(name) - at) <= LONGEST_TITLE]
    at = min(fits or [len(name) // 2], key=lambda place: abs(place - len(name) / 2))
    return [name[:at], name[at:]]


def dates_words(days: Sequence[date]) -> str:
    """The first and last of some days as a letter has them: 2024年8月15日至8月16日."""
    first, last = f"{days[0].year}年{short_date(days[0])}", short_date(days[-1])
    return first if days[0] == days[-1] else f"{first}至{last}"


def bracketed(value: str, lang: Lang = "zh") -> str:
    """What is put in brackets after a name; nothing for nothing."""
    return "" if not value else f"（{value}）" if lang == "zh" else f" ({value})"


def parted(clauses: Iterable[str], lang: Lang = "zh") -> str:
    """Clauses of one sentence; those that are empty are left out."""
    return ("；" if lang == "zh" else "; ").join(filter(None, clauses))


def season_name(season: Season) -> str:
    """The season's name, else that of its profile."""
    return clean(season.name or season.profile.name or f"{season.year}年度职称评审")


def circular(season: Season) -> str:
    """The notice of the year, on which every letter rests."""
    return f"{clean(season.profile.name) or season_name(season)}工作通知"


def stamp(season: Season) -> datetime:
    """The one moment that files carry: noon of the day the notice was issued, never the clock."""
    for key in ("season.notice_issued", "season.notice_dated"):
        if season.profile.has(key):
            return datetime.combine(season.profile.date(key), time(12))
    return datetime(season.year, 1, 1, 12)  # noqa: DTZ001 - files hold local times


def specialty_of(person: Applicant) -> str:
    """An applicant's specialty, else the series."""
    return clean(person.specialty) or clean(person.series)


def field_words(series: str, specialties: Iterable[str]) -> str:
    """A series with its specialties in brackets; one of the series' own name adds nothing."""
    own = "、".join(clean(name) for name in specialties if name and name != series)
    return f"{clean(series)}（{own}）" if own else clean(series)


def provisional(season: Season) -> bool:
    """Whether numbers were used that the office has not confirmed."""
    return any(parameter.to_confirm for parameter in season.profile.parameters)


def parameter_words(item: Parameter) -> str:
    """The value with its unit; a code of the software by its note."""
    value = item.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        texts = [str(part) for part in value]
        if item.unit == "比例":
            return "/".join(texts)
        return ("—" if item.unit == "时段" else "、").join(word("level", text) for text in texts)
    if isinstance(value, int):
        return str(value) if item.unit == "权重" else f"{value}{item.unit}"
    return _text_value(item, value)


def _text_value(item: Parameter, value: str) -> str:
    if item.unit == "日期":
        return dates_words([date.fromisoformat(value)])
    if f"quota.method-{value}" in catalogue():
        return text(f"quota.method-{value}")
    if value.isascii() and item.unit in {"方式", "范围"}:
        return item.note.removeprefix(f"{value}：") or "见参数"
    return word("level", value)
