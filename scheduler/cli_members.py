"""Questions and acts about one expert: replace a member, and why somebody sits or does not."""

from datetime import date
from pathlib import Path

import rich_click as click

from models.messages import text
from models.plan import Finding, Replacement
from models.season import Season
from scheduler import loading
from scheduler.cli_acts import Prints, printed, reprint, stands
from scheduler.cli_base import (
    MISUSE,
    PLAN,
    SEASON,
    SHOWN,
    Answer,
    Ui,
    command,
    plan_file,
    read_season,
)
from scheduler.cli_group import cli
from scheduler.cli_office import committee_of, today
from scheduler.cli_options import DAY, WORDS
from scheduler.printing import Speaker
from scheduler.progress import Watch


@command(cli, "replace")
@SEASON
@PLAN
@click.option("--expert", type=WORDS, required=True)
@click.option("--reason", type=WORDS, required=True)
@click.option("--committee", type=WORDS, default="")
@click.option("--on", type=DAY)
@click.option("--author", type=WORDS, default="")
@printed
def replace_member(
    ui: Ui,
    season: Path,
    plan: Path,
    expert: str,
    reason: str,
    committee: str,
    on: date | None,
    author: str,
    prints: Prints,
) -> Answer:
    """The next lawful reserve takes the seat; nothing else moves."""
    from scheduler.replacement import Act, CannotReplace, replace

    before = stands(ui, season, plan, prints)
    given, old = before.season, before.plan
    loading.must_belong(given, old)
    key = _expert(ui, given, expert)
    place = committee_of(ui, given, committee) if committee else ""
    act = Act(reason, on or today(), author)
    speaker = Speaker(given, before.loaded.source, old, "plan.json", ui.lang, ui.sealed)
    try:
        made = replace(given, old, key, act, place)
    except CannotReplace as refused:
        for found in refused.objections.values():
            ui.add(speaker.finding(item) for item in found[:1])
        code = SHOWN if refused.code == "replace.nobody" else MISUSE
        raise ui.end(code, "not-replaced", refused.code, **speaker.args(refused.values)) from None
    for step in made.replacements[len(old.replacements) :]:
        _tell_step(ui, speaker, step)
    return reprint(ui, before, given, made, Watch(ui.lang))


def _tell_step(ui: Ui, speaker: Speaker, step: Replacement) -> None:
    """Who left and who follows, whom the step passed over, and who takes over what role."""
    ui.say(
        ui.word(
            "cli.replaced",
            committee=speaker.season.committee[step.committee].name,
            left=speaker.person("experts", step.left),
            joined=speaker.person("experts", step.joined),
            order=step.order,
            passed=len(step.passed),
            sha256=step.sha256,
        )
    )
    for item in step.passed:
        ui.say(
            ui.word(
                "cli.passed-over",
                expert=speaker.person("experts", item.expert),
                clause=item.clause,
            )
        )
    for name, role in step.roles.items():
        person = speaker.person("experts", name)
        ui.say(ui.word("cli.role-passed", expert=person, role=ui.word(f"role.{role}")))


@command(cli, "explain")
@SEASON
@PLAN
@click.option("--expert", type=WORDS, required=True)
def explain(ui: Ui, season: Path, plan: Path, expert: str) -> Answer:
    """Why an expert sits on a committee, or does not."""
    from scheduler.explain import explain_expert

    given, loaded = read_season(ui, season)
    found = loading.plan_file(plan_file(plan))
    loading.must_belong(given, found)
    key = _expert(ui, given, expert)
    speaker = Speaker(given, loaded.source, found, "plan.json", ui.lang, ui.sealed)
    ui.add(speaker.finding(_worded(ui, item)) for item in explain_expert(given, found, key))
    return Answer()


def _worded(ui: Ui, item: Finding) -> Finding:
    """The ground of an exclusion in words instead of its code."""
    if "ground" not in item.args:
        return item
    ground = text(str(item.args["ground"]), {}, ui.lang)
    return item.model_copy(update={"args": item.args | {"ground": ground}})


def _expert(ui: Ui, season: Season, words: str) -> str:
    """An expert by id, or by a name that only one has. The words are never said again."""
    if words in season.expert:
        return words
    found = [e.id for e in season.experts if e.name == words]
    if len(found) != 1:
        raise ui.end(MISUSE, "misuse", "cli.no-expert", count=len(found))
    return found[0]
