"""A committee without groups: dossiers on paper go to those who match, evenly, ties apart."""

from typing import Any

from models.people import Conflict
from models.season import Season
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons

CHANGES: dict[str, Any] = {"committee.min.mid.series": 7, "pool.ratio": 1}


def _season(**more: Any) -> Season:
    fields = ("地质", "测绘", "采矿")
    experts = tuple(
        seasons.expert(f"E{n}", f"单位{n}", titles=(seasons.title(specialty=fields[n % 3]),))
        for n in range(12)
    )
    applicants = tuple(
        seasons.applicant(f"A{n:02}", "甲厂", specialty=fields[n % 3], format="dossier")
        for n in range(70)
    )
    return seasons.season(
        changes=CHANGES,
        committees=(seasons.committee(size=7),),
        experts=experts,
        applicants=applicants,
        **more,
    )


def test_every_dossier_has_three_matching_readers_and_loads_are_even() -> None:
    season = _season(conflicts=(Conflict(id="K", expert="E1", applicant="A01", kind="kin"),))
    made = plan(season, Work())
    assert verify(season, made).lawful
    report = made.report("dockets")
    assert report is not None
    goal = next(g for g in report.goals if g.name == "readers_match")
    assert goal.proven
    at = {s.id: s.at for s in made.sessions}
    loads: dict[tuple[str, str], int] = {}
    for docket in made.dockets:
        assert len(set(docket.readers)) == 3
        assert (docket.id, "E1") not in {
            (d.id, e) for d in [docket] for e in d.readers if d.id == "A01"
        }
        for reader in docket.readers:
            key = (at[docket.session], reader)
            loads[key] = loads.get(key, 0) + 1
    for moment in set(at.values()):
        mine = [n for (when, _), n in loads.items() if when == moment]
        assert not mine or max(mine) * season.profile.integer("format.dossier.minutes") <= (
            season.profile.integer("session.minutes")
        )
    codes = {f.code for f in verify(season, made).findings}
    assert "dock_few_readers" not in codes


def test_those_of_the_very_specialty_come_and_read_also_where_somebody_is_heard() -> None:
    plain = _season()
    people = tuple(
        a.model_copy(update={"format": "interview"}) if n % 7 == 0 else a
        for n, a in enumerate(plain.applicants[:20])
    )
    season = plain.model_copy(update={"applicants": people})
    made = plan(season, Work())
    of = {e.id: e.titles[0].specialty for e in season.experts}
    there = [of[s.expert] for s in made.seats]
    for docket in made.dockets:
        wanted = season.applicant[docket.id].specialty
        own = sum(of[e] == wanted for e in docket.readers)
        assert own >= min(3, there.count(wanted)), docket.id
    assert verify(season, made).lawful
