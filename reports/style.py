"""How pages look: the font, paper, colours that read in grey, and files without a clock."""

import io
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

FAMILIES = ("Pingshen Sans SC", "Pingshen Sans SC Rare")
"""Everyday characters; and the other Han characters, opened only where one occurs."""
INK, GREY, PALE, LINE = "#1a1a1a", "#5f5f5f", "#ececec", "#bdbdbd"
# Dark to light, so that they stay apart in grey: a plenary, a panel, a window, a publication.
DEEP, STRONG, MIDDLE, LIGHT = "#1f3b63", "#3f75b5", "#9cc0e0", "#f3cf8a"
ALARM, MAKEUP = "#b3261e", "#fff4cf"
HATCHES = {LIGHT: "/////", MAKEUP: "....."}
"""Over what would else look like a rest day, or like paper, in grey."""
HAIR = timedelta(seconds=1)
"""Less than anything shown: the end of a day is that day, not the next."""
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True)
class Paper:
    """A page in inches, with its margin."""

    width: float
    height: float
    margin: float = 0.45


A3 = Paper(16.54, 11.69)
A4 = Paper(11.69, 8.27)
A4_UPRIGHT = Paper(8.27, 11.69, 0.6)


@cache
def fonts() -> "tuple[FT2Font, ...]":
    """The shipped fonts in the order of FAMILIES, known to matplotlib from the first call on."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    faces: list[FT2Font] = []
    for family in FAMILIES:
        name = f"{family.replace(' ', '')}-Regular.ttf"
        with as_file(files("reports") / "fonts" / name) as path:
            real = str(path.resolve())  # as matplotlib names it in what it writes
            font_manager.fontManager.addfont(real)
            faces.append(FT2Font(real))
        faces[-1].set_size(100, 72)
    return tuple(faces)


@cache
def _face(character: str) -> "FT2Font | None":
    """The shipped font that has the character; none has Mongolian script or an emoji."""
    return next((face for face in fonts() if face.get_char_index(ord(character))), None)


@lru_cache(65536)
def drawable(text: str) -> str:
    """The text with □ for every character that no shipped font has."""
    return "".join(c if c == "\n" or _face(c) else "□" for c in text)


@cache
def _advance(character: str) -> float:
    """The width of a character in em, as it is drawn."""
    face = _face(character)
    if face is None:
        return _advance("□")
    return face.load_char(ord(character)).linearHoriAdvance / 6_553_600


@lru_cache(65536)
def _ems(text: str) -> float:
    return sum(map(_advance, text))


def width(text: str, size: float) -> float:
    """The width of a line of text in inches."""
    return _ems(text) * size / 72


def fit(text: str, room: float, size: float) -> str:
    """The text, cut with … where it is wider than the room (in inches)."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def wrap(text: str, room: float, size: float, most: int = 0) -> list[str]:
    """The text in lines no wider than the room; at most so many, the last cut with ….

    A line end of the text is kept.
    """
    lines = [line for part in text.split("\n") for line in _wrapped(part, room, size)]
    if most and len(lines) > most:
        lines = [*lines[: most - 1], fit("".join(lines[most - 1 :]), room, size)]
    return lines


def _wrapped(text: str, room: float, size: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece, size) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
        while width(line, size) > room and len(line) > 1:
            cut = next(
                n for n in range(len(line), 0, -1) if n == 1 or width(line[:n], size) <= room
            )
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line]


def _pieces(text: str) -> Iterator[str]:
    """Han characters one by one, other words whole; closing marks stay with what they close."""
    piece = ""
    for character in text:
        word = character.isascii() and character != " "
        joins = character in "，。；：、）》”’！？)]"
        joins = joins or piece[-1:] in tuple("（《“‘(")
        if piece and not joins and not (word and piece[-1].isascii() and piece[-1] != " "):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


@contextmanager
def drawing() -> Generator[None]:
    """The settings under which every page is drawn."""
    from matplotlib import rc_context

    fonts()
    settings: Any = {
        "font.family": list(FAMILIES),
        "pdf.fonttype": 42,  # whole TrueType glyphs: the text of the PDF can be searched
        "ps.fonttype": 42,  # matplotlib 3.11 reads here how many characters a font in a PDF holds
        "svg.hashsalt": "pingshen",
        "text.color": INK,
        "text.parse_math": False,  # a $ in a name is a $
        "axes.unicode_minus": False,
        "hatch.linewidth": 0.5,
    }
    with rc_context(settings):
        yield


