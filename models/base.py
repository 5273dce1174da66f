"""The common form of every fact, and its one canonical JSON."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)]
"""An id as people know it ("E017", "昆区-中学"); never a position in a list."""

MadeId = Annotated[str, StringConstraints(min_length=1, max_length=600)]
"""An id that the program makes of several others ("昆区中学·senior·工程@2024-06-06.am")."""

Name = Annotated[str, StringConstraints(max_length=120)]
"""A name as it is printed; a longer one fits on no sheet."""

Count = Annotated[int, Field(ge=0, le=100_000)]
"""How many of something there are in one city; more is a slip of the keyboard."""

Level = Literal["full_senior", "associate_senior", "mid", "junior"]
"""正高 / 副高 / 中级 / 初级, the title applied for or held."""

Band = Literal["senior", "mid", "junior"]
"""高级 / 中级 / 初级, the three kinds of committee of Order 40 article 7."""

LEVELS: tuple[Level, ...] = ("full_senior", "associate_senior", "mid", "junior")
BAND_OF: dict[Level, Band] = {
    "full_senior": "senior",
    "associate_senior": "senior",
    "mid": "mid",
    "junior": "junior",
}
RANK: dict[Level, int] = {"junior": 1, "mid": 2, "associate_senior": 3, "full_senior": 4}


class Record(BaseModel, frozen=True):
    """A fact: never changed, unknown keys refused, values never quoted in error texts."""

    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True, use_enum_values=True
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed, without what was looked up in the original."""
        copy = super().model_copy(update=update, deep=deep)
        fields = type(self).model_fields
        for name in [name for name in vars(copy) if name not in fields]:
            vars(copy).pop(name)
        return copy


def plain(record: Record) -> dict[str, Any]:
    """The record as JSON-able data, without the values that are their own defaults."""
    return record.model_dump(mode="json", exclude_defaults=True)


def canonical(data: Any) -> bytes:
    """The bytes that a hash is taken of: UTF-8, sorted keys, no blanks, integers, ISO dates."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def joined(fields: Mapping[str, bytes]) -> bytes:
    """The canonical form of an object whose fields are in that form."""
    return b"{%s}" % b",".join(b"%s:%s" % (canonical(key), fields[key]) for key in sorted(fields))


def readable(data: dict[str, Any], format_name: str) -> bytes:
    """The bytes that a file holds: `format` first, then sorted keys, one space of indent."""
    rest = {key: data[key] for key in sorted(data) if key != "format"}
    text = json.dumps({"format": format_name} | _sorted(rest), ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8")


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [_sorted(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value
