"""Everything that one plan is printed as: paths below public/, internal/ and sealed/, and bytes.

plan.json, manifest.json and run.json are written by the command line, not here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from models.messages import Lang
from models.plan import Plan, plan_number
from models.season import Season
from reports import style
from reports.annexes import annex_pages, annex_workbook
from reports.gantt import season_gantt
from reports.gantt_committee import all_committees, by_committee
from reports.lists import aside_notice, aside_workbook
from reports.plan_workbook import plan_workbook
from reports.review_plan import review_plan, sealed_review_plan
from reports.verification import (
    ClauseLike,
    VerdictLike,
    verification_json,
    verification_pages,
)
from reports.view import Open, open_view
from reports.words import clean

Files = dict[str, bytes]
Progress = Callable[[int, int, str], None]
"""Called with the number of the part begun (from 1), how many there are, and its name."""

_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
LONGEST_NAME = 60


@dataclass(frozen=True)
class Job:
    """One artefact, or several that are drawn together."""

    name: str
    make: Callable[[], Files]


def artefacts(
    season: Season,
    plan: Plan,
    verdict: VerdictLike | None = None,
    clauses: Mapping[str, ClauseLike] | None = None,
    lang: Lang = "zh",
    progress: Progress | None = None,
) -> Files:
    """Every file of the plan, by its path. Parts whose steps were skipped are not there."""
    every = jobs(season, plan, verdict, clauses or {}, lang)
    found: Files = {}
    for number, job in enumerate(every, 1):
        if progress:
            progress(number, len(every), job.name)
        found |= job.make()
    return found


def jobs(
    season: Season,
    plan: Plan,
    verdict: VerdictLike | None,
    clauses: Mapping[str, ClauseLike],
    lang: Lang = "zh",
) -> list[Job]:
    """What is to be printed, in order: public, internal, sealed."""
    view = open_view(season, plan)
    return [
        *_public(view, lang),
        *_internal(view, lang),
        *_sealed(season, plan, lang),
        *_verification(season, plan, verdict, clauses, lang),
    ]


def file_name(text: str) -> str:
    """A name that every system takes."""
    name = _UNSAFE.sub("_", clean(text)).strip("._")[:LONGEST_NAME]
    return name or "_"


def committee_files(season: Season) -> dict[str, str]:
    """A file name for each committee: its number in the season, then its name."""
    digits = len(str(len(season.committees)))
    return {
        item.id: f"{number:0{digits}}_{file_name(item.name)}"
        for number, item in enumerate(season.committees, 1)
    }


def _one(path: str, make: Callable[[], bytes | None]) -> Job:
    def run() -> Files:
        data = make()
        return {} if data is None else {path: data}

    return Job(path, run)


def _pages(path: str, pages: style.Pages, names: Sequence[str] = ()) -> Job:
    """A PDF and its pages as pictures, each with its own name or a number."""

    def run() -> Files:
        data, pictures = style.both(pages)
        called = names or _numbered(path, len(pictures))
        found = {f"{path}.pdf": data}
        return found | {f"{n}.png": picture for n, picture in zip(called, pictures, strict=True)}

    return Job(path, run)


def _numbered(name: str, count: int) -> list[str]:
    return [name] if count == 1 else [f"{name}-{n}" for n in range(1, count + 1)]


def _public(view: Open, lang: Lang) -> Iterator[Job]:
    for number in (5, 6, 10):
        pages = annex_pages(view, number)
        if pages is None:
            continue
        yield _one(f"public/附件{number}.xlsx", partial(annex_workbook, view, number))
        yield _one(f"public/附件{number}.pdf", partial(style.pdf, pages))
    if view.plan.windows or view.plan.milestones:
        yield _pages("public/工作进度图", season_gantt(view, "public", lang))


def _internal(view: Open, lang: Lang) -> Iterator[Job]:
    if view.plan.windows or view.plan.meetings:
        yield _pages("internal/工作进度图", season_gantt(view, "internal", lang))
    files = committee_files(view.season)
    if (pages := all_committees(view, "internal", lang)) is not None:
        folder = "internal/评委会日程图"
        names = [
            name
            for key, own in by_committee(view, "internal", lang).items()
            for name in _numbered(f"{folder}/{files[key]}", len(own.painters))
        ]
        yield _pages(folder, pages, names)
    if view.plan.meetings:
        for committee in view.season.committees:
            path = f"internal/评审实施方案/{files[committee.id]}.docx"
            yield _one(path, partial(review_plan, view, committee.id))
    yield _one("internal/未列入安排.xlsx", partial(aside_notice, view))


def _sealed(season: Season, plan: Plan, lang: Lang) -> Iterator[Job]:
    yield _one("sealed/方案.xlsx", partial(plan_workbook, season, plan))
    yield _one("sealed/退回清单.xlsx", partial(aside_workbook, season, plan, lang))
    if plan.seats or plan.dockets:
        number = plan_number(plan)
        for key, name in committee_files(season).items():
            path = f"sealed/评审实施方案/{name}.docx"
            yield _one(path, partial(sealed_review_plan, season, plan, key, number))


def _verification(
    season: Season,
    plan: Plan,
    verdict: VerdictLike | None,
    clauses: Mapping[str, ClauseLike],
    lang: Lang,
) -> Iterator[Job]:
    if verdict is None:
        return
    data = partial(verification_json, season, plan, verdict, clauses, lang)
    yield _one("sealed/核对报告.json", data)
    pages = verification_pages(season, plan, verdict, clauses, lang)
    yield _one("sealed/核对报告.pdf", partial(style.pdf, pages))
