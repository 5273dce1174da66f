"""What an option may be besides a word: a day in any usual writing; words that say something."""

from datetime import date
from typing import Any

import rich_click as click

from instances.cells import date as day_of
from instances.faults import CellFault


def _(words: str) -> str:
    """Put into the chosen language by `cli_words`, as click's own words are."""
    return words


class Day(click.ParamType[date]):
    """A day with its year, written as in a workbook: 2024-06-14, 2024/6/14, 2024年6月14日."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; without a year there is none."""
        if isinstance(value, date):
            return value
        try:
            return day_of(str(value).strip(), 0, [])
        except CellFault:
            self.fail(_("{value!r} is no date; write 2024-06-14.").format(value=value), param, ctx)


class Words(click.ParamType[str]):
    """Words without blanks around them; where they are required, not blanks alone."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words as said."""
        said = str(value).strip()
        if not said and param is not None and param.required:
            self.fail(_("it must not be blank."), param, ctx)
        return said


DAY = Day()
WORDS = Words()
