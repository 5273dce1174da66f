"""What may be seen outside the sealed folder.

Public and internal artefacts are drawn from an `Open` view alone. It holds no expert, no
conflict, no member of staff, no applicant by name and no part of the plan that hangs on one, so
that no such artefact can show them by mistake, and none changes when only secrets change.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from models.plan import Plan, public_number
from models.season import Season
from reports.duty_load import Served, served
from reports.template_fields import PACKAGE, Templates
from reports.words import label, provisional

Profile = Literal["public", "internal", "sealed"]


@dataclass(frozen=True)
class Applied:
    """How many applications a committee has, without anybody's name."""

    total: int = 0
    forecast: bool = True
    levels: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)


Post = tuple[str, str, str, bool | None]


@dataclass(frozen=True)
class Open:
    """A season and plan without secrets, and the number that goes on what is drawn from them."""

    season: Season
    plan: Plan
    number: str
    applied: dict[str, Applied]
    posts: Counter[Post] = field(default_factory=Counter[Post])
    """How many apply, by unit, series, level and whether on the establishment."""
    served: Served = field(default_factory=dict[str, tuple[int, ...]])
    """Half-days on duty of the staff, by duty, as counts alone."""
    templates: Templates = field(default_factory=dict[str, bytes])
    """The office's own templates of Word papers."""


def open_view(season: Season, plan: Plan, templates: Templates = PACKAGE) -> Open:
    """The season and plan less everything that may not be known outside."""
    committees = tuple(
        item.model_copy(
            update={
                "exemptions": (),
                "suspended": None,
                "watched": None,
                "phone": "",
            }
        )
        for item in season.committees
    )
    shown_season = changed(
        season,
        {
            "experts": (),
            "conflicts": (),
            "applicants": (),
            "staff": (),
            "pins": (),
            "committees": committees,
            "desks": tuple(desk.model_copy(update={"officer": ""}) for desk in season.desks),
            "submissions": tuple(
                item.model_copy(update={"phone": "", "note": ""}) for item in season.submissions
            ),
        },
    )
    known = season.committee.keys()
    shown_plan = Plan(
        season="",
        windows=plan.windows,
        awards=plan.awards,
        award_steps=plan.award_steps,
        studies=plan.studies,
        appointments=plan.appointments,
        groups=plan.groups,
        meetings=tuple(meeting.model_copy(update={"duties": ()}) for meeting in plan.meetings),
        milestones=plan.milestones,
        put_aside=tuple(
            item.model_copy(update={"code": "", "clause": "", "args": {}, "step": ""})
            for item in plan.put_aside
            if item.table in {"committees", "submissions"}
        ),
    )
    counts = {key: applied(season, plan, key) for key in known}
    posts = Counter(
        (a.organisation, a.series, a.level, a.established_post) for a in season.applicants
    )
    return Open(
        shown_season,
        shown_plan,
        public_number(plan),
        counts,
        posts,
        served(season, plan),
        templates,
    )


def changed(season: Season, update: dict[str, object]) -> Season:
    """The season with other tables, and without what was looked up in the old ones.

    A copy would keep the dictionaries by id that the season has made so far, names and all.
    """
    copy = season.model_copy(update=update)
    for name in [name for name in vars(copy) if name not in Season.model_fields]:
        del vars(copy)[name]
    return copy


def applied(season: Season, plan: Plan, committee: str) -> Applied:
    """Applications by the dockets of the plan, else as the season expects them."""
    dockets = [docket for docket in plan.dockets if docket.committee == committee]
    if dockets:
        people = [
            season.applicant[docket.id] for docket in dockets if docket.id in season.applicant
        ]
        return Applied(
            total=len(dockets),
            forecast=False,
            levels=Counter(person.level for person in people),
            categories=Counter(docket.category for docket in dockets),
            formats=Counter(person.format or "dossier" for person in people),
        )
    expected = season.committee[committee].expected
    formats: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for item in expected:
        formats[item.format] += item.count
        categories["nonpublic" if item.set_apart else "general"] += item.count
    return Applied(total=sum(formats.values()), categories=categories, formats=formats)


def number_words(number: str, profile: Profile, lang: Literal["zh", "en"] = "zh") -> str:
    """The plan number on sealed paper, the public number elsewhere, cut to 16 places."""
    return label(
        "plan-number" if profile == "sealed" else "public-number", lang, number=number[:16]
    )


def footer_words(season: Season, profile: Profile, number: str) -> str:
    """What stands below every sheet: profile, number, and whether numbers are to be confirmed."""
    parts = [label(f"profile-{profile}"), number_words(number, profile)]
    return "　".join([*parts, label("provisional")] if provisional(season) else parts)
