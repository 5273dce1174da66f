"""References between rows: by id, name or alias; what is missing; what falls with what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from instances import words
from instances.drafts import Draft, Intake
from instances.faults import SECRET_TABLES, nearest
from instances.text import squeeze

Mode = Literal["strict", "create", "listed", "soft"]
"""strict: must exist; create: a unit's name may make the unit; listed: unknown is a warning;
soft: kept as typed when nothing has that name."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A field that names a row of another table."""

    table: str
    path: str
    target: str
    mode: Mode
    words: str = ""


REFS: Final = (
    Ref("organisations", "parent", "organisations", "soft"),
    Ref("organisations", "district", "organisations", "soft"),
    Ref("submissions", "organisation", "organisations", "create"),
    Ref("quota", "bodies.*.organisation", "organisations", "create"),
    Ref("quota", "lots.*", "organisations", "strict"),
    Ref("committees", "organiser", "organisations", "create"),
    Ref("committees", "serves.*", "organisations", "create"),
    Ref("committees", "apart_from.*", "committees", "listed"),
    Ref("desks", "serves.*", "organisations", "create"),
    Ref("committees", "entrustments.*.organisation", "organisations", "create"),
    Ref("experts", "organisation", "organisations", "create"),
    Ref("experts", "former_organisations.*", "organisations", "soft"),
    Ref("experts", "pools.*", "committees", "listed"),
    Ref("experts", "presides.*", "committees", "listed", "ANY"),
    Ref("experts", "service.*.committees.*", "committees", "soft"),
    Ref("applicants", "organisation", "organisations", "create"),
    Ref("applicants", "home_organisation", "organisations", "soft"),
    Ref("applicants", "committee", "committees", "strict"),
    Ref("staff", "organisation", "organisations", "soft"),
    Ref("staff", "committees.*", "committees", "listed"),
    Ref("conflicts", "expert", "experts", "strict"),
    Ref("conflicts", "applicant", "applicants", "strict"),
    Ref("conflicts", "organisation", "organisations", "strict"),
    Ref("routes", "organisation", "organisations", "strict"),
    Ref("routes", "receiving", "organisations", "soft"),
    Ref("routes", "approving", "organisations", "soft"),
    Ref("routes", "reviewing", "committees", "strict", "REGION"),
)
_PIN_TARGET: Final = {
    "meetings": "committees",
    "members": "committees",
    "appointments": "submissions",
    "quota": "organisations",
    "dockets": "applicants",
}
_PIN_VALUES: Final = {
    "expert": "experts",
    "desk": "desks",
    "organisation": "organisations",
    "room": "rooms",
}


def each(data: Any, path: str, before: str = "") -> Iterator[tuple[Any, Any, str]]:
    """Every (container, key, dotted path) that a path with stars leads to."""
    head, _, rest = path.partition(".")
    if head == "*":
        keys: Any = range(len(data)) if isinstance(data, list) else ()
    else:
        keys = (head,) if isinstance(data, dict) and head in data else ()
    for key in keys:
        at = f"{before}.{key}" if before else str(key)
        if rest:
            yield from each(data[key], rest, at)
        else:
            yield data, key, at


@dataclass(slots=True)
class Index:
    """The rows of one table by id, and the ids by every name that they go by."""

    ids: set[str] = field(default_factory=set[str])
    names: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @staticmethod
    def of(drafts: list[Draft]) -> "Index":
        """The index of a table, rows put aside among them."""
        index = Index()
        for draft in drafts:
            index.add(draft)
        return index

    def add(self, draft: Draft) -> None:
        """One more row."""
        data, row = draft.data, draft.id
        if not row:
            return
        self.ids.add(row)
        aliases = data.get("aliases", ())
        for name in {row, data.get("name"), *(aliases if isinstance(aliases, list) else ())}:
            if isinstance(name, str) and name:
                known = self.names.setdefault(squeeze(name).lower(), [])
                if row not in known:
                    known.append(row)

    def find(self, word: str) -> list[str]:
        """The ids that a word may stand for."""
        return [word] if word in self.ids else self.names.get(squeeze(word).lower(), [])


def resolve(intake: Intake) -> dict[str, Index]:
    """Every reference turned into an id, in place; the faults noted; units created by name."""
    index = {table: Index.of(drafts) for table, drafts in intake.drafts.items()}
    listed = any(not draft.made for draft in intake.drafts["organisations"])
    for ref in REFS:
        for draft in intake.drafts[ref.table]:
            for holder, key, at in each(draft.data, ref.path):
                word = holder[key]
                if isinstance(word, str) and word:
                    holder[key] = _one(intake, index, ref, draft, at, word, listed)
    for draft in intake.drafts["pins"]:
        _pin(intake, index, draft)
    for draft in intake.drafts["committees"]:
        _expected(draft)
    return index


def _one(
    intake: Intake,
    index: dict[str, Index],
    ref: Ref,
    draft: Draft,
    at: str,
    word: str,
    listed: bool,
) -> str:
    code = words.code_of(ref.words, word) if ref.words else None
    found = index[ref.target].find(word)
    if code and not found:
        return code
    if len(found) == 1:
        if ref.mode == "create" and intake.creates:
            _kind(intake, draft, at, found[0])
        return found[0]
    if ref.mode == "soft":
        return word
    if found:
        intake.fault("reference-ambiguous", "row", draft, at, word, names=len(found))
        return word
    kind = draft.extra.get(f"{at}+kind")
    if ref.mode == "create" and intake.creates and (kind or not listed):
        return _create(intake, index["organisations"], draft, at, word)
    severity = "warning" if ref.mode == "listed" else "row"
    near = "" if draft.table in SECRET_TABLES else nearest(word, index[ref.target].names)
    intake.fault(
        "reference-unknown-near" if near else "reference-unknown",
        severity,
        draft,
        at,
        word,
        near=near,
        target=TABLE_WORDS[ref.target],
    )
    return word


