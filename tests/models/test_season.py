"""The two hashes of a season: of all of it, and of what lasts."""

from models.base import canonical, plain, sha256
from models.people import Absence, Conflict, Staff
from models.season import lasting_hash, season_hash
from tests import seasons

LEAVE = Absence(first="2024-08-01.am", last="2024-08-02.pm")
TIE = Conflict(id="K", expert="甲", applicant="a")


def test_a_season_is_hashed_over_its_canonical_form() -> None:
    season = seasons.season(experts=(seasons.expert("甲", absences=(LEAVE,)),), conflicts=(TIE,))
    assert season_hash(season) == sha256(canonical(plain(season)))


def test_ties_and_leave_change_the_whole_hash_and_not_the_lasting_one() -> None:
    clerk = Staff(id="S", name="乙", roles=("secretary",))
    before = seasons.season(experts=(seasons.expert("甲"),), staff=(clerk,))
    after = before.model_copy(
        update={
            "conflicts": (TIE,),
            "experts": (seasons.expert("甲", absences=(LEAVE,)),),
            "staff": (clerk.model_copy(update={"absences": (LEAVE,)}),),
        }
    )
    assert season_hash(before) != season_hash(after)
    assert lasting_hash(before) == lasting_hash(after) == season_hash(before)
    other = before.model_copy(update={"staff": ()})
    assert lasting_hash(other) != lasting_hash(before)
