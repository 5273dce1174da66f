"""The Chinese words of every enumeration: the first is written, all are read, codes too."""

from functools import cache

Words = dict[str, tuple[str, ...]]

LEVEL: Words = {
    "full_senior": ("正高级", "正高", "正高级职称"),
    "associate_senior": ("副高级", "副高", "副高级职称"),
    "mid": ("中级", "中级职称"),
    "junior": ("初级", "初级职称", "助理级", "员级"),
}
BAND: Words = {
    "senior": ("高级", "正高级", "副高级", "正高", "副高", "高"),
    "mid": ("中级", "中"),
    "junior": ("初级", "初"),
}
ORGANISATION_KIND: Words = {
    "municipal": ("市直", "市直部门和单位", "市直单位", "市直部门", "市直属"),
    "district": ("旗县区", "旗县", "区县", "旗县区人社局"),
    "self_review": ("自主评审单位", "自评单位", "自主评审"),
    "industry": ("行业主管部门", "行业主管", "主管部门"),
    "central": ("中央驻包单位", "中央驻包", "央属"),
    "regional": ("自治区驻包单位", "自治区驻包", "区属"),
    "state_enterprise": ("国有企业", "国企"),
    "private_enterprise": ("民营企业", "民企", "私营企业", "非公企业"),
    "social": ("社会组织", "人才交流机构", "工商联", "协会", "园区"),
    "other": ("其他", "其它"),
}
SEAT_ROLE: Words = {
    "chair": ("主任委员", "主任"),
    "deputy": ("副主任委员", "副主任"),
    "member": ("委员", "评委", "成员"),
}
TRACK: Words = {
    "social": ("社会化", "普通", "正常申报"),
    "grassroots": ("基层", "基层评价"),
    "directional": ("定向评价", "定向"),
    "farmer": ("农牧民", "新型职业农牧民"),
    "green": ("绿色通道", "绿通"),
    "recognition": ("认定", "考核认定"),
}
FORMAT: Words = {
    "dossier": ("材料评审", "材料", "评审材料"),
    "interview": ("面试答辩", "答辩", "面试"),
    "lesson_defence": ("说课答辩", "说课"),
    "live_lesson": ("讲课", "现场讲课", "试讲"),
    "recognition": ("认定", "考核认定"),
}
STAFF_ROLE: Words = {
    "supervisor": ("监督", "监督员", "纪检监督"),
    "secretary": ("秘书", "工作秘书"),
    "timekeeper": ("计时", "计时员"),
    "teller": ("计票", "计票员", "监票"),
    "desk_officer": ("受理", "受理员", "审核"),
}
CONFLICT_KIND: Words = {
    "kin": ("亲属", "近亲属", "亲属关系"),
    "mentor": ("师生", "师生关系", "导师"),
    "coauthor": ("合作", "合作者", "共同作者"),
    "recommender": ("推荐人", "推荐"),
    "superior": ("上下级", "领导"),
    "same_department": ("同部门", "同科室"),
    "self": ("本人",),
    "other": ("其他", "其它"),
}
FILING_STATUS: Words = {
    "filed": ("已备案", "有效", "备案有效"),
    "pending": ("备案中", "待备案", "正在备案"),
    "lapsed": ("已过期", "过期", "失效", "到期"),
    "none": ("未备案", "无备案"),
}
APPROVER: Words = {"city": ("市级", "市", "市人社局"), "region": ("自治区", "自治区级", "区级")}
ENTRUST_KIND: Words = {"entrusted": ("委托", "委托评审"), "joint": ("联合", "联合评审")}
DAY_KIND: Words = {"off": ("休", "休息", "放假"), "work": ("班", "上班", "补班")}
HALF: Words = {"am": ("上午", "上"), "pm": ("下午", "下")}
ORIGIN: Words = {"county": ("旗县", "县", "旗县区"), "township": ("乡镇", "苏木乡镇", "乡镇苏木")}
STAGE: Words = {"first": ("初审",), "second": ("复核", "复审")}
STATUS: Words = {
    "law": ("明文", "法定", "已确认"),
    "reading": ("读法", "理解"),
    "recalled": ("记忆", "未见原文"),
    "planning": ("编制假定", "假定", "待确认"),
}
QUOTA_KIND: Words = {
    "full_senior_teachers": ("正高级教师", "正高级教师名额", "附件10"),
    "directional": ("定向评价", "定向"),
    "posts": ("岗位", "岗位数额"),
}
METHOD: Words = {
    "manual": ("人工", "手工指定"),
    "hamilton": ("最大余数法", "最大余额法"),
    "dhondt": ("洪德法",),
    "sainte_lague": ("圣拉古法",),
    "modified_sainte_lague": ("改良圣拉古法",),
    "huntington_hill": ("亨廷顿法", "亨廷顿希尔法"),
    "adams": ("亚当斯法",),
    "dean": ("迪恩法",),
    "quota": ("配额法",),
}
GOAL: Words = {
    "reference": ("参照目标",),
    "greatest_load": ("负担", "最大出席半日数"),
    "expert_days": ("到会天数", "人日数"),
    "against_wish": ("意愿", "违背意愿"),
    "open_rooms": ("会议室", "启用会议室"),
    "plenary_delay": ("全体会议推后", "表决延后"),
}
BASIS: Words = {
    "teachers": ("专任教师数", "教师数"),
    "eligible": ("符合条件人数", "符合条件"),
    "vacancies": ("空缺岗位", "空岗"),
    "mixed": ("加权综合", "综合", "加权"),
}
MIX: Words = {key: BASIS[key] for key in ("teachers", "eligible", "vacancies")}
SCHOOL: Words = {
    "kindergarten": ("幼儿园", "学前"),
    "primary": ("小学",),
    "junior": ("初中",),
    "senior": ("高中", "普通高中"),
    "vocational": ("中职", "中等职业学校"),
}
MUNICIPAL: Words = {"split": ("分单位", "按学校", "分校"), "one": ("合为一个", "合并", "一个单位")}
TIE_RULE: Words = {
    "larger": ("基数大的优先", "大者优先"),
    "smaller": ("基数小的优先", "小者优先"),
    "listed": ("按表内次序", "按次序"),
}
PIN_PART: Words = {
    "meetings": ("会议", "会期"),
    "members": ("评委", "成员"),
    "appointments": ("送审",),
    "quota": ("名额",),
    "sessions": ("场次",),
    "dockets": ("分组", "评审分组"),
}
REGION: Words = {"region": ("上报自治区", "自治区")}
ANY: Words = {"*": ("任意", "全部", "所有")}
WHOLE: Words = {"default": ("按年度默认", "默认", "年度默认"), "sheet": ("以本表为准", "本表")}

YES = frozenset({"是", "有", "√", "✓", "✔", "y", "yes", "true", "t", "对", "1", "☑"})
NO = frozenset({"否", "无", "×", "✗", "✘", "x", "n", "no", "false", "f", "没有", "不是", "0", "☐"})


@cache
def _reading(name: str) -> dict[str, str]:
    words: Words = globals()[name]
    return {word: code for code, all_words in words.items() for word in (code, *all_words)}


def code_of(name: str, word: str) -> str | None:
    """The code that a word stands for in an enumeration, or None."""
    table = _reading(name)
    return table.get(word) or table.get(word.replace(" ", "").lower())


def word_of(name: str, code: str) -> str:
    """The word that is written for a code."""
    words: Words = globals()[name]
    return words[code][0] if code in words else code


def choices(name: str) -> tuple[str, ...]:
    """The words of a drop-down."""
    words: Words = globals()[name]
    return tuple(all_words[0] for all_words in words.values())
