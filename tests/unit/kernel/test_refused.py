"""Refusals: one sentence, several sentences, and how they are collected."""

import pytest

from quancheng.kernel.refused import Findings, Refusals, Refused, collect, msg

CHINESE = {"Stop %(who)s.": "请%(who)s停下。", "No.": "不行。"}


def test_msg_returns_the_text_as_it_is() -> None:
    assert msg("Stop %(who)s.") == "Stop %(who)s."


def test_a_refusal_keeps_what_it_was_given_and_reads_as_its_sentence() -> None:
    refused = Refused("Stop %(who)s.", params={"who": "Li"}, field="name", code="stop")
    assert (refused.message, refused.params, refused.field, refused.code) == (
        "Stop %(who)s.",
        {"who": "Li"},
        "name",
        "stop",
    )
    assert str(refused) == "Stop Li."


def test_a_refusal_without_params_may_hold_a_percent_sign() -> None:
    assert str(Refused("Only 5% are left.")) == "Only 5% are left."


def test_a_refusal_is_told_in_another_language() -> None:
    assert Refused("Stop %(who)s.", params={"who": "李"}).sentence(CHINESE.__getitem__) == "请李停下。"


def test_a_refusal_is_pinned_to_a_field() -> None:
    assert Refused("No.").on("phone").field == "phone"


def test_several_refusals_read_as_lines_and_stand_for_the_first() -> None:
    both = Refusals([Refused("No.", field="a", code="no"), Refused("Stop %(who)s.", params={"who": "Li"})])
    assert str(both) == "No.\nStop Li."
    assert (both.message, both.field, both.code, len(both.items)) == ("No.", "a", "no", 2)
    assert both.sentence(CHINESE.__getitem__) == "不行。\n请Li停下。"


def test_several_refusals_inside_several_are_laid_flat() -> None:
    inner = Refusals([Refused("One."), Refused("Two.")])
    assert [item.message for item in Refusals([inner, Refused("Three.")]).items] == ["One.", "Two.", "Three."]


def test_pinning_several_keeps_the_fields_they_had() -> None:
    both = Refusals([Refused("One."), Refused("Two.", field="sex")]).on("number")
    assert [item.field for item in both.items] == ["number", "sex"]
    assert both.field == "number"


def test_no_refusals_at_all_cannot_be_raised() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Refusals([])


def test_findings_without_anything_raise_nothing() -> None:
    findings = Findings()
    findings.raise_any()
    assert not findings


def test_findings_raise_everything_that_was_added() -> None:
    findings = Findings()
    findings.add("No.", field="a")
    findings.add(Refused("Stop %(who)s.", params={"who": "Li"}), field="b")
    with findings.catching(field="c"):
        raise Refused("Caught.")
    with findings.catching(field="c"):
        raise Refused("Caught with its own field.", field="d")
    assert findings
    with pytest.raises(Refusals) as caught:
        findings.raise_any()
    assert [(item.message, item.field) for item in caught.value.items] == [
        ("No.", "a"),
        ("Stop %(who)s.", "b"),
        ("Caught.", "c"),
        ("Caught with its own field.", "d"),
    ]


def test_catching_pins_every_one_of_several_that_has_no_field() -> None:
    findings = Findings()
    with findings.catching(field="c"):
        raise Refusals([Refused("One.", field="a"), Refused("Two.")])
    assert [item.field for item in findings.items] == ["a", "c"]


def test_catching_lets_other_errors_through() -> None:
    with pytest.raises(ZeroDivisionError), Findings().catching():
        raise ZeroDivisionError


def test_collect_raises_at_the_end_of_its_block() -> None:
    reached = []

    def check() -> None:
        with collect() as findings:
            findings.add("One.")
            findings.add("Two.")
            reached.append("the end")

    with pytest.raises(Refusals) as caught:
        check()
    assert reached == ["the end"]
    assert [item.message for item in caught.value.items] == ["One.", "Two."]


def test_collect_joins_what_its_block_refuses() -> None:
    def check() -> None:
        with collect() as findings:
            findings.add("One.")
            raise Refused("Two.")

    with pytest.raises(Refusals) as caught:
        check()
    assert [item.message for item in caught.value.items] == ["One.", "Two."]


def test_collect_lets_a_lone_refusal_and_other_errors_through_unchanged() -> None:
    alone = Refused("Alone.")
    with pytest.raises(Refused) as caught, collect():
        raise alone
    assert caught.value is alone

    def check() -> None:
        with collect() as findings:
            findings.add("One.")
            raise KeyError

    with pytest.raises(KeyError):
        check()


def test_collect_is_quiet_when_nothing_was_found() -> None:
    with collect() as findings:
        pass
    assert findings.items == ()
