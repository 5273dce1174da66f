"""Word papers from templates, the package's or an office's own: compiled once, filled many times.

Whatever a template prints is cleaned and escaped, and an empty value prints as a marked blank; a
tag that the paper does not know is an error, never an empty place. A template is data: it loops,
chooses and prints, and can neither call anything nor reach past the fields that it is given.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from models.season import Season
from reports.template_fields import PACKAGE, Templates
from reports.view import Profile, number_words
from reports.words import BLANK, circular, clean, label, provisional, season_name, stamp

FILLED = ("word/document.xml", "word/footer", "word/header", "word/footnotes", "word/endnotes")
CORE = "docProps/core.xml"
APP = "docProps/app.xml"
_PROPERTIES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{{ title }}</dc:title>
<dc:creator>pingshen</dc:creator><cp:lastModifiedBy>pingshen</cp:lastModifiedBy>
<cp:revision>1</cp:revision>
<dcterms:created xsi:type="dcterms:W3CDTF">{{ moment }}</dcterms:created>
<dcterms:modified xsi:type="dcterms:W3CDTF">{{ moment }}</dcterms:modified></cp:coreProperties>"""
_APPLICATION = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
><Application>pingshen</Application></Properties>"""
PLAIN: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign),
    *(nodes.Name, nodes.Const, nodes.Tuple, nodes.List, nodes.Getattr, nodes.Getitem),
    *(nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.CondExpr),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Concat),
)
"""What a template may be made of."""
FILTERS = {"count", "default", "first", "join", "last", "length", "lower", "replace", "reverse"} | {
    "sort",
    "trim",
    "truncate",
    "upper",
}
TESTS = {"defined", "undefined", "odd", "even", "divisibleby", "none", "number", "string", "in"} | {
    "eq",
    "ne",
}


class NotPlain(TemplateSyntaxError):  # noqa: N818 - says what the template is not
    """A template that wants to do more than loop, choose and print."""


class Plain(ImmutableSandboxedEnvironment):
    """Where templates are compiled: a sandbox, without calls, imports and functions."""

    def __init__(self, undefined: type[Undefined] = StrictUndefined) -> None:
        super().__init__(undefined=undefined, autoescape=True, finalize=_shown)
        self.globals.clear()
        for known, kept in ((self.filters, FILTERS), (self.tests, TESTS)):
            for name in [name for name in known if name not in kept]:
                del known[name]

    def compiled(self, source: str) -> Template:
        """The template; raises NotPlain, or TemplateSyntaxError with what is broken."""
        refused = next((n for n in self.parse(source).find_all(nodes.Node) if not _plain(n)), None)
        if refused is not None:
            raise NotPlain(type(refused).__name__, refused.lineno)
        return self.from_string(source)


def _plain(node: nodes.Node) -> bool:
    return isinstance(node, PLAIN)


def _shown(value: object) -> object:
    """What a tag prints: text without what breaks XML; nothing is never printed as nothing."""
    if value is None or value == "":
        return BLANK
    return clean(value) if isinstance(value, str) else value


def kept(name: str) -> bytes:
    """The template of the package."""
    return (files("reports") / "templates" / f"{name}.docx").read_bytes()


def sources(data: bytes) -> dict[str, str]:
    """The parts of a Word file that tags may stand in, ready to be compiled."""
    word: Any = DocxTemplate(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            part: word.patch_xml(package.read(part).decode("utf-8"))
            for part in package.namelist()
            if part.startswith(FILLED)
        }


@cache
def _template(data: bytes) -> tuple[tuple[str, bytes | Template], ...]:
    """Every part of a template, those with tags compiled."""
    environment = Plain()
    filled = sources(data)
    parts: list[tuple[str, bytes | Template]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            if part == CORE:
                parts.append((part, environment.from_string(_PROPERTIES)))
            elif part in filled:
                parts.append((part, environment.compiled(filled[part])))
            else:  # whoever edited the template is not the author of what is printed from it
                parts.append((part, _APPLICATION if part == APP else package.read(part)))
    return tuple(parts)


@cache
def _of_package(name: str) -> tuple[tuple[str, bytes | Template], ...]:
    return _template(kept(name))


def fill(
    name: str,
    context: Mapping[str, Any],
    title: str,
    moment: datetime,
    templates: Templates = PACKAGE,
) -> bytes:
    """The Word file: the template with its tags filled; the same bytes every time."""
    given = dict(context) | {"title": title, "moment": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
    parts = _template(templates[name]) if name in templates else _of_package(name)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts:
            entry = zipfile.ZipInfo(part, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            data = content if isinstance(content, bytes) else content.render(given).encode("utf-8")
            package.writestr(entry, data)
    return buffer.getvalue()


def paper(
    name: str,
    context: Mapping[str, Any],
    title: str,
    season: Season,
    profile: Profile,
    number: str,
    templates: Templates = PACKAGE,
) -> bytes:
    """A paper of a plan: its profile in words at the head, its number in the footer."""
    words = label(f"profile-{profile}")
    own = {
        "head": f"{words}　　{label('provisional')}" if provisional(season) else words,
        "footer": f"{words}　{number_words(number, profile)}",
        "year": str(season.year),
        "season": season_name(season),
        "circular": circular(season),
    }
    return fill(name, own | dict(context), title, stamp(season), templates)
