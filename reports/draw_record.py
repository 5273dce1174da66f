"""抽取记录表 of a committee, a sealed Word file: how the draw went, who was drawn, signatures."""

from collections import Counter
from hashlib import sha256
from typing import Any

from models.calendar import date_of
from models.messages import text
from models.plan import DrawRecord, Plan, Replacement
from models.season import Season
from reports.template_fields import PACKAGE, Templates
from reports.view import Open
from reports.word_paper import paper
from reports.words import blank, clause_ref, clean, long_date

UNCOVERED = ("formation.seat-uncovered", "formation.no-reserve")
"""Findings of the draw on seats that no reserve can take."""
TICKET_HEX = 9
"""Hexadecimal digits of a ticket: 36 bits."""
ORIGINS = {"internal": "本单位", "external": "外单位", "any": "不分"}
NUMBERS = {"R40-21": "组人数", "IM2023-4": "副主任与领导干部人数", "R40-7": "同单位人数上限"} | {
    "N2024-6.1.3c": "民营企业专家比例",
    "IM2023-3": "更换比例",
    "R40-10a": "任职评委会数",
}


def draw_record(
    season: Season, plan: Plan, committee: str, number: str, templates: Templates = PACKAGE
) -> bytes | None:
    """The form of the committee's last draw; None when none was held."""
    draws = [record for record in plan.draws if record.committee == committee]
    if not draws:
        return None
    given, record = season.committee[committee], draws[-1]
    steps = [s for s in plan.replacements if (s.committee, s.draw) == (committee, record.id)]
    meeting = next((m for m in plan.meetings if m.id == committee), None)
    days = sorted({date_of(at) for at in meeting.half_days}) if meeting else []
    organiser = season.organisation.get(given.organiser)
    context: dict[str, Any] = {
        "committee": clean(given.name),
        "organiser": clean(organiser.name) if organiser else "",
        "held_on": long_date(record.held_on),
        "meeting": "、".join(long_date(day) for day in days),
        "witnesses": "、".join(map(clean, record.witnesses)),
        "seed": clean(record.seed),
        "eligible": f"{len(record.eligible)} 人",
        "excluded": f"{len(record.exclusions)} 人",
        "size": f"{len(record.members)} 人",
        "unique": "唯一（已证明）" if record.unique else "有平签或未证明",
        "ordinal": f"第 {len(draws)} 次",
        "reason": clean(record.reason) or "（首次抽取）",
        "method": METHOD,
        "notes": [*_notes(record), _standby(season, plan, committee)],
        "members": _members(season, plan, record),
        "reserves": _reserves(season, plan, record),
        "grounds": _grounds(record),
        "replacements": _replaced(season, steps),
        "record": record.id,
        "sha256": record.sha256,
    }
    return paper("draw_record", context, "评委抽取记录表", season, "sealed", number, templates)


def draw_form(view: Open) -> bytes:
    """The empty form, for a draw that is held by hand."""
    facts = {
        key: blank(what)
        for key, what in (
            *(("committee", "评委会"), ("organiser", "组织单位"), ("held_on", "抽取日期")),
            *(("meeting", "会议日期"), ("witnesses", "见证人"), ("seed", "种子，手工抽取的写“无”")),
            *(("eligible", "人数"), ("excluded", "人数"), ("size", "人数")),
            *(("unique", "是或否"), ("ordinal", "次数"), ("reason", "再抽的写明理由")),
            *(("method", "抽取办法"), ("record", "记录号"), ("sha256", "用软件抽取的填写")),
        )
    }
    who = {"name": blank("姓名"), "organisation": blank("单位"), "ticket": blank("签值")}
    place = {"group": blank("评议组")}
    context: dict[str, Any] = facts | {
        "notes": [f"未能满足、已放宽的规定：{blank('没有的写“无”')}"],
        "members": [place | {"number": str(n)} | who for n in range(1, 4)],
        "reserves": [place | {"origin": blank("来源"), "order": str(n)} | who for n in (1, 2, 3)],
        "grounds": [{"clause": blank("依据"), "ground": blank("原因"), "count": blank("人数")}],
        "replacements": [blank("日期、退出和替补的人、原因；没有的写“无”")],
    }
    number, own = view.number, view.templates
    return paper("draw_record", context, "评委抽取记录表", view.season, "internal", number, own)


