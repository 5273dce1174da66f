"""Draws the gallery of the README anew from the Baotou plan in an output folder.

python docs/gallery/draw.py out (make gallery). Charts and tables need nothing else; the Word paper
and the workbook are drawn where LibreOffice and pdftoppm are, the timeline where Chromium is; a
picture that cannot be drawn stays as it was.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PIL import Image

from instances import load
from reports import style
from reports.annexes import annex_pages
from reports.gantt import season_gantt
from reports.gantt_committee import committee_gantt
from reports.gantt_rooms import rooms_gantt
from reports.view import Open, open_view
from scheduler import loading

HERE = Path(__file__).parent
SEASON = HERE.parents[1] / "instances" / "baotou-2024.json"
WIDE = 1000
"""Pixels of a picture."""
COLOURS = 256
COMMITTEE = "教师副高"
DRAWN = "internal/评审实施方案", "sealed/会务表册"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "msedge")


def main() -> None:
    """Every picture that can be drawn here."""
    folder = Path(sys.argv[1])
    season = load(SEASON).season
    assert season is not None
    view = open_view(season, loading.plan_file(folder / "sealed" / "plan.json"))
    for name, draw in charts(view).items():
        pages, grey = draw()
        assert pages is not None
        first = style.Pages(pages.title, pages.stamp, pages.painters[:1])
        keep(name, style.render(first, ("png",), 110, grey=grey)["png"][0])
    if shutil.which("soffice") and shutil.which("pdftoppm"):
        files = sorted((folder / DRAWN[0]).glob("*.docx"))
        keep("review-plan", office_page(files[5]))
        keep("signatures", office_page(sorted((folder / DRAWN[1]).glob("*.xlsx"))[5]))
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser:
        keep("timeline", browser_page(browser, folder / "internal" / "时间轴.html"))


Draw = Callable[[], tuple[style.Pages | None, bool]]


def charts(view: Open) -> dict[str, Draw]:
    """The charts and tables, and whether each is drawn in grey."""
    today = date(2024, 7, 9)
    return {
        "season": lambda: (season_gantt(view, "internal", "zh", style.A3, today), False),
        "season-a4-grey": lambda: (season_gantt(view, "public", "zh", style.A4), True),
        "rooms": lambda: (rooms_gantt(view), False),
        "committee": lambda: (committee_gantt(view, COMMITTEE), False),
        "annex5": lambda: (annex_pages(view, 5), False),
    }


def office_page(file: Path) -> bytes:
    """The first page of a paper or workbook."""
    with tempfile.TemporaryDirectory() as place:
        home = f"-env:UserInstallation=file://{place}/office"
        convert = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", place]
        subprocess.run([*convert, str(file)], check=True, capture_output=True)
        (pdf,) = Path(place).glob("*.pdf")
        draw = ["pdftoppm", "-r", "110", "-f", "1", "-l", "1", "-singlefile", "-png"]
        subprocess.run([*draw, str(pdf), f"{place}/page"], check=True)
        return (Path(place) / "page.png").read_bytes()


def browser_page(browser: str, file: Path) -> bytes:
    """The page as a browser shows it."""
    with tempfile.TemporaryDirectory() as place:
        shot = Path(place) / "shot.png"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1400,900"]
        wait = ["--virtual-time-budget=15000", f"--screenshot={shot}"]
        address = file.resolve().as_uri()
        subprocess.run([browser, *options, *wait, address], check=True, capture_output=True)
        return shot.read_bytes()


def keep(name: str, data: bytes) -> None:
    """The picture, small: few colours, as wide as a page on a screen."""
    with Image.open(io.BytesIO(data)) as picture:
        wide = min(WIDE, picture.width)
        small = picture.convert("RGB").resize(
            (wide, picture.height * wide // picture.width), Image.Resampling.LANCZOS
        )
        small.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            HERE / f"{name}.png", optimize=True
        )


if __name__ == "__main__":
    main()
