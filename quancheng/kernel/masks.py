"""Masks: enough of a name or number to recognise it, too little to use it."""

from __future__ import annotations

from quancheng.kernel.text import is_han, normalise, normalise_name


def mask_phone(phone: str) -> str:
    """138****5678; short numbers keep only their last two digits."""
    number = normalise(phone)
    if len(number) < 8:
        return _ends(number, 0, 2)
    return _ends(number, 3, 4)


def mask_name(name: str) -> str:
    """张*梅, 张*, and for Latin names the first letter of each word: M*** S****."""
    text = normalise_name(name)
    if not text or not is_han(text[0]):
        return " ".join(word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*" for word in text.split())
    if len(text) <= 2:
        return text[0] + "*" * (len(text) - 1) if len(text) == 2 else "*"
    return _ends(text, 1, 1)


def mask_id(number: str) -> str:
    """310***********1234 for a resident ID; other numbers keep their last four, short ones their last one."""
    text = normalise(number)
    if len(text) >= 15:
        return _ends(text, 3, 4)
    return _ends(text, 0, 4 if len(text) >= 8 else 1)


def _ends(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden < 1:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]
