"""Builds the Word templates that lie beside this script. An office may edit them afterwards.

Run: python -m reports.templates.build_templates
What each is given (its tags) is written in docs/papers.md.
"""

from collections.abc import Callable
from pathlib import Path

from reports.templates.draw_record import draw_record
from reports.templates.layout import Paper

HERE = Path(__file__).parent
BLANK = "〔待填：{}〕"
DATED = "〔待填：日期〕"


def main() -> None:
    """Write every template."""
    for name, build in TEMPLATES.items():
        paper = Paper()
        build(paper)
        (HERE / f"{name}.docx").write_bytes(paper.bytes())


def _blank(what: str) -> str:
    return BLANK.format(what)


# ------------------------------------------------------------------ 评审实施方案, 六(二)2


def _review_plan(paper: Paper) -> None:
    paper.head()
    paper.title_each("name_lines")
    paper.title("{{ year }}年度职称评审实施方案")
    paper.to("{{ approver }}：")
    paper.line("{{ opening }}")
    paper.heading("一、申报情况")
    paper.line("{{ applications }}")
    paper.table(("分类", "项目", "人数"), "counts", ("kind", "name", "count"), (40, 76, 40))
    paper.heading("二、评审时间")
    paper.line("{{ time }}")
    paper.table(("日期", "时段", "内容"), "half_days", ("day", "half", "content"), (40, 40, 76))
    paper.heading("三、评审地点")
    paper.line("{{ place }}")
    paper.table(
        ("日期", "时段", "学科组", "会场"),
        "rooms",
        ("day", "half", "group", "room"),
        (30, 22, 54, 50),
    )
    paper.heading("四、评委会组建情况")
    paper.each("composition")
    paper.table(
        ("学科组", "专业", "人数", "小组人数"),
        "groups",
        ("name", "specialties", "size", "panel"),
        (50, 62, 20, 24),
    )
    paper.heading("五、评审工作程序")
    paper.each("procedure")
    paper.heading("六、工作措施")
    paper.each("measures")
    _names(paper)
    paper.signature("{{ organiser }}（盖章）", "{{ signed_on }}")
    paper.tag("{%p if parameters %}")
    paper.heading("附：编制所依据的待确认参数")
    paper.table(
        ("参数", "取值", "依据", "状态"),
        "parameters",
        ("title", "value", "clause", "status"),
        (56, 38, 44, 18),
        size=9,
    )
    paper.tag("{%p endif %}")


def _names(paper: Paper) -> None:
    paper.heading("七、申报人员名单")
    paper.line("{{ applicants_note }}")
    paper.tag("{%p if sealed %}")
    paper.table(
        ("序号", "姓名", "单位", "系列（专业）", "层级", "类别", "形式", "学科组"),
        "applicants",
        ("number", "name", "unit", "field", "level", "category", "format", "group"),
        (9, 17, 36, 30, 12, 12, 16, 24),
        size=9,
    )
    paper.tag("{%p endif %}")
    paper.heading("八、评委推荐名单")
    paper.line("{{ members_note }}")
    paper.keep()
    paper.tag("{%p if sealed %}")
    paper.table(
        ("序号", "职务", "姓名", "单位", "职称", "学科组"),
        "members",
        ("number", "role", "name", "unit", "title", "group"),
        (10, 20, 18, 44, 32, 32),
        size=9,
    )
    paper.line("备选委员按抽取次序如下：")
    paper.table(
        ("次序", "姓名", "单位", "职称", "学科组", "来源"),
        "reserves",
        ("number", "name", "unit", "title", "group", "origin"),
        (10, 18, 44, 34, 34, 16),
        size=9,
    )
    paper.tag("{%p endif %}")


# ------------------------------------------------------------------ to units: 二(一)1, 五5


def _unit_notice(paper: Paper) -> None:
    paper.head()
    paper.title("职称申报材料送审通知单")
    paper.to("{{ unit }}：")
    paper.line(
        "根据{{ season }}工作通知二(一)，你单位{{ year }}年度职称申报材料的送审时间安排如下，"
        "请按时到指定窗口办理。"
    )
    paper.table(
        ("层级", "系列", "日期", "到达时间", "窗口/地点", "份数"),
        "visits",
        ("band", "series", "day", "start", "place", "dossiers"),
        (12, 26, 36, 18, 52, 12),
        size=9,
    )
    paper.heading("一、报送前公示")
    paper.line(
        "报送前，申报人员花名册须在门户网站公示不少于{{ roster_days }}个工作日，公示无异议后方可"
        "上报，并随材料报送公示情况（五5）。按上述送审时间，花名册应：{{ posting }}。"
    )
    paper.heading("二、报送材料")
    paper.each("materials")
    paper.heading("三、补正和改约")
    paper.line("{{ supplement }}", "{{ change }}")
    paper.tag("{%p if remarks %}")
    paper.line("备注：{{ remarks }}")
    paper.tag("{%p endif %}")
    paper.line(f"联系人：{_blank('联系人')}　电话：{_blank('电话')}")
    paper.signature(f"{_blank('受理部门')}（盖章）", DATED)
    paper.line("（下为回执，请于收到后退回受理部门）")
    paper.keep()
    _receipt_of(paper, "送审通知单", "{{ unit }}")


