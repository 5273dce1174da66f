"""Everything that one plan is printed as: paths below public/, internal/ and sealed/, and bytes.

plan.json, manifest.json and run.json are written by the command line, not here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from models.messages import Lang
from models.plan import Plan, plan_number
from models.season import Season
from reports import style
from reports.annexes import Annex, annex_pages, annex_workbook
from reports.calendar_files import calendar_jobs
from reports.calendars import Told
from reports.change_notice import changes_since
from reports.desk_lists import desk_pages, desk_workbook, desks_with_visits
from reports.gantt import season_gantt
from reports.gantt_committee import all_committees, by_committee, committee_gantt
from reports.gantt_experts import expert_gantt, experts_gantt
from reports.gantt_rooms import rooms_gantt
from reports.jobs import Files, Finished, Format, Job, Wanted, run
from reports.lists import aside_notice, aside_workbook
from reports.papers import internal_papers, sealed_papers
from reports.paths import about, committee_files, file_name
from reports.paths import one as _one
from reports.plan_workbook import plan_workbook
from reports.quota_dossier import quota_dossier
from reports.review_plan import review_plan, sealed_review_plan
from reports.sealed_letters import sealed_view
from reports.template_fields import Templates
from reports.timeline_page import sealed_timeline, timeline_page
from reports.verification import (
    ClauseLike,
    VerdictLike,
    verification_json,
    verification_pages,
)
from reports.view import Open, open_view

DRAWN: tuple[Format, ...] = ("pdf", "png", "svg")


@dataclass(frozen=True)
class Edition:
    """A plan with its verdict, and what of it is to be printed. Calling it lists the jobs."""

    season: Season
    plan: Plan
    verdict: VerdictLike | None = None
    clauses: Mapping[str, ClauseLike] = field(default_factory=dict[str, ClauseLike])
    lang: Lang = "zh"
    wanted: Wanted = field(default_factory=Wanted)
    told: Mapping[str, Told] = field(default_factory=dict[str, Told])
    """What the calendars of an earlier plan told."""
    since: Plan | None = None
    """The plan that people know so far; what has changed since is told in a notice."""
    templates: Templates = field(default_factory=dict[str, bytes])
    """The office's own templates of Word papers."""
    sealed_only: bool = False
    """Of a plan that must not be used, only what is sealed is printed."""

    def __call__(self) -> list[Job]:
        """The jobs in order: public, internal, sealed."""
        view = open_view(self.season, self.plan, self.templates)
        every = (
            *_public(view, self.wanted, self.lang),
            *_internal(view, self.wanted, self.lang),
            *_sealed(self),
            *_verification(self, self.wanted),
            *_timelines(self, view),
            *calendar_jobs(self.season, self.plan, view, self.told, self.lang),
            *changes_since(self.season, self.since, self.plan, self.templates, self.wanted.about),
        )
        return [
            job
            for job in every
            if self.wanted.takes(job) and (not self.sealed_only or job.name.startswith("sealed/"))
        ]


def artefacts(
    season: Season,
    plan: Plan,
    verdict: VerdictLike | None = None,
    clauses: Mapping[str, ClauseLike] | None = None,
    lang: Lang = "zh",
    progress: Finished | None = None,
) -> Files:
    """Every file of the plan, by its path. Parts whose steps were skipped are not there."""
    return run(Edition(season, plan, verdict, clauses or {}, lang), progress=progress)


Draw = Callable[[], style.Pages | None]
Names = Callable[[], Sequence[str]]


def _pages(
    path: str,
    draw: Draw,
    wanted: Wanted,
    usual: Sequence[Format] = ("pdf",),
    possible: Sequence[Format] = DRAWN,
    names: Names | None = None,
    *subjects: str,
) -> Job:
    """A PDF, and its pages as pictures, each with its own name or a number."""
    formats = wanted.of(usual, possible)

    def made() -> Files:
        pages = draw()
        if pages is None:
            return {}
        drawn = style.render(pages, formats, grey=wanted.grey)
        called = names() if names else _numbered(path, len(pages.painters))
        found = {f"{path}.pdf": data for data in drawn.pop("pdf", ())}
        for ending, pictures in drawn.items():
            found |= {f"{n}.{ending}": data for n, data in zip(called, pictures, strict=True)}
        return found

    return Job(path, made, formats, subjects)


def _numbered(name: str, count: int) -> list[str]:
    return [name] if count == 1 else [f"{name}-{n}" for n in range(1, count + 1)]


ANNEXES: tuple[Annex, ...] = (5, 6, 10)


def _public(view: Open, wanted: Wanted, lang: Lang) -> Iterator[Job]:
    for number in ANNEXES:
        yield _one(f"public/附件{number}.xlsx", partial(annex_workbook, view, number))
        draw = partial(annex_pages, view, number)
        yield _pages(f"public/附件{number}", draw, wanted, possible=("pdf",))
    if view.plan.studies:
        draw = partial(quota_dossier, view, lang)
        yield _pages("public/附件10测算说明", draw, wanted, possible=("pdf",))
    if view.plan.windows or view.plan.milestones:
        draw = partial(season_gantt, view, "public", lang, *_looks(wanted))
        yield _pages("public/工作进度图", draw, wanted, ("pdf", "png"))


