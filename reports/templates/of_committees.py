"""Templates of the papers of a committee: plan, results, approval, extension, entrustment."""

from reports.templates.layout import DATED, Paper
from reports.words import blank

SIGNED = ("{{ organiser }}（盖章）", "{{ signed_on }}")


def review_plan(paper: Paper) -> None:
    """评审实施方案 with the eight contents of 六(二)2; the sealed one with the lists."""
    paper.head()
    paper.title_each("name_lines")
    paper.title("{{ year }}年度职称评审实施方案")
    paper.to("{{ approver }}：")
    paper.line("{{ opening }}")
    paper.heading("一、申报情况")
    paper.line("{{ applications }}")
    paper.table(
        ("分类", "项目", "人数"), "counts", ("kind", "name", "count"), (40, 76, 40), stays="whole"
    )
    paper.heading("二、评审时间")
    paper.line("{{ time }}")
    paper.table(
        ("日期", "时段", "内容"),
        "half_days",
        ("day", "half", "content"),
        (40, 40, 76),
        stays="whole",
    )
    paper.heading("三、评审地点")
    paper.line("{{ place }}")
    paper.table(
        ("日期", "时段", "学科组", "会场"),
        "rooms",
        ("day", "half", "group", "room"),
        (30, 22, 54, 50),
        stays="ends",
    )
    paper.heading("四、评委会组建情况")
    paper.each("composition", stays=True)
    paper.table(
        ("学科组", "专业", "人数", "小组人数"),
        "groups",
        ("name", "specialties", "size", "panel"),
        (50, 62, 20, 24),
        stays="whole",
    )
    paper.heading("五、评审工作程序")
    paper.each("procedure")
    paper.heading("六、工作措施")
    paper.each("measures")
    _names(paper)
    paper.tag("{%p if parameters %}")
    paper.heading("附：编制所依据的待确认参数")
    paper.table(
        ("参数", "取值", "依据", "状态"),
        "parameters",
        ("title", "value", "clause", "status"),
        (56, 38, 44, 18),
        size=9,
        stays="ends",
    )
    paper.tag("{%p endif %}")


def _names(paper: Paper) -> None:
    paper.heading("七、申报人员名单")
    paper.line("{{ applicants_note }}")
    paper.keep()
    paper.tag("{%p if sealed %}")
    paper.table(
        ("序号", "姓名", "单位", "专业", "层级", "类别", "形式", "学科组"),
        "applicants",
        ("number", "name", "unit", "field", "level", "category", "format", "group"),
        (9, 15, 41, 17, 12, 12, 15, 35),
        size=9,
        stays="ends",
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
        (9, 19, 15, 43, 28, 42),
        size=9,
        stays="ends",
    )
    paper.line("备选委员按抽取次序如下：")
    paper.table(
        ("次序", "姓名", "单位", "职称", "学科组", "来源"),
        "reserves",
        ("number", "name", "unit", "title", "group", "origin"),
        (9, 15, 43, 33, 42, 14),
        size=9,
        stays="with-next",
    )
    paper.signature(*SIGNED)
    paper.tag("{%p else %}")
    paper.signature(*SIGNED)
    paper.tag("{%p endif %}")


def result_notice(paper: Paper) -> None:
    """评审结果公示 (40号令第26条): who passed is filled in afterwards."""
    paper.head()
    paper.title_each("name_lines")
    paper.title("{{ year }}年度职称评审结果公示")
    paper.line(
        "{{ met }}，{{ committee }}召开{{ year }}年度评审会议。经学科组评议、评委会全体会议无记名"
        f"投票表决，{blank('通过人数')}人获得到会委员{{{{ pass_share }}}}以上赞成票，"
        "通过评审。现予公示。"
    )
    paper.line("{{ period }}")
    paper.line(
        "公示期间对评审结果有异议的，请实名书面反映。涉及评审工作的，由评委会组建单位调查核实；"
        "涉及材料真实性的，由人社部门、行业主管部门和用人单位调查核实（六(二)3）。"
    )
    paper.line(
        "受理部门：{{ organiser }}",
        f"电话：{blank('电话')}　邮箱：{blank('邮箱')}",
    )
    paper.line("通过人员名单：")
    paper.table(
        ("姓名", "单位", "系列（专业）", "层级"),
        "passed",
        ("name", "unit", "field", "level"),
        (30, 52, 44, 30),
        stays="with-next",
    )
    paper.signature("{{ organiser }}（盖章）", "{{ posted }}")


