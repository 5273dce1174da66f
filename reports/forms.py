"""What a sheet is made of, and where its pages end: settled here, as programs end them anywhere.

Widths are in Latin characters, of which a Chinese one takes two; heights are in points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from typing import TypedDict

from reports.cells import Cell

A4, A3 = 9, 8
SIDES = {A4: (595.3, 841.9), A3: (841.9, 1190.6)}
"""Points of a paper's sides, the shorter first."""
TOP, BOTTOM = 0.6, 0.7
"""Inches of the margins above and below."""
LINE, HIGHEST, CLOSING, ACROSS = 13.5, 400.0, 26.0, 22.0
LETTER = 7
"""Pixels for a Latin character of a cell: half a Chinese one of 10 pt, and a little."""
FOOTER = 80
"""Characters of 8 pt that a line below a page takes beside the count of pages."""
AGAIN = "（续）"
ENDS = 2
"""Rows at the end of a list that stay together, and with those who sign for it."""
LOWEST = 18.0
"""Points on paper of the lowest row in which somebody can still sign: 6.3 mm."""
SMALLEST = 0.65
"""Of its size, the smallest at which a sheet that was turned to fit can still be read."""


@dataclass(frozen=True)
class Formula:
    """A formula of ours; `{r}` is its own row, `{f}` the row of the sheet's facts."""

    text: str
    now: "str | int" = ""
    """Its value until something is filled in: a program that opens the file only to read it, as
    one from the mail, works nothing out."""


@dataclass(frozen=True)
class Section:
    """A line across the table, such as a session; a page begins with it, but the first."""

    text: str
    page: bool = True
    signed: bool = False
    """Whether it closes a part instead: a plain line for those who sign."""


@dataclass(frozen=True)
class Input:
    """A cell to be filled in: what stands there now, and the bounds of whole numbers allowed."""

    now: "Cell | Formula" = ""
    least: str = ""
    most: str = ""


Shown = Cell | Formula | Input


@dataclass(frozen=True)
class Form:
    """A sheet ready to print."""

    sheet: str
    title: str
    notes: tuple[str, ...]
    """Lines between the title and the header, wrapped where the sheet is narrow."""
    headers: tuple[str, ...]
    widths: tuple[float, ...]
    """In Latin characters; a Chinese one takes two."""
    rows: Sequence[Sequence[Shown] | Section]
    grey: frozenset[int] = frozenset()
    """Columns of ids, small and grey."""
    footer: str = ""
    heading: str = ""
    """A line above the title, such as 附件5."""
    paper: int = A4
    empty: str = "（无）"
    facts: tuple[Shown, ...] = ()
    """A row of labels and values above the header, of a sheet that counts."""
    closing: tuple[str, ...] = ()
    """Lines below the table: who signs."""
    by_hand: float = 0
    """The least height of a row in points, where people write in it."""
    portrait: bool = False
    filtered: bool = True
    guarded: bool = False
    """Whether only inputs may be changed; no password."""
    one_page: bool = False
    """Whether the sheet may be turned and its rows be lower, so that it stays on one page."""
    marks: tuple[tuple[str, str], ...] = ()
    """Columns in which a word is coloured as a warning: ("N:N", word)."""


class Columns(TypedDict):
    """Headers and widths of a form's columns."""

    headers: tuple[str, ...]
    widths: tuple[float, ...]


def columns(*given: tuple[str, float]) -> Columns:
    """Each header beside its width, as a Form takes them."""
    return {"headers": tuple(h for h, _ in given), "widths": tuple(w for _, w in given)}


Rows = list[Sequence[Shown] | Section]


def row_height(cells: Sequence[Shown], form: Form) -> float:
    """Points that a row needs: not every program fits rows to wrapped text by itself.

    Ids stay on one line and are not printed: they make no row higher.
    """
    most = 1
    for column, cell in enumerate(cells):
        if isinstance(cell, Formula | Input) or column in form.grey:
            continue
        units = _units(str(cell))
        room = max(2.0, 1.05 * form.widths[column] - 0.5)
        most = max(most, ceil(units / room))
    return min(max(LINE * most + 4, form.by_hand), HIGHEST)


def note_height(note: str, form: Form) -> float:
    """Points of a line above the table, in letters a tenth smaller than the table's."""
    room = max(2.0, 1.1 * sum(w for n, w in enumerate(form.widths) if n not in form.grey) - 2)
    return LINE * ceil(_units(note) / room) + 1.5


@lru_cache(65536)
def _units(text: str) -> int:
    """The width of a text in Latin characters; a Chinese one takes two."""
    return 2 * len(text) - sum(map(str.isascii, text))


