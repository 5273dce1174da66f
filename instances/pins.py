"""What a pin may say, by the part of the plan that it holds fast."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from instances.drafts import Draft, Intake
from instances.words import SEAT_ROLE, code_of
from models.appointment import Clock
from models.base import Count
from models.calendar import HalfDay
from models.plan import session_parts

Check = Callable[[Any], str]
"""The code of what is wrong with a value; empty where nothing is."""


def _reads(kind: Any, code: str) -> Check:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def check(value: Any) -> str:
        try:
            adapter.validate_python(value, strict=True)
        except ValidationError:
            return code
        return ""

    return check


_HALF_DAY: Final = _reads(HalfDay, "not-a-half-day")
_CLOCK: Final = _reads(Clock, "not-a-clock-time")
_COUNT: Final = _reads(Count, "not-a-count")


def _anything(_: Any) -> str:
    return ""


def _role(value: Any) -> str:
    return "" if value in SEAT_ROLE else "not-a-role"


KEYS: Final[Mapping[str, Mapping[str, Check]]] = {
    "meetings": {"first": _HALF_DAY, "plenary": _HALF_DAY},
    "members": {"expert": _anything, "group": _anything, "role": _role},
    "appointments": {"at": _HALF_DAY, "desk": _anything, "start": _CLOCK, "dossiers": _COUNT},
    "quota": {"places": _COUNT},
    "sessions": {"at": _HALF_DAY, "room": _anything, "group": _anything, "members": _anything},
    "dockets": {"session": _anything},
}
"""By part: the keys of a pin's value, and what each is read by."""
_NEEDED: Final = {
    "members": "expert",
    "quota": "places",
    "dockets": "session",
}
"""By part: the key without which nothing is held fast."""
_NOT_PLANNED: Final[Mapping[str, tuple[str, ...]]] = {
    "appointments": ("dossiers",),
}
"""By part: the keys that no step of planning follows; the verifier alone compares them."""


def check(intake: Intake) -> None:
    """Keys that no step knows, and values that no step can read: the pin is put aside."""
    for draft in intake.drafts["pins"]:
        part, value = draft.data.get("part"), draft.data.get("value", {})
        read = isinstance(value, dict) and "value" not in draft.broken
        if isinstance(part, str) and part in KEYS and read:
            _check(intake, draft, part, value)


def _check(intake: Intake, draft: Draft, part: str, value: dict[str, Any]) -> None:
    if part == "members" and isinstance(word := value.get("role"), str):
        value["role"] = code_of("SEAT_ROLE", word) or word
    keys = KEYS[part]
    known, needed = tuple(keys), _NEEDED.get(part)
    for key, item in value.items():
        if key not in keys:
            intake.fault("pin-key-unknown", "row", draft, "value", known=known)
        elif code := keys[key](item):
            intake.fault(code, "row", draft, f"value.{key}", item, key=key)
    if not value or (needed and needed not in value and value.keys() <= keys.keys()):
        intake.fault("pin-says-nothing", "row", draft, "value", known=needed or known)
    if part in {"sessions", "dockets"} and not draft.aside:
        _check_session(intake, draft, part, value)
    if not draft.aside:
        _tell_what_is_not_planned(intake, draft, part, value)


def _check_session(intake: Intake, draft: Draft, part: str, value: dict[str, Any]) -> None:
    """Which session a pin means: a group, a committee (its plenary) or a number, and when."""
    known = {c.id for c in intake.drafts["committees"]} | groups_named(intake).keys()
    if part == "dockets":
        own = (a.data for a in intake.drafts["applicants"] if a.id == draft.data.get("subject"))
        if any((a.get("format") or a.get("track")) == "recognition" for a in own):
            intake.fault("pin-recognised", "row", draft, "subject")
            return
        of, at = session_parts(str(value.get("session", "")))
        if not at or (of and of not in known):
            intake.fault("pin-not-planned", "warning", draft, "value.session", keys=("session",))
        return
    subject = str(draft.data.get("subject", ""))
    of, at = session_parts(subject)
    of = str(value.get("group", "")) or of or subject
    if of not in known or not (at or value.get("at")):
        keys = tuple(key for key in KEYS[part] if key in value)
        intake.fault("pin-not-planned", "warning", draft, "subject", keys=keys)
    elif of not in groups_named(intake) and "members" in value:
        intake.fault("pin-plenary-members", "row", draft, "value.members")


def groups_named(intake: Intake) -> dict[str, str]:
    """The committee of every group, by the group's id; without groups it is one as a whole."""
    found: dict[str, str] = {}
    for draft in intake.drafts["committees"]:
        groups = draft.data.get("groups")
        own = [g.get("id") for g in groups if isinstance(g, dict)] if groups else []
        found.update((str(group), draft.id) for group in own or [f"{draft.id}#1"])
    return found


def _tell_what_is_not_planned(
    intake: Intake, draft: Draft, part: str, value: dict[str, Any]
) -> None:
    """What a pin says and planning does not follow: a warning, for the pin stays."""
    found = tuple(key for key in _NOT_PLANNED.get(part, ()) if key in value)
    if found:
        intake.fault("pin-not-planned", "warning", draft, "value", keys=found)
    if part == "appointments" and "start" in value and not {"at", "desk"} <= value.keys():
        intake.fault("pin-start-alone", "warning", draft, "value.start")
