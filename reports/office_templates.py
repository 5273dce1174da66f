"""Templates that an office edited: read from a folder and judged whole before anything is printed.

Every template is tried with an example in each field, once full and once without rows, so that a
wrong tag is told before the first paper is made, with the file, the tag and what to do.
"""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, TemplateSyntaxError, Undefined
from jinja2.meta import find_undeclared_variables

from models.messages import Lang
from reports import template_fields
from reports.forms import Form
from reports.sheets import Book
from reports.template_fields import Field, Fields, Templates
from reports.word_paper import NotPlain, Plain, kept, sources
from reports.words import label

ENDING = ".docx"
LARGEST = 20 * 2**20
"""Bytes of a template."""
LARGEST_OPEN = 200 * 2**20
"""Bytes of a template when unpacked."""
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
WIDE = re.compile(r"｛[｛{%％]|[}%％]｝|\{[％｛]|｝[｝}]")
BLOCKS = {"for": "endfor", "if": "endif"}
BETWEEN = frozenset({"else", "elif"})
DOCUMENT = "word/document.xml"
TRACES = ("word/comments.xml", "<w:ins ", "<w:del ")


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a template: message code, file, and what the message names."""

    code: str
    file: str
    grave: bool = True
    args: Mapping[str, str] = field(default_factory=dict[str, str])


def export(lang: Lang = "zh") -> dict[str, bytes]:
    """The package's templates under the names of their papers, and a list of their fields."""
    known = template_fields.papers()
    found = {f"{item.paper}{ENDING}": kept(key) for key, item in known.items()}
    return found | {f"{label('fields-file', lang)}.xlsx": fields_workbook(lang)}


def read(folder: Path) -> tuple[Templates, list[Flaw]]:
    """The templates of a folder that can be used, and every flaw of the others."""
    known = {item.paper: key for key, item in template_fields.papers().items()}
    found: dict[str, bytes] = {}
    flaws: list[Flaw] = []
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() != ENDING or file.name.startswith(("~$", ".")):
            continue  # ~$ marks a file that is open in Word
        key = known.get(file.stem)
        if key is None:
            near = get_close_matches(file.stem, known, 1)
            args = {"near": f"{near[0]}{ENDING}" if near else "—"}
            flaws.append(Flaw("template.no-paper", file.name, grave=False, args=args))
            continue
        data, own = _judged(file, key)
        flaws += own
        if data is not None and not any(flaw.grave for flaw in own):
            found[key] = data
    return found, flaws


def _judged(file: Path, key: str) -> tuple[bytes | None, list[Flaw]]:
    try:
        if file.stat().st_size > LARGEST:
            return None, [Flaw("template.too-large", file.name)]
        data = file.read_bytes()
    except OSError:
        return None, [Flaw("template.unreadable", file.name)]
    return data, list(flaws_of(data, key, file.name))


def flaws_of(data: bytes, key: str, file: str) -> Iterator[Flaw]:
    """Every flaw of one template that stands for the paper `key`."""
    try:
        package = _package(data)
        parts = sources(data) if package else {}
    except Exception:  # noqa: BLE001, RUF100 - whatever a broken file makes its readers do
        package, parts = {}, {}
    if DOCUMENT not in parts:
        yield Flaw("template.unreadable", file)
        return
    if any("vbaProject" in name for name in package):
        yield Flaw("template.macros", file)
    if any(_fetches(text) for name, text in package.items() if name.endswith(".rels")):
        yield Flaw("template.fetches", file)
    if TRACES[0] in package or any(trace in parts[DOCUMENT] for trace in TRACES[1:]):
        yield Flaw("template.traces", file, grave=False)
    broken = [flaw for source in parts.values() for flaw in _broken(source, file)]
    yield from broken
    if not broken:
        yield from _tried(parts, key, file)