def _receipt_of(paper: Paper, what: str, unit: str) -> None:
    paper.title("回　　执")
    paper.grid(
        (
            ("收到", what, "单位", unit),
            ("送审人", _blank("姓名"), "电话", _blank("电话")),
            ("能否按时", "□能　□不能，另约", "原因", _blank("原因")),
            ("单位盖章", _blank("盖章"), "日期", DATED),
        ),
        (26, 52, 26, 52),
    )


def _receipt(paper: Paper) -> None:
    paper.head()
    paper.title("通知回执")
    paper.to("{{ addressee }}：")
    paper.line("{{ notice }}已收到，现将有关情况回复如下。")
    paper.grid(
        (
            ("单位", "{{ unit }}", "收到日期", DATED),
            ("参加人", _blank("姓名"), "职务", _blank("职务")),
            ("手机", _blank("手机"), "能否按时", "□能　□不能"),
            ("不能的原因", _blank("原因"), "希望改为", _blank("日期和时段")),
            ("需回避的人员", _blank("没有的写“无”"), "其他说明", _blank("没有的写“无”")),
        ),
        (28, 50, 26, 52),
    )
    paper.signature(f"{_blank('单位')}（盖章）", f"签收人：{_blank('签名')}", DATED)


def _roster_notice(paper: Paper) -> None:
    paper.for_each("part in parts")
    paper.head()
    paper.title("{{ unit }}", "{{ year }}年度{{ part.band }}职称申报人员公示")
    paper.line(
        "根据{{ season }}工作通知五5，现将我单位{{ year }}年度{{ part.band }}职称申报人员花名册"
        "予以公示，共 {{ part.total }} 人。{{ part.period }}"
    )
    paper.line(
        "公示期间，对申报人员的资格、材料真实性和推荐程序有异议的，请以书面或电话方式实名反映，"
        "并提供可核查的线索。"
    )
    paper.line(f"受理部门：{_blank('部门')}　电话：{_blank('电话')}　地址：{_blank('地址')}")
    paper.table(
        ("序号", "姓名", "工作单位", "系列（专业）", "申报层级", "申报类别"),
        "part.people",
        ("number", "name", "unit", "field", "level", "track"),
        (11, 20, 46, 41, 19, 19),
    )
    paper.signature("{{ unit }}（盖章）", "{{ part.posted }}")
    paper.tag("{%p endfor %}")


# ------------------------------------------------------------------ of a committee


def _result_notice(paper: Paper) -> None:
    paper.head()
    paper.title_each("name_lines")
    paper.title("{{ year }}年度职称评审结果公示")
    paper.line(
        "{{ met }}，{{ committee }}召开{{ year }}年度评审会议。经学科组评议、评委会全体会议无记名"
        f"投票表决，{_blank('通过人数')}人达到到会委员的{{{{ pass_share }}}}以上赞成票，"
        "通过评审。现予公示。"
    )
    paper.line("{{ period }}")
    paper.line(
        "公示期间对评审结果有异议的，请实名书面反映。涉及评审工作的，由评委会组建单位调查核实；"
        "涉及材料真实性的，由人社部门、行业主管部门和用人单位调查核实（六(二)3）。"
    )
    paper.line(f"受理部门：{{{{ organiser }}}}　电话：{_blank('电话')}　邮箱：{_blank('邮箱')}")
    paper.line("通过人员名单：")
    paper.table(
        ("姓名", "单位", "系列（专业）", "层级"),
        "passed",
        ("name", "unit", "field", "level"),
        (30, 52, 44, 30),
    )
    paper.signature("{{ organiser }}（盖章）", "{{ posted }}")


