"""Sheets of those who review and are reviewed, and of the ties between them."""

from instances.columns import EXEMPTIONS, ID, NOTE, PHONE, SPELLS_SAY, Column, SheetSpec, col


def _person(first: str, own_id: str, own_unit: str) -> tuple[Column, ...]:
    """Who a person is: the first id that the program gives, and other headers of id and unit."""
    say = f"可不填，按行次编为{first}…"
    unit, also = "包头市第九十九中学", f"单位 {own_unit}"
    return (
        col("编号", "id", "id", extra=True, say=say, also=f"ID {own_id}"),
        col("姓名", "name", "name", need=True, eg="某某"),
        col("工作单位", "organisation", "name", need=True, eg=unit, also=also),
    )


EXPERTS = SheetSpec(
    "专家库",
    "experts",
    (
        *_person("E0001", "专家编号", "所在单位"),
        col("部门", "department"),
        col("职称系列", "titles.0.series", "name", eg="中小学教师", also="系列"),
        col("专业", "titles.0.specialty", "name", eg="语文"),
        col("职称层级", "titles.0.level", "enum", "LEVEL", eg="副高级", also="层级 职称等级"),
        col("其他职称", "titles+", "titles", extra=True, say="系列/专业/层级；多个用；隔开"),
        col("民营企业", "private_enterprise", "bool"),
        col("党政领导", "official", "bool", extra=True),
        col("在职", "in_service", "bool", extra=True),
        col("承诺书", "pledge", "bool"),
        col("失信", "blacklisted", "bool", extra=True),
        col("清理原因", "purge_cause", extra=True),
        col("清理日期", "purge_date", "date", extra=True),
        col("聘期起", "term_from", "date", also="任期起"),
        col("出生年份", "birth_year", "year", extra=True),
        col(
            "所在评委会库",
            "pools",
            "list",
            extra=True,
            say="空白为同系列的全部评委会",
            also="评委会",
        ),
        col("任职记录", "service+", "service", extra=True, say="2021:甲评委会；2022:无"),
        col(
            "可任主任",
            "presides",
            "list",
            say="可任正副主任的评委会；* 为任意",
            also="可任主任委员",
        ),
        col("请假", "absences", "spells", say=SPELLS_SAY, also="不能参加"),
        col("最多评委会数", "max_committees", "int", extra=True),
        col("最多半日数", "max_half_days", "int", extra=True),
        col("外地", "remote", "bool", extra=True, say="从外地来，首日上午不安排分组评议"),
        col("不愿时段", "wishes_against", "halfdays", extra=True),
        EXEMPTIONS,
        col("原单位", "former_organisations", "list", extra=True),
        col("身份证号", "id_number", "id", extra=True),
        PHONE,
        NOTE,
    ),
    stages="DE",
    about="另可加年份列（2021、2022、2023…）：填当年任职的评委会，未任职填“无”，不清楚留空。",
)
CONFLICTS = SheetSpec(
    "回避登记",
    "conflicts",
    (
        ID,
        col("专家", "expert", "name", need=True, eg="E0001", also="专家姓名 专家编号"),
        col("申报人", "applicant", "name", eg="A0001", also="申报人姓名"),
        col("单位", "organisation", "name", say="与整个单位回避时填"),
        col("关系", "kind", "enum", "CONFLICT_KIND", eg="亲属"),
        col("说明", "reason"),
        col("申报日期", "declared", "date"),
    ),
    stages="E",
)
APPLICANTS = SheetSpec(
    "花名册",
    "applicants",
    (
        *_person("A0001", "申报编号", "申报单位"),
        col("人事关系单位", "home_organisation", "name", extra=True),
        col("部门", "department", extra=True),
        col("申报系列", "series", "name", need=True, eg="中小学教师", also="系列"),
        col("申报专业", "specialty", "name", eg="语文", also="专业"),
        col("申报层级", "level", "enum", "LEVEL", need=True, eg="中级", also="层级"),
        col("渠道", "track", "enum", "TRACK", say="空白为社会化"),
        col("指定评委会", "committee", "name", extra=True),
        col("绿色通道项", "green_item", "int", extra=True),
        col("曾走绿色通道", "prior_green", "bool", extra=True),
        col("非公有制", "nonpublic", "bool"),
        col("专精特新", "specialised", "bool"),
        col("单项冠军", "champion", "bool"),
        col("来自", "origin", "enum", "ORIGIN", say="旗县或乡镇"),
        col("评审方式", "format", "enum", "FORMAT"),
        col("分钟", "minutes", "int", extra=True),
        col("资格", "eligible", "bool", extra=True),
        col("受理", "accepted", "bool", extra=True),
        col("承诺书", "pledge", "bool"),
        col("收件日", "received", "date"),
        col("公示日", "roster_posted", "date", extra=True),
        col("考试有效期", "exam_valid_until", "date", extra=True),
        col("只考不评", "exam_only", "bool", extra=True),
        col("推荐次序", "rank", "int", extra=True, say="推荐人数超过名额时，次序在前的留下"),
        col("设岗单位", "established_post", "bool", extra=True),
        col("超岗已批", "over_post_approved", "bool", extra=True),
        EXEMPTIONS,
        col("身份证号", "id_number", "id", extra=True),
        NOTE,
    ),
    stages="E",
    about="申报人，每人一行。",
)
