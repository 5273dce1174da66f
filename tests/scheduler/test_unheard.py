"""Life after the draw: ties and leave declared later, with the members as they were drawn."""

from collections.abc import Iterable

import pytest

from models.people import Absence, Conflict
from models.plan import DrawRecord, Plan
from models.season import Season
from scheduler.planning import plan
from scheduler.verify import verify
from scheduler.work import Work
from tests import seasons


@pytest.fixture(scope="module")
def season() -> Season:
    return seasons.season(
        changes={"committee.min.mid.series": 5, "pool.ratio": 1},
        committees=(seasons.committee(size=5),),
        experts=tuple(seasons.expert(f"E{n}", f"所{n}") for n in range(8)),
        applicants=tuple(seasons.applicant(f"A{n}", f"厂{n}") for n in range(4)),
    )


@pytest.fixture(scope="module")
def drawn(season: Season) -> Plan:
    """A plan whose list counts as drawn: nobody is drawn anew."""
    made = plan(season, Work())
    record = DrawRecord.model_validate(
        {
            "id": "C/1",
            "committee": "C",
            "held_on": "2024-08-06",
            "seed": "七",
            "algorithm": "test",
            "witnesses": ("甲",),
            "eligible": (),
            "members": tuple(s.expert for s in made.seats),
            "reserves": (),
        }
    )
    return made.model_copy(update={"draws": (record,)})


def _tied(season: Season, experts: Iterable[str]) -> Season:
    more = tuple(Conflict(id=f"K{e}", expert=e, applicant="A1", kind="kin") for e in experts)
    return season.model_copy(update={"conflicts": more})


def test_a_dossier_that_all_who_were_drawn_are_tied_to_stops_nobody_else(
    season: Season, drawn: Plan
) -> None:
    late = _tied(season, (s.expert for s in drawn.seats))
    made = plan(late, Work(base=drawn))
    assert made.seats == drawn.seats
    (aside,) = made.put_aside
    assert (aside.row, aside.code, aside.clause) == ("A1", "put-aside.no-readers", "R40-25")
    assert {d.id for d in made.dockets} == {"A0", "A2", "A3"}
    assert verify(late, made).lawful


def test_where_fewer_than_three_are_free_they_read_and_the_office_is_reminded(
    season: Season, drawn: Plan
) -> None:
    late = _tied(season, [s.expert for s in drawn.seats][:3])
    made = plan(late, Work(base=drawn))
    assert made.seats == drawn.seats
    assert not made.put_aside
    docket = next(d for d in made.dockets if d.id == "A1")
    assert len(docket.readers) == 2
    verdict = verify(late, made)
    assert verdict.lawful
    assert "dock_few_readers" in {f.code for f in verdict.findings}


def test_a_group_that_can_no_longer_sit_is_named(season: Season, drawn: Plan) -> None:
    halves = drawn.meetings[0].half_days
    away = (Absence(first=halves[0], last=halves[-1]),)
    gone = {s.expert for s in drawn.seats[:3]}
    late = season.model_copy(
        update={
            "experts": tuple(
                e.model_copy(update={"absences": away}) if e.id in gone else e
                for e in season.experts
            )
        }
    )
    made = plan(late, Work(base=drawn, frozen=frozenset({"dates", "members"})))
    report = made.report("timetable")
    assert report is not None
    assert report.status == "INFEASIBLE"
    assert [f.args["committee"] for f in report.findings] == ["C"]


def test_leave_declared_later_makes_no_other_season(season: Season, drawn: Plan) -> None:
    session = next(s for s in drawn.sessions if s.kind == "panel")
    ill = session.members[0]
    away = (Absence(first=session.at, last=session.at, reason="手术"),)
    experts = tuple(
        e.model_copy(update={"absences": away}) if e.id == ill else e for e in season.experts
    )
    codes = {f.code for f in verify(season.model_copy(update={"experts": experts}), drawn).findings}
    assert "plan_leave_changed" in codes
    assert "plan_other_season" not in codes
    other = tuple(e.model_copy(update={"official": True}) for e in experts)
    codes = {f.code for f in verify(season.model_copy(update={"experts": other}), drawn).findings}
    assert "plan_other_season" in codes
