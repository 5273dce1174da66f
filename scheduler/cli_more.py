"""The smaller commands: quota, publish, draw, report, rules, generate, convert, schema."""

import json
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import rich_click as click

from models.messages import Lang, text
from models.plan import Plan
from scheduler import printing, publish
from scheduler.cli import (
    FILE,
    LAWFUL,
    MISUSE,
    UNLAWFUL,
    Answer,
    _plan,
    _season,
    _write,
    cli,
    common,
    sealed_option,
)
from scheduler.printing import plain, say
from scheduler.progress import Watch, shown, stoppable


@cli.command()
@click.argument("season", type=FILE)
@common
def quota(season: Path, lang: Lang, quiet: bool, as_json: bool, log: Path | None) -> None:
    """附件10：各种算法并列 / annex 10, methods side by side."""
    from scheduler.apportionment import METHODS, Impossible
    from scheduler.quota import divide, total_of

    answer = Answer("quota", lang, quiet=quiet, as_json=as_json, log=log)
    given, _ = _season(answer, season)
    undecided = False
    for request in given.quota:
        if request.kind != "full_senior_teachers":
            continue
        answer.lines.append(f"{request.name or request.id}  {total_of(given, request)}")
        chosen = request.method
        methods = [chosen, *(m for m in METHODS if m != chosen)]
        results: dict[str, Any] = {}
        for method in methods:
            try:
                results[method] = divide(given, request, method)[0]
            except Impossible as fault:
                severity = "breach" if method == chosen else "note"
                answer.notices.append(plain(fault.code, lang, severity, **fault.values))
                undecided |= method == chosen
        rows = [["", *results]]
        for body in request.bodies:
            name = given.organisation[body.organisation].name
            rows.append([name, *(str(r.seats[body.organisation]) for r in results.values())])
        rows.append(["", *("" if r.decided else "*" for r in results.values())])
        answer.lines += printing.columns(rows)
        undecided |= chosen in results and not results[chosen].decided
    answer.finish(UNLAWFUL if undecided else LAWFUL, "tied" if undecided else "ok")


@cli.command(name="publish")
@click.argument("plan", type=FILE)
@click.option(
    "--part",
    "parts",
    multiple=True,
    required=True,
    help="annex5 annex6 annex10 dates members members:ID",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="公布日期 / date (today)")
@click.option("--author", required=True, help="公布人 / who publishes")
@common
def publish_command(
    plan: Path, parts: tuple[str, ...], on: Any, author: str, lang: Lang, quiet: bool, as_json: bool, log: Path | None
) -> None:  # fmt: skip
    """公布一部分，此后照旧 / freeze a part."""
    from scheduler.loading import Unusable, plan_from_json

    answer = Answer("publish", lang, quiet=quiet, as_json=as_json, log=log)
    try:
        made = plan_from_json(plan)
    except Unusable as fault:
        answer.unusable(fault, plan)
        return
    day = on.date() if on else date.today()  # noqa: DTZ011 - the office's own date
    try:
        publish.publish(made, plan, parts, day, author)
    except publish.CannotPublish as fault:
        answer.notices.append(plain(fault.code, lang, file=plan.name, **fault.values))
        answer.finish(MISUSE, "refused")
    file = plan.with_name(publish.FILE)
    answer.lines.append(text("cli.published", {"parts": "、".join(parts), "file": file}, lang))
    answer.finish(LAWFUL, "published")


@cli.command()
@click.argument("season", type=FILE)
@click.argument("plan", type=FILE)
@click.option("--committee", required=True, help="评委会 / committee (id or name)")
@click.option("--seed", required=True, help="见证人当场给出的种子 / seed given by the witnesses")
@click.option("--witness", "witnesses", multiple=True, required=True, help="见证人 / witness")
@click.option("--held-on", type=click.DateTime(["%Y-%m-%d"]), help="抽取日期 / date (today)")
@click.option("--reason", default="", help="再次抽取的理由 / reason for a second draw")
@click.option("-o", "--output", "folder", type=FILE, help="输出文件夹 / output folder")
@sealed_option
@common
def draw(
    season: Path, plan: Path, committee: str, seed: str, witnesses: tuple[str, ...], held_on: Any, reason: str,
    folder: Path | None, sealed: bool, lang: Lang, quiet: bool, as_json: bool, log: Path | None,
) -> None:  # fmt: skip
    """当众抽取评委并记录 / draw members by lot, recorded."""
    from scheduler.draw import CannotDraw
    from scheduler.draw import draw as hold
    from scheduler.work import Work

    answer = Answer("draw", lang, quiet=quiet, as_json=as_json, log=log)
    given, loaded = _season(answer, season)
    before: Plan = _plan(answer, plan, given)
    chosen = next((c.id for c in given.committees if committee in {c.id, c.name}), committee)
    day = held_on.date() if held_on else date.today()  # noqa: DTZ011 - the office's own date
    stop = threading.Event()
    watch = Watch(lang)
    with shown(watch, quiet=quiet or as_json) as progress, stoppable(stop, lang):
        work = Work(seed=before.seed, stop=stop, progress=progress)
        try:
            made = hold(
                given,
                before,
                chosen,
                seed=seed,
                witnesses=witnesses,
                held_on=day,
                work=work,
                reason=reason,
            )
        except CannotDraw as fault:
            answer.notices.append(plain(fault.code, lang, **fault.values))
            answer.finish(UNLAWFUL if fault.code == "draw.none-lawful" else MISUSE, fault.code)
            return
        record = made.draws[-1]
        counts = {
            "committee": given.committee[chosen].name,
            "eligible": len(record.eligible),
            "members": len(record.members),
            "reserves": len(record.reserves),
            "sha256": record.sha256[:16],
        }
        answer.lines.append(text("cli.drawn", counts, lang))
        target = folder or plan.resolve().parent.parent
        _write(
            answer, given, loaded, made, target, progress, sealed=sealed, workers=1, carried=plan
        )


