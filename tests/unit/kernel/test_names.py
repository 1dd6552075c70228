"""Pinyin of names, and the terms that a name is findable by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.kernel.names import full_pinyin, name_terms, pinyin_initials


@pytest.mark.parametrize(
    ("name", "initials", "full"),
    [
        ("张晓梅", "zxm", "zhangxiaomei"),
        ("单丽", "sl", "shanli"),
        ("仇英", "qy", "qiuying"),
        ("解晓东", "xxd", "xiexiaodong"),
        ("查良镛", "zly", "zhaliangyong"),
        ("曾丽", "zl", "zengli"),
        ("区桂芳", "ogf", "ouguifang"),
        ("盖丽丽", "gll", "gelili"),
        ("任重远", "rzy", "renzhongyuan"),
        ("华春莹莹", "hcyy", "huachunyingying"),
        ("朴善英", "psy", "piaoshanying"),
        ("缪静", "mj", "miaojing"),
        ("长孙丽", "zsl", "zhangsunli"),
        ("尉迟娜", "ycn", "yuchina"),
        ("欧阳娜娜", "oynn", "ouyangnana"),
        ("吕晓梅", "lxm", "lvxiaomei"),
        ("阿依古丽·买买提", "ayglmmt", "ayigulimaimaiti"),
        ("Mary Smith", "ms", "marysmith"),
        ("Zoë O'Brien", "zo", "zoeobrien"),
        ("张Mary", "zm", "zhangmary"),
        (" 张 晓 梅 ", "zxm", "zhangxiaomei"),
        ("单", "d", "dan"),
        ("", "", ""),
        ("123", "", ""),
    ],
)
def test_a_name_is_read_as_its_bearer_does(name: str, initials: str, full: str) -> None:
    assert pinyin_initials(name) == initials
    assert full_pinyin(name) == full


def test_a_name_is_findable_by_every_part_of_it() -> None:
    assert name_terms("张晓梅") == {
        "n:张", "n:晓", "n:梅", "n:张晓", "n:晓梅", "n:张晓梅",
        "p:z", "p:x", "p:m", "p:zx", "p:xm", "p:zxm",
        "f:zh", "f:zha", "f:zhan", "f:zhang", "f:zhangx", "f:zhangxi", "f:zhangxia", "f:zhangxiao",
        "f:zhangxiaom", "f:zhangxiaome", "f:zhangxiaomei", "f:xiaomei",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["张晓梅", "庄双双", "状爽爽", "李丽", "王一", "林黛玉", "黄婉婷", "郑闯霜"])
def test_a_short_name_needs_at_most_thirty_terms(name: str) -> None:
    assert len(name_terms(name)) <= 30


@pytest.mark.parametrize("name", ["覃双双", "翟双双", "盖茜茜"])
def test_a_name_with_two_readings_stays_small_too(name: str) -> None:
    assert len(name_terms(name)) <= 60


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("覃丽", {"p:ql", "p:tl", "f:qinli", "f:tanli"}),
        ("盖丽", {"p:gl", "f:geli", "f:gaili"}),
        ("王茜", {"p:wq", "p:wx", "f:wangqian", "f:wangxi"}),
        ("欧阳娜娜", {"f:nana"}),
        ("Mary Smith", {"p:ms", "p:s", "f:mary", "f:marys", "f:smith", "f:smi"}),
    ],
)
def test_every_living_reading_finds_the_person(name: str, terms: set[str]) -> None:
    assert terms <= name_terms(name)


def test_a_long_name_is_findable_by_pieces_and_from_its_beginning() -> None:
    name = "阿卜杜热合曼·阿卜杜克热木汗"
    terms = name_terms(name)
    assert {"n:克热木汗", "n:阿卜杜热合曼", "n:" + name.replace("·", "")} <= terms
    assert len(terms) <= 150


@given(st.text(alphabet="张王李赵单覃欧阳茜晓梅丽·aB ", max_size=14))
def test_terms_are_classed_short_and_the_same_for_the_same_name(name: str) -> None:
    terms = name_terms(name)
    assert all(term[:2] in {"n:", "p:", "f:"} and len(term) > 2 for term in terms)
    assert terms == name_terms(f" {name} ")


@given(st.text(alphabet="张王李赵钱孙周吴郑晓梅丽芳娟敏静秀兰英", min_size=1, max_size=8), st.data())
def test_any_fragment_finds_its_name(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    terms = name_terms(name)
    assert f"n:{name[start:end]}" in terms
    assert f"p:{pinyin_initials(name)[start:end]}" in terms
