"""Invented names: experts, applicants and staff have alphabets of their own, which never meet."""

import random
from collections.abc import Iterator
from itertools import product

EXPERT_SURNAMES = (
    "欧阳", "司徒", "端木", "上官", "诸葛", "慕容", "闻人", "澹台",
    "公冶", "濮阳", "呼延", "尉迟", "皇甫", "长孙", "轩辕", "令狐",
)  # fmt: skip
EXPERT_GIVEN = "珩瑄琬璟珣瑾琰璇玥翊翎曦晗晔煜烨炜熠铖锴铎镕沅沁泓湜澍濯芷芮茗荇蕤"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超兰霞平刚桂英华玉红建国志文海春秋冬雪梅松柏林峰雨晨光"
STAFF_SURNAMES = "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"


def expert_names(seed: int) -> Iterator[str]:
    """Different names, in an order of this seed; no other name or text is made of these signs."""
    rng = random.Random(seed * 7919 + 1)
    pairs = list(product(EXPERT_GIVEN, EXPERT_GIVEN))
    rng.shuffle(pairs)
    for number, (first, second) in enumerate(pairs):
        turn = number % len(EXPERT_SURNAMES)
        for offset in range(4):
            surname = EXPERT_SURNAMES[(turn + 4 * offset) % len(EXPERT_SURNAMES)]
            yield f"{surname}{first}{second}"


def applicant_name(rng: random.Random) -> str:
    """A name as there are many; two applicants may share one."""
    given = rng.choice(GIVEN) + (rng.choice(GIVEN) if rng.random() < 0.8 else "")  # noqa: PLR2004
    return rng.choice(SURNAMES) + given


def staff_name(rng: random.Random) -> str:
    """A name of the office's own people."""
    return rng.choice(STAFF_SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)
