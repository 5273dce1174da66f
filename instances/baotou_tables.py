"""Facts of the Baotou 2024 season with their sources, and the invented frame around them."""

from typing import NamedTuple

from models.base import Level
from models.people import OrganisationKind, Track

INVENTED = "虚构"
NOTICE = "包头市2024年职称评审通知（2024-05-27）"
BUREAU, CITY = "市人社局", "市直单位"

DISTRICTS: tuple[tuple[str, str, int], ...] = (
    ("昆都仑区", "昆", 7379),
    ("东河区", "东", 5078),
    ("青山区", "青", 4897),
    ("土默特右旗", "土", 2701),
    ("九原区", "九", 2082),
    ("固阳县", "固", 1646),
    ("稀土高新区", "高", 1324),
    ("达尔罕茂明安联合旗", "达", 979),
    ("石拐区", "石", 325),
    ("白云鄂博矿区", "白", 255),
)
"""Receiving bodies of 四(三)1, with the 2012 population in hundreds of persons."""
POPULATION = "2012年各旗县区人口（万人，公开统计资料）"
TEACHERS = 21012
TEACHERS_SOURCE = "2024年包头市专任教师：小学9752、初中6620、高中4640，合计21012（公开统计资料）"
CITY_TEACHERS = 4000
URBAN = frozenset({"昆都仑区", "东河区", "青山区", "稀土高新区"})

DEPARTMENTS: tuple[str, ...] = (
    "市教育局",
    "市卫生健康委员会",
    "市农牧局",
    "市林业和草原局",
    "市水务局",
    "市住房和城乡建设局",
    "市文化旅游广电局",
)
SELF: tuple[tuple[str, str], ...] = (
    ("自评医院", "医院"),
    ("自评大学", "大学"),
    ("自评研究院", "研究院"),
    ("自评钢铁公司", "钢铁"),
)

TEACHING, ENGINEERING = "中小学教师", "工程"
SUBJECTS = ("语文", "外语", "数学", "理科综合", "文科综合", "学前教育")


class Spec(NamedTuple):
    """A committee in one line; groups are (members, specialties joined by blanks)."""

    id: str
    name: str
    organiser: str
    series: str
    specialty: str
    """Empty: formed by series."""
    groups: tuple[tuple[int, str], ...]
    levels: tuple[Level, ...]
    applicants: int
    heard_percent: int
    """Interviews or lessons among them."""
    units: str
    """Kind of unit whose people it reviews."""
    serves: tuple[str, ...] = ()
    enterprise: bool = False
    self_reviewing: bool = False
    tracks: tuple[Track, ...] = ("social", "grassroots")
    source: str = INVENTED


MIDDLE: tuple[Level, ...] = ("mid", "junior")
VICE: tuple[Level, ...] = ("associate_senior",)
THREE_FIVES = ((5, "语文 外语"), (5, "数学 理科综合"), (5, "文科综合 学前教育"))
FIVE_FIVES = ((5, "语文"), (5, "外语 学前教育"), (5, "数学"), (5, "理科综合"), (5, "文科综合"))


def _county(short: str, district: str, *fields: str) -> list[Spec]:
    """The committees of one body, by the names of FIELDS."""
    found: list[Spec] = []
    for field in fields:
        series, parts, units, count = FIELDS[field]
        teachers = series == TEACHING
        farmers = series == "农牧民"
        found.append(
            Spec(
                id=f"{short}-{field}",
                name=f"{district}{series}系列{'' if field == series else field}中初级评审委员会",
                organiser=district,
                series=series,
                specialty="" if teachers else field,
                groups=THREE_FIVES if teachers else ((9, parts),),
                levels=MIDDLE,
                applicants=count,
                heard_percent=60 if teachers else 45 if series == ENGINEERING else 0,
                units=units,
                serves=(district,),
                enterprise=series == ENGINEERING,
                tracks=("social", "grassroots", "recognition")
                if teachers
                else ("farmer",)
                if farmers
                else ("social", "grassroots"),
                source="权限：通知四(三)1；系列与人数：虚构",
            )
        )
    return found


