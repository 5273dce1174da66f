"""Templates of the papers of experts, sealed: invitation, pledge, record of a draw."""

from reports.templates.layout import DATED, Paper
from reports.words import blank


def invitation(paper: Paper) -> None:
    """专家邀请函, a page for each, none telling of another."""
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
        "不能到会的，请于收到本函当日告知，以便按抽取次序从备选中替补。",
        "联系人：{{ contact }}　电话：{{ phone }}",
    )
    paper.signature("{{ organiser }}（盖章）", DATED)
    paper.grid(
        (
            ("回执", "参加□　不能参加□", "原因", blank("不能参加的原因")),
            ("需回避的申报人", blank("没有的写“无”"), "签名", blank("签名、日期")),
        ),
        (32, 53, 18, 53),
    )
    paper.tag("{%p endfor %}")


def pledge(paper: Paper) -> None:
    """回避与诚信承诺书 (六(一)4), a page for each, with the ties on record."""
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
        stays="with-next",
    )
    paper.line("除上列人员外，还需回避的：" + blank("没有的写“无”"))
    paper.signature(f"承诺人：{blank('签名')}　{DATED}")
    paper.tag("{%p endfor %}")


def draw_record(paper: Paper) -> None:
    """抽取记录表, to be signed on the spot by those who watched."""
    paper.head()
    paper.title("{{ year }}年度职称评审", "评审委员会评委抽取记录表")
    paper.grid(
        (
            ("评委会", "{{ committee }}", "抽取日期", "{{ held_on }}"),
            ("组织单位", "{{ organiser }}", "会议日期", "{{ meeting }}"),
            ("见证人", "{{ witnesses }}", "见证人给出的种子", "{{ seed }}"),
            ("合格人数", "{{ eligible }}", "不列入人数", "{{ excluded }}"),
            ("应抽人数", "{{ size }}", "结果是否唯一", "{{ unique }}"),
            ("第几次抽取", "{{ ordinal }}", "再抽理由", "{{ reason }}"),
        ),
        (26, 52, 30, 48),
    )
    paper.heading("一、抽取办法")
    paper.line("{{ method }}")
    paper.each("notes")
    paper.heading("二、抽取结果：委员")
    paper.table(
        ("序号", "评议组", "姓名", "单位", "签值"),
        "members",
        ("number", "group", "name", "organisation", "ticket"),
        (10, 38, 26, 50, 32),
        size=9,
        stays="ends",
    )
    paper.heading("三、备选（按抽取次序，同组同来源依次替补）")
    paper.table(
        ("评议组", "来源", "次序", "姓名", "单位", "签值"),
        "reserves",
        ("group", "origin", "order", "name", "organisation", "ticket"),
        (36, 26, 10, 26, 32, 26),
        size=9,
        stays="ends",
    )
    paper.heading("四、专家库中未列入抽取的人数及依据")
    paper.table(("依据", "原因", "人数"), "grounds", ("clause", "ground", "count"), (40, 86, 30))
    paper.heading("五、替补记录")
    paper.each("replacements")
    paper.line("记录全文的 SHA-256：{{ sha256 }}。凭年度数据和本记录可用核对命令重演抽取。")
    paper.heading("六、签字")
    paper.grid(
        (
            ("抽取人", "（签字）", "纪检监察", "（签字）"),
            ("见证人", "（签字）", "见证人", "（签字）"),
            ("组织单位", "（盖章）", "人社部门", "（盖章）"),
            ("时间", "    年  月  日  时  分", "记录号", "{{ record }}"),
        ),
    )
