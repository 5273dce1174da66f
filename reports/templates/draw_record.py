"""The template of the record of a draw (抽取记录表): facts, lists, signatures."""

from reports.templates.layout import Paper


def draw_record(paper: Paper) -> None:
    """抽取记录表, to be signed on the spot by those who watched."""
    paper.head()
    paper.title("{{ season }}", "评审委员会评委抽取记录表")
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
        (14, 36, 24, 50, 32),
    )
    paper.heading("三、备选（按抽取次序，同组同来源依次替补）")
    paper.table(
        ("评议组", "来源", "次序", "姓名", "单位", "签值"),
        "reserves",
        ("group", "origin", "order", "name", "organisation", "ticket"),
        (32, 20, 14, 22, 36, 32),
    )
    paper.heading("四、专家库中未列入抽取的人数及依据")
    paper.table(("依据", "原因", "人数"), "grounds", ("clause", "ground", "count"), (40, 86, 30))
    paper.heading("五、替补记录")
    paper.each("replacements")
    paper.heading("六、签字")
    paper.grid(
        (
            ("抽取人", "（签字）", "纪检监察", "（签字）"),
            ("见证人", "（签字）", "见证人", "（签字）"),
            ("组织单位", "（盖章）", "人社部门", "（盖章）"),
            ("时间", "    年  月  日  时  分", "记录号", "{{ record }}"),
        ),
        (26, 52, 26, 52),
    )
    paper.line("记录全文的 SHA-256：{{ sha256 }}。任何人持季节数据和本记录，可用核对命令重演抽取。")
