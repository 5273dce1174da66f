"""The numbers of the law as dated data: value, clause, status."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal

from pydantic import Field

from models.base import Id, Record

Status = Literal["law", "reading", "recalled", "planning"]
"""law: the text itself; reading: one reading of it; recalled: not seen; planning: invented."""

Value = bool | int | str | tuple[int, ...] | tuple[str, ...]


class UnknownParameter(KeyError):  # noqa: N818 - reads as what happened
    """A parameter that the profile lacks or that has another type than asked for."""


class Parameter(Record, frozen=True):
    """One number of the law. `confirmed_by` names the source once the office has confirmed it."""

    id: Id
    title: str = ""
    value: Value
    unit: str = ""
    clause: str = ""
    default_status: Status = "planning"
    confirmed_by: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    @property
    def status(self) -> Status:
        """`law` once confirmed with a source, else the status it came with."""
        return "law" if self.confirmed_by else self.default_status

    @property
    def binds(self) -> bool:
        """Whether a breach voids a plan; else it is a reminder (提醒)."""
        return self.status in {"law", "reading"}

    @property
    def to_confirm(self) -> bool:
        """Whether it is printed as 待确认."""
        return self.status != "law"


class Law(Record, frozen=True):
    """A source of rules, for citing."""

    id: Id
    name: str
    issued: date | None = None


class Profile(Record, frozen=True):
    """The year's parameters. Every accessor raises UnknownParameter, never guesses."""

    name: str = ""
    laws: tuple[Law, ...] = ()
    parameters: tuple[Parameter, ...] = Field(default=())

    @cached_property
    def _by_id(self) -> dict[str, Parameter]:
        return {parameter.id: parameter for parameter in self.parameters}

    def has(self, key: str) -> bool:
        """Whether the profile carries this parameter."""
        return key in self._by_id

    def get(self, key: str) -> Parameter:
        """The parameter with this key."""
        try:
            return self._by_id[key]
        except KeyError:
            raise UnknownParameter(key) from None

    def integer(self, key: str) -> int:
        """A whole number."""
        value = self.get(key).value
        if isinstance(value, bool) or not isinstance(value, int):
            raise UnknownParameter(key)
        return value

    def flag(self, key: str) -> bool:
        """A yes or no."""
        value = self.get(key).value
        if not isinstance(value, bool):
            raise UnknownParameter(key)
        return value

    def text(self, key: str) -> str:
        """A word."""
        value = self.get(key).value
        if not isinstance(value, str):
            raise UnknownParameter(key)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words; empty where a season of an older profile lacks it."""
        value = self.get(key).value if self.has(key) else ()
        if not isinstance(value, tuple):
            raise UnknownParameter(key)
        return tuple(str(item) for item in value)

    def date(self, key: str) -> date:
        """A date."""
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            raise UnknownParameter(key) from None

    def share(self, key: str) -> Fraction:
        """An exact share, given as [numerator, denominator]."""
        match self.get(key).value:
            case (int(numerator), int(denominator)):
                return Fraction(numerator, denominator)
            case _:
                raise UnknownParameter(key)

    def binds(self, keys: Iterable[str]) -> bool:
        """Whether all these numbers are law or a reading of it."""
        return all(self.get(key).binds for key in keys)
