"""Word papers from the templates of the package: read once by docxtpl, filled many times.

Whatever a template prints is cleaned and escaped, and an empty value prints as a marked blank; a
tag that the paper does not know is an error, never an empty place.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, Template

from models.season import Season
from reports.view import Profile, number_words
from reports.words import BLANK, clean, label, provisional, season_name, stamp

FILLED = ("word/document.xml", "word/footer", "word/header")
CORE = "docProps/core.xml"
_PROPERTIES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{{ title }}</dc:title>
<dc:creator>pingshen</dc:creator><cp:lastModifiedBy>pingshen</cp:lastModifiedBy>
<cp:revision>1</cp:revision>
<dcterms:created xsi:type="dcterms:W3CDTF">{{ moment }}</dcterms:created>
<dcterms:modified xsi:type="dcterms:W3CDTF">{{ moment }}</dcterms:modified></cp:coreProperties>"""


def _shown(value: object) -> object:
    """What a tag prints: text without what breaks XML; nothing is never printed as nothing."""
    if value is None or value == "":
        return BLANK
    return clean(value) if isinstance(value, str) else value


def _environment() -> Environment:
    return Environment(undefined=StrictUndefined, autoescape=True, finalize=_shown)


@cache
def _template(name: str) -> tuple[tuple[str, bytes | Template], ...]:
    """Every part of a template, those with tags compiled."""
    data = (files("reports") / "templates" / f"{name}.docx").read_bytes()
    environment = _environment()
    word: Any = DocxTemplate(io.BytesIO(data))
    parts: list[tuple[str, bytes | Template]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            content = package.read(part)
            if part == CORE:
                parts.append((part, environment.from_string(_PROPERTIES)))
            elif part.startswith(FILLED):
                source: str = word.patch_xml(content.decode("utf-8"))
                parts.append((part, environment.from_string(source)))
            else:
                parts.append((part, content))
    return tuple(parts)


def fill(name: str, context: Mapping[str, Any], title: str, moment: datetime) -> bytes:
    """The Word file: `templates/NAME.docx` with its tags filled; the same bytes every time."""
    given = dict(context) | {"title": title, "moment": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in _template(name):
            entry = zipfile.ZipInfo(part, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            data = content if isinstance(content, bytes) else content.render(given).encode("utf-8")
            package.writestr(entry, data)
    return buffer.getvalue()


def paper(
    name: str, context: Mapping[str, Any], title: str, season: Season, profile: Profile, number: str
) -> bytes:
    """A paper of a plan: its profile in words at the head, its number in the footer."""
    words = label(f"profile-{profile}")
    own = {
        "head": f"{words}　　{label('provisional')}" if provisional(season) else words,
        "footer": f"{words}　{number_words(number, profile)}",
        "year": str(season.year),
        "season": season_name(season),
    }
    return fill(name, own | dict(context), title, stamp(season))
