"""The sheets and columns of a season's workbook: the one description that all else reads.

Field paths: "filing.status" is a field of a nested record; "titles.0.level" one of the first
item of a list; "titles+" adds items to a list; "+word" is no field of the row itself, and
`workbook_read.gather` knows what becomes of it.
"""

from dataclasses import dataclass
from typing import Final

from instances.cells import Kind

Stage = str
STAGES: Final = "ABCDE"
EXAMPLE: Final = "示例"
BASICS: Final = "基本信息"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field, how a cell is read, and what a person is told."""

    header: str
    field: str
    kind: Kind = "text"
    words: str = ""
    required: bool = False
    main: bool = True
    """Stands in the template; the others are written when used."""
    comment: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet: a table of the season, or rows that belong to rows of another table."""

    name: str
    table: str
    columns: tuple[Column, ...]
    stages: Stage = ""
    about: str = ""
    aliases: tuple[str, ...] = ()

    def column(self, header: str) -> Column | None:
        """The column with this header or alias."""
        for column in self.columns:
            if header == column.header or header in column.aliases:
                return column
        return None


def _c(header: str, field: str, kind: Kind = "text", words: str = "", **more: str | bool) -> Column:
    """`more`: need, extra (not in the template), say (comment), eg (example), also (aliases)."""
    return Column(
        header=header,
        field=field,
        kind=kind,
        words=words,
        required=bool(more.get("need")),
        main=not more.get("extra"),
        comment=str(more.get("say", "")),
        example=str(more.get("eg", "")),
        aliases=tuple(str(more.get("also", "")).split()),
    )


_ID = _c("编号", "id", "id", extra=True, say="可不填，程序按名称或行次编号", also="ID 序号")
_NOTE = _c("备注", "note", extra=True)
_SOURCE = _c("来源", "source", extra=True)
_PHONE = _c("电话", "phone", also="联系电话 手机")
_CONTACT = _c("联系人", "contact")
_KIND_OF = _c(
    "单位类别",
    "+kind",
    "enum",
    "ORGANISATION_KIND",
    eg="市直",
    say="单位表里没有的单位，填了类别即自动登记",
)
_SPELLS = "写法：8月7日上午~8月9日下午（原因）；多段用；隔开"

