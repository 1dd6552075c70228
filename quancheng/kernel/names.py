"""Names, and the terms that a person is findable by; terms are hashed before they are stored."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from quancheng.kernel import surnames
from quancheng.kernel.text import is_han, normalise_name

# A name is no phrase of the dictionary, whose phrases would take 45 MB of every process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
from pypinyin import Style, lazy_pinyin

_WHOLE_SUBSTRINGS = 12  # longer names get short pieces and prefixes only, to keep the set small
_PIECE = 4
_LONGEST_PINYIN = 40
_MOST_READINGS = 3
_WORDS = re.compile(r"[A-Za-zÀ-ɏ']+|[^A-Za-zÀ-ɏ']+")

Syllables = tuple[str, ...]


def pinyin_initials(name: str) -> str:
    """What staff type to find a name: 张晓梅 gives zxm, Mary Smith gives ms."""
    return "".join(syllable[0] for syllable in _readings(name)[0])


def full_pinyin(name: str) -> str:
    """The whole name in pinyin without tones or spaces: zhangxiaomei; ü is written v."""
    return "".join(_readings(name)[0])


@lru_cache(maxsize=4096)
def name_terms(name: str) -> frozenset[str]:
    """Every term that this name is findable by: n: characters, p: pinyin initials, f: full pinyin.

    A two- or three-character name has at most 30; a character with two living readings adds its own.
    """
    text = normalise_name(name)
    han = "".join(c for c in text if is_han(c))
    surname_length = len(_surname(text)) or 1
    terms = {f"n:{piece}" for piece in _pieces(han)}
    for syllables in _readings(name):
        terms.update(f"p:{piece}" for piece in _pieces("".join(s[0] for s in syllables)))
        terms.update(f"f:{piece}" for piece in _prefixes("".join(syllables)))
        later = syllables[surname_length:]
        terms.update(
            _given_name(later) if han else (f"f:{piece}" for word in later for piece in _prefixes(word))
        )
    return frozenset(terms)


def latin(text: str) -> str:
    """Latin letters only, small, without accents; ü becomes v, as input methods have it."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower().replace("ü", "v"))
    return "".join(c for c in plain if "a" <= c <= "z")


def _surname(text: str) -> str:
    """The surname of a Chinese name: two characters where the book of surnames has them and more follows.

    A name that begins in Latin letters has none here: its order is not known.
    """
    if not is_han(text[:1]):
        return ""
    head = text[:2]
    is_compound = head in surnames.COMPOUND or head in surnames.COMPOUND_AS_WRITTEN
    return head if is_compound and len(text) > 2 else text[:1]


def _readings(name: str) -> list[Syllables]:
    """The syllables of a name, the usual reading first; a Latin word counts as one syllable."""
    text = normalise_name(name)
    surname = _surname(text)
    given = text[len(surname) :]
    usual_given = tuple(_syllables(given))
    heads = _surname_readings(surname, alone=not given)
    readings = [head + usual_given for head in heads]
    for index, character in enumerate(given):
        other = surnames.GIVEN.get(character)
        if other and len(usual_given) == len(given):
            before, after = heads[0] + usual_given[:index], usual_given[index + 1 :]
            readings += [(*before, reading, *after) for reading in other]
    return list(dict.fromkeys(readings))[:_MOST_READINGS]


def _surname_readings(surname: str, *, alone: bool) -> list[Syllables]:
    if not surname:
        return [()]
    if surname in surnames.COMPOUND:
        return [surnames.COMPOUND[surname]]
    if surname in surnames.SINGLE and not alone:
        return [(reading,) for reading in surnames.SINGLE[surname]]
    return [tuple(_syllables(surname))]


def _syllables(text: str) -> Iterator[str]:
    for run in _WORDS.findall(text):
        if word := latin(run):
            yield word
        else:
            han = "".join(c for c in run if is_han(c))
            yield from filter(None, (latin(s) for s in lazy_pinyin(han, style=Style.NORMAL, errors="ignore")))


def _pieces(text: str) -> Iterator[str]:
    """Every substring of an ordinary name; of a long one the short substrings and the prefixes."""
    whole = len(text) <= _WHOLE_SUBSTRINGS
    for start in range(len(text)):
        longest = len(text) if whole else min(len(text), start + _PIECE)
        for end in range(start + 1, longest + 1):
            yield text[start:end]
    if not whole:
        yield from (text[:end] for end in range(_PIECE + 1, len(text) + 1))


def _prefixes(text: str) -> Iterator[str]:
    return (text[:end] for end in range(2, min(len(text), _LONGEST_PINYIN) + 1))


def _given_name(syllables: Syllables) -> list[str]:
    """The whole given name of two or more characters (xiaomei): one term, not its prefixes."""
    return ["f:" + "".join(syllables)] if len(syllables) > 1 else []
