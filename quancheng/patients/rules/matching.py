"""When two hospitals' records may be one person, and when they may be linked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise_name, tidy_line

LEAST_REASON = 4


class Trait(StrEnum):
    """What two records are compared by. A name alone never counts."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    NAME = "name"
    BIRTH = "birth_on"
    PHONE = "phone"
    SEX = "sex"


NUMBERS = frozenset({Trait.RESIDENT_ID, Trait.PASSPORT})
WEIGHED = frozenset({Trait.NAME, Trait.BIRTH, Trait.PHONE})


class Verdict(StrEnum):
    """What the comparison of one trait shows."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of one record; numbers and phones as their blind indexes."""

    name: str = ""
    birth_on: date | None = None
    sex: str = "unknown"
    resident_ids: frozenset[int] = field(default_factory=frozenset)
    passports: frozenset[int] = field(default_factory=frozenset)
    phones: frozenset[int] = field(default_factory=frozenset)


def compare(first: Traits, second: Traits) -> dict[Trait, Verdict]:
    """Trait by trait: agrees, differs, or not known on one side."""
    sexes = ("" if first.sex == "unknown" else first.sex, "" if second.sex == "unknown" else second.sex)
    return {
        Trait.RESIDENT_ID: _sets(first.resident_ids, second.resident_ids),
        Trait.PASSPORT: _sets(first.passports, second.passports),
        Trait.NAME: _values(_name(first.name), _name(second.name)),
        Trait.BIRTH: _values(first.birth_on, second.birth_on),
        Trait.PHONE: _sets(first.phones, second.phones),
        Trait.SEX: _values(*sexes),
    }


def _name(name: str) -> str:
    return normalise_name(name).casefold()


def _values(first: object, second: object) -> Verdict:
    if not first or not second:
        return Verdict.UNKNOWN
    return Verdict.AGREES if first == second else Verdict.DIFFERS


def _sets(first: frozenset[int], second: frozenset[int]) -> Verdict:
    if not first or not second:
        return Verdict.UNKNOWN
    return Verdict.AGREES if first & second else Verdict.DIFFERS


def agreeing(verdicts: dict[Trait, Verdict]) -> list[str]:
    """The traits that agree, by their codes, in order."""
    return [trait.value for trait, verdict in verdicts.items() if verdict is Verdict.AGREES]


def is_proposed(verdicts: dict[Trait, Verdict]) -> bool:
    """Whether a person should look at the two: the same state-issued number, or two of name, birth and phone.

    Two different resident IDs are two people, whatever else agrees.
    """
    agree = {trait for trait, verdict in verdicts.items() if verdict is Verdict.AGREES}
    if agree & NUMBERS:
        return True
    if verdicts[Trait.RESIDENT_ID] is Verdict.DIFFERS:
        return False
    return len(agree & WEIGHED) >= 2


def check_decision(reason: str) -> str:
    """The reason, tidied; refuses an empty one."""
    words = tidy_line(reason)
    if len(words) < LEAST_REASON:
        raise Refused(
            msg("Say in at least %(count)s characters why you are sure."),
            params={"count": LEAST_REASON},
            field="reason",
        )
    return words[:200]


def check_state(state: str, allowed: Iterable[str]) -> None:
    """Refuses a decision that somebody else has taken meanwhile."""
    if state not in set(allowed):
        raise Refused(msg("Somebody has decided this already. Load the page again."), code="match_decided")


def check_link_consent(given: bool) -> None:
    """Refuses to link without the patient's consent."""
    if not given:
        raise Refused(
            msg(
                "She has not agreed that the two hospitals share her record. "
                "Ask her; her consent names the other hospital."
            ),
            code="no_share_consent",
        )
