"""When two records may be one person: every combination of what agrees, differs and is not known."""

from datetime import date
from itertools import product

import pytest

from quancheng.patients.rules.matching import Trait, Traits, Verdict, compare, is_proposed

A, D, U = Verdict.AGREES, Verdict.DIFFERS, Verdict.UNKNOWN
SAME = Traits("张晓梅", date(1970, 1, 2), "female", frozenset({1}), frozenset({2}), frozenset({3}))
OTHER = Traits("李文静", date(1980, 3, 4), "male", frozenset({4}), frozenset({5}), frozenset({6}))
NONE = Traits()


def two(verdicts: dict[Trait, Verdict]) -> tuple[Traits, Traits]:
    """Two records that compare like this."""
    names = {
        Trait.RESIDENT_ID: "resident_ids",
        Trait.PASSPORT: "passports",
        Trait.NAME: "name",
        Trait.BIRTH: "birth_on",
        Trait.PHONE: "phones",
        Trait.SEX: "sex",
    }
    pick = {A: SAME, D: OTHER, U: NONE}
    return SAME, Traits(**{names[trait]: getattr(pick[v], names[trait]) for trait, v in verdicts.items()})


@pytest.mark.parametrize(
    "verdicts", list(product([A, D, U], repeat=5)), ids=lambda v: "".join(x.value[0] for x in v)
)
def test_a_number_of_the_state_or_two_of_three_and_never_a_name_alone(verdicts: tuple[Verdict, ...]) -> None:
    resident, passport, name, birth, phone = verdicts
    wanted = dict(
        zip([Trait.RESIDENT_ID, Trait.PASSPORT, Trait.NAME, Trait.BIRTH, Trait.PHONE], verdicts, strict=True)
    )
    found = compare(*two({**wanted, Trait.SEX: U}))
    assert {trait: found[trait] for trait in wanted} == wanted
    two_of_three = [name, birth, phone].count(A) >= 2
    assert is_proposed(found) is (A in (resident, passport) or (resident is not D and two_of_three))


def test_names_are_compared_as_people_write_them() -> None:
    assert compare(Traits(name="Mary  Smith"), Traits(name="mary smith"))[Trait.NAME] is A
    assert compare(Traits(name="张 晓梅"), Traits(name="张晓梅"))[Trait.NAME] is A


def test_one_shared_phone_of_several_is_enough() -> None:
    assert compare(Traits(phones=frozenset({1, 2})), Traits(phones=frozenset({2, 3})))[Trait.PHONE] is A


def test_unknown_sex_is_not_known() -> None:
    assert compare(Traits(sex="unknown"), Traits(sex="female"))[Trait.SEX] is U