def _package(data: bytes) -> dict[str, str]:
    """The texts of the parts, where they are not too large."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(item.file_size for item in package.infolist()) > LARGEST_OPEN:
            return {}
        return {
            name: package.read(name).decode("utf-8", "replace")
            if name.endswith((".xml", ".rels"))
            else ""
            for name in package.namelist()
        }


def _fetches(rels: str) -> bool:
    """Whether opening the paper would fetch something from elsewhere."""
    links = re.findall(r"<Relationship [^>]*>", rels)
    return any('TargetMode="External"' in link and "/hyperlink" not in link for link in links)


# -------------------------------------------------------------------------------------- the tags


def _broken(source: str, file: str) -> Iterator[Flaw]:
    """Tags that cannot be read."""
    for found in WIDE.finditer(re.sub(r"<[^>]*>", "", source)):
        yield Flaw("template.wide-braces", file, args={"tag": found[0]})
    try:
        Plain().compiled(source)
    except TemplateSyntaxError as error:
        found = [*_each_broken(source)]
        code = "template.not-plain" if isinstance(error, NotPlain) else "template.broken-tag"
        for kind, tag in found or [(code, str(error.message))]:
            yield Flaw(kind, file, args={"tag": _bare(tag)})


def _each_broken(source: str) -> Iterator[tuple[str, str]]:
    """Each tag that is broken by itself; else the first that lacks its other half."""
    alone = False
    open_tags: list[tuple[str, str]] = []
    unpaired = ""
    for tag in TAG.findall(source):
        word = (re.findall(r"\w+", tag) or [""])[0] if tag.startswith("{%") else ""
        if word in BLOCKS.values():
            if not open_tags or BLOCKS[open_tags[-1][0]] != word:
                unpaired = unpaired or tag
            else:
                open_tags.pop()
            continue
        if word in BETWEEN:
            unpaired = unpaired or ("" if open_tags else tag)
            continue
        if word in BLOCKS:
            open_tags.append((word, tag))
        try:
            Plain().compiled(tag + (f"{{% {BLOCKS[word]} %}}" if word in BLOCKS else ""))
        except NotPlain:
            alone = True
            yield "template.not-plain", tag
        except TemplateSyntaxError as error:
            alone = True
            refused = re.search(r"No (filter|test) named|unknown tag", str(error.message))
            yield ("template.not-plain" if refused else "template.broken-tag"), tag
    if not alone and (unpaired or open_tags):
        yield "template.unpaired", unpaired or open_tags[-1][1]


def _bare(tag: str) -> str:
    """A tag without the layout in it, short enough for a line."""
    return re.sub(r"<[^>]*>|\s+", " ", tag).strip()[:80]


# ------------------------------------------------------------------------------ filled in to try


def _tried(parts: Mapping[str, str], key: str, file: str) -> Iterator[Flaw]:
    """What the paper does not know, what it lacks, and what does not come out as a Word file."""
    fields = template_fields.fields_of(key)
    missing: dict[str, None] = {}
    environment = Plain(_noting(missing))
    used: set[str] = set()
    whole = True
    for source in parts.values():
        used |= find_undeclared_variables(environment.parse(source))
        for full in (True, False):
            whole &= _comes_out(environment, source, template_fields.example(fields, full=full))
    unknown = dict.fromkeys(sorted(used - {*fields})) | missing
    for name in unknown:
        tag = next(
            (t for s in parts.values() for t in TAG.findall(s) if re.search(rf"\b{name}\b", t)),
            name,
        )
        near = get_close_matches(name, [*template_fields.names(fields)], 1, 0.5)
        args = {"field": name, "tag": _bare(tag), "near": near[0] if near else "—"}
        yield Flaw("template.unknown-field", file, args=args)
    if not whole and not unknown:
        yield Flaw("template.no-document", file)
    for name, item in fields.items():
        if item.needed and name not in used:
            args = {"field": name, "about": item.about[0], "about_en": item.about[1]}
            yield Flaw("template.lacks", file, grave=False, args=args)


def _comes_out(environment: Plain, source: str, context: dict[str, Any]) -> bool:
    """Whether the part, filled, is well-formed."""
    try:
        text = environment.compiled(source).render(context)
        ET.fromstring(text.encode("utf-8"))
    except Exception:  # noqa: BLE001, RUF100 - the template's own fault, whatever it is
        return False
    return "<!DOCTYPE" not in text


def _noting(found: dict[str, None]) -> type[Undefined]:
    """What stands for an unknown field while a template is tried: it is noted, and is nothing."""

    class Noted(ChainableUndefined):
        def _note(self) -> str:
            found[str(self._undefined_name)] = None
            return ""

        def __str__(self) -> str:
            return self._note()

        def __html__(self) -> str:
            return self._note()

        def __iter__(self) -> Iterator[Any]:
            return iter(self._note())

        def __bool__(self) -> bool:
            return bool(self._note())

        def __len__(self) -> int:
            return len(self._note())

    return Noted


# -------------------------------------------------------------------------------- what there is


def fields_workbook(lang: Lang) -> bytes:
    """Every field of every template, how it is written, and which the law wants."""
    title = label("fields-title", lang)
    rows = [
        [item.paper, *row]
        for key, item in template_fields.papers().items()
        for row in _field_rows(template_fields.fields_of(key), lang)
    ]
    form = Form(
        sheet=label("fields-file", lang),
        title=title,
        notes=tuple(label("fields-notes", lang).split("|")),
        headers=tuple(label("fields-heads", lang).split("|")),
        widths=(22, 18, 40, 52, 8),
        rows=rows,
    )
    book = Book(title, datetime(2024, 1, 1, 12))  # noqa: DTZ001 - files hold local times
    book.add(form)
    return book.bytes()


def _field_rows(fields: Fields, lang: Lang, path: str = "", owner: str = "") -> Iterator[list[str]]:
    needed = label("fields-needed", lang)
    for name, item in fields.items():
        called = f"{path}{name}"
        yield [called, item.words(lang), _written(item, name, owner), needed if item.needed else ""]
        if item.rows:
            yield from _field_rows(item.rows, lang, f"{called}.", _one(name))


def _written(item: Field, name: str, owner: str) -> str:
    """The tag as it is typed into Word."""
    called = f"{owner}.{name}" if owner else name
    if item.flag:
        return f"{{%p if {called} %}} … {{%p endif %}}"
    if item.lines:
        return f"{{%p for line in {called} %}} {{{{ line }}}} {{%p endfor %}}"
    if item.rows:
        return f"{{%tr for {_one(name)} in {called} %}} … {{%tr endfor %}}"
    return f"{{{{ {called} }}}}"


def _one(name: str) -> str:
    """What one row of a list is called in the examples, as the package's templates do."""
    return {"parts": "part", "people": "person", "sections": "section"}.get(name, "row")
