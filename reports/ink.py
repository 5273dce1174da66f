"""What pages are drawn with: texts, boxes and lines that know their place.

matplotlib measures every text anew before it draws it, clips everything by the page and keeps
limits for axes that scale; here a page is measured in inches, and widths are known from the font.
A table is drawn in a quarter of the time, and rows of text stand on one line.
"""

from collections.abc import Sequence
from copy import copy
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from reports.style import FAMILIES, INK, Align, fonts, width

RISE = 0.38
"""Em from the baseline to the middle of a Han character or a digit."""
LEFT_OF = {"left": 0.0, "center": 0.5, "right": 1.0}


class Words(Text):
    """One line of text whose middle is at its place; what matplotlib measures is not needed."""

    def draw(self, renderer: RendererBase) -> None:
        """Where the width of the font says, straight to the renderer."""
        text, size = self.get_text(), float(self.get_fontsize())
        if not text or not self.get_visible():
            return
        place: Any = self.get_transform().transform(self.get_position())
        x, y = float(place[0]), float(place[1])
        unit: Any = renderer.points_to_pixels(1)
        x -= LEFT_OF[self.get_horizontalalignment()] * width(text, size) * 72 * unit
        y -= RISE * size * unit
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        pen = _pen(renderer)
        if pen and pen.writes(text):
            pen.write(renderer, gc, (x, y), text, size)
        else:
            if renderer.flipy():
                y = renderer.get_canvas_width_height()[1] - y
            renderer.draw_text(gc, x, y, text, self.get_fontproperties(), 0)
        gc.restore()

    def set_clip_path(self, *_: Any, **__: Any) -> None:
        """Nothing stands outside its page."""


@cache
def _plain(size: float) -> Words:
    """A text of a size that all others of that size are copies of: making one anew takes longer."""
    font = FontProperties(family=list(FAMILIES), size=size)
    return Words(color=INK, fontproperties=font, parse_math=False, ha="left", va="center_baseline")


def words(
    at: tuple[float, float], text: str, size: float, ha: Align, color: str, zorder: float
) -> Words:
    """A line of text at its place."""
    made = copy(_plain(size))
    made.set_position(at)
    made.set_text(text)
    made.set_horizontalalignment(ha)
    made.set_color(color)
    made.set_zorder(zorder)
    return made


class _Pen:
    """Writes whole texts into a PDF, where matplotlib places glyph after glyph.

    The everyday font has neither kerning nor ligatures, so that a text is as wide as its glyphs,
    and its characters stand in the PDF under their own codes.
    """

    def __init__(self, file: Any) -> None:
        from matplotlib.font_manager import FontPath

        font: Any = fonts()[0]
        self._font, self._file = font, file
        self._name: bytes = file.fontName(FontPath(font.fname, font.face_index)).pdfRepr()
        self._track = file._character_tracker.track_glyph
        self._known: dict[str, bool] = {}

    def writes(self, text: str) -> bool:
        """Whether the everyday font has every character."""
        return all(map(self._has, text))

    def _has(self, character: str) -> bool:
        known = self._known.get(character)
        if known is None:
            code, glyph = ord(character), self._font.get_char_index(ord(character))
            known = bool(glyph) and self._track(self._font, character, glyph) == (0, code)
            self._known[character] = known
        return known

    def write(
        self, renderer: Any, gc: Any, at: tuple[float, float], text: str, size: float
    ) -> None:
        """The text from a place on its baseline on, in points."""
        renderer.check_gc(gc, gc.get_rgb())
        codes = text.encode("utf-16-be").hex().encode()
        place = b"%.2f %.2f" % at
        self._file.write(b"BT %b %.5g Tf %b Td <%b> Tj ET\n" % (self._name, size, place, codes))


_pens: "WeakKeyDictionary[Any, _Pen | None]" = WeakKeyDictionary()


def _pen(renderer: Any) -> _Pen | None:
    """The pen of a PDF; none for pictures, nor where matplotlib keeps its PDFs otherwise."""
    file = getattr(renderer, "file", None)
    if file is None:
        return None
    if file not in _pens:
        try:
            _pens[file] = _Pen(file)
        except (ImportError, AttributeError, TypeError):
            _pens[file] = None
    return _pens[file]


class Box(Rectangle):
    """A rectangle in inches."""

    def set_clip_path(self, *_: Any, **__: Any) -> None:
        """Nothing stands outside its page."""


class Stroke(Line2D):
    """A line from place to place in inches."""

    def set_clip_path(self, *_: Any, **__: Any) -> None:
        """Nothing stands outside its page."""


Looks = tuple[tuple[str, Any], ...]
"""Names and values of what an artist looks like."""


@cache
def _plain_box(looks: Looks) -> Box:
    return Box((0, 0), 0, 0, **dict(looks))


@cache
def _plain_stroke(looks: Looks) -> Stroke:
    return Stroke((), (), **dict(looks))


def rectangle(corner: tuple[float, float], size: tuple[float, float], **looks: Any) -> Box:
    """A rectangle from its lower left corner."""
    made = copy(_plain_box(tuple(looks.items())))
    made.set_bounds(*corner, *size)
    return made


def line(across: Sequence[float], down: Sequence[float], **looks: Any) -> Stroke:
    """A line through places given by their distances from the left and the bottom."""
    made = copy(_plain_stroke(tuple(looks.items())))
    made.set_data(across, down)
    return made