METHOD = (
    "合格且能到会的专家全部列入。每人每组一支签，签值为 SHA-256"
    "（种子|评委会|专家|评议组）的前三十六位；在所有合法组成中，取具名豁免最少、"
    "签值之和最小的一组为委员。同一次抽取中，其余的人按签值由小到大排为同组同来源的备选。"
    "结果可重演，但各合法组成的中签机会并不相等。"
)


def _notes(record: DrawRecord) -> list[str]:
    dropped = [NUMBERS.get(clause, clause) for clause in record.dropped if clause != "guides"]
    found: list[str] = []
    if "guides" in record.dropped:
        found.append("按工作量分配的各组人数未能满足，只按法定下限抽取。")
    if dropped:
        found.append(f"待确认的规定中，{'、'.join(dropped)}未能满足，已放宽。")
    if record.barred:
        found.append(f"另有 {len(record.barred)} 组签值更小的人选经证明无法评议全部材料，已排除。")
    return found or ["全部规定均得满足，没有放宽。"]


def _standby(season: Season, plan: Plan, committee: str) -> str:
    """The seats that no reserve could take, by name; or that each has one."""
    report = plan.report("formation")
    alone: list[str] = []
    for finding in report.findings if report else ():
        if finding.code in UNCOVERED and finding.args.get("committee") == committee:
            names = finding.args["experts"]
            who = names if isinstance(names, tuple) else (str(names),)
            alone += [_who(season, str(name))["name"] for name in who]
    if not alone:
        return "任一席位缺席，都有同组同来源的备选可补，且合全部规定。"
    names = "、".join(alone)
    return f"下列席位缺席时，没有补上后合全部规定（含待确认的）的备选：{names}；请其务必到会。"


def _ticket(record: DrawRecord, expert: str, group: str) -> str:
    text_ = f"{record.seed}|{record.committee}|{expert}|{group}"
    return sha256(text_.encode()).hexdigest()[:TICKET_HEX]


def _group(plan: Plan, key: str) -> str:
    group = next((g for g in plan.groups if g.id == key), None)
    return clean(("、".join(group.specialties) or group.name or group.id) if group else key)


def _who(season: Season, expert: str) -> dict[str, str]:
    person = season.expert.get(expert)
    if person is None:
        return {"name": expert, "organisation": ""}
    unit = season.organisation.get(person.organisation)
    return {"name": clean(person.name), "organisation": clean(unit.name) if unit else ""}


def _members(season: Season, plan: Plan, record: DrawRecord) -> list[dict[str, str]]:
    groups = record.groups or ("",) * len(record.members)
    return [
        _who(season, expert)
        | {
            "number": str(number),
            "group": _group(plan, group),
            "ticket": _ticket(record, expert, group),
        }
        for number, (expert, group) in enumerate(zip(record.members, groups, strict=True), 1)
    ]


def _reserves(season: Season, plan: Plan, record: DrawRecord) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for expert, place in zip(record.reserves, record.reserve_places, strict=False):
        head, _, order = place.rpartition("/")
        group, _, origin = head.rpartition("/")
        row = {
            "group": _group(plan, group),
            "origin": ORIGINS.get(origin, origin),
            "order": order,
            "ticket": _ticket(record, expert, group),
        }
        found.append(_who(season, expert) | row)
    return found


def _grounds(record: DrawRecord) -> list[dict[str, str]]:
    counts = Counter((item.clause, item.code) for item in record.exclusions)
    return [
        {"clause": clause_ref(clause), "ground": text(code, {}, "zh"), "count": str(count)}
        for (clause, code), count in sorted(counts.items())
    ]


def _replaced(season: Season, steps: list[Replacement]) -> list[str]:
    return [
        f"{long_date(step.on)}，{_who(season, step.left)['name']}由备选第{step.order}名"
        f"{_who(season, step.joined)['name']}替补：{clean(step.reason)}。"
        for step in steps
    ] or ["（无）"]
