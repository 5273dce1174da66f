"""The count of the ballots of a committee, worked by formula, and annex 8, which follows it."""

from typing import Final

from models.people import Applicant
from models.plan import Docket
from reports.forms import Form, Formula, Input, Rows, Shown, columns
from reports.letters import quorum_of
from reports.plan_procedure import share_words
from reports.review_plan import organisation
from reports.sealed_letters import Sealed
from reports.view import footer_words
from reports.words import blank, clean, season_name, specialty_of, word

BALLOTS: Final = "票决统计表"
FIRST_BALLOT: Final = 5
"""The first row of the count, below title, note, facts and header; annex 8 points to it."""
Dockets = list[tuple[Docket, Applicant]]
COUNT_COLUMNS = columns(
    *(("序号", 7), ("申报编号", 12), ("姓名", 12), ("单位", 30), ("专业", 16), ("层级", 11)),
    *(("到会", 10), ("回避", 8), ("同意", 8), ("不同意", 8), ("弃权", 8)),
    *(("票数核对", 12), ("结果", 14), ("回避的委员", 22)),
)
ANNEX_8_COLUMNS = columns(
    *(("序号", 6), ("姓名", 10), ("证件号码", 20), ("单位", 30), ("系列", 16), ("专业", 18)),
    *(("层级", 8), ("类别", 10), ("同意票", 8), ("结果", 10), ("资格起算时间", 14), ("备注", 12)),
)


def counted(view: Sealed, committee: str, dockets: Dockets) -> list[Form]:
    """The count of the ballots, and annex 8, whose results follow from it."""
    if not dockets:
        return []
    return [_count(view, committee, dockets), _annex_8(view, committee, dockets)]


def _count(view: Sealed, committee: str, dockets: Dockets) -> Form:
    """票决统计表: what is filled in is yellow and bounded, the rest follows by formula."""
    season = view.season
    size = len(view.seats[committee]) or season.committee[committee].size or 0
    least = quorum_of(season, size)
    apart = _ballot_base(view) != "attending"
    base = "到会委员减去回避的" if apart else "到会委员（回避的不剔除）"
    return Form(
        sheet=BALLOTS,
        title=f"{clean(season.committee[committee].name)}票决统计表",
        notes=(
            f"黄色格填写，其余由公式得出。同意票达到{base}的 "
            f"{share_words(season, 'vote.pass_share')} 为通过（40号令第20条）；"
            "半日换人的，在“到会”列改填该半日人数。回避的委员不领该件的票。",
        ),
        facts=_facts(size, least, len(dockets)),
        **COUNT_COLUMNS,
        rows=_count_rows(view, dockets, size, _result(view, least, apart=apart)),
        footer=footer_words(season, "sealed", view.number),
        closing=(
            "主持人：　　　　　　　　计票人：　　　　　　　　监票人：",
            "监督人员：　　　　　　　　日期：",
        ),
        by_hand=22,
        one_page=True,
        filtered=False,
        guarded=True,
        marks=(("L:L", "不符"), ("M:M", "不得"), ("H:H", "不足")),
    )


def _facts(size: int, least: int, items: int) -> tuple[Shown, ...]:
    """The line above the count: how many must be there, how many are, how many passed."""
    return (
        *("应到", size or blank("人数"), "最少到会", least or blank("人数")),
        *("实到（填）", Input(most=str(size) if size else "")),
        "能否开会",
        Formula('=IF($F${f}="","",IF($F${f}<$D${f},"人数不足，不得表决","可以表决"))')
        if least
        else blank("按到会人数核定"),
        *("参评", items, "通过"),
        Formula(f'=COUNTIF($M${FIRST_BALLOT}:$M${FIRST_BALLOT + items - 1},"通过")', 0),
    )


def _count_rows(view: Sealed, dockets: Dockets, size: int, result: str) -> Rows:
    ballot = Input(most="$G{r}")
    return [
        [
            number,
            docket.id,
            clean(person.name),
            organisation(view.season, person.organisation),
            specialty_of(person),
            word("level", person.level),
            Input(Formula('=IF($F${f}="","",$F${f})'), most=str(size) if size else ""),
            Input(len(out := _out_of_the_vote(view, docket)), most="$G{r}"),
            *(ballot, ballot, ballot),
            Formula(_check()),
            Formula(result),
            "、".join(out),
        ]
        for number, (docket, person) in enumerate(dockets, 1)
    ]


def _out_of_the_vote(view: Sealed, docket: Docket) -> list[str]:
    """Names of those at the plenary who do not vote on this item; without a plenary, of all."""
    voters = {
        member
        for session in view.sessions[docket.committee]
        if session.kind == "plenary"
        for member in session.members
    }
    known = view.season.expert
    return [
        clean(known[key].name) if key in known else key
        for key in docket.recused
        if not voters or key in voters
    ]


def _ballot_base(view: Sealed) -> str:
    key = "vote.denominator"
    profile = view.season.profile
    return str(profile.get(key).value) if profile.has(key) else "attending"


def _check() -> str:
    """Whether the ballots are as many as may vote."""
    return (
        '=IF(COUNT(I{r}:K{r})=0,"",IF(G{r}="","先填实到",'
        'IF(SUM(I{r}:K{r})=G{r}-N(H{r}),"相符","票数不符")))'
    )


def _result(view: Sealed, least: int, *, apart: bool) -> str:
    """Pass or not, in whole numbers: yes x denominator >= base x numerator."""
    key = "vote.pass_share"
    share = view.season.profile.share(key) if view.season.profile.has(key) else None
    if share is None:
        return '=""'
    base = "(G{r}-N(H{r}))" if apart else "G{r}"
    enough = f"I{{r}}*{share.denominator}>={base}*{share.numerator}"
    judged = f'IF({enough},"通过","未通过")'
    return (
        '=IF(OR(G{r}="",I{r}=""),"",'
        f'IF(G{{r}}<{least},"不得表决",IF(L{{r}}<>"相符","票数不符",{judged})))'
    )


def _annex_8(view: Sealed, committee: str, dockets: Dockets) -> Form:
    """核准备案花名册: everybody voted upon; filter the result to 通过 before it is filed."""
    season = view.season
    return Form(
        sheet="附件8",
        heading="附件8",
        title="专业技术资格核准备案花名册",
        notes=(
            f"{clean(season.committee[committee].name)}　{season_name(season)}",
            "同意票和结果取自票决统计表；报送前按“结果”列筛选“通过”。",
        ),
        **ANNEX_8_COLUMNS,
        rows=[_filed(view, n, person) for n, (_, person) in enumerate(dockets, 1)],
        footer=footer_words(season, "sealed", view.number),
        closing=("评委会组建单位（盖章）：　　　　　　　　核准部门（盖章）：",),
        by_hand=22,
        one_page=True,
    )


def _filed(view: Sealed, number: int, person: Applicant) -> list[Shown]:
    row = FIRST_BALLOT + number - 1
    return [
        number,
        clean(person.name),
        person.id_number or blank("证件号码"),
        organisation(view.season, person.organisation),
        clean(person.series),
        specialty_of(person),
        word("level", person.level),
        word("track", person.track),
        Formula(f"=IF('{BALLOTS}'!I{row}=\"\",\"\",'{BALLOTS}'!I{row})"),
        Formula(f"='{BALLOTS}'!M{row}"),
        Input(),
        Input(),
    ]