ORGANISATIONS = SheetSpec(
    "单位",
    "organisations",
    (
        _ID,
        _c("单位名称", "name", "name", need=True, eg="包头市第九十九中学", also="名称 单位"),
        _c("单位类别", "kind", "enum", "ORGANISATION_KIND", eg="市直", also="类别"),
        _c("别名", "aliases", "list", say="其他叫法，用、隔开", also="简称"),
        _c("主管单位", "parent", "name", say="上级或主管部门，按名称或编号", also="上级单位"),
        _c("所属旗县区", "district", "name"),
        _c("乡镇苏木", "township", "bool", extra=True),
        _CONTACT,
        _PHONE,
        _c("暂停申报", "suspended", "bool", extra=True),
        _c("委托函", "delegation_letter", "bool", extra=True),
        _c("市级同意", "city_consent", "bool", extra=True),
        _SOURCE,
    ),
    about="可不填：各表里直接写单位名称即可。填了此表，别的表里的单位就要在表内（或注明类别）。",
)
SUBMISSIONS = SheetSpec(
    "单位送审",
    "submissions",
    (
        _ID,
        _c("单位", "organisation", "name", need=True, eg="包头市第九十九中学", also="单位名称"),
        _KIND_OF,
        _c("层级", "band", "enum", "BAND", need=True, eg="高级", say="高级 / 中级 / 初级"),
        _c("系列", "series", "name", eg="中小学教师"),
        _c("预计份数", "dossiers", "int", need=True, eg="24", also="份数 材料份数"),
        _c("是否预计", "forecast", "bool", extra=True, say="空白作“是”"),
        _c("每份分钟", "minutes", "int", extra=True),
        _c("花名册公示日", "roster_posted", "date"),
        _c("希望送审日", "wished", "date", also="意愿日期"),
        _c("起始日", "earliest", "date", extra=True, say="考评结合系列：自治区另定的第一天"),
        _c("截止日", "latest", "date", extra=True, say="考评结合系列：自治区另定的最后一天"),
        _c("不便时段", "closed", "spells", say=_SPELLS),
        _c("路远", "remote", "bool"),
        _c("同车", "coach", extra=True, say="同乘一辆班车的单位填同一个名字，同日来"),
        _c("表外", "unlisted", "bool", extra=True, say="附件未列、临时约定的单位"),
        _c("补正份数", "corrections", "int", extra=True, say="审核后要再来补正的份数，只来一次"),
        _c("撤销原因", "withdrawn", extra=True, say="填了就不再占时段，行保留"),
        _c("仅网上报送", "online_only", "bool", extra=True),
        _CONTACT,
        _PHONE,
        _NOTE,
    ),
    stages="A",
    about="附件5、附件6：哪个单位送哪个层级、哪个系列的多少份材料。",
    aliases=("送审", "单位送审表"),
)
_BODY = (
    _c(
        "名额项目", "+quota", "name", extra=True, say="名额项目表的编号或名称；只有一个项目时可不填"
    ),
    _c("单位", "organisation", "name", need=True, eg="昆都仑区", also="单位名称 地区 地区（单位）"),
    _KIND_OF,
    _c("专任教师数", "teachers", "int", eg="3200", also="教师数 专任教师"),
    _c("其中幼儿园", "kindergarten", "int", extra=True, also="幼儿园"),
    _c("其中小学", "primary", "int", extra=True, also="小学"),
    _c("其中初中", "junior", "int", extra=True, also="初中"),
    _c("其中高中", "senior", "int", extra=True, also="高中"),
    _c("其中中职", "vocational", "int", extra=True, say="不计入分配依据", also="中职"),
    _c("其中乡村", "rural", "int", extra=True, say="按此数分预留的乡村名额", also="乡村教师数"),
    _c("符合条件人数", "eligible", "int"),
    _c("空缺岗位", "vacancies", "int", say="空白时按岗位总数、核定比例、已聘人数计算"),
    _c("岗位总数", "posts", "int", extra=True),
    _c("核定比例", "ratio", "parameter", extra=True, say="写成 40% 或 2/5（单元格为文本）"),
    _c("已聘人数", "holders", "int", extra=True),
    _c("最少名额", "floor", "int", also="保底"),
    _c("最多名额", "cap", "int", also="封顶"),
    _c("指定名额", "places", "int", say="人工指定的名额；填了须写理由", also="名额"),
    _c("指定理由", "reason", also="理由"),
    _c("已推荐人数", "nominated", "int", extra=True),
    _c("系列", "series", "name", extra=True),
    _c("层级", "level", "enum", "LEVEL", extra=True),
    _SOURCE,
    _NOTE,
)
TEACHERS = SheetSpec(
    "教师数",
    "bodies",
    _BODY,
    stages="B",
    about="附件10：参加分配正高级教师名额的地区和单位。总数在“基本信息”或“名额项目”里。",
)
POSTS = SheetSpec("定向岗位名额", "bodies", _BODY, about="定向评价、岗位数额：各单位核定的名额。")
QUOTA = SheetSpec(
    "名额项目",
    "quota",
    (
        _ID,
        _c("名称", "name", "name"),
        _c("类别", "kind", "enum", "QUOTA_KIND"),
        _c("总数", "total", "int"),
        _c("方法", "method", "enum", "METHOD"),
        _c("依据", "basis", "enum", "BASIS"),
        _c("权重", "mix", "pin", "MIX", extra=True, say="加权综合时：专任教师数=2；空缺岗位=1"),
        _c("保底", "floor", "int"),
        _c("乡村预留", "reserved", "int", extra=True, say="总数中单留给乡村教师的名额"),
        _c("市直单位", "municipal", "enum", "MUNICIPAL", extra=True, say="空白作“分单位”"),
        _c("并列规则", "tie_rule", "enum", "TIE_RULE", extra=True, say="空白：并列只由抽签决定"),
        _c("抽签次序", "lots", "list", say="只用于并列时"),
        _c("学段名额", "stages", "pin", "SCHOOL", extra=True, say="双向分配：小学=6；初中=5"),
        _c("说明", "reason"),
    ),
    about="可不填：只有附件10一个项目时不必填。",
)
COMMITTEES = SheetSpec(
    "评委会",
    "committees",
    (
        _ID,
        _c(
            "评委会名称",
            "name",
            "name",
            need=True,
            eg="包头市中小学教师中级评委会",
            also="名称 评委会",
        ),
        _c("系列", "series", "name", need=True, eg="中小学教师"),
        _c("专业", "specialty", "name", say="按专业组建的填专业；按系列组建的留空"),
        _c("评审专业", "specialties", "list", extra=True, say="核准的评审范围，用、隔开"),
        _c("层级", "levels", "levels", need=True, eg="中级、初级", say="如：副高级、中级"),
        _c("组建单位", "organiser", "name", need=True, eg="包头市教育局", also="组织单位 主办单位"),
        _c("人数", "size", "int", eg="15", also="评委人数"),
        _c(
            "预计人数",
            "+expected",
            "expected",
            eg="120",
            say="人数；分组写 30/面试答辩/语文组；40/材料评审",
        ),
        _c("评审方式", "+format", "enum", "FORMAT", eg="说课答辩"),
        _c("自主评审", "self_reviewing", "bool"),
        _c("涉企", "enterprise_related", "bool"),
        _c("核准单位", "approver", "enum", "APPROVER", extra=True),
        _c("特殊人数批准文号", "size_consent", extra=True),
        _c("备案状态", "filing.status", "enum", "FILING_STATUS"),
        _c("备案文号", "filing.number", extra=True),
        _c("备案有效期起", "filing.valid_from", "date"),
        _c("备案有效期止", "filing.valid_to", "date"),
        _c("需重新备案", "filing.renewal", "bool", say="到期、新建、变更的填“是”"),
        _c("备案日期", "filing.filed_on", "date"),
        _c("暂停评审", "suspended", "bool", extra=True),
        _c("重点监督", "watched", "bool", extra=True),
        _c("评审渠道", "tracks", "enums", "TRACK", extra=True),
        _c("服务范围", "serves", "list", extra=True, say="只评这些单位或旗县区的人；空白为全部"),
        _c("方案报送日", "plan_filed", "date", extra=True),
        _c("同意开评日", "consent_on", "date", extra=True),
        _c("最早开评日", "earliest", "date"),
        _c("最晚结束日", "latest", "date"),
        _c(
            "希望日期",
            "wished",
            "dates",
            extra=True,
            say="组建单位希望的开评日",
            also="组建单位希望日期",
        ),
        _c("主任希望日期", "chair_wished", "dates", extra=True, say="主任委员希望的开评日"),
        _c(
            "会场设备", "equipment", "list", extra=True, say="每间会议室都须有的设备，如 投影、录像"
        ),
        _c(
            "独立抽取组数", "draws", "int", extra=True, say="须能互不重复地抽出几组评委，空白按参数"
        ),
        _c("不同期评委会", "apart_from", "list", extra=True, say="不能与之同一半日开会的评委会"),
        _c("分散开会", "spread", "bool", extra=True),
        _c("最多天数", "max_days", "int", extra=True),
        _c("延期申请日", "extension.requested", "date", extra=True),
        _c("延期批准", "extension.approved", "bool", extra=True),
        _c("延期至", "extension.until", "date", extra=True),
        _c("考评结合", "exam_combined", "bool", extra=True),
        _c("地点", "site"),
        _c("豁免", "exemptions", "exemptions", extra=True, say="条款|理由|批准人"),
        _CONTACT,
        _PHONE,
        _SOURCE,
    ),
    stages="CDE",
    about="每个评委会一行；只有人数、没有名单也能排会期。",
)
GROUPS = SheetSpec(
    "学科组",
    "groups",
    (
        _c("评委会", "+committee", "name", need=True),
        _ID,
        _c("名称", "name", "name", also="学科组 组名"),
        _c(
            "专业", "specialties", "list", say="本组评的专业，用、隔开；空白为全部", also="评审专业"
        ),
        _c("人数", "size", "int"),
    ),
    about="可不填：不填则整个评委会为一组。",
)
ENTRUSTMENTS = SheetSpec(
    "委托评审",
    "entrustments",
    (
        _c("评委会", "+committee", "name", need=True),
        _c("委托单位", "organisation", "name", need=True, also="单位"),
        _c("方式", "kind", "enum", "ENTRUST_KIND"),
        _c("已同意", "consent", "bool"),
    ),
    about="可不填：委托或联合本评委会评审的单位。",
    aliases=("委托",),
)
EXPERTS = SheetSpec(
    "专家库",
    "experts",
    (
        _c("编号", "id", "id", extra=True, say="可不填，按行次编为E0001…", also="ID 专家编号"),
        _c("姓名", "name", "name", need=True, eg="某某"),
        _c(
            "工作单位",
            "organisation",
            "name",
            need=True,
            eg="包头市第九十九中学",
            also="单位 所在单位",
        ),
        _c("部门", "department"),
        _c("职称系列", "titles.0.series", "name", eg="中小学教师", also="系列"),
        _c("专业", "titles.0.specialty", "name", eg="语文"),
        _c("职称层级", "titles.0.level", "enum", "LEVEL", eg="副高级", also="层级 职称等级"),
        _c("其他职称", "titles+", "titles", extra=True, say="系列/专业/层级；多个用；隔开"),
        _c("民营企业", "private_enterprise", "bool"),
        _c("党政领导", "official", "bool", extra=True),
        _c("在职", "in_service", "bool", extra=True),
        _c("承诺书", "pledge", "bool"),
        _c("失信", "blacklisted", "bool", extra=True),
        _c("清理原因", "purge_cause", extra=True),
        _c("清理日期", "purge_date", "date", extra=True),
        _c("聘期起", "term_from", "date", also="任期起"),
        _c("出生年份", "birth_year", "year", extra=True),
        _c(
            "所在评委会库",
            "pools",
            "list",
            extra=True,
            say="空白为同系列的全部评委会",
            also="评委会",
        ),
        _c("任职记录", "service+", "service", extra=True, say="2021:甲评委会；2022:无"),
        _c(
            "可任主任",
            "presides",
            "list",
            say="可任正副主任的评委会；* 为任意",
            also="可任主任委员",
        ),
        _c("请假", "absences", "spells", say=_SPELLS, also="不能参加"),
        _c("最多评委会数", "max_committees", "int", extra=True),
        _c("最多半日数", "max_half_days", "int", extra=True),
        _c("外地", "remote", "bool", extra=True, say="从外地来，首日上午不安排分组评议"),
        _c("不愿时段", "wishes_against", "halfdays", extra=True),
        _c("豁免", "exemptions", "exemptions", extra=True, say="条款|理由|批准人"),
        _c("原单位", "former_organisations", "list", extra=True),
        _c("身份证号", "id_number", "id", extra=True),
        _PHONE,
        _NOTE,
    ),
    stages="DE",
    about="另可加年份列（2021、2022、2023…）：填当年任职的评委会，未任职填“无”，不清楚留空。",
)
CONFLICTS = SheetSpec(
    "回避登记",
    "conflicts",
    (
        _ID,
        _c("专家", "expert", "name", need=True, eg="E0001", also="专家姓名 专家编号"),
        _c("申报人", "applicant", "name", eg="A0001", also="申报人姓名"),
        _c("单位", "organisation", "name", say="与整个单位回避时填"),
        _c("关系", "kind", "enum", "CONFLICT_KIND", eg="亲属"),
        _c("说明", "reason"),
        _c("申报日期", "declared", "date"),
    ),
    stages="E",
)
APPLICANTS = SheetSpec(
    "花名册",
    "applicants",
    (
        _c("编号", "id", "id", extra=True, say="可不填，按行次编为A0001…", also="ID 申报编号"),
        _c("姓名", "name", "name", need=True, eg="某某"),
        _c(
            "工作单位",
            "organisation",
            "name",
            need=True,
            eg="包头市第九十九中学",
            also="单位 申报单位",
        ),
        _c("人事关系单位", "home_organisation", "name", extra=True),
        _c("部门", "department", extra=True),
        _c("申报系列", "series", "name", need=True, eg="中小学教师", also="系列"),
        _c("申报专业", "specialty", "name", eg="语文", also="专业"),
        _c("申报层级", "level", "enum", "LEVEL", need=True, eg="中级", also="层级"),
        _c("渠道", "track", "enum", "TRACK", say="空白为社会化"),
        _c("指定评委会", "committee", "name", extra=True),
        _c("绿色通道项", "green_item", "int", extra=True),
        _c("曾走绿色通道", "prior_green", "bool", extra=True),
        _c("非公有制", "nonpublic", "bool"),
        _c("专精特新", "specialised", "bool"),
        _c("单项冠军", "champion", "bool"),
        _c("来自", "origin", "enum", "ORIGIN", say="旗县或乡镇"),
        _c("评审方式", "format", "enum", "FORMAT"),
        _c("分钟", "minutes", "int", extra=True),
        _c("资格", "eligible", "bool", extra=True),
        _c("受理", "accepted", "bool", extra=True),
        _c("承诺书", "pledge", "bool"),
        _c("收件日", "received", "date"),
        _c("公示日", "roster_posted", "date", extra=True),
        _c("考试有效期", "exam_valid_until", "date", extra=True),
        _c("只考不评", "exam_only", "bool", extra=True),
        _c("推荐次序", "rank", "int", extra=True, say="推荐人数超过名额时，次序在前的留下"),
        _c("设岗单位", "established_post", "bool", extra=True),
        _c("超岗已批", "over_post_approved", "bool", extra=True),
        _c("豁免", "exemptions", "exemptions", extra=True, say="条款|理由|批准人"),
        _c("身份证号", "id_number", "id", extra=True),
        _NOTE,
    ),
    stages="E",
    about="申报人，每人一行。",
)
ROUTES = SheetSpec(
    "路由",
    "routes",
    (
        _ID,
        _c("系列", "series", "name"),
        _c("专业", "specialty", "name"),
        _c("层级", "levels", "levels"),
        _c("渠道", "track", "enum", "TRACK"),
        _c("单位类别", "unit_kind", "enum", "ORGANISATION_KIND"),
        _c("单位", "organisation", "name"),
        _c("受理", "receiving", "name"),
        _c("评审", "reviewing", "name", need=True, say="评委会的名称，或“上报自治区”"),
        _c("核准", "approving", "name"),
        _SOURCE,
    ),
    about="可不填：按评委会的系列、专业、层级自动归口。",
)
ROOMS = SheetSpec(
    "会议室",
    "rooms",
    (
        _ID,
        _c("名称", "name", "name", need=True, eg="第一会议室", also="会议室"),
        _c("地点", "site"),
        _c("座位", "seats", "int", eg="40"),
        _c("可开全体会", "plenary", "bool", eg="是"),
        _c("设备", "equipment", "list", extra=True, say="如 投影、录像；全部会议室都空白作不清楚"),
        _c("不可用时段", "closed", "spells", say=_SPELLS),
        _c("仅可用半日", "opened", "halfdays", extra=True, say="填了就只能用这些半日"),
    ),
    stages="CDE",
)
DESKS = SheetSpec(
    "审核窗口",
    "desks",
    (
        _ID,
        _c("名称", "name", "name", need=True, eg="1号窗口", also="窗口"),
        _c("地点", "place"),
        _c("层级", "bands", "enums", "BAND", eg="高级"),
        _c("系列", "series", "list"),
        _c("步骤", "stage", "enum", "STAGE", extra=True),
        _c("只接待单位", "serves", "list", extra=True, say="园区受理点等：只接待这些单位"),
        _c("审核人", "officer", say="与“工作人员”同名的，其请假时窗口不开"),
        _c("上午时间", "am", extra=True, say="如 09:00-11:30；空白按参数", eg="09:00-11:30"),
        _c("下午时间", "pm", extra=True, say="如 14:00-16:30；空白按参数", eg="14:00-16:30"),
        _c("每半日分钟", "minutes", "int", extra=True),
        _c("每半日份数", "dossiers", "int"),
        _c("仅开半日", "opened", "halfdays", extra=True, say="填了就只在这些半日开"),
        _c("加开半日", "added", "halfdays", extra=True, say="平日之外加开的半日，如周六上午"),
        _c("不开时段", "closed", "spells", say=_SPELLS),
    ),
    stages="A",
)
STAFF = SheetSpec(
    "工作人员",
    "staff",
    (
        _ID,
        _c("姓名", "name", "name", need=True),
        _c("单位", "organisation", "name"),
        _c("职责", "roles", "enums", "STAFF_ROLE", need=True, say="监督、秘书、计时、计票、受理"),
        _c("服务评委会", "committees", "list", say="空白为任意"),
        _c("请假", "absences", "spells", say=_SPELLS),
        _PHONE,
    ),
)
PINS = SheetSpec(
    "固定安排",
    "pins",
    (
        _ID,
        _c("事项", "part", "enum", "PIN_PART", need=True),
        _c("对象", "subject", "name", need=True),
        _c("内容", "value", "pin", say="如 first=2024-08-07.am；多项用；隔开"),
        _c("理由", "reason", need=True),
        _c("作者", "author", need=True),
    ),
)
PARAMETERS = SheetSpec(
    "参数",
    "parameters",
    (
        _c("参数", "id", "id", need=True, also="键 编号"),
        _c("名称", "title", also="含义"),
        _c("值", "+value", "parameter", need=True, say="比例写成 2/3（单元格为文本）或 40%"),
        _c("单位", "unit"),
        _c("条款", "clause"),
        _c("依据性质", "default_status", "enum", "STATUS"),
        _c("确认来源", "confirmed_by", say="办公室确认后填写出处"),
        _c("生效", "valid_from", "date", extra=True),
        _c("失效", "valid_to", "date", extra=True),
        _c("说明", "note"),
    ),
    stages="ABCDE",
    about="只列要改的参数即可，其余按年度默认值。",
)
LAWS = SheetSpec(
    "依据",
    "laws",
    (
        _c("编号", "id", "id", need=True),
        _c("名称", "name", need=True),
        _c("日期", "issued", "date"),
    ),
)
CALENDAR = SheetSpec(
    "日历",
    "overrides",
    (
        _c("日期", "date", "date", need=True),
        _c("类型", "+day", need=True, say="休 / 班；整表时另有 法定休 / 法定班"),
        _c("半日", "half", "enum", "HALF"),
        _c("说明", "note"),
        _c("编号", "id", "text", extra=True),
    ),
    about="本地的休、班调整；国家节假日已内置。",
)
SHEETS: Final = (
    PARAMETERS, LAWS, CALENDAR, ORGANISATIONS, SUBMISSIONS, DESKS, TEACHERS, QUOTA, POSTS,
    COMMITTEES, GROUPS, ENTRUSTMENTS, ROOMS, STAFF, EXPERTS, APPLICANTS, CONFLICTS, ROUTES, PINS,
)  # fmt: skip
BASIC: Final = (
    Column("年度", "year", "year", required=True, comment="必填，如 2024"),
    Column("名称", "name", "text", comment="如 包头市2024年度职称评审"),
    Column("正高级教师名额", "teacher_total", "int", comment="附件10的总数"),
    Column("参数", "parameters", "enum", "WHOLE", main=False, comment="空白：参数表只改年度默认值"),
    Column("参数名称", "profile_name", "text", main=False),
    Column("日历", "calendar", "enum", "WHOLE", main=False, comment="空白：国家节假日用内置表"),
    Column("日历年度", "calendar_year", "year", main=False),
    Column("日历依据", "calendar_source", "text", main=False),
)
"""Rows of 基本信息: what stands in the first column, and how the second is read."""


def sheet(name: str) -> SheetSpec | None:
    """The sheet with this name or alias."""
    return next((s for s in SHEETS if name == s.name or name in s.aliases), None)
