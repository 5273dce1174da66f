"""Acts of the office upon a plan: publish, draw, verify."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from models.messages import listed, todo
from models.plan import Plan
from models.season import Season
from scheduler import loading, publish
from scheduler.cli_acts import Prints, printed, reprint, stands
from scheduler.cli_base import (
    MISUSE,
    PLAN,
    SEASON,
    SHOWN,
    UNPROVEN,
    Answer,
    Ui,
    command,
    nearest,
    plan_file,
    read_season,
)
from scheduler.cli_data import refuse_existing
from scheduler.cli_group import cli
from scheduler.cli_options import DAY, WORDS
from scheduler.printing import Notice, Speaker
from scheduler.progress import Watch, shown, stoppable

if TYPE_CHECKING:
    from reports.plan_readback import ReadBack
    from reports.row_reader import Difference

PEOPLE_SHEETS = frozenset({"委员", "备选", "场次", "分派", "退回清单"})


def today() -> date:
    """The day of an act that was not given: acts are recorded as they happen."""
    return datetime.now().astimezone().date()


@command(cli, "publish")
@PLAN
@click.option("--part", "parts", multiple=True, required=True)
@click.option("--on", type=DAY)
@click.option("--author", type=WORDS, required=True)
@click.option("--withdraw", is_flag=True)
@click.option("--reason", type=WORDS, default="")
def publish_parts(
    ui: Ui,
    plan: Path,
    parts: tuple[str, ...],
    on: date | None,
    author: str,
    withdraw: bool,
    reason: str,
) -> Answer:
    """Freeze parts of a plan, or take them back: on record beside plan.json, which stays."""
    file = plan_file(plan)
    found = loading.plan_file(file)
    wanted = [p.strip() for part in parts for p in part.split(",") if p.strip()]
    day = on or today()
    if withdraw:
        publish.withdraw(found, file, wanted, day, author, reason)
    else:
        publish.publish(found, file, wanted, day, author)
    where = str(file.with_name(publish.FILE))
    code = "cli.withdrawn" if withdraw else "cli.published"
    ui.say(ui.word(code, parts=tuple(wanted), file=where))
    return Answer()


@command(cli, "draw")
@SEASON
@PLAN
@click.option("--committee", type=WORDS, required=True)
@click.option("--seed", type=WORDS, required=True)
@click.option("--witness", "witnesses", type=WORDS, multiple=True, required=True)
@click.option("--held-on", type=DAY)
@click.option("--reason", type=WORDS, default="")
@printed
def draw(
    ui: Ui,
    season: Path,
    plan: Path,
    committee: str,
    seed: str,
    witnesses: tuple[str, ...],
    held_on: date | None,
    reason: str,
    prints: Prints,
) -> Answer:
    """Members by lot, before witnesses, with the seed that they supply."""
    from scheduler.draw import CannotDraw
    from scheduler.draw import draw as draw_lot
    from scheduler.work import Work

    before = stands(ui, season, plan, prints, again=True)
    given, old = before.season, before.plan
    key = committee_of(ui, given, committee)
    watch = Watch(ui.lang)
    work = Work(seed=old.seed, progress=watch)
    day = held_on or today()
    try:
        with shown(watch, quiet=ui.quiet), stoppable(work.stop, ui.lang):
            drawn = draw_lot(
                given,
                old,
                key,
                seed=seed,
                witnesses=witnesses,
                held_on=day,
                reason=reason,
                work=work,
            )
    except CannotDraw as refused:
        code = {"unproven": UNPROVEN, "draw.none-lawful": SHOWN}.get(refused.code, MISUSE)
        of = _name(given, str(refused.values.get("committee", key)))
        args = {**refused.values, "committee": of}
        raise ui.end(code, "not-drawn", refused.code, **args) from None
    source = before.loaded.source
    _tell_draw(ui, Speaker(given, source, drawn, lang=ui.lang, sealed=ui.sealed), drawn)
    return reprint(ui, before, given, drawn, watch, stopped=work.stop.is_set())


def _tell_draw(ui: Ui, speaker: Speaker, drawn: Plan) -> None:
    """How many were in the lot and who came out, under seal by name; who could follow whom."""
    record = drawn.draws[-1]
    ui.say(
        ui.word(
            "cli.drawn",
            committee=_name(speaker.season, record.committee),
            eligible=len(record.eligible),
            members=len(record.members),
            reserves=len(record.reserves),
            sha256=record.sha256,
        )
    )
    if ui.sealed:
        ui.say(listed((speaker.person("experts", e) for e in record.members), ui.lang))
    _tell_coverage(ui, speaker, drawn, record.committee)


def _tell_coverage(ui: Ui, speaker: Speaker, drawn: Plan, committee: str) -> None:
    """How many seats have somebody to follow, which have not, and what the office then hears."""
    from scheduler.replacement import coverage

    seats = coverage(speaker.season, drawn, committee)
    covered = sum(cover.reserve is not None for cover in seats)
    ui.say(ui.word("cli.covered", seats=len(seats), covered=covered))
    reminded: dict[tuple[str, ...], list[str]] = {}
    for cover in seats:
        who = speaker.person("experts", cover.seat.expert)
        if cover.reserve is None:
            ui.say(ui.word("cli.uncovered", expert=who))
        elif cover.reminders:
            clauses = tuple(dict.fromkeys(item.clause for item in cover.reminders))
            reminded.setdefault(clauses, []).append(who)
    for clauses, people in reminded.items():
        ui.say(ui.word("cli.covered-reminded", experts=tuple(people), clauses=clauses))


def committee_of(ui: Ui, season: Season, words: str) -> str:
    """A committee by id or name."""
    found = [c.id for c in season.committees if words in {c.id, c.name}]
    if len(found) != 1:
        known = tuple(nearest([(c.id, c.name) for c in season.committees], words)) or "—"
        raise ui.end(MISUSE, "misuse", "cli.no-committee", name=words, known=known)
    return found[0]


def _name(season: Season, key: str) -> str:
    return season.committee[key].name if key in season.committee else key


@command(cli, "verify")
@SEASON
@PLAN
@click.option("--base", type=click.Path(path_type=Path))
@click.option("--accept-edits", is_flag=True)
@click.option("--author", type=WORDS, default="")
@click.option("--reason", type=WORDS, default="")
@click.option("-o", "--output", type=click.Path(path_type=Path))
def verify(
    ui: Ui,
    season: Path,
    plan: Path,
    base: Path | None,
    accept_edits: bool,
    author: str,
    reason: str,
    output: Path | None,
) -> Answer:
    """Judge a plan from the files on disk, by clause; edited cells by their address."""
    from scheduler.verify import verify as judge

    if accept_edits and not (author and reason and output):
        raise ui.end(MISUSE, "misuse", "cli.accept-needs")
    given, loaded = read_season(ui, season)
    file = plan_file(plan)
    original = loading.plan_file(plan_file(base)) if base else None
    back = loading.plan_of(file, given, original)
    cells = loading.cells_of(file)
    verdict = judge(given, back.plan)
    speaker = Speaker(given, loaded.source, back.plan, file.name, ui.lang, ui.sealed, cells)
    _edits(ui, file, back)
    ui.add(speaker.finding(item) for item in verdict.findings)
    ui.say(verdict.sentence(ui.lang))
    if back.faults:
        ui.say(ui.word("cli.cells-left", n=len(back.faults)))
    unjudged = sum(1 for item in verdict.by_rule if item.result == "not-judged")
    if unjudged:
        ui.say(ui.word("cli.not-judged", n=unjudged))
    if not verdict.lawful:
        return Answer(SHOWN, "unlawful")
    if back.faults:
        return Answer(MISUSE, "bad-data")
    if accept_edits and output:
        _accept(ui, given, back.differences, author, reason, output, lossy=bool(loaded.put_aside))
    return Answer(0, "lawful")


def _edits(ui: Ui, file: Path, back: "ReadBack") -> None:
    """Every edited cell and every cell that cannot be read, by address."""
    for item in back.faults:
        where = {"file": file.name, "sheet": item.sheet, "cell": item.cell}
        secret = item.sheet in PEOPLE_SHEETS and not ui.sealed
        value = "" if secret else item.value
        why = ui.word(item.code, value=value, **item.args)
        message = ui.word("cli.cell", why=why) if item.cell else why
        mend = todo(item.code, item.args, ui.lang)
        ui.notices.append(
            Notice(item.code, "breach", message=message, value=value, where=where, todo=mend)
        )
    for item in back.differences:
        secret = item.sheet in PEOPLE_SHEETS and not ui.sealed
        where = {"file": file.name, "sheet": item.sheet, "cell": item.cell}
        code = f"cli.row-{item.kind}" if item.kind != "changed" else "cli.edited"
        if secret:
            code += "-secret"
        message = ui.word(code, header=item.header, row=item.row, old=item.old, new=item.new)
        value = "" if secret else item.new
        ui.notices.append(Notice(code, "note", message=message, value=value, where=where))


def _accept(
    ui: Ui,
    season: Season,
    found: "Sequence[Difference]",
    author: str,
    reason: str,
    output: Path,
    *,
    lossy: bool,
) -> None:
    """A copy of the season in which the accepted edits are pins."""
    from instances import save
    from reports.plan_readback import pins_from

    pins = pins_from(found, author, reason)
    if not pins:
        ui.tell("cli.no-pins", "note")
        return
    if lossy:
        raise ui.end(MISUSE, "bad-data", "cli.would-lose", rows="")
    if output.suffix.lower() not in {".xlsx", ".json"}:
        raise ui.end(MISUSE, "misuse", "cli.ending", file=output.name, known=(".xlsx", ".json"))
    refuse_existing(ui, output)
    new = {pin.id for pin in pins}
    kept = tuple(pin for pin in season.pins if pin.id not in new)
    save(season.model_copy(update={"pins": kept + pins}), output)
    ui.say(ui.word("cli.accepted", n=len(pins), file=output.name))