@cli.command()
@click.argument("season", type=FILE)
@click.argument("plan", type=FILE)
@click.option("-o", "--output", "folder", type=FILE, required=True)
@sealed_option
@common
def report(
    season: Path, plan: Path, folder: Path, sealed: bool, lang: Lang, quiet: bool, as_json: bool, log: Path | None
) -> None:  # fmt: skip
    """重新打印 / print again."""
    answer = Answer("report", lang, quiet=quiet, as_json=as_json, log=log)
    given, loaded = _season(answer, season)
    made = _plan(answer, plan, given)
    watch = Watch(lang)
    with shown(watch, quiet=quiet or as_json) as progress:
        _write(
            answer, given, loaded, made, folder, progress, sealed=sealed, workers=1, carried=plan
        )


@cli.command()
@common
def rules(lang: Lang, quiet: bool, as_json: bool, log: Path | None) -> None:
    """全部条款及处理方式 / every provision and how it is met."""
    from scheduler.rules.base import clauses
    from scheduler.rules.table import table

    rows = table()
    if as_json:
        say(printing.json_text(rows, sys.stdout))
        return
    known = clauses()
    title = "title_zh" if lang == "zh" else "title_en"
    say(
        "\n".join(
            printing.columns(
                [
                    [
                        str(r["id"]),
                        str(r["treatment"]),
                        str(r["default_status"]),
                        getattr(known[str(r["id"])], title),
                    ]
                    for r in rows
                ]
            )
        )
    )


@cli.command()
@click.option("--size", required=True, help="demo city city-spread stress region")
@click.option("--seed", type=int, default=11, show_default=True)
@click.option("--short", is_flag=True, help="少一名专家 / one expert short")
@click.option("-o", "--output", "target", type=FILE, required=True)
@common
def generate(
    size: str, seed: int, short: bool, target: Path, lang: Lang, quiet: bool, as_json: bool, log: Path | None
) -> None:  # fmt: skip
    """虚构的一季数据 / a synthetic season and its tightness."""
    from instances import save
    from instances.generate import generate as make
    from instances.generate import sizes
    from instances.generate_tightness import tightness

    answer = Answer("generate", lang, quiet=quiet, as_json=as_json, log=log)
    if size not in sizes():
        answer.notices.append(plain("cli.bad-value", lang, why="、".join(sizes())))
        answer.finish(MISUSE, "bad-value")
    if target.exists():
        answer.notices.append(plain("cli.exists", lang, file=target.name))
        answer.finish(MISUSE, "exists")
    made = make(size, seed, short=short)
    if isinstance(made, list):
        target.mkdir(parents=True)
        for number, season in enumerate(made, 1):
            save(season, target / f"{number:02}.json")
    else:
        save(made, target)
    for season in made if isinstance(made, list) else [made]:
        rows = [[str(cell) for cell in row] for row in tightness(season)]
        answer.lines += printing.columns(rows)
    answer.finish(LAWFUL, "ok")


@cli.command()
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
@common
def convert(
    source: Path, target: Path, lang: Lang, quiet: bool, as_json: bool, log: Path | None
) -> None:
    """工作簿与 JSON 互转 / workbook to JSON and back."""
    from instances import save

    answer = Answer("convert", lang, quiet=quiet, as_json=as_json, log=log)
    given, loaded = _season(answer, source)
    answer.notices += [printing.of_fault(fault, source.name, lang) for fault in loaded.faults]
    if loaded.put_aside:
        answer.finish(MISUSE, "bad-data")
    if target.exists():
        answer.notices.append(plain("cli.exists", lang, file=target.name))
        answer.finish(MISUSE, "exists")
    save(given, target)
    answer.lines.append(str(target))
    answer.finish(LAWFUL, "ok")


@cli.command()
@click.argument("what", type=click.Choice(["season", "plan"]))
def schema(what: Any) -> None:
    """JSON 格式说明 / the published JSON schema."""
    from instances import schema as published

    say(json.dumps(published(what), ensure_ascii=False, indent=1))