def approval_report(paper: Paper) -> None:
    """核准备案报告 (annex 2, 六(二)4): results are filled in afterwards."""
    paper.head()
    paper.title_each("name_lines")
    paper.title("{{ year }}年度职称评审核准备案报告")
    paper.to("{{ approver }}：")
    paper.line(
        "根据{{ circular }}六(二)4，{{ committee }}{{ year }}年度职称评审工作已经结束，"
        "现将有关情况报告如下，请予核准备案。"
    )
    paper.heading("一、评委会组建和备案情况")
    paper.each("composition")
    paper.heading("二、申报和受理情况")
    paper.line("{{ applications }}")
    paper.table(
        ("分类", "项目", "人数"), "counts", ("kind", "name", "count"), (40, 76, 40), stays="whole"
    )
    paper.line(f"申报单位和逐级审核、花名册公示情况：{blank('审核和公示情况')}。")
    paper.heading("三、评审会议情况")
    paper.line(
        "{{ time }}",
        "{{ place }}",
        f"应到委员 {{{{ size }}}} 人，实到 {blank('实到人数')} 人，{{{{ quorum }}}}。主持人："
        f"{blank('主任委员或副主任委员')}。监督人员：{blank('纪检监察等监督人员')}。",
        f"回避和替补情况：{blank('回避人次、替补人次和原因')}。",
    )
    paper.heading("四、表决结果")
    paper.line(
        f"参评 {blank('参评人数')} 人，通过 {blank('通过人数')} 人，未通过 "
        f"{blank('未通过人数')} 人。表决均由到会委员无记名投票，赞成票达到到会委员的"
        "{{ pass_share }}以上为通过，当场计票并签字（40号令第20条）。"
    )
    paper.heading("五、公示和举报处理情况")
    paper.line(
        "{{ publication }}",
        f"公示期间收到举报 {blank('件数')} 件，调查核实和处理情况：{blank('没有的写“无”')}。",
    )
    paper.heading("六、附件")
    for text in (
        "1.专业技术资格核准备案花名册（附件8）",
        "2.评审会议签到表、票决统计表（密封）",
        f"3.{blank('核准部门要求的其他材料')}",
    ):
        paper.line(text)
        paper.keep()
    paper.signature("{{ organiser }}（盖章）", DATED)


def extension_request(paper: Paper) -> None:
    """延期申请 (六(二)1), with room for the answer."""
    paper.head()
    paper.title("职称评审延期申请")
    paper.to("{{ approver }}：")
    paper.line(
        "{{ committee }}原定{{ planned }}。因{{ reason }}，确有困难不能按期完成"
        "{{ year }}年度职称评审，根据{{ circular }}六(二)1，申请延期至{{ until }}。",
        "延期后仍严格按规定的程序、标准和公示时限评审，不跨年度（最迟不晚于{{ year_end }}）。"
        "未经批准同意，不开展评审。",
        "延期期间的工作安排：{{ arrangement }}。",
        f"联系人：{{{{ contact }}}}　电话：{blank('联系电话')}",
    )
    paper.signature("{{ organiser }}（盖章）", "{{ requested }}")
    paper.line("核准部门意见：")
    paper.grid(
        (
            ("意见", "{{ opinion }}", "延至", "{{ granted }}"),
            ("经办人", blank("签名"), "日期", DATED),
        ),
    )


def entrustment(paper: Paper) -> None:
    """委托评审函 (四(三)4, 三(二)2): entrusted, joint and delegated review."""
    paper.head()
    paper.title("{{ title_words }}")
    paper.to("{{ addressee }}：")
    paper.line("{{ opening }}", "{{ request }}")
    paper.line("委托事项如下：")
    paper.table(("项目", "内容"), "facts", ("name", "value"), (30, 126))
    paper.each("promises")
    paper.line(f"联系人：{blank('联系人')}　电话：{blank('电话')}")
    paper.signature("{{ sender }}（盖章）", DATED)
    paper.grid(
        (
            ("受托方意见", blank("意见，盖章"), "日期", DATED),
            ("市人社局意见", blank("意见，盖章"), "日期", DATED),
        ),
        (30, 56, 20, 50),
    )
