"""Sheets of the meetings: committees, their groups and commissions, rooms, staff, routes."""

from instances.columns import CONTACT, EXEMPTIONS, ID, PHONE, SOURCE, SPELLS_SAY, SheetSpec, col

COMMITTEES = SheetSpec(
    "评委会",
    "committees",
    (
        ID,
        col(
            "评委会名称",
            "name",
            "name",
            need=True,
            eg="包头市中小学教师中级评委会",
            also="名称 评委会",
        ),
        col("系列", "series", "name", need=True, eg="中小学教师"),
        col("专业", "specialty", "name", say="按专业组建的填专业；按系列组建的留空"),
        col("评审专业", "specialties", "list", extra=True, say="核准的评审范围，用、隔开"),
        col("层级", "levels", "levels", need=True, eg="中级、初级", say="如：副高级、中级"),
        col(
            "组建单位", "organiser", "name", need=True, eg="包头市教育局", also="组织单位 主办单位"
        ),
        col("人数", "size", "int", eg="15", also="评委人数"),
        col(
            "预计人数",
            "+expected",
            "expected",
            eg="120",
            say="人数；分组写 30/面试答辩/语文组；40/材料评审",
        ),
        col("评审方式", "+format", "enum", "FORMAT", eg="说课答辩"),
        col("自主评审", "self_reviewing", "bool"),
        col("涉企", "enterprise_related", "bool"),
        col("核准单位", "approver", "enum", "APPROVER", extra=True),
        col("特殊人数批准文号", "size_consent", extra=True),
        col("备案状态", "filing.status", "enum", "FILING_STATUS"),
        col("备案文号", "filing.number", extra=True),
        col("备案有效期起", "filing.valid_from", "date"),
        col("备案有效期止", "filing.valid_to", "date"),
        col("需重新备案", "filing.renewal", "bool", say="到期、新建、变更的填“是”"),
        col("备案日期", "filing.filed_on", "date"),
        col("暂停评审", "suspended", "bool", extra=True),
        col("重点监督", "watched", "bool", extra=True),
        col("评审渠道", "tracks", "enums", "TRACK", extra=True),
        col("服务范围", "serves", "list", extra=True, say="只评这些单位或旗县区的人；空白为全部"),
        col("方案报送日", "plan_filed", "date", extra=True),
        col("同意开评日", "consent_on", "date", extra=True),
        col("最早开评日", "earliest", "date"),
        col("最晚结束日", "latest", "date"),
        col(
            "希望日期",
            "wished",
            "dates",
            extra=True,
            say="组建单位希望的开评日",
            also="组建单位希望日期",
        ),
        col("主任希望日期", "chair_wished", "dates", extra=True, say="主任委员希望的开评日"),
        col(
            "会场设备", "equipment", "list", extra=True, say="每间会议室都须有的设备，如 投影、录像"
        ),
        col(
            "独立抽取组数", "draws", "int", extra=True, say="须能互不重复地抽出几组评委，空白按参数"
        ),
        col("不同期评委会", "apart_from", "list", extra=True, say="不能与之同一半日开会的评委会"),
        col("分散开会", "spread", "bool", extra=True),
        col("最多天数", "max_days", "int", extra=True),
        col("延期申请日", "extension.requested", "date", extra=True),
        col("延期批准", "extension.approved", "bool", extra=True),
        col("延期至", "extension.until", "date", extra=True),
        col("考评结合", "exam_combined", "bool", extra=True),
        col("地点", "site"),
        EXEMPTIONS,
        CONTACT,
        PHONE,
        SOURCE,
    ),
    stages="CDE",
    about="每个评委会一行；只有人数、没有名单也能排会期。",
)
GROUPS = SheetSpec(
    "学科组",
    "groups",
    (
        col("评委会", "+committee", "name", need=True),
        ID,
        col("名称", "name", "name", also="学科组 组名"),
        col(
            "专业", "specialties", "list", say="本组评的专业，用、隔开；空白为全部", also="评审专业"
        ),
        col("人数", "size", "int"),
    ),
    about="可不填：不填则整个评委会为一组。",
)
ENTRUSTMENTS = SheetSpec(
    "委托评审",
    "entrustments",
    (
        col("评委会", "+committee", "name", need=True),
        col("委托单位", "organisation", "name", need=True, also="单位"),
        col("方式", "kind", "enum", "ENTRUST_KIND"),
        col("已同意", "consent", "bool"),
    ),
    about="可不填：委托或联合本评委会评审的单位。",
    aliases=("委托",),
)
ROOMS = SheetSpec(
    "会议室",
    "rooms",
    (
        ID,
        col("名称", "name", "name", need=True, eg="第一会议室", also="会议室"),
        col("地点", "site"),
        col("座位", "seats", "int", eg="40"),
        col("可开全体会", "plenary", "bool", eg="是"),
        col("设备", "equipment", "list", extra=True, say="如 投影、录像；全部会议室都空白作不清楚"),
        col("不可用时段", "closed", "spells", say=SPELLS_SAY),
        col("仅可用半日", "opened", "halfdays", extra=True, say="填了就只能用这些半日"),
    ),
    stages="CDE",
)
STAFF = SheetSpec(
    "工作人员",
    "staff",
    (
        ID,
        col("姓名", "name", "name", need=True),
        col("单位", "organisation", "name"),
        col("职责", "roles", "enums", "STAFF_ROLE", need=True, say="监督、秘书、计时、计票、受理"),
        col("服务评委会", "committees", "list", say="空白为任意"),
        col("请假", "absences", "spells", say=SPELLS_SAY),
        PHONE,
    ),
)
ROUTES = SheetSpec(
    "路由",
    "routes",
    (
        ID,
        col("系列", "series", "name"),
        col("专业", "specialty", "name"),
        col("层级", "levels", "levels"),
        col("渠道", "track", "enum", "TRACK"),
        col("单位类别", "unit_kind", "enum", "ORGANISATION_KIND"),
        col("单位", "organisation", "name"),
        col("受理", "receiving", "name"),
        col("评审", "reviewing", "name", need=True, say="评委会的名称，或“上报自治区”"),
        col("核准", "approving", "name"),
        SOURCE,
    ),
    about="可不填：按评委会的系列、专业、层级自动归口。",
)