def page(paper: Paper) -> "tuple[Figure, Axes]":
    """An empty page whose coordinates are inches from its lower left corner."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(paper.width, paper.height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, paper.width)
    axes.set_ylim(0, paper.height)
    axes.axis("off")
    return figure, axes


def hatch_of(fill: str) -> str | None:
    """The hatch that goes with a colour."""
    return HATCHES.get(fill)


def counted(number: int) -> str:
    """A number from 1 on, in a circle while there are such."""
    return CIRCLED[number - 1] if number <= len(CIRCLED) else str(number)


def box(
    axes: "Axes", corner: tuple[float, float], size: tuple[float, float], fill: str, **more: Any
) -> None:
    """A rectangle in inches, from its lower left corner."""
    from reports.ink import rectangle

    if "lw" not in more:
        more = {"linewidth": 0.5} | more
    more = {"edgecolor": "none"} | more
    axes.add_artist(rectangle(corner, size, facecolor=fill, **more))


def stroke(
    axes: "Axes", across: Sequence[float], down: Sequence[float], color: str, lw: float, **more: Any
) -> None:
    """A line in inches, through places given by their distances from the left and the bottom."""
    from reports.ink import line

    axes.add_artist(line(across, down, color=color, lw=lw, **more))


Painter = Callable[[int, int], "Figure"]
"""Draws page i of n."""


@dataclass(frozen=True)
class Pages:
    """Pages that are drawn when they are written, one at a time."""

    title: str
    stamp: datetime
    painters: tuple[Painter, ...]

    def figures(self) -> "Iterator[Figure]":
        """The pages in turn."""
        for index, paint in enumerate(self.painters):
            yield paint(index + 1, len(self.painters))


def pdf(pages: Pages) -> bytes:
    """The pages as one PDF; the same bytes whenever the same is drawn."""
    return render(pages, ("pdf",))["pdf"][0]


def png(pages: Pages, dpi: int = 110) -> list[bytes]:
    """Each page as a picture."""
    return render(pages, ("png",), dpi)["png"]


def render(
    pages: Pages, formats: Sequence[str], dpi: int = 110, *, grey: bool = False
) -> dict[str, list[bytes]]:
    """The pages in some formats, each page drawn once: one PDF, a PNG and an SVG of each page."""
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    found: dict[str, list[bytes]] = {name: [] for name in formats}
    metadata = {"Title": pages.title, "CreationDate": pages.stamp, "ModDate": None}
    with drawing(), PdfPages(buffer, metadata=metadata) as book:
        for figure in pages.figures():
            if grey:
                greyed(figure)
            if "pdf" in found:
                book.savefig(figure)
            if "png" in found:
                found["png"].append(_picture(figure, "png", dpi, {"Software": None}))
            if "svg" in found:
                about = {"Date": None, "Creator": None, "Title": pages.title}
                found["svg"].append(_picture(figure, "svg", 72, about))
    if "pdf" in found:
        found["pdf"] = [buffer.getvalue()]
    return found


def _picture(figure: "Figure", kind: str, dpi: int, about: dict[str, str | None]) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=dpi, metadata=about)
    return buffer.getvalue()


def greyed(figure: "Figure") -> None:
    """Every colour of the figure as the grey that a printer makes of it."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    for axes in figure.axes:
        for text in axes.texts:
            text.set_color(_grey(text.get_color()))
        for artist in axes.get_children():
            if isinstance(artist, Patch):
                artist.set_facecolor(_grey(artist.get_facecolor()))
                artist.set_edgecolor(_grey(artist.get_edgecolor()))
            elif isinstance(artist, Line2D):
                artist.set_color(_grey(artist.get_color()))
                artist.set_markerfacecolor(_grey(artist.get_markerfacecolor()))


def _grey(colour: Any) -> tuple[float, float, float, float]:
    """The grey of a colour, with its own alpha."""
    from matplotlib.colors import to_rgba

    shade = luma(colour)
    return (shade, shade, shade, to_rgba(colour)[3])


def luma(colour: Any) -> float:
    """How light a colour is in grey, 0 to 1 (ITU-R BT.601)."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def write(
    axes: "Axes",
    at: tuple[float, float],
    text: str,
    size: float = 8,
    *,
    ha: "Align" = "left",
    color: str = INK,
    zorder: float = 3,
) -> None:
    """A line of text in inches, centred on the height."""
    from reports.ink import words

    axes.add_artist(words(at, drawable(text), size, ha, color, zorder))


Align = Literal["left", "center", "right"]


def lanes(spans: Iterable[tuple[float, float]], gap: float = 0.06) -> list[int]:
    """The lane of each span, the lowest in which it overlaps no earlier one."""
    ends: list[float] = []
    chosen: list[int] = []
    for first, last in spans:
        lane = next((n for n, end in enumerate(ends) if end + gap <= first), len(ends))
        if lane == len(ends):
            ends.append(last)
        else:
            ends[lane] = last
        chosen.append(lane)
    return chosen


def fixed_zip(data: bytes, moment: datetime) -> bytes:
    """The same zip with one time on every member, whenever it was made."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
