"""The fields that each template of a Word paper is given: data beside the templates."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from models.base import Record
from models.messages import Lang

COMMON = "common"
Templates = Mapping[str, bytes]
"""An office's own templates, by the names of the package's that they stand for."""
PACKAGE: Templates = {}
"""None: those of the package."""


class Field(Record, frozen=True):
    """One field: what it says, and whether it is a text, a list, rows, or yes and no."""

    about: tuple[str, str]
    """In Chinese and in English."""
    rows: "dict[str, Field]"
    lines: bool = False
    flag: bool = False
    needed: bool = False
    """Whether the law wants it in the paper."""

    def words(self, lang: Lang) -> str:
        """What it says, in the language."""
        return self.about[0 if lang == "zh" else 1]


Fields = Mapping[str, Field]


class Paper(Record, frozen=True):
    """A Word paper: its name, by which its template is called, and its own fields."""

    paper: str
    fields: dict[str, Field]


@cache
def papers() -> dict[str, Paper]:
    """Every paper by the name of its template in the package, without the common fields."""
    return {key: item for key, item in _read().items() if key != COMMON}


@cache
def fields_of(template: str) -> Fields:
    """The fields of a template, those of every template first."""
    return _read()[COMMON].fields | _read()[template].fields


@cache
def _read() -> dict[str, Paper]:
    text = (files("reports") / "templates" / "fields.toml").read_text(encoding="utf-8")
    given: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {
        key: Paper(paper=item.get("paper", ""), fields=_fields(item["fields"]))
        for key, item in given.items()
    }


def _fields(given: Mapping[str, Any]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for name, item in given.items():
        fields: dict[str, Any] = {"about": item} if isinstance(item, list) else item
        own = {"about": tuple(fields["about"]), "rows": _fields(fields.get("rows", {}))}
        found[name] = Field.model_validate({**fields, **own})
    return found


def names(fields: Fields) -> Iterator[str]:
    """Every name, those within rows too."""
    for name, field in fields.items():
        yield name
        yield from names(field.rows)


def example(fields: Fields, *, full: bool) -> dict[str, Any]:
    """Something in every field; not `full`: no rows, and no where it is yes or no."""
    found: dict[str, Any] = {}
    for name, field in fields.items():
        if field.rows:
            found[name] = [example(field.rows, full=full)] * (2 if full else 0)
        elif field.lines:
            found[name] = [f"【{field.about[0]}】"] * (2 if full else 0)
        else:
            found[name] = full if field.flag else f"【{field.about[0]}】"
    return found
