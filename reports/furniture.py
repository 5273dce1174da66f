"""What stands on every drawn page: title, profile, legend, footer, and text that fits its room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.messages import Lang
from reports.style import (
    ALARM,
    GREY,
    INK,
    LINE,
    Paper,
    box,
    fit,
    hatch_of,
    stroke,
    width,
    wrap,
    write,
)
from reports.view import Profile, number_words
from reports.words import label, long_date

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLE_SIZE = 15.0
FOOT = 0.3
"""Inches above the margin that the footer takes."""
LEADING = 1.12
"""From line to line of a text of several, in ems."""
SMALLEST = 0.6
"""Share of its size to which a text goes down before it is cut."""


@dataclass(frozen=True)
class Sheet:
    """What every page of one artefact says about itself."""

    paper: Paper
    title: str
    profile: Profile
    number: str
    provisional: bool
    lang: Lang = "zh"
    day: date | None = None
    """The date in the footer: the day of printing that was given, else that of the notice."""

    @property
    def left(self) -> float:
        """The left margin, in inches."""
        return self.paper.margin

    @property
    def right(self) -> float:
        """The right margin."""
        return self.paper.width - self.paper.margin

    @property
    def top(self) -> float:
        """Where the content begins, below the title."""
        return self.paper.height - self.paper.margin - 0.42

    @property
    def bottom(self) -> float:
        """Where the content ends, above the footer."""
        return self.paper.margin + FOOT


def furnish(axes: "Axes", sheet: Sheet, number: int, of: int) -> None:
    """Title and profile above, number and page below."""
    paper = sheet.paper
    high = paper.height - paper.margin - 0.15
    profile = label(f"profile-{sheet.profile}", sheet.lang)
    size = width(profile, 11) + 0.3
    box(axes, (sheet.right - size, high - 0.13), (size, 0.28), "white", edgecolor=INK, linewidth=1)
    write(axes, (sheet.right - size / 2, high), profile, 11, ha="center")
    room = sheet.right - sheet.left - size - 0.2
    shown = TITLE_SIZE if width(sheet.title, TITLE_SIZE) <= room else TITLE_SIZE * 0.75
    write(axes, (sheet.left, high), fit(sheet.title, room, shown), shown)
    low = paper.margin + 0.05
    stroke(axes, [sheet.left, sheet.right], [low + 0.15] * 2, LINE, 0.6)
    left = f"{profile}　{number_words(sheet.number, sheet.profile, sheet.lang)}"
    if sheet.day:
        left += f"　{long_date(sheet.day, sheet.lang)}"
    write(axes, (sheet.left, low), left, 7.5, color=GREY)
    if sheet.provisional:
        middle = (sheet.left + sheet.right) / 2
        text = label("provisional", sheet.lang)
        write(axes, (middle, low), text, 7.5, color=ALARM, ha="center")
    pages = label("page", sheet.lang, page=number, pages=of)
    write(axes, (sheet.right, low), pages, 7.5, color=GREY, ha="right")


def fitted(
    axes: "Axes",
    at: tuple[float, float],
    text: str,
    room: tuple[float, float],
    size: float = 8,
    *,
    color: str = INK,
    zorder: float = 3,
) -> None:
    """A text in a room (width, height): on one line, else on several, smaller, at last cut."""
    x, y = at
    if "\n" not in text and width(text, size) <= room[0]:
        write(axes, (x, y), text, size, color=color, zorder=zorder)
        return
    smaller, lines = _lines_in(text, room, size)
    step = smaller * LEADING / 72
    for number, line in enumerate(lines):
        at = (x, y + step * ((len(lines) - 1) / 2 - number))
        write(axes, at, line, smaller, color=color, zorder=zorder)


def _lines_in(text: str, room: tuple[float, float], size: float) -> tuple[float, list[str]]:
    """The largest size in which the text fits, and its lines; its own line ends go first."""
    joined = text.replace("\n", "　")
    smaller, most = size, 1
    for share in (1, 0.9, 0.8, 0.7, SMALLEST):
        smaller = size * share
        most = max(1, int(room[1] / (smaller * LEADING / 72)))
        for tried in dict.fromkeys((text, joined)):
            lines = wrap(tried, room[0], smaller)
            if len(lines) <= most:
                return smaller, lines
    return smaller, wrap(joined, room[0], smaller, most)


@dataclass(frozen=True)
class Sample:
    """One entry of a legend: how it looks and what it means."""

    fill: str
    text: str
    shape: str = "box"
    """box, outline, line, today or a marker of matplotlib."""


LEGEND_STEP = 0.22


def _places(samples: Sequence[Sample], room: float) -> list[tuple[float, int]]:
    """Where each sample begins: inches from the left, and in which row of the legend."""
    found: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for sample in samples:
        size = 0.42 + width(sample.text, 8) + 0.2
        if x + size > room and x > 0:
            x, row = 0.0, row + 1
        found.append((x, row))
        x += size
    return found


def legend_height(samples: Sequence[Sample], room: float) -> float:
    """The height that a legend takes in so much width."""
    rows = [row for _, row in _places(samples, room)]
    return LEGEND_STEP * (1 + max(rows, default=0))


def legend(axes: "Axes", at: tuple[float, float], samples: Sequence[Sample], right: float) -> None:
    """The legend in one row or more."""
    for sample, (along, row) in zip(samples, _places(samples, right - at[0]), strict=True):
        x, y = at[0] + along, at[1] - LEGEND_STEP * row
        match sample.shape:
            case "box":
                hatch = hatch_of(sample.fill)
                corner, size_of = (x, y - 0.06), (0.32, 0.13)
                box(axes, corner, size_of, sample.fill, edgecolor=GREY, lw=0.4, hatch=hatch)
            case "outline":
                box(axes, (x, y - 0.05), (0.32, 0.11), "white", edgecolor=sample.fill)
            case "line":
                stroke(axes, [x + 0.16] * 2, [y - 0.09, y + 0.09], sample.fill, 1, ls="--")
            case "today":
                stroke(axes, [x + 0.16] * 2, [y - 0.09, y + 0.09], sample.fill, 1.4)
            case _:
                marker(axes, (x + 0.16, y), sample.shape, sample.fill)
        write(axes, (x + 0.42, y), sample.text, 8)


def marker(axes: "Axes", at: tuple[float, float], shape: str, fill: str, size: float = 5) -> None:
    """A small marker with a dark edge, so that it shows on any ground."""
    axes.plot(
        [at[0]], [at[1]], marker=shape, ms=size, mfc=fill, mec=INK, mew=0.5, ls="none", zorder=4
    )