def print_scale(form: Form) -> int:
    """Per cent at which the columns fit the width of the page, wider fonts put for ours allowed."""
    inches = {A4: (7.2, 10.6), A3: (10.6, 15.4)}[form.paper][not form.portrait]
    return max(10, min(100, int(inches * 96 / _pixels(form) * 82)))


def _pixels(form: Form) -> float:
    """The width of the columns that are printed."""
    return sum(LETTER * w + 5 for n, w in enumerate(form.widths) if n not in form.grey)


def on_one_page(form: Form) -> Form | None:
    """The form on one page, upright where it is long; None where its rows get too low to sign."""
    turned = replace(form, portrait=not form.portrait)
    for way, smallest in ((form, 0.0), (turned, SMALLEST)):
        scale, height = _shrunk(way)
        if scale >= smallest and height * scale >= LOWEST:
            return replace(way, by_hand=min(form.by_hand / scale, height))
    return None


def _shrunk(form: Form) -> tuple[float, float]:
    """What a form on one page is scaled by, and the height in points that its rows then can have.

    Rows of wrapped text may be higher; what they take beyond the height is taken off the others.
    """
    inches, high = (7.2, 10.2) if form.portrait else (10.6, 6.9)
    scale = min(1.0, inches * 96 / _pixels(form))
    room = high * 72 / scale - 58 - CLOSING * len(form.closing)
    room -= sum(note_height(note, form) for note in form.notes)
    room -= 18 * bool(form.heading) + 24 * bool(form.facts)
    wrapped = replace(form, by_hand=0)
    needed = sorted(row_height(row, wrapped) for row in form.rows if not isinstance(row, Section))
    while needed and needed[-1] > room / len(needed):
        room -= needed.pop()
    return scale, room / len(needed) if needed else 0.0


def page_starts(form: Form) -> list[int]:
    """Rows, counted from 0, with which the pages after the first begin; none on one page.

    Programs end pages where they are full, be it below a line across the table or above the one
    for those who sign: it is settled here.
    """
    side = SIDES[form.paper][form.portrait]
    room = 0.95 * (side - 72 * (TOP + BOTTOM)) * 100 / print_scale(form) - header_height(form)
    head = 28 + sum(note_height(note, form) for note in form.notes)
    head += 18 * bool(form.heading) + 24 * bool(form.facts)
    again = head if by_section(form) else 0.0
    left = room - head
    found: list[int] = []
    for number, (height, needed) in enumerate(_stacked(form)):
        row = form.rows[number]
        if number and ((isinstance(row, Section) and row.page) or needed > left):
            found.append(number)
            left = room - again
        left -= height
    return found


def continued(form: Form) -> Form:
    """The form with its line across the table again where a page begins below it."""
    rows, line, starts = [*form.rows], "", page_starts(form)
    for number, row in enumerate(form.rows):
        if isinstance(row, Section):
            line = "" if row.signed else row.text
        elif line and number in starts and not isinstance(rows[number - 1], Section):
            again = Section(f"{line.removesuffix(AGAIN)}{AGAIN}", page=False)
            return continued(replace(form, rows=[*rows[:number], again, *rows[number:]]))
    return form


def by_section(form: Form) -> bool:
    """Whether a line across the table begins a page, which then has the title again."""
    return any(isinstance(row, Section) and row.page for row in form.rows[1:])


def _stacked(form: Form) -> list[tuple[float, float]]:
    """Points of each row, and with what stays below it on its page.

    A line across the table stays with its row; the last two rows, together and with who signs.
    """
    found: list[tuple[float, float]] = []
    needed = 18 + CLOSING * len(form.closing) if form.closing else 0.0
    above = 0  # rows between here and who signs, or the end
    for row in reversed(form.rows):
        if isinstance(row, Section):
            height = CLOSING if row.signed else ACROSS
            needed = height + (0 if row.signed else needed)
            above = 0 if row.signed else ENDS
        else:
            height = row_height(row, form)
            needed = height + (needed if above < ENDS else 0)
            above += 1
        found.append((height, needed))
    return found[::-1]


def header_height(form: Form) -> float:
    return max(18, row_height(form.headers, form))


def below(form: Form) -> str:
    """What stands below each page: the numbers, and the title where the sheet may go on."""
    if form.one_page or form.portrait:
        return form.footer
    title = f"{form.heading} {form.title}".strip()
    return f"{form.footer}　{title}" if len(form.footer + title) <= FOOTER else form.footer
