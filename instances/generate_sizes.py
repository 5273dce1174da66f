"""Sizes of synthetic seasons and the fields that their committees review."""

from dataclasses import dataclass, replace

from instances.generate_people import Taste


@dataclass(frozen=True)
class Size:
    """What a season of one size is made of."""

    committees: int
    groups: int
    applicants: int
    units: int
    rooms: int | None
    """None: as many as fill `room_percent` of the half-days."""
    days: int | None
    """Working days of the meetings, from the first that the law allows; None = all."""
    max_days: int
    sizes: tuple[int, ...]
    taste: Taste
    senior: bool = True
    spread: bool = False
    room_percent: int = 60
    minutes: int | None = 12
    """Of an interview; with the changeover fifteen make a half-day. None: a mix of formats."""
    same_day_posting: bool = False
    tempts: bool = False
    """Whether some pools are such that whoever draws at will misses a share."""


CITY = Size(
    committees=30,
    groups=122,
    applicants=6000,
    units=600,
    rooms=20,
    days=30,
    max_days=4,
    sizes=(11, 13, 15, 17, 17, 19, 19, 21, 23, 25),
    taste=Taste(experts=1200, pool_percent=250, second_percent=20),
)
SIZES: dict[str, Size] = {
    "demo": Size(
        committees=4,
        groups=8,
        applicants=60,
        units=30,
        rooms=4,
        days=None,
        max_days=3,
        sizes=(9, 7, 7, 7),
        taste=Taste(experts=90, pool_percent=300, rotated_percent=12, spells=1),
        senior=False,
        minutes=None,
    ),
    "city": replace(CITY, tempts=True),
    "city-spread": replace(
        CITY,
        days=20,
        spread=True,
        taste=replace(CITY.taste, scattered_percent=26, most_half_days=(6, 10)),
    ),
    "stress": replace(
        CITY,
        groups=75,
        applicants=5000,
        rooms=None,
        days=None,
        senior=False,
        room_percent=90,
        same_day_posting=True,
        taste=replace(CITY.taste, experts=1500, pool_percent=300),
    ),
}
REGION_CITIES = 12

FIELDS: tuple[tuple[str, str], ...] = (
    ("工程", "机械"), ("卫生", "临床医学"), ("中小学教师", "中学文科"), ("农业", "畜牧兽医"),
    ("工程", "电气"), ("卫生", "护理"), ("中小学教师", "中学理科"), ("农业", "农学"),
    ("工程", "化工"), ("卫生", "药学"), ("中小学教师", "小学文科"), ("工程", "稀土材料"),
    ("工程", "冶金"), ("卫生", "公共卫生"), ("中小学教师", "小学理科"), ("工程", "信息技术"),
    ("工程", "建筑"), ("卫生", "中医"), ("中小学教师", "幼儿教育"), ("工程", "水利"),
    ("工程", "交通"), ("卫生", "检验"), ("高校教师", "工科"), ("高校教师", "文科"),
    ("工程", "林草"), ("科学研究", "自然科学"), ("文化", "图书文博"), ("文化", "艺术"),
    ("工程", "安全环保"), ("技工教师", "实训"),
)  # fmt: skip
PARTS = ("甲组方向", "乙组方向", "丙组方向", "丁组方向", "戊组方向", "己组方向", "庚组方向")
ENTERPRISE = frozenset({"工程"})
