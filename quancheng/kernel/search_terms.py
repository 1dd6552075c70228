"""Terms for finding a person: of identifiers, to store, and of typed queries, to ask. Both must agree."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import groupby

from quancheng.kernel.names import latin
from quancheng.kernel.phone import normalise_phone
from quancheng.kernel.refused import Refused
from quancheng.kernel.resident_id import parse_resident_id
from quancheng.kernel.text import is_han, normalise

_MAX_QUERY = 64
_INITIALS = 4  # more letters than this are a word spelled out, not initials


def identifier_terms(kind: str, value: str) -> frozenset[str]:
    """The terms to store for an identifier: phone t:, resident ID and passport i:, any other number r:."""
    if kind == "phone":
        return frozenset(_phone_terms(value))
    code = _code(value)
    if not code:
        return frozenset()
    if kind == "resident_id":
        code = _old_to_new(code)
        return frozenset({f"i:{code}", f"i:{code[-4:]}"})
    if kind == "passport":
        return frozenset({f"i:{code}"})
    return frozenset({f"r:{code}", f"r:{_without_zeros(code)}"})


def query_terms(q: str) -> tuple[str, ...]:
    """The candidate terms for what somebody typed; a person matches who has any one of them.

    Chinese characters outweigh what stands beside them; `query_groups` uses both.
    """
    typed = normalise(q)[:_MAX_QUERY]
    han = "".join(c for c in typed if is_han(c))
    if han:
        return (f"n:{han}",)
    code = _code(typed)
    if code.isdigit():
        return _unique(_digit_terms(typed, code))
    if any(c.isdigit() for c in code):
        return _unique([f"r:{code}", f"r:{_without_zeros(code)}", f"i:{code}"])
    return _unique(_letter_terms(latin(typed)))


def query_groups(q: str) -> tuple[tuple[str, ...], ...]:
    """One group of terms for each typed word; a person matches who has some term of every group.

    So 张 1234 finds the Zhang whose phone ends in 1234. A telephone number with spaces stays one word, and
    a name spelled with spaces (zhang xiao mei) matches as a whole or word by word.
    """
    typed = normalise(q)[:_MAX_QUERY]
    words = _words(typed)
    if len(words) == 1:
        groups = [query_terms(typed)]
    elif any(is_han(c) for c in typed):
        groups = [query_terms(word) for word in words]
    else:
        whole = query_terms(typed)
        groups = [_unique([*query_terms(word), *whole]) for word in words]
    return tuple(group for group in groups if group)


def _words(typed: str) -> list[str]:
    """The typed words: a border too where Chinese and other letters meet (张xm), none between digits."""
    words: list[str] = []
    for word in typed.split(" "):
        words += ["".join(run) for _, run in groupby(word, key=is_han)]
    kept = [word for word in words if _code(word) or any(is_han(c) for c in word)]
    joined: list[str] = []
    for word in kept:
        if joined and _code(word).isdigit() and _code(joined[-1]).isdigit():
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _code(value: str) -> str:
    """Capital ASCII letters and digits only: record numbers are written with all kinds of separators."""
    return re.sub(r"[^A-Z0-9]", "", normalise(value).upper())


def _without_zeros(code: str) -> str:
    return code.lstrip("0") or "0"


def _phone_terms(value: str) -> set[str]:
    digits = _phone_digits(value)
    if len(digits) < 4:
        return set()
    # Eight digits are a landline without its area code; behind a four-digit area code it may have seven.
    ends = {digits, digits[-8:], digits[-4:]}
    if len(digits) == 11 and digits.startswith("0") and digits[1] not in "12":
        ends.add(digits[-7:])
    return {f"t:{end}" for end in ends}


def _phone_digits(value: str) -> str:
    """The digits of a number without country code +86 and without extension."""
    with suppress(Refused):
        value = normalise_phone(value).split("-")[0]
    return re.sub(r"[^0-9]", "", normalise(value))


def _digit_terms(typed: str, code: str) -> list[str]:
    terms = [f"r:{code}", f"r:{_without_zeros(code)}"]
    if len(code) >= 4:
        terms += [f"i:{_old_to_new(code)}", f"t:{code}"]
    if len(code) >= 7:
        terms.append(f"t:{_phone_digits(typed)}")
    return terms


def _old_to_new(code: str) -> str:
    """A resident ID in its old 15-digit form as it is stored, with 18; anything else as it is."""
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
