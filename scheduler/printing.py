"""What is said to people and to scripts: notices with code, clause, place and what to do.

A notice is one line on the screen and one entry of `findings` in the JSON envelope. Names of
experts, applicants and staff are masked (王*, with their row) unless the caller asked otherwise.
"""

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Literal, TextIO

from instances.faults import Fault
from instances.source import Source
from models.messages import Arg, Lang, text, todo
from models.plan import Finding, Plan, PutAside, Where
from models.season import Season
from reports.sentences import Wording

ENVELOPE = "pingshen.answer/1"
SECRET_PARTS = frozenset(
    {"seats", "reserves", "draws", "replacements", "sessions", "dockets", "put_aside"}
)
"""Parts of a plan whose values name people."""
GRAVE: dict[str, str] = {
    "whole": "breach",
    "row": "breach",
    "warning": "warning",
    "breach": "breach",
    "note": "note",
}
Severity = Literal["breach", "warning", "note"]
MARKS = {
    "zh": {"breach": "✗ 违反", "fault": "✗ 错误", "warning": "! 提醒", "note": "· 说明"},
    "en": {"breach": "x breach", "fault": "x error", "warning": "! warning", "note": "- note"},
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be said: what, how grave, by which clause, where, and what to do."""

    code: str
    severity: str
    clause: str = ""
    message: str = ""
    value: str = ""
    where: Mapping[str, str] = field(default_factory=dict[str, str])
    todo: str = ""

    def line(self, lang: Lang) -> str:
        """The notice on the screen."""
        place = where_words(self.where, lang)
        kind = "fault" if self.severity == "breach" and not self.clause else self.severity
        parts = [MARKS[lang][kind], place, self.message]
        clause = (
            (f"（{self.clause}）" if lang == "zh" else f" ({self.clause})") if self.clause else ""
        )
        then = f" → {self.todo}" if self.todo else ""
        return "  ".join(part for part in parts if part) + clause + then


def where_words(where: Mapping[str, str], lang: Lang = "zh") -> str:
    """A place as people write it: 专家库!C7, or what it is about and the path within a file."""
    if where.get("sheet"):
        cell = where.get("cell", "")
        return f"{where['sheet']}!{cell}" if cell else where["sheet"]
    path, about = where.get("path", ""), where.get("about", "")
    if not about:
        return path
    return f"{about}（{path}）" if lang == "zh" else f"{about} ({path})"


def plain(code: str, lang: Lang, severity: Severity = "breach", /, **args: object) -> Notice:
    """A notice of the command line's own."""
    where = {"file": str(args["file"]), "path": ""} if "file" in args else {}
    return Notice(code, severity, "", text(code, args, lang), "", where, todo(code, args, lang))


def of_fault(fault: Fault, file: str, lang: Lang) -> Notice:
    """A fault of the input."""
    grave = GRAVE[fault.severity]
    return Notice(
        fault.code, grave, "", fault.message(lang), fault.value, fault.where(file), fault.todo(lang)
    )


@dataclass(frozen=True)
class Speaker:
    """Puts findings and rejects into words, with the names that the screen may show."""

    season: Season
    source: Source
    plan: Plan | None = None
    plan_file: str = ""
    lang: Lang = "zh"
    sealed: bool = False
    cells: Mapping[tuple[str, str, str], tuple[str, str]] = field(
        default_factory=dict[tuple[str, str, str], tuple[str, str]]
    )
    """Where a row and field of the plan stand in the workbook that it was read from."""

    def person(self, table: str, key: str) -> str:
        """A person's name, masked with the row unless sealed."""
        rows: Mapping[str, Any] = {
            "experts": self.season.expert,
            "applicants": self.season.applicant,
            "staff": self.season.member_of_staff,
        }[table]
        if key not in rows:
            return key if self.sealed else "*"
        name: str = rows[key].name
        if self.sealed:
            return f"{name}（{key}）" if self.lang == "zh" else f"{name} ({key})"
        place = self.source.place(table, key)
        row = "".join(c for c in place[1] if c.isdigit()) if place and place[0] else ""
        where = text("cli.person-row", {"sheet": place[0], "row": row}, self.lang) if place else ""
        return f"{name[:1]}*{where if row else ''}"

    def args(self, args: Mapping[str, Arg]) -> dict[str, object]:
        """The args of a message, ids put into the names that may be shown."""
        return self._wording().args(args)

    def name(self, table: str, key: str) -> str:
        """The name of a committee, unit, room or desk; people are masked."""
        return self._wording().name(table, key)

    def _wording(self) -> Wording:
        return Wording(self.season, self.plan, self.lang, self.person)

    def finding(self, item: Finding) -> Notice:
        """A finding of the judge or of a step."""
        args = self.args(item.args)
        place = self._where(item.where[0]) if item.where else {}
        value = self._value(item.where[0]) if item.where else ""
        return Notice(
            item.code,
            item.severity,
            item.clause,
            text(item.code, args, self.lang),
            value,
            place,
            todo(item.code, args, self.lang),
        )

    def aside(self, item: PutAside) -> Notice:
        """A person, unit or committee that was put aside."""
        args = self.args(item.args) | {"row": item.row}
        who = self.name(item.table, item.row)
        step = item.args.get("step") if item.table == "submissions" else ""
        if step:
            words = text(f"report-desk-step-{step}", {}, self.lang)
            who += f"（{words}）" if self.lang == "zh" else f" ({words})"
        colon = "：" if self.lang == "zh" else ": "
        lawful = item.code.startswith("elsewhere.")
        return Notice(
            item.code,
            "note" if lawful else "breach",
            item.clause,
            f"{who}{colon}{text(item.code, args, self.lang)}",
            "",
            self.source.where(item.table, item.row, str(item.args.get("field", ""))),
            todo(item.code, args, self.lang),
        )

    def _where(self, where: Where) -> dict[str, str]:
        if where.file == "season":
            return self.source.where(where.table, where.id, where.field)
        for name in (where.field, ""):
            place = self.cells.get((where.table, where.id, name))
            if place:
                return {"file": self.plan_file, "sheet": place[0], "cell": place[1]}
        found = {"file": self.plan_file, "path": self._path(where)}
        about = self._about(where)
        return found | {"about": about} if about else found

    def _about(self, where: Where) -> str:
        """What a row of the plan is about: committee, unit, applicant (masked), half-day."""
        from reports.places import place_words
        from reports.words import half_day_words

        rows = getattr(self.plan, where.table, None) if self.plan and where.table else None
        row = next((r for r in rows or () if getattr(r, "id", "") == where.id), None)
        if self.plan is None or row is None:
            return ""
        masked = partial(self.person, "applicants")
        found = place_words(self.season, self.plan, where, self.lang, masked)
        if found == where.id:
            return self._subject(str(getattr(row, "subject", "")))
        at = getattr(row, "at", "") if where.table == "appointments" else ""
        if where.table == "dockets":
            at = next((s.at for s in self.plan.sessions if s.id == row.session), "")
        return f"{found}　{half_day_words(at, self.lang)}" if at else found

    def _subject(self, key: str) -> str:
        """The unit or committee that a date or window is of; empty where it has no such name."""
        named = (self.name(table, key) for table in ("organisations", "committees"))
        return next((name for name in named if name != key), "")

    def _path(self, where: Where) -> str:
        rows = getattr(self.plan, where.table, None) if self.plan and where.table else None
        path = f"$.{where.table}" if where.table else "$"
        if isinstance(rows, tuple) and where.id:
            number = next((n for n, r in enumerate(rows) if getattr(r, "id", "") == where.id), None)
            if number is None:
                return path
            path += f"[{number}]"
        return f"{path}.{where.field}" if where.field else path

    def _value(self, where: Where) -> str:
        """What stands in the place, where it names nobody."""
        if where.file != "plan" or not where.field or self.plan is None:
            return ""
        if where.table in SECRET_PARTS and not self.sealed:
            return ""
        for row in getattr(self.plan, where.table, ()) if where.table else ():
            if getattr(row, "id", "") == where.id:
                value = getattr(row, where.field, "")
                return "" if isinstance(value, tuple) else str(value)
        return ""


def envelope(command: str, code: int, status: str, notices: Iterable[Notice]) -> dict[str, Any]:
    """What `--json` prints; other people's scripts rely on these keys."""
    return {
        "format": ENVELOPE,
        "command": command,
        "exit": code,
        "status": status,
        "findings": [asdict(item) | {"where": dict(item.where)} for item in notices],
    }


def json_text(data: object, stream: TextIO) -> str:
    """JSON that this stream can carry: escapes where it is not UTF-8."""
    wide = (stream.encoding or "").lower().replace("-", "") in {"utf8", "utf8sig"}
    return json.dumps(data, ensure_ascii=not wide, indent=1)


def say(line: str, stream: TextIO | None = None) -> None:
    """One line on the screen."""
    out = stream or sys.stdout
    out.write(line + "\n")


def forgiving(stream: TextIO) -> None:
    """Let a console that lacks a character show an escape instead of ending the program."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def width(words: str) -> int:
    """Columns on the screen; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def columns(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Rows in columns that align, Chinese or not."""
    table = [list(row) for row in rows]
    wide = [max(width(row[n]) for row in table) for n in range(max(map(len, table), default=0))]
    for row in table:
        padded = (cell + " " * (wide[n] - width(cell)) for n, cell in enumerate(row))
        yield "  ".join(padded).rstrip()
