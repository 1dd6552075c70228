"""Terms for finding a person: of identifiers for storing, of typed queries for asking. Both sides must agree."""

from __future__ import annotations

import re

from .names import latin
from .phone import normalise_phone
from .refused import Refused
from .resident_id import parse_resident_id
from .text import is_han, normalise

_MAX_QUERY = 64
_INITIALS = 4
PAPER_KINDS = frozenset({"resident_id", "passport"})


def identifier_terms(kind: str, value: str) -> frozenset[str]:
    """The terms to store for an identifier: phone t:, resident ID and passport i:, any other number r:."""
    if kind == "phone":
        return frozenset(_phone_terms(value))
    code = _code(value)
    if not code:
        return frozenset()
    if kind == "resident_id":
        return frozenset({f"i:{code}", f"i:{code[-4:]}"})
    if kind == "passport":
        return frozenset({f"i:{code}"})
    return frozenset({f"r:{code}", f"r:{_without_zeros(code)}"})


def query_terms(q: str) -> tuple[str, ...]:
    """The candidate terms for what somebody typed; a person matches who has any one of them."""
    typed = normalise(q)[:_MAX_QUERY]
    han = "".join(c for c in typed if is_han(c))
    if han:
        return (f"n:{han}",)
    code = _code(typed)
    if not code:
        return ()
    if code.isdigit():
        return _unique(_digit_terms(typed, code))
    if any(c.isdigit() for c in code):
        return _unique([f"r:{code}", f"r:{_without_zeros(code)}", f"i:{_old_to_new(code)}"])
    return _unique(_letter_terms(latin(typed)))


def query_groups(q: str) -> tuple[tuple[str, ...], ...]:
    """One group of terms for each typed word; a person matches who has a term of every group.

    A telephone number with spaces, or a name spelled as zhang xiao mei, stays one word.
    """
    typed = normalise(q)[:_MAX_QUERY]
    words = typed.split(" ")
    kinds = {_kind(word) for word in words}
    if len(words) == 1 or kinds in ({"digits"}, {"han"}):
        whole = query_terms(typed)
        return (whole,) if whole else ()
    return tuple(terms for word in words if (terms := query_terms(word)))


def _kind(word: str) -> str:
    if any(is_han(c) for c in word):
        return "han"
    code = _code(word)
    return "digits" if code.isdigit() else "letters" if code.isalpha() else "mixed"


def _code(value: str) -> str:
    """Capital ASCII letters and digits only: record numbers are written with all kinds of separators."""
    return re.sub(r"[^A-Z0-9]", "", normalise(value).upper())


def _without_zeros(code: str) -> str:
    return code.lstrip("0") or "0"


def _phone_terms(value: str) -> set[str]:
    try:
        number = normalise_phone(value)
    except Refused:
        number = value
    digits = re.sub(r"\D", "", number.split("-")[0] if number.count("-") == 1 else number)
    if len(digits) < 4:
        return set()
    return {f"t:{digits}", f"t:{digits[-8:]}", f"t:{digits[-4:]}"}


def _digit_terms(typed: str, code: str) -> list[str]:
    terms = [f"r:{code}", f"r:{_without_zeros(code)}"]
    if len(code) == 4:
        terms += [f"t:{code}", f"i:{code}"]
    elif len(code) in (15, 18):
        terms.append(f"i:{_old_to_new(code)}")
    if len(code) >= 7:
        try:
            number = normalise_phone(typed)
        except Refused:
            number = code
        terms.append("t:" + re.sub(r"\D", "", number.split("-")[0]))
    return terms


def _old_to_new(code: str) -> str:
    if len(code) != 15:
        return code
    try:
        return parse_resident_id(code).number
    except Refused:
        return code


def _letter_terms(letters: str) -> list[str]:
    if not letters:
        return []
    terms = [f"p:{letters}"] if len(letters) <= _INITIALS else []
    if len(letters) >= 2:
        terms.append(f"f:{letters}")
        # Passports write 吕 as LYU, input methods as lv.
        terms.append(f"f:{letters.replace('lyu', 'lv').replace('nyu', 'nv')}")
    return terms


def _unique(terms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))