def _internal(view: Open, wanted: Wanted, lang: Lang) -> Iterator[Job]:
    if view.plan.windows or view.plan.meetings:
        draw = partial(season_gantt, view, "internal", lang, *_looks(wanted))
        yield _pages("internal/工作进度图", draw, wanted, ("pdf", "png"))
    if view.plan.meetings:
        draw = partial(rooms_gantt, view, "internal", lang, *_looks(wanted))
        yield _pages("internal/会场日程图", draw, wanted)
    yield from _committee_charts(view, wanted, lang)
    files = committee_files(view.season)
    if view.plan.meetings:
        for key, name in files.items():
            path = f"internal/评审实施方案/{name}.docx"
            yield _one(path, partial(review_plan, view, key), *about("committee", key))
    yield from _desks(view, wanted)
    yield from internal_papers(view, files)
    yield _one("internal/未列入安排.xlsx", partial(aside_notice, view))


def _desks(view: Open, wanted: Wanted) -> Iterator[Job]:
    """What each desk does day by day: a workbook for each, pages where they are asked for."""
    for number, desk in enumerate(desks_with_visits(view), 1):
        name = file_name(view.season.desk[desk].name) if desk in view.season.desk else desk
        path = f"internal/窗口日程/{number:02}_{name}"
        yield _one(f"{path}.xlsx", partial(desk_workbook, view, desk))
        if wanted.formats:
            yield _pages(path, partial(desk_pages, view, desk), wanted, possible=("pdf",))


def _committee_charts(view: Open, wanted: Wanted, lang: Lang) -> Iterator[Job]:
    """One book of every committee's days with its pages as pictures, or those asked for."""
    files = committee_files(view.season)
    folder = "internal/评委会日程图"
    if not wanted.about:

        def names() -> list[str]:
            return [
                name
                for key, own in by_committee(view, "internal", lang).items()
                for name in _numbered(f"{folder}/{files[key]}", len(own.painters))
            ]

        draw = partial(all_committees, view, "internal", lang, wanted.today)
        yield _pages(folder, draw, wanted, names=names)
        return
    for key, name in files.items():
        draw = partial(committee_gantt, view, key, "internal", lang, wanted.today)
        subjects = about("committee", key)
        yield _pages(f"{folder}/{name}", draw, wanted, ("pdf",), DRAWN, None, *subjects)


def _timelines(edition: Edition, view: Open) -> Iterator[Job]:
    """One job: the three share a script that takes seconds to bundle."""
    paths: dict[str, Callable[[], bytes | None]] = {
        "public/时间轴.html": partial(timeline_page, view, "public", edition.lang),
        "internal/时间轴.html": partial(timeline_page, view, "internal", edition.lang),
        "sealed/时间轴.html": partial(
            sealed_timeline, edition.season, edition.plan, view, edition.lang
        ),
    }
    parts = edition.wanted.parts
    chosen = [
        path
        for path in paths
        if (path.startswith("sealed/") or not edition.sealed_only)
        and (not parts or any(part in path for part in parts))
    ]

    def made() -> Files:
        found = {path: paths[path]() for path in chosen}
        return {path: data for path, data in found.items() if data is not None}

    if chosen:
        yield Job(chosen[0], made, ("html",))


def _looks(wanted: Wanted) -> tuple[style.Paper, date | None]:
    """Paper and today of a chart."""
    return (style.A4 if wanted.paper == "A4" else style.A3, wanted.today)


def _expert_charts(season: Season, plan: Plan, wanted: Wanted, lang: Lang) -> Iterator[Job]:
    """One book of everybody's days, and a page for whoever was asked for."""
    if not plan.sessions:
        return
    draw = partial(experts_gantt, season, plan, lang, *_looks(wanted))
    yield _pages("sealed/评委日程图", draw, wanted)
    for person in season.experts:
        subjects = about("expert", person.id)
        if subjects[0] in wanted.about:
            draw = partial(expert_gantt, season, plan, person.id, lang, wanted.today)
            path = f"sealed/评委日程图/{file_name(f'{person.name}_{person.id}')}"
            yield _pages(path, draw, wanted, ("pdf",), DRAWN, None, *subjects)


def _sealed(edition: Edition) -> Iterator[Job]:
    season, plan, lang, templates = edition.season, edition.plan, edition.lang, edition.templates
    yield from _expert_charts(season, plan, edition.wanted, lang)
    yield _one("sealed/方案.xlsx", partial(plan_workbook, season, plan))
    yield _one("sealed/退回清单.xlsx", partial(aside_workbook, season, plan, lang))
    number = plan_number(plan)
    files = committee_files(season)
    if plan.seats or plan.dockets:
        for key, name in files.items():
            path = f"sealed/评审实施方案/{name}.docx"
            make = partial(sealed_review_plan, season, plan, key, number, templates)
            yield _one(path, make, *about("committee", key))
    if plan.steps:
        yield from sealed_papers(season, sealed_view(season, plan, number, templates), files)


def _verification(edition: Edition, wanted: Wanted) -> Iterator[Job]:
    if edition.verdict is None:
        return
    given = (edition.season, edition.plan, edition.verdict, edition.clauses, edition.lang)
    data = partial(verification_json, *given)
    yield _one("sealed/核对报告.json", data)
    draw = partial(verification_pages, *given)
    yield _pages("sealed/核对报告", draw, wanted, possible=("pdf",))