def _approval_report(paper: Paper) -> None:
    paper.head()
    paper.title_each("name_lines")
    paper.title("{{ year }}年度职称评审核准备案报告")
    paper.to("{{ approver }}：")
    paper.line(
        "根据{{ season }}工作通知六(二)4，{{ committee }}{{ year }}年度职称评审工作已经结束，"
        "现将有关情况报告如下，请予核准备案。"
    )
    paper.heading("一、评委会组建和备案情况")
    paper.each("composition")
    paper.heading("二、申报和受理情况")
    paper.line("{{ applications }}")
    paper.table(("分类", "项目", "人数"), "counts", ("kind", "name", "count"), (40, 76, 40))
    paper.line(f"申报单位和逐级审核、花名册公示情况：{_blank('审核和公示情况')}。")
    paper.heading("三、评审会议情况")
    paper.line(
        "{{ time }}",
        "{{ place }}",
        f"应到委员 {{{{ size }}}} 人，实到 {_blank('实到人数')} 人，{{{{ quorum }}}}。主持人："
        f"{_blank('主任委员或副主任委员')}。监督人员：{_blank('纪检监察等监督人员')}。",
        f"回避和替补情况：{_blank('回避人次、替补人次和原因')}。",
    )
    paper.heading("四、表决结果")
    paper.line(
        f"参评 {_blank('参评人数')} 人，通过 {_blank('通过人数')} 人，未通过 "
        f"{_blank('未通过人数')} 人。表决均由到会委员无记名投票，赞成票达到到会委员的"
        "{{ pass_share }}以上为通过，当场计票并签字（40号令第20条）。"
    )
    paper.heading("五、公示和举报处理情况")
    paper.line(
        "{{ publication }}",
        f"公示期间收到举报 {_blank('件数')} 件，调查核实和处理情况：{_blank('没有的写“无”')}。",
    )
    paper.heading("六、附件")
    paper.line(
        "1.专业技术资格核准备案花名册（附件8）",
        "2.评审会议签到表、票决统计表（密封）",
        f"3.{_blank('核准部门要求的其他材料')}",
    )
    paper.signature("{{ organiser }}（盖章）", DATED)


def _extension_request(paper: Paper) -> None:
    paper.head()
    paper.title("职称评审延期申请")
    paper.to("{{ approver }}：")
    paper.line(
        "{{ committee }}原定{{ planned }}。因{{ reason }}，确有困难不能按期完成"
        "{{ year }}年度职称评审，根据{{ season }}工作通知六(二)1，申请延期至{{ until }}。",
        "延期后仍严格按规定的程序、标准和公示时限评审，不跨年度（最迟不晚于{{ year_end }}）。"
        "未经批准同意，不开展评审。",
        "延期期间的工作安排：{{ arrangement }}。",
        f"联系人：{{{{ contact }}}}　电话：{_blank('联系电话')}",
    )
    paper.signature("{{ organiser }}（盖章）", "{{ requested }}")
    paper.line("核准部门意见：")
    paper.grid(
        (
            ("意见", "{{ opinion }}", "延至", "{{ granted }}"),
            ("经办人", _blank("签名"), "日期", DATED),
        ),
        (26, 52, 26, 52),
    )


def _entrustment(paper: Paper) -> None:
    paper.head()
    paper.title("{{ title_words }}")
    paper.to("{{ addressee }}：")
    paper.line("{{ opening }}", "{{ request }}")
    paper.line("委托事项如下：")
    paper.table(("项目", "内容"), "facts", ("name", "value"), (30, 126))
    paper.each("promises")
    paper.line(f"联系人：{_blank('联系人')}　电话：{_blank('电话')}")
    paper.signature("{{ sender }}（盖章）", DATED)
    paper.grid(
        (
            ("受托方意见", _blank("意见，盖章"), "日期", DATED),
            ("市人社局意见", _blank("意见，盖章"), "日期", DATED),
        ),
        (30, 56, 20, 50),
    )


# ------------------------------------------------------------------ to experts, sealed


def _invitation(paper: Paper) -> None:
    paper.for_each("person in people")
    paper.head()
    paper.title("评审专家邀请函")
    paper.to("{{ person.name }} 同志（{{ person.unit }}）：")
    paper.line("{{ person.opening }}")
    paper.heading("一、时间和地点")
    paper.line("{{ person.report }}")
    paper.table(
        ("日期", "时段", "会议", "会场"),
        "person.days",
        ("day", "half", "kind", "room"),
        (40, 22, 44, 50),
    )
    paper.heading("二、回避")
    paper.line(
        "与申报人有亲属、师生、同事、合作等可能影响公正的关系的，请收到本函后即告知，会前填写回避"
        "与诚信承诺书；会上发现的，当场申请回避（40号令第25条）。"
    )
    paper.heading("三、纪律")
    paper.line(
        "不公开评委身份，不打听、不泄露评议和表决情况，不接受请托；会议期间通信工具统一保管，"
        "全程参加，不得委托他人投票或会后补投。"
    )
    paper.heading("四、请假")
    paper.line(
        "不能到会的，请于收到本函当日告知，以便按抽取次序从备选中替补。"
        "联系人：{{ contact }}　电话：{{ phone }}"
    )
    paper.signature("{{ organiser }}（盖章）", DATED)
    paper.grid(
        (
            ("回执", "□参加　□不能参加", "原因", _blank("不能参加的原因")),
            ("需回避的申报人", _blank("没有的写“无”"), "签名和日期", _blank("签名、日期")),
        ),
        (34, 44, 28, 50),
    )
    paper.tag("{%p endfor %}")


