"""Findings in words: what an arg is called, on the screen and in the verification report."""

import pytest

from instances.source import Source
from models.messages import Arg, Lang
from models.plan import Finding
from reports.sentences import Wording
from reports.verification import sentence_of
from scheduler.printing import Speaker
from tests.reports.sample import make_plan, make_season

SEASON = make_season(4, 20)
PLAN = make_plan(SEASON)


def late(**args: Arg) -> Finding:
    return Finding(code="time_late", severity="breach", args={**args, "due": "a", "limit": "b"})


@pytest.mark.parametrize(
    ("lang", "task", "season"),
    [("zh", "报实施方案", "全市"), ("en", "review plan filed", "the season")],
)
def test_a_task_is_told_in_words_and_whose_it_is_by_name(
    lang: Lang, task: str, season: str
) -> None:
    committee = SEASON.committees[0]
    finding = late(task="plan_filing", subject=committee.id)
    said = Speaker(SEASON, Source("x.json"), PLAN, lang=lang).finding(finding).message
    for told in (said, sentence_of(SEASON, finding, lang, PLAN)):
        assert task in told
        assert committee.name in told
        assert "plan_filing" not in told
    assert season in sentence_of(SEASON, late(task="pool_filing", subject=""), lang, PLAN)


def test_sessions_groups_submissions_and_codes_are_named() -> None:
    session, submission = PLAN.sessions[0], SEASON.submissions[0]
    said = Wording(SEASON, PLAN, "zh", lambda _table, _key: "*").args(
        {
            "session": session.id,
            "group": PLAN.groups[0].id,
            "submission": (submission.id,),
            "expert": (SEASON.experts[0].id, SEASON.experts[1].id),
            "role": "teller",
            "levels": "mid junior",
            "category": "nonpublic",
            "size": 3,
            "subject": SEASON.committees[0].id,
        }
    )
    assert SEASON.committee[session.committee].name in str(said["session"])
    assert said["group"] != PLAN.groups[0].id
    assert said["submission"] == (SEASON.organisation[submission.organisation].name,)
    assert said["expert"] == ("*", "*")
    assert [said[name] for name in ("role", "levels", "category", "size")] == [
        "计票", "中级 初级", "非公类", 3
    ]  # fmt: skip
    assert said["subject"] == SEASON.committees[0].id, "a specialty may be called as an id is"
