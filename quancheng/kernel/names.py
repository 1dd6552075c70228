"""Names and the terms that a person is findable by; terms are hashed before they are stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from . import surnames
from .text import is_han, normalise_name

_WHOLE_SUBSTRINGS = 12  # longer names get short pieces and prefixes only, to keep the set small
_PIECE = 4
_LONGEST_PINYIN = 40
_PARTS = re.compile(r"[A-Za-zÀ-ɏ']+")


def pinyin_initials(name: str) -> str:
    """What staff type to find a name: 张晓梅 gives zxm, Mary Smith gives ms."""
    return "".join(syllable[0] for syllable in _usual(name))


def full_pinyin(name: str) -> str:
    """The whole name in pinyin without tones or spaces: zhangxiaomei; ü is written v."""
    return "".join(_usual(name))


@lru_cache(maxsize=4096)
def name_terms(name: str) -> frozenset[str]:
    """Every term that this name is findable by: n: characters, p: pinyin initials, f: full pinyin."""
    han = "".join(c for c in normalise_name(name) if is_han(c))
    terms = {f"n:{piece}" for piece in _pieces(han)}
    for syllables in _readings(name):
        terms.update(f"p:{piece}" for piece in _pieces("".join(s[0] for s in syllables)))
        terms.update(f"f:{piece}" for piece in _prefixes("".join(syllables)))
        terms.update(f"f:{piece}" for piece in _later_words(syllables, is_chinese=bool(han)))
    return frozenset(terms)


def _usual(name: str) -> tuple[str, ...]:
    return next(_readings(name), ())


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """The syllables of a name, once for each living reading of its surname; Latin words are one syllable."""
    text = normalise_name(name)
    head = text[:2]
    if head in surnames.COMPOUND and len(text) > 2:
        yield (*surnames.COMPOUND[head], *_syllables(text[2:]))
    elif text[:1] in surnames.SINGLE and len(text) > 1:
        for reading in surnames.SINGLE[text[0]]:
            yield (reading, *_syllables(text[1:]))
    elif syllables := tuple(_syllables(text)):
        yield syllables


def _syllables(text: str) -> Iterator[str]:
    for run in re.findall(r"[A-Za-zÀ-ɏ']+|[^A-Za-zÀ-ɏ']+", text):
        if _PARTS.fullmatch(run):
            yield from filter(None, [latin(run)])
        else:
            han = "".join(c for c in run if is_han(c))
            yield from filter(None, (latin(s) for s in lazy_pinyin(han, style=Style.NORMAL, errors="ignore")))


def latin(text: str) -> str:
    """Latin letters only, small, without accents; ü becomes v, as input methods have it."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text.lower().replace("ü", "v"))
    return "".join(c for c in plain if "a" <= c <= "z")


def _pieces(text: str) -> Iterator[str]:
    whole = len(text) <= _WHOLE_SUBSTRINGS
    for start in range(len(text)):
        longest = len(text) if whole else min(len(text), start + _PIECE)
        for end in range(start + 1, longest + 1):
            yield text[start:end]
    if not whole:
        yield from (text[:end] for end in range(_PIECE + 1, len(text) + 1))


def _prefixes(text: str) -> Iterator[str]:
    return (text[:end] for end in range(2, min(len(text), _LONGEST_PINYIN) + 1))


def _later_words(syllables: tuple[str, ...], *, is_chinese: bool) -> Iterable[str]:
    """The given name of a Chinese name whole (xiaomei); each later word of a Latin one from its beginning."""
    if is_chinese:
        return ["".join(syllables[1:])] if len(syllables) > 2 else []
    return [piece for word in syllables[1:] for piece in _prefixes(word)]
