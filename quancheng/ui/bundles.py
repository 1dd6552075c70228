"""Each door's small style and script files joined into one, so that a first visit is few requests.

Joined when first asked for and kept in memory with its gzipped twin; the address carries a digest of the
content, so browsers may keep it for ever. While developing, a changed file is noticed at the next page.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

ASSETS = Path(__file__).resolve().parents[2] / "assets"
_SHARED = ("tokens", "base", "buttons", "forms", "components", "tables", "record", "course")
_STAFF = (*_SHARED, "layout-staff", "workbench", "facts", "careplan", "reports", "print")
BUNDLES: dict[str, tuple[str, ...]] = {
    "staff.css": tuple(f"css/{name}.css" for name in _STAFF),
    "patient.css": tuple(f"css/{name}.css" for name in (*_SHARED, "layout-patient", "print")),
    "plain.css": tuple(f"css/{name}.css" for name in (*_SHARED[:5], "layout-staff", "layout-plain")),
    "staff.js": ("js/submit-once.js", "js/keys.js", "js/record.js", "js/page.js"),
    "patient.js": ("js/submit-once.js", "js/page.js"),
}
CONTENT_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Bundle:
    """The joined content, its gzipped twin, and the digest that names this version of it."""

    content: bytes
    zipped: bytes
    digest: str
    stamp: int


_kept: dict[str, Bundle] = {}


def load(name: str) -> Bundle:
    """The bundle of that name. Raises KeyError when there is none."""
    parts = [ASSETS / part for part in BUNDLES[name]]
    known = _kept.get(name)
    if known and not settings.DEBUG:
        return known
    stamp = max(part.stat().st_mtime_ns for part in parts)
    if known and known.stamp == stamp:
        return known
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    content = (squeeze_css(text) if name.endswith(".css") else text).encode()
    digest = hashlib.sha256(content).hexdigest()[:12]
    _kept[name] = Bundle(content, gzip.compress(content, 9, mtime=0), digest, stamp)
    return _kept[name]


def squeeze_css(text: str) -> str:
    """The same rules without comments and spare white space."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"\s*([{};,])\s*", r"\1", text).replace(";}", "}").strip()


def url(name: str) -> str:
    """The address of a bundle in its present version."""
    stem, extension = name.rsplit(".", 1)
    return reverse("ui:bundle", args=[stem, load(name).digest, extension])
