"""Names for people who do not exist: common surnames and given names, joined at random."""

from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛")
# By decade of birth: names age with their bearers.
WOMEN: dict[int, tuple[str, ...]] = {
    1930: ("秀英", "桂英", "玉兰", "凤英", "素珍", "淑珍", "秀珍", "玉珍", "桂兰", "月英"),
    1950: (
        "桂芳",
        "秀兰",
        "玉梅",
        "美珍",
        "建华",
        "爱华",
        "国英",
        "月琴",
        "惠芳",
        "雅琴",
        "金花",
        "春兰",
        "彩云",
    ),
    1960: (
        "丽华",
        "秀芳",
        "晓琴",
        "红英",
        "建英",
        "爱萍",
        "亚萍",
        "卫红",
        "玉琴",
        "国芳",
        "小红",
        "雪珍",
        "海英",
        "慧珍",
    ),
    1970: (
        "丽萍",
        "晓燕",
        "海燕",
        "丽君",
        "红梅",
        "雪梅",
        "小芳",
        "建芳",
        "春燕",
        "晓红",
        "伟英",
        "丽娟",
        "琴芳",
        "云霞",
    ),
    1980: (
        "静",
        "娜",
        "婷婷",
        "丽娜",
        "燕飞",
        "晓丽",
        "倩",
        "莉莉",
        "佳",
        "芳芳",
        "玲玲",
        "慧敏",
        "雅婷",
        "蕾",
    ),
    1990: ("思雨", "雨婷", "欣怡", "梦洁", "佳怡", "诗涵", "晨曦", "雅静", "子涵", "文静", "若彤"),
}
MEN = ("建国", "国强", "志明", "德华", "永康", "振华", "水根", "阿根", "金荣", "伟民", "立新", "家富")


def surname(rng: Random) -> str:
    """A surname, the common ones oftener, now and then one of two characters."""
    if rng.random() < 0.006:
        return rng.choice(DOUBLE_SURNAMES)
    # The list is ordered by how common a name is; squaring favours its beginning.
    return SURNAMES[int(len(SURNAMES) * rng.random() ** 1.7)]


def full_name(rng: Random, sex: str, birth_year: int) -> str:
    """A name that fits sex and year of birth."""
    if sex == "male":
        return surname(rng) + rng.choice(MEN)
    decade = max(start for start in WOMEN if start <= max(birth_year, 1930))
    return surname(rng) + rng.choice(WOMEN[decade])