def _create(intake: Intake, index: Index, draft: Draft, at: str, word: str) -> str:
    """A unit that is only named elsewhere."""
    data: dict[str, Any] = {"id": intake.fit(word), "name": word}
    kind = draft.extra.get(f"{at}+kind")
    if kind:
        data["kind"] = kind
    made = Draft("organisations", data, {"": draft.place(at), "name": draft.place(at)}, made=True)
    intake.drafts["organisations"].append(made)
    index.add(made)
    return made.id


def _kind(intake: Intake, draft: Draft, at: str, row: str) -> None:
    """The kind given beside a unit's name: fills a gap, and is not to contradict."""
    kind = draft.extra.get(f"{at}+kind")
    if not kind:
        return
    for unit in intake.drafts["organisations"]:
        if unit.id == row:
            known = unit.data.setdefault("kind", kind)
            if known != kind:
                intake.fault(
                    "kind-contradicts",
                    "warning",
                    draft,
                    f"{at}+kind",
                    words.word_of("ORGANISATION_KIND", kind),
                    known=words.word_of("ORGANISATION_KIND", str(known)),
                )
            return


def _pin(intake: Intake, index: dict[str, Index], draft: Draft) -> None:
    part, subject, value = (draft.data.get(key) for key in ("part", "subject", "value"))
    target = _PIN_TARGET.get(part) if isinstance(part, str) else None
    if target and isinstance(subject, str):
        draft.data["subject"] = _one(
            intake, index, Ref("pins", "subject", target, "strict"), draft, "subject", subject, True
        )
    for key, table in _PIN_VALUES.items() if isinstance(value, dict) else ():
        word = value.get(key)  # pyright: ignore[reportOptionalMemberAccess]
        if isinstance(word, str) and word:
            ref = Ref("pins", key, table, "strict")
            value[key] = _one(intake, index, ref, draft, f"value.{key}", word, True)  # pyright: ignore[reportOptionalSubscript]
    if part == "sessions" and isinstance(value, dict):
        _session_pin(intake, index, draft, value)


def _session_pin(
    intake: Intake, index: dict[str, Index], draft: Draft, value: dict[str, Any]
) -> None:
    """A pin of a session: the group or committee that it names, and who sits in it, by id."""
    groups = [
        (str(g.get("id", "")), str(g.get("name", "")))
        for committee in intake.drafts["committees"]
        for g in committee.data.get("groups") or ()
        if isinstance(g, dict)
    ]
    for holder, key, at in ((draft.data, "subject", "subject"), (value, "group", "value.group")):
        word = holder.get(key)
        if not isinstance(word, str) or not word:
            continue
        able = [row for row, _ in groups if word == row] or [
            row for row, name in groups if squeeze(word) == squeeze(name)
        ]
        able = able or index["committees"].find(word)
        if len(able) == 1:
            holder[key] = able[0]
        elif able:
            intake.fault("reference-ambiguous", "row", draft, at, word, names=len(able))
    members = value.get("members")
    if isinstance(members, str) and members:
        ref = Ref("pins", "members", "experts", "strict")
        found = [
            _one(intake, index, ref, draft, "value.members", word.strip(), True)
            for word in members.split("、")
            if word.strip()
        ]
        value["members"] = "、".join(found)


def _expected(draft: Draft) -> None:
    """A group named in 预计人数 becomes its id where the committee has such a group."""
    groups = draft.data.get("groups")
    if not isinstance(groups, list):
        return
    ids = {g.get("name"): g.get("id") for g in groups if isinstance(g, dict) and g.get("name")}
    known = {g.get("id") for g in groups if isinstance(g, dict)}
    for holder, key, _ in each(draft.data, "expected.*.group"):
        if holder[key] not in known and isinstance(ids.get(holder[key]), str):
            holder[key] = ids[holder[key]]


def drag(intake: Intake) -> None:
    """Rows that hang on a row put aside are put aside too, until nothing more falls."""
    single = [ref for ref in REFS if ref.mode in {"strict", "create"} and ref.path != "serves.*"]
    fallen = True
    while fallen:
        fallen = False
        aside = {
            table: {d.id for d in drafts if d.aside} - {d.id for d in drafts if not d.aside}
            for table, drafts in intake.drafts.items()
        }
        for ref in single:
            gone = aside[ref.target]
            for draft in intake.drafts[ref.table] if gone else ():
                if draft.aside:
                    continue
                for holder, key, at in each(draft.data, ref.path):
                    if holder[key] in gone:
                        target = TABLE_WORDS[ref.target]
                        intake.fault(
                            "reference-put-aside", "row", draft, at, holder[key], target=target
                        )
                        fallen = True
                        break
        for draft in intake.drafts["pins"]:
            target = _PIN_TARGET.get(str(draft.data.get("part")))
            if target and not draft.aside and draft.data.get("subject") in aside[target]:
                intake.fault(
                    "reference-put-aside", "row", draft, "subject", "", target=TABLE_WORDS[target]
                )


TABLE_WORDS: Final = {
    "organisations": "单位",
    "experts": "专家",
    "conflicts": "回避",
    "committees": "评委会",
    "applicants": "申报人",
    "routes": "路由",
    "rooms": "会议室",
    "desks": "审核窗口",
    "staff": "工作人员",
    "submissions": "单位送审",
    "quota": "名额项目",
    "pins": "固定安排",
    "parameters": "参数",
    "laws": "依据",
    "overrides": "日历",
}
