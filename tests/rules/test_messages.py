"""Whatever a rule says has a text in both languages, and the text finds its values."""

import re
import string
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from models.messages import catalogue
from scheduler.verify import verify
from tests.rules import tiny, tiny_plan
from tests.rules.editing import Mutation, apply
from tests.rules.test_mutations import MUTATIONS

ROOMS = "quota|desk|filing|meet|room|staff|form|sit|app|dock|time|plan"


def _said() -> set[str]:
    folder = Path(str(files("scheduler")))
    texts = [path.read_text(encoding="utf-8") for path in (folder / "rules").glob("*.py")]
    texts.append((folder / "verify.py").read_text(encoding="utf-8"))
    words = {word for text in texts for word in re.findall(rf'"((?:{ROOMS})_[a-z_]+)"', text)}
    return words - {"plan_filing"}  # a task


def test_every_code_has_its_message_and_no_message_is_idle() -> None:
    path = Path(str(files("models"))) / "catalogue" / "rules.toml"
    assert set(tomllib.loads(path.read_text(encoding="utf-8"))) == _said()


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=[f"{n}-{m.name}" for n, m in enumerate(MUTATIONS)]
)
def test_the_text_of_a_finding_finds_its_values(mutation: Mutation) -> None:
    season = tiny.season()
    season, plan = apply(mutation.edit, season, tiny_plan.plan(season))
    for finding in verify(season, plan).findings:
        message = catalogue()[finding.code]
        wanted = _placeholders(message.zh) | _placeholders(message.en)
        assert wanted <= set(finding.args)
        assert finding.where or finding.severity == "note"