FIELDS: dict[str, tuple[str, str, str, int]] = {
    "教师": (TEACHING, "", "school", 56),
    "机械电气": (ENGINEERING, "机械 电气", "works", 24),
    "信息环保": (ENGINEERING, "信息 环保", "works", 22),
    "化工材料": (ENGINEERING, "化工 材料", "works", 24),
    "采矿": (ENGINEERING, "采矿", "works", 20),
    "稀土材料": (ENGINEERING, "稀土", "works", 32),
    "光伏硅基": (ENGINEERING, "光伏 硅基", "works", 30),
    "图书资料": ("图书资料", "图书资料", "library", 13),
    "档案": ("档案", "档案", "library", 12),
    "农牧民": ("农牧民", "种植 养殖", "farm", 18),
}
COUNTY: tuple[Spec, ...] = (
    *_county("昆", "昆都仑区", "教师", "机械电气", "信息环保", "图书资料", "档案"),
    *_county("青", "青山区", "教师", "机械电气", "化工材料", "图书资料", "档案"),
    *_county("东", "东河区", "教师", "机械电气", "图书资料"),
    *_county("九", "九原区", "教师", "化工材料", "农牧民"),
    *_county("土", "土默特右旗", "教师", "机械电气", "图书资料", "农牧民"),
    *_county("固", "固阳县", "教师", "采矿", "农牧民"),
    *_county("达", "达尔罕茂明安联合旗", "教师", "采矿", "农牧民"),
    *_county("高", "稀土高新区", "教师", "稀土材料", "光伏硅基", "信息环保"),
)
ENTRUSTED: tuple[tuple[str, str, str], ...] = (
    ("石拐区", "东-教师", "joint"),
    ("石拐区", "东-机械电气", "entrusted"),
    ("石拐区", "九-化工材料", "entrusted"),
    ("白云鄂博矿区", "达-教师", "entrusted"),
    ("白云鄂博矿区", "达-采矿", "entrusted"),
    ("九原区", "昆-图书资料", "entrusted"),
    ("东河区", "九-农牧民", "joint"),
)
"""Bodies without committees of their own, and who reviews for them, with consent (四(三)4)."""


def _one(members: int, parts: str) -> tuple[tuple[int, str], ...]:
    return ((members, parts),)


