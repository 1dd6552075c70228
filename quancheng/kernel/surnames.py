"""How characters are read in names where that differs from their everyday reading."""

from __future__ import annotations

# Two-character surnames whose reading is special.
COMPOUND = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
    "宰父": ("zai", "fu"),
    "乐正": ("yue", "zheng"),
    "亓官": ("qi", "guan"),
    "令狐": ("ling", "hu"),
}

# Two-character surnames that are read as written; listed so that the given name is known to follow.
COMPOUND_AS_WRITTEN = frozenset(
    "欧阳 司马 上官 诸葛 司徒 东方 夏侯 慕容 皇甫 公孙 端木 申屠 轩辕 宇文 闻人 西门 南宫 独孤 拓跋 濮阳 "
    "淳于 太史 赫连 钟离 闾丘 东郭 公冶 仲孙 司空 司寇 鲜于 呼延 百里 第五 完颜 纳兰 叶赫 公羊 谷梁".split()
)

# The first reading is the usual one; a second is alive in other families, so both must find the person.
SINGLE: dict[str, tuple[str, ...]] = {
    "不": ("fou",),
    "乐": ("yue", "le"),
    "仇": ("qiu",),
    "任": ("ren",),
    "佴": ("nai",),
    "便": ("pian",),
    "冼": ("xian",),
    "洗": ("xian",),
    "区": ("ou",),
    "单": ("shan",),
    "卜": ("bu",),
    "华": ("hua",),
    "句": ("gou",),
    "召": ("shao",),
    "员": ("yun",),
    "哈": ("ha",),
    "宁": ("ning",),
    "宓": ("mi", "fu"),
    "尉": ("wei",),
    "尹": ("yin",),
    "幺": ("yao",),
    "折": ("she",),
    "晁": ("chao",),
    "曾": ("zeng",),
    "朴": ("piao", "pu"),
    "查": ("zha",),
    "柏": ("bai",),
    "殷": ("yin",),
    "沈": ("shen",),
    "牟": ("mou", "mu"),
    "盖": ("ge", "gai"),
    "盛": ("sheng",),
    "石": ("shi",),
    "祭": ("zhai",),
    "种": ("chong",),
    "秘": ("bi",),
    "繁": ("po",),
    "缪": ("miao",),
    "翟": ("zhai", "di"),
    "能": ("nai",),
    "臧": ("zang",),
    "藏": ("zang",),
    "莘": ("shen", "xin"),
    "万": ("wan",),
    "覃": ("qin", "tan"),
    "解": ("xie",),
    "谌": ("chen", "shen"),
    "谷": ("gu",),
    "贲": ("ben",),
    "费": ("fei", "bi"),
    "贾": ("jia",),
    "车": ("che",),
    "还": ("huan",),
    "适": ("kuo",),
    "逄": ("pang",),
    "那": ("na",),
    "郄": ("qie", "xi"),
    "郇": ("xun", "huan"),
    "郗": ("xi", "chi"),
    "都": ("du",),
    "重": ("chong",),
    "长": ("chang",),
    "降": ("jiang",),
    "隗": ("wei", "kui"),
    "黑": ("he", "hei"),
}

# Characters of given names that parents read in two ways; the patient says which, the record does not.
GIVEN: dict[str, tuple[str, str]] = {
    "乐": ("le", "yue"),
    "单": ("dan", "shan"),
    "曾": ("zeng", "ceng"),
    "晟": ("sheng", "cheng"),
    "朝": ("chao", "zhao"),
    "茜": ("qian", "xi"),
    "莘": ("xin", "shen"),
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
}
