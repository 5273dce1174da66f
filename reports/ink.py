"""What pages are drawn with: texts, boxes and lines that know their place.

matplotlib measures every text anew before it draws it, clips everything by the page and keeps
limits for axes that scale; here a page is measured in inches, and widths are known from the font.
A page of a table is drawn in half the time, and rows of text stand on one line.
"""

from typing import Any

from matplotlib.backend_bases import RendererBase
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from reports.style import width

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
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        renderer.draw_text(gc, x, y, text, self.get_fontproperties(), 0)
        gc.restore()

    def set_clip_path(self, *_: Any, **__: Any) -> None:
        """Nothing stands outside its page."""


class Box(Rectangle):
    """A rectangle in inches."""

    def set_clip_path(self, *_: Any, **__: Any) -> None:
        """Nothing stands outside its page."""


class Stroke(Line2D):
    """A line from place to place in inches."""

    def set_clip_path(self, *_: Any, **__: Any) -> None:
        """Nothing stands outside its page."""
