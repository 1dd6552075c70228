"""The words of the screens by their English source text, and what is left over of the other language."""

import re
from collections.abc import Iterable

from django.utils import translation
from playwright.sync_api import Page

from tests.functional.centre import Centre
from tests.functional.stories import known

LANGUAGES = ("zh-hans", "en")


def say(language: str, words: str, context: str = "", **values: object) -> str:
    """The words as a page in this language has them; `values` fill their places."""
    with translation.override(language):
        found = translation.pgettext(context, words) if context else translation.gettext(words)
    return found % values if values else found


def leftover(page: Page, centre: Centre, language: str) -> list[str]:
    """Words of the other language on the page: its title, its texts, and the words that screen readers say.

    What people typed (names, notes, free text) stays as it is, and so do abbreviations that clinics write in
    Latin letters everywhere. Text that says of itself that it is in another language (`lang`), such as the
    title of a paper, is left alone; so is what a file holds (`translate="no"`).
    """
    texts = page.evaluate(_TEXTS)
    look = _english_in if language != "en" else _chinese_in
    found = look(texts, known.typed(centre))
    return look(texts, known.typed_by_now(centre)) if found else []


_TEXTS = """() => {
  const own = document.documentElement.lang;
  const foreign = (element) => element.closest('[lang]').lang !== own;
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest('script, style, noscript, textarea, code, kbd, [translate=no]') && !foreign(parent))
      texts.push(walker.currentNode.data.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (foreign(element) || element.matches('[lang][title], [lang][aria-label]')) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (element.hasAttribute(name)) texts.push(element.getAttribute(name).trim());
  }
  return texts.filter((text) => text);
}"""


def _chinese_in(texts: Iterable[str], typed: Iterable[str]) -> list[str]:
    """Pieces of the texts that still hold Chinese once everything typed is taken out, masked names too."""
    longest_first = sorted(typed, key=len, reverse=True)
    found = []
    for text in texts:
        if not re.search(r"[\u3400-\u9fff]", text):
            continue
        rest = re.sub(r"[\u3400-\u9fff]\*+[\u3400-\u9fff]?", "", text)
        for words in longest_first:
            rest = rest.replace(words, "")
        # A text that was cut ends with an ellipsis; its beginning is the beginning of something typed.
        cut = re.match(r"(.*[\u3400-\u9fff][^…]*)…$", text)
        if cut and any(words.startswith(cut[1][-6:]) or cut[1][-6:] in words for words in longest_first):
            continue
        if re.search(r"[\u3400-\u9fff]", rest):
            found.append(text)
    return found


def _english_in(texts: Iterable[str], typed: Iterable[str]) -> list[str]:
    """Texts with English words that are neither international nor typed."""
    known_words = {word for text in typed for word in _words(text)}
    return [text for text in texts if any(word not in _LATIN | known_words for word in _words(_plain(text)))]


def _plain(text: str) -> str:
    """The text without addresses, account names, files, fingerprints and the codes of records."""
    text = re.sub(r"\S+\.(?:csv|tsv|xlsx|json)\b", "", text)
    text = re.sub(
        r"\b[a-z]+\.[a-z]+\b|\b[0-9a-f]{8,}\b|\b[0-9a-hjkmnp-tv-z]{16}\b|\b(?=\w*\d)[0-9a-z]{12,16}\b|https?://\S+|\b[A-Z]\d{2}(?:\.\w+)?\b",
        "",
        text,
    )
    return re.sub(r"\b[a-z]+_[a-z_0-9]+\b", "", text)


def _words(text: str) -> list[str]:
    """Its English words: what has two small letters in a row is no abbreviation."""
    return [word for word in re.findall(r"[A-Za-z]+", text) if re.search(r"[a-z]{2}", word)]


# What a Chinese breast centre writes in Latin letters.
_LATIN = {
    # classifications, scores and formulas that carry a name
    "Luminal", "Nottingham", "St", "Gallen", "Maisonneuve", "Paget", "Mosteller", "Du", "Bois", "Haycock",
    "Gehan", "George", "Stevenson", "yc", "yp", "ycT", "ycN", "ypT", "ypN", "Tis", "mi",
    # sources, programs and units
    "cBioPortal", "Excel", "JavaScript", "mm", "cm", "kg", "kB", "mg",
}  # fmt: skip
