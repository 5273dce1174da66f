"""Numbers of the law as steps ask for them: each in one form, with a standing, never guessed."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from models.base import canonical, readable
from models.law import Parameter, Profile, Status, UnknownParameter

VALUES: dict[str, Any] = {
    "whole": 3,
    "yes": True,
    "word": "ask",
    "day": "2024-06-14",
    "share": (1, 3),
    "words": ("录像", "投影"),
}
PROFILE = Profile(parameters=tuple(Parameter(id=key, value=v) for key, v in VALUES.items()))
ASKED: dict[str, tuple[Callable[[str], object], object]] = {
    "whole": (PROFILE.integer, 3),
    "yes": (PROFILE.flag, True),
    "word": (PROFILE.text, "ask"),
    "day": (lambda key: PROFILE.date(key).isoformat(), "2024-06-14"),
    "share": (PROFILE.share, Fraction(1, 3)),
    "words": (PROFILE.words, ("录像", "投影")),
}
ALSO = {("word", "day"), ("words", "share")}
"""A date is a text, and two numbers are a list."""


@pytest.mark.parametrize("key", VALUES)
def test_a_number_is_given_in_its_own_form_and_in_no_other(key: str) -> None:
    ask, expected = ASKED[key]
    assert ask(key) == expected
    for other, (wrong, _) in ASKED.items():
        if other == key or (other, key) in ALSO:
            continue
        with pytest.raises(UnknownParameter) as raised:
            wrong(key)
        assert raised.value.args == (key,)


def test_a_number_that_is_not_there_is_asked_for_by_its_name() -> None:
    assert not PROFILE.has("none")
    for ask in (PROFILE.integer, PROFILE.flag, PROFILE.text, PROFILE.date, PROFILE.share):
        with pytest.raises(UnknownParameter) as raised:
            ask("none")
        assert raised.value.args == ("none",)
    assert PROFILE.words("none") == ()


@pytest.mark.parametrize(
    ("status", "confirmed", "binds", "asked"),
    [
        ("law", "", True, False),
        ("reading", "", True, True),
        ("recalled", "", False, True),
        ("planning", "", False, True),
        ("planning", "市局2024-06-01", True, False),
    ],
)
def test_what_is_not_law_binds_only_as_a_reading_until_the_office_confirms_it(
    status: Status, confirmed: str, binds: bool, asked: bool
) -> None:
    found = Parameter(id="p", value=1, default_status=status, confirmed_by=confirmed)
    assert (found.binds, found.to_confirm) == (binds, asked)
    both = Profile(parameters=(found, Parameter(id="q", value=1, default_status="law")))
    assert both.binds(("p", "q")) is binds
    assert both.binds(()) is True


def test_a_copy_with_other_numbers_remembers_none_of_the_old_ones() -> None:
    assert PROFILE.integer("whole") == 3
    other = PROFILE.model_copy(update={"parameters": (Parameter(id="whole", value=4),)})
    assert other.integer("whole") == 4
    assert not other.has("word")
    assert PROFILE.integer("whole") == 3


def test_a_fact_refuses_what_it_does_not_know_and_quotes_nothing() -> None:
    with pytest.raises(ValidationError) as raised:
        Parameter.model_validate({"id": "p", "value": 1, "王秘密": "王秘密的值"})
    assert "王秘密的值" not in str(raised.value)
    with pytest.raises(ValidationError):
        PROFILE.name = "other"  # pyright: ignore[reportAttributeAccessIssue] - facts are frozen


def test_what_is_hashed_does_not_hang_on_order_and_a_file_names_its_format_first() -> None:
    one, other = {"b": [{"d": 1, "c": "字"}], "a": 2}, {"a": 2, "b": [{"c": "字", "d": 1}]}
    assert canonical(one) == canonical(other) == '{"a":2,"b":[{"c":"字","d":1}]}'.encode()
    text = readable(one, "pingshen.season/1")
    assert text == readable(other, "pingshen.season/1")
    assert text.startswith(b'{\n "format": "pingshen.season/1"')
    assert text.endswith(b"}\n")
    assert "字".encode() in text
    assert json.loads(text) == one | {"format": "pingshen.season/1"}
