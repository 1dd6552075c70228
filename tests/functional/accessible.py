"""What axe-core says of a page, asked once for all pages on which everything stands in the same places."""

import json
import os
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Describing everything that is right as well takes axe twice as long.
WHOLE = {"resultTypes": ["violations"]}
# Contrast, most of the time, is looked at on Chinese pages: both languages have the same colours, and each
# story and each page is told in both.
WITHOUT_CONTRAST = WHOLE | {"rules": {"color-contrast": {"enabled": False}}}


class Accessible:
    """Asks axe about pages, and about none that could not say anything new.

    A page is passed by where all that is on it stood in the same places of a page that axe has looked at, for
    whichever worker of the run: it judges elements, attributes and colours, not what the words say.
    """

    def __init__(self, folder: Path) -> None:
        self._axe, self._looked_at = Axe(), _LookedAt(folder)

    def check(self, page: Page) -> None:
        """Fails with what axe finds wrong, each with the element."""
        # The tab bar floats over whatever the scroll happens to be at; a thumb scrolls, axe does not.
        page.evaluate("document.querySelectorAll('.tabbar').forEach((bar) => bar.style.position = 'static')")
        language, kind, places = page.evaluate(_PLACES)
        whole = language.startswith("zh")
        with_contrast, without = f"{kind} with contrast", f"{kind} without"
        covers = self._looked_at.covers
        if covers(with_contrast, places) or (not whole and covers(without, places)):
            return
        found = self._axe.run(page, options=WHOLE if whole else WITHOUT_CONTRAST).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        self._looked_at.add(with_contrast if whole else without, places)


class _LookedAt:
    """Sets of places that were found right, by kind of page: a file for each, which every worker reads."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._read = folder, set[str]()
        self._known: defaultdict[str, list[frozenset[str]]] = defaultdict(list)

    def covers(self, kind: str, places: Sequence[str]) -> bool:
        """Whether a page with all of these places was looked at."""
        for path in self._folder.glob(f"{_short(kind)}-*.json"):
            if path.name not in self._read:
                self._read.add(path.name)
                self._known[kind].append(frozenset(json.loads(path.read_text(encoding="utf-8"))))
        return any(known.issuperset(places) for known in self._known[kind])

    def add(self, kind: str, places: Sequence[str]) -> None:
        """Remember a page; the file stands there whole or not at all."""
        draft = self._folder / f"draft-{os.getpid()}"
        draft.write_text(json.dumps(places), encoding="utf-8")
        draft.rename(self._folder / f"{_short(kind)}-{_short(draft.read_text(encoding='utf-8'))}.json")


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


# The page's language; what pages must share to be compared (width, size of letters, names given twice, names
# that lead nowhere, controls without a label, headings in order); then each element by its way from the root,
# with what decides how it looks and whether words stand in it.
_PLACES = """() => {
  const decides =
    /^(class|type|role|dir|hidden|disabled|tabindex|scope|aria-(?!label|describedby|controls|owns).*)$/;
  const said = ({ name, value }) => (decides.test(name) || !value ? `${name}=${value}` : name);
  const spoken = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '';
  const places = new Set();
  const walk = (element, above) => {
    const words = [...element.childNodes].some(spoken) ? '"' : '';
    const here = `${above}>${element.localName}[${[...element.attributes].map(said).sort()}]${words}`;
    places.add(here);
    for (const child of element.children) walk(child, here);
  };
  walk(document.documentElement, '');
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  const twice = ids.length - new Set(ids).size;
  const named = new Set(ids);
  const referring = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns'];
  const nowhere = referring.flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].flatMap((element) => element.getAttribute(name).split(/ +/))
  ).filter((id) => id && !named.has(id)).length;
  const controls = [...document.querySelectorAll('input:not([type=hidden]), select, textarea')];
  const mute = controls.filter((one) => !one.labels.length && !one.ariaLabel).length;
  const size = document.documentElement.dataset.textSize;
  const headings = [...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => heading.localName);
  const order = headings.filter((level, at) => level !== headings[at - 1]);
  const kind = [innerWidth, size, twice, nowhere, mute, ...order].join(' ');
  return [document.documentElement.lang, kind, [...places].sort()];
}"""
