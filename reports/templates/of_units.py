"""Templates of the papers of units and applicants: visits, rosters, receipts, pledges."""

from reports.templates.layout import DATED, Paper
from reports.words import blank


def unit_notice(paper: Paper) -> None:
    """送审通知单 (二(一), 五5): visits, what to bring, a receipt to be cut off."""
    paper.head()
    paper.title("职称申报材料送审通知单")
    paper.to("{{ unit }}：")
    paper.line(
        "根据{{ circular }}二(一)，你单位{{ year }}年度职称申报材料的送审时间安排如下，"
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
        "上报，并随材料报送公示情况（五5）。按上述送审时间，{{ posting }}。"
    )
    paper.heading("二、报送材料")
    paper.each("materials")
    paper.heading("三、补正和改约")
    paper.line("{{ supplement }}", "{{ change }}")
    paper.tag("{%p if remarks %}")
    paper.line("备注：{{ remarks }}")
    paper.tag("{%p endif %}")
    paper.line(f"联系人：{blank('联系人')}　电话：{blank('电话')}")
    paper.signature(f"{blank('受理部门')}（盖章）", DATED)
    paper.line("（下为回执，请于收到后退回受理部门）")
    paper.keep()
    _receipt_of(paper, "送审通知单", "{{ unit }}")


def _receipt_of(paper: Paper, what: str, unit: str) -> None:
    paper.title("回　　执")
    paper.grid(
        (
            ("收到", what, "单位", unit),
            ("送审人", blank("姓名"), "电话", blank("电话")),
            ("能否按时", "能□　不能□，另约", "原因", blank("原因")),
            ("单位盖章", blank("盖章"), "日期", DATED),
        ),
    )


def receipt(paper: Paper) -> None:
    """通知回执, the empty form."""
    paper.head()
    paper.title("通知回执")
    paper.to("{{ addressee }}：")
    paper.line("{{ notice }}已收到，现将有关情况回复如下。")
    paper.grid(
        (
            ("单位", "{{ unit }}", "收到日期", DATED),
            ("参加人", blank("姓名"), "职务", blank("职务")),
            ("手机", blank("手机"), "能否按时", "能□　不能□"),
            ("不能的原因", blank("原因"), "希望改为", blank("日期和时段")),
            ("需回避的人员", blank("没有的写“无”"), "其他说明", blank("没有的写“无”")),
        ),
        (28, 50, 26, 52),
    )
    paper.signature(f"{blank('单位')}（盖章）", f"签收人：{blank('签名')}", DATED)


def roster_notice(paper: Paper) -> None:
    """花名册公示 (五5), a page for each band."""
    paper.for_each("part in parts")
    paper.head()
    paper.title("{{ unit }}", "{{ year }}年度{{ part.band }}职称申报人员公示")
    paper.line(
        "根据{{ circular }}五5，现将我单位{{ year }}年度{{ part.band }}职称申报人员花名册"
        "予以公示，共 {{ part.total }} 人。{{ part.period }}"
    )
    paper.line(
        "公示期间，对申报人员的资格、材料真实性和推荐程序有异议的，请以书面或电话方式实名反映，"
        "并提供可核查的线索。"
    )
    paper.line(
        f"受理部门：{blank('部门')}　电话：{blank('电话')}",
        f"地址：{blank('地址')}",
    )
    paper.table(
        ("序号", "姓名", "工作单位", "系列（专业）", "申报层级", "申报类别"),
        "part.people",
        ("number", "name", "unit", "field", "level", "track"),
        (10, 18, 50, 44, 17, 17),
        stays="with-next",
    )
    paper.signature("{{ unit }}（盖章）", "{{ part.posted }}")
    paper.tag("{%p endfor %}")


def applicant_pledge(paper: Paper) -> None:
    """职称申报诚信承诺书 (五2), the empty form."""
    paper.head()
    paper.title("职称申报诚信承诺书")
    paper.line(
        f"本人 {blank('姓名')}，工作单位 {blank('单位')}，申报 {blank('系列、专业和层级')} "
        "职称，现承诺如下：",
        "一、所填信息和提交的学历、资历、业绩、论文、奖项、继续教育等材料真实、准确、完整。",
        "二、本年度同一层级只向一个评委会提出申请，不多头申报（三）。",
        "三、不请托、不打招呼，不干扰评审；遵守答辩和说课的纪律。",
        "四、如有不实或违规，愿接受取消资格、撤销职称、记入诚信档案的处理（五2）。",
    )
    paper.signature(f"承诺人：{blank('签名')}", f"证件号码：{blank('证件号码')}", DATED)
    paper.line("用人单位审核意见：")
    paper.grid(
        (
            ("审核意见", blank("意见"), "审核人", blank("签名")),
            ("单位盖章", blank("盖章"), "日期", DATED),
        ),
    )
