"""Who is tied to an applicant keeps out of the vote too, in a plan and after a replacement."""

import pytest

from models.committee import ReviewGroup
from models.plan import Plan
from models.season import Season
from scheduler.planning import plan
from scheduler.replacement import swapped
from scheduler.rules.facts import facts_of
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES = {"committee.min.mid.specialty": 7, "pool.ratio": 1, "committee.unit_cap_share": (1, 1)}


@pytest.fixture(scope="module")
def season() -> Season:
    groups = tuple(
        ReviewGroup(id=f"C-{name}", name=f"{name}组", size=size, specialties=(name,))
        for name, size in (("甲", 4), ("乙", 3))
    )
    return seasons.season(
        changes=CHANGES,
        committees=(
            seasons.committee(
                size=7, specialty="机械", specialties=("甲", "乙"), groups=groups
            ),
        ),
        experts=tuple(
            seasons.expert(
                f"E{n:02}", f"厂{n % 5}", titles=(seasons.title(specialty="甲乙"[n % 2]),)
            )
            for n in range(16)
        ),
        applicants=tuple(
            seasons.applicant(f"A{n}", f"厂{n}", specialty="甲乙"[n % 2]) for n in range(5)
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(season: Season) -> Plan:
    return plan(season, Work())


def _wrong(season: Season, made: Plan) -> list[str]:
    """Dossiers whose record is not: all of panel and plenary who are tied to the applicant."""
    facts = facts_of(season, made)
    votes = {s.committee: set(s.members) for s in made.sessions if s.kind == "plenary"}
    panel = {s.id: set(s.members) for s in made.sessions}
    return [
        docket.id
        for docket, applicant, committee in facts.dockets
        if frozenset(docket.recused)
        != facts.tied(applicant, committee) & (votes[committee.id] | panel[docket.session])
    ]


def test_members_tied_to_an_applicant_are_kept_out_of_panel_and_vote(
    season: Season, made: Plan
) -> None:
    panels = {s.id: s.members for s in made.sessions}
    assert any(set(d.recused) - set(panels[d.session]) for d in made.dockets), "only the vote"
    assert not _wrong(season, made)
    assert "must-step-out" not in {f.rule for f in verify(season, made).findings}


def test_a_record_without_the_vote_is_told_with_who_and_what_remains(
    season: Season, made: Plan
) -> None:
    panels = {s.id: set(s.members) for s in made.sessions}
    docket = next(d for d in made.dockets if d.recused and not panels[d.session] & set(d.recused))
    blank = docket.model_copy(update={"recused": ()})
    others = tuple(blank if d.id == docket.id else d for d in made.dockets)
    found = verify(season, made.model_copy(update={"dockets": others})).findings
    (told,) = (f for f in found if f.rule == "must-step-out")
    plenary = next(s for s in made.sessions if s.kind == "plenary")
    assert told.args["applicant"] == docket.id
    assert told.args["session"] == plenary.id
    assert told.args["voters"] == len(set(plenary.members) - set(docket.recused))


def test_who_follows_a_member_keeps_out_where_tied(season: Season, made: Plan) -> None:
    sitting = {s.expert for s in made.seats}
    tried = 0
    for seat in made.seats:
        for expert in season.experts:
            if expert.id not in sitting:
                after, _ = swapped(season, made, seat, expert.id)
                assert not _wrong(season, after), (seat.expert, expert.id)
                tried += 1
    assert tried > len(made.seats)


def test_items_of_recognition_are_on_the_list_of_the_plenary(season: Season) -> None:
    people = tuple(
        a.model_copy(update={"format": "recognition"}) if a.id in {"A1", "A2"} else a
        for a in season.applicants
    )
    twin = season.model_copy(update={"applicants": people})
    made = plan(Season.model_validate(twin.model_dump()), Work())
    plenary = next(s for s in made.sessions if s.kind == "plenary")
    listed = {d.id: d for d in made.dockets if d.session == plenary.id}
    assert sorted(listed) == ["A1", "A2"]
    assert all(not d.readers and d.recused for d in listed.values()), "each has a colleague there"
    assert not _wrong(twin, made)
    assert verify(twin, made).lawful
