"""What fills a finding's sentence: ids of the data as names, codes as words of the catalogue."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from models.messages import Arg, Lang
from models.plan import Plan, Where
from models.season import Season
from reports.places import place_words
from reports.words import clean, label, word

PEOPLE = {"expert": "experts", "applicant": "applicants", "staff": "staff"}
"""By how an arg's name begins: the table of people in which its id stands."""
NAMED = {
    "committee": ("committees",),
    "organisation": ("organisations",),
    "unit": ("organisations",),
    "room": ("rooms",),
    "desk": ("desks",),
    "submission": ("submissions",),
    "who": ("organisations", "committees", "desks"),
    "other": ("committees",),
    "right": ("committees",),
}
"""By how an arg's name begins: the tables in which its id may stand."""
CODES = {
    "task": ("milestone",),
    "before": ("milestone",),
    "role": ("duty",),
    "status": ("filing",),
    "approver": ("approver",),
    "category": ("category",),
    "right": ("category", "approver"),
    "part": ("part",),
    "table": ("table",),
}
"""By an arg's name: the kinds of words of which its code may be one."""
PARTED = {"levels": (" ", ("level",)), "window": ("/", ("unit", "band"))}
"""By an arg's name: what parts its codes, and the kind of each, the last of the rest."""


T = TypeVar("T")


@dataclass(frozen=True)
class Wording:
    """Puts args into words. `person` gives the name of a row of a table of people."""

    season: Season
    plan: Plan | None
    lang: Lang
    person: Callable[[str, str], str]

    def args(self, args: Mapping[str, Arg]) -> dict[str, object]:
        """The args of a message with names and words; what is neither stays as it is."""
        found = {name: self._arg(name, value) for name, value in args.items()}
        if "task" in args:  # of a task, the subject is an id; elsewhere it is a specialty
            found["subject"] = self._whose(str(args.get("subject", "")))
        return found

    def name(self, table: str, key: str) -> str:
        """The name of a row; a submission is called by its unit, a person as `person` has it."""
        if table in PEOPLE.values():
            return self.person(table, key)
        row = _row(self.season, table, key)
        if row is not None and table == "submissions":
            row = _row(self.season, "organisations", row.organisation) or row
        return clean(getattr(row, "name", "")) or key

    def _arg(self, name: str, value: Arg) -> object:
        if isinstance(value, tuple):
            return tuple(str(self._arg(name, item)) for item in value)
        if not isinstance(value, str):
            return value
        if person := _begun(PEOPLE, name):
            return self.person(person, value)
        return next(
            (found for found in self._called(name, value) if found not in {"", value}), value
        )

    def _called(self, name: str, value: str) -> Iterator[str]:
        """What the arg may be called, the likeliest first."""
        if name in PARTED:
            yield self._parted(name, value)
        if name in {"group", "session", "who"}:
            yield self._of_plan(value)
        yield from (word(kind, value, self.lang) for kind in CODES.get(name, ()))
        yield from (self.name(table, value) for table in _begun(NAMED, name) or ())

    def _whose(self, key: str) -> str:
        """The unit or committee that a task is of; a task without one is the season's."""
        named = (self.name(table, key) for table in ("organisations", "committees"))
        return next((name for name in named if name != key), key or label("subject-all", self.lang))

    def _parted(self, name: str, value: str) -> str:
        sign, kinds = PARTED[name]
        found = [
            word(kinds[min(place, len(kinds) - 1)], code, self.lang)
            for place, code in enumerate(value.split(sign))
        ]
        return "　".join(found) if sign == "/" else sign.join(found)

    def _of_plan(self, key: str) -> str:
        """A session by its committee, half-day and room, a group by its name."""
        for table in ("sessions", "groups") if self.plan else ():
            if _row(self.plan, table, key) is not None:
                where = Where(file="plan", table=table, id=key)
                return place_words(self.season, cast("Plan", self.plan), where, self.lang)
        return ""


def sealed_args(
    season: Season, plan: Plan | None, args: Mapping[str, Arg], lang: Lang
) -> dict[str, object]:
    """The args with everybody's name: for sealed papers alone."""

    def person(table: str, key: str) -> str:
        return clean(getattr(_row(season, table, key), "name", key))

    return Wording(season, plan, lang, person).args(args)


def _begun(table: Mapping[str, T], name: str) -> T | None:
    return next((value for head, value in table.items() if name.startswith(head)), None)


def _row(data: object, table: str, key: str) -> Any:
    return next((row for row in getattr(data, table, ()) if row.id == key), None)
