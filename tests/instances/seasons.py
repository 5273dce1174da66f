"""Small seasons of every shape, for the two formats to agree on."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from instances.profile import profile
from instances.text import clean, squeeze
from models.season import Season

WORDS = st.one_of(
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cs", "Co", "Cn", "Zs", "Zl", "Zp", "Cc", "Cf")
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(
        [
            *["无", "是", "1/3", "甲、乙", "a；b", "系/列", "=1+1", "2024-06-14", "[x]", '{"a":1}'],
            *[
                "上报自治",
                "8月7日",
                "007",
                "1e5",
                "A|B",
                "（原因）",
                "~",
                '"',
                "第一 组",
                "*星",
                "１２",
            ],
        ]
    ),
).map(lambda word: squeeze(clean(word)) or "空")
NAMES = WORDS.filter(lambda word: not word.startswith("示例") and word != "*")
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
ISO = DAYS.map(dt.date.isoformat)
HALVES = st.tuples(ISO, st.sampled_from(["am", "pm"])).map(".".join)
MAYBE = st.none() | st.booleans()
LEVELS = st.sampled_from(["full_senior", "associate_senior", "mid", "junior"])
LISTS = st.lists(WORDS, max_size=3)


def spell(pair: tuple[str, str], reason: str) -> dict[str, str]:
    return {"first": min(pair), "last": max(pair), "reason": reason}


SPELLS = st.lists(st.builds(spell, st.tuples(HALVES, HALVES), st.just("") | WORDS), max_size=2)
TITLES = st.lists(
    st.fixed_dictionaries({"series": WORDS, "specialty": st.just("") | WORDS, "level": LEVELS}),
    max_size=3,
)
EXEMPTIONS = st.lists(
    st.fixed_dictionaries({"clause": WORDS, "reason": WORDS, "author": WORDS}), max_size=2
)
PIN = st.fixed_dictionaries(
    {"at": HALVES}, optional={"group": WORDS | st.integers(0, 9), "room": st.just("r")}
)
FORMATS = st.sampled_from(["dossier", "interview", "lesson_defence", "live_lesson"])


@st.composite
def seasons(draw: st.DrawFn) -> Season:
    units = draw(st.lists(NAMES, min_size=1, max_size=4, unique_by=lambda w: squeeze(w).lower()))
    unit = st.sampled_from([f"U{n}" for n in range(len(units))])
    boards = draw(st.lists(NAMES, max_size=3, unique_by=lambda w: squeeze(w).lower()))
    people = draw(st.integers(0, 3))
    parameters = profile(2024).parameters[:3]
    odd = draw(st.lists(WORDS | st.integers(0, 99) | st.booleans() | LISTS, max_size=4))
    extra = [{"id": f"x{n}", "title": "t", "value": value} for n, value in enumerate(odd)]
    data: dict[str, Any] = {
        "year": 2024,
        "name": draw(st.just("") | WORDS),
        "profile": {"name": draw(st.just("") | WORDS), "parameters": [*parameters, *extra]},
        "calendar": {"year": 2024, "days_off": draw(st.lists(DAYS, max_size=2))},
        "organisations": [
            {"id": f"U{n}", "name": name, "aliases": draw(st.lists(st.just(f"别{n}"), max_size=1))}
            | {"suspended": draw(MAYBE), "contact": draw(st.just("") | WORDS)}
            for n, name in enumerate(units)
        ],
        "committees": [committee(draw, n, name, unit) for n, name in enumerate(boards)],
        "experts": [expert(draw, n, unit) for n in range(people)],
        "rooms": [{"id": "r", "name": "厅", "closed": draw(SPELLS), "equipment": draw(LISTS)}],
        "desks": [{"id": "d", "name": "窗", "opened": draw(st.lists(HALVES, max_size=3))}],
        "submissions": [
            {"id": f"s{n}", "organisation": draw(unit), "band": "mid", "dossiers": n}
            | {"forecast": draw(st.booleans()), "wished": draw(st.none() | DAYS)}
            for n in range(draw(st.integers(0, 2)))
        ],
        "quota": [
            {"id": "q", "total": 9, "bodies": [{"organisation": draw(unit), "teachers": 5}]},
            {"id": "p", "kind": "posts", "lots": [draw(unit)]},
        ][: draw(st.integers(0, 2))],
        "pins": [
            {"id": "p", "part": "sessions", "subject": "S", "reason": "r", "author": "a"}
            | {"value": draw(PIN)}
        ],
    }
    return Season.model_validate(data)


def committee(
    draw: st.DrawFn, number: int, name: str, unit: st.SearchStrategy[str]
) -> dict[str, Any]:
    filed = sorted([draw(DAYS), draw(DAYS)])
    return {
        "id": f"C{number}",
        "name": name,
        "series": draw(WORDS),
        "specialties": draw(LISTS),
        "levels": draw(st.lists(LEVELS, min_size=1, max_size=3)),
        "organiser": draw(unit),
        "serves": draw(st.lists(unit, max_size=2)),
        "filing": {"valid_from": filed[0], "valid_to": filed[1], "renewal": draw(MAYBE)},
        "groups": [
            {"id": f"g{n}", "name": draw(WORDS), "specialties": draw(LISTS)}
            for n in range(draw(st.integers(0, 2)))
        ],
        "expected": draw(
            st.lists(
                st.fixed_dictionaries(
                    {"count": st.integers(0, 99), "format": FORMATS, "set_apart": st.booleans()}
                ),
                max_size=2,
            )
        ),
        "entrustments": [{"organisation": draw(unit), "consent": draw(MAYBE)}],
        "exemptions": draw(EXEMPTIONS),
        "wished": draw(st.lists(DAYS, max_size=2)),
    }


def expert(draw: st.DrawFn, number: int, unit: st.SearchStrategy[str]) -> dict[str, Any]:
    # Not the name of a committee of this season: that would be read as its id.
    former = st.lists(WORDS.map("旧{}".format), max_size=3)
    service = st.fixed_dictionaries({"year": st.integers(2019, 2023), "committees": former})
    return {
        "id": f"E{number}",
        "name": draw(WORDS),
        "organisation": draw(unit),
        "titles": draw(TITLES),
        "service": draw(st.lists(service, max_size=3)),
        "absences": draw(SPELLS),
        "presides": draw(st.sampled_from([(), ("*",)])),
        "exemptions": draw(EXEMPTIONS),
        "wishes_against": draw(st.lists(HALVES, max_size=3)),
        "note": draw(st.just("") | WORDS),
        "phone": f"1380000000{number}",  # two people of one name and unit are told apart
    }