_INDUSTRY = "组织部门：通知二(一)3、四(三)2；人数：虚构"
INDUSTRY: tuple[Spec, ...] = (
    Spec("建工", "工程系列建设工程中初级评审委员会", "市住房和城乡建设局", ENGINEERING, "建设工程",
         ((6, "建筑设计 建筑施工"), (5, "市政工程")), MIDDLE, 60, 40, "builder",
         enterprise=True, source=_INDUSTRY),
    Spec("建材", "工程系列建筑材料中初级评审委员会", "市住房和城乡建设局", ENGINEERING, "建筑材料",
         _one(9, "建筑材料"), MIDDLE, 22, 40, "builder", enterprise=True, source=_INDUSTRY),
    Spec("农牧", "农牧业系列中初级评审委员会", "市农牧局", "农牧业", "",
         ((5, "种植业"), (5, "畜牧兽医"), (5, "农机")), MIDDLE, 40, 30, "agri",
         source=_INDUSTRY),
    Spec("林草", "工程系列林草中初级评审委员会", "市林业和草原局", ENGINEERING, "林草",
         _one(9, "林草"), MIDDLE, 20, 40, "agri", source=_INDUSTRY),
    Spec("水利", "工程系列水利中初级评审委员会", "市水务局", ENGINEERING, "水利",
         _one(9, "水利"), MIDDLE, 20, 40, "agri", source=_INDUSTRY),
    Spec("艺术", "艺术系列三级四级评审委员会", "市文化旅游广电局", "艺术", "表演美术",
         _one(9, "表演 美术"), MIDDLE, 24, 60, "culture", source=_INDUSTRY),
    Spec("群文", "艺术系列群众文化中初级评审委员会", "市文化旅游广电局", "艺术", "群众文化",
         _one(9, "群众文化"), MIDDLE, 18, 40, "culture", source=_INDUSTRY),
    Spec("乌兰牧骑", "乌兰牧骑系列中初级评审委员会", "市文化旅游广电局", "乌兰牧骑", "乌兰牧骑",
         _one(9, "乌兰牧骑"), MIDDLE, 14, 60, "culture", source=_INDUSTRY),
    Spec("文博", "文物博物系列中初级评审委员会", "市文化旅游广电局", "文物博物", "文物博物",
         _one(9, "文物博物"), MIDDLE, 14, 40, "culture", source=_INDUSTRY),
    Spec("农牧民高", "农牧民系列高级评审委员会", "市农牧局", "农牧民", "农牧民高级",
         _one(11, "种植 养殖"), VICE, 16, 0, "farm", tracks=("farmer",),
         source="组织部门：通知四(八)；人数：虚构"),
    Spec("基层卫生", "卫生系列基层高级评审委员会", "市卫生健康委员会", "卫生", "基层卫生",
         ((6, "全科 中医"), (5, "护理")), VICE, 60, 60, "clinic", tracks=("directional",),
         source="通知四(五)1；人数：虚构"),
    Spec("基层农牧", "农牧业系列基层高级评审委员会", "市农牧局", "农牧业", "基层农牧业",
         ((6, "种植业 农机"), (5, "畜牧兽医")), VICE, 30, 30, "agri", tracks=("directional",),
         source="通知四(五)1；人数：虚构"),
)  # fmt: skip
CITYWIDE: tuple[Spec, ...] = (
    Spec("教师副高", "中小学教师系列副高级评审委员会", "市教育局", TEACHING, "", FIVE_FIVES,
         VICE, 165, 100, "school", tracks=("social", "grassroots", "directional"),
         source="通知四(十一)；人数：虚构"),
    Spec("教师正高", "中小学教师系列正高级评审委员会", "市教育局", TEACHING, "", FIVE_FIVES,
         ("full_senior",), 17, 100, "school", source="名额17名：通知四(十一)；名单：虚构"),
    Spec("中职高", "中等职业学校教师系列高级评审委员会", "市教育局", "中等职业学校教师",
         "中职综合", ((6, "加工制造 信息技术"), (5, "公共基础")), VICE, 40, 100, "vocational",
         source="通知二(一)3；人数：虚构"),
    Spec("市-教师", "市直中小学教师系列中初级评审委员会", "市教育局", TEACHING, "", THREE_FIVES,
         MIDDLE, 60, 60, "school", (CITY,)),
    Spec("市-机械电气", "市直工程系列机械电气中初级评审委员会", BUREAU, ENGINEERING, "机械电气",
         _one(9, "机械 电气"), MIDDLE, 28, 45, "works", (CITY,), enterprise=True),
    Spec("市-化工冶金", "市直工程系列化工冶金中初级评审委员会", BUREAU, ENGINEERING, "化工冶金",
         _one(9, "化工 冶金"), MIDDLE, 26, 45, "works", (CITY,), enterprise=True),
    Spec("市-交通", "市直工程系列交通中初级评审委员会", BUREAU, ENGINEERING, "交通",
         _one(9, "交通"), MIDDLE, 20, 45, "works", (CITY,), enterprise=True),
    Spec("市-图书资料", "市直图书资料系列中初级评审委员会", BUREAU, "图书资料", "图书资料",
         _one(9, "图书资料"), MIDDLE, 13, 0, "library", (CITY,)),
    Spec("市-档案", "市直档案系列中初级评审委员会", BUREAU, "档案", "档案",
         _one(9, "档案"), MIDDLE, 12, 0, "library", (CITY,)),
    Spec("市-技工", "市直技工院校教师系列中初级评审委员会", BUREAU, "技工院校教师", "技工综合",
         _one(9, "理论 实训"), MIDDLE, 24, 60, "technical", (CITY,)),
    Spec("医院", "自评医院卫生系列副高级自主评审委员会", "自评医院", "卫生", "临床医学",
         ((6, "内科"), (5, "外科")), VICE, 44, 100, "self", ("自评医院",), self_reviewing=True),
    Spec("大学", "自评大学高等学校教师系列副高级自主评审委员会", "自评大学", "高等学校教师",
         "理工科", ((6, "材料 冶金"), (5, "信息 数理")), VICE, 40, 100, "self", ("自评大学",),
         self_reviewing=True),
    Spec("研究院", "自评研究院自然科学研究系列中初级自主评审委员会", "自评研究院",
         "自然科学研究", "稀土研究", _one(9, "稀土研究"), MIDDLE, 22, 100, "self",
         ("自评研究院",), self_reviewing=True),
    Spec("钢铁", "自评钢铁公司工程系列冶金中初级自主评审委员会", "自评钢铁公司", ENGINEERING,
         "钢铁冶金", _one(9, "炼铁 轧钢"), MIDDLE, 36, 60, "self", ("自评钢铁公司",),
         enterprise=True, self_reviewing=True),
)  # fmt: skip
SPECS: tuple[Spec, ...] = (*COUNTY, *INDUSTRY, *CITYWIDE)

COUNTY_UNITS: tuple[tuple[str, str, int, OrganisationKind], ...] = (
    ("school", "中小学", 6, "municipal"),
    ("works", "企业", 6, "state_enterprise"),
    ("library", "图书档案馆", 2, "municipal"),
    ("farm", "农牧民合作社", 2, "other"),
    ("agri", "农林水技术推广站", 1, "municipal"),
    ("culture", "文化馆", 1, "municipal"),
    ("clinic", "乡镇卫生院", 1, "municipal"),
    ("builder", "建筑企业", 1, "private_enterprise"),
)
CITY_UNITS: tuple[tuple[str, str, int, OrganisationKind], ...] = (
    ("school", "直属学校", 11, "municipal"),
    ("works", "企业", 10, "state_enterprise"),
    ("library", "图书档案馆", 4, "municipal"),
    ("agri", "农林水事业单位", 3, "municipal"),
    ("culture", "文化单位", 4, "municipal"),
    ("clinic", "医疗机构", 4, "municipal"),
    ("builder", "建筑企业", 4, "state_enterprise"),
    ("vocational", "中职学校", 5, "municipal"),
    ("technical", "技工院校", 3, "municipal"),
)
SMALL = {"石拐区": 2, "白云鄂博矿区": 2}
"""Small bodies have so many schools and works, and one of what else they have."""