def _pledge(paper: Paper) -> None:
    paper.for_each("person in people")
    paper.head()
    paper.title("评审专家回避与诚信承诺书")
    paper.line(
        "本人 {{ person.name }}（{{ person.unit }}），担任{{ committee }}{{ person.role }}，"
        "现就{{ year }}年度职称评审工作承诺如下："
    )
    paper.line(
        "一、遵守40号令和职称评审的各项规定，按评审标准独立、客观、公正地评议和投票，对自己的"
        "意见负责。",
        "二、与申报人有亲属、师生、同事、合作者、推荐人等可能影响公正的关系的，主动申请回避，"
        "不参加对该申报人的评议和表决。",
        "三、保守秘密。不公开评委身份，不泄露申报材料、评议意见、投票和结果，不复制、不带走材料。",
        "四、不接受请托、宴请和财物，不为他人打招呼，不与申报人私下接触。",
        "五、所提供的本人任职、职称、单位和信用情况真实；有失信行为的，接受记入诚信档案、移出"
        "专家库的处理（六(一)4）。",
        "六、回避情况：",
    )
    paper.table(
        ("申报人", "单位", "回避原因"),
        "person.recusals",
        ("name", "unit", "reason"),
        (30, 66, 60),
    )
    paper.line("除上列人员外，还需回避的：" + _blank("没有的写“无”"))
    paper.signature(f"承诺人：{_blank('签名')}　{DATED}")
    paper.tag("{%p endfor %}")


def _applicant_pledge(paper: Paper) -> None:
    paper.head()
    paper.title("职称申报诚信承诺书")
    paper.line(
        f"本人 {_blank('姓名')}，工作单位 {_blank('单位')}，申报 {_blank('系列、专业和层级')} "
        "职称，现承诺如下：",
        "一、所填信息和提交的学历、资历、业绩、论文、奖项、继续教育等材料真实、准确、完整。",
        "二、本年度同一层级只向一个评委会提出申请，不多头申报（三）。",
        "三、不请托、不打招呼，不干扰评审；遵守答辩和说课的纪律。",
        "四、如有不实或违规，愿接受取消资格、撤销职称、记入诚信档案的处理（五2）。",
    )
    paper.signature(f"承诺人：{_blank('签名')}", f"证件号码：{_blank('证件号码')}", DATED)
    paper.line("用人单位审核意见：")
    paper.grid(
        (
            ("审核意见", _blank("意见"), "审核人", _blank("签名")),
            ("单位盖章", _blank("盖章"), "日期", DATED),
        ),
        (26, 52, 26, 52),
    )


# ------------------------------------------------------------------ changes between two plans


def _change_notice(paper: Paper) -> None:
    paper.head()
    paper.title("{{ season }}", "安排变更通知")
    paper.line("{{ opening }}")
    paper.tag("{%p if not sections %}")
    paper.line("两份方案在本件所涉范围内没有不同，不需要通知任何单位和人员。")
    paper.tag("{%p endif %}")
    paper.tag("{%p for section in sections %}")
    paper.heading("{{ section.title }}")
    paper.line("{{ section.note }}")
    paper.table(
        ("通知对象", "事项", "原安排", "现安排", "方式"),
        "section.rows",
        ("who", "what", "old", "new", "channel"),
        (36, 24, 36, 36, 24),
    )
    paper.tag("{%p endfor %}")
    paper.signature(f"{_blank('发文单位')}（盖章）", DATED)


TEMPLATES: dict[str, Callable[[Paper], None]] = {
    "review_plan": _review_plan,
    "unit_notice": _unit_notice,
    "receipt": _receipt,
    "roster_notice": _roster_notice,
    "result_notice": _result_notice,
    "approval_report": _approval_report,
    "extension_request": _extension_request,
    "entrustment": _entrustment,
    "invitation": _invitation,
    "pledge": _pledge,
    "applicant_pledge": _applicant_pledge,
    "change_notice": _change_notice,
    "draw_record": draw_record,
}
"""Every template of the package, by file name."""

if __name__ == "__main__":
    main()
