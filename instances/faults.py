"""A fault of the input: what, how grave, and exactly where."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from models import messages

Severity = Literal["whole", "row", "warning"]
"""whole: nothing can be planned; row: this row is put aside; warning: read, but look at it."""

NOTHING_NEAR = "nothing-near"
"""The code of what to do where no known word resembles the one that stands there."""
HIDDEN = "（不显示）"
SECRET_TABLES = frozenset({"experts", "conflicts", "pins"})
"""Tables whose names and cells are never quoted in a fault."""
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `value` is empty for a secret table; `table` and `id` name the row put aside."""

    code: str
    severity: Severity
    sheet: str = ""
    cell: str = ""
    path: str = ""
    value: str = ""
    args: Mapping[str, messages.Arg] = field(default_factory=dict[str, messages.Arg])
    table: str = ""
    id: str = ""

    def message(self, lang: messages.Lang = "zh") -> str:
        """What is wrong."""
        return messages.text(self.code, self._args(), lang)

    def todo(self, lang: messages.Lang = "zh") -> str:
        """What to do about it."""
        code = NOTHING_NEAR if self.args.get("near") == "—" else self.code
        return messages.todo(code, self._args(), lang)

    def where(self, file: str) -> dict[str, str]:
        """The place as the `--json` output gives it."""
        if self.path:
            return {"file": file, "path": self.path}
        return {"file": file, "sheet": self.sheet, "cell": self.cell}

    def _args(self) -> dict[str, object]:
        own = {"value": self.value or HIDDEN, "sheet": self.sheet, "cell": self.cell}
        return {**own, **self.args}


class CellFault(Exception):  # noqa: N818 - a value that cannot be read, not a bug
    """Raised where one value is read; whoever knows the place makes a Fault of it."""

    def __init__(self, code: str, **args: messages.Arg) -> None:
        super().__init__(code)
        self.code = code
        self.args_of_code = args


def shown(value: Any) -> str:
    """A value as a fault quotes it: short, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one; empty when none is like it."""
    found = difflib.get_close_matches(word, list(known)[:5000], n=1, cutoff=0.5)
    return found[0] if found else ""
