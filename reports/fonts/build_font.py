"""Builds the two Chinese fonts of the reports from Noto Sans CJK; run once, the result is in git.

Every PDF embeds a subset, and the time to cut one grows with the glyphs of the font it is cut from.
So the characters of everyday text (GB 2312, and all that is not Han) are one font of some 9,000
glyphs, and the other Han characters (rare surnames) a second one, opened only where one occurs.

``python build_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc``
"""

import sys
from pathlib import Path
from typing import Any, Final

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

SOURCE_FAMILY: Final = "Noto Sans CJK SC"
COMMON: Final = ("Pingshen Sans SC", "PingshenSansSC-Regular")
RARE: Final = ("Pingshen Sans SC Rare", "PingshenSansSCRare-Regular")
VERSION: Final = "1.000"
ENGLISH: Final = 0x0409  # language id of a name record
MAX_ERROR: Final = 1.5  # of 1000 units in an em: how far a TrueType curve may stray from its source

# Unicode blocks, both ends included; of a block, what the source has.
BLOCKS: Final = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x2000, 0x206F),  # general punctuation
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x218F),  # letter-like symbols (℃ №), Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators (≤ ≥ ≠)
    (0x2460, 0x24FF),  # circled numbers
    (0x2500, 0x259F),  # box drawing, blocks
    (0x25A0, 0x26FF),  # geometric shapes, symbols
    (0x2700, 0x27BF),  # dingbats (✓ ✗)
    (0x2E80, 0x2FDF),  # radicals
    (0x3000, 0x303F),  # CJK punctuation
    (0x3200, 0x33FF),  # enclosed and squared CJK (㈠ ㎡)
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE10, 0xFE1F),  # vertical forms
    (0xFE30, 0xFE4F),  # compatibility forms
    (0xFF00, 0xFFEF),  # full-width forms
    (0x20000, 0x323AF),  # Han, extensions B to H, compatibility supplement
)


def everyday(code: int) -> bool:
    """Whether a character of ``BLOCKS`` is no Han character, or one of GB 2312."""
    han = 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000  # noqa: PLR2004
    if not han:
        return True
    try:
        chr(code).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def sc_face(source: Path) -> TTFont:
    """The simplified Chinese face of a ``.ttc`` or ``.otf``."""
    fonts = TTCollection(source).fonts if source.suffix == ".ttc" else [TTFont(source)]
    for font in fonts:
        if font["name"].getDebugName(1) == SOURCE_FAMILY:
            return font
    raise ValueError(f"{source} holds no face named {SOURCE_FAMILY}: take NotoSansCJK-Regular.ttc")


def cut(font: TTFont, codes: list[int]) -> None:
    """Keeps the glyphs of these characters, without hints, vertical metrics and alternates."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB"]
    options.set(name_IDs=["*"])
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def rename(font: TTFont, family: str, postscript_name: str) -> None:
    """Gives the font a name of its own; copyright, designers and licence stay (OFL 1.1, §3)."""
    names = font["name"]
    source_version = names.getDebugName(5)
    names.names = [n for n in names.names if n.langID == ENGLISH and n.nameID not in {7, 11, 12}]
    for name_id, text in (
        (1, family),
        (3, f"{VERSION};{postscript_name}"),
        (4, family),
        (5, f"Version {VERSION}; subset of {SOURCE_FAMILY}, {source_version}"),
        (6, postscript_name),
    ):
        names.setName(text, name_id, 3, 1, ENGLISH)


def to_truetype(font: TTFont) -> None:
    """Redraws the PostScript outlines as TrueType.

    matplotlib declares every embedded font TrueType (``pdf.fonttype: 42``): with PostScript
    outlines in it, PDF readers report a mismatch and some refuse the text.
    """
    order = font.getGlyphOrder()
    drawn = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph(dropImpliedOnCurves=True)
    font["loca"] = newTable("loca")
    glyf: Any = newTable("glyf")
    font["glyf"] = glyf
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    maxp: Any = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for unused in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
    ):
        setattr(maxp, unused, 0)
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def build(source: Path, family: str, postscript_name: str, codes: list[int]) -> Path:
    font = sc_face(source)
    font.recalcTimestamp = False  # the bytes depend on the source alone, not on the clock
    cut(font, codes)
    rename(font, family, postscript_name)
    to_truetype(font)
    target = Path(__file__).with_name(f"{postscript_name}.ttf")
    font.save(target, reorderTables=True)
    return target


def main(source: Path) -> None:
    codes = [code for first, last in BLOCKS for code in range(first, last + 1)]
    build(source, *COMMON, [code for code in codes if everyday(code)])
    build(source, *RARE, [code for code in codes if not everyday(code)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
